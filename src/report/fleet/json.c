/* A fleet's summary for programs. Every key is there in every summary. */
#include "summary.h"

#include "report/json/json.h"

static void put_time(lyd_json *json, const char *key, int64_t seconds)
{
    if (seconds == 0) {
        lyd_json_text(json, key, NULL);
    } else {
        lyd_json_time(json, key, seconds);
    }
}

static void put_count(lyd_json *json, const char *key, size_t count)
{
    if (count == LYD_FLEET_UNKNOWN) {
        lyd_json_text(json, key, NULL);
    } else {
        lyd_json_integer(json, key, (int64_t)count);
    }
}

static void put_row(lyd_json *json, const lyd_fleet_row *row)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "topology", row->topology);
    lyd_json_text(json, "file", row->file);
    lyd_json_text(json, "verdict", lyd_row_name(lyd_fleet_verdicts, (int)row->verdict));
    lyd_json_integer(json, "errors", (int64_t)row->errors);
    lyd_json_integer(json, "warnings", (int64_t)row->warnings);
    lyd_json_integer(json, "infos", (int64_t)row->infos);
    lyd_json_integer(json, "waived", (int64_t)row->waived);
    lyd_json_bool(json, "complete", row->complete);
    put_time(json, "started", row->started);
    lyd_json_integer(json, "exit_code", row->exit_code);
    lyd_json_text(json, "message", row->message);
    put_count(json, "new", row->fresh);
    put_count(json, "gone", row->gone);
    put_count(json, "changed", row->changed);
    put_time(json, "last_complete", row->last_complete);
    lyd_json_close(json);
}

static void put_server(lyd_json *json, const lyd_fleet *fleet, const lyd_fleet_server *server, lyd_fleet_trouble trouble)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "server", server->server);
    lyd_json_text(json, "trouble", lyd_fleet_trouble_words[trouble]);
    lyd_json_open(json, "deployments", '[');
    for (size_t i = 0; i < server->counts[trouble]; i++) {
        lyd_json_text(json, NULL, lyd_fleet_name(&fleet->rows[server->rows[trouble][i]]));
    }
    lyd_json_close(json);
    lyd_json_close(json);
}

lyd_status lyd_fleet_json(const lyd_fleet_report *report, FILE *stream)
{
    const lyd_fleet *fleet = report->fleet;
    lyd_json *json = lyd_json_begin(stream, "lyncdns-fleet-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, "summary", '{');
    lyd_json_integer(json, "deployments", (int64_t)fleet->count);
    lyd_json_integer(json, "exit_code", lyd_fleet_exit(fleet));
    lyd_json_close(json);
    lyd_json_open(json, "deployments", '[');
    for (size_t i = 0; i < fleet->count; i++) {
        put_row(json, &fleet->rows[i]);
    }
    lyd_json_close(json);
    lyd_json_open(json, "shared", '[');
    for (size_t i = 0; i < fleet->server_count; i++) {
        for (int t = 0; t < LYD_FLEET_TROUBLES; t++) {
            if (lyd_fleet_is_shared(&fleet->servers[i], (lyd_fleet_trouble)t)) {
                put_server(json, fleet, &fleet->servers[i], (lyd_fleet_trouble)t);
            }
        }
    }
    lyd_json_close(json);
    return lyd_json_end(json);
}
