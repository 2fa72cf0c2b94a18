/* overlay.h: a change laid over the answers of servers: what is known of them, and of the names that the change is about. */
#ifndef LYD_DNS_OVERLAY_H
#define LYD_DNS_OVERLAY_H

#include "memo.h"

#include "dns/zone/edit.h"

typedef struct lyd_overlay {
    lyd_source base;
    lyd_memo *memo;       /* what the servers say before the change */
    lyd_change_site site; /* a copy, since names are asked about later than the caller's lives */
    lyd_edit edit;
    lyd_map *changed;   /* each name that the change is about, to its number in EDIT */
    lyd_map *above;     /* the names above those */
    lyd_map *new_above; /* of these, the ones that didn't exist before */
} lyd_overlay;

/* Fills the edit's nodes with what the servers say of the changed names. */
lyd_status lyd_overlay_survey(lyd_overlay *overlay, lyd_diag *diag);

#endif
