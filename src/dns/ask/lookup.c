/* What becomes of a lookup: it waits to be sent, it is in flight, it ends. */
#include "ask.h"

void lyd_asking_fail(lyd_asking *asking, lyd_status status, int error_number)
{
    if (asking->status == LYD_OK) {
        asking->status = status;
        asking->error_number = error_number;
    }
}

lyd_answer *lyd_lookup_answer(const lyd_lane *lane, const lyd_lookup *lookup)
{
    return &lane->peer->asking->answers[lookup->question];
}

/* Out of whichever list it is in. */
void lyd_lookup_detach(lyd_lane *lane, lyd_lookup *lookup)
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

void lyd_lookup_finish(lyd_lane *lane, lyd_lookup *lookup)
{
    lyd_asking *asking = lane->peer->asking;
    lyd_answer *answer = lyd_lookup_answer(lane, lookup);
    lyd_lookup_detach(lane, lookup);
    answer->resent = lookup->resent;
    asking->done++;
    if (lyd_answer_failed((lyd_answer_status)answer->status)) {
        asking->failed++;
        lane->peer->failed++;
    }
    lyd_channel_release(lane->channel, lookup);
    lyd_list_append(&asking->pool.unused, lookup);
}

void lyd_lookup_fail(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, lyd_answer_cause cause)
{
    lyd_asking *asking = lane->peer->asking;
    lyd_answer *answer = lyd_lookup_answer(lane, lookup);
    lyd_answer target = {.status = (uint8_t)status};
    if (lookup->objection != LYD_NOERROR && cause == LYD_ASKED) {
        target.status = lookup->objection;
        target.rcode = lookup->objection == LYD_FORMERR ? 1 : 4;
    }
    if (lookup->chases == 0) {
        target.rtt_us = answer->rtt_us;
        *answer = target;
    } else if (lyd_answer_join(answer, asking->questions[lookup->question].name, &target, asking->arena) != LYD_OK) {
        lyd_asking_fail(asking, LYD_ENOMEM, 0);
    }
    answer->cause = (uint8_t)cause;
    lyd_lookup_finish(lane, lookup);
}

void lyd_lookup_later(lyd_lane *lane, lyd_lookup *lookup, bool retried)
{
    lyd_lookup_detach(lane, lookup);
    lookup->retried = retried;
    lyd_list_append(&lane->waiting, lookup);
}

/* A try has failed. */
void lyd_lookup_spend_try(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, int64_t now)
{
    lookup->tries_left--;
    if (lookup->tries_left > 0 && now < lookup->deadline) {
        lyd_lookup_later(lane, lookup, true);
    } else {
        lyd_lookup_fail(lane, lookup, status, LYD_ASKED);
    }
}
