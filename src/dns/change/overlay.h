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
    bool *active;   /* of each server: a name is changed there */
    lyd_map *tops;  /* the tops of the zones of the changed names */
    lyd_map *moved; /* the names that may begin or cease to exist, at any server */
    lyd_overlay_guess *guesses;
    size_t guess_count, guess_capacity;
} lyd_overlay;

/* Fills the edit's nodes with what the servers say of the changed names. */
lyd_status lyd_overlay_survey(lyd_overlay *overlay, lyd_diag *diag);

/* The changed name at the server; NULL: NAME isn't changed there. */
const lyd_edit_node *lyd_overlay_changed(const lyd_overlay *overlay, uint16_t server, const char *name);

/* Whether NAME itself existed before the change. */
lyd_word lyd_overlay_existed(lyd_overlay *overlay, uint16_t server, const char *name);

/* Whether the changed name exists for certain after the change. */
bool lyd_overlay_is_there(const lyd_overlay *overlay, const lyd_edit_node *at);

/* What an answer rests on that isn't certain. */
typedef struct lyd_grounds {
    const char *unsure; /* a name of which it isn't known whether it exists after the change; NULL: none */
    const char *gone;   /* a name that had records and is taken to have no names below it but those known; NULL: none */
} lyd_grounds;

/* Whether NAME itself exists after the change; what isn't certain is settled by the site's DENIED and kept in *GROUNDS. Never LYD_MAYBE. */
lyd_word lyd_overlay_exists(lyd_overlay *overlay, uint16_t server, const char *name, lyd_grounds *grounds);

/* Whether the change can affect the answer for NAME, which isn't changed: there is a changed name below it, a wildcard for it is changed,
 * or a name above it may begin or cease to exist. */
bool lyd_overlay_is_near(const lyd_overlay *overlay, uint16_t server, const char *name);

/* Finds the names that may begin or cease to exist, after the steps are made. */
lyd_status lyd_overlay_find_moved(lyd_overlay *overlay, lyd_diag *diag);

#endif
