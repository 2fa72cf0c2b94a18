/* Network interfaces: the address types that computers, PSTN interfaces, gateways and external Edges are meant to have. */
#include "exports.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { OWN, EXTERNAL, PSTN, SIDES };

static const lyd_row sides[] = {{OWN, "Primary"}, {OWN, "Internal"}, {EXTERNAL, "External"}, {PSTN, "Pstn"}, {0, NULL}};

/* A computer: the families of each of its sides. */
typedef struct computer {
    const char *fqdn;
    unsigned types[SIDES]; /* sets of LYD_ADDRESS_… */
    bool unsure[SIDES];    /* has "::", whose meaning isn't known */
    uint32_t line;
} computer;

typedef struct reading {
    lyd_exports *x;
    lyd_map *names;
    computer *computers;
    computer *edges; /* of each pool of the builder: its external side */
    size_t count, capacity, edge_count, edge_capacity, unknown;
} reading;

static const char *const unsure_words = "address-type: not declared, because its IPv6 address is \"::\", which no document explains";

/* The computer of a canonical name, made if it is new; NULL: out of memory. */
static computer *computer_at(reading *r, const char *name, uint32_t line)
{
    uint32_t index = 0;
    if (lyd_map_get(r->names, name, &index)) {
        return &r->computers[index];
    }
    char *copy = lyd_arena_text(r->x->arena, name, strlen(name));
    if (copy == NULL || lyd_grow((void **)&r->computers, &r->capacity, r->count, sizeof(computer)) != LYD_OK ||
        lyd_map_put(r->names, copy, (uint32_t)r->count) != LYD_OK) {
        return NULL;
    }
    r->computers[r->count] = (computer){.fqdn = copy, .line = line};
    return &r->computers[r->count++];
}

static void address_add(reading *r, const lyd_value *object, const char *property, computer *c, int side)
{
    const char *text = lyd_value_text(object, property);
    lyd_address address;
    if (text == NULL) {
        return;
    }
    if (!lyd_address_parse(text, &address)) {
        lyd_builder_note(r->x->builder, object->line, "%s \"%.64s\" is not an IP address: ignored", property, text);
        return;
    }
    const lyd_block_row *block = lyd_address_block(&address);
    bool any = block != NULL && block->block == LYD_BLOCK_UNSPECIFIED;
    if (address.family == LYD_IPV6 && any) {
        c->unsure[side] = true;
    } else {
        c->types[side] |= address.family == LYD_IPV6 ? LYD_ADDRESS_IPV6 : LYD_ADDRESS_IPV4;
    }
}

/* Identity is "computer/side/number". */
static lyd_status interface_read(reading *r, const lyd_value *object)
{
    static const char *const addresses[] = {"IPAddress", "IPv6Address", "ConfiguredIPAddress", "ConfiguredIPv6Address"};
    const char *identity = lyd_value_text(object, "Identity"), *slash = identity == NULL ? NULL : strchr(identity, '/');
    char name[LYD_NAME_TEXT], side_word[16];
    const char *why = NULL;
    int side = SIDES;
    if (slash != NULL) {
        (void)snprintf(side_word, sizeof(side_word), "%.*s", (int)strcspn(slash + 1, "/"), slash + 1);
        for (const lyd_row *row = sides; row->name != NULL; row++) {
            side = strcasecmp(row->name, side_word) == 0 ? row->id : side;
        }
    }
    if (side == SIDES || !lyd_name_parse_askable(identity, (size_t)(slash - identity), name, &why)) {
        lyd_builder_note(r->x->builder, object->line, "network interface \"%.80s\": expected COMPUTER/SIDE/NUMBER: skipped",
                         identity == NULL ? "" : identity);
        return LYD_OK;
    }
    computer *c = computer_at(r, name, object->line);
    for (size_t i = 0; i < LYD_COUNT(addresses) && c != NULL; i++) {
        address_add(r, object, addresses[i], c, side);
    }
    return c == NULL ? LYD_ENOMEM : LYD_OK;
}

/* ---- what it says about names ---- */

static lyd_status declare(reading *r, const char *fqdn, unsigned type, bool unsure, uint32_t line)
{
    const lyd_entry entry = {.fqdn = fqdn, .declared = (lyd_address_type)type, .line = line};
    if (unsure) {
        return lyd_builder_remark_name(r->x->builder, fqdn, "%s (%s, line %u)", unsure_words, r->x->file, (unsigned)line);
    }
    (void)lyd_builder_detail(r->x->builder, &entry);
    return lyd_builder_status(r->x->builder) == LYD_ENOMEM ? LYD_ENOMEM : LYD_OK;
}

static lyd_status computer_declare(reading *r, const computer *c)
{
    lyd_roles roles = lyd_builder_roles(r->x->builder, c->fqdn);
    bool gateway = (roles & LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY)) != 0;
    r->unknown += roles == 0;
    return roles == 0 ? LYD_OK
                      : declare(r, c->fqdn, c->types[OWN] | (gateway ? c->types[PSTN] : 0), c->unsure[OWN] || (gateway && c->unsure[PSTN]),
                                c->line);
}

static const computer *computer_of(const reading *r, const char *fqdn)
{
    uint32_t index = 0;
    return lyd_map_get(r->names, fqdn, &index) ? &r->computers[index] : NULL;
}

static lyd_status pstn_declare(void *context, uint32_t pool, const char *fqdn)
{
    reading *r = context;
    const computer *c = computer_of(r, fqdn);
    if (c != NULL && c->unsure[PSTN]) {
        return lyd_builder_remark_name(r->x->builder, fqdn,
                                       "pstn-interface: not declared, because an address is \"::\", which no "
                                       "document explains (%s, line %u)",
                                       r->x->file, (unsigned)c->line);
    }
    if (c != NULL && c->types[PSTN] != 0) {
        lyd_builder_pstn_declared(r->x->builder, pool, (lyd_address_type)c->types[PSTN], c->line);
    }
    return LYD_OK;
}

/* The Edge pool POOL, made if it is new; NULL: out of memory. */
static computer *edge_at(reading *r, uint32_t pool)
{
    while (r->edge_count <= pool) {
        if (lyd_grow((void **)&r->edges, &r->edge_capacity, r->edge_count, sizeof(computer)) != LYD_OK) {
            return NULL;
        }
        r->edges[r->edge_count++] = (computer){0};
    }
    return &r->edges[pool];
}

/* Adds the sides of an Edge Server to those of its pool. Inside, the pool has the type of its servers if they agree. */
static lyd_status edge_gather(void *context, uint32_t pool, const char *fqdn)
{
    reading *r = context;
    const computer *c = computer_of(r, fqdn);
    computer *edge = edge_at(r, pool);
    if (edge == NULL || c == NULL) {
        return edge == NULL ? LYD_ENOMEM : LYD_OK;
    }
    bool first = edge->fqdn == NULL;
    edge->fqdn = lyd_builder_pool_name(r->x->builder, pool);
    edge->types[OWN] = first || edge->types[OWN] == c->types[OWN] ? c->types[OWN] : LYD_ADDRESS_NONE;
    edge->unsure[OWN] = edge->unsure[OWN] || c->unsure[OWN];
    edge->types[EXTERNAL] |= c->types[EXTERNAL];
    edge->unsure[EXTERNAL] = edge->unsure[EXTERNAL] || c->unsure[EXTERNAL];
    edge->line = c->line;
    return LYD_OK;
}

static lyd_status edge_declare(void *context, uint32_t pool, const char *fqdn)
{
    reading *r = context;
    const computer *edge = pool < r->edge_count ? &r->edges[pool] : NULL;
    return edge == NULL ? LYD_OK : declare(r, fqdn, edge->types[EXTERNAL], edge->unsure[EXTERNAL], edge->line);
}

static lyd_status all_declare(reading *r)
{
    lyd_status status = LYD_OK;
    lyd_builder *builder = r->x->builder;
    for (size_t i = 0; i < r->count && status == LYD_OK; i++) {
        status = computer_declare(r, &r->computers[i]);
    }
    status = status != LYD_OK ? status : lyd_builder_each_linked(builder, LYD_POOL_MEDIATION, LYD_LINK_MEMBER, pstn_declare, r);
    status = status != LYD_OK ? status : lyd_builder_each_linked(builder, LYD_POOL_EDGE, LYD_LINK_MEMBER, edge_gather, r);
    for (size_t i = 0; i < r->edge_count && status == LYD_OK; i++) {
        const computer *edge = &r->edges[i];
        status = edge->fqdn == NULL ? LYD_OK : declare(r, edge->fqdn, edge->types[OWN], edge->unsure[OWN], edge->line);
    }
    status = status != LYD_OK ? status : lyd_builder_each_linked(builder, LYD_POOL_EDGE, LYD_LINK_EXTERNAL, edge_declare, r);
    if (r->unknown > 0) {
        lyd_builder_note(builder, 0, "network interfaces of %zu computers that no topology names: ignored", r->unknown);
    }
    return status;
}

lyd_status lyd_read_interfaces(lyd_exports *x, const lyd_value *const *objects, size_t count)
{
    reading r = {.x = x, .names = lyd_map_new()};
    lyd_status status = r.names == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = interface_read(&r, objects[i]);
    }
    status = status != LYD_OK ? status : all_declare(&r);
    lyd_map_free(r.names);
    free(r.computers);
    free(r.edges);
    return status;
}
