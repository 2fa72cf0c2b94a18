/* The combinations of a deployment: which parts work together, and the verdict of the support table.
 *
 * Their number grows with the square of the number of client networks. So supported ones beyond a limit are only counted; all others are
 * kept, since findings come from them. */
#include "service.h"

#include <stdlib.h>
#include <string.h>

/* Grows on the heap; copied to the arena at the end. */
typedef struct gathering {
    lyd_judging *j;
    lyd_combination *rows;
    size_t count, capacity;
    size_t supported[LYD_TABLE_COUNT]; /* rows of each table that are supported */
    size_t limit;                      /* of them */
    lyd_omission *omissions;
    size_t omission_count, omission_capacity;
} gathering;

/* A side of a combination. One that isn't known for sure may prove a breach, but not that a combination is supported. */
typedef struct side {
    lyd_address_type type;
    bool sure; /* declared, or no failed lookup may change it */
} side;

static side resolved(const gathering *g, uint32_t endpoint)
{
    lyd_address_type seen = g->j->seen[endpoint];
    return (side){seen, g->j->types[endpoint] == seen};
}

/* The declared type, or what DNS says about ENDPOINT. */
static side declared_or_resolved(const gathering *g, uint8_t declared, uint32_t endpoint)
{
    return declared != LYD_ADDRESS_NONE ? (side){(lyd_address_type)declared, true} : resolved(g, endpoint);
}

/* Counts ROW among those that aren't listed. There are few kinds of them: three types for each side. */
static void omit(gathering *g, const lyd_combination *row)
{
    g->j->omitted++;
    for (size_t i = 0; i < g->omission_count; i++) {
        lyd_omission *same = &g->omissions[i];
        if (same->table == row->table && memcmp(same->types, row->types, sizeof(row->types)) == 0) {
            same->count++;
            return;
        }
    }
    if (lyd_grow((void **)&g->omissions, &g->omission_capacity, g->omission_count, sizeof(*g->omissions)) != LYD_OK) {
        g->j->status = LYD_ENOMEM;
        return;
    }
    lyd_omission *omission = &g->omissions[g->omission_count++];
    *omission = (lyd_omission){.table = row->table, .verdict = row->verdict, .count = 1};
    memcpy(omission->types, row->types, sizeof(row->types));
}

static void add_row(gathering *g, lyd_table_id table, const char *first, const char *second, const side *sides)
{
    lyd_combination row = {.table = table, .subjects = {first, second}};
    bool sure = true;
    for (size_t i = 0; i < lyd_table_get(table)->sides; i++) {
        row.types[i] = sides[i].type;
        sure = sure && sides[i].sure;
    }
    row.verdict = lyd_table_verdict(table, row.types);
    if (row.verdict == LYD_SUPPORTED && !sure) {
        row.verdict = LYD_VERDICT_UNKNOWN;
    }
    if (row.verdict == LYD_SUPPORTED && g->supported[table]++ >= g->limit) {
        omit(g, &row);
    } else if (lyd_grow((void **)&g->rows, &g->capacity, g->count, sizeof(*g->rows)) != LYD_OK) {
        g->j->status = LYD_ENOMEM;
    } else {
        g->rows[g->count++] = row;
    }
}

static void add_pair(gathering *g, lyd_table_id table, const char *first, side one, const char *second, side two)
{
    add_row(g, table, first, second, (const side[]){one, two});
}

static side network_side(const lyd_network *network)
{
    return (side){network->type, true};
}

/* Every network (remote or not) with every endpoint that has one of ROLES. */
static void networks_with(gathering *g, lyd_table_id table, bool remote, lyd_roles roles)
{
    const lyd_topology *t = g->j->topology;
    for (size_t n = 0; n < t->network_count; n++) {
        const lyd_network *network = &t->networks[n];
        for (uint32_t e = 0; network->remote == remote && e < t->endpoint_count && g->j->status == LYD_OK; e++) {
            if ((t->endpoints[e].roles & roles) != 0) {
                add_pair(g, table, network->name, network_side(network), t->endpoints[e].fqdn, resolved(g, e));
            }
        }
    }
}

static void clients_with_clients(gathering *g)
{
    const lyd_topology *t = g->j->topology;
    for (size_t a = 0; a < t->network_count; a++) {
        for (size_t b = a + 1; b < t->network_count && g->j->status == LYD_OK; b++) {
            const lyd_network *one = &t->networks[a], *two = &t->networks[b];
            if (!one->remote && !two->remote) {
                add_pair(g, LYD_TABLE_PEER_TO_PEER, one->name, network_side(one), two->name, network_side(two));
            }
        }
    }
}

static void mediation_with_gateways(gathering *g, const lyd_pool *pool)
{
    const lyd_endpoint *endpoints = g->j->topology->endpoints;
    uint32_t pstn = pool->pstn_endpoint != LYD_NONE ? pool->pstn_endpoint : pool->endpoint;
    for (size_t i = 0; i < pool->gateway_count; i++) {
        const lyd_endpoint *gateway = &endpoints[pool->gateways[i]];
        const side sides[] = {
            resolved(g, pool->endpoint),
            declared_or_resolved(g, pool->pstn_declared, pstn),
            declared_or_resolved(g, gateway->declared, pool->gateways[i]),
        };
        add_row(g, LYD_TABLE_MEDIATION_PSTN, endpoints[pool->endpoint].fqdn, gateway->fqdn, sides);
    }
}

static void pool_with(gathering *g, lyd_table_id table, const lyd_pool *pool, uint32_t other)
{
    const lyd_endpoint *endpoints = g->j->topology->endpoints;
    add_pair(g, table, endpoints[pool->endpoint].fqdn, resolved(g, pool->endpoint), endpoints[other].fqdn, resolved(g, other));
}

static void front_end_with_edge(gathering *g, const lyd_pool *pool)
{
    if (pool->edge_pool != LYD_NONE) {
        pool_with(g, LYD_TABLE_FRONT_END_EDGE, pool, pool->edge_pool);
    }
}

static void edge_with_externals(gathering *g, const lyd_pool *pool)
{
    for (size_t i = 0; i < pool->external_count; i++) {
        pool_with(g, LYD_TABLE_EDGE_INTERNAL_EXTERNAL, pool, pool->externals[i]);
    }
}

static void pools_of(gathering *g, lyd_pool_kind kind, void (*judge)(gathering *g, const lyd_pool *pool))
{
    for (size_t i = 0; i < g->j->topology->pool_count; i++) {
        if (g->j->topology->pools[i].kind == kind) {
            judge(g, &g->j->topology->pools[i]);
        }
    }
}

/* ---- targets of SRV records that stand for an Access Edge ---- */

/* A name that is no endpoint, and to which external SRV records lead clients or partners. */
typedef struct stand_in {
    const char *fqdn;
    uint32_t name; /* of the case */
} stand_in;

typedef struct stand_ins {
    stand_in *items; /* on the heap */
    size_t count, capacity;
    lyd_map *known;
} stand_ins;

static void add_stand_in(gathering *g, stand_ins *s, const char *target, uint32_t view)
{
    uint32_t name = lyd_target_at(g->j, target, view), known;
    if (name == LYD_NONE || lyd_topology_find(g->j->topology, target) != LYD_NONE || lyd_map_get(s->known, target, &known)) {
        return;
    }
    if (lyd_grow((void **)&s->items, &s->capacity, s->count, sizeof(*s->items)) != LYD_OK || lyd_map_put(s->known, target, 0) != LYD_OK) {
        g->j->status = LYD_ENOMEM;
        return;
    }
    s->items[s->count++] = (stand_in){target, name};
}

/* Those of WANTED of DOMAIN in VIEW. One that leads to the cloud, or comes from a wildcard, stands for no Edge of this deployment. */
static void find_stand_ins(gathering *g, stand_ins *s, lyd_wanted wanted, uint32_t domain, uint32_t view)
{
    const lyd_record **records;
    uint32_t name = lyd_wanted_at(g->j, wanted, domain, view);
    bool own = name != LYD_NONE && !lyd_leads_online(g->j, name, view) && !lyd_from_wildcard(g->j, name, view) &&
               lyd_wanted_in(g->j->topology, wanted, view) != LYD_EXPECTED_ABSENT;
    size_t count = own ? lyd_srv_records(g->j, name, view, &records) : 0;
    for (size_t i = 0; i < count && g->j->status == LYD_OK; i++) {
        add_stand_in(g, s, records[i]->target, view);
    }
}

static void find_all_stand_ins(gathering *g, stand_ins *s)
{
    static const lyd_wanted at_the_edge[] = {LYD_WANTED_SIP_TLS, LYD_WANTED_FEDERATION, LYD_WANTED_XMPP};
    const lyd_topology *t = g->j->topology;
    uint32_t outside = lyd_views_of_kind(t, LYD_VIEW_EXTERNAL);
    s->known = lyd_map_new();
    g->j->status = s->known == NULL ? LYD_ENOMEM : g->j->status;
    for (uint32_t d = 0; d < t->sip_domain_count && (t->services & LYD_SERVICE_TEAMS_ONLY) == 0; d++) {
        for (uint32_t v = 0; v < t->view_count; v++) {
            for (size_t i = 0; (outside >> v & 1u) != 0 && i < LYD_COUNT(at_the_edge) && g->j->status == LYD_OK; i++) {
                find_stand_ins(g, s, at_the_edge[i], d, v);
            }
        }
    }
}

/* Like an external Edge name, by its answers outside alone: the same name may be a pool inside. */
static side stand_in_side(const gathering *g, const stand_in *s)
{
    lyd_address_type seen, type = lyd_types_in(g->j, s->name, lyd_views_of_kind(g->j->topology, LYD_VIEW_EXTERNAL), &seen);
    return (side){seen, type == seen};
}

static void remotes_with_stand_ins(gathering *g, const stand_ins *s)
{
    const lyd_topology *t = g->j->topology;
    for (size_t n = 0; n < t->network_count; n++) {
        for (size_t i = 0; t->networks[n].remote && i < s->count && g->j->status == LYD_OK; i++) {
            add_pair(g, LYD_TABLE_REMOTE_USER, t->networks[n].name, network_side(&t->networks[n]), s->items[i].fqdn,
                     stand_in_side(g, &s->items[i]));
        }
    }
}

/* No record says which of several Edge pools it leads to: each counts. */
static void edges_with_stand_ins(gathering *g, const stand_ins *s)
{
    const lyd_topology *t = g->j->topology;
    for (size_t p = 0; p < t->pool_count; p++) {
        uint32_t edge = t->pools[p].endpoint;
        for (size_t i = 0; t->pools[p].kind == LYD_POOL_EDGE && i < s->count && g->j->status == LYD_OK; i++) {
            add_pair(g, LYD_TABLE_EDGE_INTERNAL_EXTERNAL, t->endpoints[edge].fqdn, resolved(g, edge), s->items[i].fqdn,
                     stand_in_side(g, &s->items[i]));
        }
    }
}

/* A copy of COUNT items in the arena. */
static void *keep(lyd_judging *j, const void *items, size_t count, size_t size)
{
    void *copy = j->status == LYD_OK ? lyd_arena_alloc(j->arena, count * size) : NULL;
    if (copy == NULL) {
        j->status = LYD_ENOMEM;
    } else if (count > 0) {
        memcpy(copy, items, count * size);
    }
    return copy;
}

lyd_status lyd_judging_combine(lyd_judging *j)
{
    size_t limit = j->topology->combination_limit;
    gathering g = {.j = j, .limit = limit > 0 ? limit : LYD_COMBINATION_LIMIT};
    stand_ins targets = {.items = NULL};
    find_all_stand_ins(&g, &targets);
    networks_with(&g, LYD_TABLE_CLIENT_REGISTRATION, false, LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL));
    clients_with_clients(&g);
    networks_with(&g, LYD_TABLE_CONFERENCING, false, LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL));
    pools_of(&g, LYD_POOL_MEDIATION, mediation_with_gateways);
    networks_with(&g, LYD_TABLE_REMOTE_USER, true, LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL));
    remotes_with_stand_ins(&g, &targets);
    pools_of(&g, LYD_POOL_FRONT_END, front_end_with_edge);
    pools_of(&g, LYD_POOL_EDGE, edge_with_externals);
    edges_with_stand_ins(&g, &targets);

    j->combinations = keep(j, g.rows, g.count, sizeof(*g.rows));
    j->combination_count = g.count;
    j->omissions = keep(j, g.omissions, g.omission_count, sizeof(*g.omissions));
    j->omission_count = g.omission_count;
    free(g.rows);
    free(g.omissions);
    free(targets.items);
    lyd_map_free(targets.known);
    return j->status;
}
