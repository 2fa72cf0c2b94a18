/* The PowerShell commands for the edits of a finding. */
#include "remedies.h"

#include "dns/change/script.h"

#include <stdlib.h>
#include <string.h>

typedef struct writing {
    const lyd_case *c;
    lyd_arena *arena;
    const lyd_finding *finding;
    const char **commands; /* on the heap */
    size_t count, capacity;
    bool split;      /* there are views with different servers */
    bool several;    /* the edits are in such views */
    bool possible;   /* so far, every edit has its command */
    const char *why; /* it isn't possible; NULL: a zone isn't known */
} writing;

/* ---- which servers have the record ---- */

typedef enum state { UNTOLD, HAS, LACKS } state;

/* Name I of the chain from the question: the question's, then the aliases. */
static const char *chain_name(const char *fqdn, const lyd_answer *answer, size_t i)
{
    return i == 0 ? fqdn : answer->aliases[i - 1];
}

/* Whether RECORD of NAME is in ANSWER, to a question about FQDN; UNTOLD where that is about other names. */
static state shown_in(const lyd_answer *answer, const char *fqdn, const char *name, const lyd_record *record)
{
    size_t last = answer->alias_count, i = 0;
    while (i <= last && strcmp(chain_name(fqdn, answer, i), name) != 0) {
        i++;
    }
    if (i > last) {
        return UNTOLD;
    }
    if (record->type == LYD_TYPE_CNAME) {
        bool failed = i == last && lyd_answer_failed((lyd_answer_status)answer->status);
        return failed ? UNTOLD : i < last && strcmp(answer->aliases[i], record->target) == 0 ? HAS : LACKS;
    }
    if (lyd_answer_failed((lyd_answer_status)answer->status)) {
        return UNTOLD;
    }
    bool found = false;
    for (uint32_t r = 0; i == last && r < answer->record_count && !found; r++) {
        found = lyd_record_compare(&answer->records[r], record) == 0;
    }
    return found ? HAS : LACKS;
}

/* The same by what SERVER said about FQDN in the edit's view. */
static state state_by(const lyd_case *c, const lyd_edit *edit, const char *fqdn, uint16_t server)
{
    static const lyd_type types[] = {LYD_TYPE_A, LYD_TYPE_AAAA, LYD_TYPE_SRV};
    state found = UNTOLD;
    for (size_t t = 0; t < LYD_COUNT(types) && found == UNTOLD; t++) {
        uint32_t name = LYD_NONE;
        if (edit->record.type == LYD_TYPE_CNAME || edit->record.type == types[t]) {
            name = lyd_case_find(c, fqdn, edit->view, types[t] == LYD_TYPE_SRV);
        }
        const lyd_answer *answer = name == LYD_NONE ? NULL : lyd_case_answer(c, name, server, types[t]);
        found = answer == NULL ? UNTOLD : shown_in(answer, fqdn, edit->name, &edit->record);
    }
    return found;
}

static state state_at(const writing *w, const lyd_edit *edit, uint16_t server)
{
    state found = state_by(w->c, edit, edit->name, server);
    for (size_t i = 0; i < w->finding->subject_count && found == UNTOLD; i++) {
        found = state_by(w->c, edit, w->finding->subjects[i], server);
    }
    return found;
}

/* ---- one command ---- */

static bool is_written(const writing *w, const char *command)
{
    size_t i = 0;
    while (i < w->count && strcmp(w->commands[i], command) != 0) {
        i++;
    }
    return i < w->count;
}

typedef struct command_text {
    const lyd_script_form *form;
    const lyd_script_step *step;
    const char *view; /* that it is for; NULL: that is clear */
} command_text;

static lyd_status write_command(void *context, FILE *stream)
{
    const command_text *text = context;
    lyd_script_put(text->form, stream, text->step);
    if (text->view != NULL) {
        const char *const parts[] = {"view ", text->view};
        lyd_script_comment_parts(text->form, stream, parts, LYD_COUNT(parts));
    }
    return LYD_OK;
}

/* The line of STEP without its end; behind it, as a comment, the view where that isn't clear. */
static lyd_status make_command(const writing *w, const lyd_script_form *form, const lyd_script_step *step, uint32_t view,
                               const char **command)
{
    bool clear = !w->several && (!w->split || step->server != NULL);
    command_text text = {form, step, clear ? NULL : w->c->topology->views[view].name};
    char *lines;
    size_t length;
    lyd_status status = lyd_text_capture(write_command, &text, &lines, &length);
    if (status != LYD_OK) {
        return status;
    }
    size_t first = strcspn(lines, "\r\n"), comment = first + strspn(lines + first, "\r\n");
    size_t second = strcspn(lines + comment, "\r\n");
    *command = lyd_arena_printf(w->arena, "%.*s%s%.*s", (int)first, lines, second > 0 ? " " : "", (int)second, lines + comment);
    free(lines);
    return *command == NULL ? LYD_ENOMEM : LYD_OK;
}

/* SERVER: LYD_NONE: the command is for any server that has the zone. */
static lyd_status put(writing *w, const lyd_edit *edit, const char *zone, uint32_t server)
{
    const lyd_script_form *form = lyd_script_form_find("powershell");
    char address[LYD_ADDRESS_TEXT];
    if (server != LYD_NONE) {
        lyd_address_format(&w->c->servers[server].address, address);
    }
    const lyd_script_step step = {
        .add = edit->add, .server = server != LYD_NONE ? address : NULL, .zone = zone, .name = edit->name, .record = &edit->record};
    w->possible = lyd_script_takes(form, &step, &w->why);
    if (!w->possible) {
        return LYD_OK;
    }
    const char *command = NULL;
    lyd_status status = make_command(w, form, &step, edit->view, &command);
    if (status == LYD_OK) {
        status = lyd_grow((void **)&w->commands, &w->capacity, w->count, sizeof(*w->commands));
    }
    if (status != LYD_OK) {
        return status;
    }
    if (!is_written(w, command)) {
        w->commands[w->count++] = command;
    }
    return LYD_OK;
}

/* ---- one edit ---- */

/* What the servers of a view say about an edit. */
typedef struct survey {
    size_t affected, settled; /* servers where the edit is still to be made, or is made already */
    const char *zone;         /* that has the name; NULL: it isn't known */
    uint32_t holder;          /* the first server that has the zone itself and takes commands; LYD_NONE: none is known */
    bool zones_differ;
} survey;

/* Zone files and servers that only repeat what they heard take no commands. */
static bool takes_commands(const lyd_case *c, uint16_t server, const lyd_record *zone)
{
    return zone != NULL && zone->authoritative && !lyd_server_is_file(&c->servers[server]) && c->servers[server].scope[0] == '\0';
}

static bool is_affected(const writing *w, const lyd_edit *edit, uint16_t server)
{
    return state_at(w, edit, server) == (edit->add ? LACKS : HAS);
}

static survey survey_of(const writing *w, const lyd_edit *edit)
{
    const lyd_view *view = &w->c->topology->views[edit->view];
    survey found = {.holder = LYD_NONE};
    for (size_t i = 0; i < view->server_count; i++) {
        uint16_t server = w->c->view_servers[edit->view][i];
        const lyd_record *zone = lyd_zone_at(w->c, edit->name, server);
        state now = state_at(w, edit, server);
        found.affected += now == (edit->add ? LACKS : HAS) ? 1 : 0;
        found.settled += now == (edit->add ? HAS : LACKS) ? 1 : 0;
        found.zones_differ = found.zones_differ || (zone != NULL && found.zone != NULL && strcmp(found.zone, zone->zone) != 0);
        found.zone = found.zone == NULL && zone != NULL ? zone->zone : found.zone;
        found.holder = found.holder == LYD_NONE && takes_commands(w->c, server, zone) ? server : found.holder;
    }
    return found;
}

/* Servers of a view have the same zones, copied from one another, so one command is enough: at the first that has the zone. But where only
 * some of them need the change, or they have the name in different zones, each of these is named. */
static lyd_status write_edit(writing *w, const lyd_edit *edit)
{
    const survey found = survey_of(w, edit);
    lyd_status status = LYD_OK;
    if (found.zone == NULL) {
        w->possible = false;
        return LYD_OK;
    }
    if (!found.zones_differ && (found.affected == 0 || found.settled == 0)) {
        return put(w, edit, found.zone, found.holder);
    }
    for (size_t i = 0; i < w->c->topology->views[edit->view].server_count && status == LYD_OK && w->possible; i++) {
        uint16_t server = w->c->view_servers[edit->view][i];
        const lyd_record *zone = lyd_zone_at(w->c, edit->name, server);
        if (found.affected == 0 || is_affected(w, edit, server)) {
            status = put(w, edit, zone != NULL ? zone->zone : found.zone, takes_commands(w->c, server, zone) ? server : LYD_NONE);
        }
    }
    return status;
}

static bool same_servers(const lyd_case *c, uint32_t a, uint32_t b)
{
    size_t count = c->topology->views[a].server_count;
    return count == c->topology->views[b].server_count && memcmp(c->view_servers[a], c->view_servers[b], count * sizeof(uint16_t)) == 0;
}

lyd_status lyd_commands_add(const lyd_case *c, lyd_arena *arena, lyd_finding *finding, const char **why)
{
    writing w = {.c = c, .arena = arena, .finding = finding, .possible = true};
    lyd_status status = LYD_OK;
    for (uint32_t v = 1; v < c->topology->view_count; v++) {
        w.split = w.split || !same_servers(c, 0, v);
    }
    for (size_t i = 1; i < finding->edit_count; i++) {
        w.several = w.several || !same_servers(c, finding->edits[0].view, finding->edits[i].view);
    }
    /* A record can't be added beside an alias, so what goes goes first. */
    for (size_t i = 0; i < 2 * finding->edit_count && status == LYD_OK && w.possible; i++) {
        const lyd_edit *edit = &finding->edits[i % finding->edit_count];
        status = edit->add == (i >= finding->edit_count) ? write_edit(&w, edit) : LYD_OK;
    }
    const char **commands = status == LYD_OK && w.possible ? lyd_arena_alloc(arena, w.count * sizeof(*commands)) : NULL;
    if (commands != NULL && w.count > 0) {
        memcpy(commands, w.commands, w.count * sizeof(*commands));
        finding->commands = commands;
        finding->command_count = w.count;
    }
    bool failed = status != LYD_OK || (w.possible && commands == NULL);
    free((void *)w.commands);
    *why = w.possible ? NULL : w.why;
    return failed ? LYD_ENOMEM : LYD_OK;
}
