/* html_page.h: elements, attributes and text of a page, escaped. */
#ifndef LYD_REPORT_HTML_PAGE_H
#define LYD_REPORT_HTML_PAGE_H

#include "report/xml.h"

#include <lyncdns/report.h>

/* Nothing is checked at each step: the first fault is kept in STATUS. */
typedef struct lyd_page {
    lyd_xml xml;
    lyd_report report;
    const lyd_topology *topology;
    const lyd_judgement *judgement;
    lyd_map *by_key; /* findings: key to index */
    lyd_status status;
} lyd_page;

lyd_status lyd_page_begin(lyd_page *page, const lyd_report *report, FILE *stream);
void lyd_page_end(lyd_page *page);

/* CLASS may be NULL. An element that has no end tag in HTML (meta, link, input, br) is ended by lyd_page_close_void. */
void lyd_page_open(lyd_page *page, const char *element, const char *class);
void lyd_page_close(lyd_page *page);
void lyd_page_close_void(lyd_page *page);

void lyd_page_attribute(lyd_page *page, const char *name, const char *value);
void lyd_page_attributef(lyd_page *page, const char *name, const char *format, ...) LYD_PRINTF(3, 4);

void lyd_page_text(lyd_page *page, const char *text);
void lyd_page_textf(lyd_page *page, const char *format, ...) LYD_PRINTF(2, 3);
void lyd_page_leaf(lyd_page *page, const char *element, const char *class, const char *text);
void lyd_page_leaff(lyd_page *page, const char *element, const char *class, const char *format, ...) LYD_PRINTF(4, 5);

/* Text of our own for <style> and <script>, where nothing is escaped: lines ended by NULL. */
void lyd_page_raw(lyd_page *page, const char *const *lines);

/* ---- parts that several sections share ---- */

/* A table that scrolls in a box of its own where it is too wide; both are ended by lyd_page_table_end. */
void lyd_page_table(lyd_page *page, const char *class, const char *caption);
void lyd_page_table_end(lyd_page *page);
void lyd_page_columns(lyd_page *page, const char *const *titles, size_t count); /* <thead> */

/* Words that also have a colour. */
void lyd_page_severity(lyd_page *page, lyd_severity severity);
void lyd_page_verdict(lyd_page *page, lyd_verdict verdict);
void lyd_page_type(lyd_page *page, lyd_address_type type);

/* A name, linked to its endpoint where it is one. */
void lyd_page_name(lyd_page *page, const char *name);

#endif
