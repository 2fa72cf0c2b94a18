/* What a finding about a service record says: that it is missing, or there where it must not be; what to add, what to delete. */
#include "target.h"

#include <lyncdns/records.h>

#include <string.h>

#define CANDIDATES_MAX 4
#define RECORDS_MAX 16 /* of one name: each is compared with all others */

/* The labels of a host name behind its first one. */
const char *lyd_domain_of(const char *host)
{
    const char *dot = strchr(host, '.');
    return dot == NULL ? "" : dot + 1;
}

static bool is_srv(lyd_wanted wanted)
{
    return lyd_wanted_rows[wanted].type == LYD_TYPE_SRV;
}

/* ---- what nothing says ---- */

static const char *role_of(lyd_wanted wanted, unsigned kind)
{
    switch (wanted) {
    case LYD_WANTED_DISCOVER:
        return "the reverse proxy";
    case LYD_WANTED_DISCOVER_INTERNAL:
    case LYD_WANTED_UPDATES:
        return "the internal web services";
    case LYD_WANTED_NTP:
        return "a time server, such as a domain controller";
    default:
        return lyd_wanted_group(wanted, kind) == LYD_GROUP_ACCESS ? "the Access Edge" : "the Director or Front End pool";
    }
}

/* "the Access Edge (edge01.contoso.com, edge02.contoso.com or another)": with the names among which one has to be chosen, if any. */
static const char *role_and_names(lyd_judging *j, lyd_wanted wanted, unsigned kind)
{
    int group = lyd_wanted_group(wanted, kind) == LYD_GROUP_ACCESS ? LYD_LEADS_ACCESS : LYD_LEADS_POOLS;
    const uint32_t *names = j->values->groups[group].endpoints;
    size_t count = wanted == LYD_WANTED_NTP || wanted == LYD_WANTED_DISCOVER ? 0 : j->values->groups[group].count;
    lyd_text_begin(j);
    lyd_text_add(j, "%s", role_of(wanted, kind));
    for (size_t i = 0; i < count && i < CANDIDATES_MAX; i++) {
        lyd_text_add(j, "%s%s", i == 0 ? " (" : i + 1 == count ? " or " : ", ", j->topology->endpoints[names[i]].fqdn);
    }
    lyd_text_add(j, "%s", count == 0 ? "" : count > CANDIDATES_MAX ? " or another)" : ")");
    return lyd_text_done(j);
}

/* "port 443 of ", "port 443 or 5061 of "; "": it is no SRV record. */
static const char *port_of(lyd_judging *j, lyd_wanted wanted, const lyd_stated *stated)
{
    const uint16_t *ports = lyd_wanted_rows[wanted].ports;
    bool known = stated->port != 0;
    lyd_text_begin(j);
    if (is_srv(wanted) && (known || ports[1] == 0)) {
        lyd_text_add(j, "port %u of ", known ? stated->port : ports[0]);
    } else if (is_srv(wanted)) {
        lyd_text_add(j, "port %u or %u of ", ports[0], ports[1]);
    }
    return lyd_text_done(j);
}

/* False: the topology has no name that WANTED could lead to. The rule's own actions then say all there is to say, once for all domains. */
static bool has_names(const lyd_judging *j, lyd_wanted wanted, unsigned kind)
{
    lyd_group group = lyd_wanted_group(wanted, kind);
    return group == LYD_GROUP_COUNT || j->values->groups[group == LYD_GROUP_ACCESS ? LYD_LEADS_ACCESS : LYD_LEADS_POOLS].count > 0;
}

/* What to do about WANTED of DOMAIN in VIEW, of which something isn't known; where it is MISSING, or else leads elsewhere. */
static void act_on_open(lyd_judging *j, bool missing, lyd_wanted wanted, uint32_t domain, uint32_t view)
{
    const lyd_stated stated = lyd_stated_for(j, wanted, domain, view);
    const char *fqdn = lyd_case_fqdn(j->c, lyd_wanted_at(j, wanted, domain, view)), *where = j->topology->views[view].name;
    const char *to = stated.name != NULL ? stated.name : role_and_names(j, wanted, j->topology->views[view].kind);
    const char *port = port_of(j, wanted, &stated);
    const char *open = stated.open != NULL ? stated.open : "the addresses of that name have to be set first";
    if (missing) {
        lyd_act(j, LYD_OWNER_DNS, "add %s record for %s in view %s that leads to %s%s. It can't be written out yet: %s.",
                is_srv(wanted) ? "an SRV" : "an A", fqdn, where, port, to, open);
    } else {
        lyd_act(j, LYD_OWNER_DNS, "let %s in view %s lead to %s%s. It can't be written out yet: %s.", fqdn, where, port, to, open);
    }
    if (stated.leads && is_srv(wanted) && stated.port == 0) {
        uint32_t server = lyd_topology_find(j->topology, stated.server);
        lyd_act(j, LYD_OWNER_LYNC, "write the port for clients of %s, its key port, at %s.", stated.server, lyd_endpoint_line(j, server));
    }
}

/* ---- actions ---- */

/* A server that is reached under another name has to prove that it is this one. */
static void act_on_certificate(lyd_judging *j, const lyd_stated *stated)
{
    if (stated->name != NULL && strcmp(stated->name, stated->server) != 0) {
        lyd_act(j, LYD_OWNER_LYNC, "check that the certificate of %s has the name %s.", stated->server, stated->name);
    }
}

static void act_on_each_open(lyd_judging *j, bool missing, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        if ((views >> v & 1u) != 0 && has_names(j, wanted, j->topology->views[v].kind)) {
            act_on_open(j, missing, wanted, domain, v);
        }
    }
}

/* What an action adds about the host that edits lead to STATED. */
static const char *source_of(lyd_judging *j, const lyd_stated *stated)
{
    lyd_text_begin(j);
    lyd_text_add(j, "It leads to %s.", stated->server);
    return lyd_text_done(j);
}

static void act_stated(lyd_judging *j, bool missing, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    lyd_stated stated = {0};
    uint32_t left = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        if ((views >> v & 1u) != 0) {
            lyd_stated here = lyd_stated_for(j, wanted, domain, v);
            left |= lyd_set_stated(j, wanted, domain, v, &here) ? 0 : (uint32_t)1 << v;
            stated = stated.name == NULL ? here : stated;
        }
    }
    lyd_act_edits(j, is_srv(wanted) || stated.online || stated.name == NULL ? "" : source_of(j, &stated));
    act_on_each_open(j, missing, wanted, domain, left);
    act_on_certificate(j, &stated);
}

void lyd_act_add(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    act_stated(j, true, wanted, domain, views);
}

/* Whether the edits by which a record becomes RIGHT mend a finding about its PORT, or else about where it leads. */
static bool mends(lyd_judging *j, lyd_wanted wanted, const lyd_right *right, bool port)
{
    uint32_t stated;
    return right->known || (port && !right->stated.leads && lyd_port_fits(j, wanted, &right->record, &stated));
}

static void act_right(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, const char *target, bool port)
{
    lyd_stated stated = {0};
    uint32_t left = 0;
    if (!is_srv(wanted)) {
        act_stated(j, false, wanted, domain, views);
        return;
    }
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        const lyd_record **records;
        size_t count = (views >> v & 1u) != 0 ? lyd_srv_records(j, lyd_wanted_at(j, wanted, domain, v), v, &records) : 0;
        left |= count > RECORDS_MAX ? (uint32_t)1 << v : 0;
        for (size_t i = 0; i < count && count <= RECORDS_MAX && j->status == LYD_OK; i++) {
            if (target == NULL || strcmp(records[i]->target, target) == 0) {
                lyd_right right = lyd_right_for(j, wanted, domain, v, records[i]);
                bool set = mends(j, wanted, &right, port) && lyd_set_right(j, wanted, domain, v, records[i], &right);
                left |= set ? 0 : (uint32_t)1 << v;
                stated = stated.name == NULL ? right.stated : stated;
            }
        }
    }
    lyd_act_edits(j, "");
    act_on_each_open(j, false, wanted, domain, left);
    act_on_certificate(j, &stated);
}

void lyd_act_right(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, const char *target)
{
    act_right(j, wanted, domain, views, target, false);
}

void lyd_act_right_port(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views)
{
    act_right(j, wanted, domain, views, NULL, true);
}

void lyd_act_unalias(lyd_judging *j, const char *fqdn, uint32_t views)
{
    uint32_t left = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        left |= (views >> v & 1u) != 0 && !lyd_set_unaliased(j, fqdn, v) ? (uint32_t)1 << v : 0;
    }
    lyd_act_edits(j, "");
    if (left != 0) {
        lyd_act(j, LYD_OWNER_DNS, "in %s replace the alias %s by A records with the addresses that it leads to.", lyd_view_list(j, left),
                fqdn);
    }
}

/* ---- findings ---- */

void lyd_report_missing(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_severity severity)
{
    uint32_t view = lyd_first_view(views), name = lyd_wanted_at(j, wanted, domain, view);
    const char *fqdn = lyd_case_fqdn(j->c, name);
    const lyd_breach breach = {.subjects = {fqdn}, .severity = severity, .views = views};
    lyd_act_add(j, wanted, domain, views);
    lyd_evidence_answers(j, name, 0, ~LYD_BITS_FAILED, views);
    lyd_breach_found(j, &breach, "%s is missing in %s%s.", fqdn, lyd_view_list(j, views),
                     lyd_presence_in(j, name, view) == LYD_THERE ? ": the answer comes from a wildcard" : "");
}

void lyd_report_astray(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_severity severity, const char *where)
{
    uint32_t name = lyd_wanted_at(j, wanted, domain, lyd_first_view(views));
    const char *fqdn = lyd_case_fqdn(j->c, name);
    const lyd_breach breach = {.subjects = {fqdn}, .severity = severity, .views = views};
    act_stated(j, false, wanted, domain, views);
    lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS, views);
    lyd_breach_found(j, &breach, "%s leads to no %s in %s.", fqdn, where, lyd_view_list(j, views));
}

/* A host, or else the owner of SRV records. */
static uint32_t name_in(const lyd_judging *j, const char *fqdn, uint32_t view)
{
    uint32_t host = lyd_case_find(j->c, fqdn, view, false);
    return host != LYD_NONE ? host : lyd_case_find(j->c, fqdn, view, true);
}

void lyd_act_delete(lyd_judging *j, const char *fqdn, uint32_t views, uint32_t domain, lyd_before_deletion *before)
{
    const char *obstacles[LYD_VIEW_MAX] = {NULL};
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        if ((views >> v & 1u) != 0) {
            obstacles[v] = before != NULL ? before(j, domain, v) : NULL;
            obstacles[v] = obstacles[v] == NULL ? lyd_delete_own(j, name_in(j, fqdn, v), v) : obstacles[v];
        }
    }
    lyd_act_edits(j, "");
    for (uint32_t v = 0; v < j->topology->view_count && j->status == LYD_OK; v++) {
        if (obstacles[v] != NULL) {
            lyd_held_list own = lyd_own_records(j, name_in(j, fqdn, v), (uint32_t)1 << v);
            const char *words = lyd_held_words(j, &own);
            lyd_act(j, LYD_OWNER_DNS, "%s, then delete %s.", obstacles[v], words);
        }
    }
}

void lyd_report_there(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t views, lyd_severity severity, const char *why,
                      lyd_before_deletion *before)
{
    uint32_t name = lyd_wanted_at(j, wanted, domain, lyd_first_view(views));
    const char *fqdn = lyd_case_fqdn(j->c, name), *where = lyd_view_list(j, views);
    const lyd_breach breach = {.subjects = {fqdn}, .severity = severity, .views = views};
    lyd_act_delete(j, fqdn, views, domain, before);
    lyd_evidence_answers(j, name, 0, LYD_BITS_RECORDS, views);
    lyd_breach_found(j, &breach, "%s is there in %s, %s.", fqdn, where, why);
}

/* ---- what is wanted of a record, by the answers ---- */

lyd_group lyd_wanted_group(lyd_wanted wanted, unsigned kind)
{
    switch (wanted) {
    case LYD_WANTED_DISCOVER_INTERNAL:
        return LYD_GROUP_DISCOVERY;
    case LYD_WANTED_DISCOVER:
        return LYD_GROUP_WEB_EXTERNAL;
    case LYD_WANTED_SIP_INTERNAL_TLS:
    case LYD_WANTED_SIP_INTERNAL_TCP:
    case LYD_WANTED_SIP_INTERNAL:
        return LYD_GROUP_REGISTRARS;
    case LYD_WANTED_SIP:
        return kind == LYD_VIEW_EXTERNAL ? LYD_GROUP_ACCESS : LYD_GROUP_SIGN_IN;
    case LYD_WANTED_UPDATES:
        return LYD_GROUP_DISCOVERY;
    case LYD_WANTED_NTP:
        return LYD_GROUP_COUNT; /* any time server */
    default:
        return LYD_GROUP_ACCESS;
    }
}

bool lyd_wanted_lacks(lyd_judging *j, uint32_t name, uint32_t view)
{
    if (name == LYD_NONE) { /* not asked: of single names, only what they depend on is */
        return false;
    }
    lyd_wanted wanted = (lyd_wanted)lyd_case_extra(j->c, name)->row;
    return lyd_lacks(j, name, view, lyd_wanted_group(wanted, j->topology->views[view].kind));
}

bool lyd_wanted_missing(lyd_judging *j, uint32_t name, uint32_t view)
{
    return name != LYD_NONE && lyd_wanted_in(j->topology, (lyd_wanted)lyd_case_extra(j->c, name)->row, view) == LYD_EXPECTED_REQUIRED &&
           lyd_wanted_lacks(j, name, view);
}

bool lyd_wanted_intrudes(lyd_judging *j, uint32_t name, uint32_t view)
{
    lyd_wanted wanted = (lyd_wanted)lyd_case_extra(j->c, name)->row;
    return lyd_wanted_in(j->topology, wanted, view) == LYD_EXPECTED_ABSENT && lyd_presence_in(j, name, view) == LYD_THERE &&
           !lyd_from_wildcard(j, name, view);
}

bool lyd_wanted_judged(lyd_judging *j, uint32_t name, uint32_t view)
{
    lyd_wanted wanted = (lyd_wanted)lyd_case_extra(j->c, name)->row;
    return !lyd_wanted_foreign(j->topology, wanted, view) && lyd_presence_in(j, name, view) == LYD_THERE &&
           !lyd_from_wildcard(j, name, view);
}

/* In a hybrid deployment HYB001 reports a record that leads to the cloud. */
bool lyd_wanted_astray(lyd_judging *j, uint32_t name, uint32_t view)
{
    const lyd_extra *extra = lyd_case_extra(j->c, name);
    lyd_wanted wanted = (lyd_wanted)extra->row;
    return lyd_wanted_judged(j, name, view) && !lyd_breaches_hybrid(j, wanted, extra->domain, view) &&
           lyd_leads_astray(j, name, view, lyd_wanted_group(wanted, j->topology->views[view].kind));
}
