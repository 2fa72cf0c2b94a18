#include "sources.h"

#include "servers.h"
#include "zones.h"

/* Each of them tells all that is to be known of the answers; two would leave open which one counts. */
static lyd_status check_one(const lyd_options *options, lyd_diag *diag)
{
    static const struct {
        int id;
        const char *name;
    } rows[] = {{LYD_OPT_ZONE, "--zone"}, {LYD_OPT_ANSWERS, "--answers"}, {LYD_OPT_SERVER, "--server"}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        for (size_t k = 0; k < i; k++) {
            if (lyd_options_given(options, rows[i].id) && lyd_options_given(options, rows[k].id)) {
                return lyd_diag_error(diag, NULL, 0, "%s and %s can't be given together: with %s no server is asked", rows[k].name,
                                      rows[i].name, rows[k].name);
            }
        }
    }
    return LYD_OK;
}

static lyd_status check_views(const lyd_topology *topology, const char *path, lyd_diag *diag)
{
    uint32_t used = 0;
    lyd_status status = LYD_OK;
    for (size_t e = 0; e < topology->endpoint_count; e++) {
        used |= topology->endpoints[e].views;
    }
    for (size_t v = 0; v < topology->view_count; v++) {
        if ((used >> v & 1u) != 0 && topology->views[v].server_count == 0) {
            status = lyd_diag_error(diag, path, 0, "no answers of the view \"%s\" were saved", topology->views[v].name);
        }
    }
    return status;
}

/* The servers are those of the run that was saved. */
static lyd_status answers_apply(const lyd_options *options, lyd_topology *topology, lyd_source **source, int64_t *started, lyd_diag *diag)
{
    const char *path = lyd_options_value(options, LYD_OPT_ANSWERS)->text;
    const lyd_saved *saved;
    lyd_status status = lyd_saved_load(path, source, &saved, diag);
    if (status != LYD_OK) {
        return status;
    }
    *started = saved->started;
    for (size_t v = 0; v < topology->view_count && status == LYD_OK; v++) {
        status = lyd_topology_set_servers(topology, topology->views[v].name, NULL, 0, diag);
    }
    for (size_t v = 0; v < saved->view_count && status != LYD_ENOMEM; v++) {
        const lyd_saved_view *view = &saved->views[v];
        lyd_status one = lyd_topology_set_servers(topology, view->name, view->servers, view->server_count, diag);
        status = one != LYD_OK ? one : status;
    }
    return status == LYD_OK ? check_views(topology, path, diag) : status;
}

lyd_status lyd_sources_apply(const lyd_options *options, lyd_topology *topology, lyd_source **source, int64_t *started, lyd_diag *diag)
{
    lyd_status status = check_one(options, diag);
    *source = NULL;
    if (status != LYD_OK) {
        return status;
    }
    if (lyd_options_given(options, LYD_OPT_ZONE)) {
        return lyd_zones_apply(options, topology, source, diag);
    }
    if (lyd_options_given(options, LYD_OPT_ANSWERS)) {
        return answers_apply(options, topology, source, started, diag);
    }
    return lyd_servers_apply(options, topology, diag);
}
