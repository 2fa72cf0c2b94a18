/* sources.h: who answers: DNS servers, zone files (--zone), or answers saved before (--answers). */
#ifndef LYD_CLI_SOURCES_H
#define LYD_CLI_SOURCES_H

#include "cli.h"

#include <lyncdns/topology.h>

/* Lays --server, --zone or --answers over TOPOLOGY. *SOURCE is what answers, or NULL: live servers are to be asked. *STARTED is the time
 * of saved answers, else left alone. All mistakes are gathered in DIAG. */
lyd_status lyd_sources_apply(const lyd_options *options, lyd_topology *topology, lyd_source **source, int64_t *started, lyd_diag *diag);

#endif
