#include "yaml.h"
#include "section.h"

#include <string.h>

static void version_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    if (strcmp(value->text, "1") != 0) {
        lyd_yaml_wrong(reader, value->line, "%s: \"%.64s\" isn't a version that is read here; 1 is", row->key.name, value->text);
    }
}

static void name_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    if (value->text[0] == '\0') {
        lyd_yaml_wrong(reader, value->line, "%s: is empty", row->key.name);
        return;
    }
    (void)lyd_builder_name(reader->builder, value->text);
}

static void environment_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    static const lyd_row words[] = {{0, "production"}, {1, "lab"}, {0, NULL}};
    int lab = 0;
    if (!lyd_row_id(words, value->text, &lab)) {
        lyd_yaml_unknown_word(reader, row->key.name, value, words, "production or lab");
    }
    lyd_builder_lab(reader->builder, lab == 1);
}

static void features_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    unsigned seen = 0;
    for (const lyd_yaml *word = value->first; word != NULL; word = word->next) {
        int feature = 0;
        if (word->kind == LYD_YAML_BAD) {
            continue;
        }
        if (!lyd_row_id(lyd_feature_names, word->text, &feature)) {
            lyd_yaml_unknown_word(reader, row->key.name, word, lyd_feature_names, "call-admission-control, enhanced-9-1-1 or media-bypass");
        } else if ((seen & (unsigned)feature) != 0) {
            lyd_yaml_wrong(reader, word->line, "%s: \"%s\" stands there twice", row->key.name, word->text);
        }
        seen |= (unsigned)feature;
    }
    lyd_builder_features(reader->builder, seen);
}

static void sip_domains_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    (void)row;
    for (const lyd_yaml *word = value->first; word != NULL; word = word->next) {
        if (word->kind == LYD_YAML_TEXT) {
            (void)lyd_builder_sip_domain(reader->builder, word->text, word->line);
        }
    }
}

/* ---- views and networks ---- */

static void views_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"name", LYD_YAML_WORD, true}, {"servers", LYD_YAML_WORDS, true}, {NULL, LYD_YAML_WORD, false}};
    for (lyd_yaml *entry = value->first; entry != NULL; entry = entry->next) {
        lyd_yaml *values[LYD_COUNT(keys)];
        uint32_t view = LYD_NONE;
        if (entry->kind != LYD_YAML_MAP) {
            continue;
        }
        lyd_yaml_keys(reader, entry, row->key.name, keys, values);
        if (values[0] != NULL) {
            (void)lyd_builder_view(reader->builder, values[0]->text, values[0]->line, &view);
        }
        for (const lyd_yaml *server = values[1] == NULL || view == LYD_NONE ? NULL : values[1]->first; server != NULL;
             server = server->next) {
            if (server->kind == LYD_YAML_TEXT) {
                (void)lyd_builder_view_server(reader->builder, view, server->text, server->line);
            }
        }
    }
}

static void networks_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"name", LYD_YAML_WORD, true}, {"address-type", LYD_YAML_WORD, true}, {NULL, LYD_YAML_WORD, false}};
    for (lyd_yaml *entry = value->first; entry != NULL; entry = entry->next) {
        lyd_yaml *values[LYD_COUNT(keys)];
        if (entry->kind != LYD_YAML_MAP) {
            continue;
        }
        lyd_yaml_keys(reader, entry, row->key.name, keys, values);
        lyd_address_type type = lyd_yaml_address_type(reader, "address-type", values[1]);
        if (values[0] != NULL) {
            (void)lyd_builder_network(reader->builder, values[0]->text, row->number != 0, type, values[0]->line);
        }
    }
}

/* ---- policy ---- */

static void severities_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"rule", LYD_YAML_WORD, true}, {"severity", LYD_YAML_WORD, true}, LYD_YAML_END_KEYS};
    for (lyd_yaml *node = value->first; node != NULL; node = node->next) {
        lyd_yaml *values[LYD_COUNT(keys)];
        if (node->kind != LYD_YAML_MAP) {
            continue;
        }
        lyd_yaml_keys(reader, node, row->key.name, keys, values);
        if (values[0] != NULL && values[1] != NULL) {
            (void)lyd_builder_severity(reader->builder, values[0]->text, values[1]->text, values[0]->line, values[1]->line);
        }
    }
}

static void waivers_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"rule", LYD_YAML_WORD, true},
                                        {"fqdn", LYD_YAML_WORD, true},
                                        {"reason", LYD_YAML_WORD, true},
                                        {"expires", LYD_YAML_WORD, true},
                                        LYD_YAML_END_KEYS};
    for (lyd_yaml *node = value->first; node != NULL; node = node->next) {
        lyd_yaml *values[LYD_COUNT(keys)];
        bool whole = node->kind == LYD_YAML_MAP;
        if (!whole) {
            continue;
        }
        lyd_yaml_keys(reader, node, row->key.name, keys, values);
        for (size_t i = 0; keys[i].name != NULL; i++) {
            if (values[i] != NULL && values[i]->text[0] == '\0') {
                lyd_yaml_wrong(reader, values[i]->line, "%s: is empty", keys[i].name);
            }
            whole = whole && values[i] != NULL;
        }
        if (whole) {
            (void)lyd_builder_waiver(reader->builder, values[0]->text, values[1]->text, values[2]->text, values[3]->text, values[0]->line,
                                     values[3]->line);
        }
    }
}

/* ---- the whole ---- */

enum { VERSION, IMPORT };

/* In the order of reading: views before the names that are in them. Otherwise a builder takes names and links in any order. */
static const lyd_yaml_section sections[] = {
    [VERSION] = {{"version", LYD_YAML_WORD, true}, version_read, 0},
    [IMPORT] = {{"import", LYD_YAML_WORD, false}, NULL, 0}, /* handed to the caller, who reads files */
    {{"name", LYD_YAML_WORD, false}, name_read, 0},
    {{"environment", LYD_YAML_WORD, false}, environment_read, 0},
    {{"features", LYD_YAML_WORDS, false}, features_read, 0},
    {{"sip-domains", LYD_YAML_WORDS, false}, sip_domains_read, 0},
    {{"views", LYD_YAML_MAPS, false}, views_read, 0},
    {{"client-networks", LYD_YAML_MAPS, false}, networks_read, 0},
    {{"remote-networks", LYD_YAML_MAPS, false}, networks_read, 1},
    {{"exchange-um", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_EXCHANGE_UM},
    {{"front-end-pools", LYD_YAML_MAPS, false}, lyd_yaml_pools_read, LYD_POOL_FRONT_END},
    {{"director-pools", LYD_YAML_MAPS, false}, lyd_yaml_pools_read, LYD_POOL_DIRECTOR},
    {{"mediation-pools", LYD_YAML_MAPS, false}, lyd_yaml_pools_read, LYD_POOL_MEDIATION},
    {{"pstn-gateways", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_PSTN_GATEWAY},
    {{"edge-pools", LYD_YAML_MAPS, false}, lyd_yaml_pools_read, LYD_POOL_EDGE},
    {{"persistent-chat-pools", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_PERSISTENT_CHAT},
    {{"location-information-services", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_LOCATION_INFORMATION_SERVICE},
    {{"monitoring", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_MONITORING},
    {{"other", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_OTHER},
    /* Names of lists and exports whose pool isn't known. */
    {{"front-end-servers", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_FRONT_END_SERVER},
    {{"director-servers", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_DIRECTOR_SERVER},
    {{"mediation-servers", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_MEDIATION_SERVER},
    {{"edge-servers", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_EDGE_SERVER},
    {{"edge-external", LYD_YAML_MAPS, false}, lyd_yaml_endpoints_read, LYD_ROLE_EDGE_EXTERNAL},
    {{"severities", LYD_YAML_MAPS, false}, severities_read, 0},
    {{"waivers", LYD_YAML_MAPS, false}, waivers_read, 0},
};

static void root_read(lyd_yaml_reader *reader, lyd_yaml *root, const char **import, size_t *import_line)
{
    lyd_yaml_key keys[LYD_COUNT(sections) + 1] = {LYD_YAML_END_KEYS};
    lyd_yaml *values[LYD_COUNT(sections)];
    for (size_t i = 0; i < LYD_COUNT(sections); i++) {
        keys[i] = sections[i].key;
    }
    lyd_yaml_keys(reader, root, "a topology", keys, values);
    for (size_t i = 0; i < LYD_COUNT(sections); i++) {
        if (values[i] != NULL && sections[i].read != NULL) {
            sections[i].read(reader, &sections[i], values[i]);
        }
    }
    if (values[IMPORT] != NULL) {
        *import = values[IMPORT]->text;
        *import_line = values[IMPORT]->line;
    }
}

lyd_status lyd_yaml_read(lyd_builder *builder, const char *text, size_t length, const char *path, lyd_arena *arena, const char **import,
                         size_t *import_line, lyd_diag *diag)
{
    lyd_yaml_reader reader = {builder, diag, path};
    lyd_yaml *root = NULL;
    *import = NULL;
    *import_line = 0;
    lyd_status status = lyd_yaml_parse(text, length, path, arena, &root, diag);
    if (status != LYD_OK) {
        lyd_builder_fail(builder, status);
    }
    if (root != NULL && root->kind != LYD_YAML_MAP) {
        lyd_yaml_wrong(&reader, root->line, "isn't a topology: keys such as \"version: 1\" are expected, found %s",
                       root->kind == LYD_YAML_LIST ? "a list" : "text");
    } else if (root != NULL) {
        root_read(&reader, root, import, import_line);
    } else if (status == LYD_OK) {
        lyd_yaml_wrong(&reader, 0, "holds nothing: keys such as \"version: 1\" are expected");
    }
    return lyd_builder_status(builder);
}
