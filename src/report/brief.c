/* A line for each finding, for grep, cut and awk: severity, key and message, with a tab between.
 *
 * Foreign text can't add a line or a column: control characters are written as \xNN. A line about anything but a finding that counts begins
 * with another word than a severity, so that `grep ^error` finds what the report counts. */
#include "shared.h"
#include "writers.h"

/* The same colours as in text. */
static const char *const colors[] = {[LYD_OFF] = "", [LYD_INFO] = "\033[36m", [LYD_WARNING] = "\033[33m", [LYD_ERROR] = "\033[1;31m"};

static void put_column(FILE *stream, const char *text)
{
    (void)fputc('\t', stream);
    lyd_text_print_safe(stream, text);
}

/* STATE ("new", "gone", …; NULL: none) is a column before the others. */
static void put_finding(FILE *stream, const char *state, const lyd_finding *finding, bool color)
{
    lyd_severity severity = finding->waiver != NULL ? LYD_OFF : finding->severity;
    const char *word = finding->waiver != NULL ? "waived" : lyd_row_name(lyd_severity_names, (int)finding->severity);
    bool colored = color && severity != LYD_OFF;
    if (state != NULL) {
        (void)fprintf(stream, "%s\t", state);
    }
    (void)fprintf(stream, "%s%s%s", colored ? colors[severity] : "", word, colored ? "\033[0m" : "");
    put_column(stream, finding->key);
    put_column(stream, finding->message);
    (void)fputc('\n', stream);
}

static void put_findings(FILE *stream, const char *state, const lyd_finding *const *findings, size_t count, bool color)
{
    for (size_t i = 0; i < count; i++) {
        put_finding(stream, state, findings[i], color);
    }
}

/* A run of which not all is known has a line that says so: no line at all would look as if nothing was wrong. */
static void put_incomplete(FILE *stream, const lyd_run *run)
{
    char text[LYD_INCOMPLETE_TEXT];
    if (!run->judgement.complete) {
        lyd_incomplete_format(run, text);
        (void)fputs("incomplete", stream);
        put_column(stream, run->facts.topology->name);
        (void)fprintf(stream, "\t%s.\n", text);
    }
}

/* From where and when the answers are. */
static lyd_status put_places(FILE *stream, lyd_run *run)
{
    lyd_places places;
    lyd_status status = lyd_places_of(run, false, &places);
    for (size_t i = 0; i < places.count && status == LYD_OK; i++) {
        (void)fputs("answers", stream);
        put_column(stream, run->facts.topology->name);
        put_column(stream, places.lines[i]);
        (void)fputc('\n', stream);
    }
    return status;
}

static lyd_status end(FILE *stream)
{
    return ferror(stream) ? LYD_EIO : LYD_OK;
}

lyd_status lyd_write_brief(const lyd_report *report, FILE *stream)
{
    const lyd_judgement *j = &report->run->judgement;
    lyd_status status = put_places(stream, report->run);
    put_incomplete(stream, report->run);
    for (size_t i = 0; i < j->finding_count; i++) {
        put_finding(stream, NULL, &j->findings[i], report->color);
    }
    return status != LYD_OK ? status : end(stream);
}

static void put_changes(FILE *stream, const lyd_diff *changes, bool color)
{
    put_findings(stream, "new", changes->fresh, changes->fresh_count, color);
    put_findings(stream, "gone", changes->gone, changes->gone_count, color);
    for (size_t i = 0; i < changes->changed_count; i++) {
        put_finding(stream, "changed", changes->changed[i].now, color);
    }
}

lyd_status lyd_write_brief_changes(const lyd_report *report, FILE *stream)
{
    lyd_status status = LYD_OK;
    if (!lyd_diff_is_empty(report->changes)) {
        status = put_places(stream, report->run);
        put_incomplete(stream, report->run);
        put_changes(stream, report->changes, report->color);
    }
    return status != LYD_OK ? status : end(stream);
}

lyd_status lyd_write_brief_preview(const lyd_preview_report *report, FILE *stream)
{
    const lyd_preview *p = report->preview;
    lyd_status status = put_places(stream, p->before);
    put_incomplete(stream, p->after);
    for (size_t i = 0; i < p->not_judged_count; i++) {
        (void)fputs("not-judged", stream);
        put_column(stream, p->not_judged[i].record);
        put_column(stream, p->not_judged[i].reason);
        (void)fputc('\n', stream);
    }
    put_findings(stream, "introduced", p->introduced, p->introduced_count, report->color);
    put_findings(stream, "resolved", p->resolved, p->resolved_count, report->color);
    if (!report->quiet) {
        put_findings(stream, "unchanged", p->unchanged, p->unchanged_count, report->color);
    }
    return status != LYD_OK ? status : end(stream);
}

/* ---- what the history has ---- */

/* When a run began; RUN 0: there is none. */
static void put_began(FILE *stream, int64_t run, int64_t started)
{
    char text[LYD_TIME_TEXT];
    lyd_time_format(started, text);
    put_column(stream, run != 0 ? text : "-");
}

static void put_past_incomplete(FILE *stream, const lyd_past_run *run)
{
    (void)fputs("incomplete", stream);
    put_column(stream, run->topology);
    (void)fprintf(stream, "\t%zu of %zu lookups failed.\n", run->failed_lookups, run->lookups);
}

lyd_status lyd_past_brief_latest(const lyd_past_report *report, FILE *stream)
{
    for (size_t i = 0; i < report->latest_count; i++) {
        const lyd_past_latest *row = &report->latest[i];
        const lyd_past_run *run = &row->run;
        (void)fputs(lyd_row_name(lyd_fleet_verdicts, (int)lyd_fleet_verdict_of(run->exit_code, run->complete, run->errors)), stream);
        put_column(stream, run->topology);
        put_began(stream, run->id, run->started);
        put_began(stream, row->complete_run, row->complete);
        (void)fprintf(stream, "\t%zu\t%zu", run->errors, run->warnings);
        (void)(row->fresh == LYD_FRESH_UNKNOWN ? fputs("\t-\n", stream) : fprintf(stream, "\t%zu\n", row->fresh));
    }
    return end(stream);
}

lyd_status lyd_past_brief_show(const lyd_past_report *report, FILE *stream)
{
    const lyd_past_detail *detail = report->detail;
    if (!detail->run.complete) {
        put_past_incomplete(stream, &detail->run);
    }
    for (size_t i = 0; i < detail->finding_count; i++) {
        put_finding(stream, NULL, &detail->findings[i], report->color);
    }
    return end(stream);
}

lyd_status lyd_past_brief_diff(const lyd_past_report *report, FILE *stream)
{
    put_changes(stream, report->changes, report->color);
    return end(stream);
}

lyd_status lyd_past_brief_finding(const lyd_past_report *report, FILE *stream)
{
    for (size_t i = 0; i < report->timeline_count; i++) {
        const lyd_timeline *timeline = &report->timelines[i];
        char first[LYD_TIME_TEXT], last[LYD_TIME_TEXT];
        lyd_time_format(timeline->first_seen, first);
        lyd_time_format(timeline->last->started, last);
        (void)fputs(lyd_row_name(lyd_severity_names, (int)timeline->latest.severity), stream);
        put_column(stream, timeline->latest.key);
        (void)fprintf(stream, "\t%s\t%s\t%zu of %zu runs of ", first, last, timeline->runs_with, timeline->runs);
        lyd_text_print_safe(stream, timeline->topology);
        (void)fputc('\n', stream);
    }
    return end(stream);
}

lyd_status lyd_past_brief_sightings(const lyd_past_report *report, FILE *stream)
{
    const lyd_sightings *found = report->sightings;
    for (size_t i = 0; i < found->unsure_count; i++) {
        put_past_incomplete(stream, found->unsure[i]);
    }
    for (size_t i = 0; i < found->count; i++) {
        const lyd_sighting *row = &found->rows[i];
        (void)fprintf(stream, "%s\t%s", lyd_row_name(lyd_sighting_states, (int)row->state),
                      lyd_row_name(lyd_severity_names, (int)row->severity));
        put_column(stream, row->key);
        put_column(stream, row->topology);
        put_began(stream, row->since_run, row->since);
        put_began(stream, row->last_run, row->last_seen);
        (void)fprintf(stream, "\t%s\n", row->since_first ? "first-kept" : "-");
    }
    return end(stream);
}
