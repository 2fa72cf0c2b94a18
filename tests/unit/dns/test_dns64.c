/* NAT64 prefixes: in addresses, and in answers of DNS64 servers. */
#include "record.h"
#include "suite.h"

#include <lyncdns/dns.h>

#include <string.h>

static lyd_address address_of(const char *text)
{
    lyd_address address;
    ck_assert_msg(lyd_address_parse(text, &address), "%s", text);
    return address;
}

/* The examples of RFC 6052 section 2.4, each with the address of 192.0.2.33. */
static const struct {
    const char *prefix;
    uint8_t length;
    const char *ipv6;
} formats[] = {
    {"2001:db8::", 32, "2001:db8:c000:221::"},
    {"2001:db8:100::", 40, "2001:db8:1c0:2:21::"},
    {"2001:db8:122::", 48, "2001:db8:122:c000:2:2100::"},
    {"2001:db8:122:300::", 56, "2001:db8:122:3c0:0:221::"},
    {"2001:db8:122:344::", 64, "2001:db8:122:344:c0:2:2100::"},
    {"2001:db8:122:344::", 96, "2001:db8:122:344::192.0.2.33"},
    {"64:ff9b::", 96, "64:ff9b::192.0.2.33"},
};

static bool suspect(const lyd_address *ipv6, const lyd_address *ipv4)
{
    lyd_record record = record_of(ipv4, 0);
    return lyd_dns64_suspect(ipv6, &(lyd_answer){.records = &record, .record_count = 1});
}

START_TEST(embedded)
{
    lyd_address ipv4 = address_of("192.0.2.33"), other = address_of("192.0.2.34");
    for (size_t i = 0; i < LYD_COUNT(formats); i++) {
        lyd_prefix prefix = {address_of(formats[i].prefix), formats[i].length};
        lyd_address ipv6 = address_of(formats[i].ipv6), outside = ipv6, reserved = ipv6;
        const char *row = formats[i].ipv6;
        ck_assert_msg(lyd_dns64_embeds(&prefix, &ipv6, &ipv4), "%s", row);
        ck_assert_msg(lyd_dns64_embeds(&prefix, &ipv6, NULL), "%s", row);
        ck_assert_msg(suspect(&ipv6, &ipv4), "%s", row);
        ck_assert_msg(!lyd_dns64_embeds(&prefix, &ipv6, &other), "%s", row);
        ck_assert_msg(lyd_dns64_embeds(&prefix, &ipv6, NULL), "%s", row);
        ck_assert_msg(suspect(&ipv6, &other) == (formats[i].prefix[0] == '6'), "%s: in a NAT64 prefix of the registry", row);
        ck_assert_msg(!lyd_dns64_embeds(&prefix, &ipv4, NULL) && !lyd_dns64_embeds(&prefix, &ipv6, &ipv6), "%s", row);
        outside.bytes[1] ^= 1;
        ck_assert_msg(!lyd_dns64_embeds(&prefix, &outside, &ipv4) && !lyd_dns64_embeds(&prefix, &outside, NULL), "%s", row);
        ck_assert_msg(suspect(&outside, &ipv4), "%s", row);
        reserved.bytes[8] = 1;
        ck_assert_msg(!lyd_dns64_embeds(&prefix, &reserved, &ipv4) && !suspect(&reserved, &ipv4), "%s", row);
    }
    lyd_prefix odd = {address_of("2001:db8::"), 33};
    lyd_address ipv6 = address_of("2001:db8:c000:221::");
    ck_assert(!lyd_dns64_embeds(&odd, &ipv6, NULL));
}
END_TEST

START_TEST(prefixes)
{
    static const struct {
        const char *records, *expected; /* "prefix/length …" */
    } rows[] = {
        {"64:ff9b::192.0.0.170 64:ff9b::192.0.0.171", "64:ff9b::/96"},
        {"64:ff9b::192.0.0.171", "64:ff9b::/96"},
        {"2001:db8:c000:aa::", "2001:db8::/32"},
        {"2001:db8:1c0:0:aa::", "2001:db8:100::/40"},
        {"2001:db8:122:c000:0:aa00::", "2001:db8:122::/48"},
        {"2001:db8:122:3c0:0:aa::", "2001:db8:122:300::/56"},
        {"2001:db8:122:344:c0:0:aa00::", "2001:db8:122:344::/64"},
        {"2001:db8:122:344::192.0.0.170 64:ff9b::192.0.0.170", "2001:db8:122:344::/96 64:ff9b::/96"},
        {"2001:db8:c000:aa::192.0.0.170", ""},                                                    /* it could be /32 or /96 */
        {"2001:db8:c000:aa::192.0.0.170 2001:db8:c000:aa::192.0.0.171", "2001:db8:c000:aa::/96"}, /* the second address decides */
        {"2001:db8::1", ""},
        {"64:ff9b::192.0.0.172", ""},
        {"192.0.0.170", ""},
        {"", ""},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_record records[8] = {0};
        lyd_answer answer = {.records = records};
        lyd_prefix found[4];
        char copy[256], got[256] = "", *rest = NULL;
        size_t used = 0;
        (void)snprintf(copy, sizeof(copy), "%s", rows[i].records);
        for (char *text = strtok_r(copy, " ", &rest); text != NULL; text = strtok_r(NULL, " ", &rest)) {
            lyd_address address = address_of(text);
            records[answer.record_count++] = record_of(&address, 0);
        }
        size_t count = lyd_dns64_prefixes(&answer, found, LYD_COUNT(found));
        for (size_t k = 0; k < count; k++) {
            char text[LYD_ADDRESS_TEXT];
            lyd_address_format(&found[k].address, text);
            used += (size_t)snprintf(got + used, sizeof(got) - used, "%s%s/%u", k > 0 ? " " : "", text, found[k].length);
        }
        ck_assert_msg(strcmp(got, rows[i].expected) == 0, "%s reveals %s instead of %s", rows[i].records, got, rows[i].expected);
        ck_assert_uint_eq(lyd_dns64_prefixes(&answer, found, 1), count > 1 ? 1 : count);
        ck_assert_uint_eq(lyd_dns64_prefixes(&answer, found, 0), 0);
    }
}
END_TEST

/* What the answer to the probe says; only NODATA acquits. */
START_TEST(probes)
{
    static const struct {
        lyd_answer_status status;
        lyd_answer_cause cause;
        uint8_t aliases;
        const char *address;
        lyd_dns64_state state;
    } rows[] = {
        {LYD_NOERROR, LYD_ASKED, 0, "64:ff9b::192.0.0.170", LYD_DNS64_PRESENT},
        {LYD_NOERROR, LYD_ASKED, 1, "64:ff9b::192.0.0.170", LYD_DNS64_PRESENT},
        {LYD_NOERROR, LYD_ASKED, 0, "2001:db8::1", LYD_DNS64_UNTOLD},
        {LYD_NODATA, LYD_ASKED, 0, NULL, LYD_DNS64_ABSENT},
        {LYD_NODATA, LYD_ASKED, 1, NULL, LYD_DNS64_UNTOLD},
        {LYD_NXDOMAIN, LYD_ASKED, 0, NULL, LYD_DNS64_UNTOLD},
        {LYD_ALIAS_LOOP, LYD_ASKED, 1, NULL, LYD_DNS64_UNTOLD},
        {LYD_ALIAS_DANGLING, LYD_ASKED, 1, NULL, LYD_DNS64_UNTOLD},
        {LYD_SERVFAIL, LYD_ASKED, 0, NULL, LYD_DNS64_UNTOLD},
        {LYD_REFUSED, LYD_REFERRAL, 0, NULL, LYD_DNS64_UNTOLD},
        {LYD_TIMEOUT, LYD_ASKED, 0, NULL, LYD_DNS64_UNTOLD},
        {LYD_TIMEOUT, LYD_GIVEN_UP, 0, NULL, LYD_DNS64_UNTOLD},
        {LYD_TIMEOUT, LYD_STOPPED, 0, NULL, LYD_DNS64_UNTOLD},
        {LYD_UNREACHABLE, LYD_PORT_CLOSED, 0, NULL, LYD_DNS64_UNTOLD},
        {LYD_MALFORMED, LYD_ASKED, 0, NULL, LYD_DNS64_UNTOLD},
    };
    static const char *const alias[] = {"elsewhere.example"};
    lyd_arena *arena = lyd_arena_new();
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_record record = {.type = LYD_TYPE_AAAA};
        lyd_answer answer = {
            .status = (uint8_t)rows[i].status, .cause = (uint8_t)rows[i].cause, .aliases = alias, .alias_count = rows[i].aliases};
        lyd_dns64 dns64;
        if (rows[i].address != NULL) {
            record.address = address_of(rows[i].address);
            answer.records = &record;
            answer.record_count = 1;
        }
        ck_assert_int_eq(lyd_dns64_read(&answer, arena, &dns64), LYD_OK);
        ck_assert_msg(dns64.state == rows[i].state, "row %zu: %d", i, (int)dns64.state);
        ck_assert_msg((dns64.prefix_count > 0) == (dns64.state == LYD_DNS64_PRESENT), "row %zu", i);
    }
    lyd_arena_free(arena);
}
END_TEST

LYD_TEST_MAIN("dns/dns64", embedded, prefixes, probes)
