/* send.h: sending over a lane what may be sent. */
#ifndef LYD_DNS_ASK_SEND_H
#define LYD_DNS_ASK_SEND_H

#include "lane.h"

/* New questions are for the UDP lane, unless the server is asked over TCP alone. */
static inline bool lyd_lane_takes_questions(const lyd_lane *lane)
{
    return lane->tcp == lane->peer->over_tcp;
}

bool lyd_lane_has_work(const lyd_lane *lane);
void lyd_lane_send(lyd_lane *lane, int64_t now);
int64_t lyd_lane_send_at(lyd_lane *lane, int64_t now); /* when it may send next; INT64_MAX: something else must happen first */

#endif
