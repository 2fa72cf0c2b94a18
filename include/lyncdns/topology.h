/* topology.h: the deployment to audit: endpoints with roles, the pools that link them, views, networks, what is accepted on purpose.
 *
 * Readers: the YAML file that people write, Lync's own exports (published form and Topology Builder form) and CSV lists, recognized by
 * content. All end in one lyd_topology. This room neither asks nor judges. */
#ifndef LYNCDNS_TOPOLOGY_H
#define LYNCDNS_TOPOLOGY_H

#include <lyncdns/base.h>
#include <lyncdns/dns.h>

/* ---- address types ---- */

/* The two low bits are the families: (a & b & LYD_ADDRESS_DUAL_STACK) is not 0 when two sides share one. */
typedef enum lyd_address_type {
    LYD_ADDRESS_NONE = 0, /* has no address; as a declaration: nothing declared */
    LYD_ADDRESS_IPV4 = 1,
    LYD_ADDRESS_IPV6 = 2,
    LYD_ADDRESS_DUAL_STACK = 3,
    LYD_ADDRESS_UNKNOWN = 4, /* a lookup failed */
} lyd_address_type;

extern const lyd_row lyd_address_types[];  /* "none", "ipv4", "ipv6", "dual-stack", "unknown" */
extern const lyd_row lyd_declared_types[]; /* those that a topology may declare */

/* ---- pools ---- */

typedef enum lyd_pool_kind { LYD_POOL_FRONT_END, LYD_POOL_DIRECTOR, LYD_POOL_MEDIATION, LYD_POOL_EDGE, LYD_POOL_COUNT } lyd_pool_kind;

/* The relation of a name to a pool. */
typedef enum lyd_link {
    LYD_LINK_NONE,         /* nothing */
    LYD_LINK_SELF,         /* the pool's own name */
    LYD_LINK_MEMBER,       /* a server of the pool */
    LYD_LINK_GATEWAY,      /* a gateway of a Mediation pool */
    LYD_LINK_EXTERNAL,     /* an external name of an Edge pool */
    LYD_LINK_EDGE,         /* the Edge pool of a Front End pool */
    LYD_LINK_PSTN,         /* the name of a Mediation pool's PSTN interface */
    LYD_LINK_WEB_INTERNAL, /* the web services name of a Front End or Director pool inside */
    LYD_LINK_WEB_EXTERNAL, /* and outside, at the reverse proxy */
    LYD_LINK_COUNT,
} lyd_link;

/* ---- roles ---- */

typedef enum lyd_role {
    LYD_ROLE_EXCHANGE_UM,
    LYD_ROLE_FRONT_END_POOL,
    LYD_ROLE_FRONT_END_SERVER,
    LYD_ROLE_DIRECTOR_POOL,
    LYD_ROLE_DIRECTOR_SERVER,
    LYD_ROLE_MEDIATION_POOL,
    LYD_ROLE_MEDIATION_SERVER,
    LYD_ROLE_PSTN_GATEWAY,
    LYD_ROLE_EDGE_INTERNAL,
    LYD_ROLE_EDGE_EXTERNAL,
    LYD_ROLE_EDGE_SERVER,
    LYD_ROLE_PERSISTENT_CHAT,
    LYD_ROLE_LOCATION_INFORMATION_SERVICE,
    LYD_ROLE_MONITORING,
    LYD_ROLE_WEB_INTERNAL,
    LYD_ROLE_WEB_EXTERNAL,
    LYD_ROLE_SIMPLE_URL,
    LYD_ROLE_OFFICE_WEB_APPS,
    LYD_ROLE_OTHER,
    LYD_ROLE_COUNT,
} lyd_role;

typedef uint32_t lyd_roles; /* a set: bit (1u << lyd_role) */
#define LYD_ROLE_BIT(role) ((lyd_roles)1u << (role))

/* Kinds of view: a set. A view has one of them, or none. */
enum {
    LYD_VIEW_INTERNAL = 1,
    LYD_VIEW_EXTERNAL = 2,
    LYD_VIEW_EDGE = 4,          /* what Edge Servers resolve */
    LYD_VIEW_REMOTE_CLIENT = 8, /* VPN, DirectAccess */
};

extern const lyd_row lyd_view_kinds[];

#define LYD_SERVICE_ROLES_MAX 16

/* A RoleName of Lync's exports (a pattern, lyd_glob_match), and what such a service is. */
typedef struct lyd_service_role {
    const char *name, *text;
} lyd_service_role;

/* Everything about a role except how it is judged. */
typedef struct lyd_role_row {
    const char *name;                                 /* "exchange-um": in files, options and reports */
    const char *title;                                /* "Exchange UM": in sentences */
    const char *section;                              /* its section of the YAML file */
    unsigned kinds;                                   /* the kinds of view that it is asked in unless the topology says otherwise */
    lyd_pool_kind pool;                               /* the kind of pool that LINK is about; LYD_POOL_COUNT: several */
    lyd_link link;                                    /* LYD_LINK_NONE: a name that belongs to no pool */
    const char *missing, *example;                    /* no export names these: what to add, and a name, printed by import; or NULL */
    lyd_service_role services[LYD_SERVICE_ROLES_MAX]; /* of exports, that have this role; ended by a NULL name */
} lyd_role_row;

extern const lyd_role_row lyd_role_rows[LYD_ROLE_COUNT];

lyd_role lyd_role_find(const char *name);                    /* by its name; LYD_ROLE_COUNT: there is none */
lyd_role lyd_role_linked(lyd_pool_kind pool, lyd_link link); /* the role of a name that is LINK to such a pool; LYD_ROLE_COUNT */

/* ---- the parts ---- */

#define LYD_VIEW_MAX 32

typedef struct lyd_view {
    const char *name;
    lyd_server *servers; /* in the order of the file, without duplicates; texts set */
    size_t server_count; /* 0: declared by a list that knows no servers; --server gives them */
    uint32_t like;       /* the view whose answers it should give for every name asked in both; LYD_NONE */
    const char *zones;   /* the zone files that it is answered from, in place of servers; NULL: none */
    uint8_t kind;        /* LYD_VIEW_…, 0: none */
    uint32_t line;
} lyd_view;

/* What an external name of an Edge pool is for: a set. */
enum { LYD_EDGE_ACCESS = 1, LYD_EDGE_WEB_CONFERENCING = 2, LYD_EDGE_AV = 4 };

extern const lyd_row lyd_edge_services[];

/* The address families that Exchange lets a UM service or a UM IP gateway use (IPAddressFamily). */
enum { LYD_IP_ANY = 1, LYD_IP_IPV4_ONLY, LYD_IP_IPV6_ONLY };

extern const lyd_row lyd_ip_families[]; /* "any", "ipv4-only", "ipv6-only" */

/* What a simple URL is for: a set. */
enum { LYD_URL_MEET = 1, LYD_URL_DIALIN = 2, LYD_URL_ADMIN = 4 };

extern const lyd_row lyd_url_names[];

typedef struct lyd_endpoint {
    const char *fqdn;              /* canonical (dns.h) */
    const char *site;              /* from an export; NULL: not known */
    const char *note;              /* what it is ("web services of pool01"); NULL: the role says enough */
    const lyd_address *configured; /* addresses that the export configures on the machine (DNS013), unspecified ones left out */
    uint32_t configured_count;
    lyd_roles roles;  /* never empty */
    uint32_t views;   /* bit set of indexes into the topology's views; empty: not asked, because nobody uses the name (remote_access) */
    uint32_t line;    /* where it is declared; a name that is only referred to: where it was first named */
    uint16_t origin;  /* index into the topology's files */
    uint8_t declared; /* lyd_address_type; LYD_ADDRESS_NONE: not declared */
    uint16_t declared_origin; /* of the address type, where one is declared */
    uint32_t declared_line;
    uint8_t edge_services; /* external names of Edge pools: LYD_EDGE_…; 0: not known */
    uint8_t urls;          /* hosts of simple URLs: LYD_URL_… */
    uint8_t ip_family;     /* of an Exchange UM name or a UM IP gateway: LYD_IP_…; 0: not known */
    uint16_t client_port;  /* of an Access Edge: the port for clients; 0: not known */
    bool undeclared;       /* named only as a pool's gateway or Edge pool: probably misspelled */
} lyd_endpoint;

/* Links are indexes of endpoints, LYD_NONE where there is none. Counted arrays hold no duplicates and keep the file's order. */
typedef struct lyd_pool {
    lyd_pool_kind kind;
    uint32_t endpoint;      /* the pool's own name; for an edge pool its internal edge */
    uint32_t edge_pool;     /* front end: the endpoint of its edge pool */
    uint32_t pstn_endpoint; /* mediation: the name of its PSTN interface */
    uint32_t web_internal;  /* front end, director: the endpoint of its web services inside */
    uint32_t web_external;
    uint8_t product;       /* lyd_product: the topology's, unless the pool has a version of its own */
    uint8_t pstn_declared; /* mediation: lyd_address_type of its PSTN interface, LYD_ADDRESS_NONE: not declared */
    uint32_t line;
    uint16_t origin;
    uint32_t *members;
    size_t member_count;
    uint32_t *gateways; /* mediation */
    size_t gateway_count;
    uint32_t *externals; /* edge */
    size_t external_count;
} lyd_pool;

typedef struct lyd_network {
    const char *name;
    lyd_address_type type; /* ipv4, dual-stack or ipv6 */
    bool remote;
    uint32_t line;
    uint16_t origin;
} lyd_network;

/* Rules are text here; the judge knows the catalogue and reports unknown ones with these lines. */
typedef struct lyd_severity_override {
    const char *rule;
    const char *severity;         /* "error", "warning", "info", "off" */
    uint32_t line, severity_line; /* of the two */
    uint16_t origin;
} lyd_severity_override;

typedef struct lyd_waiver {
    const char *rule;
    const char *fqdn; /* a pattern (lyd_glob_match); matches any subject of the finding */
    const char *reason;
    const char *expires; /* "YYYY-MM-DD" */
    int64_t last_day;    /* the last day on which it holds, days since 1970-01-01 UTC */
    uint32_t line;
    uint16_t origin;
} lyd_waiver;

typedef enum lyd_feature {
    LYD_FEATURE_CALL_ADMISSION_CONTROL = 1,
    LYD_FEATURE_ENHANCED_9_1_1 = 2,
    LYD_FEATURE_MEDIA_BYPASS = 4,
} lyd_feature;

extern const lyd_row lyd_feature_names[];

/* Remote access in use: a set. */
enum { LYD_REMOTE_SIP = 1, LYD_REMOTE_WEB = 2 };

extern const lyd_row lyd_remote_names[];

/* Clients in use: a set. */
enum {
    LYD_CLIENT_LYNC_2010 = 1,
    LYD_CLIENT_LYNC_2013 = 2,
    LYD_CLIENT_SKYPE = 4,
    LYD_CLIENT_MOBILE = 8,
    LYD_CLIENT_PHONE = 16,
};

extern const lyd_row lyd_client_names[];

/* Services in use: a set. */
enum {
    LYD_SERVICE_FEDERATION = 1,
    LYD_SERVICE_PUSH = 2,
    LYD_SERVICE_XMPP = 4,
    LYD_SERVICE_HOSTED_VOICE_MAIL = 8,
    LYD_SERVICE_HYBRID = 16,
    LYD_SERVICE_TEAMS_ONLY = 32,
};

extern const lyd_row lyd_service_names[];

/* A simple URL's host and the SIP domain that it serves. */
typedef struct lyd_simple_url {
    uint32_t endpoint;
    uint32_t domain; /* index of sip_domains; LYD_NONE: all of them */
    uint8_t urls;    /* LYD_URL_… */
} lyd_simple_url;

/* What a remark is about, and so where it is printed. */
typedef enum lyd_remark_about {
    LYD_REMARK_FILE,     /* a file that was read; subject: its index */
    LYD_REMARK_PRODUCT,  /* no subject, as for the next three */
    LYD_REMARK_FEATURES, /* the features in use */
    LYD_REMARK_DOMAINS,
    LYD_REMARK_SERVICES,
    LYD_REMARK_ROLE,     /* the names of a role; subject: lyd_role */
    LYD_REMARK_ENDPOINT, /* subject: index of endpoints */
} lyd_remark_about;

/* A comment for the reader of a printed topology: the source of what is there, or what no file tells. */
typedef struct lyd_remark {
    const char *text; /* one line, printed after "# " */
    uint32_t subject;
    uint8_t about; /* lyd_remark_about */
} lyd_remark;

/* The server product, older ones first. */
typedef enum lyd_product {
    LYD_LYNC_2010,
    LYD_LYNC_2013,
    LYD_SKYPE_2015,
    LYD_SKYPE_2019,
    LYD_SKYPE_SE, /* Subscription Edition */
} lyd_product;

extern const lyd_row lyd_product_names[]; /* "lync-2013" */

/* Pairs of client networks are many: 3,000 networks have 4.5 million. 140 networks have fewer pairs than this. */
#define LYD_COMBINATION_LIMIT 10000

typedef struct lyd_topology {
    const char *name; /* the file's name where it gives none */
    bool lab;         /* environment: lab */
    lyd_product product;
    unsigned features;  /* set of lyd_feature */
    const char **files; /* the files it came from: origins index this */
    size_t file_count;
    const char **sip_domains; /* canonical, the default one first; none: service records aren't judged */
    size_t sip_domain_count;
    uint32_t records_left; /* set of 1 << lyd_wanted (services.h): records that aren't asked about, since few names are to be judged */
    unsigned remote_access, clients, services; /* LYD_REMOTE_…, LYD_CLIENT_…, LYD_SERVICE_… */
    lyd_simple_url *simple_urls;
    size_t simple_url_count;
    lyd_view *views;
    size_t view_count;
    bool views_made;         /* no file declares views: those there are were made by lyd_topology_set_servers */
    const char **left_views; /* views that aren't asked, since few are to be judged: lyd_topology_keep_views */
    size_t left_view_count;
    unsigned left_kinds;     /* of those, a set of LYD_VIEW_… */
    bool saved_for_others;   /* the answers are saved, to be judged together with those of the views that were left out */
    lyd_endpoint *endpoints; /* unique by fqdn, in the order of first naming */
    size_t endpoint_count;
    lyd_pool *pools; /* unique by (kind, endpoint) */
    size_t pool_count;
    lyd_network *networks; /* unique by (remote, name) */
    size_t network_count;
    lyd_severity_override *severities;
    size_t severity_count;
    lyd_waiver *waivers;
    size_t waiver_count;
    lyd_remark *remarks; /* sorted by what they are about */
    size_t remark_count;
    size_t combination_limit; /* supported combinations listed of each support table, at most; 0: LYD_COMBINATION_LIMIT */
    lyd_arena *arena;         /* owns all of the above */
    lyd_map *index;           /* fqdn to endpoint */
} lyd_topology;

/* ---- reading ---- */

#define LYD_TOPOLOGY_FILE_MAX ((size_t)512 << 20) /* bytes; a YAML or XML file: 64 MiB */

/* Reads the file at PATH ("-": standard input; a folder: the exports in it) and what it imports (relative to its folder). Every mistake is
 * an error with file, line and key in DIAG; what was skipped or ignored is a note. On failure *TOPOLOGY is NULL. */
lyd_status lyd_topology_load(const char *path, lyd_topology **topology, lyd_diag *diag);

/* Reads text already in memory, of any of the forms; PATH only names it in messages. An import in it is an error unless IMPORTED (the
 * text of the imported file, may be NULL) is given. */
lyd_status lyd_topology_parse(const char *text, size_t length, const char *path, const char *imported, size_t imported_length,
                              lyd_topology **topology, lyd_diag *diag);

/* A topology of names alone: FQDNS (canonical), which all have the roles given. */
lyd_status lyd_topology_of_names(const char *const *fqdns, size_t count, lyd_roles roles, lyd_topology **topology);

/* The part of WHOLE that concerns the names FQDNS (canonical): these names, as the first *ASKED endpoints in their order, each once; then
 * their pools, members and partners. They have ROLES (a set, may be empty) besides those that WHOLE knows; one that it doesn't know is in
 * every view (an external edge name where such names belong), and `other` where ROLES is empty. Shares texts and views with WHOLE, which
 * must outlive it. */
lyd_status lyd_topology_around(const lyd_topology *whole, const char *const *fqdns, size_t count, lyd_roles roles, lyd_topology **topology,
                               size_t *asked);

/* Gives PART, a part of WHOLE as above, the SIP domains DOMAINS (canonical; WHOLE need not have them), the names that their records should
 * lead to with the pools that serve clients, and the simple URLs of names and domains that are in the part. Without it, no service records
 * are judged. */
lyd_status lyd_topology_add_domains(lyd_topology *part, const lyd_topology *whole, const char *const *domains, size_t count);

void lyd_topology_free(lyd_topology *topology);

/* The endpoint named FQDN (canonical), or LYD_NONE. */
uint32_t lyd_topology_find(const lyd_topology *topology, const char *fqdn);

/* ---- views ---- */

/* The default views (a set of indexes) of a name with ROLES and URLS: those of the kinds that these are asked in; those of kind internal
 * where there are none; every view where there are none of these either. Where SIP domains are given and no remote access by web, an
 * external web services name is in no view. */
uint32_t lyd_views_default(const lyd_topology *topology, lyd_roles roles, unsigned urls);

/* VIEWS, and each view that should answer like one of them. */
uint32_t lyd_views_alike(const lyd_topology *topology, uint32_t views);

unsigned lyd_view_kind_named(const char *name); /* the kind that a view of this name has unless it is declared; 0: none */

/* The views of the kinds KINDS, as a set. */
uint32_t lyd_views_of_kind(const lyd_topology *topology, unsigned kinds);

/* Whether a view may have this name: not too long, and without '=' (on the command line a view is VIEW=ADDRESS) and control characters. */
#define LYD_VIEW_NAME_MAX 64
bool lyd_view_name_fits(const char *name, size_t length);

/* Replaces the servers of the view VIEW, or of every view when VIEW is NULL. A topology that declares no views gets those that are named,
 * in that order, and its endpoints are in them by the same rule as in declared ones; with VIEW NULL it gets one, "default", and no others.
 * A view that was left out stays so, without servers. LYD_EINVAL: no such view (a sentence in DIAG). */
lyd_status lyd_topology_set_servers(lyd_topology *topology, const char *view, const lyd_server *servers, size_t count, lyd_diag *diag);

/* Leaves out all views but those NAMES: the others move to left_views, and no endpoint is in them any more. LYD_EINVAL: no such view (a
 * sentence in DIAG). */
lyd_status lyd_topology_keep_views(lyd_topology *topology, const char *const *names, size_t count, lyd_diag *diag);

bool lyd_topology_has_left(const lyd_topology *topology, const char *view); /* VIEW is among left_views */

/* A digest of the names, the SIP domains, and the views with their servers, in any order, as hexadecimal digits: topologies that
 * differ in these have different ones. It is no protection against forgery. */
#define LYD_DIGEST_TEXT 17
void lyd_topology_digest(const lyd_topology *topology, char text[LYD_DIGEST_TEXT]);

/* ---- writing ---- */

/* Prints the topology as YAML that loads back to the same topology, with comments on what to add. LYD_EIO: STREAM failed. */
lyd_status lyd_topology_print(const lyd_topology *topology, FILE *stream);

#endif
