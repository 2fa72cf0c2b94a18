/* Rules about hybrid and online deployments, phones and XMPP: breaches and their valid twins. Findings of other rules are left out. */
#include "judge/rows.h"

static const char *const families[] = {"HYB", "PHN", "XMP", "PCH", NULL};

static bool is_ours(const char *finding)
{
    const char *rule = strchr(finding, ' ') + 1;
    size_t i = 0;
    while (families[i] != NULL && strncmp(rule, families[i], strlen(families[i])) != 0) {
        i++;
    }
    return families[i] != NULL;
}

/* The findings of these rules, in order. */
static void take_ours(fixture *f, char *text, size_t size)
{
    char *save = NULL;
    text[0] = '\0';
    (void)fixture_findings(f);
    for (char *word = f->text; word[0] != '\0'; word = save) {
        char *end = strstr(word, ", ");
        save = end != NULL ? end + 2 : word + strlen(word);
        int length = (int)(end != NULL ? end - word : save - word);
        size_t used = strlen(text);
        if (is_ours(word)) {
            (void)snprintf(text + used, size - used, "%s%.*s", used > 0 ? ", " : "", length, word);
        }
    }
}

/* Inside 10.0.0.1, outside 8.8.8.8, what Edge Servers resolve 10.0.9.1. */
#define VIEWS "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nview edge 10.0.9.1:53\nsip-domains contoso.com\n"
#define SERVERS                                                                                                                            \
    "front-end-pool pool01 A=10.1.0.1 views=internal\nedge-external access A=8.8.4.4 for=access views=external\n"                          \
    "web-external webext A=8.8.4.5 views=external\n"
#define HYBRID VIEWS "services hybrid\n" SERVERS
#define ONLINE VIEWS "services teams-only\n"
#define CLOUD(discover, tls, federation, sip)                                                                                              \
    "dns lyncdiscover " discover "\ndns _sip._tls.contoso.com " tls "\ndns _sipfederationtls._tcp.contoso.com " federation                 \
    "\ndns sip " sip "\n"
#define DISCOVER "A@2=52.112.1.1 alias@2=webdir.online.lync.com *@1=NXDOMAIN"
#define TLS "SRV@2=443/sipdir.online.lync.com. *@1=NXDOMAIN"
#define FEDERATION "SRV@2=5061/sipfed.online.lync.com. *@1=NXDOMAIN"
#define SIP "A@2=52.112.1.2 alias@2=sipdir.online.lync.com *@1=NXDOMAIN"

static const rule_row rows[] = {
    {"HYB001 federation", HYBRID "dns _sipfederationtls._tcp.contoso.com SRV@2=5061/sipfed.online.lync.com.",
     "error HYB001:_sipfederationtls._tcp, error HYB002:_sipfederationtls._tcp", NULL},
    {"HYB001 all four", HYBRID CLOUD(DISCOVER, TLS, "SRV=5061/sipfed.online.lync.com.", SIP),
     "error HYB001:_sip._tls, error HYB001:_sipfederationtls._tcp, error HYB001:lyncdiscover, error HYB001:sip", NULL},
    {"HYB001 a target that is an alias of the cloud",
     HYBRID "dns _sipfederationtls._tcp.contoso.com SRV=5061/sip\ndns sip A=52.112.1.1 alias=sipdir.online.lync.com",
     "error HYB001:_sipfederationtls._tcp, error HYB001:sip", NULL},
    {"HYB001 another cloud", HYBRID "dns _sipfederationtls._tcp.contoso.com SRV=5061/sipfed.online.gov.skypeforbusiness.us.",
     "error HYB001:_sipfederationtls._tcp", NULL},
    {"HYB001 twin: on premises", HYBRID "dns _sipfederationtls._tcp.contoso.com SRV=5061/access\ndns lyncdiscover A@2=8.8.4.5", "", NULL},
    {"HYB001 twin: inside",
     HYBRID "dns sip A@1=52.112.1.1 alias@1=sipdir.online.lync.com\ndns _sipfederationtls._tcp.contoso.com SRV=5061/access", "", NULL},
    {"HYB001 twin: not hybrid", VIEWS SERVERS "dns _sipfederationtls._tcp.contoso.com SRV@2=5061/sipfed.online.lync.com.", "", NULL},
    {"HYB001 twin: a name that only ends alike", HYBRID "dns _sipfederationtls._tcp.contoso.com SRV=5061/sipfed.notonline.lync.com.", "",
     NULL},
    {"HYB002", HYBRID "dns _sipfederationtls._tcp.contoso.com SRV@1=5061/access SRV@2=5061/access", "error HYB002:_sipfederationtls._tcp",
     NULL},
    {"HYB002 hosted voice mail",
     VIEWS "services hosted-voice-mail\n" SERVERS "dns _sipfederationtls._tcp.contoso.com SRV@2=5061/access *@3=NXDOMAIN",
     "error HYB002:_sipfederationtls._tcp", NULL},
    {"HYB002 twin: the lookup failed", HYBRID "dns _sipfederationtls._tcp.contoso.com SRV@2=5061/access *@3=SERVFAIL", "", NULL},
    {"HYB002 twin: federation alone",
     VIEWS "services federation\n" SERVERS "dns _sipfederationtls._tcp.contoso.com SRV@2=5061/access *@3=NXDOMAIN", "", NULL},
    {"HYB003 twin: all lead online", ONLINE CLOUD(DISCOVER, TLS, FEDERATION, SIP), "", NULL},
    {"HYB003 twin: a national cloud",
     ONLINE CLOUD("A@2=52.1.1.1 alias@2=webdir.online.partner.lync.cn *@1=NXDOMAIN",
                  "SRV@2=443/sipdir.online.partner.lync.cn. *@1=NXDOMAIN", "SRV@2=5061/sipfed.online.partner.lync.cn. *@1=NXDOMAIN",
                  "A@2=52.1.1.1 alias@2=sipdir.online.partner.lync.cn *@1=NXDOMAIN"),
     "", NULL},
    {"HYB003 left on premises",
     ONLINE SERVERS CLOUD("A@2=8.8.4.5 *@1=NXDOMAIN", "SRV@2=443/access *@1=NXDOMAIN", "SRV@2=5061/access *@1=NXDOMAIN",
                          "A@2=8.8.4.4 *@1=NXDOMAIN"),
     "error HYB003:_sip._tls, error HYB003:_sipfederationtls._tcp, error HYB003:lyncdiscover, error HYB003:sip", NULL},
    {"HYB003 missing", ONLINE, "error HYB003:_sipfederationtls._tcp, info HYB003:_sip._tls, info HYB003:lyncdiscover, info HYB003:sip",
     NULL},
    {"HYB003 ports changed over",
     ONLINE CLOUD(DISCOVER, "SRV@2=5061/sipdir.online.lync.com. *@1=NXDOMAIN", "SRV@2=443/sipfed.online.lync.com. *@1=NXDOMAIN", SIP),
     "error HYB003:_sip._tls, error HYB003:_sipfederationtls._tcp", NULL},
    {"HYB003 another record's target",
     ONLINE CLOUD(DISCOVER, TLS, "SRV@2=5061/sipdir.online.lync.com. *@1=NXDOMAIN",
                  "A@2=52.1.1.1 alias@2=webdir.online.lync.com *@1=NXDOMAIN"),
     "error HYB003:_sipfederationtls._tcp, error HYB003:sip", NULL},
    {"HYB003 a second target", ONLINE CLOUD(DISCOVER, TLS, "SRV@2=5061/sipfed.online.lync.com.,5061/access *@1=NXDOMAIN", SIP),
     "error HYB003:_sipfederationtls._tcp", NULL},
    {"HYB003 one server of two is stale",
     "view external 8.8.8.8:53 8.8.8.9:53\nsip-domains contoso.com\nservices teams-only\n"
     "dns lyncdiscover A=52.1.1.1 alias=webdir.online.lync.com\ndns _sip._tls.contoso.com SRV=443/sipdir.online.lync.com.\n"
     "dns sip A=52.1.1.1 alias=sipdir.online.lync.com\ndns _sipfederationtls._tcp.contoso.com SRV@1=5061/sipfed.online.lync.com. "
     "SRV@2=5061/access",
     "error HYB003:_sipfederationtls._tcp", NULL},
    {"HYB003 twin: a lookup failed", ONLINE CLOUD(DISCOVER, TLS, "*@2=SERVFAIL *@1=NXDOMAIN", SIP), "", NULL},
    {"HYB003 twin: a broken alias is DNS004's",
     ONLINE CLOUD("*@2=ALIAS_DANGLING alias@2=webdir.online.lync.com *@1=NXDOMAIN", TLS, FEDERATION, SIP), "", NULL},
    {"HYB003 twin: not online", VIEWS SERVERS, "", NULL},
    {"HYB003 a wildcard answers",
     ONLINE "dns lyncdns-no-such-name A@2=8.8.4.9 *@1=NXDOMAIN\n" CLOUD("A@2=8.8.4.9 *@1=NXDOMAIN", TLS, FEDERATION, SIP),
     "info HYB003:lyncdiscover", NULL},
    {"HYB004",
     ONLINE CLOUD(DISCOVER, TLS, FEDERATION,
                  "A@1=10.1.0.1 A@2=52.1.1.1 alias@2=sipdir.online.lync.com") "dns lyncdiscoverinternal A@1=10.1.0.1\ndns "
                                                                              "_sipinternaltls._tcp.contoso.com SRV@1=5061/pool01",
     "warning HYB004:_sipinternaltls._tcp, warning HYB004:lyncdiscoverinternal, warning HYB004:sip", NULL},
    {"HYB004 twin: the internal zone leads online",
     ONLINE CLOUD("A=52.1.1.1 alias=webdir.online.lync.com", "SRV=443/sipdir.online.lync.com.", "SRV=5061/sipfed.online.lync.com.",
                  "A=52.1.1.1 alias=sipdir.online.lync.com"),
     "", NULL},
    {"HYB004 twin: a wildcard inside",
     ONLINE "dns lyncdns-no-such-name A@1=10.1.0.9\n" CLOUD(DISCOVER, TLS, FEDERATION, SIP) "dns lyncdiscoverinternal A@1=10.1.0.9", "",
     NULL},
    {"PHN001, PHN002", VIEWS "clients phone-edition\n" SERVERS "dns _ntp._udp.contoso.com *@1=NXDOMAIN\ndns ucupdates-r2 *@1=NXDOMAIN",
     "warning PHN001:_ntp._udp, info PHN002:ucupdates-r2", NULL},
    {"PHN twin",
     VIEWS "clients phone-edition\n" SERVERS
           "dns _ntp._udp.contoso.com SRV@1=123/dc01\ndns dc01 A@1=10.0.0.5\ndns ucupdates-r2 A@1=10.1.0.1",
     "", NULL},
    {"PHN twin: no phones", VIEWS SERVERS, "", NULL},
    {"PHN twin: no internal view", "view external 8.8.8.8:53\nsip-domains contoso.com\nclients phone-edition", "", NULL},
    {"PHN002 a wildcard that leads to no server",
     VIEWS "clients phone-edition\n" SERVERS
           "dns lyncdns-no-such-name A@1=10.1.0.9\ndns ucupdates-r2 A@1=10.1.0.9\ndns _ntp._udp.contoso.com SRV@1=123/dc01",
     "info PHN002:ucupdates-r2", NULL},
    {"PHN002 twin: a wildcard that leads to the pool",
     VIEWS "clients phone-edition\n" SERVERS
           "dns lyncdns-no-such-name A@1=10.1.0.1\ndns ucupdates-r2 A@1=10.1.0.1\ndns _ntp._udp.contoso.com SRV@1=123/dc01",
     "", NULL},
    {"XMP001", VIEWS "services xmpp\n" SERVERS "dns _xmpp-server._tcp.contoso.com *@2=NXDOMAIN SRV@1=5269/access",
     "error XMP001:_xmpp-server._tcp", NULL},
    {"XMP001 twin", VIEWS "services xmpp\n" SERVERS "dns _xmpp-server._tcp.contoso.com SRV@2=5269/xmpp\ndns xmpp A@2=8.8.4.4", "", NULL},
    {"XMP001 twin: not in use", VIEWS SERVERS, "", NULL},
    {"XMP001 twin: gone in 2019", VIEWS "services xmpp\nproduct skype-for-business-2019\n" SERVERS, "", NULL},
    {"XMP002", VIEWS "product skype-for-business-2019\n" SERVERS "dns _xmpp-server._tcp.contoso.com SRV@2=5269/xmpp\ndns xmpp A@2=8.8.4.4",
     "warning XMP002:_xmpp-server._tcp", NULL},
    {"XMP002 still declared",
     VIEWS "services xmpp\nproduct skype-for-business-se\n" SERVERS "dns _xmpp-server._tcp.contoso.com SRV@2=5269/access",
     "warning XMP002:_xmpp-server._tcp", NULL},
    {"XMP002 twin: another XMPP server",
     VIEWS "product skype-for-business-2019\n" SERVERS "dns _xmpp-server._tcp.contoso.com SRV@2=5269/jabber\ndns jabber A@2=8.8.7.7", "",
     NULL},
    {"XMP002 twin: up to 2015", VIEWS "product skype-for-business-2015\n" SERVERS "dns _xmpp-server._tcp.contoso.com SRV@2=5269/access", "",
     NULL},
    {"PCH001 up to 2015", "product skype-for-business-2015\npersistent-chat chat01 A=10.1.0.1 AAAA=2a00::1", "info PCH001:chat01", NULL},
    {"PCH001 twin: gone in 2019", "product skype-for-business-2019\npersistent-chat chat01 A=10.1.0.1 AAAA=2a00::1", "", NULL},
    {"no rule without SIP domains", "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nservices hybrid\n" SERVERS, "", NULL},
};

START_TEST(every_rule_and_its_twin)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char got[1024];
        fixture *f = fixture_new(rows[i].text);
        take_ours(f, got, sizeof(got));
        ck_assert_msg(strcmp(got, rows[i].want) == 0, "%s:\nwant %s\ngot  %s", rows[i].name, rows[i].want, got);
        for (size_t k = 0; k < f->judgement.finding_count; k++) {
            const lyd_finding *finding = &f->judgement.findings[k];
            bool of_domains = (finding->rule->traits & LYD_RULE_OF_DOMAINS) != 0;
            ck_assert_msg(!of_domains || (finding->views != 0 && finding->evidence_count > 0), "%s: %s", rows[i].name, finding->key);
        }
        fixture_free(f);
    }
}
END_TEST

START_TEST(every_rule_is_breached)
{
    rows_cover(rows, LYD_COUNT(rows), families);
}
END_TEST

/* Of a domain that is online, too: the near miss stands in the place of the missing record. */
START_TEST(a_near_miss_has_one_finding)
{
    fixture *f = fixture_new(ONLINE CLOUD(DISCOVER, TLS, "*=NXDOMAIN", SIP) "dns _sipfederationtls_tcp SRV@2=5061/sipfed.online.lync.com.");
    ck_assert(fixture_has(f, "SRV012:_sipfederationtls._tcp.contoso.com"));
    ck_assert(!fixture_has(f, "HYB003:_sipfederationtls._tcp.contoso.com"));
    fixture_free(f);
}
END_TEST

/* Skype for Business Server has pages of its own for all that Lync Server 2013 has pages for. */
START_TEST(references_name_the_page_of_the_product)
{
    for (size_t i = 0; i < lyd_rule_count; i++) {
        const lyd_rule *rule = &lyd_rules[i];
        ck_assert_str_eq(lyd_rule_reference(rule, LYD_LYNC_2010), rule->section);
        ck_assert_str_eq(lyd_rule_reference(rule, LYD_LYNC_2013), rule->section);
        const char *skype = lyd_rule_reference(rule, LYD_SKYPE_2015);
        ck_assert_msg(strstr(skype, "Lync Server 2013") == NULL, "%s: %s", rule->id, skype);
        ck_assert_str_eq(lyd_rule_reference(rule, LYD_SKYPE_SE), skype);
    }
}
END_TEST

/* Whether each document that REFERENCE names is known, with its address unless it is a manual page of lyncdns. */
static bool is_found(const char *reference)
{
    const lyd_document *document;
    size_t count = 0, rfcs = 0;
    for (const char *rfc = reference; (rfc = strstr(rfc, "RFC ")) != NULL; rfc++) {
        rfcs++;
    }
    for (; (document = lyd_document_cited(reference, count)) != NULL; count++) {
        bool ours = strncmp(document->title, "manual page ", 12) == 0;
        if (document->title[0] == '\0' || ours != (document->url == NULL) || (!ours && strncmp(document->url, "https://", 8) != 0)) {
            return false;
        }
    }
    return count == (rfcs > 0 ? rfcs : 1);
}

START_TEST(every_reference_leads_to_its_documents)
{
    for (size_t i = 0; i < lyd_rule_count; i++) {
        for (int product = 0; lyd_product_names[product].name != NULL; product++) {
            const char *reference = lyd_rule_reference(&lyd_rules[i], (lyd_product)lyd_product_names[product].id);
            ck_assert_msg(is_found(reference), "%s: %s", lyd_rules[i].id, reference);
        }
    }
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        const lyd_wanted_row *row = &lyd_wanted_rows[wanted];
        ck_assert_msg(is_found(row->references[0]) && is_found(row->references[1]), "%s", row->references[0]);
    }
    ck_assert_str_eq(lyd_document_cited("Plan for IPv6 in Skype for Business: Conferencing", 0)->title,
                     "Plan for IPv6 in Skype for Business");
    ck_assert_str_eq(lyd_document_cited("DNS practice: RFC 1918, RFC 4193", 1)->title, "RFC 4193: Unique Local IPv6 Unicast Addresses");
    ck_assert_ptr_null(lyd_document_cited("unknown", 0));
    ck_assert_ptr_null(lyd_document_cited("", 0));
    ck_assert_ptr_null(lyd_document_cited("Conferences", 0));
}
END_TEST

/* A pool of another product than the rest, and its members. */
START_TEST(a_finding_about_a_pool_has_the_reference_of_its_product)
{
    static const struct {
        const char *text, *reference;
    } findings[] = {
        {"front-end-pool pool01 AAAA=2a00::1", "Overview of IP address types for Lync Server 2013"},
        {"product skype-for-business-2019\nfront-end-pool pool01 AAAA=2a00::1", "Plan for IPv6 in Skype for Business"},
        {"front-end-pool pool01 AAAA=2a00::1 version=skype-for-business-2015", "Plan for IPv6 in Skype for Business"},
        {"front-end-pool pool02 A=10.1.0.1 members=fe01 version=skype-for-business-2015\nfront-end-server fe01 AAAA=2a00::1",
         "Plan for IPv6 in Skype for Business"},
    };
    for (size_t i = 0; i < LYD_COUNT(findings); i++) {
        fixture *f = fixture_new(findings[i].text);
        size_t k = 0;
        while (k < f->judgement.finding_count && strcmp(f->judgement.findings[k].rule->id, "STK001") != 0) {
            k++;
        }
        ck_assert_uint_lt(k, f->judgement.finding_count);
        ck_assert_str_eq(lyd_finding_reference(&f->judgement.findings[k]), findings[i].reference);
        fixture_free(f);
    }
}
END_TEST

LYD_TEST_MAIN("judge profiles", every_rule_and_its_twin, every_rule_is_breached, a_near_miss_has_one_finding,
              references_name_the_page_of_the_product, every_reference_leads_to_its_documents,
              a_finding_about_a_pool_has_the_reference_of_its_product)
