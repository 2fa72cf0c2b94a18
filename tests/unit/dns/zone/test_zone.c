/* Zone files: answers from them, mistakes in them, and zone names taken from file names. */
#include "suite.h"

#include <lyncdns/dns.h>

#include <string.h>

#define HEAD "$ORIGIN z.com.\n$TTL 300\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\n"

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
        {"a ANY b\n", "file:5: \"ANY\": unknown record type"},
        {"a\n", "file:5: missing record type"},
        {"a..b A 1.2.3.4\n", "file:5: \"a..b\": a label is empty"},
        {"@ SOA a b 1 2 3 4 5\n", "file:5: the zone has a SOA record already"},
        {"a CNAME b\na CNAME c\n", "file:6: a.z.com: a name with a CNAME record can't have another record (RFC 1034 section 3.6.2)"},
        {"@ WINS 10.0.0.1\n", "file:5: \"WINS\": with WINS lookups, a zone file doesn't have all names of the zone"},
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
        int length =
            snprintf(text, sizeof(text), "$ORIGIN z.com.\n@ SOA ns hostmaster 1 2147483648 3 4 %s\na A 1.2.3.4\n", rows[i].minimum);
        ck_assert_int_eq(lyd_zone_source_add_text(source, "zone", "file", text, (size_t)length, 0, diag), LYD_OK);
        ck_assert_int_eq(source->functions->ask(source, &zone_server, 1, &question, 1, &answer, arena, diag), LYD_OK);
        ck_assert_uint_eq(answer.record_count, 1);
        ck_assert_uint_eq(answer.records[0].ttl, rows[i].ttl);
        free_all(source, arena, diag);
    }
}
END_TEST

/* Windows doesn't write the zone's name into its files. */
START_TEST(names_from_files)
{
    static const char zone[] = "@ 3600 SOA ns hostmaster 1 2 3 4 5\na A 1.2.3.4\n";
    static const struct {
        const char *path;
        bool good;
    } rows[] = {{"/x/z.com.dns", true}, {"db.z.com", true}, {"Z.COM.zone", true}, {"z.com", true}, {"zone.txt", false}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_arena *arena = lyd_arena_new();
        lyd_source *source = lyd_zone_source_new();
        lyd_question question = {"a.z.com", 0, LYD_TYPE_A};
        lyd_answer answer;
        bool good = lyd_zone_source_add_text(source, "zone", rows[i].path, zone, sizeof(zone) - 1, 0, diag) == LYD_OK;
        good = good && source->functions->ask(source, &zone_server, 1, &question, 1, &answer, arena, diag) == LYD_OK;
        ck_assert_msg(good == rows[i].good, "%s: %s", rows[i].path, lyd_diag_message(diag, 0));
        ck_assert_msg(!good || answer.status == LYD_NOERROR, "%s", rows[i].path);
        free_all(source, arena, diag);
    }
}
END_TEST

LYD_TEST_MAIN("dns/zone", answers, mistakes, ttl_from_the_minimum, names_from_files)
