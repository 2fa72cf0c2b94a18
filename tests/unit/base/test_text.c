/* Patterns, durations, dates, misspellings, safe text. */
#include "suite.h"

#include <lyncdns/base.h>

#include <string.h>

START_TEST(glob_matches)
{
    static const struct {
        const char *pattern, *text;
        bool match;
    } rows[] = {
        {"pool01.*", "pool01.contoso.com", true},
        {"*", "", true},
        {"*.com", "a.com", true},
        {"*.com", "a.com.net", false},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"POOL*", "pool01", true},
        {"*a*a*a*b", "aaaaaaaaaaaa", false},
        {"", "", true},
        {"", "x", false},
        {"x*y*z", "x.y.y.z", true},
        {"[a]", "a", false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        ck_assert_msg(lyd_glob_match(rows[i].pattern, rows[i].text) == rows[i].match, "%s against %s", rows[i].pattern, rows[i].text);
    }
}
END_TEST

START_TEST(durations)
{
    static const struct {
        const char *text;
        int64_t ms; /* -1: not a duration */
    } rows[] = {{"2s", 2000}, {"500ms", 500}, {"15m", 900000}, {"1.5s", 1500}, {"90d", INT64_C(7776000000)},
                {"3", 3000},  {"0", 0},       {"", -1},        {"-1s", -1},    {"2 s", -1},
                {"s", -1},    {"1e3", -1},    {"0x10", -1},    {"1y", -1},     {"999999w", -1},
                {"1..5s", -1}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        int64_t ms = -1;
        bool read = lyd_duration_parse(rows[i].text, &ms);
        ck_assert_msg(read == (rows[i].ms >= 0) && (!read || ms == rows[i].ms), "%s", rows[i].text);
    }
}
END_TEST

START_TEST(dates_and_times)
{
    static const struct {
        const char *text;
        int64_t day; /* -1: no such date */
    } rows[] = {{"1970-01-01", 0},  {"2000-02-29", 11016}, {"2027-01-31", 20849}, {"1900-02-29", -1},  {"2027-02-30", -1},
                {"2027-13-01", -1}, {"2027-1-31", -1},     {"20270131", -1},      {"2027-01-31x", -1}, {"", -1}};
    char text[LYD_TIME_TEXT];
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        int64_t day = -1;
        bool read = lyd_date_parse(rows[i].text, &day);
        ck_assert_msg(read == (rows[i].day >= 0) && (!read || day == rows[i].day), "%s", rows[i].text);
        if (read) {
            lyd_time_format(day * 86400 + 3661, text);
            ck_assert_msg(strncmp(text, rows[i].text, 10) == 0 && strcmp(text + 10, "T01:01:01Z") == 0, "%s gave %s", rows[i].text, text);
        }
    }
}
END_TEST

START_TEST(misspellings)
{
    static const lyd_row table[] = {{1, "exchange-um"}, {2, "front-end-pool"}, {3, "other"}, {0, NULL}};
    char hint[LYD_HINT_TEXT];
    ck_assert_uint_eq(lyd_text_distance("abcd", "abdc"), 1);
    ck_assert_uint_eq(lyd_text_distance("", "abc"), 3);
    ck_assert_uint_eq(lyd_text_distance("ABC", "abc"), 0);
    ck_assert_str_eq(lyd_row_nearest(table, "exchnage-um"), "exchange-um");
    ck_assert_str_eq(lyd_row_nearest(table, "frontend-pool"), "front-end-pool");
    ck_assert_ptr_null(lyd_row_nearest(table, "zzzzzz"));
    ck_assert_ptr_null(lyd_nearest("other", &table->name, sizeof(*table), 2));
    ck_assert_str_eq(lyd_nearest("othr", &table->name, sizeof(*table), 3), "other");
    ck_assert_str_eq(lyd_hint(hint, "other"), "; did you mean \"other\"?");
    ck_assert_str_eq(lyd_hint(hint, NULL), "");
}
END_TEST

START_TEST(terminal_never_sees_controls)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    lyd_text_print_safe(stream, "a\033[31m\xff\xc2\x9b\xe2\x80\xae\xc3\xa9");
    fclose(stream);
    ck_assert_str_eq(text, "a\\x1B[31m\\xFF\\xC2\\x9B\\xE2\\x80\\xAE\xc3\xa9");
    free(text);
}
END_TEST

typedef struct letters {
    size_t count;
    lyd_status status;
} letters;

static lyd_status write_letters(void *context, FILE *stream)
{
    const letters *l = context;
    for (size_t i = 0; i < l->count; i++) {
        (void)fputc('a' + (int)(i % 26), stream);
    }
    return l->status;
}

/* Around the size that is tried first, and far above it. */
START_TEST(capture_keeps_all)
{
    static const size_t counts[] = {0, 1, 8191, 8192, 8193, 100000};
    for (size_t i = 0; i < LYD_COUNT(counts); i++) {
        letters l = {counts[i], LYD_OK};
        char *text = NULL;
        size_t length = 7;
        ck_assert_int_eq(lyd_text_capture(write_letters, &l, &text, &length), LYD_OK);
        ck_assert_uint_eq(length, counts[i]);
        ck_assert_uint_eq(strlen(text), counts[i]);
        for (size_t k = 0; k < length; k++) {
            ck_assert_int_eq(text[k], 'a' + (int)(k % 26));
        }
        free(text);
    }
}
END_TEST

START_TEST(capture_passes_failures_on)
{
    letters l = {9000, LYD_ENOMEM};
    char *text = NULL;
    size_t length;
    ck_assert_int_eq(lyd_text_capture(write_letters, &l, &text, &length), LYD_ENOMEM);
    ck_assert_ptr_null(text);
}
END_TEST

LYD_TEST_MAIN("base text", glob_matches, durations, dates_and_times, misspellings, terminal_never_sees_controls, capture_keeps_all,
              capture_passes_failures_on)
