/* The records that servers have at the names that a change is about, found out by asking. */
#include "overlay.h"

#include <string.h>

static lyd_status keep_records(lyd_overlay *o, lyd_node *node, const lyd_answer *answer)
{
    bool new;
    lyd_status status = LYD_OK;
    for (uint32_t i = 0; i < answer->record_count && status == LYD_OK; i++) {
        status = lyd_node_add(node, &answer->records[i], o->edit.arena, &new);
    }
    return status;
}

/* Fills the node from the answers; an alias in any of them is the name's. */
static lyd_status fill_node(lyd_overlay *o, lyd_edit_node *at, const lyd_answer *const answers[LYD_KEPT_TYPES])
{
    lyd_status status = LYD_OK;
    for (size_t t = 0; t < LYD_KEPT_TYPES; t++) {
        if (answers[t]->alias_count > 0) {
            at->node->cname = answers[t]->aliases[0];
            at->node->cname_ttl = LYD_NONE;
            at->unknown = 0;
            return LYD_OK;
        }
    }
    for (size_t t = 0; t < LYD_KEPT_TYPES && status == LYD_OK; t++) {
        status = keep_records(o, at->node, answers[t]);
    }
    return status;
}

/* What the answers for a name say together: those for the types that it has to be asked for; the others only add to them. */
typedef struct findings {
    bool known;    /* all have come */
    bool refused;  /* each was refused */
    bool referred; /* one at least was, since its server isn't that of the zone */
    bool answered; /* one at least didn't fail, of any type */
    bool empty;    /* each says that there are no such records */
    bool missing;  /* one at least says that there is no such name */
    bool denied;   /* each does */
    bool aliased;  /* one at least has aliases */
    bool partial;  /* one of the others failed */
} findings;

static bool is_asked(unsigned asks, size_t t)
{
    return (asks & 1u << t) != 0;
}

static findings sum_up(const lyd_answer *const answers[LYD_KEPT_TYPES], unsigned asks)
{
    findings f = {.known = true, .refused = true, .empty = true, .denied = true};
    for (size_t t = 0; t < LYD_KEPT_TYPES; t++) {
        const lyd_answer *answer = answers[t];
        if (answer == NULL) {
            return (findings){.known = false};
        }
        f.aliased = f.aliased || answer->alias_count > 0;
        f.answered = f.answered || !lyd_memo_says_nothing(answer);
        if (!is_asked(asks, t)) {
            f.partial = f.partial || lyd_memo_says_nothing(answer);
            continue;
        }
        f.refused = f.refused && answer->status == LYD_REFUSED;
        f.referred = f.referred || answer->cause == LYD_REFERRAL;
        f.empty = f.empty && answer->status == LYD_NODATA;
        f.missing = f.missing || answer->status == LYD_NXDOMAIN;
        f.denied = f.denied && answer->status == LYD_NXDOMAIN;
    }
    f.refused = f.refused && !f.aliased;
    return f;
}

/* What else has to be known of a name at a server, beside the answers for host records. */
typedef struct place {
    lyd_word existed, zone, others;
    const char *apex; /* of the zone */
} place;

static place find_place(lyd_overlay *o, uint16_t server, size_t n, findings *f)
{
    const char *name = o->edit.names[n], *top = o->edit.tops[n];
    const unsigned deletes = 1u << LYD_CHANGE_DELETE | 1u << LYD_CHANGE_DELETE_SET;
    bool creates = (o->edit.acts[n] & 1u << LYD_CHANGE_ADD_ZONE) != 0;
    place p = {.existed = LYD_YES, .zone = LYD_NO, .others = LYD_NO};
    /* Some servers deny a whole name because it lacks one type (RFC 4074 section 4.2): then the answer for the other type counts. */
    bool half_denied = f->missing && !f->denied;
    if (!f->refused || !f->referred || creates) {
        bool below = f->denied && (top == NULL || strcmp(top, name) != 0);
        p.zone = lyd_memo_zone(o->memo, server, below ? lyd_name_parent(name) : name, top, &p.apex);
        f->refused = f->refused && p.zone != LYD_YES; /* a server that has the zone refused for another reason: a failed lookup */
    }
    bool top_of_zone = p.apex != NULL && strcmp(p.apex, name) == 0;
    if (!f->refused && f->answered && !half_denied && !top_of_zone) {
        p.existed = lyd_memo_exists(o->memo, server, name);
    }
    bool empties = (o->edit.acts[n] & deletes) != 0 || f->empty;
    if (!f->refused && (p.existed == LYD_YES || p.existed == LYD_MAYBE) && empties && !f->aliased) {
        p.others = lyd_memo_has_others(o->memo, server, name);
        p.others = p.others == LYD_NO && f->partial ? LYD_MAYBE : p.others;
    }
    return p;
}

/* One name at one server; *WAITS when something has to be asked first. */
static lyd_status survey_one(lyd_overlay *o, uint16_t server, size_t n, bool *waits)
{
    const char *name = o->edit.names[n];
    lyd_edit_node *at = lyd_edit_at(&o->edit, server, (uint32_t)n);
    unsigned asks = o->edit.asks[n];
    const lyd_answer *answers[LYD_KEPT_TYPES];
    for (size_t t = 0; t < LYD_KEPT_TYPES; t++) {
        answers[t] = lyd_memo_want(o->memo, server, name, (uint16_t)lyd_kept_types[t], !is_asked(asks, t));
    }
    findings f = sum_up(answers, asks);
    place p = f.known ? find_place(o, server, n, &f) : (place){.existed = LYD_WAIT};
    *waits = p.existed == LYD_WAIT || p.zone == LYD_WAIT || p.others == LYD_WAIT;
    if (*waits) {
        return LYD_OK;
    }
    *at = (lyd_edit_node){.server = server, .held = !f.refused, .zone = p.apex, .doubt = p.existed == LYD_MAYBE};
    at->refused = f.refused && !f.referred;
    at->apex = p.apex != NULL && strcmp(p.apex, name) == 0;
    at->node = lyd_arena_zalloc(o->edit.arena, 1, sizeof(*at->node));
    if (at->node == NULL) {
        return LYD_ENOMEM;
    }
    at->node->name = name;
    at->node->soa = at->apex;
    for (size_t t = 0; t < LYD_KEPT_TYPES; t++) {
        at->unknown |= is_asked(asks, t) && lyd_memo_says_nothing(answers[t]) ? 1u << t : 0;
    }
    o->edit.doubtful = o->edit.doubtful || at->doubt;
    if (f.refused || p.existed == LYD_NO || (at->doubt && o->site.denied)) {
        return LYD_OK; /* a wildcard's answer, if any, isn't the name's own */
    }
    at->existed = true;
    at->others_doubt = p.others == LYD_MAYBE;
    at->node->others = p.others == LYD_YES ? 1 : 0;
    lyd_status status = fill_node(o, at, answers);
    at->empty = f.answered && (!f.missing || f.denied) && !lyd_node_has_data(at->node);
    return status;
}

static lyd_status survey_all(void *context, bool *waits)
{
    lyd_overlay *o = context;
    const lyd_change_site *site = o->edit.site;
    lyd_status status = LYD_OK;
    for (size_t v = 0; v < site->view_count; v++) {
        for (size_t s = 0; s < site->views[v].server_count; s++) {
            uint16_t server = site->views[v].servers[s];
            for (size_t n = 0; n < o->edit.name_count && status == LYD_OK; n++) {
                bool one_waits = false, done = lyd_edit_at(&o->edit, server, (uint32_t)n)->node != NULL;
                status = done ? LYD_OK : survey_one(o, server, n, &one_waits);
                *waits = *waits || one_waits;
            }
        }
    }
    return status;
}

lyd_status lyd_overlay_survey(lyd_overlay *o, lyd_diag *diag)
{
    return lyd_memo_complete(o->memo, o->edit.site, survey_all, o, diag);
}
