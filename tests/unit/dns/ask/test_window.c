/* Rates, and windows against a model of a server. */
#include "suite.h"

#include "dns/ask/window.h"

#include <lyncdns/base.h>

#define SECOND 1000000

/* ---- rate ---- */

static const struct {
    const char *text;
    double per_second;
    int64_t every; /* how often anybody looks */
} rates[] = {
    {"one a second", 1, 1000},
    {"fifty a second, looked at each millisecond", 50, 1000},
    {"a thousand a second, looked at each millisecond", 1000, 1000},
    {"a thousand a second, looked at each 30 ms", 1000, 30000},
    {"ten thousand a second, looked at each 7 ms", 10000, 7000},
};

START_TEST(a_rate_is_held)
{
    for (size_t i = 0; i < LYD_COUNT(rates); i++) {
        lyd_rate rate;
        double taken = 0, allowed = rates[i].per_second * 20;
        lyd_rate_init(&rate, rates[i].per_second, rates[i].per_second / 10, SECOND);
        for (int64_t now = SECOND; now <= 21 * SECOND; now += rates[i].every) {
            while (lyd_rate_wait(&rate, now) == 0) {
                lyd_rate_take(&rate);
                taken++;
            }
        }
        ck_assert_msg(taken <= allowed + 1 && taken >= allowed * 0.99 - 1, "%s: %.0f taken, %.0f allowed", rates[i].text, taken, allowed);
    }
}
END_TEST

START_TEST(the_wait_is_long_enough_and_not_longer)
{
    lyd_rate rate;
    lyd_rate_init(&rate, 3, 1, 0);
    ck_assert_int_eq(lyd_rate_wait(&rate, 0), 0);
    lyd_rate_take(&rate);
    int64_t wait = lyd_rate_wait(&rate, 0);
    ck_assert_int_eq(wait, 333334);
    ck_assert_int_gt(lyd_rate_wait(&rate, wait - 2), 0);
    ck_assert_int_eq(lyd_rate_wait(&rate, wait), 0);
}
END_TEST

START_TEST(without_a_cap_nothing_waits)
{
    lyd_rate rate;
    lyd_rate_init(&rate, 0, 0, 0);
    for (int i = 0; i < 1000; i++) {
        ck_assert_int_eq(lyd_rate_wait(&rate, 0), 0);
        lyd_rate_take(&rate);
    }
}
END_TEST

/* ---- window, against a model of a server ---- */

typedef struct model {
    int64_t delay;   /* of the path, both ways */
    int64_t service; /* for one query; the server takes them one by one */
    size_t buffer;   /* queries that may wait for it; more are lost */
} model;

typedef struct outcome {
    int64_t took; /* microseconds for all */
    size_t lost, most_in_flight;
} outcome;

#define FLIGHT_MOST 8192

/* Sends COUNT queries through a window to the server of the model; what is lost is found out after a second, and counts as done. */
static outcome simulate(model m, size_t count)
{
    static struct {
        int64_t sent, due;
        bool lost;
    } flight[FLIGHT_MOST]; /* a ring, in the order of coming back */
    lyd_window window;
    outcome o = {0, 0, 0};
    size_t first = 0, in_flight = 0, sent = 0, done = 0;
    int64_t now = SECOND, free_at = now;
    lyd_window_init(&window, LYD_WINDOW_FIRST, 4096, now);
    while (done < count) {
        int64_t wait = in_flight < FLIGHT_MOST && sent < count ? lyd_window_wait(&window, in_flight, now) : INT64_MAX;
        int64_t due = in_flight > 0 ? flight[first].due : INT64_MAX;
        if (wait == 0) {
            int64_t arrives = now + m.delay / 2, start = arrives > free_at ? arrives : free_at;
            size_t last = (first + in_flight) % FLIGHT_MOST;
            bool lost = (size_t)((start - arrives) / m.service) > m.buffer;
            free_at = lost ? free_at : start + m.service;
            flight[last].sent = now;
            flight[last].due = free_at + m.delay / 2;
            flight[last].lost = lost;
            lyd_window_sent(&window, in_flight);
            in_flight++;
            sent++;
            now++;
            continue;
        }
        now = wait != INT64_MAX && now + wait < due ? now + wait : due > now ? due : now;
        if (now >= due) {
            if (flight[first].lost) {
                lyd_window_lost(&window, flight[first].sent, now + SECOND);
                o.lost++;
            } else {
                lyd_window_replied(&window, now - flight[first].sent, now);
            }
            o.most_in_flight = in_flight > o.most_in_flight ? in_flight : o.most_in_flight;
            first = (first + 1) % FLIGHT_MOST;
            in_flight--;
            done++;
        }
    }
    o.took = now - SECOND;
    return o;
}

static const struct {
    const char *text;
    model m;
    size_t count;
    int64_t most_time; /* microseconds */
    size_t most_lost, most_in_flight;
} servers[] = {
    {"loopback: all that the server can do, and no loss", {40, 5, 250}, 100000, 510000, 0, 200},
    {"a slower server on loopback", {40, 50, 250}, 10000, 510000, 0, 250},
    {"a local network", {500, 10, 250}, 100000, 1100000, 0, 400},
    {"a slow server, 10 ms away", {10000, 100, 250}, 10000, 1050000, 0, 400},
    {"a slower server, 20 ms away", {20000, 70, 250}, 20000, 1500000, 0, 700},
    {"30 ms away: 2,000 lookups in under 0.3 s", {30000, 5, 250}, 2000, 200000, 0, 1024},
    {"a slow server, 30 ms away", {30000, 150, 250}, 10000, 1600000, 0, 700},
    {"30 ms away, for long", {30000, 5, 250}, 100000, 2500000, 0, 4096},
    {"200 ms away", {200000, 5, 250}, 10000, 4000000, 0, 4096},
    {"a small buffer", {1000, 20, 64}, 20000, 900000, 200, 250},
};

START_TEST(the_window_finds_its_size)
{
    for (size_t i = 0; i < LYD_COUNT(servers); i++) {
        outcome o = simulate(servers[i].m, servers[i].count);
        ck_assert_msg(o.took <= servers[i].most_time && o.lost <= servers[i].most_lost && o.most_in_flight <= servers[i].most_in_flight,
                      "%s: took %lld us, lost %zu, in flight %zu", servers[i].text, (long long)o.took, o.lost, o.most_in_flight);
    }
}
END_TEST

/* A near server may not be running yet when the first queries arrive, and its buffer holds some 250. */
START_TEST(the_start_ends_sooner_for_a_near_server)
{
    static const struct {
        int64_t rtt;
        double most;
    } rows[] = {{300, 150}, {30000, 512}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_window window;
        lyd_window_init(&window, LYD_WINDOW_FIRST, 4096, 0);
        for (int reply = 0; reply < 1000 && window.starting; reply++) {
            window.full = true;
            window.round_end = INT64_MAX; /* the round never ends: only the start lets it grow */
            lyd_window_replied(&window, rows[i].rtt, rows[i].rtt);
        }
        ck_assert_msg(window.size >= rows[i].most && window.size < rows[i].most + 1, "%lld us: %f", (long long)rows[i].rtt, window.size);
    }
}
END_TEST

START_TEST(losses_of_one_time_cut_once)
{
    lyd_window window;
    lyd_window_init(&window, 90, 4096, 0);
    for (int i = 0; i < 50; i++) {
        lyd_window_lost(&window, 1000 + i, 5000 + i);
    }
    ck_assert(window.size > 59 && window.size < 61);
    lyd_window_lost(&window, 6000, 9000); /* sent after the cut: news */
    ck_assert(window.size > 39 && window.size < 41);
}
END_TEST

START_TEST(a_loss_that_was_none_is_taken_back)
{
    lyd_window window;
    lyd_window_init(&window, 90, 4096, 0);
    lyd_window_lost(&window, 1000, 5000);
    lyd_window_restore(&window);
    ck_assert(window.size > 89);
}
END_TEST

START_TEST(a_full_window_waits_for_a_reply)
{
    lyd_window window;
    lyd_window_init(&window, 4, 64, 0);
    ck_assert_int_eq(lyd_window_wait(&window, 3, 0), 0);
    ck_assert(lyd_window_wait(&window, 4, 0) == INT64_MAX);
}
END_TEST

/* Mostly quick, a few names slow: the slow ones say nothing of the queue. */
START_TEST(slow_names_do_not_close_the_window)
{
    lyd_window window;
    lyd_window_init(&window, 64, 4096, 0);
    for (int i = 0; i < 20000; i++) {
        lyd_window_sent(&window, (size_t)window.size - 1);
        lyd_window_replied(&window, i % 50 == 0 ? 900000 : 20000, (int64_t)i * 300);
    }
    ck_assert_msg(window.size >= 64, "%.0f", window.size);
}
END_TEST

LYD_TEST_MAIN("dns/window", a_rate_is_held, the_wait_is_long_enough_and_not_longer, without_a_cap_nothing_waits, the_window_finds_its_size,
              the_start_ends_sooner_for_a_near_server, losses_of_one_time_cut_once, a_loss_that_was_none_is_taken_back,
              a_full_window_waits_for_a_reply, slow_names_do_not_close_the_window)
