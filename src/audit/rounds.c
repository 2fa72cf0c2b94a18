/* The rounds of a run: the endpoints, the service names, targets of SRV records, DNS64, and after judging the zones to change. */
#include "rounds.h"
#include "zones.h"

#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

struct lyd_rounds {
    lyd_run *run; /* NULL: taken */
    lyd_arena *arena;
    size_t stage;
    lyd_round now;
    lyd_question *questions; /* of the present round, where they aren't the plan's */
    lyd_answer *answers;     /* the same */
    uint32_t from;           /* of extras: the first question of this round */
    lyd_zone_search *zones;
    int64_t begin_ms;
    bool try_edits;
};

static int64_t now_ms(void)
{
    return lyd_monotonic_us() / 1000;
}

/* Room for up to MOST questions. The round has none yet. */
static lyd_status make_room(lyd_rounds *r, size_t most)
{
    free(r->questions);
    free(r->answers);
    r->questions = calloc(most + 1, sizeof(*r->questions));
    r->answers = calloc(most + 1, sizeof(*r->answers));
    r->now = (lyd_round){.questions = r->questions, .answers = r->answers};
    return r->questions == NULL || r->answers == NULL ? LYD_ENOMEM : LYD_OK;
}

/* ---- endpoints ---- */

static lyd_status begin_endpoints(lyd_rounds *r)
{
    lyd_case *c = &r->run->facts;
    lyd_answer *answers = lyd_arena_zalloc(r->arena, lyd_case_questions(c), sizeof(*answers));
    c->answers = answers;
    r->now = (lyd_round){c->questions, answers, c->first[c->topology->endpoint_count], true, false};
    return answers == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status take_endpoints(lyd_rounds *r)
{
    r->now.count = 0;
    return LYD_OK;
}

/* ---- extras ---- */

/* ASKABLE of the question before Q, for Q: the questions of a name follow one another. A target of an SRV record may be no name that can be
 * asked for. */
static bool is_askable(const lyd_case *c, uint32_t from, uint32_t q, bool askable)
{
    return q > from && c->questions[q].name == c->questions[q - 1].name ? askable : lyd_name_is_askable(c->questions[q].name);
}

/* The questions of extras from FROM on, each once. */
static lyd_status begin_extras_from(lyd_rounds *r, uint32_t from)
{
    const lyd_case *c = &r->run->facts;
    uint32_t to = lyd_case_questions(c);
    lyd_status status = make_room(r, to - from);
    bool askable = false;
    r->from = from;
    for (uint32_t q = from; q < to && status == LYD_OK; q++) {
        askable = is_askable(c, from, q, askable);
        if (!lyd_case_repeats(c, q) && askable) {
            r->questions[r->now.count++] = c->questions[q];
        }
    }
    return status;
}

static lyd_status begin_extras(lyd_rounds *r)
{
    const lyd_case *c = &r->run->facts;
    return begin_extras_from(r, c->first[c->topology->endpoint_count]);
}

/* Where none is asked, there may still be some that are repeated, or that can't be asked. */
static lyd_status take_extras(lyd_rounds *r)
{
    lyd_case *c = &r->run->facts;
    uint32_t to = lyd_case_questions(c);
    lyd_answer *answers = (lyd_answer *)(uintptr_t)c->answers; /* which begin_endpoints or begin_targets made */
    bool askable = false;
    size_t count = 0;
    for (uint32_t q = r->from; q < to; q++) {
        askable = is_askable(c, r->from, q, askable);
        if (lyd_case_repeats(c, q)) {
            answers[q] = *lyd_case_said(c, &c->questions[q]);
        } else if (askable) {
            answers[q] = r->answers[count++];
        } else {
            answers[q] = (lyd_answer){.status = LYD_MALFORMED, .cause = LYD_BAD_NAME};
        }
    }
    r->now.count = 0;
    return LYD_OK;
}

static lyd_status begin_targets(lyd_rounds *r)
{
    lyd_case *c = &r->run->facts;
    uint32_t before = lyd_case_questions(c);
    lyd_status status = c->extra_count == 0 ? LYD_OK : lyd_plan_targets(c, r->arena);
    if (status != LYD_OK || lyd_case_questions(c) == before) {
        r->from = lyd_case_questions(c);
        return status;
    }
    lyd_answer *answers = lyd_arena_zalloc(r->arena, lyd_case_questions(c), sizeof(*answers));
    if (answers == NULL) {
        return LYD_ENOMEM;
    }
    memcpy(answers, c->answers, before * sizeof(*answers));
    c->answers = answers;
    return begin_extras_from(r, before);
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

/* The probe counts as no lookup: one without an answer leaves its server untold. */
static lyd_status begin_probes(lyd_rounds *r)
{
    lyd_case *c = &r->run->facts;
    lyd_dns64 *dns64 = lyd_arena_zalloc(r->arena, c->server_count, sizeof(*dns64));
    bool *suspected = calloc(c->server_count + 1, sizeof(*suspected));
    lyd_status status = dns64 == NULL || suspected == NULL ? LYD_ENOMEM : make_room(r, c->server_count);
    c->dns64 = dns64;
    for (size_t s = 0; status == LYD_OK && s < c->server_count; s++) {
        dns64[s].state = lyd_server_is_file(&c->servers[s]) ? LYD_DNS64_ABSENT : LYD_DNS64_UNTOLD;
    }
    if (status == LYD_OK && !c->stopped) {
        r->now.count = suspects(c, suspected, r->questions);
        r->now.single = true;
    }
    free(suspected);
    return status;
}

static lyd_status take_probes(lyd_rounds *r)
{
    lyd_dns64 *dns64 = (lyd_dns64 *)(uintptr_t)r->run->facts.dns64; /* which begin_probes made */
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < r->now.count && status == LYD_OK; i++) {
        bool asked = r->answers[i].cause != LYD_NOT_SAVED;
        status = asked ? lyd_dns64_read(&r->answers[i], r->arena, &dns64[r->questions[i].server]) : status;
    }
    r->now.count = 0;
    return status;
}

/* ---- judging, and the zones of what is to be changed ---- */

static lyd_status next_zones(lyd_rounds *r)
{
    lyd_status status = make_room(r, lyd_zone_search_open(r->zones));
    if (status == LYD_OK) {
        r->now.count = lyd_zone_search_next(r->zones, r->questions);
        r->now.single = true;
    }
    return status;
}

/* Edits that weren't tried get no commands: they may do harm. */
static lyd_status begin_zones(lyd_rounds *r)
{
    lyd_run *run = r->run;
    lyd_status status = lyd_judge(&run->facts, r->arena, &run->judgement);
    if (status != LYD_OK || !r->try_edits) {
        return status;
    }
    status = lyd_judge_try(&run->facts, r->arena, &run->judgement);
    if (status == LYD_OK && !run->facts.stopped) {
        status = lyd_zone_search_new(&run->facts, &run->judgement, &r->zones);
        status = status == LYD_OK ? next_zones(r) : status;
    }
    return status;
}

static lyd_status take_zones(lyd_rounds *r)
{
    lyd_status status = r->zones == NULL ? LYD_OK : lyd_zone_search_take(r->zones, r->answers, r->now.count);
    r->now.count = 0;
    if (status == LYD_OK && r->zones != NULL && lyd_zone_search_open(r->zones) > 0) {
        return next_zones(r);
    }
    if (status == LYD_OK && r->zones != NULL) {
        status = lyd_zone_search_end(r->zones, &r->run->facts, r->arena);
    }
    if (status == LYD_OK && r->try_edits) {
        status = lyd_remedies_complete(&r->run->facts, r->arena, &r->run->judgement);
    }
    return status;
}

/* ---- one after another ---- */

static const struct {
    lyd_status (*begin)(lyd_rounds *r);
    lyd_status (*take)(lyd_rounds *r); /* leaves a further round of the stage, or none */
} stages[] = {
    {begin_endpoints, take_endpoints}, {begin_extras, take_extras}, {begin_targets, take_extras},
    {begin_probes, take_probes},       {begin_zones, take_zones},
};

/* A stage without questions is over as soon as it has begun. */
static lyd_status advance(lyd_rounds *r)
{
    lyd_status status = LYD_OK;
    while (r->now.count == 0 && r->stage < LYD_COUNT(stages) && status == LYD_OK) {
        status = stages[r->stage].begin(r);
        if (status == LYD_OK && r->now.count == 0) {
            status = stages[r->stage++].take(r);
        }
    }
    if (r->stage == LYD_COUNT(stages)) {
        r->run->duration_ms = now_ms() - r->begin_ms;
    }
    return status;
}

lyd_status lyd_rounds_go_on(lyd_rounds *r, bool stopped)
{
    r->run->facts.stopped = r->run->facts.stopped || (stopped && !r->now.single); /* what is asked singly is no lookup of the audit */
    lyd_status status = stages[r->stage].take(r);
    if (status == LYD_OK && r->now.count == 0) {
        r->stage++;
        status = advance(r);
    }
    return status;
}

lyd_status lyd_rounds_new(const lyd_topology *topology, int64_t started, bool try_edits, lyd_rounds **rounds, lyd_diag *diag)
{
    lyd_rounds *r = calloc(1, sizeof(*r));
    *rounds = r;
    if (r == NULL) {
        return LYD_ENOMEM;
    }
    r->begin_ms = now_ms();
    r->try_edits = try_edits;
    r->arena = lyd_arena_new();
    r->run = r->arena == NULL ? NULL : lyd_arena_zalloc(r->arena, 1, sizeof(*r->run));
    if (r->run == NULL) {
        return LYD_ENOMEM;
    }
    r->run->arena = r->arena;
    r->run->started = r->run->facts.now = started;
    lyd_status status = lyd_plan_make(topology, r->arena, &r->run->facts, diag);
    return status == LYD_OK ? advance(r) : status;
}

void lyd_rounds_free(lyd_rounds *r)
{
    if (r == NULL) {
        return;
    }
    if (r->run == NULL) {
        lyd_arena_free(r->arena);
    }
    lyd_run_free(r->run);
    lyd_zone_search_free(r->zones);
    free(r->questions);
    free(r->answers);
    free(r);
}

const lyd_round *lyd_rounds_now(const lyd_rounds *r)
{
    return &r->now;
}

const lyd_case *lyd_rounds_case(const lyd_rounds *r)
{
    return &r->run->facts;
}

lyd_arena *lyd_rounds_arena(const lyd_rounds *r)
{
    return r->arena;
}

lyd_run *lyd_rounds_take(lyd_rounds *r)
{
    lyd_run *run = r->run;
    r->run = NULL;
    r->arena = NULL;
    return run;
}

/* ---- asking ---- */

/* A source that can't answer one question (saved answers of an older version, a name outside of the zone files) refuses a round as a whole.
 */
static lyd_status ask_singly(const lyd_rounds *r, lyd_source *source, bool *stopped)
{
    const lyd_case *c = &r->run->facts;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < r->now.count && status != LYD_ENOMEM; i++) {
        status = LYD_EINVAL; /* as it was refused before, where it was alone then */
        if (r->now.count > 1) {
            status =
                source->functions->ask(source, c->servers, c->server_count, &r->now.questions[i], 1, &r->now.answers[i], r->arena, NULL);
        }
        *stopped = *stopped || status == LYD_ESTOPPED;
        if (status != LYD_OK && status != LYD_ESTOPPED) {
            r->now.answers[i] = (lyd_answer){.status = LYD_REFUSED, .cause = LYD_NOT_SAVED};
        }
    }
    return status == LYD_ENOMEM ? status : LYD_OK;
}

lyd_status lyd_rounds_ask(lyd_rounds *r, lyd_source *source, const lyd_listener *listener, lyd_diag *diag)
{
    const lyd_case *c = &r->run->facts;
    const lyd_round *now = &r->now;
    lyd_status status = source->functions->ask(source, c->servers, c->server_count, now->questions, now->count, now->answers, r->arena,
                                               now->required ? diag : NULL);
    bool stopped = status == LYD_ESTOPPED, refused = status != LYD_OK && status != LYD_ESTOPPED && status != LYD_ENOMEM;
    if (refused && now->single) {
        status = ask_singly(r, source, &stopped);
    } else if (refused && !now->required && status == LYD_EINVAL) {
        status = LYD_OK;
    }
    if (status != LYD_OK && status != LYD_ESTOPPED) {
        return status;
    }
    if (listener != NULL && listener->heard != NULL) {
        listener->heard(listener->context, c->servers, now->questions, now->answers, now->count, stopped);
    }
    return lyd_rounds_go_on(r, stopped);
}
