/* The reports as JSON: of an audit, of its changes, of a preview. Every key is there in every report, in the same order. */
#include "json.h"

#include "report/services.h"
#include "report/writers.h"

#include <string.h>

/* ---- an audit ---- */

/* Those that were judged, and those that --view left out. */
static void put_views(lyd_json *json, const lyd_topology *topology)
{
    lyd_json_open(json, "views", '[');
    for (size_t v = 0; v < topology->view_count; v++) {
        lyd_json_text(json, NULL, topology->views[v].name);
    }
    lyd_json_close(json);
    lyd_json_open(json, "left_out", '[');
    for (size_t v = 0; v < topology->left_view_count; v++) {
        lyd_json_text(json, NULL, topology->left_views[v]);
    }
    lyd_json_close(json);
}

static void put_run_members(lyd_json *json, const lyd_run *run, const char *command)
{
    lyd_json_text(json, "topology", run->facts.topology->name);
    lyd_json_text(json, "environment", run->facts.topology->lab ? "lab" : "production");
    lyd_json_time(json, "started", run->started);
    lyd_json_integer(json, "duration_ms", run->duration_ms);
    lyd_json_bool(json, "complete", run->judgement.complete);
    put_views(json, run->facts.topology);
    lyd_json_text(json, "command", command);
}

static void put_run(lyd_json *json, const lyd_run *run, const char *command)
{
    lyd_json_open(json, "run", '{');
    put_run_members(json, run, command);
    lyd_json_close(json);
}

/* RUN where no other member says whom it asked, with the rows of ASKED. */
static lyd_status put_run_with_servers(lyd_json *json, const lyd_run *run, const char *command, lyd_run *asked)
{
    lyd_server_summary *servers;
    size_t count;
    lyd_status status = lyd_run_servers(asked, &servers, &count);
    lyd_json_open(json, "run", '{');
    put_run_members(json, run, command);
    if (status == LYD_OK) {
        lyd_json_servers(json, servers, count, false);
    }
    lyd_json_close(json);
    return status;
}

static void put_tool(lyd_json *json)
{
    lyd_json_open(json, "tool", '{');
    lyd_json_text(json, "name", "lyncdns");
    lyd_json_text(json, "version", LYNCDNS_VERSION);
    lyd_json_text(json, "c_ares", lyd_live_library_version());
    lyd_json_close(json);
}

static void put_summary(lyd_json *json, const lyd_report *report)
{
    const lyd_judgement *j = &report->run->judgement;
    lyd_json_open(json, "summary", '{');
    lyd_json_integer(json, "endpoints", (int64_t)report->run->facts.topology->endpoint_count);
    lyd_json_integer(json, "lookups", (int64_t)j->lookups);
    lyd_json_integer(json, "failed_lookups", (int64_t)j->failed_lookups);
    lyd_json_integer(json, "errors", (int64_t)j->counts[LYD_ERROR]);
    lyd_json_integer(json, "warnings", (int64_t)j->counts[LYD_WARNING]);
    lyd_json_integer(json, "infos", (int64_t)j->counts[LYD_INFO]);
    lyd_json_integer(json, "waived", (int64_t)j->waived);
    lyd_json_integer(json, "exit_code", report->exit_code);
    lyd_json_integer(json, "combinations_omitted", (int64_t)j->omitted);
    lyd_json_integer(json, "causes", (int64_t)lyd_causes_count(j));
    lyd_json_integer(json, "findings_left_out", (int64_t)j->left_out);
    lyd_json_close(json);
}

static void put_answer(lyd_json *json, const char *view, const char *server, lyd_type type, const lyd_answer *answer)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "view", view);
    lyd_json_text(json, "server", server);
    lyd_json_text(json, "type", lyd_type_name(type));
    lyd_json_text(json, "status", lyd_row_name(lyd_answer_statuses, answer->status));
    lyd_json_aliases(json, answer);
    lyd_json_text(json, "cause", lyd_answer_cause_name(answer->cause));
    lyd_json_records(json, answer);
    lyd_json_close(json);
}

/* The answers from the servers of VIEW for NAME: of type SRV, or of the types of hosts. */
static void put_answers_in(lyd_json *json, const lyd_case *c, uint32_t name, size_t view)
{
    const lyd_extra *extra = lyd_case_extra(c, name);
    const lyd_type srv = LYD_TYPE_SRV, *types = extra != NULL && extra->srv ? &srv : lyd_host_types;
    for (size_t s = 0; s < c->topology->views[view].server_count; s++) {
        uint16_t server = c->view_servers[view][s];
        for (size_t t = 0; t < (types == &srv ? 1 : LYD_HOST_TYPES); t++) {
            const lyd_answer *answer = lyd_case_answer(c, name, server, types[t]);
            if (answer != NULL) {
                put_answer(json, c->topology->views[view].name, c->servers[server].text, types[t], answer);
            }
        }
    }
}

/* Answers are in the order of the endpoint's views: a server of two views is listed under both, although it was asked once. */
static void put_answers(lyd_json *json, const lyd_case *c, uint32_t endpoint)
{
    lyd_json_open(json, "answers", '[');
    for (size_t view = 0; view < c->topology->view_count; view++) {
        if ((c->topology->endpoints[endpoint].views >> view & 1u) != 0) {
            put_answers_in(json, c, endpoint, view);
        }
    }
    lyd_json_close(json);
}

static void put_endpoint(lyd_json *json, const lyd_run *run, uint32_t index)
{
    const lyd_topology *topology = run->facts.topology;
    const lyd_endpoint *endpoint = &topology->endpoints[index];
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "fqdn", endpoint->fqdn);
    lyd_json_open(json, "roles", '[');
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if ((endpoint->roles & LYD_ROLE_BIT(role)) != 0) {
            lyd_json_text(json, NULL, lyd_role_rows[role].name);
        }
    }
    lyd_json_close(json);
    lyd_json_text(json, "address_type", lyd_row_name(lyd_address_types, (int)run->judgement.types[index]));
    lyd_json_text(json, "address_type_seen", lyd_row_name(lyd_address_types, (int)run->judgement.seen[index]));
    put_answers(json, &run->facts, index);
    lyd_json_close(json);
}

static bool is_earlier_target(const lyd_service_values *values, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (strcmp(values->records[k]->target, values->records[i]->target) == 0) {
            return true;
        }
    }
    return false;
}

/* The answers for the targets that no endpoint lists in this view: no other part of the report has them. */
static lyd_status put_target_answers(lyd_json *json, const lyd_run *run, const lyd_service *service)
{
    const lyd_case *c = &run->facts;
    lyd_service_values values;
    if (lyd_service_values_of(run, service, &values) != LYD_OK) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < values.count; i++) {
        uint32_t name = is_earlier_target(&values, i) ? LYD_NONE : lyd_case_find(c, values.records[i]->target, service->view, false);
        if (name != LYD_NONE && lyd_case_extra(c, name) != NULL) {
            put_answers_in(json, c, name, service->view);
        }
    }
    return LYD_OK;
}

static lyd_status put_service(lyd_json *json, const lyd_run *run, const lyd_service *service)
{
    const lyd_case *c = &run->facts;
    bool srv = lyd_wanted_rows[service->wanted].type == LYD_TYPE_SRV;
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "sip_domain", c->topology->sip_domains[service->domain]);
    lyd_json_text(json, "view", c->topology->views[service->view].name);
    lyd_json_text(json, "record", lyd_case_fqdn(c, service->name));
    lyd_json_text(json, "type", srv ? "SRV" : "A/AAAA");
    lyd_json_text(json, "expected", lyd_row_name(lyd_expected_names, (int)service->expected));
    lyd_json_text(json, "found", lyd_row_name(lyd_found_names, (int)service->found));
    lyd_json_open(json, "rules", '[');
    for (size_t i = 0; i < service->rule_count; i++) {
        lyd_json_text(json, NULL, service->rules[i]->id);
    }
    lyd_json_close(json);
    lyd_json_open(json, "answers", '[');
    put_answers_in(json, c, service->name, service->view);
    lyd_status status = srv ? put_target_answers(json, run, service) : LYD_OK;
    lyd_json_close(json);
    lyd_json_close(json);
    return status;
}

static void put_combination(lyd_json *json, const lyd_combination *combination)
{
    const lyd_table *table = lyd_table_get(combination->table);
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "table", table->name);
    lyd_json_open(json, "subjects", '[');
    lyd_json_text(json, NULL, combination->subjects[0]);
    lyd_json_text(json, NULL, combination->subjects[1]);
    lyd_json_close(json);
    lyd_json_open(json, "address_types", '[');
    for (size_t i = 0; i < table->sides; i++) {
        lyd_json_text(json, NULL, lyd_row_name(lyd_address_types, (int)combination->types[i]));
    }
    lyd_json_close(json);
    lyd_json_text(json, "verdict", lyd_row_name(lyd_verdict_names, (int)combination->verdict));
    lyd_json_close(json);
}

lyd_status lyd_write_json(const lyd_report *report, FILE *stream)
{
    lyd_run *run = report->run;
    lyd_server_summary *servers;
    size_t server_count;
    lyd_status status = lyd_run_servers(run, &servers, &server_count);
    lyd_json *json = status == LYD_OK ? lyd_json_begin(stream, "lyncdns-report-1") : NULL;
    if (json == NULL) {
        return status == LYD_OK ? LYD_ENOMEM : status;
    }
    put_tool(json);
    put_run(json, run, report->inquiry != NULL ? "check" : "audit");
    put_summary(json, report);
    lyd_json_servers(json, servers, server_count, false);
    lyd_json_open(json, "endpoints", '[');
    for (size_t i = 0; i < run->facts.topology->endpoint_count; i++) {
        put_endpoint(json, run, (uint32_t)i);
    }
    lyd_json_close(json);
    lyd_json_open(json, "services", '[');
    for (size_t i = 0; i < run->judgement.service_count && status == LYD_OK; i++) {
        status = put_service(json, run, &run->judgement.services[i]);
    }
    lyd_json_close(json);
    lyd_json_open(json, "combinations", '[');
    for (size_t i = 0; i < run->judgement.combination_count; i++) {
        put_combination(json, &run->judgement.combinations[i]);
    }
    lyd_json_close(json);
    lyd_json_open(json, "findings", '[');
    for (size_t i = 0; i < run->judgement.finding_count; i++) {
        lyd_json_finding(json, NULL, &run->judgement.findings[i]);
    }
    lyd_json_close(json);
    lyd_status written = lyd_json_end(json);
    return status != LYD_OK ? status : written;
}

lyd_status lyd_write_json_changes(const lyd_report *report, FILE *stream)
{
    if (lyd_diff_is_empty(report->changes)) {
        return LYD_OK;
    }
    lyd_json *json = lyd_json_begin(stream, "lyncdns-changes-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = put_run_with_servers(json, report->run, "audit", report->run);
    lyd_json_past_run(json, "since", report->changes->since);
    lyd_json_changes(json, report->changes);
    lyd_status written = lyd_json_end(json);
    return status != LYD_OK ? status : written;
}

/* ---- a preview ---- */

static void put_records(lyd_json *json, const char *key, const lyd_preview *preview, bool added)
{
    lyd_json_open(json, key, '[');
    for (size_t i = 0; i < preview->record_count; i++) {
        const lyd_change_record *record = preview->records[i].record;
        if (record->added != added) {
            continue;
        }
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "view", preview->records[i].view);
        lyd_json_text(json, "name", record->name);
        lyd_json_text(json, "type", lyd_type_name(record->type));
        if (record->has_ttl) {
            lyd_json_integer(json, "ttl", record->ttl);
        } else {
            lyd_json_text(json, "ttl", NULL);
        }
        lyd_json_text(json, "data", record->data);
        lyd_json_close(json);
    }
    lyd_json_close(json);
}

static void put_not_judged(lyd_json *json, const lyd_preview *preview)
{
    lyd_json_open(json, "not_judged", '[');
    for (size_t i = 0; i < preview->not_judged_count; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "record", preview->not_judged[i].record);
        lyd_json_text(json, "reason", preview->not_judged[i].reason);
        lyd_json_close(json);
    }
    lyd_json_close(json);
}

/* The run before the change, complete only if the one after it is, too. */
static lyd_run run_of(const lyd_preview *preview)
{
    lyd_run run = *preview->before;
    run.duration_ms += preview->after->duration_ms;
    run.judgement.complete = run.judgement.complete && preview->after->judgement.complete;
    return run;
}

lyd_status lyd_write_json_preview(const lyd_preview_report *report, FILE *stream)
{
    const lyd_preview *preview = report->preview;
    lyd_run run = run_of(preview);
    lyd_json *json = lyd_json_begin(stream, "lyncdns-preview-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = put_run_with_servers(json, &run, "preview", preview->before);
    lyd_json_open(json, "records", '{');
    put_records(json, "added", preview, true);
    put_records(json, "removed", preview, false);
    lyd_json_close(json);
    lyd_json_text(json, "verdict", lyd_row_name(lyd_change_verdicts, (int)lyd_preview_verdict(preview, report->fail_on)));
    put_not_judged(json, preview);
    lyd_json_findings(json, "introduced", preview->introduced, preview->introduced_count);
    lyd_json_findings(json, "resolved", preview->resolved, preview->resolved_count);
    lyd_json_findings(json, "unchanged", preview->unchanged, preview->unchanged_count);
    lyd_status written = lyd_json_end(json);
    return status != LYD_OK ? status : written;
}
