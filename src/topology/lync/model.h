/* lync_model.h: what both forms of a Lync export say, before it becomes a topology. Private to the lync_*.c files.
 *
 * A form's reader fills a model from the XML tree; one mapper turns any model into calls of the builder, so that both forms import to the
 * same topology. Texts live in the model's arena. */
#ifndef LYD_TOPOLOGY_LYNC_MODEL_H
#define LYD_TOPOLOGY_LYNC_MODEL_H

#include "topology/build/builder.h"

#include <libxml/tree.h>

/* What a hostile file may ask for at most. Lync's own files stay far below: a pool with everything on it is some 1,500 nodes, the tree is
 * 10 deep. One node costs libxml2 and the model some 300 bytes, so a file never takes more than 400 MiB beside its text. */
#define LYNC_BYTES_MAX ((size_t)64 << 20)
#define LYNC_NODES_MAX 1000000 /* tags, attributes, comments, instructions */
#define LYNC_NAMES_MAX 10000   /* different names of elements, attributes and namespaces; Lync has some 200 */
#define LYNC_DEPTH_MAX 64
#define LYNC_TAG_MAX ((size_t)64 << 10) /* bytes of one tag */
#define LYNC_TAG_ATTRIBUTES_MAX 256
#define LYNC_CLUSTER_INTERFACES_MAX 1024
#define LYNC_EDGE_NAMES_MAX 64 /* external sides of an Edge pool: name and interface */
#define LYNC_SITE_NAME_MAX 256
#define LYNC_NAME_ADDRESSES_MAX 64 /* configured addresses that one name may have */

typedef enum lync_side { LYNC_SIDE_OTHER, LYNC_PRIMARY, LYNC_INTERNAL, LYNC_EXTERNAL, LYNC_PSTN } lync_side;

typedef struct lync_interface {
    struct lync_interface *next;
    lync_side side;
    const char *number;    /* InterfaceNumber: ports name the interface by it */
    lyd_address own[2];    /* IPAddress, IPv6Address; those that mean any are left out */
    lyd_address public[2]; /* ConfiguredIPAddress, ConfiguredIPv6Address: what the world sees where there is NAT */
    uint8_t own_count, public_count;
} lync_interface;

typedef struct lync_machine {
    struct lync_machine *next;
    const char *fqdn; /* NULL: the cluster's own */
    lync_interface *interfaces;
    size_t line;
} lync_machine;

typedef struct lync_cluster {
    const char *fqdn; /* NULL: none given */
    const char *site; /* NULL: not known */
    lync_machine *machines;
    size_t line;
} lync_cluster;

typedef struct lync_dependency {
    struct lync_dependency *next;
    const char *service; /* an id */
    bool usual;          /* Usage is Default, or isn't given */
    size_t line;
} lync_dependency;

typedef struct lync_external {
    struct lync_external *next;
    const char *fqdn, *number; /* the name of a port of the external side, and the interface that it is on */
    size_t line;
} lync_external;

typedef struct lync_service {
    const char *role;       /* RoleName */
    uint32_t cluster;       /* index, LYD_NONE: there is none */
    bool director;          /* a Registrar without users of its own */
    lync_dependency *needs; /* services that it names */
    lync_external *externals;
    const char *external_web, *internal_web, *discovery; /* hosts of its web sites; NULL: not given */
    size_t line;
} lync_service;

typedef struct lync_url {
    struct lync_url *next;
    const char *host, *component;
    size_t line;
} lync_url;

typedef struct lync_domain {
    struct lync_domain *next;
    const char *name;
    size_t line;
} lync_domain;

typedef struct lync_model {
    lync_cluster *clusters;
    lync_service *services;
    size_t cluster_count, cluster_capacity, service_count, service_capacity;
    lync_url *urls, **urls_end;
    lync_domain *domains, **domains_end;
    lyd_map *cluster_ids; /* id of a cluster, or of an SQL instance on it, to its index */
    lyd_map *service_ids;
    lyd_map *sites; /* SiteId to an index of site_names */
    const char **site_names;
    size_t site_count, site_capacity;
    lyd_arena *arena;
} lync_model;

/* What a form's reader works with. Running out of memory, or a file that can't stand, is remembered in STATUS; texts are then NULL. */
typedef struct lync_reader {
    lync_model *model;
    const char *path;
    lyd_diag *diag;
    lyd_status status;
} lync_reader;

/* ---- lync_guard.c: is it safe to build a tree of this text? An error with its line otherwise ----
 *
 * *OPEN is the line where the text ends, if it ends inside of an element, else 0. */

lyd_status lync_guard(const char *text, size_t length, const char *path, lyd_diag *diag, size_t *open);

/* ---- lync_node.c: walking the tree by local names, and texts out of it ---- */

/* The element after NODE in the order of the file, within SCOPE; NODE equal to SCOPE begins the walk. */
const xmlNode *lync_walk(const xmlNode *scope, const xmlNode *node);
#define LYNC_EACH(node, scope) for (const xmlNode *node = lync_walk(scope, scope); node != NULL; node = lync_walk(scope, node))

bool lync_is(const xmlNode *node, const char *name);
const xmlNode *lync_child(const xmlNode *node, const char *name); /* the first one, or NULL */
size_t lync_line(const xmlNode *node);

/* The attribute's value without space around it; NULL: not there, or empty. */
const char *lync_attribute(lync_reader *reader, const xmlNode *node, const char *name);
const char *lync_id_attribute(lync_reader *reader, const xmlNode *node, const char *name); /* in lower case: ids are compared so */
const char *lync_content(lync_reader *reader, const xmlNode *node);
const char *lync_host(lync_reader *reader, const char *url); /* of "https://host[:port]/path"; NULL: no host */

void *lync_new(lync_reader *reader, size_t size); /* zeroed, in the model's arena */

/* ---- lync_model.c: filling a model ---- */

lync_model *lync_model_new(void);
void lync_model_free(lync_model *model);
lync_cluster *lync_cluster_add(lync_reader *reader, const char *id);
void lync_cluster_alias(lync_reader *reader, const char *id); /* another id of the cluster added last */
lync_service *lync_service_add(lync_reader *reader, const char *id);
void lync_site_add(lync_reader *reader, const char *id, const char *name);
const char *lync_site_find(const lync_model *model, const char *id); /* NULL: not known */

/* ---- lync_parts.c: the elements that both forms write alike ---- */

void lync_read_sites(lync_reader *reader, const xmlNode *scope);
void lync_read_machines(lync_reader *reader, const xmlNode *node, lync_cluster *cluster);
void lync_read_service(lync_reader *reader, const xmlNode *node, lync_service *service); /* ports and typed children */
void lync_read_globals(lync_reader *reader, const xmlNode *scope);                       /* SIP domains, simple URLs */

/* ---- the two forms ---- */

void lync_read_published(lync_reader *reader, const xmlNode *topology); /* lync_published.c */
void lync_read_draft(lync_reader *reader, const xmlNode *topology);     /* lync_draft.c: a PartialTopology of a .tbxml */

/* ---- lync_roles.c ---- */

typedef enum lync_kind {
    LYNC_OTHER,
    LYNC_FRONT_END,
    LYNC_REGISTRAR,
    LYNC_MEDIATION,
    LYNC_GATEWAY,
    LYNC_EDGE,
    LYNC_CHAT,
    LYNC_MONITORING,
} lync_kind;

typedef struct lync_role {
    const char *name;
    lync_kind kind;
    const char *text; /* what it is, for the note of a name that has no role of its own */
} lync_role;

const lync_role *lync_role_find(const char *name); /* NULL: not known */

/* ---- lync_address.c: configured addresses that DNS is expected to give; the counts are returned ---- */

size_t lync_machine_addresses(const lync_machine *machine, lyd_address list[LYNC_NAME_ADDRESSES_MAX]);
size_t lync_external_addresses(const lync_cluster *cluster, const char *number, lyd_address list[LYNC_NAME_ADDRESSES_MAX]);
lyd_address_type lync_pstn_type(const lync_cluster *cluster); /* LYD_ADDRESS_NONE: that of the primary interface */

/* ---- lync_map.c ---- */

lyd_status lync_map(const lync_model *model, lyd_builder *builder, const char *path, lyd_diag *diag);

#endif
