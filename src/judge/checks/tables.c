/* The seven support tables: one check for all. */
#include "checks.h"

#include "judge/service.h"

#define NOTHING_TO_ADD                                                                                                                     \
    "Nothing is left to add: the server side is dual-stack already. The document says neither yes nor no to this combination. Network "    \
    "administrator: test the connection."

static void evidence_side(lyd_judging *j, const char *side, const char *subject, lyd_address_type type)
{
    lyd_evidence(j, "%s %s: %s", side, subject, lyd_row_name(lyd_address_types, (int)type));
}

/* What DNS says about a side that is a name, not a network: an endpoint, or the target of an SRV record in external views. */
static void evidence_name(lyd_judging *j, const char *subject)
{
    uint32_t e = lyd_topology_find(j->topology, subject), outside = lyd_views_of_kind(j->topology, LYD_VIEW_EXTERNAL);
    if (e != LYD_NONE) {
        lyd_evidence_answers(j, e, 0, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
        return;
    }
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t target = (outside >> v & 1u) != 0 ? lyd_target_at(j, subject, v) : LYD_NONE;
        if (target != LYD_NONE) {
            lyd_evidence_answers(j, target, 0, LYD_BITS_RECORDS, (uint32_t)1 << v);
        }
    }
}

/* True when every side that is a server's is dual-stack: then no record that could be added makes the combination a listed one. */
static bool is_complete(const lyd_combination *row)
{
    unsigned servers = lyd_table_get(row->table)->servers;
    bool complete = servers != 0;
    for (size_t i = 0; i < LYD_TABLE_SIDES; i++) {
        complete = complete && ((servers >> i & 1) == 0 || row->types[i] == LYD_ADDRESS_DUAL_STACK);
    }
    return complete;
}

static const char *verdict_words(const lyd_combination *row)
{
    switch (row->verdict) {
    case LYD_LAB_ONLY:
        return "is for a lab only";
    case LYD_UNLISTED:
        return is_complete(row) ? "could work, but the document does not list it; nothing is left to add"
                                : "could work, but the document does not list it";
    default:
        return lyd_table_cell(row->table, row->types) == LYD_CELL_NO
                   ? "is not supported"
                   : "is not in the document's list, and the two sides that exchange traffic share no address family";
    }
}

static lyd_severity verdict_severity(const lyd_judging *j, const lyd_combination *row)
{
    switch (row->verdict) {
    case LYD_UNSUPPORTED:
        return LYD_ERROR;
    case LYD_LAB_ONLY:
        return j->topology->lab ? LYD_INFO : LYD_ERROR;
    case LYD_UNLISTED:
        return is_complete(row) ? LYD_INFO : LYD_WARNING;
    default:
        return LYD_OFF;
    }
}

void lyd_check_combination(lyd_judging *j, uint32_t index)
{
    const lyd_combination *row = &j->combinations[index];
    const lyd_table *table = lyd_table_get(row->table);
    const lyd_breach breach = {.subjects = {row->subjects[0], row->subjects[1]},
                               .severity = verdict_severity(j, row),
                               .remedy = row->verdict == LYD_UNLISTED && is_complete(row) ? NOTHING_TO_ADD : NULL};
    const char *types[LYD_TABLE_SIDES] = {NULL};
    if (breach.severity == LYD_OFF) {
        return;
    }
    for (size_t i = 0; i < table->sides; i++) {
        /* Three sides have two subjects: the pool has both interfaces. */
        evidence_side(j, table->side_names[i], row->subjects[table->sides == 3 ? i / 2 : i], row->types[i]);
        types[i] = lyd_row_name(lyd_address_types, (int)row->types[i]);
    }
    bool networks =
        row->table == LYD_TABLE_CLIENT_REGISTRATION || row->table == LYD_TABLE_CONFERENCING || row->table == LYD_TABLE_REMOTE_USER;
    if (!networks && row->table != LYD_TABLE_PEER_TO_PEER) {
        evidence_name(j, row->subjects[0]);
    }
    if (row->table != LYD_TABLE_PEER_TO_PEER) {
        evidence_name(j, row->subjects[1]);
    }
    if (table->sides == 3) {
        lyd_breach_found(j, &breach, "Mediation pool %s (primary interface %s, PSTN interface %s) with PSTN gateway %s (%s) %s.",
                         row->subjects[0], types[0], types[1], row->subjects[1], types[2], verdict_words(row));
    } else {
        lyd_breach_found(j, &breach, "%s: %s %s (%s) with %s %s (%s) %s.", table->title, table->side_names[0], row->subjects[0], types[0],
                         table->side_names[1], row->subjects[1], types[1], verdict_words(row));
    }
}
