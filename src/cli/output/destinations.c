/* Reports and where they go: formats and files in pairs. */
#include "destinations.h"

#include "cli/terminal.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *output_path(const lyd_options *options, size_t i)
{
    const char *path = i < lyd_options_count(options, LYD_OPT_OUTPUT) ? lyd_options_at(options, LYD_OPT_OUTPUT, i)->text : "-";
    return strcmp(path, "-") == 0 ? NULL : path;
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
        if (check_changes_only(options, destination, diag) != LYD_OK) {
            status = LYD_EINVAL;
        }
    }
    return status;
}

const lyd_writer *lyd_destinations_plugin(const lyd_options *options)
{
    const lyd_writer *found = NULL;
    for (size_t i = 0; i < lyd_options_count(options, LYD_OPT_FORMAT); i++) {
        const lyd_writer *writer = lyd_writer_find(lyd_options_at(options, LYD_OPT_FORMAT, i)->text);
        if (writer != NULL && writer->failed != NULL && (found == NULL || (found->exit_code == NULL && writer->exit_code != NULL))) {
            found = writer;
        }
    }
    return found;
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
