/* One finding and the names that it is about, over all runs. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

/* The state of something in one run. */
typedef struct moment {
    int state;
    bool waived;
} moment;

typedef struct timeline_reader {
    lyd_history *history;
    lyd_arena *arena;
    const char *key;
    const lyd_past_run **runs; /* of the topology, in order */
    size_t run_count;
    moment *moments; /* of each run */
} timeline_reader;

static void fill(const timeline_reader *t, int64_t first, int64_t last, moment m)
{
    for (size_t i = 0; i < t->run_count; i++) {
        if (t->runs[i]->id >= first && t->runs[i]->id <= last) {
            t->moments[i] = m;
        }
    }
}

/* Consecutive runs with the same moment. */
static lyd_stretch *stretches(const timeline_reader *t, size_t *count)
{
    lyd_stretch *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < t->run_count; i++) {
        const moment *m = &t->moments[i];
        if (i == 0 || m->state != m[-1].state || m->waived != m[-1].waived) {
            if (!lyd_sql_room(t->history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
                break;
            }
            gathered[(*count)++] = (lyd_stretch){.first = t->runs[i], .state = m->state, .waived = m->waived};
        }
        gathered[*count - 1].last = t->runs[i];
        gathered[*count - 1].runs++;
    }
    return lyd_sql_array(t->history, t->arena, gathered, *count, sizeof(*gathered));
}

/* ---- the finding ---- */

static void clear_moments(const timeline_reader *t, bool finding)
{
    for (size_t i = 0; i < t->run_count; i++) {
        t->moments[i] = (moment){finding && !t->runs[i]->complete ? LYD_STRETCH_UNKNOWN : LYD_STRETCH_ABSENT, false};
    }
}

static void read_finding(const timeline_reader *t, lyd_timeline *timeline)
{
    lyd_history *history = t->history;
    bool found = false;
    sqlite3_stmt *statement = lyd_sql_prepare(
        history, "SELECT f.first_run, f.last_run, f.since, " LYD_FINDING_COLUMNS " FROM finding f JOIN remedy t ON t.id = f.remedy"
                 " WHERE f.topology = (SELECT id FROM topology WHERE name = ?) AND f.key = ? ORDER BY f.first_run");
    lyd_sql_bind(history, statement, "tt", timeline->topology, t->key);
    clear_moments(t, true);
    while (lyd_sql_row(history, statement)) {
        int64_t first = lyd_sql_integer(history, statement, 0, 1, INT64_MAX);
        int64_t since = lyd_sql_time(history, statement, 2);
        if (!found) {
            timeline->first_run = first;
            timeline->first_seen = since;
        }
        found = true;
        lyd_read_finding(history, statement, 3, t->arena, &timeline->latest);
        fill(t, first, lyd_sql_integer(history, statement, 1, 1, INT64_MAX),
             (moment){(int)timeline->latest.severity, timeline->latest.waiver != NULL});
    }
    (void)sqlite3_finalize(statement);
    for (size_t i = 0; i < t->run_count; i++) {
        if (t->moments[i].state >= 0) {
            timeline->last = t->runs[i];
            timeline->runs_with++;
        }
    }
    timeline->stretches = stretches(t, &timeline->stretch_count);
}

/* ---- its names ---- */

static void read_name(const timeline_reader *t, const char *fqdn, lyd_timeline *timeline)
{
    lyd_history *history = t->history;
    bool found = false;
    sqlite3_stmt *statement =
        lyd_sql_prepare(history, "SELECT first_run, last_run, type FROM address_type"
                                 " WHERE topology = (SELECT id FROM topology WHERE name = ?) AND fqdn = ? ORDER BY first_run");
    lyd_sql_bind(history, statement, "tt", timeline->topology, fqdn);
    clear_moments(t, false);
    while (lyd_sql_row(history, statement)) {
        found = true;
        fill(t, lyd_sql_integer(history, statement, 0, 1, INT64_MAX), lyd_sql_integer(history, statement, 1, 1, INT64_MAX),
             (moment){(int)lyd_sql_integer(history, statement, 2, 0, LYD_ADDRESS_UNKNOWN), false});
    }
    (void)sqlite3_finalize(statement);
    if (found) {
        lyd_name_timeline *name = &timeline->names[timeline->name_count++];
        name->fqdn = fqdn;
        name->stretches = stretches(t, &name->count);
    }
}

/* ---- all topologies ---- */

/* Those that have had the finding, oldest first; freed by the caller. */
static const char **topologies_of(const timeline_reader *t, size_t *count)
{
    const char **names = NULL;
    size_t capacity = 0;
    sqlite3_stmt *statement =
        lyd_sql_prepare(t->history, "SELECT name FROM topology WHERE id IN (SELECT topology FROM finding WHERE key = ?) ORDER BY id");
    lyd_sql_bind(t->history, statement, "t", t->key);
    while (lyd_sql_row(t->history, statement) && lyd_sql_room(t->history, (void **)&names, &capacity, *count, sizeof(*names))) {
        names[(*count)++] = lyd_sql_text(t->history, statement, 0, t->arena);
    }
    (void)sqlite3_finalize(statement);
    return names;
}

static void pick_runs(timeline_reader *t, const lyd_past_run *runs, size_t count, const char *topology)
{
    t->run_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(runs[i].topology, topology) == 0) {
            t->runs[t->run_count++] = &runs[i];
        }
    }
}

/* False: all its runs with the finding were pruned. */
static bool read_timeline(timeline_reader *t, const char *topology, lyd_timeline *timeline)
{
    *timeline = (lyd_timeline){.topology = topology, .runs = t->run_count};
    read_finding(t, timeline);
    for (size_t i = 0; i < timeline->latest.subject_count && t->history->status == LYD_OK; i++) {
        read_name(t, timeline->latest.subjects[i], timeline);
    }
    return timeline->last != NULL;
}

static const char **read_keys(lyd_history *history, lyd_arena *arena, size_t *count)
{
    const char **gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT DISTINCT key FROM finding ORDER BY key");
    while (lyd_sql_row(history, statement) && lyd_sql_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        gathered[(*count)++] = lyd_sql_text(history, statement, 0, arena);
    }
    (void)sqlite3_finalize(statement);
    return lyd_sql_array(history, arena, (void *)gathered, *count, sizeof(*gathered));
}

lyd_status lyd_history_keys(lyd_history *history, lyd_arena *arena, const char *const **keys, size_t *count)
{
    lyd_sql_start(history, "can't list the findings");
    *keys = read_keys(history, arena, count);
    return history->status;
}

static void say_unknown(lyd_history *history, const char *key, lyd_arena *arena)
{
    const char *nearest = NULL;
    size_t least = 1 + strlen(key) / 3, count;
    const char **keys = read_keys(history, arena, &count);
    for (size_t i = 0; i < count && history->status == LYD_OK; i++) {
        size_t distance = lyd_text_distance(keys[i], key);
        if (distance < least) {
            least = distance;
            nearest = keys[i];
        }
    }
    if (history->status == LYD_OK) {
        history->status =
            lyd_diag_error(history->diag, history->path, 0, "no run has had the finding \"%s\"%s%s%s", key,
                           nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
    }
}

lyd_status lyd_history_timelines(lyd_history *history, const char *key, lyd_arena *arena, lyd_timeline **timelines, size_t *count)
{
    timeline_reader t = {.history = history, .arena = arena, .key = key};
    lyd_past_run *runs = NULL;
    lyd_timeline *gathered = NULL;
    size_t run_count = 0, topology_count = 0;
    *count = 0;
    *timelines = NULL;
    if (lyd_history_runs(history, arena, &runs, &run_count) != LYD_OK) {
        return history->status;
    }
    const char **topologies = topologies_of(&t, &topology_count);
    t.runs = lyd_sql_memory(history, calloc(run_count + 1, sizeof(const lyd_past_run *)));
    t.moments = lyd_sql_memory(history, calloc(run_count + 1, sizeof(*t.moments)));
    gathered = lyd_sql_memory(history, lyd_arena_alloc(arena, topology_count * sizeof(*gathered)));
    for (size_t i = 0; i < topology_count && history->status == LYD_OK; i++) {
        pick_runs(&t, runs, run_count, topologies[i]);
        *count += read_timeline(&t, topologies[i], &gathered[*count]) ? 1 : 0;
    }
    if (history->status == LYD_OK && *count == 0) {
        say_unknown(history, key, arena);
    }
    *timelines = gathered;
    free(topologies);
    free(t.runs);
    free(t.moments);
    return history->status;
}
