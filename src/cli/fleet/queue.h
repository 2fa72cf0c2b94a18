/* queue.h: the deployments of a fleet: begun in turn, asked together, reported in turn. */
#ifndef LYD_CLI_QUEUE_H
#define LYD_CLI_QUEUE_H

#include "fleet.h"

/* Judges the COUNT topologies FILES, writes of each what REPORT with CONTEXT writes, and adds a row for each to ROWS. */
lyd_status lyd_fleet_judge(lyd_cli *cli, const char *const *files, size_t count, lyd_fleet_reporter *report, void *context,
                           lyd_fleet *rows);

#endif
