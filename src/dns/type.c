/* The record types: one row each, with the functions that read, compare and write its data. */
#include "type.h"

#include "form_code.h"

#include <string.h>
#include <strings.h>

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
    (void)why;
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

/* ---- SRV (RFC 2782) ---- */

/* A compressed target is read: the RFC forbids it, and clients read it. */
static lyd_status read_srv(const lyd_type_row *row, const uint8_t *message, size_t length, size_t at, size_t size, lyd_arena *arena,
                           lyd_record *record)
{
    const uint8_t *p = message + at;
    lyd_status status = size < 7 ? LYD_EINVAL : read_name(row, message, length, at + 6, size - 6, arena, record);
    if (status == LYD_OK && record != NULL) {
        record->priority = (uint16_t)(p[0] << 8 | p[1]);
        record->weight = (uint16_t)(p[2] << 8 | p[3]);
        record->port = (uint16_t)(p[4] << 8 | p[5]);
    }
    return status;
}

static lyd_status parse_srv(const lyd_type_row *row, const lyd_token *words, size_t count, const char *origin, lyd_arena *arena,
                            lyd_record *record, const char **why)
{
    uint32_t numbers[3];
    if (count != 4) {
        return LYD_EINVAL;
    }
    for (size_t i = 0; i < LYD_COUNT(numbers); i++) {
        if (!lyd_token_number(&words[i], UINT16_MAX, &numbers[i])) {
            return LYD_EINVAL;
        }
    }
    record->priority = (uint16_t)numbers[0];
    record->weight = (uint16_t)numbers[1];
    record->port = (uint16_t)numbers[2];
    return parse_name(row, words + 3, 1, origin, arena, record, why);
}

/* In the order in which clients use them. */
static int compare_srv(const lyd_record *a, const lyd_record *b)
{
    int order = (int)a->priority - (int)b->priority;
    order = order != 0 ? order : (int)a->weight - (int)b->weight;
    order = order != 0 ? order : (int)a->port - (int)b->port;
    return order != 0 ? order : compare_name(a, b);
}

static void format_srv(const lyd_record *record, char text[LYD_RECORD_TEXT])
{
    (void)snprintf(text, LYD_RECORD_TEXT, "%u %u %u %s", record->priority, record->weight, record->port, record->target);
}

/* ---- the rows ---- */

#define NO_MEMBERS                                                                                                                         \
    {                                                                                                                                      \
        NULL                                                                                                                               \
    }
#define ADDRESS(ip_family)                                                                                                                 \
    NULL, ip_family, read_address, parse_address, compare_address, format_address,                                                         \
    {                                                                                                                                      \
        "address"                                                                                                                          \
    }
#define NAME NULL, 0, read_name, parse_name, compare_name, format_name, NO_MEMBERS
#define FORM(codes) codes, 0, NULL, NULL, NULL, NULL, NO_MEMBERS

/* The most common types come first, then those of the IANA registry (RFC 6895) by number. */
static const lyd_type_row rows[] = {
    {LYD_TYPE_A, "A", "expected one IPv4 address", ADDRESS(LYD_IPV4)},
    {LYD_TYPE_AAAA, "AAAA", "expected one IPv6 address", ADDRESS(LYD_IPV6)},
    {LYD_TYPE_CNAME, "CNAME", "expected one name", NAME},
    {LYD_TYPE_NS, "NS", "expected one name", NAME},
    {3, "MD", "expected one name", FORM("n")},
    {4, "MF", "expected one name", FORM("n")},
    {LYD_TYPE_SOA, "SOA", "expected two names and five numbers", FORM("nn4tttt")},
    {7, "MB", "expected one name", FORM("n")},
    {8, "MG", "expected one name", FORM("n")},
    {9, "MR", "expected one name", FORM("n")},
    {10, "NULL", "expected \\# and data in hexadecimal digits", FORM("!")},
    {11, "WKS", "expected an IPv4 address, a protocol and services", FORM("iww*")},
    {LYD_TYPE_PTR, "PTR", "expected one name", NAME},
    {13, "HINFO", "expected two strings", FORM("ss")},
    {14, "MINFO", "expected two names", FORM("nn")},
    {LYD_TYPE_MX, "MX", "expected a number and a name", FORM("2n")},
    {LYD_TYPE_TXT, "TXT", "expected strings of at most 255 bytes", FORM("s+")},
    {17, "RP", "expected two names", FORM("nn")},
    {18, "AFSDB", "expected a number and a name", FORM("2n")},
    {19, "X25", "expected a string of four digits or more", FORM("d")},
    {20, "ISDN", "expected one or two strings", FORM("ss?")},
    {21, "RT", "expected a number and a name", FORM("2n")},
    {22, "NSAP", "expected 0x and hexadecimal digits", FORM("N")},
    {23, "NSAP-PTR", "expected one name", FORM("n")},
    {24, "SIG", "expected a type, an algorithm, two numbers, two times, a number, a name and base 64", FORM("ca14TT2nB")},
    {25, "KEY", "expected flags, a protocol, an algorithm and a key in base 64", FORM("fpaB*")},
    {26, "PX", "expected a number and two names", FORM("2nn")},
    {27, "GPOS", "expected three strings", FORM("sss")},
    {29, "LOC", "expected a latitude, a longitude, an altitude and lengths", FORM("L")},
    {30, "NXT", "expected a name and types", FORM("nr*")},
    {31, "EID", "expected hexadecimal digits", FORM("X")},
    {32, "NIMLOC", "expected hexadecimal digits", FORM("X")},
    {LYD_TYPE_SRV,
     "SRV",
     "expected three numbers and a name",
     NULL,
     0,
     read_srv,
     parse_srv,
     compare_srv,
     format_srv,
     {"#priority", "#weight", "#port", "target"}},
    {34, "ATMA", "expected + and decimal digits, or hexadecimal digits", FORM("M")},
    {35, "NAPTR", "expected two numbers, three strings and a name", FORM("22ssen")},
    {36, "KX", "expected a number and a name", FORM("2n")},
    {37, "CERT", "expected a type, a number, an algorithm and base 64", FORM("C2aB")},
    {38, "A6", "expected a prefix length, an IPv6 address and a name", FORM("A")},
    {LYD_TYPE_DNAME, "DNAME", "expected one name", NAME},
    {40, "SINK", "expected three numbers and base 64", FORM("111B*")},
    {LYD_TYPE_OPT, "OPT", "expected \\# and data in hexadecimal digits", FORM("!")},
    {42, "APL", "expected prefixes such as 1:10.0.0.0/8", FORM("P*")},
    {43, "DS", "expected a number, an algorithm, a digest type and the digest in hexadecimal digits", FORM("2ahD")},
    {44, "SSHFP", "expected two numbers and a fingerprint in hexadecimal digits", FORM("11F")},
    {45, "IPSECKEY", "expected three numbers, a gateway and a key in base 64", FORM("111GB")},
    {LYD_TYPE_RRSIG, "RRSIG", "expected a type, an algorithm, two numbers, two times, a number, a name and base 64", FORM("ca14TT2nB")},
    {LYD_TYPE_NSEC, "NSEC", "expected a name and types", FORM("nr+")},
    {48, "DNSKEY", "expected flags, a protocol, an algorithm and a key in base 64", FORM("fpaB")},
    {49, "DHCID", "expected base 64", FORM("B")},
    {LYD_TYPE_NSEC3, "NSEC3", "expected a hash algorithm, two numbers, a salt, a hash in base 32 and types", FORM("h12-3r*")},
    {51, "NSEC3PARAM", "expected a hash algorithm, two numbers and a salt", FORM("h12-")},
    {52, "TLSA", "expected three numbers and hexadecimal digits", FORM("111X")},
    {53, "SMIMEA", "expected three numbers and hexadecimal digits", FORM("111X")},
    {55, "HIP", "expected a number, a tag in hexadecimal digits, a key in base 64 and names", FORM("1xbn*")},
    {56, "NINFO", "expected strings of at most 255 bytes", FORM("s+")},
    {57, "RKEY", "expected flags, a protocol, an algorithm and a key in base 64", FORM("fpaB")},
    {58, "TALINK", "expected two names", FORM("nn")},
    {59, "CDS", "expected a number, an algorithm, a digest type and the digest in hexadecimal digits", FORM("2ahD")},
    {60, "CDNSKEY", "expected flags, a protocol, an algorithm and a key in base 64", FORM("fpaB")},
    {61, "OPENPGPKEY", "expected a key in base 64", FORM("B")},
    {62, "CSYNC", "expected two numbers and types", FORM("42r*")},
    {63, "ZONEMD", "expected three numbers and a digest in hexadecimal digits", FORM("411Z")},
    {64, "SVCB", "expected a number, a name and parameters", FORM(LYD_FORM_SERVICE)},
    {LYD_TYPE_HTTPS, "HTTPS", "expected a number, a name and parameters", FORM(LYD_FORM_SERVICE)},
    {66, "DSYNC", "expected a type, two numbers and a name", FORM("cy2n")},
    {67, "HHIT", "expected base 64", FORM("B")},
    {68, "BRID", "expected base 64", FORM("B")},
    {99, "SPF", "expected strings of at most 255 bytes", FORM("s+")},
    {104, "NID", "expected a number and four groups of hexadecimal digits", FORM("2l")},
    {105, "L32", "expected a number and an IPv4 address", FORM("2i")},
    {106, "L64", "expected a number and four groups of hexadecimal digits", FORM("2l")},
    {107, "LP", "expected a number and a name", FORM("2n")},
    {108, "EUI48", "expected six pairs of hexadecimal digits with - between them", FORM("6")},
    {109, "EUI64", "expected eight pairs of hexadecimal digits with - between them", FORM("8")},
    {256, "URI", "expected two numbers and a string in quotation marks", FORM("22q")},
    {257, "CAA", "expected a number, a tag of letters and digits, and a string", FORM("1gv")},
    {258, "AVC", "expected strings of at most 255 bytes", FORM("s+")},
    {259, "DOA", "expected three numbers, a string and base 64 or -", FORM("441sw+")},
    {260, "AMTRELAY", "expected three numbers and a relay", FORM("111R")},
    {261, "RESINFO", "expected strings of at most 255 bytes", FORM("s+")},
    {262, "WALLET", "expected strings of at most 255 bytes", FORM("s+")},
    {32768, "TA", "expected a number, an algorithm, a digest type and the digest in hexadecimal digits", FORM("2ahD")},
    {32769, "DLV", "expected a number, an algorithm, a digest type and the digest in hexadecimal digits", FORM("2ahD")},
};

const lyd_type lyd_host_types[LYD_HOST_TYPES] = {LYD_TYPE_A, LYD_TYPE_AAAA};
const lyd_type lyd_kept_types[LYD_KEPT_TYPES] = {LYD_TYPE_A, LYD_TYPE_AAAA, LYD_TYPE_SRV};

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

bool lyd_type_is_kept(unsigned type)
{
    const lyd_type_row *row = lyd_type_find(type);
    return row != NULL && row->members[0] != NULL;
}

bool lyd_type_is_judged(unsigned type)
{
    return type == LYD_TYPE_CNAME || lyd_type_is_kept(type);
}

lyd_family lyd_type_family(unsigned type)
{
    const lyd_type_row *row = lyd_type_find(type);
    return row != NULL ? (lyd_family)row->family : (lyd_family)0;
}

/* OPT, and what only questions are asked for (RFC 6895 section 3.1). */
static bool is_meta(unsigned type)
{
    return type == 0 || type == LYD_TYPE_OPT || (type >= 128 && type <= 255);
}

bool lyd_type_parse(const char *text, size_t length, uint16_t *type)
{
    uint32_t number = 0;
    for (size_t i = 0; i < LYD_COUNT(rows) && number == 0; i++) {
        if (strlen(rows[i].name) == length && strncasecmp(rows[i].name, text, length) == 0) {
            number = rows[i].type;
        }
    }
    if (number == 0 && length > 4 && strncasecmp(text, "TYPE", 4) == 0) {
        const lyd_token digits = {.text = text + 4, .length = length - 4};
        number = lyd_token_number(&digits, UINT16_MAX, &number) ? number : 0;
    }
    *type = (uint16_t)number;
    return !is_meta(number);
}

/* ---- records ---- */

int lyd_record_compare(const lyd_record *a, const lyd_record *b)
{
    return a->type != b->type ? (a->type < b->type ? -1 : 1) : lyd_type_find(a->type)->compare(a, b);
}

void lyd_record_format(const lyd_record *record, char text[LYD_RECORD_TEXT])
{
    lyd_type_find(record->type)->format(record, text);
}

void lyd_record_members(const lyd_record *record, void (*put)(void *context, const char *member, const char *value, bool number),
                        void *context)
{
    char text[LYD_RECORD_TEXT], *rest = NULL;
    lyd_record_format(record, text);
    char *value = strtok_r(text, " ", &rest);
    for (const char *const *member = lyd_type_find(record->type)->members; *member != NULL; member++) {
        bool number = (*member)[0] == '#';
        put(context, *member + (number ? 1 : 0), value, number);
        value = strtok_r(NULL, " ", &rest);
    }
}
