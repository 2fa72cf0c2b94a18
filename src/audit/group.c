/* Several runs asked together: one batch of questions for the present rounds of all, in which each stands once. */
#include "rounds.h"

#include "dns/saved/kept.h"
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#define DEAD_AGAIN_MS INT64_C(30000)

/* Answers that are kept in case that later runs want them, although nothing announces that: targets, zones, probes for DNS64. */
#define UNPLANNED_MAX 65536

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
    lyd_kept kept;      /* answers that later members will want */
    lyd_map *servers;   /* text to its number in KEPT */
    size_t unplanned;   /* of KEPT */
    uint64_t *expected; /* hashes of questions: while topologies are announced, each as often as it is asked; then those asked again */
    size_t expected_count, expected_capacity;
    bool announced; /* the announcing is over */
};

/* ---- what will be asked again ---- */

/* Two questions of the same hash do no harm: an answer more is kept. */
static uint64_t hash_question(const char *server, const lyd_question *question)
{
    uint64_t hash = lyd_hash_byte(LYD_HASH_START, (unsigned char)(question->type & 0xFF));
    hash = lyd_hash_byte(hash, (unsigned char)(question->type >> 8));
    for (const char *p = server; *p != '\0'; p++) {
        hash = lyd_hash_byte(hash, (unsigned char)*p);
    }
    hash = lyd_hash_byte(hash, 0);
    for (const char *p = question->name; *p != '\0'; p++) {
        hash = lyd_hash_byte(hash, (unsigned char)*p);
    }
    return hash;
}

static int by_value(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Leaves, each once, those that there are several of. */
static void keep_repeated(lyd_group *g)
{
    size_t kept = 0;
    if (g->expected_count > 1) {
        qsort(g->expected, g->expected_count, sizeof(*g->expected), by_value);
    }
    for (size_t i = 1; i < g->expected_count; i++) {
        uint64_t hash = g->expected[i];
        if (hash == g->expected[i - 1] && (kept == 0 || g->expected[kept - 1] != hash)) {
            g->expected[kept++] = hash;
        }
    }
    g->expected_count = kept;
    uint64_t *smaller = kept > 0 ? realloc(g->expected, kept * sizeof(*smaller)) : NULL;
    g->expected = smaller != NULL ? smaller : g->expected;
    g->announced = true;
}

static bool is_expected(const lyd_group *g, const char *server, const lyd_question *question)
{
    uint64_t hash = hash_question(server, question);
    return g->expected_count > 0 && bsearch(&hash, g->expected, g->expected_count, sizeof(hash), by_value) != NULL;
}

lyd_status lyd_group_expect(lyd_group *g, const lyd_topology *topology)
{
    lyd_case c = {.topology = NULL};
    lyd_arena *arena = lyd_arena_new();
    lyd_status status = arena == NULL ? LYD_ENOMEM : lyd_plan_make(topology, arena, &c, NULL);
    for (uint32_t q = 0; status == LYD_OK && q < lyd_case_questions(&c); q++) {
        status = lyd_grow((void **)&g->expected, &g->expected_capacity, g->expected_count, sizeof(*g->expected));
        if (status == LYD_OK && !lyd_case_repeats(&c, q)) {
            g->expected[g->expected_count++] = hash_question(c.servers[c.questions[q].server].text, &c.questions[q]);
        }
    }
    lyd_plan_clear(&c);
    lyd_arena_free(arena);
    return status;
}

/* ---- what is kept ---- */

/* LYD_NONE: nothing about SERVER is kept. */
static uint32_t kept_server(const lyd_group *g, const char *server)
{
    uint32_t number;
    return lyd_map_get(g->servers, server, &number) ? number : LYD_NONE;
}

static uint32_t number_server(lyd_group *g, const char *server)
{
    uint32_t number = kept_server(g, server);
    if (number == LYD_NONE && lyd_map_count(g->servers) <= UINT16_MAX) {
        const char *text = lyd_arena_text(g->kept.arena, server, strlen(server));
        uint32_t next = (uint32_t)lyd_map_count(g->servers);
        number = text != NULL && lyd_map_put(g->servers, text, next) == LYD_OK ? next : LYD_NONE;
    }
    return number;
}

static const lyd_answer *find_kept(const lyd_group *g, uint32_t server, const lyd_question *question)
{
    const lyd_kept_answer *found = server == LYD_NONE ? NULL : lyd_kept_find(&g->kept, question->name, (uint16_t)server, question->type);
    return found != NULL ? &found->answer : NULL;
}

/* ---- a batch ---- */

typedef struct batch {
    lyd_server *servers;
    size_t server_count, server_capacity;
    lyd_map *server_index;
    lyd_kept questions; /* in the order in which they are asked; the answers come later */
    bool *planned;      /* of each: asked for by a topology alone */
    size_t planned_capacity;
    lyd_status status;
} batch;

static bool is_asking(const lyd_member *member)
{
    return member->status == LYD_OK && lyd_rounds_now(member->rounds)->count > 0;
}

/* The number of SERVER in the batch. */
static uint16_t batch_server(batch *b, const lyd_server *server)
{
    uint32_t number = (uint32_t)b->server_count;
    if (lyd_map_get(b->server_index, server->text, &number)) {
        return (uint16_t)number;
    }
    b->status = number > UINT16_MAX ? LYD_ENOMEM : b->status;
    b->status = b->status == LYD_OK ? lyd_map_put(b->server_index, server->text, number) : b->status;
    b->status = b->status == LYD_OK ? lyd_grow((void **)&b->servers, &b->server_capacity, number, sizeof(*b->servers)) : b->status;
    if (b->status == LYD_OK) {
        b->servers[b->server_count++] = *server;
    }
    return (uint16_t)number;
}

/* For each of the servers of C, its number in the batch and in the group. */
typedef struct numbers {
    uint16_t batch;
    uint32_t kept;
} numbers;

static numbers *number_servers(const lyd_group *g, batch *b, const lyd_case *c)
{
    numbers *all = calloc(c->server_count + 1, sizeof(*all));
    b->status = all == NULL ? LYD_ENOMEM : b->status;
    for (size_t i = 0; i < c->server_count && b->status == LYD_OK; i++) {
        all[i] = (numbers){batch_server(b, &c->servers[i]), kept_server(g, c->servers[i].text)};
    }
    return all;
}

static void want(batch *b, const lyd_question *question, bool planned)
{
    b->status = lyd_grow((void **)&b->planned, &b->planned_capacity, b->questions.count, sizeof(*b->planned));
    if (b->status == LYD_OK) {
        b->planned[b->questions.count] = planned;
        b->status = lyd_kept_put(&b->questions, question, &(lyd_answer){.status = LYD_REFUSED});
    }
}

/* Puts what MEMBER asks, and isn't known, into the batch. */
static void gather(const lyd_group *g, batch *b, const lyd_member *member)
{
    const lyd_round *now = lyd_rounds_now(member->rounds);
    numbers *all = number_servers(g, b, lyd_rounds_case(member->rounds));
    for (size_t i = 0; i < now->count && b->status == LYD_OK; i++) {
        lyd_question question = now->questions[i];
        if (find_kept(g, all[question.server].kept, &question) != NULL) {
            continue;
        }
        question.server = all[question.server].batch;
        if (lyd_kept_find(&b->questions, question.name, question.server, question.type) == NULL) {
            want(b, &question, now->planned);
        }
    }
    free(all);
}

/* Keeps those answers that a later member will want or may want. What a stopped run left open isn't kept. */
static lyd_status keep(lyd_group *g, const batch *b)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < b->questions.count && status == LYD_OK; i++) {
        const lyd_kept_answer *item = &b->questions.items[i];
        const char *server = b->servers[item->server].text;
        lyd_question question = {item->name, item->server, item->type};
        bool wanted = b->planned[i] ? is_expected(g, server, &question) : g->unplanned < UNPLANNED_MAX;
        uint32_t number = wanted && item->answer.cause != LYD_STOPPED ? number_server(g, server) : LYD_NONE;
        if (number != LYD_NONE) {
            lyd_answer answer;
            question.server = (uint16_t)number;
            status = lyd_answer_copy(&item->answer, g->kept.arena, &answer);
            status = status == LYD_OK ? lyd_kept_put(&g->kept, &question, &answer) : status;
            g->unplanned += b->planned[i] ? 0 : 1;
        }
    }
    return status;
}

static lyd_status ask_batch(lyd_group *g, batch *b, lyd_diag *diag)
{
    size_t count = b->questions.count;
    lyd_question *questions = calloc(count + 1, sizeof(*questions));
    lyd_answer *answers = calloc(count + 1, sizeof(*answers));
    lyd_status status = questions == NULL || answers == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        const lyd_kept_answer *item = &b->questions.items[i];
        questions[i] = (lyd_question){item->name, item->server, item->type};
    }
    if (status == LYD_OK && count > 0) {
        status = g->source->functions->ask(g->source, b->servers, b->server_count, questions, count, answers, b->questions.arena, diag);
        status = status == LYD_ESTOPPED ? LYD_OK : status; /* the answers say so themselves */
    }
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        b->questions.items[i].answer = answers[i];
    }
    free(questions);
    free(answers);
    return status;
}

/* Gives MEMBER its answers. Those that aren't kept are copied: the batch ends with the round. */
static lyd_status give(const lyd_group *g, batch *b, lyd_member *member)
{
    const lyd_round *now = lyd_rounds_now(member->rounds);
    numbers *all = number_servers(g, b, lyd_rounds_case(member->rounds));
    lyd_status status = b->status;
    bool stopped = false;
    for (size_t i = 0; i < now->count && status == LYD_OK; i++) {
        const lyd_question *question = &now->questions[i];
        const numbers *server = &all[question->server];
        const lyd_answer *known = find_kept(g, server->kept, question);
        if (known != NULL) {
            now->answers[i] = *known;
        } else {
            known = &lyd_kept_find(&b->questions, question->name, server->batch, question->type)->answer;
            status = lyd_answer_copy(known, lyd_rounds_arena(member->rounds), &now->answers[i]);
        }
        stopped = stopped || known->cause == LYD_STOPPED;
    }
    free(all);
    if (status == LYD_OK && member->listener.heard != NULL) {
        const lyd_server *servers = lyd_rounds_case(member->rounds)->servers;
        member->listener.heard(member->listener.context, servers, now->questions, now->answers, now->count, stopped);
    }
    return status == LYD_OK ? lyd_rounds_go_on(member->rounds, stopped) : status;
}

/* ---- rounds ---- */

/* What one member's servers make impossible is a failure of that member alone. */
static lyd_status ask_each(lyd_group *g)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < g->count && status != LYD_ENOMEM; i++) {
        lyd_member *member = g->members[i];
        if (is_asking(member)) {
            status = member->status = lyd_rounds_ask(member->rounds, g->source, member->diag);
        }
    }
    return status == LYD_ENOMEM ? status : LYD_OK;
}

static lyd_status ask_all(lyd_group *g, batch *b, lyd_diag *diag)
{
    lyd_diag *own = lyd_diag_below(diag);
    b->status = own == NULL ? LYD_ENOMEM : b->status;
    for (size_t i = 0; i < g->count && b->status == LYD_OK; i++) {
        if (is_asking(g->members[i])) {
            gather(g, b, g->members[i]);
        }
    }
    lyd_status status = b->status == LYD_OK ? ask_batch(g, b, own) : b->status;
    if (status == LYD_OK) {
        status = lyd_diag_move(diag, own);
        status = status == LYD_OK ? keep(g, b) : status;
        for (size_t i = 0; i < g->count && status == LYD_OK; i++) {
            status = is_asking(g->members[i]) ? give(g, b, g->members[i]) : status;
        }
    } else if (status != LYD_ENOMEM) {
        status = ask_each(g);
    }
    lyd_diag_free(own);
    return status;
}

lyd_status lyd_group_ask(lyd_group *g, lyd_diag *diag)
{
    batch b = {.server_index = lyd_map_new()};
    if (!g->announced) {
        keep_repeated(g);
    }
    lyd_status status = lyd_kept_init(&b.questions);
    status = b.server_index == NULL ? LYD_ENOMEM : status;
    status = status == LYD_OK ? ask_all(g, &b, diag) : status;
    lyd_kept_clear(&b.questions);
    lyd_map_free(b.server_index);
    free(b.servers);
    free(b.planned);
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
    g->servers = lyd_map_new();
    if (lyd_kept_init(&g->kept) != LYD_OK || g->source == NULL || g->servers == NULL) {
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
    free(g->expected);
    lyd_kept_clear(&g->kept);
    lyd_map_free(g->servers);
    lyd_source_free(g->source);
    lyd_source_free(g->live);
    free(g);
}
