/* A fleet's summary as one page: it loads nothing and runs nothing. */
#include "summary.h"

#include "report/html/html.h"

#include <stdlib.h>

static const struct {
    const char *class, *symbol;
} verdicts[] = {[LYD_FLEET_OK] = {"good", "\xE2\x9C\x94"},
                [LYD_FLEET_FINDINGS] = {"bad", "\xE2\x9C\x96"},
                [LYD_FLEET_INCOMPLETE] = {"open", "?"},
                [LYD_FLEET_ERROR] = {"warn", "!"}};

/* ---- the frame ---- */

static void put_head(lyd_page *page, const lyd_fleet *fleet)
{
    lyd_page_open(page, "head", NULL);
    lyd_xml_raw(&page->xml, "<meta charset=\"utf-8\"/>");
    lyd_page_open(page, "meta", NULL);
    lyd_page_attribute(page, "http-equiv", "Content-Security-Policy");
    lyd_page_attributef(page, "content", "default-src 'none'; style-src '%s'; img-src data:; base-uri 'none'; form-action 'none'",
                        lyd_html_style_hash);
    lyd_page_close(page);
    lyd_xml_raw(&page->xml, lyd_html_fixed_head);
    lyd_page_leaff(page, "title", NULL, "%s: %zu deployments \xE2\x80\x93 lyncdns", lyd_fleet_word(fleet), fleet->count);
    lyd_html_raw(page, "style", lyd_html_style);
    lyd_page_close(page);
}

static void put_verdict(lyd_page *page, const lyd_fleet *fleet)
{
    char sentence[LYD_FLEET_SENTENCE], class[32];
    int code = lyd_fleet_exit(fleet);
    lyd_fleet_verdict verdict = code == 0 ? LYD_FLEET_OK : code == 3 ? LYD_FLEET_INCOMPLETE : LYD_FLEET_FINDINGS;
    lyd_fleet_sentence(fleet, sentence);
    (void)snprintf(class, sizeof(class), "verdict %s", verdicts[verdict].class);
    lyd_page_open(page, "p", class);
    lyd_page_open(page, "span", "symbol");
    lyd_page_attribute(page, "aria-hidden", "true");
    lyd_page_text(page, verdicts[verdict].symbol);
    lyd_page_close(page);
    lyd_page_open(page, "span", NULL);
    lyd_page_leaff(page, "strong", NULL, "%s:", lyd_fleet_word(fleet));
    lyd_page_text(page, " ");
    lyd_page_text(page, sentence);
    lyd_page_close(page);
    lyd_page_close(page);
}

/* ---- the deployments ---- */

static void put_cell(lyd_page *page, const lyd_fleet_row *row, size_t count)
{
    lyd_page_open(page, "td", NULL);
    if (row->verdict == LYD_FLEET_ERROR || count == LYD_FLEET_UNKNOWN) {
        lyd_page_text(page, "\xE2\x80\x93");
    } else {
        lyd_page_textf(page, "%zu", count);
    }
    lyd_page_close(page);
}

static void put_row(lyd_page *page, const lyd_fleet_row *row, int64_t now)
{
    char age[LYD_FLEET_AGE], since[LYD_TIME_TEXT];
    lyd_page_open(page, "tr", verdicts[row->verdict].class);
    lyd_page_row(page);
    lyd_page_leaf(page, "bdi", NULL, lyd_fleet_name(row));
    if (row->topology != NULL) {
        lyd_page_leaf(page, "span", "origin", row->file);
    }
    lyd_page_close(page);
    lyd_page_open(page, "td", NULL);
    lyd_page_textf(page, "%s %s", verdicts[row->verdict].symbol, lyd_row_name(lyd_fleet_verdicts, (int)row->verdict));
    if (row->message != NULL) {
        lyd_page_text(page, ": ");
        lyd_page_text(page, row->message);
    }
    lyd_page_close(page);
    put_cell(page, row, row->errors);
    put_cell(page, row, row->warnings);
    put_cell(page, row, row->fresh);
    put_cell(page, row, row->gone);
    put_cell(page, row, row->waived);
    lyd_page_open(page, "td", NULL);
    lyd_fleet_age(row->last_complete, now, age);
    if (row->last_complete != 0) {
        lyd_time_format(row->last_complete, since);
        lyd_page_attribute(page, "title", since);
    }
    lyd_page_text(page, row->last_complete != 0 ? age : "\xE2\x80\x93");
    lyd_page_close(page);
    lyd_page_close(page);
}

static void put_rows(lyd_page *page, const lyd_fleet_report *report)
{
    static const char *const titles[] = {"Deployment", "Verdict", "Errors", "Warnings", "New", "Gone", "Waived", "Last complete run"};
    uint32_t *order = lyd_fleet_order(report->fleet);
    if (order == NULL) {
        page->status = LYD_ENOMEM;
        return;
    }
    lyd_page_table(page, NULL, "Deployments, the worst first", titles, LYD_COUNT(titles));
    lyd_page_open(page, "tbody", NULL);
    for (size_t i = 0; i < report->fleet->count; i++) {
        put_row(page, &report->fleet->rows[order[i]], report->now);
    }
    lyd_page_close(page);
    lyd_page_table_end(page);
    free(order);
}

/* ---- what several share ---- */

static void put_server(lyd_page *page, const lyd_fleet *fleet, const lyd_fleet_server *server, lyd_fleet_trouble trouble)
{
    lyd_page_open(page, "li", NULL);
    lyd_page_leaf(page, "strong", NULL, server->server);
    lyd_page_textf(page, " %s: %zu deployments: ", lyd_fleet_trouble_texts[trouble], server->counts[trouble]);
    for (size_t i = 0; i < server->counts[trouble]; i++) {
        lyd_page_text(page, i > 0 ? ", " : "");
        lyd_page_leaf(page, "bdi", NULL, lyd_fleet_name(&fleet->rows[server->rows[trouble][i]]));
    }
    lyd_page_close(page);
}

static void put_shared(lyd_page *page, const lyd_fleet *fleet)
{
    bool begun = false;
    for (size_t i = 0; i < fleet->server_count; i++) {
        for (int t = 0; t < LYD_FLEET_TROUBLES; t++) {
            if (!lyd_fleet_is_shared(&fleet->servers[i], (lyd_fleet_trouble)t)) {
                continue;
            }
            if (!begun) {
                lyd_page_leaf(page, "h2", NULL, "What several share");
                lyd_page_open(page, "ul", NULL);
                begun = true;
            }
            put_server(page, fleet, &fleet->servers[i], (lyd_fleet_trouble)t);
        }
    }
    if (begun) {
        lyd_page_close(page);
    }
}

lyd_status lyd_fleet_html(const lyd_fleet_report *report, FILE *stream)
{
    lyd_page page = {.xml = lyd_xml_begin(stream, true)};
    char now[LYD_TIME_TEXT];
    lyd_time_format(report->now, now);
    lyd_xml_raw(&page.xml, "<!DOCTYPE html>\n");
    lyd_page_open(&page, "html", NULL);
    lyd_page_attribute(&page, "lang", "en");
    put_head(&page, report->fleet);
    lyd_page_open(&page, "body", NULL);
    lyd_page_open(&page, "header", NULL);
    lyd_page_leaf(&page, "p", "kicker", "Lync DNS audit");
    lyd_page_leaff(&page, "h1", NULL, "%zu deployments", report->fleet->count);
    put_verdict(&page, report->fleet);
    lyd_page_close(&page);
    lyd_page_open(&page, "main", NULL);
    put_rows(&page, report);
    put_shared(&page, report->fleet);
    lyd_page_close(&page);
    lyd_page_leaff(&page, "footer", NULL, "lyncdns %s, %s", LYNCDNS_VERSION, now);
    lyd_page_close(&page);
    lyd_page_close(&page);
    return page.status != LYD_OK ? page.status : ferror(stream) ? LYD_EIO : LYD_OK;
}
