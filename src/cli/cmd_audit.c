/* lyncdns audit: the whole deployment, judged, reported and kept in the history. */
#include "session/session.h"

#include "fleet/fleet.h"

#include <lyncdns/fleet.h>
#include <lyncdns/history.h>

#include <string.h>

#define WAIT_AGAIN_MS 1000 /* of a fleet, for a history that was waited for in vain */

/* Of one deployment, or of a fleet, whose runs go to one history. */
typedef struct reporting {
    bool of_fleet;
    lyd_history *history; /* NULL: not open */
    int64_t wait_ms;      /* for another program that has it locked */
    int code;             /* of the last run, for a plugin */
} reporting;

/* ---- the history ---- */

typedef struct past {
    lyd_history *history; /* NULL: not wanted, or failed */
    lyd_arena *arena;
    lyd_diff changes;
    lyd_status status; /* the first failure, reported in the diag; the report is written anyway */
} past;

/* The earlier runs of the topology. */
static lyd_status read_runs(past *p, lyd_report *report)
{
    lyd_past_run *runs = NULL;
    const char *series = lyd_history_series(report->run->facts.topology, p->arena);
    lyd_status status = series == NULL ? LYD_ENOMEM : lyd_history_runs(p->history, series, p->arena, &runs, &report->past_count);
    for (size_t i = 0; status == LYD_OK && i < report->past_count; i++) {
        report->last_complete = runs[i].complete ? runs[i].started : report->last_complete;
    }
    report->past = status == LYD_OK ? runs : NULL;
    report->past_count = status == LYD_OK ? report->past_count : 0;
    return status;
}

/* Opens the history of --history, if it isn't open yet, and adds to REPORT the earlier runs and, with --changes-only, the changes, which a
 * fleet wants in any case. Where the history fails, REPORT stays a full one. */
static void open_past(past *p, reporting *r, const lyd_options *options, lyd_report *report, lyd_diag *diag)
{
    bool only = lyd_options_given(options, LYD_OPT_CHANGES_ONLY);
    *p = (past){.history = NULL};
    if (!lyd_options_given(options, LYD_OPT_HISTORY)) {
        return;
    }
    if (r->history == NULL) {
        const char *path = lyd_options_value(options, LYD_OPT_HISTORY)->text;
        p->status = lyd_history_open(path, LYD_HISTORY_CREATE, r->wait_ms, &r->history, diag);
    }
    if (p->status == LYD_OK) {
        lyd_history_report_to(r->history, diag);
        p->history = r->history;
        p->arena = lyd_arena_new();
        p->status = p->arena == NULL ? LYD_ENOMEM : read_runs(p, report);
    }
    if (p->status == LYD_OK && (only || r->of_fleet)) {
        p->status = lyd_history_changes(p->history, report->run, p->arena, &p->changes);
        report->changes = p->status == LYD_OK && only ? &p->changes : NULL;
    }
}

/* ---- the report ---- */

/* The exit code after a report or the history failed. For a plugin whose report was written it is "unknown", unless the report is worse. */
static int failed_code(lyd_cli *cli, lyd_status status, int code)
{
    int failed = lyd_cli_fail(cli, status);
    const lyd_writer *plugin = lyd_destinations_plugin(cli->options);
    if (!cli->reported || plugin == NULL || plugin->exit_code == NULL) {
        return failed;
    }
    return code == LYD_EXIT_ERROR ? code : LYD_EXIT_INCOMPLETE;
}

#define NOT_COMPARED LYD_FLEET_UNKNOWN, LYD_FLEET_UNKNOWN, LYD_FLEET_UNKNOWN

static lyd_fleet_outcome outcome_of(const past *p, const lyd_report *report, bool compared)
{
    const lyd_diff *changes = &p->changes;
    if (!compared || p->history == NULL || p->status != LYD_OK) {
        return (lyd_fleet_outcome){report->exit_code, NOT_COMPARED, report->last_complete};
    }
    return (lyd_fleet_outcome){report->exit_code, changes->fresh_count, changes->gone_count, changes->changed_count, report->last_complete};
}

/* Writes the reports and keeps the run. The run is compared before its report is written and kept afterwards, so that changes are reported
 * twice rather than never if the program ends between the two, or if the report fails. */
static lyd_status report_run(void *context, lyd_session *session, lyd_run *run, lyd_fleet_outcome *outcome)
{
    reporting *r = context;
    lyd_cli *cli = session->cli;
    const lyd_options *options = cli->options;
    lyd_status kept = lyd_cli_keep_only(cli, run, NULL, !r->of_fleet);
    if (kept != LYD_OK) {
        *outcome = (lyd_fleet_outcome){LYD_EXIT_ERROR, NOT_COMPARED, 0};
        r->code = LYD_EXIT_ERROR;
        return kept;
    }
    lyd_report report = {
        .run = run,
        .fail_on = lyd_cli_fail_on(cli),
        .quiet = lyd_options_given(options, LYD_OPT_QUIET),
        .verbose = lyd_options_given(options, LYD_OPT_VERBOSE),
    };
    report.exit_code = lyd_judge_exit(&run->judgement, report.fail_on);
    past p;
    open_past(&p, r, options, &report, cli->diag);
    *outcome = outcome_of(&p, &report, r->of_fleet);
    lyd_status status = lyd_destinations_write(&session->destinations, options, &report, cli->diag);
    cli->reported = status == LYD_OK;
    if (p.history != NULL && p.status == LYD_OK && cli->reported) {
        int64_t id;
        p.status = lyd_history_add(p.history, run, report.exit_code, &id);
    }
    const lyd_writer *plugin = lyd_destinations_plugin(options);
    r->code = plugin != NULL && plugin->exit_code != NULL ? plugin->exit_code(&report) : report.exit_code;
    if (p.history != NULL) {
        lyd_history_report_to(p.history, NULL); /* the messages of this run end here */
    }
    if (p.status == LYD_EBUSY) { /* a thousand deployments would wait for hours */
        lyd_history_close(r->history);
        r->history = NULL;
        r->wait_ms = WAIT_AGAIN_MS;
    }
    lyd_arena_free(p.arena);
    return lyd_cli_worse(status, p.status);
}

static int audit_fleet(lyd_cli *cli)
{
    reporting r = {.of_fleet = true, .wait_ms = LYD_HISTORY_WAIT_MS};
    int code = lyd_fleet_audit(cli, report_run, &r);
    lyd_history_close(r.history);
    return code;
}

/* The exit code. */
static int report_alone(lyd_session *session, lyd_run *run)
{
    reporting r = {.of_fleet = false, .wait_ms = LYD_HISTORY_WAIT_MS};
    lyd_fleet_outcome outcome;
    lyd_status status = report_run(&r, session, run, &outcome);
    lyd_history_close(r.history);
    return status == LYD_OK ? r.code : failed_code(session->cli, status, r.code);
}

int lyd_command_audit(lyd_cli *cli)
{
    lyd_session session;
    lyd_run *run = NULL;
    if (lyd_fleet_is_meant(cli->options)) {
        return audit_fleet(cli);
    }
    lyd_session_init(&session, cli);
    lyd_status status = lyd_session_load(&session, cli->options->operands[0]);
    if (status == LYD_OK) {
        status = lyd_session_open(&session);
    }
    if (status == LYD_OK) {
        status = lyd_run_new(session.topology, lyd_session_source(&session), session.started, &run, cli->diag);
        status = lyd_session_asked(&session, status, run != NULL && run->facts.stopped);
    }
    int code = status == LYD_OK ? report_alone(&session, run) : lyd_cli_fail(cli, status);
    lyd_run_free(run);
    lyd_session_clear(&session);
    return code;
}
