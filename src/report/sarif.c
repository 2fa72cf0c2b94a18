/* SARIF, for code scanning of GitHub, GitLab and Azure DevOps, and for editors that show results beside a line. The topology file is the
 * artifact: a finding stands at the line that declares its name.
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". */
#include "shared.h"
#include "writers.h"

#include <string.h>

static const char *level_of(lyd_severity severity)
{
    return severity == LYD_ERROR ? "error" : severity == LYD_WARNING ? "warning" : severity == LYD_INFO ? "note" : "none";
}

/* A member that is an object with a text. */
static void put_message(lyd_json *json, const char *key, const char *text)
{
    lyd_json_open(json, key, '{');
    lyd_json_text(json, "text", text);
    lyd_json_close(json);
}

/* ---- the tool ---- */

static void put_rule(lyd_json *json, const lyd_run *run, const lyd_rule *rule)
{
    const lyd_topology *t = run->facts.topology;
    const lyd_document *document = lyd_document_cited(lyd_rule_reference(rule, t->product), 0);
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "id", rule->id);
    put_message(json, "shortDescription", rule->title);
    put_message(json, "fullDescription", rule->why);
    if (document != NULL && document->url != NULL) {
        lyd_json_text(json, "helpUri", document->url);
    }
    lyd_json_open(json, "defaultConfiguration", '{');
    lyd_json_text(json, "level", level_of(t->lab ? rule->lab : rule->production));
    lyd_json_close(json);
    lyd_json_close(json);
}

static void put_tool(lyd_json *json, const lyd_run *run)
{
    lyd_json_open(json, "tool", '{');
    lyd_json_open(json, "driver", '{');
    lyd_json_text(json, "name", "lyncdns");
    lyd_json_text(json, "semanticVersion", LYNCDNS_VERSION);
    lyd_json_open(json, "rules", '[');
    for (size_t i = 0; i < lyd_rule_count; i++) {
        put_rule(json, run, &lyd_rules[i]);
    }
    lyd_json_close(json);
    lyd_json_close(json);
    lyd_json_close(json);
}

/* ---- the run ---- */

static void put_time(lyd_json *json, const char *key, int64_t seconds)
{
    char text[LYD_TIME_TEXT];
    lyd_time_format(seconds, text);
    lyd_json_text(json, key, text);
}

/* What isn't known is a notification, and the execution no success. */
static void put_invocation(lyd_json *json, const lyd_report *report)
{
    const lyd_run *run = report->run;
    const lyd_judgement *j = &run->judgement;
    char text[LYD_INCOMPLETE_TEXT], message[LYD_INCOMPLETE_TEXT + 16];
    lyd_json_open(json, "invocations", '[');
    lyd_json_open(json, NULL, '{');
    lyd_json_bool(json, "executionSuccessful", j->complete);
    lyd_json_integer(json, "exitCode", report->exit_code);
    put_time(json, "startTimeUtc", run->started);
    put_time(json, "endTimeUtc", run->started + run->duration_ms / 1000);
    if (!j->complete) {
        lyd_incomplete_format(run, text);
        (void)snprintf(message, sizeof(message), "Incomplete: %s.", text);
        lyd_json_open(json, "toolExecutionNotifications", '[');
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "level", "error");
        put_message(json, "message", message);
        lyd_json_close(json);
        lyd_json_close(json);
    }
    lyd_json_close(json);
    lyd_json_close(json);
}

/* ---- results ---- */

/* The path FILE as a URI (RFC 3986): relative, unless it begins with a slash. False: it has no room. */
static bool path_to_uri(const char *file, char *uri, size_t size)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    size_t used = (size_t)snprintf(uri, size, "%s", file[0] == '/' ? "file://" : "");
    for (; *file != '\0' && used + 4 <= size; file++) {
        bool is_plain = strchr(plain, *file) != NULL;
        used += (size_t)snprintf(uri + used, size - used, is_plain ? "%c" : "%%%02X", is_plain ? *file : (unsigned char)*file);
    }
    return *file == '\0';
}

static void put_physical(lyd_json *json, const lyd_finding *finding, const lyd_topology *topology)
{
    char uri[4096];
    uint32_t line;
    const char *file = lyd_finding_origin(finding, topology, &line);
    if (file == NULL || !path_to_uri(file, uri, sizeof(uri))) {
        return;
    }
    lyd_json_open(json, "physicalLocation", '{');
    lyd_json_open(json, "artifactLocation", '{');
    lyd_json_text(json, "uri", uri);
    lyd_json_close(json);
    lyd_json_open(json, "region", '{');
    lyd_json_integer(json, "startLine", line);
    lyd_json_close(json);
    lyd_json_close(json);
}

static void put_location(lyd_json *json, const lyd_finding *finding, const lyd_topology *topology)
{
    lyd_json_open(json, "locations", '[');
    lyd_json_open(json, NULL, '{');
    put_physical(json, finding, topology);
    lyd_json_open(json, "logicalLocations", '[');
    for (size_t i = 0; i < finding->subject_count; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "name", finding->subjects[i]);
        lyd_json_text(json, "kind", "resource");
        lyd_json_close(json);
    }
    lyd_json_close(json);
    lyd_json_close(json);
    lyd_json_close(json);
}

static void put_suppression(lyd_json *json, const lyd_finding *finding)
{
    lyd_json_open(json, "suppressions", '[');
    if (finding->waiver != NULL) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "kind", "external");
        lyd_json_text(json, "justification", finding->waiver->reason);
        lyd_json_close(json);
    }
    lyd_json_close(json);
}

static void put_texts(lyd_json *json, const char *key, const char *const *texts, size_t count)
{
    lyd_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++) {
        lyd_json_text(json, NULL, texts[i]);
    }
    lyd_json_close(json);
}

static lyd_status put_result(lyd_json *json, const lyd_run *run, const lyd_finding *finding)
{
    const char *text = lyd_arena_printf(run->arena, "%s %s", finding->message, finding->remedy);
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "ruleId", finding->rule->id);
    lyd_json_integer(json, "ruleIndex", finding->rule - lyd_rules);
    lyd_json_text(json, "level", level_of(finding->severity));
    put_message(json, "message", text);
    put_location(json, finding, run->facts.topology);
    lyd_json_open(json, "partialFingerprints", '{');
    lyd_json_text(json, "lyncdnsKey/v1", finding->key);
    lyd_json_close(json);
    put_suppression(json, finding);
    lyd_json_open(json, "properties", '{');
    put_texts(json, "evidence", finding->evidence, finding->evidence_count);
    lyd_json_text(json, "reference", lyd_finding_reference(finding));
    lyd_json_close(json);
    lyd_json_close(json);
    return text == NULL ? LYD_ENOMEM : LYD_OK;
}

lyd_status lyd_write_sarif(const lyd_report *report, FILE *stream)
{
    const lyd_judgement *j = &report->run->judgement;
    lyd_places places;
    lyd_status status = lyd_places_of(report->run, true, &places);
    lyd_json *json = status == LYD_OK ? lyd_json_new(stream, true) : NULL;
    if (json == NULL) {
        return status == LYD_OK ? LYD_ENOMEM : status;
    }
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    lyd_json_text(json, "version", "2.1.0");
    lyd_json_open(json, "runs", '[');
    lyd_json_open(json, NULL, '{');
    put_tool(json, report->run);
    put_invocation(json, report);
    lyd_json_open(json, "properties", '{');
    put_texts(json, "answers", places.lines, places.count);
    lyd_json_close(json);
    lyd_json_open(json, "results", '[');
    for (size_t i = 0; i < j->finding_count && status == LYD_OK; i++) {
        status = put_result(json, report->run, &j->findings[i]);
    }
    lyd_json_close(json);
    lyd_json_close(json);
    lyd_json_close(json);
    lyd_json_close(json);
    lyd_status written = lyd_json_free(json);
    return status != LYD_OK ? status : written;
}
