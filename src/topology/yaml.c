#include "yaml.h"
#include "yaml_schema.h"

#include <string.h>

/* A section of the top level: its key, and what reads it. The rows stand in the order of reading: views before the names that are in them,
 * sections before nothing else, since a builder takes links and names in any order. */
typedef struct section {
    lyd_yaml_key key;
    void (*read)(lyd_yaml_reader *reader, const struct section *section, lyd_yaml *value);
    int number; /* a role or a kind of pool; for networks whether they are remote */
} section;

/* ---- words ---- */

static void unknown_word(lyd_yaml_reader *reader, const char *key, const lyd_yaml *value, const lyd_row *table, const char *all)
{
    const char *nearest = lyd_row_nearest(table, value->text);
    lyd_yaml_wrong(reader, value->line, "%s: \"%.64s\" isn't known%s%s%s (%s)", key, value->text,
                   nearest == NULL ? "" : ", did you mean \"", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?", all);
}

/* LYD_ADDRESS_NONE where VALUE is NULL or wrong. */
static lyd_address_type address_type(lyd_yaml_reader *reader, const char *key, const lyd_yaml *value)
{
    static const lyd_row words[] = {
        {LYD_ADDRESS_IPV4, "ipv4"}, {LYD_ADDRESS_DUAL_STACK, "dual-stack"}, {LYD_ADDRESS_IPV6, "ipv6"}, {0, NULL}};
    int type = LYD_ADDRESS_NONE;
    if (value != NULL && !lyd_row_id(words, value->text, &type)) {
        unknown_word(reader, key, value, words, "ipv4, dual-stack or ipv6");
    }
    return (lyd_address_type)type;
}

static void version_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    if (strcmp(value->text, "1") != 0) {
        lyd_yaml_wrong(reader, value->line, "%s: \"%.64s\" isn't a version that is read here; 1 is", row->key.name, value->text);
    }
}

static void name_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    if (value->text[0] == '\0') {
        lyd_yaml_wrong(reader, value->line, "%s: is empty", row->key.name);
        return;
    }
    (void)lyd_builder_name(reader->builder, value->text);
}

static void environment_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    static const lyd_row words[] = {{0, "production"}, {1, "lab"}, {0, NULL}};
    int lab = 0;
    if (!lyd_row_id(words, value->text, &lab)) {
        unknown_word(reader, row->key.name, value, words, "production or lab");
    }
    lyd_builder_lab(reader->builder, lab == 1);
}

static void features_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    unsigned seen = 0;
    for (const lyd_yaml *word = value->first; word != NULL; word = word->next) {
        int feature = 0;
        if (word->kind == LYD_YAML_BAD) {
            continue;
        }
        if (!lyd_row_id(lyd_feature_names, word->text, &feature)) {
            unknown_word(reader, row->key.name, word, lyd_feature_names, "call-admission-control, enhanced-9-1-1 or media-bypass");
        } else if ((seen & (unsigned)feature) != 0) {
            lyd_yaml_wrong(reader, word->line, "%s: \"%s\" stands there twice", row->key.name, word->text);
        }
        seen |= (unsigned)feature;
    }
    lyd_builder_features(reader->builder, seen);
}

static void sip_domains_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    (void)row;
    for (const lyd_yaml *word = value->first; word != NULL; word = word->next) {
        if (word->kind == LYD_YAML_TEXT) {
            (void)lyd_builder_sip_domain(reader->builder, word->text, word->line);
        }
    }
}

/* ---- views and networks ---- */

static void views_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
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

static void networks_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"name", LYD_YAML_WORD, true}, {"address-type", LYD_YAML_WORD, true}, {NULL, LYD_YAML_WORD, false}};
    for (lyd_yaml *entry = value->first; entry != NULL; entry = entry->next) {
        lyd_yaml *values[LYD_COUNT(keys)];
        if (entry->kind != LYD_YAML_MAP) {
            continue;
        }
        lyd_yaml_keys(reader, entry, row->key.name, keys, values);
        lyd_address_type type = address_type(reader, "address-type", values[1]);
        if (values[0] != NULL) {
            (void)lyd_builder_network(reader->builder, values[0]->text, row->number != 0, type, values[0]->line);
        }
    }
}

/* ---- endpoints ---- */

/* Any endpoint may carry these; the pools' keys follow them in each kind's rows. */
enum { FQDN, VIEWS, ADDRESS_TYPE, SITE, NOTE, CONFIGURED, POOL_KEYS };

#define ENDPOINT_KEYS                                                                                                                      \
    {"fqdn", LYD_YAML_WORD, true}, {"views", LYD_YAML_WORDS, false}, {"address-type", LYD_YAML_WORD, false},                               \
        {"site", LYD_YAML_WORD, false}, {"note", LYD_YAML_WORD, false},                                                                    \
    {                                                                                                                                      \
        "configured", LYD_YAML_WORDS, false                                                                                                \
    }
#define END_KEYS                                                                                                                           \
    {                                                                                                                                      \
        NULL, LYD_YAML_WORD, false                                                                                                         \
    }

#define CONFIGURED_MAX 64

/* A mention and what it points to. */
typedef struct entry {
    lyd_mention mention;
    lyd_address configured[CONFIGURED_MAX];
} entry;

static uint32_t views_of(lyd_yaml_reader *reader, const lyd_yaml *list)
{
    uint32_t views = 0;
    if (list->first == NULL) {
        lyd_yaml_wrong(reader, list->line, "views: the list is empty: the name would be looked up nowhere");
    }
    for (const lyd_yaml *word = list->first; word != NULL; word = word->next) {
        uint32_t view = LYD_NONE;
        if (word->kind != LYD_YAML_TEXT ||
            lyd_builder_view_find(reader->builder, word->text, strlen(word->text), word->line, false, &view) != LYD_OK) {
            continue;
        }
        if ((views & (uint32_t)1 << view) != 0) {
            lyd_yaml_wrong(reader, word->line, "views: \"%s\" stands there twice", word->text);
        }
        views |= (uint32_t)1 << view;
    }
    return views;
}

static void configured_of(lyd_yaml_reader *reader, const lyd_yaml *list, entry *e)
{
    for (const lyd_yaml *word = list->first; word != NULL; word = word->next) {
        if (word->kind != LYD_YAML_TEXT) {
            continue;
        }
        if (e->mention.configured_count == CONFIGURED_MAX) {
            lyd_yaml_wrong(reader, word->line, "configured: more than %d addresses of one name", CONFIGURED_MAX);
            return;
        }
        if (!lyd_address_parse(word->text, &e->configured[e->mention.configured_count])) {
            lyd_yaml_wrong(reader, word->line, "configured: \"%.64s\" isn't an address", word->text);
            continue;
        }
        e->mention.configured_count++;
    }
}

/* Fills E from the endpoint keys; false: there is no name. */
static bool entry_fill(lyd_yaml_reader *reader, const char *key, lyd_yaml *const *values, entry *e)
{
    e->mention = (lyd_mention){.key = key, .configured = e->configured};
    if (values[VIEWS] != NULL) {
        e->mention.views = views_of(reader, values[VIEWS]);
    }
    e->mention.declared = address_type(reader, "address-type", values[ADDRESS_TYPE]);
    e->mention.site = values[SITE] == NULL ? NULL : values[SITE]->text;
    e->mention.note = values[NOTE] == NULL ? NULL : values[NOTE]->text;
    if (values[CONFIGURED] != NULL) {
        configured_of(reader, values[CONFIGURED], e);
    }
    if (values[FQDN] == NULL) {
        return false;
    }
    e->mention.fqdn = values[FQDN]->text;
    e->mention.line = values[FQDN]->line;
    return true;
}

/* Reads a name of a link: a word, or a mapping with fqdn. False: there is no name. */
static bool link_fill(lyd_yaml_reader *reader, const char *key, lyd_yaml *node, entry *e)
{
    static const lyd_yaml_key keys[] = {ENDPOINT_KEYS, END_KEYS};
    lyd_yaml *values[LYD_COUNT(keys)];
    if (node->kind == LYD_YAML_MAP) {
        lyd_yaml_keys(reader, node, key, keys, values);
        return entry_fill(reader, key, values, e);
    }
    e->mention = (lyd_mention){.key = key, .fqdn = node->text, .line = node->line};
    return node->kind == LYD_YAML_TEXT;
}

static void link_read(lyd_yaml_reader *reader, uint32_t pool, lyd_link link, const char *key, lyd_yaml *value)
{
    entry e;
    if (value == NULL || pool == LYD_NONE) {
        return;
    }
    lyd_builder_speak(reader->builder, pool, link);
    if (value->kind != LYD_YAML_LIST) {
        if (link_fill(reader, key, value, &e)) {
            (void)lyd_builder_link(reader->builder, pool, link, &e.mention);
        }
        return;
    }
    for (lyd_yaml *name = value->first; name != NULL; name = name->next) {
        if (link_fill(reader, key, name, &e)) {
            (void)lyd_builder_link(reader->builder, pool, link, &e.mention);
        }
    }
}

static void endpoints_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {ENDPOINT_KEYS, END_KEYS};
    for (lyd_yaml *node = value->first; node != NULL; node = node->next) {
        lyd_yaml *values[LYD_COUNT(keys)];
        entry e;
        if (node->kind != LYD_YAML_MAP) {
            continue;
        }
        lyd_yaml_keys(reader, node, row->key.name, keys, values);
        if (entry_fill(reader, row->key.name, values, &e)) {
            e.mention.role = (lyd_role)row->number;
            (void)lyd_builder_endpoint(reader->builder, &e.mention, NULL);
        }
    }
}

/* ---- pools ---- */

#define POOL_LINKS_MAX 4

/* The links of each kind of pool, by the place of their keys behind the endpoint's. */
static const struct pool_kind {
    lyd_yaml_key keys[POOL_KEYS + POOL_LINKS_MAX + 1];
    lyd_link links[POOL_LINKS_MAX]; /* LYD_LINK_COUNT: no link */
} pool_kinds[] = {
    [LYD_POOL_FRONT_END] = {{ENDPOINT_KEYS, {"members", LYD_YAML_NAMES, false}, {"edge-pool", LYD_YAML_NAME, false}, END_KEYS},
                            {LYD_LINK_MEMBER, LYD_LINK_EDGE}},
    [LYD_POOL_DIRECTOR] = {{ENDPOINT_KEYS, {"members", LYD_YAML_NAMES, false}, END_KEYS}, {LYD_LINK_MEMBER}},
    [LYD_POOL_MEDIATION] = {{ENDPOINT_KEYS,
                             {"members", LYD_YAML_NAMES, false},
                             {"gateways", LYD_YAML_NAMES, false},
                             {"pstn-fqdn", LYD_YAML_NAME, false},
                             {"pstn-interface", LYD_YAML_WORD, false},
                             END_KEYS},
                            {LYD_LINK_MEMBER, LYD_LINK_GATEWAY, LYD_LINK_PSTN, LYD_LINK_COUNT}},
    [LYD_POOL_EDGE] = {{ENDPOINT_KEYS, {"members", LYD_YAML_NAMES, false}, {"external", LYD_YAML_NAMES, false}, END_KEYS},
                       {LYD_LINK_MEMBER, LYD_LINK_EXTERNAL}},
};

/* The PSTN interface is declared, or a name to resolve, or the same as the primary: not two of them. */
static void pstn_read(lyd_yaml_reader *reader, uint32_t pool, const lyd_yaml *fqdn, const lyd_yaml *interface)
{
    if (interface == NULL) {
        return;
    }
    if (fqdn != NULL) {
        lyd_yaml_wrong(reader, interface->line, "pstn-interface: pstn-fqdn is given too, in line %u: give one of them",
                       (unsigned)fqdn->line);
    }
    lyd_address_type type = address_type(reader, "pstn-interface", interface);
    lyd_builder_pstn_declared(reader->builder, pool, type);
}

static void pools_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    const struct pool_kind *kind = &pool_kinds[row->number];
    for (lyd_yaml *node = value->first; node != NULL; node = node->next) {
        lyd_yaml *values[LYD_COUNT(kind->keys)];
        uint32_t pool = LYD_NONE;
        entry e;
        if (node->kind != LYD_YAML_MAP) {
            continue;
        }
        lyd_yaml_keys(reader, node, row->key.name, kind->keys, values);
        if (entry_fill(reader, row->key.name, values, &e)) {
            (void)lyd_builder_pool(reader->builder, (lyd_pool_kind)row->number, &e.mention, &pool);
        }
        for (size_t i = 0; kind->keys[POOL_KEYS + i].name != NULL; i++) {
            if (kind->links[i] != LYD_LINK_COUNT) {
                link_read(reader, pool, kind->links[i], kind->keys[POOL_KEYS + i].name, values[POOL_KEYS + i]);
            }
        }
        if (row->number == LYD_POOL_MEDIATION) {
            pstn_read(reader, pool, values[POOL_KEYS + 2], values[POOL_KEYS + 3]);
        }
    }
}

/* ---- policy ---- */

static void severities_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"rule", LYD_YAML_WORD, true}, {"severity", LYD_YAML_WORD, true}, END_KEYS};
    for (lyd_yaml *node = value->first; node != NULL; node = node->next) {
        lyd_yaml *values[LYD_COUNT(keys)];
        if (node->kind != LYD_YAML_MAP) {
            continue;
        }
        lyd_yaml_keys(reader, node, row->key.name, keys, values);
        if (values[0] != NULL && values[1] != NULL) {
            (void)lyd_builder_severity(reader->builder, values[0]->text, values[1]->text, values[0]->line);
        }
    }
}

static void waivers_read(lyd_yaml_reader *reader, const section *row, lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {{"rule", LYD_YAML_WORD, true},
                                        {"fqdn", LYD_YAML_WORD, true},
                                        {"reason", LYD_YAML_WORD, true},
                                        {"expires", LYD_YAML_WORD, true},
                                        END_KEYS};
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

static const section sections[] = {
    [VERSION] = {{"version", LYD_YAML_WORD, true}, version_read, 0},
    [IMPORT] = {{"import", LYD_YAML_WORD, false}, NULL, 0}, /* handed to the caller, who reads files */
    {{"name", LYD_YAML_WORD, false}, name_read, 0},
    {{"environment", LYD_YAML_WORD, false}, environment_read, 0},
    {{"features", LYD_YAML_WORDS, false}, features_read, 0},
    {{"sip-domains", LYD_YAML_WORDS, false}, sip_domains_read, 0},
    {{"views", LYD_YAML_MAPS, false}, views_read, 0},
    {{"client-networks", LYD_YAML_MAPS, false}, networks_read, 0},
    {{"remote-networks", LYD_YAML_MAPS, false}, networks_read, 1},
    {{"exchange-um", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_EXCHANGE_UM},
    {{"front-end-pools", LYD_YAML_MAPS, false}, pools_read, LYD_POOL_FRONT_END},
    {{"director-pools", LYD_YAML_MAPS, false}, pools_read, LYD_POOL_DIRECTOR},
    {{"mediation-pools", LYD_YAML_MAPS, false}, pools_read, LYD_POOL_MEDIATION},
    {{"pstn-gateways", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_PSTN_GATEWAY},
    {{"edge-pools", LYD_YAML_MAPS, false}, pools_read, LYD_POOL_EDGE},
    {{"persistent-chat-pools", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_PERSISTENT_CHAT},
    {{"location-information-services", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_LOCATION_INFORMATION_SERVICE},
    {{"monitoring", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_MONITORING},
    {{"other", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_OTHER},
    /* Names of lists and exports whose pool isn't known. */
    {{"front-end-servers", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_FRONT_END_SERVER},
    {{"director-servers", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_DIRECTOR_SERVER},
    {{"mediation-servers", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_MEDIATION_SERVER},
    {{"edge-servers", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_EDGE_SERVER},
    {{"edge-external", LYD_YAML_MAPS, false}, endpoints_read, LYD_ROLE_EDGE_EXTERNAL},
    {{"severities", LYD_YAML_MAPS, false}, severities_read, 0},
    {{"waivers", LYD_YAML_MAPS, false}, waivers_read, 0},
};

static void root_read(lyd_yaml_reader *reader, lyd_yaml *root, const char **import, size_t *import_line)
{
    lyd_yaml_key keys[LYD_COUNT(sections) + 1] = {END_KEYS};
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
