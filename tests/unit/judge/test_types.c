/* Address types by the statuses of the answers; dead servers. */
#include "judge/fixture.h"

/* Answers of up to two servers: A and AAAA of the first, then of the second. */
START_TEST(address_types)
{
    static const struct {
        const char *answers, *want;
    } rows[] = {
        {"A=10.1.0.1", "ipv4"},
        {"AAAA=2a00::1", "ipv6"},
        {"A=10.1.0.1 AAAA=2a00::1", "dual-stack"},
        {"*=NODATA", "none"},
        {"*=NXDOMAIN", "none"},
        {"*=ALIAS_DANGLING", "none"},
        {"*=ALIAS_LOOP", "none"},
        /* a failed lookup is never "no record" */
        {"A=10.1.0.1 AAAA=SERVFAIL", "unknown"},
        {"A=10.1.0.1 AAAA=REFUSED", "unknown"},
        {"A=10.1.0.1 AAAA=FORMERR", "unknown"},
        {"A=10.1.0.1 AAAA=NOTIMP", "unknown"},
        {"A=10.1.0.1 AAAA=TIMEOUT", "unknown"},
        {"A=10.1.0.1 AAAA=UNREACHABLE", "unknown"},
        {"A=10.1.0.1 AAAA=MALFORMED", "unknown"},
        {"A=10.1.0.1 AAAA=GIVEN_UP", "unknown"},
        {"A=10.1.0.1 AAAA=STOPPED", "unknown"},
        {"A=SERVFAIL AAAA=2a00::1", "unknown"},
        {"A=NODATA AAAA=SERVFAIL", "unknown"},
        {"A=SERVFAIL AAAA=NODATA", "unknown"},
        {"*=SERVFAIL", "unknown"},
        {"*=TIMEOUT", "unknown"},
        /* a name that leads nowhere has neither type */
        {"A=NXDOMAIN AAAA=SERVFAIL", "none"},
        {"A=SERVFAIL AAAA=NXDOMAIN", "none"},
        {"A=ALIAS_DANGLING AAAA=TIMEOUT", "none"},
        {"A=ALIAS_LOOP AAAA=TIMEOUT", "none"},
        /* two servers: any record counts */
        {"A@1=10.1.0.1 AAAA@2=2a00::1", "dual-stack"},
        {"A@1=10.1.0.1 *@2=NXDOMAIN", "ipv4"},
        {"AAAA@1=2a00::1 *@2=NODATA", "ipv6"},
        /* both families found: other failures change nothing */
        {"A@1=10.1.0.1 AAAA@1=2a00::1 *@2=SERVFAIL", "dual-stack"},
        {"A@1=10.1.0.1 AAAA@1=SERVFAIL A@2=TIMEOUT AAAA@2=2a00::1", "dual-stack"},
        /* one found: any failure of the other leaves it unknown */
        {"A=10.1.0.1 AAAA@1=NODATA AAAA@2=SERVFAIL", "unknown"},
        {"A@1=10.1.0.1 A@2=NODATA AAAA@1=NODATA AAAA@2=TIMEOUT", "unknown"},
        {"A@1=10.1.0.1 A@2=NXDOMAIN AAAA@2=SERVFAIL", "unknown"},
        {"AAAA@1=2a00::1 A@2=SERVFAIL AAAA@2=NXDOMAIN", "unknown"},
        {"A@1=10.1.0.1 A@2=SERVFAIL", "ipv4"},
        {"AAAA@1=2a00::1 AAAA@2=SERVFAIL", "ipv6"},
        /* none found */
        {"*@1=NXDOMAIN *@2=NODATA", "none"},
        {"*@1=NXDOMAIN A@2=SERVFAIL AAAA@2=NXDOMAIN", "none"},
        {"*@1=NXDOMAIN A@2=SERVFAIL AAAA@2=NODATA", "unknown"},
        {"*@1=NXDOMAIN *@2=TIMEOUT", "unknown"},
        {"*@1=NODATA A@2=NXDOMAIN AAAA@2=TIMEOUT", "none"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[256];
        bool two = strchr(rows[i].answers, '@') != NULL;
        (void)snprintf(text, sizeof(text), "view internal 10.0.0.1:53%s\nother a %s", two ? " 10.0.0.2:53" : "", rows[i].answers);
        fixture *f = fixture_new(text);
        const char *got = lyd_row_name(lyd_address_types, (int)f->judgement.types[0]);
        ck_assert_msg(strcmp(got, rows[i].want) == 0, "%s: want %s, got %s", rows[i].answers, rows[i].want, got);
        fixture_free(f);
    }
}
END_TEST

START_TEST(an_answer_of_the_case)
{
    fixture *f = fixture_new("view internal 10.0.0.1:53\nview external 8.8.8.8:53\nother a A=10.1.0.1\nother b A@2=8.8.4.4 views=external");
    ck_assert_ptr_eq(lyd_case_answer(&f->c, 0, 0, LYD_TYPE_A), &f->answers[0]);
    ck_assert_ptr_eq(lyd_case_answer(&f->c, 1, 1, LYD_TYPE_AAAA), &f->answers[3]);
    ck_assert_ptr_null(lyd_case_answer(&f->c, 0, 1, LYD_TYPE_A));
    ck_assert_ptr_null(lyd_case_answer(&f->c, 1, 0, LYD_TYPE_A));
    fixture_free(f);
}
END_TEST

START_TEST(dead_servers)
{
    static const struct {
        const char *answers;
        bool dead;
    } rows[] = {
        {"A=10.1.0.1", false},
        {"*=SERVFAIL", false},
        {"*=MALFORMED", false},
        {"*=TIMEOUT", true},
        {"A=TIMEOUT AAAA=UNREACHABLE", true},
        {"A=10.1.0.1 AAAA=TIMEOUT", false},
        {"*=TRUNCATED", false},
        {"A=TIMEOUT AAAA=TRUNCATED", false},
        {"A=10.1.0.1 AAAA=GIVEN_UP", true},
        {"*=STOPPED", false},
        {"A=TIMEOUT AAAA=STOPPED", true},
        {"A=10.1.0.1 AAAA=STOPPED", false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[256];
        (void)snprintf(text, sizeof(text), "other a %s", rows[i].answers);
        fixture *f = fixture_new(text);
        ck_assert_msg(fixture_has(f, "DNS003:10.0.0.10:53") == rows[i].dead, "%s", rows[i].answers);
        fixture_free(f);
    }
}
END_TEST

LYD_TEST_MAIN("judge types", address_types, an_answer_of_the_case, dead_servers)
