/* Answers kept by question. */
#include "kept.h"

#include <stdlib.h>
#include <string.h>

lyd_status lyd_kept_init(lyd_kept *kept)
{
    *kept = (lyd_kept){.index = lyd_map_new(), .arena = lyd_arena_new()};
    return kept->index == NULL || kept->arena == NULL ? LYD_ENOMEM : LYD_OK;
}

void lyd_kept_clear(lyd_kept *kept)
{
    free(kept->items);
    lyd_map_free(kept->index);
    lyd_arena_free(kept->arena);
    *kept = (lyd_kept){.items = NULL};
}

lyd_kept_answer *lyd_kept_find(const lyd_kept *kept, const char *name, uint16_t server, uint16_t type)
{
    uint32_t number;
    if (!lyd_map_get(kept->index, name, &number)) {
        return NULL;
    }
    while (number != LYD_NONE && (kept->items[number].server != server || kept->items[number].type != type)) {
        number = kept->items[number].next;
    }
    return number != LYD_NONE ? &kept->items[number] : NULL;
}

lyd_status lyd_kept_put(lyd_kept *kept, const lyd_question *question, const lyd_answer *answer)
{
    uint32_t first = LYD_NONE, number = (uint32_t)kept->count;
    lyd_kept_answer item = {.server = question->server, .type = question->type, .next = LYD_NONE, .answer = *answer};
    if (lyd_grow((void **)&kept->items, &kept->capacity, kept->count, sizeof(*kept->items)) != LYD_OK) {
        return LYD_ENOMEM;
    }
    if (lyd_map_get(kept->index, question->name, &first)) {
        item.name = kept->items[first].name;
        item.next = kept->items[first].next;
        kept->items[first].next = number;
    } else {
        item.name = lyd_arena_text(kept->arena, question->name, strlen(question->name));
        if (item.name == NULL || lyd_map_put(kept->index, item.name, number) != LYD_OK) {
            return LYD_ENOMEM;
        }
    }
    kept->items[kept->count++] = item;
    return LYD_OK;
}
