#include "state.h"

#include <stdlib.h>
#include <string.h>

/* The view called NAME as a set, or empty. */
static uint32_t view_named(const lyd_view *views, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(views[i].name, name) == 0) {
            return (uint32_t)1 << i;
        }
    }
    return 0;
}

/* External names belong to the view "external" if there is one; what is left to "internal" if there is one; else to every view. */
void lyd_views_default(const lyd_view *views, size_t count, uint32_t *internal, uint32_t *external)
{
    uint32_t all = count >= LYD_VIEW_MAX ? UINT32_MAX : ((uint32_t)1 << count) - 1;
    *internal = view_named(views, count, "internal");
    *internal = *internal != 0 ? *internal : all;
    *external = view_named(views, count, "external");
    *external = *external != 0 ? *external : *internal;
}

static void views_resolve(lyd_builder *builder)
{
    lyd_topology *draft = &builder->draft;
    uint32_t internal = 0, external = 0;
    lyd_views_default(draft->views, draft->view_count, &internal, &external);
    for (size_t i = 0; i < draft->endpoint_count; i++) {
        lyd_endpoint *endpoint = &draft->endpoints[i];
        unsigned why = builder->building[i].why;
        if ((why & LYD_BY_DEFAULT) != 0) {
            endpoint->views |= internal;
        }
        if ((why & LYD_BY_DEFAULT_EXTERNAL) != 0) {
            endpoint->views |= external;
        }
        if (endpoint->views == 0) {
            endpoint->views = internal;
        }
    }
}

static int compare_configured(const void *a, const void *b)
{
    const lyd_configured *x = a, *y = b;
    if (x->endpoint != y->endpoint) {
        return x->endpoint < y->endpoint ? -1 : 1;
    }
    return lyd_address_compare(&x->address, &y->address);
}

/* Hands each endpoint its addresses, sorted and without duplicates. */
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

static lyd_status list_new(lyd_arena *arena, uint32_t **list, uint32_t count)
{
    *list = count == 0 ? NULL : lyd_arena_alloc(arena, count * sizeof(**list));
    return count > 0 && *list == NULL ? LYD_ENOMEM : LYD_OK;
}

static void list_push(lyd_pool *pool, lyd_link link, uint32_t endpoint)
{
    switch (link) {
    case LYD_LINK_MEMBER:
        pool->members[pool->member_count++] = endpoint;
        break;
    case LYD_LINK_GATEWAY:
        pool->gateways[pool->gateway_count++] = endpoint;
        break;
    default:
        pool->externals[pool->external_count++] = endpoint;
        break;
    }
}

/* A PSTN interface is declared, or a name to resolve: between files the earlier word counts. */
static void pstn_resolve(const lyd_pooling *p, lyd_pool *pool)
{
    if (pool->pstn_endpoint == LYD_NONE || pool->pstn_declared == LYD_ADDRESS_NONE) {
        return;
    }
    if (p->pstn_origin <= p->spoken[LYD_LINK_PSTN]) {
        pool->pstn_endpoint = LYD_NONE;
    } else {
        pool->pstn_declared = LYD_ADDRESS_NONE;
    }
}

static lyd_status pools_resolve(const lyd_builder *builder, lyd_topology *topology)
{
    size_t count = builder->draft.pool_count;
    lyd_pool *pools = lyd_arena_alloc(topology->arena, count * sizeof(*pools));
    if (pools == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const lyd_pooling *p = &builder->pools[i];
        pools[i] = p->pool;
        pstn_resolve(p, &pools[i]);
        if (list_new(topology->arena, &pools[i].members, p->counts[LYD_LINK_MEMBER]) != LYD_OK ||
            list_new(topology->arena, &pools[i].gateways, p->counts[LYD_LINK_GATEWAY]) != LYD_OK ||
            list_new(topology->arena, &pools[i].externals, p->counts[LYD_LINK_EXTERNAL]) != LYD_OK) {
            return LYD_ENOMEM;
        }
    }
    for (size_t i = 0; i < builder->link_count; i++) {
        list_push(&pools[builder->links[i].pool], (lyd_link)builder->links[i].link, builder->links[i].endpoint);
    }
    topology->pools = pools;
    return LYD_OK;
}

/* A copy in the arena of an array on the heap; NULL: out of memory. */
static void *settled(lyd_arena *arena, const void *array, size_t count, size_t element_size)
{
    void *copy = lyd_arena_alloc(arena, count * element_size);
    if (copy != NULL && count > 0) {
        memcpy(copy, array, count * element_size);
    }
    return copy;
}

static lyd_status arrays_settle(const lyd_topology *draft, lyd_topology *topology)
{
    lyd_arena *arena = topology->arena;
    topology->files = settled(arena, draft->files, draft->file_count, sizeof(*draft->files));
    topology->sip_domains = settled(arena, draft->sip_domains, draft->sip_domain_count, sizeof(*draft->sip_domains));
    topology->views = settled(arena, draft->views, draft->view_count, sizeof(*draft->views));
    topology->endpoints = settled(arena, draft->endpoints, draft->endpoint_count, sizeof(*draft->endpoints));
    topology->networks = settled(arena, draft->networks, draft->network_count, sizeof(*draft->networks));
    topology->severities = settled(arena, draft->severities, draft->severity_count, sizeof(*draft->severities));
    topology->waivers = settled(arena, draft->waivers, draft->waiver_count, sizeof(*draft->waivers));
    if (topology->files == NULL || topology->sip_domains == NULL || topology->views == NULL || topology->endpoints == NULL ||
        topology->networks == NULL || topology->severities == NULL || topology->waivers == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < draft->view_count; i++) {
        topology->views[i].servers = settled(arena, draft->views[i].servers, draft->views[i].server_count, sizeof(lyd_server));
        if (topology->views[i].servers == NULL) {
            return LYD_ENOMEM;
        }
    }
    return LYD_OK;
}

/* The name of a topology that has none of its own: the file's, without folder and extension. */
static lyd_status name_default(lyd_builder *builder)
{
    const char *path = builder->draft.file_count == 0 ? "" : builder->draft.files[0];
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(base, '.');
    char *name = lyd_arena_text(builder->draft.arena, base, dot == NULL || dot == base ? strlen(base) : (size_t)(dot - base));
    if (name == NULL) {
        return lyd_builder_nomem(builder);
    }
    return lyd_builder_name(builder, name[0] == '\0' || strcmp(path, "standard input") == 0 ? "topology" : name);
}

lyd_status lyd_builder_finish(lyd_builder *builder, lyd_topology **topology)
{
    lyd_topology *draft = &builder->draft;
    *topology = NULL;
    if (builder->status == LYD_OK && draft->endpoint_count == 0 && draft->network_count == 0) {
        (void)lyd_builder_error(builder, 0, "names no endpoint: there is nothing to audit");
    }
    if (builder->status != LYD_OK) {
        return builder->status;
    }
    lyd_pairs_clear(&builder->seen); /* not needed any more, and a large part of the memory */
    lyd_topology *finished = lyd_arena_alloc(draft->arena, sizeof(*finished));
    if (finished == NULL || name_default(builder) != LYD_OK || configured_resolve(builder) != LYD_OK) {
        return LYD_ENOMEM;
    }
    views_resolve(builder);
    *finished = *draft;
    if (arrays_settle(draft, finished) != LYD_OK || pools_resolve(builder, finished) != LYD_OK) {
        return LYD_ENOMEM;
    }
    draft->arena = NULL; /* handed over */
    draft->index = NULL;
    *topology = finished;
    return LYD_OK;
}
