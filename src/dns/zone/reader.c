/* Zone files: RFC 1035 section 5, RFC 2308 section 4 ($TTL), and what Windows DNS Server writes beyond them ([AGE:n]). */
#include "dns/form.h"
#include "text.h"
#include "zone.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* More records of one name don't fit into a message of 64 KiB. */
#define RECORDS_MAX 8000

typedef struct reader {
    const char *path;
    lyd_zone *zone; /* NULL while the apex is looked for */
    lyd_arena *arena;
    lyd_diag *diag;
    char origin[LYD_NAME_TEXT], owner[LYD_NAME_TEXT], apex[LYD_NAME_TEXT];
    bool has_origin, has_owner, has_apex;
    bool has_default, has_last;
    uint32_t default_ttl, last_ttl;
    size_t outside, outside_line;
} reader;

/* A record, still in tokens. */
typedef struct draft {
    size_t line;
    const lyd_token *type_name, *data;
    size_t count;
    uint16_t type;
    bool has_ttl;
    uint32_t ttl;
    lyd_record record; /* of a type that is looked into */
} draft;

static lyd_status wrong(const reader *r, size_t line, const lyd_token *token, const char *why)
{
    if (token == NULL) {
        return lyd_diag_error(r->diag, r->path, line, "%s", why);
    }
    return lyd_diag_error(r->diag, r->path, line, "\"%.*s\": %s", (int)(token->length < 64 ? token->length : 64), token->text, why);
}

static lyd_status read_name(const reader *r, size_t line, const lyd_token *token, char name[LYD_NAME_TEXT])
{
    const char *why;
    return lyd_name_parse_relative(token->text, token->length, r->has_origin ? r->origin : NULL, name, &why) ? LYD_OK
                                                                                                             : wrong(r, line, token, why);
}

/* ---- directives ---- */

static lyd_status read_directive(reader *r, const lyd_zone_entry *entry)
{
    const lyd_token *word = &entry->tokens[0], *value = &entry->tokens[1];
    if (lyd_token_is(word, "$INCLUDE")) {
        return wrong(r, entry->line, word, "not supported; give the other file with another --zone, or copy its records here");
    }
    if (lyd_token_is(word, "$GENERATE")) {
        return wrong(r, entry->line, word, "not supported; write its records out");
    }
    bool origin = lyd_token_is(word, "$ORIGIN"), ttl = lyd_token_is(word, "$TTL");
    if (!origin && !ttl) {
        return wrong(r, entry->line, word, "unknown directive, expected $ORIGIN or $TTL");
    }
    if (entry->count != 2) {
        return wrong(r, entry->line, word, "expected one value");
    }
    if (origin) {
        char name[LYD_NAME_TEXT];
        lyd_status status = read_name(r, entry->line, value, name);
        if (status == LYD_OK) {
            memcpy(r->origin, name, sizeof(name));
            r->has_origin = true;
        }
        return status;
    }
    r->has_default = lyd_ttl_parse(value->text, value->length, &r->default_ttl);
    return r->has_default ? LYD_OK : wrong(r, entry->line, value, "expected a TTL such as 3600 or 1h30m, at most 2147483647 seconds");
}

/* ---- data ---- */

/* The minimum of an SOA record is the TTL of records that state none, where no $TTL is before them (RFC 2308 section 4). A TTL over 2^31-1
 * is 0 (RFC 2181 section 8). */
static void take_minimum(reader *r, const draft *record)
{
    if (record->count == 7 && !record->has_ttl && !r->has_default) {
        r->has_default = lyd_period_parse(record->data[6].text, record->data[6].length, &r->default_ttl);
        r->default_ttl = r->default_ttl <= INT32_MAX ? r->default_ttl : 0;
    }
}

/* ---- records ---- */

static lyd_status read_ttl(reader *r, draft *record)
{
    if (record->has_ttl) {
        r->last_ttl = record->ttl;
        r->has_last = true;
        return LYD_OK;
    }
    record->ttl = r->has_default ? r->default_ttl : r->last_ttl;
    return r->has_default || r->has_last ? LYD_OK : wrong(r, record->line, NULL, "the record has no TTL, and no $TTL precedes it");
}

static bool is_alias_conflict(const lyd_node *node, const draft *record)
{
    if (record->type == LYD_TYPE_CNAME) {
        return node->cname != NULL ? strcmp(node->cname, record->record.target) != 0 : lyd_node_has_data(node);
    }
    return node->cname != NULL;
}

static lyd_status put_data(reader *r, lyd_node *node, draft *record)
{
    bool new;
    switch (record->type) {
    case LYD_TYPE_CNAME:
        node->cname_ttl = record->ttl;
        node->cname = record->record.target;
        return LYD_OK;
    case LYD_TYPE_DNAME:
        if (node->dname != NULL && strcmp(node->dname, record->record.target) != 0) {
            return wrong(r, record->line, NULL, "the name has a DNAME record already");
        }
        node->dname = record->record.target;
        return LYD_OK;
    case LYD_TYPE_NS:
        node->ns_count++;
        return LYD_OK;
    case LYD_TYPE_SOA:
        if (node->soa) {
            return wrong(r, record->line, NULL, "the zone has a SOA record already");
        }
        node->soa = true;
        return LYD_OK;
    default:
        break;
    }
    if (!lyd_type_is_kept(record->type)) {
        node->others++;
        return LYD_OK;
    }
    if (node->record_count >= RECORDS_MAX) {
        return wrong(r, record->line, NULL, "more records of one name than a DNS message can hold");
    }
    record->record.ttl = record->ttl;
    return lyd_node_add(node, &record->record, r->arena, &new);
}

static lyd_status put_record(reader *r, draft *record)
{
    if (record->type == LYD_TYPE_SOA && strcmp(r->owner, r->zone->apex) != 0) {
        return wrong(r, record->line, NULL, "a second zone begins here, expected one zone per file");
    }
    if (!lyd_name_within(r->owner, r->zone->apex)) {
        r->outside_line = r->outside++ == 0 ? record->line : r->outside_line;
        return LYD_OK;
    }
    /* DNSSEC's records don't make a name exist, and the owner of an NSEC3 record isn't a name of the zone. */
    if (record->type == LYD_TYPE_RRSIG || record->type == LYD_TYPE_NSEC || record->type == LYD_TYPE_NSEC3) {
        return LYD_OK;
    }
    lyd_node *node = lyd_zone_node(r->zone, r->owner);
    if (node == NULL) {
        return LYD_ENOMEM;
    }
    if (is_alias_conflict(node, record)) {
        return lyd_diag_error(r->diag, r->path, record->line,
                              "%s: a name with a CNAME record can't have another record (RFC 1034 section 3.6.2)", r->owner);
    }
    bool had_data = lyd_node_has_data(node);
    lyd_status status = put_data(r, node, record);
    lyd_zone_update_above(r->zone, node, had_data);
    return status;
}

static lyd_status read_data(reader *r, draft *record)
{
    const char *why = NULL, *origin = r->has_origin ? r->origin : NULL;
    lyd_status status = lyd_data_parse(record->type, record->data, record->count, origin, r->arena, &record->record, &why);
    if (status == LYD_EINVAL) {
        lyd_token shown = record->count > 0 ? lyd_token_span(record->data, record->count) : *record->type_name;
        status = wrong(r, record->line, &shown, why);
    }
    if (status == LYD_OK && record->type == LYD_TYPE_SOA) {
        take_minimum(r, record);
    }
    if (status == LYD_OK) {
        status = read_ttl(r, record);
    }
    if (record->type == LYD_TYPE_SOA && !r->has_apex) {
        memcpy(r->apex, r->owner, sizeof(r->apex));
        r->has_apex = true;
    }
    return status == LYD_OK && r->zone != NULL ? put_record(r, record) : status;
}

static bool is_other_class(const lyd_token *token)
{
    return lyd_token_is(token, "CH") || lyd_token_is(token, "HS") || lyd_token_is(token, "CS");
}

/* [AGE:n]: when Windows last heard from the host that registered the record. It precedes the TTL in an exported zone. */
static bool is_age(const lyd_token *token)
{
    return token->length > 6 && strncasecmp(token->text, "[AGE:", 5) == 0 && token->text[token->length - 1] == ']';
}

/* [TTL] [CLASS] TYPE DATA, the first two in either order. */
static lyd_status read_record(reader *r, const lyd_zone_entry *entry, size_t at)
{
    draft record = {.line = entry->line};
    bool has_class = false, other_class = false;
    for (; at < entry->count; at++) {
        const lyd_token *token = &entry->tokens[at];
        if (!record.has_ttl && lyd_ttl_parse(token->text, token->length, &record.ttl)) {
            record.has_ttl = true;
        } else if (!has_class && (lyd_token_is(token, "IN") || is_other_class(token))) {
            has_class = true;
            other_class = is_other_class(token);
        } else if (!is_age(token)) {
            break;
        }
    }
    if (at == entry->count) {
        return wrong(r, entry->line, NULL, "missing record type");
    }
    if (other_class) {
        return wrong(r, entry->line, NULL, "unsupported class, expected IN");
    }
    record.type_name = &entry->tokens[at];
    record.data = &entry->tokens[at + 1];
    record.count = entry->count - at - 1;
    if (lyd_token_is(record.type_name, "WINS")) {
        return wrong(r, entry->line, record.type_name, "with WINS lookups, a zone file doesn't have all names of the zone");
    }
    if (lyd_token_is(record.type_name, "WINSR")) {
        return LYD_OK; /* for reverse zones only */
    }
    if (!lyd_type_parse(record.type_name->text, record.type_name->length, &record.type)) {
        return wrong(r, entry->line, record.type_name, "unknown record type");
    }
    return read_data(r, &record);
}

static lyd_status read_entry(reader *r, const lyd_zone_entry *entry)
{
    if (entry->begins_at_edge && entry->tokens[0].text[0] == '$' && !entry->tokens[0].quoted) {
        return read_directive(r, entry);
    }
    if (!entry->begins_at_edge) {
        return r->has_owner ? read_record(r, entry, 0) : wrong(r, entry->line, NULL, "the first record has no name");
    }
    char name[LYD_NAME_TEXT];
    lyd_status status = read_name(r, entry->line, &entry->tokens[0], name);
    r->has_owner = status == LYD_OK;
    if (status == LYD_OK) {
        memcpy(r->owner, name, sizeof(name));
        status = read_record(r, entry, 1);
    }
    return status;
}

static lyd_status read_text(reader *r, const char *content, size_t length)
{
    lyd_zone_text text = {content, content + length, 1};
    lyd_zone_entry entry = {.tokens = NULL};
    const char *why = NULL;
    lyd_status worst = LYD_OK;
    if (length >= 3 && memcmp(content, "\xEF\xBB\xBF", 3) == 0) {
        text.at += 3;
    }
    while (worst != LYD_ENOMEM) {
        lyd_status status = lyd_zone_text_next(&text, &entry, &why);
        if (status == LYD_OK && entry.count == 0) {
            break;
        }
        if (status == LYD_EINVAL) {
            (void)wrong(r, entry.line, NULL, why);
        } else if (status == LYD_OK) {
            status = read_entry(r, &entry);
        }
        worst = status != LYD_OK ? status : worst;
        if (r->zone == NULL && r->has_apex) {
            break;
        }
    }
    free(entry.tokens);
    return worst;
}

/* ---- the zone's name, from that of its file ---- */

static void guess_origin(reader *r)
{
    static const char *const endings[] = {".zone", ".dns", ".db", ".txt", ".hosts", ".signed"};
    const char *slash = strrchr(r->path, '/'), *why = NULL;
    const char *base = slash != NULL ? slash + 1 : r->path;
    base += strncasecmp(base, "db.", 3) == 0 ? 3 : 0;
    size_t length = strlen(base);
    for (size_t i = 0; i < LYD_COUNT(endings); i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && strcasecmp(base + length - ending, endings[i]) == 0) {
            length -= ending;
            break;
        }
    }
    r->has_origin = memchr(base, '.', length) != NULL && lyd_name_parse(base, length, r->origin, &why);
}

static void start(reader *r, const char *path, lyd_zone *zone, lyd_arena *arena, lyd_diag *diag)
{
    *r = (reader){.path = path, .zone = zone, .arena = arena, .diag = diag};
    guess_origin(r);
}

/* Finds APEX, the name of the zone: that of its SOA record. */
static lyd_status find_apex(const char *path, const char *text, size_t length, char apex[LYD_NAME_TEXT], lyd_diag *diag)
{
    reader r;
    lyd_arena *arena = lyd_arena_new();
    if (arena == NULL) {
        return LYD_ENOMEM;
    }
    start(&r, path, NULL, arena, NULL);
    lyd_status status = read_text(&r, text, length);
    if (status != LYD_ENOMEM && !r.has_apex) {
        /* Reads it again to report the mistakes: one may be in the SOA record. */
        start(&r, path, NULL, arena, diag);
        status = read_text(&r, text, length);
        status = status == LYD_OK ? lyd_diag_error(diag, path, 0, "no SOA record: this isn't a zone file") : status;
    } else if (status != LYD_ENOMEM) {
        memcpy(apex, r.apex, sizeof(r.apex));
        status = LYD_OK;
    }
    lyd_arena_free(arena);
    return status;
}

lyd_zone *lyd_zone_new(const char *path, const char *apex)
{
    lyd_zone *zone = calloc(1, sizeof(*zone));
    if (zone == NULL) {
        return NULL;
    }
    zone->arena = lyd_arena_new();
    zone->index = lyd_map_new();
    zone->path = zone->arena != NULL ? lyd_arena_text(zone->arena, path, strlen(path)) : NULL;
    zone->apex = zone->arena != NULL ? lyd_arena_text(zone->arena, apex, strlen(apex)) : NULL;
    if (zone->index == NULL || zone->path == NULL || zone->apex == NULL || lyd_zone_node(zone, zone->apex) == NULL) {
        lyd_zone_free(zone);
        return NULL;
    }
    return zone;
}

lyd_status lyd_zone_read(const char *path, const char *text, size_t length, lyd_zone **zone, lyd_diag *diag)
{
    reader r;
    char apex[LYD_NAME_TEXT];
    *zone = NULL;
    lyd_status status = find_apex(path, text, length, apex, diag);
    if (status != LYD_OK) {
        return status;
    }
    lyd_zone *made = lyd_zone_new(path, apex);
    if (made == NULL) {
        return LYD_ENOMEM;
    }
    start(&r, path, made, made->arena, diag);
    status = read_text(&r, text, length);
    if (status != LYD_OK) {
        lyd_zone_free(made);
        return status;
    }
    if (r.outside > 0) {
        lyd_diag_note(diag, path, r.outside_line, "%zu record%s outside the zone %s, from here on, not used", r.outside,
                      r.outside == 1 ? "" : "s", apex);
    }
    *zone = made;
    return LYD_OK;
}
