/* Sending: which lookup is next, and when.
 *
 * Lookups that an alias or a refusal left waiting go first. What was lost takes turns with what wasn't asked yet. All of it is subject to
 * the window, to the rate that the server takes, and to --max-qps.
 *
 * Scouts: names that a server ignores can fill the window, or lower the rate, while it would answer others. While no reply comes, now and
 * then a name that wasn't asked yet goes out beyond the window, picked from all over the list: a server that isn't dead has SCOUTS chances
 * to show it. */
#include "send.h"

#include "lookup.h"

#include <stdlib.h>

#define BACKLOG_TCP 8192 /* lookups that wait for TCP; with more, no new questions are asked */
#define FLYING_MAX 8192
#define SENDS_MAX 64 /* in one go: replies must be read meanwhile */
#define SCOUTS 64    /* within a lookup's whole time */

static bool has_questions(const lyd_lane *lane)
{
    const lyd_peer *peer = lane->peer;
    return lyd_lane_takes_questions(lane) && peer->next < peer->count && peer->tcp.waiting.count < BACKLOG_TCP;
}

bool lyd_lane_has_work(const lyd_lane *lane)
{
    return lane->waiting.head != NULL || lane->lost.head != NULL || has_questions(lane);
}

/* Until a lookup may be sent; 0: now; INT64_MAX: something else must happen first. */
static int64_t send_wait(lyd_lane *lane, int64_t now)
{
    int64_t wait;
    if (lane->given_up || lane->flying.count >= FLYING_MAX || !lyd_lane_has_work(lane)) {
        return INT64_MAX;
    }
    if (lane->refused_since != 0) {
        wait = lane->flying.count > 0 ? INT64_MAX : lane->probe_at > now ? lane->probe_at - now : 0;
    } else {
        int64_t limit = lyd_peer_ignores(lane->peer) ? 0 : lyd_limit_wait(&lane->limit, now);
        wait = lyd_window_wait(&lane->window, lane->flying.count - lane->passed, now);
        wait = wait > limit ? wait : limit;
    }
    int64_t rate = wait == INT64_MAX ? 0 : lyd_rate_wait(&lane->peer->rate, now);
    return wait > rate ? wait : rate;
}

/* When a scout may go out; INT64_MAX: none is needed. */
static int64_t scout_at(const lyd_lane *lane)
{
    const lyd_peer *peer = lane->peer;
    int64_t pause = peer->asking->budget / SCOUTS;
    bool held = lane->flying.count - lane->passed >= LYD_DOUBT || lane->limit.rate.per_second > 0;
    bool quiet = lane->quiet_since != 0 && held && lane->refused_since == 0 && !lane->given_up;
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
    return !lookup->plain && !last && (lane->tcp || lookup->extra == 0);
}

/* The time that a lookup waited for its turn isn't its own, and a try that was added comes with its timeout. */
static void keep_time(const lyd_lane *lane, lyd_lookup *lookup, int64_t now)
{
    int64_t least = now + lane->peer->asking->timeout;
    lookup->deadline += lookup->queued != 0 ? now - lookup->queued : 0;
    lookup->deadline = (lookup->settling || lookup->extra > 0) && lookup->deadline < least ? least : lookup->deadline;
    lookup->queued = 0;
}

static void send_lookup(lyd_lane *lane, lyd_lookup *lookup)
{
    lyd_asking *asking = lane->peer->asking;
    lyd_query *query = NULL;
    int64_t now = lyd_monotonic_us();
    if (lookup->lost) {
        keep_time(lane, lookup, now);
    }
    lookup->sample = lyd_limit_sent(&lane->limit, lookup->deadline == 0 || !has_questions(lane), now);
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
    if (lane->limit.trial) {
        choose_scout(lane); /* neighbours in the list may share a fate that has nothing to do with the rate */
    }
    lyd_lookup *lookup = take_question(lane);
    if (lookup != NULL) {
        send_lookup(lane, lookup);
    }
}

/* What was lost takes turns with what wasn't asked yet, so that names that the server ignores don't hide the others. */
static lyd_lookup *next_waiting(lyd_lane *lane)
{
    lyd_lookup *lookup = lane->waiting.head;
    if (lookup == NULL && (lane->lost_turn || !has_questions(lane))) {
        lookup = lane->lost.head;
    }
    if (lookup != NULL) {
        lane->lost_turn = lookup->list != &lane->lost;
        lyd_list_remove(lookup);
    }
    return lookup;
}

void lyd_lane_send(lyd_lane *lane, int64_t now)
{
    if (!lyd_lane_has_work(lane)) {
        return;
    }
    if (scout_at(lane) <= now && lyd_rate_wait(&lane->peer->rate, now) == 0) {
        choose_scout(lane);
        lane->scouted = now;
        send_question(lane);
    }
    for (int sends = 0; sends < SENDS_MAX && send_wait(lane, now) == 0; sends++) {
        lyd_lookup *lookup = next_waiting(lane);
        if (lookup != NULL) {
            send_lookup(lane, lookup);
        } else {
            lane->lost_turn = true;
            send_question(lane);
        }
        if (lane->events.refused != 0 || lane->events.fatal != 0 || lane->peer->asking->status != LYD_OK) {
            break;
        }
    }
}

int64_t lyd_lane_send_at(lyd_lane *lane, int64_t now)
{
    int64_t wait = send_wait(lane, now), scout = scout_at(lane);
    int64_t next = wait == INT64_MAX ? wait : now + wait;
    if (scout != INT64_MAX) {
        scout += lyd_rate_wait(&lane->peer->rate, now);
    }
    return scout < next ? scout : next;
}
