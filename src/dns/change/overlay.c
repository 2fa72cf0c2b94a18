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
    bool changed;               /* the chain has met something that the change affects */
    bool waits;                 /* something has to be asked first */
    lyd_grounds grounds;
    const char *failed;  /* a wildcard whose lookup failed; NULL: none */
    const char *covered; /* a name that is taken to be gone, so that a wildcard answers for it; NULL: none */
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

/* ---- one name of the chain ---- */

/* The lookup of NAME itself, if it failed: a change of records repairs no server, so the same lookup fails after the change. */
static const lyd_answer *failure_of(const walk *w, const char *name)
{
    const lyd_kept_answer *item = lyd_kept_find(&w->o->memo->kept, name, w->question->server, w->question->type);
    bool created = lyd_edit_new_zone(&w->o->edit, w->question->server, name) != NULL;
    return item != NULL && !created && lyd_memo_says_nothing(&item->answer) ? &item->answer : NULL;
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
    bool denied = item != NULL && item->answer.status == LYD_NXDOMAIN && at->unknown != 0 && !lyd_overlay_is_there(w->o, at);
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

/* The wildcard directly below ABOVE, the closest name above the chain's end that exists after the change. */
static lyd_status look_at_wildcard(walk *w, const char *above, lyd_alias *alias)
{
    lyd_overlay *o = w->o;
    uint16_t server = w->question->server;
    char wildcard[LYD_NAME_TEXT + 2];
    (void)snprintf(wildcard, sizeof(wildcard), "*.%s", above);
    const lyd_edit_node *at = lyd_overlay_changed(o, server, wildcard);
    const lyd_answer *failure = at != NULL ? failure_of(w, wildcard) : NULL;
    if (failure != NULL) {
        return finish_failure(w, failure);
    }
    if (at != NULL) {
        lyd_word there = lyd_overlay_exists(o, server, wildcard, &w->grounds);
        w->waits = there == LYD_WAIT;
        w->covered = there == LYD_YES ? w->grounds.gone : NULL;
        return w->waits ? LYD_OK : there == LYD_YES ? look_at_node(w, at, alias) : finish_missing(w);
    }
    if (lyd_edit_new_zone(&o->edit, server, above) != NULL) {
        return finish_missing(w);
    }
    lyd_word existed = lyd_overlay_existed(o, server, above);
    const lyd_answer *said =
        existed == LYD_YES || existed == LYD_MAYBE ? lyd_memo_want(o->memo, server, wildcard, w->question->type, true) : NULL;
    w->waits = existed == LYD_WAIT || (existed != LYD_NO && said == NULL);
    if (w->waits) {
        return LYD_OK;
    }
    if (said != NULL && lyd_memo_says_nothing(said)) {
        w->failed = lyd_arena_text(o->memo->kept.arena, wildcard, strlen(wildcard));
        return w->failed == NULL ? LYD_ENOMEM : finish_failure(w, said);
    }
    if (existed == LYD_MAYBE && said->status != LYD_NXDOMAIN) {
        o->edit.doubtful = true;
        w->grounds.unsure = w->grounds.unsure == NULL ? above : w->grounds.unsure;
        said = o->site.denied ? NULL : said;
    }
    if (said == NULL || said->status == LYD_NXDOMAIN) {
        return finish_missing(w);
    }
    w->covered = w->grounds.gone;
    return follow_from(w, said, alias);
}

/* NAME doesn't exist: a wildcard may answer for it (RFC 4592 section 3.3.1). */
static lyd_status look_for_wildcard(walk *w, const char *name, lyd_alias *alias)
{
    const char *above = lyd_name_parent(name);
    lyd_word word = LYD_NO;
    while (above != NULL && strcmp(above, ".") != 0 &&
           (word = lyd_overlay_exists(w->o, w->question->server, above, &w->grounds)) == LYD_NO) {
        above = lyd_name_parent(above);
    }
    w->waits = word == LYD_WAIT;
    if (w->waits) {
        return LYD_OK;
    }
    return word == LYD_NO ? finish_missing(w) : look_at_wildcard(w, above, alias);
}

/* NAME isn't changed, but the change may have made it, or let it go. */
static lyd_status look_near(walk *w, const char *name, const lyd_answer *said, lyd_alias *alias)
{
    lyd_overlay *o = w->o;
    uint16_t server = w->question->server;
    lyd_word existed = said != NULL ? lyd_overlay_existed(o, server, name) : LYD_NO;
    lyd_word exists = existed == LYD_WAIT ? LYD_WAIT : lyd_overlay_exists(o, server, name, &w->grounds);
    w->waits = exists == LYD_WAIT;
    if (w->waits) {
        return LYD_OK;
    }
    w->changed = true;
    if (exists == LYD_NO) {
        return look_for_wildcard(w, name, alias);
    }
    return existed == LYD_NO ? finish(w, LYD_NODATA, RCODE_NOERROR) : follow_from(w, said, alias);
}

static lyd_status look_at_unchanged(walk *w, const char *name, lyd_alias *alias)
{
    lyd_overlay *o = w->o;
    uint16_t server = w->question->server;
    if (lyd_edit_new_zone(&o->edit, server, name) != NULL) {
        return look_near(w, name, NULL, alias);
    }
    const lyd_answer *said = lyd_memo_want(o->memo, server, name, w->question->type, false);
    w->waits = said == NULL;
    if (w->waits) {
        return LYD_OK;
    }
    bool plain = lyd_memo_says_nothing(said) || !lyd_overlay_is_near(o, server, name);
    return plain ? follow_from(w, said, alias) : look_near(w, name, said, alias);
}

static lyd_status look(void *context, const char *name, lyd_alias *alias)
{
    walk *w = context;
    const lyd_edit_node *at = lyd_overlay_changed(w->o, w->question->server, name);
    at = at != NULL && at->same ? NULL : at;
    if (w->followed != NULL && at == NULL && !lyd_overlay_is_near(w->o, w->question->server, name)) {
        return follow(w, alias);
    }
    w->followed = NULL;
    if (at == NULL) {
        return look_at_unchanged(w, name, alias);
    }
    w->changed = true;
    const lyd_answer *failure = failure_of(w, name);
    if (failure != NULL) {
        return finish_failure(w, failure);
    }
    lyd_word exists = lyd_overlay_exists(w->o, w->question->server, name, &w->grounds);
    w->waits = exists == LYD_WAIT;
    if (w->waits) {
        return LYD_OK;
    }
    return exists == LYD_YES ? look_at_node(w, at, alias) : look_for_wildcard(w, name, alias);
}

/* ---- what isn't certain ---- */

/* The changed name from which the doubt about NAME comes: itself, one below it, one above the question, else the first of the script. */
static const char *find_record(const lyd_overlay *o, const char *name, const char *question)
{
    uint32_t number, link = lyd_below_first(&o->edit.below, name);
    char wildcard[LYD_NAME_TEXT + 2];
    if (lyd_map_get(o->edit.numbers, name, &number)) {
        return o->edit.names[number];
    }
    if (link != LYD_NONE) {
        return o->edit.names[o->edit.below.links[link].item];
    }
    for (const char *above = question; above != NULL; above = lyd_name_parent(above)) {
        (void)snprintf(wildcard, sizeof(wildcard), "*.%s", above);
        if (lyd_map_get(o->edit.numbers, wildcard, &number) || lyd_map_get(o->edit.numbers, above, &number)) {
            return o->edit.names[number];
        }
    }
    return o->edit.names[0];
}

static lyd_status keep_guess(const walk *w)
{
    lyd_overlay *o = w->o;
    lyd_arena *arena = o->memo->kept.arena;
    lyd_overlay_guess guess = {.name = lyd_arena_text(arena, w->question->name, strlen(w->question->name)),
                               .server = w->question->server,
                               .type = w->question->type};
    const char *about = w->failed != NULL ? w->failed : w->grounds.unsure != NULL ? w->grounds.unsure : w->covered;
    if (about == NULL) {
        return LYD_OK;
    }
    guess.open = w->failed != NULL;
    guess.likely = !guess.open && w->grounds.unsure == NULL;
    guess.doubt.record = find_record(o, about, w->question->name);
    guess.doubt.reason =
        guess.open     ? lyd_arena_printf(arena, "the lookup of %s, which may answer for %s, failed", about, guess.name)
        : guess.likely ? lyd_arena_printf(arena, "a wildcard answers for %s only if there are no names below %s", guess.name, about)
                       : lyd_arena_printf(arena, "%s depends on whether %s exists, which can't be found out by asking", guess.name, about);
    lyd_status status = lyd_grow((void **)&o->guesses, &o->guess_capacity, o->guess_count, sizeof(*o->guesses));
    if (status != LYD_OK || guess.name == NULL || guess.doubt.reason == NULL) {
        return LYD_ENOMEM;
    }
    o->guesses[o->guess_count++] = guess;
    return LYD_OK;
}

const lyd_overlay_guess *lyd_overlay_guesses(const lyd_source *overlay, size_t *count)
{
    const lyd_overlay *o = (const lyd_overlay *)overlay;
    *count = o->guess_count;
    return o->guesses;
}

bool lyd_overlay_is_doubtful(const lyd_source *overlay)
{
    return ((const lyd_overlay *)overlay)->edit.doubtful;
}

/* ---- a whole answer ---- */

/* A question for SOA: a change of records leaves a name in its zone. Of a zone that the change creates, no more is known than its top. */
static lyd_status answer_zone(lyd_overlay *o, const lyd_question *question, lyd_answer *answer, bool *waits)
{
    bool created = lyd_edit_new_zone(&o->edit, question->server, question->name) != NULL;
    const lyd_answer *said = created ? NULL : lyd_memo_want(o->memo, question->server, question->name, LYD_TYPE_SOA, true);
    *waits = !created && said == NULL;
    *answer = said != NULL ? *said : (lyd_answer){.status = LYD_NODATA};
    return LYD_OK;
}

static lyd_status answer_one(lyd_overlay *o, const lyd_question *question, lyd_arena *arena, lyd_answer *answer, bool *waits)
{
    walk w = {.o = o, .question = question, .arena = arena, .answer = answer};
    if (question->type == LYD_TYPE_SOA) {
        return answer_zone(o, question, answer, waits);
    }
    *answer = (lyd_answer){.status = LYD_REFUSED};
    lyd_status status = lyd_alias_walk(&w.chain, question->name, look, &w, arena);
    const lyd_kept_answer *item = lyd_kept_find(&o->memo->kept, question->name, question->server, question->type);
    *waits = w.waits;
    if (status != LYD_OK || w.waits) {
        return status;
    }
    if (!w.changed && item != NULL) {
        *answer = item->answer; /* just as the server gave it, whatever may be wrong with it */
        return LYD_OK;
    }
    if (w.chain.loops) {
        /* A server that fails over a loop fails over an alias that leads to it, too. */
        bool fails = w.followed != NULL && lyd_answer_failed((lyd_answer_status)w.followed->status);
        (void)finish(&w, fails ? (lyd_answer_status)w.followed->status : LYD_ALIAS_LOOP, fails ? w.followed->rcode : RCODE_NOERROR);
    }
    /* When and how the server answered stays as it was. */
    if (item != NULL) {
        answer->rtt_us = item->answer.rtt_us;
        answer->resent = item->answer.resent;
    }
    status = keep_guess(&w);
    return status == LYD_OK ? lyd_alias_keep(&w.chain, arena, answer) : status;
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
    lyd_map_free(o->tops);
    lyd_map_free(o->moved);
    free(o->active);
    free(o->guesses);
    free(o);
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
                       .active = calloc(site->server_count + 1, sizeof(*o->active)),
                       .tops = lyd_map_new(),
                       .moved = lyd_map_new()};
    if (o->active != NULL && o->tops != NULL && o->moved != NULL) {
        status = lyd_edit_start(&o->edit, change, &o->site, arena, diag);
    }
    if (status == LYD_OK) {
        status = lyd_overlay_survey(o, diag);
    }
    if (status == LYD_OK) {
        status = lyd_edit_run(&o->edit, records);
    }
    if (status == LYD_OK) {
        status = lyd_overlay_find_moved(o, diag);
    }
    if (status != LYD_OK) {
        free_overlay(&o->base);
        return status;
    }
    *overlay = &o->base;
    return LYD_OK;
}
