/* The top level of a YAML topology: its settings, a section for each role, and the file that it imports. */
#include "yaml.h"

#include "schema.h"

#include "topology/build/state.h"

#define SECTIONS_MAX 63 /* lyd_yaml_keys counts them in 64 bits */

static void root_read(lyd_builder *builder, lyd_yaml *root, lyd_import *import)
{
    lyd_yaml_key keys[SECTIONS_MAX + 1] = {{"import", LYD_YAML_WORD, false}};
    lyd_yaml *values[SECTIONS_MAX + 1];
    size_t settings = 1, count = 0;
    for (; lyd_yaml_settings[settings - 1].key.name != NULL; settings++) {
        keys[settings] = lyd_yaml_settings[settings - 1].key;
    }
    count = settings;
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        keys[count++] = (lyd_yaml_key){lyd_role_rows[role].section, LYD_YAML_MAPS, false};
    }
    keys[count] = (lyd_yaml_key)LYD_YAML_END_KEYS;
    lyd_yaml_keys(builder, root, "a topology", keys, values);
    for (size_t i = 1; i < count; i++) {
        if (values[i] != NULL && i < settings) {
            lyd_yaml_settings[i - 1].read(builder, keys[i].name, values[i]);
        } else if (values[i] != NULL) {
            lyd_yaml_role_read(builder, (lyd_role)(i - settings), values[i]);
        }
    }
    if (values[0] != NULL) {
        *import = (lyd_import){lyd_builder_text(builder, values[0]->text), values[0]->line};
        lyd_builder_fail(builder, import->name == NULL ? LYD_ENOMEM : LYD_OK);
    }
}

lyd_status lyd_yaml_read(lyd_builder *builder, const char *text, size_t length, lyd_import *import)
{
    lyd_yaml *root = NULL;
    lyd_arena *arena = lyd_arena_new();
    lyd_status status = arena == NULL ? LYD_ENOMEM : lyd_yaml_parse(builder, text, length, arena, &root);
    lyd_builder_fail(builder, status);
    if (root != NULL && root->kind != LYD_YAML_MAP) {
        (void)lyd_builder_error(builder, root->line, "not a topology: expected keys such as \"version: 1\", found %s",
                                root->kind == LYD_YAML_LIST ? "a list" : "text");
    } else if (root != NULL) {
        root_read(builder, root, import);
    } else if (status == LYD_OK) {
        (void)lyd_builder_error(builder, 0, "the file is empty, expected keys such as \"version: 1\"");
    }
    lyd_arena_free(arena);
    return lyd_builder_status(builder);
}
