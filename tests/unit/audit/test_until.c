/* The loop that asks again: when its rounds begin and when it ends. */
#include "suite.h"

#include <lyncdns/audit.h>

#include <string.h>

/* A round takes TAKES; the answers are as wanted from TURN on; a stop comes in the sleep that passes STOPS. */
typedef struct course {
    int64_t now, takes, turn, stops;
    int stop;
    char rounds[128]; /* when each round began: "0 10 20" */
} course;

static int64_t now_ms(void *context)
{
    return ((course *)context)->now;
}

/* Returns early, as a sleep may. */
static void sleep_ms(void *context, int64_t milliseconds)
{
    course *c = context;
    c->now += milliseconds > 7 ? 7 : milliseconds;
    c->stop = c->now >= c->stops;
}

static lyd_status ask(void *context, bool *done)
{
    course *c = context;
    size_t length = strlen(c->rounds);
    (void)snprintf(c->rounds + length, sizeof(c->rounds) - length, "%s%lld", length > 0 ? " " : "", (long long)c->now);
    *done = c->now >= c->turn;
    c->now += c->takes;
    return c->now < 1000 ? LYD_OK : LYD_ESTOPPED;
}

START_TEST(rounds)
{
    static const int64_t never = INT64_MAX;
    const struct {
        const char *what;
        int64_t turn, takes, end, stops;
        bool last_look, done;
        const char *rounds;
    } rows[] = {
        {"as wanted at once", 0, 3, never, never, false, true, "0"},
        {"as wanted in the third round", 15, 3, never, never, false, true, "0 10 20"},
        {"the pause is from start to start", 15, 10, never, never, false, true, "0 10 20"},
        {"rounds that take longer than the pause", 15, 13, never, never, false, true, "0 13 26"},
        {"later rounds come less often", 60, 3, never, never, false, true, "0 10 20 30 60"},
        {"the end comes between two rounds", never, 3, 15, never, false, false, "0 10"},
        {"the end comes with a round", never, 3, 20, never, false, false, "0 10"},
        {"a last look at the end", never, 3, 25, never, true, false, "0 10 25"},
        {"a last look shows it", 25, 3, 25, never, true, true, "0 10 25"},
        {"a last look, but no sooner than after the pause", never, 3, 8, never, true, false, "0 10"},
        {"a stop", never, 3, never, 12, false, false, "0 10"},
        {"a stop, though a last look was wanted", never, 3, 25, 12, true, false, "0 10"},
        {"a round that was stopped", never, 500, never, never, false, false, "0 500"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        course c = {.takes = rows[i].takes, .turn = rows[i].turn, .stops = rows[i].stops};
        lyd_until until = {
            .ask = ask,
            .context = &c,
            .pause_ms = 10,
            .pause_later_ms = 30,
            .rounds_soon = 3,
            .end_ms = rows[i].end,
            .last_look = rows[i].last_look,
            .stop = &c.stop,
            .clock = {now_ms, sleep_ms, &c},
        };
        bool done = !rows[i].done;
        ck_assert_msg(lyd_ask_until(&until, &done) == LYD_OK, "%s", rows[i].what);
        ck_assert_msg(done == rows[i].done, "%s: done %d", rows[i].what, done);
        ck_assert_msg(strcmp(c.rounds, rows[i].rounds) == 0, "%s: rounds began at %s, expected %s", rows[i].what, c.rounds, rows[i].rounds);
    }
}
END_TEST

LYD_TEST_MAIN("audit/until", rounds)
