#include <lyncdns/audit.h>

#include <stdlib.h>
#include <string.h>

#define VIEW_BIT(v) ((uint32_t)1 << (v))

/* ---- views that don't know a name ---- */

typedef enum word { WORD_NONE, WORD_ABSENT, WORD_KNOWN, WORD_UNCLEAR } word;

/* What the servers of VIEW together say: absent only if all of them plainly say so. */
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

/* The views of a stranger without those that don't know it, where another one does: split-brain DNS is normal. */
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

/* ---- what a name would be in each role ---- */

static bool holds_rule(const lyd_prospect *prospect, const lyd_rule *rule)
{
    for (size_t i = 0; i < prospect->rule_count; i++) {
        if (prospect->rules[i] == rule) {
            return true;
        }
    }
    return false;
}

static void note_breach(lyd_prospect *prospect, const lyd_finding *finding)
{
    if (finding->severity > prospect->worst) {
        prospect->worst = finding->severity;
    }
    if (prospect->rule_count < LYD_PROSPECT_RULES && !holds_rule(prospect, finding->rule)) {
        prospect->rules[prospect->rule_count++] = finding->rule;
    }
}

/* Judges every name in ROLE alone. What FLAWS holds is told of the name itself. */
static lyd_status judge_role(const lyd_case *facts, lyd_role role, lyd_arena *arena, const lyd_prospect *flaws, lyd_prospect *rows,
                             size_t stride)
{
    lyd_topology topology = *facts->topology;
    lyd_case c = *facts;
    lyd_judgement judgement;
    topology.pool_count = topology.network_count = topology.waiver_count = 0;
    topology.endpoints = lyd_arena_alloc(arena, topology.endpoint_count * sizeof(*topology.endpoints));
    if (topology.endpoints == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t e = 0; e < topology.endpoint_count; e++) {
        topology.endpoints[e] = facts->topology->endpoints[e];
        /* What is said of monitoring (MON001) is said of all the other names. */
        topology.endpoints[e].roles = LYD_ROLE_BIT(role == LYD_ROLE_MONITORING ? LYD_ROLE_OTHER : role);
    }
    c.topology = &topology;
    lyd_status status = lyd_judge(&c, arena, &judgement);
    for (size_t i = 0; status == LYD_OK && i < judgement.finding_count; i++) {
        const lyd_finding *finding = &judgement.findings[i];
        uint32_t e = finding->subject_count == 0 ? LYD_NONE : lyd_topology_find(&topology, finding->subjects[0]);
        if (e < topology.endpoint_count && (flaws == NULL || !holds_rule(&flaws[e], finding->rule))) {
            note_breach(&rows[e * stride], finding);
        }
    }
    return status;
}

/* What is wrong with a name whatever it is for: the DNS rules that are breached by one without a particular role. */
static void keep_dns_rules(lyd_prospect *flaws)
{
    size_t kept = 0;
    for (size_t i = 0; i < flaws->rule_count; i++) {
        if (strncmp(flaws->rules[i]->id, "DNS", 3) == 0) {
            flaws->rules[kept++] = flaws->rules[i];
        }
    }
    flaws->rule_count = kept;
}

static lyd_status look_ahead(lyd_inquiry *q)
{
    lyd_arena *scratch = lyd_arena_new();
    lyd_topology names = *q->topology;
    lyd_case c = q->run->facts;
    lyd_prospect *rows = lyd_arena_zalloc(q->run->arena, q->asked * LYD_ROLE_COUNT, sizeof(*rows));
    lyd_prospect *flaws = scratch == NULL ? NULL : lyd_arena_zalloc(scratch, q->asked, sizeof(*flaws));
    lyd_status status = rows == NULL || flaws == NULL ? LYD_ENOMEM : LYD_OK;
    names.endpoint_count = q->asked;
    c.topology = &names;
    if (status == LYD_OK) {
        status = judge_role(&c, LYD_ROLE_OTHER, scratch, NULL, flaws, 1);
    }
    for (size_t e = 0; e < q->asked && status == LYD_OK; e++) {
        keep_dns_rules(&flaws[e]);
    }
    for (int role = 0; role < LYD_ROLE_COUNT && status == LYD_OK; role++) {
        status = judge_role(&c, (lyd_role)role, scratch, flaws, rows + role, LYD_ROLE_COUNT);
    }
    q->prospects = rows;
    lyd_arena_free(scratch);
    return status;
}

/* ---- the inquiry ---- */

/* Marks the strangers; true when there is one. */
static bool mark_strangers(lyd_inquiry *q, const lyd_topology *whole, bool *stranger)
{
    bool any = false;
    for (size_t e = 0; e < q->asked; e++) {
        stranger[e] = lyd_topology_find(whole, q->topology->endpoints[e].fqdn) == LYD_NONE;
        any = any || stranger[e];
    }
    q->stranger = stranger;
    return any;
}

/* Judges strangers by the views that count for them, and shows their answers from all. */
static lyd_status judge_strangers(lyd_inquiry *q, bool prospects)
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
        if (q->stranger[e]) {
            endpoints[e].views = views_that_count(&q->run->facts, e);
            changed = changed || endpoints[e].views != views[e];
        }
    }
    if (changed) {
        status = lyd_judge(&q->run->facts, q->run->arena, &q->run->judgement);
    }
    if (status == LYD_OK && prospects) {
        status = look_ahead(q);
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
        bool *stranger = lyd_arena_zalloc(q->run->arena, q->asked, sizeof(*stranger));
        status = stranger == NULL ? LYD_ENOMEM : mark_strangers(q, whole, stranger) ? judge_strangers(q, roles == 0) : LYD_OK;
    }
    if (status == LYD_OK) {
        status = lyd_run_narrow(q->run, q->asked);
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
