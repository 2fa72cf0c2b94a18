/* Which names a picture draws: those with the most severe findings, where there are more than it has room for. */
#include "choice.h"

static const size_t room[LYD_PLACE_COUNT] = {
    [LYD_PLACE_OUTSIDE] = 24, [LYD_PLACE_EDGE] = 8, [LYD_PLACE_POOLS] = 30, [LYD_PLACE_GATEWAYS] = 20, [LYD_PLACE_OTHERS] = 40};

#define POOL_ROLES (LYD_ROLE_BIT(LYD_ROLE_FRONT_END_POOL) | LYD_ROLE_BIT(LYD_ROLE_DIRECTOR_POOL) | LYD_ROLE_BIT(LYD_ROLE_MEDIATION_POOL))

static const lyd_roles roles_at[LYD_PLACE_COUNT] = {[LYD_PLACE_OUTSIDE] = LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL),
                                                    [LYD_PLACE_EDGE] = LYD_ROLE_BIT(LYD_ROLE_EDGE_INTERNAL),
                                                    [LYD_PLACE_POOLS] = POOL_ROLES,
                                                    [LYD_PLACE_GATEWAYS] = LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY)};

#define ROLES_OF_COLUMNS                                                                                                                   \
    (POOL_ROLES | LYD_ROLE_BIT(LYD_ROLE_EDGE_EXTERNAL) | LYD_ROLE_BIT(LYD_ROLE_EDGE_INTERNAL) | LYD_ROLE_BIT(LYD_ROLE_PSTN_GATEWAY))

typedef struct choosing {
    const lyd_topology *t;
    const lyd_judgement *j;
    lyd_picture *p;
    lyd_choice *c;
    lyd_severity *ranks; /* of each endpoint: its most severe finding, or of a pool that of its servers, with those of support tables */
    bool *listed;        /* of each endpoint: a pool has it as its server */
    bool *shown;         /* of each endpoint: a pool's or an Edge pool's name that is drawn */
    bool *beside;        /* of each endpoint: a pool that is drawn has it as its gateway or external Edge name */
    const char **sites;  /* of each endpoint */
    lyd_map *known;      /* the targets of SRV records among the candidates */
} choosing;

/* ---- findings ---- */

void lyd_mark_add(lyd_mark *mark, const lyd_finding *finding, uint32_t index)
{
    if (!lyd_finding_counts(finding)) {
        mark->open = true;
        mark->finding = mark->finding == LYD_NONE ? index : mark->finding;
        return;
    }
    if (mark->worst == LYD_OFF) { /* the first is the most severe */
        mark->worst = finding->severity;
        mark->finding = index;
    }
    mark->count++;
}

static void raise_rank(lyd_severity *rank, lyd_severity severity)
{
    *rank = severity > *rank ? severity : *rank;
}

static void mark_endpoints(choosing *g)
{
    for (size_t e = 0; e < g->t->endpoint_count; e++) {
        g->c->marks[e] = (lyd_mark){.finding = LYD_NONE, .open = g->j->types[e] == LYD_ADDRESS_UNKNOWN && g->t->endpoints[e].views != 0};
    }
    for (size_t i = 0; i < g->j->finding_count; i++) {
        const lyd_finding *finding = &g->j->findings[i];
        for (size_t k = 0; k < finding->subject_count && finding->waiver == NULL; k++) {
            uint32_t e = lyd_topology_find(g->t, finding->subjects[k]);
            if (e >= g->t->endpoint_count) {
                continue;
            }
            raise_rank(&g->ranks[e], finding->severity);
            if (finding->rule->tables == 0) {
                lyd_mark_add(&g->c->marks[e], finding, (uint32_t)i);
            }
        }
    }
}

/* ---- candidates ---- */

static void find_sites(choosing *g)
{
    for (size_t e = 0; e < g->t->endpoint_count; e++) {
        g->sites[e] = g->t->endpoints[e].site;
    }
    for (size_t i = g->t->pool_count; i-- > 0;) { /* the first pool that has a name counts */
        const lyd_pool *pool = &g->t->pools[i];
        for (size_t k = 0; k < pool->external_count; k++) {
            g->sites[pool->externals[k]] = g->t->endpoints[pool->endpoint].site;
        }
    }
}

static void find_servers(choosing *g)
{
    for (size_t i = 0; i < g->t->pool_count; i++) {
        const lyd_pool *pool = &g->t->pools[i];
        for (size_t m = 0; m < pool->member_count; m++) {
            g->listed[pool->members[m]] = true;
            raise_rank(&g->ranks[pool->endpoint], g->ranks[pool->members[m]]);
        }
        if (pool->pstn_endpoint != LYD_NONE) {
            g->listed[pool->pstn_endpoint] = true;
            raise_rank(&g->ranks[pool->endpoint], g->ranks[pool->pstn_endpoint]);
        }
    }
}

static void add_candidate(choosing *g, lyd_place place, uint32_t endpoint, const lyd_combination *target)
{
    const char *site = endpoint == LYD_NONE ? NULL : g->sites[endpoint];
    g->c->candidates[g->c->count++] = (lyd_candidate){.place = place, .endpoint = endpoint, .target = target, .site = site};
}

static bool is_first_role(lyd_roles roles, int role)
{
    return (roles & LYD_ROLE_BIT(role)) != 0 && (roles & (LYD_ROLE_BIT(role) - 1)) == 0;
}

/* A voice mail name is always shown as one. */
static void find_others(choosing *g)
{
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        for (uint32_t e = 0; e < g->t->endpoint_count; e++) {
            lyd_roles roles = g->t->endpoints[e].roles;
            bool elsewhere = role != LYD_ROLE_EXCHANGE_UM && ((roles & ROLES_OF_COLUMNS) != 0 || g->listed[e]);
            if (is_first_role(roles, role) && !elsewhere) {
                add_candidate(g, LYD_PLACE_OTHERS, e, NULL);
            }
        }
    }
}

/* A name that is no endpoint, but to which SRV records lead as to an Access Edge. */
static lyd_status find_targets(choosing *g)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < g->j->combination_count && status == LYD_OK; i++) {
        const lyd_combination *c = &g->j->combinations[i];
        uint32_t known;
        if ((c->table == LYD_TABLE_REMOTE_USER || c->table == LYD_TABLE_EDGE_INTERNAL_EXTERNAL) &&
            lyd_topology_find(g->t, c->subjects[1]) == LYD_NONE && !lyd_map_get(g->known, c->subjects[1], &known)) {
            status = lyd_map_put(g->known, c->subjects[1], 0);
            add_candidate(g, LYD_PLACE_OUTSIDE, LYD_NONE, c);
        }
    }
    return status;
}

static lyd_status find_candidates(choosing *g)
{
    for (int place = LYD_PLACE_OUTSIDE; place <= LYD_PLACE_GATEWAYS; place++) {
        for (uint32_t e = 0; e < g->t->endpoint_count; e++) {
            if ((g->t->endpoints[e].roles & roles_at[place]) != 0) {
                add_candidate(g, (lyd_place)place, e, NULL);
            }
        }
    }
    find_others(g);
    return find_targets(g);
}

/* ---- what is drawn ---- */

static lyd_severity rank_of(const choosing *g, const lyd_candidate *c)
{
    return c->endpoint == LYD_NONE ? LYD_OFF : g->ranks[c->endpoint];
}

#define TURNS 3

/* Names of one rank take turns, so that arrows keep both their ends: what is beside a pool that is drawn comes first, and of pools first
 * Front Ends and Directors, then Mediation pools, then what is left. */
static bool has_turn(const choosing *g, const lyd_candidate *c, int turn)
{
    bool mediation = c->endpoint != LYD_NONE && (g->t->endpoints[c->endpoint].roles & POOL_ROLES) == LYD_ROLE_BIT(LYD_ROLE_MEDIATION_POOL);
    switch (c->place) {
    case LYD_PLACE_POOLS:
        return turn == TURNS - 1 || mediation == (turn == 1);
    case LYD_PLACE_OUTSIDE:
    case LYD_PLACE_GATEWAYS:
        return turn > 0 || (c->endpoint != LYD_NONE && g->beside[c->endpoint]);
    default:
        return true;
    }
}

static size_t draw(choosing *g, lyd_place place, int rank, int turn, size_t limit)
{
    size_t drawn = 0;
    for (size_t i = 0; i < g->c->count && drawn < limit; i++) {
        lyd_candidate *c = &g->c->candidates[i];
        if (c->place == place && !c->drawn && (int)rank_of(g, c) == rank && has_turn(g, c, turn)) {
            c->drawn = true;
            drawn++;
            if (place == LYD_PLACE_EDGE || place == LYD_PLACE_POOLS) {
                g->shown[c->endpoint] = true;
            }
        }
    }
    return drawn;
}

/* The first turn of pools leaves a third of the room to Mediation pools. */
static void choose_at(choosing *g, lyd_place place)
{
    size_t left = room[place];
    for (int rank = LYD_ERROR; rank >= LYD_OFF; rank--) {
        for (int turn = 0; turn < TURNS; turn++) {
            left -= draw(g, place, rank, turn, place == LYD_PLACE_POOLS && turn == 0 ? left - left / 3 : left);
        }
    }
    g->c->drawn += room[place] - left;
}

static void find_beside(choosing *g)
{
    for (size_t i = 0; i < g->t->pool_count; i++) {
        const lyd_pool *pool = &g->t->pools[i];
        for (size_t k = 0; k < pool->gateway_count && g->shown[pool->endpoint]; k++) {
            g->beside[pool->gateways[k]] = true;
        }
        for (size_t k = 0; k < pool->external_count && g->shown[pool->endpoint]; k++) {
            g->beside[pool->externals[k]] = true;
        }
    }
}

static void count_left_out(choosing *g)
{
    for (size_t i = 0; i < g->c->count; i++) {
        const lyd_candidate *c = &g->c->candidates[i];
        g->p->left_out[c->place] += c->drawn ? 0 : 1;
        g->p->left_out_found[c->place] += !c->drawn && rank_of(g, c) != LYD_OFF ? 1 : 0;
    }
}

static void choose(choosing *g)
{
    choose_at(g, LYD_PLACE_EDGE);
    choose_at(g, LYD_PLACE_POOLS);
    find_beside(g);
    choose_at(g, LYD_PLACE_OUTSIDE);
    choose_at(g, LYD_PLACE_GATEWAYS);
    choose_at(g, LYD_PLACE_OTHERS);
    count_left_out(g);
}

/* ---- all of it ---- */

/* The most candidates: each endpoint in each column and among the others; and each combination may name a target, but few do. */
static lyd_status make_room(choosing *g, lyd_arena *arena)
{
    size_t endpoints = g->t->endpoint_count, targets = 0;
    for (size_t i = 0; i < g->j->combination_count; i++) {
        lyd_table_id table = g->j->combinations[i].table;
        targets += table == LYD_TABLE_REMOTE_USER || table == LYD_TABLE_EDGE_INTERNAL_EXTERNAL ? 1 : 0;
    }
    g->c->marks = lyd_arena_zalloc(arena, endpoints, sizeof(*g->c->marks));
    g->ranks = lyd_arena_zalloc(arena, endpoints, sizeof(*g->ranks));
    g->listed = lyd_arena_zalloc(arena, endpoints, sizeof(*g->listed));
    g->shown = lyd_arena_zalloc(arena, endpoints, sizeof(*g->shown));
    g->beside = lyd_arena_zalloc(arena, endpoints, sizeof(*g->beside));
    g->sites = lyd_arena_zalloc(arena, endpoints, sizeof(*g->sites));
    g->c->candidates = lyd_arena_zalloc(arena, endpoints * (LYD_PLACE_COUNT - LYD_PLACE_OUTSIDE) + targets, sizeof(*g->c->candidates));
    g->known = lyd_map_new();
    bool room_for_all = g->c->marks != NULL && g->ranks != NULL && g->listed != NULL && g->shown != NULL && g->beside != NULL &&
                        g->sites != NULL && g->c->candidates != NULL && g->known != NULL;
    return room_for_all ? LYD_OK : LYD_ENOMEM;
}

lyd_status lyd_picture_choose(lyd_picture *picture, const lyd_topology *topology, const lyd_judgement *judgement, lyd_arena *arena,
                              lyd_choice *choice)
{
    choosing g = {.t = topology, .j = judgement, .p = picture, .c = choice};
    lyd_status status = make_room(&g, arena);
    if (status == LYD_OK) {
        mark_endpoints(&g);
        find_servers(&g);
        find_sites(&g);
        status = find_candidates(&g);
    }
    if (status == LYD_OK) {
        choose(&g);
    }
    lyd_map_free(g.known);
    return status;
}
