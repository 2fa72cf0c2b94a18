/* Names and the servers that answer for them: missing, empty, failed, broken aliases, servers that disagree, names of another form. */
#include "checks.h"

#include "judge/service.h"

#include <string.h>

#define VIEW_BIT(v) ((uint32_t)1 << (v))

/* What the answers of one server say about a name. */
typedef enum existence { SAYS_NOTHING, SAYS_ABSENT, SAYS_ALIAS_BROKEN, SAYS_EXISTS } existence;

/* The bits of the answers for E from SERVER. */
static unsigned server_bits(const lyd_judging *j, uint32_t e, uint16_t server)
{
    unsigned bits = 0;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        bits |= j->c->questions[q].server == server ? lyd_answer_bit(&j->c->answers[q]) : 0;
    }
    return bits;
}

static existence says(unsigned bits)
{
    if ((bits & LYD_BITS_EXISTS) != 0) {
        return SAYS_EXISTS;
    }
    if ((bits & LYD_BITS_ALIAS_BROKEN) != 0) {
        return SAYS_ALIAS_BROKEN;
    }
    return (bits & LYD_STATUS_BIT(LYD_NXDOMAIN)) != 0 ? SAYS_ABSENT : SAYS_NOTHING;
}

/* The views of E for which HOLDS is true. */
static uint32_t views_where(const lyd_judging *j, uint32_t e, bool (*holds)(const lyd_judging *j, uint32_t e, size_t view))
{
    uint32_t views = 0;
    for (size_t v = 0; v < j->topology->view_count; v++) {
        if ((lyd_case_views(j->c, e) & VIEW_BIT(v)) != 0 && holds(j, e, v)) {
            views |= VIEW_BIT(v);
        }
    }
    return views;
}

/* ---- DNS001, DNS002 ---- */

/* The bits of the answers for E from the servers of VIEW if it is seen there to have no address: of each family some server says so, and
 * none has one. Else 0. One server's NXDOMAIN for one type proves nothing while no server answered for the other (RFC 4074 section 4.2). */
static unsigned bits_of_none(const lyd_judging *j, uint32_t e, size_t view)
{
    unsigned all = 0;
    for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
        unsigned bits = 0;
        for (size_t s = 0; s < j->topology->views[view].server_count; s++) {
            const lyd_answer *answer = lyd_case_answer(j->c, e, j->c->view_servers[view][s], lyd_host_types[t]);
            bits |= answer != NULL ? lyd_answer_bit(answer) : 0;
        }
        if ((bits & LYD_BITS_DENIED) == 0 || (bits & LYD_BITS_RECORDS) != 0) {
            return 0;
        }
        all |= bits;
    }
    return all;
}

/* If one server has the name, the others are stale: a disagreement (DNS005), not an absence. */
static bool absent_in(const lyd_judging *j, uint32_t e, size_t view)
{
    unsigned bits = bits_of_none(j, e, view);
    bool absent = (bits & LYD_STATUS_BIT(LYD_NXDOMAIN)) != 0 && (bits & (LYD_BITS_EXISTS | LYD_BITS_ALIAS_BROKEN)) == 0;
    return absent && !lyd_missing_is_told(j, e, (uint32_t)view);
}

void lyd_check_name_absent(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    uint32_t views = views_where(j, e, absent_in);
    if (views != 0) {
        lyd_evidence_answers(j, e, 0, LYD_STATUS_BIT(LYD_NXDOMAIN), views);
        lyd_breach_of(j, name, "%s doesn't exist in %s.", name, lyd_view_list(j, views));
    }
}

static bool empty_in(const lyd_judging *j, uint32_t e, size_t view)
{
    unsigned bits = bits_of_none(j, e, view);
    bool empty = (bits & LYD_STATUS_BIT(LYD_NODATA)) != 0 && (bits & LYD_BITS_ALIAS_BROKEN) == 0;
    return empty && !lyd_missing_is_told(j, e, (uint32_t)view);
}

void lyd_check_name_empty(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    uint32_t views = views_where(j, e, empty_in);
    if (views != 0) {
        lyd_evidence_answers(j, e, 0, UINT32_MAX, views);
        lyd_breach_of(j, name, "%s exists in %s but has neither an A nor an AAAA record.", name, lyd_view_list(j, views));
    }
}

/* ---- DNS003, of a name ---- */

/* False for the silence of a dead server, which has a finding of its own, and for what a stopped run left open. */
static bool is_reported(const lyd_judging *j, uint32_t question)
{
    const lyd_answer *answer = &j->c->answers[question];
    unsigned bit = lyd_answer_bit(answer);
    if ((bit & LYD_BITS_FAILED) == 0 || answer->cause == LYD_GIVEN_UP || answer->cause == LYD_STOPPED) {
        return false;
    }
    return (bit & LYD_BITS_SILENT) == 0 || !j->servers[j->c->questions[question].server].dead;
}

static const struct {
    lyd_answer_cause cause;
    lyd_owner owner;
    bool instead;
    const char *action;
} remedies[] = {
    {LYD_NO_TCP, LYD_OWNER_NETWORK, false, "allow TCP to the DNS port of the server, as well as UDP; the answer is too long for UDP."},
    {LYD_REFERRAL, LYD_OWNER_DNS, false, "allow recursion on the server for this machine, or add the zone to it."},
    {LYD_REFERRAL, LYD_OWNER_LYNC, true, "list a server in the topology that holds the zone or recurses."},
};

/* CAUSES as a set of 1u << cause. The actions of the rule are for those without their own. */
static void act_on_failures(lyd_judging *j, unsigned causes)
{
    unsigned others = causes;
    for (size_t i = 0; i < LYD_COUNT(remedies); i++) {
        if ((causes & 1u << remedies[i].cause) != 0) {
            (remedies[i].instead ? lyd_act_instead : lyd_act)(j, remedies[i].owner, "%s", remedies[i].action);
        }
        others &= ~(1u << remedies[i].cause);
    }
    for (const lyd_action *action = j->rule->actions; others != 0 && action->text != NULL; action++) {
        lyd_act(j, action->owner, "%s", action->text);
    }
}

void lyd_check_lookup_failed(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    uint32_t total = j->c->first[e + 1] - j->c->first[e];
    unsigned causes = 0;
    size_t failed = 0;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        if (is_reported(j, q)) {
            lyd_evidence_answer(j, e, q);
            causes |= 1u << j->c->answers[q].cause;
            failed++;
        }
    }
    if (failed > 0) {
        act_on_failures(j, causes);
        lyd_breach_of(j, name, "%zu of %lu lookups of %s failed.", failed, (unsigned long)total, name);
    }
}

/* ---- DNS003, of a server ---- */

void lyd_check_server_dead(lyd_judging *j, uint32_t s)
{
    const lyd_server_facts *facts = &j->servers[s];
    const char *server = j->c->servers[s].text;
    if (!facts->dead) {
        return;
    }
    const char *views = lyd_view_list(j, facts->views);
    lyd_evidence(j, "%s %s: %zu of %zu lookups failed, %zu of them not asked because the server had been given up", views, server,
                 facts->failed, facts->lookups, facts->skipped);
    const char *words = lyd_answer_cause_words(facts->refusal);
    const char *what = facts->heard ? "stopped answering and was given up" : words != NULL ? "can't be reached" : "sent no reply at all";
    lyd_breach_of(j, server, "The DNS server %s of %s %s%s%s.", server, views, what, words != NULL ? ": " : "", words != NULL ? words : "");
}

/* ---- DNS004 ---- */

void lyd_check_alias_broken(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e), *target = NULL;
    bool loops = false;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        const lyd_answer *answer = &j->c->answers[q];
        if (lyd_answer_bit(answer) == LYD_STATUS_BIT(LYD_ALIAS_LOOP)) {
            loops = true;
        } else if (lyd_answer_bit(answer) == LYD_STATUS_BIT(LYD_ALIAS_DANGLING) && answer->alias_count > 0) {
            target = answer->aliases[answer->alias_count - 1];
        }
    }
    lyd_evidence_answers(j, e, 0, LYD_BITS_ALIAS_BROKEN, LYD_ALL_VIEWS);
    if (target != NULL && !loops) {
        lyd_breach_of(j, name, "The alias chain of %s ends in %s, which doesn't exist.", name, target);
    } else {
        lyd_breach_of(j, name, "The alias chain of %s %s.", name, loops ? "loops" : "leads nowhere");
    }
}

/* ---- DNS005 ---- */

/* True if two servers of VIEW return different records of TYPE; a failed lookup says nothing. */
static bool sets_differ(const lyd_judging *j, uint32_t e, size_t view, lyd_type type)
{
    const lyd_answer *first = NULL;
    for (size_t s = 0; s < j->topology->views[view].server_count; s++) {
        const lyd_answer *answer = lyd_case_answer(j->c, e, j->c->view_servers[view][s], type);
        if (answer == NULL || (lyd_answer_bit(answer) & LYD_BITS_FAILED) != 0) {
            continue;
        }
        if (first != NULL && !lyd_answer_same_records(first, answer)) {
            return true;
        }
        first = answer;
    }
    return false;
}

static bool existence_differs(const lyd_judging *j, uint32_t e, size_t view)
{
    existence first = SAYS_NOTHING;
    for (size_t s = 0; s < j->topology->views[view].server_count; s++) {
        existence said = says(server_bits(j, e, j->c->view_servers[view][s]));
        if (first != SAYS_NOTHING && said != SAYS_NOTHING && said != first) {
            return true;
        }
        first = said != SAYS_NOTHING ? said : first;
    }
    return false;
}

static bool disagree_in(const lyd_judging *j, uint32_t e, size_t view)
{
    bool differ = existence_differs(j, e, view);
    for (size_t t = 0; t < LYD_HOST_TYPES && !differ; t++) {
        differ = sets_differ(j, e, view, lyd_host_types[t]);
    }
    return differ;
}

void lyd_check_servers_disagree(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    const lyd_extra *extra = lyd_case_extra(j->c, e);
    uint32_t views = extra != NULL && extra->srv ? 0 : views_where(j, e, disagree_in); /* SRV records have a rule of their own */
    if (views != 0) {
        lyd_evidence_answers(j, e, 0, ~LYD_BITS_FAILED, views);
        lyd_breach_of(j, name, "The servers of %s give different answers for %s.", lyd_view_list(j, views), name);
    }
}

/* ---- DNS012 ---- */

void lyd_check_odd_name(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    if (!lyd_name_is_hostname(name)) {
        lyd_evidence(j, "name: %s", name);
        lyd_breach_of(j, name, "%s is not a host name of letters, digits and inner hyphens.", name);
    }
}

/* ---- DNS014 ---- */

#define CONTRADICTS(bits) (((bits)&LYD_STATUS_BIT(LYD_NXDOMAIN)) != 0 && ((bits)&LYD_BITS_EXISTS) != 0)

/* A failed lookup says nothing, and a broken alias has a finding of its own (DNS004). */
void lyd_check_server_contradicts_itself(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e), *server = NULL, *denied = NULL;
    size_t count = 0;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        const lyd_question *question = &j->c->questions[q];
        if (!CONTRADICTS(server_bits(j, e, question->server))) {
            continue;
        }
        lyd_evidence_answer(j, e, q);
        if (lyd_answer_bit(&j->c->answers[q]) == LYD_STATUS_BIT(LYD_NXDOMAIN)) {
            server = j->c->servers[question->server].text;
            denied = lyd_type_name(question->type);
            count++;
        }
    }
    if (count == 1) {
        lyd_breach_of(j, name, "The DNS server %s contradicts itself: asked for %s, it says that %s doesn't exist.", server, denied, name);
    } else if (count > 1) {
        lyd_breach_of(j, name, "%zu DNS servers contradict themselves: each says for one type alone that %s doesn't exist.", count, name);
    }
}

/* ---- NAM001 ---- */

void lyd_check_single_label(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    if (strchr(name, '.') == NULL) {
        lyd_evidence(j, "name: %s, asked as %s.", name, name);
        lyd_breach_of(j, name, "%s is a single label, not a fully qualified name.", name);
    }
}
