/* Several entries of a name, and several files, as one topology. */
#include "suite.h"

#include <lyncdns/topology.h>

#include <string.h>
#include <unistd.h>

#define VIEWS "version: 1\nviews:\n  - {name: internal, servers: [10.0.0.1]}\n  - {name: external, servers: [10.0.0.2]}\nimport: t.csv\n"

static lyd_topology *merged(const char *yaml, const char *csv, lyd_diag *diag)
{
    lyd_topology *t = NULL;
    lyd_status status = lyd_topology_parse(yaml, strlen(yaml), "dir/t.yaml", csv, strlen(csv), &t, diag);
    ck_assert_msg(status == LYD_OK, "%s\n%s%s", lyd_diag_message(diag, 0), yaml, csv);
    return t;
}

static const lyd_endpoint *endpoint(const lyd_topology *t, const char *fqdn)
{
    uint32_t i = lyd_topology_find(t, fqdn);
    ck_assert_msg(i != LYD_NONE, "no endpoint %s", fqdn);
    return &t->endpoints[i];
}

START_TEST(yaml_wins_and_roles_add_up)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *t = merged(VIEWS "front-end-pools: [{fqdn: p.b, members: [m1.b], address-type: ipv4}]\nother: [{fqdn: o.b}]\n",
                             "fqdn,role,pool,view,address-type\n"
                             "m1.b,front-end-server,p.b,,\nm2.b,front-end-server,p.b,,\n"
                             "p.b,monitoring,,,ipv6\np.b,front-end-pool,e.b,,\no.b,other,,external,dual-stack\n",
                             diag);
    ck_assert_uint_eq(t->file_count, 2);
    ck_assert_str_eq(t->files[1], "dir/t.csv");
    ck_assert_uint_eq(t->pool_count, 2);
    ck_assert_uint_eq(t->pools[0].member_count, 1); /* those of the YAML file */
    ck_assert_str_eq(t->endpoints[t->pools[0].edge_pool].fqdn, "e.b");
    ck_assert_uint_eq(endpoint(t, "p.b")->declared, LYD_ADDRESS_IPV4);
    ck_assert_uint_eq(endpoint(t, "p.b")->roles, LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_MONITORING));
    ck_assert_uint_eq(endpoint(t, "p.b")->origin, 0);
    ck_assert_uint_eq(endpoint(t, "m2.b")->origin, 1);
    ck_assert_uint_eq(endpoint(t, "m2.b")->line, 3);
    ck_assert_uint_eq(endpoint(t, "o.b")->declared, LYD_ADDRESS_DUAL_STACK);
    ck_assert_uint_eq(endpoint(t, "o.b")->views, 2); /* those of the list: the YAML file has none */
    ck_assert_uint_eq(lyd_diag_notes(diag), 1);      /* m2.b isn't a member */
    ck_assert_ptr_nonnull(strstr(lyd_diag_message(diag, 0), "dir/t.csv:3: m2.b"));
    lyd_topology_free(t);
    lyd_diag_free(diag);
}
END_TEST

START_TEST(the_declaring_line_counts)
{
    lyd_topology *t = merged("version: 1\nimport: t.csv\n"
                             "front-end-pools:\n  - fqdn: p.b\n    edge-pool: e.b\n    members: [m.b]\n"
                             "mediation-pools:\n  - fqdn: d.b\n    gateways: [g.b, h.b, i.b]\n"
                             "edge-pools:\n  - fqdn: e.b\n"
                             "pstn-gateways:\n  - fqdn: g.b\n",
                             "fqdn,role,pool\nq.b,front-end-pool,f.b\ni.b,pstn-gateway,d.b\n", NULL);
    static const struct {
        const char *fqdn;
        uint32_t line;
        uint16_t origin;
        bool undeclared;
    } rows[] = {
        {"p.b", 4, 0, false}, {"m.b", 6, 0, false}, {"e.b", 11, 0, false}, {"d.b", 8, 0, false}, {"g.b", 13, 0, false},
        {"h.b", 9, 0, true},  {"q.b", 2, 1, false}, {"f.b", 2, 1, true},   {"i.b", 3, 1, false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        const lyd_endpoint *e = endpoint(t, rows[i].fqdn);
        ck_assert_msg(e->line == rows[i].line && e->origin == rows[i].origin && e->undeclared == rows[i].undeclared, "%s: %u:%u %d",
                      e->fqdn, e->origin, e->line, e->undeclared);
    }
    lyd_topology_free(t);
}
END_TEST

START_TEST(an_empty_list_overrides_the_import)
{
    lyd_topology *t = merged(VIEWS "front-end-pools: [{fqdn: p.b, members: []}]\n", "fqdn,role,pool\nm.b,front-end-server,p.b\n", NULL);
    ck_assert_uint_eq(t->pools[0].member_count, 0);
    lyd_topology_free(t);
    t = merged(VIEWS "front-end-pools: [{fqdn: p.b}]\n", "fqdn,role,pool\nm.b,front-end-server,p.b\n", NULL);
    ck_assert_uint_eq(t->pools[0].member_count, 1);
    lyd_topology_free(t);
}
END_TEST

START_TEST(views_of_yaml_override_the_import)
{
    lyd_topology *t = merged(VIEWS "other: [{fqdn: a.b, views: [external]}, {fqdn: c.b}]\n",
                             "fqdn,role,view\na.b,monitoring,internal\na.b,other,\nc.b,monitoring,\n", NULL);
    ck_assert_uint_eq(endpoint(t, "a.b")->views, 2);
    ck_assert_uint_eq(endpoint(t, "c.b")->views, 1);
    lyd_topology_free(t);
}
END_TEST

/* Each name in the views of its roles' kinds; a view that is like another gets that one's names. */
START_TEST(default_views_by_kind)
{
#define KINDS                                                                                                                              \
    "version: 1\nviews:\n  - {name: in, kind: internal, servers: [10.0.0.1]}\n  - {name: out, kind: external, servers: [10.0.0.2]}\n"      \
    "  - {name: vpn, kind: remote-client, expect-like: out, servers: [10.0.0.3]}\n  - {name: edge, servers: [10.0.0.4]}\nimport: t.csv\n"
#define NAMES                                                                                                                              \
    "simple-urls: [{fqdn: meet.b, url: meet}, {fqdn: admin.b, url: admin}]\noffice-web-apps: [{fqdn: owas.b}]\n"                           \
    "front-end-pools: [{fqdn: p.b, web-internal: wi.b, web-external: we.b}]\nedge-pools: [{fqdn: e.b, external: [sip.b]}]\n"
    enum { IN = 1, OUT = 2, VPN = 4 };
    static const struct {
        const char *yaml, *fqdn;
        uint32_t views;
    } rows[] = {
        {KINDS NAMES, "p.b", IN},
        {KINDS NAMES, "wi.b", IN},
        {KINDS NAMES, "owas.b", IN},
        {KINDS NAMES, "admin.b", IN},
        {KINDS NAMES, "e.b", IN},
        {KINDS NAMES, "sip.b", OUT | VPN},
        {KINDS NAMES, "we.b", OUT | VPN},
        {KINDS NAMES, "meet.b", IN | OUT | VPN},
        {"version: 1\nviews: [{name: external, servers: [10.0.0.1]}, {name: edge, servers: [10.0.0.2]}]\nimport: t.csv\n" NAMES, "meet.b",
         1},
        {"version: 1\nviews: [{name: external, servers: [10.0.0.1]}, {name: edge, servers: [10.0.0.2]}]\nimport: t.csv\n" NAMES, "p.b", 3},
        {KINDS NAMES "sip-domains: [b.c]\n", "we.b", OUT | VPN},               /* an Edge pool: remote access */
        {KINDS NAMES "sip-domains: [b.c]\nremote-access: [sip]\n", "we.b", 0}, /* nobody uses it */
        {KINDS NAMES "sip-domains: [b.c]\nremote-access: [sip]\n", "meet.b", IN},
        {KINDS NAMES "sip-domains: [b.c]\nremote-access: [sip]\n", "sip.b", OUT | VPN},
        {KINDS NAMES "sip-domains: [b.c]\nremote-access: [web]\n", "we.b", OUT | VPN},
        {KINDS "sip-domains: [b.c]\nfront-end-pools: [{fqdn: p.b, web-external: we.b}]\n", "we.b", 0},
        {KINDS "front-end-pools: [{fqdn: p.b, web-external: we.b}]\n", "we.b", OUT | VPN}, /* service records aren't judged */
        {KINDS "sip-domains: [b.c]\nweb-external: [{fqdn: we.b, views: [in]}]\n", "we.b", IN},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_topology *t = merged(rows[i].yaml, "fqdn,role\no.b,other\n", NULL);
        ck_assert_msg(endpoint(t, rows[i].fqdn)->views == rows[i].views, "%zu: %s: %u", i, rows[i].fqdn, endpoint(t, rows[i].fqdn)->views);
        lyd_topology_free(t);
    }
}
END_TEST

START_TEST(an_import_is_an_export)
{
    static const struct {
        const char *yaml, *imported, *word;
    } rows[] = {
        {"version: 1\nimport: x.yaml\n", "version: 1\nother: [{fqdn: a.b}]\n", "dir/x.yaml: not importable"},
        {"version: 1\nimport: x\n", "", "dir/x: the file is empty"},
        {"version: 1\nimport: /x\n", "fqdn,role\na..b,other\n", "/x:2: "},
        {"version: 1\nimport: x\nnmae: y\n", "fqdn,role\na.b,other\n", "dir/t.yaml:3: nmae"},
        {"version: 1\nimport: [x]\n", "fqdn,role\na.b,other\n", "dir/t.yaml:2: import"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_topology *t = NULL;
        lyd_diag *diag = lyd_diag_new();
        ck_assert_int_eq(
            lyd_topology_parse(rows[i].yaml, strlen(rows[i].yaml), "dir/t.yaml", rows[i].imported, strlen(rows[i].imported), &t, diag),
            LYD_EINVAL);
        ck_assert_msg(strstr(lyd_diag_message(diag, 0), rows[i].word) != NULL, "%s: %s", rows[i].word, lyd_diag_message(diag, 0));
        lyd_diag_free(diag);
    }
}
END_TEST

static void put(const char *folder, const char *name, const char *text, char path[128])
{
    (void)snprintf(path, 128, "%s/%s", folder, name);
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    (void)fputs(text, stream);
    (void)fclose(stream);
}

START_TEST(imports_are_relative_to_the_file)
{
    char folder[] = "/tmp/lyd-topology-XXXXXX", yaml[128], csv[128], lost[128];
    lyd_topology *t = NULL;
    lyd_diag *diag = lyd_diag_new();
    ck_assert_ptr_nonnull(mkdtemp(folder));
    put(folder, "t.yaml", "version: 1\nimport: names.of.list\n", yaml);
    put(folder, "lost.yaml", "version: 1\nimport: nowhere.csv\n", lost);
    put(folder, "names.of.list", "fqdn,role\na.b,other\n", csv);

    ck_assert_int_eq(lyd_topology_load(yaml, &t, diag), LYD_OK);
    ck_assert_str_eq(t->files[1], csv);
    ck_assert_str_eq(t->name, "t");
    lyd_topology_free(t);
    ck_assert_int_eq(lyd_topology_load(csv, &t, diag), LYD_OK);
    ck_assert_str_eq(t->name, "names.of");
    lyd_topology_free(t);

    ck_assert_int_eq(lyd_topology_load(lost, &t, diag), LYD_EIO);
    ck_assert_ptr_null(t);
    ck_assert_ptr_nonnull(strstr(lyd_diag_message(diag, 0), "nowhere.csv"));
    ck_assert_ptr_nonnull(strstr(lyd_diag_message(diag, 1), "lost.yaml:2: import"));
    ck_assert_int_eq(lyd_topology_load(folder, &t, diag), LYD_OK); /* a folder of exports: the list is read, the others aren't exports */
    ck_assert_uint_eq(t->endpoint_count, 1);
    lyd_topology_free(t);
    (void)unlink(yaml);
    (void)unlink(csv);
    (void)unlink(lost);
    ck_assert_int_eq(lyd_topology_load(yaml, &t, diag), LYD_EIO);
    ck_assert_ptr_null(t);
    (void)rmdir(folder);
    lyd_diag_free(diag);
}
END_TEST

/* ---- made without a file ---- */

START_TEST(names_make_a_topology)
{
    static const char *const names[] = {"a.b", "c.d", "a.b"};
    lyd_topology *t = NULL;
    ck_assert_int_eq(lyd_topology_of_names(names, 3, LYD_ROLE_BIT(LYD_ROLE_OTHER), &t), LYD_OK);
    ck_assert_uint_eq(t->endpoint_count, 2);
    ck_assert_uint_eq(lyd_topology_find(t, "c.d"), 1);
    ck_assert_uint_eq(lyd_topology_find(t, "e.f"), LYD_NONE);
    ck_assert_uint_eq(t->endpoints[1].roles, LYD_ROLE_BIT(LYD_ROLE_OTHER));
    lyd_topology_free(t);
    lyd_topology_free(NULL);
}
END_TEST

START_TEST(servers_are_replaced)
{
    static const char yaml[] =
        "version: 1\nviews: [{name: internal, servers: [1.1.1.1]}, {name: external, servers: []}]\nother: [{fqdn: a.b}]\n";
    static const char *const texts[] = {"10.0.0.1", "10.0.0.1:53", "[2001:db8::1]:54"};
    lyd_server servers[3];
    const char *why = NULL;
    lyd_topology *t = NULL;
    lyd_diag *diag = lyd_diag_new();
    for (size_t i = 0; i < 3; i++) {
        ck_assert(lyd_server_parse(texts[i], &servers[i], &why));
    }
    ck_assert_int_eq(lyd_topology_parse(yaml, strlen(yaml), "t", NULL, 0, &t, diag), LYD_OK);
    ck_assert_int_eq(lyd_topology_set_servers(t, "external", servers, 3, diag), LYD_OK);
    ck_assert_str_eq(t->views[0].servers[0].text, "1.1.1.1:53");
    ck_assert_uint_eq(t->views[1].server_count, 2);
    ck_assert_str_eq(t->views[1].servers[1].text, "[2001:db8::1]:54");
    ck_assert_int_eq(lyd_topology_set_servers(t, NULL, servers, 1, diag), LYD_OK);
    ck_assert_str_eq(t->views[0].servers[0].text, "10.0.0.1:53");
    ck_assert_uint_eq(t->views[1].server_count, 1);
    ck_assert_int_eq(lyd_topology_set_servers(t, "externa", servers, 1, diag), LYD_EINVAL);
    ck_assert_ptr_nonnull(strstr(lyd_diag_message(diag, 0), "\"external\""));
    lyd_topology_free(t);

    ck_assert_int_eq(lyd_topology_of_names((const char *const[]){"a.b"}, 1, 1, &t), LYD_OK);
    ck_assert_int_eq(lyd_topology_set_servers(t, NULL, servers, 1, diag), LYD_OK);
    ck_assert_str_eq(t->views[0].name, "default");
    ck_assert_uint_eq(t->endpoints[0].views, 1);
    lyd_topology_free(t);
    lyd_diag_free(diag);
}
END_TEST

LYD_TEST_MAIN("topology merge", yaml_wins_and_roles_add_up, the_declaring_line_counts, an_empty_list_overrides_the_import,
              views_of_yaml_override_the_import, default_views_by_kind, an_import_is_an_export, imports_are_relative_to_the_file,
              names_make_a_topology, servers_are_replaced)
