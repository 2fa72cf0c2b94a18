#include "dns/message.h"
#include "dns/zone/node.h"

#include <string.h>

static bool has_other_than_alias(const lyd_node *node)
{
    return node->address_count > 0 || node->dname != NULL || node->ns_count > 0 || node->others > 0 || node->soa;
}

static lyd_status add(lyd_node *node, const lyd_change_step *step, bool replace, lyd_arena *arena, lyd_effect *effect)
{
    bool new = true;
    lyd_status status = LYD_OK;
    *effect = LYD_EFFECT_ALIAS;
    if (step->type == LYD_TYPE_CNAME) {
        bool same = node->cname != NULL && strcmp(node->cname, step->target) == 0;
        if (has_other_than_alias(node) || (node->cname != NULL && !same && !replace)) {
            return LYD_OK;
        }
        node->cname = step->target;
        node->cname_ttl = step->ttl;
        new = !same;
    } else if (node->cname != NULL) {
        return LYD_OK;
    } else if (step->type == LYD_TYPE_A || step->type == LYD_TYPE_AAAA) {
        status = lyd_node_add_address(node, &step->address, step->ttl, arena, &new);
    } else {
        node->others++;
    }
    *effect = new ? LYD_EFFECT_DONE : LYD_EFFECT_NONE;
    return status;
}

/* Keeps what isn't to be deleted; returns how many were. ADDRESS NULL: all of FAMILY; FAMILY 0: all. */
static uint32_t delete_addresses(lyd_node *node, uint8_t family, const lyd_address *address)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < node->address_count; i++) {
        const lyd_address *mine = &node->addresses[i].address;
        bool hit = (family == 0 || mine->family == family) && (address == NULL || lyd_address_compare(mine, address) == 0);
        if (!hit) {
            node->addresses[kept++] = node->addresses[i];
        }
    }
    uint32_t deleted = node->address_count - kept;
    node->address_count = kept;
    return deleted;
}

static bool delete_alias(lyd_node *node, const char *target)
{
    bool hit = node->cname != NULL && (target == NULL || strcmp(node->cname, target) == 0);
    node->cname = hit ? NULL : node->cname;
    return hit;
}

/* What makes a zone a zone stays (RFC 2136 section 3.4.2.3). */
static bool delete_name(lyd_node *node, bool apex)
{
    bool had = lyd_node_has_data(node);
    (void)delete_addresses(node, 0, NULL);
    node->cname = NULL;
    node->dname = NULL;
    node->others = 0;
    node->ns_count = apex ? node->ns_count : 0;
    return had;
}

lyd_status lyd_node_change(lyd_node *node, const lyd_change_step *step, bool apex, bool replace, lyd_arena *arena, lyd_effect *effect)
{
    bool one = step->act == LYD_CHANGE_DELETE, hit;
    if (step->act == LYD_CHANGE_ADD) {
        return add(node, step, replace, arena, effect);
    }
    if (step->act == LYD_CHANGE_DELETE_NAME) {
        hit = delete_name(node, apex);
    } else if (step->type == LYD_TYPE_A || step->type == LYD_TYPE_AAAA) {
        hit = delete_addresses(node, step->type == LYD_TYPE_A ? LYD_IPV4 : LYD_IPV6, one ? &step->address : NULL) > 0;
    } else {
        hit = step->type == LYD_TYPE_CNAME && delete_alias(node, one ? step->target : NULL);
    }
    *effect = hit ? LYD_EFFECT_DONE : LYD_EFFECT_NONE;
    return LYD_OK;
}

lyd_status lyd_node_copy(const lyd_node *node, lyd_node *copy, lyd_arena *arena)
{
    *copy = *node;
    if (node->address_count > 0) {
        copy->addresses = lyd_arena_alloc(arena, node->address_count * sizeof(*copy->addresses));
        copy->address_capacity = node->address_count;
        if (copy->addresses == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(copy->addresses, node->addresses, node->address_count * sizeof(*copy->addresses));
    }
    return LYD_OK;
}
