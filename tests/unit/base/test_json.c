/* The JSON writer: layout, numbers, escapes, failures. */
#include "suite.h"

#include <lyncdns/base.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

typedef void (*emit)(lyd_json *json);

static void emit_empty(lyd_json *json)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_open(json, "a", '[');
    lyd_json_close(json);
    lyd_json_open(json, "b", '{');
    lyd_json_close(json);
    lyd_json_close(json);
}

static void emit_values(lyd_json *json)
{
    lyd_json_open(json, NULL, '[');
    lyd_json_integer(json, NULL, INT64_MIN);
    lyd_json_integer(json, NULL, INT64_MAX);
    lyd_json_integer(json, NULL, 0);
    lyd_json_bool(json, NULL, true);
    lyd_json_bool(json, NULL, false);
    lyd_json_text(json, NULL, NULL);
    lyd_json_close(json);
}

static void emit_numbers(lyd_json *json)
{
    static const double numbers[] = {0, 0.4, 0.0004, 0.0005, 12.3456, -1.5, -0.0001, 1e9, 100, 1e300, 0.05};
    lyd_json_open(json, NULL, '[');
    for (size_t i = 0; i < LYD_COUNT(numbers); i++) {
        lyd_json_number(json, NULL, numbers[i], 3);
    }
    lyd_json_number(json, NULL, (double)NAN, 3);
    lyd_json_number(json, NULL, (double)INFINITY, 3);
    lyd_json_number(json, NULL, 2.5, 0);
    lyd_json_close(json);
}

static void emit_depth(lyd_json *json)
{
    for (int i = 0; i < 5; i++) {
        lyd_json_open(json, NULL, '[');
        lyd_json_integer(json, NULL, i);
    }
    for (int i = 0; i < 5; i++) {
        lyd_json_close(json);
    }
}

static char *emitted(emit emitter, bool pretty)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    lyd_json *json = lyd_json_new(stream, pretty);
    emitter(json);
    ck_assert_int_eq(lyd_json_free(json), LYD_OK);
    ck_assert_int_eq(fclose(stream), 0);
    return text;
}

START_TEST(values_are_written)
{
    static const struct {
        const char *what;
        emit emitter;
        bool pretty;
        const char *text;
    } rows[] = {
        {"empty containers", emit_empty, false, "{\"a\": [], \"b\": {}}\n"},
        {"empty containers in lines", emit_empty, true, "{\n \"a\": [],\n \"b\": {}\n}\n"},
        {"values", emit_values, false, "[-9223372036854775808, 9223372036854775807, 0, true, false, null]\n"},
        {"numbers", emit_numbers, false, "[0, 0.4, 0, 0.001, 12.346, -1.5, 0, 1000000000, 100, null, 0.05, null, null, 3]\n"},
        {"depth", emit_depth, false, "[0, [1, [2, [3, [4]]]]]\n"},
        {"depth in lines", emit_depth, true, "[\n 0,\n [\n  1,\n  [\n   2,\n   [\n    3,\n    [4]\n   ]\n  ]\n ]\n]\n"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char *text = emitted(rows[i].emitter, rows[i].pretty);
        ck_assert_msg(strcmp(text, rows[i].text) == 0, "%s: %s", rows[i].what, text);
        free(text);
    }
}
END_TEST

START_TEST(text_is_escaped)
{
    static const struct {
        const char *text, *json;
    } rows[] = {
        {"", "\"\""},
        {"plain text of more than eight bytes", "\"plain text of more than eight bytes\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"1234567\"", "\"1234567\\\"\""},
        {"12345678\n", "\"12345678\\u000A\""},
        {"\"234567890123456", "\"\\\"234567890123456\""},
        {"1234567\"90123456789", "\"1234567\\\"90123456789\""},
        {"123456789012345\"", "\"123456789012345\\\"\""},
        {"\x01\x1F\x7F", "\"\\u0001\\u001F\\u007F\""},
        {"1234567\x7F", "\"1234567\\u007F\""},
        {"b\xC3\xBC"
         "cher\xE2\x82\xAC\xF0\x9F\x98\x80",
         "\"b\xC3\xBC"
         "cher\xE2\x82\xAC\xF0\x9F\x98\x80\""},
        {"\xFF|\xC0\x80|\xED\xA0\x80|\xE2\x82",
         "\"\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"\xC2\x9B|\xE2\x80\xAE", "\"\\u009B|\\u202E\""},
        {"</script>", "\"</script>\""},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *stream = open_memstream(&text, &size);
        lyd_json *json = lyd_json_new(stream, false);
        lyd_json_text(json, NULL, rows[i].text);
        ck_assert_int_eq(lyd_json_free(json), LYD_OK);
        ck_assert_int_eq(fclose(stream), 0);
        text[size - 1] = '\0';
        ck_assert_msg(strcmp(text, rows[i].json) == 0, "row %zu: %s", i, text);
        free(text);
    }
}
END_TEST

/* Texts that end anywhere in the buffer are written in full. */
START_TEST(long_text_is_whole)
{
    size_t length = 200000;
    char *text = malloc(length + 1), *out = NULL;
    for (size_t i = 0; i < length; i++) {
        text[i] = (char)(i % 97 == 0 ? '"' : 'a' + i % 26);
    }
    text[length] = '\0';
    size_t size = 0;
    FILE *stream = open_memstream(&out, &size);
    lyd_json *json = lyd_json_new(stream, true);
    lyd_json_open(json, NULL, '[');
    for (size_t i = 0; i < 5; i++) {
        lyd_json_text(json, NULL, text + i * 1000);
    }
    lyd_json_close(json);
    ck_assert_int_eq(lyd_json_free(json), LYD_OK);
    ck_assert_int_eq(fclose(stream), 0);
    json_t *read = json_loads(out, 0, NULL);
    ck_assert_ptr_nonnull(read);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_str_eq(json_string_value(json_array_get(read, i)), text + i * 1000);
    }
    json_decref(read);
    free(out);
    free(text);
}
END_TEST

START_TEST(full_disk_is_an_error)
{
    FILE *stream = fopen("/dev/full", "w");
    ck_assert_ptr_nonnull(stream);
    setvbuf(stream, NULL, _IONBF, 0);
    lyd_json *json = lyd_json_new(stream, true);
    lyd_json_integer(json, NULL, 1);
    ck_assert_int_eq(lyd_json_free(json), LYD_EIO);
    fclose(stream);
}
END_TEST

LYD_TEST_MAIN("base/json", values_are_written, text_is_escaped, long_text_is_whole, full_disk_is_an_error)
