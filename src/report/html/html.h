/* html.h: the sections of the page, each with its heading, in the order of the page. */
#ifndef LYD_REPORT_HTML_H
#define LYD_REPORT_HTML_H

#include "page.h"

extern const char *const lyd_html_style[];
extern const char *const lyd_html_script[];

/* SHA-256 of the two as the page has them, for its policy: 'sha256-…' in base64. */
extern const char lyd_html_style_hash[];
extern const char lyd_html_script_hash[];

/* The verdict in a few words ("NOT SAFE"). */
const char *lyd_html_verdict(const lyd_page *page);

void lyd_html_summary(lyd_page *page);
void lyd_html_past(lyd_page *page);
void lyd_html_findings(lyd_page *page);
void lyd_html_tables(lyd_page *page); /* the support tables, then the combinations that their cells link to */
void lyd_html_endpoints(lyd_page *page);
void lyd_html_disagreements(lyd_page *page);
void lyd_html_servers(lyd_page *page);
void lyd_html_unchecked(lyd_page *page);

#endif
