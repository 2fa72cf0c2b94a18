/* Remedies: what each finding says is to be done, by whom, and the records that it changes. */
#include "judge/fixture.h"

/* The first finding of RULE in TEXT has these edits, "- NAME TYPE DATA VIEW" each, and its remedy has the words. */
typedef struct remedy_row {
    const char *name, *text, *rule, *edits, *words[4];
} remedy_row;

#define TWO_VIEWS "view internal 10.0.0.1:53 10.0.0.2:53\nview external 8.8.8.8:53\n"

static const remedy_row rows[] = {
    {"UM001",
     "exchange-um um01 A=10.1.0.1 AAAA=2a00::1",
     "UM001",
     "- um01 AAAA 2a00::1 internal",
     {"DNS administrator: delete the AAAA record 2a00::1 of um01.contoso.com in view internal (10.0.0.10:53).",
      "Exchange administrator: turn off DNS registration of IPv6 addresses on um01.contoso.com"}},
    {"UM001 behind an alias to another name",
     "exchange-um um01 A=10.1.0.1 AAAA=2a00::1 alias=um,mail.example.org",
     "UM001",
     "- um01 CNAME um.contoso.com internal, + um01 A 10.1.0.1 internal",
     {"in view internal replace the alias um01.contoso.com -> um.contoso.com by the A record 10.1.0.1"}},
    {"UM001 behind an alias to another UM name",
     "exchange-um um01 A=10.1.0.1 AAAA=2a00::1 alias=um02\nexchange-um um02 A=10.1.0.1 AAAA=2a00::1",
     "UM001",
     "- um02 AAAA 2a00::1 internal",
     {"the AAAA record 2a00::1 of um02.contoso.com"}},
    {"UM001 at some servers of two views",
     TWO_VIEWS "exchange-um um01 A=10.1.0.1 AAAA@3=2a00::1,2a00::2 AAAA@1=2a00::1 views=internal,external",
     "UM001",
     "- um01 AAAA 2a00::1 internal, - um01 AAAA 2a00::1 external, - um01 AAAA 2a00::2 external",
     {"2a00::1 of um01.contoso.com in views external and internal (10.0.0.1:53 and 8.8.8.8:53)",
      "2a00::2 of um01.contoso.com in view external"}},
    {"UM001 without an IPv4 address",
     "exchange-um um01 AAAA=2a00::1",
     "UM001",
     "",
     {"first add an A record with the IPv4 address of um01.contoso.com"}},
    {"UM001 by a wildcard",
     "sip-domains contoso.com\nexchange-um um01 A=10.1.0.1 AAAA=2a00::1\ndns lyncdns-no-such-name A=10.1.0.1 AAAA=2a00::1",
     "UM001",
     "+ um01 A 10.1.0.1 internal, - um01 AAAA 2a00::1 internal",
     {"add the A record 10.1.0.1 to um01.contoso.com in view internal, so that the wildcard no longer answers for it.",
      "Delete AAAA records that the name has itself."}},
    {"DSC005 in a view that another one should be like",
     "view internal:internal 10.0.0.10:53\nview vpn:remote-client=internal 10.0.0.20:53\nsip-domains contoso.com\nclients mobile\n"
     "front-end-pool pool01 A=10.1.0.5\ndns lyncdiscoverinternal A=10.1.0.5 alias=web.example.net",
     "DSC005",
     "- lyncdiscoverinternal CNAME web.example.net internal, + lyncdiscoverinternal A 10.1.0.5 internal, "
     "- lyncdiscoverinternal CNAME web.example.net vpn, + lyncdiscoverinternal A 10.1.0.5 vpn",
     {"to lyncdiscoverinternal.contoso.com in views internal and vpn."}},
    {"DNS001 of a machine with both families",
     "other app01 *=NXDOMAIN configured=10.1.0.1,2a00::1",
     "DNS001",
     "+ app01 A 10.1.0.1 internal, + app01 AAAA 2a00::1 internal",
     {"add the A record 10.1.0.1 and AAAA record 2a00::1 to app01.contoso.com in view internal."}},
    {"UM001 of a record beside an address that DNS64 makes",
     "nat64 1 64:ff9b::/96\nexchange-um um01 A=10.1.0.1 AAAA=64:ff9b::a01:1,2a00::1",
     "UM001",
     "- um01 AAAA 2a00::1 internal",
     {"delete the AAAA record 2a00::1 of", "exclude um01.contoso.com from DNS64"}},
};

/* "- um01 AAAA 2a00::1 internal, …"; contoso.com is left out of the names that hold records. */
static const char *edits_of(fixture *f, const lyd_finding *finding)
{
    size_t used = 0;
    f->text[0] = '\0';
    for (size_t i = 0; i < finding->edit_count; i++) {
        const lyd_edit *edit = &finding->edits[i];
        const char *domain = strstr(edit->name, ".contoso.com");
        char data[LYD_RECORD_TEXT];
        lyd_record_format(&edit->record, data);
        int n = snprintf(f->text + used, sizeof(f->text) - used, "%s%c %.*s %s %s %s", i == 0 ? "" : ", ", edit->add ? '+' : '-',
                         domain != NULL ? (int)(domain - edit->name) : (int)strlen(edit->name), edit->name,
                         lyd_type_name(edit->record.type), data, f->topology.views[edit->view].name);
        ck_assert_int_lt(n, (int)(sizeof(f->text) - used));
        used += (size_t)n;
    }
    return f->text;
}

static const lyd_finding *first_of(const fixture *f, const char *rule)
{
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        if (strcmp(f->judgement.findings[i].rule->id, rule) == 0) {
            return &f->judgement.findings[i];
        }
    }
    return NULL;
}

START_TEST(a_remedy_fits_the_case)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        const remedy_row *row = &rows[i];
        fixture *f = fixture_new(row->text);
        const lyd_finding *finding = first_of(f, row->rule);
        ck_assert_msg(finding != NULL, "%s: no %s: %s", row->name, row->rule, fixture_findings(f));
        ck_assert_msg(strcmp(edits_of(f, finding), row->edits) == 0, "%s:\nwant %s\ngot  %s", row->name, row->edits, f->text);
        for (size_t w = 0; w < LYD_COUNT(row->words) && row->words[w] != NULL; w++) {
            ck_assert_msg(strstr(finding->remedy, row->words[w]) != NULL, "%s: %s", row->name, finding->remedy);
        }
        fixture_free(f);
    }
}
END_TEST

LYD_TEST_MAIN("judge remedies", a_remedy_fits_the_case)
