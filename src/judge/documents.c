/* The documents behind the references: their titles and public addresses, as rows.
 *
 * A reference is a text that stays the same from version to version, for reports and histories name it: a section of Microsoft's "Overview
 * of IP address types for Lync Server 2013", another page of theirs, RFCs, or lyncdns' own manual. */
#include <lyncdns/judge.h>

#include <string.h>

#define LYNC "https://learn.microsoft.com/en-us/previous-versions/office/lync-server-2013/lync-server-2013-"
#define SKYPE "https://learn.microsoft.com/en-us/skypeforbusiness/"
#define PLAN SKYPE "plan-your-deployment/"
#define OVERVIEW "Overview of IP address types for Lync Server 2013"

#define DOCUMENT(title, url)                                                                                                               \
    {                                                                                                                                      \
        title,                                                                                                                             \
        {                                                                                                                                  \
            title, url                                                                                                                     \
        }                                                                                                                                  \
    }
#define SECTION(title)                                                                                                                     \
    {                                                                                                                                      \
        title,                                                                                                                             \
        {                                                                                                                                  \
            OVERVIEW, LYNC "overview-of-ip-address-types"                                                                                  \
        }                                                                                                                                  \
    }
#define RFC(number, title)                                                                                                                 \
    {                                                                                                                                      \
        "RFC " #number,                                                                                                                    \
        {                                                                                                                                  \
            "RFC " #number ": " title, "https://www.rfc-editor.org/rfc/rfc" #number                                                        \
        }                                                                                                                                  \
    }

static const struct {
    const char *cited; /* what a reference calls it: the title, or the beginning of it */
    lyd_document document;
} rows[] = {
    SECTION(OVERVIEW),
    SECTION("Client Registration"),
    SECTION("Peer-to-Peer Client"),
    SECTION("Conferencing"),
    SECTION("Mediation Server/PSTN"),
    SECTION("Remote User Peer-to-Peer Communications"),
    SECTION("Front End Pool and Edge Pool Configuration"),
    SECTION("Advanced Enterprise Voice Support for IPv6"),
    SECTION("Other Lync Server 2013 Feature Support for IPv6"),
    DOCUMENT("Technical requirements for IPv6 in Lync Server 2013", LYNC "technical-requirements-for-ipv6"),
    DOCUMENT("Migration and coexistence considerations for IPv6 in Lync Server 2013",
             LYNC "migration-and-coexistence-considerations-for-ipv6"),
    DOCUMENT("Determine DNS requirements for Lync Server 2013", LYNC "determine-dns-requirements"),
    DOCUMENT("DNS requirements for automatic client sign-in in Lync Server 2013", LYNC "dns-requirements-for-automatic-client-sign-in"),
    DOCUMENT("DNS requirements for Front End pools in Lync Server 2013", LYNC "dns-requirements-for-front-end-pools"),
    DOCUMENT("DNS requirements for mobility in Lync Server 2013", LYNC "dns-requirements-for-mobility"),
    DOCUMENT("DNS requirements for simple URLs in Lync Server 2013", LYNC "dns-requirements-for-simple-urls"),
    DOCUMENT("DNS summary - Reverse proxy in Lync Server 2013", LYNC "dns-summary-reverse-proxy"),
    DOCUMENT("DNS summary - SIP, XMPP federation and public instant messaging in Lync Server 2013",
             LYNC "dns-summary-sip-xmpp-federation-and-public-instant-messaging"),
    {"DNS summary - Extensible Messaging and Presence Protocol in Lync Server 2013",
     {"DNS summary - Extensible Messaging and Presence Protocol (XMPP) federation in Lync Server 2013",
      LYNC "dns-summary-extensible-messaging-and-presence-protocol-xmpp-federation"}},
    DOCUMENT("Plan for IPv6 in Skype for Business", PLAN "network-requirements/ipv6"),
    DOCUMENT("DNS requirements for Skype for Business Server", PLAN "network-requirements/dns"),
    DOCUMENT("DNS requirements for simple URLs in Skype for Business Server", PLAN "network-requirements/simple-urls"),
    DOCUMENT("Advanced Edge Server DNS planning for Skype for Business Server", PLAN "network-requirements/advanced-edge-server-dns"),
    DOCUMENT("Edge Server environmental requirements in Skype for Business Server",
             PLAN "edge-server-deployments/edge-environmental-requirements"),
    DOCUMENT("Features deprecated or removed in Skype for Business Server 2019", SKYPE "deprecated"),
    {"Plan hybrid connectivity",
     {"Plan hybrid connectivity between Skype for Business Server and Teams", SKYPE "hybrid/plan-hybrid-connectivity"}},
    {"Decommission your on-premises environment",
     {"Manage DNS entries when decommissioning your on-premises environment", SKYPE "hybrid/decommission-manage-dns-entries"}},
    {"Waivers of the topology file", {"manual page lyncdns-topology(5), section \"Waivers\"", NULL}},
    RFC(1034, "Domain names - concepts and facilities"),
    RFC(1918, "Address Allocation for Private Internets"),
    RFC(2308, "Negative Caching of DNS Queries (DNS NCACHE)"),
    RFC(2782, "A DNS RR for specifying the location of services (DNS SRV)"),
    RFC(3056, "Connection of IPv6 Domains via IPv4 Clouds"),
    RFC(4074, "Common Misbehavior Against DNS Queries for IPv6 Addresses"),
    RFC(4193, "Unique Local IPv6 Unicast Addresses"),
    RFC(4380, "Teredo: Tunneling IPv6 over UDP through Network Address Translations (NATs)"),
    RFC(4592, "The Role of Wildcards in the Domain Name System"),
    RFC(5214, "Intra-Site Automatic Tunnel Addressing Protocol (ISATAP)"),
    RFC(6052, "IPv6 Addressing of IPv4/IPv6 Translators"),
    RFC(6598, "IANA-Reserved IPv4 Prefix for Shared Address Space"),
    RFC(6890, "Special-Purpose IP Address Registries"),
    RFC(7050, "Discovery of the IPv6 Prefix Used for IPv6 Address Synthesis"),
    RFC(8020, "NXDOMAIN: There Really Is Nothing Underneath"),
    RFC(9520, "Negative Caching of DNS Resolution Failures"),
};

/* The document whose name TEXT begins with, before the section, the closing quote or the next document. */
static const lyd_document *begins_with(const char *text)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        size_t length = strlen(rows[i].cited);
        if (strncmp(text, rows[i].cited, length) == 0 && strchr(": \",", text[length]) != NULL) {
            return &rows[i].document; /* strchr finds the end of the text, too */
        }
    }
    return NULL;
}

const lyd_document *lyd_document_cited(const char *reference, size_t i)
{
    static const char practice[] = "DNS practice: ";
    const char *text = strncmp(reference, practice, strlen(practice)) == 0 ? reference + strlen(practice) : reference;
    if (strncmp(text, "RFC ", 4) != 0) {
        return i == 0 ? begins_with(text[0] == '"' ? text + 1 : text) : NULL;
    }
    for (; i > 0 && text != NULL; i--) {
        text = strstr(text + 1, "RFC ");
    }
    return text != NULL ? begins_with(text) : NULL;
}
