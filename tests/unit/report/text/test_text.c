/* The text report. */
#include "report/fixture_services.h"

static const lyd_action plain_actions[] = {{LYD_OWNER_DNS, false, "delete it."}, {LYD_OWNER_COUNT, false, NULL}};

/* Rules with fixed texts, so that rewording the catalogue doesn't change the golden file. */
static const lyd_rule plain_rules[] = {
    {.id = "UM001",
     .title = "an Exchange UM name resolves to an IPv6 address",
     .section = "Advanced Enterprise Voice Support for IPv6",
     .why = "Exchange Unified Messaging has no IPv6 support; a call sent to voice mail over IPv6 may fail.",
     .actions = plain_actions},
    {.id = "P2P001",
     .title = "peer-to-peer combination",
     .section = "Peer-to-Peer Client",
     .why = "They can't talk.",
     .actions = plain_actions},
    {.id = "DNS001",
     .title = "a name doesn't exist",
     .section = "DNS practice: RFC 8020",
     .why = "Nobody can reach it.",
     .actions = plain_actions},
    {.id = "DNS003",
     .title = "a lookup failed",
     .section = "DNS practice: RFC 1035",
     .why = "Nothing is known of it.",
     .actions = plain_actions},
    {.id = "DNS005",
     .title = "servers of one view differ",
     .section = "DNS practice: RFC 1034",
     .why = "One of them is stale.",
     .actions = plain_actions},
    {.id = "DNS008", .title = "a pool's addresses differ", .section = "DNS practice", .why = "Load balancing.", .actions = plain_actions},
    {.id = "MON001",
     .title = "monitoring shows addresses of either type",
     .section = "Other features",
     .why = "For your information.",
     .actions = plain_actions},
};

static void use_plain_rules(fixture *f)
{
    for (size_t i = 0; i < LYD_COUNT(f->findings); i++) {
        for (size_t k = 0; k < LYD_COUNT(plain_rules); k++) {
            if (strcmp(f->findings[i].rule->id, plain_rules[k].id) == 0) {
                f->findings[i].rule = &plain_rules[k];
                break;
            }
        }
    }
}

static char *read_file(const char *path)
{
    char *content;
    size_t length;
    ck_assert_msg(lyd_file_read(path, 1 << 20, &content, &length, NULL) == LYD_OK, "can't read %s", path);
    return content;
}

/* LYD_GOLDEN=write renews the golden file after an intended change. */
START_TEST(whole_report_is_the_golden_one)
{
    static const char golden[] = "tests/data/report/audit.txt";
    fixture f;
    fixture_more more;
    fixture_init(&f);
    use_plain_rules(&f);
    fixture_add_services(&f, &more);
    char *text = fixture_write(&f, "text");
    if (getenv("LYD_GOLDEN") != NULL) {
        FILE *file = fopen(golden, "w");
        ck_assert_ptr_nonnull(file);
        (void)fputs(text, file);
        (void)fclose(file);
    }
    char *expected = read_file(golden);
    ck_assert_msg(strcmp(text, expected) == 0, "not as %s:\n%s", golden, text);
    free(expected);
    free(text);
    fixture_free_services(&f);
}
END_TEST

typedef void (*arrange)(fixture *f);

static void as_it_is(fixture *f)
{
    (void)f;
}

static void only_incomplete(fixture *f)
{
    f->findings[0] = f->findings[3]; /* DNS003 */
    f->run.judgement.finding_count = 1;
    f->run.judgement.counts[LYD_ERROR] = 1;
    f->run.judgement.counts[LYD_WARNING] = f->run.judgement.counts[LYD_INFO] = f->run.judgement.waived = 0;
    f->run.facts.stopped = false;
}

static void only_warnings(fixture *f)
{
    fixture_heal(f);
    f->findings[0] = f->findings[4]; /* DNS005 */
    f->run.judgement.finding_count = 1;
    f->run.judgement.counts[LYD_WARNING] = 1;
}

static void only_info(fixture *f)
{
    fixture_heal(f);
    f->findings[0] = f->findings[6]; /* MON001 */
    f->run.judgement.finding_count = 1;
    f->run.judgement.counts[LYD_INFO] = 1;
}

static void only_waived(fixture *f)
{
    fixture_heal(f);
    f->findings[0] = f->findings[5];
    f->run.judgement.finding_count = f->run.judgement.waived = 1;
}

static void complete_but_wrong(fixture *f)
{
    f->run.judgement.complete = true;
    f->run.facts.stopped = false;
}

START_TEST(first_lines_give_the_verdict)
{
    static const struct {
        const char *what;
        arrange arrange;
        const char *start;
    } rows[] = {
        {"errors, incomplete", as_it_is,
         "NOT SAFE: the voice mail name um01.contoso.com resolves to IPv6; clients in head\n"
         "    office have no supported way to call another network;\n"
         "    \\010evil\\255\\;.contoso.com can't be reached; and 2 more findings.\n"
         "INCOMPLETE: the run was stopped before its end; 3 of 16 lookups failed, so there\n"
         "    may be more findings. It isn't known which address type edge01.contoso.com\n"
         "    and \\010evil\\255\\;.contoso.com have.\n"
         "Findings: 4 errors, 1 warning, 1 info (1 waived), from 5 causes\n\n"},
        {"errors, complete", complete_but_wrong,
         "NOT SAFE: the voice mail name um01.contoso.com resolves to IPv6; clients in head\n"
         "    office have no supported way to call another network;\n"
         "    \\010evil\\255\\;.contoso.com can't be reached; and 2 more findings.\n"
         "Findings: 4 errors, 1 warning, 1 info (1 waived), from 5 causes\n\n"},
        {"a failed lookup alone", only_incomplete,
         "INCOMPLETE: 3 of 16 lookups failed, so it isn't shown to be safe. It isn't known\n"
         "    which address type edge01.contoso.com and \\010evil\\255\\;.contoso.com have.\n"
         "Findings: 1 error\n\n"},
        {"warnings", only_warnings, "NO ERROR, BUT WARNINGS: servers disagree about um01.contoso.com.\nFindings: 1 warning\n\n"},
        {"info", only_info,
         "OK: no error, no warning. Judged: 4 names, 2 of 3 combinations of address types,\n"
         "    by 16 lookups at 2 servers.\nFindings: 1 info\n\n"},
        {"waived", only_waived,
         "OK: no findings. Judged: 4 names, 2 of 3 combinations of address types, by 16\n"
         "    lookups at 2 servers.\nFindings: no findings (1 waived)\n\n"},
        {"clean", fixture_heal,
         "OK: no findings. Judged: 4 names, 2 of 3 combinations of address types, by 16\n"
         "    lookups at 2 servers.\nFindings: no findings\n\n"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        fixture f;
        fixture_init(&f);
        rows[i].arrange(&f);
        char *text = fixture_write(&f, "text");
        ck_assert_msg(strncmp(text, rows[i].start, strlen(rows[i].start)) == 0, "%s: %s", rows[i].what, text);
        free(text);
        fixture_free(&f);
    }
}
END_TEST

/* Control bytes of text from outside never reach a terminal; without colour there is no ESC at all. */
START_TEST(nothing_drives_the_terminal)
{
    for (int color = 0; color <= 1; color++) {
        fixture f;
        fixture_init(&f);
        f.report.color = color != 0;
        char *text = fixture_write(&f, "text");
        size_t escapes = 0;
        for (const char *p = text; *p != '\0'; p++) {
            ck_assert_msg((unsigned char)*p >= 0x20 || *p == '\n' || *p == '\033', "byte %02X", (unsigned char)*p);
            if (*p == '\033') {
                size_t digits = strspn(p + 2, "0123456789;");
                ck_assert_msg(p[1] == '[' && p[2 + digits] == 'm', "not a colour: %.10s", p + 1);
                escapes++;
            }
        }
        ck_assert_ptr_null(strstr(text, "\xC2\x9B"));
        ck_assert_ptr_null(strstr(text, "\xE2\x80\xAE"));
        ck_assert_ptr_nonnull(strstr(text, "\\x1B[31m<script>"));
        ck_assert_msg((escapes > 0) == (color != 0), "%zu escapes", escapes);
        free(text);
        fixture_free(&f);
    }
}
END_TEST

/* Without colour the report has the same words. */
START_TEST(colour_adds_no_words)
{
    fixture f;
    fixture_init(&f);
    char *plain = fixture_write(&f, "text");
    f.report.color = true;
    char *colored = fixture_write(&f, "text"), *end = colored;
    for (const char *p = colored; *p != '\0'; p++) {
        if (*p == '\033') {
            p += strcspn(p, "m");
        } else {
            *end++ = *p;
        }
    }
    *end = '\0';
    ck_assert_str_eq(plain, colored);
    free(plain);
    free(colored);
    fixture_free(&f);
}
END_TEST

/* Lines stay within the width, except for a single longer word, and have no trailing blanks. */
START_TEST(lines_fit)
{
    static const int widths[] = {1, 40, 60, 80, 100, 200};
    for (size_t i = 0; i < LYD_COUNT(widths); i++) {
        fixture f;
        fixture_init(&f);
        f.findings[1].message = f.findings[1].remedy = "Short."; /* hostile texts hold no place to break */
        f.report.width = widths[i];
        char *text = fixture_write(&f, "text");
        size_t limit = widths[i] < 40 ? 40 : (size_t)widths[i];
        for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            size_t length = strlen(line);
            ck_assert_msg(length <= limit || strstr(line, "https://") != NULL || strchr(line + strspn(line, " "), ' ') == NULL ||
                              strstr(line, "x1B") != NULL,
                          "width %d: %s", widths[i], line);
            ck_assert_msg(line[length - 1] != ' ', "a blank at the end of '%s'", line);
        }
        free(text);
        fixture_free(&f);
    }
}
END_TEST

START_TEST(quiet_leaves_verdict_and_findings)
{
    static const struct {
        const char *text;
        bool there;
    } rows[] = {{"NOT SAFE: ", true},
                {"UM001:um01.contoso.com", true},
                {"What is wrong\n", false},
                {"Deployment", false},
                {"Servers\n", false},
                {"Not checked\n", false},
                {"Combinations, by", false},
                {"INCOMPLETE: ", true},
                {"waived until 2027-01-31", true}};
    fixture f;
    fixture_init(&f);
    f.report.quiet = true;
    char *text = fixture_write(&f, "text");
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        ck_assert_msg((strstr(text, rows[i].text) != NULL) == rows[i].there, "%s", rows[i].text);
    }
    free(text);
    fixture_free(&f);
}
END_TEST

static size_t occurrences(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *p = text; (p = strstr(p, what)) != NULL; p += strlen(what)) {
        count++;
    }
    return count;
}

/* Two causes that alternate: each remedy is given once, before all of its findings. */
START_TEST(equal_remedies_are_given_once)
{
    fixture f;
    fixture_init(&f);
    lyd_finding findings[6];
    static const char *const keys[] = {"DNS001:a", "DNS001:b", "DNS001:c", "DNS001:d", "DNS001:e", "DNS001:f"};
    for (size_t i = 0; i < 6; i++) {
        findings[i] = fixture_finding("DNS001", LYD_ERROR, keys[i], keys[i] + 7, NULL);
        findings[i].remedy = i == 5 ? "Third." : i % 2 == 0 ? "First." : "Second.";
    }
    const lyd_past_detail detail = {.run = {.topology = "contoso", .version = "0.1.0"}, .findings = findings, .finding_count = 6};
    const lyd_past_report report = {.detail = &detail, .width = 80};
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    ck_assert_int_eq(lyd_past_text_show(&report, stream), LYD_OK);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_uint_eq(occurrences(text, "To do for the next 3: First."), 1);
    ck_assert_uint_eq(occurrences(text, "To do for the next 2: Second."), 1);
    ck_assert_uint_eq(occurrences(text, "To do: Third."), 1);
    ck_assert_uint_eq(occurrences(text, "Why: "), 1);
    ck_assert_ptr_nonnull(strstr(strstr(text, "DNS001:a"), "DNS001:c"));
    ck_assert_msg(strstr(text, "First.") < strstr(text, "DNS001:a"), "%s", text);
    ck_assert_msg(strstr(text, "DNS001:e") < strstr(text, "Second."), "%s", text);
    free(text);
    fixture_free(&f);
}
END_TEST

/* Where servers differ, the short form has evidence, too. */
START_TEST(long_lists_are_cut_and_say_so)
{
    fixture f;
    fixture_init(&f);
    f.findings[4].evidence = fixture_evidence; /* DNS005 */
    f.findings[4].evidence_count = LYD_COUNT(fixture_evidence);
    char *text = fixture_write(&f, "text");
    ck_assert_ptr_nonnull(strstr(text, "- and 1 more (--verbose has all)"));
    ck_assert_ptr_nonnull(strstr(text, "- eighth"));
    free(text);
    f.report.verbose = true;
    text = fixture_write(&f, "text");
    ck_assert_ptr_null(strstr(text, " more (--verbose"));
    ck_assert_uint_eq(occurrences(text, "- eighth\n"), 2);
    free(text);
    fixture_free(&f);
}
END_TEST

/* What several servers say alike is said once; the brackets of a TTL aren't torn. */
START_TEST(servers_that_agree_are_named_together)
{
    static const char *const lines[] = {"internal 10.0.0.10:53: um01.contoso.com AAAA: 2001:db8::1 (TTL 1200)",
                                        "internal 10.0.0.11:5353: um01.contoso.com AAAA: 2001:db8::1 (TTL 1200)",
                                        "external 10.0.0.11:5353: um01.contoso.com AAAA: NODATA"};
    for (int width = 40; width < 120; width++) {
        fixture f;
        fixture_init(&f);
        f.report.width = width;
        f.findings[4].evidence = lines;
        f.findings[4].evidence_count = LYD_COUNT(lines);
        char *text = fixture_write(&f, "text");
        ck_assert_uint_eq(occurrences(text, "(TTL 1200)"), 1);
        if (width >= 100) {
            ck_assert_ptr_nonnull(strstr(text, "- both internal servers: um01.contoso.com AAAA: 2001:db8::1 (TTL 1200)\n"));
            ck_assert_ptr_nonnull(strstr(text, "- external 10.0.0.11:5353: um01.contoso.com AAAA: NODATA\n"));
        }
        free(text);
        fixture_free(&f);
    }
}
END_TEST

/* A line to copy is never broken, beside or below its finding. */
START_TEST(commands_stay_whole)
{
    static const char command[] =
        "Remove-DnsServerResourceRecord -ZoneName contoso.com -Name um01 -RRType AAAA -RecordData 2001:db8::1 -Force";
    static const char remedy[] =
        "DNS administrator: delete the record.\n"
        "Remove-DnsServerResourceRecord -ZoneName contoso.com -Name um01 -RRType AAAA -RecordData 2001:db8::1 -Force";
    static const int widths[] = {40, 80, 200};
    for (size_t i = 0; i < 2 * LYD_COUNT(widths); i++) {
        fixture f;
        fixture_init(&f);
        f.report.width = widths[i / 2];
        f.report.verbose = i % 2 == 1;
        f.findings[0].remedy = remedy;
        char *text = fixture_write(&f, "text"), *line = strstr(text, command);
        ck_assert_msg(line != NULL && line[strlen(command)] == '\n', "%s", text);
        free(text);
        fixture_free(&f);
    }
}
END_TEST

START_TEST(findings_stand_under_their_cause)
{
    fixture f;
    fixture_init(&f);
    f.findings[2].cause = f.findings[3].cause = f.findings[6].cause = f.findings[0].key;
    f.findings[4].cause = f.findings[5].key; /* which is waived */
    char *text = fixture_write(&f, "text");
    ck_assert_ptr_nonnull(strstr(text, "Findings: 4 errors, 1 warning, 1 info (1 waived), from 3 causes\n"));
    ck_assert_ptr_nonnull(strstr(text, "Resolved with it: DNS001:"));
    ck_assert_ptr_nonnull(strstr(text, "info MON001:um01.contoso.com\n"));
    ck_assert_ptr_nonnull(strstr(text, "\n3. WARNING DNS005:"));
    ck_assert_ptr_null(strstr(text, "\n4. "));
    ck_assert_ptr_nonnull(strstr(text, "  DNS administrator       1 3\n"));
    free(text);
    fixture_free(&f);
}
END_TEST

START_TEST(service_records_fit_the_width)
{
    static const struct {
        const char *what;
        int width;
        size_t domains;
        const char *text;
    } rows[] = {
        {"a line for each record and view", 80, 1,
         "    sip           internal  yes, wildcard: 10.0.0.5\n                  external  no, required\n"},
        {"a column for each view", 300, 1, "\n    sip           yes, wildcard: 10.0.0.5 "},
        {"many SIP domains are counted", 80, 4, "\n    sip           must not: 1 yes      required: 1 no\n"},
        {"what is unknown is named", 120, 4, "    lyncdiscover internal unknown, must not [DNS003] in 1 SIP domain: contoso.com\n"},
        {"what differs without a finding is named", 120, 4, "    sip external no, required in 1 SIP domain: contoso.com\n"},
    };
    static const char *domains[] = {"contoso.com", "b.com", "c.com", "d.com"}; /* all rows are of the first */
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        fixture f;
        fixture_more more;
        fixture_init(&f);
        fixture_add_services(&f, &more);
        f.report.width = rows[i].width;
        f.report.verbose = true;
        f.topology.sip_domains = domains;
        f.topology.sip_domain_count = rows[i].domains;
        char *text = fixture_write(&f, "text");
        ck_assert_msg(strstr(text, rows[i].text) != NULL, "%s:\n%.1800s", rows[i].what, strstr(text, "Service records"));
        free(text);
        f.topology.sip_domain_count = 1;
        fixture_free_services(&f);
    }
}
END_TEST

LYD_TEST_MAIN("report/text", whole_report_is_the_golden_one, service_records_fit_the_width, first_lines_give_the_verdict,
              nothing_drives_the_terminal, colour_adds_no_words, lines_fit, quiet_leaves_verdict_and_findings,
              equal_remedies_are_given_once, long_lists_are_cut_and_say_so, servers_that_agree_are_named_together, commands_stay_whole,
              findings_stand_under_their_cause)
