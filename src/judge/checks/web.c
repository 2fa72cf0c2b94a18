/* Web services names of Front End and Director pools: names that can't be load balanced, or that two pools share. */
#include "checks.h"

#include "judge/mend/mend.h"

/* The next pool from P on that links E as its web services name inside, or outside; the count of pools: none. */
static size_t next_pool(const lyd_topology *t, size_t p, uint32_t e, bool inside)
{
    while (p < t->pool_count && (inside ? t->pools[p].web_internal : t->pools[p].web_external) != e) {
        p++;
    }
    return p;
}

/* True if E is the web services name of its own pool. */
static bool is_own(const lyd_topology *t, uint32_t e, bool inside)
{
    bool own = false;
    for (size_t p = next_pool(t, 0, e, inside); p < t->pool_count && !own; p = next_pool(t, p + 1, e, inside)) {
        own = t->pools[p].endpoint == e;
    }
    return own;
}

/* ---- WEB003 ---- */

/* The views in which one server gives two addresses of one family for E. What two servers add up to may be an old record (DNS005). */
static uint32_t views_balanced(lyd_judging *j, uint32_t e)
{
    uint32_t views = 0;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        views |= j->c->answers[q].record_count > 1 ? j->servers[j->c->questions[q].server].views : 0;
    }
    return views & j->topology->endpoints[e].views;
}

void lyd_check_web_balanced_by_dns(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    uint32_t views = is_own(j->topology, e, true) ? views_balanced(j, e) : 0;
    if (views != 0) {
        lyd_act(j, LYD_OWNER_LYNC,
                "give the internal web services of %s a name of their own in Topology Builder, and as web-internal at %s.", name,
                lyd_endpoint_line(j, e));
        lyd_act(j, LYD_OWNER_DNS, "add an A record for that name in %s with the address of the hardware load balancer.",
                lyd_view_list(j, views));
        lyd_evidence_answers(j, e, 0, LYD_BITS_RECORDS, views);
        lyd_breach_found(j, &(lyd_breach){.subjects = {name}, .views = views},
                         "The internal web services of the pool %s are under its own name, which DNS load balancing leads to several "
                         "servers (%s).",
                         name, lyd_address_list_in(j, e, views));
    }
}

/* ---- WEB004 ---- */

static bool two_of_a_family(const lyd_address_set *set)
{
    size_t counts[2] = {0, 0};
    for (size_t i = 0; i < set->count; i++) {
        counts[set->addresses[i].family == LYD_IPV4 ? 0 : 1]++;
    }
    return counts[0] > 1 || counts[1] > 1;
}

static bool same_set(const lyd_address_set *a, const lyd_address_set *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; i < a->count && same; i++) {
        same = lyd_address_set_has(b, &a->addresses[i]);
    }
    return same;
}

/* Adds what the members of POOL have in VIEW (a set of one); false: that isn't known of one of them. */
static bool add_members(lyd_judging *j, lyd_address_set *set, const lyd_pool *pool, uint32_t view)
{
    bool known = pool->member_count > 0;
    for (size_t m = 0; m < pool->member_count && known; m++) {
        uint32_t member = pool->members[m];
        known = (j->topology->endpoints[member].views & view) != 0 && j->seen[member] != LYD_ADDRESS_UNKNOWN;
        lyd_address_set_add(j, set, member, view);
    }
    return known;
}

static bool gives_members(lyd_judging *j, uint32_t e, const lyd_pool *pool, uint32_t view)
{
    lyd_address_set name = {0}, members = {0};
    lyd_address_set_add(j, &name, e, view);
    bool known = add_members(j, &members, pool, view) && j->seen[e] != LYD_ADDRESS_UNKNOWN;
    lyd_address_set_sort(&name);
    lyd_address_set_sort(&members);
    bool gives = known && two_of_a_family(&name) && same_set(&name, &members);
    lyd_address_set_free(&name);
    lyd_address_set_free(&members);
    return gives;
}

void lyd_check_web_gives_members(lyd_judging *j, uint32_t e)
{
    const lyd_topology *t = j->topology;
    const lyd_endpoint *endpoint = &t->endpoints[e];
    uint32_t views = 0;
    size_t p = next_pool(t, 0, e, true), found = t->pool_count;
    for (; p < t->pool_count && !is_own(t, e, true); p = next_pool(t, p + 1, e, true)) {
        for (size_t v = 0; v < t->view_count; v++) {
            uint32_t view = (uint32_t)1 << v;
            if ((endpoint->views & view) != 0 && gives_members(j, e, &t->pools[p], view)) {
                views |= view;
                found = p;
            }
        }
    }
    if (views == 0) {
        return;
    }
    lyd_evidence_answers(j, e, 0, LYD_BITS_RECORDS, views);
    for (size_t m = 0; m < t->pools[found].member_count; m++) {
        lyd_evidence_answers(j, t->pools[found].members[m], 0, LYD_BITS_RECORDS, views);
    }
    const char *pool = t->endpoints[t->pools[found].endpoint].fqdn;
    lyd_held_list held = lyd_held_records(j, e, views, 0, 0);
    const char *words = lyd_held_words(j, &held);
    lyd_act(j, LYD_OWNER_DNS, "replace %s by one A record with the address of the hardware load balancer.", words);
    lyd_act(j, LYD_OWNER_NETWORK, "if there is no load balancer for the web services of %s, set one up.", pool);
    lyd_breach_found(j, &(lyd_breach){.subjects = {endpoint->fqdn}, .views = views},
                     "The internal web services name %s has the addresses of the members of %s (%s), as if DNS could balance HTTPS.",
                     endpoint->fqdn, t->endpoints[t->pools[found].endpoint].fqdn, lyd_address_list_in(j, e, views));
}

/* ---- WEB005 ---- */

static void act_on_new_name(lyd_judging *j)
{
    const char *list = lyd_view_list(j, lyd_views_of_kind(j->topology, LYD_VIEW_EXTERNAL));
    lyd_act(j, LYD_OWNER_DNS, "add an A record for the new name in %s with the public address of the reverse proxy.", list);
    lyd_act(j, LYD_OWNER_NETWORK, "let the reverse proxy publish the new name.");
}

void lyd_check_web_shared(lyd_judging *j, uint32_t e)
{
    const lyd_topology *t = j->topology;
    size_t first = next_pool(t, 0, e, false), second = first;
    while (second < t->pool_count && t->pools[second].endpoint == t->pools[first].endpoint) {
        second = next_pool(t, second + 1, e, false);
    }
    if (second == t->pool_count) {
        return;
    }
    for (size_t p = first; p < t->pool_count; p = next_pool(t, p + 1, e, false)) {
        lyd_evidence(j, "pool %s: external web services name %s", t->endpoints[t->pools[p].endpoint].fqdn, t->endpoints[e].fqdn);
    }
    lyd_act(j, LYD_OWNER_LYNC, "give %s an external web services name other than %s in Topology Builder, and as web-external at %s.",
            t->endpoints[t->pools[second].endpoint].fqdn, t->endpoints[e].fqdn, lyd_endpoint_line(j, t->pools[second].endpoint));
    act_on_new_name(j);
    lyd_breach_of(j, t->endpoints[e].fqdn, "The pools %s and %s have the same external web services name, %s.",
                  t->endpoints[t->pools[first].endpoint].fqdn, t->endpoints[t->pools[second].endpoint].fqdn, t->endpoints[e].fqdn);
}

/* ---- WEB007 ---- */

void lyd_check_web_external_is_pool(lyd_judging *j, uint32_t e)
{
    const char *name = j->topology->endpoints[e].fqdn;
    if ((j->topology->remote_access & LYD_REMOTE_WEB) != 0 && is_own(j->topology, e, false)) {
        lyd_evidence(j, "pool %s: external web services name %s", name, name);
        lyd_act(j, LYD_OWNER_LYNC, "give the external web services of %s another name in Topology Builder, and as web-external at %s.",
                name, lyd_endpoint_line(j, e));
        act_on_new_name(j);
        lyd_breach_of(j, name, "The external web services of the pool %s are under its own name.", name);
    }
}
