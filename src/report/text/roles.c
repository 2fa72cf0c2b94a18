/* What a name would mean in each role. */
#include "text.h"

/* Which side of which tables a role takes. */
static const struct {
    lyd_role role;
    lyd_table_id table;
    size_t side;
} sides[] = {
    {LYD_ROLE_FRONT_END_POOL, LYD_TABLE_CLIENT_REGISTRATION, 1},   {LYD_ROLE_FRONT_END_POOL, LYD_TABLE_CONFERENCING, 1},
    {LYD_ROLE_FRONT_END_POOL, LYD_TABLE_FRONT_END_EDGE, 0},        {LYD_ROLE_DIRECTOR_POOL, LYD_TABLE_CLIENT_REGISTRATION, 1},
    {LYD_ROLE_MEDIATION_POOL, LYD_TABLE_MEDIATION_PSTN, 0},        {LYD_ROLE_PSTN_GATEWAY, LYD_TABLE_MEDIATION_PSTN, 2},
    {LYD_ROLE_EDGE_INTERNAL, LYD_TABLE_FRONT_END_EDGE, 1},         {LYD_ROLE_EDGE_INTERNAL, LYD_TABLE_EDGE_INTERNAL_EXTERNAL, 0},
    {LYD_ROLE_EDGE_EXTERNAL, LYD_TABLE_EDGE_INTERNAL_EXTERNAL, 1}, {LYD_ROLE_EDGE_EXTERNAL, LYD_TABLE_REMOTE_USER, 1},
};

static bool in_a_table(lyd_role role)
{
    for (size_t i = 0; i < LYD_COUNT(sides); i++) {
        if (sides[i].role == role) {
            return true;
        }
    }
    return false;
}

/* "ipv4", or "dual-stack with ipv4" where the table has two other sides. */
static void put_others(lyd_layout *layout, const lyd_table *table, size_t side, const lyd_address_type types[LYD_TABLE_SIDES], bool last)
{
    char text[64] = "";
    for (size_t i = 0, used = 0; i < table->sides && used < sizeof(text); i++) {
        if (i != side) {
            int n = snprintf(text + used, sizeof(text) - used, "%s%s", used > 0 ? " with " : "",
                             lyd_row_name(lyd_address_types, (int)types[i]));
            used += n > 0 ? (size_t)n : 0;
        }
    }
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s%s", text, last ? "" : ",");
}

static bool is_supported(const lyd_table *table, const lyd_address_type types[LYD_TABLE_SIDES], bool lab)
{
    lyd_verdict verdict = lyd_table_verdict(table->id, types);
    return verdict == LYD_SUPPORTED || (lab && verdict == LYD_LAB_ONLY);
}

/* The N-th combination of a table, in the order IPv4, dual stack, IPv6 of each side. */
static void nth_types(size_t n, lyd_address_type types[LYD_TABLE_SIDES])
{
    static const lyd_address_type order[] = {LYD_ADDRESS_IPV4, LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV6};
    for (size_t i = 0; i < LYD_TABLE_SIDES; i++, n /= LYD_COUNT(order)) {
        types[i] = order[n % LYD_COUNT(order)];
    }
}

/* The combinations that are supported with TYPE: their count; written unless LAYOUT is NULL, TOTAL of them. */
static size_t put_supported(lyd_layout *layout, const lyd_table *table, size_t side, lyd_address_type type, bool lab, size_t total)
{
    size_t count = 0;
    for (size_t n = 0; n < (table->sides == 3 ? 27u : 9u); n++) {
        lyd_address_type types[LYD_TABLE_SIDES];
        nth_types(n, types);
        if (types[side] == type && is_supported(table, types, lab)) {
            count++;
            if (layout != NULL) {
                put_others(layout, table, side, types, count == total);
            }
        }
    }
    return count;
}

/* "client-registration: supported with client network: ipv4, dual-stack" */
static void put_side(lyd_layout *layout, const lyd_table *table, size_t side, lyd_address_type type, bool lab)
{
    size_t total = put_supported(NULL, table, side, type, lab, 0);
    char others[128] = "";
    for (size_t i = 0, used = 0; i < table->sides && used < sizeof(others); i++) {
        if (i != side) {
            int n = snprintf(others + used, sizeof(others) - used, "%s%s", used > 0 ? " and " : "", table->side_names[i]);
            used += n > 0 ? (size_t)n : 0;
        }
    }
    lyd_layout_line(layout, 6, 8);
    if (total == 0) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s: supported with no %s", table->name, others);
    } else {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s: supported with %s:", table->name, others);
    }
    (void)put_supported(layout, table, side, type, lab, total);
    lyd_layout_end(layout);
}

/* A name whose address type is unknown is fine in no role. */
static void put_fine(lyd_layout *layout, bool known)
{
    lyd_layout_words(layout, known ? LYD_STYLE_GREEN : LYD_STYLE_YELLOW, known ? "fine" : "unknown");
}

static void put_outcome(lyd_layout *layout, const lyd_role_outcome *outcome, bool known)
{
    switch (outcome->worst) {
    case LYD_OFF:
        put_fine(layout, known);
        break;
    case LYD_INFO:
        put_fine(layout, known);
        lyd_layout_words(layout, LYD_STYLE_PLAIN, "with a note:");
        break;
    case LYD_WARNING:
        lyd_layout_words(layout, LYD_STYLE_YELLOW, "a warning:");
        break;
    case LYD_ERROR:
        lyd_layout_words(layout, LYD_STYLE_RED, "NOT SAFE:");
        break;
    }
    for (size_t i = 0; i < outcome->rule_count; i++) {
        const char *comma = i + 1 < outcome->rule_count ? ";" : "";
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s %s%s", outcome->rules[i]->id, outcome->rules[i]->title, comma);
    }
    lyd_layout_end(layout);
}

/* Roles that breach nothing and are in no table share a line. */
static bool is_plain(const lyd_role_outcome *outcome, lyd_role role)
{
    return outcome->worst == LYD_OFF && !in_a_table(role);
}

static void put_plain_roles(lyd_layout *layout, const lyd_role_outcome *outcomes, bool known)
{
    size_t left = 0;
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        left += is_plain(&outcomes[role], (lyd_role)role) ? 1 : 0;
    }
    if (left == 0) {
        return;
    }
    lyd_layout_line(layout, 4, 6);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "as");
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if (is_plain(&outcomes[role], (lyd_role)role)) {
            left--;
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s%s", lyd_role_rows[role].title, left > 0 ? "," : ":");
        }
    }
    put_fine(layout, known);
    lyd_layout_end(layout);
}

void lyd_text_roles(lyd_layout *layout, const lyd_role_outcome *outcomes, lyd_address_type type, bool lab)
{
    bool known = (type & LYD_ADDRESS_DUAL_STACK) != 0;
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if (is_plain(&outcomes[role], (lyd_role)role)) {
            continue;
        }
        lyd_layout_line(layout, 4, 6);
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "as %s:", lyd_role_rows[role].title);
        put_outcome(layout, &outcomes[role], known);
        for (size_t i = 0; i < LYD_COUNT(sides) && known; i++) {
            if ((int)sides[i].role == role) {
                put_side(layout, lyd_table_get(sides[i].table), sides[i].side, type, lab);
            }
        }
    }
    put_plain_roles(layout, outcomes, known);
}
