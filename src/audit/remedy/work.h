/* work.h: a remedy while it is made: the edits of each finding, which are taken or left out together, and the change that is tried. */
#ifndef LYD_AUDIT_WORK_H
#define LYD_AUDIT_WORK_H

#include "dns/change/script.h"

#include <lyncdns/remedy.h>

typedef enum lyd_group_state {
    LYD_GROUP_OPEN,    /* not tried yet */
    LYD_GROUP_TAKEN,   /* in the change */
    LYD_GROUP_REFUSED, /* with others it may do */
    LYD_GROUP_OUT,     /* it can't be written, or mends nothing */
} lyd_group_state;

/* The edits of one finding in the view of the change. */
typedef struct lyd_group {
    const char *key;
    const lyd_edit *edits;
    const char *const *zones; /* of each edit */
    size_t count;
    bool whole;                   /* the finding is about this view alone, so these edits resolve it */
    const char *const *elsewhere; /* names that are to be changed for the finding in other views */
    size_t elsewhere_count;
    lyd_group_state state;
    const char *why; /* it isn't taken */
} lyd_group;

typedef struct lyd_remedy_work {
    lyd_remedy remedy;
    const lyd_topology *topology;
    lyd_source *source; /* of zone files, which each trial changes a copy of; NULL: MEMO answers */
    lyd_source *memo;
    const lyd_remedy_options *options;
    const lyd_script_form *form;
    int64_t started;
    uint32_t views; /* that of the change, and those that have no other servers */
    lyd_group *groups;
    size_t group_count, group_capacity;
    lyd_preview *preview; /* of the groups taken; NULL: there are none */
    lyd_source *changed;  /* the source that PREVIEW has changed; NULL: none */
    size_t trials;        /* that may still be made */
    lyd_arena *arena;
} lyd_remedy_work;

/* ---- commands.c ---- */

/* The commands of the groups that are taken, in order, and the change that they make. *WHY: two of them contradict each other; NULL: none
 * do. Nothing taken: no commands. */
typedef struct lyd_commands {
    const lyd_remedy_command *items;
    size_t count;
    const lyd_change *change;
} lyd_commands;

/* EFFECTS: without what changes nothing in this preview of them; NULL: all. */
lyd_status lyd_commands_make(lyd_remedy_work *work, const lyd_preview *effects, lyd_commands *commands, const char **why);

/* ---- trial.c ---- */

/* Takes as many of the groups from the FIRST on as go together with those that are taken: so that the change introduces nothing. The
 * others get the reason. */
lyd_status lyd_trials_run(lyd_remedy_work *work, size_t first);

/* The same once more, for all that is taken or was refused. */
lyd_status lyd_trials_repeat(lyd_remedy_work *work);

/* Frees the preview and its source. */
void lyd_trial_forget(lyd_remedy_work *work);

#define LYD_TRIALS_MOST 200 /* enough to find dozens of findings among thousands whose edits do harm */

/* What a finding that the preview introduces means for the change. */
typedef enum lyd_trial_word {
    LYD_TRIAL_HARM,
    LYD_TRIAL_WAIVED,
    LYD_TRIAL_UNUSED,  /* a waiver matches nothing any more: WVR002 */
    LYD_TRIAL_PASSING, /* views that should be alike differ (DNS015) until the same finding is mended in the other, too */
} lyd_trial_word;

lyd_trial_word lyd_trial_judge(const lyd_remedy_work *work, const lyd_finding *finding);

/* ---- groups.c ---- */

/* Whether the options ask for FINDING, and no waiver covers it. */
bool lyd_remedy_wants(const lyd_remedy_work *work, const lyd_finding *finding);

/* Adds a group for each finding of JUDGEMENT that is wanted and has edits in the view, unless the same edits were tried for it. */
lyd_status lyd_groups_add(lyd_remedy_work *work, const lyd_judgement *judgement);

#endif
