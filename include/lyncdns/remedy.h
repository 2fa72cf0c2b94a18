/* remedy.h: the change that mends what DNS alone can mend: its records, judged as a preview does before anybody makes it. */
#ifndef LYNCDNS_REMEDY_H
#define LYNCDNS_REMEDY_H

#include <lyncdns/audit.h>

/* One record to add or to delete. */
typedef struct lyd_remedy_command {
    lyd_edit edit;
    const char *zone;        /* that holds it */
    const char *const *keys; /* of the findings that it mends, in their order */
    size_t key_count;
    uint32_t request; /* commands with the same number are sent together */
} lyd_remedy_command;

/* A finding that DNS alone could mend, and that the change leaves. */
typedef struct lyd_remedy_left {
    const lyd_finding *finding;
    const char *why; /* what would mend it isn't written; NULL: no input tells the values */
} lyd_remedy_left;

typedef struct lyd_remedy {
    lyd_run *run;         /* as DNS is; the findings below are of it */
    const char *view;     /* in which the change is made; NULL: no view needs one */
    uint32_t other_views; /* a set: other views need a change of their own */
    lyd_change_form form;
    const lyd_remedy_command *commands; /* by zone and name, deletions first */
    size_t command_count;
    const lyd_change *change;            /* the same, as it was judged; NULL: no commands */
    const lyd_finding *const *resolved;  /* what the change resolves */
    const lyd_finding *const *unused;    /* waivers that then match no finding: WVR002 */
    const lyd_finding *const *passing;   /* views that should be alike differ until the other has its commands, too: DNS015 */
    const lyd_remedy_left *left;         /* for DNS */
    const lyd_finding *const *for_other; /* what DNS alone can't mend, also failed lookups */
    size_t resolved_count, unused_count, passing_count, left_count, for_other_count;
    struct lyd_remedy_work *work; /* holds all of it */
} lyd_remedy;

typedef struct lyd_remedy_options {
    const char *view; /* NULL: the only one that needs a change */
    lyd_change_form form;
    const char *const *only; /* patterns of rules, keys or subjects: other findings are left alone */
    size_t only_count;       /* 0: every finding */
} lyd_remedy_options;

/* Judges TOPOLOGY by the answers of SOURCE and makes the change for one view. It resolves each finding that it is for, introduces none but
 * UNUSED and PASSING, and depends on nothing that isn't judged; what would do otherwise is left out. The same answers give the same change.
 * ASKED is SOURCE or a recorder around it; both stay the caller's. LYD_EINVAL: several views need a change and no view is chosen, or an
 * option is wrong; the sentence is in DIAG. *REMEDY is freed with lyd_remedy_free. */
lyd_status lyd_remedy_new(const lyd_topology *topology, lyd_source *source, lyd_source *asked, const lyd_remedy_options *options,
                          int64_t started, lyd_remedy **remedy, lyd_diag *diag);
void lyd_remedy_free(lyd_remedy *remedy);

/* 1: something is left for DNS; else 3 if the audit is incomplete; else 0. */
int lyd_remedy_exit(const lyd_remedy *remedy);

/* Whether CHANGE, read from the script that was written, makes the same steps as REMEDY's. */
bool lyd_remedy_is_change(const lyd_remedy *remedy, const lyd_change *change);

#endif
