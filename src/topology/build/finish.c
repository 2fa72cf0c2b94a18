/* From what a builder has gathered to the finished topology. */
#include "state.h"

#include <stdlib.h>
#include <string.h>

static void views_resolve(lyd_builder *builder)
{
    lyd_topology *draft = &builder->draft;
    for (size_t i = 0; i < draft->endpoint_count; i++) {
        lyd_endpoint *endpoint = &draft->endpoints[i];
        lyd_roles default_roles = builder->building[i].default_roles;
        if (default_roles != 0 || endpoint->views == 0) {
            endpoint->views |= lyd_views_default(draft, default_roles, endpoint->urls);
        }
        endpoint->views = lyd_views_alike(draft, endpoint->views);
    }
}

/* Without a word about it, remote access is what an Edge pool is for. */
static void remote_resolve(lyd_builder *builder)
{
    lyd_topology *draft = &builder->draft;
    for (size_t i = 0; i < draft->pool_count && builder->remote_origin == LYD_NO_FILE; i++) {
        if (builder->pools[i].pool.kind == LYD_POOL_EDGE) {
            draft->remote_access = LYD_REMOTE_SIP | LYD_REMOTE_WEB;
        }
    }
}

/* Finds the SIP domains of simple URLs. */
static lyd_status urls_resolve(lyd_builder *builder)
{
    lyd_topology *draft = &builder->draft;
    draft->simple_urls = lyd_arena_alloc(draft->arena, builder->url_count * sizeof(*draft->simple_urls));
    if (draft->simple_urls == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < builder->url_count; i++) {
        const lyd_url_draft *url = &builder->urls[i];
        char name[LYD_NAME_TEXT];
        const char *why = NULL;
        uint32_t domain = LYD_NONE;
        bool found = url->domain != NULL && lyd_name_parse_askable(url->domain, strlen(url->domain), name, &why) &&
                     lyd_map_get(builder->indexes[LYD_BY_DOMAIN], name, &domain);
        if (url->domain != NULL && !found && url->strict) {
            builder->file = url->origin;
            (void)lyd_builder_error(builder, url->line, "sip-domain: \"%.64s\" is not one of the SIP domains", url->domain);
            continue;
        }
        draft->simple_urls[draft->simple_url_count++] = (lyd_simple_url){url->endpoint, domain, url->urls};
    }
    return builder->status;
}

static int compare_configured(const void *a, const void *b)
{
    const lyd_configured *x = a, *y = b;
    if (x->endpoint != y->endpoint) {
        return x->endpoint < y->endpoint ? -1 : 1;
    }
    return lyd_address_compare(&x->address, &y->address);
}

/* Gives each endpoint its addresses, sorted and without duplicates. */
static lyd_status configured_resolve(lyd_builder *builder)
{
    lyd_topology *draft = &builder->draft;
    lyd_address *addresses = lyd_arena_alloc(draft->arena, builder->configured_count * sizeof(*addresses));
    size_t used = 0;
    if (addresses == NULL) {
        return LYD_ENOMEM;
    }
    if (builder->configured_count > 0) {
        qsort(builder->configured, builder->configured_count, sizeof(*builder->configured), compare_configured);
    }
    for (size_t i = 0; i < builder->configured_count; i++) {
        const lyd_configured *c = &builder->configured[i];
        if (i > 0 && compare_configured(c, c - 1) == 0) {
            continue;
        }
        lyd_endpoint *endpoint = &draft->endpoints[c->endpoint];
        if (endpoint->configured_count++ == 0) {
            endpoint->configured = &addresses[used];
        }
        addresses[used++] = c->address;
    }
    return LYD_OK;
}

/* The list of POOL for links of one sort, and its count. */
static uint32_t **list_of(lyd_pool *pool, lyd_link link, size_t **count)
{
    switch (link) {
    case LYD_LINK_MEMBER:
        *count = &pool->member_count;
        return &pool->members;
    case LYD_LINK_GATEWAY:
        *count = &pool->gateway_count;
        return &pool->gateways;
    default:
        *count = &pool->external_count;
        return &pool->externals;
    }
}

/* A PSTN interface is declared, or has a name to resolve: the earlier file has precedence. */
static void pstn_resolve(const lyd_pooling *p, lyd_pool *pool)
{
    if (pool->pstn_endpoint == LYD_NONE || pool->pstn_declared == LYD_ADDRESS_NONE) {
        return;
    }
    if (p->pstn_origin <= p->given[LYD_LINK_PSTN]) {
        pool->pstn_endpoint = LYD_NONE;
    } else {
        pool->pstn_declared = LYD_ADDRESS_NONE;
    }
}

static lyd_status pools_resolve(const lyd_builder *builder, lyd_topology *topology)
{
    size_t count = builder->draft.pool_count, *used = NULL;
    lyd_pool *pools = lyd_arena_alloc(topology->arena, count * sizeof(*pools));
    if (pools == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const lyd_pooling *p = &builder->pools[i];
        pools[i] = p->pool;
        pools[i].product = p->version_origin != LYD_NO_FILE ? p->pool.product : (uint8_t)builder->draft.product;
        pstn_resolve(p, &pools[i]);
        for (lyd_link link = LYD_LINK_MEMBER; link <= LYD_LINK_EXTERNAL; link++) {
            uint32_t **list = list_of(&pools[i], link, &used);
            *list = p->counts[link] == 0 ? NULL : lyd_arena_alloc(topology->arena, p->counts[link] * sizeof(**list));
            if (p->counts[link] > 0 && *list == NULL) {
                return LYD_ENOMEM;
            }
        }
    }
    for (size_t i = 0; i < builder->link_count; i++) {
        const lyd_linked *link = &builder->links[i];
        uint32_t **list = list_of(&pools[link->pool], (lyd_link)link->link, &used);
        (*list)[(*used)++] = link->endpoint;
    }
    topology->pools = pools;
    return LYD_OK;
}

/* A copy in the arena of *ARRAY, which is on the heap; false: out of memory. */
static bool move(lyd_arena *arena, void *array, size_t count, size_t element_size)
{
    void *old, *copy = lyd_arena_alloc(arena, count * element_size);
    memcpy(&old, array, sizeof(old));
    if (copy != NULL && count > 0) {
        memcpy(copy, old, count * element_size);
    }
    memcpy(array, &copy, sizeof(copy));
    return copy != NULL;
}

static lyd_status arrays_move(lyd_topology *t)
{
    bool moved = move(t->arena, &t->files, t->file_count, sizeof(*t->files)) &&
                 move(t->arena, &t->sip_domains, t->sip_domain_count, sizeof(*t->sip_domains)) &&
                 move(t->arena, &t->views, t->view_count, sizeof(*t->views)) &&
                 move(t->arena, &t->endpoints, t->endpoint_count, sizeof(*t->endpoints)) &&
                 move(t->arena, &t->networks, t->network_count, sizeof(*t->networks)) &&
                 move(t->arena, &t->severities, t->severity_count, sizeof(*t->severities)) &&
                 move(t->arena, &t->waivers, t->waiver_count, sizeof(*t->waivers)) &&
                 move(t->arena, &t->remarks, t->remark_count, sizeof(*t->remarks));
    for (size_t i = 0; moved && i < t->view_count; i++) {
        moved = move(t->arena, &t->views[i].servers, t->views[i].server_count, sizeof(*t->views[i].servers));
    }
    return moved ? LYD_OK : LYD_ENOMEM;
}

/* The default name: the file's, without folder and extension. */
static lyd_status name_default(lyd_builder *builder)
{
    if (builder->draft.name != NULL) {
        return LYD_OK;
    }
    const char *path = builder->draft.file_count == 0 ? "" : builder->draft.files[0];
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(base, '.');
    size_t length = dot == NULL || dot == base ? strlen(base) : (size_t)(dot - base);
    if (length == 0 || strcmp(path, "standard input") == 0 || strspn(base, ".") == strlen(base)) {
        base = "topology";
        length = strlen(base);
    }
    builder->draft.name = lyd_arena_text(builder->draft.arena, base, length);
    return builder->draft.name == NULL ? LYD_ENOMEM : LYD_OK;
}

/* By what they are about, then by text, so that the order doesn't depend on the sort. */
static int compare_remarks(const void *a, const void *b)
{
    const lyd_remark *x = a, *y = b;
    return x->about != y->about       ? (x->about < y->about ? -1 : 1)
           : x->subject != y->subject ? (x->subject < y->subject ? -1 : 1)
                                      : strcmp(x->text, y->text);
}

/* Leaves out hints at features that are in use. */
static void hints_resolve(lyd_topology *draft)
{
    size_t used = 0;
    for (size_t i = 0; i < draft->remark_count; i++) {
        lyd_remark r = draft->remarks[i];
        bool feature = r.about == LYD_REMARK_FEATURES, proven = feature && (r.subject & draft->features) != 0;
        r.subject = feature ? 0 : r.subject;
        draft->remarks[used] = r;
        used += !proven;
    }
    draft->remark_count = used;
}

/* Sorts the remarks; a thing of which two services say the same needs one. */
static void remarks_resolve(lyd_topology *draft)
{
    size_t used = 0;
    hints_resolve(draft);
    if (draft->remark_count > 0) {
        qsort(draft->remarks, draft->remark_count, sizeof(*draft->remarks), compare_remarks);
    }
    for (size_t i = 0; i < draft->remark_count; i++) {
        if (used == 0 || compare_remarks(&draft->remarks[used - 1], &draft->remarks[i]) != 0) {
            draft->remarks[used++] = draft->remarks[i];
        }
    }
    draft->remark_count = used;
}

static lyd_status resolve(lyd_builder *builder, lyd_topology **topology)
{
    lyd_topology *draft = &builder->draft;
    if (builder->status == LYD_OK && draft->endpoint_count == 0 && draft->network_count == 0) {
        (void)lyd_builder_error(builder, 0, "the topology is empty, expected at least one endpoint");
    }
    if (builder->status != LYD_OK) {
        return builder->status;
    }
    lyd_pairs_clear(&builder->seen); /* a large part of the memory */
    lyd_topology *finished = lyd_arena_alloc(draft->arena, sizeof(*finished));
    if (finished == NULL || name_default(builder) != LYD_OK || configured_resolve(builder) != LYD_OK) {
        return LYD_ENOMEM;
    }
    lyd_status status = urls_resolve(builder);
    if (status != LYD_OK) {
        return status;
    }
    remote_resolve(builder);
    views_resolve(builder);
    remarks_resolve(draft);
    *finished = *draft;
    if (arrays_move(finished) != LYD_OK || pools_resolve(builder, finished) != LYD_OK) {
        return LYD_ENOMEM;
    }
    draft->arena = NULL; /* the topology's now */
    draft->index = NULL;
    *topology = finished;
    return LYD_OK;
}

lyd_status lyd_builder_finish(lyd_builder *builder, lyd_topology **topology)
{
    *topology = NULL;
    lyd_status status = resolve(builder, topology);
    lyd_builder_free(builder);
    return status;
}
