/* The service records: of few SIP domains a matrix of records and views each; of many how many domains have each record, and which differ.
 */
#include "text.h"

#include "report/services.h"

#include <string.h>

#define FULL_MAX 3    /* SIP domains that are shown one by one */
#define DOMAINS_MAX 8 /* of a list; JSON has all */
#define VALUES_MAX 3  /* of a cell */
#define GAP 2

typedef struct matrix {
    lyd_layout *layout;
    lyd_run *run;
    const lyd_judgement *judgement;
    bool many;   /* a cell is about all SIP domains */
    bool failed; /* out of memory */
} matrix;

static const char *view_name(const matrix *m, uint32_t view)
{
    return m->run->facts.topology->views[view].name;
}

static size_t columns_of(const char *text)
{
    return lyd_text_columns(text, strlen(text));
}

static size_t wider(size_t width, const char *text)
{
    return columns_of(text) > width ? columns_of(text) : width;
}

static lyd_style style_of(const matrix *m, const lyd_service *row)
{
    static const lyd_style styles[] = {
        [LYD_OFF] = LYD_STYLE_PLAIN, [LYD_INFO] = LYD_STYLE_CYAN, [LYD_WARNING] = LYD_STYLE_YELLOW, [LYD_ERROR] = LYD_STYLE_RED};
    lyd_severity worst = lyd_service_worst(m->judgement, row);
    return worst == LYD_OFF && row->found == LYD_FOUND_UNKNOWN ? LYD_STYLE_YELLOW : styles[worst];
}

/* A line of text, in the run's arena. */
static const char *joined(matrix *m, const char *a, const char *b, const char *c)
{
    const char *text = lyd_arena_printf(m->run->arena, "%s%s%s", a, b, c);
    m->failed = m->failed || text == NULL;
    return text != NULL ? text : "";
}

/* " [SRV002, SRV004]" */
static const char *rules_of(matrix *m, const lyd_service *row)
{
    const char *text = "";
    for (size_t i = 0; i < row->rule_count; i++) {
        text = joined(m, text, i == 0 ? " [" : ", ", row->rules[i]->id);
    }
    return row->rule_count > 0 ? joined(m, text, "]", "") : text;
}

/* "443 sip.contoso.com", "0 10 443 sip.contoso.com" (a priority or weight other than 0), or an address. */
static void format_value(const lyd_record *record, char text[LYD_RECORD_TEXT])
{
    if (record->type == LYD_TYPE_SRV && record->priority == 0 && record->weight == 0) {
        (void)snprintf(text, LYD_RECORD_TEXT, "%u %s", record->port, record->target);
    } else {
        lyd_record_format(record, text);
    }
}

/* ": webext.contoso.com, 131.107.1.2 and 3 more": where an alias leads, then the records. */
static const char *values_of(matrix *m, const lyd_service *row)
{
    lyd_service_values values;
    char record[LYD_RECORD_TEXT], more[32];
    const char *text = "", *before = ": ";
    m->failed = lyd_service_values_of(m->run, row, &values) != LYD_OK || m->failed;
    if (values.alias != NULL) {
        text = joined(m, before, values.alias, "");
        before = ", ";
    }
    for (size_t i = 0; i < values.count && i < VALUES_MAX; i++) {
        format_value(values.records[i], record);
        text = joined(m, text, before, record);
        before = ", ";
    }
    if (values.count > VALUES_MAX) {
        (void)snprintf(more, sizeof(more), " and %zu more", values.count - VALUES_MAX);
        text = joined(m, text, more, "");
    }
    return text;
}

/* How many SIP domains have the record of ROW in its view, and how many don't. */
static void count_found(const matrix *m, const lyd_service *row, size_t counts[LYD_FOUND_UNKNOWN + 1])
{
    for (size_t i = 0; i < m->judgement->service_count; i++) {
        const lyd_service *other = &m->judgement->services[i];
        counts[other->found] += other->wanted == row->wanted && other->view == row->view ? 1 : 0;
    }
}

/* "required: 98 yes, 1 no, 1 unknown" */
static const char *counts_of(matrix *m, const lyd_service *row)
{
    static const lyd_found order[] = {LYD_FOUND_YES, LYD_FOUND_NO, LYD_FOUND_UNKNOWN};
    size_t counts[LYD_FOUND_UNKNOWN + 1] = {0};
    const char *text = row->expected == LYD_EXPECTED_ABSENT ? "must not" : lyd_row_name(lyd_expected_names, (int)row->expected);
    const char *before = ": ";
    count_found(m, row, counts);
    for (size_t i = 0; i < LYD_COUNT(order); i++) {
        char number[48];
        (void)snprintf(number, sizeof(number), "%zu %s", counts[order[i]], lyd_row_name(lyd_found_names, (int)order[i]));
        if (counts[order[i]] > 0) {
            text = joined(m, text, before, number);
            before = ", ";
        }
    }
    return text;
}

static const char *cell_of(matrix *m, const lyd_service *row)
{
    if (m->many) {
        return counts_of(m, row);
    }
    return joined(m, lyd_service_words(row), values_of(m, row), rules_of(m, row));
}

/* ---- few SIP domains ---- */

/* The rows of a record in a SIP domain, one a view, from row I on: how many there are. */
static size_t span_of(const lyd_judgement *j, size_t i)
{
    size_t end = i + 1;
    while (end < j->service_count && j->services[end].domain == j->services[i].domain && j->services[end].wanted == j->services[i].wanted) {
        end++;
    }
    return end - i;
}

/* A record that nothing speaks of and that isn't there is left out. */
static bool is_shown(const matrix *m, const lyd_service *rows, size_t count)
{
    bool shown = false;
    for (size_t i = 0; i < count && !shown; i++) {
        size_t counts[LYD_FOUND_UNKNOWN + 1] = {0};
        if (m->many) {
            count_found(m, &rows[i], counts);
        } else {
            counts[rows[i].found]++;
        }
        shown = rows[i].expected != LYD_EXPECTED_OPTIONAL || counts[LYD_FOUND_YES] + counts[LYD_FOUND_UNKNOWN] > 0;
    }
    return shown;
}

/* The rows of a SIP domain, FIRST to END - 1, with the text of each and the widths that they need. */
typedef struct domain {
    size_t first, end;
    const char **cells; /* of each row; NULL: not shown */
    size_t record_width, view_width, cell_widths[LYD_VIEW_MAX];
} domain;

static void measure(matrix *m, domain *d)
{
    const lyd_service *rows = m->judgement->services;
    for (size_t i = d->first, count; i < d->end; i += count) {
        count = span_of(m->judgement, i);
        for (size_t k = i; k < i + count && is_shown(m, &rows[i], count); k++) {
            const char *cell = cell_of(m, &rows[k]);
            d->cells[k - d->first] = cell;
            d->record_width = wider(d->record_width, lyd_wanted_rows[rows[k].wanted].owner);
            d->view_width = wider(d->view_width, view_name(m, rows[k].view));
            d->cell_widths[rows[k].view] = wider(wider(d->cell_widths[rows[k].view], cell), view_name(m, rows[k].view));
        }
    }
}

/* The column of VIEW's cells where each view has one; beyond LYD_VIEW_MAX: the end of the last. */
static size_t column_at(const domain *d, uint32_t view)
{
    size_t column = 4 + d->record_width + GAP;
    for (uint32_t v = 0; v < view && v < LYD_VIEW_MAX; v++) {
        column += d->cell_widths[v] > 0 ? d->cell_widths[v] + GAP : 0;
    }
    return column;
}

static void put_cell(matrix *m, const domain *d, size_t row)
{
    lyd_style style = m->many ? LYD_STYLE_PLAIN : style_of(m, &m->judgement->services[row]);
    lyd_layout_words(m->layout, style, d->cells[row - d->first]);
}

static void put_views(matrix *m, const domain *d)
{
    lyd_layout_line(m->layout, 4, 4);
    for (uint32_t v = 0; v < m->run->facts.topology->view_count; v++) {
        if (d->cell_widths[v] > 0) {
            lyd_layout_tab(m->layout, column_at(d, v));
            lyd_layout_words(m->layout, LYD_STYLE_BOLD, view_name(m, v));
        }
    }
    lyd_layout_end(m->layout);
}

/* A line for each record, a column for each view. */
static void put_matrix(matrix *m, const domain *d)
{
    const lyd_service *rows = m->judgement->services;
    size_t prose = lyd_layout_widen(m->layout);
    put_views(m, d);
    for (size_t i = d->first, count; i < d->end; i += count) {
        count = span_of(m->judgement, i);
        if (d->cells[i - d->first] == NULL) {
            continue;
        }
        lyd_layout_line(m->layout, 4, 4);
        lyd_layout_words(m->layout, LYD_STYLE_PLAIN, lyd_wanted_rows[rows[i].wanted].owner);
        for (size_t k = i; k < i + count; k++) {
            lyd_layout_tab(m->layout, column_at(d, rows[k].view));
            put_cell(m, d, k);
        }
        lyd_layout_end(m->layout);
    }
    m->layout->width = prose;
}

/* A line for each record and view, for terminals that are too narrow for a matrix. */
static void put_list(matrix *m, const domain *d)
{
    const lyd_service *rows = m->judgement->services;
    size_t view_column = 4 + d->record_width + GAP, cell_column = view_column + d->view_width + GAP;
    size_t rest = cell_column + LYD_LAYOUT_MIN / 2 < m->layout->width ? cell_column + GAP : 6;
    for (size_t i = d->first, count; i < d->end; i += count) {
        count = span_of(m->judgement, i);
        for (size_t k = i; k < i + count && d->cells[k - d->first] != NULL; k++) {
            lyd_layout_line(m->layout, 4, rest);
            lyd_layout_words(m->layout, LYD_STYLE_PLAIN, k == i ? lyd_wanted_rows[rows[k].wanted].owner : "");
            lyd_layout_tab(m->layout, view_column);
            lyd_layout_words(m->layout, LYD_STYLE_PLAIN, view_name(m, rows[k].view));
            lyd_layout_tab(m->layout, cell_column);
            put_cell(m, d, k);
            lyd_layout_end(m->layout);
        }
    }
}

static void put_domain(matrix *m, size_t first, size_t end)
{
    domain d = {.first = first, .end = end, .cells = lyd_arena_zalloc(m->run->arena, end - first, sizeof(*d.cells))};
    if (d.cells == NULL) {
        m->failed = true;
        return;
    }
    measure(m, &d);
    if (!m->many) {
        lyd_layout_line(m->layout, 2, 2);
        lyd_layout_words(m->layout, LYD_STYLE_BOLD, m->run->facts.topology->sip_domains[m->judgement->services[first].domain]);
        lyd_layout_end(m->layout);
    }
    if (column_at(&d, LYD_VIEW_MAX) - GAP <= m->layout->full) {
        put_matrix(m, &d);
    } else {
        put_list(m, &d);
    }
}

/* Each SIP domain; where there are many, the first stands for all. */
static void put_domains(matrix *m)
{
    const lyd_judgement *j = m->judgement;
    for (size_t i = 0, end; i < j->service_count && !m->failed; i = m->many ? j->service_count : end) {
        for (end = i + 1; end < j->service_count && j->services[end].domain == j->services[i].domain; end++) {
        }
        put_domain(m, i, end);
    }
}

/* ---- many SIP domains ---- */

/* True for a row to be looked at: it breaches a rule, differs from what is expected, or is unknown although a rule speaks of it. */
static bool is_open(const matrix *m, const lyd_service *row)
{
    return (row->found == LYD_FOUND_UNKNOWN && row->expected != LYD_EXPECTED_OPTIONAL) || lyd_service_differs(row) ||
           lyd_service_worst(m->judgement, row) != LYD_OFF;
}

/* The same record and view, found and judged alike. */
static bool is_alike(const lyd_service *a, const lyd_service *b)
{
    return a->wanted == b->wanted && a->view == b->view && a->found == b->found && a->rule_count == b->rule_count &&
           strcmp(lyd_service_words(a), lyd_service_words(b)) == 0 &&
           (a->rule_count == 0 || memcmp(a->rules, b->rules, a->rule_count * sizeof(*a->rules)) == 0);
}

/* A line for row I and those like it, which are marked as DONE, and the SIP domains that they are of. */
static void put_group(matrix *m, size_t i, bool *done)
{
    const lyd_service *rows = m->judgement->services;
    size_t count = 0;
    for (size_t k = i; k < m->judgement->service_count; k++) {
        done[k] = done[k] || is_alike(&rows[i], &rows[k]);
        count += is_alike(&rows[i], &rows[k]) ? 1 : 0;
    }
    lyd_layout_line(m->layout, 4, 6);
    lyd_layout_printf(m->layout, LYD_STYLE_BOLD, "%s", lyd_wanted_rows[rows[i].wanted].owner);
    lyd_layout_words(m->layout, LYD_STYLE_PLAIN, view_name(m, rows[i].view));
    lyd_layout_words(m->layout, style_of(m, &rows[i]), joined(m, lyd_service_words(&rows[i]), rules_of(m, &rows[i]), ""));
    lyd_layout_printf(m->layout, LYD_STYLE_PLAIN, "in %zu SIP domain%s:", count, count == 1 ? "" : "s");
    for (size_t k = i, shown = 0; k < m->judgement->service_count && shown < DOMAINS_MAX; k++) {
        if (is_alike(&rows[i], &rows[k])) {
            lyd_layout_words(m->layout, LYD_STYLE_PLAIN, m->run->facts.topology->sip_domains[rows[k].domain]);
            shown++;
        }
    }
    if (count > DOMAINS_MAX) {
        lyd_layout_printf(m->layout, LYD_STYLE_PLAIN, "and %zu more (--format json has all)", count - DOMAINS_MAX);
    }
    lyd_layout_end(m->layout);
}

static void put_many(matrix *m)
{
    const lyd_judgement *j = m->judgement;
    bool *done = lyd_arena_zalloc(m->run->arena, j->service_count, sizeof(*done));
    size_t counts[] = {[LYD_FOUND_NO] = 0, [LYD_FOUND_YES] = 0, [LYD_FOUND_UNKNOWN] = 0}, breaches = 0;
    if (done == NULL) {
        m->failed = true;
        return;
    }
    for (size_t i = 0; i < j->service_count; i++) {
        counts[j->services[i].found]++;
        breaches += lyd_service_worst(j, &j->services[i]) != LYD_OFF ? 1 : 0;
    }
    lyd_layout_line(m->layout, 2, 4);
    lyd_layout_printf(m->layout, LYD_STYLE_PLAIN,
                      "%zu SIP domains, %zu records by view: %zu found, %zu not, %zu unknown; %zu breach a rule.",
                      m->run->facts.topology->sip_domain_count, j->service_count, counts[LYD_FOUND_YES], counts[LYD_FOUND_NO],
                      counts[LYD_FOUND_UNKNOWN], breaches);
    lyd_layout_end(m->layout);
    put_domains(m);
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        for (size_t i = 0; i < j->service_count && !m->failed; i++) {
            if (!done[i] && (int)j->services[i].wanted == wanted && is_open(m, &j->services[i])) {
                put_group(m, i, done);
            }
        }
    }
}

lyd_status lyd_text_services(lyd_layout *layout, lyd_run *run)
{
    matrix m = {.layout = layout, .run = run, .judgement = &run->judgement};
    if (run->judgement.service_count == 0) {
        return LYD_OK;
    }
    lyd_text_heading(layout, "Service records, by SIP domain and view");
    lyd_layout_line(layout, 2, 2);
    lyd_layout_words(layout, LYD_STYLE_PLAIN,
                     "Whether a server has it. \"must not\": it must not be there; \"optional\": no rule speaks of it.");
    lyd_layout_end(layout);
    m.many = run->facts.topology->sip_domain_count > FULL_MAX;
    if (m.many) {
        put_many(&m);
    } else {
        put_domains(&m);
    }
    return m.failed ? LYD_ENOMEM : LYD_OK;
}
