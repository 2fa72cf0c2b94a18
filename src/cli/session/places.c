/* The views that are judged, and the places that their answers come from: --view, --vantage, --answers and --max-age. */
#include "places.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- --view and --vantage ---- */

lyd_status lyd_places_keep(const lyd_options *options, lyd_topology *topology, lyd_diag *diag)
{
    if (!lyd_options_given(options, LYD_OPT_VIEW_TO_JUDGE) || topology->view_count == 0) {
        return LYD_OK;
    }
    size_t count;
    const char **names = lyd_options_texts(options, LYD_OPT_VIEW_TO_JUDGE, &count);
    lyd_status status = names == NULL ? LYD_ENOMEM : lyd_topology_keep_views(topology, names, count, diag);
    free((void *)names);
    return status;
}

static bool is_given(const lyd_options *options, int id)
{
    return lyd_options_given(options, id);
}

lyd_status lyd_places_check(const lyd_options *options, lyd_diag *diag)
{
    bool saved = is_given(options, LYD_OPT_ANSWERS);
    lyd_status status = LYD_OK;
    if (is_given(options, LYD_OPT_VANTAGE)) {
        const char *name = lyd_options_value(options, LYD_OPT_VANTAGE)->text;
        if (!lyd_view_name_fits(name, strlen(name)) || strchr(name, ':') != NULL) {
            status =
                lyd_diag_error(diag, NULL, 0, "--vantage: invalid name, expected 1 to %d bytes without control characters, \":\" and \"=\"",
                               LYD_VANTAGE_MAX);
        }
        if (saved) {
            status = lyd_diag_error(diag, NULL, 0, "--vantage and --answers can't be combined: saved answers say where they are from");
        }
    }
    if (is_given(options, LYD_OPT_MAX_AGE) && !saved) {
        status = lyd_diag_error(diag, NULL, 0, "--max-age needs --answers FILE");
    }
    if (lyd_options_count(options, LYD_OPT_ANSWERS) > 1 && is_given(options, LYD_OPT_SAVE_ANSWERS)) {
        status = lyd_diag_error(diag, NULL, 0, "--save-answers can't be combined with several --answers: a file is from one place");
    }
    return status;
}

void lyd_places_mark(lyd_topology *topology, const char *vantage)
{
    for (size_t v = 0; v < topology->view_count; v++) {
        for (size_t s = 0; s < topology->views[v].server_count; s++) {
            topology->views[v].servers[s].vantage = vantage;
        }
    }
}

/* ---- the files of --answers ---- */

/* All mistakes of all files are gathered. */
static lyd_status load(const lyd_options *options, lyd_saved_part *parts, size_t count, lyd_diag *diag)
{
    lyd_status worst = LYD_OK;
    for (size_t i = 0; i < count && worst != LYD_ENOMEM; i++) {
        parts[i].path = lyd_options_at(options, LYD_OPT_ANSWERS, i)->text;
        lyd_status status = lyd_saved_load(parts[i].path, &parts[i].source, &parts[i].saved, diag);
        worst = status != LYD_OK ? status : worst;
    }
    return worst;
}

static bool has_view(const lyd_topology *topology, const char *name)
{
    for (size_t v = 0; v < topology->view_count; v++) {
        if (strcmp(topology->views[v].name, name) == 0) {
            return true;
        }
    }
    return lyd_topology_has_left(topology, name);
}

/* The name of an endpoint that no answer in PART is about, although PART has a view of it; NULL: there is none. */
static const char *name_not_asked(const lyd_saved_part *part, const lyd_topology *topology)
{
    for (size_t e = 0; e < topology->endpoint_count; e++) {
        const lyd_endpoint *endpoint = &topology->endpoints[e];
        for (size_t v = 0; v < topology->view_count; v++) {
            if ((endpoint->views >> v & 1u) != 0 && lyd_saved_lacks(part, topology->views[v].name, endpoint->fqdn)) {
                return endpoint->fqdn;
            }
        }
    }
    return NULL;
}

/* A file of another topology, or of this one before its names, views or servers changed. Where no file declares views, those of the first
 * files make them. */
static lyd_status check_topology(const lyd_saved_part *part, const lyd_topology *topology, const char *digest, lyd_diag *diag)
{
    const lyd_saved *saved = part->saved;
    bool declared = topology->view_count > 0 && !topology->views_made;
    lyd_status status = LYD_OK;
    for (size_t v = 0; v < saved->view_count && declared; v++) {
        if (!has_view(topology, saved->views[v].name)) {
            status = lyd_diag_error(diag, part->path, 0, "has answers of a view \"%.64s\", which the topology doesn't have",
                                    saved->views[v].name);
        }
    }
    if (status != LYD_OK || digest == NULL || saved->digest == NULL || strcmp(digest, saved->digest) == 0) {
        return status;
    }
    const char *name = name_not_asked(part, topology);
    if (saved->topology != NULL && strcmp(saved->topology, topology->name) != 0) {
        return lyd_diag_error(diag, part->path, 0, "has answers for the topology \"%.64s\", expected \"%.64s\"", saved->topology,
                              topology->name);
    }
    return lyd_diag_error(diag, part->path, 0, "was saved for other names, views or servers than the topology has%s%s; ask again",
                          name != NULL ? ", and has no answers about " : "", name != NULL ? name : "");
}

/* Marks the files that --max-age doesn't allow. */
static void check_age(const lyd_options *options, lyd_saved_part *parts, size_t count, lyd_diag *diag)
{
    if (!is_given(options, LYD_OPT_MAX_AGE)) {
        return;
    }
    const lyd_span span = lyd_span_before((int64_t)time(NULL), lyd_options_value(options, LYD_OPT_MAX_AGE)->number);
    for (size_t i = 0; i < count; i++) {
        const char *fault = lyd_span_fault(&span, parts[i].saved->started);
        parts[i].unused = fault != NULL;
        if (fault != NULL) {
            char started[LYD_TIME_TEXT];
            lyd_time_format(parts[i].saved->started, started);
            lyd_diag_note(diag, parts[i].path, 0, "not used: saved at %s, which is %s", started, fault);
        }
    }
}

/* A server of another view than VIEW that answers is called TEXT. */
static bool is_taken(const lyd_topology *topology, const lyd_view *view, const char *text)
{
    for (size_t v = 0; v < topology->view_count; v++) {
        for (size_t s = 0; s < topology->views[v].server_count; s++) {
            const lyd_server *server = &topology->views[v].servers[s];
            if (&topology->views[v] != view && !server->absent && strcmp(server->text, text) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* The servers of a view that no file has: those that the topology declares, none of which answers. A server that answers in another view is
 * another one here. */
static lyd_status serve_absent(lyd_topology *topology, lyd_view *view, lyd_diag *diag)
{
    size_t count = view->server_count > 0 ? view->server_count : 1;
    lyd_server *servers = lyd_arena_zalloc(topology->arena, count, sizeof(*servers));
    if (servers == NULL) {
        return LYD_ENOMEM;
    }
    servers[0].text = "no server";
    for (size_t s = 0; s < count; s++) {
        if (s < view->server_count) {
            servers[s] = view->servers[s];
        }
        servers[s].absent = servers[s].named = true;
        if (is_taken(topology, view, servers[s].text)) {
            servers[s].text = lyd_arena_printf(topology->arena, "%s (not asked)", servers[s].text);
        }
        if (servers[s].text == NULL) {
            return LYD_ENOMEM;
        }
    }
    lyd_diag_note(diag, NULL, 0, "no file of --answers has the view \"%s\"", view->name);
    return lyd_topology_set_servers(topology, view->name, servers, count, diag);
}

/* Makes the views that the files have, where the topology declares none. */
static lyd_status make_views(lyd_topology *topology, const lyd_saved_part *parts, size_t count, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    bool declared = topology->view_count > 0 && !topology->views_made;
    for (size_t i = 0; i < count && !declared; i++) {
        for (size_t v = 0; v < parts[i].saved->view_count && status == LYD_OK; v++) {
            status = lyd_topology_set_servers(topology, parts[i].saved->views[v].name, NULL, 0, diag);
        }
    }
    return status;
}

static lyd_status serve(lyd_topology *topology, const lyd_saved_part *parts, size_t count, lyd_diag *diag)
{
    bool present[LYD_VIEW_MAX];
    lyd_status status = make_views(topology, parts, count, diag);
    for (size_t v = 0; v < topology->view_count && status == LYD_OK; v++) {
        lyd_server *servers;
        size_t server_count;
        status = lyd_saved_servers(parts, count, topology->views[v].name, topology->arena, &servers, &server_count);
        present[v] = server_count > 0;
        if (status == LYD_OK && present[v]) {
            status = lyd_topology_set_servers(topology, topology->views[v].name, servers, server_count, diag);
        }
    }
    for (size_t v = 0; v < topology->view_count && status == LYD_OK; v++) {
        if (!present[v]) {
            status = serve_absent(topology, &topology->views[v], diag);
        }
    }
    return status;
}

static lyd_status judge_parts(const lyd_options *options, lyd_topology *topology, lyd_saved *head, lyd_saved_part *parts, size_t count,
                              lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count; i++) {
        lyd_status one = check_topology(&parts[i], topology, head->digest, diag);
        status = one != LYD_OK ? one : status;
        head->started = i == 0 || parts[i].saved->started > head->started ? parts[i].saved->started : head->started;
    }
    head->vantage = count == 1 && parts[0].saved->vantage != NULL
                        ? lyd_arena_text(topology->arena, parts[0].saved->vantage, strlen(parts[0].saved->vantage))
                        : NULL;
    check_age(options, parts, count, diag);
    if (status == LYD_OK) {
        status = lyd_saved_check(parts, count, diag);
    }
    return status == LYD_OK ? serve(topology, parts, count, diag) : status;
}

lyd_status lyd_places_answers(const lyd_options *options, lyd_topology *topology, lyd_saved *head, lyd_source **source, lyd_diag *diag)
{
    size_t count = lyd_options_count(options, LYD_OPT_ANSWERS);
    lyd_saved_part *parts = calloc(count, sizeof(*parts));
    lyd_status status = parts == NULL ? LYD_ENOMEM : load(options, parts, count, diag);
    if (status == LYD_OK) {
        status = judge_parts(options, topology, head, parts, count, diag);
    }
    if (status == LYD_OK) {
        status = lyd_saved_join(parts, count, source);
    }
    for (size_t i = 0; i < count && parts != NULL && status != LYD_OK; i++) {
        lyd_source_free(parts[i].source);
    }
    free(parts);
    return status;
}
