/* Findings and runs across the topologies of a history: scenes of a few runs, each with what must be said of them. */
#include "fixture.h"

#define STEPS_MAX 8

/* Each step is a run: the letter of its topology, "C" complete or "I" incomplete, and its findings after a colon (see set_findings). Of
 * each finding asked for: topology, "P" present, "W" waived, "U" unknown or "G" gone, its first letter, the run since which it is there,
 * "*" if it may be for longer, and after a slash the last run with it. */
typedef struct scene {
    const char *text, *runs[STEPS_MAX], *pattern, *rows;
    size_t with, unsure;
    bool more;
} scene;

static const scene scenes[] = {
    {"there since the first run", {"xC:A", "xC:A"}, "DNS008", "xPa1*/2", 1, 0, false},
    {"there since a later one", {"xC:", "xC:A", "xC:A"}, "DNS008", "xPa2/3", 1, 0, false},
    {"gone and back", {"xC:A", "xC:", "xC:A"}, "DNS008", "xPa3/3", 1, 0, false},
    {"in other words and of another severity", {"xC:", "xC:A", "xC:A'", "xC:a"}, "DNS008", "xPa2/4", 1, 0, false},
    {"waived later", {"xC:", "xC:A", "xC:A~"}, "DNS008", "xWa2/3", 1, 0, false},
    {"gone", {"xC:A", "xC:"}, "DNS008", "xGa0/1", 0, 0, false},
    {"an incomplete run doesn't interrupt it", {"xC:", "xC:A", "xI:", "xC:A"}, "DNS008", "xPa2/4", 1, 0, false},
    {"unknown in an incomplete last run", {"xC:", "xC:A", "xI:"}, "DNS008", "xUa2/2", 0, 1, false},
    {"unknown though it was gone", {"xC:A", "xC:", "xI:"}, "DNS008", "xUa0/1", 0, 1, false},
    {"there in an incomplete last run", {"xC:", "xI:A"}, "DNS008", "xPa2/2", 1, 0, true},
    {"one there and one unknown", {"xC:AB", "xI:A"}, "DNS008", "xPa1*/2 xUb1*/1", 1, 0, true},
    {"never complete", {"xI:", "xI:"}, "DNS008", "", 0, 1, false},
    {"never complete, and seen once", {"xI:A", "xI:"}, "DNS008", "xUa1*/1", 0, 1, false},
    {"the same key in two topologies", {"xC:A", "yC:", "xC:A", "yC:A"}, "DNS008", "xPa1*/3 yPa4/4", 2, 0, false},
    {"each has its own last run", {"xC:A", "yC:A", "yI:"}, "dns008", "xPa1*/1 yUa2*/2", 1, 1, false},
    {"runs of other topologies are no gap", {"xC:", "xC:A", "yC:", "yC:", "xC:A"}, "DNS008", "xPa2/5", 1, 0, false},
    {"what is there comes first", {"xC:A", "yC:A", "zC:A", "xC:", "yI:"}, "DNS008", "zPa3*/3 yUa2*/2 xGa0/1", 1, 1, false},
    {"a name", {"xC:AB", "yC:B"}, "b.example", "xPb1*/1 yPb2*/2", 2, 0, false},
    {"a pattern of a name", {"xC:AB"}, "?.EXAMPLE", "xPa1*/1 xPb1*/1", 1, 0, false},
    {"a pattern of a key", {"xC:AB"}, "DNS008:b*", "xPb1*/1", 1, 0, false},
    {"a pattern of a key and another case", {"xC:AB"}, "dns008:A*", "xPa1*/1", 1, 0, false},
    {"a pattern of rules", {"xC:A"}, "DNS*", "xPa1*/1", 1, 0, false},
    {"all", {"xC:A"}, "*", "xPa1*/1", 1, 0, false},
    {"another rule", {"xC:A", "yI:"}, "UM001", "", 0, 1, false},
    {"a name without findings", {"xC:"}, "a.example", "", 0, 0, false},
};

/* After each run, what the list calls new in it must be what the run itself did. */
static void play(const scene *s, int64_t prune_before)
{
    lyd_diag *diag = lyd_diag_new();
    enter_folder();
    lyd_history *history = open_history(LYD_HISTORY_CREATE, diag);
    for (size_t i = 0; i < STEPS_MAX && s->runs[i] != NULL; i++) {
        const char name[] = {s->runs[i][0], '\0'};
        int64_t id;
        lyd_run *run = make_run(name, 1000 + (int64_t)i, s->runs[i][1] == 'C');
        set_findings(run, strchr(s->runs[i], ':') + 1);
        lyd_arena *arena = lyd_arena_new();
        lyd_past_latest *latest;
        lyd_diff changes;
        size_t count, k = 0;
        ck_assert_int_eq(lyd_history_changes(history, run, arena, &changes), LYD_OK);
        ck_assert_int_eq(lyd_history_add(history, run, 0, &id), LYD_OK);
        ck_assert_int_eq(lyd_history_latest(history, arena, &latest, &count), LYD_OK);
        while (k < count && latest[k].run.id != id) {
            k++;
        }
        ck_assert_msg(k < count, "%s: run %zu isn't its topology's last one", s->text, i + 1);
        ck_assert_msg(latest[k].fresh == (changes.since != NULL ? changes.fresh_count : LYD_FRESH_UNKNOWN), "%s: new in run %zu", s->text,
                      i + 1);
        lyd_arena_free(arena);
        free_run(run);
    }
    if (prune_before != 0) {
        lyd_arena *arena = lyd_arena_new();
        lyd_pruned *rows;
        size_t count;
        ck_assert_int_eq(lyd_history_prune(history, prune_before, arena, &rows, &count), LYD_OK);
        lyd_arena_free(arena);
    }
    lyd_history_close(history);
    lyd_diag_free(diag);
}

static void put_rows(const lyd_sightings *found, char text[256])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < found->count; i++) {
        const lyd_sighting *row = &found->rows[i];
        ck_assert_int_eq(row->last_seen, 999 + row->last_run);
        ck_assert_int_eq(row->since, row->since_run == 0 ? 0 : 999 + row->since_run);
        used += (size_t)snprintf(text + used, 256 - used, "%s%s%c%c%d%s/%d", used > 0 ? " " : "", row->topology, "PWUG"[row->state],
                                 strchr(row->key, ':')[1], (int)row -> since_run, row -> since_first ? "*" : "", (int)row->last_run);
    }
}

static void check(const scene *s, const char *wanted)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_history *history = open_history(LYD_HISTORY_READ, diag);
    lyd_sightings found;
    char text[256];
    ck_assert_msg(lyd_history_sightings(history, s->pattern, arena, &found) == LYD_OK, "%s", s->text);
    put_rows(&found, text);
    ck_assert_msg(strcmp(text, wanted) == 0, "%s: \"%s\" instead of \"%s\"", s->text, text, wanted);
    ck_assert_msg(found.with == s->with && found.unsure_count == s->unsure && found.more == s->more, "%s: %zu with, %zu unsure", s->text,
                  found.with, found.unsure_count);
    ck_assert_msg(found.present >= found.with && found.with + found.unsure_count <= found.topologies, "%s", s->text);
    lyd_history_close(history);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
}

START_TEST(where_findings_are_now)
{
    for (size_t i = 0; i < LYD_COUNT(scenes); i++) {
        play(&scenes[i], 0);
        check(&scenes[i], scenes[i].rows);
        leave_folder();
    }
}
END_TEST

START_TEST(after_pruning)
{
    static const struct {
        scene scene;
        int64_t before;
    } rows[] = {
        {{"the first run is pruned", {"xC:A", "xC:A", "xC:A"}, "DNS008", "xPa1*/3", 1, 0, false}, 1001},
        {{"so is its first appearance", {"xC:", "xC:A", "xC:A", "xC:A"}, "DNS008", "xPa2*/4", 1, 0, false}, 1003},
        {{"what it was called before", {"xC:A", "xC:A'", "xC:A'"}, "DNS008", "xPa2*/3", 1, 0, false}, 1001},
        {{"a gap that is pruned", {"xC:A", "xC:", "xC:A", "xC:A"}, "DNS008", "xPa3*/4", 1, 0, false}, 1002},
        {{"a gap that is kept", {"xC:A", "xC:", "xC:A"}, "DNS008", "xPa3/3", 1, 0, false}, 1001},
        {{"it is gone with its runs", {"xC:A", "xC:", "xC:"}, "DNS008", "", 0, 0, false}, 1001},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        play(&rows[i].scene, rows[i].before);
        check(&rows[i].scene, rows[i].scene.rows);
        leave_folder();
    }
}
END_TEST

START_TEST(a_pattern_that_is_like_nothing)
{
    static const struct {
        const char *pattern, *hint;
    } rows[] = {{"DNS08", "\"DNS008\"?"},
                {"DNS08:a.example", "\"DNS008:a.example\"?"},
                {"entirely*different", "history keys"},
                {"", "history keys"}};
    const scene s = {.runs = {"xC:A"}};
    play(&s, 0);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_arena *arena = lyd_arena_new();
        lyd_history *history = open_history(LYD_HISTORY_READ, diag);
        lyd_sightings found;
        ck_assert_msg(lyd_history_sightings(history, rows[i].pattern, arena, &found) == LYD_EINVAL, "%s", rows[i].pattern);
        ck_assert_msg(strstr(lyd_diag_message(diag, 0), rows[i].hint) != NULL, "%s", lyd_diag_message(diag, 0));
        lyd_history_close(history);
        lyd_arena_free(arena);
        lyd_diag_free(diag);
    }
    leave_folder();
}
END_TEST

/* Of each topology: its name, the last run, the last complete one after a slash, and how many of its findings are new ("-": unknown). */
START_TEST(the_newest_run_of_each)
{
    static const struct {
        const char *text, *runs[STEPS_MAX], *rows;
    } latest[] = {
        {"no run", {NULL}, ""},
        {"a first run", {"xC:A"}, "x1/1-"},
        {"nothing is new", {"xC:A", "xC:A"}, "x2/2+0"},
        {"new ones", {"xC:A", "xC:ABC"}, "x2/2+2"},
        {"other words aren't new", {"xC:A", "xC:A'"}, "x2/2+0"},
        {"back again is new", {"xC:A", "xC:", "xC:A"}, "x3/3+1"},
        {"compared with the last complete one", {"xC:A", "xI:B", "xC:AB"}, "x3/3+1"},
        {"incomplete", {"xC:A", "xI:AB"}, "x2/1+1"},
        {"what an incomplete run reported isn't new in the next", {"xC:A", "xI:AB", "xI:B"}, "x3/1+0"},
        {"never complete", {"xI:A", "xI:B"}, "x2/0-"},
        {"never complete first, then the oldest complete one", {"xC:", "zC:", "yC:", "wI:", "zI:", "xC:"}, "w4/0- z5/2+0 y3/3- x6/6+0"},
    };
    for (size_t i = 0; i < LYD_COUNT(latest); i++) {
        scene s = {.text = latest[i].text};
        lyd_diag *diag = lyd_diag_new();
        lyd_arena *arena = lyd_arena_new();
        lyd_past_latest *rows = NULL;
        char text[256] = "";
        size_t count = 0, used = 0;
        memcpy(s.runs, latest[i].runs, sizeof(s.runs));
        play(&s, 0);
        lyd_history *history = open_history(LYD_HISTORY_READ, diag);
        ck_assert_int_eq(lyd_history_latest(history, arena, &rows, &count), LYD_OK);
        for (size_t k = 0; k < count; k++) {
            char fresh[24] = "-";
            if (rows[k].fresh != LYD_FRESH_UNKNOWN) {
                (void)snprintf(fresh, sizeof(fresh), "+%zu", rows[k].fresh);
            }
            ck_assert_int_eq(rows[k].complete, rows[k].complete_run == 0 ? 0 : 999 + rows[k].complete_run);
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s%d/%d%s", k > 0 ? " " : "", rows[k].run.topology,
                                     (int)rows[k].run.id, (int)rows[k].complete_run, fresh);
        }
        ck_assert_msg(strcmp(text, latest[i].rows) == 0, "%s: \"%s\" instead of \"%s\"", latest[i].text, text, latest[i].rows);
        lyd_history_close(history);
        lyd_arena_free(arena);
        lyd_diag_free(diag);
        leave_folder();
    }
}
END_TEST

LYD_TEST_MAIN("history/across", where_findings_are_now, after_pruning, a_pattern_that_is_like_nothing, the_newest_run_of_each)
