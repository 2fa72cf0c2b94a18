/* Trials of edits: those that would do harm alone, or no good, are withheld. */
#include "judge/fixture.h"

/* The first finding of RULE in TEXT keeps its edits (WITHHELD is NULL), or has none, with this reason. */
typedef struct withhold_row {
    const char *name, *text, *rule, *withheld, *words;
} withhold_row;

static const withhold_row rows[] = {
    {"a deletion", "exchange-um um01 A=10.1.0.1 AAAA=2a00::1", "UM001", NULL, "delete the AAAA record"},
    {"a deletion that another name's finding stays after",
     "exchange-um um01 A=10.1.0.1 AAAA=2a00::1\nexchange-um um02 A=10.1.0.2 AAAA=2a00::2", "UM001", NULL, "delete the AAAA record"},
    {"an alias that gives way", "exchange-um um01 A=10.1.0.1 AAAA=2a00::1 alias=um,mail.example.org", "UM001", NULL,
     "replace the alias um01.contoso.com -> um.contoso.com"},
    {"a deletion that makes another finding", "exchange-um um01 A=10.1.0.1 AAAA=2a00::1 is=dual-stack", "UM001",
     "it would introduce STK003:um01.contoso.com",
     "DNS administrator: first see to STK003:um01.contoso.com, which the change alone would introduce."},
    {"one that is off makes none", "severity STK003 off\nexchange-um um01 A=10.1.0.1 AAAA=2a00::1 is=dual-stack", "UM001", NULL,
     "delete the AAAA record"},
    {"one that is waived makes none",
     "now 2026-01-01\nwaiver STK003 um01.contoso.com 2026-12-31\nexchange-um um01 A=10.1.0.1 AAAA=2a00::1 is=dual-stack", "UM001", NULL,
     "delete the AAAA record"},
    {"an addition that makes another finding", "feature enhanced-9-1-1\nfront-end-pool pool01 AAAA=2a00::1 configured=10.1.0.1,2a00::1",
     "EV001", "it would introduce EV002:pool01.contoso.com", "add the A record 10.1.0.1 to pool01.contoso.com"},
};

static const lyd_finding *first_of(const fixture *f, const char *rule)
{
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        if (strcmp(f->judgement.findings[i].rule->id, rule) == 0) {
            return &f->judgement.findings[i];
        }
    }
    return NULL;
}

START_TEST(edits_that_do_harm_alone_are_withheld)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        const withhold_row *row = &rows[i];
        fixture *f = fixture_new(row->text);
        ck_assert_int_eq(lyd_judge_try(&f->c, f->arena, &f->judgement), LYD_OK);
        const lyd_finding *finding = first_of(f, row->rule);
        ck_assert_msg(finding != NULL, "%s: no %s: %s", row->name, row->rule, fixture_findings(f));
        ck_assert_msg((row->withheld == NULL) == (finding->withheld == NULL), "%s: %s", row->name, finding->withheld);
        ck_assert_msg((finding->edit_count > 0) == (row->withheld == NULL), "%s: %zu edits", row->name, finding->edit_count);
        ck_assert_msg(row->withheld == NULL || strcmp(row->withheld, finding->withheld) == 0, "%s: %s", row->name, finding->withheld);
        ck_assert_msg(strstr(finding->remedy, row->words) != NULL, "%s: %s", row->name, finding->remedy);
        fixture_free(f);
    }
}
END_TEST

LYD_TEST_MAIN("judge trials", edits_that_do_harm_alone_are_withheld)
