/* Some findings alone: those of a rule, about a name, or with a key. What isn't known stays: a run that isn't complete remains so. */
#include <lyncdns/audit.h>

#include <stdlib.h>
#include <string.h>

bool lyd_finding_is_like(const lyd_finding *finding, const char *pattern)
{
    bool like = lyd_glob_match(pattern, finding->rule->id) || lyd_glob_match(pattern, finding->key);
    for (size_t i = 0; i < finding->subject_count && !like; i++) {
        like = lyd_glob_match(pattern, finding->subjects[i]);
    }
    return like;
}

static bool is_wanted(const lyd_finding *finding, const lyd_only *only)
{
    bool wanted = only->count == 0;
    for (size_t i = 0; i < only->count && !wanted; i++) {
        wanted = lyd_finding_is_like(finding, only->patterns[i]);
    }
    return wanted;
}

lyd_status lyd_only_check(const lyd_only *only, const lyd_run *run, lyd_diag *diag)
{
    const lyd_judgement *judgement = &run->judgement;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < only->count; i++) {
        const char *pattern = only->patterns[i];
        bool fits = false;
        for (size_t r = 0; r < lyd_rule_count && !fits; r++) {
            fits = lyd_glob_match(pattern, lyd_rules[r].id);
        }
        for (uint32_t n = 0; n < lyd_case_names(&run->facts) && !fits; n++) {
            fits = lyd_glob_match(pattern, lyd_case_fqdn(&run->facts, n));
        }
        for (size_t f = 0; f < judgement->finding_count && !fits; f++) {
            fits = lyd_finding_is_like(&judgement->findings[f], pattern);
        }
        if (!fits) {
            status = lyd_diag_error(diag, NULL, 0, "--only %s: no rule and no name is like that", pattern);
        }
    }
    return status;
}

/* ---- a run ---- */

static bool has_rule(const lyd_rule *const *rules, size_t count, const lyd_rule *rule)
{
    size_t i = 0;
    while (i < count && rules[i] != rule) {
        i++;
    }
    return i < count;
}

/* MOVED: where each finding is now, LYD_NONE: left out. */
static void keep_of_service(lyd_judgement *j, lyd_service *row, const uint32_t *moved)
{
    uint32_t findings = 0, rules = 0;
    for (uint32_t i = 0; i < row->finding_count; i++) {
        if (moved[row->findings[i]] != LYD_NONE) {
            row->findings[findings++] = moved[row->findings[i]];
        }
    }
    row->finding_count = findings;
    for (uint32_t i = 0; i < findings; i++) {
        const lyd_rule *rule = j->findings[row->findings[i]].rule;
        if (!has_rule(row->rules, rules, rule)) {
            row->rules[rules++] = rule;
        }
    }
    row->rule_count = rules;
}

lyd_status lyd_only_keep(const lyd_only *only, lyd_run *run)
{
    lyd_judgement *j = &run->judgement;
    uint32_t *moved = only->count == 0 ? NULL : malloc((j->finding_count + 1) * sizeof(*moved)), kept = 0;
    if (moved == NULL) {
        return only->count == 0 ? LYD_OK : LYD_ENOMEM;
    }
    bool *rules = lyd_arena_zalloc(run->arena, lyd_rule_count, sizeof(*rules));
    if (rules == NULL) {
        free(moved);
        return LYD_ENOMEM;
    }
    memset(j->counts, 0, sizeof(j->counts));
    j->waived = 0;
    j->rules_left_out = rules;
    for (size_t i = 0; i < j->finding_count; i++) {
        const lyd_finding *finding = &j->findings[i];
        moved[i] = is_wanted(finding, only) ? kept : LYD_NONE;
        rules[finding->rule - lyd_rules] = rules[finding->rule - lyd_rules] || moved[i] == LYD_NONE;
        j->left_out += moved[i] == LYD_NONE ? 1 : 0;
        if (moved[i] != LYD_NONE) {
            *(finding->waiver != NULL ? &j->waived : &j->counts[finding->severity]) += 1;
            j->findings[kept++] = *finding;
        }
    }
    j->finding_count = kept;
    for (size_t i = 0; i < j->service_count; i++) {
        keep_of_service(j, &j->services[i], moved);
    }
    free(moved);
    return lyd_causes_keep(j);
}

/* ---- a preview ---- */

static size_t keep_listed(const lyd_only *only, const lyd_finding *const *from, const lyd_finding **list, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_wanted(from[i], only)) {
            list[kept++] = from[i];
        }
    }
    return kept;
}

static void note_left_out(const lyd_only *only, lyd_preview *preview)
{
    for (size_t i = 0; i < preview->introduced_count; i++) {
        const lyd_finding *finding = preview->introduced[i];
        if (!is_wanted(finding, only)) {
            preview->left_out++;
            bool worse = lyd_finding_counts(finding) && finding->severity > preview->left_out_worst;
            preview->left_out_worst = worse ? finding->severity : preview->left_out_worst;
        }
    }
}

lyd_status lyd_only_keep_changes(const lyd_only *only, lyd_preview *preview)
{
    note_left_out(only, preview);
    struct {
        const lyd_finding *const **list;
        size_t *count;
    } lists[] = {{&preview->introduced, &preview->introduced_count},
                 {&preview->resolved, &preview->resolved_count},
                 {&preview->unchanged, &preview->unchanged_count}};
    for (size_t i = 0; i < LYD_COUNT(lists) && only->count > 0; i++) {
        const lyd_finding **kept = lyd_arena_alloc(preview->arena, *lists[i].count * sizeof(*kept));
        if (kept == NULL) {
            return LYD_ENOMEM;
        }
        *lists[i].count = keep_listed(only, *lists[i].list, kept, *lists[i].count);
        *lists[i].list = kept;
    }
    return LYD_OK;
}
