/* A hash table from a pair of numbers to a number. */
#include "pairs.h"

#include <stdlib.h>
#include <time.h>

/* 16 bytes a pair: a list of a million rows has a million of them. */
typedef struct lyd_pair {
    uint32_t a, b, value;
    bool used;
} lyd_pair;

static size_t place(const lyd_pairs *pairs, uint32_t a, uint32_t b)
{
    uint64_t h = ((uint64_t)a << 32 | b) ^ pairs->seed;
    h = (h ^ h >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    h = (h ^ h >> 27) * UINT64_C(0x94D049BB133111EB);
    return (size_t)(h ^ h >> 31) & (pairs->size - 1);
}

static lyd_pair *find(const lyd_pairs *pairs, uint32_t a, uint32_t b)
{
    size_t i = place(pairs, a, b);
    while (pairs->slots[i].used && (pairs->slots[i].a != a || pairs->slots[i].b != b)) {
        i = (i + 1) & (pairs->size - 1);
    }
    return &pairs->slots[i];
}

static lyd_status enlarge(lyd_pairs *pairs)
{
    lyd_pairs larger = *pairs;
    if (pairs->size == 0) {
        struct timespec now = {0, 0};
        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        /* Seeded, so that no file can be crafted to collide. */
        larger.seed = (uint64_t)(uintptr_t)pairs ^ (uint64_t)now.tv_nsec << 24 ^ (uint64_t)now.tv_sec;
    }
    larger.size = pairs->size == 0 ? 64 : pairs->size * 2;
    larger.slots = calloc(larger.size, sizeof(*larger.slots));
    if (larger.slots == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < pairs->size; i++) {
        if (pairs->slots[i].used) {
            *find(&larger, pairs->slots[i].a, pairs->slots[i].b) = pairs->slots[i];
        }
    }
    free(pairs->slots);
    *pairs = larger;
    return LYD_OK;
}

uint32_t *lyd_pairs_at(lyd_pairs *pairs, uint32_t a, uint32_t b)
{
    if ((pairs->count + 1) * 3 > pairs->size * 2 && enlarge(pairs) != LYD_OK) {
        return NULL;
    }
    lyd_pair *pair = find(pairs, a, b);
    if (!pair->used) {
        *pair = (lyd_pair){.a = a, .b = b, .value = 0, .used = true};
        pairs->count++;
    }
    return &pair->value;
}

void lyd_pairs_clear(lyd_pairs *pairs)
{
    free(pairs->slots);
    *pairs = (lyd_pairs){0};
}
