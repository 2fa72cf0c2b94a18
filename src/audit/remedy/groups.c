/* The edits of findings: which of them the change may make, each finding's together. */
#include "work.h"

#include "dns/change/memo.h"

#include <string.h>

/* ---- which findings ---- */

bool lyd_remedy_wants(const lyd_remedy_work *work, const lyd_finding *finding)
{
    const lyd_remedy_options *options = work->options;
    bool found = options->only_count == 0;
    for (size_t i = 0; i < options->only_count && !found; i++) {
        found = lyd_finding_is_like(finding, options->only[i]);
    }
    return found && finding->waiver == NULL;
}

/* ---- zones ---- */

typedef struct zone_search {
    lyd_remedy_work *work;
    const char *name, *zone;
} zone_search;

/* The first server of the view that says which zone has the name. */
static lyd_status look_for_zone(void *context, bool *waits)
{
    zone_search *search = context;
    const lyd_case *c = &search->work->remedy.run->facts;
    for (size_t v = 0; v < c->topology->view_count; v++) {
        for (size_t s = 0; s < c->topology->views[v].server_count && (search->work->views >> v & 1u) != 0 && search->zone == NULL; s++) {
            lyd_word word = lyd_memo_zone((lyd_memo *)search->work->memo, c->view_servers[v][s], search->name, NULL, &search->zone);
            *waits = *waits || word == LYD_WAIT;
        }
    }
    return LYD_OK;
}

static lyd_status find_zone(lyd_remedy_work *work, const char *name, const char **zone)
{
    const lyd_case *c = &work->remedy.run->facts;
    const lyd_change_site site = {.servers = c->servers, .server_count = c->server_count};
    zone_search search = {work, name, NULL};
    lyd_status status = lyd_memo_complete((lyd_memo *)work->memo, &site, look_for_zone, &search, NULL);
    *zone = search.zone;
    return status;
}

/* ---- groups ---- */

static bool is_same_edit(const lyd_edit *a, const lyd_edit *b)
{
    return a->add == b->add && strcmp(a->name, b->name) == 0 && a->record.type == b->record.type &&
           lyd_record_compare(&a->record, &b->record) == 0;
}

/* Whether GROUP has the edits of FINDING in the view, in the same order. */
static bool has_edits_of(const lyd_remedy_work *work, const lyd_group *group, const lyd_finding *finding)
{
    size_t same = 0;
    for (size_t i = 0; i < finding->edit_count; i++) {
        if ((work->views >> finding->edits[i].view & 1u) == 0) {
            continue;
        }
        if (same == group->count || !is_same_edit(&group->edits[same], &finding->edits[i])) {
            return false;
        }
        same++;
    }
    return same == group->count;
}

static bool is_tried(const lyd_remedy_work *work, const lyd_finding *finding)
{
    size_t g = 0;
    while (g < work->group_count && (strcmp(work->groups[g].key, finding->key) != 0 || !has_edits_of(work, &work->groups[g], finding))) {
        g++;
    }
    return g < work->group_count;
}

/* A copy of what belongs to the arena of a preview, which may go. */
static lyd_status copy_edit(const lyd_remedy_work *work, const lyd_edit *edit, lyd_edit *copy)
{
    *copy = *edit;
    copy->name = lyd_arena_text(work->arena, edit->name, strlen(edit->name));
    if (lyd_type_family(edit->record.type) == 0) {
        copy->record.target = lyd_arena_text(work->arena, edit->record.target, strlen(edit->record.target));
        return copy->name == NULL || copy->record.target == NULL ? LYD_ENOMEM : LYD_OK;
    }
    return copy->name == NULL ? LYD_ENOMEM : LYD_OK;
}

/* Whether the edit can be written; else the group is out. */
static lyd_status check_edit(lyd_remedy_work *work, lyd_group *group, const lyd_edit *edit, const char **zone)
{
    lyd_status status = find_zone(work, edit->name, zone);
    const lyd_script_step step = {.add = edit->add, .zone = *zone, .name = edit->name, .record = &edit->record};
    const char *why = NULL;
    if (status == LYD_OK && *zone == NULL) {
        why = "no server says which zone has it";
    } else if (status == LYD_OK) {
        (void)lyd_script_takes(work->form, &step, &why);
    }
    if (why != NULL) {
        group->state = LYD_GROUP_OUT;
        group->why = lyd_arena_printf(work->arena, "%s can't be written: %s", edit->name, why);
        status = group->why == NULL ? LYD_ENOMEM : LYD_OK;
    }
    return status;
}

static lyd_status copy_names_elsewhere(const lyd_remedy_work *work, lyd_group *group, const lyd_finding *finding)
{
    const char **names = lyd_arena_alloc(work->arena, finding->edit_count * sizeof(*names));
    for (size_t i = 0; i < finding->edit_count && names != NULL; i++) {
        if ((work->views >> finding->edits[i].view & 1u) != 0) {
            continue;
        }
        names[group->elsewhere_count] = lyd_arena_text(work->arena, finding->edits[i].name, strlen(finding->edits[i].name));
        if (names[group->elsewhere_count++] == NULL) {
            return LYD_ENOMEM;
        }
    }
    group->elsewhere = names;
    return names == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status fill(lyd_remedy_work *work, lyd_group *group, const lyd_finding *finding)
{
    lyd_edit *edits = lyd_arena_alloc(work->arena, finding->edit_count * sizeof(*edits));
    const char **zones = lyd_arena_zalloc(work->arena, finding->edit_count, sizeof(*zones));
    lyd_status status = edits == NULL || zones == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < finding->edit_count && status == LYD_OK; i++) {
        if ((work->views >> finding->edits[i].view & 1u) == 0) {
            continue;
        }
        status = copy_edit(work, &finding->edits[i], &edits[group->count]);
        if (status == LYD_OK) {
            status = check_edit(work, group, &edits[group->count], &zones[group->count]);
            group->count++;
        }
    }
    group->edits = edits;
    group->zones = zones;
    return status;
}

static bool has_edit_here(const lyd_remedy_work *work, const lyd_finding *finding)
{
    bool here = false;
    for (size_t i = 0; i < finding->edit_count && !here; i++) {
        here = (work->views >> finding->edits[i].view & 1u) != 0;
    }
    return here;
}

static bool has_edit_elsewhere(const lyd_remedy_work *work, const lyd_finding *finding)
{
    bool elsewhere = false;
    for (size_t i = 0; i < finding->edit_count && !elsewhere; i++) {
        elsewhere = (work->views >> finding->edits[i].view & 1u) == 0;
    }
    return elsewhere;
}

/* Whether the finding is about no other view. */
static bool is_whole(const lyd_remedy_work *work, const lyd_finding *finding)
{
    return (finding->views & ~work->views) == 0 && !has_edit_elsewhere(work, finding);
}

lyd_status lyd_groups_add(lyd_remedy_work *work, const lyd_judgement *judgement)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < judgement->finding_count && status == LYD_OK; i++) {
        const lyd_finding *finding = &judgement->findings[i];
        if (!lyd_remedy_wants(work, finding) || !lyd_finding_counts(finding) || !has_edit_here(work, finding) || is_tried(work, finding)) {
            continue;
        }
        status = lyd_grow((void **)&work->groups, &work->group_capacity, work->group_count, sizeof(*work->groups));
        if (status == LYD_OK) {
            lyd_group *group = &work->groups[work->group_count++];
            *group = (lyd_group){.key = lyd_arena_text(work->arena, finding->key, strlen(finding->key)), .whole = is_whole(work, finding)};
            status = group->key == NULL ? LYD_ENOMEM : fill(work, group, finding);
            if (status == LYD_OK && has_edit_elsewhere(work, finding)) {
                status = copy_names_elsewhere(work, group, finding);
            }
        }
    }
    return status;
}
