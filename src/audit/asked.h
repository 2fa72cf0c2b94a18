/* asked.h: names asked about by hand: hosts, which are asked for addresses, and names of service records. */
#ifndef LYD_AUDIT_ASKED_H
#define LYD_AUDIT_ASKED_H

#include <lyncdns/topology.h>

typedef struct lyd_asked {
    const lyd_topology *whole;                 /* the deployment */
    const char **hosts, **services, **domains; /* DOMAINS: the SIP domains whose records are judged */
    size_t host_count, service_count, domain_count;
    unsigned sides;   /* kinds of view that the services belong to */
    uint32_t records; /* those that are needed to judge the names: set of 1 << lyd_wanted */
} lyd_asked;

/* Sorts FQDNS (canonical); texts stay theirs and the deployment's. WITH_ROLES: the user says what the hosts are for. lyd_asked_clear is due
 * after any status. */
lyd_status lyd_asked_sort(lyd_asked *s, const char *const *fqdns, size_t count, bool with_roles);
void lyd_asked_clear(lyd_asked *s);

bool lyd_asked_service(const lyd_asked *s, const char *fqdn); /* FQDN is one of the services */

/* Makes the part of the deployment in which the names are judged, with their service records; its first *ASKED endpoints are the hosts. */
lyd_status lyd_asked_take(const lyd_asked *s, lyd_roles roles, lyd_topology **part, size_t *asked);

#endif
