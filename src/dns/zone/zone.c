/* A zone in memory: its names, their records, and the steps of a change made on them. */
#include "zone.h"

#include "dns/type.h"

#include <stdlib.h>
#include <string.h>

/* ---- the records of a name ---- */

bool lyd_node_has_data(const lyd_node *node)
{
    return node->record_count > 0 || node->cname != NULL || node->dname != NULL || node->ns_count > 0 || node->others > 0 ||
           node->keys > 0 || node->soa;
}

/* The place of RECORD among those of NODE, by binary search: a set may have thousands. */
static uint32_t place_of(const lyd_node *node, const lyd_record *record)
{
    uint32_t low = 0, high = node->record_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lyd_record_compare(&node->records[middle], record) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static lyd_status make_room(lyd_node *node, lyd_arena *arena)
{
    if (node->record_count < node->record_capacity) {
        return LYD_OK;
    }
    uint32_t capacity = node->record_capacity == 0 ? 2 : node->record_capacity * 2;
    lyd_record *larger = lyd_arena_alloc(arena, capacity * sizeof(*larger));
    if (larger == NULL) {
        return LYD_ENOMEM;
    }
    if (node->record_count > 0) {
        memcpy(larger, node->records, node->record_count * sizeof(*larger));
    }
    node->records = larger;
    node->record_capacity = capacity;
    return LYD_OK;
}

lyd_status lyd_node_add(lyd_node *node, const lyd_record *record, lyd_arena *arena, bool *new)
{
    uint32_t place = place_of(node, record), ttl = record->ttl;
    *new = place == node->record_count || lyd_record_compare(&node->records[place], record) != 0;
    if (*new) {
        if (make_room(node, arena) != LYD_OK) {
            return LYD_ENOMEM;
        }
        memmove(node->records + place + 1, node->records + place, (node->record_count - place) * sizeof(*node->records));
        node->records[place] = *record;
        node->record_count++;
    }
    node->records[place].ttl = ttl;
    /* Records of one set have one TTL (RFC 2181 section 5.2): that of the last one added. The neighbours have it already, except after a
     * change of TTL. */
    for (uint32_t i = place; i-- > 0 && node->records[i].type == record->type && node->records[i].ttl != ttl;) {
        node->records[i].ttl = ttl;
    }
    for (uint32_t i = place + 1; i < node->record_count && node->records[i].type == record->type && node->records[i].ttl != ttl; i++) {
        node->records[i].ttl = ttl;
    }
    return LYD_OK;
}

static const lyd_record *records_of(const lyd_node *node, unsigned type, uint32_t *count)
{
    uint32_t first = 0, end;
    while (first < node->record_count && node->records[first].type != type) {
        first++;
    }
    for (end = first; end < node->record_count && node->records[end].type == type; end++) {
    }
    *count = end - first;
    return *count > 0 ? node->records + first : NULL;
}

lyd_status lyd_node_answer(const lyd_node *node, unsigned type, lyd_arena *arena, lyd_answer *answer)
{
    uint32_t count;
    const lyd_record *records = records_of(node, type, &count);
    bool other = type == LYD_TYPE_SOA ? node->soa : type == LYD_TYPE_NS ? node->ns_count > 0 : !lyd_type_is_kept(type) && node->others > 0;
    answer->status = other ? LYD_NOERROR : LYD_NODATA; /* of these, neither data nor, among the others, types are known */
    answer->rcode = 0;
    if (count > 0) {
        lyd_record *copy = lyd_arena_alloc(arena, count * sizeof(*copy));
        if (copy == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(copy, records, count * sizeof(*copy));
        answer->records = copy;
        answer->record_count = count;
        answer->status = LYD_NOERROR;
    }
    return LYD_OK;
}

/* ---- a step of a change ---- */

static bool has_other_than_alias(const lyd_node *node)
{
    return node->record_count > 0 || node->dname != NULL || node->ns_count > 0 || node->others > 0 || node->soa;
}

static lyd_status add(lyd_node *node, const lyd_change_step *step, bool replace, lyd_arena *arena, lyd_effect *effect)
{
    bool new = true;
    lyd_status status = LYD_OK;
    *effect = LYD_EFFECT_ALIAS;
    if (step->type == LYD_TYPE_CNAME) {
        bool same = node->cname != NULL && strcmp(node->cname, step->record.target) == 0;
        if (has_other_than_alias(node) || (node->cname != NULL && !same && !replace)) {
            return LYD_OK;
        }
        node->cname = step->record.target;
        node->cname_ttl = step->ttl;
        new = !same;
    } else if (node->cname != NULL) {
        return LYD_OK;
    } else if (lyd_type_is_kept(step->type)) {
        status = lyd_node_add(node, &step->record, arena, &new);
    } else {
        node->others++;
    }
    *effect = new ? LYD_EFFECT_DONE : LYD_EFFECT_NONE;
    return status;
}

/* Deletes RECORD; if that is NULL, all of TYPE; if that is 0, all. Returns how many. */
static uint32_t delete_records(lyd_node *node, unsigned type, const lyd_record *record)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < node->record_count; i++) {
        const lyd_record *mine = &node->records[i];
        bool hit = (type == 0 || mine->type == type) && (record == NULL || lyd_record_compare(mine, record) == 0);
        if (!hit) {
            node->records[kept++] = node->records[i];
        }
    }
    uint32_t deleted = node->record_count - kept;
    node->record_count = kept;
    return deleted;
}

static bool delete_alias(lyd_node *node, const char *target)
{
    bool hit = node->cname != NULL && (target == NULL || strcmp(node->cname, target) == 0);
    node->cname = hit ? NULL : node->cname;
    return hit;
}

/* The NS and SOA records of a zone's top stay (RFC 2136 section 3.4.2.3). */
static bool delete_name(lyd_node *node, bool apex)
{
    bool had = lyd_node_has_data(node);
    (void)delete_records(node, 0, NULL);
    node->cname = NULL;
    node->dname = NULL;
    node->others = 0;
    node->keys = 0;
    node->ns_count = apex ? node->ns_count : 0;
    return had;
}

lyd_status lyd_node_change(lyd_node *node, const lyd_change_step *step, bool apex, bool replace, lyd_arena *arena, lyd_effect *effect)
{
    bool one = step->act == LYD_CHANGE_DELETE, hit;
    if (step->act == LYD_CHANGE_ADD) {
        return add(node, step, replace, arena, effect);
    }
    if (step->act == LYD_CHANGE_DELETE_NAME) {
        hit = delete_name(node, apex);
    } else if (lyd_type_is_kept(step->type)) {
        hit = delete_records(node, step->type, one ? &step->record : NULL) > 0;
    } else {
        hit = step->type == LYD_TYPE_CNAME && delete_alias(node, one ? step->record.target : NULL);
    }
    *effect = hit ? LYD_EFFECT_DONE : LYD_EFFECT_NONE;
    return LYD_OK;
}

/* ---- the names of a zone ---- */

const char *lyd_name_parent(const char *name)
{
    if (strcmp(name, ".") == 0) {
        return NULL;
    }
    for (const char *p = name; *p != '\0'; p++) {
        if (*p == '.') {
            return p + 1;
        }
        p += *p == '\\' ? 1 : 0; /* of \DDD, too, no digit is a dot */
    }
    return ".";
}

lyd_zone *lyd_zone_new(const char *path, const char *apex)
{
    lyd_zone *zone = calloc(1, sizeof(*zone));
    if (zone == NULL) {
        return NULL;
    }
    zone->arena = lyd_arena_new();
    zone->index = lyd_map_new();
    zone->path = zone->arena != NULL ? lyd_arena_text(zone->arena, path, strlen(path)) : NULL;
    zone->apex = zone->arena != NULL ? lyd_arena_text(zone->arena, apex, strlen(apex)) : NULL;
    if (zone->index == NULL || zone->path == NULL || zone->apex == NULL || lyd_zone_node(zone, zone->apex) == NULL) {
        lyd_zone_free(zone);
        return NULL;
    }
    return zone;
}

void lyd_zone_free(lyd_zone *zone)
{
    if (zone != NULL) {
        free(zone->nodes);
        lyd_map_free(zone->index);
        lyd_arena_free(zone->arena);
        free(zone);
    }
}

static lyd_node *node_of(const lyd_zone *zone, const char *name)
{
    uint32_t number;
    return lyd_map_get(zone->index, name, &number) ? zone->nodes[number] : NULL;
}

/* NAME has to last as long as the zone. */
static lyd_node *node_make(lyd_zone *zone, const char *name)
{
    lyd_node *node = lyd_arena_zalloc(zone->arena, 1, sizeof(*node));
    if (node == NULL || lyd_grow((void **)&zone->nodes, &zone->capacity, zone->count, sizeof(*zone->nodes)) != LYD_OK ||
        lyd_map_put(zone->index, name, (uint32_t)zone->count) != LYD_OK) {
        return NULL;
    }
    node->name = name;
    zone->nodes[zone->count++] = node;
    return node;
}

/* The nodes above share the text of the lowest: each name is a tail of it. */
lyd_node *lyd_zone_node(lyd_zone *zone, const char *name)
{
    lyd_node *node = node_of(zone, name);
    if (node != NULL) {
        return node;
    }
    const char *at = lyd_arena_text(zone->arena, name, strlen(name));
    node = at != NULL ? node_make(zone, at) : NULL;
    while (node != NULL && strcmp(at, zone->apex) != 0) {
        at = lyd_name_parent(at);
        if (node_of(zone, at) != NULL) {
            break;
        }
        node = node_make(zone, at) != NULL ? node : NULL;
    }
    return node;
}

static bool copy_node(lyd_zone *copy, const lyd_node *node)
{
    lyd_node *made = lyd_zone_node(copy, node->name);
    lyd_record *records = lyd_arena_alloc(copy->arena, node->record_count * sizeof(*records));
    if (made == NULL || records == NULL) {
        return false;
    }
    if (node->record_count > 0) {
        memcpy(records, node->records, node->record_count * sizeof(*records));
    }
    *made = *node;
    made->records = records;
    made->record_capacity = node->record_count;
    return true;
}

lyd_zone *lyd_zone_copy(const lyd_zone *zone)
{
    lyd_zone *copy = lyd_zone_new(zone->path, zone->apex);
    for (size_t i = 0; i < zone->count && copy != NULL; i++) {
        if (!copy_node(copy, zone->nodes[i])) {
            lyd_zone_free(copy);
            copy = NULL;
        }
    }
    if (copy != NULL) {
        copy->soa = zone->soa;
        copy->hosts = zone->hosts;
        copy->wins = zone->wins;
    }
    return copy;
}

void lyd_zone_update_above(lyd_zone *zone, const lyd_node *node, bool had_data)
{
    bool has_data = lyd_node_has_data(node);
    for (const char *above = node->name; has_data != had_data && strcmp(above, zone->apex) != 0;) {
        above = lyd_name_parent(above);
        lyd_node *parent = node_of(zone, above);
        parent->below += has_data ? 1 : -1u;
    }
}
