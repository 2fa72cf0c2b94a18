/* Service names: whether their records are there, where they lead, whether a wildcard answers for them. */
#include "service.h"

#include <stdlib.h>
#include <string.h>

/* ---- answers of a view ---- */

/* The bits of the answers of TYPE for NAME from the servers of VIEW; *ALL: each of them was asked and has one of BITS. */
static unsigned view_bits(const lyd_judging *j, uint32_t name, uint32_t view, lyd_type type, unsigned bits, bool *all)
{
    unsigned found = 0;
    *all = true;
    for (size_t s = 0; s < j->topology->views[view].server_count; s++) {
        const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][s], type);
        unsigned bit = answer != NULL ? lyd_answer_bit(answer) : 0;
        found |= bit;
        *all = *all && (bit & bits) != 0;
    }
    return found;
}

static bool is_srv(const lyd_judging *j, uint32_t name)
{
    const lyd_extra *extra = lyd_case_extra(j->c, name);
    return extra != NULL && extra->srv;
}

lyd_presence lyd_presence_in(const lyd_judging *j, uint32_t name, uint32_t view)
{
    bool all, denied = true;
    if (name == LYD_NONE) {
        return LYD_UNTOLD;
    }
    if (is_srv(j, name)) {
        unsigned bits = view_bits(j, name, view, LYD_TYPE_SRV, 0, &all);
        return (bits & LYD_BITS_RECORDS) != 0 ? LYD_THERE : (bits & LYD_BITS_DENIED) != 0 ? LYD_MISSING : LYD_UNTOLD;
    }
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        unsigned bits = view_bits(j, name, view, lyd_host_types[t], 0, &all);
        if ((bits & LYD_BITS_RECORDS) != 0) {
            return LYD_THERE;
        }
        denied = denied && (bits & LYD_BITS_DENIED) != 0;
    }
    return denied ? LYD_MISSING : LYD_UNTOLD;
}

bool lyd_denied_by_all(const lyd_judging *j, uint32_t name, uint32_t view)
{
    bool all = name != LYD_NONE && j->topology->views[view].server_count > 0, each;
    for (size_t t = 0; all && t < (is_srv(j, name) ? 1 : LYD_HOST_TYPES); t++) {
        (void)view_bits(j, name, view, is_srv(j, name) ? LYD_TYPE_SRV : lyd_host_types[t], LYD_BITS_DENIED, &each);
        all = each;
    }
    return all;
}

bool lyd_alias_broken_in(const lyd_judging *j, uint32_t name, uint32_t view)
{
    unsigned bits = 0;
    bool all;
    for (size_t t = 0; name != LYD_NONE && t < (is_srv(j, name) ? 1 : LYD_HOST_TYPES); t++) {
        bits |= view_bits(j, name, view, is_srv(j, name) ? LYD_TYPE_SRV : lyd_host_types[t], 0, &all);
    }
    return (bits & LYD_BITS_ALIAS_BROKEN) != 0;
}

/* ---- service names ---- */

/* The extra FQDN that is KIND and asked in VIEW. */
static uint32_t extra_named(const lyd_judging *j, lyd_extra_kind kind, const char *fqdn, uint32_t view)
{
    uint32_t name = LYD_NONE;
    if (j->c->extra_index == NULL || !lyd_map_get(j->c->extra_index, fqdn, &name)) {
        return LYD_NONE;
    }
    for (; name != LYD_NONE; name = lyd_case_extra(j->c, name)->next) {
        const lyd_extra *extra = lyd_case_extra(j->c, name);
        if (extra->kind == kind && (extra->views >> view & 1u) != 0) {
            return name;
        }
    }
    return LYD_NONE;
}

#define SLOTS (LYD_WANTED_COUNT + LYD_PROBES) /* of a SIP domain */

/* Rules ask for the same names again and again; to find them by text took as long as all else. */
lyd_status lyd_judging_index(lyd_judging *j)
{
    size_t count = j->topology->sip_domain_count * SLOTS;
    j->slots = lyd_arena_alloc(j->arena, count * sizeof(*j->slots));
    if (j->slots == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        j->slots[i] = LYD_NONE;
    }
    for (size_t i = 0; i < j->c->extra_count && count > 0; i++) {
        const lyd_extra *extra = &j->c->extras[i];
        if (extra->kind == LYD_EXTRA_WANTED || extra->kind == LYD_EXTRA_PROBE) {
            size_t slot = extra->row + (extra->kind == LYD_EXTRA_PROBE ? (size_t)LYD_WANTED_COUNT : 0);
            j->slots[extra->domain * SLOTS + slot] = (uint32_t)(j->topology->endpoint_count + i);
        }
    }
    return LYD_OK;
}

static uint32_t extra_at(const lyd_judging *j, size_t slot, uint32_t domain, uint32_t view)
{
    uint32_t name = j->slots[domain * SLOTS + slot];
    return name != LYD_NONE && (lyd_case_views(j->c, name) >> view & 1u) != 0 ? name : LYD_NONE;
}

uint32_t lyd_wanted_at(const lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view)
{
    return extra_at(j, (size_t)wanted, domain, view);
}

/* Nothing probes _udp. */
uint32_t lyd_probe_at(const lyd_judging *j, uint32_t name, uint32_t view)
{
    const lyd_extra *extra = lyd_case_extra(j->c, name);
    const char *fqdn = lyd_case_fqdn(j->c, name);
    bool srv = extra != NULL && extra->srv;
    int row = !srv ? LYD_PROBE_HOST : strstr(fqdn, "._tls.") != NULL ? LYD_PROBE_TLS : LYD_PROBE_TCP;
    if (extra != NULL && extra->domain != LYD_NONE) {
        return extra_at(j, (size_t)(LYD_WANTED_COUNT + row), extra->domain, view);
    }
    uint32_t probe = LYD_NONE;
    for (const char *dot = strchr(fqdn, '.'); dot != NULL && probe == LYD_NONE; dot = strchr(dot + 1, '.')) {
        char text[LYD_NAME_TEXT];
        bool fits = lyd_wanted_name(lyd_probe_rows[row].owner, dot + 1, text);
        probe = fits ? extra_named(j, LYD_EXTRA_PROBE, text, view) : LYD_NONE;
    }
    return probe;
}

/* Whether A and B hold the same records; where a lookup failed, or neither has any, nothing is compared. */
typedef enum likeness { NOT_COMPARED, ALIKE, UNLIKE } likeness;

static likeness compare(const lyd_answer *a, const lyd_answer *b)
{
    unsigned bits = a != NULL && b != NULL ? lyd_answer_bit(a) | lyd_answer_bit(b) : LYD_BITS_FAILED;
    if ((bits & LYD_BITS_FAILED) != 0 || (bits & LYD_BITS_RECORDS) == 0) {
        return NOT_COMPARED;
    }
    return lyd_answer_same_aliases(a, b) && lyd_answer_same_records(a, b) ? ALIKE : UNLIKE;
}

/* One type that differs shows that the name exists: then no wildcard answers for the others either (RFC 4592). One server with a record of
 * its own is enough for the record to be there. */
bool lyd_from_wildcard(const lyd_judging *j, uint32_t name, uint32_t view)
{
    uint32_t probe = name == LYD_NONE ? LYD_NONE : lyd_probe_at(j, name, view);
    bool alike = false, unlike = false;
    for (size_t s = 0; probe != LYD_NONE && s < j->topology->views[view].server_count; s++) {
        uint16_t server = j->c->view_servers[view][s];
        bool there = false, differs = false;
        for (size_t t = 0; t < (is_srv(j, name) ? 1 : LYD_HOST_TYPES); t++) {
            lyd_type type = is_srv(j, name) ? LYD_TYPE_SRV : lyd_host_types[t];
            const lyd_answer *answer = lyd_case_answer(j->c, name, server, type);
            likeness l = compare(answer, lyd_case_answer(j->c, probe, server, type));
            there = there || (answer != NULL && (lyd_answer_bit(answer) & LYD_BITS_RECORDS) != 0);
            alike = alike || l == ALIKE;
            differs = differs || l == UNLIKE;
        }
        unlike = unlike || (there && differs);
    }
    return alike && !unlike;
}

uint32_t lyd_views_holding(lyd_judging *j, lyd_wanted wanted, uint32_t domain, unsigned kinds, lyd_view_test *holds)
{
    uint32_t views = lyd_views_of_kind(j->topology, kinds), held = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        uint32_t name = (views >> v & 1u) != 0 ? lyd_wanted_at(j, wanted, domain, v) : LYD_NONE;
        held |= name != LYD_NONE && holds(j, name, v) ? (uint32_t)1 << v : 0;
    }
    return held;
}

/* ---- groups ---- */

#define REGISTRAR_ROLES                                                                                                                    \
    (LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_FRONT_END_SERVER) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL) |              \
     LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_SERVER))
#define POOL_ROLES (LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL))
#define WEB_ROLES (LYD_ROLE_BIT(LYD_ROLE_WEB_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_WEB_EXTERNAL))
#define EXTERNAL LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL)

/* Access Edge names are a group by their service, not by their role. */
static const struct {
    lyd_roles roles;
    bool access;
} groups[LYD_GROUP_COUNT] = {
    [LYD_GROUP_ACCESS] = {0, true},
    [LYD_GROUP_REGISTRARS] = {REGISTRAR_ROLES, false},
    [LYD_GROUP_SIGN_IN] = {REGISTRAR_ROLES, true},
    [LYD_GROUP_DISCOVERY] = {REGISTRAR_ROLES | WEB_ROLES, false},
    [LYD_GROUP_WEB_EXTERNAL] = {LYD_ROLE_BIT(LYD_ROLE_WEB_EXTERNAL), false},
    [LYD_GROUP_WEB] = {POOL_ROLES | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_SERVER) | WEB_ROLES, false},
    [LYD_GROUP_EDGE] = {EXTERNAL | LYD_ROLE_BIT(LYD_ROLE_EDGE_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_EDGE_SERVER), false},
};

/* Where the topology says of no external Edge name what it is for, each may be the Access Edge. */
static bool services_are_known(const lyd_topology *t)
{
    bool known = false;
    for (size_t i = 0; i < t->endpoint_count && !known; i++) {
        known = (t->endpoints[i].roles & EXTERNAL) != 0 && t->endpoints[i].edge_services != 0;
    }
    return known;
}

static bool is_of(const lyd_endpoint *e, lyd_group group, bool known)
{
    bool access = groups[group].access && (e->roles & EXTERNAL) != 0 && (!known || (e->edge_services & LYD_EDGE_ACCESS) != 0);
    return access || (e->roles & groups[group].roles) != 0;
}

bool lyd_in_group(const lyd_judging *j, uint32_t endpoint, lyd_group group)
{
    return is_of(&j->topology->endpoints[endpoint], group, services_are_known(j->topology));
}

bool lyd_is_of_group(const lyd_judging *j, const char *fqdn, lyd_group group)
{
    uint32_t endpoint = lyd_topology_find(j->topology, fqdn);
    return endpoint != LYD_NONE && lyd_in_group(j, endpoint, group);
}

/* The name at the end of an answer's alias chain; NULL: it has none. */
static const char *last_alias(const lyd_answer *answer)
{
    return answer->alias_count > 0 ? answer->aliases[answer->alias_count - 1] : NULL;
}

/* Adds what the answers for NAME hold. */
static lyd_status reach_add_answers(lyd_judging *j, lyd_reach *reach, uint32_t name)
{
    lyd_status status = LYD_OK;
    lyd_address_set_add(j, &reach->addresses, name, LYD_ALL_VIEWS);
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1] && status == LYD_OK; q++) {
        const char *last = last_alias(&j->c->answers[q]);
        status = last != NULL ? lyd_map_put(reach->names, last, 0) : LYD_OK;
    }
    return status;
}

/* An endpoint's name may be asked in views that aren't its own, as an extra. One that is a service name, too, is a record of its own there:
 * sip of a domain, inside, is seldom the Access Edge that it is outside. */
static void reach_add(lyd_judging *j, lyd_reach *reach, uint32_t endpoint)
{
    const char *fqdn = j->topology->endpoints[endpoint].fqdn;
    uint32_t name = LYD_NONE;
    reach->any = true;
    const lyd_endpoint *e = &j->topology->endpoints[endpoint];
    bool broken = j->seen[endpoint] == LYD_ADDRESS_NONE && (j->facts[endpoint] & LYD_FACT_ALIAS_BROKEN) != 0;
    reach->open = reach->open || broken || (e->views != 0 && j->seen[endpoint] == LYD_ADDRESS_UNKNOWN);
    lyd_status status = lyd_map_put(reach->names, fqdn, 0);
    status = status == LYD_OK ? reach_add_answers(j, reach, endpoint) : status;
    bool more = j->c->extra_index != NULL && lyd_map_get(j->c->extra_index, fqdn, &name);
    for (; more && name != LYD_NONE && status == LYD_OK; name = lyd_case_extra(j->c, name)->next) {
        bool other = is_srv(j, name) || lyd_case_extra(j->c, name)->kind == LYD_EXTRA_WANTED;
        status = other ? LYD_OK : reach_add_answers(j, reach, name);
    }
    j->status = status != LYD_OK ? status : j->status;
}

static const lyd_reach *reach_of(lyd_judging *j, lyd_group group)
{
    lyd_reach *reach = &j->reach[group];
    if (reach->known) {
        return reach;
    }
    bool known = services_are_known(j->topology);
    reach->known = true;
    reach->open = j->topology->left_view_count > 0; /* its names may have other addresses there */
    reach->names = lyd_map_new();
    if (reach->names == NULL) {
        j->status = LYD_ENOMEM;
        return reach;
    }
    for (uint32_t e = 0; e < j->topology->endpoint_count && j->status == LYD_OK; e++) {
        if (is_of(&j->topology->endpoints[e], group, known)) {
            reach_add(j, reach, e);
        }
    }
    lyd_address_set_sort(&reach->addresses);
    return reach;
}

bool lyd_group_any(lyd_judging *j, lyd_group group)
{
    return reach_of(j, group)->any;
}

void lyd_reach_clear(lyd_judging *j)
{
    for (size_t i = 0; i < LYD_GROUP_COUNT; i++) {
        lyd_address_set_free(&j->reach[i].addresses);
        lyd_map_free(j->reach[i].names);
    }
}

/* ---- where a name leads ---- */

static bool answer_leads_to(const lyd_reach *reach, const lyd_answer *answer)
{
    uint32_t there;
    bool leads = last_alias(answer) != NULL && lyd_map_get(reach->names, last_alias(answer), &there);
    for (uint32_t i = 0; i < answer->record_count && !leads; i++) {
        leads = lyd_address_set_has(&reach->addresses, &answer->records[i].address);
    }
    return leads;
}

bool lyd_leads_to(lyd_judging *j, uint32_t name, uint32_t view, lyd_group group)
{
    const lyd_reach *reach = reach_of(j, group);
    const lyd_extra *extra = name == LYD_NONE ? NULL : lyd_case_extra(j->c, name);
    uint32_t there;
    if (name == LYD_NONE || j->status != LYD_OK) {
        return false;
    }
    bool service = extra != NULL && extra->kind == LYD_EXTRA_WANTED;
    bool leads = !service && lyd_map_get(reach->names, lyd_case_fqdn(j->c, name), &there);
    for (size_t s = 0; s < j->topology->views[view].server_count && !leads; s++) {
        for (size_t t = 0; t < LYD_HOST_TYPES && !leads; t++) {
            const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][s], lyd_host_types[t]);
            leads = answer != NULL && answer_leads_to(reach, answer);
        }
    }
    return leads;
}

bool lyd_leads_astray(lyd_judging *j, uint32_t name, uint32_t view, lyd_group group)
{
    const lyd_reach *reach = reach_of(j, group);
    bool known = reach->any && !reach->open && lyd_presence_in(j, name, view) == LYD_THERE, all;
    for (size_t t = 0; t < LYD_HOST_TYPES && known; t++) {
        known = (view_bits(j, name, view, lyd_host_types[t], 0, &all) & (LYD_BITS_RECORDS | LYD_BITS_DENIED)) != 0;
    }
    return known && !lyd_leads_to(j, name, view, group);
}

bool lyd_target_leads_to(lyd_judging *j, uint32_t name, uint32_t view, lyd_group group)
{
    const lyd_record **records;
    size_t count = lyd_srv_records(j, name, view, &records);
    bool leads = false;
    for (size_t i = 0; i < count && !leads; i++) {
        leads = lyd_is_of_group(j, records[i]->target, group) || lyd_leads_to(j, lyd_target_at(j, records[i]->target, view), view, group);
    }
    return leads;
}

/* The alias in the answers for the host NAME in VIEW that is in the cloud; NULL: none is. */
static const char *online_alias(const lyd_judging *j, uint32_t name, uint32_t view)
{
    const char *online = NULL;
    for (uint32_t q = name == LYD_NONE ? 0 : j->c->first[name]; name != LYD_NONE && q < j->c->first[name + 1] && online == NULL; q++) {
        const lyd_answer *answer = &j->c->answers[q];
        bool of_view = (j->servers[j->c->questions[q].server].views >> view & 1u) != 0;
        for (size_t i = 0; of_view && i < answer->alias_count && online == NULL; i++) {
            online = lyd_is_online(answer->aliases[i]) ? answer->aliases[i] : NULL;
        }
    }
    return online;
}

const char *lyd_online_name(const lyd_judging *j, uint32_t name, uint32_t view)
{
    const char *online = online_alias(j, name, view);
    for (size_t s = 0; name != LYD_NONE && s < j->topology->views[view].server_count && online == NULL; s++) {
        const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][s], LYD_TYPE_SRV);
        for (uint32_t i = 0; answer != NULL && i < answer->record_count && online == NULL; i++) {
            const char *target = answer->records[i].target;
            online = lyd_is_online(target) ? target : online_alias(j, lyd_target_at(j, target, view), view);
        }
    }
    return online;
}

bool lyd_leads_online(const lyd_judging *j, uint32_t name, uint32_t view)
{
    return lyd_online_name(j, name, view) != NULL;
}

bool lyd_breaches_hybrid(const lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view)
{
    return (j->topology->services & LYD_SERVICE_HYBRID) != 0 && j->topology->views[view].kind == LYD_VIEW_EXTERNAL &&
           lyd_online_target_of(wanted) != NULL && lyd_leads_online(j, lyd_wanted_at(j, wanted, domain, view), view);
}

/* ---- SRV records ---- */

size_t lyd_srv_records(lyd_judging *j, uint32_t name, uint32_t view, const lyd_record ***records)
{
    size_t most = 0, count = 0;
    *records = NULL;
    for (size_t s = 0; name != LYD_NONE && s < j->topology->views[view].server_count; s++) {
        const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][s], LYD_TYPE_SRV);
        most += answer != NULL ? answer->record_count : 0;
    }
    const lyd_record **list = lyd_arena_zalloc(j->arena, most, sizeof(*list));
    if (list == NULL) {
        j->status = LYD_ENOMEM;
        return 0;
    }
    for (size_t s = 0; most > 0 && s < j->topology->views[view].server_count; s++) {
        const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][s], LYD_TYPE_SRV);
        for (uint32_t r = 0; answer != NULL && r < answer->record_count; r++) {
            size_t i = 0;
            while (i < count && lyd_record_compare(list[i], &answer->records[r]) != 0) {
                i++;
            }
            if (i == count) {
                list[count++] = &answer->records[r];
            }
        }
    }
    *records = list;
    return count;
}

uint32_t lyd_target_at(const lyd_judging *j, const char *target, uint32_t view)
{
    return strcmp(target, ".") == 0 ? LYD_NONE : lyd_case_find(j->c, target, view, false);
}

/* ---- what is missing, what stands in its place ---- */

bool lyd_lacks(lyd_judging *j, uint32_t name, uint32_t view, lyd_group group)
{
    switch (lyd_presence_in(j, name, view)) {
    case LYD_MISSING:
        return !lyd_alias_broken_in(j, name, view);
    case LYD_THERE:
        return group != LYD_GROUP_COUNT && lyd_from_wildcard(j, name, view) &&
               !(is_srv(j, name) ? lyd_target_leads_to(j, name, view, group) : lyd_leads_to(j, name, view, group));
    case LYD_UNTOLD:
        break;
    }
    return false;
}

/* Whether the near miss NAME is there in VIEW, and no wildcard gives it. One that may be meant as it stands has to lead to an Edge. */
static bool is_near_miss(lyd_judging *j, uint32_t name, uint32_t view)
{
    const lyd_extra *extra = lyd_case_extra(j->c, name);
    return lyd_presence_in(j, name, view) == LYD_THERE && !lyd_from_wildcard(j, name, view) &&
           (!lyd_near_misses[extra->row].plausible || lyd_target_leads_to(j, name, view, LYD_GROUP_EDGE));
}

uint32_t lyd_near_miss_at(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view)
{
    for (size_t i = 0; i < lyd_near_miss_count; i++) {
        char fqdn[LYD_NAME_TEXT];
        uint32_t name = LYD_NONE;
        if (lyd_near_misses[i].wanted == wanted && lyd_near_miss_name(&lyd_near_misses[i], j->topology->sip_domains[domain], fqdn)) {
            name = extra_named(j, LYD_EXTRA_NEAR_MISS, fqdn, view);
        }
        if (name != LYD_NONE && is_near_miss(j, name, view)) {
            return name;
        }
    }
    return LYD_NONE;
}
