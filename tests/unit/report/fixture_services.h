/* fixture_services.h: the run of fixture.h with a SIP domain: a row of each outcome, targets with hostile names among them. */
#ifndef LYD_TEST_REPORT_FIXTURE_SERVICES_H
#define LYD_TEST_REPORT_FIXTURE_SERVICES_H

#include "fixture.h"

static const char *fixture_domains[] = {"contoso.com"};

/* The names behind the four endpoints: service names, each asked inside and outside, and a target. */
static const lyd_extra fixture_extras[] = {
    {.fqdn = "lyncdiscover.contoso.com", .views = 3, .next = LYD_NONE, .row = LYD_WANTED_DISCOVER, .kind = LYD_EXTRA_WANTED},
    {.fqdn = "_sip._tls.contoso.com", .views = 3, .next = LYD_NONE, .row = LYD_WANTED_SIP_TLS, .kind = LYD_EXTRA_WANTED, .srv = true},
    {.fqdn = "sip.contoso.com", .views = 3, .next = LYD_NONE, .row = LYD_WANTED_SIP, .kind = LYD_EXTRA_WANTED},
    {.fqdn = "sipinternal.contoso.com", .views = 3, .next = LYD_NONE, .row = LYD_WANTED_SIP_INTERNAL, .kind = LYD_EXTRA_WANTED},
    {.fqdn = HOSTILE, .views = 3, .domain = LYD_NONE, .next = LYD_NONE, .kind = LYD_EXTRA_TARGET},
};
#define HOST_QUESTIONS(name)                                                                                                               \
    {name, 0, LYD_TYPE_A}, {name, 0, LYD_TYPE_AAAA}, {name, 1, LYD_TYPE_A},                                                                \
    {                                                                                                                                      \
        name, 1, LYD_TYPE_AAAA                                                                                                             \
    }
static const lyd_question fixture_service_questions[] = {
    HOST_QUESTIONS("lyncdiscover.contoso.com"), {"_sip._tls.contoso.com", 0, LYD_TYPE_SRV}, {"_sip._tls.contoso.com", 1, LYD_TYPE_SRV},
    HOST_QUESTIONS("sip.contoso.com"),          HOST_QUESTIONS("sipinternal.contoso.com"),  HOST_QUESTIONS(HOSTILE),
};
static const lyd_record fixture_srv[] = {
    {.target = "edge01.contoso.com", .port = 443, .ttl = 60, .type = LYD_TYPE_SRV},
    {.target = HOSTILE, .priority = 5, .weight = 10, .port = 5061, .ttl = 300, .type = LYD_TYPE_SRV},
};
static const lyd_answer fixture_service_answers[] = {
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.status = LYD_SERVFAIL, .rtt_us = 500},
    {.aliases = fixture_aliases, .alias_count = 2, .records = fixture_ipv4, .record_count = 2, .rtt_us = 500},
    {.status = LYD_NODATA, .rtt_us = 500},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.records = fixture_srv, .record_count = 2, .rtt_us = 500},
    {.records = fixture_ipv4, .record_count = 1, .rtt_us = 500},
    {.status = LYD_NODATA, .rtt_us = 500},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.status = LYD_SERVFAIL, .rtt_us = 500},
    {.status = LYD_SERVFAIL, .rtt_us = 500},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.records = fixture_ipv4, .record_count = 1, .rtt_us = 500},
    {.status = LYD_NODATA, .rtt_us = 500},
};

typedef struct fixture_more {
    lyd_question questions[LYD_COUNT(fixture_questions) + LYD_COUNT(fixture_service_questions)];
    lyd_answer answers[LYD_COUNT(fixture_questions) + LYD_COUNT(fixture_service_questions)];
    uint32_t first[LYD_COUNT(fixture_first) + LYD_COUNT(fixture_extras)];
    bool repeated[LYD_COUNT(fixture_service_questions)];
    lyd_service rows[8];
    uint32_t findings[3];
    const lyd_rule *rules[3];
} fixture_more;

/* Findings 4 (a warning), 3 (a failed lookup) and 5 (waived) of fixture.h become findings of rows. */
static inline void fixture_rows(fixture_more *more, const fixture *f)
{
    static const struct {
        uint32_t name, view;
        lyd_wanted wanted;
        lyd_expected expected;
        lyd_found found;
        int finding; /* index into FINDINGS; -1: none */
        bool wildcard;
    } rows[] = {
        {4, 0, LYD_WANTED_DISCOVER, LYD_EXPECTED_ABSENT, LYD_FOUND_UNKNOWN, 1, false},
        {4, 1, LYD_WANTED_DISCOVER, LYD_EXPECTED_REQUIRED, LYD_FOUND_YES, -1, false},
        {5, 0, LYD_WANTED_SIP_TLS, LYD_EXPECTED_ABSENT, LYD_FOUND_YES, 2, false},
        {5, 1, LYD_WANTED_SIP_TLS, LYD_EXPECTED_REQUIRED, LYD_FOUND_YES, 0, false},
        {6, 0, LYD_WANTED_SIP, LYD_EXPECTED_ABSENT, LYD_FOUND_YES, -1, true},
        {6, 1, LYD_WANTED_SIP, LYD_EXPECTED_REQUIRED, LYD_FOUND_NO, -1, false},
        {7, 0, LYD_WANTED_SIP_INTERNAL, LYD_EXPECTED_OPTIONAL, LYD_FOUND_NO, -1, false},
        {7, 1, LYD_WANTED_SIP_INTERNAL, LYD_EXPECTED_OPTIONAL, LYD_FOUND_UNKNOWN, -1, false},
    };
    const uint32_t findings[] = {4, 3, 5};
    for (size_t i = 0; i < LYD_COUNT(findings); i++) {
        more->findings[i] = findings[i];
        more->rules[i] = f->findings[findings[i]].rule;
    }
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        bool has = rows[i].finding >= 0;
        more->rows[i] = (lyd_service){.name = rows[i].name,
                                      .view = rows[i].view,
                                      .wanted = rows[i].wanted,
                                      .expected = rows[i].expected,
                                      .found = rows[i].found,
                                      .wildcard = rows[i].wildcard,
                                      .findings = has ? &more->findings[rows[i].finding] : NULL,
                                      .rules = has ? &more->rules[rows[i].finding] : NULL,
                                      .finding_count = has ? 1 : 0,
                                      .rule_count = has ? 1 : 0};
    }
}

/* Adds them to F, for as long as MORE lives. */
static inline void fixture_add_services(fixture *f, fixture_more *more)
{
    size_t count = LYD_COUNT(fixture_questions), names = LYD_COUNT(fixture_first);
    const uint32_t sizes[] = {4, 2, 4, 4, 4};
    *more = (fixture_more){.repeated = {false}};
    memcpy(more->questions, fixture_questions, sizeof(fixture_questions));
    memcpy(more->questions + count, fixture_service_questions, sizeof(fixture_service_questions));
    memcpy(more->answers, fixture_answers, sizeof(fixture_answers));
    memcpy(more->answers + count, fixture_service_answers, sizeof(fixture_service_answers));
    memcpy(more->first, fixture_first, sizeof(fixture_first));
    for (size_t i = 0; i < LYD_COUNT(fixture_extras); i++) {
        more->first[names + i] = more->first[names + i - 1] + sizes[i];
    }
    fixture_rows(more, f);
    f->topology.sip_domains = fixture_domains;
    f->topology.sip_domain_count = 1;
    f->run.facts.questions = more->questions;
    f->run.facts.answers = more->answers;
    f->run.facts.first = more->first;
    f->run.facts.repeated = more->repeated;
    f->run.facts.extras = fixture_extras;
    f->run.facts.extra_count = LYD_COUNT(fixture_extras);
    f->run.facts.extra_index = lyd_map_new();
    for (uint32_t i = 0; i < LYD_COUNT(fixture_extras); i++) {
        ck_assert_int_eq(lyd_map_put(f->run.facts.extra_index, fixture_extras[i].fqdn, (uint32_t)f->topology.endpoint_count + i), LYD_OK);
    }
    f->run.judgement.services = more->rows;
    f->run.judgement.service_count = LYD_COUNT(more->rows);
}

static inline void fixture_free_services(fixture *f)
{
    lyd_map_free(f->run.facts.extra_index);
    fixture_free(f);
}

#endif
