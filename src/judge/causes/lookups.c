/* Findings that come of failed lookups: what one server fails stands under one finding.
 *
 * A server that sends no reply has a finding of its own. One that refuses a zone, or has errors for it, has none: each name of the zone
 * has one, and the first stands for all. Which zone that is can't be told, since nothing about it is answered: names count as of one zone
 * if they have the same parent and the server answered nothing about any name below that. */
#include "causes.h"

#include <limits.h>
#include <string.h>

typedef struct failures {
    lyd_judging *j;
    lyd_judgement *judgement;
    lyd_map *lookups;  /* subject of a finding about failed lookups, to its index */
    lyd_map *answered; /* "server parent" of names about which the server answered something */
    lyd_map *heads;    /* parent and failures, to the first finding about them */
} failures;

static bool is_failed(const lyd_judging *j, uint32_t question)
{
    return (lyd_answer_bit(&j->c->answers[question]) & LYD_BITS_FAILED) != 0;
}

static const char *parent_of(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot != NULL ? dot + 1 : "";
}

static void put(failures *f, lyd_map *map, const char *key, uint32_t value)
{
    f->j->status = f->j->status == LYD_OK ? lyd_map_put(map, key, value) : f->j->status;
}

static const char *place_text(failures *f, unsigned server, const char *name)
{
    lyd_text_begin(f->j);
    lyd_text_add(f->j, "%u %s", server, parent_of(name));
    return lyd_text_done(f->j);
}

/* The finding about SUBJECT; NULL: there is none. */
static const lyd_finding *finding_about(const failures *f, const char *subject)
{
    uint32_t i;
    return lyd_map_get(f->lookups, subject, &i) ? &f->judgement->findings[i] : NULL;
}

/* The one name of the case that is FQDN; LYD_NONE: it is asked about twice, for SRV and for addresses, or in views that aren't its own. */
static uint32_t name_of(const lyd_judging *j, const char *fqdn)
{
    uint32_t name = lyd_topology_find(j->topology, fqdn), extra = LYD_NONE;
    if (j->c->extra_index == NULL || !lyd_map_get(j->c->extra_index, fqdn, &extra)) {
        return name;
    }
    return name == LYD_NONE && lyd_case_extra(j->c, extra)->next == LYD_NONE ? extra : LYD_NONE;
}

/* ---- names of a zone that a server fails ---- */

static void index_answered(failures *f)
{
    for (uint32_t q = 0; q < lyd_case_questions(f->j->c) && f->j->status == LYD_OK; q++) {
        const lyd_question *question = &f->j->c->questions[q];
        if (!is_failed(f->j, q)) {
            put(f, f->answered, place_text(f, question->server, question->name), 0);
        }
    }
}

/* What failed of NAME, the same text for names of one zone; NULL: a server that failed answered about another name of the zone. */
static const char *failures_text(failures *f, uint32_t name)
{
    lyd_judging *j = f->j;
    const char *fqdn = lyd_case_fqdn(j->c, name);
    unsigned last[3] = {UINT_MAX, 0, 0};
    uint32_t found;
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1]; q++) {
        if (lyd_failure_is_of_name(j, q) && lyd_map_get(f->answered, place_text(f, j->c->questions[q].server, fqdn), &found)) {
            return NULL;
        }
    }
    lyd_text_begin(j);
    lyd_text_add(j, "%s", parent_of(fqdn));
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1]; q++) {
        const unsigned now[3] = {j->c->questions[q].server, j->c->answers[q].status, j->c->answers[q].cause};
        if (lyd_failure_is_of_name(j, q) && memcmp(now, last, sizeof(now)) != 0) {
            lyd_text_add(j, " %u/%u/%u", now[0], now[1], now[2]);
            memcpy(last, now, sizeof(last));
        }
    }
    return lyd_text_done(j);
}

static void place_name(failures *f, uint32_t name, uint32_t finding)
{
    const char *failed = failures_text(f, name);
    uint32_t head;
    if (failed != NULL && lyd_map_get(f->heads, failed, &head)) {
        (void)lyd_cause_put(&f->judgement->findings[finding], &f->judgement->findings[head]);
    } else if (failed != NULL) {
        put(f, f->heads, failed, finding);
    }
}

/* ---- Exchange UM names whose AAAA lookup failed ---- */

/* All failed AAAA lookups of the name must be of one finding: of two dead servers, neither alone is the cause. */
static void place_unproven(failures *f, uint32_t name, uint32_t finding)
{
    const lyd_judging *j = f->j;
    const lyd_finding *cause = NULL;
    bool one = true;
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1] && one; q++) {
        if (j->c->questions[q].type == LYD_TYPE_AAAA && is_failed(j, q)) {
            bool stopped = j->c->answers[q].cause == LYD_STOPPED;
            const char *server = j->c->servers[j->c->questions[q].server].text;
            const lyd_finding *about = stopped ? NULL : finding_about(f, lyd_failure_is_of_name(j, q) ? lyd_case_fqdn(j->c, name) : server);
            one = about != NULL && (cause == NULL || cause == about);
            cause = about;
        }
    }
    if (one && cause != NULL) {
        (void)lyd_cause_put(&f->judgement->findings[finding], cause);
    }
}

/* ---- all ---- */

/* Calls PLACE for each finding of the kind wanted, in their order. */
static void place_each(failures *f, bool lookups, void (*place)(failures *f, uint32_t name, uint32_t finding))
{
    for (uint32_t i = 0; i < f->judgement->finding_count && f->j->status == LYD_OK; i++) {
        const lyd_finding *finding = &f->judgement->findings[i];
        bool wanted = lookups ? (finding->rule->traits & LYD_RULE_FAILED_LOOKUP) != 0 : strcmp(finding->rule->id, "UM002") == 0;
        uint32_t name = wanted && finding->waiver == NULL ? name_of(f->j, finding->subjects[0]) : LYD_NONE;
        if (name != LYD_NONE) {
            place(f, name, i);
        }
    }
}

static void place_all(failures *f)
{
    for (uint32_t i = 0; i < f->judgement->finding_count; i++) {
        const lyd_finding *finding = &f->judgement->findings[i];
        if (finding->waiver == NULL && (finding->rule->traits & LYD_RULE_FAILED_LOOKUP) != 0) {
            put(f, f->lookups, finding->subjects[0], i);
        }
    }
    if (lyd_map_count(f->lookups) == 0) {
        return;
    }
    if (!f->j->c->stopped) { /* a server may answer what it wasn't asked */
        index_answered(f);
        place_each(f, true, place_name);
    }
    place_each(f, false, place_unproven);
}

lyd_status lyd_causes_of_failures(lyd_judging *j, lyd_judgement *judgement)
{
    failures f = {.j = j, .judgement = judgement, .lookups = lyd_map_new(), .answered = lyd_map_new(), .heads = lyd_map_new()};
    if (f.lookups == NULL || f.answered == NULL || f.heads == NULL) {
        j->status = LYD_ENOMEM;
    } else {
        place_all(&f);
    }
    lyd_map_free(f.lookups);
    lyd_map_free(f.answered);
    lyd_map_free(f.heads);
    return j->status;
}
