/* lyncdns help: made from the rows of commands and options. */
#include "terminal.h"

#include <stdlib.h>
#include <unistd.h>

#define SUMMARY_COLUMN 13
#define TEXT_COLUMN 30
#define WORD_COLUMN 42 /* where a word is described */

/* "  -s, --server [VIEW=]ADDRESS"; the columns taken are returned. */
static int print_name(const lyd_option *row)
{
    char letter[8] = "    ";
    if (row->letter != '\0') {
        (void)snprintf(letter, sizeof(letter), "-%c, ", row->letter);
    }
    return printf("  %s--%s%s%s", letter, row->name, row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
}

/* What follows the prose, in parentheses: the words to choose from, the default, whether it is repeatable. */
static void remarks(const lyd_option *row, bool repeats, FILE *stream)
{
    bool listed = row->type == LYD_OPTION_CHOICE && row->describe == NULL, any = false;
    for (size_t i = 0; listed && row->choice(i) != NULL; i++) {
        (void)fprintf(stream, "%s%s", i == 0 ? " (" : ", ", row->choice(i));
        any = true;
    }
    if (row->fallback != NULL) {
        (void)fprintf(stream, "%sdefault: %s", any ? "; " : " (", row->fallback);
        any = true;
    }
    if (repeats) {
        (void)fprintf(stream, "%srepeatable", any ? "; " : " (");
        any = true;
    }
    (void)fputs(any ? ")" : "", stream);
}

/* If memory runs out, only the remarks are missing. */
static void print_text(const lyd_option *row, bool repeats, int width)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (memory != NULL) {
        (void)fputs(row->help, memory);
        remarks(row, repeats, memory);
    }
    bool whole = memory != NULL && fclose(memory) == 0 && text != NULL;
    lyd_wrap(stdout, whole ? text : row->help, TEXT_COLUMN, TEXT_COLUMN, width);
    free(text);
    for (size_t i = 0; row->describe != NULL && row->choice(i) != NULL; i++) {
        (void)printf("%*s%-*s", TEXT_COLUMN, "", WORD_COLUMN - TEXT_COLUMN, row->choice(i));
        lyd_wrap(stdout, row->describe(i), WORD_COLUMN, WORD_COLUMN, width);
    }
}

static void print_options(const lyd_command *command, int width)
{
    for (const lyd_option *row = lyd_option_rows; row->name != NULL; row++) {
        if ((row->commands & LYD_COMMAND_BIT(command->id)) == 0) {
            continue;
        }
        int column = print_name(row);
        if (column > TEXT_COLUMN - 2) {
            (void)fputc('\n', stdout);
            column = 0;
        }
        (void)printf("%*s", TEXT_COLUMN - column, "");
        print_text(row, (row->repeats & LYD_COMMAND_BIT(command->id)) != 0, width);
    }
}

static void print_command(const lyd_command *command, int width)
{
    (void)printf("usage: lyncdns %s [OPTION]...%s%s\n\n", command->name, command->operands[0] != '\0' ? " " : "", command->operands);
    lyd_wrap(stdout, command->summary, 0, 0, width);
    (void)fputs("\n", stdout);
    lyd_wrap(stdout, command->about, 0, 0, width);
    (void)fputs("\nOptions:\n", stdout);
    print_options(command, width);
}

static void print_commands(int width)
{
    (void)fputs("usage: lyncdns COMMAND [OPTION]... [OPERAND]...\n\n", stdout);
    lyd_wrap(
        stdout,
        "Checks whether DNS returns, for every name of a Lync Server 2013 or Skype for Business Server deployment, the IP address types "
        "that are supported.",
        0, 0, width);
    (void)fputs("\nCommands:\n", stdout);
    for (const lyd_command *command = lyd_commands; command->name != NULL; command++) {
        (void)printf("  %-*s", SUMMARY_COLUMN - 2, command->name);
        lyd_wrap(stdout, command->summary, SUMMARY_COLUMN, SUMMARY_COLUMN, width);
    }
    (void)fputs("\n\"lyncdns help COMMAND\" explains a command and its options.\n", stdout);
}

int lyd_help_print(const lyd_command *command)
{
    int width = lyd_terminal_width(STDOUT_FILENO);
    if (command != NULL) {
        print_command(command, width);
    } else {
        print_commands(width);
    }
    return LYD_EXIT_GOOD;
}

int lyd_command_help(lyd_cli *cli)
{
    const lyd_options *options = cli->options;
    const lyd_command *command = options->operand_count > 0 ? lyd_command_find(options->operands[0], cli->diag) : NULL;
    return options->operand_count > 0 && command == NULL ? LYD_EXIT_ERROR : lyd_help_print(command);
}
