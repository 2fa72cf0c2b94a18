/* The parts that several JSON reports share. */
#include "json.h"

#include <stdlib.h>

lyd_json *lyd_json_begin(FILE *stream, const char *format)
{
    lyd_json *json = lyd_json_new(stream, true);
    if (json != NULL) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "format", format);
    }
    return json;
}

lyd_status lyd_json_end(lyd_json *json)
{
    lyd_json_close(json);
    return lyd_json_free(json);
}

void lyd_json_time(lyd_json *json, const char *key, int64_t seconds)
{
    char text[LYD_TIME_TEXT];
    lyd_time_format(seconds, text);
    lyd_json_text(json, key, text);
}

static void put_texts(lyd_json *json, const char *key, const char *const *texts, size_t count)
{
    lyd_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++) {
        lyd_json_text(json, NULL, texts[i]);
    }
    lyd_json_close(json);
}

static void put_member(void *context, const char *member, const char *value, bool number)
{
    lyd_json *json = context;
    if (number) {
        lyd_json_integer(json, member, strtoll(value, NULL, 10));
    } else {
        lyd_json_text(json, member, value);
    }
}

void lyd_json_aliases(lyd_json *json, const lyd_answer *answer)
{
    put_texts(json, "aliases", answer->aliases, answer->alias_count);
}

void lyd_json_records(lyd_json *json, const lyd_answer *answer)
{
    lyd_json_open(json, "records", '[');
    for (size_t i = 0; i < answer->record_count; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_record_members(&answer->records[i], put_member, json);
        lyd_json_integer(json, "ttl", answer->records[i].ttl);
        lyd_json_close(json);
    }
    lyd_json_close(json);
}

/* A finding has no member for the terms of its waiver, so they are lines of evidence. */
static void put_evidence(lyd_json *json, const lyd_finding *finding)
{
    lyd_json_open(json, "evidence", '[');
    for (size_t i = 0; i < finding->evidence_count; i++) {
        lyd_json_text(json, NULL, finding->evidence[i]);
    }
    if (finding->waiver != NULL) {
        char until[64];
        (void)snprintf(until, sizeof(until), "waived until %s, for this reason:", finding->waiver->expires);
        lyd_json_text(json, NULL, until);
        lyd_json_text(json, NULL, finding->waiver->reason);
    }
    lyd_json_close(json);
}

static void put_owners(lyd_json *json, const lyd_finding *finding)
{
    lyd_json_open(json, "owners", '[');
    for (int owner = 0; owner < LYD_OWNER_COUNT; owner++) {
        if ((lyd_finding_owners(finding) & 1u << owner) != 0) {
            lyd_json_text(json, NULL, lyd_row_name(lyd_owners, owner));
        }
    }
    lyd_json_close(json);
}

void lyd_json_finding_members(lyd_json *json, const lyd_finding *finding)
{
    lyd_json_text(json, "key", finding->key);
    lyd_json_text(json, "rule", finding->rule->id);
    lyd_json_text(json, "severity", lyd_row_name(lyd_severity_names, (int)finding->severity));
    put_texts(json, "subjects", finding->subjects, finding->subject_count);
    lyd_json_text(json, "message", finding->message);
    put_evidence(json, finding);
    lyd_json_text(json, "remedy", finding->remedy);
    put_owners(json, finding);
    lyd_json_text(json, "reference", lyd_finding_reference(finding));
    lyd_json_bool(json, "waived", finding->waiver != NULL);
    lyd_json_text(json, "cause", finding->cause);
}

void lyd_json_finding(lyd_json *json, const char *key, const lyd_finding *finding)
{
    lyd_json_open(json, key, '{');
    lyd_json_finding_members(json, finding);
    lyd_json_close(json);
}

static void put_asked(lyd_json *json, int64_t asked)
{
    if (asked != 0) {
        lyd_json_time(json, "asked", asked);
    } else {
        lyd_json_text(json, "asked", NULL);
    }
}

static void put_server(lyd_json *json, const lyd_server_summary *server, bool kept)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "view", server->view);
    lyd_json_text(json, "server", server->server);
    lyd_json_integer(json, "lookups", (int64_t)server->lookups);
    lyd_json_integer(json, "failed", (int64_t)server->failed);
    lyd_json_bool(json, "reachable", server->reachable);
    if (!kept) {
        lyd_json_integer(json, "resent", (int64_t)server->resent);
    }
    lyd_json_number(json, "rtt_ms_median", server->rtt_ms_median, 3);
    lyd_json_number(json, "rtt_ms_max", server->rtt_ms_max, 3);
    if (!kept) {
        lyd_json_text(json, "vantage", server->vantage);
        put_asked(json, server->asked);
    }
    lyd_json_close(json);
}

void lyd_json_servers(lyd_json *json, const lyd_server_summary *servers, size_t count, bool kept)
{
    lyd_json_open(json, "servers", '[');
    for (size_t i = 0; i < count; i++) {
        put_server(json, &servers[i], kept);
    }
    lyd_json_close(json);
}

void lyd_json_past_run(lyd_json *json, const char *key, const lyd_past_run *run)
{
    if (run == NULL) {
        lyd_json_text(json, key, NULL);
        return;
    }
    lyd_json_open(json, key, '{');
    lyd_json_integer(json, "id", run->id);
    lyd_json_text(json, "topology", run->topology);
    lyd_json_text(json, "environment", run->lab ? "lab" : "production");
    lyd_json_time(json, "started", run->started);
    lyd_json_integer(json, "duration_ms", run->duration_ms);
    lyd_json_bool(json, "complete", run->complete);
    lyd_json_integer(json, "exit_code", run->exit_code);
    lyd_json_text(json, "version", run->version);
    lyd_json_integer(json, "endpoints", (int64_t)run->endpoints);
    lyd_json_integer(json, "lookups", (int64_t)run->lookups);
    lyd_json_integer(json, "failed_lookups", (int64_t)run->failed_lookups);
    lyd_json_integer(json, "findings", (int64_t)run->findings);
    lyd_json_integer(json, "errors", (int64_t)run->errors);
    lyd_json_integer(json, "warnings", (int64_t)run->warnings);
    lyd_json_integer(json, "infos", (int64_t)run->infos);
    lyd_json_integer(json, "waived", (int64_t)run->waived);
    lyd_json_close(json);
}

static void put_change(lyd_json *json, const lyd_finding_change *change)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_finding_members(json, change->now);
    lyd_json_text(json, "severity_before", lyd_row_name(lyd_severity_names, (int)change->before->severity));
    lyd_json_bool(json, "waived_before", change->before->waiver != NULL);
    lyd_json_close(json);
}

void lyd_json_findings(lyd_json *json, const char *key, const lyd_finding *const *findings, size_t count)
{
    lyd_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++) {
        lyd_json_finding(json, NULL, findings[i]);
    }
    lyd_json_close(json);
}

void lyd_json_changes(lyd_json *json, const lyd_diff *changes)
{
    lyd_json_findings(json, "new", changes->fresh, changes->fresh_count);
    lyd_json_findings(json, "gone", changes->gone, changes->gone_count);
    lyd_json_open(json, "changed", '[');
    for (size_t i = 0; i < changes->changed_count; i++) {
        put_change(json, &changes->changed[i]);
    }
    lyd_json_close(json);
}
