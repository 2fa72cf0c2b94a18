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
        {"fe80::1", "[fe80::1]:53", NULL},
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
        {"fe80::1%eth0", NULL, "zone"},
        {"[fe80::1%eth0]:53", NULL, "zone"},
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

LYD_TEST_MAIN("dns/server", servers)
