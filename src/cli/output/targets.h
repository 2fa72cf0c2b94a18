/* targets.h: all that a run writes, to be checked before anything is asked. */
#ifndef LYD_CLI_TARGETS_H
#define LYD_CLI_TARGETS_H

#include <lyncdns/base.h>

typedef struct lyd_target {
    const char *what; /* that goes there: "a report", "--save-answers" */
    const char *path; /* NULL or "-": standard output */
    bool database;    /* SQLite writes it, and files beside it */
} lyd_target;

/* Checks that each of COUNT targets can be written and is neither another of them nor a file that was read (lyd_diag_input of DIAG),
 * whatever the paths and links that lead to it. Leaves nothing behind. */
lyd_status lyd_targets_check(const lyd_target *targets, size_t count, lyd_diag *diag);

#endif
