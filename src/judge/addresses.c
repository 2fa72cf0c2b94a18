/* The addresses that the answers for a name hold, as a set and as a text. */
#include "judging.h"

#include <stdlib.h>
#include <string.h>

#define LISTED_MAX 3

static int by_address(const void *a, const void *b)
{
    return lyd_address_compare(a, b);
}

static void put(lyd_judging *j, lyd_address_set *set, const lyd_address *address)
{
    if (lyd_grow((void **)&set->addresses, &set->capacity, set->count, sizeof(*set->addresses)) != LYD_OK) {
        j->status = LYD_ENOMEM;
        return;
    }
    set->addresses[set->count++] = *address;
}

void lyd_address_set_add(lyd_judging *j, lyd_address_set *set, uint32_t endpoint, uint32_t views)
{
    for (uint32_t q = j->c->first[endpoint]; q < j->c->first[endpoint + 1]; q++) {
        const lyd_answer *answer = &j->c->answers[q];
        if ((j->servers[j->c->questions[q].server].views & views) == 0) {
            continue;
        }
        for (uint32_t i = 0; i < answer->record_count; i++) {
            put(j, set, &answer->records[i].address);
        }
    }
}

void lyd_address_set_sort(lyd_address_set *set)
{
    size_t kept = 0;
    if (set->count == 0) {
        return;
    }
    qsort(set->addresses, set->count, sizeof(*set->addresses), by_address);
    for (size_t i = 1; i < set->count; i++) {
        if (lyd_address_compare(&set->addresses[i], &set->addresses[kept]) != 0) {
            set->addresses[++kept] = set->addresses[i];
        }
    }
    set->count = kept + 1;
}

bool lyd_address_set_has(const lyd_address_set *set, const lyd_address *address)
{
    return set->count > 0 && bsearch(address, set->addresses, set->count, sizeof(*set->addresses), by_address) != NULL;
}

void lyd_address_set_free(lyd_address_set *set)
{
    free(set->addresses);
    *set = (lyd_address_set){0};
}

static void keep_matching(lyd_judging *j, lyd_address_set *set, uint32_t question, lyd_facts facts)
{
    const lyd_answer *answer = &j->c->answers[question];
    for (uint32_t i = 0; i < answer->record_count; i++) {
        if (facts == 0 || (lyd_record_facts(j, question, &answer->records[i]) & facts) != 0) {
            put(j, set, &answer->records[i].address);
        }
    }
}

const char *lyd_address_set_words(lyd_judging *j, lyd_address_set *set)
{
    lyd_address_set_sort(set);
    size_t shown = set->count > LISTED_MAX + 1 ? LISTED_MAX : set->count;
    lyd_text_begin(j);
    for (size_t i = 0; i < shown; i++) {
        char text[LYD_ADDRESS_TEXT];
        lyd_address_format(&set->addresses[i], text);
        lyd_text_add(j, "%s%s", i == 0 ? "" : (i + 1 == set->count ? " and " : ", "), text);
    }
    if (shown < set->count) {
        lyd_text_add(j, " and %zu more", set->count - shown);
    }
    lyd_address_set_free(set);
    return lyd_text_done(j);
}

const char *lyd_address_list(lyd_judging *j, uint32_t endpoint, lyd_type type, lyd_facts facts)
{
    lyd_address_set set = {0};
    for (uint32_t q = j->c->first[endpoint]; q < j->c->first[endpoint + 1]; q++) {
        if (type == 0 || j->c->questions[q].type == type) {
            keep_matching(j, &set, q, facts);
        }
    }
    return lyd_address_set_words(j, &set);
}

const char *lyd_address_list_in(lyd_judging *j, uint32_t name, uint32_t views)
{
    lyd_address_set set = {0};
    lyd_address_set_add(j, &set, name, views);
    return lyd_address_set_words(j, &set);
}
