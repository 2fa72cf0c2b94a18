/* Single names: judged as a part of the deployment, or in every role if the deployment does not have them. */
#include "asked.h"
#include "narrow.h"

#include <lyncdns/services.h>

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
    names.sip_domain_count = 0;
    c.extra_count = 0;
    c.extra_index = NULL;
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

/* Judges the run anew, by the zones that it has asked for. */
static lyd_status judge_again(lyd_run *run)
{
    lyd_status status = lyd_judge(&run->facts, run->arena, &run->judgement);
    if (status == LYD_OK) {
        status = lyd_judge_try(&run->facts, run->arena, &run->judgement);
    }
    return status == LYD_OK ? lyd_remedies_complete(&run->facts, run->arena, &run->judgement) : status;
}

/* ---- service names ---- */

/* True if all SRV records asked about lead to Microsoft's cloud, and there are any. */
static bool all_online(const lyd_case *c, const lyd_asked *s)
{
    bool any = false, other = false;
    for (uint32_t n = (uint32_t)c->topology->endpoint_count; n < lyd_case_names(c); n++) {
        const lyd_extra *extra = lyd_case_extra(c, n);
        bool asked = extra->srv && extra->kind == LYD_EXTRA_WANTED && lyd_asked_service(s, extra->fqdn);
        for (uint32_t q = c->first[n]; asked && q < c->first[n + 1]; q++) {
            for (uint32_t r = 0; r < c->answers[q].record_count; r++) {
                bool online = lyd_is_online(c->answers[q].records[r].target);
                any = any || online;
                other = other || !online;
            }
        }
    }
    return any && !other;
}

/* A domain that nobody declares may be one whose users are all in the cloud: then its records are right as they are there. */
static lyd_status judge_online(lyd_inquiry *q, const lyd_asked *s)
{
    if (s->whole->sip_domain_count > 0 || !all_online(&q->run->facts, s)) {
        return LYD_OK;
    }
    q->topology->services = LYD_SERVICE_TEAMS_ONLY;
    return judge_again(q->run);
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
        status = judge_again(q->run);
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

static bool is_in_no_view(const lyd_inquiry *q, const char *subject)
{
    uint32_t e = lyd_topology_find(q->topology, subject);
    return e != LYD_NONE && q->topology->endpoints[e].views == 0;
}

/* A name that no view was asked about isn't judged, nor is a combination with it: the inquiry is no more complete than after a failed
 * lookup. */
static void note_unasked(lyd_inquiry *q)
{
    lyd_judgement *j = &q->run->judgement;
    for (size_t e = 0; e < q->asked; e++) {
        j->unasked = j->unasked || q->topology->endpoints[e].views == 0;
    }
    for (size_t i = 0; i < j->combination_count; i++) {
        const lyd_combination *combination = &j->combinations[i];
        bool open = combination->verdict == LYD_VERDICT_UNKNOWN;
        j->unasked = j->unasked || (open && (is_in_no_view(q, combination->subjects[0]) || is_in_no_view(q, combination->subjects[1])));
    }
    j->complete = j->complete && !j->unasked;
}

static lyd_status judge_names(lyd_inquiry *q, const lyd_asked *s, lyd_roles roles)
{
    bool *unknown = lyd_arena_zalloc(q->run->arena, q->asked, sizeof(*unknown));
    lyd_status status = unknown == NULL ? LYD_ENOMEM : judge_online(q, s);
    if (status == LYD_OK && mark_unknown(q, s->whole, unknown)) {
        status = judge_unknown(q, roles == 0);
    }
    if (status != LYD_OK) {
        return status;
    }
    const lyd_narrowing to = {.whole = s->whole, .asked = q->asked, .services = s->services, .service_count = s->service_count};
    status = lyd_narrow(q->run, &to, &q->services);
    if (status == LYD_OK) {
        note_unasked(q);
    }
    return status;
}

lyd_status lyd_inquiry_new(const lyd_topology *whole, const char *const *fqdns, size_t count, lyd_roles roles, lyd_source *source,
                           int64_t started, lyd_inquiry **inquiry, lyd_diag *diag)
{
    lyd_asked s = {.whole = whole};
    lyd_inquiry *q = calloc(1, sizeof(*q));
    lyd_status status = q == NULL ? LYD_ENOMEM : lyd_asked_sort(&s, fqdns, count, roles != 0);
    if (status == LYD_OK) {
        status = lyd_asked_take(&s, roles, &q->topology, &q->asked);
    }
    if (status == LYD_OK) {
        status = lyd_run_new(q->topology, source, started, &q->run, diag);
    }
    if (status == LYD_OK) {
        status = judge_names(q, &s, roles);
    }
    if (status != LYD_OK) {
        lyd_inquiry_free(q);
        q = NULL;
    }
    lyd_asked_clear(&s);
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
