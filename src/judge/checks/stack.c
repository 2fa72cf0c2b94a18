/* The address type of names and networks: IPv6-only outside a lab, or another one than declared. */
#include "checks.h"

void lyd_check_ipv6_only(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if (j->seen[e] != LYD_ADDRESS_IPV6) {
        return;
    }
    lyd_evidence_answers(j, e, 0, UINT32_MAX, LYD_ALL_VIEWS);
    lyd_breach_of(j, name, "%s is IPv6-only: it resolves to %s and to no IPv4 address.", name, lyd_address_list(j, e, LYD_TYPE_AAAA, 0));
}

void lyd_check_network_ipv6_only(lyd_judging *j, uint32_t n)
{
    const lyd_network *network = &j->topology->networks[n];
    const char *kind = network->remote ? "remote" : "client";
    if (network->type != LYD_ADDRESS_IPV6) {
        return;
    }
    lyd_evidence(j, "%s network %s: declared ipv6", kind, network->name);
    lyd_breach_of(j, network->name, "The %s network %s is declared IPv6-only.", kind, network->name);
}

static const char *family_word(unsigned family, bool lacking)
{
    static const char *const words[2][2] = {{"an IPv4 address", "an IPv6 address"}, {"no IPv4 address", "no IPv6 address"}};
    return words[lacking][family == LYD_ADDRESS_IPV6];
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
    lyd_breach_of(j, endpoint->fqdn, "%s is declared %s, but DNS shows %s%s%s.", endpoint->fqdn,
                  lyd_row_name(lyd_address_types, (int)declared), extra != 0 ? family_word(extra, false) : "",
                  extra != 0 && missing != 0 ? " and " : "", missing != 0 ? family_word(missing, true) : "");
}
