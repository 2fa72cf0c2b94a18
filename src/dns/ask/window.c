/* How many queries are in flight, and how fast they go out.
 *
 * A query lost costs a whole timeout, so the window must stop growing before the server's receive buffer (some 250 small packets with the
 * usual settings) overflows, not after. The time a reply takes shows it: the time above that of the fastest reply seen was spent in a
 * queue, so size * (1 - base / smooth) of the window are queued. The window grows while few are queued, however far away the server is, and
 * shrinks when many are. A server that is slow but not busy waits for others: up to a size that any buffer holds, its delay isn't taken for
 * a queue. It doubles each round trip at first, and ends that at the first sign of a queue, or at SAFE_SIZE if the server is near, for
 * which that is plenty. A loss (once for all that were lost together) takes a third of it. On a path with delay, a window isn't sent in one
 * burst but spread over half its round trip. */
#include "window.h"

#include <math.h>

#define FEW_QUEUED 48.0
#define MANY_QUEUED 96.0
#define SLOW_RATE 5000.0 /* replies a second: below it, and below this size, */
#define SAFE_SIZE 150.0  /* a server is waiting for others, not overrun by us; the start of a third of all audits lost queries with 200 */
#define START_MOST 512.0 /* the first doubling ends here at the latest */
#define PACE_RTT 2000    /* below it, replies are clock enough */
#define PACE_BURST 64.0
#define SLOW_FACTOR 4

void lyd_rate_init(lyd_rate *rate, double per_second, double burst, int64_t now)
{
    rate->per_second = per_second;
    rate->burst = burst < 1 ? 1 : burst;
    rate->tokens = 1;
    rate->refilled = now;
}

int64_t lyd_rate_wait(lyd_rate *rate, int64_t now)
{
    if (rate->per_second <= 0) {
        return 0;
    }
    if (now > rate->refilled) {
        rate->tokens = fmin(rate->burst, rate->tokens + (double)(now - rate->refilled) * rate->per_second / 1e6);
        rate->refilled = now;
    }
    return rate->tokens >= 1 ? 0 : (int64_t)ceil((1 - rate->tokens) / rate->per_second * 1e6);
}

void lyd_rate_take(lyd_rate *rate)
{
    rate->tokens -= rate->per_second > 0 ? 1 : 0;
}

void lyd_window_init(lyd_window *window, double first, double most, int64_t now)
{
    *window = (lyd_window){.size = first, .first = first, .least = fmax(1, first / 3), .most = most, .starting = true};
    lyd_rate_init(&window->pace, 0, PACE_BURST, now);
    window->pace.tokens = PACE_BURST;
}

int64_t lyd_window_wait(lyd_window *window, size_t in_flight, int64_t now)
{
    if ((double)in_flight + 1 > window->size) {
        return INT64_MAX;
    }
    return lyd_rate_wait(&window->pace, now);
}

void lyd_window_sent(lyd_window *window, size_t in_flight)
{
    lyd_rate_take(&window->pace);
    if ((double)in_flight + 2 > window->size) { /* there is no room for another */
        window->full = true;
    }
}

static void measure(lyd_window *window, int64_t rtt)
{
    if (window->smooth_rtt == 0) {
        window->base_rtt = window->smooth_rtt = rtt;
        return;
    }
    if (rtt < window->base_rtt) {
        window->base_rtt = rtt;
    }
    /* One slow name says nothing about the queue. */
    int64_t most = window->smooth_rtt * SLOW_FACTOR;
    window->smooth_rtt += ((rtt < most ? rtt : most) - window->smooth_rtt) / 8;
}

/* Once a round trip, and only if the window was what held the queries back. */
static void adjust_size(lyd_window *window)
{
    double queued = window->size * (1 - (double)window->base_rtt / (double)window->smooth_rtt);
    bool waits = window->size < SAFE_SIZE && window->size / (double)window->smooth_rtt * 1e6 < SLOW_RATE;
    if (waits) {
        queued = 0;
    }
    if (queued > MANY_QUEUED) {
        window->starting = false;
        window->size *= 0.875;
    } else if (queued > FEW_QUEUED) {
        window->starting = false;
    } else if (window->full && !window->starting) {
        window->size += fmax(1, window->size / (waits ? 4 : 16));
    }
    window->size = fmin(window->most, fmax(window->least, window->size));
}

void lyd_window_replied(lyd_window *window, int64_t rtt, int64_t now)
{
    measure(window, rtt < 1 ? 1 : rtt);
    if (window->starting && window->full) {
        window->size = fmin(window->most, window->size + 1);
        window->starting = window->size < (window->base_rtt < PACE_RTT ? SAFE_SIZE : START_MOST);
    }
    if (now >= window->round_end) {
        adjust_size(window);
        window->round_end = now + window->smooth_rtt;
        window->full = false;
        window->pace.per_second = window->smooth_rtt < PACE_RTT ? 0 : 2e6 * window->size / (double)window->smooth_rtt;
    }
}

void lyd_window_lost(lyd_window *window, int64_t sent, int64_t now)
{
    window->starting = false;
    if (sent >= window->cut) {
        window->cut = now;
        window->before_cut = window->size;
        window->size = fmax(window->least, window->size * 2 / 3);
    }
}

void lyd_window_restore(lyd_window *window)
{
    window->size = fmax(window->size, window->before_cut);
}

int64_t lyd_window_late(const lyd_window *window)
{
    return 20000 + SLOW_FACTOR * window->smooth_rtt;
}
