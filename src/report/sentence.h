/* sentence.h: the verdict on a run in one or two plain sentences: what is wrong, and for which users. */
#ifndef LYD_REPORT_SENTENCE_H
#define LYD_REPORT_SENTENCE_H

#include <lyncdns/audit.h>

typedef enum lyd_outcome { LYD_OUTCOME_OK, LYD_OUTCOME_WARNINGS, LYD_OUTCOME_INCOMPLETE, LYD_OUTCOME_NOT_SAFE } lyd_outcome;

/* Texts are in the run's arena, and not escaped: names from DNS may hold any byte. */
typedef struct lyd_sentence {
    lyd_outcome outcome;
    const char *word;   /* "NOT SAFE" */
    const char *text;   /* "3 of 4 voice mail names resolve to IPv6; remote users can't reach av.contoso.com." */
    const char *open;   /* what isn't known beside that, because lookups failed; NULL: all is known, or TEXT says it */
    const char *counts; /* "15 errors, 2 infos (1 waived), from 9 causes", "no findings" */
} lyd_sentence;

extern const char lyd_not_all_reported[]; /* the word where findings were left out, and none of those that are there is an error */

lyd_status lyd_sentence_of(lyd_run *run, lyd_sentence *sentence);

/* "View external was left out."; empty: none was. NULL: out of memory. */
const char *lyd_left_views_text(lyd_run *run);

#endif
