/* The seven support tables: one check for all. */
#include "checks.h"

#include "judge/mend/drop.h"
#include "judge/mend/fit.h"
#include "judge/mend/supply.h"
#include "judge/service.h"

#include <string.h>

static void evidence_side(lyd_judging *j, const char *side, const char *subject, lyd_address_type type)
{
    lyd_evidence(j, "%s %s: %s", side, subject, lyd_row_name(lyd_address_types, (int)type));
}

/* What DNS says about a side that is a name, not a network: an endpoint, or the target of an SRV record in external views. */
static void evidence_name(lyd_judging *j, const char *subject)
{
    uint32_t e = lyd_topology_find(j->topology, subject), outside = lyd_views_of_kind(j->topology, LYD_VIEW_EXTERNAL);
    if (e != LYD_NONE) {
        lyd_evidence_answers(j, e, 0, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
        return;
    }
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t target = (outside >> v & 1u) != 0 ? lyd_target_at(j, subject, v) : LYD_NONE;
        if (target != LYD_NONE) {
            lyd_evidence_answers(j, target, 0, LYD_BITS_RECORDS, (uint32_t)1 << v);
        }
    }
}

static const char *verdict_words(const lyd_combination *row)
{
    switch (row->verdict) {
    case LYD_LAB_ONLY:
        return "is for a lab only";
    case LYD_UNLISTED:
        return lyd_combination_complete(row) ? "could work, but the document does not list it; nothing is left to add"
                                             : "could work, but the document does not list it";
    default:
        return lyd_table_cell(row->table, row->types) == LYD_CELL_NO
                   ? "is not supported"
                   : "is not in the document's list, and the two sides that exchange traffic share no address family";
    }
}

/* ---- what to do: a side at a time ---- */

static const char *type_name(lyd_address_type type)
{
    return lyd_row_name(lyd_address_types, (int)type);
}

/* Keeps IPv4 on a network that is IPv6-only. */
static void act_on_network(lyd_judging *j, const char *name, bool remote)
{
    size_t n = 0;
    while (j->topology->networks[n].remote != remote || strcmp(j->topology->networks[n].name, name) != 0) {
        n++;
    }
    const char *line = lyd_line_words(j, j->topology->networks[n].origin, j->topology->networks[n].line);
    lyd_act(j, LYD_OWNER_NETWORK, "keep IPv4 beside IPv6 on the network %s.", name);
    lyd_act(j, LYD_OWNER_LYNC, "then declare it dual-stack in %s.", line);
}

/* The records of the name SUBJECT once it has TYPE in place of NOW. */
static void act_on_records(lyd_judging *j, const char *subject, lyd_address_type now, lyd_address_type type)
{
    uint32_t e = lyd_topology_find(j->topology, subject);
    bool ipv6 = (type & LYD_ADDRESS_IPV6) != 0;
    if (e == LYD_NONE) { /* the target of an SRV record */
        const char *where = lyd_view_list(j, lyd_views_of_kind(j->topology, LYD_VIEW_EXTERNAL));
        lyd_act(j, LYD_OWNER_DNS, "add the %s record of %s in %s.", (type & ~now) == LYD_ADDRESS_IPV4 ? "A" : "AAAA", subject, where);
    } else if (!ipv6 && (now & LYD_ADDRESS_IPV6) != 0) {
        lyd_kin kin = lyd_kin_of(j, e, LYD_ALL_VIEWS);
        lyd_drop_ipv6(j, kin.names, kin.count, 0);
    } else {
        (void)lyd_supply(j, e, lyd_views_seen(j, e, LYD_ALL_VIEWS, now), type & ~now);
    }
}

/* Gives a pool that is IPv6-only IPv4, too. */
static void act_on_pool(lyd_judging *j, const char *subject)
{
    lyd_act(j, LYD_OWNER_LYNC, "make %s dual-stack in Topology Builder.", subject);
    act_on_records(j, subject, LYD_ADDRESS_IPV6, LYD_ADDRESS_DUAL_STACK);
}

/* ---- an Edge pool ---- */

#define EXTERNALS_SHOWN 3

/* Which types fit one another at an Edge pool, with the fewest changes: its internal edge is IPv4 and no external name IPv6-only, or all
 * are dual-stack. */
typedef struct edge_plan {
    lyd_address_type now, internal;
    const char *changed[EXTERNALS_SHOWN]; /* external names that become dual-stack */
    size_t changed_count;
} edge_plan;

static const lyd_pool *edge_pool_of(const lyd_topology *t, uint32_t internal)
{
    size_t p = 0;
    while (p < t->pool_count && (t->pools[p].kind != LYD_POOL_EDGE || t->pools[p].endpoint != internal)) {
        p++;
    }
    return p < t->pool_count ? &t->pools[p] : NULL;
}

static void note_external(edge_plan *plan, const char *name, lyd_address_type type)
{
    bool changes = plan->internal == LYD_ADDRESS_IPV4 ? type == LYD_ADDRESS_IPV6 : type == LYD_ADDRESS_IPV4 || type == LYD_ADDRESS_IPV6;
    if (changes) {
        if (plan->changed_count < EXTERNALS_SHOWN) {
            plan->changed[plan->changed_count] = name;
        }
        plan->changed_count++;
    }
}

/* With INTERNAL as the type of the internal edge. EXTERNAL, of TYPE, may be an external name that isn't one of the pool's; or NULL. */
static edge_plan plan_with(const lyd_judging *j, const lyd_pool *pool, lyd_address_type internal, const char *external,
                           lyd_address_type type)
{
    edge_plan plan = {.now = j->seen[pool->endpoint], .internal = internal};
    if (external != NULL && lyd_topology_find(j->topology, external) == LYD_NONE) {
        note_external(&plan, external, type);
    }
    for (size_t i = 0; i < pool->external_count; i++) {
        note_external(&plan, j->topology->endpoints[pool->externals[i]].fqdn, j->seen[pool->externals[i]]);
    }
    return plan;
}

/* An address type costs a change for each family that comes or goes. */
static size_t cost_of(const edge_plan *plan)
{
    unsigned differs = (unsigned)plan->now ^ (unsigned)plan->internal;
    return plan->changed_count + ((differs & LYD_ADDRESS_IPV4) != 0 ? 1u : 0) + ((differs & LYD_ADDRESS_IPV6) != 0 ? 1u : 0);
}

static void act_on_edge(lyd_judging *j, const char *internal, const char *external, lyd_address_type type)
{
    const lyd_pool *pool = edge_pool_of(j->topology, lyd_topology_find(j->topology, internal));
    edge_plan plan = plan_with(j, pool, LYD_ADDRESS_IPV4, external, type);
    const edge_plan dual = plan_with(j, pool, LYD_ADDRESS_DUAL_STACK, external, type);
    plan = cost_of(&dual) < cost_of(&plan) ? dual : plan;
    lyd_address_type then = plan.internal == LYD_ADDRESS_IPV4 && type != LYD_ADDRESS_IPV6 ? type : LYD_ADDRESS_DUAL_STACK;
    lyd_text_begin(j);
    lyd_text_add(j, plan.now == plan.internal ? "leave the internal edge %s %s" : "make the internal edge %s %s", internal,
                 type_name(plan.internal));
    for (size_t i = 0; i < plan.changed_count && i < EXTERNALS_SHOWN; i++) {
        lyd_text_add(j, "%s%s", i == 0 ? " and make the external edge " : ", ", plan.changed[i]);
    }
    if (plan.changed_count > EXTERNALS_SHOWN) {
        lyd_text_add(j, " and %zu more", plan.changed_count - EXTERNALS_SHOWN);
    }
    lyd_text_add(j, plan.changed_count > 0 ? " dual-stack" : "");
    const char *text = lyd_text_done(j);
    if (external != NULL) {
        lyd_act(j, LYD_OWNER_LYNC,
                "%s in Topology Builder: the document lists an internal edge of type %s with an external edge of type %s.", text,
                type_name(plan.internal), type_name(then));
    } else {
        lyd_act(j, LYD_OWNER_LYNC, "%s in Topology Builder.", text);
    }
    if (plan.now != plan.internal) {
        act_on_records(j, internal, plan.now, plan.internal);
    }
    if (external != NULL && then != type) {
        act_on_records(j, external, type, then);
    }
}

/* ---- a Mediation pool ---- */

/* The supported combinations of primary interface, PSTN interface and gateway. */
static const lyd_address_type pstn_targets[][LYD_TABLE_SIDES] = {
    {LYD_ADDRESS_IPV4, LYD_ADDRESS_IPV4, LYD_ADDRESS_IPV4},
    {LYD_ADDRESS_IPV4, LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV4},
    {LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV4},
    {LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV6},
};

static const lyd_pool *mediation_pool_of(const lyd_topology *t, uint32_t e)
{
    size_t p = 0;
    while (p < t->pool_count && (t->pools[p].kind != LYD_POOL_MEDIATION || t->pools[p].endpoint != e)) {
        p++;
    }
    return p < t->pool_count ? &t->pools[p] : NULL;
}

/* The nearest of them. Interfaces only gain a family; both of a pool with one name for them change together. */
static const lyd_address_type *pstn_target(const lyd_combination *row, bool one_name)
{
    const lyd_address_type *best = NULL;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < LYD_COUNT(pstn_targets); i++) {
        const lyd_address_type *target = pstn_targets[i];
        bool gains = (row->types[0] & ~target[0]) == 0 && (row->types[1] & ~target[1]) == 0;
        size_t cost = (target[0] != row->types[0] ? 2u : 0) + (target[1] != row->types[1] ? 2u : 0) + (target[2] != row->types[2] ? 1u : 0);
        if (gains && cost < least && (!one_name || target[0] == target[1])) {
            best = target;
            least = cost;
        }
    }
    return best; /* the dual-stack ones always gain */
}

static void act_on_gateway(lyd_judging *j, const char *name, lyd_address_type type)
{
    uint32_t e = lyd_topology_find(j->topology, name);
    const char *line = lyd_type_line(j, e);
    lyd_act(j, LYD_OWNER_GATEWAY, "set the gateway %s to %s.", name, type == LYD_ADDRESS_IPV4 ? "IPv4" : "IPv6");
    if (j->topology->endpoints[e].declared != LYD_ADDRESS_NONE && (j->facts[e] & LYD_FACT_AAAA) == 0) {
        lyd_act(j, LYD_OWNER_LYNC, "declare it as %s in %s.", type_name(type), line);
    }
    if (type == LYD_ADDRESS_IPV4) {
        lyd_drop_ipv6(j, &e, 1, 0);
    }
}

static void act_on_mediation(lyd_judging *j, const lyd_combination *row)
{
    const lyd_pool *pool = mediation_pool_of(j->topology, lyd_topology_find(j->topology, row->subjects[0]));
    bool one_name = pool->pstn_endpoint == LYD_NONE && pool->pstn_declared == LYD_ADDRESS_NONE;
    const lyd_address_type *target = pstn_target(row, one_name);
    const char *line = lyd_line_words(j, pool->origin, pool->line);
    if (target[0] != row->types[0]) {
        lyd_act(j, LYD_OWNER_LYNC, "make %s of %s dual-stack in Topology Builder.", one_name ? "both interfaces" : "the primary interface",
                row->subjects[0]);
        act_on_records(j, row->subjects[0], row->types[0], target[0]);
    }
    if (target[1] != row->types[1] && !one_name) {
        lyd_act(j, LYD_OWNER_LYNC, "make the PSTN interface of %s dual-stack in Topology Builder and in %s.", row->subjects[0], line);
        if (pool->pstn_endpoint != LYD_NONE) {
            act_on_records(j, j->topology->endpoints[pool->pstn_endpoint].fqdn, row->types[1], target[1]);
        }
    }
    if (target[2] != row->types[2]) {
        act_on_gateway(j, row->subjects[1], target[2]);
    }
}

/* ---- a combination ---- */

/* Nothing can be added that would make it a listed one. */
static void act_on_complete(lyd_judging *j, const lyd_combination *row)
{
    if (row->table == LYD_TABLE_MEDIATION_PSTN) {
        lyd_act(j, LYD_OWNER_GATEWAY,
                "test calls through %s, or set it to IPv4 alone. Nothing is left to add: both interfaces of %s are dual-stack already, and "
                "the document says neither yes nor no to this combination.",
                row->subjects[1], row->subjects[0]);
    } else {
        lyd_act(
            j, LYD_OWNER_NETWORK,
            "test the connection from %s to %s. Nothing is left to add: %s is dual-stack already, and the document says neither yes nor "
            "no to this combination.",
            row->subjects[0], row->subjects[1], row->subjects[1]);
    }
}

/* In all other tables a combination is supported once no side is IPv6-only. */
static void act_on_sides(lyd_judging *j, const lyd_combination *row)
{
    bool first = row->types[0] == LYD_ADDRESS_IPV6, second = row->types[1] == LYD_ADDRESS_IPV6;
    bool clients = row->table == LYD_TABLE_PEER_TO_PEER;
    if (first && row->table == LYD_TABLE_FRONT_END_EDGE) {
        act_on_pool(j, row->subjects[0]);
    } else if (first) {
        act_on_network(j, row->subjects[0], row->table == LYD_TABLE_REMOTE_USER);
    }
    if (second && clients) {
        act_on_network(j, row->subjects[1], false);
    } else if (second && edge_pool_of(j->topology, lyd_topology_find(j->topology, row->subjects[1])) != NULL &&
               row->table == LYD_TABLE_FRONT_END_EDGE) {
        act_on_edge(j, row->subjects[1], NULL, LYD_ADDRESS_NONE);
    } else if (second) {
        act_on_pool(j, row->subjects[1]);
    }
}

static void act_on_combination(lyd_judging *j, const lyd_combination *row)
{
    if (row->verdict == LYD_UNLISTED && lyd_combination_complete(row)) {
        act_on_complete(j, row);
    } else if (row->verdict == LYD_LAB_ONLY && j->topology->lab) {
        lyd_act(j, LYD_OWNER_LYNC, "keep %s with %s in the lab: a lab needs no change, and production needs IPv4 on both sides.",
                row->subjects[0], row->subjects[1]);
    } else if (row->table == LYD_TABLE_MEDIATION_PSTN) {
        act_on_mediation(j, row);
    } else if (row->table == LYD_TABLE_EDGE_INTERNAL_EXTERNAL) {
        act_on_edge(j, row->subjects[0], row->subjects[1], row->types[1]);
    } else {
        act_on_sides(j, row);
    }
    j->edit_count = 0; /* interfaces and networks change first: DNS alone doesn't mend a combination */
}

void lyd_check_combination(lyd_judging *j, uint32_t index)
{
    const lyd_combination *row = &j->combinations[index];
    const lyd_table *table = lyd_table_get(row->table);
    const lyd_breach breach = {.subjects = {row->subjects[0], row->subjects[1]}, .severity = lyd_combination_severity(j, row)};
    const char *types[LYD_TABLE_SIDES] = {NULL};
    if (breach.severity == LYD_OFF) {
        return;
    }
    for (size_t i = 0; i < table->sides; i++) {
        /* Three sides have two subjects: the pool has both interfaces. */
        evidence_side(j, table->side_names[i], row->subjects[table->sides == 3 ? i / 2 : i], row->types[i]);
        types[i] = lyd_row_name(lyd_address_types, (int)row->types[i]);
    }
    bool networks =
        row->table == LYD_TABLE_CLIENT_REGISTRATION || row->table == LYD_TABLE_CONFERENCING || row->table == LYD_TABLE_REMOTE_USER;
    if (!networks && row->table != LYD_TABLE_PEER_TO_PEER) {
        evidence_name(j, row->subjects[0]);
    }
    if (row->table != LYD_TABLE_PEER_TO_PEER) {
        evidence_name(j, row->subjects[1]);
    }
    act_on_combination(j, row);
    if (table->sides == 3) {
        lyd_breach_found(j, &breach, "Mediation pool %s (primary interface %s, PSTN interface %s) with PSTN gateway %s (%s) %s.",
                         row->subjects[0], types[0], types[1], row->subjects[1], types[2], verdict_words(row));
    } else {
        lyd_breach_found(j, &breach, "%s: %s %s (%s) with %s %s (%s) %s.", table->title, table->side_names[0], row->subjects[0], types[0],
                         table->side_names[1], row->subjects[1], types[1], verdict_words(row));
    }
}
