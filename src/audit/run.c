/* One run: round by round, until nothing is left to ask. */
#include "run.h"

#include "rounds.h"

#include "plan/plan.h"

#define DEAD_MS INT64_C(3600000) /* longer than a run: a server that is dead in one round is not waited for in the next */

/* A run that was stopped goes on with the answers that there are. */
lyd_status lyd_run_make(const lyd_topology *topology, lyd_source *source, int64_t started, bool try_edits, lyd_run **run, lyd_diag *diag)
{
    lyd_rounds *rounds;
    lyd_source *lively = lyd_skip_dead_new(source, DEAD_MS);
    lyd_status status = lyd_rounds_new(topology, started, try_edits, &rounds, diag);
    status = lively == NULL ? LYD_ENOMEM : status;
    while (status == LYD_OK && lyd_rounds_now(rounds)->count > 0) {
        status = lyd_rounds_ask(rounds, lively, NULL, diag);
    }
    *run = status == LYD_OK ? lyd_rounds_take(rounds) : NULL;
    lyd_rounds_free(rounds);
    lyd_source_free(lively);
    return status;
}

lyd_status lyd_run_new(const lyd_topology *topology, lyd_source *source, int64_t started, lyd_run **run, lyd_diag *diag)
{
    return lyd_run_make(topology, source, started, true, run, diag);
}

void lyd_run_free(lyd_run *run)
{
    if (run != NULL) {
        lyd_plan_clear(&run->facts);
        lyd_arena_free(run->arena); /* which holds *RUN too */
    }
}
