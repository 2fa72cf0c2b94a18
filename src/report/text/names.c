/* The report on single names: for each, whether it is safe, what the servers answered, what that means. Short enough for a ticket. */
#include "text.h"

#include "report/shared.h"
#include "report/writers.h"

#include <string.h>

/* Which findings, or combinations, are about which name of the case: a list for each name asked about, in order, and after the last name's
 * one for the rest. */
typedef struct concern {
    uint32_t *first; /* of each list: index into LINKS, or LYD_NONE */
    struct {
        uint32_t item, next;
    } * links;
    uint32_t used;
} concern;

typedef struct listing {
    const lyd_report *report;
    const lyd_run *run;
    const lyd_inquiry *inquiry;
    const lyd_topology *topology; /* the names alone */
    concern findings, combinations;
    bool others_failed;
    lyd_scene scene;
    lyd_layout layout;
} listing;

/* ---- what concerns one name ---- */

/* The names asked about are the first of the case: endpoints, then service names. */
static uint32_t asked_count(const listing *t)
{
    return (uint32_t)(t->inquiry->asked + t->inquiry->services);
}

static bool is_service(const listing *t, uint32_t name)
{
    return name >= t->inquiry->asked;
}

/* The number of the name FQDN, LYD_NONE or above if it isn't asked about. */
static uint32_t asked_name(const listing *t, const char *fqdn)
{
    const lyd_case *c = &t->run->facts;
    uint32_t name = lyd_topology_find(t->topology, fqdn);
    if (name < t->inquiry->asked) {
        return name;
    }
    return c->extra_index != NULL && lyd_map_get(c->extra_index, fqdn, &name) && name < asked_count(t) ? name : LYD_NONE;
}

static lyd_status concern_new(const listing *t, concern *c, size_t count)
{
    size_t lists = asked_count(t) + 1;
    *c = (concern){.first = lyd_arena_alloc(t->run->arena, lists * sizeof(*c->first)),
                   .links = lyd_arena_alloc(t->run->arena, 2 * count * sizeof(*c->links))};
    for (size_t i = 0; i < lists && c->first != NULL; i++) {
        c->first[i] = LYD_NONE;
    }
    return c->first == NULL || c->links == NULL ? LYD_ENOMEM : LYD_OK;
}

static void concern_link(concern *c, uint32_t list, uint32_t item)
{
    c->links[c->used].item = item;
    c->links[c->used].next = c->first[list];
    c->first[list] = c->used++;
}

/* True if an SRV record of NAME has the target TARGET. */
static bool leads_to(const lyd_case *c, uint32_t name, const char *target)
{
    for (uint32_t q = c->first[name]; q < c->first[name + 1]; q++) {
        for (uint32_t r = 0; c->questions[q].type == LYD_TYPE_SRV && r < c->answers[q].record_count; r++) {
            if (strcmp(c->answers[q].records[r].target, target) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Links ITEM to the asked names among its subjects, at most two, or to the first service name that leads to one; before the items linked
 * earlier. A single name has everything. */
static void concern_add(const listing *t, concern *c, size_t item, const char *const subjects[2], size_t count)
{
    uint32_t asked = asked_count(t), last = LYD_NONE;
    for (size_t i = 0; i < count && asked > 1; i++) {
        uint32_t e = asked_name(t, subjects[i]);
        if (e < asked && e != last) {
            concern_link(c, e, (uint32_t)item);
            last = e;
        }
    }
    for (uint32_t n = (uint32_t)t->inquiry->asked; n < asked && asked > 1 && last == LYD_NONE && count > 0; n++) {
        if (leads_to(&t->run->facts, n, subjects[0])) {
            concern_link(c, n, (uint32_t)item);
            last = n;
        }
    }
    if (last == LYD_NONE) {
        concern_link(c, asked == 1 ? 0 : asked, (uint32_t)item);
    }
}

static lyd_status find_concerns(listing *t)
{
    const lyd_judgement *j = &t->run->judgement;
    if (concern_new(t, &t->findings, j->finding_count) != LYD_OK || concern_new(t, &t->combinations, j->combination_count) != LYD_OK) {
        return LYD_ENOMEM;
    }
    for (size_t i = j->finding_count; i-- > 0;) {
        concern_add(t, &t->findings, i, j->findings[i].subjects, j->findings[i].subject_count);
    }
    for (size_t i = j->combination_count; i-- > 0;) {
        concern_add(t, &t->combinations, i, j->combinations[i].subjects, 2);
    }
    return LYD_OK;
}

/* The findings and lookups of one name, summed up. */
typedef struct summary {
    lyd_severity worst; /* of what counts */
    size_t failed, lookups;
    bool open;  /* something needed to judge it is unknown */
    bool there; /* some server has a record */
} summary;

static bool has_failed(const lyd_answer *answer)
{
    return lyd_answer_failed((lyd_answer_status)answer->status) || answer->cause != LYD_ASKED;
}

/* Whether a lookup failed that is none of the endpoints asked about: what a service record leads to, or is compared with. */
static bool others_failed(const listing *t)
{
    const lyd_case *c = &t->run->facts;
    size_t failed = 0;
    for (uint32_t q = 0; q < c->first[t->inquiry->asked]; q++) {
        failed += has_failed(&c->answers[q]) ? 1 : 0;
    }
    return t->run->judgement.failed_lookups > failed || c->stopped;
}

static summary sum_up(const listing *t, uint32_t e)
{
    const lyd_case *c = &t->run->facts;
    const lyd_judgement *j = &t->run->judgement;
    summary s = {.lookups = c->first[e + 1] - c->first[e], .open = asked_count(t) == 1 && !j->complete};
    s.open = s.open || (is_service(t, e) && t->others_failed);
    for (uint32_t q = c->first[e]; q < c->first[e + 1]; q++) {
        s.failed += has_failed(&c->answers[q]) ? 1 : 0;
        s.there = s.there || c->answers[q].record_count > 0;
    }
    for (uint32_t k = t->combinations.first[e]; k != LYD_NONE; k = t->combinations.links[k].next) {
        s.open = s.open || j->combinations[t->combinations.links[k].item].verdict == LYD_VERDICT_UNKNOWN;
    }
    for (uint32_t k = t->findings.first[e]; k != LYD_NONE; k = t->findings.links[k].next) {
        const lyd_finding *finding = &j->findings[t->findings.links[k].item];
        s.worst = lyd_finding_counts(finding) && finding->severity > s.worst ? finding->severity : s.worst;
    }
    s.open = s.open || s.failed > 0;
    return s;
}

/* ---- the verdict ---- */

static const lyd_role_outcome *outcomes_of(const listing *t, uint32_t e)
{
    bool wanted = t->inquiry->by_role != NULL && !is_service(t, e) && t->inquiry->unknown[e];
    return wanted ? &t->inquiry->by_role[e * LYD_ROLE_COUNT] : NULL;
}

static bool depends_on_role(const lyd_role_outcome *outcomes)
{
    for (int role = 0; outcomes != NULL && role < LYD_ROLE_COUNT; role++) {
        if (outcomes[role].worst == LYD_ERROR) {
            return true;
        }
    }
    return false;
}

/* "UM001, DNS005": the rules of SEVERITY that the name breaches, each once. */
static void put_rules(listing *t, uint32_t e, lyd_severity severity)
{
    const lyd_rule *last = NULL;
    for (uint32_t k = t->findings.first[e]; k != LYD_NONE; k = t->findings.links[k].next) {
        const lyd_finding *finding = &t->run->judgement.findings[t->findings.links[k].item];
        if (finding->waiver == NULL && finding->severity == severity && finding->rule != last) {
            if (last != NULL) {
                lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "%s,", last->id);
            }
            last = finding->rule;
        }
    }
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, last != NULL ? last->id : "");
}

static void put_roles(listing *t, uint32_t e)
{
    lyd_roles roles = t->topology->endpoints[e].roles;
    const char *before = "as ";
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if ((roles & LYD_ROLE_BIT(role)) != 0) {
            lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "%s%s", before, lyd_role_rows[role].title);
            before = "and ";
        }
    }
}

static void put_type(listing *t, uint32_t e)
{
    const lyd_judgement *j = &t->run->judgement;
    if (lyd_type_only_seen(j, e)) {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "(unknown, %s seen)", lyd_row_name(lyd_address_types, (int)j->seen[e]));
    } else {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "(%s)", lyd_row_name(lyd_address_types, (int)j->types[e]));
    }
}

static void put_bad_roles(listing *t, const lyd_role_outcome *outcomes)
{
    size_t left = 0;
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        left += outcomes[role].worst == LYD_ERROR ? 1 : 0;
    }
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "not safe as");
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if (outcomes[role].worst == LYD_ERROR) {
            left--;
            lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "%s (%s)%s", lyd_role_rows[role].title, outcomes[role].rules[0]->id,
                              left > 0 ? "," : "");
        }
    }
}

static void put_open(listing *t, uint32_t e, const summary *s, const char *meaning)
{
    const char *other = is_service(t, e) ? "another lookup failed" : "the address type of a partner is unknown";
    if (t->run->facts.stopped) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "the run was stopped;");
    }
    if (s->failed > 0) {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "%zu of %zu lookups failed, %s", s->failed, s->lookups, meaning);
    } else {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "%s, %s", other, meaning);
    }
}

/* The first words. */
static void put_state(listing *t, uint32_t e, const summary *s, bool depends)
{
    if (s->worst == LYD_ERROR) {
        lyd_layout_words(&t->layout, LYD_STYLE_RED, "NOT SAFE");
    } else if (s->open) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "INCOMPLETE");
    } else if (t->run->judgement.left_out > 0) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, lyd_not_all_reported);
    } else if (depends) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "DEPENDS ON ITS ROLE");
    } else if (s->worst == LYD_WARNING) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "NO ERROR, BUT WARNINGS");
    } else if (is_service(t, e) && !s->there) {
        lyd_layout_words(&t->layout, LYD_STYLE_GREEN, "OK, NOT THERE");
    } else {
        lyd_layout_words(&t->layout, LYD_STYLE_GREEN, "OK");
    }
}

/* What the name is judged as. */
static void put_subject(listing *t, uint32_t e, const summary *s, bool depends)
{
    const lyd_role_outcome *outcomes = outcomes_of(t, e);
    if (is_service(t, e)) {
        lyd_text_service(&t->layout, &t->run->facts, e);
        return;
    }
    if (outcomes == NULL) {
        put_roles(t, e);
    } else if (!depends && !s->open && s->worst < LYD_ERROR) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "in every role");
    }
    put_type(t, e);
}

/* VERDICT [as ROLE] (TYPE): the rules or lookups that cause it. */
static void put_verdict(listing *t, uint32_t e, const summary *s)
{
    const lyd_role_outcome *outcomes = outcomes_of(t, e);
    lyd_layout_line(&t->layout, 0, 2);
    lyd_layout_words(&t->layout, LYD_STYLE_BOLD, lyd_case_fqdn(&t->run->facts, e));
    t->layout.fresh = true; /* the colon belongs to the name */
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, ":");
    bool depends = s->worst < LYD_ERROR && !s->open && depends_on_role(outcomes);
    put_state(t, e, s, depends);
    put_subject(t, e, s, depends);
    t->layout.fresh = true;
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, s->worst >= LYD_WARNING || s->open || depends ? ":" : ".");
    if (s->worst == LYD_ERROR || (s->worst == LYD_WARNING && !s->open && !depends)) {
        put_rules(t, e, s->worst);
    } else if (s->open) {
        put_open(t, e, s, "so it isn't shown to be safe.");
    } else if (depends) {
        put_bad_roles(t, outcomes);
    }
    lyd_layout_end(&t->layout);
    if (s->worst == LYD_ERROR && s->open) {
        lyd_layout_line(&t->layout, 2, 2);
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "INCOMPLETE:");
        put_open(t, e, s, "so there may be more findings.");
        lyd_layout_end(&t->layout);
    }
}

/* ---- what it means ---- */

/* The answers for the name are shown already; evidence is added where a finding is about something else. */
static void put_breach(listing *t, const lyd_finding *finding)
{
    bool elsewhere = finding->subject_count != 1 || asked_name(t, finding->subjects[0]) >= asked_count(t);
    lyd_layout_line(&t->layout, 2, 4);
    lyd_text_severity(&t->layout, finding->severity);
    lyd_layout_printf(&t->layout, LYD_STYLE_BOLD, "%s:", finding->rule->id);
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, finding->message);
    lyd_layout_end(&t->layout);
    if (elsewhere) {
        lyd_text_evidence(&t->layout, 4, finding, &t->scene);
    }
}

static void put_meaning(listing *t, const lyd_finding *finding)
{
    if (finding->waiver != NULL) {
        lyd_layout_line(&t->layout, 4, 6);
        lyd_layout_words(&t->layout, LYD_STYLE_BOLD, "Waived");
        lyd_layout_printf(&t->layout, LYD_STYLE_BOLD, "until %s:", finding->waiver->expires);
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, finding->waiver->reason);
        lyd_layout_end(&t->layout);
        return;
    }
    lyd_text_labelled(&t->layout, 4, "Why:", finding->rule->why);
    lyd_text_to_do(&t->layout, 4, "To do:", finding);
    lyd_text_commands(&t->layout, 6, finding, SIZE_MAX);
    lyd_text_labelled(&t->layout, 4, "Reference:", lyd_finding_reference(finding));
}

static bool same_meaning(const lyd_finding *a, const lyd_finding *b)
{
    return a->rule == b->rule && a->waiver == b->waiver && strcmp(a->remedy, b->remedy) == 0;
}

/* Findings in a row with the same meaning share it: it comes once, after them. */
static void put_findings(listing *t, size_t list, const char *heading)
{
    const lyd_finding *last = NULL;
    for (uint32_t k = t->findings.first[list]; k != LYD_NONE; k = t->findings.links[k].next) {
        const lyd_finding *finding = &t->run->judgement.findings[t->findings.links[k].item];
        if (last == NULL) {
            lyd_text_heading(&t->layout, heading);
        } else if (!same_meaning(last, finding)) {
            put_meaning(t, last);
        }
        put_breach(t, finding);
        last = finding;
    }
    if (last != NULL) {
        put_meaning(t, last);
    }
}

static lyd_style verdict_style(lyd_verdict verdict)
{
    return verdict == LYD_SUPPORTED ? LYD_STYLE_GREEN : verdict == LYD_UNSUPPORTED ? LYD_STYLE_RED : LYD_STYLE_YELLOW;
}

static void put_combinations(listing *t, uint32_t e)
{
    if (t->combinations.first[e] != LYD_NONE) {
        lyd_text_heading(&t->layout, "Combinations");
    }
    for (uint32_t k = t->combinations.first[e]; k != LYD_NONE; k = t->combinations.links[k].next) {
        const lyd_combination *combination = &t->run->judgement.combinations[t->combinations.links[k].item];
        lyd_layout_line(&t->layout, 2, 4);
        lyd_layout_printf(&t->layout, verdict_style(combination->verdict),
                          "%s:", lyd_row_name(lyd_verdict_names, (int)combination->verdict));
        lyd_text_combination(&t->layout, combination);
        lyd_layout_end(&t->layout);
    }
    char omitted[LYD_OMITTED_TEXT];
    if (t->combinations.first[e] != LYD_NONE && lyd_omitted_text(&t->run->judgement, ~0u, omitted)) {
        lyd_layout_line(&t->layout, 2, 4);
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, omitted);
        lyd_layout_end(&t->layout);
    }
}

/* ---- a name ---- */

static void put_name(listing *t, uint32_t e)
{
    const lyd_role_outcome *outcomes = outcomes_of(t, e);
    lyd_address_type type = is_service(t, e) ? LYD_ADDRESS_NONE : t->run->judgement.types[e];
    summary s = sum_up(t, e);
    put_verdict(t, e, &s);
    if (!t->report->quiet) {
        lyd_text_heading(&t->layout, "What the servers say");
        lyd_text_answers(&t->layout, &t->run->facts, e);
    }
    put_findings(t, e, "What it means");
    if (!t->report->quiet && is_service(t, e)) {
        lyd_text_heading(&t->layout, "What it is for");
        lyd_text_wanted(&t->layout, &t->run->facts, e);
    }
    if (!t->report->quiet) {
        put_combinations(t, e);
        if (outcomes != NULL && type != LYD_ADDRESS_NONE) {
            lyd_text_heading(&t->layout, "What it would mean in each role");
            lyd_text_roles(&t->layout, outcomes, type, t->topology->lab);
        }
    }
}

lyd_status lyd_write_text_names(const lyd_report *report, FILE *stream)
{
    listing t = {.report = report, .run = report->run, .inquiry = report->inquiry, .topology = report->run->facts.topology};
    lyd_status status = lyd_text_scene(report->run, report->verbose, &t.scene);
    status = status == LYD_OK ? find_concerns(&t) : status;
    if (status != LYD_OK) {
        return status;
    }
    t.others_failed = others_failed(&t);
    lyd_layout_start(&t.layout, stream, report->width, report->color);
    for (uint32_t e = 0; e < asked_count(&t) && status == LYD_OK; e++) {
        if (e > 0 && !report->quiet) {
            lyd_layout_blank(&t.layout);
        }
        put_name(&t, e);
    }
    if (status == LYD_OK) {
        put_findings(&t, asked_count(&t), "Other findings");
    }
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
