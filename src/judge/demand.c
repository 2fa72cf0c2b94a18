/* Endpoints that must be there in some views: where they are missing, and which rule says so. */
#include "service.h"

/* The rule of each demand, and where the name leads that a wildcard gives; LYD_GROUP_COUNT: the name stands for itself. */
static const struct {
    const char *rule;
    lyd_group group;
} rules[LYD_DEMAND_COUNT] = {
    [LYD_DEMAND_URL_INTERNAL] = {"URL001", LYD_GROUP_WEB},      [LYD_DEMAND_URL_EXTERNAL] = {"URL002", LYD_GROUP_WEB_EXTERNAL},
    [LYD_DEMAND_WEB_INTERNAL] = {"WEB001", LYD_GROUP_COUNT},    [LYD_DEMAND_WEB_EXTERNAL] = {"WEB002", LYD_GROUP_COUNT},
    [LYD_DEMAND_OFFICE_INTERNAL] = {"WAC001", LYD_GROUP_COUNT}, [LYD_DEMAND_OFFICE_EXTERNAL] = {"WAC001", LYD_GROUP_COUNT},
    [LYD_DEMAND_WEB_MOBILE] = {"WEB006", LYD_GROUP_COUNT},      [LYD_DEMAND_CONFERENCING] = {"EDG003", LYD_GROUP_COUNT},
    [LYD_DEMAND_ADMIN_EXTERNAL] = {"URL003", LYD_GROUP_COUNT},
};

/* The roles of names that these rules are about, and the demands that are at least as severe as DNS001. */
#define OWN_ROLES                                                                                                                          \
    (LYD_ROLE_BIT(LYD_ROLE_WEB_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_WEB_EXTERNAL) | LYD_ROLE_BIT(LYD_ROLE_SIMPLE_URL) |                       \
     LYD_ROLE_BIT(LYD_ROLE_OFFICE_WEB_APPS))
#define IS_ERROR(demand) ((demand) < LYD_DEMAND_ELSEWHERE)

/* Nothing is there, or what a wildcard gives for any name, which leads elsewhere. DNS004 reports a broken alias. */
static bool is_missing(lyd_judging *j, lyd_demand demand, uint32_t name, uint32_t view)
{
    lyd_group group = rules[demand].group;
    if (group != LYD_GROUP_COUNT && lyd_from_wildcard(j, name, view)) {
        return lyd_leads_astray(j, name, view, group);
    }
    return lyd_presence_in(j, name, view) == LYD_MISSING && !lyd_alias_broken_in(j, name, view);
}

uint32_t lyd_missing_in(lyd_judging *j, lyd_demand demand, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    uint32_t views = lyd_demand_views(j->topology, demand, endpoint), missing = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        bool wanted = (views >> v & 1u) != 0;
        missing |= wanted && is_missing(j, demand, lyd_case_find(j->c, endpoint->fqdn, v, false), v) ? (uint32_t)1 << v : 0;
    }
    return missing;
}

bool lyd_web_is_missing(lyd_judging *j)
{
    for (uint32_t e = 0; e < j->topology->endpoint_count && !j->web_known; e++) {
        j->web_missing =
            j->web_missing || lyd_missing_in(j, LYD_DEMAND_WEB_INTERNAL, e) != 0 || lyd_missing_in(j, LYD_DEMAND_WEB_EXTERNAL, e) != 0;
    }
    j->web_known = true;
    return j->web_missing;
}

static bool is_on(const lyd_judging *j, const char *rule)
{
    lyd_severity severity;
    return !lyd_judge_override(j->topology, lyd_rule_find(rule), &severity) || severity != LYD_OFF;
}

/* A name with another role, too, is missing for that one as well: a mere warning isn't enough then. */
bool lyd_missing_is_told(const lyd_judging *j, uint32_t e, uint32_t view)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    bool told = false;
    for (int demand = 0; demand <= LYD_DEMAND_WEB_MOBILE && (endpoint->roles & OWN_ROLES) != 0 && !told; demand++) {
        told = (IS_ERROR(demand) || (endpoint->roles & ~OWN_ROLES) == 0) &&
               (lyd_demand_views(j->topology, (lyd_demand)demand, endpoint) >> view & 1u) != 0 && is_on(j, rules[demand].rule);
    }
    return told;
}
