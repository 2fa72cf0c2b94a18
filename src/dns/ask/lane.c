/* A lane, the way to one server over one protocol: what is sent when, timeouts, and when the server is given up.
 *
 * A lookup is sent up to `tries` times; each try waits for a whole `timeout`. After the last one the lookup has failed: TIMEOUT, unless the
 * server has shown that it loses questions and answers them later (lyd_lookup_insist). An answer
 * to any of its sendings counts, however late, while the lookup is open. A truncated answer moves it to the server's TCP lane, where it
 * goes on with the tries that it has left. After FORMERR or NOTIMP to a query with OPT, the lookup is sent once more without OPT; if that
 * brings no better answer, the error stands. An alias left open is followed by a query for its target. All this happens within the lookup's
 * own time.
 *
 * Refused: when the network refuses a query (ICMP, a refused connection), there is nothing to wait for. What was in flight goes back to be
 * sent, one lookup at a time probes the server after a growing pause, and the first reply ends this. This goes on for PATIENCE with a
 * server that has never replied, and for a lookup's whole time with one that has (it may be restarting); then the server is given up:
 * UNREACHABLE.
 *
 * A TCP connection that ends early costs its lookup a try, but only if it was alone there: among several, the one at fault isn't known, and
 * all go back to be sent one by one.
 *
 * Given up: a server without any reply for a lookup's whole time (timeout * tries) from the first unanswered sending on is dead: everything
 * that is left fails at once. One that has replied before is given up only after LYD_DOUBT unanswered sendings: a single name that it
 * doesn't answer proves nothing. */
#include "lane.h"

#include "lookup.h"
#include "send.h"

#include <errno.h>

#define MOST_WINDOW 4096
#define FIRST_WINDOW_TCP 4
#define MOST_WINDOW_TCP 64
#define STRAYS_MAX 100 /* replies that match no question */
#define RENEWALS_MAX 16
#define RATE_BURST 0.1 /* seconds' worth of queries that --max-qps lets go out together */
#define PATIENCE 100000
#define PAUSE_FIRST 10000
#define PAUSE_MOST 250000
#define SLACK 10000 /* so that lookups asked in full end as such before their server is given up */

/* A lookup whose own time is over was asked in full, and so was one that the network refused; and a server whose TCP is dead isn't dead. */
static lyd_answer_cause cause_of(const lyd_lane *lane, const lyd_lookup *lookup, int64_t now)
{
    bool over = lookup->deadline != 0 && (now >= lookup->deadline || lane->give_up_status == LYD_UNREACHABLE);
    return lane->tcp || over ? LYD_ASKED : LYD_GIVEN_UP;
}

static lyd_lookup *any_of(const lyd_lane *lane)
{
    return lane->flying.head != NULL ? lane->flying.head : lane->waiting.head != NULL ? lane->waiting.head : lane->lost.head;
}

static void give_up(lyd_lane *lane, lyd_answer_status status, int64_t now)
{
    lyd_peer *peer = lane->peer;
    lane->given_up = true;
    lane->give_up_status = status;
    for (lyd_lookup *lookup; (lookup = any_of(lane)) != NULL;) {
        if (!lookup->settling || !lyd_lookup_insist(lane, lookup, now)) {
            lyd_lookup_fail(lane, lookup, status, cause_of(lane, lookup, now));
        }
    }
    if (lyd_lane_takes_questions(lane)) {
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
    for (lyd_lookup *lookup; (lookup = any_of(lane)) != NULL;) {
        lyd_lookup_fail(lane, lookup, LYD_TIMEOUT, LYD_STOPPED);
    }
    lyd_channel_close(&lane->channel);
}

/* ---- sending ---- */

static void set_up_lane(lyd_peer *peer, lyd_lane *lane, bool tcp, int64_t now)
{
    *lane = (lyd_lane){.peer = peer, .tcp = tcp};
    lane->channel.setup = (lyd_port_setup){
        .server = peer->server,
        .tcp = tcp,
        .scratch = peer->asking->scratch,
        .events = &lane->events,
        .reply = lyd_lookup_reply,
        .context = lane,
    };
    lyd_limit_init(&lane->limit, now);
    lyd_window_init(&lane->window, tcp ? FIRST_WINDOW_TCP : LYD_WINDOW_FIRST, tcp ? MOST_WINDOW_TCP : MOST_WINDOW, now);
}

void lyd_peer_set_up(lyd_peer *peer, lyd_asking *asking, const lyd_server *server, int64_t now)
{
    double qps = asking->options->max_qps;
    peer->asking = asking;
    peer->server = server;
    lyd_rate_init(&peer->rate, qps, qps * RATE_BURST, now);
    set_up_lane(peer, &peer->udp, false, now);
    set_up_lane(peer, &peer->tcp, true, now);
}

/* ---- what time and the network do ---- */

/* When the oldest query in the window will have left it by being overtaken; INT64_MAX: not before another reply. */
static int64_t next_passed(const lyd_lane *lane)
{
    bool overtaken = lane->frontier != NULL && lane->frontier->sent < lane->reached;
    return overtaken ? lane->frontier->sent + lyd_window_late(&lane->window) : INT64_MAX;
}

static void miss(lyd_lane *lane, lyd_lookup *lookup, bool overdue, int64_t now)
{
    lyd_limit_missing(&lane->limit, lookup->sample, overdue, now);
    lookup->sample = 0;
}

/* Queries that are late, while later ones have been answered, are lost or slow: they no longer fill the window. */
static void pass_slow(lyd_lane *lane, int64_t now)
{
    while (next_passed(lane) <= now) {
        miss(lane, lane->frontier, false, now);
        lane->frontier->passed = true;
        lane->passed++;
        lane->frontier = lane->frontier->next;
    }
}

/* Everything in flight goes back to be sent; its answers are still accepted. */
static void recall(lyd_lane *lane)
{
    while (lane->flying.head != NULL) {
        lyd_lookup_later(lane, lane->flying.head, true);
    }
}

static void on_refused(lyd_lane *lane, int64_t now)
{
    int64_t budget = lane->peer->asking->budget;
    int64_t patience = lane->replied || budget < PATIENCE ? budget : PATIENCE;
    lane->peer->refusal = lane->events.refused == ECONNREFUSED ? LYD_PORT_CLOSED : LYD_NO_ROUTE;
    lane->events.refused = 0;
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
    lyd_events *events = &lane->events;
    lyd_answer_status status = events->cut ? LYD_MALFORMED : LYD_UNREACHABLE;
    bool fresh = events->fresh;
    size_t company = lane->flying.count;
    events->closed = events->cut = events->fresh = false;
    if (company > 1) {
        recall(lane);
        lyd_window_init(&lane->window, 1, MOST_WINDOW_TCP, now);
    } else if (company == 1 && fresh) {
        lyd_lookup_spend_try(lane, lane->flying.head, status, now);
    } else if (company == 1) {
        lyd_lookup_later(lane, lane->flying.head, true); /* the server closed the connection, it didn't refuse the query */
    }
}

static void leave_udp(lyd_lane *lane, int64_t now)
{
    lyd_lane *tcp = &lane->peer->tcp;
    lane->peer->over_tcp = true;
    while (lane->flying.head != NULL) {
        lyd_lookup_over_tcp(lane, lane->flying.head);
    }
    while (lane->waiting.head != NULL) {
        lyd_lookup_over_tcp(lane, lane->waiting.head);
    }
    while (lane->lost.head != NULL) {
        lyd_lookup_over_tcp(lane, lane->lost.head);
    }
    if (tcp->given_up) {
        give_up(tcp, tcp->give_up_status, now); /* the questions that are left */
    }
    lyd_channel_close(&lane->channel);
}

/* On a connection one answer waits behind the other: one that stops in the middle holds up the rest. LATE, the oldest, is overdue and
 * nothing else has come for a while, so the others go back to be sent on a new connection, before LATE. What the old one brings still
 * counts. The server gets its time anew if the old connection had brought an answer; but after RENEWALS_MAX of them each lookup waits for
 * itself, so that a server of this kind can't make a run long. */
static void leave_connection(lyd_lane *lane, lyd_lookup *late, int64_t now)
{
    while (late->next != NULL) {
        lyd_lookup_later(lane, late->next, true);
    }
    lyd_window_init(&lane->window, 1, MOST_WINDOW_TCP, now);
    lane->quiet_since = lyd_channel_renew(&lane->channel) ? now : lane->quiet_since;
    lane->renewals++;
}

/* A limiter that counts what it drops can be silent for long after a burst. Where a server has answered before, one lookup goes over TCP
 * then, to see whether it is there. */
static bool needs_probe(const lyd_lane *lane, const lyd_lookup *late, int64_t now)
{
    const lyd_lane *tcp = &lane->peer->tcp;
    bool silent = lane->quiet_since != 0 && now - lane->quiet_since >= lane->peer->asking->timeout && lane->unanswered >= LYD_DOUBT;
    bool idle = tcp->flying.head == NULL && tcp->waiting.head == NULL && !tcp->given_up;
    return !lane->tcp && lane->replied && silent && idle && !lane->probed && late->tries_left > 1;
}

static void expire(lyd_lane *lane, int64_t now)
{
    int64_t timeout = lane->peer->asking->timeout;
    while (lane->flying.head != NULL && now - lane->flying.head->sent >= timeout) {
        lyd_lookup *late = lane->flying.head;
        lyd_window_lost(&lane->window, late->sent, now);
        miss(lane, late, true, now);
        if (lane->tcp && now - lane->quiet_since >= timeout / 2 && lane->renewals < RENEWALS_MAX) {
            leave_connection(lane, late, now);
        }
        if (needs_probe(lane, late, now)) {
            lane->probed = late->lost = true;
            lyd_lookup_settle(lane, late);
        } else {
            lyd_lookup_spend_try(lane, late, LYD_TIMEOUT, now);
        }
    }
}

/* When it will be given up if nothing comes; INT64_MAX: not now. */
static int64_t give_up_at(const lyd_lane *lane)
{
    bool doubted = !lane->replied || lane->refused_since != 0 || lane->unanswered >= LYD_DOUBT;
    bool busy = lane->flying.count > 0 || lyd_lane_has_work(lane);
    return lane->quiet_since != 0 && doubted && busy && !lane->given_up ? lane->quiet_since + lane->peer->asking->budget + SLACK
                                                                        : INT64_MAX;
}

/* A server that has fallen silent over UDP, while it answers over TCP, is asked over TCP from then on. */
static void give_up_or_leave(lyd_lane *lane, int64_t now)
{
    lyd_peer *peer = lane->peer;
    if (!lane->tcp && peer->recovered > 0 && peer->heard > lane->quiet_since && !peer->tcp.given_up) {
        leave_udp(lane, now);
    } else {
        give_up(lane, lane->refused_since != 0 ? LYD_UNREACHABLE : LYD_TIMEOUT, now);
    }
}

static void check(lyd_lane *lane, int64_t now)
{
    lyd_events *events = &lane->events;
    if (lane->channel.ports == NULL) {
        return;
    }
    if (events->fatal != 0) {
        lyd_asking_fail(lane->peer->asking, events->fatal == ENOMEM ? LYD_ENOMEM : LYD_EIO, events->fatal);
        return;
    }
    /* Too many replies match no question. They may be forged, and over TCP a forger has much more to guess (RFC 5452 section 4). */
    if (!lane->tcp && events->strays >= STRAYS_MAX) {
        lane->peer->forged = true;
        leave_udp(lane, now);
        return;
    }
    if (events->refused != 0 && !lane->given_up) {
        on_refused(lane, now);
    }
    if (events->closed) {
        on_closed(lane, now);
    }
    expire(lane, now);
    pass_slow(lane, now);
    if (now >= give_up_at(lane)) {
        give_up_or_leave(lane, now);
    }
}

void lyd_lane_run(lyd_lane *lane, int64_t now)
{
    check(lane, now);
    lyd_lane_send(lane, now);
}

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Something that check acts on, which it does only while there are ports. */
static bool has_event(const lyd_lane *lane)
{
    const lyd_events *events = &lane->events;
    bool strays = !lane->tcp && events->strays >= STRAYS_MAX, refused = events->refused != 0 && !lane->given_up;
    return lane->channel.ports != NULL && (events->fatal != 0 || events->closed || strays || refused);
}

int64_t lyd_lane_next(lyd_lane *lane, int64_t now)
{
    if (has_event(lane)) {
        return now;
    }
    int64_t next = least_of(give_up_at(lane), next_passed(lane));
    next = least_of(next, lyd_lane_send_at(lane, now));
    if (lane->flying.head != NULL) {
        next = least_of(next, lane->flying.head->sent + lane->peer->asking->timeout);
    }
    return next;
}
