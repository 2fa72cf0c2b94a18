/* lyncdns audit: the whole deployment, judged and reported. */
#include "cli/history/keep.h"
#include "session.h"

/* The exit code after a report or the history failed. For a plugin whose report was written it is "unknown", unless the report is worse. */
static int failed_code(lyd_cli *cli, lyd_status status, int code)
{
    int failed = lyd_cli_fail(cli, status);
    if (!cli->reported || lyd_destinations_plugin(cli->options) == NULL) {
        return failed;
    }
    return code == LYD_EXIT_ERROR ? code : LYD_EXIT_INCOMPLETE;
}

/* Writes the reports, keeps the run, and returns the exit code. */
static int report_run(lyd_session *session, lyd_run *run)
{
    lyd_cli *cli = session->cli;
    const lyd_options *options = cli->options;
    lyd_report report = {.run = run, .fail_on = lyd_cli_fail_on(cli), .quiet = lyd_options_given(options, LYD_OPT_QUIET)};
    report.exit_code = lyd_judge_exit(&run->judgement, report.fail_on);
    lyd_keep keep;
    lyd_keep_open(&keep, options, &report, cli->diag);
    lyd_status status = lyd_destinations_write(&session->destinations, options, &report, cli->diag);
    cli->reported = status == LYD_OK;
    lyd_keep_run(&keep, &report, status == LYD_OK);
    const lyd_writer *plugin = lyd_destinations_plugin(options);
    int code = plugin != NULL ? plugin->exit_code(&report) : report.exit_code;
    status = lyd_cli_worse(status, keep.status);
    if (status != LYD_OK) {
        code = failed_code(cli, status, code);
    }
    lyd_keep_close(&keep);
    return code;
}

int lyd_command_audit(lyd_cli *cli)
{
    lyd_session session;
    lyd_run *run = NULL;
    lyd_session_init(&session, cli);
    lyd_status status = lyd_session_load(&session, cli->options->operands[0]);
    if (status == LYD_OK) {
        status = lyd_session_open(&session);
    }
    if (status == LYD_OK) {
        status = lyd_run_new(session.topology, lyd_session_source(&session), session.started, &run, cli->diag);
        status = lyd_session_asked(&session, status, run != NULL && run->facts.stopped);
    }
    int code = status == LYD_OK ? report_run(&session, run) : lyd_cli_fail(cli, status);
    lyd_run_free(run);
    lyd_session_clear(&session);
    return code;
}
