/* Finding names, questions, answers and zones of a case. */
#include <lyncdns/case.h>

#include <stdlib.h>
#include <string.h>

uint32_t lyd_case_question(const lyd_case *c, uint32_t name, uint16_t server, lyd_type type)
{
    for (uint32_t i = c->first[name]; i < c->first[name + 1]; i++) {
        if (c->questions[i].server == server && c->questions[i].type == type) {
            return i;
        }
    }
    return LYD_NONE;
}

const lyd_answer *lyd_case_answer(const lyd_case *c, uint32_t name, uint16_t server, lyd_type type)
{
    uint32_t question = lyd_case_question(c, name, server, type);
    return question != LYD_NONE ? &c->answers[question] : NULL;
}

const lyd_answer *lyd_case_said(const lyd_case *c, const lyd_question *question)
{
    uint32_t name = lyd_topology_find(c->topology, question->name);
    const lyd_answer *said = name != LYD_NONE ? lyd_case_answer(c, name, question->server, (lyd_type)question->type) : NULL;
    if (said != NULL || c->extra_index == NULL || !lyd_map_get(c->extra_index, question->name, &name)) {
        return said;
    }
    for (; name != LYD_NONE && said == NULL; name = lyd_case_extra(c, name)->next) {
        said = lyd_case_answer(c, name, question->server, (lyd_type)question->type);
    }
    return said;
}

uint32_t lyd_case_find(const lyd_case *c, const char *fqdn, uint32_t view, bool srv)
{
    uint32_t name = srv ? LYD_NONE : lyd_topology_find(c->topology, fqdn);
    /* In the case of single names the topology knows more endpoints than are asked about. */
    if (name < c->topology->endpoint_count && (lyd_case_views(c, name) >> view & 1u) != 0) {
        return name;
    }
    /* While targets are collected, the index has names that the case doesn't have yet. */
    if (c->extra_index == NULL || !lyd_map_get(c->extra_index, fqdn, &name) || name >= lyd_case_names(c)) {
        return LYD_NONE;
    }
    while (name != LYD_NONE && (lyd_case_extra(c, name)->srv != srv || (lyd_case_views(c, name) >> view & 1u) == 0)) {
        name = lyd_case_extra(c, name)->next;
    }
    return name;
}

const lyd_answer *lyd_case_common(const lyd_case *c, const char *fqdn, lyd_type type, uint32_t views)
{
    const lyd_answer *common = NULL;
    for (uint32_t v = 0; v < c->topology->view_count; v++) {
        uint32_t name = (views >> v & 1u) != 0 ? lyd_case_find(c, fqdn, v, false) : LYD_NONE;
        for (size_t s = 0; name != LYD_NONE && s < c->topology->views[v].server_count; s++) {
            const lyd_answer *answer = lyd_case_answer(c, name, c->view_servers[v][s], type);
            if (answer == NULL || lyd_answer_failed((lyd_answer_status)answer->status) ||
                (common != NULL && !lyd_answer_same_records(common, answer))) {
                return NULL;
            }
            common = answer;
        }
    }
    return common;
}

/* ---- zones ---- */

static int by_name(const void *left, const void *right)
{
    const lyd_case_zone *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a->server > b->server) - (a->server < b->server);
}

void lyd_case_set_zones(lyd_case *c, lyd_case_zone *zones, size_t count)
{
    if (count > 1) {
        qsort(zones, count, sizeof(*zones), by_name);
    }
    c->zones = zones;
    c->zone_count = count;
}

const lyd_record *lyd_case_zone_of(const lyd_case *c, const char *name, uint16_t server)
{
    const lyd_case_zone key = {.name = name, .server = server};
    const lyd_case_zone *found = c->zone_count == 0 ? NULL : bsearch(&key, c->zones, c->zone_count, sizeof(key), by_name);
    return found != NULL ? found->zone : NULL;
}
