/* What a server finds in a zone for a name: the name itself, a wildcard, a delegation, or a DNAME above it. */
#include "lookup.h"

#include <string.h>

static const lyd_node *node_of(const lyd_zone *zone, const char *name)
{
    uint32_t number;
    return lyd_map_get(zone->index, name, &number) ? zone->nodes[number] : NULL;
}

static bool exists(const lyd_zone *zone, const lyd_node *node)
{
    return node != NULL && (lyd_node_has_data(node) || node->below > 0 || strcmp(node->name, zone->apex) == 0);
}

#define LABELS_MAX 128

/* The wildcard that answers for a missing name whose closest existing ancestor is ENCLOSER (RFC 4592 section 3.3.1). */
static lyd_outcome find_wildcard(const lyd_zone *zone, const lyd_node *encloser, const lyd_node **node)
{
    char name[LYD_NAME_TEXT + 2];
    (void)snprintf(name, sizeof(name), strcmp(encloser->name, ".") == 0 ? "*" : "*.%s", encloser->name);
    *node = node_of(zone, name);
    return exists(zone, *node) ? LYD_FOUND_NODE : LYD_FOUND_NOTHING;
}

/* Looks up NAME, which is in the zone (RFC 1034 section 4.3.2). A node without data is an empty non-terminal. */
lyd_outcome lyd_zone_find(const lyd_zone *zone, const char *name, const lyd_node **node)
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
            return LYD_FOUND_REFERRAL;
        }
        if (at->dname != NULL && i > 0) {
            *node = at;
            return LYD_FOUND_DNAME;
        }
        encloser = at;
    }
    *node = encloser;
    return LYD_FOUND_NODE;
}
