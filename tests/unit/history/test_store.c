/* The file of the history: what is read back is what was written, and bad files are refused. */
#include "fixture.h"
#include "history/store.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>

#define HOSTILE "=x\033[31m\"'\\\xFF\xC2\x9B%s;DROP TABLE run;--"

START_TEST(all_of_a_run_comes_back)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_run *run = make_run(HOSTILE, 1795341600, false);
    lyd_past_run *runs = NULL;
    lyd_past_detail detail;
    size_t count = 0;
    int64_t id = 0;
    enter_folder();
    set_findings(run, "AB~");
    run->judgement.findings[0].message = HOSTILE;
    run->judgement.findings[0].subjects[1] = "two";
    run->judgement.findings[0].subject_count = 2;
    run->judgement.findings[1].evidence_count = 0;
    run->judgement.types[1] = LYD_ADDRESS_UNKNOWN;
    lyd_history *history = open_history(LYD_HISTORY_CREATE, diag);
    ck_assert_int_eq(lyd_history_add(history, run, 3, &id), LYD_OK);
    lyd_history_close(history);

    history = open_history(LYD_HISTORY_READ, diag);
    ck_assert_int_eq(lyd_history_runs(history, NULL, arena, &runs, &count), LYD_OK);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(runs[0].id, id);
    ck_assert_str_eq(runs[0].topology, HOSTILE);
    ck_assert_str_eq(runs[0].version, LYNCDNS_VERSION);
    ck_assert_int_eq(runs[0].started, 1795341600);
    ck_assert_int_eq(runs[0].exit_code, 3);
    ck_assert(!runs[0].complete && !runs[0].lab);
    ck_assert_uint_eq(runs[0].endpoints, 2);
    ck_assert_uint_eq(runs[0].lookups, 4);
    ck_assert_uint_eq(runs[0].errors, 1);
    ck_assert_uint_eq(runs[0].waived, 1);
    ck_assert_int_eq(lyd_history_detail(history, runs[0].id, arena, &detail), LYD_OK);
    const lyd_finding *findings = detail.findings;
    ck_assert_uint_eq(detail.finding_count, 2);
    ck_assert_str_eq(findings[0].key, "DNS008:a.example");
    ck_assert_ptr_eq(findings[0].rule, lyd_rule_find("DNS008"));
    ck_assert_str_eq(findings[0].message, HOSTILE);
    ck_assert_str_eq(findings[0].remedy, "What to do.");
    ck_assert_uint_eq(findings[0].subject_count, 2);
    ck_assert_str_eq(findings[0].subjects[1], "two");
    ck_assert_uint_eq(findings[0].evidence_count, 2);
    ck_assert_str_eq(findings[0].evidence[1], "second line");
    ck_assert_ptr_null(findings[0].waiver);
    ck_assert_uint_eq(findings[1].evidence_count, 0);
    ck_assert_str_eq(findings[1].waiver->expires, "2027-01-31");
    ck_assert_str_eq(findings[1].waiver->reason, "on purpose");
    ck_assert_uint_eq(detail.type_count, 2);
    ck_assert_str_eq(detail.types[1].fqdn, "b.example");
    ck_assert_int_eq(detail.types[1].type, LYD_ADDRESS_UNKNOWN);
    const lyd_server_summary *servers = detail.servers;
    ck_assert_uint_eq(detail.server_count, 1);
    ck_assert_str_eq(servers[0].server, "10.0.0.1:53");
    ck_assert_uint_eq(servers[0].lookups, 4);
    ck_assert(servers[0].reachable);
    ck_assert_double_eq(servers[0].rtt_ms_median, 1.5);
    lyd_history_close(history);
    free_run(run);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
    leave_folder();
}
END_TEST

/* What doesn't change adds no rows except the run's own, and a TTL that counts down is no change. */
START_TEST(the_same_again_adds_little)
{
    lyd_diag *diag = lyd_diag_new();
    int64_t id;
    enter_folder();
    (void)add_letters("AbC~", 1000);
    for (int i = 0; i < 5; i++) {
        lyd_history *history = open_history(LYD_HISTORY_CREATE, diag);
        lyd_run *run = make_run("test", 1001 + i, true);
        set_findings(run, "AbC~");
        char *evidence = lyd_arena_printf(run->arena, "internal 10.0.0.1:53: a AAAA: 2a00::1 (TTL %d)", 299 - i * 50);
        ((const char **)run->judgement.findings[0].evidence)[0] = evidence;
        ck_assert_int_eq(lyd_history_add(history, run, 0, &id), LYD_OK);
        free_run(run);
        lyd_history_close(history);
    }
    ck_assert_int_eq(ask_directly("SELECT count(*) FROM run"), 6);
    ck_assert_int_eq(ask_directly("SELECT count(*) FROM finding"), 3);
    ck_assert_int_eq(ask_directly("SELECT count(*) FROM address_type"), 2);
    (void)add_letters("A'bC~", 1010);
    ck_assert_int_eq(ask_directly("SELECT count(*) FROM finding"), 4);
    lyd_diag_free(diag);
    leave_folder();
}
END_TEST

/* ---- files that aren't a history of this version ---- */

static void write_file(const char *path, const char *bytes, size_t length)
{
    FILE *stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, length, stream), length);
    ck_assert_int_eq(fclose(stream), 0);
}

START_TEST(files_are_refused)
{
    static const struct {
        const char *text;
        const char *sql; /* done to a good history; NULL: the file holds BYTES */
        const char *bytes;
        const char *word;      /* in the sentence */
        bool reading, writing; /* refused in these modes */
    } rows[] = {
        {"a newer version", "PRAGMA user_version = 99", NULL, "newer", true, true},
        {"a negative version", "PRAGMA user_version = -1", NULL, "newer", true, true},
        {"another program's number", "PRAGMA application_id = 7", NULL, "another program", true, true},
        {"another table", "CREATE TABLE more (a)", NULL, "tables", true, true},
        {"a table less", "DROP TABLE server", NULL, "tables", true, true},
        {"a trigger", "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM finding; END", NULL, "tables", true, true},
        {"a view", "CREATE VIEW v AS SELECT * FROM run", NULL, "tables", true, true},
        {"an index less", "DROP INDEX finding_last", NULL, "tables", true, true},
        {"text", NULL, "version: 1\nname: this is a topology, and not a database at all, whatever the option says\n", "SQLite", true, true},
        {"an empty file", NULL, "", "empty", true, false},
        {"statistics are allowed", "ANALYZE", NULL, NULL, false, false},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        enter_folder();
        if (rows[i].sql != NULL) {
            (void)add_letters("A", 1000);
            tamper(rows[i].sql);
        } else {
            write_file("h.db", rows[i].bytes, strlen(rows[i].bytes));
        }
        for (int mode = LYD_HISTORY_READ; mode <= LYD_HISTORY_CREATE; mode += 2) {
            lyd_diag *diag = lyd_diag_new();
            lyd_history *history = NULL;
            bool refused = mode == LYD_HISTORY_READ ? rows[i].reading : rows[i].writing;
            lyd_status status = lyd_history_open("h.db", (lyd_history_mode)mode, 0, &history, diag);
            ck_assert_msg((status != LYD_OK) == refused, "%s, mode %d: %s", rows[i].text, mode, lyd_diag_message(diag, 0));
            ck_assert_msg((history == NULL) == refused, "%s", rows[i].text);
            if (refused) {
                const char *message = lyd_diag_message(diag, 0);
                ck_assert_msg(lyd_diag_errors(diag) == 1 && strncmp(message, "h.db: ", 6) == 0 && strstr(message, rows[i].word) != NULL,
                              "%s, mode %d: %s", rows[i].text, mode, message);
            }
            lyd_history_close(history);
            lyd_diag_free(diag);
        }
        leave_folder();
    }
}
END_TEST

START_TEST(paths_are_refused)
{
    static const struct {
        const char *path, *word;
        lyd_history_mode mode;
    } rows[] = {
        {"none", "No such file", LYD_HISTORY_READ},        {"none", "No such file", LYD_HISTORY_CHANGE},
        {"no/folder", "No such file", LYD_HISTORY_CREATE}, {".", "Is a directory", LYD_HISTORY_CREATE},
        {"/dev/null", "regular", LYD_HISTORY_CREATE},
    };
    enter_folder();
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_history *history = NULL;
        ck_assert_msg(lyd_history_open(rows[i].path, rows[i].mode, 0, &history, diag) != LYD_OK, "%s", rows[i].path);
        ck_assert_msg(strstr(lyd_diag_message(diag, 0), rows[i].word) != NULL, "%s: %s", rows[i].path, lyd_diag_message(diag, 0));
        lyd_diag_free(diag);
    }
    ck_assert_int_ne(access("none", F_OK), 0);
    /* A name that SQLite has a meaning for is the name of a file. */
    lyd_diag *diag = lyd_diag_new();
    lyd_history *history = NULL;
    ck_assert_int_eq(lyd_history_open(":memory:", LYD_HISTORY_CREATE, 0, &history, diag), LYD_OK);
    ck_assert_int_eq(access(":memory:", F_OK), 0);
    lyd_history_close(history);
    ck_assert_int_eq(unlink(":memory:"), 0);
    lyd_diag_free(diag);
    leave_folder();
}
END_TEST

/* ---- upgrades ---- */

static void open_raw(lyd_history *history, lyd_diag *diag)
{
    *history = (lyd_history){.path = "h.db", .diag = diag, .doing = "test"};
    ck_assert_int_eq(sqlite3_open("h.db", &history->db), SQLITE_OK);
}

START_TEST(upgrades_go_step_by_step)
{
    static const lyd_schema_step steps[] = {
        {"CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"},
        {"ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;"},
        {"CREATE TABLE b (z INTEGER) STRICT; INSERT INTO b SELECT x + y FROM a;"},
    };
    static const lyd_schema_step broken[] = {{"CREATE TABLE a (x INTEGER)"}, {"CREATE TABLE c (x); CREATE TABLE a (x)"}};
    for (size_t from = 0; from <= LYD_COUNT(steps); from++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_history history;
        enter_folder();
        open_raw(&history, diag);
        lyd_schema_upgrade(&history, steps, from);
        lyd_schema_upgrade(&history, steps, LYD_COUNT(steps));
        lyd_schema_verify(&history, steps, LYD_COUNT(steps));
        ck_assert_msg(history.status == LYD_OK, "from %zu: %s", from, lyd_diag_message(diag, 0));
        ck_assert_int_eq(sqlite3_close(history.db), SQLITE_OK);
        ck_assert_int_eq(ask_directly("SELECT z FROM b"), 3);
        ck_assert_int_eq(ask_directly("PRAGMA user_version"), 3);
        ck_assert_int_eq(ask_directly("PRAGMA application_id"), LYD_APPLICATION_ID);
        lyd_diag_free(diag);
        leave_folder();
    }
    /* One that fails leaves the file as it was. */
    lyd_diag *diag = lyd_diag_new();
    lyd_history history;
    enter_folder();
    open_raw(&history, diag);
    lyd_schema_upgrade(&history, broken, 1);
    lyd_schema_upgrade(&history, broken, 2);
    ck_assert_int_ne(history.status, LYD_OK);
    ck_assert_int_eq(sqlite3_close(history.db), SQLITE_OK);
    ck_assert_int_eq(ask_directly("PRAGMA user_version"), 1);
    ck_assert_int_eq(ask_directly("SELECT count(*) FROM sqlite_schema"), 1);
    lyd_diag_free(diag);
    leave_folder();
}
END_TEST

/* ---- hostile content ---- */

/* Everything that can be read of the history; the worst status. */
static lyd_status read_all(lyd_diag *diag)
{
    lyd_history *history = NULL;
    lyd_arena *arena = lyd_arena_new();
    lyd_past_run *runs = NULL;
    lyd_past_detail detail;
    lyd_past_latest *latest;
    lyd_sightings sightings;
    lyd_timeline *timelines;
    lyd_diff changes;
    size_t run_count = 0, count;
    lyd_status worst = lyd_history_open("h.db", LYD_HISTORY_READ, 0, &history, diag);
    if (worst == LYD_OK) {
        lyd_run *run = make_run("test", 5000, true);
        set_findings(run, "Az");
        lyd_status statuses[] = {lyd_history_runs(history, NULL, arena, &runs, &run_count), LYD_OK, LYD_OK, LYD_OK, LYD_OK, LYD_OK};
        for (size_t i = 0; i < run_count && statuses[0] == LYD_OK; i++) {
            statuses[1] = lyd_history_detail(history, runs[i].id, arena, &detail);
        }
        statuses[2] = lyd_history_timelines(history, "DNS008:a.example", arena, &timelines, &count);
        statuses[3] = lyd_history_changes(history, run, arena, &changes);
        statuses[4] = lyd_history_latest(history, arena, &latest, &count);
        statuses[5] = lyd_history_sightings(history, "*", arena, &sightings);
        for (size_t i = 0; i < LYD_COUNT(statuses); i++) {
            worst = statuses[i] != LYD_OK ? statuses[i] : worst;
        }
        free_run(run);
    }
    lyd_history_close(history);
    lyd_arena_free(arena);
    return worst;
}

START_TEST(values_out_of_range_are_damage)
{
    static const char *const rows[] = {
        "UPDATE finding SET severity = 9",  "UPDATE finding SET severity = 0",
        "UPDATE finding SET since = -1",    "UPDATE run SET started = 9223372036854775807",
        "UPDATE run SET started = -1",      "UPDATE run SET complete = 2",
        "UPDATE run SET lookups = -1",      "UPDATE run SET exit_code = 256",
        "UPDATE address_type SET type = 5", "UPDATE server SET rtt_us_max = -1",
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        enter_folder();
        (void)add_letters("A", 1000);
        ck_assert_int_eq(read_all(diag), LYD_OK);
        tamper(rows[i]);
        ck_assert_msg(read_all(diag) == LYD_EINVAL, "%s", rows[i]);
        ck_assert_msg(strstr(lyd_diag_message(diag, 0), "damaged") != NULL, "%s: %s", rows[i], lyd_diag_message(diag, 0));
        lyd_diag_free(diag);
        leave_folder();
    }
}
END_TEST

START_TEST(a_rule_that_is_unknown_is_shown)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_past_detail detail;
    enter_folder();
    (void)add_letters("Ab", 1000);
    tamper("UPDATE finding SET rule = 'NEW042', key = 'NEW042:a.example' WHERE subject1 = 'a.example'");
    lyd_history *history = open_history(LYD_HISTORY_READ, diag);
    ck_assert_int_eq(lyd_history_detail(history, 1, arena, &detail), LYD_OK);
    ck_assert_uint_eq(detail.finding_count, 2);
    ck_assert_str_eq(detail.findings[0].rule->id, "NEW042");
    ck_assert_int_eq(lyd_history_detail(history, 2, arena, &detail), LYD_EINVAL);
    lyd_history_close(history);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
    leave_folder();
}
END_TEST

/* Bytes changed anywhere give an error or a result, never a crash. */
START_TEST(damage_anywhere_is_survived)
{
    char *bytes = NULL;
    size_t length = 0, refused = 0;
    uint32_t random = 1;
    enter_folder();
    (void)add_letters("AbC", 1000);
    (void)add_letters("AC~", 2000);
    ck_assert_int_eq(lyd_file_read("h.db", (size_t)1 << 24, &bytes, &length, NULL), LYD_OK);
    for (int i = 0; i < 400; i++) {
        char *copy = malloc(length);
        lyd_diag *diag = lyd_diag_new();
        memcpy(copy, bytes, length);
        for (int k = 0; k < 1 + i % 8; k++) {
            random = random * 1664525u + 1013904223u; /* Numerical Recipes' constants: any sequence will do */
            copy[(random >> 4) % length] = (char)(random >> 24);
        }
        write_file("h.db", copy, i % 5 == 4 ? (random >> 8) % length : length);
        lyd_status status = read_all(diag);
        refused += status != LYD_OK ? 1 : 0;
        ck_assert_msg((status == LYD_OK) == (lyd_diag_errors(diag) == 0), "round %d: %s", i, lyd_status_text(status));
        lyd_diag_free(diag);
        free(copy);
    }
    ck_assert_uint_gt(refused, 100);
    free(bytes);
    leave_folder();
}
END_TEST

/* ---- other writers ---- */

START_TEST(waits_for_another_writer_and_reports_it)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_history *history = NULL;
    lyd_arena *arena = lyd_arena_new();
    sqlite3 *other = NULL;
    lyd_diff changes;
    int64_t id;
    enter_folder();
    (void)add_letters("A", 1000);
    ck_assert_int_eq(sqlite3_open("h.db", &other), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    lyd_run *run = make_run("test", 2000, true);
    ck_assert_int_eq(lyd_history_open("h.db", LYD_HISTORY_CREATE, 50, &history, diag), LYD_OK);
    ck_assert_int_eq(lyd_history_changes(history, run, arena, &changes), LYD_OK); /* reading goes on */
    ck_assert_uint_eq(changes.gone_count, 1);
    ck_assert_int_eq(lyd_history_add(history, run, 0, &id), LYD_EBUSY);
    ck_assert_ptr_nonnull(strstr(lyd_diag_message(diag, 0), "in use"));
    ck_assert_int_eq(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(lyd_history_add(history, run, 0, &id), LYD_OK);
    ck_assert_int_eq(id, 2);
    ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
    lyd_history_close(history);
    free_run(run);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
    leave_folder();
}
END_TEST

/* Whatever is written is read back as it was, and what can't be read back isn't written. */
START_TEST(extremes_come_back_or_are_refused)
{
    static const int64_t times[] = {INT64_MIN, -1, 0, 1, LYD_TIME_MAX, LYD_TIME_MAX + 1, INT64_MAX};
    static const int64_t durations[] = {0, 1, INT64_MAX};
    static const char *const texts[] = {"", " ", "\n", "\xFF", HOSTILE, "\xE2\x80\xAE", "'; --", "a\tb\r"};
    lyd_arena *arena = lyd_arena_new();
    lyd_diag *diag = lyd_diag_new();
    size_t kept = 0, count;
    lyd_past_run *runs;
    enter_folder();
    for (size_t t = 0; t < LYD_COUNT(times) * LYD_COUNT(texts); t++) {
        const char *text = texts[t % LYD_COUNT(texts)];
        int64_t started = times[t / LYD_COUNT(texts)], id;
        bool good = started >= 0 && started <= LYD_TIME_MAX;
        lyd_run *run = make_run(text, started, t % 2 == 0);
        lyd_past_detail detail;
        set_findings(run, "Ab~");
        run->duration_ms = durations[t % LYD_COUNT(durations)];
        run->judgement.findings[0].message = text;
        run->judgement.findings[0].remedy = text;
        lyd_history *history = open_history(LYD_HISTORY_CREATE, diag);
        lyd_status status = lyd_history_add(history, run, (int)(t % 4), &id);
        ck_assert_msg((status == LYD_OK) == good, "time %lld", (long long)started);
        kept += good ? 1 : 0;
        ck_assert_int_eq(lyd_history_runs(history, NULL, arena, &runs, &count), LYD_OK);
        ck_assert_uint_eq(count, kept);
        if (good) {
            ck_assert_int_eq(runs[count - 1].started, started);
            ck_assert_int_eq(runs[count - 1].duration_ms, run->duration_ms);
            ck_assert_str_eq(runs[count - 1].topology, text);
            ck_assert_int_eq(lyd_history_detail(history, id, arena, &detail), LYD_OK);
            ck_assert_str_eq(detail.findings[0].message, text);
            ck_assert_str_eq(detail.findings[0].remedy, text);
        }
        lyd_history_close(history);
        free_run(run);
    }
    ck_assert_ptr_nonnull(strstr(lyd_diag_message(diag, 0), "the clock shows"));
    lyd_diag_free(diag);
    lyd_arena_free(arena);
    leave_folder();
}
END_TEST

LYD_TEST_MAIN("history/store", all_of_a_run_comes_back, extremes_come_back_or_are_refused, the_same_again_adds_little, files_are_refused,
              paths_are_refused, upgrades_go_step_by_step, values_out_of_range_are_damage, a_rule_that_is_unknown_is_shown,
              damage_anywhere_is_survived, waits_for_another_writer_and_reports_it)
