#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define LENGTH_MAX (16 << 20)         /* of one value, bytes */
#define CACHE_KIB 65536               /* so that a large run needn't spill before its end */
#define CHECK_MAX (INT64_C(32) << 20) /* a file up to this size is checked whole at every opening: some 20 ms for 32 MiB */
#define WAIT_STEP_MS 20

static int64_t clock_ms(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int wait_for_writer(void *context, int tries)
{
    lyd_history *history = context;
    if (tries == 0) {
        history->wait_begin = clock_ms();
    }
    if (clock_ms() - history->wait_begin >= history->wait_ms) {
        return 0;
    }
    (void)sqlite3_sleep(WAIT_STEP_MS);
    return 1;
}

/* What isn't a plain file is told by the name that the system has for it. */
static lyd_status check_path(const char *path, lyd_history_mode mode, lyd_diag *diag)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        return errno == ENOENT && mode == LYD_HISTORY_CREATE ? LYD_OK : lyd_diag_io(diag, path, errno, "can't open the history");
    }
    if (S_ISDIR(about.st_mode)) {
        return lyd_diag_io(diag, path, EISDIR, "can't open the history");
    }
    return S_ISREG(about.st_mode) ? LYD_OK : lyd_diag_error(diag, path, 0, "can't open the history: not a regular file");
}

/* "file:" with everything that means something in a URI escaped; NULL: out of memory. */
static char *immutable_uri(const char *path)
{
    static const char tail[] = "?immutable=1";
    char *uri = malloc(5 + 3 * strlen(path) + sizeof(tail)), *out = uri;
    if (uri == NULL) {
        return NULL;
    }
    out += sprintf(out, "file:");
    for (; *path != '\0'; path++) {
        out += sprintf(out, strchr("%?#", *path) != NULL ? "%%%02X" : "%c", *path);
    }
    memcpy(out, tail, sizeof(tail));
    return uri;
}

static void configure(lyd_history *history)
{
    sqlite3 *db = history->db;
    (void)sqlite3_extended_result_codes(db, 1);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
    (void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_busy_handler(db, wait_for_writer, history);
}

static bool open_database(lyd_history *history, const char *name, int flags)
{
    (void)sqlite3_close(history->db);
    history->db = NULL;
    int code = sqlite3_open_v2(name, &history->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        lyd_sql_fail(history, code);
        return false;
    }
    configure(history);
    return true;
}

/* A file in a folder that can't be written can still be read as long as no writer has left a log beside it. */
static void connect_immutable(lyd_history *history)
{
    struct stat about;
    char *log = sqlite3_mprintf("%s-wal", history->copy);
    char *uri = immutable_uri(history->copy);
    if (log == NULL || uri == NULL) {
        history->status = LYD_ENOMEM;
    } else if (stat(log, &about) == 0 && about.st_size > 0) {
        lyd_sql_fail(history, SQLITE_READONLY);
    } else {
        (void)open_database(history, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    }
    sqlite3_free(log);
    free(uri);
}

static void connect_mode(lyd_history *history, lyd_history_mode mode)
{
    static const int flags[] = {
        [LYD_HISTORY_READ] = SQLITE_OPEN_READONLY,
        [LYD_HISTORY_CHANGE] = SQLITE_OPEN_READWRITE,
        [LYD_HISTORY_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    };
    if (!open_database(history, history->copy, flags[mode])) {
        return;
    }
    if (mode == LYD_HISTORY_READ) {
        int code = sqlite3_exec(history->db, "SELECT 1 FROM sqlite_schema", NULL, NULL, NULL);
        if ((code & 0xFF) == SQLITE_CANTOPEN || (code & 0xFF) == SQLITE_READONLY) {
            connect_immutable(history);
        }
    } else if (sqlite3_db_readonly(history->db, "main") != 0) {
        lyd_sql_fail(history, SQLITE_READONLY); /* SQLite would go on, for reading */
    }
}

/* The version of the file; 0: nothing is in it yet. What isn't a history fails. */
static size_t identify(lyd_history *history)
{
    int64_t application = lyd_sql_number(history, "PRAGMA application_id", NULL, 0);
    int64_t version = lyd_sql_number(history, "PRAGMA user_version", NULL, 0);
    int64_t objects = lyd_sql_number(history, "SELECT count(*) FROM sqlite_schema", NULL, 0);
    if (history->status != LYD_OK) {
        return 0;
    }
    bool empty = application == 0 && version == 0 && objects == 0;
    if (!empty && application != LYD_APPLICATION_ID) {
        history->status = lyd_diag_error(history->diag, history->path, 0, "%s: a database of another program", history->doing);
    } else if (version < 0 || (size_t)version > lyd_schema_version) {
        history->status = lyd_diag_error(history->diag, history->path, 0,
                                         "%s: written by a newer lyncdns (version %lld of the history, this program knows %zu)",
                                         history->doing, (long long)version, lyd_schema_version);
    }
    return (size_t)version;
}

/* Sets the mode only where it isn't set: that needs the file alone, and SQLite doesn't wait for it. */
static void use_log(lyd_history *history)
{
    int64_t begin = clock_ms();
    int code;
    do {
        code = sqlite3_exec(history->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    } while ((code & 0xFF) == SQLITE_BUSY && clock_ms() - begin < history->wait_ms && sqlite3_sleep(WAIT_STEP_MS) > 0);
    if (code != SQLITE_OK) {
        lyd_sql_fail(history, code);
    }
}

static void prepare_writing(lyd_history *history, size_t version, lyd_history_mode mode)
{
    if (version == 0 && mode != LYD_HISTORY_CREATE) {
        history->status = lyd_diag_error(history->diag, history->path, 0, "%s: the file is empty", history->doing);
        return;
    }
    if (version == 0) {
        lyd_sql_run(history, "PRAGMA auto_vacuum = INCREMENTAL"); /* only before the first table */
    }
    if (history->status == LYD_OK) {
        use_log(history);
    }
    lyd_sql_run(history, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    if (version < lyd_schema_version) {
        lyd_schema_upgrade(history, lyd_schema_steps, lyd_schema_version);
    }
}

static void check(lyd_history *history)
{
    int64_t size = lyd_sql_number(history, "PRAGMA page_count", NULL, 0) * lyd_sql_number(history, "PRAGMA page_size", NULL, 0);
    if (history->status != LYD_OK || size > CHECK_MAX) {
        return;
    }
    sqlite3_stmt *statement = lyd_sql_prepare(history, "PRAGMA quick_check(1)");
    if (lyd_sql_row(history, statement)) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        if (text == NULL || strcmp(text, "ok") != 0) {
            lyd_sql_damaged(history, text != NULL ? text : "SQLite finds it inconsistent");
        }
    }
    (void)sqlite3_finalize(statement);
}

static void settle_in(lyd_history *history, lyd_history_mode mode)
{
    char cache[64];
    (void)snprintf(cache, sizeof(cache), "PRAGMA cell_size_check = ON; PRAGMA cache_size = -%d", CACHE_KIB);
    connect_mode(history, mode);
    lyd_sql_run(history, cache);
    size_t version = identify(history);
    if (history->status != LYD_OK) {
        return;
    }
    if (mode != LYD_HISTORY_READ) {
        prepare_writing(history, version, mode);
    } else if (version < lyd_schema_version) {
        history->status =
            lyd_diag_error(history->diag, history->path, 0, "%s: %s", history->doing,
                           version == 0 ? "the file is empty" : "it is of an older version; the next audit brings it up to date");
    }
    lyd_schema_verify(history, lyd_schema_steps, lyd_schema_version);
    check(history);
}

lyd_status lyd_history_open(const char *path, lyd_history_mode mode, int64_t wait_ms, lyd_history **history, lyd_diag *diag)
{
    lyd_status status = check_path(path, mode, diag);
    *history = NULL;
    if (status != LYD_OK) {
        return status;
    }
    lyd_history *h = calloc(1, sizeof(*h));
    if (h == NULL) {
        return LYD_ENOMEM;
    }
    *h = (lyd_history){.path = path, .diag = diag, .wait_ms = wait_ms};
    /* Names such as ":memory:" mean something to SQLite, but a file here. */
    h->copy = sqlite3_mprintf("%s%s", path[0] == '/' ? "" : "./", path);
    lyd_sql_start(h, "can't open the history");
    if (lyd_sql_memory(h, h->copy) != NULL) {
        settle_in(h, mode);
    }
    status = h->status;
    if (status != LYD_OK) {
        lyd_history_close(h);
        return status;
    }
    *history = h;
    return LYD_OK;
}

void lyd_history_close(lyd_history *history)
{
    if (history != NULL) {
        (void)sqlite3_close(history->db);
        sqlite3_free(history->copy);
        free(history);
    }
}
