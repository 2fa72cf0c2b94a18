/* below.h: names, found by each of the names above them. */
#ifndef LYD_DNS_BELOW_H
#define LYD_DNS_BELOW_H

#include <lyncdns/dns.h>

typedef struct lyd_below_link {
    uint32_t item, next; /* NEXT: a link, or LYD_NONE */
} lyd_below_link;

typedef struct lyd_below {
    lyd_map *heads; /* a name to the first link of the names below it */
    lyd_below_link *links;
    size_t count, capacity;
} lyd_below;

lyd_status lyd_below_init(lyd_below *below); /* lyd_below_clear is due after any status */
void lyd_below_clear(lyd_below *below);

/* Adds ITEM, the number of NAME, below each name above it; the root isn't one. NAME must outlive BELOW. */
lyd_status lyd_below_add(lyd_below *below, const char *name, uint32_t item);

/* The first link of the names below ABOVE, or LYD_NONE. */
uint32_t lyd_below_first(const lyd_below *below, const char *above);

#endif
