/* node.h: all that is known of one name: its records, and how a step of a change alters them (RFC 2136 section 3.4.2). */
#ifndef LYD_DNS_NODE_H
#define LYD_DNS_NODE_H

#include <lyncdns/dns.h>

typedef struct lyd_node {
    const char *name;
    lyd_record *records; /* of the types that answers keep, sorted, without duplicates */
    uint32_t record_count, record_capacity;
    uint32_t cname_ttl;
    const char *cname; /* NULL: none; with one, there is no other data */
    const char *dname; /* NULL: none */
    uint32_t ns_count; /* NS records */
    uint32_t others;   /* records of other types */
    bool soa;
    uint32_t below; /* names below this one that hold data: with any, the name exists though it holds none */
} lyd_node;

bool lyd_node_has_data(const lyd_node *node);

/* Adds a record of a type that answers keep; all of its type get its TTL. *NEW: it wasn't there before. */
lyd_status lyd_node_add(lyd_node *node, const lyd_record *record, lyd_arena *arena, bool *new);

/* Gives ANSWER the node's records of TYPE and the status that they make: NOERROR or NODATA. LYD_ENOMEM or LYD_OK. */
lyd_status lyd_node_answer(const lyd_node *node, unsigned type, lyd_arena *arena, lyd_answer *answer);

/* The records of TYPE: *COUNT of them. */
const lyd_record *lyd_node_records(const lyd_node *node, unsigned type, uint32_t *count);

/* What a server makes of a step. */
typedef enum lyd_effect {
    LYD_EFFECT_DONE,
    LYD_EFFECT_NONE,  /* what is to be added is there, what is to be deleted isn't */
    LYD_EFFECT_ALIAS, /* an alias can't stand beside other records of its name (RFC 1034 section 3.6.2) */
} lyd_effect;

/* Makes one step (an addition or a deletion) on NODE, which is the top of its zone if APEX. REPLACE: an alias takes the place of another
 * (RFC 2136 section 3.4.2.2), which Windows refuses. LYD_ENOMEM or LYD_OK. */
lyd_status lyd_node_change(lyd_node *node, const lyd_change_step *step, bool apex, bool replace, lyd_arena *arena, lyd_effect *effect);

/* A copy that later changes of NODE leave alone. LYD_ENOMEM or LYD_OK. */
lyd_status lyd_node_copy(const lyd_node *node, lyd_node *copy, lyd_arena *arena);

#endif
