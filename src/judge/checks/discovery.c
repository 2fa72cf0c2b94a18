/* Autodiscover: lyncdiscoverinternal and lyncdiscover. */
#include "checks.h"

#include "judge/mend/stated.h"

static const lyd_wanted discovery[] = {LYD_WANTED_DISCOVER_INTERNAL, LYD_WANTED_DISCOVER};

/* ---- DSC001, DSC002 ---- */

static bool srv_is_there(lyd_judging *j, uint32_t name, uint32_t view)
{
    uint32_t srv = lyd_wanted_at(j, LYD_WANTED_SIP_INTERNAL_TLS, lyd_case_extra(j->c, name)->domain, view);
    return lyd_presence_in(j, srv, view) == LYD_THERE && !lyd_wanted_lacks(j, srv, view);
}

/* Desktop clients go on to the SRV record; mobile ones have no other way. */
void lyd_check_discover_internal_missing(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_DISCOVER_INTERNAL, domain, LYD_VIEW_INTERNAL, lyd_wanted_missing);
    uint32_t fallback = lyd_views_holding(j, LYD_WANTED_DISCOVER_INTERNAL, domain, LYD_VIEW_INTERNAL, srv_is_there);
    bool mobile = (j->topology->clients & LYD_CLIENT_MOBILE) != 0;
    if (views != 0) {
        lyd_report_missing(j, LYD_WANTED_DISCOVER_INTERNAL, domain, views, !mobile && (views & ~fallback) == 0 ? LYD_WARNING : LYD_ERROR);
    }
}

void lyd_check_discover_missing(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_DISCOVER, domain, LYD_VIEW_EXTERNAL, lyd_wanted_missing);
    if (views != 0) {
        lyd_report_missing(j, LYD_WANTED_DISCOVER, domain, views, LYD_ERROR);
    }
}

/* ---- DSC003, DSC004 ---- */

void lyd_check_discover_internal_outside(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_DISCOVER_INTERNAL, domain, LYD_VIEW_EXTERNAL, lyd_wanted_intrudes);
    if (views != 0) {
        lyd_report_there(j, LYD_WANTED_DISCOVER_INTERNAL, domain, views, LYD_WARNING, "but clients outside can't use what it leads to",
                         NULL);
    }
}

/* Clients inside need the other record before they lose this one. */
static const char *lead_inside_first(lyd_judging *j, uint32_t domain, uint32_t view)
{
    lyd_stated stated = lyd_stated_for(j, LYD_WANTED_DISCOVER_INTERNAL, domain, view);
    bool lacks = lyd_wanted_lacks(j, lyd_wanted_at(j, LYD_WANTED_DISCOVER_INTERNAL, domain, view), view);
    return !lacks || lyd_set_stated(j, LYD_WANTED_DISCOVER_INTERNAL, domain, view, &stated) ? NULL : "add lyncdiscoverinternal";
}

void lyd_check_discover_inside(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_DISCOVER, domain, LYD_VIEW_INTERNAL, lyd_wanted_intrudes);
    uint32_t alone = views & lyd_views_holding(j, LYD_WANTED_DISCOVER_INTERNAL, domain, LYD_VIEW_INTERNAL, lyd_wanted_lacks);
    if (alone != 0) {
        lyd_report_there(j, LYD_WANTED_DISCOVER, domain, views, LYD_WARNING,
                         "and lyncdiscoverinternal is not: clients inside are led outside", lead_inside_first);
    } else if (views != 0) {
        lyd_report_there(j, LYD_WANTED_DISCOVER, domain, views, LYD_INFO, "although lyncdiscoverinternal is for clients inside", NULL);
    }
}

/* ---- DSC005 ---- */

/* The first alias of NAME in VIEW that is outside its SIP domain; NULL: none is. */
static const char *alias_outside(const lyd_judging *j, uint32_t name, uint32_t view)
{
    const char *domain = j->topology->sip_domains[lyd_case_extra(j->c, name)->domain];
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1]; q++) {
        const lyd_answer *answer = &j->c->answers[q];
        bool of_view = (j->servers[j->c->questions[q].server].views >> view & 1u) != 0 && (lyd_answer_bit(answer) & LYD_BITS_RECORDS) != 0;
        for (size_t i = 0; of_view && i < answer->alias_count; i++) {
            if (!lyd_name_within(answer->aliases[i], domain)) {
                return answer->aliases[i];
            }
        }
    }
    return NULL;
}

static bool alias_leaves(lyd_judging *j, uint32_t name, uint32_t view)
{
    const lyd_extra *extra = lyd_case_extra(j->c, name);
    return !lyd_breaches_hybrid(j, (lyd_wanted)extra->row, extra->domain, view) && !lyd_from_wildcard(j, name, view) &&
           alias_outside(j, name, view) != NULL;
}

/* Mobile clients follow an alias into another domain over HTTP alone. */
void lyd_check_discover_alias(lyd_judging *j, uint32_t domain)
{
    for (size_t i = 0; i < LYD_COUNT(discovery) && (j->topology->clients & LYD_CLIENT_MOBILE) != 0; i++) {
        uint32_t views = lyd_views_holding(j, discovery[i], domain, LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL, alias_leaves);
        if (views != 0) {
            uint32_t name = lyd_wanted_at(j, discovery[i], domain, lyd_first_view(views));
            const char *fqdn = lyd_case_fqdn(j->c, name);
            const lyd_breach breach = {.subjects = {fqdn}, .views = views};
            lyd_act_unalias(j, fqdn, views);
            lyd_act(j, (views & lyd_views_of_kind(j->topology, LYD_VIEW_EXTERNAL)) != 0 ? LYD_OWNER_NETWORK : LYD_OWNER_LYNC,
                    "check that the certificate at that address has the name %s.", fqdn);
            lyd_act_instead(j, LYD_OWNER_NETWORK, "publish %s on port 80: over HTTP clients follow the alias.", fqdn);
            lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS, views);
            lyd_breach_found(j, &breach, "The alias %s of %s is outside the domain %s.", alias_outside(j, name, lyd_first_view(views)),
                             fqdn, j->topology->sip_domains[domain]);
        }
    }
}

/* ---- DSC006, DSC007 ---- */

/* Where a web services name is missing, that is the cause. */
void lyd_check_discover_internal_astray(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_DISCOVER_INTERNAL, domain, LYD_VIEW_INTERNAL, lyd_wanted_astray);
    if (views != 0 && !lyd_web_is_missing(j)) {
        lyd_report_astray(j, LYD_WANTED_DISCOVER_INTERNAL, domain, views, LYD_OFF, "web services name, Director or Front End name");
    }
}

/* Without remote access to the web services, their external names aren't asked for. */
void lyd_check_discover_astray(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_DISCOVER, domain, LYD_VIEW_EXTERNAL, lyd_wanted_astray);
    if (views != 0 && (j->topology->remote_access & LYD_REMOTE_WEB) != 0 && !lyd_web_is_missing(j)) {
        lyd_report_astray(j, LYD_WANTED_DISCOVER, domain, views, LYD_OFF, "external web services name");
    }
}
