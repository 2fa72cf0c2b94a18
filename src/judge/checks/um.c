/* Exchange UM: its names must resolve to IPv4 addresses only. */
#include "checks.h"

static const char *note_ipv6(lyd_judging *j, uint32_t question, const lyd_record *record, void *context)
{
    (void)record;
    (void)context;
    return j->c->questions[question].type == LYD_TYPE_AAAA ? "" : NULL;
}

void lyd_check_um_has_ipv6(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    (void)lyd_evidence_records(j, e, LYD_ALL_VIEWS, note_ipv6, NULL);
    lyd_breach_of(j, name, "The Exchange UM name %s resolves to the IPv6 address %s.", name, lyd_address_list(j, e, LYD_TYPE_AAAA, 0));
}

void lyd_check_um_lookup_failed(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    lyd_evidence_answers(j, e, LYD_TYPE_AAAA, LYD_BITS_FAILED, LYD_ALL_VIEWS);
    lyd_breach_of(j, name, "An AAAA lookup of the Exchange UM name %s failed, so it may have an IPv6 address.", name);
}

void lyd_check_um_without_ipv4(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if ((j->facts[e] & LYD_FACT_A_DENIED) == 0) {
        return;
    }
    lyd_evidence_answers(j, e, LYD_TYPE_A, UINT32_MAX, LYD_ALL_VIEWS);
    lyd_breach_of(j, name, "The Exchange UM name %s exists but has no IPv4 address.", name);
}
