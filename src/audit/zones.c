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

struct lyd_zone_search {
    const lyd_case *c;
    bool *heard;   /* of each server */
    lyd_kept kept; /* the answers, those to be asked next at the end */
    size_t asked;  /* of these, how many were asked */
    size_t most;   /* that may be asked */
    seeking *items;
    size_t count, capacity;
    lyd_status status;
};

/* A server that has left a question unanswered isn't waited for once more. */
static void hear(lyd_zone_search *s)
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
static bool want(lyd_zone_search *s, const char *name, uint16_t server)
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
    lyd_zone_search *s = context;
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

/* Takes the answer for ITEM. The one for an alias is about its target, but an alias is never the top of a zone (RFC 1034 section 3.6.2), so
 * its zone is that of the name above. */
static void settle(lyd_zone_search *s, seeking *item)
{
    const lyd_answer *answer = &lyd_kept_find(&s->kept, item->at, item->of.server, LYD_TYPE_SOA)->answer;
    const char *above = answer->alias_count > 0 ? lyd_name_parent(item->at) : NULL;
    if (answer->alias_count == 0) {
        item->of.zone = lyd_answer_zone(answer);
    }
    bool known = above != NULL && lyd_kept_find(&s->kept, above, item->of.server, LYD_TYPE_SOA) != NULL;
    item->at = above != NULL && (known || want(s, above, item->of.server)) ? above : NULL;
}

/* Whether there is an answer that ITEM hasn't taken. */
static bool is_answered(const lyd_zone_search *s, const seeking *item)
{
    const lyd_kept_answer *kept = item->at == NULL ? NULL : lyd_kept_find(&s->kept, item->at, item->of.server, LYD_TYPE_SOA);
    return kept != NULL && (size_t)(kept - s->kept.items) < s->asked;
}

/* What other views will say, and so which names have to be changed in these, isn't known here. */
static void seek_all(lyd_zone_search *s)
{
    for (uint32_t n = 0; n < lyd_case_names(s->c); n++) {
        for (size_t server = 0; server < s->c->server_count; server++) {
            seek(s, lyd_case_fqdn(s->c, n), (uint16_t)server);
        }
    }
}

lyd_status lyd_zone_search_new(const lyd_case *c, const lyd_judgement *judgement, lyd_zone_search **search)
{
    lyd_zone_search *s = calloc(1, sizeof(*s));
    *search = s;
    if (s == NULL) {
        return LYD_ENOMEM;
    }
    s->c = c;
    s->most = most_questions(lyd_case_questions(c));
    s->status = lyd_kept_init(&s->kept);
    if (s->status == LYD_OK) {
        lyd_remedies_want(c, judgement, seek, s);
    }
    if (s->status == LYD_OK && c->topology->saved_for_others) {
        seek_all(s);
    }
    return s->status;
}

void lyd_zone_search_free(lyd_zone_search *search)
{
    if (search != NULL) {
        lyd_kept_clear(&search->kept);
        free(search->heard);
        free(search->items);
        free(search);
    }
}

size_t lyd_zone_search_open(const lyd_zone_search *search)
{
    return search->kept.count - search->asked;
}

size_t lyd_zone_search_next(const lyd_zone_search *search, lyd_question *questions)
{
    size_t count = lyd_zone_search_open(search);
    for (size_t i = 0; i < count; i++) {
        const lyd_kept_answer *item = &search->kept.items[search->asked + i];
        questions[i] = (lyd_question){item->name, item->server, item->type};
    }
    return count;
}

lyd_status lyd_zone_search_take(lyd_zone_search *search, const lyd_answer *answers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        search->kept.items[search->asked++].answer = answers[i];
    }
    for (size_t i = 0; i < search->count; i++) {
        while (search->status == LYD_OK && is_answered(search, &search->items[i])) {
            settle(search, &search->items[i]);
        }
    }
    return search->status;
}

lyd_status lyd_zone_search_end(const lyd_zone_search *search, lyd_case *c, lyd_arena *arena)
{
    lyd_case_zone *zones = lyd_arena_alloc(arena, search->count * sizeof(*zones));
    if (zones == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < search->count; i++) {
        zones[i] = search->items[i].of;
    }
    lyd_case_set_zones(c, zones, search->count);
    return LYD_OK;
}
