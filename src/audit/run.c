/* One run: plan the questions, have them answered, find out about DNS64, judge, find out which zones to change. */
#include "run.h"
#include "zones.h"

#include "plan/plan.h"

#include <lyncdns/audit.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t monotonic_ms(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ASKABLE of the question before Q, for Q: the questions of a name follow one another. A target of an SRV record may be no name that can be
 * asked for. */
static bool is_askable(const lyd_case *c, uint32_t from, uint32_t q, bool askable)
{
    return q > from && c->questions[q].name == c->questions[q - 1].name ? askable : lyd_name_is_askable(c->questions[q].name);
}

/* Asks about the extras from the question FROM on, each question once. */
static lyd_status ask_extras(lyd_case *c, lyd_source *source, uint32_t from, lyd_answer *answers, lyd_arena *arena)
{
    uint32_t to = lyd_case_questions(c), count = 0;
    lyd_question *questions = calloc(to - from + 1, sizeof(*questions));
    lyd_answer *asked = calloc(to - from + 1, sizeof(*asked));
    lyd_status status = questions == NULL || asked == NULL ? LYD_ENOMEM : LYD_OK;
    bool askable = false;
    for (uint32_t q = from; q < to && status == LYD_OK; q++) {
        askable = is_askable(c, from, q, askable);
        if (!lyd_case_repeats(c, q) && askable) {
            questions[count++] = c->questions[q];
        }
    }
    if (status == LYD_OK) {
        status = source->functions->ask(source, c->servers, c->server_count, questions, count, asked, arena, NULL);
        c->stopped = c->stopped || status == LYD_ESTOPPED;
        status = status == LYD_ESTOPPED || status == LYD_EINVAL ? LYD_OK : status;
    }
    count = 0;
    for (uint32_t q = from; q < to && status == LYD_OK; q++) {
        askable = is_askable(c, from, q, askable);
        if (lyd_case_repeats(c, q)) {
            answers[q] = *lyd_case_said(c, &c->questions[q]);
        } else if (askable) {
            answers[q] = asked[count++];
        } else {
            answers[q] = (lyd_answer){.status = LYD_MALFORMED, .cause = LYD_BAD_NAME};
        }
    }
    free(questions);
    free(asked);
    return status;
}

/* The second round: targets of SRV records. */
static lyd_status ask_targets(lyd_case *c, lyd_source *source, lyd_arena *arena)
{
    uint32_t before = lyd_case_questions(c);
    lyd_status status = lyd_plan_targets(c, arena);
    if (status != LYD_OK || lyd_case_questions(c) == before) {
        return status;
    }
    lyd_answer *answers = lyd_arena_zalloc(arena, lyd_case_questions(c), sizeof(*answers));
    if (answers == NULL) {
        return LYD_ENOMEM;
    }
    memcpy(answers, c->answers, before * sizeof(*answers));
    c->answers = answers;
    return ask_extras(c, source, before, answers, arena);
}

#define DEAD_MS INT64_C(3600000) /* longer than a run: a server that is dead in one round is not waited for in the next */

/* Has SOURCE answer the plan in C. A run that was stopped goes on with the answers that there are. Of endpoints every question has to be
 * answerable; what no file says about a service name (a zone that isn't given, for example) is a failed lookup. */
static lyd_status ask(lyd_case *c, lyd_source *source, lyd_arena *arena, lyd_diag *diag)
{
    uint32_t endpoints = c->first[c->topology->endpoint_count];
    lyd_answer *answers = lyd_arena_zalloc(arena, lyd_case_questions(c), sizeof(*answers));
    lyd_source *lively = c->extra_count == 0 ? NULL : lyd_skip_dead_new(source, DEAD_MS);
    if (answers == NULL || (c->extra_count > 0 && lively == NULL)) {
        lyd_source_free(lively);
        return LYD_ENOMEM;
    }
    c->answers = answers;
    source = lively != NULL ? lively : source;
    lyd_status status = source->functions->ask(source, c->servers, c->server_count, c->questions, endpoints, answers, arena, diag);
    c->stopped = status == LYD_ESTOPPED;
    status = c->stopped ? LYD_OK : status;
    if (status == LYD_OK && c->extra_count > 0) {
        status = ask_extras(c, source, endpoints, answers, arena);
        status = status == LYD_OK ? ask_targets(c, source, arena) : status;
    }
    lyd_source_free(lively);
    return status;
}

/* ---- DNS64 (RFC 6147): which servers make IPv6 addresses out of IPv4 ones, found by the question of RFC 7050 ---- */

#define RECORDS_EXAMINED 64 /* of an answer; what isn't examined isn't cleared either */

/* Where the A lookup failed, an address may be made from any. */
static bool is_suspect(const lyd_answer *a, const lyd_answer *aaaa)
{
    bool suspect = aaaa->record_count > 0 && lyd_answer_failed((lyd_answer_status)a->status);
    for (uint32_t i = 0; i < aaaa->record_count && i < RECORDS_EXAMINED && !suspect; i++) {
        suspect = lyd_dns64_suspect(&aaaa->records[i].address, a);
    }
    return suspect;
}

/* Writes a question for each server suspected; returns how many. The A and AAAA questions of a name to a server are adjacent. Zone files
 * hold their records themselves. */
static size_t suspects(const lyd_case *c, bool *suspected, lyd_question *questions)
{
    size_t total = lyd_case_questions(c), count = 0;
    for (size_t i = 0; i + 1 < total && count < c->server_count; i += c->questions[i].type == LYD_TYPE_SRV ? 1 : LYD_HOST_TYPES) {
        uint16_t server = c->questions[i].server;
        if (!suspected[server] && c->questions[i].type != LYD_TYPE_SRV && !lyd_server_is_file(&c->servers[server]) &&
            is_suspect(&c->answers[i], &c->answers[i + 1])) {
            suspected[server] = true;
            questions[count++] = (lyd_question){LYD_DNS64_PROBE, server, LYD_TYPE_AAAA};
        }
    }
    return count;
}

/* Asks COUNT probes. A source that has no answer to one (saved answers of an older version) refuses all of them, so each is asked alone
 * then, and what has no answer stays untold. No DIAG: that is no failure of the run. */
static lyd_status ask_probes(const lyd_case *c, lyd_source *source, const lyd_question *questions, size_t count, lyd_arena *arena,
                             lyd_dns64 *dns64)
{
    lyd_answer *answers = lyd_arena_zalloc(arena, count, sizeof(*answers));
    if (answers == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = source->functions->ask(source, c->servers, c->server_count, questions, count, answers, arena, NULL);
    if (status != LYD_OK && status != LYD_ESTOPPED) {
        for (size_t i = 0; i < count && count > 1 && status != LYD_ENOMEM; i++) {
            status = ask_probes(c, source, &questions[i], 1, arena, dns64);
        }
        return status == LYD_ENOMEM ? LYD_ENOMEM : LYD_OK;
    }
    status = LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = lyd_dns64_read(&answers[i], arena, &dns64[questions[i].server]);
    }
    return status;
}

/* Asks SOURCE about those servers whose answers in *C look made, and fills dns64 of *C. The probe counts as no lookup. */
static lyd_status probe_dns64(lyd_source *source, lyd_arena *arena, lyd_case *c)
{
    lyd_dns64 *dns64 = lyd_arena_zalloc(arena, c->server_count, sizeof(*dns64));
    bool *suspected = calloc(c->server_count + 1, sizeof(*suspected));
    lyd_question *questions = calloc(c->server_count + 1, sizeof(*questions));
    lyd_status status = dns64 == NULL || suspected == NULL || questions == NULL ? LYD_ENOMEM : LYD_OK;

    c->dns64 = dns64;
    for (size_t s = 0; status == LYD_OK && s < c->server_count; s++) {
        dns64[s].state = lyd_server_is_file(&c->servers[s]) ? LYD_DNS64_ABSENT : LYD_DNS64_UNTOLD;
    }
    size_t count = status != LYD_OK || c->stopped ? 0 : suspects(c, suspected, questions);
    if (count > 0) {
        status = ask_probes(c, source, questions, count, arena, dns64);
    }
    free(suspected);
    free(questions);
    return status;
}

/* ---- the run ---- */

lyd_status lyd_run_make(const lyd_topology *topology, lyd_source *source, int64_t started, bool try_edits, lyd_run **run, lyd_diag *diag)
{
    int64_t begin = monotonic_ms();
    lyd_arena *arena = lyd_arena_new();
    lyd_run *r = arena == NULL ? NULL : lyd_arena_zalloc(arena, 1, sizeof(*r));
    lyd_status status = LYD_ENOMEM;

    *run = NULL;
    if (r == NULL) {
        goto done;
    }
    r->arena = arena;
    r->started = started;
    r->facts.now = started;
    status = lyd_plan_make(topology, arena, &r->facts, diag);
    if (status == LYD_OK) {
        status = ask(&r->facts, source, arena, diag);
    }
    if (status == LYD_OK) {
        status = probe_dns64(source, arena, &r->facts);
    }
    if (status == LYD_OK) {
        status = lyd_judge(&r->facts, arena, &r->judgement);
    }
    if (status == LYD_OK && try_edits) {
        status = lyd_judge_try(&r->facts, arena, &r->judgement);
    }
    if (status == LYD_OK && try_edits) { /* edits that weren't tried get no commands: they may do harm */
        status = lyd_zones_ask(&r->facts, &r->judgement, source, arena);
    }
    if (status == LYD_OK && try_edits) {
        status = lyd_remedies_complete(&r->facts, arena, &r->judgement);
    }
    if (status == LYD_OK) {
        r->duration_ms = monotonic_ms() - begin;
        *run = r;
        arena = NULL;
    }

done:
    if (arena != NULL && r != NULL) {
        lyd_plan_clear(&r->facts);
    }
    lyd_arena_free(arena);
    return status;
}

lyd_status lyd_run_new(const lyd_topology *topology, lyd_source *source, int64_t started, lyd_run **run, lyd_diag *diag)
{
    return lyd_run_make(topology, source, started, true, run, diag);
}

void lyd_run_free(lyd_run *run)
{
    if (run != NULL) {
        lyd_plan_clear(&run->facts);
        lyd_arena_free(run->arena); /* which holds *RUN too */
    }
}
