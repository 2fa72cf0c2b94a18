/* fixture.h: runs described by a few letters, and a history in a temporary folder. */
#ifndef LYD_TEST_HISTORY_FIXTURE_H
#define LYD_TEST_HISTORY_FIXTURE_H

#include "suite.h"

#include <lyncdns/history.h>

#include <ctype.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

/* ---- the folder ---- */

static inline void enter_folder(void)
{
    char folder[] = "/tmp/lyncdns-test-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static inline void leave_folder(void)
{
    char folder[256];
    static const char *const files[] = {"h.db", "h.db-wal", "h.db-shm", "h.db-journal", "other"};
    for (size_t i = 0; i < LYD_COUNT(files); i++) {
        (void)unlink(files[i]);
    }
    ck_assert_ptr_nonnull(getcwd(folder, sizeof(folder)));
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_msg(rmdir(folder) == 0, "%s isn't empty", folder);
}

/* Runs SQL on h.db past the program. */
static inline void tamper(const char *sql)
{
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open("h.db", &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    ck_assert_msg(code == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static inline int64_t ask_directly(const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_open("h.db", &db), SQLITE_OK);
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s", sql);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    return number;
}

/* ---- runs ---- */

static inline lyd_status silent_ask(lyd_source *source, const lyd_server *servers, size_t server_count, const lyd_question *questions,
                                    size_t count, lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    (void)source, (void)servers, (void)server_count, (void)questions, (void)arena, (void)diag;
    for (size_t i = 0; i < count; i++) {
        answers[i] = (lyd_answer){.status = LYD_NODATA, .rtt_us = 1500};
    }
    return LYD_OK;
}

static const lyd_source_functions fixture_silent = {"silent", silent_ask, NULL};
static lyd_waiver fixture_waiver = {.rule = "DNS008", .fqdn = "*", .reason = "on purpose", .expires = "2027-01-31"};

/* A run of two names, without findings. */
static inline lyd_run *make_run(const char *topology_name, int64_t started, bool complete)
{
    static const char *const names[] = {"a.example", "b.example"};
    lyd_source source = {&fixture_silent};
    lyd_topology *topology = NULL;
    lyd_server server;
    lyd_run *run = NULL;
    const char *why;
    ck_assert(lyd_server_parse("10.0.0.1", &server, &why));
    ck_assert_int_eq(lyd_topology_of_names(names, LYD_COUNT(names), LYD_ROLE_BIT(LYD_ROLE_OTHER), &topology), LYD_OK);
    ck_assert_int_eq(lyd_topology_set_servers(topology, NULL, &server, 1, NULL), LYD_OK);
    topology->name = topology_name;
    ck_assert_int_eq(lyd_run_new(topology, &source, started, &run, NULL), LYD_OK);
    run->judgement.finding_count = 0;
    memset(run->judgement.counts, 0, sizeof(run->judgement.counts));
    run->judgement.waived = 0;
    run->judgement.complete = complete;
    return run;
}

static inline void free_run(lyd_run *run)
{
    lyd_topology *topology = (lyd_topology *)run->facts.topology;
    lyd_run_free(run);
    lyd_topology_free(topology);
}

/* Gives RUN findings by letters: one each, a capital is an error and any other a warning; a "~" after it: waived; a "'": in
 * other words. */
static inline void set_findings(lyd_run *run, const char *letters)
{
    lyd_finding *findings = lyd_arena_zalloc(run->arena, strlen(letters) + 1, sizeof(*findings));
    const char **evidence = lyd_arena_zalloc(run->arena, 2, sizeof(*evidence));
    size_t count = 0;
    evidence[0] = "internal 10.0.0.1:53: a AAAA: 2a00::1 (TTL 300)";
    evidence[1] = "second line";
    for (const char *p = letters; *p != '\0'; p++) {
        lyd_finding *f = &findings[count++];
        char subject[16];
        (void)snprintf(subject, sizeof(subject), "%c.example", tolower((unsigned char)*p));
        *f = (lyd_finding){.rule = lyd_rule_find("DNS008"), .severity = isupper((unsigned char)*p) ? LYD_ERROR : LYD_WARNING};
        f->subjects[0] = lyd_arena_text(run->arena, subject, strlen(subject));
        f->subject_count = 1;
        f->key = lyd_arena_printf(run->arena, "DNS008:%s", subject);
        f->message = "What is wrong.";
        f->remedy = "What to do.";
        f->evidence = evidence;
        f->evidence_count = 2;
        for (; p[1] == '~' || p[1] == '\''; p++) {
            f->waiver = p[1] == '~' ? &fixture_waiver : f->waiver;
            f->message = p[1] == '\'' ? "The same in other words." : f->message;
        }
        *(f->waiver != NULL ? &run->judgement.waived : &run->judgement.counts[f->severity]) += 1;
    }
    run->judgement.findings = findings;
    run->judgement.finding_count = count;
}

/* The findings as letters, sorted. */
static inline void letters_of(const lyd_finding *findings, size_t count, char text[64])
{
    size_t used = 0;
    for (int letter = 'a'; letter <= 'z'; letter++) {
        for (size_t i = 0; i < count; i++) {
            const lyd_finding *f = &findings[i];
            if (f->subjects[0][0] == letter) {
                text[used++] = (char)(f->severity == LYD_ERROR ? toupper(letter) : letter);
                if (strcmp(f->message, "What is wrong.") != 0) {
                    text[used++] = '\'';
                }
                if (f->waiver != NULL) {
                    text[used++] = '~';
                }
            }
        }
    }
    text[used] = '\0';
}

/* ---- the history ---- */

static inline lyd_history *open_history(lyd_history_mode mode, lyd_diag *diag)
{
    lyd_history *history = NULL;
    lyd_status status = lyd_history_open("h.db", mode, 0, &history, diag);
    ck_assert_msg(status == LYD_OK, "%s", lyd_diag_errors(diag) > 0 ? lyd_diag_message(diag, 0) : lyd_status_text(status));
    return history;
}

/* Adds a run with findings by letters. */
static inline int64_t add_letters(const char *letters, int64_t started)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_history *history = open_history(LYD_HISTORY_CREATE, diag);
    lyd_run *run = make_run("test", started, true);
    int64_t id = 0;
    set_findings(run, letters);
    ck_assert_int_eq(lyd_history_add(history, run, 0, &id), LYD_OK);
    free_run(run);
    lyd_history_close(history);
    lyd_diag_free(diag);
    return id;
}

#endif
