#include "dns/type.h"
#include "dns/zone/node.h"

#include <string.h>

static bool has_other_than_alias(const lyd_node *node)
{
    return node->record_count > 0 || node->dname != NULL || node->ns_count > 0 || node->others > 0 || node->soa;
}

static lyd_status add(lyd_node *node, const lyd_change_step *step, bool replace, lyd_arena *arena, lyd_effect *effect)
{
    bool new = true;
    lyd_status status = LYD_OK;
    *effect = LYD_EFFECT_ALIAS;
    if (step->type == LYD_TYPE_CNAME) {
        bool same = node->cname != NULL && strcmp(node->cname, step->record.target) == 0;
        if (has_other_than_alias(node) || (node->cname != NULL && !same && !replace)) {
            return LYD_OK;
        }
        node->cname = step->record.target;
        node->cname_ttl = step->ttl;
        new = !same;
    } else if (node->cname != NULL) {
        return LYD_OK;
    } else if (lyd_type_member(step->type) != NULL) {
        status = lyd_node_add(node, &step->record, arena, &new);
    } else {
        node->others++;
    }
    *effect = new ? LYD_EFFECT_DONE : LYD_EFFECT_NONE;
    return status;
}

/* Deletes RECORD; if that is NULL, all of TYPE; if that is 0, all. Returns how many. */
static uint32_t delete_records(lyd_node *node, unsigned type, const lyd_record *record)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < node->record_count; i++) {
        const lyd_record *mine = &node->records[i];
        bool hit = (type == 0 || mine->type == type) && (record == NULL || lyd_record_compare(mine, record) == 0);
        if (!hit) {
            node->records[kept++] = node->records[i];
        }
    }
    uint32_t deleted = node->record_count - kept;
    node->record_count = kept;
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
    (void)delete_records(node, 0, NULL);
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
    } else if (lyd_type_member(step->type) != NULL) {
        hit = delete_records(node, step->type, one ? &step->record : NULL) > 0;
    } else {
        hit = step->type == LYD_TYPE_CNAME && delete_alias(node, one ? step->record.target : NULL);
    }
    *effect = hit ? LYD_EFFECT_DONE : LYD_EFFECT_NONE;
    return LYD_OK;
}

lyd_status lyd_node_copy(const lyd_node *node, lyd_node *copy, lyd_arena *arena)
{
    *copy = *node;
    if (node->record_count > 0) {
        copy->records = lyd_arena_alloc(arena, node->record_count * sizeof(*copy->records));
        copy->record_capacity = node->record_count;
        if (copy->records == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(copy->records, node->records, node->record_count * sizeof(*copy->records));
    }
    return LYD_OK;
}
