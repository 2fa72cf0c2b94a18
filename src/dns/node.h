/* node.h: all that is known of one name: its records, and how a step of a change alters them (RFC 2136 section 3.4.2). */
#ifndef LYD_DNS_NODE_H
#define LYD_DNS_NODE_H

#include <lyncdns/dns.h>

typedef struct lyd_node {
    const char *name;
    lyd_record *addresses; /* A before AAAA, sorted, without duplicates */
    uint32_t address_count, address_capacity;
    uint32_t cname_ttl;
    const char *cname; /* NULL: none; with one, there is no other data */
    const char *dname; /* NULL: none */
    uint32_t ns_count; /* NS records */
    uint32_t others;   /* records of other types */
    bool soa;
    uint32_t below; /* names below this one that hold data: with any, the name exists though it holds none */
} lyd_node;

bool lyd_node_has_data(const lyd_node *node);

/* Puts an address in its place; *NEW is false when it was there, whose TTL is set then. All of its family get the TTL. */
lyd_status lyd_node_add_address(lyd_node *node, const lyd_address *address, uint32_t ttl, lyd_arena *arena, bool *new);

/* The records of TYPE (A or AAAA): *COUNT of them. */
const lyd_record *lyd_node_records(const lyd_node *node, lyd_type type, uint32_t *count);

#endif
