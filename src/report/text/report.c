/* The audit for people: whether DNS is safe, what is wrong and where, why, what to do, and whether the audit is complete. */
#include "text.h"

#include "report/shared.h"
#include "report/writers.h"

#include <string.h>

/* ---- the verdict ---- */

static const lyd_style outcome_styles[] = {[LYD_OUTCOME_OK] = LYD_STYLE_GREEN,
                                           [LYD_OUTCOME_WARNINGS] = LYD_STYLE_YELLOW,
                                           [LYD_OUTCOME_INCOMPLETE] = LYD_STYLE_YELLOW,
                                           [LYD_OUTCOME_NOT_SAFE] = LYD_STYLE_RED};

static void put_sentence(lyd_layout *layout, lyd_style style, const char *word, const char *text)
{
    lyd_layout_line(layout, 0, 4);
    lyd_layout_printf(layout, style, "%s:", word);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, text);
    lyd_layout_end(layout);
}

/* What is wrong for whom, whether that is all, and how much it is. */
void lyd_text_verdict(lyd_layout *layout, const lyd_sentence *verdict)
{
    put_sentence(layout, outcome_styles[verdict->outcome], verdict->word, verdict->text);
    if (verdict->open != NULL) {
        put_sentence(layout, LYD_STYLE_YELLOW, "INCOMPLETE", verdict->open);
    }
}

static void put_counts(lyd_layout *layout, const lyd_sentence *verdict)
{
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, "Findings:");
    lyd_layout_words(layout, LYD_STYLE_PLAIN, verdict->counts);
    lyd_layout_end(layout);
}

lyd_status lyd_text_places(lyd_layout *layout, lyd_run *run, bool dated, const char *heading)
{
    lyd_places places;
    lyd_status status = lyd_places_of(run, dated, &places);
    if (status == LYD_OK && places.count > 0 && heading != NULL) {
        lyd_text_heading(layout, heading);
    }
    for (size_t i = 0; i < places.count && status == LYD_OK; i++) {
        lyd_layout_line(layout, 2, 4);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, places.lines[i]);
        lyd_layout_end(layout);
    }
    return status;
}

static lyd_status put_run(lyd_layout *layout, lyd_run *run)
{
    const lyd_topology *topology = run->facts.topology;
    char started[LYD_TIME_TEXT];
    lyd_time_format(run->started, started);
    lyd_layout_blank(layout);
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, topology->name);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s), %s, took %.3f s:", topology->lab ? "lab" : "production", started,
                      (double)run->duration_ms / 1000);
    lyd_text_number(layout, topology->endpoint_count, "name", "names", ",");
    lyd_text_number(layout, run->judgement.lookups, "lookup", "lookups", " at");
    lyd_text_number(layout, run->facts.server_count, "server", "servers", ".");
    lyd_layout_end(layout);
    return lyd_text_places(layout, run, true, NULL);
}

/* ---- what was not checked ---- */

static lyd_status put_unchecked(lyd_layout *layout, lyd_run *run)
{
    const char *const *sentences;
    size_t count;
    lyd_status status = lyd_unchecked(run, &sentences, &count);
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        if (i == 0) {
            lyd_text_heading(layout, "Not checked");
        }
        lyd_layout_line(layout, 2, 4);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, sentences[i]);
        lyd_layout_end(layout);
    }
    return status;
}

/* Service records alone, without a deployment: what was found first, then what that means. */
static lyd_status put_records(lyd_layout *layout, const lyd_report *report, const lyd_scene *scene)
{
    const lyd_judgement *j = &report->run->judgement;
    lyd_status status = report->quiet ? LYD_OK : lyd_text_services(layout, report->run);
    if (status == LYD_OK) {
        status = lyd_text_judged(layout, j->findings, j->finding_count, scene, !report->quiet);
    }
    if (status == LYD_OK && !report->quiet) {
        lyd_text_servers(layout, scene->servers, scene->server_count);
        status = lyd_text_places(layout, report->run, false, "Answers");
    }
    return status;
}

/* What was judged, and what wasn't. */
static lyd_status put_judged(lyd_layout *layout, const lyd_report *report, const lyd_scene *scene)
{
    lyd_status status = LYD_OK;
    if (report->verbose) {
        status = lyd_text_details(layout, report->run);
        lyd_text_servers(layout, scene->servers, scene->server_count);
    } else {
        lyd_text_summary(layout, report->run);
        lyd_text_sum_servers(layout, scene->servers, scene->server_count);
    }
    return status == LYD_OK ? put_unchecked(layout, report->run) : status;
}

static lyd_status put_sections(lyd_layout *layout, const lyd_report *report, const lyd_scene *scene)
{
    const lyd_judgement *j = &report->run->judgement;
    if (report->run->facts.topology->endpoint_count == 0) {
        return put_records(layout, report, scene);
    }
    lyd_status status = lyd_text_judged(layout, j->findings, j->finding_count, scene, !report->quiet);
    if (status == LYD_OK && !report->quiet) {
        status = put_judged(layout, report, scene);
    }
    lyd_text_waived(layout, j->findings, j->finding_count, scene);
    if (status == LYD_OK && !report->quiet) {
        status = lyd_text_references(layout, j->findings, j->finding_count, scene);
    }
    return status;
}

lyd_status lyd_text_scene(lyd_run *run, bool verbose, lyd_scene *scene)
{
    lyd_server_summary *servers = NULL;
    *scene = (lyd_scene){.topology = run->facts.topology, .verbose = verbose};
    lyd_status status = lyd_run_servers(run, &servers, &scene->server_count);
    scene->servers = servers;
    return status;
}

/* The verdict comes first, and again as what one sees last. */
lyd_status lyd_write_text(const lyd_report *report, FILE *stream)
{
    lyd_sentence verdict;
    lyd_scene scene;
    lyd_layout layout;
    lyd_status status = lyd_sentence_of(report->run, &verdict);
    status = status == LYD_OK ? lyd_text_scene(report->run, report->verbose, &scene) : status;
    if (status != LYD_OK) {
        return status;
    }
    lyd_layout_start(&layout, stream, report->width, report->color);
    lyd_text_verdict(&layout, &verdict);
    put_counts(&layout, &verdict);
    if (!report->quiet && report->run->facts.topology->endpoint_count > 0) {
        status = put_run(&layout, report->run);
    }
    status = status == LYD_OK ? put_sections(&layout, report, &scene) : status;
    if (status == LYD_OK && !report->quiet) {
        lyd_layout_blank(&layout);
        lyd_text_verdict(&layout, &verdict);
    }
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
