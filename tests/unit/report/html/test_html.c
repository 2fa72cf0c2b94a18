/* The HTML page, read by a real HTML parser. */
#include "report/fixture_services.h"

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

static htmlDocPtr read_html(const fixture *f)
{
    char *text = fixture_write(f, "html");
    htmlDocPtr document =
        htmlReadMemory(text, (int)strlen(text), "html", "UTF-8", HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
    ck_assert_msg(document != NULL, "%s", text);
    free(text);
    return document;
}

static xmlXPathObjectPtr evaluate(htmlDocPtr document, const char *expression)
{
    xmlXPathContextPtr context = xmlXPathNewContext(document);
    xmlXPathObjectPtr object = xmlXPathEvalExpression(BAD_CAST expression, context);
    ck_assert_msg(object != NULL, "%s", expression);
    xmlXPathFreeContext(context);
    return object;
}

static double number_of(htmlDocPtr document, const char *expression)
{
    xmlXPathObjectPtr object = evaluate(document, expression);
    double value = xmlXPathCastToNumber(object);
    xmlXPathFreeObject(object);
    return value;
}

typedef struct row {
    const char *what, *expression;
    double value;
} row;

static void check_rows(const fixture *f, const row *rows, size_t count)
{
    htmlDocPtr document = read_html(f);
    for (size_t i = 0; i < count; i++) {
        double value = number_of(document, rows[i].expression);
        ck_assert_msg(value >= rows[i].value && value <= rows[i].value, "%s: %g", rows[i].what, value);
    }
    xmlFreeDoc(document);
}

START_TEST(hostile_texts_stay_text)
{
    /* HOSTILE as people may see it: every byte that drives a terminal, reorders text or isn't UTF-8 is written out. */
    static const row rows[] = {
        {"one script", "count(//script)", 1},
        {"one style", "count(//style)", 1},
        {"the tag is text, in the message", "count(//p[contains(., '<script>')]) > 0", 1},
        {"the tag is text, in the evidence", "count(//ul[@class='evidence']/li[contains(., '\\x0A\\x1B[31m<script>\"&\\\\xFF')])", 1},
        {"the tag is text, in a network's name", "count(//section[@id='combinations']//bdi[contains(., '<script>')])", 1},
        {"the tag is text, in a waiver's reason", "count(//q[contains(., 'hardware load balancer =cmd') and contains(., '<script>')])", 1},
        {"the tag is text, in an alias", "count(//bdi[contains(., '<script>') and starts-with(preceding-sibling::text(), 'alias of')])", 1},
        {"the bidirectional override is written out", "count(//*[contains(., '\\xE2\\x80\\xAE')]) > 0", 1},
        {"no handler", "count(//@*[starts-with(name(), 'on')])", 0},
        {"no source", "count(//@src | //@srcset | //@action | //@data | //@style)", 0},
        {"links lead into the page, or to a document that a finding refers to",
         "count(//@href[not(starts-with(., '#')) and . != 'data:,' and not(../@class = 'document' and ../@rel = 'noreferrer' and "
         "(starts-with(., 'https://learn.microsoft.com/') or starts-with(., 'https://www.rfc-editor.org/')))])",
         0},
        {"documents are linked", "count(//p[starts-with(., 'Reference:')]/a[@class='document']) > 0", 1},
        {"no element that could load anything", "count(//img | //iframe | //object | //embed | //form | //base | //video | //audio)", 0},
        {"one refresh-like meta: the policy", "count(//meta[@http-equiv])", 1},
        {"the policy",
         "count(//meta[@http-equiv='Content-Security-Policy' and starts-with(@content, \"default-src 'none'; style-src 'sha256-\")])", 1},
    };
    fixture f;
    fixture_init(&f);
    fixture_endpoints[3].note = HOSTILE;
    check_rows(&f, rows, LYD_COUNT(rows));
    fixture_endpoints[3].note = NULL;
    fixture_free(&f);
}
END_TEST

START_TEST(no_byte_that_a_page_cannot_hold)
{
    static const struct {
        const char *what, *bytes;
    } rows[] = {
        {"ESC", "\033"},
        {"NUL's neighbour", "\001"},
        {"not UTF-8", "\xFF"},
        {"U+FFFF", "\xEF\xBF\xBF"},
        {"a C1 control", "\xC2\x9B"},
        {"an override", "\xE2\x80\xAE"},
        {"a tag", "<script>\""},
        {"a character reference of a control", "&#x1B;"},
        {"another", "&#27;"},
        {"the end of a CDATA section", "]]>"},
    };
    fixture f;
    fixture_init(&f);
    f.findings[0].message = HOSTILE "\001]]><![CDATA[--></title></style></script><svg onload=alert(1)>";
    char *text = fixture_write(&f, "html");
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        ck_assert_msg(strstr(text, rows[i].bytes) == NULL, "%s", rows[i].what);
    }
    free(text);
    fixture_free(&f);
}
END_TEST

START_TEST(says_what_the_run_found)
{
    static const row rows[] = {
        {"the verdict", "count(//header/p[contains(@class, 'verdict') and contains(., 'NOT SAFE')])", 1},
        {"errors", "number(//ul[@class='numbers']/li[contains(., 'error')]/a/b)", 4},
        {"that it is incomplete", "count(//header/p[contains(., 'stopped before its end') and contains(., '3 of 16')])", 1},
        {"every finding, once", "count(//li[starts-with(@id, 'f')])", 7},
        {"the waived one apart", "count(//section[@id='waived']//li[starts-with(@id, 'f')])", 1},
        {"with its expiry", "count(//section[@id='waived']//p[contains(., '2027-01-31')])", 1},
        {"evidence", "count(//li[@id='f0']/ul[@class='evidence']/li)", 9},
        {"the remedy, which all of the rule share, once", "count(//details[@id='UM001-error']//p[contains(., 'To do:')])", 1},
        {"the reason", "count(//details[@id='UM001-error']//p[contains(., 'Why:')])", 1},
        {"the reference", "count(//details[@id='UM001-error']//p[contains(., 'Reference: Advanced Enterprise Voice')])", 1},
        {"every endpoint, once", "count(//tr[starts-with(@id, 'e')])", 4},
        {"its address type", "count(//tr[@id='e0']/td[. = 'dual-stack'])", 1},
        {"its origin", "count(//tr[@id='e1']//div[. = 'contoso.tbxml:7'])", 1},
        {"its findings", "count(//tr[@id='e0']//a[starts-with(@href, '#f')])", 3},
        {"a failed lookup is shown", "count(//tr[@id='e2']//span[. = 'TIMEOUT']) > 0", 1},
        {"seven tables", "count(//section[@id='tables']//table)", 7},
        {"a cell in use", "count(//section[@id='tables']//td[contains(@class, 'used good')])", 1},
        {"an unsupported cell in use", "count(//section[@id='tables']//td[contains(@class, 'used bad')])", 1},
        {"a combination in no cell", "count(//section[@id='tables']//p/a[contains(., 'unknown')])", 1},
        {"every combination", "count(//section[@id='combinations']//tr[@class='i'])", 3},
        {"the finding of a combination", "count(//section[@id='combinations']//a[@href='#f1' and . = 'P2P001'])", 1},
        {"what the servers said", "count(//section[@id='disagreements']//tbody/tr)", 2},
        {"which address isn't everywhere", "count(//section[@id='disagreements']//span[. = 'not on every server'])", 1},
        {"servers, one a view", "count(//section[@id='servers']//tbody/tr)", 3},
        {"what was left out", "count(//section[@id='unchecked']//li[contains(., 'DNS009 is switched off')])", 1},
        {"no time line without a history", "count(//*[@id='past'])", 0},
    };
    fixture f;
    fixture_init(&f);
    check_rows(&f, rows, LYD_COUNT(rows));
    fixture_free(&f);
}
END_TEST

START_TEST(what_to_do_by_owner_and_cause)
{
    static const lyd_action actions[] = {{LYD_OWNER_DNS, false, "delete the record."},
                                         {LYD_OWNER_EXCHANGE, true, "turn IPv6 off."},
                                         {LYD_OWNER_LYNC, false, "then declare it."}};
    static const char *const commands[] = {"Remove-DnsServerResourceRecord one", "Remove-DnsServerResourceRecord <b>two"};
    static const row rows[] = {
        {"a list of each owner", "count(//section[@id='todo']/h3)", 3},
        {"an action once", "count(//section[@id='todo']//li[contains(., 'delete the record.')])", 1},
        {"with its findings", "count(//section[@id='todo']//li[contains(., 'delete the record.')]//a)", 2},
        {"in place of another", "count(//section[@id='todo']//li[starts-with(., 'Or, in place of the other actions: turn IPv6 off.')])", 1},
        {"after another owner",
         "count(//section[@id='todo']//li[starts-with(., \"After the Exchange administrator's part: declare it.\")])", 1},
        {"not of what stands under a cause", "count(//section[@id='todo']//a[@href='#f6'])", 0},
        {"its commands", "count(//section[@id='todo']//pre/code[contains(., 'record one') or contains(., '<b>two')])", 1},
        {"the commands with the rule's only finding", "count(//details[@id='UM001-error']/div/pre/code[contains(., '<b>two')])", 1},
        {"the remedy without them", "count(//details[@id='UM001-error']//p[contains(., 'To do:') and contains(., 'one')])", 0},
        {"what stands under its cause", "count(//li[@id='f2']//li[@id='f6'])", 1},
        {"and leads there from its rule", "count(//details[@id='MON001-info']/p[@class='elsewhere']/a[@href='#f6'])", 1},
        {"by what its key names", "count(//p[@class='elsewhere']/a[@href='#f6'][.='um01.contoso.com'])", 1},
        {"every finding, once", "count(//li[starts-with(@id, 'f')])", 7},
        {"the causes", "number(//ul[@class='numbers']/li[contains(., 'causes')]/a/b)", 5},
    };
    fixture f;
    fixture_init(&f);
    f.findings[0].remedy =
        "DNS administrator: delete the record.\nRemove-DnsServerResourceRecord one\nRemove-DnsServerResourceRecord <b>two";
    f.findings[0].commands = commands;
    f.findings[0].command_count = LYD_COUNT(commands);
    f.findings[0].actions = f.findings[4].actions = f.findings[6].actions = actions;
    f.findings[0].action_count = LYD_COUNT(actions);
    f.findings[4].action_count = f.findings[6].action_count = 1;
    f.findings[2].cause = NULL;
    f.findings[6].cause = f.findings[2].key;
    check_rows(&f, rows, LYD_COUNT(rows));
    fixture_free(&f);
}
END_TEST

START_TEST(service_records_by_domain_and_view)
{
    static const row rows[] = {
        {"a group of the SIP domain", "count(//section[@id='services']//summary[contains(., 'contoso.com')])", 1},
        {"how many aren't as wanted", "count(//section[@id='services']//summary/span[. = '2 not as wanted'])", 1},
        {"how many are unknown", "count(//section[@id='services']//summary/span[. = '2 unknown'])", 1},
        {"a row for each record", "count(//section[@id='services']//tbody/tr)", 4},
        {"a column for each view", "count(//section[@id='services']//thead//th)", 3},
        {"a warning", "count(//tr[contains(., '_sip._tls')]/td[2]/span[@class='tag warn' and . = 'yes'])", 1},
        {"its finding", "count(//tr[contains(., '_sip._tls')]/td[2]/a[@href='#f4' and . = 'DNS005'])", 1},
        {"a target that is an endpoint", "count(//tr[contains(., '_sip._tls')]/td[2]//a[@href='#e2'])", 1},
        {"the port", "count(//tr[contains(., '_sip._tls')]/td[2]/div[contains(., 'port 443')])", 1},
        {"a target with a hostile name is text", "count(//tr[contains(., '_sip._tls')]/td[2]//bdi[contains(., '<script>')])", 1},
        {"a waived finding", "count(//tr[contains(., '_sip._tls')]/td[1]/a[. = 'DNS008 waived'])", 1},
        {"unknown isn't fine", "count(//tr[contains(., 'lyncdiscover')]/td[1]/span[@class='tag open' and . = 'unknown, must not'])", 1},
        {"missing without a finding isn't fine", "count(//tr[th = 'sip.contoso.com']/td[2]/span[@class='tag' and . = 'no, required'])", 1},
        {"a wildcard", "count(//tr[th = 'sip.contoso.com']/td[1]/span[. = 'yes, wildcard'])", 1},
        {"one script", "count(//script)", 1},
    };
    fixture f;
    fixture_more more;
    fixture_init(&f);
    fixture_add_services(&f, &more);
    check_rows(&f, rows, LYD_COUNT(rows));
    fixture_free_services(&f);
}
END_TEST

START_TEST(a_run_without_findings)
{
    static const row rows[] = {
        {"the verdict", "count(//header/p[contains(@class, 'verdict') and contains(., 'OK')])", 1},
        {"complete", "count(//header/p[contains(., 'all 16 lookups were answered')])", 1},
        {"says so", "count(//section[@id='findings']/p[. = 'No rule is breached.'])", 1},
        {"no table of nothing", "count(//section[@id='findings']//table)", 0},
    };
    fixture f;
    fixture_init(&f);
    fixture_heal(&f);
    check_rows(&f, rows, LYD_COUNT(rows));
    fixture_free(&f);
}
END_TEST

START_TEST(incomplete_is_never_ok)
{
    static const row rows[] = {
        {"the verdict", "count(//header/p[contains(@class, 'verdict') and contains(., 'INCOMPLETE')])", 1},
        {"not shown to be safe", "count(//header/p[contains(., 'shown to be safe')])", 1},
        {"nothing said of all rules", "count(//section[@id='findings']/p[. = 'No rule is breached.'])", 0},
    };
    fixture f;
    fixture_init(&f);
    fixture_heal(&f);
    f.run.judgement.complete = false;
    check_rows(&f, rows, LYD_COUNT(rows));
    fixture_free(&f);
}
END_TEST

START_TEST(a_name_without_a_role_is_never_ok)
{
    static const row rows[] = {
        {"the verdict", "count(//header/p[contains(@class, 'verdict') and contains(., 'DEPENDS ON THE ROLE')])", 1},
        {"and why", "count(//header/p[contains(., 'without a role')])", 1},
    };
    static const lyd_role_outcome outcome = {0};
    static const lyd_inquiry inquiry = {.by_role = &outcome};
    fixture f;
    fixture_init(&f);
    fixture_heal(&f);
    f.report.inquiry = &inquiry;
    check_rows(&f, rows, LYD_COUNT(rows));
    fixture_free(&f);
}
END_TEST

START_TEST(runs_over_time_with_a_history)
{
    static const row rows[] = {
        {"a bar a run and severity", "count(//section[@id='past']//rect)", 180},
        {"a row a run", "count(//section[@id='past']//tbody/tr)", 60},
        {"this run first", "count(//section[@id='past']//tbody/tr[1]/th[contains(., 'this run')])", 1},
        {"its numbers", "number(//section[@id='past']//tbody/tr[1]/td[1])", 4},
        {"the one before it", "number(//section[@id='past']//tbody/tr[2]/td[1])", 99},
        {"the oldest drawn", "number(//section[@id='past']//tbody/tr[60]/td[1])", 41},
        {"incomplete runs in words", "count(//section[@id='past']//tbody/tr[td = 'incomplete'])", 30},
        {"and in the drawing", "count(//section[@id='past']//text[. = '?'])", 30},
        {"how many there are", "count(//section[@id='past']/p[contains(., '60 of 101')])", 1},
    };
    lyd_past_run past[100];
    for (size_t i = 0; i < LYD_COUNT(past); i++) {
        past[i] = (lyd_past_run){.started = (int64_t)i * 86400, .errors = i, .complete = i % 2 != 0};
    }
    fixture f;
    fixture_init(&f);
    f.report.past = past;
    f.report.past_count = LYD_COUNT(past);
    check_rows(&f, rows, LYD_COUNT(rows));
    fixture_free(&f);
}
END_TEST

/* Calls CHECK for every node that EXPRESSION finds. */
static void each(htmlDocPtr document, const char *expression, void (*check)(htmlDocPtr, xmlNodePtr, void *), void *context)
{
    xmlXPathObjectPtr object = evaluate(document, expression);
    ck_assert_msg(object->nodesetval != NULL && object->nodesetval->nodeNr > 0, "%s: none", expression);
    for (int i = 0; i < object->nodesetval->nodeNr; i++) {
        check(document, object->nodesetval->nodeTab[i], context);
    }
    xmlXPathFreeObject(object);
}

static void leads_somewhere(htmlDocPtr document, xmlNodePtr node, void *context)
{
    (void)context;
    char expression[256];
    xmlChar *href = xmlNodeGetContent(node);
    (void)snprintf(expression, sizeof(expression), "count(//*[@id='%s'])", (const char *)href + 1);
    double targets = number_of(document, expression);
    ck_assert_msg(targets >= 1 && targets <= 1, "%s: %g targets", (const char *)href, targets);
    xmlFree(href);
}

static void in_order(htmlDocPtr document, xmlNodePtr node, void *context)
{
    (void)document;
    int *before = context, level = node->name[1] - '0';
    ck_assert_msg(level <= *before + 1, "h%d after h%d", level, *before);
    *before = level;
}

START_TEST(can_be_navigated)
{
    static const row rows[] = {
        {"a language", "count(/html[@lang='en'])", 1},
        {"a title", "count(//head/title[contains(., 'NOT SAFE: contoso')])", 1},
        {"one heading of the page", "count(//h1)", 1},
        {"one main part", "count(//main)", 1},
        {"a link to it, first", "count(//body/*[1][self::a and @href='#main'])", 1},
        {"tables have captions", "count(//table[not(caption)])", 0},
        {"headers have a scope", "count(//th[not(@scope)])", 0},
        {"rows have a header", "count(//tbody/tr[not(th)])", 0},
        {"the drawing has a name", "count(//svg[@role='img' and not(@aria-label)])", 0},
        {"the input has a label", "count(//label[@for = //input/@id])", 1},
        {"boxes that scroll can be reached and have a name", "count(//div[@class='wide'][not(@tabindex and @role and @aria-label)])", 0},
    };
    static const lyd_past_run past = {.errors = 1};
    fixture f;
    fixture_init(&f);
    f.report.past = &past;
    f.report.past_count = 1;
    check_rows(&f, rows, LYD_COUNT(rows));
    htmlDocPtr document = read_html(&f);
    int level = 0;
    each(document, "//a[not(@class = 'document')]/@href", leads_somewhere, NULL);
    each(document, "//h1 | //h2 | //h3 | //h4 | //h5 | //h6", in_order, &level);
    xmlFreeDoc(document);
    fixture_free(&f);
}
END_TEST

START_TEST(a_stream_that_fails_is_an_error)
{
    fixture f;
    fixture_init(&f);
    FILE *full = fopen("/dev/full", "w");
    ck_assert_ptr_nonnull(full);
    ck_assert_int_eq(lyd_writer_find("html")->write(&f.report, full), LYD_EIO);
    (void)fclose(full);
    fixture_free(&f);
}
END_TEST

LYD_TEST_MAIN("report/html", hostile_texts_stay_text, no_byte_that_a_page_cannot_hold, says_what_the_run_found,
              what_to_do_by_owner_and_cause, service_records_by_domain_and_view, a_run_without_findings, incomplete_is_never_ok,
              a_name_without_a_role_is_never_ok, runs_over_time_with_a_history, can_be_navigated, a_stream_that_fails_is_an_error)
