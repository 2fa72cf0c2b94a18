/* html.h: the page: its elements, what several sections share, and its sections. */
#ifndef LYD_REPORT_HTML_H
#define LYD_REPORT_HTML_H

#include "report/sentence.h"
#include "report/xml.h"

#include <lyncdns/report.h>

/* Of a finding: the one under which it stands, the first of those that stand under it, the next one of the same cause. Indexes of findings,
 * or LYD_NONE. */
typedef struct lyd_cause {
    uint32_t cause, first_under, next;
} lyd_cause;

/* Nothing is checked at each step: STATUS keeps the first failure. */
typedef struct lyd_page {
    lyd_xml xml;
    lyd_report report;
    const lyd_topology *topology;
    const lyd_judgement *judgement;
    lyd_map *by_key;   /* findings: key to index */
    lyd_cause *causes; /* of each finding */
    lyd_sentence sentence;
    const char *const *columns;  /* titles of the table that is open; NULL: it has none */
    size_t column_count, column; /* the next cell's, in this row */
    lyd_status status;
} lyd_page;

/* ---- elements and text, escaped (page.c) ---- */

void lyd_page_open(lyd_page *page, const char *element, const char *class); /* CLASS may be NULL */
void lyd_page_close(lyd_page *page);

void lyd_page_attribute(lyd_page *page, const char *name, const char *value);
void lyd_page_attributef(lyd_page *page, const char *name, const char *format, ...) LYD_PRINTF(3, 4);

void lyd_page_text(lyd_page *page, const char *text);
void lyd_page_textf(lyd_page *page, const char *format, ...) LYD_PRINTF(2, 3);
void lyd_page_leaf(lyd_page *page, const char *element, const char *class, const char *text);
void lyd_page_leaff(lyd_page *page, const char *element, const char *class, const char *format, ...) LYD_PRINTF(4, 5);

/* A table, in a box that scrolls where the table is too wide; lyd_page_table_end ends both. TITLES: of the columns; COUNT 0: no <thead>.
 * Each cell gets its column's title as an attribute, which a phone shows, where rows are blocks. */
void lyd_page_table(lyd_page *page, const char *class, const char *caption, const char *const *titles, size_t count);
void lyd_page_table_end(lyd_page *page);

void lyd_page_row(lyd_page *page); /* opens <th scope="row"> */

/* Opens <details> and its <summary>; ID may be NULL. The filter hides what is of class "g" when none of its members is left. */
void lyd_page_fold(lyd_page *page, const char *class, const char *id, bool open);

void lyd_page_type(lyd_page *page, lyd_address_type type);
void lyd_page_name(lyd_page *page, const char *name); /* linked to its endpoint, or to its service record */

void lyd_page_link(lyd_page *page, const char *href, const char *class, const char *text); /* CLASS may be NULL */

/* The class of a verdict: "good", "bad", "warn", "note" or "open"; and the href of the finding about a combination, or of its place. */
const char *lyd_page_verdict_class(const lyd_page *page, lyd_verdict verdict);
void lyd_page_combination(lyd_page *page, const lyd_combination *combination);

/* ---- one finding (finding.c) ---- */

lyd_status lyd_page_find_causes(lyd_page *page); /* fills CAUSES */

void lyd_page_severity(lyd_page *page, lyd_severity severity); /* a tag */
void lyd_page_labelled(lyd_page *page, const char *label, const char *text);
void lyd_page_commands(lyd_page *page, const char *const *commands, size_t count);
void lyd_page_remedy(lyd_page *page, const lyd_finding *finding);
void lyd_page_reference(lyd_page *page, const lyd_finding *finding);

/* An item, under the anchor "fINDEX", that holds the findings of which it is the cause. */
void lyd_page_finding(lyd_page *page, size_t index, bool with_remedy);

/* ---- style and script: lines ended by NULL, and the SHA-256 of them as the page has them, for its policy ---- */

extern const char *const lyd_html_style[];
extern const char *const lyd_html_script[];
extern const char lyd_html_style_hash[]; /* 'sha256-…' in base64 */
extern const char lyd_html_script_hash[];

extern const char lyd_html_fixed_head[]; /* elements of every <head> */

void lyd_html_raw(lyd_page *page, const char *element, const char *const *lines); /* <style> or <script>: nothing is escaped */

/* ---- sections, each without its heading; html.c lists them ---- */

void lyd_html_picture(lyd_page *page);
void lyd_html_past(lyd_page *page);
void lyd_html_todo(lyd_page *page);
void lyd_html_findings(lyd_page *page);
void lyd_html_services(lyd_page *page);
void lyd_html_tables(lyd_page *page);
void lyd_html_combinations(lyd_page *page);
void lyd_html_endpoints(lyd_page *page);
void lyd_html_disagreements(lyd_page *page);
void lyd_html_servers(lyd_page *page);
void lyd_html_unchecked(lyd_page *page);

#endif
