/* The findings by severity and rule, so that each reason is given once; then the waived ones; and what was not checked. */
#include "html.h"

#include "report/shared.h"

#include <string.h>

#define OPEN_MAX 20 /* a rule with more findings is folded */

static const struct {
    lyd_severity severity;
    const char *id, *title;
} severities[] = {{LYD_ERROR, "errors", "Errors"}, {LYD_WARNING, "warnings", "Warnings"}, {LYD_INFO, "infos", "Infos"}};

/* Findings of one rule and severity, FIRST to END - 1 of the judgement's; COUNT of them aren't waived, UNDER of these stand under a cause.
 */
typedef struct group {
    size_t first, end, count, under;
    const lyd_finding *remedy; /* one whose remedy is that of all that are shown in the group; NULL: they differ */
} group;

static void add(group *g, const lyd_page *page, size_t index, bool *same)
{
    const lyd_finding *finding = &page->judgement->findings[index];
    if (finding->waiver != NULL) {
        return;
    }
    g->count++;
    if (page->causes[index].cause != LYD_NONE) {
        g->under++;
        return;
    }
    *same = *same && (g->remedy == NULL || strcmp(g->remedy->remedy, finding->remedy) == 0);
    g->remedy = finding;
}

static bool next_group(const lyd_page *page, group *g)
{
    const lyd_judgement *j = page->judgement;
    *g = (group){.first = g->end, .end = g->end};
    if (g->first == j->finding_count) {
        return false;
    }
    const lyd_finding *first = &j->findings[g->first];
    bool same = true;
    for (; g->end < j->finding_count && j->findings[g->end].rule == first->rule && j->findings[g->end].severity == first->severity;
         g->end++) {
        add(g, page, g->end, &same);
    }
    g->remedy = same ? g->remedy : NULL;
    return true;
}

/* ---- groups ---- */

/* Links to those of a group that are shown under their causes, by the subjects in their keys. */
static void put_elsewhere(lyd_page *page, const group *g)
{
    bool first = true;
    lyd_page_open(page, "p", "elsewhere");
    lyd_page_textf(page, "%zu %s: ", g->under, g->under == 1 ? "is shown with its cause" : "are shown with their causes");
    for (size_t i = g->first; i < g->end; i++) {
        if (page->causes[i].cause != LYD_NONE) {
            lyd_page_text(page, first ? "" : ", ");
            lyd_page_open(page, "a", NULL);
            lyd_page_attributef(page, "href", "#f%zu", i);
            const char *key = page->judgement->findings[i].key, *colon = strchr(key, ':');
            lyd_page_text(page, colon != NULL ? colon + 1 : key);
            lyd_page_close(page);
            first = false;
        }
    }
    lyd_page_close(page);
}

static void put_group(lyd_page *page, const group *g)
{
    const lyd_finding *first = &page->judgement->findings[g->first];
    const lyd_rule *rule = first->rule;
    char id[64];
    (void)snprintf(id, sizeof(id), "%s-%s", rule->id, lyd_row_name(lyd_severity_names, (int)first->severity));
    lyd_page_fold(page, "g", id, g->count <= OPEN_MAX);
    lyd_page_open(page, "h4", NULL);
    lyd_page_severity(page, first->severity);
    lyd_page_textf(page, " %s: ", rule->id);
    lyd_page_text(page, rule->title);
    lyd_page_leaff(page, "span", "count", " (%zu)", g->count);
    lyd_page_close(page);
    lyd_page_close(page);
    lyd_page_open(page, "div", "reason");
    lyd_page_labelled(page, "Why:", rule->why);
    if (g->remedy != NULL) {
        lyd_page_remedy(page, g->remedy);
    }
    lyd_page_reference(page, first);
    lyd_page_close(page);
    lyd_page_open(page, "ul", "findings");
    for (size_t i = g->first; i < g->end; i++) {
        if (page->judgement->findings[i].waiver == NULL && page->causes[i].cause == LYD_NONE) {
            lyd_page_finding(page, i, g->remedy == NULL);
        }
    }
    lyd_page_close(page);
    if (g->under > 0) {
        put_elsewhere(page, g);
    }
    lyd_page_close(page);
}

static void put_severity(lyd_page *page, size_t row)
{
    group g = {0};
    lyd_page_open(page, "section", NULL);
    lyd_page_attribute(page, "id", severities[row].id);
    lyd_page_leaf(page, "h3", NULL, severities[row].title);
    while (next_group(page, &g)) {
        if (g.count > 0 && page->judgement->findings[g.first].severity == severities[row].severity) {
            put_group(page, &g);
        }
    }
    lyd_page_close(page);
}

static void put_waived(lyd_page *page)
{
    lyd_page_open(page, "section", "g");
    lyd_page_attribute(page, "id", "waived");
    lyd_page_leaf(page, "h3", NULL, "Waived: accepted on purpose, not counted");
    lyd_page_open(page, "ul", "findings");
    for (size_t i = 0; i < page->judgement->finding_count; i++) {
        if (page->judgement->findings[i].waiver != NULL) {
            lyd_page_finding(page, i, true);
        }
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

/* A line for each rule, before the details. */
static void put_overview(lyd_page *page)
{
    static const char *const columns[] = {"Severity", "Rule", "What is wrong", "Findings"};
    group g = {0};
    lyd_page_table(page, NULL, "What is wrong, by rule", columns, LYD_COUNT(columns));
    lyd_page_open(page, "tbody", NULL);
    while (next_group(page, &g)) {
        const lyd_finding *first = &page->judgement->findings[g.first];
        if (g.count == 0) {
            continue;
        }
        lyd_page_open(page, "tr", NULL);
        lyd_page_open(page, "td", NULL);
        lyd_page_severity(page, first->severity);
        lyd_page_close(page);
        lyd_page_open(page, "th", "code");
        lyd_page_attribute(page, "scope", "row");
        lyd_page_open(page, "a", NULL);
        lyd_page_attributef(page, "href", "#%s-%s", first->rule->id, lyd_row_name(lyd_severity_names, (int)first->severity));
        lyd_page_text(page, first->rule->id);
        lyd_page_close(page);
        lyd_page_close(page);
        lyd_page_leaf(page, "td", NULL, first->rule->title);
        lyd_page_leaff(page, "td", "num", "%zu", g.count);
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_table_end(page);
}

void lyd_html_findings(lyd_page *page)
{
    const lyd_judgement *j = page->judgement;
    if (j->finding_count == j->waived) {
        lyd_page_leaf(page, "p", NULL, j->complete ? "No rule is breached." : "No rule is breached in the answers that arrived.");
    } else {
        put_overview(page);
    }
    for (size_t i = 0; i < LYD_COUNT(severities); i++) {
        if (j->counts[severities[i].severity] > 0) {
            put_severity(page, i);
        }
    }
    if (j->waived > 0) {
        put_waived(page);
    }
}

/* ---- what was not checked ---- */

void lyd_html_unchecked(lyd_page *page)
{
    const char *const *sentences = NULL;
    size_t count = 0;
    lyd_status status = lyd_unchecked(page->report.run, &sentences, &count);
    page->status = status != LYD_OK ? status : page->status;
    lyd_page_open(page, "ul", NULL);
    for (size_t i = 0; i < count; i++) {
        lyd_page_leaf(page, "li", NULL, sentences[i]);
    }
    if (count == 0) {
        lyd_page_leaf(page, "li", NULL, "Nothing: every lookup was made, and every support table and feature was checked.");
    }
    lyd_page_close(page);
}
