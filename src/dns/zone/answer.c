/* What zones answer to a question. */
#include "dns/alias.h"
#include "zone.h"

/* Response codes, as a server would send them. */
enum { RCODE_NOERROR = 0, RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5, RCODE_YXDOMAIN = 6 };

typedef struct walk {
    lyd_zone *const *zones;
    size_t count;
    lyd_zone_outcome outcome; /* of the name met last */
    const lyd_node *node;
    bool outside; /* it is in no zone */
} walk;

lyd_zone *lyd_zone_closest(lyd_zone *const *zones, size_t count, const char *name)
{
    lyd_zone *best = NULL;
    for (size_t i = 0; i < count; i++) {
        if (lyd_name_within(name, lyd_zone_apex(zones[i])) &&
            (best == NULL || lyd_name_within(lyd_zone_apex(zones[i]), lyd_zone_apex(best)))) {
            best = zones[i];
        }
    }
    return best;
}

static lyd_status look(void *context, const char *name, lyd_alias *alias)
{
    walk *w = context;
    const lyd_zone *zone = lyd_zone_closest(w->zones, w->count, name);
    w->outside = zone == NULL;
    if (w->outside) {
        return LYD_OK;
    }
    w->outcome = lyd_zone_find(zone, name, &w->node);
    if (w->outcome == LYD_ZONE_DNAME) {
        *alias = (lyd_alias){w->node->dname, w->node->name};
    } else if (w->outcome == LYD_ZONE_NODE) {
        alias->target = w->node->cname;
    }
    return LYD_OK;
}

static lyd_status finish(lyd_answer *answer, lyd_answer_status status, uint8_t rcode)
{
    answer->status = (uint8_t)status;
    answer->rcode = rcode;
    return LYD_OK;
}

lyd_status lyd_zone_answer(lyd_zone *const *zones, size_t count, const char *name, lyd_type type, lyd_arena *arena, lyd_answer *answer,
                           bool *inside)
{
    walk w = {.zones = zones, .count = count};
    lyd_alias_chain chain;
    *answer = (lyd_answer){.status = LYD_REFUSED, .rcode = RCODE_REFUSED};
    lyd_status status = lyd_alias_walk(&chain, name, look, &w, arena);
    status = status == LYD_OK ? lyd_alias_keep(&chain, arena, answer) : status;
    *inside = chain.count > 0 || !w.outside;
    if (status != LYD_OK || w.outside) { /* no file says where the alias leads */
        return status;
    }
    if (chain.loops) {
        return finish(answer, LYD_ALIAS_LOOP, RCODE_NOERROR);
    }
    switch (w.outcome) {
    case LYD_ZONE_REFERRAL:
        return finish(answer, LYD_REFUSED, RCODE_NOERROR);
    case LYD_ZONE_MISSING:
        return finish(answer, chain.count > 0 ? LYD_ALIAS_DANGLING : LYD_NXDOMAIN, RCODE_NXDOMAIN);
    case LYD_ZONE_DNAME: /* too long for a name */
        return finish(answer, LYD_SERVFAIL, RCODE_YXDOMAIN);
    case LYD_ZONE_NODE:
        break;
    }
    return lyd_node_answer(w.node, type, arena, answer);
}
