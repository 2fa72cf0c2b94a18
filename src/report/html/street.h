/* html_street.h: where each endpoint is shown: at which site, in which pool; and which findings are about it. */
#ifndef LYD_REPORT_HTML_STREET_H
#define LYD_REPORT_HTML_STREET_H

#include "html.h"

#define LYD_NO_SITE 0

/* Arrays are of each endpoint unless told otherwise. */
typedef struct lyd_street {
    uint32_t *site;     /* LYD_NO_SITE or one more than the index of its name */
    const char **sites; /* names, in the order of their coming */
    uint32_t site_count;
    uint32_t *first_pool;  /* the first pool of that name, or LYD_NONE */
    uint32_t *next_pool;   /* of each pool: the next one of the same name (a Mediation pool beside a Front End pool, say) */
    bool *in_pool;         /* it is shown with some pool */
    uint32_t *shown;       /* the group that last showed it, counted from 1; 0: none so far */
    uint32_t group;        /* the group being shown */
    uint32_t *first_found; /* index into found[], or LYD_NONE */
    struct {
        uint32_t finding, next;
    } * found;
} lyd_street;

/* To be cleared whatever is returned. */
lyd_status lyd_street_init(lyd_street *street, const lyd_topology *topology, const lyd_judgement *judgement);
void lyd_street_clear(lyd_street *street);

#endif
