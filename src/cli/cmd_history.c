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

#define FORMATS 3 /* text, json and brief, as the choices of --format are */

typedef lyd_status (*const writers[FORMATS])(const lyd_past_report *report, FILE *stream);

/* The state of a subcommand. */
typedef struct request {
    lyd_cli *cli;
    lyd_history *history;
    lyd_arena *arena;
    const char *const *operands; /* after the name of the subcommand */
    size_t operand_count;
    const writers *write;
} request;

/* ---- the runs ---- */

/* The error that no topology of ROWS, COUNT of them SIZE apart, which begin with a run, is like PATTERN. */
static lyd_status say_unlike(const request *r, const char *pattern, const lyd_past_run *rows, size_t size, size_t count)
{
    char hint[LYD_HINT_TEXT];
    const char *nearest = count > 0 ? lyd_nearest(pattern, &rows->topology, size, count) : NULL;
    return lyd_diag_error(r->cli->diag, lyd_options_value(r->cli->options, LYD_OPT_HISTORY)->text, 0,
                          "no topology in the history is like \"%s\"%s", pattern, nearest != NULL ? lyd_hint(hint, nearest) : "");
}

static lyd_status load_runs(request *r, const char *pattern, lyd_past_report *report)
{
    lyd_past_run *runs;
    size_t count;
    lyd_status status = lyd_history_runs(r->history, NULL, r->arena, &runs, &count);
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (lyd_glob_match(pattern, runs[i].topology)) {
            runs[report->run_count++] = runs[i];
        }
    }
    report->runs = runs;
    return status == LYD_OK && report->run_count == 0 && r->operand_count > 0 ? say_unlike(r, pattern, runs, sizeof(*runs), count) : status;
}

static lyd_status load_latest(request *r, const char *pattern, lyd_past_report *report)
{
    lyd_past_latest *rows;
    size_t count;
    lyd_status status = lyd_history_latest(r->history, r->arena, &rows, &count);
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (lyd_glob_match(pattern, rows[i].run.topology)) {
            rows[report->latest_count++] = rows[i];
        }
    }
    report->latest = rows;
    return status == LYD_OK && report->latest_count == 0 && r->operand_count > 0 ? say_unlike(r, pattern, &rows->run, sizeof(*rows), count)
                                                                                 : status;
}

static lyd_status load_list(request *r, lyd_past_report *report)
{
    static const writers latest = {lyd_past_text_latest, lyd_past_json_latest, lyd_past_brief_latest};
    const char *pattern = r->operand_count > 0 ? r->operands[0] : "*";
    if (lyd_options_given(r->cli->options, LYD_OPT_LATEST)) {
        r->write = &latest;
        return load_latest(r, pattern, report);
    }
    return load_runs(r, pattern, report);
}

/* ---- one or two runs ---- */

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

/* ---- findings ---- */

/* A key is shown over time; what isn't one is a pattern, of which is shown where such findings are now. */
static lyd_status load_finding(request *r, lyd_past_report *report)
{
    static const writers across = {lyd_past_text_sightings, lyd_past_json_sightings, lyd_past_brief_sightings};
    lyd_timeline *timelines;
    lyd_status status = lyd_history_timelines(r->history, r->operands[0], r->arena, &timelines, &report->timeline_count);
    report->timelines = timelines;
    if (status != LYD_OK || report->timeline_count > 0) {
        return status;
    }
    lyd_sightings *sightings = lyd_arena_zalloc(r->arena, 1, sizeof(*sightings));
    report->sightings = sightings;
    r->write = &across;
    return sightings == NULL ? LYD_ENOMEM : lyd_history_sightings(r->history, r->operands[0], r->arena, sightings);
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

/* ---- the command ---- */

static const struct {
    const char *name;
    const char *operands;
    size_t operands_least, operands_most;
    lyd_history_mode mode;
    lyd_status (*load)(request *r, lyd_past_report *report);
    writers write; /* unless load chooses others */
} subcommands[] = {
    {"list", " [TOPOLOGY] [--latest]", 0, 1, LYD_HISTORY_READ, load_list, {lyd_past_text_list, lyd_past_json_list, lyd_past_text_list}},
    {"show", " RUN", 1, 1, LYD_HISTORY_READ, load_show, {lyd_past_text_show, lyd_past_json_show, lyd_past_brief_show}},
    {"diff", " RUN RUN", 2, 2, LYD_HISTORY_READ, load_diff, {lyd_past_text_diff, lyd_past_json_diff, lyd_past_brief_diff}},
    {"finding", " KEY", 1, 1, LYD_HISTORY_READ, load_finding, {lyd_past_text_finding, lyd_past_json_finding, lyd_past_brief_finding}},
    {"keys", "", 0, 0, LYD_HISTORY_READ, load_keys, {lyd_past_text_keys, lyd_past_json_keys, lyd_past_text_keys}},
    {"prune", " --keep DURATION", 0, 0, LYD_HISTORY_CHANGE, prune, {lyd_past_text_prune, lyd_past_json_prune, lyd_past_text_prune}},
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
    bool lists = subcommands[index].load == load_list, latest = lyd_options_given(options, LYD_OPT_LATEST);
    size_t operands = options->operand_count - 1;
    lyd_status status = LYD_OK;
    if (operands < subcommands[index].operands_least || operands > subcommands[index].operands_most || prunes != keep ||
        (latest && !lists)) {
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
    request r = {.cli = cli,
                 .arena = lyd_arena_new(),
                 .operands = options->operands + 1,
                 .operand_count = options->operand_count - 1,
                 .write = &subcommands[index].write};
    lyd_past_report report = {.width = lyd_terminal_width(STDOUT_FILENO), .color = lyd_terminal_color(options)};
    const char *path = lyd_options_value(options, LYD_OPT_HISTORY)->text;
    status = r.arena == NULL ? LYD_ENOMEM : lyd_history_open(path, subcommands[index].mode, LYD_HISTORY_WAIT_MS, &r.history, cli->diag);
    if (status == LYD_OK) {
        status = subcommands[index].load(&r, &report);
    }
    if (status == LYD_OK) {
        status = (*r.write)[lyd_options_value(options, LYD_OPT_FINDINGS_FORMAT)->choice](&report, stdout);
    }
    lyd_history_close(r.history);
    lyd_arena_free(r.arena);
    /* A failure of standard output is reported once, at the end of the program. */
    return status == LYD_OK || (status == LYD_EIO && ferror(stdout)) ? LYD_EXIT_GOOD : lyd_cli_fail(cli, status);
}
