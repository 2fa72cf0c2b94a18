/* The part of a deployment around a few names: they themselves, their pools, members and partners. */
#include <lyncdns/topology.h>

#include <stdlib.h>
#include <string.h>

typedef struct taking {
    const lyd_topology *whole;
    lyd_topology *part;
    uint32_t *place; /* of each endpoint of the whole: its index in the part, or LYD_NONE */
    size_t asked;    /* names asked about, which are the first endpoints of the part */
} taking;

static lyd_status take_new(taking *t, const lyd_endpoint *endpoint)
{
    lyd_topology *part = t->part;
    part->endpoints[part->endpoint_count] = *endpoint;
    lyd_status status = lyd_map_put(part->index, endpoint->fqdn, (uint32_t)part->endpoint_count);
    part->endpoint_count += status == LYD_OK ? 1 : 0;
    return status;
}

/* The place of the whole's endpoint E in the part. */
static uint32_t take(taking *t, uint32_t e)
{
    if (e == LYD_NONE) {
        return LYD_NONE;
    }
    if (t->place[e] == LYD_NONE && take_new(t, &t->whole->endpoints[e]) == LYD_OK) {
        t->place[e] = (uint32_t)t->part->endpoint_count - 1;
    }
    return t->place[e];
}

static bool is_asked(const taking *t, uint32_t e)
{
    return e != LYD_NONE && t->place[e] != LYD_NONE && t->place[e] < t->asked;
}

static bool any_asked(const taking *t, const uint32_t *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_asked(t, list[i])) {
            return true;
        }
    }
    return false;
}

/* ---- the names asked about ---- */

/* A name that the topology doesn't know is looked up in every view; one that is external alone only where such names belong. */
static uint32_t views_of_unknown(const lyd_topology *whole, lyd_roles roles)
{
    uint32_t all = whole->view_count >= LYD_VIEW_MAX ? UINT32_MAX : ((uint32_t)1 << whole->view_count) - 1;
    bool inside = roles == 0;
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        inside = inside || ((roles & LYD_ROLE_BIT(role)) != 0 && (lyd_role_rows[role].kinds & LYD_VIEW_INTERNAL) != 0);
    }
    return inside ? all : lyd_views_default(whole->views, whole->view_count, roles);
}

static lyd_status take_unknown(taking *t, const char *fqdn, lyd_roles roles)
{
    uint32_t there = LYD_NONE;
    char *copy = lyd_arena_text(t->part->arena, fqdn, strlen(fqdn));
    if (lyd_map_get(t->part->index, fqdn, &there)) {
        return LYD_OK; /* asked about twice */
    }
    if (copy == NULL) {
        return LYD_ENOMEM;
    }
    lyd_endpoint unknown = {.fqdn = copy,
                            .roles = roles != 0 ? roles : LYD_ROLE_BIT(LYD_ROLE_OTHER),
                            .views = views_of_unknown(t->whole, roles),
                            .origin = (uint16_t)(t->part->file_count - 1)};
    return take_new(t, &unknown);
}

static lyd_status take_names(taking *t, const char *const *fqdns, size_t count, lyd_roles roles)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        uint32_t known = t->whole->index == NULL ? LYD_NONE : lyd_topology_find(t->whole, fqdns[i]);
        if (known == LYD_NONE) {
            status = take_unknown(t, fqdns[i], roles);
        } else {
            uint32_t place = take(t, known);
            if (place == LYD_NONE) {
                return LYD_ENOMEM;
            }
            t->part->endpoints[place].roles |= roles;
        }
    }
    t->asked = t->part->endpoint_count;
    return status;
}

/* ---- pools ---- */

/* A copy of LIST as places in the part: all of it, or only the names asked about. */
static lyd_status take_list(taking *t, const uint32_t *list, size_t count, bool all, uint32_t **taken, size_t *taken_count)
{
    *taken = lyd_arena_alloc(t->part->arena, count * sizeof(**taken));
    *taken_count = 0;
    if (*taken == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        if (all || is_asked(t, list[i])) {
            uint32_t place = take(t, list[i]);
            if (place == LYD_NONE) {
                return LYD_ENOMEM;
            }
            (*taken)[(*taken_count)++] = place;
        }
    }
    return LYD_OK;
}

/* Takes of POOL what is judged together with a name asked about: all of its own pool, the name of a partner's pool. */
static lyd_status take_pool(taking *t, const lyd_pool *pool)
{
    bool whole = is_asked(t, pool->endpoint);
    bool members = whole || any_asked(t, pool->members, pool->member_count);
    bool pstn = is_asked(t, pool->pstn_endpoint), edge = is_asked(t, pool->edge_pool);
    if (!members && !pstn && !edge && !any_asked(t, pool->gateways, pool->gateway_count) &&
        !any_asked(t, pool->externals, pool->external_count)) {
        return LYD_OK;
    }
    lyd_pool *copy = &t->part->pools[t->part->pool_count++];
    *copy = *pool;
    copy->endpoint = take(t, pool->endpoint);
    copy->pstn_endpoint = take(t, pool->pstn_endpoint);
    copy->edge_pool = whole || edge ? take(t, pool->edge_pool) : LYD_NONE;
    bool taken = copy->endpoint != LYD_NONE && (pool->pstn_endpoint == LYD_NONE || copy->pstn_endpoint != LYD_NONE) &&
                 ((!whole && !edge) || pool->edge_pool == LYD_NONE || copy->edge_pool != LYD_NONE);
    lyd_status status = taken ? LYD_OK : LYD_ENOMEM;
    copy->member_count = 0;
    if (status == LYD_OK && members) {
        status = take_list(t, pool->members, pool->member_count, true, &copy->members, &copy->member_count);
    }
    if (status == LYD_OK) {
        status = take_list(t, pool->gateways, pool->gateway_count, whole || pstn, &copy->gateways, &copy->gateway_count);
    }
    if (status == LYD_OK) {
        status = take_list(t, pool->externals, pool->external_count, whole, &copy->externals, &copy->external_count);
    }
    return status;
}

static lyd_status take_pools(taking *t)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < t->whole->pool_count && status == LYD_OK; i++) {
        status = take_pool(t, &t->whole->pools[i]);
    }
    return status;
}

/* Monitoring is judged by all names of the deployment. */
static lyd_status take_monitored(taking *t)
{
    bool monitoring = false;
    for (size_t i = 0; i < t->asked; i++) {
        monitoring = monitoring || (t->part->endpoints[i].roles & LYD_ROLE_BIT(LYD_ROLE_MONITORING)) != 0;
    }
    for (uint32_t e = 0; monitoring && e < t->whole->endpoint_count; e++) {
        if (take(t, e) == LYD_NONE) {
            return LYD_ENOMEM;
        }
    }
    return LYD_OK;
}

/* ---- the whole ---- */

/* The part begins as the whole without endpoints and pools, and with one file more: the names asked about. */
static lyd_topology *part_new(const lyd_topology *whole, size_t names)
{
    lyd_arena *arena = lyd_arena_new();
    lyd_topology *part = arena == NULL ? NULL : lyd_arena_alloc(arena, sizeof(*part));
    if (part == NULL) {
        lyd_arena_free(arena);
        return NULL;
    }
    *part = *whole;
    part->arena = arena;
    part->index = lyd_map_new();
    part->endpoint_count = part->pool_count = 0;
    part->endpoints = lyd_arena_alloc(arena, (whole->endpoint_count + names) * sizeof(*part->endpoints));
    part->pools = lyd_arena_alloc(arena, whole->pool_count * sizeof(*part->pools));
    part->files = lyd_arena_alloc(arena, (whole->file_count + 1) * sizeof(*part->files));
    if (part->index == NULL || part->endpoints == NULL || part->pools == NULL || part->files == NULL) {
        lyd_topology_free(part);
        return NULL;
    }
    if (whole->file_count > 0) {
        memcpy(part->files, whole->files, whole->file_count * sizeof(*part->files));
    }
    part->files[part->file_count++] = "names asked about";
    return part;
}

lyd_status lyd_topology_around(const lyd_topology *whole, const char *const *fqdns, size_t count, lyd_roles roles, lyd_topology **topology,
                               size_t *asked)
{
    taking t = {.whole = whole, .part = part_new(whole, count), .place = malloc((whole->endpoint_count + 1) * sizeof(*t.place))};
    lyd_status status = t.part == NULL || t.place == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t e = 0; status == LYD_OK && e < whole->endpoint_count; e++) {
        t.place[e] = LYD_NONE;
    }
    status = status == LYD_OK ? take_names(&t, fqdns, count, roles) : status;
    status = status == LYD_OK ? take_pools(&t) : status;
    status = status == LYD_OK ? take_monitored(&t) : status;
    free(t.place);
    if (status != LYD_OK) {
        lyd_topology_free(t.part);
        t.part = NULL;
    }
    *topology = t.part;
    *asked = t.asked;
    return status;
}

lyd_status lyd_topology_of_names(const char *const *fqdns, size_t count, lyd_roles roles, lyd_topology **topology)
{
    static const lyd_topology none = {.name = "names"};
    size_t asked = 0;
    return lyd_topology_around(&none, fqdns, count, roles, topology, &asked);
}
