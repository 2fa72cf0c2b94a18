/* Opening a history: the file, its tables, their upgrade and their check.
 *
 * A finding or an address type is one row for as long as it stays the same: it holds from first_run to last_run, both included, for all
 * runs of its topology between. So an audit that finds what the last one found adds little more than its own row, and no run has to be
 * thinned out. The numbers in severity and type are lyd_severity and lyd_address_type. */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LENGTH_MAX (16 << 20)         /* of one value, bytes */
#define CACHE_KIB 65536               /* so that a large run needn't spill before its end */
#define CHECK_MAX (INT64_C(32) << 20) /* a file up to this size is checked whole at every opening: some 20 ms for 32 MiB */
#define WAIT_STEP_MS 20

/* ---- the file ---- */

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

/* Creates the empty file that SQLite then fills. SQLite would try to read what it can't create, and report that there is no such file. */
static lyd_status create(const char *path, lyd_diag *diag)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return lyd_diag_io(diag, path, errno, "can't open the history");
    }
    (void)close(descriptor);
    return LYD_OK;
}

/* Anything but a regular file is refused before SQLite sees it. */
static lyd_status check_path(const char *path, lyd_history_mode mode, lyd_diag *diag)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        return errno == ENOENT && mode == LYD_HISTORY_CREATE ? create(path, diag)
                                                             : lyd_diag_io(diag, path, errno, "can't open the history");
    }
    if (S_ISDIR(about.st_mode)) {
        return lyd_diag_io(diag, path, EISDIR, "can't open the history");
    }
    return S_ISREG(about.st_mode) ? LYD_OK : lyd_diag_error(diag, path, 0, "can't open the history: not a regular file");
}

/* "file:PATH" with the characters escaped that are special in a URI; NULL: out of memory. */
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

/* A file in a read-only folder can be read as long as no writer has left a log beside it. */
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
        lyd_sql_fail(history, SQLITE_READONLY); /* SQLite would open it for reading */
    }
}

/* ---- the schema ---- */

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
    /* Read again: another program may have been first. */
    size_t from = (size_t)lyd_sql_number(history, "PRAGMA user_version", NULL, 0);
    for (size_t i = from; i < version && history->status == LYD_OK; i++) {
        lyd_sql_run(history, steps[i].sql);
    }
    if (from < version) {
        set_number(history, "application_id", LYD_APPLICATION_ID);
        set_number(history, "user_version", (long long)version);
    }
    lyd_sql_commit(history);
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

/* Anything added to the schema (endless checks, computed columns, triggers) is a difference. */
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
            lyd_sql_damaged(history, "its tables aren't those that lyncdns creates");
        } else if (!more) {
            break;
        }
    }
    (void)sqlite3_finalize(found);
    (void)sqlite3_finalize(wanted);
    (void)sqlite3_close(model);
}

/* ---- opening ---- */

/* The version of the file; 0: it is empty. A file that isn't a history fails. One transaction, because another program may be creating it.
 */
static size_t identify(lyd_history *history)
{
    lyd_sql_run(history, "BEGIN");
    int64_t application = lyd_sql_number(history, "PRAGMA application_id", NULL, 0);
    int64_t version = lyd_sql_number(history, "PRAGMA user_version", NULL, 0);
    int64_t objects = lyd_sql_number(history, "SELECT count(*) FROM sqlite_schema", NULL, 0);
    lyd_sql_run(history, "COMMIT");
    if (history->status != LYD_OK) {
        return 0;
    }
    bool empty = application == 0 && version == 0 && objects == 0;
    if (!empty && application != LYD_APPLICATION_ID) {
        history->status = lyd_diag_error(history->diag, history->path, 0, "%s: a database of another program", history->doing);
    } else if (version < 0 || (size_t)version > lyd_schema_version) {
        history->status = lyd_diag_error(history->diag, history->path, 0,
                                         "%s: unsupported version %lld, expected at most %zu; it was written by a newer lyncdns",
                                         history->doing, (long long)version, lyd_schema_version);
    }
    return (size_t)version;
}

/* SQLite doesn't wait for the lock that a change of this mode needs, so this does. */
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

static void open_file(lyd_history *history, lyd_history_mode mode)
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
        history->status = lyd_diag_error(history->diag, history->path, 0, "%s: %s", history->doing,
                                         version == 0 ? "the file is empty" : "it is of an older version; the next audit upgrades it");
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
    /* A name such as ":memory:" is special to SQLite, but a file here. */
    h->copy = sqlite3_mprintf("%s%s", path[0] == '/' ? "" : "./", path);
    lyd_sql_start(h, "can't open the history");
    if (lyd_sql_memory(h, h->copy) != NULL) {
        open_file(h, mode);
    }
    status = h->status;
    if (status != LYD_OK) {
        lyd_history_close(h);
        return status;
    }
    *history = h;
    return LYD_OK;
}

void lyd_history_report_to(lyd_history *history, lyd_diag *diag)
{
    history->diag = diag;
}

void lyd_history_close(lyd_history *history)
{
    if (history != NULL) {
        (void)sqlite3_close(history->db);
        sqlite3_free(history->copy);
        free(history);
    }
}
