/* zones.h: which zone has a name at a server. */
#ifndef LYD_AUDIT_ZONES_H
#define LYD_AUDIT_ZONES_H

#include <lyncdns/judge.h>

/* Asks SOURCE for the zones that JUDGEMENT's findings need, and makes them those of C. No lookup of the audit: a question that fails leaves
 * its zone unknown, and nothing else. LYD_OK or LYD_ENOMEM. */
lyd_status lyd_zones_ask(lyd_case *c, const lyd_judgement *judgement, lyd_source *source, lyd_arena *arena);

#endif
