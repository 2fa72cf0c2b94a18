/* The address type of names and networks: IPv6-only outside a lab, or another one than declared. */
#include "checks.h"

#include "judge/mend/drop.h"
#include "judge/mend/fit.h"
#include "judge/mend/supply.h"

#include <string.h>

void lyd_check_ipv6_only(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if (j->seen[e] != LYD_ADDRESS_IPV6) {
        return;
    }
    lyd_evidence_answers(j, e, 0, UINT32_MAX, LYD_ALL_VIEWS);
    if (j->topology->lab) {
        lyd_act(j, LYD_OWNER_LYNC, "give %s an IPv4 address, too, before it is used in production; a lab needs no change.", name);
    } else {
        lyd_act(j, LYD_OWNER_LYNC, "if %s has no IPv4 address, make it dual-stack in Topology Builder first.", name);
        (void)lyd_supply(j, e, lyd_views_seen(j, e, LYD_ALL_VIEWS, LYD_ADDRESS_IPV6), LYD_ADDRESS_IPV4);
        lyd_act_instead(j, LYD_OWNER_LYNC, "if %s is in a lab, set environment: lab in the topology.", name);
    }
    lyd_breach_of(j, name, "%s is IPv6-only: it resolves to %s and to no IPv4 address.", name, lyd_address_list(j, e, LYD_TYPE_AAAA, 0));
}

void lyd_check_network_ipv6_only(lyd_judging *j, uint32_t n)
{
    const lyd_network *network = &j->topology->networks[n];
    const char *kind = network->remote ? "remote" : "client";
    if (network->type != LYD_ADDRESS_IPV6) {
        return;
    }
    const char *line = lyd_line_words(j, network->origin, network->line);
    lyd_evidence(j, "%s network %s: declared ipv6", kind, network->name);
    if (j->topology->lab) {
        lyd_act(j, LYD_OWNER_NETWORK, "keep IPv4 beside IPv6 on the network %s before it is used in production; a lab needs no change.",
                network->name);
    } else {
        lyd_act(j, LYD_OWNER_NETWORK, "keep IPv4 beside IPv6 on the network %s.", network->name);
        lyd_act(j, LYD_OWNER_LYNC, "then declare it dual-stack in %s.", line);
        lyd_act_instead(j, LYD_OWNER_LYNC, "in a lab, set environment: lab in the topology.");
    }
    lyd_breach_of(j, network->name, "The %s network %s is declared IPv6-only.", kind, network->name);
}

static const char *family_word(unsigned family, bool lacking)
{
    static const char *const words[2][2] = {{"an IPv4 address", "an IPv6 address"}, {"no IPv4 address", "no IPv6 address"}};
    return words[lacking][family == LYD_ADDRESS_IPV6];
}

#define GATEWAY LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY)

/* The A records of a gateway that is set to IPv6. Another name without them would be IPv6-only. */
static void drop_ipv4(lyd_judging *j, uint32_t e)
{
    lyd_held_list held = lyd_held_records(j, e, LYD_ALL_VIEWS, LYD_TYPE_A, 0);
    bool own = true;
    for (size_t i = 0; i < held.count; i++) {
        own = own && strcmp(held.items[i].name, j->topology->endpoints[e].fqdn) == 0;
    }
    if (own && (j->facts[e] & LYD_FACT_AAAA) != 0) {
        lyd_held_delete(j, &held);
    }
    lyd_act(j, LYD_OWNER_DNS, "delete %s.", lyd_held_words(j, &held));
}

/* True if no finding would come of declaring what DNS shows. */
static bool may_declare(const lyd_judging *j, uint32_t e, unsigned found)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    bool bypass = (endpoint->roles & GATEWAY) != 0 && (j->topology->features & LYD_FEATURE_MEDIA_BYPASS) != 0;
    lyd_misfit misfit;
    return found != LYD_ADDRESS_NONE && (endpoint->roles & LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM)) == 0 &&
           !(bypass && (found & LYD_ADDRESS_IPV6) != 0) &&
           ((endpoint->roles & GATEWAY) == 0 || !lyd_type_misfits(j, e, (lyd_address_type)found, &misfit));
}

static void act_on_difference(lyd_judging *j, uint32_t e, unsigned extra, unsigned missing)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    unsigned found = j->facts[e] & LYD_ADDRESS_DUAL_STACK;
    if ((extra & LYD_ADDRESS_IPV6) != 0) {
        lyd_drop_ipv6(j, &e, 1, 0);
    } else if ((extra & LYD_ADDRESS_IPV4) != 0 && (endpoint->roles & GATEWAY) != 0) {
        drop_ipv4(j, e);
    }
    if (missing != 0) {
        (void)lyd_supply(j, e, lyd_views_seen(j, e, LYD_ALL_VIEWS, (lyd_address_type)found), missing);
    }
    if (missing != 0 && extra != 0) {
        j->edit_count = 0; /* of two changes one alone isn't enough */
    }
    if (may_declare(j, e, found)) {
        const char *line = lyd_type_line(j, e);
        (j->action_count > 0 ? lyd_act_instead : lyd_act)(j, LYD_OWNER_LYNC, "correct the address-type of %s in %s to %s.", endpoint->fqdn,
                                                          line, lyd_row_name(lyd_address_types, (int)found));
    }
}

/* A declared family counts as missing only if some server said that it isn't there. */
void lyd_check_not_as_declared(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    unsigned declared = endpoint->declared, found = j->facts[e] & LYD_ADDRESS_DUAL_STACK;
    unsigned extra = found & ~declared, missing = declared & lyd_families_denied(j, e);
    if (declared == LYD_ADDRESS_NONE || (extra == 0 && missing == 0)) {
        return;
    }
    lyd_evidence(j, "%s: declared %s", endpoint->fqdn, lyd_row_name(lyd_address_types, (int)declared));
    lyd_evidence_answers(j, e, 0, UINT32_MAX, LYD_ALL_VIEWS);
    act_on_difference(j, e, extra, missing);
    lyd_breach_of(j, endpoint->fqdn, "%s is declared %s, but DNS shows %s%s%s.", endpoint->fqdn,
                  lyd_row_name(lyd_address_types, (int)declared), extra != 0 ? family_word(extra, false) : "",
                  extra != 0 && missing != 0 ? " and " : "", missing != 0 ? family_word(missing, true) : "");
}
