/* state.h: the inside of a builder, for the files of build/ and for yaml/, the only reader with settings. */
#ifndef LYD_TOPOLOGY_BUILDER_STATE_H
#define LYD_TOPOLOGY_BUILDER_STATE_H

#include "builder.h"
#include "pairs.h"

#define LYD_NO_FILE UINT16_MAX

/* What is known about an endpoint only while building. */
typedef struct lyd_building {
    uint32_t port_line;
    uint16_t views_origin, configured_origin; /* the first file that has it; LYD_NO_FILE */
    uint16_t services_origin, port_origin, family_origin;
    uint16_t default_origin; /* the last file that added to DEFAULT_ROLES */
    bool declared;           /* by an entry that doesn't only refer to it */
    lyd_roles default_roles; /* declared without views, so that their default views apply */
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
    uint32_t one_line[LYD_LINK_COUNT]; /* the line of a link that is one */
    uint16_t given[LYD_LINK_COUNT];    /* the first file that has each kind of link; LYD_NO_FILE */
    uint32_t counts[LYD_LINK_COUNT];   /* links in the builder's links */
    uint16_t pstn_origin;              /* the file that declared the PSTN interface's type; LYD_NO_FILE */
    uint16_t version_origin;           /* the file that gave a product of its own; LYD_NO_FILE */
} lyd_pooling;

/* A simple URL, before its SIP domain is looked up. */
typedef struct lyd_url_draft {
    const char *domain; /* as written; NULL: all */
    uint32_t endpoint, line;
    uint16_t origin;
    uint8_t urls;
    bool strict; /* DOMAIN has to be one of the SIP domains; else it is for all where it isn't */
} lyd_url_draft;

/* What the builder finds by name beside endpoints. */
enum { LYD_BY_TEXT, LYD_BY_CLIENT_NETWORK, LYD_BY_REMOTE_NETWORK, LYD_BY_DOMAIN, LYD_BY_URL, LYD_BY_RULE, LYD_INDEXES };

struct lyd_builder {
    lyd_diag *diag;
    lyd_status status;      /* the worst so far */
    lyd_topology draft;     /* its arrays are on the heap until finish; the arena and the index are the topology's own */
    uint16_t file;          /* index of the file that is read */
    uint16_t layer;         /* index of the first of the files that came together with it */
    lyd_pairs seen;         /* (endpoint, scope) to the line, of the file begun last */
    lyd_pairs pool_ids;     /* (endpoint, kind) to the pool's index plus one */
    lyd_pairs linked;       /* (endpoint, scope of the list) of the links of the files before it */
    lyd_building *building; /* parallel to the draft's endpoints */
    lyd_pooling *pools;
    lyd_linked *links;
    lyd_configured *configured;
    lyd_url_draft *urls;
    size_t url_count, url_capacity;
    uint16_t product_origin, remote_origin;  /* the first file that gives them; LYD_NO_FILE */
    uint16_t services_layer, features_layer; /* the first layer that gives them; LYD_NO_FILE */
    uint16_t domain_origin;                  /* the file of the first SIP domain */
    const char **texts;                      /* sites and notes: many endpoints share one */
    size_t link_count, configured_count, text_count;
    size_t remark_capacity;
    size_t endpoint_capacity, building_capacity, pool_capacity, link_capacity, configured_capacity, text_capacity, file_capacity;
    size_t view_capacity, network_capacity, severity_capacity, waiver_capacity, domain_capacity, server_capacity[LYD_VIEW_MAX];
    lyd_map *indexes[LYD_INDEXES];
};

/* Scopes of lyd_builder.seen: a section is its role, a list is that of a pool. */
#define LYD_LIST_SCOPE(pool, link) ((uint32_t)LYD_ROLE_COUNT + (pool) * (uint32_t)LYD_LINK_COUNT + (uint32_t)(link))

void lyd_builder_free(lyd_builder *builder); /* with all that it still owns */

/* Beside the manners of builder.h: a name that has no other entry than such ones is probably misspelled. */
enum { LYD_DOUBTFUL = 8 };

/* The endpoint that ENTRY names, with ROLE and the details of the entry; made if it is new. LYD_NONE with LYD_OK: skipped. In
 * SCOPE (a section, or a list of a pool) the name may appear once. */
lyd_status lyd_builder_entry(lyd_builder *builder, const lyd_entry *entry, lyd_role role, unsigned manner, uint32_t scope,
                             uint32_t *endpoint);

/* Whether what FILE said came together with what is read now, so that a difference is a contradiction, not precedence. */
bool lyd_builder_beside(const lyd_builder *builder, uint16_t file);

/* A copy of TEXT, the same for the same text; NULL: out of memory. */
const char *lyd_builder_text(lyd_builder *builder, const char *text);

#endif
