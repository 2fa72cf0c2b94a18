/* picture.h: a deployment as a picture: its nodes, its arrows, and where each of them is.
 *
 * A node is a name, a pool that stands for its servers, or one or more networks; an arrow is what the support tables say about two nodes.
 * Lengths are in units of the drawing, about a pixel of a screen each; y grows downwards. Nothing is written here. */
#ifndef LYD_REPORT_PICTURE_H
#define LYD_REPORT_PICTURE_H

#include <lyncdns/audit.h>

/* Where a node is: networks in a row at the top, names in columns from left to right, and the rest in lines below these. */
typedef enum lyd_place {
    LYD_PLACE_REMOTE,  /* remote networks */
    LYD_PLACE_CLIENTS, /* client networks */
    LYD_PLACE_OUTSIDE, /* external names of Edge pools, and names that SRV records lead to in their place */
    LYD_PLACE_EDGE,
    LYD_PLACE_POOLS, /* Front End, Director and Mediation pools */
    LYD_PLACE_GATEWAYS,
    LYD_PLACE_OTHERS, /* Exchange UM first */
    LYD_PLACE_COUNT,
} lyd_place;

typedef struct lyd_box {
    int x, y, width, height;
} lyd_box;

typedef struct lyd_point {
    int x, y;
} lyd_point;

/* The findings about one node itself that aren't waived; those of the support tables are the arrows'. */
typedef struct lyd_mark {
    lyd_severity worst; /* of those that count; LYD_OFF: there are none */
    size_t count;
    uint32_t finding; /* the first of the worst, else one about a failed lookup; LYD_NONE: there are none */
    bool open;        /* a lookup failed */
} lyd_mark;

/* A server of a pool, listed in its node. */
typedef struct lyd_member {
    uint32_t endpoint;
    lyd_mark mark;
} lyd_member;

typedef struct lyd_node {
    lyd_place place;
    uint32_t site;     /* index of the picture's bands */
    uint32_t endpoint; /* LYD_NONE: networks, or a name that is no endpoint */
    const char *name;  /* of one network, where it stands for several */
    size_t networks;   /* that it stands for; 0: it is a name */
    lyd_address_type type;
    const lyd_member *members; /* that it lists */
    size_t member_count;
    size_t servers;     /* that it stands for and doesn't list */
    lyd_mark mark;      /* with the findings about those */
    bool own_line;      /* the domain of its name is not that of the picture, and has a line */
    uint32_t owner;     /* the pool beside which a gateway or an external name is drawn; LYD_NONE */
    bool loose;         /* no arrow has to do with it, nor is anything drawn beside it: it is among the others */
    size_t left, right; /* ports in use on its sides */
    lyd_box box;
} lyd_node;

#define LYD_ARROW_POINTS 6
#define LYD_ARROW_TEXT 48

typedef struct lyd_arrow {
    uint32_t from, to;                  /* nodes, in the order of the table's columns */
    unsigned tables;                    /* that have combinations of the two: a set of LYD_TABLE_BIT */
    size_t count;                       /* of combinations */
    const lyd_combination *worst;       /* the first of those with the worst verdict */
    size_t port;                        /* on the side of the node where its label is, from the top */
    int lane;                           /* x of its line up and down; of two client networks, y of its line across */
    char text[LYD_ARROW_TEXT];          /* of its label: "ipv4 – dual-stack" */
    lyd_box label;                      /* with room for a symbol before the text */
    lyd_point points[LYD_ARROW_POINTS]; /* from FROM to TO, each on the same line or in the same column as the one before */
    size_t point_count;
} lyd_arrow;

/* A site; the last one has the names without a site. */
typedef struct lyd_band {
    const char *name; /* NULL: no site */
    lyd_box box;      /* height 0: nothing is in it */
    int title_x;      /* where no lane passes */
} lyd_band;

typedef struct lyd_picture {
    lyd_node *nodes;
    size_t node_count;
    lyd_arrow *arrows; /* the worst verdicts first */
    size_t arrow_count;
    lyd_band *bands;
    size_t band_count;
    const char *domain;                     /* that most names are in; NULL: none */
    size_t left_out[LYD_PLACE_COUNT];       /* nodes that there is no room for: those with the least severe findings */
    size_t left_out_found[LYD_PLACE_COUNT]; /* those of them with findings */
    size_t arrows_left_out;
    int width, height;
} lyd_picture;

/* Texts are those of the topology; the rest is taken from ARENA. The same input makes the same picture. At most about 130 nodes are
 * drawn, however many there are. LYD_ENOMEM. */
lyd_status lyd_picture_make(const lyd_topology *topology, const lyd_judgement *judgement, lyd_arena *arena, lyd_picture *picture);

/* How bad a verdict is: 0 for supported, and up. */
int lyd_verdict_rank(lyd_verdict verdict);

/* y of a port of a node. */
#define LYD_PORT_TOP 20
#define LYD_PORT_PITCH 17
static inline int lyd_port_y(const lyd_node *node, size_t port)
{
    return node->box.y + LYD_PORT_TOP + (int)port * LYD_PORT_PITCH;
}

/* The part of a name after its first label; NULL: it has none. */
const char *lyd_name_domain(const char *name);

#endif
