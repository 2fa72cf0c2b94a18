/* The targets of SRV records: in the SIP domain, with an address, no alias, of the right role. A record that must not be there, or that
 * comes from a wildcard, isn't judged. */
#include "checks.h"

#include "judge/service.h"

#include <string.h>

/* A target of the record WANTED of DOMAIN. */
typedef struct target {
    lyd_wanted wanted;
    uint32_t domain;
    const char *name;
    uint32_t views; /* those in which a server gives it */
} target;

/* What is wrong with a target in one view; LYD_OFF: nothing. */
typedef lyd_severity target_test(lyd_judging *j, const target *t, uint32_t view);

/* Reports a target for which a test holds in VIEWS, with SEVERITY in the worst of them. */
typedef void target_report(lyd_judging *j, const target *t, uint32_t views, lyd_severity severity);

/* ---- the targets of a record ---- */

/* Puts TARGET of VIEW among the COUNT targets in LIST; the new count is returned. */
static size_t put(target *list, size_t count, const target *t, uint32_t view)
{
    size_t i = 0;
    while (i < count && strcmp(list[i].name, t->name) != 0) {
        i++;
    }
    if (i == count) {
        list[count++] = *t;
    }
    list[i].views |= (uint32_t)1 << view;
    return count;
}

/* The different targets of WANTED of DOMAIN in VIEWS, in the arena. */
static size_t targets_of(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, target **list)
{
    const lyd_record **records[LYD_VIEW_MAX];
    size_t counts[LYD_VIEW_MAX], most = 0, count = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t name = (views >> v & 1u) != 0 ? lyd_wanted_at(j, wanted, domain, v) : LYD_NONE;
        counts[v] = lyd_srv_records(j, name, v, &records[v]);
        most += counts[v];
    }
    *list = lyd_arena_zalloc(j->arena, most, sizeof(**list));
    if (*list == NULL) {
        j->status = LYD_ENOMEM;
        return 0;
    }
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        for (size_t i = 0; i < counts[v]; i++) {
            count = put(*list, count, &(target){.wanted = wanted, .domain = domain, .name = records[v][i]->target}, v);
        }
    }
    return count;
}

static void check_target(lyd_judging *j, const target *t, target_test *test, target_report *report)
{
    lyd_severity worst = LYD_OFF;
    uint32_t held = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        lyd_severity severity = (t->views >> v & 1u) != 0 ? test(j, t, v) : LYD_OFF;
        held |= severity != LYD_OFF ? (uint32_t)1 << v : 0;
        worst = severity > worst ? severity : worst;
    }
    if (held != 0) {
        report(j, t, held, worst);
    }
}

static void each_target(lyd_judging *j, uint32_t domain, target_test *test, target_report *report)
{
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        target *list = NULL;
        uint32_t views = lyd_wanted_rows[wanted].type == LYD_TYPE_SRV
                             ? lyd_views_holding(j, (lyd_wanted)wanted, domain, LYD_VIEW_EVERY_KIND, lyd_wanted_judged)
                             : 0;
        size_t count = views != 0 ? targets_of(j, (lyd_wanted)wanted, domain, views, &list) : 0;
        for (size_t i = 0; i < count && j->status == LYD_OK; i++) {
            check_target(j, &list[i], test, report);
        }
    }
}

/* ---- evidence and sentences ---- */

static const char *note_target(lyd_judging *j, uint32_t question, const lyd_record *record, void *context)
{
    (void)j;
    (void)question;
    return strcmp(record->target, ((const target *)context)->name) == 0 ? "" : NULL;
}

/* The records that have the target T in VIEWS, and the answers for it; the record's name is returned. */
static const char *show(lyd_judging *j, const target *t, uint32_t views)
{
    uint32_t name = lyd_wanted_at(j, t->wanted, t->domain, lyd_first_view(views));
    target shown = *t;
    (void)lyd_evidence_records(j, name, views, note_target, &shown);
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t host = (views >> v & 1u) != 0 ? lyd_target_at(j, t->name, v) : LYD_NONE;
        if (host != LYD_NONE) {
            lyd_evidence_answers(j, host, 0, ~LYD_BITS_FAILED, (uint32_t)1 << v);
        }
    }
    return lyd_case_fqdn(j->c, name);
}

/* A remedy of a format with two texts: the record's name, and the name that should be its target. */
#define REMEDY(j, t, record, views, format)                                                                                                \
    lyd_arena_printf((j)->arena, format, record, lyd_target_to_use(j, (t)->wanted, (t)->domain, views))

static void report(lyd_judging *j, const target *t, const char *record, uint32_t views, lyd_severity severity, const char *remedy,
                   const char *what)
{
    const lyd_breach breach = {.subjects = {record, t->name}, .severity = severity, .remedy = remedy, .views = views};
    if (remedy == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    lyd_breach_found(j, &breach, "The target %s of %s %s in %s.", t->name, record, what, lyd_view_list(j, views));
}

/* ---- SRV006 ---- */

static lyd_severity leads_nowhere(lyd_judging *j, const target *t, uint32_t view)
{
    bool nowhere = strcmp(t->name, ".") == 0 || lyd_presence_in(j, lyd_target_at(j, t->name, view), view) == LYD_MISSING;
    return nowhere ? LYD_ERROR : LYD_OFF;
}

static void report_nowhere(lyd_judging *j, const target *t, uint32_t views, lyd_severity severity)
{
    const char *record = show(j, t, views);
    bool root = strcmp(t->name, ".") == 0;
    report(j, t, record, views, severity,
           root ? REMEDY(j, t, record, views, "DNS administrator: point %s at %s; the target \".\" says that there is no such service.")
                : REMEDY(j, t, record, views, "DNS administrator: correct the target of %s, such as %s, or add the address of the target."),
           root ? "says that the service is not offered" : "has no address");
}

void lyd_check_target_nowhere(lyd_judging *j, uint32_t domain)
{
    each_target(j, domain, leads_nowhere, report_nowhere);
}

/* ---- SRV005 ---- */

/* One of the two lies in the other: clients accept that where a policy allows it. */
static bool is_related(const lyd_judging *j, const target *t)
{
    const char *own = lyd_domain_of(t->name), *domain = j->topology->sip_domains[t->domain];
    return lyd_name_within(own, domain) || lyd_name_within(domain, own);
}

static lyd_severity is_in_another_domain(lyd_judging *j, const target *t, uint32_t view)
{
    bool strict = t->wanted != LYD_WANTED_NTP && t->wanted != LYD_WANTED_XMPP;
    bool inside = (j->topology->views[view].kind & (LYD_VIEW_INTERNAL | LYD_VIEW_REMOTE_CLIENT)) != 0;
    bool old = (j->topology->clients & (LYD_CLIENT_LYNC_2010 | LYD_CLIENT_PHONE)) != 0;
    bool hybrid = (j->topology->services & LYD_SERVICE_HYBRID) != 0;
    if (!strict || strcmp(lyd_domain_of(t->name), j->topology->sip_domains[t->domain]) == 0 || leads_nowhere(j, t, view) != LYD_OFF ||
        lyd_breaches_hybrid(j, t->wanted, t->domain, view)) {
        return LYD_OFF;
    }
    return (is_related(j, t) && !hybrid) || (inside && !old) ? LYD_WARNING : LYD_ERROR;
}

static void report_domain(lyd_judging *j, const target *t, uint32_t views, lyd_severity severity)
{
    const char *record = show(j, t, views), *use = lyd_target_to_use(j, t->wanted, t->domain, views);
    bool policy = severity == LYD_WARNING && t->wanted != LYD_WANTED_FEDERATION && is_related(j, t);
    const char *remedy = lyd_arena_printf(
        j->arena, "DNS administrator: point %s at %s, and give that name the addresses of %s. The certificate must hold it.%s", record, use,
        t->name, policy ? " Or Windows administrator: allow suffix matching by the group policy DisableStrictDNSNaming." : "");
    report(j, t, record, views, severity, remedy, "is not in the SIP domain");
}

void lyd_check_target_domain(lyd_judging *j, uint32_t domain)
{
    each_target(j, domain, is_in_another_domain, report_domain);
}

/* ---- SRV007 ---- */

static lyd_severity is_alias(lyd_judging *j, const target *t, uint32_t view)
{
    uint32_t host = lyd_target_at(j, t->name, view);
    bool alias = false;
    for (size_t s = 0; host != LYD_NONE && s < j->topology->views[view].server_count; s++) {
        for (size_t i = 0; i < LYD_HOST_TYPES; i++) {
            const lyd_answer *answer = lyd_case_answer(j->c, host, j->c->view_servers[view][s], lyd_host_types[i]);
            alias = alias || (answer != NULL && answer->alias_count > 0);
        }
    }
    return alias && leads_nowhere(j, t, view) == LYD_OFF ? LYD_WARNING : LYD_OFF;
}

static void report_alias(lyd_judging *j, const target *t, uint32_t views, lyd_severity severity)
{
    const char *record = show(j, t, views);
    report(j, t, record, views, severity,
           lyd_arena_printf(j->arena, "DNS administrator: replace the CNAME record of %s by A records with the addresses that it leads to.",
                            t->name),
           "is an alias");
}

void lyd_check_target_alias(lyd_judging *j, uint32_t domain)
{
    each_target(j, domain, is_alias, report_alias);
}

/* ---- SRV011 ---- */

static lyd_group group_of(lyd_wanted wanted)
{
    bool inside = wanted == LYD_WANTED_SIP_INTERNAL_TLS || wanted == LYD_WANTED_SIP_INTERNAL_TCP;
    return inside ? LYD_GROUP_REGISTRARS : LYD_GROUP_ACCESS;
}

static lyd_severity has_another_role(lyd_judging *j, const target *t, uint32_t view)
{
    lyd_group group = group_of(t->wanted);
    unsigned kind = j->topology->views[view].kind;
    if (t->wanted == LYD_WANTED_NTP || (kind & (LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL)) == 0 || leads_nowhere(j, t, view) != LYD_OFF ||
        lyd_breaches_hybrid(j, t->wanted, t->domain, view) || lyd_is_of_group(j, t->name, group) ||
        !lyd_leads_astray(j, lyd_target_at(j, t->name, view), view, group)) {
        return LYD_OFF;
    }
    return kind == LYD_VIEW_EXTERNAL ? LYD_ERROR : LYD_WARNING;
}

static void report_role(lyd_judging *j, const target *t, uint32_t views, lyd_severity severity)
{
    const char *record = show(j, t, views);
    report(j, t, record, views, severity,
           REMEDY(j, t, record, views, "DNS administrator: point %s at %s. Or topology author: correct the topology."),
           group_of(t->wanted) == LYD_GROUP_REGISTRARS ? "leads to no Front End or Director name" : "leads to no Access Edge");
}

void lyd_check_target_role(lyd_judging *j, uint32_t domain)
{
    each_target(j, domain, has_another_role, report_role);
}
