/* Findings about failed lookups: those of one server stand under it.
 *
 * A dead server has a finding. One that answers, but fails every lookup, has none: of the names that failed at the same such servers, the
 * first stands for all. */
#include "causes.h"

#include <stdlib.h>
#include <string.h>

typedef struct failures {
    lyd_judging *j;
    const lyd_judgement *judgement;
    lyd_map *lookups; /* subject of a DNS003 that isn't waived, to its index */
    lyd_map *heads;   /* a set of servers, to the first DNS003 of a name whose lookups failed at them alone */
    uint32_t *causes;
} failures;

/* Every lookup failed, and not because the run ended before it was asked. */
static bool fails_all(const lyd_judging *j, uint16_t server)
{
    return j->servers[server].failed == j->servers[server].lookups && !j->c->stopped;
}

static bool is_failed(const lyd_judging *j, uint32_t question)
{
    return (lyd_answer_bit(&j->c->answers[question]) & LYD_BITS_FAILED) != 0;
}

/* True where the finding about the dead server stands for the failure. */
static bool is_of_server(const lyd_judging *j, uint32_t question)
{
    const lyd_answer *answer = &j->c->answers[question];
    bool silent = answer->cause == LYD_GIVEN_UP || (lyd_answer_bit(answer) & LYD_BITS_SILENT) != 0;
    return silent && j->servers[j->c->questions[question].server].dead;
}

static uint32_t index_of(const lyd_map *map, const char *subject)
{
    uint32_t index;
    return lyd_map_get(map, subject, &index) ? index : LYD_NONE;
}

static const char *server_text(const lyd_judging *j, uint32_t question)
{
    return j->c->servers[j->c->questions[question].server].text;
}

/* ---- names whose lookups failed at servers that fail every lookup ---- */

/* The servers at which lookups of NAME failed that its DNS003 reports, as a text; NULL: one of them doesn't fail every lookup. *CAUSE is
 * the first finding about one of them, LYD_NONE unless all have one. */
static const char *servers_of(const failures *f, uint32_t name, uint32_t *cause)
{
    lyd_judging *j = f->j;
    uint16_t last = UINT16_MAX;
    bool all = true, told = true;
    *cause = LYD_NONE;
    lyd_text_begin(j);
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1] && all; q++) {
        uint16_t server = j->c->questions[q].server;
        if (!is_failed(j, q) || is_of_server(j, q) || server == last) {
            continue;
        }
        uint32_t dead = index_of(f->lookups, server_text(j, q));
        all = fails_all(j, server);
        told = told && dead != LYD_NONE;
        *cause = dead < *cause ? dead : *cause;
        lyd_text_add(j, "%u ", (unsigned)server);
        last = server;
    }
    *cause = told ? *cause : LYD_NONE;
    const char *text = lyd_text_done(j);
    return all && last != UINT16_MAX ? text : NULL;
}

static void place_name(failures *f, uint32_t name, uint32_t finding)
{
    uint32_t cause, head;
    const char *servers = servers_of(f, name, &cause);
    if (servers == NULL) {
        return;
    }
    if (cause != LYD_NONE) {
        f->causes[finding] = cause;
    } else if (lyd_map_get(f->heads, servers, &head)) {
        f->causes[finding] = head;
    } else if (lyd_map_put(f->heads, servers, finding) != LYD_OK) {
        f->j->status = LYD_ENOMEM;
    }
}

/* ---- Exchange UM names whose AAAA lookup failed ---- */

/* Each failed lookup must have a finding: the first of these is the cause, one about a server before that about the name. */
static void place_unproven(failures *f, uint32_t name, uint32_t finding)
{
    const lyd_judging *j = f->j;
    uint32_t server = LYD_NONE, own = LYD_NONE;
    bool told = true;
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1] && told; q++) {
        if (j->c->questions[q].type != LYD_TYPE_AAAA || !is_failed(j, q)) {
            continue;
        }
        bool of_server = is_of_server(j, q), asked = j->c->answers[q].cause != LYD_STOPPED;
        uint32_t cause = asked ? index_of(f->lookups, of_server ? server_text(j, q) : lyd_case_fqdn(j->c, name)) : LYD_NONE;
        uint32_t *first = of_server ? &server : &own;
        *first = cause < *first ? cause : *first;
        told = cause != LYD_NONE;
    }
    uint32_t cause = server != LYD_NONE ? server : own;
    if (told && cause != LYD_NONE) {
        f->causes[finding] = f->causes[cause] != LYD_NONE ? f->causes[cause] : cause;
    }
}

/* ---- all ---- */

/* The one name of the case that is FQDN; LYD_NONE: it is asked about twice, for SRV and for addresses, or in views that aren't its own. */
static uint32_t name_of(const lyd_judging *j, const char *fqdn)
{
    uint32_t name = lyd_topology_find(j->topology, fqdn), extra = LYD_NONE;
    if (j->c->extra_index == NULL || !lyd_map_get(j->c->extra_index, fqdn, &extra)) {
        return name;
    }
    return name == LYD_NONE && lyd_case_extra(j->c, extra)->next == LYD_NONE ? extra : LYD_NONE;
}

/* Calls PLACE for each finding of the kind wanted, in their order. */
static void place_each(failures *f, bool lookups, void (*place)(failures *f, uint32_t name, uint32_t finding))
{
    for (uint32_t i = 0; i < f->judgement->finding_count && f->j->status == LYD_OK; i++) {
        const lyd_finding *finding = &f->judgement->findings[i];
        bool wanted = lookups ? (finding->rule->traits & LYD_RULE_FAILED_LOOKUP) != 0 : strcmp(finding->rule->id, "UM002") == 0;
        uint32_t name = wanted && finding->waiver == NULL ? name_of(f->j, finding->subjects[0]) : LYD_NONE;
        if (name != LYD_NONE) {
            place(f, name, i);
        }
    }
}

static lyd_status index_lookups(failures *f)
{
    lyd_status status = f->lookups == NULL || f->heads == NULL ? LYD_ENOMEM : LYD_OK;
    for (uint32_t i = 0; i < f->judgement->finding_count && status == LYD_OK; i++) {
        const lyd_finding *finding = &f->judgement->findings[i];
        if (finding->waiver == NULL && (finding->rule->traits & LYD_RULE_FAILED_LOOKUP) != 0) {
            status = lyd_map_put(f->lookups, finding->subjects[0], i);
        }
    }
    return status;
}

void lyd_causes_of_failures(lyd_judging *j, const lyd_judgement *judgement, uint32_t *causes)
{
    failures f = {.j = j, .judgement = judgement, .lookups = lyd_map_new(), .heads = lyd_map_new(), .causes = causes};
    j->status = index_lookups(&f);
    if (j->status == LYD_OK && lyd_map_count(f.lookups) > 0) {
        place_each(&f, true, place_name);
        place_each(&f, false, place_unproven);
    }
    lyd_map_free(f.lookups);
    lyd_map_free(f.heads);
}
