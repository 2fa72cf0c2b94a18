/* Whether another address type of a name would fit the rest of the deployment. */
#include "fit.h"

/* ---- combinations ---- */

bool lyd_combination_complete(const lyd_combination *row)
{
    unsigned servers = lyd_table_get(row->table)->servers;
    bool complete = servers != 0;
    for (size_t i = 0; i < LYD_TABLE_SIDES; i++) {
        complete = complete && ((servers >> i & 1) == 0 || row->types[i] == LYD_ADDRESS_DUAL_STACK);
    }
    return complete;
}

lyd_severity lyd_combination_severity(const lyd_judging *j, const lyd_combination *row)
{
    switch (row->verdict) {
    case LYD_UNSUPPORTED:
        return LYD_ERROR;
    case LYD_LAB_ONLY:
        return j->topology->lab ? LYD_INFO : LYD_ERROR;
    case LYD_UNLISTED:
        return lyd_combination_complete(row) ? LYD_INFO : LYD_WARNING;
    default:
        return LYD_OFF;
    }
}

/* ---- the partners of a name ---- */

typedef struct fitting {
    const lyd_judging *j;
    uint32_t e;
    lyd_address_type type;
    lyd_misfit *misfit;
    bool misfits;
} fitting;

static lyd_severity severity_of(const fitting *f, lyd_table_id table, const lyd_address_type types[LYD_TABLE_SIDES])
{
    lyd_combination row = {.table = table, .types = {types[0], types[1], types[2]}};
    row.verdict = lyd_table_verdict(table, types);
    return lyd_combination_severity(f->j, &row);
}

/* A combination of types as they are, whose SIDES (a set) are the endpoint's. */
static void try_row(fitting *f, lyd_table_id table, const lyd_address_type now[LYD_TABLE_SIDES], unsigned sides, const lyd_misfit *other)
{
    lyd_address_type then[LYD_TABLE_SIDES];
    for (size_t i = 0; i < LYD_TABLE_SIDES; i++) {
        then[i] = (sides >> i & 1u) != 0 ? f->type : now[i];
    }
    if (!f->misfits && severity_of(f, table, then) > severity_of(f, table, now)) {
        f->misfits = true;
        *f->misfit = *other;
    }
}

/* Each type that a network has is tried once. */
static void try_networks(fitting *f, lyd_table_id table, bool remote)
{
    const lyd_topology *t = f->j->topology;
    unsigned tried = 0;
    for (size_t n = 0; n < t->network_count; n++) {
        const lyd_network *network = &t->networks[n];
        if (network->remote == remote && (tried & 1u << network->type) == 0) {
            const lyd_misfit other = {LYD_OWNER_NETWORK, network->name, network->type};
            try_row(f, table, (const lyd_address_type[]){network->type, f->j->seen[f->e], 0}, 1u << 1, &other);
            tried |= 1u << network->type;
        }
    }
}

/* The endpoint E, as a side of TABLE, with OTHER, if that is an endpoint. */
static void try_pair(fitting *f, lyd_table_id table, uint32_t first, uint32_t second)
{
    const lyd_judging *j = f->j;
    uint32_t partner = first == f->e ? second : first;
    if (first == LYD_NONE || second == LYD_NONE || (first != f->e && second != f->e)) {
        return;
    }
    const lyd_misfit other = {LYD_OWNER_LYNC, j->topology->endpoints[partner].fqdn, j->seen[partner]};
    unsigned sides = (first == f->e ? 1u << 0 : 0) | (second == f->e ? 1u << 1 : 0);
    try_row(f, table, (const lyd_address_type[]){j->seen[first], j->seen[second], 0}, sides, &other);
}

static void try_gateways(fitting *f, const lyd_pool *pool)
{
    const lyd_judging *j = f->j;
    uint32_t pstn = pool->pstn_endpoint != LYD_NONE ? pool->pstn_endpoint : pool->endpoint;
    bool declared = pool->pstn_declared != LYD_ADDRESS_NONE;
    for (size_t i = 0; i < pool->gateway_count; i++) {
        uint32_t gateway = pool->gateways[i];
        uint8_t set = j->topology->endpoints[gateway].declared;
        const lyd_address_type now[] = {j->seen[pool->endpoint], declared ? (lyd_address_type)pool->pstn_declared : j->seen[pstn],
                                        set != LYD_ADDRESS_NONE ? (lyd_address_type)set : j->seen[gateway]};
        unsigned sides =
            (pool->endpoint == f->e ? 1u << 0 : 0) | (pstn == f->e && !declared ? 1u << 1 : 0) | (gateway == f->e ? 1u << 2 : 0);
        uint32_t partner = gateway == f->e ? pool->endpoint : gateway;
        const lyd_misfit other = {gateway == f->e ? LYD_OWNER_LYNC : LYD_OWNER_GATEWAY, j->topology->endpoints[partner].fqdn,
                                  gateway == f->e ? now[0] : now[2]};
        if (sides != 0) {
            try_row(f, LYD_TABLE_MEDIATION_PSTN, now, sides, &other);
        }
    }
}

bool lyd_type_misfits(const lyd_judging *j, uint32_t e, lyd_address_type type, lyd_misfit *misfit)
{
    fitting f = {.j = j, .e = e, .type = type, .misfit = misfit};
    lyd_roles roles = j->topology->endpoints[e].roles;
    if ((roles & (LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL))) != 0) {
        try_networks(&f, LYD_TABLE_CLIENT_REGISTRATION, false); /* conferencing has the same rows */
    }
    if ((roles & LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL)) != 0) {
        try_networks(&f, LYD_TABLE_REMOTE_USER, true);
    }
    for (size_t p = 0; p < j->topology->pool_count && !f.misfits; p++) {
        const lyd_pool *pool = &j->topology->pools[p];
        if (pool->kind == LYD_POOL_FRONT_END) {
            try_pair(&f, LYD_TABLE_FRONT_END_EDGE, pool->endpoint, pool->edge_pool);
        }
        for (size_t i = 0; pool->kind == LYD_POOL_EDGE && i < pool->external_count; i++) {
            try_pair(&f, LYD_TABLE_EDGE_INTERNAL_EXTERNAL, pool->endpoint, pool->externals[i]);
        }
        if (pool->kind == LYD_POOL_MEDIATION) {
            try_gateways(&f, pool);
        }
    }
    return f.misfits;
}

/* ---- other rules ---- */

/* Names that must not, or need not, get their first IPv6 address by a remedy: each would be a finding. */
#define ROLES_WITHOUT_IPV6                                                                                                                 \
    (LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM) | LYD_ROLE_BIT(LYD_ROLE_LOCATION_INFORMATION_SERVICE) | LYD_ROLE_BIT(LYD_ROLE_WEB_INTERNAL) |      \
     LYD_ROLE_BIT(LYD_ROLE_PERSISTENT_CHAT) | LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY))

/* Monitoring, E9-1-1 and a product without IPv6 anywhere tell of IPv6 addresses. */
static bool may_gain_ipv6(const lyd_judging *j, uint32_t e)
{
    const lyd_topology *t = j->topology;
    bool may =
        (t->endpoints[e].roles & ROLES_WITHOUT_IPV6) == 0 && (t->features & LYD_FEATURE_ENHANCED_9_1_1) == 0 && t->product != LYD_LYNC_2010;
    for (size_t p = 0; p < t->pool_count && may; p++) {
        may = t->pools[p].product != LYD_LYNC_2010;
    }
    for (size_t i = 0; i < t->endpoint_count && may; i++) {
        may = (t->endpoints[i].roles & LYD_ROLE_BIT(LYD_ROLE_MONITORING)) == 0;
    }
    return may || (j->facts[e] & LYD_FACT_AAAA) != 0;
}

bool lyd_type_fits(const lyd_judging *j, uint32_t e, lyd_address_type type)
{
    lyd_address_type now = j->seen[e], declared = (lyd_address_type)j->topology->endpoints[e].declared;
    bool as_declared = now == declared || now == LYD_ADDRESS_NONE || now == LYD_ADDRESS_UNKNOWN;
    lyd_misfit misfit;
    if (type == now) {
        return true;
    }
    if ((declared != LYD_ADDRESS_NONE && type != declared && as_declared) || type == LYD_ADDRESS_IPV6) {
        return false;
    }
    return ((type & LYD_ADDRESS_IPV6) == 0 || may_gain_ipv6(j, e)) && !lyd_type_misfits(j, e, type, &misfit);
}
