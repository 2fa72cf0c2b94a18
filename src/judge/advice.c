/* What a finding about a service record says: that it is missing, or there where it must not be; what to add, what to delete. */
#include "service.h"

#include <string.h>

/* ---- which name of the topology a record should lead to ---- */

/* A name of the topology, if it is the only one; nothing is advised where there are several to choose from. */
typedef struct choice {
    uint32_t endpoint;
    size_t count;
} choice;

static void choose(choice *c, uint32_t endpoint)
{
    if (endpoint != LYD_NONE && (c->count == 0 || c->endpoint != endpoint)) {
        c->endpoint = endpoint;
        c->count++;
    }
}

static uint32_t chosen(const choice *c)
{
    return c->count == 1 ? c->endpoint : LYD_NONE;
}

/* The labels of a host name behind its first one. */
const char *lyd_domain_of(const char *host)
{
    const char *dot = strchr(host, '.');
    return dot == NULL ? "" : dot + 1;
}

/* The Access Edge in DOMAIN, else the only one there is. */
static uint32_t access_edge(const lyd_judging *j, const char *domain)
{
    choice any = {LYD_NONE, 0}, own = {LYD_NONE, 0};
    for (uint32_t e = 0; e < j->topology->endpoint_count; e++) {
        if (lyd_in_group(j, e, LYD_GROUP_ACCESS)) {
            choose(&any, e);
            choose(&own, strcmp(lyd_domain_of(j->topology->endpoints[e].fqdn), domain) == 0 ? e : LYD_NONE);
        }
    }
    return own.count > 0 ? chosen(&own) : chosen(&any);
}

static uint32_t name_of_pool(const lyd_pool *pool, lyd_wanted wanted)
{
    switch (wanted) {
    case LYD_WANTED_DISCOVER_INTERNAL:
        return pool->web_internal != LYD_NONE ? pool->web_internal : pool->endpoint;
    case LYD_WANTED_DISCOVER:
        return pool->web_external;
    default:
        return pool->endpoint;
    }
}

/* That of the Director pool, else of the Front End pool. */
static uint32_t pool_name(const lyd_judging *j, lyd_wanted wanted)
{
    choice directors = {LYD_NONE, 0}, front_ends = {LYD_NONE, 0};
    for (size_t p = 0; p < j->topology->pool_count; p++) {
        const lyd_pool *pool = &j->topology->pools[p];
        choose(&directors, pool->kind == LYD_POOL_DIRECTOR ? name_of_pool(pool, wanted) : LYD_NONE);
        choose(&front_ends, pool->kind == LYD_POOL_FRONT_END ? name_of_pool(pool, wanted) : LYD_NONE);
    }
    return directors.count > 0 ? chosen(&directors) : chosen(&front_ends);
}

static uint32_t leads_where(const lyd_judging *j, lyd_wanted wanted, const char *domain, unsigned kind)
{
    switch (wanted) {
    case LYD_WANTED_SIP:
        return kind == LYD_VIEW_EXTERNAL ? access_edge(j, domain) : pool_name(j, wanted);
    case LYD_WANTED_SIP_TLS:
    case LYD_WANTED_FEDERATION:
    case LYD_WANTED_XMPP:
    case LYD_WANTED_SIP_EXTERNAL:
        return access_edge(j, domain);
    case LYD_WANTED_NTP: /* a domain controller, which no topology names */
        return LYD_NONE;
    default:
        return pool_name(j, wanted);
    }
}

/* ---- what to add ---- */

static unsigned port_of(const lyd_judging *j, lyd_wanted wanted, uint32_t endpoint)
{
    unsigned port = wanted == LYD_WANTED_SIP_TLS ? j->topology->endpoints[endpoint].client_port : 0;
    return port != 0 ? port : lyd_wanted_rows[wanted].ports[0];
}

/* "DNS administrator: VERB … in view external."; the rule's own remedy where the topology doesn't tell what. */
static const char *remedy_to(lyd_judging *j, const char *verb, lyd_wanted wanted, uint32_t domain, const char *name, uint32_t views)
{
    const char *sip_domain = j->topology->sip_domains[domain], *where = lyd_view_list(j, views);
    uint32_t endpoint = leads_where(j, wanted, sip_domain, j->topology->views[lyd_first_view(views)].kind);
    if (endpoint == LYD_NONE) {
        return NULL;
    }
    const char *fqdn = j->topology->endpoints[endpoint].fqdn, *addresses = lyd_address_list(j, endpoint, 0, 0);
    bool host = lyd_wanted_rows[wanted].type != LYD_TYPE_SRV;
    bool own = wanted == LYD_WANTED_XMPP || strcmp(lyd_domain_of(fqdn), sip_domain) == 0;
    lyd_text_begin(j);
    lyd_text_add(j, "DNS administrator: %s ", verb);
    if (!host) {
        lyd_text_add(j, "%s SRV 0 0 %u %s%s", name, port_of(j, wanted, endpoint), own ? "" : "sip.", own ? fqdn : sip_domain);
    }
    if (!host && !own) {
        lyd_text_add(j, ", and sip.%s", sip_domain);
    }
    if (host || !own) {
        lyd_text_add(j, "%s with the addresses of %s", host ? name : "", fqdn);
        lyd_text_add(j, addresses[0] != '\0' ? " (%s)" : "%s", addresses);
    }
    lyd_text_add(j, " in %s.%s", where, host || own ? "" : " Its certificate must have this name.");
    return lyd_text_done(j);
}

/* ---- findings ---- */

void lyd_report_missing(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_severity severity)
{
    uint32_t view = lyd_first_view(views), name = lyd_wanted_at(j, wanted, domain, view);
    const char *fqdn = lyd_case_fqdn(j->c, name);
    const lyd_breach breach = {
        .subjects = {fqdn}, .severity = severity, .remedy = remedy_to(j, "add", wanted, domain, fqdn, views), .views = views};
    lyd_evidence_answers(j, name, 0, ~LYD_BITS_FAILED, views);
    lyd_breach_found(j, &breach, "%s is missing in %s%s.", fqdn, lyd_view_list(j, views),
                     lyd_presence_in(j, name, view) == LYD_THERE ? ": the answer comes from a wildcard" : "");
}

void lyd_report_there(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_severity severity, const char *why)
{
    uint32_t name = lyd_wanted_at(j, wanted, domain, lyd_first_view(views));
    const char *fqdn = lyd_case_fqdn(j->c, name), *where = lyd_view_list(j, views);
    const char *types = lyd_wanted_rows[wanted].type == LYD_TYPE_SRV ? "SRV" : "A, AAAA or CNAME";
    const lyd_breach breach = {.subjects = {fqdn},
                               .severity = severity,
                               .remedy =
                                   lyd_arena_printf(j->arena, "DNS administrator: delete the %s records of %s in %s.", types, fqdn, where),
                               .views = views};
    if (breach.remedy == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS, views);
    lyd_breach_found(j, &breach, "%s is there in %s, %s.", fqdn, where, why);
}

void lyd_report_astray(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_severity severity, const char *where)
{
    uint32_t name = lyd_wanted_at(j, wanted, domain, lyd_first_view(views));
    const char *fqdn = lyd_case_fqdn(j->c, name);
    const lyd_breach breach = {.subjects = {fqdn},
                               .severity = severity,
                               .remedy = remedy_to(j, "replace the records by", wanted, domain, fqdn, views),
                               .views = views};
    lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS, views);
    lyd_breach_found(j, &breach, "%s leads to no %s in %s.", fqdn, where, lyd_view_list(j, views));
}

const char *lyd_target_to_use(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    const lyd_online_target *online = lyd_online_target_of(wanted);
    if ((j->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0 && online != NULL) {
        return online->name;
    }
    const char *sip_domain = j->topology->sip_domains[domain];
    uint32_t endpoint = leads_where(j, wanted, sip_domain, j->topology->views[lyd_first_view(views)].kind);
    const char *fqdn = endpoint == LYD_NONE ? "" : j->topology->endpoints[endpoint].fqdn;
    bool own = endpoint != LYD_NONE && (wanted == LYD_WANTED_XMPP || strcmp(lyd_domain_of(fqdn), sip_domain) == 0);
    lyd_text_begin(j);
    lyd_text_add(j, "%s%s", own ? "" : "sip.", own ? fqdn : sip_domain);
    return lyd_text_done(j);
}

/* ---- what is wanted of a record, by the answers ---- */

lyd_group lyd_wanted_group(lyd_wanted wanted, unsigned kind)
{
    switch (wanted) {
    case LYD_WANTED_DISCOVER_INTERNAL:
        return LYD_GROUP_DISCOVERY;
    case LYD_WANTED_DISCOVER:
        return LYD_GROUP_WEB_EXTERNAL;
    case LYD_WANTED_SIP_INTERNAL_TLS:
    case LYD_WANTED_SIP_INTERNAL_TCP:
    case LYD_WANTED_SIP_INTERNAL:
        return LYD_GROUP_REGISTRARS;
    case LYD_WANTED_SIP:
        return kind == LYD_VIEW_EXTERNAL ? LYD_GROUP_ACCESS : LYD_GROUP_SIGN_IN;
    case LYD_WANTED_UPDATES:
        return LYD_GROUP_DISCOVERY;
    case LYD_WANTED_NTP:
        return LYD_GROUP_COUNT; /* any time server */
    default:
        return LYD_GROUP_ACCESS;
    }
}

bool lyd_wanted_lacks(lyd_judging *j, uint32_t name, uint32_t view)
{
    if (name == LYD_NONE) { /* not asked: of single names, only what they depend on is */
        return false;
    }
    lyd_wanted wanted = (lyd_wanted)lyd_case_extra(j->c, name)->row;
    return lyd_lacks(j, name, view, lyd_wanted_group(wanted, j->topology->views[view].kind));
}

bool lyd_wanted_missing(lyd_judging *j, uint32_t name, uint32_t view)
{
    return name != LYD_NONE && lyd_wanted_in(j->topology, (lyd_wanted)lyd_case_extra(j->c, name)->row, view) == LYD_EXPECTED_REQUIRED &&
           lyd_wanted_lacks(j, name, view);
}

bool lyd_wanted_intrudes(lyd_judging *j, uint32_t name, uint32_t view)
{
    lyd_wanted wanted = (lyd_wanted)lyd_case_extra(j->c, name)->row;
    return lyd_wanted_in(j->topology, wanted, view) == LYD_EXPECTED_ABSENT && lyd_presence_in(j, name, view) == LYD_THERE &&
           !lyd_from_wildcard(j, name, view);
}

bool lyd_wanted_judged(lyd_judging *j, uint32_t name, uint32_t view)
{
    lyd_wanted wanted = (lyd_wanted)lyd_case_extra(j->c, name)->row;
    return !lyd_wanted_foreign(j->topology, wanted, view) && lyd_presence_in(j, name, view) == LYD_THERE &&
           !lyd_from_wildcard(j, name, view);
}

/* In a hybrid deployment HYB001 reports a record that leads to the cloud. */
bool lyd_wanted_astray(lyd_judging *j, uint32_t name, uint32_t view)
{
    const lyd_extra *extra = lyd_case_extra(j->c, name);
    lyd_wanted wanted = (lyd_wanted)extra->row;
    return lyd_wanted_judged(j, name, view) && !lyd_breaches_hybrid(j, wanted, extra->domain, view) &&
           lyd_leads_astray(j, name, view, lyd_wanted_group(wanted, j->topology->views[view].kind));
}
