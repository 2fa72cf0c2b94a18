/* What hybrid and online deployments, desk phones and XMPP need of a SIP domain's records. Each check looks at all records of one domain.
 */
#include "checks.h"

#include "judge/service.h"

#include <string.h>

#define VIEW_BIT(v) ((uint32_t)1 << (v))

static lyd_wanted wanted_of(const lyd_judging *j, uint32_t name)
{
    return (lyd_wanted)lyd_case_extra(j->c, name)->row;
}

/* The answers for WANTED of DOMAIN in VIEWS, as evidence; its name is returned. VIEWS aren't empty. */
static const char *show(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    const char *fqdn = "";
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t name = (views & VIEW_BIT(v)) != 0 ? lyd_wanted_at(j, wanted, domain, v) : LYD_NONE;
        if (name != LYD_NONE) {
            fqdn = lyd_case_fqdn(j->c, name);
            lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS | LYD_BITS_DENIED, VIEW_BIT(v));
        }
    }
    return fqdn;
}

static const char *text_of(lyd_judging *j, const char *text)
{
    j->status = text == NULL ? LYD_ENOMEM : j->status;
    return text == NULL ? "" : text;
}

/* ---- records that are missing: HYB002, PHN001, PHN002, XMP001 ---- */

static void check_missing(lyd_judging *j, lyd_wanted wanted, uint32_t domain, unsigned kind)
{
    uint32_t missing = lyd_views_holding(j, wanted, domain, kind, lyd_wanted_missing);
    if (missing != 0) {
        lyd_report_missing(j, wanted, domain, missing, LYD_OFF);
    }
}

void lyd_check_edge_without_federation(lyd_judging *j, uint32_t domain)
{
    check_missing(j, LYD_WANTED_FEDERATION, domain, LYD_VIEW_EDGE);
}

void lyd_check_phone_time(lyd_judging *j, uint32_t domain)
{
    check_missing(j, LYD_WANTED_NTP, domain, LYD_VIEW_INTERNAL);
}

void lyd_check_phone_updates(lyd_judging *j, uint32_t domain)
{
    check_missing(j, LYD_WANTED_UPDATES, domain, LYD_VIEW_INTERNAL);
}

void lyd_check_xmpp_missing(lyd_judging *j, uint32_t domain)
{
    check_missing(j, LYD_WANTED_XMPP, domain, LYD_VIEW_EXTERNAL);
}

/* ---- XMP002 ---- */

static bool is_left(lyd_judging *j, uint32_t name, uint32_t view)
{
    return lyd_wanted_intrudes(j, name, view) && lyd_target_leads_to(j, name, view, LYD_GROUP_ACCESS);
}

/* Another XMPP server may have taken over the domain: its record is right. */
void lyd_check_xmpp_left(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_XMPP, domain, LYD_VIEW_EXTERNAL, is_left);
    if (views != 0) {
        const char *name = show(j, LYD_WANTED_XMPP, domain, views);
        lyd_act_delete(j, name, views, domain, NULL);
        lyd_breach_found(j, &(lyd_breach){.subjects = {name}, .views = views},
                         "%s still leads to the Access Edge in %s, but this product has no XMPP.", name, lyd_view_list(j, views));
    }
}

/* ---- HYB001 ---- */

static bool hybrid_leads_online(lyd_judging *j, uint32_t name, uint32_t view)
{
    return lyd_breaches_hybrid(j, wanted_of(j, name), lyd_case_extra(j->c, name)->domain, view);
}

void lyd_check_hybrid_leads_online(lyd_judging *j, uint32_t domain)
{
    for (int w = 0; w < LYD_WANTED_COUNT; w++) {
        uint32_t views = lyd_views_holding(j, (lyd_wanted)w, domain, LYD_VIEW_EXTERNAL, hybrid_leads_online);
        if (views != 0) {
            const char *name = show(j, (lyd_wanted)w, domain, views);
            const lyd_breach breach = {.subjects = {name}, .views = views};
            lyd_act_right(j, (lyd_wanted)w, domain, views, NULL);
            lyd_breach_found(j, &breach, "%s leads to Microsoft's cloud in %s, but users of a hybrid deployment are on premises, too.",
                             name, lyd_view_list(j, views));
        }
    }
}

/* ---- HYB003, HYB004: where the records of a domain that is online lead ---- */

/* Whether a record or alias of WANTED may lead to NAME and PORT. */
typedef bool target_test(lyd_judging *j, lyd_wanted wanted, const char *name, uint16_t port, uint32_t view);

static bool is_its_target(lyd_judging *j, lyd_wanted wanted, const char *name, uint16_t port, uint32_t view)
{
    (void)j, (void)view;
    return lyd_is_online_target(wanted, name, port);
}

static bool is_in_cloud(lyd_judging *j, lyd_wanted wanted, const char *name, uint16_t port, uint32_t view)
{
    (void)wanted, (void)port;
    return lyd_is_online(name) || lyd_leads_online(j, lyd_target_at(j, name, view), view);
}

/* An SRV record's targets are right if each is; a host's, if an alias is. */
static bool answer_is_right(lyd_judging *j, lyd_wanted wanted, const lyd_answer *answer, uint32_t view, target_test *right)
{
    if (lyd_wanted_rows[wanted].type != LYD_TYPE_SRV) {
        size_t i = 0;
        while (i < answer->alias_count && !right(j, wanted, answer->aliases[i], 0, view)) {
            i++;
        }
        return i < answer->alias_count;
    }
    uint32_t i = 0;
    while (i < answer->record_count && right(j, wanted, answer->records[i].target, answer->records[i].port, view)) {
        i++;
    }
    return i == answer->record_count;
}

/* Whether some server of VIEW has the record NAME, and it doesn't lead where it should. */
static bool leads_astray(lyd_judging *j, lyd_wanted wanted, uint32_t name, uint32_t view, target_test *right)
{
    bool srv = lyd_wanted_rows[wanted].type == LYD_TYPE_SRV;
    for (size_t s = 0; name != LYD_NONE && s < j->topology->views[view].server_count; s++) {
        for (size_t t = 0; t < (srv ? 1 : LYD_HOST_TYPES); t++) {
            lyd_type type = srv ? LYD_TYPE_SRV : lyd_host_types[t];
            const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][s], type);
            if (answer != NULL && (lyd_answer_bit(answer) & LYD_BITS_RECORDS) != 0 && !answer_is_right(j, wanted, answer, view, right)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_astray(lyd_judging *j, uint32_t name, uint32_t view)
{
    return leads_astray(j, wanted_of(j, name), name, view, is_its_target);
}

/* A wildcard's answer that leads elsewhere counts as none. */
static bool is_wrong(lyd_judging *j, uint32_t name, uint32_t view)
{
    return !lyd_from_wildcard(j, name, view) && is_astray(j, name, view);
}

/* A near miss in its place is SRV012's, a broken alias DNS004's. */
static bool is_only_missing(lyd_judging *j, uint32_t name, uint32_t view)
{
    bool denied = lyd_presence_in(j, name, view) == LYD_MISSING;
    bool missing = denied ? !lyd_alias_broken_in(j, name, view) : lyd_from_wildcard(j, name, view) && is_astray(j, name, view);
    return missing && lyd_near_miss_at(j, wanted_of(j, name), lyd_case_extra(j->c, name)->domain, view) == LYD_NONE;
}

/* The near miss that is there beside a wrong record is named as well: it may be what was meant to mend it. */
static const char *near_miss_note(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t miss = (views & VIEW_BIT(v)) != 0 ? lyd_near_miss_at(j, wanted, domain, v) : LYD_NONE;
        if (miss != LYD_NONE) {
            lyd_evidence_answers(j, miss, 0, LYD_BITS_RECORDS, VIEW_BIT(v));
            return text_of(j, lyd_arena_printf(j->arena, " %s is there, too: nothing looks it up.", lyd_case_fqdn(j->c, miss)));
        }
    }
    return "";
}

static void report_wrong(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    const char *name = show(j, wanted, domain, views), *miss = near_miss_note(j, wanted, domain, views);
    const lyd_online_target *target = lyd_online_target_of(wanted);
    const lyd_breach breach = {.subjects = {name}, .views = views};
    lyd_act_right(j, wanted, domain, views, NULL);
    if (target->port != 0) {
        lyd_breach_found(j, &breach, "%s doesn't lead to port %u of %s in %s.%s", name, (unsigned)target->port, target->name,
                         lyd_view_list(j, views), miss);
    } else {
        lyd_breach_found(j, &breach, "%s doesn't lead to %s in %s.%s", name, target->name, lyd_view_list(j, views), miss);
    }
}

/* Partners need the federation record; without one of the others clients that are online find their way. */
static void report_missing(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    const char *name = show(j, wanted, domain, views);
    const lyd_breach breach = {.subjects = {name}, .severity = wanted == LYD_WANTED_FEDERATION ? LYD_ERROR : LYD_INFO, .views = views};
    lyd_act_add(j, wanted, domain, views);
    lyd_breach_found(j, &breach, "%s, which leads to %s, is missing in %s.", name, lyd_online_target_of(wanted)->name,
                     lyd_view_list(j, views));
}

void lyd_check_online_target(lyd_judging *j, uint32_t domain)
{
    bool online = (j->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0;
    for (int w = 0; online && w < LYD_WANTED_COUNT; w++) {
        lyd_wanted wanted = (lyd_wanted)w;
        bool required = lyd_wants(j->topology, wanted, LYD_VIEW_EXTERNAL, LYD_EXPECTED_REQUIRED);
        uint32_t wrong = required ? lyd_views_holding(j, wanted, domain, LYD_VIEW_EXTERNAL, is_wrong) : 0;
        uint32_t missing = required ? lyd_views_holding(j, wanted, domain, LYD_VIEW_EXTERNAL, is_only_missing) : 0;
        if (wrong != 0) {
            report_wrong(j, wanted, domain, wrong);
        }
        if (missing != 0) {
            report_missing(j, wanted, domain, missing);
        }
    }
}

static bool is_left_inside(lyd_judging *j, uint32_t name, uint32_t view)
{
    return lyd_wanted_intrudes(j, name, view) && leads_astray(j, wanted_of(j, name), name, view, is_in_cloud);
}

void lyd_check_online_inside(lyd_judging *j, uint32_t domain)
{
    bool online = (j->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0;
    for (int w = 0; online && w < LYD_WANTED_COUNT; w++) {
        uint32_t views = lyd_views_holding(j, (lyd_wanted)w, domain, LYD_VIEW_INTERNAL, is_left_inside);
        if (views != 0) {
            const char *name = show(j, (lyd_wanted)w, domain, views);
            lyd_act_delete(j, name, views, domain, NULL);
            lyd_breach_found(j, &(lyd_breach){.subjects = {name}, .views = views},
                             "%s still leads to servers on premises in %s, but all users are online.", name, lyd_view_list(j, views));
        }
    }
}
