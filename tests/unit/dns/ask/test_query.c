#include "suite.h"

#include "dns/ask/ask.h"

#include <string.h>

/* A response to the question of a query, changed by each row. */
static size_t respond(const lyd_query *query, uint8_t message[LYD_QUERY_SIZE])
{
    memcpy(message, query->message, query->question_end);
    message[2] |= 0x80;
    message[11] = 0;
    return query->question_end;
}

START_TEST(builds)
{
    static const uint8_t expected[] = {0, 0, 1,  0, 0, 1, 0, 0,  0, 0,   0, 1, 1, 'a', 1, '.',
                                       0, 0, 28, 0, 1, 0, 0, 41, 4, 208, 0, 0, 0, 0,   0, 0};
    lyd_query query;
    ck_assert(lyd_query_build(&query, "a.\\.", LYD_TYPE_AAAA, true));
    ck_assert_uint_eq(query.length, sizeof(expected));
    ck_assert_mem_eq(query.message, expected, sizeof(expected));
    ck_assert(lyd_query_build(&query, "a.\\.", LYD_TYPE_AAAA, false));
    ck_assert_uint_eq(query.length, query.question_end);
    ck_assert_uint_eq(query.message[11], 0);
    ck_assert(!lyd_query_build(&query, "a..b", LYD_TYPE_A, false));
}
END_TEST

START_TEST(matches)
{
    static const struct {
        const char *text;
        size_t at; /* this byte of a response to um01.contoso.com A */
        uint8_t value;
        size_t length; /* 0: whole */
        bool ours;
    } rows[] = {
        {"the question itself", 0, 0, 0, true},
        {"in upper case", 13, 'U', 0, true},
        {"another name", 13, 'v', 0, false},
        {"another type", 31, 28, 0, false},
        {"another class", 33, 3, 0, false},
        {"no question", 5, 0, 12, true},
        {"two questions", 5, 2, 0, true},
        {"a question cut off in the name", 0, 0, 20, true},
        {"a question cut off behind the name", 0, 0, 30, true},
        {"a label that is none", 12, 0x80, 0, true},
        {"a pointer to itself", 12, 0xC0, 0, true},
    };
    lyd_query query;
    ck_assert(lyd_query_build(&query, "um01.contoso.com", LYD_TYPE_A, true));
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        uint8_t message[LYD_QUERY_SIZE];
        size_t length = respond(&query, message);
        message[rows[i].at] = rows[i].at == 0 ? message[0] : rows[i].value;
        message[13] = rows[i].value == 0xC0 ? 12 : message[13];
        bool ours = lyd_query_matches(&query, message, rows[i].length == 0 ? length : rows[i].length);
        ck_assert_msg(ours == rows[i].ours, "%s", rows[i].text);
    }
}
END_TEST

START_TEST(tokens)
{
    uint8_t token[LYD_TOKEN_SIZE], stub[LYD_TOKEN_SIZE];
    lyd_query_token(0x1234, token);
    ck_assert_mem_eq(token, "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01x\x00\x00\x01\x00\x01", sizeof(token));
    lyd_query_stub(0x5678, stub);
    ck_assert_uint_eq(lyd_message_id(stub), 0x5678);
    ck_assert_uint_eq(stub[2] & 0x80, 0x80);
    ck_assert_mem_eq(stub + 4, token + 4, sizeof(token) - 4);
}
END_TEST

START_TEST(longest_name)
{
    static const char label[] = "\\001\\001\\001\\001\\001\\001\\001";
    char name[LYD_NAME_TEXT] = "";
    lyd_query query;
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < (i < 3 ? 9 : 8); k++) {
            strcat(name, label);
        }
        strcat(name, i < 3 ? "." : "\\001\\001\\001\\001\\001");
    }
    ck_assert(lyd_query_build(&query, name, LYD_TYPE_AAAA, true));
    ck_assert_uint_eq(query.length, LYD_QUERY_SIZE);
}
END_TEST

LYD_TEST_MAIN("dns/query", builds, matches, tokens, longest_name)
