/* The audit as one page for a meeting: nothing in it asks for anything else, and all of it can be read without its script, which only
 * filters what is there. */
#include "html.h"

#include "report/writers.h"

static void put_meta(lyd_page *page, const char *key, const char *value, const char *content)
{
    lyd_page_open(page, "meta", NULL);
    lyd_page_attribute(page, key, value);
    lyd_page_attribute(page, "content", content);
    lyd_page_close_void(page);
}

/* Names from DNS are escaped; should that ever fail, the policy keeps what they bring from running or asking for anything. */
static void put_policy(lyd_page *page)
{
    char policy[256];
    (void)snprintf(policy, sizeof(policy),
                   "default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'",
                   lyd_html_style_hash, lyd_html_script_hash);
    put_meta(page, "http-equiv", "Content-Security-Policy", policy);
}

static void put_head(lyd_page *page)
{
    lyd_page_open(page, "head", NULL);
    lyd_page_open(page, "meta", NULL);
    lyd_page_attribute(page, "charset", "utf-8");
    lyd_page_close_void(page);
    put_policy(page);
    put_meta(page, "name", "viewport", "width=device-width, initial-scale=1");
    put_meta(page, "name", "color-scheme", "light dark");
    put_meta(page, "name", "referrer", "no-referrer");
    put_meta(page, "name", "generator", "lyncdns " LYNCDNS_VERSION);
    lyd_page_open(page, "link", NULL); /* keeps browsers from asking a server for an icon */
    lyd_page_attribute(page, "rel", "icon");
    lyd_page_attribute(page, "href", "data:,");
    lyd_page_close_void(page);
    lyd_page_open(page, "title", NULL);
    lyd_page_text(page, lyd_html_verdict(page));
    lyd_page_text(page, ": ");
    lyd_page_text(page, page->topology->name);
    lyd_page_text(page, " \xE2\x80\x93 lyncdns");
    lyd_page_close(page);
    lyd_page_open(page, "style", NULL);
    lyd_page_raw(page, lyd_html_style);
    lyd_page_close(page);
    lyd_page_close(page);
}

static void put_link(lyd_page *page, const char *href, const char *class, const char *text)
{
    lyd_page_open(page, "a", class);
    lyd_page_attribute(page, "href", href);
    lyd_page_text(page, text);
    lyd_page_close(page);
}

static void put_navigation(lyd_page *page)
{
    static const struct {
        const char *href, *text;
    } rows[] = {
        {"#findings", "Findings"},           {"#tables", "Support tables"}, {"#combinations", "Combinations"}, {"#endpoints", "Endpoints"},
        {"#disagreements", "Disagreements"}, {"#servers", "Servers"},       {"#unchecked", "Not checked"},
    };
    lyd_page_open(page, "nav", NULL);
    lyd_page_attribute(page, "aria-label", "Sections");
    lyd_page_open(page, "ul", NULL);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_page_open(page, "li", NULL);
        put_link(page, rows[i].href, NULL, rows[i].text);
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

/* Shown by the script, since it does nothing without. */
static void put_filter(lyd_page *page)
{
    lyd_page_open(page, "div", "filter");
    lyd_page_attribute(page, "id", "filter");
    lyd_page_attribute(page, "role", "search");
    lyd_page_attribute(page, "hidden", "");
    lyd_page_open(page, "label", NULL);
    lyd_page_attribute(page, "for", "filter-text");
    lyd_page_text(page, "Filter");
    lyd_page_close(page);
    lyd_page_open(page, "input", NULL);
    lyd_page_attribute(page, "id", "filter-text");
    lyd_page_attribute(page, "type", "search");
    lyd_page_attribute(page, "autocomplete", "off");
    lyd_page_attribute(page, "spellcheck", "false");
    lyd_page_attribute(page, "placeholder", "name, rule, address, verdict \xE2\x80\xA6");
    lyd_page_close_void(page);
    lyd_page_open(page, "output", NULL);
    lyd_page_attribute(page, "id", "filter-shown");
    lyd_page_attribute(page, "for", "filter-text");
    lyd_page_close(page);
    lyd_page_close(page);
}

static void put_body(lyd_page *page)
{
    lyd_page_open(page, "body", NULL);
    put_link(page, "#main", "skip", "Skip to the content");
    lyd_page_open(page, "header", NULL);
    lyd_html_summary(page);
    put_navigation(page);
    lyd_page_close(page);
    put_filter(page);
    lyd_page_open(page, "main", NULL);
    lyd_page_attribute(page, "id", "main");
    lyd_html_past(page);
    lyd_html_findings(page);
    lyd_html_tables(page);
    lyd_html_endpoints(page);
    lyd_html_disagreements(page);
    lyd_html_servers(page);
    lyd_html_unchecked(page);
    lyd_page_close(page);
    lyd_page_open(page, "footer", NULL);
    lyd_page_textf(page, "lyncdns %s with c-ares %s. ", LYNCDNS_VERSION, lyd_live_library_version());
    lyd_page_text(page, "\xE2\x80\x9CThe document\xE2\x80\x9D is Microsoft\xE2\x80\x99s \xE2\x80\x9COverview of IP address types for Lync "
                        "Server 2013\xE2\x80\x9D.");
    lyd_page_close(page);
    lyd_page_open(page, "script", NULL);
    lyd_page_raw(page, lyd_html_script);
    lyd_page_close(page);
    lyd_page_close(page);
}

lyd_status lyd_write_html(const lyd_report *report, FILE *stream)
{
    lyd_page page;
    lyd_status status = lyd_page_begin(&page, report, stream);
    if (status == LYD_OK) {
        lyd_xml_raw(&page.xml, "<!DOCTYPE html>");
        lyd_page_open(&page, "html", NULL);
        lyd_page_attribute(&page, "lang", "en");
        put_head(&page);
        put_body(&page);
        lyd_page_close(&page);
        status = page.status;
    }
    lyd_page_end(&page);
    return status == LYD_OK && ferror(stream) ? LYD_EIO : status;
}
