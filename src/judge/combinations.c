/* The combinations of a deployment: which parts work together, and the verdict of the support table. */
#include "judging.h"

#include <stdlib.h>
#include <string.h>

/* Grows on the heap; copied to the arena at the end. */
typedef struct gathering {
    lyd_judging *j;
    lyd_combination *rows;
    size_t count, capacity;
} gathering;

static void add_row(gathering *g, lyd_table_id table, const char *first, const char *second, const lyd_address_type types[LYD_TABLE_SIDES])
{
    if (lyd_grow((void **)&g->rows, &g->capacity, g->count, sizeof(*g->rows)) != LYD_OK) {
        g->j->status = LYD_ENOMEM;
        return;
    }
    lyd_combination *row = &g->rows[g->count++];
    *row = (lyd_combination){.table = table, .subjects = {first, second}, .verdict = lyd_table_verdict(table, types)};
    memcpy(row->types, types, sizeof(row->types));
}

static void add_pair(gathering *g, lyd_table_id table, const char *first, lyd_address_type first_type, const char *second,
                     lyd_address_type second_type)
{
    add_row(g, table, first, second, (const lyd_address_type[LYD_TABLE_SIDES]){first_type, second_type, LYD_ADDRESS_NONE});
}

/* Every network (remote or not) with every endpoint that has one of ROLES. */
static void networks_with(gathering *g, lyd_table_id table, bool remote, lyd_roles roles)
{
    const lyd_topology *t = g->j->topology;
    for (size_t n = 0; n < t->network_count; n++) {
        for (uint32_t e = 0; t->networks[n].remote == remote && e < t->endpoint_count && g->j->status == LYD_OK; e++) {
            if ((t->endpoints[e].roles & roles) != 0) {
                add_pair(g, table, t->networks[n].name, t->networks[n].type, t->endpoints[e].fqdn, g->j->types[e]);
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
                add_pair(g, LYD_TABLE_PEER_TO_PEER, one->name, one->type, two->name, two->type);
            }
        }
    }
}

static lyd_address_type pstn_interface(const lyd_judging *j, const lyd_pool *pool)
{
    if (pool->pstn_declared != LYD_ADDRESS_NONE) {
        return (lyd_address_type)pool->pstn_declared;
    }
    return j->types[pool->pstn_endpoint != LYD_NONE ? pool->pstn_endpoint : pool->endpoint];
}

static void mediation_with_gateways(gathering *g, const lyd_pool *pool)
{
    const lyd_endpoint *endpoints = g->j->topology->endpoints;
    for (size_t i = 0; i < pool->gateway_count; i++) {
        uint32_t gateway = pool->gateways[i];
        uint8_t declared = endpoints[gateway].declared;
        const lyd_address_type types[LYD_TABLE_SIDES] = {
            g->j->types[pool->endpoint],
            pstn_interface(g->j, pool),
            declared != LYD_ADDRESS_NONE ? (lyd_address_type)declared : g->j->types[gateway],
        };
        add_row(g, LYD_TABLE_MEDIATION_PSTN, endpoints[pool->endpoint].fqdn, endpoints[gateway].fqdn, types);
    }
}

static void front_end_with_edge(gathering *g, const lyd_pool *pool)
{
    const lyd_endpoint *endpoints = g->j->topology->endpoints;
    if (pool->edge_pool != LYD_NONE) {
        add_pair(g, LYD_TABLE_FRONT_END_EDGE, endpoints[pool->endpoint].fqdn, g->j->types[pool->endpoint], endpoints[pool->edge_pool].fqdn,
                 g->j->types[pool->edge_pool]);
    }
}

static void edge_with_externals(gathering *g, const lyd_pool *pool)
{
    const lyd_endpoint *endpoints = g->j->topology->endpoints;
    for (size_t i = 0; i < pool->external_count; i++) {
        add_pair(g, LYD_TABLE_EDGE_INTERNAL_EXTERNAL, endpoints[pool->endpoint].fqdn, g->j->types[pool->endpoint],
                 endpoints[pool->externals[i]].fqdn, g->j->types[pool->externals[i]]);
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

lyd_status lyd_judging_combine(lyd_judging *j)
{
    gathering g = {.j = j};
    networks_with(&g, LYD_TABLE_CLIENT_REGISTRATION, false, LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL));
    clients_with_clients(&g);
    networks_with(&g, LYD_TABLE_CONFERENCING, false, LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL));
    pools_of(&g, LYD_POOL_MEDIATION, mediation_with_gateways);
    networks_with(&g, LYD_TABLE_REMOTE_USER, true, LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL));
    pools_of(&g, LYD_POOL_FRONT_END, front_end_with_edge);
    pools_of(&g, LYD_POOL_EDGE, edge_with_externals);

    if (j->status == LYD_OK) {
        j->combinations = lyd_arena_alloc(j->arena, g.count * sizeof(*g.rows));
        j->status = j->combinations == NULL ? LYD_ENOMEM : LYD_OK;
    }
    if (j->status == LYD_OK && g.count > 0) {
        memcpy(j->combinations, g.rows, g.count * sizeof(*g.rows));
        j->combination_count = g.count;
    }
    free(g.rows);
    return j->status;
}
