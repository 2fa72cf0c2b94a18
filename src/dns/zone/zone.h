/* zone.h: one zone in memory: what a server that holds it would say (RFC 1034 section 4.3.2, RFC 4592, RFC 6672). */
#ifndef LYD_DNS_ZONE_H
#define LYD_DNS_ZONE_H

#include "node.h"

#include <lyncdns/dns.h>

typedef struct lyd_zone lyd_zone;

/* Reads a zone file. PATH names it in messages, and its zone where the text doesn't: db.contoso.com, contoso.com.zone and contoso.com.dns
 * are of contoso.com. No other file is opened. All mistakes are gathered in DIAG. */
lyd_status lyd_zone_read(const char *path, const char *text, size_t length, lyd_zone **zone, lyd_diag *diag);
void lyd_zone_free(lyd_zone *zone);

const char *lyd_zone_apex(const lyd_zone *zone);
const char *lyd_zone_path(const lyd_zone *zone);

/* What a name comes to in a zone that holds it. */
typedef enum lyd_zone_outcome {
    LYD_ZONE_NODE,     /* NODE answers: the name's own, or a wildcard's */
    LYD_ZONE_REFERRAL, /* the name is delegated to other servers */
    LYD_ZONE_DNAME,    /* NODE, above the name, renames all below it */
    LYD_ZONE_MISSING,  /* the name doesn't exist */
} lyd_zone_outcome;

/* NAME lies in the zone. A node without data is an empty non-terminal. */
lyd_zone_outcome lyd_zone_find(const lyd_zone *zone, const char *name, const lyd_node **node);

/* The one of COUNT zones that is closest above NAME, or NULL. */
lyd_zone *lyd_zone_closest(lyd_zone *const *zones, size_t count, const char *name);

/* Answers NAME and TYPE from COUNT zones: aliases are followed from zone to zone. False: NAME is in none of them, *ANSWER is REFUSED. */
lyd_status lyd_zone_answer(lyd_zone *const *zones, size_t count, const char *name, lyd_type type, lyd_arena *arena, lyd_answer *answer,
                           bool *inside);

#endif
