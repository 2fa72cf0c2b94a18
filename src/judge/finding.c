#include "judging.h"

#include <stdlib.h>
#include <string.h>

static void take_evidence(lyd_judging *j, lyd_finding *f)
{
    if (j->evidence_lost > 0) {
        size_t lost = j->evidence_lost;
        j->evidence_count--; /* the line that says so takes the place of the last */
        j->evidence_lost = 0;
        lyd_evidence(j, "… and %zu more", lost + 1);
    }
    const char **lines = lyd_arena_alloc(j->arena, j->evidence_count * sizeof(*lines));
    if (lines == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    if (j->evidence_count > 0) {
        memcpy(lines, j->evidence, j->evidence_count * sizeof(*lines));
    }
    f->evidence = lines;
    f->evidence_count = j->evidence_count;
}

void lyd_breach_found(lyd_judging *j, const lyd_breach *breach, const char *format, ...)
{
    lyd_severity fixed = j->topology->lab ? j->rule->lab : j->rule->production;
    lyd_finding f = {.rule = j->rule, .severity = breach->severity == LYD_OFF ? fixed : breach->severity};
    va_list arguments;

    f.severity = lyd_policy_severity(j, j->rule, f.severity);
    f.remedy = breach->remedy != NULL ? breach->remedy : j->rule->remedy;
    for (size_t i = 0; i < LYD_COUNT(breach->subjects) && breach->subjects[i] != NULL; i++) {
        f.subjects[f.subject_count++] = breach->subjects[i];
    }
    take_evidence(j, &f);
    lyd_text_begin(j);
    va_start(arguments, format);
    lyd_text_add_list(j, format, arguments);
    va_end(arguments);
    f.message = lyd_text_done(j);
    f.key = lyd_arena_printf(j->arena, "%s:%s%s%s", f.rule->id, f.subjects[0], f.subject_count > 1 ? "+" : "",
                             f.subject_count > 1 ? f.subjects[1] : "");
    j->evidence_count = 0;
    j->evidence_lost = 0;
    if (f.key == NULL || lyd_grow((void **)&j->findings, &j->finding_capacity, j->finding_count, sizeof(f)) != LYD_OK) {
        j->status = LYD_ENOMEM;
        return;
    }
    j->findings[j->finding_count++] = f;
}

/* ---- the end ---- */

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

/* Severity, catalogue, subjects; then the text, so that what is joined is joined in one order whatever the topology's. */
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

/* One name may breach one rule twice (a name that is two pools): one finding with the evidence of both. */
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
    return LYD_OK;
}

static lyd_status sort_and_join(lyd_judging *j)
{
    size_t kept = 0;
    if (j->finding_count == 0) {
        return LYD_OK;
    }
    qsort(j->findings, j->finding_count, sizeof(*j->findings), by_weight);
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
    return LYD_OK;
}

lyd_status lyd_findings_finish(lyd_judging *j, lyd_judgement *judgement)
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
