/* What should stand in place of an SRV record. Every rule about a record gives the same answer, so that the remedies of two findings agree.
 */
#include "judge/target.h"

#include <string.h>

static bool leads_online(const lyd_judging *j, const char *target, uint32_t view)
{
    return lyd_is_online(target) || lyd_leads_online(j, lyd_target_at(j, target, view), view);
}

/* True if no rule speaks against the target but perhaps SRV007, which is mended at the target itself. */
static bool has_right_target(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_record *record)
{
    const lyd_target t = {.wanted = wanted, .domain = domain, .name = record->target};
    if ((j->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0 && lyd_online_target_of(wanted) != NULL) {
        return lyd_is_online_target(wanted, record->target, record->port);
    }
    if (lyd_breaches_hybrid(j, wanted, domain, view) && leads_online(j, record->target, view)) {
        return false;
    }
    return lyd_target_nowhere(j, &t, view) == LYD_OFF && lyd_target_abroad(j, &t, view) == LYD_OFF &&
           lyd_target_misled(j, &t, view) == LYD_OFF;
}

static bool has_right_port(const lyd_judging *j, lyd_wanted wanted, const lyd_record *record)
{
    uint32_t stated;
    return (j->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0 || lyd_port_fits(j, wanted, record, &stated);
}

/* The port that RECORD should have; 0: nothing says which of two. */
static uint16_t right_port(const lyd_judging *j, lyd_wanted wanted, const lyd_record *record)
{
    const uint16_t *ports = lyd_wanted_rows[wanted].ports;
    return has_right_port(j, wanted, record) ? record->port
           : wanted == LYD_WANTED_SIP_TLS    ? lyd_port_of_clients(j, record->target)
           : ports[1] == 0                   ? ports[0]
                                             : 0;
}

/* Another record of the same name and view that is right. */
static bool has_right_sibling(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_record *record)
{
    const lyd_record **records;
    size_t count = lyd_srv_records(j, lyd_wanted_at(j, wanted, domain, view), view, &records);
    bool has = false;
    for (size_t i = 0; i < count && !has; i++) {
        has = lyd_record_compare(records[i], record) != 0 && has_right_port(j, wanted, records[i]) &&
              has_right_target(j, wanted, domain, view, records[i]);
    }
    return has;
}

/* Where the topology doesn't say which server it is, a target in another domain that leads to one of the right role says it: sip.DOMAIN can
 * have its addresses. Those of Microsoft's cloud change without notice. */
static lyd_stated stated_by_target(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_record *record)
{
    const lyd_target t = {.wanted = wanted, .domain = domain, .name = record->target};
    uint32_t sip = lyd_wanted_at(j, LYD_WANTED_SIP, domain, view);
    lyd_stated stated = {.open = ""};
    if (sip == LYD_NONE || leads_online(j, record->target, view) || !lyd_sign_in_fits(j, wanted, view) ||
        lyd_target_abroad(j, &t, view) == LYD_OFF || lyd_target_misled(j, &t, view) != LYD_OFF) {
        return stated;
    }
    stated.name = lyd_case_fqdn(j->c, sip);
    stated.server = record->target;
    stated.addresses = lyd_addresses_to_copy(j, record->target, (uint32_t)1 << view);
    stated.leads = stated.addresses.count > 0;
    return stated;
}

lyd_right lyd_right_for(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_record *record)
{
    lyd_right right = {.record = *record, .known = true};
    if (!has_right_target(j, wanted, domain, view, record)) {
        right.stated = lyd_stated_for(j, wanted, domain, view);
        if (right.stated.name == NULL) {
            lyd_stated other = stated_by_target(j, wanted, domain, view, record);
            right.stated = other.leads ? other : right.stated;
        }
        right.record.target = right.stated.leads ? right.stated.name : record->target;
        right.drop = !right.stated.leads && has_right_sibling(j, wanted, domain, view, record);
        right.known = right.stated.leads || right.drop;
    }
    if (right.stated.leads && right.stated.online) {
        right.record.priority = right.stated.priority;
        right.record.weight = right.stated.weight;
        right.record.port = right.stated.port;
        return right;
    }
    uint16_t port = right_port(j, wanted, &right.record);
    right.known = right.known && (port != 0 || right.drop);
    right.record.port = port != 0 ? port : record->port;
    return right;
}

/* ---- edits ---- */

/* True if a record of the name, or what stands in place of one before RECORD, is the same service already. */
static bool is_served(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_record *record, const lyd_record *right)
{
    const lyd_record **records;
    size_t count = lyd_srv_records(j, lyd_wanted_at(j, wanted, domain, view), view, &records);
    bool served = false, before = true;
    for (size_t i = 0; i < count && !served; i++) {
        bool self = lyd_record_compare(records[i], record) == 0;
        before = before && !self;
        lyd_right other = self ? (lyd_right){.drop = true} : lyd_right_for(j, wanted, domain, view, records[i]);
        bool stays = !other.drop && lyd_record_compare(&other.record, records[i]) == 0;
        served = !other.drop && (stays || before) && other.record.port == right->port && strcmp(other.record.target, right->target) == 0;
    }
    return served;
}

/* An alias that leads to the records of another name gives way to records of its own. */
static bool delete_alias(lyd_judging *j, uint32_t name, uint32_t view)
{
    lyd_held_list own = lyd_own_records(j, name, (uint32_t)1 << view);
    bool alias = false;
    for (size_t i = 0; i < own.count; i++) {
        if (own.items[i].record->type == LYD_TYPE_CNAME) {
            lyd_edit_delete(j, own.items[i].name, own.items[i].record, (uint32_t)1 << view);
            alias = true;
        }
    }
    return alias;
}

/* Deletes RECORD, where NAME is an alias with the alias: the other records then become its own. */
static void take_away(lyd_judging *j, uint32_t name, uint32_t view, const lyd_record *record)
{
    uint32_t views = (uint32_t)1 << view;
    const char *fqdn = lyd_case_fqdn(j->c, name);
    const lyd_record **records;
    if (!delete_alias(j, name, view)) {
        lyd_edit_delete(j, fqdn, record, views);
        return;
    }
    size_t count = lyd_srv_records(j, name, view, &records);
    for (size_t i = 0; i < count; i++) {
        if (lyd_record_compare(records[i], record) != 0) {
            lyd_edit_add(j, fqdn, records[i], views);
        }
    }
}

bool lyd_set_right(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_record *record, const lyd_right *right)
{
    uint32_t name = lyd_wanted_at(j, wanted, domain, view);
    if (right->stated.leads && !lyd_set_target(j, wanted, view, &right->stated)) {
        return false;
    }
    if (!right->drop && lyd_record_compare(&right->record, record) == 0) {
        return right->known;
    }
    take_away(j, name, view, record);
    if (!right->drop && !is_served(j, wanted, domain, view, record, &right->record)) {
        lyd_edit_add(j, lyd_case_fqdn(j->c, name), &right->record, (uint32_t)1 << view);
    }
    return right->known;
}
