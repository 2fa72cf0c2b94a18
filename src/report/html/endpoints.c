/* The endpoints: by site where an export declares sites, within a site by pool, and those of no pool by role. */
#include "html.h"

#include "report/shared.h"

#define OPEN_MAX 50 /* a group with more endpoints is folded */
#define ADDRESSES_MAX 8

#define NO_SITE 0

/* Where each endpoint is shown, and which findings are about it. Arrays are indexed by endpoint unless stated otherwise. */
typedef struct grouping {
    uint32_t *site;     /* NO_SITE, or the index into SITES plus one */
    const char **sites; /* names, in the order of the topology */
    uint32_t site_count;
    uint32_t *first_pool;  /* the first pool with that name, or LYD_NONE */
    uint32_t *next_pool;   /* of each pool: the next one with the same name, such as a Mediation pool beside a Front End pool */
    bool *in_pool;         /* it is shown with a pool */
    uint32_t *shown;       /* the group that last showed it, counted from 1; 0: none so far */
    uint32_t group;        /* the group being written */
    uint32_t *first_found; /* index into FOUND, or LYD_NONE */
    struct {
        uint32_t finding, next;
    } * found;
} grouping;

/* ---- grouping ---- */

static lyd_status find_sites(grouping *g, const lyd_topology *t)
{
    lyd_map *map = lyd_map_new();
    lyd_status status = map == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t e = 0; e < t->endpoint_count && status == LYD_OK; e++) {
        const char *site = t->endpoints[e].site;
        if (site == NULL || lyd_map_get(map, site, &g->site[e])) {
            continue;
        }
        g->sites[g->site_count++] = site;
        g->site[e] = g->site_count;
        status = lyd_map_put(map, site, g->site[e]);
    }
    lyd_map_free(map);
    return status;
}

static void mark(grouping *g, const uint32_t *endpoints, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g->in_pool[endpoints[i]] = true;
    }
}

static void find_pools(grouping *g, const lyd_topology *t)
{
    for (size_t p = t->pool_count; p-- > 0;) { /* from the end, so that the lists keep the file's order */
        const lyd_pool *pool = &t->pools[p];
        g->next_pool[p] = g->first_pool[pool->endpoint];
        g->first_pool[pool->endpoint] = (uint32_t)p;
        mark(g, &pool->endpoint, 1);
        mark(g, pool->members, pool->member_count);
        mark(g, pool->externals, pool->external_count);
        mark(g, &pool->pstn_endpoint, pool->pstn_endpoint != LYD_NONE ? 1 : 0);
    }
}

static void find_findings(grouping *g, const lyd_topology *t, const lyd_judgement *j)
{
    uint32_t count = 0;
    for (size_t i = j->finding_count; i-- > 0;) {
        for (size_t k = 0; k < j->findings[i].subject_count; k++) {
            uint32_t e = lyd_topology_find(t, j->findings[i].subjects[k]);
            if (e != LYD_NONE) {
                g->found[count].finding = (uint32_t)i;
                g->found[count].next = g->first_found[e];
                g->first_found[e] = count++;
            }
        }
    }
}

/* All memory is taken from ARENA. */
static lyd_status init_grouping(grouping *g, const lyd_topology *t, const lyd_judgement *j, lyd_arena *arena)
{
    size_t count = t->endpoint_count;
    *g = (grouping){.site = lyd_arena_zalloc(arena, count, sizeof(*g->site)),
                    .sites = lyd_arena_zalloc(arena, count, sizeof(*g->sites)),
                    .first_pool = lyd_arena_zalloc(arena, count, sizeof(*g->first_pool)),
                    .next_pool = lyd_arena_zalloc(arena, t->pool_count, sizeof(*g->next_pool)),
                    .in_pool = lyd_arena_zalloc(arena, count, sizeof(*g->in_pool)),
                    .shown = lyd_arena_zalloc(arena, count, sizeof(*g->shown)),
                    .first_found = lyd_arena_zalloc(arena, count, sizeof(*g->first_found)),
                    .found = lyd_arena_zalloc(arena, 2 * j->finding_count, sizeof(*g->found))};
    if (g->site == NULL || g->sites == NULL || g->first_pool == NULL || g->next_pool == NULL || g->in_pool == NULL || g->shown == NULL ||
        g->first_found == NULL || g->found == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t e = 0; e < count; e++) {
        g->first_pool[e] = g->first_found[e] = LYD_NONE;
    }
    find_pools(g, t);
    find_findings(g, t, j);
    return find_sites(g, t);
}

/* ---- a row ---- */

/* The answers of the servers of a view for one type, combined. */
typedef struct sum {
    const lyd_record *records[ADDRESSES_MAX];
    size_t count;
    bool more;
    unsigned statuses;
} sum;

static void add_answer(sum *s, const lyd_answer *answer)
{
    s->statuses |= 1u << answer->status;
    for (uint32_t i = 0; i < answer->record_count; i++) {
        size_t k = 0;
        while (k < s->count && lyd_record_compare(s->records[k], &answer->records[i]) != 0) {
            k++;
        }
        if (k == ADDRESSES_MAX) {
            s->more = true;
        } else if (k == s->count) {
            s->records[s->count++] = &answer->records[i];
        }
    }
}

static void put_sum(lyd_page *page, const sum *s, lyd_type type, const char *view)
{
    unsigned shown = s->statuses & ~(1u << LYD_NOERROR) & ~(1u << LYD_NODATA);
    if (s->count == 0 && shown == 0) {
        return;
    }
    lyd_page_open(page, "div", NULL);
    if (view != NULL) {
        lyd_page_leaf(page, "span", "quiet", view);
        lyd_page_text(page, " ");
    }
    lyd_page_leaf(page, "span", "quiet", lyd_type_name(type));
    for (size_t i = 0; i < s->count; i++) {
        char data[LYD_RECORD_TEXT];
        lyd_record_format(s->records[i], data);
        lyd_page_text(page, i == 0 ? " " : ", ");
        lyd_page_text(page, data);
    }
    lyd_page_text(page, s->more ? " and more" : "");
    for (const lyd_row *status = lyd_answer_statuses; status->name != NULL; status++) {
        if ((shown >> status->id & 1) != 0) {
            lyd_page_text(page, " ");
            lyd_page_leaf(page, "span", lyd_answer_failed((lyd_answer_status)status->id) ? "tag open" : "tag", status->name);
        }
    }
    lyd_page_close(page);
}

static void put_addresses(lyd_page *page, uint32_t e)
{
    const lyd_topology *t = page->topology;
    const lyd_case *c = &page->report.run->facts;
    uint32_t views = t->endpoints[e].views;
    bool several = (views & (views - 1)) != 0;
    for (size_t v = 0; v < t->view_count; v++) {
        for (size_t k = 0; (views >> v & 1) != 0 && k < LYD_HOST_TYPES; k++) {
            sum s = {.count = 0};
            for (size_t i = 0; i < t->views[v].server_count; i++) {
                const lyd_answer *answer = lyd_case_answer(c, e, c->view_servers[v][i], lyd_host_types[k]);
                if (answer != NULL) {
                    add_answer(&s, answer);
                }
            }
            put_sum(page, &s, lyd_host_types[k], several ? t->views[v].name : NULL);
        }
    }
}

/* Each rule once, with a link to its first finding. */
static void put_found(lyd_page *page, const grouping *g, uint32_t e)
{
    static const char *const classes[] = {[LYD_OFF] = "ref", [LYD_INFO] = "ref note", [LYD_WARNING] = "ref warn", [LYD_ERROR] = "ref bad"};
    const lyd_finding *findings = page->judgement->findings;
    for (uint32_t i = g->first_found[e], end; i != LYD_NONE; i = end) {
        const lyd_finding *finding = &findings[g->found[i].finding];
        size_t count = 1;
        for (end = g->found[i].next; end != LYD_NONE && findings[g->found[end].finding].rule == finding->rule; end = g->found[end].next) {
            count++;
        }
        lyd_page_open(page, "a", finding->waiver != NULL ? "ref" : classes[finding->severity]);
        lyd_page_attributef(page, "href", "#f%u", (unsigned)g->found[i].finding);
        lyd_page_text(page, finding->rule->id);
        if (count > 1) {
            lyd_page_textf(page, " (%zu)", count);
        }
        lyd_page_text(page, finding->waiver != NULL ? " waived" : "");
        lyd_page_close(page);
        lyd_page_text(page, " ");
    }
}

static void put_roles(lyd_page *page, const lyd_endpoint *endpoint)
{
    bool any = false;
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if ((endpoint->roles & LYD_ROLE_BIT(role)) != 0) {
            lyd_page_text(page, any ? ", " : "");
            lyd_page_text(page, lyd_role_rows[role].name);
            any = true;
        }
    }
    if (endpoint->note != NULL) {
        lyd_page_leaf(page, "div", "quiet", endpoint->note);
    }
}

static void put_endpoint(lyd_page *page, grouping *g, uint32_t e)
{
    const lyd_endpoint *endpoint = &page->topology->endpoints[e];
    if (g->shown[e] == g->group) {
        return; /* a pool of one server may have that server's name */
    }
    lyd_page_open(page, "tr", "i");
    if (g->shown[e] == 0) {
        lyd_page_attributef(page, "id", "e%u", (unsigned)e);
    }
    g->shown[e] = g->group;
    lyd_page_row(page);
    lyd_page_leaf(page, "bdi", NULL, endpoint->fqdn);
    if (endpoint->origin < page->topology->file_count && endpoint->line > 0) {
        lyd_page_open(page, "div", "quiet");
        lyd_page_text(page, page->topology->files[endpoint->origin]);
        lyd_page_textf(page, ":%u", (unsigned)endpoint->line);
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_open(page, "td", NULL);
    lyd_page_type(page, page->judgement->types[e]);
    if (lyd_type_only_seen(page->judgement, e)) {
        lyd_page_leaff(page, "div", "quiet", "%s seen", lyd_row_name(lyd_address_types, (int)page->judgement->seen[e]));
    }
    lyd_page_close(page);
    lyd_page_open(page, "td", NULL);
    put_found(page, g, e);
    lyd_page_close(page);
    lyd_page_open(page, "td", "address");
    put_addresses(page, e);
    lyd_page_close(page);
    lyd_page_open(page, "td", NULL);
    put_roles(page, endpoint);
    lyd_page_close(page);
    lyd_page_close(page);
}

/* ---- groups ---- */

/* TITLE is fixed text; NAME comes from the topology and may be NULL. */
static void begin_group(lyd_page *page, grouping *g, const char *title, const char *name, size_t count)
{
    static const char *const columns[] = {"Name", "Address type", "Findings", "Addresses", "Roles"};
    g->group++;
    lyd_page_fold(page, "g", NULL, count <= OPEN_MAX);
    lyd_page_open(page, g->site_count > 0 ? "h4" : "h3", NULL);
    lyd_page_text(page, title);
    if (name != NULL) {
        lyd_page_text(page, " ");
        lyd_page_leaf(page, "bdi", NULL, name);
    }
    lyd_page_leaff(page, "span", "count", " (%zu)", count);
    lyd_page_close(page);
    lyd_page_close(page);
    lyd_page_table(page, "endpoints", name != NULL ? name : title, columns, LYD_COUNT(columns));
    lyd_page_open(page, "tbody", NULL);
}

static void end_group(lyd_page *page)
{
    lyd_page_close(page);
    lyd_page_table_end(page);
    lyd_page_close(page);
}

static void put_list(lyd_page *page, grouping *g, const uint32_t *endpoints, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put_endpoint(page, g, endpoints[i]);
    }
}

/* All pools with the name of endpoint E, as one group. */
static void put_pool(lyd_page *page, grouping *g, uint32_t e)
{
    static const char *const kinds[] = {[LYD_POOL_FRONT_END] = "Front End pool",
                                        [LYD_POOL_DIRECTOR] = "Director pool",
                                        [LYD_POOL_MEDIATION] = "Mediation pool",
                                        [LYD_POOL_EDGE] = "Edge pool"};
    const lyd_topology *t = page->topology;
    char title[128] = "";
    size_t count = 1, length = 0;
    for (uint32_t p = g->first_pool[e]; p != LYD_NONE; p = g->next_pool[p]) {
        const lyd_pool *pool = &t->pools[p];
        length += (size_t)snprintf(title + length, sizeof(title) - length, "%s%s", length > 0 ? " and " : "", kinds[pool->kind]);
        count += pool->member_count + pool->external_count + (pool->pstn_endpoint != LYD_NONE ? 1 : 0);
    }
    begin_group(page, g, title, t->endpoints[e].fqdn, count);
    put_endpoint(page, g, e);
    for (uint32_t p = g->first_pool[e]; p != LYD_NONE; p = g->next_pool[p]) {
        const lyd_pool *pool = &t->pools[p];
        put_list(page, g, pool->members, pool->member_count);
        put_list(page, g, &pool->pstn_endpoint, pool->pstn_endpoint != LYD_NONE ? 1 : 0);
        put_list(page, g, pool->externals, pool->external_count);
    }
    end_group(page);
}

/* Endpoints of no pool are grouped by the first of their roles. */
static bool belongs(const grouping *g, const lyd_endpoint *endpoint, uint32_t e, uint32_t site, int role)
{
    return g->site[e] == site && !g->in_pool[e] && (endpoint->roles & (LYD_ROLE_BIT(role + 1) - 1)) == LYD_ROLE_BIT(role);
}

static void put_role(lyd_page *page, grouping *g, uint32_t site, int role)
{
    const lyd_topology *t = page->topology;
    size_t count = 0;
    for (uint32_t e = 0; e < t->endpoint_count; e++) {
        count += belongs(g, &t->endpoints[e], e, site, role) ? 1 : 0;
    }
    if (count == 0) {
        return;
    }
    begin_group(page, g, lyd_role_rows[role].name, NULL, count);
    for (uint32_t e = 0; e < t->endpoint_count; e++) {
        if (belongs(g, &t->endpoints[e], e, site, role)) {
            put_endpoint(page, g, e);
        }
    }
    end_group(page);
}

static void put_site(lyd_page *page, grouping *g, uint32_t site)
{
    const lyd_topology *t = page->topology;
    if (g->site_count > 0) {
        lyd_page_open(page, "h3", NULL);
        lyd_page_text(page, site == NO_SITE ? "No site" : "Site ");
        lyd_page_leaf(page, "bdi", NULL, site == NO_SITE ? "" : g->sites[site - 1]);
        lyd_page_close(page);
    }
    put_role(page, g, site, LYD_ROLE_EXCHANGE_UM);
    for (uint32_t e = 0; e < t->endpoint_count; e++) {
        if (g->site[e] == site && g->first_pool[e] != LYD_NONE) {
            put_pool(page, g, e);
        }
    }
    for (int role = LYD_ROLE_EXCHANGE_UM + 1; role < LYD_ROLE_COUNT; role++) {
        put_role(page, g, site, role);
    }
}

static bool any_at(const grouping *g, const lyd_topology *t, uint32_t site)
{
    for (size_t e = 0; e < t->endpoint_count; e++) {
        if (g->site[e] == site && (g->first_pool[e] != LYD_NONE || !g->in_pool[e])) {
            return true;
        }
    }
    return false;
}

void lyd_html_endpoints(lyd_page *page)
{
    grouping g;
    lyd_status status = init_grouping(&g, page->topology, page->judgement, page->report.run->arena);
    for (uint32_t i = 1; i <= g.site_count + 1 && status == LYD_OK; i++) { /* those without a site last */
        uint32_t site = i <= g.site_count ? i : NO_SITE;
        if (any_at(&g, page->topology, site)) {
            put_site(page, &g, site);
        }
    }
    page->status = status != LYD_OK ? status : page->status;
}
