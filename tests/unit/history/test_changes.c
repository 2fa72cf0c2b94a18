/* What changed between runs: scenes of a few runs, each with the changes that it must report. */
#include "fixture.h"

#define STEPS_MAX 6

/* Each step is a run, "C" complete or "I" incomplete, "2" for another topology, and its findings after a colon (see set_findings); and
 * its changes: "+" new, "-" gone, "^" changed, with the letters of each. */
typedef struct sequence {
    const char *text;
    struct {
        const char *run, *changes;
    } steps[STEPS_MAX];
    bool forgets; /* pruning does make a difference: without any complete run only the last run is sure to stay */
} sequence;

static const sequence sequences[] = {
    {"a first run without findings reports no change", {{"C:", ""}}, false},
    {"all of a first run is new", {{"C:Ab", "+Ab"}}, false},
    {"the same again reports no change", {{"C:Ab", "+Ab"}, {"C:Ab", ""}, {"C:Ab", ""}}, false},
    {"what comes and goes is reported each time", {{"C:", ""}, {"C:A", "+A"}, {"C:", "-A"}, {"C:", ""}, {"C:A", "+A"}}, false},
    {"several at once", {{"C:Abc", "+Abc"}, {"C:bcD", "+D-A"}, {"C:BcE", "+E-D^B"}}, false},
    {"another severity", {{"C:a", "+a"}, {"C:A", "^A"}, {"C:A", ""}, {"C:a", "^a"}}, false},
    {"a waiver and its end", {{"C:A", "+A"}, {"C:A~", "^A~"}, {"C:A~", ""}, {"C:A", "^A"}}, false},
    {"new and waived", {{"C:", ""}, {"C:a~", "+a~"}, {"C:", "-a~"}}, false},
    {"other words report no change", {{"C:A", "+A"}, {"C:A'", ""}, {"C:A", ""}}, false},
    {"nothing is gone in an incomplete run", {{"C:A", "+A"}, {"I:", ""}, {"C:A", ""}}, false},
    {"it is gone in the next complete one", {{"C:A", "+A"}, {"I:", ""}, {"I:", ""}, {"C:", "-A"}, {"C:", ""}}, false},
    {"what an incomplete run brings up is new once, and once more when it is sure",
     {{"C:", ""}, {"I:B", "+B"}, {"I:B", ""}, {"C:B", "+B"}, {"C:B", ""}},
     false},
    {"or never was", {{"C:", ""}, {"I:B", "+B"}, {"C:", ""}, {"C:", ""}}, false},
    {"it isn't new again after an incomplete run without it", {{"C:", ""}, {"I:B", "+B"}, {"I:", ""}, {"I:B", ""}, {"C:B", "+B"}}, false},
    {"complete runs of old don't count", {{"C:A", "+A"}, {"C:", "-A"}, {"I:", ""}, {"I:A", "+A"}, {"C:A", "+A"}}, false},
    {"another severity in an incomplete run", {{"C:a", "+a"}, {"I:A", "^A"}, {"I:A", ""}, {"C:A", "^A"}}, false},
    {"and back again", {{"C:a", "+a"}, {"I:A", "^A"}, {"I:", ""}, {"C:a", ""}, {"C:a", ""}}, false},
    {"runs that were never complete", {{"I:A", "+A"}, {"I:A", ""}, {"I:B", "+B"}, {"I:A", ""}, {"C:B", "+B"}}, true},
    {"another topology has changes of its own",
     {{"C:A", "+A"}, {"C2:", ""}, {"C2:A", "+A"}, {"C:A", ""}, {"C2:", "-A"}, {"C:A", ""}},
     false},
    {"an incomplete run of another topology", {{"C:A", "+A"}, {"I2:B", "+B"}, {"C:AB", "+B"}, {"C2:B", "+B"}}, false},
};

static size_t put_letters(char *text, char sign, const lyd_finding *const *findings, size_t count)
{
    lyd_finding list[STEPS_MAX * 4];
    ck_assert_uint_le(count, LYD_COUNT(list));
    for (size_t i = 0; i < count; i++) {
        list[i] = *findings[i];
    }
    if (count == 0) {
        return 0;
    }
    text[0] = sign;
    letters_of(list, count, text + 1);
    return strlen(text);
}

static void put_changes(const lyd_diff *changes, char text[256])
{
    const lyd_finding *now[STEPS_MAX * 4];
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < changes->changed_count; i++) {
        now[i] = changes->changed[i].now;
    }
    used += put_letters(text + used, '+', changes->fresh, changes->fresh_count);
    used += put_letters(text + used, '-', changes->gone, changes->gone_count);
    (void)put_letters(text + used, '^', now, changes->changed_count);
}

static lyd_run *run_of_step(const char *step, int64_t started)
{
    lyd_run *run = make_run(step[1] == '2' ? "other" : "test", started, step[0] == 'C');
    set_findings(run, strchr(step, ':') + 1);
    return run;
}

/* With PRUNING, everything that may be removed is removed before each step, which must make no difference. */
static void play(const sequence *s, bool pruning)
{
    lyd_diag *diag = lyd_diag_new();
    enter_folder();
    for (size_t i = 0; i < STEPS_MAX && s->steps[i].run != NULL; i++) {
        lyd_history *history = open_history(LYD_HISTORY_CREATE, diag);
        lyd_arena *arena = lyd_arena_new();
        lyd_run *run = run_of_step(s->steps[i].run, 1000 + (int64_t)i);
        lyd_pruned *pruned;
        lyd_diff changes;
        char text[256];
        int64_t id = 0;
        size_t count;
        if (pruning) {
            ck_assert_int_eq(lyd_history_prune(history, 1000000, arena, &pruned, &count), LYD_OK);
        }
        ck_assert_int_eq(lyd_history_changes(history, run, arena, &changes), LYD_OK);
        put_changes(&changes, text);
        ck_assert_msg(strcmp(text, s->steps[i].changes) == 0, "%s, step %zu%s: \"%s\" instead of \"%s\"", s->text, i + 1,
                      pruning ? ", pruning" : "", text, s->steps[i].changes);
        ck_assert_msg(lyd_diff_is_empty(&changes) == (text[0] == '\0'), "%s, step %zu", s->text, i + 1);
        ck_assert_int_eq(lyd_history_add(history, run, 0, &id), LYD_OK);
        ck_assert_int_eq(id, (int64_t)i + 1);
        free_run(run);
        lyd_arena_free(arena);
        lyd_history_close(history);
    }
    lyd_diag_free(diag);
}

START_TEST(since_earlier_runs)
{
    for (size_t i = 0; i < LYD_COUNT(sequences); i++) {
        play(&sequences[i], false);
        leave_folder();
        if (!sequences[i].forgets) {
            play(&sequences[i], true);
            leave_folder();
        }
    }
}
END_TEST

/* Later runs never change an earlier one. */
START_TEST(runs_stay_as_they_were)
{
    for (size_t i = 0; i < LYD_COUNT(sequences); i++) {
        const sequence *s = &sequences[i];
        lyd_diag *diag = lyd_diag_new();
        lyd_arena *arena = lyd_arena_new();
        lyd_past_run *runs = NULL;
        size_t count = 0;
        play(s, false);
        lyd_history *history = open_history(LYD_HISTORY_READ, diag);
        ck_assert_int_eq(lyd_history_runs(history, NULL, arena, &runs, &count), LYD_OK);
        for (size_t k = 0; k < count; k++) {
            lyd_run *run = run_of_step(s->steps[k].run, 0);
            lyd_past_detail detail;
            char wanted[64], text[64];
            letters_of(run->judgement.findings, run->judgement.finding_count, wanted);
            ck_assert_int_eq(lyd_history_detail(history, runs[k].id, arena, &detail), LYD_OK);
            letters_of(detail.findings, detail.finding_count, text);
            ck_assert_msg(strcmp(text, wanted) == 0, "%s, run %zu: \"%s\" instead of \"%s\"", s->text, k + 1, text, wanted);
            ck_assert_msg(runs[k].findings == detail.finding_count && detail.type_count == 2, "%s, run %zu", s->text, k + 1);
            ck_assert_msg(runs[k].complete == (s->steps[k].run[0] == 'C'), "%s, run %zu", s->text, k + 1);
            ck_assert_msg(runs[k].errors + runs[k].warnings + runs[k].waived == detail.finding_count, "%s, run %zu", s->text, k + 1);
            ck_assert_int_eq(runs[k].started, 1000 + (int64_t)k);
            free_run(run);
        }
        ck_assert_msg(count > 0 && (count == STEPS_MAX || s->steps[count].run == NULL), "%s: %zu runs", s->text, count);
        lyd_history_close(history);
        lyd_arena_free(arena);
        lyd_diag_free(diag);
        leave_folder();
    }
}
END_TEST

START_TEST(two_runs_compared)
{
    static const struct {
        const char *text, *older, *newer, *changes; /* NULL: they can't be compared */
    } rows[] = {
        {"alike", "C:Ab", "C:Ab", ""},
        {"everything", "C:abc", "C:bCD", "+D-a^C"},
        {"the newer one incomplete", "C:AB", "I:BC", "+C"},
        {"the older one incomplete", "I:A", "C:B", "+B-A"},
        {"different topologies", "C:A", "C2:A", NULL},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_arena *arena = lyd_arena_new();
        lyd_diff changes;
        int64_t ids[2];
        char text[256] = "";
        enter_folder();
        lyd_history *history = open_history(LYD_HISTORY_CREATE, diag);
        for (int k = 0; k < 2; k++) {
            lyd_run *run = run_of_step(k == 0 ? rows[i].older : rows[i].newer, k);
            ck_assert_int_eq(lyd_history_add(history, run, 0, &ids[k]), LYD_OK);
            free_run(run);
        }
        lyd_status status = lyd_history_diff(history, ids[0], ids[1], arena, &changes);
        ck_assert_msg((status == LYD_OK) == (rows[i].changes != NULL), "%s", rows[i].text);
        if (status == LYD_OK) {
            put_changes(&changes, text);
            ck_assert_msg(strcmp(text, rows[i].changes) == 0, "%s: %s", rows[i].text, text);
        }
        lyd_history_close(history);
        lyd_arena_free(arena);
        lyd_diag_free(diag);
        leave_folder();
    }
}
END_TEST

/* The stretches of a finding: its state as a letter (E, W, A absent, U unknown; lower case: waived) and how many runs. */
START_TEST(a_finding_over_time)
{
    static const char *const runs[] = {"C:", "C:A", "C:A", "I:", "C:a", "C:a~", "C:", "C:A"};
    static const int states[] = {LYD_STRETCH_ABSENT, LYD_ERROR, LYD_STRETCH_UNKNOWN, LYD_WARNING, LYD_WARNING,
                                 LYD_STRETCH_ABSENT, LYD_ERROR};
    static const size_t lengths[] = {1, 2, 1, 1, 1, 1, 1};
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_timeline *timelines = NULL;
    size_t count = 0;
    int64_t id;
    enter_folder();
    lyd_history *history = open_history(LYD_HISTORY_CREATE, diag);
    for (size_t i = 0; i < LYD_COUNT(runs); i++) {
        lyd_run *run = run_of_step(runs[i], 1000 + (int64_t)i);
        run->judgement.types[0] = i < 4 ? LYD_ADDRESS_IPV4 : LYD_ADDRESS_DUAL_STACK;
        ck_assert_int_eq(lyd_history_add(history, run, 0, &id), LYD_OK);
        free_run(run);
    }
    ck_assert_int_eq(lyd_history_timelines(history, "DNS008:a.example", arena, &timelines, &count), LYD_OK);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(timelines[0].first_run, 2);
    ck_assert_int_eq(timelines[0].first_seen, 1001);
    ck_assert_int_eq(timelines[0].last->id, 8);
    ck_assert_uint_eq(timelines[0].runs, 8);
    ck_assert_uint_eq(timelines[0].runs_with, 5);
    ck_assert_uint_eq(timelines[0].stretch_count, LYD_COUNT(states));
    for (size_t i = 0; i < LYD_COUNT(states); i++) {
        ck_assert_msg(timelines[0].stretches[i].state == states[i], "stretch %zu: %d", i, timelines[0].stretches[i].state);
        ck_assert_msg(timelines[0].stretches[i].runs == lengths[i], "stretch %zu", i);
        ck_assert_msg(timelines[0].stretches[i].waived == (i == 4), "stretch %zu", i);
    }
    ck_assert_uint_eq(timelines[0].name_count, 1);
    ck_assert_uint_eq(timelines[0].names[0].count, 2);
    ck_assert_int_eq(timelines[0].names[0].stretches[0].state, LYD_ADDRESS_IPV4);
    ck_assert_uint_eq(timelines[0].names[0].stretches[0].runs, 4);
    ck_assert_int_eq(timelines[0].names[0].stretches[1].state, LYD_ADDRESS_DUAL_STACK);

    ck_assert_int_eq(lyd_history_timelines(history, "DNS08:a.example", arena, &timelines, &count), LYD_OK);
    ck_assert_uint_eq(count, 0);
    lyd_history_close(history);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
    leave_folder();
}
END_TEST

START_TEST(pruning)
{
    static const char *const sequence_of_runs[] = {"C:A", "C:A", "C2:B", "C:AB", "I:B", "I:C"};
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_pruned *rows = NULL;
    lyd_past_run *runs = NULL;
    lyd_timeline *timelines = NULL;
    size_t count = 0;
    int64_t id;
    enter_folder();
    lyd_history *history = open_history(LYD_HISTORY_CREATE, diag);
    for (size_t i = 0; i < LYD_COUNT(sequence_of_runs); i++) {
        lyd_run *run = run_of_step(sequence_of_runs[i], 1000 + (int64_t)i);
        ck_assert_int_eq(lyd_history_add(history, run, 0, &id), LYD_OK);
        free_run(run);
    }
    ck_assert_int_eq(lyd_history_prune(history, 1001, arena, &rows, &count), LYD_OK);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(rows[1].topology, "test");
    ck_assert_uint_eq(rows[1].removed, 1);
    ck_assert_uint_eq(rows[1].kept, 4);
    ck_assert_uint_eq(rows[0].removed, 0);

    /* All runs are old enough: the last complete run of each topology stays, and so do those after it. */
    ck_assert_int_eq(lyd_history_prune(history, 1000000, arena, &rows, &count), LYD_OK);
    ck_assert_uint_eq(rows[1].removed, 1);
    ck_assert_int_eq(lyd_history_runs(history, NULL, arena, &runs, &count), LYD_OK);
    ck_assert_uint_eq(count, 4);
    ck_assert_int_eq(runs[0].id, 3);
    ck_assert_int_eq(runs[1].id, 4);

    /* When it first showed is known even so. */
    ck_assert_int_eq(lyd_history_timelines(history, "DNS008:a.example", arena, &timelines, &count), LYD_OK);
    ck_assert_int_eq(timelines[0].first_run, 1);
    ck_assert_int_eq(timelines[0].first_seen, 1000);
    ck_assert_int_eq(timelines[0].last->id, 4);
    lyd_history_close(history);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
    leave_folder();
}
END_TEST

LYD_TEST_MAIN("history/changes", since_earlier_runs, runs_stay_as_they_were, two_runs_compared, a_finding_over_time, pruning)
