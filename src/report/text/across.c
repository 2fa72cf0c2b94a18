/* What the history command prints about all topologies, as text: the answer in a sentence, then a table.
 *
 * Each row is one line however narrow the terminal, for people and for awk. Where it is narrow, times are dates. */
#include "text.h"

#include <string.h>

#define NO_RUNS "The history has no runs.\n"
#define WIDE 120       /* columns from which on times are given in full */
#define DATE 10        /* columns of "2026-11-22" */
#define TIME 20        /* columns of "2026-11-22T10:00:00Z" */
#define NAME_NARROW 16 /* columns at most that a table keeps for a topology; a longer name moves the rest of its row */
#define NAME_WIDE 40
#define LISTED_MOST 5  /* topologies named in a sentence */
#define NAME_SHOWN 128 /* bytes of such a name */

/* When a run began, or ELSE_WORD without a run, in so many columns. */
static void put_time(const lyd_past_report *report, FILE *stream, int64_t run, int64_t started, const char *else_word)
{
    char text[LYD_TIME_TEXT];
    int width = report->width < WIDE ? DATE : TIME;
    lyd_time_format(started, text);
    (void)fprintf(stream, "%-*.*s", width, width, run != 0 ? text : else_word);
}

static void put_time_title(const lyd_past_report *report, FILE *stream, const char *title)
{
    (void)fprintf(stream, "%-*s  ", report->width < WIDE ? DATE : TIME, title);
}

static void put_oldest(lyd_layout *layout, const lyd_past_run *oldest)
{
    char began[LYD_TIME_TEXT];
    lyd_time_format(oldest->started, began);
    lyd_layout_line(layout, 0, 4);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "The oldest of the last audits began %s:", began);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, oldest->topology);
    lyd_layout_end(layout);
}

/* ---- the newest run of each topology ---- */

static lyd_fleet_verdict verdict_of(const lyd_past_run *run)
{
    return lyd_fleet_verdict_of(run->exit_code, run->complete, run->errors);
}

static void put_overview(lyd_layout *layout, const lyd_past_report *report)
{
    const lyd_past_run *oldest = &report->latest[0].run;
    size_t with = 0, incomplete = 0;
    for (size_t i = 0; i < report->latest_count; i++) {
        const lyd_past_run *run = &report->latest[i].run;
        with += verdict_of(run) == LYD_FLEET_FINDINGS ? 1 : 0;
        incomplete += run->complete ? 0 : 1;
        oldest = run->started < oldest->started ? run : oldest;
    }
    lyd_layout_line(layout, 0, 4);
    lyd_layout_printf(layout, LYD_STYLE_BOLD, "%zu %s:", report->latest_count, report->latest_count == 1 ? "topology" : "topologies");
    lyd_layout_printf(layout, with > 0 ? LYD_STYLE_RED : LYD_STYLE_PLAIN, "%zu with findings,", with);
    lyd_layout_printf(layout, incomplete > 0 ? LYD_STYLE_YELLOW : LYD_STYLE_PLAIN, "%zu with an incomplete last audit.", incomplete);
    lyd_layout_end(layout);
    put_oldest(layout, oldest);
}

lyd_status lyd_past_text_latest(const lyd_past_report *report, FILE *stream)
{
    lyd_layout layout;
    lyd_layout_start(&layout, stream, report->width, report->color);
    if (report->latest_count == 0) {
        (void)fputs(NO_RUNS, stream);
        return ferror(stream) ? LYD_EIO : LYD_OK;
    }
    put_overview(&layout, report);
    (void)fputs("\nverdict     errors  warnings    new  ", stream);
    put_time_title(report, stream, "last audit");
    put_time_title(report, stream, "complete");
    (void)fputs("topology\n", stream);
    for (size_t i = 0; i < report->latest_count; i++) {
        const lyd_past_latest *row = &report->latest[i];
        const lyd_past_run *run = &row->run;
        char fresh[24] = "-";
        if (row->fresh != LYD_FRESH_UNKNOWN) {
            (void)snprintf(fresh, sizeof(fresh), "%zu", row->fresh);
        }
        (void)fprintf(stream, "%-10s  %6zu  %8zu  %5s  ", lyd_row_name(lyd_fleet_verdicts, (int)verdict_of(run)), run->errors,
                      run->warnings, fresh);
        put_time(report, stream, run->id, run->started, "-");
        (void)fputs("  ", stream);
        put_time(report, stream, run->complete ? 0 : row->complete_run, row->complete, run->complete ? "same" : "never");
        (void)fputs("  ", stream);
        lyd_text_print_safe(stream, run->topology);
        (void)fputc('\n', stream);
    }
    return ferror(stream) ? LYD_EIO : LYD_OK;
}

/* ---- findings ---- */

/* "UM001 is in 3 of 12 topologies now (5 findings, 1 of them waived), 2 topologies aren't known: their last audits are incomplete." */
static void put_answer(lyd_layout *layout, const lyd_sightings *found)
{
    size_t unsure = found->unsure_count;
    char waived[64] = "";
    if (found->waived > 0) {
        (void)snprintf(waived, sizeof(waived), ", %zu of them waived", found->waived);
    }
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, found->rule != NULL ? found->rule->id : "Findings like");
    if (found->rule == NULL) {
        lyd_layout_words(layout, LYD_STYLE_BOLD, found->pattern);
    }
    lyd_layout_printf(layout, LYD_STYLE_BOLD, "%s in %zu of %zu %s now", found->rule != NULL ? "is" : "are", found->with, found->topologies,
                      found->topologies == 1 ? "topology" : "topologies");
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s%zu finding%s%s)%s", found->more ? "at least " : "", found->present,
                      found->present == 1 ? "" : "s", waived, unsure > 0 ? "," : ".");
    if (unsure > 0) {
        lyd_layout_printf(layout, LYD_STYLE_YELLOW, "%zu %s known: %s incomplete.", unsure,
                          unsure == 1 ? "topology isn't" : "topologies aren't",
                          unsure == 1 ? "its last audit is" : "their last audits are");
    }
    lyd_layout_end(layout);
}

static void put_unsure(lyd_layout *layout, const lyd_sightings *found)
{
    size_t count = found->unsure_count, shown = count > LISTED_MOST ? LISTED_MOST : count;
    if (count == 0) {
        return;
    }
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_YELLOW, "Not known:");
    for (size_t i = 0; i < shown; i++) {
        char name[NAME_SHOWN];
        (void)snprintf(name, sizeof(name), "%.*s%s", NAME_SHOWN - 2, found->unsure[i]->topology, i + 1 < count ? "," : "");
        lyd_layout_words(layout, LYD_STYLE_PLAIN, name);
    }
    if (count > shown) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "and %zu more; \"lyncdns history list --latest\" lists them", count - shown);
    }
    lyd_layout_end(layout);
}

static void put_row(const lyd_past_report *report, FILE *stream, const lyd_sighting *row, size_t name_width)
{
    size_t columns = lyd_text_columns(row->topology, strlen(row->topology));
    (void)fprintf(stream, "%-7s  %-8s  ", lyd_row_name(lyd_sighting_states, (int)row->state),
                  lyd_row_name(lyd_severity_names, (int)row->severity));
    put_time(report, stream, row->since_run, row->since, "-");
    (void)fputs(row->since_first ? "*  " : "   ", stream);
    if (report->width >= WIDE && row->since_run != 0) {
        (void)fprintf(stream, "%6lld  ", (long long)row->since_run);
    } else if (report->width >= WIDE) {
        (void)fputs("     -  ", stream);
    }
    put_time(report, stream, row->last_run, row->last_seen, "-");
    (void)fputs("  ", stream);
    lyd_text_print_safe(stream, row->topology);
    (void)fprintf(stream, "%*s", (int)(columns < name_width ? name_width - columns + 2 : 2), "");
    lyd_text_print_safe(stream, row->key);
    (void)fputc('\n', stream);
}

static void put_table(const lyd_past_report *report, FILE *stream)
{
    const lyd_sightings *found = report->sightings;
    size_t name_width = sizeof("topology") - 1, name_most = report->width < WIDE ? NAME_NARROW : NAME_WIDE;
    bool first = false;
    for (size_t i = 0; i < found->count; i++) {
        size_t columns = lyd_text_columns(found->rows[i].topology, strlen(found->rows[i].topology));
        name_width = columns > name_width && columns <= name_most ? columns : name_width;
        first = first || found->rows[i].since_first;
    }
    (void)fputs("\nstate    severity  ", stream);
    put_time_title(report, stream, "since");
    (void)fputs(report->width < WIDE ? " " : " since run  ", stream);
    put_time_title(report, stream, "last seen");
    (void)fprintf(stream, "%-*s  finding\n", (int)name_width, "topology");
    for (size_t i = 0; i < found->count; i++) {
        put_row(report, stream, &found->rows[i], name_width);
    }
    if (first) {
        (void)fputs("\n* since the first audit kept, or for longer\n", stream);
    }
}

lyd_status lyd_past_text_sightings(const lyd_past_report *report, FILE *stream)
{
    const lyd_sightings *found = report->sightings;
    lyd_layout layout;
    lyd_layout_start(&layout, stream, report->width, report->color);
    if (found->topologies == 0) {
        (void)fputs(NO_RUNS, stream);
        return ferror(stream) ? LYD_EIO : LYD_OK;
    }
    put_answer(&layout, found);
    put_unsure(&layout, found);
    put_oldest(&layout, found->oldest);
    if (found->count > 0) {
        put_table(report, stream);
    }
    return ferror(stream) ? LYD_EIO : LYD_OK;
}
