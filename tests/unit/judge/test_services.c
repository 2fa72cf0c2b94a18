/* The service rows of a judgement: what is expected of each service name and view, what was found, which rules that breaches. */
#include "judge/fixture.h"

#define TWO_VIEWS "view internal 10.0.0.10:53 10.0.0.11:53\nview external 192.0.2.53:53\nsip-domains contoso.com\n"

/* The rows of the record whose owner is OWNER, as "VIEW EXPECTED FOUND RULE,…; …". */
static const char *rows_of(fixture *f, const char *owner)
{
    const lyd_judgement *j = &f->judgement;
    f->text[0] = '\0';
    for (size_t i = 0; i < j->service_count; i++) {
        const lyd_service *row = &j->services[i];
        if (strcmp(lyd_wanted_rows[row->wanted].owner, owner) != 0) {
            continue;
        }
        strcat(strcat(f->text, f->text[0] != '\0' ? "; " : ""), f->topology.views[row->view].name);
        strcat(strcat(f->text, " "), lyd_row_name(lyd_expected_names, (int)row->expected));
        strcat(strcat(f->text, " "), lyd_row_name(lyd_found_names, (int)row->found));
        for (size_t r = 0; r < row->rule_count; r++) {
            strcat(strcat(f->text, r == 0 ? " " : ","), row->rules[r]->id);
        }
    }
    return f->text;
}

/* Rules about service records are off: the rows hold the DNS rules alone, as in every version. */
static void turn_off(char *text, size_t size)
{
    for (size_t r = 0; r < lyd_rule_count; r++) {
        size_t length = strlen(text);
        if ((lyd_rules[r].traits & LYD_RULE_OF_DOMAINS) != 0) {
            (void)snprintf(text + length, size - length, "severity %s off\n", lyd_rules[r].id);
        }
    }
}

START_TEST(a_row_says_what_is_expected_and_found)
{
    static const struct {
        const char *what, *text, *owner, *want;
    } rows[] = {
        {"there, and not where it mustn't be", TWO_VIEWS "edge-internal edge\ndns _sip._tls.contoso.com SRV@3=443/sip.contoso.com",
         "_sip._tls", "internal absent no; external optional yes"},
        {"required with remote access",
         TWO_VIEWS
         "remote-access sip\nother a1 A=10.1.0.1\ndns _sip._tls.contoso.com SRV@3=443/sip.contoso.com SRV@1=NXDOMAIN SRV@2=NXDOMAIN",
         "_sip._tls", "internal absent no; external required yes"},
        {"any server shows that it is there", TWO_VIEWS "other a1 A=10.1.0.1\ndns lyncdiscoverinternal A@2=10.1.0.1 A@1=SERVFAIL",
         "lyncdiscoverinternal", "internal required yes DNS003; external absent no"},
        {"one server alone doesn't show that it isn't",
         TWO_VIEWS "other a1 A=10.1.0.1\ndns lyncdiscoverinternal *@1=NXDOMAIN *@2=SERVFAIL *@3=NXDOMAIN", "lyncdiscoverinternal",
         "internal required unknown DNS003; external absent no"},
        {"both families", TWO_VIEWS "other a1 A=10.1.0.1\ndns lyncdiscoverinternal A=NODATA AAAA=NODATA AAAA@3=SERVFAIL",
         "lyncdiscoverinternal", "internal required no; external absent unknown DNS003"},
        {"a broken alias leads to nothing",
         TWO_VIEWS "other a1 A=10.1.0.1\ndns lyncdiscoverinternal alias=gone.contoso.com *=ALIAS_DANGLING *@3=NXDOMAIN alias@3=",
         "lyncdiscoverinternal", "internal required no DNS004; external absent no"},
        {"a waived breach", TWO_VIEWS "other a1 A=10.1.0.1\ndns sip A=10.1.0.1 AAAA@1=fe80::1\nwaiver DNS006 sip.* 2099-01-01", "sip",
         "internal required yes DNS005,DNS006; external optional yes DNS010"},
        {"a stopped run", TWO_VIEWS "stopped\nother a1 A=10.1.0.1\ndns sip *=STOPPED", "sip",
         "internal required unknown; external optional unknown"},
        {"a view without a kind has no rows",
         "view one 10.0.0.10:53\nview external 192.0.2.53:53\nsip-domains contoso.com\nother a1 A=10.1.0.1 views=one\n", "sip",
         "external optional no"},
        {"no SIP domains, no rows", "other a1 A=10.1.0.1", "sip", ""},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[8192];
        (void)snprintf(text, sizeof(text), "%s\n", rows[i].text);
        turn_off(text, sizeof(text));
        fixture *f = fixture_new(text);
        ck_assert_msg(strcmp(rows_of(f, rows[i].owner), rows[i].want) == 0, "%s:\nwant %s\ngot  %s", rows[i].what, rows[i].want, f->text);
        fixture_free(f);
    }
}
END_TEST

/* By SIP domain, record and view, each once. */
START_TEST(rows_have_an_order)
{
    fixture *f = fixture_new("view internal:internal 10.0.0.10:53\nview out:external 192.0.2.53:53\nview vpn:remote-client 10.9.0.53:53\n"
                             "sip-domains contoso.com fabrikam.com\nother a1 A=10.1.0.1\n");
    const lyd_judgement *j = &f->judgement;
    ck_assert_uint_eq(j->service_count, 2 * LYD_WANTED_COUNT * 3);
    for (size_t i = 0; i < j->service_count; i++) {
        ck_assert_uint_eq(j->services[i].domain, i / 3 / LYD_WANTED_COUNT);
        ck_assert_uint_eq(j->services[i].wanted, i / 3 % LYD_WANTED_COUNT);
        ck_assert_uint_eq(j->services[i].view, i % 3);
    }
    fixture_free(f);
}
END_TEST

/* A record that leads to the cloud from inside is right where all users are there, and only there. */
START_TEST(the_cloud_is_for_users_in_it)
{
    static const struct {
        const char *services;
        bool online;
    } rows[] = {{"services teams-only\n", true}, {"services hybrid\n", false}, {"", false}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[1024];
        (void)snprintf(text, sizeof(text), TWO_VIEWS "%sother a1 A=10.1.0.1\ndns sip A=52.112.0.1 alias=sipdir.online.lync.com\n",
                       rows[i].services);
        fixture *f = fixture_new(text);
        size_t seen = 0;
        for (size_t k = 0; k < f->judgement.service_count; k++) {
            const lyd_service *row = &f->judgement.services[k];
            seen += row->wanted == LYD_WANTED_SIP ? 1 : 0;
            ck_assert_msg(row->wanted != LYD_WANTED_SIP || row->online == rows[i].online, "%s", rows[i].services);
        }
        ck_assert_uint_eq(seen, 2);
        fixture_free(f);
    }
}
END_TEST

LYD_TEST_MAIN("judge/services", a_row_says_what_is_expected_and_found, rows_have_an_order, the_cloud_is_for_users_in_it)
