/* causes.h: which finding stands under which. */
#ifndef LYD_JUDGE_CAUSES_CAUSES_H
#define LYD_JUDGE_CAUSES_CAUSES_H

#include "judge/judging.h"

/* Puts FINDING under CAUSE, or under the finding under which that one stands. False: it must not stand there. */
bool lyd_cause_put(lyd_finding *finding, const lyd_finding *cause);

/* Puts what is found no longer AFTER the edits of CAUSE, a finding of JUDGEMENT, were made alone under it, and marks it in IS_CAUSE. */
lyd_status lyd_causes_of_edits(lyd_judgement *judgement, size_t cause, const lyd_judgement *after, bool *is_cause);

/* Puts findings without edits that have one remedy under the first of them. */
lyd_status lyd_causes_of_remedies(lyd_judging *j, lyd_judgement *judgement);

/* assumed.c: leaves in J the edits that mend FINDING if the values are assumed that nothing tells; none: DNS alone doesn't. */
void lyd_assume_edits(lyd_judging *j, const lyd_finding *finding);

/* lookups.c: puts findings that come of failed lookups under those about the servers that fail. */
lyd_status lyd_causes_of_failures(lyd_judging *j, lyd_judgement *judgement);

#endif
