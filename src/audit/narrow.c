/* Narrowing a run to the names asked about: which findings concern them, and a case of these names alone. */
#include "narrow.h"

#include <lyncdns/services.h>

#include <stdlib.h>
#include <string.h>

/* ---- findings ---- */

static bool is_service(const lyd_narrowing *to, const char *name)
{
    for (size_t i = 0; i < to->service_count; i++) {
        if (strcmp(to->services[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_declared(const lyd_topology *whole, const char *domain)
{
    for (size_t i = 0; i < whole->sip_domain_count; i++) {
        if (strcmp(whole->sip_domains[i], domain) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_rule(const lyd_finding *finding, const char *id)
{
    return strcmp(finding->rule->id, id) == 0;
}

/* What a wildcard answers for in the domain of a service name. */
static bool is_domain_of_service(const lyd_narrowing *to, const char *name)
{
    for (size_t i = 0; i < to->service_count; i++) {
        const char *domain = NULL;
        if (lyd_wanted_find(to->services[i], &domain) < LYD_WANTED_COUNT && strcmp(domain, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A record of a domain that the deployment doesn't have needn't lead to the deployment. */
static bool is_foreign(const lyd_narrowing *to, const lyd_finding *finding)
{
    const char *domain = NULL;
    return is_rule(finding, "SRV011") && lyd_wanted_find(finding->subjects[0], &domain) < LYD_WANTED_COUNT &&
           !is_declared(to->whole, domain);
}

/* True if one of the names asked about is a member of the pool. */
static bool pool_holds(const lyd_topology *topology, uint32_t pool_endpoint, size_t asked)
{
    for (size_t p = 0; p < topology->pool_count; p++) {
        const lyd_pool *pool = &topology->pools[p];
        for (size_t m = 0; pool->endpoint == pool_endpoint && m < pool->member_count; m++) {
            if (pool->members[m] < asked) {
                return true;
            }
        }
    }
    return false;
}

static bool concerns(const lyd_topology *topology, const lyd_finding *finding, const lyd_narrowing *to)
{
    /* It may be the reason why something about the names is unknown. */
    if ((finding->rule->traits & LYD_RULE_FAILED_LOOKUP) != 0) {
        return true;
    }
    if (is_rule(finding, "WLD001") && is_domain_of_service(to, finding->subjects[0])) {
        return true;
    }
    for (size_t i = 0; i < finding->subject_count; i++) {
        uint32_t e = lyd_topology_find(topology, finding->subjects[i]);
        if (e < to->asked || (e != LYD_NONE && (finding->rule->traits & LYD_RULE_POOL) != 0 && pool_holds(topology, e, to->asked)) ||
            is_service(to, finding->subjects[i])) {
            return !is_foreign(to, finding);
        }
    }
    return false;
}

static bool names_one(const lyd_topology *topology, const lyd_combination *combination, size_t asked)
{
    return lyd_topology_find(topology, combination->subjects[0]) < asked || lyd_topology_find(topology, combination->subjects[1]) < asked;
}

/* Pairs of networks name no endpoint. Of the other tables the part about the deployment that is judged has few that don't name one. */
static void narrow_combinations(lyd_judgement *j, const lyd_topology *topology, size_t asked)
{
    size_t kept = 0;
    for (size_t i = 0; i < j->combination_count; i++) {
        if (names_one(topology, &j->combinations[i], asked)) {
            j->combinations[kept++] = j->combinations[i];
        }
    }
    j->combination_count = kept;
    kept = 0;
    j->omitted = 0;
    for (size_t i = 0; i < j->omission_count; i++) {
        if (j->omissions[i].table != LYD_TABLE_PEER_TO_PEER) {
            j->omitted += j->omissions[i].count;
            j->omissions[kept++] = j->omissions[i];
        }
    }
    j->omission_count = kept;
}

/* MOVED: where each finding is then, LYD_NONE: left out. */
static void narrow_findings(lyd_judgement *j, const lyd_topology *topology, const lyd_narrowing *to, uint32_t *moved)
{
    uint32_t kept = 0;
    memset(j->counts, 0, sizeof(j->counts));
    j->waived = 0;
    for (size_t i = 0; i < j->finding_count; i++) {
        const lyd_finding *finding = &j->findings[i];
        moved[i] = concerns(topology, finding, to) ? kept : LYD_NONE;
        if (moved[i] != LYD_NONE) {
            *(finding->waiver != NULL ? &j->waived : &j->counts[finding->severity]) += 1;
            j->findings[kept++] = *finding;
        }
    }
    j->finding_count = kept;
}

/* ---- the case ---- */

/* Names that are kept, by their numbers in the whole case. */
typedef struct keeping {
    const lyd_case *c;
    uint32_t *names;
    size_t count;
    uint32_t *place; /* of each name: its number then, LYD_NONE: it is left out */
} keeping;

static void keep(keeping *k, uint32_t name)
{
    if (name != LYD_NONE && k->place[name] == LYD_NONE) {
        k->place[name] = (uint32_t)k->count;
        k->names[k->count++] = name;
    }
}

/* The service name FQDN of a SIP domain; LYD_NONE: it isn't asked about. */
static uint32_t find_service(const lyd_case *c, const char *fqdn)
{
    uint32_t name = LYD_NONE;
    if (c->extra_index == NULL || !lyd_map_get(c->extra_index, fqdn, &name)) {
        return LYD_NONE;
    }
    while (name != LYD_NONE && lyd_case_extra(c, name)->kind != LYD_EXTRA_WANTED) {
        name = lyd_case_extra(c, name)->next;
    }
    return name;
}

static void keep_targets(keeping *k, uint32_t name)
{
    const lyd_case *c = k->c;
    const lyd_extra *extra = lyd_case_extra(c, name);
    for (uint32_t q = c->first[name]; extra != NULL && extra->srv && q < c->first[name + 1]; q++) {
        for (uint32_t r = 0; r < c->answers[q].record_count; r++) {
            for (uint32_t v = 0; v < c->topology->view_count; v++) {
                bool here = (extra->views >> v & 1u) != 0;
                keep(k, here ? lyd_case_find(c, c->answers[q].records[r].target, v, false) : LYD_NONE);
            }
        }
    }
}

/* Endpoints asked about, service names, the service names that are endpoints, targets. */
static void choose(keeping *k, const lyd_narrowing *to, size_t *services)
{
    for (uint32_t e = 0; e < to->asked; e++) {
        keep(k, e);
    }
    for (size_t i = 0; i < to->service_count; i++) {
        keep(k, find_service(k->c, to->services[i]));
    }
    *services = k->count - to->asked;
    for (uint32_t e = 0; e < to->asked; e++) {
        keep(k, find_service(k->c, k->c->topology->endpoints[e].fqdn));
    }
    for (size_t i = to->asked, end = k->count; i < end; i++) {
        keep_targets(k, k->names[i]);
    }
}

/* A target that is an endpoint which nobody asked about is no endpoint of the narrowed case. */
static lyd_extra extra_of(const lyd_case *c, uint32_t name)
{
    const lyd_extra *extra = lyd_case_extra(c, name);
    if (extra != NULL) {
        return *extra;
    }
    return (lyd_extra){.fqdn = lyd_case_fqdn(c, name), .views = lyd_case_views(c, name), .domain = LYD_NONE, .kind = LYD_EXTRA_TARGET};
}

/* Enters the extras of C into its index; those of one name are a chain. */
static lyd_status index_extras(lyd_case *c, lyd_extra *extras)
{
    uint32_t endpoints = (uint32_t)c->topology->endpoint_count;
    lyd_status status = LYD_OK;
    for (size_t i = c->extra_count; i-- > 0 && status == LYD_OK;) {
        uint32_t next = LYD_NONE;
        extras[i].next = lyd_map_get(c->extra_index, extras[i].fqdn, &next) ? next : LYD_NONE;
        status = lyd_map_put(c->extra_index, extras[i].fqdn, endpoints + (uint32_t)i);
    }
    return status;
}

/* Fills the arrays of TO, whose topology has ASKED endpoints, with what K keeps. */
static lyd_status copy_case(const keeping *k, size_t asked, lyd_case *to, lyd_arena *arena)
{
    const lyd_case *c = k->c;
    size_t total = 0, used = 0;
    for (size_t i = 0; i < k->count; i++) {
        total += c->first[k->names[i] + 1] - c->first[k->names[i]];
    }
    uint32_t *first = lyd_arena_alloc(arena, (k->count + 1) * sizeof(*first));
    lyd_question *questions = lyd_arena_alloc(arena, total * sizeof(*questions));
    lyd_answer *answers = lyd_arena_alloc(arena, total * sizeof(*answers));
    lyd_extra *extras = lyd_arena_alloc(arena, (k->count - asked) * sizeof(*extras));
    bool *repeated = lyd_arena_zalloc(arena, total, sizeof(*repeated));
    if (first == NULL || questions == NULL || answers == NULL || extras == NULL || repeated == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < k->count; i++) {
        uint32_t name = k->names[i];
        first[i] = (uint32_t)used;
        if (i >= asked) {
            extras[i - asked] = extra_of(c, name);
        }
        for (uint32_t q = c->first[name]; q < c->first[name + 1]; q++) {
            questions[used] = c->questions[q];
            answers[used++] = c->answers[q];
        }
    }
    first[k->count] = (uint32_t)used;
    to->first = first;
    to->questions = questions;
    to->answers = answers;
    to->extras = extras;
    to->extra_count = k->count - asked;
    to->repeated = repeated; /* each name is there once */
    return index_extras(to, extras);
}

/* Of a foreign domain the rule about targets is left out: the rules of ROW's first COUNT findings, which are numbered anew. */
static uint32_t rules_of(const lyd_judgement *j, lyd_service *row, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t r = 0; r < row->rule_count; r++) {
        bool found = false;
        for (uint32_t f = 0; f < count && !found; f++) {
            found = j->findings[row->findings[f]].rule == row->rules[r];
        }
        if (found) {
            row->rules[kept++] = row->rules[r];
        }
    }
    return kept;
}

/* The rows of the service names that are kept, with the new numbers of names and findings. */
static void narrow_services(lyd_judgement *j, const uint32_t *place, const uint32_t *moved)
{
    size_t kept = 0;
    for (size_t i = 0; i < j->service_count; i++) {
        lyd_service row = j->services[i];
        uint32_t findings = 0;
        row.name = place[row.name];
        for (uint32_t f = 0; f < row.finding_count; f++) {
            if (moved[row.findings[f]] != LYD_NONE) {
                row.findings[findings++] = moved[row.findings[f]];
            }
        }
        row.rule_count = findings < row.finding_count ? rules_of(j, &row, findings) : row.rule_count;
        row.finding_count = findings;
        if (row.name != LYD_NONE) {
            j->services[kept++] = row;
        }
    }
    j->service_count = kept;
}

static lyd_status narrow_case(lyd_run *run, const lyd_narrowing *to, const uint32_t *moved, size_t *services)
{
    lyd_case *c = &run->facts, narrow = *c;
    size_t names = lyd_case_names(c);
    lyd_topology *named = lyd_arena_alloc(run->arena, sizeof(*named));
    keeping k = {.c = c, .names = malloc((names + 1) * sizeof(*k.names)), .place = malloc((names + 1) * sizeof(*k.place))};
    narrow.extra_index = lyd_map_new();
    lyd_status status = named == NULL || k.names == NULL || k.place == NULL || narrow.extra_index == NULL ? LYD_ENOMEM : LYD_OK;
    if (status == LYD_OK) {
        memset(k.place, 0xFF, names * sizeof(*k.place)); /* LYD_NONE */
        choose(&k, to, services);
        *named = *c->topology;
        named->endpoint_count = to->asked;
        named->pool_count = 0; /* they refer to endpoints that are left out */
        narrow.topology = named;
        status = copy_case(&k, to->asked, &narrow, run->arena);
    }
    if (status == LYD_OK) {
        narrow_services(&run->judgement, k.place, moved);
        lyd_map_free(c->extra_index);
        *c = narrow;
    } else {
        lyd_map_free(narrow.extra_index);
    }
    free(k.names);
    free(k.place);
    return status;
}

lyd_status lyd_narrow(lyd_run *run, const lyd_narrowing *to, size_t *services)
{
    lyd_server_summary *servers;
    size_t server_count;
    /* Servers are summarized by all the questions that they were asked. */
    if (lyd_run_servers(run, &servers, &server_count) != LYD_OK) {
        return LYD_ENOMEM;
    }
    narrow_combinations(&run->judgement, run->facts.topology, to->asked);
    uint32_t *moved = malloc((run->judgement.finding_count + 1) * sizeof(*moved));
    if (moved == NULL) {
        return LYD_ENOMEM;
    }
    narrow_findings(&run->judgement, run->facts.topology, to, moved);
    lyd_status status = lyd_causes_keep(&run->judgement);
    status = status == LYD_OK ? narrow_case(run, to, moved, services) : status;
    free(moved);
    return status;
}
