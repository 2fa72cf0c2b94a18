/* Where findings are now: those that are like a pattern, in every topology, and since when.
 *
 * The rows of findings are read in the order of their index and judged one by one, so that only what the pattern is like takes memory. */
#include "store.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const lyd_row lyd_sighting_states[] = {{LYD_SIGHTING_PRESENT, "present"},
                                       {LYD_SIGHTING_WAIVED, "waived"},
                                       {LYD_SIGHTING_UNKNOWN, "unknown"},
                                       {LYD_SIGHTING_GONE, "gone"},
                                       {0, NULL}};

/* A topology with its last run. */
typedef struct place {
    int64_t topology;
    lyd_past_run last;
    bool with; /* it has such a finding now */
} place;

typedef struct kept_run {
    int64_t id, started;
    bool complete;
} kept_run;

typedef struct search {
    lyd_history *history;
    lyd_arena *arena;
    const char *pattern;
    place *places; /* in the order of the rows */
    size_t place_count;
    size_t at; /* the place that is read */
    lyd_sighting *rows;
    size_t count, capacity;
    bool open;           /* the last of ROWS is being read, and so is its place */
    int64_t first, last; /* the runs from and to which it was last read to hold */
    bool waived;         /* in those */
    kept_run *runs;      /* of the place, in order */
    size_t run_count, run_capacity;
    lyd_sightings *found;
} search;

static void read_places(search *s)
{
    lyd_history *history = s->history;
    place *gathered = NULL;
    size_t capacity = 0;
    sqlite3_stmt *statement =
        lyd_sql_prepare(history, "SELECT " LYD_RUN_COLUMNS ", p.id FROM topology p"
                                 " CROSS JOIN run r ON r.id = (SELECT max(x.id) FROM run x WHERE x.topology = p.id) ORDER BY p.id");
    while (lyd_sql_row(history, statement) && lyd_sql_room(history, (void **)&gathered, &capacity, s->place_count, sizeof(*gathered))) {
        place *p = &gathered[s->place_count++];
        *p = (place){.topology = lyd_sql_integer(history, statement, LYD_RUN_COLUMN_COUNT, INT64_MIN, INT64_MAX)};
        lyd_read_run(history, statement, s->arena, &p->last);
    }
    (void)sqlite3_finalize(statement);
    s->places = lyd_sql_array(history, s->arena, gathered, s->place_count, sizeof(*gathered));
}

/* ---- the runs of a topology ---- */

static void read_runs(search *s)
{
    lyd_history *history = s->history;
    sqlite3_stmt *statement = lyd_sql_prepare(history, "SELECT id, started, complete FROM run WHERE topology = ? ORDER BY id");
    lyd_sql_bind(history, statement, "i", s->places[s->at].topology);
    s->run_count = 0;
    while (lyd_sql_row(history, statement) && lyd_sql_room(history, (void **)&s->runs, &s->run_capacity, s->run_count, sizeof(*s->runs))) {
        s->runs[s->run_count++] = (kept_run){.id = lyd_sql_integer(history, statement, 0, 1, INT64_MAX - 1),
                                             .started = lyd_sql_time(history, statement, 1),
                                             .complete = lyd_sql_integer(history, statement, 2, 0, 1) != 0};
    }
    (void)sqlite3_finalize(statement);
}

/* How many of the runs are not after the run ID. */
static size_t runs_until(const search *s, int64_t id)
{
    size_t low = 0, high = s->run_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->runs[middle].id <= id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Whether a complete run lies between the runs AFTER and BEFORE, without the finding. */
static bool is_broken(const search *s, int64_t after, int64_t before)
{
    size_t i = runs_until(s, after);
    while (i < s->run_count && s->runs[i].id < before && !s->runs[i].complete) {
        i++;
    }
    return i < s->run_count && s->runs[i].id < before;
}

/* ---- sightings ---- */

/* Ends the sighting whose rows were all read. Without a kept run that has it there is none. */
static void finish(search *s)
{
    size_t runs = runs_until(s, s->last);
    if (s->history->status != LYD_OK || !s->open) {
        return;
    }
    s->open = false;
    if (runs == 0 || s->runs[runs - 1].id < s->first) {
        s->count--;
        return;
    }
    lyd_sighting *row = &s->rows[s->count - 1];
    row->last_run = s->runs[runs - 1].id;
    row->last_seen = s->runs[runs - 1].started;
    if (runs == s->run_count) {
        row->state = s->waived ? LYD_SIGHTING_WAIVED : LYD_SIGHTING_PRESENT;
        s->found->present++;
        s->found->waived += s->waived ? 1 : 0;
        s->places[s->at].with = true;
    } else {
        row->state = s->runs[s->run_count - 1].complete ? LYD_SIGHTING_GONE : LYD_SIGHTING_UNKNOWN;
    }
    if (is_broken(s, s->last, INT64_MAX)) {
        row->since_run = row->since = 0;
    }
    row->since_first = row->since_run != 0 && row->since_run <= s->runs[0].id;
}

/* A text of the current row, valid as long as that is the current one. */
static const char *text_of(lyd_history *history, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    return lyd_sql_memory(history, (void *)(uintptr_t)text) != NULL ? text : "";
}

static bool is_like(const search *s, sqlite3_stmt *row)
{
    const lyd_rule rule = {.id = text_of(s->history, row, 5)};
    lyd_finding finding = {
        .rule = &rule,
        .key = text_of(s->history, row, 1),
        .subjects = {text_of(s->history, row, 6)},
        .subject_count = 1,
    };
    if (sqlite3_column_type(row, 7) != SQLITE_NULL) {
        finding.subjects[finding.subject_count++] = text_of(s->history, row, 7);
    }
    return lyd_finding_is_like(&finding, s->pattern);
}

/* Begins a sighting of the current row, of TOPOLOGY. */
static void begin(search *s, sqlite3_stmt *row, int64_t topology)
{
    size_t before = s->at;
    finish(s);
    while (s->at < s->place_count && s->places[s->at].topology < topology) {
        s->at++;
    }
    if (s->at == s->place_count || s->places[s->at].topology != topology) {
        lyd_sql_damaged(s->history, "a finding is of no topology that has runs");
    } else if (s->run_count == 0 || s->at != before) {
        read_runs(s);
    }
    if (lyd_sql_room(s->history, (void **)&s->rows, &s->capacity, s->count, sizeof(*s->rows))) {
        s->rows[s->count++] = (lyd_sighting){.topology = s->places[s->at].last.topology, .key = lyd_sql_text(s->history, row, 1, s->arena)};
        s->open = true;
    }
}

/* A row of finding that is like the pattern. */
static void take(search *s, sqlite3_stmt *row)
{
    lyd_history *history = s->history;
    int64_t topology = lyd_sql_integer(history, row, 0, INT64_MIN, INT64_MAX), first = lyd_sql_integer(history, row, 2, 1, INT64_MAX);
    bool same = s->open && s->places[s->at].topology == topology && strcmp(s->rows[s->count - 1].key, text_of(history, row, 1)) == 0;
    bool broken = !same || is_broken(s, s->last, first);
    if (!same) {
        begin(s, row, topology);
    }
    if (history->status != LYD_OK) {
        return;
    }
    lyd_sighting *sighting = &s->rows[s->count - 1];
    if (broken) {
        sighting->since_run = first;
        sighting->since = lyd_sql_time(history, row, 4);
    }
    sighting->severity = (lyd_severity)lyd_sql_integer(history, row, 8, LYD_INFO, LYD_ERROR);
    s->first = first;
    s->last = lyd_sql_integer(history, row, 3, 1, INT64_MAX);
    s->waived = sqlite3_column_type(row, 9) != SQLITE_NULL;
}

/* The rule that PATTERN begins with, letters of either case; NULL: it begins with none. */
static const lyd_rule *rule_of(const char *pattern)
{
    size_t length = strcspn(pattern, ":");
    for (size_t i = 0; i < lyd_rule_count; i++) {
        if (strlen(lyd_rules[i].id) == length && strncasecmp(lyd_rules[i].id, pattern, length) == 0) {
            return &lyd_rules[i];
        }
    }
    return NULL;
}

/* The keys of a rule stand together in the index of each topology: from "UM001:" up to "UM001;". */
static void read_findings(search *s, const lyd_rule *rule)
{
    const char *least = rule != NULL ? lyd_sql_memory(s->history, lyd_arena_printf(s->arena, "%s:", rule->id)) : "";
    const char *limit = rule != NULL ? lyd_sql_memory(s->history, lyd_arena_printf(s->arena, "%s;", rule->id)) : NULL;
    sqlite3_stmt *statement = lyd_sql_prepare(
        s->history, "SELECT f.topology, f.key, f.first_run, f.last_run, f.since, f.rule, f.subject1, f.subject2, f.severity, f.waived_until"
                    " FROM topology p CROSS JOIN finding f ON f.topology = p.id WHERE f.key >= ?1 AND f.key < ifnull(?2, char(1114111))"
                    " ORDER BY p.id, f.key, f.first_run");
    lyd_sql_bind(s->history, statement, "tt", least, limit);
    while (lyd_sql_row(s->history, statement)) {
        if (is_like(s, statement)) {
            take(s, statement);
        }
    }
    (void)sqlite3_finalize(statement);
    finish(s);
}

/* ---- the answer ---- */

static int by_state(const void *left, const void *right)
{
    const lyd_sighting *a = left, *b = right;
    int order = a->state != b->state ? (a->state < b->state ? -1 : 1) : strcmp(a->topology, b->topology);
    return order != 0 ? order : strcmp(a->key, b->key);
}

/* What is known of the topologies. */
static void sum_up(search *s)
{
    lyd_sightings *found = s->found;
    found->topologies = s->place_count;
    found->unsure = lyd_sql_memory(s->history, lyd_arena_alloc(s->arena, s->place_count * sizeof(*found->unsure)));
    for (size_t i = 0; i < s->place_count && s->history->status == LYD_OK; i++) {
        const place *p = &s->places[i];
        found->with += p->with ? 1 : 0;
        found->more = found->more || (p->with && !p->last.complete);
        if (!p->with && !p->last.complete) {
            found->unsure[found->unsure_count++] = &p->last;
        }
        if (found->oldest == NULL || p->last.started < found->oldest->started) {
            found->oldest = &p->last;
        }
    }
}

/* Whether a name that has ever been an endpoint is like the pattern. */
static bool is_name(const search *s)
{
    bool found = false;
    sqlite3_stmt *statement = lyd_sql_prepare(s->history, "SELECT fqdn FROM address_type");
    while (!found && lyd_sql_row(s->history, statement)) {
        found = lyd_glob_match(s->pattern, text_of(s->history, statement, 0));
    }
    (void)sqlite3_finalize(statement);
    return found;
}

static bool is_rule(const char *pattern)
{
    size_t i = 0;
    while (i < lyd_rule_count && !lyd_glob_match(pattern, lyd_rules[i].id)) {
        i++;
    }
    return i < lyd_rule_count;
}

static void consider(const char *candidate, const char *pattern, const char **nearest, size_t *least)
{
    size_t distance = lyd_text_distance(candidate, pattern);
    if (distance < *least) {
        *least = distance;
        *nearest = candidate;
    }
}

static void say_unknown(const search *s)
{
    lyd_history *history = s->history;
    const char *nearest = NULL, *const * keys;
    size_t least = 1 + strlen(s->pattern) / 3, count;
    if (lyd_history_keys(history, s->arena, &keys, &count) != LYD_OK) {
        return;
    }
    for (size_t i = 0; i < lyd_rule_count; i++) {
        consider(lyd_rules[i].id, s->pattern, &nearest, &least);
    }
    for (size_t i = 0; i < count; i++) {
        consider(keys[i], s->pattern, &nearest, &least);
    }
    history->status =
        lyd_diag_error(history->diag, history->path, 0, "no finding, no rule and no name in the history is like \"%s\"; %s%s%s", s->pattern,
                       nearest != NULL ? "did you mean \"" : "\"lyncdns history keys\" lists the findings", nearest != NULL ? nearest : "",
                       nearest != NULL ? "\"?" : "");
}

lyd_status lyd_history_sightings(lyd_history *history, const char *pattern, lyd_arena *arena, lyd_sightings *sightings)
{
    const lyd_rule *rule = rule_of(pattern);
    search s = {.history = history, .arena = arena, .pattern = pattern, .found = sightings};
    *sightings = (lyd_sightings){.pattern = pattern, .rule = strchr(pattern, ':') == NULL ? rule : NULL};
    lyd_sql_start(history, "can't look for findings");
    lyd_sql_run(history, "BEGIN"); /* one state of the file for everything read */
    read_places(&s);
    read_findings(&s, rule);
    sum_up(&s);
    bool like = s.count > 0 || is_rule(pattern) || is_name(&s);
    (void)sqlite3_exec(history->db, "COMMIT", NULL, NULL, NULL);
    if (history->status == LYD_OK && s.count > 0) {
        qsort(s.rows, s.count, sizeof(*s.rows), by_state);
    }
    sightings->rows = lyd_sql_array(history, arena, s.rows, s.count, sizeof(*s.rows));
    sightings->count = s.count;
    free(s.runs);
    if (history->status == LYD_OK && !like) {
        say_unknown(&s);
    }
    return history->status;
}
