#include "section.h"

#include <string.h>

#define SHOWN_MAX 64

void lyd_yaml_wrong(lyd_yaml_reader *reader, size_t line, const char *format, ...)
{
    char sentence[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    lyd_builder_fail(reader->builder, lyd_diag_error(reader->diag, reader->path, line, "%s", sentence));
}

/* What stands there, in words. */
static const char *found(const lyd_yaml *node)
{
    switch (node->kind) {
    case LYD_YAML_LIST:
        return "a list";
    case LYD_YAML_MAP:
        return "a mapping";
    case LYD_YAML_NULL:
        return "nothing";
    default:
        return "a single value";
    }
}

static bool entry_fits(const lyd_yaml *node, lyd_yaml_type type)
{
    switch (type) {
    case LYD_YAML_MAPS:
        return node->kind == LYD_YAML_MAP;
    case LYD_YAML_NAME:
    case LYD_YAML_NAMES:
        return node->kind == LYD_YAML_TEXT || node->kind == LYD_YAML_MAP;
    default:
        return node->kind == LYD_YAML_TEXT;
    }
}

/* A value of the wrong type is reported once; false then. */
static bool value_fits(lyd_yaml_reader *reader, const char *key, lyd_yaml *value, lyd_yaml_type type)
{
    static const char *const expected[] = {
        [LYD_YAML_WORD] = "a single value",
        [LYD_YAML_WORDS] = "a single value",
        [LYD_YAML_MAPS] = "a mapping of keys",
        [LYD_YAML_NAME] = "a name (or a mapping with fqdn)",
        [LYD_YAML_NAMES] = "a name (or a mapping with fqdn)",
    };
    if (value->kind == LYD_YAML_BAD) {
        return false;
    }
    if (type == LYD_YAML_WORD || type == LYD_YAML_NAME) {
        if (!entry_fits(value, type)) {
            lyd_yaml_wrong(reader, value->line, "%s: %s is expected, found %s", key, expected[type], found(value));
            return false;
        }
        return true;
    }
    if (value->kind != LYD_YAML_LIST) {
        lyd_yaml_wrong(reader, value->line, "%s: a list is expected, found %s", key, found(value));
        return false;
    }
    for (lyd_yaml *entry = value->first; entry != NULL; entry = entry->next) {
        if (entry->kind != LYD_YAML_BAD && !entry_fits(entry, type)) {
            lyd_yaml_wrong(reader, entry->line, "%s: an entry of the list must be %s, found %s", key, expected[type], found(entry));
            entry->kind = LYD_YAML_BAD;
        }
    }
    return true;
}

static void unknown_key(lyd_yaml_reader *reader, const lyd_yaml *value, const char *what, const lyd_yaml_key *rows)
{
    lyd_row names[64] = {{0, NULL}};
    for (size_t i = 0; rows[i].name != NULL && i + 1 < LYD_COUNT(names); i++) {
        names[i] = (lyd_row){(int)i, rows[i].name};
    }
    const char *nearest = lyd_row_nearest(names, value->key);
    lyd_yaml_wrong(reader, value->line, "%.*s: unknown key in %s%s%s%s", SHOWN_MAX, value->key, what,
                   nearest == NULL ? "" : ", did you mean \"", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?");
}

void lyd_yaml_keys(lyd_yaml_reader *reader, lyd_yaml *map, const char *what, const lyd_yaml_key *rows, lyd_yaml **values)
{
    uint64_t there = 0;
    for (size_t i = 0; rows[i].name != NULL; i++) {
        values[i] = NULL;
    }
    for (lyd_yaml *value = map->first; value != NULL; value = value->next) {
        size_t i = 0;
        if (value->key == NULL) {
            continue;
        }
        while (rows[i].name != NULL && strcmp(rows[i].name, value->key) != 0) {
            i++;
        }
        if (rows[i].name == NULL) {
            unknown_key(reader, value, what, rows);
            continue;
        }
        there |= UINT64_C(1) << i;
        if (values[i] == NULL && value_fits(reader, rows[i].name, value, rows[i].type)) {
            values[i] = value;
        }
    }
    for (size_t i = 0; rows[i].name != NULL; i++) {
        if (rows[i].required && (there & UINT64_C(1) << i) == 0) {
            lyd_yaml_wrong(reader, map->line, "%s: the key is missing in %s", rows[i].name, what);
        }
    }
}

void lyd_yaml_unknown_word(lyd_yaml_reader *reader, const char *key, const lyd_yaml *value, const lyd_row *table, const char *all)
{
    const char *nearest = lyd_row_nearest(table, value->text);
    lyd_yaml_wrong(reader, value->line, "%s: \"%.64s\" isn't known%s%s%s (%s)", key, value->text,
                   nearest == NULL ? "" : ", did you mean \"", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?", all);
}

lyd_address_type lyd_yaml_address_type(lyd_yaml_reader *reader, const char *key, const lyd_yaml *value)
{
    static const lyd_row words[] = {
        {LYD_ADDRESS_IPV4, "ipv4"}, {LYD_ADDRESS_DUAL_STACK, "dual-stack"}, {LYD_ADDRESS_IPV6, "ipv6"}, {0, NULL}};
    int type = LYD_ADDRESS_NONE;
    if (value != NULL && !lyd_row_id(words, value->text, &type)) {
        lyd_yaml_unknown_word(reader, key, value, words, "ipv4, dual-stack or ipv6");
    }
    return (lyd_address_type)type;
}
