/* edit.h: the steps of a change, made on the nodes of zones, or on what is known of the names of a server. */
#ifndef LYD_DNS_EDIT_H
#define LYD_DNS_EDIT_H

#include "below.h"
#include "zone.h"

/* A name that the change is about, at one server. */
typedef struct lyd_edit_node {
    uint16_t server;
    bool held;         /* the server answers for the name */
    bool refused;      /* it refused to, without a word about who does */
    bool apex;         /* the top of its zone */
    const char *zone;  /* the top of the zone that has it; NULL: not known */
    bool existed;      /* the name itself, rather than a wildcard that answers for it */
    bool empty;        /* it existed without records */
    bool doubt;        /* EXISTED couldn't be found out */
    bool others_doubt; /* whether records of other types are left couldn't be found out */
    unsigned unknown;  /* 1u << i: the lookup of lyd_kept_types[i] failed: there may be records that NODE doesn't know */
    bool same;         /* the change leaves its records as they were */
    lyd_node *node;    /* after the change */
    lyd_node before;   /* before the change */
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
    /* The names that the change is about, in the order of the script. */
    const char **names;
    size_t name_count;
    uint32_t *name_of;  /* of each step: its name, or LYD_NONE: it is about records that nothing depends on */
    unsigned *acts;     /* of each name: 1u << lyd_change_act, for each of its steps */
    unsigned *asks;     /* of each name: what its steps have to know (lyd_change_asks) */
    const char **tops;  /* of each name: the zone that the script says; NULL: it leaves it to the server */
    lyd_map *numbers;   /* each name to its number */
    lyd_below below;    /* the names by those above them */
    const char **needs; /* the names of SITE, then those that the change leads one of them to */
    size_t need_count;
    lyd_map *needed;     /* these, to their numbers */
    lyd_below needed_by; /* these by the names above them */
    lyd_map *created;    /* the zones that the change creates */
    /* Where it is made. */
    lyd_edit_node *nodes; /* name_count for each server: nodes[server * name_count + name] */
    lyd_edit_zone *zones; /* created so far */
    size_t zone_count, zone_capacity;
    lyd_change_doubt *doubts;
    size_t doubt_count, doubt_capacity;
    bool doubtful; /* something couldn't be found out: SITE's DENIED matters */
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

static inline lyd_edit_node *lyd_edit_at(const lyd_edit *edit, uint16_t server, uint32_t name)
{
    return &edit->nodes[(size_t)server * edit->name_count + name];
}

/* Whether an answer for a name of NEEDS can depend on whether NAME, which is in the zone ZONE (NULL: not known), exists. */
bool lyd_edit_concerns(const lyd_edit *edit, const char *name, const char *zone);

/* Keeps a doubt about a name that those of NEEDS depend on. */
lyd_status lyd_edit_doubt(lyd_edit *edit, const char *record, const char *reason);

/* Decides at which servers each name is changed: those of the view that has its zone. Two such views with other servers are an error; none
 * is a doubt, or a note if nothing depends on the name. */
lyd_status lyd_edit_place(lyd_edit *edit);

/* The top of the zone that the change has created at the server and that has NAME; NULL: none. */
const char *lyd_edit_new_zone(const lyd_edit *edit, uint16_t server, const char *name);

/* Makes all steps, and lists the records that this adds and deletes. */
lyd_status lyd_edit_run(lyd_edit *edit, lyd_change_records *records);

#endif
