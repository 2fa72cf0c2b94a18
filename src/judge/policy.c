/* The topology's own severities of rules, and its waivers, which accept findings until a date. */
#include "judging.h"

#include <string.h>

const lyd_row lyd_severity_names[] = {
    {LYD_OFF, "off"}, {LYD_INFO, "info"}, {LYD_WARNING, "warning"}, {LYD_ERROR, "error"}, {0, NULL},
};

/* ---- the topology's policy, checked ---- */

static lyd_status unknown_rule(const lyd_topology *t, uint16_t origin, uint32_t line, const char *key, const char *rule, lyd_diag *diag)
{
    const char *file = origin < t->file_count ? t->files[origin] : NULL;
    const char *nearest = lyd_rule_nearest(rule);
    char hint[LYD_HINT_TEXT];
    return lyd_diag_error(diag, file, line, "%s: unknown rule \"%s\"%s", key, rule,
                          nearest != NULL ? lyd_hint(hint, nearest) : "; \"lyncdns rules\" lists them");
}

static lyd_status unknown_severity(const lyd_topology *t, const lyd_severity_override *o, lyd_diag *diag)
{
    const char *file = o->origin < t->file_count ? t->files[o->origin] : NULL;
    return lyd_diag_error(diag, file, o->severity_line, "severities: severity: unknown value \"%s\", expected error, warning, info or off",
                          o->severity);
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
            status = unknown_rule(topology, o->origin, o->line, "severities: rule", o->rule, diag);
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
            status = unknown_rule(topology, w->origin, w->line, "waivers: rule", w->rule, diag);
        }
    }
    return status;
}

bool lyd_judge_override(const lyd_topology *topology, const lyd_rule *rule, lyd_severity *severity)
{
    bool set = false;
    int id;
    for (size_t i = 0; i < topology->severity_count; i++) {
        const lyd_severity_override *o = &topology->severities[i];
        if (strcmp(o->rule, rule->id) == 0 && lyd_row_id(lyd_severity_names, o->severity, &id)) {
            *severity = (lyd_severity)id;
            set = true;
        }
    }
    return set;
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

/* Marks the findings that WAIVER covers, if it still HOLDS; returns how many it covers. The first waiver of the file wins. */
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

static int64_t day_of(int64_t seconds)
{
    return seconds / 86400 - (seconds % 86400 < 0 ? 1 : 0); /* rounded down, also before 1970 */
}

lyd_status lyd_policy_waive(lyd_judging *j)
{
    const lyd_topology *t = j->topology;
    int64_t today = day_of(j->c->now);
    j->waivers = lyd_arena_zalloc(j->arena, t->waiver_count, sizeof(*j->waivers));
    if (j->waivers == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < t->waiver_count; i++) {
        const lyd_waiver *waiver = &t->waivers[i];
        bool expired = today > waiver->last_day;
        j->waivers[i] = (lyd_waiver_use){apply(j, waiver, lyd_rule_find(waiver->rule), !expired), expired};
    }
    return LYD_OK;
}
