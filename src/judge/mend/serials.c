/* Servers that disagree: the zones that they have the name in, the serials of these, and what to do about it. */
#include "remedies.h"

#include <stdlib.h>
#include <string.h>

/* ---- which name they disagree about ---- */

/* The last alias from FQDN by what SERVER said; "": it failed, NULL: there is none. */
static const char *end_at(const lyd_case *c, uint32_t name, uint16_t server)
{
    const char *end = "";
    for (uint32_t q = c->first[name]; q < c->first[name + 1]; q++) {
        const lyd_answer *answer = &c->answers[q];
        if (c->questions[q].server == server && !lyd_answer_failed((lyd_answer_status)answer->status)) {
            end = answer->alias_count > 0 ? answer->aliases[answer->alias_count - 1] : NULL;
        }
    }
    return end;
}

const char *lyd_disputed_name(const lyd_case *c, const lyd_finding *finding, uint32_t view)
{
    const char *fqdn = finding->subjects[0], *common = NULL;
    uint32_t name = lyd_case_find(c, fqdn, view, false);
    name = name != LYD_NONE ? name : lyd_case_find(c, fqdn, view, true);
    for (size_t s = 0; name != LYD_NONE && s < c->topology->views[view].server_count; s++) {
        const char *end = end_at(c, name, c->view_servers[view][s]);
        if (end == NULL || (common != NULL && end[0] != '\0' && strcmp(end, common) != 0)) {
            return fqdn;
        }
        common = end[0] != '\0' ? end : common;
    }
    return common != NULL ? common : fqdn;
}

/* ---- evidence ---- */

/* "internal,external": those of VIEWS that SERVER serves. */
static const char *views_of(const lyd_case *c, lyd_arena *arena, uint32_t views, uint16_t server)
{
    const char *text = "";
    for (uint32_t v = 0; v < c->topology->view_count && text != NULL; v++) {
        bool serves = false;
        for (size_t s = 0; (views >> v & 1u) != 0 && s < c->topology->views[v].server_count; s++) {
            serves = serves || c->view_servers[v][s] == server;
        }
        if (serves) {
            text = lyd_arena_printf(arena, "%s%s%s", text, text[0] != '\0' ? "," : "", c->topology->views[v].name);
        }
    }
    return text;
}

/* "internal 10.0.0.10:53: zone contoso.com, serial 2026112701" */
static const char *line_for(const lyd_case *c, lyd_arena *arena, uint32_t views, uint16_t server, const lyd_record *zone)
{
    const char *names = views_of(c, arena, views, server);
    return names == NULL ? NULL
                         : lyd_arena_printf(arena, "%s %s: zone %s, serial %lu%s", names, c->servers[server].text, zone->zone,
                                            (unsigned long)zone->serial, zone->authoritative ? "" : ", not authoritative");
}

static bool has_line(const char *const *lines, size_t count, const char *line)
{
    size_t i = 0;
    while (i < count && strcmp(lines[i], line) != 0) {
        i++;
    }
    return i < count;
}

static size_t count_servers(const lyd_case *c, uint32_t views)
{
    size_t count = 0;
    for (uint32_t v = 0; v < c->topology->view_count; v++) {
        count += (views >> v & 1u) != 0 ? c->topology->views[v].server_count : 0;
    }
    return count;
}

static lyd_status add_evidence(const lyd_case *c, lyd_arena *arena, lyd_finding *finding)
{
    size_t count = finding->evidence_count;
    const char **lines = lyd_arena_alloc(arena, (count + count_servers(c, finding->views)) * sizeof(*lines));
    if (lines == NULL) {
        return LYD_ENOMEM;
    }
    if (count > 0) {
        memcpy(lines, finding->evidence, count * sizeof(*lines));
    }
    for (uint32_t v = 0; v < c->topology->view_count; v++) {
        const char *name = (finding->views >> v & 1u) != 0 ? lyd_disputed_name(c, finding, v) : NULL;
        for (size_t s = 0; name != NULL && s < c->topology->views[v].server_count; s++) {
            uint16_t server = c->view_servers[v][s];
            const lyd_record *zone = lyd_case_zone_of(c, name, server);
            const char *line = zone == NULL ? NULL : line_for(c, arena, finding->views, server, zone);
            if (zone != NULL && line == NULL) {
                return LYD_ENOMEM;
            }
            if (line != NULL && !has_line(lines, count, line)) { /* a server of two views is asked once */
                lines[count++] = line;
            }
        }
    }
    finding->evidence = lines;
    finding->evidence_count = count;
    return LYD_OK;
}

/* ---- what to do ---- */

/* The servers of a view whose zones are known, and the one that has the newest of them. */
typedef struct dispute {
    const lyd_case *c;
    const char *name;
    const uint16_t *servers;
    size_t count, known;
    const lyd_record *newest; /* NULL: of some two, neither is older */
    uint16_t newest_server;
    bool zones_differ, serials_differ, cached;
} dispute;

static dispute dispute_in(const lyd_case *c, const lyd_finding *finding, uint32_t view)
{
    dispute d = {.c = c,
                 .name = lyd_disputed_name(c, finding, view),
                 .servers = c->view_servers[view],
                 .count = c->topology->views[view].server_count};
    for (size_t s = 0; s < d.count; s++) {
        const lyd_record *zone = lyd_case_zone_of(c, d.name, d.servers[s]);
        if (zone == NULL) {
            continue;
        }
        d.zones_differ = d.zones_differ || (d.newest != NULL && strcmp(d.newest->zone, zone->zone) != 0);
        d.serials_differ = d.serials_differ || (d.newest != NULL && d.newest->serial != zone->serial);
        d.cached = d.cached || !zone->authoritative;
        if (d.newest == NULL || lyd_serial_older(d.newest->serial, zone->serial)) {
            d.newest = zone;
            d.newest_server = d.servers[s];
        }
        d.known++;
    }
    for (size_t s = 0; s < d.count && d.newest != NULL; s++) {
        const lyd_record *zone = lyd_case_zone_of(c, d.name, d.servers[s]);
        bool older = zone == NULL || zone->serial == d.newest->serial || lyd_serial_older(zone->serial, d.newest->serial);
        d.newest = older ? d.newest : NULL;
    }
    return d;
}

/* Which servers a list has. */
typedef enum choice { KNOWN, BEHIND, CACHED } choice;

static bool is_chosen(const dispute *d, const lyd_record *zone, choice which)
{
    return zone != NULL && (which == KNOWN || (which == BEHIND ? zone->serial != d->newest->serial : !zone->authoritative));
}

#define LISTED_MAX 4

/* "10.0.0.10:53 and 10.0.0.11:53", each with its zone or its serial, if wanted. */
static void put_servers(FILE *stream, const dispute *d, choice which, bool zones, bool serials)
{
    size_t total = 0, count = 0;
    for (size_t s = 0; s < d->count; s++) {
        total += is_chosen(d, lyd_case_zone_of(d->c, d->name, d->servers[s]), which) ? 1 : 0;
    }
    for (size_t s = 0; s < d->count && count < LISTED_MAX; s++) {
        const lyd_record *zone = lyd_case_zone_of(d->c, d->name, d->servers[s]);
        if (!is_chosen(d, zone, which)) {
            continue;
        }
        bool last = count + 1 == total && total <= LISTED_MAX;
        (void)fprintf(stream, "%s%s", count == 0 ? "" : last ? " and " : ", ", d->c->servers[d->servers[s]].text);
        if (zones) {
            bool root = strcmp(zone->zone, ".") == 0;
            (void)fprintf(stream, root ? " from the root zone" : " from zone %s", zone->zone);
        }
        if (serials) {
            (void)fprintf(stream, " (serial %lu)", (unsigned long)zone->serial);
        }
        count++;
    }
    if (total > count) {
        (void)fprintf(stream, " and %zu more", total - count);
    }
}

static void put_different_zones(FILE *stream, const dispute *d)
{
    (void)fprintf(stream, "make these servers answer for %s from the same zone, now ", d->name);
    put_servers(stream, d, KNOWN, true, false);
    (void)fputc('.', stream);
}

static void put_cached(FILE *stream, const dispute *d)
{
    (void)fputs("clear the cache of ", stream);
    put_servers(stream, d, CACHED, false, false);
    (void)fputs(" (Clear-DnsServerCache), or wait until the TTL of the records has passed: not authoritative, it repeats what it has "
                "heard. If the answers differ after that, compare the forwarders.",
                stream);
}

static void put_behind(FILE *stream, const dispute *d)
{
    (void)fprintf(stream, "bring zone %s up to date on ", d->newest->zone);
    put_servers(stream, d, BEHIND, false, true);
    (void)fprintf(stream,
                  ", behind %s (serial %lu): repair the zone transfer (Start-DnsServerZoneTransfer), or for a zone of Active Directory "
                  "the replication (repadmin /syncall).",
                  d->c->servers[d->newest_server].text, (unsigned long)d->newest->serial);
}

/* Neither server is known to be the one that is behind. */
static void put_compare(FILE *stream, const dispute *d)
{
    (void)fprintf(stream, "compare the records of %s on ", d->name);
    put_servers(stream, d, KNOWN, false, d->serials_differ);
    if (d->serials_differ) {
        (void)fputs(": the serials are too far apart to tell which is newer.", stream);
    } else {
        (void)fprintf(stream,
                      ": zone %s has serial %lu on each, but holds other records. A secondary server was edited by hand, or a zone of "
                      "Active Directory hasn't been replicated.",
                      d->newest->zone, (unsigned long)d->newest->serial);
    }
}

static lyd_status write_action(void *context, FILE *stream)
{
    const dispute *d = context;
    if (d->zones_differ) {
        put_different_zones(stream, d);
    } else if (d->cached) {
        put_cached(stream, d);
    } else if (d->serials_differ && d->newest != NULL) {
        put_behind(stream, d);
    } else {
        put_compare(stream, d);
    }
    return LYD_OK;
}

/* *TEXT NULL: too little is known. */
static lyd_status action_in(const lyd_case *c, lyd_arena *arena, const lyd_finding *finding, uint32_t view, const char **text)
{
    dispute d = dispute_in(c, finding, view);
    char *line;
    size_t length;
    *text = NULL;
    if (d.known < 2) {
        return LYD_OK;
    }
    lyd_status status = lyd_text_capture(write_action, &d, &line, &length);
    if (status == LYD_OK) {
        *text = lyd_arena_text(arena, line, length);
        status = *text == NULL ? LYD_ENOMEM : LYD_OK;
        free(line);
    }
    return status;
}

static bool has_action(const lyd_action *actions, size_t count, const char *text)
{
    size_t i = 0;
    while (i < count && strcmp(actions[i].text, text) != 0) {
        i++;
    }
    return i < count;
}

/* What the check says, to compare the serials, gives way to what they say; but not where they aren't known in each view. */
static lyd_status add_actions(const lyd_case *c, lyd_arena *arena, lyd_finding *finding)
{
    lyd_action *actions = lyd_arena_alloc(arena, (c->topology->view_count + finding->action_count) * sizeof(*actions));
    lyd_status status = actions == NULL ? LYD_ENOMEM : LYD_OK;
    size_t count = 0;
    bool all = true;
    for (uint32_t v = 0; v < c->topology->view_count && status == LYD_OK; v++) {
        const char *text = NULL;
        if ((finding->views >> v & 1u) == 0) {
            continue;
        }
        status = action_in(c, arena, finding, v, &text);
        all = all && text != NULL;
        if (text != NULL && !has_action(actions, count, text)) {
            actions[count++] = (lyd_action){LYD_OWNER_DNS, false, text};
        }
    }
    if (status != LYD_OK || count == 0) {
        return status;
    }
    for (size_t i = 0; i < finding->action_count && !all; i++) {
        actions[count++] = finding->actions[i];
    }
    finding->actions = actions;
    finding->action_count = count;
    return LYD_OK;
}

lyd_status lyd_serials_add(const lyd_case *c, lyd_arena *arena, lyd_finding *finding)
{
    lyd_status status = add_evidence(c, arena, finding);
    return status == LYD_OK ? add_actions(c, arena, finding) : status;
}
