/* memo.h: what a source has said, kept. */
#ifndef LYD_DNS_MEMO_H
#define LYD_DNS_MEMO_H

#include <lyncdns/dns.h>

typedef struct lyd_memo_item {
    const char *name;
    uint16_t server, type;
    uint32_t next; /* the next item of this name, or LYD_NONE */
    lyd_answer answer;
} lyd_memo_item;

typedef struct lyd_memo {
    lyd_memo_item *items;
    size_t count, capacity;
    lyd_map *index; /* name to its first item */
    lyd_arena *arena;
} lyd_memo;

/* NULL: not known. Good until the next lyd_memo_fill. */
const lyd_memo_item *lyd_memo_find(const lyd_memo *memo, const char *name, uint16_t server, uint16_t type);

/* Has BASE answer those of QUESTIONS that aren't known yet, each once. SOFT: that BASE can't tell is no error, the answer is a failure. */
lyd_status lyd_memo_fill(lyd_memo *memo, lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions,
                         size_t count, bool soft, lyd_diag *diag);

/* Of a source made by lyd_memo_new. */
lyd_memo *lyd_memo_of(lyd_source *source);
lyd_source *lyd_memo_base(lyd_source *source);

#endif
