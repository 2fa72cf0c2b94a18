/* The rule catalogue: one row holds all that the program knows about a rule. To add one, write its row, its check and its test. */
#include "checks/checks.h"

#include <string.h>

#define OVERVIEW "Overview of IP address types for Lync Server 2013"
#define VOICE "Advanced Enterprise Voice Support for IPv6"
#define EDGE "Front End Pool and Edge Pool Configuration"
#define PSTN "Mediation Server/PSTN"
#define OTHER "Other Lync Server 2013 Feature Support for IPv6"
#define IPV6_REQUIREMENTS "DNS practice: \"Technical requirements for IPv6 in Lync Server 2013\""
#define DNS_REQUIREMENTS "DNS practice: \"Determine DNS requirements for Lync Server 2013\""
#define WAIVERS "Waivers of the topology file"

#define BY_VERDICT                                                                                                                         \
    "by verdict: error if unsupported, or lab-only in production; warning if unlisted, info if the server side is dual-stack already; "    \
    "info if lab-only in a lab"

/* ---- roles and features ---- */

#define UM LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM)
#define GATEWAY LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY)
#define REGISTRARS (LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL))
#define MEDIATION (LYD_ROLE_BIT(LYD_ROLE_MEDIATION_POOL) | LYD_ROLE_BIT(LYD_ROLE_MEDIATION_SERVER))
#define EDGES (LYD_ROLE_BIT(LYD_ROLE_EDGE_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL) | LYD_ROLE_BIT(LYD_ROLE_EDGE_SERVER))

/* ---- severities ---- */

#define SEVERITY(always) .production = (always), .lab = (always)
#define IPV6_ONLY .production = LYD_ERROR, .lab = LYD_INFO, .severity_note = "error in production, info in a lab"

/* ---- how a rule is applied: to names that have one of the roles and show one of the facts, to pools, to a support table ---- */

/* clang-format off */
#define CHECKS(...) .checks = (const lyd_check[]){__VA_ARGS__, {.run = NULL}}
/* clang-format on */

#define NAMES(names, name_facts, function) .roles = (names), CHECKS({.scope = LYD_SCOPE_ENDPOINT, .facts = (name_facts), .run = (function)})
#define EVERY_NAME(names, name_facts, function) .traits = LYD_RULE_EVERY_NAME, NAMES(names, name_facts, function)
#define SERVICE_NAME(names, name_facts, function) .traits = LYD_RULE_EVERY_NAME | LYD_RULE_SERVICE_NAMES, NAMES(names, name_facts, function)
#define FEATURE(in_use, names, name_facts, function)                                                                                       \
    .roles = (names), CHECKS({.scope = LYD_SCOPE_ENDPOINT, .facts = (name_facts), .features = (in_use), .run = (function)})
#define POOL(function) .traits = LYD_RULE_POOL, CHECKS({.scope = LYD_SCOPE_POOL, .run = (function)})
#define WAIVER(function) CHECKS({.scope = LYD_SCOPE_WAIVER, .run = (function)})
#define TABLE(table)                                                                                                                       \
    SEVERITY(LYD_ERROR), .severity_note = BY_VERDICT, .tables = LYD_TABLE_BIT(table),                                                      \
                         CHECKS({.scope = LYD_SCOPE_COMBINATION, .run = lyd_check_combination})

const lyd_rule lyd_rules[] = {
    {.id = "UM001",
     .title = "An Exchange UM name resolves to an IPv6 address",
     SEVERITY(LYD_ERROR),
     EVERY_NAME(UM, LYD_FACT_AAAA, lyd_check_um_has_ipv6),
     .section = VOICE,
     .why = "Exchange Unified Messaging cannot be reached over IPv6. One AAAA record, on any server, in any view or behind any alias, is "
            "enough for a call to voice mail to fail.",
     .example = "um01.contoso.com AAAA returns 2001:db8::1",
     .deletes_ipv6 = true,
     .remedy = "DNS administrator: delete the AAAA record, or the alias that leads to one, on every server that returns it. Exchange "
               "administrator: turn off DNS registration of IPv6 addresses on the UM server, so that the record does not come back."},
    {.id = "UM002",
     .title = "An AAAA lookup of an Exchange UM name failed",
     SEVERITY(LYD_WARNING),
     EVERY_NAME(UM, LYD_FACT_AAAA_FAILED, lyd_check_um_lookup_failed),
     .section = VOICE,
     .why = "A UM name is safe only if no server returns an IPv6 address for it. A server that does not answer has not shown that.",
     .example = "um01.contoso.com AAAA returns SERVFAIL",
     .remedy = "DNS administrator: find out why the server fails the AAAA lookup. Then run the audit again."},
    {.id = "UM003",
     .title = "An Exchange UM name exists but has no IPv4 address",
     SEVERITY(LYD_ERROR),
     EVERY_NAME(UM, LYD_FACT_EXISTS, lyd_check_um_without_ipv4),
     .section = VOICE,
     .why = "Exchange Unified Messaging is reached over IPv4 only, so a name without an IPv4 address cannot be reached at all.",
     .example = "um01.contoso.com exists, but A returns NODATA",
     .remedy = "DNS administrator: add an A record with the IPv4 address of the UM server."},
    {.id = "STK001",
     .title = "A server endpoint is IPv6-only",
     IPV6_ONLY,
     EVERY_NAME(LYD_ANY_ROLE & ~GATEWAY, LYD_FACT_AAAA, lyd_check_ipv6_only),
     .section = OVERVIEW,
     .why = "A server with IPv6 only is supported for labs and validation, not for production. PSTN gateways are judged together with "
            "their Mediation pool.",
     .example = "pool01.contoso.com has AAAA records and no A record, environment: production",
     .remedy = "DNS administrator: add the A record. If the machine has no IPv4 address, Lync administrator: make it dual-stack in "
               "Topology Builder first. In a lab, set environment: lab."},
    {.id = "STK002",
     .title = "A client or remote network is declared IPv6-only",
     IPV6_ONLY,
     CHECKS({.scope = LYD_SCOPE_NETWORK, .run = lyd_check_network_ipv6_only}),
     .section = OVERVIEW,
     .why = "Clients with IPv6 only are supported for labs and validation, not for production.",
     .example = "client-networks: head-office, address-type: ipv6, environment: production",
     .remedy = "Network administrator: keep IPv4 beside IPv6 on that network. In a lab, set environment: lab."},
    {.id = "STK003",
     .title = "DNS shows another address type than the declared one",
     SEVERITY(LYD_WARNING),
     NAMES(LYD_ANY_ROLE, LYD_FACT_A | LYD_FACT_AAAA, lyd_check_not_as_declared),
     .section = OVERVIEW,
     .why = "IPv4, IPv6 or dual stack is a deliberate choice for each server. If DNS says otherwise, either a record or the declaration "
            "is wrong, and clients follow DNS.",
     .example = "gw01.contoso.com is declared ipv4, AAAA returns 2001:db8::9",
     .remedy = "DNS administrator: add or delete the record that differs. Or correct address-type in the topology."},
    {.id = "REG001",
     .title = "Client registration: not a supported combination of address types",
     TABLE(LYD_TABLE_CLIENT_REGISTRATION),
     .section = "Client Registration",
     .why = "The document lists which client networks can register with which server networks. An IPv4 client and an IPv6-only pool, for "
            "example, share no address family.",
     .example = "head-office (ipv4) with pool01.contoso.com (ipv6)",
     .remedy = "Lync administrator: make the pool dual-stack in Topology Builder. DNS administrator: publish its A and AAAA records."},
    {.id = "P2P001",
     .title = "Peer-to-peer communication: not a supported combination of address types",
     TABLE(LYD_TABLE_PEER_TO_PEER),
     .section = "Peer-to-Peer Client",
     .why = "Audio, video, application sharing and file transfer go directly from client to client, so both networks need address types "
            "that the document pairs.",
     .example = "head-office (ipv4) with lab-floor (ipv6)",
     .remedy = "Network administrator: make one of the two networks dual-stack."},
    {.id = "CNF001",
     .title = "Conferencing: not a supported combination of address types",
     TABLE(LYD_TABLE_CONFERENCING),
     .section = "Conferencing",
     .why = "Conferences (audio, video, application sharing, whiteboards, files) run on the Front End pool, so the document must list "
            "the client network together with the network of the pool.",
     .example = "head-office (ipv4) with pool01.contoso.com (ipv6)",
     .remedy = "Lync administrator: make the pool dual-stack in Topology Builder. DNS administrator: publish its A and AAAA records."},
    {.id = "PST001",
     .title = "Mediation pool and PSTN gateway: not a supported combination of address types",
     TABLE(LYD_TABLE_MEDIATION_PSTN),
     .section = PSTN,
     .why = "The document lists three combinations of primary interface, PSTN interface and gateway, all with a dual-stack PSTN "
            "interface. IPv4 on all three is supported as well.",
     .example = "med01.contoso.com (primary ipv4, PSTN interface ipv4) with gw01.contoso.com (ipv6)",
     .remedy = "Lync administrator: make the PSTN interface dual-stack in Topology Builder. Or gateway administrator: set the gateway to "
               "IPv4."},
    {.id = "PST002",
     .title = "Media bypass is in use and a PSTN gateway can be reached over IPv6",
     SEVERITY(LYD_ERROR),
     .severity_note = "error if the gateway is IPv6, warning if it is dual-stack",
     FEATURE(LYD_FEATURE_MEDIA_BYPASS, GATEWAY, LYD_FACT_ANY, lyd_check_bypass_over_ipv6),
     .section = PSTN,
     .why = "Media bypass does not work for PSTN calls whose media goes through an IPv6 interface, so with media bypass a gateway must "
            "be set to IPv4.",
     .example = "features: [media-bypass], gw01.contoso.com AAAA returns 2001:db8::9",
     .deletes_ipv6 = true,
     .remedy = "Gateway administrator: set the gateway to IPv4. DNS administrator: delete its AAAA record. Or Lync administrator: turn "
               "off media bypass for its trunk (Lync Server Control Panel)."},
    {.id = "PST003",
     .title = "A PSTN gateway without a declared address type resolves to both families",
     SEVERITY(LYD_WARNING),
     EVERY_NAME(GATEWAY, LYD_FACT_AAAA, lyd_check_gateway_dual_stack),
     .section = PSTN,
     .why = "The document lists gateways set to IPv4 and gateways set to IPv6. With both in DNS, it is not clear which one is meant.",
     .example = "gw01.contoso.com has an A and an AAAA record and no address-type",
     .remedy = "Gateway administrator: find out which family the gateway is set to, and declare it as address-type in the topology. DNS "
               "administrator: delete the other record."},
    {.id = "RMT001",
     .title = "Remote users and external edge: not a supported combination of address types",
     TABLE(LYD_TABLE_REMOTE_USER),
     .section = "Remote User Peer-to-Peer Communications",
     .why = "Messages, audio, video, sharing and files of remote users pass through the external edge, so the document must list "
            "their network together with the edge.",
     .example = "home-office (ipv4) with sip.contoso.com (ipv6)",
     .remedy = "Lync administrator: add the missing family to the external edge in Topology Builder. DNS administrator: publish its "
               "record in the external zone."},
    {.id = "EDG001",
     .title = "Front End pool and Edge pool: not a supported combination of address types",
     TABLE(LYD_TABLE_FRONT_END_EDGE),
     .section = EDGE,
     .why = "The document has a matrix of Front End pool and internal edge. IPv6 only on one side is not supported; IPv6 only on both "
            "sides is for a lab.",
     .example = "pool01.contoso.com (dual-stack) with edge01.contoso.com (ipv6)",
     .remedy = "Lync administrator: make the internal edge IPv4 or dual-stack in Topology Builder. DNS administrator: publish the A "
               "record in the internal zone."},
    {.id = "EDG002",
     .title = "Internal and external edge: not a supported combination of address types",
     TABLE(LYD_TABLE_EDGE_INTERNAL_EXTERNAL),
     .section = EDGE,
     .why = "The document has a matrix of internal and external edge. A dual-stack internal edge, for example, needs a dual-stack "
            "external edge.",
     .example = "edge01.contoso.com (dual-stack) with sip.contoso.com (ipv4)",
     .remedy = "Lync administrator: make both sides of the edge match in Topology Builder (a dual-stack external edge fits an IPv4 or "
               "dual-stack internal edge). DNS administrator: publish the matching records."},
    {.id = "EV001",
     .title = "Call admission control, E9-1-1 or media bypass is in use and an endpoint is IPv6-only",
     SEVERITY(LYD_ERROR),
     .roles = REGISTRARS | MEDIATION | EDGES,
     CHECKS({.scope = LYD_SCOPE_ENDPOINT, .facts = LYD_FACT_AAAA, .features = LYD_FEATURES_OF_VOICE, .run = lyd_check_feature_on_ipv6_only},
            {.scope = LYD_SCOPE_NETWORK, .features = LYD_FEATURES_OF_VOICE, .run = lyd_check_feature_on_ipv6_network}),
     .section = VOICE,
     .why = "A deployment that uses any of these features must be IPv4-only or dual-stack. From Skype for Business Server 2015 on, that "
            "includes the client networks (topology key product).",
     .example = "features: [call-admission-control], pool01.contoso.com has only AAAA records",
     .remedy = "Lync administrator: make the endpoint dual-stack in Topology Builder. DNS administrator: add its A record. Or turn the "
               "features off."},
    {.id = "EV002",
     .title = "E9-1-1 is in use with a dual-stack registrar pool",
     SEVERITY(LYD_INFO),
     FEATURE(LYD_FEATURE_ENHANCED_9_1_1, REGISTRARS, LYD_FACT_AAAA, lyd_check_emergency_dual_stack),
     .section = VOICE,
     .why = "If a client connects over IPv6, Lync tries to find the IPv4 address that E9-1-1 needs, but does not guarantee it.",
     .example = "features: [enhanced-9-1-1], pool01.contoso.com is dual-stack",
     .remedy = "Voice administrator: test an emergency call from an IPv6 client. Where locations must be certain, keep clients on IPv4."},
    {.id = "LIS001",
     .title = "A Location Information service name resolves to an IPv6 address",
     SEVERITY(LYD_ERROR),
     EVERY_NAME(LYD_ROLE_BIT(LYD_ROLE_LOCATION_INFORMATION_SERVICE), LYD_FACT_AAAA, lyd_check_location_has_ipv6),
     .section = VOICE,
     .why = "The Location Information service is not supported with IPv6 addresses.",
     .example = "lis.contoso.com AAAA returns 2001:db8::7",
     .deletes_ipv6 = true,
     .remedy = "DNS administrator: delete the AAAA record of the service name."},
    {.id = "PCH001",
     .title = "A Persistent Chat name resolves to an IPv6 address",
     SEVERITY(LYD_INFO),
     EVERY_NAME(LYD_ROLE_BIT(LYD_ROLE_PERSISTENT_CHAT), LYD_FACT_AAAA, lyd_check_chat_has_ipv6),
     .section = OTHER,
     .why = "Persistent Chat supports IPv6 only after it has been configured for it in Topology Builder.",
     .example = "chat01.contoso.com AAAA returns 2001:db8::5",
     .remedy = "Lync administrator: check in Topology Builder that IPv6 is configured for the Persistent Chat pool."},
    {.id = "MON001",
     .title = "Monitoring is deployed and some endpoint has IPv6",
     SEVERITY(LYD_INFO),
     NAMES(LYD_ROLE_BIT(LYD_ROLE_MONITORING), LYD_FACT_ANY, lyd_check_monitoring_shows_ipv6),
     .section = OTHER,
     .why = "Call detail and quality reports show an address as the monitoring database stores it, IPv4 or IPv6, so readers and scripts "
            "must handle both.",
     .example = "mon01.contoso.com is deployed, pool01.contoso.com has AAAA records",
     .remedy = "Lync administrator: check that the filters and scripts that read the reports accept IPv6 addresses. DNS needs no change."},
    {.id = "DNS001",
     .title = "A name doesn't exist",
     SEVERITY(LYD_ERROR),
     EVERY_NAME(LYD_ANY_ROLE, LYD_FACT_ABSENT, lyd_check_name_absent),
     .section = "DNS practice: RFC 8020",
     .why = "NXDOMAIN says that nothing exists at this name or below it, so the server cannot be reached by it.",
     .example = "fe02.contoso.com returns NXDOMAIN",
     .remedy = "DNS administrator: add the record. Or correct the name in the topology."},
    {.id = "DNS002",
     .title = "A name exists but has no address",
     SEVERITY(LYD_ERROR),
     EVERY_NAME(LYD_ANY_ROLE, LYD_FACT_EMPTY, lyd_check_name_empty),
     .section = "DNS practice: RFC 2308",
     .why = "Nothing can connect to a name that has neither an A nor an AAAA record, although the name is present in the zone.",
     .example = "pool01.contoso.com A and AAAA both return NODATA",
     .remedy = "DNS administrator: add the missing A record (and the AAAA record where dual stack is meant)."},
    {.id = "DNS003",
     .title = "A lookup failed",
     SEVERITY(LYD_ERROR),
     .roles = LYD_ANY_ROLE,
     .traits = LYD_RULE_EVERY_NAME | LYD_RULE_FAILED_LOOKUP,
     CHECKS({.scope = LYD_SCOPE_ENDPOINT, .facts = LYD_FACT_FAILED, .run = lyd_check_lookup_failed},
            {.scope = LYD_SCOPE_SERVER, .run = lyd_check_server_dead}),
     .section = "DNS practice: RFC 9520 section 2",
     .why = "A failed lookup says nothing about the records: the audit is incomplete, and Lync may fail in the same way. A server that "
            "answers nothing is reported once.",
     .example = "pool01.contoso.com A returns SERVFAIL at 10.0.0.11:53",
     .remedy = "DNS administrator: check that the server is running, can be reached from here, and serves the zone."},
    {.id = "DNS004",
     .title = "An alias chain dangles or loops",
     SEVERITY(LYD_ERROR),
     SERVICE_NAME(LYD_ANY_ROLE, LYD_FACT_ALIAS_BROKEN, lyd_check_alias_broken),
     .section = "DNS practice: RFC 1034 section 3.6.2",
     .why = "A CNAME whose target does not exist, or that leads back to itself, never gives an address.",
     .example = "sip.contoso.com -> edge9.contoso.com, which does not exist",
     .remedy = "DNS administrator: point the CNAME record at a name that has addresses, or delete it."},
    {.id = "DNS005",
     .title = "Servers of one view give different answers",
     SEVERITY(LYD_WARNING),
     .traits = LYD_RULE_EVERY_NAME | LYD_RULE_DISAGREEMENT | LYD_RULE_SERVICE_NAMES,
     NAMES(LYD_ANY_ROLE, LYD_FACT_DIFFERS, lyd_check_servers_disagree),
     .section = "DNS practice: RFC 1034 section 4.3.5",
     .why = "The answer that a client gets depends on the server that it asks. The usual cause is a zone transfer or replication that "
            "lags, or a zone that one server should not have.",
     .example = "10.0.0.10:53 returns 10.1.0.1 for pool01.contoso.com, 10.0.0.11:53 returns 10.1.0.9",
     .remedy = "DNS administrator: compare the serial number of the zone on these servers, and repair transfer or replication."},
    {.id = "DNS006",
     .title = "An address that no peer can use",
     SEVERITY(LYD_ERROR),
     SERVICE_NAME(LYD_ANY_ROLE, LYD_FACT_UNUSABLE, lyd_check_unusable_address),
     .section = "DNS practice: RFC 6890",
     .why = "Unspecified, loopback, link-local, multicast, documentation, IPv4-mapped and reserved addresses do not lead other machines "
            "to this server.",
     .example = "fe01.contoso.com A returns 127.0.0.1",
     .remedy = "DNS administrator: replace the record with the real address of the server. If Windows registered it, server "
               "administrator: turn off DNS registration for that interface."},
    {.id = "DNS007",
     .title = "An IPv6 address made by a transition mechanism",
     SEVERITY(LYD_WARNING),
     .severity_note = "info if an address only may be made by DNS64",
     SERVICE_NAME(LYD_ANY_ROLE, LYD_FACT_TRANSITION | LYD_FACT_UNTOLD, lyd_check_transition_address),
     .section = "DNS practice: RFC 3056, RFC 4380, RFC 5214, RFC 6052, RFC 7050",
     .why = "6to4, Teredo, ISATAP and NAT64 addresses get into DNS unintentionally, work on some networks only, and make a name look "
            "dual-stack when it is not. A server's answer to ipv4only.arpa shows whether it makes such addresses "
            "itself (DNS64). If that lookup fails, no remedy deletes a record.",
     .example = "fe01.contoso.com AAAA returns 2002:c000:201::c000:201",
     .remedy = "6to4, Teredo and ISATAP addresses are registered by Windows. Server administrator: turn off the interface or its DNS "
               "registration. DNS administrator: delete the record. NAT64: DNS administrator: exclude the name from DNS64, or delete the "
               "record if it is a real one."},
    {.id = "DNS008",
     .title = "A pool's addresses differ from those of its members",
     SEVERITY(LYD_WARNING),
     POOL(lyd_check_pool_differs),
     .section = DNS_REQUIREMENTS,
     .why = "With DNS load balancing, the pool name has one record for each member. A missing record gives that member no load; an extra "
            "one sends connections to an address where nothing answers. With a hardware load balancer the difference is intended.",
     .example = "pool01.contoso.com has 10.1.0.1, its members have 10.1.0.1 and 10.1.0.2",
     .remedy = "DNS administrator: give the pool name the addresses of all members. With a hardware load balancer, add a waiver that "
               "says so."},
    {.id = "DNS009",
     .title = "Members of one pool differ in address type",
     SEVERITY(LYD_WARNING),
     POOL(lyd_check_members_differ),
     .section = IPV6_REQUIREMENTS,
     .why = "All members serve the same clients, so which clients can connect would depend on the member.",
     .example = "fe01.contoso.com is dual-stack, fe02.contoso.com is ipv4",
     .remedy = "Lync administrator: choose the address type of the pool in Topology Builder. DNS administrator: publish the same types "
               "of records for all members."},
    {.id = "DNS010",
     .title = "An external edge name resolves to a private address in the external view",
     SEVERITY(LYD_WARNING),
     SERVICE_NAME(LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL), LYD_FACT_PRIVATE, lyd_check_private_address),
     .section = "DNS practice: RFC 1918, RFC 4193, RFC 6598",
     .why = "A private, unique local or shared address cannot be reached from the Internet. An internal record has leaked into the "
            "external zone, or the address before NAT was published.",
     .example = "sip.contoso.com A returns 10.0.5.1 in view external",
     .remedy = "DNS administrator: publish the public address of the edge in the external zone."},
    {.id = "DNS011",
     .title = "Members of one pool have IPv6 addresses of different scope",
     SEVERITY(LYD_WARNING),
     POOL(lyd_check_scopes_differ),
     .section = IPV6_REQUIREMENTS,
     .why = "All servers of a pool should have IPv6 addresses of one scope: global, unique local or link-local.",
     .example = "fe01.contoso.com has 2a00:1450::1, fe02.contoso.com has fd00::2",
     .remedy = "Server administrator: give all members addresses of one scope. DNS administrator: delete the others."},
    {.id = "DNS012",
     .title = "A name with characters other than letters, digits and hyphens",
     SEVERITY(LYD_WARNING),
     EVERY_NAME(LYD_ANY_ROLE, LYD_FACT_ANY, lyd_check_odd_name),
     .section = DNS_REQUIREMENTS,
     .why = "Lync allows letters, digits and hyphens in the names of servers and pools. An underscore, for example, breaks certificates "
            "and clients.",
     .example = "fe_01.contoso.com",
     .remedy = "Lync administrator: rename the server or pool in Topology Builder and renew its certificates. DNS administrator: rename "
               "its records."},
    {.id = "DNS013",
     .title = "A machine's configured address isn't among those that DNS gives",
     SEVERITY(LYD_WARNING),
     NAMES(LYD_ANY_ROLE, LYD_FACT_A | LYD_FACT_AAAA, lyd_check_configured_address),
     .section = DNS_REQUIREMENTS,
     .why = "The topology export configures an address on the machine. A record with another address sends clients elsewhere.",
     .example = "the export has 10.1.0.1 for fe01.contoso.com, A returns 10.1.0.9",
     .remedy = "DNS administrator: correct the record. Or Lync administrator: correct the address in Topology Builder."},
    {.id = "DNS014",
     .title = "A server contradicts itself: a name exists for one type and not for another",
     SEVERITY(LYD_WARNING),
     SERVICE_NAME(LYD_ANY_ROLE, LYD_FACT_ABSENT, lyd_check_server_contradicts_itself),
     .section = "DNS practice: RFC 4074 section 4.2, RFC 8020",
     .why = "NXDOMAIN is about the whole name, whatever type was asked for. A resolver that keeps it answers so for every type, and the "
            "name seems to come and go.",
     .example = "sip.contoso.com A returns 203.0.113.5, AAAA returns NXDOMAIN from the same server",
     .remedy = "DNS administrator: make the server answer NODATA (NOERROR without records) for a type that the name lacks. The usual cause "
               "is a load balancer or an appliance that answers DNS itself: update it, or serve the name from the zone."},
    {.id = "NAM001",
     .title = "A name is a single label",
     SEVERITY(LYD_ERROR),
     EVERY_NAME(LYD_ANY_ROLE, LYD_FACT_ANY, lyd_check_single_label),
     .section = DNS_REQUIREMENTS,
     .why =
         "Servers and pools of Lync have fully qualified names; certificates and other machines use these. A single label leads anywhere "
         "only where a search list completes it. It is asked as it stands, without a search list.",
     .example = "fe01",
     .remedy = "Topology author: write the name with its domain. If Topology Builder has the single label, Lync administrator: set the "
               "primary DNS suffix of the computer, and define the server anew by its full name."},
    {.id = "WVR001",
     .title = "A waiver has expired",
     SEVERITY(LYD_WARNING),
     WAIVER(lyd_check_waiver_expired),
     .section = WAIVERS,
     .why = "A waiver holds through its last day (UTC). After that, the finding counts again.",
     .example = "waiver of DNS008 for pool01.* with expires: 2026-01-31, run on 2026-02-01",
     .remedy = "Topology author: remove the cause and delete the waiver, or renew it with a reason that still holds."},
    {.id = "WVR002",
     .title = "A waiver matches no finding",
     SEVERITY(LYD_INFO),
     WAIVER(lyd_check_waiver_unused),
     .section = WAIVERS,
     .why = "What the waiver accepted is gone, or its pattern is misspelled. Left in place, it would hide a later finding.",
     .example = "waiver of DNS008 for pool99.*, which is no pool",
     .remedy = "Topology author: delete the waiver, or correct its rule or pattern."},
};

const size_t lyd_rule_count = LYD_COUNT(lyd_rules);

const lyd_rule *lyd_rule_of_table(lyd_table_id id)
{
    size_t i = 0;
    while ((lyd_rules[i].tables & LYD_TABLE_BIT(id)) == 0) {
        i++;
    }
    return &lyd_rules[i];
}

const lyd_rule *lyd_rule_find(const char *id)
{
    for (size_t i = 0; i < LYD_COUNT(lyd_rules); i++) {
        if (strcmp(lyd_rules[i].id, id) == 0) {
            return &lyd_rules[i];
        }
    }
    return NULL;
}

const char *lyd_rule_nearest(const char *id)
{
    lyd_row names[LYD_COUNT(lyd_rules) + 1];
    for (size_t i = 0; i < LYD_COUNT(lyd_rules); i++) {
        names[i] = (lyd_row){(int)i, lyd_rules[i].id};
    }
    names[LYD_COUNT(lyd_rules)] = (lyd_row){0, NULL};
    return lyd_row_nearest(names, id);
}
