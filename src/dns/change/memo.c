#include "memo.h"

#include <stdlib.h>
#include <string.h>

static lyd_status start(lyd_memo *memo)
{
    *memo = (lyd_memo){.index = lyd_map_new(), .arena = lyd_arena_new()};
    return memo->index == NULL || memo->arena == NULL ? LYD_ENOMEM : LYD_OK;
}

static void clear(lyd_memo *memo)
{
    free(memo->items);
    lyd_map_free(memo->index);
    lyd_arena_free(memo->arena);
    *memo = (lyd_memo){.items = NULL};
}

const lyd_memo_item *lyd_memo_find(const lyd_memo *memo, const char *name, uint16_t server, uint16_t type)
{
    uint32_t number;
    if (!lyd_map_get(memo->index, name, &number)) {
        return NULL;
    }
    while (number != LYD_NONE && (memo->items[number].server != server || memo->items[number].type != type)) {
        number = memo->items[number].next;
    }
    return number != LYD_NONE ? &memo->items[number] : NULL;
}

/* Keeps an answer whose texts and records live in the memo's arena or longer. */
static lyd_status put(lyd_memo *memo, const lyd_question *question, const lyd_answer *answer)
{
    uint32_t first = LYD_NONE, number = (uint32_t)memo->count;
    lyd_memo_item item = {.server = question->server, .type = question->type, .next = LYD_NONE, .answer = *answer};
    if (lyd_grow((void **)&memo->items, &memo->capacity, memo->count, sizeof(*memo->items)) != LYD_OK) {
        return LYD_ENOMEM;
    }
    if (lyd_map_get(memo->index, question->name, &first)) {
        item.name = memo->items[first].name;
        item.next = memo->items[first].next;
    } else {
        item.name = lyd_arena_text(memo->arena, question->name, strlen(question->name));
        if (item.name == NULL || lyd_map_put(memo->index, item.name, number) != LYD_OK) {
            return LYD_ENOMEM;
        }
    }
    memo->items[memo->count++] = item;
    if (first != LYD_NONE) {
        memo->items[first].next = number;
    }
    return LYD_OK;
}

lyd_status lyd_memo_fill(lyd_memo *memo, lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions,
                         size_t count, bool soft, lyd_diag *diag)
{
    lyd_question *new = calloc(count + 1, sizeof(*new));
    lyd_answer *answers = calloc(count + 1, sizeof(*answers));
    size_t new_count = 0;
    lyd_status status = new == NULL || answers == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (lyd_memo_find(memo, questions[i].name, questions[i].server, questions[i].type) == NULL) {
            new[new_count++] = questions[i];
            /* A place is held for it, so that the same question further on isn't asked again. */
            status = put(memo, &questions[i], &(lyd_answer){.status = LYD_REFUSED});
        }
    }
    size_t first = memo->count - new_count;
    if (status == LYD_OK && new_count > 0) {
        status = base->functions->ask(base, servers, server_count, new, new_count, answers, memo->arena, soft ? NULL : diag);
    }
    for (size_t i = 0; i < new_count && status != LYD_ENOMEM; i++) {
        memo->items[first + i].answer = answers[i];
    }
    if (soft && status == LYD_EINVAL) {
        status = LYD_OK;
    }
    free(new);
    free(answers);
    return status;
}

/* ---- as a source ---- */

typedef struct memo_source {
    lyd_source base;
    lyd_source *source;
    lyd_memo memo;
} memo_source;

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    memo_source *m = (memo_source *)base;
    (void)arena; /* the texts and records are the memo's */
    lyd_status status = lyd_memo_fill(&m->memo, m->source, servers, server_count, questions, count, diag == NULL, diag);
    for (size_t i = 0; i < count && (status == LYD_OK || status == LYD_ESTOPPED || status == LYD_EINVAL); i++) {
        answers[i] = lyd_memo_find(&m->memo, questions[i].name, questions[i].server, questions[i].type)->answer;
        status = status == LYD_OK && answers[i].cause == LYD_STOPPED ? LYD_ESTOPPED : status;
    }
    return status;
}

lyd_memo *lyd_memo_of(lyd_source *source)
{
    return &((memo_source *)source)->memo;
}

lyd_source *lyd_memo_base(lyd_source *source)
{
    return ((memo_source *)source)->source;
}

static void free_memo(lyd_source *base)
{
    memo_source *m = (memo_source *)base;
    clear(&m->memo);
    free(m);
}

static const lyd_source_functions functions = {"memo", ask, free_memo};

lyd_source *lyd_memo_new(lyd_source *base)
{
    memo_source *m = calloc(1, sizeof(*m));
    if (m == NULL || start(&m->memo) != LYD_OK) {
        if (m != NULL) {
            free_memo(&m->base);
        }
        return NULL;
    }
    m->base.functions = &functions;
    m->source = base;
    return &m->base;
}
