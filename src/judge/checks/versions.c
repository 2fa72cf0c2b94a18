/* Product versions: Lync Server 2010 has no IPv6. */
#include "checks.h"

#include "judge/mend/drop.h"
#include "judge/mend/supply.h"

#include <string.h>

static bool has(const uint32_t *list, size_t count, uint32_t e)
{
    size_t i = 0;
    while (i < count && list[i] != e) {
        i++;
    }
    return i < count;
}

static bool holds(const lyd_pool *pool, uint32_t e)
{
    return pool->endpoint == e || pool->pstn_endpoint == e || has(pool->members, pool->member_count, e) ||
           has(pool->externals, pool->external_count, e);
}

/* ---- VER001 ---- */

/* The oldest product among the pools that E belongs to; of a name without a pool that of the topology. */
static lyd_product product_of(const lyd_topology *t, uint32_t e)
{
    const lyd_pool *oldest = NULL;
    for (size_t p = 0; p < t->pool_count; p++) {
        if ((oldest == NULL || t->pools[p].product < oldest->product) && holds(&t->pools[p], e)) {
            oldest = &t->pools[p];
        }
    }
    return oldest != NULL ? (lyd_product)oldest->product : t->product;
}

void lyd_check_old_product_has_ipv6(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if (product_of(j->topology, e) == LYD_LYNC_2010) {
        lyd_evidence(j, "%s: product lync-2010", name);
        lyd_evidence_answers(j, e, LYD_TYPE_AAAA, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
        lyd_kin kin = lyd_kin_of(j, e, LYD_ALL_VIEWS);
        lyd_drop_ipv6(j, kin.names, kin.count, 0);
        if (j->action_count > 0) {
            lyd_act(j, LYD_OWNER_WINDOWS, "turn off DNS registration of IPv6 addresses on %s, so that the record does not come back.",
                    name);
        }
        lyd_breach_of(j, name, "The Lync Server 2010 name %s resolves to the IPv6 address %s.", name,
                      lyd_address_list(j, e, LYD_TYPE_AAAA, 0));
    }
}

/* ---- VER002 ---- */

/* The site of a pool, or that of its first member that has one; NULL: not known. */
static const char *site_of(const lyd_topology *t, const lyd_pool *pool)
{
    const char *site = t->endpoints[pool->endpoint].site;
    for (size_t m = 0; m < pool->member_count && site == NULL; m++) {
        site = t->endpoints[pool->members[m]].site;
    }
    return site;
}

void lyd_check_older_pool_at_site(lyd_judging *j, uint32_t p)
{
    const lyd_topology *t = j->topology;
    const lyd_pool *pool = &t->pools[p], *older = NULL;
    const char *name = t->endpoints[pool->endpoint].fqdn, *site = site_of(t, pool);
    if (j->seen[pool->endpoint] != LYD_ADDRESS_DUAL_STACK || site == NULL || pool->product == LYD_LYNC_2010) {
        return;
    }
    for (size_t i = 0; i < t->pool_count; i++) {
        const char *other = t->pools[i].product == LYD_LYNC_2010 ? site_of(t, &t->pools[i]) : NULL;
        if (other != NULL && strcmp(site, other) == 0) {
            older = &t->pools[i];
            lyd_evidence(j, "site %s: pool %s, product lync-2010", site, t->endpoints[older->endpoint].fqdn);
        }
    }
    if (older != NULL) {
        lyd_kin kin = lyd_kin_of(j, pool->endpoint, LYD_ALL_VIEWS);
        lyd_evidence_answers(j, pool->endpoint, 0, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
        lyd_act(j, LYD_OWNER_LYNC, "upgrade %s first; until then set %s to IPv4 in Topology Builder.", t->endpoints[older->endpoint].fqdn,
                name);
        lyd_drop_ipv6(j, kin.names, kin.count, 0);
        lyd_breach_of(j, name, "The pool %s is dual-stack, but %s of its site %s still has Lync Server 2010.", name,
                      t->endpoints[older->endpoint].fqdn, site);
    }
}
