/* fixture.h: a run made by hand, with hostile texts in every place that foreign text comes to. */
#ifndef LYD_TEST_REPORT_FIXTURE_H
#define LYD_TEST_REPORT_FIXTURE_H

#include "suite.h"

#include <lyncdns/report.h>

#include <string.h>

/* A newline, ESC, quotes, a tag, a formula, a bar, a byte that isn't UTF-8, U+FFFF, a C1 control, a bidirectional override. */
#define HOSTILE "=cmd|'/C calc'!A0\n\033[31m<script>\"&\\\xFF\xEF\xBF\xBF\xC2\x9B\xE2\x80\xAE;@x"

typedef struct fixture {
    lyd_run run;
    lyd_report report;
    lyd_topology topology;
    lyd_finding findings[7];
    lyd_address_type types[4], seen[4];
} fixture;

static const char *fixture_files[] = {"contoso.yaml", "contoso.tbxml"};
static lyd_server fixture_servers[] = {{.text = "10.0.0.10:53"}, {.text = "10.0.0.11:5353"}};
static lyd_view fixture_views[] = {{.name = "internal", .kind = LYD_VIEW_INTERNAL, .servers = fixture_servers, .server_count = 2},
                                   {.name = "external", .kind = LYD_VIEW_EXTERNAL, .servers = fixture_servers + 1, .server_count = 1}};
static lyd_endpoint fixture_endpoints[] = {
    {.fqdn = "um01.contoso.com", .roles = LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM), .views = 1, .line = 12},
    {.fqdn = "pool01.contoso.com",
     .roles = LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_MEDIATION_POOL),
     .views = 1,
     .line = 7,
     .origin = 1},
    {.fqdn = "edge01.contoso.com", .roles = LYD_ROLE_BIT(LYD_ROLE_EDGE_INTERNAL), .views = 3, .line = 20},
    {.fqdn = "\\010evil\\255\\;.contoso.com", .roles = LYD_ROLE_BIT(LYD_ROLE_OTHER), .views = 1, .line = 30},
};
static const uint32_t fixture_first[] = {0, 4, 8, 12, 16};
static const lyd_question fixture_questions[] = {
    {"um01.contoso.com", 0, LYD_TYPE_A},
    {"um01.contoso.com", 0, LYD_TYPE_AAAA},
    {"um01.contoso.com", 1, LYD_TYPE_A},
    {"um01.contoso.com", 1, LYD_TYPE_AAAA},
    {"pool01.contoso.com", 0, LYD_TYPE_A},
    {"pool01.contoso.com", 0, LYD_TYPE_AAAA},
    {"pool01.contoso.com", 1, LYD_TYPE_A},
    {"pool01.contoso.com", 1, LYD_TYPE_AAAA},
    {"edge01.contoso.com", 0, LYD_TYPE_A},
    {"edge01.contoso.com", 0, LYD_TYPE_AAAA},
    {"edge01.contoso.com", 1, LYD_TYPE_A},
    {"edge01.contoso.com", 1, LYD_TYPE_AAAA},
    {"\\010evil\\255\\;.contoso.com", 0, LYD_TYPE_A},
    {"\\010evil\\255\\;.contoso.com", 0, LYD_TYPE_AAAA},
    {"\\010evil\\255\\;.contoso.com", 1, LYD_TYPE_A},
    {"\\010evil\\255\\;.contoso.com", 1, LYD_TYPE_AAAA},
};
static const char *const fixture_aliases[] = {"um.contoso.com", HOSTILE};
static const lyd_record fixture_ipv4[] = {{{{{10, 0, 0, 5}, LYD_IPV4}}, 300, LYD_TYPE_A}, {{{{10, 0, 0, 6}, LYD_IPV4}}, 0, LYD_TYPE_A}};
static const lyd_record fixture_ipv6[] = {{{{{0x20, 0x01, 0x0d, 0xb8, [15] = 1}, LYD_IPV6}}, 2147483647, LYD_TYPE_AAAA}};
static const lyd_answer fixture_answers[] = {
    {.records = fixture_ipv4, .record_count = 1, .rtt_us = 400},
    {.aliases = fixture_aliases, .alias_count = 2, .records = fixture_ipv6, .record_count = 1, .rtt_us = 900},
    {.records = fixture_ipv4, .record_count = 1, .rtt_us = 300},
    {.status = LYD_NODATA, .rtt_us = 301},
    {.records = fixture_ipv4, .record_count = 2, .rtt_us = 500},
    {.status = LYD_NODATA, .rtt_us = 500},
    {.records = fixture_ipv4, .record_count = 2, .rtt_us = 1250},
    {.status = LYD_NODATA, .rtt_us = 500},
    {.records = fixture_ipv4, .record_count = 1, .rtt_us = 500},
    {.status = LYD_TIMEOUT},
    {.records = fixture_ipv4, .record_count = 1, .rtt_us = 500},
    {.status = LYD_TIMEOUT, .cause = LYD_GIVEN_UP},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.status = LYD_NXDOMAIN, .rtt_us = 500},
    {.status = LYD_TIMEOUT, .cause = LYD_STOPPED},
};
static const uint16_t fixture_internal[] = {0, 1}, fixture_external[] = {1};
static const uint16_t *const fixture_view_servers[] = {fixture_internal, fixture_external};
static lyd_combination fixture_combinations[] = {
    {LYD_TABLE_MEDIATION_PSTN,
     {"pool01.contoso.com", "gw01.contoso.com"},
     {LYD_ADDRESS_IPV4, LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV4},
     LYD_SUPPORTED},
    {LYD_TABLE_FRONT_END_EDGE, {"pool01.contoso.com", "edge01.contoso.com"}, {LYD_ADDRESS_IPV4, LYD_ADDRESS_UNKNOWN}, LYD_VERDICT_UNKNOWN},
    {LYD_TABLE_PEER_TO_PEER, {"head office", HOSTILE}, {LYD_ADDRESS_IPV4, LYD_ADDRESS_IPV6}, LYD_UNSUPPORTED},
};
static lyd_waiver fixture_waiver = {
    .rule = "DNS008", .fqdn = "pool01.*", .reason = "hardware load balancer " HOSTILE, .expires = "2027-01-31"};
static lyd_severity_override fixture_override = {.rule = "DNS009", .severity = "off"};
static const char *const fixture_evidence[] = {
    "internal, 10.0.0.10:53: um01.contoso.com AAAA 2001:db8::1, TTL 2147483647, by way of um.contoso.com",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    HOSTILE};

static lyd_finding fixture_finding(const char *rule, lyd_severity severity, const char *key, const char *subject1, const char *subject2)
{
    return (lyd_finding){.key = key,
                         .rule = lyd_rule_find(rule),
                         .severity = severity,
                         .subjects = {subject1, subject2},
                         .subject_count = subject2 != NULL ? 2 : 1,
                         .message = "What is wrong, in a sentence that is long enough to be wrapped at eighty columns.",
                         .remedy = "Delete the record (DNS administrator)."};
}

static inline void fixture_init(fixture *f)
{
    memset(f, 0, sizeof(*f));
    const lyd_address_type types[] = {LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV4, LYD_ADDRESS_UNKNOWN, LYD_ADDRESS_UNKNOWN};
    const lyd_address_type seen[] = {LYD_ADDRESS_DUAL_STACK, LYD_ADDRESS_IPV4, LYD_ADDRESS_UNKNOWN, LYD_ADDRESS_NONE};
    const lyd_finding findings[] = {
        fixture_finding("UM001", LYD_ERROR, "UM001:um01.contoso.com", "um01.contoso.com", NULL),
        fixture_finding("P2P001", LYD_ERROR, "P2P001:head office+" HOSTILE, "head office", HOSTILE),
        fixture_finding("DNS001", LYD_ERROR, "DNS001:\\010evil\\255\\;.contoso.com", "\\010evil\\255\\;.contoso.com", NULL),
        fixture_finding("DNS003", LYD_ERROR, "DNS003:edge01.contoso.com", "edge01.contoso.com", NULL),
        fixture_finding("DNS005", LYD_WARNING, "DNS005:um01.contoso.com", "um01.contoso.com", NULL),
        fixture_finding("DNS008", LYD_WARNING, "DNS008:pool01.contoso.com", "pool01.contoso.com", NULL),
        fixture_finding("MON001", LYD_INFO, "MON001:um01.contoso.com", "um01.contoso.com", NULL),
    };
    memcpy(f->types, types, sizeof(types));
    memcpy(f->seen, seen, sizeof(seen));
    memcpy(f->findings, findings, sizeof(findings));
    f->findings[0].evidence = fixture_evidence;
    f->findings[0].evidence_count = LYD_COUNT(fixture_evidence);
    f->findings[1].message = HOSTILE;
    f->findings[1].remedy = HOSTILE;
    f->findings[2].cause = f->findings[0].key;
    f->findings[5].waiver = &fixture_waiver;
    f->topology = (lyd_topology){.name = "contoso",
                                 .files = fixture_files,
                                 .file_count = 2,
                                 .views = fixture_views,
                                 .view_count = 2,
                                 .endpoints = fixture_endpoints,
                                 .endpoint_count = 4,
                                 .severities = &fixture_override,
                                 .severity_count = 1,
                                 .index = lyd_map_new()};
    for (uint32_t i = 0; i < LYD_COUNT(fixture_endpoints); i++) {
        ck_assert_int_eq(lyd_map_put(f->topology.index, fixture_endpoints[i].fqdn, i), LYD_OK);
    }
    f->run.facts = (lyd_case){.topology = &f->topology,
                              .servers = fixture_servers,
                              .server_count = 2,
                              .questions = fixture_questions,
                              .answers = fixture_answers,
                              .first = fixture_first,
                              .view_servers = fixture_view_servers,
                              .now = 1795341600,
                              .stopped = true};
    f->run.judgement = (lyd_judgement){.types = f->types,
                                       .seen = f->seen,
                                       .combinations = fixture_combinations,
                                       .combination_count = LYD_COUNT(fixture_combinations),
                                       .findings = f->findings,
                                       .finding_count = LYD_COUNT(f->findings),
                                       .counts = {[LYD_ERROR] = 4, [LYD_WARNING] = 1, [LYD_INFO] = 1},
                                       .waived = 1,
                                       .lookups = 16,
                                       .failed_lookups = 3};
    f->run.started = 1795341600;
    f->run.duration_ms = 1234;
    f->run.arena = lyd_arena_new();
    f->report = (lyd_report){.run = &f->run, .fail_on = LYD_ERROR, .exit_code = 1, .width = 80};
}

/* Makes it a run without anything wrong. */
static inline void fixture_heal(fixture *f)
{
    f->run.judgement.finding_count = 0;
    f->run.judgement.waived = 0;
    memset(f->run.judgement.counts, 0, sizeof(f->run.judgement.counts));
    f->run.judgement.failed_lookups = 0;
    f->run.judgement.complete = true;
    f->run.facts.stopped = false;
}

static inline void fixture_free(fixture *f)
{
    lyd_map_free(f->topology.index);
    lyd_arena_free(f->run.arena);
}

/* The report in FORMAT, freed by the caller. */
static inline char *fixture_write(const fixture *f, const char *format)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_eq(lyd_writer_find(format)->write(&f->report, stream), LYD_OK);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_msg(strlen(text) == size, "%s: a NUL byte in the report", format);
    return text;
}

#endif
