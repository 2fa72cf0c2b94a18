/* session.h: what the commands that ask DNS have in common: a topology, what answers for it, and where the reports go. */
#ifndef LYD_CLI_SESSION_H
#define LYD_CLI_SESSION_H

#include "cli/cli.h"
#include "cli/output/destinations.h"
#include "cli/output/output.h"
#include "cli/terminal.h"

#include <lyncdns/audit.h>

typedef struct lyd_session {
    lyd_cli *cli;
    lyd_topology *topology;
    lyd_source *source;           /* what answers; NULL: others ask servers for it (GROUPED) */
    bool grouped;                 /* servers are asked together with those of other sessions: no source is made for them */
    lyd_source *recorder;         /* around it, with --save-answers; NULL: none */
    lyd_output saving;            /* where it writes */
    int64_t started;              /* the time that the run is judged by, seconds since 1970 */
    char digest[LYD_DIGEST_TEXT]; /* of the topology as it was read; empty: there is none */
    const char *vantage;          /* the place that all answers are from; NULL: not known, or several */
    lyd_view *declared;           /* the topology's views before any --server */
    size_t declared_count;
    lyd_destinations destinations;
    lyd_line progress;
} lyd_session;

/* Each step returns a status, with sentences in the diag; one that fails ends the session. */
void lyd_session_init(lyd_session *session, lyd_cli *cli);
void lyd_session_clear(lyd_session *session);

/* Reads the topology at PATH (NULL: one that names nothing), checks its policy, applies --server, --zone or --answers to it, and checks
 * that what the run writes replaces nothing that it reads or writes elsewhere. All mistakes of all of these are gathered. */
lyd_status lyd_session_load(lyd_session *session, const char *path);

/* The parts of that: reading the topology; its name in the paths of the reports ("{name}"); applying the options and checking what is
 * written. */
lyd_status lyd_session_read(lyd_session *session, const char *path);
lyd_status lyd_session_name_reports(lyd_session *session);
lyd_status lyd_session_apply(lyd_session *session);

/* Makes the source that answers, and the servers it needs. From here on signals stop the run instead of the program. */
lyd_status lyd_session_open(lyd_session *session);

/* A line for progress on standard error. */
lyd_line lyd_session_line(const lyd_cli *cli);

/* A source that asks servers, by the options, with a line of PROGRESS (NULL: none). NULL: out of memory. */
lyd_source *lyd_session_live(const lyd_cli *cli, lyd_line *progress);

/* What to ask: the source, or the recorder around it. NULL: nothing, the session is grouped. */
lyd_source *lyd_session_source(const lyd_session *session);

/* After asking: takes the progress line away, adds a note if the run was stopped, and puts the answers of --save-answers in place; of a
 * grouped session checks once more that nothing is replaced that was read. STATUS: of the asking, returned where it failed. */
lyd_status lyd_session_asked(lyd_session *session, lyd_status status, bool stopped);

/* Leaves what --only asks for of RUN, or of the changes of PREVIEW (one of them NULL). STRICT: a pattern that is like nothing is an error.
 */
lyd_status lyd_cli_keep_only(const lyd_cli *cli, lyd_run *run, lyd_preview *preview, bool strict);

#endif
