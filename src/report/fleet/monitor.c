/* A fleet's summary for monitoring systems: metrics of Prometheus, and the output of a plugin. */
#include "summary.h"

#include "report/monitor/metrics.h"
#include "report/monitor/monitor.h"

/* ---- Prometheus ---- */

static void begin_series(lyd_metrics *m, const lyd_fleet_row *row)
{
    (void)fputs(m->metric, m->stream);
    lyd_metric_label(m, "{", "topology", row->topology != NULL ? row->topology : "");
    lyd_metric_label(m, ",", "file", row->file);
}

static void put_verdicts(lyd_metrics *m, const lyd_fleet *fleet)
{
    lyd_metric_begin(m, "lyncdns_fleet_deployments", "Deployments, by verdict.");
    for (const lyd_row *verdict = lyd_fleet_verdicts; verdict->name != NULL; verdict++) {
        (void)fputs(m->metric, m->stream);
        lyd_metric_label(m, "{", "verdict", verdict->name);
        (void)fprintf(m->stream, "} %zu\n", lyd_fleet_count(fleet, (lyd_fleet_verdict)verdict->id));
    }
}

static void put_findings(lyd_metrics *m, const lyd_fleet *fleet)
{
    lyd_metric_begin(m, "lyncdns_fleet_findings", "Findings of a deployment that are not waived, by severity.");
    for (size_t i = 0; i < fleet->count; i++) {
        const lyd_fleet_row *row = &fleet->rows[i];
        const size_t counts[] = {[LYD_INFO] = row->infos, [LYD_WARNING] = row->warnings, [LYD_ERROR] = row->errors};
        for (int severity = LYD_ERROR; severity >= LYD_INFO && row->verdict != LYD_FLEET_ERROR; severity--) {
            begin_series(m, row);
            lyd_metric_label(m, ",", "severity", lyd_row_name(lyd_severity_names, severity));
            (void)fprintf(m->stream, "} %zu\n", counts[severity]);
        }
    }
}

static void put_states(lyd_metrics *m, const lyd_fleet *fleet)
{
    lyd_metric_begin(m, "lyncdns_fleet_exit_code", "Exit code of a deployment: 0, 1 findings, 2 not judged, 3 incomplete.");
    for (size_t i = 0; i < fleet->count; i++) {
        begin_series(m, &fleet->rows[i]);
        (void)fprintf(m->stream, "} %d\n", fleet->rows[i].exit_code);
    }
    lyd_metric_begin(m, "lyncdns_fleet_last_complete_run_timestamp_seconds",
                     "When the last complete run of a deployment began, in seconds since 1970.");
    for (size_t i = 0; i < fleet->count; i++) {
        if (fleet->rows[i].last_complete != 0) {
            begin_series(m, &fleet->rows[i]);
            (void)fprintf(m->stream, "} %lld\n", (long long)fleet->rows[i].last_complete);
        }
    }
}

static void put_servers(lyd_metrics *m, const lyd_fleet *fleet)
{
    lyd_metric_begin(m, "lyncdns_fleet_server_deployments", "Deployments that have trouble with a DNS server, by what it is.");
    for (size_t i = 0; i < fleet->server_count; i++) {
        for (size_t t = 0; t < LYD_FLEET_TROUBLES; t++) {
            if (fleet->servers[i].counts[t] > 0) {
                (void)fputs(m->metric, m->stream);
                lyd_metric_label(m, "{", "server", fleet->servers[i].server);
                lyd_metric_label(m, ",", "trouble", lyd_fleet_trouble_words[t]);
                (void)fprintf(m->stream, "} %zu\n", fleet->servers[i].counts[t]);
            }
        }
    }
}

lyd_status lyd_fleet_prometheus(const lyd_fleet_report *report, FILE *stream)
{
    lyd_metrics m = {.stream = stream};
    put_verdicts(&m, report->fleet);
    put_findings(&m, report->fleet);
    put_states(&m, report->fleet);
    put_servers(&m, report->fleet);
    return ferror(stream) ? LYD_EIO : LYD_OK;
}

/* ---- a plugin ---- */

#define DETAILS_MAX 30 /* deployments; Nagios keeps 8 KiB of a plugin's output */

int lyd_fleet_nagios_exit(const lyd_fleet *fleet)
{
    lyd_state_counts counts = {.errors = lyd_fleet_count(fleet, LYD_FLEET_FINDINGS), .complete = true};
    counts.complete = lyd_fleet_count(fleet, LYD_FLEET_INCOMPLETE) == 0 && lyd_fleet_count(fleet, LYD_FLEET_ERROR) == 0;
    for (size_t i = 0; i < fleet->count; i++) {
        counts.warnings += fleet->rows[i].warnings;
    }
    return lyd_state_of(&counts);
}

static void put_detail(FILE *stream, const lyd_fleet_row *row)
{
    (void)fprintf(stream, "%s ", lyd_row_name(lyd_fleet_verdicts, (int)row->verdict));
    lyd_put_status_text(stream, lyd_fleet_name(row));
    if (row->verdict != LYD_FLEET_ERROR) {
        (void)fprintf(stream, " - %zu error%s, %zu warning%s", row->errors, row->errors == 1 ? "" : "s", row->warnings,
                      row->warnings == 1 ? "" : "s");
    }
    if (row->message != NULL) {
        (void)fputs(" - ", stream);
        lyd_put_status_text(stream, row->message);
    }
    (void)fputc('\n', stream);
}

/* Whether a row is to be shown: those with a verdict against them, then those with warnings, which make the state WARNING. */
static bool is_detail(const lyd_fleet_row *row, bool warned)
{
    return warned ? row->verdict == LYD_FLEET_OK && row->warnings > 0 : row->verdict != LYD_FLEET_OK;
}

static void put_details(FILE *stream, const lyd_fleet *fleet)
{
    size_t shown = 0, wrong = 0;
    for (int warned = 0; warned <= 1; warned++) {
        for (size_t i = 0; i < fleet->count; i++) {
            if (is_detail(&fleet->rows[i], warned == 1) && ++wrong <= DETAILS_MAX) {
                put_detail(stream, &fleet->rows[i]);
                shown++;
            }
        }
    }
    if (shown < wrong) {
        (void)fprintf(stream, "and %zu more\n", wrong - shown);
    }
}

lyd_status lyd_fleet_nagios(const lyd_fleet_report *report, FILE *stream)
{
    static const char *const words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    const lyd_fleet *fleet = report->fleet;
    char sentence[LYD_FLEET_SENTENCE];
    lyd_fleet_sentence(fleet, sentence);
    (void)fprintf(stream, "LYNCDNS %s - %s | deployments=%zu;;;0 findings=%zu;;0;0 incomplete=%zu;;;0 not_judged=%zu;;;0\n",
                  words[lyd_fleet_nagios_exit(fleet)], sentence, fleet->count, lyd_fleet_count(fleet, LYD_FLEET_FINDINGS),
                  lyd_fleet_count(fleet, LYD_FLEET_INCOMPLETE), lyd_fleet_count(fleet, LYD_FLEET_ERROR));
    put_details(stream, fleet);
    return ferror(stream) ? LYD_EIO : LYD_OK;
}
