/* The report on single names: for each, whether it is safe, what the servers answered, what that means. Short enough for a ticket. */
#include "names.h"

#include "report/shared.h"
#include "report/writers.h"

#include <string.h>

/* ---- what concerns one name ---- */

/* The number of the name FQDN, LYD_NONE or above if it isn't asked about. */
static uint32_t asked_name(const lyd_listing *t, const char *fqdn)
{
    const lyd_case *c = &t->run->facts;
    uint32_t name = lyd_topology_find(t->topology, fqdn);
    if (name < t->inquiry->asked) {
        return name;
    }
    return c->extra_index != NULL && lyd_map_get(c->extra_index, fqdn, &name) && name < t->asked ? name : LYD_NONE;
}

static lyd_status concern_new(const lyd_listing *t, lyd_concern *c, size_t count)
{
    size_t lists = t->asked + 1;
    *c = (lyd_concern){.first = lyd_arena_alloc(t->run->arena, lists * sizeof(*c->first)),
                       .links = lyd_arena_alloc(t->run->arena, 2 * count * sizeof(*c->links))};
    for (size_t i = 0; i < lists && c->first != NULL; i++) {
        c->first[i] = LYD_NONE;
    }
    return c->first == NULL || c->links == NULL ? LYD_ENOMEM : LYD_OK;
}

static void concern_link(lyd_concern *c, uint32_t list, uint32_t item)
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
static void concern_add(const lyd_listing *t, lyd_concern *c, size_t item, const char *const subjects[2], size_t count)
{
    uint32_t asked = t->asked, last = LYD_NONE;
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

static lyd_status find_concerns(lyd_listing *t)
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

/* ---- what it means ---- */

/* The answers for the name are shown already; evidence is added where a finding is about something else. */
static void put_breach(lyd_listing *t, const lyd_finding *finding)
{
    bool elsewhere = finding->subject_count != 1 || asked_name(t, finding->subjects[0]) >= t->asked;
    lyd_layout_line(&t->layout, 2, 4);
    lyd_text_severity(&t->layout, finding->severity);
    lyd_layout_printf(&t->layout, LYD_STYLE_BOLD, "%s:", finding->rule->id);
    lyd_layout_words(&t->layout, LYD_STYLE_PLAIN, finding->message);
    lyd_layout_end(&t->layout);
    if (elsewhere) {
        lyd_text_evidence(&t->layout, 4, finding, &t->scene);
    }
}

static void put_meaning(lyd_listing *t, const lyd_finding *finding)
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
static void put_findings(lyd_listing *t, size_t list, const char *heading)
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

static void put_combinations(lyd_listing *t, uint32_t e)
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

static void put_name(lyd_listing *t, uint32_t e)
{
    const lyd_role_outcome *outcomes = lyd_listing_outcomes(t, e);
    lyd_address_type type = lyd_listing_is_service(t, e) ? LYD_ADDRESS_NONE : t->run->judgement.types[e];
    lyd_text_name_verdict(t, e);
    if (!t->report->quiet && lyd_case_views(&t->run->facts, e) != 0) {
        lyd_text_heading(&t->layout, "What the servers say");
        lyd_text_answers(&t->layout, &t->run->facts, e);
    }
    put_findings(t, e, "What it means");
    if (!t->report->quiet && lyd_listing_is_service(t, e)) {
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

static bool others_failed(const lyd_listing *t)
{
    const lyd_case *c = &t->run->facts;
    size_t failed = 0;
    for (uint32_t q = 0; q < c->first[t->inquiry->asked]; q++) {
        failed += lyd_listing_failed(&c->answers[q]) ? 1 : 0;
    }
    return t->run->judgement.failed_lookups > failed || c->stopped;
}

lyd_status lyd_write_text_names(const lyd_report *report, FILE *stream)
{
    lyd_listing t = {.report = report,
                     .run = report->run,
                     .inquiry = report->inquiry,
                     .topology = report->run->facts.topology,
                     .asked = (uint32_t)(report->inquiry->asked + report->inquiry->services)};
    lyd_status status = lyd_text_scene(report->run, report->verbose, &t.scene);
    status = status == LYD_OK ? find_concerns(&t) : status;
    if (status != LYD_OK) {
        return status;
    }
    t.others_failed = others_failed(&t);
    t.left = lyd_left_views_text(report->run);
    if (t.left == NULL) {
        return LYD_ENOMEM;
    }
    lyd_layout_start(&t.layout, stream, report->width, report->color);
    for (uint32_t e = 0; e < t.asked && status == LYD_OK; e++) {
        if (e > 0 && !report->quiet) {
            lyd_layout_blank(&t.layout);
        }
        put_name(&t, e);
    }
    if (status == LYD_OK) {
        put_findings(&t, t.asked, "Other findings");
    }
    if (status == LYD_OK && !report->quiet) {
        status = lyd_text_places(&t.layout, report->run, false, "Answers");
    }
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}
