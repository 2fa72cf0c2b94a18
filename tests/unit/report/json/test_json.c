/* The JSON report of an audit. */
#include "report/fixture_services.h"

#include <jansson.h>

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

/* The value at PATH, its parts separated by '/'. */
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

START_TEST(keys_keep_their_order)
{
    static const struct {
        const char *path, *keys;
    } rows[] = {
        {"", "format tool run summary servers endpoints services combinations findings"},
        {"tool", "name version c_ares"},
        {"run", "topology environment started duration_ms complete views left_out command"},
        {"summary",
         "endpoints lookups failed_lookups errors warnings infos waived exit_code combinations_omitted causes findings_left_out"},
        {"servers/0", "view server lookups failed reachable resent rtt_ms_median rtt_ms_max vantage asked"},
        {"endpoints/0", "fqdn roles address_type address_type_seen answers"},
        {"endpoints/0/answers/0", "view server type status aliases cause records"},
        {"endpoints/0/answers/0/records/0", "address ttl"},
        {"combinations/0", "table subjects address_types verdict"},
        {"findings/0", "key rule severity subjects message evidence remedy owners reference waived cause"},
        {"findings/5", "key rule severity subjects message evidence remedy owners reference waived cause"},
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
        {"summary", "{\"endpoints\":4,\"lookups\":16,\"failed_lookups\":3,\"errors\":4,\"warnings\":1,\"infos\":1,\"waived\":1,\"exit_"
                    "code\":1,\"combinations_omitted\":0,\"causes\":5,\"findings_left_out\":0}"},
        {"servers/0", "{\"view\":\"internal\",\"server\":\"10.0.0.10:53\",\"lookups\":8,\"failed\":1,\"reachable\":true,\"resent\":0,\"rtt_"
                      "ms_median\":0.5,"
                      "\"rtt_ms_max\":0.9,\"vantage\":null,\"asked\":\"2026-11-22T10:00:00Z\"}"},
        {"servers/2/view", "\"external\""},
        {"servers/2/lookups", "2"},
        {"endpoints/0/roles", "[\"exchange-um\"]"},
        {"endpoints/0/address_type", "\"dual-stack\""},
        {"endpoints/0/answers/1/type", "\"AAAA\""},
        {"endpoints/0/answers/1/aliases/0", "\"um.contoso.com\""},
        {"endpoints/0/answers/1/records", "[{\"address\":\"2001:db8::1\",\"ttl\":2147483647}]"},
        {"endpoints/0/answers/3",
         "{\"view\":\"internal\",\"server\":\"10.0.0.11:5353\",\"type\":\"AAAA\",\"status\":\"NODATA\",\"aliases\":[],"
         "\"cause\":null,\"records\":[]}"},
        {"endpoints/1/roles", "[\"front-end-pool\",\"mediation-pool\"]"},
        {"endpoints/2/answers/2/view", "\"internal\""},
        {"endpoints/2/answers/4/view", "\"external\""},
        {"endpoints/2/answers/4/server", "\"10.0.0.11:5353\""},
        {"endpoints/2/answers/5/status", "\"TIMEOUT\""},
        {"endpoints/2/answers/1/cause", "null"},
        {"endpoints/2/answers/3/cause", "\"given-up\""},
        {"combinations/0/address_types", "[\"ipv4\",\"dual-stack\",\"ipv4\"]"},
        {"combinations/1",
         "{\"table\":\"front-end-edge\",\"subjects\":[\"pool01.contoso.com\",\"edge01.contoso.com\"],\"address_types\":[\"ipv4\","
         "\"unknown\"],\"verdict\":\"unknown\"}"},
        {"findings/0/key", "\"UM001:um01.contoso.com\""},
        {"findings/0/waived", "false"},
        {"findings/1/subjects/0", "\"head office\""},
        {"findings/2/evidence", "[]"},
        {"findings/2/cause", "\"UM001:um01.contoso.com\""},
        {"findings/5/waived", "true"},
        {"findings/5/cause", "null"},
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
    assert_keys(audit, "the audit", "format tool run summary servers endpoints services combinations findings");
    ck_assert_uint_eq(json_array_size(at(audit, "findings")), 0);
    ck_assert_uint_eq(json_array_size(at(audit, "combinations")), 0);
    ck_assert_uint_eq(json_array_size(at(audit, "services")), 0);
    ck_assert_str_eq(json_string_value(at(audit, "run/environment")), "lab");
    json_decref(audit);
    fixture_free(&f);
}
END_TEST

START_TEST(services_have_their_answers)
{
    static const struct {
        const char *path, *value; /* as compact JSON */
    } rows[] = {
        {"services/0/sip_domain", "\"contoso.com\""},
        {"services/0/view", "\"internal\""},
        {"services/0/record", "\"lyncdiscover.contoso.com\""},
        {"services/0/type", "\"A/AAAA\""},
        {"services/0/expected", "\"absent\""},
        {"services/0/found", "\"unknown\""},
        {"services/0/rules", "[\"DNS003\"]"},
        {"services/1/rules", "[]"},
        {"services/1/answers/0/records/0/address", "\"10.0.0.5\""},
        {"services/3/type", "\"SRV\""},
        {"services/3/expected", "\"required\""},
        {"services/3/found", "\"yes\""},
        {"services/3/answers/0/type", "\"SRV\""},
        {"services/3/answers/0/records/0", "{\"priority\":0,\"weight\":0,\"port\":443,\"target\":\"edge01.contoso.com\",\"ttl\":60}"},
    };
    fixture f;
    fixture_more more;
    fixture_init(&f);
    fixture_add_services(&f, &more);
    json_t *audit = read_audit(&f);
    assert_keys(at(audit, "services/0"), "services/0", "sip_domain view record type expected found rules answers");
    assert_keys(at(audit, "services/0/answers/0"), "an answer", "view server type status aliases cause records");
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char *value = json_dumps(at(audit, rows[i].path), JSON_COMPACT | JSON_ENCODE_ANY);
        ck_assert_msg(strcmp(value, rows[i].value) == 0, "%s: %s", rows[i].path, value);
        free(value);
    }
    ck_assert_uint_eq(json_array_size(at(audit, "services")), 8);
    ck_assert_uint_eq(json_array_size(at(audit, "services/0/answers")), 4);
    /* Of its targets one is an endpoint, which lists its answers itself. */
    ck_assert_uint_eq(json_array_size(at(audit, "services/3/answers")), 3);
    ck_assert_str_eq(json_string_value(at(audit, "services/3/answers/1/records/0/address")), "10.0.0.5");
    json_decref(audit);
    fixture_free_services(&f);
}
END_TEST

LYD_TEST_MAIN("report/json", keys_keep_their_order, values_are_those_of_the_run, a_clean_run_has_the_same_keys, services_have_their_answers)
