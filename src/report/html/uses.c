#include "uses.h"

const lyd_address_type lyd_places[LYD_PLACES] = {LYD_ADDRESS_IPV4, LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV6};
const char *const lyd_place_titles[LYD_PLACES] = {"IPv4", "Dual stack", "IPv6"};

/* LYD_PLACES for a type that no table has. */
static size_t place_of(lyd_address_type type)
{
    size_t place = 0;
    while (place < LYD_PLACES && lyd_places[place] != type) {
        place++;
    }
    return place;
}

size_t lyd_uses_cell(const lyd_combination *combination)
{
    const lyd_table *table = lyd_table_get(combination->table);
    size_t digits[LYD_TABLE_SIDES] = {0}, cell = 0;
    for (size_t i = 0; i < table->sides; i++) {
        digits[i] = place_of(combination->types[i]);
        if (digits[i] == LYD_PLACES) {
            return LYD_NO_CELL;
        }
    }
    if (table->either_order && digits[0] > digits[1]) {
        size_t first = digits[0];
        digits[0] = digits[1];
        digits[1] = first;
    }
    for (size_t i = 0; i < table->sides; i++) {
        cell = cell * LYD_PLACES + digits[i];
    }
    return cell;
}

void lyd_uses_types(size_t cell, size_t sides, lyd_address_type types[LYD_TABLE_SIDES])
{
    for (size_t i = sides; i-- > 0;) {
        types[i] = lyd_places[cell % LYD_PLACES];
        cell /= LYD_PLACES;
    }
}

void lyd_uses_count(lyd_uses *uses, const lyd_judgement *judgement)
{
    *uses = (lyd_uses){.counts = {0}};
    for (size_t i = 0; i < judgement->combination_count; i++) {
        const lyd_combination *combination = &judgement->combinations[i];
        lyd_use *use = &uses->cells[combination->table][lyd_uses_cell(combination)];
        use->count++;
        use->verdict = combination->verdict;
        uses->counts[combination->table]++;
    }
}
