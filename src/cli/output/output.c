/* Where results go: standard output or files that are replaced whole; which report goes to which. */
#define _XOPEN_SOURCE 700 /* POSIX.1-2008 has realpath, the C library declares it for X/Open only */

#include "output.h"

#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY_TRIES 100

static bool is_stdout(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

/* The file that PATH leads to through symbolic links, so that a link stays a link; a copy of PATH if there is none yet. */
static char *target_of(const char *path)
{
    char *real = realpath(path, NULL);
    return real != NULL ? real : strdup(path);
}

/* A new file beside TARGET; *NAME is its name (freed by the caller). The descriptor, or -1 with errno. */
static int temporary_open(const char *target, char **name)
{
    const char *slash = strrchr(target, '/');
    int folder = slash != NULL ? (int)(slash - target + 1) : 0;
    size_t size = (size_t)folder + 64;
    int descriptor = -1;
    *name = malloc(size);
    if (*name == NULL) {
        errno = ENOMEM;
        return -1;
    }
    for (int i = 0; descriptor < 0 && i < TEMPORARY_TRIES; i++) {
        (void)snprintf(*name, size, "%.*s.lyncdns-%ld-%d.tmp", folder, target, (long)getpid(), i);
        descriptor = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor < 0 && errno != EEXIST) {
            break;
        }
    }
    if (descriptor < 0) {
        int saved = errno;
        free(*name);
        *name = NULL;
        errno = saved;
    }
    return descriptor;
}

/* Opens the descriptor behind OUTPUT; -1 with errno. */
static int descriptor_open(lyd_output *output)
{
    struct stat about;
    bool exists = stat(output->path, &about) == 0;
    if (exists && S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    if (exists && !S_ISREG(about.st_mode)) {
        /* A device or a pipe is written to; putting a file in its place would destroy it. */
        return open(output->path, O_WRONLY | O_CLOEXEC);
    }
    output->target = target_of(output->path);
    if (output->target == NULL) {
        return -1;
    }
    int descriptor = temporary_open(output->target, &output->temporary);
    if (descriptor >= 0 && exists) {
        (void)fchmod(descriptor, about.st_mode & 0777);
    }
    return descriptor;
}

static void forget(lyd_output *output)
{
    if (output->temporary != NULL) {
        (void)unlink(output->temporary);
    }
    free(output->temporary);
    free(output->target);
    *output = (lyd_output){.stream = NULL};
}

lyd_status lyd_output_open(lyd_output *output, const char *path, lyd_diag *diag)
{
    *output = (lyd_output){.stream = stdout, .diag = diag};
    if (is_stdout(path)) {
        return LYD_OK;
    }
    output->path = path;
    int descriptor = descriptor_open(output);
    output->stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (output->stream == NULL) {
        lyd_status status = lyd_diag_io(diag, path, errno, "can't write");
        if (descriptor >= 0) {
            (void)close(descriptor);
        }
        forget(output);
        return status;
    }
    return LYD_OK;
}

/* Moves what was written to its place. */
static bool commit(lyd_output *output)
{
    if (fflush(output->stream) != 0 || ferror(output->stream)) {
        return false;
    }
    if (output->path == NULL) {
        return true;
    }
    bool good = output->temporary == NULL || fsync(fileno(output->stream)) == 0;
    FILE *stream = output->stream;
    output->stream = NULL;
    good = (fclose(stream) == 0) && good;
    if (good && output->temporary != NULL) {
        good = rename(output->temporary, output->target) == 0;
        if (good) {
            free(output->temporary);
            output->temporary = NULL;
        }
    }
    return good;
}

lyd_status lyd_output_close(lyd_output *output, lyd_status status)
{
    const char *name = output->path != NULL ? output->path : "standard output";
    lyd_diag *diag = output->diag;
    if (status == LYD_OK) {
        errno = 0;
        status = commit(output) ? LYD_OK : LYD_EIO;
    }
    if (status == LYD_EIO && (output->path != NULL || !lyd_cli_reader_gone())) {
        /* A stream that failed earlier may have left no errno. */
        (void)lyd_diag_io(diag, name, errno != 0 ? errno : EIO, "can't write");
    }
    if (output->stream != NULL && output->path != NULL) {
        (void)fclose(output->stream);
    }
    forget(output);
    return status;
}

/* ---- reports ---- */

/* Whether PATH (NULL or "-": standard output) can be written; leaves nothing behind. */
static lyd_status check_writable(const char *path, lyd_diag *diag)
{
    struct stat about;
    if (is_stdout(path) || (stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))) {
        return LYD_OK; /* opening a pipe would wait for its reader */
    }
    lyd_output output = {.path = path};
    int descriptor = descriptor_open(&output);
    int error_number = errno;
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    forget(&output);
    return descriptor >= 0 ? LYD_OK : lyd_diag_io(diag, path, error_number, "can't write");
}

/* The folder that PATH, which doesn't exist, would be in; false: that doesn't exist either. */
static bool folder_of(const char *path, struct stat *about, const char **name)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    bool found = folder != NULL && stat(folder, about) == 0;
    *name = slash == NULL ? path : slash + 1;
    free(folder);
    return found;
}

/* True when two paths (NULL or "-": standard output) are one file, however they are written. */
static bool same_file(const char *a, const char *b)
{
    struct stat about_a, about_b;
    const char *name_a = "", *name_b = "";
    if (is_stdout(a) || is_stdout(b)) {
        return is_stdout(a) && is_stdout(b);
    }
    bool exists = stat(a, &about_a) == 0;
    if (exists != (stat(b, &about_b) == 0) || (!exists && (!folder_of(a, &about_a, &name_a) || !folder_of(b, &about_b, &name_b)))) {
        return false;
    }
    return about_a.st_dev == about_b.st_dev && about_a.st_ino == about_b.st_ino && strcmp(name_a, name_b) == 0 &&
           (!exists || S_ISREG(about_a.st_mode));
}

static const char *output_path(const lyd_options *options, size_t i)
{
    const char *path = i < lyd_options_count(options, LYD_OPT_OUTPUT) ? lyd_options_at(options, LYD_OPT_OUTPUT, i)->text : "-";
    return strcmp(path, "-") == 0 ? NULL : path;
}

/* A run may write several files: no two of them may be the same. */
static lyd_status check_place(const lyd_options *options, const lyd_destination *items, size_t i, lyd_diag *diag)
{
    static const struct {
        int id;
        const char *name;
    } others[] = {{LYD_OPT_SAVE_ANSWERS, "--save-answers"}, {LYD_OPT_HISTORY, "--history"}};
    const char *path = items[i].path, *shown = path != NULL ? path : "standard output";
    for (size_t k = 0; k < i; k++) {
        if (same_file(items[k].path, path)) {
            return lyd_diag_error(diag, shown, 0, "two reports can't go to the same file");
        }
    }
    for (size_t k = 0; k < LYD_COUNT(others); k++) {
        if (lyd_options_given(options, others[k].id) && same_file(lyd_options_value(options, others[k].id)->text, path)) {
            return lyd_diag_error(diag, shown, 0, "a report can't go to the file of %s", others[k].name);
        }
    }
    return LYD_OK;
}

/* A format that can't show changes needs a file and gets the whole report: one run can feed a monitoring system and mail only changes. */
static lyd_status check_changes_only(const lyd_options *options, const lyd_destination *destination, lyd_diag *diag)
{
    if (!lyd_options_given(options, LYD_OPT_CHANGES_ONLY) || destination->writer->changes != NULL || destination->path != NULL) {
        return LYD_OK;
    }
    char names[128] = "";
    for (const lyd_writer *able = lyd_writers; able->name != NULL; able++) {
        size_t used = strlen(names);
        if (able->changes != NULL) {
            (void)snprintf(names + used, sizeof(names) - used, "%s%s", used > 0 ? " or " : "", able->name);
        }
    }
    return lyd_diag_error(diag, NULL, 0, "--changes-only: not available as %s, only as %s; with --output FILE, %s gets the whole report",
                          destination->writer->name, names, destination->writer->name);
}

static lyd_status check_counts(size_t formats, size_t outputs, const lyd_options *options, lyd_diag *diag)
{
    if (outputs > formats) {
        return lyd_diag_error(diag, NULL, 0, "--output %s: missing --format for this file",
                              lyd_options_at(options, LYD_OPT_OUTPUT, formats)->text);
    }
    if (formats > outputs + 1) {
        return lyd_diag_error(diag, NULL, 0, "%zu reports for standard output, expected one: give the others an --output",
                              formats - outputs);
    }
    return LYD_OK;
}

lyd_status lyd_destinations_new(const lyd_options *options, lyd_destinations *destinations, lyd_diag *diag)
{
    size_t given = lyd_options_count(options, LYD_OPT_FORMAT), formats = given > 0 ? given : 1;
    lyd_status status = check_counts(formats, lyd_options_count(options, LYD_OPT_OUTPUT), options, diag);
    if (lyd_options_given(options, LYD_OPT_CHANGES_ONLY) && !lyd_options_given(options, LYD_OPT_HISTORY)) {
        status = lyd_diag_error(diag, NULL, 0, "--changes-only needs --history FILE");
    }

    *destinations = (lyd_destinations){.items = NULL};
    if (status != LYD_OK) {
        return status;
    }
    destinations->items = calloc(formats, sizeof(*destinations->items));
    if (destinations->items == NULL) {
        return LYD_ENOMEM;
    }
    destinations->count = formats;
    for (size_t i = 0; i < formats; i++) {
        const lyd_option_value *format =
            given > 0 ? lyd_options_at(options, LYD_OPT_FORMAT, i) : lyd_options_value(options, LYD_OPT_FORMAT);
        lyd_destination *destination = &destinations->items[i];
        *destination = (lyd_destination){&lyd_writers[format->choice], output_path(options, i)};
        if (check_place(options, destinations->items, i, diag) != LYD_OK || check_changes_only(options, destination, diag) != LYD_OK) {
            status = LYD_EINVAL;
        }
        if (check_writable(destination->path, diag) != LYD_OK) {
            status = LYD_EIO;
        }
    }
    return status;
}

const lyd_writer *lyd_destinations_plugin(const lyd_options *options)
{
    for (size_t i = 0; i < lyd_options_count(options, LYD_OPT_FORMAT); i++) {
        const lyd_writer *writer = lyd_writer_find(lyd_options_at(options, LYD_OPT_FORMAT, i)->text);
        if (writer != NULL && writer->exit_code != NULL) {
            return writer;
        }
    }
    return NULL;
}

lyd_status lyd_destinations_write(const lyd_destinations *destinations, const lyd_options *options, lyd_report *report, lyd_diag *diag)
{
    lyd_status worst = LYD_OK;
    bool always = strcmp(lyd_options_value(options, LYD_OPT_COLOR)->text, "always") == 0;
    for (size_t i = 0; i < destinations->count; i++) {
        const lyd_destination *destination = &destinations->items[i];
        bool to_stdout = destination->path == NULL;
        lyd_output output;
        report->width = to_stdout ? lyd_terminal_width(STDOUT_FILENO) : LYD_WIDTH_DEFAULT;
        report->color = to_stdout ? lyd_terminal_color(options) : always;
        lyd_status status = lyd_output_open(&output, destination->path, diag);
        if (status == LYD_OK) {
            status = lyd_output_close(&output, lyd_report_write(destination->writer, report, output.stream));
        }
        worst = status != LYD_OK ? status : worst;
    }
    return worst;
}
