/* What findings mean for users. The loss depends on the name: without a voice mail name callers lose voice mail, without an Edge name
 * remote users lose media. So a row applies to a rule together with a role, a service record or a kind of view. */
#include "harms.h"

#include <lyncdns/services.h>

#include <string.h>

#define ROLE(role) LYD_ROLE_BIT(LYD_ROLE_##role)
#define REGISTRARS (ROLE(FRONT_END_POOL) | ROLE(FRONT_END_SERVER) | ROLE(DIRECTOR_POOL) | ROLE(DIRECTOR_SERVER))
#define PSTN (ROLE(MEDIATION_POOL) | ROLE(MEDIATION_SERVER) | ROLE(PSTN_GATEWAY))
#define EDGES (ROLE(EDGE_INTERNAL) | ROLE(EDGE_SERVER))
#define PAGES (ROLE(WEB_INTERNAL) | ROLE(WEB_EXTERNAL) | ROLE(SIMPLE_URL))
#define WANTED(record) (1u << LYD_WANTED_##record)
#define INSIDE (LYD_VIEW_INTERNAL | LYD_VIEW_EDGE | LYD_VIEW_REMOTE_CLIENT)

#define UNREACHABLE "DNS001 DNS002 DNS004 DNS006 NAM001"
#define LEADS_NOWHERE "SRV004 SRV005 SRV006 SRV011 SRV012"

/* Rows without designators: the compiler warns of one that leaves out a column. */
const lyd_harm lyd_harms[] = {
    {"UM001", ROLE(EXCHANGE_UM), 0, 0, 0, "the voice mail name %n resolves to IPv6", "%c voice mail names resolve to IPv6"},
    {"UM003 " UNREACHABLE, ROLE(EXCHANGE_UM), 0, 0, 0, "callers can't reach voice mail at %n", NULL},
    {"UM004 UM005", 0, 0, 0, 0, "Exchange voice mail may use IPv6 at %n", NULL},
    {"UM002", ROLE(EXCHANGE_UM), 0, 0, 0, "the voice mail name %n may resolve to IPv6", "%c voice mail names may resolve to IPv6"},
    {UNREACHABLE " DNS010", ROLE(EDGE_EXTERNAL), 0, 0, 0, "remote users can't reach %n", NULL},
    {UNREACHABLE, REGISTRARS, 0, 0, 0, "clients can't reach %n", NULL},
    {"SRV003 HYB002 " LEADS_NOWHERE, 0, WANTED(FEDERATION), 0, 0, "federation partners find no server by %n", NULL},
    {"XMP001 " LEADS_NOWHERE, 0, WANTED(XMPP), 0, 0, "XMPP partners find no server by %n", NULL},
    {"PHN001 PHN002 " LEADS_NOWHERE, 0, WANTED(NTP) | WANTED(UPDATES), 0, 0, "desk phones find no server by %n", NULL},
    {"DSC002", 0, 0, 0, 0, "mobile clients and remote users find no server by %n", NULL},
    {"SRV002 SIP001 " LEADS_NOWHERE, 0, 0, LYD_VIEW_EXTERNAL, 0, "remote users find no server by %n", NULL},
    {"DSC001 SRV001 SIP002 " LEADS_NOWHERE, 0, 0, INSIDE, 0, "clients inside find no server by %n", NULL},
    {UNREACHABLE, PSTN, 0, 0, 0, "PSTN calls can't go through %n", NULL},
    {UNREACHABLE, EDGES, 0, 0, 0, "pools inside can't reach the Edge at %n", NULL},
    {"RMT001", 0, 0, 0, 1, "remote users have no supported way to %n", NULL},
    {"EDG002", 0, 0, 0, 0, "remote users have no supported way through %n", NULL},
    {"EDG001", 0, 0, 0, 0, "users of %n have no supported way to their Edge pool", NULL},
    {"REG001", 0, 0, 0, 1, "clients have no supported way to sign in to %n", NULL},
    {"PST001", 0, 0, 0, 1, "PSTN calls have no supported way through %n", NULL},
    {"CNF001", 0, 0, 0, 1, "clients have no supported way into conferences of %n", NULL},
    {"P2P001", 0, 0, 0, 0, "clients in %n have no supported way to call another network", NULL},
    {"URL001 WEB001", 0, 0, 0, 0, "users inside can't open %n", NULL},
    {"URL002 WEB002", 0, 0, 0, 0, "users outside can't open %n", NULL},
    {UNREACHABLE, PAGES, 0, 0, 0, "users can't open %n", NULL},
    {"URL004", 0, 0, 0, 0, "users of %n have no address for meetings", NULL},
    {"URL005 URL006 WEB003 WEB004 WEB005 WEB007", 0, 0, 0, 0, "meetings and web services may fail at %n", NULL},
    {"URL003", 0, 0, 0, 0, "users outside are shown the name of the administration page, %n", NULL},
    {"WEB006", 0, 0, 0, 0, "mobile clients inside can't reach %n", NULL},
    {"DSC005", 0, 0, 0, 0, "mobile clients don't trust %n", NULL},
    {"WAC001", 0, 0, 0, 0, "conferences can't show presentations by %n", NULL},
    {"EDG003", 0, 0, 0, 0, "hybrid conferences can't reach %n", NULL},
    {"HYB001", 0, 0, 0, 0, "users on premises are led to Microsoft's cloud by %n", NULL},
    {"HYB002 HYB003 HYB004", 0, 0, 0, 0, "users in Microsoft's cloud aren't led there by %n", NULL},
    {"VER001", 0, 0, 0, 0, "the Lync Server 2010 name %n resolves to IPv6", "%c names of Lync Server 2010 resolve to IPv6"},
    {"LIS001", 0, 0, 0, 0, "emergency calls may not be located through %n", NULL},
    {"EV001 EV002", 0, 0, 0, 0, "voice features in use need IPv4 at %n", NULL},
    {"PST002 PST003", 0, 0, 0, 0, "PSTN calls may use IPv6 to %n", NULL},
    {"STK001", 0, 0, 0, 0, "the server %n has IPv6 only", "%c server names have IPv6 only"},
    {"STK002", 0, 0, 0, 0, "clients in %n have IPv6 only", NULL},
    {UNREACHABLE " DNS010", 0, 0, 0, 0, "%n can't be reached", "%c names can't be reached"},
    {"DSC003 DSC004 DSC006 DSC007 SIP003 SIP004 SIP005 SRV009 SRV010", 0, 0, 0, 0, "clients are led astray by %n", NULL},
    {"SRV001 SRV002 SRV003 SIP001 SIP002 DSC001 SRV007 SRV008 XMP001 XMP002 PHN001 PHN002 " LEADS_NOWHERE, 0, 0, 0, 0,
     "clients or partners may not find a server by %n", NULL},
    {"DNS005 DNS014 DNS015 SRV013", 0, 0, 0, 0, "servers disagree about %n", "servers disagree about %c names"},
    {"STK003 DNS013", 0, 0, 0, 0, "DNS and topology disagree about %n", "DNS and topology disagree about %c names"},
    {"DNS007 DNS011", 0, 0, 0, 0, "%n has an IPv6 address that not all clients reach",
     "%c names have IPv6 addresses that not all clients reach"},
    {"DNS008 DNS009 VER002", 0, 0, 0, 0, "some members of %n serve other clients than the rest", NULL},
    {"DNS012", 0, 0, 0, 0, "certificates and clients may refuse the name %n", NULL},
    {"PCH001 MON001", 0, 0, 0, 0, "%n has to deal with IPv6 addresses", NULL},
    {"WLD001", 0, 0, 0, 0, "a wildcard of %n answers for names that must not be there", NULL},
    {"WVR001 WVR002", 0, 0, 0, 0, "the waiver of %n has expired or is not needed", "%c waivers have expired or are not needed"},
};

const size_t lyd_harm_count = LYD_COUNT(lyd_harms);

static bool has_rule(const char *rules, const char *id)
{
    size_t length = strlen(id);
    for (const char *p = rules; (p = strstr(p, id)) != NULL; p += length) {
        if ((p == rules || p[-1] == ' ') && (p[length] == ' ' || p[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool has_role(const lyd_topology *topology, const char *fqdn, lyd_roles roles)
{
    uint32_t endpoint = lyd_topology_find(topology, fqdn);
    return endpoint != LYD_NONE && (topology->endpoints[endpoint].roles & roles) != 0;
}

static bool is_wanted(const char *name, unsigned wanted)
{
    const char *domain;
    lyd_wanted found = lyd_wanted_find(name, &domain);
    return found != LYD_WANTED_COUNT && (wanted >> found & 1u) != 0;
}

static bool fits(const lyd_harm *harm, const lyd_topology *topology, const lyd_finding *finding)
{
    const char *name = finding->subjects[harm->subject];
    return harm->subject < finding->subject_count && has_rule(harm->rules, finding->rule->id) &&
           (harm->roles == 0 || has_role(topology, name, harm->roles)) && (harm->wanted == 0 || is_wanted(name, harm->wanted)) &&
           (harm->kinds == 0 || (lyd_views_of_kind(topology, harm->kinds) & finding->views) != 0);
}

uint32_t lyd_harm_of(const lyd_topology *topology, const lyd_finding *finding)
{
    for (uint32_t i = 0; i < lyd_harm_count; i++) {
        if (fits(&lyd_harms[i], topology, finding)) {
            return i;
        }
    }
    return LYD_NONE;
}
