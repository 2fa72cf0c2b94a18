/* Address types by the statuses of the answers; dead servers. */
#include "judge/fixture.h"

/* Answers of up to two servers: A and AAAA of the first, then of the second. SEEN NULL: as WANT. */
static const struct {
    const char *answers, *want, *seen;
} types[] = {
    {"A=10.1.0.1", "ipv4", NULL},
    {"AAAA=2a00::1", "ipv6", NULL},
    {"A=10.1.0.1 AAAA=2a00::1", "dual-stack", NULL},
    {"*=NODATA", "none", NULL},
    {"*=NXDOMAIN", "none", NULL},
    {"*=ALIAS_DANGLING", "none", NULL},
    {"*=ALIAS_LOOP", "none", NULL},
    /* a failed lookup is never "no record" */
    {"A=10.1.0.1 AAAA=SERVFAIL", "unknown", NULL},
    {"A=10.1.0.1 AAAA=REFUSED", "unknown", NULL},
    {"A=10.1.0.1 AAAA=FORMERR", "unknown", NULL},
    {"A=10.1.0.1 AAAA=NOTIMP", "unknown", NULL},
    {"A=10.1.0.1 AAAA=TIMEOUT", "unknown", NULL},
    {"A=10.1.0.1 AAAA=UNREACHABLE", "unknown", NULL},
    {"A=10.1.0.1 AAAA=MALFORMED", "unknown", NULL},
    {"A=10.1.0.1 AAAA=GIVEN_UP", "unknown", NULL},
    {"A=10.1.0.1 AAAA=STOPPED", "unknown", NULL},
    {"A=SERVFAIL AAAA=2a00::1", "unknown", NULL},
    {"A=NODATA AAAA=SERVFAIL", "unknown", NULL},
    {"A=SERVFAIL AAAA=NODATA", "unknown", NULL},
    {"*=SERVFAIL", "unknown", NULL},
    {"*=TIMEOUT", "unknown", NULL},
    /* NXDOMAIN and broken aliases settle nothing for the other type (RFC 4074 section 4.2) */
    {"A=NXDOMAIN AAAA=SERVFAIL", "unknown", NULL},
    {"A=SERVFAIL AAAA=NXDOMAIN", "unknown", NULL},
    {"A=ALIAS_DANGLING AAAA=TIMEOUT", "unknown", NULL},
    {"A=ALIAS_LOOP AAAA=TIMEOUT", "unknown", NULL},
    {"A=10.1.0.1 AAAA=NXDOMAIN", "ipv4", NULL},
    /* two servers: any record counts */
    {"A@1=10.1.0.1 AAAA@2=2a00::1", "dual-stack", NULL},
    {"A@1=10.1.0.1 *@2=NXDOMAIN", "ipv4", NULL},
    {"AAAA@1=2a00::1 *@2=NODATA", "ipv6", NULL},
    /* both families found: other failures change nothing */
    {"A@1=10.1.0.1 AAAA@1=2a00::1 *@2=SERVFAIL", "dual-stack", NULL},
    {"A@1=10.1.0.1 AAAA@1=SERVFAIL A@2=TIMEOUT AAAA@2=2a00::1", "dual-stack", NULL},
    /* one found: any failure of the other leaves the type unknown; what a live server said is seen */
    {"A=10.1.0.1 AAAA@1=NODATA AAAA@2=SERVFAIL", "unknown", "ipv4"},
    {"A@1=10.1.0.1 A@2=NODATA AAAA@1=NODATA AAAA@2=TIMEOUT", "unknown", "ipv4"},
    {"A@1=10.1.0.1 A@2=NXDOMAIN AAAA@1=NXDOMAIN AAAA@2=SERVFAIL", "unknown", "ipv4"},
    {"A@1=NODATA AAAA@1=2a00::1 *@2=TIMEOUT", "unknown", "ipv6"},
    {"AAAA@1=2a00::1 A@2=SERVFAIL AAAA@2=NXDOMAIN", "unknown", "ipv6"},
    {"A@1=10.1.0.1 AAAA@1=SERVFAIL A@2=NODATA AAAA@2=SERVFAIL", "unknown", NULL},
    {"A@1=10.1.0.1 A@2=SERVFAIL", "ipv4", NULL},
    {"AAAA@1=2a00::1 AAAA@2=SERVFAIL", "ipv6", NULL},
    /* none found */
    {"*@1=NXDOMAIN *@2=NODATA", "none", NULL},
    {"*@1=NXDOMAIN A@2=SERVFAIL AAAA@2=NXDOMAIN", "unknown", "none"},
    {"*@1=NXDOMAIN A@2=SERVFAIL AAAA@2=NODATA", "unknown", "none"},
    {"*@1=NXDOMAIN *@2=TIMEOUT", "unknown", "none"},
    {"*@1=ALIAS_DANGLING *@2=TIMEOUT", "unknown", "none"},
    {"*@1=ALIAS_LOOP *@2=TIMEOUT", "unknown", "none"},
    {"A@1=NODATA AAAA@1=SERVFAIL A@2=SERVFAIL AAAA@2=NODATA", "unknown", "none"},
};

START_TEST(address_types)
{
    for (size_t i = 0; i < LYD_COUNT(types); i++) {
        char text[256];
        bool two = strchr(types[i].answers, '@') != NULL;
        (void)snprintf(text, sizeof(text), "view internal 10.0.0.1:53%s\nother a %s", two ? " 10.0.0.2:53" : "", types[i].answers);
        fixture *f = fixture_new(text);
        const char *type = lyd_row_name(lyd_address_types, (int)f->judgement.types[0]);
        const char *seen = lyd_row_name(lyd_address_types, (int)f->judgement.seen[0]);
        ck_assert_msg(strcmp(type, types[i].want) == 0, "%s: want %s, got %s", types[i].answers, types[i].want, type);
        ck_assert_msg(strcmp(seen, types[i].seen != NULL ? types[i].seen : types[i].want) == 0, "%s: saw %s", types[i].answers, seen);
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
