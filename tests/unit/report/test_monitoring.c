/* The two formats for monitoring systems. */
#include "fixture_services.h"

/* ---- prometheus ---- */

/* Reads name{label="value",…} and returns what follows it; NULL: it isn't one. */
static const char *skip_series(const char *p)
{
    p += strspn(p, "abcdefghijklmnopqrstuvwxyz_");
    if (*p++ != '{') {
        return NULL;
    }
    for (;;) {
        size_t name = strspn(p, "abcdefghijklmnopqrstuvwxyz_");
        if (name == 0 || p[name] != '=' || p[name + 1] != '"') {
            return NULL;
        }
        for (p += name + 2; *p != '"'; p++) {
            if (*p == '\0' || *p == '\n' || (*p == '\\' && strchr("\\\"n", *++p) == NULL)) {
                return NULL;
            }
        }
        if (*++p != ',') {
            return *p == '}' ? p + 1 : NULL;
        }
        p++;
    }
}

START_TEST(prometheus_lines_are_well_formed)
{
    fixture f;
    fixture_more more;
    fixture_init(&f);
    fixture_add_services(&f, &more);
    f.topology.name = HOSTILE;
    char *text = fixture_write(&f, "prometheus"), metric[128] = "";
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strncmp(line, "# HELP ", 7) == 0) {
            size_t length = strcspn(line + 7, " ");
            memcpy(metric, line + 7, length);
            metric[length] = '\0';
            continue;
        }
        if (strncmp(line, "# TYPE ", 7) == 0) {
            ck_assert_msg(strncmp(line + 7, metric, strlen(metric)) == 0 && strcmp(line + 7 + strlen(metric), " gauge") == 0, "%s", line);
            continue;
        }
        ck_assert_msg(strncmp(line, metric, strlen(metric)) == 0 && line[strlen(metric)] == '{', "not of %s: %s", metric, line);
        const char *value = skip_series(line);
        ck_assert_msg(value != NULL && value[0] == ' ' && value[1 + strspn(value + 1, "-0123456789.")] == '\0', "%s", line);
    }
    free(text);
    fixture_free_services(&f);
}
END_TEST

START_TEST(prometheus_lines)
{
    static const struct {
        const char *line;
        bool there, healed;
    } rows[] = {
        {"lyncdns_findings{topology=\"contoso\",rule=\"UM001\",severity=\"error\"} 1\n", true, false},
        {"lyncdns_findings{topology=\"contoso\",rule=\"DNS008\",severity=\"warning\"} 0\n", true, false},
        {"lyncdns_findings{topology=\"contoso\",rule=\"UM001\",severity=\"error\"} 0\n", true, true},
        {"lyncdns_findings_waived{topology=\"contoso\"} 1\n", true, false},
        {"lyncdns_endpoint_address_type{topology=\"contoso\",fqdn=\"um01.contoso.com\",address_type=\"dual-stack\"} 1\n", true, false},
        {"fqdn=\"\\\\010evil\\\\255\\\\;.contoso.com\"", true, false},
        {"lyncdns_service_record{topology=\"contoso\",sip_domain=\"contoso.com\",view=\"internal\",record=\"lyncdiscover.contoso.com\","
         "expected=\"absent\"} -1\n",
         true, false},
        {"record=\"_sip._tls.contoso.com\",expected=\"required\"} 1\n", true, false},
        {"record=\"sip.contoso.com\",expected=\"required\"} 0\n", true, false},
        {"lyncdns_lookups{topology=\"contoso\",view=\"internal\",server=\"10.0.0.10:53\"} 17\n", true, false},
        {"lyncdns_lookups_failed{topology=\"contoso\",view=\"internal\",server=\"10.0.0.11:5353\"} 4\n", true, false},
        {"lyncdns_server_rtt_max_seconds{topology=\"contoso\",view=\"internal\",server=\"10.0.0.11:5353\"} 0.001250\n", true, false},
        {"lyncdns_run_complete{topology=\"contoso\"} 0\n", true, false},
        {"lyncdns_run_complete{topology=\"contoso\"} 1\n", true, true},
        {"lyncdns_run_duration_seconds{topology=\"contoso\"} 1.234000\n", true, false},
        {"lyncdns_last_complete_run_timestamp_seconds", false, false},
        {"lyncdns_last_complete_run_timestamp_seconds{topology=\"contoso\"} 1795341600\n", true, true},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        fixture f;
        fixture_more more;
        fixture_init(&f);
        fixture_add_services(&f, &more);
        if (rows[i].healed) {
            fixture_heal(&f);
        }
        char *text = fixture_write(&f, "prometheus");
        ck_assert_msg((strstr(text, rows[i].line) != NULL) == rows[i].there, "%s", rows[i].line);
        free(text);
        fixture_free_services(&f);
    }
}
END_TEST

/* ---- nagios ---- */

static void incomplete_alone(fixture *f)
{
    fixture_heal(f);
    f->run.judgement.complete = false;
    f->run.judgement.failed_lookups = 2;
}

static void incomplete_with_warning(fixture *f)
{
    incomplete_alone(f);
    f->findings[0] = f->findings[4];
    f->run.judgement.finding_count = 1;
    f->run.judgement.counts[LYD_WARNING] = 1;
}

static void warning_alone(fixture *f)
{
    incomplete_with_warning(f);
    f->run.judgement.complete = true;
}

static void as_it_is(fixture *f)
{
    (void)f;
}

START_TEST(nagios_states)
{
    static const struct {
        const char *what;
        void (*arrange)(fixture *f);
        int code;
        const char *start;
    } rows[] = {
        {"clean", fixture_heal, 0, "LYNCDNS OK - contoso: 0 errors, 0 warnings | errors=0;;0;0 "},
        {"warning", warning_alone, 1, "LYNCDNS WARNING - contoso: 0 errors, 1 warning | errors=0;;0;0 warnings=1;0;;0 "},
        {"errors", as_it_is, 2,
         "LYNCDNS CRITICAL - contoso: 4 errors, 1 warning (1 waived); incomplete: 3 of 16 lookups failed, the run was stopped | "},
        {"incomplete", incomplete_alone, 3, "LYNCDNS UNKNOWN - contoso: 0 errors, 0 warnings; incomplete: 2 of 16 lookups failed | "},
        {"incomplete with warning", incomplete_with_warning, 3, "LYNCDNS UNKNOWN - contoso: 0 errors, 1 warning; incomplete: "},
    };
    const lyd_writer *plugin = lyd_writer_find("nagios");
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        fixture f;
        fixture_init(&f);
        rows[i].arrange(&f);
        char *text = fixture_write(&f, "nagios");
        ck_assert_msg(plugin->exit_code(&f.report) == rows[i].code, "%s: %d", rows[i].what, plugin->exit_code(&f.report));
        ck_assert_msg(strncmp(text, rows[i].start, strlen(rows[i].start)) == 0, "%s: %s", rows[i].what, text);
        free(text);
        fixture_free(&f);
    }
}
END_TEST

/* The one bar is that before the performance data, and a finding has one line. */
START_TEST(nagios_is_not_broken_by_names)
{
    fixture f;
    fixture_init(&f);
    f.topology.name = HOSTILE;
    char *text = fixture_write(&f, "nagios");
    size_t bars = 0, lines = 0;
    for (const char *p = text; *p != '\0'; p++) {
        bars += *p == '|' ? 1 : 0;
        lines += *p == '\n' ? 1 : 0;
        ck_assert_msg((unsigned char)*p >= 0x20 || *p == '\n', "byte %02X", (unsigned char)*p);
    }
    ck_assert_uint_eq(bars, 1);
    ck_assert_uint_eq(lines, 1 + 6);
    free(text);
    fixture_free(&f);
}
END_TEST

LYD_TEST_MAIN("report/monitoring", prometheus_lines_are_well_formed, prometheus_lines, nagios_states, nagios_is_not_broken_by_names)
