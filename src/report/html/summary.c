/* The top of the page: is it safe, is that all, and which run this was. */
#include "html.h"

typedef enum outcome { NOT_SAFE, INCOMPLETE, DEPENDS, WARNINGS, FINE } outcome;

static const struct {
    const char *words, *class, *symbol;
} outcomes[] = {
    [NOT_SAFE] = {"NOT SAFE", "verdict bad", "\xE2\x9C\x96"}, [INCOMPLETE] = {"INCOMPLETE", "verdict open", "?"},
    [DEPENDS] = {"DEPENDS ON THE ROLE", "verdict open", "?"}, [WARNINGS] = {"NO ERROR, BUT WARNINGS", "verdict warn", "!"},
    [FINE] = {"OK", "verdict good", "\xE2\x9C\x94"},
};

/* Names asked about by hand without a role: what they would be is open, so the rules of most roles weren't applied. */
static bool without_role(const lyd_page *page)
{
    return page->report.inquiry != NULL && page->report.inquiry->prospects != NULL;
}

static outcome outcome_of(const lyd_page *page)
{
    const lyd_judgement *j = page->judgement;
    if (lyd_judge_exit(j, LYD_ERROR) == 1) {
        return NOT_SAFE;
    }
    return !j->complete ? INCOMPLETE : without_role(page) ? DEPENDS : j->counts[LYD_WARNING] > 0 ? WARNINGS : FINE;
}

const char *lyd_html_verdict(const lyd_page *page)
{
    return outcomes[outcome_of(page)].words;
}

static void put_completeness(lyd_page *page)
{
    const lyd_judgement *j = page->judgement;
    lyd_page_open(page, "p", "complete");
    if (j->complete) {
        lyd_page_leaf(page, "strong", NULL, "Complete:");
        lyd_page_textf(page, " all %zu lookups were answered.", j->lookups);
    } else {
        lyd_page_leaf(page, "strong", NULL, "Incomplete:");
        lyd_page_textf(page, " %s%zu of %zu lookups failed, %s",
                       page->report.run->facts.stopped ? "the run was stopped before its end; " : "", j->failed_lookups, j->lookups,
                       outcome_of(page) == NOT_SAFE ? "so there may be more." : "so it isn\xE2\x80\x99t shown to be safe.");
    }
    lyd_page_close(page);
    if (without_role(page)) {
        lyd_page_leaf(
            page, "p", "complete",
            "Names were asked about without a role, so only the rules that hold in every role were applied; the text report tells "
            "what the names would mean in each.");
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

static void put_numbers(lyd_page *page)
{
    const lyd_judgement *j = page->judgement;
    lyd_page_open(page, "ul", "numbers");
    put_number(page, "#errors", j->counts[LYD_ERROR], " error", " errors", "bad");
    put_number(page, "#warnings", j->counts[LYD_WARNING], " warning", " warnings", "warn");
    put_number(page, "#infos", j->counts[LYD_INFO], " info", " infos", "note");
    put_number(page, "#waived", j->waived, " waived", " waived", NULL);
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
    put_fact(page, "Took", text);
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

void lyd_html_summary(lyd_page *page)
{
    outcome what = outcome_of(page);
    lyd_page_leaf(page, "p", "kicker", "Lync DNS audit");
    lyd_page_leaf(page, "h1", NULL, page->topology->name);
    lyd_page_open(page, "p", outcomes[what].class);
    lyd_page_open(page, "span", "symbol");
    lyd_page_attribute(page, "aria-hidden", "true");
    lyd_page_text(page, outcomes[what].symbol);
    lyd_page_close(page);
    lyd_page_text(page, outcomes[what].words);
    lyd_page_close(page);
    put_completeness(page);
    put_numbers(page);
    put_facts(page);
}
