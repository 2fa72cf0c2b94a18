/* Every combination, table by table and cell by cell. */
#include "uses.h"

#define OPEN_MAX 30 /* combinations of a table that are shown without being asked for */

/* The finding that tells of a combination, or of no such rule breached, LYD_NONE. */
static uint32_t finding_of(const lyd_page *page, const lyd_combination *combination)
{
    char key[2 * LYD_NAME_TEXT + 16];
    uint32_t index;
    int length =
        snprintf(key, sizeof(key), "%s:%s+%s", lyd_table_get(combination->table)->rule, combination->subjects[0], combination->subjects[1]);
    return length < (int)sizeof(key) && lyd_map_get(page->by_key, key, &index) ? index : LYD_NONE;
}

static void put_cell(lyd_page *page, const char *element, const char *name, lyd_address_type type)
{
    lyd_page_open(page, element, NULL);
    if (*element == 't' && element[1] == 'h') {
        lyd_page_attribute(page, "scope", "row");
    }
    if (name != NULL) {
        lyd_page_name(page, name);
        lyd_page_text(page, " ");
    }
    lyd_page_type(page, type);
    lyd_page_close(page);
}

static void put_combination(lyd_page *page, const lyd_combination *combination, size_t sides)
{
    uint32_t finding = finding_of(page, combination);
    lyd_page_open(page, "tr", "i");
    put_cell(page, "th", combination->subjects[0], combination->types[0]);
    if (sides == LYD_TABLE_SIDES) {
        put_cell(page, "td", NULL, combination->types[1]);
    }
    put_cell(page, "td", combination->subjects[1], combination->types[sides - 1]);
    lyd_page_open(page, "td", NULL);
    lyd_page_verdict(page, combination->verdict);
    if (finding != LYD_NONE) {
        lyd_page_text(page, " ");
        lyd_page_open(page, "a", NULL);
        lyd_page_attributef(page, "href", "#f%u", (unsigned)finding);
        lyd_page_text(page, page->judgement->findings[finding].rule->id);
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

static void put_bodies(lyd_page *page, const lyd_table *table, const lyd_use *uses)
{
    for (size_t cell = 0; cell < LYD_CELLS; cell++) {
        if (uses[cell].count == 0) {
            continue;
        }
        lyd_page_open(page, "tbody", NULL);
        lyd_page_attributef(page, "id", "c-%d-%zu", (int)table->id, cell);
        for (size_t i = 0; i < page->judgement->combination_count; i++) {
            const lyd_combination *combination = &page->judgement->combinations[i];
            if (combination->table == table->id && lyd_uses_cell(combination) == cell) {
                put_combination(page, combination, table->sides);
            }
        }
        lyd_page_close(page);
    }
}

static void put_table(lyd_page *page, const lyd_table *table, const lyd_uses *uses)
{
    const char *columns[LYD_TABLE_SIDES + 1];
    for (size_t i = 0; i < table->sides; i++) {
        columns[i] = table->side_names[i];
    }
    columns[table->sides] = "verdict";
    lyd_page_open(page, "details", "g");
    if (uses->counts[table->id] <= OPEN_MAX) {
        lyd_page_attribute(page, "open", "");
    }
    lyd_page_open(page, "summary", NULL);
    lyd_page_open(page, "h3", NULL);
    lyd_page_text(page, table->title);
    lyd_page_leaff(page, "span", "count", " (%zu)", uses->counts[table->id]);
    lyd_page_close(page);
    lyd_page_close(page);
    lyd_page_table(page, "combinations", table->name);
    lyd_page_columns(page, columns, table->sides + 1);
    put_bodies(page, table, uses->cells[table->id]);
    lyd_page_table_end(page);
    lyd_page_close(page);
}

void lyd_html_combinations(lyd_page *page, const lyd_uses *uses)
{
    lyd_page_open(page, "section", NULL);
    lyd_page_attribute(page, "id", "combinations");
    lyd_page_leaf(page, "h2", NULL, "Combinations");
    if (page->judgement->combination_count == 0) {
        lyd_page_leaf(page, "p", NULL, "The topology has no parts that a support table brings together.");
    }
    for (int id = 0; id < LYD_TABLE_COUNT; id++) {
        if (uses->counts[id] > 0) {
            put_table(page, lyd_table_get((lyd_table_id)id), uses);
        }
    }
    lyd_page_close(page);
}
