/* What remedies are made of: records that servers have, records to add, lines of the topology. */
#include "mend.h"

#include <stdlib.h>
#include <string.h>

#define LISTED_MAX 3 /* items of a list in words; one more is shown rather than counted */
#define PHRASES_MAX 5
#define TTL_NEW 3600 /* seconds, of a record that no answer has */

/* ---- lists in words ---- */

/* What stands before item I of COUNT. */
static const char *comma(size_t i, size_t count)
{
    return i == 0 ? "" : i + 1 == count ? " and " : ", ";
}

static size_t shown_of(size_t count)
{
    return count > LISTED_MAX + 1 ? LISTED_MAX : count;
}

/* Adds "A record 10.1.0.1", "A records 10.1.0.1, 10.1.0.2 and 5 more". */
static void add_data(lyd_judging *j, const lyd_record *const *records, size_t count)
{
    size_t shown = shown_of(count);
    lyd_text_add(j, "%s record%s ", lyd_type_name(records[0]->type), count == 1 ? "" : "s");
    for (size_t i = 0; i < shown; i++) {
        char text[LYD_RECORD_TEXT];
        lyd_record_format(records[i], text);
        lyd_text_add(j, "%s%s", comma(i, count), text);
    }
    if (shown < count) {
        lyd_text_add(j, " and %zu more", count - shown);
    }
}

/* ---- records that servers have ---- */

/* One record of one answer. */
typedef struct sighting {
    const char *name;
    const lyd_record *record;
    uint32_t views;
    uint16_t server;
} sighting;

static int by_record(const void *left, const void *right)
{
    const sighting *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    order = order != 0 ? order : lyd_record_compare(a->record, b->record);
    return order != 0 ? order : (a->server > b->server) - (a->server < b->server);
}

static bool is_same_record(const sighting *a, const sighting *b)
{
    return strcmp(a->name, b->name) == 0 && lyd_record_compare(a->record, b->record) == 0;
}

/* The name that holds the records of the answer to QUESTION. */
static const char *holder_of(const lyd_judging *j, uint32_t question)
{
    const lyd_answer *answer = &j->c->answers[question];
    return answer->alias_count > 0 ? answer->aliases[answer->alias_count - 1] : j->c->questions[question].name;
}

/* An array with room for the records of all answers for NAME; NULL: out of memory. */
static sighting *room_for(lyd_judging *j, uint32_t name)
{
    size_t records = 0;
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1]; q++) {
        records += j->c->answers[q].record_count;
    }
    sighting *all = lyd_arena_alloc(j->arena, records * sizeof(*all));
    j->status = all == NULL ? LYD_ENOMEM : j->status;
    return all;
}

static size_t sightings(lyd_judging *j, uint32_t name, uint32_t views, lyd_type type, lyd_facts facts, sighting **all)
{
    size_t count = 0;
    *all = room_for(j, name);
    for (uint32_t q = j->c->first[name]; *all != NULL && q < j->c->first[name + 1]; q++) {
        const lyd_answer *answer = &j->c->answers[q];
        uint16_t server = j->c->questions[q].server;
        uint32_t within = j->servers[server].views & lyd_case_views(j->c, name) & views;
        for (uint32_t i = 0; within != 0 && (type == 0 || j->c->questions[q].type == type) && i < answer->record_count; i++) {
            const lyd_record *record = &answer->records[i];
            bool wanted = facts == 0 || (lyd_record_facts(j, q, record) & facts) != 0;
            if (wanted && lyd_record_origin(j, q, record) == LYD_ORIGIN_RECORD) {
                (*all)[count++] = (sighting){holder_of(j, q), record, within, server};
            }
        }
    }
    if (count > 0) {
        qsort(*all, count, sizeof(**all), by_record);
    }
    return count;
}

/* One item for each different record among the COUNT sightings in ALL, which are sorted. */
static lyd_held_list gather(lyd_judging *j, const sighting *all, size_t count)
{
    lyd_held_list list = {.items = lyd_arena_zalloc(j->arena, count, sizeof(*list.items))};
    uint16_t *servers = lyd_arena_alloc(j->arena, count * sizeof(*servers));
    if (list.items == NULL || servers == NULL) {
        j->status = LYD_ENOMEM;
        return (lyd_held_list){0};
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !is_same_record(&all[i - 1], &all[i])) {
            list.items[list.count++] = (lyd_held){.name = all[i].name, .record = all[i].record, .servers = &servers[i]};
        }
        lyd_held *held = &list.items[list.count - 1];
        uint16_t *own = &servers[held->servers - servers];
        if (held->server_count == 0 || own[held->server_count - 1] != all[i].server) { /* an alias is in the answers of both types */
            own[held->server_count++] = all[i].server;
        }
        held->views |= all[i].views;
    }
    return list;
}

lyd_held_list lyd_held_records(lyd_judging *j, uint32_t name, uint32_t views, lyd_type type, lyd_facts facts)
{
    sighting *all;
    size_t count = sightings(j, name, views, type, facts, &all);
    return gather(j, all, count);
}

/* The first alias of ANSWER as the record that makes it. */
static lyd_record *alias_record(lyd_judging *j, const lyd_answer *answer)
{
    lyd_record *record = lyd_arena_zalloc(j->arena, 1, sizeof(*record));
    if (record == NULL) {
        j->status = LYD_ENOMEM;
        return NULL;
    }
    *record = (lyd_record){.type = LYD_TYPE_CNAME, .target = answer->aliases[0]};
    return record;
}

lyd_held_list lyd_own_records(lyd_judging *j, uint32_t name, uint32_t views)
{
    const char *fqdn = lyd_case_fqdn(j->c, name);
    sighting *all;
    size_t kept = 0, count = sightings(j, name, views, 0, 0, &all), most = count + j->c->first[name + 1] - j->c->first[name];
    sighting *own = lyd_arena_alloc(j->arena, most * sizeof(*own));
    if (own == NULL || all == NULL) {
        j->status = LYD_ENOMEM;
        return (lyd_held_list){0};
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].name, fqdn) == 0) {
            own[kept++] = all[i];
        }
    }
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1] && j->status == LYD_OK; q++) {
        uint16_t server = j->c->questions[q].server;
        uint32_t within = j->servers[server].views & lyd_case_views(j->c, name) & views;
        if (within != 0 && j->c->answers[q].alias_count > 0) {
            own[kept++] = (sighting){fqdn, alias_record(j, &j->c->answers[q]), within, server};
        }
    }
    if (kept > 0 && j->status == LYD_OK) {
        qsort(own, kept, sizeof(*own), by_record);
    }
    return gather(j, own, j->status == LYD_OK ? kept : 0);
}

/* True for records that one phrase names. */
static bool is_alike(const lyd_held *a, const lyd_held *b)
{
    return strcmp(a->name, b->name) == 0 && a->record->type == b->record->type && a->views == b->views &&
           a->server_count == b->server_count && memcmp(a->servers, b->servers, a->server_count * sizeof(*a->servers)) == 0;
}

const char *lyd_server_words(lyd_judging *j, const uint16_t *servers, size_t count)
{
    size_t shown = shown_of(count);
    lyd_text_begin(j);
    for (size_t i = 0; i < shown; i++) {
        lyd_text_add(j, "%s%s", comma(i, count), j->c->servers[servers[i]].text);
    }
    if (shown < count) {
        lyd_text_add(j, " and %zu more", count - shown);
    }
    return lyd_text_done(j);
}

const char *lyd_servers_saying(lyd_judging *j, uint32_t name, lyd_type type, unsigned statuses, uint32_t views)
{
    uint16_t *servers = lyd_arena_alloc(j->arena, (j->c->first[name + 1] - j->c->first[name]) * sizeof(*servers));
    size_t count = 0;
    if (servers == NULL) {
        j->status = LYD_ENOMEM;
        return "";
    }
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1]; q++) {
        uint16_t server = j->c->questions[q].server;
        bool says = (type == 0 || j->c->questions[q].type == type) && (lyd_answer_bit(&j->c->answers[q]) & statuses) != 0;
        if (says && (j->servers[server].views & views) != 0 && (count == 0 || servers[count - 1] != server)) {
            servers[count++] = server;
        }
    }
    return lyd_server_words(j, servers, count);
}

/* "the AAAA records … of NAME in view internal (…)" for the COUNT records at HELD, which are alike. */
static const char *phrase(lyd_judging *j, const lyd_held *held, size_t count)
{
    const char *where = lyd_view_list(j, held->views), *servers = lyd_server_words(j, held->servers, held->server_count);
    bool file = lyd_server_is_file(&j->c->servers[held->servers[0]]); /* is named by its view alone */
    const lyd_record **records = lyd_arena_alloc(j->arena, count * sizeof(*records));
    if (records == NULL) {
        j->status = LYD_ENOMEM;
        return "";
    }
    for (size_t i = 0; i < count; i++) {
        records[i] = held[i].record;
    }
    lyd_text_begin(j);
    lyd_text_add(j, "the ");
    add_data(j, records, count);
    lyd_text_add(j, " of %s in %s", held->name, where);
    lyd_text_add(j, file ? "%s" : " (%s)", file ? "" : servers);
    return lyd_text_done(j);
}

const char *lyd_held_words(lyd_judging *j, const lyd_held_list *list)
{
    const char *text = "";
    size_t phrases = 0;
    for (size_t i = 0, next; i < list->count && j->status == LYD_OK; i = next) {
        for (next = i + 1; next < list->count && is_alike(&list->items[i], &list->items[next]);) {
            next++;
        }
        if (phrases++ == PHRASES_MAX) {
            text = lyd_arena_printf(j->arena, "%s and %zu more", text, list->count - i);
            j->status = text == NULL ? LYD_ENOMEM : j->status;
            break;
        }
        const char *one = phrase(j, &list->items[i], next - i);
        text = lyd_arena_printf(j->arena, "%s%s%s", text, i == 0 ? "" : next < list->count ? ", " : " and ", one);
        j->status = text == NULL ? LYD_ENOMEM : j->status;
    }
    return text == NULL ? "" : text;
}

void lyd_held_delete(lyd_judging *j, const lyd_held_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        lyd_edit_delete(j, list->items[i].name, list->items[i].record, list->items[i].views);
    }
}

void lyd_held_join(lyd_judging *j, lyd_held_list *list, const lyd_held_list *more)
{
    lyd_held *items = lyd_arena_alloc(j->arena, (list->count + more->count) * sizeof(*items));
    if (items == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        items[i] = list->items[i];
    }
    for (size_t i = 0; i < more->count; i++) {
        items[list->count + i] = more->items[i];
    }
    *list = (lyd_held_list){items, list->count + more->count};
}

uint32_t lyd_views_seen(const lyd_judging *j, uint32_t name, uint32_t views, lyd_address_type type)
{
    uint32_t held = 0;
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        lyd_address_type seen = LYD_ADDRESS_UNKNOWN;
        if ((views & lyd_case_views(j->c, name)) >> v & 1u) {
            (void)lyd_types_in(j, name, (uint32_t)1 << v, &seen);
        }
        held |= seen == type ? (uint32_t)1 << v : 0;
    }
    return held;
}

const char *lyd_holder_in(const lyd_judging *j, uint32_t name, uint32_t view)
{
    const char *holder = NULL;
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1]; q++) {
        if ((j->servers[j->c->questions[q].server].views >> view & 1u) == 0 || (lyd_answer_bit(&j->c->answers[q]) & LYD_BITS_FAILED) != 0) {
            continue;
        }
        if (holder != NULL && strcmp(holder, holder_of(j, q)) != 0) {
            return NULL;
        }
        holder = holder_of(j, q);
    }
    return holder != NULL ? holder : lyd_case_fqdn(j->c, name);
}

/* ---- records to add ---- */

static int by_data(const void *a, const void *b)
{
    return lyd_record_compare(a, b);
}

static void sort(lyd_record_list *records)
{
    size_t kept = 0;
    if (records->count == 0) {
        return;
    }
    qsort(records->items, records->count, sizeof(*records->items), by_data);
    for (size_t i = 1; i < records->count; i++) {
        if (lyd_record_compare(&records->items[i], &records->items[kept]) != 0) {
            records->items[++kept] = records->items[i];
        }
    }
    records->count = kept + 1;
}

lyd_record_list lyd_records_given(lyd_judging *j, uint32_t name, uint32_t view, lyd_family family)
{
    lyd_type type = family == 0 ? 0 : family == LYD_IPV4 ? LYD_TYPE_A : LYD_TYPE_AAAA;
    lyd_held_list held = lyd_held_records(j, name, (uint32_t)1 << view, type, 0);
    lyd_record_list records = {.items = lyd_arena_alloc(j->arena, held.count * sizeof(*records.items))};
    if (records.items == NULL) {
        j->status = LYD_ENOMEM;
        return records;
    }
    for (size_t i = 0; i < held.count; i++) {
        records.items[records.count++] = *held.items[i].record;
    }
    sort(&records);
    return records;
}

/* The usable ones among the addresses that an export configures on the machine E. */
static lyd_record_list configured(lyd_judging *j, uint32_t e, lyd_family family)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    lyd_record_list records = {.items = lyd_arena_zalloc(j->arena, endpoint->configured_count, sizeof(*records.items))};
    if (records.items == NULL) {
        j->status = LYD_ENOMEM;
        return records;
    }
    for (uint32_t i = 0; i < endpoint->configured_count; i++) {
        const lyd_address *address = &endpoint->configured[i];
        if (address->family == family && (lyd_address_facts(address) & (LYD_FACT_UNUSABLE | LYD_FACT_TRANSITION)) == 0) {
            records.items[records.count++] =
                (lyd_record){.address = *address, .ttl = TTL_NEW, .type = family == LYD_IPV4 ? LYD_TYPE_A : LYD_TYPE_AAAA};
        }
    }
    sort(&records);
    return records;
}

/* Without the addresses that lead no peer to the machine. */
static lyd_record_list usable(lyd_record_list records)
{
    size_t kept = 0;
    for (size_t i = 0; i < records.count; i++) {
        if ((lyd_address_facts(&records.items[i].address) & (LYD_FACT_UNUSABLE | LYD_FACT_TRANSITION)) == 0) {
            records.items[kept++] = records.items[i];
        }
    }
    records.count = kept;
    return records;
}

static void join(lyd_judging *j, lyd_record_list *into, const lyd_record_list *from)
{
    lyd_record *items = lyd_arena_alloc(j->arena, (into->count + from->count) * sizeof(*items));
    if (items == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    for (size_t i = 0; i < into->count; i++) {
        items[i] = into->items[i];
    }
    for (size_t i = 0; i < from->count; i++) {
        items[into->count + i] = from->items[i];
    }
    *into = (lyd_record_list){items, into->count + from->count};
}

/* True where a waiver accepts that the pool FQDN has other addresses than its members: a load balancer has them. */
static bool is_balanced(const lyd_topology *t, const char *fqdn)
{
    size_t i = 0;
    while (i < t->waiver_count && !(strcmp(t->waivers[i].rule, "DNS008") == 0 && lyd_glob_match(t->waivers[i].fqdn, fqdn))) {
        i++;
    }
    return i < t->waiver_count;
}

lyd_record_list lyd_records_due(lyd_judging *j, uint32_t e, uint32_t view, lyd_family family)
{
    const lyd_topology *t = j->topology;
    lyd_record_list due = configured(j, e, family);
    if (due.count > 0 || is_balanced(t, t->endpoints[e].fqdn)) {
        return due;
    }
    size_t p = 0;
    while (p < t->pool_count && (t->pools[p].endpoint != e || t->pools[p].member_count == 0)) {
        p++;
    }
    for (size_t m = 0; p < t->pool_count && m < t->pools[p].member_count; m++) {
        uint32_t member = t->pools[p].members[m];
        lyd_record_list own = configured(j, member, family);
        own = own.count > 0 ? own : usable(lyd_records_given(j, member, view, family));
        if (own.count == 0) {
            return own;
        }
        join(j, &due, &own);
    }
    sort(&due);
    return due;
}

const char *lyd_records_words(lyd_judging *j, const lyd_record_list *records)
{
    const lyd_record **list = lyd_arena_alloc(j->arena, records->count * sizeof(*list));
    size_t split = 0;
    if (list == NULL) {
        j->status = LYD_ENOMEM;
        return "";
    }
    for (size_t i = 0; i < records->count; i++) {
        list[i] = &records->items[i];
        split += list[i]->type == list[0]->type ? 1 : 0;
    }
    lyd_text_begin(j);
    if (records->count > 0) {
        add_data(j, list, split);
    }
    if (split < records->count) {
        lyd_text_add(j, " and ");
        add_data(j, list + split, records->count - split);
    }
    return lyd_text_done(j);
}

void lyd_records_add(lyd_judging *j, const char *name, const lyd_record_list *records, uint32_t views)
{
    for (size_t i = 0; i < records->count; i++) {
        lyd_edit_add(j, name, &records->items[i], views);
    }
}

/* ---- lines of the topology ---- */

const char *lyd_line_words(lyd_judging *j, uint16_t origin, uint32_t line)
{
    if (origin >= j->topology->file_count || line == 0) {
        return "the topology";
    }
    const char *text = lyd_arena_printf(j->arena, "%s line %lu", j->topology->files[origin], (unsigned long)line);
    j->status = text == NULL ? LYD_ENOMEM : j->status;
    return text == NULL ? "" : text;
}

const char *lyd_endpoint_line(lyd_judging *j, uint32_t e)
{
    return lyd_line_words(j, j->topology->endpoints[e].origin, j->topology->endpoints[e].line);
}

const char *lyd_type_line(lyd_judging *j, uint32_t e)
{
    const lyd_endpoint *endpoint = &j->topology->endpoints[e];
    return endpoint->declared == LYD_ADDRESS_NONE ? lyd_endpoint_line(j, e)
                                                  : lyd_line_words(j, endpoint->declared_origin, endpoint->declared_line);
}
