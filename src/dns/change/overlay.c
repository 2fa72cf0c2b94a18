#include "overlay.h"

#include "dns/zone/model.h"

#include <stdlib.h>
#include <string.h>

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
