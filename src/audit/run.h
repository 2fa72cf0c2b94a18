/* run.h: a run as a part of something larger. */
#ifndef LYD_AUDIT_RUN_H
#define LYD_AUDIT_RUN_H

#include <lyncdns/audit.h>

/* As lyd_run_new. TRY_EDITS false: no edits are tried alone, since the change as a whole is judged. */
lyd_status lyd_run_make(const lyd_topology *topology, lyd_source *source, int64_t started, bool try_edits, lyd_run **run, lyd_diag *diag);

#endif
