/* Sources: how they are freed, and how dead servers are skipped. */
#include "suite.h"

#include <lyncdns/dns.h>

#include <string.h>

typedef struct counted {
    lyd_source base;
    int freed;
} counted;

static void count_free(lyd_source *source)
{
    ((counted *)source)->freed++;
}

START_TEST(freed_by_its_own_function)
{
    static const lyd_source_functions functions = {.name = "counted", .free = count_free};
    counted source = {{&functions}, 0};
    lyd_source_free(&source.base);
    ck_assert_int_eq(source.freed, 1);
    lyd_source_free(NULL);
}
END_TEST

/* Answers with a status for each server, and keeps which were asked. */
typedef struct base_source {
    lyd_source source;
    uint8_t status[3], cause[3]; /* of each server */
    unsigned asked;              /* bits of the servers, of the last ask */
} base_source;

static lyd_status base_ask(lyd_source *source, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                           lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    base_source *base = (base_source *)source;
    (void)servers;
    (void)server_count;
    (void)arena;
    (void)diag;
    for (size_t i = 0; i < count; i++) {
        uint16_t server = questions[i].server;
        base->asked |= 1u << server;
        answers[i] = (lyd_answer){.status = base->status[server], .cause = base->cause[server], .resent = server + 1u};
    }
    return LYD_OK;
}

static const lyd_source_functions base_functions = {"base", base_ask, NULL};

static const lyd_server servers[] = {{.text = "10.0.0.1:53"}, {.text = "10.0.0.2:53"}, {.text = "10.0.0.3:53"}};
static const lyd_question questions[] = {
    {"a.x", 0, LYD_TYPE_A}, {"a.x", 1, LYD_TYPE_A}, {"a.x", 2, LYD_TYPE_A}, {"b.x", 1, LYD_TYPE_A}, {"b.x", 0, LYD_TYPE_A},
};

START_TEST(dead_servers_are_skipped)
{
    static const struct {
        const char *text;
        uint8_t status, cause; /* of the second server, the first time */
        int64_t again_ms;
        unsigned asked; /* the second time */
    } rows[] = {
        {"one that answers", LYD_NODATA, LYD_ASKED, 3600000, 7},        {"one that refuses", LYD_REFUSED, LYD_ASKED, 3600000, 7},
        {"a silent one", LYD_TIMEOUT, LYD_ASKED, 3600000, 5},           {"an unreachable one", LYD_UNREACHABLE, LYD_ASKED, 3600000, 5},
        {"one given up", LYD_TIMEOUT, LYD_GIVEN_UP, 3600000, 5},        {"a question stopped", LYD_TIMEOUT, LYD_STOPPED, 3600000, 7},
        {"a silent one, after its time", LYD_TIMEOUT, LYD_ASKED, 0, 7},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        base_source base = {.source = {&base_functions}, .status = {LYD_NODATA, rows[i].status, LYD_NODATA}, .cause = {0, rows[i].cause}};
        lyd_source *skipping = lyd_skip_dead_new(&base.source, rows[i].again_ms);
        lyd_answer answers[LYD_COUNT(questions)];
        for (int turn = 0; turn < 2; turn++) {
            base.asked = 0;
            memset(answers, 0xFF, sizeof(answers));
            ck_assert_int_eq(
                skipping->functions->ask(skipping, servers, LYD_COUNT(servers), questions, LYD_COUNT(questions), answers, NULL, NULL),
                LYD_OK);
        }
        ck_assert_msg(base.asked == rows[i].asked, "%s: asked %u", rows[i].text, base.asked);
        for (size_t q = 0; q < LYD_COUNT(questions); q++) {
            bool asked = (rows[i].asked >> questions[q].server & 1u) != 0;
            ck_assert_msg(answers[q].resent == (asked ? questions[q].server + 1u : 0), "%s: the answer of another question", rows[i].text);
            ck_assert_msg(asked || (answers[q].status == LYD_TIMEOUT && answers[q].cause == LYD_GIVEN_UP), "%s: not failed", rows[i].text);
        }
        lyd_source_free(skipping);
    }
}
END_TEST

LYD_TEST_MAIN("dns/source", freed_by_its_own_function, dead_servers_are_skipped)
