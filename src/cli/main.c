#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* A file or socket that got the number of a closed standard stream would be written to as if it were that. Opened for reading only, so that
 * writing to a closed standard output still fails. */
static void occupy_standard_descriptors(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != descriptor) {
            return;
        }
    }
}

/* A closed pipe and a file that may not grow are errors that can be told, not reasons to vanish. */
static void ignore_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL);
}

int main(int argc, char **argv)
{
    occupy_standard_descriptors();
    ignore_signals();
    lyd_cli cli = {.diag = lyd_diag_new(), .begin_ms = lyd_cli_clock_ms()};
    if (cli.diag == NULL) {
        (void)fprintf(stderr, "lyncdns: %s\n", lyd_status_text(LYD_ENOMEM));
        return LYD_EXIT_ERROR;
    }
    int code = lyd_cli_run(&cli, (const char *const *)argv + 1, argc > 0 ? (size_t)argc - 1 : 0);

    errno = 0;
    if ((fflush(stdout) != 0 || ferror(stdout)) && lyd_diag_errors(cli.diag) == 0) {
        (void)lyd_diag_io(cli.diag, "standard output", errno != 0 ? errno : EIO, "can't write");
        code = LYD_EXIT_ERROR;
    }
    if (!cli.quiet || lyd_diag_errors(cli.diag) > 0) {
        lyd_diag_print(cli.diag, stderr, "lyncdns");
    }
    lyd_diag_free(cli.diag);
    return code;
}
