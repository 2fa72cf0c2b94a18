/* What a server holds at the names that a change touches, found out by asking it. */
#include "dns/message.h"
#include "dns/zone/model.h"
#include "overlay.h"

#include <string.h>

/* Types that commonly stand beside addresses, so that a name without any address is still there. */
static const uint16_t beside[] = {LYD_TYPE_TXT, LYD_TYPE_MX, LYD_TYPE_SRV, LYD_TYPE_NS, LYD_TYPE_PTR, LYD_TYPE_HTTPS};

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

static lyd_status keep_records(lyd_overlay *o, lyd_node *node, const lyd_answer *answer)
{
    bool new;
    lyd_status status = LYD_OK;
    for (uint32_t i = 0; i < answer->record_count && status == LYD_OK; i++) {
        status = lyd_node_add(node, &answer->records[i], o->stage.arena, &new);
    }
    return status;
}

/* What the answers for the types of host records tell of the name itself; an alias of any of them is the name's. */
static lyd_status fill_node(lyd_overlay *o, lyd_stage_node *at, const lyd_answer *const answers[LYD_HOST_TYPES])
{
    lyd_status status = LYD_OK;
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        if (answers[t]->alias_count > 0) {
            at->node->cname = answers[t]->aliases[0];
            at->node->cname_ttl = LYD_NONE;
            at->unknown = 0;
            return LYD_OK;
        }
    }
    for (size_t t = 0; t < LYD_HOST_TYPES && status == LYD_OK; t++) {
        status = keep_records(o, at->node, answers[t]);
    }
    return status;
}

/* What the answers for a name have in common. */
typedef struct findings {
    bool known;    /* all have come */
    bool refused;  /* each was refused */
    bool answered; /* one at least didn't fail */
    bool empty;    /* each says that there are no such records */
    bool missing;  /* one at least says that there is no such name */
    bool denied;   /* each does */
    bool aliased;  /* the first has aliases */
} findings;

static findings sum_up(const lyd_answer *const answers[LYD_HOST_TYPES])
{
    findings f = {.known = true, .refused = true, .empty = true, .denied = true};
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        const lyd_answer *answer = answers[t];
        if (answer == NULL) {
            return (findings){.known = false};
        }
        f.refused = f.refused && answer->status == LYD_REFUSED;
        f.answered = f.answered || !failed(answer);
        f.empty = f.empty && answer->status == LYD_NODATA;
        f.missing = f.missing || answer->status == LYD_NXDOMAIN;
        f.denied = f.denied && answer->status == LYD_NXDOMAIN;
    }
    f.aliased = answers[0]->alias_count > 0;
    f.refused = f.refused && !f.aliased;
    return f;
}

/* One name at one server; *WAITS when something is wanted first. */
static lyd_status survey_one(lyd_overlay *o, uint16_t server, size_t n, bool *waits)
{
    const char *name = o->stage.names[n];
    lyd_stage_node *at = &o->stage.nodes[(size_t)server * o->stage.name_count + n];
    const lyd_answer *answers[LYD_HOST_TYPES];
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        answers[t] = lyd_overlay_base(o, server, name, (uint16_t)lyd_host_types[t], false);
    }
    findings f = sum_up(answers);
    *waits = !f.known;
    if (*waits) {
        return LYD_OK;
    }
    /* Servers that deny a whole name for want of one type exist (RFC 4074 section 4.2): what they say of the other, or don't, counts. */
    bool half_denied = f.missing && !f.denied;
    lyd_tristate existed = f.refused || !f.answered || half_denied ? LYD_YES : lyd_overlay_existed(o, server, name);
    lyd_tristate apex = f.refused ? LYD_NO : is_apex(o, server, n);
    bool empties = touches(&o->stage, n, LYD_CHANGE_DELETE) || touches(&o->stage, n, LYD_CHANGE_DELETE_SET) ||
                   (existed == LYD_YES && f.empty && !f.aliased);
    lyd_tristate others = !f.refused && existed == LYD_YES && empties && !f.aliased ? has_others(o, server, name) : LYD_NO;
    *waits = existed == LYD_WAIT || apex == LYD_WAIT || others == LYD_WAIT;
    if (*waits) {
        return LYD_OK;
    }
    at->server = server;
    at->held = !f.refused;
    at->apex = apex == LYD_YES;
    at->node = lyd_arena_zalloc(o->stage.arena, 1, sizeof(*at->node));
    if (at->node == NULL) {
        return LYD_ENOMEM;
    }
    at->node->name = name;
    at->node->soa = at->apex;
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        at->unknown |= failed(answers[t]) && answers[t]->alias_count == 0 ? 1u << t : 0;
    }
    if (f.refused || existed == LYD_NO) {
        return LYD_OK; /* a wildcard's answer, if any, isn't the name's own */
    }
    at->existed = true;
    at->node->others = others == LYD_YES ? 1 : 0;
    lyd_status status = fill_node(o, at, answers);
    at->empty = f.answered && !half_denied && !lyd_node_has_data(at->node);
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
    bool waits = false, empty = true;
    if (!lyd_map_get(o->above, name, &number) || !has_touched_child(o, server, name, true) || has_touched_child(o, server, name, false)) {
        return LYD_NO;
    }
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        const lyd_answer *answer = lyd_overlay_base(o, server, name, (uint16_t)lyd_host_types[t], true);
        waits = waits || answer == NULL;
        empty = empty && answer != NULL && answer->status == LYD_NODATA && answer->alias_count == 0;
    }
    if (waits) {
        return LYD_WAIT;
    }
    if (!empty || is_kept(o, server, name)) {
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
