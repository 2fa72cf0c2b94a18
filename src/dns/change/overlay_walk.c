/* Alias chains, walked again through what a change has touched. */
#include "dns/zone/model.h"
#include "overlay.h"

#include <stdlib.h>
#include <string.h>

enum { RCODE_NXDOMAIN = 3 };

typedef struct walk {
    lyd_overlay *o;
    const lyd_question *question;
    lyd_arena *arena;
    lyd_answer *answer;
    const char *end; /* the question or the last alias */
    const char *aliases[LYD_ALIAS_MAX];
    uint8_t alias_count;
    bool waits, done;
} walk;

static lyd_status finish(walk *w, lyd_answer_status status, uint8_t rcode)
{
    w->done = true;
    w->answer->status = (uint8_t)status;
    w->answer->rcode = rcode;
    if (w->alias_count > 0) {
        const char **aliases = lyd_arena_alloc(w->arena, w->alias_count * sizeof(*aliases));
        if (aliases == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(aliases, w->aliases, w->alias_count * sizeof(*aliases));
        w->answer->aliases = aliases;
        w->answer->alias_count = w->alias_count;
    }
    return LYD_OK;
}

static lyd_status finish_missing(walk *w)
{
    return finish(w, w->alias_count > 0 ? LYD_ALIAS_DANGLING : LYD_NXDOMAIN, RCODE_NXDOMAIN);
}

static bool passed(const walk *w, const char *name)
{
    bool found = strcmp(name, w->question->name) == 0;
    for (size_t i = 0; i < w->alias_count && !found; i++) {
        found = strcmp(name, w->aliases[i]) == 0;
    }
    return found;
}

/* Adds an alias; ends the walk where that closes a loop. */
static lyd_status go_on(walk *w, const char *target)
{
    if (w->alias_count == LYD_ALIAS_MAX) {
        return finish(w, LYD_ALIAS_LOOP, 0);
    }
    bool loops = passed(w, target);
    w->aliases[w->alias_count++] = target; /* the name that closes a loop is told, too */
    w->end = target;
    return loops ? finish(w, LYD_ALIAS_LOOP, 0) : LYD_OK;
}

/* ---- what exists after the change ---- */

static const lyd_stage_node *touched_node(const lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    if (!lyd_map_get(o->touched, name, &number)) {
        return NULL;
    }
    const lyd_stage_node *at = &o->stage.nodes[(size_t)server * o->stage.name_count + number];
    return at->node != NULL && at->held ? at : NULL;
}

static bool known_to_exist(const lyd_overlay *o, const lyd_stage_node *at)
{
    return lyd_node_has_data(at->node) || at->node->below > 0 || lyd_overlay_has_child(o, at->server, at->node->name);
}

static bool node_exists(const lyd_overlay *o, const lyd_stage_node *at)
{
    return (at->existed && at->unknown != 0) || known_to_exist(o, at);
}

/* Whether a name that isn't touched exists by itself after the change. */
static lyd_tristate untouched_exists(lyd_overlay *o, uint16_t server, const char *name)
{
    lyd_tristate existed = lyd_overlay_existed(o, server, name);
    lyd_tristate vanished = existed == LYD_YES ? lyd_overlay_vanished(o, server, name) : LYD_NO;
    return existed != LYD_YES || vanished == LYD_NO ? existed : vanished == LYD_WAIT ? LYD_WAIT : LYD_NO;
}

static lyd_tristate exists(lyd_overlay *o, uint16_t server, const char *name)
{
    const lyd_stage_node *at = touched_node(o, server, name);
    if (at != NULL) {
        return node_exists(o, at) ? LYD_YES : LYD_NO;
    }
    return lyd_overlay_has_child(o, server, name) ? LYD_YES : untouched_exists(o, server, name);
}

/* True when a touched name could bear on an untouched one: by being below it, or by a wildcard or a name above it that is new or gone. */
static bool is_near(const lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    char wildcard[LYD_NAME_TEXT + 2];
    bool near = lyd_map_get(o->above, name, &number);
    for (const char *above = lyd_name_parent(name); above != NULL && !near; above = lyd_name_parent(above)) {
        (void)snprintf(wildcard, sizeof(wildcard), "*.%s", above);
        near = touched_node(o, server, wildcard) != NULL || touched_node(o, server, above) != NULL || lyd_map_get(o->born, above, &number);
    }
    return near;
}

/* ---- ends of the walk ---- */

/* The lookup of NAME itself, if it failed: a change of records repairs no server, so the same lookup fails after the change. */
static const lyd_answer *failure_of(const walk *w, const char *name)
{
    const lyd_memo_item *item = lyd_memo_find(w->o->memo, name, w->question->server, w->question->type);
    bool failed = item != NULL && lyd_answer_failed((lyd_answer_status)item->answer.status) && item->answer.alias_count == 0;
    return failed ? &item->answer : NULL;
}

static lyd_status finish_failure(walk *w, const lyd_answer *failure)
{
    w->answer->cause = failure->cause;
    return finish(w, (lyd_answer_status)failure->status, failure->rcode);
}

/* Ends with what the node holds. */
static lyd_status finish_node(walk *w, const lyd_stage_node *at)
{
    uint32_t count = 0;
    if (at->node->cname != NULL) {
        return go_on(w, at->node->cname);
    }
    const lyd_record *records = lyd_node_records(at->node, w->question->type, &count);
    if (count > 0) {
        lyd_record *copy = lyd_arena_alloc(w->arena, count * sizeof(*copy));
        if (copy == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(copy, records, count * sizeof(*copy));
        w->answer->records = copy;
        w->answer->record_count = count;
        return finish(w, LYD_NOERROR, 0);
    }
    const lyd_memo_item *item = lyd_memo_find(w->o->memo, at->node->name, at->server, w->question->type);
    /* Where the name is only thought to exist since a lookup of the other type failed, its denial stands. */
    bool denied = item != NULL && item->answer.status == LYD_NXDOMAIN && !known_to_exist(w->o, at);
    return denied ? finish_missing(w) : finish(w, LYD_NODATA, 0);
}

/* Goes on, or ends, with what the source said of the walk's end. */
static lyd_status follow_base(walk *w, const lyd_answer *base)
{
    uint16_t server = w->question->server;
    for (size_t i = 0; i < base->alias_count; i++) {
        lyd_status status = go_on(w, base->aliases[i]);
        if (status != LYD_OK || w->done) {
            return status;
        }
        if (touched_node(w->o, server, w->end) != NULL || is_near(w->o, server, w->end)) {
            return LYD_OK; /* it is looked at by itself */
        }
    }
    w->answer->records = base->records;
    w->answer->record_count = base->record_count;
    w->answer->cause = base->cause;
    lyd_answer_status status = (lyd_answer_status)base->status;
    return finish(w, status == LYD_NXDOMAIN && w->alias_count > 0 ? LYD_ALIAS_DANGLING : status, base->rcode);
}

/* The end doesn't exist: a wildcard may answer for it (RFC 4592 section 3.3.1). */
static lyd_status finish_wildcard(walk *w)
{
    lyd_overlay *o = w->o;
    uint16_t server = w->question->server;
    char wildcard[LYD_NAME_TEXT + 2];
    const char *above = lyd_name_parent(w->end);
    lyd_tristate state = LYD_NO;
    while (above != NULL && strcmp(above, ".") != 0 && (state = exists(o, server, above)) == LYD_NO) {
        above = lyd_name_parent(above);
    }
    if (state == LYD_WAIT) {
        w->waits = true;
        return LYD_OK;
    }
    if (state == LYD_NO) {
        return finish_missing(w);
    }
    (void)snprintf(wildcard, sizeof(wildcard), "*.%s", above);
    const lyd_stage_node *at = touched_node(o, server, wildcard);
    const lyd_answer *failure = at != NULL ? failure_of(w, wildcard) : NULL;
    if (failure != NULL) {
        return finish_failure(w, failure);
    }
    if (at != NULL) {
        return node_exists(o, at) ? finish_node(w, at) : finish_missing(w);
    }
    lyd_tristate existed = lyd_overlay_existed(o, server, above);
    const lyd_answer *base = existed == LYD_YES ? lyd_overlay_base(o, server, wildcard, w->question->type, true) : NULL;
    w->waits = existed == LYD_WAIT || (existed == LYD_YES && base == NULL);
    if (w->waits) {
        return LYD_OK;
    }
    return base == NULL || base->status == LYD_NXDOMAIN ? finish_missing(w) : follow_base(w, base);
}

/* The end isn't touched. */
static lyd_status step_untouched(walk *w)
{
    lyd_overlay *o = w->o;
    uint16_t server = w->question->server;
    const lyd_answer *base = lyd_overlay_base(o, server, w->end, w->question->type, false);
    w->waits = base == NULL;
    if (w->waits) {
        return LYD_OK;
    }
    if (lyd_answer_failed((lyd_answer_status)base->status) || !is_near(o, server, w->end)) {
        return follow_base(w, base);
    }
    lyd_tristate state = untouched_exists(o, server, w->end);
    if (state == LYD_WAIT) {
        w->waits = true;
        return LYD_OK;
    }
    if (state == LYD_YES) {
        return follow_base(w, base);
    }
    return lyd_overlay_has_child(o, server, w->end) ? finish(w, LYD_NODATA, 0) : finish_wildcard(w);
}

static lyd_status step(walk *w)
{
    const lyd_stage_node *at = touched_node(w->o, w->question->server, w->end);
    if (at == NULL) {
        return step_untouched(w);
    }
    const lyd_answer *failure = failure_of(w, w->end);
    if (failure != NULL) {
        return finish_failure(w, failure);
    }
    return node_exists(w->o, at) ? finish_node(w, at) : finish_wildcard(w);
}

lyd_status lyd_overlay_walk(lyd_overlay *o, const lyd_question *question, lyd_arena *arena, lyd_answer *answer, bool *waits)
{
    walk w = {.o = o, .question = question, .arena = arena, .answer = answer, .end = question->name};
    const lyd_memo_item *item = lyd_memo_find(o->memo, question->name, question->server, question->type);
    lyd_status status = LYD_OK;
    *answer = (lyd_answer){.status = LYD_REFUSED};
    while (status == LYD_OK && !w.done && !w.waits) {
        status = step(&w);
    }
    /* When and how the server answered is what it was. */
    if (item != NULL) {
        answer->rtt_us = item->answer.rtt_us;
        answer->resent = item->answer.resent;
    }
    *waits = w.waits;
    return status;
}
