#include "judging.h"

#include <stdlib.h>
#include <string.h>

const lyd_row lyd_severity_names[] = {
    {LYD_OFF, "off"}, {LYD_INFO, "info"}, {LYD_WARNING, "warning"}, {LYD_ERROR, "error"}, {0, NULL},
};

#define NO_OVERRIDE UINT8_MAX

/* ---- the topology's policy, checked ---- */

static lyd_status unknown_rule(const lyd_topology *t, uint16_t origin, uint32_t line, const char *key, const char *rule, lyd_diag *diag)
{
    const char *file = origin < t->file_count ? t->files[origin] : NULL;
    const char *nearest = lyd_rule_nearest(rule);
    if (nearest != NULL) {
        return lyd_diag_error(diag, file, line, "%s: there is no rule \"%s\"; did you mean %s?", key, rule, nearest);
    }
    return lyd_diag_error(diag, file, line, "%s: there is no rule \"%s\" (lyncdns rules lists them)", key, rule);
}

static lyd_status unknown_severity(const lyd_topology *t, const lyd_severity_override *o, lyd_diag *diag)
{
    const char *file = o->origin < t->file_count ? t->files[o->origin] : NULL;
    return lyd_diag_error(diag, file, o->line, "severities: \"%s\" is not a severity: error, warning, info or off", o->severity);
}

static bool overridden_before(const lyd_topology *t, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(t->severities[i].rule, t->severities[index].rule) == 0) {
            return true;
        }
    }
    return false;
}

lyd_status lyd_judge_check_policy(const lyd_topology *topology, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    int id;
    for (size_t i = 0; i < topology->severity_count; i++) {
        const lyd_severity_override *o = &topology->severities[i];
        if (lyd_rule_find(o->rule) == NULL) {
            status = unknown_rule(topology, o->origin, o->line, "severities", o->rule, diag);
        } else if (overridden_before(topology, i)) {
            const char *file = o->origin < topology->file_count ? topology->files[o->origin] : NULL;
            status = lyd_diag_error(diag, file, o->line, "severities: the severity of %s is set twice", o->rule);
        }
        if (!lyd_row_id(lyd_severity_names, o->severity, &id)) {
            status = unknown_severity(topology, o, diag);
        }
    }
    for (size_t i = 0; i < topology->waiver_count; i++) {
        const lyd_waiver *w = &topology->waivers[i];
        if (lyd_rule_find(w->rule) == NULL) {
            status = unknown_rule(topology, w->origin, w->line, "waivers", w->rule, diag);
        }
    }
    return status;
}

/* ---- severities ---- */

lyd_status lyd_policy_read(lyd_judging *j)
{
    j->overrides = lyd_arena_alloc(j->arena, lyd_rule_count * sizeof(*j->overrides));
    if (j->overrides == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < lyd_rule_count; i++) {
        j->overrides[i] = NO_OVERRIDE;
    }
    for (size_t i = 0; i < j->topology->severity_count; i++) {
        const lyd_rule *rule = lyd_rule_find(j->topology->severities[i].rule);
        int severity;
        if (rule != NULL && lyd_row_id(lyd_severity_names, j->topology->severities[i].severity, &severity)) {
            j->overrides[rule - lyd_rules] = (uint8_t)severity;
        }
    }
    return LYD_OK;
}

lyd_severity lyd_policy_severity(const lyd_judging *j, const lyd_rule *rule, lyd_severity asked)
{
    uint8_t set = j->overrides[rule - lyd_rules];
    return set == NO_OVERRIDE ? asked : (lyd_severity)set;
}

/* ---- waivers ---- */

static bool covers(const lyd_waiver *waiver, const lyd_finding *f)
{
    for (size_t i = 0; i < f->subject_count; i++) {
        if (lyd_glob_match(waiver->fqdn, f->subjects[i])) {
            return true;
        }
    }
    return false;
}

/* Marks what WAIVER covers, if it still HOLDS; returns how many findings it covers. A finding keeps the first waiver of the file. */
static size_t apply(lyd_judging *j, const lyd_waiver *waiver, const lyd_rule *rule, bool holds)
{
    size_t covered = 0;
    for (size_t i = 0; i < j->finding_count; i++) {
        lyd_finding *f = &j->findings[i];
        if (f->rule != rule || !covers(waiver, f)) {
            continue;
        }
        covered++;
        if (holds && f->waiver == NULL) {
            f->waiver = waiver;
        }
    }
    return covered;
}

/* A waiver whose name was looked up in vain may yet be needed. */
static bool may_be_needed(const lyd_judging *j, const lyd_waiver *waiver)
{
    for (size_t i = 0; i < j->topology->endpoint_count; i++) {
        if ((j->facts[i] & LYD_FACT_FAILED) != 0 && lyd_glob_match(waiver->fqdn, j->topology->endpoints[i].fqdn)) {
            return true;
        }
    }
    return j->c->stopped;
}

static bool begin_rule(lyd_judging *j, const char *id)
{
    j->rule = lyd_rule_find(id);
    return lyd_policy_severity(j, j->rule, j->rule->production) != LYD_OFF;
}

static void describe(lyd_judging *j, const lyd_waiver *waiver)
{
    const char *file = waiver->origin < j->topology->file_count ? j->topology->files[waiver->origin] : "topology";
    lyd_evidence(j, "%s line %lu: waiver of %s for %s until %s: %s", file, (unsigned long)waiver->line, waiver->rule, waiver->fqdn,
                 waiver->expires, waiver->reason);
}

static void report_waiver(lyd_judging *j, const lyd_waiver *waiver, bool expired, size_t covered)
{
    const lyd_breach breach = {.subjects = {waiver->rule, waiver->fqdn}};
    if (expired && begin_rule(j, "WVR001")) {
        describe(j, waiver);
        lyd_breach_found(j, &breach, "The waiver of %s for %s expired on %s and %zu finding%s count%s again.", waiver->rule, waiver->fqdn,
                         waiver->expires, covered, covered == 1 ? "" : "s", covered == 1 ? "s" : "");
    }
    if (!expired && covered == 0 && !may_be_needed(j, waiver) && begin_rule(j, "WVR002")) {
        describe(j, waiver);
        lyd_breach_found(j, &breach, "The waiver of %s for %s matches no finding.", waiver->rule, waiver->fqdn);
    }
}

static int64_t day_of(int64_t seconds)
{
    return seconds >= 0 ? seconds / 86400 : -((-seconds + 86399) / 86400);
}

void lyd_policy_waive(lyd_judging *j)
{
    const lyd_topology *t = j->topology;
    int64_t today = day_of(j->c->now);
    /* Findings about waivers come behind the last waiver's turn, so none of them can be waived. */
    size_t *covered = calloc(t->waiver_count + 1, sizeof(*covered));
    if (covered == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    for (size_t i = 0; i < t->waiver_count; i++) {
        const lyd_waiver *w = &t->waivers[i];
        covered[i] = apply(j, w, lyd_rule_find(w->rule), today <= w->last_day);
    }
    for (size_t i = 0; i < t->waiver_count && j->status == LYD_OK; i++) {
        report_waiver(j, &t->waivers[i], today > t->waivers[i].last_day, covered[i]);
    }
    free(covered);
}
