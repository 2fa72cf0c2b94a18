/* audit.h: the street, walked once: topology, plan, answers, judgement. audit, check and preview are three walks along it. */
#ifndef LYNCDNS_AUDIT_H
#define LYNCDNS_AUDIT_H

#include <lyncdns/base.h>
#include <lyncdns/dns.h>
#include <lyncdns/judge.h>
#include <lyncdns/topology.h>

/* One run. TOPOLOGY and the source stay the caller's; the rest is of the run's arena. */
typedef struct lyd_run {
    lyd_case facts;
    lyd_judgement judgement;
    int64_t started; /* seconds since 1970, UTC */
    int64_t duration_ms;
    lyd_arena *arena;
} lyd_run;

/* Plans the questions of TOPOLOGY, has SOURCE answer them (and ipv4only.arpa, where a NAT64 address is suspected), and judges. STARTED is
 * the wall clock. A stopped run is a run all the same (LYD_OK, judgement.complete false). *RUN is freed with lyd_run_free. */
lyd_status lyd_run_new(const lyd_topology *topology, lyd_source *source, int64_t started, lyd_run **run, lyd_diag *diag);
void lyd_run_free(lyd_run *run);

/* How one server of one view did, for reports. */
typedef struct lyd_server_summary {
    const char *view;
    const char *server;
    size_t lookups, failed;
    bool reachable;                   /* it sent at least one reply */
    double rtt_ms_median, rtt_ms_max; /* of the replies; 0 without any */
} lyd_server_summary;

/* One row for each server of each view, in their order; rows in the run's arena. */
lyd_status lyd_run_servers(lyd_run *run, lyd_server_summary **rows, size_t *count);

#endif
