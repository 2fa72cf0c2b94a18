/* fleet.h: many deployments beside each other: a row for each, what several have in common, and the exit code of all. */
#ifndef LYNCDNS_FLEET_H
#define LYNCDNS_FLEET_H

#include <lyncdns/audit.h>
#include <lyncdns/base.h>

typedef enum lyd_fleet_verdict {
    LYD_FLEET_OK,
    LYD_FLEET_FINDINGS,   /* some make its exit code 1, or are errors */
    LYD_FLEET_INCOMPLETE, /* a lookup failed, or its report is too old */
    LYD_FLEET_ERROR,      /* there is no run: its file couldn't be read */
} lyd_fleet_verdict;

extern const lyd_row lyd_fleet_verdicts[]; /* "ok", "findings", "incomplete", "error" */

/* Of a run that ended with EXIT_CODE and has so many ERRORS. */
lyd_fleet_verdict lyd_fleet_verdict_of(int exit_code, bool complete, size_t errors);

#define LYD_FLEET_UNKNOWN SIZE_MAX

typedef struct lyd_fleet_row {
    const char *topology; /* its name; NULL: not known */
    const char *file;     /* as given: of the topology, or of the report */
    const char *message;  /* of an error, without FILE; else what was left out of the run, and that it is too old; NULL: nothing */
    size_t errors, warnings, infos, waived;
    size_t fresh, gone;    /* findings that the last complete run didn't have, or that are gone; LYD_FLEET_UNKNOWN: not compared */
    size_t changed;        /* those whose severity changed, or that were waived or are no longer; LYD_FLEET_UNKNOWN: not compared */
    int64_t started;       /* seconds since 1970; 0: not known */
    int64_t last_complete; /* when the last complete run began, this one or one before; 0: not known */
    int exit_code;         /* of this deployment alone */
    bool complete;
    bool in_part; /* views or findings were left out of the run */
    lyd_fleet_verdict verdict;
} lyd_fleet_row;

/* What is wrong with a DNS server. */
typedef enum lyd_fleet_trouble {
    LYD_FLEET_SILENT,    /* no reply to any question */
    LYD_FLEET_FAILING,   /* some lookups failed */
    LYD_FLEET_BEHIND,    /* its answers differ from those of another server of its view that has a newer version of the zone */
    LYD_FLEET_DIFFERING, /* its answers differ from those of others of its view, and which of them are behind isn't known */
    LYD_FLEET_TROUBLES
} lyd_fleet_trouble;

/* A server, and of each trouble the deployments that have it there: indexes of rows, ascending. */
typedef struct lyd_fleet_server {
    const char *server;
    uint32_t *rows[LYD_FLEET_TROUBLES];
    size_t counts[LYD_FLEET_TROUBLES], capacities[LYD_FLEET_TROUBLES];
} lyd_fleet_server;

typedef struct lyd_fleet {
    lyd_fleet_row *rows; /* in the order in which they were added */
    size_t count, capacity;
    lyd_fleet_server *servers; /* that have some trouble, in the order in which it was met */
    size_t server_count, server_capacity;
    lyd_map *server_index, *report_index; /* by the server's text, by the report's path */
    lyd_arena *arena;
} lyd_fleet;

lyd_fleet *lyd_fleet_new(void); /* NULL: out of memory */
void lyd_fleet_free(lyd_fleet *fleet);

/* Each adds one row, and copies what it keeps. They fail only for lack of memory. */

/* What is known of a run beside itself: as in a row. */
typedef struct lyd_fleet_outcome {
    int exit_code;
    size_t fresh, gone, changed;
    int64_t last_complete; /* before this run */
} lyd_fleet_outcome;

/* RUN of the topology in FILE. */
lyd_status lyd_fleet_add_run(lyd_fleet *fleet, const char *file, lyd_run *run, const lyd_fleet_outcome *outcome);

/* A deployment without a run, by the first error in DIAG, else by STATUS. TOPOLOGY may be NULL. */
lyd_status lyd_fleet_add_failure(lyd_fleet *fleet, const char *topology, const char *file, const lyd_diag *diag, lyd_status status);

/* The JSON report in PATH; one that can't be read is a row that says why. One of which a server was asked outside AGES (NULL: no matter)
 * isn't complete. A path that was added before isn't read again. DIAG keeps only that it was read. */
lyd_status lyd_fleet_add_report(lyd_fleet *fleet, const char *path, const lyd_span *ages, lyd_diag *diag);

/* Whether ROW has something that the run before didn't have: it has new, gone or changed findings, wasn't compared, or is an error. */
bool lyd_fleet_has_news(const lyd_fleet_row *row);

/* The worst of the rows' exit codes: 2, 1, 3, 0. */
int lyd_fleet_exit(const lyd_fleet *fleet);

#endif
