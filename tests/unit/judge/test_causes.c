/* One cause, one entry: which findings stand under which, and where they must not. */
#include "judge/fixture.h"

/* WANT is in the form of entries_of. */
typedef struct cause_row {
    const char *name, *text, *want;
} cause_row;

/* "DNS002:fe02 < DNS008:pool01 DNS009:pool01, UM001:um01": each cause and what stands under it; contoso.com is left out. */
static const char *entries_of(fixture *f)
{
    const lyd_finding *findings = f->judgement.findings;
    size_t used = 0;
    f->text[0] = '\0';
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        if (findings[i].cause != NULL) {
            continue;
        }
        used += (size_t)snprintf(f->text + used, sizeof(f->text) - used, "%s%s", used == 0 ? "" : ", ", findings[i].key);
        const char *between = " <";
        for (size_t k = 0; k < f->judgement.finding_count; k++) {
            if (findings[k].cause != NULL && strcmp(findings[k].cause, findings[i].key) == 0) {
                used += (size_t)snprintf(f->text + used, sizeof(f->text) - used, "%s %s", between, findings[k].key);
                between = "";
            }
        }
    }
    ck_assert_uint_lt(used, sizeof(f->text));
    for (char *at = strstr(f->text, ".contoso.com"); at != NULL; at = strstr(f->text, ".contoso.com")) {
        memmove(at, at + 12, strlen(at + 12) + 1);
    }
    return f->text;
}

static const lyd_finding *find(const fixture *f, const char *key)
{
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        if (strcmp(f->judgement.findings[i].key, key) == 0) {
            return &f->judgement.findings[i];
        }
    }
    return NULL;
}

/* One level, no circles, no waived ones, and the counts. */
static void is_sound(const fixture *f, const char *name)
{
    size_t causes = 0;
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        const lyd_finding *finding = &f->judgement.findings[i], *cause = finding->cause != NULL ? find(f, finding->cause) : NULL;
        causes += finding->waiver == NULL && finding->cause == NULL;
        ck_assert_msg((finding->cause == NULL) == (cause == NULL), "%s: %s: no such cause: %s", name, finding->key, finding->cause);
        ck_assert_msg(cause == NULL || (cause != finding && cause->cause == NULL), "%s: %s: the cause has a cause", name, finding->key);
        ck_assert_msg(cause == NULL || (cause->waiver == NULL && finding->waiver == NULL), "%s: %s: waived", name, finding->key);
    }
    ck_assert_msg(lyd_causes_count(&f->judgement) == causes, "%s: not %zu causes", name, causes);
}

static void rows_hold(const cause_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fixture *f = fixture_new(rows[i].text);
        ck_assert_int_eq(lyd_judge_try(&f->c, f->arena, &f->judgement), LYD_OK);
        if (strcmp(entries_of(f), rows[i].want) != 0)
            printf("%s:\nwant %s\ngot  %s\n", rows[i].name, rows[i].want, f->text);
        is_sound(f, rows[i].name);
        fixture_free(f);
    }
}

START_TEST(records)
{
    static const cause_row rows[] = {
        {"an A record that a member lacks, and nothing tells",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02",
         "DNS002:fe02, DNS008:pool01"},
        {"twin: the export has its address",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 "
         "configured=10.1.0.2",
         "DNS002:fe02 < DNS008:pool01"},
        {"twin: two addresses are left over",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2,10.1.0.3 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02",
         "DNS002:fe02, DNS008:pool01"},
        {"twin: the pool's address is another one",
         "front-end-pool pool01 A=10.1.0.9,10.1.0.1 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.3\nfront-end-server fe02",
         "DNS002:fe02, DNS008:pool01"},
        {"twin: the member's lookup failed",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 *=SERVFAIL",
         "DNS003:fe02"},
        {"twin: one of two members",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02,fe03\nfront-end-server fe01 A=10.1.0.1\nfront-end-server "
         "fe02\nfront-end-server fe03 *=NXDOMAIN",
         "DNS001:fe03, DNS002:fe02, DNS008:pool01"},
        {"an AAAA record that a member lacks",
         "front-end-pool pool01 is=dual-stack A=10.1.0.1,10.1.0.2 AAAA=2a00::1,2a00::2 members=fe01,fe02\nfront-end-server fe01 "
         "is=dual-stack A=10.1.0.1 AAAA=2a00::1\nfront-end-server fe02 is=dual-stack A=10.1.0.2 configured=10.1.0.2,2a00::2",
         "STK003:fe02 < DNS008:pool01 DNS009:pool01 DNS013:fe02"},
        {"twin: another member lacks it",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2 AAAA=2a00::1 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1 "
         "AAAA=2a00::1\nfront-end-server fe02 A=10.1.0.2\nother wac01 is=dual-stack A=10.1.0.9",
         "STK003:wac01, DNS009:pool01"},
        {"an AAAA record that a pool lacks",
         "front-end-pool pool01 is=dual-stack A=10.1.0.1 members=fe01\nfront-end-server fe01 A=10.1.0.1 AAAA=2a00::1",
         "STK003:pool01 < DNS008:pool01"},
        {"an AAAA record that a member has too many",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 is=ipv4 "
         "A=10.1.0.2 AAAA=2a00::2",
         "STK003:fe02 < DNS008:pool01 DNS009:pool01"},
        {"an address that Windows registered",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 A=10.1.0.2 "
         "AAAA=2002:a01:2::a01:2",
         "DNS007:fe02 < DNS008:pool01 DNS009:pool01"},
        {"an unusable address, in whose place comes another one",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 "
         "A=10.1.0.2,169.254.1.1",
         "DNS006:fe02, DNS008:pool01"},
        {"an address other than the configured one",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 A=10.1.0.7 "
         "configured=10.1.0.2",
         "DNS008:pool01, DNS013:fe02"},
        {"twin: the pool hasn't the configured one",
         "front-end-pool pool01 A=10.1.0.1,10.1.0.3 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 A=10.1.0.7 "
         "configured=10.1.0.2",
         "DNS008:pool01, DNS013:fe02"},
    };
    rows_hold(rows, LYD_COUNT(rows));
}
END_TEST

START_TEST(one_name)
{
    static const cause_row rows[] = {
        {"a UM name without an address", "exchange-um um01", "UM003:um01 < DNS002:um01"},
        {"a UM name with IPv6 alone", "exchange-um um01 AAAA=2a00::1", "UM001:um01, UM003:um01 < STK001:um01"},
        {"a UM name with a transition address", "exchange-um um01 A=10.1.0.1 AAAA=2002:a01:1::a01:1", "UM001:um01 < DNS007:um01"},
        {"twin: two UM names", "exchange-um um01\nexchange-um um02 AAAA=2a00::1",
         "UM001:um02, UM003:um01 < DNS002:um01, UM003:um02 < STK001:um02"},
        {"a UM name without an address in one of two views",
         "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nexchange-um um01 AAAA@2=2a00::1 views=internal,external",
         "UM001:um01, UM003:um01 < STK001:um01 DNS002:um01"},
        {"a stale server has the AAAA record", "view internal 10.0.0.1:53 10.0.0.2:53\nexchange-um um01 A=10.1.0.1 AAAA@2=2a00::1",
         "UM001:um01 < DNS005:um01"},
        {"twin: the servers differ in the A record, too",
         "view internal 10.0.0.1:53 10.0.0.2:53\nexchange-um um01 A@1=10.1.0.1 A@2=10.1.0.2 AAAA@2=2a00::1", "UM001:um01, DNS005:um01"},
        {"a declared type", "front-end-pool pool01 is=dual-stack AAAA=2a00::1", "STK001:pool01 < STK003:pool01"},
        {"twin: no finding stands under a less severe one", "lab\nfront-end-pool pool01 is=dual-stack AAAA=2a00::1",
         "STK003:pool01, STK001:pool01"},
        {"twin: the declared type wants less", "front-end-pool pool01 is=ipv4 AAAA=2a00::1", "STK001:pool01, STK003:pool01"},
        {"a gateway", "feature media-bypass\npstn-gateway gw01 A=10.1.0.9 AAAA=2a00::9", "PST002:gw01 < PST003:gw01"},
        {"a view that lacks a name, and nothing tells",
         "view internal 10.0.0.1:53\nview vpn:remote-client=internal 10.0.0.2:53\nother wac01 A@1=10.1.0.1 *@2=NXDOMAIN",
         "DNS001:wac01, DNS015:wac01+vpn"},
        {"twin: a view that has another address",
         "view internal 10.0.0.1:53\nview vpn:remote-client=internal 10.0.0.2:53\nother wac01 A@1=10.1.0.1 A@2=10.1.0.2\nother wac02 "
         "A@1=10.1.0.1 *@2=SERVFAIL",
         "DNS003:wac02, DNS015:wac01+vpn"},
    };
    rows_hold(rows, LYD_COUNT(rows));
}
END_TEST

START_TEST(combinations)
{
    static const cause_row rows[] = {
        {"an IPv6-only pool", "client head ipv4\nremote home ipv4\nfront-end-pool pool01 AAAA=2a00::1",
         "STK001:pool01 < REG001:head+pool01 CNF001:head+pool01"},
        {"an IPv6-only network", "client head ipv6\ndirector-pool dir01 A=10.1.0.1\ndirector-pool dir02 A=10.1.0.2\nclient branch ipv4",
         "STK002:head, REG001:head+dir01 < REG001:head+dir02 P2P001:head+branch"},
        {"an IPv6-only network in a lab", "lab\nclient head ipv6\ndirector-pool dir01 A=10.1.0.1", "REG001:head+dir01, STK002:head"},
        {"both sides are IPv6-only: neither alone is the cause",
         "front-end-pool pool01 AAAA=2a00::2 edge=edge01\nedge-internal edge01 AAAA=2a00::1",
         "STK001:edge01, STK001:pool01, EDG001:pool01+edge01"},
        {"an internal edge with an AAAA record too many",
         "edge-internal edge01 is=ipv4 A=10.1.0.5 AAAA=2a00::1 externals=sip,web\nedge-external sip A=8.8.4.4\nedge-external web A=8.8.4.5",
         "EDG002:edge01+sip < EDG002:edge01+web, STK003:edge01"},
        {"twin: it is declared dual-stack, but one change mends both",
         "edge-internal edge01 is=dual-stack A=10.1.0.5 AAAA=2a00::1 externals=sip,web\nedge-external sip A=8.8.4.4\nedge-external web "
         "A=8.8.4.5",
         "EDG002:edge01+sip < EDG002:edge01+web"},
        {"twin: two changes",
         "edge-internal edge01 A=10.1.0.5 AAAA=2a00::1 externals=sip\nedge-external sip A=8.8.4.4\n"
         "edge-internal edge02 A=10.1.0.6 AAAA=2a00::2 externals=web\nedge-external web A=8.8.4.5",
         "EDG002:edge01+sip, EDG002:edge02+web"},
        {"twin: another name has an AAAA record too many",
         "edge-internal edge01 A=10.1.0.5 AAAA=2a00::1 externals=sip\nedge-external sip A=8.8.4.4\nother wac01 is=ipv4 A=10.1.0.9 "
         "AAAA=2a00::9",
         "EDG002:edge01+sip, STK003:wac01"},
        {"the product has no IPv6",
         "edge-internal edge01 version=lync-2010 A=10.1.0.5 AAAA=2a00::1 externals=sip\nedge-external sip A=8.8.4.4",
         "VER001:edge01 < EDG002:edge01+sip"},
        {"features", "feature call-admission-control\nmediation-pool med01 AAAA=2a00::1", "STK001:med01 < EV001:med01"},
        {"twin: a network whose name is a word of every remedy", "client DNS ipv6\nclient administrator ipv6\nclient a ipv4\nclient b ipv4",
         "STK002:DNS, STK002:administrator, P2P001:DNS+a < P2P001:DNS+b, P2P001:DNS+administrator, P2P001:administrator+a < "
         "P2P001:administrator+b"},
        {"features and a network", "product skype-for-business-2015\nfeature media-bypass\nclient head ipv6", "STK002:head, EV001:head"},
        {"a Mediation pool", "mediation-pool med01 AAAA=2a00::1 gateways=gw01\npstn-gateway gw01 is=ipv4 A=10.1.0.9",
         "STK001:med01 < PST001:med01+gw01"},
        {"twin: the gateway's declared type counts",
         "mediation-pool med01 A=10.1.0.1 pstn=dual-stack gateways=gw01\npstn-gateway gw01 is=ipv6 A=10.1.0.9",
         "STK003:gw01, PST001:med01+gw01"},
    };
    rows_hold(rows, LYD_COUNT(rows));
}
END_TEST

START_TEST(lookups)
{
    static const cause_row rows[] = {
        {"a dead server",
         "view internal 10.0.0.1:53 10.0.0.2:53\nexchange-um um01 A@1=10.1.0.1 *@2=TIMEOUT\nexchange-um um02 A@1=10.1.0.2 *@2=GIVEN_UP",
         "DNS003:10.0.0.2:53 < UM002:um01 UM002:um02"},
        {"twin: two dead servers: neither alone is the cause",
         "view internal 10.0.0.1:53 10.0.0.2:53 10.0.0.3:53\nexchange-um um01 A@1=10.1.0.1 *@2=TIMEOUT *@3=TIMEOUT\nexchange-um um02 "
         "A@1=10.1.0.2 *@2=TIMEOUT *@3=TIMEOUT",
         "DNS003:10.0.0.2:53, DNS003:10.0.0.3:53, UM002:um01, UM002:um02"},
        {"a failed lookup of the name", "exchange-um um01 A=10.1.0.1 AAAA=SERVFAIL\nexchange-um um02 A=10.1.0.1",
         "DNS003:um01 < UM002:um01"},
        {"a dead server, and a failed lookup at another one",
         "view internal 10.0.0.1:53 10.0.0.2:53 10.0.0.3:53\nexchange-um um01 A@1=10.1.0.1 AAAA@1=SERVFAIL *@2=TIMEOUT "
         "A@3=10.1.0.1\nexchange-um um02 A@1=10.1.0.2 *@2=TIMEOUT A@3=10.1.0.2",
         "DNS003:10.0.0.2:53 < UM002:um02, DNS003:um01, UM002:um01"},
        {"twin: a waived dead server",
         "view internal 10.0.0.1:53 10.0.0.2:53\nwaiver DNS003 10.0.0.2:53 2099-01-01\nexchange-um um01 A@1=10.1.0.1 *@2=TIMEOUT",
         "DNS003:10.0.0.2:53, UM002:um01"},
        {"a server that refuses a zone",
         "view internal 10.0.0.1:53 10.0.0.2:53\nother a A@1=10.1.0.1 *@2=REFUSED\nother b A@1=10.1.0.2 *@2=REFUSED\nexchange-um c "
         "A@1=10.1.0.3 *@2=REFUSED",
         "DNS003:a < DNS003:b DNS003:c UM002:c"},
        {"twin: names below another parent",
         "view internal 10.0.0.1:53 10.0.0.2:53\nother a A@1=10.1.0.1 *@2=REFUSED\nother b.emea A@1=10.1.0.2 *@2=REFUSED",
         "DNS003:a, DNS003:b.emea"},
        {"twin: it fails them in two ways",
         "view internal 10.0.0.1:53 10.0.0.2:53\nother a A@1=10.1.0.1 *@2=REFUSED\nother b A@1=10.1.0.2 *@2=SERVFAIL",
         "DNS003:a, DNS003:b"},
        {"twin: it refuses some",
         "view internal 10.0.0.1:53 10.0.0.2:53\nother a A@1=10.1.0.1 *@2=REFUSED\nother b A@1=10.1.0.2 *@2=REFUSED\nother c A=10.1.0.3",
         "DNS003:a, DNS003:b"},
        {"twin: the run was stopped",
         "stopped\nview internal 10.0.0.1:53 10.0.0.2:53\nother a A@1=10.1.0.1 *@2=REFUSED\nother b A@1=10.1.0.2 A@2=REFUSED "
         "AAAA@2=STOPPED",
         "DNS003:a, DNS003:b"},
        {"a stopped lookup has no finding", "stopped\nexchange-um um01 A=10.1.0.1 AAAA=STOPPED", "UM002:um01"},
    };
    rows_hold(rows, LYD_COUNT(rows));
}
END_TEST

START_TEST(targets)
{
    static const cause_row rows[] = {
        {"a target that is missing",
         "view external 8.8.8.8:53\nsip-domains contoso.com\nedge-external access for=access\nedge-internal edge01 A=10.1.0.1 "
         "externals=access views=external\ndns _sip._tls.contoso.com SRV=443/access\ndns _sipfederationtls._tcp.contoso.com "
         "SRV=5061/access\ndns lyncdiscover A=8.8.4.9\ndns sip A=8.8.4.4",
         "DNS002:access < SRV006:_sip._tls+access SRV006:_sipfederationtls._tcp+access, SIP005:sip"},
        {"a target that is no endpoint",
         "view external 8.8.8.8:53\nsip-domains contoso.com\nedge-internal edge01 A=10.1.0.1 views=external externals=av\nedge-external av "
         "for=av A=8.8.4.4\ndns _sip._tls.contoso.com SRV=443/sip\ndns _sipfederationtls._tcp.contoso.com SRV=5061/sip\ndns lyncdiscover "
         "A=8.8.4.9",
         "SRV006:_sip._tls+sip < SRV006:_sipfederationtls._tcp+sip SIP001:sip"},
        {"twin: two targets",
         "view external 8.8.8.8:53\nsip-domains contoso.com\nedge-internal edge01 A=10.1.0.1 views=external externals=av\nedge-external av "
         "for=av A=8.8.4.4\ndns _sip._tls.contoso.com SRV=443/sip1\ndns _sipfederationtls._tcp.contoso.com SRV=5061/sip2\ndns lyncdiscover "
         "A=8.8.4.9\ndns sip A=8.8.4.4",
         "SRV006:_sip._tls+sip1, SRV006:_sipfederationtls._tcp+sip2"},
        {"twin: no service",
         "view external 8.8.8.8:53\nsip-domains contoso.com\nedge-internal edge01 A=10.1.0.1 views=external externals=av\nedge-external av "
         "for=av A=8.8.4.4\ndns _sip._tls.contoso.com SRV=443/.\ndns _sipfederationtls._tcp.contoso.com SRV=5061/.\ndns lyncdiscover "
         "A=8.8.4.9\ndns sip A=8.8.4.4",
         "SRV006:_sip._tls+., SRV006:_sipfederationtls._tcp+."},
    };
    rows_hold(rows, LYD_COUNT(rows));
}
END_TEST

START_TEST(waivers)
{
    static const cause_row rows[] = {
        {"a waived cause hides nothing",
         "waiver DNS002 fe02.* 2099-01-01\nfront-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 "
         "A=10.1.0.1\nfront-end-server fe02",
         "DNS002:fe02, DNS008:pool01"},
        {"a waived finding stands for itself",
         "waiver DNS008 pool01.* 2099-01-01\nfront-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 "
         "A=10.1.0.1\nfront-end-server fe02",
         "DNS002:fe02, DNS008:pool01"},
        {"with the cause waived, another one is found",
         "waiver DNS002 um01.* 2099-01-01\nexchange-um um01 is=ipv4\nexchange-um um02 AAAA=2a00::1",
         "UM001:um02, UM003:um01, UM003:um02 < STK001:um02, DNS002:um01"},
    };
    rows_hold(rows, LYD_COUNT(rows));
}
END_TEST

LYD_TEST_MAIN("judge causes", records, one_name, combinations, lookups, targets, waivers)
