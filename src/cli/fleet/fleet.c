/* lyncdns audit of several topologies: one after another in one process, with one source, and a summary. */
#include "fleet.h"

#include "cli/output/targets.h"

#include <lyncdns/fleet.h>
#include <lyncdns/report.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MARK "{name}" /* in --output: a file for each deployment */

typedef struct fleet {
    lyd_cli *cli;
    lyd_fleet *rows;
    lyd_source *source; /* asks each question once */
    lyd_map *written;   /* paths of reports */
    lyd_arena *arena;
    lyd_diag *diag; /* messages about one deployment; all that was read */
    const char **files;
    size_t file_count, file_capacity;
    lyd_status (*report)(lyd_session *session, lyd_run *run, lyd_fleet_outcome *outcome);
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

/* ---- where reports go ---- */

/* PATH with the name of the topology in the place of the mark, without what could lead to another folder. NULL: out of memory. */
static const char *path_for(const char *path, const char *name, lyd_arena *arena)
{
    const char *mark = strstr(path, MARK);
    char *safe = lyd_arena_text(arena, name, strlen(name));
    for (char *p = safe; p != NULL && *p != '\0'; p++) {
        *p = (char)(*p == '/' || (unsigned char)*p < 0x20 || (*p == '.' && p == safe) ? '_' : *p);
    }
    return safe == NULL ? NULL : lyd_arena_printf(arena, "%.*s%s%s", (int)(mark - path), path, safe, mark + strlen(MARK));
}

/* Leaves SESSION the reports of its own; the others are of the summary. */
static lyd_status keep_own(fleet *f, lyd_session *session)
{
    lyd_destinations *destinations = &session->destinations;
    size_t kept = 0;
    for (size_t i = 0; i < destinations->count; i++) {
        lyd_destination one = destinations->items[i];
        uint32_t other;
        if (one.path == NULL || strstr(one.path, MARK) == NULL) {
            continue;
        }
        one.path = path_for(one.path, session->topology->name, f->arena);
        if (one.path == NULL) {
            return LYD_ENOMEM;
        }
        if (lyd_map_get(f->written, one.path, &other)) {
            return lyd_diag_error(session->cli->diag, one.path, 0, "is the report of another deployment called \"%s\"",
                                  session->topology->name);
        }
        if (lyd_map_put(f->written, one.path, 0) != LYD_OK) {
            return LYD_ENOMEM;
        }
        destinations->items[kept++] = one;
    }
    destinations->count = kept;
    return LYD_OK;
}

/* ---- one deployment ---- */

static lyd_status judge(fleet *f, lyd_session *session, const char *path)
{
    lyd_run *run = NULL;
    lyd_fleet_outcome outcome = {.fresh = LYD_FLEET_UNKNOWN};
    lyd_status status = lyd_session_read(session, path);
    status = status == LYD_OK ? keep_own(f, session) : status;
    status = status == LYD_OK ? lyd_session_apply(session) : status;
    status = status == LYD_OK ? lyd_session_open(session) : status;
    if (status == LYD_OK) {
        status = lyd_run_new(session->topology, lyd_session_source(session), session->started, &run, session->cli->diag);
        status = lyd_session_asked(session, status, run != NULL && run->facts.stopped);
    }
    status = status == LYD_OK ? f->report(session, run, &outcome) : status;
    if (status == LYD_OK) {
        status = lyd_fleet_add_run(f->rows, path, run, outcome.exit_code, outcome.fresh, outcome.last_complete);
    } else if (status != LYD_ENOMEM) {
        const char *name = session->topology != NULL ? session->topology->name : NULL;
        status = lyd_fleet_add_failure(f->rows, name, path, session->cli->diag, status);
    }
    lyd_run_free(run);
    return status;
}

/* With messages of its own, so that an error of one file is no error of the others. */
static lyd_status add_file(fleet *f, const char *path)
{
    lyd_cli own = *f->cli;
    lyd_session session;
    own.diag = f->diag;
    lyd_session_init(&session, &own);
    session.shared = f->source;
    lyd_status status = judge(f, &session, path);
    lyd_session_clear(&session);
    if (!lyd_options_given(own.options, LYD_OPT_QUIET) || lyd_diag_errors(own.diag) > 0) {
        lyd_diag_print(own.diag, stderr, "lyncdns");
    }
    lyd_diag_forget(own.diag);
    return status;
}

/* ---- the files ---- */

/* Known as read from now on, so that no report takes the place of a topology that is yet to be read. One that can't be read is a row later.
 */
static lyd_status add_input(fleet *f, const char *path)
{
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    lyd_status status = descriptor < 0 ? LYD_OK : lyd_diag_input(f->cli->diag, path, descriptor);
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    if (status == LYD_OK) {
        status = lyd_grow((void **)&f->files, &f->file_capacity, f->file_count, sizeof(*f->files));
    }
    if (status == LYD_OK) {
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

/* The I-th report of the command line as one of the summary; NULL: it is of each deployment. */
static const lyd_fleet_writer *summary_at(const lyd_destination *destination)
{
    bool own = destination->path != NULL && strstr(destination->path, MARK) != NULL;
    return own ? NULL : lyd_fleet_writer_find(destination->writer->name);
}

static lyd_status check(fleet *f, const lyd_destinations *destinations)
{
    static const struct {
        int id;
        const char *name;
    } single[] = {{LYD_OPT_ANSWERS, "--answers"}, {LYD_OPT_SAVE_ANSWERS, "--save-answers"}, {LYD_OPT_CHANGES_ONLY, "--changes-only"}};
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < LYD_COUNT(single); i++) {
        if (lyd_options_given(f->cli->options, single[i].id)) {
            status = lyd_diag_error(f->cli->diag, NULL, 0, "%s is for one topology", single[i].name);
        }
    }
    for (size_t i = 0; i < destinations->count; i++) {
        const lyd_destination *one = &destinations->items[i];
        bool own = one->path != NULL && strstr(one->path, MARK) != NULL;
        if (!own && summary_at(one) == NULL) {
            status = lyd_diag_error(f->cli->diag, NULL, 0,
                                    "several topologies aren't summed up as %s; with --output '" MARK ".%s' each has a file",
                                    one->writer->name, one->writer->name);
        }
    }
    return status;
}

lyd_status lyd_fleet_write_summary(const lyd_cli *cli, const lyd_fleet *rows, const lyd_fleet_writer *writer, const char *path)
{
    const lyd_fleet_report report = {.fleet = rows,
                                     .now = (int64_t)time(NULL),
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

static lyd_status judge_all(fleet *f, const lyd_destinations *destinations)
{
    lyd_status status = list_files(f);
    status = status == LYD_OK ? check_targets(f, destinations) : status;
    status = status == LYD_OK ? lyd_diag_inputs(f->diag, f->cli->diag) : status;
    for (size_t i = 0; i < f->file_count && status == LYD_OK; i++) {
        status = add_file(f, f->files[i]);
    }
    return status;
}

int lyd_fleet_audit(lyd_cli *cli, lyd_status (*report)(lyd_session *session, lyd_run *run, lyd_fleet_outcome *outcome))
{
    fleet f = {.cli = cli,
               .rows = lyd_fleet_new(),
               .source = lyd_once_new(lyd_session_live(cli, NULL)),
               .written = lyd_map_new(),
               .arena = lyd_arena_new(),
               .diag = lyd_diag_new(),
               .report = report};
    lyd_destinations destinations;
    int code = LYD_EXIT_ERROR;
    lyd_status status = lyd_destinations_new(cli->options, &destinations, cli->diag);
    status = lyd_cli_worse(status, check(&f, &destinations));
    if (f.rows == NULL || f.source == NULL || f.written == NULL || f.arena == NULL || f.diag == NULL) {
        status = LYD_ENOMEM;
    }
    status = status == LYD_OK ? judge_all(&f, &destinations) : status;
    status = status == LYD_OK ? write_summaries(&f, &destinations, &code) : status;
    cli->reported = status == LYD_OK;
    code = status == LYD_OK ? code : lyd_cli_fail(cli, status);
    free(destinations.items);
    free((void *)f.files);
    lyd_fleet_free(f.rows);
    lyd_source_free(f.source);
    lyd_map_free(f.written);
    lyd_arena_free(f.arena);
    lyd_diag_free(f.diag);
    return code;
}
