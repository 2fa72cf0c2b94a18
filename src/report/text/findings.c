/* Findings as text, and other parts that several text reports share.
 *
 * Findings are grouped by severity and rule, so that a reason is given once, and within a rule by remedy, so that a repair is given once.
 */
#include "text.h"

#include "report/shared.h"

#include <stdlib.h>

#define EVIDENCE_MAX 8 /* lines for each finding; JSON and CSV have all */

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

/* ---- findings ---- */

/* One finding in its group; equal remedies have equal numbers, in the order of their first use. */
typedef struct item {
    const lyd_finding *finding;
    uint32_t remedy;
    uint32_t index;
} item;

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

static bool same_group(const lyd_finding *a, const lyd_finding *b)
{
    return a->rule == b->rule && a->severity == b->severity;
}

static void put_overview(lyd_layout *layout, const lyd_finding *const *findings, size_t count)
{
    if (count == 0 || same_group(findings[0], findings[count - 1])) {
        return; /* a single group needs none */
    }
    lyd_text_heading(layout, "What is wrong");
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && same_group(findings[end], findings[i]); end++) {
        }
        put_overview_line(layout, findings[i], end - i);
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

static void put_finding(lyd_layout *layout, const lyd_finding *finding, const lyd_topology *topology)
{
    lyd_layout_line(layout, 2, 6);
    lyd_layout_words(layout, LYD_STYLE_BOLD, finding->key);
    put_origin(layout, finding, topology);
    lyd_layout_end(layout);
    lyd_layout_line(layout, 4, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->message);
    lyd_layout_end(layout);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        lyd_layout_line(layout, 4, 6);
        if (i + 1 == EVIDENCE_MAX && finding->evidence_count > EVIDENCE_MAX) {
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "- and %zu more (--format json has all)", finding->evidence_count - i);
            lyd_layout_end(layout);
            return;
        }
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "-");
        lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->evidence[i]);
        lyd_layout_end(layout);
    }
}

static int compare_items(const void *left, const void *right)
{
    const item *a = left, *b = right;
    if (a->remedy != b->remedy) {
        return a->remedy < b->remedy ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Numbers the remedies of a group and puts equal ones together. */
static lyd_status sort_by_remedy(const lyd_finding *const *findings, size_t count, item *items)
{
    lyd_map *map = lyd_map_new();
    lyd_status status = map == NULL ? LYD_ENOMEM : LYD_OK;
    uint32_t next = 0;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        items[i] = (item){findings[i], next, (uint32_t)i};
        if (!lyd_map_get(map, findings[i]->remedy, &items[i].remedy)) {
            status = lyd_map_put(map, findings[i]->remedy, next++);
        }
    }
    lyd_map_free(map);
    qsort(items, count, sizeof(*items), compare_items);
    return status;
}

/* Findings with one remedy, of a group of OF. A remedy for several comes before them: after thousands it would not be
 * found. */
static void put_remedy_and_findings(lyd_layout *layout, const item *items, size_t count, size_t of, const lyd_topology *topology)
{
    char label[64];
    (void)snprintf(label, sizeof(label), count == of ? "To do for all %zu:" : "To do for the next %zu:", count);
    if (count > 1) {
        lyd_text_labelled(layout, 2, label, items[0].finding->remedy);
    }
    lyd_layout_blank(layout);
    for (size_t i = 0; i < count; i++) {
        put_finding(layout, items[i].finding, topology);
    }
    if (count == 1) {
        lyd_text_labelled(layout, 4, "To do:", items[0].finding->remedy);
    }
}

static void put_group(lyd_layout *layout, const item *items, size_t count, const lyd_topology *topology)
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
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && items[end].remedy == items[i].remedy; end++) {
        }
        put_remedy_and_findings(layout, items + i, end - i, count, topology);
    }
}

static lyd_status put_groups(lyd_layout *layout, const lyd_finding *const *findings, size_t count, const lyd_topology *topology)
{
    item *items = calloc(count + 1, sizeof(*items));
    lyd_status status = items == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0, end; i < count && status == LYD_OK; i = end) {
        for (end = i + 1; end < count && same_group(findings[end], findings[i]); end++) {
        }
        status = sort_by_remedy(findings + i, end - i, items);
        if (status == LYD_OK) {
            put_group(layout, items, end - i, topology);
        }
    }
    free(items);
    return status;
}

/* Either LIST or ARRAY. */
static lyd_status put_findings(lyd_layout *layout, const lyd_finding *const *list, const lyd_finding *array, size_t count,
                               const lyd_topology *topology, bool overview)
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
    if (overview) {
        put_overview(layout, counted, used);
    }
    lyd_status status = put_groups(layout, counted, used, topology);
    free(counted);
    return status;
}

lyd_status lyd_text_findings(lyd_layout *layout, const lyd_finding *const *findings, size_t count, const lyd_topology *topology)
{
    return put_findings(layout, findings, NULL, count, topology, false);
}

lyd_status lyd_text_judged(lyd_layout *layout, const lyd_finding *findings, size_t count, const lyd_topology *topology, bool overview)
{
    return put_findings(layout, NULL, findings, count, topology, overview);
}

void lyd_text_waived(lyd_layout *layout, const lyd_finding *findings, size_t count)
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
        lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->waiver->expires);
        lyd_layout_end(layout);
        lyd_layout_line(layout, 4, 4);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, finding->message);
        lyd_layout_end(layout);
        lyd_text_labelled(layout, 4, "Reason:", finding->waiver->reason);
    }
}
