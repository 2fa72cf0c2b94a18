/* Enterprise Voice: call admission control, E9-1-1, media bypass, gateways, the Location Information service. */
#include "checks.h"

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

void lyd_check_feature_on_ipv6_only(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if (j->seen[e] != LYD_ADDRESS_IPV6) {
        return;
    }
    const char *features = feature_list(j, j->topology->features & LYD_FEATURES_OF_VOICE);
    lyd_evidence(j, "features in use: %s", features);
    lyd_evidence_answers(j, e, 0, UINT32_MAX, LYD_ALL_VIEWS);
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
    const lyd_breach breach = {.subjects = {network->name},
                               .remedy = "Network administrator: keep IPv4 beside IPv6 on that network. Or Lync administrator: turn the "
                                         "features off."};
    lyd_evidence(j, "product: %s", lyd_row_name(lyd_product_names, (int)j->topology->product));
    lyd_evidence(j, "features in use: %s", features);
    lyd_evidence(j, "client network %s: declared ipv6", network->name);
    lyd_breach_found(j, &breach, "The client network %s is declared IPv6-only, but the deployment uses %s.", network->name, features);
}

void lyd_check_emergency_dual_stack(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if (j->seen[e] != LYD_ADDRESS_DUAL_STACK) {
        return;
    }
    lyd_evidence_answers(j, e, 0, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
    lyd_breach_of(j, name,
                  "E9-1-1 is in use and the registrar pool %s is dual-stack: mapping an IPv6 client to an IPv4 address is best effort.",
                  name);
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
    lyd_breach_found(j, &breach, "Media bypass is in use and the PSTN gateway %s can be reached over IPv6%s.", gateway->fqdn,
                     type == LYD_ADDRESS_IPV6 ? " only" : "");
}

void lyd_check_gateway_dual_stack(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *gateway = &j->topology->endpoints[e];
    if (gateway->declared != LYD_ADDRESS_NONE || j->seen[e] != LYD_ADDRESS_DUAL_STACK) {
        return;
    }
    lyd_evidence_answers(j, e, 0, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
    lyd_breach_of(j, gateway->fqdn, "The PSTN gateway %s resolves to both families, and no address type is declared for it.",
                  gateway->fqdn);
}

/* ---- LIS001 ---- */

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
    bool service = (t->endpoints[e].roles & LYD_ROLE_BIT(LYD_ROLE_LOCATION_INFORMATION_SERVICE)) != 0;
    const lyd_pool *pool = !service && (t->features & LYD_FEATURE_ENHANCED_9_1_1) != 0 ? pool_served_under(t, e) : NULL;
    if (!service && pool == NULL) {
        return;
    }
    if (!service) {
        lyd_evidence(j, "features in use: enhanced-9-1-1");
        lyd_evidence(j, "%s: internal web services name of the pool %s", name, t->endpoints[pool->endpoint].fqdn);
    }
    lyd_evidence_answers(j, e, LYD_TYPE_AAAA, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
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
