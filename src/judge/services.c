/* The service rows of a judgement: of each service name and view what is expected, what was found, and which rules that breaches. */
#include "service.h"

#include <string.h>

const lyd_row lyd_found_names[] = {{LYD_FOUND_NO, "no"}, {LYD_FOUND_YES, "yes"}, {LYD_FOUND_UNKNOWN, "unknown"}, {0, NULL}};

static lyd_found found_of(const lyd_judging *j, uint32_t name, uint32_t view)
{
    return lyd_presence_in(j, name, view) == LYD_THERE ? LYD_FOUND_YES
           : lyd_denied_by_all(j, name, view)          ? LYD_FOUND_NO
                                                       : LYD_FOUND_UNKNOWN;
}

static lyd_status add_rows(lyd_judging *j, lyd_judgement *judgement)
{
    uint32_t views = lyd_views_of_kind(j->topology, LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL | LYD_VIEW_EDGE | LYD_VIEW_REMOTE_CLIENT);
    size_t most = j->topology->sip_domain_count * LYD_WANTED_COUNT * j->topology->view_count;
    bool cloud = (j->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0;
    judgement->services = lyd_arena_zalloc(j->arena, most, sizeof(*judgement->services));
    if (judgement->services == NULL) {
        return LYD_ENOMEM;
    }
    for (uint32_t domain = 0; domain < j->topology->sip_domain_count; domain++) {
        for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
            for (uint32_t view = 0; view < j->topology->view_count; view++) {
                uint32_t name = (views >> view & 1u) != 0 ? lyd_wanted_at(j, (lyd_wanted)wanted, domain, view) : LYD_NONE;
                if (name != LYD_NONE) {
                    judgement->services[judgement->service_count++] =
                        (lyd_service){.name = name,
                                      .domain = domain,
                                      .view = view,
                                      .wanted = (lyd_wanted)wanted,
                                      .expected = lyd_wanted_in(j->topology, (lyd_wanted)wanted, view),
                                      .found = found_of(j, name, view),
                                      .wildcard = lyd_from_wildcard(j, name, view),
                                      .online = cloud && lyd_leads_online(j, name, view)};
                }
            }
        }
    }
    return LYD_OK;
}

/* ---- what a row breaches ---- */

/* The first row of each name; the rows of a name follow one another. */
static lyd_map *rows_by_name(const lyd_judging *j, const lyd_judgement *judgement)
{
    lyd_map *map = lyd_map_new();
    const char *last = "";
    for (uint32_t i = 0; i < judgement->service_count && map != NULL; i++) {
        const char *fqdn = lyd_case_fqdn(j->c, judgement->services[i].name);
        if (strcmp(fqdn, last) != 0 && lyd_map_put(map, fqdn, i) != LYD_OK) {
            lyd_map_free(map);
            return NULL;
        }
        last = fqdn;
    }
    return map;
}

static void add_rule(lyd_service *row, const lyd_rule *rule)
{
    uint32_t at = row->rule_count;
    while (at > 0 && row->rules[at - 1] > rule) {
        at--;
    }
    if (at > 0 && row->rules[at - 1] == rule) {
        return;
    }
    memmove(&row->rules[at + 1], &row->rules[at], (row->rule_count - at) * sizeof(const lyd_rule *));
    row->rules[at] = rule;
    row->rule_count++;
}

/* Calls of this function only count, until the row has room for what was counted. */
static void add_finding(lyd_service *row, const lyd_finding *finding, uint32_t index)
{
    if (row->findings != NULL) {
        row->findings[row->finding_count] = index;
        add_rule(row, finding->rule);
    }
    row->finding_count++;
}

static void each_finding(const lyd_judging *j, lyd_judgement *judgement, const lyd_map *rows)
{
    for (uint32_t f = 0; f < judgement->finding_count; f++) {
        const lyd_finding *finding = &judgement->findings[f];
        uint32_t row;
        if (!lyd_map_get(rows, finding->subjects[0], &row)) {
            continue;
        }
        for (; row < judgement->service_count; row++) {
            lyd_service *service = &judgement->services[row];
            if (strcmp(lyd_case_fqdn(j->c, service->name), finding->subjects[0]) != 0) {
                break;
            }
            if (finding->views == 0 || (finding->views >> service->view & 1u) != 0) {
                add_finding(service, finding, f);
            }
        }
    }
}

static lyd_status make_room(lyd_judging *j, lyd_judgement *judgement)
{
    for (size_t i = 0; i < judgement->service_count; i++) {
        lyd_service *row = &judgement->services[i];
        row->findings = lyd_arena_alloc(j->arena, row->finding_count * sizeof(*row->findings));
        row->rules = lyd_arena_alloc(j->arena, row->finding_count * sizeof(*row->rules));
        if (row->findings == NULL || row->rules == NULL) {
            return LYD_ENOMEM;
        }
        row->finding_count = 0;
    }
    return LYD_OK;
}

lyd_status lyd_judging_services(lyd_judging *j, lyd_judgement *judgement)
{
    if (j->topology->sip_domain_count == 0) {
        return LYD_OK;
    }
    lyd_status status = add_rows(j, judgement);
    lyd_map *rows = status == LYD_OK ? rows_by_name(j, judgement) : NULL;
    if (rows == NULL) {
        return LYD_ENOMEM;
    }
    each_finding(j, judgement, rows);
    status = make_room(j, judgement);
    if (status == LYD_OK) {
        each_finding(j, judgement, rows);
    }
    lyd_map_free(rows);
    return status;
}
