/* Where a change is made: at the servers of the view that has its zone. */
#include "edit.h"

#include <stdlib.h>
#include <string.h>

/* ---- views ---- */

static bool has_server(const lyd_change_view *view, uint16_t server)
{
    bool has = false;
    for (size_t s = 0; s < view->server_count && !has; s++) {
        has = view->servers[s] == server;
    }
    return has;
}

static bool same_servers(const lyd_change_view *a, const lyd_change_view *b)
{
    bool same = true;
    for (size_t s = 0; s < a->server_count && same; s++) {
        same = has_server(b, a->servers[s]);
    }
    for (size_t s = 0; s < b->server_count && same; s++) {
        same = has_server(a, b->servers[s]);
    }
    return same;
}

/* The zone that the view's servers have of a name; NULL: none. */
static const char *zone_in(const lyd_edit *edit, const lyd_change_view *view, uint32_t name)
{
    const char *zone = NULL;
    for (size_t s = 0; s < view->server_count && zone == NULL; s++) {
        const lyd_edit_node *at = lyd_edit_at(edit, view->servers[s], name);
        zone = at->held ? at->zone : NULL;
    }
    return zone;
}

/* Whether the change of a name can be meant for the view: it has the zone, or is to get it. */
static bool is_meant(const lyd_edit *edit, const lyd_change_view *view, uint32_t name)
{
    return (edit->acts[name] & 1u << LYD_CHANGE_ADD_ZONE) != 0 || zone_in(edit, view, name) != NULL;
}

/* Where one server says nothing of the zone of a name, the others of its view do; where they say nothing, and another view has the zone,
 * the change isn't theirs. */
static lyd_status settle_zones(lyd_edit *edit, uint32_t name, bool meant)
{
    lyd_status status = LYD_OK;
    for (size_t v = 0; v < edit->site->view_count; v++) {
        const lyd_change_view *view = &edit->site->views[v];
        const char *zone = zone_in(edit, view, name);
        for (size_t s = 0; s < view->server_count && status == LYD_OK; s++) {
            lyd_edit_node *at = lyd_edit_at(edit, view->servers[s], name);
            at->zone = at->zone == NULL ? zone : at->zone;
            at->held = at->held && (at->zone != NULL || !meant);
            if (at->refused && zone != NULL && lyd_edit_concerns(edit, edit->names[name], zone)) {
                status = lyd_edit_doubt(edit, edit->names[name],
                                        lyd_arena_printf(edit->arena, "%s refused to answer for it, and other servers of the view have it",
                                                         edit->site->servers[view->servers[s]].text));
            }
        }
    }
    return status;
}

/* The step that names NAME first. */
static const lyd_change_step *first_step(const lyd_edit *edit, uint32_t name)
{
    size_t i = 0;
    while (edit->name_of[i] != name) {
        i++;
    }
    return &edit->change->steps[i];
}

static lyd_status place_names(lyd_edit *edit)
{
    lyd_status status = LYD_OK;
    for (uint32_t n = 0; n < edit->name_count && status == LYD_OK; n++) {
        const lyd_change_view *meant = NULL;
        for (size_t v = 0; v < edit->site->view_count; v++) {
            const lyd_change_view *view = &edit->site->views[v];
            if (!is_meant(edit, view, n)) {
                continue;
            }
            if (meant != NULL && !same_servers(meant, view)) {
                return lyd_diag_error(edit->diag, edit->change->path, first_step(edit, n)->line,
                                      "%s: the views %s and %s both have this name's zone; choose one with --view", edit->names[n],
                                      meant->name, view->name);
            }
            meant = view;
        }
        status = settle_zones(edit, n, meant != NULL);
    }
    return status;
}

/* ---- zones ---- */

/* The zone that the change creates and that NAME is in; NULL: none. */
static const char *created_zone(const lyd_edit *edit, const char *name)
{
    uint32_t step;
    for (const char *above = name; above != NULL; above = lyd_name_parent(above)) {
        if (lyd_map_get(edit->created, above, &step)) {
            return edit->change->steps[step].zone;
        }
    }
    return NULL;
}

/* The zone in which the servers have the step's name; NULL: none has it in any. *FITS: one has it in the zone that the step names, and
 * answers for it. */
static const char *held_zone(const lyd_edit *edit, size_t i, bool *fits)
{
    const lyd_change_step *step = &edit->change->steps[i];
    const char *found = NULL;
    *fits = false;
    for (size_t v = 0; v < edit->site->view_count && !*fits; v++) {
        for (size_t s = 0; s < edit->site->views[v].server_count && !*fits; s++) {
            const lyd_edit_node *at = lyd_edit_at(edit, edit->site->views[v].servers[s], edit->name_of[i]);
            found = at->zone != NULL ? at->zone : found;
            *fits = at->held && at->zone != NULL && (step->zone == NULL || strcmp(step->zone, at->zone) == 0);
        }
    }
    return found;
}

static lyd_status doubt_zone(lyd_edit *edit, const lyd_change_step *step, const char *found)
{
    const char *zone = step->zone != NULL ? step->zone : step->name, *reason;
    if (!lyd_edit_concerns(edit, step->name, step->zone)) {
        lyd_diag_note(edit->diag, edit->change->path, step->line,
                      "%s: no server or zone file has this zone, and no name that is asked about depends on it; skipped", zone);
        return LYD_OK;
    }
    if (found != NULL && (step->zone == NULL || strcmp(found, step->zone) == 0)) {
        reason = lyd_arena_printf(edit->arena, "in the zone %s, this name is delegated to other servers, or below a DNAME record", found);
    } else if (found != NULL && lyd_name_within(found, step->zone)) {
        reason = lyd_arena_printf(edit->arena, "the servers have this name in the zone %s, not in %s", found, zone);
    } else if (step->zone != NULL) {
        reason = lyd_arena_printf(edit->arena, "no server or zone file of the view gives the SOA record of %s", zone);
    } else {
        reason = lyd_arena_printf(edit->arena, "no server or zone file of the view gives the SOA record of a zone with this name");
    }
    return lyd_edit_doubt(edit, step->name, reason);
}

static lyd_status check_zones(lyd_edit *edit)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < edit->change->count && status == LYD_OK; i++) {
        const lyd_change_step *step = &edit->change->steps[i];
        const char *created = edit->name_of[i] != LYD_NONE ? created_zone(edit, step->name) : NULL, *found;
        bool fits = edit->name_of[i] == LYD_NONE || (created != NULL && (step->zone == NULL || strcmp(step->zone, created) == 0));
        if (fits) {
            continue;
        }
        found = held_zone(edit, i, &fits);
        if (!fits) {
            status = doubt_zone(edit, step, found);
        }
    }
    return status;
}

lyd_status lyd_edit_place(lyd_edit *edit)
{
    lyd_status status = place_names(edit);
    return status == LYD_OK ? check_zones(edit) : status;
}
