#include "saved.h"

#include "dns/type.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

#define FORMAT_STEM "lyncdns-answers-"
#define LINE_MAX_BYTES ((size_t)4 << 20)
#define VIEWS_MAX 64


lyd_status lyd_saved_start(lyd_saved_reader *r, const char *path, lyd_diag *diag)
{
    *r = (lyd_saved_reader){.path = path, .diag = diag};
    r->arena = lyd_arena_new();
    r->server_index = lyd_map_new();
    r->index = lyd_map_new();
    return r->arena == NULL || r->server_index == NULL || r->index == NULL ? LYD_ENOMEM : LYD_OK;
}

void lyd_saved_clear(lyd_saved_reader *r)
{
    free(r->items);
    lyd_map_free(r->index);
    lyd_map_free(r->server_index);
    lyd_arena_free(r->arena);
    *r = (lyd_saved_reader){.path = NULL};
}

static lyd_status damaged(const lyd_saved_reader *r, const char *what)
{
    return lyd_diag_error(r->diag, r->path, r->line, "damaged: %s", what);
}

/* ---- members ---- */

static const char *member_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static bool member_number(const json_t *object, const char *key, int64_t most, int64_t *number)
{
    const json_t *value = json_object_get(object, key);
    *number = json_integer_value(value);
    return json_is_integer(value) && *number >= 0 && *number <= most;
}

static bool member_row(const json_t *object, const char *key, const lyd_row *rows, int *id)
{
    const char *text = member_text(object, key);
    return text != NULL && lyd_row_id(rows, text, id);
}

static bool is_canonical(const char *name)
{
    uint8_t wire[LYD_NAME_WIRE];
    return lyd_name_to_wire(name, wire) > 0;
}

/* ---- the first line ---- */

/* "2026-11-22T10:00:00Z" */
static bool read_time(const char *text, int64_t *seconds)
{
    char date[11];
    unsigned hour, minute, second;
    int64_t day;
    int used = 0;
    if (text == NULL || strlen(text) != 20) {
        return false;
    }
    memcpy(date, text, 10);
    date[10] = '\0';
    if (!lyd_date_parse(date, &day) || sscanf(text + 10, "T%2u:%2u:%2uZ%n", &hour, &minute, &second, &used) != 3 || used != 10 ||
        hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    *seconds = day * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

static lyd_status read_server(lyd_saved_reader *r, const char *text, lyd_server *server)
{
    const char *why;
    uint32_t number;
    *server = (lyd_server){.text = NULL};
    if (text == NULL || text[0] == '\0' || strlen(text) > 128) {
        return damaged(r, "a server that is none");
    }
    /* What isn't an address is a source of another kind: it names itself. */
    if (!lyd_server_parse(text, server, &why)) {
        *server = (lyd_server){.text = NULL};
    }
    server->text = lyd_arena_text(r->arena, text, strlen(text));
    if (server->text == NULL) {
        return LYD_ENOMEM;
    }
    if (lyd_map_get(r->server_index, server->text, &number)) {
        return LYD_OK;
    }
    if (r->server_count == UINT16_MAX) {
        return damaged(r, "too many servers");
    }
    r->servers[r->server_count] = *server;
    return lyd_map_put(r->server_index, server->text, (uint32_t)r->server_count++);
}

static lyd_status read_view(lyd_saved_reader *r, const json_t *json, lyd_saved_view *view)
{
    const char *name = member_text(json, "name");
    const json_t *list = json_object_get(json, "servers");
    size_t count = json_array_size(list);
    if (name == NULL || !json_is_array(list)) {
        return damaged(r, "a view without name or servers");
    }
    lyd_server *servers = lyd_arena_zalloc(r->arena, count, sizeof(*servers));
    view->name = lyd_arena_text(r->arena, name, strlen(name));
    if (servers == NULL || view->name == NULL) {
        return LYD_ENOMEM;
    }
    view->servers = servers;
    view->server_count = count;
    for (size_t i = 0; i < count; i++) {
        lyd_status status = read_server(r, json_string_value(json_array_get(list, i)), &servers[i]);
        if (status != LYD_OK) {
            return status;
        }
    }
    return LYD_OK;
}

static lyd_status check_format(const lyd_saved_reader *r, const json_t *json)
{
    const char *format = member_text(json, "format");
    if (format == NULL || strncmp(format, FORMAT_STEM, strlen(FORMAT_STEM)) != 0) {
        return lyd_diag_error(r->diag, r->path, r->line, "this isn't a file of saved answers (as --save-answers writes it)");
    }
    if (strcmp(format, LYD_SAVED_FORMAT) != 0) {
        return lyd_diag_error(r->diag, r->path, r->line, "the format \"%.64s\" is not known to this version, which reads \"%s\"", format,
                              LYD_SAVED_FORMAT);
    }
    return LYD_OK;
}

static lyd_status read_head(lyd_saved_reader *r, const json_t *json)
{
    const json_t *views = json_object_get(json, "views");
    size_t count = json_array_size(views), servers = 0;
    lyd_status status = check_format(r, json);
    if (status != LYD_OK) {
        return status;
    }
    if (!read_time(member_text(json, "started"), &r->head.started) || !json_is_array(views) || count > VIEWS_MAX) {
        return damaged(r, "the time of the run or its views can't be read");
    }
    for (size_t i = 0; i < count; i++) {
        servers += json_array_size(json_object_get(json_array_get(views, i), "servers"));
    }
    lyd_saved_view *list = lyd_arena_zalloc(r->arena, count, sizeof(*list));
    r->servers = lyd_arena_zalloc(r->arena, servers, sizeof(*r->servers));
    if (list == NULL || r->servers == NULL) {
        return LYD_ENOMEM;
    }
    r->head.views = list;
    r->head.view_count = count;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = read_view(r, json_array_get(views, i), &list[i]);
    }
    return status;
}

/* ---- answers ---- */

static lyd_status read_aliases(lyd_saved_reader *r, const json_t *json, lyd_answer *answer)
{
    const json_t *list = json_object_get(json, "aliases");
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count > LYD_ALIAS_MAX) {
        return damaged(r, "aliases");
    }
    const char **aliases = lyd_arena_alloc(r->arena, count * sizeof(*aliases));
    if (aliases == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = json_string_value(json_array_get(list, i));
        if (name == NULL || !is_canonical(name)) {
            return damaged(r, "an alias that is no name");
        }
        aliases[i] = lyd_arena_text(r->arena, name, strlen(name));
        if (aliases[i] == NULL) {
            return LYD_ENOMEM;
        }
    }
    answer->aliases = aliases;
    answer->alias_count = (uint8_t)count;
    return LYD_OK;
}

static lyd_status read_records(lyd_saved_reader *r, const json_t *json, uint16_t type, lyd_answer *answer)
{
    const json_t *list = json_object_get(json, "records");
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count > UINT16_MAX || (count > 0 && lyd_type_member(type) == NULL)) {
        return damaged(r, "records");
    }
    lyd_record *records = lyd_arena_zalloc(r->arena, count, sizeof(*records));
    if (records == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *record = json_array_get(list, i);
        const char *data = member_text(record, lyd_type_member(type));
        int64_t ttl;
        if (data == NULL || lyd_record_parse(type, data, r->arena, &records[i]) != LYD_OK ||
            !member_number(record, "ttl", INT32_MAX, &ttl) || (i > 0 && lyd_record_compare(&records[i - 1], &records[i]) >= 0)) {
            return damaged(r, "a record that can't be one");
        }
        records[i].ttl = (uint32_t)ttl;
    }
    answer->records = records;
    answer->record_count = (uint32_t)count;
    return LYD_OK;
}

static lyd_status read_numbers(lyd_saved_reader *r, const json_t *json, lyd_answer *answer)
{
    int status, cause;
    int64_t rcode, rtt, resent;
    if (!member_row(json, "status", lyd_answer_statuses, &status) || !member_row(json, "cause", lyd_answer_causes, &cause) ||
        !member_number(json, "rcode", UINT8_MAX, &rcode) || !member_number(json, "rtt_us", UINT32_MAX, &rtt) ||
        !member_number(json, "resent", UINT32_MAX, &resent)) {
        return damaged(r, "an answer without status, cause, rcode, rtt_us or resent");
    }
    answer->status = (uint8_t)status;
    answer->cause = (uint8_t)cause;
    answer->rcode = (uint8_t)rcode;
    answer->rtt_us = (uint32_t)rtt;
    answer->resent = (uint32_t)resent;
    return LYD_OK;
}

/* What must hold of every answer: else a hand has been laid on it, and an absence could be made up. */
static bool is_consistent(const lyd_answer *answer, uint16_t type)
{
    bool kept = lyd_type_member(type) != NULL;
    bool failed = lyd_answer_failed((lyd_answer_status)answer->status);
    return (!kept || (answer->status == LYD_NOERROR) == (answer->record_count > 0)) &&
           (answer->status != LYD_NXDOMAIN || answer->alias_count == 0) &&
           ((answer->status != LYD_ALIAS_LOOP && answer->status != LYD_ALIAS_DANGLING) || answer->alias_count > 0) &&
           (answer->cause == LYD_ASKED || failed);
}

/* Puts ITEM behind the others of its name. */
static lyd_status link_item(lyd_saved_reader *r, const lyd_saved_item *item)
{
    uint32_t number = (uint32_t)r->count, last;
    if (r->count >= LYD_NONE - 1) {
        return damaged(r, "too many answers");
    }
    if (!lyd_map_get(r->index, item->name, &last)) {
        lyd_status status = lyd_map_put(r->index, item->name, number);
        if (status != LYD_OK) {
            return status;
        }
    } else {
        for (;;) {
            const lyd_saved_item *other = &r->items[last];
            if (other->server == item->server && other->type == item->type) {
                return damaged(r, "a question that was answered in a line before");
            }
            if (other->next == LYD_NONE) {
                break;
            }
            last = other->next;
        }
        r->items[last].next = number;
    }
    r->items[r->count++] = *item;
    return LYD_OK;
}

static lyd_status read_answer(lyd_saved_reader *r, const json_t *json)
{
    lyd_saved_item item = {.next = LYD_NONE, .line = (uint32_t)r->line};
    const char *server = member_text(json, "server"), *name = member_text(json, "name"), *type = member_text(json, "type");
    uint32_t number;
    if (server == NULL || !lyd_map_get(r->server_index, server, &number)) {
        return damaged(r, "a server that the first line doesn't name");
    }
    if (name == NULL || !is_canonical(name) || type == NULL || !lyd_type_parse(type, strlen(type), &item.type)) {
        return damaged(r, "an answer without a name or a type");
    }
    item.server = (uint16_t)number;
    /* A name's questions stand together: one copy is enough. */
    const lyd_saved_item *before = r->count > 0 ? &r->items[r->count - 1] : NULL;
    item.name = before != NULL && strcmp(before->name, name) == 0 ? before->name : lyd_arena_text(r->arena, name, strlen(name));
    if (item.name == NULL || lyd_grow((void **)&r->items, &r->capacity, r->count, sizeof(*r->items)) != LYD_OK) {
        return LYD_ENOMEM;
    }
    lyd_status status = read_numbers(r, json, &item.answer);
    status = status == LYD_OK ? read_aliases(r, json, &item.answer) : status;
    status = status == LYD_OK ? read_records(r, json, item.type, &item.answer) : status;
    if (status == LYD_OK && !is_consistent(&item.answer, item.type)) {
        status = damaged(r, "the answer contradicts itself");
    }
    return status == LYD_OK ? link_item(r, &item) : status;
}

/* ---- the last line ---- */

static lyd_status read_foot(lyd_saved_reader *r, const json_t *json)
{
    int64_t count;
    const json_t *stopped = json_object_get(json, "stopped");
    if (!member_number(json, "answers", INT64_MAX, &count) || !json_is_boolean(stopped)) {
        return damaged(r, "the last line can't be read");
    }
    if ((uint64_t)count != r->count) {
        return lyd_diag_error(r->diag, r->path, r->line, "damaged: %zu answers were read, but the file was made with %lld", r->count,
                              (long long)count);
    }
    r->stopped = json_is_true(stopped);
    r->ended = true;
    return LYD_OK;
}

lyd_status lyd_saved_line(lyd_saved_reader *r, const char *text, size_t length)
{
    json_error_t error;
    r->line++;
    if (r->ended) {
        return damaged(r, "something follows the last line");
    }
    json_t *json = length <= LINE_MAX_BYTES ? json_loadb(text, length, JSON_REJECT_DUPLICATES, &error) : NULL;
    lyd_status status;
    if (!json_is_object(json)) {
        status = r->line == 1 ? check_format(r, NULL) : damaged(r, "the line isn't a JSON object");
    } else if (r->line == 1) {
        status = read_head(r, json);
    } else if (json_object_get(json, "answers") != NULL) {
        status = read_foot(r, json);
    } else {
        status = read_answer(r, json);
    }
    json_decref(json);
    return status;
}

lyd_status lyd_saved_end(lyd_saved_reader *r)
{
    if (r->line == 0) {
        r->line = 1;
        return check_format(r, NULL);
    }
    return r->ended ? LYD_OK : lyd_diag_error(r->diag, r->path, r->line, "the file is cut off: its last line is missing");
}

const lyd_saved_item *lyd_saved_find(const lyd_saved_reader *r, const char *name, uint16_t server, uint16_t type, size_t *hint)
{
    uint32_t number;
    if (*hint < r->count) {
        const lyd_saved_item *item = &r->items[*hint];
        if (item->server == server && item->type == type && strcmp(item->name, name) == 0) {
            *hint += 1;
            return item;
        }
    }
    if (!lyd_map_get(r->index, name, &number)) {
        return NULL;
    }
    while (number != LYD_NONE && (r->items[number].server != server || r->items[number].type != type)) {
        number = r->items[number].next;
    }
    if (number == LYD_NONE) {
        return NULL;
    }
    *hint = (size_t)number + 1;
    return &r->items[number];
}
