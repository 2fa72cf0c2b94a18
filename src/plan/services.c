/* The records that a deployment wants, one row each, and the conditions under which it wants them. */
#include <lyncdns/services.h>

#include <string.h>

#define SRV(owner, port1, port2)                                                                                                           \
    owner, LYD_TYPE_SRV,                                                                                                                   \
    {                                                                                                                                      \
        port1, port2                                                                                                                       \
    }
#define HOST(owner)                                                                                                                        \
    owner, LYD_TYPE_A,                                                                                                                     \
    {                                                                                                                                      \
        0, 0                                                                                                                               \
    }

const lyd_wanted_row lyd_wanted_rows[LYD_WANTED_COUNT] = {
    [LYD_WANTED_DISCOVER_INTERNAL] =
        {HOST("lyncdiscoverinternal"), .users = {"Lync 2013", "Skype for Business", "mobile clients"},
         .order = "These clients ask for it first. Without it they ask for lyncdiscover, and desktop clients then for SRV records; mobile "
                  "clients have no other way.",
         .why = "It tells clients inside where to sign in."},
    [LYD_WANTED_DISCOVER] =
        {HOST("lyncdiscover"), .users = {"Lync 2013", "Skype for Business", "mobile clients"},
         .order = "These clients ask for it after lyncdiscoverinternal. Without it desktop clients ask for SRV records; mobile clients "
                  "can't sign in.",
         .why = "It tells clients outside where to sign in.", .online = "webdir.online.lync.com"},
    [LYD_WANTED_SIP_INTERNAL_TLS] =
        {SRV("_sipinternaltls._tcp", 5061, 0), .users = {"Lync 2010", "Lync Phone Edition", "Lync 2013", "Skype for Business"},
         .order = "Lync 2010 and phones begin with it; newer desktop clients ask for it after both autodiscover names. Without it older "
                  "clients don't sign in by themselves.",
         .why = "It leads clients inside to their pool."},
    [LYD_WANTED_SIP_INTERNAL_TCP] = {SRV("_sipinternal._tcp", 5060, 5061), .users = {"Lync 2010", "Office Communicator"},
                                     .order = "Clients ask for it after _sipinternaltls._tcp, and only where sign-in over TCP is allowed.",
                                     .why = "It leads old clients inside to their pool without TLS."},
    [LYD_WANTED_SIP_TLS] =
        {SRV("_sip._tls", 443, 5061), .users = {"Lync 2010", "Lync 2013", "Skype for Business"},
         .order = "Desktop clients ask for it after _sipinternaltls._tcp and _sipinternal._tcp. Without it they try sipinternal, sip and "
                  "sipexternal.",
         .why = "It leads clients outside to the Access Edge.", .online = "sipdir.online.lync.com", .online_port = 443},
    [LYD_WANTED_FEDERATION] = {SRV("_sipfederationtls._tcp", 5061, 0),
                               .users = {"federation partners", "push notification", "hybrid", "hosted voice mail"},
                               .order = "Partners and Microsoft's services ask for it alone. Without it they find no way to the domain.",
                               .why = "It leads federation partners, push notifications and hybrid traffic to the Access Edge.",
                               .online = "sipfed.online.lync.com", .online_port = 5061},
    [LYD_WANTED_XMPP] = {SRV("_xmpp-server._tcp", 5269, 0), .users = {"XMPP partners"},
                         .order = "XMPP servers ask for it alone (RFC 6120). Without it they try the domain's own address.",
                         .why = "It leads XMPP partners to the Edge Server."},
    [LYD_WANTED_SIP] = {HOST("sip"), .users = {"Lync Phone Edition", "Lync 2010", "Lync 2013", "Skype for Business"},
                        .order = "Clients try it when no SRV record led anywhere, after sipinternal. Phones need it.",
                        .why = "It is the last way to sign in.", .online = "sipdir.online.lync.com"},
    [LYD_WANTED_SIP_INTERNAL] = {HOST("sipinternal"), .users = {"Lync 2010", "Lync 2013", "Skype for Business"},
                                 .order = "Clients try it when no SRV record led anywhere.", .why = "It is an old way to sign in inside."},
    [LYD_WANTED_SIP_EXTERNAL] = {HOST("sipexternal"), .users = {"Lync 2010", "Lync 2013", "Skype for Business"},
                                 .order = "Clients try it last.", .why = "It is an old way to sign in outside."},
    [LYD_WANTED_UPDATES] =
        {HOST("ucupdates-r2"), .users = {"Lync Phone Edition"},
         .order =
             "Phones that nobody has signed in on ask for it. Others learn the address of the device update service when they sign in.",
         .why = "Phones get new software there."},
    [LYD_WANTED_NTP] = {SRV("_ntp._udp", 123, 0), .users = {"Lync Phone Edition"},
                        .order = "Phones ask for it before they sign in. Without it they try time.windows.com.",
                        .why = "Phones need the time to check certificates."},
};

const lyd_row lyd_expected_names[] = {
    {LYD_EXPECTED_OPTIONAL, "optional"}, {LYD_EXPECTED_REQUIRED, "required"}, {LYD_EXPECTED_ABSENT, "absent"}, {0, NULL}};

/* ---- conditions ---- */

static bool always(const lyd_topology *t)
{
    (void)t;
    return true;
}

/* Clients that begin with autodiscover are in use. */
static bool modern_clients(const lyd_topology *t)
{
    return (t->clients & ~(unsigned)(LYD_CLIENT_LYNC_2010 | LYD_CLIENT_PHONE)) != 0;
}

static bool phones(const lyd_topology *t)
{
    return (t->clients & LYD_CLIENT_PHONE) != 0;
}

static bool sip_outside(const lyd_topology *t)
{
    return (t->remote_access & LYD_REMOTE_SIP) != 0;
}

static bool web_outside(const lyd_topology *t)
{
    return (t->remote_access & LYD_REMOTE_WEB) != 0;
}

static bool partners(const lyd_topology *t)
{
    return (t->services & (LYD_SERVICE_FEDERATION | LYD_SERVICE_PUSH | LYD_SERVICE_HYBRID | LYD_SERVICE_HOSTED_VOICE_MAIL)) != 0;
}

static bool edge_needs_partners(const lyd_topology *t)
{
    return (t->services & (LYD_SERVICE_HYBRID | LYD_SERVICE_HOSTED_VOICE_MAIL)) != 0;
}

static bool xmpp(const lyd_topology *t)
{
    return (t->services & LYD_SERVICE_XMPP) != 0 && t->product < LYD_SKYPE_2019;
}

static bool xmpp_is_gone(const lyd_topology *t)
{
    return (t->services & LYD_SERVICE_XMPP) != 0 && t->product >= LYD_SKYPE_2019;
}

/* ---- what is wanted ---- */

#define INTERNAL LYD_VIEW_INTERNAL
#define EXTERNAL LYD_VIEW_EXTERNAL

typedef struct want {
    lyd_wanted wanted;
    unsigned kind;
    lyd_expected expected;
    bool split; /* not where inside and outside have the same servers */
    bool (*when)(const lyd_topology *t);
} want;

/* Of a deployment with servers of its own. */
static const want on_premises[] = {
    {LYD_WANTED_DISCOVER_INTERNAL, INTERNAL, LYD_EXPECTED_REQUIRED, true, modern_clients},
    {LYD_WANTED_DISCOVER_INTERNAL, EXTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_DISCOVER, EXTERNAL, LYD_EXPECTED_REQUIRED, false, web_outside},
    {LYD_WANTED_DISCOVER, INTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_SIP_INTERNAL_TLS, INTERNAL, LYD_EXPECTED_REQUIRED, false, always},
    {LYD_WANTED_SIP_INTERNAL_TLS, EXTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_SIP_INTERNAL_TCP, EXTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_SIP_TLS, EXTERNAL, LYD_EXPECTED_REQUIRED, false, sip_outside},
    {LYD_WANTED_SIP_TLS, INTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_FEDERATION, EXTERNAL, LYD_EXPECTED_REQUIRED, false, partners},
    {LYD_WANTED_FEDERATION, LYD_VIEW_EDGE, LYD_EXPECTED_REQUIRED, false, edge_needs_partners},
    {LYD_WANTED_XMPP, EXTERNAL, LYD_EXPECTED_REQUIRED, false, xmpp},
    {LYD_WANTED_XMPP, EXTERNAL, LYD_EXPECTED_ABSENT, false, xmpp_is_gone},
    {LYD_WANTED_SIP, EXTERNAL, LYD_EXPECTED_REQUIRED, false, sip_outside},
    {LYD_WANTED_SIP, INTERNAL, LYD_EXPECTED_REQUIRED, false, always},
    {LYD_WANTED_SIP_INTERNAL, EXTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_UPDATES, INTERNAL, LYD_EXPECTED_REQUIRED, false, phones},
    {LYD_WANTED_NTP, INTERNAL, LYD_EXPECTED_REQUIRED, false, phones},
};

/* Of domains whose users are all in Microsoft's cloud. */
static const want online[] = {
    {LYD_WANTED_DISCOVER, EXTERNAL, LYD_EXPECTED_REQUIRED, false, always},
    {LYD_WANTED_SIP_TLS, EXTERNAL, LYD_EXPECTED_REQUIRED, false, always},
    {LYD_WANTED_FEDERATION, EXTERNAL, LYD_EXPECTED_REQUIRED, false, always},
    {LYD_WANTED_SIP, EXTERNAL, LYD_EXPECTED_REQUIRED, false, always},
    {LYD_WANTED_DISCOVER, INTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_SIP_TLS, INTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_FEDERATION, INTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_SIP, INTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_DISCOVER_INTERNAL, INTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_SIP_INTERNAL_TLS, INTERNAL, LYD_EXPECTED_ABSENT, true, always},
    {LYD_WANTED_XMPP, EXTERNAL, LYD_EXPECTED_ABSENT, false, xmpp_is_gone},
};

static lyd_expected expected_of(const lyd_topology *topology, lyd_wanted wanted, unsigned kind)
{
    bool cloud = (topology->services & LYD_SERVICE_TEAMS_ONLY) != 0;
    const want *rows = cloud ? online : on_premises;
    size_t count = cloud ? LYD_COUNT(online) : LYD_COUNT(on_premises);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].wanted == wanted && rows[i].kind == kind && rows[i].when(topology) && !(rows[i].split && lyd_views_are_one(topology))) {
            return rows[i].expected;
        }
    }
    return LYD_EXPECTED_OPTIONAL;
}

lyd_expected lyd_wanted_in(const lyd_topology *topology, lyd_wanted wanted, uint32_t view)
{
    return expected_of(topology, wanted, topology->views[view].kind);
}

bool lyd_wants(const lyd_topology *topology, lyd_wanted wanted, unsigned kind, lyd_expected expected)
{
    return lyd_views_of_kind(topology, kind) != 0 && expected_of(topology, wanted, kind) == expected;
}

/* ---- the sides ---- */

/* Whether a server of the views FROM is in no view of TO. */
static bool has_another_server(const lyd_topology *topology, uint32_t from, uint32_t to)
{
    for (size_t v = 0; v < topology->view_count; v++) {
        for (size_t s = 0; (from >> v & 1u) != 0 && s < topology->views[v].server_count; s++) {
            bool found = false;
            for (size_t w = 0; w < topology->view_count; w++) {
                for (size_t k = 0; (to >> w & 1u) != 0 && k < topology->views[w].server_count; k++) {
                    found = found || strcmp(topology->views[v].servers[s].text, topology->views[w].servers[k].text) == 0;
                }
            }
            if (!found) {
                return true;
            }
        }
    }
    return false;
}

bool lyd_views_are_one(const lyd_topology *topology)
{
    uint32_t inside = lyd_views_of_kind(topology, LYD_VIEW_INTERNAL), outside = lyd_views_of_kind(topology, LYD_VIEW_EXTERNAL);
    return inside != 0 && outside != 0 && !has_another_server(topology, inside, outside) && !has_another_server(topology, outside, inside);
}

/* ---- names ---- */

bool lyd_wanted_name(const char *owner, const char *domain, char name[LYD_NAME_TEXT])
{
    uint8_t wire[LYD_NAME_WIRE];
    int length = snprintf(name, LYD_NAME_TEXT, "%s.%s", owner, domain);
    return length < LYD_NAME_TEXT && lyd_name_to_wire(name, wire) > 0;
}

lyd_wanted lyd_wanted_find(const char *name, const char **domain)
{
    int wanted = 0;
    for (; wanted < LYD_WANTED_COUNT; wanted++) {
        size_t length = strlen(lyd_wanted_rows[wanted].owner);
        if (strncmp(name, lyd_wanted_rows[wanted].owner, length) == 0 && name[length] == '.' && name[length + 1] != '\0') {
            *domain = name + length + 1;
            break;
        }
    }
    return (lyd_wanted)wanted;
}

const lyd_near_miss lyd_near_misses[] = {
    {LYD_WANTED_SIP_TLS, "_sip_tls", false},
    {LYD_WANTED_SIP_TLS, "_sip.tls", false},
    {LYD_WANTED_SIP_TLS, NULL, false},
    {LYD_WANTED_SIP_TLS, "_sip._tcp", true},
    {LYD_WANTED_FEDERATION, "_sipfederationtls_tcp", false},
    {LYD_WANTED_FEDERATION, "_sipfederationtls.tcp", false},
    {LYD_WANTED_FEDERATION, "_sipfederationtls._tls", false},
    {LYD_WANTED_FEDERATION, NULL, false},
    {LYD_WANTED_SIP_INTERNAL_TLS, "_sipinternaltls_tcp", false},
    {LYD_WANTED_SIP_INTERNAL_TLS, "_sipinternaltls.tcp", false},
    {LYD_WANTED_SIP_INTERNAL_TLS, "_sipinternaltls._tls", false},
    {LYD_WANTED_SIP_INTERNAL_TLS, NULL, false},
};

const size_t lyd_near_miss_count = LYD_COUNT(lyd_near_misses);

bool lyd_near_miss_name(const lyd_near_miss *miss, const char *domain, char name[LYD_NAME_TEXT])
{
    char twice[LYD_NAME_TEXT];
    if (miss->owner != NULL) {
        return lyd_wanted_name(miss->owner, domain, name);
    }
    return lyd_wanted_name(lyd_wanted_rows[miss->wanted].owner, domain, twice) && lyd_wanted_name(twice, domain, name);
}

const lyd_wanted_row lyd_probe_rows[LYD_PROBES] = {
    [LYD_PROBE_HOST] = {HOST("lyncdns-no-such-name"), .why = NULL},
    [LYD_PROBE_TCP] = {SRV("_lyncdns._tcp", 0, 0), .why = NULL},
    [LYD_PROBE_TLS] = {SRV("_lyncdns._tls", 0, 0), .why = NULL},
};

/* ---- Microsoft's cloud ---- */

/* The domains of its sign-in and federation names; another cloud is a row. */
static const char *const online_domains[] = {"online.lync.com", "infra.lync.com"};

bool lyd_is_online(const char *name)
{
    for (size_t i = 0; i < LYD_COUNT(online_domains); i++) {
        if (lyd_name_within(name, online_domains[i])) {
            return true;
        }
    }
    return false;
}
