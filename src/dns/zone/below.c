/* Names, found by each of the names above them. */
#include "below.h"

#include "zone.h"

#include <stdlib.h>
#include <string.h>

lyd_status lyd_below_init(lyd_below *b)
{
    *b = (lyd_below){.heads = lyd_map_new()};
    return b->heads == NULL ? LYD_ENOMEM : LYD_OK;
}

void lyd_below_clear(lyd_below *b)
{
    lyd_map_free(b->heads);
    free(b->links);
    *b = (lyd_below){NULL, NULL, 0, 0};
}

lyd_status lyd_below_add(lyd_below *b, const char *name, uint32_t item)
{
    lyd_status status = LYD_OK;
    const char *above = lyd_name_parent(name);
    for (; above != NULL && strcmp(above, ".") != 0 && status == LYD_OK; above = lyd_name_parent(above)) {
        uint32_t next = lyd_below_first(b, above);
        status = lyd_grow((void **)&b->links, &b->capacity, b->count, sizeof(*b->links));
        if (status == LYD_OK) {
            b->links[b->count] = (lyd_below_link){item, next};
            status = lyd_map_put(b->heads, above, (uint32_t)b->count++);
        }
    }
    return status;
}

uint32_t lyd_below_first(const lyd_below *b, const char *above)
{
    uint32_t link;
    return lyd_map_get(b->heads, above, &link) ? link : LYD_NONE;
}
