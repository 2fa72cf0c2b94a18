/* read.h: a zone file (RFC 1035 section 5) read into a zone. */
#ifndef LYD_DNS_ZONE_READ_H
#define LYD_DNS_ZONE_READ_H

#include "input.h"
#include "zone.h"

typedef struct lyd_zone_file {
    const char *path; /* in messages; it names the zone where nothing else does */
    const char *zone; /* the zone's name (canonical) as the user gave it; NULL: not given */
    const char *text;
    size_t length;
    lyd_zone_load load; /* of included files; NULL: none can be included */
} lyd_zone_file;

/* Reads FILE. The zone is that of the SOA record, where its owner stands in full or below an $ORIGIN that does; else that of the comment of
 * a Windows export, else that of the user (whose name must not contradict the first two), else that of the file's name: db.contoso.com,
 * contoso.com.zone, contoso.com.dns. In the last case a record outside the zone is an error, in the others it isn't used. All mistakes are
 * gathered in DIAG. */
lyd_status lyd_zone_read(const lyd_zone_file *file, lyd_zone **zone, lyd_diag *diag);

#endif
