/* Writing: a run is added, and old runs are removed, each in one transaction.
 *
 * To add a run, the rows that still hold are compared with it. Those that no longer hold end with the run before; what is new is added. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#ifndef LYNCDNS_VERSION
#error "LYNCDNS_VERSION must be defined"
#endif

/* ---- what makes two findings the same ---- */

/* The length of the mark at TEXT after which a number doesn't count; 0: there is none. */
static size_t mark_length(const char *text)
{
    static const char *const marks[] = {"TTL ", "serial "};
    size_t length = 0;
    for (size_t i = 0; i < LYD_COUNT(marks) && length == 0; i++) {
        length = strncmp(text, marks[i], strlen(marks[i])) == 0 ? strlen(marks[i]) : 0;
    }
    return length;
}

/* Hashes TEXT with its NUL, so that "ab", "c" differ from "a", "bc", and without the digits after a mark. */
static void add_text(uint64_t *hash, const char *text)
{
    const char *p = text != NULL ? text : "";
    while (*p != '\0') {
        size_t length = mark_length(p);
        p += length;
        p += length > 0 ? strspn(p, "0123456789") : 0;
        if (length == 0) {
            *hash = lyd_hash_byte(*hash, (unsigned char)*p++);
        }
    }
    *hash = lyd_hash_byte(*hash, 0);
}

/* The texts of a finding as a number: findings with the same are the same. A TTL that counts down in a cache is no
 * difference, nor is the serial of a zone that changes all the time. */
static int64_t finding_hash(const lyd_finding *finding)
{
    uint64_t hash = LYD_HASH_START;
    add_text(&hash, finding->message);
    add_text(&hash, finding->remedy);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        add_text(&hash, finding->evidence[i]);
    }
    add_text(&hash, finding->waiver != NULL ? finding->waiver->expires : NULL);
    add_text(&hash, finding->waiver != NULL ? finding->waiver->reason : NULL);
    return (int64_t)(hash >> 1); /* positive, so that every tool shows the same number */
}

/* ---- adding ---- */

/* Runs a statement without rows and makes it ready for the next values. */
static void run_once(lyd_history *history, sqlite3_stmt *statement)
{
    (void)lyd_sql_row(history, statement);
    (void)sqlite3_reset(statement);
}

typedef struct addition {
    lyd_history *history;
    lyd_run *run;
    int64_t topology, id;
    int64_t before; /* the topology's run before this one; 0: none */
    lyd_map *keys;  /* of the run's findings, to their indexes */
    bool *findings; /* of each finding: its row holds already */
    bool *types;    /* of each endpoint: likewise */
} addition;

static int64_t topology_id(lyd_history *history, const char *name)
{
    sqlite3_stmt *statement = lyd_sql_prepare(history, "INSERT OR IGNORE INTO topology (name) VALUES (?)");
    lyd_sql_bind(history, statement, "t", name);
    run_once(history, statement);
    (void)sqlite3_finalize(statement);
    return lyd_sql_number(history, "SELECT id FROM topology WHERE name = ?", name, 0);
}

/* Two findings of one key (network names may hold a "+") are kept as one, the more severe. */
static void index_findings(addition *a)
{
    const lyd_judgement *j = &a->run->judgement;
    for (size_t i = 0; i < j->finding_count && a->history->status == LYD_OK; i++) {
        uint32_t first;
        a->findings[i] = lyd_map_get(a->keys, j->findings[i].key, &first);
        if (!a->findings[i]) {
            a->history->status = lyd_map_put(a->keys, j->findings[i].key, (uint32_t)i);
        }
    }
}

static void add_run(addition *a, int exit_code)
{
    const lyd_judgement *j = &a->run->judgement;
    const lyd_topology *topology = a->run->facts.topology;
    sqlite3_stmt *statement = lyd_sql_prepare(
        a->history,
        "INSERT INTO run (topology, lab, started, duration_ms, complete, exit_code, version, endpoints, lookups, failed_lookups,"
        " findings, errors, warnings, infos, waived) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    lyd_sql_bind(a->history, statement, "iiiiiitiiiiiiii", a->topology, (int64_t)topology->lab, a->run->started, a->run->duration_ms,
                 (int64_t)j->complete, (int64_t)exit_code, LYNCDNS_VERSION, (int64_t)topology->endpoint_count, (int64_t)j->lookups,
                 (int64_t)j->failed_lookups, (int64_t)lyd_map_count(a->keys), (int64_t)j->counts[LYD_ERROR],
                 (int64_t)j->counts[LYD_WARNING], (int64_t)j->counts[LYD_INFO], (int64_t)j->waived);
    run_once(a->history, statement);
    (void)sqlite3_finalize(statement);
    a->id = sqlite3_last_insert_rowid(a->history->db);
}

static void add_servers(addition *a)
{
    lyd_server_summary *rows = NULL;
    size_t count = 0;
    if (a->history->status == LYD_OK) {
        a->history->status = lyd_run_servers(a->run, &rows, &count);
    }
    sqlite3_stmt *statement =
        lyd_sql_prepare(a->history, "INSERT INTO server (run, place, view, server, lookups, failed, reachable, rtt_us_median, rtt_us_max)"
                                    " VALUES (?,?,?,?,?,?,?,?,?)");
    for (size_t i = 0; i < count && a->history->status == LYD_OK; i++) {
        const lyd_server_summary *row = &rows[i];
        lyd_sql_bind(a->history, statement, "iittiiiii", a->id, (int64_t)i, row->view, row->server, (int64_t)row->lookups,
                     (int64_t)row->failed, (int64_t)row->reachable, (int64_t)(row->rtt_ms_median * 1000 + 0.5),
                     (int64_t)(row->rtt_ms_max * 1000 + 0.5));
        run_once(a->history, statement);
    }
    (void)sqlite3_finalize(statement);
}

/* ---- findings ---- */

/* The rows that hold in the file but not in the run; *COUNT of them, freed by the caller. */
static int64_t *ended_findings(addition *a, size_t *count)
{
    lyd_history *history = a->history;
    int64_t *ended = NULL;
    size_t capacity = 0;
    sqlite3_stmt *statement = lyd_sql_prepare(
        history, "SELECT id, key, severity, waived_until IS NOT NULL, hash FROM finding WHERE topology = ? AND last_run = ?");
    lyd_sql_bind(history, statement, "ii", a->topology, LYD_RUN_OPEN);
    while (lyd_sql_row(history, statement)) {
        const char *key = (const char *)sqlite3_column_text(statement, 1);
        uint32_t index;
        if (lyd_sql_memory(history, (void *)(uintptr_t)key) == NULL) {
            break;
        }
        const lyd_finding *f = lyd_map_get(a->keys, key, &index) ? &a->run->judgement.findings[index] : NULL;
        if (f != NULL && sqlite3_column_int64(statement, 2) == (int64_t)f->severity &&
            (sqlite3_column_int(statement, 3) != 0) == (f->waiver != NULL) && sqlite3_column_int64(statement, 4) == finding_hash(f)) {
            a->findings[index] = true;
        } else if (lyd_sql_room(history, (void **)&ended, &capacity, *count, sizeof(*ended))) {
            ended[(*count)++] = sqlite3_column_int64(statement, 0);
        }
    }
    (void)sqlite3_finalize(statement);
    return ended;
}

static void end_findings(addition *a)
{
    size_t count = 0;
    int64_t *ended = ended_findings(a, &count);
    sqlite3_stmt *statement = lyd_sql_prepare(a->history, "UPDATE finding SET last_run = ? WHERE id = ?");
    for (size_t i = 0; i < count && a->history->status == LYD_OK; i++) {
        lyd_sql_bind(a->history, statement, "ii", a->before, ended[i]);
        run_once(a->history, statement);
    }
    (void)sqlite3_finalize(statement);
    free(ended);
}

/* One line for each; freed by the caller. */
static char *join_evidence(lyd_history *history, const lyd_finding *f)
{
    size_t size = 1;
    for (size_t i = 0; i < f->evidence_count; i++) {
        size += strlen(f->evidence[i]) + 1;
    }
    char *text = lyd_sql_memory(history, malloc(size)), *out = text;
    for (size_t i = 0; i < f->evidence_count && text != NULL; i++) {
        out += i > 0 ? 1 : 0;
        for (const char *p = f->evidence[i]; *p != '\0'; p++) {
            *out++ = (char)(*p == '\n' ? ' ' : *p);
        }
        *out = '\n';
    }
    if (text != NULL) {
        *out = '\0';
    }
    return text;
}

static void add_finding(addition *a, sqlite3_stmt *remedy, sqlite3_stmt *statement, const lyd_finding *f)
{
    lyd_history *history = a->history;
    const lyd_waiver *waiver = f->waiver;
    char *evidence = join_evidence(history, f);
    lyd_sql_bind(history, remedy, "t", f->remedy);
    run_once(history, remedy);
    lyd_sql_bind(history, statement, "itiiiiitttttttt", a->topology, f->key, a->id, LYD_RUN_OPEN, a->run->started, (int64_t)f->severity,
                 finding_hash(f), f->rule->id, f->subjects[0], f->subject_count > 1 ? f->subjects[1] : NULL,
                 waiver != NULL ? waiver->expires : NULL, waiver != NULL ? waiver->reason : NULL, f->remedy, f->message, evidence);
    run_once(history, statement);
    free(evidence);
}

static void add_findings(addition *a)
{
    const lyd_judgement *j = &a->run->judgement;
    sqlite3_stmt *remedy = lyd_sql_prepare(a->history, "INSERT OR IGNORE INTO remedy (text) VALUES (?)");
    sqlite3_stmt *statement = lyd_sql_prepare(
        a->history,
        "INSERT INTO finding (topology, key, first_run, last_run, since, severity, hash, rule, subject1, subject2, waived_until,"
        " waiver_reason, remedy, message, evidence)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,(SELECT id FROM remedy WHERE text = ?),?,?)");
    for (size_t i = 0; i < j->finding_count && a->history->status == LYD_OK; i++) {
        if (!a->findings[i]) {
            add_finding(a, remedy, statement, &j->findings[i]);
        }
    }
    (void)sqlite3_finalize(remedy);
    (void)sqlite3_finalize(statement);
}

/* ---- address types ---- */

/* Names whose row no longer holds; *COUNT of them, copied into ARENA. */
static const char **ended_types(addition *a, lyd_arena *arena, size_t *count)
{
    lyd_history *history = a->history;
    const lyd_topology *topology = a->run->facts.topology;
    const char **ended = NULL;
    size_t capacity = 0;
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT fqdn, type FROM address_type WHERE topology = ? AND last_run = ?");
    lyd_sql_bind(history, statement, "ii", a->topology, LYD_RUN_OPEN);
    while (lyd_sql_row(history, statement)) {
        const char *fqdn = (const char *)sqlite3_column_text(statement, 0);
        uint32_t index = fqdn != NULL ? lyd_topology_find(topology, fqdn) : LYD_NONE;
        if (index != LYD_NONE && sqlite3_column_int64(statement, 1) == (int64_t)a->run->judgement.types[index]) {
            a->types[index] = true;
        } else if (lyd_sql_room(history, (void **)&ended, &capacity, *count, sizeof(*ended))) {
            ended[(*count)++] = lyd_sql_text(history, statement, 0, arena);
        }
    }
    (void)sqlite3_finalize(statement);
    return ended;
}

static void end_types(addition *a)
{
    size_t count = 0;
    lyd_arena *arena = lyd_sql_memory(a->history, lyd_arena_new());
    const char **ended = arena != NULL ? ended_types(a, arena, &count) : NULL;
    sqlite3_stmt *statement =
        lyd_sql_prepare(a->history, "UPDATE address_type SET last_run = ? WHERE topology = ? AND fqdn = ? AND last_run = ?");
    for (size_t i = 0; i < count && a->history->status == LYD_OK; i++) {
        lyd_sql_bind(a->history, statement, "iiti", a->before, a->topology, ended[i], LYD_RUN_OPEN);
        run_once(a->history, statement);
    }
    (void)sqlite3_finalize(statement);
    free(ended);
    lyd_arena_free(arena);
}

static void add_types(addition *a)
{
    const lyd_topology *topology = a->run->facts.topology;
    sqlite3_stmt *statement =
        lyd_sql_prepare(a->history, "INSERT INTO address_type (topology, fqdn, first_run, last_run, type) VALUES (?,?,?,?,?)");
    for (size_t i = 0; i < topology->endpoint_count && a->history->status == LYD_OK; i++) {
        if (!a->types[i]) {
            lyd_sql_bind(a->history, statement, "itiii", a->topology, topology->endpoints[i].fqdn, a->id, LYD_RUN_OPEN,
                         (int64_t)a->run->judgement.types[i]);
            run_once(a->history, statement);
        }
    }
    (void)sqlite3_finalize(statement);
}

/* ---- the run ---- */

static void add_all(addition *a, int exit_code)
{
    lyd_history *history = a->history;
    lyd_sql_run(history, "BEGIN IMMEDIATE");
    if (history->status != LYD_OK) {
        return;
    }
    const char *series = lyd_sql_memory(history, (void *)(uintptr_t)lyd_history_series(a->run->facts.topology, a->run->arena));
    a->topology = topology_id(history, series);
    a->before = lyd_sql_number(history, "SELECT max(id) FROM run WHERE topology = (SELECT id FROM topology WHERE name = ?)", series, 0);
    index_findings(a);
    add_run(a, exit_code);
    add_servers(a);
    end_findings(a);
    add_findings(a);
    end_types(a);
    add_types(a);
    lyd_sql_commit(history);
}

/* Readers take another time for damage. */
static void check_time(addition *a)
{
    if (!lyd_time_valid(a->run->started)) {
        char text[LYD_TIME_TEXT];
        lyd_time_format(a->run->started, text);
        a->history->status = lyd_diag_error(a->history->diag, a->history->path, 0,
                                            "%s: the clock shows %s, expected 1970 to 9999; set the clock", a->history->doing, text);
    }
}

lyd_status lyd_history_add(lyd_history *history, lyd_run *run, int exit_code, int64_t *id)
{
    addition a = {
        .history = history,
        .run = run,
        .keys = lyd_map_new(),
        .findings = calloc(run->judgement.finding_count + 1, sizeof(bool)),
        .types = calloc(run->facts.topology->endpoint_count + 1, sizeof(bool)),
    };
    lyd_sql_start(history, "can't keep this run");
    check_time(&a);
    if (a.keys == NULL || a.findings == NULL || a.types == NULL) {
        history->status = LYD_ENOMEM;
    } else if (history->status == LYD_OK) {
        add_all(&a, exit_code);
    }
    *id = a.id;
    lyd_map_free(a.keys);
    free(a.findings);
    free(a.types);
    return history->status;
}

/* ---- pruning ---- */

/* Runs of topology ?1 that began before ?2, and are older than its last complete run (if it has none, than its last run). */
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
        run_once(history, statement);
        (void)sqlite3_finalize(statement);
    }
}

static lyd_pruned *list_topologies(lyd_history *history, lyd_arena *arena, int64_t **ids, size_t *count)
{
    lyd_pruned *gathered = NULL;
    size_t capacity = 0, id_capacity = 0;
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT id, name FROM topology ORDER BY name");
    while (lyd_sql_row(history, statement) && lyd_sql_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered)) &&
           lyd_sql_room(history, (void **)ids, &id_capacity, *count, sizeof(**ids))) {
        (*ids)[*count] = sqlite3_column_int64(statement, 0);
        gathered[(*count)++] = (lyd_pruned){.topology = lyd_sql_text(history, statement, 1, arena)};
    }
    (void)sqlite3_finalize(statement);
    return lyd_sql_array(history, arena, gathered, *count, sizeof(*gathered));
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
    lyd_sql_commit(history);
    lyd_sql_run(history, "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)");
    free(ids);
    return history->status;
}
