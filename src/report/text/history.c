/* What the history command prints, as text. */
#include "text.h"

#define NO_RUNS "The history has no runs.\n"
#define BAR_MAX 20 /* marks at the end of a line of a chart */

typedef char time_text[LYD_TIME_TEXT];

static const char *format_time(int64_t seconds, time_text text)
{
    lyd_time_format(seconds, text);
    return text;
}

static lyd_layout begin(const lyd_past_report *report, FILE *stream)
{
    lyd_layout layout;
    lyd_layout_start(&layout, stream, report->width, report->color);
    return layout;
}

static lyd_status end(FILE *stream, lyd_status status)
{
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}

/* ---- list ---- */

/* A table for people and for awk: one run per line, however narrow the terminal. */
lyd_status lyd_past_text_list(const lyd_past_report *report, FILE *stream)
{
    time_text started;
    if (report->run_count == 0) {
        (void)fputs(NO_RUNS, stream);
    } else {
        (void)fputs("   run  started               complete  errors  warnings   infos  waived  topology\n", stream);
    }
    for (size_t i = 0; i < report->run_count; i++) {
        const lyd_past_run *run = &report->runs[i];
        (void)fprintf(stream, "%6lld  %-20s  %-8s  %6zu  %8zu  %6zu  %6zu  ", (long long)run->id, format_time(run->started, started),
                      run->complete ? "yes" : "no", run->errors, run->warnings, run->infos, run->waived);
        lyd_text_print_safe(stream, run->topology);
        (void)fputc('\n', stream);
    }
    return end(stream, LYD_OK);
}

/* ---- show ---- */

static void put_run(lyd_layout *layout, const lyd_past_run *run)
{
    const size_t counts[] = {[LYD_INFO] = run->infos, [LYD_WARNING] = run->warnings, [LYD_ERROR] = run->errors};
    time_text started;
    lyd_layout_line(layout, 0, 4);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "Run %lld of", (long long)run->id);
    lyd_layout_words(layout, LYD_STYLE_BOLD, run->topology);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s): %s, took %.3f s,", run->lab ? "lab" : "production",
                      format_time(run->started, started), (double)run->duration_ms / 1000);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "exit code %d, lyncdns", run->exit_code);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, run->version);
    lyd_layout_end(layout);
    lyd_layout_line(layout, 0, 4);
    if (!lyd_text_counts(layout, counts)) {
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "no findings");
    }
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%zu waived);", run->waived);
    lyd_layout_words(layout, run->complete ? LYD_STYLE_PLAIN : LYD_STYLE_YELLOW, run->complete ? "complete:" : "INCOMPLETE:");
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%zu of %zu lookups failed", run->failed_lookups, run->lookups);
    lyd_layout_end(layout);
}

static void put_types(lyd_layout *layout, const lyd_past_type *types, size_t count)
{
    if (count > 0) {
        lyd_text_heading(layout, "Address types");
    }
    for (size_t i = 0; i < count; i++) {
        lyd_layout_line(layout, 2, 4);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, lyd_row_name(lyd_address_types, (int)types[i].type));
        lyd_layout_tab(layout, 14);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, types[i].fqdn);
        lyd_layout_end(layout);
    }
}

lyd_status lyd_past_text_show(const lyd_past_report *report, FILE *stream)
{
    const lyd_past_detail *detail = report->detail;
    lyd_layout layout = begin(report, stream);
    const lyd_scene scene = {.servers = detail->servers, .server_count = detail->server_count, .verbose = true};
    put_run(&layout, &detail->run);
    lyd_status status = lyd_text_judged(&layout, detail->findings, detail->finding_count, &scene, true);
    put_types(&layout, detail->types, detail->type_count);
    lyd_text_servers(&layout, detail->servers, detail->server_count);
    lyd_text_waived(&layout, detail->findings, detail->finding_count, &scene);
    return end(stream, status);
}

/* ---- diff ---- */

lyd_status lyd_past_text_diff(const lyd_past_report *report, FILE *stream)
{
    const lyd_diff *changes = report->changes;
    const lyd_scene scene = {.topology = NULL};
    time_text older, newer;
    lyd_layout layout = begin(report, stream);
    lyd_layout_line(&layout, 0, 4);
    lyd_layout_words(&layout, LYD_STYLE_BOLD, changes->now->topology);
    lyd_layout_printf(&layout, LYD_STYLE_BOLD, "- %zu new, %zu gone, %zu changed,", changes->fresh_count, changes->gone_count,
                      changes->changed_count);
    lyd_layout_printf(&layout, LYD_STYLE_PLAIN, "from run %lld (%s) to run %lld (%s)", (long long)changes->since->id,
                      format_time(changes->since->started, older), (long long)changes->now->id, format_time(changes->now->started, newer));
    lyd_layout_end(&layout);
    if (!changes->complete) {
        lyd_layout_line(&layout, 0, 4);
        lyd_layout_words(&layout, LYD_STYLE_YELLOW, "INCOMPLETE:");
        lyd_layout_printf(&layout, LYD_STYLE_PLAIN, "run %lld had %zu failed lookups, so no finding counts as gone",
                          (long long)changes->now->id, changes->now->failed_lookups);
        lyd_layout_end(&layout);
    }
    return end(stream, lyd_text_changes(&layout, changes, &scene));
}

/* ---- finding ---- */

/* A line for each stretch: everything in words, and a bar. */
static void put_chart(FILE *stream, const lyd_stretch *stretches, size_t count, bool finding)
{
    static const lyd_row states[] = {{LYD_STRETCH_ABSENT, "absent"}, {LYD_STRETCH_UNKNOWN, "unknown"}, {0, NULL}};
    const lyd_row *present = finding ? lyd_severity_names : lyd_address_types;
    time_text first, last;
    char runs[64], word[32];
    size_t most = 1;
    for (size_t i = 0; i < count; i++) {
        most = stretches[i].runs > most ? stretches[i].runs : most;
    }
    for (size_t i = 0; i < count; i++) {
        const lyd_stretch *s = &stretches[i];
        size_t marks = most <= BAR_MAX ? s->runs : (s->runs * BAR_MAX + most - 1) / most;
        (void)snprintf(runs, sizeof(runs), "%zu run%s", s->runs, s->runs == 1 ? "" : "s");
        (void)snprintf(word, sizeof(word), "%s%s", lyd_row_name(s->state < 0 ? states : present, s->state), s->waived ? ", waived" : "");
        (void)fprintf(stream, "    %s to %s  %9s  %-*s  %.*s\n", format_time(s->first->started, first), format_time(s->last->started, last),
                      runs, finding ? 15 : 10, word, (int)marks, s->state < 0 ? "...................." : "####################");
    }
}

static void put_timeline(lyd_layout *layout, const lyd_timeline *timeline)
{
    time_text first, last;
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, timeline->latest.key);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "in");
    lyd_layout_words(layout, LYD_STYLE_PLAIN, timeline->topology);
    lyd_layout_end(layout);
    lyd_layout_line(layout, 2, 2);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, timeline->latest.message);
    lyd_layout_end(layout);
    lyd_layout_line(layout, 2, 2);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "First seen %s in run %lld, last seen %s in run %lld; in %zu of %zu runs.",
                      format_time(timeline->first_seen, first), (long long)timeline->first_run, format_time(timeline->last->started, last),
                      (long long)timeline->last->id, timeline->runs_with, timeline->runs);
    lyd_layout_end(layout);
    lyd_text_heading(layout, "The finding, oldest first");
    put_chart(layout->stream, timeline->stretches, timeline->stretch_count, true);
    for (size_t i = 0; i < timeline->name_count; i++) {
        lyd_layout_blank(layout);
        lyd_layout_line(layout, 0, 4);
        lyd_layout_words(layout, LYD_STYLE_BOLD, "Address type of");
        lyd_layout_words(layout, LYD_STYLE_BOLD, timeline->names[i].fqdn);
        lyd_layout_end(layout);
        put_chart(layout->stream, timeline->names[i].stretches, timeline->names[i].count, false);
    }
}

lyd_status lyd_past_text_finding(const lyd_past_report *report, FILE *stream)
{
    lyd_layout layout = begin(report, stream);
    for (size_t i = 0; i < report->timeline_count; i++) {
        if (i > 0) {
            lyd_layout_blank(&layout);
        }
        put_timeline(&layout, &report->timelines[i]);
    }
    return end(stream, LYD_OK);
}

/* ---- keys ---- */

lyd_status lyd_past_text_keys(const lyd_past_report *report, FILE *stream)
{
    for (size_t i = 0; i < report->key_count; i++) {
        lyd_text_print_safe(stream, report->keys[i]);
        (void)fputc('\n', stream);
    }
    return end(stream, LYD_OK);
}

/* ---- prune ---- */

lyd_status lyd_past_text_prune(const lyd_past_report *report, FILE *stream)
{
    lyd_layout layout = begin(report, stream);
    time_text limit, oldest, newest;
    if (report->pruned_count == 0) {
        (void)fputs(NO_RUNS, stream);
    }
    for (size_t i = 0; i < report->pruned_count; i++) {
        const lyd_pruned *row = &report->pruned[i];
        lyd_layout_line(&layout, 0, 4);
        lyd_layout_words(&layout, LYD_STYLE_BOLD, row->topology);
        if (row->removed == 0) {
            lyd_layout_printf(&layout, LYD_STYLE_PLAIN, "- nothing to remove before %s;", format_time(report->before, limit));
        } else {
            lyd_layout_printf(&layout, LYD_STYLE_PLAIN, "- removed %zu, from %s to %s;", row->removed, format_time(row->oldest, oldest),
                              format_time(row->newest, newest));
        }
        lyd_text_number(&layout, row->kept, "run", "runs", " kept");
        lyd_layout_end(&layout);
    }
    return end(stream, LYD_OK);
}
