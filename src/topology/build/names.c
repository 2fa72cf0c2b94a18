/* The names of a topology: the details that entries add to endpoints, and the pools and links that they make. */
#include "state.h"

#include <string.h>

#define QUOTE_MAX 80 /* bytes of a name in a message */

#define ANY_SCOPE UINT32_MAX /* the caller finds repetitions */

/* Beside the manners of builder.h: a name that has no other entry than such ones is probably misspelled. */
enum { DOUBTFUL = 8 };

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

static lyd_status declared_add(lyd_builder *builder, uint32_t i, const lyd_entry *entry)
{
    lyd_endpoint *endpoint = &builder->draft.endpoints[i];
    lyd_building *building = &builder->building[i];
    if (entry->declared == LYD_ADDRESS_NONE) {
        return LYD_OK;
    }
    if (endpoint->declared == LYD_ADDRESS_NONE) {
        endpoint->declared = (uint8_t)entry->declared;
        building->declared_line = (uint32_t)entry->line;
        building->declared_origin = builder->file;
        return LYD_OK;
    }
    if (endpoint->declared != entry->declared && building->declared_origin == builder->file) {
        return lyd_builder_error(builder, entry->line, "address-type: \"%.*s\" is declared %s here and %s in line %u", QUOTE_MAX,
                                 endpoint->fqdn, lyd_row_name(lyd_address_types, (int)entry->declared),
                                 lyd_row_name(lyd_address_types, endpoint->declared), (unsigned)building->declared_line);
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
    } else if (building->port_origin == builder->file && endpoint->client_port != entry->client_port) {
        return lyd_builder_error(builder, entry->line, "port: \"%.*s\" has port %u here and %u in line %u", QUOTE_MAX, endpoint->fqdn,
                                 (unsigned)entry->client_port, (unsigned)endpoint->client_port, (unsigned)building->port_line);
    }
    return LYD_OK;
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
    builder->building[i] = (lyd_building){.declared_origin = LYD_NO_FILE,
                                          .views_origin = LYD_NO_FILE,
                                          .configured_origin = LYD_NO_FILE,
                                          .services_origin = LYD_NO_FILE,
                                          .port_origin = LYD_NO_FILE,
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

/* The endpoint that ENTRY names, with ROLE and the details of the entry; made if it is new. LYD_NONE with LYD_OK: skipped. In
 * SCOPE (a section, or a list of a pool) the name may appear once. */
static lyd_status entry_add(lyd_builder *builder, const lyd_entry *entry, lyd_role role, unsigned manner, uint32_t scope,
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
    e->undeclared = e->undeclared && (manner & DOUBTFUL) != 0;
    if ((manner & LYD_REFERS) == 0 && !builder->building[i].declared) {
        builder->building[i].declared = true;
        e->line = (uint32_t)entry->line;
        e->origin = builder->file;
    }
    views_add(builder, i, entry, role, manner);
    if (entry->site != NULL && e->site == NULL) {
        e->site = lyd_builder_text(builder, entry->site);
    }
    if ((entry->site != NULL && e->site == NULL) || (entry->note != NULL && !note_add(builder, e, entry->note)) ||
        !configured_add(builder, i, entry)) {
        return lyd_builder_nomem(builder);
    }
    status = declared_add(builder, i, entry);
    return status == LYD_OK ? services_add(builder, i, entry) : status;
}

/* ---- endpoints and pools ---- */

lyd_status lyd_builder_pool(lyd_builder *builder, lyd_pool_kind kind, const lyd_entry *entry, unsigned manner, uint32_t *pool)
{
    uint32_t endpoint = LYD_NONE;
    lyd_role role = lyd_role_linked(kind, LYD_LINK_SELF);
    *pool = LYD_NONE;
    lyd_status status = entry_add(builder, entry, role, manner, (uint32_t)role, &endpoint);
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
        memset(made->given, 0xFF, sizeof(made->given)); /* LYD_NO_FILE */
        *id = (uint32_t)builder->draft.pool_count;
    }
    *pool = *id - 1;
    return status;
}

bool lyd_builder_has_pool(lyd_builder *builder, lyd_pool_kind kind, const lyd_entry *entry)
{
    char name[LYD_NAME_TEXT];
    const char *why = NULL;
    uint32_t endpoint = LYD_NONE;
    size_t length = entry->fqdn_length > 0 ? entry->fqdn_length : strlen(entry->fqdn);
    if (!lyd_name_parse_askable(entry->fqdn, length, name, &why) || !lyd_map_get(builder->draft.index, name, &endpoint)) {
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
    return entry_add(builder, entry, entry->role, manner, (uint32_t)entry->role, &index);
}

void lyd_builder_version(lyd_builder *builder, uint32_t pool, lyd_product product)
{
    if (pool != LYD_NONE && !builder->pools[pool].versioned) {
        builder->pools[pool].pool.product = (uint8_t)product;
        builder->pools[pool].versioned = true;
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
    lyd_status status = entry_add(builder, entry, LYD_ROLE_SIMPLE_URL, manner, ANY_SCOPE, &endpoint);
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

void lyd_builder_pstn_declared(lyd_builder *builder, uint32_t pool, lyd_address_type type)
{
    if (pool != LYD_NONE && builder->pools[pool].pstn_origin == LYD_NO_FILE) {
        builder->pools[pool].pool.pstn_declared = (uint8_t)type;
        builder->pools[pool].pstn_origin = builder->file;
    }
}

/* ---- links ---- */

/* A name in a list may be declared elsewhere with views; an external name is declared by its list. Only pools of the kind POOL keep the
 * link: the Edge pool of a Director, for example, is not judged. */
static const struct link_row {
    lyd_pool_kind pool; /* LYD_POOL_COUNT: any */
    bool one;
    unsigned manner; /* of the entries that make the link */
    const char *what;
} links[] = {
    [LYD_LINK_MEMBER] = {LYD_POOL_COUNT, false, LYD_REFERS, "member"},
    [LYD_LINK_GATEWAY] = {LYD_POOL_MEDIATION, false, LYD_REFERS | DOUBTFUL, "gateway"},
    [LYD_LINK_EXTERNAL] = {LYD_POOL_EDGE, false, 0, "external name"},
    [LYD_LINK_EDGE] = {LYD_POOL_FRONT_END, true, LYD_REFERS | DOUBTFUL, "Edge pool"},
    [LYD_LINK_PSTN] = {LYD_POOL_MEDIATION, true, LYD_REFERS, "PSTN interface"},
    [LYD_LINK_WEB_INTERNAL] = {LYD_POOL_COUNT, true, 0, "internal web services name"},
    [LYD_LINK_WEB_EXTERNAL] = {LYD_POOL_COUNT, true, 0, "external web services name"},
};

/* The role of a name that a pool of KIND links. */
static lyd_role link_role(lyd_pool_kind kind, lyd_link link)
{
    switch (link) {
    case LYD_LINK_MEMBER:
        return lyd_role_linked(kind, LYD_LINK_MEMBER);
    case LYD_LINK_EDGE:
        return lyd_role_linked(LYD_POOL_EDGE, LYD_LINK_SELF);
    case LYD_LINK_PSTN:
        return lyd_role_linked(LYD_POOL_MEDIATION, LYD_LINK_MEMBER);
    default:
        return lyd_role_linked(links[link].pool, link);
    }
}

/* The place where a pool keeps a link of which it has only one. */
static uint32_t *link_target(lyd_pool *pool, lyd_link link)
{
    switch (link) {
    case LYD_LINK_EDGE:
        return &pool->edge_pool;
    case LYD_LINK_WEB_INTERNAL:
        return &pool->web_internal;
    case LYD_LINK_WEB_EXTERNAL:
        return &pool->web_external;
    default:
        return &pool->pstn_endpoint;
    }
}

static lyd_status link_one(lyd_builder *builder, uint32_t pool, lyd_link link, uint32_t endpoint, unsigned manner, size_t line)
{
    lyd_pooling *p = &builder->pools[pool];
    uint32_t *target = link_target(&p->pool, link);
    const lyd_endpoint *endpoints = builder->draft.endpoints;
    if (*target == LYD_NONE) {
        *target = endpoint;
        p->one_line[link] = (uint32_t)line;
    } else if (*target != endpoint && (manner & LYD_ONCE) != 0) {
        return lyd_builder_error(builder, line, "more than one %s of %.80s: %.80s here, %.80s in line %u", links[link].what,
                                 endpoints[p->pool.endpoint].fqdn, endpoints[endpoint].fqdn, endpoints[*target].fqdn,
                                 (unsigned)p->one_line[link]);
    } else if (*target != endpoint) {
        lyd_builder_note(builder, line, "more than one %s of %.80s: %.80s is used, %.80s is not", links[link].what,
                         endpoints[p->pool.endpoint].fqdn, endpoints[*target].fqdn, endpoints[endpoint].fqdn);
    }
    return LYD_OK;
}

static lyd_status link_many(lyd_builder *builder, uint32_t pool, lyd_link link, uint32_t endpoint, unsigned manner)
{
    if ((manner & LYD_ONCE) == 0) { /* otherwise entry_add has refused the repetition */
        uint32_t *seen = lyd_pairs_at(&builder->seen, endpoint, LYD_LIST_SCOPE(pool, link));
        if (seen == NULL) {
            return lyd_builder_nomem(builder);
        }
        if (*seen != 0) {
            return LYD_OK;
        }
        *seen = 1;
    }
    if (lyd_grow((void **)&builder->links, &builder->link_capacity, builder->link_count, sizeof(lyd_linked)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    builder->links[builder->link_count++] = (lyd_linked){pool, endpoint, (uint8_t)link};
    builder->pools[pool].counts[link]++;
    return LYD_OK;
}

/* An earlier file has these links of the pool and so has precedence: notes what it doesn't have. */
static lyd_status link_overruled(lyd_builder *builder, uint32_t pool, lyd_link link, uint32_t endpoint, size_t line)
{
    lyd_pooling *p = &builder->pools[pool];
    const lyd_topology *draft = &builder->draft;
    bool same = false;
    if (links[link].one) {
        same = *link_target(&p->pool, link) == endpoint;
    } else {
        const uint32_t *there = lyd_pairs_at(&builder->linked, endpoint, LYD_LIST_SCOPE(pool, link));
        if (there == NULL) {
            return lyd_builder_nomem(builder);
        }
        same = *there != 0;
    }
    if (!same) {
        lyd_builder_note(builder, line, "%.80s is not added as %s of %.80s: %s has precedence", draft->endpoints[endpoint].fqdn,
                         links[link].what, draft->endpoints[p->pool.endpoint].fqdn, draft->files[p->given[link]]);
    }
    return LYD_OK;
}

lyd_status lyd_builder_link(lyd_builder *builder, uint32_t pool, lyd_link link, const lyd_entry *entry, unsigned manner)
{
    uint32_t endpoint = LYD_NONE, edge = LYD_NONE;
    lyd_status status = LYD_OK;
    if (pool == LYD_NONE) {
        return LYD_OK;
    }
    lyd_pool_kind kind = builder->pools[pool].pool.kind;
    if (entry != NULL) {
        manner |= (manner & LYD_DECLARES) != 0 ? 0 : links[link].manner;
        status = entry_add(builder, entry, link_role(kind, link), manner, LYD_LIST_SCOPE(pool, link), &endpoint);
        if (status == LYD_OK && endpoint != LYD_NONE && link == LYD_LINK_EDGE) {
            status = lyd_builder_pool(builder, LYD_POOL_EDGE, entry, manner & ~(unsigned)LYD_ONCE, &edge);
        }
        if (status != LYD_OK || endpoint == LYD_NONE || (links[link].pool != LYD_POOL_COUNT && links[link].pool != kind)) {
            return status;
        }
    }
    uint16_t *given = &builder->pools[pool].given[link];
    *given = *given == LYD_NO_FILE ? builder->file : *given;
    if (entry == NULL) {
        return LYD_OK;
    }
    if (*given != builder->file) {
        return link_overruled(builder, pool, link, endpoint, entry->line);
    }
    return links[link].one ? link_one(builder, pool, link, endpoint, manner, entry->line)
                           : link_many(builder, pool, link, endpoint, manner);
}
