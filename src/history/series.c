/* The name by which runs belong together. Runs of some of the views, or of views that were asked from several places, have other findings
 * than those of all views from one place, so that they are kept as if they were of a topology of their own: nothing is new or gone because
 * of the choice. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(((const lyd_view *)a)->name, ((const lyd_view *)b)->name);
}

/* A place without a name comes first. */
static const char *vantage_of(const lyd_server *server)
{
    return server->vantage != NULL ? server->vantage : "";
}

static int by_vantage(const void *a, const void *b)
{
    return strcmp(vantage_of(a), vantage_of(b));
}

static bool has_several_places(const lyd_view *view)
{
    bool several = false;
    for (size_t s = 1; s < view->server_count; s++) {
        several = several || by_vantage(&view->servers[0], &view->servers[s]) != 0;
    }
    return several;
}

/* "internal", "internal from branch and hq". NULL: out of memory. */
static const char *view_text(const lyd_view *view, lyd_arena *arena)
{
    lyd_server *servers = lyd_arena_alloc(arena, view->server_count * sizeof(*servers));
    const char *text = view->name;
    if (servers == NULL || !has_several_places(view)) {
        return servers == NULL ? NULL : text;
    }
    memcpy(servers, view->servers, view->server_count * sizeof(*servers));
    qsort(servers, view->server_count, sizeof(*servers), by_vantage);
    for (size_t s = 0; s < view->server_count && text != NULL; s++) {
        const char *vantage = servers[s].vantage != NULL ? servers[s].vantage : "a place without a name";
        if (s == 0 || by_vantage(&servers[s - 1], &servers[s]) != 0) {
            text = lyd_arena_printf(arena, "%s %s %s", text, s == 0 ? "from" : "and", vantage);
        }
    }
    return text;
}

const char *lyd_history_series(const lyd_topology *topology, lyd_arena *arena)
{
    size_t count = topology->view_count;
    bool apart = topology->left_view_count > 0;
    for (size_t v = 0; v < count; v++) {
        apart = apart || has_several_places(&topology->views[v]);
    }
    if (!apart || count == 0) {
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
        const char *view = view_text(&views[v], arena);
        text = view == NULL ? NULL : lyd_arena_printf(arena, "%s%s%s", text, view, v + 1 < count ? ", " : ")");
    }
    return text;
}
