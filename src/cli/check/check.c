/* What all ways of asking about single names share. */
#include "check.h"

#include <string.h>

int lyd_check_worse(int a, int b)
{
    static const int order[] = {LYD_EXIT_ERROR, LYD_EXIT_FINDINGS, LYD_EXIT_INCOMPLETE};
    for (size_t i = 0; i < LYD_COUNT(order); i++) {
        if (a == order[i] || b == order[i]) {
            return order[i];
        }
    }
    return LYD_EXIT_GOOD;
}

/* ---- names ---- */

lyd_status lyd_check_name(const char *text, size_t length, const char *file, size_t line, lyd_arena *arena, const char **fqdn,
                          lyd_diag *diag)
{
    char name[LYD_NAME_TEXT];
    const char *why = NULL;
    int shown = length < 200 ? (int)length : 200;
    lyd_address address;
    char *copy = lyd_arena_text(arena, text, length);
    if (copy == NULL) {
        return LYD_ENOMEM;
    }
    if (strlen(copy) == length && lyd_address_parse(copy, &address)) {
        return lyd_diag_error(diag, file, line, "\"%s\" is an address, expected a name", copy);
    }
    if (!lyd_name_parse_askable(text, length, name, &why)) {
        return lyd_diag_error(diag, file, line, "\"%.*s\" isn't a name: %s", shown, text, why);
    }
    *fqdn = lyd_arena_text(arena, name, strlen(name));
    return *fqdn == NULL ? LYD_ENOMEM : LYD_OK;
}

/* ---- asking ---- */

bool lyd_checking_is_live(const lyd_checking *c)
{
    const lyd_options *options = c->session.cli->options;
    return !lyd_options_given(options, LYD_OPT_ZONE) && !lyd_options_given(options, LYD_OPT_ANSWERS);
}

lyd_status lyd_checking_ask(lyd_checking *c, lyd_source *source, const char *const *fqdns, size_t count, lyd_inquiry **inquiry)
{
    lyd_session *session = &c->session;
    lyd_status status = lyd_inquiry_new(session->topology, fqdns, count, c->roles, source, session->started, inquiry, session->cli->diag);
    lyd_line_erase(&session->progress);
    return status;
}

lyd_status lyd_checking_report(lyd_checking *c, lyd_run *run, const lyd_inquiry *inquiry)
{
    const lyd_cli *cli = c->session.cli;
    lyd_status kept = lyd_cli_keep_only(cli, run, NULL, true);
    if (kept != LYD_OK) {
        return kept;
    }
    lyd_report report = {
        .run = run,
        .inquiry = inquiry,
        .fail_on = lyd_cli_fail_on(cli),
        .quiet = lyd_options_given(cli->options, LYD_OPT_QUIET),
        .verbose = lyd_options_given(cli->options, LYD_OPT_VERBOSE),
    };
    report.exit_code = lyd_judge_exit(&run->judgement, report.fail_on);
    lyd_status status = lyd_destinations_write(&c->session.destinations, cli->options, &report, cli->diag);
    const lyd_writer *plugin = lyd_destinations_plugin(cli->options);
    c->code = plugin != NULL && plugin->exit_code != NULL ? plugin->exit_code(&report)
                                                          : lyd_check_worse(c->code, report.exit_code); /* a plugin reports once */
    return status;
}

lyd_status lyd_checking_once(lyd_checking *c, const char *const *fqdns, size_t count)
{
    lyd_inquiry *inquiry = NULL;
    lyd_status status = lyd_checking_ask(c, lyd_session_source(&c->session), fqdns, count, &inquiry);
    status = lyd_session_asked(&c->session, status, inquiry != NULL && inquiry->run->facts.stopped);
    if (status == LYD_OK) {
        status = lyd_checking_report(c, inquiry->run, inquiry);
    }
    lyd_inquiry_free(inquiry);
    return status;
}
