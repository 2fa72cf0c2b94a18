/* The entries of a report: each cause with the findings that stand under it. */
#include "causes.h"

#include <string.h>

void lyd_causes_count(lyd_judgement *judgement)
{
    judgement->causes = 0;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        judgement->causes += judgement->findings[i].waiver == NULL && judgement->findings[i].cause == NULL;
    }
}

lyd_status lyd_causes_keep(lyd_judgement *judgement)
{
    lyd_map *keys = lyd_map_new();
    lyd_status status = keys == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < judgement->finding_count && status == LYD_OK; i++) {
        status = lyd_map_put(keys, judgement->findings[i].key, (uint32_t)i);
    }
    for (size_t i = 0; i < judgement->finding_count && status == LYD_OK; i++) {
        lyd_finding *f = &judgement->findings[i];
        uint32_t cause;
        f->cause = f->cause != NULL && lyd_map_get(keys, f->cause, &cause) ? f->cause : NULL;
    }
    lyd_map_free(keys);
    lyd_causes_count(judgement);
    return status;
}

/* ---- entries ---- */

/* The finding under which each stands, itself where none of FINDINGS is its cause. Of several with one key the first one counts. */
static lyd_status find_heads(const lyd_finding *const *findings, size_t count, uint32_t *heads)
{
    lyd_map *keys = lyd_map_new();
    lyd_status status = keys == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = count; i-- > 0 && status == LYD_OK;) {
        status = lyd_map_put(keys, findings[i]->key, (uint32_t)i);
    }
    for (uint32_t i = 0; i < count && status == LYD_OK; i++) {
        uint32_t cause = i;
        bool found = findings[i]->cause != NULL && lyd_map_get(keys, findings[i]->cause, &cause) && findings[cause]->cause == NULL;
        heads[i] = found ? cause : i;
    }
    lyd_map_free(keys);
    return status;
}

/* Counts the findings under each entry, which are made in the order in which the first finding of each comes. PLACES: of each finding that
 * is a cause, its entry. */
static size_t make_entries(const lyd_finding *const *findings, size_t count, const uint32_t *heads, uint32_t *places, lyd_entry *entries)
{
    size_t made = 0;
    memset(places, 0xFF, count * sizeof(*places)); /* LYD_NONE */
    for (uint32_t i = 0; i < count; i++) {
        uint32_t head = heads[i];
        if (places[head] == LYD_NONE) {
            places[head] = (uint32_t)made;
            entries[made++] = (lyd_entry){.cause = findings[head]};
        }
        lyd_entry *entry = &entries[places[head]];
        entry->under_count += head != i;
        entry->severity = findings[i]->severity > entry->severity ? findings[i]->severity : entry->severity;
    }
    return made;
}

lyd_status lyd_entries_of(const lyd_finding *const *findings, size_t count, lyd_arena *arena, lyd_entry **entries, size_t *entry_count)
{
    uint32_t *heads = lyd_arena_alloc(arena, count * sizeof(*heads)), *places = lyd_arena_alloc(arena, count * sizeof(*places));
    const lyd_finding **under = lyd_arena_alloc(arena, count * sizeof(*under));
    lyd_entry *list = lyd_arena_alloc(arena, count * sizeof(*list));
    *entry_count = 0;
    *entries = list;
    if (heads == NULL || places == NULL || under == NULL || list == NULL) {
        return LYD_ENOMEM;
    }
    if (count == 0) {
        return LYD_OK;
    }
    lyd_status status = find_heads(findings, count, heads);
    *entry_count = status == LYD_OK ? make_entries(findings, count, heads, places, list) : 0;
    for (size_t e = 0; e < *entry_count; e++) {
        list[e].under = under;
        under += list[e].under_count;
        list[e].under_count = 0;
    }
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        lyd_entry *entry = &list[places[heads[i]]];
        if (heads[i] != i) {
            entry->under[entry->under_count++] = findings[i];
        }
    }
    return status;
}
