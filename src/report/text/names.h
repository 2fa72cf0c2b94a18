/* names.h: what the report on single names (names.c) and the verdict on each (name_verdict.c) share. */
#ifndef LYD_REPORT_TEXT_NAMES_H
#define LYD_REPORT_TEXT_NAMES_H

#include "text.h"

/* Which findings, or combinations, are about which name of the case: a list for each name asked about, in order, and after the last name's
 * one for the rest. */
typedef struct lyd_concern {
    uint32_t *first; /* of each list: index into LINKS, or LYD_NONE */
    struct {
        uint32_t item, next;
    } * links;
    uint32_t used;
} lyd_concern;

typedef struct lyd_listing {
    const lyd_report *report;
    lyd_run *run;
    const lyd_inquiry *inquiry;
    const lyd_topology *topology; /* the names alone */
    uint32_t asked;               /* the names asked about, the first of the case: endpoints, then service names */
    lyd_concern findings, combinations;
    bool others_failed;
    const char *left; /* which views were left out, see lyd_left_views_text */
    lyd_scene scene;
    lyd_layout layout;
} lyd_listing;

/* Whether the NAME asked about is a service name, not an endpoint. */
bool lyd_listing_is_service(const lyd_listing *t, uint32_t name);

/* Whether a lookup failed that is none of the endpoints asked about: what a service record leads to, or is compared with. */
bool lyd_listing_others_failed(const lyd_listing *t);

/* What the name would breach in each role; NULL: its roles are known. */
const lyd_role_outcome *lyd_listing_outcomes(const lyd_listing *t, uint32_t name);

/* "NAME: VERDICT [as ROLE] (TYPE):" and the rules or lookups that cause it. */
void lyd_text_name_verdict(lyd_listing *t, uint32_t name);

#endif
