/* memo.h: the answers of servers before a change: a source that asks each question once, and collects the questions still to be asked. */
#ifndef LYD_DNS_MEMO_H
#define LYD_DNS_MEMO_H

#include "dns/saved/kept.h"

typedef struct lyd_memo {
    lyd_source base; /* lyd_memo_new returns it as a lyd_source */
    lyd_source *source;
    lyd_kept kept;
    lyd_question *pending; /* to be asked next; the first HARD_COUNT are those that the source has to know */
    size_t pending_count, pending_capacity, hard_count;
    lyd_status status; /* LYD_ENOMEM: PENDING isn't whole */
} lyd_memo;

/* Calls ROUND until it no longer sets *WAITS, and in between asks what lyd_memo_want could not answer. DIAG NULL: what the source can't
 * answer is a failed lookup, not an error. */
lyd_status lyd_memo_complete(lyd_memo *memo, const lyd_change_site *site, lyd_status (*round)(void *context, bool *waits), void *context,
                             lyd_diag *diag);

/* The answer to a question, or NULL: it is asked after this round. SOFT: it is no error if the source can't know. */
const lyd_answer *lyd_memo_want(lyd_memo *memo, uint16_t server, const char *name, uint16_t type, bool soft);

/* A failed lookup of the name itself; one that failed at the target of an alias shows that the name has that alias. */
static inline bool lyd_memo_says_nothing(const lyd_answer *answer)
{
    return answer->alias_count == 0 && lyd_answer_failed((lyd_answer_status)answer->status);
}

typedef enum lyd_word {
    LYD_NO,
    LYD_YES,
    LYD_MAYBE, /* it can't be found out */
    LYD_WAIT,  /* something has to be asked first */
} lyd_word;

/* Whether NAME itself exists, rather than a wildcard that answers for it. */
lyd_word lyd_memo_exists(lyd_memo *memo, uint16_t server, const char *name);

/* The top of the zone that has NAME, as far up as TOP (NULL: as names with two labels): the closest name with a SOA record. LYD_MAYBE: a
 * lookup failed. */
lyd_word lyd_memo_zone(lyd_memo *memo, uint16_t server, const char *name, const char *top, const char **zone);

/* Whether NAME has records of other types than those that answers keep. */
lyd_word lyd_memo_has_others(lyd_memo *memo, uint16_t server, const char *name);

#endif
