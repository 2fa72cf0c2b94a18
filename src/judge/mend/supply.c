/* Giving names the addresses they lack: what an export configures, at the pool's name what its members have. */
#include "supply.h"

#include "fit.h"

#include <string.h>

#define NAMES_SHOWN 4

/* ---- the names of a pool ---- */

static void add_name(lyd_kin *kin, uint32_t *names, uint32_t name)
{
    size_t i = 0;
    while (i < kin->count && names[i] != name) {
        i++;
    }
    if (i == kin->count) {
        names[kin->count++] = name;
    }
}

static bool is_of(const lyd_pool *pool, uint32_t e)
{
    bool is = pool->endpoint == e;
    for (size_t m = 0; m < pool->member_count && !is; m++) {
        is = pool->members[m] == e;
    }
    return is;
}

lyd_kin lyd_kin_of(lyd_judging *j, uint32_t e, uint32_t views)
{
    const lyd_topology *t = j->topology;
    size_t most = 1;
    for (size_t p = 0; p < t->pool_count; p++) {
        most += is_of(&t->pools[p], e) ? t->pools[p].member_count + 1 : 0;
    }
    lyd_kin kin = {.more = most > LYD_KIN_MOST};
    most = kin.more ? 1 : most;
    uint32_t *names = lyd_arena_alloc(j->arena, most * sizeof(*names));
    kin.names = names;
    if (names == NULL) {
        j->status = LYD_ENOMEM;
        return kin;
    }
    names[kin.count++] = e;
    for (size_t p = 0; p < t->pool_count && most > 1; p++) {
        const lyd_pool *pool = &t->pools[p];
        for (size_t m = 0; m <= pool->member_count && is_of(pool, e); m++) {
            uint32_t name = m == 0 ? pool->endpoint : pool->members[m - 1];
            if ((t->endpoints[name].views & views) != 0) {
                add_name(&kin, names, name);
            }
        }
    }
    return kin;
}

/* ---- what each name gets ---- */

typedef struct portion {
    uint32_t e;
    const char *holder; /* NULL: its servers differ */
    lyd_record_list records;
    bool known; /* all of the records */
} portion;

static lyd_family family_of(unsigned type)
{
    return type == LYD_ADDRESS_IPV4 ? LYD_IPV4 : LYD_IPV6;
}

static bool has_private(const lyd_record_list *records)
{
    bool has = false;
    for (size_t i = 0; i < records->count && !has; i++) {
        has = (lyd_address_facts(&records->items[i].address) & LYD_FACT_PRIVATE) != 0;
    }
    return has;
}

static void append(lyd_judging *j, lyd_record_list *into, const lyd_record_list *more)
{
    lyd_record *items = lyd_arena_alloc(j->arena, (into->count + more->count) * sizeof(*items));
    if (items == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    for (size_t i = 0; i < into->count + more->count; i++) {
        items[i] = i < into->count ? into->items[i] : more->items[i - into->count];
    }
    *into = (lyd_record_list){items, into->count + more->count};
}

/* Those of FAMILIES that E lacks in VIEW. */
static portion portion_of(lyd_judging *j, uint32_t e, uint32_t view, unsigned families)
{
    bool outside = j->topology->views[view].kind == LYD_VIEW_EXTERNAL;
    portion p = {.e = e, .holder = lyd_holder_in(j, e, view), .known = true};
    for (unsigned type = LYD_ADDRESS_IPV4; type <= LYD_ADDRESS_IPV6; type++) {
        if ((families & type) == 0 || lyd_records_given(j, e, view, family_of(type)).count > 0) {
            continue;
        }
        lyd_record_list due = lyd_records_due(j, e, view, family_of(type));
        p.known = p.known && due.count > 0 && !(outside && has_private(&due));
        append(j, &p.records, &due);
    }
    return p;
}

static bool has_record(const lyd_record_list *list, const lyd_record *record)
{
    size_t i = 0;
    while (i < list->count && lyd_record_compare(&list->items[i], record) != 0) {
        i++;
    }
    return i < list->count;
}

/* What the others get that the pool's name, which has addresses, lacks then: nothing where it doesn't have those of its members now. While
 * no member has any, nothing says whether the name's are theirs. */
static portion share_of(lyd_judging *j, const lyd_pool *pool, uint32_t view, const portion *portions, size_t count)
{
    portion share = {.e = pool->endpoint, .holder = lyd_holder_in(j, pool->endpoint, view), .known = true};
    lyd_record_list own = lyd_records_given(j, pool->endpoint, view, 0), all = {0};
    bool alike = true;
    for (size_t m = 0; m < pool->member_count; m++) {
        lyd_record_list given = lyd_records_given(j, pool->members[m], view, 0);
        append(j, &all, &given);
    }
    for (size_t i = 0; i < own.count; i++) {
        alike = alike && has_record(&all, &own.items[i]);
    }
    for (size_t i = 0; i < all.count; i++) {
        alike = alike && has_record(&own, &all.items[i]);
    }
    share.known = all.count > 0;
    for (size_t i = 0; i < count && alike; i++) {
        for (size_t r = 0; r < portions[i].records.count && is_of(pool, portions[i].e); r++) {
            const lyd_record_list one = {&portions[i].records.items[r], 1};
            if (!has_record(&own, one.items) && !has_record(&share.records, one.items)) {
                append(j, &share.records, &one);
            }
        }
    }
    return share;
}

/* E and its kin in VIEW; *COUNT of them. *WHOLE: that is all. */
static portion *portions_of(lyd_judging *j, uint32_t e, uint32_t view, unsigned families, size_t *count, bool *whole)
{
    const lyd_topology *t = j->topology;
    lyd_kin kin = lyd_kin_of(j, e, (uint32_t)1 << view);
    *whole = !kin.more;
    portion *portions = lyd_arena_alloc(j->arena, (kin.count + t->pool_count) * sizeof(*portions));
    *count = 0;
    if (portions == NULL) {
        j->status = LYD_ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i < kin.count; i++) {
        portion p = portion_of(j, kin.names[i], view, families);
        bool there = lyd_records_given(j, kin.names[i], view, 0).count > 0;
        if (i == 0 || (there && (p.records.count > 0 || !p.known))) {
            portions[(*count)++] = p;
        }
    }
    for (size_t p = 0, own = *count; p < t->pool_count && kin.count > 1; p++) {
        const lyd_pool *pool = &t->pools[p];
        if (pool->endpoint == e || !is_of(pool, e) || lyd_records_given(j, pool->endpoint, view, 0).count == 0) {
            continue;
        }
        portion share = share_of(j, pool, view, portions, own);
        if (share.records.count > 0 || !share.known) {
            portions[(*count)++] = share;
        }
    }
    return portions;
}

/* ---- whether it may ---- */

static unsigned families_in(const lyd_record_list *records)
{
    unsigned families = 0;
    for (size_t i = 0; i < records->count; i++) {
        families |= records->items[i].type == LYD_TYPE_A ? LYD_ADDRESS_IPV4 : LYD_ADDRESS_IPV6;
    }
    return families;
}

static bool may_have(lyd_judging *j, const portion *p)
{
    unsigned type = (j->facts[p->e] & LYD_ADDRESS_DUAL_STACK) | families_in(&p->records);
    bool own = p->holder != NULL && strcmp(p->holder, j->topology->endpoints[p->e].fqdn) == 0;
    return p->known && own && lyd_type_fits(j, p->e, (lyd_address_type)type);
}

bool lyd_act_misfit(lyd_judging *j, uint32_t e, lyd_address_type type)
{
    lyd_misfit misfit;
    if (!lyd_type_misfits(j, e, type, &misfit)) {
        return false;
    }
    lyd_act(j, misfit.owner, "first change the address type of %s (%s), so that it fits %s as %s.", misfit.partner,
            lyd_row_name(lyd_address_types, (int)misfit.type), j->topology->endpoints[e].fqdn, lyd_row_name(lyd_address_types, (int)type));
    return true;
}

/* ---- in words ---- */

/* What is to be found out about E. */
static const char *unknown_words(lyd_judging *j, const portion *p, unsigned families)
{
    const char *fqdn = j->topology->endpoints[p->e].fqdn;
    const char *what = families == LYD_ADDRESS_IPV4   ? "an A record with the IPv4 address"
                       : families == LYD_ADDRESS_IPV6 ? "an AAAA record with the IPv6 address"
                                                      : "A and AAAA records with the addresses";
    bool other = p->holder != NULL && strcmp(p->holder, fqdn) != 0;
    return lyd_arena_printf(j->arena, "%s of %s%s%s", what, fqdn, other ? " to its alias's target " : "", other ? p->holder : "");
}

static const char *add_words(lyd_judging *j, const char *text, const portion *p, bool first)
{
    const char *records = lyd_records_words(j, &p->records);
    return lyd_arena_printf(j->arena, "%s%sthe %s to %s", text, first ? "" : ", ", records,
                            p->holder != NULL ? p->holder : j->topology->endpoints[p->e].fqdn);
}

static const char *words_of(lyd_judging *j, const portion *portions, size_t count, unsigned families)
{
    size_t shown = count > NAMES_SHOWN + 1 ? NAMES_SHOWN : count;
    const char *text = "";
    if (!portions[0].known) {
        text = unknown_words(j, &portions[0], families);
        shown = 0;
        count = 0;
    }
    for (size_t i = 0; i < shown && text != NULL; i++) {
        text = add_words(j, text, &portions[i], i == 0);
    }
    if (shown < count && text != NULL) {
        text = lyd_arena_printf(j->arena, "%s, and so on for %zu more names of the pool", text, count - shown);
    }
    j->status = text == NULL ? LYD_ENOMEM : j->status;
    return text == NULL ? "" : text;
}

/* ---- all of it ---- */

/* What is added in VIEW, in words; false in *WHOLE: its edits aren't made. */
static const char *supply_in(lyd_judging *j, uint32_t e, uint32_t view, unsigned families, bool *whole)
{
    size_t count;
    bool may;
    portion *portions = portions_of(j, e, view, families, &count, &may);
    if (portions == NULL) {
        return "";
    }
    for (size_t i = 0; i < count && may; i++) {
        may = may_have(j, &portions[i]);
    }
    for (size_t i = 0; i < count && may; i++) {
        lyd_records_add(j, portions[i].holder, &portions[i].records, (uint32_t)1 << view);
    }
    *whole = *whole && may;
    return words_of(j, portions, may ? count : 1, families);
}

bool lyd_supply(lyd_judging *j, uint32_t e, uint32_t views, unsigned families)
{
    const char *texts[LYD_VIEW_MAX] = {NULL};
    unsigned type = (j->facts[e] & LYD_ADDRESS_DUAL_STACK) | families;
    bool whole = true;
    (void)lyd_act_misfit(j, e, (lyd_address_type)type);
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        texts[v] = (views >> v & 1u) != 0 ? supply_in(j, e, v, families, &whole) : NULL;
    }
    for (uint32_t v = 0; v < j->topology->view_count && j->status == LYD_OK; v++) {
        uint32_t alike = 0;
        for (uint32_t w = v; w < j->topology->view_count && texts[v] != NULL; w++) {
            alike |= texts[w] != NULL && strcmp(texts[v], texts[w]) == 0 ? (uint32_t)1 << w : 0;
        }
        const char *text = texts[v];
        for (uint32_t w = v; w < j->topology->view_count; w++) {
            texts[w] = (alike >> w & 1u) != 0 ? NULL : texts[w];
        }
        if (alike != 0) {
            const char *where = lyd_view_list(j, alike);
            lyd_act(j, LYD_OWNER_DNS, "add %s in %s.", text, where);
        }
    }
    return whole;
}
