#include "page.h"

#include <string.h>

#define FORMATTED 512 /* room for what is formatted: numbers and words of our own, no foreign text */

/* ---- the page ---- */

static lyd_status index_findings(lyd_page *page)
{
    page->by_key = lyd_map_new();
    lyd_status status = page->by_key == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < page->judgement->finding_count && status == LYD_OK; i++) {
        status = lyd_map_put(page->by_key, page->judgement->findings[i].key, (uint32_t)i);
    }
    return status;
}

lyd_status lyd_page_begin(lyd_page *page, const lyd_report *report, FILE *stream)
{
    *page = (lyd_page){.report = *report, .topology = report->run->facts.topology, .judgement = &report->run->judgement};
    page->xml = lyd_xml_begin(stream, false);
    page->status = index_findings(page);
    return page->status;
}

void lyd_page_end(lyd_page *page)
{
    lyd_map_free(page->by_key);
}

/* ---- elements and text ---- */

void lyd_page_open(lyd_page *page, const char *element, const char *class)
{
    lyd_xml_open(&page->xml, element);
    if (class != NULL) {
        lyd_page_attribute(page, "class", class);
    }
}

/* <td/> would be an opening tag to a browser, and <meta></meta> two tags. */
void lyd_page_close(lyd_page *page)
{
    lyd_xml_close_full(&page->xml);
}

void lyd_page_close_void(lyd_page *page)
{
    lyd_xml_close(&page->xml);
}

void lyd_page_attribute(lyd_page *page, const char *name, const char *value)
{
    lyd_xml_attribute(&page->xml, name, value);
}

void lyd_page_text(lyd_page *page, const char *text)
{
    lyd_xml_text(&page->xml, text);
}

#define FORMAT(buffer, format)                                                                                                             \
    do {                                                                                                                                   \
        va_list arguments;                                                                                                                 \
        va_start(arguments, format);                                                                                                       \
        (void)vsnprintf(buffer, sizeof(buffer), format, arguments);                                                                        \
        va_end(arguments);                                                                                                                 \
    } while (0)

void lyd_page_attributef(lyd_page *page, const char *name, const char *format, ...)
{
    char text[FORMATTED];
    FORMAT(text, format);
    lyd_page_attribute(page, name, text);
}

void lyd_page_textf(lyd_page *page, const char *format, ...)
{
    char text[FORMATTED];
    FORMAT(text, format);
    lyd_page_text(page, text);
}

void lyd_page_leaf(lyd_page *page, const char *element, const char *class, const char *text)
{
    lyd_page_open(page, element, class);
    lyd_page_text(page, text);
    lyd_page_close(page);
}

void lyd_page_leaff(lyd_page *page, const char *element, const char *class, const char *format, ...)
{
    char text[FORMATTED];
    FORMAT(text, format);
    lyd_page_leaf(page, element, class, text);
}

void lyd_page_raw(lyd_page *page, const char *const *lines)
{
    for (; *lines != NULL; lines++) {
        lyd_xml_raw(&page->xml, *lines);
        lyd_xml_raw(&page->xml, "\n");
    }
}

/* ---- tables ---- */

void lyd_page_table(lyd_page *page, const char *class, const char *caption)
{
    lyd_page_open(page, "div", "wide");
    lyd_page_attribute(page, "role", "group");
    lyd_page_attribute(page, "aria-label", caption);
    lyd_page_attribute(page, "tabindex", "0");
    lyd_page_open(page, "table", class);
    lyd_page_leaf(page, "caption", NULL, caption);
}

void lyd_page_table_end(lyd_page *page)
{
    lyd_page_close(page);
    lyd_page_close(page);
}

void lyd_page_columns(lyd_page *page, const char *const *titles, size_t count)
{
    lyd_page_open(page, "thead", NULL);
    lyd_page_open(page, "tr", NULL);
    for (size_t i = 0; i < count; i++) {
        lyd_page_open(page, "th", NULL);
        lyd_page_attribute(page, "scope", "col");
        lyd_page_text(page, titles[i]);
        lyd_page_close(page);
    }
    lyd_page_close(page);
    lyd_page_close(page);
}

/* ---- words with a colour ---- */

void lyd_page_severity(lyd_page *page, lyd_severity severity)
{
    static const char *const classes[] = {[LYD_OFF] = "tag", [LYD_INFO] = "tag note", [LYD_WARNING] = "tag warn", [LYD_ERROR] = "tag bad"};
    lyd_page_leaf(page, "span", classes[severity], lyd_row_name(lyd_severity_names, (int)severity));
}

void lyd_page_verdict(lyd_page *page, lyd_verdict verdict)
{
    static const char *const classes[] = {[LYD_SUPPORTED] = "tag good",
                                          [LYD_LAB_ONLY] = "tag bad",
                                          [LYD_UNLISTED] = "tag warn",
                                          [LYD_UNSUPPORTED] = "tag bad",
                                          [LYD_VERDICT_UNKNOWN] = "tag open"};
    lyd_page_leaf(page, "span", verdict == LYD_LAB_ONLY && page->topology->lab ? "tag note" : classes[verdict],
                  lyd_row_name(lyd_verdict_names, (int)verdict));
}

void lyd_page_type(lyd_page *page, lyd_address_type type)
{
    const char *class = type == LYD_ADDRESS_UNKNOWN ? "tag open" : type == LYD_ADDRESS_NONE ? "tag" : "type";
    lyd_page_leaf(page, "span", class, lyd_row_name(lyd_address_types, (int)type));
}

void lyd_page_name(lyd_page *page, const char *name)
{
    uint32_t endpoint = lyd_topology_find(page->topology, name);
    if (endpoint >= page->topology->endpoint_count) { /* no endpoint, or none that is told of */
        lyd_page_leaf(page, "bdi", NULL, name);
        return;
    }
    lyd_page_open(page, "a", NULL);
    lyd_page_attributef(page, "href", "#e%u", (unsigned)endpoint);
    lyd_page_text(page, name);
    lyd_page_close(page);
}
