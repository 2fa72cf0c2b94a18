/* A picture of a deployment, made in steps: nodes, arrows, places, lines. */
#include "picture.h"

#include "parts.h"

lyd_status lyd_picture_make(const lyd_topology *topology, const lyd_judgement *judgement, lyd_arena *arena, lyd_picture *picture)
{
    lyd_map *names[LYD_PLACE_COUNT];
    lyd_status status = LYD_OK;
    *picture = (lyd_picture){.nodes = NULL};
    for (int place = 0; place < LYD_PLACE_COUNT; place++) {
        names[place] = lyd_map_new();
        status = names[place] == NULL ? LYD_ENOMEM : status;
    }
    status = status == LYD_OK ? lyd_picture_nodes(picture, names, topology, judgement, arena) : status;
    status = status == LYD_OK ? lyd_picture_arrows(picture, names, judgement, arena) : status;
    status = status == LYD_OK ? lyd_picture_layout(picture, arena) : status;
    if (status == LYD_OK) {
        lyd_picture_routes(picture);
    }
    for (int place = 0; place < LYD_PLACE_COUNT; place++) {
        lyd_map_free(names[place]);
    }
    return status;
}
