#include "model.h"

#include <stdlib.h>
#include <string.h>

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
    if (zone->index == NULL || zone->path == NULL || zone->apex == NULL || lyd_zone_touch(zone, zone->apex) == NULL) {
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

const char *lyd_zone_apex(const lyd_zone *zone)
{
    return zone->apex;
}

const char *lyd_zone_path(const lyd_zone *zone)
{
    return zone->path;
}

static lyd_node *node_of(const lyd_zone *zone, const char *name)
{
    uint32_t number;
    return lyd_map_get(zone->index, name, &number) ? zone->nodes[number] : NULL;
}

static lyd_node *node_make(lyd_zone *zone, const char *name)
{
    lyd_node *node = lyd_arena_zalloc(zone->arena, 1, sizeof(*node));
    if (node == NULL || lyd_grow((void **)&zone->nodes, &zone->capacity, zone->count, sizeof(*zone->nodes)) != LYD_OK) {
        return NULL;
    }
    node->name = lyd_arena_text(zone->arena, name, strlen(name));
    if (node->name == NULL || lyd_map_put(zone->index, node->name, (uint32_t)zone->count) != LYD_OK) {
        return NULL;
    }
    zone->nodes[zone->count++] = node;
    return node;
}

lyd_node *lyd_zone_touch(lyd_zone *zone, const char *name)
{
    lyd_node *node = node_of(zone, name);
    if (node != NULL) {
        return node;
    }
    node = node_make(zone, name);
    for (const char *above = name; node != NULL && strcmp(above, zone->apex) != 0;) {
        above = lyd_name_parent(above);
        if (node_of(zone, above) != NULL) {
            break;
        }
        node = node_make(zone, above) != NULL ? node : NULL;
    }
    return node;
}

void lyd_zone_settle(lyd_zone *zone, const lyd_node *node, bool had_data)
{
    bool has_data = lyd_node_has_data(node);
    for (const char *above = node->name; has_data != had_data && strcmp(above, zone->apex) != 0;) {
        above = lyd_name_parent(above);
        lyd_node *parent = node_of(zone, above);
        parent->below += has_data ? 1 : -1u;
    }
}

/* ---- finding ---- */

static bool exists(const lyd_zone *zone, const lyd_node *node)
{
    return node != NULL && (lyd_node_has_data(node) || node->below > 0 || strcmp(node->name, zone->apex) == 0);
}

#define LABELS_MAX 128

/* The wildcard that answers for a missing name whose closest existing ancestor is ENCLOSER (RFC 4592 section 3.3.1). */
static lyd_zone_outcome find_wildcard(const lyd_zone *zone, const lyd_node *encloser, const lyd_node **node)
{
    char name[LYD_NAME_TEXT + 2];
    (void)snprintf(name, sizeof(name), strcmp(encloser->name, ".") == 0 ? "*" : "*.%s", encloser->name);
    *node = node_of(zone, name);
    return exists(zone, *node) ? LYD_ZONE_NODE : LYD_ZONE_MISSING;
}

lyd_zone_outcome lyd_zone_find(const lyd_zone *zone, const char *name, const lyd_node **node)
{
    const char *path[LABELS_MAX]; /* NAME and what lies above it, up to the apex */
    size_t depth = 0;
    const lyd_node *encloser = NULL;

    *node = NULL;
    for (const char *at = name; at != NULL && depth < LABELS_MAX; at = lyd_name_parent(at)) {
        path[depth++] = at;
        if (strcmp(at, zone->apex) == 0) {
            break;
        }
    }
    for (size_t i = depth; i-- > 0;) {
        const lyd_node *at = node_of(zone, path[i]);
        if (!exists(zone, at)) {
            return find_wildcard(zone, encloser, node);
        }
        if (at->ns_count > 0 && i + 1 < depth) {
            return LYD_ZONE_REFERRAL;
        }
        if (at->dname != NULL && i > 0) {
            *node = at;
            return LYD_ZONE_DNAME;
        }
        encloser = at;
    }
    *node = encloser;
    return LYD_ZONE_NODE;
}
