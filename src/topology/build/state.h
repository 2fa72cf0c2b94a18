/* builder_state.h: the builder's inside, shared by the files that it is made of. */
#ifndef LYD_TOPOLOGY_BUILDER_STATE_H
#define LYD_TOPOLOGY_BUILDER_STATE_H

#include "builder.h"
#include "pairs.h"

#define LYD_NO_FILE UINT16_MAX

/* How a mention stands towards others of its name. */
enum {
    LYD_ONCE = 1,   /* a repetition in the same file is an error, and so is an address where a name belongs */
    LYD_REFERS = 2, /* speaks of something that may be declared elsewhere */
};

/* Why an endpoint is in a view though no views were given. */
enum {
    LYD_BY_DEFAULT = 1,          /* a declaration without views */
    LYD_BY_DEFAULT_EXTERNAL = 2, /* the same, as an external name */
    LYD_BY_REFERENCE = 4,        /* only referred to: counts when nothing else says where it belongs */
};

/* What is known of an endpoint only while building. */
typedef struct lyd_building {
    uint32_t declared_line;
    uint16_t declared_origin, views_origin, configured_origin; /* the file that spoke first; LYD_NO_FILE */
    uint16_t why_origin;                                       /* the last file that added to WHY */
    uint8_t why;
} lyd_building;

typedef struct lyd_configured {
    uint32_t endpoint;
    lyd_address address;
} lyd_configured;

typedef struct lyd_linked {
    uint32_t pool, endpoint;
    uint8_t link; /* lyd_link */
} lyd_linked;

/* A pool while it is built: its lists are in the builder's links. */
typedef struct lyd_pooling {
    lyd_pool pool;
    uint32_t one_line[LYD_LINK_COUNT]; /* where a link that is one was set */
    uint16_t spoken[LYD_LINK_COUNT];   /* the first file that spoke about each link; LYD_NO_FILE */
    uint32_t counts[LYD_LINK_COUNT];   /* links in the builder's links */
    uint16_t pstn_origin;              /* the file that declared the PSTN interface's type; LYD_NO_FILE */
} lyd_pooling;

struct lyd_builder {
    lyd_diag *diag;
    lyd_status status;      /* the worst so far */
    lyd_topology draft;     /* its arrays are on the heap until finish; the arena and the index are the topology's own */
    uint16_t file;          /* index of the file begun last */
    lyd_pairs seen;         /* (endpoint, scope) to the line, of the file begun last */
    lyd_pairs pool_ids;     /* (endpoint, kind) to the pool's index plus one */
    lyd_pairs linked;       /* (endpoint, scope of the list) of the links of the files before it */
    lyd_building *building; /* runs parallel to the draft's endpoints */
    lyd_pooling *pools;
    lyd_linked *links;
    lyd_configured *configured;
    const char **texts; /* sites and notes: many endpoints share one */
    size_t link_count, configured_count, text_count;
    size_t endpoint_capacity, building_capacity, pool_capacity, link_capacity, configured_capacity, text_capacity, file_capacity;
    size_t view_capacity, network_capacity, severity_capacity, waiver_capacity, domain_capacity, server_capacity[LYD_VIEW_MAX];
    lyd_map *text_index, *network_index[2], *domain_index, *severity_index; /* networks by name: client, remote */
};

/* Scopes of lyd_builder.seen: a section is its role, a list is that of a pool. */
#define LYD_LIST_SCOPE(pool, link) ((uint32_t)LYD_ROLE_COUNT + (pool) * (uint32_t)LYD_LINK_COUNT + (uint32_t)(link))

/* Both remember the error; LYD_ENOMEM and LYD_EINVAL are returned. */
lyd_status lyd_builder_nomem(lyd_builder *builder);
lyd_status lyd_builder_error(lyd_builder *builder, size_t line, const char *format, ...) LYD_PRINTF(3, 4);

/* The file begun last. */
const char *lyd_builder_path(const lyd_builder *builder);

/* The endpoint that MENTION names, with ROLE and what the mention says of it; made if it is new. LYD_NONE, with LYD_OK: an address stands
 * where a name belongs, in an export. MANNER is a set of LYD_ONCE and LYD_REFERS; SCOPE is where a repetition would be one. */
lyd_status lyd_builder_mention(lyd_builder *builder, const lyd_mention *mention, lyd_role role, unsigned manner, uint32_t scope,
                               uint32_t *endpoint);

/* The pool KIND named by MENTION, made if it is new; LYD_NONE where lyd_builder_mention gives that. */
lyd_status lyd_builder_pool_at(lyd_builder *builder, lyd_pool_kind kind, const lyd_mention *mention, unsigned manner, uint32_t *pool);

/* TEXT kept once however often it is asked for; NULL: out of memory. */
const char *lyd_builder_text(lyd_builder *builder, const char *text);

#endif
