/* doubts.h: the parts of a change that a preview can't judge. */
#ifndef LYD_AUDIT_DOUBTS_H
#define LYD_AUDIT_DOUBTS_H

#include <lyncdns/audit.h>

/* Fills the preview's NOT_JUDGED, when its findings are known: RECORDS' doubts, changes of service records that no rule is about (their SIP
 * domain isn't declared, or their view has no kind), and answers that depend on what nobody can tell. */
lyd_status lyd_preview_doubt(lyd_preview *preview, const lyd_change_records *records);

/* What makes the answer to a question after the change uncertain, in one case or the other; NULL: nothing. */
const lyd_overlay_guess *lyd_preview_guess(const lyd_preview *preview, const lyd_question *question);

#endif
