/* The service records: of each SIP domain a table of records and views, what is expected and what is there. */
#include "html.h"

#include "report/services.h"

#define OPEN_MAX 5       /* with more SIP domains only those are open that have something to look at */
#define OPEN_BREACHES 30 /* and with more of these all are folded */
#define VALUES_MAX 8     /* records of a cell */

/* ---- a cell ---- */

static const char *const severity_tags[] = {
    [LYD_OFF] = "tag", [LYD_INFO] = "tag note", [LYD_WARNING] = "tag warn", [LYD_ERROR] = "tag bad"};

static const char *class_of(const lyd_page *page, const lyd_service *row)
{
    lyd_severity worst = lyd_service_worst(page->judgement, row);
    bool fine = (row->expected == LYD_EXPECTED_REQUIRED && row->found == LYD_FOUND_YES) ||
                (row->expected == LYD_EXPECTED_ABSENT && row->found == LYD_FOUND_NO);
    return worst != LYD_OFF                  ? severity_tags[worst]
           : row->found == LYD_FOUND_UNKNOWN ? "tag open"
           : fine && row->finding_count == 0 ? "tag good"
                                             : "tag";
}

static void put_record(lyd_page *page, const lyd_record *record)
{
    char text[LYD_RECORD_TEXT];
    lyd_page_open(page, "div", "address");
    if (record->type == LYD_TYPE_SRV) {
        lyd_page_name(page, record->target);
        lyd_page_textf(page, " port %u", record->port);
        if (record->priority != 0 || record->weight != 0) {
            lyd_page_text(page, " ");
            lyd_page_leaff(page, "span", "quiet", "priority %u, weight %u", record->priority, record->weight);
        }
    } else {
        lyd_record_format(record, text);
        lyd_page_text(page, text);
    }
    lyd_page_close(page);
}

static void put_values(lyd_page *page, const lyd_service *row)
{
    lyd_service_values values;
    lyd_status status = lyd_service_values_of(page->report.run, row, &values);
    if (status != LYD_OK) {
        page->status = status;
        return;
    }
    if (values.alias != NULL) {
        lyd_page_open(page, "div", "quiet");
        lyd_page_text(page, "alias of ");
        lyd_page_name(page, values.alias);
        lyd_page_close(page);
    }
    for (size_t i = 0; i < values.count && i < VALUES_MAX; i++) {
        put_record(page, values.records[i]);
    }
    if (values.count > VALUES_MAX) {
        lyd_page_leaff(page, "div", "quiet", "and %zu more", values.count - VALUES_MAX);
    }
}

/* Each rule once, with a link to its first finding. */
static void put_rules(lyd_page *page, const lyd_service *row)
{
    static const char *const classes[] = {[LYD_OFF] = "ref", [LYD_INFO] = "ref note", [LYD_WARNING] = "ref warn", [LYD_ERROR] = "ref bad"};
    for (uint32_t i = 0; i < row->finding_count; i++) {
        const lyd_finding *finding = &page->judgement->findings[row->findings[i]];
        if (i > 0 && page->judgement->findings[row->findings[i - 1]].rule == finding->rule) {
            continue;
        }
        lyd_page_text(page, " ");
        lyd_page_open(page, "a", finding->waiver != NULL ? "ref" : classes[finding->severity]);
        lyd_page_attributef(page, "href", "#f%u", (unsigned)row->findings[i]);
        lyd_page_text(page, finding->rule->id);
        lyd_page_text(page, finding->waiver != NULL ? " waived" : "");
        lyd_page_close(page);
    }
}

static void put_cell(lyd_page *page, const lyd_service *row)
{
    lyd_page_open(page, "td", NULL);
    lyd_page_leaf(page, "span", class_of(page, row), lyd_service_words(row));
    put_rules(page, row);
    put_values(page, row);
    lyd_page_close(page);
}

/* ---- a SIP domain ---- */

/* The rows of a SIP domain, FIRST to END - 1: how many breach a rule or differ, and how many more are unknown. */
typedef struct domain {
    size_t first, end, breaches, unknown;
    lyd_severity worst; /* of the breaches */
} domain;

static bool next_domain(const lyd_judgement *j, domain *d)
{
    *d = (domain){.first = d->end, .end = d->end};
    for (; d->end < j->service_count && j->services[d->end].domain == j->services[d->first].domain; d->end++) {
        const lyd_service *row = &j->services[d->end];
        lyd_severity worst = lyd_service_worst(j, row);
        bool breaches = worst != LYD_OFF || lyd_service_differs(row);
        d->worst = worst > d->worst ? worst : d->worst;
        d->breaches += breaches ? 1 : 0;
        d->unknown += !breaches && row->found == LYD_FOUND_UNKNOWN ? 1 : 0;
    }
    return d->first < d->end;
}

static void put_summary(lyd_page *page, const domain *d)
{
    const lyd_service *first = &page->judgement->services[d->first];
    lyd_page_open(page, "h3", NULL);
    lyd_page_leaf(page, "bdi", NULL, page->topology->sip_domains[first->domain]);
    lyd_page_close(page);
    if (d->breaches > 0) {
        lyd_page_text(page, " ");
        lyd_page_leaff(page, "span", severity_tags[d->worst], "%zu not as wanted", d->breaches);
    }
    if (d->unknown > 0) {
        lyd_page_text(page, " ");
        lyd_page_leaff(page, "span", "tag open", "%zu unknown", d->unknown);
    }
}

/* The views of the rows of one record are those of all. */
static void put_table(lyd_page *page, const domain *d)
{
    const lyd_service *rows = page->judgement->services;
    const char *columns[LYD_VIEW_MAX + 1] = {"Record"};
    size_t count = 1;
    for (size_t i = d->first; i < d->end && rows[i].wanted == rows[d->first].wanted && count <= LYD_VIEW_MAX; i++) {
        columns[count++] = page->topology->views[rows[i].view].name;
    }
    lyd_page_table(page, "services", page->topology->sip_domains[rows[d->first].domain], columns, count);
    lyd_page_open(page, "tbody", NULL);
    for (size_t i = d->first; i < d->end;) {
        lyd_wanted wanted = rows[i].wanted;
        lyd_page_open(page, "tr", "i");
        lyd_page_attributef(page, "id", "s%u", (unsigned)(rows[i].domain * LYD_WANTED_COUNT + (unsigned)wanted));
        lyd_page_row(page);
        lyd_page_leaf(page, "bdi", NULL, lyd_case_fqdn(&page->report.run->facts, rows[i].name));
        lyd_page_close(page);
        for (; i < d->end && rows[i].wanted == wanted; i++) {
            put_cell(page, &rows[i]);
        }
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_table_end(page);
}

void lyd_html_services(lyd_page *page)
{
    size_t open = 0;
    for (domain d = {.end = 0}; next_domain(page->judgement, &d);) {
        open += d.breaches + d.unknown > 0 ? 1 : 0;
    }
    lyd_page_leaf(page, "p", "lead",
                  "The records that the deployment wants, by SIP domain and view, and whether any server has them. \xE2\x80\x9CMust "
                  "not\xE2\x80\x9D: it "
                  "must not be there. \xE2\x80\x9COptional\xE2\x80\x9D: no rule speaks of it.");
    for (domain d = {.end = 0}; next_domain(page->judgement, &d);) {
        bool few = page->topology->sip_domain_count <= OPEN_MAX;
        lyd_page_fold(page, "g", NULL, few || (d.breaches + d.unknown > 0 && open <= OPEN_BREACHES));
        put_summary(page, &d);
        lyd_page_close(page);
        put_table(page, &d);
        lyd_page_close(page);
    }
}
