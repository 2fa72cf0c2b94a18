#include "overlay.h"

#include "zone_model.h"

#include <stdlib.h>
#include <string.h>

static bool is_wanted(const lyd_overlay *o, const lyd_question *q)
{
    for (size_t i = o->wanted_count > 16 ? o->wanted_count - 16 : 0; i < o->wanted_count; i++) {
        const lyd_question *other = &o->wanted[i];
        if (other->server == q->server && other->type == q->type && strcmp(other->name, q->name) == 0) {
            return true;
        }
    }
    return false;
}

const lyd_answer *lyd_overlay_base(lyd_overlay *o, uint16_t server, const char *name, uint16_t type, bool soft)
{
    const lyd_memo_item *item = lyd_memo_find(o->memo, name, server, type);
    if (item != NULL) {
        return &item->answer;
    }
    lyd_question question = {name, server, type};
    if (is_wanted(o, &question)) {
        return NULL; /* the memo sees to the rest of those wanted twice */
    }
    question.name = lyd_arena_text(o->stage.arena, name, strlen(name));
    if (question.name == NULL || lyd_grow((void **)&o->wanted, &o->wanted_capacity, o->wanted_count, sizeof(*o->wanted)) != LYD_OK) {
        o->status = LYD_ENOMEM;
        return NULL;
    }
    o->wanted[o->wanted_count++] = question;
    if (!soft) { /* those that the source has to know come first */
        lyd_question swap = o->wanted[o->hard_count];
        o->wanted[o->hard_count++] = question;
        o->wanted[o->wanted_count - 1] = swap;
    }
    return NULL;
}

lyd_status lyd_overlay_fetch(lyd_overlay *o, lyd_diag *diag)
{
    lyd_status status = o->status;
    if (status == LYD_OK) {
        status = lyd_memo_fill(o->memo, o->source, o->servers, o->server_count, o->wanted, o->hard_count, false, diag);
    }
    if (status == LYD_OK || status == LYD_ESTOPPED) {
        status = lyd_memo_fill(o->memo, o->source, o->servers, o->server_count, o->wanted + o->hard_count, o->wanted_count - o->hard_count,
                               true, diag);
    }
    o->wanted_count = o->hard_count = 0;
    return status == LYD_ESTOPPED ? LYD_OK : status; /* the answers say so themselves */
}

/* ---- as a source ---- */

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    lyd_overlay *o = (lyd_overlay *)base;
    bool *done = calloc(count + 1, sizeof(*done));
    size_t left = count;
    bool stopped = false;
    lyd_status status = done == NULL ? LYD_ENOMEM : LYD_OK;
    (void)servers;
    (void)server_count;
    while (left > 0 && status == LYD_OK) {
        left = 0;
        for (size_t i = 0; i < count && status == LYD_OK; i++) {
            bool waits = false;
            if (!done[i]) {
                status = lyd_overlay_walk(o, &questions[i], arena, &answers[i], &waits);
                done[i] = !waits;
                left += waits ? 1 : 0;
            }
        }
        if (left > 0 && status == LYD_OK) {
            status = lyd_overlay_fetch(o, diag);
        }
    }
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        stopped = stopped || answers[i].cause == LYD_STOPPED;
    }
    free(done);
    return status == LYD_OK && stopped ? LYD_ESTOPPED : status;
}

static void free_overlay(lyd_source *base)
{
    lyd_overlay *o = (lyd_overlay *)base;
    lyd_stage_clear(&o->stage);
    lyd_map_free(o->touched);
    lyd_map_free(o->above);
    lyd_map_free(o->born);
    free(o->wanted);
    free(o);
}

static const lyd_source_functions functions = {"change", ask, free_overlay};

/* Makes the touched names, and those above them, easy to find. */
static lyd_status index_names(lyd_overlay *o)
{
    lyd_status status = LYD_OK;
    for (size_t n = 0; n < o->stage.name_count && status == LYD_OK; n++) {
        const char *name = o->stage.names[n];
        status = lyd_map_put(o->touched, name, (uint32_t)n);
        for (const char *above = lyd_name_parent(name); above != NULL && status == LYD_OK; above = lyd_name_parent(above)) {
            status = lyd_map_put(o->above, above, 0);
        }
    }
    return status;
}

lyd_status lyd_overlay_new(lyd_source *base, const lyd_change *change, const lyd_change_site *site, lyd_arena *arena, lyd_source **overlay,
                           lyd_change_records *records, lyd_diag *diag)
{
    lyd_overlay *o = calloc(1, sizeof(*o));
    lyd_status status = LYD_ENOMEM;
    *overlay = NULL;
    if (o == NULL) {
        return status;
    }
    o->base.functions = &functions;
    o->memo = lyd_memo_of(base);
    o->source = lyd_memo_base(base);
    o->servers = site->servers;
    o->server_count = site->server_count;
    o->touched = lyd_map_new();
    o->above = lyd_map_new();
    o->born = lyd_map_new();
    if (o->touched != NULL && o->above != NULL && o->born != NULL) {
        status = lyd_stage_start(&o->stage, change, site, arena, diag);
    }
    if (status == LYD_OK) {
        status = index_names(o);
    }
    if (status == LYD_OK) {
        status = lyd_overlay_survey(o, diag);
    }
    if (status == LYD_OK) {
        status = lyd_stage_run(&o->stage, records);
    }
    if (status == LYD_OK) {
        status = lyd_overlay_find_born(o, diag);
    }
    if (status != LYD_OK) {
        free_overlay(&o->base);
        return status;
    }
    *overlay = &o->base;
    return LYD_OK;
}
