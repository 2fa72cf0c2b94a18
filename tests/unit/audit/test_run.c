/* Runs: questions, failures, DNS64, servers in numbers. */
#include "record.h"
#include "suite.h"

#include <lyncdns/audit.h>

#include <string.h>

/* A source that answers from a table, and keeps what it was asked about DNS64. */
typedef struct scripted_answer {
    const char *name;
    int server;
    lyd_type type;
    lyd_answer_status status;
    const char *address; /* NULL: none */
    uint32_t rtt_us;
} scripted_answer;

#define SCRIPT_MAX 8

typedef struct scripted_source {
    lyd_source base;
    const scripted_answer *script; /* ended by a row without a name; what isn't in it is NODATA */
    lyd_status status;             /* of the first ask */
    lyd_status probe_status;
    size_t asks;
    char probed[64]; /* the servers probed: "0 1 " */
} scripted_source;

static void answer_from(const scripted_answer *row, lyd_answer *answer, lyd_arena *arena)
{
    answer->status = (uint8_t)row->status;
    answer->rtt_us = row->rtt_us;
    if (row->address != NULL) {
        lyd_record *record = lyd_arena_zalloc(arena, 1, sizeof(*record));
        ck_assert(lyd_address_parse(row->address, &record->address));
        *record = record_of(&record->address, 0);
        answer->records = record;
        answer->record_count = 1;
    }
}

static lyd_status scripted_ask(lyd_source *source, const lyd_server *servers, size_t server_count, const lyd_question *questions,
                               size_t count, lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    scripted_source *s = (scripted_source *)source;
    bool probe = s->asks++ > 0;
    (void)servers;
    (void)server_count;
    (void)diag;
    for (size_t i = 0; i < count; i++) {
        answers[i] = (lyd_answer){.status = LYD_NODATA};
        if (probe && questions[i].type != LYD_TYPE_SOA) { /* of the zones that findings need */
            ck_assert_str_eq(questions[i].name, "ipv4only.arpa");
            ck_assert_int_eq(questions[i].type, LYD_TYPE_AAAA);
            size_t used = strlen(s->probed);
            (void)snprintf(s->probed + used, sizeof(s->probed) - used, "%u ", (unsigned)questions[i].server);
        }
        for (const scripted_answer *row = s->script; row->name != NULL; row++) {
            if (strcmp(row->name, questions[i].name) == 0 && row->server == questions[i].server && row->type == questions[i].type) {
                answer_from(row, &answers[i], arena);
            }
        }
    }
    return probe ? s->probe_status : s->status;
}

static const lyd_source_functions scripted = {"scripted", scripted_ask, NULL};

/* Names a.example and b.example, both asked about at the servers 10.0.0.1 and 10.0.0.2. */
static lyd_topology *two_names(void)
{
    const char *const names[] = {"a.example", "b.example"};
    lyd_server servers[2];
    lyd_topology *topology = NULL;
    const char *why;
    ck_assert(lyd_server_parse("10.0.0.1", &servers[0], &why));
    ck_assert(lyd_server_parse("10.0.0.2", &servers[1], &why));
    ck_assert_int_eq(lyd_topology_of_names(names, LYD_COUNT(names), LYD_ROLE_BIT(LYD_ROLE_OTHER), &topology), LYD_OK);
    ck_assert_int_eq(lyd_topology_set_servers(topology, NULL, servers, LYD_COUNT(servers), NULL), LYD_OK);
    return topology;
}

typedef struct run_row {
    const char *text;
    scripted_answer script[SCRIPT_MAX];
    lyd_status status, probe_status;
    lyd_status run;        /* what lyd_run_new returns */
    const char *probed;    /* the servers asked about ipv4only.arpa */
    size_t prefixes;       /* of the first server */
    lyd_dns64_state state; /* of the first server */
    bool complete;
} run_row;

START_TEST(runs)
{
    static const run_row rows[] = {
        {.text = "nothing suspicious",
         .script = {{"a.example", 0, LYD_TYPE_A, LYD_NOERROR, "10.0.0.9", 1}, {"a.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "2a00::1", 1}},
         .probed = "",
         .complete = true},
        {.text = "an address of the well-known prefix",
         .script = {{"b.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::a00:9", 1},
                    {"ipv4only.arpa", 0, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::c000:aa", 1}},
         .probed = "0 ",
         .prefixes = 1,
         .state = LYD_DNS64_PRESENT,
         .complete = true},
        {.text = "an address of the prefix for local use, at the other server",
         .script = {{"b.example", 1, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b:1::1", 1}},
         .probed = "1 ",
         .complete = true},
        {.text = "an address that embeds the IPv4 address of the same name and server",
         .script = {{"a.example", 0, LYD_TYPE_A, LYD_NOERROR, "10.1.2.3", 1},
                    {"a.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "2a00:1:2:3::a01:203", 1},
                    {"ipv4only.arpa", 0, LYD_TYPE_AAAA, LYD_NOERROR, "2a00:1:2:3::c000:aa", 1}},
         .probed = "0 ",
         .prefixes = 1,
         .state = LYD_DNS64_PRESENT,
         .complete = true},
        {.text = "an address that embeds what another server gave",
         .script = {{"a.example", 1, LYD_TYPE_A, LYD_NOERROR, "10.1.2.3", 1},
                    {"a.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "2a00:1:2:3::a01:203", 1}},
         .probed = "",
         .complete = true},
        {.text = "a server without DNS64",
         .script = {{"a.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::1", 1}},
         .probed = "0 ",
         .state = LYD_DNS64_ABSENT,
         .complete = true},
        {.text = "a server is probed once",
         .script = {{"a.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::1", 1},
                    {"b.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::2", 1}},
         .probed = "0 ",
         .state = LYD_DNS64_ABSENT,
         .complete = true},
        {.text = "a probe that fails is no failure",
         .script = {{"a.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::1", 1},
                    {"ipv4only.arpa", 0, LYD_TYPE_AAAA, LYD_TIMEOUT, NULL, 0}},
         .probed = "0 ",
         .complete = true},
        {.text = "a source that can't answer the probe is no failure",
         .script = {{"a.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::1", 1}},
         .probe_status = LYD_EINVAL,
         .probed = "0 ",
         .complete = true},
        {.text = "a source that can't answer every probe is asked for each",
         .script = {{"a.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::1", 1},
                    {"a.example", 1, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::1", 1}},
         .probe_status = LYD_EINVAL,
         .probed = "0 1 0 1 ",
         .complete = true},
        {.text = "a failed lookup", .script = {{"a.example", 0, LYD_TYPE_AAAA, LYD_TIMEOUT, NULL, 0}}, .probed = "", .complete = false},
        {.text = "a stopped run is a run, incomplete, and asks no more",
         .script = {{"a.example", 0, LYD_TYPE_AAAA, LYD_NOERROR, "64:ff9b::1", 1}},
         .status = LYD_ESTOPPED,
         .probed = "",
         .complete = false},
        {.text = "a source that fails gives no run", .status = LYD_EIO, .run = LYD_EIO, .probed = ""},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        const run_row *row = &rows[i];
        scripted_source source = {{&scripted}, row->script, row->status, row->probe_status, 0, ""};
        lyd_topology *topology = two_names();
        lyd_run *run = NULL;
        ck_assert_msg(lyd_run_new(topology, &source.base, 1000, &run, NULL) == row->run, "%s", row->text);
        ck_assert_msg((run != NULL) == (row->run == LYD_OK), "%s", row->text);
        ck_assert_msg(strcmp(source.probed, row->probed) == 0, "%s: probed %s", row->text, source.probed);
        if (run != NULL) {
            ck_assert_msg(run->judgement.lookups == 8, "%s: %zu lookups", row->text, run->judgement.lookups);
            ck_assert_msg(run->judgement.complete == row->complete, "%s", row->text);
            ck_assert_msg(run->facts.dns64[0].prefix_count == row->prefixes, "%s", row->text);
            ck_assert_msg(run->facts.dns64[0].state == row->state, "%s: %d", row->text, (int)run->facts.dns64[0].state);
            ck_assert_int_eq(run->started, 1000);
        }
        lyd_run_free(run);
        lyd_topology_free(topology);
    }
}
END_TEST

START_TEST(servers_in_numbers)
{
    static const scripted_answer script[SCRIPT_MAX] = {
        {"a.example", 0, LYD_TYPE_A, LYD_NOERROR, "10.0.0.9", 4000}, {"a.example", 0, LYD_TYPE_AAAA, LYD_NODATA, NULL, 1000},
        {"b.example", 0, LYD_TYPE_A, LYD_SERVFAIL, NULL, 9000},      {"b.example", 0, LYD_TYPE_AAAA, LYD_NODATA, NULL, 2000},
        {"a.example", 1, LYD_TYPE_A, LYD_TIMEOUT, NULL, 0},          {"a.example", 1, LYD_TYPE_AAAA, LYD_TIMEOUT, NULL, 0},
        {"b.example", 1, LYD_TYPE_A, LYD_TIMEOUT, NULL, 0},          {"b.example", 1, LYD_TYPE_AAAA, LYD_TIMEOUT, NULL, 0},
    };
    scripted_answer ended[SCRIPT_MAX + 1] = {{NULL, 0, LYD_TYPE_A, LYD_NOERROR, NULL, 0}};
    memcpy(ended, script, sizeof(script));
    scripted_source source = {{&scripted}, ended, LYD_OK, LYD_OK, 0, ""};
    lyd_topology *topology = two_names();
    lyd_run *run = NULL;
    lyd_server_summary *rows = NULL;
    size_t count = 0;
    ck_assert_int_eq(lyd_run_new(topology, &source.base, 0, &run, NULL), LYD_OK);
    ((lyd_answer *)run->facts.answers)[0].resent = 3;
    ck_assert_int_eq(lyd_run_servers(run, &rows, &count), LYD_OK);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(rows[0].server, "10.0.0.1:53");
    ck_assert_str_eq(rows[0].view, "default");
    ck_assert_uint_eq(rows[0].lookups, 4);
    ck_assert_uint_eq(rows[0].failed, 1);
    ck_assert_uint_eq(rows[0].resent, 1);
    ck_assert(rows[0].reachable);
    ck_assert_double_eq(rows[0].rtt_ms_median, 3.0);
    ck_assert_double_eq(rows[0].rtt_ms_max, 9.0);
    ck_assert_uint_eq(rows[1].lookups, 4);
    ck_assert_uint_eq(rows[1].failed, 4);
    ck_assert(!rows[1].reachable);
    ck_assert_double_eq(rows[1].rtt_ms_median, 0);
    lyd_run_free(run);
    lyd_topology_free(topology);
}
END_TEST

/* Selection against the plain definition: of N round trips in some order, the middle one. */
START_TEST(median_of_any_order)
{
    enum { MOST = 40 };
    for (uint32_t n = 1; n <= MOST; n++) {
        for (uint32_t step = 1; step < 50; step += 7) {
            scripted_answer script[2] = {{NULL, 0, LYD_TYPE_A, LYD_NOERROR, NULL, 0}};
            scripted_source source = {{&scripted}, script, LYD_OK, LYD_OK, 0, ""};
            char text[MOST][16];
            const char *names[MOST];
            lyd_server server;
            const char *why;
            lyd_topology *topology = NULL;
            lyd_run *run = NULL;
            lyd_server_summary *rows = NULL;
            size_t count = 0;
            for (uint32_t i = 0; i < n; i++) {
                (void)snprintf(text[i], sizeof(text[i]), "n%u.example", i);
                names[i] = text[i];
            }
            ck_assert(lyd_server_parse("10.0.0.1", &server, &why));
            ck_assert_int_eq(lyd_topology_of_names(names, n, LYD_ROLE_BIT(LYD_ROLE_OTHER), &topology), LYD_OK);
            ck_assert_int_eq(lyd_topology_set_servers(topology, NULL, &server, 1, NULL), LYD_OK);
            ck_assert_int_eq(lyd_run_new(topology, &source.base, 0, &run, NULL), LYD_OK);
            /* Ranks 1 … n (53 is coprime to every n here), and no reply to the AAAA lookups. */
            lyd_answer *answers = (lyd_answer *)run->facts.answers;
            for (uint32_t i = 0; i < n; i++) {
                answers[2 * i].rtt_us = (i * 53 + step) % n * 1000 + 1000;
            }
            ck_assert_int_eq(lyd_run_servers(run, &rows, &count), LYD_OK);
            ck_assert_msg(rows[0].rtt_ms_median == (n + 1) / 2.0, "%u from %u: %f", n, step, rows[0].rtt_ms_median);
            ck_assert_double_eq(rows[0].rtt_ms_max, n);
            lyd_run_free(run);
            lyd_topology_free(topology);
        }
    }
}
END_TEST

LYD_TEST_MAIN("audit run", runs, servers_in_numbers, median_of_any_order)
