/* Findings accepted on purpose, until a day. */
#include "judging.h"

#include <stdlib.h>

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
