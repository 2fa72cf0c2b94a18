/* The verdict in a sentence, and the rows that say what findings mean for users. */
#include "report/fixture.h"
#include "report/harms.h"
#include "report/sentence.h"

#define MANY 8

/* A deployment of its own: names with roles, findings about them. */
typedef struct deployment {
    lyd_run run;
    lyd_topology topology;
    lyd_endpoint endpoints[MANY];
    lyd_finding findings[MANY];
    lyd_address_type types[MANY];
    uint32_t first[MANY + 1];
} deployment;

typedef struct name {
    const char *fqdn;
    lyd_role role;
} name;

typedef struct fault {
    const char *rule;
    lyd_severity severity;
    const char *subjects[2];
    uint32_t views;
    bool waived;
} fault;

static const name names[MANY] = {{"um01.a", LYD_ROLE_EXCHANGE_UM},   {"um02.a", LYD_ROLE_EXCHANGE_UM}, {"um03.a", LYD_ROLE_EXCHANGE_UM},
                                 {"av.a", LYD_ROLE_EDGE_EXTERNAL},   {"wc.a", LYD_ROLE_EDGE_EXTERNAL}, {"pool.a", LYD_ROLE_FRONT_END_POOL},
                                 {"edge.a", LYD_ROLE_EDGE_INTERNAL}, {"x.a", LYD_ROLE_OTHER}};

static void deployment_init(deployment *d, const fault faults[MANY])
{
    memset(d, 0, sizeof(*d));
    d->topology = (lyd_topology){.name = "a",
                                 .views = fixture_views,
                                 .view_count = 2,
                                 .endpoints = d->endpoints,
                                 .endpoint_count = MANY,
                                 .sip_domain_count = 2,
                                 .index = lyd_map_new()};
    for (uint32_t i = 0; i < MANY; i++) {
        d->endpoints[i] = (lyd_endpoint){.fqdn = names[i].fqdn, .roles = LYD_ROLE_BIT(names[i].role), .views = 1};
        d->types[i] = LYD_ADDRESS_IPV4;
        ck_assert_int_eq(lyd_map_put(d->topology.index, names[i].fqdn, i), LYD_OK);
    }
    lyd_judgement *j = &d->run.judgement;
    for (size_t i = 0; i < MANY && faults[i].rule != NULL; i++) {
        d->findings[i] = fixture_finding(faults[i].rule, faults[i].severity, "key", faults[i].subjects[0], faults[i].subjects[1]);
        ck_assert_ptr_nonnull(d->findings[i].rule);
        d->findings[i].views = faults[i].views;
        d->findings[i].waiver = faults[i].waived ? &fixture_waiver : NULL;
        j->counts[faults[i].severity] += faults[i].waived ? 0 : 1;
        j->finding_count++;
    }
    j->findings = d->findings;
    j->types = j->seen = d->types;
    j->lookups = 64;
    j->complete = true;
    d->run.facts = (lyd_case){.topology = &d->topology, .server_count = 2, .first = d->first};
    d->run.arena = lyd_arena_new();
}

static void deployment_free(deployment *d)
{
    lyd_map_free(d->topology.index);
    lyd_arena_free(d->run.arena);
}

START_TEST(the_sentence_says_what_is_wrong_for_whom)
{
    static const struct {
        const char *word, *text, *counts;
        fault faults[MANY];
    } rows[] = {
        {"OK", "no findings. Judged: 8 names, by 64 lookups at 2 servers.", "no findings", {{0}}},
        {"OK", "no error, no warning. Judged: 8 names, by 64 lookups at 2 servers.", "1 info", {{"MON001", LYD_INFO, {"x.a"}, 0, false}}},
        {"OK",
         "no findings. Judged: 8 names, by 64 lookups at 2 servers.",
         "no findings (1 waived)",
         {{"UM001", LYD_ERROR, {"um01.a"}, 0, true}}},
        {"NOT SAFE", "the voice mail name um01.a resolves to IPv6.", "1 error", {{"UM001", LYD_ERROR, {"um01.a"}, 0, false}}},
        {"NOT SAFE",
         "2 of 3 voice mail names resolve to IPv6; remote users can't reach av.a.",
         "3 errors",
         {{"UM001", LYD_ERROR, {"um01.a"}, 0, false},
          {"UM001", LYD_ERROR, {"um03.a"}, 0, false},
          {"DNS001", LYD_ERROR, {"av.a"}, 0, false}}},
        {"NOT SAFE",
         "all 3 voice mail names resolve to IPv6; callers can't reach voice mail at um01.a, um02.a and um03.a.",
         "6 errors",
         {{"UM001", LYD_ERROR, {"um01.a"}, 0, false},
          {"UM001", LYD_ERROR, {"um02.a"}, 0, false},
          {"UM001", LYD_ERROR, {"um03.a"}, 0, false},
          {"UM003", LYD_ERROR, {"um01.a"}, 0, false},
          {"UM003", LYD_ERROR, {"um02.a"}, 0, false},
          {"UM003", LYD_ERROR, {"um03.a"}, 0, false}}},
        {"NOT SAFE",
         "remote users can't reach av.a and wc.a; clients can't reach pool.a; pools inside can't reach the Edge at edge.a; "
         "and 2 more findings.",
         "5 errors, 1 warning, 1 info",
         {{"DNS001", LYD_ERROR, {"av.a"}, 0, false},
          {"DNS001", LYD_ERROR, {"edge.a"}, 0, false},
          {"DNS001", LYD_ERROR, {"pool.a"}, 0, false},
          {"DNS002", LYD_ERROR, {"wc.a"}, 0, false},
          {"DNS006", LYD_ERROR, {"x.a"}, 0, false},
          {"DNS010", LYD_WARNING, {"av.a"}, 0, false},
          {"MON001", LYD_INFO, {"x.a"}, 0, false}}},
        {"NO ERROR, BUT WARNINGS",
         "servers disagree about 2 names; and 1 more finding.",
         "2 warnings, 1 info",
         {{"DNS005", LYD_WARNING, {"pool.a"}, 0, false},
          {"DNS005", LYD_WARNING, {"x.a"}, 0, false},
          {"MON001", LYD_INFO, {"x.a"}, 0, false}}},
        {"NOT SAFE",
         "federation partners find no server by _sipfederationtls._tcp.a; remote users find no server by _sip._tls.a; "
         "clients inside find no server by _sipinternaltls._tcp.a.",
         "3 errors",
         {{"SRV004", LYD_ERROR, {"_sip._tls.a"}, 2, false},
          {"SRV004", LYD_ERROR, {"_sipfederationtls._tcp.a"}, 2, false},
          {"SRV004", LYD_ERROR, {"_sipinternaltls._tcp.a"}, 1, false}}},
        {"NOT SAFE",
         "remote users have no supported way to av.a.",
         "2 errors",
         {{"RMT001", LYD_ERROR, {"home", "av.a"}, 0, false}, {"RMT001", LYD_ERROR, {"hotel", "av.a"}, 0, false}}},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        deployment d;
        lyd_sentence sentence;
        deployment_init(&d, rows[i].faults);
        ck_assert_int_eq(lyd_sentence_of(&d.run, &sentence), LYD_OK);
        ck_assert_str_eq(sentence.word, rows[i].word);
        ck_assert_str_eq(sentence.text, rows[i].text);
        ck_assert_str_eq(sentence.counts, rows[i].counts);
        ck_assert_ptr_null(sentence.open);
        deployment_free(&d);
    }
}
END_TEST

/* An incomplete run names what isn't known, and never sounds as if all was well. */
START_TEST(what_is_not_known_is_said)
{
    static const struct {
        size_t voice_mail, others;
        bool stopped;
        const char *text;
    } rows[] = {
        {0, 0, false, "4 of 64 lookups failed, so it isn't shown to be safe."},
        {1, 0, false, "4 of 64 lookups failed, so it isn't shown to be safe. It isn't known whether um01.a resolves to IPv6."},
        {3, 4, false,
         "4 of 64 lookups failed, so it isn't shown to be safe. It isn't known whether um01.a, um02.a and um03.a resolve to IPv6, or which "
         "address type av.a, wc.a and 2 more names have."},
        {0, 1, true,
         "the run was stopped before its end; 4 of 64 lookups failed, so it isn't shown to be safe. It isn't known which address type av.a "
         "has."},
    };
    static const lyd_question question = {"um.a", 0, LYD_TYPE_AAAA};
    static const lyd_answer answer = {.status = LYD_TIMEOUT};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        deployment d;
        lyd_sentence sentence;
        lyd_question questions[MANY];
        lyd_answer answers[MANY];
        deployment_init(&d, (const fault[MANY]){{0}});
        for (uint32_t e = 0; e < MANY; e++) {
            bool unknown = names[e].role == LYD_ROLE_EXCHANGE_UM ? e < rows[i].voice_mail : e - 3 < rows[i].others;
            questions[e] = question;
            answers[e] = answer;
            d.types[e] = unknown ? LYD_ADDRESS_UNKNOWN : LYD_ADDRESS_IPV4;
            d.first[e + 1] = d.first[e] + (unknown && e < 3 ? 1 : 0);
        }
        d.run.facts.questions = questions;
        d.run.facts.answers = answers;
        d.run.facts.stopped = rows[i].stopped;
        d.run.judgement.failed_lookups = 4;
        d.run.judgement.complete = false;
        ck_assert_int_eq(lyd_sentence_of(&d.run, &sentence), LYD_OK);
        ck_assert_str_eq(sentence.word, "INCOMPLETE");
        ck_assert_str_eq(sentence.text, rows[i].text);
        ck_assert_ptr_null(strstr(sentence.text, "OK"));
        deployment_free(&d);
    }
}
END_TEST

/* Every rule has a row, except about failed lookups: those are what isn't known. */
START_TEST(every_rule_means_something_for_users)
{
    for (size_t r = 0; r < lyd_rule_count; r++) {
        bool found = (lyd_rules[r].traits & LYD_RULE_FAILED_LOOKUP) != 0;
        for (size_t i = 0; i < lyd_harm_count; i++) {
            found = found || strstr(lyd_harms[i].rules, lyd_rules[r].id) != NULL;
        }
        ck_assert_msg(found, "no row for %s", lyd_rules[r].id);
    }
}
END_TEST

/* A row names rules that there are, and has one mark in its words. */
START_TEST(rows_are_well_formed)
{
    for (size_t i = 0; i < lyd_harm_count; i++) {
        const lyd_harm *harm = &lyd_harms[i];
        char rules[256];
        (void)snprintf(rules, sizeof(rules), "%s", harm->rules);
        for (char *id = strtok(rules, " "); id != NULL; id = strtok(NULL, " ")) {
            ck_assert_msg(lyd_rule_find(id) != NULL, "no rule %s", id);
        }
        ck_assert_msg(strstr(harm->words, "%n") != NULL && strchr(strchr(harm->words, '%') + 1, '%') == NULL, "%s", harm->words);
        ck_assert_msg(harm->of_names == NULL || strstr(harm->of_names, "%c") != NULL, "%s", harm->of_names);
    }
}
END_TEST

LYD_TEST_MAIN("report/sentence", the_sentence_says_what_is_wrong_for_whom, what_is_not_known_is_said, every_rule_means_something_for_users,
              rows_are_well_formed)
