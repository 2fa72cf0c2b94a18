/* target.h: what can be wrong with one SRV record, and what should stand in its place. */
#ifndef LYD_JUDGE_TARGET_H
#define LYD_JUDGE_TARGET_H

#include "mend/stated.h"

/* ---- the target ---- */

/* A target of the record WANTED of DOMAIN. */
typedef struct lyd_target {
    lyd_wanted wanted;
    uint32_t domain;
    const char *name;
    uint32_t views; /* those in which a server gives it */
} lyd_target;

/* What is wrong with a target in one view; LYD_OFF: nothing. */
typedef lyd_severity lyd_target_test(lyd_judging *j, const lyd_target *t, uint32_t view);

lyd_target_test lyd_target_nowhere; /* it has no address, or is "." */
lyd_target_test lyd_target_abroad;  /* it isn't in the SIP domain */
lyd_target_test lyd_target_aliased; /* it is an alias */
lyd_target_test lyd_target_misled;  /* it leads to no name of the record's role */

/* True if its domain lies in the SIP domain, or the other way round: clients accept that where a policy allows it. */
bool lyd_target_related(const lyd_judging *j, const lyd_target *t);

/* ---- the port ---- */

/* Whether RECORD has the port that is expected of it. *STATED is an Access Edge whose port the topology states; LYD_NONE: there is none. */
bool lyd_port_fits(const lyd_judging *j, lyd_wanted wanted, const lyd_record *record, uint32_t *stated);

/* The port for clients of the Access Edge TARGET, or of all of them where it is none; 0: not stated, or not the same. */
uint16_t lyd_port_of_clients(const lyd_judging *j, const char *target);

/* ---- what should stand in a record's place (right.c) ---- */

typedef struct lyd_right {
    lyd_record record; /* the same as now where nothing better is known */
    lyd_stated stated; /* where its target comes from, if that now is wrong */
    bool drop;         /* none: another record of the name is right */
    bool known;        /* RECORD, or that there should be none, is right */
} lyd_right;

lyd_right lyd_right_for(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_record *record);

/* Edits that put it in place of RECORD. False: then it still isn't right, since something isn't known. */
bool lyd_set_right(lyd_judging *j, lyd_wanted wanted, uint32_t domain, uint32_t view, const lyd_record *record, const lyd_right *right);

#endif
