/* The answers of servers before a change: each question is asked once, and its answer kept. */
#include "memo.h"

#include "dns/zone/zone.h"

#include <stdlib.h>
#include <string.h>

/* Has the source answer those of QUESTIONS that aren't known yet, each once. SOFT: a question that it can't answer is a failed lookup, not
 * an error. */
static lyd_status fill(lyd_memo *memo, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                       bool soft, lyd_diag *diag)
{
    lyd_question *new = calloc(count + 1, sizeof(*new));
    lyd_answer *answers = calloc(count + 1, sizeof(*answers));
    size_t new_count = 0;
    lyd_status status = new == NULL || answers == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (lyd_kept_find(&memo->kept, questions[i].name, questions[i].server, questions[i].type) == NULL) {
            new[new_count++] = questions[i];
            /* A place is kept for it, so that the same question further on isn't asked again. */
            status = lyd_kept_put(&memo->kept, &questions[i], &(lyd_answer){.status = LYD_REFUSED});
        }
    }
    size_t first = memo->kept.count - new_count;
    if (status == LYD_OK && new_count > 0) {
        status = memo->source->functions->ask(memo->source, servers, server_count, new, new_count, answers, memo->kept.arena,
                                              soft ? NULL : diag);
    }
    for (size_t i = 0; i < new_count && status != LYD_ENOMEM; i++) {
        memo->kept.items[first + i].answer = answers[i];
    }
    if (soft && status == LYD_EINVAL) {
        status = LYD_OK;
    }
    free(new);
    free(answers);
    return status;
}

/* ---- as a source ---- */

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    lyd_memo *memo = (lyd_memo *)base;
    (void)arena; /* the texts and records are the memo's */
    lyd_status status = fill(memo, servers, server_count, questions, count, diag == NULL, diag);
    for (size_t i = 0; i < count && (status == LYD_OK || status == LYD_ESTOPPED || status == LYD_EINVAL); i++) {
        answers[i] = lyd_kept_find(&memo->kept, questions[i].name, questions[i].server, questions[i].type)->answer;
        status = status == LYD_OK && answers[i].cause == LYD_STOPPED ? LYD_ESTOPPED : status;
    }
    return status;
}

static void free_memo(lyd_source *base)
{
    lyd_memo *memo = (lyd_memo *)base;
    lyd_kept_clear(&memo->kept);
    free(memo->pending);
    free(memo);
}

lyd_source *lyd_memo_new(lyd_source *source)
{
    static const lyd_source_functions functions = {"memo", ask, free_memo};
    lyd_memo *memo = calloc(1, sizeof(*memo));
    if (memo == NULL) {
        return NULL;
    }
    memo->base.functions = &functions;
    memo->source = source;
    if (lyd_kept_init(&memo->kept) != LYD_OK) {
        free_memo(&memo->base);
        return NULL;
    }
    return &memo->base;
}

/* ---- questions that come up while a change is laid over the answers ---- */

/* Looks at the last few only: most repeats follow closely, and fill leaves the others out. */
static bool is_pending(const lyd_memo *memo, const lyd_question *q)
{
    for (size_t i = memo->pending_count > 16 ? memo->pending_count - 16 : 0; i < memo->pending_count; i++) {
        const lyd_question *other = &memo->pending[i];
        if (other->server == q->server && other->type == q->type && strcmp(other->name, q->name) == 0) {
            return true;
        }
    }
    return false;
}

const lyd_answer *lyd_memo_want(lyd_memo *memo, uint16_t server, const char *name, uint16_t type, bool soft)
{
    const lyd_kept_answer *item = lyd_kept_find(&memo->kept, name, server, type);
    lyd_question question = {name, server, type};
    if (item != NULL) {
        return &item->answer;
    }
    if (is_pending(memo, &question)) {
        return NULL;
    }
    question.name = lyd_arena_text(memo->kept.arena, name, strlen(name));
    if (question.name == NULL ||
        lyd_grow((void **)&memo->pending, &memo->pending_capacity, memo->pending_count, sizeof(*memo->pending)) != LYD_OK) {
        memo->status = LYD_ENOMEM;
        return NULL;
    }
    memo->pending[memo->pending_count++] = question;
    if (!soft) { /* it changes places with the first soft one */
        memo->pending[memo->pending_count - 1] = memo->pending[memo->hard_count];
        memo->pending[memo->hard_count++] = question;
    }
    return NULL;
}

static lyd_status fetch(lyd_memo *memo, const lyd_change_site *site, lyd_diag *diag)
{
    size_t hard = memo->hard_count, soft = memo->pending_count - hard;
    lyd_status status = memo->status;
    if (status == LYD_OK) {
        status = fill(memo, site->servers, site->server_count, memo->pending, hard, diag == NULL, diag);
    }
    if (status == LYD_OK || status == LYD_ESTOPPED) {
        status = fill(memo, site->servers, site->server_count, memo->pending + hard, soft, true, diag);
    }
    memo->pending_count = memo->hard_count = 0;
    return status == LYD_ESTOPPED ? LYD_OK : status; /* the answers say so themselves */
}

lyd_status lyd_memo_complete(lyd_memo *memo, const lyd_change_site *site, lyd_status (*round)(void *context, bool *waits), void *context,
                             lyd_diag *diag)
{
    bool waits;
    lyd_status status;
    do {
        waits = false;
        status = round(context, &waits);
        status = status == LYD_OK && waits ? fetch(memo, site, diag) : status;
    } while (waits && status == LYD_OK);
    return status;
}

/* ---- what the answers say about a name ---- */

/* The label that probes ask for below a name. */
#define PROBE_LABEL "lyncdns-probe"

static bool fits(const char *name)
{
    uint8_t wire[LYD_NAME_WIRE];
    return lyd_name_to_wire(name, wire) > 0;
}

/* Whether the answer for PROBE was made by a DNAME record, which keeps its first label. */
static bool is_renamed(const lyd_answer *answer)
{
    return answer->alias_count > 0 && strncmp(answer->aliases[0], PROBE_LABEL ".", sizeof(PROBE_LABEL)) == 0;
}

/* What the answer for a probe below NAME says about NAME, whose own answer is OWN: LYD_NO: a wildcard answers for the probe. */
static lyd_word read_probe(const lyd_answer *own, const lyd_answer *probe)
{
    if (is_renamed(probe)) { /* by NAME, which has no alias then, or by a name above */
        return own->alias_count == 0 ? LYD_YES : LYD_MAYBE;
    }
    if (probe->alias_count > 0) {
        return LYD_NO;
    }
    return probe->status == LYD_NXDOMAIN ? LYD_YES : lyd_memo_says_nothing(probe) ? LYD_MAYBE : LYD_NO;
}

/* A name below one that exists doesn't exist, or a wildcard answers for it; below one that doesn't exist, the same wildcard answers as for
 * that one (RFC 4592 section 2.2.1). So a server denies PROBE.NAME only if NAME exists, and PROBE.*.NAME if NAME has a wildcard below it.
 */
lyd_word lyd_memo_exists(lyd_memo *memo, uint16_t server, const char *name)
{
    char probe[LYD_NAME_TEXT + 32];
    const lyd_answer *own = lyd_memo_want(memo, server, name, LYD_TYPE_A, true);
    lyd_word word = LYD_NO;
    if (own == NULL) {
        return LYD_WAIT;
    }
    if (own->status == LYD_NXDOMAIN) {
        return LYD_NO;
    }
    for (int i = 0; i < 2; i++) {
        (void)snprintf(probe, sizeof(probe), i == 0 ? PROBE_LABEL ".%s" : PROBE_LABEL ".*.%s", name);
        const lyd_answer *below = fits(probe) ? lyd_memo_want(memo, server, probe, LYD_TYPE_A, true) : NULL;
        if (below == NULL && fits(probe)) {
            return LYD_WAIT;
        }
        lyd_word said = below != NULL ? read_probe(own, below) : LYD_MAYBE;
        if (said == LYD_YES) {
            return LYD_YES;
        }
        word = said == LYD_MAYBE ? LYD_MAYBE : word;
    }
    return word;
}

lyd_word lyd_memo_zone(lyd_memo *memo, uint16_t server, const char *name, const char *top, const char **zone)
{
    bool waits = false, failed = false, last = false;
    *zone = NULL;
    for (const char *at = name; at != NULL && *zone == NULL && !last; at = lyd_name_parent(at)) {
        const char *parent = lyd_name_parent(at);
        last = top != NULL ? strcmp(at, top) == 0 : parent == NULL || strcmp(parent, ".") == 0;
        if (last && top == NULL) {
            break;
        }
        const lyd_answer *soa = lyd_memo_want(memo, server, at, LYD_TYPE_SOA, true);
        waits = waits || soa == NULL;
        failed = failed || (soa != NULL && lyd_memo_says_nothing(soa));
        *zone = !waits && !failed && soa->status == LYD_NOERROR && soa->alias_count == 0 ? at : NULL;
    }
    return waits ? LYD_WAIT : *zone != NULL ? LYD_YES : failed ? LYD_MAYBE : LYD_NO;
}

/* The types that names commonly have beside those that answers keep. */
static const uint16_t other_types[] = {LYD_TYPE_TXT, LYD_TYPE_MX, LYD_TYPE_NS, LYD_TYPE_PTR, LYD_TYPE_HTTPS};

lyd_word lyd_memo_has_others(lyd_memo *memo, uint16_t server, const char *name)
{
    bool waits = false, failed = false, found = false;
    for (size_t i = 0; i < LYD_COUNT(other_types); i++) {
        const lyd_answer *answer = lyd_memo_want(memo, server, name, other_types[i], true);
        waits = waits || answer == NULL;
        failed = failed || (answer != NULL && lyd_memo_says_nothing(answer));
        found = found || (answer != NULL && answer->status == LYD_NOERROR && answer->alias_count == 0);
    }
    return waits ? LYD_WAIT : found ? LYD_YES : failed ? LYD_MAYBE : LYD_NO;
}
