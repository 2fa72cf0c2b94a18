/* html_uses.h: which cells of the support tables a deployment uses, and with what outcome. */
#ifndef LYD_REPORT_HTML_USES_H
#define LYD_REPORT_HTML_USES_H

#include "html.h"

/* A cell's number is its types' places (ipv4, dual-stack, ipv6) as digits of base three; one more is for what stands in no cell, since a
 * type of it is unknown or none. */
#define LYD_CELLS 28
#define LYD_NO_CELL 27

#define LYD_PLACES 3
extern const lyd_address_type lyd_places[LYD_PLACES];  /* in the document's order */
extern const char *const lyd_place_titles[LYD_PLACES]; /* as the document writes them: "Dual stack" */

typedef struct lyd_use {
    size_t count;
    lyd_verdict verdict;
} lyd_use;

typedef struct lyd_uses {
    lyd_use cells[LYD_TABLE_COUNT][LYD_CELLS];
    size_t counts[LYD_TABLE_COUNT];
} lyd_uses;

void lyd_uses_count(lyd_uses *uses, const lyd_judgement *judgement);

/* The cell of a combination; where a table knows no order, that of its types in the document's order. */
size_t lyd_uses_cell(const lyd_combination *combination);

/* The types of cell CELL (not LYD_NO_CELL) of a table with so many sides. */
void lyd_uses_types(size_t cell, size_t sides, lyd_address_type types[LYD_TABLE_SIDES]);

/* The combinations, listed under the anchors "c-TABLE-CELL" that the tables' cells link to. */
void lyd_html_combinations(lyd_page *page, const lyd_uses *uses);

#endif
