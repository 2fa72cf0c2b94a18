#include "node.h"

#include <string.h>

bool lyd_node_has_data(const lyd_node *node)
{
    return node->address_count > 0 || node->cname != NULL || node->dname != NULL || node->ns_count > 0 || node->others > 0 || node->soa;
}

static int compare(const lyd_address *a, const lyd_address *b)
{
    return a->family != b->family ? (int)a->family - (int)b->family : memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

/* Where ADDRESS stands or should stand: binary search, for a set may hold thousands. */
static uint32_t place_of(const lyd_node *node, const lyd_address *address)
{
    uint32_t low = 0, high = node->address_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare(&node->addresses[middle].address, address) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static lyd_status make_room(lyd_node *node, lyd_arena *arena)
{
    if (node->address_count < node->address_capacity) {
        return LYD_OK;
    }
    uint32_t capacity = node->address_capacity == 0 ? 2 : node->address_capacity * 2;
    lyd_record *larger = lyd_arena_alloc(arena, capacity * sizeof(*larger));
    if (larger == NULL) {
        return LYD_ENOMEM;
    }
    if (node->address_count > 0) {
        memcpy(larger, node->addresses, node->address_count * sizeof(*larger));
    }
    node->addresses = larger;
    node->address_capacity = capacity;
    return LYD_OK;
}

lyd_status lyd_node_add_address(lyd_node *node, const lyd_address *address, uint32_t ttl, lyd_arena *arena, bool *new)
{
    uint32_t place = place_of(node, address);
    *new = place == node->address_count || compare(&node->addresses[place].address, address) != 0;
    if (*new) {
        if (make_room(node, arena) != LYD_OK) {
            return LYD_ENOMEM;
        }
        memmove(node->addresses + place + 1, node->addresses + place, (node->address_count - place) * sizeof(*node->addresses));
        node->addresses[place] = (lyd_record){.address = *address};
        node->address_count++;
    }
    node->addresses[place].ttl = ttl;
    /* Records of one set have one TTL (RFC 2181 section 5.2): that of the last one added counts. The neighbours have it but for the first
     * that differs, so that this is done once for each change of TTL. */
    for (uint32_t i = place; i-- > 0 && node->addresses[i].address.family == address->family && node->addresses[i].ttl != ttl;) {
        node->addresses[i].ttl = ttl;
    }
    for (uint32_t i = place + 1; i < node->address_count && node->addresses[i].address.family == address->family; i++) {
        if (node->addresses[i].ttl == ttl) {
            break;
        }
        node->addresses[i].ttl = ttl;
    }
    return LYD_OK;
}

const lyd_record *lyd_node_records(const lyd_node *node, lyd_type type, uint32_t *count)
{
    uint8_t family = type == LYD_TYPE_A ? LYD_IPV4 : LYD_IPV6;
    uint32_t first = 0, end;
    while (first < node->address_count && node->addresses[first].address.family != family) {
        first++;
    }
    for (end = first; end < node->address_count && node->addresses[end].address.family == family; end++) {
    }
    *count = end - first;
    return *count > 0 ? node->addresses + first : NULL;
}
