/* The documents behind findings: each once, with its address, and the rules that rest on it. */
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* What a rule of the findings refers to. */
typedef struct basis {
    const lyd_rule *rule;
    const char *reference;
} basis;

typedef struct references {
    basis *rows;
    size_t count, capacity;
} references;

static bool is_known(const references *r, const basis *row)
{
    for (size_t i = r->count; i-- > 0;) { /* findings of one rule come in a row */
        if (r->rows[i].rule == row->rule && strcmp(r->rows[i].reference, row->reference) == 0) {
            return true;
        }
    }
    return false;
}

static lyd_status gather(references *r, const lyd_finding *findings, size_t count)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        const basis row = {findings[i].rule, lyd_finding_reference(&findings[i])};
        if (findings[i].waiver != NULL || is_known(r, &row)) {
            continue;
        }
        status = lyd_grow((void **)&r->rows, &r->capacity, r->count, sizeof(*r->rows));
        if (status == LYD_OK) {
            r->rows[r->count++] = row;
        }
    }
    return status;
}

/* Sections of one document have rows of their own. */
static bool is_same(const lyd_document *a, const lyd_document *b)
{
    return strcmp(a->title, b->title) == 0;
}

static bool cites(const char *reference, const lyd_document *document)
{
    const lyd_document *cited;
    for (size_t i = 0; (cited = lyd_document_cited(reference, i)) != NULL; i++) {
        if (is_same(cited, document)) {
            return true;
        }
    }
    return false;
}

/* The number of the first row that cites DOCUMENT. */
static size_t first_with(const references *r, const lyd_document *document)
{
    size_t i = 0;
    while (i < r->count && !cites(r->rows[i].reference, document)) {
        i++;
    }
    return i;
}

static bool is_practice(const char *reference)
{
    static const char practice[] = "DNS practice: ";
    return strncmp(reference, practice, strlen(practice)) == 0;
}

/* A reference of the support statements is the title of a section. */
static const char *section_of(const char *reference, const lyd_document *document)
{
    return is_practice(reference) || strstr(reference, document->title) != NULL ? NULL : reference;
}

/* "UM001, EV001 in Advanced Enterprise Voice Support for IPv6; STK001" */
static void put_rules(lyd_layout *layout, const references *r, const lyd_document *document)
{
    const char *before = ":";
    for (size_t i = 0; i < r->count; i++) {
        const char *reference = r->rows[i].reference;
        size_t same = 0;
        while (same < i && strcmp(r->rows[same].reference, reference) != 0) {
            same++;
        }
        if (same < i || !cites(reference, document)) {
            continue;
        }
        for (; same < r->count; same++) {
            if (strcmp(r->rows[same].reference, reference) == 0) {
                layout->fresh = true; /* the mark belongs to the word before */
                lyd_layout_words(layout, LYD_STYLE_PLAIN, before);
                layout->fresh = false;
                lyd_layout_words(layout, LYD_STYLE_PLAIN, r->rows[same].rule->id);
                before = ",";
            }
        }
        const char *section = section_of(reference, document);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, section != NULL ? "in" : "");
        lyd_layout_words(layout, LYD_STYLE_PLAIN, section != NULL ? section : "");
        before = ";";
    }
}

static void put_document(lyd_layout *layout, const references *r, const lyd_document *document, bool verbose)
{
    lyd_layout_line(layout, 2, 4);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, document->title);
    if (verbose) {
        put_rules(layout, r, document);
    }
    lyd_layout_end(layout);
    if (document->url != NULL) {
        lyd_layout_verbatim(layout, 4, document->url, strlen(document->url));
    }
}

/* In short, the page of the support statements alone: the rest would take as much room as the findings. */
static void put_documents(lyd_layout *layout, const references *r, bool verbose)
{
    const lyd_document *document;
    bool practice = false;
    for (size_t i = 0; i < r->count; i++) {
        if (!verbose && is_practice(r->rows[i].reference)) {
            practice = true;
            continue;
        }
        for (size_t k = 0; (document = lyd_document_cited(r->rows[i].reference, k)) != NULL; k++) {
            if (first_with(r, document) == i) {
                put_document(layout, r, document, verbose);
            }
        }
    }
    if (practice) {
        lyd_layout_line(layout, 2, 4);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "The reasons and the sources of all: --verbose. Of one: lyncdns rules RULE.");
        lyd_layout_end(layout);
    }
}

lyd_status lyd_text_references(lyd_layout *layout, const lyd_finding *findings, size_t count, const lyd_scene *scene)
{
    references r = {.rows = NULL};
    lyd_status status = gather(&r, findings, count);
    if (status == LYD_OK && r.count > 0) {
        lyd_text_heading(layout, "References");
        put_documents(layout, &r, scene->verbose);
    }
    free(r.rows);
    return status;
}
