/* A file for the textfile collector of Prometheus' node exporter. All metrics are gauges, because each run starts from zero. Every series
 * has the name of the topology, so that several deployments can share a collector.
 * Source: Prometheus, "Exposition formats", text-based format 0.0.4. */
#include "metrics.h"

#include "report/writers.h"

#include <string.h>

/* The name of a series, and the label that each has. */
static void begin_series(lyd_metrics *p)
{
    (void)fputs(p->metric, p->stream);
    lyd_metric_label(p, "{", "topology", p->topology);
    if (p->vantage != NULL) {
        lyd_metric_label(p, ",", "vantage", p->vantage);
    }
}

/* The name and labels of a series. VALUE NULL: no such label. */
static void put_series(lyd_metrics *p, const char *name1, const char *value1, const char *name2, const char *value2)
{
    begin_series(p);
    if (value1 != NULL) {
        lyd_metric_label(p, ",", name1, value1);
    }
    if (value2 != NULL) {
        lyd_metric_label(p, ",", name2, value2);
    }
    (void)fputs("} ", p->stream);
}

static void put_value(lyd_metrics *p, const char *metric, const char *help, long long value)
{
    lyd_metric_begin(p, metric, help);
    put_series(p, NULL, NULL, NULL, NULL);
    (void)fprintf(p->stream, "%lld\n", value);
}

/* Uses integers, because printf writes a comma in some locales. */
static void put_microseconds(lyd_metrics *p, double microseconds)
{
    long long whole = (long long)(microseconds + 0.5);
    (void)fprintf(p->stream, "%lld.%06lld\n", whole / 1000000, whole % 1000000);
}

/* Every rule at each severity that it was found at, and at its own even without findings: an alert needs a series that is 0, not one that
 * is missing. */
static void put_findings(lyd_metrics *p, const lyd_run *run)
{
    const lyd_judgement *j = &run->judgement;
    lyd_metric_begin(p, "lyncdns_findings", "Findings that are not waived, by rule and severity.");
    for (size_t r = 0; r < lyd_rule_count; r++) {
        const lyd_rule *rule = &lyd_rules[r];
        lyd_severity own = run->facts.topology->lab ? rule->lab : rule->production;
        for (int severity = LYD_ERROR; severity >= LYD_INFO; severity--) {
            size_t count = 0;
            for (size_t i = 0; i < j->finding_count; i++) {
                const lyd_finding *finding = &j->findings[i];
                count += finding->rule == rule && (int)finding->severity == severity && finding->waiver == NULL ? 1 : 0;
            }
            bool unknown = j->rules_left_out != NULL && j->rules_left_out[r]; /* 0 would be wrong */
            if (count > 0 || (severity == (int)own && !unknown)) {
                put_series(p, "rule", rule->id, "severity", lyd_row_name(lyd_severity_names, severity));
                (void)fprintf(p->stream, "%zu\n", count);
            }
        }
    }
}

/* The place that all servers of VIEW were asked from; NULL: there are several, or it isn't known. */
static const char *vantage_of_view(const lyd_view *view)
{
    const char *vantage = view->server_count > 0 ? view->servers[0].vantage : NULL;
    for (size_t s = 1; s < view->server_count && vantage != NULL; s++) {
        const char *other = view->servers[s].vantage;
        vantage = other != NULL && strcmp(other, vantage) == 0 ? vantage : NULL;
    }
    return vantage;
}

/* The name of a series, and the labels that each about a view has; VANTAGE: where that was asked from. */
static void begin_series_from(lyd_metrics *p, const char *vantage)
{
    begin_series(p);
    if (p->vantage == NULL && vantage != NULL) {
        lyd_metric_label(p, ",", "vantage", vantage);
    }
}

/* 1, 0, or -1: unknown. */
static void put_services(lyd_metrics *p, const lyd_run *run)
{
    static const int values[] = {[LYD_FOUND_NO] = 0, [LYD_FOUND_YES] = 1, [LYD_FOUND_UNKNOWN] = -1};
    const lyd_case *c = &run->facts;
    lyd_metric_begin(p, "lyncdns_service_record",
                     "1 if the service record is there, 0 if every server said that it is not, -1 if that is unknown.");
    for (size_t i = 0; i < run->judgement.service_count; i++) {
        const lyd_service *row = &run->judgement.services[i];
        begin_series_from(p, vantage_of_view(&c->topology->views[row->view]));
        lyd_metric_label(p, ",", "sip_domain", c->topology->sip_domains[row->domain]);
        lyd_metric_label(p, ",", "view", c->topology->views[row->view].name);
        lyd_metric_label(p, ",", "record", lyd_case_fqdn(c, row->name));
        lyd_metric_label(p, ",", "expected", lyd_row_name(lyd_expected_names, (int)row->expected));
        (void)fprintf(p->stream, "} %d\n", values[row->found]);
    }
}

static void put_endpoints(lyd_metrics *p, const lyd_run *run)
{
    const lyd_topology *topology = run->facts.topology;
    lyd_metric_begin(p, "lyncdns_endpoint_address_type", "Address type of an endpoint; always 1.");
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        put_series(p, "fqdn", topology->endpoints[i].fqdn, "address_type", lyd_row_name(lyd_address_types, (int)run->judgement.types[i]));
        (void)fputs("1\n", p->stream);
    }
}

static const struct {
    const char *metric, *help;
    enum { LOOKUPS, FAILED, REACHABLE, RTT_MEDIAN, RTT_MAX } value;
} server_metrics[] = {
    {"lyncdns_lookups", "Lookups, by view and server.", LOOKUPS},
    {"lyncdns_lookups_failed", "Lookups that failed.", FAILED},
    {"lyncdns_server_reachable", "1 if the server sent at least one reply.", REACHABLE},
    {"lyncdns_server_rtt_median_seconds", "Median round trip of the replies.", RTT_MEDIAN},
    {"lyncdns_server_rtt_max_seconds", "Longest round trip of the replies.", RTT_MAX},
};

/* The name and labels of a series about a server, with the vantage that it was asked from. */
static void put_server(lyd_metrics *p, const lyd_server_summary *row)
{
    begin_series_from(p, row->vantage);
    lyd_metric_label(p, ",", "view", row->view);
    lyd_metric_label(p, ",", "server", row->server);
    (void)fputs("} ", p->stream);
}

static void put_servers(lyd_metrics *p, const lyd_server_summary *rows, size_t count)
{
    for (size_t m = 0; m < LYD_COUNT(server_metrics); m++) {
        bool timed = server_metrics[m].value >= RTT_MEDIAN;
        lyd_metric_begin(p, server_metrics[m].metric, server_metrics[m].help);
        for (size_t i = 0; i < count; i++) {
            const lyd_server_summary *row = &rows[i];
            const size_t numbers[] = {[LOOKUPS] = row->lookups, [FAILED] = row->failed, [REACHABLE] = row->reachable ? 1 : 0};
            if (timed && row->rtt_ms_max <= 0) {
                continue; /* no reply was timed */
            }
            put_server(p, row);
            if (timed) {
                put_microseconds(p, (server_metrics[m].value == RTT_MAX ? row->rtt_ms_max : row->rtt_ms_median) * 1000);
            } else {
                (void)fprintf(p->stream, "%zu\n", numbers[server_metrics[m].value]);
            }
        }
    }
}

static void put_asked(lyd_metrics *p, const lyd_server_summary *rows, size_t count)
{
    lyd_metric_begin(p, "lyncdns_server_asked_timestamp_seconds", "When the server was asked, in seconds since 1970.");
    for (size_t i = 0; i < count; i++) {
        if (rows[i].asked != 0) {
            put_server(p, &rows[i]);
            (void)fprintf(p->stream, "%lld\n", (long long)rows[i].asked);
        }
    }
}

/* The vantage that all servers were asked from: then each series has it. NULL: there are several, or it isn't known. */
static const char *only_vantage(const lyd_server_summary *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].vantage == NULL || strcmp(rows[i].vantage, rows[0].vantage) != 0) {
            return NULL;
        }
    }
    return count > 0 ? rows[0].vantage : NULL;
}

static void put_run(lyd_metrics *p, const lyd_report *report)
{
    const lyd_run *run = report->run;
    int64_t complete = run->judgement.complete ? run->started : report->last_complete;
    put_value(p, "lyncdns_run_complete", "1 if every lookup was made and none failed.", run->judgement.complete ? 1 : 0);
    put_value(p, "lyncdns_run_timestamp_seconds", "When the run began, in seconds since 1970.", (long long)run->started);
    if (complete != 0) {
        put_value(p, "lyncdns_last_complete_run_timestamp_seconds", "When the last complete run began, in seconds since 1970.",
                  (long long)complete);
    }
    lyd_metric_begin(p, "lyncdns_run_duration_seconds", "Duration of the run.");
    put_series(p, NULL, NULL, NULL, NULL);
    put_microseconds(p, (double)run->duration_ms * 1000);
}

lyd_status lyd_write_prometheus(const lyd_report *report, FILE *stream)
{
    lyd_run *run = report->run;
    lyd_metrics p = {.stream = stream, .topology = run->facts.topology->name};
    lyd_server_summary *rows;
    size_t count;
    lyd_status status = lyd_run_servers(run, &rows, &count);
    if (status != LYD_OK) {
        return status;
    }
    p.vantage = only_vantage(rows, count);
    put_findings(&p, run);
    put_value(&p, "lyncdns_findings_waived", "Findings that are waived.", (long long)run->judgement.waived);
    put_endpoints(&p, run);
    put_services(&p, run);
    put_servers(&p, rows, count);
    put_asked(&p, rows, count);
    put_run(&p, report);
    return ferror(stream) ? LYD_EIO : LYD_OK;
}
