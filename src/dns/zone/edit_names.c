/* The names that a change is about, and those that depend on them. */
#include "edit.h"

#include "dns/type.h"

#include <stdlib.h>
#include <string.h>

static bool is_judged(const lyd_change_step *step)
{
    return step->type == 0 || lyd_type_is_judged(step->type);
}

static size_t count_labels(const char *name)
{
    size_t count = 0;
    for (; name != NULL && strcmp(name, ".") != 0; name = lyd_name_parent(name)) {
        count++;
    }
    return count;
}

static bool is_wildcard(const char *name)
{
    return strncmp(name, "*.", 2) == 0;
}

/* ---- what depends on a name ---- */

/* A name of MAP, or of BELOW, whose answers can depend on the records at NAME: NAME is that name, or keeps it in existence, or is a
 * wildcard for it, or (GOVERNS) decides about all names below. Its number, or LYD_NONE. */
static uint32_t find_dependent(const lyd_map *map, const lyd_below *below, const char *name, bool governs)
{
    uint32_t number;
    for (const char *above = name; above != NULL; above = lyd_name_parent(above)) {
        if (lyd_map_get(map, above, &number)) {
            return number;
        }
    }
    const char *covered = is_wildcard(name) ? name + 2 : name;
    if (covered != name && lyd_map_get(map, covered, &number)) {
        return number;
    }
    uint32_t link = governs || covered != name ? lyd_below_first(below, covered) : LYD_NONE;
    return link == LYD_NONE ? LYD_NONE : below->links[link].item;
}

/* Whether a name of MAP or BELOW shares with NAME a name above both, below the top of ZONE (NULL: of a zone with two labels), which exists
 * only while there are names below it. */
static bool has_relative(const lyd_below *below, const char *name, const char *zone)
{
    size_t top = zone != NULL ? count_labels(zone) : 2;
    const char *above = lyd_name_parent(name);
    for (size_t labels = count_labels(name) - 1; above != NULL && labels > top; labels--, above = lyd_name_parent(above)) {
        if (lyd_below_first(below, above) != LYD_NONE) {
            return true;
        }
    }
    return false;
}

bool lyd_edit_concerns(const lyd_edit *edit, const char *name, const char *zone)
{
    return find_dependent(edit->needed, &edit->needed_by, name, true) != LYD_NONE || has_relative(&edit->needed_by, name, zone);
}

/* ---- types of record that aren't judged ---- */

static lyd_status report_other(const lyd_edit *edit, const lyd_change_step *step, const lyd_change_step *other, uint32_t needed)
{
    const char *path = edit->change->path;
    if (needed != LYD_NONE) {
        return lyd_diag_error(edit->diag, path, step->line, "%s: a change of %s records can't be judged, and %s depends on it", step->name,
                              step->type_name, edit->needs[needed]);
    }
    return lyd_diag_error(edit->diag, path, step->line,
                          "%s: a change of %s records can't be judged, and line %u changes what depends on it", step->name, step->type_name,
                          (unsigned)other->line);
}

/* The names of the judged steps and the targets of their aliases, to the numbers of the steps. */
typedef struct judged {
    lyd_map *map;
    lyd_below below;
} judged;

static lyd_status judged_add(judged *j, const char *name, size_t step)
{
    uint32_t known;
    if (lyd_map_get(j->map, name, &known)) {
        return LYD_OK;
    }
    lyd_status status = lyd_map_put(j->map, name, (uint32_t)step);
    return status == LYD_OK ? lyd_below_add(&j->below, name, (uint32_t)step) : status;
}

static lyd_status judged_init(judged *j, const lyd_change *change)
{
    lyd_status status = lyd_below_init(&j->below);
    j->map = lyd_map_new();
    status = j->map == NULL ? LYD_ENOMEM : status;
    for (size_t i = 0; i < change->count && status == LYD_OK; i++) {
        const lyd_change_step *step = &change->steps[i];
        status = is_judged(step) ? judged_add(j, step->name, i) : LYD_OK;
        if (status == LYD_OK && step->record.type == LYD_TYPE_CNAME) {
            status = judged_add(j, step->record.target, i);
        }
    }
    return status;
}

static lyd_status keep_name(lyd_edit *edit, size_t i)
{
    const lyd_change_step *step = &edit->change->steps[i];
    lyd_status status = LYD_OK;
    if (!lyd_map_get(edit->numbers, step->name, &edit->name_of[i])) {
        edit->name_of[i] = (uint32_t)edit->name_count;
        edit->names[edit->name_count] = step->name;
        status = lyd_map_put(edit->numbers, step->name, (uint32_t)edit->name_count);
        status = status == LYD_OK ? lyd_below_add(&edit->below, step->name, (uint32_t)edit->name_count++) : status;
    }
    edit->acts[edit->name_of[i]] |= 1u << step->act;
    edit->asks[edit->name_of[i]] |= lyd_change_asks(step);
    edit->tops[edit->name_of[i]] = edit->tops[edit->name_of[i]] == NULL ? step->zone : edit->tops[edit->name_of[i]];
    return status;
}

/* A step about a type that isn't judged counts only where it decides whether a name exists. */
static lyd_status check_other(lyd_edit *edit, const judged *j, size_t i)
{
    const lyd_change *change = edit->change;
    const lyd_change_step *step = &change->steps[i];
    bool governs = step->type == LYD_TYPE_NS || step->type == LYD_TYPE_DNAME;
    if (step->act >= LYD_CHANGE_NEED_NAME) {
        return lyd_diag_error(edit->diag, change->path, step->line, "%s: can't check whether there are %s records", step->name,
                              step->type_name);
    }
    uint32_t needed = find_dependent(edit->needed, &edit->needed_by, step->name, governs);
    uint32_t other = find_dependent(j->map, &j->below, step->name, governs);
    /* An addition makes the name exist, which is all that it does to other records; what a deletion leaves isn't known. */
    bool plain = step->act == LYD_CHANGE_ADD && !governs;
    if (needed != LYD_NONE || (other != LYD_NONE && !plain)) {
        return report_other(edit, step, other != LYD_NONE ? &change->steps[other] : NULL, needed);
    }
    if (other != LYD_NONE || has_relative(&edit->needed_by, step->name, step->zone)) {
        return keep_name(edit, i);
    }
    lyd_diag_note(edit->diag, change->path, step->line, "%s: %s records don't affect the names of this deployment; skipped", step->name,
                  step->type_name);
    return LYD_OK;
}

static lyd_status check_others(lyd_edit *edit)
{
    judged j = {NULL, {NULL, NULL, 0, 0}};
    lyd_status worst = judged_init(&j, edit->change);
    for (size_t i = 0; i < edit->change->count && worst != LYD_ENOMEM; i++) {
        lyd_status status = is_judged(&edit->change->steps[i]) ? LYD_OK : check_other(edit, &j, i);
        worst = status != LYD_OK ? status : worst;
    }
    lyd_map_free(j.map);
    lyd_below_clear(&j.below);
    return worst;
}

/* ---- the names ---- */

/* *NEW: it wasn't needed before. */
static lyd_status need(lyd_edit *edit, const char *name, bool *new)
{
    uint32_t known, number = (uint32_t)edit->need_count;
    *new = !lyd_map_get(edit->needed, name, &known);
    if (!*new) {
        return LYD_OK;
    }
    edit->needs[edit->need_count++] = name;
    lyd_status status = lyd_map_put(edit->needed, name, number);
    return status == LYD_OK ? lyd_below_add(&edit->needed_by, name, number) : status;
}

/* The name that the step makes its own name lead to; NULL: none. */
static const char *target_of(const lyd_change_step *step)
{
    bool leads = step->act == LYD_CHANGE_ADD && (step->type == LYD_TYPE_CNAME || step->type == LYD_TYPE_SRV);
    return leads ? step->record.target : NULL;
}

static lyd_status gather_needed(lyd_edit *edit)
{
    bool new = false;
    int rounds = LYD_ALIAS_MAX;
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < edit->site->name_count && status == LYD_OK; i++) {
        status = need(edit, edit->site->names[i], &new);
    }
    for (bool more = true; more && rounds-- > 0 && status == LYD_OK;) { /* a target may be an alias that another step adds */
        more = false;
        for (size_t i = 0; i < edit->change->count && status == LYD_OK; i++) {
            const lyd_change_step *step = &edit->change->steps[i];
            const char *target = target_of(step);
            if (target != NULL && find_dependent(edit->needed, &edit->needed_by, step->name, false) != LYD_NONE) {
                status = need(edit, target, &new);
                more = more || new;
            }
        }
    }
    return status;
}

static lyd_status gather_judged(lyd_edit *edit)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < edit->change->count && status == LYD_OK; i++) {
        const lyd_change_step *step = &edit->change->steps[i];
        edit->name_of[i] = LYD_NONE;
        status = is_judged(step) ? keep_name(edit, i) : LYD_OK;
        if (status == LYD_OK && step->act == LYD_CHANGE_ADD_ZONE) {
            status = lyd_map_put(edit->created, step->zone, (uint32_t)i);
        }
    }
    return status;
}

lyd_status lyd_edit_start(lyd_edit *edit, const lyd_change *change, const lyd_change_site *site, lyd_arena *arena, lyd_diag *diag)
{
    *edit = (lyd_edit){.change = change, .site = site, .arena = arena, .diag = diag};
    edit->names = calloc(change->count + 1, sizeof(*edit->names));
    edit->name_of = calloc(change->count + 1, sizeof(*edit->name_of));
    edit->acts = calloc(change->count + 1, sizeof(*edit->acts));
    edit->asks = calloc(change->count + 1, sizeof(*edit->asks));
    edit->needs = calloc(site->name_count + change->count + 1, sizeof(*edit->needs));
    edit->tops = calloc(change->count + 1, sizeof(*edit->tops));
    edit->numbers = lyd_map_new();
    edit->needed = lyd_map_new();
    edit->created = lyd_map_new();
    lyd_status below = lyd_below_init(&edit->below), needed_by = lyd_below_init(&edit->needed_by);
    if (edit->names == NULL || edit->name_of == NULL || edit->acts == NULL || edit->asks == NULL || edit->needs == NULL ||
        edit->tops == NULL || edit->numbers == NULL || edit->needed == NULL || edit->created == NULL || below != LYD_OK ||
        needed_by != LYD_OK) {
        return LYD_ENOMEM;
    }
    lyd_status status = gather_needed(edit);
    status = status == LYD_OK ? gather_judged(edit) : status;
    status = status == LYD_OK ? check_others(edit) : status;
    if (status == LYD_OK) {
        edit->nodes = lyd_arena_zalloc(arena, edit->name_count * site->server_count, sizeof(*edit->nodes));
        status = edit->nodes == NULL ? LYD_ENOMEM : LYD_OK;
    }
    return status;
}

void lyd_edit_clear(lyd_edit *edit)
{
    free(edit->names);
    free(edit->name_of);
    free(edit->acts);
    free(edit->asks);
    free(edit->needs);
    free(edit->tops);
    free(edit->zones);
    free(edit->doubts);
    lyd_map_free(edit->numbers);
    lyd_map_free(edit->needed);
    lyd_map_free(edit->created);
    lyd_below_clear(&edit->below);
    lyd_below_clear(&edit->needed_by);
}

lyd_status lyd_edit_doubt(lyd_edit *edit, const char *record, const char *reason)
{
    lyd_status status = lyd_grow((void **)&edit->doubts, &edit->doubt_capacity, edit->doubt_count, sizeof(*edit->doubts));
    if (status == LYD_OK && reason != NULL) {
        edit->doubts[edit->doubt_count++] = (lyd_change_doubt){record, reason};
    }
    return reason == NULL ? LYD_ENOMEM : status;
}
