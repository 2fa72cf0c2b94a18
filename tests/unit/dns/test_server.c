/* Addresses of DNS servers as people write them. */
#include "suite.h"

#include <lyncdns/dns.h>

#include <string.h>

START_TEST(servers)
{
    static const struct {
        const char *text, *formatted; /* NULL: refused */
        const char *why;
    } rows[] = {
        {"10.0.0.10", "10.0.0.10:53", NULL},
        {"10.0.0.11:5353", "10.0.0.11:5353", NULL},
        {"10.0.0.11:1", "10.0.0.11:1", NULL},
        {"10.0.0.11:65535", "10.0.0.11:65535", NULL},
        {"2001:DB8::1", "[2001:db8::1]:53", NULL},
        {"[2001:db8::1]", "[2001:db8::1]:53", NULL},
        {"[2001:db8::1]:5353", "[2001:db8::1]:5353", NULL},
        {"::1", "[::1]:53", NULL},
        {"fe80::1%eth0", "[fe80::1%eth0]:53", NULL},
        {"FE80::1%Eth0.100", "[fe80::1%Eth0.100]:53", NULL},
        {"[fe80::1%eth0]", "[fe80::1%eth0]:53", NULL},
        {"[fe80::1%eth0]:5353", "[fe80::1%eth0]:5353", NULL},
        {"fe80::1%2", "[fe80::1%2]:53", NULL},
        {"febf::1%abcdefghijklmno", "[febf::1%abcdefghijklmno]:53", NULL},
        {"fe80:1111:2222:3333:4444:5555:255.255.255.255%abcdefghijklmno", "[fe80:1111:2222:3333:4444:5555:ffff:ffff%abcdefghijklmno]:53",
         NULL},
        {"::1%lo", "[::1]:53", NULL},
        {"[2001:db8::1%eth0]:5353", "[2001:db8::1]:5353", NULL},
        {"", NULL, "empty"},
        {":53", NULL, "address"},
        {"10.0.0.10:", NULL, "port"},
        {"10.0.0.10:0", NULL, "port"},
        {"10.0.0.10:65536", NULL, "port"},
        {"10.0.0.10:70000", NULL, "port"},
        {"10.0.0.10:4294967349", NULL, "port"},
        {"10.0.0.10:-1", NULL, "port"},
        {"10.0.0.10:+53", NULL, "port"},
        {"10.0.0.10:53 ", NULL, "port"},
        {"10.0.0.10:dns", NULL, "port"},
        {"[::1]:0", NULL, "port"},
        {"[::1]:", NULL, "port"},
        {"[::1", NULL, "bracket"},
        {"[::1]53", NULL, "bracket"},
        {"[10.0.0.1]:53", NULL, "bracket"},
        {"[]:53", NULL, "address"},
        {"fe80::1", NULL, "needs its network interface"},
        {"[fe80::1]:53", NULL, "needs its network interface"},
        {"%", NULL, "address"},
        {"%eth0", NULL, "address"},
        {"fe80::1%", NULL, "expected a network interface"},
        {"[fe80::1%]:53", NULL, "expected a network interface"},
        {"::1%", NULL, "expected a network interface"},
        {"fe80::1%eth0:53", NULL, "[fe80::1%eth0]:53"},
        {"fe80::1%eth0%eth1", NULL, "expected a network interface"},
        {"fe80::1%eth 0", NULL, "expected a network interface"},
        {"fe80::1%eth0\n", NULL, "expected a network interface"},
        {"fe80::1%\303\251", NULL, "expected a network interface"},
        {"fe80::1%abcdefghijklmnop", NULL, "expected a network interface"},
        {"10.0.0.1%eth0", NULL, "IPv4"},
        {"10.0.0.1%eth0:53", NULL, "IPv4"},
        {"[10.0.0.1%eth0]:53", NULL, "IPv4"},
        {"ff02::fb%eth0", NULL, "no server"},
        {"dns01.contoso.com", NULL, "address"},
        {"dns01.contoso.com:53", NULL, "address"},
        {"10.0.0", NULL, "address"},
        {"10.0.0.10 ", NULL, "address"},
        {" 10.0.0.10", NULL, "address"},
        {"10.0.0.10/24", NULL, "address"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL, "address"},
        {"0.0.0.0", NULL, "no server"},
        {"[::]:53", NULL, "no server"},
        {"224.0.0.251:5353", NULL, "no server"},
        {"255.255.255.255", NULL, "no server"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_server server;
        char text[LYD_SERVER_TEXT] = "(nothing)";
        const char *why = "(no reason)";
        bool read = lyd_server_parse(rows[i].text, &server, &why);
        if (read) {
            lyd_server_format(&server, text);
        }
        if (rows[i].formatted != NULL) {
            ck_assert_msg(read && strcmp(text, rows[i].formatted) == 0, "%s gives %s: %s", rows[i].text, text, why);
        } else {
            ck_assert_msg(!read && strstr(why, rows[i].why) != NULL, "%s gives %s: %s", rows[i].text, text, why);
        }
    }
}
END_TEST

/* A text of any length is read within its bounds. */
START_TEST(long_scopes)
{
    char text[512];
    for (size_t length = 0; length < 400; length++) {
        lyd_server server;
        const char *why;
        int used = snprintf(text, sizeof(text), "[fe80::1%%");
        memset(text + used, 'e', length);
        memcpy(text + used + length, "]:53", sizeof("]:53"));
        bool read = lyd_server_parse(text, &server, &why);
        ck_assert_msg(read == (length >= 1 && length < LYD_SCOPE_TEXT), "%zu characters", length);
        ck_assert_msg(read || strstr(why, "expected a network interface") != NULL, "%zu characters: %s", length, why);
    }
}
END_TEST

START_TEST(same_server)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"FE80::1%eth0", "[fe80:0::1%eth0]:53", true},
        {"fe80::1%eth0", "fe80::1%eth1", false},
        {"::1%lo", "::1", true},
        {"10.0.0.1", "10.0.0.1:53", true},
        {"10.0.0.1", "10.0.0.1:54", false},
        {"fe80::1%eth0", "fe80::2%eth0", false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_server a, b;
        const char *why;
        ck_assert(lyd_server_parse(rows[i].a, &a, &why) && lyd_server_parse(rows[i].b, &b, &why));
        ck_assert_msg(lyd_server_same(&a, &b) == rows[i].same, "%s and %s", rows[i].a, rows[i].b);
    }
}
END_TEST

LYD_TEST_MAIN("dns/server", servers, long_scopes, same_server)
