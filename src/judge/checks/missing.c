/* Endpoints that are missing where clients look for them: web services, simple URLs, Office Web Apps, Web Conferencing. */
#include "checks.h"

#include "judge/mend/stated.h"

/* ---- what the remedy names ---- */

/* The pool that has E as its web services name; NULL: none. A Director comes first: clients meet it before a pool. */
static const lyd_pool *pool_of_web(const lyd_topology *t, uint32_t e)
{
    const lyd_pool *found = NULL;
    for (size_t p = 0; p < t->pool_count; p++) {
        bool links = t->pools[p].web_internal == e || t->pools[p].web_external == e;
        found = links && (found == NULL || t->pools[p].kind == LYD_POOL_DIRECTOR) ? &t->pools[p] : found;
    }
    return found;
}

/* An endpoint other than E with one of ROLES that has addresses in VIEWS, a web services name first; LYD_NONE. */
static uint32_t peer_of(lyd_judging *j, uint32_t e, lyd_roles roles, uint32_t views)
{
    const lyd_endpoint *endpoints = j->topology->endpoints;
    uint32_t found = LYD_NONE;
    for (uint32_t other = 0; other < j->topology->endpoint_count; other++) {
        bool web = (endpoints[other].roles & roles & ~LYD_ROLE_BIT(LYD_ROLE_SIMPLE_URL)) != 0;
        bool fits = other != e && (endpoints[other].roles & roles) != 0 && (endpoints[other].views & views) == views;
        if (fits && (found == LYD_NONE || web) && lyd_address_list_in(j, other, views)[0] != '\0') {
            found = other;
            if (web) {
                break;
            }
        }
    }
    return found;
}

/* " (webext.contoso.com has 203.0.113.5)", or nothing. */
static const char *example_of(lyd_judging *j, uint32_t peer, uint32_t views)
{
    const char *addresses = peer == LYD_NONE ? "" : lyd_address_list_in(j, peer, views);
    lyd_text_begin(j);
    if (addresses[0] != '\0') {
        lyd_text_add(j, " (%s has %s)", j->topology->endpoints[peer].fqdn, addresses);
    }
    return lyd_text_done(j);
}

/* ---- remedies ---- */

#define OUTSIDE (LYD_ROLE_BIT(LYD_ROLE_WEB_EXTERNAL) | LYD_ROLE_BIT(LYD_ROLE_SIMPLE_URL))

/* The name E must lead to the reverse proxy. */
static void publish(lyd_judging *j, uint32_t e, uint32_t views)
{
    const char *example = example_of(j, peer_of(j, e, OUTSIDE, views), views), *list = lyd_view_list(j, views);
    const char *name = j->topology->endpoints[e].fqdn;
    lyd_act(j, LYD_OWNER_DNS, "add an A record for %s in %s with the public address of the reverse proxy%s.", name, list, example);
    lyd_act(j, LYD_OWNER_NETWORK, "let the reverse proxy publish %s.", name);
}

/* Gives E in VIEWS the addresses that SOURCE has in the views FROM. False: they aren't known. */
static bool copy(lyd_judging *j, uint32_t e, uint32_t views, const char *source, uint32_t from)
{
    lyd_record_list addresses = from == 0 ? (lyd_record_list){0} : lyd_addresses_to_copy(j, source, from);
    bool all = true;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        bool wanted = (views >> v & 1u) != 0;
        all = all && (!wanted || lyd_set_host(j, j->topology->endpoints[e].fqdn, &addresses, v));
    }
    lyd_text_begin(j);
    lyd_text_add(j, "That is where %s leads%s.", source, from == views ? "" : " outside");
    lyd_act_edits(j, lyd_text_done(j));
    return all;
}

/* The simple URL E must lead to web services inside. */
static void lead_inside(lyd_judging *j, uint32_t e, uint32_t views)
{
    const lyd_stated web = lyd_stated_for(j, LYD_WANTED_DISCOVER_INTERNAL, 0, lyd_first_view(views));
    uint32_t peer = peer_of(j, e, LYD_ROLE_BIT(LYD_ROLE_WEB_INTERNAL), views);
    const char *example = example_of(j, peer, views), *list = lyd_view_list(j, views);
    if (web.open != NULL || !copy(j, e, views, web.server, views)) {
        lyd_act(j, LYD_OWNER_DNS,
                "add an A record for %s in %s with the address of the internal web services of a Director or Front End pool%s.",
                j->topology->endpoints[e].fqdn, list, example);
    }
}

/* True if autodiscover leads elsewhere in some view, which isn't judged while a web services name is missing. */
static bool would_show_more(lyd_judging *j)
{
    bool more = false;
    for (uint32_t d = 0; d < j->topology->sip_domain_count && !more; d++) {
        more = lyd_views_holding(j, LYD_WANTED_DISCOVER_INTERNAL, d, LYD_VIEW_INTERNAL, lyd_wanted_astray) != 0 ||
               lyd_views_holding(j, LYD_WANTED_DISCOVER, d, LYD_VIEW_EXTERNAL, lyd_wanted_astray) != 0;
    }
    return more;
}

/* The internal web services name E of a pool: that of its server, or of the load balancer in front of its servers. */
static void serve_inside(lyd_judging *j, uint32_t e, uint32_t views)
{
    const lyd_pool *pool = pool_of_web(j->topology, e);
    const char *name = j->topology->endpoints[e].fqdn, *list = lyd_view_list(j, views);
    if (pool == NULL) {
        lyd_act(j, LYD_OWNER_DNS, "add an A record for %s in %s with the address of the web services of its pool.", name, list);
        return;
    }
    const char *pool_name = j->topology->endpoints[pool->endpoint].fqdn;
    if (pool->member_count > 1) {
        lyd_act(j, LYD_OWNER_DNS,
                "add an A record for %s in %s with the address that the hardware load balancer has for the web services of %s.", name, list,
                pool_name);
    } else if (pool->endpoint == e || would_show_more(j) || !copy(j, e, views, pool_name, views)) {
        lyd_act(j, LYD_OWNER_DNS, "add an A record for %s in %s with the address of the server of the pool %s.", name, list, pool_name);
    }
}

/* E has the same address inside as outside. */
static void repeat_inside(lyd_judging *j, uint32_t e, uint32_t views)
{
    uint32_t outside = lyd_views_of_kind(j->topology, LYD_VIEW_EXTERNAL) & j->topology->endpoints[e].views;
    const char *name = j->topology->endpoints[e].fqdn, *list = lyd_view_list(j, views);
    if (!copy(j, e, views, name, outside)) {
        lyd_act(j, LYD_OWNER_DNS, "add an A record for %s in %s with the public address that it has outside.", name, list);
    }
    lyd_act(j, LYD_OWNER_NETWORK, "let clients inside reach that address of %s.", name);
}

/* ---- what is missing ---- */

/* Reports that E, which is WHAT, is missing in VIEWS. */
static void report(lyd_judging *j, uint32_t e, uint32_t views, const char *what, const lyd_breach *breach)
{
    const char *name = j->topology->endpoints[e].fqdn;
    bool wildcard = false;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t there = (views >> v & 1u) != 0 ? lyd_case_find(j->c, name, v, false) : LYD_NONE;
        if (there == LYD_NONE) {
            continue;
        }
        lyd_evidence_answers(j, there, 0, ~LYD_BITS_FAILED, (uint32_t)1 << v);
        if (lyd_presence_in(j, there, v) == LYD_THERE) {
            lyd_evidence(j, "%s: a name that does not exist gets the same answer", j->topology->views[v].name);
            wildcard = true;
        }
    }
    if (wildcard) {
        lyd_breach_found(j, breach, "The %s %s has no record of its own in %s; a wildcard answers, which leads elsewhere.", what, name,
                         lyd_view_list(j, views));
    } else {
        lyd_breach_found(j, breach, "The %s %s has no address in %s.", what, name, lyd_view_list(j, views));
    }
}

typedef void remedy_writer(lyd_judging *j, uint32_t e, uint32_t views);

static void judge(lyd_judging *j, uint32_t e, lyd_demand demand, const char *what, remedy_writer *write)
{
    uint32_t views = lyd_missing_in(j, demand, e);
    if (views != 0) {
        write(j, e, views);
        report(j, e, views, what, &(lyd_breach){.subjects = {j->topology->endpoints[e].fqdn}, .views = views});
    }
}

void lyd_check_url_missing_inside(lyd_judging *j, uint32_t e)
{
    judge(j, e, LYD_DEMAND_URL_INTERNAL, "simple URL host", lead_inside);
}

void lyd_check_url_missing_outside(lyd_judging *j, uint32_t e)
{
    judge(j, e, LYD_DEMAND_URL_EXTERNAL, "simple URL host", publish);
}

void lyd_check_web_missing_inside(lyd_judging *j, uint32_t e)
{
    judge(j, e, LYD_DEMAND_WEB_INTERNAL, "internal web services name", serve_inside);
}

void lyd_check_web_missing_outside(lyd_judging *j, uint32_t e)
{
    judge(j, e, LYD_DEMAND_WEB_EXTERNAL, "external web services name", publish);
}

void lyd_check_web_missing_for_mobile(lyd_judging *j, uint32_t e)
{
    judge(j, e, LYD_DEMAND_WEB_MOBILE, "external web services name", repeat_inside);
}

void lyd_check_conferencing_missing_inside(lyd_judging *j, uint32_t e)
{
    judge(j, e, LYD_DEMAND_CONFERENCING, "Web Conferencing Edge name", repeat_inside);
}

/* What to add for the Office Web Apps name E, which is missing INSIDE, OUTSIDE or both. */
static void serve_office(lyd_judging *j, uint32_t e, uint32_t inside, uint32_t outside)
{
    const char *list = lyd_view_list(j, inside);
    if (inside != 0) {
        lyd_act(
            j, LYD_OWNER_DNS,
            "add an A record for %s in %s with the address of the Office Web Apps Server, or of the load balancer in front of its farm.",
            j->topology->endpoints[e].fqdn, list);
    }
    if (outside != 0) {
        publish(j, e, outside);
    }
}

/* Inside is the worse of the two. */
void lyd_check_office_missing(lyd_judging *j, uint32_t e)
{
    uint32_t inside = lyd_missing_in(j, LYD_DEMAND_OFFICE_INTERNAL, e), outside = lyd_missing_in(j, LYD_DEMAND_OFFICE_EXTERNAL, e);
    if ((inside | outside) != 0) {
        const lyd_breach breach = {
            .subjects = {j->topology->endpoints[e].fqdn}, .views = inside | outside, .severity = inside != 0 ? LYD_ERROR : LYD_WARNING};
        serve_office(j, e, inside, outside);
        report(j, e, inside | outside, "Office Web Apps name", &breach);
    }
}
