/* history.h: runs kept in an SQLite file, and what changed from one to the next.
 *
 * A run is written in one transaction, so it is there completely or not at all. What stays the same from run to run is stored once. The
 * file is untrusted input: nothing in it is executed, its tables must be exactly those that this program creates, and values read back are
 * checked. Times come with the runs. */
#ifndef LYNCDNS_HISTORY_H
#define LYNCDNS_HISTORY_H

#include <lyncdns/audit.h>
#include <lyncdns/base.h>
#include <lyncdns/judge.h>

typedef struct lyd_history lyd_history;

typedef enum lyd_history_mode {
    LYD_HISTORY_READ,   /* the file must exist; nothing is written */
    LYD_HISTORY_CHANGE, /* the file must exist */
    LYD_HISTORY_CREATE, /* the file is created if it doesn't exist, and upgraded if it is of an older version */
} lyd_history_mode;

#define LYD_HISTORY_WAIT_MS 10000 /* how long to wait for another writer */

/* Opens the history at PATH (which stays the caller's). A file that isn't a history, is of a newer version, is damaged or can't be written
 * is an error. Messages, also those of the functions below, go to DIAG, which must outlive the history. LYD_EBUSY: another program kept it
 * locked for WAIT_MS. */
lyd_status lyd_history_open(const char *path, lyd_history_mode mode, int64_t wait_ms, lyd_history **history, lyd_diag *diag);
void lyd_history_close(lyd_history *history);

/* Messages go to DIAG from now on. */
void lyd_history_report_to(lyd_history *history, lyd_diag *diag);

/* ---- runs ---- */

typedef struct lyd_past_run {
    int64_t id;           /* counts up, never reused */
    const char *topology; /* lyd_history_series */
    const char *version;  /* of the program */
    int64_t started;      /* seconds since 1970, UTC */
    int64_t duration_ms;
    size_t endpoints, lookups, failed_lookups;
    size_t findings; /* all of them, waived ones too */
    size_t errors, warnings, infos, waived;
    int exit_code;
    bool lab, complete;
} lyd_past_run;

/* The topology that a run of TOPOLOGY is kept under: its name, and where views were left out, those that were judged: "contoso (view
 * internal)". NULL: out of memory. */
const char *lyd_history_series(const lyd_topology *topology, lyd_arena *arena);

/* Adds RUN, which ended with EXIT_CODE. *ID is its number. LYD_EINVAL: it began at a time that isn't lyd_time_valid, which can't be read
 * back. */
lyd_status lyd_history_add(lyd_history *history, lyd_run *run, int exit_code, int64_t *id);

/* The runs of TOPOLOGY (NULL: all), oldest first. Memory of these and of all below is taken from ARENA. */
lyd_status lyd_history_runs(lyd_history *history, const char *topology, lyd_arena *arena, lyd_past_run **runs, size_t *count);

/* The newest run of a topology. */
typedef struct lyd_past_latest {
    lyd_past_run run;
    int64_t complete_run; /* the last complete one, this one or one before; 0: none is kept */
    int64_t complete;     /* when that one began */
    size_t fresh;         /* findings that lyd_history_changes called new in it; LYD_FRESH_UNKNOWN: no complete run before it is kept */
} lyd_past_latest;

#define LYD_FRESH_UNKNOWN SIZE_MAX

/* A row for each topology: first those without a complete run, then the one whose last complete run is the oldest. */
lyd_status lyd_history_latest(lyd_history *history, lyd_arena *arena, lyd_past_latest **rows, size_t *count);

typedef struct lyd_past_type {
    const char *fqdn;
    lyd_address_type type;
} lyd_past_type;

/* All that is kept of one run. */
typedef struct lyd_past_detail {
    lyd_past_run run;
    lyd_finding *findings; /* as they were reported, sorted as a judgement's; the title of a rule unknown to this version says so */
    lyd_past_type *types;
    lyd_server_summary *servers;
    size_t finding_count, type_count, server_count;
} lyd_past_detail;

/* The run with the number ID; LYD_EINVAL: there is none. */
lyd_status lyd_history_detail(lyd_history *history, int64_t id, lyd_arena *arena, lyd_past_detail *detail);

/* ---- changes ---- */

typedef struct lyd_finding_change {
    const lyd_finding *now, *before; /* same key, but another severity, or waived in only one of the two runs */
} lyd_finding_change;

typedef struct lyd_diff {
    const lyd_past_run *since; /* the run compared with; NULL: none, everything is new */
    const lyd_past_run *now;   /* the newer run; NULL: it isn't in the history */
    bool complete;             /* the newer run; if false, nothing counts as gone */
    const lyd_finding **fresh; /* new ones */
    const lyd_finding **gone;  /* as they were last reported */
    lyd_finding_change *changed;
    size_t fresh_count, gone_count, changed_count;
} lyd_diff;

/* What changed up to RUN, which isn't added yet. A complete run is compared with the last complete run of its topology; without one
 * everything is new. An incomplete run is compared with that one and with the incomplete runs since, so that an outage is reported once;
 * nothing is gone in it. */
lyd_status lyd_history_changes(lyd_history *history, const lyd_run *run, lyd_arena *arena, lyd_diff *changes);

/* What changed from the run OLDER to the run NEWER. LYD_EINVAL: there is no such run, or they are of different topologies. */
lyd_status lyd_history_diff(lyd_history *history, int64_t older, int64_t newer, lyd_arena *arena, lyd_diff *changes);

bool lyd_diff_is_empty(const lyd_diff *changes);

/* ---- one finding over time ---- */

/* Consecutive runs of one topology in which something stayed the same. */
typedef struct lyd_stretch {
    const lyd_past_run *first, *last;
    size_t runs;
    int state; /* of a finding: its lyd_severity, or one of those below; of a name: its lyd_address_type, or LYD_STRETCH_ABSENT */
    bool waived;
} lyd_stretch;

#define LYD_STRETCH_ABSENT (-1)
#define LYD_STRETCH_UNKNOWN (-2) /* not among the findings of an incomplete run */

typedef struct lyd_name_timeline {
    const char *fqdn;
    lyd_stretch *stretches;
    size_t count;
} lyd_name_timeline;

/* A finding in one topology over time. */
typedef struct lyd_timeline {
    const char *topology;
    lyd_finding latest; /* as last reported */
    int64_t first_run;  /* it may have been pruned */
    int64_t first_seen; /* when that run began */
    const lyd_past_run *last;
    size_t runs, runs_with; /* runs kept; those of them with the finding */
    lyd_stretch *stretches;
    size_t stretch_count;
    lyd_name_timeline names[2]; /* of the subjects that are endpoints */
    size_t name_count;
} lyd_timeline;

/* The timelines of KEY, one for each topology that has had it; none: no kept run has. */
lyd_status lyd_history_timelines(lyd_history *history, const char *key, lyd_arena *arena, lyd_timeline **timelines, size_t *count);

/* The key of every finding that a kept run has had, each once, sorted. */
lyd_status lyd_history_keys(lyd_history *history, lyd_arena *arena, const char *const **keys, size_t *count);

/* ---- findings across topologies ---- */

typedef enum lyd_sighting_state {
    LYD_SIGHTING_PRESENT, /* in the last run of the topology */
    LYD_SIGHTING_WAIVED,  /* likewise, and waived */
    LYD_SIGHTING_UNKNOWN, /* not in the last run, which is incomplete */
    LYD_SIGHTING_GONE,    /* not in the last run, which is complete */
} lyd_sighting_state;

extern const lyd_row lyd_sighting_states[]; /* "present", "waived", "unknown", "gone" */

/* A finding in one topology. It is there without a break from a run on if no complete run since is without it. */
typedef struct lyd_sighting {
    const char *topology, *key;
    lyd_severity severity; /* as last reported */
    lyd_sighting_state state;
    int64_t since_run, since;    /* the run from which on it is there, and when that began, known even if pruned; 0: it is gone, or was */
    bool since_first;            /* that is the first run kept, or one before: it may be there for longer */
    int64_t last_run, last_seen; /* the last run with it */
} lyd_sighting;

typedef struct lyd_sightings {
    const char *pattern;
    const lyd_rule *rule; /* whose id PATTERN is; NULL: it is none */
    lyd_sighting *rows;   /* by state, topology and key */
    size_t count;
    size_t topologies, with;     /* all; those with such a finding now, waived or not */
    size_t present, waived;      /* findings there now; those of them that are waived */
    bool more;                   /* one of the topologies with findings was last audited incompletely: there may be more */
    const lyd_past_run **unsure; /* of each topology that isn't known, its last run: incomplete, and without such a finding */
    size_t unsure_count;
    const lyd_past_run *oldest; /* of the last runs of all topologies; NULL: there is none */
} lyd_sightings;

/* Where the findings that are like PATTERN (lyd_finding_is_like) are now; one that begins with a rule's id stands for findings of that
 * rule. LYD_EINVAL: PATTERN is like no rule, and like no finding and no name that is kept (the message suggests the nearest rule or key).
 */
lyd_status lyd_history_sightings(lyd_history *history, const char *pattern, lyd_arena *arena, lyd_sightings *sightings);

/* ---- pruning ---- */

typedef struct lyd_pruned {
    const char *topology;
    size_t removed, kept;   /* runs */
    int64_t oldest, newest; /* when the first and the last removed run began */
} lyd_pruned;

/* Removes the runs that began before BEFORE, except the last complete run of a topology, any run after it, and its only run. A row for each
 * topology. */
lyd_status lyd_history_prune(lyd_history *history, int64_t before, lyd_arena *arena, lyd_pruned **rows, size_t *count);

#endif
