#include "store.h"

#include <stdlib.h>
#include <string.h>

/* ---- runs ---- */

#define RUN_COLUMNS                                                                                                                        \
    "r.id, p.name, r.version, r.started, r.duration_ms, r.endpoints, r.lookups, r.failed_lookups, r.findings, r.errors, r.warnings,"       \
    " r.infos, r.waived, r.exit_code, r.lab, r.complete FROM run r JOIN topology p ON p.id = r.topology"

static void read_run(lyd_history *h, sqlite3_stmt *row, lyd_arena *arena, lyd_past_run *run)
{
    *run = (lyd_past_run){
        .id = lyd_sql_integer(h, row, 0, 1, INT64_MAX - 1),
        .topology = lyd_sql_text(h, row, 1, arena),
        .version = lyd_sql_text(h, row, 2, arena),
        .started = lyd_sql_time(h, row, 3),
        .duration_ms = lyd_sql_integer(h, row, 4, 0, INT64_MAX),
        .endpoints = lyd_sql_count(h, row, 5),
        .lookups = lyd_sql_count(h, row, 6),
        .failed_lookups = lyd_sql_count(h, row, 7),
        .findings = lyd_sql_count(h, row, 8),
        .errors = lyd_sql_count(h, row, 9),
        .warnings = lyd_sql_count(h, row, 10),
        .infos = lyd_sql_count(h, row, 11),
        .waived = lyd_sql_count(h, row, 12),
        .exit_code = (int)lyd_sql_integer(h, row, 13, 0, 3),
        .lab = lyd_sql_integer(h, row, 14, 0, 1) != 0,
        .complete = lyd_sql_integer(h, row, 15, 0, 1) != 0,
    };
}

lyd_status lyd_history_runs(lyd_history *history, lyd_arena *arena, lyd_past_run **runs, size_t *count)
{
    lyd_past_run *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    lyd_sql_start(history, "can't list the runs");
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT " RUN_COLUMNS " ORDER BY r.id");
    while (lyd_sql_row(history, statement) && lyd_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        read_run(history, statement, arena, &gathered[(*count)++]);
    }
    (void)sqlite3_finalize(statement);
    *runs = lyd_settle(history, arena, gathered, *count, sizeof(*gathered));
    return history->status;
}

lyd_status lyd_history_last_complete(lyd_history *history, const char *topology, int64_t *started)
{
    lyd_sql_start(history, "can't tell the last complete run");
    sqlite3_stmt *statement =
        lyd_sql_prepare(history, "SELECT r.started FROM run r JOIN topology p ON p.id = r.topology WHERE p.name = ? AND r.complete"
                                 " ORDER BY r.id DESC LIMIT 1");
    lyd_sql_bind(history, statement, "t", topology);
    *started = lyd_sql_row(history, statement) ? lyd_sql_time(history, statement, 0) : 0;
    (void)sqlite3_finalize(statement);
    return history->status;
}

lyd_status lyd_history_run(lyd_history *history, int64_t id, lyd_arena *arena, lyd_past_run *run)
{
    lyd_sql_start(history, "can't read the run");
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT " RUN_COLUMNS " WHERE r.id = ?");
    lyd_sql_bind(history, statement, "i", id);
    if (lyd_sql_row(history, statement)) {
        read_run(history, statement, arena, run);
    } else if (history->status == LYD_OK) {
        history->status =
            lyd_diag_error(history->diag, history->path, 0, "there is no run %lld; \"lyncdns history list\" lists them", (long long)id);
    }
    (void)sqlite3_finalize(statement);
    return history->status;
}

/* ---- findings ---- */

/* A rule of another version of the program: its id is what is known. */
static const lyd_rule *rule_named(lyd_history *history, const char *id, lyd_arena *arena)
{
    const lyd_rule *known = lyd_rule_find(id);
    if (known != NULL) {
        return known;
    }
    lyd_rule *rule = lyd_sql_memory(history, lyd_arena_alloc(arena, sizeof(*rule)));
    if (rule != NULL) {
        *rule = (lyd_rule){.id = id,
                           .title = "A rule that this version of lyncdns doesn't know",
                           .production = LYD_ERROR,
                           .lab = LYD_ERROR,
                           .section = "not known",
                           .why = "The run was made by another version of lyncdns.",
                           .example = "",
                           .remedy = ""};
    }
    return rule;
}

static void read_evidence(lyd_history *history, const char *text, lyd_arena *arena, lyd_finding *finding)
{
    size_t count = text[0] != '\0' ? 1 : 0;
    for (const char *p = text; *p != '\0'; p++) {
        count += *p == '\n' ? 1 : 0;
    }
    const char **lines = lyd_sql_memory(history, lyd_arena_alloc(arena, count * sizeof(*lines)));
    for (size_t i = 0; i < count && lines != NULL; i++) {
        size_t length = strcspn(text, "\n");
        lines[i] = lyd_sql_memory(history, lyd_arena_text(arena, text, length));
        text += length + (text[length] == '\n' ? 1 : 0);
    }
    finding->evidence = lines;
    finding->evidence_count = history->status == LYD_OK ? count : 0;
}

static const lyd_waiver *read_waiver(lyd_history *history, sqlite3_stmt *row, int column, lyd_arena *arena)
{
    const char *expires = lyd_sql_text_or_null(history, row, column, arena);
    lyd_waiver *waiver = expires != NULL ? lyd_sql_memory(history, lyd_arena_zalloc(arena, 1, sizeof(*waiver))) : NULL;
    if (waiver != NULL) {
        waiver->expires = expires;
        waiver->reason = lyd_sql_text(history, row, column + 1, arena);
    }
    return waiver;
}

void lyd_read_finding(lyd_history *history, sqlite3_stmt *statement, int first, lyd_arena *arena, lyd_finding *finding)
{
    *finding = (lyd_finding){
        .key = lyd_sql_text(history, statement, first, arena),
        .rule = rule_named(history, lyd_sql_text(history, statement, first + 1, arena), arena),
        .severity = (lyd_severity)lyd_sql_integer(history, statement, first + 4, LYD_INFO, LYD_ERROR),
        .subjects = {lyd_sql_text(history, statement, first + 2, arena), lyd_sql_text_or_null(history, statement, first + 3, arena)},
        .message = lyd_sql_text(history, statement, first + 5, arena),
        .remedy = lyd_sql_text(history, statement, first + 7, arena),
        .waiver = read_waiver(history, statement, first + 8, arena),
    };
    finding->subject_count = finding->subjects[1] != NULL ? 2 : 1;
    read_evidence(history, lyd_sql_text(history, statement, first + 6, arena), arena, finding);
}

/* As a judgement's: severity, catalogue, subject; rules that aren't in the catalogue come last, by id. */
static int by_weight(const void *left, const void *right)
{
    const lyd_finding *a = left, *b = right;
    bool a_known = lyd_rule_find(a->rule->id) != NULL, b_known = lyd_rule_find(b->rule->id) != NULL;
    if (a->severity != b->severity) {
        return a->severity > b->severity ? -1 : 1;
    }
    if (a_known != b_known) {
        return a_known ? -1 : 1;
    }
    if (a->rule != b->rule) {
        int order = a_known ? (a->rule < b->rule ? -1 : 1) : strcmp(a->rule->id, b->rule->id);
        if (order != 0) {
            return order;
        }
    }
    return strcmp(a->key, b->key);
}

void lyd_sort_findings(lyd_finding *findings, size_t count)
{
    if (count > 0) {
        qsort(findings, count, sizeof(*findings), by_weight);
    }
}

lyd_status lyd_history_findings(lyd_history *history, const lyd_past_run *run, lyd_arena *arena, lyd_finding **findings, size_t *count)
{
    lyd_finding *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    lyd_sql_start(history, "can't read the findings");
    sqlite3_stmt *statement =
        lyd_sql_prepare(history, "SELECT " LYD_FINDING_COLUMNS " FROM finding f JOIN remedy t ON t.id = f.remedy"
                                 " WHERE f.topology = (SELECT topology FROM run WHERE id = ?1) AND f.last_run >= ?1 AND f.first_run <= ?1");
    lyd_sql_bind(history, statement, "i", run->id);
    while (lyd_sql_row(history, statement) && lyd_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        lyd_read_finding(history, statement, 0, arena, &gathered[(*count)++]);
    }
    (void)sqlite3_finalize(statement);
    if (history->status == LYD_OK) {
        lyd_sort_findings(gathered, *count);
    }
    *findings = lyd_settle(history, arena, gathered, *count, sizeof(*gathered));
    return history->status;
}

/* ---- names and servers ---- */

lyd_status lyd_history_types(lyd_history *history, const lyd_past_run *run, lyd_arena *arena, lyd_past_type **types, size_t *count)
{
    lyd_past_type *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    lyd_sql_start(history, "can't read the address types");
    sqlite3_stmt *statement = lyd_sql_prepare(
        history, "SELECT fqdn, type FROM address_type"
                 " WHERE topology = (SELECT topology FROM run WHERE id = ?1) AND last_run >= ?1 AND first_run <= ?1 ORDER BY fqdn");
    lyd_sql_bind(history, statement, "i", run->id);
    while (lyd_sql_row(history, statement) && lyd_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        gathered[(*count)++] = (lyd_past_type){lyd_sql_text(history, statement, 0, arena),
                                               (lyd_address_type)lyd_sql_integer(history, statement, 1, 0, LYD_ADDRESS_UNKNOWN)};
    }
    (void)sqlite3_finalize(statement);
    *types = lyd_settle(history, arena, gathered, *count, sizeof(*gathered));
    return history->status;
}

lyd_status lyd_history_servers(lyd_history *history, const lyd_past_run *run, lyd_arena *arena, lyd_server_summary **rows, size_t *count)
{
    const int64_t longest = INT64_C(86400) * 1000000;
    lyd_server_summary *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    lyd_sql_start(history, "can't read the servers");
    sqlite3_stmt *s = lyd_sql_prepare(history, "SELECT view, server, lookups, failed, reachable, rtt_us_median, rtt_us_max FROM server"
                                               " WHERE run = ? ORDER BY place");
    lyd_sql_bind(history, s, "i", run->id);
    while (lyd_sql_row(history, s) && lyd_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        gathered[(*count)++] = (lyd_server_summary){
            .view = lyd_sql_text(history, s, 0, arena),
            .server = lyd_sql_text(history, s, 1, arena),
            .lookups = lyd_sql_count(history, s, 2),
            .failed = lyd_sql_count(history, s, 3),
            .reachable = lyd_sql_integer(history, s, 4, 0, 1) != 0,
            .rtt_ms_median = (double)lyd_sql_integer(history, s, 5, 0, longest) / 1000,
            .rtt_ms_max = (double)lyd_sql_integer(history, s, 6, 0, longest) / 1000,
        };
    }
    (void)sqlite3_finalize(s);
    *rows = lyd_settle(history, arena, gathered, *count, sizeof(*gathered));
    return history->status;
}
