/* kept.h: answers kept by question: those of a file of saved answers, or those that a source has given. */
#ifndef LYD_DNS_KEPT_H
#define LYD_DNS_KEPT_H

#include <lyncdns/dns.h>

typedef struct lyd_kept_answer {
    const char *name;
    uint16_t server, type;
    uint32_t next; /* the next answer for this name, or LYD_NONE */
    lyd_answer answer;
} lyd_kept_answer;

typedef struct lyd_kept {
    lyd_kept_answer *items; /* in the order in which they were put */
    size_t count, capacity;
    lyd_map *index;   /* name to its first item */
    lyd_arena *arena; /* has the names, and what else the owner puts there */
} lyd_kept;

lyd_status lyd_kept_init(lyd_kept *kept); /* lyd_kept_clear is due after any status */
void lyd_kept_clear(lyd_kept *kept);

/* NULL: not known. Good until the next lyd_kept_put. */
lyd_kept_answer *lyd_kept_find(const lyd_kept *kept, const char *name, uint16_t server, uint16_t type);

/* Keeps the answer to a question that isn't known yet. Its aliases and records must live as long as KEPT. */
lyd_status lyd_kept_put(lyd_kept *kept, const lyd_question *question, const lyd_answer *answer);

#endif
