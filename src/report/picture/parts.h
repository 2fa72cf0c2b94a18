/* parts.h: the steps in which a picture is made, each from what the ones before it have found. */
#ifndef LYD_REPORT_PICTURE_PARTS_H
#define LYD_REPORT_PICTURE_PARTS_H

#include "picture.h"

/* Which nodes there are. NAMES: of each place an empty map, to be filled with the node of each name. */
lyd_status lyd_picture_nodes(lyd_picture *picture, lyd_map *const *names, const lyd_topology *topology, const lyd_judgement *judgement,
                             lyd_arena *arena);

/* Which arrows there are, and the ports of each node. */
lyd_status lyd_picture_arrows(lyd_picture *picture, lyd_map *const *names, const lyd_judgement *judgement, lyd_arena *arena);

/* An arrow has a hub, from which arrows to several nodes leave as one line, and a spoke, where it has a port and its label. */
typedef struct lyd_track {
    lyd_place hub, spoke;
    bool to_hub; /* it points to the hub */
    bool right;  /* the port is on the right of the spoke */
} lyd_track;

/* That of a support table; the HUB of combinations among client networks is their SPOKE, too. */
const lyd_track *lyd_track_of(lyd_table_id table);

static inline lyd_node *lyd_arrow_hub(const lyd_picture *p, const lyd_arrow *arrow)
{
    return &p->nodes[lyd_track_of(arrow->worst->table)->to_hub ? arrow->to : arrow->from];
}

static inline lyd_node *lyd_arrow_spoke(const lyd_picture *p, const lyd_arrow *arrow)
{
    return &p->nodes[lyd_track_of(arrow->worst->table)->to_hub ? arrow->from : arrow->to];
}

#define LYD_MARGIN 12  /* around the drawing */
#define LYD_PADDING 12 /* of a band */
#define LYD_NODE_WIDTH 138
#define LYD_GAP 14 /* between nodes */
#define LYD_STUB 9 /* from a node to the label of an arrow, and from that to the lanes */
#define LYD_LANE 8 /* between lines side by side */

/* The port by which a hub's lines leave it: below those of its own arrows on the right, such as a pool's from its clients. */
static inline size_t lyd_hub_port(const lyd_node *hub)
{
    return hub->place == LYD_PLACE_POOLS ? hub->right : 0;
}

#define LYD_EXIT 4 /* below that port, where another line is at its height */

/* Where nodes and bands are, and the lanes of arrows. */
lyd_status lyd_picture_layout(lyd_picture *picture, lyd_arena *arena);

/* Where networks are: clients not before CLIENTS_X. Widens RIGHT, the width of the drawing; returns y of what follows. */
int lyd_picture_row(lyd_picture *picture, int clients_x, int *right);

/* The lines of arrows, and their labels. */
void lyd_picture_routes(lyd_picture *picture);

#endif
