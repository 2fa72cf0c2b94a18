/* store.h: the open database and how the parts of this room talk to it.
 *
 * An error sticks: the first failure sets the history's status and puts its sentence into the diag, and until lyd_sql_start all later calls
 * fail without a word. So a caller may do a number of steps and look at the status once. */
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

/* A row that still holds has this for its last run. */
#define LYD_RUN_OPEN INT64_MAX

/* The texts of one finding: what makes two of them the same, as a hash. A TTL that counts down in a cache is no difference. */
int64_t lyd_finding_hash(const lyd_finding *finding);

/* ---- statements (sql.c) ---- */

void lyd_sql_start(lyd_history *history, const char *doing); /* forgets an earlier failure */
void lyd_sql_fail(lyd_history *history, int code);           /* says what an SQLite result code means */
void lyd_sql_damaged(lyd_history *history, const char *what);

sqlite3_stmt *lyd_sql_prepare(lyd_history *history, const char *sql); /* NULL on failure */

/* One letter of SHAPE a value: i int64_t, t text (NULL allowed); the texts must stay until the statement is reset. */
void lyd_sql_bind(lyd_history *history, sqlite3_stmt *statement, const char *shape, ...);
bool lyd_sql_row(lyd_history *history, sqlite3_stmt *statement);   /* true: there is a row; false: none is left, or it failed */
void lyd_sql_write(lyd_history *history, sqlite3_stmt *statement); /* runs a statement without rows and makes it ready again */
void lyd_sql_run(lyd_history *history, const char *sql);           /* one or more statements without values and rows */

/* A value of the present row. What isn't of that kind or range is damage. */
int64_t lyd_sql_integer(lyd_history *history, sqlite3_stmt *statement, int column, int64_t least, int64_t most);
size_t lyd_sql_count(lyd_history *history, sqlite3_stmt *statement, int column);
int64_t lyd_sql_time(lyd_history *history, sqlite3_stmt *statement, int column);
const char *lyd_sql_text(lyd_history *history, sqlite3_stmt *statement, int column, lyd_arena *arena); /* "" on failure */
const char *lyd_sql_text_or_null(lyd_history *history, sqlite3_stmt *statement, int column, lyd_arena *arena);

/* The number in the first column of the first row of SQL, to which a text may be bound; FALLBACK where there is no row or it is NULL. */
int64_t lyd_sql_number(lyd_history *history, const char *sql, const char *text, int64_t fallback);

/* Out of memory, for those that take memory themselves. */
void *lyd_sql_memory(lyd_history *history, void *memory);

/* ---- the schema (schema.c) ---- */

#define LYD_APPLICATION_ID 0x4C59444E /* "LYDN" */

typedef struct lyd_schema_step {
    const char *sql; /* brings a file of the version before to the next one */
} lyd_schema_step;

extern const lyd_schema_step lyd_schema_steps[];
extern const size_t lyd_schema_version; /* how many steps there are: what a file up to date has for its user_version */

/* Brings the file from its version to VERSION by STEPS, in one transaction. */
void lyd_schema_upgrade(lyd_history *history, const lyd_schema_step *steps, size_t version);

/* Fails unless the file's tables are exactly those of STEPS. */
void lyd_schema_verify(lyd_history *history, const lyd_schema_step *steps, size_t version);

/* ---- reading (read.c) ---- */

/* The columns of a finding, and the finding made of them; they begin at column FIRST of the row. */
#define LYD_FINDING_COLUMNS                                                                                                                \
    "f.key, f.rule, f.subject1, f.subject2, f.severity, f.message, f.evidence, t.text, f.waived_until, f.waiver_reason"
void lyd_read_finding(lyd_history *history, sqlite3_stmt *statement, int first, lyd_arena *arena, lyd_finding *finding);

void lyd_sort_findings(lyd_finding *findings, size_t count);

/* Room for one more of what is gathered on the heap. */
bool lyd_room(lyd_history *history, void *array_pointer, size_t *capacity, size_t count, size_t size);

/* A copy in ARENA of what was gathered, which is freed; NULL on failure. */
void *lyd_settle(lyd_history *history, lyd_arena *arena, void *gathered, size_t count, size_t size);

#endif
