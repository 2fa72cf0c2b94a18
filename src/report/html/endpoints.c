/* The endpoints: by site where an export tells them, in it by pool, and those of no pool by role. */
#include "street.h"

#define OPEN_MAX 50 /* endpoints of a group that are shown without being asked for */
#define ADDRESSES_MAX 8

/* ---- a row ---- */

/* What a view's servers say of one type, added up. */
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
    unsigned told = s->statuses & ~(1u << LYD_NOERROR) & ~(1u << LYD_NODATA);
    if (s->count == 0 && told == 0) {
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
        if ((told >> status->id & 1) != 0) {
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
static void put_found(lyd_page *page, const lyd_street *s, uint32_t e)
{
    static const char *const classes[] = {[LYD_OFF] = "ref", [LYD_INFO] = "ref note", [LYD_WARNING] = "ref warn", [LYD_ERROR] = "ref bad"};
    const lyd_finding *findings = page->judgement->findings;
    for (uint32_t i = s->first_found[e], end; i != LYD_NONE; i = end) {
        const lyd_finding *finding = &findings[s->found[i].finding];
        size_t count = 1;
        for (end = s->found[i].next; end != LYD_NONE && findings[s->found[end].finding].rule == finding->rule; end = s->found[end].next) {
            count++;
        }
        lyd_page_open(page, "a", finding->waiver != NULL ? "ref" : classes[finding->severity]);
        lyd_page_attributef(page, "href", "#f%u", (unsigned)s->found[i].finding);
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
            lyd_page_text(page, lyd_row_name(lyd_role_names, role));
            any = true;
        }
    }
    if (endpoint->note != NULL) {
        lyd_page_leaf(page, "div", "quiet", endpoint->note);
    }
}

static void put_endpoint(lyd_page *page, lyd_street *s, uint32_t e)
{
    const lyd_endpoint *endpoint = &page->topology->endpoints[e];
    if (s->shown[e] == s->group) {
        return; /* a pool of one server may have that server's name */
    }
    lyd_page_open(page, "tr", "i");
    if (s->shown[e] == 0) {
        lyd_page_attributef(page, "id", "e%u", (unsigned)e);
    }
    s->shown[e] = s->group;
    lyd_page_open(page, "th", NULL);
    lyd_page_attribute(page, "scope", "row");
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
    lyd_page_close(page);
    lyd_page_open(page, "td", NULL);
    put_found(page, s, e);
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

/* TITLE is words of ours; NAME, which may be NULL, comes from outside. */
static void begin_group(lyd_page *page, lyd_street *s, const char *title, const char *name, size_t count)
{
    static const char *const columns[] = {"Name", "Address type", "Findings", "Addresses", "Roles"};
    s->group++;
    lyd_page_open(page, "details", "g");
    if (count <= OPEN_MAX) {
        lyd_page_attribute(page, "open", "");
    }
    lyd_page_open(page, "summary", NULL);
    lyd_page_open(page, s->site_count > 0 ? "h4" : "h3", NULL);
    lyd_page_text(page, title);
    if (name != NULL) {
        lyd_page_text(page, " ");
        lyd_page_leaf(page, "bdi", NULL, name);
    }
    lyd_page_leaff(page, "span", "count", " (%zu)", count);
    lyd_page_close(page);
    lyd_page_close(page);
    lyd_page_table(page, "endpoints", name != NULL ? name : title);
    lyd_page_columns(page, columns, LYD_COUNT(columns));
    lyd_page_open(page, "tbody", NULL);
}

static void end_group(lyd_page *page)
{
    lyd_page_close(page);
    lyd_page_table_end(page);
    lyd_page_close(page);
}

static void put_list(lyd_page *page, lyd_street *s, const uint32_t *endpoints, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put_endpoint(page, s, endpoints[i]);
    }
}

/* All pools that have the name E, as one. */
static void put_pool(lyd_page *page, lyd_street *s, uint32_t e)
{
    static const char *const kinds[] = {[LYD_POOL_FRONT_END] = "Front End pool",
                                        [LYD_POOL_DIRECTOR] = "Director pool",
                                        [LYD_POOL_MEDIATION] = "Mediation pool",
                                        [LYD_POOL_EDGE] = "Edge pool"};
    const lyd_topology *t = page->topology;
    char title[128] = "";
    size_t count = 1, length = 0;
    for (uint32_t p = s->first_pool[e]; p != LYD_NONE; p = s->next_pool[p]) {
        const lyd_pool *pool = &t->pools[p];
        length += (size_t)snprintf(title + length, sizeof(title) - length, "%s%s", length > 0 ? " and " : "", kinds[pool->kind]);
        count += pool->member_count + pool->external_count + (pool->pstn_endpoint != LYD_NONE ? 1 : 0);
    }
    begin_group(page, s, title, t->endpoints[e].fqdn, count);
    put_endpoint(page, s, e);
    for (uint32_t p = s->first_pool[e]; p != LYD_NONE; p = s->next_pool[p]) {
        const lyd_pool *pool = &t->pools[p];
        put_list(page, s, pool->members, pool->member_count);
        put_list(page, s, &pool->pstn_endpoint, pool->pstn_endpoint != LYD_NONE ? 1 : 0);
        put_list(page, s, pool->externals, pool->external_count);
    }
    end_group(page);
}

/* Those of no pool are grouped by the first of their roles. */
static bool belongs(const lyd_street *s, const lyd_endpoint *endpoint, uint32_t e, uint32_t site, int role)
{
    return s->site[e] == site && !s->in_pool[e] && (endpoint->roles & (LYD_ROLE_BIT(role + 1) - 1)) == LYD_ROLE_BIT(role);
}

static void put_role(lyd_page *page, lyd_street *s, uint32_t site, int role)
{
    const lyd_topology *t = page->topology;
    size_t count = 0;
    for (uint32_t e = 0; e < t->endpoint_count; e++) {
        count += belongs(s, &t->endpoints[e], e, site, role) ? 1 : 0;
    }
    if (count == 0) {
        return;
    }
    begin_group(page, s, lyd_row_name(lyd_role_names, role), NULL, count);
    for (uint32_t e = 0; e < t->endpoint_count; e++) {
        if (belongs(s, &t->endpoints[e], e, site, role)) {
            put_endpoint(page, s, e);
        }
    }
    end_group(page);
}

static void put_site(lyd_page *page, lyd_street *s, uint32_t site)
{
    const lyd_topology *t = page->topology;
    if (s->site_count > 0) {
        lyd_page_open(page, "h3", NULL);
        lyd_page_text(page, site == LYD_NO_SITE ? "No site" : "Site ");
        lyd_page_leaf(page, "bdi", NULL, site == LYD_NO_SITE ? "" : s->sites[site - 1]);
        lyd_page_close(page);
    }
    put_role(page, s, site, LYD_ROLE_EXCHANGE_UM);
    for (uint32_t e = 0; e < t->endpoint_count; e++) {
        if (s->site[e] == site && s->first_pool[e] != LYD_NONE) {
            put_pool(page, s, e);
        }
    }
    for (int role = LYD_ROLE_EXCHANGE_UM + 1; role < LYD_ROLE_COUNT; role++) {
        put_role(page, s, site, role);
    }
}

static bool any_at(const lyd_street *s, const lyd_topology *t, uint32_t site)
{
    for (size_t e = 0; e < t->endpoint_count; e++) {
        if (s->site[e] == site && (s->first_pool[e] != LYD_NONE || !s->in_pool[e])) {
            return true;
        }
    }
    return false;
}

void lyd_html_endpoints(lyd_page *page)
{
    lyd_street s;
    lyd_status status = lyd_street_init(&s, page->topology, page->judgement);
    if (status == LYD_OK) {
        lyd_page_open(page, "section", NULL);
        lyd_page_attribute(page, "id", "endpoints");
        lyd_page_leaf(page, "h2", NULL, "Endpoints");
        for (uint32_t i = 1; i <= s.site_count + 1; i++) { /* those without a site last */
            uint32_t site = i <= s.site_count ? i : LYD_NO_SITE;
            if (any_at(&s, page->topology, site)) {
                put_site(page, &s, site);
            }
        }
        lyd_page_close(page);
    } else {
        page->status = status;
    }
    lyd_street_clear(&s);
}
