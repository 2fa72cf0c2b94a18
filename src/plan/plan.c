/* The plan: which servers are asked which questions. */
#include "plan.h"

#include "extras.h"

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

/* ---- questions ---- */

static size_t types_of(const lyd_case *c, uint32_t name)
{
    const lyd_extra *extra = lyd_case_extra(c, name);
    return extra != NULL && extra->srv ? 1 : LYD_HOST_TYPES;
}

/* Fills FIRST from the name FROM on: where each name's questions begin. */
static lyd_status count_questions(const lyd_case *c, view_union *u, uint32_t from, uint32_t *first, lyd_diag *diag)
{
    const lyd_topology *topology = c->topology;
    size_t total = from == 0 ? 0 : first[from], names = lyd_case_names(c);
    lyd_status status = LYD_OK;
    for (uint32_t n = from; n < names; n++) {
        first[n] = (uint32_t)total;
        union_of(u, topology, c->view_servers, lyd_case_views(c, n));
        if (u->count == 0 && n < topology->endpoint_count && topology->endpoints[n].views != 0) {
            const lyd_endpoint *endpoint = &topology->endpoints[n];
            status = lyd_diag_error(diag, topology->files != NULL ? topology->files[endpoint->origin] : NULL, endpoint->line,
                                    "%s: no DNS server to ask", endpoint->fqdn);
        }
        total += u->count * types_of(c, n);
        if (total > QUESTIONS_MAX) {
            return lyd_diag_error(diag, NULL, 0, "more than %zu lookups in one run", QUESTIONS_MAX);
        }
    }
    first[names] = (uint32_t)total;
    return status;
}

static void write_questions(const lyd_case *c, view_union *u, uint32_t from, lyd_question *questions)
{
    lyd_question *question = questions + c->first[from];
    for (uint32_t n = from; n < lyd_case_names(c); n++) {
        const lyd_extra *extra = lyd_case_extra(c, n);
        union_of(u, c->topology, c->view_servers, lyd_case_views(c, n));
        for (size_t i = 0; i < u->count; i++) {
            for (size_t t = 0; t < types_of(c, n); t++) {
                lyd_type type = extra != NULL && extra->srv ? LYD_TYPE_SRV : lyd_host_types[t];
                *question++ = (lyd_question){lyd_case_fqdn(c, n), u->servers[i], (uint16_t)type};
            }
        }
    }
}

/* Whether a name before NAME has the question Q, too: ENDPOINT, or one of the extras of the same name, from OTHER on. */
static bool asked_before(const lyd_case *c, uint32_t name, uint32_t endpoint, uint32_t other, uint32_t q)
{
    const lyd_question *question = &c->questions[q];
    if (endpoint != LYD_NONE && lyd_case_question(c, endpoint, question->server, (lyd_type)question->type) != LYD_NONE) {
        return true;
    }
    for (; other != LYD_NONE && other < name; other = lyd_case_extra(c, other)->next) {
        if (lyd_case_question(c, other, question->server, (lyd_type)question->type) != LYD_NONE) {
            return true;
        }
    }
    return false;
}

static void mark_repeated(const lyd_case *c, uint32_t from, bool *repeated)
{
    uint32_t endpoints = (uint32_t)c->topology->endpoint_count;
    for (uint32_t n = from > endpoints ? from : endpoints; n < lyd_case_names(c); n++) {
        uint32_t other = LYD_NONE, endpoint = lyd_topology_find(c->topology, lyd_case_fqdn(c, n));
        (void)lyd_map_get(c->extra_index, lyd_case_fqdn(c, n), &other);
        for (uint32_t q = c->first[n]; q < c->first[n + 1]; q++) {
            repeated[q - c->first[endpoints]] = asked_before(c, n, endpoint, other, q);
        }
    }
}

/* Plans the names from FROM on; what is planned before keeps its place. */
static lyd_status plan_names(lyd_case *c, lyd_arena *arena, uint32_t from, lyd_diag *diag)
{
    view_union u = {0};
    size_t names = lyd_case_names(c), endpoints = c->topology->endpoint_count;
    uint32_t *first = lyd_arena_alloc(arena, (names + 1) * sizeof(*first));
    lyd_status status = first == NULL ? LYD_ENOMEM : union_init(&u, c->server_count);
    if (status == LYD_OK && from > 0) {
        memcpy(first, c->first, (from + 1) * sizeof(*first));
    }
    if (status == LYD_OK) {
        status = count_questions(c, &u, from, first, diag);
    }
    if (status == LYD_OK) {
        size_t total = first[names], extra = total - first[endpoints];
        lyd_question *questions = lyd_arena_alloc(arena, total * sizeof(*questions));
        bool *repeated = extra == 0 ? NULL : lyd_arena_zalloc(arena, extra, sizeof(*repeated));
        if (questions == NULL || (extra > 0 && repeated == NULL)) {
            status = LYD_ENOMEM;
        } else {
            if (from > 0) {
                memcpy(questions, c->questions, first[from] * sizeof(*questions));
            }
            if (from > endpoints) {
                memcpy(repeated, c->repeated, (first[from] - first[endpoints]) * sizeof(*repeated));
            }
            c->first = first;
            write_questions(c, &u, from, questions);
            c->questions = questions;
            mark_repeated(c, from, repeated);
            c->repeated = repeated;
        }
    }
    union_clear(&u);
    return status;
}

/* Copies the extras to ARENA, and gives the index to the case. */
static lyd_status take_extras(lyd_case *c, lyd_arena *arena, lyd_extras *extras)
{
    lyd_extra *items = lyd_arena_alloc(arena, extras->count * sizeof(*items));
    if (items == NULL) {
        return LYD_ENOMEM;
    }
    if (extras->count > 0) {
        memcpy(items, extras->items, extras->count * sizeof(*items));
    }
    c->extras = items;
    c->extra_count = extras->count;
    return LYD_OK;
}

lyd_status lyd_plan_make(const lyd_topology *topology, lyd_arena *arena, lyd_case *c, lyd_diag *diag)
{
    lyd_extras extras = {.topology = topology, .arena = arena};
    c->topology = topology;
    lyd_status status = number_servers(topology, arena, c, diag);
    if (status == LYD_OK && topology->sip_domain_count > 0) {
        c->extra_index = extras.index = lyd_map_new();
        status = extras.index == NULL ? LYD_ENOMEM : lyd_extras_of_domains(&extras);
        status = status == LYD_OK ? take_extras(c, arena, &extras) : status;
    }
    if (status == LYD_OK) {
        status = plan_names(c, arena, 0, diag);
    }
    free(extras.items);
    return status;
}

lyd_status lyd_plan_targets(lyd_case *c, lyd_arena *arena)
{
    lyd_extras extras = {.topology = c->topology, .arena = arena, .index = c->extra_index, .asked = c->extra_count};
    uint32_t from = (uint32_t)lyd_case_names(c);
    lyd_status status = LYD_OK;
    extras.items = c->extra_count == 0 ? NULL : calloc(c->extra_count, sizeof(*extras.items));
    if (c->extra_count > 0 && extras.items == NULL) {
        return LYD_ENOMEM;
    }
    if (c->extra_count > 0) {
        memcpy(extras.items, c->extras, c->extra_count * sizeof(*extras.items));
        extras.count = extras.capacity = c->extra_count;
        status = lyd_extras_of_targets(&extras, c);
    }
    c->stopped = c->stopped || extras.full;
    if (status == LYD_OK && extras.count > c->extra_count) {
        status = take_extras(c, arena, &extras);
        status = status == LYD_OK ? plan_names(c, arena, from, NULL) : status;
    }
    free(extras.items);
    return status;
}

void lyd_plan_clear(lyd_case *c)
{
    lyd_map_free(c->extra_index);
    c->extra_index = NULL;
}
