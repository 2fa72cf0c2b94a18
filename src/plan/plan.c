/* The plan: which servers are asked which questions. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

/* Indexes of servers are 16 bits wide, those of questions 32. */
#define SERVERS_MAX ((size_t)UINT16_MAX)
#define QUESTIONS_MAX ((size_t)UINT32_MAX - 1)

/* The servers of one set of views. Endpoints with the same views are mostly adjacent, so the last set is kept. */
typedef struct view_union {
    uint32_t views;
    uint16_t *servers;
    size_t count;
    bool *taken; /* of each server: in this union */
} view_union;

static lyd_status union_init(view_union *u, size_t server_count)
{
    *u = (view_union){.servers = calloc(server_count + 1, sizeof(*u->servers)), .taken = calloc(server_count + 1, sizeof(*u->taken))};
    return u->servers == NULL || u->taken == NULL ? LYD_ENOMEM : LYD_OK;
}

static void union_clear(view_union *u)
{
    free(u->servers);
    free(u->taken);
}

static void union_of(view_union *u, const lyd_topology *topology, const uint16_t *const *view_servers, uint32_t views)
{
    if (views == u->views) {
        return;
    }
    for (size_t i = 0; i < u->count; i++) {
        u->taken[u->servers[i]] = false;
    }
    u->count = 0;
    u->views = views;
    for (size_t v = 0; v < topology->view_count; v++) {
        for (size_t i = 0; (views >> v & 1u) != 0 && i < topology->views[v].server_count; i++) {
            uint16_t server = view_servers[v][i];
            if (!u->taken[server]) {
                u->taken[server] = true;
                u->servers[u->count++] = server;
            }
        }
    }
}

/* Numbers the servers of all views; servers with the same text are one. */
static lyd_status number_servers(const lyd_topology *topology, lyd_arena *arena, lyd_case *c, lyd_diag *diag)
{
    size_t most = 0, count = 0;
    for (size_t v = 0; v < topology->view_count; v++) {
        most += topology->views[v].server_count;
    }
    lyd_map *known = lyd_map_new();
    lyd_server *servers = lyd_arena_zalloc(arena, most, sizeof(*servers));
    uint16_t **view_servers = lyd_arena_zalloc(arena, topology->view_count, sizeof(*view_servers));
    lyd_status status = known == NULL || servers == NULL || view_servers == NULL ? LYD_ENOMEM : LYD_OK;

    for (size_t v = 0; status == LYD_OK && v < topology->view_count; v++) {
        const lyd_view *view = &topology->views[v];
        view_servers[v] = lyd_arena_zalloc(arena, view->server_count, sizeof(*view_servers[v]));
        if (view_servers[v] == NULL) {
            status = LYD_ENOMEM;
        }
        for (size_t i = 0; status == LYD_OK && i < view->server_count; i++) {
            uint32_t number;
            if (!lyd_map_get(known, view->servers[i].text, &number)) {
                if (count == SERVERS_MAX) {
                    status = lyd_diag_error(diag, NULL, 0, "more than %zu DNS servers", SERVERS_MAX);
                    break;
                }
                number = (uint32_t)count;
                servers[count++] = view->servers[i];
                status = lyd_map_put(known, view->servers[i].text, number);
            }
            view_servers[v][i] = (uint16_t)number;
        }
    }
    lyd_map_free(known);
    c->servers = servers;
    c->server_count = count;
    c->view_servers = (const uint16_t *const *)view_servers;
    return status;
}

/* Fills FIRST: where each endpoint's questions begin. */
static lyd_status count_questions(const lyd_topology *topology, const lyd_case *c, view_union *u, uint32_t *first, lyd_diag *diag)
{
    size_t total = 0;
    lyd_status status = LYD_OK;
    for (size_t e = 0; e < topology->endpoint_count; e++) {
        const lyd_endpoint *endpoint = &topology->endpoints[e];
        first[e] = (uint32_t)total;
        union_of(u, topology, c->view_servers, endpoint->views);
        if (u->count == 0 && endpoint->views != 0) {
            status = lyd_diag_error(diag, topology->files != NULL ? topology->files[endpoint->origin] : NULL, endpoint->line,
                                    "%s: no DNS server to ask", endpoint->fqdn);
        }
        total += u->count * LYD_HOST_TYPES;
        if (total > QUESTIONS_MAX) {
            return lyd_diag_error(diag, NULL, 0, "more than %zu lookups in one run", QUESTIONS_MAX);
        }
    }
    first[topology->endpoint_count] = (uint32_t)total;
    return status;
}

static void write_questions(const lyd_topology *topology, const lyd_case *c, view_union *u, lyd_question *question)
{
    for (size_t e = 0; e < topology->endpoint_count; e++) {
        const lyd_endpoint *endpoint = &topology->endpoints[e];
        union_of(u, topology, c->view_servers, endpoint->views);
        for (size_t i = 0; i < u->count; i++) {
            for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
                *question++ = (lyd_question){endpoint->fqdn, u->servers[i], (uint16_t)lyd_host_types[t]};
            }
        }
    }
}

lyd_status lyd_plan_make(const lyd_topology *topology, lyd_arena *arena, lyd_case *c, lyd_diag *diag)
{
    view_union u = {0};
    uint32_t *first = lyd_arena_alloc(arena, (topology->endpoint_count + 1) * sizeof(*first));
    lyd_question *questions = NULL;
    lyd_status status = first == NULL ? LYD_ENOMEM : number_servers(topology, arena, c, diag);

    if (status == LYD_OK) {
        status = union_init(&u, c->server_count);
    }
    if (status == LYD_OK) {
        status = count_questions(topology, c, &u, first, diag);
    }
    if (status == LYD_OK) {
        questions = lyd_arena_alloc(arena, first[topology->endpoint_count] * sizeof(*questions));
        status = questions == NULL ? LYD_ENOMEM : LYD_OK;
    }
    if (status == LYD_OK) {
        write_questions(topology, c, &u, questions);
        c->topology = topology;
        c->questions = questions;
        c->first = first;
    }
    union_clear(&u);
    return status;
}
