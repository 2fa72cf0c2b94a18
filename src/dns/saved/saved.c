/* Saved answers, one line of JSON each: read, checked, and offered as a source. */
#include "saved.h"

#include "kept.h"

#include "dns/form.h"

#include <jansson.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT_STEM "lyncdns-answers-"
#define LINE_MAX_BYTES ((size_t)4 << 20)
#define VIEWS_MAX 64
#define PART_BYTES ((size_t)64 << 10)

typedef struct saved {
    lyd_source base;
    const char *path;
    lyd_diag *diag; /* while reading */
    lyd_saved head;
    lyd_server *servers; /* of all views, each text once */
    size_t server_count;
    lyd_map *server_index; /* by text */
    lyd_kept kept;
    size_t line; /* lines read */
    bool ended;  /* the last line was read */
} saved;

static lyd_status damaged(const saved *r, const char *what)
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

static lyd_status read_server(saved *r, const char *text, lyd_server *server)
{
    const char *why;
    uint32_t number;
    *server = (lyd_server){.text = NULL};
    if (text == NULL || text[0] == '\0' || strlen(text) > 128) {
        return damaged(r, "a server that is neither an address nor a source");
    }
    /* A text that isn't an address is the name of a source of another kind. */
    if (!lyd_server_parse(text, server, &why)) {
        *server = (lyd_server){.text = NULL};
    }
    server->text = lyd_arena_text(r->kept.arena, text, strlen(text));
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

static lyd_status read_view(saved *r, const json_t *json, lyd_saved_view *view)
{
    const char *name = member_text(json, "name");
    const json_t *list = json_object_get(json, "servers");
    size_t count = json_array_size(list);
    if (name == NULL || !json_is_array(list)) {
        return damaged(r, "a view without name or servers");
    }
    lyd_server *servers = lyd_arena_zalloc(r->kept.arena, count, sizeof(*servers));
    view->name = lyd_arena_text(r->kept.arena, name, strlen(name));
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

static lyd_status check_format(const saved *r, const json_t *json)
{
    const char *format = member_text(json, "format");
    if (format == NULL || strncmp(format, FORMAT_STEM, strlen(FORMAT_STEM)) != 0) {
        return lyd_diag_error(r->diag, r->path, r->line, "this isn't a file of saved answers (written by --save-answers)");
    }
    if (strcmp(format, LYD_SAVED_FORMAT) != 0) {
        return lyd_diag_error(r->diag, r->path, r->line, "unsupported format \"%.64s\", expected \"%s\"", format, LYD_SAVED_FORMAT);
    }
    return LYD_OK;
}

/* A text of at most MOST bytes, which need not be there. */
static lyd_status read_text(saved *r, const json_t *json, const char *key, size_t most, const char **text)
{
    const char *value = member_text(json, key);
    if (json_object_get(json, key) == NULL) {
        return LYD_OK;
    }
    if (value == NULL || value[0] == '\0' || strlen(value) > most) {
        return damaged(r, "the place or the topology can't be read");
    }
    *text = lyd_arena_text(r->kept.arena, value, strlen(value));
    return *text == NULL ? LYD_ENOMEM : LYD_OK;
}

/* Which topology, and where it was asked from. Version 0.1.0 writes the name of the topology alone. */
static lyd_status read_origin(saved *r, const json_t *json)
{
    lyd_status status = read_text(r, json, "topology", LINE_MAX_BYTES, &r->head.topology);
    if (status == LYD_OK) {
        status = read_text(r, json, "digest", LYD_DIGEST_MAX, &r->head.digest);
    }
    return status == LYD_OK ? read_text(r, json, "vantage", LYD_VANTAGE_MAX, &r->head.vantage) : status;
}

static lyd_status read_head(saved *r, const json_t *json)
{
    const json_t *views = json_object_get(json, "views");
    size_t count = json_array_size(views), servers = 0;
    lyd_status status = check_format(r, json);
    if (status == LYD_OK) {
        status = read_origin(r, json);
    }
    if (status != LYD_OK) {
        return status;
    }
    if (!read_time(member_text(json, "started"), &r->head.started) || !json_is_array(views) || count > VIEWS_MAX) {
        return damaged(r, "the time of the run or its views can't be read");
    }
    for (size_t i = 0; i < count; i++) {
        servers += json_array_size(json_object_get(json_array_get(views, i), "servers"));
    }
    lyd_saved_view *list = lyd_arena_zalloc(r->kept.arena, count, sizeof(*list));
    r->servers = lyd_arena_zalloc(r->kept.arena, servers, sizeof(*r->servers));
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

static lyd_status read_aliases(saved *r, const json_t *json, lyd_answer *answer)
{
    const json_t *list = json_object_get(json, "aliases");
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count > LYD_ALIAS_MAX) {
        return damaged(r, "aliases");
    }
    const char **aliases = lyd_arena_alloc(r->kept.arena, count * sizeof(*aliases));
    if (aliases == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = json_string_value(json_array_get(list, i));
        if (name == NULL || !is_canonical(name)) {
            return damaged(r, "an alias that is not a name");
        }
        aliases[i] = lyd_arena_text(r->kept.arena, name, strlen(name));
        if (aliases[i] == NULL) {
            return LYD_ENOMEM;
        }
    }
    answer->aliases = aliases;
    answer->alias_count = (uint8_t)count;
    return LYD_OK;
}

/* A record's data, of which each word is a member. */
static lyd_status read_data(const saved *r, const json_t *json, uint16_t type, lyd_record *record)
{
    const lyd_type_row *row = lyd_type_find(type);
    lyd_token words[LYD_MEMBERS_MAX];
    char numbers[LYD_MEMBERS_MAX][24];
    const char *why;
    size_t count = 0;
    for (; row->members[count] != NULL; count++) {
        const char *member = row->members[count], *text;
        int64_t number;
        if (member[0] == '#') {
            text = member_number(json, member + 1, UINT32_MAX, &number) ? numbers[count] : NULL;
            (void)snprintf(numbers[count], sizeof(numbers[count]), "%lld", (long long)number);
        } else {
            text = member_text(json, member);
        }
        if (text == NULL) {
            return LYD_EINVAL;
        }
        words[count] = (lyd_token){.text = text, .length = strlen(text)};
    }
    return lyd_data_parse(type, words, count, ".", r->kept.arena, record, &why);
}

static lyd_status read_records(saved *r, const json_t *json, uint16_t type, lyd_answer *answer)
{
    const json_t *list = json_object_get(json, "records");
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count > UINT16_MAX || (count > 0 && !lyd_type_is_kept(type))) {
        return damaged(r, "records");
    }
    lyd_record *records = lyd_arena_zalloc(r->kept.arena, count, sizeof(*records));
    if (records == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *record = json_array_get(list, i);
        int64_t ttl;
        if (read_data(r, record, type, &records[i]) != LYD_OK || !member_number(record, "ttl", INT32_MAX, &ttl) ||
            (i > 0 && lyd_record_compare(&records[i - 1], &records[i]) >= 0)) {
            return damaged(r, "a record with wrong data or TTL, or out of order");
        }
        records[i].ttl = (uint32_t)ttl;
    }
    answer->records = records;
    answer->record_count = (uint32_t)count;
    return LYD_OK;
}

/* What the answer to a question for SOA says about the zone; version 0.1.0 doesn't save it. */
static lyd_status read_zone(saved *r, const json_t *json, const lyd_question *question, lyd_answer *answer)
{
    lyd_record zone = {.type = LYD_TYPE_SOA};
    const char *name = member_text(json, "zone");
    const json_t *authoritative = json_object_get(json, "authoritative");
    int64_t serial;
    if (json_object_get(json, "zone") == NULL) {
        return LYD_OK;
    }
    if (question->type != LYD_TYPE_SOA || name == NULL || !is_canonical(name) || !lyd_name_within(question->name, name) ||
        !member_number(json, "serial", UINT32_MAX, &serial) || !json_is_boolean(authoritative)) {
        return damaged(r, "a zone that doesn't have the name, or has no serial");
    }
    zone.zone = name;
    zone.serial = (uint32_t)serial;
    zone.authoritative = json_is_true(authoritative);
    return lyd_answer_set_zone(answer, &zone, r->kept.arena);
}

/* The causes that version 0.1.0 doesn't know have a member of their own, beside "asked". */
static bool read_cause(const json_t *json, int *cause)
{
    bool later = json_object_get(json, "why") != NULL;
    return member_row(json, "cause", lyd_answer_causes, cause) &&
           (!later || (*cause == LYD_ASKED && member_row(json, "why", lyd_answer_causes, cause)));
}

static lyd_status read_numbers(saved *r, const json_t *json, lyd_answer *answer)
{
    int status, cause;
    int64_t rcode, rtt, resent;
    if (!member_row(json, "status", lyd_answer_statuses, &status) || !read_cause(json, &cause) ||
        !member_number(json, "rcode", UINT8_MAX, &rcode) || !member_number(json, "rtt_us", UINT32_MAX, &rtt) ||
        !member_number(json, "resent", UINT32_MAX, &resent)) {
        return damaged(r, "an answer without status, cause, rcode, rtt_us or resent");
    }
    answer->status = (uint8_t)status;
    answer->cause = (uint8_t)cause;
    answer->rcode = (uint8_t)rcode;
    answer->rtt_us = (uint32_t)rtt;
    answer->resent = (uint16_t)(resent < UINT16_MAX ? resent : UINT16_MAX);
    return LYD_OK;
}

/* What is true of every answer that was saved: otherwise an edited file could claim that records are missing. */
static bool is_consistent(const lyd_answer *answer, uint16_t type)
{
    bool kept = lyd_type_is_kept(type);
    bool failed = lyd_answer_failed((lyd_answer_status)answer->status);
    return (!kept || (answer->status == LYD_NOERROR) == (answer->record_count > 0)) &&
           (answer->status != LYD_NXDOMAIN || answer->alias_count == 0) &&
           ((answer->status != LYD_ALIAS_LOOP && answer->status != LYD_ALIAS_DANGLING) || answer->alias_count > 0) &&
           (lyd_answer_zone(answer) == NULL || (!failed && answer->alias_count == 0)) && (answer->cause == LYD_ASKED || failed);
}

static lyd_status read_answer(saved *r, const json_t *json)
{
    const char *server = member_text(json, "server"), *name = member_text(json, "name"), *type = member_text(json, "type");
    lyd_question question = {.name = name};
    lyd_answer answer = {.rtt_us = 0};
    uint32_t number;
    if (server == NULL || !lyd_map_get(r->server_index, server, &number)) {
        return damaged(r, "a server that the first line doesn't list");
    }
    if (name == NULL || !is_canonical(name) || type == NULL || !lyd_type_parse(type, strlen(type), &question.type)) {
        return damaged(r, "an answer without a name or a type");
    }
    question.server = (uint16_t)number;
    if (r->kept.count >= LYD_NONE - 1 || lyd_kept_find(&r->kept, name, question.server, question.type) != NULL) {
        return damaged(r, "a question that was answered in a line before");
    }
    lyd_status status = read_numbers(r, json, &answer);
    status = status == LYD_OK ? read_aliases(r, json, &answer) : status;
    status = status == LYD_OK ? read_records(r, json, question.type, &answer) : status;
    status = status == LYD_OK ? read_zone(r, json, &question, &answer) : status;
    if (status == LYD_OK && !is_consistent(&answer, question.type)) {
        status = damaged(r, "the answer contradicts itself");
    }
    return status == LYD_OK ? lyd_kept_put(&r->kept, &question, &answer) : status;
}

/* ---- the last line ---- */

static lyd_status read_foot(saved *r, const json_t *json)
{
    int64_t count;
    const json_t *stopped = json_object_get(json, "stopped");
    if (!member_number(json, "answers", INT64_MAX, &count) || !json_is_boolean(stopped)) {
        return damaged(r, "the last line can't be read");
    }
    if ((uint64_t)count != r->kept.count) {
        return lyd_diag_error(r->diag, r->path, r->line, "damaged: it has %zu answers, expected %lld", r->kept.count, (long long)count);
    }
    r->head.answers = r->kept.count;
    r->ended = true;
    return LYD_OK;
}

/* Takes one line, without its end. The first mistake ends the reading: what follows a damaged line can't be trusted. */
static lyd_status read_line(saved *r, const char *text, size_t length)
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

/* After the last line: whether the file is whole. */
static lyd_status read_end(saved *r)
{
    if (r->line == 0) {
        r->line = 1;
        return check_format(r, NULL);
    }
    return r->ended ? LYD_OK : lyd_diag_error(r->diag, r->path, r->line, "the file is cut off: its last line is missing");
}

/* ---- as a source ---- */

const lyd_answer *lyd_saved_find(const lyd_source *source, const char *server, const lyd_question *question)
{
    const saved *r = (const saved *)source;
    uint32_t number;
    const lyd_kept_answer *item =
        lyd_map_get(r->server_index, server, &number) ? lyd_kept_find(&r->kept, question->name, (uint16_t)number, question->type) : NULL;
    return item != NULL ? &item->answer : NULL;
}

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    const saved *r = (const saved *)base;
    lyd_status status = LYD_OK;
    bool stopped = false;
    (void)server_count;
    (void)arena; /* the texts and records are the source's */
    for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
        const char *server = servers[questions[i].server].text, *type = lyd_type_name(questions[i].type);
        const lyd_answer *answer = lyd_saved_find(base, server, &questions[i]);
        answers[i] = answer != NULL ? *answer : (lyd_answer){.status = LYD_REFUSED};
        stopped = stopped || answers[i].cause == LYD_STOPPED;
        if (answer == NULL) {
            status = lyd_diag_error(diag, r->path, 0, "no answer of %s to %s %s was saved", server, questions[i].name,
                                    type != NULL ? type : "(another type)");
        }
    }
    return status == LYD_OK && stopped ? LYD_ESTOPPED : status;
}

static void free_saved(lyd_source *base)
{
    saved *r = (saved *)base;
    lyd_kept_clear(&r->kept);
    lyd_map_free(r->server_index);
    free(r);
}

static saved *saved_new(const char *path, lyd_diag *diag)
{
    static const lyd_source_functions functions = {"answers", ask, free_saved};
    saved *r = calloc(1, sizeof(*r));
    if (r == NULL) {
        return NULL;
    }
    *r = (saved){{&functions}, .path = path, .diag = diag, .server_index = lyd_map_new()};
    if (lyd_kept_init(&r->kept) != LYD_OK || r->server_index == NULL) {
        free_saved(&r->base);
        return NULL;
    }
    return r;
}

/* Returns R if all went well, else frees it. */
static lyd_status hand_over(saved *r, lyd_status status, lyd_source **source, const lyd_saved **head)
{
    if (status == LYD_OK) {
        status = read_end(r);
    }
    r->diag = NULL;
    if (status != LYD_OK) {
        free_saved(&r->base);
        return status;
    }
    *source = &r->base;
    *head = &r->head;
    return LYD_OK;
}

lyd_status lyd_saved_parse(const char *text, size_t length, const char *path, lyd_source **source, const lyd_saved **head, lyd_diag *diag)
{
    saved *r = saved_new(path, diag);
    lyd_status status = r == NULL ? LYD_ENOMEM : LYD_OK;
    *source = NULL;
    *head = NULL;
    for (size_t at = 0; at < length && status == LYD_OK;) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t line = newline != NULL ? (size_t)(newline - text) - at : length - at;
        status = read_line(r, text + at, line);
        at += line + 1;
    }
    return r == NULL ? LYD_ENOMEM : hand_over(r, status, source, head);
}

/* A part of a file, in which a line may be without its end. */
typedef struct part {
    char *bytes;
    size_t used, room;
} part;

/* Reads more after what is left of the line, of which no more than its limit is kept; *ENDED: there is nothing more. */
static lyd_status read_more(saved *r, FILE *stream, part *p, bool *ended, lyd_diag *diag)
{
    if (p->used > LINE_MAX_BYTES) {
        r->line++;
        return damaged(r, "the line is too long");
    }
    lyd_status status = lyd_grow((void **)&p->bytes, &p->room, p->used, 1);
    if (status != LYD_OK) {
        return status;
    }
    errno = 0;
    size_t got = fread(p->bytes + p->used, 1, p->room - p->used, stream);
    p->used += got;
    *ended = got == 0;
    return ferror(stream) ? lyd_diag_io(diag, r->path, errno, "can't read") : LYD_OK;
}

/* Takes the lines of P that are whole. */
static lyd_status take_lines(saved *r, part *p)
{
    lyd_status status = LYD_OK;
    size_t at = 0;
    for (char *end; status == LYD_OK && (end = memchr(p->bytes + at, '\n', p->used - at)) != NULL; at = (size_t)(end - p->bytes) + 1) {
        status = read_line(r, p->bytes + at, (size_t)(end - p->bytes) - at);
    }
    p->used -= at;
    memmove(p->bytes, p->bytes + at, p->used);
    return status;
}

static lyd_status read_lines(saved *r, FILE *stream, lyd_diag *diag)
{
    part p = {.bytes = malloc(PART_BYTES), .room = PART_BYTES};
    lyd_status status = p.bytes == NULL ? LYD_ENOMEM : LYD_OK;
    bool ended = false;
    while (status == LYD_OK && !ended) {
        status = read_more(r, stream, &p, &ended, diag);
        if (status == LYD_OK && r->line == 0 && p.used > 0 && p.bytes[0] != '{') {
            status = read_line(r, "", 0); /* another kind of file */
        }
        status = status == LYD_OK ? take_lines(r, &p) : status;
    }
    if (status == LYD_OK && p.used > 0) {
        status = read_line(r, p.bytes, p.used);
    }
    free(p.bytes);
    return status;
}

lyd_status lyd_saved_load(const char *path, lyd_source **source, const lyd_saved **head, lyd_diag *diag)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *stream = standard ? stdin : fopen(path, "rb");
    *source = NULL;
    *head = NULL;
    if (stream == NULL) {
        return lyd_diag_io(diag, path, errno, "can't open");
    }
    saved *r = saved_new(standard ? "standard input" : path, diag);
    lyd_status status = r == NULL ? LYD_ENOMEM : lyd_diag_input(diag, r->path, fileno(stream));
    status = status == LYD_OK ? read_lines(r, stream, diag) : status;
    if (!standard) {
        (void)fclose(stream);
    }
    return r == NULL ? LYD_ENOMEM : hand_over(r, status, source, head);
}
