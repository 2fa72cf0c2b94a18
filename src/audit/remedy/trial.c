/* Trials: which of the edits go together, found by previews of the change that they make. */
#include "work.h"

#include <string.h>

#define PASSES_MOST 4 /* over edits that failed alone, and may do together with others taken since */

/* True if NAME is CHANGED or an alias that leads there. */
static bool depends_on(const lyd_case *c, const char *name, const char *changed)
{
    bool depends = strcmp(name, changed) == 0;
    for (uint32_t q = 0; q < lyd_case_questions(c) && !depends; q++) {
        for (uint8_t i = 0; i < c->answers[q].alias_count && !depends; i++) {
            depends = strcmp(c->answers[q].aliases[i], changed) == 0 && strcmp(c->questions[q].name, name) == 0;
        }
    }
    return depends;
}

/* True if what mends some finding changes NAME in other views, too. */
static bool is_changed_elsewhere(const lyd_remedy_work *work, const char *name)
{
    bool changed = false;
    for (size_t g = 0; g < work->group_count && !changed; g++) {
        const lyd_group *group = &work->groups[g];
        for (size_t i = 0; i < group->elsewhere_count && group->state == LYD_GROUP_TAKEN && !changed; i++) {
            changed = depends_on(&work->remedy.run->facts, name, group->elsewhere[i]);
        }
    }
    return changed;
}

lyd_trial_word lyd_trial_judge(const lyd_remedy_work *work, const lyd_finding *finding)
{
    if (finding->waiver != NULL) {
        return LYD_TRIAL_WAIVED;
    }
    if (strcmp(finding->rule->id, "WVR002") == 0) {
        return LYD_TRIAL_UNUSED;
    }
    bool differs = strcmp(finding->rule->id, "DNS015") == 0 && is_changed_elsewhere(work, finding->subjects[0]);
    return differs ? LYD_TRIAL_PASSING : LYD_TRIAL_HARM;
}

/* Why the change of PREVIEW may not be made; NULL: it may. */
static lyd_status find_objection(const lyd_remedy_work *work, const lyd_preview *preview, const char **why)
{
    *why = NULL;
    for (size_t i = 0; i < preview->introduced_count; i++) {
        if (lyd_trial_judge(work, preview->introduced[i]) == LYD_TRIAL_HARM) {
            *why = lyd_arena_printf(work->arena, "it would introduce %s", preview->introduced[i]->key);
            return *why == NULL ? LYD_ENOMEM : LYD_OK;
        }
    }
    if (preview->not_judged_count > 0) {
        *why = lyd_arena_printf(work->arena, "it can't be judged: %s: %s", preview->not_judged[0].record, preview->not_judged[0].reason);
        return *why == NULL ? LYD_ENOMEM : LYD_OK;
    }
    return LYD_OK;
}

void lyd_trial_forget(lyd_remedy_work *work)
{
    lyd_preview_free(work->preview);
    lyd_source_free(work->changed);
    work->preview = NULL;
    work->changed = NULL;
}

static const char *first_error(const lyd_diag *diag)
{
    size_t i = 0;
    while (lyd_diag_message(diag, i) != NULL && lyd_diag_is_note(diag, i)) {
        i++;
    }
    return lyd_diag_message(diag, i);
}

/* A preview of CHANGE. *WHY: it may not be made; NULL: it is the work's preview from now on. */
static lyd_status judge(lyd_remedy_work *work, const lyd_change *change, const char **why)
{
    lyd_source *copy = work->source != NULL ? lyd_zone_source_copy(work->source) : NULL, *source = copy != NULL ? copy : work->memo;
    lyd_preview *preview = NULL;
    lyd_diag *diag = lyd_diag_new();
    lyd_status status = diag == NULL || (work->source != NULL && copy == NULL) ? LYD_ENOMEM : LYD_OK;
    *why = NULL;
    if (status == LYD_OK) {
        status = lyd_preview_new(work->topology, source, source, change, work->remedy.view, false, work->started, &preview, diag);
    }
    if (status == LYD_EINVAL) { /* the server would refuse it */
        *why = first_error(diag);
        *why = *why != NULL ? lyd_arena_text(work->arena, *why, strlen(*why)) : "it can't be judged";
        status = *why == NULL ? LYD_ENOMEM : LYD_OK;
    } else if (status == LYD_OK) {
        status = find_objection(work, preview, why);
    }
    lyd_diag_free(diag);
    if (status == LYD_OK && *why == NULL) {
        lyd_trial_forget(work);
        work->preview = preview;
        work->changed = copy;
        return LYD_OK;
    }
    lyd_preview_free(preview);
    lyd_source_free(copy);
    return status;
}

/* Tries the groups that are taken. *WHY: they don't go together. */
static lyd_status try_taken(lyd_remedy_work *work, const char **why)
{
    lyd_commands commands;
    lyd_status status = lyd_commands_make(work, NULL, &commands, why);
    if (status == LYD_OK && *why == NULL && work->trials == 0) {
        *why = "too many changes had to be judged one by one; make these first";
    } else if (status == LYD_OK && *why == NULL && commands.count > 0) {
        work->trials--;
        status = judge(work, commands.change, why);
    }
    return status;
}

/* The next group from FIRST on, before END, that may be tried. */
static size_t next_untried(const lyd_remedy_work *work, size_t first, size_t end)
{
    while (first < end && (work->groups[first].state == LYD_GROUP_TAKEN || work->groups[first].state == LYD_GROUP_OUT)) {
        first++;
    }
    return first;
}

/* Of the groups FROM … END - 1: those that may be tried become taken, or (TAKE false) those in TRIED become refused. */
static size_t take(lyd_remedy_work *work, size_t from, size_t end, bool *tried)
{
    size_t count = 0;
    for (size_t g = next_untried(work, from, end); g < end; g = next_untried(work, g + 1, end)) {
        work->groups[g].state = LYD_GROUP_TAKEN;
        tried[g] = true;
        count++;
    }
    return count;
}

static void give_back(lyd_remedy_work *work, size_t from, size_t end, bool *tried, const char *why)
{
    for (size_t g = from; g < end; g++) {
        if (tried[g]) {
            work->groups[g].state = LYD_GROUP_REFUSED;
            work->groups[g].why = why;
            tried[g] = false;
        }
    }
}

/* Takes the groups from FROM to END that go together, trying halves of what doesn't. */
static lyd_status settle(lyd_remedy_work *work, size_t from, size_t end, bool *tried)
{
    const char *why = NULL;
    size_t count = take(work, from, end, tried);
    lyd_status status = count > 0 ? try_taken(work, &why) : LYD_OK;
    if (status != LYD_OK || why == NULL) {
        memset(tried + from, 0, (end - from) * sizeof(*tried));
        return status;
    }
    give_back(work, from, end, tried, why);
    if (count == 1) {
        return LYD_OK;
    }
    size_t middle = from + (end - from) / 2;
    status = settle(work, from, middle, tried);
    return status == LYD_OK ? settle(work, middle, end, tried) : status;
}

static size_t count_taken(const lyd_remedy_work *work)
{
    size_t count = 0;
    for (size_t g = 0; g < work->group_count; g++) {
        count += work->groups[g].state == LYD_GROUP_TAKEN ? 1 : 0;
    }
    return count;
}

lyd_status lyd_trials_run(lyd_remedy_work *work, size_t first)
{
    bool *tried = lyd_arena_zalloc(work->arena, work->group_count, sizeof(*tried));
    lyd_status status = tried == NULL ? LYD_ENOMEM : LYD_OK;
    size_t before = SIZE_MAX;
    for (int pass = 0; pass < PASSES_MOST && status == LYD_OK && count_taken(work) != before; pass++) {
        before = count_taken(work);
        status = settle(work, first, work->group_count, tried);
    }
    return status;
}

lyd_status lyd_trials_repeat(lyd_remedy_work *work)
{
    for (size_t g = 0; g < work->group_count; g++) {
        lyd_group *group = &work->groups[g];
        group->state = group->state == LYD_GROUP_TAKEN ? LYD_GROUP_OPEN : group->state;
    }
    lyd_trial_forget(work);
    return lyd_trials_run(work, 0);
}
