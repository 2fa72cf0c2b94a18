/* Single names: what concerns them, what they would breach in each role, what changes between two runs. */
#include "record.h"
#include "suite.h"

#include <lyncdns/audit.h>

#include <string.h>

/* A source that answers from a table: NODATA for what isn't in it. */
typedef struct scripted_answer {
    const char *name, *server;
    lyd_type type;
    lyd_answer_status status;
    const char *address; /* NULL: none */
} scripted_answer;

typedef struct scripted_source {
    lyd_source source;
    const scripted_answer *rows; /* ended by a row without a name */
    size_t asked;
} scripted_source;

static lyd_status scripted_ask(lyd_source *source, const lyd_server *servers, size_t server_count, const lyd_question *questions,
                               size_t count, lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    scripted_source *s = (scripted_source *)source;
    (void)server_count;
    (void)diag;
    s->asked += count;
    for (size_t i = 0; i < count; i++) {
        answers[i] = (lyd_answer){.status = LYD_NODATA};
        for (const scripted_answer *row = s->rows; row->name != NULL; row++) {
            if (strcmp(row->name, questions[i].name) != 0 || strcmp(row->server, servers[questions[i].server].text) != 0 ||
                (row->type != 0 && row->type != (lyd_type)questions[i].type)) {
                continue;
            }
            answers[i].status = (uint8_t)row->status;
            if (row->address != NULL) {
                lyd_record *record = lyd_arena_zalloc(arena, 1, sizeof(*record));
                ck_assert(lyd_address_parse(row->address, &record->address));
                *record = record_of(&record->address, 0);
                answers[i].records = record;
                answers[i].record_count = 1;
            }
        }
    }
    return LYD_OK;
}

static const lyd_source_functions scripted_functions = {"scripted_answer", scripted_ask, NULL};

#define IN "10.0.0.1:53"
#define OUT "10.0.0.2:53"
#define BOTH 0

static const char yaml[] = "version: 1\n"
                           "views: [{name: internal, servers: [10.0.0.1]}, {name: external, servers: [10.0.0.2]}]\n"
                           "client-networks: [{name: office, address-type: ipv4}]\n"
                           "exchange-um: [{fqdn: um.x}]\n"
                           "front-end-pools: [{fqdn: pool.x, members: [fe1.x, fe2.x]}]\n";

typedef struct asked {
    lyd_topology *whole;
    scripted_source source;
    lyd_inquiry *inquiry;
} asked;

static void ask(asked *a, const char *name, lyd_roles roles, const scripted_answer *rows)
{
    *a = (asked){.source = {.source = {&scripted_functions}, .rows = rows}};
    ck_assert_int_eq(lyd_topology_parse(yaml, strlen(yaml), "t", NULL, 0, &a->whole, NULL), LYD_OK);
    ck_assert_int_eq(lyd_inquiry_new(a->whole, &name, 1, roles, &a->source.source, 1795341600, &a->inquiry, NULL), LYD_OK);
}

static void done(asked *a)
{
    lyd_inquiry_free(a->inquiry);
    lyd_topology_free(a->whole);
}

static const char *keys(const lyd_run *run)
{
    static char text[512];
    text[0] = '\0';
    for (size_t i = 0; i < run->judgement.finding_count; i++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof(text) - used, "%s ", run->judgement.findings[i].key);
    }
    return text;
}

START_TEST(views_without_an_unknown_name)
{
    static const struct {
        const char *text;
        scripted_answer rows[5];
        const char *keys;
    } cases[] = {
        {"known inside only", {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"}, {"s.x", OUT, BOTH, LYD_NXDOMAIN, NULL}}, ""},
        {"known nowhere", {{"s.x", IN, BOTH, LYD_NXDOMAIN, NULL}, {"s.x", OUT, BOTH, LYD_NXDOMAIN, NULL}}, "DNS001:s.x "},
        {"empty outside", {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"}}, "DNS002:s.x "},
        {"broken outside", {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"}, {"s.x", OUT, BOTH, LYD_SERVFAIL, NULL}}, "DNS003:s.x "},
        {"half a denial outside is none",
         {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"},
          {"s.x", OUT, LYD_TYPE_A, LYD_NXDOMAIN, NULL},
          {"s.x", OUT, LYD_TYPE_AAAA, LYD_SERVFAIL, NULL}},
         "DNS003:s.x "},
        {"IPv6 outside",
         {{"s.x", IN, BOTH, LYD_NXDOMAIN, NULL}, {"s.x", OUT, LYD_TYPE_AAAA, LYD_NOERROR, "fd00::1"}},
         "UM001:s.x UM003:s.x STK001:s.x "},
    };
    for (size_t i = 0; i < LYD_COUNT(cases); i++) {
        asked a;
        lyd_roles roles = i + 1 == LYD_COUNT(cases) ? LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM) : 0;
        ask(&a, "s.x", roles, cases[i].rows);
        ck_assert_msg(strcmp(keys(a.inquiry->run), cases[i].keys) == 0, "%s: %s", cases[i].text, keys(a.inquiry->run));
        ck_assert_msg(a.inquiry->run->facts.topology->endpoints[0].views == 3, "%s: answers of both views are shown", cases[i].text);
        ck_assert_uint_eq(a.inquiry->run->judgement.lookups, 4);
        done(&a);
    }
}
END_TEST

START_TEST(a_known_name_is_held_to_its_views)
{
    static const scripted_answer rows[] = {{"um.x", IN, BOTH, LYD_NXDOMAIN, NULL}, {NULL, NULL, 0, 0, NULL}};
    asked a;
    ask(&a, "um.x", 0, rows);
    ck_assert_str_eq(keys(a.inquiry->run), "DNS001:um.x ");
    ck_assert_ptr_null(a.inquiry->by_role);
    ck_assert(!a.inquiry->unknown[0]);
    done(&a);
}
END_TEST

START_TEST(a_role_breaches_what_its_rules_say)
{
    static const scripted_answer rows[] = {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"},
                                           {"s.x", IN, LYD_TYPE_AAAA, LYD_NOERROR, "2002:a01:1::1"},
                                           {"s.x", OUT, BOTH, LYD_NXDOMAIN, NULL},
                                           {NULL, NULL, 0, 0, NULL}};
    static const struct {
        lyd_role role;
        lyd_severity worst;
        const char *rule; /* the only one; NULL: none */
    } expected[] = {
        {LYD_ROLE_EXCHANGE_UM, LYD_ERROR, "UM001"},
        {LYD_ROLE_LOCATION_INFORMATION_SERVICE, LYD_ERROR, "LIS001"},
        {LYD_ROLE_PSTN_GATEWAY, LYD_WARNING, "PST003"},
        {LYD_ROLE_PERSISTENT_CHAT, LYD_INFO, "PCH001"},
        {LYD_ROLE_FRONT_END_POOL, LYD_OFF, NULL},
        {LYD_ROLE_MONITORING, LYD_OFF, NULL},
        {LYD_ROLE_OTHER, LYD_OFF, NULL},
    };
    asked a;
    ask(&a, "s.x", 0, rows);
    ck_assert_ptr_nonnull(a.inquiry->by_role);
    for (size_t i = 0; i < LYD_COUNT(expected); i++) {
        const lyd_role_outcome *outcome = &a.inquiry->by_role[expected[i].role];
        ck_assert_msg(outcome->worst == expected[i].worst && outcome->rule_count == (expected[i].rule != NULL ? 1 : 0), "row %zu", i);
        ck_assert_msg(expected[i].rule == NULL || strcmp(outcome->rules[0]->id, expected[i].rule) == 0, "row %zu", i);
    }
    ck_assert_str_eq(keys(a.inquiry->run), "DNS007:s.x "); /* in every role */
    ck_assert_uint_eq(a.source.asked, 5);                  /* once for all roles, and for the zone of the record to delete */
    done(&a);
}
END_TEST

START_TEST(only_what_concerns_the_name_is_kept)
{
    static const scripted_answer rows[] = {{"pool.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"},
                                           {"fe1.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"},
                                           {"fe2.x", IN, BOTH, LYD_NXDOMAIN, NULL},
                                           {NULL, NULL, 0, 0, NULL}};
    asked a;
    ask(&a, "fe1.x", 0, rows);
    ck_assert_str_eq(keys(a.inquiry->run), "");
    ck_assert_uint_eq(a.inquiry->run->facts.topology->endpoint_count, 1);
    ck_assert_uint_eq(a.inquiry->run->judgement.lookups, 6);
    ck_assert_uint_eq(a.inquiry->run->judgement.counts[LYD_ERROR], 0);
    done(&a);
    ask(&a, "fe2.x", 0, rows);
    ck_assert_str_eq(keys(a.inquiry->run), "DNS001:fe2.x ");
    ck_assert_uint_eq(a.inquiry->run->judgement.counts[LYD_ERROR], 1);
    ck_assert_uint_eq(a.inquiry->run->judgement.combination_count, 0);
    done(&a);
    ask(&a, "pool.x", 0, rows);
    ck_assert_uint_eq(a.inquiry->run->judgement.combination_count, 2); /* registration and conferencing */
    done(&a);
}
END_TEST

static void note(void *context, uint32_t endpoint, uint32_t question)
{
    char *text = context;
    size_t used = strlen(text);
    (void)snprintf(text + used, 128 - used, question == LYD_NONE ? "type%u " : "%u:%u ", (unsigned)endpoint, (unsigned)question);
}

START_TEST(changes_between_two_runs)
{
    static const scripted_answer before[] = {
        {"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"}, {"s.x", OUT, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"}, {NULL, NULL, 0, 0, NULL}};
    static const struct {
        const char *text;
        scripted_answer rows[4];
        const char *changes;
        bool ipv4, dual; /* every server shows it */
    } cases[] = {
        {"nothing", {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"}, {"s.x", OUT, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"}}, "", true, false},
        {"another address",
         {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.2"}, {"s.x", OUT, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"}},
         "0:0 ",
         true,
         false},
        {"IPv6 at one server",
         {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"},
          {"s.x", OUT, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"},
          {"s.x", OUT, LYD_TYPE_AAAA, LYD_NOERROR, "fd00::1"}},
         "0:3 type0 ",
         false,
         false},
        {"gone at one server", {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"}}, "0:2 ", false, false},
        {"a lookup fails",
         {{"s.x", IN, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"},
          {"s.x", OUT, LYD_TYPE_A, LYD_NOERROR, "10.1.0.1"},
          {"s.x", OUT, LYD_TYPE_AAAA, LYD_SERVFAIL, NULL}},
         "0:3 type0 ",
         false,
         false},
    };
    asked a, b;
    ask(&a, "s.x", 0, before);
    for (size_t i = 0; i < LYD_COUNT(cases); i++) {
        char changes[128] = "";
        ask(&b, "s.x", 0, cases[i].rows);
        lyd_run_changes(a.inquiry->run, b.inquiry->run, note, changes);
        ck_assert_msg(strcmp(changes, cases[i].changes) == 0, "%s: %s", cases[i].text, changes);
        ck_assert_msg(lyd_case_shows(&b.inquiry->run->facts, LYD_ADDRESS_IPV4) == cases[i].ipv4, "%s: ipv4", cases[i].text);
        ck_assert_msg(lyd_case_shows(&b.inquiry->run->facts, LYD_ADDRESS_DUAL_STACK) == cases[i].dual, "%s: dual-stack", cases[i].text);
        done(&b);
    }
    done(&a);
}
END_TEST

LYD_TEST_MAIN("inquiry", views_without_an_unknown_name, a_known_name_is_held_to_its_views, a_role_breaches_what_its_rules_say,
              only_what_concerns_the_name_is_kept, changes_between_two_runs)
