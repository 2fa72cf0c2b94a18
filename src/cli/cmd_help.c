#include "cli.h"
#include "terminal.h"
#include "wrap.h"

#include <lyncdns/dns.h>

#include <string.h>
#include <unistd.h>

#define SUMMARY_COLUMN 13

static void print_usage(const lyd_command *command, FILE *stream)
{
    (void)fprintf(stream, "usage: lyncdns %s [OPTION]...%s%s\n", command->name, command->operands[0] != '\0' ? " " : "", command->operands);
}

void lyd_help_command(const lyd_command *command, FILE *stream, int width)
{
    print_usage(command, stream);
    (void)fputs("\n", stream);
    lyd_wrap(stream, command->summary, 0, 0, width);
    (void)fputs("\n", stream);
    lyd_wrap(stream, command->about, 0, 0, width);
    (void)fputs("\nOptions:\n", stream);
    lyd_options_help(lyd_option_rows, LYD_COMMAND_BIT(command->id), stream, width);
}

void lyd_help_all(FILE *stream, int width)
{
    (void)fputs("usage: lyncdns COMMAND [OPTION]... [OPERAND]...\n\n", stream);
    lyd_wrap(stream,
             "Tells whether DNS hands out, for every name of a Lync Server 2013 or Skype for Business Server deployment, the IP address "
             "types that are supported.",
             0, 0, width);
    (void)fputs("\nCommands:\n", stream);
    for (const lyd_command *command = lyd_commands; command->name != NULL; command++) {
        (void)fprintf(stream, "  %-*s", SUMMARY_COLUMN - 2, command->name);
        lyd_wrap(stream, command->summary, SUMMARY_COLUMN, SUMMARY_COLUMN, width);
    }
    (void)fputs("\n\"lyncdns help COMMAND\" explains a command and its options.\n", stream);
}

void lyd_help_start(FILE *stream)
{
    (void)fputs("lyncdns checks the DNS of a Lync or Skype for Business deployment.\n\n", stream);
    for (const lyd_command *command = lyd_commands; command->name != NULL; command++) {
        if (command->start != NULL) {
            (void)fprintf(stream, "  %s\n      %s\n", command->start, command->summary);
        }
    }
    (void)fputs("\n\"lyncdns help\" lists all commands.\n", stream);
}

void lyd_help_version(FILE *stream)
{
    (void)fprintf(stream, "lyncdns %s (c-ares %s)\n", LYNCDNS_VERSION, lyd_live_library_version());
}

int lyd_command_help(lyd_cli *cli)
{
    int width = lyd_terminal_width(STDOUT_FILENO);
    if (cli->options->operand_count == 0) {
        lyd_help_all(stdout, width);
        return LYD_EXIT_GOOD;
    }
    const lyd_command *command = lyd_command_find(cli->options->operands[0]);
    if (command == NULL) {
        return lyd_cli_fail(cli, lyd_command_unknown(cli->options->operands[0], cli->diag));
    }
    lyd_help_command(command, stdout, width);
    return LYD_EXIT_GOOD;
}
