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
 * Scouts: names that a server ignores can fill the window while it would answer others. While nothing comes, a name of those not asked
 * yet goes out every now and then beyond the window, from all over the list: a server that isn't dead has SCOUTS chances to show it.
 *
 * Given up: a server without any reply for a lookup's whole time (timeout * tries) from the first unanswered sending on is dead: whatever
 * is left fails at once. One that has replied before gets the benefit of the doubt until DOUBT sendings have stayed unanswered: a single
 * name that it doesn't answer is no proof. */
#include "ask.h"

#include <errno.h>
#include <time.h>

#define MOST_WINDOW 4096
#define FIRST_WINDOW_TCP 4
#define MOST_WINDOW_TCP 64
#define FLYING_MAX 8192
#define SENDS_MAX 64 /* in one go: replies must be read meanwhile */
#define PATIENCE 100000
#define PAUSE_FIRST 10000
#define PAUSE_MOST 250000
#define DOUBT 8
#define SCOUTS 64   /* within a lookup's whole time */
#define SLACK 10000 /* so that lookups asked in full end as such before their server is given up */

int64_t lyd_live_now(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
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
        lyd_lookup_fail(lane, lane->flying.head, status, cause_of(lane, lane->flying.head, now));
    }
    while (lane->waiting.head != NULL) {
        lyd_lookup_fail(lane, lane->waiting.head, status, cause_of(lane, lane->waiting.head, now));
    }
    if (!lane->tcp) {
        size_t left = peer->count - peer->next;
        for (; peer->next < peer->count; peer->next++) {
            peer->asking->answers[peer->questions[peer->next]] = (lyd_answer){.status = (uint8_t)status, .cause = LYD_GIVEN_UP};
        }
        peer->asking->done += left;
        peer->asking->failed += left;
        peer->failed += left;
    }
}

void lyd_lane_stop(lyd_lane *lane)
{
    if (lane->channel != NULL) {
        lyd_channel_cancel(lane->channel);
    }
    while (lane->flying.head != NULL) {
        lyd_lookup_fail(lane, lane->flying.head, LYD_TIMEOUT, LYD_STOPPED);
    }
    while (lane->waiting.head != NULL) {
        lyd_lookup_fail(lane, lane->waiting.head, LYD_TIMEOUT, LYD_STOPPED);
    }
}

void lyd_lane_start_window(lyd_lane *lane, double first, int64_t now)
{
    double usual = lane->tcp ? FIRST_WINDOW_TCP : LYD_WINDOW_FIRST;
    lyd_window_init(&lane->window, first > 0 ? first : usual, lane->tcp ? MOST_WINDOW_TCP : MOST_WINDOW, now);
}

/* ---- sending ---- */

void lyd_lane_init(lyd_lane *lane, lyd_peer *peer, bool tcp, int64_t now)
{
    *lane = (lyd_lane){.peer = peer, .tcp = tcp};
    lyd_lane_start_window(lane, 0, now);
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
        .reply = lyd_lane_reply,
        .context = lane,
    };
    if (lane->channel == NULL) {
        lane->channel = lyd_channel_new(&setup);
    }
    if (lane->channel == NULL) {
        lyd_asking_fail(asking, LYD_ENOMEM, 0);
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

/* When a scout may go out; INT64_MAX: none is called for. */
static int64_t scout_at(const lyd_lane *lane)
{
    const lyd_peer *peer = lane->peer;
    int64_t pause = peer->asking->budget / SCOUTS;
    bool quiet = lane->quiet_since != 0 && lane->unanswered >= DOUBT && lane->refused_since == 0 && !lane->given_up;
    if (lane->tcp || !quiet || peer->next >= peer->count || lane->flying.count >= FLYING_MAX) {
        return INT64_MAX;
    }
    int64_t first = lane->quiet_since + pause * (SCOUTS / 8);
    return lane->scouted + pause > first ? lane->scouted + pause : first;
}

/* Brings a question from further down the list to be the next; multiples of the golden ratio spread evenly. */
static void choose_scout(lyd_lane *lane)
{
    lyd_peer *peer = lane->peer;
    uint64_t spread = ++lane->scouts * UINT32_C(2654435769);
    size_t place = peer->next + (size_t)((spread * (uint64_t)(peer->count - peer->next)) >> 32);
    uint32_t scout = peer->questions[place];
    peer->questions[place] = peer->questions[peer->next];
    peer->questions[peer->next] = scout;
}

/* A lookup of the next question; NULL: none now. */
static lyd_lookup *take_question(lyd_lane *lane)
{
    lyd_peer *peer = lane->peer;
    lyd_asking *asking = peer->asking;
    bool full = false;
    lyd_lookup *lookup = lyd_pool_take(&asking->pool, &full);
    if (lookup == NULL) {
        if (!full) {
            lyd_asking_fail(asking, LYD_ENOMEM, 0);
        }
        return NULL;
    }
    lookup->question = peer->questions[peer->next++];
    lookup->name = asking->questions[lookup->question].name;
    lookup->tries_left = asking->options->tries;
    lookup->plain = peer->plain;
    if (!lyd_query_build(&lookup->query, lookup->name, (lyd_type)asking->questions[lookup->question].type, !lookup->plain)) {
        lyd_lookup_fail(lane, lookup, LYD_MALFORMED, LYD_ASKED);
        return NULL;
    }
    return lookup;
}

/* The next lookup to send; NULL: none now. */
static lyd_lookup *take_lookup(lyd_lane *lane)
{
    lyd_lookup *lookup = lane->waiting.head;
    if (lookup != NULL) {
        lyd_list_remove(lookup);
        return lookup;
    }
    return take_question(lane);
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
    if (scout_at(lane) <= now && lyd_rate_wait(&lane->peer->rate, now) == 0) {
        choose_scout(lane);
        lane->scouted = now;
        lyd_lookup *scout = take_question(lane);
        if (scout != NULL) {
            send_lookup(lane, scout);
        }
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
    lyd_batch_send(lane->channel);
}

/* ---- what time and the network do ---- */

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

/* Everything in flight goes back to be sent; its answers are still welcome. */
static void recall(lyd_lane *lane)
{
    lyd_channel_cancel(lane->channel);
    while (lane->flying.head != NULL) {
        lyd_lookup_later(lane, lane->flying.head, true);
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
        lyd_lane_start_window(lane, 1, now);
    } else if (company == 1 && fresh) {
        lyd_lookup_spend_try(lane, lane->flying.head, status, now);
    } else if (company == 1) {
        lyd_lookup_later(lane, lane->flying.head, true); /* the server had had enough of the connection, not of the query */
    }
}

static void expire(lyd_lane *lane, int64_t now)
{
    int64_t timeout = lane->peer->asking->timeout;
    while (lane->flying.head != NULL && now - lane->flying.head->sent[0] >= timeout) {
        lyd_window_lost(&lane->window, lane->flying.head->sent[0], now);
        lyd_channel_end(lane->channel, lane->flying.head);
        lyd_lookup_spend_try(lane, lane->flying.head, LYD_TIMEOUT, now);
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
        lyd_asking_fail(lane->peer->asking, memory ? LYD_ENOMEM : LYD_EIO, channel->fatal);
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
    int64_t scout = scout_at(lane);
    if (scout != INT64_MAX) {
        next = least_of(next, scout + lyd_rate_wait(&lane->peer->rate, now));
    }
    if (lane->flying.head != NULL) {
        next = least_of(next, lane->flying.head->sent[0] + lane->peer->asking->timeout);
    }
    int64_t wait = send_wait(lane, now);
    return wait == INT64_MAX ? next : least_of(next, now + wait);
}
