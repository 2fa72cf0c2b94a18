/* lookup.h: the lookup of a name in a zone (RFC 1034 section 4.3.2, RFC 4592, RFC 6672). */
#ifndef LYD_DNS_ZONE_LOOKUP_H
#define LYD_DNS_ZONE_LOOKUP_H

#include "zone.h"

typedef enum lyd_outcome {
    LYD_FOUND_NODE,     /* the name's node answers, or a wildcard's */
    LYD_FOUND_REFERRAL, /* the name is delegated to other servers */
    LYD_FOUND_DNAME,    /* a node above the name renames all below it */
    LYD_FOUND_NOTHING,  /* the name doesn't exist */
} lyd_outcome;

/* Looks up NAME, which is in ZONE. *NODE: what was found; a node without data is an empty non-terminal. */
lyd_outcome lyd_zone_find(const lyd_zone *zone, const char *name, const lyd_node **node);

#endif
