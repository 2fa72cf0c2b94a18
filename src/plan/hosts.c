/* The names of a deployment itself that administrators publish by hand: Edge, web services, simple URLs, Office Web Apps. */
#include <lyncdns/records.h>

#include <string.h>

/* Where names of a sort are documented: for Lync Server, and from Skype for Business Server 2015 on. */
static const char *const edge_pages[] = {"Determine DNS requirements for Lync Server 2013",
                                         "Edge Server environmental requirements in Skype for Business Server"};
static const char *const server_pages[] = {"DNS requirements for Front End pools in Lync Server 2013",
                                           "DNS requirements for Skype for Business Server"};
static const char *const proxy_pages[] = {"DNS summary - Reverse proxy in Lync Server 2013",
                                          "DNS requirements for Skype for Business Server"};
static const char *const url_pages[] = {"DNS requirements for simple URLs in Lync Server 2013",
                                        "DNS requirements for simple URLs in Skype for Business Server"};

/* The first row that fits a name says what it is for. */
static const struct {
    lyd_role role;
    unsigned services, urls; /* one of these; 0: any */
    const char *const *pages;
    const char *users[LYD_WANTED_USERS];
    const char *why;
} rows[] = {
    {LYD_ROLE_SIMPLE_URL, 0, LYD_URL_MEET, url_pages, {"meeting participants"}, "Links to meetings lead there."},
    {LYD_ROLE_SIMPLE_URL, 0, LYD_URL_DIALIN, url_pages, {"callers of conferences"}, "The page with dial-in numbers and PINs is there."},
    {LYD_ROLE_SIMPLE_URL, 0, LYD_URL_ADMIN, url_pages, {"administrators"}, "The Control Panel is there."},
    {LYD_ROLE_WEB_INTERNAL,
     0,
     0,
     server_pages,
     {"clients inside"},
     "Clients inside find autodiscover, the address book and meetings there."},
    {LYD_ROLE_WEB_EXTERNAL,
     0,
     0,
     proxy_pages,
     {"clients outside", "mobile clients"},
     "The reverse proxy publishes web services there; mobile clients use it inside, too."},
    {LYD_ROLE_OFFICE_WEB_APPS, 0, 0, server_pages, {"meeting participants"}, "PowerPoint presentations in meetings come from there."},
    {LYD_ROLE_EDGE_EXTERNAL,
     LYD_EDGE_ACCESS,
     0,
     edge_pages,
     {"clients outside", "federation partners"},
     "Users outside sign in and partners connect there."},
    {LYD_ROLE_EDGE_EXTERNAL,
     LYD_EDGE_WEB_CONFERENCING,
     0,
     edge_pages,
     {"clients outside"},
     "Users outside share content in meetings through it."},
    {LYD_ROLE_EDGE_EXTERNAL, LYD_EDGE_AV, 0, edge_pages, {"clients outside"}, "Audio and video of users outside go through it."},
    {LYD_ROLE_EDGE_EXTERNAL, 0, 0, edge_pages, {"clients outside"}, "Users outside reach the Edge Servers there."},
    {LYD_ROLE_EDGE_INTERNAL, 0, 0, edge_pages, {"Front End Servers", "clients inside"}, "Servers inside reach the Edge pool there."},
    {LYD_ROLE_EDGE_SERVER, 0, 0, edge_pages, {"Front End Servers"}, "Servers inside replicate the configuration to it."},
};

static size_t row_of(const lyd_endpoint *e)
{
    size_t i = 0;
    while (i < LYD_COUNT(rows) &&
           ((e->roles & LYD_ROLE_BIT(rows[i].role)) == 0 || (rows[i].services != 0 && (e->edge_services & rows[i].services) == 0) ||
            (rows[i].urls != 0 && (e->urls & rows[i].urls) == 0))) {
        i++;
    }
    return i;
}

bool lyd_host_is_listed(const lyd_endpoint *endpoint)
{
    return row_of(endpoint) < LYD_COUNT(rows);
}

lyd_purpose lyd_host_purpose(const lyd_topology *topology, const lyd_endpoint *endpoint)
{
    lyd_purpose purpose = {.why = ""};
    size_t row = row_of(endpoint);
    if (row < LYD_COUNT(rows)) {
        memcpy(purpose.users, rows[row].users, sizeof(purpose.users));
        purpose.why = rows[row].why;
        purpose.reference = lyd_reference_for(rows[row].pages, topology->product);
    }
    return purpose;
}

/* Whether ENDPOINT is asked in views of KIND by default, as if the topology had views of both sides. */
static bool belongs_in(const lyd_topology *topology, const lyd_endpoint *endpoint, unsigned kind)
{
    lyd_view sides[] = {{.name = "internal", .kind = LYD_VIEW_INTERNAL}, {.name = "external", .kind = LYD_VIEW_EXTERNAL}};
    lyd_topology both = *topology;
    both.views = sides;
    both.view_count = LYD_COUNT(sides);
    return (lyd_views_default(&both, endpoint->roles, endpoint->urls) & lyd_views_of_kind(&both, kind)) != 0;
}

/* What rules about service records want of a name in views that aren't its own. */
static lyd_expected expected_elsewhere(const lyd_topology *t, const lyd_endpoint *e, unsigned kind)
{
    bool inside = kind == LYD_VIEW_INTERNAL, outside = kind == LYD_VIEW_EXTERNAL;
    bool web = (t->remote_access & LYD_REMOTE_WEB) != 0;
    if (t->sip_domain_count == 0 || (t->services & LYD_SERVICE_TEAMS_ONLY) != 0) {
        return LYD_EXPECTED_OPTIONAL;
    }
    if (outside && (e->roles & LYD_ROLE_BIT(LYD_ROLE_SIMPLE_URL)) != 0 && e->urls == LYD_URL_ADMIN) {
        return LYD_EXPECTED_ABSENT; /* URL003 */
    }
    bool required = (inside && (e->roles & LYD_ROLE_BIT(LYD_ROLE_WEB_EXTERNAL)) != 0 && (t->clients & LYD_CLIENT_MOBILE) != 0) /* WEB006 */
                    || (outside && (e->roles & LYD_ROLE_BIT(LYD_ROLE_OFFICE_WEB_APPS)) != 0 && web)                            /* WAC001 */
                    ||
                    (inside && (e->edge_services & LYD_EDGE_WEB_CONFERENCING) != 0 && (t->services & LYD_SERVICE_HYBRID) != 0); /* EDG003 */
    return required ? LYD_EXPECTED_REQUIRED : LYD_EXPECTED_OPTIONAL;
}

lyd_expected lyd_host_expected(const lyd_topology *topology, const lyd_endpoint *endpoint, unsigned kind)
{
    uint32_t views = lyd_views_of_kind(topology, kind);
    bool own = views != 0 ? (endpoint->views & views) != 0 : belongs_in(topology, endpoint, kind);
    return own ? LYD_EXPECTED_REQUIRED : expected_elsewhere(topology, endpoint, kind);
}
