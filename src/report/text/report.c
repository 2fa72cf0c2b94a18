/* The audit for people: is it safe, what is wrong and where, why, what to do and who does it, and is the audit complete. */
#include "text.h"

#include "report/writers.h"

#include <stdlib.h>

/* "3 errors, 2 warnings, 1 info (1 waived)", without what there is none of. */
static void put_counts(lyd_layout *layout, const lyd_judgement *j)
{
    static const struct {
        lyd_severity severity;
        const char *one, *many;
    } rows[] = {{LYD_ERROR, "error", "errors"}, {LYD_WARNING, "warning", "warnings"}, {LYD_INFO, "info", "infos"}};
    size_t kinds = 0;
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        kinds += j->counts[rows[i].severity] > 0 ? 1 : 0;
    }
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        size_t count = j->counts[rows[i].severity];
        if (count > 0) {
            kinds--;
            lyd_text_count(layout, LYD_STYLE_PLAIN, count, rows[i].one, rows[i].many, kinds > 0 ? "," : "");
        }
    }
    if (j->waived > 0) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%zu waived)", j->waived);
    }
}

static void put_incomplete(lyd_layout *layout, const lyd_run *run, const char *meaning)
{
    const lyd_judgement *j = &run->judgement;
    lyd_layout_words(layout, LYD_STYLE_YELLOW, "INCOMPLETE:");
    if (run->facts.stopped) {
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "the run was stopped before its end;");
    }
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%zu of %zu lookups failed, %s", j->failed_lookups, j->lookups, meaning);
    lyd_layout_end(layout);
}

/* The first line alone answers: is it safe? The second, where there is one: is that all? */
static void put_verdict(lyd_layout *layout, const lyd_run *run)
{
    const lyd_judgement *j = &run->judgement;
    lyd_layout_line(layout, 0, 4);
    if (lyd_judge_exit(j, LYD_ERROR) == 1) {
        lyd_layout_words(layout, LYD_STYLE_RED, "NOT SAFE:");
        put_counts(layout, j);
        lyd_layout_end(layout);
        if (!j->complete) {
            lyd_layout_line(layout, 0, 4);
            put_incomplete(layout, run, "so there may be more.");
        }
        return;
    }
    if (!j->complete) {
        put_incomplete(layout, run, "so it isn't shown to be safe.");
        if (j->counts[LYD_ERROR] + j->counts[LYD_WARNING] + j->counts[LYD_INFO] + j->waived > 0) {
            lyd_layout_line(layout, 0, 4);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "So far:");
            put_counts(layout, j);
            lyd_layout_end(layout);
        }
        return;
    }
    if (j->counts[LYD_WARNING] > 0) {
        lyd_layout_words(layout, LYD_STYLE_YELLOW, "NO ERROR, BUT WARNINGS:");
    } else {
        lyd_layout_words(layout, LYD_STYLE_GREEN, "OK:");
        lyd_layout_words(layout, LYD_STYLE_PLAIN, j->counts[LYD_INFO] > 0 ? "no error, no warning," : "nothing wrong was found");
    }
    put_counts(layout, j);
    lyd_layout_end(layout);
}

static void put_run(lyd_layout *layout, const lyd_run *run)
{
    const lyd_topology *topology = run->facts.topology;
    char started[LYD_TIME_TEXT];
    lyd_time_format(run->started, started);
    lyd_layout_blank(layout);
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "Deployment");
    lyd_layout_words(layout, LYD_STYLE_BOLD, topology->name);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, topology->lab ? "(lab):" : "(production):");
    lyd_text_count(layout, LYD_STYLE_PLAIN, topology->endpoint_count, "endpoint", "endpoints", ",");
    lyd_text_count(layout, LYD_STYLE_PLAIN, run->judgement.lookups, "lookup", "lookups", " at");
    lyd_text_count(layout, LYD_STYLE_PLAIN, run->facts.server_count, "server", "servers", ",");
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s, took %.3f s.", started, (double)run->duration_ms / 1000);
    lyd_layout_end(layout);
}

/* The findings that count: the waived ones have a section of their own. */
static lyd_status put_findings(lyd_layout *layout, const lyd_run *run, bool overview)
{
    const lyd_judgement *j = &run->judgement;
    const lyd_finding **counted = calloc(j->finding_count + 1, sizeof(const lyd_finding *));
    if (counted == NULL) {
        return LYD_ENOMEM;
    }
    size_t count = 0;
    for (size_t i = 0; i < j->finding_count; i++) {
        if (j->findings[i].waiver == NULL) {
            counted[count++] = &j->findings[i];
        }
    }
    if (overview) {
        lyd_text_overview(layout, counted, count);
    }
    lyd_status status = lyd_text_findings(layout, counted, count, run->facts.topology);
    free(counted);
    return status;
}

lyd_status lyd_write_text(const lyd_report *report, FILE *stream)
{
    lyd_run *run = report->run;
    lyd_layout layout;
    lyd_layout_start(&layout, stream, report->width, report->color);
    put_verdict(&layout, run);
    if (!report->quiet) {
        put_run(&layout, run);
    }
    lyd_status status = put_findings(&layout, run, !report->quiet);
    if (status == LYD_OK && !report->quiet) {
        lyd_text_combinations(&layout, &run->judgement);
        lyd_text_endpoints(&layout, run);
        status = lyd_text_servers(&layout, run);
        lyd_text_unchecked(&layout, run);
    }
    if (status == LYD_OK) {
        lyd_text_waived(&layout, &run->judgement);
    }
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}

lyd_status lyd_report_findings(const lyd_finding *const *findings, size_t count, const lyd_topology *topology, int width, bool color,
                               FILE *stream)
{
    lyd_layout layout;
    lyd_layout_start(&layout, stream, width, color);
    lyd_status status = lyd_text_findings(&layout, findings, count, topology);
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
