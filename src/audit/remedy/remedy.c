/* A remedy: an audit, the change that mends what it found, and what is left. */
#include "work.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS_MOST 8 /* of what may be mended only after something else was */

/* ---- the view ---- */

static bool has_server(const lyd_case *c, uint32_t view, uint16_t server)
{
    size_t s = 0;
    while (s < c->topology->views[view].server_count && c->view_servers[view][s] != server) {
        s++;
    }
    return s < c->topology->views[view].server_count;
}

/* VIEW, and the views that have no other servers: what changes in VIEW changes in these. */
static uint32_t views_within(const lyd_case *c, uint32_t view)
{
    uint32_t views = (uint32_t)1 << view;
    for (uint32_t v = 0; v < c->topology->view_count; v++) {
        size_t s = 0;
        while (s < c->topology->views[v].server_count && has_server(c, view, c->view_servers[v][s])) {
            s++;
        }
        views |= s > 0 && s == c->topology->views[v].server_count ? (uint32_t)1 << v : 0;
    }
    return views;
}

/* The views that need a change. */
static uint32_t views_to_change(const lyd_remedy_work *work)
{
    const lyd_judgement *judgement = &work->remedy.run->judgement;
    uint32_t views = 0;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const lyd_finding *finding = &judgement->findings[i];
        bool wanted = lyd_remedy_wants(work, finding) && lyd_finding_counts(finding);
        for (size_t e = 0; e < finding->edit_count && wanted; e++) {
            views |= (uint32_t)1 << finding->edits[e].view;
        }
    }
    return views;
}

/* The first view of the set NEEDING in which a change is one in all of them, else its first one. */
static uint32_t view_for(const lyd_case *c, uint32_t needing)
{
    uint32_t first = 0;
    while ((needing >> first & 1u) == 0) {
        first++;
    }
    for (uint32_t v = first; v < c->topology->view_count; v++) {
        if ((needing >> v & 1u) != 0 && (needing & ~views_within(c, v)) == 0) {
            return v;
        }
    }
    return first;
}

static lyd_status view_needed(const lyd_remedy_work *work, uint32_t needing, lyd_diag *diag)
{
    const lyd_case *c = &work->remedy.run->facts;
    const char *names = NULL;
    while (needing != 0) {
        uint32_t view = view_for(c, needing);
        needing &= ~views_within(c, view);
        names = names == NULL
                    ? c->topology->views[view].name
                    : lyd_arena_printf(work->arena, "%s%s%s", names, needing != 0 ? ", " : " and ", c->topology->views[view].name);
        if (names == NULL) {
            return LYD_ENOMEM;
        }
    }
    return lyd_diag_error(diag, NULL, 0, "the views %s need commands, and one script changes one view: choose one with --view", names);
}

static lyd_status choose_view(lyd_remedy_work *work, lyd_diag *diag)
{
    const lyd_case *c = &work->remedy.run->facts;
    uint32_t needing = views_to_change(work), view = 0;
    if (work->options->view != NULL) {
        while (view < c->topology->view_count && strcmp(c->topology->views[view].name, work->options->view) != 0) {
            view++;
        }
        if (view == c->topology->view_count) {
            return lyd_diag_error(diag, NULL, 0, "--view %s: unknown view", work->options->view);
        }
    } else if (needing == 0) {
        return LYD_OK;
    } else {
        view = view_for(c, needing);
        if ((needing & ~views_within(c, view)) != 0) {
            return view_needed(work, needing, diag);
        }
    }
    work->views = views_within(c, view);
    work->remedy.view = c->topology->views[view].name;
    work->remedy.other_views = needing & ~work->views;
    return LYD_OK;
}

/* ---- the change ---- */

static bool holds(const lyd_finding *const *findings, size_t count, const char *key)
{
    size_t i = 0;
    while (i < count && strcmp(findings[i]->key, key) != 0) {
        i++;
    }
    return i < count;
}

static bool is_resolved(const lyd_remedy_work *work, const char *key)
{
    const lyd_preview *p = work->preview;
    return p != NULL && holds(p->resolved, p->resolved_count, key);
}

/* What resolves nothing isn't worth a change: puts it out, until each group that is taken resolves its finding. */
static lyd_status drop_useless(lyd_remedy_work *work)
{
    lyd_status status = LYD_OK;
    for (bool dropped = true; dropped && status == LYD_OK;) {
        dropped = false;
        for (size_t g = 0; g < work->group_count; g++) {
            lyd_group *group = &work->groups[g];
            if (group->state == LYD_GROUP_TAKEN && group->whole && !is_resolved(work, group->key)) {
                group->state = LYD_GROUP_OUT;
                group->why = "it would not resolve the finding";
                dropped = true;
            }
        }
        status = dropped ? lyd_trials_repeat(work) : LYD_OK;
    }
    return status;
}

/* What is judged differently after the change may be mended then. */
static lyd_status make_change(lyd_remedy_work *work)
{
    const lyd_judgement *judgement = &work->remedy.run->judgement;
    lyd_status status = LYD_OK;
    for (int round = 0; round < ROUNDS_MOST && status == LYD_OK; round++) {
        size_t before = work->group_count;
        status = lyd_groups_add(work, judgement);
        if (status == LYD_OK && work->group_count == before) {
            break;
        }
        status = status == LYD_OK ? lyd_trials_run(work, before) : status;
        status = status == LYD_OK ? drop_useless(work) : status;
        judgement = work->preview != NULL ? &work->preview->after->judgement : judgement;
    }
    return status;
}

static lyd_status keep_commands(lyd_remedy_work *work)
{
    lyd_commands commands;
    const char *why;
    lyd_status status = lyd_commands_make(work, work->preview, &commands, &why);
    work->remedy.commands = commands.items;
    work->remedy.command_count = commands.count;
    work->remedy.change = commands.change;
    return status;
}

/* ---- what becomes of the findings ---- */

/* Whether one way to mend FINDING is DNS's alone: the actions up to an "or". */
static bool is_for_dns(const lyd_finding *finding)
{
    for (size_t i = 0, end; i < finding->action_count; i = end) {
        bool alone = true;
        for (end = i; end < finding->action_count && (end == i || !finding->actions[end].instead); end++) {
            alone = alone && finding->actions[end].owner == LYD_OWNER_DNS;
        }
        if (alone) {
            return true;
        }
    }
    return false;
}

/* Why the last of the finding's groups isn't taken; NULL: there is no such group. */
static const char *why_left(const lyd_remedy_work *work, const lyd_finding *finding)
{
    const char *why = finding->withheld;
    for (size_t g = 0; g < work->group_count; g++) {
        const lyd_group *group = &work->groups[g];
        why = group->state != LYD_GROUP_TAKEN && strcmp(group->key, finding->key) == 0 ? group->why : why;
    }
    return why;
}

static bool is_taken(const lyd_remedy_work *work, const lyd_finding *finding)
{
    bool taken = false;
    for (size_t g = 0; g < work->group_count && !taken; g++) {
        taken = work->groups[g].state == LYD_GROUP_TAKEN && strcmp(work->groups[g].key, finding->key) == 0;
    }
    return taken;
}

static bool is_in_view(const lyd_remedy_work *work, const lyd_finding *finding)
{
    return work->options->view == NULL || finding->views == 0 || (finding->views & work->views) != 0;
}

static lyd_status sort_findings(lyd_remedy_work *work)
{
    lyd_remedy *r = &work->remedy;
    const lyd_judgement *judgement = &r->run->judgement;
    const lyd_finding **resolved = lyd_arena_alloc(work->arena, judgement->finding_count * sizeof(*resolved));
    const lyd_finding **for_other = lyd_arena_alloc(work->arena, judgement->finding_count * sizeof(*for_other));
    lyd_remedy_left *left = lyd_arena_alloc(work->arena, judgement->finding_count * sizeof(*left));
    if (resolved == NULL || for_other == NULL || left == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const lyd_finding *finding = &judgement->findings[i];
        const char *why = why_left(work, finding);
        if (is_resolved(work, finding->key)) {
            resolved[r->resolved_count++] = finding;
        } else if (!lyd_remedy_wants(work, finding) || !is_in_view(work, finding)) {
            continue;
        } else if (lyd_finding_counts(finding) && (why != NULL || (is_for_dns(finding) && finding->edit_count == 0))) {
            left[r->left_count++] = (lyd_remedy_left){finding, why};
        } else if (!is_taken(work, finding) && finding->edit_count == 0) {
            for_other[r->for_other_count++] = finding;
        }
    }
    r->resolved = resolved;
    r->left = left;
    r->for_other = for_other;
    return LYD_OK;
}

/* Of what the change introduces, that of which WORD is true. */
static lyd_status keep_introduced(lyd_remedy_work *work, lyd_trial_word word, const lyd_finding *const **kept, size_t *kept_count)
{
    const lyd_preview *p = work->preview;
    size_t count = p != NULL ? p->introduced_count : 0;
    const lyd_finding **list = lyd_arena_alloc(work->arena, count * sizeof(*list));
    for (size_t i = 0; i < count && list != NULL; i++) {
        if (lyd_trial_judge(work, p->introduced[i]) == word) {
            list[(*kept_count)++] = p->introduced[i];
        }
    }
    *kept = list;
    return list == NULL ? LYD_ENOMEM : LYD_OK;
}

/* ---- the remedy ---- */

static lyd_remedy_work *work_new(const lyd_topology *topology, lyd_source *source, lyd_source *asked, const lyd_remedy_options *options,
                                 int64_t started)
{
    static const char *const forms[] = {
        [LYD_CHANGE_NSUPDATE] = "nsupdate", [LYD_CHANGE_DNSCMD] = "dnscmd", [LYD_CHANGE_POWERSHELL] = "powershell"};
    lyd_arena *arena = lyd_arena_new();
    lyd_remedy_work *work = arena != NULL ? lyd_arena_zalloc(arena, 1, sizeof(*work)) : NULL;
    if (work == NULL) {
        lyd_arena_free(arena);
        return NULL;
    }
    *work = (lyd_remedy_work){
        .remedy = {.form = options->form, .work = work},
        .topology = topology,
        .source = strcmp(source->functions->name, "zone") == 0 ? source : NULL,
        .memo = lyd_memo_new(asked),
        .options = options,
        .form = lyd_script_form_find(forms[options->form]),
        .started = started,
        .trials = LYD_TRIALS_MOST,
        .arena = arena,
    };
    return work;
}

lyd_status lyd_remedy_new(const lyd_topology *topology, lyd_source *source, lyd_source *asked, const lyd_remedy_options *options,
                          int64_t started, lyd_remedy **remedy, lyd_diag *diag)
{
    lyd_remedy_work *work = work_new(topology, source, asked, options, started);
    lyd_status status = work == NULL || work->memo == NULL ? LYD_ENOMEM : LYD_OK;
    *remedy = NULL;
    if (status == LYD_OK) {
        status = lyd_run_new(topology, work->memo, started, &work->remedy.run, diag);
    }
    if (status == LYD_OK) {
        status = lyd_only_check(&(lyd_only){options->only, options->only_count}, work->remedy.run, diag);
    }
    if (status == LYD_OK) {
        status = choose_view(work, diag);
    }
    if (status == LYD_OK && work->remedy.view != NULL) {
        status = make_change(work);
    }
    if (status == LYD_OK) {
        status = keep_commands(work);
    }
    if (status == LYD_OK) {
        status = sort_findings(work);
    }
    if (status == LYD_OK) {
        status = keep_introduced(work, LYD_TRIAL_UNUSED, &work->remedy.unused, &work->remedy.unused_count);
    }
    if (status == LYD_OK) {
        status = keep_introduced(work, LYD_TRIAL_PASSING, &work->remedy.passing, &work->remedy.passing_count);
    }
    if (work != NULL && status == LYD_OK) {
        *remedy = &work->remedy;
    } else if (work != NULL) {
        lyd_remedy_free(&work->remedy);
    }
    return status;
}

void lyd_remedy_free(lyd_remedy *remedy)
{
    if (remedy != NULL) {
        lyd_remedy_work *work = remedy->work;
        lyd_trial_forget(work);
        lyd_run_free(remedy->run);
        lyd_source_free(work->memo);
        free(work->groups);
        lyd_arena_free(work->arena); /* which holds *REMEDY too */
    }
}

int lyd_remedy_exit(const lyd_remedy *remedy)
{
    return remedy->left_count > 0 ? 1 : remedy->run->judgement.complete ? 0 : 3;
}

/* ---- the script ---- */

static bool is_same_step(const lyd_change_step *a, const lyd_change_step *b)
{
    return a->act == b->act && a->type == b->type && strcmp(a->name, b->name) == 0 && strcmp(a->data, b->data) == 0 &&
           (a->zone == NULL || b->zone == NULL || strcmp(a->zone, b->zone) == 0);
}

bool lyd_remedy_is_change(const lyd_remedy *remedy, const lyd_change *change)
{
    size_t i = 0;
    while (i < change->count && i < remedy->command_count && is_same_step(&change->steps[i], &remedy->change->steps[i])) {
        i++;
    }
    return i == change->count && i == remedy->command_count;
}
