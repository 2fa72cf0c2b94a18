/* A lane, the way to one server over one protocol: what is sent when, timeouts, and when the server is given up.
 *
 * A lookup is sent up to `tries` times; each try waits for a whole `timeout`. After the last one the lookup has failed: TIMEOUT. An answer
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
 * Scouts: names that a server ignores can fill the window while it would answer others. While no reply comes, now and then a name that
 * wasn't asked yet goes out beyond the window, picked from all over the list: a server that isn't dead has SCOUTS chances to show it.
 *
 * Given up: a server without any reply for a lookup's whole time (timeout * tries) from the first unanswered sending on is dead: everything
 * that is left fails at once. One that has replied before is given up only after DOUBT unanswered sendings: a single name that it doesn't
 * answer proves nothing. */
#include "lane.h"

#include "lookup.h"

#include <errno.h>
#include <stdlib.h>

#define MOST_WINDOW 4096
#define FIRST_WINDOW_TCP 4
#define MOST_WINDOW_TCP 64
#define BACKLOG_TCP 8192 /* lookups that wait for TCP; with more, no new questions are asked */
#define STRAYS_MAX 100   /* replies that match no question */
#define RENEWALS_MAX 16
#define FLYING_MAX 8192
#define RATE_BURST 0.1 /* seconds' worth of queries that --max-qps lets go out together */
#define SENDS_MAX 64   /* in one go: replies must be read meanwhile */
#define PATIENCE 100000
#define PAUSE_FIRST 10000
#define PAUSE_MOST 250000
#define DOUBT 8
#define SCOUTS 64   /* within a lookup's whole time */
#define SLACK 10000 /* so that lookups asked in full end as such before their server is given up */

/* New questions are for the UDP lane, unless the server's replies over UDP can't be trusted. */
static bool takes_questions(const lyd_lane *lane)
{
    return lane->tcp == lane->peer->over_tcp;
}

/* A lookup whose own time is over was asked in full, and so was one that the network refused; and a server whose TCP is dead isn't dead. */
static lyd_answer_cause cause_of(const lyd_lane *lane, const lyd_lookup *lookup, int64_t now)
{
    bool over = lookup->deadline != 0 && (now >= lookup->deadline || lane->give_up_status == LYD_UNREACHABLE);
    return lane->tcp || over ? LYD_ASKED : LYD_GIVEN_UP;
}

static void give_up(lyd_lane *lane, lyd_answer_status status, int64_t now)
{
    lyd_peer *peer = lane->peer;
    lane->given_up = true;
    lane->give_up_status = status;
    while (lane->flying.head != NULL) {
        lyd_lookup_fail(lane, lane->flying.head, status, cause_of(lane, lane->flying.head, now));
    }
    while (lane->waiting.head != NULL) {
        lyd_lookup_fail(lane, lane->waiting.head, status, cause_of(lane, lane->waiting.head, now));
    }
    if (takes_questions(lane)) {
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
    while (lane->flying.head != NULL) {
        lyd_lookup_fail(lane, lane->flying.head, LYD_TIMEOUT, LYD_STOPPED);
    }
    while (lane->waiting.head != NULL) {
        lyd_lookup_fail(lane, lane->waiting.head, LYD_TIMEOUT, LYD_STOPPED);
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

static bool has_questions(const lyd_lane *lane)
{
    const lyd_peer *peer = lane->peer;
    return takes_questions(lane) && peer->next < peer->count && peer->tcp.waiting.count < BACKLOG_TCP;
}

static bool has_work(const lyd_lane *lane)
{
    return lane->waiting.head != NULL || has_questions(lane);
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

/* When a scout may go out; INT64_MAX: none is needed. */
static int64_t scout_at(const lyd_lane *lane)
{
    const lyd_peer *peer = lane->peer;
    int64_t pause = peer->asking->budget / SCOUTS;
    bool quiet = lane->quiet_since != 0 && lane->unanswered >= DOUBT && lane->refused_since == 0 && !lane->given_up;
    if (lane->tcp || !quiet || !has_questions(lane) || lane->flying.count >= FLYING_MAX) {
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

/* A lookup of the next question; NULL: out of memory. Memory follows the number of open lookups, not that of questions. */
static lyd_lookup *take_question(lyd_lane *lane)
{
    lyd_peer *peer = lane->peer;
    lyd_asking *asking = peer->asking;
    lyd_lookup *lookup = asking->unused.head;
    if (lookup != NULL) {
        lyd_list_remove(lookup);
    } else {
        lookup = malloc(sizeof(*lookup));
    }
    if (lookup == NULL) {
        lyd_asking_fail(asking, LYD_ENOMEM, 0);
        return NULL;
    }
    uint32_t question = peer->questions[peer->next++];
    *lookup = (lyd_lookup){.question = question, .name = asking->questions[question].name, .tries_left = asking->options->tries};
    lookup->plain = peer->plain;
    return lookup;
}

/* A try of LOOKUP has gone out. */
static void remember(lyd_lookup *lookup, lyd_query *query)
{
    if (lookup->query_count == LYD_LOOKUP_QUERIES) {
        lyd_query_forget(lookup->queries[--lookup->query_count]);
    }
    for (size_t i = lookup->query_count++; i > 0; i--) {
        lookup->queries[i] = lookup->queries[i - 1];
    }
    lookup->queries[0] = query;
}

/* The last try over UDP goes without OPT, if it isn't the only one: some servers and firewalls drop what they don't know. */
static bool with_edns(const lyd_lane *lane, const lyd_lookup *lookup)
{
    bool last = !lane->tcp && lookup->tries_left == 1 && lane->peer->asking->options->tries > 1;
    return !lookup->plain && !last;
}

static void send_lookup(lyd_lane *lane, lyd_lookup *lookup)
{
    lyd_asking *asking = lane->peer->asking;
    lyd_query *query = NULL;
    int64_t now = lyd_monotonic_us();
    lookup->resent = (uint16_t)(lookup->resent + (lookup->retried && lookup->resent < UINT16_MAX));
    lookup->retried = false;
    lookup->deadline = lookup->deadline == 0 ? now + asking->budget : lookup->deadline;
    lookup->sent = now;
    lyd_window_sent(&lane->window, lane->flying.count - lane->passed);
    lyd_rate_take(&lane->peer->rate);
    lyd_list_append(&lane->flying, lookup);
    lane->frontier = lane->frontier == NULL ? lookup : lane->frontier;
    lane->quiet_since = lane->quiet_since == 0 ? now : lane->quiet_since;
    lane->unanswered++;
    lyd_type type = (lyd_type)asking->questions[lookup->question].type;
    lyd_status status = lyd_channel_ask(&lane->channel, lookup, lookup->name, type, with_edns(lane, lookup), now, &query);
    if (status == LYD_OK) {
        remember(lookup, query);
    } else if (status == LYD_EINVAL) {
        lyd_lookup_fail(lane, lookup, LYD_MALFORMED, LYD_BAD_NAME);
    } else {
        lyd_asking_fail(asking, status, 0);
    }
}

static void send_question(lyd_lane *lane)
{
    lyd_lookup *lookup = take_question(lane);
    if (lookup != NULL) {
        send_lookup(lane, lookup);
    }
}

static void fill(lyd_lane *lane, int64_t now)
{
    if (!has_work(lane)) {
        return;
    }
    if (scout_at(lane) <= now && lyd_rate_wait(&lane->peer->rate, now) == 0) {
        choose_scout(lane);
        lane->scouted = now;
        send_question(lane);
    }
    for (int sends = 0; sends < SENDS_MAX && send_wait(lane, now) == 0; sends++) {
        lyd_lookup *lookup = lane->waiting.head;
        if (lookup != NULL) {
            lyd_list_remove(lookup);
            send_lookup(lane, lookup);
        } else {
            send_question(lane);
        }
        if (lane->events.refused != 0 || lane->events.fatal != 0 || lane->peer->asking->status != LYD_OK) {
            break;
        }
    }
}

/* ---- what time and the network do ---- */

/* When the oldest query in the window will have left it by being overtaken; INT64_MAX: not before another reply. */
static int64_t next_passed(const lyd_lane *lane)
{
    bool overtaken = lane->frontier != NULL && lane->frontier->sent < lane->reached;
    return overtaken ? lane->frontier->sent + lyd_window_late(&lane->window) : INT64_MAX;
}

/* Queries that are late, while later ones have been answered, are lost or slow: they no longer fill the window. */
static void pass_slow(lyd_lane *lane, int64_t now)
{
    while (next_passed(lane) <= now) {
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

/* Too many replies match no question. They may be forged, and over TCP a forger has much more to guess (RFC 5452 section 4). */
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

static void expire(lyd_lane *lane, int64_t now)
{
    int64_t timeout = lane->peer->asking->timeout;
    while (lane->flying.head != NULL && now - lane->flying.head->sent >= timeout) {
        lyd_lookup *late = lane->flying.head;
        lyd_window_lost(&lane->window, late->sent, now);
        if (lane->tcp && now - lane->quiet_since >= timeout / 2 && lane->renewals < RENEWALS_MAX) {
            leave_connection(lane, late, now);
        }
        lyd_lookup_spend_try(lane, late, LYD_TIMEOUT, now);
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
    if (!lane->tcp && events->strays >= STRAYS_MAX) {
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
        give_up(lane, lane->refused_since != 0 ? LYD_UNREACHABLE : LYD_TIMEOUT, now);
    }
}

void lyd_lane_run(lyd_lane *lane, int64_t now)
{
    check(lane, now);
    fill(lane, now);
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
    int64_t scout = scout_at(lane);
    if (scout != INT64_MAX) {
        next = least_of(next, scout + lyd_rate_wait(&lane->peer->rate, now));
    }
    if (lane->flying.head != NULL) {
        next = least_of(next, lane->flying.head->sent + lane->peer->asking->timeout);
    }
    int64_t wait = send_wait(lane, now);
    return wait == INT64_MAX ? next : least_of(next, now + wait);
}
