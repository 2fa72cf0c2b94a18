#include "session.h"

#include "cli/history/keep.h"
#include "servers.h"
#include "sources.h"
#include "stop.h"
#include "terminal.h"

#include <time.h>
#include <unistd.h>

void lyd_session_init(lyd_session *session, lyd_cli *cli)
{
    *session = (lyd_session){.cli = cli};
}

void lyd_session_clear(lyd_session *session)
{
    lyd_run_free(session->run);
    lyd_source_free(session->recorder);
    if (session->saving.stream != NULL) { /* the session ended early: nothing is left of the file */
        (void)lyd_output_close(&session->saving, LYD_ESTOPPED);
    }
    lyd_source_free(session->source);
    lyd_topology_free(session->topology);
    lyd_destinations_clear(&session->destinations);
    *session = (lyd_session){.cli = NULL};
}

static lyd_status worse(lyd_status a, lyd_status b)
{
    return a == LYD_OK || b == LYD_ENOMEM ? b : a;
}

lyd_status lyd_session_load(lyd_session *session, const char *path)
{
    lyd_diag *diag = session->cli->diag;
    lyd_status status = lyd_destinations_new(session->cli->options, &session->destinations, diag);
    status = worse(status, lyd_topology_load(path, &session->topology, diag));
    if (session->topology != NULL) {
        status = worse(status, lyd_judge_check_policy(session->topology, diag));
        status = worse(status, lyd_sources_apply(session->cli->options, session->topology, &session->source, &session->started, diag));
    }
    return status;
}

/* No line where the terminal can't erase it, and none that a log would keep. */
static bool wants_progress(const lyd_cli *cli)
{
    return !lyd_options_given(cli->options, LYD_OPT_QUIET) && lyd_terminal_capable(STDERR_FILENO);
}

/* Makes the source that asks servers. */
static lyd_status open_live(lyd_session *session)
{
    const lyd_cli *cli = session->cli;
    const lyd_options *options = cli->options;
    lyd_status status = lyd_servers_complete(session->topology, cli->diag);
    if (status != LYD_OK) {
        return status;
    }
    lyd_live_options live = {
        .timeout_ms = (int64_t)lyd_options_value(options, LYD_OPT_TIMEOUT)->number,
        .tries = (int)lyd_options_value(options, LYD_OPT_TRIES)->number,
        .max_qps = lyd_options_value(options, LYD_OPT_MAX_QPS)->number,
        .stop = lyd_stop_flag(),
        .progress = wants_progress(cli) ? lyd_progress_draw : NULL,
        .progress_context = &session->progress,
    };
    if (lyd_options_given(options, LYD_OPT_DEADLINE)) {
        live.deadline_ms = cli->begin_ms + (int64_t)lyd_options_value(options, LYD_OPT_DEADLINE)->number;
    }
    session->source = lyd_live_new(&live);
    if (session->source == NULL) {
        return LYD_ENOMEM;
    }
    lyd_stop_install();
    return LYD_OK;
}

static lyd_status open_recorder(lyd_session *session)
{
    const char *path = lyd_options_value(session->cli->options, LYD_OPT_SAVE_ANSWERS)->text;
    lyd_status status = lyd_output_open(&session->saving, path, session->cli->diag);
    if (status != LYD_OK) {
        return status;
    }
    session->recorder = lyd_recorder_new(session->source, session->topology, session->started, session->saving.stream);
    return session->recorder == NULL ? LYD_ENOMEM : LYD_OK;
}

lyd_status lyd_session_open(lyd_session *session)
{
    lyd_status status = session->source == NULL ? open_live(session) : LYD_OK; /* files answer at once */
    if (session->started == 0) {
        session->started = (int64_t)time(NULL);
    }
    if (status == LYD_OK && lyd_options_given(session->cli->options, LYD_OPT_SAVE_ANSWERS)) {
        status = open_recorder(session);
    }
    return status;
}

lyd_source *lyd_session_source(const lyd_session *session)
{
    return session->recorder != NULL ? session->recorder : session->source;
}

lyd_status lyd_session_save(lyd_session *session)
{
    return session->recorder == NULL ? LYD_OK : lyd_output_close(&session->saving, lyd_recorder_finish(session->recorder));
}

lyd_status lyd_session_run(lyd_session *session)
{
    lyd_diag *diag = session->cli->diag;
    lyd_status status = lyd_run_new(session->topology, lyd_session_source(session), session->started, &session->run, diag);
    lyd_progress_erase(&session->progress);
    if (status == LYD_OK && session->run->facts.stopped) {
        lyd_diag_note(diag, NULL, 0, "stopped by %s; the report is incomplete", *lyd_stop_flag() != 0 ? "a signal" : "the deadline");
    }
    return status == LYD_OK ? lyd_session_save(session) : status;
}

/* Of a report or a history that failed: a plugin whose report came out says "unknown", unless it is worse. */
static int failed_code(lyd_session *session, lyd_status status, int code)
{
    int failed = lyd_cli_fail(session->cli, status);
    if (!session->cli->reported || lyd_destinations_plugin(session->cli->options) == NULL) {
        return failed;
    }
    return code == LYD_EXIT_ERROR ? code : LYD_EXIT_INCOMPLETE;
}

int lyd_session_report(lyd_session *session)
{
    const lyd_options *options = session->cli->options;
    lyd_report report = {
        .run = session->run,
        .fail_on = (lyd_severity)lyd_fail_on_severities[lyd_options_value(options, LYD_OPT_FAIL_ON)->choice],
        .quiet = lyd_options_given(options, LYD_OPT_QUIET),
    };
    report.exit_code = lyd_judge_exit(&session->run->judgement, report.fail_on);
    lyd_keep keep;
    lyd_keep_open(&keep, options, &report, session->cli->diag);
    lyd_status status = lyd_destinations_write(&session->destinations, options, &report, session->cli->diag);
    session->cli->reported = status == LYD_OK;
    lyd_keep_run(&keep, &report, status == LYD_OK);
    const lyd_writer *plugin = lyd_destinations_plugin(options);
    int code = plugin != NULL ? plugin->exit_code(&report) : report.exit_code;
    status = worse(status, keep.status);
    if (status != LYD_OK) {
        code = failed_code(session, status, code);
    }
    lyd_keep_close(&keep);
    return code;
}
