/* The endpoints that rules about service records look for, and the views in which they do. */
#include <lyncdns/services.h>

#define SIMPLE_URL LYD_ROLE_BIT(LYD_ROLE_SIMPLE_URL)
#define WEB_INTERNAL LYD_ROLE_BIT(LYD_ROLE_WEB_INTERNAL)
#define WEB_EXTERNAL LYD_ROLE_BIT(LYD_ROLE_WEB_EXTERNAL)
#define EDGE_EXTERNAL LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL)
#define OFFICE LYD_ROLE_BIT(LYD_ROLE_OFFICE_WEB_APPS)
#define MEETINGS (LYD_URL_MEET | LYD_URL_DIALIN)

/* Of an endpoint it needs one of ROLES, URLS and EDGE_SERVICES, of the deployment one of REMOTE, CLIENTS and SERVICES; 0: any or none. */
static const struct {
    lyd_roles roles, other_roles; /* an endpoint with OTHER_ROLES or OTHER_URLS is needed there for these */
    unsigned urls, other_urls, edge_services;
    unsigned remote, clients, services;
    unsigned kind; /* of view */
    bool split;    /* not where inside and outside have the same servers */
} rows[LYD_DEMAND_COUNT] = {
    [LYD_DEMAND_URL_INTERNAL] = {SIMPLE_URL, .urls = MEETINGS, .kind = LYD_VIEW_INTERNAL},
    [LYD_DEMAND_URL_EXTERNAL] = {SIMPLE_URL, .urls = MEETINGS, .remote = LYD_REMOTE_WEB, .kind = LYD_VIEW_EXTERNAL},
    [LYD_DEMAND_WEB_INTERNAL] = {WEB_INTERNAL, .kind = LYD_VIEW_INTERNAL},
    [LYD_DEMAND_WEB_EXTERNAL] = {WEB_EXTERNAL, .remote = LYD_REMOTE_WEB, .kind = LYD_VIEW_EXTERNAL},
    [LYD_DEMAND_OFFICE_INTERNAL] = {OFFICE, .kind = LYD_VIEW_INTERNAL},
    [LYD_DEMAND_OFFICE_EXTERNAL] = {OFFICE, .remote = LYD_REMOTE_WEB, .kind = LYD_VIEW_EXTERNAL},
    [LYD_DEMAND_WEB_MOBILE] = {WEB_EXTERNAL, .clients = LYD_CLIENT_MOBILE, .kind = LYD_VIEW_INTERNAL},
    [LYD_DEMAND_CONFERENCING] = {EDGE_EXTERNAL, .edge_services = LYD_EDGE_WEB_CONFERENCING, .services = LYD_SERVICE_HYBRID,
                                 .kind = LYD_VIEW_INTERNAL},
    [LYD_DEMAND_ADMIN_EXTERNAL] = {SIMPLE_URL, WEB_EXTERNAL | EDGE_EXTERNAL, .urls = LYD_URL_ADMIN, .other_urls = MEETINGS,
                                   .kind = LYD_VIEW_EXTERNAL, .split = true},
};

static bool fits(unsigned wanted, unsigned set)
{
    return wanted == 0 || (wanted & set) != 0;
}

uint32_t lyd_demand_views(const lyd_topology *t, lyd_demand demand, const lyd_endpoint *e)
{
    if (t->sip_domain_count == 0 || (t->services & LYD_SERVICE_TEAMS_ONLY) != 0) {
        return 0;
    }
    bool meant = fits(rows[demand].roles, e->roles) && fits(rows[demand].urls, e->urls) &&
                 fits(rows[demand].edge_services, e->edge_services) && (e->roles & rows[demand].other_roles) == 0 &&
                 (e->urls & rows[demand].other_urls) == 0;
    bool wanted = meant && fits(rows[demand].remote, t->remote_access) && fits(rows[demand].clients, t->clients) &&
                  fits(rows[demand].services, t->services) && !(rows[demand].split && lyd_views_are_one(t));
    return wanted ? lyd_views_of_kind(t, rows[demand].kind) : 0;
}
