/* The part of a topology around a few names. */
#include "suite.h"

#include <lyncdns/topology.h>

#include <string.h>

static lyd_topology *parse(const char *yaml)
{
    lyd_topology *t = NULL;
    lyd_diag *diag = lyd_diag_new();
    lyd_status status = lyd_topology_parse(yaml, strlen(yaml), "t.yaml", NULL, 0, &t, diag);
    ck_assert_msg(status == LYD_OK, "%s", lyd_diag_message(diag, 0));
    lyd_diag_free(diag);
    return t;
}

/* ---- views made by --server ---- */

static const char plain[] = "version: 1\n"
                            "front-end-pools: [{fqdn: pool.x, edge-pool: edge.x}]\n"
                            "edge-pools: [{fqdn: edge.x, external: [sip.x, both.x]}]\n"
                            "other: [{fqdn: both.x}]\n";

START_TEST(views_are_made_in_their_order)
{
    static const struct {
        const char *views[4]; /* "": every view */
        lyd_status last;      /* of the last one */
        const char *made;     /* the views, in order */
        uint32_t pool, sip, both;
    } rows[] = {
        {{"internal", "external"}, LYD_OK, "internal external", 1, 2, 3},
        {{"external", "internal"}, LYD_OK, "external internal", 2, 1, 3},
        {{"external"}, LYD_OK, "external", 1, 1, 1},
        {{"internal"}, LYD_OK, "internal", 1, 1, 1},
        {{"dmz", "office"}, LYD_OK, "dmz office", 3, 3, 3},
        {{"dmz", "internal", "external"}, LYD_OK, "dmz internal external", 2, 4, 6},
        {{"internal", "external", "internal"}, LYD_OK, "internal external", 1, 2, 3},
        {{""}, LYD_OK, "default", 1, 1, 1},
        {{"", "internal"}, LYD_EINVAL, "default", 1, 1, 1},
        {{"internal", ""}, LYD_OK, "internal", 1, 1, 1},
    };
    const char *why;
    lyd_server server;
    ck_assert(lyd_server_parse("10.0.0.1", &server, &why));
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_topology *t = parse(plain);
        lyd_status status = LYD_OK;
        char made[64] = "";
        for (size_t v = 0; rows[i].views[v] != NULL; v++) {
            status = lyd_topology_set_servers(t, rows[i].views[v][0] != '\0' ? rows[i].views[v] : NULL, &server, 1, NULL);
        }
        for (size_t v = 0; v < t->view_count; v++) {
            size_t used = strlen(made);
            (void)snprintf(made + used, sizeof(made) - used, "%s%s", v > 0 ? " " : "", t->views[v].name);
            ck_assert_uint_eq(t->views[v].server_count, 1);
        }
        ck_assert_msg(status == rows[i].last && strcmp(made, rows[i].made) == 0, "row %zu: %s", i, made);
        const uint32_t views[] = {rows[i].pool, rows[i].sip, rows[i].both};
        const char *const names[] = {"pool.x", "sip.x", "both.x"};
        for (size_t n = 0; n < LYD_COUNT(names); n++) {
            uint32_t e = lyd_topology_find(t, names[n]);
            ck_assert_msg(t->endpoints[e].views == views[n], "row %zu: %s in %u", i, names[n], (unsigned)t->endpoints[e].views);
        }
        lyd_topology_free(t);
    }
}
END_TEST

START_TEST(declared_views_are_not_added_to)
{
    lyd_server server;
    const char *why;
    lyd_topology *t = parse("version: 1\nviews: [{name: internal, servers: [1.1.1.1]}]\nother: [{fqdn: a.x}]\n");
    ck_assert(lyd_server_parse("10.0.0.1", &server, &why));
    ck_assert_int_eq(lyd_topology_set_servers(t, "external", &server, 1, NULL), LYD_EINVAL);
    ck_assert_uint_eq(t->view_count, 1);
    lyd_topology_free(t);
}
END_TEST

/* ---- the part around a name ---- */

static const char deployment[] = "version: 1\n"
                                 "views: [{name: internal, servers: [1.1.1.1]}, {name: external, servers: [2.2.2.2]}]\n"
                                 "client-networks: [{name: office, address-type: ipv4}]\n"
                                 "exchange-um: [{fqdn: um.x}]\n"
                                 "front-end-pools:\n"
                                 "  - {fqdn: pool.x, members: [fe1.x, fe2.x], edge-pool: edge.x}\n"
                                 "  - {fqdn: pool2.x, members: [fe3.x], edge-pool: edge.x}\n"
                                 "mediation-pools:\n"
                                 "  - {fqdn: med.x, members: [med1.x], pstn-fqdn: pstn.x, gateways: [gw1.x, gw2.x]}\n"
                                 "edge-pools:\n"
                                 "  - {fqdn: edge.x, members: [edge1.x], external: [sip.x, av.x]}\n"
                                 "monitoring: [{fqdn: mon.x}]\n";

START_TEST(neighbourhoods)
{
    static const struct {
        const char *names; /* asked about */
        const char *all;   /* the part's endpoints: those asked about, then the others by name */
    } rows[] = {
        {"um.x", "um.x"},
        {"pool.x", "pool.x av.x edge.x edge1.x fe1.x fe2.x sip.x"},
        {"fe2.x", "fe2.x fe1.x pool.x"},
        {"med.x", "med.x gw1.x gw2.x med1.x pstn.x"},
        {"pstn.x", "pstn.x gw1.x gw2.x med.x"},
        {"gw2.x", "gw2.x med.x pstn.x"},
        {"edge.x", "edge.x av.x edge1.x pool.x pool2.x sip.x"},
        {"edge1.x", "edge1.x edge.x"},
        {"sip.x", "sip.x av.x edge.x edge1.x"},
        {"sip.x gw1.x", "sip.x gw1.x av.x edge.x edge1.x med.x pstn.x"},
        {"um.x um.x unknown.x unknown.x", "um.x unknown.x"},
        {"mon.x", "mon.x av.x edge.x edge1.x fe1.x fe2.x fe3.x gw1.x gw2.x med.x med1.x pool.x pool2.x pstn.x sip.x um.x"},
    };
    lyd_topology *whole = parse(deployment);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[128], all[512] = "";
        const char *names[8], *others[64];
        size_t count = 0, asked = 0, other_count = 0;
        lyd_topology *part = NULL;
        (void)snprintf(text, sizeof(text), "%s", rows[i].names);
        for (char *rest = NULL, *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
            names[count++] = word;
        }
        ck_assert_int_eq(lyd_topology_around(whole, names, count, 0, &part, &asked), LYD_OK);
        for (size_t e = 0; e < part->endpoint_count; e++) {
            if (e < asked) {
                size_t used = strlen(all);
                (void)snprintf(all + used, sizeof(all) - used, "%s%s", used > 0 ? " " : "", part->endpoints[e].fqdn);
                continue;
            }
            size_t at = other_count++;
            for (; at > 0 && strcmp(others[at - 1], part->endpoints[e].fqdn) > 0; at--) {
                others[at] = others[at - 1];
            }
            others[at] = part->endpoints[e].fqdn;
        }
        for (size_t n = 0; n < other_count; n++) {
            size_t used = strlen(all);
            (void)snprintf(all + used, sizeof(all) - used, " %s", others[n]);
        }
        ck_assert_msg(strcmp(all, rows[i].all) == 0, "%s: %s", rows[i].names, all);
        for (size_t e = 0; e < part->endpoint_count; e++) {
            ck_assert_uint_eq(lyd_topology_find(part, part->endpoints[e].fqdn), e);
        }
        lyd_topology_free(part);
    }
    lyd_topology_free(whole);
}
END_TEST

START_TEST(links_lead_to_places_in_the_part)
{
    lyd_topology *whole = parse(deployment), *part = NULL;
    size_t asked = 0;
    ck_assert_int_eq(lyd_topology_around(whole, (const char *const[]){"gw2.x", "pool.x"}, 2, 0, &part, &asked), LYD_OK);
    ck_assert_uint_eq(part->pool_count, 3);
    ck_assert_uint_eq(part->network_count, 1);
    for (size_t p = 0; p < part->pool_count; p++) {
        const lyd_pool *pool = &part->pools[p];
        const char *name = part->endpoints[pool->endpoint].fqdn;
        if (pool->kind == LYD_POOL_FRONT_END) {
            ck_assert_str_eq(name, "pool.x");
            ck_assert_uint_eq(pool->member_count, 2);
            ck_assert_str_eq(part->endpoints[pool->members[1]].fqdn, "fe2.x");
            ck_assert_str_eq(part->endpoints[pool->edge_pool].fqdn, "edge.x");
        } else if (pool->kind == LYD_POOL_EDGE) {
            ck_assert_str_eq(name, "edge.x");
            ck_assert_uint_eq(pool->member_count, 1);
            ck_assert_uint_eq(pool->external_count, 2);
        } else {
            ck_assert_str_eq(name, "med.x");
            ck_assert_uint_eq(pool->member_count, 0);
            ck_assert_uint_eq(pool->gateway_count, 1);
            ck_assert_str_eq(part->endpoints[pool->gateways[0]].fqdn, "gw2.x");
            ck_assert_str_eq(part->endpoints[pool->pstn_endpoint].fqdn, "pstn.x");
        }
    }
    lyd_topology_free(part);
    lyd_topology_free(whole);
}
END_TEST

START_TEST(roles_and_views_of_names)
{
    static const struct {
        const char *name;
        lyd_roles given, roles;
        uint32_t views;
    } rows[] = {
        {"um.x", 0, LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM), 1},
        {"um.x", LYD_ROLE_BIT(LYD_ROLE_OTHER), LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM) | LYD_ROLE_BIT(LYD_ROLE_OTHER), 1},
        {"new.x", 0, LYD_ROLE_BIT(LYD_ROLE_OTHER), 3},
        {"new.x", LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM), LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM), 3},
        {"new.x", LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL), LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL), 2},
    };
    lyd_topology *whole = parse(deployment);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_topology *part = NULL;
        size_t asked = 0;
        ck_assert_int_eq(lyd_topology_around(whole, &rows[i].name, 1, rows[i].given, &part, &asked), LYD_OK);
        ck_assert_msg(part->endpoints[0].roles == rows[i].roles && part->endpoints[0].views == rows[i].views, "row %zu", i);
        ck_assert_uint_lt(part->endpoints[0].origin, part->file_count);
        lyd_topology_free(part);
    }
    ck_assert_uint_eq(whole->endpoints[lyd_topology_find(whole, "um.x")].roles, LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM));
    lyd_topology_free(whole);
}
END_TEST

LYD_TEST_MAIN("what concerns a name", views_are_made_in_their_order, declared_views_are_not_added_to, neighbourhoods,
              links_lead_to_places_in_the_part, roles_and_views_of_names)
