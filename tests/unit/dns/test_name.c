/* Names: as people write them, in wire form, in messages. */
#include "suite.h"

#include <lyncdns/dns.h>

#include <string.h>

#define LABEL63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NAME253                                                                                                                            \
    LABEL63 "." LABEL63 "." LABEL63 "."                                                                                                    \
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

START_TEST(parses)
{
    static const struct {
        const char *text, *name; /* NAME NULL: refused */
        const char *why;         /* a part of the reason */
    } rows[] = {
        {"pool01.contoso.com", "pool01.contoso.com", NULL},
        {"POOL01.Contoso.COM.", "pool01.contoso.com", NULL},
        {"_sip._tls.contoso.com", "_sip._tls.contoso.com", NULL},
        {"*.contoso.com", "*.contoso.com", NULL},
        {"localhost", "localhost", NULL},
        {"a\\.b.contoso.com", "a\\.b.contoso.com", NULL},
        {"a\\046b.contoso.com", "a\\.b.contoso.com", NULL},
        {"\\065bc", "abc", NULL},
        {"\\a\\B", "ab", NULL},
        {"a\\ b", "a\\032b", NULL},
        {"a\\000b", "a\\000b", NULL},
        {"a\\255", "a\\255", NULL},
        {"a\\\\.b", "a\\\\.b", NULL},
        {"user@contoso.com", "user\\@contoso.com", NULL},
        {"a$(\";)", "a\\$\\(\\\"\\;\\)", NULL},
        {"a\\..", "a\\.", NULL},
        {"b\xC3\xBC"
         "cher.example",
         "xn--bcher-kva.example", NULL},
        {"B\xC3\x9C"
         "CHER.example.",
         "xn--bcher-kva.example", NULL},
        {"fa\xC3\x9F.example", "xn--fa-hia.example", NULL},
        {"xn--bcher-kva.example", "xn--bcher-kva.example", NULL},
        {"_sip.b\xC3\xBC"
         "cher.example",
         "_sip.xn--bcher-kva.example", NULL},
        {LABEL63 ".com", LABEL63 ".com", NULL},
        {NAME253, NAME253, NULL},
        {NAME253 ".", NAME253, NULL},
        {"", NULL, "empty"},
        {".", NULL, "root"},
        {"..", NULL, "label is empty"},
        {".contoso.com", NULL, "label is empty"},
        {"a..b", NULL, "label is empty"},
        {"a.b..", NULL, "label is empty"},
        {"a" LABEL63 ".com", NULL, "63"},
        {"com.a" LABEL63, NULL, "63"},
        {NAME253 "a", NULL, "253"},
        {NAME253 "a.", NULL, "253"},
        {LABEL63 "." LABEL63 "." LABEL63 "." LABEL63 "." LABEL63, NULL, "253"},
        {LABEL63 LABEL63 LABEL63 LABEL63 LABEL63, NULL, "63"},
        {"a b", NULL, "space"},
        {" a", NULL, "space"},
        {"a\t", NULL, "control"},
        {"a\n", NULL, "control"},
        {"a\x7F", NULL, "control"},
        {"a\\", NULL, "backslash"},
        {"a\\25", NULL, "backslash"},
        {"a\\256", NULL, "backslash"},
        {"a\\\n", NULL, "backslash"},
        {"b\xC3\xBC c", NULL, "space"},
        {"b\xC3\xBC\\.c", NULL, "mixes"},
        {"b\xC3\xBC..c", NULL, ""},
        {"b\xC3", NULL, "UTF-8"},
        {"\xFF\xFE", NULL, "UTF-8"},
        {"\xEF\xBB\xBF", NULL, "IDN"},
        {"\xC2\xAD", NULL, "IDN"},
        {"a\xEF\xBC\xBC"
         "046b",
         NULL, "IDNA"}, /* a full-width backslash */
        {"a\xC2\xA0"
         "b.example",
         NULL, "IDNA"}, /* a no-break space */
        {"a\xE2\x80\xAE"
         "b.example",
         NULL, "IDNA"}, /* a bidirectional override */
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char name[LYD_NAME_TEXT] = "(nothing)";
        const char *why = "(no reason)";
        bool read = lyd_name_parse(rows[i].text, strlen(rows[i].text), name, &why);
        if (rows[i].name != NULL) {
            ck_assert_msg(read && strcmp(name, rows[i].name) == 0, "%s gives %s: %s", rows[i].text, name, why);
        } else {
            ck_assert_msg(!read && strstr(why, rows[i].why) != NULL, "%s is %s: %s", rows[i].text, read ? name : "refused", why);
        }
    }
}
END_TEST

START_TEST(length_ends_the_text)
{
    char name[LYD_NAME_TEXT];
    const char *why = NULL;
    ck_assert(lyd_name_parse("a.com,front-end-pool", 5, name, &why));
    ck_assert_str_eq(name, "a.com");
    ck_assert(!lyd_name_parse("a\0b.com", 7, name, &why));
    ck_assert(!lyd_name_parse("b\xC3\xBC\0b.com", 9, name, &why));
    ck_assert(!lyd_name_parse("a\\255", 4, name, &why));
}
END_TEST

START_TEST(oversized_texts_are_refused)
{
    enum { SIZE = 1 << 20 };
    static char text[SIZE];
    static const char *const units[] = {"a", "a.", "\\000", "\xC3\xBC", "\xC3\xBC.", "\xF0\x9D\x94\xB8"};
    for (size_t i = 0; i < LYD_COUNT(units); i++) {
        char name[LYD_NAME_TEXT];
        const char *why = NULL;
        size_t unit = strlen(units[i]);
        for (size_t at = 0; at + unit <= SIZE; at += unit) {
            memcpy(text + at, units[i], unit);
        }
        for (size_t length = 1 << 9; length <= SIZE; length *= 2) {
            ck_assert_msg(!lyd_name_parse(text, length / unit * unit, name, &why) && why != NULL, "%zu bytes of %s", length, units[i]);
        }
    }
}
END_TEST

static void check_round_trip(const uint8_t *wire, size_t length)
{
    char name[LYD_NAME_TEXT], again[LYD_NAME_TEXT];
    uint8_t back[LYD_NAME_WIRE];
    const char *why = NULL;
    size_t offset = 0;
    ck_assert(lyd_name_from_message(wire, length, &offset, name) && offset == length);
    ck_assert_msg(lyd_name_to_wire(name, back) == length, "%s", name);
    ck_assert_msg(memcmp(wire, back, length) == 0, "%s", name);
    if (length > 1) {
        ck_assert_msg(lyd_name_parse(name, strlen(name), again, &why) && strcmp(name, again) == 0, "%s gives %s", name, again);
    }
}

/* Every byte value, at every place of names up to the longest; capitals aside, which come back small. */
START_TEST(round_trips)
{
    for (int byte = 0; byte < 256; byte++) {
        uint8_t wire[LYD_NAME_WIRE];
        size_t used = 0;
        uint8_t small = (uint8_t)(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
        static const uint8_t labels[] = {63, 63, 63, 61};
        for (size_t i = 0; i < LYD_COUNT(labels); i++) {
            wire[used++] = labels[i];
            memset(wire + used, small, labels[i]);
            used += labels[i];
            wire[used] = 0;
            check_round_trip(wire, used + 1);
        }
        ck_assert_uint_eq(used + 1, LYD_NAME_WIRE);
    }
    check_round_trip((const uint8_t *)"", 1);
}
END_TEST

START_TEST(not_canonical_has_no_wire_form)
{
    static const char *const rows[] = {
        "",      "A.com", "a.com.",   "a..b",           ".a",        "a b",        "a@b", "\\065", "a\\",  "\\46", "\\a",
        "\\046", "\\256", "\xC3\xBC", "a" LABEL63 ".b", NAME253 "a", NAME253 ".a", "\\ ", "..",    "\x01", "a\\0"};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        uint8_t wire[LYD_NAME_WIRE];
        ck_assert_msg(lyd_name_to_wire(rows[i], wire) == 0, "%s", rows[i]);
    }
}
END_TEST

START_TEST(bad_wire_forms)
{
#define WIRE(text) text, sizeof(text) - 1
    static const struct {
        const char *what, *bytes;
        size_t length;
    } rows[] = {
        {"nothing", "", 0},
        {"no end", WIRE("\1a")},
        {"label past the end", WIRE("\5ab\0")},
        {"bytes behind the name", WIRE("\1a\0x")},
        {"a pointer", WIRE("\1a\xC0\0")},
        {"a pointer to itself", WIRE("\xC0\0")},
        {"label type 01", WIRE("\x41"
                               "a\0")},
        {"label type 10", WIRE("\x81"
                               "a\0")},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char name[LYD_NAME_TEXT];
        size_t offset = 0;
        bool read = lyd_name_from_message((const uint8_t *)rows[i].bytes, rows[i].length, &offset, name);
        ck_assert_msg(!read || offset != rows[i].length, "%s", rows[i].what);
    }
}
END_TEST

START_TEST(names_of_messages)
{
    static const struct {
        const char *what, *bytes;
        size_t length, offset;
        const char *name; /* NULL: refused */
        size_t behind;
    } rows[] = {
        {"plain", WIRE("\3WWW\2ab\0"), 0, "www.ab", 8},
        {"root", WIRE("\0"), 0, ".", 1},
        {"pointer", WIRE("\2ab\0\xC0\0"), 4, "ab", 6},
        {"labels and a pointer", WIRE("\2ab\0\1x\xC0\0zz"), 4, "x.ab", 8},
        {"pointer to a pointer", WIRE("\2ab\0\xC0\0\1y\xC0\4"), 6, "y.ab", 10},
        {"pointer to the root", WIRE("\0\1a\xC0\0"), 1, "a", 5},
        {"dot in a label", WIRE("\3a.b\0"), 0, "a\\.b", 5},
        {"to itself", WIRE("\2ab\0\xC0\4"), 4, NULL, 0},
        {"to its own label", WIRE("\1a\xC0\0"), 0, NULL, 0},
        {"forward", WIRE("\xC0\2\1a\0"), 0, NULL, 0},
        {"two that point at each other", WIRE("\xC0\2\xC0\0"), 2, NULL, 0},
        {"pointer cut short", WIRE("\0\xC0"), 1, NULL, 0},
        {"past the end", WIRE("\0\xC0\x50"), 1, NULL, 0},
        {"offset past the end", WIRE("\0"), 5, NULL, 0},
        {"label cut short", WIRE("\5abc"), 0, NULL, 0},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char name[LYD_NAME_TEXT];
        size_t offset = rows[i].offset;
        bool read = lyd_name_from_message((const uint8_t *)rows[i].bytes, rows[i].length, &offset, name);
        ck_assert_msg(read == (rows[i].name != NULL), "%s", rows[i].what);
        ck_assert_msg(!read || (strcmp(name, rows[i].name) == 0 && offset == rows[i].behind), "%s: %s, %zu", rows[i].what, name, offset);
    }
}
END_TEST

/* Each name is one label and a pointer to the one before: the 255 byte limit must end it. */
START_TEST(long_pointer_chain)
{
    uint8_t message[4 * 300] = {1, 'a', 0};
    char name[LYD_NAME_TEXT];
    size_t previous = 0, at = 3;
    for (int labels = 2; labels < 280; labels++) {
        const uint8_t unit[] = {1, 'a', (uint8_t)(0xC0 | previous >> 8), (uint8_t)previous};
        memcpy(message + at, unit, sizeof(unit));
        size_t offset = at;
        bool fits = labels * 2 + 1 <= LYD_NAME_WIRE;
        ck_assert_msg(lyd_name_from_message(message, at + sizeof(unit), &offset, name) == fits, "%d labels", labels);
        previous = at;
        at += sizeof(unit);
    }
}
END_TEST

/* Pointers to pointers: no more than a name can have labels, so that thousands of them can't cost more than the message is long. */
START_TEST(pointers_without_labels)
{
    uint8_t message[3 + 2 * 300] = {1, 'a', 0};
    char name[LYD_NAME_TEXT];
    for (size_t pointers = 1, at = 3, previous = 0; pointers <= 300; pointers++, previous = at, at += 2) {
        size_t offset = at;
        message[at] = (uint8_t)(0xC0 | previous >> 8);
        message[at + 1] = (uint8_t)previous;
        ck_assert_msg(lyd_name_from_message(message, at + 2, &offset, name) == (pointers <= 128), "%zu pointers", pointers);
    }
}
END_TEST

START_TEST(within_a_zone)
{
    static const struct {
        const char *name, *zone;
        bool within;
    } rows[] = {
        {"a.contoso.com", "contoso.com", true},
        {"contoso.com", "contoso.com", true},
        {"contoso.com", ".", true},
        {".", ".", true},
        {".", "com", false},
        {"acontoso.com", "contoso.com", false},
        {"com", "contoso.com", false},
        {"a.b.contoso.com", "com", true},
        {"a\\.contoso.com", "contoso.com", false},
        {"a\\\\.contoso.com", "contoso.com", true},
        {"contoso.com.net", "contoso.com", false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        ck_assert_msg(lyd_name_within(rows[i].name, rows[i].zone) == rows[i].within, "%s in %s", rows[i].name, rows[i].zone);
    }
}
END_TEST

START_TEST(hostnames)
{
    static const struct {
        const char *name;
        bool hostname;
    } rows[] = {
        {"pool-01.contoso.com", true},
        {"3com.com", true},
        {"a", true},
        {"xn--bcher-kva.example", true},
        {"_sip.contoso.com", false},
        {"*.com", false},
        {"-a.com", false},
        {"a-.com", false},
        {"a.-b", false},
        {"a.b-", false},
        {"a\\.b", false},
        {".", false},
        {"", false},
        {"a..b", false},
        {"a/b", false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        ck_assert_msg(lyd_name_is_hostname(rows[i].name) == rows[i].hostname, "%s", rows[i].name);
    }
}
END_TEST

START_TEST(what_can_be_asked_for)
{
    static const struct {
        const char *name;
        bool askable;
    } rows[] = {
        {"um01.contoso.com", true}, {"_sip._tls.contoso.com", true},
        {"*.contoso.com", true},    {"0/25.2.0.192.in-addr.arpa", true},
        {"a\\032b.com", false},     {"a\\.b.com", false},
        {"a+b.com", false},         {"a\\255.com", false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        ck_assert_msg(lyd_name_is_askable(rows[i].name) == rows[i].askable, "%s", rows[i].name);
    }
}
END_TEST

START_TEST(what_a_host_or_zone_can_be_called)
{
    static const char *const names[] = {"um01.contoso.com",
                                        "my_host.contoso.com.",
                                        "-odd-.contoso.com",
                                        "b\303\274cher.contoso.com",
                                        "_sip._tls.contoso.com",
                                        "*.contoso.com",
                                        "*",
                                        "0/25.2.0.192.in-addr.arpa",
                                        "1.2.0.192.in-addr.arpa"};
    for (size_t i = 0; i < LYD_COUNT(names); i++) {
        char name[LYD_NAME_TEXT];
        const char *why = "";
        ck_assert_msg(lyd_name_parse_askable(names[i], strlen(names[i]), name, &why), "%s: %s", names[i], why);
    }
}
END_TEST

START_TEST(what_is_pasted_with_a_name_is_named)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"https://um01.contoso.com/x", "URL"},
        {"um01.contoso.com/x", "path"},
        {"a/b.contoso.com", "path"},
        {"um01/b.contoso.com", "path"},
        {"*um01.contoso.com", "star"},
        {"*.*.contoso.com", "star"},
        {"um01.*.com", "star"},
        {"10.0.0.1", "an IP address"},
        {"10.0.0.1.", "an IP address"},
        {"2001:db8::1", "an IP address"},
        {"a+b.contoso.com", "expected letters"},
        {"a..b", "a label is empty"},
        {"sip:um01.contoso.com", "SIP"},
        {"alice@contoso.com", "user"},
        {"um01.contoso.com:5061", "port"},
        {"'um01.contoso.com'", "quotation"},
        {"\"um01.contoso.com\"", "quotation"},
        {"\u201Cum01.contoso.com\u201D", "quotation"},
        {"um\u201301.contoso.com", "dash"},
        {"um01.contoso.com\u00A0", "no-break space"},
        {"um01.contoso.com,um02.contoso.com", "one name"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char name[LYD_NAME_TEXT];
        const char *why = NULL;
        ck_assert_msg(!lyd_name_parse_askable(rows[i].text, strlen(rows[i].text), name, &why), "%s", rows[i].text);
        ck_assert_msg(strstr(why, rows[i].why) != NULL, "%s: %s", rows[i].text, why);
    }
}
END_TEST

LYD_TEST_MAIN("dns/name", parses, length_ends_the_text, oversized_texts_are_refused, round_trips, not_canonical_has_no_wire_form,
              bad_wire_forms, names_of_messages, long_pointer_chain, pointers_without_labels, within_a_zone, hostnames,
              what_can_be_asked_for, what_a_host_or_zone_can_be_called, what_is_pasted_with_a_name_is_named)
