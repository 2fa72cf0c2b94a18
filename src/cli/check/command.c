#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct wish {
    bool watch, until, standard_input, prompt;
} wish;

static bool reports_are_for_people(const lyd_options *options)
{
    for (size_t i = 0; i < lyd_options_count(options, LYD_OPT_FORMAT); i++) {
        if (!lyd_writers[lyd_options_at(options, LYD_OPT_FORMAT, i)->choice].for_people) {
            return false;
        }
    }
    return !lyd_options_given(options, LYD_OPT_OUTPUT);
}

/* What goes with asking again and again. */
static lyd_status check_again(const lyd_options *options, const wish *w, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    if (w->until && !w->watch) {
        status = lyd_diag_error(diag, NULL, 0, "--until: how often to ask? give --watch DURATION, too");
    }
    if (w->watch && (w->standard_input || w->prompt)) {
        status = lyd_diag_error(diag, NULL, 0, "--watch: give the names on the command line");
    }
    if (w->watch && !reports_are_for_people(options)) {
        status = lyd_diag_error(diag, NULL, 0, "--watch tells changes as text on standard output: no other --format, no --output");
    }
    if (w->watch && lyd_options_given(options, LYD_OPT_SAVE_ANSWERS)) {
        status = lyd_diag_error(diag, NULL, 0, "--watch and --save-answers: answers are saved of one run only");
    }
    if (w->prompt && lyd_options_given(options, LYD_OPT_SAVE_ANSWERS)) {
        status = lyd_diag_error(diag, NULL, 0, "--save-answers: answers are saved of one run only; give the names on the command line");
    }
    return status;
}

/* What the options and operands ask for, and that they go together. */
static lyd_status read_wish(const lyd_options *options, wish *w, lyd_diag *diag)
{
    bool dash = false;
    for (size_t i = 0; i < options->operand_count; i++) {
        dash = dash || strcmp(options->operands[i], "-") == 0;
    }
    w->watch = lyd_options_given(options, LYD_OPT_WATCH);
    w->until = lyd_options_given(options, LYD_OPT_UNTIL);
    w->prompt = options->operand_count == 0 && isatty(STDIN_FILENO);
    w->standard_input = dash || (options->operand_count == 0 && !w->prompt);
    const char *topology = lyd_options_value(options, LYD_OPT_TOPOLOGY)->text;
    lyd_status status = check_again(options, w, diag);
    if (dash && options->operand_count > 1) {
        status = lyd_diag_error(diag, NULL, 0, "\"-\" stands for the names of standard input, all of them: give no other name");
    }
    if (w->standard_input && topology != NULL && strcmp(topology, "-") == 0) {
        status = lyd_diag_error(diag, NULL, 0, "--topology -: standard input can't hold both the topology and the names");
    }
    return status;
}

/* Every operand as a name; all mistakes are told. */
static lyd_status read_names(const lyd_options *options, lyd_arena *arena, const char **names, lyd_diag *diag)
{
    lyd_status worst = LYD_OK;
    for (size_t i = 0; i < options->operand_count && worst != LYD_ENOMEM; i++) {
        const char *text = options->operands[i];
        lyd_status status = lyd_check_name(text, strlen(text), NULL, 0, arena, &names[i], diag);
        worst = status != LYD_OK ? status : worst;
    }
    return worst;
}

static int run(lyd_checking *c, const wish *w, const char *const *names, size_t count)
{
    if (w->prompt) {
        return lyd_check_prompt(c);
    }
    if (w->standard_input) {
        return lyd_check_stream(c);
    }
    if (w->watch) {
        return lyd_check_watch(c, names, count);
    }
    lyd_status status = lyd_checking_once(c, names, count);
    return status == LYD_OK ? c->code : lyd_cli_fail(c->session.cli, status);
}

int lyd_command_check(lyd_cli *cli)
{
    const lyd_options *options = cli->options;
    lyd_checking c;
    wish w;
    lyd_arena *arena = lyd_arena_new();
    const char **names = calloc(options->operand_count + 1, sizeof(*names));
    lyd_status wished = read_wish(options, &w, cli->diag), named = LYD_OK;
    lyd_status status = lyd_checking_load(&c, cli);
    if (arena == NULL || names == NULL) {
        named = LYD_ENOMEM;
    } else if (!w.standard_input) {
        named = read_names(options, arena, names, cli->diag);
    }
    status = wished != LYD_OK ? wished : named != LYD_OK ? named : status;
    if (status == LYD_OK) {
        status = lyd_session_open(&c.session);
    }
    int code = status == LYD_OK ? run(&c, &w, names, options->operand_count) : lyd_cli_fail(cli, status);
    lyd_checking_clear(&c);
    free((void *)names);
    lyd_arena_free(arena);
    return code;
}
