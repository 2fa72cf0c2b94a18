/* narrow.h: the part of a run that is about the names asked about. */
#ifndef LYD_AUDIT_NARROW_H
#define LYD_AUDIT_NARROW_H

#include <lyncdns/audit.h>

typedef struct lyd_narrowing {
    const lyd_topology *whole;   /* the deployment */
    size_t asked;                /* the first endpoints of the run's topology */
    const char *const *services; /* service names */
    size_t service_count;
} lyd_narrowing;

/* Narrows RUN: its names are then the endpoints asked about, the service names (*SERVICES: how many of them were asked anywhere), and the
 * targets of these; with the findings and combinations that name one of them, the findings about a pool that one is a member of, and every
 * failed lookup. Lookups, servers and completeness stay those of the whole run. */
lyd_status lyd_narrow(lyd_run *run, const lyd_narrowing *to, size_t *services);

#endif
