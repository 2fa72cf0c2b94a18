#include "cli/cli.h"
#include "cli/terminal.h"
#include "report/past.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What a subcommand works on. */
typedef struct desk {
    lyd_cli *cli;
    lyd_history *history;
    lyd_arena *arena;
    const char *const *operands; /* behind the subcommand's name */
    bool json, color;
    int width;
} desk;

static lyd_status list(desk *d)
{
    lyd_past_run *runs;
    size_t count;
    lyd_status status = lyd_history_runs(d->history, d->arena, &runs, &count);
    if (status != LYD_OK) {
        return status;
    }
    if (d->json) {
        return lyd_history_json_list(runs, count);
    }
    lyd_history_text_list(runs, count);
    return LYD_OK;
}

/* The run whose number is the I-th operand. */
static lyd_status find_run(desk *d, size_t i, lyd_past_run *run)
{
    const char *text = d->operands[i];
    char *end = NULL;
    errno = 0;
    long long id = strtoll(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0) {
        return lyd_diag_error(d->cli->diag, NULL, 0, "history: \"%s\" isn't the number of a run; \"lyncdns history list\" shows them",
                              text);
    }
    return lyd_history_run(d->history, id, d->arena, run);
}

static lyd_status show(desk *d)
{
    lyd_run_view view;
    lyd_status status = find_run(d, 0, &view.run);
    if (status == LYD_OK) {
        status = lyd_history_findings(d->history, &view.run, d->arena, &view.findings, &view.finding_count);
    }
    if (status == LYD_OK) {
        status = lyd_history_types(d->history, &view.run, d->arena, &view.types, &view.type_count);
    }
    if (status == LYD_OK) {
        status = lyd_history_servers(d->history, &view.run, d->arena, &view.servers, &view.server_count);
    }
    if (status != LYD_OK) {
        return status;
    }
    return d->json ? lyd_history_json_run(&view) : lyd_history_text_run(&view, d->width, d->color);
}

static lyd_status diff(desk *d)
{
    lyd_past_run older, newer;
    lyd_news changes;
    lyd_status status = find_run(d, 0, &older);
    if (status == LYD_OK) {
        status = find_run(d, 1, &newer);
    }
    if (status == LYD_OK) {
        status = lyd_history_diff(d->history, &older, &newer, d->arena, &changes);
    }
    if (status != LYD_OK) {
        return status;
    }
    return d->json ? lyd_history_json_diff(&newer, &changes) : lyd_history_text_diff(&newer, &changes, d->width, d->color);
}

static lyd_status finding(desk *d)
{
    lyd_story *stories;
    size_t count;
    lyd_status status = lyd_history_story(d->history, d->operands[0], d->arena, &stories, &count);
    if (status != LYD_OK) {
        return status;
    }
    if (d->json) {
        return lyd_history_json_story(stories, count);
    }
    lyd_history_text_story(stories, count);
    return LYD_OK;
}

static lyd_status prune(desk *d)
{
    int64_t before = (int64_t)time(NULL) - (int64_t)lyd_options_value(d->cli->options, LYD_OPT_KEEP)->number / 1000;
    lyd_pruned *rows;
    size_t count;
    before = before > 0 ? before : 0;
    lyd_status status = lyd_history_prune(d->history, before, d->arena, &rows, &count);
    if (status != LYD_OK) {
        return status;
    }
    if (d->json) {
        return lyd_history_json_prune(rows, count, before);
    }
    lyd_history_text_prune(rows, count, before);
    return LYD_OK;
}

static const struct {
    const char *name;
    const char *operands;
    size_t operand_count;
    lyd_history_mode mode;
    lyd_status (*run)(desk *d);
} subcommands[] = {
    {"list", "", 0, LYD_HISTORY_READ, list},
    {"show", " RUN", 1, LYD_HISTORY_READ, show},
    {"diff", " RUN RUN", 2, LYD_HISTORY_READ, diff},
    {"finding", " KEY", 1, LYD_HISTORY_READ, finding},
    {"prune", " --keep DURATION", 0, LYD_HISTORY_CHANGE, prune},
};

static const char *subcommand_name(size_t i)
{
    return i < LYD_COUNT(subcommands) ? subcommands[i].name : NULL;
}

static lyd_status find_subcommand(const char *name, size_t *index, lyd_diag *diag)
{
    for (*index = 0; *index < LYD_COUNT(subcommands); ++*index) {
        if (strcmp(subcommands[*index].name, name) == 0) {
            return LYD_OK;
        }
    }
    const char *nearest = lyd_words_nearest(subcommand_name, name);
    if (nearest != NULL) {
        return lyd_diag_error(diag, NULL, 0, "history: unknown \"%s\"; did you mean \"%s\"?", name, nearest);
    }
    return lyd_diag_error(diag, NULL, 0, "history: unknown \"%s\"; there are list, show, diff, finding and prune", name);
}

static lyd_status check_usage(const lyd_options *options, size_t index, lyd_diag *diag)
{
    const char *name = subcommands[index].name;
    bool prunes = subcommands[index].run == prune, keep = lyd_options_given(options, LYD_OPT_KEEP);
    lyd_status status = LYD_OK;
    if (options->operand_count - 1 != subcommands[index].operand_count || prunes != keep) {
        status = lyd_diag_error(diag, NULL, 0, "usage: lyncdns history %s%s --history FILE", name, subcommands[index].operands);
    }
    if (!lyd_options_given(options, LYD_OPT_HISTORY)) {
        status = lyd_diag_error(diag, NULL, 0, "history %s: of which history? give --history FILE", name);
    }
    return status;
}

int lyd_command_history(lyd_cli *cli)
{
    const lyd_options *options = cli->options;
    size_t index = 0;
    lyd_status status = find_subcommand(options->operands[0], &index, cli->diag);
    if (status == LYD_OK) {
        status = check_usage(options, index, cli->diag);
    }
    if (status != LYD_OK) {
        return lyd_cli_fail(cli, status);
    }
    desk d = {
        .cli = cli,
        .arena = lyd_arena_new(),
        .operands = options->operands + 1,
        .json = strcmp(lyd_options_value(options, LYD_OPT_PLAIN_FORMAT)->text, "json") == 0,
        .color = lyd_terminal_color(options),
        .width = lyd_terminal_width(STDOUT_FILENO),
    };
    status = d.arena == NULL ? LYD_ENOMEM
                             : lyd_history_open(lyd_options_value(options, LYD_OPT_HISTORY)->text, subcommands[index].mode,
                                                LYD_HISTORY_WAIT_MS, &d.history, cli->diag);
    if (status == LYD_OK) {
        status = subcommands[index].run(&d);
    }
    lyd_history_close(d.history);
    lyd_arena_free(d.arena);
    /* Standard output that failed is told of once, at the end. */
    return status == LYD_OK || (status == LYD_EIO && ferror(stdout)) ? LYD_EXIT_GOOD : lyd_cli_fail(cli, status);
}
