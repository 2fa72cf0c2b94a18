/* The links of pools to names: members, gateways, external names, and those of which a pool has one. */
#include "state.h"

/* A name in a list may be declared elsewhere with views; an external name is declared by its list. Only pools of the kind POOL keep the
 * link: the Edge pool of a Director, for example, is not judged. */
static const struct link_row {
    lyd_pool_kind pool; /* LYD_POOL_COUNT: any */
    bool one;
    unsigned manner; /* of the entries that make the link */
    const char *what;
} links[] = {
    [LYD_LINK_MEMBER] = {LYD_POOL_COUNT, false, LYD_REFERS, "member"},
    [LYD_LINK_GATEWAY] = {LYD_POOL_MEDIATION, false, LYD_REFERS | LYD_DOUBTFUL, "gateway"},
    [LYD_LINK_EXTERNAL] = {LYD_POOL_EDGE, false, 0, "external name"},
    [LYD_LINK_EDGE] = {LYD_POOL_FRONT_END, true, LYD_REFERS | LYD_DOUBTFUL, "Edge pool"},
    [LYD_LINK_PSTN] = {LYD_POOL_MEDIATION, true, LYD_REFERS, "PSTN interface"},
    [LYD_LINK_WEB_INTERNAL] = {LYD_POOL_COUNT, true, 0, "internal web services name"},
    [LYD_LINK_WEB_EXTERNAL] = {LYD_POOL_COUNT, true, 0, "external web services name"},
};

/* The role of a name that a pool of KIND links. */
static lyd_role link_role(lyd_pool_kind kind, lyd_link link)
{
    switch (link) {
    case LYD_LINK_MEMBER:
        return lyd_role_linked(kind, LYD_LINK_MEMBER);
    case LYD_LINK_EDGE:
        return lyd_role_linked(LYD_POOL_EDGE, LYD_LINK_SELF);
    case LYD_LINK_PSTN:
        return lyd_role_linked(LYD_POOL_MEDIATION, LYD_LINK_MEMBER);
    default:
        return lyd_role_linked(links[link].pool, link);
    }
}

/* The place where a pool keeps a link of which it has only one. */
static uint32_t *link_target(lyd_pool *pool, lyd_link link)
{
    switch (link) {
    case LYD_LINK_EDGE:
        return &pool->edge_pool;
    case LYD_LINK_WEB_INTERNAL:
        return &pool->web_internal;
    case LYD_LINK_WEB_EXTERNAL:
        return &pool->web_external;
    default:
        return &pool->pstn_endpoint;
    }
}

static lyd_status link_one(lyd_builder *builder, uint32_t pool, lyd_link link, uint32_t endpoint, unsigned manner, size_t line)
{
    lyd_pooling *p = &builder->pools[pool];
    uint32_t *target = link_target(&p->pool, link);
    const lyd_endpoint *endpoints = builder->draft.endpoints;
    if (*target == LYD_NONE) {
        *target = endpoint;
        p->one_line[link] = (uint32_t)line;
    } else if (*target != endpoint && (manner & LYD_ONCE) != 0) {
        return lyd_builder_error(builder, line, "more than one %s of %.80s: %.80s here, %.80s in line %u", links[link].what,
                                 endpoints[p->pool.endpoint].fqdn, endpoints[endpoint].fqdn, endpoints[*target].fqdn,
                                 (unsigned)p->one_line[link]);
    } else if (*target != endpoint) {
        lyd_builder_note(builder, line, "more than one %s of %.80s: %.80s is used, %.80s is not", links[link].what,
                         endpoints[p->pool.endpoint].fqdn, endpoints[*target].fqdn, endpoints[endpoint].fqdn);
    }
    return LYD_OK;
}

static lyd_status link_many(lyd_builder *builder, uint32_t pool, lyd_link link, uint32_t endpoint, unsigned manner)
{
    if ((manner & LYD_ONCE) == 0) { /* otherwise lyd_builder_entry has refused the repetition */
        uint32_t *seen = lyd_pairs_at(&builder->seen, endpoint, LYD_LIST_SCOPE(pool, link));
        if (seen == NULL) {
            return lyd_builder_nomem(builder);
        }
        if (*seen != 0) {
            return LYD_OK;
        }
        *seen = 1;
    }
    if (lyd_grow((void **)&builder->links, &builder->link_capacity, builder->link_count, sizeof(lyd_linked)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    builder->links[builder->link_count++] = (lyd_linked){pool, endpoint, (uint8_t)link};
    builder->pools[pool].counts[link]++;
    return LYD_OK;
}

/* An earlier file has these links of the pool and so has precedence: notes what it doesn't have. */
static lyd_status link_overruled(lyd_builder *builder, uint32_t pool, lyd_link link, uint32_t endpoint, size_t line)
{
    lyd_pooling *p = &builder->pools[pool];
    const lyd_topology *draft = &builder->draft;
    bool same = false;
    if (links[link].one) {
        same = *link_target(&p->pool, link) == endpoint;
    } else {
        const uint32_t *there = lyd_pairs_at(&builder->linked, endpoint, LYD_LIST_SCOPE(pool, link));
        if (there == NULL) {
            return lyd_builder_nomem(builder);
        }
        same = *there != 0;
    }
    if (!same && links[link].one && *link_target(&p->pool, link) != LYD_NONE) {
        lyd_builder_note(builder, line, "%s of %.80s: %.80s here, %.80s in %s, which is used", links[link].what,
                         draft->endpoints[p->pool.endpoint].fqdn, draft->endpoints[endpoint].fqdn,
                         draft->endpoints[*link_target(&p->pool, link)].fqdn, draft->files[p->given[link]]);
    } else if (!same) {
        lyd_builder_note(builder, line, "%.80s is not added as %s of %.80s: %s has precedence", draft->endpoints[endpoint].fqdn,
                         links[link].what, draft->endpoints[p->pool.endpoint].fqdn, draft->files[p->given[link]]);
    }
    return LYD_OK;
}

lyd_status lyd_builder_link(lyd_builder *builder, uint32_t pool, lyd_link link, const lyd_entry *entry, unsigned manner)
{
    uint32_t endpoint = LYD_NONE, edge = LYD_NONE;
    lyd_status status = LYD_OK;
    if (pool == LYD_NONE) {
        return LYD_OK;
    }
    lyd_pool_kind kind = builder->pools[pool].pool.kind;
    if (entry != NULL) {
        manner |= (manner & LYD_DECLARES) != 0 ? 0 : links[link].manner;
        status = lyd_builder_entry(builder, entry, link_role(kind, link), manner, LYD_LIST_SCOPE(pool, link), &endpoint);
        if (status == LYD_OK && endpoint != LYD_NONE && link == LYD_LINK_EDGE) {
            status = lyd_builder_pool(builder, LYD_POOL_EDGE, entry, manner & ~(unsigned)LYD_ONCE, &edge);
        }
        if (status != LYD_OK || endpoint == LYD_NONE || (links[link].pool != LYD_POOL_COUNT && links[link].pool != kind)) {
            return status;
        }
    }
    uint16_t *given = &builder->pools[pool].given[link];
    *given = *given == LYD_NO_FILE ? builder->file : *given;
    if (entry == NULL) {
        return LYD_OK;
    }
    if (*given != builder->file) {
        const uint32_t *there = lyd_pairs_at(&builder->linked, endpoint, LYD_LIST_SCOPE(pool, link));
        bool adds = !links[link].one && lyd_builder_beside(builder, *given) && there != NULL && *there == 0;
        if (!adds) {
            return link_overruled(builder, pool, link, endpoint, entry->line);
        }
    }
    return links[link].one ? link_one(builder, pool, link, endpoint, manner, entry->line)
                           : link_many(builder, pool, link, endpoint, manner);
}

const char *lyd_builder_pool_name(const lyd_builder *builder, uint32_t pool)
{
    return builder->draft.endpoints[builder->pools[pool].pool.endpoint].fqdn;
}

lyd_status lyd_builder_each_linked(const lyd_builder *builder, lyd_pool_kind kind, lyd_link link, lyd_builder_visitor *visit, void *context)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < builder->link_count && status == LYD_OK; i++) {
        const lyd_linked *l = &builder->links[i];
        if (l->link == (uint8_t)link && builder->pools[l->pool].pool.kind == kind) {
            status = visit(context, l->pool, builder->draft.endpoints[l->endpoint].fqdn);
        }
    }
    return status;
}
