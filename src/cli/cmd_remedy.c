/* lyncdns remedy: the change script that mends what DNS alone can mend. */
#include "session/session.h"

#include <lyncdns/remedy.h>
#include <lyncdns/report.h>

#include <stdlib.h>
#include <string.h>

static const char *text_of(const lyd_cli *cli, int id)
{
    return lyd_options_value(cli->options, id)->text;
}

static lyd_status make(lyd_session *session, lyd_remedy **remedy)
{
    const lyd_cli *cli = session->cli;
    lyd_remedy_options options = {.view = text_of(cli, LYD_OPT_VIEW_TO_MEND), .form = lyd_cli_change_form(cli)};
    const char **only = lyd_options_texts(cli->options, LYD_OPT_ONLY, &options.only_count);
    lyd_status status = only == NULL ? LYD_ENOMEM : lyd_session_load(session, cli->options->operands[0]);
    options.only = only;
    if (status == LYD_OK) {
        status = lyd_session_open(session);
    }
    if (status == LYD_OK) {
        status =
            lyd_remedy_new(session->topology, session->source, lyd_session_source(session), &options, session->started, remedy, cli->diag);
        status = lyd_session_asked(session, status, *remedy != NULL && (*remedy)->run->facts.stopped);
    }
    free((void *)only);
    return status;
}

static lyd_status write_script(const lyd_cli *cli, const lyd_remedy *remedy)
{
    const char *path = text_of(cli, LYD_OPT_OUTPUT);
    lyd_output output;
    lyd_status status = lyd_output_open(&output, path != NULL && strcmp(path, "-") != 0 ? path : NULL, cli->diag);
    return status == LYD_OK ? lyd_output_close(&output, lyd_remedy_write(remedy, output.stream, cli->diag)) : status;
}

int lyd_command_remedy(lyd_cli *cli)
{
    lyd_session session;
    lyd_remedy *remedy = NULL;
    lyd_session_init(&session, cli);
    lyd_status status = make(&session, &remedy);
    if (status == LYD_OK) {
        status = write_script(cli, remedy);
    }
    int code = status == LYD_OK ? lyd_remedy_exit(remedy) : lyd_cli_fail(cli, status);
    lyd_remedy_free(remedy);
    lyd_session_clear(&session);
    return code;
}
