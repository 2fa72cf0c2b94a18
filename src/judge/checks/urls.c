/* Simple URLs: the Admin name outside, a SIP domain without a Meet URL, hosts that can't be one, where they lead. */
#include "checks.h"

#include "judge/mend/stated.h"

#include <string.h>

/* ---- URL003 ---- */

void lyd_check_admin_outside(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    uint32_t views = lyd_demand_views(j->topology, LYD_DEMAND_ADMIN_EXTERNAL, endpoint), there = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t name = (views >> v & 1u) != 0 ? lyd_case_find(j->c, endpoint->fqdn, v, false) : LYD_NONE;
        if (lyd_presence_in(j, name, v) == LYD_THERE && !lyd_from_wildcard(j, name, v)) {
            lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS, (uint32_t)1 << v);
            there |= (uint32_t)1 << v;
        }
    }
    if (there != 0) {
        const lyd_breach breach = {.subjects = {endpoint->fqdn}, .views = there};
        lyd_act_delete(j, endpoint->fqdn, there, 0, NULL);
        lyd_breach_found(j, &breach, "The Admin URL host %s has an address in %s.", endpoint->fqdn, lyd_view_list(j, there));
    }
}

/* ---- URL004 ---- */

/* A host of which the topology doesn't say what it is for may be the one. */
static bool may_have_meet(const lyd_topology *t, uint32_t domain)
{
    bool may = false;
    for (size_t i = 0; i < t->simple_url_count && !may; i++) {
        const lyd_simple_url *url = &t->simple_urls[i];
        may = (url->urls & LYD_URL_MEET) != 0 && (url->domain == LYD_NONE || url->domain == domain);
    }
    for (size_t e = 0; e < t->endpoint_count && !may; e++) {
        may = (t->endpoints[e].roles & LYD_ROLE_BIT(LYD_ROLE_SIMPLE_URL)) != 0 && t->endpoints[e].urls == 0;
    }
    return may;
}

void lyd_check_domain_without_meet(lyd_judging *j, uint32_t domain)
{
    const lyd_topology *t = j->topology;
    const char *name = t->sip_domains[domain];
    if (t->simple_url_count == 0 || may_have_meet(t, domain)) {
        return;
    }
    for (size_t i = 0; i < t->simple_url_count; i++) {
        if ((t->simple_urls[i].urls & LYD_URL_MEET) != 0) {
            lyd_evidence(j, "Meet URL of %s: %s", t->sip_domains[t->simple_urls[i].domain], t->endpoints[t->simple_urls[i].endpoint].fqdn);
        }
    }
    lyd_evidence(j, "Meet URL of %s: none", name);
    lyd_act(j, LYD_OWNER_LYNC, "add a Meet URL for the SIP domain %s in Topology Builder, and its host to simple-urls in %s.", name,
            t->file_count > 0 ? t->files[0] : "the topology");
    lyd_act(j, LYD_OWNER_DNS, "publish that host inside and outside.");
    lyd_breach_of(j, name, "The SIP domain %s has no Meet URL.", name);
}

/* ---- URL005 ---- */

#define POOLS                                                                                                                              \
    (LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL) | LYD_ROLE_BIT(LYD_ROLE_MEDIATION_POOL) |                \
     LYD_ROLE_BIT(LYD_ROLE_EDGE_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_PERSISTENT_CHAT))

void lyd_check_url_host(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    bool pool = (endpoint->roles & POOLS) != 0, domain = false;
    for (size_t i = 0; i < j->topology->sip_domain_count && !domain; i++) {
        domain = strcmp(endpoint->fqdn, j->topology->sip_domains[i]) == 0;
    }
    if (pool || domain) {
        lyd_act(j, LYD_OWNER_LYNC, "give the simple URL a host of its own in place of %s, such as meet.%s, in Topology Builder, and in %s.",
                endpoint->fqdn, j->topology->sip_domains[0], lyd_endpoint_line(j, e));
        lyd_act(j, LYD_OWNER_DNS, "publish that host inside and outside.");
        lyd_evidence(j, "%s: host of a simple URL and %s", endpoint->fqdn, pool ? "name of a pool" : "SIP domain");
        lyd_breach_of(j, endpoint->fqdn, "The simple URL host %s is also %s.", endpoint->fqdn,
                      pool ? "the name of a pool" : "a SIP domain");
    }
}

/* ---- URL006 ---- */

/* A load balancer in front of the web services, which the topology doesn't name, may be right: nothing is edited. */
static void lead_inside(lyd_judging *j, const char *fqdn, uint32_t views)
{
    const lyd_stated web = lyd_stated_for(j, LYD_WANTED_DISCOVER_INTERNAL, 0, lyd_first_view(views));
    const char *words = web.open == NULL ? lyd_records_words(j, &web.addresses) : "";
    const char *list = lyd_view_list(j, views);
    if (web.open == NULL) {
        lyd_act(j, LYD_OWNER_DNS, "give %s in %s the %s of %s, unless its address is that of a load balancer in front of it.", fqdn, list,
                words, web.server);
    } else {
        lyd_act(j, LYD_OWNER_DNS,
                "give %s in %s the address of the internal web services of a Director or Front End pool, unless its address is that of a "
                "load balancer in front of them.",
                fqdn, list);
    }
}

void lyd_check_url_leads_astray(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    uint32_t views = lyd_demand_views(j->topology, LYD_DEMAND_URL_INTERNAL, endpoint), astray = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t name = (views >> v & 1u) != 0 ? lyd_case_find(j->c, endpoint->fqdn, v, false) : LYD_NONE;
        if (name == LYD_NONE || lyd_from_wildcard(j, name, v) || !lyd_leads_astray(j, name, v, LYD_GROUP_WEB)) {
            continue;
        }
        if (!lyd_web_is_missing(j)) {
            lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS, (uint32_t)1 << v);
            astray |= (uint32_t)1 << v;
        }
    }
    if (astray != 0) {
        lead_inside(j, endpoint->fqdn, astray);
        lyd_breach_found(j, &(lyd_breach){.subjects = {endpoint->fqdn}, .views = astray},
                         "In %s the simple URL host %s leads to no web services name, Front End pool or Director.",
                         lyd_view_list(j, astray), endpoint->fqdn);
    }
}
