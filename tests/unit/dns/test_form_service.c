/* Parameters of SVCB and HTTPS records: accepted and refused as by BIND 9.18. */
#include "suite.h"

#include "dns/form_service.h"
#include "dns/zone/text.h"

#include <stdlib.h>
#include <string.h>

START_TEST(parameters)
{
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"alpn=h2", true},
        {"alpn=h2 alpn=h3", false},
        {"alpn=\"h2,h3\" port=443", true},
        {"port=443 alpn=h2", true},
        {"port=70000", false},
        {"port=\"443\"", true},
        {"port=0443", true},
        {"port=", false},
        {"port", false},
        {"foo=bar", false},
        {"key65000=bar", true},
        {"key65000", true},
        {"key65535=x", true},
        {"key65536=x", false},
        {"key065=x", false},
        {"KEY9=h2", false},
        {"ALPN=h2", false},
        {"no-default-alpn", false},
        {"alpn=h2 no-default-alpn", true},
        {"alpn=h2 no-default-alpn=x", false},
        {"alpn=h2 no-default-alpn=", true},
        {"key2", false},
        {"key2 alpn=h2", true},
        {"mandatory=alpn", false},
        {"mandatory=alpn alpn=h2", true},
        {"mandatory=mandatory", false},
        {"mandatory=alpn,alpn alpn=h2", false},
        {"mandatory=key1 alpn=h2", true},
        {"mandatory=port,alpn alpn=h2 port=1", true},
        {"mandatory=\"port,alpn\" alpn=h2 port=1", true},
        {"mandatory", false},
        {"mandatory= alpn=h2", false},
        {"key0=\\000\\001 alpn=h2", true},
        {"key0=\\000\\003 alpn=h2", false},
        {"key0=\\000 alpn=h2", false},
        {"ipv4hint=1.2.3.4,5.6.7.8", true},
        {"ipv4hint=1.2.3", false},
        {"ipv4hint=", false},
        {"ipv4hint", false},
        {"ipv4hint=1.2.3.4,", false},
        {"ipv6hint=::1", true},
        {"ipv6hint=2001:db8::1,2001:db8::2", true},
        {"ipv6hint=1.2.3.4", false},
        {"ech=AQ==", true},
        {"ech=\"AQ==\"", true},
        {"ech=A", false},
        {"ech", true},
        {"ech=", true},
        {"dohpath=/q{?dns}", true},
        {"dohpath=/q", false},
        {"dohpath", false},
        {"dohpath=q{?dns}", false},
        {"dohpath=\"/q{?dns}\"", true},
        {"key7=/q{?dns}", true},
        {"alpn", false},
        {"alpn=", false},
        {"alpn=\"\"", false},
        {"alpn=h2,", false},
        {"alpn=,h2", false},
        {"alpn=h2,,h3", false},
        {"alpn=h2\\,h3", true},
        {"alpn=\"h2 h3\"", true},
        {"alpn=\\000", true},
        {"alpn=\\256", false},
        {"key1=h2", false},
        {"key1=\\002h2", true},
        {"key3=443", false},
        {"key3=\\001\\002", true},
        {"key4=\\001\\002\\003\\004", true},
        {"key4=\\001\\002\\003", false},
        {"key4", false},
        {"key5", true},
        {"key5=x", true},
        {"key6=\\001", false},
        {"key8", true},
        {"alpn = h2", false},
        {"\"alpn=h2\"", false},
        {"alpn=\"h2\"x", false},
        {"alpn=h2 \"\"", false},
        {"=h2", false},
        {"key=1", false},
        {"key", false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_zone_text text = {rows[i].text, rows[i].text + strlen(rows[i].text), 1};
        lyd_zone_entry entry = {.tokens = NULL};
        const char *why = NULL;
        ck_assert_int_eq(lyd_zone_text_next(&text, &entry, &why), LYD_OK);
        bool good = lyd_form_service_check(entry.tokens, entry.count, &why) == LYD_OK;
        ck_assert_msg(good == rows[i].good, "%s: %s", rows[i].text, good ? "good" : why);
        free(entry.tokens);
    }
}
END_TEST

LYD_TEST_MAIN("dns/form_service", parameters)
