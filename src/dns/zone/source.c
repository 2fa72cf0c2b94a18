#include "dns/change/edit.h"
#include "model.h"

#include <stdlib.h>
#include <string.h>

/* The zones of one server. */
typedef struct shelf {
    char *server;
    lyd_zone **zones;
    int *ranks;
    size_t count, capacity, rank_capacity;
} shelf;

typedef struct zone_source {
    lyd_source base;
    shelf *shelves;
    size_t count, capacity;
} zone_source;

static shelf *shelf_of(const zone_source *source, const char *server)
{
    for (size_t i = 0; i < source->count; i++) {
        if (strcmp(source->shelves[i].server, server) == 0) {
            return &source->shelves[i];
        }
    }
    return NULL;
}

static lyd_status outside(const shelf *s, const char *server, const char *name, lyd_diag *diag)
{
    if (s == NULL || s->count == 0) {
        return lyd_diag_error(diag, NULL, 0, "%s can't be answered: \"%s\" has no zone file", name, server);
    }
    return lyd_diag_error(diag, NULL, 0, "%s is outside every zone given (%s: %s%s)", name, server, lyd_zone_apex(s->zones[0]),
                          s->count > 1 ? " and others" : "");
}

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    const zone_source *source = (const zone_source *)base;
    const shelf **shelves = calloc(server_count + 1, sizeof(*shelves));
    lyd_status status = shelves == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < server_count && shelves != NULL; i++) {
        shelves[i] = shelf_of(source, servers[i].text);
    }
    for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
        const lyd_question *q = &questions[i];
        const shelf *s = shelves[q->server];
        bool inside;
        lyd_status one =
            lyd_zone_answer(s != NULL ? s->zones : NULL, s != NULL ? s->count : 0, q->name, (lyd_type)q->type, arena, &answers[i], &inside);
        /* A name's A and AAAA stand together: one sentence is enough. */
        bool told = i > 0 && q[-1].server == q->server && strcmp(q[-1].name, q->name) == 0;
        if (one != LYD_OK || !inside) {
            status = one != LYD_OK ? one : told ? LYD_EINVAL : outside(s, servers[q->server].text, q->name, diag);
        }
    }
    free(shelves);
    return status;
}

static void free_source(lyd_source *base)
{
    zone_source *source = (zone_source *)base;
    for (size_t i = 0; i < source->count; i++) {
        for (size_t k = 0; k < source->shelves[i].count; k++) {
            lyd_zone_free(source->shelves[i].zones[k]);
        }
        free(source->shelves[i].zones);
        free(source->shelves[i].ranks);
        free(source->shelves[i].server);
    }
    free(source->shelves);
    free(source);
}

static const lyd_source_functions functions = {"zone", ask, free_source};

lyd_source *lyd_zone_source_new(void)
{
    zone_source *source = calloc(1, sizeof(*source));
    if (source == NULL) {
        return NULL;
    }
    source->base.functions = &functions;
    return &source->base;
}

static lyd_status shelf_make(zone_source *source, const char *server, shelf **made)
{
    *made = shelf_of(source, server);
    if (*made != NULL) {
        return LYD_OK;
    }
    if (lyd_grow((void **)&source->shelves, &source->capacity, source->count, sizeof(*source->shelves)) != LYD_OK) {
        return LYD_ENOMEM;
    }
    char *copy = strdup(server);
    if (copy == NULL) {
        return LYD_ENOMEM;
    }
    *made = &source->shelves[source->count++];
    **made = (shelf){.server = copy};
    return LYD_OK;
}

/* A second file for the zone that S has as its I-th. Takes ZONE over. */
static lyd_status settle(shelf *s, size_t i, lyd_zone *zone, int rank, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    if (rank > s->ranks[i]) {
        lyd_zone *old = s->zones[i];
        s->zones[i] = zone;
        s->ranks[i] = rank;
        zone = old;
    } else if (rank == s->ranks[i]) {
        status =
            lyd_diag_error(diag, lyd_zone_path(zone), 0, "the zone %s is in %s already", lyd_zone_apex(zone), lyd_zone_path(s->zones[i]));
    }
    lyd_zone_free(zone);
    return status;
}

/* Takes ZONE over. */
static lyd_status shelve(shelf *s, lyd_zone *zone, int rank, lyd_diag *diag)
{
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(lyd_zone_apex(s->zones[i]), lyd_zone_apex(zone)) == 0) {
            return settle(s, i, zone, rank, diag);
        }
    }
    if (lyd_grow((void **)&s->zones, &s->capacity, s->count, sizeof(lyd_zone *)) != LYD_OK ||
        lyd_grow((void **)&s->ranks, &s->rank_capacity, s->count, sizeof(*s->ranks)) != LYD_OK) {
        lyd_zone_free(zone);
        return LYD_ENOMEM;
    }
    s->ranks[s->count] = rank;
    s->zones[s->count++] = zone;
    return LYD_OK;
}

lyd_status lyd_zone_source_add_text(lyd_source *base, const char *server, const char *path, const char *text, size_t length, int rank,
                                    lyd_diag *diag)
{
    lyd_zone *zone;
    shelf *s;
    lyd_status status = shelf_make((zone_source *)base, server, &s);
    if (status == LYD_OK) {
        status = lyd_zone_read(path, text, length, &zone, diag);
    }
    return status == LYD_OK ? shelve(s, zone, rank, diag) : status;
}

lyd_status lyd_zone_source_add(lyd_source *base, const char *server, const char *path, int rank, lyd_diag *diag)
{
    char *text = NULL;
    size_t length;
    lyd_status status = lyd_file_read(path, LYD_ZONE_FILE_MAX, &text, &length, diag);
    if (status == LYD_OK) {
        status = lyd_zone_source_add_text(base, server, path, text, length, rank, diag);
        free(text);
    }
    return status;
}

/* ---- a change made in the zones themselves ---- */

typedef struct zone_stage {
    lyd_edit stage;
    const zone_source *source;
} zone_stage;

static lyd_zone *zone_at(const zone_stage *z, uint16_t server, const char *name)
{
    const shelf *s = shelf_of(z->source, z->stage.site->servers[server].text);
    return s != NULL ? lyd_zone_closest(s->zones, s->count, name) : NULL;
}

static void settle_node(void *context, const lyd_edit_node *at, bool had)
{
    const zone_stage *z = context;
    lyd_zone_settle(zone_at(z, at->server, at->node->name), at->node, had);
}

static lyd_status fill_nodes(zone_stage *z)
{
    for (size_t server = 0; server < z->stage.site->server_count; server++) {
        for (size_t n = 0; n < z->stage.name_count; n++) {
            lyd_edit_node *at = &z->stage.nodes[server * z->stage.name_count + n];
            const char *name = z->stage.names[n];
            const lyd_node *found;
            lyd_zone *zone = zone_at(z, (uint16_t)server, name);
            at->server = (uint16_t)server;
            lyd_zone_outcome outcome = zone != NULL ? lyd_zone_find(zone, name, &found) : LYD_ZONE_REFERRAL;
            at->held = outcome == LYD_ZONE_NODE || outcome == LYD_ZONE_MISSING;
            if (!at->held) {
                continue;
            }
            at->apex = strcmp(name, lyd_zone_apex(zone)) == 0;
            at->node = lyd_zone_touch(zone, name);
            if (at->node == NULL) {
                return LYD_ENOMEM;
            }
        }
    }
    return LYD_OK;
}

lyd_status lyd_zone_source_change(lyd_source *base, const lyd_change *change, const lyd_change_site *site, lyd_arena *arena,
                                  lyd_change_records *records, lyd_diag *diag)
{
    zone_stage z = {.source = (const zone_source *)base};
    lyd_status status = lyd_edit_start(&z.stage, change, site, arena, diag);
    z.stage.settle = settle_node;
    z.stage.context = &z;
    if (status == LYD_OK) {
        status = fill_nodes(&z);
    }
    if (status == LYD_OK) {
        status = lyd_edit_run(&z.stage, records);
    }
    lyd_edit_clear(&z.stage);
    return status;
}
