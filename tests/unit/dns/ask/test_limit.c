/* The rate that a server takes, found behind models of limiters. */
#include "suite.h"

#include "dns/ask/limit.h"

#include <lyncdns/base.h>

#define SECOND 1000000
#define WINDOW 200

/* What becomes of a query. */
typedef struct model {
    double rate, burst, debt; /* a token bucket; debt: so many of those that it drops count, too; rate 0: no limiter */
    size_t one_in;            /* of so many one is lost, whatever the rate; 0: none */
    double capacity;          /* queries a second that the server gets through */
} model;

typedef struct outcome {
    size_t sent, answered;
    double late_rate; /* answers a second in the last third */
    bool found;
} outcome;

typedef struct bucket {
    double tokens;
    int64_t filled;
} bucket;

static bool passes(const model *m, bucket *b, size_t number, int64_t now)
{
    if (m->one_in > 0 && number * UINT32_C(2654435769) % UINT32_C(4294967291) % m->one_in == 0) {
        return false;
    }
    if (m->rate <= 0) {
        return true;
    }
    b->tokens += (double)(now - b->filled) * m->rate / SECOND;
    b->tokens = b->tokens > m->burst ? m->burst : b->tokens;
    b->filled = now;
    bool passed = b->tokens >= 1;
    if (passed || b->tokens > -m->debt) {
        b->tokens -= passed || m->debt > 0 ? 1 : 0;
    }
    return passed;
}

/* Asks for TIME, without end. An answer comes at once; that a query is lost is known once WINDOW of them wait, or after 20 ms. */
static outcome ask(const model *m, int64_t time)
{
    static struct {
        uint32_t sample;
        int64_t sent;
    } lost[WINDOW];
    lyd_limit limit;
    bucket b = {m->burst, 0};
    outcome o = {0, 0, 0, false};
    size_t waiting = 0, late = 0;
    lyd_limit_init(&limit, 0);
    for (int64_t now = 0; now < time; now += (int64_t)(SECOND / m->capacity)) {
        for (size_t i = 0; waiting > 0 && i < waiting && now - lost[0].sent > 20000; i = 0) {
            lyd_limit_missing(&limit, lost[0].sample, false, now);
            waiting--;
            memmove(lost, lost + 1, waiting * sizeof(*lost));
        }
        if (lyd_limit_wait(&limit, now) > 0 || waiting == WINDOW) {
            continue;
        }
        uint32_t sample = lyd_limit_sent(&limit, true, now);
        if (passes(m, &b, o.sent++, now)) {
            lyd_limit_answered(&limit, sample, false, now);
            o.answered++;
            late += now > time * 2 / 3 ? 1 : 0;
        } else {
            lost[waiting].sample = sample;
            lost[waiting++].sent = now;
        }
    }
    o.late_rate = (double)late * SECOND / ((double)time / 3);
    o.found = limit.found;
    return o;
}

static const struct {
    const char *text;
    model m;
    double least, most_lost; /* answers a second at the end; the share of all queries that is lost */
    bool found;
} servers[] = {
    {"no limit", {0, 0, 0, 0, 20000}, 19900, 0, false},
    {"one in twenty is lost", {0, 0, 0, 20, 20000}, 18000, 0.06, false},
    {"one in three is lost", {0, 0, 0, 3, 20000}, 12000, 0.4, false},
    {"one in two: every second name is ignored", {0, 0, 0, 2, 20000}, 8000, 0.6, false},
    {"100 a second", {100, 100, 0, 0, 20000}, 90, 0.3, true},
    {"100 a second, and one in twenty is lost", {100, 100, 0, 20, 20000}, 75, 0.35, true},
    {"100 a second after a burst", {100, 1000, 0, 0, 20000}, 90, 0.3, true},
    {"100 a second, and what is dropped counts", {100, 100, 1500, 0, 20000}, 55, 0.4, true},
    {"20 a second", {20, 20, 0, 0, 20000}, 15, 0.6, true},
    {"2,000 a second", {2000, 200, 0, 0, 20000}, 1800, 0.3, true},
};

START_TEST(the_rate_is_found)
{
    for (size_t i = 0; i < LYD_COUNT(servers); i++) {
        outcome o = ask(&servers[i].m, 40 * (int64_t)SECOND);
        double lost = 1 - (double)o.answered / (double)o.sent;
        ck_assert_msg(o.late_rate >= servers[i].least && lost <= servers[i].most_lost && o.found == servers[i].found,
                      "%s: %.1f answers a second, %.2f of %zu lost, found %d", servers[i].text, o.late_rate, lost, o.sent, o.found);
    }
}
END_TEST

/* Nothing at all comes for three seconds. */
START_TEST(an_outage_is_got_over)
{
    lyd_limit limit;
    lyd_limit_init(&limit, 0);
    size_t answered = 0;
    for (int64_t now = 0; now < 60 * (int64_t)SECOND; now += 100) {
        if (lyd_limit_wait(&limit, now) > 0) {
            continue;
        }
        uint32_t sample = lyd_limit_sent(&limit, true, now);
        if (now > 5 * SECOND && now < 8 * SECOND) {
            lyd_limit_missing(&limit, sample, true, now);
        } else {
            lyd_limit_answered(&limit, sample, false, now);
            answered += now > 50 * (int64_t)SECOND ? 1 : 0;
        }
    }
    ck_assert_msg(answered > 90000, "%zu in the last ten seconds, of 100,000 that were possible", answered);
}
END_TEST

/* What happens to queries of a sample that is over changes nothing. */
START_TEST(late_outcomes_are_ignored)
{
    lyd_limit limit;
    lyd_limit_init(&limit, 0);
    uint32_t first = 0;
    for (int64_t now = 0; now < 3 * SECOND; now += 100) {
        uint32_t sample = lyd_limit_sent(&limit, true, now);
        first = first == 0 ? sample : first;
        lyd_limit_answered(&limit, sample, false, now);
    }
    for (int i = 0; i < 1000; i++) {
        lyd_limit_missing(&limit, first, true, 3 * SECOND);
        lyd_limit_missing(&limit, 0, true, 3 * SECOND);
    }
    ck_assert_int_eq(lyd_limit_wait(&limit, 3 * SECOND), 0);
    ck_assert(!limit.trial && !limit.found);
}
END_TEST

LYD_TEST_MAIN("dns/limit", the_rate_is_found, an_outage_is_got_over, late_outcomes_are_ignored)
