/* Zone files: answers from them, mistakes in them, and zone names taken from file names. */
#include "suite.h"

#include "dns/zone/lookup.h"
#include "dns/zone/read.h"

#include <string.h>

#define HEAD "$ORIGIN z.com.\n$TTL 300\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns.other.\n"

static const lyd_server zone_server = {.text = "zone"};

static void free_all(lyd_source *source, lyd_arena *arena, lyd_diag *diag)
{
    lyd_source_free(source);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
}

/* "STATUS alias… address/ttl…" */
static void describe(const lyd_answer *answer, char text[512])
{
    size_t used = (size_t)snprintf(text, 512, "%s", lyd_row_name(lyd_answer_statuses, answer->status));
    for (size_t i = 0; i < answer->alias_count; i++) {
        used += (size_t)snprintf(text + used, 512 - used, " >%s", answer->aliases[i]);
    }
    for (size_t i = 0; i < answer->record_count; i++) {
        char address[LYD_ADDRESS_TEXT];
        lyd_address_format(&answer->records[i].address, address);
        used += (size_t)snprintf(text + used, 512 - used, " %s/%u", address, answer->records[i].ttl);
    }
}

START_TEST(answers)
{
    static const struct {
        const char *records, *name;
        lyd_type type;
        const char *answer;
    } rows[] = {
        {"a A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"a A 1.2.3.4", "a.z.com", LYD_TYPE_AAAA, "NODATA"},
        {"a A 1.2.3.4", "b.z.com", LYD_TYPE_A, "NXDOMAIN"},
        {"a 60 IN A 1.2.3.4\n IN 60 A 1.2.3.3", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.3/60 1.2.3.4/60"},
        {"a [AGE:3600] 1h A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/3600"},
        {"A\\.b.C.z.com. AAAA 2001:DB8::1", "a\\.b.c.z.com", LYD_TYPE_AAAA, "NOERROR 2001:db8::1/300"},
        {"$TTL 1m\na (\n A ; note\n 1.2.3.4 )", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/60"},
        {"$ORIGIN b.z.com.\na A 1.2.3.4", "a.b.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"a.b A 1.2.3.4", "b.z.com", LYD_TYPE_A, "NODATA"},
        {"*.b A 1.2.3.4", "x.y.b.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"*.b A 1.2.3.4\ny.b TXT t", "x.y.b.z.com", LYD_TYPE_A, "NXDOMAIN"},
        {"*.b A 1.2.3.4\ny.b TXT t", "y.b.z.com", LYD_TYPE_A, "NODATA"},
        {"*.b A 1.2.3.4\nx.y.b TXT t", "y.b.z.com", LYD_TYPE_A, "NODATA"},
        {"*.b A 1.2.3.4", "*.b.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"*.b A 1.2.3.4", "b.z.com", LYD_TYPE_A, "NODATA"},
        {"a CNAME b\nb A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR >b.z.com 1.2.3.4/300"},
        {"a CNAME b\nb A 1.2.3.4", "a.z.com", LYD_TYPE_AAAA, "NODATA >b.z.com"},
        {"a CNAME b", "a.z.com", LYD_TYPE_A, "ALIAS_DANGLING >b.z.com"},
        {"a CNAME b\nb CNAME a", "a.z.com", LYD_TYPE_A, "ALIAS_LOOP >b.z.com >a.z.com"},
        {"a CNAME b.other.", "a.z.com", LYD_TYPE_A, "REFUSED >b.other"},
        {"*.b CNAME c\nc A 1.2.3.4", "x.b.z.com", LYD_TYPE_A, "NOERROR >c.z.com 1.2.3.4/300"},
        {"b NS ns.b\nns.b A 1.2.3.4", "ns.b.z.com", LYD_TYPE_A, "REFUSED"},
        {"b NS ns.b", "b.z.com", LYD_TYPE_A, "REFUSED"},
        {"b DNAME c\nx.c A 1.2.3.4", "x.b.z.com", LYD_TYPE_A, "NOERROR >x.c.z.com 1.2.3.4/300"},
        {"b DNAME c", "b.z.com", LYD_TYPE_A, "NODATA"},
        {"@ A 1.2.3.4", "z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"x NSEC3 1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A", "x.z.com", LYD_TYPE_A, "NXDOMAIN"},
        {"x TYPE65280 \\# 1 00", "x.z.com", LYD_TYPE_A, "NODATA"},
        {"a A 1.2.3.4\na A 1.2.3.4\n@ SOA NS.z.com. hostmaster 1 2 3 4 5", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"a CNAME b\na CNAME B\nb A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR >b.z.com 1.2.3.4/300"},
        {"a CNAME b\na KEY 512 3 5 AQ==\nb A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR >b.z.com 1.2.3.4/300"},
        {"a 2147483648 A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/0"},
        {"$TTL 4294967295\na A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/0"},
        {"a CLASS1 TYPE1 \\# 4 0a000001", "a.z.com", LYD_TYPE_A, "NOERROR 10.0.0.1/300"},
        {"a TYPE28 \\# 16 20010db8 000000000000000000000001", "a.z.com", LYD_TYPE_AAAA, "NOERROR 2001:db8::1/300"},
        {"a TYPE5 \\# 9 0162017a03636f6d00\nb A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR >b.z.com 1.2.3.4/300"},
        {"a TYPE65535 \\# 4 0a000001\na A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"*.b A 1.2.3.4\na.b NSEC c A", "a.b.z.com", LYD_TYPE_A, "NODATA"},
        {"my_host A 1.2.3.4", "my_host.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"\"a\" A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"$DATE 20260101000000\na A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"a [AGE:3651234] 1200 A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/1200"},
        {"a [Aging:3651234] 1200 A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/1200"},
        {"$GENERATE 1-9/4 a${1,3} 60 IN A 1.2.3.$ ; b", "a006.z.com", LYD_TYPE_A, "NOERROR 1.2.3.5/60"},
        {"a A 1.2.3.4\n$GENERATE 1-2 b A 1.2.3.$\n A 1.2.3.5", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300 1.2.3.5/300"},
        {"$GENERATE 1-2 a$ TYPE28 \"\\# 16 2001000000000000000000000000000$\"", "a2.z.com", LYD_TYPE_AAAA, "NOERROR 2001::2/300"},
        /* WINS may have an address that the zone hasn't. */
        {"@ WINS L2 C900 ( 10.0.0.1 )\na A 1.2.3.4", "a.z.com", LYD_TYPE_A, "NOERROR 1.2.3.4/300"},
        {"@ WINS L2 C900 ( 10.0.0.1 )\na A 1.2.3.4", "a.z.com", LYD_TYPE_AAAA, "NODATA"},
        {"@ WINS L2 C900 ( 10.0.0.1 )\na AAAA ::1", "a.z.com", LYD_TYPE_A, "REFUSED"},
        {"@ WINS L2 C900 ( 10.0.0.1 )", "a.z.com", LYD_TYPE_AAAA, "REFUSED"},
        {"@ WINS L2 C900 ( 10.0.0.1 )", "b.a.z.com", LYD_TYPE_A, "NXDOMAIN"},
        {"@ WINS L2 C900 ( 10.0.0.1 )", "z.com", LYD_TYPE_A, "NODATA"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[1024], got[512];
        lyd_diag *diag = lyd_diag_new();
        lyd_arena *arena = lyd_arena_new();
        lyd_source *source = lyd_zone_source_new();
        lyd_question question = {rows[i].name, 0, (uint16_t)rows[i].type};
        lyd_answer answer;
        int length = snprintf(text, sizeof(text), HEAD "%s", rows[i].records);
        lyd_status status = lyd_zone_source_add_text(source, "zone", "file", text, (size_t)length, 0, diag);
        ck_assert_msg(status == LYD_OK, "%s: %s", rows[i].records, lyd_diag_message(diag, 0));
        ck_assert_msg(source->functions->ask(source, &zone_server, 1, &question, 1, &answer, arena, diag) == LYD_OK, "%s", rows[i].records);
        describe(&answer, got);
        ck_assert_msg(strcmp(got, rows[i].answer) == 0, "%s: %s is %s", rows[i].records, rows[i].name, got);
        free_all(source, arena, diag);
    }
}
END_TEST

START_TEST(mistakes)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"a A 1.2.3\n", "file:5: \"1.2.3\": expected one IPv4 address"},
        {"a AAAA 1.2.3.4\n", "file:5: \"1.2.3.4\": expected one IPv6 address"},
        {"a A 1.2.3.4 5\n", "file:5: \"1.2.3.4 5\": expected one IPv4 address"},
        {"a 99999999999 A 1.2.3.4\n", "file:5: \"99999999999\": unknown record type"},
        {"a CH A 1.2.3.4\n", "file:5: unsupported class, expected IN"},
        {"a MX ten b\n", "file:5: \"ten b\": expected a number and a name"},
        {"a MX 1 b c\n", "file:5: \"1 b c\": expected a number and a name"},
        {"a TXT \"\\0\"\n", "file:5: \"\\0\": a backslash is not followed by a character or by three digits up to 255"},
        {"a NOSUCH b\n", "file:5: \"NOSUCH\": unknown record type"},
        {"a ANY b\n", "file:5: unsupported class, expected IN"},
        {"a\n", "file:5: missing record type"},
        {"a..b A 1.2.3.4\n", "file:5: \"a..b\": a label is empty"},
        {"@ SOA ns hostmaster 1 2 3 4 6\n", "file:5: z.com: the zone has another SOA record"},
        {"a CNAME b\na CNAME c\n", "file:6: a.z.com: the name has another CNAME record (RFC 1034 section 3.6.2)"},
        {"a CNAME b\na A 1.2.3.4\n", "file:6: a.z.com: a name with a CNAME record can't have another record (RFC 1034 section 3.6.2)"},
        {"a TXT t\na CNAME b\n", "file:6: a.z.com: a name with a CNAME record can't have another record (RFC 1034 section 3.6.2)"},
        {"@ CNAME b\n", "file:5: z.com: a name with a CNAME record can't have another record (RFC 1034 section 3.6.2)"},
        {"a DNAME b\na DNAME c\n", "file:6: a.z.com: the name has another DNAME record (RFC 6672 section 2.4)"},
        {"a DNAME b\nx.y.a TXT t\n", "file:6: x.y.a.z.com is below the DNAME record of a.z.com (RFC 6672 section 2.4)"},
        {"@ DNAME b.org.\na A 1.2.3.4\n", "file:6: a.z.com is below the DNAME record of z.com (RFC 6672 section 2.4)"},
        {"* NS b\n", "file:5: *.z.com: a wildcard can't have such a record (RFC 4592 section 4.2)"},
        {"@ NS b\n", "file:5: the server b.z.com of the zone has no address in it: add its A or AAAA record"},
        {"@ NS b\nb CNAME c\n", "file:5: the server b.z.com of the zone is an alias (RFC 2181 section 10.3)"},
        {"@ NS x.b\nb DNAME c\n", "file:5: the server x.b.z.com of the zone is an alias (RFC 2181 section 10.3)"},
        {"a.org. SOA ns hostmaster 1 2 3 4 5\n", "file:5: an SOA record of a.org, expected one zone per file, here z.com"},
        {"@ DS 1 8 2 abababababababababababababababababababababababababababababababab\n",
         "file:5: z.com: a DS record is at a delegation, not at the top of a zone (RFC 4034 section 5)"},
        {"a CNAME b\\\n", "file:5: \"b\\\": a backslash is not followed by a character or by three digits up to 255"},
        {"$ORIGIN \"b\"\n", "file:5: \"b\": expected no quotation marks"},
        {"a MD b\n", "file:5: \"MD\": obsolete, expected MX (RFC 973)"},
        {"a A \"1.2.3.4\"\n", "file:5: \"1.2.3.4\": expected no quotation marks"},
        {"a CNAME \"b\"\n", "file:5: \"b\": expected no quotation marks"},
        {"a \"A\" 1.2.3.4\n", "file:5: \"A\": unknown record type"},
        {"a 1h30 A 1.2.3.4\n", "file:5: \"1h30\": unknown record type"},
        {"a CLASS3 A 1.2.3.4\n", "file:5: unsupported class, expected IN"},
        {"a TYPE1 \\# 3 0a0000\n", "file:5: \"\\# 3 0a0000\": expected a length and as many bytes in hexadecimal digits"},
        {"$TTL\n", "file:5: \"$TTL\": missing value"},
        {"$ORIGIN a b\n", "file:5: \"$ORIGIN\": more words than expected"},
        {"$FOO a\n", "file:5: \"$FOO\": unknown directive, expected $ORIGIN, $TTL, $INCLUDE or $GENERATE"},
        {"$INCLUDE b\n", "file:5: \"b\" can't be included: the zone isn't read from a file"},
        {"$GENERATE 2-1 a$ A 1.2.3.4\n", "file:5: \"2-1\": expected a range such as 1-20 or 0-100/2, at most 2147483647"},
        {"$GENERATE 0-2147483647 a$ A 1.2.3.4\n", "file:5: \"$GENERATE\": more than 1048576 generated records"},
        {"$GENERATE 0-4294967295 a$ A 1.2.3.4\n", "file:5: \"0-4294967295\": expected a range such as 1-20 or 0-100/2, at most 2147483647"},
        {"$GENERATE 1-2 a$ MX 1 b\n", "file:5: \"$GENERATE\": expected one word of data: put several in quotation marks"},
        {"$GENERATE 255-256 a$ A 1.2.3.$\n", "file:5: \"1.2.3.256\": expected one IPv4 address"},
        {"a A 1.2.3.4\n; Transfer failed.\n", "file: dig says that the transfer failed: records are missing"},
        {"a TXT \"open\n", "file:5: a quotation mark isn't closed on its line"},
        {"a A ) 1.2.3.4\n", "file:5: a closing parenthesis without an opening one"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[1024];
        lyd_diag *diag = lyd_diag_new();
        lyd_source *source = lyd_zone_source_new();
        int length = snprintf(text, sizeof(text), HEAD "%s", rows[i].text);
        ck_assert_msg(lyd_zone_source_add_text(source, "zone", "file", text, (size_t)length, 0, diag) == LYD_EINVAL, "%s", rows[i].text);
        ck_assert_msg(strcmp(lyd_diag_message(diag, 0), rows[i].message) == 0, "%s: %s", rows[i].text, lyd_diag_message(diag, 0));
        free_all(source, NULL, diag);
    }
}
END_TEST

/* Where there is no $TTL; a TTL over 2^31-1 is 0 (RFC 2181 section 8). */
START_TEST(ttl_from_the_minimum)
{
    static const struct {
        const char *minimum;
        uint32_t ttl;
    } rows[] = {{"1h", 3600}, {"2147483647", INT32_MAX}, {"2147483648", 0}, {"4294967295", 0}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[256];
        lyd_diag *diag = lyd_diag_new();
        lyd_arena *arena = lyd_arena_new();
        lyd_source *source = lyd_zone_source_new();
        lyd_question question = {.name = "a.z.com", .type = LYD_TYPE_A};
        lyd_answer answer;
        int length = snprintf(text, sizeof(text), "$ORIGIN z.com.\n@ SOA ns hostmaster 1 2147483648 3 4 %s\n@ NS ns.other.\na A 1.2.3.4\n",
                              rows[i].minimum);
        ck_assert_int_eq(lyd_zone_source_add_text(source, "zone", "file", text, (size_t)length, 0, diag), LYD_OK);
        ck_assert_int_eq(source->functions->ask(source, &zone_server, 1, &question, 1, &answer, arena, diag), LYD_OK);
        ck_assert_uint_eq(answer.record_count, 1);
        ck_assert_uint_eq(answer.records[0].ttl, rows[i].ttl);
        free_all(source, arena, diag);
    }
}
END_TEST

/* The address of um.z.com, or the first message. */
static void first_of(const lyd_zone_file *file, char text[512])
{
    lyd_diag *diag = lyd_diag_new();
    lyd_zone *zone = NULL;
    const lyd_node *node = NULL;
    lyd_status status = lyd_zone_read(file, &zone, diag);
    if (status != LYD_OK) {
        (void)snprintf(text, 512, "%s", lyd_diag_message(diag, 0));
    } else if (!lyd_name_within("um.z.com", zone->apex) || lyd_zone_find(zone, "um.z.com", &node) != LYD_FOUND_NODE) {
        (void)snprintf(text, 512, "not in %s", zone->apex);
    } else {
        char address[LYD_ADDRESS_TEXT];
        lyd_address_format(&node->records[0].address, address);
        (void)snprintf(text, 512, "%s", address);
    }
    lyd_zone_free(zone);
    lyd_diag_free(diag);
}

#define IN_FULL "z.com. 3600 SOA ns.other. h.z.com. 1 2 3 4 5\nz.com. NS ns.other.\num A 1.2.3.4\n"
#define RELATIVE "@ 3600 SOA ns.other. h 1 2 3 4 5\n@ NS ns.other.\num A 1.2.3.4\n"
#define EXPORT(sentence) ";\n;  Database file z.dns for " sentence "\n;      Zone version:  42\n;\n\n"

START_TEST(names_of_zones)
{
    static const struct {
        const char *path, *zone, *text, *result;
    } rows[] = {
        /* of the file */
        {"/x/z.com.dns", NULL, RELATIVE, "1.2.3.4"},
        {"db.z.com", NULL, RELATIVE, "1.2.3.4"},
        {"Z.COM.zone", NULL, RELATIVE, "1.2.3.4"},
        {"z.com.db", NULL, RELATIVE, "1.2.3.4"},
        {"z.com", NULL, RELATIVE, "1.2.3.4"},
        {"zone.txt", NULL, RELATIVE, "zone.txt: nothing in the file says of which zone it is: give the zone as FILE@ZONE"},
        {"db.z.com.internal", NULL, RELATIVE, "not in z.com.internal"},
        {"db.z.com.internal", NULL, RELATIVE "um.z.com. AAAA ::1\n",
         "db.z.com.internal:4: um.z.com is outside the zone z.com.internal, which is a guess from the file's name: give the zone as "
         "FILE@ZONE"},
        {"db.z.com", NULL, "z.com 3600 SOA ns.other. h 1 2 3 4 5\n",
         "db.z.com:1: an SOA record of z.com.z.com, expected one zone per file, here z.com; is a dot missing at the end of its name?"},
        /* of the SOA record */
        {"db.z.com.internal", NULL, IN_FULL, "1.2.3.4"},
        {"zone.txt", NULL, IN_FULL, "1.2.3.4"},
        {"zone.txt", NULL, "um 60 A 1.2.3.4\n" IN_FULL, "1.2.3.4"},
        {"zone.txt", NULL, "$ORIGIN com.\nz 3600 SOA ns.other. h 1 2 3 4 5\n NS ns.other.\num.z A 1.2.3.4\n", "1.2.3.4"},
        {"zone.txt", NULL, "$ORIGIN z.com.\n" RELATIVE, "1.2.3.4"},
        {"zone.txt", NULL, "$ORIGIN .\nZ.COM 3600 IN SOA ns.other. h 1 2 3 4 5\n NS ns.other.\n$ORIGIN z.com.\num A 1.2.3.4\n", "1.2.3.4"},
        {"zone.txt", NULL, "z.com. 60 TXT t\n 60 SOA ns.other. h 1 2 3 4 5\n NS ns.other.\num A 1.2.3.4\n", "1.2.3.4"},
        {"zone.txt", "z.com", IN_FULL, "1.2.3.4"},
        {"zone.txt", "y.com", IN_FULL, "zone.txt: the zone is z.com by its SOA record, but y.com was given"},
        {"y.com.zone", NULL, IN_FULL "um.y.com. A 1.2.3.5\n", "1.2.3.4"},
        /* of the comment */
        {"export", NULL, EXPORT("z.com zone.") RELATIVE, "1.2.3.4"},
        {"export", NULL, EXPORT("Default zone scope in zone Z.com.") RELATIVE, "1.2.3.4"},
        {"export", NULL, ";\r\n;  Zone:    z.com.\r\n;  Server:  dc01.z.com.\r\n;\r\n" RELATIVE, "1.2.3.4"},
        {"y.com.dns", NULL, EXPORT("z.com zone.") RELATIVE, "1.2.3.4"},
        {"export", "z.com", EXPORT("z.com zone.") RELATIVE, "1.2.3.4"},
        {"export", "y.com", EXPORT("z.com zone.") RELATIVE, "export: the zone is z.com by its comment, but y.com was given"},
        {"export", NULL, EXPORT("y.com zone.") IN_FULL, "1.2.3.4"},
        {"export", NULL, RELATIVE EXPORT("z.com zone."),
         "export: nothing in the file says of which zone it is: give the zone as FILE@ZONE"},
        /* of the user */
        {"y.com.zone", "z.com", RELATIVE, "1.2.3.4"},
        {"y.com.zone", "z.com", RELATIVE "um.y.com. A 1.2.3.5\n", "1.2.3.4"},
        {"y.com.zone", "com", "z 3600 SOA ns.other. h 1 2 3 4 5\n",
         "y.com.zone:1: an SOA record of z.com, expected one zone per file, here com; is a dot missing at the end of its name?"},
        {"zone.txt", "z.com", "um 60 A 1.2.3.4\n", "zone.txt: no SOA record: this isn't a zone file"},
        {"zone.txt", "z.com", "@ 60 SOA ns.other. h 1 2 3 4 5\n", "zone.txt: the zone z.com has no NS record"},
        /* A server that serves the zone has written it: Windows doesn't ask for addresses of the zone's servers. */
        {"export", NULL, EXPORT("z.com zone.") RELATIVE "@ NS dc\n", "1.2.3.4"},
        {"axfr", NULL, "; <<>> dig <<>> z.com AXFR\n;; global options: +cmd\n" IN_FULL "z.com. NS dc.z.com.\n", "1.2.3.4"},
        {"axfr", "z.com", RELATIVE "@ NS dc\n", "axfr:4: the server dc.z.com of the zone has no address in it: add its A or AAAA record"},
        {"axfr", NULL, IN_FULL "k.\t0\tANY\tTSIG\thmac-sha256. 1795759005 300 32 AAAA 33384 NOERROR 0\n", "1.2.3.4"},
        {"axfr", NULL, "; <<>> DiG 9.18 <<>> z.com AXFR\n; Transfer failed.\n",
         "axfr: dig says that the transfer failed: records are missing"},
        {"bom", "z.com", "\xEF\xBB\xBF" RELATIVE, "1.2.3.4"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char got[512];
        const lyd_zone_file file = {.path = rows[i].path, .zone = rows[i].zone, .text = rows[i].text, .length = strlen(rows[i].text)};
        first_of(&file, got);
        ck_assert_msg(strcmp(got, rows[i].result) == 0, "%s@%s: %s: %s", rows[i].path, rows[i].zone, rows[i].text, got);
    }
}
END_TEST

START_TEST(encodings)
{
    static const char text[] = "\xFF\xFE" RELATIVE;
    static const struct {
        bool mark, big;
        const char *result;
    } rows[] = {
        {true, false, "1.2.3.4"},
        {true, true, "1.2.3.4"},
        {false, false, "file:1: a NUL byte: not a zone file, or UTF-16 without a byte-order mark"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char wide[2 * sizeof(text)] = {0}, got[512];
        size_t length = strlen(RELATIVE), from = rows[i].mark ? 2 : 0;
        memcpy(wide, rows[i].big ? "\xFE\xFF" : "\xFF\xFE", from);
        for (size_t k = 0; k < length; k++) {
            wide[from + 2 * k + (rows[i].big ? 1 : 0)] = RELATIVE[k];
        }
        const lyd_zone_file file = {.path = "file", .zone = "z.com", .text = wide, .length = from + 2 * length};
        first_of(&file, got);
        ck_assert_msg(strcmp(got, rows[i].result) == 0, "%zu: %s", i, got);
    }
}
END_TEST

/* A question for SOA tells the zone of the name, as a server would. */
START_TEST(zones_of_names)
{
    static const struct {
        const char *name, *answer;
    } rows[] = {
        {"z.com", "NOERROR z.com 7"},
        {"a.z.com", "NODATA z.com 7"},
        {"no.z.com", "NXDOMAIN z.com 7"},
        {"alias.z.com", "NODATA"},

        {"a.child.z.com", "REFUSED"},
        {"p.z.com", "NOERROR p.z.com 4294967295"},
        {"a.p.z.com", "NODATA p.z.com 4294967295"},
    };
    static const char parent[] = "$ORIGIN z.com.\n$TTL 300\n@ SOA ns hostmaster 7 2 3 4 5\n@ NS ns.other.\na A 1.2.3.4\n"
                                 "alias CNAME a\nchild NS ns.other.\n@ WINS 2 5 1.2.3.4\n";
    static const char own[] = "$ORIGIN p.z.com.\n$TTL 300\n@ SOA ns hostmaster 4294967295 2 3 4 5\n@ NS ns.other.\na A 1.2.3.4\n";
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_source *source = lyd_zone_source_new();
    ck_assert(lyd_zone_source_add_text(source, "zone", "parent", parent, strlen(parent), 0, diag) == LYD_OK);
    ck_assert(lyd_zone_source_add_text(source, "zone", "own", own, strlen(own), 0, diag) == LYD_OK);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        const lyd_question question = {rows[i].name, 0, LYD_TYPE_SOA};
        lyd_answer answer;
        char got[128];
        ck_assert(source->functions->ask(source, &zone_server, 1, &question, 1, &answer, arena, diag) == LYD_OK);
        const lyd_record *zone = lyd_answer_zone(&answer);
        int used = snprintf(got, sizeof(got), "%s", lyd_row_name(lyd_answer_statuses, answer.status));
        if (zone != NULL) {
            ck_assert(zone->authoritative);
            (void)snprintf(got + used, sizeof(got) - (size_t)used, " %s %u", zone->zone, zone->serial);
        }
        ck_assert_msg(strcmp(got, rows[i].answer) == 0, "%s gives %s instead of %s", rows[i].name, got, rows[i].answer);
    }
    free_all(source, arena, diag);
}
END_TEST

LYD_TEST_MAIN("dns/zone", zones_of_names, answers, mistakes, ttl_from_the_minimum, names_of_zones, encodings)
