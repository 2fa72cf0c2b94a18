/* The top level of a YAML topology: the settings, which only this form has and which go to the builder's draft, and one section for each
 * role. */
#include "schema.h"

#include "topology/build/state.h"
#include "topology/readers.h"

#include <string.h>

static char *kept(lyd_builder *builder, const char *text)
{
    return lyd_arena_text(builder->draft.arena, text, strlen(text));
}

static void version_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    if (strcmp(value->text, "1") != 0) {
        (void)lyd_builder_error(builder, value->line, "%s: unsupported version %.64s, expected 1", key, value->text);
    }
}

/* Whether VALUE has a text; an error otherwise. */
static bool has_text(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    if (value->text[0] == '\0') {
        (void)lyd_builder_error(builder, value->line, "%s: empty value", key);
    }
    return value->text[0] != '\0';
}

static void name_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    if (has_text(builder, key, value)) {
        builder->draft.name = kept(builder, value->text);
        lyd_builder_fail(builder, builder->draft.name == NULL ? LYD_ENOMEM : LYD_OK);
    }
}

static void environment_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    static const lyd_row words[] = {{0, "production"}, {1, "lab"}, {0, NULL}};
    builder->draft.lab = lyd_builder_word(builder, key, value->text, value->line, words, 0) == 1;
}

static void product_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    builder->draft.product = (lyd_product)lyd_builder_word(builder, key, value->text, value->line, lyd_product_names, LYD_LYNC_2013);
    builder->product_origin = builder->file;
}

/* The words of a list as a set; each may be there once. */
static unsigned set_read(lyd_builder *builder, const char *key, const lyd_yaml *value, const lyd_row *table)
{
    unsigned set = 0;
    for (const lyd_yaml *word = value->first; word != NULL; word = word->next) {
        unsigned bit = word->kind == LYD_YAML_BAD ? 0 : (unsigned)lyd_builder_word(builder, key, word->text, word->line, table, 0);
        if ((set & bit) != 0) {
            (void)lyd_builder_error(builder, word->line, "%s: duplicate \"%s\"", key, word->text);
        }
        set |= bit;
    }
    return set;
}

static void features_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    builder->draft.features |= set_read(builder, key, value, lyd_feature_names);
    builder->features_layer = builder->layer;
}

static void remote_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    builder->draft.remote_access = set_read(builder, key, value, lyd_remote_names);
    builder->remote_origin = builder->file;
}

static void clients_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    builder->draft.clients = set_read(builder, key, value, lyd_client_names);
}

static void services_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    builder->draft.services = set_read(builder, key, value, lyd_service_names);
    builder->services_layer = builder->layer;
}

static void sip_domains_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    for (const lyd_yaml *word = value->first; word != NULL; word = word->next) {
        size_t before = builder->draft.sip_domain_count;
        if (word->kind != LYD_YAML_TEXT || lyd_builder_sip_domain(builder, word->text, word->line) != LYD_OK) {
            continue;
        }
        if (builder->draft.sip_domain_count == before) {
            (void)lyd_builder_error(builder, word->line, "%s: duplicate \"%.64s\"", key, word->text);
        }
    }
}

/* ---- views ---- */

#define VIEW_SERVERS_MAX 256

enum { VIEW_NAME, VIEW_SERVERS, VIEW_KIND, VIEW_LIKE, VIEW_KEYS };

/* The word under KEY of a mapping, or NULL. */
static const lyd_yaml *child_of(const lyd_yaml *map, const char *key)
{
    const lyd_yaml *child = map->kind == LYD_YAML_MAP ? map->first : NULL;
    while (child != NULL && (child->key == NULL || strcmp(child->key, key) != 0)) {
        child = child->next;
    }
    return child != NULL && child->kind == LYD_YAML_TEXT ? child : NULL;
}

static lyd_status server_add(lyd_builder *builder, uint32_t view, const char *text, size_t line)
{
    lyd_view *v = &builder->draft.views[view];
    lyd_server server = {0};
    char written[LYD_SERVER_TEXT];
    const char *why = NULL;
    if (!lyd_server_parse(text, &server, &why)) {
        return lyd_builder_error(builder, line, "servers: \"%.64s\" is not the address of a DNS server: %s", text, why);
    }
    if (v->server_count == VIEW_SERVERS_MAX) {
        return lyd_builder_error(builder, line, "servers: more than %d in the view \"%s\"", VIEW_SERVERS_MAX, v->name);
    }
    for (size_t i = 0; i < v->server_count; i++) {
        if (lyd_server_same(&v->servers[i], &server)) {
            return lyd_builder_error(builder, line, "servers: duplicate \"%.64s\" in the view \"%s\"", text, v->name);
        }
    }
    lyd_server_format(&server, written);
    server.text = kept(builder, written);
    if (server.text == NULL ||
        lyd_grow((void **)&v->servers, &builder->server_capacity[view], v->server_count, sizeof(*v->servers)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    v->servers[v->server_count++] = server;
    return LYD_OK;
}

static void view_read(lyd_builder *builder, lyd_yaml *const *values)
{
    const lyd_yaml *name = values[VIEW_NAME], *servers = values[VIEW_SERVERS], *kind = values[VIEW_KIND];
    uint32_t view = lyd_builder_view(builder, name->text, strlen(name->text));
    if (view != LYD_NONE) {
        (void)lyd_builder_error(builder, name->line, "views: duplicate view \"%s\", already in line %u", name->text,
                                (unsigned)builder->draft.views[view].line);
        return;
    }
    if (lyd_builder_view_add(builder, name->text, strlen(name->text), name->line, &view) != LYD_OK) {
        return;
    }
    if (kind != NULL) {
        builder->draft.views[view].kind = (uint8_t)lyd_builder_word(builder, "kind", kind->text, kind->line, lyd_view_kinds, 0);
    }
    for (const lyd_yaml *server = servers == NULL ? NULL : servers->first; server != NULL; server = server->next) {
        if (server->kind == LYD_YAML_TEXT) {
            (void)server_add(builder, view, server->text, server->line);
        }
    }
}

/* Sets what VALUE, the expect-like of the view NAME, refers to: any view, before or after it, that doesn't lead back. */
static void like_read(lyd_builder *builder, const lyd_yaml *name, const lyd_yaml *value)
{
    lyd_topology *draft = &builder->draft;
    char hint[LYD_HINT_TEXT];
    uint32_t view = lyd_builder_view(builder, name->text, strlen(name->text)),
             like = lyd_builder_view(builder, value->text, strlen(value->text));
    if (view == LYD_NONE) {
        return; /* its name is wrong, which is reported */
    }
    if (like == LYD_NONE) {
        const char *nearest = lyd_nearest(value->text, &draft->views->name, sizeof(*draft->views), draft->view_count);
        (void)lyd_builder_error(builder, value->line, "expect-like: unknown view \"%.64s\"%s", value->text, lyd_hint(hint, nearest));
        return;
    }
    for (uint32_t v = like; v != LYD_NONE; v = draft->views[v].like) {
        if (v == view) {
            (void)lyd_builder_error(builder, value->line, "expect-like: the view \"%.64s\" leads back to itself", name->text);
            return;
        }
    }
    draft->views[view].like = like;
}

static void views_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {
        [VIEW_NAME] = {"name", LYD_YAML_WORD, true},
        [VIEW_SERVERS] = {"servers", LYD_YAML_WORDS, true},
        [VIEW_KIND] = {"kind", LYD_YAML_WORD, false},
        [VIEW_LIKE] = {"expect-like", LYD_YAML_WORD, false},
        [VIEW_KEYS] = LYD_YAML_END_KEYS,
    };
    lyd_yaml *values[LYD_COUNT(keys)];
    for (lyd_yaml *node = value->first; (node = lyd_yaml_mapping(builder, node, key, keys, values)) != NULL; node = node->next) {
        if (values[VIEW_NAME] != NULL) {
            view_read(builder, values);
        }
    }
    for (const lyd_yaml *node = value->first; node != NULL; node = node->next) {
        const lyd_yaml *name = child_of(node, keys[VIEW_NAME].name), *like = child_of(node, keys[VIEW_LIKE].name);
        if (name != NULL && like != NULL) {
            like_read(builder, name, like);
        }
    }
}

/* ---- networks ---- */

static lyd_status network_add(lyd_builder *builder, const char *section, const lyd_yaml *name, bool remote, lyd_address_type type)
{
    lyd_topology *draft = &builder->draft;
    lyd_map *index = builder->indexes[remote ? LYD_BY_REMOTE_NETWORK : LYD_BY_CLIENT_NETWORK];
    uint32_t old = 0;
    if (name->text[0] == '\0') {
        return lyd_builder_error(builder, name->line, "%s: empty name", section);
    }
    if (lyd_map_get(index, name->text, &old)) {
        return lyd_builder_error(builder, name->line, "%s: duplicate \"%.64s\", already in line %u", section, name->text, (unsigned)old);
    }
    char *copy = kept(builder, name->text);
    if (copy == NULL ||
        lyd_grow((void **)&draft->networks, &builder->network_capacity, draft->network_count, sizeof(*draft->networks)) != LYD_OK ||
        lyd_map_put(index, copy, name->line) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->networks[draft->network_count++] =
        (lyd_network){.name = copy, .type = type, .remote = remote, .line = name->line, .origin = builder->file};
    return LYD_OK;
}

static void networks_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"name", LYD_YAML_WORD, true}, {"address-type", LYD_YAML_WORD, true}, LYD_YAML_END_KEYS};
    bool remote = strcmp(key, "remote-networks") == 0;
    lyd_yaml *values[LYD_COUNT(keys)];
    for (lyd_yaml *node = value->first; (node = lyd_yaml_mapping(builder, node, key, keys, values)) != NULL; node = node->next) {
        int type = values[1] == NULL
                       ? 0
                       : lyd_builder_word(builder, keys[1].name, values[1]->text, values[1]->line, lyd_declared_types, LYD_ADDRESS_NONE);
        if (values[0] != NULL) {
            (void)network_add(builder, key, values[0], remote, (lyd_address_type)type);
        }
    }
}

/* ---- severities and waivers ---- */

static lyd_status severity_add(lyd_builder *builder, const lyd_yaml *rule, const lyd_yaml *severity)
{
    lyd_topology *draft = &builder->draft;
    lyd_severity_override row = {.rule = kept(builder, rule->text),
                                 .severity = kept(builder, severity->text),
                                 .line = rule->line,
                                 .severity_line = severity->line,
                                 .origin = builder->file};
    uint32_t old = 0;
    if (lyd_map_get(builder->indexes[LYD_BY_RULE], rule->text, &old)) {
        return lyd_builder_error(builder, rule->line, "severities: duplicate rule %.32s, already in line %u", rule->text, (unsigned)old);
    }
    if (row.rule == NULL || row.severity == NULL ||
        lyd_grow((void **)&draft->severities, &builder->severity_capacity, draft->severity_count, sizeof(row)) != LYD_OK ||
        lyd_map_put(builder->indexes[LYD_BY_RULE], row.rule, row.line) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->severities[draft->severity_count++] = row;
    return LYD_OK;
}

static void severities_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"rule", LYD_YAML_WORD, true}, {"severity", LYD_YAML_WORD, true}, LYD_YAML_END_KEYS};
    lyd_yaml *values[LYD_COUNT(keys)];
    for (lyd_yaml *node = value->first; (node = lyd_yaml_mapping(builder, node, key, keys, values)) != NULL; node = node->next) {
        if (values[0] != NULL && values[1] != NULL) {
            (void)severity_add(builder, values[0], values[1]);
        }
    }
}

/* Word processors replace quotes; YAML takes these for a part of the value, and such a pattern would match nothing. */
static bool begins_with_typographic_quote(const char *text)
{
    static const char *const quotes[] = {"\u2018", "\u2019", "\u201A", "\u201C", "\u201D", "\u201E"};
    for (size_t i = 0; i < LYD_COUNT(quotes); i++) {
        if (strncmp(text, quotes[i], strlen(quotes[i])) == 0) {
            return true;
        }
    }
    return false;
}

static lyd_status waiver_add(lyd_builder *builder, lyd_yaml *const values[4])
{
    lyd_topology *draft = &builder->draft;
    lyd_waiver row = {.rule = kept(builder, values[0]->text),
                      .fqdn = kept(builder, values[1]->text),
                      .reason = kept(builder, values[2]->text),
                      .expires = kept(builder, values[3]->text),
                      .line = values[0]->line,
                      .origin = builder->file};
    if (!lyd_date_parse(values[3]->text, &row.last_day)) {
        return lyd_builder_error(builder, values[3]->line, "expires: \"%.64s\" is not a date, expected YYYY-MM-DD", values[3]->text);
    }
    if (begins_with_typographic_quote(values[1]->text)) {
        return lyd_builder_error(builder, values[1]->line, "fqdn: %.64s begins with a typographic quotation mark; type a plain one (\")",
                                 values[1]->text);
    }
    if (row.rule == NULL || row.fqdn == NULL || row.reason == NULL || row.expires == NULL ||
        lyd_grow((void **)&draft->waivers, &builder->waiver_capacity, draft->waiver_count, sizeof(row)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->waivers[draft->waiver_count++] = row;
    return LYD_OK;
}

static void waivers_read(lyd_builder *builder, const char *key, const lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"rule", LYD_YAML_WORD, true},
                                        {"fqdn", LYD_YAML_WORD, true},
                                        {"reason", LYD_YAML_WORD, true},
                                        {"expires", LYD_YAML_WORD, true},
                                        LYD_YAML_END_KEYS};
    lyd_yaml *values[LYD_COUNT(keys)];
    for (lyd_yaml *node = value->first; (node = lyd_yaml_mapping(builder, node, key, keys, values)) != NULL; node = node->next) {
        bool whole = true;
        for (size_t i = 0; keys[i].name != NULL; i++) {
            if (values[i] != NULL) {
                (void)has_text(builder, keys[i].name, values[i]);
            }
            whole = whole && values[i] != NULL;
        }
        if (whole) {
            (void)waiver_add(builder, values);
        }
    }
}

/* ---- the sections ---- */

/* In the order of reading: views come before the names that are in them. */
static const struct {
    lyd_yaml_key key;
    void (*read)(lyd_builder *builder, const char *key, const lyd_yaml *value); /* VALUE is of the key's type */
} settings[] = {
    {{"version", LYD_YAML_WORD, true}, version_read},           {{"name", LYD_YAML_WORD, false}, name_read},
    {{"environment", LYD_YAML_WORD, false}, environment_read},  {{"product", LYD_YAML_WORD, false}, product_read},
    {{"features", LYD_YAML_WORDS, false}, features_read},       {{"remote-access", LYD_YAML_WORDS, false}, remote_read},
    {{"clients", LYD_YAML_WORDS, false}, clients_read},         {{"services", LYD_YAML_WORDS, false}, services_read},
    {{"sip-domains", LYD_YAML_WORDS, false}, sip_domains_read}, {{"views", LYD_YAML_MAPS, false}, views_read},
    {{"client-networks", LYD_YAML_MAPS, false}, networks_read}, {{"remote-networks", LYD_YAML_MAPS, false}, networks_read},
    {{"severities", LYD_YAML_MAPS, false}, severities_read},    {{"waivers", LYD_YAML_MAPS, false}, waivers_read},
};

enum { IMPORT = LYD_COUNT(settings) + LYD_ROLE_COUNT, KEYS };

static void root_read(lyd_builder *builder, lyd_yaml *root, lyd_import *import)
{
    lyd_yaml_key keys[KEYS + 1] = {LYD_YAML_END_KEYS};
    lyd_yaml *values[KEYS];
    for (size_t i = 0; i < LYD_COUNT(settings); i++) {
        keys[i] = settings[i].key;
    }
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        keys[LYD_COUNT(settings) + (size_t)role] = (lyd_yaml_key){lyd_role_rows[role].section, LYD_YAML_MAPS, false};
    }
    keys[IMPORT] = (lyd_yaml_key){"import", LYD_YAML_WORD, false};
    lyd_yaml_keys(builder, root, "a topology", keys, values);
    for (size_t i = 0; i < IMPORT; i++) {
        if (values[i] != NULL && i < LYD_COUNT(settings)) {
            settings[i].read(builder, keys[i].name, values[i]);
        } else if (values[i] != NULL) {
            lyd_yaml_role_read(builder, (lyd_role)(i - LYD_COUNT(settings)), values[i]);
        }
    }
    if (values[IMPORT] != NULL) {
        *import = (lyd_import){lyd_builder_text(builder, values[IMPORT]->text), values[IMPORT]->line};
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
