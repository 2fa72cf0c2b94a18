/* The sections of a YAML file that name endpoints: one for each role, pools with their links. */
#include "schema.h"

#include "topology/build/state.h"

#include <stdlib.h>
#include <string.h>

/* ---- endpoints ---- */

/* The keys of any endpoint; those of pools follow them. */
enum { FQDN, VIEWS, ADDRESS_TYPE, SITE, NOTE, IP_FAMILY, CONFIGURED, POOL_KEYS };

#define ENDPOINT_KEYS                                                                                                                      \
    {"fqdn", LYD_YAML_WORD, true}, {"views", LYD_YAML_WORDS, false}, {"address-type", LYD_YAML_WORD, false},                               \
        {"site", LYD_YAML_WORD, false}, {"note", LYD_YAML_WORD, false}, {"ip-address-family", LYD_YAML_WORD, false},                       \
    {                                                                                                                                      \
        "configured", LYD_YAML_WORDS, false                                                                                                \
    }
static const lyd_yaml_key endpoint_keys[] = {ENDPOINT_KEYS, LYD_YAML_END_KEYS};

/* An external name of an Edge pool has these, too. */
enum { SERVICE = POOL_KEYS, PORT };
static const lyd_yaml_key external_keys[] = {
    ENDPOINT_KEYS, {"service", LYD_YAML_EITHER, false}, {"port", LYD_YAML_WORD, false}, LYD_YAML_END_KEYS};

/* And the host of a simple URL these. */
enum { URL = POOL_KEYS, SIP_DOMAIN };
static const lyd_yaml_key url_keys[] = {
    ENDPOINT_KEYS, {"url", LYD_YAML_EITHER, true}, {"sip-domain", LYD_YAML_EITHER, false}, LYD_YAML_END_KEYS};

#define CONFIGURED_MAX 64

/* An entry and the addresses that it points to. */
typedef struct parsed {
    lyd_entry entry;
    lyd_address configured[CONFIGURED_MAX];
} parsed;

static uint32_t view_find(lyd_builder *builder, const lyd_yaml *word)
{
    const lyd_topology *draft = &builder->draft;
    char hint[LYD_HINT_TEXT];
    uint32_t view = lyd_builder_view(builder, word->text, strlen(word->text));
    if (view == LYD_NONE) {
        const char *nearest =
            draft->view_count == 0 ? NULL : lyd_nearest(word->text, &draft->views->name, sizeof(*draft->views), draft->view_count);
        (void)lyd_builder_error(builder, word->line, "views: unknown view \"%.64s\"%s", word->text,
                                draft->view_count == 0 ? ", the topology declares none" : lyd_hint(hint, nearest));
    }
    return view;
}

static uint32_t views_of(lyd_builder *builder, const lyd_yaml *list)
{
    uint32_t views = 0;
    if (list->first == NULL) {
        (void)lyd_builder_error(builder, list->line, "views: empty list, expected at least one view");
    }
    for (const lyd_yaml *word = list->first; word != NULL; word = word->next) {
        uint32_t view = word->kind == LYD_YAML_TEXT ? view_find(builder, word) : LYD_NONE;
        if (view == LYD_NONE) {
            continue;
        }
        if ((views & (uint32_t)1 << view) != 0) {
            (void)lyd_builder_error(builder, word->line, "views: duplicate \"%s\"", word->text);
        }
        views |= (uint32_t)1 << view;
    }
    return views;
}

static void configured_of(lyd_builder *builder, const lyd_yaml *list, parsed *e)
{
    for (const lyd_yaml *word = list->first; word != NULL; word = word->next) {
        if (word->kind != LYD_YAML_TEXT) {
            continue;
        }
        if (e->entry.configured_count == CONFIGURED_MAX) {
            (void)lyd_builder_error(builder, word->line, "configured: more than %d addresses", CONFIGURED_MAX);
            return;
        }
        if (!lyd_address_parse(word->text, &e->configured[e->entry.configured_count])) {
            (void)lyd_builder_error(builder, word->line, "configured: \"%.64s\" is not an IP address", word->text);
            continue;
        }
        e->entry.configured_count++;
    }
}

/* Fills E from the endpoint keys; false: there is no name. */
static bool entry_fill(lyd_builder *builder, const char *key, lyd_yaml *const *values, parsed *e)
{
    e->entry = (lyd_entry){.key = key, .configured = e->configured};
    if (values[VIEWS] != NULL) {
        e->entry.views = views_of(builder, values[VIEWS]);
    }
    if (values[ADDRESS_TYPE] != NULL) {
        e->entry.declared = (lyd_address_type)lyd_builder_word(builder, "address-type", values[ADDRESS_TYPE]->text,
                                                               values[ADDRESS_TYPE]->line, lyd_declared_types, LYD_ADDRESS_NONE);
    }
    if (values[IP_FAMILY] != NULL) {
        e->entry.ip_family =
            (uint8_t)lyd_builder_word(builder, "ip-address-family", values[IP_FAMILY]->text, values[IP_FAMILY]->line, lyd_ip_families, 0);
    }
    e->entry.site = values[SITE] == NULL ? NULL : values[SITE]->text;
    e->entry.note = values[NOTE] == NULL ? NULL : values[NOTE]->text;
    if (values[CONFIGURED] != NULL) {
        configured_of(builder, values[CONFIGURED], e);
    }
    if (values[FQDN] == NULL) {
        return false;
    }
    e->entry.fqdn = values[FQDN]->text;
    e->entry.line = values[FQDN]->line;
    return true;
}

/* The words of VALUE as a set. */
static unsigned set_of(lyd_builder *builder, const char *key, const lyd_yaml *value, const lyd_row *table)
{
    unsigned set = 0;
    for (const lyd_yaml *word = lyd_yaml_each(value); word != NULL; word = lyd_yaml_after(value, word)) {
        set |= (unsigned)lyd_builder_word(builder, key, word->text, word->line, table, 0);
    }
    return set;
}

static void external_fill(lyd_builder *builder, lyd_yaml *const *values, parsed *e)
{
    if (values[SERVICE] != NULL) {
        e->entry.edge_services = (uint8_t)set_of(builder, "service", values[SERVICE], lyd_edge_services);
    }
    if (values[PORT] != NULL) {
        const char *text = values[PORT]->text;
        char *end = NULL;
        unsigned long port = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
        if (port == 0 || port > UINT16_MAX || *end != '\0') {
            (void)lyd_builder_error(builder, values[PORT]->line, "port: invalid value \"%.32s\", expected 1 to 65535", text);
            return;
        }
        e->entry.client_port = (uint16_t)port;
    }
}

/* Reads a name of a link: a word, or a mapping with fqdn. False: there is no name. */
static bool link_fill(lyd_builder *builder, const char *key, lyd_link link, lyd_yaml *node, parsed *e)
{
    lyd_yaml *values[LYD_COUNT(external_keys)];
    bool external = link == LYD_LINK_EXTERNAL;
    if (node->kind == LYD_YAML_MAP) {
        lyd_yaml_keys(builder, node, key, external ? external_keys : endpoint_keys, values);
        bool named = entry_fill(builder, key, values, e);
        if (external) {
            external_fill(builder, values, e);
        }
        return named;
    }
    e->entry = (lyd_entry){.key = key, .fqdn = node->text, .line = node->line};
    return node->kind == LYD_YAML_TEXT;
}

static void link_read(lyd_builder *builder, uint32_t pool, lyd_link link, const char *key, lyd_yaml *value)
{
    parsed e;
    bool list = value->kind == LYD_YAML_LIST;
    (void)lyd_builder_link(builder, pool, link, NULL, LYD_ONCE);
    for (lyd_yaml *name = list ? value->first : value; name != NULL; name = list ? name->next : NULL) {
        if (link_fill(builder, key, link, name, &e)) {
            (void)lyd_builder_link(builder, pool, link, &e.entry, LYD_ONCE);
        }
    }
}

/* ---- pools ---- */

#define POOL_LINKS_MAX 5

/* VERSION follows the keys of every endpoint; of the others those of a Mediation pool. */
enum { VERSION = POOL_KEYS, PSTN_FQDN = POOL_KEYS + 3, PSTN_INTERFACE };

/* The keys of each kind of pool, and the links that those after the endpoint's make. */
static const struct pool_row {
    lyd_yaml_key keys[POOL_KEYS + POOL_LINKS_MAX + 1];
    lyd_link links[POOL_LINKS_MAX];
} pool_rows[] = {
    [LYD_POOL_FRONT_END] = {{ENDPOINT_KEYS,
                             {"version", LYD_YAML_WORD, false},
                             {"members", LYD_YAML_NAMES, false},
                             {"edge-pool", LYD_YAML_NAME, false},
                             {"web-internal", LYD_YAML_NAME, false},
                             {"web-external", LYD_YAML_NAME, false},
                             LYD_YAML_END_KEYS},
                            {LYD_LINK_NONE, LYD_LINK_MEMBER, LYD_LINK_EDGE, LYD_LINK_WEB_INTERNAL, LYD_LINK_WEB_EXTERNAL}},
    [LYD_POOL_DIRECTOR] = {{ENDPOINT_KEYS,
                            {"version", LYD_YAML_WORD, false},
                            {"members", LYD_YAML_NAMES, false},
                            {"web-internal", LYD_YAML_NAME, false},
                            {"web-external", LYD_YAML_NAME, false},
                            LYD_YAML_END_KEYS},
                           {LYD_LINK_NONE, LYD_LINK_MEMBER, LYD_LINK_WEB_INTERNAL, LYD_LINK_WEB_EXTERNAL}},
    [LYD_POOL_MEDIATION] = {{ENDPOINT_KEYS,
                             {"version", LYD_YAML_WORD, false},
                             {"members", LYD_YAML_NAMES, false},
                             {"gateways", LYD_YAML_NAMES, false},
                             {"pstn-fqdn", LYD_YAML_NAME, false},
                             {"pstn-interface", LYD_YAML_WORD, false},
                             LYD_YAML_END_KEYS},
                            {LYD_LINK_NONE, LYD_LINK_MEMBER, LYD_LINK_GATEWAY, LYD_LINK_PSTN}},
    [LYD_POOL_EDGE] = {{ENDPOINT_KEYS,
                        {"version", LYD_YAML_WORD, false},
                        {"members", LYD_YAML_NAMES, false},
                        {"external", LYD_YAML_NAMES, false},
                        LYD_YAML_END_KEYS},
                       {LYD_LINK_NONE, LYD_LINK_MEMBER, LYD_LINK_EXTERNAL}},
};

/* The PSTN interface is declared, or has a name to resolve, or is the same as the primary one. */
static void pstn_read(lyd_builder *builder, uint32_t pool, const lyd_yaml *fqdn, const lyd_yaml *interface)
{
    if (interface == NULL) {
        return;
    }
    if (fqdn != NULL) {
        (void)lyd_builder_error(builder, interface->line, "pstn-interface: pstn-fqdn is given too, in line %u; give one of them",
                                (unsigned)fqdn->line);
    }
    int type = lyd_builder_word(builder, "pstn-interface", interface->text, interface->line, lyd_declared_types, LYD_ADDRESS_NONE);
    lyd_builder_pstn_declared(builder, pool, (lyd_address_type)type, interface->line);
}

static void pool_read(lyd_builder *builder, lyd_pool_kind kind, lyd_yaml *const *values, const lyd_entry *entry)
{
    const struct pool_row *row = &pool_rows[kind];
    uint32_t pool = LYD_NONE;
    if (entry != NULL) {
        (void)lyd_builder_pool(builder, kind, entry, LYD_ONCE, &pool);
    }
    if (values[VERSION] != NULL && pool != LYD_NONE) {
        int product = lyd_builder_word(builder, "version", values[VERSION]->text, values[VERSION]->line, lyd_product_names, LYD_LYNC_2013);
        lyd_builder_version(builder, pool, (lyd_product)product, values[VERSION]->line);
    }
    for (size_t i = 0; row->keys[POOL_KEYS + i].name != NULL; i++) {
        lyd_yaml *value = values[POOL_KEYS + i];
        if (row->links[i] != LYD_LINK_NONE && value != NULL && pool != LYD_NONE) {
            link_read(builder, pool, row->links[i], row->keys[POOL_KEYS + i].name, value);
        }
    }
    if (kind == LYD_POOL_MEDIATION) {
        pstn_read(builder, pool, values[PSTN_FQDN], values[PSTN_INTERFACE]);
    }
}

/* ---- simple URLs ---- */

static void url_read(lyd_builder *builder, lyd_yaml *const *values, parsed *e)
{
    const lyd_yaml *domains = values[SIP_DOMAIN];
    e->entry.urls = values[URL] == NULL ? 0 : (uint8_t)set_of(builder, "url", values[URL], lyd_url_names);
    if (domains == NULL) {
        (void)lyd_builder_simple_url(builder, &e->entry, NULL, 0, LYD_ONCE);
        return;
    }
    for (const lyd_yaml *word = lyd_yaml_each(domains); word != NULL; word = lyd_yaml_after(domains, word)) {
        (void)lyd_builder_simple_url(builder, &e->entry, word->text, word->line, LYD_ONCE);
    }
}

/* ---- sections ---- */

static const lyd_yaml_key *keys_of(lyd_role role)
{
    const lyd_role_row *row = &lyd_role_rows[role];
    return row->link == LYD_LINK_SELF       ? pool_rows[row->pool].keys
           : role == LYD_ROLE_EDGE_EXTERNAL ? external_keys
           : role == LYD_ROLE_SIMPLE_URL    ? url_keys
                                            : endpoint_keys;
}

void lyd_yaml_role_read(lyd_builder *builder, lyd_role role, const lyd_yaml *value)
{
    const lyd_role_row *row = &lyd_role_rows[role];
    lyd_yaml *values[LYD_COUNT(pool_rows->keys)];
    for (lyd_yaml *node = value->first; (node = lyd_yaml_mapping(builder, node, row->section, keys_of(role), values)) != NULL;
         node = node->next) {
        parsed e;
        bool named = entry_fill(builder, "fqdn", values, &e);
        e.entry.role = role;
        if (role == LYD_ROLE_EDGE_EXTERNAL) {
            external_fill(builder, values, &e);
        }
        if (row->link == LYD_LINK_SELF) {
            pool_read(builder, row->pool, values, named ? &e.entry : NULL);
        } else if (named && role == LYD_ROLE_SIMPLE_URL) {
            url_read(builder, values, &e);
        } else if (named) {
            (void)lyd_builder_endpoint(builder, &e.entry, LYD_ONCE);
        }
    }
}
