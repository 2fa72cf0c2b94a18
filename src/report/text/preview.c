/* A preview for people: whether the change is safe, which records it changes, which findings it introduces and resolves. */
#include "text.h"

#include "report/writers.h"

/* The introduced findings that count. */
typedef struct introduced {
    size_t counts[LYD_ERROR + 1];
    lyd_severity worst; /* LYD_OFF: none */
} introduced;

static introduced count_introduced(const lyd_preview *p)
{
    introduced sum = {.worst = LYD_OFF};
    for (size_t i = 0; i < p->introduced_count; i++) {
        const lyd_finding *finding = p->introduced[i];
        if (finding->waiver == NULL) {
            sum.counts[finding->severity]++;
            sum.worst = finding->severity > sum.worst ? finding->severity : sum.worst;
        }
    }
    return sum;
}

#define KEYS_MAX 4

/* The findings that cause the verdict, so that the first line says what would break. */
static void put_keys(lyd_layout *layout, const lyd_preview *p, lyd_severity least)
{
    size_t count = 0;
    for (size_t i = 0; i < p->introduced_count; i++) {
        if (p->introduced[i]->waiver == NULL && p->introduced[i]->severity >= least && count++ < KEYS_MAX) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, count > 1 ? "and" : "-");
            lyd_layout_words(layout, LYD_STYLE_PLAIN, p->introduced[i]->key);
        }
    }
    if (count > KEYS_MAX) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "and %zu more", count - KEYS_MAX);
    }
}

static void put_introduced(lyd_layout *layout, const lyd_preview *p, const introduced *sum)
{
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "introduces");
    if (sum->worst != LYD_OFF) {
        (void)lyd_text_counts(layout, sum->counts);
        put_keys(layout, p, sum->worst);
    }
    if (p->left_out > 0) {
        lyd_layout_words(layout, LYD_STYLE_PLAIN, sum->worst != LYD_OFF ? "and" : "");
        lyd_text_number(layout, p->left_out, "finding", "findings", " that --only leaves out");
    }
}

/* Nothing is known to break, but not all is known. */
static void put_unsure(lyd_layout *layout, const lyd_preview *p, const introduced *sum)
{
    if (p->not_judged_count > 0) {
        lyd_layout_words(layout, LYD_STYLE_YELLOW, "NOT JUDGED:");
        lyd_text_number(layout, p->not_judged_count, "name", "names", " can't be judged;");
    } else {
        lyd_layout_words(layout, LYD_STYLE_YELLOW, "INCOMPLETE: a lookup failed, so the change isn't shown to be safe;");
    }
    lyd_layout_words(layout, LYD_STYLE_PLAIN, sum->worst == LYD_OFF && p->left_out == 0 ? "so far it introduces nothing" : "so far it");
    if (sum->worst != LYD_OFF || p->left_out > 0) {
        put_introduced(layout, p, sum);
    }
}

static void put_verdict(lyd_layout *layout, const lyd_preview_report *report)
{
    const lyd_preview *p = report->preview;
    introduced sum = count_introduced(p);
    lyd_verdict_of_change verdict = lyd_preview_verdict(p, report->fail_on);
    lyd_layout_line(layout, 0, 4);
    if (verdict == LYD_CHANGE_BREAKS) {
        lyd_layout_words(layout, LYD_STYLE_RED, "NOT SAFE TO APPLY:");
        put_introduced(layout, p, &sum);
    } else if (verdict == LYD_CHANGE_NOT_JUDGED) {
        put_unsure(layout, p, &sum);
    } else if (sum.worst != LYD_OFF || p->left_out > 0) {
        lyd_layout_words(layout, LYD_STYLE_YELLOW, "SAFE TO APPLY, BUT");
        put_introduced(layout, p, &sum);
    } else {
        lyd_layout_words(layout, LYD_STYLE_GREEN, "SAFE TO APPLY:");
        lyd_layout_words(layout, LYD_STYLE_PLAIN, p->record_count > 0 ? "introduces nothing" : "changes no answer");
    }
    if (p->resolved_count > 0) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(resolves %zu)", p->resolved_count);
    }
    lyd_layout_end(layout);
}

static void put_change(lyd_layout *layout, const lyd_preview *p)
{
    size_t added = 0;
    for (size_t i = 0; i < p->record_count; i++) {
        added += p->records[i].record->added ? 1 : 0;
    }
    lyd_layout_blank(layout);
    lyd_layout_line(layout, 0, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "Change");
    lyd_layout_words(layout, LYD_STYLE_BOLD, p->change->path);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s), in", lyd_row_name(lyd_change_forms, (int)p->change->form));
    uint32_t left = p->views;
    for (size_t v = 0; left != 0; v++) {
        left &= ~((uint32_t)1 << v);
        if ((p->views >> v & 1u) != 0) {
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s%s", p->before->facts.topology->views[v].name, left != 0 ? "," : ":");
        }
    }
    lyd_text_number(layout, added, "record", "records", " added,");
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%zu removed.", p->record_count - added);
    lyd_layout_end(layout);
}

static void put_new_zones(lyd_layout *layout, const lyd_change *change)
{
    for (size_t i = 0; i < change->count; i++) {
        if (change->steps[i].act == LYD_CHANGE_ADD_ZONE) {
            lyd_layout_line(layout, 2, 6);
            lyd_layout_words(layout, LYD_STYLE_GREEN, "+");
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "the zone");
            lyd_layout_words(layout, LYD_STYLE_PLAIN, change->steps[i].zone);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "(hides what its servers have at and below this name)");
            lyd_layout_end(layout);
        }
    }
}

static void put_record(lyd_layout *layout, const lyd_preview_record *item)
{
    const lyd_change_record *record = item->record;
    lyd_style style = record->added ? LYD_STYLE_GREEN : LYD_STYLE_RED;
    lyd_layout_line(layout, 2, 6);
    lyd_layout_words(layout, style, record->added ? "+" : "-");
    lyd_layout_words(layout, LYD_STYLE_PLAIN, item->view);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, record->name);
    if (record->has_ttl) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%u", (unsigned)record->ttl);
    }
    lyd_layout_words(layout, LYD_STYLE_PLAIN, lyd_type_name(record->type));
    lyd_layout_words(layout, LYD_STYLE_PLAIN, record->data);
    lyd_layout_end(layout);
}

static void put_not_judged(lyd_layout *layout, const lyd_preview *p)
{
    if (p->not_judged_count == 0) {
        return;
    }
    lyd_text_heading(layout, "Not judged");
    for (size_t i = 0; i < p->not_judged_count; i++) {
        lyd_layout_line(layout, 2, 6);
        lyd_layout_words(layout, LYD_STYLE_BOLD, p->not_judged[i].record);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, p->not_judged[i].reason);
        lyd_layout_end(layout);
    }
}

static void put_short(lyd_layout *layout, const char *title, const lyd_finding *const *findings, size_t count)
{
    if (count == 0) {
        return;
    }
    lyd_text_heading(layout, title);
    for (size_t i = 0; i < count; i++) {
        lyd_layout_line(layout, 2, 6);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, lyd_row_name(lyd_severity_names, (int)findings[i]->severity));
        lyd_layout_words(layout, LYD_STYLE_BOLD, findings[i]->key);
        if (findings[i]->waiver != NULL) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, "(waived)");
        }
        lyd_layout_words(layout, LYD_STYLE_PLAIN, findings[i]->message);
        lyd_layout_end(layout);
    }
}

lyd_status lyd_write_text_preview(const lyd_preview_report *report, FILE *stream)
{
    const lyd_preview *p = report->preview;
    lyd_layout layout;
    lyd_scene scene;
    lyd_status status = lyd_text_scene(p->after, report->verbose, &scene);
    if (status != LYD_OK) {
        return status;
    }
    lyd_layout_start(&layout, stream, report->width, report->color);
    put_verdict(&layout, report);
    put_change(&layout, p);
    status = lyd_text_places(&layout, p->before, false, NULL);
    put_new_zones(&layout, p->change);
    for (size_t i = 0; i < p->record_count; i++) {
        put_record(&layout, &p->records[i]);
    }
    put_not_judged(&layout, p);
    if (p->introduced_count > 0 && status == LYD_OK) {
        lyd_text_heading(&layout, "Introduced");
        status = lyd_text_findings(&layout, p->introduced, p->introduced_count, &scene);
    }
    put_short(&layout, "Resolved", p->resolved, p->resolved_count);
    if (!report->quiet) {
        put_short(&layout, "Unchanged", p->unchanged, p->unchanged_count);
    }
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
