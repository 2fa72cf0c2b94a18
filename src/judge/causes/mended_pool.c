/* Whether a pool and its members would agree if findings about them were mended. */
#include "causes.h"

#include <stdlib.h>
#include <string.h>

enum { IPV4, IPV6, FAMILIES };

static size_t place_of(unsigned family)
{
    return family == LYD_IPV4 ? IPV4 : IPV6;
}

/* ---- addresses ---- */

/* The pool name, or its members: the addresses that they would have in one view. */
typedef struct side {
    lyd_address_set set;
    bool open[FAMILIES];      /* no server said which addresses of the family some name has */
    size_t gaining[FAMILIES]; /* names that get addresses of the family, none of which is known */
    size_t coming;            /* names that get addresses of one family or more, having none now */
    size_t bare;              /* names that have none and get none */
} side;

/* Takes away what M takes of the addresses of SET from the one at FROM on. */
static void drop_lost(lyd_address_set *set, size_t from, const lyd_mending *m)
{
    size_t kept = from;
    for (size_t i = from; i < set->count; i++) {
        if (lyd_is_left(m, &set->addresses[i], lyd_address_facts(&set->addresses[i]))) {
            set->addresses[kept++] = set->addresses[i];
        }
    }
    set->count = kept;
}

/* Puts the configured addresses of ENDPOINT in place of those of their families. */
static void correct(lyd_judging *j, lyd_address_set *set, size_t from, const lyd_endpoint *endpoint)
{
    for (uint32_t i = 0; i < endpoint->configured_count; i++) {
        size_t kept = from;
        for (size_t k = from; k < set->count; k++) {
            if (set->addresses[k].family != endpoint->configured[i].family) {
                set->addresses[kept++] = set->addresses[k];
            }
        }
        set->count = kept;
    }
    for (uint32_t i = 0; i < endpoint->configured_count; i++) {
        if (lyd_grow((void **)&set->addresses, &set->capacity, set->count, sizeof(*set->addresses)) != LYD_OK) {
            j->status = LYD_ENOMEM;
            return;
        }
        set->addresses[set->count++] = endpoint->configured[i];
    }
}

/* Marks the families of which no server of VIEW said which addresses E has. */
static void note_open(const lyd_judging *j, side *s, uint32_t e, uint32_t view)
{
    bool told[FAMILIES] = {false, false};
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        const lyd_question *question = &j->c->questions[q];
        if ((j->servers[question->server].views & view) != 0 && (lyd_answer_bit(&j->c->answers[q]) & LYD_BITS_FAILED) == 0) {
            told[place_of(lyd_type_family(question->type))] = true;
        }
    }
    for (size_t f = 0; f < FAMILIES; f++) {
        s->open[f] = s->open[f] || !told[f];
    }
}

static void add_name(lyd_judging *j, side *s, uint32_t e, uint32_t view, const lyd_mending *m)
{
    size_t from = s->set.count, counts[FAMILIES] = {0, 0};
    lyd_address_set_add(j, &s->set, e, view);
    drop_lost(&s->set, from, m);
    if (m->corrected) {
        correct(j, &s->set, from, &j->topology->endpoints[e]);
    }
    for (size_t i = from; i < s->set.count; i++) {
        counts[place_of(s->set.addresses[i].family)]++;
    }
    note_open(j, s, e, view);
    if (s->set.count == from && (m->views & view) != 0) {
        s->coming++;
    } else {
        s->bare += s->set.count == from;
        s->gaining[IPV4] += (m->gain & LYD_ADDRESS_IPV4) != 0 && counts[IPV4] == 0;
        s->gaining[IPV6] += (m->gain & LYD_ADDRESS_IPV6) != 0 && counts[IPV6] == 0;
    }
}

/* Counts the addresses of A, by family, that B is known to lack. */
static void count_lacking(const side *a, const side *b, size_t counts[FAMILIES])
{
    counts[IPV4] = counts[IPV6] = 0;
    for (size_t i = 0; i < a->set.count; i++) {
        size_t f = place_of(a->set.addresses[i].family);
        counts[f] += !b->open[f] && !lyd_address_set_has(&b->set, &a->set.addresses[i]);
    }
}

/* The addresses that names get aren't known, but those that the pool's name has and no member are as many: one for each member that gets
 * one, and no other member has none. A pool's name that gets a family gets all that its members have. */
static bool would_agree(const side *name, const side *members)
{
    size_t excess[FAMILIES], lacking[FAMILIES], most = 0;
    count_lacking(name, members, excess);
    count_lacking(members, name, lacking);
    for (size_t f = 0; f < FAMILIES; f++) {
        bool comes = name->gaining[f] > 0 || name->coming > 0;
        size_t gaining = members->open[f] ? 0 : members->gaining[f];
        if ((lacking[f] > 0 && !comes) || excess[f] < gaining) {
            return false;
        }
        most = excess[f] - gaining > most ? excess[f] - gaining : most;
    }
    return most == members->coming && (most == 0 || members->bare == 0);
}

bool lyd_pool_would_agree(lyd_judging *j, const lyd_pool *pool, uint32_t view, const lyd_mending *const *mendings, size_t count)
{
    side name = {.coming = 0}, members = {.coming = 0};
    lyd_mending sum = lyd_mending_of(pool->endpoint, mendings, count);
    add_name(j, &name, pool->endpoint, view, &sum);
    for (size_t m = 0; m < pool->member_count; m++) {
        sum = lyd_mending_of(pool->members[m], mendings, count);
        add_name(j, &members, pool->members[m], view, &sum);
    }
    lyd_address_set_sort(&name.set);
    lyd_address_set_sort(&members.set);
    /* A side without any address is no difference: there are other findings about it. */
    bool agree = name.set.count == 0 || members.set.count == 0 || would_agree(&name, &members);
    lyd_address_set_free(&name.set);
    lyd_address_set_free(&members.set);
    return agree;
}

/* ---- address types ---- */

bool lyd_members_would_agree(lyd_judging *j, const lyd_pool *pool, const lyd_mending *const *mendings, size_t count)
{
    unsigned had = 0, lacked = 0;
    for (size_t m = 0; m < pool->member_count; m++) {
        uint32_t e = pool->members[m];
        lyd_mending sum = lyd_mending_of(e, mendings, count);
        unsigned left = lyd_families_left(j, e, &sum), lost = j->facts[e] & LYD_ADDRESS_DUAL_STACK & ~left;
        had |= left;
        lacked |= left != 0 ? (lyd_families_denied(j, e) | lost) & ~left : 0;
    }
    return (had & lacked) == 0;
}

/* ---- scopes ---- */

bool lyd_scopes_would_agree(lyd_judging *j, const lyd_pool *pool, const lyd_mending *const *mendings, size_t count)
{
    lyd_address_set set = {0};
    const char *first = NULL;
    bool agree = true;
    for (size_t m = 0; m < pool->member_count; m++) {
        lyd_mending sum = lyd_mending_of(pool->members[m], mendings, count);
        size_t from = set.count;
        lyd_address_set_add(j, &set, pool->members[m], LYD_ALL_VIEWS);
        drop_lost(&set, from, &sum);
    }
    for (size_t i = 0; i < set.count && agree; i++) {
        const char *scope = lyd_address_scope(&set.addresses[i]);
        agree = scope == NULL || first == NULL || strcmp(scope, first) == 0;
        first = first == NULL ? scope : first;
    }
    lyd_address_set_free(&set);
    return agree;
}
