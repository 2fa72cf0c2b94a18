/* reader.h: the entries of a zone file (RFC 1035 section 5.1, RFC 2308 section 4, BIND's $GENERATE) read one by one. */
#ifndef LYD_DNS_ZONE_READER_H
#define LYD_DNS_ZONE_READER_H

#include "input.h"
#include "zone.h"

typedef struct lyd_zone_reader {
    lyd_zone_input input;
    lyd_zone *zone; /* NULL: reading ends at the first SOA record, and only what leads to it is looked at */
    lyd_arena *arena;
    lyd_diag *diag;
    bool strict; /* a record outside the zone is an error */
    bool has_default, has_last;
    uint32_t default_ttl, last_ttl; /* of $TTL, of the last record that stated one */
    size_t generated;               /* records */
    size_t outside, outside_line;   /* records outside the zone; the first one */
    const char *outside_path;
    bool has_soa, has_apex; /* HAS_APEX: the name of the SOA record stands in full, or is relative to a name that does */
    char apex[LYD_NAME_TEXT];
} lyd_zone_reader;

/* Reads all entries of INPUT, which is open. LYD_EINVAL: the mistakes are in DIAG. */
lyd_status lyd_zone_reader_run(lyd_zone_reader *reader);

#endif
