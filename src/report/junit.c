/* JUnit's XML, as Jenkins and GitLab read it: a suite for each rule, a test case for each name and combination that the rule was applied
 * to; and a suite of service records. Errors and warnings fail; a lookup that failed is an error of the case; what is waived or unknown is
 * skipped, never passed. */
#include "services.h"
#include "shared.h"
#include "writers.h"
#include "xml.h"

#include <stdlib.h>
#include <string.h>

typedef enum outcome { PASSED, FAILED, ERRED, SKIPPED } outcome;

typedef struct test_case {
    const char *subjects[2]; /* the second may be NULL */
    const lyd_finding *finding;
    outcome outcome;
    const char *skipped;        /* why, without a finding */
    const lyd_service *service; /* whose other findings are listed, too; NULL: a case of a rule */
} test_case;

typedef struct page {
    const lyd_run *run;
    lyd_xml xml;
    lyd_places places;
    lyd_map *by_key; /* findings */
    bool *seen;      /* of each finding: it has its case */
    bool *failing;   /* of each endpoint: a lookup of it failed */
    test_case *cases;
    size_t count, capacity;
    lyd_status status;
} page;

/* ---- the cases of a rule ---- */

static outcome outcome_of(const lyd_finding *finding)
{
    if (finding->waiver != NULL) {
        return SKIPPED;
    }
    if ((finding->rule->traits & LYD_RULE_FAILED_LOOKUP) != 0) {
        return ERRED;
    }
    return finding->severity >= LYD_WARNING ? FAILED : PASSED;
}

static test_case *add_case(page *p, const char *subject1, const char *subject2, const lyd_finding *finding, const char *skipped)
{
    if (p->status == LYD_OK) {
        p->status = lyd_grow((void **)&p->cases, &p->capacity, p->count, sizeof(*p->cases));
    }
    if (p->status != LYD_OK) {
        return NULL;
    }
    outcome what = finding != NULL ? outcome_of(finding) : skipped != NULL ? SKIPPED : PASSED;
    p->cases[p->count++] = (test_case){{subject1, subject2}, finding, what, skipped, NULL};
    return &p->cases[p->count - 1];
}

/* The finding of RULE about these subjects, marked as seen; NULL: there is none. */
static const lyd_finding *take_finding(page *p, const lyd_rule *rule, const char *subject1, const char *subject2)
{
    uint32_t index = lyd_finding_index(p->by_key, rule, subject1, subject2);
    if (index == LYD_NONE) {
        return NULL;
    }
    p->seen[index] = true;
    return &p->run->judgement.findings[index];
}

/* Why a case of RULE without a finding isn't passed; NULL: it is. */
static const char *why_left_out(const page *p, const lyd_rule *rule)
{
    const lyd_judgement *j = &p->run->judgement;
    return j->rules_left_out != NULL && j->rules_left_out[rule - lyd_rules] ? "findings of this rule were left out (--only)" : NULL;
}

/* The same of a case about the endpoint E. */
static const char *why_unknown(const page *p, const lyd_rule *rule, size_t e)
{
    if (p->run->facts.topology->endpoints[e].views == 0) {
        return "unknown: this name is in no view that was asked";
    }
    return p->failing[e] ? "unknown: a lookup of this name failed" : why_left_out(p, rule);
}

/* A case for every name that the rule is about, so that a name which passed has one too. Rules without this trait (and without a support
 * table) have cases only for their findings. */
static void add_endpoints(page *p, const lyd_rule *rule)
{
    const lyd_topology *topology = p->run->facts.topology;
    for (size_t i = 0; i < topology->endpoint_count && (rule->traits & LYD_RULE_EVERY_NAME) != 0; i++) {
        const lyd_endpoint *endpoint = &topology->endpoints[i];
        if ((endpoint->roles & rule->roles) != 0) {
            (void)add_case(p, endpoint->fqdn, NULL, take_finding(p, rule, endpoint->fqdn, NULL), why_unknown(p, rule, i));
        }
    }
}

static void add_combinations(page *p, const lyd_rule *rule)
{
    const lyd_judgement *j = &p->run->judgement;
    for (size_t i = 0; i < j->combination_count; i++) {
        const lyd_combination *combination = &j->combinations[i];
        if (lyd_rule_of_table(combination->table) == rule) {
            (void)add_case(p, combination->subjects[0], combination->subjects[1],
                           take_finding(p, rule, combination->subjects[0], combination->subjects[1]),
                           combination->verdict == LYD_SUPPORTED ? why_left_out(p, rule)
                                                                 : lyd_row_name(lyd_verdict_names, (int)combination->verdict));
        }
    }
}

static void add_rest(page *p, const lyd_rule *rule)
{
    const lyd_judgement *j = &p->run->judgement;
    for (size_t i = 0; i < j->finding_count; i++) {
        const lyd_finding *finding = &j->findings[i];
        if (finding->rule == rule && !p->seen[i]) {
            (void)add_case(p, finding->subject_count > 0 ? finding->subjects[0] : "",
                           finding->subject_count > 1 ? finding->subjects[1] : NULL, finding, NULL);
        }
    }
}

/* ---- the cases of service records ---- */

/* The finding that decides the outcome of ROW; NULL: it has none. */
static const lyd_finding *worst_of(const page *p, const lyd_service *row)
{
    static const int weights[] = {[PASSED] = 1, [SKIPPED] = 2, [ERRED] = 3, [FAILED] = 4};
    const lyd_finding *worst = NULL;
    for (uint32_t i = 0; i < row->finding_count; i++) {
        const lyd_finding *finding = &p->run->judgement.findings[row->findings[i]];
        worst = worst == NULL || weights[outcome_of(finding)] > weights[outcome_of(worst)] ? finding : worst;
    }
    return worst;
}

/* Nothing passes that isn't known, or isn't as expected. */
static void add_service(page *p, const lyd_service *row)
{
    const char *view = p->run->facts.topology->views[row->view].name;
    const lyd_finding *worst = worst_of(p, row);
    const char *skipped = row->found == LYD_FOUND_UNKNOWN ? "unknown: a lookup of this name failed"
                          : lyd_service_differs(row)      ? "not as expected, but no rule that is on reports it"
                                                          : NULL;
    bool passes = worst == NULL || outcome_of(worst) == PASSED;
    test_case *test = add_case(p, lyd_case_fqdn(&p->run->facts, row->name), view, passes && skipped != NULL ? NULL : worst, skipped);
    if (test != NULL) {
        test->service = row;
    }
}

/* ---- writing ---- */

static void put_number(page *p, const char *name, size_t value)
{
    char text[32];
    (void)snprintf(text, sizeof(text), "%zu", value);
    lyd_xml_attribute(&p->xml, name, text);
}

static void put_line(page *p, const char *before, const char *text)
{
    lyd_xml_raw(&p->xml, before);
    lyd_xml_text(&p->xml, text);
    lyd_xml_raw(&p->xml, "\n");
}

/* Its commands keep their lines. */
static void put_remedy(page *p, const char *remedy)
{
    const char *before = "To do: ";
    for (size_t length; remedy != NULL; remedy = remedy[length] == '\n' ? remedy + length + 1 : NULL) {
        length = strcspn(remedy, "\n");
        const char *line = lyd_arena_text(p->run->arena, remedy, length);
        p->status = line == NULL ? LYD_ENOMEM : p->status;
        put_line(p, before, line != NULL ? line : "");
        before = "";
    }
}

static void put_details(page *p, const lyd_finding *finding)
{
    put_line(p, "", finding->message);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        put_line(p, "- ", finding->evidence[i]);
    }
    put_remedy(p, finding->remedy);
    put_line(p, "Reference: ", lyd_finding_reference(finding));
}

static void put_outcome(page *p, const test_case *test)
{
    static const char *const elements[] = {[PASSED] = "system-out", [FAILED] = "failure", [ERRED] = "error", [SKIPPED] = "skipped"};
    const lyd_finding *finding = test->finding;
    if (test->outcome == PASSED && finding == NULL) {
        return;
    }
    lyd_xml_open(&p->xml, elements[test->outcome]);
    if (test->outcome == SKIPPED) {
        lyd_xml_attribute(&p->xml, "message", finding != NULL ? finding->waiver->reason : test->skipped);
    } else if (test->outcome != PASSED) {
        lyd_xml_attribute(&p->xml, "message", finding->message);
        lyd_xml_attribute(&p->xml, "type", lyd_row_name(lyd_severity_names, (int)finding->severity));
    }
    if (finding != NULL && finding->waiver != NULL) {
        put_line(p, "waived until ", finding->waiver->expires);
    }
    if (finding != NULL) {
        put_details(p, finding);
    }
    for (uint32_t i = 0; test->service != NULL && i < test->service->finding_count; i++) {
        const lyd_finding *other = &p->run->judgement.findings[test->service->findings[i]];
        if (other != finding) {
            put_details(p, other);
        }
    }
    lyd_xml_close(&p->xml);
}

static void put_case(page *p, const char *class, const test_case *test)
{
    char name[2 * LYD_NAME_TEXT + 2];
    (void)snprintf(name, sizeof(name), "%s%s%s", test->subjects[0], test->subjects[1] != NULL ? "+" : "",
                   test->subjects[1] != NULL ? test->subjects[1] : "");
    lyd_xml_open(&p->xml, "testcase");
    lyd_xml_attribute(&p->xml, "classname", class);
    lyd_xml_attribute(&p->xml, "name", name);
    put_outcome(p, test);
    lyd_xml_close(&p->xml);
}

/* From where and when the answers are. */
static void put_places(page *p)
{
    if (p->places.count > 0) {
        lyd_xml_open(&p->xml, "properties");
        for (size_t i = 0; i < p->places.count; i++) {
            lyd_xml_open(&p->xml, "property");
            lyd_xml_attribute(&p->xml, "name", "answers");
            lyd_xml_attribute(&p->xml, "value", p->places.lines[i]);
            lyd_xml_close(&p->xml);
        }
        lyd_xml_close(&p->xml);
    }
}

/* A suite of the cases that were added. TABLES: combinations of these were only counted. */
static void put_suite(page *p, const char *class, const char *title, unsigned tables)
{
    size_t outcomes[SKIPPED + 1] = {0};
    char name[256], started[LYD_TIME_TEXT];
    for (size_t i = 0; i < p->count; i++) {
        outcomes[p->cases[i].outcome]++;
    }
    (void)snprintf(name, sizeof(name), "%s: %s", class, title);
    lyd_time_format(p->run->started, started);
    started[strlen(started) - 1] = '\0'; /* the schema has no time zone */
    lyd_xml_open(&p->xml, "testsuite");
    lyd_xml_attribute(&p->xml, "name", name);
    put_number(p, "tests", p->count);
    put_number(p, "failures", outcomes[FAILED]);
    put_number(p, "errors", outcomes[ERRED]);
    put_number(p, "skipped", outcomes[SKIPPED]);
    lyd_xml_attribute(&p->xml, "timestamp", started);
    put_places(p);
    for (size_t i = 0; i < p->count; i++) {
        put_case(p, class, &p->cases[i]);
    }
    char omitted[LYD_OMITTED_TEXT];
    if (lyd_omitted_text(&p->run->judgement, tables, omitted)) {
        lyd_xml_open(&p->xml, "system-out");
        lyd_xml_text(&p->xml, omitted);
        lyd_xml_close(&p->xml);
    }
    lyd_xml_close(&p->xml);
}

static void put_suites(page *p)
{
    const lyd_topology *topology = p->run->facts.topology;
    lyd_xml_raw(&p->xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    lyd_xml_open(&p->xml, "testsuites");
    lyd_xml_attribute(&p->xml, "name", topology->name);
    for (size_t i = 0; i < lyd_rule_count && p->status == LYD_OK; i++) {
        p->count = 0;
        lyd_severity set;
        if (!lyd_judge_override(topology, &lyd_rules[i], &set) || set != LYD_OFF) {
            add_endpoints(p, &lyd_rules[i]);
            add_combinations(p, &lyd_rules[i]);
            add_rest(p, &lyd_rules[i]);
        }
        if (p->count > 0 && p->status == LYD_OK) {
            put_suite(p, lyd_rules[i].id, lyd_rules[i].title, lyd_rules[i].tables);
        }
    }
    p->count = 0;
    for (size_t i = 0; i < p->run->judgement.service_count; i++) {
        add_service(p, &p->run->judgement.services[i]);
    }
    if (p->count > 0 && p->status == LYD_OK) {
        put_suite(p, "services", "service records, by view", 0);
    }
    lyd_xml_close(&p->xml);
}

static lyd_status prepare(page *p)
{
    const lyd_case *c = &p->run->facts;
    const lyd_judgement *j = &p->run->judgement;
    p->by_key = lyd_findings_by_key(j);
    p->seen = calloc(j->finding_count + 1, sizeof(bool));
    p->failing = calloc(c->topology->endpoint_count + 1, sizeof(bool));
    if (p->by_key == NULL || p->seen == NULL || p->failing == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < c->topology->endpoint_count; i++) {
        for (uint32_t q = c->first[i]; q < c->first[i + 1]; q++) {
            p->failing[i] = p->failing[i] || lyd_answer_failed((lyd_answer_status)c->answers[q].status);
        }
    }
    return LYD_OK;
}

lyd_status lyd_write_junit(const lyd_report *report, FILE *stream)
{
    page p = {.run = report->run, .xml = lyd_xml_begin(stream, false)};
    p.status = lyd_places_of(report->run, true, &p.places);
    p.status = p.status == LYD_OK ? prepare(&p) : p.status;
    if (p.status == LYD_OK) {
        put_suites(&p);
    }
    if (p.status == LYD_OK && ferror(stream)) {
        p.status = LYD_EIO;
    }
    free(p.cases);
    free(p.failing);
    free(p.seen);
    lyd_map_free(p.by_key);
    return p.status;
}
