/* store.h: the open database and the calls to it.
 *
 * An error sticks: the first failure sets the status of the history and adds its message to the diag; until the next lyd_sql_start all
 * calls fail silently. So a caller may take several steps and check the status once. */
#ifndef LYD_HISTORY_STORE_H
#define LYD_HISTORY_STORE_H

#include <lyncdns/history.h>

#include <sqlite3.h>

struct lyd_history {
    sqlite3 *db;
    const char *path; /* as given, for messages */
    char *copy;       /* as opened */
    lyd_diag *diag;
    lyd_status status;
    const char *doing; /* for messages: "can't keep this run" */
    int64_t wait_ms, wait_begin;
};

/* The last run of a row that still holds. */
#define LYD_RUN_OPEN INT64_MAX

/* ---- statements (sql.c) ---- */

void lyd_sql_start(lyd_history *history, const char *doing); /* clears an earlier failure */
void lyd_sql_fail(lyd_history *history, int code);           /* reports an SQLite result code */
void lyd_sql_damaged(lyd_history *history, const char *what);

sqlite3_stmt *lyd_sql_prepare(lyd_history *history, const char *sql); /* NULL on failure */

/* One letter of SHAPE a value: i int64_t, t text (NULL allowed); the texts must stay until the statement is reset. */
void lyd_sql_bind(lyd_history *history, sqlite3_stmt *statement, const char *shape, ...);
bool lyd_sql_row(lyd_history *history, sqlite3_stmt *statement); /* false: there is no further row, or it failed */
void lyd_sql_run(lyd_history *history, const char *sql);         /* one or more statements without values and rows */
void lyd_sql_commit(lyd_history *history);                       /* ends a transaction; rolls it back after a failure */

/* A value of the current row. A value of another kind or out of range is damage. */
int64_t lyd_sql_integer(lyd_history *history, sqlite3_stmt *statement, int column, int64_t least, int64_t most);
size_t lyd_sql_count(lyd_history *history, sqlite3_stmt *statement, int column);
int64_t lyd_sql_time(lyd_history *history, sqlite3_stmt *statement, int column);
const char *lyd_sql_text(lyd_history *history, sqlite3_stmt *statement, int column, lyd_arena *arena); /* "" on failure; NULL is one */

/* The number in the first column of the first row of SQL, to which a text may be bound; FALLBACK where there is no row or it is NULL. */
int64_t lyd_sql_number(lyd_history *history, const char *sql, const char *text, int64_t fallback);

void *lyd_sql_memory(lyd_history *history, void *memory); /* returns MEMORY; NULL fails as out of memory */

/* An array gathered on the heap: room for one more; then a copy in ARENA, and the array is freed (NULL on failure). */
bool lyd_sql_room(lyd_history *history, void *array_pointer, size_t *capacity, size_t count, size_t size);
void *lyd_sql_array(lyd_history *history, lyd_arena *arena, void *gathered, size_t count, size_t size);

/* ---- the schema (open.c) ---- */

#define LYD_APPLICATION_ID 0x4C59444E /* "LYDN" */

typedef struct lyd_schema_step {
    const char *sql; /* upgrades a file from the version before */
} lyd_schema_step;

extern const lyd_schema_step lyd_schema_steps[];
extern const size_t lyd_schema_version; /* the number of steps: the user_version of a file that is up to date */

/* Brings the file from its version to VERSION by STEPS, in one transaction. */
void lyd_schema_upgrade(lyd_history *history, const lyd_schema_step *steps, size_t version);

/* Fails unless the file's tables are exactly those of STEPS. */
void lyd_schema_verify(lyd_history *history, const lyd_schema_step *steps, size_t version);

/* ---- reading (read.c) ---- */

/* The columns of a run "r" of the topology "p", the first of their row, and the run made of them. */
#define LYD_RUN_COLUMNS                                                                                                                    \
    "r.id, p.name, r.version, r.started, r.duration_ms, r.endpoints, r.lookups, r.failed_lookups, r.findings, r.errors, r.warnings,"       \
    " r.infos, r.waived, r.exit_code, r.lab, r.complete"
#define LYD_RUN_COLUMN_COUNT 16
void lyd_read_run(lyd_history *history, sqlite3_stmt *statement, lyd_arena *arena, lyd_past_run *run);

/* The runs of TOPOLOGY (NULL: all), oldest first. NULL on failure. */
lyd_past_run *lyd_read_runs(lyd_history *history, const char *topology, lyd_arena *arena, size_t *count);

/* The columns of a finding, and the finding made of them; they begin at column FIRST of the row. */
#define LYD_FINDING_COLUMNS                                                                                                                \
    "f.key, f.rule, f.subject1, f.subject2, f.severity, f.message, f.evidence, t.text, f.waived_until, f.waiver_reason"
void lyd_read_finding(lyd_history *history, sqlite3_stmt *statement, int first, lyd_arena *arena, lyd_finding *finding);

#endif
