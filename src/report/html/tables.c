/* The seven support tables as the document has them, with a mark in each cell that the deployment uses. What the document gives as a list
 * of pairs is drawn as a grid, too, since a pair that isn't in a list is easier seen than looked for; the list of three columns stays one.
 */
#include "uses.h"

/* The document's word in a cell; a list has only rows that it names. */
static const char *cell_word(lyd_cell cell, bool matrix)
{
    switch (cell) {
    case LYD_CELL_LISTED:
        return matrix ? "Yes" : "listed";
    case LYD_CELL_LAB:
        return "Yes, in a lab only";
    case LYD_CELL_NO:
        return "No";
    case LYD_CELL_BLANK:
        break;
    }
    return "not listed";
}

static const char *cell_class(lyd_verdict verdict, bool lab)
{
    static const char *const classes[] = {[LYD_SUPPORTED] = "used good",
                                          [LYD_LAB_ONLY] = "used bad",
                                          [LYD_UNLISTED] = "used warn",
                                          [LYD_UNSUPPORTED] = "used bad",
                                          [LYD_VERDICT_UNKNOWN] = "used open"};
    return verdict == LYD_LAB_ONLY && lab ? "used note" : classes[verdict];
}

static void put_row_title(lyd_page *page, const char *title)
{
    lyd_page_open(page, "th", NULL);
    lyd_page_attribute(page, "scope", "row");
    lyd_page_text(page, title);
    lyd_page_close(page);
}

static void put_use(lyd_page *page, lyd_table_id table, size_t cell, const lyd_use *use)
{
    lyd_page_open(page, "a", NULL);
    lyd_page_attributef(page, "href", "#c-%d-%zu", (int)table, cell);
    lyd_page_textf(page, "used %zu\xC3\x97: %s", use->count, lyd_row_name(lyd_verdict_names, (int)use->verdict));
    lyd_page_close(page);
}

static void put_cell(lyd_page *page, const lyd_table *table, size_t cell, const lyd_use *use, bool matrix)
{
    lyd_address_type types[LYD_TABLE_SIDES] = {LYD_ADDRESS_NONE};
    lyd_uses_types(cell, table->sides, types);
    lyd_page_open(page, "td", use->count > 0 ? cell_class(use->verdict, page->topology->lab) : NULL);
    lyd_page_leaf(page, "span", "word", cell_word(lyd_table_cell(table->id, types), matrix));
    if (use->count > 0) {
        put_use(page, table->id, cell, use);
    }
    lyd_page_close(page);
}

/* What "Yes" and "No" stand in is a matrix. */
static bool is_matrix(lyd_table_id id)
{
    return id == LYD_TABLE_FRONT_END_EDGE || id == LYD_TABLE_EDGE_INTERNAL_EXTERNAL;
}

static void put_grid_head(lyd_page *page, const lyd_table *table)
{
    lyd_page_open(page, "thead", NULL);
    lyd_page_open(page, "tr", NULL);
    lyd_page_open(page, "td", "corner");
    lyd_page_leaff(page, "div", NULL, "%s \xE2\x86\x93", table->side_names[0]);
    lyd_page_leaff(page, "div", NULL, "%s \xE2\x86\x92", table->side_names[1]);
    lyd_page_close(page);
    for (size_t column = 0; column < LYD_PLACES; column++) {
        lyd_page_open(page, "th", NULL);
        lyd_page_attribute(page, "scope", "col");
        lyd_page_text(page, lyd_place_titles[column]);
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

static void put_grid(lyd_page *page, const lyd_table *table, const lyd_use *uses)
{
    put_grid_head(page, table);
    lyd_page_open(page, "tbody", NULL);
    for (size_t row = 0; row < LYD_PLACES; row++) {
        lyd_page_open(page, "tr", NULL);
        put_row_title(page, lyd_place_titles[row]);
        for (size_t column = 0; column < LYD_PLACES; column++) {
            size_t cell = row * LYD_PLACES + column;
            if (table->either_order && column < row) {
                lyd_page_leaff(page, "td", "twin", "as %s with %s", lyd_place_titles[column], lyd_place_titles[row]);
            } else {
                put_cell(page, table, cell, &uses[cell], is_matrix(table->id));
            }
        }
        lyd_page_close(page);
    }
    lyd_page_close(page);
}

/* The rows that the document lists, then those that the deployment uses all the same. */
static void put_list(lyd_page *page, const lyd_table *table, const lyd_use *uses)
{
    const char *columns[LYD_TABLE_SIDES + 1];
    for (size_t i = 0; i < LYD_TABLE_SIDES; i++) {
        columns[i] = table->side_names[i];
    }
    columns[LYD_TABLE_SIDES] = "the document";
    lyd_page_columns(page, columns, LYD_COUNT(columns));
    lyd_page_open(page, "tbody", NULL);
    for (int listed = 1; listed >= 0; listed--) {
        for (size_t cell = 0; cell < LYD_NO_CELL; cell++) {
            lyd_address_type types[LYD_TABLE_SIDES];
            lyd_uses_types(cell, LYD_TABLE_SIDES, types);
            bool named = lyd_table_cell(table->id, types) != LYD_CELL_BLANK;
            if (named != (listed == 1) || (!named && uses[cell].count == 0)) {
                continue;
            }
            lyd_page_open(page, "tr", NULL);
            put_row_title(page, lyd_place_titles[cell / LYD_PLACES / LYD_PLACES]);
            lyd_page_leaf(page, "td", NULL, lyd_place_titles[cell / LYD_PLACES % LYD_PLACES]);
            lyd_page_leaf(page, "td", NULL, lyd_place_titles[cell % LYD_PLACES]);
            put_cell(page, table, cell, &uses[cell], false);
            lyd_page_close(page);
        }
    }
    lyd_page_close(page);
}

static void put_table(lyd_page *page, lyd_table_id id, const lyd_uses *uses)
{
    const lyd_table *table = lyd_table_get(id);
    const lyd_use *cells = uses->cells[id];
    lyd_page_open(page, "section", "support");
    lyd_page_leaf(page, "h3", NULL, table->title);
    lyd_page_table(page, "grid", table->name);
    if (table->sides == LYD_TABLE_SIDES) {
        put_list(page, table, cells);
    } else {
        put_grid(page, table, cells);
    }
    lyd_page_table_end(page);
    lyd_page_open(page, "p", "quiet");
    lyd_page_text(page, "Section of the document: ");
    lyd_page_text(page, table->section);
    lyd_page_text(page, uses->counts[id] == 0 ? ". This deployment has nothing for this table to judge." : ".");
    lyd_page_close(page);
    if (cells[LYD_NO_CELL].count > 0) {
        lyd_page_open(page, "p", NULL);
        lyd_page_text(page, "In no cell, since an address type isn\xE2\x80\x99t known: ");
        put_use(page, id, LYD_NO_CELL, &cells[LYD_NO_CELL]);
        lyd_page_close(page);
    }
    lyd_page_close(page);
}

void lyd_html_tables(lyd_page *page)
{
    lyd_uses uses;
    lyd_uses_count(&uses, page->judgement);
    lyd_page_open(page, "section", NULL);
    lyd_page_attribute(page, "id", "tables");
    lyd_page_leaf(page, "h2", NULL, "Support tables");
    lyd_page_leaf(
        page, "p", "lead",
        "Which address types may work together, as the document has it. Cells that this deployment uses are outlined, say how often "
        "and with what verdict, and lead to the combinations.");
    lyd_page_open(page, "div", "tables");
    for (int id = 0; id < LYD_TABLE_COUNT; id++) {
        put_table(page, (lyd_table_id)id, &uses);
    }
    lyd_page_close(page);
    lyd_page_close(page);
    lyd_html_combinations(page, &uses);
}
