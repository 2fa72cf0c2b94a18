/* The answers of each server where servers of one view disagree, and a summary of each server. */
#include "html.h"

#include "report/shared.h"

#define OPEN_MAX 20 /* with more disagreements all are folded */

/* ---- disagreements ---- */

static bool holds(const lyd_answer *answer, const lyd_record *record)
{
    for (uint32_t i = 0; i < answer->record_count; i++) {
        if (lyd_record_compare(&answer->records[i], record) == 0) {
            return true;
        }
    }
    return false;
}

/* True when every server of the view whose lookup didn't fail gives RECORD. */
static bool agreed(const lyd_case *c, uint32_t e, size_t view, lyd_type type, const lyd_record *record)
{
    for (size_t i = 0; i < c->topology->views[view].server_count; i++) {
        const lyd_answer *answer = lyd_case_answer(c, e, c->view_servers[view][i], type);
        if (answer != NULL && !lyd_answer_failed((lyd_answer_status)answer->status) && !holds(answer, record)) {
            return false;
        }
    }
    return true;
}

static void put_records(lyd_page *page, uint32_t e, size_t view, lyd_type type, const lyd_answer *answer)
{
    for (uint32_t i = 0; i < answer->record_count; i++) {
        char data[LYD_RECORD_TEXT];
        lyd_record_format(&answer->records[i], data);
        lyd_page_open(page, "div", NULL);
        lyd_page_textf(page, "%s ", data);
        lyd_page_leaff(page, "span", "quiet", "TTL %lu", (unsigned long)answer->records[i].ttl);
        if (!agreed(&page->report.run->facts, e, view, type, &answer->records[i])) {
            lyd_page_text(page, " ");
            lyd_page_leaf(page, "span", "tag warn", "not on every server");
        }
        lyd_page_close(page);
    }
}

static void put_answer(lyd_page *page, uint32_t e, size_t view, lyd_type type, const lyd_answer *answer)
{
    lyd_page_open(page, "td", "address");
    if (answer == NULL) {
        lyd_page_leaf(page, "span", "tag open", "not asked");
    } else {
        if (answer->record_count == 0) {
            bool failed = lyd_answer_failed((lyd_answer_status)answer->status);
            const char *words = lyd_answer_cause_words(answer->cause);
            lyd_page_leaf(page, "span", failed ? "tag open" : NULL, lyd_row_name(lyd_answer_statuses, answer->status));
            if (words != NULL) {
                lyd_page_leaf(page, "div", "quiet", words);
            }
        }
        put_records(page, e, view, type, answer);
        for (size_t i = 0; i < answer->alias_count; i++) {
            lyd_page_open(page, "div", "quiet");
            lyd_page_text(page, "alias of ");
            lyd_page_leaf(page, "bdi", NULL, answer->aliases[i]);
            lyd_page_close(page);
        }
    }
    lyd_page_close(page);
}

static void put_view(lyd_page *page, uint32_t e, size_t view)
{
    const lyd_case *c = &page->report.run->facts;
    for (size_t i = 0; i < c->topology->views[view].server_count; i++) {
        uint16_t server = c->view_servers[view][i];
        lyd_page_open(page, "tr", NULL);
        lyd_page_row(page);
        lyd_page_text(page, c->servers[server].text);
        lyd_page_open(page, "div", "quiet");
        lyd_page_text(page, c->topology->views[view].name);
        lyd_page_close(page);
        lyd_page_close(page);
        for (size_t t = 0; t < LYD_HOST_TYPES; t++) {
            put_answer(page, e, view, lyd_host_types[t], lyd_case_answer(c, e, server, lyd_host_types[t]));
        }
        lyd_page_close(page);
    }
}

static void put_disagreement(lyd_page *page, const lyd_finding *finding, uint32_t e, bool open)
{
    static const char *const columns[] = {"Server", "A", "AAAA"};
    const lyd_topology *t = page->topology;
    const lyd_case *c = &page->report.run->facts;
    lyd_page_fold(page, "g i", NULL, open);
    lyd_page_open(page, "h3", NULL);
    lyd_page_leaf(page, "bdi", NULL, lyd_case_fqdn(c, e));
    lyd_page_close(page);
    lyd_page_close(page);
    if (finding->waiver != NULL) {
        lyd_page_leaf(page, "p", NULL, "Waived: accepted on purpose.");
    }
    lyd_page_table(page, "servers", lyd_case_fqdn(c, e), columns, LYD_COUNT(columns));
    lyd_page_open(page, "tbody", NULL);
    for (size_t view = 0; view < t->view_count; view++) {
        if ((lyd_case_views(c, e) >> view & 1) != 0) {
            put_view(page, e, view);
        }
    }
    lyd_page_close(page);
    lyd_page_table_end(page);
    lyd_page_close(page);
}

/* The name of the case, an endpoint or another host, about which servers disagree according to finding I; LYD_NONE: there is none. */
static uint32_t disagreement(const lyd_page *page, size_t i)
{
    const lyd_finding *finding = &page->judgement->findings[i];
    const lyd_case *c = &page->report.run->facts;
    if ((finding->rule->traits & LYD_RULE_DISAGREEMENT) == 0 || finding->subject_count == 0) {
        return LYD_NONE;
    }
    uint32_t name = lyd_topology_find(page->topology, finding->subjects[0]);
    if (name != LYD_NONE) {
        return name < page->topology->endpoint_count ? name : LYD_NONE; /* else this report leaves it out */
    }
    for (uint32_t v = 0; v < page->topology->view_count && name == LYD_NONE; v++) {
        bool breached = finding->views == 0 || (finding->views >> v & 1u) != 0;
        name = breached ? lyd_case_find(c, finding->subjects[0], v, false) : LYD_NONE;
    }
    return name;
}

void lyd_html_disagreements(lyd_page *page)
{
    size_t count = 0;
    for (size_t i = 0; i < page->judgement->finding_count; i++) {
        count += disagreement(page, i) != LYD_NONE ? 1 : 0;
    }
    if (count == 0) {
        lyd_page_leaf(page, "p", NULL, "None: there is no finding of rule DNS005.");
    } else {
        lyd_page_leaf(page, "p", "lead", "Names for which servers of one view give different addresses, with the answer of each server.");
    }
    for (size_t i = 0; i < page->judgement->finding_count; i++) {
        if (disagreement(page, i) != LYD_NONE) {
            put_disagreement(page, &page->judgement->findings[i], disagreement(page, i), count <= OPEN_MAX);
        }
    }
}

/* ---- servers ---- */

static void put_server(lyd_page *page, const lyd_server_summary *row)
{
    char loss[LYD_LOSS_TEXT];
    lyd_page_open(page, "tr", NULL);
    lyd_page_row(page);
    lyd_page_text(page, row->server);
    lyd_page_close(page);
    lyd_page_leaf(page, "td", NULL, row->view);
    lyd_page_leaff(page, "td", "num", "%zu", row->lookups);
    lyd_page_leaff(page, "td", "num", "%zu", row->failed);
    lyd_page_open(page, "td", NULL);
    lyd_page_leaf(page, "span", row->reachable ? NULL : "tag open", row->reachable ? "yes" : lyd_no_reply(row));
    if (row->over_tcp) {
        lyd_page_leaf(page, "p", "lead", LYD_OVER_TCP);
    }
    lyd_loss_format(row, loss);
    if (loss[0] != '\0') {
        lyd_page_leaf(page, "p", "lead", loss);
    }
    lyd_page_close(page);
    if (row->reachable && row->rtt_ms_max > 0) {
        lyd_page_leaff(page, "td", "num", "%.1f / %.1f ms", row->rtt_ms_median, row->rtt_ms_max);
    } else {
        lyd_page_leaf(page, "td", "num", "not timed");
    }
    lyd_page_close(page);
}

/* From where and when the answers are. */
static void put_places(lyd_page *page)
{
    lyd_places places;
    lyd_status status = lyd_places_of(page->report.run, true, &places);
    page->status = status != LYD_OK ? status : page->status;
    for (size_t i = 0; i < places.count && status == LYD_OK; i++) {
        lyd_page_leaf(page, "p", "lead", places.lines[i]);
    }
}

void lyd_html_servers(lyd_page *page)
{
    static const char *const columns[] = {"Server", "View", "Lookups", "Failed", "Answers", "Round trip, median / longest"};
    lyd_server_summary *rows = NULL;
    size_t count = 0;
    lyd_status status = lyd_run_servers(page->report.run, &rows, &count);
    if (status != LYD_OK) {
        page->status = status;
        return;
    }
    lyd_page_table(page, NULL, "Lookups and round trips of each server", columns, LYD_COUNT(columns));
    lyd_page_open(page, "tbody", NULL);
    for (size_t i = 0; i < count; i++) {
        put_server(page, &rows[i]);
    }
    lyd_page_close(page);
    lyd_page_table_end(page);
    put_places(page);
}
