/* Statements and values, with errors that stick; and what an SQLite result code means. */
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void lyd_sql_start(lyd_history *history, const char *doing)
{
    history->status = LYD_OK;
    history->doing = doing;
}

static lyd_status say(lyd_history *history, lyd_status status, const char *sentence)
{
    (void)lyd_diag_error(history->diag, history->path, 0, "%s: %s", history->doing, sentence);
    return status;
}

/* Other codes get SQLite's own message. */
static const struct {
    int code;
    lyd_status status;
    const char *sentence; /* NULL: the reason of the system */
} failures[] = {
    {SQLITE_FULL, LYD_EIO, "the disk is full"},
    {SQLITE_READONLY, LYD_EIO, "the file or its folder is read-only"},
    {SQLITE_CANTOPEN, LYD_EIO, NULL},
    {SQLITE_IOERR, LYD_EIO, NULL},
    {SQLITE_PERM, LYD_EIO, NULL},
    {SQLITE_AUTH, LYD_EIO, NULL},
    {SQLITE_NOTADB, LYD_EINVAL, "not an SQLite database"},
};

/* SQLite reports a limit on file sizes, for one, as a failed write. */
static const char *system_reason(const lyd_history *history)
{
    int number = history->db != NULL ? sqlite3_system_errno(history->db) : 0;
    if (number != 0) {
        return strerror(number);
    }
    return history->db != NULL ? sqlite3_errmsg(history->db) : "input or output failed";
}

static lyd_status say_failure(lyd_history *history, int code)
{
    char busy[128];
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        (void)snprintf(busy, sizeof(busy), "in use by another program (waited %lld s)", (long long)(history->wait_ms / 1000));
        return say(history, LYD_EBUSY, busy);
    }
    for (size_t i = 0; i < LYD_COUNT(failures); i++) {
        if (failures[i].code == code) {
            const char *sentence = failures[i].sentence;
            return say(history, failures[i].status, sentence != NULL ? sentence : system_reason(history));
        }
    }
    return say(history, LYD_EINVAL, sqlite3_errstr(code));
}

void lyd_sql_fail(lyd_history *history, int code)
{
    if (history->status != LYD_OK) {
        return;
    }
    if ((code & 0xFF) == SQLITE_CORRUPT) {
        lyd_sql_damaged(history, "SQLite finds it inconsistent");
    } else {
        history->status = (code & 0xFF) == SQLITE_NOMEM ? LYD_ENOMEM : say_failure(history, code & 0xFF);
    }
}

void lyd_sql_damaged(lyd_history *history, const char *what)
{
    if (history->status == LYD_OK) {
        history->status =
            lyd_diag_error(history->diag, history->path, 0,
                           "%s: the history is damaged: %s; move the file away, and the next audit starts a new one", history->doing, what);
    }
}

void *lyd_sql_memory(lyd_history *history, void *memory)
{
    if (memory == NULL && history->status == LYD_OK) {
        history->status = LYD_ENOMEM;
    }
    return memory;
}

sqlite3_stmt *lyd_sql_prepare(lyd_history *history, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (history->status == LYD_OK) {
        int code = sqlite3_prepare_v2(history->db, sql, -1, &statement, NULL);
        if (code != SQLITE_OK) {
            lyd_sql_fail(history, code);
        }
    }
    return statement;
}

void lyd_sql_bind(lyd_history *history, sqlite3_stmt *statement, const char *shape, ...)
{
    va_list values;
    int code = SQLITE_OK;
    va_start(values, shape);
    for (int i = 0; shape[i] != '\0' && code == SQLITE_OK && history->status == LYD_OK; i++) {
        if (shape[i] == 'i') {
            code = sqlite3_bind_int64(statement, i + 1, va_arg(values, int64_t));
        } else {
            code = sqlite3_bind_text(statement, i + 1, va_arg(values, const char *), -1, SQLITE_STATIC);
        }
    }
    va_end(values);
    if (code != SQLITE_OK) {
        lyd_sql_fail(history, code);
    }
}

bool lyd_sql_row(lyd_history *history, sqlite3_stmt *statement)
{
    if (history->status != LYD_OK) {
        return false;
    }
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        lyd_sql_fail(history, code);
    }
    return code == SQLITE_ROW;
}

void lyd_sql_run(lyd_history *history, const char *sql)
{
    if (history->status == LYD_OK) {
        int code = sqlite3_exec(history->db, sql, NULL, NULL, NULL);
        if (code != SQLITE_OK) {
            lyd_sql_fail(history, code);
        }
    }
}

void lyd_sql_commit(lyd_history *history)
{
    lyd_sql_run(history, "COMMIT");
    if (history->status != LYD_OK && sqlite3_get_autocommit(history->db) == 0) {
        (void)sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
    }
}

int64_t lyd_sql_integer(lyd_history *history, sqlite3_stmt *statement, int column, int64_t least, int64_t most)
{
    if (history->status != LYD_OK) {
        return least;
    }
    int64_t value = sqlite3_column_int64(statement, column);
    if (sqlite3_column_type(statement, column) != SQLITE_INTEGER || value < least || value > most) {
        lyd_sql_damaged(history, "a number is out of range");
        return least;
    }
    return value;
}

size_t lyd_sql_count(lyd_history *history, sqlite3_stmt *statement, int column)
{
    return (size_t)lyd_sql_integer(history, statement, column, 0, INT32_MAX);
}

int64_t lyd_sql_time(lyd_history *history, sqlite3_stmt *statement, int column)
{
    return lyd_sql_integer(history, statement, column, 0, LYD_TIME_MAX);
}

/* NULL on failure or where the value is NULL. */
static const char *text_or_null(lyd_history *history, sqlite3_stmt *statement, int column, lyd_arena *arena)
{
    if (history->status != LYD_OK || sqlite3_column_type(statement, column) == SQLITE_NULL) {
        return NULL;
    }
    if (sqlite3_column_type(statement, column) != SQLITE_TEXT) {
        lyd_sql_damaged(history, "a value that should be text isn't");
        return NULL;
    }
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return lyd_sql_memory(history, text == NULL ? NULL : lyd_arena_text(arena, text, strlen(text)));
}

const char *lyd_sql_text(lyd_history *history, sqlite3_stmt *statement, int column, lyd_arena *arena)
{
    const char *text = text_or_null(history, statement, column, arena);
    if (text == NULL && history->status == LYD_OK) {
        lyd_sql_damaged(history, "a text is missing");
    }
    return text != NULL ? text : "";
}

int64_t lyd_sql_number(lyd_history *history, const char *sql, const char *text, int64_t fallback)
{
    int64_t number = fallback;
    sqlite3_stmt *statement = lyd_sql_prepare(history, sql);
    if (text != NULL) {
        lyd_sql_bind(history, statement, "t", text);
    }
    if (lyd_sql_row(history, statement) && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
        number = lyd_sql_integer(history, statement, 0, INT64_MIN, INT64_MAX);
    }
    (void)sqlite3_finalize(statement);
    return number;
}

bool lyd_sql_room(lyd_history *history, void *array_pointer, size_t *capacity, size_t count, size_t size)
{
    if (history->status == LYD_OK) {
        history->status = lyd_grow(array_pointer, capacity, count, size);
    }
    return history->status == LYD_OK;
}

void *lyd_sql_array(lyd_history *history, lyd_arena *arena, void *gathered, size_t count, size_t size)
{
    void *copy = NULL;
    if (history->status == LYD_OK) {
        copy = lyd_sql_memory(history, lyd_arena_alloc(arena, count * size));
    }
    if (copy != NULL && count > 0) {
        memcpy(copy, gathered, count * size);
    }
    free(gathered);
    return copy;
}
