/* Addresses: parsing, printing, order, special blocks and scopes. */
#include "suite.h"

#include <lyncdns/dns.h>

#include <arpa/inet.h>
#include <string.h>

START_TEST(formats)
{
    static const struct {
        const char *text, *canonical; /* NULL: refused */
    } rows[] = {
        {"10.0.0.10", "10.0.0.10"},
        {"255.255.255.255", "255.255.255.255"},
        {"0.0.0.0", "0.0.0.0"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},    /* the first of two runs of equal length */
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},          /* the longer run */
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"}, /* one zero group stays */
        {"2001:db8::0001", "2001:db8::1"},
        {"::", "::"},
        {"::1", "::1"},
        {"1::", "1::"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"::ffff:c000:0201", "::ffff:192.0.2.1"},
        {"::1.2.3.4", "::1.2.3.4"},
        {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"1:2:3:4:5:6::", "1:2:3:4:5:6::"},
        {"", NULL},
        {"1.2.3", NULL},
        {"01.2.3.4", NULL},
        {"1.2.3.256", NULL},
        {"1.2.3.4 ", NULL},
        {"fe80::1%eth0", NULL},
        {"[::1]", NULL},
        {":::", NULL},
        {"1:2:3:4:5:6:7:8:9", NULL},
        {"pool01", NULL},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_address address;
        char text[LYD_ADDRESS_TEXT] = "(nothing)";
        bool read = lyd_address_parse(rows[i].text, &address);
        if (read) {
            lyd_address_format(&address, text);
        }
        ck_assert_msg(read == (rows[i].canonical != NULL) && (!read || strcmp(text, rows[i].canonical) == 0), "%s gives %s", rows[i].text,
                      text);
    }
}
END_TEST

/* Every pattern of zero groups against the C library, whose output of these is RFC 5952's. */
START_TEST(agrees_with_the_library)
{
    for (unsigned pattern = 0; pattern < 256 * 3; pattern++) {
        static const uint8_t fills[3][2] = {{0xFF, 0xFF}, {0x00, 0x01}, {0x0A, 0xB0}};
        lyd_address address = {.family = LYD_IPV6};
        char ours[LYD_ADDRESS_TEXT], theirs[INET6_ADDRSTRLEN];
        for (unsigned i = 0; i < 8; i++) {
            if ((pattern >> i & 1) != 0) {
                memcpy(address.bytes + 2 * i, fills[pattern >> 8], 2);
            }
        }
        lyd_address_format(&address, ours);
        ck_assert_ptr_nonnull(inet_ntop(AF_INET6, address.bytes, theirs, sizeof(theirs)));
        ck_assert_str_eq(ours, theirs);
    }
}
END_TEST

START_TEST(compares)
{
    static const char *const rows[] = {"0.0.0.0", "9.255.255.255", "10.0.0.0",   "10.0.0.1", "255.0.0.0",
                                       "::",      "::1",           "2001:db8::", "ff02::1"};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        for (size_t k = 0; k < LYD_COUNT(rows); k++) {
            lyd_address a, b;
            ck_assert(lyd_address_parse(rows[i], &a) && lyd_address_parse(rows[k], &b));
            int order = lyd_address_compare(&a, &b);
            ck_assert_msg(i < k ? order < 0 : i > k ? order > 0 : order == 0, "%s and %s", rows[i], rows[k]);
        }
    }
}
END_TEST

START_TEST(blocks)
{
    static const struct {
        const char *address;
        lyd_block block;
        const char *name;
    } rows[] = {
        {"0.0.0.0", LYD_BLOCK_UNSPECIFIED, "unspecified"},
        {"0.1.2.3", LYD_BLOCK_UNSPECIFIED, "this network"},
        {"1.0.0.0", LYD_BLOCK_NONE, NULL},
        {"9.255.255.255", LYD_BLOCK_NONE, NULL},
        {"10.0.0.0", LYD_BLOCK_PRIVATE, "private"},
        {"10.255.255.255", LYD_BLOCK_PRIVATE, "private"},
        {"11.0.0.0", LYD_BLOCK_NONE, NULL},
        {"100.63.255.255", LYD_BLOCK_NONE, NULL},
        {"100.64.0.0", LYD_BLOCK_SHARED, "shared"},
        {"100.127.255.255", LYD_BLOCK_SHARED, "shared"},
        {"100.128.0.0", LYD_BLOCK_NONE, NULL},
        {"127.0.0.1", LYD_BLOCK_LOOPBACK, "loopback"},
        {"169.253.255.255", LYD_BLOCK_NONE, NULL},
        {"169.254.0.1", LYD_BLOCK_LINK_LOCAL, "link-local"},
        {"172.15.255.255", LYD_BLOCK_NONE, NULL},
        {"172.16.0.0", LYD_BLOCK_PRIVATE, "private"},
        {"172.31.255.255", LYD_BLOCK_PRIVATE, "private"},
        {"172.32.0.0", LYD_BLOCK_NONE, NULL},
        {"192.0.2.255", LYD_BLOCK_DOCUMENTATION, "documentation"},
        {"192.0.3.0", LYD_BLOCK_NONE, NULL},
        {"192.168.1.1", LYD_BLOCK_PRIVATE, "private"},
        {"198.51.100.1", LYD_BLOCK_DOCUMENTATION, "documentation"},
        {"203.0.113.1", LYD_BLOCK_DOCUMENTATION, "documentation"},
        {"223.255.255.255", LYD_BLOCK_NONE, NULL},
        {"224.0.0.1", LYD_BLOCK_MULTICAST, "multicast"},
        {"239.255.255.255", LYD_BLOCK_MULTICAST, "multicast"},
        {"240.0.0.1", LYD_BLOCK_RESERVED, "reserved"},
        {"255.255.255.254", LYD_BLOCK_RESERVED, "reserved"},
        {"255.255.255.255", LYD_BLOCK_BROADCAST, "broadcast"},
        {"::", LYD_BLOCK_UNSPECIFIED, "unspecified"},
        {"::1", LYD_BLOCK_LOOPBACK, "loopback"},
        {"::2", LYD_BLOCK_NONE, NULL},
        {"::ffff:10.0.0.1", LYD_BLOCK_MAPPED, "IPv4-mapped"},
        {"::fffe:10.0.0.1", LYD_BLOCK_NONE, NULL},
        {"64:ff9b::192.0.2.33", LYD_BLOCK_NAT64, "NAT64"},
        {"64:ff9b::1:0:0", LYD_BLOCK_NONE, NULL},
        {"64:ff9b:1:2::1", LYD_BLOCK_NAT64, "local-use NAT64"},
        {"64:ff9b:2::1", LYD_BLOCK_NONE, NULL},
        {"2001::1", LYD_BLOCK_TEREDO, "Teredo"},
        {"2001:0:4136:e378:8000:63bf:3fff:fdd2", LYD_BLOCK_TEREDO, "Teredo"},
        {"2001:1::1", LYD_BLOCK_NONE, NULL},
        {"2001:db7:ffff::", LYD_BLOCK_NONE, NULL},
        {"2001:db8::1", LYD_BLOCK_DOCUMENTATION, "documentation"},
        {"2001:db9::1", LYD_BLOCK_NONE, NULL},
        {"2002:c000:204::1", LYD_BLOCK_6TO4, "6to4"},
        {"2003::1", LYD_BLOCK_NONE, NULL},
        {"2a00:1450:4001::1", LYD_BLOCK_NONE, NULL},
        {"3ffe:ffff::1", LYD_BLOCK_NONE, NULL},
        {"3fff::1", LYD_BLOCK_DOCUMENTATION, "documentation"},
        {"3fff:fff::1", LYD_BLOCK_DOCUMENTATION, "documentation"},
        {"3fff:1000::1", LYD_BLOCK_NONE, NULL},
        {"fbff::1", LYD_BLOCK_NONE, NULL},
        {"fc00::1", LYD_BLOCK_UNIQUE_LOCAL, "unique local"},
        {"fd12:3456::1", LYD_BLOCK_UNIQUE_LOCAL, "unique local"},
        {"fe80::1", LYD_BLOCK_LINK_LOCAL, "link-local"},
        {"febf::1", LYD_BLOCK_LINK_LOCAL, "link-local"},
        {"fec0::1", LYD_BLOCK_SITE_LOCAL, "site-local"},
        {"ff02::1", LYD_BLOCK_MULTICAST, "multicast"},
        {"2a00:1450::5efe:10.0.0.1", LYD_BLOCK_ISATAP, "ISATAP"},
        {"2a00:1450::200:5efe:192.0.2.1", LYD_BLOCK_ISATAP, "ISATAP"},
        {"fe80::5efe:10.0.0.1", LYD_BLOCK_ISATAP, "ISATAP"},
        {"2001:db8::200:5efe:a00:1", LYD_BLOCK_ISATAP, "ISATAP"},
        {"2a00:1450::100:5efe:10.0.0.1", LYD_BLOCK_NONE, NULL},
        {"2a00:1450::5eff:10.0.0.1", LYD_BLOCK_NONE, NULL},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_address address;
        ck_assert(lyd_address_parse(rows[i].address, &address));
        const lyd_block_row *row = lyd_address_block(&address);
        ck_assert_msg((row == NULL ? LYD_BLOCK_NONE : row->block) == rows[i].block, "%s is of %s", rows[i].address,
                      row == NULL ? "none" : row->name);
        ck_assert_msg(row == NULL || (strcmp(row->name, rows[i].name) == 0 && row->source != NULL), "%s is of %s", rows[i].address,
                      row->name);
        if (row != NULL && row->prefix != NULL) {
            /* The prefix as printed holds the address, too. */
            char network[LYD_ADDRESS_TEXT];
            lyd_address base;
            size_t length = strcspn(row->prefix, "/");
            memcpy(network, row->prefix, length);
            network[length] = '\0';
            ck_assert_msg(lyd_address_parse(network, &base) && base.family == address.family, "%s", row->prefix);
            for (int bit = 0, bits = atoi(row->prefix + length + 1); bit < bits; bit++) {
                ck_assert_msg(((base.bytes[bit / 8] ^ address.bytes[bit / 8]) & 0x80 >> bit % 8) == 0, "%s: %s", rows[i].address,
                              row->prefix);
            }
        }
    }
}
END_TEST

START_TEST(isatap_has_a_prefix_too)
{
    lyd_address address;
    ck_assert(lyd_address_parse("fe80::5efe:10.0.0.1", &address));
    ck_assert_int_eq(lyd_address_prefix_block(&address)->block, LYD_BLOCK_LINK_LOCAL);
    ck_assert(lyd_address_parse("2a00:1450::5efe:10.0.0.1", &address));
    ck_assert_ptr_null(lyd_address_prefix_block(&address));
}
END_TEST

START_TEST(scopes)
{
    static const struct {
        const char *address, *scope;
    } rows[] = {{"2001:db8::1", "global"},
                {"fd00::1", "unique local"},
                {"fe80::1", "link-local"},
                {"fe80::5efe:10.0.0.1", "link-local"},
                {"::1", "link-local"},
                {"fec0::1", "site-local"},
                {"2a00::1", "global"},
                {"fd00::5efe:10.0.0.1", "unique local"},
                {"2002:c000:204::1", "global"},
                {"10.0.0.1", NULL},
                {"::", NULL},
                {"ff02::1", NULL}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_address address;
        ck_assert(lyd_address_parse(rows[i].address, &address));
        const char *scope = lyd_address_scope(&address);
        ck_assert_msg(rows[i].scope == NULL ? scope == NULL : scope != NULL && strcmp(scope, rows[i].scope) == 0, "%s: %s", rows[i].address,
                      scope == NULL ? "none" : scope);
    }
}
END_TEST

LYD_TEST_MAIN("dns/address", formats, agrees_with_the_library, compares, blocks, isatap_has_a_prefix_too, scopes)
