#include "ask.h"

#include <stdlib.h>

void lyd_list_append(lyd_list *list, lyd_lookup *lookup)
{
    lookup->list = list;
    lookup->next = NULL;
    lookup->previous = list->tail;
    *(list->tail != NULL ? &list->tail->next : &list->head) = lookup;
    list->tail = lookup;
    list->count++;
}

void lyd_list_remove(lyd_lookup *lookup)
{
    lyd_list *list = lookup->list;
    *(lookup->previous != NULL ? &lookup->previous->next : &list->head) = lookup->next;
    *(lookup->next != NULL ? &lookup->next->previous : &list->tail) = lookup->previous;
    lookup->list = NULL;
    list->count--;
}

lyd_lookup *lyd_pool_take(lyd_pool *pool, bool *full)
{
    *full = false;
    lyd_lookup *lookup = pool->unused.head;
    if (lookup != NULL) {
        lyd_list_remove(lookup);
        uint16_t slot = lookup->slot;
        *lookup = (lyd_lookup){.slot = slot};
        return lookup;
    }
    *full = pool->count == LYD_POOL_MAX;
    if (*full || lyd_grow((void **)&pool->lookups, &pool->capacity, pool->count, sizeof(lyd_lookup *)) != LYD_OK) {
        return NULL;
    }
    lookup = calloc(1, sizeof(*lookup));
    if (lookup != NULL) {
        lookup->slot = (uint16_t)pool->count;
        pool->lookups[pool->count++] = lookup;
    }
    return lookup;
}

void lyd_pool_clear(lyd_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++) {
        free(pool->lookups[i]);
    }
    free(pool->lookups);
    *pool = (lyd_pool){0};
}
