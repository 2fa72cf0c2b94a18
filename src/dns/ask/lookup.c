/* The life of a lookup: it waits to be sent, it is in flight, a reply comes, it ends. */
#include "lookup.h"

#define RCODE_MASK 0x0F
#define RCODE_FORMERR 1
#define RCODE_NOTIMP 4
#define FLAG_TC 0x02
#define EXTRA_TRIES 8

#define CHASES_MAX 32 /* questions about the targets of aliases; a server that leaves more of them open counts as a loop */

void lyd_asking_fail(lyd_asking *asking, lyd_status status, int error_number)
{
    if (asking->status == LYD_OK) {
        asking->status = status;
        asking->error_number = error_number;
    }
}

/* ---- lists ---- */

void lyd_list_append(lyd_list *list, lyd_lookup *lookup)
{
    lookup->list = list;
    lookup->next = NULL;
    lookup->previous = list->tail;
    *(list->tail != NULL ? &list->tail->next : &list->head) = lookup;
    list->tail = lookup;
    list->count++;
}

void lyd_list_remove(lyd_lookup *lookup)
{
    lyd_list *list = lookup->list;
    *(lookup->previous != NULL ? &lookup->previous->next : &list->head) = lookup->next;
    *(lookup->next != NULL ? &lookup->next->previous : &list->tail) = lookup->previous;
    lookup->list = NULL;
    list->count--;
}

static void detach(lyd_lane *lane, lyd_lookup *lookup)
{
    if (lookup->list == &lane->flying) {
        lane->passed -= lookup->passed ? 1 : 0;
        lane->frontier = lane->frontier == lookup ? lookup->next : lane->frontier;
        lookup->passed = false;
    }
    if (lookup->list != NULL) {
        lyd_list_remove(lookup);
    }
}

/* ---- its queries ---- */

static void forget(lyd_lookup *lookup, const lyd_query *query)
{
    size_t kept = 0;
    for (size_t i = 0; i < lookup->query_count; i++) {
        if (lookup->queries[i] == query) {
            lyd_query_forget(lookup->queries[i]);
        } else {
            lookup->queries[kept++] = lookup->queries[i];
        }
    }
    lookup->query_count = (uint8_t)kept;
}

static void forget_all(lyd_lookup *lookup)
{
    while (lookup->query_count > 0) {
        lyd_query_forget(lookup->queries[--lookup->query_count]);
    }
}

/* ---- its ends ---- */

static lyd_answer *answer_of(const lyd_lane *lane, const lyd_lookup *lookup)
{
    return &lane->peer->asking->answers[lookup->question];
}

/* Its answer is filled. */
static void finish(lyd_lane *lane, lyd_lookup *lookup)
{
    lyd_asking *asking = lane->peer->asking;
    lyd_answer *answer = answer_of(lane, lookup);
    detach(lane, lookup);
    forget_all(lookup);
    answer->resent = lookup->resent;
    answer->over_tcp = lane->peer->forged;
    asking->done++;
    if (lyd_answer_failed((lyd_answer_status)answer->status)) {
        asking->failed++;
        lane->peer->failed++;
    }
    lyd_list_append(&asking->unused, lookup);
}

/* Why a lookup that was asked in full has failed. */
static lyd_answer_cause cause_of(const lyd_lane *lane, const lyd_lookup *lookup, lyd_answer_status status)
{
    if (lookup->truncated) {
        return LYD_NO_TCP;
    }
    return status == LYD_UNREACHABLE ? lane->peer->refusal : LYD_ASKED;
}

void lyd_lookup_fail(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, lyd_answer_cause cause)
{
    lyd_asking *asking = lane->peer->asking;
    status = lookup->settling ? LYD_TIMEOUT : status; /* what TCP said of a query that UDP lost is beside the point */
    lyd_answer *answer = answer_of(lane, lookup);
    lyd_answer target = {.status = (uint8_t)status};
    if (lookup->objection != LYD_NOERROR && cause == LYD_ASKED) {
        target.status = lookup->objection;
        target.rcode = lookup->objection == LYD_FORMERR ? RCODE_FORMERR : RCODE_NOTIMP;
    } else if (cause == LYD_ASKED) {
        cause = cause_of(lane, lookup, status);
    }
    if (lookup->chases == 0) {
        target.rtt_us = answer->rtt_us;
        *answer = target;
    } else if (lyd_answer_join(answer, asking->questions[lookup->question].name, &target, asking->arena) != LYD_OK) {
        lyd_asking_fail(asking, LYD_ENOMEM, 0);
    }
    answer->cause = (uint8_t)cause;
    finish(lane, lookup);
}

void lyd_lookup_later(lyd_lane *lane, lyd_lookup *lookup, bool retried)
{
    detach(lane, lookup);
    lookup->retried = retried;
    lyd_list_append(&lane->waiting, lookup);
}

static void again(lyd_lane *lane, lyd_lookup *lookup, int64_t now)
{
    detach(lane, lookup);
    lookup->retried = true;
    lookup->queued = now;
    lyd_list_append(&lane->lost, lookup);
}

void lyd_lookup_settle(lyd_lane *lane, lyd_lookup *lookup)
{
    lookup->settling = true;
    lookup->tries_left = 1;
    lyd_lookup_over_tcp(lane, lookup);
    lookup->retried = true;
}

/* A server that answers others, and has answered some when they were asked again or more slowly, isn't given up on a question: what is lost
 * to its limiter says nothing about the name. The next try goes over TCP, which limiters leave alone; if that is closed or limited as well,
 * EXTRA_TRIES over UDP are left. So a name that such a server ignores has failed within (2 * tries + EXTRA_TRIES) * timeout, not counting
 * the time that it waits for its turn. */
bool lyd_lookup_insist(lyd_lane *lane, lyd_lookup *lookup, int64_t now)
{
    lyd_peer *peer = lane->peer;
    bool lossy = (peer->recovered > 0 || peer->udp.limit.found) && !lyd_peer_ignores(peer);
    bool alive = now - peer->heard <= 2 * peer->asking->budget;
    if (!lossy || !alive || peer->over_tcp || peer->udp.given_up) {
        return false;
    }
    if (!lane->tcp && !lookup->settling && !peer->tcp.given_up) {
        lyd_lookup_settle(lane, lookup);
        return true;
    }
    if (lookup->extra == EXTRA_TRIES) {
        return false;
    }
    lookup->extra++;
    lookup->tries_left = 1;
    detach(lane, lookup);
    again(&peer->udp, lookup, now);
    return true;
}

void lyd_lookup_spend_try(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, int64_t now)
{
    lookup->tries_left--;
    lane->peer->lost_again += lookup->lost ? 1 : 0;
    lookup->lost = true;
    if (lookup->tries_left > 0 && now < lookup->deadline) {
        again(lane, lookup, now);
    } else if (!lyd_lookup_insist(lane, lookup, now)) {
        lyd_lookup_fail(lane, lookup, status, LYD_ASKED);
    }
}

void lyd_lookup_over_tcp(lyd_lane *lane, lyd_lookup *lookup)
{
    lyd_lane *tcp = &lane->peer->tcp;
    if (tcp->given_up) {
        lyd_lookup_fail(lane, lookup, tcp->give_up_status, LYD_ASKED);
        return;
    }
    forget_all(lookup);
    detach(lane, lookup);
    lookup->retried = false;
    lyd_list_append(&tcp->waiting, lookup);
}

/* ---- a reply ---- */

/* Asks for the target of the alias that the answer leaves open. */
static void follow(lyd_lane *lane, lyd_lookup *lookup, const char *target, int64_t now)
{
    lyd_answer *answer = answer_of(lane, lookup);
    if (lookup->chases == CHASES_MAX) {
        answer->status = LYD_ALIAS_LOOP;
        finish(lane, lookup);
        return;
    }
    lookup->chases++;
    lookup->name = target;
    lookup->objection = LYD_NOERROR;
    lookup->truncated = false;
    lookup->lost = false;
    forget_all(lookup);
    if (!lyd_name_is_askable(target)) {
        lyd_lookup_fail(lane, lookup, LYD_MALFORMED, LYD_BAD_NAME);
    } else if (now >= lookup->deadline) {
        lyd_lookup_fail(lane, lookup, LYD_TIMEOUT, LYD_ASKED);
    } else {
        lyd_lookup_later(lane, lookup, false);
    }
}

/* The message that counts. */
static void conclude(lyd_lane *lane, lyd_lookup *lookup, const uint8_t *message, size_t length, int64_t rtt, int64_t now)
{
    lyd_asking *asking = lane->peer->asking;
    const lyd_question *question = &asking->questions[lookup->question];
    lyd_answer *answer = answer_of(lane, lookup), target = {0};
    const char *chase = NULL;
    lyd_status status = lyd_answer_read(message, length, lookup->name, (lyd_type)question->type, asking->arena, &target, &chase);
    if (lookup->objection != LYD_NOERROR && !lyd_answer_failed((lyd_answer_status)target.status)) {
        lane->peer->plain = true;
    }
    if (lookup->chases == 0) {
        *answer = target;
    } else if (status == LYD_OK) {
        status = lyd_answer_join(answer, question->name, &target, asking->arena);
    }
    answer->rtt_us = (uint32_t)(rtt < 1 ? 1 : rtt > UINT32_MAX ? UINT32_MAX : rtt);
    if (status != LYD_OK) {
        lyd_asking_fail(asking, status, 0);
        chase = NULL;
    }
    if (chase != NULL && answer->status == LYD_NODATA) {
        follow(lane, lookup, chase, now);
    } else {
        finish(lane, lookup);
    }
}

/* What a reply shows about its server: that it is there, how far away it is, whether it takes OPT. One whose first reply is to a query
 * without OPT, while those with it stay unanswered, drops what it doesn't know. */
static void learn(lyd_lane *lane, const lyd_lookup *lookup, const lyd_query *query, int64_t now)
{
    if (lane->refused_since != 0) {
        lane->refused_since = 0;
        lyd_window_init(&lane->window, lane->window.first, lane->window.most, now);
        lyd_limit_init(&lane->limit, now);
    }
    lane->replied = true;
    lane->probed = false;
    lane->unanswered = 0;
    lane->peer->heard = now;
    lane->quiet_since = lane->flying.count > 0 ? now : 0;
    lane->reached = query->sent > lane->reached ? query->sent : lane->reached;
    lyd_window_replied(&lane->window, now - query->sent, now);
    if (query->sent != lookup->sent) {
        lyd_window_restore(&lane->window); /* it was counted as lost */
    }
    lane->peer->edns_good = lane->peer->edns_good || query->edns;
    lane->peer->plain = lane->peer->plain || !lane->peer->edns_good;
    /* Not the answer to an earlier query, and not one that only came since EDNS was left out. */
    bool again = lookup->lost && query->sent == lookup->sent && lane->tcp == lookup->settling;
    lane->peer->recovered += again && (query->edns || lane->peer->edns_good) ? 1 : 0;
}

void lyd_lookup_reply(void *context, lyd_query *query, const uint8_t *message, size_t length)
{
    lyd_lane *lane = context;
    lyd_lookup *lookup = query->lookup;
    int64_t now = lyd_monotonic_us(), sent = query->sent;
    unsigned rcode = message[3] & RCODE_MASK;
    bool objection = query->edns && (rcode == RCODE_FORMERR || rcode == RCODE_NOTIMP);
    bool truncated = !lane->tcp && (message[2] & FLAG_TC) != 0;
    forget(lookup, query);
    if (objection && lookup->plain) {
        return; /* late: it has been asked without OPT already */
    }
    detach(lane, lookup);
    lyd_limit_answered(&lane->limit, lookup->sample, truncated && !lane->peer->tcp.given_up, now);
    lookup->sample = 0;
    learn(lane, lookup, query, now);
    if (truncated) {
        answer_of(lane, lookup)->rtt_us = (uint32_t)(now - sent);
        lookup->truncated = true;
        lookup->objection = LYD_NOERROR;
        lyd_lookup_over_tcp(lane, lookup);
    } else if (objection) {
        lookup->plain = true;
        lookup->objection = rcode == RCODE_FORMERR ? LYD_FORMERR : LYD_NOTIMP;
        lyd_lookup_later(lane, lookup, false);
    } else {
        conclude(lane, lookup, message, length, now - sent, now);
    }
}
