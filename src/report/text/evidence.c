/* The evidence of findings: what several servers say alike is said once. */
#include "text.h"

#include <string.h>

#define EVIDENCE_MAX 8 /* lines of a finding that isn't shown in full */
#define SERVERS_MAX 3  /* of a list */
#define SET_MAX 64     /* servers in a set; a line about any other stands alone */

/* A line of evidence about an answer begins with where it is from: "internal 10.0.0.10:53: ". A server of several views has them all there:
 * "external,internal 10.0.0.10:53: ". */
typedef struct place {
    const char *views, *server, *rest; /* of the line; REST: after the place; NULL: the line isn't about an answer */
    size_t views_length, server_length;
} place;

/* Servers, by their numbers in the scene. */
typedef uint64_t server_set;

static bool is_text(const char *text, size_t length, const char *other)
{
    return strlen(other) == length && memcmp(text, other, length) == 0;
}

static bool has_view(const place *p, const char *view)
{
    for (const char *at = p->views, *end = at + p->views_length; at < end;) {
        size_t length = strcspn(at, ", ");
        if (is_text(at, length, view)) {
            return true;
        }
        at += length + 1;
    }
    return false;
}

static place place_of(const char *line)
{
    const char *space = strchr(line, ' '), *end = strstr(line, ": ");
    if (space == NULL || end == NULL || end < space) {
        return (place){.rest = NULL};
    }
    return (place){.views = line,
                   .views_length = (size_t)(space - line),
                   .server = space + 1,
                   .server_length = (size_t)(end - space - 1),
                   .rest = end + 2};
}

/* The server of a place; 0: the scene has none such. */
static server_set server_at(const lyd_scene *scene, const place *p)
{
    for (size_t i = 0; i < scene->server_count && i < SET_MAX && p->rest != NULL; i++) {
        if (is_text(p->server, p->server_length, scene->servers[i].server) && has_view(p, scene->servers[i].view)) {
            return (server_set)1 << i;
        }
    }
    return 0;
}

static bool same_views(const place *a, const place *b)
{
    return a->views_length == b->views_length && memcmp(a->views, b->views, a->views_length) == 0;
}

static size_t count_servers(server_set servers)
{
    size_t count = 0;
    for (; servers != 0; servers &= servers - 1) {
        count++;
    }
    return count;
}

/* All servers of the views of P; of several views, which may have different servers, none. */
static server_set whole_view(const lyd_scene *scene, const place *p)
{
    server_set servers = 0;
    for (size_t i = 0; i < scene->server_count && i < SET_MAX; i++) {
        servers |= is_text(p->views, p->views_length, scene->servers[i].view) ? (server_set)1 << i : 0;
    }
    return servers;
}

/* "both internal servers", "all 3 internal servers", "internal 10.0.0.10:53 and 10.0.0.11:53". */
static void put_servers(lyd_layout *layout, const lyd_scene *scene, const place *p, server_set servers, const char *after)
{
    size_t count = count_servers(servers), shown = 0;
    if (count > 1 && servers == whole_view(scene, p)) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, count == 2 ? "both" : "all %zu", count);
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%.*s servers%s", (int)p->views_length, p->views, after);
        return;
    }
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%.*s", (int)p->views_length, p->views);
    for (size_t i = 0; shown < count && shown < SERVERS_MAX; i++) {
        if ((servers >> i & 1) != 0) {
            shown++;
            const char *mark = shown == count ? after : shown + 1 == count || shown == SERVERS_MAX ? "" : ",";
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s%s", scene->servers[i].server, mark);
            lyd_layout_words(layout, LYD_STYLE_PLAIN, shown + 1 == count && count <= SERVERS_MAX ? "and" : "");
        }
    }
    if (shown < count) {
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "and %zu more%s", count - shown, after);
    }
}

/* ---- lines ---- */

/* The servers of line I and of the later lines that say the same; 0: it isn't about a server, or an earlier line says it. */
static server_set servers_alike(const lyd_finding *finding, const lyd_scene *scene, size_t i, bool *repeats)
{
    const place p = place_of(finding->evidence[i]);
    server_set servers = server_at(scene, &p);
    *repeats = false;
    for (size_t k = 0; k < finding->evidence_count && servers != 0 && !*repeats; k++) {
        const place other = place_of(finding->evidence[k]);
        if (k != i && other.rest != NULL && strcmp(other.rest, p.rest) == 0 && same_views(&other, &p)) {
            *repeats = k < i && server_at(scene, &other) != 0;
            servers |= server_at(scene, &other);
        }
    }
    return servers;
}

static void put_line(lyd_layout *layout, const lyd_finding *finding, const lyd_scene *scene, size_t i, server_set servers)
{
    const place p = place_of(finding->evidence[i]);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "-");
    if (servers != 0) {
        put_servers(layout, scene, &p, servers, ":");
    }
    lyd_layout_words(layout, LYD_STYLE_PLAIN, servers != 0 ? p.rest : finding->evidence[i]);
}

void lyd_text_evidence(lyd_layout *layout, size_t indent, const lyd_finding *finding, const lyd_scene *scene)
{
    size_t width = lyd_layout_widen(layout), shown = 0, hidden = 0;
    for (size_t i = 0; i < finding->evidence_count; i++) {
        bool repeats;
        server_set servers = servers_alike(finding, scene, i, &repeats);
        if (repeats) {
            continue;
        }
        if (!scene->verbose && shown == EVIDENCE_MAX) {
            hidden++;
            continue;
        }
        lyd_layout_line(layout, indent, indent + 2);
        put_line(layout, finding, scene, i, servers);
        lyd_layout_end(layout);
        shown++;
    }
    if (hidden > 0) {
        lyd_layout_line(layout, indent, indent + 2);
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "- and %zu more (--verbose has all)", hidden);
        lyd_layout_end(layout);
    }
    layout->width = width;
}
