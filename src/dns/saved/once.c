/* A source for one run after another: a question that an earlier run had, to the same server, isn't asked again. */
#include "kept.h"

#include <stdlib.h>
#include <string.h>

typedef struct once {
    lyd_source base;
    lyd_source *source;
    lyd_map *servers; /* text to number, the same in all runs */
    lyd_kept kept;
} once;

/* The number of each of the SERVERS of a run; false: out of memory, or too many. */
static bool number_servers(once *o, const lyd_server *servers, size_t count, uint16_t *numbers)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t number = (uint32_t)lyd_map_count(o->servers);
        if (!lyd_map_get(o->servers, servers[i].text, &number)) {
            const char *text = lyd_arena_text(o->kept.arena, servers[i].text, strlen(servers[i].text));
            if (number == UINT16_MAX || text == NULL || lyd_map_put(o->servers, text, number) != LYD_OK) {
                return false;
            }
        }
        numbers[i] = (uint16_t)number;
    }
    return true;
}

static lyd_kept_answer *known(const once *o, const lyd_question *question, const uint16_t *numbers)
{
    return lyd_kept_find(&o->kept, question->name, numbers[question->server], question->type);
}

/* Asks what isn't known. An answer that a stopped run left open isn't kept. */
static lyd_status ask_new(once *o, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                          const uint16_t *numbers, lyd_answer *answers, lyd_diag *diag)
{
    uint32_t *places = calloc(count + 1, sizeof(*places));
    lyd_question *asked = calloc(count + 1, sizeof(*asked));
    lyd_answer *got = calloc(count + 1, sizeof(*got));
    size_t wanted = 0;
    lyd_status status = places == NULL || asked == NULL || got == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        const lyd_kept_answer *item = known(o, &questions[i], numbers);
        if (item != NULL) {
            answers[i] = item->answer;
        } else {
            places[wanted] = (uint32_t)i;
            asked[wanted++] = questions[i];
        }
    }
    if (status == LYD_OK && wanted > 0) {
        status = o->source->functions->ask(o->source, servers, server_count, asked, wanted, got, o->kept.arena, diag);
    }
    bool answered = status == LYD_OK || status == LYD_ESTOPPED;
    for (size_t i = 0; i < wanted && answered; i++) {
        lyd_question question = asked[i];
        question.server = numbers[question.server];
        answers[places[i]] = got[i];
        bool keep = got[i].cause != LYD_STOPPED && lyd_kept_find(&o->kept, question.name, question.server, question.type) == NULL;
        if (keep && lyd_kept_put(&o->kept, &question, &got[i]) != LYD_OK) {
            status = LYD_ENOMEM;
            answered = false;
        }
    }
    free(places);
    free(asked);
    free(got);
    return status;
}

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    once *o = (once *)base;
    uint16_t *numbers = calloc(server_count + 1, sizeof(*numbers));
    (void)arena; /* the texts and records are this source's, for later runs */
    lyd_status status = numbers != NULL && number_servers(o, servers, server_count, numbers)
                            ? ask_new(o, servers, server_count, questions, count, numbers, answers, diag)
                            : LYD_ENOMEM;
    free(numbers);
    return status;
}

static void free_once(lyd_source *base)
{
    once *o = (once *)base;
    lyd_kept_clear(&o->kept);
    lyd_map_free(o->servers);
    lyd_source_free(o->source);
    free(o);
}

lyd_source *lyd_once_new(lyd_source *source)
{
    static const lyd_source_functions functions = {"servers", ask, free_once};
    once *o = source == NULL ? NULL : calloc(1, sizeof(*o));
    if (o == NULL) {
        lyd_source_free(source);
        return NULL;
    }
    *o = (once){.base = {&functions}, .source = source, .servers = lyd_map_new()};
    if (lyd_kept_init(&o->kept) != LYD_OK || o->servers == NULL) {
        free_once(&o->base);
        return NULL;
    }
    return &o->base;
}
