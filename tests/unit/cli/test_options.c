/* Command lines: values, defaults and mistakes; the rows of options and commands. */
#include "cli/cli.h"
#include "suite.h"

#include <string.h>

enum { ID_SERVER, ID_FORMAT, ID_WAIT, ID_TRIES, ID_RATE, ID_QUIET, ID_ROLE, ID_SAVE, ID_LIST };
enum { ONE = 1u, OTHER = 2u };

static const char *format(size_t i)
{
    static const char *const words[] = {"text", "json", NULL};
    return words[i];
}

static const char *format_text(size_t i)
{
    static const char *const words[] = {"for people", "for programs", NULL};
    return words[i];
}

static const lyd_option options_of_test[] = {
    {.id = ID_SERVER,
     .name = "server",
     .letter = 's',
     .type = LYD_OPTION_TEXT,
     .commands = ONE,
     .repeats = ONE,
     .argument = "ADDRESS",
     .help = "Ask it"},
    {.id = ID_FORMAT,
     .name = "format",
     .letter = 'f',
     .type = LYD_OPTION_CHOICE,
     .commands = ONE,
     .argument = "FORMAT",
     .fallback = "text",
     .choice = format,
     .describe = format_text,
     .help = "Write so"},
    {.id = ID_WAIT,
     .name = "timeout",
     .type = LYD_OPTION_DURATION,
     .commands = ONE,
     .argument = "DURATION",
     .fallback = "2s",
     .least = 1,
     .most = 60000,
     .help = "Wait"},
    {.id = ID_TRIES,
     .name = "tries",
     .letter = 'n',
     .type = LYD_OPTION_COUNT,
     .commands = ONE,
     .argument = "N",
     .fallback = "2",
     .least = 1,
     .most = 10,
     .help = "Try"},
    {.id = ID_RATE,
     .name = "max-qps",
     .type = LYD_OPTION_NUMBER,
     .commands = ONE,
     .argument = "N",
     .least = 0.1,
     .most = 1e6,
     .help = "Cap"},
    {.id = ID_LIST,
     .name = "list",
     .type = LYD_OPTION_COUNT,
     .commands = ONE,
     .argument = "N|all",
     .all = "all",
     .least = 1,
     .most = 99,
     .help = "List"},
    {.id = ID_QUIET, .name = "quiet", .letter = 'q', .type = LYD_OPTION_FLAG, .commands = ONE | OTHER, .help = "Say less"},
    {.id = ID_ROLE, .name = "role", .letter = 'r', .type = LYD_OPTION_TEXT, .commands = OTHER, .argument = "ROLE", .help = "Be it"},
    {.id = ID_SAVE, .name = "save", .type = LYD_OPTION_TEXT, .commands = ONE, .argument = "FILE", .help = "Keep it"},
    {.name = NULL},
};

#define ARGUMENTS_MAX 8

static size_t count_arguments(const char *const *arguments)
{
    size_t count = 0;
    while (arguments[count] != NULL) {
        count++;
    }
    return count;
}

/* What was read, as text: each option given with its value, then the operands. */
static void describe(const lyd_options *options, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (const lyd_option *row = options_of_test; row->name != NULL; row++) {
        for (size_t i = 0; i < lyd_options_count(options, row->id); i++) {
            const char *value = lyd_options_at(options, row->id, i)->text;
            used += (size_t)snprintf(text + used, size - used, "%s=%s ", row->name, value != NULL ? value : "");
        }
    }
    for (size_t i = 0; i < options->operand_count; i++) {
        used += (size_t)snprintf(text + used, size - used, "[%s]", options->operands[i]);
    }
}

START_TEST(good_command_lines)
{
    static const struct {
        const char *arguments[ARGUMENTS_MAX];
        const char *read;
    } rows[] = {
        {{NULL}, ""},
        {{"a", NULL}, "[a]"},
        {{"--server=x", "a", NULL}, "server=x [a]"},
        {{"a", "--server", "x", NULL}, "server=x [a]"},
        {{"-sx", "-s", "y", NULL}, "server=x server=y "},
        {{"-qsx", NULL}, "server=x quiet= "},
        {{"-qf", "json", NULL}, "format=json quiet= "},
        {{"--", "--server", "-q", NULL}, "[--server][-q]"},
        {{"-", "-q", NULL}, "quiet= [-]"},
        {{"--server=view=x", NULL}, "server=view=x "},
        {{"--server", "-q", NULL}, "server=-q "},
        {{"-n3", "--timeout=500ms", NULL}, "timeout=500ms tries=3 "},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_options options;
        char text[256];
        lyd_diag *diag = lyd_diag_new();
        lyd_status status = lyd_options_parse(options_of_test, ONE, rows[i].arguments, count_arguments(rows[i].arguments), &options, diag);
        describe(&options, text, sizeof(text));
        ck_assert_msg(status == LYD_OK && lyd_diag_errors(diag) == 0, "row %zu: %s", i, lyd_diag_message(diag, 0));
        ck_assert_msg(strcmp(text, rows[i].read) == 0, "row %zu: \"%s\" instead of \"%s\"", i, text, rows[i].read);
        lyd_options_clear(&options);
        lyd_diag_free(diag);
    }
}
END_TEST

START_TEST(bad_command_lines)
{
    static const struct {
        const char *arguments[ARGUMENTS_MAX];
        const char *said; /* a part of the sentence */
    } rows[] = {
        {{"--sever=x", NULL}, "did you mean --server"},
        {{"--zzzzzzzz", NULL}, "unknown option --zzzzzzzz"},
        {{"--role=x", NULL}, "--role is not an option of this command"},
        {{"-r", "x", NULL}, "-r is not an option of this command"},
        {{"-x", NULL}, "unknown option -x"},
        {{"-qx", NULL}, "unknown option -x"},
        {{"--server", NULL}, "--server: missing value, expected ADDRESS"},
        {{"-s", NULL}, "-s: missing value, expected ADDRESS"},
        {{"--server=", NULL}, "empty value, expected ADDRESS"},
        {{"--quiet=yes", NULL}, "--quiet: unexpected value \"yes\""},
        {{"--format=jsn", NULL}, "did you mean \"json\""},
        {{"-f", "yyyyyyyy", NULL}, "expected one of text, json"},
        {{"--format=", NULL}, "--format"},
        {{"--timeout=soon", NULL}, "expected a duration"},
        {{"--timeout=0", NULL}, "expected 1ms to 60s"},
        {{"--timeout=2m", NULL}, "expected 1ms to 60s"},
        {{"--timeout=-1s", NULL}, "expected a duration"},
        {{"--tries=0", NULL}, "expected 1 to 10"},
        {{"--tries=11", NULL}, "expected 1 to 10"},
        {{"--tries=1.5", NULL}, "expected a whole number"},
        {{"--tries=0x2", NULL}, "expected a whole number"},
        {{"--tries=", NULL}, "expected a whole number"},
        {{"--save=a", "--save=b", NULL}, "--save: given more than once"},
        {{"--save=a", "--save=a", NULL}, "--save: given more than once"},
        {{"--list=0", NULL}, "expected 1 to 99"},
        {{"--list=al", NULL}, "expected a whole number or all"},
        {{"--tries=all", NULL}, "expected a whole number"},
        {{"--max-qps=fast", NULL}, "expected a number"},
        {{"--max-qps=nan", NULL}, "expected a number"},
        {{"--max-qps=1.2.3", NULL}, "expected a number"},
        {{"--max-qps=0", NULL}, "expected 0.1 to 1000000"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_options options;
        lyd_diag *diag = lyd_diag_new();
        lyd_status status = lyd_options_parse(options_of_test, ONE, rows[i].arguments, count_arguments(rows[i].arguments), &options, diag);
        ck_assert_msg(status == LYD_EINVAL && lyd_diag_errors(diag) == 1, "%s", rows[i].arguments[0]);
        ck_assert_msg(strstr(lyd_diag_message(diag, 0), rows[i].said) != NULL, "%s: %s", rows[i].arguments[0], lyd_diag_message(diag, 0));
        lyd_options_clear(&options);
        lyd_diag_free(diag);
    }
}
END_TEST

START_TEST(every_mistake_is_reported)
{
    const char *const arguments[] = {"--sever=x", "--tries=0", "-q", "--format=jsn"};
    lyd_options options;
    lyd_diag *diag = lyd_diag_new();
    ck_assert_int_eq(lyd_options_parse(options_of_test, ONE, arguments, LYD_COUNT(arguments), &options, diag), LYD_EINVAL);
    ck_assert_uint_eq(lyd_diag_errors(diag), 3);
    ck_assert(lyd_options_given(&options, ID_QUIET));
    lyd_options_clear(&options);
    lyd_diag_free(diag);
}
END_TEST

START_TEST(values_and_fallbacks)
{
    const char *const arguments[] = {"--tries=3", "--tries=4", "--timeout=1.5s", "--format=json", "--list=all"};
    lyd_options options;
    ck_assert_int_eq(lyd_options_parse(options_of_test, ONE, NULL, 0, &options, NULL), LYD_OK);
    ck_assert(!lyd_options_given(&options, ID_WAIT));
    ck_assert_double_eq(lyd_options_value(&options, ID_WAIT)->number, 2000);
    ck_assert_double_eq(lyd_options_value(&options, ID_TRIES)->number, 2);
    ck_assert_uint_eq(lyd_options_value(&options, ID_FORMAT)->choice, 0);
    ck_assert_ptr_null(lyd_options_value(&options, ID_RATE)->text);
    lyd_options_clear(&options);

    ck_assert_int_eq(lyd_options_parse(options_of_test, ONE, arguments, LYD_COUNT(arguments), &options, NULL), LYD_OK);
    ck_assert_double_eq(lyd_options_value(&options, ID_TRIES)->number, 4);
    ck_assert_double_eq(lyd_options_value(&options, ID_WAIT)->number, 1500);
    ck_assert_uint_eq(lyd_options_value(&options, ID_FORMAT)->choice, 1);
    ck_assert_double_eq(lyd_options_value(&options, ID_LIST)->number, 99);
    lyd_options_clear(&options);
}
END_TEST

/* ---- the rows of the program ---- */

static bool takes_bounds(const lyd_option *row)
{
    return row->type == LYD_OPTION_DURATION || row->type == LYD_OPTION_COUNT || row->type == LYD_OPTION_NUMBER;
}

START_TEST(every_option_row_is_complete)
{
    bool seen[LYD_OPT_COUNT] = {false};
    for (const lyd_option *row = lyd_option_rows; row->name != NULL; row++) {
        bool flag = row->type == LYD_OPTION_FLAG, choice = row->type == LYD_OPTION_CHOICE;
        ck_assert_msg(row->id >= 0 && row->id < LYD_OPT_COUNT, "--%s: id", row->name);
        ck_assert_msg(row->commands != 0, "--%s: no command takes it", row->name);
        ck_assert_msg((row->repeats & ~row->commands) == 0, "--%s: repeated for a command that doesn't take it", row->name);
        ck_assert_msg((row->argument == NULL) == flag, "--%s: argument", row->name);
        ck_assert_msg((row->choice == NULL) != choice, "--%s: choice", row->name);
        ck_assert_msg(row->describe == NULL || choice, "--%s: describe", row->name);
        ck_assert_msg(row->most == 0 || takes_bounds(row), "--%s: bounds of no number", row->name);
        ck_assert_msg(row->least <= row->most, "--%s: bounds", row->name);
        ck_assert_msg(row->help != NULL && strlen(row->help) > 10, "--%s: help", row->name);
        ck_assert_msg(strstr(row->help, "repeatable") == NULL, "--%s: --help says itself that it is repeatable", row->name);
        ck_assert_msg(row->fallback == NULL || strstr(row->help, "default:") == NULL, "--%s: --help says the default itself", row->name);
        seen[row->id] = true;
        for (const lyd_option *other = lyd_option_rows; other < row; other++) {
            bool alike = strcmp(row->name, other->name) == 0 || (row->letter != '\0' && row->letter == other->letter);
            ck_assert_msg(!alike || (row->commands & other->commands) == 0, "--%s and --%s for one command", other->name, row->name);
        }
    }
    for (int id = 0; id < LYD_OPT_COUNT; id++) {
        ck_assert_msg(seen[id], "option %d has no row", id);
    }
}
END_TEST

START_TEST(every_command_row_is_complete)
{
    for (int id = 0; id < LYD_COMMAND_COUNT; id++) {
        const lyd_command *row = &lyd_commands[id];
        ck_assert_msg((int)row->id == id && row->name != NULL, "row %d", id);
        ck_assert_msg(row->operands != NULL && row->operands_least <= row->operands_most, "%s: operands", row->name);
        ck_assert_msg((row->operands[0] == '\0') == (row->operands_most == 0), "%s: operands", row->name);
        ck_assert_msg(row->summary != NULL && row->about != NULL && row->run != NULL, "%s", row->name);
        ck_assert_ptr_eq(lyd_command_find(row->name, NULL), row);
    }
    ck_assert_ptr_null(lyd_commands[LYD_COMMAND_COUNT].name);
}
END_TEST

LYD_TEST_MAIN("cli options", good_command_lines, bad_command_lines, every_mistake_is_reported, values_and_fallbacks,
              every_option_row_is_complete, every_command_row_is_complete)
