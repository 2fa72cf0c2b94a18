/* lyncdns preview: judges a DNS change before it is made, and waits for it afterwards. */
#include "session/session.h"

#include <unistd.h>

typedef struct preview_command {
    lyd_session session;
    lyd_change *change;
    lyd_preview *preview;
    const lyd_writer *writer;
} preview_command;

static bool given(const preview_command *c, int id)
{
    return lyd_options_given(c->session.cli->options, id);
}

static lyd_status load(preview_command *c)
{
    lyd_diag *diag = c->session.cli->diag;
    const lyd_options *options = c->session.cli->options;
    lyd_status status = LYD_OK;
    if (!given(c, LYD_OPT_CHANGE)) {
        status = lyd_diag_error(diag, NULL, 0, "missing option: --change FILE");
    } else {
        status = lyd_change_load(lyd_options_value(options, LYD_OPT_CHANGE)->text, &c->change, diag);
    }
    if (given(c, LYD_OPT_CONFIRM) && (given(c, LYD_OPT_ZONE) || given(c, LYD_OPT_ANSWERS))) {
        status = lyd_cli_worse(status,
                               lyd_diag_error(diag, NULL, 0, "--confirm asks servers, so it can't be combined with --zone or --answers"));
    }
    return lyd_cli_worse(status, lyd_session_load(&c->session, options->operands[0]));
}

static lyd_status run(preview_command *c)
{
    lyd_session *session = &c->session;
    const char *view = lyd_options_value(session->cli->options, LYD_OPT_VIEW)->text;
    lyd_status status = lyd_session_open(session);
    if (status == LYD_OK) {
        status = lyd_preview_new(session->topology, session->source, lyd_session_source(session), c->change, view,
                                 given(c, LYD_OPT_CONFIRM), session->started, &c->preview, session->cli->diag);
    }
    return lyd_session_asked(session, status, false);
}

static lyd_status write_report(preview_command *c, lyd_severity fail_on)
{
    const lyd_cli *cli = c->session.cli;
    const char *path = c->session.destinations.items[0].path;
    lyd_preview_report report = {
        .preview = c->preview,
        .fail_on = fail_on,
        .width = path == NULL ? lyd_terminal_width(STDOUT_FILENO) : LYD_WIDTH_DEFAULT,
        .color = path == NULL && lyd_terminal_color(cli->options),
        .quiet = given(c, LYD_OPT_QUIET),
        .verbose = given(c, LYD_OPT_VERBOSE),
    };
    lyd_output output;
    lyd_status status = lyd_output_open(&output, path, cli->diag);
    return status == LYD_OK ? lyd_output_close(&output, c->writer->preview(&report, output.stream)) : status;
}

/* ---- --confirm ---- */

static void show_waiting(void *context, size_t shown, size_t total, int64_t elapsed_ms)
{
    char text[128];
    (void)snprintf(text, sizeof(text), "waiting for the change: %zu of %zu answers show it, %lld s", shown, total,
                   (long long)(elapsed_ms / 1000));
    lyd_line_draw(context, text);
}

/* Waits until every server shows the change; the exit code. */
static int confirm(preview_command *c, int code)
{
    lyd_cli *cli = c->session.cli;
    bool shown = false;
    lyd_confirm_options options = {
        .timeout_ms = (int64_t)lyd_options_value(cli->options, LYD_OPT_CONFIRM)->number,
        .stop = lyd_stop_flag(),
        .progress = show_waiting,
        .progress_context = &c->session.progress,
        .clock = lyd_cli_clock(),
    };
    int64_t begin = lyd_cli_clock_ms();
    lyd_status status = lyd_preview_confirm(c->preview, c->session.source, &options, &shown, cli->diag);
    lyd_line_erase(&c->session.progress);
    if (status != LYD_OK) {
        return lyd_cli_fail(cli, status);
    }
    if (!shown) {
        return code == LYD_EXIT_GOOD ? LYD_EXIT_INCOMPLETE : code;
    }
    (void)fprintf(c->writer->for_people ? stdout : stderr, "\nCONFIRMED: every server shows the change (after %.1f s)\n",
                  (double)(lyd_cli_clock_ms() - begin) / 1000);
    return code;
}

int lyd_command_preview(lyd_cli *cli)
{
    preview_command c = {.writer = lyd_writer_find(lyd_options_value(cli->options, LYD_OPT_FINDINGS_FORMAT)->text)};
    lyd_severity fail_on = lyd_cli_fail_on(cli);
    lyd_session_init(&c.session, cli);
    lyd_status status = load(&c);
    if (status == LYD_OK) {
        status = run(&c);
    }
    if (status == LYD_OK) {
        status = lyd_cli_keep_only(cli, NULL, c.preview, true);
    }
    if (status == LYD_OK) {
        status = write_report(&c, fail_on);
    }
    int code = status == LYD_OK ? lyd_preview_exit(c.preview, fail_on) : lyd_cli_fail(cli, status);
    if (status == LYD_OK && given(&c, LYD_OPT_CONFIRM)) {
        code = confirm(&c, code);
    }
    lyd_preview_free(c.preview);
    lyd_change_free(c.change);
    lyd_session_clear(&c.session);
    return code;
}
