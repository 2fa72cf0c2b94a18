/* fleet.h: audit of several topologies in one process. */
#ifndef LYD_CLI_FLEET_H
#define LYD_CLI_FLEET_H

#include "cli/session/session.h"

#include <lyncdns/report.h>

/* True if the operands of audit are more than one file, or a folder. */
bool lyd_fleet_is_meant(const lyd_options *options);

/* What came of one deployment of a fleet. */
typedef struct lyd_fleet_outcome {
    int exit_code;         /* of its findings */
    size_t fresh;          /* new findings; LYD_FLEET_UNKNOWN: not compared */
    int64_t last_complete; /* when the last complete run before this one began; 0: not known */
} lyd_fleet_outcome;

/* Judges each, writes its reports with REPORT, and the summary; the exit code. */
int lyd_fleet_audit(lyd_cli *cli, lyd_status (*report)(lyd_session *session, lyd_run *run, lyd_fleet_outcome *outcome));

bool lyd_fleet_is_folder(const char *path);

/* Writes the summary to PATH; NULL: standard output. */
lyd_status lyd_fleet_write_summary(const lyd_cli *cli, const lyd_fleet *rows, const lyd_fleet_writer *writer, const char *path);

#endif
