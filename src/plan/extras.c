/* The names that are asked about beside the endpoints: service names of each SIP domain, what is written in their place, wildcard probes,
 * endpoints in views that aren't theirs, targets of SRV records. */
#include "extras.h"

#include <lyncdns/services.h>

#include <string.h>

#define TARGETS_MAX 4096 /* a server can return thousands for every name */

/* The last extra of the name FQDN, as a name of the case; LYD_NONE. */
static uint32_t last_of(const lyd_extras *x, const char *fqdn)
{
    uint32_t name = LYD_NONE, endpoints = (uint32_t)x->topology->endpoint_count;
    if (!lyd_map_get(x->index, fqdn, &name)) {
        return LYD_NONE;
    }
    while (x->items[name - endpoints].next != LYD_NONE) {
        name = x->items[name - endpoints].next;
    }
    return name;
}

static lyd_status add(lyd_extras *x, const char *fqdn, const lyd_extra *extra)
{
    uint32_t endpoints = (uint32_t)x->topology->endpoint_count, name = (uint32_t)(endpoints + x->count), before = last_of(x, fqdn);
    if (extra->views == 0) {
        return LYD_OK;
    }
    char *copy = lyd_arena_text(x->arena, fqdn, strlen(fqdn));
    if (copy == NULL || lyd_grow((void **)&x->items, &x->capacity, x->count, sizeof(*x->items)) != LYD_OK) {
        return LYD_ENOMEM;
    }
    x->items[x->count] = *extra;
    x->items[x->count].fqdn = copy;
    x->items[x->count].next = LYD_NONE;
    x->count++;
    if (before != LYD_NONE) {
        x->items[before - endpoints].next = name;
        return LYD_OK;
    }
    return lyd_map_put(x->index, copy, name);
}

/* ---- the names of a SIP domain ---- */

static lyd_status add_wanted(lyd_extras *x, uint32_t domain, uint32_t views)
{
    lyd_status status = LYD_OK;
    for (uint16_t row = 0; row < LYD_WANTED_COUNT && status == LYD_OK; row++) {
        char name[LYD_NAME_TEXT];
        const lyd_extra extra = {
            .views = views, .domain = domain, .row = row, .kind = LYD_EXTRA_WANTED, .srv = lyd_wanted_rows[row].type == LYD_TYPE_SRV};
        bool left = (x->topology->records_left >> row & 1u) != 0;
        if (!left && lyd_wanted_name(lyd_wanted_rows[row].owner, x->topology->sip_domains[domain], name)) {
            status = add(x, name, &extra);
        }
    }
    return status;
}

/* Each in views of the kind where the right record is wanted. */
static lyd_status add_near_misses(lyd_extras *x, uint32_t domain)
{
    lyd_status status = LYD_OK;
    for (uint16_t row = 0; row < lyd_near_miss_count && status == LYD_OK; row++) {
        bool inside = lyd_near_misses[row].wanted == LYD_WANTED_SIP_INTERNAL_TLS;
        char name[LYD_NAME_TEXT];
        const lyd_extra extra = {.views = lyd_views_of_kind(x->topology, inside ? LYD_VIEW_INTERNAL : LYD_VIEW_EXTERNAL),
                                 .domain = domain,
                                 .row = row,
                                 .kind = LYD_EXTRA_NEAR_MISS,
                                 .srv = true};
        bool left = (x->topology->records_left >> lyd_near_misses[row].wanted & 1u) != 0;
        if (!left && lyd_near_miss_name(&lyd_near_misses[row], x->topology->sip_domains[domain], name)) {
            status = add(x, name, &extra);
        }
    }
    return status;
}

static lyd_status add_probes(lyd_extras *x, uint32_t domain, uint32_t views)
{
    lyd_status status = LYD_OK;
    for (uint16_t row = 0; row < LYD_PROBES && status == LYD_OK; row++) {
        char name[LYD_NAME_TEXT];
        const lyd_extra extra = {
            .views = views, .domain = domain, .row = row, .kind = LYD_EXTRA_PROBE, .srv = lyd_probe_rows[row].type == LYD_TYPE_SRV};
        if (lyd_wanted_name(lyd_probe_rows[row].owner, x->topology->sip_domains[domain], name)) {
            status = add(x, name, &extra);
        }
    }
    return status;
}

/* ---- endpoints in other views than their own ---- */

static lyd_status add_elsewhere(lyd_extras *x)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < x->topology->endpoint_count && status == LYD_OK; i++) {
        const lyd_endpoint *e = &x->topology->endpoints[i];
        uint32_t views = 0;
        for (lyd_demand demand = LYD_DEMAND_ELSEWHERE; demand < LYD_DEMAND_COUNT; demand++) {
            views |= lyd_demand_views(x->topology, demand, e);
        }
        status = add(x, e->fqdn, &(lyd_extra){.views = views & ~e->views, .domain = LYD_NONE, .kind = LYD_EXTRA_ELSEWHERE});
    }
    return status;
}

lyd_status lyd_extras_of_domains(lyd_extras *x)
{
    uint32_t views = lyd_views_of_kind(x->topology, LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL | LYD_VIEW_EDGE | LYD_VIEW_REMOTE_CLIENT);
    uint32_t sides = lyd_views_of_kind(x->topology, LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL);
    lyd_status status = LYD_OK;
    for (uint32_t domain = 0; domain < x->topology->sip_domain_count && status == LYD_OK; domain++) {
        status = add_wanted(x, domain, views);
        status = status == LYD_OK ? add_near_misses(x, domain) : status;
        status = status == LYD_OK ? add_probes(x, domain, sides) : status;
    }
    return status == LYD_OK && x->topology->sip_domain_count > 0 ? add_elsewhere(x) : status;
}

/* ---- targets ---- */

/* Adds TARGET in VIEWS, as far as it isn't asked about there. */
static lyd_status add_target(lyd_extras *x, const lyd_case *c, const char *target, uint32_t views)
{
    uint32_t endpoint = lyd_topology_find(x->topology, target), endpoints = (uint32_t)x->topology->endpoint_count, name = LYD_NONE;
    uint8_t kind = endpoint != LYD_NONE ? LYD_EXTRA_ELSEWHERE : LYD_EXTRA_TARGET;
    lyd_extra *new = NULL;
    for (uint32_t v = 0; v < x->topology->view_count; v++) {
        views &= (views >> v & 1u) != 0 && lyd_case_find(c, target, v, false) != LYD_NONE ? ~((uint32_t)1 << v) : ~(uint32_t)0;
    }
    for (bool more = lyd_map_get(x->index, target, &name); more && name != LYD_NONE; name = x->items[name - endpoints].next) {
        new = name - endpoints >= x->asked ? &x->items[name - endpoints] : new;
    }
    if (new != NULL) {
        new->views |= views;
        return LYD_OK;
    }
    if (views != 0 && x->count - x->asked == TARGETS_MAX) {
        x->full = true;
        return LYD_OK;
    }
    return add(x, target, &(lyd_extra){.views = views, .domain = LYD_NONE, .kind = kind});
}

/* The views of the extra NAME that SERVER is in. */
static uint32_t views_at(const lyd_case *c, const lyd_extra *extra, uint16_t server)
{
    uint32_t views = 0;
    for (size_t v = 0; v < c->topology->view_count; v++) {
        for (size_t s = 0; (extra->views >> v & 1u) != 0 && s < c->topology->views[v].server_count; s++) {
            views |= c->view_servers[v][s] == server ? (uint32_t)1 << v : 0;
        }
    }
    return views;
}

lyd_status lyd_extras_of_targets(lyd_extras *x, const lyd_case *c)
{
    lyd_status status = LYD_OK;
    for (uint32_t i = 0; i < c->extra_count; i++) {
        const lyd_extra *extra = &c->extras[i];
        uint32_t name = (uint32_t)c->topology->endpoint_count + i;
        for (uint32_t q = c->first[name]; extra->srv && q < c->first[name + 1]; q++) {
            uint32_t views = views_at(c, extra, c->questions[q].server);
            for (uint32_t r = 0; r < c->answers[q].record_count && status == LYD_OK; r++) {
                const char *target = c->answers[q].records[r].target;
                status = strcmp(target, ".") == 0 ? LYD_OK : add_target(x, c, target, views);
            }
        }
    }
    return status;
}
