/* history.h: runs kept in an SQLite file, and what changed from one to the next.
 *
 * A run is written in one transaction, so that a run is there whole or not at all, whatever happens. What doesn't change from run to run is
 * stored once. The file is foreign input: it is opened so that nothing in it is executed, its tables must be exactly those that this
 * program makes, and values read back are checked. Time comes in with the runs. */
#ifndef LYNCDNS_HISTORY_H
#define LYNCDNS_HISTORY_H

#include <lyncdns/audit.h>
#include <lyncdns/base.h>
#include <lyncdns/judge.h>

typedef struct lyd_history lyd_history;

typedef enum lyd_history_mode {
    LYD_HISTORY_READ,   /* the file must exist; nothing is written */
    LYD_HISTORY_CHANGE, /* the file must exist */
    LYD_HISTORY_CREATE, /* the file is made where it doesn't exist, and brought up to date where it is of an older version */
} lyd_history_mode;

#define LYD_HISTORY_WAIT_MS 10000 /* how long to wait for another writer */

/* Opens the history at PATH (which stays the caller's). A file that isn't one, is of a newer version, is damaged or can't be written is an
 * error; all sentences, also those of the functions below, go to DIAG, which must outlive the history. LYD_EBUSY: another program held it
 * for WAIT_MS. */
lyd_status lyd_history_open(const char *path, lyd_history_mode mode, int64_t wait_ms, lyd_history **history, lyd_diag *diag);
void lyd_history_close(lyd_history *history);

/* ---- runs ---- */

typedef struct lyd_past_run {
    int64_t id; /* counts up, never used again */
    const char *topology;
    const char *version; /* of the program that ran */
    int64_t started;     /* seconds since 1970, UTC */
    int64_t duration_ms;
    size_t endpoints, lookups, failed_lookups;
    size_t findings; /* all of them, waived ones too */
    size_t errors, warnings, infos, waived;
    int exit_code;
    bool lab, complete;
} lyd_past_run;

/* Adds RUN, with the exit code that it ended with; *ID is its number. */
lyd_status lyd_history_add(lyd_history *history, lyd_run *run, int exit_code, int64_t *id);

/* All runs, in the order of their coming. Memory of these and of all below is taken from ARENA. */
lyd_status lyd_history_runs(lyd_history *history, lyd_arena *arena, lyd_past_run **runs, size_t *count);

/* When the last complete run of the topology named TOPOLOGY began; 0: there is none. */
lyd_status lyd_history_last_complete(lyd_history *history, const char *topology, int64_t *started);

/* The run with the number ID; LYD_EINVAL: there is none. */
lyd_status lyd_history_run(lyd_history *history, int64_t id, lyd_arena *arena, lyd_past_run *run);

/* The findings of a run as they were reported, sorted as a judgement's. A rule that this program doesn't know has its id for a title. */
lyd_status lyd_history_findings(lyd_history *history, const lyd_past_run *run, lyd_arena *arena, lyd_finding **findings, size_t *count);

typedef struct lyd_past_type {
    const char *fqdn;
    lyd_address_type type;
} lyd_past_type;

lyd_status lyd_history_types(lyd_history *history, const lyd_past_run *run, lyd_arena *arena, lyd_past_type **types, size_t *count);
lyd_status lyd_history_servers(lyd_history *history, const lyd_past_run *run, lyd_arena *arena, lyd_server_summary **rows, size_t *count);

/* ---- changes ---- */

typedef struct lyd_finding_change {
    const lyd_finding *now, *before; /* of the same key, with another severity, or waived one time and not the other */
} lyd_finding_change;

typedef struct lyd_news {
    const lyd_past_run *since; /* the run compared with; NULL: none, everything is new */
    bool complete;             /* the newer run; where it isn't, nothing counts as gone */
    const lyd_finding **fresh; /* new ones */
    const lyd_finding **gone;  /* as they were last reported */
    lyd_finding_change *changed;
    size_t fresh_count, gone_count, changed_count;
} lyd_news;

/* What RUN, not added yet, has that is news. A complete run is compared with the last complete run of its topology; without one everything
 * is new. An incomplete run is compared with that one and with the incomplete runs since, so that an outage is news once; nothing is gone
 * in it. */
lyd_status lyd_history_news(lyd_history *history, const lyd_run *run, lyd_arena *arena, lyd_news *changes);

/* What NEWER has otherwise than OLDER, these two alone. LYD_EINVAL: they are of different topologies. */
lyd_status lyd_history_diff(lyd_history *history, const lyd_past_run *older, const lyd_past_run *newer, lyd_arena *arena,
                            lyd_news *changes);

bool lyd_news_none(const lyd_news *changes);

/* ---- one finding over time ---- */

/* Runs in a row, of one topology, in which something was the same. */
typedef struct lyd_stretch {
    const lyd_past_run *first, *last;
    size_t runs;
    int state; /* of a finding: its lyd_severity, or one of those below; of a name: its lyd_address_type, or LYD_STRETCH_ABSENT */
    bool waived;
} lyd_stretch;

#define LYD_STRETCH_ABSENT (-1)
#define LYD_STRETCH_UNTOLD (-2) /* not among the findings of a run that was incomplete */

typedef struct lyd_name_story {
    const char *fqdn;
    lyd_stretch *stretches;
    size_t count;
} lyd_name_story;

/* What became of a finding in one topology. */
typedef struct lyd_story {
    const char *topology;
    lyd_finding latest; /* as last reported */
    int64_t first_run;  /* may have been pruned */
    int64_t first_seen; /* when that began */
    const lyd_past_run *last;
    size_t runs, runs_with; /* kept; of these with the finding */
    lyd_stretch *stretches;
    size_t stretch_count;
    lyd_name_story names[2]; /* of those subjects that are endpoints */
    size_t name_count;
} lyd_story;

/* The stories of KEY, one a topology that has had it. LYD_EINVAL: it was never seen (the sentence names the nearest). */
lyd_status lyd_history_story(lyd_history *history, const char *key, lyd_arena *arena, lyd_story **stories, size_t *count);

/* ---- pruning ---- */

typedef struct lyd_pruned {
    const char *topology;
    size_t removed, kept;   /* runs */
    int64_t oldest, newest; /* when the removed ones began */
} lyd_pruned;

/* Removes the runs that began before BEFORE, but never the last complete run of a topology nor any after it, nor its only one. A row for
 * each topology. */
lyd_status lyd_history_prune(lyd_history *history, int64_t before, lyd_arena *arena, lyd_pruned **rows, size_t *count);

#endif
