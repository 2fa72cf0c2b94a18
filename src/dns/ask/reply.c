/* What a message that answers a query does to its lookup and its lane. */
#include "ask.h"

static void move_to_tcp(lyd_lane *lane, lyd_lookup *lookup)
{
    lyd_lane *tcp = &lane->peer->tcp;
    if (tcp->given_up) {
        lyd_lookup_fail(lane, lookup, tcp->give_up_status, LYD_ASKED);
        return;
    }
    lyd_lookup_detach(lane, lookup);
    lyd_channel_release(lane->channel, lookup);
    lookup->live = false;
    lookup->retried = false;
    lyd_list_append(&tcp->waiting, lookup);
}

/* Asks for the target of the alias that the answer leaves open. */
static void follow(lyd_lane *lane, lyd_lookup *lookup, const char *target, int64_t now)
{
    lyd_answer *answer = lyd_lookup_answer(lane, lookup);
    if (lookup->chases == LYD_ALIAS_MAX) {
        answer->status = LYD_ALIAS_LOOP;
        lyd_lookup_finish(lane, lookup);
        return;
    }
    lookup->chases++;
    lookup->name = target;
    lookup->objection = LYD_NOERROR;
    if (now >= lookup->deadline) {
        lyd_lookup_fail(lane, lookup, LYD_TIMEOUT, LYD_ASKED);
    } else if (!lyd_query_build(&lookup->query, target, (lyd_type)lane->peer->asking->questions[lookup->question].type, !lookup->plain)) {
        lyd_lookup_fail(lane, lookup, LYD_MALFORMED, LYD_ASKED);
    } else {
        lyd_lookup_later(lane, lookup, false);
    }
}

/* The message that counts. */
static void conclude(lyd_lane *lane, lyd_lookup *lookup, const uint8_t *message, size_t length, int64_t rtt, int64_t now)
{
    lyd_asking *asking = lane->peer->asking;
    const lyd_question *question = &asking->questions[lookup->question];
    lyd_answer *answer = lyd_lookup_answer(lane, lookup), target = {0};
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
        lyd_lookup_finish(lane, lookup);
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
    lyd_lookup_later(lane, lookup, true);
    return true;
}

void lyd_lane_reply(void *context, lyd_lookup *lookup, uint16_t id, const uint8_t *message, size_t length)
{
    lyd_lane *lane = context;
    int64_t now = lyd_live_now(), sent = lookup->sent[0];
    for (size_t i = 0; i < lookup->id_count; i++) {
        sent = lookup->ids[i] == id ? lookup->sent[i] : sent;
    }
    if (lane->refused_since != 0) {
        lane->refused_since = 0;
        lyd_lane_start_window(lane, 0, now);
    }
    lyd_lookup_detach(lane, lookup);
    lane->replied = true;
    lane->unanswered = 0;
    lane->quiet_since = lane->flying.count > 0 ? now : 0;
    lane->reached = sent > lane->reached ? sent : lane->reached;
    lyd_window_replied(&lane->window, now - sent, now);
    if (sent != lookup->sent[0]) {
        lyd_window_restore(&lane->window); /* it had been taken for lost */
    }

    if (!lane->tcp && lyd_message_truncated(message)) {
        lyd_lookup_answer(lane, lookup)->rtt_us = (uint32_t)(now - sent);
        move_to_tcp(lane, lookup);
    } else if (!retry_without_opt(lane, lookup, message)) {
        conclude(lane, lookup, message, length, now - sent, now);
    }
}
