/* Groups of runs: what is asked once, what is asked again, and what fails alone. */
#include "record.h"
#include "suite.h"

#include <lyncdns/audit.h>

#include <string.h>

/* A source that answers everything with NODATA, AAAA of "um.example" with an address, and keeps what it was asked. */
typedef struct counting_source {
    lyd_source base;
    char asked[4096]; /* "name/type@server " */
    size_t asks;
    const char *refused; /* a server: asking it, too, fails as a whole; NULL: none */
    bool stopped;
} counting_source;

static void note(counting_source *s, const lyd_server *servers, const lyd_question *question)
{
    size_t used = strlen(s->asked);
    if (question->name[0] == '#') { /* one of many */
        return;
    }
    (void)snprintf(s->asked + used, sizeof(s->asked) - used, "%s/%s@%s ", question->name, lyd_type_name(question->type),
                   servers[question->server].text);
}

static lyd_status counting_ask(lyd_source *source, const lyd_server *servers, size_t server_count, const lyd_question *questions,
                               size_t count, lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    counting_source *s = (counting_source *)source;
    s->asks++;
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_lt(questions[i].server, server_count);
        if (s->refused != NULL && strcmp(servers[questions[i].server].text, s->refused) == 0) {
            return lyd_diag_error(diag, NULL, 0, "refused");
        }
    }
    for (size_t i = 0; i < count; i++) {
        note(s, servers, &questions[i]);
        answers[i] = (lyd_answer){.status = LYD_NODATA, .rtt_us = 1000};
        if (s->stopped) {
            answers[i] = (lyd_answer){.status = LYD_TIMEOUT, .cause = LYD_STOPPED};
        } else if (strcmp(questions[i].name, "um.example") == 0 && questions[i].type == LYD_TYPE_AAAA) {
            lyd_record *record = lyd_arena_zalloc(arena, 1, sizeof(*record));
            ck_assert(lyd_address_parse("2a00::1", &record->address));
            *record = record_of(&record->address, 0);
            answers[i] = (lyd_answer){.status = LYD_NOERROR, .rtt_us = 1000, .records = record, .record_count = 1};
        }
    }
    return s->stopped ? LYD_ESTOPPED : LYD_OK;
}

static void keep_source(lyd_source *source)
{
    (void)source; /* the test's */
}

static const lyd_source_functions counting = {"counting", counting_ask, keep_source};

static size_t times(const counting_source *s, const char *asked)
{
    size_t count = 0;
    for (const char *p = strstr(s->asked, asked); p != NULL; p = strstr(p + 1, asked)) {
        count++;
    }
    return count;
}

/* "um.example" and NAME at SERVER. */
static lyd_topology *topology_with(const char *name, const char *server)
{
    const char *const names[] = {"um.example", name};
    lyd_topology *topology = NULL;
    lyd_server parsed;
    const char *why;
    ck_assert(lyd_server_parse(server, &parsed, &why));
    ck_assert_int_eq(lyd_topology_of_names(names, LYD_COUNT(names), LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM), &topology), LYD_OK);
    ck_assert_int_eq(lyd_topology_set_servers(topology, NULL, &parsed, 1, NULL), LYD_OK);
    return topology;
}

static lyd_member *member_of(lyd_group *group, const lyd_topology *topology, lyd_diag *diag)
{
    static const lyd_listener none = {NULL, NULL};
    lyd_member *member = NULL;
    ck_assert_int_eq(lyd_group_add(group, topology, 1000, &none, &member, diag), LYD_OK);
    ck_assert(!lyd_member_is_over(member));
    ck_assert_uint_eq(lyd_member_lookups(member), 4);
    return member;
}

static lyd_run *run_of(lyd_group *group, lyd_member *member)
{
    lyd_run *run = NULL;
    while (!lyd_member_is_over(member)) {
        ck_assert_int_eq(lyd_group_ask(group, NULL), LYD_OK);
    }
    ck_assert_int_eq(lyd_group_take(group, member, &run), LYD_OK);
    return run;
}

static void check_run(lyd_run *run)
{
    ck_assert(run->judgement.complete);
    ck_assert_str_eq(run->judgement.findings[0].key, "UM001:um.example");
    lyd_run_free(run);
}

START_TEST(members_at_once)
{
    counting_source source = {.base = {&counting}};
    lyd_group *group = lyd_group_new(&source.base);
    lyd_topology *topologies[] = {topology_with("a.example", "10.0.0.1"), topology_with("b.example", "10.0.0.1"),
                                  topology_with("a.example", "10.0.0.2")};
    lyd_member *members[LYD_COUNT(topologies)];
    for (size_t i = 0; i < LYD_COUNT(topologies); i++) {
        members[i] = member_of(group, topologies[i], NULL);
    }
    ck_assert_int_eq(lyd_group_ask(group, NULL), LYD_OK);
    ck_assert_uint_eq(source.asks, 1);
    ck_assert_uint_eq(times(&source, "um.example/AAAA@10.0.0.1:53 "), 1);
    ck_assert_uint_eq(times(&source, "um.example/AAAA@10.0.0.2:53 "), 1);
    ck_assert_uint_eq(times(&source, "a.example/A@10.0.0.1:53 "), 1);
    ck_assert_uint_eq(times(&source, "b.example/A@"), 1);
    for (size_t i = LYD_COUNT(topologies); i-- > 0;) { /* in any order */
        check_run(run_of(group, members[i]));
        lyd_topology_free(topologies[i]);
    }
    lyd_group_free(group);
}
END_TEST

/* One after the other: what the first had is known. */
START_TEST(members_in_turn)
{
    counting_source source = {.base = {&counting}};
    lyd_group *group = lyd_group_new(&source.base);
    lyd_topology *topologies[] = {topology_with("a.example", "10.0.0.1"), topology_with("b.example", "10.0.0.1")};
    for (size_t i = 0; i < LYD_COUNT(topologies); i++) {
        check_run(run_of(group, member_of(group, topologies[i], NULL)));
        lyd_topology_free(topologies[i]);
    }
    ck_assert_uint_eq(times(&source, "um.example/AAAA@"), 1);
    ck_assert_uint_eq(times(&source, "a.example/A@"), 1);
    lyd_group_free(group);
}
END_TEST

#define MANY 26000 /* names, of two questions each: more than a generation */

/* A run of MANY names that begin with LETTER; "um.example" too, WITH it. */
static void run_many(lyd_group *group, char letter, bool with)
{
    char(*texts)[16] = calloc(MANY, sizeof(*texts));
    const char **names = calloc(MANY + 1, sizeof(*names));
    lyd_topology *topology = NULL;
    lyd_server server;
    const char *why;
    ck_assert(texts != NULL && names != NULL);
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(texts[i], sizeof(texts[i]), "#%c%zu.example", letter, i);
        names[i] = texts[i];
    }
    names[MANY] = "um.example";
    ck_assert(lyd_server_parse("10.0.0.1", &server, &why));
    ck_assert_int_eq(lyd_topology_of_names(names, MANY + (with ? 1 : 0), LYD_ROLE_BIT(LYD_ROLE_OTHER), &topology), LYD_OK);
    ck_assert_int_eq(lyd_topology_set_servers(topology, NULL, &server, 1, NULL), LYD_OK);
    static const lyd_listener none = {NULL, NULL};
    lyd_member *member = NULL;
    ck_assert_int_eq(lyd_group_add(group, topology, 1000, &none, &member, NULL), LYD_OK);
    lyd_run_free(run_of(group, member));
    lyd_topology_free(topology);
    free(texts);
    free((void *)names);
}

/* What is wanted again and again stays known; what isn't wanted for long is forgotten, and asked again. */
START_TEST(generations)
{
    counting_source source = {.base = {&counting}};
    lyd_group *group = lyd_group_new(&source.base);
    run_many(group, 'a', true);
    run_many(group, 'b', true);
    run_many(group, 'c', true);
    ck_assert_uint_eq(times(&source, "um.example/AAAA@"), 1);
    run_many(group, 'd', false);
    run_many(group, 'e', false);
    run_many(group, 'f', true);
    ck_assert_uint_eq(times(&source, "um.example/AAAA@"), 2);
    lyd_group_free(group);
}
END_TEST

START_TEST(a_member_that_fails)
{
    counting_source source = {.base = {&counting}, .refused = "10.0.0.2:53"};
    lyd_group *group = lyd_group_new(&source.base);
    lyd_topology *good = topology_with("a.example", "10.0.0.1"), *bad = topology_with("a.example", "10.0.0.2");
    lyd_diag *diag = lyd_diag_new(), *own = lyd_diag_new();
    lyd_run *run = NULL;
    lyd_member *first = member_of(group, bad, own), *second = member_of(group, good, NULL);
    ck_assert_int_eq(lyd_group_ask(group, diag), LYD_OK);
    ck_assert(lyd_member_is_over(first));
    ck_assert_int_eq(lyd_group_take(group, first, &run), LYD_EINVAL);
    ck_assert_ptr_null(run);
    check_run(run_of(group, second));
    ck_assert_uint_eq(lyd_diag_errors(diag), 0);
    ck_assert_str_eq(lyd_diag_message(own, 0), "refused");
    lyd_group_free(group);
    lyd_topology_free(good);
    lyd_topology_free(bad);
    lyd_diag_free(diag);
    lyd_diag_free(own);
}
END_TEST

/* What a stop left open makes each run incomplete. */
START_TEST(a_stop)
{
    counting_source source = {.base = {&counting}, .stopped = true};
    lyd_group *group = lyd_group_new(&source.base);
    lyd_topology *topologies[] = {topology_with("a.example", "10.0.0.1"), topology_with("b.example", "10.0.0.1")};
    for (size_t i = 0; i < LYD_COUNT(topologies); i++) {
        lyd_run *run = run_of(group, member_of(group, topologies[i], NULL));
        ck_assert(run->facts.stopped);
        ck_assert(!run->judgement.complete);
        lyd_run_free(run);
        lyd_topology_free(topologies[i]);
    }
    lyd_group_free(group);
}
END_TEST

static void hear(void *context, const lyd_server *servers, const lyd_question *questions, const lyd_answer *answers, size_t count,
                 bool stopped)
{
    (void)servers;
    (void)questions;
    (void)answers;
    ck_assert(!stopped);
    *(size_t *)context += count;
}

START_TEST(a_listener)
{
    counting_source source = {.base = {&counting}};
    lyd_group *group = lyd_group_new(&source.base);
    lyd_topology *topology = topology_with("a.example", "10.0.0.1");
    size_t heard = 0;
    const lyd_listener listener = {hear, &heard};
    lyd_member *member = NULL;
    ck_assert_int_eq(lyd_group_add(group, topology, 1000, &listener, &member, NULL), LYD_OK);
    check_run(run_of(group, member));
    ck_assert_uint_eq(heard, 4);
    lyd_group_free(group);
    lyd_topology_free(topology);
}
END_TEST

/* Members that were never asked are freed with their group. */
START_TEST(left_alone)
{
    counting_source source = {.base = {&counting}};
    lyd_group *group = lyd_group_new(&source.base);
    lyd_topology *topology = topology_with("a.example", "10.0.0.1");
    (void)member_of(group, topology, NULL);
    lyd_group_free(group);
    lyd_topology_free(topology);
    ck_assert_ptr_null(lyd_group_new(NULL));
}
END_TEST

LYD_TEST_MAIN("audit group", members_at_once, members_in_turn, generations, a_member_that_fails, a_stop, a_listener, left_alone)
