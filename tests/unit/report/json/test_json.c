/* The JSON writer and the JSON reports. */
#include "report/fixture.h"

#include <jansson.h>
#include <math.h>

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

START_TEST(emitter_writes)
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

/* Texts that end anywhere in the emitter's buffer come out whole. */
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

/* ---- the audit ---- */

static void assert_keys(json_t *object, const char *what, const char *expected)
{
    char keys[512] = "";
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        strcat(strcat(keys, keys[0] != '\0' ? " " : ""), key);
    }
    ck_assert_msg(strcmp(keys, expected) == 0, "%s: %s", what, keys);
}

static json_t *read_audit(const fixture *f)
{
    char *text = fixture_write(f, "json");
    json_error_t error;
    json_t *audit = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(audit != NULL, "line %d: %s", error.line, error.text);
    free(text);
    return audit;
}

/* What the JSON pointer PATH (its parts apart by '/') leads to. */
static json_t *at(json_t *json, const char *path)
{
    char part[64];
    for (const char *p = path; *p != '\0' && json != NULL; p += strcspn(p, "/"), p += *p == '/') {
        size_t length = strcspn(p, "/");
        memcpy(part, p, length);
        part[length] = '\0';
        json = json_is_array(json) ? json_array_get(json, (size_t)atoi(part)) : json_object_get(json, part);
    }
    ck_assert_msg(json != NULL, "nothing at %s", path);
    return json;
}

START_TEST(keys_stand_in_the_contracts_order)
{
    static const struct {
        const char *path, *keys;
    } rows[] = {
        {"", "format tool run summary servers endpoints combinations findings"},
        {"tool", "name version c_ares"},
        {"run", "topology environment started duration_ms complete"},
        {"summary", "endpoints lookups failed_lookups errors warnings infos waived exit_code"},
        {"servers/0", "view server lookups failed reachable rtt_ms_median rtt_ms_max"},
        {"endpoints/0", "fqdn roles address_type answers"},
        {"endpoints/0/answers/0", "view server type status aliases records"},
        {"endpoints/0/answers/0/records/0", "address ttl"},
        {"combinations/0", "table subjects address_types verdict"},
        {"findings/0", "key rule severity subjects message evidence remedy reference waived"},
        {"findings/5", "key rule severity subjects message evidence remedy reference waived"},
    };
    fixture f;
    fixture_init(&f);
    json_t *audit = read_audit(&f);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        assert_keys(at(audit, rows[i].path), rows[i].path, rows[i].keys);
    }
    json_decref(audit);
    fixture_free(&f);
}
END_TEST

START_TEST(values_are_those_of_the_run)
{
    static const struct {
        const char *path, *value; /* as compact JSON */
    } rows[] = {
        {"format", "\"lyncdns-report-1\""},
        {"run/topology", "\"contoso\""},
        {"run/environment", "\"production\""},
        {"run/started", "\"2026-11-22T10:00:00Z\""},
        {"run/duration_ms", "1234"},
        {"run/complete", "false"},
        {"summary",
         "{\"endpoints\":4,\"lookups\":16,\"failed_lookups\":3,\"errors\":4,\"warnings\":1,\"infos\":1,\"waived\":1,\"exit_code\":1}"},
        {"servers/0",
         "{\"view\":\"internal\",\"server\":\"10.0.0.10:53\",\"lookups\":8,\"failed\":1,\"reachable\":true,\"rtt_ms_median\":0.5,"
         "\"rtt_ms_max\":0.9}"},
        {"servers/2/view", "\"external\""},
        {"servers/2/lookups", "2"},
        {"endpoints/0/roles", "[\"exchange-um\"]"},
        {"endpoints/0/address_type", "\"dual-stack\""},
        {"endpoints/0/answers/1/type", "\"AAAA\""},
        {"endpoints/0/answers/1/aliases/0", "\"um.contoso.com\""},
        {"endpoints/0/answers/1/records", "[{\"address\":\"2001:db8::1\",\"ttl\":2147483647}]"},
        {"endpoints/0/answers/3",
         "{\"view\":\"internal\",\"server\":\"10.0.0.11:5353\",\"type\":\"AAAA\",\"status\":\"NODATA\",\"aliases\":[],"
         "\"records\":[]}"},
        {"endpoints/1/roles", "[\"front-end-pool\",\"mediation-pool\"]"},
        {"endpoints/2/answers/2/view", "\"internal\""},
        {"endpoints/2/answers/4/view", "\"external\""},
        {"endpoints/2/answers/4/server", "\"10.0.0.11:5353\""},
        {"endpoints/2/answers/5/status", "\"TIMEOUT\""},
        {"combinations/0/address_types", "[\"ipv4\",\"dual-stack\",\"ipv4\"]"},
        {"combinations/1",
         "{\"table\":\"front-end-edge\",\"subjects\":[\"pool01.contoso.com\",\"edge01.contoso.com\"],\"address_types\":[\"ipv4\","
         "\"unknown\"],\"verdict\":\"unknown\"}"},
        {"findings/0/key", "\"UM001:um01.contoso.com\""},
        {"findings/0/waived", "false"},
        {"findings/1/subjects/0", "\"head office\""},
        {"findings/2/evidence", "[]"},
        {"findings/5/waived", "true"},
        {"findings/5/evidence/0", "\"waived until 2027-01-31, for this reason:\""},
    };
    fixture f;
    fixture_init(&f);
    json_t *audit = read_audit(&f);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char *value = json_dumps(at(audit, rows[i].path), JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        ck_assert_msg(strcmp(value, rows[i].value) == 0, "%s: %s", rows[i].path, value);
        free(value);
    }
    ck_assert_str_eq(json_string_value(at(audit, "findings/1/message")),
                     "=cmd|'/C calc'!A0\n\033[31m<script>\"&\\\xEF\xBF\xBD\xEF\xBF\xBF\xC2\x9B\xE2\x80\xAE;@x");
    ck_assert_uint_eq(json_array_size(at(audit, "endpoints/2/answers")), 6);
    json_decref(audit);
    fixture_free(&f);
}
END_TEST

/* Lists without elements are empty, not absent. */
START_TEST(a_clean_run_has_the_same_keys)
{
    fixture f;
    fixture_init(&f);
    fixture_heal(&f);
    f.run.judgement.combination_count = 0;
    f.topology.lab = true;
    json_t *audit = read_audit(&f);
    assert_keys(audit, "the audit", "format tool run summary servers endpoints combinations findings");
    ck_assert_uint_eq(json_array_size(at(audit, "findings")), 0);
    ck_assert_uint_eq(json_array_size(at(audit, "combinations")), 0);
    ck_assert_str_eq(json_string_value(at(audit, "run/environment")), "lab");
    json_decref(audit);
    fixture_free(&f);
}
END_TEST

LYD_TEST_MAIN("report/json", emitter_writes, text_is_escaped, long_text_is_whole, full_disk_is_an_error, keys_stand_in_the_contracts_order,
              values_are_those_of_the_run, a_clean_run_has_the_same_keys)
