/* zones.h: --zone [VIEW=]FILE: zone files in the place of DNS servers. */
#ifndef LYD_CLI_ZONES_H
#define LYD_CLI_ZONES_H

#include "options.h"

#include <lyncdns/topology.h>

/* Reads each --zone and gives every view that has one a server of its own that answers from it: "zone", or "zone:VIEW" where there are
 * several views. A view that an endpoint uses must have a zone. */
lyd_status lyd_zones_apply(const lyd_options *options, lyd_topology *topology, lyd_source **source, lyd_diag *diag);

#endif
