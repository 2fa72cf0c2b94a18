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

START_TEST(embedded)
{
    lyd_address ipv4 = address_of("192.0.2.33"), other = address_of("192.0.2.34");
    for (size_t i = 0; i < LYD_COUNT(formats); i++) {
        lyd_prefix prefix = {address_of(formats[i].prefix), formats[i].length};
        lyd_address ipv6 = address_of(formats[i].ipv6), outside = ipv6, reserved = ipv6;
        const char *row = formats[i].ipv6;
        ck_assert_msg(lyd_dns64_embeds(&prefix, &ipv6, &ipv4), "%s", row);
        ck_assert_msg(lyd_dns64_embeds(&prefix, &ipv6, NULL), "%s", row);
        ck_assert_msg(lyd_dns64_suspect(&ipv6, &ipv4), "%s", row);
        ck_assert_msg(!lyd_dns64_embeds(&prefix, &ipv6, &other), "%s", row);
        ck_assert_msg(lyd_dns64_embeds(&prefix, &ipv6, NULL), "%s", row);
        ck_assert_msg(!lyd_dns64_suspect(&ipv6, &other), "%s", row);
        ck_assert_msg(!lyd_dns64_embeds(&prefix, &ipv4, NULL) && !lyd_dns64_embeds(&prefix, &ipv6, &ipv6), "%s", row);
        outside.bytes[1] ^= 1;
        ck_assert_msg(!lyd_dns64_embeds(&prefix, &outside, &ipv4) && !lyd_dns64_embeds(&prefix, &outside, NULL), "%s", row);
        ck_assert_msg(lyd_dns64_suspect(&outside, &ipv4), "%s", row);
        reserved.bytes[8] = 1;
        ck_assert_msg(!lyd_dns64_embeds(&prefix, &reserved, &ipv4) && !lyd_dns64_suspect(&reserved, &ipv4), "%s", row);
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

LYD_TEST_MAIN("dns/dns64", embedded, prefixes)
