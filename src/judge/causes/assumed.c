/* What mends a finding where nothing tells the values: an address record that is missing comes with some address, and a record with an
 * unusable address goes. Such edits are tried, never written. */
#include "causes.h"

#include "judge/mend/mend.h"

#include <string.h>

typedef struct assumption {
    const char *rule;
    size_t subject;  /* which of the finding's is the name */
    lyd_facts facts; /* of the records that go; 0: an A record comes */
} assumption;

static const assumption assumptions[] = {
    {"DNS001", 0, 0}, {"DNS002", 0, 0},
    {"UM003", 0, 0},  {"STK001", 0, 0},
    {"WEB001", 0, 0}, {"WEB002", 0, 0},
    {"WEB006", 0, 0}, {"URL001", 0, 0},
    {"URL002", 0, 0}, {"WAC001", 0, 0},
    {"EDG003", 0, 0}, {"SIP001", 0, 0},
    {"SRV006", 1, 0}, {"DNS007", 0, LYD_FACT_TRANSITION},
};

static const assumption *assumption_of(const lyd_finding *finding)
{
    for (size_t i = 0; i < LYD_COUNT(assumptions); i++) {
        if (strcmp(assumptions[i].rule, finding->rule->id) == 0) {
            return &assumptions[i];
        }
    }
    return NULL;
}

/* An address that no name has, such as the view's names have. */
static void add_some_address(lyd_judging *j, const char *name, uint32_t view)
{
    bool outside = j->topology->views[view].kind == LYD_VIEW_EXTERNAL;
    lyd_record record = {.type = LYD_TYPE_A};
    uint32_t index = lyd_case_find(j->c, name, view, false);
    const char *holder = index != LYD_NONE ? lyd_holder_in(j, index, view) : NULL;
    if (holder != NULL && lyd_address_parse(outside ? "100.255.255.254" : "10.255.255.254", &record.address)) {
        lyd_edit_add(j, holder, &record, (uint32_t)1 << view);
    }
}

void lyd_assume_edits(lyd_judging *j, const lyd_finding *finding)
{
    const assumption *a = assumption_of(finding);
    j->edit_count = 0;
    if (a == NULL) {
        return;
    }
    const char *name = finding->subjects[a->subject];
    uint32_t e = lyd_topology_find(j->topology, name);
    uint32_t views = finding->views != 0 || e == LYD_NONE ? finding->views : j->topology->endpoints[e].views;
    if (a->facts != 0 && e != LYD_NONE) {
        const lyd_held_list list = lyd_held_records(j, e, views, (lyd_type)0, a->facts);
        lyd_held_delete(j, &list);
    }
    for (uint32_t v = 0; v < j->topology->view_count && a->facts == 0; v++) {
        if ((views >> v & 1u) != 0) {
            add_some_address(j, name, v);
        }
    }
}
