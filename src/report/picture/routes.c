/* The lines of a picture's arrows: out of the hub, along its lane, into the port of the spoke. */
#include "parts.h"

static void turn(lyd_arrow *arrow, int x, int y)
{
    const lyd_point *last = arrow->point_count > 0 ? &arrow->points[arrow->point_count - 1] : NULL;
    if (last == NULL || last->x != x || last->y != y) {
        arrow->points[arrow->point_count++] = (lyd_point){x, y};
    }
}

static void turn_round(lyd_arrow *arrow)
{
    for (size_t i = 0, k = arrow->point_count; i + 1 < k; i++) {
        lyd_point first = arrow->points[i];
        arrow->points[i] = arrow->points[--k];
        arrow->points[k] = first;
    }
}

/* Down from a network and across to the lane, at a height of its own: of the networks on the left of their lanes, the last has the
 * highest, so that no two lines cross. */
static void leave_row(const lyd_picture *p, lyd_arrow *arrow, const lyd_node *hub)
{
    int bottom = hub->box.y + hub->box.height, middle = hub->box.x + hub->box.width / 2;
    int before = 0, after = 0;
    if (arrow->lane > hub->box.x + LYD_STUB && arrow->lane < hub->box.x + hub->box.width - LYD_STUB) {
        turn(arrow, arrow->lane, bottom);
        return;
    }
    for (const lyd_node *node = p->nodes; node < p->nodes + p->node_count; node++) {
        before += node->place == hub->place && node < hub ? 1 : 0;
        after += node->place == hub->place && node > hub ? 1 : 0;
    }
    int y = bottom + LYD_LANE * (1 + (middle < arrow->lane ? after : before));
    turn(arrow, middle, bottom);
    turn(arrow, middle, y);
    turn(arrow, arrow->lane, y);
}

/* Where the lines of a hub leave it: not at the height of another hub's line, in which they would run. */
static int exit_y(const lyd_picture *p, const lyd_arrow *arrow, const lyd_node *hub)
{
    const lyd_track *track = lyd_track_of(arrow->worst->table);
    int y = lyd_port_y(hub, lyd_hub_port(hub));
    for (size_t i = 0; i < p->arrow_count; i++) {
        const lyd_arrow *other = &p->arrows[i];
        if (lyd_track_of(other->worst->table) == track && lyd_arrow_hub(p, other) != hub &&
            lyd_port_y(lyd_arrow_spoke(p, other), other->port) == y) {
            return y + LYD_EXIT;
        }
    }
    return y;
}

static void leave_pool(const lyd_picture *p, lyd_arrow *arrow, const lyd_node *hub)
{
    int y = exit_y(p, arrow, hub);
    turn(arrow, arrow->lane > hub->box.x ? hub->box.x + hub->box.width : hub->box.x, y);
    turn(arrow, arrow->lane, y);
}

static void route(const lyd_picture *p, lyd_arrow *arrow)
{
    const lyd_track *track = lyd_track_of(arrow->worst->table);
    const lyd_node *hub = lyd_arrow_hub(p, arrow), *spoke = lyd_arrow_spoke(p, arrow);
    int y = lyd_port_y(spoke, arrow->port), right = spoke->box.x + spoke->box.width;
    if (hub->networks > 0) {
        leave_row(p, arrow, hub);
    } else {
        leave_pool(p, arrow, hub);
    }
    turn(arrow, arrow->lane, y);
    turn(arrow, track->right ? right : spoke->box.x, y);
    arrow->label.x = track->right ? right + LYD_STUB : spoke->box.x - LYD_STUB - arrow->label.width;
    arrow->label.y = y - arrow->label.height / 2;
    if (track->to_hub) {
        turn_round(arrow);
    }
}

/* Two client networks, or one node of several: up, across, and down. */
static void route_peers(lyd_picture *p, lyd_arrow *arrow)
{
    lyd_node *a = &p->nodes[arrow->from], *b = &p->nodes[arrow->to];
    bool turned = a->box.x > b->box.x;
    lyd_node *first = turned ? b : a, *last = turned ? a : b;
    int width = first->box.width;
    int from = first->box.x +
               (a == b ? LYD_PORT_TOP + (int)first->left++ * LYD_PORT_PITCH : width - LYD_PORT_TOP - (int)first->right++ * LYD_PORT_PITCH);
    int to = last->box.x +
             (a == b ? width - LYD_PORT_TOP - (int)last->right++ * LYD_PORT_PITCH : LYD_PORT_TOP + (int)last->left++ * LYD_PORT_PITCH);
    turn(arrow, from, first->box.y);
    turn(arrow, from, arrow->lane);
    turn(arrow, to, arrow->lane);
    turn(arrow, to, last->box.y);
    arrow->label.x = (from + to - arrow->label.width) / 2;
    arrow->label.y = arrow->lane - arrow->label.height - 1;
    if (turned) {
        turn_round(arrow);
    }
}

void lyd_picture_routes(lyd_picture *picture)
{
    for (size_t i = 0; i < picture->arrow_count; i++) {
        lyd_arrow *arrow = &picture->arrows[i];
        if (arrow->worst->table == LYD_TABLE_PEER_TO_PEER) {
            route_peers(picture, arrow);
        } else {
            route(picture, arrow);
        }
    }
}
