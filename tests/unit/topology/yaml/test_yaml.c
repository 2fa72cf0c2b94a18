/* The YAML form: mistakes with their lines, roles, views, types, encodings. */
#include "suite.h"

#include <lyncdns/topology.h>

#include <string.h>

#define TOP "version: 1\n"
#define VIEWS TOP "views:\n  - name: internal\n    servers: [10.0.0.1]\n  - name: external\n    servers: [10.0.0.2]\n"

static lyd_status parse(const char *text, size_t length, lyd_topology **topology, lyd_diag *diag)
{
    return lyd_topology_parse(text, length, "t.yaml", NULL, 0, topology, diag);
}

/* Each mistake of a file, with the line that its sentence must begin with and a word that it must hold. */
static const struct mistake {
    const char *text;
    size_t line; /* 0: of the file as a whole */
    const char *word;
} mistakes[] = {
    {"", 0, "empty"},
    {"# nothing but a comment\n", 0, "empty"},
    {"---\n", 0, "empty"},
    {"just some words\n", 1, "text"},
    {"- version: 1\n", 1, "a list"},
    {"version: 1\n  bad: indent\n", 2, "invalid YAML"},
    {"version: [1\n", 2, "invalid YAML"},
    {"\tversion: 1\n", 1, "invalid YAML"},
    {"name: x\n", 1, "version"},
    {"version: 2\n", 1, "version"},
    {"version: one\n", 1, "version"},
    {"version:\n", 1, "version"},
    {"version: [1]\n", 1, "version"},
    {TOP "version: 1\n", 2, "duplicate"},
    {TOP "nmae: x\n", 2, "\"name\""},
    {TOP "name: ''\n", 2, "name"},
    {TOP "name: [x]\n", 2, "name"},
    {TOP "environment: prod\n", 2, "environment"},
    {TOP "environment: labb\n", 2, "\"lab\""},
    {TOP "features: media-bypass\n", 2, "a list"},
    {TOP "features: [media-bypas]\n", 2, "media-bypass"},
    {TOP "features:\n  - media-bypass\n  - media-bypass\n", 4, "duplicate"},
    {TOP "features: [[media-bypass]]\n", 2, "features"},
    {TOP "views: internal\n", 2, "a list"},
    {TOP "views:\n  - internal\n", 3, "a mapping"},
    {TOP "views:\n  - name: internal\n", 3, "servers"},
    {TOP "views:\n  - servers: [10.0.0.1]\n", 3, "name"},
    {TOP "views:\n  - name: internal\n    servers: 10.0.0.1\n", 4, "a list"},
    {TOP "views:\n  - name: internal\n    servers: [10.0.0.256]\n", 4, "10.0.0.256"},
    {TOP "views:\n  - name: internal\n    servers:\n      - \"10.0.0.1:0\"\n", 5, "port"},
    {TOP "views:\n  - name: internal\n    servers:\n      - \"10.0.0.1:70000\"\n", 5, "port"},
    {TOP "views:\n  - name: internal\n    servers: [dns1.contoso.com]\n", 4, "dns1.contoso.com"},
    {TOP "views:\n  - name: internal\n    servers: [10.0.0.1, \"10.0.0.1:53\"]\n", 4, "duplicate"},
    {TOP "views:\n  - name: a=b\n    servers: []\n", 3, "a=b"},
    {VIEWS "  - name: internal\n    servers: [10.0.0.3]\n", 7, "line 3"},
    {TOP "client-networks:\n  - name: a\n", 3, "address-type"},
    {TOP "client-networks:\n  - name: a\n    address-type: ipv5\n", 4, "ipv5"},
    {TOP "client-networks:\n  - name: a\n    address-type: none\n", 4, "none"},
    {TOP "remote-networks:\n  - name: a\n    address-type: ipv4\n  - name: a\n    address-type: ipv6\n", 5, "line 3"},
    {TOP "exchange-um:\n", 2, "a list"},
    {TOP "exchange-um:\n  - fqdn: https://um01.contoso.com\n", 3, "URL"},
    {TOP "other:\n  - fqdn: um01.contoso.com:443\n", 3, "port"},
    {TOP "exchange-um: um01.contoso.com\n", 2, "a list"},
    {TOP "exchange-um:\n  - um01.contoso.com\n", 3, "a mapping"},
    {TOP "exchange-um:\n  - name: um01.contoso.com\n", 3, "unknown key"},
    {TOP "exchange-um:\n  - views: []\n", 3, "fqdn"},
    {TOP "exchange-um:\n  - fqdn:\n", 3, "nothing"},
    {TOP "exchange-um:\n  - fqdn: ''\n", 3, "fqdn"},
    {TOP "exchange-um:\n  - fqdn: um01..contoso.com\n", 3, "um01..contoso.com"},
    {TOP "exchange-um:\n  - fqdn: .\n", 3, "root"},
    {TOP "exchange-um:\n  - fqdn: 10.0.0.1\n", 3, "address"},
    {TOP "exchange-um:\n  - fqdn: a.b\n  - fqdn: A.B.\n", 4, "line 3"},
    {TOP "exchange-um:\n  - fqdn: a.b\n    fqdn: c.d\n", 4, "duplicate"},
    {TOP "exchange-um:\n  - fqdn: a.b\n    members: [c.d]\n", 4, "members"},
    {TOP "exchange-um:\n  - fqdn: a.b\n    adress-type: ipv4\n", 4, "address-type"},
    {TOP "exchange-um:\n  - fqdn: a.b\n    address-type: IPv4\n", 4, "ipv4"},
    {TOP "exchange-um:\n  - fqdn: a.b\n    views: [internal]\n", 4, "internal"},
    {TOP "exchange-um:\n  - fqdn: a.b\n    configured: [10.0.0.0.1]\n", 4, "configured"},
    {VIEWS "exchange-um:\n  - fqdn: a.b\n    views: [internl]\n", 9, "\"internal\""},
    {VIEWS "exchange-um:\n  - fqdn: a.b\n    views: internal\n", 9, "a list"},
    {VIEWS "exchange-um:\n  - fqdn: a.b\n    views: []\n", 9, "empty"},
    {VIEWS "exchange-um:\n  - fqdn: a.b\n    views: [internal, internal]\n", 9, "duplicate"},
    {TOP "front-end-pools:\n  - fqdn: a.b\n    members: c.d\n", 4, "a list"},
    {TOP "front-end-pools:\n  - fqdn: a.b\n    members:\n", 4, "nothing"},
    {TOP "front-end-pools:\n  - fqdn: a.b\n    members:\n      - c.d\n      - c.D\n", 6, "line 5"},
    {TOP "front-end-pools:\n  - fqdn: a.b\n    members:\n      - {fqdn: c.d, vews: []}\n", 5, "views"},
    {TOP "front-end-pools:\n  - fqdn: a.b\n    members:\n      - {views: []}\n", 5, "fqdn"},
    {TOP "front-end-pools:\n  - fqdn: a.b\n    edge-pool: [e.b]\n", 4, "edge-pool"},
    {TOP "front-end-pools:\n  - fqdn: a.b\n    edge-pool: bad..name\n", 4, "bad..name"},
    {TOP "front-end-pools:\n  - fqdn: a.b\n  - fqdn: a.b\n", 4, "line 3"},
    {TOP "edge-pools:\n  - fqdn: a.b\n    external: [c.d, c.d]\n", 4, "duplicate"},
    {TOP "mediation-pools:\n  - fqdn: a.b\n    pstn-interface: both\n", 4, "both"},
    {TOP "mediation-pools:\n  - fqdn: a.b\n    pstn-interface: ipv4\n    pstn-fqdn: p.b\n", 4, "pstn-fqdn"},
    {TOP "mediation-pools:\n  - fqdn: a.b\n    gateways: [{fqdn: g.b, address-type: ipv4}]\npstn-gateways:\n  - fqdn: g.b\n    "
         "address-type: ipv6\n",
     6, "line 4"},
    {TOP "severities: [{rule: DNS009}]\n", 2, "severity"},
    {TOP "severities: [DNS009]\n", 2, "a mapping"},
    {TOP "severities:\n  - {rule: DNS009, severity: error}\n  - {rule: DNS009, severity: info}\n", 4, "line 3"},
    {TOP "waivers:\n  - rule: DNS008\n    fqdn: a.b\n    reason: x\n", 3, "expires"},
    {TOP "waivers:\n  - rule: DNS008\n    fqdn: a.b\n    reason: x\n    expires: 2027-02-29\n", 6, "2027-02-29"},
    {TOP "waivers:\n  - rule: DNS008\n    fqdn: a.b\n    reason: ''\n    expires: 2027-02-28\n", 5, "reason"},
    {TOP "import: other.csv\n", 2, "other.csv"},
    {TOP "name: &a x\n", 2, "anchor"},
    {TOP "name: *a\n", 2, "alias"},
    {TOP "name: !!str x\n", 2, "tag"},
    {TOP "---\n" TOP, 2, "second"},
    {TOP "? [a]\n: b\n", 2, "key"},
    {TOP "name: \"a\\0b\"\n", 2, "NUL"},
    {TOP "name: \"\\x01\xFF\"\n", 2, "UTF-8"},
    {TOP "name: \x01\n", 2, "invalid YAML"},
    {TOP "name: [[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]\n", 2, "nested"},
    {TOP "name: nobody\n", 0, "at least one endpoint"},
    {"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n", 1, "anchor"},
};

/* True when some message begins with "t.yaml:LINE: " and holds WORD. */
static bool said(const lyd_diag *diag, size_t line, const char *word)
{
    char place[64];
    const char *message;
    (void)snprintf(place, sizeof(place), line == 0 ? "t.yaml: " : "t.yaml:%zu: ", line);
    for (size_t i = 0; (message = lyd_diag_message(diag, i)) != NULL; i++) {
        if (strncmp(message, place, strlen(place)) == 0 && strstr(message + strlen(place), word) != NULL) {
            return true;
        }
    }
    return false;
}

START_TEST(mistakes_have_their_line)
{
    for (size_t i = 0; i < LYD_COUNT(mistakes); i++) {
        const struct mistake *row = &mistakes[i];
        lyd_diag *diag = lyd_diag_new();
        lyd_topology *topology = NULL;
        lyd_status status = parse(row->text, strlen(row->text), &topology, diag);
        ck_assert_msg(status == LYD_EINVAL && topology == NULL, "taken:\n%s", row->text);
        ck_assert_msg(said(diag, row->line, row->word), "no \"%s\" in line %zu, but \"%s\":\n%s", row->word, row->line,
                      lyd_diag_message(diag, 0), row->text);
        lyd_diag_free(diag);
    }
}
END_TEST

START_TEST(all_mistakes_of_a_file_are_reported)
{
    static const char text[] = "name: x\nfoo: 1\nexchange-um:\n  - fqdn: a..b\n  - fqdn: 10.0.0.1\n    views: [nowhere]\nother: 3\n";
    static const size_t lines[] = {1, 2, 4, 5, 6, 7};
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *topology = NULL;
    ck_assert_int_eq(parse(text, strlen(text), &topology, diag), LYD_EINVAL);
    for (size_t i = 0; i < LYD_COUNT(lines); i++) {
        ck_assert_msg(said(diag, lines[i], ":"), "nothing of line %zu", lines[i]);
    }
    ck_assert_uint_eq(lyd_diag_errors(diag), LYD_COUNT(lines));
    lyd_diag_free(diag);
}
END_TEST

START_TEST(long_names_are_refused)
{
    char text[2048], label[70], name[300] = "";
    memset(label, 'a', sizeof(label));
    for (size_t i = 0; i < 130; i++) {
        strcat(name, "a.");
    }
    const struct {
        int label;
        const char *name;
    } rows[] = {{64, ""}, {1, name}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_topology *topology = NULL;
        (void)snprintf(text, sizeof(text), TOP "other:\n  - fqdn: %.*s.%scontoso.com\n", rows[i].label, label, rows[i].name);
        ck_assert_msg(parse(text, strlen(text), &topology, diag) == LYD_EINVAL && said(diag, 3, "longer"), "%s", text);
        lyd_diag_free(diag);
    }
}
END_TEST

START_TEST(binary_files_are_refused)
{
    static const struct {
        const char *what;
        const char *text;
        size_t length, line;
        const char *word;
    } rows[] = {
        {"NUL byte", "version: 1\nname: a\0b\n", 21, 2, "NUL"},
        {"Latin-1", "version: 1\nname: caf\xE9\n", 22, 2, "UTF-8"},
        {"half a UTF-16 character", "\xFF\xFEv\0e", 5, 1, "UTF-16"},
        {"a lone surrogate", "\xFE\xFF\0v\xD8\0\0e", 8, 1, "UTF-16"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_topology *topology = NULL;
        ck_assert_msg(parse(rows[i].text, rows[i].length, &topology, diag) == LYD_EINVAL, "%s", rows[i].what);
        ck_assert_msg(said(diag, rows[i].line, rows[i].word), "%s: %s", rows[i].what, lyd_diag_message(diag, 0));
        lyd_diag_free(diag);
    }
}
END_TEST

START_TEST(a_huge_file_is_refused)
{
    size_t length = (size_t)65 << 20;
    char *text = malloc(length);
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *topology = NULL;
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', length);
    ck_assert_int_eq(parse(text, length, &topology, diag), LYD_EINVAL);
    ck_assert(said(diag, 0, "64 MiB"));
    lyd_diag_free(diag);
    free(text);
}
END_TEST

static lyd_topology *good(const char *text)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *topology = NULL;
    lyd_status status = parse(text, strlen(text), &topology, diag);
    ck_assert_msg(status == LYD_OK, "%s\n%s", lyd_diag_message(diag, 0), text);
    lyd_diag_free(diag);
    return topology;
}

static const lyd_endpoint *endpoint(const lyd_topology *topology, const char *fqdn)
{
    uint32_t i = lyd_topology_find(topology, fqdn);
    ck_assert_msg(i != LYD_NONE, "no endpoint %s", fqdn);
    return &topology->endpoints[i];
}

/* A name of a file: its roles, its views (bit 0: internal, bit 1: external), its declared type. */
START_TEST(names_get_roles_views_and_types)
{
    static const struct {
        const char *text, *fqdn;
        lyd_roles roles;
        uint32_t views;
        lyd_address_type declared;
    } rows[] = {
        {VIEWS "exchange-um: [{fqdn: UM01.Contoso.com.}]\n", "um01.contoso.com", LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM), 1, 0},
        {TOP "exchange-um: [{fqdn: a.b}]\n", "a.b", LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM), 0, 0},
        {TOP "views: [{name: x, servers: [1.1.1.1]}, {name: y, servers: [1.1.1.2]}]\nother: [{fqdn: a.b}]\n", "a.b",
         LYD_ROLE_BIT(LYD_ROLE_OTHER), 3, 0},
        {VIEWS "other: [{fqdn: a.b, views: [external], address-type: dual-stack}]\n", "a.b", LYD_ROLE_BIT(LYD_ROLE_OTHER), 2,
         LYD_ADDRESS_DUAL_STACK},
        {VIEWS "other: [{fqdn: a.b, views: [external]}]\nmonitoring: [{fqdn: a.b}]\n", "a.b",
         LYD_ROLE_BIT(LYD_ROLE_OTHER) | LYD_ROLE_BIT(LYD_ROLE_MONITORING), 3, 0},
        {VIEWS "edge-pools: [{fqdn: e.b, external: [sip.b]}]\n", "sip.b", LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL), 2, 0},
        {VIEWS "edge-pools: [{fqdn: e.b, external: [{fqdn: sip.b, views: [internal]}]}]\n", "sip.b", LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL),
         1, 0},
        {VIEWS "edge-pools: [{fqdn: e.b, external: [sip.b]}]\nother: [{fqdn: sip.b}]\n", "sip.b",
         LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL) | LYD_ROLE_BIT(LYD_ROLE_OTHER), 3, 0},
        {TOP "views: [{name: internal, servers: [1.1.1.1]}, {name: x, servers: [1.1.1.2]}]\nedge-pools: [{fqdn: e.b, external: [sip.b]}]\n",
         "sip.b", LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL), 1, 0},
        {VIEWS "front-end-pools: [{fqdn: se.b, members: [se.b], views: [external]}]\n", "se.b",
         LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_FRONT_END_SERVER), 2, 0},
        {VIEWS "front-end-pools: [{fqdn: p.b, members: [m.b]}]\nmediation-pools: [{fqdn: p.b, members: [m.b]}]\n", "m.b",
         LYD_ROLE_BIT(LYD_ROLE_FRONT_END_SERVER) | LYD_ROLE_BIT(LYD_ROLE_MEDIATION_SERVER), 1, 0},
        {VIEWS "mediation-pools: [{fqdn: p.b, gateways: [g.b]}]\npstn-gateways: [{fqdn: g.b, views: [external], address-type: ipv6}]\n",
         "g.b", LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY), 2, LYD_ADDRESS_IPV6},
        {VIEWS "mediation-pools: [{fqdn: p.b, gateways: [g.b]}]\n", "g.b", LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY), 1, 0},
        {VIEWS "mediation-pools: [{fqdn: p.b, pstn-fqdn: i.b}]\n", "i.b", LYD_ROLE_BIT(LYD_ROLE_MEDIATION_SERVER), 1, 0},
        {VIEWS "front-end-pools: [{fqdn: p.b, edge-pool: e.b}]\n", "e.b", LYD_ROLE_BIT(LYD_ROLE_EDGE_INTERNAL), 1, 0},
        {VIEWS "director-pools: [{fqdn: p.b, members: [{fqdn: m.b, views: [external, internal], address-type: ipv4}]}]\n", "m.b",
         LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_SERVER), 3, LYD_ADDRESS_IPV4},
        {VIEWS "location-information-services: [{fqdn: \"b\\u00FCcher.example\"}]\n", "xn--bcher-kva.example",
         LYD_ROLE_BIT(LYD_ROLE_LOCATION_INFORMATION_SERVICE), 1, 0},
        {VIEWS "persistent-chat-pools: [{fqdn: 1.5}]\n", "1.5", LYD_ROLE_BIT(LYD_ROLE_PERSISTENT_CHAT), 1, 0},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_topology *topology = good(rows[i].text);
        const lyd_endpoint *e = endpoint(topology, rows[i].fqdn);
        ck_assert_msg(e->roles == rows[i].roles, "roles 0x%x:\n%s", e->roles, rows[i].text);
        ck_assert_msg(e->views == rows[i].views, "views 0x%x:\n%s", e->views, rows[i].text);
        ck_assert_msg(e->declared == rows[i].declared, "declared %d:\n%s", e->declared, rows[i].text);
        lyd_topology_free(topology);
    }
}
END_TEST

START_TEST(the_whole_file_is_read)
{
    lyd_topology *t = good(VIEWS "name: contoso\nenvironment: lab\nfeatures: [media-bypass, enhanced-9-1-1]\n"
                                 "client-networks: [{name: head, address-type: dual-stack}]\n"
                                 "remote-networks: [{name: head, address-type: ipv4}]\n"
                                 "front-end-pools: [{fqdn: p.b, members: [m2.b, m1.b], edge-pool: e.b}]\n"
                                 "mediation-pools: [{fqdn: p.b, members: [], pstn-interface: ipv4, gateways: [g.b]}]\n"
                                 "severities: [{rule: DNS009, severity: \"off\"}]\n"
                                 "waivers: [{rule: DNS008, fqdn: \"p*\", reason: VIP, expires: 1970-01-11}]\n");
    ck_assert_str_eq(t->name, "contoso");
    ck_assert(t->lab);
    ck_assert_uint_eq(t->features, LYD_FEATURE_MEDIA_BYPASS | LYD_FEATURE_ENHANCED_9_1_1);
    ck_assert_uint_eq(t->view_count, 2);
    ck_assert_str_eq(t->views[1].servers[0].text, "10.0.0.2:53");
    ck_assert_uint_eq(t->network_count, 2);
    ck_assert(!t->networks[0].remote && t->networks[0].type == LYD_ADDRESS_DUAL_STACK && t->networks[1].remote);
    ck_assert_uint_eq(t->pool_count, 3);
    ck_assert_uint_eq(t->pools[0].member_count, 2);
    ck_assert_str_eq(t->endpoints[t->pools[0].members[0]].fqdn, "m2.b");
    ck_assert_str_eq(t->endpoints[t->pools[0].edge_pool].fqdn, "e.b");
    ck_assert_uint_eq(t->pools[1].kind, LYD_POOL_EDGE); /* made by the link to it */
    ck_assert_uint_eq(t->pools[2].kind, LYD_POOL_MEDIATION);
    ck_assert_uint_eq(t->pools[2].pstn_declared, LYD_ADDRESS_IPV4);
    ck_assert_uint_eq(t->pools[2].gateway_count, 1);
    ck_assert_str_eq(t->severities[0].severity, "off");
    ck_assert_int_eq(t->waivers[0].last_day, 10);
    ck_assert_uint_eq(t->endpoints[0].line, 12);
    lyd_topology_free(t);
}
END_TEST

START_TEST(other_encodings_are_read)
{
    static const char wide[] = "version: 1\r\nother:\r\n  - fqdn: a.b\r\n";
    char text[2 * sizeof(wide) + 2];
    lyd_topology *topology = NULL;
    for (int big = 0; big < 2; big++) {
        memcpy(text, big ? "\xFE\xFF" : "\xFF\xFE", 2);
        for (size_t i = 0; i < sizeof(wide) - 1; i++) {
            text[2 + 2 * i + (size_t)big] = wide[i];
            text[3 + 2 * i - (size_t)big] = '\0';
        }
        ck_assert_int_eq(parse(text, 2 * sizeof(wide), &topology, NULL), LYD_OK);
        ck_assert_uint_eq(topology->endpoint_count, 1);
        lyd_topology_free(topology);
    }
    topology = good("\xEF\xBB\xBF" TOP "other: [{fqdn: a.b}]\n");
    ck_assert_uint_eq(topology->endpoint_count, 1);
    lyd_topology_free(topology);
}
END_TEST

LYD_TEST_MAIN("topology yaml", mistakes_have_their_line, all_mistakes_of_a_file_are_reported, long_names_are_refused,
              binary_files_are_refused, a_huge_file_is_refused, names_get_roles_views_and_types, the_whole_file_is_read,
              other_encodings_are_read)
