/* audit.h: from a topology to a judgement: plan the questions, have them answered, judge. audit, check and preview all go this way. */
#ifndef LYNCDNS_AUDIT_H
#define LYNCDNS_AUDIT_H

#include <lyncdns/base.h>
#include <lyncdns/dns.h>
#include <lyncdns/judge.h>
#include <lyncdns/topology.h>

/* One run. The topology and the source belong to the caller, the rest to the run's arena. */
typedef struct lyd_run {
    lyd_case facts;
    lyd_judgement judgement;
    int64_t started; /* seconds since 1970, UTC */
    int64_t duration_ms;
    lyd_arena *arena;
    struct lyd_server_summary *servers; /* see lyd_run_servers; NULL: not made yet */
    size_t server_count;
} lyd_run;

/* Plans the questions of TOPOLOGY, has SOURCE answer them (and ipv4only.arpa, where a NAT64 address is suspected), and judges. STARTED is
 * the wall clock. A run that was stopped is LYD_OK, with judgement.complete false. *RUN is freed with lyd_run_free. */
lyd_status lyd_run_new(const lyd_topology *topology, lyd_source *source, int64_t started, lyd_run **run, lyd_diag *diag);
void lyd_run_free(lyd_run *run);

/* ---- several runs, asked together ---- */

/* Runs of deployments that have DNS servers in common: what all of them ask next is asked at once, each question to a server once. Answers
 * are kept for runs that are added later: the last 50,000 questions, at least. */
typedef struct lyd_group lyd_group;
typedef struct lyd_member lyd_member;

/* Takes SOURCE over. NULL: out of memory (also if SOURCE is), and then SOURCE is freed. A server that doesn't reply is not asked again for
 * a minute. */
lyd_group *lyd_group_new(lyd_source *source);
void lyd_group_free(lyd_group *group); /* and its members */

/* Hears every answer of a member's run. HEARD may be NULL. */
typedef struct lyd_listener {
    void (*heard)(void *context, const lyd_server *servers, const lyd_question *questions, const lyd_answer *answers, size_t count,
                  bool stopped);
    void *context;
} lyd_listener;

/* Plans the run of TOPOLOGY, which must outlive it, as must DIAG, where messages about it go. *MEMBER is the group's. */
lyd_status lyd_group_add(lyd_group *group, const lyd_topology *topology, int64_t started, const lyd_listener *listener, lyd_member **member,
                         lyd_diag *diag);

/* Has the present round of every member answered. What fails for one member alone is no failure of the others. LYD_OK or LYD_ENOMEM;
 * messages about the servers go to DIAG. */
lyd_status lyd_group_ask(lyd_group *group, lyd_diag *diag);

bool lyd_member_is_over(const lyd_member *member);
size_t lyd_member_lookups(const lyd_member *member);

/* Takes a member that is over out of the group. *RUN, with LYD_OK, is the caller's; else there is none, as with lyd_run_new. */
lyd_status lyd_group_take(lyd_group *group, lyd_member *member, lyd_run **run);

/* Counts and round trips of one server in one view. */
typedef struct lyd_server_summary {
    const char *view;
    const char *server;
    const char *vantage; /* the place that it was asked from; NULL: not known (the history doesn't keep it) */
    int64_t asked;       /* when, seconds since 1970; 0: never, or not known (the history doesn't keep it) */
    size_t lookups, failed;
    size_t resent;                    /* lookups whose question had to be sent again; the history doesn't keep it: 0 */
    bool reachable;                   /* it sent at least one reply */
    lyd_answer_cause refusal;         /* how the network refused a query, or LYD_NOT_SAVED; LYD_ASKED: neither */
    bool over_tcp;                    /* asked over TCP alone from some point on: its replies over UDP may be forged */
    double rtt_ms_median, rtt_ms_max; /* of the replies; 0 without any */
} lyd_server_summary;

/* One row for each server of each view, in their order. The rows belong to the run and are made once. */
lyd_status lyd_run_servers(lyd_run *run, lyd_server_summary **rows, size_t *count);

/* ---- single names ---- */

/* What a name would breach in one role. */
typedef struct lyd_role_outcome {
    lyd_severity worst;     /* of its breaches; LYD_OFF: none */
    const lyd_rule **rules; /* the breaches that depend on the role, most severe first */
    size_t rule_count;
} lyd_role_outcome;

typedef struct lyd_inquiry {
    lyd_topology *topology;          /* the part that concerns the names, see lyd_topology_around */
    lyd_run *run;                    /* narrowed to the names */
    size_t asked;                    /* endpoints */
    size_t services;                 /* service names, the names of the case behind the endpoints; targets of their records follow */
    const bool *unknown;             /* of each name: it isn't in the deployment */
    const lyd_role_outcome *by_role; /* of each name a row for each role; NULL: every name is known, or a role was given */
} lyd_inquiry;

/* Asks about the names FQDNS (canonical) and everything in the deployment WHOLE that concerns them; WHOLE has views, but not necessarily
 * endpoints. If one view has an unknown name, views in which it doesn't exist are ignored.
 *
 * A name of an SRV record that clients or partners look up (services.h) is a service name, and so is a host name made from one of WHOLE's
 * SIP domains unless it is an endpoint or ROLES are given. Service names are judged together with their domain. *INQUIRY is freed with
 * lyd_inquiry_free; texts are shared with WHOLE. */
lyd_status lyd_inquiry_new(const lyd_topology *whole, const char *const *fqdns, size_t count, lyd_roles roles, lyd_source *source,
                           int64_t started, lyd_inquiry **inquiry, lyd_diag *diag);
void lyd_inquiry_free(lyd_inquiry *inquiry);

/* ---- asking again until the answers are as wanted ---- */

/* The clock and the sleep; tests pass their own. */
typedef struct lyd_clock {
    int64_t (*now_ms)(void *context);
    void (*sleep_ms)(void *context, int64_t milliseconds); /* may return early */
    void *context;
} lyd_clock;

typedef struct lyd_until {
    lyd_status (*ask)(void *context, bool *done); /* one round; LYD_ESTOPPED ends the loop without an error */
    void *context;
    int64_t pause_ms;       /* from the start of a round to that of the next, never less */
    int64_t pause_later_ms; /* the same after the first ROUNDS_SOON rounds */
    size_t rounds_soon;
    int64_t end_ms;           /* on the clock: when to give up; INT64_MAX: never */
    bool last_look;           /* one more round at the end, so that a change made shortly before it is seen */
    const volatile int *stop; /* set: give up; NULL: never */
    lyd_clock clock;
} lyd_until;

/* Asks round by round until *DONE, the end or a stop. */
lyd_status lyd_ask_until(const lyd_until *until, bool *done);

/* Compares two runs of the same endpoints and service names: calls REPORT for each difference, in their order. QUESTION indexes both runs'
 * questions; LYD_NONE: the address type of NAME. TTLs and round trips are ignored. */
void lyd_run_changes(const lyd_run *before, const lyd_run *after, void (*report)(void *context, uint32_t name, uint32_t question),
                     void *context);

/* ---- preview: a change judged before it is made ---- */

typedef struct lyd_preview_record {
    const char *view;
    const lyd_change_record *record;
} lyd_preview_record;

typedef struct lyd_preview {
    const lyd_change *change;
    lyd_run *before, *after;
    lyd_source *over;                  /* answers as the servers will after the change */
    uint32_t views;                    /* set of indexes of the views that the change is for */
    const lyd_preview_record *records; /* each once for a view, even if several of its servers have it */
    size_t record_count;
    const lyd_finding *const *introduced; /* of AFTER: new, or worse than before */
    const lyd_finding *const *resolved;   /* of BEFORE */
    const lyd_finding *const *unchanged;  /* of AFTER or OTHER */
    size_t introduced_count, resolved_count, unchanged_count;
    size_t left_out;                    /* findings that were INTRODUCED and were taken away on purpose, see lyd_only_keep_changes */
    lyd_severity left_out_worst;        /* of those of them that count */
    const lyd_change_doubt *not_judged; /* each record once */
    size_t not_judged_count;
    lyd_source *memo; /* the answers that OVER changes; NULL: OVER is the changed source itself */
    /* Where names may or may not exist after the change, and nobody can tell: AFTER and OVER are for the case that they do, these for the
     * case that they don't. NULL: nothing depends on it. */
    lyd_run *other;
    lyd_source *other_over;
    lyd_arena *arena;
} lyd_preview;

/* Judges TOPOLOGY by the answers of SOURCE, and again with CHANGE applied to them, in the view named VIEW or (NULL) in the one that has its
 * zones. Each question is asked once. ASKED is SOURCE or a recorder around it; a source of zone files is changed itself. MADE:
 * the change may have been made already, so prerequisites need not hold. *PREVIEW is freed with lyd_preview_free. */
lyd_status lyd_preview_new(const lyd_topology *topology, lyd_source *source, lyd_source *asked, const lyd_change *change, const char *view,
                           bool made, int64_t started, lyd_preview **preview, lyd_diag *diag);
void lyd_preview_free(lyd_preview *preview);

/* ---- some findings alone ---- */

/* Patterns (* and ?) of a rule, a name or a key; COUNT 0: all findings are wanted. */
typedef struct lyd_only {
    const char *const *patterns;
    size_t count;
} lyd_only;

bool lyd_finding_is_like(const lyd_finding *finding, const char *pattern);

/* LYD_EINVAL with a sentence in DIAG for each pattern that is like no rule, no name of RUN and no finding of it: a misspelling. */
lyd_status lyd_only_check(const lyd_only *only, const lyd_run *run, lyd_diag *diag);

/* Leaves those findings; what they count, and the rows of service records, follow. Whether the run is complete stays as it is. */
lyd_status lyd_only_keep(const lyd_only *only, lyd_run *run);
lyd_status lyd_only_keep_changes(const lyd_only *only, lyd_preview *preview);

/* 1: it introduces a finding that counts, at or above FAIL_ON (LYD_OFF: never); else 3 if a lookup failed or something isn't judged; else
 * 0.
 */
int lyd_preview_exit(const lyd_preview *preview, lyd_severity fail_on);

typedef enum lyd_verdict_of_change { LYD_CHANGE_SAFE, LYD_CHANGE_BREAKS, LYD_CHANGE_NOT_JUDGED } lyd_verdict_of_change;

extern const lyd_row lyd_change_verdicts[]; /* "safe", … */

/* It breaks what it makes an error of, whatever FAIL_ON is, and whatever of that was left out. */
lyd_verdict_of_change lyd_preview_verdict(const lyd_preview *preview, lyd_severity fail_on);

typedef struct lyd_confirm_options {
    int64_t timeout_ms;
    const volatile int *stop;                                                        /* set: give up; NULL: never */
    void (*progress)(void *context, size_t shown, size_t total, int64_t elapsed_ms); /* of answers; NULL: none */
    void *progress_context;
    lyd_clock clock;
} lyd_confirm_options;

/* Asks SOURCE, round by round, until every server of the preview's views gives the expected answers for the changed names; no name is asked
 * for more than once a second. *SHOWN is false if time ran out or the run was stopped; then DIAG has a sentence for each answer that still
 * differs. */
lyd_status lyd_preview_confirm(const lyd_preview *preview, lyd_source *source, const lyd_confirm_options *options, bool *shown,
                               lyd_diag *diag);

#endif
