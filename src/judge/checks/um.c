/* Exchange UM: its names must resolve to IPv4 addresses only. */
#include "checks.h"

#include "judge/drop.h"
#include "judge/supply.h"

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
