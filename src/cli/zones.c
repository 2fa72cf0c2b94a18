#include "zones.h"

#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* A file for one view stands before a file for every view. */
enum { RANK_EVERY_VIEW = 0, RANK_ONE_VIEW = 1 };

/* One --zone. */
typedef struct wish {
    const char *view; /* in the topology's arena; NULL: every view */
    const char *path;
    bool read, wrong; /* once is enough to tell what is wrong with it */
} wish;

static bool is_view(const lyd_topology *topology, const char *name, size_t length)
{
    for (size_t i = 0; i < topology->view_count; i++) {
        if (strlen(topology->views[i].name) == length && memcmp(topology->views[i].name, name, length) == 0) {
            return true;
        }
    }
    return false;
}

/* What stands before an '=' is a view, unless it can only be the path of a file. */
static lyd_status wish_parse(const char *text, lyd_topology *topology, wish *w)
{
    const char *equals = strchr(text, '=');
    size_t length = equals != NULL ? (size_t)(equals - text) : 0;
    *w = (wish){.path = text};
    if (equals == NULL || (memchr(text, '/', length) != NULL && !is_view(topology, text, length))) {
        return LYD_OK;
    }
    w->path = equals + 1;
    w->view = lyd_arena_text(topology->arena, text, length);
    return w->view == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status add_zones(const lyd_view *view, const char *server, wish *wishes, size_t count, lyd_source *source, bool *has,
                            lyd_diag *diag)
{
    lyd_status worst = LYD_OK;
    *has = false;
    for (size_t i = 0; i < count && worst != LYD_ENOMEM; i++) {
        wish *w = &wishes[i];
        if (w->view != NULL && strcmp(w->view, view->name) != 0) {
            continue;
        }
        *has = true;
        if (w->wrong) {
            continue;
        }
        lyd_status status =
            lyd_zone_source_add(source, server, w->path, w->view != NULL ? RANK_ONE_VIEW : RANK_EVERY_VIEW, w->read ? NULL : diag);
        w->wrong = status != LYD_OK;
        w->read = true;
        worst = status != LYD_OK ? status : worst;
    }
    return worst;
}

static lyd_status serve_view(lyd_topology *topology, const lyd_view *view, wish *wishes, size_t count, lyd_source *source, lyd_diag *diag)
{
    bool has;
    lyd_server server = {.text = topology->view_count == 1 ? "zone" : lyd_arena_printf(topology->arena, "zone:%s", view->name)};
    if (server.text == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = add_zones(view, server.text, wishes, count, source, &has, diag);
    if (status == LYD_ENOMEM) {
        return status;
    }
    lyd_status served = lyd_topology_set_servers(topology, view->name, &server, has ? 1 : 0, diag);
    return served != LYD_OK ? served : status;
}

/* Views that no --zone is for, but endpoints are in. */
static lyd_status check_views(const lyd_topology *topology, lyd_diag *diag)
{
    uint32_t used = 0;
    lyd_status status = LYD_OK;
    for (size_t e = 0; e < topology->endpoint_count; e++) {
        used |= topology->endpoints[e].views;
    }
    for (size_t v = 0; v < topology->view_count; v++) {
        if ((used >> v & 1u) != 0 && topology->views[v].server_count == 0) {
            const char *name = topology->views[v].name;
            status = lyd_diag_error(diag, NULL, 0, "the view \"%s\" has no zone file: add --zone %s=FILE", name, name);
        }
    }
    return status;
}

/* Where no views are declared, those that are named are made; else one for all. */
static lyd_status make_views(lyd_topology *topology, const wish *wishes, size_t count, lyd_diag *diag)
{
    const lyd_server none = {.text = "zone"};
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (wishes[i].view != NULL) {
            status = lyd_topology_set_servers(topology, wishes[i].view, &none, 1, diag);
        }
    }
    if (status == LYD_OK && topology->view_count == 0) {
        status = lyd_topology_set_servers(topology, NULL, &none, 1, diag);
    }
    return status;
}

static lyd_status check_wishes(lyd_topology *topology, const wish *wishes, size_t count, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    if (topology->view_count == 0) {
        return make_views(topology, wishes, count, diag);
    }
    for (size_t i = 0; i < count; i++) {
        if (wishes[i].view != NULL && !is_view(topology, wishes[i].view, strlen(wishes[i].view))) {
            status = lyd_diag_error(diag, NULL, 0, "--zone %s=%s: there is no view \"%s\"", wishes[i].view, wishes[i].path, wishes[i].view);
        }
    }
    return status;
}

lyd_status lyd_zones_apply(const lyd_options *options, lyd_topology *topology, lyd_source **source, lyd_diag *diag)
{
    size_t count = lyd_options_count(options, LYD_OPT_ZONE);
    wish *wishes = calloc(count + 1, sizeof(*wishes));
    lyd_source *zones = lyd_zone_source_new();
    lyd_status worst = wishes == NULL || zones == NULL ? LYD_ENOMEM : LYD_OK;

    *source = NULL;
    for (size_t i = 0; i < count && worst == LYD_OK; i++) {
        worst = wish_parse(lyd_options_at(options, LYD_OPT_ZONE, i)->text, topology, &wishes[i]);
    }
    if (worst == LYD_OK) {
        worst = check_wishes(topology, wishes, count, diag);
    }
    for (size_t v = 0; v < topology->view_count && (worst == LYD_OK || worst == LYD_EINVAL || worst == LYD_EIO); v++) {
        lyd_status status = serve_view(topology, &topology->views[v], wishes, count, zones, diag);
        worst = status != LYD_OK ? status : worst;
    }
    if (worst == LYD_OK) {
        worst = check_views(topology, diag);
    }
    free(wishes);
    if (worst != LYD_OK) {
        lyd_source_free(zones);
        return worst;
    }
    *source = zones;
    return LYD_OK;
}
