/* The nodes of the picture, each a link to what was found about it. */
#include "drawing.h"
#include "report/shared.h"

#include <string.h>

#define TEXT_X 10 /* from the side of a node */
#define CELLS 20  /* of a line of a node, an ASCII letter each */
#define NAME_CELLS 16
#define NAME_LARGE 13 /* up to so many in large letters */
#define SYMBOL 13     /* room for the symbol of a mark */

/* ---- words ---- */

/* The I-th of rows that are in SET, with commas between. */
static void join(char *text, size_t size, const lyd_row *rows, unsigned set)
{
    size_t length = 0;
    text[0] = '\0';
    for (; rows->name != NULL; rows++) {
        if ((set & (unsigned)rows->id) != 0 && length < size) {
            length += (size_t)snprintf(text + length, size - length, "%s%s", length > 0 ? ", " : "", rows->name);
        }
    }
}

static void pool_words(lyd_roles roles, char text[64])
{
    static const struct {
        lyd_role role;
        const char *name;
    } kinds[] = {{LYD_ROLE_FRONT_END_POOL, "Front End"}, {LYD_ROLE_DIRECTOR_POOL, "Director"}, {LYD_ROLE_MEDIATION_POOL, "Mediation"}};
    size_t length = 0, count = 0;
    for (size_t i = 0; i < LYD_COUNT(kinds); i++) {
        if ((roles & LYD_ROLE_BIT(kinds[i].role)) != 0) {
            length += (size_t)snprintf(text + length, 64 - length, "%s%s", count++ > 0 ? " + " : "", kinds[i].name);
        }
    }
    (void)snprintf(text + length, 64 - length, "%s", count == 1 ? " pool" : "");
}

static const char *first_role(lyd_roles roles)
{
    int role = 0;
    while (role < LYD_ROLE_COUNT - 1 && (roles & LYD_ROLE_BIT(role)) == 0) {
        role++;
    }
    return lyd_role_rows[role].title;
}

/* Of an external Edge name. Short, since a node has no room for the keys of two. */
static void service_words(unsigned services, char text[64])
{
    static const lyd_row names[] = {{LYD_EDGE_ACCESS, "access"}, {LYD_EDGE_WEB_CONFERENCING, "web conf."}, {LYD_EDGE_AV, "A/V"}, {0, NULL}};
    if (services == (LYD_EDGE_ACCESS | LYD_EDGE_WEB_CONFERENCING | LYD_EDGE_AV)) {
        (void)snprintf(text, 64, "all Edge services");
    } else {
        join(text, 64, names, services);
    }
}

/* What a node is, for its second line. */
static void kind_words(const lyd_topology *t, const lyd_node *node, char text[64])
{
    const lyd_endpoint *endpoint = node->endpoint != LYD_NONE ? &t->endpoints[node->endpoint] : NULL;
    const char *kind = node->place == LYD_PLACE_REMOTE ? "remote network" : "client network";
    if (node->networks > 0) {
        (void)snprintf(text, 64, "%s%s", kind, node->networks > 1 ? "s" : "");
    } else if (endpoint == NULL) {
        (void)snprintf(text, 64, "from an SRV record");
    } else if (node->place == LYD_PLACE_OUTSIDE && endpoint->edge_services != 0) {
        service_words(endpoint->edge_services, text);
    } else if (node->place == LYD_PLACE_OUTSIDE || node->place == LYD_PLACE_EDGE) {
        (void)snprintf(text, 64, "%s", node->place == LYD_PLACE_EDGE ? "Edge pool, inside" : "Edge, outside");
    } else if (node->place == LYD_PLACE_POOLS) {
        pool_words(endpoint->roles, text);
    } else {
        (void)snprintf(text, 64, "%s", node->place == LYD_PLACE_GATEWAYS ? "PSTN gateway" : first_role(endpoint->roles));
    }
}

static const char *type_words(const lyd_page *page, uint32_t endpoint, lyd_address_type type)
{
    bool asked = endpoint == LYD_NONE || page->topology->endpoints[endpoint].views != 0;
    return !asked ? "not asked" : type == LYD_ADDRESS_NONE ? "no address" : lyd_row_name(lyd_address_types, (int)type);
}

/* ---- marks ---- */

static const struct {
    const char *class, *symbol;
} looks[] = {[LYD_OFF] = {NULL, ""}, [LYD_INFO] = {"note", "i"}, [LYD_WARNING] = {"warn", "!"}, [LYD_ERROR] = {"bad", "\xE2\x9C\x96"}};

static const char *mark_class(const lyd_mark *mark)
{
    return mark->worst == LYD_OFF && mark->open ? "open" : looks[mark->worst].class;
}

static const char *mark_symbol(const lyd_mark *mark)
{
    return mark->worst == LYD_OFF && mark->open ? "?" : looks[mark->worst].symbol;
}

static void put_found(lyd_page *page, const lyd_mark *mark)
{
    if (mark->worst != LYD_OFF) {
        const lyd_finding *finding = &page->judgement->findings[mark->finding];
        lyd_page_textf(page, "; %zu finding%s, %s: %s %s", mark->count, mark->count == 1 ? "" : "s",
                       lyd_row_name(lyd_severity_names, (int)mark->worst), finding->rule->id, finding->rule->title);
    }
    lyd_page_text(page, mark->open ? "; a lookup failed" : "");
}

static void put_href(lyd_page *page, const lyd_mark *mark, uint32_t endpoint)
{
    if (mark->finding != LYD_NONE) {
        lyd_page_attributef(page, "href", "#f%u", (unsigned)mark->finding);
    } else if (endpoint != LYD_NONE) {
        lyd_page_attributef(page, "href", "#e%u", (unsigned)endpoint);
    } else {
        lyd_page_attribute(page, "href", "#combinations");
    }
}

/* ---- nodes ---- */

static void put_text(lyd_page *page, const char *class, int x, int y, const char *text)
{
    lyd_draw_text(page, class, x, y);
    lyd_page_text(page, text);
    lyd_page_close(page);
}

/* How many cells TEXT takes as it will be written: characters beyond ASCII may be wide, and bytes may have to be written out. */
static size_t cells_of(const char *text)
{
    char unit[LYD_SAFE_UNIT];
    size_t cells = 0;
    while (lyd_safe_next(&text, unit)) {
        cells += (unsigned char)unit[0] < 0x80 ? strlen(unit) : 2;
    }
    return cells;
}

/* As much of TEXT as has room in CELLS, with an ellipsis where that isn't all. */
static void put_fitting(lyd_page *page, const char *text, size_t cells)
{
    char unit[LYD_SAFE_UNIT];
    bool all = cells_of(text) <= cells;
    size_t used = 0;
    while (lyd_safe_next(&text, unit)) {
        used += (unsigned char)unit[0] < 0x80 ? strlen(unit) : 2;
        if (!all && used >= cells) {
            lyd_page_text(page, "\xE2\x80\xA6");
            return;
        }
        lyd_page_text(page, unit);
    }
}

/* The part of NAME that is shown: without the domain that most names have, or that has its own line. */
static const char *shown_name(const lyd_page *page, const char *name, const char *domain)
{
    const char *own = lyd_name_domain(name);
    bool cut = own != NULL && domain != NULL && strcmp(own, domain) == 0;
    const char *label = cut ? lyd_arena_text(page->report.run->arena, name, (size_t)(own - name) - 1) : NULL;
    return label != NULL ? label : name;
}

/* Above 1 the first network's name stands for all of them. */
static void put_node_name(lyd_page *page, const lyd_picture *p, const lyd_node *node, int y)
{
    char count[48];
    const char *name =
        node->networks > 0 ? node->name : shown_name(page, node->name, node->own_line ? lyd_name_domain(node->name) : p->domain);
    if (node->networks > 1) {
        (void)snprintf(count, sizeof(count), "%zu networks", node->networks);
        name = count;
    }
    lyd_draw_text(page, cells_of(name) <= NAME_LARGE ? "name" : "name long", node->box.x + TEXT_X, y);
    put_fitting(page, name, NAME_CELLS);
    lyd_page_close(page);
}

static void put_description(lyd_page *page, const lyd_node *node, const char *kind)
{
    lyd_page_open(page, "title", NULL);
    lyd_page_text(page, node->name);
    if (node->networks > 1) {
        lyd_page_textf(page, " and %zu more", node->networks - 1);
    }
    lyd_page_textf(page, ": %s, ", kind);
    lyd_page_text(page, type_words(page, node->endpoint, node->type));
    if (node->servers > 0) {
        lyd_page_textf(page, ", %zu server%s", node->servers, node->servers == 1 ? "" : "s");
    }
    put_found(page, &node->mark);
    lyd_page_close(page);
}

static void put_lines(lyd_page *page, const lyd_picture *p, const lyd_node *node, const char *kind)
{
    int x = node->box.x + TEXT_X, y = node->box.y + 19;
    put_node_name(page, p, node, y);
    if (node->own_line) {
        lyd_draw_text(page, "quiet", x, y += 13);
        put_fitting(page, lyd_name_domain(node->name), CELLS);
        lyd_page_close(page);
    }
    lyd_draw_text(page, "quiet", x, y += 15);
    put_fitting(page, kind, CELLS);
    lyd_page_close(page);
    lyd_draw_text(page, NULL, x, y + 14);
    lyd_page_text(page, type_words(page, node->endpoint, node->type));
    if (node->servers > 0) {
        lyd_page_textf(page, ", %zu server%s", node->servers, node->servers == 1 ? "" : "s");
    }
    lyd_page_close(page);
}

static void put_symbol(lyd_page *page, const lyd_node *node, const lyd_mark *mark, int y)
{
    if (mark_symbol(mark)[0] != '\0') {
        put_text(page, "symbol", node->box.x + node->box.width - TEXT_X, y, mark_symbol(mark));
    }
}

/* A line for a server of a pool, a link of its own; its address type only where that isn't the pool's. */
static void put_server(lyd_page *page, const lyd_picture *p, const lyd_node *node, const lyd_member *server, int y)
{
    const char *fqdn = page->topology->endpoints[server->endpoint].fqdn;
    lyd_address_type type = page->judgement->seen[server->endpoint];
    const char *words = type_words(page, server->endpoint, type), *symbol = mark_symbol(&server->mark);
    int right = node->box.x + node->box.width - TEXT_X - (symbol[0] != '\0' ? SYMBOL : 0);
    lyd_page_open(page, "a", mark_class(&server->mark));
    put_href(page, &server->mark, server->endpoint);
    lyd_page_open(page, "title", NULL);
    lyd_page_text(page, fqdn);
    lyd_page_textf(page, ": %s", words);
    put_found(page, &server->mark);
    lyd_page_close(page);
    lyd_draw_text(page, "server", node->box.x + TEXT_X, y);
    put_fitting(page, shown_name(page, fqdn, node->own_line ? lyd_name_domain(node->name) : p->domain),
                type == node->type ? CELLS - 2 : CELLS - 2 - strlen(words));
    lyd_page_close(page);
    if (type != node->type) {
        put_text(page, "end", right, y, words);
    }
    put_symbol(page, node, &server->mark, y);
    lyd_page_close(page);
}

void lyd_draw_node(lyd_page *page, const lyd_picture *p, const lyd_node *node)
{
    char kind[64];
    int y = node->box.y + (node->own_line ? 71 : 58);
    kind_words(page->topology, node, kind);
    lyd_page_open(page, "g", "node");
    lyd_page_open(page, "a", mark_class(&node->mark));
    put_href(page, &node->mark, node->endpoint);
    put_description(page, node, kind);
    lyd_draw_box(page, NULL, node->box, 4);
    put_lines(page, p, node, kind);
    put_symbol(page, node, &node->mark, node->box.y + 19);
    lyd_page_close(page);
    for (size_t i = 0; i < node->member_count; i++, y += 16) {
        put_server(page, p, node, &node->members[i], y + 11);
    }
    lyd_page_close(page);
}

void lyd_draw_band(lyd_page *page, const lyd_picture *p, const lyd_band *band)
{
    if (p->band_count == 1 || band->box.height == 0) {
        return;
    }
    lyd_draw_box(page, "band", band->box, 6);
    lyd_draw_text(page, "site", band->title_x, band->box.y + 16);
    lyd_page_text(page, band->name != NULL ? "Site " : "No site");
    if (band->name != NULL) {
        put_fitting(page, band->name, 40);
    }
    lyd_page_close(page);
}
