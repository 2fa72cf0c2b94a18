/* Trials: the edits of each finding are made in a copy of the answers, and these are judged again. Edits that do harm alone, or no good,
 * are withheld; what else is mended by them stands under the finding.
 *
 * Whether a change makes another finding depends on pools, aliases, views and support tables at once; the rules themselves know best. What
 * a judgement of a large case costs is saved there: the checks themselves leave out what they know to be wrong, and the change script is
 * judged as a whole before it is written. */
#include "edited.h"
#include "judge/causes/causes.h"
#include "judge/service.h"

#include <stdlib.h>
#include <string.h>

#define COST_MOST 100000   /* of all trials: some 50 ms */
#define COST_OF_FINDING 10 /* an answer costs 1 */

typedef struct trial {
    lyd_judging *j; /* of the case as it is */
    lyd_judgement *judgement;
    lyd_map *known;      /* the findings that count, by key: their severities */
    lyd_answer *answers; /* a copy, for one trial after the other */
    bool *is_cause;      /* of each finding */
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

/* The first finding that is made; NULL: none is. */
static const char *first_made(const trial *t, const lyd_judgement *after)
{
    const char *made = NULL;
    for (size_t i = 0; i < after->finding_count; i++) {
        const lyd_finding *f = &after->findings[i];
        made = is_made(t, f) && (made == NULL || strcmp(f->key, made) < 0) ? f->key : made;
    }
    return made;
}

/* Whether the edits of FINDING have to be withheld, by what is found AFTER; then TEXT says what to do. */
static lyd_status object(const trial *t, lyd_finding *finding, const lyd_judgement *after, const char **text)
{
    const char *made = first_made(t, after);
    bool stays = false;
    uint32_t views = 0;
    for (size_t i = 0; i < finding->edit_count; i++) {
        views |= (uint32_t)1 << finding->edits[i].view;
    }
    for (size_t i = 0; i < after->finding_count; i++) {
        const lyd_finding *f = &after->findings[i];
        stays = stays || (strcmp(f->key, finding->key) == 0 && (f->views == 0 || (f->views & views) != 0));
    }
    if (made != NULL) {
        finding->withheld = lyd_arena_printf(t->j->arena, "it would introduce %s", made);
        *text = lyd_arena_printf(t->j->arena, "first see to %s, which the change alone would introduce.", made);
        return finding->withheld == NULL || *text == NULL ? LYD_ENOMEM : LYD_OK;
    }
    finding->withheld = stays ? "it would not resolve the finding" : NULL;
    *text = "do all of this: the records alone would not resolve the finding.";
    return LYD_OK;
}

/* ---- a trial ---- */

/* Judges the case as it is once COUNT edits are made. */
static lyd_status judge_edited(trial *t, const lyd_edit *edits, size_t count, lyd_arena *arena, lyd_judgement *judgement)
{
    const lyd_case *c = t->j->c;
    lyd_case after = *c;
    memcpy(t->answers, c->answers, lyd_case_questions(c) * sizeof(*t->answers));
    after.answers = t->answers;
    lyd_status status = lyd_edited_answers(t->j, edits, count, t->answers, arena);
    return status == LYD_OK ? lyd_judge(&after, arena, judgement) : status;
}

/* Edits that are withheld, or that are assumed and make a finding, aren't what mends it. */
static lyd_status try_edits(trial *t, size_t index, const lyd_edit *edits, size_t count, const char **text)
{
    lyd_finding *finding = &t->judgement->findings[index];
    lyd_arena *arena = lyd_arena_new();
    lyd_judgement after;
    lyd_status status = arena == NULL ? LYD_ENOMEM : judge_edited(t, edits, count, arena, &after);
    if (status == LYD_OK && finding->edit_count > 0) {
        status = object(t, finding, &after, text);
    }
    if (status == LYD_OK && finding->withheld == NULL && first_made(t, &after) == NULL) {
        status = lyd_causes_of_edits(t->judgement, index, &after, t->is_cause);
    }
    lyd_arena_free(arena);
    return status;
}

/* Takes the edits from FINDING, and says what else has to be done: before all, or besides. */
static lyd_status withhold(const trial *t, lyd_finding *finding, const char *text)
{
    bool before = strncmp(text, "first ", strlen("first ")) == 0;
    lyd_arena *arena = t->j->arena;
    lyd_action *actions = lyd_arena_alloc(arena, (finding->action_count + 1) * sizeof(*actions));
    if (actions == NULL) {
        return LYD_ENOMEM;
    }
    memcpy(actions + (before ? 1 : 0), finding->actions, finding->action_count * sizeof(*actions));
    actions[before ? 0 : finding->action_count] = (lyd_action){.owner = LYD_OWNER_DNS, .text = text};
    finding->actions = actions;
    finding->action_count++;
    finding->edit_count = 0;
    finding->remedy = lyd_actions_text(actions, finding->action_count, arena);
    return finding->remedy == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status try_finding(trial *t, size_t index)
{
    lyd_finding *f = &t->judgement->findings[index];
    const lyd_edit *edits = f->edits;
    size_t count = f->edit_count;
    const char *text;
    if (count == 0) {
        lyd_assume_edits(t->j, f);
        edits = t->j->edits;
        count = t->j->edit_count;
    }
    size_t cost = lyd_case_questions(t->j->c) + t->judgement->finding_count * COST_OF_FINDING;
    if (count == 0 || t->left < cost || t->j->status != LYD_OK) {
        return t->j->status;
    }
    t->left -= cost;
    lyd_status status = try_edits(t, index, edits, count, &text);
    return status == LYD_OK && f->withheld != NULL ? withhold(t, f, text) : status;
}

/* Those of SEVERITY, about combinations or not. */
static lyd_status try_some(trial *t, lyd_severity severity, bool combinations)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < t->judgement->finding_count && status == LYD_OK; i++) {
        const lyd_finding *f = &t->judgement->findings[i];
        if (f->waiver == NULL && f->severity == severity && (f->rule->tables != 0) == combinations) {
            status = try_finding(t, i);
        }
    }
    return status;
}

/* Of findings that would each mend the others, the first is the cause: of equally severe ones, rather one about a name. */
static lyd_status try_all(trial *t)
{
    lyd_status status = LYD_OK;
    for (unsigned severity = LYD_ERROR; severity > LYD_OFF && status == LYD_OK; severity--) {
        status = try_some(t, (lyd_severity)severity, false);
        status = status == LYD_OK ? try_some(t, (lyd_severity)severity, true) : status;
    }
    return status;
}

static lyd_status try_them(lyd_judging *j, lyd_judgement *judgement)
{
    size_t questions = lyd_case_questions(j->c);
    trial t = {.j = j, .judgement = judgement, .left = COST_MOST};
    lyd_status status = lyd_judging_gather(j);
    t.known = lyd_map_new();
    t.answers = malloc((questions + 1) * sizeof(*t.answers));
    t.is_cause = calloc(judgement->finding_count + 1, sizeof(*t.is_cause));
    if (t.known == NULL || t.answers == NULL || t.is_cause == NULL) {
        status = LYD_ENOMEM;
    }
    if (status == LYD_OK) {
        status = lyd_judging_index(j);
    }
    if (status == LYD_OK) {
        status = learn(&t);
    }
    if (status == LYD_OK) {
        status = try_all(&t);
    }
    lyd_map_free(t.known);
    free(t.answers);
    free(t.is_cause);
    return status;
}

lyd_status lyd_judge_try(const lyd_case *c, lyd_arena *arena, lyd_judgement *judgement)
{
    lyd_judging j = {.c = c, .topology = c->topology, .arena = arena};
    lyd_status status = lyd_case_questions(c) <= COST_MOST ? try_them(&j, judgement) : LYD_OK;
    status = status == LYD_OK ? lyd_causes_of_remedies(&j, judgement) : status;
    free(j.edits);
    free(j.line);
    return status;
}
