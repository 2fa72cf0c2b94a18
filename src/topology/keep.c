/* Leaving out the views that aren't to be judged. What is left is as if the topology declared no others. */
#include <lyncdns/topology.h>

#include <string.h>

static bool has_text(const char *const *texts, size_t count, const char *text)
{
    size_t i = 0;
    while (i < count && strcmp(texts[i], text) != 0) {
        i++;
    }
    return i < count;
}

bool lyd_topology_has_left(const lyd_topology *topology, const char *view)
{
    return has_text(topology->left_views, topology->left_view_count, view);
}

static lyd_status check_names(const lyd_topology *topology, const char *const *names, size_t count, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count; i++) {
        size_t v = 0;
        while (v < topology->view_count && strcmp(topology->views[v].name, names[i]) != 0) {
            v++;
        }
        if (v == topology->view_count) {
            char hint[LYD_HINT_TEXT];
            const char *nearest = lyd_nearest(names[i], &topology->views->name, sizeof(*topology->views), topology->view_count);
            status = lyd_diag_error(diag, NULL, 0, "--view %.64s: the topology has no such view%s", names[i], lyd_hint(hint, nearest));
        }
    }
    return status;
}

/* PLACES: the new index of each view, LYD_NONE for one that is left out. */
static void move_endpoints(lyd_topology *topology, const uint32_t *places)
{
    for (size_t e = 0; e < topology->endpoint_count; e++) {
        uint32_t before = topology->endpoints[e].views, after = 0;
        for (size_t v = 0; v < topology->view_count; v++) {
            after |= (before >> v & 1u) != 0 && places[v] != LYD_NONE ? (uint32_t)1 << places[v] : 0;
        }
        topology->endpoints[e].views = after;
    }
}

lyd_status lyd_topology_keep_views(lyd_topology *topology, const char *const *names, size_t count, lyd_diag *diag)
{
    uint32_t places[LYD_VIEW_MAX], kept = 0;
    lyd_status status = check_names(topology, names, count, diag);
    if (status != LYD_OK) {
        return status;
    }
    lyd_view *views = lyd_arena_zalloc(topology->arena, topology->view_count, sizeof(*views));
    const char **left = lyd_arena_zalloc(topology->arena, topology->view_count, sizeof(*left));
    if (views == NULL || left == NULL) {
        return LYD_ENOMEM;
    }
    topology->left_view_count = 0;
    topology->left_kinds = 0;
    for (size_t v = 0; v < topology->view_count; v++) {
        const lyd_view *view = &topology->views[v];
        if (has_text(names, count, view->name)) {
            places[v] = kept;
            views[kept++] = *view;
        } else {
            places[v] = LYD_NONE;
            left[topology->left_view_count++] = view->name;
            topology->left_kinds |= view->kind;
        }
    }
    move_endpoints(topology, places);
    for (size_t v = 0; v < kept; v++) {
        views[v].like = views[v].like == LYD_NONE ? LYD_NONE : places[views[v].like];
    }
    topology->views = views;
    topology->view_count = kept;
    topology->left_views = left;
    return LYD_OK;
}
