/* harms.h: what findings mean for users, in words: a row for each group of rules. */
#ifndef LYD_REPORT_HARMS_H
#define LYD_REPORT_HARMS_H

#include <lyncdns/audit.h>

/* In its words "%n" is the list of names, "%c" is how many there are, of how many with the roles ("3 of 4"). */
typedef struct lyd_harm {
    const char *rules;    /* ids, with spaces between */
    lyd_roles roles;      /* of the name; 0: any */
    unsigned wanted;      /* the service record that the name is: a set of 1u << lyd_wanted; 0: any */
    unsigned kinds;       /* of a view in which the rule is breached; 0: any */
    unsigned subject;     /* which one of the finding's is named */
    const char *words;    /* of one name */
    const char *of_names; /* of several; NULL: the same */
} lyd_harm;

extern const lyd_harm lyd_harms[]; /* the worst first; the first that fits a finding is its own */
extern const size_t lyd_harm_count;

/* The row of FINDING as an index; LYD_NONE: it has none. */
uint32_t lyd_harm_of(const lyd_topology *topology, const lyd_finding *finding);

#endif
