/* The plan: every question once, in order, and compact. */
#include "plan/plan.h"
#include "suite.h"

#include <string.h>

#define SERVERS_PER_VIEW 4
#define VIEWS 3
#define NAMES 3

/* A topology of texts only: the plan reads no address. */
typedef struct plan_row {
    const char *text;
    const char *servers[VIEWS][SERVERS_PER_VIEW]; /* of each view */
    uint32_t views[NAMES];                        /* of each endpoint; 0: no such endpoint */
    const char *plan;                             /* "endpoint@server" of each pair of questions, in order; NULL: an error */
    size_t server_count;
} plan_row;

static const plan_row rows[] = {
    {"one view", {{"s1"}}, {1, 1}, "n0@s1 n1@s1 ", 1},
    {"two servers of a view, in their order", {{"s2", "s1"}}, {1}, "n0@s2 n0@s1 ", 2},
    {"a server of two views is asked once", {{"s1"}, {"s1"}}, {3}, "n0@s1 ", 1},
    {"a server of two views, once for each endpoint",
     {{"s1", "s2"}, {"s2", "s3"}},
     {1, 2, 3},
     "n0@s1 n0@s2 n1@s2 n1@s3 n2@s1 n2@s2 n2@s3 ",
     3},
    {"the views that an endpoint isn't in stay unasked", {{"s1"}, {"s2"}, {"s3"}}, {4, 1}, "n0@s3 n1@s1 ", 3},
    {"a server twice in a view", {{"s1", "s1"}}, {1}, "n0@s1 ", 1},
    {"one view of two has no servers", {{NULL}, {"s1"}}, {3}, "n0@s1 ", 1},
    {"no server to ask", {{NULL}, {"s1"}}, {2, 1}, NULL, 1},
    {"no endpoint", {{"s1"}}, {0}, "", 1},
};

typedef struct fixture {
    lyd_view views[VIEWS];
    lyd_server servers[VIEWS][SERVERS_PER_VIEW];
    lyd_endpoint endpoints[NAMES];
    lyd_topology topology;
} fixture;

static void build(const plan_row *row, fixture *f)
{
    static const char *const names[NAMES] = {"n0", "n1", "n2"};
    memset(f, 0, sizeof(*f));
    for (size_t v = 0; v < VIEWS; v++) {
        f->views[v].servers = f->servers[v];
        for (size_t i = 0; i < SERVERS_PER_VIEW && row->servers[v][i] != NULL; i++) {
            f->servers[v][f->views[v].server_count++].text = row->servers[v][i];
        }
    }
    f->topology = (lyd_topology){.views = f->views, .view_count = VIEWS, .endpoints = f->endpoints};
    for (size_t e = 0; e < NAMES && row->views[e] != 0; e++) {
        f->endpoints[f->topology.endpoint_count++] = (lyd_endpoint){.fqdn = names[e], .views = row->views[e]};
    }
}

/* The plan as the rows write it, with each pair checked to be A before AAAA of one name and server. */
static void describe(const lyd_case *c, const char *text, char *plan, size_t size)
{
    size_t used = 0;
    plan[0] = '\0';
    for (size_t e = 0; e < c->topology->endpoint_count; e++) {
        ck_assert_msg(c->first[e] <= c->first[e + 1] && c->first[e] % 2 == 0, "%s", text);
        for (uint32_t q = c->first[e]; q < c->first[e + 1]; q += 2) {
            const lyd_question *a = &c->questions[q], *aaaa = a + 1;
            ck_assert_msg(a->type == LYD_TYPE_A && aaaa->type == LYD_TYPE_AAAA, "%s", text);
            ck_assert_msg(a->server == aaaa->server && a->name == aaaa->name, "%s", text);
            ck_assert_msg(strcmp(a->name, c->topology->endpoints[e].fqdn) == 0, "%s", text);
            used += (size_t)snprintf(plan + used, size - used, "%s@%s ", a->name, c->servers[a->server].text);
        }
    }
}

START_TEST(questions)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        fixture f;
        char plan[512];
        lyd_case c = {0};
        lyd_arena *arena = lyd_arena_new();
        lyd_diag *diag = lyd_diag_new();
        build(&rows[i], &f);
        lyd_status status = lyd_plan_make(&f.topology, arena, &c, diag);
        ck_assert_msg((status == LYD_OK) == (rows[i].plan != NULL), "%s", rows[i].text);
        ck_assert_msg((lyd_diag_errors(diag) == 0) == (rows[i].plan != NULL), "%s", rows[i].text);
        if (status == LYD_OK) {
            describe(&c, rows[i].text, plan, sizeof(plan));
            ck_assert_msg(strcmp(plan, rows[i].plan) == 0, "%s: %s", rows[i].text, plan);
            ck_assert_msg(c.server_count == rows[i].server_count, "%s: %zu servers", rows[i].text, c.server_count);
        }
        lyd_diag_free(diag);
        lyd_arena_free(arena);
    }
}
END_TEST

START_TEST(views_know_their_servers)
{
    fixture f;
    lyd_case c = {0};
    lyd_arena *arena = lyd_arena_new();
    build(&rows[3], &f);
    ck_assert_int_eq(lyd_plan_make(&f.topology, arena, &c, NULL), LYD_OK);
    for (size_t v = 0; v < VIEWS; v++) {
        for (size_t i = 0; i < f.views[v].server_count; i++) {
            ck_assert_str_eq(c.servers[c.view_servers[v][i]].text, f.servers[v][i].text);
        }
    }
    lyd_arena_free(arena);
}
END_TEST

/* Memory of the plan: two questions of 16 bytes and an index for an endpoint with one server. */
START_TEST(a_large_plan_is_compact)
{
    enum { MANY = 200000 };
    lyd_server server = {.text = "s1"};
    lyd_view view = {.servers = &server, .server_count = 1};
    lyd_endpoint *endpoints = calloc(MANY, sizeof(*endpoints));
    ck_assert_ptr_nonnull(endpoints);
    lyd_topology topology = {.views = &view, .view_count = 1, .endpoints = endpoints, .endpoint_count = MANY};
    lyd_case c = {0};
    lyd_arena *arena = lyd_arena_new();
    for (size_t i = 0; i < MANY; i++) {
        endpoints[i] = (lyd_endpoint){.fqdn = "n", .views = 1};
    }
    ck_assert_int_eq(lyd_plan_make(&topology, arena, &c, NULL), LYD_OK);
    ck_assert_uint_eq(c.first[MANY], 2 * MANY);
    ck_assert_uint_lt(lyd_arena_size(arena), (size_t)MANY * 40);
    lyd_arena_free(arena);
    free(endpoints);
}
END_TEST

LYD_TEST_MAIN("audit plan", questions, views_know_their_servers, a_large_plan_is_compact)
