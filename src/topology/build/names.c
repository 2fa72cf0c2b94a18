/* The names of a topology: the details that entries add to endpoints, and the pools that they make. */
#include "state.h"

#include <string.h>

#define QUOTE_MAX 80 /* bytes of a name in a message */

#define ANY_SCOPE UINT32_MAX /* the caller finds repetitions */

/* ---- the details of an endpoint ---- */

static bool configured_add(lyd_builder *builder, uint32_t endpoint, const lyd_entry *entry)
{
    lyd_building *building = &builder->building[endpoint];
    if (entry->configured_count == 0 || (building->configured_origin != LYD_NO_FILE && building->configured_origin != builder->file)) {
        return true;
    }
    building->configured_origin = builder->file;
    for (size_t i = 0; i < entry->configured_count; i++) {
        const lyd_address *address = &entry->configured[i];
        const lyd_block_row *block = lyd_address_block(address);
        if (block != NULL && block->block == LYD_BLOCK_UNSPECIFIED) {
            continue; /* any address of the machine: nothing to compare with */
        }
        if (lyd_grow((void **)&builder->configured, &builder->configured_capacity, builder->configured_count, sizeof(lyd_configured)) !=
            LYD_OK) {
            return false;
        }
        builder->configured[builder->configured_count++] = (lyd_configured){endpoint, *address};
    }
    return true;
}

#define NOTE_MAX 200 /* bytes of joined notes: a report has room for no more */

/* Keeps each different note of a name, even if several services have it. */
static bool note_add(lyd_builder *builder, lyd_endpoint *endpoint, const char *note)
{
    char joined[2 * NOTE_MAX + 4];
    if (endpoint->note != NULL) {
        if (strlen(endpoint->note) + strlen(note) > NOTE_MAX || strstr(endpoint->note, note) != NULL) {
            return true;
        }
        (void)snprintf(joined, sizeof(joined), "%s; %s", endpoint->note, note);
        note = joined;
    }
    endpoint->note = lyd_builder_text(builder, note);
    return endpoint->note != NULL;
}

/* Views of an earlier file have precedence. Views of this one replace the default of earlier files, and add to this file's default. */
static void views_add(lyd_builder *builder, uint32_t i, const lyd_entry *entry, lyd_role role, unsigned manner)
{
    lyd_building *building = &builder->building[i];
    if (building->views_origin != LYD_NO_FILE && building->views_origin != builder->file) {
        return;
    }
    if (entry->views != 0) {
        if (building->views_origin == LYD_NO_FILE && building->default_origin != builder->file) {
            building->default_roles = 0;
        }
        building->views_origin = builder->file;
        builder->draft.endpoints[i].views |= entry->views;
        return;
    }
    building->default_origin = builder->file;
    building->default_roles |= (manner & LYD_REFERS) != 0 ? 0 : LYD_ROLE_BIT(role);
}

/* An export may contradict itself or a file beside it: noted, and the first counts. In other files that is a mistake. */
static lyd_status declared_add(lyd_builder *builder, uint32_t i, const lyd_entry *entry, unsigned manner)
{
    lyd_endpoint *endpoint = &builder->draft.endpoints[i];
    if (entry->declared == LYD_ADDRESS_NONE) {
        return LYD_OK;
    }
    if (endpoint->declared == LYD_ADDRESS_NONE) {
        endpoint->declared = (uint8_t)entry->declared;
        endpoint->declared_line = (uint32_t)entry->line;
        endpoint->declared_origin = builder->file;
        return LYD_OK;
    }
    bool here = endpoint->declared_origin == builder->file;
    if (endpoint->declared != entry->declared && (manner & LYD_ONCE) == 0 &&
        (here || lyd_builder_beside(builder, endpoint->declared_origin))) {
        lyd_builder_note(builder, entry->line, "address-type of %.*s: %s here, %s in %s, line %u, which is used", QUOTE_MAX, endpoint->fqdn,
                         lyd_row_name(lyd_address_types, (int)entry->declared), lyd_row_name(lyd_address_types, endpoint->declared),
                         builder->draft.files[endpoint->declared_origin], (unsigned)endpoint->declared_line);
        return LYD_OK;
    }
    if (endpoint->declared != entry->declared && here) {
        return lyd_builder_error(builder, entry->line, "address-type: \"%.*s\" is declared %s here and %s in line %u", QUOTE_MAX,
                                 endpoint->fqdn, lyd_row_name(lyd_address_types, (int)entry->declared),
                                 lyd_row_name(lyd_address_types, endpoint->declared), (unsigned)endpoint->declared_line);
    }
    return LYD_OK;
}

/* What an external name of an Edge pool is for: the earlier file has precedence; lists of one file add up. */
static lyd_status services_add(lyd_builder *builder, uint32_t i, const lyd_entry *entry)
{
    lyd_endpoint *endpoint = &builder->draft.endpoints[i];
    lyd_building *building = &builder->building[i];
    endpoint->urls |= entry->urls;
    if (entry->edge_services != 0 && (building->services_origin == LYD_NO_FILE || building->services_origin == builder->file)) {
        endpoint->edge_services |= entry->edge_services;
        building->services_origin = builder->file;
    }
    if (entry->client_port == 0) {
        return LYD_OK;
    }
    if (building->port_origin == LYD_NO_FILE) {
        endpoint->client_port = entry->client_port;
        building->port_origin = builder->file;
        building->port_line = (uint32_t)entry->line;
    } else if (lyd_builder_beside(builder, building->port_origin) && endpoint->client_port != entry->client_port) {
        lyd_builder_note(builder, entry->line, "port of %.*s: %u here, %u in %s, which is used", QUOTE_MAX, endpoint->fqdn,
                         (unsigned)entry->client_port, (unsigned)endpoint->client_port, builder->draft.files[building->port_origin]);
    } else if (building->port_origin == builder->file && endpoint->client_port != entry->client_port) {
        return lyd_builder_error(builder, entry->line, "port: \"%.*s\" has port %u here and %u in line %u", QUOTE_MAX, endpoint->fqdn,
                                 (unsigned)entry->client_port, (unsigned)endpoint->client_port, (unsigned)building->port_line);
    }
    return LYD_OK;
}

/* The families that Exchange lets a name use: the earlier file has precedence. A UM service and a call router of one server, or files that
 * came together, may differ: what allows IPv6 counts. */
static void family_add(lyd_builder *builder, uint32_t i, const lyd_entry *entry)
{
    lyd_endpoint *endpoint = &builder->draft.endpoints[i];
    lyd_building *building = &builder->building[i];
    if (entry->ip_family == 0 || endpoint->ip_family == entry->ip_family) {
        return;
    }
    if (building->family_origin == LYD_NO_FILE) {
        endpoint->ip_family = entry->ip_family;
        building->family_origin = builder->file;
    } else if (building->family_origin == builder->file || lyd_builder_beside(builder, building->family_origin)) {
        uint8_t before = endpoint->ip_family;
        endpoint->ip_family = before == LYD_IP_IPV4_ONLY ? entry->ip_family : before;
        lyd_builder_note(builder, entry->line, "ip-address-family of %.*s: %s here, %s in %s; %s counts", QUOTE_MAX, endpoint->fqdn,
                         lyd_row_name(lyd_ip_families, entry->ip_family), lyd_row_name(lyd_ip_families, before),
                         builder->draft.files[building->family_origin], lyd_row_name(lyd_ip_families, endpoint->ip_family));
    }
}

/* All details but views and roles. */
static lyd_status details_add(lyd_builder *builder, uint32_t i, const lyd_entry *entry, unsigned manner)
{
    lyd_endpoint *e = &builder->draft.endpoints[i];
    if (entry->site != NULL && e->site == NULL) {
        e->site = lyd_builder_text(builder, entry->site);
    }
    if ((entry->site != NULL && e->site == NULL) || (entry->note != NULL && !note_add(builder, e, entry->note)) ||
        !configured_add(builder, i, entry)) {
        return lyd_builder_nomem(builder);
    }
    family_add(builder, i, entry);
    lyd_status status = declared_add(builder, i, entry, manner);
    return status == LYD_OK ? services_add(builder, i, entry) : status;
}

/* The endpoint of the canonical NAME, made if it is new; LYD_NONE: out of memory. */
static uint32_t endpoint_at(lyd_builder *builder, const char *name, size_t line)
{
    lyd_topology *draft = &builder->draft;
    uint32_t i = LYD_NONE;
    if (lyd_map_get(draft->index, name, &i)) {
        return i;
    }
    char *copy = lyd_arena_text(draft->arena, name, strlen(name));
    if (copy == NULL || draft->endpoint_count >= LYD_NONE - 1 ||
        lyd_grow((void **)&draft->endpoints, &builder->endpoint_capacity, draft->endpoint_count, sizeof(lyd_endpoint)) != LYD_OK ||
        lyd_grow((void **)&builder->building, &builder->building_capacity, draft->endpoint_count, sizeof(lyd_building)) != LYD_OK ||
        lyd_map_put(draft->index, copy, (uint32_t)draft->endpoint_count) != LYD_OK) {
        return LYD_NONE;
    }
    i = (uint32_t)draft->endpoint_count++;
    draft->endpoints[i] = (lyd_endpoint){.fqdn = copy, .line = (uint32_t)line, .origin = builder->file, .undeclared = true};
    builder->building[i] = (lyd_building){.views_origin = LYD_NO_FILE,
                                          .configured_origin = LYD_NO_FILE,
                                          .services_origin = LYD_NO_FILE,
                                          .port_origin = LYD_NO_FILE,
                                          .family_origin = LYD_NO_FILE,
                                          .default_origin = LYD_NO_FILE};
    return i;
}

/* The canonical name of an entry. An address can't be looked up; exports may name gateways by address, other files may not. */
static lyd_status name_read(lyd_builder *builder, const lyd_entry *entry, const char *key, unsigned manner, char name[LYD_NAME_TEXT],
                            bool *skip)
{
    size_t length = entry->fqdn_length > 0 ? entry->fqdn_length : strlen(entry->fqdn);
    int quoted = (int)(length < QUOTE_MAX ? length : QUOTE_MAX);
    const char *why = NULL;
    lyd_address address;
    char text[LYD_ADDRESS_TEXT];

    (void)snprintf(text, sizeof(text), "%.*s", quoted, entry->fqdn);
    if (length < LYD_ADDRESS_TEXT && lyd_address_parse(text, &address)) {
        if ((manner & LYD_ONCE) != 0) {
            return lyd_builder_error(builder, entry->line, "%s: \"%s\" is an IP address, expected a name", key, text);
        }
        lyd_builder_note(builder, entry->line, "%s: %s is an IP address, not a name: skipped", key, text);
        *skip = true;
        return LYD_OK;
    }
    if (!lyd_name_parse_askable(entry->fqdn, length, name, &why)) {
        return lyd_builder_error(builder, entry->line, "%s: \"%.*s\" is not a name: %s", key, quoted, entry->fqdn, why);
    }
    return LYD_OK;
}

/* An error if the name has been in SCOPE before; remembers that it is now. */
static lyd_status once(lyd_builder *builder, const lyd_entry *entry, const char *key, uint32_t endpoint, uint32_t scope)
{
    uint32_t *line = lyd_pairs_at(&builder->seen, endpoint, scope);
    if (line == NULL) {
        return lyd_builder_nomem(builder);
    }
    if (*line != 0) {
        return lyd_builder_error(builder, entry->line, "%s: duplicate \"%.*s\", already in line %u", key, QUOTE_MAX,
                                 builder->draft.endpoints[endpoint].fqdn, (unsigned)*line);
    }
    *line = (uint32_t)entry->line;
    return LYD_OK;
}

lyd_status lyd_builder_entry(lyd_builder *builder, const lyd_entry *entry, lyd_role role, unsigned manner, uint32_t scope,
                             uint32_t *endpoint)
{
    const char *key = entry->key != NULL ? entry->key : lyd_role_rows[role].name;
    char name[LYD_NAME_TEXT];
    bool skip = false;
    *endpoint = LYD_NONE;
    lyd_status status = name_read(builder, entry, key, manner, name, &skip);
    if (status != LYD_OK || skip) {
        return status;
    }
    uint32_t i = endpoint_at(builder, name, entry->line);
    if (i == LYD_NONE) {
        return lyd_builder_nomem(builder);
    }
    *endpoint = i;
    if ((manner & LYD_ONCE) != 0 && scope != ANY_SCOPE) {
        status = once(builder, entry, key, i, scope);
        if (status != LYD_OK) {
            return status;
        }
    }
    lyd_endpoint *e = &builder->draft.endpoints[i];
    e->roles |= LYD_ROLE_BIT(role);
    e->undeclared = e->undeclared && (manner & LYD_DOUBTFUL) != 0;
    if ((manner & LYD_REFERS) == 0 && !builder->building[i].declared) {
        builder->building[i].declared = true;
        e->line = (uint32_t)entry->line;
        e->origin = builder->file;
    }
    views_add(builder, i, entry, role, manner);
    return details_add(builder, i, entry, manner);
}

/* The endpoint of a name as written; LYD_NONE: it isn't there. */
static uint32_t known(const lyd_builder *builder, const char *fqdn, size_t length)
{
    char name[LYD_NAME_TEXT];
    const char *why = NULL;
    uint32_t endpoint = LYD_NONE;
    bool there = lyd_name_parse_askable(fqdn, length, name, &why) && lyd_map_get(builder->draft.index, name, &endpoint);
    return there ? endpoint : LYD_NONE;
}

bool lyd_builder_detail(lyd_builder *builder, const lyd_entry *entry)
{
    uint32_t endpoint = known(builder, entry->fqdn, strlen(entry->fqdn));
    return endpoint != LYD_NONE && details_add(builder, endpoint, entry, 0) == LYD_OK;
}

lyd_roles lyd_builder_roles(const lyd_builder *builder, const char *fqdn)
{
    uint32_t endpoint = known(builder, fqdn, strlen(fqdn));
    return endpoint == LYD_NONE ? 0 : builder->draft.endpoints[endpoint].roles;
}

bool lyd_builder_has_role(const lyd_builder *builder, lyd_role role)
{
    size_t i = 0;
    while (i < builder->draft.endpoint_count && (builder->draft.endpoints[i].roles & LYD_ROLE_BIT(role)) == 0) {
        i++;
    }
    return i < builder->draft.endpoint_count;
}

/* ---- endpoints and pools ---- */

lyd_status lyd_builder_pool(lyd_builder *builder, lyd_pool_kind kind, const lyd_entry *entry, unsigned manner, uint32_t *pool)
{
    uint32_t endpoint = LYD_NONE;
    lyd_role role = lyd_role_linked(kind, LYD_LINK_SELF);
    *pool = LYD_NONE;
    lyd_status status = lyd_builder_entry(builder, entry, role, manner, (uint32_t)role, &endpoint);
    if (endpoint == LYD_NONE) {
        return status;
    }
    uint32_t *id = lyd_pairs_at(&builder->pool_ids, endpoint, (uint32_t)kind);
    if (id == NULL) {
        return lyd_builder_nomem(builder);
    }
    if (*id == 0) {
        if (lyd_grow((void **)&builder->pools, &builder->pool_capacity, builder->draft.pool_count, sizeof(lyd_pooling)) != LYD_OK) {
            return lyd_builder_nomem(builder);
        }
        lyd_pooling *made = &builder->pools[builder->draft.pool_count++];
        *made = (lyd_pooling){.pool = {.kind = kind,
                                       .endpoint = endpoint,
                                       .edge_pool = LYD_NONE,
                                       .pstn_endpoint = LYD_NONE,
                                       .web_internal = LYD_NONE,
                                       .web_external = LYD_NONE,
                                       .line = (uint32_t)entry->line,
                                       .origin = builder->file},
                              .pstn_origin = LYD_NO_FILE};
        made->version_origin = LYD_NO_FILE;
        memset(made->given, 0xFF, sizeof(made->given)); /* LYD_NO_FILE */
        *id = (uint32_t)builder->draft.pool_count;
    }
    *pool = *id - 1;
    return status;
}

bool lyd_builder_has_pool(lyd_builder *builder, lyd_pool_kind kind, const lyd_entry *entry)
{
    uint32_t endpoint = known(builder, entry->fqdn, entry->fqdn_length > 0 ? entry->fqdn_length : strlen(entry->fqdn));
    if (endpoint == LYD_NONE) {
        return false;
    }
    uint32_t *id = lyd_pairs_at(&builder->pool_ids, endpoint, (uint32_t)kind);
    return id != NULL && *id != 0;
}

lyd_status lyd_builder_endpoint(lyd_builder *builder, const lyd_entry *entry, unsigned manner)
{
    const lyd_role_row *row = &lyd_role_rows[entry->role];
    uint32_t index = LYD_NONE;
    if (row->link == LYD_LINK_SELF) {
        return lyd_builder_pool(builder, row->pool, entry, manner, &index);
    }
    return lyd_builder_entry(builder, entry, entry->role, manner, (uint32_t)entry->role, &index);
}

void lyd_builder_version(lyd_builder *builder, uint32_t pool, lyd_product product, size_t line)
{
    lyd_pooling *p = pool == LYD_NONE ? NULL : &builder->pools[pool];
    if (p == NULL) {
        return;
    }
    if (p->version_origin == LYD_NO_FILE) {
        p->pool.product = (uint8_t)product;
        p->version_origin = builder->file;
    } else if (p->pool.product != (uint8_t)product && lyd_builder_beside(builder, p->version_origin)) {
        lyd_builder_note(builder, line, "version of %.80s: %s here, %s in %s, which is used",
                         builder->draft.endpoints[p->pool.endpoint].fqdn, lyd_row_name(lyd_product_names, (int)product),
                         lyd_row_name(lyd_product_names, p->pool.product), builder->draft.files[p->version_origin]);
    }
}

/* Takes from *URLS those that this file has for the same host and SIP domain; with LYD_ONCE each is an error. */
static lyd_status urls_new(lyd_builder *builder, const lyd_entry *entry, uint32_t endpoint, const char *domain, unsigned manner,
                           uint8_t *urls)
{
    for (const lyd_row *row = lyd_url_names; row->name != NULL; row++) {
        uint32_t line = 0;
        if ((entry->urls & (unsigned)row->id) == 0) {
            continue;
        }
        const char *key =
            lyd_arena_printf(builder->draft.arena, "%u %u %d %s", (unsigned)builder->file, (unsigned)endpoint, row->id, domain);
        bool old = key != NULL && lyd_map_get(builder->indexes[LYD_BY_URL], key, &line);
        if (old && (manner & LYD_ONCE) != 0) {
            return lyd_builder_error(builder, entry->line, "simple-urls: duplicate \"%.*s\" for %s%s%s, already in line %u", QUOTE_MAX,
                                     builder->draft.endpoints[endpoint].fqdn, row->name, domain[0] != '\0' ? " of " : "", domain,
                                     (unsigned)line);
        }
        if (old) {
            *urls = (uint8_t)(*urls & ~(unsigned)row->id);
        } else if (key == NULL || lyd_map_put(builder->indexes[LYD_BY_URL], key, (uint32_t)entry->line) != LYD_OK) {
            return lyd_builder_nomem(builder);
        }
    }
    return LYD_OK;
}

lyd_status lyd_builder_simple_url(lyd_builder *builder, const lyd_entry *entry, const char *domain, size_t domain_line, unsigned manner)
{
    uint32_t endpoint = LYD_NONE;
    lyd_status status = lyd_builder_entry(builder, entry, LYD_ROLE_SIMPLE_URL, manner, ANY_SCOPE, &endpoint);
    if (status != LYD_OK || endpoint == LYD_NONE) {
        return status;
    }
    uint8_t urls = entry->urls;
    status = urls_new(builder, entry, endpoint, domain == NULL ? "" : domain, manner, &urls);
    if (status != LYD_OK || urls == 0) {
        return status;
    }
    char *copy = domain == NULL ? NULL : lyd_arena_text(builder->draft.arena, domain, strlen(domain));
    if ((domain != NULL && copy == NULL) ||
        lyd_grow((void **)&builder->urls, &builder->url_capacity, builder->url_count, sizeof(*builder->urls)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    builder->urls[builder->url_count++] = (lyd_url_draft){.domain = copy,
                                                          .endpoint = endpoint,
                                                          .line = (uint32_t)domain_line,
                                                          .origin = builder->file,
                                                          .urls = urls,
                                                          .strict = (manner & LYD_ONCE) != 0};
    return LYD_OK;
}

void lyd_builder_pstn_declared(lyd_builder *builder, uint32_t pool, lyd_address_type type, size_t line)
{
    lyd_pooling *p = pool == LYD_NONE ? NULL : &builder->pools[pool];
    if (p == NULL) {
        return;
    }
    if (p->pstn_origin == LYD_NO_FILE) {
        p->pool.pstn_declared = (uint8_t)type;
        p->pstn_origin = builder->file;
    } else if (p->pool.pstn_declared != type && (p->pstn_origin == builder->file || lyd_builder_beside(builder, p->pstn_origin))) {
        lyd_builder_note(builder, line, "pstn-interface of %.80s: %s here, %s in %s, which is used",
                         builder->draft.endpoints[p->pool.endpoint].fqdn, lyd_row_name(lyd_address_types, (int)type),
                         lyd_row_name(lyd_address_types, p->pool.pstn_declared), builder->draft.files[p->pstn_origin]);
    }
}
