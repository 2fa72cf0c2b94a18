/* The exit code by the findings, the failed lookups and --fail-on. */
#include "judge/fixture.h"

START_TEST(exit_codes)
{
    static const struct {
        const char *name, *text;
        int error, warning, info, never; /* by --fail-on */
    } rows[] = {
        {"clean", "other a A=10.1.0.1", 0, 0, 0, 0},
        {"nothing to audit", "", 0, 0, 0, 0},
        {"an error", "exchange-um a A=10.1.0.1 AAAA=2a00::1", 1, 1, 1, 0},
        {"a warning", "other a_ A=10.1.0.1", 0, 1, 1, 0},
        {"an info", "persistent-chat a A=10.1.0.1 AAAA=2a00::1", 0, 0, 1, 0},
        {"a waived error", "other a\nwaiver DNS002 a.* 2099-01-01", 0, 0, 0, 0},
        {"an error turned off", "other a\nseverity DNS002 off", 0, 0, 0, 0},
        {"a failed lookup alone", "other a A=10.1.0.1 AAAA=SERVFAIL", 3, 3, 3, 3},
        {"a failed lookup, waived", "other a A=10.1.0.1 AAAA=SERVFAIL\nwaiver DNS003 a.* 2099-01-01", 3, 3, 3, 3},
        {"a failed lookup, turned off", "other a A=10.1.0.1 AAAA=SERVFAIL\nseverity DNS003 off", 3, 3, 3, 3},
        {"a failed lookup of a UM name", "exchange-um a A=10.1.0.1 AAAA=SERVFAIL", 3, 1, 1, 3},
        {"a failed lookup and an error", "other a A=10.1.0.1 AAAA=SERVFAIL\nother b", 1, 1, 1, 3},
        {"a failed lookup and a warning", "other a A=10.1.0.1 AAAA=SERVFAIL\nother b_ A=10.1.0.2", 3, 1, 1, 3},
        {"a dead server", "other a *=TIMEOUT", 3, 3, 3, 3},
        {"a dead server beside a live one", "view internal 10.0.0.1:53 10.0.0.2:53\nother a A=10.1.0.1 *@2=GIVEN_UP", 3, 3, 3, 3},
        {"stopped", "stopped\nother a A=10.1.0.1 AAAA=STOPPED", 3, 3, 3, 3},
        {"stopped with an error", "stopped\nother a A=10.1.0.1 AAAA=STOPPED\nother b", 1, 1, 1, 3},
        {"stopped after the last answer", "stopped\nother a A=10.1.0.1", 3, 3, 3, 3},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        fixture *f = fixture_new(rows[i].text);
        ck_assert_msg(lyd_judge_exit(&f->judgement, LYD_ERROR) == rows[i].error, "%s, error", rows[i].name);
        ck_assert_msg(lyd_judge_exit(&f->judgement, LYD_WARNING) == rows[i].warning, "%s, warning", rows[i].name);
        ck_assert_msg(lyd_judge_exit(&f->judgement, LYD_INFO) == rows[i].info, "%s, info", rows[i].name);
        ck_assert_msg(lyd_judge_exit(&f->judgement, LYD_OFF) == rows[i].never, "%s, never", rows[i].name);
        fixture_free(f);
    }
}
END_TEST

START_TEST(lookups_are_counted)
{
    fixture *f = fixture_new("view internal 10.0.0.1:53 10.0.0.2:53\nother a A=10.1.0.1 AAAA@1=SERVFAIL\nother b A@2=GIVEN_UP");
    ck_assert_uint_eq(f->judgement.lookups, 8);
    ck_assert_uint_eq(f->judgement.failed_lookups, 2);
    ck_assert(!f->judgement.complete);
    fixture_free(f);
}
END_TEST

LYD_TEST_MAIN("judge exit", exit_codes, lookups_are_counted)
