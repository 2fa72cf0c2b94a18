/* What changed since an earlier run: what is new in full, as the text report has it; of the rest what it was. */
#include "text.h"

#include "report/writers.h"

static const char *severity_word(const lyd_finding *finding)
{
    const char *name = lyd_row_name(lyd_severity_names, (int)finding->severity);
    return name != NULL ? name : "";
}

/* "an error", "a warning", "an info". */
static const char *article(const lyd_finding *finding)
{
    return finding->severity == LYD_WARNING ? "a" : "an";
}

static void put_waiver(lyd_layout *layout, const lyd_finding *finding)
{
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "waived until");
    lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->waiver->expires);
}

/* The lines of one finding, around what is said of it. */
static void put_begin(lyd_layout *layout, const lyd_finding *finding)
{
    lyd_layout_line(layout, 2, 6);
    lyd_layout_words(layout, LYD_STYLE_BOLD, finding->key);
}

static void put_end(lyd_layout *layout, const lyd_finding *finding)
{
    lyd_layout_end(layout);
    lyd_layout_line(layout, 4, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->message);
    lyd_layout_end(layout);
}

static void put_summary(lyd_layout *layout, const lyd_news *changes, const lyd_run *run)
{
    const lyd_judgement *j = &run->judgement;
    char since[LYD_TIME_TEXT];
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, run->facts.topology->name);
    lyd_layout_printf(layout, LYD_STYLE_BOLD, "- %zu new, %zu gone, %zu changed", changes->fresh_count, changes->gone_count,
                      changes->changed_count);
    if (changes->since != NULL) {
        lyd_time_format(changes->since->started, since);
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "since the last complete audit, %s", since);
    } else {
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "(there is no complete audit to compare with)");
    }
    lyd_layout_end(layout);
    if (!changes->complete) {
        lyd_layout_line(layout, 0, 4);
        lyd_layout_words(layout, LYD_STYLE_YELLOW, "INCOMPLETE:");
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%zu of %zu lookups failed, so nothing counts as gone", j->failed_lookups, j->lookups);
        lyd_layout_end(layout);
    }
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "In all there are");
    lyd_text_count(layout, LYD_STYLE_PLAIN, j->counts[LYD_ERROR], "error", "errors", ",");
    lyd_text_count(layout, LYD_STYLE_PLAIN, j->counts[LYD_WARNING], "warning", "warnings", ",");
    lyd_text_count(layout, LYD_STYLE_PLAIN, j->counts[LYD_INFO], "info", "infos", "");
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%zu waived).", j->waived);
    lyd_layout_end(layout);
}

static lyd_status put_fresh(lyd_layout *layout, const lyd_news *changes, const lyd_topology *topology, lyd_arena *arena)
{
    const lyd_finding **counted = lyd_arena_alloc(arena, changes->fresh_count * sizeof(*counted));
    size_t count = 0;
    if (counted == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < changes->fresh_count; i++) {
        if (changes->fresh[i]->waiver == NULL) {
            counted[count++] = changes->fresh[i];
        }
    }
    if (count > 0) {
        lyd_text_heading(layout, "New");
    }
    lyd_status status = lyd_text_findings(layout, counted, count, topology);
    if (status == LYD_OK && count < changes->fresh_count) {
        lyd_text_heading(layout, "New, but waived");
    }
    for (size_t i = 0; i < changes->fresh_count && status == LYD_OK; i++) {
        const lyd_finding *finding = changes->fresh[i];
        if (finding->waiver != NULL) {
            put_begin(layout, finding);
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "is %s %s,", article(finding), severity_word(finding));
            put_waiver(layout, finding);
            put_end(layout, finding);
        }
    }
    return status;
}

static void put_gone(lyd_layout *layout, const lyd_news *changes)
{
    if (changes->gone_count > 0) {
        lyd_text_heading(layout, "Gone");
    }
    for (size_t i = 0; i < changes->gone_count; i++) {
        const lyd_finding *finding = changes->gone[i];
        put_begin(layout, finding);
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "was %s %s%s:", article(finding), severity_word(finding),
                          finding->waiver != NULL ? ", waived" : "");
        put_end(layout, finding);
    }
}

static void put_changed(lyd_layout *layout, const lyd_news *changes)
{
    if (changes->changed_count > 0) {
        lyd_text_heading(layout, "Changed");
    }
    for (size_t i = 0; i < changes->changed_count; i++) {
        const lyd_finding *now = changes->changed[i].now, *before = changes->changed[i].before;
        put_begin(layout, now);
        if (now->severity != before->severity) {
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "was %s %s, is %s %s%s", article(before), severity_word(before), article(now),
                              severity_word(now), (now->waiver != NULL) != (before->waiver != NULL) ? "," : "");
        }
        if (now->waiver != NULL && before->waiver == NULL) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "is now");
            put_waiver(layout, now);
        } else if (now->waiver == NULL && before->waiver != NULL) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "is no longer waived");
        }
        put_end(layout, now);
    }
}

lyd_status lyd_write_text_changes(const lyd_report *report, FILE *stream)
{
    const lyd_news *changes = report->changes;
    lyd_run *run = report->run;
    lyd_layout layout;
    if (lyd_news_none(changes)) {
        return LYD_OK;
    }
    lyd_layout_start(&layout, stream, report->width, report->color);
    put_summary(&layout, changes, run);
    lyd_status status = put_fresh(&layout, changes, run->facts.topology, run->arena);
    put_gone(&layout, changes);
    put_changed(&layout, changes);
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}

lyd_status lyd_write_json_changes(const lyd_report *report, FILE *stream)
{
    const lyd_news *changes = report->changes;
    if (lyd_news_none(changes)) {
        return LYD_OK;
    }
    lyd_json *json = lyd_json_new(stream, true);
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "format", "lyncdns-changes-1");
    lyd_json_run(json, report->run);
    lyd_json_past_run(json, "since", changes->since);
    lyd_json_changes(json, changes);
    lyd_json_close(json);
    return lyd_json_free(json);
}
