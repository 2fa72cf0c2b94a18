/* The CSV format. */
#include "fixture.h"

#define CELLS 10

/* Reads one row at *TEXT as RFC 4180 has it, each cell NUL-terminated in place. */
static bool read_row(char **text, char *cells[CELLS])
{
    char *in = *text, *out = in;
    if (*in == '\0') {
        return false;
    }
    for (size_t i = 0; i < CELLS; i++) {
        cells[i] = out;
        bool quoted = *in == '"';
        in += quoted ? 1 : 0;
        while (quoted ? *in != '"' || in[1] == '"' : *in != ',' && *in != '\r') {
            ck_assert_msg(*in != '\0', "a cell has no end");
            in += quoted && *in == '"' ? 1 : 0;
            *out++ = *in++;
        }
        in += quoted ? 1 : 0;
        ck_assert_msg(i + 1 < CELLS ? *in == ',' : in[0] == '\r' && in[1] == '\n', "cell %zu ends in '%.5s'", i, in);
        in += i + 1 < CELLS ? 1 : 2;
        *out++ = '\0';
    }
    *text = in;
    return true;
}

START_TEST(rows_are_the_findings)
{
    static const char *const header[CELLS] = {"key",      "rule",   "severity",  "subjects", "message",
                                              "evidence", "remedy", "reference", "waived",   "answers"};
    fixture f;
    fixture_init(&f);
    char *text = fixture_write(&f, "csv"), *rest = text, *cells[CELLS];
    ck_assert(read_row(&rest, cells));
    for (size_t i = 0; i < CELLS; i++) {
        ck_assert_str_eq(cells[i], header[i]);
    }
    for (size_t i = 0; i < LYD_COUNT(f.findings); i++) {
        ck_assert_msg(read_row(&rest, cells), "row %zu", i);
        ck_assert_str_eq(cells[1], f.findings[i].rule->id);
        ck_assert_str_eq(cells[2], lyd_row_name(lyd_severity_names, (int)f.findings[i].severity));
        ck_assert_str_eq(cells[7], f.findings[i].rule->section);
        ck_assert_str_eq(cells[8], i == 5 ? "true" : "false");
    }
    ck_assert(!read_row(&rest, cells));
    free(text);
    fixture_free(&f);
}
END_TEST

START_TEST(lists_have_a_line_each)
{
    fixture f;
    fixture_init(&f);
    char *text = fixture_write(&f, "csv"), *rest = text, *cells[CELLS];
    ck_assert(read_row(&rest, cells) && read_row(&rest, cells));
    ck_assert_ptr_nonnull(strstr(cells[5], "um.contoso.com\nsecond\nthird\n"));
    ck_assert(read_row(&rest, cells));
    ck_assert_msg(strncmp(cells[3], "head office\n", 12) == 0, "%s", cells[3]);
    free(text);
    fixture_free(&f);
}
END_TEST

/* What a spreadsheet would run as a formula is marked as text. */
START_TEST(no_cell_is_a_formula)
{
    static const struct {
        const char *text, *cell;
    } rows[] = {
        {"=1+1", "'=1+1"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@sum", "'@sum"},
        {"\t=1", "\\x09=1"},
        {"\r=1", "\\x0D=1"},
        {"  =1", "  '=1"},
        {"\"=1", "\"'=1"},
        {"a;=1", "a;'=1"},
        {"a; \"@b", "a; \"'@b"},
        {"\xEF\xBC\x9D"
         "1",
         "'\xEF\xBC\x9D"
         "1"},
        {"a=b-c", "a=b-c"},
        {"a,\"b\"", "a,\"b\""},
        {"", ""},
        {"\xFF\x01", "\\xFF\\x01"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        fixture f;
        fixture_init(&f);
        f.findings[0].message = rows[i].text;
        char *text = fixture_write(&f, "csv"), *rest = text, *cells[CELLS];
        ck_assert(read_row(&rest, cells) && read_row(&rest, cells));
        ck_assert_msg(strcmp(cells[4], rows[i].cell) == 0, "%s became %s", rows[i].text, cells[4]);
        free(text);
        fixture_free(&f);
    }
}
END_TEST

LYD_TEST_MAIN("report/csv", rows_are_the_findings, lists_have_a_line_each, no_cell_is_a_formula)
