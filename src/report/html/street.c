#include "street.h"

#include <stdlib.h>

void lyd_street_clear(lyd_street *street)
{
    free(street->site);
    free(street->sites);
    free(street->first_pool);
    free(street->next_pool);
    free(street->in_pool);
    free(street->shown);
    free(street->first_found);
    free(street->found);
}

static lyd_status find_sites(lyd_street *s, const lyd_topology *t)
{
    lyd_map *map = lyd_map_new();
    lyd_status status = map == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t e = 0; e < t->endpoint_count && status == LYD_OK; e++) {
        const char *site = t->endpoints[e].site;
        if (site == NULL || lyd_map_get(map, site, &s->site[e])) {
            continue;
        }
        s->sites[s->site_count++] = site;
        s->site[e] = s->site_count;
        status = lyd_map_put(map, site, s->site[e]);
    }
    lyd_map_free(map);
    return status;
}

static void mark(lyd_street *s, const uint32_t *endpoints, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        s->in_pool[endpoints[i]] = true;
    }
}

static void find_pools(lyd_street *s, const lyd_topology *t)
{
    for (size_t p = t->pool_count; p-- > 0;) { /* from the end, so that the lists keep the file's order */
        const lyd_pool *pool = &t->pools[p];
        s->next_pool[p] = s->first_pool[pool->endpoint];
        s->first_pool[pool->endpoint] = (uint32_t)p;
        mark(s, &pool->endpoint, 1);
        mark(s, pool->members, pool->member_count);
        mark(s, pool->externals, pool->external_count);
        mark(s, &pool->pstn_endpoint, pool->pstn_endpoint != LYD_NONE ? 1 : 0);
    }
}

static void find_findings(lyd_street *s, const lyd_topology *t, const lyd_judgement *j)
{
    uint32_t count = 0;
    for (size_t i = j->finding_count; i-- > 0;) {
        for (size_t k = 0; k < j->findings[i].subject_count; k++) {
            uint32_t e = lyd_topology_find(t, j->findings[i].subjects[k]);
            if (e != LYD_NONE) {
                s->found[count].finding = (uint32_t)i;
                s->found[count].next = s->first_found[e];
                s->first_found[e] = count++;
            }
        }
    }
}

lyd_status lyd_street_init(lyd_street *street, const lyd_topology *topology, const lyd_judgement *judgement)
{
    size_t count = topology->endpoint_count;
    *street = (lyd_street){.site = calloc(count + 1, sizeof(*street->site)),
                           .sites = calloc(count + 1, sizeof(*street->sites)),
                           .first_pool = calloc(count + 1, sizeof(*street->first_pool)),
                           .next_pool = calloc(topology->pool_count + 1, sizeof(*street->next_pool)),
                           .in_pool = calloc(count + 1, sizeof(*street->in_pool)),
                           .shown = calloc(count + 1, sizeof(*street->shown)),
                           .first_found = calloc(count + 1, sizeof(*street->first_found)),
                           .found = calloc(2 * judgement->finding_count + 1, sizeof(*street->found))};
    if (street->site == NULL || street->sites == NULL || street->first_pool == NULL || street->next_pool == NULL ||
        street->in_pool == NULL || street->shown == NULL || street->first_found == NULL || street->found == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t e = 0; e < count; e++) {
        street->first_pool[e] = street->first_found[e] = LYD_NONE;
    }
    find_pools(street, topology);
    find_findings(street, topology, judgement);
    return find_sites(street, topology);
}
