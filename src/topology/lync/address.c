/* Which addresses of an export DNS is expected to give for which name. */
#include "model.h"

#include <string.h>

static void append(lyd_address list[LYNC_NAME_ADDRESSES_MAX], size_t *count, const lyd_address *from, size_t from_count)
{
    for (size_t i = 0; i < from_count && *count < LYNC_NAME_ADDRESSES_MAX; i++) {
        list[(*count)++] = from[i];
    }
}

/* The sides that face the deployment count for a machine's own name. The PSTN side has no name, and the external side of an Edge Server has
 * the external names. */
size_t lync_machine_addresses(const lync_machine *machine, lyd_address list[LYNC_NAME_ADDRESSES_MAX])
{
    size_t count = 0;
    for (const lync_interface *i = machine->interfaces; i != NULL; i = i->next) {
        if (i->side == LYNC_PRIMARY || i->side == LYNC_INTERNAL) {
            append(list, &count, i->own, i->own_count);
        }
    }
    return count;
}

static bool is_private(const lyd_address *address)
{
    const lyd_block_row *block = lyd_address_block(address);
    return block != NULL && (block->block == LYD_BLOCK_PRIVATE || block->block == LYD_BLOCK_SHARED ||
                             block->block == LYD_BLOCK_UNIQUE_LOCAL || block->block == LYD_BLOCK_LINK_LOCAL);
}

static bool same_number(const char *a, const char *b)
{
    return a == NULL || b == NULL || strcmp(a, b) == 0;
}

/* The interface of every machine that the port names counts for an external edge name, with its public address if the export has one. A
 * private address without one is behind a NAT that the export doesn't know, so nothing is expected. */
size_t lync_external_addresses(const lync_cluster *cluster, const char *number, lyd_address list[LYNC_NAME_ADDRESSES_MAX])
{
    size_t count = 0;
    for (const lync_machine *machine = cluster->machines; machine != NULL; machine = machine->next) {
        for (const lync_interface *i = machine->interfaces; i != NULL; i = i->next) {
            if (i->side != LYNC_EXTERNAL || !same_number(i->number, number)) {
                continue;
            }
            append(list, &count, i->public, i->public_count);
            for (size_t a = 0; a < i->own_count && i->public_count == 0; a++) {
                append(list, &count, &i->own[a], is_private(&i->own[a]) ? 0 : 1);
            }
        }
    }
    return count;
}

static bool holds(const lyd_address *list, size_t count, const lyd_address *address)
{
    for (size_t i = 0; i < count; i++) {
        if (lyd_address_compare(&list[i], address) == 0) {
            return true;
        }
    }
    return false;
}

/* The type of the addresses that only the PSTN interface has; without any (0.0.0.0) it is that of the primary interface. */
lyd_address_type lync_pstn_type(const lync_cluster *cluster)
{
    unsigned type = LYD_ADDRESS_NONE;
    for (const lync_machine *machine = cluster->machines; machine != NULL; machine = machine->next) {
        lyd_address primary[LYNC_NAME_ADDRESSES_MAX];
        size_t count = lync_machine_addresses(machine, primary);
        for (const lync_interface *i = machine->interfaces; i != NULL; i = i->next) {
            for (size_t a = 0; i->side == LYNC_PSTN && a < i->own_count; a++) {
                if (!holds(primary, count, &i->own[a])) {
                    type |= i->own[a].family == LYD_IPV4 ? LYD_ADDRESS_IPV4 : LYD_ADDRESS_IPV6;
                }
            }
        }
    }
    return (lyd_address_type)type;
}
