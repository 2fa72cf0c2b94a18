/* pairs.h: a map from a pair of numbers to a number. */
#ifndef LYD_TOPOLOGY_PAIRS_H
#define LYD_TOPOLOGY_PAIRS_H

#include <lyncdns/base.h>

/* Zeroed is empty. */
typedef struct lyd_pairs {
    struct lyd_pair *slots;
    size_t size, count;
    uint64_t seed;
} lyd_pairs;

/* The value of (A, B), 0 when it is new; NULL: out of memory. Valid until the next call. */
uint32_t *lyd_pairs_at(lyd_pairs *pairs, uint32_t a, uint32_t b);

void lyd_pairs_clear(lyd_pairs *pairs); /* frees its memory; it is empty then */

#endif
