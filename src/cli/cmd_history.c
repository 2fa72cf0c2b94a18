/* lyncdns history: one row for each subcommand, with what it loads and how that is written. */
#include "cli.h"
#include "terminal.h"

#include <lyncdns/history.h>
#include <lyncdns/report.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The state of a subcommand. */
typedef struct request {
    lyd_cli *cli;
    lyd_history *history;
    lyd_arena *arena;
    const char *const *operands; /* after the name of the subcommand */
} request;

static lyd_status load_list(request *r, lyd_past_report *report)
{
    lyd_past_run *runs;
    lyd_status status = lyd_history_runs(r->history, r->arena, &runs, &report->run_count);
    report->runs = runs;
    return status;
}

/* The run number that is the I-th operand. */
static lyd_status read_run(const request *r, size_t i, int64_t *id)
{
    const char *text = r->operands[i];
    char *end = NULL;
    errno = 0;
    *id = strtoll(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0) {
        return lyd_diag_error(r->cli->diag, NULL, 0, "history: \"%s\" isn't the number of a run; \"lyncdns history list\" lists the runs",
                              text);
    }
    return LYD_OK;
}

static lyd_status load_show(request *r, lyd_past_report *report)
{
    int64_t id;
    lyd_past_detail *detail = lyd_arena_zalloc(r->arena, 1, sizeof(*detail));
    report->detail = detail;
    lyd_status status = detail == NULL ? LYD_ENOMEM : read_run(r, 0, &id);
    return status == LYD_OK ? lyd_history_detail(r->history, id, r->arena, detail) : status;
}

static lyd_status load_diff(request *r, lyd_past_report *report)
{
    int64_t older, newer;
    lyd_diff *changes = lyd_arena_zalloc(r->arena, 1, sizeof(*changes));
    report->changes = changes;
    lyd_status status = changes == NULL ? LYD_ENOMEM : read_run(r, 0, &older);
    if (status == LYD_OK) {
        status = read_run(r, 1, &newer);
    }
    return status == LYD_OK ? lyd_history_diff(r->history, older, newer, r->arena, changes) : status;
}

static lyd_status load_finding(request *r, lyd_past_report *report)
{
    lyd_timeline *timelines;
    lyd_status status = lyd_history_timelines(r->history, r->operands[0], r->arena, &timelines, &report->timeline_count);
    report->timelines = timelines;
    return status;
}

static lyd_status load_keys(request *r, lyd_past_report *report)
{
    return lyd_history_keys(r->history, r->arena, &report->keys, &report->key_count);
}

static lyd_status prune(request *r, lyd_past_report *report)
{
    lyd_pruned *rows;
    int64_t before = (int64_t)time(NULL) - (int64_t)lyd_options_value(r->cli->options, LYD_OPT_KEEP)->number / 1000;
    report->before = before > 0 ? before : 0;
    lyd_status status = lyd_history_prune(r->history, report->before, r->arena, &rows, &report->pruned_count);
    report->pruned = rows;
    return status;
}

#define FORMATS 3 /* text, json and brief, as the choices of --format are */

static const struct {
    const char *name;
    const char *operands;
    size_t operand_count;
    lyd_history_mode mode;
    lyd_status (*load)(request *r, lyd_past_report *report);
    lyd_status (*write[FORMATS])(const lyd_past_report *report, FILE *stream);
} subcommands[] = {
    {"list", "", 0, LYD_HISTORY_READ, load_list, {lyd_past_text_list, lyd_past_json_list, lyd_past_text_list}},
    {"show", " RUN", 1, LYD_HISTORY_READ, load_show, {lyd_past_text_show, lyd_past_json_show, lyd_past_brief_show}},
    {"diff", " RUN RUN", 2, LYD_HISTORY_READ, load_diff, {lyd_past_text_diff, lyd_past_json_diff, lyd_past_brief_diff}},
    {"finding", " KEY", 1, LYD_HISTORY_READ, load_finding, {lyd_past_text_finding, lyd_past_json_finding, lyd_past_brief_finding}},
    {"keys", "", 0, LYD_HISTORY_READ, load_keys, {lyd_past_text_keys, lyd_past_json_keys, lyd_past_text_keys}},
    {"prune", " --keep DURATION", 0, LYD_HISTORY_CHANGE, prune, {lyd_past_text_prune, lyd_past_json_prune, lyd_past_text_prune}},
};

static lyd_status find_subcommand(const char *name, size_t *index, lyd_diag *diag)
{
    for (*index = 0; *index < LYD_COUNT(subcommands); ++*index) {
        if (strcmp(subcommands[*index].name, name) == 0) {
            return LYD_OK;
        }
    }
    char hint[LYD_HINT_TEXT];
    const char *nearest = lyd_nearest(name, &subcommands->name, sizeof(*subcommands), LYD_COUNT(subcommands));
    return lyd_diag_error(diag, NULL, 0, "history: unknown subcommand \"%s\"%s", name,
                          nearest != NULL ? lyd_hint(hint, nearest) : ", expected list, show, diff, finding, keys or prune");
}

static lyd_status check_usage(const lyd_options *options, size_t index, lyd_diag *diag)
{
    const char *name = subcommands[index].name;
    bool prunes = subcommands[index].load == prune, keep = lyd_options_given(options, LYD_OPT_KEEP);
    lyd_status status = LYD_OK;
    if (options->operand_count - 1 != subcommands[index].operand_count || prunes != keep) {
        status = lyd_diag_error(diag, NULL, 0, "usage: lyncdns history %s%s --history FILE", name, subcommands[index].operands);
    }
    if (!lyd_options_given(options, LYD_OPT_HISTORY)) {
        status = lyd_diag_error(diag, NULL, 0, "history %s: missing option: --history FILE", name);
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
    request r = {.cli = cli, .arena = lyd_arena_new(), .operands = options->operands + 1};
    lyd_past_report report = {.width = lyd_terminal_width(STDOUT_FILENO), .color = lyd_terminal_color(options)};
    const char *path = lyd_options_value(options, LYD_OPT_HISTORY)->text;
    status = r.arena == NULL ? LYD_ENOMEM : lyd_history_open(path, subcommands[index].mode, LYD_HISTORY_WAIT_MS, &r.history, cli->diag);
    if (status == LYD_OK) {
        status = subcommands[index].load(&r, &report);
    }
    if (status == LYD_OK) {
        status = subcommands[index].write[lyd_options_value(options, LYD_OPT_FINDINGS_FORMAT)->choice](&report, stdout);
    }
    lyd_history_close(r.history);
    lyd_arena_free(r.arena);
    /* A failure of standard output is reported once, at the end of the program. */
    return status == LYD_OK || (status == LYD_EIO && ferror(stdout)) ? LYD_EXIT_GOOD : lyd_cli_fail(cli, status);
}
