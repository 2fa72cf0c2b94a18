/* Retries, timeouts, and when a server is given up.
 *
 * A lookup is sent up to `tries` times; each time it is waited for a whole `timeout`, the same for every try. Then it has failed: TIMEOUT.
 * An answer to any of its sendings counts, however late, while the lookup is in the works. A truncated answer moves it to the server's TCP
 * lane, where it goes on with the tries that it has left. FORMERR or NOTIMP said to a query with OPT is asked about once more without OPT;
 * if that brings no better answer, the error stands. An alias left open is followed by a query for its target; all that happens within the
 * lookup's own time.
 *
 * Refused: when the network says no (ICMP, a refused connection), nothing is waited for. What was in flight goes back to be sent, one
 * lookup at a time probes the server after a growing pause, and the first reply ends this. A server that has never replied gets PATIENCE
 * for it, one that has (it may be restarting) a lookup's whole time; then it is given up: UNREACHABLE.
 *
 * A TCP connection that ends early costs its lookup a try, but only one that was alone on it: with company, nobody knows whose fault it
 * was. They go back to be sent one by one.
 *
 * Given up: a server without any reply for a lookup's whole time (timeout * tries) from the first unanswered sending on is dead: whatever
 * is left fails at once. One that has replied before gets the benefit of the doubt until DOUBT sendings have stayed unanswered: a single
 * name that it doesn't answer is no proof. */
#include "live.h"

#include <errno.h>
#include <time.h>

#define FIRST_WINDOW 64
#define MOST_WINDOW 4096
#define FIRST_WINDOW_TCP 4
#define MOST_WINDOW_TCP 64
#define FLYING_MAX 8192
#define SENDS_MAX 64 /* in one go: replies must be read meanwhile */
#define PATIENCE 100000
#define PAUSE_FIRST 10000
#define PAUSE_MOST 250000
#define DOUBT 8
#define SLACK 10000 /* so that lookups asked in full end as such before their server is given up */

int64_t lyd_live_now(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void fail_run(lyd_asking *asking, lyd_status status, int error_number)
{
    if (asking->status == LYD_OK) {
        asking->status = status;
        asking->error_number = error_number;
    }
}

static lyd_answer *answer_of(const lyd_lane *lane, const lyd_lookup *lookup)
{
    return &lane->peer->asking->answers[lookup->question];
}

/* ---- the ends of a lookup ---- */

/* Out of whichever list it is in. */
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

static void finish(lyd_lane *lane, lyd_lookup *lookup)
{
    lyd_asking *asking = lane->peer->asking;
    lyd_answer *answer = answer_of(lane, lookup);
    detach(lane, lookup);
    answer->resent = lookup->resent;
    asking->done++;
    asking->failed += lyd_answer_failed((lyd_answer_status)answer->status) ? 1 : 0;
    lyd_channel_release(lane->channel, lookup);
    lyd_list_append(&asking->pool.unused, lookup);
}

static void fail(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, lyd_answer_cause cause)
{
    lyd_asking *asking = lane->peer->asking;
    lyd_answer *answer = answer_of(lane, lookup);
    lyd_answer target = {.status = (uint8_t)status};
    if (lookup->objection != LYD_NOERROR && cause == LYD_ASKED) {
        target.status = lookup->objection;
        target.rcode = lookup->objection == LYD_FORMERR ? 1 : 4;
    }
    if (lookup->chases == 0) {
        target.rtt_us = answer->rtt_us;
        *answer = target;
    } else if (lyd_answer_join(answer, asking->questions[lookup->question].name, &target, asking->arena) != LYD_OK) {
        fail_run(asking, LYD_ENOMEM, 0);
    }
    answer->cause = (uint8_t)cause;
    finish(lane, lookup);
}

static void send_later(lyd_lane *lane, lyd_lookup *lookup, bool retried)
{
    detach(lane, lookup);
    lookup->retried = retried;
    lyd_list_append(&lane->waiting, lookup);
}

/* A try has failed. */
static void spend_try(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, int64_t now)
{
    lookup->tries_left--;
    if (lookup->tries_left > 0 && now < lookup->deadline) {
        send_later(lane, lookup, true);
    } else {
        fail(lane, lookup, status, LYD_ASKED);
    }
}

/* A lookup whose own time is over was asked in full; and a server whose TCP is dead isn't dead. */
static lyd_answer_cause cause_of(const lyd_lane *lane, const lyd_lookup *lookup, int64_t now)
{
    return lane->tcp || (lookup->deadline != 0 && now >= lookup->deadline) ? LYD_ASKED : LYD_GIVEN_UP;
}

static void give_up(lyd_lane *lane, lyd_answer_status status, int64_t now)
{
    lyd_peer *peer = lane->peer;
    lane->given_up = true;
    lane->give_up_status = status;
    lyd_channel_cancel(lane->channel);
    while (lane->flying.head != NULL) {
        fail(lane, lane->flying.head, status, cause_of(lane, lane->flying.head, now));
    }
    while (lane->waiting.head != NULL) {
        fail(lane, lane->waiting.head, status, cause_of(lane, lane->waiting.head, now));
    }
    if (!lane->tcp) {
        size_t left = peer->count - peer->next;
        for (; peer->next < peer->count; peer->next++) {
            peer->asking->answers[peer->questions[peer->next]] = (lyd_answer){.status = (uint8_t)status, .cause = LYD_GIVEN_UP};
        }
        peer->asking->done += left;
        peer->asking->failed += left;
    }
}

void lyd_lane_stop(lyd_lane *lane)
{
    if (lane->channel == NULL) {
        return;
    }
    lyd_channel_cancel(lane->channel);
    while (lane->flying.head != NULL) {
        fail(lane, lane->flying.head, LYD_TIMEOUT, LYD_STOPPED);
    }
    while (lane->waiting.head != NULL) {
        fail(lane, lane->waiting.head, LYD_TIMEOUT, LYD_STOPPED);
    }
}

/* ---- replies ---- */

static void move_to_tcp(lyd_lane *lane, lyd_lookup *lookup)
{
    lyd_lane *tcp = &lane->peer->tcp;
    if (tcp->given_up) {
        fail(lane, lookup, tcp->give_up_status, LYD_ASKED);
        return;
    }
    detach(lane, lookup);
    lyd_channel_release(lane->channel, lookup);
    lookup->live = false;
    lookup->retried = false;
    lyd_list_append(&tcp->waiting, lookup);
}

/* Asks for the target of the alias that the answer leaves open. */
static void follow(lyd_lane *lane, lyd_lookup *lookup, const char *target, int64_t now)
{
    lyd_answer *answer = answer_of(lane, lookup);
    if (lookup->chases == LYD_ALIAS_MAX) {
        answer->status = LYD_ALIAS_LOOP;
        finish(lane, lookup);
        return;
    }
    lookup->chases++;
    lookup->name = target;
    lookup->objection = LYD_NOERROR;
    if (now >= lookup->deadline) {
        fail(lane, lookup, LYD_TIMEOUT, LYD_ASKED);
    } else if (!lyd_query_build(&lookup->query, target, (lyd_type)lane->peer->asking->questions[lookup->question].type, !lookup->plain)) {
        fail(lane, lookup, LYD_MALFORMED, LYD_ASKED);
    } else {
        send_later(lane, lookup, false);
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
        fail_run(asking, status, 0);
        chase = NULL;
    }
    if (chase != NULL && answer->status == LYD_NODATA) {
        follow(lane, lookup, chase, now);
    } else {
        finish(lane, lookup);
    }
}

/* False: this isn't an error said to OPT. */
static bool retry_without_opt(lyd_lane *lane, lyd_lookup *lookup, const uint8_t *message)
{
    unsigned rcode = message[3] & 0xF;
    if (lookup->plain || (rcode != 1 && rcode != 4)) {
        return false;
    }
    const lyd_question *question = &lane->peer->asking->questions[lookup->question];
    lookup->plain = true;
    lookup->objection = rcode == 1 ? LYD_FORMERR : LYD_NOTIMP;
    if (!lyd_query_build(&lookup->query, lookup->name, (lyd_type)question->type, false)) {
        return false;
    }
    send_later(lane, lookup, true);
    return true;
}

/* When the oldest query in the window will have left it by being overtaken; INT64_MAX: not before another reply. */
static int64_t next_passed(const lyd_lane *lane)
{
    bool overtaken = lane->frontier != NULL && lane->frontier->sent[0] < lane->reached;
    return overtaken ? lane->frontier->sent[0] + lyd_window_late(&lane->window) : INT64_MAX;
}

/* Queries that are late, while later ones have been answered, are lost or slow: they don't fill the window any more. */
static void pass_slow(lyd_lane *lane, int64_t now)
{
    while (next_passed(lane) <= now) {
        lane->frontier->passed = true;
        lane->passed++;
        lane->frontier = lane->frontier->next;
    }
}

static void start_window(lyd_lane *lane, double first, int64_t now)
{
    lyd_window_init(&lane->window, first, lane->tcp ? MOST_WINDOW_TCP : MOST_WINDOW, now);
}

static void on_reply(void *context, lyd_lookup *lookup, uint16_t id, const uint8_t *message, size_t length)
{
    lyd_lane *lane = context;
    int64_t now = lyd_live_now(), sent = lookup->sent[0];
    for (size_t i = 0; i < lookup->id_count; i++) {
        sent = lookup->ids[i] == id ? lookup->sent[i] : sent;
    }
    if (lane->refused_since != 0) {
        lane->refused_since = 0;
        start_window(lane, lane->tcp ? FIRST_WINDOW_TCP : FIRST_WINDOW, now);
    }
    detach(lane, lookup);
    lane->replied = true;
    lane->unanswered = 0;
    lane->quiet_since = lane->flying.count > 0 ? now : 0;
    lane->reached = sent > lane->reached ? sent : lane->reached;
    lyd_window_replied(&lane->window, now - sent, now);
    if (sent != lookup->sent[0]) {
        lyd_window_restore(&lane->window); /* it had been taken for lost */
    }

    if (!lane->tcp && lyd_message_truncated(message)) {
        answer_of(lane, lookup)->rtt_us = (uint32_t)(now - sent);
        move_to_tcp(lane, lookup);
    } else if (!retry_without_opt(lane, lookup, message)) {
        conclude(lane, lookup, message, length, now - sent, now);
    }
}

/* ---- sending ---- */

void lyd_lane_init(lyd_lane *lane, lyd_peer *peer, bool tcp, int64_t now)
{
    *lane = (lyd_lane){.peer = peer, .tcp = tcp};
    start_window(lane, tcp ? FIRST_WINDOW_TCP : FIRST_WINDOW, now);
}

void lyd_lane_free(lyd_lane *lane)
{
    lyd_channel_free(lane->channel);
}

static bool open_channel(lyd_lane *lane)
{
    lyd_asking *asking = lane->peer->asking;
    lyd_channel_setup setup = {
        .server = lane->peer->server,
        .tcp = lane->tcp,
        .timeout_ms = asking->timeout / 1000,
        .scratch = asking->scratch,
        .pool = &asking->pool,
        .reply = on_reply,
        .context = lane,
    };
    if (lane->channel == NULL) {
        lane->channel = lyd_channel_new(&setup);
    }
    if (lane->channel == NULL) {
        fail_run(asking, LYD_ENOMEM, 0);
    }
    return lane->channel != NULL;
}

static bool has_work(const lyd_lane *lane)
{
    return lane->waiting.head != NULL || (!lane->tcp && lane->peer->next < lane->peer->count);
}

/* Until a lookup may be sent; 0: now; INT64_MAX: something else must happen first. */
static int64_t send_wait(lyd_lane *lane, int64_t now)
{
    int64_t wait;
    if (lane->given_up || lane->flying.count >= FLYING_MAX || !has_work(lane)) {
        return INT64_MAX;
    }
    if (lane->refused_since != 0) {
        wait = lane->flying.count > 0 ? INT64_MAX : lane->probe_at > now ? lane->probe_at - now : 0;
    } else {
        wait = lyd_window_wait(&lane->window, lane->flying.count - lane->passed, now);
    }
    int64_t rate = wait == INT64_MAX ? 0 : lyd_rate_wait(&lane->peer->rate, now);
    return wait > rate ? wait : rate;
}

/* The next lookup to send; NULL: none now. */
static lyd_lookup *take_lookup(lyd_lane *lane)
{
    lyd_peer *peer = lane->peer;
    lyd_asking *asking = peer->asking;
    lyd_lookup *lookup = lane->waiting.head;
    bool full = false;
    if (lookup != NULL) {
        lyd_list_remove(lookup);
        return lookup;
    }
    lookup = lyd_pool_take(&asking->pool, &full);
    if (lookup == NULL) {
        if (!full) {
            fail_run(asking, LYD_ENOMEM, 0);
        }
        return NULL;
    }
    lookup->question = peer->questions[peer->next++];
    lookup->name = asking->questions[lookup->question].name;
    lookup->tries_left = asking->options->tries;
    lookup->plain = peer->plain;
    if (!lyd_query_build(&lookup->query, lookup->name, (lyd_type)asking->questions[lookup->question].type, !lookup->plain)) {
        fail(lane, lookup, LYD_MALFORMED, LYD_ASKED);
        return NULL;
    }
    return lookup;
}

static void send_lookup(lyd_lane *lane, lyd_lookup *lookup)
{
    int64_t now = lyd_live_now();
    lookup->resent += lookup->retried ? 1 : 0;
    lookup->retried = false;
    lookup->deadline = lookup->deadline == 0 ? now + lane->peer->asking->budget : lookup->deadline;
    lyd_window_sent(&lane->window, lane->flying.count - lane->passed);
    lyd_rate_take(&lane->peer->rate);
    lyd_list_append(&lane->flying, lookup);
    lane->frontier = lane->frontier == NULL ? lookup : lane->frontier;
    lane->quiet_since = lane->quiet_since == 0 ? now : lane->quiet_since;
    lane->unanswered++;
    lyd_channel_send(lane->channel, lookup, now);
}

void lyd_lane_fill(lyd_lane *lane, int64_t now)
{
    if (!has_work(lane) || !open_channel(lane)) {
        return;
    }
    for (int sends = 0; sends < SENDS_MAX && send_wait(lane, now) == 0; sends++) {
        lyd_lookup *lookup = take_lookup(lane);
        if (lookup != NULL) {
            send_lookup(lane, lookup);
        }
        if (lane->channel->refused != 0 || lane->channel->fatal != 0 || lane->peer->asking->status != LYD_OK) {
            break;
        }
    }
}

/* ---- what time and the network do ---- */

/* Everything in flight goes back to be sent; its answers are still welcome. */
static void recall(lyd_lane *lane)
{
    lyd_channel_cancel(lane->channel);
    while (lane->flying.head != NULL) {
        send_later(lane, lane->flying.head, true);
    }
}

static void on_refused(lyd_lane *lane, int64_t now)
{
    int64_t budget = lane->peer->asking->budget;
    int64_t patience = lane->replied || budget < PATIENCE ? budget : PATIENCE;
    lane->channel->refused = 0;
    if (lane->refused_since == 0) {
        lane->refused_since = now;
        lane->probe_pause = PAUSE_FIRST;
    } else {
        lane->probe_pause = lane->probe_pause * 2 > PAUSE_MOST ? PAUSE_MOST : lane->probe_pause * 2;
    }
    lane->probe_at = now + lane->probe_pause;
    if (now - lane->refused_since >= patience) {
        give_up(lane, LYD_UNREACHABLE, now);
    } else {
        recall(lane);
    }
}

static void on_closed(lyd_lane *lane, int64_t now)
{
    lyd_channel *channel = lane->channel;
    lyd_answer_status status = channel->cut ? LYD_MALFORMED : LYD_UNREACHABLE;
    bool fresh = channel->fresh;
    size_t company = lane->flying.count;
    channel->closed = channel->cut = channel->fresh = false;
    if (company > 1) {
        recall(lane);
        start_window(lane, 1, now);
    } else if (company == 1 && fresh) {
        spend_try(lane, lane->flying.head, status, now);
    } else if (company == 1) {
        send_later(lane, lane->flying.head, true); /* the server had had enough of the connection, not of the query */
    }
}

static void expire(lyd_lane *lane, int64_t now)
{
    int64_t timeout = lane->peer->asking->timeout;
    while (lane->flying.head != NULL && now - lane->flying.head->sent[0] >= timeout) {
        lyd_window_lost(&lane->window, lane->flying.head->sent[0], now);
        lyd_channel_end(lane->channel, lane->flying.head);
        spend_try(lane, lane->flying.head, LYD_TIMEOUT, now);
    }
}

/* When it will be given up if nothing comes; INT64_MAX: not now. */
static int64_t give_up_at(const lyd_lane *lane)
{
    bool doubted = !lane->replied || lane->refused_since != 0 || lane->unanswered >= DOUBT;
    bool busy = lane->flying.count > 0 || has_work(lane);
    return lane->quiet_since != 0 && doubted && busy && !lane->given_up ? lane->quiet_since + lane->peer->asking->budget + SLACK
                                                                        : INT64_MAX;
}

void lyd_lane_check(lyd_lane *lane, int64_t now)
{
    lyd_channel *channel = lane->channel;
    if (channel == NULL) {
        return;
    }
    if (channel->fatal != 0) {
        bool memory = channel->fatal == ENOMEM;
        fail_run(lane->peer->asking, memory ? LYD_ENOMEM : LYD_EIO, channel->fatal);
        return;
    }
    if (channel->refused != 0 && !lane->given_up) {
        on_refused(lane, now);
    }
    if (channel->closed) {
        on_closed(lane, now);
    }
    expire(lane, now);
    pass_slow(lane, now);
    if (now >= give_up_at(lane)) {
        give_up(lane, lane->refused_since != 0 ? LYD_UNREACHABLE : LYD_TIMEOUT, now);
    }
}

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t lyd_lane_next(lyd_lane *lane, int64_t now)
{
    const lyd_channel *channel = lane->channel;
    if (channel != NULL && (channel->fatal != 0 || channel->closed || (channel->refused != 0 && !lane->given_up))) {
        return now;
    }
    int64_t next = least_of(give_up_at(lane), next_passed(lane));
    if (lane->flying.head != NULL) {
        next = least_of(next, lane->flying.head->sent[0] + lane->peer->asking->timeout);
    }
    int64_t wait = send_wait(lane, now);
    return wait == INT64_MAX ? next : least_of(next, now + wait);
}
