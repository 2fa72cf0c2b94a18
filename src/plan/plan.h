/* plan.h: which questions an audit of a topology asks. */
#ifndef LYD_AUDIT_PLAN_H
#define LYD_AUDIT_PLAN_H

#include <lyncdns/base.h>
#include <lyncdns/judge.h>

/* Fills the servers, questions, first and view_servers of *C from TOPOLOGY, in arrays of exact size from ARENA; names and server texts stay
 * the topology's. Two servers of the same text are one. An endpoint without a server to ask is an error in DIAG. */
lyd_status lyd_plan_make(const lyd_topology *topology, lyd_arena *arena, lyd_case *c, lyd_diag *diag);

#endif
