/* Waiting for a change: when it is seen, and when time runs out. */
#include "record.h"
#include "suite.h"

#include <lyncdns/audit.h>

#include <string.h>

/* A server that gives a.z.com the address 10.0.0.1, and from TURN on 10.0.0.2; every other name is missing. */
typedef struct turning_source {
    lyd_source base;
    int64_t turn; /* by the clock below */
    int64_t now;
    int64_t last_ask; /* when it was asked last */
    int64_t least_pause;
    int64_t takes; /* an answer, in milliseconds */
    size_t asks, sleeps;
} turning_source;

static lyd_status turning_ask(lyd_source *source, const lyd_server *servers, size_t server_count, const lyd_question *questions,
                              size_t count, lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    turning_source *s = (turning_source *)source;
    (void)servers;
    (void)server_count;
    (void)diag;
    int64_t pause = s->now - s->last_ask;
    s->least_pause = s->asks > 0 && pause < s->least_pause ? pause : s->least_pause;
    s->last_ask = s->now;
    s->asks++;
    for (size_t i = 0; i < count; i++) {
        bool known = strcmp(questions[i].name, "a.z.com") == 0;
        answers[i] = (lyd_answer){.status = known ? LYD_NODATA : LYD_NXDOMAIN, .rtt_us = 1};
        if (known && questions[i].type == LYD_TYPE_A) {
            lyd_record *record = lyd_arena_zalloc(arena, 1, sizeof(*record));
            ck_assert(lyd_address_parse(s->now >= s->turn ? "10.0.0.2" : "10.0.0.1", &record->address));
            *record = record_of(&record->address, 0);
            answers[i] = (lyd_answer){.status = LYD_NOERROR, .rtt_us = 1, .records = record, .record_count = 1};
        }
    }
    s->now += s->takes;
    return LYD_OK;
}

static void turning_free(lyd_source *source)
{
    (void)source;
}

static const lyd_source_functions functions = {"servers", turning_ask, turning_free};

static int64_t now_ms(void *context)
{
    return ((turning_source *)context)->now;
}

static void sleep_ms(void *context, int64_t milliseconds)
{
    ((turning_source *)context)->now += milliseconds;
    ((turning_source *)context)->sleeps++;
}

START_TEST(rounds)
{
    static const struct {
        const char *what;
        int64_t turn, timeout;
        bool shown;
        int64_t end_most;
        int64_t takes;
    } rows[] = {
        {"it was there before", 0, 60000, true, 0, 0},
        {"it comes soon", 2500, 60000, true, 3000, 0},
        {"it comes late", 100000, 600000, true, 106000, 0},
        {"it comes in the last second", 2999, 3000, true, 3000, 0},
        {"it comes in the last second, and answers take a while", 2999, 3000, true, 3006, 3},
        {"it comes in the last part of a second", 3499, 3500, true, 3500, 0},
        {"it comes in the last second of slow rounds", 2999, 3000, true, 8100, 2700},
        {"it comes in the last seconds of a long wait", 26900, 27000, true, 27000, 0},
        {"it comes after the only second", 999, 1000, true, 1000, 0},
        {"it never comes", INT64_MAX, 60000, false, 60000, 0},
        {"it comes too late", 3001, 3000, false, 3000, 0},
        {"no time to wait", INT64_MAX, 0, false, 0, 0},
    };
    static const char script[] = "update delete a.z.com A\nupdate add a.z.com 60 A 10.0.0.2\nsend\n";
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        turning_source source = {.base = {&functions}, .turn = rows[i].turn};
        const char *names[] = {"a.z.com"};
        lyd_diag *diag = lyd_diag_new();
        lyd_topology *topology;
        lyd_change *change;
        lyd_preview *preview;
        lyd_server server;
        const char *why;
        bool shown;
        ck_assert(lyd_server_parse("10.9.9.9", &server, &why));
        ck_assert(lyd_topology_of_names(names, 1, LYD_ROLE_BIT(LYD_ROLE_OTHER), &topology) == LYD_OK);
        ck_assert(lyd_topology_set_servers(topology, NULL, &server, 1, diag) == LYD_OK);
        ck_assert(lyd_change_parse(script, sizeof(script) - 1, "f", &change, diag) == LYD_OK);
        ck_assert(lyd_preview_new(topology, &source.base, &source.base, change, NULL, true, 1, &preview, diag) == LYD_OK);
        lyd_confirm_options options = {.timeout_ms = rows[i].timeout, .clock = {now_ms, sleep_ms, &source}};
        source.asks = 0;
        source.least_pause = INT64_MAX;
        source.takes = rows[i].takes;
        ck_assert(lyd_preview_confirm(preview, &source.base, &options, &shown, diag) == LYD_OK);
        ck_assert_msg(shown == rows[i].shown, "%s", rows[i].what);
        ck_assert_msg(source.least_pause >= 1000, "%s: asked again after %lld ms", rows[i].what, (long long)source.least_pause);
        ck_assert_msg(source.now <= rows[i].end_most, "%s: took %lld ms", rows[i].what, (long long)source.now);
        ck_assert_msg((lyd_diag_errors(diag) == 0) == rows[i].shown, "%s", rows[i].what);
        ck_assert_msg(rows[i].shown || strstr(lyd_diag_message(diag, 0),
                                              "10.9.9.9:53 still differs for a.z.com A: it returns 10.0.0.1, expected 10.0.0.2"),
                      "%s: %s", rows[i].what, lyd_diag_message(diag, 0));
        lyd_preview_free(preview);
        lyd_change_free(change);
        lyd_topology_free(topology);
        lyd_diag_free(diag);
    }
}
END_TEST

LYD_TEST_MAIN("audit/confirm", rounds)
