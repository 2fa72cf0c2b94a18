/* zone_model.h: how a zone is kept, for its own sources. */
#ifndef LYD_DNS_ZONE_MODEL_H
#define LYD_DNS_ZONE_MODEL_H

#include "zone.h"

struct lyd_zone {
    const char *apex, *path;
    lyd_map *index; /* name to node; empty non-terminals have nodes, too */
    lyd_node **nodes;
    size_t count, capacity;
    lyd_arena *arena;
};

lyd_zone *lyd_zone_new(const char *path, const char *apex); /* NULL: out of memory */

/* The node of NAME (within the zone), made with those between it and the apex where there is none yet. NULL: out of memory. */
lyd_node *lyd_zone_touch(lyd_zone *zone, const char *name);

/* To be called when NODE has got its first data, or lost its last: the names above it exist or not by that. */
void lyd_zone_settle(lyd_zone *zone, const lyd_node *node, bool had_data);

/* The name that NAME (canonical) lies directly below; NULL for the root. */
const char *lyd_name_parent(const char *name);

#endif
