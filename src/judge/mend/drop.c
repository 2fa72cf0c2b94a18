/* Taking the IPv6 addresses from names: records to delete, aliases to replace. */
#include "drop.h"

#include "judge/service.h"
#include "supply.h"

#include <string.h>

/* What is being gathered about one remedy. */
typedef struct drop {
    const uint32_t *names;
    size_t count;
    lyd_roles kin;
    lyd_held_list records; /* to delete */
} drop;

static bool may_lose(const lyd_judging *j, const drop *d, const char *fqdn)
{
    uint32_t e = lyd_topology_find(j->topology, fqdn);
    bool may = e != LYD_NONE && (j->topology->endpoints[e].roles & d->kin) != 0;
    for (size_t i = 0; i < d->count && !may; i++) {
        may = d->names[i] == e;
    }
    return may;
}

/* ---- records ---- */

/* Gathers those of E in VIEWS that are held where they may be deleted. */
static void gather_records(lyd_judging *j, drop *d, uint32_t e, uint32_t views)
{
    lyd_held_list held = lyd_held_records(j, e, views, LYD_TYPE_AAAA, 0);
    size_t kept = 0;
    for (size_t i = 0; i < held.count; i++) {
        if (may_lose(j, d, held.items[i].name)) {
            held.items[kept++] = held.items[i];
        }
    }
    held.count = kept;
    lyd_held_join(j, &d->records, &held);
}

/* ---- aliases ---- */

/* An alias that leads from a name that may lose its IPv6 addresses to one that may not. */
typedef struct detour {
    const char *name, *target;
} detour;

/* The last one in the chain of ANSWER to a question about NAME; its name is NULL where the end of the chain may lose them. */
static detour detour_of(const lyd_judging *j, const drop *d, const char *name, const lyd_answer *answer)
{
    detour last = {NULL, NULL};
    const char *from = name;
    for (size_t i = 0; i < answer->alias_count; i++) {
        const char *to = answer->aliases[i];
        if (may_lose(j, d, from)) {
            last = may_lose(j, d, to) ? (detour){NULL, NULL} : (detour){from, to};
        }
        from = to;
    }
    return may_lose(j, d, from) ? (detour){NULL, NULL} : last;
}

/* True if the answer to QUESTION has an IPv6 address that is a record. */
static bool has_record(const lyd_judging *j, uint32_t question)
{
    const lyd_answer *answer = &j->c->answers[question];
    bool has = false;
    for (uint32_t i = 0; i < answer->record_count && j->c->questions[question].type == LYD_TYPE_AAAA && !has; i++) {
        has = lyd_record_origin(j, question, &answer->records[i]) == LYD_ORIGIN_RECORD;
    }
    return has;
}

static void replace(lyd_judging *j, const detour *at, const lyd_record_list *instead, uint32_t view)
{
    const lyd_record alias = {.target = at->target, .type = LYD_TYPE_CNAME};
    const char *where = lyd_view_list(j, (uint32_t)1 << view);
    if (instead->count == 0) { /* its lookup failed */
        lyd_act(j, LYD_OWNER_DNS, "in %s replace the alias %s -> %s by A records with the IPv4 addresses of %s.", where, at->name,
                at->target, at->target);
        return;
    }
    lyd_edit_delete(j, at->name, &alias, (uint32_t)1 << view);
    lyd_records_add(j, at->name, instead, (uint32_t)1 << view);
    const char *words = lyd_records_words(j, instead);
    lyd_act(j, LYD_OWNER_DNS, "in %s replace the alias %s -> %s by the %s: other users of %s may want its IPv6 address.", where, at->name,
            at->target, words, at->target);
}

/* Replaces the aliases of E in VIEW that lead to IPv6 addresses of other names, each once. */
static void replace_aliases(lyd_judging *j, const drop *d, uint32_t e, uint32_t view)
{
    const char *done = NULL;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        if ((j->servers[j->c->questions[q].server].views >> view & 1u) == 0 || !has_record(j, q)) {
            continue;
        }
        detour at = detour_of(j, d, j->topology->endpoints[e].fqdn, &j->c->answers[q]);
        if (at.name != NULL && (done == NULL || strcmp(done, at.target) != 0)) {
            lyd_record_list instead = lyd_records_given(j, e, view, LYD_IPV4);
            replace(j, &at, &instead, view);
            done = at.target;
        }
    }
}

/* ---- names ---- */

/* A name of its own hides the wildcard, for every type (RFC 4592 section 2.2.1). Records of its own may be those of the wildcard. */
static void hide_wildcard(lyd_judging *j, uint32_t e, uint32_t view, const lyd_held_list *held)
{
    const char *fqdn = j->topology->endpoints[e].fqdn;
    lyd_record_list own = lyd_records_given(j, e, view, LYD_IPV4);
    lyd_records_add(j, fqdn, &own, (uint32_t)1 << view);
    const char *words = lyd_records_words(j, &own), *where = lyd_view_list(j, (uint32_t)1 << view);
    lyd_act(j, LYD_OWNER_DNS,
            "add the %s to %s in %s, so that the wildcard no longer answers for it. Delete AAAA records that the name has itself.", words,
            fqdn, where);
    for (size_t i = 0; i < held->count; i++) {
        lyd_edit_delete(j, fqdn, held->items[i].record, (uint32_t)1 << view);
    }
}

/* False: it can't lose them in VIEW, since it would have no address left. */
static bool drop_in(lyd_judging *j, drop *d, uint32_t e, uint32_t view)
{
    lyd_held_list held = lyd_held_records(j, e, (uint32_t)1 << view, LYD_TYPE_AAAA, 0);
    if (held.count == 0) {
        return true;
    }
    if (lyd_views_seen(j, e, (uint32_t)1 << view, LYD_ADDRESS_IPV6) != 0) {
        return false;
    }
    if (lyd_from_wildcard(j, e, view)) {
        hide_wildcard(j, e, view, &held);
    } else {
        replace_aliases(j, d, e, view);
    }
    return true;
}

/* ---- what stands against it ---- */

static bool is_dropped(const drop *d, uint32_t e)
{
    size_t i = 0;
    while (i < d->count && d->names[i] != e) {
        i++;
    }
    return i < d->count;
}

/* True if another name of E's pools keeps an IPv6 address: they would differ. */
static bool leaves_kin(lyd_judging *j, const drop *d, uint32_t e)
{
    lyd_kin kin = lyd_kin_of(j, e, LYD_ALL_VIEWS);
    bool leaves = kin.more;
    for (size_t i = 1; i < kin.count && !leaves; i++) {
        leaves = (j->facts[kin.names[i]] & LYD_FACT_AAAA) != 0 && !is_dropped(d, kin.names[i]);
    }
    return leaves;
}

/* Writes what is to be done before E loses its IPv6 addresses. True: its records must stay until then. The declaration of a name alone is
 * only said to be changed: its records are wrong whatever it says, and a remedy that leaves them out says so. */
static bool act_before(lyd_judging *j, const drop *d, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    bool declared = (endpoint->declared & LYD_ADDRESS_IPV6) != 0, ipv6 = (j->facts[e] & LYD_FACT_AAAA) != 0;
    if (ipv6 && declared) {
        const char *line = lyd_type_line(j, e);
        lyd_act(j, LYD_OWNER_LYNC, "declare %s as ipv4 in %s.", endpoint->fqdn, line);
    }
    return ipv6 && (lyd_act_misfit(j, e, LYD_ADDRESS_IPV4) || (declared && d->count > 1) || leaves_kin(j, d, e));
}

/* ---- all of it ---- */

void lyd_drop_ipv6(lyd_judging *j, const uint32_t *names, size_t count, lyd_roles kin)
{
    drop d = {.names = names, .count = count, .kin = kin};
    size_t edits = j->edit_count;
    bool may = true;
    for (size_t i = 0; i < count; i++) {
        may = !act_before(j, &d, names[i]) && may;
    }
    for (size_t i = 0; i < count; i++) {
        const char *fqdn = j->topology->endpoints[names[i]].fqdn;
        uint32_t lacking = 0, views = lyd_case_views(j->c, names[i]), own = views;
        for (uint32_t v = 0; v < j->topology->view_count; v++) {
            if ((views >> v & 1u) != 0 && !drop_in(j, &d, names[i], v)) {
                lacking |= (uint32_t)1 << v;
            }
            own &= lyd_from_wildcard(j, names[i], v) ? ~((uint32_t)1 << v) : UINT32_MAX;
        }
        gather_records(j, &d, names[i], own & ~lacking);
        may = may && lacking == 0;
        if (lacking != 0) {
            const char *where = lyd_view_list(j, lacking);
            lyd_act(j, LYD_OWNER_DNS, "in %s first add an A record with the IPv4 address of %s, then delete its AAAA records.", where,
                    fqdn);
        }
    }
    lyd_held_delete(j, &d.records);
    if (d.records.count > 0) {
        lyd_act(j, LYD_OWNER_DNS, "delete %s.", lyd_held_words(j, &d.records));
    }
    if (!may) {
        j->edit_count = edits;
    }
}
