/* The values that a topology states for the records that it wants. What it doesn't state is left open: a wrong value is worse than none. */
#include <lyncdns/records.h>

#include <string.h>

/* ---- the names that records may lead to ---- */

static bool is_external(const lyd_endpoint *e)
{
    return (e->roles & LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL)) != 0;
}

static void add(lyd_value_source *source, int group, uint32_t endpoint, const lyd_pool *pool)
{
    size_t at = source->groups[group].count++;
    source->groups[group].endpoints[at] = endpoint;
    source->groups[group].pools[at] = pool;
}

static void gather_access(const lyd_topology *t, lyd_value_source *source)
{
    bool known = false;
    for (size_t i = 0; i < t->endpoint_count; i++) {
        known = known || (is_external(&t->endpoints[i]) && t->endpoints[i].edge_services != 0);
    }
    for (uint32_t i = 0; i < t->endpoint_count; i++) {
        const lyd_endpoint *e = &t->endpoints[i];
        if (is_external(e) && (!known || (e->edge_services & LYD_EDGE_ACCESS) != 0)) {
            add(source, LYD_LEADS_ACCESS, i, NULL);
        }
    }
}

lyd_status lyd_values_prepare(const lyd_topology *topology, lyd_arena *arena, lyd_value_source *source)
{
    *source = (lyd_value_source){.topology = topology, .arena = arena};
    for (int group = 0; group < LYD_LEADS_COUNT; group++) {
        size_t most = group == LYD_LEADS_ACCESS ? topology->endpoint_count : topology->pool_count;
        source->groups[group].endpoints = lyd_arena_alloc(arena, most * sizeof(uint32_t));
        source->groups[group].pools = lyd_arena_alloc(arena, most * sizeof(lyd_pool *));
        if (source->groups[group].endpoints == NULL || source->groups[group].pools == NULL) {
            return LYD_ENOMEM;
        }
    }
    gather_access(topology, source);
    for (size_t i = 0; i < topology->pool_count; i++) {
        const lyd_pool *pool = &topology->pools[i];
        if (pool->kind == LYD_POOL_DIRECTOR || pool->kind == LYD_POOL_FRONT_END) {
            add(source, pool->kind == LYD_POOL_DIRECTOR ? LYD_LEADS_DIRECTORS : LYD_LEADS_FRONT_ENDS, pool->endpoint, pool);
        }
    }
    /* Clients inside begin at a Director, where there is one. */
    bool directors = source->groups[LYD_LEADS_DIRECTORS].count > 0;
    source->groups[LYD_LEADS_POOLS] = source->groups[directors ? LYD_LEADS_DIRECTORS : LYD_LEADS_FRONT_ENDS];
    return LYD_OK;
}

/* ---- choosing one ---- */

static const char no_access[] = "the topology has no Access Edge name";
static const char no_pool[] = "the topology has no Front End or Director pool";
static const char several[] = "the topology doesn't say which of several names serves this domain";
static const char own_name[] = "the server's own name";
static const char no_addresses[] = "its addresses aren't stated";
static const char not_stated[] = "the topology doesn't state it";

static const lyd_endpoint *member(const lyd_value_source *s, int group, size_t i)
{
    return &s->topology->endpoints[s->groups[group].endpoints[i]];
}

static bool lies_in(const char *name, const char *domain)
{
    const char *dot = strchr(name, '.');
    return dot != NULL && strcmp(dot + 1, domain) == 0;
}

/* The only one of a group, or the only one of it whose name lies in DOMAIN; LYD_NONE: *WHY. *INSIDE: how many lie in the domain. */
static size_t only_one(const lyd_value_source *s, int group, const char *domain, size_t *inside, const char **why)
{
    size_t count = s->groups[group].count, found = LYD_NONE;
    *inside = 0;
    for (size_t i = 0; i < count; i++) {
        if (lies_in(member(s, group, i)->fqdn, domain)) {
            found = i;
            (*inside)++;
        }
    }
    *why = count > 0 ? several : group == LYD_LEADS_ACCESS ? no_access : no_pool;
    if (*inside == 1) {
        return found;
    }
    return *inside == 0 && count == 1 ? 0 : LYD_NONE;
}

/* The port for clients that all Access Edges have; 0: it isn't stated, or they differ. */
static uint16_t common_port(const lyd_value_source *s)
{
    size_t count = s->groups[LYD_LEADS_ACCESS].count;
    uint16_t port = count > 0 ? member(s, LYD_LEADS_ACCESS, 0)->client_port : 0;
    for (size_t i = 1; i < count; i++) {
        port = member(s, LYD_LEADS_ACCESS, i)->client_port == port ? port : 0;
    }
    return port;
}

/* The target of an SRV record. Clients and partners accept one in the SIP domain only; where no server's name lies in it, sip.DOMAIN, which
 * has to lead to the same servers, is the name to use. XMPP has no such rule. */
static lyd_value_choice choose_target(const lyd_value_source *s, const lyd_wanted_record *r)
{
    bool access = r->wanted == LYD_WANTED_SIP_TLS || r->wanted == LYD_WANTED_FEDERATION || r->wanted == LYD_WANTED_XMPP;
    bool strict = r->wanted != LYD_WANTED_XMPP;
    int group = access ? LYD_LEADS_ACCESS : LYD_LEADS_POOLS;
    size_t inside = 0;
    lyd_value_choice chosen = {.name = NULL};
    size_t i = only_one(s, group, r->sip_domain, &inside, &chosen.why);
    if (i != LYD_NONE && (inside == 1 || !strict)) {
        return (lyd_value_choice){.name = member(s, group, i)->fqdn, .port = member(s, group, i)->client_port};
    }
    unsigned kind = access ? LYD_VIEW_EXTERNAL : LYD_VIEW_INTERNAL;
    char name[LYD_NAME_TEXT];
    if (strict && inside == 0 && s->groups[group].count > 0 &&
        lyd_wanted_of_kind(s->topology, LYD_WANTED_SIP, kind) == LYD_EXPECTED_REQUIRED &&
        lyd_wanted_name(lyd_wanted_rows[LYD_WANTED_SIP].owner, r->sip_domain, name)) {
        return (lyd_value_choice){.name = lyd_arena_text(s->arena, name, strlen(name)), .port = common_port(s), .by_sign_in_name = true};
    }
    chosen.why = i != LYD_NONE ? "the topology has no name in this domain for it" : chosen.why;
    return chosen;
}

/* The web services name that the topology states for a Director, else for a Front End pool. Inside, a pool of one server without such a
 * name has its own. */
static lyd_value_choice choose_web(const lyd_value_source *s, const lyd_wanted_record *r, bool internal)
{
    static const int groups[] = {LYD_LEADS_DIRECTORS, LYD_LEADS_FRONT_ENDS};
    size_t inside = 0;
    lyd_value_choice chosen = {.name = NULL};
    for (size_t own = 0; own <= (internal ? 1 : 0); own++) {
        for (size_t g = 0; g < LYD_COUNT(groups); g++) {
            size_t i = only_one(s, groups[g], r->sip_domain, &inside, &chosen.why);
            const lyd_pool *pool = i != LYD_NONE ? s->groups[groups[g]].pools[i] : NULL;
            uint32_t stated = pool == NULL ? LYD_NONE : internal ? pool->web_internal : pool->web_external;
            if (stated == LYD_NONE && pool != NULL && own == 1 && pool->member_count <= 1) {
                stated = pool->endpoint;
            }
            if (stated != LYD_NONE) {
                chosen.name = s->topology->endpoints[stated].fqdn;
                return chosen;
            }
            chosen.why = pool == NULL ? chosen.why
                         : internal   ? "the topology states no web-internal"
                                      : "the topology states no web-external";
        }
    }
    return chosen;
}

static lyd_value_choice choose_host(const lyd_value_source *s, const lyd_wanted_record *r)
{
    int group = r->kind == LYD_VIEW_INTERNAL ? LYD_LEADS_POOLS : LYD_LEADS_ACCESS;
    size_t inside = 0;
    lyd_value_choice chosen = {.name = NULL, .why = own_name};
    if (r->wanted == LYD_WANTED_DISCOVER_INTERNAL || r->wanted == LYD_WANTED_UPDATES || r->wanted == LYD_WANTED_DISCOVER) {
        return choose_web(s, r, r->wanted != LYD_WANTED_DISCOVER);
    }
    for (size_t i = 0; i < s->groups[group].count; i++) {
        if (strcmp(member(s, group, i)->fqdn, r->name) == 0) {
            return chosen;
        }
    }
    size_t i = only_one(s, group, r->sip_domain, &inside, &chosen.why);
    if (i != LYD_NONE) {
        chosen.name = member(s, group, i)->fqdn;
    }
    return chosen;
}

lyd_value_choice lyd_value_choose(const lyd_value_source *source, const lyd_wanted_record *record)
{
    return record->srv ? choose_target(source, record) : choose_host(source, record);
}

/* ---- values ---- */

static lyd_status put_value(const lyd_value_source *s, lyd_wanted_record *r, const lyd_record *value)
{
    lyd_record *values = lyd_arena_alloc(s->arena, sizeof(*values));
    if (values == NULL) {
        return LYD_ENOMEM;
    }
    *values = *value;
    r->values = values;
    r->value_count = 1;
    return LYD_OK;
}

/* The kinds of view in which a record has a value, if it is there. */
static unsigned sides_of(lyd_wanted wanted)
{
    static const unsigned sides[LYD_WANTED_COUNT] = {
        [LYD_WANTED_DISCOVER_INTERNAL] = LYD_VIEW_INTERNAL,
        [LYD_WANTED_DISCOVER] = LYD_VIEW_EXTERNAL,
        [LYD_WANTED_SIP_INTERNAL_TLS] = LYD_VIEW_INTERNAL,
        [LYD_WANTED_SIP_INTERNAL_TCP] = LYD_VIEW_INTERNAL,
        [LYD_WANTED_SIP_TLS] = LYD_VIEW_EXTERNAL,
        [LYD_WANTED_FEDERATION] = LYD_VIEW_EXTERNAL | LYD_VIEW_EDGE,
        [LYD_WANTED_XMPP] = LYD_VIEW_EXTERNAL,
        [LYD_WANTED_SIP] = LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL,
        [LYD_WANTED_SIP_INTERNAL] = LYD_VIEW_INTERNAL,
        [LYD_WANTED_SIP_EXTERNAL] = LYD_VIEW_EXTERNAL,
        [LYD_WANTED_UPDATES] = LYD_VIEW_INTERNAL,
        [LYD_WANTED_NTP] = LYD_VIEW_INTERNAL,
    };
    return sides[wanted];
}

static lyd_status srv_value(const lyd_value_source *s, lyd_wanted_record *r)
{
    const lyd_wanted_row *row = &lyd_wanted_rows[r->wanted];
    if (r->wanted == LYD_WANTED_NTP) {
        r->unstated = "port 123 of a time server, such as a domain controller: the topology names none";
        return LYD_OK;
    }
    lyd_value_choice chosen = choose_target(s, r);
    uint16_t port = r->wanted == LYD_WANTED_SIP_TLS ? chosen.port : row->ports[1] == 0 ? row->ports[0] : 0;
    if (chosen.by_sign_in_name && chosen.name == NULL) {
        return LYD_ENOMEM;
    }
    if (chosen.name == NULL) {
        r->unstated = chosen.why;
        return LYD_OK;
    }
    if (port == 0) {
        r->unstated =
            lyd_arena_printf(s->arena, "%s, port %u or %u: the topology doesn't state which", chosen.name, row->ports[0], row->ports[1]);
        return r->unstated == NULL ? LYD_ENOMEM : LYD_OK;
    }
    return put_value(s, r, &(lyd_record){.type = LYD_TYPE_SRV, .port = port, .target = chosen.name});
}

/* Whether an SRV record of the same SIP domain and kind of view leads to sip.DOMAIN. */
static bool is_target(const lyd_value_source *s, const lyd_wanted_record *r)
{
    lyd_wanted_record srv = *r;
    srv.wanted = r->kind == LYD_VIEW_INTERNAL ? LYD_WANTED_SIP_INTERNAL_TLS : LYD_WANTED_SIP_TLS;
    return r->wanted == LYD_WANTED_SIP && choose_target(s, &srv).by_sign_in_name;
}

static lyd_status host_value(const lyd_value_source *s, lyd_wanted_record *r)
{
    lyd_value_choice chosen = choose_host(s, r);
    bool discover = r->wanted == LYD_WANTED_DISCOVER || r->wanted == LYD_WANTED_DISCOVER_INTERNAL;
    if (chosen.name == NULL || strcmp(chosen.name, r->name) == 0) {
        r->unstated = chosen.name == NULL ? chosen.why : own_name;
        return LYD_OK;
    }
    if (is_target(s, r)) {
        r->no_alias = "an SRV record leads to this name, and its target must not be an alias (RFC 2782)";
    } else if (discover && (s->topology->clients & LYD_CLIENT_MOBILE) != 0 && !lyd_name_within(chosen.name, r->sip_domain)) {
        r->no_alias = "mobile clients don't follow an alias that leaves the SIP domain";
    }
    return put_value(s, r, &(lyd_record){.type = LYD_TYPE_CNAME, .target = chosen.name});
}

/* Where the records of a domain lead that is in Microsoft's worldwide cloud. */
static lyd_status online_value(const lyd_value_source *s, lyd_wanted_record *r)
{
    const lyd_online_target *target = lyd_online_target_of(r->wanted);
    if (target == NULL || r->kind != LYD_VIEW_EXTERNAL) {
        return LYD_OK;
    }
    if (r->srv) {
        return put_value(s, r,
                         &(lyd_record){.type = LYD_TYPE_SRV, .priority = 100, .weight = 1, .port = target->port, .target = target->name});
    }
    return put_value(s, r, &(lyd_record){.type = LYD_TYPE_CNAME, .target = target->name});
}

/* The addresses that an export configures. Those of an external Edge name that are private are behind NAT: not what is published. */
static lyd_status own_value(const lyd_value_source *s, lyd_wanted_record *r)
{
    uint32_t i = lyd_topology_find(s->topology, r->name);
    const lyd_endpoint *e = &s->topology->endpoints[i];
    bool outside = is_external(e), stated = e->configured_count > 0 && r->kind == (outside ? LYD_VIEW_EXTERNAL : LYD_VIEW_INTERNAL);
    for (size_t a = 0; a < e->configured_count; a++) {
        const lyd_block_row *block = lyd_address_block(&e->configured[a]);
        stated = stated && !(outside && block != NULL);
    }
    r->unstated = stated ? NULL : no_addresses;
    lyd_record *values = stated ? lyd_arena_zalloc(s->arena, e->configured_count, sizeof(*values)) : NULL;
    if (stated && values == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t a = 0; stated && a < e->configured_count; a++) {
        bool ipv4 = e->configured[a].family == LYD_IPV4;
        values[a].type = (uint16_t)(ipv4 ? LYD_TYPE_A : LYD_TYPE_AAAA);
        values[a].address = e->configured[a];
    }
    r->values = values;
    r->value_count = stated ? e->configured_count : 0;
    return LYD_OK;
}

lyd_status lyd_values_of(const lyd_value_source *source, lyd_wanted_record *record)
{
    if (record->expected == LYD_EXPECTED_ABSENT) {
        return LYD_OK;
    }
    if (record->wanted == LYD_WANTED_COUNT) {
        return own_value(source, record);
    }
    if ((source->topology->services & LYD_SERVICE_TEAMS_ONLY) != 0) {
        return online_value(source, record);
    }
    if ((sides_of(record->wanted) & record->kind) == 0) {
        record->unstated = record->expected == LYD_EXPECTED_REQUIRED ? not_stated : NULL;
        return LYD_OK;
    }
    return record->srv ? srv_value(source, record) : host_value(source, record);
}
