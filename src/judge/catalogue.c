/* The rule catalogue: one row holds all that the program knows of a rule. To add one, write its row, its check and its test. */
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

#define BY_VERDICT "by verdict: unsupported error; lab-only error in production, info in a lab; unlisted warning"
#define IN_A_LAB "error in production, info in a lab"

/* ---- roles and features ---- */

#define UM LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM)
#define GATEWAY LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY)
#define REGISTRARS (LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL))
#define MEDIATION (LYD_ROLE_BIT(LYD_ROLE_MEDIATION_POOL) | LYD_ROLE_BIT(LYD_ROLE_MEDIATION_SERVER))
#define EDGES (LYD_ROLE_BIT(LYD_ROLE_EDGE_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL) | LYD_ROLE_BIT(LYD_ROLE_EDGE_SERVER))

/* ---- how a rule is applied ---- */

/* clang-format off */
#define CHECKS(...) .checks = (const lyd_check[]){__VA_ARGS__, {.run = NULL}}
/* clang-format on */
#define NAME(name_facts, function) CHECKS({.scope = LYD_SCOPE_ENDPOINT, .facts = (name_facts), .run = (function)})
#define FEATURE(in_use, name_facts, function)                                                                                              \
    CHECKS({.scope = LYD_SCOPE_ENDPOINT, .facts = (name_facts), .features = (in_use), .run = (function)})
#define POOL(function) .traits = LYD_RULE_POOL, CHECKS({.scope = LYD_SCOPE_POOL, .run = (function)})
#define WAIVER(function) CHECKS({.scope = LYD_SCOPE_WAIVER, .run = (function)})
#define TABLE(table)                                                                                                                       \
    .severity_note = BY_VERDICT, .tables = LYD_TABLE_BIT(table), CHECKS({.scope = LYD_SCOPE_COMBINATION, .run = lyd_check_combination})

const lyd_rule lyd_rules[] = {
    {.id = "UM001",
     .title = "An Exchange UM name resolves to an IPv6 address",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .roles = UM,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_AAAA, lyd_check_um_has_ipv6),
     .section = VOICE,
     .why = "Exchange Unified Messaging can't be called over IPv6. One AAAA record, on any server, in any view or behind any alias, is "
            "enough for a call that should reach voice mail to fail.",
     .example = "um01.contoso.com AAAA gives 2001:db8::1",
     .remedy = "The DNS administrator deletes the AAAA record (or the alias that leads to one) on every server that gives it; the Exchange "
               "administrator turns off DNS registration of IPv6 addresses on the UM server, so that it doesn't come back."},
    {.id = "UM002",
     .title = "An AAAA lookup of an Exchange UM name failed",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     .roles = UM,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_AAAA_FAILED, lyd_check_um_lookup_failed),
     .section = VOICE,
     .why = "A UM name is safe only if no server returns an IPv6 address for it, and a server that didn't answer has not shown that.",
     .example = "um01.contoso.com AAAA gives SERVFAIL",
     .remedy = "The DNS administrator finds out why the server fails the AAAA lookup; then run the audit again."},
    {.id = "UM003",
     .title = "An Exchange UM name exists but has no IPv4 address",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .roles = UM,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_EXISTS, lyd_check_um_without_ipv4),
     .section = VOICE,
     .why = "IPv4 is the only way to reach Exchange Unified Messaging, so a name without an IPv4 address can't be reached at all.",
     .example = "um01.contoso.com exists, A gives NODATA",
     .remedy = "The DNS administrator adds an A record with the UM server's IPv4 address."},
    {.id = "STK001",
     .title = "A server endpoint is IPv6-only",
     .production = LYD_ERROR,
     .lab = LYD_INFO,
     .severity_note = IN_A_LAB,
     .roles = LYD_ANY_ROLE & ~GATEWAY,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_AAAA, lyd_check_ipv6_only),
     .section = OVERVIEW,
     .why = "A server with IPv6 alone is supported for labs and validation, not for production. PSTN gateways are judged with their "
            "Mediation pool.",
     .example = "pool01.contoso.com has AAAA records and no A record, environment: production",
     .remedy = "The DNS administrator adds the A record; if the machine has no IPv4 address, the Lync administrator makes it dual-stack in "
               "Topology Builder first. In a lab, set environment: lab."},
    {.id = "STK002",
     .title = "A client or remote network is declared IPv6-only",
     .production = LYD_ERROR,
     .lab = LYD_INFO,
     .severity_note = IN_A_LAB,
     CHECKS({.scope = LYD_SCOPE_NETWORK, .run = lyd_check_network_ipv6_only}),
     .section = OVERVIEW,
     .why = "Clients with IPv6 alone are supported for labs and validation, not for production.",
     .example = "client-networks: head-office, address-type: ipv6, environment: production",
     .remedy = "The network's administrator keeps IPv4 on that network beside IPv6. In a lab, set environment: lab."},
    {.id = "STK003",
     .title = "DNS shows another address type than the declared one",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     .roles = LYD_ANY_ROLE,
     NAME(LYD_FACT_A | LYD_FACT_AAAA, lyd_check_not_as_declared),
     .section = OVERVIEW,
     .why = "IPv4, IPv6 or dual stack is chosen on purpose for each server. When DNS says otherwise, either a record or the declaration is "
            "wrong, and clients follow DNS.",
     .example = "gw01.contoso.com is declared ipv4, AAAA gives 2001:db8::9",
     .remedy = "The DNS administrator adds or deletes the record that differs, or the topology's author corrects address-type."},
    {.id = "REG001",
     .title = "Clients can't or shouldn't register with a pool over these address types",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     TABLE(LYD_TABLE_CLIENT_REGISTRATION),
     .section = "Client Registration",
     .why = "The document lists which client networks may register with which server networks; an IPv4 client and an IPv6-only pool, for "
            "example, have no address family in common.",
     .example = "head-office (ipv4) with pool01.contoso.com (ipv6)",
     .remedy = "The DNS administrator and the Lync administrator (Topology Builder) make the pool dual-stack: A and AAAA records."},
    {.id = "P2P001",
     .title = "Two client networks can't or shouldn't talk peer to peer over these address types",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     TABLE(LYD_TABLE_PEER_TO_PEER),
     .section = "Peer-to-Peer Client",
     .why = "Audio, video, application sharing and file transfer go straight from client to client, so both need an address family that "
            "the document pairs.",
     .example = "head-office (ipv4) with lab-floor (ipv6)",
     .remedy = "The network's administrator makes one of the two networks dual-stack."},
    {.id = "CNF001",
     .title = "Clients can't or shouldn't join conferences over these address types",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     TABLE(LYD_TABLE_CONFERENCING),
     .section = "Conferencing",
     .why =
         "Conferences (audio, video, application sharing, whiteboards, files) run on the Front End pool, so the client's network and the "
         "pool's must be a listed pair.",
     .example = "head-office (ipv4) with pool01.contoso.com (ipv6)",
     .remedy = "The DNS administrator and the Lync administrator (Topology Builder) make the pool dual-stack: A and AAAA records."},
    {.id = "PST001",
     .title = "A Mediation pool and a PSTN gateway can't or shouldn't work together over these address types",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     TABLE(LYD_TABLE_MEDIATION_PSTN),
     .section = PSTN,
     .why = "The document lists three line-ups of primary interface, PSTN interface and gateway setting, all with a dual-stack PSTN "
            "interface; IPv4 throughout is allowed as well.",
     .example = "med01.contoso.com (primary ipv4, PSTN interface ipv4) with gw01.contoso.com (ipv6)",
     .remedy = "The Lync administrator makes the PSTN interface dual-stack in Topology Builder, or the gateway's administrator sets the "
               "gateway to IPv4."},
    {.id = "PST002",
     .title = "Media bypass is in use and a PSTN gateway can be reached over IPv6",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .severity_note = "error if the gateway is IPv6, warning if it is dual-stack",
     .roles = GATEWAY,
     FEATURE(LYD_FEATURE_MEDIA_BYPASS, LYD_FACT_ANY, lyd_check_bypass_over_ipv6),
     .section = PSTN,
     .why = "Media bypass doesn't work for PSTN calls whose media goes through an IPv6 interface, so with media bypass a gateway should be "
            "set to IPv4.",
     .example = "features: [media-bypass], gw01.contoso.com AAAA gives 2001:db8::9",
     .remedy = "The gateway's administrator sets it to IPv4 and the DNS administrator deletes its AAAA record; or media bypass is turned "
               "off for its trunk (Lync Server Control Panel)."},
    {.id = "PST003",
     .title = "A PSTN gateway without a declared address type resolves to both families",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     .roles = GATEWAY,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_AAAA, lyd_check_gateway_dual_stack),
     .section = PSTN,
     .why = "The document knows gateways set to IPv4 and gateways set to IPv6; with both in DNS it isn't settled which one is meant.",
     .example = "gw01.contoso.com has an A and an AAAA record and no address-type",
     .remedy = "The gateway's administrator says which one it is set to; the topology's author declares it as address-type, and the DNS "
               "administrator deletes the other record."},
    {.id = "RMT001",
     .title = "Remote users can't or shouldn't reach an external edge over these address types",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     TABLE(LYD_TABLE_REMOTE_USER),
     .section = "Remote User Peer-to-Peer Communications",
     .why =
         "Remote users' messages, audio, video, sharing and files pass the external edge, so their network and the edge must be a listed "
         "pair.",
     .example = "home-office (ipv4) with sip.contoso.com (ipv6)",
     .remedy = "The Lync administrator sets the external edge to the family that is missing in Topology Builder, and the DNS administrator "
               "publishes the record in the external zone."},
    {.id = "EDG001",
     .title = "A Front End pool and its Edge pool can't or shouldn't work together over these address types",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     TABLE(LYD_TABLE_FRONT_END_EDGE),
     .section = EDGE,
     .why = "The document has a matrix of Front End pool and internal edge: IPv6 alone on one side only is not supported, on both sides it "
            "is for a lab.",
     .example = "pool01.contoso.com (dual-stack) with edge01.contoso.com (ipv6)",
     .remedy = "The Lync administrator makes the internal edge IPv4 or dual-stack in Topology Builder, and the DNS administrator publishes "
               "the A record in the internal zone."},
    {.id = "EDG002",
     .title = "An Edge pool's internal and external side can't or shouldn't work together over these address types",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     TABLE(LYD_TABLE_EDGE_INTERNAL_EXTERNAL),
     .section = EDGE,
     .why = "The document has a matrix of internal and external edge: a dual-stack internal edge needs a dual-stack external one, for "
            "example.",
     .example = "edge01.contoso.com (dual-stack) with sip.contoso.com (ipv4)",
     .remedy = "The Lync administrator brings both sides of the edge in line in Topology Builder (dual stack outside fits IPv4 and dual "
               "stack inside), and the DNS administrator publishes the matching records."},
    {.id = "EV001",
     .title = "Call admission control, E9-1-1 or media bypass is in use and an endpoint is IPv6-only",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .roles = REGISTRARS | MEDIATION | EDGES,
     FEATURE(LYD_FEATURES_OF_VOICE, LYD_FACT_AAAA, lyd_check_feature_on_ipv6_only),
     .section = VOICE,
     .why = "A deployment with any of these features has to be IPv4 only or dual-stack.",
     .example = "features: [call-admission-control], pool01.contoso.com has AAAA records only",
     .remedy =
         "The Lync administrator makes the endpoint dual-stack in Topology Builder and the DNS administrator adds its A record; or the "
         "features are turned off."},
    {.id = "EV002",
     .title = "E9-1-1 is in use with a dual-stack registrar pool",
     .production = LYD_INFO,
     .lab = LYD_INFO,
     .roles = REGISTRARS,
     FEATURE(LYD_FEATURE_ENHANCED_9_1_1, LYD_FACT_AAAA, lyd_check_emergency_dual_stack),
     .section = VOICE,
     .why = "When a client connects over IPv6, Lync tries to find the IPv4 address that E9-1-1 needs, without promising it.",
     .example = "features: [enhanced-9-1-1], pool01.contoso.com is dual-stack",
     .remedy =
         "The voice administrator tests an emergency call from a client on IPv6; where locations must be certain, clients are kept on "
         "IPv4."},
    {.id = "LIS001",
     .title = "A Location Information service name resolves to an IPv6 address",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .roles = LYD_ROLE_BIT(LYD_ROLE_LOCATION_INFORMATION_SERVICE),
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_AAAA, lyd_check_location_has_ipv6),
     .section = VOICE,
     .why = "The Location Information service isn't supported with IPv6 addresses.",
     .example = "lis.contoso.com AAAA gives 2001:db8::7",
     .remedy = "The DNS administrator deletes the AAAA record of the service's name."},
    {.id = "PCH001",
     .title = "A Persistent Chat name resolves to an IPv6 address",
     .production = LYD_INFO,
     .lab = LYD_INFO,
     .roles = LYD_ROLE_BIT(LYD_ROLE_PERSISTENT_CHAT),
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_AAAA, lyd_check_chat_has_ipv6),
     .section = OTHER,
     .why = "Persistent Chat supports IPv6, but only after it has been set up for it in Topology Builder.",
     .example = "chat01.contoso.com AAAA gives 2001:db8::5",
     .remedy = "The Lync administrator checks in Topology Builder that IPv6 is set up for the Persistent Chat pool."},
    {.id = "MON001",
     .title = "Monitoring is deployed and some endpoint has IPv6",
     .production = LYD_INFO,
     .lab = LYD_INFO,
     .roles = LYD_ROLE_BIT(LYD_ROLE_MONITORING),
     NAME(LYD_FACT_ANY, lyd_check_monitoring_shows_ipv6),
     .section = OTHER,
     .why = "Call detail and quality reports show an address as the monitoring database holds it, IPv4 or IPv6, so readers and scripts "
            "must cope with both.",
     .example = "mon01.contoso.com is deployed, pool01.contoso.com has AAAA records",
     .remedy = "Whoever reads the reports checks that filters and scripts take IPv6 addresses; nothing to change in DNS."},
    {.id = "DNS001",
     .title = "A name doesn't exist",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .roles = LYD_ANY_ROLE,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_ABSENT, lyd_check_name_absent),
     .section = "DNS practice: RFC 8020",
     .why = "NXDOMAIN says that nothing exists at this name or below it, so nobody can reach the server by it.",
     .example = "fe02.contoso.com gives NXDOMAIN",
     .remedy = "The DNS administrator adds the record, or the topology's author corrects the name."},
    {.id = "DNS002",
     .title = "A name exists but has no address",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .roles = LYD_ANY_ROLE,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_EMPTY, lyd_check_name_empty),
     .section = "DNS practice: RFC 2308",
     .why = "A name with neither an A nor an AAAA record can't be connected to, although it looks present in the zone.",
     .example = "pool01.contoso.com A and AAAA both give NODATA",
     .remedy = "The DNS administrator adds the missing A record (and AAAA record where dual stack is meant)."},
    {.id = "DNS003",
     .title = "A lookup failed",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .roles = LYD_ANY_ROLE,
     .traits = LYD_RULE_EVERY_NAME | LYD_RULE_FAILED_LOOKUP,
     CHECKS({.scope = LYD_SCOPE_ENDPOINT, .facts = LYD_FACT_FAILED, .run = lyd_check_lookup_failed},
            {.scope = LYD_SCOPE_SERVER, .run = lyd_check_server_dead}),
     .section = "DNS practice: RFC 9520 section 2",
     .why = "A lookup that fails says nothing about the records: the audit is incomplete, and Lync may fail in the same way. A server that "
            "answers nothing is reported once.",
     .example = "pool01.contoso.com A gives SERVFAIL at 10.0.0.11:53",
     .remedy = "The DNS administrator checks the server: is it running, reachable from here, and does it serve the zone?"},
    {.id = "DNS004",
     .title = "An alias chain dangles or loops",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .roles = LYD_ANY_ROLE,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_ALIAS_BROKEN, lyd_check_alias_broken),
     .section = "DNS practice: RFC 1034 section 3.6.2",
     .why = "A CNAME whose target doesn't exist, or which leads back to itself, never gives an address.",
     .example = "sip.contoso.com -> edge9.contoso.com, which doesn't exist",
     .remedy = "The DNS administrator points the CNAME record at a name that has addresses, or deletes it."},
    {.id = "DNS005",
     .title = "Servers of one view give different answers",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     .roles = LYD_ANY_ROLE,
     .traits = LYD_RULE_EVERY_NAME | LYD_RULE_DISAGREEMENT,
     NAME(LYD_FACT_DIFFERS, lyd_check_servers_disagree),
     .section = "DNS practice: RFC 1034 section 4.3.5",
     .why = "Which answer a client gets depends on the server it happens to ask: usually a zone transfer or replication that lags, or a "
            "zone that one server should not have.",
     .example = "10.0.0.10:53 gives 10.1.0.1 for pool01.contoso.com, 10.0.0.11:53 gives 10.1.0.9",
     .remedy = "The DNS administrator compares the zone's serial on these servers and mends transfer or replication."},
    {.id = "DNS006",
     .title = "An address that no peer can use",
     .production = LYD_ERROR,
     .lab = LYD_ERROR,
     .roles = LYD_ANY_ROLE,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_UNUSABLE, lyd_check_unusable_address),
     .section = "DNS practice: RFC 6890",
     .why = "Unspecified, loopback, link-local, multicast, documentation, IPv4-mapped and reserved addresses don't lead other machines to "
            "this server.",
     .example = "fe01.contoso.com A gives 127.0.0.1",
     .remedy = "The DNS administrator replaces the record by the server's real address; if Windows registered it, its administrator turns "
               "registration off for that interface."},
    {.id = "DNS007",
     .title = "An IPv6 address made by a transition mechanism",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     .roles = LYD_ANY_ROLE,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_TRANSITION, lyd_check_transition_address),
     .section = "DNS practice: RFC 3056, RFC 4380, RFC 5214, RFC 6052, RFC 7050",
     .why = "6to4, Teredo, ISATAP and NAT64 addresses show up in DNS unasked, work on some networks only, and make a name look dual-stack "
            "that isn't.",
     .example = "fe01.contoso.com AAAA gives 2002:c000:201::c000:201",
     .remedy = "Windows registers 6to4, Teredo and ISATAP addresses by itself: the server's administrator turns the interface or its "
               "registration off and the DNS administrator deletes the record. NAT64: the DNS administrator excludes the name from DNS64, "
               "or deletes the record if it is a real one."},
    {.id = "DNS008",
     .title = "A pool's addresses differ from those of its members",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     POOL(lyd_check_pool_differs),
     .section = DNS_REQUIREMENTS,
     .why = "With DNS load balancing the pool's name has one record for each member; a missing one gets no load, an extra one gets "
            "connections that nobody answers. With a hardware load balancer the difference is meant.",
     .example = "pool01.contoso.com has 10.1.0.1, its members have 10.1.0.1 and 10.1.0.2",
     .remedy = "The DNS administrator gives the pool's name the addresses of all members; with a hardware load balancer, add a waiver that "
               "says so."},
    {.id = "DNS009",
     .title = "Members of one pool differ in address type",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     POOL(lyd_check_members_differ),
     .section = IPV6_REQUIREMENTS,
     .why = "Every member serves the same clients, so which clients get through would depend on the member they are sent to.",
     .example = "fe01.contoso.com is dual-stack, fe02.contoso.com is ipv4",
     .remedy =
         "The Lync administrator decides the pool's address type in Topology Builder; the DNS administrator makes the members' records "
         "alike."},
    {.id = "DNS010",
     .title = "An external edge name resolves to a private address in the external view",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     .roles = LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL),
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_PRIVATE, lyd_check_private_address),
     .section = "DNS practice: RFC 1918, RFC 4193, RFC 6598",
     .why =
         "Nobody on the Internet can reach a private, unique local or shared address: an internal record has leaked to the external zone, "
         "or the address before NAT was published.",
     .example = "sip.contoso.com A gives 10.0.5.1 in view external",
     .remedy = "The DNS administrator publishes the edge's public address in the external zone."},
    {.id = "DNS011",
     .title = "Members of one pool have IPv6 addresses of different scope",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     POOL(lyd_check_scopes_differ),
     .section = IPV6_REQUIREMENTS,
     .why = "All servers of a pool should have IPv6 addresses of one scope: global, unique local or link-local.",
     .example = "fe01.contoso.com has 2a00:1450::1, fe02.contoso.com has fd00::2",
     .remedy = "The servers' administrator gives all members addresses of one scope; the DNS administrator deletes the others."},
    {.id = "DNS012",
     .title = "A name with characters other than letters, digits and hyphens",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     .roles = LYD_ANY_ROLE,
     .traits = LYD_RULE_EVERY_NAME,
     NAME(LYD_FACT_ANY, lyd_check_odd_name),
     .section = DNS_REQUIREMENTS,
     .why =
         "Lync allows letters, digits and hyphens in the names of servers and pools; an underscore, say, breaks certificates and clients.",
     .example = "fe_01.contoso.com",
     .remedy = "The Lync administrator renames the server or pool (Topology Builder, then certificates), and the DNS administrator its "
               "records."},
    {.id = "DNS013",
     .title = "A machine's configured address isn't among those that DNS gives",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     .roles = LYD_ANY_ROLE,
     NAME(LYD_FACT_A | LYD_FACT_AAAA, lyd_check_configured_address),
     .section = DNS_REQUIREMENTS,
     .why = "The topology export configures an address on the machine; a record with another one sends clients elsewhere.",
     .example = "the export has 10.1.0.1 for fe01.contoso.com, A gives 10.1.0.9",
     .remedy = "The DNS administrator corrects the record, or the Lync administrator corrects the address in Topology Builder."},
    {.id = "WVR001",
     .title = "A waiver has expired",
     .production = LYD_WARNING,
     .lab = LYD_WARNING,
     WAIVER(lyd_check_waiver_expired),
     .section = WAIVERS,
     .why = "A waiver holds through its last day (UTC); after it, what it accepted counts again.",
     .example = "waiver of DNS008 for pool01.* with expires: 2026-01-31, run on 2026-02-01",
     .remedy = "The topology's author mends the cause and deletes the waiver, or renews it with a reason that still holds."},
    {.id = "WVR002",
     .title = "A waiver matches no finding",
     .production = LYD_INFO,
     .lab = LYD_INFO,
     WAIVER(lyd_check_waiver_unused),
     .section = WAIVERS,
     .why = "What it accepted is gone, or its pattern is misspelt; left alone it would hide a later finding.",
     .example = "waiver of DNS008 for pool99.*, which is no pool",
     .remedy = "The topology's author deletes the waiver or corrects its rule or pattern."},
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
