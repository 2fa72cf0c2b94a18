#include "cli.h"

#include <time.h>

int64_t lyd_cli_clock_ms(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t lyd_cli_limit_ms(const lyd_cli *cli)
{
    bool given = lyd_options_given(cli->options, LYD_OPT_DEADLINE);
    return given ? cli->begin_ms + (int64_t)lyd_options_value(cli->options, LYD_OPT_DEADLINE)->number : INT64_MAX;
}

int lyd_cli_fail(lyd_cli *cli, lyd_status status)
{
    if (lyd_diag_errors(cli->diag) == 0) {
        (void)lyd_diag_error(cli->diag, NULL, 0, "%s", lyd_status_text(status));
    }
    return LYD_EXIT_ERROR;
}
