/* The audit as one page for a meeting. It loads nothing, and all of it can be read without its script, which only filters.
 *
 * This file has the top of the page (verdict, completeness, numbers, facts) and the list of its sections. */
#include "html.h"

#include "report/shared.h"
#include "report/writers.h"

/* ---- the verdict ---- */

static const struct {
    const char *class, *symbol;
} outcomes[] = {[LYD_OUTCOME_OK] = {"verdict good", "\xE2\x9C\x94"},
                [LYD_OUTCOME_WARNINGS] = {"verdict warn", "!"},
                [LYD_OUTCOME_INCOMPLETE] = {"verdict open", "?"},
                [LYD_OUTCOME_NOT_SAFE] = {"verdict bad", "\xE2\x9C\x96"}};

/* Names asked about without a role: most rules about roles were not applied. */
static bool without_role(const lyd_page *page)
{
    return page->report.inquiry != NULL && page->report.inquiry->by_role != NULL;
}

/* Without a role, a name that breaches no rule isn't shown to be safe. */
static bool depends(const lyd_page *page)
{
    return without_role(page) && page->sentence.outcome <= LYD_OUTCOME_WARNINGS;
}

static const char *verdict_word(const lyd_page *page)
{
    return depends(page) ? "DEPENDS ON THE ROLE" : page->sentence.word;
}

static void put_verdict(lyd_page *page)
{
    lyd_outcome outcome = depends(page) ? LYD_OUTCOME_INCOMPLETE : page->sentence.outcome;
    lyd_page_open(page, "p", outcomes[outcome].class);
    lyd_page_open(page, "span", "symbol");
    lyd_page_attribute(page, "aria-hidden", "true");
    lyd_page_text(page, outcomes[outcome].symbol);
    lyd_page_close(page);
    lyd_page_open(page, "span", NULL);
    lyd_page_leaff(page, "strong", NULL, "%s:", verdict_word(page));
    lyd_page_text(page, " ");
    lyd_page_text(page, page->sentence.text);
    lyd_page_close(page);
    lyd_page_close(page);
}

static void put_completeness(lyd_page *page)
{
    const lyd_judgement *j = page->judgement;
    if (j->complete) {
        lyd_page_leaff(page, "p", "complete", "Complete: all %zu lookups were answered.", j->lookups);
    } else if (page->sentence.open != NULL) { /* else the verdict says it */
        lyd_page_open(page, "p", "complete");
        lyd_page_text(page, "Incomplete: ");
        lyd_page_text(page, page->sentence.open);
        lyd_page_close(page);
    }
    if (without_role(page)) {
        lyd_page_leaf(
            page, "p", "complete",
            "The names were asked about without a role, so only the rules for every role were applied. The text report lists what "
            "each role would mean.");
    }
}

static void put_number(lyd_page *page, const char *href, size_t count, const char *one, const char *many, const char *class)
{
    lyd_page_open(page, "li", count > 0 ? class : NULL);
    if (count > 0) {
        lyd_page_open(page, "a", NULL);
        lyd_page_attribute(page, "href", href);
    }
    lyd_page_leaff(page, "b", NULL, "%zu", count);
    lyd_page_text(page, count == 1 ? one : many);
    if (count > 0) {
        lyd_page_close(page);
    }
    lyd_page_close(page);
}

/* How many findings stand for themselves; the others go when these are mended. */
static size_t causes_of(const lyd_page *page)
{
    size_t count = 0;
    for (size_t i = 0; i < page->judgement->finding_count; i++) {
        count += page->judgement->findings[i].waiver == NULL && page->causes[i].cause == LYD_NONE ? 1 : 0;
    }
    return count;
}

static void put_numbers(lyd_page *page)
{
    const lyd_judgement *j = page->judgement;
    lyd_page_open(page, "ul", "numbers");
    put_number(page, "#errors", j->counts[LYD_ERROR], " error", " errors", "bad");
    put_number(page, "#warnings", j->counts[LYD_WARNING], " warning", " warnings", "warn");
    put_number(page, "#infos", j->counts[LYD_INFO], " info", " infos", "note");
    put_number(page, "#waived", j->waived, " waived", " waived", NULL);
    if (causes_of(page) < j->counts[LYD_ERROR] + j->counts[LYD_WARNING] + j->counts[LYD_INFO]) {
        put_number(page, "#findings", causes_of(page), " cause; the other findings follow from it",
                   " causes; the other findings follow from them", NULL);
    }
    put_number(page, "#servers", j->failed_lookups, " failed lookup", " failed lookups", "open");
    put_number(page, "#endpoints", page->topology->endpoint_count, " endpoint", " endpoints", NULL);
    lyd_page_close(page);
}

static void put_fact(lyd_page *page, const char *term, const char *fact)
{
    lyd_page_open(page, "div", NULL);
    lyd_page_leaf(page, "dt", NULL, term);
    lyd_page_leaf(page, "dd", NULL, fact);
    lyd_page_close(page);
}

static void put_facts(lyd_page *page)
{
    const lyd_run *run = page->report.run;
    char text[64];
    lyd_page_open(page, "dl", "facts");
    put_fact(page, "Environment", page->topology->lab ? "lab" : "production");
    lyd_time_format(run->started, text);
    put_fact(page, "Started", text);
    (void)snprintf(text, sizeof(text), "%.3f s", (double)run->duration_ms / 1000);
    put_fact(page, "Duration", text);
    (void)snprintf(text, sizeof(text), "%zu at %zu server%s", run->judgement.lookups, run->facts.server_count,
                   run->facts.server_count == 1 ? "" : "s");
    put_fact(page, "Lookups", text);
    (void)snprintf(text, sizeof(text), "%d", page->report.exit_code);
    put_fact(page, "Exit code", text);
    for (size_t i = 0; i < page->topology->file_count; i++) {
        put_fact(page, i == 0 ? "Topology" : "Imported", page->topology->files[i]);
    }
    lyd_page_close(page);
}

static void put_summary(lyd_page *page)
{
    lyd_page_leaf(page, "p", "kicker", "Lync DNS audit");
    lyd_page_leaf(page, "h1", NULL, page->topology->name);
    put_verdict(page);
    put_completeness(page);
    put_numbers(page);
    put_facts(page);
}

/* ---- the frame ---- */

/* Names from DNS are escaped. Should that ever fail, the policy keeps what they contain from running or loading anything. */
static void put_policy(lyd_page *page)
{
    lyd_page_open(page, "meta", NULL);
    lyd_page_attribute(page, "http-equiv", "Content-Security-Policy");
    lyd_page_attributef(page, "content",
                        "default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'",
                        lyd_html_style_hash, lyd_html_script_hash);
    lyd_page_close(page);
}

/* Lines for <style> and <script>, where nothing is escaped. */
void lyd_html_raw(lyd_page *page, const char *element, const char *const *lines)
{
    lyd_page_open(page, element, NULL);
    for (; *lines != NULL; lines++) {
        lyd_xml_raw(&page->xml, *lines);
        lyd_xml_raw(&page->xml, "\n");
    }
    lyd_page_close(page);
}

/* The empty icon keeps browsers from requesting one. */
const char lyd_html_fixed_head[] = "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
                                   "<meta name=\"color-scheme\" content=\"light dark\"/><meta name=\"referrer\" content=\"no-referrer\"/>"
                                   "<meta name=\"generator\" content=\"lyncdns " LYNCDNS_VERSION "\"/><link rel=\"icon\" href=\"data:,\"/>";

static void put_head(lyd_page *page)
{
    lyd_page_open(page, "head", NULL);
    lyd_xml_raw(&page->xml, "<meta charset=\"utf-8\"/>");
    put_policy(page);
    lyd_xml_raw(&page->xml, lyd_html_fixed_head);
    lyd_page_open(page, "title", NULL);
    lyd_page_text(page, verdict_word(page));
    lyd_page_text(page, ": ");
    lyd_page_text(page, page->topology->name);
    lyd_page_text(page, " \xE2\x80\x93 lyncdns");
    lyd_page_close(page);
    lyd_html_raw(page, "style", lyd_html_style);
    lyd_page_close(page);
}

static bool has_past(const lyd_page *page)
{
    return page->report.past_count > 0;
}

static bool has_actions(const lyd_page *page)
{
    for (size_t i = 0; i < page->judgement->finding_count; i++) {
        if (page->judgement->findings[i].action_count > 0 && page->judgement->findings[i].waiver == NULL) {
            return true;
        }
    }
    return false;
}

static bool has_services(const lyd_page *page)
{
    return page->judgement->service_count > 0;
}

/* The sections, in the order of the page. */
static const struct {
    const char *id, *title;
    void (*put)(lyd_page *page);
    bool (*wanted)(const lyd_page *page); /* NULL: always */
} sections[] = {
    {"picture", "Deployment", lyd_html_picture, NULL},
    {"todo", "To do", lyd_html_todo, has_actions},
    {"past", "Runs over time", lyd_html_past, has_past},
    {"findings", "Findings", lyd_html_findings, NULL},
    {"services", "Service records", lyd_html_services, has_services},
    {"tables", "Support tables", lyd_html_tables, NULL},
    {"combinations", "Combinations", lyd_html_combinations, NULL},
    {"endpoints", "Endpoints", lyd_html_endpoints, NULL},
    {"disagreements", "Servers that disagree", lyd_html_disagreements, NULL},
    {"servers", "Servers", lyd_html_servers, NULL},
    {"unchecked", "Not checked", lyd_html_unchecked, NULL},
};

static bool is_wanted(const lyd_page *page, size_t section)
{
    return sections[section].wanted == NULL || sections[section].wanted(page);
}

static void put_navigation(lyd_page *page)
{
    char href[32];
    lyd_page_open(page, "nav", NULL);
    lyd_page_attribute(page, "aria-label", "Sections");
    lyd_page_open(page, "ul", NULL);
    for (size_t i = 0; i < LYD_COUNT(sections); i++) {
        if (is_wanted(page, i)) {
            (void)snprintf(href, sizeof(href), "#%s", sections[i].id);
            lyd_page_open(page, "li", NULL);
            lyd_page_link(page, href, NULL, sections[i].title);
            lyd_page_close(page);
        }
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

/* Hidden until the script shows it: without the script it would do nothing. */
static const char filter[] = "<div class=\"filter\" id=\"filter\" role=\"search\" hidden=\"\"><label for=\"filter-text\">Filter</label>"
                             "<input id=\"filter-text\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" "
                             "placeholder=\"name, rule, address, verdict \xE2\x80\xA6\"/>"
                             "<output id=\"filter-shown\" for=\"filter-text\"></output></div>";

static void put_sections(lyd_page *page)
{
    for (size_t i = 0; i < LYD_COUNT(sections); i++) {
        if (is_wanted(page, i)) {
            lyd_page_open(page, "section", NULL);
            lyd_page_attribute(page, "id", sections[i].id);
            lyd_page_leaf(page, "h2", NULL, sections[i].title);
            sections[i].put(page);
            lyd_page_close(page);
        }
    }
}

static void put_body(lyd_page *page)
{
    lyd_page_open(page, "body", NULL);
    lyd_page_link(page, "#main", "skip", "Skip to the content");
    lyd_page_open(page, "header", NULL);
    put_summary(page);
    put_navigation(page);
    lyd_page_close(page);
    lyd_xml_raw(&page->xml, filter);
    lyd_page_open(page, "main", NULL);
    lyd_page_attribute(page, "id", "main");
    put_sections(page);
    lyd_page_close(page);
    lyd_page_open(page, "footer", NULL);
    lyd_page_textf(page, "lyncdns %s with c-ares %s. ", LYNCDNS_VERSION, lyd_live_library_version());
    lyd_page_text(page, "\xE2\x80\x9CThe document\xE2\x80\x9D is Microsoft\xE2\x80\x99s \xE2\x80\x9COverview of IP address types for Lync "
                        "Server 2013\xE2\x80\x9D.");
    lyd_page_close(page);
    lyd_html_raw(page, "script", lyd_html_script);
    lyd_page_close(page);
}

lyd_status lyd_write_html(const lyd_report *report, FILE *stream)
{
    lyd_page page = {.xml = lyd_xml_begin(stream, true),
                     .report = *report,
                     .topology = report->run->facts.topology,
                     .judgement = &report->run->judgement};
    page.by_key = lyd_findings_by_key(page.judgement);
    page.status = page.by_key == NULL ? LYD_ENOMEM : lyd_sentence_of(report->run, &page.sentence);
    page.status = page.status == LYD_OK ? lyd_page_find_causes(&page) : page.status;
    if (page.status == LYD_OK) {
        lyd_xml_raw(&page.xml, "<!DOCTYPE html>");
        lyd_page_open(&page, "html", NULL);
        lyd_page_attribute(&page, "lang", "en");
        put_head(&page);
        put_body(&page);
        lyd_page_close(&page);
    }
    lyd_map_free(page.by_key);
    return page.status == LYD_OK && ferror(stream) ? LYD_EIO : page.status;
}
