/* The zones of the names that findings are about, asked for once it is known which names these are. */
#include "zones.h"

#include "dns/saved/kept.h"
#include "dns/zone/zone.h"

#include <stdlib.h>
#include <string.h>

/* The least severe findings have no commands where there are too many: an audit doesn't become much longer for them. */
#define QUESTIONS_MAX 4096
#define QUESTIONS_FREE 256 /* however short the audit was */
#define LOOKUPS_EACH 8     /* a question for so many lookups of the audit */

/* Where the zone of a name is looked for. */
typedef struct seeking {
    lyd_case_zone of;
    const char *at; /* the name that was asked for it: itself, or one above; NULL: the seeking has ended */
} seeking;

typedef struct search {
    const lyd_case *c;
    lyd_source *source;
    lyd_arena *arena; /* of the answers */
    bool *heard;      /* of each server */
    lyd_kept kept;    /* the answers, those to be asked next at the end */
    size_t asked;     /* of these, how many were asked */
    size_t most;      /* that may be asked */
    seeking *items;
    size_t count, capacity;
    lyd_status status;
} search;

/* A server that has left a question unanswered isn't waited for once more. */
static void hear(search *s)
{
    bool *silent = calloc(s->c->server_count + 1, sizeof(*silent));
    s->heard = calloc(s->c->server_count + 1, sizeof(*s->heard));
    if (silent == NULL || s->heard == NULL) {
        s->status = LYD_ENOMEM;
    }
    for (uint32_t q = 0; q < lyd_case_questions(s->c) && s->status == LYD_OK; q++) {
        const lyd_answer *answer = &s->c->answers[q];
        uint16_t server = s->c->questions[q].server;
        s->heard[server] = s->heard[server] || (answer->status != LYD_TIMEOUT && answer->status != LYD_UNREACHABLE);
        silent[server] = silent[server] || answer->cause == LYD_GIVEN_UP;
    }
    for (size_t i = 0; i < s->c->server_count && s->status == LYD_OK; i++) {
        s->heard[i] = s->heard[i] && !silent[i];
    }
    free(silent);
}

static size_t most_questions(size_t lookups)
{
    size_t most = lookups / LOOKUPS_EACH;
    return most < QUESTIONS_FREE ? QUESTIONS_FREE : most > QUESTIONS_MAX ? QUESTIONS_MAX : most;
}

/* Puts a question among those to be asked; false: there are too many. */
static bool want(search *s, const char *name, uint16_t server)
{
    const lyd_question question = {name, server, LYD_TYPE_SOA};
    if (s->kept.count >= s->most) {
        return false;
    }
    s->status = lyd_kept_put(&s->kept, &question, &(lyd_answer){.status = LYD_REFUSED});
    return s->status == LYD_OK;
}

static void seek(void *context, const char *name, uint16_t server)
{
    search *s = context;
    if (s->heard == NULL && s->status == LYD_OK) {
        hear(s);
    }
    if (s->status != LYD_OK || !s->heard[server] || !lyd_name_is_askable(name) ||
        lyd_kept_find(&s->kept, name, server, LYD_TYPE_SOA) != NULL || !want(s, name, server)) {
        return;
    }
    s->status = lyd_grow((void **)&s->items, &s->capacity, s->count, sizeof(*s->items));
    if (s->status == LYD_OK) {
        s->items[s->count++] = (seeking){{.name = name, .server = server}, name};
    }
}

/* Has the source answer COUNT questions. One that it can't (saved answers of an older version, a name outside of the zone files) makes it
 * refuse them all, so each is asked alone then. */
static lyd_status ask(search *s, const lyd_question *questions, size_t count, lyd_answer *answers)
{
    lyd_status status = s->source->functions->ask(s->source, s->c->servers, s->c->server_count, questions, count, answers, s->arena, NULL);
    if (status == LYD_OK || status == LYD_ESTOPPED || status == LYD_ENOMEM) {
        return status == LYD_ENOMEM ? status : LYD_OK;
    }
    if (count == 1) {
        answers[0] = (lyd_answer){.status = LYD_REFUSED};
        return LYD_OK;
    }
    status = LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = ask(s, &questions[i], 1, &answers[i]);
    }
    return status;
}

static void ask_wanted(search *s)
{
    size_t count = s->kept.count - s->asked;
    lyd_question *questions = calloc(count + 1, sizeof(*questions));
    lyd_answer *answers = calloc(count + 1, sizeof(*answers));
    s->status = questions == NULL || answers == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && s->status == LYD_OK; i++) {
        const lyd_kept_answer *item = &s->kept.items[s->asked + i];
        questions[i] = (lyd_question){item->name, item->server, item->type};
    }
    if (s->status == LYD_OK && count > 0) {
        s->status = ask(s, questions, count, answers);
    }
    for (size_t i = 0; i < count && s->status == LYD_OK; i++) {
        s->kept.items[s->asked++].answer = answers[i];
    }
    free(questions);
    free(answers);
}

/* Takes the answer for ITEM. The one for an alias is about its target, but an alias is never the top of a zone (RFC 1034 section 3.6.2), so
 * its zone is that of the name above. */
static void settle(search *s, seeking *item)
{
    const lyd_answer *answer = &lyd_kept_find(&s->kept, item->at, item->of.server, LYD_TYPE_SOA)->answer;
    const char *above = answer->alias_count > 0 ? lyd_name_parent(item->at) : NULL;
    if (answer->alias_count == 0) {
        item->of.zone = lyd_answer_zone(answer);
    }
    bool known = above != NULL && lyd_kept_find(&s->kept, above, item->of.server, LYD_TYPE_SOA) != NULL;
    item->at = above != NULL && (known || want(s, above, item->of.server)) ? above : NULL;
}

/* Asks round by round, until every seeking has ended. */
static void find_all(search *s)
{
    for (bool open = s->count > 0; open && s->status == LYD_OK;) {
        ask_wanted(s);
        open = false;
        for (size_t i = 0; i < s->count && s->status == LYD_OK; i++) {
            if (s->items[i].at != NULL) {
                settle(s, &s->items[i]);
                open = open || s->items[i].at != NULL;
            }
        }
    }
}

lyd_status lyd_zones_ask(lyd_case *c, const lyd_judgement *judgement, lyd_source *source, lyd_arena *arena)
{
    search s = {.c = c, .source = source, .arena = arena, .most = most_questions(lyd_case_questions(c))};
    if (c->stopped) {
        return LYD_OK;
    }
    s.status = lyd_kept_init(&s.kept);
    if (s.status == LYD_OK) {
        lyd_remedies_want(c, judgement, seek, &s);
        find_all(&s);
    }
    lyd_case_zone *zones = s.status == LYD_OK ? lyd_arena_alloc(arena, s.count * sizeof(*zones)) : NULL;
    for (size_t i = 0; i < s.count && zones != NULL; i++) {
        zones[i] = s.items[i].of;
    }
    if (zones != NULL) {
        lyd_case_set_zones(c, zones, s.count);
    }
    lyd_kept_clear(&s.kept);
    free(s.heard);
    free(s.items);
    return zones == NULL ? LYD_ENOMEM : LYD_OK;
}
