/* fixture.h: a topology and its answers from a few lines of text, judged.
 *
 *   view NAME[:KIND][=LIKE] SERVER...   (default: internal 10.0.0.10:53)      client NAME TYPE      remote NAME TYPE
 *   lab | stopped | product NAME | feature NAME | severity RULE LEVEL | waiver RULE PATTERN LAST-DAY | now YYYY-MM-DD
 *   sip-domains NAME... | clients NAME... (default: lync-2013) | services NAME...
 *   remote-access NAME... (default: sip web with an Edge name) | remote-access none
 *   nat64 SERVER-NUMBER PREFIX/BITS | none | STATUS
 *   ROLE[,ROLE] NAME [KEY=VALUE]...
 *   dns NAME [KEY=VALUE]...             a name that is no endpoint; NXDOMAIN without a line
 *
 * Keys of a name: A, AAAA, SRV, * (all), each with @N for the N-th server alone: addresses, PORT/TARGET or PRIORITY/WEIGHT/PORT/TARGET, or
 * a status, or GIVEN_UP, STOPPED or TRUNCATED; NODATA by default. alias=NAME,... for all its answers, alias@N= at one server. Of an
 * endpoint also is=TYPE, site=NAME, configured=ADDRESS,..., views=NAME,..., for=SERVICE,... and port=NUMBER of an external Edge name,
 * url=NAME,... and domain=NUMBER (from 0) of a simple URL's host, and of pools members=, edge=, gateways=, externals=, web-internal=,
 * web-external=, version=PRODUCT, pstn=TYPE, pstn-fqdn=NAME. Names without a dot are in contoso.com; one that ends in a dot stands as it
 * is. */
#ifndef LYD_TEST_JUDGE_FIXTURE_H
#define LYD_TEST_JUDGE_FIXTURE_H

#include "record.h"
#include "suite.h"

#include "plan/plan.h"

#include <lyncdns/judge.h>

#include <string.h>

#define FIXTURE_MAX 96
#define FIXTURE_SERVERS 6
#define FIXTURE_WORDS 24

/* The types that are answered; an answer of each from every server. */
static const lyd_type fixture_types[] = {LYD_TYPE_A, LYD_TYPE_AAAA, LYD_TYPE_SRV};

typedef struct fixture_zone {
    const char *fqdn;
    lyd_answer given[FIXTURE_SERVERS][LYD_COUNT(fixture_types)];
} fixture_zone;

typedef struct fixture {
    lyd_arena *arena;
    lyd_topology topology;
    lyd_view views[LYD_VIEW_MAX];
    lyd_endpoint endpoints[FIXTURE_MAX];
    lyd_pool pools[FIXTURE_MAX];
    lyd_network networks[FIXTURE_MAX];
    lyd_severity_override severities[FIXTURE_MAX];
    lyd_waiver waivers[FIXTURE_MAX];
    const char *files[1];
    lyd_simple_url simple_urls[FIXTURE_MAX];
    const char *sip_domains[FIXTURE_WORDS];
    fixture_zone zones[FIXTURE_MAX];
    size_t zone_count;
    bool remote_given;
    lyd_prefix prefixes[FIXTURE_SERVERS];
    lyd_dns64 dns64[FIXTURE_SERVERS];
    lyd_answer *answers;
    lyd_case c;
    lyd_judgement judgement;
    char text[16384];
} fixture;

static inline char *fixture_name(fixture *f, const char *text)
{
    size_t length = strlen(text);
    if (text[length - 1] == '.') {
        return lyd_arena_printf(f->arena, "%.*s", (int)length - 1, text);
    }
    return lyd_arena_printf(f->arena, "%s%s", text, strchr(text, '.') != NULL ? "" : ".contoso.com");
}

static inline int fixture_id(const lyd_row *table, const char *name)
{
    int id = 0;
    ck_assert_msg(lyd_row_id(table, name, &id), "fixture: no such thing: %s", name);
    return id;
}

static inline size_t fixture_split(char *text, const char *separators, char **words)
{
    size_t count = 0;
    char *rest = text;
    for (char *word = strtok_r(text, separators, &rest); word != NULL; word = strtok_r(NULL, separators, &rest)) {
        ck_assert_uint_lt(count, FIXTURE_WORDS);
        words[count++] = word;
    }
    return count;
}

/* ITEM is an address, PORT/TARGET or PRIORITY/WEIGHT/PORT/TARGET. */
static inline bool fixture_record(fixture *f, lyd_record *record, const char *item)
{
    unsigned numbers[3] = {0, 0, 0};
    const char *target = strrchr(item, '/');
    lyd_address address;
    if (lyd_address_parse(item, &address)) {
        *record = record_of(&address, 300);
        return true;
    }
    if (target == NULL ||
        (sscanf(item, "%u/%u/%u/", &numbers[0], &numbers[1], &numbers[2]) != 3 && sscanf(item, "%u/", &numbers[2]) != 1)) {
        return false;
    }
    if (strchr(item, '/') == target) {
        numbers[0] = numbers[1] = 0;
        numbers[2] = (unsigned)atoi(item);
    }
    *record = (lyd_record){.target = strcmp(target, "/.") == 0 ? "." : fixture_name(f, target + 1),
                           .priority = (uint16_t)numbers[0],
                           .weight = (uint16_t)numbers[1],
                           .port = (uint16_t)numbers[2],
                           .ttl = 300,
                           .type = LYD_TYPE_SRV};
    return true;
}

static inline int fixture_by_record(const void *a, const void *b)
{
    return lyd_record_compare(a, b);
}

static inline void fixture_answer(fixture *f, lyd_answer *answer, char *value)
{
    char *items[FIXTURE_WORDS];
    size_t count = fixture_split(value, ",", items);
    lyd_record *records = lyd_arena_zalloc(f->arena, count, sizeof(*records));
    int status;
    answer->record_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (fixture_record(f, &records[answer->record_count], items[i])) {
            answer->record_count++;
            answer->status = LYD_NOERROR;
        } else if (strcmp(items[i], "GIVEN_UP") == 0 || strcmp(items[i], "STOPPED") == 0) {
            answer->status = LYD_TIMEOUT;
            answer->cause = items[i][0] == 'G' ? LYD_GIVEN_UP : LYD_STOPPED;
        } else if (strcmp(items[i], "TRUNCATED") == 0) { /* over UDP, and nothing came over TCP */
            answer->status = LYD_TIMEOUT;
            answer->rtt_us = 400;
        } else {
            ck_assert_msg(lyd_row_id(lyd_answer_statuses, items[i], &status), "fixture: neither record nor status: %s", items[i]);
            answer->status = (uint8_t)status;
        }
    }
    qsort(records, answer->record_count, sizeof(*records), fixture_by_record); /* in the order of every source */
    answer->records = records;
}

/* What servers have for FQDN; a new one: NODATA. */
static inline fixture_zone *fixture_zone_of(fixture *f, const char *fqdn)
{
    size_t i = 0;
    while (i < f->zone_count && strcmp(f->zones[i].fqdn, fqdn) != 0) {
        i++;
    }
    ck_assert_uint_lt(i, FIXTURE_MAX);
    if (i == f->zone_count) {
        f->zone_count++;
        f->zones[i].fqdn = fqdn;
        for (size_t s = 0; s < FIXTURE_SERVERS; s++) {
            for (size_t t = 0; t < LYD_COUNT(fixture_types); t++) {
                f->zones[i].given[s][t].status = LYD_NODATA;
            }
        }
    }
    return &f->zones[i];
}

static inline uint32_t fixture_find(fixture *f, const char *name)
{
    const char *fqdn = fixture_name(f, name);
    for (uint32_t i = 0; i < f->topology.endpoint_count; i++) {
        if (strcmp(f->endpoints[i].fqdn, fqdn) == 0) {
            return i;
        }
    }
    ck_abort_msg("fixture: no endpoint %s", fqdn);
    return LYD_NONE;
}

static inline uint32_t *fixture_list(fixture *f, char *value, size_t *count)
{
    char *items[FIXTURE_WORDS];
    *count = fixture_split(value, ",", items);
    uint32_t *list = lyd_arena_zalloc(f->arena, *count, sizeof(*list));
    for (size_t i = 0; i < *count; i++) {
        list[i] = fixture_find(f, items[i]);
    }
    return list;
}

static inline void fixture_alias(fixture *f, lyd_answer *answer, char *value)
{
    char *items[FIXTURE_WORDS];
    size_t count = fixture_split(value, ",", items);
    const char **aliases = lyd_arena_zalloc(f->arena, count, sizeof(*aliases));
    for (size_t i = 0; i < count; i++) {
        aliases[i] = fixture_name(f, items[i]);
    }
    answer->aliases = aliases;
    answer->alias_count = (uint8_t)count;
}

static inline bool fixture_answer_key(fixture *f, fixture_zone *zone, char *key, const char *value)
{
    char *at = strchr(key, '@');
    size_t only = at == NULL ? FIXTURE_SERVERS : (size_t)(at[1] - '1');
    if (at != NULL) {
        *at = '\0';
    }
    bool known = false, alias = strcmp(key, "alias") == 0, all = alias || strcmp(key, "*") == 0;
    for (size_t s = 0; s < FIXTURE_SERVERS; s++) {
        for (size_t t = 0; t < LYD_COUNT(fixture_types); t++) {
            bool meant = all || strcmp(key, lyd_type_name(fixture_types[t])) == 0;
            known = known || meant;
            if (meant && (only == FIXTURE_SERVERS || only == s)) {
                char *copy = lyd_arena_printf(f->arena, "%s", value);
                (alias ? fixture_alias : fixture_answer)(f, &zone->given[s][t], copy);
            }
        }
    }
    return known;
}

static inline void fixture_configured(fixture *f, lyd_endpoint *endpoint, char *value)
{
    char *items[FIXTURE_WORDS];
    size_t count = fixture_split(value, ",", items);
    lyd_address *addresses = lyd_arena_zalloc(f->arena, count, sizeof(*addresses));
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(lyd_address_parse(items[i], &addresses[i]), "fixture: not an address: %s", items[i]);
    }
    endpoint->configured = addresses;
    endpoint->configured_count = (uint32_t)count;
}

static inline uint32_t fixture_views(fixture *f, char *value)
{
    char *items[FIXTURE_WORDS];
    size_t count = fixture_split(value, ",", items);
    uint32_t views = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t v = 0; v < f->topology.view_count; v++) {
            views |= strcmp(f->views[v].name, items[i]) == 0 ? (uint32_t)1 << v : 0;
        }
    }
    return views;
}

/* The ids that VALUE lists, as a set. */
static inline unsigned fixture_set(const lyd_row *table, char *value)
{
    char *items[FIXTURE_WORDS];
    size_t count = fixture_split(value, ",", items);
    unsigned set = 0;
    for (size_t i = 0; i < count; i++) {
        set |= (unsigned)fixture_id(table, items[i]);
    }
    return set;
}

static inline bool fixture_endpoint_key(fixture *f, uint32_t e, const char *key, char *value)
{
    lyd_endpoint *endpoint = &f->endpoints[e];
    if (strcmp(key, "is") == 0) {
        endpoint->declared = (uint8_t)fixture_id(lyd_address_types, value);
    } else if (strcmp(key, "family") == 0) {
        endpoint->ip_family = (uint8_t)fixture_id(lyd_ip_families, value);
    } else if (strcmp(key, "configured") == 0) {
        fixture_configured(f, endpoint, value);
    } else if (strcmp(key, "views") == 0) {
        endpoint->views = fixture_views(f, value);
    } else if (strcmp(key, "site") == 0) {
        endpoint->site = lyd_arena_printf(f->arena, "%s", value);
    } else if (strcmp(key, "for") == 0) {
        endpoint->edge_services = (uint8_t)fixture_set(lyd_edge_services, value);
    } else if (strcmp(key, "port") == 0) {
        endpoint->client_port = (uint16_t)atoi(value);
    } else if (strcmp(key, "url") == 0) {
        endpoint->urls = (uint8_t)fixture_set(lyd_url_names, value);
        f->simple_urls[f->topology.simple_url_count++] = (lyd_simple_url){.endpoint = e, .domain = LYD_NONE, .urls = endpoint->urls};
    } else if (strcmp(key, "domain") == 0) { /* after url= */
        f->simple_urls[f->topology.simple_url_count - 1].domain = (uint32_t)atoi(value);
    } else {
        return false;
    }
    return true;
}

static inline bool fixture_pool_key(fixture *f, lyd_pool *pool, const char *key, char *value)
{
    if (strcmp(key, "members") == 0) {
        pool->members = fixture_list(f, value, &pool->member_count);
    } else if (strcmp(key, "gateways") == 0) {
        pool->gateways = fixture_list(f, value, &pool->gateway_count);
    } else if (strcmp(key, "externals") == 0) {
        pool->externals = fixture_list(f, value, &pool->external_count);
    } else if (strcmp(key, "edge") == 0) {
        pool->edge_pool = fixture_find(f, value);
    } else if (strcmp(key, "pstn") == 0) {
        pool->pstn_declared = (uint8_t)fixture_id(lyd_address_types, value);
    } else if (strcmp(key, "pstn-fqdn") == 0) {
        pool->pstn_endpoint = fixture_find(f, value);
    } else if (strcmp(key, "web-internal") == 0) {
        pool->web_internal = fixture_find(f, value);
    } else if (strcmp(key, "web-external") == 0) {
        pool->web_external = fixture_find(f, value);
    } else if (strcmp(key, "version") == 0) {
        pool->product = (uint8_t)fixture_id(lyd_product_names, value);
    } else {
        return false;
    }
    return true;
}

/* NAME[:KIND][=LIKE], of a view declared before. */
static inline void fixture_view(fixture *f, char **words, size_t count)
{
    lyd_view *view = &f->views[f->topology.view_count++];
    char *like = strchr(words[1], '='), *kind = strchr(words[1], ':');
    const char *why;
    *view = (lyd_view){.name = words[1], .like = LYD_NONE, .server_count = count - 2};
    if (like != NULL) {
        *like = '\0';
        for (view->like = 0; strcmp(f->views[view->like].name, like + 1) != 0; view->like++) {
            ck_assert_uint_lt(view->like, f->topology.view_count);
        }
    }
    if (kind != NULL) {
        *kind = '\0';
    }
    view->kind = (uint8_t)(kind != NULL ? (unsigned)fixture_id(lyd_view_kinds, kind + 1) : lyd_view_kind_named(view->name));
    view->servers = lyd_arena_zalloc(f->arena, count, sizeof(*view->servers));
    for (size_t i = 2; i < count; i++) {
        ck_assert(lyd_server_parse(words[i], &view->servers[i - 2], &why));
        view->servers[i - 2].text = words[i];
    }
}

/* Lines about service records; false: another line. */
static inline bool fixture_profile(fixture *f, char **words, size_t count)
{
    static const struct {
        const char *word;
        const lyd_row *table;
        size_t offset;
    } sets[] = {{"remote-access", lyd_remote_names, offsetof(lyd_topology, remote_access)},
                {"clients", lyd_client_names, offsetof(lyd_topology, clients)},
                {"services", lyd_service_names, offsetof(lyd_topology, services)}};
    if (strcmp(words[0], "sip-domains") == 0) {
        for (size_t i = 1; i < count; i++) {
            f->sip_domains[f->topology.sip_domain_count++] = words[i];
        }
        return true;
    }
    for (size_t k = 0; k < LYD_COUNT(sets); k++) {
        if (strcmp(words[0], sets[k].word) == 0) {
            unsigned *set = (unsigned *)(void *)((char *)&f->topology + sets[k].offset);
            f->remote_given = f->remote_given || k == 0;
            *set = 0;
            for (size_t i = 1; i < count && strcmp(words[i], "none") != 0; i++) {
                *set |= (unsigned)fixture_id(sets[k].table, words[i]);
            }
            return true;
        }
    }
    return false;
}

/* Lines that are no name; false: the line of a name. */
static inline bool fixture_setting(fixture *f, char **words, size_t count)
{
    lyd_topology *t = &f->topology;
    int64_t day = 0;
    if (strcmp(words[0], "lab") == 0) {
        t->lab = true;
    } else if (strcmp(words[0], "stopped") == 0) {
        f->c.stopped = true;
    } else if (strcmp(words[0], "product") == 0) {
        t->product = (lyd_product)fixture_id(lyd_product_names, words[1]);
    } else if (strcmp(words[0], "feature") == 0) {
        t->features |= (unsigned)fixture_id(lyd_feature_names, words[1]);
    } else if (strcmp(words[0], "now") == 0) {
        ck_assert(lyd_date_parse(words[1], &day));
        f->c.now = day * 86400 + 86399;
    } else if (strcmp(words[0], "client") == 0 || strcmp(words[0], "remote") == 0) {
        f->networks[t->network_count++] = (lyd_network){
            .name = words[1], .type = (lyd_address_type)fixture_id(lyd_address_types, words[2]), .remote = words[0][0] == 'r'};
    } else if (strcmp(words[0], "severity") == 0) {
        f->severities[t->severity_count++] = (lyd_severity_override){.rule = words[1], .severity = words[2], .line = 7, .severity_line = 7};
    } else if (strcmp(words[0], "waiver") == 0) {
        ck_assert(lyd_date_parse(words[3], &day));
        f->waivers[t->waiver_count++] =
            (lyd_waiver){.rule = words[1], .fqdn = words[2], .reason = "accepted", .expires = words[3], .last_day = day, .line = 9};
    } else if (strcmp(words[0], "nat64") == 0) {
        size_t s = (size_t)(words[1][0] - '1');
        char *slash = strchr(words[2], '/');
        f->dns64[s] = (lyd_dns64){.state = LYD_DNS64_UNTOLD, .status = words[2]};
        if (strcmp(words[2], "none") == 0) {
            f->dns64[s] = (lyd_dns64){.state = LYD_DNS64_ABSENT, .status = "NODATA"};
        } else if (slash != NULL) {
            *slash = '\0';
            ck_assert(lyd_address_parse(words[2], &f->prefixes[s].address));
            f->prefixes[s].length = (uint8_t)atoi(slash + 1);
            f->dns64[s] = (lyd_dns64){LYD_DNS64_PRESENT, &f->prefixes[s], 1, "NOERROR"};
        }
    } else if (strcmp(words[0], "view") == 0) {
        fixture_view(f, words, count);
    } else {
        return fixture_profile(f, words, count);
    }
    return true;
}

/* The endpoint itself; its links follow once all names are known. */
static inline void fixture_endpoint(fixture *f, char **words)
{
    char *roles[FIXTURE_WORDS], *copy = lyd_arena_printf(f->arena, "%s", words[0]);
    if (strcmp(words[0], "dns") == 0) {
        return;
    }
    uint32_t e = (uint32_t)f->topology.endpoint_count++;
    ck_assert_uint_lt(e, FIXTURE_MAX);
    lyd_endpoint *endpoint = &f->endpoints[e];
    endpoint->fqdn = fixture_name(f, words[1]);
    size_t count = fixture_split(copy, ",", roles);
    for (size_t i = 0; i < count; i++) {
        lyd_role role = lyd_role_find(roles[i]);
        ck_assert_msg(role < LYD_ROLE_COUNT, "fixture: no such role: %s", roles[i]);
        endpoint->roles |= LYD_ROLE_BIT(role);
    }
}

static inline void fixture_pools(fixture *f, uint32_t e, char **words, size_t count)
{
    static const struct {
        lyd_role role;
        lyd_pool_kind kind;
    } kinds[] = {{LYD_ROLE_FRONT_END_POOL, LYD_POOL_FRONT_END},
                 {LYD_ROLE_DIRECTOR_POOL, LYD_POOL_DIRECTOR},
                 {LYD_ROLE_MEDIATION_POOL, LYD_POOL_MEDIATION},
                 {LYD_ROLE_EDGE_INTERNAL, LYD_POOL_EDGE}};
    for (size_t k = 0; k < LYD_COUNT(kinds); k++) {
        if ((f->endpoints[e].roles & LYD_ROLE_BIT(kinds[k].role)) == 0) {
            continue;
        }
        lyd_pool *pool = &f->pools[f->topology.pool_count++];
        *pool = (lyd_pool){.kind = kinds[k].kind,
                           .endpoint = e,
                           .edge_pool = LYD_NONE,
                           .pstn_endpoint = LYD_NONE,
                           .web_internal = LYD_NONE,
                           .web_external = LYD_NONE,
                           .product = (uint8_t)f->topology.product};
        for (size_t w = 2; w < count; w++) {
            char *word = lyd_arena_printf(f->arena, "%s", words[w]);
            char *value = strchr(word, '=');
            *value++ = '\0';
            (void)fixture_pool_key(f, pool, word, value);
        }
    }
}

static inline void fixture_links(fixture *f, char **words, size_t count)
{
    bool dns = strcmp(words[0], "dns") == 0;
    uint32_t e = dns ? LYD_NONE : fixture_find(f, words[1]);
    fixture_zone *zone = fixture_zone_of(f, fixture_name(f, words[1]));
    for (size_t w = 2; w < count; w++) {
        char *word = lyd_arena_printf(f->arena, "%s", words[w]);
        char *value = strchr(word, '=');
        lyd_pool scratch;
        ck_assert_msg(value != NULL, "fixture: no value: %s", word);
        *value++ = '\0';
        if (dns || (!fixture_endpoint_key(f, e, word, value) && !fixture_pool_key(f, &scratch, word, value))) {
            ck_assert_msg(fixture_answer_key(f, zone, word, value), "fixture: no such key: %s", word);
        }
    }
    if (!dns) {
        fixture_pools(f, e, words, count);
    }
}

/* Answers the questions of the plan from the one FROM on. */
static inline void fixture_ask(fixture *f, uint32_t from)
{
    uint32_t to = lyd_case_questions(&f->c);
    lyd_answer *answers = lyd_arena_zalloc(f->arena, to, sizeof(*answers));
    memcpy(answers, f->c.answers != NULL ? f->c.answers : answers, from * sizeof(*answers));
    for (uint32_t q = from; q < to; q++) {
        const lyd_question *question = &f->c.questions[q];
        size_t i = 0, t = 0;
        while (i < f->zone_count && strcmp(f->zones[i].fqdn, question->name) != 0) {
            i++;
        }
        while (fixture_types[t] != question->type) {
            t++;
        }
        answers[q] = i < f->zone_count ? f->zones[i].given[question->server][t] : (lyd_answer){.status = LYD_NXDOMAIN};
    }
    f->c.answers = f->answers = answers;
}

/* Plans and answers both rounds. */
static inline void fixture_plan(fixture *f)
{
    lyd_topology *t = &f->topology;
    for (uint32_t e = 0; e < t->endpoint_count; e++) {
        bool edge = (f->endpoints[e].roles & LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL)) != 0;
        t->remote_access |= edge && !f->remote_given ? LYD_REMOTE_SIP | LYD_REMOTE_WEB : 0;
    }
    for (uint32_t e = 0; e < t->endpoint_count; e++) {
        lyd_endpoint *endpoint = &f->endpoints[e];
        uint32_t views = endpoint->views != 0 ? endpoint->views : lyd_views_default(t, endpoint->roles, endpoint->urls);
        endpoint->views = lyd_views_alike(t, views);
    }
    ck_assert_int_eq(lyd_plan_make(t, f->arena, &f->c, NULL), LYD_OK);
    fixture_ask(f, 0);
    uint32_t asked = lyd_case_questions(&f->c);
    ck_assert_int_eq(lyd_plan_targets(&f->c, f->arena), LYD_OK);
    fixture_ask(f, asked);
}

static inline void fixture_read(fixture *f, const char *text)
{
    static char *lines[FIXTURE_MAX], *words[FIXTURE_MAX][FIXTURE_WORDS];
    size_t counts[FIXTURE_MAX], count = 0;
    bool endpoint[FIXTURE_MAX];
    char *copy = lyd_arena_printf(f->arena, "%s%s", strstr(text, "view ") == NULL ? "view internal 10.0.0.10:53\n" : "", text),
         *rest = copy;
    for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        ck_assert_uint_lt(count, FIXTURE_MAX);
        lines[count++] = line;
    }
    for (size_t i = 0; i < count; i++) {
        counts[i] = fixture_split(lines[i], " ", words[i]);
        endpoint[i] = counts[i] > 0 && !fixture_setting(f, words[i], counts[i]);
        if (endpoint[i]) {
            fixture_endpoint(f, words[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (endpoint[i]) {
            fixture_links(f, words[i], counts[i]);
        }
    }
}

/* Judges TEXT; free with fixture_free. */
static inline fixture *fixture_new(const char *text)
{
    fixture *f = calloc(1, sizeof(*f));
    ck_assert_ptr_nonnull(f);
    f->arena = lyd_arena_new();
    f->files[0] = "contoso.yaml";
    f->topology = (lyd_topology){.name = "contoso",
                                 .product = LYD_LYNC_2013,
                                 .clients = LYD_CLIENT_LYNC_2013,
                                 .sip_domains = f->sip_domains,
                                 .simple_urls = f->simple_urls,
                                 .files = f->files,
                                 .file_count = 1,
                                 .views = f->views,
                                 .endpoints = f->endpoints,
                                 .pools = f->pools,
                                 .networks = f->networks,
                                 .severities = f->severities,
                                 .waivers = f->waivers,
                                 .arena = f->arena,
                                 .index = lyd_map_new()};
    f->c = (lyd_case){.dns64 = f->dns64, .now = 20000 * (int64_t)86400};
    fixture_read(f, text);
    for (uint32_t e = 0; e < f->topology.endpoint_count; e++) {
        ck_assert_int_eq(lyd_map_put(f->topology.index, f->endpoints[e].fqdn, e), LYD_OK);
    }
    fixture_plan(f);
    ck_assert_int_eq(lyd_judge(&f->c, f->arena, &f->judgement), LYD_OK);
    return f;
}

static inline void fixture_free(fixture *f)
{
    lyd_plan_clear(&f->c);
    lyd_map_free(f->topology.index);
    lyd_arena_free(f->arena);
    free(f);
}

/* The findings in their order: "error UM001:um01, info MON001:mon01 waived"; contoso.com is left out. */
static inline const char *fixture_findings(fixture *f)
{
    size_t used = 0;
    f->text[0] = '\0';
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        const lyd_finding *finding = &f->judgement.findings[i];
        int n = snprintf(f->text + used, sizeof(f->text) - used, "%s%s %s%s", i == 0 ? "" : ", ",
                         lyd_row_name(lyd_severity_names, (int)finding->severity), finding->key, finding->waiver != NULL ? " waived" : "");
        ck_assert_int_lt(n, (int)(sizeof(f->text) - used));
        used += (size_t)n;
    }
    for (char *at = strstr(f->text, ".contoso.com"); at != NULL; at = strstr(f->text, ".contoso.com")) {
        memmove(at, at + 12, strlen(at + 12) + 1);
    }
    return f->text;
}

static inline bool fixture_has(const fixture *f, const char *key)
{
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        if (strcmp(f->judgement.findings[i].key, key) == 0) {
            return true;
        }
    }
    return false;
}

#endif
