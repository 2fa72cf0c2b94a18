/* Reading: runs, what is kept of them, and what changed from one to another. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

/* ---- runs ---- */

#define RUNS "SELECT " LYD_RUN_COLUMNS " FROM run r JOIN topology p ON p.id = r.topology"

void lyd_read_run(lyd_history *h, sqlite3_stmt *row, lyd_arena *arena, lyd_past_run *run)
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

lyd_past_run *lyd_read_runs(lyd_history *history, const char *topology, lyd_arena *arena, size_t *count)
{
    lyd_past_run *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    sqlite3_stmt *statement = lyd_sql_prepare(history, topology == NULL ? RUNS " ORDER BY r.id" : RUNS " WHERE p.name = ? ORDER BY r.id");
    if (topology != NULL) {
        lyd_sql_bind(history, statement, "t", topology);
    }
    while (lyd_sql_row(history, statement) && lyd_sql_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        lyd_read_run(history, statement, arena, &gathered[(*count)++]);
    }
    (void)sqlite3_finalize(statement);
    return lyd_sql_array(history, arena, gathered, *count, sizeof(*gathered));
}

lyd_status lyd_history_runs(lyd_history *history, const char *topology, lyd_arena *arena, lyd_past_run **runs, size_t *count)
{
    lyd_sql_start(history, "can't list the runs");
    *runs = lyd_read_runs(history, topology, arena, count);
    return history->status;
}

/* LYD_EINVAL: there is no such run. */
static lyd_status find_run(lyd_history *history, int64_t id, lyd_arena *arena, lyd_past_run *run)
{
    sqlite3_stmt *statement = lyd_sql_prepare(history, RUNS " WHERE r.id = ?");
    lyd_sql_bind(history, statement, "i", id);
    if (lyd_sql_row(history, statement)) {
        lyd_read_run(history, statement, arena, run);
    } else if (history->status == LYD_OK) {
        history->status =
            lyd_diag_error(history->diag, history->path, 0, "there is no run %lld; \"lyncdns history list\" lists the runs", (long long)id);
    }
    (void)sqlite3_finalize(statement);
    return history->status;
}

/* ---- findings ---- */

/* Only the id is known of a rule of another version. */
static const lyd_rule *rule_named(lyd_history *history, const char *id, lyd_arena *arena)
{
    static const lyd_action none = {.text = NULL};
    const lyd_rule *known = lyd_rule_find(id);
    if (known != NULL) {
        return known;
    }
    lyd_rule *rule = lyd_sql_memory(history, lyd_arena_alloc(arena, sizeof(*rule)));
    if (rule != NULL) {
        *rule = (lyd_rule){.id = id,
                           .title = "A rule unknown to this version of lyncdns",
                           .production = LYD_ERROR,
                           .lab = LYD_ERROR,
                           .section = "unknown",
                           .why = "The run was made by another version of lyncdns.",
                           .example = "",
                           .actions = &none};
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

static const char *text_or_null(lyd_history *history, sqlite3_stmt *row, int column, lyd_arena *arena)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NULL : lyd_sql_text(history, row, column, arena);
}

static const lyd_waiver *read_waiver(lyd_history *history, sqlite3_stmt *row, int column, lyd_arena *arena)
{
    const char *expires = text_or_null(history, row, column, arena);
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
        .subjects = {lyd_sql_text(history, statement, first + 2, arena), text_or_null(history, statement, first + 3, arena)},
        .message = lyd_sql_text(history, statement, first + 5, arena),
        .remedy = lyd_sql_text(history, statement, first + 7, arena),
        .waiver = read_waiver(history, statement, first + 8, arena),
    };
    finding->subject_count = finding->subjects[1] != NULL ? 2 : 1;
    read_evidence(history, lyd_sql_text(history, statement, first + 6, arena), arena, finding);
}

/* Sorts as in a judgement, by severity, rule and subject; rules that aren't in the catalogue come last, by id. */
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

static lyd_finding *sorted_findings(lyd_history *history, lyd_arena *arena, lyd_finding *gathered, size_t count)
{
    if (history->status == LYD_OK && count > 0) {
        qsort(gathered, count, sizeof(*gathered), by_weight);
    }
    return lyd_sql_array(history, arena, gathered, count, sizeof(*gathered));
}

static lyd_finding *findings_of(lyd_history *history, int64_t run, lyd_arena *arena, size_t *count)
{
    lyd_finding *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    sqlite3_stmt *statement =
        lyd_sql_prepare(history, "SELECT " LYD_FINDING_COLUMNS " FROM finding f JOIN remedy t ON t.id = f.remedy"
                                 " WHERE f.topology = (SELECT topology FROM run WHERE id = ?1) AND f.last_run >= ?1 AND f.first_run <= ?1");
    lyd_sql_bind(history, statement, "i", run);
    while (lyd_sql_row(history, statement) && lyd_sql_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        lyd_read_finding(history, statement, 0, arena, &gathered[(*count)++]);
    }
    (void)sqlite3_finalize(statement);
    return sorted_findings(history, arena, gathered, *count);
}

/* ---- names and servers ---- */

static lyd_past_type *types_of(lyd_history *history, int64_t run, lyd_arena *arena, size_t *count)
{
    lyd_past_type *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    sqlite3_stmt *statement = lyd_sql_prepare(
        history, "SELECT fqdn, type FROM address_type"
                 " WHERE topology = (SELECT topology FROM run WHERE id = ?1) AND last_run >= ?1 AND first_run <= ?1 ORDER BY fqdn");
    lyd_sql_bind(history, statement, "i", run);
    while (lyd_sql_row(history, statement) && lyd_sql_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
        gathered[(*count)++] = (lyd_past_type){lyd_sql_text(history, statement, 0, arena),
                                               (lyd_address_type)lyd_sql_integer(history, statement, 1, 0, LYD_ADDRESS_UNKNOWN)};
    }
    (void)sqlite3_finalize(statement);
    return lyd_sql_array(history, arena, gathered, *count, sizeof(*gathered));
}

static lyd_server_summary *servers_of(lyd_history *history, int64_t run, lyd_arena *arena, size_t *count)
{
    const int64_t longest = INT64_C(86400) * 1000000;
    lyd_server_summary *gathered = NULL;
    size_t capacity = 0;
    *count = 0;
    sqlite3_stmt *s = lyd_sql_prepare(history, "SELECT view, server, lookups, failed, reachable, rtt_us_median, rtt_us_max FROM server"
                                               " WHERE run = ? ORDER BY place");
    lyd_sql_bind(history, s, "i", run);
    while (lyd_sql_row(history, s) && lyd_sql_room(history, (void **)&gathered, &capacity, *count, sizeof(*gathered))) {
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
    return lyd_sql_array(history, arena, gathered, *count, sizeof(*gathered));
}

lyd_status lyd_history_detail(lyd_history *history, int64_t id, lyd_arena *arena, lyd_past_detail *detail)
{
    lyd_sql_start(history, "can't read the run");
    *detail = (lyd_past_detail){.findings = NULL};
    if (find_run(history, id, arena, &detail->run) == LYD_OK) {
        detail->findings = findings_of(history, id, arena, &detail->finding_count);
        detail->types = types_of(history, id, arena, &detail->type_count);
        detail->servers = servers_of(history, id, arena, &detail->server_count);
    }
    return history->status;
}

/* ---- changes ---- */

static bool differs(const lyd_finding *a, const lyd_finding *b)
{
    return a->severity != b->severity || (a->waiver != NULL) != (b->waiver != NULL);
}

/* The findings AFTER against those BEFORE. */
static void compare(lyd_history *history, const lyd_finding *before, size_t before_count, const lyd_finding *after, size_t after_count,
                    lyd_arena *arena, lyd_diff *changes)
{
    lyd_map *map = lyd_sql_memory(history, lyd_map_new());
    bool *met = lyd_sql_memory(history, calloc(before_count + 1, sizeof(*met)));
    changes->fresh = lyd_sql_memory(history, lyd_arena_alloc(arena, after_count * sizeof(*changes->fresh)));
    changes->changed = lyd_sql_memory(history, lyd_arena_alloc(arena, after_count * sizeof(*changes->changed)));
    changes->gone = lyd_sql_memory(history, lyd_arena_alloc(arena, before_count * sizeof(*changes->gone)));
    for (size_t i = 0; i < before_count && history->status == LYD_OK; i++) {
        history->status = lyd_map_put(map, before[i].key, (uint32_t)i);
    }
    for (size_t i = 0; i < after_count && history->status == LYD_OK; i++) {
        uint32_t index;
        if (!lyd_map_get(map, after[i].key, &index)) {
            changes->fresh[changes->fresh_count++] = &after[i];
        } else if (!met[index]) { /* of two findings with one key the first, more severe one counts */
            met[index] = true;
            if (differs(&before[index], &after[i])) {
                changes->changed[changes->changed_count++] = (lyd_finding_change){&after[i], &before[index]};
            }
        }
    }
    for (size_t i = 0; i < before_count && history->status == LYD_OK && changes->complete; i++) {
        if (!met[i]) {
            changes->gone[changes->gone_count++] = &before[i];
        }
    }
    lyd_map_free(map);
    free(met);
}

/* The last complete run of a topology; 0: it has none. */
static int64_t last_complete(lyd_history *history, const char *topology)
{
    return lyd_sql_number(
        history, "SELECT ifnull(max(id), 0) FROM run WHERE complete AND topology = (SELECT id FROM topology WHERE name = ?)", topology, 0);
}

/* Each finding that the run FROM or a later one of TOPOLOGY has, as the last of them has it. */
static lyd_finding *reported_findings(lyd_history *history, const char *topology, int64_t from, lyd_arena *arena, size_t *count)
{
    lyd_finding *gathered = NULL;
    size_t capacity = 0;
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT " LYD_FINDING_COLUMNS " FROM finding f JOIN remedy t ON t.id = f.remedy"
                                                       " WHERE f.topology = (SELECT id FROM topology WHERE name = ?) AND f.last_run >= ?"
                                                       " ORDER BY f.key, f.first_run");
    lyd_sql_bind(history, statement, "ti", topology, from);
    while (lyd_sql_row(history, statement)) {
        lyd_finding finding;
        lyd_read_finding(history, statement, 0, arena, &finding);
        if (*count > 0 && strcmp(gathered[*count - 1].key, finding.key) == 0) {
            gathered[*count - 1] = finding;
        } else if (lyd_sql_room(history, (void **)&gathered, &capacity, *count, sizeof(finding))) {
            gathered[(*count)++] = finding;
        }
    }
    (void)sqlite3_finalize(statement);
    return sorted_findings(history, arena, gathered, *count);
}

static const lyd_past_run *run_with(lyd_history *history, int64_t id, lyd_arena *arena)
{
    lyd_past_run *run = lyd_sql_memory(history, lyd_arena_alloc(arena, sizeof(*run)));
    return run != NULL && find_run(history, id, arena, run) == LYD_OK ? run : NULL;
}

lyd_status lyd_history_changes(lyd_history *history, const lyd_run *run, lyd_arena *arena, lyd_diff *changes)
{
    const lyd_judgement *j = &run->judgement;
    lyd_finding *before = NULL;
    size_t count = 0;
    *changes = (lyd_diff){.complete = j->complete};
    lyd_sql_start(history, "can't compare with earlier runs");
    const char *topology = lyd_sql_memory(history, (void *)(uintptr_t)lyd_history_series(run->facts.topology, arena));
    lyd_sql_run(history, "BEGIN"); /* one state of the file for everything read */
    int64_t since = last_complete(history, topology);
    if (since > 0 && history->status == LYD_OK) {
        changes->since = run_with(history, since, arena);
    }
    if (history->status == LYD_OK && !j->complete) {
        before = reported_findings(history, topology, since, arena, &count);
    } else if (history->status == LYD_OK && changes->since != NULL) {
        before = findings_of(history, since, arena, &count);
    }
    if (history->status == LYD_OK) {
        compare(history, before, count, j->findings, j->finding_count, arena, changes);
    }
    (void)sqlite3_exec(history->db, "COMMIT", NULL, NULL, NULL);
    return history->status;
}

lyd_status lyd_history_diff(lyd_history *history, int64_t older, int64_t newer, lyd_arena *arena, lyd_diff *changes)
{
    size_t before_count, after_count;
    *changes = (lyd_diff){.since = NULL};
    lyd_sql_start(history, "can't compare the runs");
    changes->since = run_with(history, older, arena);
    changes->now = changes->since != NULL ? run_with(history, newer, arena) : NULL;
    if (changes->now == NULL) {
        return history->status;
    }
    changes->complete = changes->now->complete;
    if (strcmp(changes->since->topology, changes->now->topology) != 0) {
        return lyd_diag_error(history->diag, history->path, 0, "the runs %lld and %lld are of different topologies: \"%s\" and \"%s\"",
                              (long long)older, (long long)newer, changes->since->topology, changes->now->topology);
    }
    const lyd_finding *before = findings_of(history, older, arena, &before_count);
    const lyd_finding *after = findings_of(history, newer, arena, &after_count);
    if (history->status == LYD_OK) {
        compare(history, before, before_count, after, after_count, arena, changes);
    }
    return history->status;
}

bool lyd_diff_is_empty(const lyd_diff *changes)
{
    return changes->fresh_count == 0 && changes->gone_count == 0 && changes->changed_count == 0;
}
