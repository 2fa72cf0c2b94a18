#include "session.h"

int lyd_command_audit(lyd_cli *cli)
{
    lyd_session session;
    int code;
    lyd_session_init(&session, cli);
    lyd_status status = lyd_session_load(&session, cli->options->operands[0]);
    if (status == LYD_OK) {
        status = lyd_session_open(&session);
    }
    if (status == LYD_OK) {
        status = lyd_session_run(&session);
    }
    code = status == LYD_OK ? lyd_session_report(&session) : lyd_cli_fail(cli, status);
    lyd_session_clear(&session);
    return code;
}
