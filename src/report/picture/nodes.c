/* The nodes of a picture: pools stand for their servers where there are more than a few names, and networks of one address type are one
 * node. */
#include "choice.h"

#include <string.h>

#define LISTED_MAX 64 /* names of a deployment whose pools list their servers */
#define MEMBERS_MAX 8 /* servers of a pool that lists them */
#define NETWORKS_MAX 4

typedef struct gathering {
    lyd_picture *p;
    lyd_map *const *names; /* of each place: name to node */
    const lyd_topology *t;
    const lyd_judgement *j;
    lyd_arena *arena;
    lyd_choice choice;
} gathering;

/* ---- the nodes of names ---- */

/* The servers of the pools at endpoint E that are of the kinds of PLACE, and the names of their PSTN interfaces, each once. */
static size_t servers_of(const gathering *g, uint32_t e, lyd_place place, lyd_member *servers)
{
    size_t count = 0;
    for (size_t i = 0; i < g->t->pool_count; i++) {
        const lyd_pool *pool = &g->t->pools[i];
        if (pool->endpoint != e || (pool->kind == LYD_POOL_EDGE) != (place == LYD_PLACE_EDGE)) {
            continue;
        }
        for (size_t m = 0; m <= pool->member_count; m++) {
            uint32_t server = m < pool->member_count ? pool->members[m] : pool->pstn_endpoint;
            size_t k = 0;
            while (k < count && servers[k].endpoint != server) {
                k++;
            }
            if (k == count && server != LYD_NONE && server != e) {
                servers[count++] = (lyd_member){server, g->choice.marks[server]};
            }
        }
    }
    return count;
}

static void add_mark(lyd_mark *sum, const lyd_mark *mark)
{
    bool worse = mark->worst > sum->worst || (sum->finding == LYD_NONE && mark->finding != LYD_NONE);
    sum->finding = worse ? mark->finding : sum->finding;
    sum->worst = mark->worst > sum->worst ? mark->worst : sum->worst;
    sum->count += mark->count;
    sum->open = sum->open || mark->open;
}

static lyd_status add_servers(gathering *g, lyd_node *node)
{
    size_t most = 0;
    for (size_t i = 0; i < g->t->pool_count; i++) {
        most += g->t->pools[i].endpoint == node->endpoint ? g->t->pools[i].member_count + 1 : 0;
    }
    lyd_member *servers = lyd_arena_alloc(g->arena, most * sizeof(*servers));
    if (servers == NULL) {
        return LYD_ENOMEM;
    }
    size_t count = servers_of(g, node->endpoint, node->place, servers);
    if (g->t->endpoint_count <= LISTED_MAX && count <= MEMBERS_MAX) {
        node->members = servers;
        node->member_count = count;
        return LYD_OK;
    }
    node->servers = count;
    for (size_t i = 0; i < count; i++) {
        add_mark(&node->mark, &servers[i].mark);
    }
    return LYD_OK;
}

static uint32_t band_of(const gathering *g, const char *site)
{
    for (uint32_t i = 0; site != NULL && i + 1 < g->p->band_count; i++) {
        if (g->p->bands[i].name == site || strcmp(g->p->bands[i].name, site) == 0) {
            return i;
        }
    }
    return (uint32_t)g->p->band_count - 1;
}

static lyd_status add_name(gathering *g, const lyd_candidate *c)
{
    lyd_node *node = &g->p->nodes[g->p->node_count++];
    const char *name = c->endpoint == LYD_NONE ? c->target->subjects[1] : g->t->endpoints[c->endpoint].fqdn;
    if (lyd_map_put(g->names[c->place], name, (uint32_t)g->p->node_count - 1) != LYD_OK) {
        return LYD_ENOMEM;
    }
    if (c->endpoint == LYD_NONE) {
        *node = (lyd_node){.place = c->place,
                           .site = (uint32_t)g->p->band_count - 1,
                           .endpoint = LYD_NONE,
                           .name = name,
                           .type = c->target->types[1],
                           .mark = {.finding = LYD_NONE, .open = c->target->types[1] == LYD_ADDRESS_UNKNOWN},
                           .owner = LYD_NONE};
        return LYD_OK;
    }
    *node = (lyd_node){.place = c->place,
                       .site = band_of(g, c->site),
                       .endpoint = c->endpoint,
                       .name = name,
                       .type = g->j->seen[c->endpoint],
                       .mark = g->choice.marks[c->endpoint],
                       .owner = LYD_NONE};
    return c->place == LYD_PLACE_EDGE || c->place == LYD_PLACE_POOLS ? add_servers(g, node) : LYD_OK;
}

/* ---- sites ---- */

/* Those of the nodes that are drawn; the last band is of no site. */
static lyd_status find_bands(gathering *g)
{
    g->p->bands = lyd_arena_zalloc(g->arena, g->choice.drawn + 1, sizeof(*g->p->bands));
    if (g->p->bands == NULL) {
        return LYD_ENOMEM;
    }
    g->p->band_count = 1;
    for (size_t i = 0; i < g->choice.count; i++) {
        const lyd_candidate *c = &g->choice.candidates[i];
        const char *site = c->drawn ? c->site : NULL;
        if (site != NULL && band_of(g, site) + 1 == g->p->band_count) {
            g->p->bands[g->p->band_count++ - 1].name = site;
        }
    }
    return LYD_OK;
}

/* ---- pools and what is drawn beside them ---- */

static uint32_t node_at(const gathering *g, lyd_place place, uint32_t endpoint)
{
    uint32_t node;
    return lyd_map_get(g->names[place], g->t->endpoints[endpoint].fqdn, &node) ? node : LYD_NONE;
}

/* An external Edge name is where its Edge pool is; a gateway may be at another site. */
static void set_owner(gathering *g, uint32_t owner, lyd_place place, uint32_t endpoint)
{
    lyd_picture *p = g->p;
    uint32_t index = node_at(g, place, endpoint);
    if (index == LYD_NONE || owner == LYD_NONE || p->nodes[index].owner != LYD_NONE) {
        return;
    }
    lyd_node *node = &p->nodes[index];
    bool follows = place == LYD_PLACE_OUTSIDE || node->site + 1 == p->band_count;
    node->site = follows ? p->nodes[owner].site : node->site;
    node->owner = node->site == p->nodes[owner].site ? owner : LYD_NONE;
}

static void set_owners(gathering *g)
{
    for (size_t i = 0; i < g->t->pool_count; i++) {
        const lyd_pool *pool = &g->t->pools[i];
        if (pool->external_count == 0 && pool->gateway_count == 0) {
            continue;
        }
        uint32_t owner = node_at(g, pool->kind == LYD_POOL_EDGE ? LYD_PLACE_EDGE : LYD_PLACE_POOLS, pool->endpoint);
        for (size_t k = 0; k < pool->external_count && owner != LYD_NONE; k++) {
            set_owner(g, owner, LYD_PLACE_OUTSIDE, pool->externals[k]);
        }
        for (size_t k = 0; k < pool->gateway_count && owner != LYD_NONE; k++) {
            set_owner(g, owner, LYD_PLACE_GATEWAYS, pool->gateways[k]);
        }
    }
}

/* ---- networks ---- */

static lyd_status add_network(gathering *g, const lyd_network *network, bool alone)
{
    lyd_place place = network->remote ? LYD_PLACE_REMOTE : LYD_PLACE_CLIENTS;
    uint32_t i = 0;
    while (i < g->p->node_count && (alone || g->p->nodes[i].place != place || g->p->nodes[i].type != network->type)) {
        i++;
    }
    if (i == g->p->node_count) {
        g->p->nodes[g->p->node_count++] = (lyd_node){.place = place,
                                                     .site = LYD_NONE,
                                                     .endpoint = LYD_NONE,
                                                     .name = network->name,
                                                     .type = network->type,
                                                     .mark = {.finding = LYD_NONE},
                                                     .owner = LYD_NONE};
    }
    g->p->nodes[i].networks++;
    return lyd_map_put(g->names[place], network->name, i);
}

static lyd_status add_networks(gathering *g)
{
    size_t counts[2] = {0};
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < g->t->network_count; i++) {
        counts[g->t->networks[i].remote]++;
    }
    for (size_t i = 0; i < g->t->network_count && status == LYD_OK; i++) {
        status = add_network(g, &g->t->networks[i], counts[g->t->networks[i].remote] <= NETWORKS_MAX);
    }
    return status;
}

static void mark_networks(gathering *g)
{
    for (uint32_t i = 0; i < g->j->finding_count; i++) {
        const lyd_finding *finding = &g->j->findings[i];
        for (int place = LYD_PLACE_REMOTE; place <= LYD_PLACE_CLIENTS; place++) {
            uint32_t node;
            if (finding->rule->tables == 0 && finding->waiver == NULL && finding->subject_count > 0 &&
                lyd_map_get(g->names[place], finding->subjects[0], &node)) {
                lyd_mark_add(&g->p->nodes[node].mark, finding, i);
            }
        }
    }
}

/* ---- domains ---- */

const char *lyd_name_domain(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot != NULL && dot[1] != '\0' ? dot + 1 : NULL;
}

static bool is_in(const lyd_node *node, const char *domain)
{
    const char *own = node->networks == 0 ? lyd_name_domain(node->name) : NULL;
    return own != NULL && domain != NULL && strcmp(own, domain) == 0;
}

static void find_domain(lyd_picture *p)
{
    size_t most = 1; /* a domain of one name alone isn't worth a rule */
    for (size_t i = 0; i < p->node_count; i++) {
        const char *domain = p->nodes[i].networks == 0 ? lyd_name_domain(p->nodes[i].name) : NULL;
        size_t count = 0;
        for (size_t k = i; k < p->node_count && domain != NULL; k++) {
            count += is_in(&p->nodes[k], domain) ? 1 : 0;
        }
        p->domain = count > most ? domain : p->domain;
        most = count > most ? count : most;
    }
    for (size_t i = 0; i < p->node_count; i++) {
        lyd_node *node = &p->nodes[i];
        node->own_line = node->networks == 0 && lyd_name_domain(node->name) != NULL && !is_in(node, p->domain);
    }
}

/* ---- all of them ---- */

static lyd_status add_names(gathering *g)
{
    g->p->nodes = lyd_arena_zalloc(g->arena, g->choice.drawn + (size_t)2 * NETWORKS_MAX, sizeof(*g->p->nodes));
    lyd_status status = g->p->nodes == NULL ? LYD_ENOMEM : find_bands(g);
    for (size_t i = 0; i < g->choice.count && status == LYD_OK; i++) {
        status = g->choice.candidates[i].drawn ? add_name(g, &g->choice.candidates[i]) : LYD_OK;
    }
    return status;
}

lyd_status lyd_picture_nodes(lyd_picture *picture, lyd_map *const *names, const lyd_topology *topology, const lyd_judgement *judgement,
                             lyd_arena *arena)
{
    gathering g = {.p = picture, .names = names, .t = topology, .j = judgement, .arena = arena};
    lyd_status status = lyd_picture_choose(picture, topology, judgement, arena, &g.choice);
    status = status == LYD_OK ? add_names(&g) : status;
    status = status == LYD_OK ? add_networks(&g) : status;
    if (status == LYD_OK) {
        mark_networks(&g);
        set_owners(&g);
        find_domain(picture);
    }
    return status;
}
