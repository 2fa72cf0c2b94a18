/* The rows of formats: each has what the program asks of it, and says truly what it can do. */
#include "fixture.h"

/* What each format can do. A format that isn't here fails the test: a new one states what it can do on purpose. */
static const struct {
    const char *name;
    bool names, changes, preview, exit_code, for_people;
} formats[] = {
    {"text", true, true, true, false, true},      {"brief", false, true, true, false, false},
    {"json", false, true, true, false, false},    {"csv", false, false, false, false, false},
    {"junit", false, false, false, false, false}, {"prometheus", false, false, false, false, false},
    {"nagios", false, false, false, true, false}, {"checkmk", false, false, false, false, false},
    {"prtg", false, false, false, false, false},  {"sarif", false, false, false, false, false},
    {"jsonl", false, true, false, false, false},  {"markdown", false, true, false, false, false},
    {"html", false, false, false, false, false},
};

START_TEST(rows_are_complete)
{
    size_t count = 0;
    ck_assert_str_eq(lyd_writers[0].name, "text");
    for (const lyd_writer *writer = lyd_writers; writer->name != NULL; writer++, count++) {
        ck_assert_msg(count < LYD_COUNT(formats), "%s has no row in this test", writer->name);
        ck_assert_str_eq(writer->name, formats[count].name);
        ck_assert_msg(writer->write != NULL, "%s writes nothing", writer->name);
        ck_assert_msg(strncmp(writer->summary, "for ", 4) == 0 && strlen(writer->summary) < 80, "%s: %s", writer->name, writer->summary);
        ck_assert_msg((writer->names != NULL) == formats[count].names, "%s: names", writer->name);
        ck_assert_msg((writer->changes != NULL) == formats[count].changes, "%s: changes", writer->name);
        ck_assert_msg((writer->preview != NULL) == formats[count].preview, "%s: preview", writer->name);
        ck_assert_msg((writer->exit_code != NULL) == formats[count].exit_code, "%s: exit_code", writer->name);
        ck_assert_msg(writer->failed != NULL || writer->exit_code == NULL, "%s: a plugin also reports failures", writer->name);
        ck_assert_msg(writer->for_people == formats[count].for_people, "%s: for_people", writer->name);
    }
    ck_assert_uint_eq(count, LYD_COUNT(formats));
}
END_TEST

START_TEST(formats_are_found_by_name)
{
    for (const lyd_writer *writer = lyd_writers; writer->name != NULL; writer++) {
        ck_assert_ptr_eq(lyd_writer_find(writer->name), writer);
    }
    ck_assert_ptr_null(lyd_writer_find("JSON"));
    ck_assert_ptr_null(lyd_writer_find(""));
}
END_TEST

START_TEST(full_disk_is_an_error)
{
    for (const lyd_writer *writer = lyd_writers; writer->name != NULL; writer++) {
        fixture f;
        fixture_init(&f);
        FILE *stream = fopen("/dev/full", "w");
        ck_assert_ptr_nonnull(stream);
        setvbuf(stream, NULL, _IONBF, 0);
        ck_assert_msg(lyd_report_write(writer, &f.report, stream) == LYD_EIO, "%s", writer->name);
        fclose(stream);
        fixture_free(&f);
    }
}
END_TEST

LYD_TEST_MAIN("report/formats", rows_are_complete, formats_are_found_by_name, full_disk_is_an_error)
