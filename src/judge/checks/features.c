/* Other features: Persistent Chat, monitoring. */
#include "checks.h"

#include <string.h>

void lyd_check_chat_has_ipv6(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    lyd_evidence_answers(j, e, LYD_TYPE_AAAA, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
    lyd_act(j, LYD_OWNER_LYNC, "check in Topology Builder that IPv6 is configured for the Persistent Chat pool %s.", name);
    lyd_breach_of(j, name, "The Persistent Chat name %s resolves to the IPv6 address %s.", name, lyd_address_list(j, e, LYD_TYPE_AAAA, 0));
}

#define NAMES_MAX 5

/* Counts the endpoints with IPv6 and keeps the first few by name. */
static size_t with_ipv6(const lyd_judging *j, const char *names[NAMES_MAX])
{
    size_t count = 0;
    for (size_t e = 0; e < j->topology->endpoint_count; e++) {
        const char *name = j->topology->endpoints[e].fqdn;
        if ((j->facts[e] & LYD_FACT_AAAA) == 0) {
            continue;
        }
        size_t at = count < NAMES_MAX ? count : NAMES_MAX;
        count++;
        for (; at > 0 && strcmp(name, names[at - 1]) < 0; at--) {
            if (at < NAMES_MAX) {
                names[at] = names[at - 1];
            }
        }
        if (at < NAMES_MAX) {
            names[at] = name;
        }
    }
    return count;
}

void lyd_check_monitoring_shows_ipv6(lyd_judging *j, uint32_t e)
{
    const char *monitoring = j->topology->endpoints[e].fqdn, *names[NAMES_MAX];
    size_t count = with_ipv6(j, names);
    if (count == 0) {
        return;
    }
    for (size_t i = 0; i < count && i < NAMES_MAX; i++) {
        lyd_evidence_answers(j, lyd_topology_find(j->topology, names[i]), LYD_TYPE_AAAA, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
    }
    if (count > NAMES_MAX) {
        lyd_evidence(j, "… and %zu more names", count - NAMES_MAX);
    }
    lyd_act(j, LYD_OWNER_LYNC, "check that the filters and scripts that read the reports of %s accept IPv6 addresses. DNS needs no change.",
            monitoring);
    lyd_breach_of(j, monitoring,
                  "Monitoring (%s) is deployed and %zu name%s an IPv6 address: its reports show IPv4 and IPv6 addresses as stored.",
                  monitoring, count, count == 1 ? " has" : "s have");
}
