/* Writing a topology as YAML that reads back to the same topology. */
#include <lyncdns/topology.h>

#include <stdlib.h>
#include <string.h>

/* A name is printed wherever it has a role; its details once: in its first section, or where it has none, in the first list. */
typedef struct printer {
    const lyd_topology *topology;
    FILE *stream;
    lyd_roles *linked; /* of each endpoint: the roles that lists give it */
    bool *detailed;    /* of each endpoint: its details are printed */
} printer;

/* ---- scalars ---- */

static uint32_t code_point(const unsigned char *p, size_t length)
{
    static const unsigned char first[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = p[0] & first[length];
    for (size_t i = 1; i < length; i++) {
        c = c << 6 | (p[i] & 0x3F);
    }
    return c;
}

/* Writes any text, double-quoted (YAML 1.2 section 5.7), with what is unsafe for a terminal or invalid in YAML escaped. */
static void put_quoted(FILE *stream, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t left = strlen(text);
    (void)fputc('"', stream);
    while (left > 0) {
        size_t length = lyd_utf8_length(p, left);
        uint32_t c = length == 0 ? *p : code_point(p, length);
        if (c == '"' || c == '\\') {
            (void)fprintf(stream, "\\%c", (int)c);
        } else if (lyd_text_safe_unit(p, left) == 0 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF) {
            (void)fprintf(stream, "\\u%04X", (unsigned)c);
        } else {
            (void)fwrite(p, 1, length, stream);
        }
        length = length == 0 ? 1 : length;
        p += length;
        left -= length;
    }
    (void)fputc('"', stream);
}

/* A canonical name: plain where that is safe; a single label could be a word of YAML. */
static void put_name(FILE *stream, const char *name)
{
    bool plain = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(name) && name[0] != '-' && strchr(name, '.') != NULL;
    if (plain) {
        (void)fputs(name, stream);
    } else {
        put_quoted(stream, name);
    }
}

static void put_key(const printer *p, const char *key, const char *text)
{
    (void)fprintf(p->stream, "%s: ", key);
    put_quoted(p->stream, text);
    (void)fputc('\n', p->stream);
}

/* ---- endpoints ---- */

static void put_views(const printer *p, uint32_t views, int indent)
{
    const char *separator = "";
    (void)fprintf(p->stream, "%*sviews: [", indent, "");
    for (size_t i = 0; i < p->topology->view_count; i++) {
        if ((views & (uint32_t)1 << i) != 0) {
            (void)fputs(separator, p->stream);
            put_quoted(p->stream, p->topology->views[i].name);
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

/* Whether its views must be printed: they aren't those by default. */
static bool views_differ(const printer *p, uint32_t i)
{
    const lyd_topology *t = p->topology;
    const lyd_endpoint *endpoint = &t->endpoints[i];
    lyd_roles declared = section_roles(p, i) | (endpoint->roles & LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL)); /* a list declares those */
    return endpoint->views != lyd_views_default(t->views, t->view_count, declared);
}

static bool has_details(const printer *p, uint32_t i)
{
    const lyd_endpoint *endpoint = &p->topology->endpoints[i];
    return endpoint->declared != LYD_ADDRESS_NONE || endpoint->site != NULL || endpoint->note != NULL || endpoint->configured_count > 0;
}

static void put_details(const printer *p, uint32_t i, int indent)
{
    const lyd_endpoint *endpoint = &p->topology->endpoints[i];
    if (endpoint->declared != LYD_ADDRESS_NONE) {
        (void)fprintf(p->stream, "%*saddress-type: %s\n", indent, "", lyd_row_name(lyd_address_types, endpoint->declared));
    }
    if (endpoint->site != NULL) {
        (void)fprintf(p->stream, "%*s", indent, "");
        put_key(p, "site", endpoint->site);
    }
    if (endpoint->note != NULL) {
        (void)fprintf(p->stream, "%*s", indent, "");
        put_key(p, "note", endpoint->note);
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
    (void)fputs("  - fqdn: ", p->stream);
    put_name(p->stream, p->topology->endpoints[i].fqdn);
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

/* A name in a list (KEY NULL) or after a key, with the details that no section prints. An external name in a list is a declaration, whose
 * views count. */
static void put_linked(const printer *p, const char *key, uint32_t i, bool external)
{
    const lyd_endpoint *endpoint = &p->topology->endpoints[i];
    bool sectioned = section_roles(p, i) != 0, declared = (endpoint->roles & LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL)) != 0;
    bool views = views_differ(p, i) && (external || (!sectioned && !declared));
    bool details = !sectioned && !p->detailed[i] && has_details(p, i);
    if (key != NULL) {
        (void)fprintf(p->stream, "    %s:%s", key, views || details ? "\n        fqdn: " : " ");
    } else {
        (void)fprintf(p->stream, "      - %s", views || details ? "fqdn: " : "");
    }
    put_name(p->stream, endpoint->fqdn);
    (void)fputc('\n', p->stream);
    if (views) {
        put_views(p, endpoint->views, 8);
    }
    if (details) {
        put_details(p, i, 8);
        p->detailed[i] = true;
    }
}

static void put_list(const printer *p, const char *key, const uint32_t *list, size_t count, bool external)
{
    if (count == 0) {
        return;
    }
    (void)fprintf(p->stream, "    %s:\n", key);
    for (size_t i = 0; i < count; i++) {
        put_linked(p, NULL, list[i], external);
    }
}

static void put_pool(const printer *p, const lyd_pool *pool)
{
    put_entry(p, pool->endpoint);
    put_list(p, "members", pool->members, pool->member_count, false);
    if (pool->edge_pool != LYD_NONE) {
        put_linked(p, "edge-pool", pool->edge_pool, false);
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
    } else {
        put_entry(p, i);
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
            (void)fprintf(p->stream, "\n# To add: %s\n#%s:\n#  - fqdn: %s\n", role->missing, role->section, role->example);
        }
    }
}

/* ---- what isn't a name ---- */

static void put_head(const printer *p)
{
    const char *separator = "";
    const lyd_topology *t = p->topology;
    (void)fputs("# Generated by lyncdns from", p->stream);
    for (size_t i = 0; i < t->file_count; i++) {
        (void)fputc(' ', p->stream);
        put_quoted(p->stream, t->files[i]);
    }
    (void)fputs("\nversion: 1\n", p->stream);
    put_key(p, "name", t->name);
    (void)fprintf(p->stream, "environment: %s\n", t->lab ? "lab" : "production # or lab");
    (void)fprintf(p->stream, "product: %s\n", lyd_row_name(lyd_product_names, (int)t->product));
    if (t->features == 0) {
        (void)fputs("\n# To add: the features that are in use", p->stream);
    }
    (void)fprintf(p->stream, "\n%sfeatures: [", t->features == 0 ? "#" : "");
    for (const lyd_row *row = lyd_feature_names; row->name != NULL; row++) {
        if (t->features == 0 || (t->features & (unsigned)row->id) != 0) {
            (void)fprintf(p->stream, "%s%s", separator, row->name);
            separator = ", ";
        }
    }
    (void)fputs("]\n", p->stream);
}

static void put_domains(const printer *p)
{
    for (size_t i = 0; i < p->topology->sip_domain_count; i++) {
        (void)fputs(i == 0 ? "\nsip-domains:\n  - " : "  - ", p->stream);
        put_name(p->stream, p->topology->sip_domains[i]);
        (void)fputc('\n', p->stream);
    }
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
        put_quoted(p->stream, t->views[i].name);
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
        put_quoted(p->stream, network->name);
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
        put_key(p, "rule", t->severities[i].rule);
        put_key(p, "    severity", t->severities[i].severity);
    }
    for (size_t i = 0; i < t->waiver_count; i++) {
        (void)fputs(i == 0 ? "\nwaivers:\n  - " : "  - ", p->stream);
        put_key(p, "rule", t->waivers[i].rule);
        put_key(p, "    fqdn", t->waivers[i].fqdn);
        put_key(p, "    reason", t->waivers[i].reason);
        put_key(p, "    expires", t->waivers[i].expires);
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
    if (p.linked == NULL || p.detailed == NULL) {
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
    return status;
}
