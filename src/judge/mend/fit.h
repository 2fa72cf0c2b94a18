/* fit.h: whether another address type of a name would fit the rest of the deployment.
 *
 * A remedy changes the address type of a name only where no finding comes of that: no support table likes the new combination less, the
 * topology declares no other type, and no rule forbids the name IPv6. */
#ifndef LYD_JUDGE_FIT_H
#define LYD_JUDGE_FIT_H

#include "judge/judging.h"

/* The severity of the finding about a combination; LYD_OFF: it is none. */
lyd_severity lyd_combination_severity(const lyd_judging *j, const lyd_combination *row);

/* True when every side that is a server's is dual-stack: then no record that could be added makes the combination a listed one. */
bool lyd_combination_complete(const lyd_combination *row);

/* What the endpoint would not fit. */
typedef struct lyd_misfit {
    lyd_owner owner;     /* of the other side */
    const char *partner; /* a network or an endpoint */
    lyd_address_type type;
} lyd_misfit;

/* True if some finding about a combination would be new or more severe if the endpoint E had TYPE; the first one in *MISFIT. */
bool lyd_type_misfits(const lyd_judging *j, uint32_t e, lyd_address_type type, lyd_misfit *misfit);

/* True if no finding comes of TYPE in place of what E has now. */
bool lyd_type_fits(const lyd_judging *j, uint32_t e, lyd_address_type type);

#endif
