/* Enterprise Voice: call admission control, E9-1-1, media bypass, gateways, the Location Information service. */
#include "checks.h"

#include "judge/mend/drop.h"
#include "judge/mend/supply.h"

static const char *feature_list(lyd_judging *j, unsigned features)
{
    const char *comma = "";
    lyd_text_begin(j);
    for (const lyd_row *row = lyd_feature_names; row->name != NULL; row++) {
        if ((features & (unsigned)row->id) != 0) {
            lyd_text_add(j, "%s%s", comma, row->name);
            comma = ", ";
        }
    }
    return lyd_text_done(j);
}

static void act_to_turn_off(lyd_judging *j, const char *features)
{
    lyd_act_instead(j, LYD_OWNER_LYNC, "turn off %s for the deployment, and take it from features in the topology.", features);
}

void lyd_check_feature_on_ipv6_only(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if (j->seen[e] != LYD_ADDRESS_IPV6) {
        return;
    }
    const char *features = feature_list(j, j->topology->features & LYD_FEATURES_OF_VOICE);
    lyd_evidence(j, "features in use: %s", features);
    lyd_evidence_answers(j, e, 0, UINT32_MAX, LYD_ALL_VIEWS);
    lyd_act(j, LYD_OWNER_LYNC, "if %s has no IPv4 address, make it dual-stack in Topology Builder first.", name);
    (void)lyd_supply(j, e, lyd_views_seen(j, e, LYD_ALL_VIEWS, LYD_ADDRESS_IPV6), LYD_ADDRESS_IPV4);
    act_to_turn_off(j, features);
    lyd_breach_of(j, name, "%s is IPv6-only, but the deployment uses %s.", name, features);
}

/* DNS doesn't show the addresses of clients. Lync 2013 judges them by the support tables alone. */
void lyd_check_feature_on_ipv6_network(lyd_judging *j, uint32_t n)
{
    const lyd_network *network = &j->topology->networks[n];
    if (network->remote || network->type != LYD_ADDRESS_IPV6 || j->topology->product < LYD_SKYPE_2015) {
        return;
    }
    const char *features = feature_list(j, j->topology->features & LYD_FEATURES_OF_VOICE);
    const char *line = lyd_line_words(j, network->origin, network->line);
    lyd_act(j, LYD_OWNER_NETWORK, "keep IPv4 beside IPv6 on the network %s.", network->name);
    lyd_act(j, LYD_OWNER_LYNC, "then declare it dual-stack in %s.", line);
    act_to_turn_off(j, features);
    lyd_evidence(j, "product: %s", lyd_row_name(lyd_product_names, (int)j->topology->product));
    lyd_evidence(j, "features in use: %s", features);
    lyd_evidence(j, "client network %s: declared ipv6", network->name);
    lyd_breach_of(j, network->name, "The client network %s is declared IPv6-only, but the deployment uses %s.", network->name, features);
}

void lyd_check_emergency_dual_stack(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if (j->seen[e] != LYD_ADDRESS_DUAL_STACK) {
        return;
    }
    lyd_evidence_answers(j, e, 0, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
    lyd_act(j, LYD_OWNER_LYNC, "test an emergency call from an IPv6 client of %s. Where locations must be certain, keep clients on IPv4.",
            name);
    lyd_breach_of(j, name,
                  "E9-1-1 is in use and the registrar pool %s is dual-stack: mapping an IPv6 client to an IPv4 address is best effort.",
                  name);
}

static void act_on_bypass(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *gateway = &j->topology->endpoints[e];
    const char *line = lyd_type_line(j, e);
    if ((j->facts[e] & LYD_FACT_AAAA) == 0) { /* else the deletion says it */
        (void)lyd_act_misfit(j, e, LYD_ADDRESS_IPV4);
    }
    lyd_act(j, LYD_OWNER_GATEWAY, "set the gateway %s to IPv4.", gateway->fqdn);
    if (gateway->declared == LYD_ADDRESS_IPV6 && (j->facts[e] & LYD_FACT_AAAA) == 0) {
        lyd_act(j, LYD_OWNER_LYNC, "declare %s as ipv4 in %s.", gateway->fqdn, line);
    }
    lyd_drop_ipv6(j, &e, 1, 0);
    lyd_act_instead(j, LYD_OWNER_LYNC, "turn off media bypass for the trunk to %s (Lync Server Control Panel).", gateway->fqdn);
}

/* AAAA records count even if the A lookup failed: they prove that the gateway can be reached over IPv6. */
void lyd_check_bypass_over_ipv6(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *gateway = &j->topology->endpoints[e];
    unsigned type = gateway->declared != LYD_ADDRESS_NONE ? gateway->declared : (unsigned)j->seen[e];
    lyd_breach breach = {.subjects = {gateway->fqdn}, .severity = type == LYD_ADDRESS_IPV6 ? LYD_ERROR : LYD_WARNING};
    bool reachable = gateway->declared != LYD_ADDRESS_NONE ? (type & LYD_ADDRESS_IPV6) != 0 : (j->facts[e] & LYD_FACT_AAAA) != 0;
    if (!reachable) {
        return;
    }
    lyd_evidence(j, "features in use: media-bypass");
    if (gateway->declared != LYD_ADDRESS_NONE) {
        lyd_evidence(j, "%s: declared %s", gateway->fqdn, lyd_row_name(lyd_address_types, gateway->declared));
    }
    lyd_evidence_answers(j, e, 0, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
    act_on_bypass(j, e);
    lyd_breach_found(j, &breach, "Media bypass is in use and the PSTN gateway %s can be reached over IPv6%s.", gateway->fqdn,
                     type == LYD_ADDRESS_IPV6 ? " only" : "");
}

void lyd_check_gateway_dual_stack(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *gateway = &j->topology->endpoints[e];
    if (gateway->declared != LYD_ADDRESS_NONE || j->seen[e] != LYD_ADDRESS_DUAL_STACK) {
        return;
    }
    const char *line = lyd_type_line(j, e);
    lyd_evidence_answers(j, e, 0, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
    lyd_act(j, LYD_OWNER_GATEWAY, "find out which address family %s is set to.", gateway->fqdn);
    lyd_act(j, LYD_OWNER_LYNC, "declare it as address-type of %s in %s.", gateway->fqdn, line);
    lyd_act(j, LYD_OWNER_DNS, "then delete the records of %s of the other family: its A or its AAAA records.", gateway->fqdn);
    lyd_breach_of(j, gateway->fqdn, "The PSTN gateway %s resolves to both families, and no address type is declared for it.",
                  gateway->fqdn);
}

/* ---- LIS001 ---- */

#define LOCATION LYD_ROLE_BIT(LYD_ROLE_LOCATION_INFORMATION_SERVICE)
#define WEB LYD_ROLE_BIT(LYD_ROLE_WEB_INTERNAL)

/* The pool that has E, which isn't its own name, as its internal web services name; NULL. */
static const lyd_pool *pool_served_under(const lyd_topology *t, uint32_t e)
{
    size_t p = 0;
    while (p < t->pool_count && (t->pools[p].web_internal != e || t->pools[p].endpoint == e)) {
        p++;
    }
    return p < t->pool_count ? &t->pools[p] : NULL;
}

void lyd_check_location_has_ipv6(lyd_judging *j, uint32_t e)
{
    const lyd_topology *t = j->topology;
    const char *name = t->endpoints[e].fqdn;
    bool service = (t->endpoints[e].roles & LOCATION) != 0;
    const lyd_pool *pool = !service && (t->features & LYD_FEATURE_ENHANCED_9_1_1) != 0 ? pool_served_under(t, e) : NULL;
    if (!service && pool == NULL) {
        return;
    }
    if (!service) {
        lyd_evidence(j, "features in use: enhanced-9-1-1");
        lyd_evidence(j, "%s: internal web services name of the pool %s", name, t->endpoints[pool->endpoint].fqdn);
    }
    lyd_evidence_answers(j, e, LYD_TYPE_AAAA, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
    lyd_drop_ipv6(j, &e, 1, service ? LOCATION : WEB);
    if (service) {
        lyd_breach_of(j, name, "The Location Information service name %s resolves to the IPv6 address %s.", name,
                      lyd_address_list(j, e, LYD_TYPE_AAAA, 0));
    } else {
        lyd_breach_found(j, &(lyd_breach){.subjects = {name}, .severity = LYD_WARNING},
                         "Clients reach the Location Information service under the internal web services name %s, which resolves to the "
                         "IPv6 address %s.",
                         name, lyd_address_list(j, e, LYD_TYPE_AAAA, 0));
    }
}
