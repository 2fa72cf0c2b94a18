/* limit.h: the rate that a server takes, for one that doesn't take all: a limiter drops what is above its rate, a small machine loses it.
 *
 * All times are microseconds, and passed in. */
#ifndef LYD_DNS_ASK_LIMIT_H
#define LYD_DNS_ASK_LIMIT_H

#include "window.h"

/* Queries in a row, and what became of those that were sent for the first time. */
typedef struct lyd_sample {
    uint32_t number;
    bool full;  /* it takes no more */
    size_t all; /* queries sent meanwhile */
    size_t sent, answered, missing;
    size_t truncated;     /* of those answered */
    int64_t began, ended; /* ended: 0: not yet */
} lyd_sample;

typedef struct lyd_limit {
    lyd_rate rate; /* per_second: 0: the server takes everything, as far as known */
    bool found;    /* asking more slowly has been seen to help */
    lyd_sample sample;
    /* The samples since the rate was last looked at. */
    int64_t since;
    size_t sent, missing;
    /* A trial: the rate has been cut, and it isn't known yet whether that helps. What was before: */
    bool trial;
    int looks; /* that it has survived */
    double before_rate, before_loss;
    double tolerated;         /* the share that is lost at any rate */
    double bad;               /* the rate at which too much was lost */
    double step, latest_loss; /* the next step up is by this share */
} lyd_limit;

void lyd_limit_init(lyd_limit *limit, int64_t now);
int64_t lyd_limit_wait(lyd_limit *limit, int64_t now); /* until a query may go out; 0: now */

/* A query goes out, FIRST: the first for its question, or one of the last. Returns the number of the sample that it belongs to; 0: none. */
uint32_t lyd_limit_sent(lyd_limit *limit, bool first, int64_t now);

/* What became of a query, once for each. TRUNCATED: and TCP will tell. OVERDUE: its timeout is over; otherwise later ones have been
 * answered long before it. */
void lyd_limit_answered(lyd_limit *limit, uint32_t sample, bool truncated, int64_t now);
void lyd_limit_missing(lyd_limit *limit, uint32_t sample, bool overdue, int64_t now);

#endif
