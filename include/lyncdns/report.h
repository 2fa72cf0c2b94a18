/* report.h: a finished run, written for people, programs, monitoring systems or a meeting.
 *
 * Writers format what was judged and judge nothing. Each escapes for its own output: names from DNS may hold any byte. */
#ifndef LYNCDNS_REPORT_H
#define LYNCDNS_REPORT_H

#include <lyncdns/audit.h>
#include <lyncdns/base.h>
#include <lyncdns/fleet.h>
#include <lyncdns/history.h>
#include <lyncdns/records.h>
#include <lyncdns/remedy.h>

typedef struct lyd_report {
    lyd_run *run;
    const lyd_inquiry *inquiry; /* not NULL: single names, which text reports one by one */
    lyd_severity fail_on;
    int exit_code;            /* lyd_judge_exit of the run */
    int width;                /* columns of the terminal, 80 where unknown (text) */
    bool color;               /* text */
    bool quiet;               /* text: only the findings and the verdict */
    bool verbose;             /* text: every detail */
    int64_t last_complete;    /* when the last complete run before this one began; 0: unknown (prometheus) */
    const lyd_past_run *past; /* earlier runs of the topology, oldest first (html) */
    size_t past_count;
    const lyd_diff *changes; /* what changed up to this run; NULL: not compared */
} lyd_report;

/* What a DNS change would do. */
typedef struct lyd_preview_report {
    const lyd_preview *preview;
    lyd_severity fail_on;
    int width;
    bool color;
    bool quiet;   /* text, brief: only the verdict, the records and the findings introduced or resolved */
    bool verbose; /* text: findings with their reasons, sources and evidence */
} lyd_preview_report;

/* A format: all that the program knows about it. The functions return LYD_EIO where the stream has failed. */
typedef struct lyd_writer {
    const char *name;                                                 /* of --format: "text", "json", … */
    const char *summary;                                              /* a line for --help */
    lyd_status (*write)(const lyd_report *report, FILE *stream);      /* a run */
    lyd_status (*names)(const lyd_report *report, FILE *stream);      /* single names; NULL: as a run */
    lyd_status (*changes)(const lyd_report *report, FILE *stream);    /* only what changed; NULL: not in this format */
    lyd_status (*preview)(const lyd_preview_report *r, FILE *stream); /* NULL: not in this format */
    int (*exit_code)(const lyd_report *report);                       /* of a monitoring plugin; NULL: the program's own */
    int (*failed)(const char *message, FILE *stream);                 /* of a plugin without a report: says so, returns the exit code */
    bool for_people;                                                  /* several reports may follow one another in one stream */
} lyd_writer;

extern const lyd_writer lyd_writers[]; /* ended by a row whose name is NULL; the first is the default */

const lyd_writer *lyd_writer_find(const char *name); /* NULL: no such format */

/* Writes REPORT in the format WRITER: only its changes, or name by name, where REPORT and the format have them. */
lyd_status lyd_report_write(const lyd_writer *writer, const lyd_report *report, FILE *stream);

/* ---- what the history has ---- */

/* Each function below reads the members of its line. */
typedef struct lyd_past_report {
    const lyd_past_run *runs; /* list */
    size_t run_count;
    const lyd_past_latest *latest; /* latest */
    size_t latest_count;
    const lyd_past_detail *detail; /* show */
    const lyd_diff *changes;       /* diff: of two runs of the history */
    const lyd_timeline *timelines; /* finding: at least one */
    size_t timeline_count;
    const lyd_sightings *sightings; /* sightings */
    const char *const *keys;        /* keys */
    size_t key_count;
    const lyd_pruned *pruned; /* prune */
    size_t pruned_count;
    int64_t before;
    int width; /* text */
    bool color;
} lyd_past_report;

lyd_status lyd_past_text_list(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_text_latest(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_text_show(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_text_diff(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_text_finding(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_text_sightings(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_text_keys(const lyd_past_report *report, FILE *stream); /* a line each */
lyd_status lyd_past_text_prune(const lyd_past_report *report, FILE *stream);

/* A line for each finding, or topology; for list and prune the text has a line for each run and topology already. */
lyd_status lyd_past_brief_latest(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_brief_show(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_brief_diff(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_brief_finding(const lyd_past_report *report, FILE *stream);
lyd_status lyd_past_brief_sightings(const lyd_past_report *report, FILE *stream);

lyd_status lyd_past_json_list(const lyd_past_report *report, FILE *stream);      /* "lyncdns-history-list-1" */
lyd_status lyd_past_json_latest(const lyd_past_report *report, FILE *stream);    /* "lyncdns-history-latest-1" */
lyd_status lyd_past_json_show(const lyd_past_report *report, FILE *stream);      /* "lyncdns-history-run-1" */
lyd_status lyd_past_json_diff(const lyd_past_report *report, FILE *stream);      /* "lyncdns-changes-1" */
lyd_status lyd_past_json_finding(const lyd_past_report *report, FILE *stream);   /* "lyncdns-history-finding-1" */
lyd_status lyd_past_json_sightings(const lyd_past_report *report, FILE *stream); /* "lyncdns-history-findings-1" */
lyd_status lyd_past_json_keys(const lyd_past_report *report, FILE *stream);      /* "lyncdns-history-keys-1" */
lyd_status lyd_past_json_prune(const lyd_past_report *report, FILE *stream);     /* "lyncdns-history-prune-1" */

/* ---- the records that a deployment wants ---- */

typedef struct lyd_records_report {
    const lyd_records *records;
    lyd_run *run; /* that asked DNS; NULL: none did */
    int width;    /* text */
    bool color;
} lyd_records_report;

typedef struct lyd_records_format {
    const char *name;    /* of --format */
    const char *summary; /* a line for --help */
    lyd_status (*write)(const lyd_records_report *report, FILE *stream);
    bool changes; /* it is for one kind of view: a zone fragment or a script, of what lyd_records_adds */
} lyd_records_format;

extern const lyd_records_format lyd_records_formats[]; /* ended by a row whose name is NULL; the first is the default */

/* Whether a script adds ITEM: it is required, its value is known, and DNS was not asked or has none. *WHY it doesn't: NULL where it is
 * there already or need not be. */
bool lyd_records_adds(const lyd_records *records, const lyd_wanted_record *item, const char **why);

/* What a record of a SIP domain is for, and what RECORDS (of it; NULL: no topology) say about it. */
typedef struct lyd_explained {
    lyd_wanted wanted; /* LYD_WANTED_COUNT: each */
    const lyd_records *records;
    lyd_run *run; /* as above */
    int width;
    bool color;
} lyd_explained;

lyd_status lyd_explain_text(const lyd_explained *explained, FILE *stream);
lyd_status lyd_explain_json(const lyd_explained *explained, FILE *stream); /* "lyncdns-explained-1" */

/* ---- the change that mends ---- */

/* Writes REMEDY as a script of its form. The script is read back first: LYD_EINVAL with a sentence in DIAG if it isn't the change that was
 * judged, and then nothing is written. */
lyd_status lyd_remedy_write(const lyd_remedy *remedy, FILE *stream, lyd_diag *diag);

/* ---- a fleet ---- */

typedef struct lyd_fleet_report {
    const lyd_fleet *fleet;
    int64_t now; /* seconds since 1970: from it ages are counted (text, html) */
    int width;   /* text */
    bool color;
    bool changes_only; /* text: deployments with news alone (lyd_fleet_has_news), and nothing where there are none */
} lyd_fleet_report;

typedef struct lyd_fleet_writer {
    const char *name;    /* of --format */
    const char *summary; /* a line for --help */
    lyd_status (*write)(const lyd_fleet_report *report, FILE *stream);
    int (*exit_code)(const lyd_fleet *fleet); /* of a monitoring plugin; NULL: lyd_fleet_exit */
} lyd_fleet_writer;

extern const lyd_fleet_writer lyd_fleet_writers[]; /* ended by a row whose name is NULL; the first is the default */

const lyd_fleet_writer *lyd_fleet_writer_find(const char *name); /* NULL: a fleet isn't summed up in this format */

/* ---- answers, saved as they arrive ---- */

/* A source that answers from BASE and writes every answer to STREAM, one per line, for lyd_saved_load: with the name, the
 * views and the servers of TOPOLOGY, and the time (lyd_time_valid), digest and vantage of HEAD. BASE, TOPOLOGY and STREAM stay the
 * caller's. NULL: out of memory. */
lyd_source *lyd_recorder_new(lyd_source *base, const lyd_topology *topology, const lyd_saved *head, FILE *stream);

/* Writes answers that didn't come from BASE, which may be NULL where all are heard so: a lyd_listener, CONTEXT is the recorder. */
void lyd_recorder_hear(void *context, const lyd_server *servers, const lyd_question *questions, const lyd_answer *answers, size_t count,
                       bool stopped);

/* Writes the last line, by which a reader knows that the file is complete. LYD_EIO: the stream has failed. */
lyd_status lyd_recorder_finish(lyd_source *recorder);

#endif
