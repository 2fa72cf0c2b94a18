/* SRV records: missing, misspelled, with a wrong port, on the wrong side, different from server to server. */
#include "checks.h"

#include "judge/service.h"

#include <string.h>

/* ---- SRV001, SRV002, SRV003, SRV012 ---- */

/* Clients that begin with SRV records inside. */
static bool old_clients(const lyd_judging *j)
{
    return (j->topology->clients & (LYD_CLIENT_LYNC_2010 | LYD_CLIENT_PHONE)) != 0;
}

static bool is_misspelled(lyd_judging *j, uint32_t name, uint32_t view)
{
    const lyd_extra *extra = lyd_case_extra(j->c, name);
    return lyd_wanted_missing(j, name, view) && lyd_near_miss_at(j, (lyd_wanted)extra->row, extra->domain, view) != LYD_NONE;
}

/* A near miss is one cause, and has one finding: SRV012. */
static bool is_missing(lyd_judging *j, uint32_t name, uint32_t view)
{
    return lyd_wanted_missing(j, name, view) && !is_misspelled(j, name, view);
}

static void check_missing(lyd_judging *j, lyd_wanted wanted, uint32_t domain, unsigned kind, lyd_severity severity)
{
    uint32_t views = lyd_views_holding(j, wanted, domain, kind, is_missing);
    if (views != 0) {
        lyd_report_missing(j, wanted, domain, views, severity);
    }
}

void lyd_check_sipinternaltls_missing(lyd_judging *j, uint32_t domain)
{
    check_missing(j, LYD_WANTED_SIP_INTERNAL_TLS, domain, LYD_VIEW_INTERNAL, old_clients(j) ? LYD_ERROR : LYD_INFO);
}

void lyd_check_sip_tls_missing(lyd_judging *j, uint32_t domain)
{
    check_missing(j, LYD_WANTED_SIP_TLS, domain, LYD_VIEW_EXTERNAL, LYD_ERROR);
}

void lyd_check_federation_missing(lyd_judging *j, uint32_t domain)
{
    check_missing(j, LYD_WANTED_FEDERATION, domain, LYD_VIEW_EXTERNAL, LYD_ERROR);
}

/* The severity of the rule in whose place SRV012 stands, at least a warning. With users in the cloud alone only the federation record is
 * one that they can't do without. */
static lyd_severity severity_of_near_miss(const lyd_judging *j, lyd_wanted wanted)
{
    bool online = (j->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0;
    bool needed = wanted == LYD_WANTED_FEDERATION || (wanted == LYD_WANTED_SIP_TLS ? !online : old_clients(j));
    return needed ? LYD_ERROR : LYD_WARNING;
}

static void report_near_miss(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    const char *found = NULL, *name = NULL;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        if ((views >> v & 1u) != 0) {
            uint32_t right = lyd_wanted_at(j, wanted, domain, v), near = lyd_near_miss_at(j, wanted, domain, v);
            lyd_evidence_answers(j, near, LYD_TYPE_SRV, LYD_BITS_RECORDS, (uint32_t)1 << v);
            lyd_evidence_answers(j, right, LYD_TYPE_SRV, ~LYD_BITS_FAILED, (uint32_t)1 << v);
            name = lyd_case_fqdn(j->c, right);
            found = found == NULL ? lyd_case_fqdn(j->c, near) : found;
        }
    }
    const lyd_breach breach = {
        .subjects = {name},
        .severity = severity_of_near_miss(j, wanted),
        .remedy = lyd_arena_printf(j->arena, "DNS administrator: add the record under the name %s, and delete it from %s.", name, found),
        .views = views};
    if (breach.remedy == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    lyd_breach_found(j, &breach, "%s is missing in %s; %s stands in its place.", name, lyd_view_list(j, views), found);
}

void lyd_check_near_miss(lyd_judging *j, uint32_t domain)
{
    static const struct {
        lyd_wanted wanted;
        unsigned kind;
    } rows[] = {{LYD_WANTED_SIP_INTERNAL_TLS, LYD_VIEW_INTERNAL},
                {LYD_WANTED_SIP_TLS, LYD_VIEW_EXTERNAL},
                {LYD_WANTED_FEDERATION, LYD_VIEW_EXTERNAL}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        uint32_t views = lyd_views_holding(j, rows[i].wanted, domain, rows[i].kind, is_misspelled);
        if (views != 0) {
            report_near_miss(j, rows[i].wanted, domain, views);
        }
    }
}

/* ---- SRV004 ---- */

/* The Access Edges whose port for clients a record with TARGET should have: the target itself, where it is one, else each. */
static bool counts_for(const lyd_judging *j, uint32_t endpoint, const char *target)
{
    uint32_t own = lyd_topology_find(j->topology, target);
    bool access = own != LYD_NONE && lyd_in_group(j, own, LYD_GROUP_ACCESS);
    return access ? endpoint == own : lyd_in_group(j, endpoint, LYD_GROUP_ACCESS);
}

/* Whether RECORD has the port that the topology states for clients at the Access Edge. *STATED is an Access Edge with a port; LYD_NONE: the
 * topology states none. */
static bool has_client_port(const lyd_judging *j, const lyd_record *record, uint32_t *stated)
{
    bool fits = false, silent = false;
    *stated = LYD_NONE;
    for (uint32_t e = 0; e < j->topology->endpoint_count; e++) {
        uint16_t port = j->topology->endpoints[e].client_port;
        if (counts_for(j, e, record->target)) {
            *stated = port != 0 && *stated == LYD_NONE ? e : *stated;
            silent = silent || port == 0;
            fits = fits || (port != 0 && port == record->port);
        }
    }
    const uint16_t *usual = lyd_wanted_rows[LYD_WANTED_SIP_TLS].ports;
    return fits || ((silent || *stated == LYD_NONE) && (record->port == usual[0] || record->port == usual[1]));
}

static bool has_right_port(const lyd_judging *j, lyd_wanted wanted, const lyd_record *record, uint32_t *stated)
{
    const uint16_t *ports = lyd_wanted_rows[wanted].ports;
    *stated = LYD_NONE;
    return wanted == LYD_WANTED_SIP_TLS ? has_client_port(j, record, stated)
                                        : record->port == ports[0] || (ports[1] != 0 && record->port == ports[1]);
}

/* "443, the port for clients of the Access Edge sip.contoso.com in the topology" */
static const char *expected_port(lyd_judging *j, lyd_wanted wanted, uint32_t stated)
{
    const uint16_t *ports = lyd_wanted_rows[wanted].ports;
    lyd_text_begin(j);
    if (stated != LYD_NONE) {
        const lyd_endpoint *e = &j->topology->endpoints[stated];
        lyd_text_add(j, "%u, the port for clients of the Access Edge %s in the topology", e->client_port, e->fqdn);
    } else if (wanted == LYD_WANTED_SIP_TLS) {
        lyd_text_add(j, "%u or %u, the usual ports, because the topology gives none of the Access Edge", ports[0], ports[1]);
    } else if (ports[1] != 0) {
        lyd_text_add(j, "%u or %u, the ports of this service", ports[0], ports[1]);
    } else {
        lyd_text_add(j, "%u, the port of this service", ports[0]);
    }
    return lyd_text_done(j);
}

typedef struct port_check {
    lyd_wanted wanted;
    const lyd_record *wrong; /* the first */
    uint32_t stated;
} port_check;

static const char *note_wrong_port(lyd_judging *j, uint32_t question, const lyd_record *record, void *context)
{
    port_check *check = context;
    uint32_t stated;
    (void)question;
    if (has_right_port(j, check->wanted, record, &stated)) {
        return NULL;
    }
    if (check->wrong == NULL) {
        check->wrong = record;
        check->stated = stated;
    }
    return "";
}

static void check_port(lyd_judging *j, lyd_wanted wanted, uint32_t domain)
{
    port_check check = {.wanted = wanted};
    uint32_t judged = lyd_views_holding(j, wanted, domain, LYD_VIEW_EVERY_KIND, lyd_wanted_judged), views = 0, name = LYD_NONE;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t in_view = (judged >> v & 1u) != 0 ? lyd_wanted_at(j, wanted, domain, v) : LYD_NONE;
        if (in_view != LYD_NONE && lyd_evidence_records(j, in_view, (uint32_t)1 << v, note_wrong_port, &check) > 0) {
            name = in_view;
            views |= (uint32_t)1 << v;
        }
    }
    if (views != 0) {
        const char *fqdn = lyd_case_fqdn(j->c, name), *expected = expected_port(j, wanted, check.stated);
        const lyd_breach breach = {.subjects = {fqdn},
                                   .remedy = lyd_arena_printf(j->arena, "DNS administrator: change the port of %s in %s to %s.", fqdn,
                                                              lyd_view_list(j, views), expected),
                                   .views = views};
        j->status = breach.remedy == NULL ? LYD_ENOMEM : j->status;
        lyd_breach_found(j, &breach, "The port of %s is %u in %s, expected %s.", fqdn, check.wrong->port, lyd_view_list(j, views),
                         expected);
    }
}

void lyd_check_srv_port(lyd_judging *j, uint32_t domain)
{
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        if (lyd_wanted_rows[wanted].type == LYD_TYPE_SRV) {
            check_port(j, (lyd_wanted)wanted, domain);
        }
    }
}

/* ---- SRV008 ---- */

/* Two servers with one target each differ (SRV013); a record with several targets has them in one answer. */
static bool has_several_targets(lyd_judging *j, uint32_t name, uint32_t view)
{
    bool several = false;
    for (size_t s = 0; s < j->topology->views[view].server_count && !several; s++) {
        const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][s], LYD_TYPE_SRV);
        for (uint32_t i = 1; answer != NULL && i < answer->record_count && !several; i++) {
            several = strcmp(answer->records[i].target, answer->records[0].target) != 0;
        }
    }
    return several;
}

void lyd_check_srv_targets(lyd_judging *j, uint32_t domain)
{
    static const lyd_wanted single[] = {LYD_WANTED_SIP_TLS, LYD_WANTED_FEDERATION};
    for (size_t i = 0; i < LYD_COUNT(single); i++) {
        uint32_t views = lyd_views_holding(j, single[i], domain, LYD_VIEW_EVERY_KIND, has_several_targets);
        if (views != 0) {
            uint32_t name = lyd_wanted_at(j, single[i], domain, lyd_first_view(views));
            const lyd_breach breach = {.subjects = {lyd_case_fqdn(j->c, name)}, .views = views};
            lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS, views);
            lyd_breach_found(j, &breach, "%s has more than one target in %s.", breach.subjects[0], lyd_view_list(j, views));
        }
    }
}

/* ---- SRV009, SRV010 ---- */

void lyd_check_srv_internal_outside(lyd_judging *j, uint32_t domain)
{
    static const lyd_wanted internal[] = {LYD_WANTED_SIP_INTERNAL_TLS, LYD_WANTED_SIP_INTERNAL_TCP};
    for (size_t i = 0; i < LYD_COUNT(internal); i++) {
        uint32_t views = lyd_views_holding(j, internal[i], domain, LYD_VIEW_EXTERNAL, lyd_wanted_intrudes);
        if (views != 0) {
            lyd_report_there(j, internal[i], domain, views, LYD_WARNING, "but it is for clients inside");
        }
    }
}

/* Clients find nothing inside before they come to _sip._tls, and so go to the Edge. */
static bool leads_outside(lyd_judging *j, uint32_t name, uint32_t view)
{
    uint32_t domain = lyd_case_extra(j->c, name)->domain;
    bool autodiscover = lyd_wanted_in(j->topology, LYD_WANTED_DISCOVER_INTERNAL, view) == LYD_EXPECTED_REQUIRED &&
                        !lyd_wanted_lacks(j, lyd_wanted_at(j, LYD_WANTED_DISCOVER_INTERNAL, domain, view), view);
    return !autodiscover && lyd_wanted_missing(j, lyd_wanted_at(j, LYD_WANTED_SIP_INTERNAL_TLS, domain, view), view);
}

void lyd_check_sip_tls_inside(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_SIP_TLS, domain, LYD_VIEW_INTERNAL, lyd_wanted_intrudes);
    uint32_t outside = views & lyd_views_holding(j, LYD_WANTED_SIP_TLS, domain, LYD_VIEW_INTERNAL, leads_outside);
    if (outside != 0) {
        lyd_report_there(j, LYD_WANTED_SIP_TLS, domain, views, LYD_WARNING,
                         "and nothing else leads clients inside to their pool: they sign in over the Edge");
    } else if (views != 0) {
        lyd_report_there(j, LYD_WANTED_SIP_TLS, domain, views, LYD_INFO, "but it is for clients outside");
    }
}

/* ---- SRV013 ---- */

static bool servers_differ(lyd_judging *j, uint32_t name, uint32_t view)
{
    const lyd_answer *first = NULL;
    for (size_t s = 0; s < j->topology->views[view].server_count; s++) {
        const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][s], LYD_TYPE_SRV);
        if (answer == NULL || (lyd_answer_bit(answer) & LYD_BITS_FAILED) != 0) {
            continue;
        }
        if (first != NULL && !lyd_answer_same_records(first, answer)) {
            return true;
        }
        first = answer;
    }
    return false;
}

void lyd_check_srv_differs(lyd_judging *j, uint32_t domain)
{
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        bool srv = lyd_wanted_rows[wanted].type == LYD_TYPE_SRV;
        uint32_t views = srv ? lyd_views_holding(j, (lyd_wanted)wanted, domain, LYD_VIEW_EVERY_KIND, servers_differ) : 0;
        if (views != 0) {
            uint32_t name = lyd_wanted_at(j, (lyd_wanted)wanted, domain, lyd_first_view(views));
            const lyd_breach breach = {.subjects = {lyd_case_fqdn(j->c, name)}, .views = views};
            lyd_evidence_answers(j, name, 0, ~LYD_BITS_FAILED, views);
            lyd_breach_found(j, &breach, "The servers of %s give different SRV records for %s.", lyd_view_list(j, views),
                             breach.subjects[0]);
        }
    }
}
