/* Entries of zone files: directives and records, and what Windows DNS Server writes beyond them ([AGE:n], WINS). */
#include "reader.h"

#include "dns/form.h"
#include "generate.h"
#include "place.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* As many as the addresses of a /12 network. */
#define GENERATED_MAX ((size_t)1 << 20)

/* Obsolete since RFC 973; BIND refuses them. */
enum { TYPE_MD = 3, TYPE_MF = 4 };

typedef lyd_zone_reader reader;

/* A record, still in tokens. */
typedef struct draft {
    size_t line;
    const char *owner;
    const lyd_token *type_name, *data;
    size_t count;
    uint16_t type;
    bool has_ttl;
    uint32_t ttl;
} draft;

static lyd_status wrong(const reader *r, size_t line, const lyd_token *token, const char *why)
{
    const char *path = r->input.top->path;
    if (token == NULL) {
        return lyd_diag_error(r->diag, path, line, "%s", why);
    }
    return lyd_diag_error(r->diag, path, line, "\"%.*s\": %s", (int)(token->length < 64 ? token->length : 64), token->text, why);
}

static const char *origin_of(const reader *r)
{
    return r->input.top->has_origin ? r->input.top->origin : NULL;
}

static lyd_status read_name(const reader *r, size_t line, const lyd_token *token, char name[LYD_NAME_TEXT])
{
    const char *why;
    return lyd_name_parse_relative(token->text, token->length, origin_of(r), name, &why) ? LYD_OK : wrong(r, line, token, why);
}

static const char why_quoted[] = "expected no quotation marks";

static lyd_status read_bare_name(const reader *r, size_t line, const lyd_token *token, char name[LYD_NAME_TEXT])
{
    return token->quoted ? wrong(r, line, token, why_quoted) : read_name(r, line, token, name);
}

/* ---- data ---- */

/* A TTL over 2^31-1 is 0 (RFC 2181 section 8), as in BIND. */
static bool parse_ttl(const lyd_token *token, uint32_t *ttl)
{
    bool right = !token->quoted && lyd_period_parse(token->text, token->length, ttl);
    *ttl = right && *ttl <= INT32_MAX ? *ttl : 0;
    return right;
}

/* The minimum of an SOA record is the TTL of records that state none, where no $TTL is before them (RFC 2308 section 4). */
static void take_minimum(reader *r, const draft *record)
{
    if (record->count == 7 && !record->has_ttl && !r->has_default) {
        r->has_default = parse_ttl(&record->data[6], &r->default_ttl);
    }
}

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

/* The data of an SOA record, which has the right form: names in full, times in seconds. */
static const char *soa_text(const reader *r, const draft *record)
{
    char names[2][LYD_NAME_TEXT];
    uint32_t times[4] = {0}, serial = 0;
    const char *why;
    if (record->count != 7) { /* as RFC 3597 section 5 writes it */
        lyd_token all = lyd_token_span(record->data, record->count);
        return lyd_arena_text(r->arena, all.text, all.length);
    }
    for (size_t i = 0; i < LYD_COUNT(names); i++) {
        (void)lyd_name_parse_relative(record->data[i].text, record->data[i].length, origin_of(r), names[i], &why);
    }
    (void)lyd_token_number(&record->data[2], UINT32_MAX, &serial);
    for (size_t i = 0; i < LYD_COUNT(times); i++) {
        (void)lyd_period_parse(record->data[3 + i].text, record->data[3 + i].length, &times[i]);
    }
    return lyd_arena_printf(r->arena, "%s %s %u %u %u %u %u", names[0], names[1], (unsigned)serial, (unsigned)times[0], (unsigned)times[1],
                            (unsigned)times[2], (unsigned)times[3]);
}

/* Data of one word isn't a string, so that it has no quotation marks. */
static bool is_quoted_word(const draft *record)
{
    return record->count == 1 && record->data[0].quoted && lyd_type_find(record->type) != NULL &&
           lyd_type_find(record->type)->parse != NULL;
}

static lyd_status parse_data(const reader *r, const draft *record, lyd_zone_record *placed)
{
    const char *why = why_quoted;
    lyd_status status = is_quoted_word(record)
                            ? LYD_EINVAL
                            : lyd_data_parse(record->type, record->data, record->count, origin_of(r), r->arena, &placed->record, &why);
    if (status == LYD_EINVAL) {
        lyd_token shown = record->count > 0 ? lyd_token_span(record->data, record->count) : *record->type_name;
        return wrong(r, record->line, &shown, why);
    }
    if (status == LYD_OK && record->type == LYD_TYPE_SOA) {
        placed->soa = soa_text(r, record);
        status = placed->soa == NULL ? LYD_ENOMEM : LYD_OK;
    }
    return status;
}

/* ---- records ---- */

static lyd_status put_record(reader *r, const lyd_zone_record *record)
{
    const char *why;
    if (record->record.type == LYD_TYPE_SOA && strcmp(record->owner, r->zone->apex) != 0) {
        bool below = lyd_name_within(record->owner, r->zone->apex);
        return lyd_diag_error(r->diag, record->path, record->line, "an SOA record of %s, expected one zone per file, here %s%s",
                              record->owner, r->zone->apex, below ? "; is a dot missing at the end of its name?" : "");
    }
    if (!lyd_name_within(record->owner, r->zone->apex)) {
        if (r->strict) {
            return lyd_diag_error(r->diag, record->path, record->line,
                                  "%s is outside the zone %s, which is a guess from the file's name: give the zone as FILE@ZONE",
                                  record->owner, r->zone->apex);
        }
        if (r->outside++ == 0) {
            r->outside_line = record->line;
            r->outside_path = record->path;
        }
        return LYD_OK;
    }
    lyd_status status = lyd_zone_place(r->zone, record, &why);
    return status == LYD_EINVAL ? lyd_diag_error(r->diag, record->path, record->line, "%s: %s", record->owner, why) : status;
}

static lyd_status read_data(reader *r, draft *record)
{
    if (record->type == LYD_TYPE_SOA && !r->has_soa) {
        r->has_soa = true;
        r->has_apex = record->owner != NULL;
        (void)snprintf(r->apex, sizeof(r->apex), "%s", r->has_apex ? record->owner : "");
    }
    if (r->zone == NULL) {
        return LYD_OK;
    }
    lyd_zone_record placed = {.owner = record->owner, .path = r->input.top->path, .line = record->line};
    lyd_status status = parse_data(r, record, &placed);
    if (status == LYD_OK && record->type == LYD_TYPE_SOA) {
        take_minimum(r, record);
    }
    if (status == LYD_OK) {
        status = read_ttl(r, record);
    }
    placed.record.type = record->type;
    placed.record.ttl = record->ttl;
    return status == LYD_OK ? put_record(r, &placed) : status;
}

static bool is_class(const lyd_token *token, bool *other)
{
    static const char *const mine[] = {"IN", "CLASS1"}, *const others[] = {"CH", "CHAOS", "HS", "CS", "ANY", "NONE"};
    uint32_t number;
    const lyd_token digits = {.text = token->text + 5, .length = token->length > 5 ? token->length - 5 : 0};
    bool numbered =
        !token->quoted && token->length > 5 && strncasecmp(token->text, "CLASS", 5) == 0 && lyd_token_number(&digits, UINT16_MAX, &number);
    bool is_mine = lyd_token_is_any(token, mine, LYD_COUNT(mine));
    *other = !is_mine;
    return is_mine || numbered || lyd_token_is_any(token, others, LYD_COUNT(others));
}

/* [AGE:n], or [Aging:n] of dnscmd /ZonePrint: when Windows last heard from the host that registered the record. It precedes the TTL. */
static bool is_age(const lyd_token *token)
{
    bool bracketed = token->length > 6 && token->text[0] == '[' && token->text[token->length - 1] == ']';
    return bracketed && (strncasecmp(token->text, "[AGE:", 5) == 0 || strncasecmp(token->text, "[AGING:", 7) == 0);
}

/* [TTL] [CLASS] TYPE, the first two in either order. */
static lyd_status read_head(const reader *r, const lyd_zone_entry *entry, size_t at, draft *record)
{
    bool has_class = false, other_class = false;
    for (; at < entry->count; at++) {
        const lyd_token *token = &entry->tokens[at];
        if (!record->has_ttl && parse_ttl(token, &record->ttl)) {
            record->has_ttl = true;
        } else if (!has_class && is_class(token, &other_class)) {
            has_class = true;
        } else if (!is_age(token)) {
            break;
        }
    }
    if (at == entry->count) {
        return wrong(r, entry->line, NULL, "missing record type");
    }
    if (has_class && other_class) {
        return wrong(r, entry->line, NULL, "unsupported class, expected IN");
    }
    record->type_name = &entry->tokens[at];
    record->data = &entry->tokens[at + 1];
    record->count = entry->count - at - 1;
    return LYD_OK;
}

static lyd_status read_type(const reader *r, draft *record)
{
    const lyd_token *name = record->type_name;
    if (name->quoted || !lyd_type_parse(name->text, name->length, &record->type)) {
        return wrong(r, record->line, name, "unknown record type");
    }
    bool obsolete = record->type == TYPE_MD || record->type == TYPE_MF;
    return obsolete ? wrong(r, record->line, name, "obsolete, expected MX (RFC 973)") : LYD_OK;
}

static lyd_status read_record(reader *r, const lyd_zone_entry *entry, size_t at, const char *owner)
{
    draft record = {.line = entry->line, .owner = owner};
    lyd_status status = read_head(r, entry, at, &record);
    if (status != LYD_OK) {
        return status;
    }
    if (lyd_token_is(record.type_name, "WINS")) {
        if (r->zone != NULL) {
            r->zone->wins = true;
        }
        return LYD_OK;
    }
    if (lyd_token_is(record.type_name, "WINSR")) {
        return LYD_OK; /* for reverse zones only */
    }
    status = read_type(r, &record);
    return status == LYD_OK ? read_data(r, &record) : status;
}

/* ---- $GENERATE ---- */

typedef struct generation {
    const lyd_token *owner, *data; /* templates */
    draft record;
    lyd_zone_entry words; /* of the data */
} generation;

static lyd_status generate_one(reader *r, generation *g, uint32_t number)
{
    char text[LYD_GENERATE_TEXT], name[LYD_NAME_TEXT];
    size_t length;
    const char *why;
    if (!lyd_generate_expand(g->owner, number, text, &length, &why)) {
        return wrong(r, g->record.line, g->owner, why);
    }
    const lyd_token owner = {.text = text, .length = length};
    lyd_status status = read_name(r, g->record.line, &owner, name);
    if (status != LYD_OK) {
        return status;
    }
    if (!lyd_generate_expand(g->data, number, text, &length, &why)) {
        return wrong(r, g->record.line, g->data, why);
    }
    lyd_zone_text rest = {text, text + length, 1};
    status = lyd_zone_text_next(&rest, &g->words, &why);
    if (status != LYD_OK) {
        return status == LYD_EINVAL ? wrong(r, g->record.line, g->data, why) : status;
    }
    draft record = g->record;
    record.owner = name;
    record.data = g->words.tokens;
    record.count = g->words.count;
    return read_data(r, &record);
}

static lyd_status generate_all(reader *r, generation *g, const lyd_generate_range *range, const lyd_token *directive)
{
    size_t count = (size_t)(range->last - range->first) / range->step + 1;
    lyd_status status = LYD_OK;
    if (count > GENERATED_MAX - r->generated) {
        return wrong(r, g->record.line, directive, "more than 1048576 generated records");
    }
    r->generated += count;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = generate_one(r, g, range->first + (uint32_t)i * range->step);
    }
    return status;
}

/* $GENERATE RANGE OWNER [TTL] [CLASS] TYPE DATA, where data of several words is in quotation marks. */
static lyd_status read_generate(reader *r, const lyd_zone_entry *entry)
{
    const lyd_token *word = entry->tokens;
    generation g = {.owner = &word[2], .record = {.line = entry->line}};
    lyd_generate_range range;
    if (r->zone == NULL) {
        return LYD_OK;
    }
    if (entry->count < 5) {
        return wrong(r, entry->line, word, "expected a range, a name, a type and data");
    }
    if (!lyd_generate_range_parse(&word[1], &range)) {
        return wrong(r, entry->line, &word[1], "expected a range such as 1-20 or 0-100/2, at most 2147483647");
    }
    lyd_status status = read_head(r, entry, 3, &g.record);
    if (status == LYD_OK && g.record.count != 1) {
        return wrong(r, entry->line, word, "expected one word of data: put several in quotation marks");
    }
    status = status == LYD_OK ? read_type(r, &g.record) : status;
    if (status == LYD_OK) {
        g.data = g.record.data;
        status = g.owner->quoted ? wrong(r, entry->line, g.owner, why_quoted) : generate_all(r, &g, &range, word);
    }
    free(g.words.tokens);
    return status;
}

/* ---- directives ---- */

static lyd_status read_origin(reader *r, const lyd_zone_entry *entry)
{
    lyd_zone_part *part = r->input.top;
    char name[LYD_NAME_TEXT];
    lyd_status status = read_bare_name(r, entry->line, &entry->tokens[1], name);
    /* Where the name that it is relative to isn't known, it isn't known either. */
    part->has_origin = status == LYD_OK || (r->zone != NULL && part->has_origin);
    if (status == LYD_OK) {
        memcpy(part->origin, name, sizeof(name));
    }
    return status;
}

static lyd_status read_default(reader *r, const lyd_zone_entry *entry)
{
    const lyd_token *value = &entry->tokens[1];
    r->has_default = parse_ttl(value, &r->default_ttl);
    return r->has_default ? LYD_OK : wrong(r, entry->line, value, "expected a TTL such as 3600 or 1h30m");
}

static lyd_status read_include(reader *r, const lyd_zone_entry *entry)
{
    char name[LYD_NAME_TEXT];
    bool has_name = entry->count == 3;
    lyd_status status = has_name ? read_bare_name(r, entry->line, &entry->tokens[2], name) : LYD_OK;
    if (status == LYD_OK && (entry->tokens[1].length == 0 || memchr(entry->tokens[1].text, '\0', entry->tokens[1].length) != NULL)) {
        status = wrong(r, entry->line, entry->tokens, "expected the name of a file");
    }
    return status == LYD_OK ? lyd_zone_input_include(&r->input, entry->line, &entry->tokens[1], has_name ? name : NULL) : status;
}

static lyd_status read_directive(reader *r, const lyd_zone_entry *entry)
{
    static const struct {
        const char *name;
        size_t most;                                                /* words */
        lyd_status (*read)(reader *r, const lyd_zone_entry *entry); /* NULL: nothing to do */
    } rows[] = {
        {"$ORIGIN", 2, read_origin}, {"$TTL", 2, read_default}, {"$INCLUDE", 3, read_include}, {"$GENERATE", SIZE_MAX, read_generate},
        {"$DATE", 2, NULL}, /* when the records of BIND's copy of a zone expire */
    };
    const lyd_token *word = entry->tokens;
    size_t row = 0;
    while (row < LYD_COUNT(rows) && !lyd_token_is(word, rows[row].name)) {
        row++;
    }
    if (row < LYD_COUNT(rows) && (entry->count < 2 || entry->count > rows[row].most)) {
        return wrong(r, entry->line, word, entry->count < 2 ? "missing value" : "more words than expected");
    }
    if (row < LYD_COUNT(rows)) {
        return rows[row].read != NULL ? rows[row].read(r, entry) : LYD_OK;
    }
    return wrong(r, entry->line, word, "unknown directive, expected $ORIGIN, $TTL, $INCLUDE or $GENERATE");
}

/* With a key, dig prints the signature of the transfer as if it were a record. */
static bool is_signature(const lyd_zone_entry *entry)
{
    return entry->count > 4 && lyd_token_is(&entry->tokens[2], "ANY") && lyd_token_is(&entry->tokens[3], "TSIG");
}

static lyd_status read_entry(reader *r, const lyd_zone_entry *entry)
{
    lyd_zone_part *part = r->input.top;
    if (entry->begins_at_edge && is_signature(entry)) {
        return LYD_OK;
    }
    if (entry->begins_at_edge && entry->tokens[0].text[0] == '$' && !entry->tokens[0].quoted) {
        return read_directive(r, entry);
    }
    if (!entry->begins_at_edge) {
        if (!part->has_owner && r->zone != NULL) {
            return wrong(r, entry->line, NULL, "the first record has no name");
        }
        return read_record(r, entry, 0, part->has_owner ? part->owner : NULL);
    }
    char name[LYD_NAME_TEXT];
    lyd_status status = read_name(r, entry->line, &entry->tokens[0], name);
    part->has_owner = status == LYD_OK;
    if (status == LYD_OK) {
        memcpy(part->owner, name, sizeof(name));
    }
    return status == LYD_OK || r->zone == NULL ? read_record(r, entry, 1, part->has_owner ? part->owner : NULL) : status;
}

lyd_status lyd_zone_reader_run(lyd_zone_reader *r)
{
    lyd_zone_entry entry = {.tokens = NULL};
    const char *why = NULL;
    lyd_status worst = LYD_OK;
    while (worst != LYD_ENOMEM) {
        lyd_status status = lyd_zone_input_next(&r->input, &entry, &why);
        if (status == LYD_OK && entry.count == 0) {
            break;
        }
        if (status == LYD_EINVAL) {
            (void)wrong(r, entry.line, NULL, why);
        } else if (status == LYD_OK) {
            status = read_entry(r, &entry);
        }
        worst = status != LYD_OK ? status : worst;
        if (r->input.top == NULL || (r->zone == NULL && r->has_soa)) {
            break;
        }
    }
    free(entry.tokens);
    return worst;
}
