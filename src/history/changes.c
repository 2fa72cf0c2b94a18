/* What is new, gone, or of another severity. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

static bool differs(const lyd_finding *a, const lyd_finding *b)
{
    return a->severity != b->severity || (a->waiver != NULL) != (b->waiver != NULL);
}

/* The findings AFTER against those BEFORE, each list with keys of its own. */
static void compare(lyd_history *history, const lyd_finding *before, size_t before_count, const lyd_finding *after, size_t after_count,
                    lyd_arena *arena, lyd_news *changes)
{
    lyd_map *map = lyd_sql_memory(history, lyd_map_new());
    bool *met = lyd_sql_memory(history, calloc(before_count + 1, sizeof(*met)));
    changes->fresh = lyd_sql_memory(history, lyd_arena_alloc(arena, after_count * sizeof(*changes->fresh)));
    changes->changed = lyd_sql_memory(history, lyd_arena_alloc(arena, after_count * sizeof(*changes->changed)));
    changes->gone = lyd_sql_memory(history, lyd_arena_alloc(arena, before_count * sizeof(*changes->gone)));
    for (size_t i = 0; i < before_count && history->status == LYD_OK; i++) {
        history->status = lyd_map_put(map, before[i].key, (uint32_t)i);
    }
    for (size_t i = 0; i < after_count && history->status == LYD_OK; i++) {
        uint32_t index;
        if (!lyd_map_get(map, after[i].key, &index)) {
            changes->fresh[changes->fresh_count++] = &after[i];
        } else if (!met[index]) { /* of two findings with one key the more severe one counts, which comes first */
            met[index] = true;
            if (differs(&before[index], &after[i])) {
                changes->changed[changes->changed_count++] = (lyd_finding_change){&after[i], &before[index]};
            }
        }
    }
    for (size_t i = 0; i < before_count && history->status == LYD_OK && changes->complete; i++) {
        if (!met[i]) {
            changes->gone[changes->gone_count++] = &before[i];
        }
    }
    lyd_map_free(map);
    free(met);
}

/* ---- against what has been reported ---- */

/* The last complete run of a topology; 0: it has none. */
static int64_t last_complete(lyd_history *history, const char *topology)
{
    return lyd_sql_number(
        history, "SELECT ifnull(max(id), 0) FROM run WHERE complete AND topology = (SELECT id FROM topology WHERE name = ?)", topology, 0);
}

/* Each finding that the run FROM or a later one of TOPOLOGY has, as the last of them has it. */
static lyd_finding *reported_findings(lyd_history *history, const char *topology, int64_t from, lyd_arena *arena, size_t *count)
{
    lyd_finding *gathered = NULL;
    size_t capacity = 0;
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT " LYD_FINDING_COLUMNS " FROM finding f JOIN remedy t ON t.id = f.remedy"
                                                       " WHERE f.topology = (SELECT id FROM topology WHERE name = ?) AND f.last_run >= ?"
                                                       " ORDER BY f.key, f.first_run");
    lyd_sql_bind(history, statement, "ti", topology, from);
    while (lyd_sql_row(history, statement)) {
        lyd_finding finding;
        lyd_read_finding(history, statement, 0, arena, &finding);
        if (*count > 0 && strcmp(gathered[*count - 1].key, finding.key) == 0) {
            gathered[*count - 1] = finding;
        } else if (lyd_room(history, (void **)&gathered, &capacity, *count, sizeof(finding))) {
            gathered[(*count)++] = finding;
        }
    }
    (void)sqlite3_finalize(statement);
    if (history->status == LYD_OK) {
        lyd_sort_findings(gathered, *count);
    }
    return lyd_settle(history, arena, gathered, *count, sizeof(*gathered));
}

static const lyd_past_run *read_run(lyd_history *history, int64_t id, lyd_arena *arena)
{
    lyd_past_run *run = lyd_sql_memory(history, lyd_arena_alloc(arena, sizeof(*run)));
    return run != NULL && lyd_history_run(history, id, arena, run) == LYD_OK ? run : NULL;
}

lyd_status lyd_history_news(lyd_history *history, const lyd_run *run, lyd_arena *arena, lyd_news *changes)
{
    const lyd_judgement *j = &run->judgement;
    const char *topology = run->facts.topology->name;
    lyd_finding *before = NULL;
    size_t count = 0;
    *changes = (lyd_news){.complete = j->complete};
    lyd_sql_start(history, "can't compare with earlier runs");
    lyd_sql_run(history, "BEGIN"); /* one state of the file for all that is read */
    int64_t since = last_complete(history, topology);
    if (since > 0 && history->status == LYD_OK) {
        changes->since = read_run(history, since, arena);
    }
    if (history->status == LYD_OK && !j->complete) {
        before = reported_findings(history, topology, since, arena, &count);
    } else if (history->status == LYD_OK && changes->since != NULL) {
        (void)lyd_history_findings(history, changes->since, arena, &before, &count);
    }
    if (history->status == LYD_OK) {
        compare(history, before, count, j->findings, j->finding_count, arena, changes);
    }
    (void)sqlite3_exec(history->db, "COMMIT", NULL, NULL, NULL);
    return history->status;
}

/* ---- of two runs ---- */

lyd_status lyd_history_diff(lyd_history *history, const lyd_past_run *older, const lyd_past_run *newer, lyd_arena *arena, lyd_news *changes)
{
    lyd_finding *before, *after;
    size_t before_count, after_count;
    *changes = (lyd_news){.since = older, .complete = newer->complete};
    lyd_sql_start(history, "can't compare the runs");
    if (strcmp(older->topology, newer->topology) != 0) {
        return lyd_diag_error(history->diag, history->path, 0, "the runs %lld and %lld are of different topologies: \"%s\" and \"%s\"",
                              (long long)older->id, (long long)newer->id, older->topology, newer->topology);
    }
    lyd_status status = lyd_history_findings(history, older, arena, &before, &before_count);
    if (status == LYD_OK) {
        status = lyd_history_findings(history, newer, arena, &after, &after_count);
    }
    if (status == LYD_OK) {
        compare(history, before, before_count, after, after_count, arena, changes);
    }
    return history->status;
}

bool lyd_news_none(const lyd_news *changes)
{
    return changes->fresh_count == 0 && changes->gone_count == 0 && changes->changed_count == 0;
}
