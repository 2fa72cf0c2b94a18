/* Sorting the names asked about into hosts and service names, and the part of the deployment that both need. */
#include "asked.h"

#include <lyncdns/services.h>

#include <stdlib.h>
#include <string.h>

static bool has_text(const char *const *texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(texts[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static void add_text(const char **texts, size_t *count, const char *text)
{
    if (!has_text(texts, *count, text)) {
        texts[(*count)++] = text;
    }
}

static bool is_declared(const lyd_topology *whole, const char *domain)
{
    return has_text(whole->sip_domains, whole->sip_domain_count, domain);
}

/* The side on which clients look for the record WANTED. */
static unsigned side_of(lyd_wanted wanted)
{
    static const lyd_wanted inside[] = {LYD_WANTED_DISCOVER_INTERNAL, LYD_WANTED_SIP_INTERNAL_TLS, LYD_WANTED_SIP_INTERNAL_TCP,
                                        LYD_WANTED_SIP_INTERNAL,      LYD_WANTED_UPDATES,          LYD_WANTED_NTP};
    for (size_t i = 0; i < LYD_COUNT(inside); i++) {
        if (inside[i] == wanted) {
            return LYD_VIEW_INTERNAL;
        }
    }
    return LYD_VIEW_EXTERNAL;
}

#define RECORD(wanted) ((uint32_t)1 << (wanted))

/* The record WANTED, and those that the severity of its findings inside depends on. */
static uint32_t with_companions(const lyd_topology *whole, lyd_wanted wanted)
{
    uint32_t companions = 0;
    if (wanted == LYD_WANTED_DISCOVER || wanted == LYD_WANTED_SIP_TLS) {
        companions |= RECORD(LYD_WANTED_DISCOVER_INTERNAL);
    }
    if (wanted == LYD_WANTED_DISCOVER_INTERNAL || wanted == LYD_WANTED_SIP_TLS) {
        companions |= RECORD(LYD_WANTED_SIP_INTERNAL_TLS);
    }
    return RECORD(wanted) | (lyd_views_of_kind(whole, LYD_VIEW_INTERNAL) != 0 ? companions : 0);
}

#define ROLES_OF_SERVICES                                                                                                                  \
    (LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL) | LYD_ROLE_BIT(LYD_ROLE_WEB_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_WEB_EXTERNAL) |                    \
     LYD_ROLE_BIT(LYD_ROLE_SIMPLE_URL) | LYD_ROLE_BIT(LYD_ROLE_OFFICE_WEB_APPS))

/* An endpoint that rules about service records are about, too, is judged with the default SIP domain, and with those that it lies in. */
static void sort_endpoint(lyd_asked *s, uint32_t e)
{
    const lyd_topology *whole = s->whole;
    if ((whole->endpoints[e].roles & LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL)) != 0) {
        s->records |= RECORD(LYD_WANTED_SIP_TLS) | RECORD(LYD_WANTED_FEDERATION) | RECORD(LYD_WANTED_XMPP); /* that may lead to it */
    }
    if ((whole->endpoints[e].roles & ROLES_OF_SERVICES) == 0) {
        return;
    }
    for (size_t i = 0; i < whole->sip_domain_count; i++) {
        if (i == 0 || lyd_name_within(whole->endpoints[e].fqdn, whole->sip_domains[i])) {
            add_text(s->domains, &s->domain_count, whole->sip_domains[i]);
        }
    }
}

/* An SRV name is a service name of any domain; a host name only of a SIP domain, and not where its role is given. */
static void sort_name(lyd_asked *s, const char *fqdn, bool with_roles)
{
    const char *domain = NULL;
    uint32_t endpoint = s->whole->index == NULL ? LYD_NONE : lyd_topology_find(s->whole, fqdn);
    lyd_wanted wanted = lyd_wanted_find(fqdn, &domain);
    bool srv = wanted < LYD_WANTED_COUNT && lyd_wanted_rows[wanted].type == LYD_TYPE_SRV;
    bool service = wanted < LYD_WANTED_COUNT && (srv || (!with_roles && is_declared(s->whole, domain)));
    if (service) {
        add_text(s->domains, &s->domain_count, domain);
        s->records |= with_companions(s->whole, wanted);
    }
    if (service && endpoint == LYD_NONE) {
        add_text(s->services, &s->service_count, fqdn);
        s->sides |= side_of(wanted);
    } else {
        s->hosts[s->host_count++] = fqdn;
    }
    if (endpoint != LYD_NONE) {
        sort_endpoint(s, endpoint);
    }
}

lyd_status lyd_asked_sort(lyd_asked *s, const char *const *fqdns, size_t count, bool with_roles)
{
    s->hosts = calloc(count + 1, sizeof(*s->hosts));
    s->services = calloc(count + 1, sizeof(*s->services));
    s->domains = calloc(count + s->whole->sip_domain_count + 1, sizeof(*s->domains));
    if (s->hosts == NULL || s->services == NULL || s->domains == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        sort_name(s, fqdns[i], with_roles);
    }
    return LYD_OK;
}

void lyd_asked_clear(lyd_asked *s)
{
    free((void *)s->hosts);
    free((void *)s->services);
    free((void *)s->domains);
}

/* What the deployment doesn't say of service names that are asked about by hand. Where it declares no SIP domain, everything that uses them
 * counts as in use, so that a record which isn't there is missing. Where no view has a kind, each counts as of the side that the names
 * belong to. */
static lyd_status assume(lyd_topology *part, const lyd_asked *s)
{
    if (s->whole->sip_domain_count == 0) {
        part->remote_access = LYD_REMOTE_SIP | LYD_REMOTE_WEB;
        part->clients = LYD_CLIENT_LYNC_2010 | LYD_CLIENT_LYNC_2013 | LYD_CLIENT_SKYPE | LYD_CLIENT_MOBILE | LYD_CLIENT_PHONE;
        part->services |= LYD_SERVICE_FEDERATION | LYD_SERVICE_XMPP;
    }
    if (lyd_views_of_kind(part, ~0u) == 0) {
        lyd_view *views = lyd_arena_alloc(part->arena, part->view_count * sizeof(*views));
        if (views == NULL) {
            return LYD_ENOMEM;
        }
        for (size_t v = 0; v < part->view_count; v++) {
            views[v] = part->views[v];
            views[v].kind = (uint8_t)s->sides;
        }
        part->views = views;
    }
    return LYD_OK;
}

bool lyd_asked_service(const lyd_asked *s, const char *fqdn)
{
    return has_text(s->services, s->service_count, fqdn);
}

lyd_status lyd_asked_take(const lyd_asked *s, lyd_roles roles, lyd_topology **part, size_t *asked)
{
    lyd_status status = lyd_topology_around(s->whole, s->hosts, s->host_count, roles, part, asked);
    if (status == LYD_OK && s->domain_count > 0) {
        status = lyd_topology_add_domains(*part, s->whole, s->domains, s->domain_count);
        (*part)->records_left = ~s->records;
    }
    return status == LYD_OK && s->service_count > 0 ? assume(*part, s) : status;
}
