/* Exchange UM: its names must resolve to IPv4 addresses only. */
#include "checks.h"

#include "judge/mend/drop.h"
#include "judge/mend/supply.h"

#include <string.h>

#define UM LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM)

static const char *note_ipv6(lyd_judging *j, uint32_t question, const lyd_record *record, void *context)
{
    (void)record;
    (void)context;
    return j->c->questions[question].type == LYD_TYPE_AAAA ? "" : NULL;
}

/* True if a record of NAME itself is to be deleted: Windows may have registered it. */
static bool is_registered(const lyd_judging *j, const char *name)
{
    size_t i = 0;
    while (i < j->edit_count && (j->edits[i].record.type != LYD_TYPE_AAAA || strcmp(j->edits[i].name, name) != 0)) {
        i++;
    }
    return i < j->edit_count;
}

void lyd_check_um_has_ipv6(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    (void)lyd_evidence_records(j, e, LYD_ALL_VIEWS, note_ipv6, NULL);
    lyd_drop_ipv6(j, &e, 1, UM);
    if (is_registered(j, name)) {
        lyd_act(j, LYD_OWNER_EXCHANGE, "turn off DNS registration of IPv6 addresses on %s, so that the record does not come back.", name);
    }
    lyd_breach_of(j, name, "The Exchange UM name %s resolves to the IPv6 address %s.", name, lyd_address_list(j, e, LYD_TYPE_AAAA, 0));
}

void lyd_check_um_lookup_failed(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    lyd_evidence_answers(j, e, LYD_TYPE_AAAA, LYD_BITS_FAILED, LYD_ALL_VIEWS);
    lyd_act(j, LYD_OWNER_DNS, "find out why the AAAA lookup of %s fails at %s. Then run the audit again.", name,
            lyd_servers_saying(j, e, LYD_TYPE_AAAA, LYD_BITS_FAILED, LYD_ALL_VIEWS));
    lyd_breach_of(j, name, "An AAAA lookup of the Exchange UM name %s failed, so it may have an IPv6 address.", name);
}

void lyd_check_um_without_ipv4(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if ((j->facts[e] & LYD_FACT_A_DENIED) == 0) {
        return;
    }
    uint32_t views = lyd_views_seen(j, e, LYD_ALL_VIEWS, LYD_ADDRESS_IPV6) | lyd_views_seen(j, e, LYD_ALL_VIEWS, LYD_ADDRESS_NONE);
    lyd_evidence_answers(j, e, LYD_TYPE_A, UINT32_MAX, LYD_ALL_VIEWS);
    (void)lyd_supply(j, e, views, LYD_ADDRESS_IPV4);
    lyd_breach_of(j, name, "The Exchange UM name %s exists but has no IPv4 address.", name);
}

/* ---- what Exchange lets a UM service or a UM IP gateway use, as an export shows it ---- */

static void act_on_family(lyd_judging *j, const lyd_endpoint *endpoint, const char *what, const char *cmdlets)
{
    lyd_act(j, LYD_OWNER_EXCHANGE,
            "set IPAddressFamily of the %s %s to IPv4Only (%s). Then export it again, or correct ip-address-family in "
            "the topology.",
            what, endpoint->fqdn, cmdlets);
}

void lyd_check_um_prefers_ipv6(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    if (endpoint->ip_family != LYD_IP_ANY && endpoint->ip_family != LYD_IP_IPV6_ONLY) {
        return;
    }
    lyd_evidence(j, "%s: ip-address-family %s", endpoint->fqdn, lyd_row_name(lyd_ip_families, endpoint->ip_family));
    act_on_family(j, endpoint, "UM service", "Set-UMService, Set-UMCallRouterSettings; Exchange 2010: Set-UMServer");
    lyd_breach_of(j, endpoint->fqdn, "IPAddressFamily of the Exchange UM service %s is %s, so it prefers IPv6.", endpoint->fqdn,
                  endpoint->ip_family == LYD_IP_ANY ? "Any" : "IPv6Only");
}

/* Any other name that has an IPAddressFamily is a UM IP gateway. */
void lyd_check_um_gateway_any(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    if (endpoint->ip_family != LYD_IP_ANY || (endpoint->roles & UM) != 0 || j->seen[e] != LYD_ADDRESS_DUAL_STACK) {
        return;
    }
    lyd_evidence(j, "%s: ip-address-family any", endpoint->fqdn);
    (void)lyd_evidence_records(j, e, LYD_ALL_VIEWS, note_ipv6, NULL);
    act_on_family(j, endpoint, "UM IP gateway", "Set-UMIPGateway");
    lyd_breach_of(j, endpoint->fqdn,
                  "IPAddressFamily of the UM IP gateway %s is Any, and its name is dual-stack, so Exchange UM calls it over "
                  "IPv6.",
                  endpoint->fqdn);
}
