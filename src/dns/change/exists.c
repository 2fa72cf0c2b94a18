/* Which names exist after a change, besides those that have records: a name above another exists without any (RFC 8020). */
#include "overlay.h"

#include <string.h>

const lyd_edit_node *lyd_overlay_changed(const lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    if (!lyd_map_get(o->edit.numbers, name, &number)) {
        return NULL;
    }
    const lyd_edit_node *at = lyd_edit_at(&o->edit, server, number);
    return at->node != NULL && at->held ? at : NULL;
}

/* ---- changed names below a name ---- */

static bool is_within_zone(const lyd_edit_node *at, const char *name)
{
    return at->zone == NULL || lyd_name_within(name, at->zone);
}

static bool has_lost(const lyd_overlay *o, const lyd_edit_node *at)
{
    /* Under a new zone, the old one keeps its records, hidden. */
    bool hidden = lyd_edit_new_zone(&o->edit, at->server, at->node->name) != NULL;
    return lyd_node_has_data(&at->before) && !lyd_node_has_data(at->node) && !hidden;
}

/* Whether a changed name below NAME, in its zone, has records after the change. */
static bool has_child(const lyd_overlay *o, uint16_t server, const char *name)
{
    const lyd_below *below = &o->edit.below;
    bool found = false;
    for (uint32_t l = lyd_below_first(below, name); l != LYD_NONE && !found; l = below->links[l].next) {
        const lyd_edit_node *at = lyd_edit_at(&o->edit, server, below->links[l].item);
        found = at->node != NULL && at->held && lyd_node_has_data(at->node) && is_within_zone(at, name);
    }
    return found;
}

/* Whether a changed name below NAME, in its zone, has none any more, or may have had some. */
static bool has_lost_child(const lyd_overlay *o, uint16_t server, const char *name)
{
    const lyd_below *below = &o->edit.below;
    bool found = false;
    for (uint32_t l = lyd_below_first(below, name); l != LYD_NONE && !found; l = below->links[l].next) {
        const lyd_edit_node *at = lyd_edit_at(&o->edit, server, below->links[l].item);
        found = at->node != NULL && at->held && (has_lost(o, at) || at->doubt || at->others_doubt) && is_within_zone(at, name);
    }
    return found;
}

/* ---- names that exist after the change ---- */

/* What is known of a name after the change. */
typedef struct state {
    lyd_word word;
    bool likely; /* LYD_NO only if there is no name below it that nobody has mentioned */
} state;

static state state_after(lyd_overlay *o, uint16_t server, const char *name);

/* Whether there is a wildcard directly below NAME, which existed, and which the change isn't about. */
static lyd_word has_wildcard(lyd_overlay *o, uint16_t server, const char *name)
{
    char wildcard[LYD_NAME_TEXT + 2];
    (void)snprintf(wildcard, sizeof(wildcard), "*.%s", name);
    if (lyd_overlay_changed(o, server, wildcard) != NULL) {
        return LYD_NO;
    }
    const lyd_answer *said = lyd_memo_want(o->memo, server, wildcard, LYD_TYPE_A, true);
    if (said == NULL) {
        return LYD_WAIT;
    }
    return lyd_memo_says_nothing(said) ? LYD_MAYBE : said->status == LYD_NXDOMAIN ? LYD_NO : LYD_YES;
}

/* Whether a name below NAME, which existed, keeps it in existence: a wildcard or a name of the deployment that isn't changed. LYD_NO: none
 * does that is known. */
static lyd_word is_kept(lyd_overlay *o, uint16_t server, const char *name)
{
    const lyd_below *below = &o->edit.needed_by;
    lyd_word word = has_wildcard(o, server, name);
    for (uint32_t l = lyd_below_first(below, name); l != LYD_NONE && word != LYD_YES && word != LYD_WAIT; l = below->links[l].next) {
        const char *child = o->edit.needs[below->links[l].item];
        lyd_word said = lyd_overlay_changed(o, server, child) != NULL ? LYD_NO : state_after(o, server, child).word;
        word = said == LYD_NO ? word : said;
    }
    return word;
}

bool lyd_overlay_is_there(const lyd_overlay *o, const lyd_edit_node *at)
{
    return lyd_node_has_data(at->node) || at->apex || has_child(o, at->server, at->node->name);
}

static state changed_after(lyd_overlay *o, const lyd_edit_node *at)
{
    if (lyd_overlay_is_there(o, at) || (at->existed && at->unknown != 0)) {
        return (state){LYD_YES, false};
    }
    if (lyd_edit_new_zone(&o->edit, at->server, at->node->name) != NULL) {
        return (state){LYD_NO, false};
    }
    lyd_word kept = at->existed ? is_kept(o, at->server, at->node->name) : LYD_NO;
    if (kept != LYD_NO) {
        return (state){kept, false};
    }
    if (at->others_doubt) {
        return (state){LYD_MAYBE, false};
    }
    if (at->empty) { /* something below it was there, and is still unless it was the changed names alone */
        return (state){has_lost_child(o, at->server, at->node->name) ? LYD_MAYBE : LYD_YES, false};
    }
    return (state){LYD_NO, at->existed};
}

/* Whether NAME, which existed and isn't changed, exists although names below it have lost their records. */
static lyd_word remains(lyd_overlay *o, uint16_t server, const char *name)
{
    bool waits = false, has_records = false;
    for (size_t t = 0; t < LYD_KEPT_TYPES; t++) {
        const lyd_answer *answer = lyd_memo_want(o->memo, server, name, (uint16_t)lyd_kept_types[t], true);
        waits = waits || answer == NULL;
        has_records = has_records || (answer != NULL && (answer->status == LYD_NOERROR || answer->alias_count > 0));
    }
    if (waits || has_records) {
        return waits ? LYD_WAIT : LYD_YES;
    }
    lyd_word kept = is_kept(o, server, name);
    if (kept == LYD_YES || kept == LYD_WAIT) {
        return kept;
    }
    lyd_word others = lyd_memo_has_others(o->memo, server, name);
    return others == LYD_NO ? LYD_MAYBE : others;
}

/* Whether NAME is the top of the zone of a changed name, whose SOA record keeps it in existence. */
static bool is_apex(const lyd_overlay *o, const char *name)
{
    uint32_t number;
    return lyd_map_get(o->tops, name, &number);
}

static state state_after(lyd_overlay *o, uint16_t server, const char *name)
{
    const lyd_edit_node *at = lyd_overlay_changed(o, server, name);
    if (at != NULL) {
        return changed_after(o, at);
    }
    bool new = lyd_edit_new_zone(&o->edit, server, name) != NULL;
    if (new || is_apex(o, name) || has_child(o, server, name)) {
        return (state){new && !has_child(o, server, name) ? LYD_NO : LYD_YES, false};
    }
    lyd_word existed = lyd_memo_exists(o->memo, server, name);
    return (state){existed == LYD_YES && has_lost_child(o, server, name) ? remains(o, server, name) : existed, false};
}

lyd_word lyd_overlay_exists(lyd_overlay *o, uint16_t server, const char *name, lyd_grounds *grounds)
{
    state s = state_after(o, server, name);
    const lyd_edit_node *at = lyd_overlay_changed(o, server, name);
    if (s.word == LYD_MAYBE || (at != NULL && at->doubt)) {
        o->edit.doubtful = true;
        grounds->unsure = grounds->unsure == NULL ? name : grounds->unsure;
    }
    grounds->gone = s.likely && grounds->gone == NULL ? name : grounds->gone;
    return s.word != LYD_MAYBE ? s.word : o->site.denied ? LYD_NO : LYD_YES;
}

lyd_word lyd_overlay_existed(lyd_overlay *o, uint16_t server, const char *name)
{
    const lyd_edit_node *at = lyd_overlay_changed(o, server, name);
    if (is_apex(o, name)) {
        return LYD_YES;
    }
    if (at != NULL) {
        return at->doubt ? LYD_MAYBE : at->existed ? LYD_YES : LYD_NO;
    }
    return lyd_memo_exists(o->memo, server, name);
}

/* ---- the names that the change may move ---- */

bool lyd_overlay_is_near(const lyd_overlay *o, uint16_t server, const char *name)
{
    uint32_t number;
    char wildcard[LYD_NAME_TEXT + 2];
    bool near = lyd_below_first(&o->edit.below, name) != LYD_NONE || lyd_edit_new_zone(&o->edit, server, name) != NULL;
    if (!o->active[server]) {
        return false;
    }
    for (const char *above = lyd_name_parent(name); above != NULL && !near; above = lyd_name_parent(above)) {
        (void)snprintf(wildcard, sizeof(wildcard), "*.%s", above);
        near = lyd_overlay_changed(o, server, wildcard) != NULL || lyd_map_get(o->moved, above, &number);
    }
    return near;
}

/* Whether NAME, above one whose records the change has added (GAINED) or deleted, surely exists before or after as it does after or before;
 * LYD_NO: it may not. */
static lyd_word stays(lyd_overlay *o, uint16_t server, const char *name, bool gained)
{
    if (!gained) {
        return is_apex(o, name) ? LYD_YES : state_after(o, server, name).word;
    }
    return lyd_overlay_existed(o, server, name);
}

/* Goes up from the name of AT to one that exists before and after. Names of one label don't matter to a deployment. */
static lyd_status find_above(lyd_overlay *o, const lyd_edit_node *at, bool gained, bool *waits)
{
    const char *above = lyd_name_parent(at->node->name), *higher;
    lyd_status status = lyd_map_put(o->moved, at->node->name, 0);
    while (status == LYD_OK && above != NULL && (higher = lyd_name_parent(above)) != NULL && strcmp(higher, ".") != 0) {
        lyd_word word = stays(o, at->server, above, gained);
        if (word == LYD_YES || word == LYD_WAIT) {
            *waits = *waits || word == LYD_WAIT;
            return LYD_OK;
        }
        status = lyd_map_put(o->moved, above, 0);
        above = higher;
    }
    return status;
}

static lyd_status find_all(void *context, bool *waits)
{
    lyd_overlay *o = context;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < o->edit.name_count * o->site.server_count && status == LYD_OK; i++) {
        const lyd_edit_node *at = &o->edit.nodes[i];
        if (at->node == NULL || !at->held) {
            continue;
        }
        bool had = lyd_node_has_data(&at->before), has = lyd_node_has_data(at->node);
        bool unsure = at->doubt || at->others_doubt;
        if ((has && !had) || unsure) {
            status = find_above(o, at, true, waits);
        }
        if (((had && !has) || unsure) && status == LYD_OK) {
            status = find_above(o, at, false, waits);
        }
    }
    return status;
}

lyd_status lyd_overlay_find_moved(lyd_overlay *o, lyd_diag *diag)
{
    for (size_t i = 0; i < o->edit.name_count * o->site.server_count; i++) {
        const lyd_edit_node *at = &o->edit.nodes[i];
        bool held = at->node != NULL && at->held;
        if (held && at->zone != NULL && lyd_map_put(o->tops, at->zone, 0) != LYD_OK) {
            return LYD_ENOMEM;
        }
        o->active[at->server] = o->active[at->server] || held;
    }
    return lyd_memo_complete(o->memo, &o->site, find_all, o, diag);
}
