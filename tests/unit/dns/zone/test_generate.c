/* $GENERATE: ranges and templates, with the results of BIND 9.18. */
#include "suite.h"

#include "dns/zone/generate.h"

#include <string.h>

START_TEST(ranges)
{
    static const struct {
        const char *text;
        uint32_t first, last, step; /* step 0: refused */
    } rows[] = {
        {"1-3", 1, 3, 1},
        {"0-0", 0, 0, 1},
        {"10-20/5", 10, 20, 5},
        {"2147483646-2147483647", 2147483646, 2147483647, 1},
        {"2-1", 0, 0, 0},
        {"1", 0, 0, 0},
        {"1-", 0, 0, 0},
        {"-1-3", 0, 0, 0},
        {"1-3/0", 0, 0, 0},
        {"1-3/", 0, 0, 0},
        {"1-3x", 0, 0, 0},
        {"0-2147483648", 0, 0, 0},
        {"0-99999999999999999999", 0, 0, 0},
        {"", 0, 0, 0},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_generate_range range = {0, 0, 0};
        const lyd_token word = {.text = rows[i].text, .length = strlen(rows[i].text)};
        bool good = lyd_generate_range_parse(&word, &range);
        ck_assert_msg(good == (rows[i].step > 0), "%s", rows[i].text);
        ck_assert_msg(!good || (range.first == rows[i].first && range.last == rows[i].last && range.step == rows[i].step), "%s",
                      rows[i].text);
    }
}
END_TEST

START_TEST(templates)
{
    static const struct {
        const char *text;
        uint32_t number;
        const char *result; /* NULL: refused */
    } rows[] = {
        {"h$", 7, "h7"},
        {"$.$", 7, "7.7"},
        {"h", 7, "h"},
        {"", 7, ""},
        {"h$$a$", 7, "h$a7"},
        {"h\\$$", 7, "h\\$7"},
        {"h\\\\$", 7, "h\\\\7"},
        {"h\\", 7, "h\\"},
        {"${1}", 7, "8"},
        {"${+1}", 7, "8"},
        {"${-8}", 7, "-1"},
        {"${1}x$", 7, "8x8"},
        {"${0,3}", 7, "007"},
        {"${-10,3}", 7, "-03"},
        {"${0,0}", 7, "7"},
        {"${10,3,x}", 1, "00b"},
        {"${0,1,X}", 11, "B"},
        {"${0,2,o}", 10, "12"},
        {"${5,8,n}", 1, "6.0.0.0."},
        {"${5,8,N}", 11, "0.1.0.0."},
        {"${0,1,n}", 255, "f.f"},
        {"${", 7, NULL},
        {"${}", 7, NULL},
        {"${1,}", 7, NULL},
        {"${1,2,}", 7, NULL},
        {"${1,2,q}", 7, NULL},
        {"${1,2,d", 7, NULL},
        {"${1,2,dx}", 7, NULL},
        {"${1,2,d,1}", 7, NULL},
        {"${ 1}", 7, NULL},
        {"${1}", INT32_MAX, NULL},
        {"${0,3000}", 7, NULL},
        {"${0,2147483647,n}", 7, NULL},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char text[LYD_GENERATE_TEXT];
        size_t length = 0;
        const char *why = NULL;
        const lyd_token word = {.text = rows[i].text, .length = strlen(rows[i].text)};
        bool good = lyd_generate_expand(&word, rows[i].number, text, &length, &why);
        ck_assert_msg(good == (rows[i].result != NULL), "%s", rows[i].text);
        ck_assert_msg(good || why != NULL, "%s", rows[i].text);
        ck_assert_msg(!good || (length == strlen(rows[i].result) && memcmp(text, rows[i].result, length) == 0), "%s: %.*s", rows[i].text,
                      (int)length, text);
    }
}
END_TEST

LYD_TEST_MAIN("dns/generate", ranges, templates)
