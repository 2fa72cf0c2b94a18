/* model.h: the contents of a Lync export, the same for both forms. Private to this folder.
 *
 * A form's reader fills a model from the XML tree; one mapper turns any model into calls of the builder, so that both forms import to the
 * same topology. Texts live in the model's arena. */
#ifndef LYD_TOPOLOGY_LYNC_MODEL_H
#define LYD_TOPOLOGY_LYNC_MODEL_H

#include "topology/xml/xml.h"

/* Limits of what a file may hold, beside those of its XML. */
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
    uint8_t any; /* LYD_ADDRESS_IPV4: 0.0.0.0, any IPv4 address of the machine */
    bool unsure; /* "::": what it means isn't known */
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
    uint8_t service;           /* LYD_EDGE_…, by the port's owner; 0: another */
    uint16_t port;
    size_t line;
} lync_external;

typedef struct lync_service {
    const char *role;       /* RoleName */
    uint32_t cluster;       /* index, LYD_NONE: there is none */
    bool director;          /* a Registrar without users */
    bool xmpp;              /* an Edge Server with an XMPP proxy */
    bool decides;           /* has a port of the Policy Decision Point, which call admission control uses */
    int version;            /* ServiceVersion; 0: not given */
    lync_dependency *needs; /* services that it names */
    lync_external *externals;
    const char *external_web, *internal_web, *discovery; /* hosts of its web sites; NULL: not given */
    size_t line;
} lync_service;

typedef struct lync_url {
    struct lync_url *next;
    const char *host, *component, *domain; /* DOMAIN NULL: of all */
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

/* The state of a form's reader. STATUS remembers what stops the reading: LYD_ENOMEM, or a limit. Texts are then NULL. */
typedef struct lync_reader {
    lyd_builder *builder;
    lync_model *model;
    lyd_status status;
} lync_reader;

/* ---- text.c ---- */

/* The attribute's value without space around it; NULL: not there, or empty. */
const char *lync_attribute(lync_reader *reader, const xmlNode *node, const char *name);
const char *lync_id_attribute(lync_reader *reader, const xmlNode *node, const char *name); /* in lower case: ids are compared so */
const char *lync_content(lync_reader *reader, const xmlNode *node);
const char *lync_host(lync_reader *reader, const char *url); /* of "https://host[:port]/path"; NULL: no host */

/* ---- parts.c: filling a model ---- */

void *lync_new(lync_reader *reader, size_t size); /* zeroed, in the model's arena */
lync_cluster *lync_cluster_add(lync_reader *reader, const char *id);
void lync_cluster_alias(lync_reader *reader, const char *id); /* another id of the cluster added last */
lync_service *lync_service_add(lync_reader *reader, const char *id);
const char *lync_site_find(const lync_model *model, const char *id); /* NULL: not known */

/* The elements that both forms write alike. */
void lync_read_machines(lync_reader *reader, const xmlNode *node, lync_cluster *cluster);
void lync_read_service(lync_reader *reader, const xmlNode *node, lync_service *service); /* version, ports and typed children */

/* Sites, then clusters, services, SIP domains and simple URLs: each refers to those before it, in any order of the file. */
typedef void lync_element_reader(lync_reader *reader, const xmlNode *node);
void lync_read_topology(lync_reader *reader, const xmlNode *topology, lync_element_reader *read_cluster, lync_element_reader *read_service);

/* ---- the two forms, by their root elements ---- */

lync_element_reader lync_read_published; /* <Topology> */
lync_element_reader lync_read_draft;     /* <TopologyBuilder> */

/* ---- address.c: configured addresses that DNS is expected to give; the counts are returned ---- */

size_t lync_machine_addresses(const lync_machine *machine, lyd_address list[LYNC_NAME_ADDRESSES_MAX]);
size_t lync_external_addresses(const lync_cluster *cluster, const char *number, lyd_address list[LYNC_NAME_ADDRESSES_MAX]);

/* Address types that interfaces are meant to have. */
typedef struct lync_type {
    lyd_address_type type; /* LYD_ADDRESS_NONE: not told, or unsure */
    bool unsure;           /* an address is "::", which may mean any or none */
} lync_type;

lync_type lync_machine_type(const lync_machine *machine);
lync_type lync_gateway_type(const lync_machine *machine); /* whatever the side is called */
lync_type lync_pstn_type(const lync_cluster *cluster);
lync_type lync_external_type(const lync_cluster *cluster, const char *number);
lync_type lync_edge_type(const lync_cluster *cluster); /* of the pool's own name: that of its machines, if they agree */

/* ---- map.c ---- */

lyd_status lync_map(const lync_model *model, lyd_builder *builder);

#endif
