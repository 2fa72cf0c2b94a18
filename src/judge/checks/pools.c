/* Pools and their members. */
#include "checks.h"

#include "judge/mend/stated.h"

#include <string.h>

#define MEMBERS_SHOWN 2 /* of each address type */

/* ---- DNS008: the addresses of the pool name on one side, those of its members on the other ---- */

typedef struct side {
    lyd_address_set addresses;
    bool open[2];     /* by family: no server said which addresses some name has */
    const char *note; /* on an address that this side lacks */
} side;

static size_t family_of(const lyd_question *question)
{
    return lyd_type_family(question->type) == LYD_IPV4 ? 0 : 1;
}

static void add_name(lyd_judging *j, side *s, uint32_t e, uint32_t view)
{
    bool answered[2] = {false, false};
    lyd_address_set_add(j, &s->addresses, e, view);
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        const lyd_question *question = &j->c->questions[q];
        if ((j->servers[question->server].views & view) != 0 && (lyd_answer_bit(&j->c->answers[q]) & LYD_BITS_FAILED) == 0) {
            answered[family_of(question)] = true;
        }
    }
    for (size_t family = 0; family < 2; family++) {
        s->open[family] = s->open[family] || !answered[family];
    }
}

/* The note on a record that the side in CONTEXT is known to lack. */
static const char *note_lacking(lyd_judging *j, uint32_t question, const lyd_record *record, void *context)
{
    const side *s = context;
    bool lacks = !s->open[family_of(&j->c->questions[question])] && !lyd_address_set_has(&s->addresses, &record->address);
    return lacks ? s->note : NULL;
}

/* False where the pool has no member but itself, or a member isn't resolved in VIEW. */
static bool comparable(const lyd_judging *j, const lyd_pool *pool, uint32_t view)
{
    const lyd_endpoint *endpoints = j->topology->endpoints;
    for (size_t m = 0; m < pool->member_count; m++) {
        if ((endpoints[pool->members[m]].views & view) == 0) {
            return false;
        }
    }
    return pool->member_count > 1 || (pool->member_count == 1 && pool->members[0] != pool->endpoint);
}

/* A side without any address has findings of its own (DNS001, DNS002). */
static size_t evidence_difference(lyd_judging *j, const lyd_pool *pool, uint32_t view)
{
    side name = {.note = "the pool name does not have it"}, members = {.note = "no member has it"};
    size_t count = 0;
    add_name(j, &name, pool->endpoint, view);
    for (size_t m = 0; m < pool->member_count; m++) {
        add_name(j, &members, pool->members[m], view);
    }
    lyd_address_set_sort(&name.addresses);
    lyd_address_set_sort(&members.addresses);
    if (name.addresses.count > 0 && members.addresses.count > 0) {
        count = lyd_evidence_records(j, pool->endpoint, view, note_lacking, &members);
        for (size_t m = 0; m < pool->member_count; m++) {
            count += lyd_evidence_records(j, pool->members[m], view, note_lacking, &name);
        }
    }
    lyd_address_set_free(&name.addresses);
    lyd_address_set_free(&members.addresses);
    return count;
}

/* True if every server of the view with INDEX answered each lookup of E. */
static bool is_told(const lyd_judging *j, uint32_t e, uint32_t index)
{
    bool told = true;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1] && told; q++) {
        bool here = (j->servers[j->c->questions[q].server].views >> index & 1u) != 0;
        told = !here || (lyd_answer_bit(&j->c->answers[q]) & LYD_BITS_FAILED) == 0;
    }
    return told;
}

/* Gives the pool's name the addresses of its members in the view with INDEX. Where it has none of theirs, a load balancer may have its
 * address: only who runs it knows. */
static void set_pool(lyd_judging *j, const lyd_pool *pool, uint32_t index)
{
    lyd_record_list due = lyd_records_due(j, pool->endpoint, index, 0), given = lyd_records_given(j, pool->endpoint, index, 0);
    bool balanced = false, told = is_told(j, pool->endpoint, index);
    for (size_t i = 0; i < given.count && !balanced; i++) {
        for (size_t k = 0; k < due.count && !balanced; k++) {
            balanced = lyd_record_compare(&given.items[i], &due.items[k]) == 0;
        }
    }
    for (size_t m = 0; m < pool->member_count && told; m++) {
        told = is_told(j, pool->members[m], index);
    }
    if (balanced && told) {
        (void)lyd_set_host(j, j->topology->endpoints[pool->endpoint].fqdn, &due, index);
    }
}

static void act_on_pool(lyd_judging *j, const lyd_pool *pool, uint32_t views)
{
    const char *fqdn = j->topology->endpoints[pool->endpoint].fqdn, *line = lyd_line_words(j, pool->origin, pool->line);
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        if ((views >> v & 1u) != 0) {
            set_pool(j, pool, v);
        }
    }
    if (j->edit_count > 0) {
        lyd_act_edits(j, "");
    } else {
        lyd_address_set members = {0};
        for (size_t m = 0; m < pool->member_count; m++) {
            lyd_address_set_add(j, &members, pool->members[m], views);
        }
        const char *addresses = lyd_address_set_words(j, &members);
        lyd_act(j, LYD_OWNER_DNS, "give the pool name %s the addresses of all its members: %s.", fqdn, addresses);
    }
    lyd_act_instead(j, LYD_OWNER_LYNC, "with a hardware load balancer, add a waiver of DNS008 for %s to the topology (%s).", fqdn, line);
}

void lyd_check_pool_differs(lyd_judging *j, uint32_t p)
{
    const lyd_pool *pool = &j->topology->pools[p];
    const lyd_endpoint *endpoint = &j->topology->endpoints[pool->endpoint];
    uint32_t views = 0;
    for (size_t v = 0; v < j->topology->view_count; v++) {
        uint32_t view = (uint32_t)1 << v;
        if ((endpoint->views & view) != 0 && comparable(j, pool, view) && evidence_difference(j, pool, view) > 0) {
            views |= view;
        }
    }
    if (views != 0) {
        act_on_pool(j, pool, views);
        lyd_breach_of(j, endpoint->fqdn, "The addresses of the pool %s differ from those of its %zu member%s.", endpoint->fqdn,
                      pool->member_count, pool->member_count == 1 ? "" : "s");
    }
}

/* ---- DNS009 ---- */

/* "fe01.contoso.com is dual-stack, fe02.contoso.com is ipv4": of each type the first members, so that those that differ are named. */
static const char *families_words(lyd_judging *j, const lyd_pool *pool)
{
    size_t of_type[LYD_ADDRESS_UNKNOWN + 1] = {0}, shown = 0, more = 0;
    lyd_text_begin(j);
    for (size_t m = 0; m < pool->member_count; m++) {
        uint32_t member = pool->members[m];
        lyd_address_type type = j->seen[member];
        if (of_type[type]++ < MEMBERS_SHOWN) {
            lyd_text_add(j, "%s%s is %s", shown++ == 0 ? "" : ", ", j->topology->endpoints[member].fqdn,
                         lyd_row_name(lyd_address_types, (int)type));
        } else {
            more++;
        }
    }
    if (more > 0) {
        lyd_text_add(j, " and %zu more", more);
    }
    return lyd_text_done(j);
}

/* One family that one member has and another lacks is enough, even if other lookups failed. A member without any address has findings of
 * its own (DNS001, DNS002). */
void lyd_check_members_differ(lyd_judging *j, uint32_t p)
{
    const lyd_pool *pool = &j->topology->pools[p];
    const char *name = j->topology->endpoints[pool->endpoint].fqdn;
    unsigned had = 0, lacked = 0;
    for (size_t m = 0; m < pool->member_count; m++) {
        unsigned found = j->facts[pool->members[m]] & LYD_ADDRESS_DUAL_STACK;
        had |= found;
        lacked |= found != 0 ? lyd_families_denied(j, pool->members[m]) : 0;
    }
    if ((had & lacked) == 0) {
        return;
    }
    for (size_t m = 0; m < pool->member_count; m++) {
        uint32_t member = pool->members[m];
        lyd_evidence(j, "%s: %s", j->topology->endpoints[member].fqdn, lyd_row_name(lyd_address_types, (int)j->seen[member]));
        lyd_evidence_answers(j, member, 0, LYD_BITS_RECORDS, LYD_ALL_VIEWS);
    }
    lyd_act(j, LYD_OWNER_LYNC, "choose the address type of the pool %s in Topology Builder.", name);
    lyd_act(j, LYD_OWNER_DNS, "give all members of %s records of the same types: %s.", name, families_words(j, pool));
    lyd_breach_of(j, name, "The members of the pool %s differ in address type.", name);
}

/* ---- DNS011 ---- */

/* A bit for each scope that lyd_address_scope names. */
static unsigned scope_of(const lyd_address *address)
{
    static const char *const scopes[] = {"global", "unique local", "site-local", "link-local"};
    const char *scope = lyd_address_scope(address);
    for (size_t i = 0; scope != NULL && i < LYD_COUNT(scopes); i++) {
        if (strcmp(scope, scopes[i]) == 0) {
            return 1u << i;
        }
    }
    return 0;
}

static const char *note_scope(lyd_judging *j, uint32_t question, const lyd_record *record, void *context)
{
    (void)j;
    (void)question;
    (void)context;
    return lyd_address_scope(&record->address);
}

void lyd_check_scopes_differ(lyd_judging *j, uint32_t p)
{
    const lyd_pool *pool = &j->topology->pools[p];
    const char *name = j->topology->endpoints[pool->endpoint].fqdn;
    lyd_address_set set = {0};
    unsigned scopes = 0;
    for (size_t m = 0; m < pool->member_count; m++) {
        if ((j->facts[pool->members[m]] & LYD_FACT_AAAA) != 0) {
            lyd_address_set_add(j, &set, pool->members[m], LYD_ALL_VIEWS);
        }
    }
    for (size_t i = 0; i < set.count; i++) {
        scopes |= scope_of(&set.addresses[i]);
    }
    lyd_address_set_free(&set);
    if ((scopes & (scopes - 1)) == 0) {
        return;
    }
    for (size_t m = 0; m < pool->member_count; m++) {
        (void)lyd_evidence_records(j, pool->members[m], LYD_ALL_VIEWS, note_scope, NULL);
    }
    lyd_act(j, LYD_OWNER_WINDOWS, "give all members of %s IPv6 addresses of one scope.", name);
    lyd_act(j, LYD_OWNER_DNS, "then delete the AAAA records of other scopes of the members of %s.", name);
    lyd_breach_of(j, name, "The members of the pool %s have IPv6 addresses of different scope.", name);
}
