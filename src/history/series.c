/* The name by which runs belong together. Runs of some of the views have other findings than those of all views, so that they are kept as
 * if they were of a topology of their own: nothing is new or gone because of the choice. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(((const lyd_view *)a)->name, ((const lyd_view *)b)->name);
}

const char *lyd_history_series(const lyd_topology *topology, lyd_arena *arena)
{
    size_t count = topology->view_count;
    if (topology->left_view_count == 0 || count == 0) {
        return topology->name;
    }
    lyd_view *views = lyd_arena_alloc(arena, count * sizeof(*views));
    const char *text = lyd_arena_printf(arena, "%s (view%s ", topology->name, count == 1 ? "" : "s");
    if (views == NULL || text == NULL) {
        return NULL;
    }
    memcpy(views, topology->views, count * sizeof(*views));
    qsort(views, count, sizeof(*views), by_name);
    for (size_t v = 0; v < count && text != NULL; v++) {
        text = lyd_arena_printf(arena, "%s%s%s", text, views[v].name, v + 1 < count ? ", " : ")");
    }
    return text;
}
