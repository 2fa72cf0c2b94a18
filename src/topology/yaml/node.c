/* The text of a YAML file as a tree.
 *
 * libyaml's events are read one by one. A library that fills structs from a schema (libcyaml) stops at the first mistake and knows few
 * lines; libyaml's own documents resolve aliases, so that a few lines can become billions of nodes. */
#include "schema.h"

#include <ctype.h>
#include <string.h>
#include <yaml.h>

#define DEPTH_MAX 16
#define KEYS_MAX 128 /* of one mapping: many times what the schema knows */
#define NODES_MAX ((size_t)4 << 20)
#define NAME_MAX_SHOWN 64

typedef struct loader {
    yaml_parser_t parser;
    lyd_arena *arena;
    lyd_builder *builder;
    const char *text;
    size_t length, nodes;
} loader;

static lyd_status node_read(loader *l, yaml_event_t *event, size_t depth, lyd_yaml **node);

static size_t line_of(yaml_mark_t mark)
{
    return mark.line + 1;
}

/* The line of a byte: libyaml's reader reports offsets. */
static size_t line_at(const char *text, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset; i++) {
        line += text[i] == '\n';
    }
    return line;
}

/* What to do about a LINE that libyaml can't read, where it has what people forget to quote; else NULL. */
static const char *remedy_of(const loader *l, size_t line)
{
    const char *p = l->text, *end = l->text + l->length, *newline;
    for (size_t i = 1; i < line && (newline = memchr(p, '\n', (size_t)(end - p))) != NULL; i++) {
        p = newline + 1;
    }
    newline = memchr(p, '\n', (size_t)(end - p));
    end = newline != NULL ? newline : end;
    while (p < end && (*p == ' ' || *p == '-')) {
        p++;
    }
    if (p < end && *p == '\t') {
        return "a tab indents the line; indent with spaces";
    }
    for (const char *colon = p; colon + 1 < end && strchr("[\"'#", *colon) == NULL; colon++) {
        if (colon[0] == ':' && colon[1] == ' ') {
            p = colon + 1;
            break;
        }
    }
    while (p < end && *p == ' ') {
        p++;
    }
    if (p < end && strchr("*&!%@`", *p) != NULL) {
        return "a value that begins with a special character needs quotes, as in fqdn: \"*.contoso.com\"";
    }
    if (p + 1 < end && *p == '[' && (p[1] == '[' || p[1] == ':' || isxdigit((unsigned char)p[1]))) {
        return "an address in brackets needs quotes, as in \"[2001:db8::1]:53\"";
    }
    return memchr(p, ':', (size_t)(end - p)) != NULL ? "a value with a colon before a space needs quotes" : NULL;
}

static lyd_status not_yaml(loader *l)
{
    const yaml_parser_t *p = &l->parser;
    if (p->error == YAML_MEMORY_ERROR) {
        return LYD_ENOMEM;
    }
    size_t line = p->error == YAML_READER_ERROR ? line_at(l->text, p->problem_offset) : line_of(p->problem_mark);
    const char *remedy = p->error == YAML_SCANNER_ERROR || p->error == YAML_PARSER_ERROR ? remedy_of(l, line) : NULL;
    if (remedy != NULL) {
        return lyd_builder_error(l->builder, line, "invalid YAML: %s", remedy);
    }
    return lyd_builder_error(l->builder, line, "invalid YAML: %s%s%s", p->problem != NULL ? p->problem : "unreadable",
                             p->context != NULL ? ", " : "", p->context != NULL ? p->context : "");
}

static lyd_status next_event(loader *l, yaml_event_t *event)
{
    return yaml_parser_parse(&l->parser, event) ? LYD_OK : not_yaml(l);
}

static lyd_status node_new(loader *l, size_t line, lyd_yaml_kind kind, lyd_yaml **node)
{
    *node = NULL;
    if (++l->nodes > NODES_MAX) {
        return lyd_builder_error(l->builder, line, "more than %zu values", NODES_MAX);
    }
    *node = lyd_arena_zalloc(l->arena, 1, sizeof(**node));
    if (*node == NULL) {
        return LYD_ENOMEM;
    }
    (*node)->line = (uint32_t)line;
    (*node)->kind = (uint8_t)kind;
    return LYD_OK;
}

/* YAML 1.2 section 10.2.1.1, and the empty scalar. */
static bool is_null(const yaml_event_t *event)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    const char *value = (const char *)event->data.scalar.value;
    if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE) {
        return false;
    }
    for (size_t i = 0; i < LYD_COUNT(words); i++) {
        if (strcmp(value, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static lyd_status scalar_read(loader *l, const yaml_event_t *event, lyd_yaml **node)
{
    size_t line = line_of(event->start_mark), length = event->data.scalar.length;
    const char *value = (const char *)event->data.scalar.value;
    lyd_status status = node_new(l, line, is_null(event) ? LYD_YAML_NULL : LYD_YAML_TEXT, node);
    if (status != LYD_OK) {
        return status;
    }
    if (memchr(value, '\0', length) != NULL) {
        (void)lyd_builder_error(l->builder, line, "NUL byte in a value");
        (*node)->kind = LYD_YAML_BAD;
        return LYD_OK;
    }
    (*node)->text = lyd_arena_text(l->arena, value, length);
    return (*node)->text == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status list_read(loader *l, size_t depth, lyd_yaml *list)
{
    lyd_yaml **end = &list->first;
    for (;;) {
        yaml_event_t event;
        lyd_status status = next_event(l, &event);
        if (status != LYD_OK) {
            return status;
        }
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return LYD_OK;
        }
        status = node_read(l, &event, depth + 1, end);
        if (status != LYD_OK) {
            return status;
        }
        end = &(*end)->next;
    }
}

static void check_key(loader *l, const lyd_yaml *map, const lyd_yaml *key)
{
    for (const lyd_yaml *other = map->first; other != NULL; other = other->next) {
        if (other->key != NULL && strcmp(other->key, key->text) == 0) {
            (void)lyd_builder_error(l->builder, key->line, "%.*s: duplicate key, already in line %u", NAME_MAX_SHOWN, key->text,
                                    (unsigned)other->line);
            return;
        }
    }
}

static lyd_status pair_read(loader *l, yaml_event_t *key_event, size_t depth, const lyd_yaml *map, lyd_yaml **value)
{
    lyd_yaml *key = NULL;
    yaml_event_t event;
    *value = NULL;
    lyd_status status = node_read(l, key_event, depth + 1, &key);
    if (status != LYD_OK) {
        return status;
    }
    if (key->kind == LYD_YAML_TEXT) {
        check_key(l, map, key);
    } else if (key->kind != LYD_YAML_BAD) {
        (void)lyd_builder_error(l->builder, key->line, "invalid key, expected a word, found %s",
                                key->kind == LYD_YAML_NULL ? "nothing" : "a list or a mapping");
    }
    status = next_event(l, &event);
    if (status == LYD_OK) {
        status = node_read(l, &event, depth + 1, value);
    }
    if (*value != NULL) {
        (*value)->key = key->kind == LYD_YAML_TEXT ? key->text : NULL;
        (*value)->line = key->line;
    }
    return status;
}

static lyd_status map_read(loader *l, size_t depth, lyd_yaml *map)
{
    lyd_yaml **end = &map->first;
    for (size_t keys = 0;; keys++) {
        yaml_event_t event;
        lyd_yaml *value = NULL;
        lyd_status status = next_event(l, &event);
        if (status != LYD_OK) {
            return status;
        }
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            return LYD_OK;
        }
        if (keys == KEYS_MAX) {
            size_t line = line_of(event.start_mark);
            yaml_event_delete(&event);
            return lyd_builder_error(l->builder, line, "a mapping with more than %d keys", KEYS_MAX);
        }
        status = pair_read(l, &event, depth, map, &value);
        *end = value;
        if (status != LYD_OK) {
            return status;
        }
        end = &value->next;
    }
}

/* Anchors and tags are refused. */
static void check_properties(loader *l, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (anchor != NULL) {
        (void)lyd_builder_error(l->builder, line_of(event->start_mark), "&%.*s: anchors are not supported; write each value out",
                                NAME_MAX_SHOWN, (const char *)anchor);
    }
    if (tag != NULL) {
        (void)lyd_builder_error(l->builder, line_of(event->start_mark), "%.*s: tags are not supported; remove it", NAME_MAX_SHOWN,
                                (const char *)tag);
    }
}

/* Reads the value that EVENT begins, and deletes EVENT. With LYD_OK *NODE is set. */
static lyd_status node_read(loader *l, yaml_event_t *event, size_t depth, lyd_yaml **node)
{
    size_t line = line_of(event->start_mark);
    lyd_status status = LYD_OK;
    check_properties(l, event);
    if (depth > DEPTH_MAX) {
        status = lyd_builder_error(l->builder, line, "nested deeper than %d levels", DEPTH_MAX);
    } else if (event->type == YAML_SCALAR_EVENT) {
        status = scalar_read(l, event, node);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        status = node_new(l, line, LYD_YAML_LIST, node);
        status = status == LYD_OK ? list_read(l, depth, *node) : status;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        status = node_new(l, line, LYD_YAML_MAP, node);
        status = status == LYD_OK ? map_read(l, depth, *node) : status;
    } else {
        /* Nothing but an alias is left. */
        (void)lyd_builder_error(l->builder, line, "*%.*s: aliases are not supported; quote a value that begins with *, or write it out",
                                NAME_MAX_SHOWN, event->type == YAML_ALIAS_EVENT ? (const char *)event->data.alias.anchor : "");
        status = node_new(l, line, LYD_YAML_BAD, node);
    }
    yaml_event_delete(event);
    return status;
}

/* The events between values: stream and document. */
static lyd_status stream_read(loader *l, lyd_yaml **root)
{
    bool end = false;
    size_t documents = 0;
    lyd_status status = LYD_OK;
    while (!end && status == LYD_OK) {
        yaml_event_t event;
        status = next_event(l, &event);
        if (status != LYD_OK) {
            break;
        }
        if (event.type == YAML_STREAM_END_EVENT) {
            end = true;
        } else if (event.type == YAML_DOCUMENT_START_EVENT && ++documents == 2) {
            status = lyd_builder_error(l->builder, line_of(event.start_mark), "a second YAML document begins here, expected one");
        } else if (event.type != YAML_STREAM_START_EVENT && event.type != YAML_DOCUMENT_START_EVENT &&
                   event.type != YAML_DOCUMENT_END_EVENT) {
            status = node_read(l, &event, 0, root);
            continue;
        }
        yaml_event_delete(&event);
    }
    return status;
}

lyd_status lyd_yaml_parse(lyd_builder *builder, const char *text, size_t length, lyd_arena *arena, lyd_yaml **root)
{
    loader l = {.arena = arena, .builder = builder, .text = text, .length = length};
    *root = NULL;
    if (!yaml_parser_initialize(&l.parser)) {
        return LYD_ENOMEM;
    }
    yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&l.parser, (const unsigned char *)text, length);
    lyd_status status = stream_read(&l, root);
    yaml_parser_delete(&l.parser);
    if (status != LYD_OK || (*root != NULL && (*root)->kind == LYD_YAML_NULL)) {
        *root = NULL; /* after a syntax error the missing rest would look like mistakes */
    }
    return status;
}
