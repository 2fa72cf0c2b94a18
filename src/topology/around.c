/* The part of a deployment around a few names: these names, their pools, members and partners. */
#include <lyncdns/topology.h>

#include <stdlib.h>
#include <string.h>

typedef struct taking {
    const lyd_topology *whole;
    lyd_topology *part;
    uint32_t *place;   /* of each endpoint of the whole: its index in the part, or LYD_NONE */
    size_t asked;      /* names asked about, which are the first endpoints of the part */
    lyd_status status; /* LYD_ENOMEM: what is taken since doesn't matter */
} taking;

static uint32_t take_new(taking *t, const lyd_endpoint *endpoint)
{
    lyd_topology *part = t->part;
    if (lyd_map_put(part->index, endpoint->fqdn, (uint32_t)part->endpoint_count) != LYD_OK) {
        t->status = LYD_ENOMEM;
        return LYD_NONE;
    }
    part->endpoints[part->endpoint_count] = *endpoint;
    return (uint32_t)part->endpoint_count++;
}

/* The place of the whole's endpoint E in the part. */
static uint32_t take(taking *t, uint32_t e)
{
    if (e != LYD_NONE && t->place[e] == LYD_NONE) {
        t->place[e] = take_new(t, &t->whole->endpoints[e]);
    }
    return e == LYD_NONE ? LYD_NONE : t->place[e];
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

/* A name that the topology doesn't know is looked up in every view; one that is external alone only where such names belong, in no other
 * view if those were left out. */
static uint32_t views_of_unknown(const lyd_topology *whole, lyd_roles roles)
{
    uint32_t all = whole->view_count >= LYD_VIEW_MAX ? UINT32_MAX : ((uint32_t)1 << whole->view_count) - 1;
    unsigned kinds = 0;
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        kinds |= (roles & LYD_ROLE_BIT(role)) != 0 ? lyd_role_rows[role].kinds : 0;
    }
    if (roles == 0 || (kinds & LYD_VIEW_INTERNAL) != 0) {
        return all;
    }
    bool left = lyd_views_of_kind(whole, kinds) == 0 && (whole->left_kinds & kinds) != 0;
    return left ? 0 : lyd_views_default(whole, roles, 0);
}

static void take_unknown(taking *t, const char *fqdn, lyd_roles roles)
{
    uint32_t there = LYD_NONE;
    if (lyd_map_get(t->part->index, fqdn, &there)) {
        return; /* asked about twice */
    }
    lyd_endpoint unknown = {.fqdn = lyd_arena_text(t->part->arena, fqdn, strlen(fqdn)),
                            .roles = roles != 0 ? roles : LYD_ROLE_BIT(LYD_ROLE_OTHER),
                            .views = views_of_unknown(t->whole, roles),
                            .origin = (uint16_t)(t->part->file_count - 1)};
    if (unknown.fqdn == NULL) {
        t->status = LYD_ENOMEM;
    } else {
        (void)take_new(t, &unknown);
    }
}

static void take_names(taking *t, const char *const *fqdns, size_t count, lyd_roles roles)
{
    for (size_t i = 0; i < count && t->status == LYD_OK; i++) {
        uint32_t known = t->whole->index == NULL ? LYD_NONE : lyd_topology_find(t->whole, fqdns[i]);
        uint32_t place = take(t, known);
        if (known == LYD_NONE) {
            take_unknown(t, fqdns[i], roles);
        } else if (place != LYD_NONE) {
            t->part->endpoints[place].roles |= roles;
        }
    }
    t->asked = t->part->endpoint_count;
}

/* ---- pools ---- */

/* Makes *LIST a copy with places in the part: of all of it, or only of the names asked about. */
static void take_list(taking *t, uint32_t **list, size_t *count, bool all)
{
    uint32_t *copy = lyd_arena_alloc(t->part->arena, *count * sizeof(*copy));
    size_t taken = 0;
    for (size_t i = 0; i < *count && copy != NULL; i++) {
        if (all || is_asked(t, (*list)[i])) {
            copy[taken++] = take(t, (*list)[i]);
        }
    }
    t->status = copy == NULL ? LYD_ENOMEM : t->status;
    *list = copy;
    *count = taken;
}

/* What mends a combination with an Edge pool may change all of that. */
static bool is_edge_of_asked(const taking *t, const lyd_pool *pool)
{
    bool is = pool->kind == LYD_POOL_EDGE && any_asked(t, pool->externals, pool->external_count);
    for (size_t p = 0; p < t->whole->pool_count && pool->kind == LYD_POOL_EDGE && !is; p++) {
        is = t->whole->pools[p].edge_pool == pool->endpoint && is_asked(t, t->whole->pools[p].endpoint);
    }
    return is;
}

/* Copies the part of POOL that is judged together with a name asked about: all of the name's own pool and its Edge pool, only the name of
 * another partner's. */
static void take_pool(taking *t, const lyd_pool *pool)
{
    bool whole = is_asked(t, pool->endpoint);
    bool web = is_asked(t, pool->web_internal) || is_asked(t, pool->web_external);
    bool partner = is_edge_of_asked(t, pool);
    bool members = whole || web || partner || any_asked(t, pool->members, pool->member_count);
    bool pstn = is_asked(t, pool->pstn_endpoint), edge = is_asked(t, pool->edge_pool);
    if (!members && !pstn && !edge && !any_asked(t, pool->gateways, pool->gateway_count)) {
        return;
    }
    lyd_pool *copy = &t->part->pools[t->part->pool_count++];
    *copy = *pool;
    copy->endpoint = take(t, pool->endpoint);
    copy->pstn_endpoint = take(t, pool->pstn_endpoint);
    copy->web_internal = take(t, pool->web_internal);
    copy->web_external = take(t, pool->web_external);
    copy->edge_pool = whole || edge ? take(t, pool->edge_pool) : LYD_NONE;
    copy->member_count = members ? pool->member_count : 0;
    take_list(t, &copy->members, &copy->member_count, true);
    take_list(t, &copy->gateways, &copy->gateway_count, whole || pstn);
    take_list(t, &copy->externals, &copy->external_count, whole || partner);
}

/* Monitoring is judged by all names of the deployment. */
static void take_monitored(taking *t)
{
    bool monitoring = false;
    for (size_t i = 0; i < t->asked; i++) {
        monitoring = monitoring || (t->part->endpoints[i].roles & LYD_ROLE_BIT(LYD_ROLE_MONITORING)) != 0;
    }
    for (uint32_t e = 0; monitoring && e < t->whole->endpoint_count; e++) {
        (void)take(t, e);
    }
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
    part->sip_domain_count = part->simple_url_count = 0; /* see lyd_topology_add_domains */
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
    t.status = t.part == NULL || t.place == NULL ? LYD_ENOMEM : LYD_OK;
    if (t.status == LYD_OK) {
        memset(t.place, 0xFF, whole->endpoint_count * sizeof(*t.place)); /* LYD_NONE */
        take_names(&t, fqdns, count, roles);
        for (size_t i = 0; i < whole->pool_count && t.status == LYD_OK; i++) {
            take_pool(&t, &whole->pools[i]);
        }
        take_monitored(&t);
    }
    free(t.place);
    if (t.status != LYD_OK) {
        lyd_topology_free(t.part);
        t.part = NULL;
    }
    *topology = t.part;
    *asked = t.asked;
    return t.status;
}

/* ---- service records ---- */

/* The roles of names that service records should lead to. */
#define LED_TO                                                                                                                             \
    (LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_FRONT_END_SERVER) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL) |              \
     LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_SERVER) | LYD_ROLE_BIT(LYD_ROLE_EDGE_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL) |                \
     LYD_ROLE_BIT(LYD_ROLE_EDGE_SERVER) | LYD_ROLE_BIT(LYD_ROLE_WEB_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_WEB_EXTERNAL))

static uint32_t find_text(const char *const *texts, size_t count, const char *text)
{
    uint32_t i = 0;
    while (i < count && strcmp(texts[i], text) != 0) {
        i++;
    }
    return i < count ? i : LYD_NONE;
}

/* The place in the part of the whole's endpoint E, which is there. */
static uint32_t place_of(const taking *t, uint32_t e)
{
    return e == LYD_NONE ? LYD_NONE : lyd_topology_find(t->part, t->whole->endpoints[e].fqdn);
}

/* The part's copy of POOL; a new one has no partners. */
static lyd_pool *copy_of(taking *t, const lyd_pool *pool)
{
    lyd_topology *part = t->part;
    uint32_t endpoint = place_of(t, pool->endpoint);
    for (size_t p = 0; p < part->pool_count; p++) {
        if (part->pools[p].kind == pool->kind && part->pools[p].endpoint == endpoint) {
            return &part->pools[p];
        }
    }
    lyd_pool *copy = &part->pools[part->pool_count++];
    *copy = *pool;
    copy->endpoint = endpoint;
    copy->pstn_endpoint = copy->edge_pool = LYD_NONE;
    copy->gateway_count = copy->external_count = 0;
    return copy;
}

/* What a record of a domain should be depends on all pools that serve clients: on their members and web services names. */
static void take_registrars(taking *t)
{
    for (size_t p = 0; p < t->whole->pool_count && t->status == LYD_OK; p++) {
        const lyd_pool *pool = &t->whole->pools[p];
        if (pool->kind != LYD_POOL_FRONT_END && pool->kind != LYD_POOL_DIRECTOR) {
            continue;
        }
        lyd_pool *copy = copy_of(t, pool);
        uint32_t *members = lyd_arena_alloc(t->part->arena, pool->member_count * sizeof(*members));
        for (size_t i = 0; i < pool->member_count && members != NULL; i++) {
            members[i] = place_of(t, pool->members[i]);
        }
        t->status = members == NULL ? LYD_ENOMEM : LYD_OK;
        copy->members = members;
        copy->member_count = pool->member_count;
        copy->web_internal = place_of(t, pool->web_internal);
        copy->web_external = place_of(t, pool->web_external);
    }
}

/* The simple URLs whose host and SIP domain are in the part. */
static void take_simple_urls(taking *t)
{
    const lyd_topology *whole = t->whole;
    lyd_topology *part = t->part;
    for (size_t i = 0; i < whole->simple_url_count; i++) {
        lyd_simple_url url = whole->simple_urls[i];
        const char *domain = url.domain == LYD_NONE ? NULL : whole->sip_domains[url.domain];
        url.endpoint = lyd_topology_find(part, whole->endpoints[url.endpoint].fqdn);
        url.domain = domain == NULL ? LYD_NONE : find_text(part->sip_domains, part->sip_domain_count, domain);
        if (url.endpoint != LYD_NONE && (domain == NULL || url.domain != LYD_NONE)) {
            part->simple_urls[part->simple_url_count++] = url;
        }
    }
}

lyd_status lyd_topology_add_domains(lyd_topology *part, const lyd_topology *whole, const char *const *domains, size_t count)
{
    taking t = {.whole = whole, .part = part};
    const char **copies = lyd_arena_alloc(part->arena, count * sizeof(*copies));
    part->simple_urls = lyd_arena_alloc(part->arena, whole->simple_url_count * sizeof(*part->simple_urls));
    if (copies == NULL || part->simple_urls == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count && t.status == LYD_OK; i++) {
        copies[i] = lyd_arena_text(part->arena, domains[i], strlen(domains[i]));
        t.status = copies[i] == NULL ? LYD_ENOMEM : LYD_OK;
    }
    for (uint32_t e = 0; e < whole->endpoint_count && t.status == LYD_OK; e++) {
        if ((whole->endpoints[e].roles & LED_TO) != 0 && lyd_topology_find(part, whole->endpoints[e].fqdn) == LYD_NONE) {
            (void)take_new(&t, &whole->endpoints[e]);
        }
    }
    take_registrars(&t);
    part->sip_domains = copies;
    part->sip_domain_count = count;
    take_simple_urls(&t);
    return t.status;
}

lyd_status lyd_topology_of_names(const char *const *fqdns, size_t count, lyd_roles roles, lyd_topology **topology)
{
    static const lyd_topology none = {.name = "names", .product = LYD_LYNC_2013};
    size_t asked = 0;
    return lyd_topology_around(&none, fqdns, count, roles, topology, &asked);
}
