/* keep.h: the history of an audit: what changed, and this run kept. */
#ifndef LYD_CLI_KEEP_H
#define LYD_CLI_KEEP_H

#include "cli/options.h"

#include <lyncdns/history.h>
#include <lyncdns/report.h>

typedef struct lyd_keep {
    lyd_history *history; /* NULL: not wanted, or failed */
    lyd_arena *arena;
    lyd_news changes;
    lyd_status status; /* the first failure, reported in the diag; the report is written anyway */
} lyd_keep;

/* Opens the history of --history and adds to REPORT the earlier runs and, with --changes-only, the changes. Where the history fails, REPORT
 * stays a full one. */
void lyd_keep_open(lyd_keep *keep, const lyd_options *options, lyd_report *report, lyd_diag *diag);

/* Keeps the run, unless its report failed: then the next run reports its changes. */
void lyd_keep_run(lyd_keep *keep, const lyd_report *report, bool reported);

void lyd_keep_close(lyd_keep *keep);

#endif
