/* Writing a topology as YAML that reads back to the same topology. */
#include "write.h"

#include <stdlib.h>
#include <string.h>

/* A name is printed wherever it has a role; its details once: in its first section, or where it has none, in the first list. */
typedef struct printer {
    const lyd_topology *topology;
    FILE *stream;
    lyd_roles *linked; /* of each endpoint: the roles that lists give it */
    bool *detailed;    /* of each endpoint: its details are printed */
    bool *remarked;    /* of each endpoint: its remarks are printed */
} printer;

/* Those of a name, where it is printed first. */
static void put_name_remarks(const printer *p, uint32_t i, int indent)
{
    if (!p->remarked[i]) {
        lyd_print_remarks(p->stream, p->topology, LYD_REMARK_ENDPOINT, i, indent);
        p->remarked[i] = true;
    }
}

/* ---- endpoints ---- */

static void put_views(const printer *p, uint32_t views, int indent)
{
    const char *separator = "";
    (void)fprintf(p->stream, "%*sviews: [", indent, "");
    for (size_t i = 0; i < p->topology->view_count; i++) {
        if ((views & (uint32_t)1 << i) != 0) {
            (void)fputs(separator, p->stream);
            lyd_print_quoted(p->stream, p->topology->views[i].name);
            separator = ", ";
        }
    }
    (void)fputs("]\n", p->stream);
}

/* The roles that a name has by a section, not by a list. */
static lyd_roles section_roles(const printer *p, uint32_t i)
{
    return p->topology->endpoints[i].roles & ~p->linked[i];
}

/* The roles that a list or a key of a pool declares. */
#define DECLARED_BY_LISTS (LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL) | LYD_ROLE_BIT(LYD_ROLE_WEB_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_WEB_EXTERNAL))

/* Whether its views must be printed: they aren't those by default. */
static bool views_differ(const printer *p, uint32_t i)
{
    const lyd_topology *t = p->topology;
    const lyd_endpoint *endpoint = &t->endpoints[i];
    lyd_roles declared = section_roles(p, i) | (endpoint->roles & DECLARED_BY_LISTS);
    return endpoint->views != lyd_views_alike(t, lyd_views_default(t, declared, endpoint->urls));
}

static bool has_details(const printer *p, uint32_t i)
{
    const lyd_endpoint *endpoint = &p->topology->endpoints[i];
    return endpoint->declared != LYD_ADDRESS_NONE || endpoint->site != NULL || endpoint->note != NULL || endpoint->configured_count > 0 ||
           endpoint->ip_family != 0;
}

static void put_details(const printer *p, uint32_t i, int indent)
{
    const lyd_endpoint *endpoint = &p->topology->endpoints[i];
    if (endpoint->declared != LYD_ADDRESS_NONE) {
        (void)fprintf(p->stream, "%*saddress-type: %s\n", indent, "", lyd_row_name(lyd_address_types, endpoint->declared));
    }
    if (endpoint->ip_family != 0) {
        (void)fprintf(p->stream, "%*sip-address-family: %s\n", indent, "", lyd_row_name(lyd_ip_families, endpoint->ip_family));
    }
    if (endpoint->site != NULL) {
        (void)fprintf(p->stream, "%*s", indent, "");
        lyd_print_key(p->stream, "site", endpoint->site);
    }
    if (endpoint->note != NULL) {
        (void)fprintf(p->stream, "%*s", indent, "");
        lyd_print_key(p->stream, "note", endpoint->note);
    }
    if (endpoint->configured_count > 0) {
        (void)fprintf(p->stream, "%*sconfigured: [", indent, "");
        for (uint32_t k = 0; k < endpoint->configured_count; k++) {
            char text[LYD_ADDRESS_TEXT];
            lyd_address_format(&endpoint->configured[k], text);
            (void)fprintf(p->stream, "%s\"%s\"", k == 0 ? "" : ", ", text);
        }
        (void)fputs("]\n", p->stream);
    }
}

/* An entry of a section. The views of a name add up over its sections, so each of them has all. */
static void put_entry(const printer *p, uint32_t i)
{
    put_name_remarks(p, i, 2);
    (void)fputs("  - fqdn: ", p->stream);
    lyd_print_name(p->stream, p->topology->endpoints[i].fqdn);
    (void)fputc('\n', p->stream);
    if (views_differ(p, i)) {
        put_views(p, p->topology->endpoints[i].views, 4);
    }
    if (!p->detailed[i]) {
        put_details(p, i, 4);
        p->detailed[i] = true;
    }
}

/* ---- pools ---- */

/* What an external name is for, in its mapping. */
static void put_services(const printer *p, const lyd_endpoint *endpoint, int indent)
{
    if (endpoint->edge_services != 0) {
        (void)fprintf(p->stream, "%*sservice: ", indent, "");
        lyd_print_set(p->stream, lyd_edge_services, endpoint->edge_services);
        (void)fputc('\n', p->stream);
    }
    if (endpoint->client_port != 0) {
        (void)fprintf(p->stream, "%*sport: %u\n", indent, "", (unsigned)endpoint->client_port);
    }
}

/* A name in a list (KEY NULL) or after a key, with the details that no section prints. Where the list declares the name (DECLARES), its
 * views count. */
static void put_linked(const printer *p, const char *key, uint32_t i, bool declares)
{
    const lyd_endpoint *endpoint = &p->topology->endpoints[i];
    bool sectioned = section_roles(p, i) != 0, declared = (endpoint->roles & DECLARED_BY_LISTS) != 0;
    bool views = views_differ(p, i) && (declares || (!sectioned && !declared));
    bool details = !sectioned && !p->detailed[i] && has_details(p, i);
    bool services = key == NULL && declares && (endpoint->edge_services != 0 || endpoint->client_port != 0);
    put_name_remarks(p, i, key != NULL ? 4 : 6);
    if (key != NULL) {
        (void)fprintf(p->stream, "    %s:%s", key, views || details ? "\n        fqdn: " : " ");
    } else {
        (void)fprintf(p->stream, "      - %s", views || details || services ? "fqdn: " : "");
    }
    lyd_print_name(p->stream, endpoint->fqdn);
    (void)fputc('\n', p->stream);
    if (services) {
        put_services(p, endpoint, 8);
    }
    if (views) {
        put_views(p, endpoint->views, 8);
    }
    if (details) {
        put_details(p, i, 8);
        p->detailed[i] = true;
    }
}

static void put_list(const printer *p, const char *key, const uint32_t *list, size_t count, bool declares)
{
    if (count == 0) {
        return;
    }
    (void)fprintf(p->stream, "    %s:\n", key);
    for (size_t i = 0; i < count; i++) {
        put_linked(p, NULL, list[i], declares);
    }
}

static void put_pool(const printer *p, const lyd_pool *pool)
{
    put_entry(p, pool->endpoint);
    if (pool->product != (uint8_t)p->topology->product) {
        (void)fprintf(p->stream, "    version: %s\n", lyd_row_name(lyd_product_names, pool->product));
    }
    put_list(p, "members", pool->members, pool->member_count, false);
    if (pool->edge_pool != LYD_NONE) {
        put_linked(p, "edge-pool", pool->edge_pool, false);
    }
    if (pool->web_internal != LYD_NONE) {
        put_linked(p, "web-internal", pool->web_internal, true);
    }
    if (pool->web_external != LYD_NONE) {
        put_linked(p, "web-external", pool->web_external, true);
    }
    put_list(p, "gateways", pool->gateways, pool->gateway_count, false);
    if (pool->pstn_declared != LYD_ADDRESS_NONE) {
        (void)fprintf(p->stream, "    pstn-interface: %s\n", lyd_row_name(lyd_address_types, pool->pstn_declared));
    }
    if (pool->pstn_endpoint != LYD_NONE) {
        put_linked(p, "pstn-fqdn", pool->pstn_endpoint, false);
    }
    put_list(p, "external", pool->externals, pool->external_count, true);
}

/* ---- sections ---- */

/* The SIP domains of the simple URLs of the Ith endpoint that are URLS, a list of them for each different set of URLs. */
static void put_url_entry(const printer *p, uint32_t i, unsigned urls, bool all)
{
    const lyd_topology *t = p->topology;
    const char *separator = "";
    put_entry(p, i);
    (void)fputs("    url: ", p->stream);
    lyd_print_set(p->stream, lyd_url_names, urls);
    (void)fputs(all ? "\n" : "\n    sip-domain: [", p->stream);
    for (size_t k = 0; k < t->simple_url_count && !all; k++) {
        const lyd_simple_url *url = &t->simple_urls[k];
        if (url->endpoint == i && url->urls == urls && url->domain != LYD_NONE) {
            (void)fputs(separator, p->stream);
            lyd_print_name(p->stream, t->sip_domains[url->domain]);
            separator = ", ";
        }
    }
    (void)fputs(all ? "" : "]\n", p->stream);
}

static void put_urls(const printer *p, uint32_t i)
{
    const lyd_topology *t = p->topology;
    for (unsigned urls = 1; urls < 8; urls++) {
        bool domains = false, all = false;
        for (size_t k = 0; k < t->simple_url_count; k++) {
            bool mine = t->simple_urls[k].endpoint == i && t->simple_urls[k].urls == urls;
            domains = domains || (mine && t->simple_urls[k].domain != LYD_NONE);
            all = all || (mine && t->simple_urls[k].domain == LYD_NONE);
        }
        if (domains) {
            put_url_entry(p, i, urls, false);
        }
        if (all) {
            put_url_entry(p, i, urls, true);
        }
    }
}

/* Prints the Ith pool or endpoint if it belongs into the section of ROLE. */
static bool put_if(const printer *p, const lyd_role_row *role, uint32_t i, bool headed)
{
    const lyd_topology *t = p->topology;
    bool pools = role->link == LYD_LINK_SELF;
    if (pools ? t->pools[i].kind != role->pool : (section_roles(p, i) & LYD_ROLE_BIT(role - lyd_role_rows)) == 0) {
        return false;
    }
    if (!headed) {
        (void)fprintf(p->stream, "\n%s:\n", role->section);
    }
    if (pools) {
        put_pool(p, &t->pools[i]);
    } else if (role - lyd_role_rows == LYD_ROLE_SIMPLE_URL) {
        put_urls(p, i);
    } else {
        put_entry(p, i);
        if (role - lyd_role_rows == LYD_ROLE_EDGE_EXTERNAL) {
            put_services(p, &t->endpoints[i], 4);
        }
    }
    return true;
}

static void put_sections(const printer *p)
{
    for (const lyd_role_row *role = lyd_role_rows; role < lyd_role_rows + LYD_ROLE_COUNT; role++) {
        bool headed = false;
        size_t count = role->link == LYD_LINK_SELF ? p->topology->pool_count : p->topology->endpoint_count;
        for (uint32_t i = 0; i < count; i++) {
            headed |= put_if(p, role, i, headed);
        }
        if (!headed && role->missing != NULL) {
            (void)fputc('\n', p->stream);
            lyd_print_remarks(p->stream, p->topology, LYD_REMARK_ROLE, (uint32_t)(role - lyd_role_rows), 0);
            (void)fprintf(p->stream, "# To add: %s\n#%s:\n#  - fqdn: %s\n", role->missing, role->section, role->example);
        }
    }
}

/* ---- what isn't a name ---- */

/* A list of the words of SET, or of all words where it is empty; PREFIX goes before the key. */
static void put_words(const printer *p, const char *prefix, const char *key, const lyd_row *table, unsigned set)
{
    const char *separator = "";
    (void)fprintf(p->stream, "%s%s: [", prefix, key);
    for (const lyd_row *row = table; row->name != NULL; row++) {
        if ((prefix[0] != '\0' && set == 0) || (set & (unsigned)row->id) != 0) {
            (void)fprintf(p->stream, "%s%s", separator, row->name);
            separator = ", ";
        }
    }
    (void)fputs("]\n", p->stream);
}

/* What is in use; where nothing is known to be, a commented line to fill in, with WHAT (NULL: remarks say it). */
static void put_in_use(const printer *p, const char *key, const char *what, const lyd_row *table, unsigned set)
{
    if (set == 0 && what != NULL) {
        (void)fprintf(p->stream, "# To add: %s\n", what);
    }
    put_words(p, set == 0 ? "#" : "", key, table, set);
}

/* The same with the remarks on it before. */
static void put_remarked(const printer *p, lyd_remark_about about, const char *key, const char *what, const lyd_row *table, unsigned set)
{
    (void)fputc('\n', p->stream);
    lyd_print_remarks(p->stream, p->topology, about, 0, 0);
    put_in_use(p, key, lyd_print_has_remarks(p->topology, about, 0) ? NULL : what, table, set);
}

static void put_head(const printer *p)
{
    const lyd_topology *t = p->topology;
    (void)fputs("# Generated by lyncdns from", p->stream);
    for (size_t i = 0; i < t->file_count; i++) {
        (void)fputc(' ', p->stream);
        lyd_print_quoted(p->stream, t->files[i]);
    }
    (void)fputc('\n', p->stream);
    for (size_t i = 0; i < t->file_count; i++) {
        lyd_print_remarks(p->stream, p->topology, LYD_REMARK_FILE, (uint32_t)i, 0);
    }
    (void)fputs("version: 1\n", p->stream);
    lyd_print_key(p->stream, "name", t->name);
    (void)fprintf(p->stream, "environment: %s\n", t->lab ? "lab" : "production # or lab");
    lyd_print_remarks(p->stream, p->topology, LYD_REMARK_PRODUCT, 0, 0);
    (void)fprintf(p->stream, "product: %s\n", lyd_row_name(lyd_product_names, (int)t->product));
    put_remarked(p, LYD_REMARK_FEATURES, "features",
                 "the features that are in use (Get-CsNetworkConfiguration, Get-CsTrunkConfiguration, Get-CsLocationPolicy)",
                 lyd_feature_names, t->features);
}

static bool has_edge_pool(const lyd_topology *t)
{
    for (size_t i = 0; i < t->pool_count; i++) {
        if (t->pools[i].kind == LYD_POOL_EDGE) {
            return true;
        }
    }
    return false;
}

/* The SIP domains, and what decides which service records they want. */
static void put_domains(const printer *p)
{
    const lyd_topology *t = p->topology;
    if (t->sip_domain_count == 0) {
        (void)fputs("\n# To add: the SIP domains, the default one first (Get-CsSipDomain)\n#sip-domains: [example.com]\n", p->stream);
    } else {
        (void)fputc('\n', p->stream);
        lyd_print_remarks(p->stream, p->topology, LYD_REMARK_DOMAINS, 0, 0);
    }
    for (size_t i = 0; i < t->sip_domain_count; i++) {
        (void)fputs(i == 0 ? "sip-domains:\n  - " : "  - ", p->stream);
        lyd_print_name(p->stream, t->sip_domains[i]);
        (void)fputc('\n', p->stream);
    }
    if (t->remote_access != (has_edge_pool(t) ? LYD_REMOTE_SIP | LYD_REMOTE_WEB : 0)) {
        put_words(p, "", "remote-access", lyd_remote_names, t->remote_access);
    }
    if (t->clients != LYD_CLIENT_LYNC_2013) {
        put_words(p, "", "clients", lyd_client_names, t->clients);
    } else {
        (void)fputc('\n', p->stream);
        put_in_use(p, "clients", "the clients that are in use, if not lync-2013 alone", lyd_client_names, 0);
    }
    put_remarked(p, LYD_REMARK_SERVICES, "services", "the services that are in use (Get-CsAccessEdgeConfiguration, Get-CsHostingProvider)",
                 lyd_service_names, t->services);
}

static void put_view_list(const printer *p)
{
    const lyd_topology *t = p->topology;
    if (t->view_count == 0) {
        (void)fputs("\n# To add: the DNS servers of each view\n#views:\n#  - name: internal\n#    servers: [\"10.0.0.10\", \"10.0.0.11\"]\n"
                    "#  - name: external\n#    servers: [\"192.0.2.53\"]\n",
                    p->stream);
        return;
    }
    (void)fputs("\nviews:\n", p->stream);
    for (size_t i = 0; i < t->view_count; i++) {
        (void)fputs("  - name: ", p->stream);
        lyd_print_quoted(p->stream, t->views[i].name);
        if (t->views[i].kind != lyd_view_kind_named(t->views[i].name)) {
            (void)fprintf(p->stream, "\n    kind: %s", lyd_row_name(lyd_view_kinds, t->views[i].kind));
        }
        if (t->views[i].like != LYD_NONE) {
            (void)fputs("\n    expect-like: ", p->stream);
            lyd_print_quoted(p->stream, t->views[t->views[i].like].name);
        }
        (void)fputs("\n    servers: [", p->stream);
        for (size_t k = 0; k < t->views[i].server_count; k++) {
            (void)fprintf(p->stream, "%s\"%s\"", k == 0 ? "" : ", ", t->views[i].servers[k].text);
        }
        (void)fputs(t->views[i].server_count == 0 ? "] # to add\n" : "]\n", p->stream);
    }
}

static void put_networks(const printer *p, bool remote)
{
    const char *key = remote ? "remote-networks" : "client-networks";
    bool any = false;
    for (size_t i = 0; i < p->topology->network_count; i++) {
        const lyd_network *network = &p->topology->networks[i];
        if (network->remote != remote) {
            continue;
        }
        if (!any) {
            (void)fprintf(p->stream, "\n%s:\n", key);
            any = true;
        }
        (void)fputs("  - name: ", p->stream);
        lyd_print_quoted(p->stream, network->name);
        (void)fprintf(p->stream, "\n    address-type: %s\n", lyd_row_name(lyd_address_types, (int)network->type));
    }
    if (!any) {
        (void)fprintf(
            p->stream,
            "\n# To add: the networks of %s, with the address types that they have\n#%s:\n#  - name: %s\n#    address-type: dual-stack\n",
            remote ? "remote users" : "clients", key, remote ? "home-office" : "head-office");
    }
}

static void put_policy(const printer *p)
{
    const lyd_topology *t = p->topology;
    for (size_t i = 0; i < t->severity_count; i++) {
        (void)fputs(i == 0 ? "\nseverities:\n  - " : "  - ", p->stream);
        lyd_print_key(p->stream, "rule", t->severities[i].rule);
        lyd_print_key(p->stream, "    severity", t->severities[i].severity);
    }
    for (size_t i = 0; i < t->waiver_count; i++) {
        (void)fputs(i == 0 ? "\nwaivers:\n  - " : "  - ", p->stream);
        lyd_print_key(p->stream, "rule", t->waivers[i].rule);
        lyd_print_key(p->stream, "    fqdn", t->waivers[i].fqdn);
        lyd_print_key(p->stream, "    reason", t->waivers[i].reason);
        lyd_print_key(p->stream, "    expires", t->waivers[i].expires);
    }
}

/* ---- the whole ---- */

static void link_all(printer *p, const uint32_t *list, size_t count, lyd_role role)
{
    for (size_t i = 0; i < count; i++) {
        p->linked[list[i]] |= LYD_ROLE_BIT(role);
    }
}

static void links_gather(printer *p)
{
    for (size_t i = 0; i < p->topology->pool_count; i++) {
        const lyd_pool *pool = &p->topology->pools[i];
        link_all(p, pool->members, pool->member_count, lyd_role_linked(pool->kind, LYD_LINK_MEMBER));
        link_all(p, pool->externals, pool->external_count, LYD_ROLE_EDGE_EXTERNAL);
        link_all(p, &pool->web_internal, pool->web_internal != LYD_NONE, LYD_ROLE_WEB_INTERNAL);
        link_all(p, &pool->web_external, pool->web_external != LYD_NONE, LYD_ROLE_WEB_EXTERNAL);
        link_all(p, &pool->pstn_endpoint, pool->pstn_endpoint != LYD_NONE, LYD_ROLE_MEDIATION_SERVER);
    }
}

lyd_status lyd_topology_print(const lyd_topology *topology, FILE *stream)
{
    printer p = {.topology = topology, .stream = stream};
    size_t count = topology->endpoint_count + 1; /* calloc(0) may give NULL */
    lyd_status status = LYD_ENOMEM;
    p.linked = calloc(count, sizeof(*p.linked));
    p.detailed = calloc(count, sizeof(*p.detailed));
    p.remarked = calloc(count, sizeof(*p.remarked));
    if (p.linked == NULL || p.detailed == NULL || p.remarked == NULL) {
        goto done;
    }
    links_gather(&p);
    put_head(&p);
    put_domains(&p);
    put_view_list(&p);
    put_networks(&p, false);
    put_networks(&p, true);
    put_sections(&p);
    put_policy(&p);
    status = fflush(stream) != 0 || ferror(stream) ? LYD_EIO : LYD_OK;

done:
    free(p.linked);
    free(p.detailed);
    free(p.remarked);
    return status;
}
