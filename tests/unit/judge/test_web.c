/* Rules about web services, simple URLs, Office Web Apps and Web Conferencing: deployments that breach them and valid twins. */
#include "judge/rows.h"

static const char *const families[] = {"URL", "WEB", "WAC", "EDG003", NULL};

/* Server 1 is inside, server 2 outside. Service records are right, so that no other rule has a finding. */
#define INSIDE "view internal 10.0.0.1:53\n"
#define SPLIT INSIDE "view external 8.8.8.8:53\n"
#define SIGN_IN                                                                                                                            \
    "sip-domains contoso.com\n"                                                                                                            \
    "dns lyncdiscoverinternal A@1=10.1.0.1\n"                                                                                              \
    "dns lyncdiscover A@2=8.8.4.5\n"                                                                                                       \
    "dns sip A@1=10.1.0.1\n"                                                                                                               \
    "dns _sipinternaltls._tcp.contoso.com SRV@1=5061/pool01\n"
#define WEB SPLIT "remote-access web\n" SIGN_IN

/* A pool of one server; a pool of two that a hardware load balancer balances, with DNS for SIP. */
#define POOL "front-end-pool pool01 A@1=10.1.0.1"
#define TWO "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02"
#define MEMBERS "\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 A=10.1.0.2\n"
#define BOTH POOL " web-internal=webint web-external=webext\n"
#define WEBINT "web-internal webint A@1=10.1.0.5\n"
#define WEBEXT "web-external webext A@2=8.8.4.5\n"
#define SERVED BOTH WEBINT WEBEXT
#define MEET "simple-url meet url=meet,dialin "
#define HYBRID                                                                                                                             \
    "services hybrid\n" WEB "edge-external access for=access A@2=8.8.4.4\n"                                                                \
    "dns _sipfederationtls._tcp.contoso.com SRV@2=5061/access\n" POOL
#define WILDCARD(address) "dns lyncdns-no-such-name A@2=" address "\n"

static const rule_row rows[] = {
    {"a healthy deployment",
     WEB SERVED MEET "A@1=10.1.0.5 A@2=8.8.4.5\nsimple-url admin url=admin A@1=10.1.0.5\noffice-web-apps owas A=8.8.4.7", "", NULL},

    {"URL001", WEB SERVED MEET "*@1=NXDOMAIN A@2=8.8.4.5", "error URL001:meet", NULL},
    {"URL001 no address", WEB SERVED MEET "A@2=8.8.4.5", "error URL001:meet", NULL},
    {"URL001 of a Dial-in name", WEB SERVED "simple-url dialin url=dialin A@2=8.8.4.5\n" MEET "A@1=10.1.0.5 A@2=8.8.4.5",
     "error URL001:dialin", NULL},
    {"URL001 twin: an alias", WEB SERVED MEET "A@1=10.1.0.5 alias@1=webint A@2=8.8.4.5", "", NULL},
    {"URL001 twin: AAAA alone is an address", WEB SERVED MEET "AAAA@1=2a00::5 A@1=10.1.0.5 A@2=8.8.4.5", "", NULL},
    {"URL001 twin: a lookup failed", WEB SERVED MEET "A@1=SERVFAIL A@2=8.8.4.5", "error DNS003:meet", NULL},
    {"URL001 twin: its alias is broken", WEB SERVED MEET "*@1=ALIAS_DANGLING alias@1=gone A@2=8.8.4.5", "error DNS004:meet", NULL},
    {"URL001 twin: the Admin name", WEB SERVED MEET "A@1=10.1.0.5 A@2=8.8.4.5\nsimple-url admin url=admin *=NXDOMAIN", "error DNS001:admin",
     NULL},
    {"URL001 turned off: DNS001 tells", "severity URL001 off\n" WEB SERVED MEET "*@1=NXDOMAIN A@2=8.8.4.5", "error DNS001:meet", NULL},

    {"URL002", WEB SERVED MEET "A@1=10.1.0.5 *@2=NXDOMAIN", "error URL002:meet", NULL},
    {"URL001 and URL002", WEB SERVED MEET "*=NXDOMAIN", "error URL001:meet, error URL002:meet", NULL},
    {"URL002 twin: no remote access by web", SPLIT "remote-access none\n" SIGN_IN SERVED MEET "A@1=10.1.0.5 *@2=NXDOMAIN", "", NULL},
    {"URL002 twin: a lookup failed", WEB SERVED MEET "A@1=10.1.0.5 AAAA@2=REFUSED", "error DNS003:meet", NULL},
    {"URL002 twin: views of its own", WEB SERVED MEET "views=internal A@1=10.1.0.5", "", NULL},
    {"URL002 a wildcard that leads elsewhere", WEB SERVED WILDCARD("8.8.9.9") MEET "A@1=10.1.0.5 A@2=8.8.9.9", "error URL002:meet", NULL},
    {"URL002 twin: a wildcard that leads to the reverse proxy", WEB SERVED WILDCARD("8.8.4.5") MEET "A@1=10.1.0.5 A@2=8.8.4.5", "", NULL},
    {"URL002 twin: a record beside the wildcard", WEB SERVED WILDCARD("8.8.9.9") MEET "A@1=10.1.0.5 A@2=8.8.4.6", "", NULL},

    {"URL003", WEB SERVED "simple-url admin url=admin A@1=10.1.0.5 A@2=8.8.4.5\n" MEET "A@1=10.1.0.5 A@2=8.8.4.5", "warning URL003:admin",
     NULL},
    {"URL003 twin: not outside", WEB SERVED "simple-url admin url=admin A@1=10.1.0.5 *@2=NXDOMAIN\n" MEET "A@1=10.1.0.5 A@2=8.8.4.5", "",
     NULL},
    {"URL003 twin: Meet, too", WEB SERVED "simple-url meet url=meet,admin A@1=10.1.0.5 A@2=8.8.4.5", "", NULL},
    {"URL003 twin: web services, too",
     WEB BOTH WEBINT "web-external,simple-url webext url=admin A@1=10.1.0.5 A@2=8.8.4.5\n" MEET "A@1=10.1.0.5 A@2=8.8.4.5", "", NULL},
    {"URL003 twin: a lookup failed", WEB SERVED "simple-url admin url=admin A@1=10.1.0.5 *@2=SERVFAIL\n" MEET "A@1=10.1.0.5 A@2=8.8.4.5",
     "error DNS003:admin", NULL},
    {"URL003 twin: a wildcard",
     WEB SERVED WILDCARD("8.8.4.5") "simple-url admin url=admin A@1=10.1.0.5 A@2=8.8.4.5\n" MEET "A@1=10.1.0.5 A@2=8.8.4.5", "", NULL},

    {"URL004",
     "sip-domains fabrikam.com\ndns lyncdiscoverinternal.fabrikam.com A@1=10.1.0.1\ndns lyncdiscover.fabrikam.com A@2=8.8.4.5\n"
     "dns sip.fabrikam.com A@1=10.1.0.1\nseverity SRV001 off\n" WEB SERVED "simple-url meet url=meet domain=1 A@1=10.1.0.5 A@2=8.8.4.5",
     "error URL004:fabrikam.com", NULL},
    {"URL004 Dial-in is none", WEB SERVED "simple-url dialin url=dialin A@1=10.1.0.5 A@2=8.8.4.5", "error URL004:contoso.com", NULL},
    {"URL004 twin: of all domains", WEB SERVED "simple-url meet url=meet A@1=10.1.0.5 A@2=8.8.4.5", "", NULL},
    {"URL004 twin: no simple URLs", WEB SERVED, "", NULL},
    {"URL004 twin: a host for what isn't known",
     WEB SERVED "simple-url dialin url=dialin A@1=10.1.0.5 A@2=8.8.4.5\nsimple-url join A@1=10.1.0.5 A@2=8.8.4.5", "", NULL},

    {"URL005 a pool's name", WEB "front-end-pool,simple-url pool01 url=meet A@1=10.1.0.1 A@2=8.8.4.5", "error URL005:pool01", NULL},
    {"URL005 a SIP domain", WEB SERVED "simple-url contoso.com url=meet A@1=10.1.0.5 A@2=8.8.4.5", "error URL005:contoso.com", NULL},
    {"URL005 twin: a server's name",
     WEB "front-end-pool pool01 A=10.1.0.1\nfront-end-server,simple-url fe01 url=meet A@1=10.1.0.1 A@2=8.8.4.5", "", NULL},

    {"URL006", WEB SERVED MEET "A@1=10.1.0.99 A@2=8.8.4.5", "info URL006:meet", NULL},
    {"URL006 twin: the pool", WEB SERVED MEET "A@1=10.1.0.1 A@2=8.8.4.5", "", NULL},
    {"URL006 twin: the reverse proxy", WEB SERVED MEET "A@1=8.8.4.5 A@2=8.8.4.5", "", NULL},
    {"URL006 twin: a Director", WEB SERVED "director-pool dir01 A=10.1.0.8\n" MEET "A@1=10.1.0.8 A@2=8.8.4.5", "", NULL},
    {"URL006 twin: what the external name gives inside",
     "clients mobile\n" WEB BOTH WEBINT "web-external webext A@1=10.1.0.99 A@2=8.8.4.5\n" MEET "A@1=10.1.0.99 A@2=8.8.4.5", "", NULL},
    {"URL006 twin: the same last alias",
     WEB BOTH "web-internal webint A@1=10.1.0.5 alias@1=vip\n" WEBEXT MEET "A@1=10.1.0.6 alias@1=vip A@2=8.8.4.5", "", NULL},
    {"URL006 twin: WEB001 holds", WEB BOTH "web-internal webint *@1=NXDOMAIN\n" WEBEXT MEET "A@1=10.1.0.99 A@2=8.8.4.5",
     "error WEB001:webint", NULL},
    {"URL006 twin: WEB002 holds", WEB BOTH WEBINT "web-external webext *@2=NXDOMAIN\n" MEET "A@1=10.1.0.99 A@2=8.8.4.5",
     "error WEB002:webext", NULL},
    {"URL006 twin: a web services name isn't known", WEB BOTH "web-internal webint A@1=SERVFAIL\n" WEBEXT MEET "A@1=10.1.0.99 A@2=8.8.4.5",
     "error DNS003:webint", NULL},
    {"URL006 twin: a lookup of the name failed", WEB SERVED MEET "A@1=10.1.0.99 AAAA@1=SERVFAIL A@2=8.8.4.5", "error DNS003:meet", NULL},

    {"WEB001", WEB BOTH "web-internal webint *=NXDOMAIN\n" WEBEXT, "error WEB001:webint", NULL},
    {"WEB001 no address", WEB BOTH "web-internal webint\n" WEBEXT, "error WEB001:webint", NULL},
    {"WEB001 twin: a lookup failed", WEB BOTH "web-internal webint A=NXDOMAIN AAAA=SERVFAIL\n" WEBEXT, "error DNS003:webint", NULL},
    {"WEB001 twin: its alias is broken", WEB BOTH "web-internal webint *=ALIAS_LOOP alias=webint\n" WEBEXT, "error DNS004:webint", NULL},
    {"WEB002", WEB BOTH WEBINT "web-external webext *=NXDOMAIN\n", "error WEB002:webext", NULL},
    {"WEB002 twin: no remote access by web", SPLIT "remote-access none\n" SIGN_IN BOTH WEBINT "web-external webext *=NXDOMAIN\n", "", NULL},
    {"WEB002 twin: a lookup failed", WEB BOTH WEBINT "web-external webext *=SERVFAIL\n", "error DNS003:webext", NULL},
    {"WEB002 twin: its alias is broken", WEB BOTH WEBINT "web-external webext *=ALIAS_DANGLING alias=gone\n", "error DNS004:webext", NULL},

    {"WEB003", WEB "front-end-pool,web-internal pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02 web-internal=pool01" MEMBERS,
     "error WEB003:pool01", NULL},
    {"WEB003 over IPv6", WEB "front-end-pool,web-internal pool01 A=10.1.0.1 AAAA=2a00::1,2a00::2 web-internal=pool01",
     "error WEB003:pool01", NULL},
    {"WEB003 twin: one server, both families", WEB "front-end-pool,web-internal pool01 A=10.1.0.1 AAAA=2a00::1 web-internal=pool01", "",
     NULL},
    {"WEB003 twin: a name of its own", WEB TWO " web-internal=webint" MEMBERS WEBINT, "", NULL},
    {"WEB004", WEB TWO " web-internal=webint" MEMBERS "web-internal webint A=10.1.0.1,10.1.0.2", "warning WEB004:webint", NULL},
    {"WEB004 twin: one member alone", WEB TWO " web-internal=webint" MEMBERS "web-internal webint A=10.1.0.1", "", NULL},
    {"WEB004 twin: an address of a load balancer, too",
     WEB TWO " web-internal=webint" MEMBERS "web-internal webint A=10.1.0.1,10.1.0.2,10.1.0.5", "", NULL},
    {"WEB004 twin: a member isn't known",
     WEB TWO " web-internal=webint\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 A=10.1.0.2 "
             "AAAA=SERVFAIL\nweb-internal webint A=10.1.0.1,10.1.0.2",
     "error DNS003:fe02", NULL},

    {"WEB005", WEB SERVED "director-pool dir01 A=10.1.0.8 web-external=webext", "error WEB005:webext", NULL},
    {"WEB005 twin: a name each", WEB SERVED "director-pool dir01 A=10.1.0.8 web-external=webext2\nweb-external webext2 A=8.8.4.5", "",
     NULL},
    {"WEB005 not asked is no excuse", SPLIT "remote-access none\n" SIGN_IN SERVED "director-pool dir01 A=10.1.0.8 web-external=webext",
     "error WEB005:webext", NULL},

    {"WEB006", "clients lync-2013 mobile\n" WEB SERVED, "warning WEB006:webext", NULL},
    {"WEB006 no remote access by web", "clients mobile\n" SPLIT "remote-access none\n" SIGN_IN SERVED, "warning WEB006:webext", NULL},
    {"WEB006 twin: it is there inside", "clients mobile\n" WEB BOTH WEBINT "web-external webext A=8.8.4.5", "", NULL},
    {"WEB006 twin: no mobile clients", "clients skype-for-business\n" WEB SERVED, "", NULL},
    {"WEB006 twin: a lookup failed", "clients mobile\n" WEB BOTH WEBINT "web-external webext *@1=SERVFAIL A@2=8.8.4.5",
     "error DNS003:webext", NULL},
    {"WEB006 isn't all that a server's missing name is",
     "clients mobile\nseverity WEB007 off\n" WEB "front-end-pool,web-external pool01 A@2=8.8.4.5 web-external=pool01",
     "error DNS002:pool01, error SRV006:_sipinternaltls._tcp+pool01, warning DSC006:lyncdiscoverinternal, warning SIP003:sip, "
     "warning WEB006:pool01",
     NULL},

    {"WEB007", WEB "front-end-pool,web-external pool01 A@1=10.1.0.1 A@2=8.8.4.5 web-external=pool01", "warning WEB007:pool01", NULL},
    {"WEB007 twin: no remote access by web",
     SPLIT "remote-access none\n" SIGN_IN "front-end-pool,web-external pool01 A@1=10.1.0.1 web-external=pool01", "", NULL},
    {"WEB007 twin: another name", WEB SERVED, "", NULL},

    {"WAC001 inside", WEB POOL "\noffice-web-apps owas A@2=8.8.4.7", "error WAC001:owas", NULL},
    {"WAC001 outside", WEB POOL "\noffice-web-apps owas A@1=10.1.0.7 *@2=NXDOMAIN", "warning WAC001:owas", NULL},
    {"WAC001 on both sides", WEB POOL "\noffice-web-apps owas *=NXDOMAIN", "error WAC001:owas", NULL},
    {"WAC001 twin: no remote access by web", SPLIT "remote-access none\n" SIGN_IN POOL "\noffice-web-apps owas A@1=10.1.0.7", "", NULL},
    {"WAC001 twin: a lookup failed", WEB POOL "\noffice-web-apps owas A@1=10.1.0.7 *@2=SERVFAIL", "error DNS003:owas", NULL},

    {"EDG003", HYBRID "\nedge-external webconf for=web-conferencing A@2=8.8.4.8", "error EDG003:webconf", NULL},
    {"EDG003 twin: it is there", HYBRID "\nedge-external webconf for=web-conferencing A=8.8.4.8", "", NULL},
    {"EDG003 twin: not hybrid", WEB POOL "\nedge-external webconf for=web-conferencing A@2=8.8.4.8", "", NULL},
    {"EDG003 twin: another service", HYBRID "\nedge-external av for=av A@2=8.8.4.8", "", NULL},
    {"EDG003 twin: a lookup failed", HYBRID "\nedge-external webconf for=web-conferencing *@1=TIMEOUT A@2=8.8.4.8", "error DNS003:webconf",
     NULL},

    {"one server of two says that it is missing",
     INSIDE "view external 8.8.8.8:53 9.9.9.9:53\nremote-access web\n" SIGN_IN "dns lyncdiscover *@3=REFUSED\n" BOTH WEBINT
            "web-external webext *@2=NXDOMAIN *@3=SERVFAIL",
     "error DNS003:lyncdiscover, error DNS003:webext, error WEB002:webext", NULL},
};

START_TEST(every_rule_and_its_twin)
{
    rows_hold(rows, LYD_COUNT(rows));
    rows_cover(rows, LYD_COUNT(rows), families);
}
END_TEST

/* The text of a row without its lines about SIP domains. */
static const char *without_domains(const char *text, char *copy, size_t size)
{
    size_t used = 0;
    for (const char *line = text; line[0] != '\0';) {
        size_t length = strcspn(line, "\n");
        length += line[length] == '\n';
        if (strncmp(line, "sip-domains", 11) != 0) {
            ck_assert_uint_lt(used + length, size);
            memcpy(copy + used, line, length);
            used += length;
        }
        line += length;
    }
    copy[used] = '\0';
    return copy;
}

START_TEST(nothing_without_sip_domains)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[4096];
        fixture *f = fixture_new(without_domains(rows[i].text, text, sizeof(text)));
        for (size_t k = 0; k < f->judgement.finding_count; k++) {
            ck_assert_msg((f->judgement.findings[k].rule->traits & LYD_RULE_OF_DOMAINS) == 0, "%s: %s", rows[i].name,
                          f->judgement.findings[k].key);
        }
        fixture_free(f);
    }
}
END_TEST

START_TEST(nothing_for_teams_only)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[4096];
        (void)snprintf(text, sizeof(text), "%s\nservices teams-only", rows[i].text);
        fixture *f = fixture_new(text);
        for (size_t k = 0; k < f->judgement.finding_count; k++) {
            for (const char *const *family = families; *family != NULL; family++) {
                ck_assert_msg(strncmp(f->judgement.findings[k].key, *family, strlen(*family)) != 0, "%s: %s", rows[i].name,
                              f->judgement.findings[k].key);
            }
        }
        fixture_free(f);
    }
}
END_TEST

/* What is missing, in which views, and what the remedy says to add; every word of WORDS is part of it. */
START_TEST(a_breach_names_its_views_and_what_to_add)
{
    static const struct {
        const char *text, *key;
        uint32_t views;
        const char *words;
    } breaches[] = {
        {WEB SERVED MEET "*@1=NXDOMAIN A@2=8.8.4.5", "URL001:meet.contoso.com", 1,
         "add the A record 10.1.0.5 to meet.contoso.com in view internal|where webint.contoso.com leads"},
        {WEB SERVED MEET "A@1=10.1.0.5 *@2=NXDOMAIN", "URL002:meet.contoso.com", 2,
         "meet.contoso.com in view external|webext.contoso.com has 8.8.4.5"},
        {WEB SERVED MEET "A@1=10.1.0.5 A@2=8.8.4.5\nsimple-url admin url=admin A=10.1.0.5", "URL003:admin.contoso.com", 2,
         "delete the A record 10.1.0.5 of admin.contoso.com in view external"},
        {WEB SERVED MEET "A@1=10.1.0.99 A@2=8.8.4.5", "URL006:meet.contoso.com", 1, "meet.contoso.com in view internal"},
        {WEB BOTH "web-internal webint\n" WEBEXT, "WEB001:webint.contoso.com", 1,
         "add the A record 10.1.0.1 to webint.contoso.com in view internal|where pool01.contoso.com leads"},
        {WEB TWO " web-internal=webint" MEMBERS "web-internal webint", "WEB001:webint.contoso.com", 1,
         "hardware load balancer|pool01.contoso.com"},
        {WEB BOTH WEBINT "web-external webext\n" MEET "A@1=10.1.0.5 A@2=8.8.4.6", "WEB002:webext.contoso.com", 2,
         "meet.contoso.com has 8.8.4.6"},
        {WEB "front-end-pool,web-internal pool01 A=10.1.0.1,10.1.0.2 web-internal=pool01", "WEB003:pool01.contoso.com", 1,
         "the internal web services of pool01.contoso.com a name of their own"},
        {"clients mobile\n" WEB SERVED, "WEB006:webext.contoso.com", 1, "webext.contoso.com in view internal|8.8.4.5"},
        {WEB POOL "\noffice-web-apps owas *=NXDOMAIN", "WAC001:owas.contoso.com", 3,
         "owas.contoso.com in view internal|owas.contoso.com in view external"},
        {WEB POOL "\noffice-web-apps owas A@1=10.1.0.7", "WAC001:owas.contoso.com", 2, "owas.contoso.com in view external"},
        {HYBRID "\nedge-external webconf for=web-conferencing A@2=8.8.4.8", "EDG003:webconf.contoso.com", 1,
         "webconf.contoso.com in view internal|8.8.4.8"},
    };
    for (size_t i = 0; i < LYD_COUNT(breaches); i++) {
        fixture *f = fixture_new(breaches[i].text);
        const lyd_finding *finding = NULL;
        for (size_t k = 0; k < f->judgement.finding_count && finding == NULL; k++) {
            finding = strcmp(f->judgement.findings[k].key, breaches[i].key) == 0 ? &f->judgement.findings[k] : NULL;
        }
        ck_assert_msg(finding != NULL, "%s: %s", breaches[i].key, fixture_findings(f));
        ck_assert_msg(finding->views == breaches[i].views, "%s: views %u", finding->key, finding->views);
        char *words = lyd_arena_printf(f->arena, "%s", breaches[i].words), *rest = words;
        for (const char *word = strtok_r(words, "|", &rest); word != NULL; word = strtok_r(NULL, "|", &rest)) {
            ck_assert_msg(strstr(finding->remedy, word) != NULL, "%s: no \"%s\": %s", finding->key, word, finding->remedy);
        }
        fixture_free(f);
    }
}
END_TEST

LYD_TEST_MAIN("judge web", every_rule_and_its_twin, nothing_without_sip_domains, nothing_for_teams_only,
              a_breach_names_its_views_and_what_to_add)
