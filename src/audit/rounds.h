/* rounds.h: a run in rounds: what is to be asked now, and what follows from the answers. So the rounds of several runs can be asked
 * together. */
#ifndef LYD_AUDIT_ROUNDS_H
#define LYD_AUDIT_ROUNDS_H

#include <lyncdns/audit.h>

typedef struct lyd_rounds lyd_rounds;

/* The questions of a round, whose servers are those of the case, and room for their answers. COUNT 0: the run is over. */
typedef struct lyd_round {
    const lyd_question *questions;
    lyd_answer *answers;
    size_t count;
    bool required; /* a source that can't answer one of them has no run; else such a question is a failed lookup */
    bool single;   /* then each is asked again, alone */
} lyd_round;

/* Plans a run. TRY_EDITS false: no edits are tried alone, since a change as a whole is judged. lyd_rounds_free is due after any status. */
lyd_status lyd_rounds_new(const lyd_topology *topology, int64_t started, bool try_edits, lyd_rounds **rounds, lyd_diag *diag);
void lyd_rounds_free(lyd_rounds *rounds);

const lyd_round *lyd_rounds_now(const lyd_rounds *rounds);
const lyd_case *lyd_rounds_case(const lyd_rounds *rounds);

/* Memory for the answers of the run. */
lyd_arena *lyd_rounds_arena(const lyd_rounds *rounds);

/* Goes on to the next round with the answers of this one. STOPPED: not every question was asked. */
lyd_status lyd_rounds_go_on(lyd_rounds *rounds, bool stopped);

/* The run, once it is over; it is the caller's. */
lyd_run *lyd_rounds_take(lyd_rounds *rounds);

/* Has SOURCE answer the present round, as the round wants it. LISTENER may be NULL. DIAG has what went wrong. */
lyd_status lyd_rounds_ask(lyd_rounds *rounds, lyd_source *source, const lyd_listener *listener, lyd_diag *diag);

#endif
