/* Findings in full, and other parts that several text reports share.
 *
 * Findings are grouped by severity and rule, so that a reason is given once, and within a rule by remedy, so that a repair is given once.
 */
#include "text.h"

#include "jobs.h"
#include "report/shared.h"

#include <stdlib.h>
#include <string.h>

/* ---- small parts ---- */

static const struct {
    const char *word, *one, *many;
    lyd_style style;
} severities[] = {
    [LYD_OFF] = {"", "", "", LYD_STYLE_PLAIN},
    [LYD_INFO] = {"INFO", "info", "infos", LYD_STYLE_CYAN},
    [LYD_WARNING] = {"WARNING", "warning", "warnings", LYD_STYLE_YELLOW},
    [LYD_ERROR] = {"ERROR", "error", "errors", LYD_STYLE_RED},
};

void lyd_text_severity(lyd_layout *layout, lyd_severity severity)
{
    lyd_layout_words(layout, severities[severity].style, severities[severity].word);
}

void lyd_text_labelled(lyd_layout *layout, size_t indent, const char *label, const char *text)
{
    lyd_layout_line(layout, indent, indent + 2);
    lyd_layout_words(layout, LYD_STYLE_BOLD, label);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, text);
    lyd_layout_end(layout);
}

void lyd_text_number(lyd_layout *layout, size_t count, const char *one, const char *many, const char *after)
{
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%zu %s%s", count, count == 1 ? one : many, after);
}

bool lyd_text_counts(lyd_layout *layout, const size_t counts[LYD_ERROR + 1])
{
    size_t left = 0;
    for (int s = LYD_ERROR; s >= LYD_INFO; s--) {
        left += counts[s] > 0 ? 1 : 0;
    }
    bool any = left > 0;
    for (int s = LYD_ERROR; s >= LYD_INFO; s--) {
        if (counts[s] > 0) {
            left--;
            lyd_text_number(layout, counts[s], severities[s].one, severities[s].many, left > 0 ? "," : "");
        }
    }
    return any;
}

void lyd_text_combination(lyd_layout *layout, const lyd_combination *combination)
{
    const lyd_table *table = lyd_table_get(combination->table);
    const lyd_address_type *types = combination->types;
    lyd_layout_words(layout, LYD_STYLE_PLAIN, combination->subjects[0]);
    if (table->sides == 3) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s, PSTN interface %s)", lyd_row_name(lyd_address_types, (int)types[0]),
                          lyd_row_name(lyd_address_types, (int)types[1]));
    } else {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s)", lyd_row_name(lyd_address_types, (int)types[0]));
    }
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "with");
    lyd_layout_words(layout, LYD_STYLE_PLAIN, combination->subjects[1]);
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s), %s", lyd_row_name(lyd_address_types, (int)types[table->sides - 1]), table->name);
}

/* ---- what to do ---- */

void lyd_text_to_do(lyd_layout *layout, size_t indent, const char *label, const lyd_finding *finding)
{
    lyd_layout_line(layout, indent, indent + 2);
    lyd_layout_words(layout, LYD_STYLE_BOLD, label);
    lyd_layout_part(layout, LYD_STYLE_PLAIN, finding->remedy, strcspn(finding->remedy, "\n"));
    lyd_layout_end(layout);
}

/* They are the lines of the remedy after the first, which is all that the history keeps of them. */
void lyd_text_commands(lyd_layout *layout, size_t indent, const lyd_finding *finding, size_t most)
{
    size_t count = 0;
    for (const char *line = strchr(finding->remedy, '\n'); line != NULL; line = strchr(line, '\n')) {
        line++;
        if (count++ < most) {
            lyd_layout_verbatim(layout, indent, line, strcspn(line, "\n"));
        }
    }
    if (count > most) {
        lyd_layout_line(layout, indent, indent);
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "and %zu more (--verbose has all)", count - most);
        lyd_layout_end(layout);
    }
}

/* ---- findings ---- */

static void put_overview_line(lyd_layout *layout, const lyd_finding *first, size_t count)
{
    char number[24];
    (void)snprintf(number, sizeof(number), "%zu", count);
    lyd_layout_line(layout, 2, 25);
    lyd_text_severity(layout, first->severity);
    lyd_layout_right(layout, 15, number);
    lyd_layout_tab(layout, 17);
    lyd_layout_words(layout, LYD_STYLE_BOLD, first->rule->id);
    lyd_layout_tab(layout, 25);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, first->rule->title);
    lyd_layout_end(layout);
}

static void put_overview(lyd_layout *layout, const lyd_job_item *items, size_t count)
{
    if (count == 0 || lyd_jobs_of_rule(items, count) == count) {
        return; /* a single rule needs none */
    }
    lyd_text_heading(layout, "What is wrong");
    for (size_t i = 0, size; i < count; i += size) {
        size = lyd_jobs_of_rule(items + i, count - i);
        put_overview_line(layout, items[i].finding, size);
    }
}

static void put_origin(lyd_layout *layout, const lyd_finding *finding, const lyd_topology *topology)
{
    uint32_t line;
    const char *file = lyd_finding_origin(finding, topology, &line);
    if (file != NULL) {
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "from");
        lyd_layout_words(layout, LYD_STYLE_PLAIN, file);
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "line %u", (unsigned)line);
    }
}

static void put_finding(lyd_layout *layout, const lyd_finding *finding, const lyd_scene *scene)
{
    size_t width = lyd_layout_widen(layout);
    lyd_layout_line(layout, 2, 6);
    lyd_layout_words(layout, LYD_STYLE_BOLD, finding->key);
    put_origin(layout, finding, scene->topology);
    lyd_layout_end(layout);
    layout->width = width;
    lyd_layout_line(layout, 4, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->message);
    lyd_layout_end(layout);
    lyd_text_evidence(layout, 4, finding, scene);
    if (finding->cause != NULL) {
        lyd_text_labelled(layout, 4, "Resolved with:", finding->cause);
    }
}

/* Findings with one remedy, of a group of OF. A remedy for several comes before them: after thousands it would not be
 * found. */
static void put_remedy_and_findings(lyd_layout *layout, const lyd_job_item *items, size_t count, size_t of, const lyd_scene *scene)
{
    const lyd_finding *first = items[0].finding;
    char label[64];
    (void)snprintf(label, sizeof(label), count == of ? "To do for all %zu:" : "To do for the next %zu:", count);
    if (count > 1) {
        lyd_text_to_do(layout, 2, label, first);
        lyd_text_commands(layout, 4, first, SIZE_MAX);
    }
    lyd_layout_blank(layout);
    for (size_t i = 0; i < count; i++) {
        put_finding(layout, items[i].finding, scene);
    }
    if (count == 1) {
        lyd_text_to_do(layout, 4, "To do:", first);
        lyd_text_commands(layout, 6, first, SIZE_MAX);
    }
}

static void put_group(lyd_layout *layout, const lyd_job_item *items, size_t count, const lyd_scene *scene)
{
    const lyd_rule *rule = items[0].finding->rule;
    lyd_layout_blank(layout);
    lyd_layout_line(layout, 0, 2);
    lyd_text_severity(layout, items[0].finding->severity);
    lyd_layout_printf(layout, LYD_STYLE_BOLD, "%s:", rule->id);
    lyd_layout_words(layout, LYD_STYLE_BOLD, rule->title);
    lyd_layout_end(layout);
    lyd_text_labelled(layout, 2, "Why:", rule->why);
    lyd_text_labelled(layout, 2, "Reference:", lyd_finding_reference(items[0].finding));
    for (size_t i = 0, size; i < count; i += size) {
        size = lyd_job_size(items + i, count - i);
        put_remedy_and_findings(layout, items + i, size, count, scene);
    }
}

static lyd_status put_groups(lyd_layout *layout, const lyd_finding *const *findings, size_t count, const lyd_scene *scene, bool overview)
{
    lyd_job_item *items = calloc(count + 1, sizeof(*items));
    if (items == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        items[i].finding = findings[i];
    }
    lyd_status status = lyd_jobs_sort(items, count);
    if (status == LYD_OK && overview) {
        put_overview(layout, items, count);
    }
    for (size_t i = 0, size; i < count && status == LYD_OK; i += size) {
        size = lyd_jobs_of_rule(items + i, count - i);
        put_group(layout, items + i, size, scene);
    }
    free(items);
    return status;
}

/* Either LIST or ARRAY. */
static lyd_status put_findings(lyd_layout *layout, const lyd_finding *const *list, const lyd_finding *array, size_t count,
                               const lyd_scene *scene, bool overview)
{
    const lyd_finding **counted = calloc(count + 1, sizeof(const lyd_finding *));
    size_t used = 0;
    if (counted == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const lyd_finding *finding = list != NULL ? list[i] : &array[i];
        if (finding->waiver == NULL) {
            counted[used++] = finding;
        }
    }
    lyd_status status =
        scene->verbose ? put_groups(layout, counted, used, scene, overview) : lyd_text_entries(layout, counted, used, scene, overview);
    free(counted);
    return status;
}

lyd_status lyd_text_findings(lyd_layout *layout, const lyd_finding *const *findings, size_t count, const lyd_scene *scene)
{
    return put_findings(layout, findings, NULL, count, scene, false);
}

lyd_status lyd_text_judged(lyd_layout *layout, const lyd_finding *findings, size_t count, const lyd_scene *scene, bool overview)
{
    return put_findings(layout, NULL, findings, count, scene, overview);
}

void lyd_text_waived(lyd_layout *layout, const lyd_finding *findings, size_t count, const lyd_scene *scene)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const lyd_finding *finding = &findings[i];
        if (finding->waiver == NULL) {
            continue;
        }
        if (!any) {
            lyd_text_heading(layout, "Waived: accepted on purpose, not counted");
        }
        any = true;
        lyd_layout_line(layout, 2, 6);
        lyd_layout_words(layout, LYD_STYLE_BOLD, finding->key);
        lyd_text_severity(layout, finding->severity);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "waived until");
        if (scene->verbose) {
            lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->waiver->expires);
            lyd_layout_end(layout);
            lyd_layout_line(layout, 4, 4);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->message);
            lyd_layout_end(layout);
            lyd_text_labelled(layout, 4, "Reason:", finding->waiver->reason);
        } else {
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s:", finding->waiver->expires);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->waiver->reason);
            lyd_layout_end(layout);
        }
    }
}
