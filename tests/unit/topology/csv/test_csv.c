/* Lists of names: mistakes with their lines, dialects, pools. */
#include "suite.h"

#include <lyncdns/topology.h>

#include <string.h>

static lyd_status parse(const char *text, lyd_topology **topology, lyd_diag *diag)
{
    return lyd_topology_parse(text, strlen(text), "lists/t.csv", NULL, 0, topology, diag);
}

static const struct mistake {
    const char *text;
    size_t line;
    const char *word;
} mistakes[] = {
    {"fqdn,pool\na.b,c.d\n", 1, "\"role\""},
    {"role,pool\nother,c.d\n", 1, "\"fqdn\""},
    {"fqdn,role,fqdn\na.b,other,c.d\n", 1, "duplicate"},
    {"fqdn,role\n", 0, "at least one endpoint"},
    {"fqdn,role\na.b,othr\n", 2, "\"other\""},
    {"fqdn,role\na.b,\n", 2, "role"},
    {"fqdn,role\n,other\n", 2, "fqdn"},
    {"fqdn,role\na..b,other\n", 2, "a..b"},
    {"fqdn,role\n10.0.0.1,other\n", 2, "address"},
    {"fqdn,role\na.b\n", 2, "1 fields"},
    {"fqdn,role\na.b,other,x\n", 2, "3 fields"},
    {"fqdn,role\n\n\na.b,othr\n", 4, "othr"},
    {"fqdn,role\n\"a.b,other\n", 2, "quote"},
    {"fqdn,role\n\"a.b\"x,other\nc.d,othr\n", 2, "quote"},
    {"fqdn,role\n\"a.b\"x,other\nc.d,othr\n", 3, "othr"},
    {"fqdn,role\n\"a\nb\",other\nc.d,othr\n", 4, "othr"},
    {"fqdn,role\n\"a.\"\"b\nc\",othr\n", 2, "role"},
    {"fqdn,role\na.b,other\nA.B.,Other\n", 3, "line 2"},
    {"fqdn,role,pool\na.b,front-end-server,p.b\na.b,front-end-server,p.b\n", 3, "line 2"},
    {"fqdn,role,pool\np.b,front-end-pool,e.b\np.b,front-end-pool,\n", 3, "line 2"},
    {"fqdn,role,pool\na.b,front-end-server,p..b\n", 2, "pool"},
    {"fqdn,role,address-type\na.b,other,ipv5\n", 2, "ipv5"},
    {"fqdn,role,address-type\na.b,other,ipv4\na.b,monitoring,ipv6\n", 3, "line 2"},
    {"fqdn,role,view\na.b,other,x=y\n", 2, "x=y"},
    {"#TYPE Selected.Object\r\nfqdn,role\r\na.b,othr\r\n", 3, "othr"},
};

static bool said(const lyd_diag *diag, size_t line, const char *word)
{
    char place[64];
    const char *message;
    (void)snprintf(place, sizeof(place), line == 0 ? "lists/t.csv: " : "lists/t.csv:%zu: ", line);
    for (size_t i = 0; (message = lyd_diag_message(diag, i)) != NULL; i++) {
        if (strncmp(message, place, strlen(place)) == 0 && strstr(message, word) != NULL) {
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
        lyd_status status = parse(row->text, &topology, diag);
        ck_assert_msg(status == LYD_EINVAL && topology == NULL, "taken:\n%s", row->text);
        ck_assert_msg(said(diag, row->line, row->word), "no \"%s\" in line %zu, but \"%s\":\n%s", row->word, row->line,
                      lyd_diag_message(diag, 0), row->text);
        lyd_diag_free(diag);
    }
}
END_TEST

/* The same two names in the CSV of different programs. */
START_TEST(dialects_read_alike)
{
    static const char *const texts[] = {
        "fqdn,role\nb.c,other\na.c,pstn-gateway\n",
        "fqdn,role\r\nb.c,other\r\na.c,pstn-gateway",
        "fqdn,role\rb.c,other\ra.c,pstn-gateway\r",
        "\"fqdn\",\"role\"\n\"b.c\",\"other\"\n\"a.c\",\"pstn-gateway\"\n",
        "FQDN;Role\nb.c;other\na.c;pstn-gateway\n",
        "role\tfqdn\nother\tb.c\npstn-gateway\ta.c\n",
        "\xEF\xBB\xBFrole,view,FQDN\nOTHER,,B.C.\nPSTN-Gateway,,A.C\n",
        "#TYPE System.Management.Automation.PSCustomObject\r\n\"fqdn\",\"role\"\r\n\"b.c\",\"other\"\r\n\"a.c\",\"pstn-gateway\"\r\n",
        "sep=;\nfqdn;role\nb.c;other\na.c;pstn-gateway\n",
        "\"sep=|\"\r\nfqdn|role\r\nb.c|other\r\na.c|pstn-gateway\r\n",
        "SEP=\t\nfqdn\trole\nb.c\tother\na.c\tpstn-gateway\n",
        "sep=x\nfqdn,role\nb.c,other\na.c,pstn-gateway\n",
        "fqdn,role,pool\n,,\nb.c,other,\n , ,\n\na.c,pstn-gateway,\n,,,,\n\"\",\"\",\"\"\n",
        "fqdn , role\n b.c , other \n\n a.c\t, pstn-gateway\n\n",
        "fqdn,colour,role\nb.c,red,other\na.c,\"gr\"\"een, or\nblue\",pstn-gateway\n",
    };
    for (size_t i = 0; i < LYD_COUNT(texts); i++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_topology *t = NULL;
        ck_assert_msg(parse(texts[i], &t, diag) == LYD_OK, "%s\n%s", lyd_diag_message(diag, 0), texts[i]);
        ck_assert_msg(t->endpoint_count == 2 && strcmp(t->endpoints[0].fqdn, "b.c") == 0 && strcmp(t->endpoints[1].fqdn, "a.c") == 0 &&
                          t->endpoints[0].roles == LYD_ROLE_BIT(LYD_ROLE_OTHER) &&
                          t->endpoints[1].roles == LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY),
                      "%s", texts[i]);
        ck_assert_str_eq(t->name, "t");
        lyd_topology_free(t);
        lyd_diag_free(diag);
    }
}
END_TEST

static const lyd_pool *pool_of(const lyd_topology *t, lyd_pool_kind kind, const char *fqdn)
{
    for (size_t i = 0; i < t->pool_count; i++) {
        if (t->pools[i].kind == kind && strcmp(t->endpoints[t->pools[i].endpoint].fqdn, fqdn) == 0) {
            return &t->pools[i];
        }
    }
    ck_abort_msg("no pool %s", fqdn);
    return NULL;
}

START_TEST(pools_are_linked)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *t = NULL;
    ck_assert_int_eq(parse("fqdn,role,pool,view,address-type\n"
                           "fe.b,front-end-server,p.b,,\n"
                           "p.b,front-end-pool,e.b,inside,dual-stack\n"
                           "fe.b,mediation-server,p.b,,\n"
                           "gw.b,pstn-gateway,p.b,,ipv4\n"
                           "es.b,edge-server,e.b,,\n"
                           "sip.b,edge-external,e.b,outside|dmz inside,\n"
                           "d.b,director-server,dp.b,,\n"
                           "um.b,exchange-um,p.b,,\n",
                           &t, diag),
                     LYD_OK);
    const lyd_pool *fe = pool_of(t, LYD_POOL_FRONT_END, "p.b"), *edge = pool_of(t, LYD_POOL_EDGE, "e.b"),
                   *mediation = pool_of(t, LYD_POOL_MEDIATION, "p.b");
    ck_assert_uint_eq(t->pool_count, 4);
    ck_assert_uint_eq(fe->member_count, 1);
    ck_assert_uint_eq(fe->edge_pool, edge->endpoint);
    ck_assert_uint_eq(mediation->member_count, 1);
    ck_assert_uint_eq(mediation->gateway_count, 1);
    ck_assert_uint_eq(edge->member_count, 1);
    ck_assert_str_eq(t->endpoints[edge->externals[0]].fqdn, "sip.b");
    ck_assert_uint_eq(pool_of(t, LYD_POOL_DIRECTOR, "dp.b")->member_count, 1);
    ck_assert_uint_eq(t->view_count, 3);
    ck_assert_uint_eq(t->views[0].server_count, 0);
    ck_assert_uint_eq(t->endpoints[edge->externals[0]].views, 7);
    ck_assert_uint_eq(t->endpoints[fe->endpoint].views, 1);
    ck_assert_uint_eq(t->endpoints[fe->endpoint].declared, LYD_ADDRESS_DUAL_STACK);
    ck_assert_uint_eq(t->endpoints[lyd_topology_find(t, "um.b")].views, 7); /* no view "internal": every one */
    ck_assert_uint_eq(lyd_diag_notes(diag), 1);                             /* exchange-um has no pool */
    lyd_topology_free(t);
    lyd_diag_free(diag);
}
END_TEST

/* The pool of a web services name may be of two kinds, and may come after it. */
START_TEST(web_services_have_a_pool)
{
    static const char text[] = "fqdn,role,pool\nwi.b,web-internal,p.b\ndx.b,web-external,d.b\np.b,front-end-pool,\nd.b,director-pool,\n"
                               "meet.b,simple-url,\nowas.b,office-web-apps,\nwx.b,web-external,\n";
    lyd_topology *t = NULL;
    lyd_diag *diag = lyd_diag_new();
    ck_assert_msg(parse(text, &t, diag) == LYD_OK, "%s", lyd_diag_message(diag, 0));
    ck_assert_uint_eq(t->pool_count, 2);
    ck_assert_str_eq(t->endpoints[pool_of(t, LYD_POOL_FRONT_END, "p.b")->web_internal].fqdn, "wi.b");
    ck_assert_str_eq(t->endpoints[pool_of(t, LYD_POOL_DIRECTOR, "d.b")->web_external].fqdn, "dx.b");
    ck_assert_uint_eq(pool_of(t, LYD_POOL_FRONT_END, "p.b")->web_external, LYD_NONE);
    ck_assert_uint_eq(t->simple_url_count, 1);
    ck_assert_uint_eq(t->simple_urls[0].urls, LYD_URL_MEET | LYD_URL_DIALIN);
    ck_assert_uint_eq(t->endpoint_count, 7);
    lyd_topology_free(t);
    lyd_diag_free(diag);
}
END_TEST

START_TEST(an_unknown_column_is_noted)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *t = NULL;
    ck_assert_int_eq(parse("fqdn,role,viw\na.b,other,x\n", &t, diag), LYD_OK);
    ck_assert_uint_eq(lyd_diag_notes(diag), 1);
    ck_assert(said(diag, 1, "\"view\""));
    lyd_topology_free(t);
    lyd_diag_free(diag);
}
END_TEST

START_TEST(many_rows_are_read)
{
    enum { ROWS = 100000 };
    size_t room = (size_t)ROWS * 64, used = 0;
    char *text = malloc(room);
    lyd_topology *t = NULL;
    ck_assert_ptr_nonnull(text);
    used += (size_t)snprintf(text, room, "fqdn,role,pool\n");
    for (int i = 0; i < ROWS; i++) {
        used += (size_t)snprintf(text + used, room - used, "fe%d.contoso.com,front-end-server,pool%d.contoso.com\n", i, i / 20);
    }
    ck_assert_int_eq(parse(text, &t, NULL), LYD_OK);
    ck_assert_uint_eq(t->endpoint_count, ROWS + ROWS / 20);
    ck_assert_uint_eq(t->pools[ROWS / 20 - 1].member_count, 20);
    ck_assert_uint_eq(t->endpoints[lyd_topology_find(t, "fe99999.contoso.com")].line, ROWS + 1);
    lyd_topology_free(t);
    free(text);
}
END_TEST

LYD_TEST_MAIN("topology csv", mistakes_have_their_line, dialects_read_alike, pools_are_linked, web_services_have_a_pool,
              an_unknown_column_is_noted, many_rows_are_read)
