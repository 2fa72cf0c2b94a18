#include "section.h"

#include <string.h>

/* ---- endpoints ---- */

/* Any endpoint may carry these; the pools' keys follow them in each kind's rows. */
enum { FQDN, VIEWS, ADDRESS_TYPE, SITE, NOTE, CONFIGURED, POOL_KEYS };

#define ENDPOINT_KEYS                                                                                                                      \
    {"fqdn", LYD_YAML_WORD, true}, {"views", LYD_YAML_WORDS, false}, {"address-type", LYD_YAML_WORD, false},                               \
        {"site", LYD_YAML_WORD, false}, {"note", LYD_YAML_WORD, false},                                                                    \
    {                                                                                                                                      \
        "configured", LYD_YAML_WORDS, false                                                                                                \
    }
#define LYD_YAML_END_KEYS                                                                                                                  \
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
    e->mention.declared = lyd_yaml_address_type(reader, "address-type", values[ADDRESS_TYPE]);
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
    static const lyd_yaml_key keys[] = {ENDPOINT_KEYS, LYD_YAML_END_KEYS};
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

void lyd_yaml_endpoints_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
{
    static const lyd_yaml_key keys[] = {ENDPOINT_KEYS, LYD_YAML_END_KEYS};
    for (lyd_yaml *node = value->first; node != NULL; node = node->next) {
        lyd_yaml *values[LYD_COUNT(keys)];
        entry e;
        if (node->kind != LYD_YAML_MAP) {
            continue;
        }
        lyd_yaml_keys(reader, node, row->key.name, keys, values);
        if (entry_fill(reader, "fqdn", values, &e)) {
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
    [LYD_POOL_FRONT_END] = {{ENDPOINT_KEYS, {"members", LYD_YAML_NAMES, false}, {"edge-pool", LYD_YAML_NAME, false}, LYD_YAML_END_KEYS},
                            {LYD_LINK_MEMBER, LYD_LINK_EDGE}},
    [LYD_POOL_DIRECTOR] = {{ENDPOINT_KEYS, {"members", LYD_YAML_NAMES, false}, LYD_YAML_END_KEYS}, {LYD_LINK_MEMBER}},
    [LYD_POOL_MEDIATION] = {{ENDPOINT_KEYS,
                             {"members", LYD_YAML_NAMES, false},
                             {"gateways", LYD_YAML_NAMES, false},
                             {"pstn-fqdn", LYD_YAML_NAME, false},
                             {"pstn-interface", LYD_YAML_WORD, false},
                             LYD_YAML_END_KEYS},
                            {LYD_LINK_MEMBER, LYD_LINK_GATEWAY, LYD_LINK_PSTN, LYD_LINK_COUNT}},
    [LYD_POOL_EDGE] = {{ENDPOINT_KEYS, {"members", LYD_YAML_NAMES, false}, {"external", LYD_YAML_NAMES, false}, LYD_YAML_END_KEYS},
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
    lyd_address_type type = lyd_yaml_address_type(reader, "pstn-interface", interface);
    lyd_builder_pstn_declared(reader->builder, pool, type);
}

void lyd_yaml_pools_read(lyd_yaml_reader *reader, const lyd_yaml_section *row, lyd_yaml *value)
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
        if (entry_fill(reader, "fqdn", values, &e)) {
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
