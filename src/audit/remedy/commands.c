/* The commands of a change: the edits of all findings that are taken, each once, in an order that every server accepts. */
#include "work.h"

#include <stdlib.h>
#include <string.h>

#define REQUEST_BYTES 32000 /* of 65,535 in a message: the records of one more name have room beside them */
#define FIELDS_BYTES 32     /* more than a record has around its names: type, class, TTL, lengths, address or numbers */

typedef struct entry {
    const lyd_edit *edit;
    const char *zone;
    size_t group; /* the first that has it */
} entry;

/* By zone and name. What is deleted goes first, since an alias can't be beside other records. */
static int compare(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    int order = strcmp(x->zone, y->zone);
    order = order != 0 ? order : strcmp(x->edit->name, y->edit->name);
    order = order != 0 ? order : (int)x->edit->add - (int)y->edit->add;
    order = order != 0 ? order : (int)x->edit->record.type - (int)y->edit->record.type;
    order = order != 0 ? order : lyd_record_compare(&x->edit->record, &y->edit->record);
    return order != 0 ? order : (x->group > y->group) - (x->group < y->group);
}

static bool is_same_record(const lyd_edit *a, const lyd_edit *b)
{
    return strcmp(a->name, b->name) == 0 && a->record.type == b->record.type && lyd_record_compare(&a->record, &b->record) == 0;
}

/* One adds what the other deletes, or both add what can't be beside the other's. */
static bool contradict(const lyd_edit *a, const lyd_edit *b)
{
    if (a->add != b->add) {
        return is_same_record(a, b);
    }
    bool alias = a->record.type == LYD_TYPE_CNAME || b->record.type == LYD_TYPE_CNAME;
    return a->add && alias && strcmp(a->name, b->name) == 0 && !is_same_record(a, b);
}

/* Entries of one name follow one another. */
static const char *find_contradiction(const lyd_remedy_work *work, const entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count && strcmp(entries[i].edit->name, entries[k].edit->name) == 0; k++) {
            if (contradict(entries[i].edit, entries[k].edit)) {
                size_t earlier = entries[i].group < entries[k].group ? entries[i].group : entries[k].group;
                return lyd_arena_printf(work->arena, "it contradicts what mends %s", work->groups[earlier].key);
            }
        }
    }
    return NULL;
}

/* A wildcard may give the record that is to be deleted, or the one to be added is there: tools of Windows fail at either. */
static bool has_effect(const lyd_preview *preview, const lyd_edit *edit)
{
    char data[LYD_RECORD_TEXT];
    lyd_record_format(&edit->record, data);
    size_t i = 0;
    while (i < preview->record_count) {
        const lyd_change_record *record = preview->records[i++].record;
        if (record->added == edit->add && record->type == edit->record.type && strcmp(record->name, edit->name) == 0 &&
            strcmp(record->data, data) == 0) {
            return true;
        }
    }
    return false;
}

static entry *gather(const lyd_remedy_work *work, const lyd_preview *effects, size_t *count)
{
    size_t most = 0;
    for (size_t g = 0; g < work->group_count; g++) {
        most += work->groups[g].count;
    }
    entry *entries = calloc(most + 1, sizeof(*entries));
    *count = 0;
    for (size_t g = 0; g < work->group_count && entries != NULL; g++) {
        for (size_t i = 0; i < work->groups[g].count && work->groups[g].state == LYD_GROUP_TAKEN; i++) {
            if (effects == NULL || has_effect(effects, &work->groups[g].edits[i])) {
                entries[(*count)++] = (entry){&work->groups[g].edits[i], work->groups[g].zones[i], g};
            }
        }
    }
    if (entries != NULL) {
        qsort(entries, *count, sizeof(*entries), compare);
    }
    return entries;
}

static bool is_key_of(const lyd_remedy_command *command, const char *key)
{
    size_t i = 0;
    while (i < command->key_count && strcmp(command->keys[i], key) != 0) {
        i++;
    }
    return i < command->key_count;
}

/* nsupdate sends the commands of one zone in one request, if they have room in a message, and those of one name always; the tools of
 * Windows send each alone. */
static void number_requests(const lyd_remedy_work *work, lyd_remedy_command *items, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        const lyd_edit *edit = &items[i].edit;
        bool begins = work->options->form != LYD_CHANGE_NSUPDATE || i == 0 || strcmp(items[i].zone, items[i - 1].zone) != 0 ||
                      (size > REQUEST_BYTES && strcmp(edit->name, items[i - 1].edit.name) != 0);
        items[i].request = i == 0 ? 1 : items[i - 1].request + (begins ? 1 : 0);
        size = begins ? 0 : size;
        size += strlen(edit->name) + (lyd_type_family(edit->record.type) == 0 ? strlen(edit->record.target) : 0) + FIELDS_BYTES;
    }
}

/* A command from each run of entries with the same record. */
static lyd_status merge(const lyd_remedy_work *work, const entry *entries, size_t count, lyd_commands *commands)
{
    lyd_remedy_command *items = lyd_arena_alloc(work->arena, count * sizeof(*items));
    if (items == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1;
             end < count && entries[end].edit->add == entries[i].edit->add && is_same_record(entries[i].edit, entries[end].edit); end++) {
        }
        const char **keys = lyd_arena_alloc(work->arena, (end - i) * sizeof(*keys));
        if (keys == NULL) {
            return LYD_ENOMEM;
        }
        lyd_remedy_command *command = &items[commands->count++];
        *command = (lyd_remedy_command){.edit = *entries[i].edit, .zone = entries[i].zone, .keys = keys};
        for (size_t k = i; k < end; k++) {
            const char *key = work->groups[entries[k].group].key;
            if (!is_key_of(command, key)) {
                keys[command->key_count++] = key;
            }
        }
    }
    number_requests(work, items, commands->count);
    commands->items = items;
    return LYD_OK;
}

static lyd_status make_steps(const lyd_remedy_work *work, const lyd_commands *commands, lyd_change_step *steps)
{
    for (size_t i = 0; i < commands->count; i++) {
        const lyd_remedy_command *command = &commands->items[i];
        char text[LYD_RECORD_TEXT];
        lyd_record_format(&command->edit.record, text);
        steps[i] = (lyd_change_step){
            .act = command->edit.add ? LYD_CHANGE_ADD : LYD_CHANGE_DELETE,
            .type = command->edit.record.type,
            .type_name = lyd_type_name(command->edit.record.type),
            .name = command->edit.name,
            .zone = command->zone,
            .record = command->edit.record,
            .data = lyd_arena_text(work->arena, text, strlen(text)),
            .ttl = LYD_SCRIPT_TTL,
            .line = (uint32_t)i + 1,
            .request = command->request,
        };
        steps[i].record.ttl = LYD_SCRIPT_TTL;
        if (steps[i].data == NULL) {
            return LYD_ENOMEM;
        }
    }
    return LYD_OK;
}

static lyd_status make_change(const lyd_remedy_work *work, lyd_commands *commands)
{
    lyd_change *change = lyd_arena_zalloc(work->arena, 1, sizeof(*change));
    lyd_change_step *steps = lyd_arena_alloc(work->arena, commands->count * sizeof(*steps));
    if (change == NULL || steps == NULL) {
        return LYD_ENOMEM;
    }
    *change = (lyd_change){.path = "remedy", .form = work->options->form, .steps = steps, .count = commands->count};
    commands->change = change;
    return make_steps(work, commands, steps);
}

lyd_status lyd_commands_make(lyd_remedy_work *work, const lyd_preview *effects, lyd_commands *commands, const char **why)
{
    size_t count;
    entry *entries = gather(work, effects, &count);
    lyd_status status = entries == NULL ? LYD_ENOMEM : LYD_OK;
    *commands = (lyd_commands){.count = 0};
    *why = status == LYD_OK ? find_contradiction(work, entries, count) : NULL;
    if (status == LYD_OK && *why == NULL) {
        status = merge(work, entries, count, commands);
    }
    if (status == LYD_OK && commands->count > 0) {
        status = make_change(work, commands);
    }
    free(entries);
    return status;
}
