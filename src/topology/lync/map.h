/* lync_map.h: the mapper's inside: a model onto a builder. Private to lync_map.c (clusters) and lync_link.c (what ties them). */
#ifndef LYD_TOPOLOGY_LYNC_MAP_H
#define LYD_TOPOLOGY_LYNC_MAP_H

#include "model.h"

/* What the mapper finds out about a cluster. */
typedef struct lync_facts {
    uint32_t kinds;                    /* set of 1 << lync_kind of the services on it */
    uint32_t pools[LYD_POOL_EDGE + 1]; /* the builder's pools of its name; LYD_NONE */
    uint32_t first, last;              /* its services, a chain through mapper.next; LYD_NONE */
    uint32_t edge;                     /* the cluster of its edge pool; LYD_NONE */
    uint8_t edge_way;                  /* how that is known: BY_… */
    size_t edge_line;
    unsigned sides;       /* external sides told already */
    bool director, named; /* named: its name can be asked for */
} lync_facts;

typedef struct lync_mapper {
    const lync_model *model;
    lyd_builder *builder;
    const char *path;
    lyd_diag *diag;
    lync_facts *facts; /* a cluster */
    uint32_t *next;    /* a service: the next on the same cluster */
    lyd_map *names;    /* names of servers */
    lyd_map *sides;    /* external sides told already: an edge pool names one in many ports */
    lyd_status status; /* what stops the mapping: LYD_ENOMEM, a limit; the builder remembers the rest */
} lync_mapper;

const char *lync_or_none(const char *text); /* for messages */
void lync_note_memory(lync_mapper *m, lyd_status status);

/* True when FQDN can be asked for; otherwise a note tells that WHAT is left out. */
bool lync_usable(const lync_mapper *m, const char *fqdn, const char *what, size_t line);

void lync_take_name(lync_mapper *m, const char *fqdn); /* FQDN is the name of a server */
bool lync_is_server(const lync_mapper *m, const char *fqdn);

/* Of the service alone; then, when all services have spoken, of a cluster's edge pool; last the names that may be those of servers. */
void lync_map_service(lync_mapper *m, const lync_service *service);
void lync_link_edge(lync_mapper *m, uint32_t cluster);
void lync_map_hosts(lync_mapper *m, const lync_service *service);
void lync_map_globals(lync_mapper *m);

#endif
