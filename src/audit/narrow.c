#include <lyncdns/audit.h>

#include <string.h>

/* A member's pool, of which it is a part as much as its partners are. */
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

static bool is_about_pool(const lyd_rule *rule)
{
    static const char *const ids[] = {"DNS008", "DNS009", "DNS011"};
    for (size_t i = 0; i < LYD_COUNT(ids); i++) {
        if (strcmp(rule->id, ids[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool concerns(const lyd_topology *topology, const lyd_finding *finding, size_t asked)
{
    /* Why something about the names may be unknown. */
    if (strcmp(finding->rule->id, "DNS003") == 0) {
        return true;
    }
    for (size_t i = 0; i < finding->subject_count; i++) {
        uint32_t e = lyd_topology_find(topology, finding->subjects[i]);
        if (e < asked || (e != LYD_NONE && is_about_pool(finding->rule) && pool_holds(topology, e, asked))) {
            return true;
        }
    }
    return false;
}

static bool names_one(const lyd_topology *topology, const lyd_combination *combination, size_t asked)
{
    return lyd_topology_find(topology, combination->subjects[0]) < asked || lyd_topology_find(topology, combination->subjects[1]) < asked;
}

static void narrow_findings(lyd_judgement *j, const lyd_topology *topology, size_t asked)
{
    size_t kept = 0;
    memset(j->counts, 0, sizeof(j->counts));
    j->waived = 0;
    for (size_t i = 0; i < j->finding_count; i++) {
        const lyd_finding *finding = &j->findings[i];
        if (concerns(topology, finding, asked)) {
            *(finding->waiver != NULL ? &j->waived : &j->counts[finding->severity]) += 1;
            j->findings[kept++] = *finding;
        }
    }
    j->finding_count = kept;
}

lyd_status lyd_run_narrow(lyd_run *run, size_t asked)
{
    const lyd_topology *whole = run->facts.topology;
    lyd_judgement *j = &run->judgement;
    lyd_server_summary *servers;
    size_t server_count, kept = 0;
    lyd_topology *narrow = lyd_arena_alloc(run->arena, sizeof(*narrow));
    /* The servers are told as they were asked, by all the names. */
    if (narrow == NULL || lyd_run_servers(run, &servers, &server_count) != LYD_OK) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < j->combination_count; i++) {
        if (names_one(whole, &j->combinations[i], asked)) {
            j->combinations[kept++] = j->combinations[i];
        }
    }
    j->combination_count = kept;
    narrow_findings(j, whole, asked);
    *narrow = *whole;
    narrow->endpoint_count = asked;
    narrow->pool_count = 0; /* their links lead to endpoints that aren't told of */
    run->facts.topology = narrow;
    return LYD_OK;
}
