/* Whether a finding would still be there if others were mended. Where that can't be shown, it would. */
#include "causes.h"

#include <string.h>

/* ---- what is left of a name ---- */

lyd_mending lyd_mending_of(uint32_t endpoint, const lyd_mending *const *mendings, size_t count)
{
    lyd_mending sum = {.endpoint = endpoint};
    for (size_t i = 0; i < count; i++) {
        const lyd_mending *m = mendings[i];
        if (endpoint != LYD_NONE && m->endpoint == endpoint) {
            sum.views |= m->views;
            sum.gain |= m->gain;
            sum.loss |= m->loss;
            sum.lost_facts |= m->lost_facts;
            sum.corrected = sum.corrected || m->corrected;
        }
    }
    return sum;
}

static unsigned bit_of(lyd_family family)
{
    return family == LYD_IPV4 ? LYD_ADDRESS_IPV4 : LYD_ADDRESS_IPV6;
}

bool lyd_is_left(const lyd_mending *m, const lyd_address *address, lyd_facts facts)
{
    return (m->loss & bit_of((lyd_family)address->family)) == 0 && (facts & m->lost_facts) == 0;
}

/* True if the answer to QUESTION keeps its record RECORD. */
static bool keeps(const lyd_judging *j, const lyd_mending *m, uint32_t question, const lyd_record *record)
{
    return lyd_is_left(m, &record->address, m->lost_facts != 0 ? lyd_record_facts(j, question, record) : 0);
}

unsigned lyd_families_left(const lyd_judging *j, uint32_t endpoint, const lyd_mending *m)
{
    unsigned left = m->gain;
    for (uint32_t q = j->c->first[endpoint]; q < j->c->first[endpoint + 1]; q++) {
        const lyd_answer *answer = &j->c->answers[q];
        for (uint32_t i = 0; i < answer->record_count; i++) {
            left |= keeps(j, m, q, &answer->records[i]) ? bit_of((lyd_family)answer->records[i].address.family) : 0;
        }
    }
    return left;
}

/* ---- one test for each rule ---- */

/* A finding that is tried, and what is mended. */
typedef struct trial {
    lyd_judging *j;
    const lyd_finding *finding;
    const lyd_mending *const *mendings;
    size_t count;
    uint32_t endpoint; /* the finding's first subject; LYD_NONE: it is none */
    lyd_mending sum;   /* all that is mended about it */
} trial;

static unsigned left_of(const trial *t)
{
    return t->endpoint == LYD_NONE ? 0 : lyd_families_left(t->j, t->endpoint, &t->sum);
}

/* True if NAME gets what it lacks in VIEWS. */
static bool would_be_there(const trial *t, const char *name, uint32_t views)
{
    bool there = false;
    for (size_t i = 0; i < t->count && !there && views != 0 && strcmp(name, ".") != 0; i++) {
        there = strcmp(t->mendings[i]->name, name) == 0 && (views & ~t->mendings[i]->views) == 0;
    }
    return there;
}

static bool name_would_be_there(const trial *t)
{
    return would_be_there(t, t->finding->subjects[0], t->finding->views);
}

static bool target_would_be_there(const trial *t)
{
    return would_be_there(t, t->finding->subjects[1], t->finding->views);
}

static bool would_be_renamed(const trial *t)
{
    bool renamed = false;
    for (size_t i = 0; i < t->count && !renamed; i++) {
        renamed = t->mendings[i]->renamed && strcmp(t->mendings[i]->name, t->finding->subjects[0]) == 0;
    }
    return renamed || name_would_be_there(t);
}

static bool would_have_ipv4(const trial *t)
{
    return (left_of(t) & LYD_ADDRESS_IPV4) != 0 || name_would_be_there(t);
}

/* The subject may be a client network, too. */
static bool would_not_be_ipv6_only(const trial *t)
{
    bool gains = false;
    for (size_t i = 0; i < t->count && t->endpoint == LYD_NONE && !gains; i++) {
        gains = t->mendings[i]->gain == LYD_ADDRESS_IPV4 && strcmp(t->mendings[i]->name, t->finding->subjects[0]) == 0;
    }
    return gains || (left_of(t) & LYD_ADDRESS_IPV4) != 0;
}

static bool would_be_as_declared(const trial *t)
{
    return t->endpoint != LYD_NONE && left_of(t) == t->j->topology->endpoints[t->endpoint].declared;
}

static bool would_have_no_ipv6(const trial *t)
{
    return t->endpoint != LYD_NONE && (left_of(t) & LYD_ADDRESS_IPV6) == 0;
}

/* What a topology declares about a gateway counts more than DNS. */
static bool gateway_would_have_no_ipv6(const trial *t)
{
    return would_have_no_ipv6(t) && t->j->topology->endpoints[t->endpoint].declared == LYD_ADDRESS_NONE;
}

static bool would_not_be_dual_stack(const trial *t)
{
    unsigned left = left_of(t);
    return left == LYD_ADDRESS_IPV4 || left == LYD_ADDRESS_IPV6;
}

/* ---- its addresses ---- */

/* True if no address that shows FACTS is left. */
static bool would_not_show(const trial *t, lyd_facts facts)
{
    const lyd_judging *j = t->j;
    bool shows = t->endpoint == LYD_NONE;
    for (uint32_t q = shows ? 0 : j->c->first[t->endpoint]; !shows && q < j->c->first[t->endpoint + 1]; q++) {
        const lyd_answer *answer = &j->c->answers[q];
        for (uint32_t i = 0; i < answer->record_count && !shows; i++) {
            shows = (lyd_record_facts(j, q, &answer->records[i]) & facts) != 0 && keeps(j, &t->sum, q, &answer->records[i]);
        }
    }
    return !shows;
}

static bool would_be_usable(const trial *t)
{
    return would_not_show(t, LYD_FACT_UNUSABLE);
}

static bool would_not_be_transition(const trial *t)
{
    return would_not_show(t, LYD_FACT_TRANSITION | LYD_FACT_UNTOLD);
}

static bool would_be_public(const trial *t)
{
    return would_not_show(t, LYD_FACT_PRIVATE);
}

/* True if each configured address is there, or the name gets addresses of its family. */
static bool would_have_configured(const trial *t)
{
    lyd_address_set set = {0};
    bool all = t->endpoint != LYD_NONE;
    if (!all) {
        return false;
    }
    const lyd_endpoint *endpoint = &t->j->topology->endpoints[t->endpoint];
    lyd_address_set_add(t->j, &set, t->endpoint, LYD_ALL_VIEWS);
    lyd_address_set_sort(&set);
    for (uint32_t i = 0; i < endpoint->configured_count && all; i++) {
        const lyd_address *address = &endpoint->configured[i];
        all = lyd_address_set_has(&set, address) || (t->sum.gain & bit_of((lyd_family)address->family)) != 0;
    }
    lyd_address_set_free(&set);
    return all;
}

/* ---- servers and views that differ ---- */

/* Whether what is left of A is also in B. */
static bool holds_left(const trial *t, uint32_t a, uint32_t b)
{
    const lyd_answer *one = &t->j->c->answers[a], *two = &t->j->c->answers[b];
    bool holds = true;
    for (uint32_t i = 0; i < one->record_count && holds; i++) {
        holds = !keeps(t->j, &t->sum, a, &one->records[i]);
        for (uint32_t k = 0; k < two->record_count && !holds; k++) {
            holds = lyd_record_compare(&one->records[i], &two->records[k]) == 0;
        }
    }
    return holds;
}

/* Whether the servers of VIEW would give the same for TYPE. One that denies the name does so whatever its records are. */
static bool servers_would_agree(const trial *t, size_t view, lyd_type type)
{
    const lyd_judging *j = t->j;
    uint32_t first = LYD_NONE;
    bool agree = true;
    for (size_t s = 0; s < j->topology->views[view].server_count && agree; s++) {
        uint32_t q = lyd_case_question(j->c, t->endpoint, j->c->view_servers[view][s], type);
        unsigned bit = q == LYD_NONE ? LYD_BITS_FAILED : lyd_answer_bit(&j->c->answers[q]);
        if ((bit & LYD_BITS_FAILED) != 0) {
            continue;
        }
        agree = (bit & LYD_BITS_EXISTS) != 0 && (first == LYD_NONE || (holds_left(t, first, q) && holds_left(t, q, first)));
        first = first == LYD_NONE ? q : first;
    }
    return agree;
}

static bool would_agree(const trial *t)
{
    bool agree = t->endpoint != LYD_NONE && (t->sum.loss != 0 || t->sum.lost_facts != 0);
    for (size_t v = 0; v < t->j->topology->view_count && agree; v++) {
        bool judged = (t->finding->views >> v & 1u) != 0;
        for (size_t i = 0; i < LYD_HOST_TYPES && judged && agree; i++) {
            agree = servers_would_agree(t, v, lyd_host_types[i]);
        }
    }
    return agree;
}

/* True if the name is missing in one of the two views alone, and gets its records there. */
static bool views_would_be_alike(const trial *t)
{
    const lyd_topology *topology = t->j->topology;
    uint32_t v = 0;
    while (v < topology->view_count && strcmp(topology->views[v].name, t->finding->subjects[1]) != 0) {
        v++;
    }
    if (v == topology->view_count || topology->views[v].like == LYD_NONE) {
        return false;
    }
    uint32_t here = (uint32_t)1 << v, there = (uint32_t)1 << topology->views[v].like;
    return would_be_there(t, t->finding->subjects[0], here) != would_be_there(t, t->finding->subjects[0], there);
}

/* ---- pools ---- */

typedef bool pool_test(lyd_judging *j, const lyd_pool *pool, const trial *t);

/* True if TEST holds for every pool that the finding may be about. */
static bool each_pool(const trial *t, pool_test *test)
{
    const lyd_topology *topology = t->j->topology;
    bool all = t->endpoint != LYD_NONE;
    for (size_t p = 0; p < topology->pool_count && all; p++) {
        all = topology->pools[p].endpoint != t->endpoint || test(t->j, &topology->pools[p], t);
    }
    return all;
}

static bool addresses_agree(lyd_judging *j, const lyd_pool *pool, const trial *t)
{
    bool agree = true;
    for (uint32_t v = 0; v < j->topology->view_count && agree; v++) {
        bool judged = (t->finding->views >> v & 1u) != 0;
        agree = !judged || lyd_pool_would_agree(j, pool, (uint32_t)1 << v, t->mendings, t->count);
    }
    return agree;
}

static bool members_agree(lyd_judging *j, const lyd_pool *pool, const trial *t)
{
    return lyd_members_would_agree(j, pool, t->mendings, t->count);
}

static bool scopes_agree(lyd_judging *j, const lyd_pool *pool, const trial *t)
{
    return lyd_scopes_would_agree(j, pool, t->mendings, t->count);
}

static bool pool_would_agree(const trial *t)
{
    return each_pool(t, addresses_agree);
}

static bool members_would_agree(const trial *t)
{
    return each_pool(t, members_agree);
}

static bool scopes_would_agree(const trial *t)
{
    return each_pool(t, scopes_agree);
}

/* ---- all rules ---- */

static const struct {
    const char *rule;
    bool (*would_go)(const trial *t);
} tests[] = {
    {"UM001", would_have_no_ipv6},
    {"UM003", would_have_ipv4},
    {"STK001", would_not_be_ipv6_only},
    {"STK003", would_be_as_declared},
    {"PST002", gateway_would_have_no_ipv6},
    {"PST003", would_not_be_dual_stack},
    {"EV001", would_not_be_ipv6_only},
    {"EV002", would_not_be_dual_stack},
    {"VER001", would_have_no_ipv6},
    {"VER002", would_not_be_dual_stack},
    {"LIS001", would_have_no_ipv6},
    {"PCH001", would_have_no_ipv6},
    {"DNS001", would_be_renamed},
    {"DNS002", name_would_be_there},
    {"DNS005", would_agree},
    {"DNS006", would_be_usable},
    {"DNS007", would_not_be_transition},
    {"DNS008", pool_would_agree},
    {"DNS009", members_would_agree},
    {"DNS010", would_be_public},
    {"DNS011", scopes_would_agree},
    {"DNS013", would_have_configured},
    {"DNS015", views_would_be_alike},
    {"SRV006", target_would_be_there},
    {"SIP001", name_would_be_there},
    {"SIP002", name_would_be_there},
    {"URL001", name_would_be_there},
    {"URL002", name_would_be_there},
    {"WEB001", name_would_be_there},
    {"WEB002", name_would_be_there},
    {"WEB006", name_would_be_there},
    {"WAC001", name_would_be_there},
    {"EDG003", name_would_be_there},
};

bool lyd_would_go(lyd_judging *j, const lyd_finding *finding, const lyd_mending *const *mendings, size_t count)
{
    size_t i = 0;
    while (i < LYD_COUNT(tests) && strcmp(tests[i].rule, finding->rule->id) != 0) {
        i++;
    }
    if (i == LYD_COUNT(tests)) {
        return false;
    }
    trial t = {.j = j, .finding = finding, .mendings = mendings, .count = count};
    t.endpoint = lyd_topology_find(j->topology, finding->subjects[0]);
    t.sum = lyd_mending_of(t.endpoint, mendings, count);
    return tests[i].would_go(&t);
}

/* ---- combinations ---- */

/* The type that a side would have which is now of TYPE: that of a network, or what DNS says about an endpoint. */
static lyd_address_type type_left(lyd_judging *j, const char *subject, uint32_t endpoint, lyd_address_type type,
                                  const lyd_mending *const *mendings, size_t count)
{
    unsigned left = (unsigned)type;
    if (endpoint != LYD_NONE) {
        lyd_mending sum = lyd_mending_of(endpoint, mendings, count);
        return (lyd_address_type)lyd_families_left(j, endpoint, &sum);
    }
    for (size_t i = 0; i < count; i++) {
        left |= mendings[i]->endpoint == LYD_NONE && strcmp(mendings[i]->name, subject) == 0 ? mendings[i]->gain : 0;
    }
    return (lyd_address_type)left;
}

/* The endpoint whose answers give the type of side SIDE of ROW; LYD_NONE: a network, or a declared type. */
static uint32_t endpoint_of(const lyd_judging *j, const lyd_combination *row, size_t side)
{
    const lyd_topology *t = j->topology;
    size_t sides = lyd_table_get(row->table)->sides;
    uint32_t e = lyd_topology_find(t, row->subjects[sides == 3 ? side / 2 : side]);
    if (sides == 2) {
        return e;
    }
    if (side == 2) {
        return e != LYD_NONE && t->endpoints[e].declared != LYD_ADDRESS_NONE ? LYD_NONE : e;
    }
    for (size_t p = 0; side == 1 && p < t->pool_count; p++) {
        const lyd_pool *pool = &t->pools[p];
        if (pool->kind == LYD_POOL_MEDIATION && pool->endpoint == e) {
            return pool->pstn_declared != LYD_ADDRESS_NONE ? LYD_NONE : pool->pstn_endpoint != LYD_NONE ? pool->pstn_endpoint : e;
        }
    }
    return e;
}

/* The name of a network that is an endpoint's, too, is the network's. */
static bool is_network(const lyd_combination *row, size_t side)
{
    bool first = row->table == LYD_TABLE_CLIENT_REGISTRATION || row->table == LYD_TABLE_CONFERENCING || row->table == LYD_TABLE_REMOTE_USER;
    return row->table == LYD_TABLE_PEER_TO_PEER || (first && side == 0);
}

bool lyd_would_work(lyd_judging *j, const lyd_combination *row, const lyd_mending *const *mendings, size_t count)
{
    lyd_address_type types[LYD_TABLE_SIDES] = {LYD_ADDRESS_NONE};
    size_t sides = lyd_table_get(row->table)->sides;
    for (size_t i = 0; i < sides; i++) {
        const char *subject = row->subjects[sides == 3 ? i / 2 : i];
        types[i] = type_left(j, subject, is_network(row, i) ? LYD_NONE : endpoint_of(j, row, i), row->types[i], mendings, count);
    }
    return lyd_table_verdict(row->table, types) == LYD_SUPPORTED;
}
