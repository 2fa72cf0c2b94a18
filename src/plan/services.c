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
         .why = "It tells clients inside where to sign in.",
         .references = {"DNS requirements for mobility in Lync Server 2013", "DNS requirements for Skype for Business Server"}},
    [LYD_WANTED_DISCOVER] =
        {HOST("lyncdiscover"), .users = {"Lync 2013", "Skype for Business", "mobile clients"},
         .order = "These clients ask for it after lyncdiscoverinternal. Without it desktop clients ask for SRV records; mobile clients "
                  "can't sign in.",
         .why = "It tells clients outside where to sign in.",
         .references = {"DNS requirements for mobility in Lync Server 2013", "DNS requirements for Skype for Business Server"}},
    [LYD_WANTED_SIP_INTERNAL_TLS] =
        {SRV("_sipinternaltls._tcp", 5061, 0), .users = {"Lync 2010", "Lync Phone Edition", "Lync 2013", "Skype for Business"},
         .order = "Lync 2010 and phones begin with it; newer desktop clients ask for it after both autodiscover names. Without it older "
                  "clients don't sign in by themselves.",
         .why = "It leads clients inside to their pool.",
         .references = {"DNS requirements for automatic client sign-in in Lync Server 2013",
                        "DNS requirements for Skype for Business Server"}},
    [LYD_WANTED_SIP_INTERNAL_TCP] = {SRV("_sipinternal._tcp", 5060, 5061), .users = {"Lync 2010", "Office Communicator"},
                                     .order = "Clients ask for it after _sipinternaltls._tcp, and only where sign-in over TCP is allowed.",
                                     .why = "It leads old clients inside to their pool without TLS.",
                                     .references = {"Determine DNS requirements for Lync Server 2013",
                                                    "DNS requirements for Skype for Business Server"}},
    [LYD_WANTED_SIP_TLS] =
        {SRV("_sip._tls", 443, 5061), .users = {"Lync 2010", "Lync 2013", "Skype for Business"},
         .order = "Desktop clients ask for it after _sipinternaltls._tcp and _sipinternal._tcp. Without it they try sipinternal, sip and "
                  "sipexternal.",
         .why = "It leads clients outside to the Access Edge.",
         .references = {"Determine DNS requirements for Lync Server 2013", "DNS requirements for Skype for Business Server"}},
    [LYD_WANTED_FEDERATION] = {SRV("_sipfederationtls._tcp", 5061, 0),
                               .users = {"federation partners", "push notification", "hybrid", "hosted voice mail"},
                               .order = "Partners and Microsoft's services ask for it alone. Without it they find no way to the domain.",
                               .why = "It leads federation partners, push notifications and hybrid traffic to the Access Edge.",
                               .references = {"DNS summary - SIP, XMPP federation and public instant messaging in Lync Server 2013",
                                              "DNS requirements for Skype for Business Server"}},
    [LYD_WANTED_XMPP] = {SRV("_xmpp-server._tcp", 5269, 0), .users = {"XMPP partners"},
                         .order = "XMPP servers ask for it alone (RFC 6120). Without it they try the domain's own address.",
                         .why = "It leads XMPP partners to the Edge Server.",
                         .references = {"DNS summary - Extensible Messaging and Presence Protocol in Lync Server 2013",
                                        "DNS requirements for Skype for Business Server"}},
    [LYD_WANTED_SIP] = {HOST("sip"), .users = {"Lync Phone Edition", "Lync 2010", "Lync 2013", "Skype for Business"},
                        .order = "Clients try it when no SRV record led anywhere, after sipinternal. Phones need it.",
                        .why = "It is the last way to sign in.",
                        .references = {"DNS requirements for automatic client sign-in in Lync Server 2013",
                                       "DNS requirements for Skype for Business Server"}},
    [LYD_WANTED_SIP_INTERNAL] = {HOST("sipinternal"), .users = {"Lync 2010", "Lync 2013", "Skype for Business"},
                                 .order = "Clients try it when no SRV record led anywhere.", .why = "It is an old way to sign in inside.",
                                 .references = {"DNS requirements for automatic client sign-in in Lync Server 2013",
                                                "Advanced Edge Server DNS planning for Skype for Business Server"}},
    [LYD_WANTED_SIP_EXTERNAL] = {HOST("sipexternal"), .users = {"Lync 2010", "Lync 2013", "Skype for Business"},
                                 .order = "Clients try it last.", .why = "It is an old way to sign in outside.",
                                 .references = {"DNS requirements for automatic client sign-in in Lync Server 2013",
                                                "Advanced Edge Server DNS planning for Skype for Business Server"}},
    [LYD_WANTED_UPDATES] =
        {HOST("ucupdates-r2"), .users = {"Lync Phone Edition"},
         .order =
             "Phones that nobody has signed in on ask for it. Others learn the address of the device update service when they sign in.",
         .why = "Phones get new software there.",
         .references = {"DNS requirements for Front End pools in Lync Server 2013", "DNS requirements for Skype for Business Server"}},
    [LYD_WANTED_NTP] = {SRV("_ntp._udp", 123, 0), .users = {"Lync Phone Edition"},
                        .order = "Phones ask for it before they sign in. Without it they try time.windows.com.",
                        .why = "Phones need the time to check certificates.",
                        .references = {"DNS requirements for Front End pools in Lync Server 2013",
                                       "DNS requirements for Skype for Business Server"}},
};

const char *lyd_reference_for(const char *const references[2], lyd_product product)
{
    return references[product >= LYD_SKYPE_2015];
}

const lyd_row lyd_expected_names[] = {
    {LYD_EXPECTED_OPTIONAL, "optional"}, {LYD_EXPECTED_REQUIRED, "required"}, {LYD_EXPECTED_ABSENT, "absent"}, {0, NULL}};

/* ---- conditions ---- */

static bool is_always(const lyd_topology *t)
{
    (void)t;
    return true;
}

/* Clients that begin with autodiscover are in use. */
static bool has_modern_clients(const lyd_topology *t)
{
    return (t->clients & ~(unsigned)(LYD_CLIENT_LYNC_2010 | LYD_CLIENT_PHONE)) != 0;
}

static bool has_phones(const lyd_topology *t)
{
    return (t->clients & LYD_CLIENT_PHONE) != 0;
}

static bool has_sip_outside(const lyd_topology *t)
{
    return (t->remote_access & LYD_REMOTE_SIP) != 0;
}

static bool has_web_outside(const lyd_topology *t)
{
    return (t->remote_access & LYD_REMOTE_WEB) != 0;
}

static bool has_partners(const lyd_topology *t)
{
    return (t->services & (LYD_SERVICE_FEDERATION | LYD_SERVICE_PUSH | LYD_SERVICE_HYBRID | LYD_SERVICE_HOSTED_VOICE_MAIL)) != 0;
}

static bool has_edge_partners(const lyd_topology *t)
{
    return (t->services & (LYD_SERVICE_HYBRID | LYD_SERVICE_HOSTED_VOICE_MAIL)) != 0;
}

static bool has_xmpp(const lyd_topology *t)
{
    return (t->services & LYD_SERVICE_XMPP) != 0 && t->product < LYD_SKYPE_2019;
}

/* Nobody declares it in use any more, so that a record that was left behind is looked for in every such deployment. */
static bool has_lost_xmpp(const lyd_topology *t)
{
    return t->product >= LYD_SKYPE_2019;
}

static const lyd_condition always = {is_always, NULL};
static const lyd_condition modern_clients = {has_modern_clients, "clients other than lync-2010 and phone-edition are in use"};
static const lyd_condition phones = {has_phones, "phone-edition clients are in use"};
static const lyd_condition sip_outside = {has_sip_outside, "users sign in from outside (remote-access: sip)"};
static const lyd_condition web_outside = {has_web_outside, "users outside reach web services (remote-access: web)"};
static const lyd_condition partners = {has_partners, "federation, push-notification, hybrid or hosted-voice-mail is in use"};
static const lyd_condition edge_partners = {has_edge_partners, "hybrid or hosted-voice-mail is in use"};
static const lyd_condition xmpp = {has_xmpp, "xmpp is in use with a product up to Skype for Business Server 2015"};
static const lyd_condition lost_xmpp = {has_lost_xmpp, "the product is Skype for Business Server 2019 or later, which have no XMPP"};

/* ---- what is wanted ---- */

#define INTERNAL LYD_VIEW_INTERNAL
#define EXTERNAL LYD_VIEW_EXTERNAL
#define REQUIRED LYD_EXPECTED_REQUIRED
#define ABSENT LYD_EXPECTED_ABSENT

const lyd_want lyd_want_rows[] = {
    {LYD_WANTED_DISCOVER_INTERNAL, INTERNAL, REQUIRED, true, false, &modern_clients},
    {LYD_WANTED_DISCOVER_INTERNAL, EXTERNAL, ABSENT, true, false, &always},
    {LYD_WANTED_DISCOVER, EXTERNAL, REQUIRED, false, false, &web_outside},
    {LYD_WANTED_DISCOVER, INTERNAL, ABSENT, true, false, &always},
    {LYD_WANTED_SIP_INTERNAL_TLS, INTERNAL, REQUIRED, false, false, &always},
    {LYD_WANTED_SIP_INTERNAL_TLS, EXTERNAL, ABSENT, true, false, &always},
    {LYD_WANTED_SIP_INTERNAL_TCP, EXTERNAL, ABSENT, true, false, &always},
    {LYD_WANTED_SIP_TLS, EXTERNAL, REQUIRED, false, false, &sip_outside},
    {LYD_WANTED_SIP_TLS, INTERNAL, ABSENT, true, false, &always},
    {LYD_WANTED_FEDERATION, EXTERNAL, REQUIRED, false, false, &partners},
    {LYD_WANTED_FEDERATION, LYD_VIEW_EDGE, REQUIRED, false, false, &edge_partners},
    {LYD_WANTED_XMPP, EXTERNAL, REQUIRED, false, false, &xmpp},
    {LYD_WANTED_XMPP, EXTERNAL, ABSENT, false, false, &lost_xmpp},
    {LYD_WANTED_SIP, EXTERNAL, REQUIRED, false, false, &sip_outside},
    {LYD_WANTED_SIP, INTERNAL, REQUIRED, false, false, &always},
    {LYD_WANTED_SIP_INTERNAL, EXTERNAL, ABSENT, true, false, &always},
    {LYD_WANTED_UPDATES, INTERNAL, REQUIRED, false, false, &phones},
    {LYD_WANTED_NTP, INTERNAL, REQUIRED, false, false, &phones},

    {LYD_WANTED_DISCOVER, EXTERNAL, REQUIRED, false, true, &always},
    {LYD_WANTED_SIP_TLS, EXTERNAL, REQUIRED, false, true, &always},
    {LYD_WANTED_FEDERATION, EXTERNAL, REQUIRED, false, true, &always},
    {LYD_WANTED_SIP, EXTERNAL, REQUIRED, false, true, &always},
    {LYD_WANTED_DISCOVER, INTERNAL, ABSENT, true, true, &always},
    {LYD_WANTED_SIP_TLS, INTERNAL, ABSENT, true, true, &always},
    {LYD_WANTED_FEDERATION, INTERNAL, ABSENT, true, true, &always},
    {LYD_WANTED_SIP, INTERNAL, ABSENT, true, true, &always},
    {LYD_WANTED_DISCOVER_INTERNAL, INTERNAL, ABSENT, true, true, &always},
    {LYD_WANTED_SIP_INTERNAL_TLS, INTERNAL, ABSENT, true, true, &always},
    {LYD_WANTED_XMPP, EXTERNAL, ABSENT, false, true, &lost_xmpp},
};

const size_t lyd_want_count = LYD_COUNT(lyd_want_rows);

/* The row that applies to the record in views of KIND, whether or not inside and outside have the same servers; NULL: none does. */
static const lyd_want *want_of(const lyd_topology *topology, lyd_wanted wanted, unsigned kind)
{
    bool cloud = (topology->services & LYD_SERVICE_TEAMS_ONLY) != 0;
    for (size_t i = 0; i < LYD_COUNT(lyd_want_rows); i++) {
        const lyd_want *row = &lyd_want_rows[i];
        if (row->wanted == wanted && row->kind == kind && row->cloud == cloud && row->when->holds(topology)) {
            return row;
        }
    }
    return NULL;
}

lyd_expected lyd_wanted_of_kind(const lyd_topology *topology, lyd_wanted wanted, unsigned kind)
{
    const lyd_want *row = want_of(topology, wanted, kind);
    return row == NULL || (row->split && lyd_views_are_one(topology)) ? LYD_EXPECTED_OPTIONAL : row->expected;
}

bool lyd_wanted_foreign(const lyd_topology *topology, lyd_wanted wanted, uint32_t view)
{
    const lyd_want *row = want_of(topology, wanted, topology->views[view].kind);
    return row != NULL && row->expected == LYD_EXPECTED_ABSENT;
}

lyd_expected lyd_wanted_in(const lyd_topology *topology, lyd_wanted wanted, uint32_t view)
{
    return lyd_wanted_of_kind(topology, wanted, topology->views[view].kind);
}

bool lyd_wants(const lyd_topology *topology, lyd_wanted wanted, unsigned kind, lyd_expected expected)
{
    return lyd_views_of_kind(topology, kind) != 0 && lyd_wanted_of_kind(topology, wanted, kind) == expected;
}

/* ---- who looks up what, in which order ---- */

#define DISCOVERY LYD_WANTED_DISCOVER_INTERNAL, LYD_WANTED_DISCOVER
#define SIGN_IN                                                                                                                            \
    LYD_WANTED_SIP_INTERNAL_TLS, LYD_WANTED_SIP_INTERNAL_TCP, LYD_WANTED_SIP_TLS, LYD_WANTED_SIP_INTERNAL, LYD_WANTED_SIP,                 \
        LYD_WANTED_SIP_EXTERNAL

const lyd_lookup_order lyd_lookup_orders[] = {
    {"Lync 2013 and Skype for Business on a desktop", {DISCOVERY, SIGN_IN}, 8, "_sipinternal._tcp only where sign-in over TCP is allowed."},
    {"Mobile clients and the Lync app of the Windows Store", {DISCOVERY}, 2, "They have no other way."},
    {"Lync 2010 and Office Communicator", {SIGN_IN}, 6, "_sipinternal._tcp only where sign-in over TCP is allowed."},
    {"Lync Phone Edition, to sign in",
     {LYD_WANTED_SIP_INTERNAL_TLS, LYD_WANTED_SIP_INTERNAL_TCP, LYD_WANTED_SIP_TLS, LYD_WANTED_SIP},
     4,
     "After the first it asks DHCP (options 120 and 43)."},
    {"Lync Phone Edition, for the time", {LYD_WANTED_NTP}, 1, "Without it: time.windows.com."},
    {"Lync Phone Edition, for new software", {LYD_WANTED_UPDATES}, 1, "Only phones that nobody has signed in on."},
    {"Federation partners, push notification, hybrid and hosted voice mail", {LYD_WANTED_FEDERATION}, 1, "They have no other way."},
    {"XMPP servers", {LYD_WANTED_XMPP}, 1, "Without it: the addresses of the SIP domain itself (RFC 6120)."},
};

const size_t lyd_lookup_order_count = LYD_COUNT(lyd_lookup_orders);

/* ---- the sides ---- */

/* Servers are the same by their text; what stands in for them, by its zone files. */
static bool is_same_server(const lyd_view *a, size_t i, const lyd_view *b, size_t k)
{
    const char *left = a->zones != NULL ? a->zones : a->servers[i].text, *right = b->zones != NULL ? b->zones : b->servers[k].text;
    return strcmp(left, right) == 0;
}

/* Whether a server of the views FROM is in no view of TO. */
static bool has_another_server(const lyd_topology *topology, uint32_t from, uint32_t to)
{
    for (size_t v = 0; v < topology->view_count; v++) {
        for (size_t s = 0; (from >> v & 1u) != 0 && s < topology->views[v].server_count; s++) {
            bool found = false;
            for (size_t w = 0; w < topology->view_count; w++) {
                for (size_t k = 0; (to >> w & 1u) != 0 && k < topology->views[w].server_count; k++) {
                    found = found || is_same_server(&topology->views[v], s, &topology->views[w], k);
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

/* The four records of one cloud, whose names end in DOMAIN. */
#define CLOUD(domain)                                                                                                                      \
    {LYD_WANTED_FEDERATION, "sipfed." domain, 5061}, {LYD_WANTED_SIP_TLS, "sipdir." domain, 443},                                          \
        {LYD_WANTED_DISCOVER, "webdir." domain, 0},                                                                                        \
    {                                                                                                                                      \
        LYD_WANTED_SIP, "sipdir." domain, 0                                                                                                \
    }

#define WORLDWIDE "online.lync.com"
#define US_GOVERNMENT "online.gov.skypeforbusiness.us" /* GCC High */
#define US_DEFENSE "online.dod.skypeforbusiness.us"
#define CHINA "online.partner.lync.cn" /* run by 21Vianet */

#define CLOUD_TARGETS 4 /* of each cloud */

static const lyd_online_target online_targets[] = {CLOUD(WORLDWIDE), CLOUD(US_GOVERNMENT), CLOUD(US_DEFENSE), CLOUD(CHINA)};

/* Their domains, and that of the names that they resolve to. */
static const char *const online_domains[] = {WORLDWIDE, "infra.lync.com", US_GOVERNMENT, US_DEFENSE, CHINA};

const lyd_online_target *lyd_online_target_of(lyd_wanted wanted)
{
    for (size_t i = 0; i < LYD_COUNT(online_targets); i++) {
        if (online_targets[i].wanted == wanted) {
            return &online_targets[i];
        }
    }
    return NULL;
}

const lyd_online_target *lyd_online_target_beside(lyd_wanted wanted, const char *name)
{
    size_t at = 0;
    while (at < LYD_COUNT(online_targets) && strcmp(online_targets[at].name, name) != 0) {
        at++;
    }
    at -= at % CLOUD_TARGETS;
    for (size_t i = 0; at < LYD_COUNT(online_targets) && i < CLOUD_TARGETS; i++) {
        if (online_targets[at + i].wanted == wanted) {
            return &online_targets[at + i];
        }
    }
    return NULL;
}

bool lyd_is_online_target(lyd_wanted wanted, const char *name, uint16_t port)
{
    for (size_t i = 0; i < LYD_COUNT(online_targets); i++) {
        const lyd_online_target *t = &online_targets[i];
        if (t->wanted == wanted && t->port == port && strcmp(t->name, name) == 0) {
            return true;
        }
    }
    return false;
}

bool lyd_is_online(const char *name)
{
    for (size_t i = 0; i < LYD_COUNT(online_domains); i++) {
        if (lyd_name_within(name, online_domains[i])) {
            return true;
        }
    }
    return false;
}
