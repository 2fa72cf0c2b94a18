/* edit.h: the steps of a change, made on the nodes of zones, or on what is known of the names of a server. */
#ifndef LYD_DNS_EDIT_H
#define LYD_DNS_EDIT_H

#include "zone.h"

/* A name that the change is about, at one server. */
typedef struct lyd_edit_node {
    uint16_t server;
    bool held;        /* the server answers for the name */
    bool apex;        /* the top of its zone */
    const char *zone; /* the top of the zone that has it; NULL: not known */
    bool existed;     /* the name itself, rather than a wildcard that answers for it */
    bool empty;       /* it existed without records */
    unsigned unknown; /* 1u << i: the lookup of lyd_host_types[i] failed: there may be records that NODE doesn't know */
    lyd_node *node;   /* after the change */
    lyd_node before;  /* before the change */
} lyd_edit_node;

/* A zone that the change creates at a server. */
typedef struct lyd_edit_zone {
    uint16_t server;
    const char *apex;
} lyd_edit_zone;

typedef struct lyd_edit {
    const lyd_change *change;
    const lyd_change_site *site;
    lyd_arena *arena;
    lyd_diag *diag;
    const char **names; /* that the change is about, in the order of the script */
    size_t name_count;
    uint32_t *name_of;    /* of each step: its name */
    lyd_edit_node *nodes; /* name_count for each server: nodes[server * name_count + name] */
    lyd_edit_zone *zones; /* created so far */
    size_t zone_count, zone_capacity;
    /* Called after each step about a record; NULL: no call. HAD_DATA: the node had data before. */
    void (*step_made)(void *context, const lyd_edit_node *node, bool had_data);
    /* Creates an empty zone at a server; NULL: nothing to do. Then its nodes come from MAKE_NODE; NULL: from the arena. */
    lyd_status (*make_zone)(void *context, uint16_t server, const char *apex);
    lyd_node *(*make_node)(void *context, uint16_t server, const char *name);
    void *context;
} lyd_edit;

/* Gathers the names; the caller then fills the nodes. A step about a type of record that can't be judged is an error if something depends
 * on it. lyd_edit_clear is due after any status. */
lyd_status lyd_edit_start(lyd_edit *edit, const lyd_change *change, const lyd_change_site *site, lyd_arena *arena, lyd_diag *diag);
void lyd_edit_clear(lyd_edit *edit);

/* The top of the zone that the change has created at the server and that has NAME; NULL: none. */
const char *lyd_edit_new_zone(const lyd_edit *edit, uint16_t server, const char *name);

/* Makes all steps, and lists the records that this adds and deletes. */
lyd_status lyd_edit_run(lyd_edit *edit, lyd_change_records *records);

#endif
