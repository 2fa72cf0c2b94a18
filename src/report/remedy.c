/* A remedy as a script: its commands, and as comments what they resolve and what is left, by owner. */
#include "dns/change/script.h"
#include "shared.h"

#include <lyncdns/report.h>

#include <stdlib.h>
#include <string.h>

typedef struct writing {
    const lyd_remedy *remedy;
    const lyd_script_form *form;
    FILE *stream;
    lyd_arena *arena; /* of comments */
    lyd_status status;
} writing;

static void LYD_PRINTF(2, 3) comment(writing *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = lyd_arena_vprintf(w->arena, format, arguments);
    va_end(arguments);
    if (text != NULL) {
        lyd_script_comment(w->form, w->stream, text);
    } else {
        w->status = LYD_ENOMEM;
    }
}

static void blank(writing *w)
{
    (void)fputs(w->form->zoned ? "\r\n" : "\n", w->stream);
}

/* ---- what the script is ---- */

static void put_keys(writing *w, const lyd_finding *const *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        comment(w, "  %s", findings[i]->key);
    }
}

static void put_head(writing *w)
{
    const lyd_remedy *r = w->remedy;
    const lyd_topology *topology = r->run->facts.topology;
    if (r->command_count == 0) {
        comment(w, "%s: there is nothing to change%s%s", topology->name, r->view != NULL ? " in the view " : "",
                r->view != NULL ? r->view : "");
        return;
    }
    comment(w, "%s: commands for the servers of the view %s. They introduce no finding, and resolve:", topology->name, r->view);
    put_keys(w, r->resolved, r->resolved_count);
    if (r->unused_count > 0) {
        comment(w, "Waivers that then match nothing:");
        put_keys(w, r->unused, r->unused_count);
    }
    if (r->passing_count > 0) {
        comment(w, "Until the other views have their commands, too, there will be:");
        put_keys(w, r->passing, r->passing_count);
    }
}

/* From where and when the answers are. */
static void put_places(writing *w)
{
    lyd_places places;
    lyd_status status = lyd_places_of(w->remedy->run, false, &places);
    w->status = status != LYD_OK ? status : w->status;
    for (size_t i = 0; i < places.count && status == LYD_OK; i++) {
        comment(w, "%s", places.lines[i]);
    }
}

static void put_views(writing *w)
{
    const lyd_topology *topology = w->remedy->run->facts.topology;
    for (uint32_t v = 0; v < topology->view_count; v++) {
        if ((w->remedy->other_views >> v & 1u) != 0) {
            comment(w, "The view %s needs commands of its own: --view %s", topology->views[v].name, topology->views[v].name);
        }
    }
    if (!w->remedy->run->judgement.complete) {
        comment(w, "Incomplete: %zu of %zu lookups failed. Only what the others prove is here.", w->remedy->run->judgement.failed_lookups,
                w->remedy->run->judgement.lookups);
    }
}

/* ---- commands ---- */

static void put_command(writing *w, const lyd_remedy_command *command)
{
    const lyd_script_step step = {
        .add = command->edit.add, .zone = command->zone, .name = command->edit.name, .record = &command->edit.record};
    const char *keys = command->keys[0];
    for (size_t i = 1; i < command->key_count && keys != NULL; i++) {
        keys = lyd_arena_printf(w->arena, "%s, %s", keys, command->keys[i]);
    }
    w->status = keys == NULL ? LYD_ENOMEM : w->status;
    comment(w, "%s", keys != NULL ? keys : "");
    lyd_script_put(w->form, w->stream, &step);
}

static bool is_together(const writing *w, const lyd_remedy_command *a, const lyd_remedy_command *b)
{
    return w->form->zoned ? strcmp(a->zone, b->zone) == 0 : a->request == b->request;
}

/* A block of commands for each zone, or for each request. */
static void put_commands(writing *w)
{
    const lyd_remedy *r = w->remedy;
    for (size_t i = 0; i < r->command_count; i++) {
        const lyd_remedy_command *command = &r->commands[i];
        bool begins = i == 0 || !is_together(w, command - 1, command);
        bool ends = i + 1 == r->command_count || !is_together(w, command, command + 1);
        if (begins) {
            blank(w);
        }
        if (begins && !w->form->zoned) {
            (void)fprintf(w->stream, "zone %s.\n", command->zone);
        }
        put_command(w, command);
        if (ends && w->form->end != NULL) {
            (void)fputs(w->form->end, w->stream);
        }
    }
}

/* ---- what is left ---- */

/* What OWNER can do about FINDING. */
static void put_actions(writing *w, const lyd_finding *finding, lyd_owner owner)
{
    for (size_t i = 0; i < finding->action_count; i++) {
        const lyd_action *action = &finding->actions[i];
        if (action->owner == owner) {
            comment(w, "  %s: %s%s", finding->key, action->instead ? "or: " : "", action->text);
        }
    }
}

static void put_left(writing *w)
{
    const lyd_remedy *r = w->remedy;
    if (r->left_count > 0) {
        blank(w);
        comment(w, "Left for the %s:", lyd_owner_title(LYD_OWNER_DNS));
    }
    for (size_t i = 0; i < r->left_count; i++) {
        const lyd_remedy_left *left = &r->left[i];
        if (left->why != NULL) {
            comment(w, "  %s: left out: %s", left->finding->key, left->why);
        }
        put_actions(w, left->finding, LYD_OWNER_DNS);
    }
}

/* What others than the DNS administrator do about the findings that are left stands with what they do about the rest. */
static const lyd_finding *other_at(const lyd_remedy *r, size_t i, lyd_owner owner)
{
    const lyd_finding *left = i < r->left_count ? r->left[i].finding : NULL;
    const lyd_finding *finding = left != NULL ? left : r->for_other[i - r->left_count];
    bool is_theirs = (lyd_finding_owners(finding) & 1u << owner) != 0 && (left == NULL || owner != LYD_OWNER_DNS);
    return is_theirs ? finding : NULL;
}

static void put_others(writing *w)
{
    const lyd_remedy *r = w->remedy;
    for (int owner = 0; owner < LYD_OWNER_COUNT; owner++) {
        bool any = false;
        for (size_t i = 0; i < r->left_count + r->for_other_count; i++) {
            const lyd_finding *finding = other_at(r, i, (lyd_owner)owner);
            if (finding != NULL && !any) {
                blank(w);
                comment(w, "Not by DNS alone, for the %s:", lyd_owner_title((lyd_owner)owner));
                any = true;
            }
            if (finding != NULL) {
                put_actions(w, finding, (lyd_owner)owner);
            }
        }
    }
}

/* ---- the script ---- */

static lyd_status write_all(void *context, FILE *stream)
{
    static const char *const forms[] = {
        [LYD_CHANGE_NSUPDATE] = "nsupdate", [LYD_CHANGE_DNSCMD] = "dnscmd", [LYD_CHANGE_POWERSHELL] = "powershell"};
    const lyd_remedy *remedy = context;
    writing w = {.remedy = remedy, .form = lyd_script_form_find(forms[remedy->form]), .stream = stream, .arena = lyd_arena_new()};
    if (w.arena == NULL) {
        return LYD_ENOMEM;
    }
    put_head(&w);
    put_places(&w);
    put_views(&w);
    put_commands(&w);
    put_left(&w);
    put_others(&w);
    lyd_arena_free(w.arena);
    return w.status;
}

/* Reads the script back: what is printed is what was judged, or nothing is printed. */
static lyd_status check(const lyd_remedy *remedy, const char *text, size_t length, lyd_diag *diag)
{
    lyd_change *change = NULL;
    lyd_status status = remedy->command_count > 0 ? lyd_change_parse(text, length, "remedy", &change, diag) : LYD_OK;
    if (status == LYD_OK && change != NULL && !lyd_remedy_is_change(remedy, change)) {
        status = lyd_diag_error(diag, NULL, 0, "the script reads back as another change than the one judged; it is not printed");
    }
    lyd_change_free(change);
    return status;
}

lyd_status lyd_remedy_write(const lyd_remedy *remedy, FILE *stream, lyd_diag *diag)
{
    char *text;
    size_t length;
    lyd_status status = lyd_text_capture(write_all, (void *)remedy, &text, &length);
    if (status == LYD_OK) {
        status = check(remedy, text, length, diag);
    }
    if (status == LYD_OK && fwrite(text, 1, length, stream) != length) {
        status = LYD_EIO;
    }
    free(text);
    return status;
}
