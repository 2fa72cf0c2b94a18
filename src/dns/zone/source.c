/* The source that answers from zone files, as servers of these zones would. */
#include "dns/alias.h"
#include "edit.h"
#include "lookup.h"
#include "read.h"

#include <stdlib.h>
#include <string.h>

/* ---- answers ---- */

/* Response codes, as a server would send them. */
enum { RCODE_NOERROR = 0, RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5, RCODE_YXDOMAIN = 6 };

/* A zone that a server has. Of two files with the same zone, the one of higher rank counts. */
typedef struct held_zone {
    lyd_zone *zone;
    int rank;
} held_zone;

typedef struct zone_server {
    char *text;
    held_zone *zones;
    size_t count, capacity;
} zone_server;

typedef struct zone_source {
    lyd_source base;
    zone_server *servers;
    size_t count, capacity;
} zone_source;

typedef struct walk {
    const zone_server *server;
    const lyd_zone *zone; /* of the name met last */
    const char *name;
    lyd_outcome found; /* of the name met last */
    const lyd_node *node;
    bool outside; /* it is in no zone */
} walk;

/* The zone that is closest above NAME, or NULL. */
static lyd_zone *closest(const zone_server *server, const char *name)
{
    lyd_zone *best = NULL;
    for (size_t i = 0; server != NULL && i < server->count; i++) {
        lyd_zone *zone = server->zones[i].zone;
        if (lyd_name_within(name, zone->apex) && (best == NULL || lyd_name_within(zone->apex, best->apex))) {
            best = zone;
        }
    }
    return best;
}

static lyd_status look(void *context, const char *name, lyd_alias *alias)
{
    walk *w = context;
    const lyd_zone *zone = closest(w->server, name);
    w->zone = zone;
    w->name = name;
    w->outside = zone == NULL;
    if (w->outside) {
        return LYD_OK;
    }
    w->found = lyd_zone_find(zone, name, &w->node);
    if (w->found == LYD_FOUND_DNAME) {
        *alias = (lyd_alias){w->node->dname, w->node->name};
    } else if (w->found == LYD_FOUND_NODE) {
        alias->target = w->node->cname;
    }
    return LYD_OK;
}

static lyd_status finish(lyd_answer *answer, lyd_answer_status status, uint8_t rcode)
{
    answer->status = (uint8_t)status;
    answer->rcode = rcode;
    return LYD_OK;
}

/* Windows asks WINS for the IPv4 address of a name directly below the zone's top that has none in the zone: no file says what it answers.
 */
static bool is_wins_asked(const walk *w, lyd_type type)
{
    const char *above = w->zone->wins && strcmp(w->name, w->zone->apex) != 0 ? lyd_name_parent(w->name) : NULL;
    if (above == NULL || strcmp(above, w->zone->apex) != 0) {
        return false;
    }
    bool has = false;
    for (uint32_t i = 0; w->found == LYD_FOUND_NODE && i < w->node->record_count; i++) {
        has = has || w->node->records[i].type == LYD_TYPE_A;
    }
    return w->found == LYD_FOUND_NOTHING || (w->found == LYD_FOUND_NODE && type == LYD_TYPE_A && !has);
}

/* The zone of the name met last, as its SOA record has it; that of a zone that a change has made isn't known. */
static lyd_status tell_zone(const walk *w, lyd_arena *arena, lyd_answer *answer)
{
    lyd_record zone = {.type = LYD_TYPE_SOA};
    unsigned long serial;
    if (w->zone->soa == NULL || sscanf(w->zone->soa, "%*s %*s %lu", &serial) != 1) {
        return LYD_OK;
    }
    zone.zone = w->zone->apex;
    zone.serial = (uint32_t)serial;
    zone.authoritative = true;
    return lyd_answer_set_zone(answer, &zone, arena);
}

/* Follows aliases from zone to zone. *INSIDE false: NAME is in no zone of SERVER (NULL: it has none). */
static lyd_status answer_one(const zone_server *server, const char *name, lyd_type type, lyd_arena *arena, lyd_answer *answer, bool *inside)
{
    walk w = {.server = server};
    lyd_alias_chain chain;
    *answer = (lyd_answer){.status = LYD_REFUSED, .rcode = RCODE_REFUSED};
    lyd_status status = lyd_alias_walk(&chain, name, look, &w, arena);
    status = status == LYD_OK ? lyd_alias_keep(&chain, arena, answer) : status;
    *inside = chain.count > 0 || !w.outside;
    if (status != LYD_OK || w.outside) { /* no file says where the alias leads */
        return status;
    }
    if (chain.loops) {
        return finish(answer, LYD_ALIAS_LOOP, RCODE_NOERROR);
    }
    bool zone = type == LYD_TYPE_SOA && chain.count == 0 && (w.found == LYD_FOUND_NODE || w.found == LYD_FOUND_NOTHING);
    if (zone && tell_zone(&w, arena, answer) != LYD_OK) {
        return LYD_ENOMEM;
    }
    if (!zone && is_wins_asked(&w, type)) {
        return finish(answer, LYD_REFUSED, RCODE_NOERROR);
    }
    switch (w.found) {
    case LYD_FOUND_REFERRAL:
        answer->cause = LYD_REFERRAL;
        return finish(answer, LYD_REFUSED, RCODE_NOERROR);
    case LYD_FOUND_NOTHING:
        return finish(answer, chain.count > 0 ? LYD_ALIAS_DANGLING : LYD_NXDOMAIN, RCODE_NXDOMAIN);
    case LYD_FOUND_DNAME: /* too long for a name */
        return finish(answer, LYD_SERVFAIL, RCODE_YXDOMAIN);
    case LYD_FOUND_NODE:
        break;
    }
    return lyd_node_answer(w.node, type, arena, answer);
}

/* ---- as a source ---- */

static zone_server *find_server(const zone_source *source, const char *text)
{
    for (size_t i = 0; i < source->count; i++) {
        if (strcmp(source->servers[i].text, text) == 0) {
            return &source->servers[i];
        }
    }
    return NULL;
}

static lyd_status outside(const zone_server *server, const char *text, const char *name, lyd_diag *diag)
{
    if (server == NULL || server->count == 0) {
        return lyd_diag_error(diag, NULL, 0, "%s can't be answered: \"%s\" has no zone file", name, text);
    }
    return lyd_diag_error(diag, NULL, 0, "%s is outside every zone given (%s: %s%s)", name, text, server->zones[0].zone->apex,
                          server->count > 1 ? " and others" : "");
}

/* Servers of zones refuse a name of a single label, which is in none of them; the audit reports it and goes on. */
static bool is_refused(const zone_server *server, const char *name)
{
    return server != NULL && server->count > 0 && strchr(name, '.') == NULL;
}

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    const zone_source *source = (const zone_source *)base;
    const zone_server **found = calloc(server_count + 1, sizeof(*found));
    lyd_status status = found == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < server_count && found != NULL; i++) {
        found[i] = find_server(source, servers[i].text);
    }
    for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
        const lyd_question *q = &questions[i];
        bool inside;
        lyd_status one = answer_one(found[q->server], q->name, (lyd_type)q->type, arena, &answers[i], &inside);
        /* A name's questions to a server follow each other: one message is enough. */
        bool reported = i > 0 && q[-1].server == q->server && strcmp(q[-1].name, q->name) == 0;
        if (one != LYD_OK || (!inside && !is_refused(found[q->server], q->name))) {
            status = one != LYD_OK ? one : reported ? LYD_EINVAL : outside(found[q->server], servers[q->server].text, q->name, diag);
        }
    }
    free(found);
    return status;
}

static void free_source(lyd_source *base)
{
    zone_source *source = (zone_source *)base;
    for (size_t i = 0; i < source->count; i++) {
        for (size_t k = 0; k < source->servers[i].count; k++) {
            lyd_zone_free(source->servers[i].zones[k].zone);
        }
        free(source->servers[i].zones);
        free(source->servers[i].text);
    }
    free(source->servers);
    free(source);
}

lyd_source *lyd_zone_source_new(void)
{
    static const lyd_source_functions functions = {"zone", ask, free_source};
    zone_source *source = calloc(1, sizeof(*source));
    if (source == NULL) {
        return NULL;
    }
    source->base.functions = &functions;
    return &source->base;
}

/* ---- adding zones ---- */

static lyd_status make_server(zone_source *source, const char *text, zone_server **server)
{
    *server = find_server(source, text);
    if (*server != NULL) {
        return LYD_OK;
    }
    char *copy = strdup(text);
    if (copy == NULL || lyd_grow((void **)&source->servers, &source->capacity, source->count, sizeof(*source->servers)) != LYD_OK) {
        free(copy);
        return LYD_ENOMEM;
    }
    *server = &source->servers[source->count++];
    **server = (zone_server){.text = copy};
    return LYD_OK;
}

/* Takes ZONE over. */
static lyd_status add_zone(zone_server *server, lyd_zone *zone, int rank, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    held_zone *same = NULL, new = {zone, rank};
    for (size_t i = 0; i < server->count && same == NULL; i++) {
        same = strcmp(server->zones[i].zone->apex, zone->apex) == 0 ? &server->zones[i] : NULL;
    }
    if (same == NULL) {
        status = lyd_grow((void **)&server->zones, &server->capacity, server->count, sizeof(*server->zones));
        if (status == LYD_OK) {
            server->zones[server->count++] = new;
            return LYD_OK;
        }
    } else if (rank > same->rank) {
        zone = same->zone;
        *same = new;
    } else if (rank == same->rank) {
        status = lyd_diag_error(diag, zone->path, 0, "the zone %s is in %s already", zone->apex, same->zone->path);
    }
    lyd_zone_free(zone);
    return status;
}

static lyd_status add_file(lyd_source *base, const char *server, const lyd_zone_file *file, int rank, lyd_diag *diag)
{
    lyd_zone *zone;
    zone_server *made;
    lyd_status status = make_server((zone_source *)base, server, &made);
    if (status == LYD_OK) {
        status = lyd_zone_read(file, &zone, diag);
    }
    return status == LYD_OK ? add_zone(made, zone, rank, diag) : status;
}

lyd_status lyd_zone_source_add_text(lyd_source *base, const char *server, const char *path, const char *text, size_t length, int rank,
                                    lyd_diag *diag)
{
    const lyd_zone_file file = {.path = path, .text = text, .length = length};
    return add_file(base, server, &file, rank, diag);
}

lyd_status lyd_zone_source_add(lyd_source *base, const char *server, const char *path, const char *zone, int rank, lyd_diag *diag)
{
    char *text = NULL;
    size_t length;
    lyd_status status = lyd_file_read(path, LYD_ZONE_FILE_MAX, &text, &length, diag);
    if (status == LYD_OK) {
        const lyd_zone_file file = {.path = path, .zone = zone, .text = text, .length = length, .load = lyd_file_read_regular};
        status = add_file(base, server, &file, rank, diag);
        free(text);
    }
    return status;
}

lyd_source *lyd_zone_source_copy(const lyd_source *base)
{
    const zone_source *source = (const zone_source *)base;
    lyd_source *copy = lyd_zone_source_new();
    lyd_status status = copy == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < source->count && status == LYD_OK; i++) {
        const zone_server *server = &source->servers[i];
        zone_server *made;
        status = make_server((zone_source *)copy, server->text, &made);
        for (size_t k = 0; k < server->count && status == LYD_OK; k++) {
            lyd_zone *zone = lyd_zone_copy(server->zones[k].zone);
            status = zone == NULL ? LYD_ENOMEM : add_zone(made, zone, server->zones[k].rank, NULL);
        }
    }
    if (status != LYD_OK) {
        lyd_source_free(copy);
        copy = NULL;
    }
    return copy;
}

/* ---- a change made in the zones themselves ---- */

typedef struct zone_edit {
    lyd_edit edit;
    zone_source *source;
} zone_edit;

static lyd_zone *zone_at(const zone_edit *z, uint16_t server, const char *name)
{
    return closest(find_server(z->source, z->edit.site->servers[server].text), name);
}

static void step_made(void *context, const lyd_edit_node *at, bool had_data)
{
    const zone_edit *z = context;
    lyd_zone_update_above(zone_at(z, at->server, at->node->name), at->node, had_data);
}

static lyd_status make_zone(void *context, uint16_t server, const char *apex)
{
    const zone_edit *z = context;
    zone_server *made;
    lyd_status status = make_server(z->source, z->edit.site->servers[server].text, &made);
    lyd_zone *zone = status == LYD_OK ? lyd_zone_new(z->edit.change->path, apex) : NULL;
    return zone != NULL ? add_zone(made, zone, 0, z->edit.diag) : LYD_ENOMEM;
}

static lyd_node *make_node(void *context, uint16_t server, const char *name)
{
    const zone_edit *z = context;
    return lyd_zone_node(zone_at(z, server, name), name);
}

static lyd_status fill_nodes(zone_edit *z)
{
    for (size_t server = 0; server < z->edit.site->server_count; server++) {
        for (size_t n = 0; n < z->edit.name_count; n++) {
            lyd_edit_node *at = &z->edit.nodes[server * z->edit.name_count + n];
            const char *name = z->edit.names[n];
            const lyd_node *found;
            lyd_zone *zone = zone_at(z, (uint16_t)server, name);
            at->server = (uint16_t)server;
            at->zone = zone != NULL ? zone->apex : NULL;
            lyd_outcome found_there = zone != NULL ? lyd_zone_find(zone, name, &found) : LYD_FOUND_REFERRAL;
            at->held = found_there == LYD_FOUND_NODE || found_there == LYD_FOUND_NOTHING;
            if (!at->held) {
                continue;
            }
            at->apex = strcmp(name, zone->apex) == 0;
            at->node = lyd_zone_node(zone, name);
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
    zone_edit z = {.source = (zone_source *)base};
    lyd_status status = lyd_edit_start(&z.edit, change, site, arena, diag);
    z.edit.step_made = step_made;
    z.edit.make_zone = make_zone;
    z.edit.make_node = make_node;
    z.edit.context = &z;
    if (status == LYD_OK) {
        status = fill_nodes(&z);
    }
    if (status == LYD_OK) {
        status = lyd_edit_run(&z.edit, records);
    }
    lyd_edit_clear(&z.edit);
    return status;
}
