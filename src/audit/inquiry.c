/* Single names: judged as a part of the deployment, or in every role if the deployment does not have them. */
#include <lyncdns/audit.h>

#include <stdlib.h>
#include <string.h>

#define VIEW_BIT(v) ((uint32_t)1 << (v))

/* ---- views that don't know a name ---- */

typedef enum word { WORD_NONE, WORD_ABSENT, WORD_KNOWN, WORD_UNCLEAR } word;

/* What the servers of VIEW say together: absent only if all of them say so. */
static word word_of_view(const lyd_case *c, uint32_t e, size_t view)
{
    word said = WORD_NONE;
    for (size_t s = 0; s < c->topology->views[view].server_count; s++) {
        for (uint32_t q = c->first[e]; q < c->first[e + 1]; q++) {
            const lyd_answer *answer = &c->answers[q];
            if (c->questions[q].server != c->view_servers[view][s]) {
                continue;
            }
            bool absent = answer->status == LYD_NXDOMAIN && answer->cause == LYD_ASKED;
            bool known = answer->status == LYD_NOERROR || answer->status == LYD_NODATA;
            word one = absent ? WORD_ABSENT : known ? WORD_KNOWN : WORD_UNCLEAR;
            said = one > said ? one : said;
        }
    }
    return said;
}

/* The views of an unknown name, without those that don't have it if another one does: split-brain DNS is normal. */
static uint32_t views_that_count(const lyd_case *c, uint32_t e)
{
    uint32_t views = c->topology->endpoints[e].views, absent = 0;
    bool known = false;
    for (size_t v = 0; v < c->topology->view_count; v++) {
        word said = (views & VIEW_BIT(v)) != 0 ? word_of_view(c, e, v) : WORD_NONE;
        known = known || said == WORD_KNOWN;
        absent |= said == WORD_ABSENT ? VIEW_BIT(v) : 0;
    }
    return known ? views & ~absent : views;
}

/* ---- what a name would breach in each role ---- */

static bool holds_rule(const lyd_role_outcome *outcome, const lyd_rule *rule)
{
    for (size_t i = 0; i < outcome->rule_count; i++) {
        if (outcome->rules[i] == rule) {
            return true;
        }
    }
    return false;
}

#define GROWTH 4

static lyd_status note_breach(lyd_role_outcome *outcome, const lyd_finding *finding, lyd_arena *arena)
{
    size_t count = outcome->rule_count;
    if (finding->severity > outcome->worst) {
        outcome->worst = finding->severity;
    }
    if (holds_rule(outcome, finding->rule)) {
        return LYD_OK;
    }
    if (count % GROWTH == 0) {
        const lyd_rule **rules = lyd_arena_alloc(arena, (count + GROWTH) * sizeof(*rules));
        if (rules == NULL) {
            return LYD_ENOMEM;
        }
        if (count > 0) {
            memcpy(rules, outcome->rules, count * sizeof(*rules));
        }
        outcome->rules = rules;
    }
    outcome->rules[outcome->rule_count++] = finding->rule;
    return LYD_OK;
}

/* Judges every name in ROLE alone. Rules about names of any role say what is wrong with the name itself. */
static lyd_status judge_role(lyd_inquiry *q, lyd_role role, lyd_role_outcome *rows, lyd_arena *scratch)
{
    lyd_topology names = *q->topology;
    lyd_case c = q->run->facts;
    lyd_judgement judgement;
    names.endpoint_count = q->asked;
    names.pool_count = names.network_count = names.waiver_count = 0;
    names.endpoints = lyd_arena_alloc(scratch, q->asked * sizeof(*names.endpoints));
    if (names.endpoints == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t e = 0; e < q->asked; e++) {
        names.endpoints[e] = q->topology->endpoints[e];
        /* A finding about monitoring (MON001) is about all the other names. */
        names.endpoints[e].roles = LYD_ROLE_BIT(role == LYD_ROLE_MONITORING ? LYD_ROLE_OTHER : role);
    }
    c.topology = &names;
    lyd_status status = lyd_judge(&c, scratch, &judgement);
    for (size_t i = 0; status == LYD_OK && i < judgement.finding_count; i++) {
        const lyd_finding *finding = &judgement.findings[i];
        uint32_t e = finding->subject_count == 0 ? LYD_NONE : lyd_topology_find(&names, finding->subjects[0]);
        if (e < q->asked && finding->rule->roles != LYD_ANY_ROLE) {
            status = note_breach(&rows[e * LYD_ROLE_COUNT + (size_t)role], finding, q->run->arena);
        }
    }
    return status;
}

static lyd_status judge_roles(lyd_inquiry *q)
{
    lyd_arena *scratch = lyd_arena_new();
    lyd_role_outcome *rows = lyd_arena_zalloc(q->run->arena, q->asked * LYD_ROLE_COUNT, sizeof(*rows));
    lyd_status status = rows == NULL || scratch == NULL ? LYD_ENOMEM : LYD_OK;
    for (int role = 0; role < LYD_ROLE_COUNT && status == LYD_OK; role++) {
        status = judge_role(q, (lyd_role)role, rows, scratch);
    }
    q->by_role = rows;
    lyd_arena_free(scratch);
    return status;
}

/* ---- what concerns the names ---- */

/* True if one of the names asked about is a member of the pool. */
static bool pool_holds(const lyd_topology *topology, uint32_t pool_endpoint, size_t asked)
{
    for (size_t p = 0; p < topology->pool_count; p++) {
        const lyd_pool *pool = &topology->pools[p];
        for (size_t m = 0; pool->endpoint == pool_endpoint && m < pool->member_count; m++) {
            if (pool->members[m] < asked) {
                return true;
            }
        }
    }
    return false;
}

static bool concerns(const lyd_topology *topology, const lyd_finding *finding, size_t asked)
{
    /* It may be the reason why something about the names is unknown. */
    if ((finding->rule->traits & LYD_RULE_FAILED_LOOKUP) != 0) {
        return true;
    }
    for (size_t i = 0; i < finding->subject_count; i++) {
        uint32_t e = lyd_topology_find(topology, finding->subjects[i]);
        if (e < asked || (e != LYD_NONE && (finding->rule->traits & LYD_RULE_POOL) != 0 && pool_holds(topology, e, asked))) {
            return true;
        }
    }
    return false;
}

static bool names_one(const lyd_topology *topology, const lyd_combination *combination, size_t asked)
{
    return lyd_topology_find(topology, combination->subjects[0]) < asked || lyd_topology_find(topology, combination->subjects[1]) < asked;
}

/* Pairs of networks name no endpoint. Of the other tables the part about the deployment that is judged has few that don't name one. */
static void narrow_omissions(lyd_judgement *j)
{
    size_t kept = 0;
    j->omitted = 0;
    for (size_t i = 0; i < j->omission_count; i++) {
        if (j->omissions[i].table != LYD_TABLE_PEER_TO_PEER) {
            j->omitted += j->omissions[i].count;
            j->omissions[kept++] = j->omissions[i];
        }
    }
    j->omission_count = kept;
}

static void narrow_findings(lyd_judgement *j, const lyd_topology *topology, size_t asked)
{
    size_t kept = 0;
    memset(j->counts, 0, sizeof(j->counts));
    j->waived = 0;
    for (size_t i = 0; i < j->finding_count; i++) {
        const lyd_finding *finding = &j->findings[i];
        if (concerns(topology, finding, asked)) {
            *(finding->waiver != NULL ? &j->waived : &j->counts[finding->severity]) += 1;
            j->findings[kept++] = *finding;
        }
    }
    j->finding_count = kept;
}

/* Narrows a run to its first ASKED endpoints: those are the endpoints that reports list, with the findings and combinations that name one
 * of them, the findings about a pool that one is a member of, and every failed lookup. Lookups, servers and completeness stay those of the
 * whole run. */
static lyd_status narrow(lyd_run *run, size_t asked)
{
    const lyd_topology *whole = run->facts.topology;
    lyd_judgement *j = &run->judgement;
    lyd_server_summary *servers;
    size_t server_count, kept = 0;
    lyd_topology *named = lyd_arena_alloc(run->arena, sizeof(*named));
    /* Servers are summarized by all the questions that they were asked. */
    if (named == NULL || lyd_run_servers(run, &servers, &server_count) != LYD_OK) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < j->combination_count; i++) {
        if (names_one(whole, &j->combinations[i], asked)) {
            j->combinations[kept++] = j->combinations[i];
        }
    }
    j->combination_count = kept;
    narrow_omissions(j);
    narrow_findings(j, whole, asked);
    *named = *whole;
    named->endpoint_count = asked;
    named->pool_count = 0; /* they refer to endpoints that are left out */
    run->facts.topology = named;
    return LYD_OK;
}

/* ---- the inquiry ---- */

/* Marks the names that the deployment doesn't have; true if there are any. */
static bool mark_unknown(lyd_inquiry *q, const lyd_topology *whole, bool *unknown)
{
    bool any = false;
    for (size_t e = 0; e < q->asked; e++) {
        unknown[e] = lyd_topology_find(whole, q->topology->endpoints[e].fqdn) == LYD_NONE;
        any = any || unknown[e];
    }
    q->unknown = unknown;
    return any;
}

/* Judges unknown names by the views that count for them, and shows their answers from all. */
static lyd_status judge_unknown(lyd_inquiry *q, bool with_roles)
{
    lyd_endpoint *endpoints = q->topology->endpoints;
    uint32_t *views = malloc((q->asked + 1) * sizeof(*views));
    bool changed = false;
    lyd_status status = LYD_OK;
    if (views == NULL) {
        return LYD_ENOMEM;
    }
    for (uint32_t e = 0; e < q->asked; e++) {
        views[e] = endpoints[e].views;
        if (q->unknown[e]) {
            endpoints[e].views = views_that_count(&q->run->facts, e);
            changed = changed || endpoints[e].views != views[e];
        }
    }
    if (changed) {
        status = lyd_judge(&q->run->facts, q->run->arena, &q->run->judgement);
    }
    if (status == LYD_OK && with_roles) {
        status = judge_roles(q);
    }
    for (uint32_t e = 0; e < q->asked; e++) {
        endpoints[e].views = views[e];
    }
    free(views);
    return status;
}

lyd_status lyd_inquiry_new(const lyd_topology *whole, const char *const *fqdns, size_t count, lyd_roles roles, lyd_source *source,
                           int64_t started, lyd_inquiry **inquiry, lyd_diag *diag)
{
    lyd_inquiry *q = calloc(1, sizeof(*q));
    lyd_status status = q == NULL ? LYD_ENOMEM : lyd_topology_around(whole, fqdns, count, roles, &q->topology, &q->asked);
    if (status == LYD_OK) {
        status = lyd_run_new(q->topology, source, started, &q->run, diag);
    }
    if (status == LYD_OK) {
        bool *unknown = lyd_arena_zalloc(q->run->arena, q->asked, sizeof(*unknown));
        status = unknown == NULL ? LYD_ENOMEM : mark_unknown(q, whole, unknown) ? judge_unknown(q, roles == 0) : LYD_OK;
    }
    if (status == LYD_OK) {
        status = narrow(q->run, q->asked);
    }
    if (status != LYD_OK) {
        lyd_inquiry_free(q);
        q = NULL;
    }
    *inquiry = q;
    return status;
}

void lyd_inquiry_free(lyd_inquiry *inquiry)
{
    if (inquiry != NULL) {
        lyd_run_free(inquiry->run);
        lyd_topology_free(inquiry->topology);
        free(inquiry);
    }
}
