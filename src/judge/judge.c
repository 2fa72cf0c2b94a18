#include "judging.h"

#include <stdlib.h>
#include <string.h>

static const lyd_check *const families[] = {
    lyd_checks_um,    lyd_checks_stack,   lyd_checks_tables,    lyd_checks_voice, lyd_checks_features,
    lyd_checks_names, lyd_checks_servers, lyd_checks_addresses, lyd_checks_pools,
};

#define ROWS_MAX 64

/* A row that is on in this deployment, with its rule. */
typedef struct active {
    const lyd_check *check;
    const lyd_rule *rule;
} active;

static size_t activate(const lyd_judging *j, lyd_scope scope, active rows[ROWS_MAX])
{
    size_t count = 0;
    for (size_t f = 0; f < LYD_COUNT(families); f++) {
        for (const lyd_check *check = families[f]; check->rule != NULL && count < ROWS_MAX; check++) {
            const lyd_rule *rule = lyd_rule_find(check->rule);
            bool on = lyd_policy_severity(j, rule, rule->production) != LYD_OFF;
            bool wanted = check->features == 0 || (check->features & j->topology->features) != 0;
            if (check->scope == scope && on && wanted) {
                rows[count++] = (active){check, rule};
            }
        }
    }
    return count;
}

static size_t scope_size(const lyd_judging *j, lyd_scope scope)
{
    switch (scope) {
    case LYD_SCOPE_ENDPOINT:
        return j->topology->endpoint_count;
    case LYD_SCOPE_POOL:
        return j->topology->pool_count;
    case LYD_SCOPE_NETWORK:
        return j->topology->network_count;
    case LYD_SCOPE_COMBINATION:
        return j->combination_count;
    case LYD_SCOPE_SERVER:
        return j->c->server_count;
    case LYD_SCOPE_COUNT:
        break;
    }
    return 0;
}

/* The walk: every thing of the scope past every row that is on. What a row asks for is compared before its check is called, since almost
 * every endpoint breaches nothing. */
static void walk(lyd_judging *j, lyd_scope scope)
{
    active rows[ROWS_MAX];
    size_t count = activate(j, scope, rows);
    size_t size = count == 0 ? 0 : scope_size(j, scope);
    for (uint32_t i = 0; i < size && j->status == LYD_OK; i++) {
        lyd_roles roles = LYD_ANY_ROLE;
        lyd_facts facts = LYD_FACT_ANY;
        if (scope == LYD_SCOPE_ENDPOINT) {
            roles = j->topology->endpoints[i].roles;
            facts = j->facts[i];
        } else if (scope == LYD_SCOPE_COMBINATION) {
            roles = LYD_TABLE_BIT(j->combinations[i].table);
        }
        for (size_t r = 0; r < count; r++) {
            const lyd_check *check = rows[r].check;
            if ((check->roles & roles) != 0 && (check->facts & facts) != 0) {
                j->rule = rows[r].rule;
                check->run(j, i);
            }
        }
    }
}

static void hand_over(const lyd_judging *j, lyd_judgement *judgement)
{
    judgement->types = j->types;
    judgement->combinations = j->combinations;
    judgement->combination_count = j->combination_count;
    for (size_t s = 0; s < j->c->server_count; s++) {
        judgement->lookups += j->servers[s].lookups;
        judgement->failed_lookups += j->servers[s].failed;
    }
    judgement->complete = judgement->failed_lookups == 0 && !j->c->stopped;
}

lyd_status lyd_judge(const lyd_case *c, lyd_arena *arena, lyd_judgement *judgement)
{
    lyd_judging j = {.c = c, .topology = c->topology, .arena = arena};
    memset(judgement, 0, sizeof(*judgement));
    if (lyd_policy_read(&j) != LYD_OK || lyd_judging_gather(&j) != LYD_OK || lyd_judging_combine(&j) != LYD_OK) {
        j.status = LYD_ENOMEM;
    }
    for (lyd_scope scope = 0; scope < LYD_SCOPE_COUNT && j.status == LYD_OK; scope++) {
        walk(&j, scope);
    }
    if (j.status == LYD_OK) {
        lyd_policy_waive(&j);
    }
    if (j.status == LYD_OK) {
        hand_over(&j, judgement);
        j.status = lyd_findings_finish(&j, judgement);
    }
    free(j.findings);
    free((void *)j.evidence);
    free(j.line);
    return j.status;
}

/* A failed lookup is told by 3, so DNS003 alone never makes it 1. */
int lyd_judge_exit(const lyd_judgement *judgement, lyd_severity fail_on)
{
    for (size_t i = 0; fail_on != LYD_OFF && i < judgement->finding_count; i++) {
        const lyd_finding *f = &judgement->findings[i];
        if (f->severity < fail_on) {
            break; /* most severe first */
        }
        if (f->waiver == NULL && strcmp(f->rule->id, "DNS003") != 0) {
            return 1;
        }
    }
    return judgement->complete ? 0 : 3;
}
