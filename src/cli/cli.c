/* What the commands share: reporting failures, the clock and the deadline, the signals that stop a run. */
#include "cli.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define SLICE_MS 50 /* longest wait before the flag is checked again: a signal may arrive just after a check */

bool lyd_cli_reader_gone(void)
{
    struct pollfd fd = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return ferror(stdout) && poll(&fd, 1, 0) == 1 && (fd.revents & (POLLERR | POLLHUP)) != 0;
}

int lyd_cli_fail(lyd_cli *cli, lyd_status status)
{
    if (lyd_diag_errors(cli->diag) == 0 && !(status == LYD_EIO && lyd_cli_reader_gone())) {
        (void)lyd_diag_error(cli->diag, NULL, 0, "%s", lyd_status_text(status));
    }
    return LYD_EXIT_ERROR;
}

lyd_status lyd_cli_worse(lyd_status a, lyd_status b)
{
    return a == LYD_OK || b == LYD_ENOMEM ? b : a;
}

bool lyd_cli_wants_json(const lyd_cli *cli)
{
    return strcmp(lyd_options_value(cli->options, LYD_OPT_PLAIN_FORMAT)->text, "json") == 0;
}

int64_t lyd_cli_clock_ms(void)
{
    return lyd_monotonic_us() / 1000;
}

static int64_t now_ms(void *context)
{
    (void)context;
    return lyd_cli_clock_ms();
}

static void sleep_ms(void *context, int64_t milliseconds)
{
    (void)context;
    (void)poll(NULL, 0, (int)(milliseconds < SLICE_MS ? milliseconds : SLICE_MS));
}

lyd_clock lyd_cli_clock(void)
{
    return (lyd_clock){now_ms, sleep_ms, NULL};
}

int64_t lyd_cli_limit_ms(const lyd_cli *cli)
{
    bool given = lyd_options_given(cli->options, LYD_OPT_DEADLINE);
    return given ? cli->begin_ms + (int64_t)lyd_options_value(cli->options, LYD_OPT_DEADLINE)->number : INT64_MAX;
}

/* ---- signals ---- */

/* A signal handler gets no context, so what it sets has to be global. */
static volatile int stop_flag;
static volatile int stop_kept; /* a second signal doesn't end the program either */

static const int stop_signals[] = {SIGINT, SIGTERM};

static void set_action(void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler}; /* no SA_RESTART: a waiting poll has to return */
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < LYD_COUNT(stop_signals); i++) {
        (void)sigaddset(&action.sa_mask, stop_signals[i]); /* so that the second of two at once finds the default action */
    }
    for (size_t i = 0; i < LYD_COUNT(stop_signals); i++) {
        (void)sigaction(stop_signals[i], &action, NULL);
    }
}

static void on_signal(int signal_number)
{
    stop_flag = signal_number;
    if (!stop_kept) {
        set_action(SIG_DFL);
    }
}

void lyd_stop_install(bool keep)
{
    stop_kept = keep;
    if (keep && stop_flag == SIGINT) {
        stop_flag = 0;
    }
    set_action(on_signal);
}

const volatile int *lyd_stop_flag(void)
{
    return &stop_flag;
}

const char *lyd_stop_reason(void)
{
    return stop_flag != 0 ? "a signal" : "the deadline";
}
