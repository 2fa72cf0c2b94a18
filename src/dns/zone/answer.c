#include "zone.h"

#include <string.h>

/* Response codes, as a server would send them. */
enum { RCODE_NOERROR = 0, RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5, RCODE_YXDOMAIN = 6 };

typedef struct walk {
    lyd_zone *const *zones;
    size_t count;
    lyd_type type;
    lyd_arena *arena;
    lyd_answer *answer;
    const char *question, *end; /* END: the question or the last alias */
    const char *aliases[LYD_ALIAS_MAX];
    uint8_t alias_count;
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

static lyd_status finish(walk *w, lyd_answer_status status, uint8_t rcode)
{
    w->answer->status = (uint8_t)status;
    w->answer->rcode = rcode;
    if (w->alias_count > 0) {
        const char **aliases = lyd_arena_alloc(w->arena, w->alias_count * sizeof(*aliases));
        if (aliases == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(aliases, w->aliases, w->alias_count * sizeof(*aliases));
        w->answer->aliases = aliases;
        w->answer->alias_count = w->alias_count;
    }
    return LYD_OK;
}

static bool passed(const walk *w, const char *name)
{
    bool found = strcmp(name, w->question) == 0;
    for (size_t i = 0; i < w->alias_count && !found; i++) {
        found = strcmp(name, w->aliases[i]) == 0;
    }
    return found;
}

/* Goes on at TARGET; *DONE when that is a loop. */
static lyd_status go_on(walk *w, const char *target, bool *done)
{
    *done = true;
    if (w->alias_count == LYD_ALIAS_MAX) {
        return finish(w, LYD_ALIAS_LOOP, RCODE_NOERROR);
    }
    bool loops = passed(w, target);
    w->end = lyd_arena_text(w->arena, target, strlen(target));
    if (w->end == NULL) {
        return LYD_ENOMEM;
    }
    w->aliases[w->alias_count++] = w->end; /* the name that closes a loop is told, too */
    *done = loops;
    return loops ? finish(w, LYD_ALIAS_LOOP, RCODE_NOERROR) : LYD_OK;
}

/* What the DNAME of NODE makes of the walk's end (RFC 6672 section 2.2). False: too long for a name. */
static bool substitute(const char *name, const lyd_node *node, char target[LYD_NAME_TEXT])
{
    uint8_t wire[LYD_NAME_WIRE];
    char joined[2 * LYD_NAME_TEXT];
    size_t prefix = strlen(name) - (strcmp(node->name, ".") == 0 ? 0 : strlen(node->name) + 1);
    (void)snprintf(joined, sizeof(joined), strcmp(node->dname, ".") == 0 ? "%.*s" : "%.*s.%s", (int)prefix, name, node->dname);
    if (lyd_name_to_wire(joined, wire) == 0) {
        return false;
    }
    memcpy(target, joined, strlen(joined) + 1);
    return true;
}

static lyd_status finish_node(walk *w, const lyd_node *node)
{
    uint32_t count;
    const lyd_record *records = lyd_node_records(node, w->type, &count);
    if (count == 0) {
        return finish(w, LYD_NODATA, RCODE_NOERROR);
    }
    lyd_record *copy = lyd_arena_alloc(w->arena, count * sizeof(*copy));
    if (copy == NULL) {
        return LYD_ENOMEM;
    }
    memcpy(copy, records, count * sizeof(*copy));
    w->answer->records = copy;
    w->answer->record_count = count;
    return finish(w, LYD_NOERROR, RCODE_NOERROR);
}

/* Answers the walk's end from ZONE, or moves the end to what it is an alias of. */
static lyd_status step(walk *w, const lyd_zone *zone, bool *done)
{
    char target[LYD_NAME_TEXT];
    const lyd_node *node;
    *done = true;
    switch (lyd_zone_find(zone, w->end, &node)) {
    case LYD_ZONE_REFERRAL:
        return finish(w, LYD_REFUSED, RCODE_NOERROR);
    case LYD_ZONE_MISSING:
        return finish(w, w->alias_count > 0 ? LYD_ALIAS_DANGLING : LYD_NXDOMAIN, RCODE_NXDOMAIN);
    case LYD_ZONE_DNAME:
        return substitute(w->end, node, target) ? go_on(w, target, done) : finish(w, LYD_SERVFAIL, RCODE_YXDOMAIN);
    case LYD_ZONE_NODE:
        break;
    }
    return node->cname != NULL ? go_on(w, node->cname, done) : finish_node(w, node);
}

lyd_status lyd_zone_answer(lyd_zone *const *zones, size_t count, const char *name, lyd_type type, lyd_arena *arena, lyd_answer *answer,
                           bool *inside)
{
    walk w = {.zones = zones, .count = count, .type = type, .arena = arena, .answer = answer, .question = name, .end = name};
    lyd_status status = LYD_OK;
    bool done = false;
    *answer = (lyd_answer){.status = LYD_REFUSED, .rcode = RCODE_REFUSED};
    *inside = lyd_zone_closest(zones, count, name) != NULL;
    while (status == LYD_OK && !done && *inside) {
        const lyd_zone *zone = lyd_zone_closest(zones, count, w.end);
        if (zone == NULL) { /* where the alias leads, no file tells */
            return finish(&w, LYD_REFUSED, RCODE_REFUSED);
        }
        status = step(&w, zone, &done);
    }
    return status;
}
