#include "topology/build/builder.h"

#include <string.h>

void lyd_topology_free(lyd_topology *topology)
{
    if (topology != NULL) {
        lyd_map_free(topology->index);
        lyd_arena_free(topology->arena); /* the topology itself lies in it */
    }
}

uint32_t lyd_topology_find(const lyd_topology *topology, const char *fqdn)
{
    uint32_t i = LYD_NONE;
    return lyd_map_get(topology->index, fqdn, &i) ? i : LYD_NONE;
}

static lyd_status names_fill(lyd_topology *t, const char *const *fqdns, size_t count, lyd_roles roles)
{
    t->endpoints = lyd_arena_zalloc(t->arena, count, sizeof(*t->endpoints));
    if (t->endpoints == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t old = LYD_NONE;
        if (lyd_map_get(t->index, fqdns[i], &old)) {
            continue;
        }
        lyd_endpoint *endpoint = &t->endpoints[t->endpoint_count];
        endpoint->fqdn = lyd_arena_text(t->arena, fqdns[i], strlen(fqdns[i]));
        endpoint->roles = roles;
        if (endpoint->fqdn == NULL || lyd_map_put(t->index, endpoint->fqdn, (uint32_t)t->endpoint_count) != LYD_OK) {
            return LYD_ENOMEM;
        }
        t->endpoint_count++;
    }
    return LYD_OK;
}

lyd_status lyd_topology_of_names(const char *const *fqdns, size_t count, lyd_roles roles, lyd_topology **topology)
{
    static const char *const files[] = {"names asked about"};
    lyd_arena *arena = lyd_arena_new();
    lyd_map *index = lyd_map_new();
    lyd_topology *t = arena == NULL ? NULL : lyd_arena_zalloc(arena, 1, sizeof(*t));

    *topology = NULL;
    if (t == NULL || index == NULL) {
        goto failed;
    }
    t->arena = arena;
    t->index = index;
    t->name = "names";
    t->files = lyd_arena_alloc(arena, sizeof(files));
    t->file_count = LYD_COUNT(files);
    if (t->files == NULL || names_fill(t, fqdns, count, roles) != LYD_OK) {
        goto failed;
    }
    memcpy(t->files, files, sizeof(files));
    *topology = t;
    return LYD_OK;

failed:
    lyd_map_free(index);
    lyd_arena_free(arena);
    return LYD_ENOMEM;
}

/* ---- views ---- */

static lyd_status view_serve(lyd_topology *topology, lyd_view *view, const lyd_server *servers, size_t count)
{
    lyd_server *mine = lyd_arena_alloc(topology->arena, count * sizeof(*mine));
    size_t used = 0;
    if (mine == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        char written[LYD_SERVER_TEXT];
        const char *text = servers[i].text;
        size_t k = 0;
        if (servers[i].address.family != 0) { /* one without an address is what its text says: a zone file, … */
            lyd_server_format(&servers[i], written);
            text = written;
        }
        while (k < used && strcmp(mine[k].text, text) != 0) {
            k++;
        }
        if (k < used) {
            continue; /* said twice */
        }
        mine[used] = servers[i];
        mine[used].text = lyd_arena_text(topology->arena, text, strlen(text));
        if (mine[used].text == NULL) {
            return LYD_ENOMEM;
        }
        used++;
    }
    view->servers = mine;
    view->server_count = used;
    return LYD_OK;
}

/* The view called NAME as a set, or empty. */
static uint32_t view_named(const lyd_view *views, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(views[i].name, name) == 0) {
            return (uint32_t)1 << i;
        }
    }
    return 0;
}

uint32_t lyd_views_default(const lyd_view *views, size_t count, lyd_roles roles)
{
    uint32_t internal = view_named(views, count, "internal"), external = view_named(views, count, "external"), set = 0;
    if (internal == 0) {
        internal = count >= LYD_VIEW_MAX ? UINT32_MAX : ((uint32_t)1 << count) - 1;
    }
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        unsigned kinds = (roles & LYD_ROLE_BIT(role)) == 0 ? 0 : lyd_role_rows[role].kinds;
        set |= (kinds & LYD_VIEW_INTERNAL) != 0 ? internal : 0;
        set |= (kinds & LYD_VIEW_EXTERNAL) != 0 ? external : 0;
    }
    return set != 0 ? set : internal;
}

static void views_by_default(lyd_topology *topology)
{
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        topology->endpoints[i].views = lyd_views_default(topology->views, topology->view_count, topology->endpoints[i].roles);
    }
}

static lyd_status view_make(lyd_topology *topology, const char *name)
{
    size_t count = topology->view_count;
    lyd_view *views = lyd_arena_zalloc(topology->arena, count + 1, sizeof(*views));
    char *copy = lyd_arena_text(topology->arena, name, strlen(name));
    if (views == NULL || copy == NULL) {
        return LYD_ENOMEM;
    }
    if (count > 0) {
        memcpy(views, topology->views, count * sizeof(*views));
    }
    views[count].name = copy;
    topology->views = views;
    topology->view_count = count + 1;
    views_by_default(topology);
    return LYD_OK;
}

static bool view_known(const lyd_topology *topology, const char *name)
{
    for (size_t i = 0; i < topology->view_count; i++) {
        if (strcmp(topology->views[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static lyd_status view_missing(const lyd_topology *topology, const char *view, lyd_diag *diag)
{
    lyd_row known[LYD_VIEW_MAX + 1] = {{0, NULL}};
    for (size_t i = 0; i < topology->view_count; i++) {
        known[i] = (lyd_row){(int)i, topology->views[i].name};
    }
    const char *nearest = lyd_row_nearest(known, view);
    return lyd_diag_error(diag, NULL, 0, "the topology has no view \"%.64s\"%s%s%s", view, nearest == NULL ? "" : ", did you mean \"",
                          nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?");
}

lyd_status lyd_topology_set_servers(lyd_topology *topology, const char *view, const lyd_server *servers, size_t count, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    bool found = false;
    if (topology->view_count == 0 && view == NULL) {
        status = view_make(topology, "default");
    } else if (view != NULL && (topology->view_count == 0 || topology->views_made) && !view_known(topology, view)) {
        if (topology->view_count == LYD_VIEW_MAX) {
            return lyd_diag_error(diag, NULL, 0, "more than %d views", LYD_VIEW_MAX);
        }
        topology->views_made = true;
        status = view_make(topology, view);
    }
    for (size_t i = 0; i < topology->view_count && status == LYD_OK; i++) {
        if (view == NULL || strcmp(topology->views[i].name, view) == 0) {
            status = view_serve(topology, &topology->views[i], servers, count);
            found = true;
        }
    }
    return status == LYD_OK && !found ? view_missing(topology, view, diag) : status;
}
