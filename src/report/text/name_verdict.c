/* The verdict on a name asked about: its state, what it is judged as, and the rules or lookups that cause it. */
#include "names.h"

#include "report/shared.h"

/* The findings and lookups of one name, summed up. */
typedef struct summary {
    lyd_severity worst; /* of what counts */
    size_t failed, lookups;
    bool open;    /* something needed to judge it is unknown */
    bool there;   /* some server has a record */
    bool unasked; /* it is in no view */
} summary;

static summary sum_up(const lyd_listing *t, uint32_t e)
{
    const lyd_case *c = &t->run->facts;
    const lyd_judgement *j = &t->run->judgement;
    summary s = {.lookups = c->first[e + 1] - c->first[e], .open = t->asked == 1 && !j->complete, .unasked = lyd_case_views(c, e) == 0};
    s.open = s.open || (lyd_listing_is_service(t, e) && t->others_failed);
    for (uint32_t q = c->first[e]; q < c->first[e + 1]; q++) {
        s.failed += lyd_listing_failed(&c->answers[q]) ? 1 : 0;
        s.there = s.there || c->answers[q].record_count > 0;
    }
    for (uint32_t k = t->combinations.first[e]; k != LYD_NONE; k = t->combinations.links[k].next) {
        s.open = s.open || j->combinations[t->combinations.links[k].item].verdict == LYD_VERDICT_UNKNOWN;
    }
    for (uint32_t k = t->findings.first[e]; k != LYD_NONE; k = t->findings.links[k].next) {
        const lyd_finding *finding = &j->findings[t->findings.links[k].item];
        s.worst = lyd_finding_counts(finding) && finding->severity > s.worst ? finding->severity : s.worst;
    }
    s.open = s.open || s.unasked || s.failed > 0;
    return s;
}

/* ---- the verdict ---- */

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
static void put_rules(lyd_listing *t, uint32_t e, lyd_severity severity)
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

static void put_roles(lyd_listing *t, uint32_t e)
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

static void put_type(lyd_listing *t, uint32_t e)
{
    const lyd_judgement *j = &t->run->judgement;
    if (lyd_type_only_seen(j, e)) {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "(unknown, %s seen)", lyd_row_name(lyd_address_types, (int)j->seen[e]));
    } else {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "(%s)", lyd_row_name(lyd_address_types, (int)j->types[e]));
    }
}

static void put_bad_roles(lyd_listing *t, const lyd_role_outcome *outcomes)
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

static void put_open(lyd_listing *t, uint32_t e, const summary *s, const char *meaning)
{
    const char *other = lyd_listing_is_service(t, e) ? "another lookup failed" : "the address type of a partner is unknown";
    if (t->run->facts.stopped) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, "the run was stopped;");
    }
    if (s->unasked) {
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN,
                         t->left[0] != '\0' ? "it is in no view that was asked."
                                            : "it is in no view, because remote access by web is not declared.");
    } else if (s->failed > 0) {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "%zu of %zu lookups failed, %s", s->failed, s->lookups, meaning);
    } else {
        lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "%s, %s", other, meaning);
    }
}

/* The first words. */
static void put_state(lyd_listing *t, uint32_t e, const summary *s, bool depends)
{
    if (s->worst == LYD_ERROR) {
        lyd_layout_words(&t->layout, LYD_STYLE_RED, "NOT SAFE");
    } else if (s->open) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, s->unasked ? "NOT JUDGED" : "INCOMPLETE");
    } else if (t->run->judgement.left_out > 0) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, lyd_not_all_reported);
    } else if (depends) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "DEPENDS ON ITS ROLE");
    } else if (s->worst == LYD_WARNING) {
        lyd_layout_words(&t->layout, LYD_STYLE_YELLOW, "NO ERROR, BUT WARNINGS");
    } else if (lyd_listing_is_service(t, e) && !s->there) {
        lyd_layout_words(&t->layout, LYD_STYLE_GREEN, "OK, NOT THERE");
    } else {
        lyd_layout_words(&t->layout, LYD_STYLE_GREEN, "OK");
    }
}

/* What the name is judged as. */
static void put_subject(lyd_listing *t, uint32_t e, const summary *s, bool depends)
{
    const lyd_role_outcome *outcomes = lyd_listing_outcomes(t, e);
    if (lyd_listing_is_service(t, e)) {
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

/* "in view internal": which views the verdict is about, where others were left out. */
static void put_views(lyd_listing *t, uint32_t e)
{
    const lyd_topology *topology = t->topology;
    uint32_t views = lyd_case_views(&t->run->facts, e);
    if (t->left[0] == '\0' || views == 0) {
        return;
    }
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, (views & (views - 1)) == 0 ? "in view" : "in views");
    for (size_t v = 0; v < topology->view_count; v++) {
        bool more = (views >> v & ~1u) != 0;
        if ((views >> v & 1u) != 0) {
            lyd_layout_printf(&t->layout, LYD_STYLE_PLAIN, "%s%s", topology->views[v].name, more ? "," : "");
        }
    }
}

void lyd_text_name_verdict(lyd_listing *t, uint32_t e)
{
    const summary sum = sum_up(t, e), *s = &sum;
    const lyd_role_outcome *outcomes = lyd_listing_outcomes(t, e);
    lyd_layout_line(&t->layout, 0, 2);
    lyd_layout_words(&t->layout, LYD_STYLE_BOLD, lyd_case_fqdn(&t->run->facts, e));
    t->layout.fresh = true; /* the colon belongs to the name */
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, ":");
    bool depends = s->worst < LYD_ERROR && !s->open && depends_on_role(outcomes);
    put_state(t, e, s, depends);
    put_subject(t, e, s, depends);
    put_views(t, e);
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
    if (t->left[0] != '\0') {
        lyd_layout_line(&t->layout, 2, 2);
        lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, t->left);
        lyd_layout_end(&t->layout);
    }
}
