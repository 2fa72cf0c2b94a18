/* The entry point: from the program's arguments to a command and its exit code. */
#include "cli.h"
#include "cli/output/destinations.h"

#include <lyncdns/dns.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
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

/* A closed pipe and a file that may not grow are no reasons to be killed: one of several outputs may still be good. */
static void ignore_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL);
}

/* Ends the program as others end when nobody reads them any more; the exit code where the signal can't do that. */
static int end_by_pipe(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGPIPE);
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    (void)raise(SIGPIPE);
    return 128 + SIGPIPE;
}

static int print_version(void)
{
    (void)printf("lyncdns %s (c-ares %s)\n", LYNCDNS_VERSION, lyd_live_library_version());
    return LYD_EXIT_GOOD;
}

/* The start screen, for a call without arguments. */
static int print_start(void)
{
    (void)fputs("lyncdns checks the DNS of a Lync or Skype for Business deployment.\n\n", stderr);
    for (const lyd_command *command = lyd_commands; command->name != NULL; command++) {
        if (command->start != NULL) {
            (void)fprintf(stderr, "  %s\n      %s\n", command->start, command->summary);
        }
    }
    (void)fputs("\n\"lyncdns help\" lists all commands.\n", stderr);
    return LYD_EXIT_ERROR;
}

static lyd_status check_operands(const lyd_command *command, const lyd_options *options, lyd_diag *diag)
{
    if (options->operand_count < command->operands_least) {
        return lyd_diag_error(diag, NULL, 0, "missing operand; usage: lyncdns %s [OPTION]... %s", command->name, command->operands);
    }
    if (options->operand_count > command->operands_most) {
        return lyd_diag_error(diag, NULL, 0, "extra operand \"%s\"", options->operands[command->operands_most]);
    }
    return LYD_OK;
}

static int run_command(lyd_cli *cli, const char *const *arguments, size_t count)
{
    lyd_options options;
    const lyd_command *command = cli->command;
    int code;

    lyd_status status = lyd_options_parse(lyd_option_rows, LYD_COMMAND_BIT(command->id), arguments, count, &options, cli->diag);
    cli->options = &options;
    if (status == LYD_OK && lyd_options_given(&options, LYD_OPT_HELP)) {
        code = lyd_help_print(command);
    } else if (status == LYD_OK && lyd_options_given(&options, LYD_OPT_VERSION)) {
        code = print_version();
    } else {
        status = status == LYD_OK ? check_operands(command, &options, cli->diag) : status;
        code = status == LYD_OK ? command->run(cli) : lyd_cli_fail(cli, status);
    }
    /* A plugin's own 2 is "critical" and comes with a report; an error leaves a sentence in the diag. */
    const lyd_writer *plugin = lyd_destinations_plugin(&options);
    if (code == LYD_EXIT_ERROR && lyd_diag_errors(cli->diag) > 0 && !cli->reported && plugin != NULL) {
        code = plugin->failed(lyd_diag_first_error(cli->diag), stdout);
    }
    cli->quiet = lyd_options_given(&options, LYD_OPT_QUIET) || lyd_options_given(&options, LYD_OPT_CHANGES_ONLY);
    cli->options = NULL;
    lyd_options_clear(&options);
    return code;
}

static int run(lyd_cli *cli, const char *const *arguments, size_t count)
{
    const char *first = count > 0 ? arguments[0] : "";
    if (count == 0) {
        return print_start();
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) {
        return lyd_help_print(NULL);
    }
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
        return print_version();
    }
    if (first[0] == '-') {
        return lyd_cli_fail(cli, lyd_diag_error(cli->diag, NULL, 0, "%s: the command comes first: lyncdns COMMAND [OPTION]...", first));
    }
    cli->command = lyd_command_find(first, cli->diag);
    return cli->command == NULL ? LYD_EXIT_ERROR : run_command(cli, arguments + 1, count - 1);
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
    int code = run(&cli, (const char *const *)argv + 1, argc > 0 ? (size_t)argc - 1 : 0);

    errno = 0;
    bool unwritten = fflush(stdout) != 0 || ferror(stdout), unread = unwritten && lyd_cli_reader_gone();
    if (unwritten && !unread && lyd_diag_errors(cli.diag) == 0) {
        (void)lyd_diag_io(cli.diag, "standard output", errno != 0 ? errno : EIO, "can't write");
        code = LYD_EXIT_ERROR;
    }
    if (!cli.quiet || lyd_diag_errors(cli.diag) > 0) {
        lyd_diag_print(cli.diag, stderr, "lyncdns");
    }
    lyd_diag_free(cli.diag);
    return unread ? end_by_pipe() : code;
}
