/* places.h: views that are reachable from different places: --view, --vantage, --answers and --max-age. */
#ifndef LYD_CLI_PLACES_H
#define LYD_CLI_PLACES_H

#include "cli/cli.h"

/* Leaves out of TOPOLOGY, where it has views, those that --view doesn't name. */
lyd_status lyd_places_keep(const lyd_options *options, lyd_topology *topology, lyd_diag *diag);

/* Checks --vantage, --max-age and what they can't be combined with. */
lyd_status lyd_places_check(const lyd_options *options, lyd_diag *diag);

/* Says of every server of TOPOLOGY that it is asked from VANTAGE. */
void lyd_places_mark(lyd_topology *topology, const char *vantage);

/* Applies the files of --answers to TOPOLOGY: its servers are those that were asked, and *SOURCE answers for them. HEAD->digest is that of
 * the topology (NULL: names given by hand); HEAD->started becomes the time of the newest file, HEAD->vantage the place of the only one. */
lyd_status lyd_places_answers(const lyd_options *options, lyd_topology *topology, lyd_saved *head, lyd_source **source, lyd_diag *diag);

#endif
