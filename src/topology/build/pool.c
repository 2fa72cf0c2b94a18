#include "state.h"

#include <string.h>

/* What a pool's kind implies. */
static const struct {
    lyd_role own, member;
} kinds[] = {
    [LYD_POOL_FRONT_END] = {LYD_ROLE_FRONT_END_POOL, LYD_ROLE_FRONT_END_SERVER},
    [LYD_POOL_DIRECTOR] = {LYD_ROLE_DIRECTOR_POOL, LYD_ROLE_DIRECTOR_SERVER},
    [LYD_POOL_MEDIATION] = {LYD_ROLE_MEDIATION_POOL, LYD_ROLE_MEDIATION_SERVER},
    [LYD_POOL_EDGE] = {LYD_ROLE_EDGE_INTERNAL, LYD_ROLE_EDGE_SERVER},
};

/* What a link is. A plain name in a list of members, gateways and so on refers to something that may be declared elsewhere with views of
 * its own; an external name is declared nowhere else. */
static const struct {
    lyd_role role; /* LYD_ROLE_COUNT: by the pool's kind */
    bool one;
    bool declares;
    const char *what;
} links[] = {
    [LYD_LINK_MEMBER] = {LYD_ROLE_COUNT, false, false, "member"},
    [LYD_LINK_EDGE] = {LYD_ROLE_EDGE_INTERNAL, true, false, "edge pool"},
    [LYD_LINK_GATEWAY] = {LYD_ROLE_PSTN_GATEWAY, false, false, "gateway"},
    [LYD_LINK_EXTERNAL] = {LYD_ROLE_EDGE_EXTERNAL, false, true, "external name"},
    [LYD_LINK_PSTN] = {LYD_ROLE_MEDIATION_SERVER, true, false, "PSTN interface"},
};

/* Where a pool keeps a link that is one. */
static uint32_t *link_target(lyd_pool *pool, lyd_link link)
{
    return link == LYD_LINK_EDGE ? &pool->edge_pool : &pool->pstn_endpoint;
}

lyd_role lyd_pool_role(lyd_pool_kind kind)
{
    return kinds[kind].own;
}

lyd_role lyd_pool_member_role(lyd_pool_kind kind)
{
    return kinds[kind].member;
}

lyd_status lyd_builder_pool_at(lyd_builder *builder, lyd_pool_kind kind, const lyd_mention *mention, unsigned manner, uint32_t *pool)
{
    uint32_t endpoint = LYD_NONE;
    *pool = LYD_NONE;
    lyd_status status = lyd_builder_mention(builder, mention, kinds[kind].own, manner, (uint32_t)kinds[kind].own, &endpoint);
    if (endpoint == LYD_NONE) {
        return status;
    }
    uint32_t *id = lyd_pairs_at(&builder->pool_ids, endpoint, (uint32_t)kind);
    if (id == NULL) {
        return lyd_builder_nomem(builder);
    }
    if (*id == 0) {
        if (lyd_grow((void **)&builder->pools, &builder->pool_capacity, builder->draft.pool_count, sizeof(lyd_pooling)) != LYD_OK) {
            return lyd_builder_nomem(builder);
        }
        lyd_pooling *made = &builder->pools[builder->draft.pool_count++];
        *made = (lyd_pooling){.pool = {.kind = kind,
                                       .endpoint = endpoint,
                                       .edge_pool = LYD_NONE,
                                       .pstn_endpoint = LYD_NONE,
                                       .line = (uint32_t)mention->line,
                                       .origin = builder->file},
                              .pstn_origin = LYD_NO_FILE};
        memset(made->spoken, 0xFF, sizeof(made->spoken)); /* LYD_NO_FILE */
        *id = (uint32_t)builder->draft.pool_count;
    }
    *pool = *id - 1;
    return status;
}

lyd_status lyd_builder_pool(lyd_builder *builder, lyd_pool_kind kind, const lyd_mention *mention, uint32_t *pool)
{
    return lyd_builder_pool_at(builder, kind, mention, LYD_ONCE, pool);
}

lyd_status lyd_builder_pool_add(lyd_builder *builder, lyd_pool_kind kind, const lyd_mention *mention, uint32_t *pool)
{
    return lyd_builder_pool_at(builder, kind, mention, 0, pool);
}

lyd_status lyd_builder_pool_refer(lyd_builder *builder, lyd_pool_kind kind, const lyd_mention *mention, uint32_t *pool)
{
    return lyd_builder_pool_at(builder, kind, mention, LYD_REFERS, pool);
}

void lyd_builder_speak(lyd_builder *builder, uint32_t pool, lyd_link link)
{
    if (pool != LYD_NONE && builder->pools[pool].spoken[link] == LYD_NO_FILE) {
        builder->pools[pool].spoken[link] = builder->file;
    }
}

void lyd_builder_pstn_declared(lyd_builder *builder, uint32_t pool, lyd_address_type type)
{
    if (pool != LYD_NONE && builder->pools[pool].pstn_origin == LYD_NO_FILE) {
        builder->pools[pool].pool.pstn_declared = (uint8_t)type;
        builder->pools[pool].pstn_origin = builder->file;
    }
}

/* Whether a pool of KIND keeps links of that sort; a Director's way to its edge pool, say, is judged nowhere. */
static bool link_kept(lyd_pool_kind kind, lyd_link link)
{
    switch (link) {
    case LYD_LINK_MEMBER:
        return true;
    case LYD_LINK_EDGE:
        return kind == LYD_POOL_FRONT_END;
    case LYD_LINK_GATEWAY:
    case LYD_LINK_PSTN:
        return kind == LYD_POOL_MEDIATION;
    case LYD_LINK_EXTERNAL:
        return kind == LYD_POOL_EDGE;
    default:
        return false;
    }
}

/* A later file links what an earlier one, that has spoken about this link of the pool, doesn't. */
static void note_overruled(lyd_builder *builder, const lyd_pooling *p, lyd_link link, uint32_t endpoint, size_t line)
{
    const lyd_topology *draft = &builder->draft;
    lyd_diag_note(builder->diag, lyd_builder_path(builder), line, "%.80s isn't taken as %s of %.80s: %s says otherwise",
                  draft->endpoints[endpoint].fqdn, links[link].what, draft->endpoints[p->pool.endpoint].fqdn,
                  draft->files[p->spoken[link]]);
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
        return lyd_builder_error(builder, line, "%.80s has one %s: %.80s here, %.80s in line %u", endpoints[p->pool.endpoint].fqdn,
                                 links[link].what, endpoints[endpoint].fqdn, endpoints[*target].fqdn, (unsigned)p->one_line[link]);
    } else if (*target != endpoint) {
        lyd_diag_note(builder->diag, lyd_builder_path(builder), line, "%.80s has one %s: %.80s is taken, %.80s isn't",
                      endpoints[p->pool.endpoint].fqdn, links[link].what, endpoints[*target].fqdn, endpoints[endpoint].fqdn);
    }
    return LYD_OK;
}

static lyd_status link_many(lyd_builder *builder, uint32_t pool, lyd_link link, uint32_t endpoint, unsigned manner)
{
    /* With LYD_ONCE the mention itself has refused a repetition. */
    if ((manner & LYD_ONCE) == 0) {
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

static lyd_status link_add(lyd_builder *builder, uint32_t pool, lyd_link link, const lyd_mention *mention, unsigned once)
{
    uint32_t endpoint = LYD_NONE, edge = LYD_NONE;
    if (pool == LYD_NONE) {
        return LYD_OK;
    }
    lyd_pool_kind kind = builder->pools[pool].pool.kind;
    lyd_role role = links[link].role == LYD_ROLE_COUNT ? kinds[kind].member : links[link].role;
    unsigned manner = once | (links[link].declares ? 0 : LYD_REFERS);
    uint32_t scope = LYD_LIST_SCOPE(pool, link);
    lyd_status status = lyd_builder_mention(builder, mention, role, manner, scope, &endpoint);
    if (status == LYD_OK && endpoint != LYD_NONE && link == LYD_LINK_EDGE) {
        status = lyd_builder_pool_at(builder, LYD_POOL_EDGE, mention, LYD_REFERS, &edge);
    }
    if (status != LYD_OK || endpoint == LYD_NONE || !link_kept(kind, link)) {
        return status;
    }
    lyd_builder_speak(builder, pool, link);
    if (builder->pools[pool].spoken[link] != builder->file) {
        const lyd_pooling *p = &builder->pools[pool];
        bool same =
            links[link].one ? *link_target(&builder->pools[pool].pool, link) == endpoint : lyd_pairs_has(&builder->linked, endpoint, scope);
        if (!same) {
            note_overruled(builder, p, link, endpoint, mention->line);
        }
        return LYD_OK;
    }
    return links[link].one ? link_one(builder, pool, link, endpoint, manner, mention->line)
                           : link_many(builder, pool, link, endpoint, manner);
}

lyd_status lyd_builder_link(lyd_builder *builder, uint32_t pool, lyd_link link, const lyd_mention *mention)
{
    return link_add(builder, pool, link, mention, LYD_ONCE);
}

lyd_status lyd_builder_link_add(lyd_builder *builder, uint32_t pool, lyd_link link, const lyd_mention *mention)
{
    return link_add(builder, pool, link, mention, 0);
}
