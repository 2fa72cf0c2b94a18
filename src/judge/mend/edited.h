/* edited.h: answers as they would be once edits are made. */
#ifndef LYD_JUDGE_EDITED_H
#define LYD_JUDGE_EDITED_H

#include "judge/judging.h"

/* Makes the COUNT edits at EDITS in ANSWERS, a copy of the answers of the judging's case. A failed lookup stays one; an alias that is added
 * leads to what its target was asked about at the same server. New arrays are ARENA's. */
lyd_status lyd_edited_answers(const lyd_judging *j, const lyd_edit *edits, size_t count, lyd_answer *answers, lyd_arena *arena);

#endif
