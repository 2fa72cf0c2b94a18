#include "reports.h"

#include "cli.h"
#include "output.h"
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *output_path(const lyd_options *options, size_t i)
{
    const char *path = i < lyd_options_count(options, LYD_OPT_OUTPUT) ? lyd_options_at(options, LYD_OPT_OUTPUT, i)->text : "-";
    return strcmp(path, "-") == 0 ? NULL : path;
}

/* Two files written would leave one: the reports, the answers saved, the history. */
static lyd_status check_place(const lyd_options *options, const lyd_destination *items, size_t i, lyd_diag *diag)
{
    static const struct {
        int id;
        const char *name;
    } others[] = {{LYD_OPT_SAVE_ANSWERS, "--save-answers"}, {LYD_OPT_HISTORY, "--history"}};
    const char *path = items[i].path, *shown = path != NULL ? path : "standard output";
    for (size_t k = 0; k < i; k++) {
        if (lyd_output_same(items[k].path, path)) {
            return lyd_diag_error(diag, shown, 0, "two reports can't go to one place");
        }
    }
    for (size_t k = 0; k < LYD_COUNT(others); k++) {
        if (lyd_options_given(options, others[k].id) && lyd_output_same(lyd_options_value(options, others[k].id)->text, path)) {
            return lyd_diag_error(diag, shown, 0, "a report can't go where %s leads", others[k].name);
        }
    }
    return LYD_OK;
}

/* Not every format can tell what changed. One that can't may have a file of its own, to tell the state: a monitoring system wants that from
 * the run that mails only news. */
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
    return lyd_diag_error(diag, NULL, 0, "--changes-only: can't be told as %s, only as %s; give %s an --output file, for the whole report",
                          destination->writer->name, names, destination->writer->name);
}

static lyd_status check_counts(size_t formats, size_t outputs, const lyd_options *options, lyd_diag *diag)
{
    if (outputs > formats) {
        return lyd_diag_error(diag, NULL, 0, "--output %s: give it a --format of its own",
                              lyd_options_at(options, LYD_OPT_OUTPUT, formats)->text);
    }
    if (formats > outputs + 1) {
        return lyd_diag_error(diag, NULL, 0, "%zu reports for standard output: give all but one an --output", formats - outputs);
    }
    return LYD_OK;
}

lyd_status lyd_destinations_new(const lyd_options *options, lyd_destinations *destinations, lyd_diag *diag)
{
    size_t given = lyd_options_count(options, LYD_OPT_FORMAT), formats = given > 0 ? given : 1;
    lyd_status status = check_counts(formats, lyd_options_count(options, LYD_OPT_OUTPUT), options, diag);
    if (lyd_options_given(options, LYD_OPT_CHANGES_ONLY) && !lyd_options_given(options, LYD_OPT_HISTORY)) {
        status = lyd_diag_error(diag, NULL, 0, "--changes-only: changes since when? give --history FILE, too");
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
        if (lyd_output_check(destination->path, diag) != LYD_OK) {
            status = LYD_EIO;
        }
    }
    return status;
}

void lyd_destinations_clear(lyd_destinations *destinations)
{
    free(destinations->items);
    *destinations = (lyd_destinations){.items = NULL};
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
