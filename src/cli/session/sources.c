/* Where answers come from: --server, --zone and --answers applied to a topology, and the system's resolvers. */
#include "sources.h"

#include "places.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const lyd_view *find_view(const lyd_topology *topology, const char *name, size_t length)
{
    for (size_t i = 0; i < topology->view_count; i++) {
        if (strlen(topology->views[i].name) == length && memcmp(topology->views[i].name, name, length) == 0) {
            return &topology->views[i];
        }
    }
    return NULL;
}

/* The first view from the FROM-th on that endpoints are asked in but that has no server; view_count: none. */
static size_t next_bare_view(const lyd_topology *topology, size_t from)
{
    uint32_t used = 0;
    for (size_t e = 0; e < topology->endpoint_count; e++) {
        used |= topology->endpoints[e].views;
    }
    while (from < topology->view_count && ((used >> from & 1u) == 0 || topology->views[from].server_count > 0)) {
        from++;
    }
    return from;
}

/* ---- --server [VIEW=]ADDRESS ---- */

typedef struct server_option {
    const char *view; /* up to the '='; NULL: every view */
    lyd_server server;
    bool done;
} server_option;

static lyd_status server_parse(const char *text, lyd_arena *arena, server_option *option, lyd_diag *diag)
{
    const char *equals = strchr(text, '='), *address = equals != NULL ? equals + 1 : text, *why = NULL;
    char written[LYD_SERVER_TEXT];
    *option = (server_option){.view = NULL};
    if (equals == text) {
        return lyd_diag_error(diag, NULL, 0, "--server %s: missing view before the \"=\"", text);
    }
    if (!lyd_server_parse(address, &option->server, &why)) {
        return lyd_diag_error(diag, NULL, 0, "--server %s: \"%s\" isn't the address of a DNS server: %s", text, address, why);
    }
    lyd_server_format(&option->server, written);
    option->server.text = lyd_arena_text(arena, written, strlen(written));
    if (equals != NULL) {
        option->view = lyd_arena_text(arena, text, (size_t)(equals - text));
    }
    return option->server.text == NULL || (equals != NULL && option->view == NULL) ? LYD_ENOMEM : LYD_OK;
}

static bool same_view(const server_option *a, const server_option *b)
{
    return a->view == NULL || b->view == NULL ? a->view == b->view : strcmp(a->view, b->view) == 0;
}

static bool holds(const lyd_server *servers, size_t count, const lyd_server *server)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(servers[i].text, server->text) == 0) {
            return true;
        }
    }
    return false;
}

/* Gives the view of OPTIONS[FIRST] all servers given for it. */
static lyd_status set_servers(server_option *options, size_t count, size_t first, lyd_server *servers, lyd_topology *topology,
                              lyd_diag *diag)
{
    size_t used = 0;
    for (size_t i = first; i < count; i++) {
        if (same_view(&options[i], &options[first])) {
            options[i].done = true;
            if (!holds(servers, used, &options[i].server)) {
                servers[used++] = options[i].server;
            }
        }
    }
    return lyd_topology_set_servers(topology, options[first].view, servers, used, diag);
}

lyd_status lyd_sources_servers(const char *const *texts, size_t count, lyd_topology *topology, lyd_diag *diag)
{
    server_option *options = calloc(count + 1, sizeof(*options));
    lyd_server *servers = calloc(count + 1, sizeof(*servers));
    lyd_status worst = options == NULL || servers == NULL ? LYD_ENOMEM : LYD_OK;

    for (size_t i = 0; i < count && worst != LYD_ENOMEM; i++) {
        lyd_status status = server_parse(texts[i], topology->arena, &options[i], diag);
        worst = status != LYD_OK ? status : worst;
    }
    /* Every view first, so that a server for one view counts wherever it is on the command line. */
    for (int named = 0; named <= 1; named++) {
        for (size_t i = 0; i < count && worst == LYD_OK; i++) {
            if (!options[i].done && (options[i].view != NULL) == (named == 1)) {
                worst = set_servers(options, count, i, servers, topology, diag);
            }
        }
    }
    free(options);
    free(servers);
    return worst;
}

static lyd_status servers_apply(const lyd_options *options, lyd_topology *topology, lyd_diag *diag)
{
    size_t count;
    const char **texts = lyd_options_texts(options, LYD_OPT_SERVER, &count);
    lyd_status status = texts == NULL ? LYD_ENOMEM : lyd_sources_servers(texts, count, topology, diag);
    free((void *)texts);
    return status;
}

lyd_status lyd_sources_complete(lyd_topology *topology, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    if (topology->view_count == 0) {
        lyd_server *servers = NULL;
        size_t count = 0;
        status = lyd_resolv_load(LYD_RESOLV_CONF, topology->arena, &servers, &count, diag);
        if (status != LYD_OK && status != LYD_ENOMEM) {
            lyd_diag_note(diag, NULL, 0, "without views and --server, the servers of %s are asked", LYD_RESOLV_CONF);
        }
        return status == LYD_OK ? lyd_topology_set_servers(topology, NULL, servers, count, diag) : status;
    }
    for (size_t v = next_bare_view(topology, 0); v < topology->view_count; v = next_bare_view(topology, v + 1)) {
        const char *name = topology->views[v].name;
        status = lyd_diag_error(diag, NULL, 0, "the view \"%s\" has no DNS servers: add them to the topology, or --server %s=ADDRESS", name,
                                name);
    }
    return status;
}

/* ---- --zone [VIEW=]FILE[@ZONE] ---- */

/* A file for one view has precedence over a file for every view. */
enum { RANK_EVERY_VIEW = 0, RANK_ONE_VIEW = 1 };

typedef struct zone_option {
    const char *view; /* in the topology's arena; NULL: every view */
    const char *path;
    const char *zone; /* its name; NULL: not given */
    bool read, wrong; /* its mistakes are reported once */
} zone_option;

/* What follows the last '@' is the zone's name, unless a file has that in its name. */
static lyd_status zone_name_parse(const char *text, lyd_topology *topology, zone_option *zone, lyd_diag *diag)
{
    const char *at = strrchr(zone->path, '@'), *why = NULL;
    char name[LYD_NAME_TEXT];
    if (at == NULL || strchr(at, '/') != NULL || access(zone->path, F_OK) == 0) {
        return LYD_OK;
    }
    if (!lyd_name_parse(at + 1, strlen(at + 1), name, &why)) {
        return lyd_diag_error(diag, NULL, 0, "--zone %s: \"%s\" isn't the name of a zone: %s", text, at + 1, why);
    }
    zone->path = lyd_arena_text(topology->arena, zone->path, (size_t)(at - zone->path));
    zone->zone = lyd_arena_text(topology->arena, name, strlen(name));
    return zone->path == NULL || zone->zone == NULL ? LYD_ENOMEM : LYD_OK;
}

/* What comes before an '=' is a view, unless it can only be the path of a file. */
static lyd_status zone_parse(const char *text, lyd_topology *topology, zone_option *zone, lyd_diag *diag)
{
    const char *equals = strchr(text, '=');
    size_t length = equals != NULL ? (size_t)(equals - text) : 0;
    *zone = (zone_option){.path = text};
    if (equals != NULL && (memchr(text, '/', length) == NULL || find_view(topology, text, length) != NULL)) {
        zone->path = equals + 1;
        zone->view = lyd_arena_text(topology->arena, text, length);
        if (zone->view == NULL) {
            return LYD_ENOMEM;
        }
    }
    return zone_name_parse(text, topology, zone, diag);
}

static lyd_status add_zones(const lyd_view *view, const char *server, zone_option *zones, size_t count, lyd_source *source, bool *has,
                            lyd_diag *diag)
{
    lyd_status worst = LYD_OK;
    *has = false;
    for (size_t i = 0; i < count && worst != LYD_ENOMEM; i++) {
        zone_option *zone = &zones[i];
        if (zone->view != NULL && strcmp(zone->view, view->name) != 0) {
            continue;
        }
        *has = true;
        if (!zone->wrong) {
            int rank = zone->view != NULL ? RANK_ONE_VIEW : RANK_EVERY_VIEW;
            lyd_status status = lyd_zone_source_add(source, server, zone->path, zone->zone, rank, zone->read ? NULL : diag);
            zone->wrong = status != LYD_OK;
            zone->read = true;
            worst = status != LYD_OK ? status : worst;
        }
    }
    return worst;
}

/* The files that VIEW is answered from, a line each; NULL: out of memory. */
static const char *files_of(const lyd_topology *topology, const lyd_view *view, const zone_option *zones, size_t count)
{
    const char *files = "";
    for (size_t i = 0; i < count && files != NULL; i++) {
        if (zones[i].view == NULL || strcmp(zones[i].view, view->name) == 0) {
            files = lyd_arena_printf(topology->arena, "%s%s\n", files, zones[i].path);
        }
    }
    return files;
}

/* Gives VIEW a server that answers from its zones: "zone", or "zone:VIEW" if there are several views. */
static lyd_status serve_view(lyd_topology *topology, lyd_view *view, zone_option *zones, size_t count, lyd_source *source, lyd_diag *diag)
{
    bool has;
    lyd_server server = {
        .text = topology->view_count + topology->left_view_count == 1 ? "zone" : lyd_arena_printf(topology->arena, "zone:%s", view->name)};
    if (server.text == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = add_zones(view, server.text, zones, count, source, &has, diag);
    if (status == LYD_ENOMEM) {
        return status;
    }
    lyd_status served = lyd_topology_set_servers(topology, view->name, &server, has ? 1 : 0, diag);
    view->zones = files_of(topology, view, zones, count);
    served = view->zones == NULL ? LYD_ENOMEM : served;
    return served != LYD_OK ? served : status;
}

/* Without declared views, makes those that a --zone names, else one for all. */
static lyd_status make_views(lyd_topology *topology, const zone_option *zones, size_t count, lyd_diag *diag)
{
    const lyd_server server = {.text = "zone"};
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (zones[i].view != NULL) {
            status = lyd_topology_set_servers(topology, zones[i].view, &server, 1, diag);
        }
    }
    if (status == LYD_OK && topology->view_count == 0) {
        status = lyd_topology_set_servers(topology, NULL, &server, 1, diag);
    }
    return status;
}

static lyd_status check_zones(lyd_topology *topology, const zone_option *zones, size_t count, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    if (topology->view_count == 0) {
        return make_views(topology, zones, count, diag);
    }
    for (size_t i = 0; i < count; i++) {
        const char *view = zones[i].view;
        if (view != NULL && find_view(topology, view, strlen(view)) == NULL && !lyd_topology_has_left(topology, view)) {
            status = lyd_diag_error(diag, NULL, 0, "--zone %s=%s: there is no view \"%s\"", view, zones[i].path, view);
        }
    }
    return status;
}

/* Reads all ZONES into SOURCE. */
static lyd_status read_zones(lyd_topology *topology, zone_option *zones, size_t count, lyd_source *source, lyd_diag *diag)
{
    lyd_status worst = check_zones(topology, zones, count, diag);
    for (size_t v = 0; v < topology->view_count && (worst == LYD_OK || worst == LYD_EINVAL || worst == LYD_EIO); v++) {
        lyd_status status = serve_view(topology, &topology->views[v], zones, count, source, diag);
        worst = status != LYD_OK ? status : worst;
    }
    if (worst != LYD_OK) {
        return worst;
    }
    for (size_t v = next_bare_view(topology, 0); v < topology->view_count; v = next_bare_view(topology, v + 1)) {
        const char *name = topology->views[v].name;
        worst = lyd_diag_error(diag, NULL, 0, "the view \"%s\" has no zone file: add --zone %s=FILE", name, name);
    }
    return worst;
}

static lyd_status zones_apply(const lyd_options *options, lyd_topology *topology, lyd_source **source, lyd_diag *diag)
{
    size_t count = lyd_options_count(options, LYD_OPT_ZONE);
    zone_option *zones = calloc(count + 1, sizeof(*zones));
    lyd_status status = LYD_OK;
    *source = lyd_zone_source_new();
    if (zones == NULL || *source == NULL) {
        status = LYD_ENOMEM;
    }
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = zone_parse(lyd_options_at(options, LYD_OPT_ZONE, i)->text, topology, &zones[i], diag);
    }
    if (status == LYD_OK) {
        status = read_zones(topology, zones, count, *source, diag);
    }
    free(zones);
    return status;
}

/* ---- one of them ---- */

static const struct {
    int id;
    const char *name;
} exclusive[] = {{LYD_OPT_ZONE, "--zone"}, {LYD_OPT_ANSWERS, "--answers"}, {LYD_OPT_SERVER, "--server"}};

static lyd_status check_one(const lyd_options *options, lyd_diag *diag)
{
    for (size_t i = 0; i < LYD_COUNT(exclusive); i++) {
        for (size_t k = 0; k < i; k++) {
            if (lyd_options_given(options, exclusive[i].id) && lyd_options_given(options, exclusive[k].id)) {
                return lyd_diag_error(diag, NULL, 0, "%s and %s can't be combined: with %s no server is asked", exclusive[k].name,
                                      exclusive[i].name, exclusive[k].name);
            }
        }
    }
    return LYD_OK;
}

lyd_status lyd_sources_apply(const lyd_options *options, lyd_topology *topology, lyd_saved *head, lyd_source **source, lyd_diag *diag)
{
    bool declared = topology->view_count > 0;
    lyd_status status = check_one(options, diag), places = lyd_places_check(options, diag);
    *source = NULL;
    if (status != LYD_OK || places != LYD_OK) {
        return lyd_cli_worse(status, places);
    }
    if (lyd_options_given(options, LYD_OPT_ZONE)) {
        status = zones_apply(options, topology, source, diag);
    } else if (lyd_options_given(options, LYD_OPT_ANSWERS)) {
        status = lyd_places_answers(options, topology, head, source, diag);
    } else {
        status = servers_apply(options, topology, diag);
    }
    if (status == LYD_OK && !declared) { /* the views are those that the options made */
        status = lyd_places_keep(options, topology, diag);
    }
    return status;
}
