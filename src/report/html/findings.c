/* The findings by severity and rule, so that each reason is given once; then the waived ones; and what was not checked. */
#include "html.h"

#include "report/shared.h"

#include <string.h>

#define OPEN_MAX 20 /* a rule with more findings is folded */

static const struct {
    lyd_severity severity;
    const char *id, *title;
} severities[] = {{LYD_ERROR, "errors", "Errors"}, {LYD_WARNING, "warnings", "Warnings"}, {LYD_INFO, "infos", "Infos"}};

/* Findings of one rule and severity, FIRST to END - 1 of the judgement's; COUNT of them count. */
typedef struct group {
    size_t first, end, count;
    const char *remedy; /* of all that count; NULL: they differ */
} group;

static bool next_group(const lyd_judgement *j, group *g)
{
    g->first = g->end;
    g->count = 0;
    g->remedy = NULL;
    if (g->first == j->finding_count) {
        return false;
    }
    const lyd_finding *first = &j->findings[g->first];
    bool same = true;
    for (; g->end < j->finding_count && j->findings[g->end].rule == first->rule && j->findings[g->end].severity == first->severity;
         g->end++) {
        const lyd_finding *finding = &j->findings[g->end];
        if (finding->waiver != NULL) {
            continue;
        }
        same = same && (g->remedy == NULL || strcmp(g->remedy, finding->remedy) == 0);
        g->remedy = finding->remedy;
        g->count++;
    }
    g->remedy = same ? g->remedy : NULL;
    return true;
}

/* ---- one finding ---- */

static void put_tag(lyd_page *page, lyd_severity severity)
{
    static const char *const classes[] = {[LYD_OFF] = "tag", [LYD_INFO] = "tag note", [LYD_WARNING] = "tag warn", [LYD_ERROR] = "tag bad"};
    lyd_page_leaf(page, "span", classes[severity], lyd_row_name(lyd_severity_names, (int)severity));
}

static void put_labelled(lyd_page *page, const char *label, const char *text)
{
    lyd_page_open(page, "p", NULL);
    lyd_page_leaf(page, "strong", NULL, label);
    lyd_page_text(page, " ");
    lyd_page_text(page, text);
    lyd_page_close(page);
}

/* Without a referrer, for the address of a report may be of an inner network. */
static void put_document(lyd_page *page, const lyd_document *document, const char *text)
{
    if (document->url == NULL) {
        lyd_page_text(page, text);
        return;
    }
    lyd_page_open(page, "a", "document");
    lyd_page_attribute(page, "href", document->url);
    lyd_page_attribute(page, "rel", "noreferrer");
    lyd_page_text(page, text);
    lyd_page_close(page);
}

/* A reference that is the title of a page links to it; after any other one come the documents that it names. */
static void put_reference(lyd_page *page, const lyd_finding *finding)
{
    const char *reference = lyd_finding_reference(finding);
    const lyd_document *document = lyd_document_cited(reference, 0);
    lyd_page_open(page, "p", NULL);
    lyd_page_leaf(page, "strong", NULL, "Reference:");
    lyd_page_text(page, " ");
    if (document != NULL && strstr(reference, document->title) != NULL) {
        put_document(page, document, reference);
        document = NULL;
    } else {
        lyd_page_text(page, reference);
    }
    for (size_t i = 0; document != NULL; document = lyd_document_cited(reference, ++i)) {
        lyd_page_text(page, i == 0 ? ": " : ", ");
        put_document(page, document, document->title);
    }
    lyd_page_close(page);
}

static void put_origin(lyd_page *page, const lyd_finding *finding)
{
    uint32_t line;
    const char *file = lyd_finding_origin(finding, page->topology, &line);
    if (file != NULL) {
        lyd_page_open(page, "span", "origin");
        lyd_page_text(page, file);
        lyd_page_textf(page, ", line %u", (unsigned)line);
        lyd_page_close(page);
    }
}

static void put_subjects(lyd_page *page, const lyd_finding *finding)
{
    lyd_page_open(page, "p", "key");
    lyd_page_leaff(page, "span", "rule", "%s", finding->rule->id);
    for (size_t i = 0; i < finding->subject_count; i++) {
        lyd_page_text(page, i == 0 ? " " : " and ");
        lyd_page_name(page, finding->subjects[i]);
    }
    put_origin(page, finding);
    lyd_page_close(page);
}

static void put_evidence(lyd_page *page, const lyd_finding *finding)
{
    if (finding->evidence_count == 0) {
        return;
    }
    lyd_page_open(page, "ul", "evidence");
    for (size_t i = 0; i < finding->evidence_count; i++) {
        lyd_page_leaf(page, "li", NULL, finding->evidence[i]);
    }
    lyd_page_close(page);
}

static void put_finding(lyd_page *page, size_t index, bool with_remedy)
{
    const lyd_finding *finding = &page->judgement->findings[index];
    lyd_page_open(page, "li", "i");
    lyd_page_attributef(page, "id", "f%zu", index);
    put_subjects(page, finding);
    if (finding->waiver != NULL) {
        lyd_page_open(page, "p", NULL);
        put_tag(page, finding->severity);
        lyd_page_text(page, " waived until ");
        lyd_page_text(page, finding->waiver->expires);
        lyd_page_text(page, ": ");
        lyd_page_leaf(page, "q", NULL, finding->waiver->reason);
        lyd_page_close(page);
    }
    lyd_page_leaf(page, "p", NULL, finding->message);
    put_evidence(page, finding);
    if (with_remedy) {
        put_labelled(page, "To do:", finding->remedy);
    }
    if (finding->waiver != NULL) {
        put_reference(page, finding);
    }
    lyd_page_close(page);
}

/* ---- groups ---- */

static void put_group(lyd_page *page, const group *g)
{
    const lyd_finding *first = &page->judgement->findings[g->first];
    const lyd_rule *rule = first->rule;
    char id[64];
    (void)snprintf(id, sizeof(id), "%s-%s", rule->id, lyd_row_name(lyd_severity_names, (int)first->severity));
    lyd_page_fold(page, "g", id, g->count <= OPEN_MAX);
    lyd_page_open(page, "h4", NULL);
    put_tag(page, first->severity);
    lyd_page_textf(page, " %s: ", rule->id);
    lyd_page_text(page, rule->title);
    lyd_page_leaff(page, "span", "count", " (%zu)", g->count);
    lyd_page_close(page);
    lyd_page_close(page);
    lyd_page_open(page, "div", "reason");
    put_labelled(page, "Why:", rule->why);
    if (g->remedy != NULL) {
        put_labelled(page, "To do:", g->remedy);
    }
    put_reference(page, first);
    lyd_page_close(page);
    lyd_page_open(page, "ul", "findings");
    for (size_t i = g->first; i < g->end; i++) {
        if (page->judgement->findings[i].waiver == NULL) {
            put_finding(page, i, g->remedy == NULL);
        }
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

static void put_severity(lyd_page *page, size_t row)
{
    group g = {0};
    lyd_page_open(page, "section", NULL);
    lyd_page_attribute(page, "id", severities[row].id);
    lyd_page_leaf(page, "h3", NULL, severities[row].title);
    while (next_group(page->judgement, &g)) {
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
            put_finding(page, i, true);
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
    while (next_group(page->judgement, &g)) {
        const lyd_finding *first = &page->judgement->findings[g.first];
        if (g.count == 0) {
            continue;
        }
        lyd_page_open(page, "tr", NULL);
        lyd_page_open(page, "td", NULL);
        put_tag(page, first->severity);
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
