/* session.h: what the commands that ask DNS have in common, from the topology to the exit code. */
#ifndef LYD_CLI_SESSION_H
#define LYD_CLI_SESSION_H

#include "cli.h"
#include "output.h"
#include "progress.h"
#include "reports.h"

#include <lyncdns/audit.h>

typedef struct lyd_session {
    lyd_cli *cli;
    lyd_topology *topology;
    lyd_source *source;   /* what answers */
    lyd_source *recorder; /* around it, with --save-answers; NULL: none */
    lyd_output saving;    /* where it writes */
    int64_t started;      /* the time that the run is judged by, seconds since 1970 */
    lyd_run *run;
    lyd_destinations destinations;
    lyd_progress_line progress;
} lyd_session;

/* Each step but the last returns a status, with sentences in the diag; one that fails ends the session. */
void lyd_session_init(lyd_session *session, lyd_cli *cli);
void lyd_session_clear(lyd_session *session);

/* The topology at PATH, its policy checked, the servers of --server laid over it; and where the reports go. All mistakes of all of these
 * are gathered. */
lyd_status lyd_session_load(lyd_session *session, const char *path);

/* Makes the source that answers, and the servers it needs. From here on signals stop the run instead of the program. */
lyd_status lyd_session_open(lyd_session *session);

/* Asks and judges. A run that was stopped is told of by a note. */
lyd_status lyd_session_run(lyd_session *session);

/* What the session asks: the source, or the recorder around it. */
lyd_source *lyd_session_source(const lyd_session *session);

/* Puts the answers of --save-answers in place, once all have been asked for; lyd_session_run has done it. */
lyd_status lyd_session_save(lyd_session *session);

/* Writes the reports and returns the exit code. */
int lyd_session_report(lyd_session *session);

#endif
