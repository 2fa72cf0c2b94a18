/* Reading JSON reports that were made elsewhere, one at a time. A foreign or a cut file is a row that says so. */
#include "fleet.h"
#include "parse.h"

#include <stdlib.h>
#include <string.h>

#define REPORT_MAX ((size_t)256 << 20) /* bytes of a report: of some 500,000 endpoints */

/* The member KEY of OBJECT as a count; false: it is none. */
static bool count_of(const json_t *object, const char *key, size_t *count)
{
    const json_t *value = json_object_get(object, key);
    bool is = json_is_integer(value) && json_integer_value(value) >= 0;
    *count = is ? (size_t)json_integer_value(value) : 0;
    return is;
}

static bool is_absent_or(const json_t *value, json_type type)
{
    return value == NULL || json_typeof(value) == type;
}

/* Reads the members of the row; false: REPORT isn't what this program writes. */
static bool read_row(const json_t *report, lyd_fleet_row *row)
{
    const json_t *run = json_object_get(report, "run"), *summary = json_object_get(report, "summary");
    const json_t *format = json_object_get(report, "format"), *complete = json_object_get(run, "complete");
    const char *started = json_string_value(json_object_get(run, "started"));
    size_t exit_code;
    row->topology = json_string_value(json_object_get(run, "topology"));
    bool is = json_is_string(format) && strcmp(json_string_value(format), "lyncdns-report-1") == 0 && row->topology != NULL &&
              started != NULL && lyd_time_parse(started, &row->started) && json_is_boolean(complete) &&
              count_of(summary, "errors", &row->errors) && count_of(summary, "warnings", &row->warnings) &&
              count_of(summary, "infos", &row->infos) && count_of(summary, "waived", &row->waived) &&
              count_of(summary, "exit_code", &exit_code) && exit_code <= 3 && is_absent_or(json_object_get(run, "left_out"), JSON_ARRAY) &&
              is_absent_or(json_object_get(summary, "findings_left_out"), JSON_INTEGER);
    row->complete = json_is_true(complete) && is && exit_code != 3;
    row->exit_code = is ? (int)exit_code : 2;
    row->last_complete = row->complete ? row->started : 0;
    return is;
}

/* What REPORT says was left out, as the row's message. False: out of memory. */
static bool read_left_out(lyd_fleet *fleet, const json_t *report, lyd_fleet_row *row)
{
    const json_t *views = json_object_get(json_object_get(report, "run"), "left_out"), *view;
    size_t i, findings;
    bool said = true;
    json_array_foreach(views, i, view)
    {
        said = said && (!json_is_string(view) || lyd_fleet_without_view(fleet, row, json_string_value(view)));
    }
    (void)count_of(json_object_get(report, "summary"), "findings_left_out", &findings);
    return said && lyd_fleet_without_findings(fleet, row, findings);
}

/* Saved answers that were judged together are as old as the oldest of them, although the run began with the newest. False: out of memory.
 */
static bool read_ages(lyd_fleet *fleet, const json_t *report, const lyd_span *ages, lyd_fleet_row *row)
{
    const json_t *servers = json_object_get(report, "servers"), *server;
    int64_t worst = row->started;
    size_t i;
    json_array_foreach(servers, i, server)
    {
        const char *text = json_string_value(json_object_get(server, "asked"));
        int64_t asked;
        if (text != NULL && lyd_time_parse(text, &asked) && lyd_span_fault(ages, worst) == NULL) {
            worst = asked < worst || lyd_span_fault(ages, asked) != NULL ? asked : worst;
        }
    }
    return lyd_span_fault(ages, worst) == NULL || lyd_fleet_outside_ages(fleet, row, ages, worst);
}

/* ---- servers ---- */

static lyd_status note_trouble(lyd_fleet *fleet, const json_t *server)
{
    const char *name = json_string_value(json_object_get(server, "server"));
    bool reachable = json_is_true(json_object_get(server, "reachable"));
    size_t failed;
    bool trouble = name != NULL && count_of(server, "failed", &failed) && failed > 0;
    return trouble ? lyd_fleet_note(fleet, name, reachable ? LYD_FLEET_FAILING : LYD_FLEET_SILENT) : LYD_OK;
}

/* Notes the part of each of SERVERS in FINDING. */
static lyd_status note_difference(lyd_fleet *fleet, const json_t *finding, const json_t *servers)
{
    const char *rule = json_string_value(json_object_get(finding, "rule"));
    const json_t *evidence = json_object_get(finding, "evidence"), *item;
    const char **lines;
    lyd_status status = LYD_OK;
    size_t i, count = 0;
    if (rule == NULL || !lyd_fleet_is_difference(rule) || json_is_true(json_object_get(finding, "waived"))) {
        return LYD_OK;
    }
    lines = calloc(json_array_size(evidence) + 1, sizeof(*lines));
    if (lines == NULL) {
        return LYD_ENOMEM;
    }
    json_array_foreach(evidence, i, item)
    {
        lines[count] = json_string_value(item);
        count += lines[count] != NULL ? 1 : 0;
    }
    json_array_foreach(servers, i, item)
    {
        const char *name = json_string_value(json_object_get(item, "server"));
        status = status == LYD_OK && name != NULL ? lyd_fleet_note_difference(fleet, lines, count, name) : status;
    }
    free((void *)lines);
    return status;
}

static lyd_status note_servers(lyd_fleet *fleet, const json_t *report)
{
    const json_t *servers = json_object_get(report, "servers"), *findings = json_object_get(report, "findings"), *item;
    lyd_status status = LYD_OK;
    size_t i;
    json_array_foreach(servers, i, item)
    {
        status = status == LYD_OK ? note_trouble(fleet, item) : status;
    }
    json_array_foreach(findings, i, item)
    {
        status = status == LYD_OK ? note_difference(fleet, item, servers) : status;
    }
    return status;
}

/* ---- a report ---- */

/* Of single names it says nothing about the deployment as a whole. Reports of old versions don't say what they are. */
static bool is_of_audit(const json_t *report)
{
    const json_t *command = json_object_get(json_object_get(report, "run"), "command");
    return command == NULL || (json_is_string(command) && strcmp(json_string_value(command), "audit") == 0);
}

static lyd_status add_text(lyd_fleet *fleet, const char *path, const lyd_span *ages, const char *text, size_t length)
{
    char mistake[LYD_FLEET_MISTAKE];
    json_t *report;
    lyd_fleet_row row = {.file = path, .fresh = LYD_FLEET_UNKNOWN, .gone = LYD_FLEET_UNKNOWN, .changed = LYD_FLEET_UNKNOWN};
    lyd_status status = lyd_fleet_parse(text, length, &report, mistake);
    if (status == LYD_ENOMEM) {
        return status;
    }
    if (status != LYD_OK) {
        status = lyd_fleet_add_error(fleet, NULL, path, mistake);
    } else if (!read_row(report, &row)) {
        status = lyd_fleet_add_error(fleet, NULL, path, "not a JSON report of lyncdns (lyncdns-report-1)");
    } else if (!is_of_audit(report)) {
        status = lyd_fleet_add_error(fleet, row.topology, path, "a report of single names (lyncdns check), expected one of lyncdns audit");
    } else if (!read_left_out(fleet, report, &row) || (ages != NULL && !read_ages(fleet, report, ages, &row))) {
        status = LYD_ENOMEM;
    } else {
        status = lyd_fleet_add(fleet, &row);
        status = status == LYD_OK ? note_servers(fleet, report) : status;
    }
    json_decref(report);
    return status;
}

/* Two rows of one file would be one deployment counted twice, and one series written twice, which Prometheus refuses. */
lyd_status lyd_fleet_add_report(lyd_fleet *fleet, const char *path, const lyd_span *ages, lyd_diag *diag)
{
    char *text = NULL;
    size_t length = 0;
    uint32_t row;
    if (lyd_map_get(fleet->report_index, path, &row)) {
        return LYD_OK;
    }
    lyd_diag *own = lyd_diag_below(diag);
    lyd_status status = own == NULL ? LYD_ENOMEM : lyd_file_read(path, REPORT_MAX, &text, &length, own);
    if (status == LYD_OK) {
        status = add_text(fleet, path, ages, text, length);
    } else if (status != LYD_ENOMEM) {
        status = lyd_fleet_add_failure(fleet, NULL, path, own, status);
    }
    if (status == LYD_OK) {
        row = (uint32_t)fleet->count - 1;
        status = lyd_map_put(fleet->report_index, fleet->rows[row].file, row);
    }
    free(text);
    lyd_diag_free(own);
    return status;
}
