/* The JUnit format, checked with its schema. */
#include "fixture_services.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>

static xmlDocPtr read_junit(const fixture *f)
{
    char *text = fixture_write(f, "junit");
    xmlDocPtr document = xmlReadMemory(text, (int)strlen(text), "junit", NULL, XML_PARSE_NONET);
    ck_assert_msg(document != NULL, "%s", text);
    free(text);
    return document;
}

static double number_of(xmlDocPtr document, const char *expression)
{
    xmlXPathContextPtr context = xmlXPathNewContext(document);
    char number[256];
    (void)snprintf(number, sizeof(number), "number(%s)", expression);
    xmlXPathObjectPtr object = xmlXPathEvalExpression(BAD_CAST number, context);
    ck_assert_msg(object != NULL, "%s", expression);
    double value = object->floatval;
    xmlXPathFreeObject(object);
    xmlXPathFreeContext(context);
    return value;
}

START_TEST(valid_by_the_schema)
{
    for (int healed = 0; healed <= 1; healed++) {
        fixture f;
        fixture_more more;
        fixture_init(&f);
        fixture_add_services(&f, &more);
        if (healed) {
            fixture_heal(&f);
            f.run.judgement.service_count = 0;
        }
        xmlDocPtr document = read_junit(&f);
        xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt("tests/data/report/junit.xsd");
        xmlSchemaPtr schema = xmlSchemaParse(parser);
        ck_assert_ptr_nonnull(schema);
        xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
        ck_assert_int_eq(xmlSchemaValidateDoc(valid, document), 0);
        xmlSchemaFreeValidCtxt(valid);
        xmlSchemaFree(schema);
        xmlSchemaFreeParserCtxt(parser);
        xmlFreeDoc(document);
        fixture_free_services(&f);
    }
}
END_TEST

START_TEST(cases_have_their_outcome)
{
    static const struct {
        const char *what, *expression;
        double value;
    } rows[] = {
        {"an error fails", "count(//testcase[@classname='UM001' and @name='um01.contoso.com']/failure[@type='error'])", 1},
        {"a warning fails", "count(//testcase[@classname='DNS005' and @name='um01.contoso.com']/failure[@type='warning'])", 1},
        {"a failed lookup errs", "count(//testcase[@classname='DNS003' and @name='edge01.contoso.com']/error)", 1},
        {"info passes with its text", "count(//testcase[@classname='MON001']/system-out)", 1},
        {"waived is skipped", "count(//testcase[@classname='DNS008']/skipped)", 1},
        {"a name without breach passes", "count(//testcase[@classname='DNS001' and @name='pool01.contoso.com' and not(*)])", 1},
        {"a name with a failed lookup doesn't", "count(//testcase[@classname='DNS001' and @name='edge01.contoso.com']/skipped)", 1},
        {"a supported combination passes",
         "count(//testcase[@classname='PST001' and @name='pool01.contoso.com+gw01.contoso.com' and not(*)])", 1},
        {"an undetermined one is skipped", "count(//testcase[@classname='EDG001']/skipped[@message='unknown'])", 1},
        {"an unsupported one fails once", "count(//testcase[@classname='P2P001']/failure)", 1},
        {"a rule without cases has no suite", "count(//testcase[@classname='LIS001'])", 0},
        {"a service record fails with its finding",
         "count(//testcase[@classname='services' and @name='_sip._tls.contoso.com+external']/failure[@type='warning'])", 1},
        {"one whose lookup failed errs", "count(//testcase[@name='lyncdiscover.contoso.com+internal']/error)", 1},
        {"one that is as expected passes", "count(//testcase[@name='lyncdiscover.contoso.com+external' and not(*)])", 1},
        {"a waived one is skipped", "count(//testcase[@name='_sip._tls.contoso.com+internal']/skipped)", 1},
        {"an unknown one is skipped", "count(//testcase[@name='sipinternal.contoso.com+external']/skipped[contains(@message, 'unknown')])",
         1},
        {"one that differs is skipped without a finding", "count(//testcase[@name='sip.contoso.com+external']/skipped)", 1},
        {"one of a wildcard passes", "count(//testcase[@name='sip.contoso.com+internal' and not(*)])", 1},
        {"a case for each service record", "count(//testcase[@classname='services'])", 8},
        {"sums of failures", "sum(//@failures) - count(//failure)", 0},
        {"sums of errors", "sum(//@errors) - count(//error)", 0},
        {"sums of skipped", "sum(//@skipped) - count(//skipped)", 0},
        {"sums of tests", "sum(//@tests) - count(//testcase)", 0},
    };
    fixture f;
    fixture_more more;
    fixture_init(&f);
    fixture_add_services(&f, &more);
    xmlDocPtr document = read_junit(&f);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        double value = number_of(document, rows[i].expression);
        ck_assert_msg(value >= rows[i].value && value <= rows[i].value, "%s: %g", rows[i].what, value);
    }
    xmlFreeDoc(document);
    fixture_free_services(&f);
}
END_TEST

START_TEST(a_rule_that_is_off_passes_nothing)
{
    fixture f;
    fixture_init(&f);
    fixture_heal(&f);
    static lyd_severity_override off = {.rule = "UM001", .severity = "off"};
    f.topology.severities = &off;
    xmlDocPtr document = read_junit(&f);
    ck_assert(number_of(document, "count(//testcase[@classname='UM001'])") < 1);
    xmlFreeDoc(document);
    fixture_free(&f);
}
END_TEST

LYD_TEST_MAIN("report/junit", valid_by_the_schema, cases_have_their_outcome, a_rule_that_is_off_passes_nothing)
