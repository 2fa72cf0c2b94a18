/* Waiting for a change: asks about the names that it touches until every server gives the expected answers.
 *
 * Rounds begin a second or more apart, so no name is asked for more often. An answer that was as expected once is not asked for again. */
#include "doubts.h"

#include <stdlib.h>
#include <string.h>

#define PAUSE_MS 1000
#define PAUSE_LATER_MS 5000
#define ROUNDS_SOON 15 /* by then most servers show a change; caches take longer */

typedef struct wait {
    const lyd_preview *p;
    lyd_question *questions;
    lyd_answer *expected, *other, *seen; /* OTHER: in the preview's other case, else as EXPECTED */
    bool *shown;
    size_t count, shown_count;
    const lyd_confirm_options *options;
    lyd_source *source;
    lyd_diag *diag;
    int64_t begin;
    lyd_arena *answers; /* of the last round */
} wait;

/* A changed name, and the types that it is asked for (lyd_change_asks). */
typedef struct changed {
    const char *name;
    unsigned asks;
} changed;

/* Each changed name once. */
static lyd_status list_names(const lyd_change *change, changed *names, size_t *count)
{
    lyd_map *known = lyd_map_new();
    lyd_status status = known == NULL ? LYD_ENOMEM : LYD_OK;
    *count = 0;
    for (size_t i = 0; i < change->count && status == LYD_OK; i++) {
        const lyd_change_step *step = &change->steps[i];
        uint32_t number;
        if (!lyd_map_get(known, step->name, &number)) {
            number = (uint32_t)(*count)++;
            names[number] = (changed){step->name, 0};
            status = lyd_map_put(known, step->name, number);
        }
        names[number].asks |= lyd_change_asks(step);
    }
    lyd_map_free(known);
    return status;
}

static void put_questions(wait *w, const changed *name, uint16_t server)
{
    for (size_t t = 0; t < LYD_KEPT_TYPES; t++) {
        if ((name->asks & 1u << t) != 0) {
            w->questions[w->count++] = (lyd_question){name->name, server, (uint16_t)lyd_kept_types[t]};
        }
    }
}

/* The records of each changed name at each server of the views. */
static lyd_status list_questions(wait *w, lyd_arena *arena)
{
    const lyd_preview *p = w->p;
    const lyd_case *c = &p->before->facts;
    size_t name_count;
    bool *listed = lyd_arena_zalloc(arena, c->server_count, sizeof(*listed));
    changed *names = lyd_arena_alloc(arena, p->change->count * sizeof(*names));
    if (listed == NULL || names == NULL || list_names(p->change, names, &name_count) != LYD_OK) {
        return LYD_ENOMEM;
    }
    w->questions = lyd_arena_alloc(arena, name_count * c->server_count * LYD_KEPT_TYPES * sizeof(*w->questions));
    if (w->questions == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t v = 0; v < c->topology->view_count; v++) {
        for (size_t s = 0; s < c->topology->views[v].server_count && (p->views >> v & 1u) != 0; s++) {
            uint16_t server = c->view_servers[v][s];
            for (size_t i = 0; i < name_count && !listed[server]; i++) {
                put_questions(w, &names[i], server);
            }
            listed[server] = true;
        }
    }
    w->expected = lyd_arena_zalloc(arena, w->count, sizeof(*w->expected));
    w->other = p->other_over != NULL ? lyd_arena_zalloc(arena, w->count, sizeof(*w->other)) : w->expected;
    w->seen = lyd_arena_zalloc(arena, w->count, sizeof(*w->seen));
    w->shown = lyd_arena_zalloc(arena, w->count, sizeof(*w->shown));
    return w->expected == NULL || w->other == NULL || w->seen == NULL || w->shown == NULL ? LYD_ENOMEM : LYD_OK;
}

static bool passes_through(const lyd_answer *seen, const lyd_answer *expected)
{
    bool same = seen->alias_count >= expected->alias_count;
    for (size_t i = 0; i < expected->alias_count && same; i++) {
        same = strcmp(expected->aliases[i], seen->aliases[i]) == 0;
    }
    return same;
}

/* The same records by the same aliases. Whether a name without any is gone altogether depends on more than the change. */
static bool is_same(const lyd_answer *expected, const lyd_answer *seen)
{
    return lyd_answer_same_aliases(expected, seen) && lyd_answer_same_records(expected, seen);
}

static bool has_record(const lyd_answer *answer, const lyd_record *record)
{
    for (size_t i = 0; i < answer->record_count; i++) {
        if (lyd_record_compare(&answer->records[i], record) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_deletion(const lyd_change_step *step)
{
    return step->act >= LYD_CHANGE_DELETE && step->act <= LYD_CHANGE_DELETE_NAME;
}

/* Whether STEP is about what QUESTION asks for: an alias answers for every type. */
static bool concerns(const lyd_change_step *step, const lyd_question *question)
{
    bool type = step->type == 0 || step->type == question->type || step->type == LYD_TYPE_CNAME;
    return (step->act == LYD_CHANGE_ADD || is_deletion(step)) && type && strcmp(step->name, question->name) == 0;
}

/* Whether RECORD is there after the change, of a name where it IS or isn't there before. */
static bool ends_there(const lyd_change *change, const lyd_question *question, const lyd_record *record, bool is)
{
    for (size_t i = 0; i < change->count; i++) {
        const lyd_change_step *step = &change->steps[i];
        bool hit = lyd_record_compare(&step->record, record) == 0;
        if (concerns(step, question) && step->type != LYD_TYPE_CNAME && (hit || (is_deletion(step) && step->act != LYD_CHANGE_DELETE))) {
            is = step->act == LYD_CHANGE_ADD;
        }
    }
    return is;
}

/* The alias of a name after the change, of one that has ALIAS before. NULL: none. */
static const char *alias_after(const lyd_change *change, const lyd_question *question, const char *alias)
{
    for (size_t i = 0; i < change->count; i++) {
        const lyd_change_step *step = &change->steps[i];
        if (!concerns(step, question) || (step->type != LYD_TYPE_CNAME && step->type != 0)) {
            continue;
        }
        if (step->act == LYD_CHANGE_ADD) {
            alias = step->record.target;
        } else if (step->act != LYD_CHANGE_DELETE || (alias != NULL && strcmp(alias, step->record.target) == 0)) {
            alias = NULL;
        }
    }
    return alias;
}

/* An answer that could not be predicted, because a lookup had failed, shows the change if making the change once more would alter nothing
 * in it. If the change doesn't touch its type, any answer does. */
static bool shows_steps(const lyd_change *change, const lyd_question *question, const lyd_answer *seen)
{
    const char *alias = seen->alias_count > 0 ? seen->aliases[0] : NULL, *after = alias_after(change, question, alias);
    bool same = alias == after || (alias != NULL && after != NULL && strcmp(alias, after) == 0), touched = false;
    for (size_t i = 0; i < change->count && same; i++) {
        const lyd_change_step *step = &change->steps[i];
        if (!concerns(step, question)) {
            continue;
        }
        touched = true;
        if (step->act == LYD_CHANGE_ADD && step->type != LYD_TYPE_CNAME) {
            bool is = has_record(seen, &step->record);
            same = ends_there(change, question, &step->record, is) == is;
        }
    }
    for (size_t r = 0; r < seen->record_count && same && alias == NULL; r++) {
        same = ends_there(change, question, &seen->records[r], true);
    }
    return same && (!touched || alias != NULL || !lyd_answer_failed((lyd_answer_status)seen->status));
}

static bool is_judged(const lyd_preview *p, const char *name)
{
    bool judged = true;
    for (size_t i = 0; i < p->not_judged_count && judged; i++) {
        judged = strcmp(p->not_judged[i].record, name) != 0;
    }
    return judged;
}

static bool is_shown(const wait *w, size_t i)
{
    const lyd_answer *expected = &w->expected[i], *seen = &w->seen[i];
    bool guess = lyd_preview_guess(w->p, &w->questions[i]) != NULL;
    if (guess || !is_judged(w->p, w->questions[i].name)) {
        bool likely = guess && (is_same(expected, seen) || is_same(&w->other[i], seen));
        return shows_steps(w->p->change, &w->questions[i], seen) || (likely && !lyd_answer_failed((lyd_answer_status)seen->status));
    }
    if (!lyd_answer_failed((lyd_answer_status)expected->status)) {
        return is_same(expected, seen) && !lyd_answer_failed((lyd_answer_status)seen->status);
    }
    /* The target of a new alias may fail for good: wait for the alias itself. */
    return expected->alias_count > 0 ? passes_through(seen, expected) : shows_steps(w->p->change, &w->questions[i], seen);
}

static lyd_status ask_round(wait *w, lyd_arena *arena)
{
    const lyd_case *c = &w->p->before->facts;
    lyd_question *questions = calloc(w->count + 1, sizeof(*questions));
    lyd_answer *answers = calloc(w->count + 1, sizeof(*answers));
    size_t count = 0;
    lyd_status status = questions == NULL || answers == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < w->count && status == LYD_OK; i++) {
        if (!w->shown[i]) {
            questions[count++] = w->questions[i];
        }
    }
    if (status == LYD_OK) {
        status = w->source->functions->ask(w->source, c->servers, c->server_count, questions, count, answers, arena, w->diag);
    }
    count = 0;
    for (size_t i = 0; i < w->count && (status == LYD_OK || status == LYD_ESTOPPED); i++) {
        if (!w->shown[i]) {
            w->seen[i] = answers[count++];
            w->shown[i] = is_shown(w, i);
            w->shown_count += w->shown[i] ? 1 : 0;
        }
    }
    free(questions);
    free(answers);
    return status;
}

/* "10.0.0.1, 10.0.0.2", "alias of fe01.contoso.com: 10.0.0.3", "nothing", or the status of a failed lookup. */
static const char *describe(const lyd_answer *answer, lyd_arena *arena)
{
    const char *text = answer->alias_count > 0 ? lyd_arena_printf(arena, "alias of %s: ", answer->aliases[answer->alias_count - 1]) : "";
    for (size_t i = 0; i < answer->record_count && text != NULL && i < 8; i++) {
        char data[LYD_RECORD_TEXT];
        lyd_record_format(&answer->records[i], data);
        text = lyd_arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", data);
    }
    if (text != NULL && answer->record_count == 0) {
        bool failed = lyd_answer_failed((lyd_answer_status)answer->status);
        text = lyd_arena_printf(arena, "%s%s", text, failed ? lyd_row_name(lyd_answer_statuses, answer->status) : "nothing");
    }
    return text != NULL ? text : "";
}

static void report_differences(const wait *w)
{
    for (size_t i = 0; i < w->count; i++) {
        const lyd_question *question = &w->questions[i];
        const lyd_answer *expected = &w->expected[i];
        const char *server = w->p->before->facts.servers[question->server].text, *type = lyd_type_name(question->type);
        if (w->shown[i]) {
            continue;
        }
        if (expected->alias_count == 0 && lyd_answer_failed((lyd_answer_status)expected->status)) {
            (void)lyd_diag_error(w->diag, NULL, 0, "%s does not show the change of %s %s: it returns %s", server, question->name, type,
                                 describe(&w->seen[i], w->answers));
        } else {
            (void)lyd_diag_error(w->diag, NULL, 0, "%s still differs for %s %s: it returns %s, expected %s", server, question->name, type,
                                 describe(&w->seen[i], w->answers), describe(expected, w->answers));
        }
    }
}

/* One round. Its answers replace those of the round before, so that hours of waiting take no more memory. */
static lyd_status ask(void *context, bool *done)
{
    wait *w = context;
    const lyd_confirm_options *options = w->options;
    lyd_arena *arena = lyd_arena_new();
    lyd_status status = arena == NULL ? LYD_ENOMEM : ask_round(w, arena);
    lyd_arena_free(w->answers);
    w->answers = arena;
    *done = w->shown_count == w->count;
    if (options->progress != NULL) {
        options->progress(options->progress_context, w->shown_count, w->count, options->clock.now_ms(options->clock.context) - w->begin);
    }
    return status;
}

/* Has a source of the preview say what is to be expected. */
static lyd_status expect(const wait *w, lyd_source *over, lyd_answer *answers, lyd_arena *arena)
{
    const lyd_case *c = &w->p->before->facts;
    lyd_status status = over->functions->ask(over, c->servers, c->server_count, w->questions, w->count, answers, arena, w->diag);
    return status == LYD_ESTOPPED ? LYD_OK : status;
}

static lyd_status wait_for_change(wait *w)
{
    const lyd_confirm_options *options = w->options;
    bool done;
    w->begin = options->clock.now_ms(options->clock.context);
    lyd_until until = {
        .ask = ask,
        .context = w,
        .pause_ms = PAUSE_MS,
        .pause_later_ms = PAUSE_LATER_MS,
        .rounds_soon = ROUNDS_SOON,
        .end_ms = w->begin + options->timeout_ms,
        .last_look = true,
        .stop = options->stop,
        .clock = options->clock,
    };
    lyd_status status = lyd_ask_until(&until, &done);
    if (status == LYD_OK && !done) {
        report_differences(w);
    }
    lyd_arena_free(w->answers);
    return status;
}

lyd_status lyd_preview_confirm(const lyd_preview *p, lyd_source *source, const lyd_confirm_options *options, bool *shown, lyd_diag *diag)
{
    wait w = {.p = p, .options = options, .source = source, .diag = diag};
    lyd_arena *arena = lyd_arena_new();
    lyd_status status = arena == NULL ? LYD_ENOMEM : list_questions(&w, arena);
    *shown = false;
    if (status == LYD_OK) {
        status = expect(&w, p->over, w.expected, arena);
    }
    if (status == LYD_OK && p->other_over != NULL) {
        status = expect(&w, p->other_over, w.other, arena);
    }
    if (status == LYD_OK) {
        status = wait_for_change(&w);
        *shown = status == LYD_OK && w.shown_count == w.count;
    }
    lyd_arena_free(arena);
    return status;
}
