/* Record types: their rows, and the data that they read, check and write. */
#include "suite.h"

#include "dns/form.h"

#include <string.h>

static lyd_status parse(unsigned type, const char *text, lyd_arena *arena, lyd_record *record)
{
    lyd_token words[8];
    size_t count = 0;
    const char *why;
    for (; text[0] != '\0' && count < LYD_COUNT(words); count++) {
        words[count] = (lyd_token){.text = text, .length = strcspn(text, " ")};
        text += words[count].length;
        text += text[0] == ' ' ? 1 : 0;
    }
    return lyd_data_parse(type, words, count, ".", arena, record, &why);
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
                          (row->expected != NULL) == (judged || row->form != NULL) && !(judged && row->form != NULL),
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
        {"SRV", "0 0 443 sip.contoso.com.", true},
        {"SRV", "0 443 sip.contoso.com.", false},
        {"SOA", "ns hostmaster 1 1h 2 3 4", true},
        {"SOA", "ns hostmaster 1 1h 2 3", false},
        {"HTTPS", "1 .", true},
        {"HTTPS", "1 . alpn=h2 port=443", true},
        {"HTTPS", "1", false},
        {"CAA", "0 issue ca.example.net", true},
        {"CAA", "256 issue ca.example.net", false},
        {"SSHFP", "1 1 AB 12", true},
        {"SSHFP", "1 1 XY", false},
        {"LOC", "anything", true},
        {"LOC", "", false},
        {"MX", "\\# 4 000A0000", true},
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
    } rows[] = {{LYD_TYPE_A, "9.0.0.0"}, {LYD_TYPE_A, "10.0.0.1"}, {LYD_TYPE_CNAME, "a."}, {LYD_TYPE_CNAME, "b."}, {LYD_TYPE_AAAA, "::1"}};
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
              data_of_other_types_is_checked, strings_are_at_most_255_bytes, records_are_in_order_of_type_and_data)
