/* The arrows of a picture: of each two nodes all their combinations are one arrow, which shows the worst verdict. */
#include "parts.h"

#include <string.h>

#define ARROWS_MAX 600

static const lyd_track tracks[LYD_TABLE_COUNT] = {
    [LYD_TABLE_CLIENT_REGISTRATION] = {LYD_PLACE_CLIENTS, LYD_PLACE_POOLS, .right = true},
    [LYD_TABLE_PEER_TO_PEER] = {.hub = LYD_PLACE_CLIENTS, .spoke = LYD_PLACE_CLIENTS},
    [LYD_TABLE_CONFERENCING] = {LYD_PLACE_CLIENTS, LYD_PLACE_POOLS, .right = true},
    [LYD_TABLE_MEDIATION_PSTN] = {.hub = LYD_PLACE_POOLS, .spoke = LYD_PLACE_GATEWAYS},
    [LYD_TABLE_REMOTE_USER] = {.hub = LYD_PLACE_REMOTE, .spoke = LYD_PLACE_OUTSIDE},
    [LYD_TABLE_FRONT_END_EDGE] = {LYD_PLACE_EDGE, LYD_PLACE_POOLS, .to_hub = true},
    [LYD_TABLE_EDGE_INTERNAL_EXTERNAL] = {LYD_PLACE_EDGE, LYD_PLACE_OUTSIDE, .right = true},
};

const lyd_track *lyd_track_of(lyd_table_id table)
{
    return &tracks[table];
}

/* Where a failed lookup leaves the verdict open, there may be nothing wrong. */
int lyd_verdict_rank(lyd_verdict verdict)
{
    static const int ranks[] = {
        [LYD_SUPPORTED] = 0, [LYD_VERDICT_UNKNOWN] = 1, [LYD_UNLISTED] = 2, [LYD_LAB_ONLY] = 3, [LYD_UNSUPPORTED] = 4};
    return ranks[verdict];
}

#define WORST_RANK 4

/* The nodes of a combination. False: one of them is left out. */
static bool ends_of(const lyd_combination *c, lyd_map *const *names, uint32_t *from, uint32_t *to)
{
    const lyd_track *track = &tracks[c->table];
    lyd_place first = track->to_hub ? track->spoke : track->hub, second = track->to_hub ? track->hub : track->spoke;
    return lyd_map_get(names[first], c->subjects[0], from) && lyd_map_get(names[second], c->subjects[1], to);
}

static void add(lyd_arrow *arrow, const lyd_combination *c, uint32_t from, uint32_t to)
{
    bool first = arrow->count++ == 0;
    if (first) {
        arrow->from = from;
        arrow->to = to;
    }
    arrow->tables |= LYD_TABLE_BIT(c->table);
    if (first || lyd_verdict_rank(c->verdict) > lyd_verdict_rank(arrow->worst->verdict)) {
        arrow->worst = c;
    }
}

/* Gathers the combinations in ARROWS; INDEX: of each pair of nodes, the number of its arrow counted from 1. */
static size_t gather(const lyd_judgement *j, lyd_map *const *names, uint32_t *index, size_t nodes, lyd_arrow *arrows)
{
    size_t count = 0;
    uint32_t from = 0, to = 0;
    for (size_t i = 0; i < j->combination_count; i++) {
        if (!ends_of(&j->combinations[i], names, &from, &to)) {
            continue;
        }
        uint32_t *place = &index[from * nodes + to];
        bool turned = *place == 0 && j->combinations[i].table == LYD_TABLE_PEER_TO_PEER && index[to * nodes + from] != 0;
        place = turned ? &index[to * nodes + from] : place;
        *place = *place == 0 ? (uint32_t)++count : *place;
        if (arrows != NULL) {
            add(&arrows[*place - 1], &j->combinations[i], from, to);
        }
    }
    return count;
}

static void set_text(lyd_arrow *arrow)
{
    const lyd_combination *c = arrow->worst;
    const char *words[LYD_TABLE_SIDES];
    for (size_t i = 0; i < LYD_TABLE_SIDES; i++) {
        words[i] = lyd_row_name(lyd_address_types, (int)c->types[i]);
    }
    if (lyd_table_get(c->table)->sides == LYD_TABLE_SIDES) {
        (void)snprintf(arrow->text, sizeof(arrow->text), "%s / %s \xE2\x80\x93 %s", words[0], words[1], words[2]);
    } else {
        (void)snprintf(arrow->text, sizeof(arrow->text), "%s \xE2\x80\x93 %s", words[0], words[1]);
    }
}

/* By hub, so that lines cross seldom: lanes are in the order of their hubs, and on the left of a node the last one is the nearest. */
static void set_port(lyd_picture *p, lyd_arrow *arrow)
{
    const lyd_node *hub = lyd_arrow_hub(p, arrow), *spoke = lyd_arrow_spoke(p, arrow);
    const lyd_track *track = &tracks[arrow->worst->table];
    arrow->port = 0;
    for (size_t i = 0; i < p->arrow_count; i++) {
        const lyd_track *other = &tracks[p->arrows[i].worst->table];
        bool same = lyd_arrow_spoke(p, &p->arrows[i]) == spoke && other->right == track->right;
        const lyd_node *its = lyd_arrow_hub(p, &p->arrows[i]);
        arrow->port += same && (track->hub == LYD_PLACE_REMOTE ? its > hub : its < hub) ? 1 : 0;
    }
}

static void set_ports(lyd_picture *p)
{
    for (size_t i = 0; i < p->arrow_count; i++) {
        const lyd_track *track = &tracks[p->arrows[i].worst->table];
        lyd_node *spoke = lyd_arrow_spoke(p, &p->arrows[i]);
        set_port(p, &p->arrows[i]);
        if (track->hub != track->spoke) {
            *(track->right ? &spoke->right : &spoke->left) += 1;
        }
    }
}

static void find_loose(lyd_picture *p)
{
    for (size_t i = 0; i < p->node_count; i++) {
        lyd_node *node = &p->nodes[i];
        node->loose = node->networks == 0 && node->owner == LYD_NONE;
    }
    for (size_t i = 0; i < p->node_count; i++) {
        if (p->nodes[i].owner != LYD_NONE) {
            p->nodes[p->nodes[i].owner].loose = false;
        }
    }
    for (size_t i = 0; i < p->arrow_count; i++) {
        p->nodes[p->arrows[i].from].loose = p->nodes[p->arrows[i].to].loose = false;
    }
}

/* ARROWS is in the order of the combinations: the worst come first, and stay where there are too many. */
static lyd_status keep(lyd_picture *p, const lyd_arrow *arrows, size_t count, lyd_arena *arena)
{
    size_t most = count < ARROWS_MAX ? count : ARROWS_MAX;
    p->arrows = lyd_arena_alloc(arena, most * sizeof(*p->arrows));
    p->arrows_left_out = count - most;
    for (int rank = WORST_RANK; rank >= 0 && p->arrows != NULL; rank--) {
        for (size_t i = 0; i < count && p->arrow_count < most; i++) {
            if (lyd_verdict_rank(arrows[i].worst->verdict) == rank) {
                p->arrows[p->arrow_count] = arrows[i];
                set_text(&p->arrows[p->arrow_count++]);
            }
        }
    }
    return p->arrows == NULL ? LYD_ENOMEM : LYD_OK;
}

lyd_status lyd_picture_arrows(lyd_picture *picture, lyd_map *const *names, const lyd_judgement *judgement, lyd_arena *arena)
{
    size_t nodes = picture->node_count;
    uint32_t *index = lyd_arena_zalloc(arena, nodes * nodes, sizeof(*index));
    size_t count = index != NULL ? gather(judgement, names, index, nodes, NULL) : 0;
    lyd_arrow *arrows = lyd_arena_zalloc(arena, count, sizeof(*arrows));
    if (index == NULL || arrows == NULL) {
        return LYD_ENOMEM;
    }
    memset(index, 0, nodes * nodes * sizeof(*index));
    (void)gather(judgement, names, index, nodes, arrows);
    lyd_status status = keep(picture, arrows, count, arena);
    set_ports(picture);
    find_loose(picture);
    return status;
}
