/* The newest run of each topology: when it was audited last, and how that ended. */
#include "store.h"

#include <stdlib.h>

/* "r" is the last run, "b" the last complete one before it. The findings that are new in r are those of no run that it is compared with:
 * with b if r is complete, else with b and the incomplete runs since. */
#define COMPARED_LAST "CASE WHEN r.complete THEN b.id ELSE r.id - 1 END"

static const char latest_sql[] =
    "SELECT " LYD_RUN_COLUMNS ", b.id, b.started,"
    " (SELECT count(*) FROM finding f WHERE f.topology = p.id AND f.last_run >= r.id AND f.first_run > " COMPARED_LAST
    " AND NOT EXISTS (SELECT 1 FROM finding o WHERE o.topology = p.id AND o.key = f.key AND o.first_run <= " COMPARED_LAST
    " AND +o.last_run >= b.id))" /* "+": by the index of keys, not by that of last runs */
    " FROM topology p CROSS JOIN run r ON r.id = (SELECT max(x.id) FROM run x WHERE x.topology = p.id)"
    " LEFT JOIN run b ON b.id = (SELECT x.id FROM run x WHERE x.topology = p.id AND x.id < r.id AND x.complete ORDER BY x.id DESC LIMIT 1)"
    " ORDER BY CASE WHEN r.complete THEN r.started ELSE ifnull(b.started, -1) END, r.started, p.name";

static void read_latest(lyd_history *history, sqlite3_stmt *row, lyd_arena *arena, lyd_past_latest *latest)
{
    lyd_read_run(history, row, arena, &latest->run);
    latest->fresh = LYD_FRESH_UNKNOWN;
    latest->complete_run = latest->complete = 0;
    if (sqlite3_column_type(row, LYD_RUN_COLUMN_COUNT) != SQLITE_NULL) {
        latest->complete_run = lyd_sql_integer(history, row, LYD_RUN_COLUMN_COUNT, 1, INT64_MAX - 1);
        latest->complete = lyd_sql_time(history, row, LYD_RUN_COLUMN_COUNT + 1);
        latest->fresh = lyd_sql_count(history, row, LYD_RUN_COLUMN_COUNT + 2);
    }
    if (latest->run.complete) {
        latest->complete_run = latest->run.id;
        latest->complete = latest->run.started;
    }
}

lyd_status lyd_history_latest(lyd_history *history, lyd_arena *arena, lyd_past_latest **rows, size_t *count)
{
    lyd_past_latest *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    lyd_sql_start(history, "can't list the runs");
    sqlite3_stmt *statement = lyd_sql_prepare(history, latest_sql);
    while (lyd_sql_row(history, statement) && lyd_sql_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        read_latest(history, statement, arena, &gathered[(*count)++]);
    }
    (void)sqlite3_finalize(statement);
    *rows = lyd_sql_array(history, arena, gathered, *count, sizeof(*gathered));
    return history->status;
}
