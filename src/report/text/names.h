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
    bool others_failed; /* lookups that are none of the endpoints asked about: what a service record leads to, or is compared with */
    const char *left;   /* which views were left out, see lyd_left_views_text */
    lyd_scene scene;
    lyd_layout layout;
} lyd_listing;

/* Whether the name is a service name, not an endpoint. */
static inline bool lyd_listing_is_service(const lyd_listing *t, uint32_t name)
{
    return name >= t->inquiry->asked;
}

/* What the name would breach in each role; NULL: its roles are known. */
static inline const lyd_role_outcome *lyd_listing_outcomes(const lyd_listing *t, uint32_t name)
{
    bool wanted = t->inquiry->by_role != NULL && !lyd_listing_is_service(t, name) && t->inquiry->unknown[name];
    return wanted ? &t->inquiry->by_role[name * LYD_ROLE_COUNT] : NULL;
}

static inline bool lyd_listing_failed(const lyd_answer *answer)
{
    return lyd_answer_failed((lyd_answer_status)answer->status) || answer->cause != LYD_ASKED;
}

/* "NAME: VERDICT [as ROLE] (TYPE):" and the rules or lookups that cause it. */
void lyd_text_name_verdict(lyd_listing *t, uint32_t name);

#endif
