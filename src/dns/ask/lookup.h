/* lookup.h: the life of a lookup. Each function takes it out of whichever list of LANE it is in. */
#ifndef LYD_DNS_ASK_LOOKUP_H
#define LYD_DNS_ASK_LOOKUP_H

#include "lane.h"

/* The run ends. */
void lyd_asking_fail(lyd_asking *asking, lyd_status status, int error_number);

void lyd_list_append(lyd_list *list, lyd_lookup *lookup);
void lyd_list_remove(lyd_lookup *lookup);

void lyd_lookup_later(lyd_lane *lane, lyd_lookup *lookup, bool retried); /* it is to be sent (RETRIED: again) */
void lyd_lookup_over_tcp(lyd_lane *lane, lyd_lookup *lookup);            /* it goes on in the TCP lane */
void lyd_lookup_settle(lyd_lane *lane, lyd_lookup *lookup);              /* its last try goes over TCP */
bool lyd_lookup_insist(lyd_lane *lane, lyd_lookup *lookup, int64_t now); /* it gets a try that it had no right to; false: it doesn't */
void lyd_lookup_spend_try(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, int64_t now); /* a try has failed */
void lyd_lookup_fail(lyd_lane *lane, lyd_lookup *lookup, lyd_answer_status status, lyd_answer_cause cause);

/* A message that answers QUERY, whose lookup is set; CONTEXT is the lane. */
void lyd_lookup_reply(void *context, lyd_query *query, const uint8_t *message, size_t length);

#endif
