/* What changed since an earlier run: new findings in full, as in the text report; for others, what they were. */
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

/* The two lines of a finding; what became of it comes between. */
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

static void put_summary(lyd_layout *layout, const lyd_diff *changes, const lyd_sentence *verdict, const lyd_run *run)
{
    char since[LYD_TIME_TEXT];
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_BOLD, run->facts.topology->name);
    lyd_layout_printf(layout, LYD_STYLE_BOLD, "- %zu new, %zu gone, %zu changed", changes->fresh_count, changes->gone_count,
                      changes->changed_count);
    if (changes->since != NULL) {
        lyd_time_format(changes->since->started, since);
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "since the last complete audit, %s%s", since, changes->complete ? "" : ";");
    } else {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(no earlier complete audit)%s", changes->complete ? "" : ";");
    }
    lyd_layout_words(layout, LYD_STYLE_YELLOW, changes->complete ? "" : "while lookups fail, nothing counts as gone");
    lyd_layout_end(layout);
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "Now:");
    lyd_layout_words(layout, LYD_STYLE_PLAIN, verdict->counts);
    lyd_layout_end(layout);
}

static void put_fresh_waived(lyd_layout *layout, const lyd_diff *changes)
{
    bool any = false;
    for (size_t i = 0; i < changes->fresh_count; i++) {
        const lyd_finding *finding = changes->fresh[i];
        if (finding->waiver != NULL) {
            if (!any) {
                lyd_text_heading(layout, "New, but waived");
            }
            any = true;
            put_begin(layout, finding);
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "is %s %s,", article(finding), severity_word(finding));
            put_waiver(layout, finding);
            put_end(layout, finding);
        }
    }
}

static size_t count_unwaived(const lyd_finding *const *findings, size_t count)
{
    size_t unwaived = 0;
    for (size_t i = 0; i < count; i++) {
        unwaived += findings[i]->waiver == NULL ? 1 : 0;
    }
    return unwaived;
}

static void put_gone(lyd_layout *layout, const lyd_diff *changes)
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

static void put_changed(lyd_layout *layout, const lyd_diff *changes)
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

lyd_status lyd_text_changes(lyd_layout *layout, const lyd_diff *changes, const lyd_scene *scene)
{
    if (count_unwaived(changes->fresh, changes->fresh_count) > 0) {
        lyd_text_heading(layout, "New");
    }
    lyd_status status = lyd_text_findings(layout, changes->fresh, changes->fresh_count, scene);
    put_fresh_waived(layout, changes);
    put_gone(layout, changes);
    put_changed(layout, changes);
    return status;
}

/* The verdict comes first: cron's mail begins with it. */
lyd_status lyd_write_text_changes(const lyd_report *report, FILE *stream)
{
    lyd_sentence verdict;
    lyd_scene scene;
    lyd_layout layout;
    if (lyd_diff_is_empty(report->changes)) {
        return LYD_OK;
    }
    lyd_status status = lyd_sentence_of(report->run, &verdict);
    status = status == LYD_OK ? lyd_text_scene(report->run, report->verbose, &scene) : status;
    if (status != LYD_OK) {
        return status;
    }
    lyd_layout_start(&layout, stream, report->width, report->color);
    lyd_text_verdict(&layout, &verdict);
    put_summary(&layout, report->changes, &verdict, report->run);
    status = lyd_text_places(&layout, report->run, false, NULL);
    status = status == LYD_OK ? lyd_text_changes(&layout, report->changes, &scene) : status;
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
