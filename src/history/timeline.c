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
    const lyd_past_run *runs; /* of the topology, in order */
    size_t run_count;
    moment *moments; /* of each run */
} timeline_reader;

static void fill(const timeline_reader *t, int64_t first, int64_t last, moment m)
{
    for (size_t i = 0; i < t->run_count; i++) {
        if (t->runs[i].id >= first && t->runs[i].id <= last) {
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
            gathered[(*count)++] = (lyd_stretch){.first = &t->runs[i], .state = m->state, .waived = m->waived};
        }
        gathered[*count - 1].last = &t->runs[i];
        gathered[*count - 1].runs++;
    }
    return lyd_sql_array(t->history, t->arena, gathered, *count, sizeof(*gathered));
}

/* ---- the finding ---- */

static void clear_moments(const timeline_reader *t, bool finding)
{
    for (size_t i = 0; i < t->run_count; i++) {
        t->moments[i] = (moment){finding && !t->runs[i].complete ? LYD_STRETCH_UNKNOWN : LYD_STRETCH_ABSENT, false};
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
            timeline->last = &t->runs[i];
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
        lyd_sql_prepare(t->history, "SELECT name FROM topology p WHERE EXISTS (SELECT 1 FROM finding WHERE topology = p.id AND key = ?)"
                                    " ORDER BY id");
    lyd_sql_bind(t->history, statement, "t", t->key);
    while (lyd_sql_row(t->history, statement) && lyd_sql_room(t->history, (void **)&names, &capacity, *count, sizeof(*names))) {
        names[(*count)++] = lyd_sql_text(t->history, statement, 0, t->arena);
    }
    (void)sqlite3_finalize(statement);
    return names;
}

/* False: all its runs with the finding were pruned, or it failed. */
static bool read_timeline(timeline_reader *t, const char *topology, lyd_timeline *timeline)
{
    lyd_history *history = t->history;
    t->runs = lyd_read_runs(history, topology, t->arena, &t->run_count);
    t->moments = lyd_sql_memory(history, calloc(t->run_count + 1, sizeof(*t->moments)));
    *timeline = (lyd_timeline){.topology = topology, .runs = t->run_count};
    if (history->status == LYD_OK) {
        read_finding(t, timeline);
    }
    for (size_t i = 0; i < timeline->latest.subject_count && history->status == LYD_OK; i++) {
        read_name(t, timeline->latest.subjects[i], timeline);
    }
    free(t->moments);
    return timeline->last != NULL;
}

lyd_status lyd_history_keys(lyd_history *history, lyd_arena *arena, const char *const **keys, size_t *count)
{
    const char **gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    lyd_sql_start(history, "can't list the findings");
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT DISTINCT key FROM finding ORDER BY key");
    while (lyd_sql_row(history, statement) && lyd_sql_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        gathered[(*count)++] = lyd_sql_text(history, statement, 0, arena);
    }
    (void)sqlite3_finalize(statement);
    *keys = lyd_sql_array(history, arena, (void *)gathered, *count, sizeof(*gathered));
    return history->status;
}

lyd_status lyd_history_timelines(lyd_history *history, const char *key, lyd_arena *arena, lyd_timeline **timelines, size_t *count)
{
    timeline_reader t = {.history = history, .arena = arena, .key = key};
    size_t topology_count = 0;
    *count = 0;
    lyd_sql_start(history, "can't look for the finding");
    const char **topologies = topologies_of(&t, &topology_count);
    lyd_timeline *gathered = lyd_sql_memory(history, lyd_arena_alloc(arena, topology_count * sizeof(*gathered)));
    for (size_t i = 0; i < topology_count && history->status == LYD_OK; i++) {
        *count += read_timeline(&t, topologies[i], &gathered[*count]) ? 1 : 0;
    }
    *timelines = gathered;
    free(topologies);
    return history->status;
}
