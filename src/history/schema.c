/* The tables, as steps from one version to the next.
 *
 * A finding or an address type is a row for as long as it stays the same: it holds from first_run to last_run, both included, for all runs
 * of its topology between. So an audit that finds what the last one found adds little more than its own row, and no run is ever thinned
 * out. Numbers in severity and type are lyd_severity and lyd_address_type. */
#include "store.h"

#include <string.h>

const lyd_schema_step lyd_schema_steps[] = {
    {"CREATE TABLE topology (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"

     "CREATE TABLE run (id INTEGER PRIMARY KEY AUTOINCREMENT, topology INTEGER NOT NULL REFERENCES topology (id), lab INTEGER NOT NULL,"
     " started INTEGER NOT NULL, duration_ms INTEGER NOT NULL, complete INTEGER NOT NULL, exit_code INTEGER NOT NULL,"
     " version TEXT NOT NULL, endpoints INTEGER NOT NULL, lookups INTEGER NOT NULL, failed_lookups INTEGER NOT NULL,"
     " findings INTEGER NOT NULL, errors INTEGER NOT NULL, warnings INTEGER NOT NULL, infos INTEGER NOT NULL,"
     " waived INTEGER NOT NULL) STRICT;"
     "CREATE INDEX run_topology ON run (topology, id);"

     "CREATE TABLE server (run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, place INTEGER NOT NULL, view TEXT NOT NULL,"
     " server TEXT NOT NULL, lookups INTEGER NOT NULL, failed INTEGER NOT NULL, reachable INTEGER NOT NULL,"
     " rtt_us_median INTEGER NOT NULL, rtt_us_max INTEGER NOT NULL, PRIMARY KEY (run, place)) STRICT, WITHOUT ROWID;"

     "CREATE TABLE remedy (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"

     /* since: when the first run began, which may be pruned before the finding is gone. */
     "CREATE TABLE finding (id INTEGER PRIMARY KEY, topology INTEGER NOT NULL REFERENCES topology (id), key TEXT NOT NULL,"
     " first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, since INTEGER NOT NULL, severity INTEGER NOT NULL, hash INTEGER NOT NULL,"
     " rule TEXT NOT NULL, subject1 TEXT NOT NULL, subject2 TEXT, waived_until TEXT, waiver_reason TEXT,"
     " remedy INTEGER NOT NULL REFERENCES remedy (id), message TEXT NOT NULL, evidence TEXT NOT NULL,"
     " UNIQUE (topology, key, first_run)) STRICT;"
     "CREATE INDEX finding_last ON finding (topology, last_run);"

     "CREATE TABLE address_type (topology INTEGER NOT NULL REFERENCES topology (id), fqdn TEXT NOT NULL, first_run INTEGER NOT NULL,"
     " last_run INTEGER NOT NULL, type INTEGER NOT NULL, PRIMARY KEY (topology, fqdn, first_run)) STRICT, WITHOUT ROWID;"
     "CREATE INDEX address_type_last ON address_type (topology, last_run);"},
};

const size_t lyd_schema_version = LYD_COUNT(lyd_schema_steps);

static void set_number(lyd_history *history, const char *pragma, long long number)
{
    char sql[64];
    (void)snprintf(sql, sizeof(sql), "PRAGMA %s = %lld", pragma, number);
    lyd_sql_run(history, sql);
}

void lyd_schema_upgrade(lyd_history *history, const lyd_schema_step *steps, size_t version)
{
    lyd_sql_run(history, "BEGIN IMMEDIATE");
    if (history->status != LYD_OK) {
        return;
    }
    /* Asked again: another program may have been first. */
    size_t from = (size_t)lyd_sql_number(history, "PRAGMA user_version", NULL, 0);
    for (size_t i = from; i < version && history->status == LYD_OK; i++) {
        lyd_sql_run(history, steps[i].sql);
    }
    if (from < version) {
        set_number(history, "application_id", LYD_APPLICATION_ID);
        set_number(history, "user_version", (long long)version);
    }
    lyd_sql_run(history, "COMMIT");
    if (history->status != LYD_OK && sqlite3_get_autocommit(history->db) == 0) {
        (void)sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
    }
}

#define SCHEMA_SQL "SELECT type, name, ifnull(sql, '') FROM sqlite_schema WHERE name <> 'sqlite_stat1' ORDER BY type, name"

static bool same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
    for (int i = 0; i < 3; i++) {
        const unsigned char *left = sqlite3_column_text(a, i), *right = sqlite3_column_text(b, i);
        if (left == NULL || right == NULL || strcmp((const char *)left, (const char *)right) != 0) {
            return false;
        }
    }
    return true;
}

/* Whatever a stranger could put into a schema (checks that never end, computed columns, triggers) is a difference. */
void lyd_schema_verify(lyd_history *history, const lyd_schema_step *steps, size_t version)
{
    sqlite3 *model = NULL;
    sqlite3_stmt *wanted = NULL, *found = lyd_sql_prepare(history, SCHEMA_SQL);
    int code = sqlite3_open(":memory:", &model);
    for (size_t i = 0; i < version && code == SQLITE_OK; i++) {
        code = sqlite3_exec(model, steps[i].sql, NULL, NULL, NULL);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_prepare_v2(model, SCHEMA_SQL, -1, &wanted, NULL);
    }
    if (code != SQLITE_OK) {
        lyd_sql_fail(history, code);
    }
    while (history->status == LYD_OK) {
        bool more = lyd_sql_row(history, found);
        code = sqlite3_step(wanted);
        if (code != SQLITE_ROW && code != SQLITE_DONE) {
            lyd_sql_fail(history, code);
        } else if (history->status == LYD_OK && (more != (code == SQLITE_ROW) || (more && !same_row(found, wanted)))) {
            lyd_sql_damaged(history, "its tables aren't those that lyncdns makes");
        } else if (!more) {
            break;
        }
    }
    (void)sqlite3_finalize(found);
    (void)sqlite3_finalize(wanted);
    (void)sqlite3_close(model);
}
