/* remedies.h: what the zones add to one finding. */
#ifndef LYD_JUDGE_REMEDIES_H
#define LYD_JUDGE_REMEDIES_H

#include <lyncdns/judge.h>

/* The zone at SERVER that has NAME (SOA), if it is one that its owner can change; NULL: it isn't known. */
const lyd_record *lyd_zone_at(const lyd_case *c, const char *name, uint16_t server);

/* ---- commands (commands.c) ---- */

/* Gives FINDING the commands for its edits, or none: half of what mends it together may do harm. *WHY: one can't be written safely; NULL
 * where there are commands, and where a zone isn't known. */
lyd_status lyd_commands_add(const lyd_case *c, lyd_arena *arena, lyd_finding *finding, const char **why);

/* ---- servers that disagree (serials.c) ---- */

/* The name that the records differ of, which servers of VIEW disagree about in FINDING: that at the end of the aliases, where all follow
 * the same ones. */
const char *lyd_disputed_name(const lyd_case *c, const lyd_finding *finding, uint32_t view);

/* Gives FINDING, about servers that disagree, their serials as evidence, and what to do about them. */
lyd_status lyd_serials_add(const lyd_case *c, lyd_arena *arena, lyd_finding *finding);

#endif
