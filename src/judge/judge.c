/* The judge: gathers the facts, judges the combinations, applies every rule, and sorts what was found. */
#include "causes/causes.h"
#include "service.h"

#include <lyncdns/records.h>

#include <stdlib.h>
#include <string.h>

/* ---- rules ---- */

static size_t scope_size(const lyd_judging *j, lyd_scope scope)
{
    switch (scope) {
    case LYD_SCOPE_ENDPOINT:
        return lyd_case_names(j->c);
    case LYD_SCOPE_POOL:
        return j->topology->pool_count;
    case LYD_SCOPE_NETWORK:
        return j->topology->network_count;
    case LYD_SCOPE_COMBINATION:
        return j->combination_count;
    case LYD_SCOPE_SERVER:
        return j->c->server_count;
    case LYD_SCOPE_DOMAIN:
        return j->topology->sip_domain_count;
    case LYD_SCOPE_WAIVER:
        return j->topology->waiver_count;
    }
    return 0;
}

/* Whether the rule being applied is about a name. Of the extras, service names and targets are judged by rules for them, and every failed
 * lookup is reported. */
static bool concerns(const lyd_judging *j, uint32_t name)
{
    const lyd_extra *extra = lyd_case_extra(j->c, name);
    if (extra == NULL) {
        return (j->rule->roles & j->topology->endpoints[name].roles) != 0;
    }
    bool judged = extra->kind == LYD_EXTRA_WANTED || extra->kind == LYD_EXTRA_TARGET;
    return (j->rule->traits & (judged ? LYD_RULE_SERVICE_NAMES | LYD_RULE_FAILED_LOOKUP : LYD_RULE_FAILED_LOOKUP)) != 0;
}

/* Rules about service records need SIP domains, and most of them servers that are on premises. */
static bool is_applicable(const lyd_judging *j, const lyd_rule *rule)
{
    bool online = (j->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0;
    return lyd_rule_fits(rule, j->topology->product) &&
           ((rule->traits & LYD_RULE_OF_DOMAINS) == 0 ||
            (j->topology->sip_domain_count > 0 && (!online || (rule->traits & LYD_RULE_ONLINE) != 0)));
}

/* Compared before the check is called, since almost every endpoint breaches nothing. */
static bool is_wanted(const lyd_judging *j, const lyd_check *check, uint32_t i)
{
    switch (check->scope) {
    case LYD_SCOPE_ENDPOINT:
        return (check->facts == LYD_FACT_ANY || (check->facts & j->facts[i]) != 0) && concerns(j, i);
    case LYD_SCOPE_COMBINATION:
        return (j->rule->tables & LYD_TABLE_BIT(j->combinations[i].table)) != 0;
    default:
        return true;
    }
}

/* Applies the checks of every rule that is on in this deployment: those of waivers, or all others. */
static void apply_rules(lyd_judging *j, bool waivers)
{
    for (size_t r = 0; r < lyd_rule_count; r++) {
        j->rule = &lyd_rules[r];
        j->override = LYD_OFF;
        bool off = !is_applicable(j, j->rule) || (lyd_judge_override(j->topology, j->rule, &j->override) && j->override == LYD_OFF);
        for (const lyd_check *check = j->rule->checks; check->run != NULL && !off; check++) {
            bool in_use = check->features == 0 || (check->features & j->topology->features) != 0;
            size_t size = in_use && (check->scope == LYD_SCOPE_WAIVER) == waivers ? scope_size(j, check->scope) : 0;
            for (uint32_t i = 0; i < size && j->status == LYD_OK; i++) {
                if (is_wanted(j, check, i)) {
                    check->run(j, i);
                }
            }
        }
    }
}

/* ---- findings ---- */

static int by_subjects(const lyd_finding *a, const lyd_finding *b)
{
    for (size_t i = 0; i < a->subject_count && i < b->subject_count; i++) {
        int order = strcmp(a->subjects[i], b->subjects[i]);
        if (order != 0) {
            return order;
        }
    }
    return (a->subject_count > b->subject_count) - (a->subject_count < b->subject_count);
}

/* Sorts by severity, catalogue and subjects; then by text, so that findings are joined in the same order for any order of the topology. */
static int by_weight(const void *left, const void *right)
{
    const lyd_finding *a = left, *b = right;
    if (a->severity != b->severity) {
        return a->severity > b->severity ? -1 : 1;
    }
    if (a->rule != b->rule) {
        return a->rule < b->rule ? -1 : 1;
    }
    int order = by_subjects(a, b);
    return order != 0 ? order : strcmp(a->message, b->message);
}

static bool has_line(const lyd_finding *f, const char *line)
{
    for (size_t i = 0; i < f->evidence_count; i++) {
        if (strcmp(f->evidence[i], line) == 0) {
            return true;
        }
    }
    return false;
}

/* A name that breaches a rule twice (it is two pools, or in two views) has one finding with the evidence of both. */
static lyd_status join(lyd_judging *j, lyd_finding *into, const lyd_finding *from)
{
    const char **lines = lyd_arena_alloc(j->arena, (into->evidence_count + from->evidence_count) * sizeof(*lines));
    if (lines == NULL) {
        return LYD_ENOMEM;
    }
    size_t count = into->evidence_count;
    memcpy(lines, into->evidence, count * sizeof(*lines));
    for (size_t i = 0; i < from->evidence_count; i++) {
        if (!has_line(into, from->evidence[i])) {
            lines[count++] = from->evidence[i];
        }
    }
    into->evidence = lines;
    into->evidence_count = count;
    into->views |= from->views;
    return lyd_actions_join(j, into, from);
}

/* The most severe of those with the same key first, so that the others are joined to it. */
static int by_key(const void *left, const void *right)
{
    const lyd_finding *a = left, *b = right;
    if (a->rule != b->rule) {
        return a->rule < b->rule ? -1 : 1;
    }
    int order = by_subjects(a, b);
    return order != 0 ? order : by_weight(a, b);
}

static lyd_status sort_and_join(lyd_judging *j)
{
    size_t kept = 0;
    if (j->finding_count == 0) {
        return LYD_OK;
    }
    qsort(j->findings, j->finding_count, sizeof(*j->findings), by_key);
    for (size_t i = 1; i < j->finding_count; i++) {
        lyd_finding *last = &j->findings[kept];
        const lyd_finding *next = &j->findings[i];
        if (last->rule != next->rule || by_subjects(last, next) != 0) {
            j->findings[++kept] = *next;
        } else if (join(j, last, next) != LYD_OK) {
            return LYD_ENOMEM;
        }
    }
    j->finding_count = kept + 1;
    qsort(j->findings, j->finding_count, sizeof(*j->findings), by_weight);
    return LYD_OK;
}

/* Sorts the findings, joins those of one rule and subjects, and moves them into the judgement. */
static lyd_status finish(lyd_judging *j, lyd_judgement *judgement)
{
    if (sort_and_join(j) != LYD_OK) {
        return LYD_ENOMEM;
    }
    judgement->findings = lyd_arena_alloc(j->arena, j->finding_count * sizeof(*j->findings));
    if (judgement->findings == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < j->finding_count; i++) {
        judgement->findings[i] = j->findings[i];
        if (j->findings[i].waiver != NULL) {
            judgement->waived++;
        } else {
            judgement->counts[j->findings[i].severity]++;
        }
    }
    judgement->finding_count = j->finding_count;
    return LYD_OK;
}

/* ---- judging ---- */

static void hand_over(const lyd_judging *j, lyd_judgement *judgement)
{
    judgement->types = j->types;
    judgement->seen = j->seen;
    judgement->combinations = j->combinations;
    judgement->combination_count = j->combination_count;
    judgement->omissions = j->omissions;
    judgement->omission_count = j->omission_count;
    judgement->omitted = j->omitted;
    for (size_t s = 0; s < j->c->server_count; s++) {
        judgement->lookups += j->servers[s].lookups;
        judgement->failed_lookups += j->servers[s].failed;
    }
    judgement->complete = judgement->failed_lookups == 0 && !j->c->stopped;
}

lyd_status lyd_judge(const lyd_case *c, lyd_arena *arena, lyd_judgement *judgement)
{
    lyd_reach reach[LYD_GROUP_COUNT] = {{.known = false}};
    lyd_value_source values;
    lyd_judging j = {.c = c, .topology = c->topology, .arena = arena, .reach = reach, .values = &values};
    memset(judgement, 0, sizeof(*judgement));
    j.status = lyd_values_prepare(c->topology, arena, &values);
    if (j.status == LYD_OK) {
        j.status = lyd_judging_gather(&j);
    }
    if (j.status == LYD_OK) {
        j.status = lyd_judging_index(&j);
    }
    if (j.status == LYD_OK) {
        j.status = lyd_judging_combine(&j);
    }
    if (j.status == LYD_OK) {
        apply_rules(&j, false);
    }
    if (j.status == LYD_OK) {
        j.status = lyd_policy_waive(&j);
    }
    if (j.status == LYD_OK) {
        apply_rules(&j, true); /* after the last waiver was applied: findings about waivers cannot be waived */
    }
    if (j.status == LYD_OK) {
        hand_over(&j, judgement);
        j.status = finish(&j, judgement);
    }
    if (j.status == LYD_OK) {
        j.status = lyd_causes_of_failures(&j, judgement);
    }
    if (j.status == LYD_OK) {
        j.status = lyd_judging_services(&j, judgement);
    }
    lyd_reach_clear(&j);
    free(j.findings);
    free((void *)j.evidence);
    free(j.actions);
    free(j.edits);
    free(j.line);
    return j.status;
}

bool lyd_finding_counts(const lyd_finding *finding)
{
    return finding->waiver == NULL && (finding->rule->traits & LYD_RULE_FAILED_LOOKUP) == 0;
}

int lyd_judge_exit(const lyd_judgement *judgement, lyd_severity fail_on)
{
    for (size_t i = 0; fail_on != LYD_OFF && i < judgement->finding_count; i++) {
        const lyd_finding *f = &judgement->findings[i];
        if (f->severity < fail_on) {
            break; /* most severe first */
        }
        if (lyd_finding_counts(f)) {
            return 1;
        }
    }
    return judgement->complete ? 0 : 3;
}
