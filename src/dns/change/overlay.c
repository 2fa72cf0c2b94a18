/* The source that answers as servers would after a change. */
#include "overlay.h"

#include "dns/alias.h"

#include <stdlib.h>
#include <string.h>

enum { RCODE_NOERROR = 0, RCODE_NXDOMAIN = 3 };

/* One question, answered from the changed names and from what the servers said before. */
typedef struct walk {
    lyd_overlay *o;
    const lyd_question *question;
    lyd_arena *arena;
    lyd_answer *answer;
    lyd_alias_chain chain;
    const lyd_answer *followed; /* the server's answer whose aliases the chain follows; NULL: none */
    size_t next;                /* of these, the next */
    bool waits;                 /* something has to be asked first */
} walk;

static lyd_status finish(walk *w, lyd_answer_status status, uint8_t rcode)
{
    w->answer->status = (uint8_t)status;
    w->answer->rcode = rcode;
    return LYD_OK;
}

static lyd_status finish_missing(walk *w)
{
    return finish(w, w->chain.count > 0 ? LYD_ALIAS_DANGLING : LYD_NXDOMAIN, RCODE_NXDOMAIN);
}

/* ---- the names above and below the changed ones ---- */

/* A name that exists and that the change isn't about keeps those above it in existence. */
static bool keeps_above(const lyd_overlay *o, const lyd_kept_answer *item)
{
    uint32_t number;
    return item->answer.status != LYD_NXDOMAIN && !lyd_answer_failed((lyd_answer_status)item->answer.status) &&
           !lyd_map_get(o->changed, item->name, &number);
}

static bool is_kept(const lyd_overlay *o, uint16_t server, const char *name)
{
    bool kept = false;
    for (size_t i = 0; i < o->memo->kept.count && !kept; i++) {
        const lyd_kept_answer *item = &o->memo->kept.items[i];
        kept = item->server == server && keeps_above(o, item) && strcmp(item->name, name) != 0 && lyd_name_within(item->name, name);
    }
    return kept;
}

/* Counts, for all changed names at once, the names known below them. */
static void count_below(lyd_overlay *o)
{
    for (size_t i = 0; i < o->memo->kept.count; i++) {
        const lyd_kept_answer *item = &o->memo->kept.items[i];
        uint32_t number;
        const char *above = keeps_above(o, item) ? lyd_name_parent(item->name) : NULL;
        for (; above != NULL; above = lyd_name_parent(above)) {
            if (lyd_map_get(o->changed, above, &number)) {
                lyd_edit_node *at = &o->edit.nodes[(size_t)item->server * o->edit.name_count + number];
                if (at->node != NULL && at->existed) {
                    at->node->below++;
                }
            }
        }
    }
}

/* A changed name below NAME, and in its zone, has data now, or (BEFORE) had before the change. */
static bool has_changed_child(const lyd_overlay *o, uint16_t server, const char *name, bool before)
{
    bool found = false;
    for (size_t n = 0; n < o->edit.name_count && !found; n++) {
        const lyd_edit_node *at = &o->edit.nodes[(size_t)server * o->edit.name_count + n];
        const char *zone = before ? NULL : lyd_edit_new_zone(&o->edit, server, o->edit.names[n]);
        found = at->node != NULL && at->held && lyd_node_has_data(before ? &at->before : at->node) && strcmp(o->edit.names[n], name) != 0 &&
                lyd_name_within(o->edit.names[n], name) && (zone == NULL || lyd_name_within(name, zone));
    }
    return found;
}

/* A name that exists without records has something below it: a changed name, or one that isn't known. */
static void explain_empty(lyd_overlay *o)
{
    for (size_t i = 0; i < o->edit.name_count * o->edit.site->server_count; i++) {
        lyd_edit_node *at = &o->edit.nodes[i];
        if (at->node != NULL && at->empty && at->node->below == 0 && !has_changed_child(o, at->server, at->node->name, false)) {
            at->node->below = 1;
        }
    }
}

/* After the change: whether a changed name below NAME has data. */
static bool has_child(const lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    return lyd_map_get(o->above, name, &number) && has_changed_child(o, server, name, false);
}

/* After the change: whether NAME, which isn't changed and has no records, is gone together with the names below it. */
static lyd_tristate has_vanished(lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    bool waits = false, empty = true;
    if (!lyd_map_get(o->above, name, &number) || !has_changed_child(o, server, name, true) || has_changed_child(o, server, name, false)) {
        return LYD_NO;
    }
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        const lyd_answer *answer = lyd_memo_want(o->memo, server, name, (uint16_t)lyd_host_types[t], true);
        waits = waits || answer == NULL;
        empty = empty && answer != NULL && answer->status == LYD_NODATA && answer->alias_count == 0;
    }
    if (waits) {
        return LYD_WAIT;
    }
    if (!empty || is_kept(o, server, name)) {
        return LYD_NO;
    }
    lyd_tristate others = lyd_memo_has_others(o->memo, server, name);
    return others == LYD_WAIT ? LYD_WAIT : others == LYD_YES ? LYD_NO : LYD_YES;
}

/* ---- what exists after the change ---- */

static const lyd_edit_node *changed_node(const lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    if (!lyd_map_get(o->changed, name, &number)) {
        return NULL;
    }
    const lyd_edit_node *at = &o->edit.nodes[(size_t)server * o->edit.name_count + number];
    return at->node != NULL && at->held ? at : NULL;
}

static bool known_to_exist(const lyd_overlay *o, const lyd_edit_node *at)
{
    return lyd_node_has_data(at->node) || at->node->below > 0 || has_child(o, at->server, at->node->name);
}

static bool node_exists(const lyd_overlay *o, const lyd_edit_node *at)
{
    return (at->existed && at->unknown != 0) || known_to_exist(o, at);
}

/* Whether a name that isn't changed exists after the change, rather than a wildcard that answers for it. */
static lyd_tristate unchanged_exists(lyd_overlay *o, uint16_t server, const char *name)
{
    if (lyd_edit_new_zone(&o->edit, server, name) != NULL) {
        return LYD_NO;
    }
    lyd_tristate existed = lyd_memo_exists(o->memo, server, name);
    lyd_tristate vanished = existed == LYD_YES ? has_vanished(o, server, name) : LYD_NO;
    return existed != LYD_YES || vanished == LYD_NO ? existed : vanished == LYD_WAIT ? LYD_WAIT : LYD_NO;
}

static lyd_tristate exists(lyd_overlay *o, uint16_t server, const char *name)
{
    const lyd_edit_node *at = changed_node(o, server, name);
    if (at != NULL) {
        return node_exists(o, at) ? LYD_YES : LYD_NO;
    }
    return has_child(o, server, name) ? LYD_YES : unchanged_exists(o, server, name);
}

/* True when a changed name could affect NAME, which isn't changed: one below it, or a wildcard or a name above it that is new or gone. */
static bool is_near(const lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    char wildcard[LYD_NAME_TEXT + 2];
    bool near = lyd_map_get(o->above, name, &number) || lyd_edit_new_zone(&o->edit, server, name) != NULL;
    for (const char *above = lyd_name_parent(name); above != NULL && !near; above = lyd_name_parent(above)) {
        (void)snprintf(wildcard, sizeof(wildcard), "*.%s", above);
        near = changed_node(o, server, wildcard) != NULL || changed_node(o, server, above) != NULL ||
               lyd_map_get(o->new_above, above, &number);
    }
    return near;
}

/* ---- one name of the chain ---- */

/* The lookup of NAME itself, if it failed: a change of records repairs no server, so the same lookup fails after the change. */
static const lyd_answer *failure_of(const walk *w, const char *name)
{
    const lyd_kept_answer *item = lyd_kept_find(&w->o->memo->kept, name, w->question->server, w->question->type);
    bool failed = item != NULL && lyd_edit_new_zone(&w->o->edit, w->question->server, name) == NULL && lyd_answer_failed((lyd_answer_status)item->answer.status) && item->answer.alias_count == 0;
    return failed ? &item->answer : NULL;
}

static lyd_status finish_failure(walk *w, const lyd_answer *failure)
{
    w->answer->cause = failure->cause;
    return finish(w, (lyd_answer_status)failure->status, failure->rcode);
}

/* Goes on to the node's alias, or ends with its records. */
static lyd_status look_at_node(walk *w, const lyd_edit_node *at, lyd_alias *alias)
{
    if (at->node->cname != NULL) {
        alias->target = at->node->cname;
        return LYD_OK;
    }
    lyd_status status = lyd_node_answer(at->node, w->question->type, w->arena, w->answer);
    const lyd_kept_answer *item = lyd_kept_find(&w->o->memo->kept, at->node->name, at->server, w->question->type);
    /* Where the name is only thought to exist because a lookup of the other type failed, its denial stays. */
    bool denied = item != NULL && item->answer.status == LYD_NXDOMAIN && !known_to_exist(w->o, at);
    return status == LYD_OK && w->answer->status == LYD_NODATA && denied ? finish_missing(w) : status;
}

/* Goes on to the next alias of the server's answer, or ends with its records. */
static lyd_status follow(walk *w, lyd_alias *alias)
{
    const lyd_answer *said = w->followed;
    if (w->next < said->alias_count) {
        alias->target = said->aliases[w->next++];
        return LYD_OK;
    }
    w->answer->records = said->records;
    w->answer->record_count = said->record_count;
    w->answer->cause = said->cause;
    bool dangles = said->status == LYD_NXDOMAIN && w->chain.count > 0;
    return finish(w, dangles ? LYD_ALIAS_DANGLING : (lyd_answer_status)said->status, said->rcode);
}

static lyd_status follow_from(walk *w, const lyd_answer *said, lyd_alias *alias)
{
    w->followed = said;
    w->next = 0;
    return follow(w, alias);
}

/* NAME doesn't exist: a wildcard may answer for it (RFC 4592 section 3.3.1). */
static lyd_status look_for_wildcard(walk *w, const char *name, lyd_alias *alias)
{
    lyd_overlay *o = w->o;
    uint16_t server = w->question->server;
    char wildcard[LYD_NAME_TEXT + 2];
    const char *above = lyd_name_parent(name);
    lyd_tristate state = LYD_NO;
    while (above != NULL && strcmp(above, ".") != 0 && (state = exists(o, server, above)) == LYD_NO) {
        above = lyd_name_parent(above);
    }
    w->waits = state == LYD_WAIT;
    if (w->waits) {
        return LYD_OK;
    }
    if (state == LYD_NO) {
        return finish_missing(w);
    }
    (void)snprintf(wildcard, sizeof(wildcard), "*.%s", above);
    const lyd_edit_node *at = changed_node(o, server, wildcard);
    const lyd_answer *failure = at != NULL ? failure_of(w, wildcard) : NULL;
    if (failure != NULL) {
        return finish_failure(w, failure);
    }
    if (at != NULL) {
        return node_exists(o, at) ? look_at_node(w, at, alias) : finish_missing(w);
    }
    bool new = lyd_edit_new_zone(&o->edit, server, above) != NULL;
    lyd_tristate existed = new ? LYD_NO : lyd_memo_exists(o->memo, server, above);
    const lyd_answer *said = existed == LYD_YES ? lyd_memo_want(o->memo, server, wildcard, w->question->type, true) : NULL;
    w->waits = existed == LYD_WAIT || (existed == LYD_YES && said == NULL);
    if (w->waits) {
        return LYD_OK;
    }
    return said == NULL || said->status == LYD_NXDOMAIN ? finish_missing(w) : follow_from(w, said, alias);
}

static lyd_status look_at_unchanged(walk *w, const char *name, lyd_alias *alias)
{
    lyd_overlay *o = w->o;
    uint16_t server = w->question->server;
    if (lyd_edit_new_zone(&o->edit, server, name) != NULL) {
        return has_child(o, server, name) ? finish(w, LYD_NODATA, RCODE_NOERROR) : look_for_wildcard(w, name, alias);
    }
    const lyd_answer *said = lyd_memo_want(o->memo, server, name, w->question->type, false);
    w->waits = said == NULL;
    if (w->waits) {
        return LYD_OK;
    }
    if (lyd_answer_failed((lyd_answer_status)said->status) || !is_near(o, server, name)) {
        return follow_from(w, said, alias);
    }
    lyd_tristate state = unchanged_exists(o, server, name);
    w->waits = state == LYD_WAIT;
    if (w->waits) {
        return LYD_OK;
    }
    if (state == LYD_YES) {
        return follow_from(w, said, alias);
    }
    return has_child(o, server, name) ? finish(w, LYD_NODATA, RCODE_NOERROR) : look_for_wildcard(w, name, alias);
}

static lyd_status look(void *context, const char *name, lyd_alias *alias)
{
    walk *w = context;
    const lyd_edit_node *at = changed_node(w->o, w->question->server, name);
    if (w->followed != NULL && at == NULL && !is_near(w->o, w->question->server, name)) {
        return follow(w, alias);
    }
    w->followed = NULL;
    if (at == NULL) {
        return look_at_unchanged(w, name, alias);
    }
    const lyd_answer *failure = failure_of(w, name);
    if (failure != NULL) {
        return finish_failure(w, failure);
    }
    return node_exists(w->o, at) ? look_at_node(w, at, alias) : look_for_wildcard(w, name, alias);
}

static lyd_status answer_one(lyd_overlay *o, const lyd_question *question, lyd_arena *arena, lyd_answer *answer, bool *waits)
{
    walk w = {.o = o, .question = question, .arena = arena, .answer = answer};
    const lyd_kept_answer *item = lyd_kept_find(&o->memo->kept, question->name, question->server, question->type);
    *answer = (lyd_answer){.status = LYD_REFUSED};
    lyd_status status = lyd_alias_walk(&w.chain, question->name, look, &w, arena);
    *waits = w.waits;
    if (status != LYD_OK || w.waits) {
        return status;
    }
    if (w.chain.loops) {
        (void)finish(&w, LYD_ALIAS_LOOP, RCODE_NOERROR);
    }
    /* When and how the server answered stays as it was. */
    if (item != NULL) {
        answer->rtt_us = item->answer.rtt_us;
        answer->resent = item->answer.resent;
    }
    return lyd_alias_keep(&w.chain, arena, answer);
}

/* ---- as a source ---- */

typedef struct asking {
    lyd_overlay *o;
    const lyd_question *questions;
    size_t count;
    lyd_answer *answers;
    lyd_arena *arena;
    bool *done;
} asking;

static lyd_status answer_all(void *context, bool *waits)
{
    asking *a = context;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < a->count && status == LYD_OK; i++) {
        bool one_waits = false;
        if (!a->done[i]) {
            status = answer_one(a->o, &a->questions[i], a->arena, &a->answers[i], &one_waits);
            a->done[i] = !one_waits;
            *waits = *waits || one_waits;
        }
    }
    return status;
}

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    lyd_overlay *o = (lyd_overlay *)base;
    asking a = {o, questions, count, answers, arena, calloc(count + 1, sizeof(bool))};
    bool stopped = false;
    (void)servers;
    (void)server_count;
    lyd_status status = a.done == NULL ? LYD_ENOMEM : lyd_memo_complete(o->memo, o->edit.site, answer_all, &a, diag);
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        stopped = stopped || answers[i].cause == LYD_STOPPED;
    }
    free(a.done);
    return status == LYD_OK && stopped ? LYD_ESTOPPED : status;
}

static void free_overlay(lyd_source *base)
{
    lyd_overlay *o = (lyd_overlay *)base;
    lyd_edit_clear(&o->edit);
    lyd_map_free(o->changed);
    lyd_map_free(o->above);
    lyd_map_free(o->new_above);
    free(o);
}

/* Makes the changed names, and those above them, easy to find. */
static lyd_status index_names(lyd_overlay *o)
{
    lyd_status status = LYD_OK;
    for (size_t n = 0; n < o->edit.name_count && status == LYD_OK; n++) {
        const char *name = o->edit.names[n];
        status = lyd_map_put(o->changed, name, (uint32_t)n);
        for (const char *above = lyd_name_parent(name); above != NULL && status == LYD_OK; above = lyd_name_parent(above)) {
            status = lyd_map_put(o->above, above, 0);
        }
    }
    return status;
}

/* Goes up from the name of AT until a name existed before. Names of one label don't matter to a deployment. */
static lyd_status find_above(lyd_overlay *o, const lyd_edit_node *at, bool *waits)
{
    uint32_t number;
    const char *above = lyd_name_parent(at->node->name), *higher;
    while (above != NULL && (higher = lyd_name_parent(above)) != NULL && strcmp(higher, ".") != 0) {
        lyd_tristate existed = lyd_map_get(o->changed, above, &number) ? LYD_YES : lyd_memo_exists(o->memo, at->server, above);
        if (existed != LYD_NO) {
            *waits = *waits || existed == LYD_WAIT;
            return LYD_OK;
        }
        if (lyd_map_put(o->new_above, above, 0) != LYD_OK) {
            return LYD_ENOMEM;
        }
        above = higher;
    }
    return LYD_OK;
}

/* Finds the names that exist only since the change, because something was added below them. */
static lyd_status find_new_above(void *context, bool *waits)
{
    lyd_overlay *o = context;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < o->edit.name_count * o->edit.site->server_count && status == LYD_OK; i++) {
        const lyd_edit_node *at = &o->edit.nodes[i];
        if (at->node != NULL && at->held && lyd_node_has_data(at->node) && !lyd_node_has_data(&at->before) && at->before.below == 0) {
            status = find_above(o, at, waits);
        }
    }
    return status;
}

lyd_status lyd_overlay_new(lyd_source *base, const lyd_change *change, const lyd_change_site *site, lyd_arena *arena, lyd_source **overlay,
                           lyd_change_records *records, lyd_diag *diag)
{
    static const lyd_source_functions functions = {"change", ask, free_overlay};
    lyd_overlay *o = calloc(1, sizeof(*o));
    lyd_status status = LYD_ENOMEM;
    *overlay = NULL;
    if (o == NULL) {
        return status;
    }
    *o = (lyd_overlay){.base = {&functions},
                       .memo = (lyd_memo *)base,
                       .site = *site,
                       .changed = lyd_map_new(),
                       .above = lyd_map_new(),
                       .new_above = lyd_map_new()};
    if (o->changed != NULL && o->above != NULL && o->new_above != NULL) {
        status = lyd_edit_start(&o->edit, change, &o->site, arena, diag);
    }
    if (status == LYD_OK) {
        status = index_names(o);
    }
    if (status == LYD_OK) {
        status = lyd_overlay_survey(o, diag);
    }
    if (status == LYD_OK) {
        count_below(o);
        explain_empty(o);
        status = lyd_edit_run(&o->edit, records);
    }
    if (status == LYD_OK) {
        status = lyd_memo_complete(o->memo, site, find_new_above, o, diag);
    }
    if (status != LYD_OK) {
        free_overlay(&o->base);
        return status;
    }
    *overlay = &o->base;
    return LYD_OK;
}
