/* The row of networks at the top of a picture, and the lines between these. */
#include "parts.h"

#define PEERS 22 /* between the lines of peer-to-peer combinations, each with its label above */
#define LABEL 16

static int max(int a, int b)
{
    return a > b ? a : b;
}

/* Remote networks from the left; clients from CLIENTS_X on, above their pools. Returns the right end. */
static int set_row(lyd_picture *p, int clients_x)
{
    int x = LYD_MARGIN + LYD_PADDING;
    for (int place = LYD_PLACE_REMOTE; place <= LYD_PLACE_CLIENTS; place++) {
        x = place == LYD_PLACE_CLIENTS ? max(x, clients_x) : x;
        for (size_t i = 0; i < p->node_count; i++) {
            if ((int)p->nodes[i].place == place) {
                p->nodes[i].box.x = x;
                x += LYD_NODE_WIDTH + LYD_GAP;
            }
        }
    }
    return x - LYD_GAP;
}

/* Whether two lines across, or their labels, would meet in one lane. */
static bool meet(const lyd_picture *p, const lyd_arrow *one, const lyd_arrow *two)
{
    const lyd_arrow *arrows[] = {one, two};
    int from[2], to[2];
    for (int i = 0; i < 2; i++) {
        const lyd_box *a = &p->nodes[arrows[i]->from].box, *b = &p->nodes[arrows[i]->to].box;
        int half = arrows[i]->label.width / 2, middle = (a->x + b->x + LYD_NODE_WIDTH) / 2;
        from[i] = middle - half < a->x ? middle - half : a->x;
        to[i] = max(middle + half, b->x + LYD_NODE_WIDTH);
    }
    return from[0] < to[1] && from[1] < to[0];
}

/* The lanes of peer-to-peer combinations, above the row; returns where that begins. */
static int set_peers(lyd_picture *p)
{
    int count = 0;
    for (size_t i = 0; i < p->arrow_count; i++) {
        lyd_arrow *arrow = &p->arrows[i];
        arrow->lane = arrow->worst->table == LYD_TABLE_PEER_TO_PEER ? 0 : arrow->lane;
        for (size_t k = 0; k < i && arrow->worst->table == LYD_TABLE_PEER_TO_PEER; k++) {
            const lyd_arrow *other = &p->arrows[k];
            if (other->worst->table == LYD_TABLE_PEER_TO_PEER && other->lane == arrow->lane && meet(p, arrow, other)) {
                arrow->lane++;
                k = (size_t)-1; /* from the first again */
            }
        }
        count = arrow->worst->table == LYD_TABLE_PEER_TO_PEER ? max(count, arrow->lane + 1) : count;
    }
    for (size_t i = 0; i < p->arrow_count; i++) {
        if (p->arrows[i].worst->table == LYD_TABLE_PEER_TO_PEER) {
            p->arrows[i].lane = LYD_MARGIN + LABEL + (count - 1 - p->arrows[i].lane) * PEERS;
        }
    }
    return LYD_MARGIN + (count > 0 ? LABEL + (count - 1) * PEERS + LYD_STUB : 0);
}

/* From Y; returns where the bands begin, below the lines that leave the row. */
static int put_row(lyd_picture *p, int y)
{
    size_t counts[LYD_PLACE_OUTSIDE] = {0};
    int bottom = y;
    for (size_t i = 0; i < p->node_count; i++) {
        lyd_node *node = &p->nodes[i];
        if (node->place < LYD_PLACE_OUTSIDE) {
            node->box.y = y;
            bottom = max(bottom, y + node->box.height + LYD_GAP);
            counts[node->place]++;
        }
    }
    size_t most = counts[LYD_PLACE_REMOTE] > counts[LYD_PLACE_CLIENTS] ? counts[LYD_PLACE_REMOTE] : counts[LYD_PLACE_CLIENTS];
    return bottom + (int)most * LYD_LANE;
}

int lyd_picture_row(lyd_picture *picture, int clients_x, int *right)
{
    *right = max(*right, set_row(picture, clients_x) + LYD_PADDING + LYD_MARGIN);
    return put_row(picture, set_peers(picture));
}
