/* The steps of a change, made on the nodes of zones as a server would make them, and the records that this adds and deletes. */
#include "edit.h"

#include "dns/type.h"

#include <stdlib.h>
#include <string.h>

static bool is_prerequisite(const lyd_change_step *step)
{
    return step->act >= LYD_CHANGE_NEED_NAME;
}

/* ---- prerequisites ---- */

static uint32_t count_records(const lyd_node *node, unsigned type)
{
    uint32_t count = type == LYD_TYPE_CNAME && node->cname != NULL ? 1 : 0;
    for (uint32_t i = 0; i < node->record_count; i++) {
        count += node->records[i].type == type ? 1 : 0;
    }
    return count;
}

static bool holds_record(const lyd_node *node, const lyd_record *record)
{
    for (uint32_t i = 0; i < node->record_count; i++) {
        if (lyd_record_compare(&node->records[i], record) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_record(const lyd_node *node, const lyd_change_step *step)
{
    return step->type == LYD_TYPE_CNAME ? node->cname != NULL && strcmp(node->cname, step->record.target) == 0
                                        : holds_record(node, &step->record);
}

/* How many different records of the step's name and type the request's prerequisites name. */
static size_t count_wanted(const lyd_edit *edit, const lyd_change_step *step)
{
    size_t count = 0;
    for (size_t i = 0; i < edit->change->count; i++) {
        const lyd_change_step *other = &edit->change->steps[i];
        bool mine = other->act == LYD_CHANGE_NEED_RECORD && other->request == step->request && other->type == step->type &&
                    strcmp(other->name, step->name) == 0;
        for (size_t k = 0; k < i && mine; k++) {
            const lyd_change_step *before = &edit->change->steps[k];
            mine = before->act != LYD_CHANGE_NEED_RECORD || before->request != step->request || before->type != step->type ||
                   strcmp(before->name, step->name) != 0 || strcmp(before->data, other->data) != 0;
        }
        count += mine ? 1 : 0;
    }
    return count;
}

static bool has_just_these(const lyd_edit *edit, const lyd_node *node, const lyd_change_step *step)
{
    return has_record(node, step) && count_wanted(edit, step) == count_records(node, step->type);
}

static bool is_met(const lyd_edit *edit, const lyd_node *node, const lyd_change_step *step)
{
    switch (step->act) {
    case LYD_CHANGE_NEED_NAME:
        return lyd_node_has_data(node);
    case LYD_CHANGE_NEED_NO_NAME:
        return !lyd_node_has_data(node);
    case LYD_CHANGE_NEED_SET:
        return count_records(node, step->type) > 0;
    case LYD_CHANGE_NEED_NO_SET:
        return count_records(node, step->type) == 0;
    default:
        return has_just_these(edit, node, step);
    }
}

static lyd_status check_prerequisite(const lyd_edit *edit, uint16_t server, size_t i)
{
    const lyd_change_step *step = &edit->change->steps[i];
    const lyd_edit_node *at = lyd_edit_at(edit, server, edit->name_of[i]);
    const char *text = edit->site->servers[server].text;
    if (!at->held || edit->site->made) {
        return LYD_OK;
    }
    if (at->unknown != 0) {
        return lyd_diag_error(edit->diag, edit->change->path, step->line,
                              "the prerequisite about %s can't be checked: a lookup failed at %s", step->name, text);
    }
    return is_met(edit, at->node, step)
               ? LYD_OK
               : lyd_diag_error(edit->diag, edit->change->path, step->line,
                                "the prerequisite about %s isn't met at %s: the server would refuse the request", step->name, text);
}

/* ---- new zones ---- */

const char *lyd_edit_new_zone(const lyd_edit *edit, uint16_t server, const char *name)
{
    const char *closest = NULL;
    for (size_t i = 0; i < edit->zone_count; i++) {
        const lyd_edit_zone *zone = &edit->zones[i];
        if (zone->server == server && lyd_name_within(name, zone->apex) && (closest == NULL || lyd_name_within(zone->apex, closest))) {
            closest = zone->apex;
        }
    }
    return closest;
}

static lyd_node *make_node(const lyd_edit *edit, uint16_t server, const char *name)
{
    if (edit->make_node != NULL) {
        return edit->make_node(edit->context, server, name);
    }
    lyd_node *node = lyd_arena_zalloc(edit->arena, 1, sizeof(*node));
    if (node != NULL) {
        node->name = name;
    }
    return node;
}

/* The names in the new zone get new nodes, except those in a zone below it; what the server had of them is hidden. */
static lyd_status enter_zone(lyd_edit *edit, uint16_t server, const char *apex)
{
    for (size_t n = 0; n < edit->name_count; n++) {
        const char *name = edit->names[n];
        lyd_edit_node *at = lyd_edit_at(edit, server, (uint32_t)n);
        bool below = at->zone != NULL && lyd_name_within(at->zone, apex);
        if (!lyd_name_within(name, apex) || below) {
            continue;
        }
        bool top = strcmp(name, apex) == 0;
        lyd_node *node = make_node(edit, server, name);
        if (node == NULL) {
            return LYD_ENOMEM;
        }
        node->soa = top;
        lyd_node before = at->before;
        *at = (lyd_edit_node){.server = server, .held = true, .apex = top, .existed = top, .zone = apex, .node = node, .before = before};
    }
    return LYD_OK;
}

static lyd_status make_zone(lyd_edit *edit, uint16_t server, const lyd_change_step *step, const lyd_edit_node *at, lyd_effect *effect)
{
    bool there = at->held && at->apex;
    /* Over answers, the zone may also be one that the server got from elsewhere, and that the new one hides. */
    bool open = there && edit->make_node == NULL && !edit->site->made;
    edit->doubtful = edit->doubtful || open;
    if (there && (!open || !edit->site->denied)) {
        *effect = LYD_EFFECT_NONE;
        return LYD_OK;
    }
    *effect = LYD_EFFECT_DONE;
    lyd_status status = lyd_grow((void **)&edit->zones, &edit->zone_capacity, edit->zone_count, sizeof(*edit->zones));
    if (status == LYD_OK && edit->make_zone != NULL) {
        status = edit->make_zone(edit->context, server, step->zone);
    }
    if (status == LYD_OK) {
        edit->zones[edit->zone_count++] = (lyd_edit_zone){server, step->zone};
        status = enter_zone(edit, server, step->zone);
    }
    return status;
}

/* ---- steps ---- */

/* Of records whose types aren't judged, only those of a zone file are counted, and not by type. */
static lyd_status doubt_others(lyd_edit *edit, lyd_edit_node *at, const lyd_change_step *step)
{
    bool deleted = step->type != 0 && !lyd_type_is_judged(step->type) && step->act != LYD_CHANGE_ADD;
    bool alone = at->node->others > 0 && at->node->record_count == 0 && at->node->cname == NULL && at->node->below == 0;
    at->others_doubt = step->act != LYD_CHANGE_DELETE_NAME && (at->others_doubt || deleted);
    if (deleted && edit->make_node == NULL) {
        at->node->others = 0;
    }
    if (!deleted || !alone || edit->make_node == NULL) {
        return LYD_OK;
    }
    return lyd_edit_doubt(
        edit, step->name,
        lyd_arena_printf(edit->arena, "whether %s exists without its %s record isn't known", step->name, step->type_name));
}

static lyd_status make_step(lyd_edit *edit, uint16_t server, size_t i, unsigned *effects)
{
    const lyd_change_step *step = &edit->change->steps[i];
    lyd_edit_node *at = lyd_edit_at(edit, server, edit->name_of[i]);
    lyd_effect effect = LYD_EFFECT_DONE;
    if (step->act == LYD_CHANGE_ADD_ZONE) {
        lyd_status made = make_zone(edit, server, step, at, &effect);
        effects[i] |= 1u << effect;
        return made;
    }
    if (!at->held) {
        return LYD_OK;
    }
    if (at->zone != NULL && step->zone != NULL && strcmp(step->zone, at->zone) != 0) {
        effects[i] |= 1u << LYD_EFFECT_HIDDEN;
        return LYD_OK;
    }
    bool had = lyd_node_has_data(at->node), set = step->act == LYD_CHANGE_DELETE_NAME || step->act == LYD_CHANGE_DELETE_SET;
    lyd_status status = lyd_node_change(at->node, step, at->apex, edit->change->form == LYD_CHANGE_NSUPDATE, edit->arena, &effect);
    for (size_t t = 0; t < LYD_KEPT_TYPES && set; t++) {
        at->unknown &= step->type == 0 || step->type == lyd_kept_types[t] ? ~(1u << t) : ~0u;
    }
    if (edit->step_made != NULL) {
        edit->step_made(edit->context, at, had);
    }
    effects[i] |= 1u << effect;
    return status == LYD_OK ? doubt_others(edit, at, step) : status;
}

/* The steps BEGIN … END - 1, which are one request, at one server. */
static lyd_status make_request(lyd_edit *edit, uint16_t server, size_t begin, size_t end, unsigned *effects)
{
    lyd_status worst = LYD_OK;
    for (size_t i = begin; i < end; i++) {
        if (edit->name_of[i] != LYD_NONE && is_prerequisite(&edit->change->steps[i])) {
            lyd_status status = check_prerequisite(edit, server, i);
            worst = status != LYD_OK ? status : worst;
        }
    }
    for (size_t i = begin; i < end && worst == LYD_OK; i++) {
        if (edit->name_of[i] != LYD_NONE && !is_prerequisite(&edit->change->steps[i])) {
            worst = make_step(edit, server, i, effects);
        }
    }
    return worst;
}

static lyd_status make_all(lyd_edit *edit, uint16_t server, unsigned *effects)
{
    const lyd_change *change = edit->change;
    lyd_status worst = LYD_OK;
    for (size_t begin = 0, end; begin < change->count && worst != LYD_ENOMEM; begin = end) {
        for (end = begin + 1; end < change->count && change->steps[end].request == change->steps[begin].request; end++) {
        }
        lyd_status status = make_request(edit, server, begin, end, effects);
        worst = status != LYD_OK ? status : worst;
    }
    return worst;
}

/* Reports what the tool would report, and notes what it would not. */
static lyd_status report_effects(const lyd_edit *edit, const unsigned *effects)
{
    const lyd_change *change = edit->change;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < change->count; i++) {
        const lyd_change_step *step = &change->steps[i];
        const char *type = step->type_name != NULL ? step->type_name : "";
        if ((effects[i] & 1u << LYD_EFFECT_ALIAS) != 0 && change->form != LYD_CHANGE_NSUPDATE) {
            status = lyd_diag_error(edit->diag, change->path, step->line,
                                    "%s: the server would refuse this %s record: an alias (CNAME) can't be beside other records",
                                    step->name, type);
        } else if ((effects[i] & 1u << LYD_EFFECT_ALIAS) != 0) {
            lyd_diag_note(edit->diag, change->path, step->line,
                          "%s: the server would silently ignore this %s record: an alias (CNAME) can't be beside other records", step->name,
                          type);
        } else if ((effects[i] & 1u << LYD_EFFECT_HIDDEN) != 0 && edit->zone_count > 0) {
            lyd_diag_note(edit->diag, change->path, step->line, "%s: a zone that this script creates hides the record", step->name);
        } else if (effects[i] == 1u << LYD_EFFECT_NONE && step->act == LYD_CHANGE_ADD_ZONE) {
            lyd_diag_note(edit->diag, change->path, step->line, "%s: the zone exists already", step->name);
        } else if (effects[i] == 1u << LYD_EFFECT_NONE && step->act == LYD_CHANGE_ADD) {
            lyd_diag_note(edit->diag, change->path, step->line, "%s: the %s record exists already", step->name, type);
        } else if (effects[i] == 1u << LYD_EFFECT_NONE) {
            lyd_diag_note(edit->diag, change->path, step->line, "%s: no %s%srecord to delete", step->name, type,
                          type[0] != '\0' ? " " : "");
        }
    }
    return status;
}

/* ---- the records that change ---- */

static lyd_status put_record(lyd_change_record **records, size_t *capacity, size_t *count, const lyd_change_record *record)
{
    lyd_status status = lyd_grow((void **)records, capacity, *count, sizeof(**records));
    if (status == LYD_OK) {
        (*records)[(*count)++] = *record;
    }
    return status;
}

/* The records and the alias of A that B lacks. */
static lyd_status put_missing(lyd_edit *edit, lyd_change_record record, const lyd_node *a, const lyd_node *b, lyd_change_record **records,
                              size_t *capacity, size_t *count)
{
    lyd_status status = LYD_OK;
    record.name = a->name;
    for (uint32_t i = 0; i < a->record_count && status == LYD_OK; i++) {
        char text[LYD_RECORD_TEXT];
        if (holds_record(b, &a->records[i])) {
            continue;
        }
        lyd_record_format(&a->records[i], text);
        record.type = a->records[i].type;
        record.ttl = a->records[i].ttl;
        record.has_ttl = true;
        record.data = lyd_arena_text(edit->arena, text, strlen(text));
        status = record.data == NULL ? LYD_ENOMEM : put_record(records, capacity, count, &record);
    }
    if (status == LYD_OK && a->cname != NULL && (b->cname == NULL || strcmp(a->cname, b->cname) != 0)) {
        record.type = LYD_TYPE_CNAME;
        record.ttl = a->cname_ttl;
        record.has_ttl = a->cname_ttl != LYD_NONE;
        record.data = a->cname;
        status = put_record(records, capacity, count, &record);
    }
    return status;
}

static lyd_status list_records(lyd_edit *edit, lyd_change_records *records)
{
    lyd_change_record *found = NULL;
    size_t capacity = 0, count = 0;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < edit->name_count * edit->site->server_count && status == LYD_OK; i++) {
        lyd_edit_node *at = &edit->nodes[i];
        if (at->held) {
            size_t first = count;
            lyd_change_record record = {.server = at->server};
            status = put_missing(edit, record, &at->before, at->node, &found, &capacity, &count);
            record.added = true;
            status = status == LYD_OK ? put_missing(edit, record, at->node, &at->before, &found, &capacity, &count) : status;
            at->same = count == first && at->node->others == at->before.others && at->node->soa == at->before.soa && !at->others_doubt;
        }
    }
    if (status == LYD_OK) {
        lyd_change_record *kept = lyd_arena_alloc(edit->arena, count * sizeof(*kept));
        status = kept == NULL ? LYD_ENOMEM : LYD_OK;
        if (kept != NULL && count > 0) {
            memcpy(kept, found, count * sizeof(*kept));
        }
        records->items = kept;
        records->count = count;
    }
    free(found);
    return status;
}

static lyd_status list_doubts(const lyd_edit *edit, lyd_change_records *records)
{
    lyd_change_doubt *kept = lyd_arena_alloc(edit->arena, edit->doubt_count * sizeof(*kept));
    if (kept != NULL && edit->doubt_count > 0) {
        memcpy(kept, edit->doubts, edit->doubt_count * sizeof(*kept));
    }
    records->doubts = kept;
    records->doubt_count = edit->doubt_count;
    return kept == NULL ? LYD_ENOMEM : LYD_OK;
}

/* A copy that later steps leave alone. */
static lyd_status copy_node(const lyd_node *node, lyd_node *copy, lyd_arena *arena)
{
    *copy = *node;
    if (node->record_count > 0) {
        copy->records = lyd_arena_alloc(arena, node->record_count * sizeof(*copy->records));
        copy->record_capacity = node->record_count;
        if (copy->records == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(copy->records, node->records, node->record_count * sizeof(*copy->records));
    }
    return LYD_OK;
}

lyd_status lyd_edit_run(lyd_edit *edit, lyd_change_records *records)
{
    const lyd_change_site *site = edit->site;
    unsigned *effects = calloc(edit->change->count + 1, sizeof(*effects));
    bool *done = calloc(site->server_count + 1, sizeof(*done));
    lyd_status worst = effects == NULL || done == NULL ? LYD_ENOMEM : lyd_edit_place(edit);

    for (size_t i = 0; i < edit->name_count * site->server_count && worst == LYD_OK; i++) {
        if (edit->nodes[i].held) {
            worst = copy_node(edit->nodes[i].node, &edit->nodes[i].before, edit->arena);
        }
    }
    for (size_t v = 0; v < site->view_count && worst != LYD_ENOMEM; v++) {
        for (size_t s = 0; s < site->views[v].server_count && worst != LYD_ENOMEM; s++) {
            uint16_t server = site->views[v].servers[s];
            if (!done[server] && worst != LYD_ENOMEM) {
                lyd_status status = make_all(edit, server, effects);
                worst = status != LYD_OK ? status : worst;
                done[server] = true;
            }
        }
    }
    if (worst == LYD_OK) {
        worst = report_effects(edit, effects);
    }
    if (worst == LYD_OK) {
        worst = list_records(edit, records);
    }
    worst = worst == LYD_OK ? list_doubts(edit, records) : worst;
    free(effects);
    free(done);
    return worst;
}
