/* The rule catalogue: one row holds all that the program knows about a rule. To add one, write its row (in a file of rules/, one for each
 * family), its check and its test. */
#include "checks/checks.h"

#include <string.h>

#define OVERVIEW "Overview of IP address types for Lync Server 2013"
#define VOICE "Advanced Enterprise Voice Support for IPv6"
#define REGISTRATION "Client Registration"
#define PEER_TO_PEER "Peer-to-Peer Client"
#define CONFERENCING "Conferencing"
#define REMOTE_USER "Remote User Peer-to-Peer Communications"
#define EDGE "Front End Pool and Edge Pool Configuration"
#define PSTN "Mediation Server/PSTN"
#define OTHER "Other Lync Server 2013 Feature Support for IPv6"
#define IPV6_REQUIREMENTS "DNS practice: \"Technical requirements for IPv6 in Lync Server 2013\""
#define DNS_REQUIREMENTS "DNS practice: \"Determine DNS requirements for Lync Server 2013\""
#define FRONT_END_DNS "DNS practice: \"DNS requirements for Front End pools in Lync Server 2013\""
#define XMPP_DNS "DNS practice: \"DNS summary - Extensible Messaging and Presence Protocol in Lync Server 2013\""
#define XMPP_GONE "DNS practice: \"Features deprecated or removed in Skype for Business Server 2019\""
#define HYBRID "DNS practice: \"Plan hybrid connectivity\""
#define DECOMMISSION "DNS practice: \"Decommission your on-premises environment\""
#define COEXISTENCE "DNS practice: \"Migration and coexistence considerations for IPv6 in Lync Server 2013\""
#define SIMPLE_URLS "DNS practice: \"DNS requirements for simple URLs in Lync Server 2013\""
#define REVERSE_PROXY "DNS practice: \"DNS summary - Reverse proxy in Lync Server 2013\""
#define MOBILITY "DNS practice: \"DNS requirements for mobility in Lync Server 2013\""
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
/* Rules about service records: applied to each SIP domain, or to names where SIP domains are given. */
#define DOMAIN(function) .traits = LYD_RULE_OF_DOMAINS, CHECKS({.scope = LYD_SCOPE_DOMAIN, .run = (function)})
#define DOMAIN_ONLINE(function) .traits = LYD_RULE_OF_DOMAINS | LYD_RULE_ONLINE, CHECKS({.scope = LYD_SCOPE_DOMAIN, .run = (function)})
#define NAMES_OF_DOMAINS(names, function)                                                                                                  \
    .traits = LYD_RULE_OF_DOMAINS, .roles = (names), CHECKS({.scope = LYD_SCOPE_ENDPOINT, .facts = LYD_FACT_ANY, .run = (function)})
#define POOL(function) .traits = LYD_RULE_POOL, CHECKS({.scope = LYD_SCOPE_POOL, .run = (function)})
#define WAIVER(function) CHECKS({.scope = LYD_SCOPE_WAIVER, .run = (function)})
#define TABLE(table)                                                                                                                       \
    SEVERITY(LYD_ERROR), .severity_note = BY_VERDICT, .tables = LYD_TABLE_BIT(table),                                                      \
                         CHECKS({.scope = LYD_SCOPE_COMBINATION, .run = lyd_check_combination})

/* ---- what to do ---- */

/* clang-format off */
#define ACT(who, what) {LYD_OWNER_##who, false, what}
#define OR_ACT(who, what) {LYD_OWNER_##who, true, what}
#define ACTIONS(...) .actions = (const lyd_action[]){__VA_ARGS__, {.text = NULL}}
/* clang-format on */

const lyd_rule lyd_rules[] = {
#include "rules/address_types.def"
#include "rules/names.def"
#include "rules/profiles.def"
#include "rules/sign_in.def"
#include "rules/waivers.def"
#include "rules/web.def"
};

const size_t lyd_rule_count = LYD_COUNT(lyd_rules);

bool lyd_rule_fits(const lyd_rule *rule, lyd_product product)
{
    return product >= rule->since && (rule->gone == 0 || product < rule->gone);
}

/* ---- references ---- */

#define IPV6_PAGE "Plan for IPv6 in Skype for Business"
#define DNS_PAGE "DNS practice: \"DNS requirements for Skype for Business Server\""

/* The page of Lync Server 2013, and that of Skype for Business Server, which has joined the three on IPv6 and most on DNS in one each. */
static const struct {
    const char *lync, *skype;
} pages[] = {
    {OVERVIEW, IPV6_PAGE},
    {REGISTRATION, IPV6_PAGE ": " REGISTRATION},
    {PEER_TO_PEER, IPV6_PAGE ": " PEER_TO_PEER},
    {CONFERENCING, IPV6_PAGE ": " CONFERENCING},
    {PSTN, IPV6_PAGE ": " PSTN},
    {REMOTE_USER, IPV6_PAGE ": " REMOTE_USER},
    {EDGE, IPV6_PAGE ": " EDGE},
    {VOICE, IPV6_PAGE ": " VOICE},
    {OTHER, IPV6_PAGE ": Other Skype for Business Server Feature Support for IPv6"},
    {IPV6_REQUIREMENTS, "DNS practice: \"" IPV6_PAGE ": Technical requirements for IPv6\""},
    {DNS_REQUIREMENTS, DNS_PAGE},
    {FRONT_END_DNS, DNS_PAGE},
    {XMPP_DNS, DNS_PAGE},
    {COEXISTENCE, "DNS practice: \"" IPV6_PAGE ": Migration and coexistence considerations\""},
    {SIMPLE_URLS, "DNS practice: \"DNS requirements for simple URLs in Skype for Business Server\""},
    {REVERSE_PROXY, DNS_PAGE},
    {MOBILITY, DNS_PAGE},
};

const char *lyd_rule_reference(const lyd_rule *rule, lyd_product product)
{
    for (size_t i = 0; i < LYD_COUNT(pages) && product >= LYD_SKYPE_2015; i++) {
        if (strcmp(pages[i].lync, rule->section) == 0) {
            return pages[i].skype;
        }
    }
    return rule->section;
}

const char *lyd_finding_reference(const lyd_finding *finding)
{
    return finding->reference != NULL ? finding->reference : finding->rule->section;
}

/* ---- finding a rule ---- */

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
