/* zones.h: which zone has a name at a server: a search in rounds. */
#ifndef LYD_AUDIT_ZONES_H
#define LYD_AUDIT_ZONES_H

#include <lyncdns/judge.h>

typedef struct lyd_zone_search lyd_zone_search;

/* A search for the zones that JUDGEMENT's findings need. No lookups of the audit: a question that fails leaves its zone unknown, and
 * nothing else. lyd_zone_search_free is due after any status. */
lyd_status lyd_zone_search_new(const lyd_case *c, const lyd_judgement *judgement, lyd_zone_search **search);
void lyd_zone_search_free(lyd_zone_search *search);

/* How many questions are to be asked next, and these. */
size_t lyd_zone_search_open(const lyd_zone_search *search);
size_t lyd_zone_search_next(const lyd_zone_search *search, lyd_question *questions);

/* Takes the answers to them, in their order; their records must outlive the case. */
lyd_status lyd_zone_search_take(lyd_zone_search *search, const lyd_answer *answers, size_t count);

/* Makes the zones that were found those of C. */
lyd_status lyd_zone_search_end(const lyd_zone_search *search, lyd_case *c, lyd_arena *arena);

#endif
