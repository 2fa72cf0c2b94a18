/* case.h: what is judged: the names of a deployment, the questions about them, the answers. */
#ifndef LYNCDNS_CASE_H
#define LYNCDNS_CASE_H

#include <lyncdns/base.h>
#include <lyncdns/dns.h>
#include <lyncdns/topology.h>

/* ---- names beyond the endpoints ---- */

typedef enum lyd_extra_kind {
    LYD_EXTRA_WANTED,    /* a service name of a SIP domain: ROW is its lyd_wanted */
    LYD_EXTRA_NEAR_MISS, /* what is often written in its place: ROW is an index of lyd_near_misses */
    LYD_EXTRA_PROBE,     /* a name that nobody would create: ROW is an index of lyd_probe_rows */
    LYD_EXTRA_TARGET,    /* the target of an SRV record that is no endpoint in these views */
    LYD_EXTRA_ELSEWHERE, /* an endpoint, in views that aren't its own, for a rule about service names: ROW is 0 */
} lyd_extra_kind;

typedef struct lyd_extra {
    const char *fqdn;
    uint32_t views;  /* that it is asked in: set of indexes */
    uint32_t domain; /* index of the topology's SIP domains; LYD_NONE */
    uint32_t next;   /* the next extra of the same name, as a name of the case; LYD_NONE */
    uint16_t row;
    uint8_t kind; /* lyd_extra_kind */
    bool srv;     /* asked for SRV; else for A and AAAA */
} lyd_extra;

/* ---- zones ---- */

/* What a server says about the zone that has a name. */
typedef struct lyd_case_zone {
    const char *name;
    const lyd_record *zone; /* SOA; NULL: it isn't known */
    uint16_t server;
} lyd_case_zone;

/* ---- the case: what is judged ----
 *
 * Names are numbered: first the endpoints of the topology, then the extras. Questions of name I are questions[first[I]] …
 * questions[first[I + 1] - 1]: server by server in the order of its views, of each SRV, or the types in the order of lyd_host_types; a
 * server shared by several views is asked once. answers[] runs parallel to questions[]. A question that an earlier name has too is marked
 * as repeated: it was asked once, and has a copy of the answer. */
typedef struct lyd_case {
    const lyd_topology *topology;
    const lyd_server *servers;
    size_t server_count;
    const lyd_question *questions;
    const lyd_answer *answers;
    const uint32_t *first; /* of each name, and one more */
    const lyd_extra *extras;
    size_t extra_count;
    lyd_map *extra_index;                /* fqdn to the first extra of that name, as a name of the case; NULL: no extras */
    const bool *repeated;                /* of each question of an extra: marked as repeated */
    const uint16_t *const *view_servers; /* of each view: the index in servers[] of each of the view's servers, in their order */
    const lyd_dns64 *dns64;              /* of each server; NULL: nothing is known of any */
    const lyd_case_zone *zones;          /* sorted, see lyd_case_set_zones; only of names for which it matters */
    size_t zone_count;
    int64_t now;  /* seconds since 1970, UTC */
    bool stopped; /* the run ended before every question was asked */
} lyd_case;

/* The question about NAME, SERVER, TYPE, or LYD_NONE where it isn't one of the plan; and the answer to it, or NULL. */
uint32_t lyd_case_question(const lyd_case *c, uint32_t name, uint16_t server, lyd_type type);
const lyd_answer *lyd_case_answer(const lyd_case *c, uint32_t name, uint16_t server, lyd_type type);

/* The answers for FQDN of TYPE, which hosts have, from all servers of VIEWS as one; NULL: a lookup failed, they differ, or none was asked.
 */
const lyd_answer *lyd_case_common(const lyd_case *c, const char *fqdn, lyd_type type, uint32_t views);

/* The answer to QUESTION, whichever name has it first; NULL: it isn't one of the plan. */
const lyd_answer *lyd_case_said(const lyd_case *c, const lyd_question *question);

static inline size_t lyd_case_names(const lyd_case *c)
{
    return c->topology->endpoint_count + c->extra_count;
}

static inline uint32_t lyd_case_questions(const lyd_case *c)
{
    return c->first[lyd_case_names(c)];
}

/* True for a question that an earlier name has, too. */
static inline bool lyd_case_repeats(const lyd_case *c, uint32_t question)
{
    uint32_t first = c->first[c->topology->endpoint_count];
    return question >= first && c->repeated[question - first];
}

/* NULL: NAME is an endpoint. */
static inline const lyd_extra *lyd_case_extra(const lyd_case *c, uint32_t name)
{
    return name < c->topology->endpoint_count ? NULL : &c->extras[name - c->topology->endpoint_count];
}

static inline const char *lyd_case_fqdn(const lyd_case *c, uint32_t name)
{
    return name < c->topology->endpoint_count ? c->topology->endpoints[name].fqdn : lyd_case_extra(c, name)->fqdn;
}

static inline uint32_t lyd_case_views(const lyd_case *c, uint32_t name)
{
    return name < c->topology->endpoint_count ? c->topology->endpoints[name].views : lyd_case_extra(c, name)->views;
}

/* The name of the case that FQDN is in VIEW, asked for SRV records or for addresses; LYD_NONE: it isn't asked there. */
uint32_t lyd_case_find(const lyd_case *c, const char *fqdn, uint32_t view, bool srv);

/* Sorts COUNT zones, of which each name and server has one, and makes them those of the case. */
void lyd_case_set_zones(lyd_case *c, lyd_case_zone *zones, size_t count);

/* The zone that has NAME at SERVER (SOA); NULL: it isn't known. */
const lyd_record *lyd_case_zone_of(const lyd_case *c, const char *name, uint16_t server);

#endif
