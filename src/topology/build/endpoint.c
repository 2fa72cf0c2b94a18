#include "state.h"

#include <string.h>

#define QUOTE_MAX 80 /* a name in a sentence: enough to be recognised */

static bool configured_add(lyd_builder *builder, uint32_t endpoint, const lyd_mention *mention)
{
    lyd_building *building = &builder->building[endpoint];
    if (mention->configured_count == 0 || (building->configured_origin != LYD_NO_FILE && building->configured_origin != builder->file)) {
        return true;
    }
    building->configured_origin = builder->file;
    for (size_t i = 0; i < mention->configured_count; i++) {
        const lyd_address *address = &mention->configured[i];
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

#define NOTE_MAX 200 /* notes that are joined past this say nothing more to anybody */

/* Keeps each different note of a name, whatever the number of services that mention it. */
static bool note_add(lyd_builder *builder, lyd_endpoint *endpoint, const char *note)
{
    char joined[2 * NOTE_MAX + 4];
    if (endpoint->note == NULL) {
        endpoint->note = lyd_builder_text(builder, note);
        return endpoint->note != NULL;
    }
    if (strlen(endpoint->note) + strlen(note) > NOTE_MAX || strstr(endpoint->note, note) != NULL) {
        return true;
    }
    (void)snprintf(joined, sizeof(joined), "%s; %s", endpoint->note, note);
    endpoint->note = lyd_builder_text(builder, joined);
    return endpoint->note != NULL;
}

/* What a mention says of the views. Views given in an earlier file stand; views given in this one replace what earlier files left to the
 * default, and add up with what this file itself leaves to it. */
static void views_add(lyd_builder *builder, uint32_t i, const lyd_mention *mention, lyd_role role, unsigned manner)
{
    lyd_building *building = &builder->building[i];
    if (building->views_origin != LYD_NO_FILE && building->views_origin != builder->file) {
        return;
    }
    if (mention->views != 0) {
        if (building->views_origin == LYD_NO_FILE && building->why_origin != builder->file) {
            building->why = 0;
        }
        building->views_origin = builder->file;
        builder->draft.endpoints[i].views |= mention->views;
        return;
    }
    building->why_origin = builder->file;
    building->why |= (manner & LYD_REFERS) != 0       ? LYD_BY_REFERENCE
                     : role == LYD_ROLE_EDGE_EXTERNAL ? LYD_BY_DEFAULT_EXTERNAL
                                                      : LYD_BY_DEFAULT;
}

static lyd_status declared_add(lyd_builder *builder, uint32_t i, const lyd_mention *mention)
{
    lyd_endpoint *endpoint = &builder->draft.endpoints[i];
    lyd_building *building = &builder->building[i];
    if (mention->declared == LYD_ADDRESS_NONE) {
        return LYD_OK;
    }
    if (endpoint->declared == LYD_ADDRESS_NONE) {
        endpoint->declared = (uint8_t)mention->declared;
        building->declared_line = (uint32_t)mention->line;
        building->declared_origin = builder->file;
        return LYD_OK;
    }
    if (endpoint->declared != mention->declared && building->declared_origin == builder->file) {
        return lyd_builder_error(builder, mention->line, "address-type: \"%.*s\" is declared %s here and %s in line %u", QUOTE_MAX,
                                 endpoint->fqdn, lyd_row_name(lyd_address_types, (int)mention->declared),
                                 lyd_row_name(lyd_address_types, endpoint->declared), (unsigned)building->declared_line);
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
    draft->endpoints[i] = (lyd_endpoint){.fqdn = copy, .line = (uint32_t)line, .origin = builder->file};
    builder->building[i] = (lyd_building){
        .declared_origin = LYD_NO_FILE, .views_origin = LYD_NO_FILE, .configured_origin = LYD_NO_FILE, .why_origin = LYD_NO_FILE};
    return i;
}

/* Reads the name of a mention. An address is no name: nobody can ask DNS for it. Exports give gateways so, which is their right. */
static lyd_status name_read(lyd_builder *builder, const lyd_mention *mention, const char *key, unsigned manner, char name[LYD_NAME_TEXT],
                            bool *skip)
{
    size_t length = mention->fqdn_length > 0 ? mention->fqdn_length : strlen(mention->fqdn);
    int quoted = (int)(length < QUOTE_MAX ? length : QUOTE_MAX);
    const char *why = NULL;
    lyd_address address;
    char text[LYD_ADDRESS_TEXT];

    (void)snprintf(text, sizeof(text), "%.*s", quoted, mention->fqdn);
    if (length < LYD_ADDRESS_TEXT && lyd_address_parse(text, &address)) {
        if ((manner & LYD_ONCE) != 0) {
            return lyd_builder_error(builder, mention->line, "%s: \"%s\" is an address, not a name", key, text);
        }
        lyd_diag_note(builder->diag, lyd_builder_path(builder), mention->line, "%s: %s is an address, not a name: DNS isn't asked for it",
                      key, text);
        *skip = true;
        return LYD_OK;
    }
    if (memchr(mention->fqdn, '/', length) != NULL || memchr(mention->fqdn, ':', length) != NULL) {
        return lyd_builder_error(builder, mention->line, "%s: \"%.*s\" isn't a name but a URL, or a name with a port", key, quoted,
                                 mention->fqdn);
    }
    if (!lyd_name_parse(mention->fqdn, length, name, &why)) {
        return lyd_builder_error(builder, mention->line, "%s: \"%.*s\" isn't a name: %s", key, quoted, mention->fqdn, why);
    }
    return LYD_OK;
}

lyd_status lyd_builder_mention(lyd_builder *builder, const lyd_mention *mention, lyd_role role, unsigned manner, uint32_t scope,
                               uint32_t *endpoint)
{
    const char *key = mention->key != NULL ? mention->key : lyd_row_name(lyd_role_names, (int)role);
    char name[LYD_NAME_TEXT];
    bool skip = false;
    *endpoint = LYD_NONE;
    lyd_status status = name_read(builder, mention, key, manner, name, &skip);
    if (status != LYD_OK || skip) {
        return status;
    }
    uint32_t i = endpoint_at(builder, name, mention->line);
    if (i == LYD_NONE) {
        return lyd_builder_nomem(builder);
    }
    *endpoint = i;
    if ((manner & LYD_ONCE) != 0) {
        uint32_t *line = lyd_pairs_at(&builder->seen, i, scope);
        if (line == NULL) {
            return lyd_builder_nomem(builder);
        }
        if (*line != 0) {
            return lyd_builder_error(builder, mention->line, "%s: \"%.*s\" is already there, in line %u", key, QUOTE_MAX, name,
                                     (unsigned)*line);
        }
        *line = (uint32_t)mention->line;
    }
    lyd_endpoint *e = &builder->draft.endpoints[i];
    e->roles |= LYD_ROLE_BIT(role);
    views_add(builder, i, mention, role, manner);
    if (mention->site != NULL && e->site == NULL) {
        e->site = lyd_builder_text(builder, mention->site);
    }
    if ((mention->site != NULL && e->site == NULL) || (mention->note != NULL && !note_add(builder, e, mention->note)) ||
        !configured_add(builder, i, mention)) {
        return lyd_builder_nomem(builder);
    }
    return declared_add(builder, i, mention);
}

/* The kind of pool whose own role ROLE is; false: no pool's. */
static bool pool_role(lyd_role role, lyd_pool_kind *kind)
{
    switch (role) {
    case LYD_ROLE_FRONT_END_POOL:
        *kind = LYD_POOL_FRONT_END;
        return true;
    case LYD_ROLE_DIRECTOR_POOL:
        *kind = LYD_POOL_DIRECTOR;
        return true;
    case LYD_ROLE_MEDIATION_POOL:
        *kind = LYD_POOL_MEDIATION;
        return true;
    case LYD_ROLE_EDGE_INTERNAL:
        *kind = LYD_POOL_EDGE;
        return true;
    default:
        return false;
    }
}

static lyd_status endpoint_add(lyd_builder *builder, const lyd_mention *mention, unsigned manner, uint32_t *endpoint)
{
    lyd_pool_kind kind = LYD_POOL_EDGE;
    uint32_t found = LYD_NONE, pool = LYD_NONE;
    lyd_status status = LYD_OK;
    if (pool_role(mention->role, &kind)) {
        status = lyd_builder_pool_at(builder, kind, mention, manner, &pool);
        found = pool == LYD_NONE ? LYD_NONE : builder->pools[pool].pool.endpoint;
    } else {
        status = lyd_builder_mention(builder, mention, mention->role, manner, (uint32_t)mention->role, &found);
    }
    if (endpoint != NULL) {
        *endpoint = found;
    }
    return status;
}

lyd_status lyd_builder_endpoint(lyd_builder *builder, const lyd_mention *mention, uint32_t *endpoint)
{
    return endpoint_add(builder, mention, LYD_ONCE, endpoint);
}

lyd_status lyd_builder_add(lyd_builder *builder, const lyd_mention *mention, uint32_t *endpoint)
{
    return endpoint_add(builder, mention, 0, endpoint);
}
