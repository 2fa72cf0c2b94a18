/* The servers that answer for names: lookups that failed, servers that are dead, disagree, or contradict themselves. */
#include "checks.h"

#include "judge/mend/mend.h"

#include <string.h>

#define VIEW_BIT(v) ((uint32_t)1 << (v))

/* The bits of the answers for E from SERVER. */
static unsigned server_bits(const lyd_judging *j, uint32_t e, uint16_t server)
{
    unsigned bits = 0;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        bits |= j->c->questions[q].server == server ? lyd_answer_bit(&j->c->answers[q]) : 0;
    }
    return bits;
}

/* ---- DNS003, of a name ---- */

/* What to do about the lookups of one name that failed in one way: its words stand before, between and after the servers and the name. */
typedef struct failure {
    lyd_answer_cause cause; /* LYD_ASKED: by STATUSES */
    unsigned statuses;
    lyd_owner owner;
    const char *words[3];
} failure;

/* The first that fits counts. */
static const failure failures[] = {
    {LYD_NO_TCP, 0, LYD_OWNER_NETWORK, {"allow TCP to the DNS port of ", ", as well as UDP: the answer for ", " is too long for UDP."}},
    {LYD_REFERRAL, 0, LYD_OWNER_DNS, {"allow recursion for this machine on ", ", or add the zone of ", " to it."}},
    {LYD_ASKED,
     LYD_BITS_SILENT,
     LYD_OWNER_DNS,
     {"check that ", " is running, can be reached from here over UDP and TCP, and serves the zone of ", "."}},
    {LYD_ASKED, LYD_STATUS_BIT(LYD_REFUSED), LYD_OWNER_DNS, {"allow queries of this machine on ", ", or add the zone of ", " to it."}},
    {LYD_ASKED,
     LYD_BITS_FAILED,
     LYD_OWNER_DNS,
     {"check that ", " is running and has loaded, or can reach, the zone of ", ": its replies are errors."}},
};

static const failure *failure_of(const lyd_answer *answer)
{
    const failure *f = failures;
    while (f->cause != LYD_ASKED ? f->cause != (lyd_answer_cause)answer->cause : (lyd_answer_bit(answer) & f->statuses) == 0) {
        f++; /* the last one fits every failed lookup */
    }
    return f;
}

/* The servers at which lookups of E failed like F, each once; *COUNT of them. */
static uint16_t *servers_failing(lyd_judging *j, uint32_t e, const failure *f, size_t *count)
{
    uint16_t *servers = lyd_arena_alloc(j->arena, (j->c->first[e + 1] - j->c->first[e]) * sizeof(*servers));
    *count = 0;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1] && servers != NULL; q++) {
        uint16_t server = j->c->questions[q].server;
        if (lyd_failure_is_of_name(j, q) && failure_of(&j->c->answers[q]) == f && (*count == 0 || servers[*count - 1] != server)) {
            servers[(*count)++] = server;
        }
    }
    j->status = servers == NULL ? LYD_ENOMEM : j->status;
    return servers;
}

/* For each way of failing. */
static void act_on_failures(lyd_judging *j, uint32_t e)
{
    for (size_t i = 0; i < LYD_COUNT(failures); i++) {
        const failure *f = &failures[i];
        size_t count;
        const uint16_t *indexes = servers_failing(j, e, f, &count);
        if (count == 0) {
            continue;
        }
        const char *servers = lyd_server_words(j, indexes, count), *name = lyd_case_fqdn(j->c, e);
        lyd_act(j, f->owner, "%s%s%s%s%s", f->words[0], servers, f->words[1], name, f->words[2]);
        if (f->cause == LYD_REFERRAL) {
            lyd_act_instead(j, LYD_OWNER_LYNC, "list a server that has the zone of %s, or recurses, in place of %s in the topology.", name,
                            servers);
        }
    }
}

void lyd_check_lookup_failed(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    uint32_t total = j->c->first[e + 1] - j->c->first[e];
    size_t failed = 0;
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        if (lyd_failure_is_of_name(j, q)) {
            lyd_evidence_answer(j, e, q);
            failed++;
        }
    }
    if (failed > 0) {
        act_on_failures(j, e);
        lyd_breach_of(j, name, "%zu of %lu lookups of %s failed.", failed, (unsigned long)total, name);
    }
}

/* ---- DNS003, of a server ---- */

/* A server whose answers should have been saved elsewhere. */
static void view_absent(lyd_judging *j, const lyd_server *server, const lyd_server_facts *facts)
{
    const char *views = lyd_view_list(j, facts->views), *vantage = server->vantage != NULL ? server->vantage : "an unnamed place";
    lyd_evidence(j, "%s %s: none of %zu lookups is answered", views, server->text, facts->lookups);
    if (server->saved_in != NULL) {
        lyd_evidence(j, "%s: %s", server->saved_in, server->asked != 0 ? "not used" : "no such file");
    }
    lyd_act(j, LYD_OWNER_DNS, "save the answers of %s again where %s can be reached, and judge them with --answers.", views, server->text);
    if (server->asked != 0) {
        char asked[LYD_TIME_TEXT];
        lyd_time_format(server->asked, asked);
        lyd_breach_of(j, server->text, "The saved answers of %s of %s, from %s at %s, aren't within the allowed age.", server->text, views,
                      vantage, asked);
    } else {
        lyd_breach_of(j, server->text, "No file of saved answers has %s, so nothing is known of its server %s.", views, server->text);
    }
}

/* Saved answers, which are judged alike, may be judged where the server was never to be reached. */
static void act_on_way(lyd_judging *j, const lyd_server *server)
{
    lyd_act(j, LYD_OWNER_DNS, "check that %s is running, and that %s%s reaches it over UDP and TCP.", server->text,
            server->vantage != NULL ? "a machine at " : "the machine that asks", server->vantage != NULL ? server->vantage : "");
}

void lyd_check_server_dead(lyd_judging *j, uint32_t s)
{
    const lyd_server_facts *facts = &j->servers[s];
    const char *server = j->c->servers[s].text;
    if (!facts->dead) {
        return;
    }
    if (facts->absent) {
        view_absent(j, &j->c->servers[s], facts);
        return;
    }
    const char *views = lyd_view_list(j, facts->views);
    lyd_evidence(j, "%s %s: %zu of %zu lookups failed, %zu of them not asked because the server had been given up", views, server,
                 facts->failed, facts->lookups, facts->skipped);
    act_on_way(j, &j->c->servers[s]);
    lyd_act_instead(j, LYD_OWNER_LYNC, "if %s is gone, take it out of %s in the topology.", server, views);
    const char *words = lyd_answer_cause_words(facts->refusal);
    const char *what = facts->heard ? "stopped answering and was given up" : words != NULL ? "can't be reached" : "sent no reply at all";
    lyd_breach_of(j, server, "The DNS server %s of %s %s%s%s.", server, views, what, words != NULL ? ": " : "", words != NULL ? words : "");
}

/* ---- DNS005 ---- */

/* What the answers of one server say about a name. */
typedef enum existence { SAYS_NOTHING, SAYS_ABSENT, SAYS_ALIAS_BROKEN, SAYS_EXISTS } existence;

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
        differ = lyd_servers_differ(j, e, view, lyd_host_types[t]);
    }
    return differ;
}

static void act_on_difference(lyd_judging *j, uint32_t e, uint32_t views)
{
    const char *fqdn = lyd_case_fqdn(j->c, e), *servers = lyd_servers_saying(j, e, 0, ~LYD_BITS_FAILED, views);
    lyd_act(j, LYD_OWNER_DNS,
            "compare the serial number of the zone that has %s on %s, and repair transfer or replication to those that are behind.", fqdn,
            servers);
}

void lyd_check_servers_disagree(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e);
    const lyd_extra *extra = lyd_case_extra(j->c, e);
    uint32_t views = 0;
    for (uint32_t v = 0; v < j->topology->view_count && (extra == NULL || !extra->srv); v++) { /* SRV records have a rule of their own */
        views |= (lyd_case_views(j->c, e) & VIEW_BIT(v)) != 0 && disagree_in(j, e, v) ? VIEW_BIT(v) : 0;
    }
    if (views != 0) {
        lyd_evidence_answers(j, e, 0, ~LYD_BITS_FAILED, views);
        act_on_difference(j, e, views);
        lyd_breach_of(j, name, "The servers of %s give different answers for %s.", lyd_view_list(j, views), name);
    }
}

/* ---- DNS014 ---- */

#define CONTRADICTS(bits) (((bits)&LYD_STATUS_BIT(LYD_NXDOMAIN)) != 0 && ((bits)&LYD_BITS_EXISTS) != 0)

/* A failed lookup says nothing, and a broken alias has a finding of its own (DNS004). */
void lyd_check_server_contradicts_itself(lyd_judging *j, uint32_t e)
{
    const char *name = lyd_case_fqdn(j->c, e), *server = NULL, *denied = NULL;
    uint16_t *indexes = lyd_arena_alloc(j->arena, (j->c->first[e + 1] - j->c->first[e]) * sizeof(*indexes));
    size_t count = 0;
    if (indexes == NULL) {
        j->status = LYD_ENOMEM;
        return;
    }
    for (uint32_t q = j->c->first[e]; q < j->c->first[e + 1]; q++) {
        const lyd_question *question = &j->c->questions[q];
        if (!CONTRADICTS(server_bits(j, e, question->server))) {
            continue;
        }
        lyd_evidence_answer(j, e, q);
        if (lyd_answer_bit(&j->c->answers[q]) == LYD_STATUS_BIT(LYD_NXDOMAIN)) {
            server = j->c->servers[question->server].text;
            denied = lyd_type_name(question->type);
            indexes[count++] = question->server;
        }
    }
    if (count > 0) {
        lyd_act(j, LYD_OWNER_DNS,
                "make %s answer NODATA (NOERROR without records) for a type that %s lacks. The usual cause is a load balancer or an "
                "appliance that answers DNS itself: update it, or serve the name from the zone.",
                lyd_server_words(j, indexes, count), name);
    }
    if (count == 1) {
        lyd_breach_of(j, name, "The DNS server %s contradicts itself: asked for %s, it says that %s doesn't exist.", server, denied, name);
    } else if (count > 1) {
        lyd_breach_of(j, name, "%zu DNS servers contradict themselves: each says for one type alone that %s doesn't exist.", count, name);
    }
}
