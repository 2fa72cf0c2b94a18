/* A topology that is printed and loaded again is the same topology. */
#include "suite.h"

#include "topology/build/builder.h"

#include <lyncdns/topology.h>

#include <string.h>

#define VIEWS "version: 1\nviews:\n  - {name: internal, servers: [10.0.0.1]}\n  - {name: external, servers: [\"[2001:db8::1]:54\"]}\n"

static char *printed(const lyd_topology *t)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_eq(lyd_topology_print(t, stream), LYD_OK);
    (void)fclose(stream);
    return text;
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Places of an endpoint of A in B. */
static bool same_endpoint(const lyd_topology *a, const lyd_topology *b, uint32_t i, uint32_t k)
{
    return i == LYD_NONE || k == LYD_NONE ? i == k : strcmp(a->endpoints[i].fqdn, b->endpoints[k].fqdn) == 0;
}

static bool same_list(const lyd_topology *a, const lyd_topology *b, const uint32_t *x, size_t x_count, const uint32_t *y, size_t y_count)
{
    bool same = x_count == y_count;
    for (size_t i = 0; same && i < x_count; i++) {
        same = same_endpoint(a, b, x[i], y[i]);
    }
    return same;
}

static const char *endpoints_differ(const lyd_topology *a, const lyd_topology *b)
{
    for (size_t i = 0; i < a->endpoint_count; i++) {
        const lyd_endpoint *x = &a->endpoints[i];
        uint32_t k = lyd_topology_find(b, x->fqdn);
        const lyd_endpoint *y = k == LYD_NONE ? NULL : &b->endpoints[k];
        bool same = y != NULL && x->roles == y->roles && x->views == y->views && x->declared == y->declared &&
                    x->edge_services == y->edge_services && x->client_port == y->client_port && x->urls == y->urls &&
                    same_text(x->site, y->site) && same_text(x->note, y->note) && x->configured_count == y->configured_count;
        for (uint32_t c = 0; same && c < x->configured_count; c++) {
            same = lyd_address_compare(&x->configured[c], &y->configured[c]) == 0;
        }
        if (!same) {
            return x->fqdn;
        }
    }
    return a->endpoint_count == b->endpoint_count ? NULL : "the number of endpoints";
}

static const char *pools_differ(const lyd_topology *a, const lyd_topology *b)
{
    for (size_t i = 0; i < a->pool_count; i++) {
        const lyd_pool *x = &a->pools[i], *y = NULL;
        for (size_t k = 0; k < b->pool_count; k++) {
            if (b->pools[k].kind == x->kind && same_endpoint(a, b, x->endpoint, b->pools[k].endpoint)) {
                y = &b->pools[k];
            }
        }
        if (y == NULL || !same_list(a, b, x->members, x->member_count, y->members, y->member_count) ||
            !same_list(a, b, x->gateways, x->gateway_count, y->gateways, y->gateway_count) ||
            !same_list(a, b, x->externals, x->external_count, y->externals, y->external_count) ||
            !same_endpoint(a, b, x->edge_pool, y->edge_pool) || x->product != y->product ||
            !same_endpoint(a, b, x->web_internal, y->web_internal) || !same_endpoint(a, b, x->web_external, y->web_external) ||
            !same_endpoint(a, b, x->pstn_endpoint, y->pstn_endpoint) || x->pstn_declared != y->pstn_declared) {
            return a->endpoints[x->endpoint].fqdn;
        }
    }
    return a->pool_count == b->pool_count ? NULL : "the number of pools";
}

static const char *rest_differs(const lyd_topology *a, const lyd_topology *b)
{
    if (!same_text(a->name, b->name) || a->lab != b->lab || a->product != b->product || a->features != b->features ||
        a->remote_access != b->remote_access || a->clients != b->clients || a->services != b->services ||
        a->simple_url_count != b->simple_url_count || a->sip_domain_count != b->sip_domain_count || a->view_count != b->view_count ||
        a->network_count != b->network_count || a->severity_count != b->severity_count || a->waiver_count != b->waiver_count) {
        return "a name, a setting or a count";
    }
    for (size_t i = 0; i < a->sip_domain_count; i++) {
        if (!same_text(a->sip_domains[i], b->sip_domains[i])) {
            return a->sip_domains[i];
        }
    }
    for (size_t i = 0; i < a->view_count; i++) {
        bool same = same_text(a->views[i].name, b->views[i].name) && a->views[i].kind == b->views[i].kind &&
                    a->views[i].like == b->views[i].like && a->views[i].server_count == b->views[i].server_count;
        for (size_t k = 0; same && k < a->views[i].server_count; k++) {
            same = same_text(a->views[i].servers[k].text, b->views[i].servers[k].text);
        }
        if (!same) {
            return a->views[i].name;
        }
    }
    for (size_t i = 0; i < a->simple_url_count; i++) {
        const lyd_simple_url *x = &a->simple_urls[i];
        size_t k = 0;
        while (k < b->simple_url_count && !(same_endpoint(a, b, x->endpoint, b->simple_urls[k].endpoint) &&
                                            x->domain == b->simple_urls[k].domain && x->urls == b->simple_urls[k].urls)) {
            k++;
        }
        if (k == b->simple_url_count) {
            return a->endpoints[x->endpoint].fqdn;
        }
    }
    for (size_t i = 0; i < a->network_count; i++) {
        /* Client networks are printed before remote ones, as they are ordered here. */
        if (!same_text(a->networks[i].name, b->networks[i].name) || a->networks[i].type != b->networks[i].type ||
            a->networks[i].remote != b->networks[i].remote) {
            return a->networks[i].name;
        }
    }
    for (size_t i = 0; i < a->severity_count; i++) {
        if (!same_text(a->severities[i].rule, b->severities[i].rule) || !same_text(a->severities[i].severity, b->severities[i].severity)) {
            return a->severities[i].rule;
        }
    }
    for (size_t i = 0; i < a->waiver_count; i++) {
        const lyd_waiver *x = &a->waivers[i], *y = &b->waivers[i];
        if (!same_text(x->rule, y->rule) || !same_text(x->fqdn, y->fqdn) || !same_text(x->reason, y->reason) ||
            x->last_day != y->last_day) {
            return x->rule;
        }
    }
    return NULL;
}

/* Prints T, loads that and compares; T is freed. */
static void check_round_trip(lyd_topology *t, const char *what)
{
    char *text = printed(t);
    lyd_topology *again = NULL;
    lyd_diag *diag = lyd_diag_new();
    lyd_status status = lyd_topology_parse(text, strlen(text), "printed.yaml", NULL, 0, &again, diag);
    ck_assert_msg(status == LYD_OK, "%s: %s\n%s", what, lyd_diag_message(diag, 0), text);
    const char *difference = endpoints_differ(t, again);
    difference = difference != NULL ? difference : pools_differ(t, again);
    difference = difference != NULL ? difference : rest_differs(t, again);
    ck_assert_msg(difference == NULL, "%s: %s differs:\n%s", what, difference, text);
    lyd_topology_free(again);
    lyd_topology_free(t);
    lyd_diag_free(diag);
    free(text);
}

START_TEST(a_file_is_printed)
{
    static const char *const texts[] = {
        "version: 1\nother: [{fqdn: a.b}]\n",
        "version: 1\nclient-networks: [{name: \"a: \\\"b\\\" # c\\\\\\n\\t\\x7F\\x85\\u2028\\u202E\\uFEFFd\\U0001F600\", address-type: "
        "ipv4}]\n",
        VIEWS "name: \"yes\"\nenvironment: lab\nproduct: skype-for-business-se\nfeatures: [media-bypass]\nsip-domains: [Contoso.com, "
              "\"null\"]\nother: [{fqdn: \"null\"}]\n",
        VIEWS "client-networks: [{name: n, address-type: ipv4}]\nremote-networks: [{name: n, address-type: ipv6}]\n",
        VIEWS "other: [{fqdn: a.b, views: [external], site: \"S: 1\", note: what, configured: [\"::1\", 10.0.0.1, 0.0.0.0]}]\n",
        VIEWS "other: [{fqdn: a.b, views: [external]}]\nmonitoring: [{fqdn: a.b, views: [external], address-type: ipv6}]\n",
        VIEWS "edge-pools: [{fqdn: e.b, members: [m.b], external: [sip.b, {fqdn: av.b, views: [internal], address-type: ipv4}]}]\n"
              "other: [{fqdn: sip.b}]\n",
        VIEWS "edge-pools: [{fqdn: e.b, external: [{fqdn: x.b, views: [internal]}]}, {fqdn: f.b, external: [{fqdn: x.b, views: "
              "[internal]}]}]\nother: [{fqdn: x.b, views: [internal]}]\n",
        VIEWS "edge-pools: [{fqdn: e.b, external: [e.b]}]\n",
        VIEWS "front-end-pools: [{fqdn: p.b, edge-pool: {fqdn: e.b, views: [external], site: x}, members: [{fqdn: m.b, views: [external], "
              "note: n}]}]\n"
              "director-pools: [{fqdn: d.b, members: [m.b]}]\n",
        VIEWS "mediation-pools: [{fqdn: p.b, members: [p.b], gateways: [{fqdn: g.b, address-type: ipv4, views: [external]}], "
              "pstn-interface: ipv4},\n"
              "  {fqdn: q.b, gateways: [g.b], pstn-fqdn: {fqdn: i.b, address-type: ipv4, views: [external, internal]}}]\n",
        "version: 1\nviews: [{name: \"a b\", servers: []}, {name: internal, servers: []}]\nother: [{fqdn: \"*.c\"}, {fqdn: "
        "_x.y}]\n",
        "version: 1\nviews:\n  - {name: in, kind: internal, servers: [10.0.0.1]}\n  - {name: external, servers: [10.0.0.2]}\n"
        "  - {name: vpn, kind: remote-client, expect-like: in, servers: [10.0.0.3]}\n  - {name: perimeter, kind: edge, servers: "
        "[10.0.0.4]}\n"
        "sip-domains: [b.c, d.e]\nremote-access: [sip]\nclients: [lync-2010, mobile]\nservices: [federation, hybrid]\n"
        "front-end-pools:\n  - {fqdn: p.b.c, version: lync-2010, edge-pool: e.b.c, web-internal: wi.b.c, web-external: we.b.c}\n"
        "  - {fqdn: q.b.c, web-internal: q.b.c, web-external: {fqdn: wx.b.c, views: [in]}}\n"
        "director-pools: [{fqdn: d.b.c, web-internal: wd.b.c}]\n"
        "edge-pools:\n  - fqdn: e.b.c\n    external: [{fqdn: sip.b.c, service: access, port: 443}, {fqdn: av.b.c, service: [av, "
        "web-conferencing]}]\n"
        "edge-external: [{fqdn: old.b.c, service: access, port: 5061}]\n"
        "simple-urls:\n  - {fqdn: meet.b.c, url: meet, sip-domain: b.c}\n  - {fqdn: meet.b.c, url: [meet, dialin], sip-domain: [d.e]}\n"
        "  - {fqdn: admin.b.c, url: admin}\noffice-web-apps: [{fqdn: owas.b.c}]\nweb-external: [{fqdn: alone.b.c}]\n",
        "version: 1\nother: [{fqdn: a.b}]\nremote-access: []\nedge-pools: [{fqdn: e.b}]\nseverities: [{rule: X, severity: y}]\nwaivers: "
        "[{rule: X, fqdn: \"*\", reason: \"- a: b\", "
        "expires: 2030-01-01}]\n",
        "fqdn,role,pool,view,address-type\nfe.b,front-end-server,,,\nd.b,director-server,,,\nm.b,mediation-server,,x,ipv4\n"
        "es.b,edge-server,,,\nee.b,edge-external,,y,\nfe.b,edge-external,,,\np.b,front-end-pool,e.b,,\nlis.b,location-information-service,,"
        ",\n"
        "c.b,persistent-chat,,,\nmon.b,monitoring,,,\num.b,exchange-um,,,\ngw.b,pstn-gateway,,,\n",
    };
    for (size_t i = 0; i < LYD_COUNT(texts); i++) {
        lyd_topology *t = NULL;
        lyd_diag *diag = lyd_diag_new();
        ck_assert_msg(lyd_topology_parse(texts[i], strlen(texts[i]), "a\n\"b\".yaml", NULL, 0, &t, diag) == LYD_OK, "%s\n%s",
                      lyd_diag_message(diag, 0), texts[i]);
        lyd_diag_free(diag);
        check_round_trip(t, texts[i]);
    }
}
END_TEST

/* What only exports have, through the builder. */
START_TEST(an_export_is_printed)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_builder *builder = lyd_builder_new(diag);
    lyd_topology *t = NULL;
    lyd_address addresses[2];
    uint32_t pool = LYD_NONE;
    ck_assert(lyd_address_parse("10.0.0.1", &addresses[0]) && lyd_address_parse("::", &addresses[1]));
    ck_assert_int_eq(lyd_builder_begin(builder, "x.tbxml"), LYD_OK);
    lyd_entry entry = {.fqdn = "P.B", .site = "Site one", .note = "first", .line = 1};
    ck_assert_int_eq(lyd_builder_pool(builder, LYD_POOL_FRONT_END, &entry, 0, &pool), LYD_OK);
    entry.note = "second";
    ck_assert_int_eq(lyd_builder_pool(builder, LYD_POOL_FRONT_END, &entry, 0, &pool), LYD_OK);
    entry = (lyd_entry){.fqdn = "m.b", .configured = addresses, .configured_count = 2, .line = 2};
    ck_assert_int_eq(lyd_builder_link(builder, pool, LYD_LINK_MEMBER, &entry, 0), LYD_OK);
    ck_assert_int_eq(lyd_builder_link(builder, pool, LYD_LINK_MEMBER, &entry, 0), LYD_OK);
    entry = (lyd_entry){.fqdn = "10.0.0.9", .role = LYD_ROLE_PSTN_GATEWAY, .line = 3};
    ck_assert_int_eq(lyd_builder_endpoint(builder, &entry, 0), LYD_OK);
    ck_assert_uint_eq(lyd_diag_notes(diag), 1);
    ck_assert_int_eq(lyd_builder_sip_domain(builder, "Contoso.com", 4), LYD_OK);
    ck_assert_int_eq(lyd_builder_finish(builder, &t), LYD_OK);

    ck_assert_uint_eq(t->endpoint_count, 2);
    ck_assert_str_eq(t->endpoints[0].note, "first; second");
    ck_assert_str_eq(t->endpoints[0].site, "Site one");
    ck_assert_uint_eq(t->pools[0].member_count, 1);
    ck_assert_uint_eq(t->endpoints[1].configured_count, 1);
    check_round_trip(t, "export");
    lyd_diag_free(diag);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
    static const char *const names[] = {"a.b"};
    lyd_topology *t = NULL;
    FILE *full = fopen("/dev/full", "w");
    ck_assert_ptr_nonnull(full);
    ck_assert_int_eq(lyd_topology_of_names(names, 1, LYD_ROLE_BIT(LYD_ROLE_OTHER), &t), LYD_OK);
    ck_assert_int_eq(lyd_topology_print(t, full), LYD_EIO);
    (void)fclose(full);
    lyd_topology_free(t);
}
END_TEST

LYD_TEST_MAIN("topology print", a_file_is_printed, an_export_is_printed, a_full_disk_is_an_error)
