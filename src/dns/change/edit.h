/* edit.h: the making of a change, step by step, on the nodes of a source: the zones' own, or what is known of a server's. */
#ifndef LYD_DNS_EDIT_H
#define LYD_DNS_EDIT_H

#include "dns/zone/node.h"

/* A name that the change touches at one server. */
typedef struct lyd_edit_node {
    uint16_t server;
    bool held;        /* the server answers for the name */
    bool apex;        /* the top of its zone */
    bool existed;     /* by itself, not by a wildcard */
    bool empty;       /* it was there and held nothing */
    unsigned unknown; /* 1u << i: the lookup of lyd_host_types[i] failed: there may be records that NODE doesn't know */
    lyd_node *node;   /* as it becomes */
    lyd_node before;  /* as it was */
} lyd_edit_node;

typedef struct lyd_edit {
    const lyd_change *change;
    const lyd_change_site *site;
    lyd_arena *arena;
    lyd_diag *diag;
    const char **names; /* that the change touches, in the order of the script */
    size_t name_count;
    uint32_t *name_of;    /* of each step: its name */
    lyd_edit_node *nodes; /* name_count for each server: nodes[server * name_count + name] */
    /* Tells that the step of NODE has been made; HAD: it had data before. */
    void (*settle)(void *context, const lyd_edit_node *node, bool had);
    void *context;
} lyd_edit;

/* Gathers the names; the caller then fills the nodes (NODE, held, apex, unknown_…). Checks that no type of record matters that can't be
 * judged. lyd_edit_clear is due whatever came of it. */
lyd_status lyd_edit_start(lyd_edit *stage, const lyd_change *change, const lyd_change_site *site, lyd_arena *arena, lyd_diag *diag);
void lyd_edit_clear(lyd_edit *stage);

/* Makes all steps, and lists what they come to. */
lyd_status lyd_edit_run(lyd_edit *stage, lyd_change_records *records);

#endif
