/* Where the nodes and bands of a picture are, and the lanes between its columns.
 *
 * Heights come first: a node has room for its lines and for the ports on its sides, and beside a pool is what belongs to it. From these
 * follows how many lanes are needed between two columns, and so where the columns are. The other names are put in lines below the columns
 * of their site, where no lane passes. */
#include "parts.h"

#include <string.h>

#define TITLE 24 /* of a band that has one */
#define LINE 800 /* a line of other names is at least so wide, if there are so many */

/* Between columns, in this order; each has lanes, and room for labels beside the column of the spokes. */
typedef enum channel { FROM_REMOTE, OUTER, INNER, FROM_CLIENTS, TRUNKS, CHANNEL_COUNT } channel;

static channel channel_of(lyd_table_id table)
{
    static const channel channels[LYD_TABLE_COUNT] = {
        [LYD_TABLE_CLIENT_REGISTRATION] = FROM_CLIENTS, [LYD_TABLE_PEER_TO_PEER] = CHANNEL_COUNT,
        [LYD_TABLE_CONFERENCING] = FROM_CLIENTS,        [LYD_TABLE_MEDIATION_PSTN] = TRUNKS,
        [LYD_TABLE_REMOTE_USER] = FROM_REMOTE,          [LYD_TABLE_FRONT_END_EDGE] = INNER,
        [LYD_TABLE_EDGE_INTERNAL_EXTERNAL] = OUTER,
    };
    return channels[table];
}

/* The lines of one hub in one channel. */
typedef struct bundle {
    bool used;
    int top, bottom;
    uint32_t first_band, last_band; /* 0 is the first where it comes from the row of networks */
    size_t lane;
} bundle;

/* Of a line of other names, before the lanes of a channel. */
typedef struct stretch {
    int from, to;
    channel before;
} stretch;

typedef struct layout {
    lyd_picture *p;
    bundle *bundles;            /* of each node one for each channel */
    bool used[LYD_PLACE_COUNT]; /* there are such nodes */
    int labels[CHANNEL_COUNT];  /* the widest; 0: there is none */
    size_t lanes[CHANNEL_COUNT];
    int lane_x[CHANNEL_COUNT]; /* of the first */
    int column_x[LYD_PLACE_COUNT];
    stretch free[CHANNEL_COUNT + 1];
    size_t free_count;
    int right;
} layout;

/* ---- sizes ---- */

/* Common fonts have letters of about six tenths of their size. The dash has three bytes. */
static int label_width(const char *text)
{
    return ((int)strlen(text) - 2) * 51 / 10 + 20;
}

static int lines_height(const lyd_node *node)
{
    int height = 58 + (node->own_line ? 13 : 0); /* the name, what it is, its address type */
    return height + (node->member_count > 0 ? 5 + (int)node->member_count * 16 : 0);
}

/* A pool's line to its gateways leaves below the lines from clients. */
static size_t ports_of(const lyd_node *node)
{
    size_t right = node->right + (node->place == LYD_PLACE_POOLS ? 1 : 0);
    return right > node->left ? right : node->left;
}

static void set_sizes(layout *l)
{
    for (size_t i = 0; i < l->p->node_count; i++) {
        lyd_node *node = &l->p->nodes[i];
        int lines = lines_height(node), ports = (int)ports_of(node);
        int sides = 2 * LYD_PORT_TOP + (ports > 0 ? ports - 1 : 0) * LYD_PORT_PITCH;
        node->box.width = LYD_NODE_WIDTH;
        node->box.height = lines > sides ? lines : sides;
        l->used[node->place] = l->used[node->place] || !node->loose;
    }
    for (size_t i = 0; i < l->p->arrow_count; i++) {
        lyd_arrow *arrow = &l->p->arrows[i];
        channel c = channel_of(arrow->worst->table);
        arrow->label.width = label_width(arrow->text);
        arrow->label.height = 14;
        if (c != CHANNEL_COUNT && arrow->label.width > l->labels[c]) {
            l->labels[c] = arrow->label.width;
        }
    }
}

/* ---- columns, from top to bottom ---- */

static int max(int a, int b)
{
    return a > b ? a : b;
}

static int put(lyd_node *node, int y)
{
    node->box.y = y;
    return y + node->box.height + LYD_GAP;
}

/* The nodes at PLACE that belong to OWNER, from Y; returns the end. */
static int put_owned(lyd_picture *p, uint32_t band, lyd_place place, uint32_t owner, int y)
{
    for (size_t i = 0; i < p->node_count; i++) {
        lyd_node *node = &p->nodes[i];
        if (node->place == place && node->site == band && node->owner == owner && !node->loose) {
            y = put(node, y);
        }
    }
    return y;
}

static bool owns(const lyd_picture *p, lyd_place place, uint32_t owner)
{
    for (size_t i = 0; i < p->node_count; i++) {
        if (p->nodes[i].place == place && p->nodes[i].owner == owner) {
            return true;
        }
    }
    return false;
}

/* Two columns of a band: what belongs to a pool begins beside it; the rest comes after. */
static int put_columns(lyd_picture *p, uint32_t band, lyd_place pools, lyd_place beside, int y)
{
    int pools_end = y, beside_end = y;
    for (uint32_t i = 0; i < p->node_count; i++) {
        if (p->nodes[i].place != pools || p->nodes[i].site != band || p->nodes[i].loose) {
            continue;
        }
        if (owns(p, beside, i)) {
            pools_end = beside_end = max(pools_end, beside_end);
            beside_end = put_owned(p, band, beside, i, beside_end);
        }
        pools_end = put(&p->nodes[i], pools_end);
    }
    return max(pools_end, put_owned(p, band, beside, LYD_NONE, beside_end));
}

/* Whether a lane of channel C passes below the columns of a band. */
static bool crosses(const layout *l, channel c, uint32_t band)
{
    for (size_t i = 0; i < l->p->node_count; i++) {
        const bundle *b = &l->bundles[i * CHANNEL_COUNT + (size_t)c];
        if (b->used && b->first_band <= band && band < b->last_band) {
            return true;
        }
    }
    return false;
}

/* The stretches of a line of other names between the lanes that pass there; returns how many. */
static size_t find_free(const layout *l, uint32_t band, stretch free[CHANNEL_COUNT + 1])
{
    size_t count = 0;
    for (size_t i = 0; i < l->free_count; i++) {
        if (count > 0 && !crosses(l, l->free[i - 1].before, band)) {
            free[count - 1].to = l->free[i].to;
        } else {
            free[count++] = l->free[i];
        }
    }
    return count;
}

/* The x of the I-th node of a line; false: the line is full. */
static bool free_x(const stretch *free, size_t count, size_t i, int *x)
{
    for (size_t k = 0; k < count; k++) {
        int length = free[k].to - free[k].from;
        size_t fit = length < LYD_NODE_WIDTH ? 0 : (size_t)((length + LYD_GAP) / (LYD_NODE_WIDTH + LYD_GAP));
        if (i < fit) {
            *x = free[k].from + (int)i * (LYD_NODE_WIDTH + LYD_GAP);
            return true;
        }
        i -= fit;
    }
    return false;
}

static int put_others(const layout *l, uint32_t band, int y)
{
    stretch free[CHANNEL_COUNT + 1];
    size_t in_line = 0, count = find_free(l, band, free);
    int end = y;
    for (size_t i = 0; i < l->p->node_count && count > 0; i++) {
        lyd_node *node = &l->p->nodes[i];
        if (!node->loose || node->site != band) {
            continue;
        }
        if (!free_x(free, count, in_line, &node->box.x)) {
            in_line = 0;
            y = end;
            (void)free_x(free, count, in_line, &node->box.x);
        }
        in_line++;
        end = max(end, put(node, y));
    }
    return end;
}

/* All bands from Y; without free stretches only the columns. Returns the end. */
static int put_bands(const layout *l, int y)
{
    for (uint32_t b = 0; b < l->p->band_count; b++) {
        lyd_band *band = &l->p->bands[b];
        int start = y + (l->p->band_count > 1 ? TITLE : LYD_PADDING);
        int outer = put_columns(l->p, b, LYD_PLACE_EDGE, LYD_PLACE_OUTSIDE, start);
        int inner = put_columns(l->p, b, LYD_PLACE_POOLS, LYD_PLACE_GATEWAYS, start);
        int end = put_others(l, b, max(outer, inner));
        if (end > start) {
            band->title_x = l->free[l->lanes[FROM_REMOTE] > 0 ? 1 : 0].from;
            band->box = (lyd_box){LYD_MARGIN, y, l->right - 2 * LYD_MARGIN, end - LYD_GAP + LYD_PADDING - y};
            y = end - LYD_GAP + LYD_PADDING + LYD_GAP;
        }
    }
    return y;
}

/* ---- lanes ---- */

static size_t index_of(const layout *l, const lyd_node *node)
{
    return (size_t)(node - l->p->nodes);
}

static bundle *bundle_of(const layout *l, const lyd_node *hub, channel c)
{
    return &l->bundles[index_of(l, hub) * CHANNEL_COUNT + (size_t)c];
}

static void reach(bundle *b, int y, uint32_t band)
{
    b->top = !b->used || y < b->top ? y : b->top;
    b->bottom = !b->used || y > b->bottom ? y : b->bottom;
    b->first_band = !b->used || band < b->first_band ? band : b->first_band;
    b->last_band = !b->used || band > b->last_band ? band : b->last_band;
    b->used = true;
}

/* The first lane that no other hub of the channel has at the same height. Networks have one each, since theirs all begin at the top. */
static void find_lane(layout *l, size_t hub, channel c)
{
    bundle *mine = &l->bundles[hub * CHANNEL_COUNT + (size_t)c];
    bool again = true;
    while (again) {
        again = false;
        for (size_t i = 0; i < hub; i++) {
            const bundle *other = &l->bundles[i * CHANNEL_COUNT + (size_t)c];
            if (other->used && other->lane == mine->lane && other->top <= mine->bottom && mine->top <= other->bottom) {
                mine->lane++;
                again = true;
            }
        }
    }
    l->lanes[c] = mine->lane + 1 > l->lanes[c] ? mine->lane + 1 : l->lanes[c];
}

static void find_lanes(layout *l)
{
    for (size_t i = 0; i < l->p->arrow_count; i++) {
        const lyd_arrow *arrow = &l->p->arrows[i];
        channel c = channel_of(arrow->worst->table);
        const lyd_node *hub = lyd_arrow_hub(l->p, arrow);
        if (c != CHANNEL_COUNT) {
            const lyd_node *spoke = lyd_arrow_spoke(l->p, arrow);
            bool network = hub->networks > 0;
            int top = network ? 0 : lyd_port_y(hub, lyd_hub_port(hub));
            reach(bundle_of(l, hub, c), top, network ? 0 : hub->site);
            reach(bundle_of(l, hub, c), top + LYD_EXIT, network ? 0 : hub->site);
            reach(bundle_of(l, hub, c), lyd_port_y(spoke, arrow->port), spoke->site);
        }
    }
    for (size_t i = 0; i < l->p->node_count; i++) {
        for (int c = 0; c < CHANNEL_COUNT; c++) {
            if (l->bundles[i * CHANNEL_COUNT + (size_t)c].used) {
                find_lane(l, i, (channel)c);
            }
        }
    }
}

/* ---- columns, from left to right ---- */

static void pass_lanes(layout *l, channel c, int *x)
{
    if (l->lanes[c] > 0) {
        l->free[l->free_count].to = *x - LYD_LANE / 2;
        l->free[l->free_count++].before = c;
        l->lane_x[c] = *x;
        *x += (int)l->lanes[c] * LYD_LANE;
        l->free[l->free_count].from = *x;
    }
}

static void pass_labels(const layout *l, channel c, int *x)
{
    *x += l->labels[c] > 0 ? l->labels[c] + 2 * LYD_STUB : 0;
}

/* A column at its left end; LYD_GAP keeps it from the one before, where there is no channel. */
static void pass_column(layout *l, lyd_place place, int *x, bool channel_before)
{
    if (l->used[place]) {
        *x += channel_before ? 0 : LYD_GAP;
        l->column_x[place] = *x;
        *x += LYD_NODE_WIDTH;
    }
}

static void find_columns(layout *l)
{
    int x = LYD_MARGIN + LYD_PADDING - LYD_GAP;
    l->free[0].from = LYD_MARGIN + LYD_PADDING;
    x += l->lanes[FROM_REMOTE] > 0 ? LYD_GAP : 0;
    pass_lanes(l, FROM_REMOTE, &x);
    pass_labels(l, FROM_REMOTE, &x);
    pass_column(l, LYD_PLACE_OUTSIDE, &x, l->lanes[FROM_REMOTE] > 0);
    pass_labels(l, OUTER, &x);
    pass_lanes(l, OUTER, &x);
    pass_column(l, LYD_PLACE_EDGE, &x, false);
    x += l->lanes[INNER] > 0 ? LYD_GAP : 0;
    pass_lanes(l, INNER, &x);
    pass_labels(l, INNER, &x);
    pass_column(l, LYD_PLACE_POOLS, &x, l->lanes[INNER] > 0);
    pass_labels(l, FROM_CLIENTS, &x);
    x += l->labels[FROM_CLIENTS] == 0 && l->lanes[TRUNKS] > 0 ? LYD_GAP : 0;
    pass_lanes(l, FROM_CLIENTS, &x);
    pass_lanes(l, TRUNKS, &x);
    pass_labels(l, TRUNKS, &x);
    pass_column(l, LYD_PLACE_GATEWAYS, &x, l->lanes[TRUNKS] > 0);
    l->right = x + LYD_PADDING + LYD_MARGIN;
}

static void set_columns(layout *l)
{
    for (size_t i = 0; i < l->p->node_count; i++) {
        lyd_node *node = &l->p->nodes[i];
        if (node->place >= LYD_PLACE_OUTSIDE && !node->loose) {
            node->box.x = l->column_x[node->place];
        }
    }
    for (size_t i = 0; i < l->p->arrow_count; i++) {
        lyd_arrow *arrow = &l->p->arrows[i];
        channel c = channel_of(arrow->worst->table);
        if (c != CHANNEL_COUNT) {
            arrow->lane = l->lane_x[c] + (int)bundle_of(l, lyd_arrow_hub(l->p, arrow), c)->lane * LYD_LANE;
        }
    }
}

/* ---- all of it ---- */

/* The last stretch goes to the right end, which leaves room for a line of other names. */
static void widen(layout *l)
{
    size_t others = 0;
    for (size_t i = 0; i < l->p->node_count; i++) {
        others += l->p->nodes[i].loose ? 1 : 0;
    }
    int line = (int)others * (LYD_NODE_WIDTH + LYD_GAP) - LYD_GAP;
    l->right = max(l->right, 2 * (LYD_MARGIN + LYD_PADDING) + (line < LINE ? line : LINE));
    l->free[l->free_count++].to = l->right - LYD_MARGIN - LYD_PADDING;
}

lyd_status lyd_picture_layout(lyd_picture *picture, lyd_arena *arena)
{
    layout l = {.p = picture, .bundles = lyd_arena_zalloc(arena, picture->node_count * CHANNEL_COUNT, sizeof(bundle))};
    if (l.bundles == NULL) {
        return LYD_ENOMEM;
    }
    set_sizes(&l);
    (void)put_bands(&l, 0); /* the other names move bands apart, but change nothing in what order lines are */
    find_lanes(&l);
    find_columns(&l);
    set_columns(&l);
    int bands = lyd_picture_row(picture, l.used[LYD_PLACE_POOLS] ? l.column_x[LYD_PLACE_POOLS] : 0, &l.right);
    widen(&l);
    picture->height = put_bands(&l, bands) - LYD_GAP + LYD_MARGIN;
    picture->width = l.right;
    return LYD_OK;
}
