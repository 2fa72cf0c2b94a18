/* Names asked about by hand, name by name: is it safe, what did the servers answer, what does it mean. Short enough for a ticket. */
#include "text.h"

#include "report/writers.h"

#include <stdlib.h>
#include <string.h>

/* Which findings, or combinations, concern which name, in their order. Those of none of the names are a list after the last name's. */
typedef struct concern {
    size_t *first; /* of each name and of none: where its list begins in ITEMS; one more than there are lists */
    uint32_t *items;
} concern;

typedef struct listing {
    const lyd_report *report;
    const lyd_run *run;
    const lyd_inquiry *inquiry;
    const lyd_topology *topology; /* the names alone */
    concern findings, combinations;
    lyd_layout layout;
} listing;

/* ---- what concerns one name ---- */

/* The asked names among SUBJECTS: their count, at most two. A single name has everything. */
static size_t places_of(const listing *t, const char *const subjects[2], size_t count, uint32_t places[2])
{
    size_t found = 0;
    for (size_t i = 0; i < count && t->inquiry->asked > 1; i++) {
        uint32_t e = lyd_topology_find(t->topology, subjects[i]);
        if (e < t->inquiry->asked && (found == 0 || places[0] != e)) {
            places[found++] = e;
        }
    }
    if (found == 0) {
        places[found++] = t->inquiry->asked == 1 ? 0 : (uint32_t)t->inquiry->asked;
    }
    return found;
}

/* The I-th of the findings or combinations as the names that it concerns. */
typedef size_t (*placing)(const listing *t, size_t i, uint32_t places[2]);

static size_t place_finding(const listing *t, size_t i, uint32_t places[2])
{
    const lyd_finding *finding = &t->run->judgement.findings[i];
    return places_of(t, finding->subjects, finding->subject_count, places);
}

static size_t place_combination(const listing *t, size_t i, uint32_t places[2])
{
    return places_of(t, t->run->judgement.combinations[i].subjects, 2, places);
}

static lyd_status concern_make(const listing *t, concern *c, size_t count, placing place)
{
    size_t lists = t->inquiry->asked + 1;
    uint32_t places[2];
    c->first = calloc(lists + 2, sizeof(*c->first));
    c->items = malloc((2 * count + 1) * sizeof(*c->items));
    if (c->first == NULL || c->items == NULL) {
        return LYD_ENOMEM;
    }
    /* Counted one place further on, so that filling moves each beginning to where it belongs. */
    for (size_t i = 0; i < count; i++) {
        for (size_t n = place(t, i, places); n > 0; n--) {
            c->first[places[n - 1] + 2]++;
        }
    }
    for (size_t i = 2; i < lists + 2; i++) {
        c->first[i] += c->first[i - 1];
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t n = place(t, i, places); n > 0; n--) {
            c->items[c->first[places[n - 1] + 1]++] = (uint32_t)i;
        }
    }
    return LYD_OK;
}

static void concern_free(concern *c)
{
    free(c->first);
    free(c->items);
}

static size_t concern_count(const concern *c, size_t list)
{
    return c->first[list + 1] - c->first[list];
}

static const lyd_finding *finding_of(const listing *t, size_t list, size_t i)
{
    return &t->run->judgement.findings[t->findings.items[t->findings.first[list] + i]];
}

static const lyd_combination *combination_of(const listing *t, size_t list, size_t i)
{
    return &t->run->judgement.combinations[t->combinations.items[t->combinations.first[list] + i]];
}

/* The findings and lookups of one name, summed up. */
typedef struct summary {
    lyd_severity worst; /* of what counts */
    size_t failed, lookups;
    bool open; /* something needed to judge it is unknown */
} summary;

static summary sum_up(const listing *t, uint32_t e)
{
    const lyd_case *c = &t->run->facts;
    const lyd_judgement *j = &t->run->judgement;
    summary s = {.lookups = c->first[e + 1] - c->first[e], .open = t->inquiry->asked == 1 && !j->complete};
    for (uint32_t q = c->first[e]; q < c->first[e + 1]; q++) {
        s.failed += lyd_answer_failed((lyd_answer_status)c->answers[q].status) || c->answers[q].cause != LYD_ASKED ? 1 : 0;
    }
    for (size_t i = 0; i < concern_count(&t->combinations, e); i++) {
        s.open = s.open || combination_of(t, e, i)->verdict == LYD_VERDICT_UNKNOWN;
    }
    for (size_t i = 0; i < concern_count(&t->findings, e); i++) {
        const lyd_finding *finding = finding_of(t, e, i);
        s.worst = lyd_finding_counts(finding) && finding->severity > s.worst ? finding->severity : s.worst;
    }
    s.open = s.open || s.failed > 0;
    return s;
}

/* ---- the verdict ---- */

static const lyd_role_outcome *outcomes_of(const listing *t, uint32_t e)
{
    bool wanted = t->inquiry->by_role != NULL && t->inquiry->unknown[e];
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
    for (size_t i = 0; i < concern_count(&t->findings, e); i++) {
        const lyd_finding *finding = finding_of(t, e, i);
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
    lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "(%s)", lyd_row_name(lyd_address_types, (int)t->run->judgement.types[e]));
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

static void put_open(listing *t, const summary *s, const char *meaning)
{
    if (t->run->facts.stopped) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "the run was stopped;");
    }
    if (s->failed > 0) {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "%zu of %zu lookups failed, %s", s->failed, s->lookups, meaning);
    } else {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "the address type of a partner is unknown, %s", meaning);
    }
}

/* VERDICT [as ROLE] (TYPE): the rules or lookups that cause it. */
static void put_verdict(listing *t, uint32_t e, const summary *s)
{
    const lyd_role_outcome *outcomes = outcomes_of(t, e);
    lyd_layout_line(&t->layout, 0, 2);
    lyd_layout_words(&t->layout, LYD_STYLE_BOLD, t->topology->endpoints[e].fqdn);
    t->layout.fresh = true; /* the colon belongs to the name */
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, ":");
    bool depends = s->worst < LYD_ERROR && !s->open && depends_on_role(outcomes);
    if (s->worst == LYD_ERROR) {
        lyd_layout_words(&t->layout, LYD_STYLE_RED, "NOT SAFE");
    } else if (s->open) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "INCOMPLETE");
    } else if (depends) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "DEPENDS ON ITS ROLE");
    } else if (s->worst == LYD_WARNING) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "NO ERROR, BUT WARNINGS");
    } else {
        lyd_layout_words(&t->layout, LYD_STYLE_GREEN, "OK");
    }
    if (outcomes == NULL) {
        put_roles(t, e);
    } else if (!depends && !s->open && s->worst < LYD_ERROR) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "in every role");
    }
    put_type(t, e);
    t->layout.fresh = true;
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, s->worst >= LYD_WARNING || s->open || depends ? ":" : ".");
    if (s->worst == LYD_ERROR || (s->worst == LYD_WARNING && !s->open && !depends)) {
        put_rules(t, e, s->worst);
    } else if (s->open) {
        put_open(t, s, "so it isn't shown to be safe.");
    } else if (depends) {
        put_bad_roles(t, outcomes);
    }
    lyd_layout_end(&t->layout);
    if (s->worst == LYD_ERROR && s->open) {
        lyd_layout_line(&t->layout, 2, 2);
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "INCOMPLETE:");
        put_open(t, s, "so there may be more findings.");
        lyd_layout_end(&t->layout);
    }
}

/* ---- what it means ---- */

/* The answers for the name are shown already; evidence is added where a finding is about something else. */
static void put_breach(listing *t, const lyd_finding *finding)
{
    bool elsewhere = finding->subject_count != 1 || lyd_topology_find(t->topology, finding->subjects[0]) >= t->inquiry->asked;
    lyd_layout_line(&t->layout, 2, 4);
    lyd_text_severity(&t->layout, finding->severity);
    lyd_layout_printf(&t->layout, LYD_STYLE_BOLD, "%s:", finding->rule->id);
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, finding->message);
    lyd_layout_end(&t->layout);
    for (size_t i = 0; elsewhere && i < finding->evidence_count; i++) {
        lyd_layout_line(&t->layout, 4, 6);
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "-");
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, finding->evidence[i]);
        lyd_layout_end(&t->layout);
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
    lyd_text_labelled(&t->layout, 4, "To do:", finding->remedy);
    lyd_text_labelled(&t->layout, 4, "Reference:", finding->rule->section);
}

static bool same_meaning(const lyd_finding *a, const lyd_finding *b)
{
    return a->rule == b->rule && a->waiver == b->waiver && strcmp(a->remedy, b->remedy) == 0;
}

/* Findings in a row with the same meaning share it: it comes once, after them. */
static void put_findings(listing *t, size_t list, const char *heading)
{
    const lyd_finding *last = NULL;
    for (size_t i = 0; i < concern_count(&t->findings, list); i++) {
        const lyd_finding *finding = finding_of(t, list, i);
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
    for (size_t i = 0; i < concern_count(&t->combinations, e); i++) {
        const lyd_combination *combination = combination_of(t, e, i);
        if (i == 0) {
            lyd_text_heading(&t->layout, "Combinations");
        }
        lyd_layout_line(&t->layout, 2, 4);
        lyd_layout_printf(&t->layout, verdict_style(combination->verdict),
                          "%s:", lyd_row_name(lyd_verdict_names, (int)combination->verdict));
        lyd_text_combination(&t->layout, combination);
        lyd_layout_end(&t->layout);
    }
}

/* ---- a name ---- */

static void put_name(listing *t, uint32_t e)
{
    const lyd_role_outcome *outcomes = outcomes_of(t, e);
    lyd_address_type type = t->run->judgement.types[e];
    summary s = sum_up(t, e);
    put_verdict(t, e, &s);
    if (!t->report->quiet) {
        lyd_text_heading(&t->layout, "What the servers say");
        lyd_text_answers(&t->layout, &t->run->facts, e, (size_t)t->report->width);
    }
    put_findings(t, e, "What it means");
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
    const lyd_judgement *j = &report->run->judgement;
    lyd_status status = concern_make(&t, &t.findings, j->finding_count, place_finding);
    if (status == LYD_OK) {
        status = concern_make(&t, &t.combinations, j->combination_count, place_combination);
    }
    lyd_layout_start(&t.layout, stream, report->width, report->color);
    for (uint32_t e = 0; e < t.inquiry->asked && status == LYD_OK; e++) {
        if (e > 0 && !report->quiet) {
            lyd_layout_blank(&t.layout);
        }
        put_name(&t, e);
    }
    if (status == LYD_OK) {
        put_findings(&t, t.inquiry->asked, "Other findings");
    }
    concern_free(&t.findings);
    concern_free(&t.combinations);
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
