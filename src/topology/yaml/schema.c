/* Mappings read by the rows of their keys: unknown keys, wrong types, missing keys, words of a table. */
#include "schema.h"

#include <string.h>

#define SHOWN_MAX 64

/* What a value is, in words. */
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
static bool value_fits(lyd_builder *builder, const char *key, lyd_yaml *value, lyd_yaml_type type)
{
    static const char *const expected[] = {
        [LYD_YAML_WORD] = "a single value",
        [LYD_YAML_WORDS] = "a single value",
        [LYD_YAML_EITHER] = "a single value",
        [LYD_YAML_MAPS] = "a mapping",
        [LYD_YAML_NAME] = "a name or a mapping with fqdn",
        [LYD_YAML_NAMES] = "a name or a mapping with fqdn",
    };
    if (value->kind == LYD_YAML_BAD) {
        return false;
    }
    if (type == LYD_YAML_WORD || type == LYD_YAML_NAME || (type == LYD_YAML_EITHER && value->kind != LYD_YAML_LIST)) {
        if (!entry_fits(value, type)) {
            (void)lyd_builder_error(builder, value->line, "%s: expected %s, found %s", key, expected[type], found(value));
            return false;
        }
        return true;
    }
    if (value->kind != LYD_YAML_LIST) {
        (void)lyd_builder_error(builder, value->line, "%s: expected a list, found %s%s", key, found(value),
                                value->kind == LYD_YAML_TEXT ? "; begin each entry with \"- \" in a line of its own" : "");
        return false;
    }
    for (lyd_yaml *entry = value->first; entry != NULL; entry = entry->next) {
        if (entry->kind != LYD_YAML_BAD && !entry_fits(entry, type)) {
            (void)lyd_builder_error(builder, entry->line, "%s: expected %s in the list, found %s%s", key, expected[type], found(entry),
                                    type == LYD_YAML_MAPS && entry->kind == LYD_YAML_TEXT ? "; write \"- KEY: VALUE\"" : "");
            entry->kind = LYD_YAML_BAD;
        }
    }
    return true;
}

void lyd_yaml_keys(lyd_builder *builder, lyd_yaml *map, const char *what, const lyd_yaml_key *rows, lyd_yaml **values)
{
    uint64_t there = 0;
    size_t count = 0;
    char hint[LYD_HINT_TEXT];
    for (; rows[count].name != NULL; count++) {
        values[count] = NULL;
    }
    for (lyd_yaml *value = map->first; value != NULL; value = value->next) {
        size_t i = 0;
        if (value->key == NULL) {
            continue;
        }
        while (i < count && strcmp(rows[i].name, value->key) != 0) {
            i++;
        }
        if (i == count) {
            const char *nearest = lyd_nearest(value->key, &rows->name, sizeof(*rows), count);
            (void)lyd_builder_error(builder, value->line, "%.*s: unknown key in %s%s", SHOWN_MAX, value->key, what,
                                    lyd_hint(hint, nearest));
            continue;
        }
        there |= UINT64_C(1) << i;
        if (values[i] == NULL && value_fits(builder, rows[i].name, value, rows[i].type)) {
            values[i] = value;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i].required && (there & UINT64_C(1) << i) == 0) {
            (void)lyd_builder_error(builder, map->line, "%s: missing key in %s", rows[i].name, what);
        }
    }
}

const lyd_yaml *lyd_yaml_each(const lyd_yaml *value)
{
    return value->kind == LYD_YAML_LIST ? lyd_yaml_after(value, NULL) : value;
}

const lyd_yaml *lyd_yaml_after(const lyd_yaml *value, const lyd_yaml *word)
{
    if (value->kind != LYD_YAML_LIST) {
        return NULL;
    }
    word = word == NULL ? value->first : word->next;
    while (word != NULL && word->kind != LYD_YAML_TEXT) {
        word = word->next; /* reported already */
    }
    return word;
}

lyd_yaml *lyd_yaml_mapping(lyd_builder *builder, lyd_yaml *node, const char *what, const lyd_yaml_key *rows, lyd_yaml **values)
{
    while (node != NULL && node->kind != LYD_YAML_MAP) {
        node = node->next;
    }
    if (node != NULL) {
        lyd_yaml_keys(builder, node, what, rows, values);
    }
    return node;
}
