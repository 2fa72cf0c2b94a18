/* What the history command prints, as JSON. */
#include "json.h"

lyd_status lyd_past_json_list(const lyd_past_report *report, FILE *stream)
{
    lyd_json *json = lyd_json_begin(stream, "lyncdns-history-list-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, "runs", '[');
    for (size_t i = 0; i < report->run_count; i++) {
        lyd_json_past_run(json, NULL, &report->runs[i]);
    }
    lyd_json_close(json);
    return lyd_json_end(json);
}

/* A run by its number and when it began; both null without one. */
static void put_moment(lyd_json *json, const char *time_key, int64_t started, const char *run_key, int64_t run)
{
    if (run == 0) {
        lyd_json_text(json, time_key, NULL);
        lyd_json_text(json, run_key, NULL);
    } else {
        lyd_json_time(json, time_key, started);
        lyd_json_integer(json, run_key, run);
    }
}

lyd_status lyd_past_json_latest(const lyd_past_report *report, FILE *stream)
{
    lyd_json *json = lyd_json_begin(stream, "lyncdns-history-latest-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, "topologies", '[');
    for (size_t i = 0; i < report->latest_count; i++) {
        const lyd_past_latest *row = &report->latest[i];
        const lyd_past_run *run = &row->run;
        lyd_fleet_verdict verdict = lyd_fleet_verdict_of(run->exit_code, run->complete, run->errors);
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "topology", run->topology);
        lyd_json_text(json, "verdict", lyd_row_name(lyd_fleet_verdicts, (int)verdict));
        if (row->fresh == LYD_FRESH_UNKNOWN) {
            lyd_json_text(json, "new", NULL);
        } else {
            lyd_json_integer(json, "new", (int64_t)row->fresh);
        }
        put_moment(json, "last_complete", row->complete, "last_complete_run", row->complete_run);
        lyd_json_past_run(json, "run", run);
        lyd_json_close(json);
    }
    lyd_json_close(json);
    return lyd_json_end(json);
}

lyd_status lyd_past_json_show(const lyd_past_report *report, FILE *stream)
{
    const lyd_past_detail *detail = report->detail;
    lyd_json *json = lyd_json_begin(stream, "lyncdns-history-run-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_past_run(json, "run", &detail->run);
    lyd_json_servers(json, detail->servers, detail->server_count, true);
    lyd_json_open(json, "endpoints", '[');
    for (size_t i = 0; i < detail->type_count; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "fqdn", detail->types[i].fqdn);
        lyd_json_text(json, "address_type", lyd_row_name(lyd_address_types, (int)detail->types[i].type));
        lyd_json_close(json);
    }
    lyd_json_close(json);
    lyd_json_open(json, "findings", '[');
    for (size_t i = 0; i < detail->finding_count; i++) {
        lyd_json_finding(json, NULL, &detail->findings[i]);
    }
    lyd_json_close(json);
    return lyd_json_end(json);
}

lyd_status lyd_past_json_diff(const lyd_past_report *report, FILE *stream)
{
    lyd_json *json = lyd_json_begin(stream, "lyncdns-changes-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_past_run(json, "run", report->changes->now);
    lyd_json_past_run(json, "since", report->changes->since);
    lyd_json_changes(json, report->changes);
    return lyd_json_end(json);
}

static void put_stretch(lyd_json *json, const lyd_stretch *stretch, bool finding)
{
    static const lyd_row states[] = {{LYD_STRETCH_ABSENT, "absent"}, {LYD_STRETCH_UNKNOWN, "not-told"}, {0, NULL}};
    const char *absent = stretch->state < 0 ? lyd_row_name(states, stretch->state) : NULL;
    lyd_json_open(json, NULL, '{');
    lyd_json_integer(json, "first_run", stretch->first->id);
    lyd_json_integer(json, "last_run", stretch->last->id);
    lyd_json_time(json, "first", stretch->first->started);
    lyd_json_time(json, "last", stretch->last->started);
    lyd_json_integer(json, "runs", (int64_t)stretch->runs);
    if (finding) {
        lyd_json_text(json, "state", absent != NULL ? absent : "present");
        lyd_json_text(json, "severity", absent != NULL ? NULL : lyd_row_name(lyd_severity_names, stretch->state));
        lyd_json_bool(json, "waived", stretch->waived);
    } else {
        lyd_json_text(json, "address_type", absent != NULL ? NULL : lyd_row_name(lyd_address_types, stretch->state));
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

static void put_timeline(lyd_json *json, const lyd_timeline *timeline)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "topology", timeline->topology);
    lyd_json_time(json, "first_seen", timeline->first_seen);
    lyd_json_integer(json, "first_run", timeline->first_run);
    lyd_json_time(json, "last_seen", timeline->last->started);
    lyd_json_integer(json, "last_run", timeline->last->id);
    lyd_json_integer(json, "runs", (int64_t)timeline->runs);
    lyd_json_integer(json, "runs_with", (int64_t)timeline->runs_with);
    lyd_json_finding(json, "latest", &timeline->latest);
    put_stretches(json, timeline->stretches, timeline->stretch_count, true);
    lyd_json_open(json, "endpoints", '[');
    for (size_t i = 0; i < timeline->name_count; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "fqdn", timeline->names[i].fqdn);
        put_stretches(json, timeline->names[i].stretches, timeline->names[i].count, false);
        lyd_json_close(json);
    }
    lyd_json_close(json);
    lyd_json_close(json);
}

lyd_status lyd_past_json_finding(const lyd_past_report *report, FILE *stream)
{
    lyd_json *json = lyd_json_begin(stream, "lyncdns-history-finding-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_text(json, "key", report->timelines[0].latest.key);
    lyd_json_open(json, "topologies", '[');
    for (size_t i = 0; i < report->timeline_count; i++) {
        put_timeline(json, &report->timelines[i]);
    }
    lyd_json_close(json);
    return lyd_json_end(json);
}

static void put_sighting(lyd_json *json, const lyd_sighting *row)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "topology", row->topology);
    lyd_json_text(json, "key", row->key);
    lyd_json_text(json, "severity", lyd_row_name(lyd_severity_names, (int)row->severity));
    lyd_json_text(json, "state", lyd_row_name(lyd_sighting_states, (int)row->state));
    put_moment(json, "since", row->since, "since_run", row->since_run);
    lyd_json_bool(json, "since_first_kept", row->since_first);
    put_moment(json, "last_seen", row->last_seen, "last_run", row->last_run);
    lyd_json_close(json);
}

lyd_status lyd_past_json_sightings(const lyd_past_report *report, FILE *stream)
{
    const lyd_sightings *found = report->sightings;
    lyd_json *json = lyd_json_begin(stream, "lyncdns-history-findings-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_text(json, "pattern", found->pattern);
    lyd_json_open(json, "summary", '{');
    lyd_json_integer(json, "topologies", (int64_t)found->topologies);
    lyd_json_integer(json, "with", (int64_t)found->with);
    lyd_json_integer(json, "not_known", (int64_t)found->unsure_count);
    lyd_json_integer(json, "findings", (int64_t)found->present);
    lyd_json_integer(json, "waived", (int64_t)found->waived);
    lyd_json_bool(json, "complete", found->unsure_count == 0 && !found->more);
    lyd_json_close(json);
    lyd_json_open(json, "findings", '[');
    for (size_t i = 0; i < found->count; i++) {
        put_sighting(json, &found->rows[i]);
    }
    lyd_json_close(json);
    lyd_json_open(json, "not_known", '[');
    for (size_t i = 0; i < found->unsure_count; i++) {
        lyd_json_past_run(json, NULL, found->unsure[i]);
    }
    lyd_json_close(json);
    return lyd_json_end(json);
}

lyd_status lyd_past_json_keys(const lyd_past_report *report, FILE *stream)
{
    lyd_json *json = lyd_json_begin(stream, "lyncdns-history-keys-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, "keys", '[');
    for (size_t i = 0; i < report->key_count; i++) {
        lyd_json_text(json, NULL, report->keys[i]);
    }
    lyd_json_close(json);
    return lyd_json_end(json);
}

lyd_status lyd_past_json_prune(const lyd_past_report *report, FILE *stream)
{
    lyd_json *json = lyd_json_begin(stream, "lyncdns-history-prune-1");
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_time(json, "before", report->before);
    lyd_json_open(json, "topologies", '[');
    for (size_t i = 0; i < report->pruned_count; i++) {
        const lyd_pruned *row = &report->pruned[i];
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "topology", row->topology);
        lyd_json_integer(json, "removed", (int64_t)row->removed);
        lyd_json_integer(json, "kept", (int64_t)row->kept);
        lyd_json_close(json);
    }
    lyd_json_close(json);
    return lyd_json_end(json);
}
