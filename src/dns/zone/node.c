#include "node.h"

#include <string.h>

bool lyd_node_has_data(const lyd_node *node)
{
    return node->record_count > 0 || node->cname != NULL || node->dname != NULL || node->ns_count > 0 || node->others > 0 || node->soa;
}

/* The place of RECORD among those of NODE, by binary search: a set may hold thousands. */
static uint32_t place_of(const lyd_node *node, const lyd_record *record)
{
    uint32_t low = 0, high = node->record_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lyd_record_compare(&node->records[middle], record) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static lyd_status make_room(lyd_node *node, lyd_arena *arena)
{
    if (node->record_count < node->record_capacity) {
        return LYD_OK;
    }
    uint32_t capacity = node->record_capacity == 0 ? 2 : node->record_capacity * 2;
    lyd_record *larger = lyd_arena_alloc(arena, capacity * sizeof(*larger));
    if (larger == NULL) {
        return LYD_ENOMEM;
    }
    if (node->record_count > 0) {
        memcpy(larger, node->records, node->record_count * sizeof(*larger));
    }
    node->records = larger;
    node->record_capacity = capacity;
    return LYD_OK;
}

lyd_status lyd_node_add(lyd_node *node, const lyd_record *record, lyd_arena *arena, bool *new)
{
    uint32_t place = place_of(node, record), ttl = record->ttl;
    *new = place == node->record_count || lyd_record_compare(&node->records[place], record) != 0;
    if (*new) {
        if (make_room(node, arena) != LYD_OK) {
            return LYD_ENOMEM;
        }
        memmove(node->records + place + 1, node->records + place, (node->record_count - place) * sizeof(*node->records));
        node->records[place] = *record;
        node->record_count++;
    }
    node->records[place].ttl = ttl;
    /* Records of one set have one TTL (RFC 2181 section 5.2): that of the last one added. The neighbours have it already, except after a
     * change of TTL. */
    for (uint32_t i = place; i-- > 0 && node->records[i].type == record->type && node->records[i].ttl != ttl;) {
        node->records[i].ttl = ttl;
    }
    for (uint32_t i = place + 1; i < node->record_count && node->records[i].type == record->type && node->records[i].ttl != ttl; i++) {
        node->records[i].ttl = ttl;
    }
    return LYD_OK;
}

const lyd_record *lyd_node_records(const lyd_node *node, unsigned type, uint32_t *count)
{
    uint32_t first = 0, end;
    while (first < node->record_count && node->records[first].type != type) {
        first++;
    }
    for (end = first; end < node->record_count && node->records[end].type == type; end++) {
    }
    *count = end - first;
    return *count > 0 ? node->records + first : NULL;
}

lyd_status lyd_node_answer(const lyd_node *node, unsigned type, lyd_arena *arena, lyd_answer *answer)
{
    uint32_t count;
    const lyd_record *records = lyd_node_records(node, type, &count);
    answer->status = LYD_NODATA;
    answer->rcode = 0;
    if (count > 0) {
        lyd_record *copy = lyd_arena_alloc(arena, count * sizeof(*copy));
        if (copy == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(copy, records, count * sizeof(*copy));
        answer->records = copy;
        answer->record_count = count;
        answer->status = LYD_NOERROR;
    }
    return LYD_OK;
}
