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

/* ---- address types ---- */

/* 0.0.0.0 means any IPv4 address. What "::" means no document says: with it nothing is declared. */
static void type_add(lync_type *t, const lync_interface *i)
{
    unsigned type = (unsigned)t->type | i->any;
    for (size_t a = 0; a < i->own_count; a++) {
        type |= i->own[a].family == LYD_IPV4 ? LYD_ADDRESS_IPV4 : LYD_ADDRESS_IPV6;
    }
    for (size_t a = 0; a < i->public_count; a++) {
        type |= i->public[a].family == LYD_IPV4 ? LYD_ADDRESS_IPV4 : LYD_ADDRESS_IPV6;
    }
    t->type = (lyd_address_type)type;
    t->unsure = t->unsure || i->unsure;
}

static lync_type type_of(const lync_machine *machine, unsigned sides)
{
    lync_type t = {LYD_ADDRESS_NONE, false};
    for (const lync_interface *i = machine->interfaces; i != NULL; i = i->next) {
        if ((sides >> i->side & 1u) != 0) {
            type_add(&t, i);
        }
    }
    return t;
}

/* Nothing is declared where it isn't sure. */
static lync_type settled(lync_type t)
{
    return (lync_type){t.unsure ? LYD_ADDRESS_NONE : t.type, t.unsure};
}

lync_type lync_machine_type(const lync_machine *machine)
{
    return settled(type_of(machine, 1u << LYNC_PRIMARY | 1u << LYNC_INTERNAL));
}

lync_type lync_gateway_type(const lync_machine *machine)
{
    return settled(type_of(machine, 1u << LYNC_PRIMARY | 1u << LYNC_INTERNAL | 1u << LYNC_PSTN));
}

lync_type lync_pstn_type(const lync_cluster *cluster)
{
    lync_type all = {LYD_ADDRESS_NONE, false};
    for (const lync_machine *machine = cluster->machines; machine != NULL; machine = machine->next) {
        lync_type one = type_of(machine, 1u << LYNC_PSTN);
        all.type = (lyd_address_type)((unsigned)all.type | (unsigned)one.type);
        all.unsure = all.unsure || one.unsure;
    }
    return settled(all);
}

lync_type lync_external_type(const lync_cluster *cluster, const char *number)
{
    lync_type all = {LYD_ADDRESS_NONE, false};
    for (const lync_machine *machine = cluster->machines; machine != NULL; machine = machine->next) {
        for (const lync_interface *i = machine->interfaces; i != NULL; i = i->next) {
            if (i->side == LYNC_EXTERNAL && same_number(i->number, number)) {
                type_add(&all, i);
            }
        }
    }
    return settled(all);
}

lync_type lync_edge_type(const lync_cluster *cluster)
{
    lync_type first = cluster->machines == NULL ? (lync_type){LYD_ADDRESS_NONE, false} : lync_machine_type(cluster->machines);
    for (const lync_machine *machine = cluster->machines; machine != NULL; machine = machine->next) {
        lync_type one = lync_machine_type(machine);
        first.unsure = first.unsure || one.unsure;
        first.type = one.type == first.type ? first.type : LYD_ADDRESS_NONE;
    }
    return settled(first);
}
