/* The views that are judged, and the places that their answers come from: --view, --vantage, --answers and --max-age. */
#include "places.h"

#include "cli/output/named.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

typedef struct saved_files {
    lyd_saved_part *parts;
    size_t count;
    const char **missing; /* paths where no file is, such as one that has not been copied here yet */
    size_t missing_count;
} saved_files;

/* All mistakes of all files are gathered. */
static lyd_status load(const lyd_options *options, lyd_topology *topology, saved_files *files, lyd_diag *diag)
{
    size_t count = lyd_options_count(options, LYD_OPT_ANSWERS);
    lyd_status worst = LYD_OK;
    files->parts = calloc(count, sizeof(*files->parts));
    files->missing = calloc(count, sizeof(*files->missing));
    if (files->parts == NULL || files->missing == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count && worst != LYD_ENOMEM; i++) {
        const char *path = lyd_path_named(lyd_options_at(options, LYD_OPT_ANSWERS, i)->text, topology->name, topology->arena);
        if (path == NULL) {
            return LYD_ENOMEM;
        }
        if (strcmp(path, "-") != 0 && access(path, F_OK) != 0 && errno == ENOENT) {
            files->missing[files->missing_count++] = path;
            continue;
        }
        lyd_saved_part *part = &files->parts[files->count++];
        part->path = path;
        lyd_status status = lyd_saved_load(path, &part->source, &part->saved, diag);
        worst = status != LYD_OK ? status : worst;
    }
    return worst;
}

/* A file that isn't there is an error, unless a view is LEFT without answers: then the run is incomplete, and says so. */
static lyd_status check_missing(const saved_files *files, bool left, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < files->missing_count; i++) {
        if (left) {
            lyd_diag_note(diag, files->missing[i], 0, "not used: %s", strerror(ENOENT));
        } else {
            status = lyd_diag_io(diag, files->missing[i], ENOENT, "can't open");
        }
    }
    return status;
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
static void check_age(const lyd_options *options, const saved_files *files, lyd_diag *diag)
{
    if (!is_given(options, LYD_OPT_MAX_AGE)) {
        return;
    }
    const lyd_span span = lyd_span_before((int64_t)time(NULL), lyd_options_value(options, LYD_OPT_MAX_AGE)->number);
    for (size_t i = 0; i < files->count; i++) {
        lyd_saved_part *part = &files->parts[i];
        const char *fault = lyd_span_fault(&span, part->saved->started);
        part->unused = fault != NULL;
        if (fault != NULL) {
            char started[LYD_TIME_TEXT];
            lyd_time_format(part->saved->started, started);
            lyd_diag_note(diag, part->path, 0, "not used: saved at %s, which is %s", started, fault);
        }
    }
}

/* A run is as old as the newest file that it uses; one that uses none is of now. */
static int64_t time_of_run(const saved_files *files)
{
    bool any = false;
    int64_t newest = 0;
    for (size_t i = 0; i < files->count; i++) {
        const lyd_saved_part *part = &files->parts[i];
        if (!part->unused && (!any || part->saved->started > newest)) {
            newest = part->saved->started;
            any = true;
        }
    }
    return any ? newest : (int64_t)time(NULL);
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

/* "a.answers, b.answers"; NULL: none, or out of memory. */
static const char *missing_files(const saved_files *files, lyd_arena *arena)
{
    const char *list = files->missing_count > 0 ? files->missing[0] : NULL;
    for (size_t i = 1; i < files->missing_count && list != NULL; i++) {
        list = lyd_arena_printf(arena, "%s, %s", list, files->missing[i]);
    }
    return list;
}

/* The servers of a view that no file has: those that the topology declares, none of which answers. A server that answers in another view is
 * another one here. */
static lyd_status serve_absent(lyd_topology *topology, lyd_view *view, const saved_files *files, lyd_diag *diag)
{
    size_t count = view->server_count > 0 ? view->server_count : 1;
    lyd_server *servers = lyd_arena_zalloc(topology->arena, count, sizeof(*servers));
    const char *missing = missing_files(files, topology->arena);
    if (servers == NULL || (missing == NULL && files->missing_count > 0)) {
        return LYD_ENOMEM;
    }
    servers[0].text = "no server";
    for (size_t s = 0; s < count; s++) {
        if (s < view->server_count) {
            servers[s] = view->servers[s];
        }
        servers[s].absent = servers[s].named = true;
        servers[s].saved_in = missing;
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
static lyd_status make_views(lyd_topology *topology, const saved_files *files, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    bool declared = topology->view_count > 0 && !topology->views_made;
    for (size_t i = 0; i < files->count && !declared; i++) {
        const lyd_saved *saved = files->parts[i].saved;
        for (size_t v = 0; v < saved->view_count && status == LYD_OK; v++) {
            status = lyd_topology_set_servers(topology, saved->views[v].name, NULL, 0, diag);
        }
    }
    return status;
}

static lyd_status serve(lyd_topology *topology, const saved_files *files, lyd_diag *diag)
{
    bool present[LYD_VIEW_MAX], left = false;
    lyd_status status = make_views(topology, files, diag);
    for (size_t v = 0; v < topology->view_count && status == LYD_OK; v++) {
        const char *name = topology->views[v].name;
        lyd_server *servers;
        size_t count;
        status = lyd_saved_servers(files->parts, files->count, name, topology->arena, &servers, &count);
        present[v] = count > 0;
        left = left || !present[v];
        if (status == LYD_OK && present[v]) {
            status = lyd_topology_set_servers(topology, name, servers, count, diag);
        }
    }
    status = status == LYD_OK ? check_missing(files, left, diag) : status;
    for (size_t v = 0; v < topology->view_count && status == LYD_OK; v++) {
        if (!present[v]) {
            status = serve_absent(topology, &topology->views[v], files, diag);
        }
    }
    return status;
}

static lyd_status judge_files(const lyd_options *options, lyd_topology *topology, lyd_saved *head, const saved_files *files, lyd_diag *diag)
{
    lyd_status status = files->count == 0 ? check_missing(files, false, diag) : LYD_OK;
    for (size_t i = 0; i < files->count; i++) {
        lyd_status one = check_topology(&files->parts[i], topology, head->digest, diag);
        status = one != LYD_OK ? one : status;
    }
    const char *vantage = files->count == 1 ? files->parts[0].saved->vantage : NULL;
    head->vantage = vantage != NULL ? lyd_arena_text(topology->arena, vantage, strlen(vantage)) : NULL;
    check_age(options, files, diag);
    head->started = time_of_run(files);
    if (status == LYD_OK) {
        status = lyd_saved_check(files->parts, files->count, diag);
    }
    return status == LYD_OK ? serve(topology, files, diag) : status;
}

lyd_status lyd_places_answers(const lyd_options *options, lyd_topology *topology, lyd_saved *head, lyd_source **source, lyd_diag *diag)
{
    saved_files files = {.parts = NULL};
    lyd_status status = load(options, topology, &files, diag);
    if (status == LYD_OK) {
        status = judge_files(options, topology, head, &files, diag);
    }
    if (status == LYD_OK) {
        status = lyd_saved_join(files.parts, files.count, source);
    }
    for (size_t i = 0; i < files.count && status != LYD_OK; i++) {
        lyd_source_free(files.parts[i].source);
    }
    free(files.parts);
    free((void *)files.missing);
    return status;
}
