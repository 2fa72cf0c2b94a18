/* extras.h: the names that are asked about beside the endpoints. */
#ifndef LYD_PLAN_EXTRAS_H
#define LYD_PLAN_EXTRAS_H

#include <lyncdns/case.h>

typedef struct lyd_extras {
    const lyd_topology *topology;
    lyd_arena *arena; /* names */
    lyd_extra *items; /* on the heap */
    size_t count, capacity;
    size_t asked; /* those before it are planned already */
    lyd_map *index;
    bool full; /* there were more targets than are asked about */
} lyd_extras;

/* Adds what TOPOLOGY's SIP domains make worth asking. */
lyd_status lyd_extras_of_domains(lyd_extras *extras);

/* Adds the targets of the SRV records in C's answers. */
lyd_status lyd_extras_of_targets(lyd_extras *extras, const lyd_case *c);

#endif
