#include "report/past.h"

#include <lyncdns/report.h>

/* The object that every command prints, open; NULL: out of memory. */
static lyd_json *begin(const char *format)
{
    lyd_json *json = lyd_json_new(stdout, true);
    if (json != NULL) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "format", format);
    }
    return json;
}

static lyd_status end(lyd_json *json)
{
    lyd_json_close(json);
    return lyd_json_free(json);
}

static void put_time(lyd_json *json, const char *key, int64_t seconds)
{
    char text[LYD_TIME_TEXT];
    lyd_time_format(seconds, text);
    lyd_json_text(json, key, text);
}

lyd_status lyd_history_json_list(const lyd_past_run *runs, size_t count)
{
    lyd_json *json = begin("lyncdns-history-list-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, "runs", '[');
    for (size_t i = 0; i < count; i++) {
        lyd_json_past_run(json, NULL, &runs[i]);
    }
    lyd_json_close(json);
    return end(json);
}

static void put_server(lyd_json *json, const lyd_server_summary *server)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "view", server->view);
    lyd_json_text(json, "server", server->server);
    lyd_json_integer(json, "lookups", (int64_t)server->lookups);
    lyd_json_integer(json, "failed", (int64_t)server->failed);
    lyd_json_bool(json, "reachable", server->reachable);
    lyd_json_number(json, "rtt_ms_median", server->rtt_ms_median, 3);
    lyd_json_number(json, "rtt_ms_max", server->rtt_ms_max, 3);
    lyd_json_close(json);
}

lyd_status lyd_history_json_run(const lyd_run_view *view)
{
    lyd_json *json = begin("lyncdns-history-run-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_past_run(json, "run", &view->run);
    lyd_json_open(json, "servers", '[');
    for (size_t i = 0; i < view->server_count; i++) {
        put_server(json, &view->servers[i]);
    }
    lyd_json_close(json);
    lyd_json_open(json, "endpoints", '[');
    for (size_t i = 0; i < view->type_count; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "fqdn", view->types[i].fqdn);
        lyd_json_text(json, "address_type", lyd_row_name(lyd_address_types, (int)view->types[i].type));
        lyd_json_close(json);
    }
    lyd_json_close(json);
    lyd_json_open(json, "findings", '[');
    for (size_t i = 0; i < view->finding_count; i++) {
        lyd_json_finding(json, NULL, &view->findings[i]);
    }
    lyd_json_close(json);
    return end(json);
}

lyd_status lyd_history_json_diff(const lyd_past_run *newer, const lyd_news *changes)
{
    lyd_json *json = begin("lyncdns-changes-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_past_run(json, "run", newer);
    lyd_json_past_run(json, "since", changes->since);
    lyd_json_changes(json, changes);
    return end(json);
}

static void put_stretch(lyd_json *json, const lyd_stretch *stretch, bool finding)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_integer(json, "first_run", stretch->first->id);
    lyd_json_integer(json, "last_run", stretch->last->id);
    put_time(json, "first", stretch->first->started);
    put_time(json, "last", stretch->last->started);
    lyd_json_integer(json, "runs", (int64_t)stretch->runs);
    if (finding) {
        static const char *const present[] = {"not-told", "absent", "present"};
        lyd_json_text(json, "state", present[stretch->state < 0 ? stretch->state - LYD_STRETCH_UNTOLD : 2]);
        lyd_json_text(json, "severity", stretch->state < 0 ? NULL : lyd_stretch_word(stretch, true));
        lyd_json_bool(json, "waived", stretch->waived);
    } else {
        lyd_json_text(json, "address_type", stretch->state < 0 ? NULL : lyd_stretch_word(stretch, false));
    }
    lyd_json_close(json);
}

static void put_stretches(lyd_json *json, const lyd_stretch *stretches, size_t count, bool finding)
{
    lyd_json_open(json, "over_time", '[');
    for (size_t i = 0; i < count; i++) {
        put_stretch(json, &stretches[i], finding);
    }
    lyd_json_close(json);
}

static void put_story(lyd_json *json, const lyd_story *story)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "topology", story->topology);
    put_time(json, "first_seen", story->first_seen);
    lyd_json_integer(json, "first_run", story->first_run);
    put_time(json, "last_seen", story->last->started);
    lyd_json_integer(json, "last_run", story->last->id);
    lyd_json_integer(json, "runs", (int64_t)story->runs);
    lyd_json_integer(json, "runs_with", (int64_t)story->runs_with);
    lyd_json_finding(json, "latest", &story->latest);
    put_stretches(json, story->stretches, story->stretch_count, true);
    lyd_json_open(json, "endpoints", '[');
    for (size_t i = 0; i < story->name_count; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "fqdn", story->names[i].fqdn);
        put_stretches(json, story->names[i].stretches, story->names[i].count, false);
        lyd_json_close(json);
    }
    lyd_json_close(json);
    lyd_json_close(json);
}

lyd_status lyd_history_json_story(const lyd_story *stories, size_t count)
{
    lyd_json *json = begin("lyncdns-history-finding-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_text(json, "key", stories[0].latest.key);
    lyd_json_open(json, "topologies", '[');
    for (size_t i = 0; i < count; i++) {
        put_story(json, &stories[i]);
    }
    lyd_json_close(json);
    return end(json);
}

lyd_status lyd_history_json_prune(const lyd_pruned *rows, size_t count, int64_t before)
{
    lyd_json *json = begin("lyncdns-history-prune-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    put_time(json, "before", before);
    lyd_json_open(json, "topologies", '[');
    for (size_t i = 0; i < count; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "topology", rows[i].topology);
        lyd_json_integer(json, "removed", (int64_t)rows[i].removed);
        lyd_json_integer(json, "kept", (int64_t)rows[i].kept);
        lyd_json_close(json);
    }
    lyd_json_close(json);
    return end(json);
}
