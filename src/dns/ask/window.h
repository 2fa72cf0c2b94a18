/* window.h: how many queries may be in flight to a server, and how fast they may go out.
 *
 * All times are microseconds, and passed in. */
#ifndef LYD_DNS_ASK_WINDOW_H
#define LYD_DNS_ASK_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A token bucket. */
typedef struct lyd_rate {
    double per_second; /* 0: no limit */
    double burst;      /* tokens kept at most */
    double tokens;
    int64_t refilled;
} lyd_rate;

void lyd_rate_init(lyd_rate *rate, double per_second, double burst, int64_t now);
int64_t lyd_rate_wait(lyd_rate *rate, int64_t now); /* until one may go out; 0: now */
void lyd_rate_take(lyd_rate *rate);

typedef struct lyd_window {
    double size, first, least, most;
    bool starting; /* doubling each round trip */
    int64_t base_rtt, smooth_rtt;
    int64_t round_end; /* the size is reconsidered once a round trip */
    bool full;         /* it was filled during this round */
    int64_t cut;       /* when it was made smaller for a loss, */
    double before_cut; /* and its size then */
    lyd_rate pace;     /* spreads a window over its round trip */
} lyd_window;

/* To any server over UDP: some take no more than 150 queries at a time, and once doubled it shows whether a queue builds up. */
#define LYD_WINDOW_FIRST 100.0

void lyd_window_init(lyd_window *window, double first, double most, int64_t now);
int64_t lyd_window_wait(lyd_window *window, size_t in_flight, int64_t now); /* 0: one may go out; INT64_MAX: not before a reply */
void lyd_window_sent(lyd_window *window, size_t in_flight);
void lyd_window_replied(lyd_window *window, int64_t rtt, int64_t now);
void lyd_window_lost(lyd_window *window, int64_t sent, int64_t now); /* a query sent then has no reply */
void lyd_window_restore(lyd_window *window);                         /* that query wasn't lost after all */
int64_t lyd_window_late(const lyd_window *window);                   /* a reply that far behind its neighbours is slow, not queued */

#endif
