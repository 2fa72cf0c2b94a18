/* The table of wanted records: whole rows, conditions by services and kind of view, values that follow from a topology. */
#include "suite.h"

#include <lyncdns/records.h>

#include <string.h>

static lyd_topology *load(const char *body)
{
    char text[4096];
    lyd_topology *topology = NULL;
    lyd_diag *diag = lyd_diag_new();
    (void)snprintf(text, sizeof(text), "version: 1\nsip-domains: [contoso.com, fabrikam.com]\nother: [{fqdn: other.contoso.com}]\n%s",
                   body);
    ck_assert_msg(lyd_topology_parse(text, strlen(text), "t.yaml", NULL, 0, &topology, diag) == LYD_OK, "%s", lyd_diag_message(diag, 0));
    lyd_diag_free(diag);
    return topology;
}

START_TEST(rows_are_whole)
{
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        const lyd_wanted_row *row = &lyd_wanted_rows[wanted];
        const char *domain = NULL;
        char name[LYD_NAME_TEXT];
        bool asked = false;
        ck_assert_msg(row->owner != NULL && row->users[0] != NULL && row->order != NULL && row->why != NULL && row->references[0] != NULL &&
                          row->references[1] != NULL,
                      "row %d", wanted);
        ck_assert_msg((row->type == LYD_TYPE_SRV) == (row->ports[0] != 0) && (row->owner[0] == '_') == (row->type == LYD_TYPE_SRV), "%s",
                      row->owner);
        ck_assert(lyd_wanted_name(row->owner, "contoso.com", name));
        ck_assert_int_eq((int)lyd_wanted_find(name, &domain), wanted);
        ck_assert_str_eq(domain, "contoso.com");
        for (size_t i = 0; i < lyd_lookup_order_count; i++) {
            for (size_t k = 0; k < lyd_lookup_orders[i].count; k++) {
                asked = asked || (int)lyd_lookup_orders[i].records[k] == wanted;
            }
        }
        ck_assert_msg(asked, "no client looks up %s", row->owner);
    }
}
END_TEST

/* What is wanted of each record, in the order of lyd_wanted: R required, A absent, o optional. */
START_TEST(conditions)
{
    static const struct {
        const char *body;
        unsigned kind;
        const char *expected;
    } rows[] = {
        {"", LYD_VIEW_INTERNAL, "RARoAooRoooo"},
        {"", LYD_VIEW_EXTERNAL, "AoAAooooAooo"},
        {"remote-access: [sip, web]\n", LYD_VIEW_EXTERNAL, "ARAARooRAooo"},
        {"clients: [lync-2010, phone-edition]\n", LYD_VIEW_INTERNAL, "oARoAooRooRR"},
        {"services: [federation, xmpp]\n", LYD_VIEW_EXTERNAL, "AoAAoRRoAooo"},
        {"services: [hybrid]\n", LYD_VIEW_EDGE, "oooooRoooooo"},
        {"services: [federation]\n", LYD_VIEW_EDGE, "oooooooooooo"},
        {"services: [teams-only]\n", LYD_VIEW_EXTERNAL, "oRooRRoRoooo"},
        {"services: [teams-only]\n", LYD_VIEW_INTERNAL, "AAAoAAoAoooo"},
        {"product: skype-for-business-2019\n", LYD_VIEW_EXTERNAL, "AoAAooAoAooo"},
        {"", LYD_VIEW_REMOTE_CLIENT, "oooooooooooo"},
        {"views:\n  - {name: internal, servers: [10.0.0.1]}\n  - {name: external, servers: [10.0.0.1]}\n", LYD_VIEW_EXTERNAL,
         "oooooooooooo"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_topology *topology = load(rows[i].body);
        char expected[LYD_WANTED_COUNT + 1] = "";
        for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
            expected[wanted] = "oRA"[lyd_wanted_of_kind(topology, (lyd_wanted)wanted, rows[i].kind)];
        }
        ck_assert_msg(strcmp(expected, rows[i].expected) == 0, "row %zu: %s, expected %s", i, expected, rows[i].expected);
        lyd_topology_free(topology);
    }
}
END_TEST

#define EDGE "edge-pools:\n  - fqdn: edge01.contoso.com\n    external:\n"
#define ACCESS EDGE "      - {fqdn: access.contoso.com, service: access, port: 5061}\n"
#define POOL "front-end-pools:\n  - {fqdn: pool01.contoso.com, members: [a.contoso.com, b.contoso.com]"

START_TEST(values)
{
    static const struct {
        const char *body, *record;
        unsigned kind;
        const char *value; /* NULL: not stated */
    } rows[] = {
        {ACCESS, "_sip._tls.contoso.com", LYD_VIEW_EXTERNAL, "0 0 5061 access.contoso.com"},
        {ACCESS, "_sip._tls.fabrikam.com", LYD_VIEW_EXTERNAL, "0 0 5061 sip.fabrikam.com"},
        {ACCESS, "_sip._tls.contoso.com", LYD_VIEW_INTERNAL, NULL},
        {ACCESS, "sip.contoso.com", LYD_VIEW_EXTERNAL, "access.contoso.com"},
        {EDGE "      - sip.contoso.com\n", "_sip._tls.contoso.com", LYD_VIEW_EXTERNAL, NULL}, /* 443 or 5061 */
        {EDGE "      - sip.contoso.com\n", "_sipfederationtls._tcp.contoso.com", LYD_VIEW_EXTERNAL, "0 0 5061 sip.contoso.com"},
        {EDGE "      - sip.contoso.com\n", "sip.contoso.com", LYD_VIEW_EXTERNAL, NULL}, /* itself */
        {EDGE "      - a.contoso.com\n      - b.contoso.com\n", "_sipfederationtls._tcp.contoso.com", LYD_VIEW_EXTERNAL, NULL},
        {ACCESS "      - {fqdn: access.fabrikam.com, service: access, port: 443}\n", "_sip._tls.fabrikam.com", LYD_VIEW_EXTERNAL,
         "0 0 443 access.fabrikam.com"},
        {ACCESS "  - fqdn: edge02.contoso.com\n    external:\n      - {fqdn: second.contoso.com, service: access, port: 443}\n",
         "_sip._tls.contoso.com", LYD_VIEW_EXTERNAL, NULL},
        {"", "_sip._tls.contoso.com", LYD_VIEW_EXTERNAL, NULL},
        {POOL "}\n", "_sipinternaltls._tcp.contoso.com", LYD_VIEW_INTERNAL, "0 0 5061 pool01.contoso.com"},
        {POOL "}\n", "_sipinternaltls._tcp.fabrikam.com", LYD_VIEW_INTERNAL, "0 0 5061 sip.fabrikam.com"},
        {POOL "}\n", "lyncdiscoverinternal.contoso.com", LYD_VIEW_INTERNAL, NULL},
        {POOL ", web-internal: webint.contoso.com}\n", "lyncdiscoverinternal.contoso.com", LYD_VIEW_INTERNAL, "webint.contoso.com"},
        {POOL ", web-external: webext.contoso.com}\n", "lyncdiscover.contoso.com", LYD_VIEW_EXTERNAL, "webext.contoso.com"},
        {POOL ", web-external: webext.contoso.com}\n", "lyncdiscover.contoso.com", LYD_VIEW_INTERNAL, NULL},
        {POOL "}\n  - fqdn: pool02.contoso.com\n", "_sipinternaltls._tcp.contoso.com", LYD_VIEW_INTERNAL, NULL},
        {POOL "}\n  - fqdn: pool02.contoso.com\ndirector-pools:\n  - fqdn: dir01.contoso.com\n", "_sipinternaltls._tcp.contoso.com",
         LYD_VIEW_INTERNAL, "0 0 5061 dir01.contoso.com"},
        {"front-end-pools:\n  - fqdn: se01.contoso.com\n", "lyncdiscoverinternal.contoso.com", LYD_VIEW_INTERNAL, "se01.contoso.com"},
        {POOL "}\n", "_ntp._udp.contoso.com", LYD_VIEW_INTERNAL, NULL},
        {"services: [teams-only]\n" ACCESS, "_sip._tls.contoso.com", LYD_VIEW_EXTERNAL, "100 1 443 sipdir.online.lync.com"},
        {"services: [teams-only]\n" ACCESS, "_sipfederationtls._tcp.fabrikam.com", LYD_VIEW_EXTERNAL, "100 1 5061 sipfed.online.lync.com"},
        {"services: [teams-only]\n" ACCESS, "lyncdiscover.contoso.com", LYD_VIEW_EXTERNAL, "webdir.online.lync.com"},
        {"services: [teams-only]\n" ACCESS, "lyncdiscoverinternal.contoso.com", LYD_VIEW_EXTERNAL, NULL},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_topology *topology = load(rows[i].body);
        lyd_arena *arena = lyd_arena_new();
        lyd_records records;
        char text[LYD_RECORD_TEXT] = "no such record";
        ck_assert_int_eq(lyd_records_make(topology, lyd_records_kinds(topology), NULL, arena, &records), LYD_OK);
        for (size_t k = 0; k < records.count; k++) {
            const lyd_wanted_record *item = &records.items[k];
            if (strcmp(item->name, rows[i].record) == 0 && item->kind == rows[i].kind && item->wanted != LYD_WANTED_COUNT) {
                text[0] = '\0';
                if (item->value_count > 0) {
                    lyd_record_format(&item->values[0], text);
                }
                ck_assert_msg(item->value_count > 0 || item->expected != LYD_EXPECTED_REQUIRED || item->unstated != NULL, "row %zu", i);
            }
        }
        ck_assert_msg(strcmp(text, rows[i].value != NULL ? rows[i].value : "") == 0, "row %zu: %s: \"%s\"", i, rows[i].record, text);
        lyd_arena_free(arena);
        lyd_topology_free(topology);
    }
}
END_TEST

LYD_TEST_MAIN("records", rows_are_whole, conditions, values)
