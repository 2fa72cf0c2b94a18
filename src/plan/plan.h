/* plan.h: which questions an audit of a topology asks.
 *
 * Two rounds: first the endpoints and, where SIP domains are given, the service names; then the targets of the SRV records that came. */
#ifndef LYD_PLAN_PLAN_H
#define LYD_PLAN_PLAN_H

#include <lyncdns/base.h>
#include <lyncdns/case.h>

/* Fills the servers, extras, questions, first and view_servers of *C from TOPOLOGY, in arrays of exact size from ARENA; names and server
 * texts stay the topology's. Two servers of the same text are one. An endpoint without a server to ask is an error in DIAG. lyd_plan_clear
 * is due after any status. */
lyd_status lyd_plan_make(const lyd_topology *topology, lyd_arena *arena, lyd_case *c, lyd_diag *diag);

/* The second round: adds the targets of SRV records among the answers of *C that aren't asked about yet, in the views and at the servers
 * where they came from. Arrays are made anew, with the answers of the first round at their beginning. */
lyd_status lyd_plan_targets(lyd_case *c, lyd_arena *arena);

void lyd_plan_clear(lyd_case *c);

#endif
