/* The seven support tables of the document with the cells that the deployment uses, and the combinations in them.
 *
 * What the document gives as a list of pairs is drawn as a grid, too: a pair that is missing is easier to see in a grid than in a list. The
 * list of three columns stays a list. */
#include "html.h"

#include "report/shared.h"

/* ---- which cells are used ---- */

/* A cell's number is the places of its types (ipv4, dual-stack, ipv6) as digits of base three; one more number is for combinations in no
 * cell, because a type is unknown or none. */
#define CELLS 28
#define NO_CELL 27

#define PLACES 3
static const lyd_address_type places[PLACES] = {LYD_ADDRESS_IPV4, LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV6};
static const char *const place_titles[PLACES] = {"IPv4", "Dual stack", "IPv6"}; /* as the document writes them */

typedef struct use {
    size_t count;
    lyd_verdict verdict;
} use;

typedef struct use_table {
    use cells[LYD_TABLE_COUNT][CELLS];
    size_t counts[LYD_TABLE_COUNT];
} use_table;

/* PLACES for a type that no table has. */
static size_t place_of(lyd_address_type type)
{
    size_t place = 0;
    while (place < PLACES && places[place] != type) {
        place++;
    }
    return place;
}

/* The cell of a combination; in a table without an order, that of its types in the order of the document. */
static size_t cell_of(lyd_table_id id, const lyd_address_type *types)
{
    const lyd_table *table = lyd_table_get(id);
    size_t digits[LYD_TABLE_SIDES] = {0}, cell = 0;
    for (size_t i = 0; i < table->sides; i++) {
        digits[i] = place_of(types[i]);
        if (digits[i] == PLACES) {
            return NO_CELL;
        }
    }
    if (table->either_order && digits[0] > digits[1]) {
        size_t first = digits[0];
        digits[0] = digits[1];
        digits[1] = first;
    }
    for (size_t i = 0; i < table->sides; i++) {
        cell = cell * PLACES + digits[i];
    }
    return cell;
}

/* The types of cell CELL (not NO_CELL) of a table with SIDES sides. */
static void types_of(size_t cell, size_t sides, lyd_address_type types[LYD_TABLE_SIDES])
{
    for (size_t i = sides; i-- > 0;) {
        types[i] = places[cell % PLACES];
        cell /= PLACES;
    }
}

static void count_use(use_table *uses, lyd_table_id table, const lyd_address_type *types, lyd_verdict verdict, size_t count)
{
    use *cell = &uses->cells[table][cell_of(table, types)];
    cell->count += count;
    cell->verdict = verdict;
    uses->counts[table] += count;
}

static void count_uses(use_table *uses, const lyd_judgement *judgement)
{
    *uses = (use_table){.counts = {0}};
    for (size_t i = 0; i < judgement->combination_count; i++) {
        const lyd_combination *combination = &judgement->combinations[i];
        count_use(uses, combination->table, combination->types, combination->verdict, 1);
    }
    for (size_t i = 0; i < judgement->omission_count; i++) {
        const lyd_omission *omission = &judgement->omissions[i];
        count_use(uses, omission->table, omission->types, omission->verdict, omission->count);
    }
}

/* ---- the tables ---- */

/* The word of the document in a cell. */
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

const char *lyd_page_verdict_class(const lyd_page *page, lyd_verdict verdict)
{
    static const char *const classes[] = {[LYD_SUPPORTED] = "good",
                                          [LYD_LAB_ONLY] = "bad",
                                          [LYD_UNLISTED] = "warn",
                                          [LYD_UNSUPPORTED] = "bad",
                                          [LYD_VERDICT_UNKNOWN] = "open"};
    return verdict == LYD_LAB_ONLY && page->topology->lab ? "note" : classes[verdict];
}

static void put_use(lyd_page *page, lyd_table_id table, size_t cell, const use *used)
{
    lyd_page_open(page, "a", NULL);
    lyd_page_attributef(page, "href", "#c-%d-%zu", (int)table, cell);
    lyd_page_textf(page, "used %zu\xC3\x97: %s", used->count, lyd_row_name(lyd_verdict_names, (int)used->verdict));
    lyd_page_close(page);
}

static void put_cell(lyd_page *page, const lyd_table *table, size_t cell, const use *used, bool matrix)
{
    lyd_address_type types[LYD_TABLE_SIDES] = {LYD_ADDRESS_NONE};
    types_of(cell, table->sides, types);
    lyd_page_open(page, "td", NULL);
    if (used->count > 0) {
        lyd_page_attributef(page, "class", "used %s", lyd_page_verdict_class(page, used->verdict));
    }
    lyd_page_leaf(page, "span", "word", cell_word(lyd_table_cell(table->id, types), matrix));
    if (used->count > 0) {
        put_use(page, table->id, cell, used);
    }
    lyd_page_close(page);
}

/* The tables that say "Yes" and "No" instead of listing what is supported. */
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
    for (size_t column = 0; column < PLACES; column++) {
        lyd_page_open(page, "th", NULL);
        lyd_page_attribute(page, "scope", "col");
        lyd_page_text(page, place_titles[column]);
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

static void put_grid(lyd_page *page, const lyd_table *table, const use *uses)
{
    lyd_page_table(page, "grid", table->name, NULL, 0);
    put_grid_head(page, table);
    lyd_page_open(page, "tbody", NULL);
    for (size_t row = 0; row < PLACES; row++) {
        lyd_page_open(page, "tr", NULL);
        lyd_page_row(page);
        lyd_page_text(page, place_titles[row]);
        lyd_page_close(page);
        for (size_t column = 0; column < PLACES; column++) {
            size_t cell = row * PLACES + column;
            if (table->either_order && column < row) {
                lyd_page_leaff(page, "td", "twin", "see %s with %s", place_titles[column], place_titles[row]);
            } else {
                put_cell(page, table, cell, &uses[cell], is_matrix(table->id));
            }
        }
        lyd_page_close(page);
    }
    lyd_page_close(page);
}

/* The rows that the document lists, then others that the deployment uses. */
static void put_list(lyd_page *page, const lyd_table *table, const use *uses)
{
    const char *columns[LYD_TABLE_SIDES + 1];
    for (size_t i = 0; i < LYD_TABLE_SIDES; i++) {
        columns[i] = table->side_names[i];
    }
    columns[LYD_TABLE_SIDES] = "the document";
    lyd_page_table(page, "grid", table->name, columns, LYD_COUNT(columns));
    lyd_page_open(page, "tbody", NULL);
    for (int listed = 1; listed >= 0; listed--) {
        for (size_t cell = 0; cell < NO_CELL; cell++) {
            lyd_address_type types[LYD_TABLE_SIDES];
            types_of(cell, LYD_TABLE_SIDES, types);
            bool named = lyd_table_cell(table->id, types) != LYD_CELL_BLANK;
            if (named != (listed == 1) || (!named && uses[cell].count == 0)) {
                continue;
            }
            lyd_page_open(page, "tr", NULL);
            lyd_page_row(page);
            lyd_page_text(page, place_titles[cell / PLACES / PLACES]);
            lyd_page_close(page);
            lyd_page_leaf(page, "td", NULL, place_titles[cell / PLACES % PLACES]);
            lyd_page_leaf(page, "td", NULL, place_titles[cell % PLACES]);
            put_cell(page, table, cell, &uses[cell], false);
            lyd_page_close(page);
        }
    }
    lyd_page_close(page);
}

static void put_table(lyd_page *page, lyd_table_id id, const use_table *uses)
{
    const lyd_table *table = lyd_table_get(id);
    const use *cells = uses->cells[id];
    lyd_page_open(page, "section", "support");
    lyd_page_leaf(page, "h3", NULL, table->title);
    if (table->sides == LYD_TABLE_SIDES) {
        put_list(page, table, cells);
    } else {
        put_grid(page, table, cells);
    }
    lyd_page_table_end(page);
    lyd_page_open(page, "p", "quiet");
    lyd_page_text(page, "Section of the document: ");
    lyd_page_text(page, table->section);
    lyd_page_text(page, uses->counts[id] == 0 ? ". Nothing in this deployment is judged by this table." : ".");
    lyd_page_close(page);
    if (cells[NO_CELL].count > 0) {
        lyd_page_open(page, "p", NULL);
        lyd_page_text(page, "In no cell, because an address type is unknown: ");
        put_use(page, id, NO_CELL, &cells[NO_CELL]);
        lyd_page_close(page);
    }
    lyd_page_close(page);
}

void lyd_html_tables(lyd_page *page)
{
    use_table uses;
    count_uses(&uses, page->judgement);
    lyd_page_leaf(
        page, "p", "lead",
        "Which address types may be combined, according to the document. Cells that this deployment uses are outlined; they show "
        "the number of uses and the verdict, and link to the combinations. Where all is IPv4, what isn't listed is supported, too.");
    lyd_page_open(page, "div", "tables");
    for (int id = 0; id < LYD_TABLE_COUNT; id++) {
        put_table(page, (lyd_table_id)id, &uses);
    }
    lyd_page_close(page);
}

/* ---- the combinations, under the anchors "c-TABLE-CELL" ---- */

#define OPEN_MAX 30 /* a table with more combinations is folded */

static void put_side(lyd_page *page, const char *name, lyd_address_type type)
{
    if (name != NULL) {
        lyd_page_name(page, name);
        lyd_page_text(page, " ");
    }
    lyd_page_type(page, type);
}

static void put_verdict(lyd_page *page, lyd_verdict verdict)
{
    lyd_page_open(page, "span", NULL);
    lyd_page_attributef(page, "class", "tag %s", lyd_page_verdict_class(page, verdict));
    lyd_page_text(page, lyd_row_name(lyd_verdict_names, (int)verdict));
    lyd_page_close(page);
}

static uint32_t finding_of(const lyd_page *page, const lyd_combination *c)
{
    return lyd_finding_index(page->by_key, lyd_rule_of_table(c->table), c->subjects[0], c->subjects[1]);
}

void lyd_page_combination(lyd_page *page, const lyd_combination *combination)
{
    uint32_t finding = finding_of(page, combination);
    if (finding != LYD_NONE) {
        lyd_page_attributef(page, "href", "#f%u", (unsigned)finding);
    } else {
        lyd_page_attributef(page, "href", "#c-%d-%zu", (int)combination->table, cell_of(combination->table, combination->types));
    }
}

static void put_combination(lyd_page *page, const lyd_combination *combination, size_t sides)
{
    uint32_t finding = finding_of(page, combination);
    lyd_page_open(page, "tr", "i");
    lyd_page_row(page);
    put_side(page, combination->subjects[0], combination->types[0]);
    lyd_page_close(page);
    if (sides == LYD_TABLE_SIDES) {
        lyd_page_open(page, "td", NULL);
        put_side(page, NULL, combination->types[1]);
        lyd_page_close(page);
    }
    lyd_page_open(page, "td", NULL);
    put_side(page, combination->subjects[1], combination->types[sides - 1]);
    lyd_page_close(page);
    lyd_page_open(page, "td", NULL);
    put_verdict(page, combination->verdict);
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

/* True if all combinations of TABLE in CELL are supported: one of which that isn't known keeps its cell unfolded. */
static bool is_supported(const lyd_page *page, lyd_table_id table, size_t cell)
{
    bool supported = true;
    for (size_t i = 0; i < page->judgement->combination_count && supported; i++) {
        const lyd_combination *combination = &page->judgement->combinations[i];
        bool here = combination->table == table && cell_of(combination->table, combination->types) == cell;
        supported = !here || combination->verdict == LYD_SUPPORTED;
    }
    return supported;
}

static void put_body(lyd_page *page, const lyd_table *table, size_t cell)
{
    lyd_page_open(page, "tbody", NULL);
    lyd_page_attributef(page, "id", "c-%d-%zu", (int)table->id, cell);
    for (size_t i = 0; i < page->judgement->combination_count; i++) {
        const lyd_combination *combination = &page->judgement->combinations[i];
        if (combination->table == table->id && cell_of(combination->table, combination->types) == cell) {
            put_combination(page, combination, table->sides);
        }
    }
    lyd_page_close(page);
}

/* The cells of TABLE that are SUPPORTED, a set, or the others. */
static void put_cells(lyd_page *page, const lyd_table *table, const use *uses, const bool supported[CELLS], bool wanted)
{
    const char *columns[LYD_TABLE_SIDES + 1];
    for (size_t i = 0; i < table->sides; i++) {
        columns[i] = table->side_names[i];
    }
    columns[table->sides] = "verdict";
    lyd_page_table(page, "combinations", table->name, columns, table->sides + 1);
    for (size_t cell = 0; cell < CELLS; cell++) {
        if (uses[cell].count > 0 && supported[cell] == wanted) {
            put_body(page, table, cell);
        }
    }
    lyd_page_table_end(page);
}

static void put_combinations(lyd_page *page, const lyd_table *table, const use_table *uses)
{
    const use *cells = uses->cells[table->id];
    bool supported[CELLS];
    size_t good = 0, count = uses->counts[table->id];
    for (size_t cell = 0; cell < CELLS; cell++) {
        supported[cell] = cells[cell].count > 0 && is_supported(page, table->id, cell);
        good += supported[cell] ? cells[cell].count : 0;
    }
    lyd_page_fold(page, "g", NULL, count - good <= OPEN_MAX);
    lyd_page_open(page, "h3", NULL);
    lyd_page_text(page, table->title);
    lyd_page_leaff(page, "span", "count", " (%zu)", count);
    lyd_page_close(page);
    lyd_page_close(page);
    if (good < count) {
        put_cells(page, table, cells, supported, false);
    }
    if (good > 0) {
        lyd_page_fold(page, NULL, NULL, false);
        lyd_page_textf(page, "%zu supported", good);
        lyd_page_close(page);
        put_cells(page, table, cells, supported, true);
        lyd_page_close(page);
    }
    char omitted[LYD_OMITTED_TEXT];
    if (lyd_omitted_text(page->judgement, LYD_TABLE_BIT(table->id), omitted)) {
        lyd_page_leaf(page, "p", NULL, omitted);
    }
    lyd_page_close(page);
}

void lyd_html_combinations(lyd_page *page)
{
    use_table uses;
    count_uses(&uses, page->judgement);
    if (page->judgement->combination_count == 0) {
        lyd_page_leaf(page, "p", NULL, "No support table applies to this topology.");
    }
    for (int id = 0; id < LYD_TABLE_COUNT; id++) {
        if (uses.counts[id] > 0) {
            put_combinations(page, lyd_table_get((lyd_table_id)id), &uses);
        }
    }
}
