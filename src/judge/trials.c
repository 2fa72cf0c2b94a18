/* Edits that do harm alone, or no good: each finding's are made in a copy of the answers, and these are judged again.
 *
 * Whether a change makes another finding depends on pools, aliases, views and support tables at once; the rules themselves know best. What
 * a judgement of a large case costs is saved there: the checks themselves leave out what they know to be wrong, and the change script is
 * judged as a whole before it is written. */
#include "edited.h"

#include "service.h"

#include <stdlib.h>
#include <string.h>

#define COST_MOST 100000   /* of all trials: some 50 ms */
#define COST_OF_FINDING 10 /* an answer costs 1 */

typedef struct trial {
    const lyd_judging *j; /* of the case as it is */
    lyd_judgement *judgement;
    lyd_map *known;      /* the findings that count, by key: their severities */
    lyd_answer *answers; /* a copy, for one trial after the other */
    size_t left;         /* of COST_MOST */
} trial;

/* ---- what is found ---- */

static lyd_status learn(trial *t)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < t->judgement->finding_count && status == LYD_OK; i++) {
        const lyd_finding *f = &t->judgement->findings[i];
        status = f->waiver == NULL ? lyd_map_put(t->known, f->key, f->severity) : LYD_OK;
    }
    return status;
}

/* Lookups that fail, and waivers that match nothing then, are no harm. */
static bool is_made(const trial *t, const lyd_finding *f)
{
    uint32_t severity = LYD_OFF;
    (void)lyd_map_get(t->known, f->key, &severity);
    return lyd_finding_counts(f) && f->severity > severity && strcmp(f->rule->id, "WVR002") != 0;
}

/* Whether the edits of FINDING have to be withheld, by what is found AFTER; then TEXT says what to do. */
static lyd_status object(const trial *t, lyd_finding *finding, const lyd_judgement *after, const char **text)
{
    const char *made = NULL;
    bool stays = false;
    uint32_t views = 0;
    for (size_t i = 0; i < finding->edit_count; i++) {
        views |= (uint32_t)1 << finding->edits[i].view;
    }
    for (size_t i = 0; i < after->finding_count; i++) {
        const lyd_finding *f = &after->findings[i];
        made = is_made(t, f) && (made == NULL || strcmp(f->key, made) < 0) ? f->key : made;
        stays = stays || (strcmp(f->key, finding->key) == 0 && (f->views == 0 || (f->views & views) != 0));
    }
    if (made != NULL) {
        finding->withheld = lyd_arena_printf(t->j->arena, "it would introduce %s", made);
        *text = lyd_arena_printf(t->j->arena, "first see to %s, which this change alone would introduce.", made);
        return finding->withheld == NULL || *text == NULL ? LYD_ENOMEM : LYD_OK;
    }
    finding->withheld = stays ? "it would not resolve the finding" : NULL;
    *text = "do all of this: the records alone would not resolve the finding.";
    return LYD_OK;
}

/* ---- a trial ---- */

static lyd_status try_edits(trial *t, lyd_finding *finding, const char **text)
{
    const lyd_case *c = t->j->c;
    lyd_arena *arena = lyd_arena_new();
    lyd_case after = *c;
    lyd_judgement judgement;
    lyd_status status = arena == NULL ? LYD_ENOMEM : LYD_OK;
    memcpy(t->answers, c->answers, lyd_case_questions(c) * sizeof(*t->answers));
    after.answers = t->answers;
    if (status == LYD_OK) {
        status = lyd_edited_answers(t->j, finding->edits, finding->edit_count, t->answers, arena);
    }
    if (status == LYD_OK) {
        status = lyd_judge(&after, arena, &judgement);
    }
    if (status == LYD_OK) {
        status = object(t, finding, &judgement, text);
    }
    lyd_arena_free(arena);
    return status;
}

/* Takes the edits from FINDING, and says what else has to be done. */
static lyd_status withhold(const trial *t, lyd_finding *finding, const char *text)
{
    lyd_arena *arena = t->j->arena;
    lyd_action *actions = lyd_arena_alloc(arena, (finding->action_count + 1) * sizeof(*actions));
    if (actions == NULL) {
        return LYD_ENOMEM;
    }
    memcpy(actions, finding->actions, finding->action_count * sizeof(*actions));
    actions[finding->action_count] = (lyd_action){.owner = LYD_OWNER_DNS, .text = text};
    finding->actions = actions;
    finding->action_count++;
    finding->edit_count = 0;
    finding->remedy = lyd_actions_text(actions, finding->action_count, arena);
    return finding->remedy == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status try_all(trial *t)
{
    size_t cost = lyd_case_questions(t->j->c) + t->judgement->finding_count * COST_OF_FINDING;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < t->judgement->finding_count && status == LYD_OK && t->left >= cost; i++) {
        lyd_finding *f = &t->judgement->findings[i];
        const char *text;
        if (f->edit_count == 0 || f->waiver != NULL) {
            continue;
        }
        t->left -= cost;
        status = try_edits(t, f, &text);
        status = status == LYD_OK && f->withheld != NULL ? withhold(t, f, text) : status;
    }
    return status;
}

lyd_status lyd_judge_withhold(const lyd_case *c, lyd_arena *arena, lyd_judgement *judgement)
{
    lyd_judging j = {.c = c, .topology = c->topology, .arena = arena};
    trial t = {.j = &j, .judgement = judgement, .left = COST_MOST};
    if (lyd_case_questions(c) > t.left) {
        return LYD_OK;
    }
    lyd_status status = lyd_judging_gather(&j);
    t.known = lyd_map_new();
    t.answers = malloc((lyd_case_questions(c) + 1) * sizeof(*t.answers));
    if (t.known == NULL || t.answers == NULL) {
        status = LYD_ENOMEM;
    }
    if (status == LYD_OK) {
        status = lyd_judging_index(&j);
    }
    if (status == LYD_OK) {
        status = learn(&t);
    }
    if (status == LYD_OK) {
        status = try_all(&t);
    }
    lyd_map_free(t.known);
    free(t.answers);
    return status;
}
