/* Several runs asked together: one batch of questions for the present rounds of all, in which each stands once. */
#include "rounds.h"

#include "dns/saved/kept.h"

#include <stdlib.h>
#include <string.h>

#define DEAD_AGAIN_MS INT64_C(30000)

/* Answers are kept for runs to come in two generations of so many. When the younger one is full, the older one is forgotten; what is wanted
 * of it has moved to the younger one by then. */
#define GENERATION 50000

struct lyd_member {
    lyd_rounds *rounds;
    lyd_listener listener;
    lyd_diag *diag;
    lyd_status status; /* LYD_OK while there is a run */
};

struct lyd_group {
    lyd_source *live, *source; /* SOURCE skips the dead servers of LIVE */
    lyd_member **members;
    size_t count, capacity;
    lyd_kept young, old; /* by question; a cause of LYD_STOPPED: there is no answer yet */
    lyd_server *servers; /* those of the questions, by number */
    size_t server_count, server_capacity;
    lyd_map *server_index; /* text to number */
    lyd_arena *server_arena;
};

/* ---- servers ---- */

static lyd_status add_server(lyd_group *g, const lyd_server *server, uint32_t *number)
{
    *number = (uint32_t)g->server_count;
    lyd_status status = lyd_grow((void **)&g->servers, &g->server_capacity, g->server_count, sizeof(*g->servers));
    const char *text = status != LYD_OK ? NULL : lyd_arena_text(g->server_arena, server->text, strlen(server->text));
    if (text == NULL || lyd_map_put(g->server_index, text, *number) != LYD_OK) {
        return LYD_ENOMEM;
    }
    lyd_server *added = &g->servers[g->server_count++];
    *added = *server;
    added->text = text;
    added->vantage = added->saved_in = NULL; /* these are the run's */
    return LYD_OK;
}

/* The number of each of the servers of C, which are all known or become so. NULL: out of memory. */
static uint16_t *number_servers(lyd_group *g, const lyd_case *c)
{
    uint16_t *numbers = calloc(c->server_count + 1, sizeof(*numbers));
    for (size_t i = 0; i < c->server_count && numbers != NULL; i++) {
        uint32_t number;
        if (!lyd_map_get(g->server_index, c->servers[i].text, &number) && add_server(g, &c->servers[i], &number) != LYD_OK) {
            free(numbers);
            return NULL;
        }
        numbers[i] = (uint16_t)number;
    }
    return numbers;
}

/* ---- what is kept ---- */

static lyd_status forget(lyd_kept *kept)
{
    lyd_kept_clear(kept);
    return lyd_kept_init(kept);
}

static lyd_status forget_servers(lyd_group *g)
{
    lyd_map_free(g->server_index);
    lyd_arena_free(g->server_arena);
    g->server_index = lyd_map_new();
    g->server_arena = lyd_arena_new();
    g->server_count = 0;
    return g->server_index == NULL || g->server_arena == NULL ? LYD_ENOMEM : LYD_OK;
}

static bool is_asking(const lyd_member *member)
{
    return member->status == LYD_OK && lyd_rounds_now(member->rounds)->count > 0;
}

/* The servers that the members of this round have, each as often as a member has it. */
static size_t servers_of_members(const lyd_group *g)
{
    size_t count = 0;
    for (size_t i = 0; i < g->count; i++) {
        count += is_asking(g->members[i]) ? lyd_rounds_case(g->members[i]->rounds)->server_count : 0;
    }
    return count;
}

/* Before a round. Numbers of servers start anew where there could be too many, with nothing kept. */
static lyd_status make_room(lyd_group *g)
{
    if (g->server_count + servers_of_members(g) > UINT16_MAX) {
        lyd_status status = forget(&g->young);
        status = status == LYD_OK ? forget(&g->old) : status;
        return status == LYD_OK ? forget_servers(g) : status;
    }
    if (g->young.count < GENERATION) {
        return LYD_OK;
    }
    lyd_kept_clear(&g->old);
    g->old = g->young;
    return lyd_kept_init(&g->young);
}

/* Gives QUESTION a place among the young: that of its answer, or an empty one. */
static lyd_status want(lyd_group *g, const lyd_question *question)
{
    lyd_answer answer = {.status = LYD_TIMEOUT, .cause = LYD_STOPPED};
    if (lyd_kept_find(&g->young, question->name, question->server, question->type) != NULL) {
        return LYD_OK;
    }
    const lyd_kept_answer *old = lyd_kept_find(&g->old, question->name, question->server, question->type);
    lyd_status status = old == NULL ? LYD_OK : lyd_answer_copy(&old->answer, g->young.arena, &answer);
    return status == LYD_OK ? lyd_kept_put(&g->young, question, &answer) : status;
}

static lyd_status gather(lyd_group *g, const lyd_member *member)
{
    const lyd_round *now = lyd_rounds_now(member->rounds);
    uint16_t *numbers = number_servers(g, lyd_rounds_case(member->rounds));
    lyd_status status = numbers == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < now->count && status == LYD_OK; i++) {
        lyd_question question = now->questions[i];
        question.server = numbers[question.server];
        status = want(g, &question);
    }
    free(numbers);
    return status;
}

/* ---- a batch ---- */

typedef struct batch {
    lyd_question *questions;
    lyd_answer *answers;
    size_t *places; /* of each, among the young */
    size_t count;
    lyd_server *servers; /* those that are asked */
    size_t server_count;
    uint32_t *server_numbers; /* in the batch, of each server of the group; LYD_NONE: it isn't asked */
} batch;

static void clear_batch(batch *b)
{
    free(b->questions);
    free(b->answers);
    free(b->places);
    free(b->servers);
    free(b->server_numbers);
}

/* The questions among the young, from the place FROM on, that have no answer. */
static lyd_status fill_batch(const lyd_group *g, size_t from, batch *b)
{
    size_t most = g->young.count - from;
    *b = (batch){.questions = calloc(most + 1, sizeof(*b->questions)),
                 .answers = calloc(most + 1, sizeof(*b->answers)),
                 .places = calloc(most + 1, sizeof(*b->places)),
                 .servers = calloc(g->server_count + 1, sizeof(*b->servers)),
                 .server_numbers = malloc((g->server_count + 1) * sizeof(*b->server_numbers))};
    if (b->questions == NULL || b->answers == NULL || b->places == NULL || b->servers == NULL || b->server_numbers == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < g->server_count; i++) {
        b->server_numbers[i] = LYD_NONE;
    }
    for (size_t i = from; i < g->young.count; i++) {
        const lyd_kept_answer *item = &g->young.items[i];
        uint32_t *number = &b->server_numbers[item->server];
        if (item->answer.cause != LYD_STOPPED) {
            continue;
        }
        if (*number == LYD_NONE) {
            *number = (uint32_t)b->server_count;
            b->servers[b->server_count++] = g->servers[item->server];
        }
        b->places[b->count] = i;
        b->questions[b->count++] = (lyd_question){item->name, (uint16_t)*number, item->type};
    }
    return LYD_OK;
}

static lyd_status ask_batch(lyd_group *g, size_t from, lyd_diag *diag)
{
    batch b;
    lyd_status status = fill_batch(g, from, &b);
    if (status == LYD_OK && b.count > 0) {
        status = g->source->functions->ask(g->source, b.servers, b.server_count, b.questions, b.count, b.answers, g->young.arena, diag);
        status = status == LYD_ESTOPPED ? LYD_OK : status; /* the answers say so themselves */
    }
    for (size_t i = 0; i < b.count && status == LYD_OK; i++) {
        g->young.items[b.places[i]].answer = b.answers[i];
    }
    clear_batch(&b);
    return status;
}

/* Gives MEMBER copies of its answers: those that are kept may be forgotten before it is over. */
static lyd_status give(lyd_group *g, lyd_member *member)
{
    const lyd_round *now = lyd_rounds_now(member->rounds);
    const lyd_server *servers = lyd_rounds_case(member->rounds)->servers;
    uint16_t *numbers = number_servers(g, lyd_rounds_case(member->rounds));
    lyd_status status = numbers == NULL ? LYD_ENOMEM : LYD_OK;
    bool stopped = false;
    for (size_t i = 0; i < now->count && status == LYD_OK; i++) {
        const lyd_question *question = &now->questions[i];
        const lyd_kept_answer *kept = lyd_kept_find(&g->young, question->name, numbers[question->server], question->type);
        status = lyd_answer_copy(&kept->answer, lyd_rounds_arena(member->rounds), &now->answers[i]);
        stopped = stopped || kept->answer.cause == LYD_STOPPED;
    }
    free(numbers);
    if (status == LYD_OK && member->listener.heard != NULL) {
        member->listener.heard(member->listener.context, servers, now->questions, now->answers, now->count, stopped);
    }
    return status == LYD_OK ? lyd_rounds_go_on(member->rounds, stopped) : status;
}

/* ---- rounds ---- */

/* What one member's servers make impossible is a failure of that member alone. */
static lyd_status ask_each(lyd_group *g)
{
    lyd_status status = forget(&g->young); /* which has places without answers */
    for (size_t i = 0; i < g->count && status != LYD_ENOMEM; i++) {
        lyd_member *member = g->members[i];
        if (is_asking(member)) {
            status = member->status = lyd_rounds_ask(member->rounds, g->source, &member->listener, member->diag);
        }
    }
    return status == LYD_ENOMEM ? status : LYD_OK;
}

lyd_status lyd_group_ask(lyd_group *g, lyd_diag *diag)
{
    if (servers_of_members(g) > UINT16_MAX) { /* more than a batch can number */
        return ask_each(g);
    }
    lyd_diag *own = lyd_diag_below(diag);
    lyd_status status = own == NULL ? LYD_ENOMEM : make_room(g);
    size_t from = g->young.count;
    for (size_t i = 0; i < g->count && status == LYD_OK; i++) {
        status = is_asking(g->members[i]) ? gather(g, g->members[i]) : status;
    }
    status = status == LYD_OK ? ask_batch(g, from, own) : status;
    if (status != LYD_OK && status != LYD_ENOMEM) {
        lyd_diag_free(own); /* each of those concerned says it itself */
        return ask_each(g);
    }
    status = status == LYD_OK ? lyd_diag_move(diag, own) : status;
    for (size_t i = 0; i < g->count && status == LYD_OK; i++) {
        status = is_asking(g->members[i]) ? give(g, g->members[i]) : status;
    }
    lyd_diag_free(own);
    return status;
}

/* ---- members ---- */

static void free_member(lyd_member *member)
{
    lyd_rounds_free(member->rounds);
    free(member);
}

lyd_status lyd_group_add(lyd_group *g, const lyd_topology *topology, int64_t started, const lyd_listener *listener, lyd_member **member,
                         lyd_diag *diag)
{
    lyd_member *m = calloc(1, sizeof(*m));
    *member = m;
    if (m == NULL || lyd_grow((void **)&g->members, &g->capacity, g->count, sizeof(lyd_member *)) != LYD_OK) {
        free(m);
        return LYD_ENOMEM;
    }
    g->members[g->count++] = m;
    m->diag = diag;
    m->listener = *listener;
    m->status = lyd_rounds_new(topology, started, true, &m->rounds, diag);
    return m->status == LYD_ENOMEM ? LYD_ENOMEM : LYD_OK;
}

bool lyd_member_is_over(const lyd_member *member)
{
    return !is_asking(member);
}

size_t lyd_member_lookups(const lyd_member *member)
{
    return member->status == LYD_OK ? lyd_case_questions(lyd_rounds_case(member->rounds)) : 0;
}

lyd_status lyd_group_take(lyd_group *g, lyd_member *member, lyd_run **run)
{
    lyd_status status = member->status;
    size_t at = 0;
    *run = status == LYD_OK ? lyd_rounds_take(member->rounds) : NULL;
    while (g->members[at] != member) {
        at++;
    }
    memmove(&g->members[at], &g->members[at + 1], (--g->count - at) * sizeof(lyd_member *));
    free_member(member);
    return status;
}

/* ---- the group ---- */

lyd_group *lyd_group_new(lyd_source *source)
{
    lyd_group *g = source == NULL ? NULL : calloc(1, sizeof(*g));
    if (g == NULL) {
        lyd_source_free(source);
        return NULL;
    }
    g->live = source;
    g->source = lyd_skip_dead_new(source, DEAD_AGAIN_MS);
    lyd_status young = lyd_kept_init(&g->young), old = lyd_kept_init(&g->old);
    if (young != LYD_OK || old != LYD_OK || forget_servers(g) != LYD_OK || g->source == NULL) {
        lyd_group_free(g);
        return NULL;
    }
    return g;
}

void lyd_group_free(lyd_group *g)
{
    if (g == NULL) {
        return;
    }
    for (size_t i = 0; i < g->count; i++) {
        free_member(g->members[i]);
    }
    free(g->members);
    free(g->servers);
    lyd_kept_clear(&g->young);
    lyd_kept_clear(&g->old);
    lyd_map_free(g->server_index);
    lyd_arena_free(g->server_arena);
    lyd_source_free(g->source);
    lyd_source_free(g->live);
    free(g);
}
