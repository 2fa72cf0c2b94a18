/* Servers whose answers differ from those of others, by the evidence of findings about that: of a run, or as a report has it. */
#include "fleet.h"

#include <stdlib.h>
#include <string.h>

bool lyd_fleet_is_difference(const char *id)
{
    const lyd_rule *rule = lyd_rule_find(id);
    return rule != NULL && (rule->traits & LYD_RULE_DISAGREEMENT) != 0;
}

/* "internal 10.0.0.10:53: um01.contoso.com A: …" */
static bool is_said_by(const char *line, const char *server)
{
    const char *at = strchr(line, ' ');
    size_t length = strlen(server);
    return at != NULL && strncmp(at + 1, server, length) == 0 && strncmp(at + 1 + length, ": ", 2) == 0;
}

/* A line about a zone: "internal 10.0.0.10:53: zone contoso.com, serial 2026112701". */
typedef struct zone_line {
    const char *views, *zone; /* in the line */
    size_t views_length, zone_length;
    uint32_t serial;
} zone_line;

#define ZONE ": zone "
#define SERIAL ", serial "

/* False: it is about something else, or not authoritative, as a cache isn't behind. */
static bool read_zone(const char *line, zone_line *z)
{
    const char *zone = strstr(line, ZONE), *serial = zone == NULL ? NULL : strstr(zone, SERIAL);
    char *end = NULL;
    if (serial == NULL) {
        return false;
    }
    unsigned long long number = strtoull(serial + strlen(SERIAL), &end, 10);
    z->views = line;
    z->views_length = strcspn(line, " ");
    z->zone = zone + strlen(ZONE);
    z->zone_length = (size_t)(serial - z->zone);
    z->serial = (uint32_t)number;
    return number <= UINT32_MAX && *end == '\0';
}

static bool is_older(const zone_line *a, const zone_line *b)
{
    return a->views_length == b->views_length && memcmp(a->views, b->views, a->views_length) == 0 && a->zone_length == b->zone_length &&
           memcmp(a->zone, b->zone, a->zone_length) == 0 && lyd_serial_older(a->serial, b->serial);
}

/* Whether the zone of LINE is older than that of another of LINES. */
static bool is_behind(const char *const *lines, size_t count, const char *line)
{
    zone_line own, other;
    bool behind = false;
    for (size_t i = 0; i < count && !behind && read_zone(line, &own); i++) {
        behind = read_zone(lines[i], &other) && is_older(&own, &other);
    }
    return behind;
}

/* A report may come from anywhere, and each of these lines is compared with all others. */
#define COMPARED_MAX 256

/* Where one server is known to be behind, the others have nothing to be mended. */
lyd_status lyd_fleet_note_difference(lyd_fleet *fleet, const char *const *lines, size_t count, const char *server)
{
    size_t compared = count < COMPARED_MAX ? count : COMPARED_MAX;
    bool concerned = false, behind = false, other_behind = false;
    for (size_t i = 0; i < count; i++) {
        bool own = is_said_by(lines[i], server);
        concerned = concerned || own;
        behind = behind || (own && i < compared && is_behind(lines, compared, lines[i]));
    }
    for (size_t i = 0; i < compared && concerned && !behind && !other_behind; i++) {
        other_behind = is_behind(lines, compared, lines[i]);
    }
    if (!concerned || other_behind) {
        return LYD_OK;
    }
    return lyd_fleet_note(fleet, server, behind ? LYD_FLEET_BEHIND : LYD_FLEET_DIFFERING);
}
