/* A topology as a whole: finding a name, the views that names are in, the servers of views. */
#include <lyncdns/topology.h>

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
        if (servers[i].address.family != 0 && !servers[i].named) { /* without an address it is a zone file or the like */
            lyd_server_format(&servers[i], written);
            text = written;
        }
        while (k < used && strcmp(mine[k].text, text) != 0) {
            k++;
        }
        if (k < used) {
            continue;
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

/* Whether there is a view called NAME. */
static bool has_view(const lyd_topology *topology, const char *name)
{
    for (size_t i = 0; i < topology->view_count; i++) {
        if (strcmp(topology->views[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

unsigned lyd_view_kind_named(const char *name)
{
    int kind = 0;
    return lyd_row_id(lyd_view_kinds, name, &kind) ? (unsigned)kind : 0;
}

uint32_t lyd_views_of_kind(const lyd_topology *topology, unsigned kinds)
{
    uint32_t set = 0;
    for (size_t v = 0; v < topology->view_count; v++) {
        set |= (topology->views[v].kind & kinds) != 0 ? (uint32_t)1 << v : 0;
    }
    return set;
}

uint32_t lyd_views_alike(const lyd_topology *topology, uint32_t views)
{
    for (size_t round = 0; round < topology->view_count; round++) { /* one may be like one that is like another */
        for (size_t v = 0; v < topology->view_count; v++) {
            uint32_t like = topology->views[v].like;
            views |= like != LYD_NONE && (views >> like & 1u) != 0 ? (uint32_t)1 << v : 0;
        }
    }
    return views;
}

/* The kinds of view that ROLE is asked in. Without remote access by web nobody outside uses web services. */
static unsigned kinds_of(const lyd_topology *topology, int role, unsigned urls)
{
    unsigned kinds = lyd_role_rows[role].kinds;
    if (role == LYD_ROLE_SIMPLE_URL && urls == LYD_URL_ADMIN) {
        kinds &= LYD_VIEW_INTERNAL;
    }
    if (topology->sip_domain_count > 0 && (topology->remote_access & LYD_REMOTE_WEB) == 0 &&
        (role == LYD_ROLE_SIMPLE_URL || role == LYD_ROLE_WEB_EXTERNAL)) {
        kinds &= ~(unsigned)LYD_VIEW_EXTERNAL;
    }
    return kinds;
}

uint32_t lyd_views_default(const lyd_topology *topology, lyd_roles roles, unsigned urls)
{
    size_t count = topology->view_count;
    uint32_t internal = lyd_views_of_kind(topology, LYD_VIEW_INTERNAL), external = lyd_views_of_kind(topology, LYD_VIEW_EXTERNAL), set = 0;
    unsigned all = 0;
    if (internal == 0) {
        internal = count >= LYD_VIEW_MAX ? UINT32_MAX : ((uint32_t)1 << count) - 1;
    }
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        unsigned kinds = (roles & LYD_ROLE_BIT(role)) == 0 ? 0 : kinds_of(topology, role, urls);
        bool inside = (kinds & LYD_VIEW_INTERNAL) != 0, outside = (kinds & LYD_VIEW_EXTERNAL) != 0;
        set |= outside ? external : 0;
        set |= inside ? outside && external != 0 ? lyd_views_of_kind(topology, LYD_VIEW_INTERNAL) : internal : 0;
        all |= kinds;
    }
    return set != 0 || (roles != 0 && all == 0) ? set : internal;
}

static void views_by_default(lyd_topology *topology)
{
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        lyd_endpoint *e = &topology->endpoints[i];
        e->views = lyd_views_alike(topology, lyd_views_default(topology, e->roles, e->urls));
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
    views[count] = (lyd_view){.name = copy, .like = LYD_NONE, .kind = (uint8_t)lyd_view_kind_named(name)};
    topology->views = views;
    topology->view_count = count + 1;
    views_by_default(topology);
    return LYD_OK;
}

/* Servers and saved answers carry the name of their view. */
bool lyd_view_name_fits(const char *name, size_t length)
{
    bool fits = length > 0 && length <= LYD_VIEW_NAME_MAX;
    for (size_t i = 0; fits && i < length; i++) {
        unsigned char c = (unsigned char)name[i];
        fits = c != '=' && c >= 0x20 && c != 0x7F;
    }
    return fits;
}

static lyd_status view_missing(const lyd_topology *topology, const char *view, lyd_diag *diag)
{
    char hint[LYD_HINT_TEXT];
    const char *nearest = lyd_nearest(view, &topology->views->name, sizeof(*topology->views), topology->view_count);
    return lyd_diag_error(diag, NULL, 0, "unknown view \"%.64s\"%s", view, lyd_hint(hint, nearest));
}

lyd_status lyd_topology_set_servers(lyd_topology *topology, const char *view, const lyd_server *servers, size_t count, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    bool found = false;
    if (view != NULL && lyd_topology_has_left(topology, view)) {
        return LYD_OK;
    }
    if (topology->view_count == 0 && view == NULL) {
        status = view_make(topology, "default");
    } else if (view != NULL && (topology->view_count == 0 || topology->views_made) && !has_view(topology, view)) {
        if (topology->view_count == LYD_VIEW_MAX) {
            return lyd_diag_error(diag, NULL, 0, "more than %d views", LYD_VIEW_MAX);
        }
        if (!lyd_view_name_fits(view, strlen(view))) {
            return lyd_diag_error(diag, NULL, 0, "invalid view name \"%.64s\", expected 1 to %d bytes without control characters", view,
                                  LYD_VIEW_NAME_MAX);
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
