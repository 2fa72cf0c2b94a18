/* service.h: what the checks of service records share: whether a record is there, where it leads, whether a wildcard answers.
 *
 * Names are those of the case (lyd_case_find); LYD_NONE is a name that isn't asked about, of which nothing is known. */
#ifndef LYD_JUDGE_SERVICE_H
#define LYD_JUDGE_SERVICE_H

#include "judging.h"

#include <lyncdns/services.h>

/* ---- groups of endpoints that records should lead to ---- */

typedef enum lyd_group {
    LYD_GROUP_ACCESS,       /* Access Edge names; every external Edge name where none has a service */
    LYD_GROUP_REGISTRARS,   /* Front End and Director pools and their members */
    LYD_GROUP_SIGN_IN,      /* both of these */
    LYD_GROUP_DISCOVERY,    /* web services names, Front End and Director pools and their members */
    LYD_GROUP_WEB_EXTERNAL, /* external web services names */
    LYD_GROUP_WEB,          /* web services names, Front End and Director pools, Directors */
    LYD_GROUP_EDGE,         /* every name of an Edge pool */
    LYD_GROUP_COUNT,
} lyd_group;

#define LYD_VIEW_EVERY_KIND (LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL | LYD_VIEW_EDGE | LYD_VIEW_REMOTE_CLIENT)

/* ---- is it there ---- */

typedef enum lyd_presence {
    LYD_UNTOLD,  /* no server has the record, and none denied it (of a host name: for both families) */
    LYD_MISSING, /* some server denied it, and none has it */
    LYD_THERE,   /* some server has it */
} lyd_presence;

/* By the answers of the servers of VIEW. An alias is there where it leads to records. */
lyd_presence lyd_presence_in(const lyd_judging *j, uint32_t name, uint32_t view);

/* Every server of VIEW denied the record: what proves that a record is not there. */
bool lyd_denied_by_all(const lyd_judging *j, uint32_t name, uint32_t view);

/* True where the alias chain of NAME is broken in VIEW: DNS004 reports it. */
bool lyd_alias_broken_in(const lyd_judging *j, uint32_t name, uint32_t view);

/* Enters the service names and probes of each SIP domain, for lyd_wanted_at and lyd_from_wildcard. */
lyd_status lyd_judging_index(lyd_judging *j);

/* The service name WANTED of DOMAIN in VIEW, and the name of one of its probes. */
uint32_t lyd_wanted_at(const lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view);

/* The probe that a wildcard would answer in VIEW as it does for NAME; LYD_NONE. A wildcard of a SIP domain answers for each of them, one of
 * _tcp or _tls for those below it. An endpoint is below the nearest SIP domain around it. */
uint32_t lyd_probe_at(const lyd_judging *j, uint32_t name, uint32_t view);

/* True where servers of VIEW give for NAME what they give for a name that nobody would create, and none has a record of its own. */
bool lyd_from_wildcard(const lyd_judging *j, uint32_t name, uint32_t view);

/* True where VIEW lacks the required record NAME: it is missing there, or a wildcard answers for it and leads to no name of GROUP
 * (LYD_GROUP_COUNT: it may lead anywhere). False where DNS004 reports its alias chain. */
bool lyd_lacks(lyd_judging *j, uint32_t name, uint32_t view, lyd_group group);

/* A name that is often written in place of WANTED and is there in VIEW; LYD_NONE. */
uint32_t lyd_near_miss_at(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view);

/* The views of the kinds KINDS for which HOLDS is true of WANTED of DOMAIN. */
typedef bool lyd_view_test(lyd_judging *j, uint32_t name, uint32_t view);
uint32_t lyd_views_holding(lyd_judging *j, lyd_wanted wanted, uint32_t domain, unsigned kinds, lyd_view_test *holds);

/* ---- where it leads ---- */

/* The names of a group, what they resolve to in any view, and where their aliases end; filled when first needed. */
typedef struct lyd_reach {
    bool known, any; /* ANY: the deployment has such a name */
    bool open;       /* no server said which addresses one of them has, or its alias leads nowhere */
    lyd_address_set addresses;
    lyd_map *names; /* of the endpoints, and the last names of their alias chains */
} lyd_reach;

/* False: the deployment has no name of GROUP, so that nothing can be compared with it. */
bool lyd_group_any(lyd_judging *j, lyd_group group);

bool lyd_in_group(const lyd_judging *j, uint32_t endpoint, lyd_group group);
bool lyd_is_of_group(const lyd_judging *j, const char *fqdn, lyd_group group); /* false too where FQDN is no endpoint */

/* True if NAME in VIEW has an address of the group, is one of its names, or has an alias that ends where one of these ends. A service name
 * that is also one of the group's names counts by its addresses in VIEW. */
bool lyd_leads_to(lyd_judging *j, uint32_t name, uint32_t view, lyd_group group);

/* True if NAME is there in VIEW and is shown to lead to no name of GROUP, which the deployment has. False where a failed lookup leaves open
 * where one of them leads. */
bool lyd_leads_astray(lyd_judging *j, uint32_t name, uint32_t view, lyd_group group);

/* The same of an SRV record: true if one of its targets leads there. */
bool lyd_target_leads_to(lyd_judging *j, uint32_t name, uint32_t view, lyd_group group);

/* The first alias of NAME in VIEW, target of its SRV records, or alias of a target that is in Microsoft's cloud; NULL, false: none is. */
const char *lyd_online_name(const lyd_judging *j, uint32_t name, uint32_t view);
bool lyd_leads_online(const lyd_judging *j, uint32_t name, uint32_t view);

/* True where HYB001 holds: in a hybrid deployment the record leads to the cloud in VIEW, an external one. Other rules about where it leads
 * aren't judged then. */
bool lyd_breaches_hybrid(const lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view);

void lyd_reach_clear(lyd_judging *j);

/* ---- endpoints that must be there (demand.c) ---- */

/* The views in which DEMAND holds for the endpoint E and the endpoint is missing. */
uint32_t lyd_missing_in(lyd_judging *j, lyd_demand demand, uint32_t e);

/* True where a web services name is missing in a view of its side (WEB001, WEB002): then what should lead to one isn't judged. */
bool lyd_web_is_missing(lyd_judging *j);

/* True if a rule about service records tells that the endpoint E is missing in VIEW: DNS001 and DNS002 don't repeat it. */
bool lyd_missing_is_told(const lyd_judging *j, uint32_t e, uint32_t view);

/* ---- SRV records ---- */

/* The different SRV records that servers of VIEW have for NAME, in their order, in the arena; the count is returned. */
size_t lyd_srv_records(lyd_judging *j, uint32_t name, uint32_t view, const lyd_record ***records);

/* The name of the case that TARGET is in VIEW; LYD_NONE: it is ".", or isn't asked about. */
uint32_t lyd_target_at(const lyd_judging *j, const char *target, uint32_t view);

/* ---- what is wanted of a service name (advice.c): tests for lyd_views_holding ---- */

/* The names that WANTED should lead to in views of KIND; LYD_GROUP_COUNT: any. */
lyd_group lyd_wanted_group(lyd_wanted wanted, unsigned kind);

bool lyd_wanted_lacks(lyd_judging *j, uint32_t name, uint32_t view);    /* lyd_lacks with the names that the record should lead to */
bool lyd_wanted_missing(lyd_judging *j, uint32_t name, uint32_t view);  /* it is required, and lacks */
bool lyd_wanted_intrudes(lyd_judging *j, uint32_t name, uint32_t view); /* it must not be there, and is */
bool lyd_wanted_judged(lyd_judging *j, uint32_t name, uint32_t view);   /* it is there, may be, and comes from no wildcard */
bool lyd_wanted_astray(lyd_judging *j, uint32_t name, uint32_t view);   /* so judged, it is shown to lead to no name of its role */

/* ---- findings about a service name (advice.c) ---- */

/* The first of VIEWS, which isn't empty. */
static inline uint32_t lyd_first_view(uint32_t views)
{
    uint32_t v = 0;
    while ((views >> v & 1u) == 0) {
        v++;
    }
    return v;
}

/* The name behind the first label of HOST; "": there is none. */
const char *lyd_domain_of(const char *host);

/* A breach of the rule being applied: WANTED of DOMAIN is missing in VIEWS, which are of one kind and not empty. */
void lyd_report_missing(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_severity severity);

/* What has to be done before a record of DOMAIN is deleted in VIEW: "add lyncdiscoverinternal"; NULL: nothing, or edits do it. */
typedef const char *lyd_before_deletion(lyd_judging *j, uint32_t domain, uint32_t view);

/* The edits and the action that delete what FQDN, a name of DOMAIN, holds in VIEWS. BEFORE may be NULL. */
void lyd_act_delete(lyd_judging *j, const char *fqdn, uint32_t views, uint32_t domain, lyd_before_deletion *before);

/* A breach: it is there in VIEWS and must not be; WHY ends the sentence. */
void lyd_report_there(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_severity severity, const char *why,
                      lyd_before_deletion *before);

/* The edits and actions that add WANTED of DOMAIN in VIEWS, where it is missing. */
void lyd_act_add(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views);

/* The edits and actions by which WANTED of DOMAIN leads in VIEWS to where it should: a host, or the SRV records with TARGET (NULL: all). */
void lyd_act_right(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, const char *target);

/* The same for a finding about ports: where nothing says the target, the port alone. */
void lyd_act_right_port(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views);

/* The edits and actions by which the alias FQDN has in VIEWS the addresses that it leads to. */
void lyd_act_unalias(lyd_judging *j, const char *fqdn, uint32_t views);

/* A breach: a host leads to no name of its role (lyd_wanted_astray); WHERE says which: "Access Edge". */
void lyd_report_astray(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_severity severity, const char *where);

#endif
