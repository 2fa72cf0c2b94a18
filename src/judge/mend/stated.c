/* What a service record should be, by the topology and by the records of the names in it, and the edits that make it so. */
#include "stated.h"

#include <lyncdns/records.h>

#include <string.h>

#define TTL_NEW 3600 /* seconds, of an SRV record that no answer has */

/* ---- addresses ---- */

/* An address that a finding speaks of isn't given to a second name. */
static bool may_copy(const lyd_judging *j, uint32_t question, const lyd_record *record, bool outside)
{
    lyd_facts bad = LYD_FACT_UNUSABLE | LYD_FACT_TRANSITION | LYD_FACT_UNTOLD;
    bad |= outside ? (lyd_facts)LYD_FACT_PRIVATE : 0;
    return (lyd_record_facts(j, question, record) & bad) == 0;
}

lyd_record_list lyd_addresses_to_copy(lyd_judging *j, const char *fqdn, uint32_t views)
{
    bool outside = (views & lyd_views_of_kind(j->topology, LYD_VIEW_EXTERNAL)) != 0;
    const lyd_answer *answers[LYD_HOST_TYPES];
    lyd_record_list list = {0};
    size_t most = 0;
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        answers[t] = lyd_case_common(j->c, fqdn, lyd_host_types[t], views);
        if (answers[t] == NULL) {
            return list;
        }
        most += answers[t]->record_count;
    }
    list.items = lyd_arena_alloc(j->arena, most * sizeof(*list.items));
    if (list.items == NULL) {
        j->status = LYD_ENOMEM;
        return list;
    }
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        for (uint32_t i = 0; i < answers[t]->record_count; i++) {
            const lyd_record *record = &answers[t]->records[i];
            if (may_copy(j, (uint32_t)(answers[t] - j->c->answers), record, outside)) {
                list.items[list.count++] = *record;
            }
        }
    }
    return list;
}

/* ---- where a service record should lead ---- */

static bool has_target(const lyd_answer *answer, const char *fqdn)
{
    bool has = false;
    for (uint32_t i = 0; i < answer->record_count && !has; i++) {
        has = answer->records[i].type == LYD_TYPE_SRV && strcmp(answer->records[i].target, fqdn) == 0;
    }
    return has;
}

/* True if a combination of the Access Edge FQDN is a finding: it would be one of each name with its addresses. */
static bool has_bad_combination(const lyd_judging *j, const char *fqdn)
{
    const unsigned tables = LYD_TABLE_BIT(LYD_TABLE_REMOTE_USER) | LYD_TABLE_BIT(LYD_TABLE_EDGE_INTERNAL_EXTERNAL);
    for (size_t i = 0; i < j->combination_count; i++) {
        const lyd_combination *c = &j->combinations[i];
        if ((LYD_TABLE_BIT(c->table) & tables) != 0 && strcmp(c->subjects[1], fqdn) == 0 && c->verdict != LYD_SUPPORTED &&
            c->verdict != LYD_VERDICT_UNKNOWN) {
            return true;
        }
    }
    return false;
}

static lyd_value_choice choose(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view)
{
    uint32_t name = lyd_wanted_at(j, wanted, domain, view);
    const lyd_wanted_record record = {.name = name == LYD_NONE ? "" : lyd_case_fqdn(j->c, name),
                                      .sip_domain = j->topology->sip_domains[domain],
                                      .wanted = wanted,
                                      .srv = lyd_wanted_rows[wanted].type == LYD_TYPE_SRV,
                                      .kind = j->topology->views[view].kind};
    lyd_value_choice chosen =
        wanted == LYD_WANTED_NTP ? (lyd_value_choice){.why = "the topology names no time server"} : lyd_value_choose(j->values, &record);
    if (chosen.by_sign_in_name && chosen.name == NULL) {
        j->status = LYD_ENOMEM;
    }
    return chosen;
}

/* Outside, sip.DOMAIN leads to the Access Edge, inside to a pool; in other views nothing says where. */
bool lyd_sign_in_fits(const lyd_judging *j, lyd_wanted wanted, uint32_t view)
{
    unsigned kind = j->topology->views[view].kind;
    lyd_group group = lyd_wanted_group(wanted, kind);
    return (kind == LYD_VIEW_EXTERNAL && group == LYD_GROUP_ACCESS) || (kind == LYD_VIEW_INTERNAL && group == LYD_GROUP_REGISTRARS);
}

/* True if USER, a service name, needs sip.DOMAIN to lead elsewhere than clients do: it is of another domain or role. */
static bool is_other_use(const lyd_judging *j, const lyd_extra *user, uint32_t domain, uint32_t view)
{
    unsigned kind = j->topology->views[view].kind;
    lyd_group role = kind == LYD_VIEW_EXTERNAL ? LYD_GROUP_ACCESS : LYD_GROUP_REGISTRARS;
    return user->domain != domain || lyd_wanted_group((lyd_wanted)user->row, kind) != role;
}

/* The service name that has sip.DOMAIN as an SRV target in VIEW, whether ANY or one of another use; NULL: none has. */
static const char *user_of_sign_in(lyd_judging *j, uint32_t domain, uint32_t view, bool any)
{
    uint32_t sip = lyd_wanted_at(j, LYD_WANTED_SIP, domain, view);
    for (uint32_t name = (uint32_t)j->topology->endpoint_count; name < lyd_case_names(j->c) && sip != LYD_NONE; name++) {
        const lyd_extra *extra = lyd_case_extra(j->c, name);
        bool wanted = extra->kind == LYD_EXTRA_WANTED && extra->srv && (lyd_case_views(j->c, name) >> view & 1u) != 0;
        for (uint32_t q = j->c->first[name]; wanted && q < j->c->first[name + 1]; q++) {
            bool of_view = (j->servers[j->c->questions[q].server].views >> view & 1u) != 0;
            if (of_view && has_target(&j->c->answers[q], lyd_case_fqdn(j->c, sip)) && (any || is_other_use(j, extra, domain, view))) {
                return lyd_case_fqdn(j->c, name);
            }
        }
    }
    return NULL;
}

/* What would be wrong with sip.DOMAIN in VIEW once it had the addresses of SERVER; NULL: nothing. */
static const char *why_no_sign_in(lyd_judging *j, uint32_t domain, uint32_t view, const char *server, bool target)
{
    const char *other = user_of_sign_in(j, domain, view, false);
    if (other != NULL) {
        return lyd_arena_printf(j->arena, "%s, which should lead elsewhere, has that name as its target", other);
    }
    if (has_bad_combination(j, server) && (target || user_of_sign_in(j, domain, view, true) != NULL)) {
        return lyd_arena_printf(j->arena, "the address type of %s has to be changed first", server);
    }
    return NULL;
}

/* Why the name can't be used: a clause; NULL: it can. */
static const char *what_is_open(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_stated *stated)
{
    bool by_sign_in_name = strcmp(stated->name, stated->server) != 0,
         copies = lyd_wanted_rows[wanted].type != LYD_TYPE_SRV || by_sign_in_name;
    bool there = copies ? stated->addresses.count > 0 : lyd_presence_in(j, lyd_target_at(j, stated->name, view), view) == LYD_THERE;
    if (!there) {
        return lyd_arena_printf(j->arena, "view %s gives no address of %s that can be used", j->topology->views[view].name, stated->server);
    }
    if (by_sign_in_name && !lyd_sign_in_fits(j, wanted, view)) {
        return lyd_arena_printf(j->arena, "in view %s the name %s has another use", j->topology->views[view].name, stated->name);
    }
    return by_sign_in_name || wanted == LYD_WANTED_SIP ? why_no_sign_in(j, domain, view, stated->server, by_sign_in_name) : NULL;
}

/* Where the record of a domain leads that is online: in the cloud to which another of its records leads, else in the worldwide one. */
static lyd_stated stated_online(const lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view)
{
    const lyd_online_target *target = j->topology->views[view].kind == LYD_VIEW_EXTERNAL ? lyd_online_target_of(wanted) : NULL;
    for (int w = 0; w < LYD_WANTED_COUNT && target != NULL; w++) {
        uint32_t name = lyd_wanted_at(j, (lyd_wanted)w, domain, view);
        const char *online = name == LYD_NONE ? NULL : lyd_online_name(j, name, view);
        const lyd_online_target *beside = online == NULL ? NULL : lyd_online_target_beside(wanted, online);
        if (beside != NULL) {
            target = beside;
            break;
        }
    }
    if (target == NULL) {
        return (lyd_stated){.open = "all users are online"};
    }
    return (lyd_stated){
        .name = target->name, .server = target->name, .port = target->port, .priority = 100, .weight = 1, .leads = true, .online = true};
}

lyd_stated lyd_stated_for(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view)
{
    const uint16_t *ports = lyd_wanted_rows[wanted].ports;
    if ((j->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0) {
        return stated_online(j, wanted, domain, view);
    }
    lyd_value_choice chosen = choose(j, wanted, domain, view);
    lyd_value_choice server = chosen.by_sign_in_name ? choose(j, LYD_WANTED_SIP, domain, view) : chosen;
    lyd_stated stated = {.open = chosen.name == NULL ? chosen.why : server.name == NULL ? server.why : NULL};
    if (stated.open == NULL) {
        stated.name = chosen.name;
        stated.server = server.name;
        stated.port = wanted == LYD_WANTED_SIP_TLS ? chosen.port : ports[1] == 0 ? ports[0] : 0;
        stated.addresses = lyd_addresses_to_copy(j, stated.server, (uint32_t)1 << view);
        stated.open = what_is_open(j, wanted, domain, view, &stated);
        stated.leads = stated.open == NULL;
    }
    if (stated.leads && lyd_wanted_rows[wanted].type == LYD_TYPE_SRV && stated.port == 0) {
        stated.open = lyd_arena_printf(j->arena, "the topology doesn't say which port, %u or %u", ports[0], ports[1]);
    }
    return stated;
}

/* ---- edits of a host ---- */

static bool has_record(const lyd_record_list *list, const lyd_record *record)
{
    size_t i = 0;
    while (i < list->count && lyd_record_compare(&list->items[i], record) != 0) {
        i++;
    }
    return i < list->count;
}

/* What the topology says is a server of its own there. */
static bool is_server_in(const lyd_judging *j, const char *fqdn, uint32_t view)
{
    uint32_t endpoint = lyd_topology_find(j->topology, fqdn);
    return endpoint != LYD_NONE && (j->topology->endpoints[endpoint].views >> view & 1u) != 0;
}

static void replace_host(lyd_judging *j, uint32_t name, const lyd_record_list *addresses, uint32_t view)
{
    uint32_t views = (uint32_t)1 << view;
    lyd_held_list own = lyd_from_wildcard(j, name, view) ? (lyd_held_list){0} : lyd_own_records(j, name, views);
    for (size_t i = 0; i < own.count; i++) {
        if (!has_record(addresses, own.items[i].record)) {
            lyd_edit_delete(j, own.items[i].name, own.items[i].record, views);
        }
    }
    lyd_records_add(j, lyd_case_fqdn(j->c, name), addresses, views);
}

bool lyd_set_host(lyd_judging *j, const char *fqdn, const lyd_record_list *addresses, uint32_t view)
{
    uint32_t name = lyd_case_find(j->c, fqdn, view, false);
    bool can = addresses->count > 0 && lyd_presence_in(j, name, view) != LYD_UNTOLD;
    if (can) {
        replace_host(j, name, addresses, view);
    }
    return can;
}

bool lyd_set_unaliased(lyd_judging *j, const char *fqdn, uint32_t view)
{
    uint32_t name = lyd_case_find(j->c, fqdn, view, false);
    lyd_record_list addresses = lyd_addresses_to_copy(j, fqdn, (uint32_t)1 << view);
    bool can = name != LYD_NONE && addresses.count > 0 && !lyd_leads_online(j, name, view);
    if (can) {
        replace_host(j, name, &addresses, view);
    }
    return can;
}

/* ---- edits of a service record ---- */

static bool is_alias_in(lyd_judging *j, const char *fqdn, uint32_t view)
{
    uint32_t name = lyd_case_find(j->c, fqdn, view, false);
    lyd_held_list own = name == LYD_NONE ? (lyd_held_list){0} : lyd_own_records(j, name, (uint32_t)1 << view);
    size_t i = 0;
    while (i < own.count && own.items[i].record->type != LYD_TYPE_CNAME) {
        i++;
    }
    return i < own.count;
}

bool lyd_set_target(lyd_judging *j, lyd_wanted wanted, uint32_t view, const lyd_stated *stated)
{
    uint32_t name = lyd_target_at(j, stated->name, view);
    bool alias = !stated->online && is_alias_in(j, stated->name, view);
    if (strcmp(stated->name, stated->server) == 0) {
        return !alias || lyd_set_unaliased(j, stated->name, view);
    }
    lyd_group group = lyd_wanted_group(wanted, j->topology->views[view].kind);
    bool leads = lyd_presence_in(j, name, view) == LYD_THERE && lyd_leads_to(j, name, view, group);
    return (leads && !alias && !lyd_from_wildcard(j, name, view)) ||
           (!is_server_in(j, stated->name, view) && lyd_set_host(j, stated->name, &stated->addresses, view));
}

bool lyd_set_stated(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_stated *stated)
{
    uint32_t name = lyd_wanted_at(j, wanted, domain, view);
    if (stated->open != NULL || name == LYD_NONE) {
        return false;
    }
    const char *fqdn = lyd_case_fqdn(j->c, name);
    bool srv = lyd_wanted_rows[wanted].type == LYD_TYPE_SRV;
    if (!srv && is_server_in(j, fqdn, view)) {
        return false;
    }
    if (!srv && stated->online) {
        lyd_record alias = {.type = LYD_TYPE_CNAME, .ttl = TTL_NEW, .target = stated->name};
        return lyd_set_host(j, fqdn, &(lyd_record_list){&alias, 1}, view);
    }
    if (!srv) {
        return lyd_set_host(j, fqdn, &stated->addresses, view);
    }
    bool can = lyd_set_target(j, wanted, view, stated);
    if (can) {
        const lyd_record record = {.type = LYD_TYPE_SRV,
                                   .ttl = TTL_NEW,
                                   .priority = stated->priority,
                                   .weight = stated->weight,
                                   .port = stated->port,
                                   .target = stated->name};
        lyd_edit_add(j, fqdn, &record, (uint32_t)1 << view);
    }
    return can;
}

/* ---- deleting ---- */

/* The name by which ANSWER to QUESTION leads to FQDN: its alias, or the target of one of its SRV records. */
static bool leads_through(const lyd_answer *answer, const char *fqdn)
{
    bool leads = false;
    for (size_t i = 0; i < answer->alias_count && !leads; i++) {
        leads = strcmp(answer->aliases[i], fqdn) == 0;
    }
    return leads;
}

/* A name that leads to FQDN in VIEW and may stay; NULL: none does. */
static const char *user_of(lyd_judging *j, const char *fqdn, uint32_t view)
{
    for (uint32_t name = 0; name < lyd_case_names(j->c); name++) {
        const lyd_extra *extra = lyd_case_extra(j->c, name);
        bool wanted = extra != NULL && extra->kind == LYD_EXTRA_WANTED;
        bool other = strcmp(lyd_case_fqdn(j->c, name), fqdn) != 0 && (lyd_case_views(j->c, name) >> view & 1u) != 0;
        for (uint32_t q = j->c->first[name]; other && q < j->c->first[name + 1]; q++) {
            const lyd_answer *answer = &j->c->answers[q];
            bool of_view = (j->servers[j->c->questions[q].server].views >> view & 1u) != 0;
            if (of_view && (leads_through(answer, fqdn) || has_target(answer, fqdn)) && !(wanted && lyd_wanted_intrudes(j, name, view))) {
                return lyd_case_fqdn(j->c, name);
            }
        }
    }
    return NULL;
}

static const char *in_arena(lyd_judging *j, const char *text)
{
    j->status = text == NULL ? LYD_ENOMEM : j->status;
    return text == NULL ? "" : text;
}

const char *lyd_delete_own(lyd_judging *j, uint32_t name, uint32_t view)
{
    const char *fqdn = lyd_case_fqdn(j->c, name), *user = user_of(j, fqdn, view);
    uint32_t probe = lyd_probe_at(j, name, view), endpoint = lyd_topology_find(j->topology, fqdn);
    if (lyd_presence_in(j, probe, view) == LYD_THERE) {
        return "remove the wildcard that would answer in its place";
    }
    if (is_server_in(j, fqdn, view)) {
        return in_arena(j, lyd_arena_printf(j->arena, "correct %s, which declares it for this view", lyd_endpoint_line(j, endpoint)));
    }
    if (user != NULL) {
        return in_arena(j, lyd_arena_printf(j->arena, "let %s lead elsewhere", user));
    }
    lyd_held_list own = lyd_own_records(j, name, (uint32_t)1 << view);
    lyd_held_delete(j, &own);
    return NULL;
}
