#include "store.h"

#include <stdlib.h>

/* Runs of the topology ?1 that began before ?2 and come before both its last complete run and its last one. */
#define OLD_RUNS                                                                                                                           \
    " FROM run WHERE topology = ?1 AND started < ?2 AND"                                                                                   \
    " id < ifnull((SELECT max(id) FROM run WHERE topology = ?1 AND complete), (SELECT max(id) FROM run WHERE topology = ?1))"

static void count_runs(lyd_history *history, int64_t topology, int64_t before, lyd_pruned *row)
{
    sqlite3_stmt *statement = lyd_sql_prepare(
        history,
        "SELECT count(*), ifnull(min(started), 0), ifnull(max(started), 0), (SELECT count(*) FROM run WHERE topology = ?1)" OLD_RUNS);
    lyd_sql_bind(history, statement, "ii", topology, before);
    if (lyd_sql_row(history, statement)) {
        row->removed = lyd_sql_count(history, statement, 0);
        row->oldest = lyd_sql_time(history, statement, 1);
        row->newest = lyd_sql_time(history, statement, 2);
        row->kept = lyd_sql_count(history, statement, 3) - row->removed;
    }
    (void)sqlite3_finalize(statement);
}

static void remove_runs(lyd_history *history, int64_t topology, int64_t before)
{
    static const char *const steps[] = {
        "DELETE" OLD_RUNS,
        "DELETE FROM finding WHERE topology = ?1 AND NOT EXISTS"
        " (SELECT 1 FROM run r WHERE r.topology = ?1 AND r.id BETWEEN finding.first_run AND finding.last_run)",
        "DELETE FROM address_type WHERE topology = ?1 AND NOT EXISTS"
        " (SELECT 1 FROM run r WHERE r.topology = ?1 AND r.id BETWEEN address_type.first_run AND address_type.last_run)",
    };
    for (size_t i = 0; i < LYD_COUNT(steps); i++) {
        sqlite3_stmt *statement = lyd_sql_prepare(history, steps[i]);
        lyd_sql_bind(history, statement, i == 0 ? "ii" : "i", topology, before);
        lyd_sql_write(history, statement);
        (void)sqlite3_finalize(statement);
    }
}

static lyd_pruned *list_topologies(lyd_history *history, lyd_arena *arena, int64_t **ids, size_t *count)
{
    lyd_pruned *gathered = NULL;
    size_t capacity = 0, id_capacity = 0;
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT id, name FROM topology ORDER BY name");
    while (lyd_sql_row(history, statement) && lyd_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered)) &&
           lyd_room(history, (void **)ids, &id_capacity, *count, sizeof(**ids))) {
        (*ids)[*count] = sqlite3_column_int64(statement, 0);
        gathered[(*count)++] = (lyd_pruned){.topology = lyd_sql_text(history, statement, 1, arena)};
    }
    (void)sqlite3_finalize(statement);
    return lyd_settle(history, arena, gathered, *count, sizeof(*gathered));
}

lyd_status lyd_history_prune(lyd_history *history, int64_t before, lyd_arena *arena, lyd_pruned **rows, size_t *count)
{
    int64_t *ids = NULL;
    *count = 0;
    lyd_sql_start(history, "can't prune the history");
    lyd_sql_run(history, "BEGIN IMMEDIATE");
    *rows = history->status == LYD_OK ? list_topologies(history, arena, &ids, count) : NULL;
    for (size_t i = 0; i < *count && history->status == LYD_OK; i++) {
        count_runs(history, ids[i], before, &(*rows)[i]);
        remove_runs(history, ids[i], before);
    }
    lyd_sql_run(history, "COMMIT");
    if (history->status != LYD_OK && sqlite3_get_autocommit(history->db) == 0) {
        (void)sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
    }
    lyd_sql_run(history, "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)");
    free(ids);
    return history->status;
}
