/* sources.h: where answers come from: DNS servers, zone files (--zone), or saved answers (--answers). */
#ifndef LYD_CLI_SOURCES_H
#define LYD_CLI_SOURCES_H

#include "cli/cli.h"

#include <lyncdns/topology.h>

/* Applies --server, --zone or --answers to TOPOLOGY, and --view where that makes the views. *SOURCE is what answers, or NULL: live servers
 * are to be asked. HEAD as in lyd_places_answers, left alone without saved answers. All mistakes are gathered in DIAG. */
lyd_status lyd_sources_apply(const lyd_options *options, lyd_topology *topology, lyd_saved *head, lyd_source **source, lyd_diag *diag);

/* Applies each TEXT, "[VIEW=]ADDRESS", to TOPOLOGY: first those for every view, then those for one. Texts are copied into its arena. */
lyd_status lyd_sources_servers(const char *const *texts, size_t count, lyd_topology *topology, lyd_diag *diag);

/* For live servers: a topology without views gets the system's resolvers, and each view that an endpoint uses must have a server. */
lyd_status lyd_sources_complete(lyd_topology *topology, lyd_diag *diag);

#endif
