/* The brief format: a line for each finding. */
#include "report/fixture.h"

#define MESSAGE "What is wrong, in a sentence that is long enough to be wrapped at eighty columns."

START_TEST(a_line_for_each_finding)
{
    fixture f;
    fixture_init(&f);
    char *text = fixture_write(&f, "brief");
    ck_assert_str_eq(text, "incomplete\tcontoso\t3 of 16 lookups failed, the run was stopped.\n"
                           "error\tUM001:um01.contoso.com\t" MESSAGE "\n"
                           "error\tP2P001:head office+=cmd|'/C calc'!A0\\x0A\\x1B[31m<script>\"&\\\\xFF\xEF\xBF\xBF\\xC2\\x9B"
                           "\\xE2\\x80\\xAE;@x\t=cmd|'/C calc'!A0\\x0A\\x1B[31m<script>\"&\\\\xFF\xEF\xBF\xBF\\xC2\\x9B\\xE2\\x80\\xAE;@x\n"
                           "error\tDNS001:\\010evil\\255\\;.contoso.com\t" MESSAGE "\n"
                           "error\tDNS003:edge01.contoso.com\t" MESSAGE "\n"
                           "warning\tDNS005:um01.contoso.com\t" MESSAGE "\n"
                           "waived\tDNS008:pool01.contoso.com\t" MESSAGE "\n"
                           "info\tMON001:um01.contoso.com\t" MESSAGE "\n");
    free(text);
    fixture_free(&f);
}
END_TEST

START_TEST(nothing_wrong_is_no_line)
{
    fixture f;
    fixture_init(&f);
    fixture_heal(&f);
    char *text = fixture_write(&f, "brief");
    ck_assert_str_eq(text, "");
    free(text);
    fixture_free(&f);
}
END_TEST

/* Only the word of the severity has a colour, so that columns are the same. */
START_TEST(colour_is_for_the_severity)
{
    fixture f;
    fixture_init(&f);
    f.report.color = true;
    char *text = fixture_write(&f, "brief");
    ck_assert_ptr_nonnull(strstr(text, "\n\033[1;31merror\033[0m\tUM001:um01.contoso.com\t"));
    ck_assert_ptr_nonnull(strstr(text, "\nwaived\tDNS008:"));
    free(text);
    fixture_free(&f);
}
END_TEST

START_TEST(changes_have_a_column_before)
{
    fixture f;
    fixture_init(&f);
    const lyd_finding *fresh[] = {&f.findings[0]}, *gone[] = {&f.findings[4]};
    lyd_finding_change changed[] = {{&f.findings[5], &f.findings[5]}};
    const lyd_diff changes = {
        .fresh = fresh, .fresh_count = 1, .gone = gone, .gone_count = 1, .changed = changed, .changed_count = 1, .complete = true};
    const lyd_diff none = {.complete = true};
    const struct {
        const lyd_diff *changes;
        const char *text;
    } rows[] = {{&changes, "new\terror\tUM001:um01.contoso.com\t" MESSAGE "\n"
                           "gone\twarning\tDNS005:um01.contoso.com\t" MESSAGE "\n"
                           "changed\twaived\tDNS008:pool01.contoso.com\t" MESSAGE "\n"},
                {&none, ""}};
    f.run.judgement.complete = true;
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *stream = open_memstream(&text, &size);
        f.report.changes = rows[i].changes;
        ck_assert_int_eq(lyd_report_write(lyd_writer_find("brief"), &f.report, stream), LYD_OK);
        ck_assert_int_eq(fclose(stream), 0);
        ck_assert_str_eq(text, rows[i].text);
        free(text);
    }
    fixture_free(&f);
}
END_TEST

LYD_TEST_MAIN("report/brief", a_line_for_each_finding, nothing_wrong_is_no_line, colour_is_for_the_severity, changes_have_a_column_before)
