/* lyncdns audit of several topologies: which files they are in, and their summary. */
#include "fleet.h"

#include "queue.h"

#include "cli/output/named.h"
#include "cli/output/targets.h"

#include <lyncdns/fleet.h>
#include <lyncdns/report.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct fleet {
    lyd_cli *cli;
    lyd_fleet *rows;
    lyd_arena *arena;
    const char **files;
    size_t file_count, file_capacity;
} fleet;

bool lyd_fleet_is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

bool lyd_fleet_is_meant(const lyd_options *options)
{
    return options->operand_count > 1 || (options->operand_count == 1 && lyd_fleet_is_folder(options->operands[0]));
}

/* ---- the files ---- */

/* Known as read from now on, so that no report takes the place of a topology that is yet to be read, and that a file named twice is one
 * deployment. One that can't be read is a row later. */
static lyd_status add_input(fleet *f, const char *path)
{
    struct stat about;
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    bool known = descriptor >= 0 && fstat(descriptor, &about) == 0 && lyd_diag_input_at(f->cli->diag, &about) != NULL;
    lyd_status status = descriptor < 0 || known ? LYD_OK : lyd_diag_input(f->cli->diag, path, descriptor);
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    if (status == LYD_OK && !known) {
        status = lyd_grow((void **)&f->files, &f->file_capacity, f->file_count, sizeof(*f->files));
    }
    if (status == LYD_OK && !known) {
        f->files[f->file_count++] = path;
    }
    return status;
}

static lyd_status add_folder(fleet *f, const char *path)
{
    static const char *const endings[] = {".yaml", ".yml", NULL};
    const char *const *files = NULL;
    size_t count = 0;
    lyd_status status = lyd_folder_list(path, endings, f->arena, &files, &count, f->cli->diag);
    if (status == LYD_OK && count == 0) {
        status = lyd_diag_error(f->cli->diag, path, 0, "the folder has no *.yaml and no *.yml");
    }
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = add_input(f, files[i]);
    }
    return status;
}

static lyd_status list_files(fleet *f)
{
    const lyd_options *options = f->cli->options;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < options->operand_count && status == LYD_OK; i++) {
        status = lyd_fleet_is_folder(options->operands[i]) ? add_folder(f, options->operands[i]) : add_input(f, options->operands[i]);
    }
    return status;
}

/* ---- the summary ---- */

/* A report that each deployment has in a file of its own. */
static bool is_own(const lyd_destination *destination)
{
    return destination->path != NULL && lyd_path_is_named(destination->path);
}

/* The I-th report of the command line as one of the summary; NULL: it is of each deployment. */
static const lyd_fleet_writer *summary_at(const lyd_destination *destination)
{
    return is_own(destination) ? NULL : lyd_fleet_writer_find(destination->writer->name);
}

static lyd_status check(const fleet *f, const lyd_destinations *destinations)
{
    static const struct {
        int id;
        const char *name;
    } files[] = {{LYD_OPT_ANSWERS, "--answers"}, {LYD_OPT_SAVE_ANSWERS, "--save-answers"}};
    const lyd_options *options = f->cli->options;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < LYD_COUNT(files); i++) {
        for (size_t k = 0; k < lyd_options_count(options, files[i].id); k++) {
            if (!lyd_path_is_named(lyd_options_at(options, files[i].id, k)->text)) {
                status = lyd_diag_error(f->cli->diag, NULL, 0, "%s: expected {name} in the path: each of several topologies has a file",
                                        files[i].name);
            }
        }
    }
    for (size_t i = 0; i < destinations->count; i++) {
        const lyd_destination *one = &destinations->items[i];
        if (!is_own(one) && summary_at(one) == NULL) {
            status = lyd_diag_error(f->cli->diag, NULL, 0,
                                    "several topologies aren't summed up as %s; with --output '{name}.%s' each has a file",
                                    one->writer->name, one->writer->name);
        }
    }
    return status;
}

lyd_status lyd_fleet_write_summary(const lyd_cli *cli, const lyd_fleet *rows, const lyd_fleet_writer *writer, const char *path)
{
    const lyd_fleet_report report = {.fleet = rows,
                                     .now = (int64_t)time(NULL),
                                     .changes_only = lyd_options_given(cli->options, LYD_OPT_CHANGES_ONLY),
                                     .width = path == NULL ? lyd_terminal_width(STDOUT_FILENO) : LYD_WIDTH_DEFAULT,
                                     .color = path == NULL && lyd_terminal_color(cli->options)};
    lyd_output output;
    lyd_status status = lyd_output_open(&output, path, cli->diag);
    return status == LYD_OK ? lyd_output_close(&output, writer->write(&report, output.stream)) : status;
}

/* Where no report is the summary's, it goes to standard output as text. */
static lyd_status write_summaries(const fleet *f, const lyd_destinations *destinations, int *code)
{
    lyd_status worst = LYD_OK;
    bool any = false;
    *code = lyd_fleet_exit(f->rows);
    for (size_t i = 0; i < destinations->count; i++) {
        const lyd_fleet_writer *writer = summary_at(&destinations->items[i]);
        if (writer != NULL) {
            any = true;
            worst = lyd_cli_worse(worst, lyd_fleet_write_summary(f->cli, f->rows, writer, destinations->items[i].path));
            *code = writer->exit_code != NULL ? writer->exit_code(f->rows) : *code;
        }
    }
    return any ? worst : lyd_fleet_write_summary(f->cli, f->rows, &lyd_fleet_writers[0], NULL);
}

/* What the fleet as a whole writes. */
static lyd_status check_targets(const fleet *f, const lyd_destinations *destinations)
{
    lyd_target *targets = calloc(destinations->count + 1, sizeof(*targets));
    size_t count = 0;
    if (targets == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < destinations->count; i++) {
        if (summary_at(&destinations->items[i]) != NULL) {
            targets[count++] = (lyd_target){"the summary", destinations->items[i].path, false};
        }
    }
    if (lyd_options_given(f->cli->options, LYD_OPT_HISTORY)) {
        targets[count++] = (lyd_target){"--history", lyd_options_value(f->cli->options, LYD_OPT_HISTORY)->text, true};
    }
    lyd_status status = lyd_targets_check(targets, count, f->cli->diag);
    free(targets);
    return status;
}

int lyd_fleet_audit(lyd_cli *cli, lyd_fleet_reporter *report, void *context)
{
    fleet f = {.cli = cli, .rows = lyd_fleet_new(), .arena = lyd_arena_new()};
    lyd_destinations destinations;
    int code = LYD_EXIT_ERROR;
    lyd_status status = lyd_destinations_new(cli->options, &destinations, cli->diag);
    status = lyd_cli_worse(status, check(&f, &destinations));
    status = f.rows == NULL || f.arena == NULL ? LYD_ENOMEM : status;
    status = status == LYD_OK ? list_files(&f) : status;
    status = status == LYD_OK ? check_targets(&f, &destinations) : status;
    status = status == LYD_OK ? lyd_fleet_judge(cli, f.files, f.file_count, report, context, f.rows) : status;
    status = status == LYD_OK ? write_summaries(&f, &destinations, &code) : status;
    cli->reported = status == LYD_OK;
    code = status == LYD_OK ? code : lyd_cli_fail(cli, status);
    free(destinations.items);
    free((void *)f.files);
    lyd_fleet_free(f.rows);
    lyd_arena_free(f.arena);
    return code;
}
