/* From the arguments to the command and its exit code. */
#include "cli.h"

#include "reports.h"
#include "terminal.h"

#include <string.h>
#include <unistd.h>

static lyd_status check_operands(const lyd_command *command, const lyd_options *options, lyd_diag *diag)
{
    if (options->operand_count < command->operands_least) {
        return lyd_diag_error(diag, NULL, 0, "%s: what? usage: lyncdns %s %s", command->name, command->name, command->operands);
    }
    if (options->operand_count > command->operands_most) {
        return lyd_diag_error(diag, NULL, 0, "%s: one operand too many: \"%s\"", command->name, options->operands[command->operands_most]);
    }
    return LYD_OK;
}

/* The first error, or NULL. */
static const char *first_error(const lyd_diag *diag)
{
    size_t first = 0;
    while (lyd_diag_is_note(diag, first)) {
        first++;
    }
    return lyd_diag_message(diag, first);
}

static int run_command(lyd_cli *cli, const char *const *arguments, size_t count)
{
    lyd_options options;
    const lyd_command *command = cli->command;
    int code;

    lyd_status status = lyd_options_parse(lyd_option_rows, LYD_COMMAND_BIT(command->id), arguments, count, &options, cli->diag);
    cli->options = &options;
    if (status == LYD_OK && lyd_options_given(&options, LYD_OPT_HELP)) {
        lyd_help_command(command, stdout, lyd_terminal_width(STDOUT_FILENO));
        code = LYD_EXIT_GOOD;
    } else if (status == LYD_OK && lyd_options_given(&options, LYD_OPT_VERSION)) {
        lyd_help_version(stdout);
        code = LYD_EXIT_GOOD;
    } else {
        status = status == LYD_OK ? check_operands(command, &options, cli->diag) : status;
        code = status == LYD_OK ? command->run(cli) : lyd_cli_fail(cli, status);
    }
    /* A plugin's own 2 is "critical", a report that came out; an error leaves its sentence behind. */
    const lyd_writer *plugin = lyd_destinations_plugin(&options);
    if (code == LYD_EXIT_ERROR && lyd_diag_errors(cli->diag) > 0 && !cli->reported && plugin != NULL) {
        code = plugin->failed(first_error(cli->diag), stdout);
    }
    cli->quiet = lyd_options_given(&options, LYD_OPT_QUIET) || lyd_options_given(&options, LYD_OPT_CHANGES_ONLY);
    cli->options = NULL;
    lyd_options_clear(&options);
    return code;
}

/* "--help" and "--version" stand for themselves; any other option needs to know its command. */
static int run_without_command(lyd_cli *cli, const char *argument)
{
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
        lyd_help_all(stdout, lyd_terminal_width(STDOUT_FILENO));
        return LYD_EXIT_GOOD;
    }
    if (strcmp(argument, "--version") == 0 || strcmp(argument, "-V") == 0) {
        lyd_help_version(stdout);
        return LYD_EXIT_GOOD;
    }
    if (argument[0] == '-') {
        return lyd_cli_fail(cli, lyd_diag_error(cli->diag, NULL, 0, "%s: the command comes first: lyncdns COMMAND [OPTION]...", argument));
    }
    return lyd_cli_fail(cli, lyd_command_unknown(argument, cli->diag));
}

int lyd_cli_run(lyd_cli *cli, const char *const *arguments, size_t count)
{
    if (count == 0) {
        lyd_help_start(stderr);
        return LYD_EXIT_ERROR;
    }
    cli->command = lyd_command_find(arguments[0]);
    if (cli->command == NULL) {
        return run_without_command(cli, arguments[0]);
    }
    return run_command(cli, arguments + 1, count - 1);
}
