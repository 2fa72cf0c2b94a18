/* place.h: records put into a zone, within the rules by which a server refuses a zone. */
#ifndef LYD_DNS_ZONE_PLACE_H
#define LYD_DNS_ZONE_PLACE_H

#include "zone.h"

/* A record, and where it was read. */
typedef struct lyd_zone_record {
    const char *owner;
    lyd_record record; /* of a type that isn't looked into, the type and the TTL alone */
    const char *soa;   /* of an SOA record, its data as one text that equal records share */
    const char *path;  /* lasts as long as the zone */
    size_t line;
} lyd_zone_record;

/* Adds RECORD, whose owner is in the zone; the same record again is none. LYD_EINVAL: *WHY says what it contradicts. */
lyd_status lyd_zone_place(lyd_zone *zone, const lyd_zone_record *record, const char **why);

/* Checks the zone as a whole: it has NS records, and no name is below a DNAME record. HOSTS: the servers that are in the zone have
 * addresses there, as BIND demands; Windows doesn't. */
lyd_status lyd_zone_check(const lyd_zone *zone, bool hosts, lyd_diag *diag);

#endif
