/* The targets of SRV records: in the SIP domain, with an address, no alias, of the right role. A record that must not be there, or that
 * comes from a wildcard, isn't judged. */
#include "checks.h"

#include "judge/target.h"

#include <string.h>

/* Reports a target for which a test holds in VIEWS, with SEVERITY in the worst of them. */
typedef void target_report(lyd_judging *j, const lyd_target *t, uint32_t views, lyd_severity severity);

/* ---- the targets of a record ---- */

/* Puts TARGET of VIEW among the COUNT targets in LIST; the new count is returned. */
static size_t put(lyd_target *list, size_t count, const lyd_target *t, uint32_t view)
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
static size_t targets_of(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_target **list)
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
            count = put(*list, count, &(lyd_target){.wanted = wanted, .domain = domain, .name = records[v][i]->target}, v);
        }
    }
    return count;
}

static void check_target(lyd_judging *j, const lyd_target *t, lyd_target_test *test, target_report *report)
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

static void each_target(lyd_judging *j, uint32_t domain, lyd_target_test *test, target_report *report)
{
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        lyd_target *list = NULL;
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
    return strcmp(record->target, ((const lyd_target *)context)->name) == 0 ? "" : NULL;
}

/* The records that have the target T in VIEWS, and the answers for it; the record's name is returned. */
static const char *show(lyd_judging *j, const lyd_target *t, uint32_t views)
{
    uint32_t name = lyd_wanted_at(j, t->wanted, t->domain, lyd_first_view(views));
    lyd_target shown = *t;
    (void)lyd_evidence_records(j, name, views, note_target, &shown);
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t host = (views >> v & 1u) != 0 ? lyd_target_at(j, t->name, v) : LYD_NONE;
        if (host != LYD_NONE) {
            lyd_evidence_answers(j, host, 0, ~LYD_BITS_FAILED, (uint32_t)1 << v);
        }
    }
    return lyd_case_fqdn(j->c, name);
}

/* The remedy is gathered already. */
static void report(lyd_judging *j, const lyd_target *t, const char *record, uint32_t views, lyd_severity severity, const char *what)
{
    lyd_breach_found(j, &(lyd_breach){.subjects = {record, t->name}, .severity = severity, .views = views}, "The target %s of %s %s in %s.",
                     t->name, record, what, lyd_view_list(j, views));
}

/* ---- SRV006 ---- */

static void report_nowhere(lyd_judging *j, const lyd_target *t, uint32_t views, lyd_severity severity)
{
    const char *record = show(j, t, views);
    lyd_act_right(j, t->wanted, t->domain, views, t->name);
    report(j, t, record, views, severity, strcmp(t->name, ".") == 0 ? "says that the service is not offered" : "has no address");
}

void lyd_check_target_nowhere(lyd_judging *j, uint32_t domain)
{
    each_target(j, domain, lyd_target_nowhere, report_nowhere);
}

/* ---- SRV005 ---- */

static void report_domain(lyd_judging *j, const lyd_target *t, uint32_t views, lyd_severity severity)
{
    const char *record = show(j, t, views);
    lyd_act_right(j, t->wanted, t->domain, views, t->name);
    if (severity == LYD_WARNING && t->wanted != LYD_WANTED_FEDERATION && lyd_target_related(j, t)) {
        lyd_act_instead(j, LYD_OWNER_WINDOWS, "let clients accept %s by the group policy DisableStrictDNSNaming.", t->name);
    }
    report(j, t, record, views, severity, "is not in the SIP domain");
}

void lyd_check_target_domain(lyd_judging *j, uint32_t domain)
{
    each_target(j, domain, lyd_target_abroad, report_domain);
}

/* ---- SRV007 ---- */

static void report_alias(lyd_judging *j, const lyd_target *t, uint32_t views, lyd_severity severity)
{
    const char *record = show(j, t, views);
    lyd_act_unalias(j, t->name, views);
    report(j, t, record, views, severity, "is an alias");
}

void lyd_check_target_alias(lyd_judging *j, uint32_t domain)
{
    each_target(j, domain, lyd_target_aliased, report_alias);
}

/* ---- SRV011 ---- */

static void report_role(lyd_judging *j, const lyd_target *t, uint32_t views, lyd_severity severity)
{
    bool inside = lyd_wanted_group(t->wanted, j->topology->views[lyd_first_view(views)].kind) == LYD_GROUP_REGISTRARS;
    const char *record = show(j, t, views);
    uint32_t endpoint = lyd_topology_find(j->topology, t->name);
    lyd_act_right(j, t->wanted, t->domain, views, t->name);
    lyd_act_instead(j, LYD_OWNER_LYNC, "if %s is %s, declare it as that in %s.", t->name,
                    inside ? "a Front End or Director" : "the Access Edge",
                    endpoint == LYD_NONE ? "the topology" : lyd_endpoint_line(j, endpoint));
    report(j, t, record, views, severity, inside ? "leads to no Front End or Director name" : "leads to no Access Edge");
}

void lyd_check_target_role(lyd_judging *j, uint32_t domain)
{
    each_target(j, domain, lyd_target_misled, report_role);
}
