/* The record types: one row each, with the functions that read, compare and write its data. */
#include "type.h"

#include <string.h>
#include <strings.h>

lyd_token lyd_token_span(const lyd_token *words, size_t count)
{
    lyd_token span = words[0];
    span.length = (size_t)(words[count - 1].text + words[count - 1].length - span.text);
    return span;
}

/* ---- addresses: A (RFC 1035 section 3.4.1), AAAA (RFC 3596) ---- */

static lyd_status read_address(const lyd_type_row *row, const uint8_t *message, size_t length, size_t at, size_t size, lyd_arena *arena,
                               lyd_record *record)
{
    (void)length;
    (void)arena;
    if (size != (row->family == LYD_IPV4 ? 4 : 16)) {
        return LYD_EINVAL;
    }
    if (record != NULL) {
        record->type = row->type;
        record->address = (lyd_address){.family = row->family};
        memcpy(record->address.bytes, message + at, size);
    }
    return LYD_OK;
}

static lyd_status parse_address(const lyd_type_row *row, const lyd_token *words, size_t count, const char *origin, lyd_arena *arena,
                                lyd_record *record, const char **why)
{
    char text[LYD_ADDRESS_TEXT];
    (void)origin;
    (void)arena;
    *why = row->expected;
    if (count != 1 || words[0].length >= sizeof(text) || memchr(words[0].text, '\0', words[0].length) != NULL) {
        return LYD_EINVAL;
    }
    memcpy(text, words[0].text, words[0].length);
    text[words[0].length] = '\0';
    record->type = row->type;
    return lyd_address_parse(text, &record->address) && record->address.family == row->family ? LYD_OK : LYD_EINVAL;
}

static int compare_address(const lyd_record *a, const lyd_record *b)
{
    return lyd_address_compare(&a->address, &b->address);
}

static void format_address(const lyd_record *record, char text[LYD_RECORD_TEXT])
{
    lyd_address_format(&record->address, text);
}

/* ---- one name: CNAME, NS, PTR (RFC 1035 section 3.3), DNAME (RFC 6672) ---- */

static lyd_status keep_name(const lyd_type_row *row, const char *name, lyd_arena *arena, lyd_record *record)
{
    record->type = row->type;
    record->target = lyd_arena_text(arena, name, strlen(name));
    return record->target == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status read_name(const lyd_type_row *row, const uint8_t *message, size_t length, size_t at, size_t size, lyd_arena *arena,
                            lyd_record *record)
{
    char name[LYD_NAME_TEXT];
    size_t end = at + size;
    if (!lyd_name_from_message(message, length, &at, name) || at != end) {
        return LYD_EINVAL;
    }
    return record == NULL ? LYD_OK : keep_name(row, name, arena, record);
}

static lyd_status parse_name(const lyd_type_row *row, const lyd_token *words, size_t count, const char *origin, lyd_arena *arena,
                             lyd_record *record, const char **why)
{
    char name[LYD_NAME_TEXT];
    *why = row->expected;
    if (count != 1 || !lyd_name_parse_relative(words[0].text, words[0].length, origin, name, why)) {
        return LYD_EINVAL;
    }
    return keep_name(row, name, arena, record);
}

static int compare_name(const lyd_record *a, const lyd_record *b)
{
    return strcmp(a->target, b->target);
}

static void format_name(const lyd_record *record, char text[LYD_RECORD_TEXT])
{
    (void)snprintf(text, LYD_RECORD_TEXT, "%s", record->target);
}

/* ---- the rows ---- */

#define ADDRESS read_address, parse_address, compare_address, format_address
#define NAME read_name, parse_name, compare_name, format_name

/* The types that messages are full of stand first. */
static const lyd_type_row rows[] = {
    {LYD_TYPE_A, "A", LYD_IPV4, "address", "expected one IPv4 address", ADDRESS},
    {LYD_TYPE_AAAA, "AAAA", LYD_IPV6, "address", "expected one IPv6 address", ADDRESS},
    {LYD_TYPE_CNAME, "CNAME", 0, NULL, "expected one name", NAME},
    {LYD_TYPE_DNAME, "DNAME", 0, NULL, "expected one name", NAME},
    {LYD_TYPE_NS, "NS", 0, NULL, "expected one name", NAME},
    {LYD_TYPE_PTR, "PTR", 0, NULL, "expected one name", NAME},
    {.type = LYD_TYPE_SOA, .name = "SOA"},
    {.type = LYD_TYPE_MX, .name = "MX"},
    {.type = LYD_TYPE_TXT, .name = "TXT"},
    {.type = LYD_TYPE_SRV, .name = "SRV"},
    {.type = LYD_TYPE_OPT, .name = "OPT"},
    {.type = LYD_TYPE_HTTPS, .name = "HTTPS"},
};

const lyd_type lyd_host_types[LYD_HOST_TYPES] = {LYD_TYPE_A, LYD_TYPE_AAAA};

const lyd_type_row *lyd_type_find(unsigned type)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        if (rows[i].type == type) {
            return &rows[i];
        }
    }
    return NULL;
}

const char *lyd_type_name(unsigned type)
{
    const lyd_type_row *row = lyd_type_find(type);
    return row != NULL ? row->name : NULL;
}

const char *lyd_type_member(unsigned type)
{
    const lyd_type_row *row = lyd_type_find(type);
    return row != NULL ? row->member : NULL;
}

lyd_family lyd_type_family(unsigned type)
{
    const lyd_type_row *row = lyd_type_find(type);
    return row != NULL ? (lyd_family)row->family : (lyd_family)0;
}

lyd_type lyd_family_type(unsigned family)
{
    size_t i = 0;
    while (i + 1 < LYD_HOST_TYPES && lyd_type_family(lyd_host_types[i]) != family) {
        i++;
    }
    return lyd_host_types[i];
}

bool lyd_type_parse(const char *text, size_t length, uint16_t *type)
{
    unsigned number = 0;
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        if (strlen(rows[i].name) == length && strncasecmp(rows[i].name, text, length) == 0) {
            *type = rows[i].type;
            return true;
        }
    }
    if (length < 5 || length > 9 || strncasecmp(text, "TYPE", 4) != 0) {
        return false;
    }
    for (size_t i = 4; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        number = number * 10 + (unsigned)(text[i] - '0');
    }
    *type = (uint16_t)number;
    return number <= UINT16_MAX;
}

void lyd_type_format(unsigned type, char text[LYD_TYPE_TEXT])
{
    const char *name = lyd_type_name(type);
    (void)(name != NULL ? snprintf(text, LYD_TYPE_TEXT, "%s", name) : snprintf(text, LYD_TYPE_TEXT, "TYPE%u", type));
}

/* ---- records ---- */

lyd_record lyd_record_of(const lyd_address *address, uint32_t ttl)
{
    return (lyd_record){.address = *address, .ttl = ttl, .type = (uint16_t)lyd_family_type(address->family)};
}

int lyd_record_compare(const lyd_record *a, const lyd_record *b)
{
    return a->type != b->type ? (a->type < b->type ? -1 : 1) : lyd_type_find(a->type)->compare(a, b);
}

void lyd_record_format(const lyd_record *record, char text[LYD_RECORD_TEXT])
{
    lyd_type_find(record->type)->format(record, text);
}

bool lyd_record_parse(unsigned type, const char *text, lyd_arena *arena, lyd_record *record)
{
    const lyd_type_row *row = lyd_type_find(type);
    lyd_token words[8];
    size_t count = 0;
    const char *why;
    while (text[0] != '\0' && count < LYD_COUNT(words)) {
        words[count] = (lyd_token){.text = text, .length = strcspn(text, " ")};
        text += words[count++].length;
        text += text[0] == ' ' ? 1 : 0;
    }
    return text[0] == '\0' && row->parse(row, words, count, ".", arena, record, &why) == LYD_OK;
}
