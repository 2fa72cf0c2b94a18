/* alias.h: chains of aliases (CNAME: RFC 1034 section 3.6.2; DNAME: RFC 6672), followed alike in messages, zones and changes. */
#ifndef LYD_DNS_ALIAS_H
#define LYD_DNS_ALIAS_H

#include <lyncdns/dns.h>

/* A message of 65,535 bytes has room for fewer: no record of an answer is beyond reach. */
#define LYD_ALIAS_STEPS 4096

typedef struct lyd_alias_chain {
    const char *question;
    const char *end;                    /* the question or the last alias */
    const char *aliases[LYD_ALIAS_MAX]; /* the names after the question, in order */
    uint8_t count;
    size_t steps;  /* aliases followed, of which LYD_ALIAS_MAX are kept */
    bool loops;    /* it comes back to one of its names, which is then its last alias, or has no end within LYD_ALIAS_STEPS */
    bool overlong; /* a DNAME record would make a name that is too long */
} lyd_alias_chain;

/* Where an alias leads. */
typedef struct lyd_alias {
    const char *target; /* NULL: the name is no alias */
    const char *dname;  /* the owner of the DNAME record with TARGET; NULL: a CNAME record of the name itself does */
} lyd_alias;

/* Finds what NAME is an alias of. *ALIAS is empty before; its texts need to last until the next call. Any status but LYD_OK ends the walk.
 */
typedef lyd_status lyd_alias_look(void *context, const char *name, lyd_alias *alias);

/* Follows the aliases from QUESTION until LOOK finds a name that is no alias, or the chain loops or breaks. Texts are copied to ARENA. */
lyd_status lyd_alias_walk(lyd_alias_chain *chain, const char *question, lyd_alias_look *look, void *context, lyd_arena *arena);

/* Gives ANSWER the aliases of CHAIN. */
lyd_status lyd_alias_keep(const lyd_alias_chain *chain, lyd_arena *arena, lyd_answer *answer);

#endif
