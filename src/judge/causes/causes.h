/* causes.h: which finding stands under which: what mends the cause mends it, too. */
#ifndef LYD_JUDGE_CAUSES_CAUSES_H
#define LYD_JUDGE_CAUSES_CAUSES_H

#include "judge/judging.h"

/* What mending one finding changes about a name. */
typedef struct lyd_mending {
    const char *name;     /* an endpoint, a network, a service name, or the target of an SRV record */
    uint32_t endpoint;    /* LYD_NONE: it is none */
    uint32_t views;       /* in which it gets addresses, having none there: a set of indexes */
    unsigned gain, loss;  /* families that it gets, having none of them, and that it loses: bits of lyd_address_type */
    lyd_facts lost_facts; /* its addresses that show one of these go */
    bool corrected;       /* it has its configured addresses */
    bool renamed;         /* it is no name of the deployment any more */
} lyd_mending;

/* mended.c: true if FINDING is shown to go once all of COUNT findings are mended. */
bool lyd_would_go(lyd_judging *j, const lyd_finding *finding, const lyd_mending *const *mendings, size_t count);

/* The same of the finding about ROW, a combination. */
bool lyd_would_work(lyd_judging *j, const lyd_combination *row, const lyd_mending *const *mendings, size_t count);

/* mended_pool.c: true if the addresses of POOL and its members would agree in VIEW; if its members would have one address type; if their
 * IPv6 addresses would be of one scope. */
bool lyd_pool_would_agree(lyd_judging *j, const lyd_pool *pool, uint32_t view, const lyd_mending *const *mendings, size_t count);
bool lyd_members_would_agree(lyd_judging *j, const lyd_pool *pool, const lyd_mending *const *mendings, size_t count);
bool lyd_scopes_would_agree(lyd_judging *j, const lyd_pool *pool, const lyd_mending *const *mendings, size_t count);

/* All that MENDINGS change about ENDPOINT. */
lyd_mending lyd_mending_of(uint32_t endpoint, const lyd_mending *const *mendings, size_t count);

/* False for an address of a record with FACTS that M takes away. */
bool lyd_is_left(const lyd_mending *m, const lyd_address *address, lyd_facts facts);

/* The families of which ENDPOINT would have an address: bits of lyd_address_type. */
unsigned lyd_families_left(const lyd_judging *j, uint32_t endpoint, const lyd_mending *m);

/* lookups.c: puts findings about failed lookups under the servers that fail. CAUSES has the index of each finding's cause, LYD_NONE: none.
 */
void lyd_causes_of_failures(lyd_judging *j, const lyd_judgement *judgement, uint32_t *causes);

/* entries.c */
void lyd_causes_count(lyd_judgement *judgement);

#endif
