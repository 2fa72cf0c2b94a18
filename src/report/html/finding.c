/* One finding, with what to do about it and what else it is the cause of. */
#include "html.h"

#include "report/shared.h"

#include <string.h>

#define OPEN_MAX 5 /* more findings of one cause are folded */

void lyd_page_severity(lyd_page *page, lyd_severity severity)
{
    static const char *const classes[] = {[LYD_OFF] = "tag", [LYD_INFO] = "tag note", [LYD_WARNING] = "tag warn", [LYD_ERROR] = "tag bad"};
    lyd_page_leaf(page, "span", classes[severity], lyd_row_name(lyd_severity_names, (int)severity));
}

void lyd_page_labelled(lyd_page *page, const char *label, const char *text)
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
void lyd_page_reference(lyd_page *page, const lyd_finding *finding)
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

void lyd_page_commands(lyd_page *page, const char *const *commands, size_t count)
{
    lyd_page_open(page, "pre", "commands");
    lyd_page_open(page, "code", NULL);
    for (size_t i = 0; i < count; i++) {
        lyd_page_text(page, commands[i]);
        lyd_xml_raw(&page->xml, i + 1 < count ? "\n" : "");
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

void lyd_page_remedy(lyd_page *page, const lyd_finding *finding)
{
    size_t length = strcspn(finding->remedy, "\n"); /* from there on it holds the commands */
    const char *text = finding->command_count > 0 ? lyd_arena_text(page->report.run->arena, finding->remedy, length) : finding->remedy;
    page->status = text == NULL ? LYD_ENOMEM : page->status;
    lyd_page_labelled(page, "To do:", text != NULL ? text : "");
    if (finding->command_count > 0) {
        lyd_page_commands(page, finding->commands, finding->command_count);
    }
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

static void put_waiver(lyd_page *page, const lyd_finding *finding)
{
    lyd_page_open(page, "p", NULL);
    lyd_page_severity(page, finding->severity);
    lyd_page_text(page, " waived until ");
    lyd_page_text(page, finding->waiver->expires);
    lyd_page_text(page, ": ");
    lyd_page_leaf(page, "q", NULL, finding->waiver->reason);
    lyd_page_close(page);
}

/* What is written of a finding: the findings under it say nothing about what to do, since that is done about their cause. */
static void open_finding(lyd_page *page, size_t index)
{
    const lyd_finding *finding = &page->judgement->findings[index];
    lyd_page_open(page, "li", "i");
    lyd_page_attributef(page, "id", "f%zu", index);
    put_subjects(page, finding);
    if (finding->waiver != NULL) {
        put_waiver(page, finding);
    }
    lyd_page_leaf(page, "p", NULL, finding->message);
    put_evidence(page, finding);
}

static void put_under(lyd_page *page, size_t cause)
{
    uint32_t first = page->causes[cause].first_under;
    size_t count = 0;
    for (uint32_t i = first; i != LYD_NONE; i = page->causes[i].next) {
        count++;
    }
    lyd_page_fold(page, "under", NULL, count <= OPEN_MAX);
    lyd_page_leaff(page, "span", NULL, "%zu more finding%s of this cause", count, count == 1 ? "" : "s");
    lyd_page_close(page);
    lyd_page_open(page, "ul", "findings");
    for (uint32_t i = first; i != LYD_NONE; i = page->causes[i].next) {
        open_finding(page, i);
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

void lyd_page_finding(lyd_page *page, size_t index, bool with_remedy)
{
    const lyd_finding *finding = &page->judgement->findings[index];
    open_finding(page, index);
    if (with_remedy) {
        lyd_page_remedy(page, finding);
    }
    if (finding->waiver != NULL) {
        lyd_page_reference(page, finding);
    }
    if (page->causes[index].first_under != LYD_NONE) {
        put_under(page, index);
    }
    lyd_page_close(page);
}

/* ---- causes ---- */

lyd_status lyd_page_find_causes(lyd_page *page)
{
    const lyd_judgement *j = page->judgement;
    page->causes = lyd_arena_alloc(page->report.run->arena, j->finding_count * sizeof(*page->causes));
    for (size_t i = 0; i < j->finding_count && page->causes != NULL; i++) {
        page->causes[i] = (lyd_cause){.cause = LYD_NONE, .first_under = LYD_NONE, .next = LYD_NONE};
    }
    for (size_t i = j->finding_count; i-- > 0 && page->causes != NULL;) { /* from the end, so that the lists keep the order */
        uint32_t cause;
        if (j->findings[i].cause != NULL && j->findings[i].waiver == NULL && lyd_map_get(page->by_key, j->findings[i].cause, &cause) &&
            j->findings[cause].cause == NULL) {
            page->causes[i].cause = cause;
            page->causes[i].next = page->causes[cause].first_under;
            page->causes[cause].first_under = (uint32_t)i;
        }
    }
    return page->causes == NULL ? LYD_ENOMEM : LYD_OK;
}
