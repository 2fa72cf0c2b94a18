#include "judging.h"

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
    return lyd_diag_error(diag, file, o->severity_line, "severities: severity: \"%s\" is not a severity: error, warning, info or off",
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
