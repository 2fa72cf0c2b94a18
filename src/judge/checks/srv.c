/* SRV records: missing, misspelled, with a wrong port, on the wrong side, different from server to server. */
#include "checks.h"

#include "judge/target.h"

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

/* What is an alias would be a finding under the right name, too. */
static bool keep_target(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const char *target)
{
    const lyd_target t = {.wanted = wanted, .domain = domain, .name = target};
    return lyd_target_aliased(j, &t, view) == LYD_OFF || lyd_set_unaliased(j, target, view);
}

/* Moves what stands under NEAR to the name of WANTED, corrected. False: something isn't known. */
static bool move(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, uint32_t near)
{
    const char *fqdn = lyd_case_fqdn(j->c, lyd_wanted_at(j, wanted, domain, view));
    const lyd_record **records;
    bool known = lyd_srv_records(j, near, view, &records) == 1;
    if (known) {
        lyd_right right = lyd_right_for(j, wanted, domain, view, records[0]);
        known = right.known && (right.stated.leads ? lyd_set_target(j, wanted, view, &right.stated)
                                                   : keep_target(j, wanted, domain, view, right.record.target));
        if (known) {
            lyd_edit_add(j, fqdn, &right.record, (uint32_t)1 << view);
        }
    }
    const char *miss = lyd_case_fqdn(j->c, near);
    size_t length = strlen(fqdn);
    bool twice = strncmp(miss, fqdn, length) == 0 && miss[length] == '.'; /* it does no harm, and no SIP domain has it as a record */
    if (known && !twice) {
        lyd_held_list own = lyd_own_records(j, near, (uint32_t)1 << view);
        lyd_held_delete(j, &own);
    }
    return known;
}

static void report_near_miss(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    const char *found = NULL, *name = NULL;
    uint32_t left = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        if ((views >> v & 1u) != 0) {
            uint32_t right = lyd_wanted_at(j, wanted, domain, v), near = lyd_near_miss_at(j, wanted, domain, v);
            lyd_evidence_answers(j, near, LYD_TYPE_SRV, LYD_BITS_RECORDS, (uint32_t)1 << v);
            lyd_evidence_answers(j, right, LYD_TYPE_SRV, ~LYD_BITS_FAILED, (uint32_t)1 << v);
            name = lyd_case_fqdn(j->c, right);
            found = found == NULL ? lyd_case_fqdn(j->c, near) : found;
            left |= move(j, wanted, domain, v, near) ? 0 : (uint32_t)1 << v;
        }
    }
    const lyd_breach breach = {.subjects = {name}, .severity = severity_of_near_miss(j, wanted), .views = views};
    lyd_act_edits(j, "");
    if (left != 0) {
        lyd_act(j, LYD_OWNER_DNS, "in %s add the SRV record under the name %s and delete it from %s.", lyd_view_list(j, left), name, found);
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
    if (lyd_port_fits(j, check->wanted, record, &stated)) {
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
        const lyd_breach breach = {.subjects = {fqdn}, .views = views};
        lyd_act_right_port(j, wanted, domain, views);
        if (check.stated != LYD_NONE) {
            lyd_act_instead(j, LYD_OWNER_LYNC, "if clients reach the Access Edge at port %u, correct its port at %s.", check.wrong->port,
                            lyd_endpoint_line(j, check.stated));
        }
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

/* Leaves the one target that the topology states, if it is there. False: nothing says which. */
static bool keep_stated(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view)
{
    const lyd_stated stated = lyd_stated_for(j, wanted, domain, view);
    const lyd_record **records;
    size_t count = lyd_srv_records(j, lyd_wanted_at(j, wanted, domain, view), view, &records), kept = 0;
    for (size_t i = 0; i < count && stated.leads; i++) {
        uint32_t expected;
        bool right = strcmp(records[i]->target, stated.name) == 0 && lyd_port_fits(j, wanted, records[i], &expected);
        kept += right ? 1 : 0;
    }
    uint32_t name = lyd_wanted_at(j, wanted, domain, view);
    lyd_held_list own = kept == 1 ? lyd_own_records(j, name, (uint32_t)1 << view) : (lyd_held_list){0};
    for (size_t i = 0; i < own.count; i++) {
        const lyd_record *record = own.items[i].record;
        if (record->type == LYD_TYPE_SRV && strcmp(record->target, stated.name) != 0) {
            lyd_edit_delete(j, own.items[i].name, record, (uint32_t)1 << view);
        }
    }
    return own.count > 1;
}

/* One target is enough: for sites that share a name, the DNS server picks the addresses by the client's location. */
static void keep_one(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    uint32_t left = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        left |= (views >> v & 1u) != 0 && !keep_stated(j, wanted, domain, v) ? (uint32_t)1 << v : 0;
    }
    lyd_act_edits(j, "");
    if (left != 0) {
        uint32_t name = lyd_wanted_at(j, wanted, domain, lyd_first_view(left));
        lyd_held_list own = lyd_own_records(j, name, left);
        lyd_act(
            j, LYD_OWNER_DNS,
            "keep only one target of %s: of %s. Give that name the addresses of all Edge Servers; for several sites, use DNS that answers "
            "by location.",
            lyd_case_fqdn(j->c, name), lyd_held_words(j, &own));
    }
}

void lyd_check_srv_targets(lyd_judging *j, uint32_t domain)
{
    static const lyd_wanted single[] = {LYD_WANTED_SIP_TLS, LYD_WANTED_FEDERATION};
    for (size_t i = 0; i < LYD_COUNT(single); i++) {
        uint32_t views = lyd_views_holding(j, single[i], domain, LYD_VIEW_EVERY_KIND, has_several_targets);
        if (views != 0) {
            uint32_t name = lyd_wanted_at(j, single[i], domain, lyd_first_view(views));
            const lyd_breach breach = {.subjects = {lyd_case_fqdn(j->c, name)}, .views = views};
            keep_one(j, single[i], domain, views);
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
            lyd_report_there(j, internal[i], domain, views, LYD_WARNING, "but it is for clients inside", NULL);
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

/* Clients inside need another way to their pool before they lose this one. */
static const char *lead_inside_first(lyd_judging *j, uint32_t domain, uint32_t view)
{
    static const lyd_wanted ways[] = {LYD_WANTED_DISCOVER_INTERNAL, LYD_WANTED_SIP_INTERNAL_TLS};
    bool led = !leads_outside(j, lyd_wanted_at(j, LYD_WANTED_SIP_TLS, domain, view), view);
    for (size_t i = 0; i < LYD_COUNT(ways) && !led; i++) {
        bool required = lyd_wanted_in(j->topology, ways[i], view) == LYD_EXPECTED_REQUIRED;
        lyd_stated stated = lyd_stated_for(j, ways[i], domain, view);
        led = required && lyd_set_stated(j, ways[i], domain, view, &stated);
    }
    return led ? NULL : "add the record that leads clients inside to their pool";
}

void lyd_check_sip_tls_inside(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_SIP_TLS, domain, LYD_VIEW_INTERNAL, lyd_wanted_intrudes);
    uint32_t outside = views & lyd_views_holding(j, LYD_WANTED_SIP_TLS, domain, LYD_VIEW_INTERNAL, leads_outside);
    if (outside != 0) {
        lyd_report_there(j, LYD_WANTED_SIP_TLS, domain, views, LYD_WARNING,
                         "and nothing else leads clients inside to their pool: they sign in over the Edge", lead_inside_first);
    } else if (views != 0) {
        lyd_report_there(j, LYD_WANTED_SIP_TLS, domain, views, LYD_INFO, "but it is for clients outside", lead_inside_first);
    }
}

/* ---- SRV013 ---- */

static bool servers_differ(lyd_judging *j, uint32_t name, uint32_t view)
{
    return lyd_servers_differ(j, name, view, LYD_TYPE_SRV);
}

static void act_on_difference(lyd_judging *j, uint32_t name, uint32_t views)
{
    const lyd_view *view = &j->topology->views[lyd_first_view(views)];
    lyd_text_begin(j);
    for (size_t s = 0; s < view->server_count; s++) {
        lyd_text_add(j, "%s%s", s == 0 ? "" : s + 1 == view->server_count ? " and " : ", ", view->servers[s].text);
    }
    const char *servers = lyd_text_done(j);
    lyd_act(j, LYD_OWNER_DNS, "compare the serial number of the zone of %s on %s, and repair its transfer or replication.",
            lyd_case_fqdn(j->c, name), servers);
}

void lyd_check_srv_differs(lyd_judging *j, uint32_t domain)
{
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        bool srv = lyd_wanted_rows[wanted].type == LYD_TYPE_SRV;
        uint32_t views = srv ? lyd_views_holding(j, (lyd_wanted)wanted, domain, LYD_VIEW_EVERY_KIND, servers_differ) : 0;
        if (views != 0) {
            uint32_t name = lyd_wanted_at(j, (lyd_wanted)wanted, domain, lyd_first_view(views));
            const lyd_breach breach = {.subjects = {lyd_case_fqdn(j->c, name)}, .views = views};
            act_on_difference(j, name, views);
            lyd_evidence_answers(j, name, 0, ~LYD_BITS_FAILED, views);
            lyd_breach_found(j, &breach, "The servers of %s give different SRV records for %s.", lyd_view_list(j, views),
                             breach.subjects[0]);
        }
    }
}
