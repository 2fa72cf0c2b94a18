/* builder.h: the one way into a lyd_topology, for every reader of a file.
 *
 * A reader mentions what it reads in the order of the file; the builder knows what is the same name, what is a duplicate, what a link
 * implies and, at the end, which views each name belongs to. Mistakes go to the diag with the file begun last and the line given; a
 * reader may ignore every status but LYD_ENOMEM and go on, so that all mistakes are found: the builder remembers, and finish refuses.
 *
 * Files are begun in the order of their word: what the first file says about a name (declared type, views, site, configured addresses)
 * or about a pool (its members, each of its links) stands against later files. Roles add up. */
#ifndef LYD_TOPOLOGY_BUILDER_H
#define LYD_TOPOLOGY_BUILDER_H

#include <lyncdns/topology.h>

typedef struct lyd_builder lyd_builder;

/* DIAG may be NULL and stays the caller's. NULL: out of memory. */
lyd_builder *lyd_builder_new(lyd_diag *diag);
void lyd_builder_free(lyd_builder *builder);

/* Everything after it comes from the file PATH. load.c calls it before it calls a reader. */
lyd_status lyd_builder_begin(lyd_builder *builder, const char *path);

/* ---- endpoints ---- */

/* One place of a file that names an endpoint. All texts stay the caller's and are copied. Zero what isn't known. */
typedef struct lyd_mention {
    const char *fqdn;   /* as typed: canonicalised, or reported, by the builder */
    size_t fqdn_length; /* 0: FQDN ends at its NUL */
    const char *key;    /* where it stands, for sentences ("members", "Machine@Fqdn"); NULL: the role's name */
    const char *site;
    const char *note; /* of several different notes of one name all are kept */
    const lyd_address *configured;
    size_t configured_count;   /* unspecified addresses are left out by the builder */
    uint32_t views;            /* set of view indexes, from lyd_builder_view; 0: none given, the default applies */
    lyd_role role;             /* for lyd_builder_endpoint only: a pool and a link imply it */
    lyd_address_type declared; /* LYD_ADDRESS_NONE: not declared */
    size_t line;
} lyd_mention;

/* An address where a name belongs (a gateway in an export) is an error, but with the calls …_add and …_refer a note: the mention is passed
 * over, *ENDPOINT or *POOL is LYD_NONE, and links of the pool LYD_NONE are passed over too. */

/* Adds an endpoint, or a role to it. The same name twice with one role in one file is an error that names both lines (see
 * lyd_builder_add for exports that repeat themselves). A pool's role makes the pool too. ENDPOINT may be NULL. */
lyd_status lyd_builder_endpoint(lyd_builder *builder, const lyd_mention *mention, uint32_t *endpoint);

/* The same, but a repetition in the same file is taken as said once: for exports, where a name turns up once a service. */
lyd_status lyd_builder_add(lyd_builder *builder, const lyd_mention *mention, uint32_t *endpoint);

/* ---- pools and their links ---- */

/* The pool KIND named by MENTION, made if it isn't there yet (its own name is an endpoint with the pool's role). With lyd_builder_pool a
 * second declaration in the same file is an error; lyd_builder_pool_add and lyd_builder_pool_refer don't mind, and the latter says that
 * the name is only referred to, so that a declaration may follow or come before. *POOL is an index for the calls below. */
lyd_status lyd_builder_pool(lyd_builder *builder, lyd_pool_kind kind, const lyd_mention *mention, uint32_t *pool);
lyd_status lyd_builder_pool_add(lyd_builder *builder, lyd_pool_kind kind, const lyd_mention *mention, uint32_t *pool);
lyd_status lyd_builder_pool_refer(lyd_builder *builder, lyd_pool_kind kind, const lyd_mention *mention, uint32_t *pool);

/* The role of a pool's own name, and of its members. */
lyd_role lyd_pool_role(lyd_pool_kind kind);
lyd_role lyd_pool_member_role(lyd_pool_kind kind);

/* Where names belong that say nothing of it: sets of views, empty when there are none. */
void lyd_views_default(const lyd_view *views, size_t count, uint32_t *internal, uint32_t *external);

typedef enum lyd_link {
    LYD_LINK_MEMBER,   /* any pool; role by the pool's kind */
    LYD_LINK_EDGE,     /* front end pool to its edge pool (made if need be); one. Of another pool: the edge pool is made, no link */
    LYD_LINK_GATEWAY,  /* mediation pool to a gateway */
    LYD_LINK_EXTERNAL, /* edge pool to an external name */
    LYD_LINK_PSTN,     /* mediation pool to the name of its PSTN interface; one */
    LYD_LINK_COUNT,
} lyd_link;

/* Links POOL to the endpoint named by MENTION, which needn't be mentioned elsewhere. The same name twice in one list of one pool is an
 * error with lyd_builder_link, and said once with lyd_builder_link_add. Two different targets of a link that is one: an error; with
 * lyd_builder_link_add a note, and the first stands. */
lyd_status lyd_builder_link(lyd_builder *builder, uint32_t pool, lyd_link link, const lyd_mention *mention);
lyd_status lyd_builder_link_add(lyd_builder *builder, uint32_t pool, lyd_link link, const lyd_mention *mention);

/* Says that this file speaks about that link, though it may name nobody: `members: []` stands against the import's members. */
void lyd_builder_speak(lyd_builder *builder, uint32_t pool, lyd_link link);

/* The declared address type of a mediation pool's PSTN interface. */
void lyd_builder_pstn_declared(lyd_builder *builder, uint32_t pool, lyd_address_type type);

/* ---- the rest ---- */

/* Adds a view; the same name again is an error that names both lines. */
lyd_status lyd_builder_view(lyd_builder *builder, const char *name, size_t line, uint32_t *view);
lyd_status lyd_builder_view_server(lyd_builder *builder, uint32_t view, const char *text, size_t line);

/* The index of the view NAME. When there is none: with CREATE it is made (without servers), else an error that names the nearest. */
lyd_status lyd_builder_view_find(lyd_builder *builder, const char *name, size_t length, size_t line, bool create, uint32_t *view);

lyd_status lyd_builder_name(lyd_builder *builder, const char *name); /* the first one stands */
void lyd_builder_lab(lyd_builder *builder, bool lab);
void lyd_builder_features(lyd_builder *builder, unsigned features); /* added up */
lyd_status lyd_builder_sip_domain(lyd_builder *builder, const char *name, size_t line);
lyd_status lyd_builder_network(lyd_builder *builder, const char *name, bool remote, lyd_address_type type, size_t line);
lyd_status lyd_builder_severity(lyd_builder *builder, const char *rule, const char *severity, size_t line, size_t severity_line);
lyd_status lyd_builder_waiver(lyd_builder *builder, const char *rule, const char *fqdn, const char *reason, const char *expires,
                              size_t line, size_t expires_line);

/* What went wrong so far, LYD_OK if nothing. A reader that reports errors to the diag itself says so with lyd_builder_fail. */
lyd_status lyd_builder_status(const lyd_builder *builder);
void lyd_builder_fail(lyd_builder *builder, lyd_status status);

/* Resolves what was gathered into *TOPOLOGY (freed with lyd_topology_free). LYD_EINVAL when any mention was wrong; *TOPOLOGY is NULL
 * then. The builder is good only for lyd_builder_free afterwards. */
lyd_status lyd_builder_finish(lyd_builder *builder, lyd_topology **topology);

#endif
