/* servers.h: which DNS servers a command asks: those of the topology, of --server, or the system's. */
#ifndef LYD_CLI_SERVERS_H
#define LYD_CLI_SERVERS_H

#include "options.h"

#include <lyncdns/topology.h>

/* Lays each --server [VIEW=]ADDRESS over TOPOLOGY: first those for every view, then those of one. Texts are put into its arena. */
lyd_status lyd_servers_apply(const lyd_options *options, lyd_topology *topology, lyd_diag *diag);

/* The same for TEXTS that didn't come as options. */
lyd_status lyd_servers_lay(const char *const *texts, size_t count, lyd_topology *topology, lyd_diag *diag);

/* For live servers: a topology without views gets the system's resolvers, and each view that an endpoint uses must have a server. */
lyd_status lyd_servers_complete(lyd_topology *topology, lyd_diag *diag);

#endif
