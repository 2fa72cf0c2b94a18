/* One run: plan the questions, have them answered, find out about DNS64, judge. */
#include "plan.h"

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

/* Has SOURCE answer the plan in C. A run that was stopped goes on with the answers that there are. */
static lyd_status ask(lyd_case *c, lyd_source *source, lyd_arena *arena, lyd_diag *diag)
{
    size_t count = c->first[c->topology->endpoint_count];
    lyd_answer *answers = lyd_arena_zalloc(arena, count, sizeof(*answers));
    if (answers == NULL) {
        return LYD_ENOMEM;
    }
    c->answers = answers;
    lyd_status status = source->functions->ask(source, c->servers, c->server_count, c->questions, count, answers, arena, diag);
    c->stopped = status == LYD_ESTOPPED;
    return c->stopped ? LYD_OK : status;
}

/* ---- DNS64 (RFC 6147): which servers make IPv6 addresses out of IPv4 ones, found by the question of RFC 7050 ---- */

#define PREFIXES_MAX 8

/* A bound for servers that return thousands of addresses for a name: synthesized ones come in the order of the IPv4 addresses that they are
 * made from, so the first few show it. */
#define RECORDS_COMPARED 64

/* The well-known prefix (RFC 6052 section 2.1) and the one for local use (RFC 8215). */
static const lyd_prefix nat64_prefixes[] = {
    {{{0x00, 0x64, 0xff, 0x9b}, LYD_IPV6}, 96},
    {{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, LYD_IPV6}, 48},
};

static bool in_nat64_prefix(const lyd_address *ipv6)
{
    for (size_t i = 0; i < LYD_COUNT(nat64_prefixes); i++) {
        if (lyd_dns64_embeds(&nat64_prefixes[i], ipv6, NULL)) {
            return true;
        }
    }
    return false;
}

/* True when an AAAA answer looks made from the A answer of the same name and server. */
static bool looks_synthesized(const lyd_answer *a, const lyd_answer *aaaa)
{
    for (uint32_t i = 0; i < aaaa->record_count && i < RECORDS_COMPARED; i++) {
        const lyd_address *ipv6 = &aaaa->records[i].address;
        if (in_nat64_prefix(ipv6)) {
            return true;
        }
        for (uint32_t k = 0; k < a->record_count && k < RECORDS_COMPARED; k++) {
            if (lyd_dns64_suspect(ipv6, &a->records[k].address)) {
                return true;
            }
        }
    }
    return false;
}

/* Writes a question for each server suspected; returns how many. The A and AAAA questions of a name to a server are adjacent. */
static size_t suspects(const lyd_case *c, bool *suspected, lyd_question *questions)
{
    size_t total = c->first[c->topology->endpoint_count], count = 0;
    for (size_t i = 0; i + 1 < total && count < c->server_count; i += LYD_HOST_TYPES) {
        uint16_t server = c->questions[i].server;
        if (!suspected[server] && c->answers[i + 1].record_count > 0 && looks_synthesized(&c->answers[i], &c->answers[i + 1])) {
            suspected[server] = true;
            questions[count++] = (lyd_question){"ipv4only.arpa", server, LYD_TYPE_AAAA};
        }
    }
    return count;
}

static lyd_status keep_prefixes(const lyd_answer *answer, lyd_arena *arena, const lyd_prefix **prefixes, size_t *count)
{
    lyd_prefix found[PREFIXES_MAX];
    if (lyd_answer_failed((lyd_answer_status)answer->status)) {
        return LYD_OK;
    }
    size_t n = lyd_dns64_prefixes(answer, found, PREFIXES_MAX);
    if (n == 0) {
        return LYD_OK;
    }
    lyd_prefix *kept = lyd_arena_alloc(arena, n * sizeof(*kept));
    if (kept == NULL) {
        return LYD_ENOMEM;
    }
    memcpy(kept, found, n * sizeof(*kept));
    *prefixes = kept;
    *count = n;
    return LYD_OK;
}

/* Asks SOURCE about ipv4only.arpa at those servers whose answers in *C look synthesized, and fills nat64 and nat64_count of *C. The probe
 * counts as no lookup, and one that fails leaves its server without prefixes. */
static lyd_status probe_dns64(lyd_source *source, lyd_arena *arena, lyd_case *c)
{
    const lyd_prefix **prefixes = lyd_arena_zalloc(arena, c->server_count, sizeof(const lyd_prefix *));
    size_t *counts = lyd_arena_zalloc(arena, c->server_count, sizeof(*counts));
    bool *suspected = calloc(c->server_count + 1, sizeof(*suspected));
    lyd_question *questions = calloc(c->server_count + 1, sizeof(*questions));
    lyd_answer *answers = calloc(c->server_count + 1, sizeof(*answers));
    lyd_status status = LYD_ENOMEM;

    if (prefixes == NULL || counts == NULL || suspected == NULL || questions == NULL || answers == NULL) {
        goto done;
    }
    status = LYD_OK;
    c->nat64 = (const lyd_prefix *const *)prefixes;
    c->nat64_count = counts;
    size_t count = c->stopped ? 0 : suspects(c, suspected, questions);
    if (count == 0) {
        goto done;
    }
    /* A source that can't answer (a zone file without the name) is no failure of the run: no DIAG, and only a lack of memory counts. */
    lyd_status asked = source->functions->ask(source, c->servers, c->server_count, questions, count, answers, arena, NULL);
    if (asked != LYD_OK && asked != LYD_ESTOPPED) {
        status = asked == LYD_ENOMEM ? LYD_ENOMEM : LYD_OK;
        goto done;
    }
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        uint16_t server = questions[i].server;
        status = keep_prefixes(&answers[i], arena, &prefixes[server], &counts[server]);
    }

done:
    free(suspected);
    free(questions);
    free(answers);
    return status;
}

/* ---- the run ---- */

lyd_status lyd_run_new(const lyd_topology *topology, lyd_source *source, int64_t started, lyd_run **run, lyd_diag *diag)
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
    if (status == LYD_OK) {
        r->duration_ms = monotonic_ms() - begin;
        *run = r;
        arena = NULL;
    }

done:
    lyd_arena_free(arena);
    return status;
}

void lyd_run_free(lyd_run *run)
{
    if (run != NULL) {
        lyd_arena_free(run->arena); /* which holds *RUN too */
    }
}
