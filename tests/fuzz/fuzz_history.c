/* Takes arbitrary bytes for a history file: all of it is read, then it is pruned. Damage is an error with a message, and what is read is in
 * range. SQLite wants a file, so each input becomes one in a folder of its own. */
#include <lyncdns/history.h>

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MUST(condition)                                                                                                                    \
    do {                                                                                                                                   \
        if (!(condition)) {                                                                                                                \
            (void)fprintf(stderr, "broken: %s\n", #condition);                                                                             \
            abort();                                                                                                                       \
        }                                                                                                                                  \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RUNS_READ 4 /* in detail, from each end; a small file can claim many */

static char folder[] = "/tmp/lyncdns-fuzz-history-XXXXXX";
static char path[sizeof(folder) + 8];

/* What SQLite adds beside the file goes, too. */
static void empty_folder(void)
{
    DIR *listing = opendir(folder);
    MUST(listing != NULL);
    for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (entry->d_name[0] != '.') {
            (void)unlinkat(dirfd(listing), entry->d_name, 0);
        }
    }
    (void)closedir(listing);
}

static void remove_folder(void)
{
    empty_folder();
    (void)rmdir(folder);
}

static void write_file(const uint8_t *data, size_t size)
{
    if (path[0] == '\0') {
        MUST(mkdtemp(folder) != NULL && atexit(remove_folder) == 0);
        (void)snprintf(path, sizeof(path), "%s/file", folder);
    }
    empty_folder();
    FILE *file = fopen(path, "wb");
    MUST(file != NULL && fwrite(data, 1, size, file) == size && fclose(file) == 0);
}

static void check_run(const lyd_past_run *run)
{
    MUST(run->topology != NULL && run->version != NULL && lyd_time_valid(run->started));
    MUST(run->exit_code >= 0 && run->exit_code <= 3);
}

static void check_finding(const lyd_finding *finding)
{
    MUST(finding->key != NULL && finding->rule != NULL && finding->message != NULL && finding->remedy != NULL);
    MUST(finding->severity <= LYD_ERROR && finding->subject_count <= LYD_COUNT(finding->subjects));
    for (size_t i = 0; i < finding->evidence_count; i++) {
        MUST(finding->evidence[i] != NULL);
    }
}

static void read_finding(lyd_history *history, const char *key, lyd_arena *arena)
{
    lyd_timeline *timelines;
    size_t count = 0;
    if (lyd_history_timelines(history, key, arena, &timelines, &count) == LYD_OK) {
        for (size_t i = 0; i < count; i++) {
            check_finding(&timelines[i].latest);
            MUST(timelines[i].name_count <= LYD_COUNT(timelines[i].names) && timelines[i].runs_with <= timelines[i].runs);
        }
    }
}

static void read_run(lyd_history *history, const lyd_past_run *run, lyd_arena *arena)
{
    lyd_past_detail detail;
    if (lyd_history_detail(history, run->id, arena, &detail) != LYD_OK) {
        return;
    }
    check_run(&detail.run);
    for (size_t i = 0; i < detail.finding_count; i++) {
        check_finding(&detail.findings[i]);
    }
    for (size_t i = 0; i < detail.type_count; i++) {
        MUST(detail.types[i].fqdn != NULL && detail.types[i].type <= LYD_ADDRESS_UNKNOWN);
    }
    if (detail.finding_count > 0) {
        read_finding(history, detail.findings[0].key, arena);
    }
}

static void read_all(lyd_history *history, lyd_arena *arena)
{
    lyd_past_run *runs;
    lyd_diff changes;
    size_t count = 0;
    if (lyd_history_runs(history, NULL, arena, &runs, &count) != LYD_OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        check_run(&runs[i]);
        if (i < RUNS_READ || i + RUNS_READ >= count) {
            read_run(history, &runs[i], arena);
        }
    }
    if (count > 1) {
        (void)lyd_history_diff(history, runs[0].id, runs[count - 1].id, arena, &changes);
    }
}

/* Opens the file in one of the modes and does WHAT; a refusal has a message. */
static void with_history(lyd_history_mode mode, void (*what)(lyd_history *history, lyd_arena *arena))
{
    lyd_history *history = NULL;
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    MUST(diag != NULL && arena != NULL);
    lyd_status status = lyd_history_open(path, mode, 0, &history, diag);
    MUST(status == LYD_OK || lyd_diag_errors(diag) > 0);
    if (status == LYD_OK) {
        what(history, arena);
        lyd_history_close(history);
    }
    lyd_arena_free(arena);
    lyd_diag_free(diag);
}

static void prune(lyd_history *history, lyd_arena *arena)
{
    lyd_pruned *rows;
    size_t count = 0;
    (void)lyd_history_prune(history, INT64_MAX / 2, arena, &rows, &count);
    read_all(history, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    write_file(data, size);
    with_history(LYD_HISTORY_READ, read_all);
    with_history(LYD_HISTORY_CREATE, prune);
    return 0;
}
