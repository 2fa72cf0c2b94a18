/* builder.h: how a reader of a file makes a lyd_topology.
 *
 * A reader passes names in the order of the file. The builder merges the entries of one name, finds duplicates, makes what a link implies
 * and, at the end, puts each name into its views. A reader may ignore every status except LYD_ENOMEM and go on, so that all mistakes are
 * found: the builder remembers them, and lyd_builder_finish fails.
 *
 * An earlier file has precedence over later ones in each detail of a name (declared type, views, site, configured addresses) and in each
 * list or link of a pool. Roles add up. */
#ifndef LYD_TOPOLOGY_BUILDER_H
#define LYD_TOPOLOGY_BUILDER_H

#include <lyncdns/topology.h>

typedef struct lyd_builder lyd_builder;

/* DIAG may be NULL and stays the caller's. NULL: out of memory. */
lyd_builder *lyd_builder_new(lyd_diag *diag);

/* What follows comes from the file PATH. load.c calls it before it calls a reader. */
lyd_status lyd_builder_begin(lyd_builder *builder, const char *path);

/* The same for a file that came together with the one begun last: where two such files contradict each other, a note has both values. */
lyd_status lyd_builder_begin_beside(lyd_builder *builder, const char *path);

/* What follows comes from a file begun before, by its index in the topology's files. */
lyd_status lyd_builder_resume(lyd_builder *builder, uint16_t file);
uint16_t lyd_builder_file(const lyd_builder *builder);

/* Frees BUILDER; what was gathered becomes *TOPOLOGY (lyd_topology_free). With any other status than LYD_OK *TOPOLOGY is NULL. */
lyd_status lyd_builder_finish(lyd_builder *builder, lyd_topology **topology);

/* ---- mistakes ---- */

/* An error or a note about LINE of the file begun last. The builder remembers errors; LYD_EINVAL is returned. */
lyd_status lyd_builder_error(lyd_builder *builder, size_t line, const char *format, ...) LYD_PRINTF(3, 4);
void lyd_builder_note(lyd_builder *builder, size_t line, const char *format, ...) LYD_PRINTF(3, 4);

/* A comment on what is printed (lyd_remark). Prefer lyd_builder_remark_name for a name. About features, SUBJECT may be a feature that the
 * comment is a hint at: it is left out if that is in use in the end. */
lyd_status lyd_builder_remark(lyd_builder *builder, lyd_remark_about about, uint32_t subject, const char *format, ...) LYD_PRINTF(4, 5);
lyd_status lyd_builder_remark_name(lyd_builder *builder, const char *fqdn, const char *format, ...) LYD_PRINTF(3, 4);

/* The worst status so far, and how a reader adds to it. */
lyd_status lyd_builder_status(const lyd_builder *builder);
void lyd_builder_fail(lyd_builder *builder, lyd_status status);
lyd_status lyd_builder_nomem(lyd_builder *builder); /* lyd_builder_fail with LYD_ENOMEM, which it returns */

/* The number of TEXT, the value of KEY, in TABLE; FALLBACK, and an error, where it isn't there. */
int lyd_builder_word(lyd_builder *builder, const char *key, const char *text, size_t line, const lyd_row *table, int fallback);

/* ---- names ---- */

/* One place of a file that names an endpoint. The texts stay the caller's and are copied. Zero what isn't known. */
typedef struct lyd_entry {
    const char *fqdn;   /* as written: canonicalised, or reported, by the builder */
    size_t fqdn_length; /* 0: FQDN ends at its NUL */
    const char *key;    /* where it is written, for messages ("members", "Machine@Fqdn"); NULL: the role's name */
    const char *site;
    const char *note; /* different notes of one name are joined */
    const lyd_address *configured;
    size_t configured_count;   /* the builder leaves out unspecified addresses */
    uint32_t views;            /* set of view indexes; 0: none given, the default applies */
    lyd_role role;             /* for lyd_builder_endpoint only: a pool and a link imply it */
    lyd_address_type declared; /* LYD_ADDRESS_NONE: not declared */
    uint8_t edge_services;     /* LYD_EDGE_… */
    uint8_t urls;              /* LYD_URL_… */
    uint8_t ip_family;         /* LYD_IP_… */
    uint16_t client_port;
    size_t line;
} lyd_entry;

/* How an entry relates to others of its name: a set. */
enum {
    LYD_ONCE = 1,     /* the same name again in one section or list of one file is an error, and so is an address. Exports repeat
                       * themselves: without it a repetition counts once, and an address is noted and skipped */
    LYD_REFERS = 2,   /* the name may be declared elsewhere, before or after; what makes a link refers, except for external names */
    LYD_DECLARES = 4, /* the entry makes a link and declares the name, too */
};

/* Adds an endpoint, or a role to it; the role of a pool makes the pool too. */
lyd_status lyd_builder_endpoint(lyd_builder *builder, const lyd_entry *entry, unsigned manner);

/* The pool KIND named by ENTRY, made if it is new. *POOL is an index for the calls below; LYD_NONE: skipped, and so are its links. */
lyd_status lyd_builder_pool(lyd_builder *builder, lyd_pool_kind kind, const lyd_entry *entry, unsigned manner, uint32_t *pool);

/* Adds the details of ENTRY to a name that is there. False: it isn't, or memory ran out. */
bool lyd_builder_detail(lyd_builder *builder, const lyd_entry *entry);

/* The roles of a name so far; none: it isn't there. */
lyd_roles lyd_builder_roles(const lyd_builder *builder, const char *fqdn);

bool lyd_builder_has_role(const lyd_builder *builder, lyd_role role); /* whether some name has it so far */

const char *lyd_builder_pool_name(const lyd_builder *builder, uint32_t pool); /* canonical */

/* Calls VISIT with each name (canonical) that pools of KIND link so far, and the pool. */
typedef lyd_status lyd_builder_visitor(void *context, uint32_t pool, const char *fqdn);
lyd_status lyd_builder_each_linked(const lyd_builder *builder, lyd_pool_kind kind, lyd_link link, lyd_builder_visitor *visit,
                                   void *context);

/* Whether the name of ENTRY is a pool of KIND so far. */
bool lyd_builder_has_pool(lyd_builder *builder, lyd_pool_kind kind, const lyd_entry *entry);

/* Links POOL to the endpoint named by ENTRY, which needn't appear elsewhere; LYD_LINK_EDGE makes that pool. A second target of a
 * link that is one is an error with LYD_ONCE, else a note, and the first is kept. With ENTRY NULL this file only has a list for LINK,
 * which may stay empty (`members: []` removes the members of an import). */
lyd_status lyd_builder_link(lyd_builder *builder, uint32_t pool, lyd_link link, const lyd_entry *entry, unsigned manner);

/* The product of POOL, where that isn't the topology's. */
void lyd_builder_version(lyd_builder *builder, uint32_t pool, lyd_product product, size_t line);

/* The host of a simple URL: an endpoint with the URLs of ENTRY for DOMAIN; NULL: for all. With LYD_ONCE the domain has to be a SIP domain
 * in the end, and the same URL again is an error. */
lyd_status lyd_builder_simple_url(lyd_builder *builder, const lyd_entry *entry, const char *domain, size_t domain_line, unsigned manner);

/* The declared address type of a Mediation pool's PSTN interface. */
void lyd_builder_pstn_declared(lyd_builder *builder, uint32_t pool, lyd_address_type type, size_t line);

/* ---- views, SIP domains, the deployment as a whole ---- */

uint32_t lyd_builder_view(const lyd_builder *builder, const char *name, size_t length); /* an index, or LYD_NONE */
lyd_status lyd_builder_view_add(lyd_builder *builder, const char *name, size_t length, size_t line, uint32_t *view);
lyd_status lyd_builder_sip_domain(lyd_builder *builder, const char *name, size_t line);

/* The default SIP domain of an export: a note where a file beside it has another. */
lyd_status lyd_builder_sip_default(lyd_builder *builder, const char *name, size_t line);

/* The product as an export shows it (an earlier file that gives it has precedence), and a service (LYD_SERVICE_…) or feature in use (what
 * came before the files of an import has precedence). */
void lyd_builder_product(lyd_builder *builder, lyd_product product);
void lyd_builder_service(lyd_builder *builder, unsigned service);
void lyd_builder_feature(lyd_builder *builder, lyd_feature feature);

/* The product of services with this ServiceVersion, which counts products from Lync Server 2010 on: 5. A newer one than is known is the
 * newest. */
lyd_product lyd_product_of_version(int version);

#endif
