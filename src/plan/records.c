/* The list of the records that a deployment wants, and what DNS has of them. */
#include <lyncdns/records.h>

#include <string.h>

const lyd_row lyd_in_dns_names[] = {{LYD_DNS_YES, "yes"}, {LYD_DNS_NO, "no"}, {LYD_DNS_UNKNOWN, "unknown"}, {0, NULL}};

/* ---- the list ---- */

unsigned lyd_records_kinds(const lyd_topology *topology)
{
    unsigned kinds = LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL;
    for (size_t v = 0; v < topology->view_count; v++) {
        kinds |= topology->views[v].kind;
    }
    return kinds;
}

static lyd_status add(lyd_records *records, const lyd_value_source *source, const lyd_wanted_record *record)
{
    lyd_wanted_record *item = &records->items[records->count++];
    *item = *record;
    return lyd_values_of(source, item);
}

/* The record ROW of SIP domain D in each kind of view. */
static lyd_status add_wanted(lyd_records *records, const lyd_value_source *source, const char *domain, int wanted)
{
    const lyd_wanted_row *row = &lyd_wanted_rows[wanted];
    char name[LYD_NAME_TEXT];
    if (!lyd_wanted_name(row->owner, domain, name)) {
        return LYD_OK;
    }
    lyd_wanted_record record = {.name = lyd_arena_text(records->arena, name, strlen(name)),
                                .sip_domain = domain,
                                .wanted = (lyd_wanted)wanted,
                                .srv = row->type == LYD_TYPE_SRV,
                                .purpose = {.why = row->why}};
    lyd_status status = record.name == NULL ? LYD_ENOMEM : LYD_OK;
    record.purpose.reference = lyd_reference_for(row->references, records->topology->product);
    memcpy(record.purpose.users, row->users, sizeof(record.purpose.users));
    for (const lyd_row *kind = lyd_view_kinds; kind->name != NULL && status == LYD_OK; kind++) {
        if ((records->kinds & (unsigned)kind->id) != 0) {
            record.kind = (unsigned)kind->id;
            record.expected = lyd_wanted_of_kind(records->topology, record.wanted, record.kind);
            status = add(records, source, &record);
        }
    }
    return status;
}

/* The SIP domain that a simple URL's host serves; NULL: several, or it isn't one. */
static const char *domain_of(const lyd_topology *topology, uint32_t endpoint)
{
    uint32_t domain = LYD_NONE;
    bool one = true;
    for (size_t i = 0; i < topology->simple_url_count; i++) {
        const lyd_simple_url *url = &topology->simple_urls[i];
        if (url->endpoint == endpoint) {
            one = one && url->domain != LYD_NONE && (domain == LYD_NONE || domain == url->domain);
            domain = url->domain;
        }
    }
    return one && domain != LYD_NONE ? topology->sip_domains[domain] : NULL;
}

/* Only where it must be, or must not: a name of a server is nothing optional. */
static lyd_status add_host(lyd_records *records, const lyd_value_source *source, uint32_t endpoint, const char *domain)
{
    const lyd_endpoint *e = &records->topology->endpoints[endpoint];
    lyd_wanted_record record = {
        .name = e->fqdn, .sip_domain = domain, .wanted = LYD_WANTED_COUNT, .purpose = lyd_host_purpose(records->topology, e)};
    lyd_status status = LYD_OK;
    for (const lyd_row *kind = lyd_view_kinds; kind->name != NULL && status == LYD_OK; kind++) {
        if ((records->kinds & (unsigned)kind->id) != 0) {
            record.kind = (unsigned)kind->id;
            record.expected = lyd_host_expected(records->topology, e, record.kind);
            status = record.expected != LYD_EXPECTED_OPTIONAL ? add(records, source, &record) : LYD_OK;
        }
    }
    return status;
}

static size_t kind_count(unsigned kinds)
{
    size_t count = 0;
    for (; kinds != 0; kinds &= kinds - 1) {
        count++;
    }
    return count;
}

lyd_status lyd_records_make(const lyd_topology *topology, unsigned kinds, const char *domain, lyd_arena *arena, lyd_records *records)
{
    lyd_value_source source;
    size_t names = topology->sip_domain_count * LYD_WANTED_COUNT + topology->endpoint_count;
    *records = (lyd_records){.topology = topology, .kinds = kinds, .arena = arena};
    records->items = lyd_arena_alloc(arena, names * kind_count(kinds) * sizeof(*records->items));
    lyd_status status = records->items == NULL ? LYD_ENOMEM : lyd_values_prepare(topology, arena, &source);
    for (size_t d = 0; d < topology->sip_domain_count && status == LYD_OK; d++) {
        bool listed = domain == NULL || strcmp(domain, topology->sip_domains[d]) == 0;
        for (int wanted = 0; listed && wanted < LYD_WANTED_COUNT && status == LYD_OK; wanted++) {
            status = add_wanted(records, &source, topology->sip_domains[d], wanted);
        }
    }
    for (uint32_t e = 0; e < topology->endpoint_count && status == LYD_OK; e++) {
        const char *own = domain_of(topology, e);
        bool listed = domain == NULL || (own != NULL && strcmp(domain, own) == 0);
        if (listed && lyd_host_is_listed(&topology->endpoints[e])) {
            status = add_host(records, &source, e, own);
        }
    }
    return status;
}

/* ---- what DNS has ---- */

/* What the answers of an item say. */
typedef struct findings {
    const char **texts; /* each once, in the order of the answers */
    size_t count;
    bool asked, there, failed;
} findings;

static lyd_status keep(lyd_records *records, findings *f, const char *text)
{
    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(f->texts[i], text) == 0) {
            return LYD_OK;
        }
    }
    char *copy = lyd_arena_text(records->arena, text, strlen(text));
    f->texts[f->count++] = copy;
    return copy == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status read_answer(lyd_records *records, const lyd_answer *answer, findings *f)
{
    char text[LYD_RECORD_TEXT + 4];
    lyd_status status = LYD_OK;
    f->failed = f->failed || lyd_answer_failed((lyd_answer_status)answer->status);
    f->there = f->there || answer->status == LYD_NOERROR;
    for (size_t i = answer->alias_count > 0 ? answer->alias_count - 1u : 0; i < answer->alias_count && status == LYD_OK; i++) {
        (void)snprintf(text, sizeof(text), "-> %s", answer->aliases[i]);
        status = keep(records, f, text);
    }
    for (uint32_t i = 0; i < answer->record_count && status == LYD_OK; i++) {
        lyd_record_format(&answer->records[i], text);
        status = keep(records, f, text);
    }
    return status;
}

/* Reads the answers about ITEM in VIEW, or only adds to *MOST how many texts they have. */
static lyd_status each_answer(lyd_records *records, const lyd_wanted_record *item, const lyd_case *c, uint32_t view, findings *f,
                              size_t *most)
{
    const lyd_type srv = LYD_TYPE_SRV, *types = item->srv ? &srv : lyd_host_types;
    uint32_t name = lyd_case_find(c, item->name, view, item->srv);
    lyd_status status = LYD_OK;
    if (name == LYD_NONE) {
        return LYD_OK;
    }
    for (size_t s = 0; s < c->topology->views[view].server_count; s++) {
        for (size_t t = 0; t < (item->srv ? 1 : LYD_HOST_TYPES) && status == LYD_OK; t++) {
            const lyd_answer *answer = lyd_case_answer(c, name, c->view_servers[view][s], types[t]);
            if (answer != NULL && most != NULL) {
                *most += answer->record_count + 1u;
            } else if (answer != NULL) {
                f->asked = true;
                status = read_answer(records, answer, f);
            }
        }
    }
    return status;
}

static lyd_status find(lyd_records *records, lyd_wanted_record *item, const lyd_case *c, uint32_t views)
{
    findings f = {.texts = NULL};
    size_t most = 0;
    lyd_status status = LYD_OK;
    views &= lyd_views_of_kind(c->topology, item->kind);
    for (uint32_t v = 0; v < c->topology->view_count; v++) {
        status = (views >> v & 1u) == 0 ? status : each_answer(records, item, c, v, &f, &most);
    }
    f.texts = lyd_arena_alloc(records->arena, most * sizeof(*f.texts));
    status = f.texts == NULL ? LYD_ENOMEM : status;
    for (uint32_t v = 0; v < c->topology->view_count && status == LYD_OK; v++) {
        status = (views >> v & 1u) == 0 ? status : each_answer(records, item, c, v, &f, NULL);
    }
    item->found = f.there ? LYD_DNS_YES : f.failed ? LYD_DNS_UNKNOWN : f.asked ? LYD_DNS_NO : LYD_DNS_UNASKED;
    item->failed = f.failed;
    item->has = f.texts;
    item->has_count = f.count;
    return status;
}

/* What DNS has for the name to which the value of ITEM leads. Only an alias that can't be needs the addresses. */
static lyd_status find_target(lyd_records *records, lyd_wanted_record *item, const lyd_case *c, uint32_t views)
{
    const lyd_answer *answers[LYD_HOST_TYPES];
    size_t count = 0;
    views &= lyd_views_of_kind(c->topology, item->kind);
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        answers[t] = lyd_case_common(c, item->values[0].target, lyd_host_types[t], views);
        if (answers[t] == NULL) {
            return LYD_OK;
        }
        count += answers[t]->record_count;
    }
    item->leads_nowhere = count == 0;
    if (item->no_alias == NULL) {
        return LYD_OK;
    }
    lyd_record *addresses = lyd_arena_alloc(records->arena, count * sizeof(*addresses));
    if (addresses == NULL) {
        return LYD_ENOMEM;
    }
    item->addresses = addresses;
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        for (uint32_t i = 0; i < answers[t]->record_count; i++) {
            addresses[item->address_count++] = answers[t]->records[i];
        }
    }
    return LYD_OK;
}

lyd_status lyd_records_find(lyd_records *records, const lyd_case *c, uint32_t views)
{
    lyd_status status = LYD_OK;
    records->asked = true;
    for (size_t i = 0; i < records->count && status == LYD_OK; i++) {
        lyd_wanted_record *item = &records->items[i];
        status = find(records, item, c, views);
        if (status == LYD_OK && item->value_count > 0 && lyd_type_family(item->values[0].type) == 0) {
            status = find_target(records, item, c, views);
        }
        records->failed = records->failed || item->failed;
    }
    return status;
}

/* ---- wildcards ---- */

/* The first item of each service name; its other kinds of view follow. */
lyd_map *lyd_records_index(const lyd_records *records)
{
    lyd_map *index = lyd_map_new();
    for (size_t i = records->count; i-- > 0 && index != NULL;) {
        if (records->items[i].wanted != LYD_WANTED_COUNT && lyd_map_put(index, records->items[i].name, (uint32_t)i) != LYD_OK) {
            lyd_map_free(index);
            return NULL;
        }
    }
    return index;
}

void lyd_records_mark_wildcard(lyd_records *records, const lyd_map *index, const char *fqdn, unsigned kind)
{
    uint32_t i;
    if (!lyd_map_get(index, fqdn, &i)) {
        return;
    }
    for (; i < records->count && strcmp(records->items[i].name, fqdn) == 0; i++) {
        records->items[i].wildcard = records->items[i].wildcard || records->items[i].kind == kind;
    }
}
