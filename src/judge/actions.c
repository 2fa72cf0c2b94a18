/* What to do about a finding: who does what, and which records of DNS that changes. */
#include "judging.h"

#include <string.h>

const lyd_row lyd_owners[] = {
    {LYD_OWNER_DNS, "dns"},
    {LYD_OWNER_LYNC, "lync"},
    {LYD_OWNER_EXCHANGE, "exchange"},
    {LYD_OWNER_WINDOWS, "windows"},
    {LYD_OWNER_GATEWAY, "gateway"},
    {LYD_OWNER_NETWORK, "network"},
    {0, NULL},
};

const char *lyd_owner_title(lyd_owner owner)
{
    static const char *const titles[LYD_OWNER_COUNT] = {
        [LYD_OWNER_DNS] = "DNS administrator",           [LYD_OWNER_LYNC] = "Lync administrator",
        [LYD_OWNER_EXCHANGE] = "Exchange administrator", [LYD_OWNER_WINDOWS] = "Server administrator",
        [LYD_OWNER_GATEWAY] = "Gateway administrator",   [LYD_OWNER_NETWORK] = "Network administrator",
    };
    return titles[owner];
}

unsigned lyd_finding_owners(const lyd_finding *finding)
{
    unsigned owners = 0;
    for (size_t i = 0; i < finding->action_count; i++) {
        owners |= 1u << finding->actions[i].owner;
    }
    for (size_t i = 0; finding->action_count == 0 && finding->rule->actions[i].text != NULL; i++) {
        owners |= 1u << finding->rule->actions[i].owner;
    }
    return owners;
}

/* ---- as a text ---- */

/* The first letter of a title. In the middle of a sentence those that begin with no name are in lower case. */
static char initial(lyd_owner owner, bool begins)
{
    char letter = lyd_owner_title(owner)[0];
    bool is_name = owner == LYD_OWNER_DNS || owner == LYD_OWNER_LYNC || owner == LYD_OWNER_EXCHANGE;
    return (char)(begins || is_name ? letter : letter - 'A' + 'a');
}

/* A line feed begins a command, so one of a name becomes a space. */
const char *lyd_actions_text(const lyd_action *actions, size_t count, lyd_arena *arena)
{
    char *text = lyd_arena_text(arena, "", 0);
    for (size_t i = 0; i < count && text != NULL; i++) {
        const lyd_action *action = &actions[i];
        text = lyd_arena_printf(arena, "%s%s%s%c%s: %s", text, i == 0 ? "" : " ", action->instead ? "Or " : "",
                                initial(action->owner, !action->instead), lyd_owner_title(action->owner) + 1, action->text);
    }
    for (char *at = text; at != NULL; at = strchr(at, '\n')) {
        *at = *at == '\n' ? ' ' : *at;
    }
    return text;
}

/* ---- of the breach being found ---- */

LYD_PRINTF(4, 0) static void act(lyd_judging *j, lyd_owner owner, bool instead, const char *format, va_list arguments)
{
    lyd_text_begin(j);
    lyd_text_add_list(j, format, arguments);
    const char *text = lyd_text_done(j);
    if (lyd_grow((void **)&j->actions, &j->action_capacity, j->action_count, sizeof(*j->actions)) != LYD_OK) {
        j->status = LYD_ENOMEM;
        return;
    }
    j->actions[j->action_count++] = (lyd_action){owner, instead, text};
}

void lyd_act(lyd_judging *j, lyd_owner owner, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    act(j, owner, false, format, arguments);
    va_end(arguments);
}

void lyd_act_instead(lyd_judging *j, lyd_owner owner, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    act(j, owner, true, format, arguments);
    va_end(arguments);
}

static bool is_same(const lyd_edit *a, const lyd_edit *b)
{
    return a->add == b->add && a->view == b->view && strcmp(a->name, b->name) == 0 && a->record.type == b->record.type &&
           lyd_record_compare(&a->record, &b->record) == 0;
}

static bool has_edit(const lyd_edit *edits, size_t count, const lyd_edit *edit)
{
    size_t i = 0;
    while (i < count && !is_same(&edits[i], edit)) {
        i++;
    }
    return i < count;
}

static void edit(lyd_judging *j, const char *name, const lyd_record *record, uint32_t views, bool add)
{
    for (uint32_t v = 0; v < j->topology->view_count; v++) {
        const lyd_edit one = {.name = name, .record = *record, .view = v, .add = add};
        if ((views >> v & 1u) == 0 || has_edit(j->edits, j->edit_count, &one)) {
            continue;
        }
        if (lyd_grow((void **)&j->edits, &j->edit_capacity, j->edit_count, sizeof(*j->edits)) != LYD_OK) {
            j->status = LYD_ENOMEM;
            return;
        }
        j->edits[j->edit_count++] = one;
    }
}

void lyd_edit_add(lyd_judging *j, const char *name, const lyd_record *record, uint32_t views)
{
    edit(j, name, record, views, true);
}

void lyd_edit_delete(lyd_judging *j, const char *name, const lyd_record *record, uint32_t views)
{
    edit(j, name, record, views, false);
}

/* ---- of a finding ---- */

static void *copy_of(lyd_judging *j, const void *items, size_t count, size_t size)
{
    void *copy = lyd_arena_alloc(j->arena, count * size);
    if (copy == NULL) {
        j->status = LYD_ENOMEM;
    } else if (count > 0) {
        memcpy(copy, items, count * size);
    }
    return copy;
}

void lyd_actions_take(lyd_judging *j, lyd_finding *finding)
{
    const lyd_action *actions = j->actions;
    size_t count = j->action_count;
    if (count == 0) {
        actions = j->rule->actions;
        while (actions[count].text != NULL) {
            count++;
        }
    }
    finding->actions = j->action_count == 0 ? actions : copy_of(j, actions, count, sizeof(*actions));
    finding->edits = copy_of(j, j->edits, j->edit_count, sizeof(*j->edits));
    finding->action_count = count;
    finding->edit_count = j->edit_count;
    finding->remedy = j->status == LYD_OK ? lyd_actions_text(finding->actions, count, j->arena) : NULL;
    j->action_count = j->edit_count = 0;
    if (finding->remedy == NULL) {
        finding->remedy = "";
        j->status = LYD_ENOMEM;
    }
}

static bool has_action(const lyd_finding *finding, const lyd_action *action)
{
    size_t i = 0;
    while (i < finding->action_count &&
           (finding->actions[i].owner != action->owner || strcmp(finding->actions[i].text, action->text) != 0)) {
        i++;
    }
    return i < finding->action_count;
}

lyd_status lyd_actions_join(lyd_judging *j, lyd_finding *into, const lyd_finding *from)
{
    lyd_action *actions = lyd_arena_alloc(j->arena, (into->action_count + from->action_count) * sizeof(*actions));
    lyd_edit *edits = lyd_arena_alloc(j->arena, (into->edit_count + from->edit_count) * sizeof(*edits));
    size_t action_count = into->action_count, edit_count = into->edit_count;
    if (actions == NULL || edits == NULL) {
        return LYD_ENOMEM;
    }
    memcpy(actions, into->actions, action_count * sizeof(*actions));
    for (size_t i = 0; i < from->action_count; i++) {
        if (!has_action(into, &from->actions[i])) {
            actions[action_count++] = from->actions[i];
        }
    }
    if (edit_count > 0) {
        memcpy(edits, into->edits, edit_count * sizeof(*edits));
    }
    for (size_t i = 0; i < from->edit_count; i++) {
        if (!has_edit(edits, edit_count, &from->edits[i])) {
            edits[edit_count++] = from->edits[i];
        }
    }
    into->actions = actions;
    into->edits = edits;
    into->action_count = action_count;
    into->edit_count = edit_count;
    into->remedy = lyd_actions_text(actions, action_count, j->arena);
    return into->remedy == NULL ? LYD_ENOMEM : LYD_OK;
}
