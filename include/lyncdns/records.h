/* records.h: the records that a deployment wants and must not have, name by name and by the kind of view, with the values that the topology
 * states and what DNS has: the checklist that administrators keep by hand. */
#ifndef LYNCDNS_RECORDS_H
#define LYNCDNS_RECORDS_H

#include <lyncdns/base.h>
#include <lyncdns/case.h>
#include <lyncdns/dns.h>
#include <lyncdns/services.h>
#include <lyncdns/topology.h>

typedef enum lyd_in_dns {
    LYD_DNS_UNASKED,
    LYD_DNS_YES,     /* some server has it */
    LYD_DNS_NO,      /* every server said that there is none */
    LYD_DNS_UNKNOWN, /* a lookup failed */
} lyd_in_dns;

extern const lyd_row lyd_in_dns_names[]; /* "yes", "no", "unknown"; none for the first */

/* Who uses a name and what for. */
typedef struct lyd_purpose {
    const char *users[LYD_WANTED_USERS]; /* NULL: no more */
    const char *why;                     /* in a sentence */
    const char *reference;
} lyd_purpose;

/* A record in the views of one kind. */
typedef struct lyd_wanted_record {
    const char *name;
    const char *sip_domain; /* NULL: it is no single one's */
    lyd_wanted wanted;      /* LYD_WANTED_COUNT: a name of the deployment itself */
    bool srv;               /* else A and AAAA, or an alias */
    unsigned kind;          /* of views */
    lyd_expected expected;

    /* What it should be: SRV records; addresses; or one CNAME: the name to which it leads. None: the topology doesn't state it. */
    const lyd_record *values;
    size_t value_count;
    const char *no_alias;        /* why the name can't be an alias of that one, so that it needs the same addresses; NULL: it can */
    const lyd_record *addresses; /* with no_alias: those that DNS has for that name in these views, if every server says the same */
    size_t address_count;
    const char *unstated; /* why there is no value; NULL: there is one, or none is wanted */

    lyd_in_dns found;
    bool failed;            /* a lookup of it failed */
    bool wildcard;          /* it is there because a wildcard answers for it */
    bool leads_nowhere;     /* DNS has no address for the name to which its value leads */
    const char *const *has; /* what DNS has: data of records, and "-> NAME" for an alias */
    size_t has_count;
    lyd_purpose purpose;
} lyd_wanted_record;

typedef struct lyd_records {
    const lyd_topology *topology;
    unsigned kinds;           /* of views that it is about */
    lyd_wanted_record *items; /* by SIP domain, record and kind; then the names of the deployment itself */
    size_t count;
    bool asked, failed; /* DNS was asked; a lookup of an item failed */
    lyd_arena *arena;
} lyd_records;

/* The kinds of view that TOPOLOGY wants records in: internal and external, and those of its other views. */
unsigned lyd_records_kinds(const lyd_topology *topology);

/* Fills *RECORDS for views of KINDS and the SIP domain DOMAIN (canonical; NULL: all, with the names of the deployment itself). */
lyd_status lyd_records_make(const lyd_topology *topology, unsigned kinds, const char *domain, lyd_arena *arena, lyd_records *records);

/* Adds what the answers of C say about them, in the views VIEWS (a set of indexes). */
lyd_status lyd_records_find(lyd_records *records, const lyd_case *c, uint32_t views);

/* Marks the items of the name FQDN in views of KIND as answered by a wildcard. INDEX: lyd_records_index; NULL of that: out of memory. */
void lyd_records_mark_wildcard(lyd_records *records, const lyd_map *index, const char *fqdn, unsigned kind);
lyd_map *lyd_records_index(const lyd_records *records);

/* ---- values (values.c) ---- */

/* Groups of names that records may lead to. */
enum {
    LYD_LEADS_ACCESS,     /* Access Edge names; all external Edge names where none has a service */
    LYD_LEADS_POOLS,      /* Director pools; Front End pools where there are none */
    LYD_LEADS_DIRECTORS,  /* Director pools */
    LYD_LEADS_FRONT_ENDS, /* Front End pools */
    LYD_LEADS_COUNT,
};

/* Those names, gathered once for a topology. */
typedef struct lyd_value_source {
    const lyd_topology *topology;
    struct {
        uint32_t *endpoints;
        const lyd_pool **pools; /* of each; NULL for Access Edge names */
        size_t count;
    } groups[LYD_LEADS_COUNT];
    lyd_arena *arena;
} lyd_value_source;

lyd_status lyd_values_prepare(const lyd_topology *topology, lyd_arena *arena, lyd_value_source *source);

/* Where a record leads. */
typedef struct lyd_value_choice {
    const char *name;     /* NULL: not stated, or that is the server's own name */
    uint16_t port;        /* for clients; 0: not stated */
    bool by_sign_in_name; /* NAME is sip.DOMAIN, since no server's name lies in the domain */
    const char *why;      /* NAME is NULL: why */
} lyd_value_choice;

/* Where WANTED of SIP_DOMAIN leads in views of KIND, by these members of RECORD, its name and SRV, whatever is expected of it. */
lyd_value_choice lyd_value_choose(const lyd_value_source *source, const lyd_wanted_record *record);

/* Fills values, no_alias and unstated of RECORD, whose other members are set. */
lyd_status lyd_values_of(const lyd_value_source *source, lyd_wanted_record *record);

/* ---- names of the deployment itself (hosts.c) ---- */

/* Whether ENDPOINT is one of those names that belong on the list: Edge, web services, simple URLs, Office Web Apps. */
bool lyd_host_is_listed(const lyd_endpoint *endpoint);

/* What TOPOLOGY wants of ENDPOINT in views of KIND, and what it is for. */
lyd_expected lyd_host_expected(const lyd_topology *topology, const lyd_endpoint *endpoint, unsigned kind);
lyd_purpose lyd_host_purpose(const lyd_topology *topology, const lyd_endpoint *endpoint);

#endif
