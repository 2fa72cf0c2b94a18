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

lyd_status lyd_sources_apply(const lyd_options *options, lyd_topology *topology, lyd_source **source, lyd_diag *diag)
{
    lyd_status status = check_one(options, diag);
    *source = NULL;
    if (status != LYD_OK) {
        return status;
    }
    if (lyd_options_given(options, LYD_OPT_ZONE)) {
        return lyd_zones_apply(options, topology, source, diag);
    }
    return lyd_servers_apply(options, topology, diag);
}
