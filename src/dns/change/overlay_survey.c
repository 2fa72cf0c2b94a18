/* What a server holds at the names that a change touches, found out by asking it. */
#include "dns/message.h"
#include "overlay.h"
#include "dns/zone/model.h"

#include <string.h>

enum { TYPE_PTR = 12, TYPE_MX = 15, TYPE_TXT = 16, TYPE_SRV = 33, TYPE_HTTPS = 65 };

/* Types that commonly stand beside addresses, so that a name without any address is still there. */
static const uint16_t beside[] = {TYPE_TXT, TYPE_MX, TYPE_SRV, LYD_TYPE_NS, TYPE_PTR, TYPE_HTTPS};

static bool failed(const lyd_answer *answer)
{
    return lyd_answer_failed((lyd_answer_status)answer->status);
}

static bool fits(const char *name)
{
    uint8_t wire[LYD_NAME_WIRE];
    return lyd_name_to_wire(name, wire) > 0;
}

/* A name below one that exists doesn't exist, or is a wildcard's; below one that doesn't, the same wildcard answers as for that one (RFC
 * 4592 section 2.2.1). So a server denies PROBE.NAME only if NAME exists, and PROBE.*.NAME if NAME has a wildcard below it. */
lyd_tristate lyd_overlay_existed(lyd_overlay *o, uint16_t server, const char *name)
{
    char probe[LYD_NAME_TEXT + 32];
    const lyd_answer *own = lyd_overlay_base(o, server, name, LYD_TYPE_A, true);
    if (own == NULL) {
        return LYD_WAIT;
    }
    if (own->status == LYD_NXDOMAIN) {
        return LYD_NO;
    }
    for (int i = 0; i < 2; i++) {
        (void)snprintf(probe, sizeof(probe), i == 0 ? LYD_PROBE_LABEL ".%s" : LYD_PROBE_LABEL ".*.%s", name);
        const lyd_answer *below = fits(probe) ? lyd_overlay_base(o, server, probe, LYD_TYPE_A, true) : own;
        if (below == NULL) {
            return LYD_WAIT;
        }
        if (below->status == LYD_NXDOMAIN || failed(below) || below == own) {
            return LYD_YES;
        }
    }
    return LYD_NO;
}

static bool touches(const lyd_stage *stage, size_t name, lyd_change_act act)
{
    bool found = false;
    for (size_t i = 0; i < stage->change->count && !found; i++) {
        found = stage->name_of[i] == name && stage->change->steps[i].act == act;
    }
    return found;
}

/* What the script says is the zone; else a name that has a SOA record is one. */
static lyd_tristate is_apex(lyd_overlay *o, uint16_t server, size_t name)
{
    for (size_t i = 0; i < o->stage.change->count; i++) {
        const lyd_change_step *step = &o->stage.change->steps[i];
        if (o->stage.name_of[i] == name && step->zone != NULL) {
            return strcmp(step->zone, step->name) == 0 ? LYD_YES : LYD_NO;
        }
    }
    if (!touches(&o->stage, name, LYD_CHANGE_DELETE_NAME)) {
        return LYD_NO;
    }
    const lyd_answer *soa = lyd_overlay_base(o, server, o->stage.names[name], LYD_TYPE_SOA, true);
    return soa == NULL ? LYD_WAIT : soa->status == LYD_NOERROR && soa->alias_count == 0 ? LYD_YES : LYD_NO;
}

/* Whether records of other types stand at the name. */
static lyd_tristate has_others(lyd_overlay *o, uint16_t server, const char *name)
{
    lyd_tristate state = LYD_NO;
    for (size_t i = 0; i < LYD_COUNT(beside); i++) {
        const lyd_answer *answer = lyd_overlay_base(o, server, name, beside[i], true);
        if (answer == NULL) {
            state = LYD_WAIT;
        } else if (state != LYD_WAIT && answer->status == LYD_NOERROR && answer->alias_count == 0) {
            state = LYD_YES;
        }
    }
    return state;
}

/* A name that the change doesn't touch and that exists keeps those above it in existence. */
static bool keeps_above(const lyd_overlay *o, const lyd_memo_item *item)
{
    uint32_t number;
    return item->answer.status != LYD_NXDOMAIN && !failed(&item->answer) && !lyd_map_get(o->touched, item->name, &number);
}

static bool is_kept(const lyd_overlay *o, uint16_t server, const char *name)
{
    bool kept = false;
    for (size_t i = 0; i < o->memo->count && !kept; i++) {
        const lyd_memo_item *item = &o->memo->items[i];
        kept = item->server == server && keeps_above(o, item) && strcmp(item->name, name) != 0 && lyd_name_within(item->name, name);
    }
    return kept;
}

/* Counts, for all touched names at once, the names known below them. */
static void count_below(lyd_overlay *o)
{
    for (size_t i = 0; i < o->memo->count; i++) {
        const lyd_memo_item *item = &o->memo->items[i];
        uint32_t number;
        const char *above = keeps_above(o, item) ? lyd_name_parent(item->name) : NULL;
        for (; above != NULL; above = lyd_name_parent(above)) {
            if (lyd_map_get(o->touched, above, &number)) {
                lyd_stage_node *at = &o->stage.nodes[(size_t)item->server * o->stage.name_count + number];
                if (at->node != NULL && at->existed) {
                    at->node->below++;
                }
            }
        }
    }
}

static lyd_status keep_addresses(lyd_overlay *o, lyd_node *node, const lyd_answer *answer)
{
    bool new;
    lyd_status status = LYD_OK;
    for (uint32_t i = 0; i < answer->record_count && status == LYD_OK; i++) {
        status = lyd_node_add_address(node, &answer->records[i].address, answer->records[i].ttl, o->stage.arena, &new);
    }
    return status;
}

/* What two answers, of which ALIASED has aliases if one has, tell of the name itself. */
static lyd_status fill_node(lyd_overlay *o, lyd_stage_node *at, const lyd_answer *a, const lyd_answer *aaaa)
{
    const lyd_answer *aliased = a->alias_count > 0 ? a : aaaa;
    if (aliased->alias_count > 0) {
        at->node->cname = aliased->aliases[0];
        at->node->cname_ttl = LYD_NONE;
        at->unknown_ipv4 = at->unknown_ipv6 = false;
        return LYD_OK;
    }
    lyd_status status = keep_addresses(o, at->node, a);
    return status == LYD_OK ? keep_addresses(o, at->node, aaaa) : status;
}

/* One name at one server; *WAITS when something is wanted first. */
static lyd_status survey_one(lyd_overlay *o, uint16_t server, size_t n, bool *waits)
{
    const char *name = o->stage.names[n];
    lyd_stage_node *at = &o->stage.nodes[(size_t)server * o->stage.name_count + n];
    const lyd_answer *a = lyd_overlay_base(o, server, name, LYD_TYPE_A, false);
    const lyd_answer *aaaa = lyd_overlay_base(o, server, name, LYD_TYPE_AAAA, false);
    *waits = a == NULL || aaaa == NULL;
    if (*waits) {
        return LYD_OK;
    }
    bool refused = a->status == LYD_REFUSED && aaaa->status == LYD_REFUSED && a->alias_count == 0;
    bool answered = !failed(a) || !failed(aaaa);
    /* Servers that deny a whole name for want of one type exist (RFC 4074 section 4.2): what they say of the other, or don't, counts. */
    bool half_denied = (a->status == LYD_NXDOMAIN) != (aaaa->status == LYD_NXDOMAIN);
    lyd_tristate existed = refused || !answered || half_denied ? LYD_YES : lyd_overlay_existed(o, server, name);
    lyd_tristate apex = refused ? LYD_NO : is_apex(o, server, n);
    bool empties = touches(&o->stage, n, LYD_CHANGE_DELETE) || touches(&o->stage, n, LYD_CHANGE_DELETE_SET) ||
                   (existed == LYD_YES && a->status == LYD_NODATA && aaaa->status == LYD_NODATA && a->alias_count == 0);
    lyd_tristate others = !refused && existed == LYD_YES && empties && a->alias_count == 0 ? has_others(o, server, name) : LYD_NO;
    *waits = existed == LYD_WAIT || apex == LYD_WAIT || others == LYD_WAIT;
    if (*waits) {
        return LYD_OK;
    }
    at->server = server;
    at->held = !refused;
    at->apex = apex == LYD_YES;
    at->node = lyd_arena_zalloc(o->stage.arena, 1, sizeof(*at->node));
    if (at->node == NULL) {
        return LYD_ENOMEM;
    }
    at->node->name = name;
    at->node->soa = at->apex;
    at->unknown_ipv4 = failed(a) && a->alias_count == 0;
    at->unknown_ipv6 = failed(aaaa) && aaaa->alias_count == 0;
    if (refused || existed == LYD_NO) {
        return LYD_OK; /* a wildcard's answer, if any, isn't the name's own */
    }
    at->existed = true;
    at->node->others = others == LYD_YES ? 1 : 0;
    lyd_status status = fill_node(o, at, a, aaaa);
    at->empty = answered && !half_denied && !lyd_node_has_data(at->node);
    return status;
}

/* A touched name below NAME holds data now, or (BEFORE) did before the change. */
static bool has_touched_child(const lyd_overlay *o, uint16_t server, const char *name, bool before)
{
    bool found = false;
    for (size_t n = 0; n < o->stage.name_count && !found; n++) {
        const lyd_stage_node *at = &o->stage.nodes[(size_t)server * o->stage.name_count + n];
        found = at->node != NULL && at->held && lyd_node_has_data(before ? &at->before : at->node) &&
                strcmp(o->stage.names[n], name) != 0 && lyd_name_within(o->stage.names[n], name);
    }
    return found;
}

/* A name that is there and holds nothing has something below it: what the change touches, or what isn't known. */
static void explain_empty(lyd_overlay *o)
{
    for (size_t i = 0; i < o->stage.name_count * o->server_count; i++) {
        lyd_stage_node *at = &o->stage.nodes[i];
        if (at->node != NULL && at->empty && at->node->below == 0 && !has_touched_child(o, at->server, at->node->name, false)) {
            at->node->below = 1;
        }
    }
}

lyd_status lyd_overlay_survey(lyd_overlay *o, lyd_diag *diag)
{
    bool again = true;
    lyd_status status = LYD_OK;
    while (again && status == LYD_OK) {
        again = false;
        for (size_t v = 0; v < o->stage.site->view_count && status == LYD_OK; v++) {
            for (size_t s = 0; s < o->stage.site->views[v].server_count && status == LYD_OK; s++) {
                uint16_t server = o->stage.site->views[v].servers[s];
                for (size_t n = 0; n < o->stage.name_count && status == LYD_OK; n++) {
                    bool waits = false;
                    bool done = o->stage.nodes[(size_t)server * o->stage.name_count + n].node != NULL;
                    status = done ? LYD_OK : survey_one(o, server, n, &waits);
                    again = again || waits;
                }
            }
        }
        if (again && status == LYD_OK) {
            status = lyd_overlay_fetch(o, diag);
        }
    }
    if (status == LYD_OK) {
        count_below(o);
        explain_empty(o);
    }
    return status;
}

/* ---- after the change ---- */

bool lyd_overlay_has_child(const lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    return lyd_map_get(o->above, name, &number) && has_touched_child(o, server, name, false);
}

lyd_tristate lyd_overlay_vanished(lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    if (!lyd_map_get(o->above, name, &number) || !has_touched_child(o, server, name, true) || has_touched_child(o, server, name, false)) {
        return LYD_NO;
    }
    const lyd_answer *a = lyd_overlay_base(o, server, name, LYD_TYPE_A, true);
    const lyd_answer *aaaa = lyd_overlay_base(o, server, name, LYD_TYPE_AAAA, true);
    if (a == NULL || aaaa == NULL) {
        return LYD_WAIT;
    }
    if (a->status != LYD_NODATA || aaaa->status != LYD_NODATA || a->alias_count > 0 || is_kept(o, server, name)) {
        return LYD_NO;
    }
    lyd_tristate others = has_others(o, server, name);
    return others == LYD_WAIT ? LYD_WAIT : others == LYD_YES ? LYD_NO : LYD_YES;
}

/* From the name AT upwards, until one existed before. A name of one label is no name of a deployment. */
static lyd_status find_above(lyd_overlay *o, const lyd_stage_node *at, bool *waits)
{
    uint32_t number;
    const char *above = lyd_name_parent(at->node->name), *higher;
    while (above != NULL && (higher = lyd_name_parent(above)) != NULL && strcmp(higher, ".") != 0) {
        lyd_tristate existed = lyd_map_get(o->touched, above, &number) ? LYD_YES : lyd_overlay_existed(o, at->server, above);
        if (existed != LYD_NO) {
            *waits = *waits || existed == LYD_WAIT;
            return LYD_OK;
        }
        if (lyd_map_put(o->born, above, 0) != LYD_OK) {
            return LYD_ENOMEM;
        }
        above = higher;
    }
    return LYD_OK;
}

lyd_status lyd_overlay_find_born(lyd_overlay *o, lyd_diag *diag)
{
    bool again = true;
    lyd_status status = LYD_OK;
    while (again && status == LYD_OK) {
        again = false;
        for (size_t i = 0; i < o->stage.name_count * o->server_count && status == LYD_OK; i++) {
            const lyd_stage_node *at = &o->stage.nodes[i];
            bool new =
                at->node != NULL && at->held &&lyd_node_has_data(at->node) && !lyd_node_has_data(&at->before) && at->before.below == 0;
            status = new ? find_above(o, at, &again) : LYD_OK;
        }
        if (again && status == LYD_OK) {
            status = lyd_overlay_fetch(o, diag);
        }
    }
    return status;
}
