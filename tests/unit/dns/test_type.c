/* Record types: their rows, and the data that they read, check and write. */
#include "suite.h"

#include "dns/form_code.h"

#include <string.h>

/* Words may be in quotation marks. */
static lyd_status parse_why(unsigned type, const char *text, lyd_arena *arena, lyd_record *record, const char **why)
{
    lyd_token words[16];
    size_t count = 0;
    for (; text[0] != '\0' && count < LYD_COUNT(words); count++) {
        bool quoted = text[0] == '"';
        text += quoted ? 1 : 0;
        words[count] = (lyd_token){.text = text, .length = strcspn(text, quoted ? "\"" : " "), .quoted = quoted};
        text += words[count].length + (quoted ? 1 : 0);
        text += text[0] == ' ' ? 1 : 0;
    }
    return lyd_data_parse(type, words, count, ".", arena, record, why);
}

static lyd_status parse(unsigned type, const char *text, lyd_arena *arena, lyd_record *record)
{
    const char *why;
    return parse_why(type, text, arena, record, &why);
}

START_TEST(each_row_is_whole)
{
    size_t count = 0;
    for (unsigned type = 0; type <= UINT16_MAX; type++) {
        const lyd_type_row *row = lyd_type_find(type);
        if (row == NULL) {
            continue;
        }
        bool judged = row->parse != NULL; /* its data is looked into */
        count++;
        ck_assert_msg(row->name != NULL && row->type == type, "%u", type);
        ck_assert_msg((row->read != NULL) == judged && (row->compare != NULL) == judged && (row->format != NULL) == judged &&
                          row->expected != NULL && judged == (row->form == NULL),
                      "%s: a column is missing", row->name);
        ck_assert_msg(judged || (row->members[0] == NULL && row->family == 0), "%s: answers can't keep it", row->name);
        ck_assert_msg(row->family == 0 || row->members[0] != NULL, "%s: an address without a member of JSON", row->name);
    }
    ck_assert_uint_gt(count, LYD_HOST_TYPES);
}
END_TEST

START_TEST(names_and_numbers_agree)
{
    for (unsigned type = 0; type <= UINT16_MAX; type++) {
        char text[16];
        uint16_t number = 0;
        bool meta = type == 0 || type == LYD_TYPE_OPT || (type >= 128 && type <= 255);
        (void)snprintf(text, sizeof(text), "TYPE%u", type);
        ck_assert_msg(lyd_type_parse(text, strlen(text), &number) == !meta, "%u", type);
        ck_assert_msg(meta || number == type, "%s is %u", text, number);
        const char *name = lyd_type_name(type);
        ck_assert_msg(meta || name == NULL || (lyd_type_parse(name, strlen(name), &number) && number == type), "%s is %u", name, number);
    }
    static const char *const wrong[] = {"", "A A", "TYPE", "TYPE65536", "TYPE99999", "TYPE-1", "TYPE1x", "AAA"};
    for (size_t i = 0; i < LYD_COUNT(wrong); i++) {
        uint16_t number;
        ck_assert_msg(!lyd_type_parse(wrong[i], strlen(wrong[i]), &number), "%s", wrong[i]);
    }
    uint16_t number = 0;
    ck_assert(lyd_type_parse("aAaA", 4, &number) && number == LYD_TYPE_AAAA);
}
END_TEST

START_TEST(families_and_host_types_agree)
{
    ck_assert_uint_eq(lyd_type_family(LYD_TYPE_A), LYD_IPV4);
    ck_assert_uint_eq(lyd_type_family(LYD_TYPE_AAAA), LYD_IPV6);
    size_t found = 0;
    for (unsigned type = 0; type <= UINT16_MAX; type++) {
        if (lyd_type_family(type) != 0) {
            ck_assert_uint_eq(lyd_host_types[found], type);
            found++;
        }
    }
    ck_assert_uint_eq(found, LYD_HOST_TYPES);
}
END_TEST

START_TEST(data_is_read_as_it_is_written)
{
    static const struct {
        unsigned type;
        const char *text, *written; /* WRITTEN NULL: refused */
    } rows[] = {
        {LYD_TYPE_A, "10.0.0.1", "10.0.0.1"},
        {LYD_TYPE_A, "10.0.0", NULL},
        {LYD_TYPE_A, "2001:db8::1", NULL},
        {LYD_TYPE_A, "10.0.0.1 10.0.0.2", NULL},
        {LYD_TYPE_A, "", NULL},
        {LYD_TYPE_AAAA, "2001:DB8:0::1", "2001:db8::1"},
        {LYD_TYPE_AAAA, "10.0.0.1", NULL},
        {LYD_TYPE_CNAME, "Fe01.Contoso.com.", "fe01.contoso.com"},
        {LYD_TYPE_CNAME, "a b", NULL},
        {LYD_TYPE_CNAME, "a..b", NULL},
        {LYD_TYPE_NS, "ns.contoso.com.", "ns.contoso.com"},
        {LYD_TYPE_A, "\\# 4 0a000001", "10.0.0.1"},
        {LYD_TYPE_A, "\\# 5 0a00000102", NULL},
        {LYD_TYPE_A, "\\# 4 0a0000", NULL},
        {LYD_TYPE_AAAA, "\\# 16 20010db8 00000000 00000000 00000001", "2001:db8::1"},
        {LYD_TYPE_CNAME, "\\# 5 01610162 00", "a.b"},
        {LYD_TYPE_CNAME, "\\# 2 c000", NULL},
        {LYD_TYPE_SRV, "0 0 443 SIP.contoso.com.", "0 0 443 sip.contoso.com"},
        {LYD_TYPE_SRV, "65535 65535 65535 .", "65535 65535 65535 ."},
        {LYD_TYPE_SRV, "0 0 0 a\\032b.", "0 0 0 a\\032b"},
        {LYD_TYPE_SRV, "0 443 sip.contoso.com.", NULL},
        {LYD_TYPE_SRV, "0 0 65536 a.", NULL},
        {LYD_TYPE_SRV, "0 0 -1 a.", NULL},
        {LYD_TYPE_SRV, "0 0 443 a..b", NULL},
        {LYD_TYPE_SRV, "\\# 10 0001 0002 13c5 0161 0162 00", NULL},
        {LYD_TYPE_SRV, "\\# 11 0001 0002 13c5 0161 0162 00", "1 2 5061 a.b"},
        {LYD_TYPE_SRV, "\\# 7 0000 0000 0000 00", "0 0 0 ."},
        {LYD_TYPE_SRV, "\\# 6 0000 0000 0000", NULL},
    };
    lyd_arena *arena = lyd_arena_new();
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_record record, again;
        char text[LYD_RECORD_TEXT];
        bool read = parse(rows[i].type, rows[i].text, arena, &record) == LYD_OK;
        ck_assert_msg(read == (rows[i].written != NULL), "%s", rows[i].text);
        if (read) {
            lyd_record_format(&record, text);
            ck_assert_str_eq(text, rows[i].written);
            ck_assert_uint_eq(record.type, rows[i].type);
            ck_assert_int_eq(parse(rows[i].type, text, arena, &again), LYD_OK);
            ck_assert_int_eq(lyd_record_compare(&record, &again), 0);
        }
    }
    lyd_arena_free(arena);
}
END_TEST

START_TEST(data_of_other_types_is_checked)
{
    static const struct {
        const char *type, *data;
        bool right;
    } rows[] = {
        {"MX", "10 mail", true},
        {"MX", "ten mail", false},
        {"MX", "65536 mail", false},
        {"MX", "10", false},
        {"MX", "10 mail more", false},
        {"TXT", "one two", true},
        {"TXT", "", false},
        {"SOA", "ns hostmaster 1 1h 2 3 4", true},
        {"SOA", "ns hostmaster 1 1h 2 3", false},
        {"HTTPS", "1 .", true},
        {"HTTPS", "1 . alpn=h2 port=443", true},
        {"HTTPS", "1", false},
        {"CAA", "0 issue ca.example.net", true},
        {"CAA", "256 issue ca.example.net", false},
        {"CAA", "0 issue2 \"\"", true},
        {"CAA", "0 iss-ue x", false},
        {"CAA", "0 \"issue\" x", false},
        {"SOA", "ns hostmaster 1 4294967295 2147483648 3 4", true},
        {"SOA", "ns hostmaster 1 4294967296 2 3 4", false},
        {"DS", "1 RSASHA256 1 00112233445566778899aabbccddeeff00112233", true},
        {"CDS", "1 ecdsap256sha256 1 0011223344556677 8899aabbccddeeff00112233", true},
        {"DLV", "1 8 SHA-1 00112233445566778899aabbccddeeff00112233", true},
        {"DS", "1 RSASHA255 1 00112233445566778899aabbccddeeff00112233", false},
        {"DS", "1 8 1 00112233445566778899aabbccddeeff001122", false},
        {"DS", "1 8 9 001", false},
        {"CDS", "0 0 0 00", true},
        {"DNSKEY", "256 3 RSASHA256 AwEAAQ==", true},
        {"CDNSKEY", "256 3 8 AwEA AQ==", true},
        {"DNSKEY", "256 3 8 AwEAAQ", false},
        {"DNSKEY", "256 3 8 AwEAAQ== AQ==", false},
        {"DNSKEY", "256 3 8 AwEAAR==", false},
        {"DNSKEY", "256 3 8 !!!!", false},
        {"DNSKEY", "256 3 8", false},
        {"KEY", "NOKEY|ZONE DNSSEC RSASHA1", true},
        {"KEY", "NOKEY| DNSSEC RSASHA1", false},
        {"NSEC3PARAM", "1 0 0 -", true},
        {"NSEC3PARAM", "1 0 0 aabb", true},
        {"NSEC3PARAM", "1 0 0 aab", false},
        {"SSHFP", "1 1 AB12CD0123456789 abcdef0123456789abcdef01", true},
        {"SSHFP", "1 1 AB", false},
        {"SSHFP", "1 3 AB", true},
        {"TLSA", "3 1 1 0 0", true},
        {"TLSA", "3 1 1 000", false},
        {"TLSA", "3 1 1 XY", false},
        {"ISDN", "1 2", true},
        {"ISDN", "1 2 3", false},
        {"X25", "12345", true},
        {"X25", "123", false},
        {"URI", "1 1 \"x\"", true},
        {"URI", "1 1 x", false},
        {"TXT", "\\255 a\\\"b", true},
        {"TXT", "\\256", false},
        {"TXT", "\\0", false},
        {"TXT", "a\\", false},
        {"MX", "\"10\" mail", false},
        {"NAPTR", "1 2 s x \"!a!b!i\" .", true},
        {"NAPTR", "1 2 s x bad .", false},
        {"HTTPS", "1 . alpn= \"h2,h3\"", false},
        {"NULL", "x", false},
        {"NULL", "\\# 1 00", true},
        {"RRSIG", "A 8 2 60 20300101000000 20200101000000 1 z.com. AAAA", true},
        {"RRSIG", "A 8 2 60 20301301000000 20200101000000 1 z.com. AAAA", false},
        {"SIG", "0 RSASHA1 2 60 2030 2020 1 z.com. AAAA", true},
        {"NSEC", "a A TYPE65280 ANY", true},
        {"NSEC", "a NOSUCH", false},
        {"NSEC", "a", false},
        {"NSEC3", "1 0 0 - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A", true},
        {"NSEC3", "1 0 0 - 0z A", false},
        {"NXT", "a A", true},
        {"DHCID", "AAAA BBBB", true},
        {"OPENPGPKEY", "AAA", false},
        {"CERT", "PKIX 0 RSASHA1 AAAA", true},
        {"CERT", "1 0 0", false},
        {"CSYNC", "1 3", true},
        {"HIP", "2 2001 AAAA a. b.", true},
        {"HIP", "2 200 AAAA", false},
        {"L32", "10 10.1.2.0", true},
        {"L32", "10 ::1", false},
        {"L64", "10 2001:db8:0:1", true},
        {"NID", "10 2001:db8:0", false},
        {"EUI48", "00-11-22-33-44-5f", true},
        {"EUI48", "00:11:22:33:44:55", false},
        {"EUI64", "00-11-22-33-44-55-66-77", true},
        {"EUI64", "00-11-22-33-44-55", false},
        {"LOC", "52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m", true},
        {"LOC", "52 N 4 E +.5", true},
        {"LOC", "91 N 4 E 1m", false},
        {"LOC", "52 N 4 N 1m", false},
        {"LOC", "52 N 4 E", false},
        {"LOC", "", false},
        {"APL", "1:10.0.0.0/8 !2:2001:db8::/32", true},
        {"APL", "", true},
        {"APL", "1:10.0.0.0/33", false},
        {"APL", "3:1/1", false},
        {"IPSECKEY", "10 3 2 a.b. AQNR", true},
        {"IPSECKEY", "10 1 2 a AQNR", false},
        {"AMTRELAY", "10 0 2 ::1", true},
        {"AMTRELAY", "10 0 0 a", false},
        {"NSAP", "0x47.0005", true},
        {"NSAP", "0x47.000", false},
        {"NSAP", "47", false},
        {"WKS", "10.0.0.1 TCP smtp 80", true},
        {"WKS", "::1 TCP smtp", false},
        {"A6", "0 ::1", true},
        {"A6", "64 ::1 a", true},
        {"A6", "128 a", true},
        {"A6", "64 ::1", false},
        {"A6", "129 ::1", false},
        {"ATMA", "+1.23", true},
        {"ATMA", "39.246f", true},
        {"ATMA", "+a", false},
        {"DSYNC", "CDS NOTIFY 53 a", true},
        {"TXT", "\\# 3 026162", true},
        {"TXT", "\\# 3 036162", false},
        {"TXT", "\\# 0", false},
        {"CAA", "\\# 3 000161", true},
        {"CAA", "\\# 2 0001", false},
        {"MX", "\\# 2 000A", false},
        {"DS", "\\# 4 00010801", false},
        {"ISDN", "\\# 1 00", true},
        {"ISDN", "\\# 3 000000", false},
        {"MX", "\\# 3 000A00", true},
        {"TYPE65280", "\\# 0", true},
        {"TYPE65280", "\\# 1 00", true},
        {"TYPE65280", "\\# 1 0", false},
        {"TYPE65280", "00", false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_record record;
        uint16_t type;
        ck_assert(lyd_type_parse(rows[i].type, strlen(rows[i].type), &type));
        lyd_status status = parse(type, rows[i].data, NULL, &record);
        ck_assert_msg(status == (rows[i].right ? LYD_OK : LYD_EINVAL), "%s %s", rows[i].type, rows[i].data);
    }
}
END_TEST

START_TEST(reasons)
{
    static const struct {
        unsigned type;
        const char *data, *why;
    } rows[] = {
        {LYD_TYPE_SOA, "a b x 2 3 4 5", "expected two names and five numbers"},
        {LYD_TYPE_MX, "1 a b", "expected a number and a name"},
        {LYD_TYPE_MX, "1 a..b", "a label is empty"},
        {LYD_TYPE_SRV, "1 2 3 a b", "expected three numbers and a name"},
        {17, "a", "expected two names"},
        {LYD_TYPE_TXT, "\\256", "a backslash is not followed by a character or by three digits up to 255"},
        {LYD_TYPE_A, "\\# 4 00", "expected a length and as many bytes in hexadecimal digits"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        const char *why = NULL;
        lyd_record record;
        ck_assert_int_eq(parse_why(rows[i].type, rows[i].data, NULL, &record, &why), LYD_EINVAL);
        ck_assert_str_eq(why, rows[i].why);
    }
}
END_TEST

START_TEST(each_letter_of_a_form_has_a_row)
{
    for (unsigned type = 0; type <= UINT16_MAX; type++) {
        const lyd_type_row *row = lyd_type_find(type);
        for (const char *c = row != NULL && row->form != NULL ? row->form : ""; *c != '\0'; c++) {
            ck_assert_msg(strchr("?*+", *c) != NULL || lyd_form_code_find(*c)->letter == *c, "%s: %c", row->name, *c);
        }
    }
}
END_TEST

START_TEST(strings_are_at_most_255_bytes)
{
    char text[300];
    lyd_record record;
    for (size_t i = 0; i < 3; i++) { /* the last one's first byte is an escape */
        memset(text, 'x', sizeof(text));
        memcpy(text, "\\200", 4);
        text[i == 0 ? 255 + 3 : 255 + 4] = '\0';
        text[0] = i == 2 ? 'x' : text[0];
        ck_assert_int_eq(parse(LYD_TYPE_TXT, text, NULL, &record), i == 0 ? LYD_OK : LYD_EINVAL);
    }
}
END_TEST

START_TEST(records_are_in_order_of_type_and_data)
{
    static const struct {
        unsigned type;
        const char *data;
    } rows[] = {{LYD_TYPE_A, "9.0.0.0"},    {LYD_TYPE_A, "10.0.0.1"},   {LYD_TYPE_CNAME, "a."},     {LYD_TYPE_CNAME, "b."},
                {LYD_TYPE_AAAA, "::1"},     {LYD_TYPE_SRV, "0 9 9 z."}, {LYD_TYPE_SRV, "1 0 9 z."}, {LYD_TYPE_SRV, "1 1 0 z."},
                {LYD_TYPE_SRV, "1 1 1 a."}, {LYD_TYPE_SRV, "1 1 1 b."}};
    lyd_record records[LYD_COUNT(rows)];
    lyd_arena *arena = lyd_arena_new();
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        ck_assert_int_eq(parse(rows[i].type, rows[i].data, arena, &records[i]), LYD_OK);
        for (size_t k = 0; k < i; k++) {
            ck_assert_int_lt(lyd_record_compare(&records[k], &records[i]), 0);
            ck_assert_int_gt(lyd_record_compare(&records[i], &records[k]), 0);
        }
    }
    lyd_arena_free(arena);
}
END_TEST

LYD_TEST_MAIN("dns/type", each_row_is_whole, names_and_numbers_agree, families_and_host_types_agree, data_is_read_as_it_is_written,
              data_of_other_types_is_checked, reasons, each_letter_of_a_form_has_a_row, strings_are_at_most_255_bytes,
              records_are_in_order_of_type_and_data)
