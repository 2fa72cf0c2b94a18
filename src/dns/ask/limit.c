/* The rate that a server takes, found by trial.
 *
 * Loss alone doesn't tell a limiter from a bad path, or from a server that ignores some names: behind a limiter fewer queries bring as many
 * answers, elsewhere fewer answers. So when more is lost than is usual, the rate is cut to just below that at which answers came, and a
 * second later the share lost is compared with the one before. If it fell, the rate is the server's, and grows again: fast while it is far
 * below the one at which too much was lost, slowly near that, and ever faster beyond it, as long as no more is lost. If it didn't, half
 * the rate is tried, and at last the rate goes back to what it was, and that share is usual from then on. If it rose, the rate is cut again
 * at once.
 *
 * Only first queries count as lost: the names that a server ignores are most of those that are sent again. */
#include "limit.h"

#include <math.h>

#define SAMPLE_TIME 20000  /* a sample takes so long at least */
#define SAMPLE_SIZE 50     /* and has so many queries, */
#define LOOK_EVERY 1000000 /* unless it takes so long: BIND's limiter counts by the second */
#define TOLERATED 0.1
#define TOLERATED_MOST 0.95
#define FORGET 0.97       /* of what is tolerated above that, each time that it is looked at */
#define LEAST 10.0        /* queries a second */
#define ENOUGH 20         /* queries without any answer */
#define FEW 0.05          /* of a sample: no measure of the rate at which answers come */
#define BELOW 0.9         /* of the rate at which answers came */
#define HELPED 0.75       /* of the share lost before */
#define LOOKS 2           /* without that, and the rate goes back; each is at half the rate of the one before */
#define MOST_IS_LOST 0.75 /* then a limiter may be counting what it drops, and silent until that is paid off: */
#define LOOKS_MOST 4
#define STEP 0.03
/* Of the rate at which too much was lost: where the steps up become smaller, and where they grow, since something else must have been in
 * the way. */
#define FAR 0.5
#define NEAR 0.75
#define BEYOND 1.25
#define FAR_ABOVE 4 /* times what is sent: the limit limits nothing */
#define BURST 0.02  /* seconds' worth of queries */

static void new_sample(lyd_limit *limit)
{
    limit->sample = (lyd_sample){.number = limit->sample.number + 1};
}

void lyd_limit_init(lyd_limit *limit, int64_t now)
{
    *limit = (lyd_limit){.since = now, .tolerated = TOLERATED, .step = STEP};
    lyd_rate_init(&limit->rate, 0, 1, now);
    new_sample(limit);
}

int64_t lyd_limit_wait(lyd_limit *limit, int64_t now)
{
    return lyd_rate_wait(&limit->rate, now);
}

static void look_again(lyd_limit *limit, int64_t now)
{
    limit->since = now;
    limit->sent = limit->missing = 0;
}

static void set_rate(lyd_limit *limit, double per_second, int64_t now)
{
    if (limit->rate.per_second <= 0) {
        lyd_rate_init(&limit->rate, per_second, 1, now);
    }
    limit->rate.per_second = per_second;
    limit->rate.burst = fmax(2, per_second * BURST);
}

/* Whether MISSING of SENT is more than chance makes of a share. */
static bool exceeds(size_t missing, size_t sent, double share)
{
    double mean = (double)sent * share;
    return (double)missing > mean + 2 * sqrt(mean * (1 - share)) + 2;
}

/* A limiter that truncates every second answer above its rate leads to TCP, where there is none, faster than patience would. */
static size_t missing_of(const lyd_sample *sample)
{
    return sample->missing > 2 * sample->truncated ? sample->missing - 2 * sample->truncated : 0;
}

/* What hasn't been decided yet may be answered. */
static bool is_bad(const lyd_limit *limit)
{
    const lyd_sample *sample = &limit->sample;
    double share = limit->trial ? fmax(limit->before_loss, limit->tolerated) : limit->tolerated;
    bool nothing = sample->answered == 0 && sample->missing >= ENOUGH && limit->rate.per_second > LEAST;
    return nothing || exceeds(missing_of(sample), sample->sent, share);
}

/* The rate to try: just below that at which answers came. */
static void slow_down(lyd_limit *limit, double sent_rate, double share_answered, int64_t now)
{
    double share = share_answered < FEW ? 0.25 : BELOW * share_answered;
    limit->step = STEP;
    limit->latest_loss = 0;
    set_rate(limit, fmax(LEAST, sent_rate * share), now);
    look_again(limit, now);
}

static void begin_trial(lyd_limit *limit, double sent_rate, double loss)
{
    limit->trial = true;
    limit->looks = 0;
    limit->before_rate = limit->rate.per_second;
    limit->before_loss = loss;
    limit->bad = sent_rate;
}

static void grow(lyd_limit *limit, double sent_rate, double loss, int64_t now)
{
    double rate = limit->rate.per_second;
    if (rate > sent_rate * FAR_ABOVE) {
        rate = 0;
    } else if (rate < limit->bad * NEAR) {
        rate *= rate < limit->bad * FAR ? 1.5 : 1.25;
    } else {
        bool flat = loss <= limit->latest_loss + 0.02;
        limit->step = flat && rate > limit->bad * BEYOND ? fmin(1, limit->step * 2) : STEP;
        rate *= 1 + limit->step;
    }
    limit->latest_loss = loss;
    set_rate(limit, rate, now);
}

static void end_trial(lyd_limit *limit, double loss, int64_t now)
{
    bool helped = loss <= limit->tolerated || loss < limit->before_loss * HELPED;
    if (helped) {
        limit->trial = false;
        limit->found = true;
        limit->tolerated = TOLERATED;
    } else if (++limit->looks < (limit->before_loss > MOST_IS_LOST ? LOOKS_MOST : LOOKS)) {
        slow_down(limit, limit->rate.per_second, 0.5, now);
    } else {
        limit->trial = false;
        limit->tolerated = fmin(TOLERATED_MOST, fmax(loss, limit->before_loss) * 1.15 + 0.05);
        set_rate(limit, limit->before_rate, now);
    }
}

static void look(lyd_limit *limit, double sent_rate, int64_t now)
{
    double loss = (double)limit->missing / (double)limit->sent;
    if (limit->trial) {
        end_trial(limit, loss, now);
    } else if (limit->rate.per_second > 0) {
        grow(limit, sent_rate, loss, now);
    }
    limit->tolerated = TOLERATED + (limit->tolerated - TOLERATED) * FORGET;
    look_again(limit, now);
}

static void end_sample(lyd_limit *limit, int64_t now)
{
    const lyd_sample *s = &limit->sample;
    double time = fmax(SAMPLE_TIME, (double)((s->ended != 0 ? s->ended : now) - s->began));
    double sent_rate = (double)s->all * 1e6 / time, decided = (double)(s->answered + s->missing);
    limit->sent += s->answered + s->missing;
    limit->missing += missing_of(s);
    if (is_bad(limit)) {
        if (!limit->trial) {
            begin_trial(limit, sent_rate, (double)missing_of(s) / decided);
        }
        slow_down(limit, sent_rate, (double)s->answered / (double)s->sent, now);
    } else if (now - limit->since >= LOOK_EVERY) {
        look(limit, sent_rate, now);
    }
    new_sample(limit);
}

static bool is_large(const lyd_sample *sample, int64_t now)
{
    int64_t age = now - sample->began;
    return sample->sent > 0 && ((age >= SAMPLE_TIME && sample->sent >= SAMPLE_SIZE) || age >= LOOK_EVERY);
}

static void settle(lyd_limit *limit, int64_t now)
{
    const lyd_sample *sample = &limit->sample;
    bool ripe = sample->full || is_large(sample, now);
    if (ripe && (sample->answered + sample->missing == sample->sent || is_bad(limit))) {
        end_sample(limit, now);
    }
}

uint32_t lyd_limit_sent(lyd_limit *limit, bool first, int64_t now)
{
    lyd_sample *sample = &limit->sample;
    lyd_rate_take(&limit->rate);
    if (!sample->full && is_large(sample, now)) {
        sample->full = true;
        sample->ended = now;
        settle(limit, now);
    }
    if (sample->full || (!first && sample->sent == 0)) {
        return 0;
    }
    sample->all++;
    if (!first) {
        return 0;
    }
    sample->began = sample->sent == 0 ? now : sample->began;
    sample->sent++;
    return sample->number;
}

void lyd_limit_answered(lyd_limit *limit, uint32_t sample, bool truncated, int64_t now)
{
    if (sample == limit->sample.number) {
        limit->sample.answered++;
        limit->sample.truncated += truncated ? 1 : 0;
        settle(limit, now);
    }
}

void lyd_limit_missing(lyd_limit *limit, uint32_t sample, bool overdue, int64_t now)
{
    if (sample == limit->sample.number) {
        limit->sample.missing++;
        limit->sample.ended = overdue ? 0 : limit->sample.ended; /* nothing came meanwhile: all that time counts */
        settle(limit, now);
    }
}
