/* choice.h: which names a picture draws. */
#ifndef LYD_REPORT_PICTURE_CHOICE_H
#define LYD_REPORT_PICTURE_CHOICE_H

#include "parts.h"

/* A node that may be drawn. */
typedef struct lyd_candidate {
    lyd_place place;
    uint32_t endpoint;             /* LYD_NONE: the target of an SRV record */
    const lyd_combination *target; /* that names it */
    const char *site;              /* NULL: none; that of an external Edge name is its Edge pool's */
    bool drawn;
} lyd_candidate;

typedef struct lyd_choice {
    lyd_mark *marks; /* of each endpoint */
    lyd_candidate *candidates;
    size_t count, drawn;
} lyd_choice;

/* Of each place, as many as it has room for; the picture keeps how many are left out. */
lyd_status lyd_picture_choose(lyd_picture *picture, const lyd_topology *topology, const lyd_judgement *judgement, lyd_arena *arena,
                              lyd_choice *choice);

/* The finding INDEX, which isn't waived, is about what MARK is of. In the order of the findings. */
void lyd_mark_add(lyd_mark *mark, const lyd_finding *finding, uint32_t index);

#endif
