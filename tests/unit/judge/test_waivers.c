/* Waivers, severities of the topology's own, and mistakes in them. */
#include "judge/fixture.h"

START_TEST(waivers_and_severities)
{
    static const struct {
        const char *name, *text, *want;
        size_t errors, warnings, infos, waived;
    } rows[] = {
        {"a waiver by pattern", "other a1\nother a2\nother b1\nwaiver DNS002 a?.* 2099-01-01",
         "error DNS002:a1 waived, error DNS002:a2 waived, error DNS002:b1", 1, 0, 0, 2},
        {"case doesn't matter", "other a1\nwaiver DNS002 A1.CONTOSO.* 2099-01-01", "error DNS002:a1 waived", 0, 0, 0, 1},
        {"the second subject will do", "client head ipv4\ndirector-pool dir01 AAAA=2a00::1\nwaiver REG001 dir01.* 2099-01-01",
         "error STK001:dir01, error REG001:head+dir01 waived", 1, 0, 0, 1},
        {"another rule isn't waived", "exchange-um um01 A=10.1.0.1 AAAA=fe80::1\nwaiver DNS006 um01.* 2099-01-01",
         "error UM001:um01, error DNS006:um01 waived", 1, 0, 0, 1},
        {"an expired one beside one that holds", "now 2026-06-01\nother a1\nwaiver DNS002 a1.* 2026-05-31\nwaiver DNS002 a* 2026-06-01",
         "error DNS002:a1 waived, warning WVR001:DNS002+a1.*", 0, 1, 0, 1},
        {"an expired one that matches nothing", "now 2026-06-01\nother a1 A=10.1.0.1\nwaiver DNS002 a1.* 2026-05-31",
         "warning WVR001:DNS002+a1.*", 0, 1, 0, 0},
        {"the same waiver twice", "other a1 A=10.1.0.1\nwaiver DNS002 a1.* 2099-01-01\nwaiver DNS002 a1.* 2099-01-01",
         "info WVR002:DNS002+a1.*", 0, 0, 1, 0},
        {"not called unused while a lookup failed", "other a1 A=SERVFAIL\nwaiver DNS002 a1.* 2099-01-01", "error DNS003:a1", 1, 0, 0, 0},
        {"called unused while another name's lookup failed", "other a1 A=10.1.0.1\nother b1 A=SERVFAIL\nwaiver DNS002 a1.* 2099-01-01",
         "error DNS003:b1, info WVR002:DNS002+a1.*", 1, 0, 1, 0},
        {"findings about waivers can't be waived", "other a1 A=10.1.0.1\nwaiver DNS002 a1.* 2099-01-01\nwaiver WVR002 * 2099-01-01",
         "info WVR002:DNS002+a1.*, info WVR002:WVR002+*", 0, 0, 2, 0},
        {"but turned off", "other a1 A=10.1.0.1\nwaiver DNS002 a1.* 2099-01-01\nseverity WVR002 off", "", 0, 0, 0, 0},
        {"a dead server by its text", "other a1 *=TIMEOUT\nwaiver DNS003 10.0.0.10:* 2099-01-01", "error DNS003:10.0.0.10:53 waived", 0, 0,
         0, 1},
        {"an override", "other a1\nseverity DNS002 info", "info DNS002:a1", 0, 0, 1, 0},
        {"an override in a lab", "lab\nother a1 AAAA=2a00::1\nseverity STK001 warning", "warning STK001:a1", 0, 1, 0, 0},
        {"an override of a rule by verdict", "client a ipv4\nclient b ipv6\nseverity P2P001 info", "error STK002:b, info P2P001:a+b", 1, 0,
         1, 0},
        {"off", "other a1\nseverity DNS002 off", "", 0, 0, 0, 0},
        {"off, and its waiver is unused", "other a1\nseverity DNS002 off\nwaiver DNS002 a1.* 2099-01-01", "info WVR002:DNS002+a1.*", 0, 0,
         1, 0},
        {"before 1970", "now 1969-12-31\nother a1\nwaiver DNS002 a1.* 1969-12-31", "error DNS002:a1 waived", 0, 0, 0, 1},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        fixture *f = fixture_new(rows[i].text);
        const lyd_judgement *j = &f->judgement;
        ck_assert_msg(strcmp(fixture_findings(f), rows[i].want) == 0, "%s:\nwant %s\ngot  %s", rows[i].name, rows[i].want, f->text);
        ck_assert_msg(j->counts[LYD_ERROR] == rows[i].errors && j->counts[LYD_WARNING] == rows[i].warnings &&
                          j->counts[LYD_INFO] == rows[i].infos && j->counts[LYD_OFF] == 0 && j->waived == rows[i].waived,
                      "%s: counts", rows[i].name);
        fixture_free(f);
    }
}
END_TEST

START_TEST(policy_is_checked)
{
    static const struct {
        const char *text, *want; /* NULL: nothing wrong */
    } rows[] = {
        {"severity DNS009 error\nwaiver DNS008 pool01.* 2099-01-01", NULL},
        {"severity DNS099 error", "contoso.yaml:7: severities: rule: unknown rule \"DNS099\"; did you mean \"DNS009\"?"},
        {"severity certificate error", "contoso.yaml:7: severities: rule: unknown rule \"certificate\"; \"lyncdns rules\" lists them"},
        {"severity DNS009 fatal", "contoso.yaml:7: severities: severity: unknown value \"fatal\", expected error, warning, info or off"},
        {"severity DNS009 error\nseverity DNS009 info", "contoso.yaml:7: severities: the severity of DNS009 is set twice"},
        {"waiver um001 um01.* 2099-01-01", "contoso.yaml:9: waivers: rule: unknown rule \"um001\"; did you mean \"UM001\"?"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        fixture *f = calloc(1, sizeof(*f));
        f->arena = lyd_arena_new();
        f->files[0] = "contoso.yaml";
        f->topology =
            (lyd_topology){.files = f->files, .file_count = 1, .views = f->views, .severities = f->severities, .waivers = f->waivers};
        fixture_read(f, rows[i].text);
        lyd_status status = lyd_judge_check_policy(&f->topology, diag);
        ck_assert_msg(status == (rows[i].want == NULL ? LYD_OK : LYD_EINVAL), "%s", rows[i].text);
        ck_assert_msg(rows[i].want == NULL || strcmp(lyd_diag_message(diag, 0), rows[i].want) == 0, "%s: %s", rows[i].text,
                      rows[i].want == NULL ? "" : lyd_diag_message(diag, 0));
        lyd_diag_free(diag);
        lyd_arena_free(f->arena);
        free(f);
    }
}
END_TEST

LYD_TEST_MAIN("judge waivers", waivers_and_severities, policy_is_checked)
