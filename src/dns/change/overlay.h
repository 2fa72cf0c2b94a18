/* overlay.h: what is known of the servers that a change is laid over, and how it is found out. */
#ifndef LYD_DNS_OVERLAY_H
#define LYD_DNS_OVERLAY_H

#include "memo.h"
#include "edit.h"

/* Asked for below a name to learn whether that name exists by itself or a wildcard answers for it. */
#define LYD_PROBE_LABEL "lyncdns-probe"

typedef struct lyd_overlay {
    lyd_source base;
    lyd_source *source; /* what the memo asks */
    lyd_memo *memo;
    const lyd_server *servers;
    size_t server_count;
    lyd_stage stage;
    lyd_map *touched;     /* name to its number in the stage */
    lyd_map *born;        /* names above touched ones that didn't exist before */
    lyd_map *above;       /* names above a touched one */
    lyd_question *wanted; /* what must be asked before a walk can go on */
    size_t wanted_count, wanted_capacity;
    size_t hard_count; /* of these: how many the source has to know */
    lyd_status status; /* out of memory while wanting */
} lyd_overlay;

/* The answer of the source, or NULL: it is wanted now. SOFT: a source that doesn't know it is no error. */
const lyd_answer *lyd_overlay_base(lyd_overlay *overlay, uint16_t server, const char *name, uint16_t type, bool soft);

/* Asks for what is wanted. */
lyd_status lyd_overlay_fetch(lyd_overlay *overlay, lyd_diag *diag);

typedef enum lyd_tristate { LYD_NO, LYD_YES, LYD_WAIT } lyd_tristate;

/* Whether NAME existed by itself before the change; where that can't be told, yes. */
lyd_tristate lyd_overlay_existed(lyd_overlay *overlay, uint16_t server, const char *name);

/* Fills the stage's nodes with what the servers say of the touched names. */
lyd_status lyd_overlay_survey(lyd_overlay *overlay, lyd_diag *diag);

/* Finds the names that exist only since the change, because something was added below them. */
lyd_status lyd_overlay_find_born(lyd_overlay *overlay, lyd_diag *diag);

/* A touched name below NAME holds data after the change. */
bool lyd_overlay_has_child(const lyd_overlay *overlay, uint16_t server, const char *name);

/* NAME, which the change doesn't touch and which holds nothing, was there only for names below it that the change takes away. */
lyd_tristate lyd_overlay_vanished(lyd_overlay *overlay, uint16_t server, const char *name);

/* Answers one question as it would be after the change. LYD_WAIT in *STATE: something is wanted first. */
lyd_status lyd_overlay_walk(lyd_overlay *overlay, const lyd_question *question, lyd_arena *arena, lyd_answer *answer, bool *waits);

#endif
