/* What can be wrong with one SRV record: its port, and where its target leads. */
#include "target.h"

#include <string.h>

/* ---- the target ---- */

lyd_severity lyd_target_nowhere(lyd_judging *j, const lyd_target *t, uint32_t view)
{
    bool nowhere = strcmp(t->name, ".") == 0 || lyd_presence_in(j, lyd_target_at(j, t->name, view), view) == LYD_MISSING;
    return nowhere ? LYD_ERROR : LYD_OFF;
}

/* One of the two lies in the other: clients accept that where a policy allows it. */
bool lyd_target_related(const lyd_judging *j, const lyd_target *t)
{
    const char *own = lyd_domain_of(t->name), *domain = j->topology->sip_domains[t->domain];
    return lyd_name_within(own, domain) || lyd_name_within(domain, own);
}

lyd_severity lyd_target_abroad(lyd_judging *j, const lyd_target *t, uint32_t view)
{
    bool strict = t->wanted != LYD_WANTED_NTP && t->wanted != LYD_WANTED_XMPP;
    bool inside = (j->topology->views[view].kind & (LYD_VIEW_INTERNAL | LYD_VIEW_REMOTE_CLIENT)) != 0;
    bool old = (j->topology->clients & (LYD_CLIENT_LYNC_2010 | LYD_CLIENT_PHONE)) != 0;
    bool hybrid = (j->topology->services & LYD_SERVICE_HYBRID) != 0;
    if (!strict || strcmp(lyd_domain_of(t->name), j->topology->sip_domains[t->domain]) == 0 || lyd_target_nowhere(j, t, view) != LYD_OFF ||
        lyd_breaches_hybrid(j, t->wanted, t->domain, view)) {
        return LYD_OFF;
    }
    return (lyd_target_related(j, t) && !hybrid) || (inside && !old) ? LYD_WARNING : LYD_ERROR;
}

lyd_severity lyd_target_aliased(lyd_judging *j, const lyd_target *t, uint32_t view)
{
    uint32_t host = lyd_target_at(j, t->name, view);
    bool alias = false;
    for (size_t s = 0; host != LYD_NONE && s < j->topology->views[view].server_count; s++) {
        for (size_t i = 0; i < LYD_HOST_TYPES; i++) {
            const lyd_answer *answer = lyd_case_answer(j->c, host, j->c->view_servers[view][s], lyd_host_types[i]);
            alias = alias || (answer != NULL && answer->alias_count > 0);
        }
    }
    return alias && lyd_target_nowhere(j, t, view) == LYD_OFF ? LYD_WARNING : LYD_OFF;
}

lyd_severity lyd_target_misled(lyd_judging *j, const lyd_target *t, uint32_t view)
{
    unsigned kind = j->topology->views[view].kind;
    lyd_group group = lyd_wanted_group(t->wanted, kind);
    if (t->wanted == LYD_WANTED_NTP || (kind & (LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL)) == 0 || lyd_target_nowhere(j, t, view) != LYD_OFF ||
        lyd_breaches_hybrid(j, t->wanted, t->domain, view) || lyd_is_of_group(j, t->name, group) ||
        !lyd_leads_astray(j, lyd_target_at(j, t->name, view), view, group)) {
        return LYD_OFF;
    }
    return kind == LYD_VIEW_EXTERNAL ? LYD_ERROR : LYD_WARNING;
}

/* ---- the port ---- */

/* The Access Edges whose port for clients a record with TARGET should have: the target itself, where it is one, else each. */
static bool counts_for(const lyd_judging *j, uint32_t endpoint, const char *target)
{
    uint32_t own = lyd_topology_find(j->topology, target);
    bool access = own != LYD_NONE && lyd_in_group(j, own, LYD_GROUP_ACCESS);
    return access ? endpoint == own : lyd_in_group(j, endpoint, LYD_GROUP_ACCESS);
}

/* Whether RECORD has the port that the topology states for clients at the Access Edge. *STATED is an Access Edge with a port; LYD_NONE: the
 * topology states none. */
static bool has_client_port(const lyd_judging *j, const lyd_record *record, uint32_t *stated)
{
    bool fits = false, silent = false;
    *stated = LYD_NONE;
    for (uint32_t e = 0; e < j->topology->endpoint_count; e++) {
        uint16_t port = j->topology->endpoints[e].client_port;
        if (counts_for(j, e, record->target)) {
            *stated = port != 0 && *stated == LYD_NONE ? e : *stated;
            silent = silent || port == 0;
            fits = fits || (port != 0 && port == record->port);
        }
    }
    const uint16_t *usual = lyd_wanted_rows[LYD_WANTED_SIP_TLS].ports;
    return fits || ((silent || *stated == LYD_NONE) && (record->port == usual[0] || record->port == usual[1]));
}

bool lyd_port_fits(const lyd_judging *j, lyd_wanted wanted, const lyd_record *record, uint32_t *stated)
{
    const uint16_t *ports = lyd_wanted_rows[wanted].ports;
    *stated = LYD_NONE;
    return wanted == LYD_WANTED_SIP_TLS ? has_client_port(j, record, stated)
                                        : record->port == ports[0] || (ports[1] != 0 && record->port == ports[1]);
}

uint16_t lyd_port_of_clients(const lyd_judging *j, const char *target)
{
    uint16_t port = 0;
    bool one = true;
    for (uint32_t e = 0; e < j->topology->endpoint_count; e++) {
        if (counts_for(j, e, target)) {
            uint16_t own = j->topology->endpoints[e].client_port;
            one = one && own != 0 && (port == 0 || port == own);
            port = own;
        }
    }
    return one ? port : 0;
}
