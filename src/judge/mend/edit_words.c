/* The edits of the breach being found, as what the DNS administrator does. */
#include "stated.h"

#include <string.h>

/* Edits that differ only in their records. */
static bool is_alike(const lyd_edit *a, const lyd_edit *b)
{
    return a->add == b->add && a->record.type == b->record.type && strcmp(a->name, b->name) == 0;
}

static bool is_same(const lyd_edit *a, const lyd_edit *b)
{
    return is_alike(a, b) && lyd_record_compare(&a->record, &b->record) == 0;
}

/* The edits of VIEW, in their order. */
static lyd_edit *edits_in(lyd_judging *j, uint32_t view, size_t *count)
{
    lyd_edit *edits = lyd_arena_alloc(j->arena, j->edit_count * sizeof(*edits));
    *count = 0;
    if (edits == NULL) {
        j->status = LYD_ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i < j->edit_count; i++) {
        if (j->edits[i].view == view) {
            edits[(*count)++] = j->edits[i];
        }
    }
    return edits;
}

/* "delete the A records 10.1.0.8 and 10.1.0.9 of NAME": the COUNT edits at EDITS, which are alike. */
static const char *phrase(lyd_judging *j, const lyd_edit *edits, size_t count)
{
    lyd_record_list list = {.items = lyd_arena_alloc(j->arena, count * sizeof(*list.items)), .count = count};
    if (list.items == NULL) {
        j->status = LYD_ENOMEM;
        return "";
    }
    for (size_t i = 0; i < count; i++) {
        list.items[i] = edits[i].record;
    }
    const char *text = lyd_arena_printf(j->arena, "%s the %s %s %s", edits->add ? "add" : "delete", lyd_records_words(j, &list),
                                        edits->add ? "to" : "of", edits->name);
    j->status = text == NULL ? LYD_ENOMEM : j->status;
    return text == NULL ? "" : text;
}

/* What is done in one view; "": nothing. */
static const char *sentence(lyd_judging *j, const lyd_edit *edits, size_t count)
{
    const char *text = "";
    for (size_t i = 0, next; i < count && j->status == LYD_OK; i = next) {
        for (next = i + 1; next < count && is_alike(&edits[i], &edits[next]);) {
            next++;
        }
        const char *one = phrase(j, &edits[i], next - i);
        text = lyd_arena_printf(j->arena, "%s%s%s", text, i == 0 ? "" : next < count ? ", " : " and ", one);
        j->status = text == NULL ? LYD_ENOMEM : j->status;
    }
    return text == NULL ? "" : text;
}

/* The views with the same edits as VIEW, which is the first of them; 0: an earlier one has them, or there are none. */
static uint32_t views_alike(lyd_judging *j, uint32_t view)
{
    size_t count, others;
    const lyd_edit *edits = edits_in(j, view, &count);
    uint32_t alike = 0;
    for (uint32_t v = 0; v < j->topology->view_count && count > 0 && j->status == LYD_OK; v++) {
        const lyd_edit *other = edits_in(j, v, &others);
        size_t i = 0;
        while (other != NULL && others == count && i < count && is_same(&edits[i], &other[i])) {
            i++;
        }
        alike |= i == count ? (uint32_t)1 << v : 0;
    }
    return alike != 0 && lyd_first_view(alike) == view ? alike : 0;
}

/* ---- views that should give the same answers ---- */

/* True if one of the first COUNT edits is of NAME in VIEW. */
static bool has_edit_of(const lyd_judging *j, size_t count, const char *name, uint32_t view)
{
    size_t i = 0;
    while (i < count && (j->edits[i].view != view || strcmp(j->edits[i].name, name) != 0)) {
        i++;
    }
    return i < count;
}

static bool should_be_alike(const lyd_topology *t, uint32_t a, uint32_t b)
{
    return t->views[a].like == b || t->views[b].like == a || (t->views[a].like != LYD_NONE && t->views[a].like == t->views[b].like);
}

/* True if NAME holds the same records in the views A and B. */
static bool is_held_alike(lyd_judging *j, const char *name, bool srv, uint32_t a, uint32_t b)
{
    uint32_t first = lyd_case_find(j->c, name, a, srv), second = lyd_case_find(j->c, name, b, srv);
    if (first == LYD_NONE || second == LYD_NONE || lyd_presence_in(j, first, a) != lyd_presence_in(j, second, b)) {
        return false;
    }
    lyd_held_list own = lyd_own_records(j, first, (uint32_t)1 << a), other = lyd_own_records(j, second, (uint32_t)1 << b);
    size_t i = 0;
    while (i < own.count && own.count == other.count && lyd_record_compare(own.items[i].record, other.items[i].record) == 0) {
        i++;
    }
    return i == own.count && i == other.count;
}

/* Makes the edits in the other views, too, that would differ after them (DNS015). */
static void repeat_where_alike(lyd_judging *j)
{
    for (size_t i = 0, count = j->edit_count; i < count; i++) {
        const lyd_edit edit = j->edits[i];
        uint32_t views = 0;
        for (uint32_t v = 0; v < j->topology->view_count && j->status == LYD_OK; v++) {
            bool open = v != edit.view && should_be_alike(j->topology, v, edit.view) && !has_edit_of(j, count, edit.name, v);
            views |= open && is_held_alike(j, edit.name, edit.record.type == LYD_TYPE_SRV, v, edit.view) ? (uint32_t)1 << v : 0;
        }
        (edit.add ? lyd_edit_add : lyd_edit_delete)(j, edit.name, &edit.record, views);
    }
}

void lyd_act_edits(lyd_judging *j, const char *more)
{
    const char *text = "";
    repeat_where_alike(j);
    for (uint32_t v = 0; v < j->topology->view_count && j->status == LYD_OK; v++) {
        uint32_t views = views_alike(j, v);
        size_t count;
        const lyd_edit *edits = views == 0 ? NULL : edits_in(j, v, &count);
        if (edits != NULL) {
            text = lyd_arena_printf(j->arena, "%s%s%s in %s", text, text[0] == '\0' ? "" : "; ", sentence(j, edits, count),
                                    lyd_view_list(j, views));
            j->status = text == NULL ? LYD_ENOMEM : j->status;
        }
    }
    if (j->status == LYD_OK && text[0] != '\0') {
        lyd_act(j, LYD_OWNER_DNS, "%s.%s%s", text, more[0] == '\0' ? "" : " ", more);
    }
}
