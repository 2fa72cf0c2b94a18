/* zone.h: one zone in memory: its names and their records, and how the step of a change alters a name (RFC 2136 section 3.4.2). */
#ifndef LYD_DNS_ZONE_H
#define LYD_DNS_ZONE_H

#include <lyncdns/dns.h>

/* ---- a name and its records ---- */

typedef struct lyd_node {
    const char *name;
    lyd_record *records; /* of the types that answers keep, sorted, without duplicates */
    uint32_t record_count, record_capacity;
    uint32_t cname_ttl;
    uint32_t line; /* of its first record in the file PATH; 0: it has had none */
    const char *path;
    const char *cname; /* NULL: none; with one, there is no other data */
    const char *dname; /* NULL: none */
    uint32_t ns_count; /* NS records */
    uint32_t others;   /* records of other types */
    uint32_t keys;     /* KEY, SIG and NSEC records, which may be beside an alias */
    bool soa;
    uint32_t below; /* names below this one that have records: with any, the name exists even without records */
} lyd_node;

bool lyd_node_has_data(const lyd_node *node);

/* Adds a record of a type that answers keep; all of its type get its TTL. *NEW: it wasn't there before. */
lyd_status lyd_node_add(lyd_node *node, const lyd_record *record, lyd_arena *arena, bool *new);

/* Gives ANSWER the node's records of TYPE and the status that they make: NOERROR or NODATA. LYD_ENOMEM or LYD_OK. */
lyd_status lyd_node_answer(const lyd_node *node, unsigned type, lyd_arena *arena, lyd_answer *answer);

/* What a server does with a step. */
typedef enum lyd_effect {
    LYD_EFFECT_DONE,
    LYD_EFFECT_NONE,   /* what is to be added is there, what is to be deleted isn't */
    LYD_EFFECT_HIDDEN, /* the record goes into a zone that another hides at its name */
    LYD_EFFECT_ALIAS,  /* an alias can't be beside other records of its name (RFC 1034 section 3.6.2) */
} lyd_effect;

/* Makes one step (an addition or a deletion) on NODE, which is the top of its zone if APEX. REPLACE: an alias takes the place of another
 * (RFC 2136 section 3.4.2.2), which Windows refuses. LYD_ENOMEM or LYD_OK. */
lyd_status lyd_node_change(lyd_node *node, const lyd_change_step *step, bool apex, bool replace, lyd_arena *arena, lyd_effect *effect);

/* ---- a zone ---- */

/* An NS record of the zone's top. */
typedef struct lyd_zone_host {
    const struct lyd_zone_host *next;
    const char *name, *path;
    size_t line;
} lyd_zone_host;

typedef struct lyd_zone {
    const char *apex, *path;
    const char *soa; /* the data of its SOA record; NULL: none yet */
    const lyd_zone_host *hosts;
    bool wins;      /* Windows asks WINS for the address of a name that the zone doesn't have */
    lyd_map *index; /* name to node; empty non-terminals have nodes, too */
    lyd_node **nodes;
    size_t count, capacity;
    lyd_arena *arena;
} lyd_zone;

/* A zone without records. NULL: out of memory. */
lyd_zone *lyd_zone_new(const char *path, const char *apex);
void lyd_zone_free(lyd_zone *zone);

/* A copy that may be changed. ZONE, whose texts it shares, must outlive it. NULL: out of memory. */
lyd_zone *lyd_zone_copy(const lyd_zone *zone);

/* The node of NAME (within the zone), made with those between it and the apex where there is none yet. NULL: out of memory. */
lyd_node *lyd_zone_node(lyd_zone *zone, const char *name);

/* Must be called after NODE has got its first data, or lost its last: whether the names above it exist depends on it. */
void lyd_zone_update_above(lyd_zone *zone, const lyd_node *node, bool had_data);

/* The name that NAME (canonical) is directly below; NULL for the root. */
const char *lyd_name_parent(const char *name);

#endif
