/* fleet.h: audit of several topologies in one process. */
#ifndef LYD_CLI_FLEET_H
#define LYD_CLI_FLEET_H

#include "cli/session/session.h"

#include <lyncdns/fleet.h>
#include <lyncdns/report.h>

/* True if the operands of audit are more than one file, or a folder. */
bool lyd_fleet_is_meant(const lyd_options *options);

/* Writes the reports of one deployment and keeps its run. */
typedef lyd_status lyd_fleet_reporter(void *context, lyd_session *session, lyd_run *run, lyd_fleet_outcome *outcome);

/* Judges each, writes its reports with REPORT, which gets CONTEXT, and the summary; the exit code. */
int lyd_fleet_audit(lyd_cli *cli, lyd_fleet_reporter *report, void *context);

bool lyd_fleet_is_folder(const char *path);

/* Writes the summary to PATH; NULL: standard output. */
lyd_status lyd_fleet_write_summary(const lyd_cli *cli, const lyd_fleet *rows, const lyd_fleet_writer *writer, const char *path);

#endif
