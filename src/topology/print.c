#include "topology/build/builder.h"
#include "topology/yaml/write.h"

#include <stdlib.h>
#include <string.h>

/* What is known of the names while they are printed. A name is printed wherever it has a role; what is said of it stands at one place: its
 * first section, or where it has none, the first list that it is in. */
typedef struct printer {
    const lyd_topology *topology;
    FILE *stream;
    lyd_roles *linked;           /* of each endpoint: the roles that lists give it */
    bool *said;                  /* of each endpoint: what is to say of it has been */
    uint32_t internal, external; /* views by default */
} printer;

static void put_key(const printer *p, const char *key, const char *text)
{
    (void)fprintf(p->stream, "%s: ", key);
    lyd_yaml_put_quoted(p->stream, text);
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
            lyd_yaml_put_quoted(p->stream, p->topology->views[i].name);
            separator = ", ";
        }
    }
    (void)fputs("]\n", p->stream);
}

/* The roles that a name has in a section of its own, not only in lists. */
static lyd_roles section_roles(const printer *p, uint32_t i)
{
    return p->topology->endpoints[i].roles & ~p->linked[i];
}

/* Whether its views have to be said: they aren't what reading it back without them would give. */
static bool views_differ(const printer *p, uint32_t i)
{
    const lyd_endpoint *endpoint = &p->topology->endpoints[i];
    lyd_roles sections = section_roles(p, i), external = LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL);
    uint32_t views = (endpoint->roles & external) != 0 ? p->external : 0;
    if ((sections & ~external) != 0) {
        views |= p->internal;
    }
    return endpoint->views != (views != 0 ? views : p->internal);
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

/* An entry of a section. Views add up over the sections of a name, so each of them says them. */
static void put_entry(const printer *p, uint32_t i)
{
    (void)fputs("  - fqdn: ", p->stream);
    lyd_yaml_put_name(p->stream, p->topology->endpoints[i].fqdn);
    (void)fputc('\n', p->stream);
    if (views_differ(p, i)) {
        put_views(p, p->topology->endpoints[i].views, 4);
    }
    if (!p->said[i]) {
        put_details(p, i, 4);
        p->said[i] = true;
    }
}

/* ---- pools ---- */

/* A name in a list (KEY NULL) or behind a key, with what no section says of it. An external name's place in the list is a declaration,
 * whose views count. */
static void put_linked(const printer *p, const char *key, uint32_t i, bool external)
{
    const lyd_endpoint *endpoint = &p->topology->endpoints[i];
    bool sectioned = section_roles(p, i) != 0, declared = (endpoint->roles & LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL)) != 0;
    bool views = views_differ(p, i) && (external || (!sectioned && !declared));
    bool details = !sectioned && !p->said[i] && has_details(p, i);
    if (key != NULL) {
        (void)fprintf(p->stream, "    %s:%s", key, views || details ? "\n        fqdn: " : " ");
    } else {
        (void)fprintf(p->stream, "      - %s", views || details ? "fqdn: " : "");
    }
    lyd_yaml_put_name(p->stream, endpoint->fqdn);
    (void)fputc('\n', p->stream);
    if (views) {
        put_views(p, endpoint->views, 8);
    }
    if (details) {
        put_details(p, i, 8);
        p->said[i] = true;
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

/* The sections that hold names, in the order of printing; EXAMPLE stands in a comment where there are none and people will want some. */
static const struct {
    const char *key;
    const char *example;
    int pool; /* a lyd_pool_kind, or -1: ROLE */
    lyd_role role;
} sections[] = {
    {"exchange-um", "every Exchange Unified Messaging name: no export holds them\n#exchange-um:\n#  - fqdn: um01.example.com", -1,
     LYD_ROLE_EXCHANGE_UM},
    {"front-end-pools", NULL, LYD_POOL_FRONT_END, LYD_ROLE_COUNT},
    {"front-end-servers", NULL, -1, LYD_ROLE_FRONT_END_SERVER},
    {"director-pools", NULL, LYD_POOL_DIRECTOR, LYD_ROLE_COUNT},
    {"director-servers", NULL, -1, LYD_ROLE_DIRECTOR_SERVER},
    {"mediation-pools", NULL, LYD_POOL_MEDIATION, LYD_ROLE_COUNT},
    {"mediation-servers", NULL, -1, LYD_ROLE_MEDIATION_SERVER},
    {"pstn-gateways", NULL, -1, LYD_ROLE_PSTN_GATEWAY},
    {"edge-pools", NULL, LYD_POOL_EDGE, LYD_ROLE_COUNT},
    {"edge-servers", NULL, -1, LYD_ROLE_EDGE_SERVER},
    {"edge-external", NULL, -1, LYD_ROLE_EDGE_EXTERNAL},
    {"persistent-chat-pools", NULL, -1, LYD_ROLE_PERSISTENT_CHAT},
    {"location-information-services",
     "the Location Information service, where E9-1-1 is in use\n#location-information-services:\n#  - fqdn: lis.example.com", -1,
     LYD_ROLE_LOCATION_INFORMATION_SERVICE},
    {"monitoring", NULL, -1, LYD_ROLE_MONITORING},
    {"other", NULL, -1, LYD_ROLE_OTHER},
};

/* Prints the Ith thing of a section if it belongs there. */
static bool put_if(const printer *p, size_t section, uint32_t i, bool headed)
{
    const lyd_topology *t = p->topology;
    bool belongs = sections[section].pool >= 0 ? (int)t->pools[i].kind == sections[section].pool
                                               : (section_roles(p, i) & LYD_ROLE_BIT(sections[section].role)) != 0;
    if (belongs && !headed) {
        (void)fprintf(p->stream, "\n%s:\n", sections[section].key);
    }
    if (belongs && sections[section].pool >= 0) {
        put_pool(p, &t->pools[i]);
    } else if (belongs) {
        put_entry(p, i);
    }
    return belongs;
}

static void put_sections(const printer *p)
{
    for (size_t k = 0; k < LYD_COUNT(sections); k++) {
        bool headed = false;
        size_t count = sections[k].pool >= 0 ? p->topology->pool_count : p->topology->endpoint_count;
        for (uint32_t i = 0; i < count; i++) {
            headed |= put_if(p, k, i, headed);
        }
        if (!headed && sections[k].example != NULL) {
            (void)fprintf(p->stream, "\n# To add: %s\n", sections[k].example);
        }
    }
}

/* ---- what isn't a name ---- */

static void put_head(const printer *p)
{
    const lyd_topology *t = p->topology;
    (void)fputs("# Made by lyncdns from", p->stream);
    for (size_t i = 0; i < t->file_count; i++) {
        (void)fputc(' ', p->stream);
        lyd_yaml_put_quoted(p->stream, t->files[i]);
    }
    (void)fputs("\nversion: 1\n", p->stream);
    put_key(p, "name", t->name);
    (void)fprintf(p->stream, "environment: %s\n", t->lab ? "lab" : "production # or lab");
    if (t->features == 0) {
        (void)fputs("\n# To add: the features in use\n#features: [call-admission-control, enhanced-9-1-1, media-bypass]\n", p->stream);
        return;
    }
    (void)fputs("features:\n", p->stream);
    for (const lyd_row *row = lyd_feature_names; row->name != NULL; row++) {
        if ((t->features & (unsigned)row->id) != 0) {
            (void)fprintf(p->stream, "  - %s\n", row->name);
        }
    }
}

static void put_domains(const printer *p)
{
    for (size_t i = 0; i < p->topology->sip_domain_count; i++) {
        (void)fputs(i == 0 ? "\nsip-domains:\n  - " : "  - ", p->stream);
        lyd_yaml_put_name(p->stream, p->topology->sip_domains[i]);
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
        lyd_yaml_put_quoted(p->stream, t->views[i].name);
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
        lyd_yaml_put_quoted(p->stream, network->name);
        (void)fprintf(p->stream, "\n    address-type: %s\n", lyd_row_name(lyd_address_types, (int)network->type));
    }
    if (!any) {
        (void)fprintf(p->stream, "\n# To add: where %s are, which DNS can't tell\n#%s:\n#  - name: %s\n#    address-type: dual-stack\n",
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
        link_all(p, pool->members, pool->member_count, lyd_pool_member_role(pool->kind));
        link_all(p, pool->externals, pool->external_count, LYD_ROLE_EDGE_EXTERNAL);
        link_all(p, &pool->pstn_endpoint, pool->pstn_endpoint != LYD_NONE, LYD_ROLE_MEDIATION_SERVER);
    }
}

lyd_status lyd_topology_print(const lyd_topology *topology, FILE *stream)
{
    printer p = {.topology = topology, .stream = stream};
    size_t count = topology->endpoint_count + 1; /* none is no failure */
    lyd_status status = LYD_ENOMEM;
    p.linked = calloc(count, sizeof(*p.linked));
    p.said = calloc(count, sizeof(*p.said));
    if (p.linked == NULL || p.said == NULL) {
        goto done;
    }
    lyd_views_default(topology->views, topology->view_count, &p.internal, &p.external);
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
    free(p.said);
    return status;
}
