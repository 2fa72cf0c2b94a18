/* keep.h: an audit's side of the history: what is news, and this run kept. */
#ifndef LYD_CLI_KEEP_H
#define LYD_CLI_KEEP_H

#include "cli/options.h"

#include <lyncdns/history.h>
#include <lyncdns/report.h>

typedef struct lyd_keep {
    lyd_history *history; /* NULL: none is wanted, or it failed */
    lyd_arena *arena;
    lyd_news changes;
    lyd_status status; /* the first failure, told in the diag; the report comes out all the same */
} lyd_keep;

/* Opens the history of --history and has REPORT know what it knows: the runs so far and, with --changes-only, the changes. Where the
 * history fails, REPORT stays a whole one. */
void lyd_keep_open(lyd_keep *keep, const lyd_options *options, lyd_report *report, lyd_diag *diag);

/* Keeps the run. One whose report didn't come out isn't kept, so that its news is news to the next one. */
void lyd_keep_run(lyd_keep *keep, const lyd_report *report, bool reported);

void lyd_keep_close(lyd_keep *keep);

#endif
