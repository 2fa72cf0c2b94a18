/* The elements of the page, and the parts that several of its sections share. */
#include "html.h"

#include <string.h>

#define FORMATTED 512 /* room for what is formatted: numbers and fixed words, no foreign text */

/* ---- elements and text ---- */

/* A row begins with its heading, which needs no title. */
static void name_column(lyd_page *page, const char *element)
{
    bool data = strcmp(element, "td") == 0, cell = data || strcmp(element, "th") == 0;
    page->column = strcmp(element, "tr") == 0 ? 0 : page->column;
    if (data && page->columns != NULL && page->column < page->column_count) {
        lyd_page_attribute(page, "data-l", page->columns[page->column]);
    }
    page->column += cell ? 1 : 0;
}

void lyd_page_open(lyd_page *page, const char *element, const char *class)
{
    lyd_xml_open(&page->xml, element);
    name_column(page, element);
    if (class != NULL) {
        lyd_page_attribute(page, "class", class);
    }
}

void lyd_page_close(lyd_page *page)
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

/* ---- tables and groups ---- */

static void put_titles(lyd_page *page, const char *const *titles, size_t count)
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

void lyd_page_table(lyd_page *page, const char *class, const char *caption, const char *const *titles, size_t count)
{
    lyd_page_open(page, "div", "wide");
    lyd_page_attribute(page, "role", "group");
    lyd_page_attribute(page, "aria-label", caption);
    lyd_page_attribute(page, "tabindex", "0");
    lyd_page_open(page, "table", class);
    lyd_page_leaf(page, "caption", NULL, caption);
    if (count > 0) {
        put_titles(page, titles, count);
        page->columns = titles;
        page->column_count = count;
    }
}

void lyd_page_table_end(lyd_page *page)
{
    page->columns = NULL;
    lyd_page_close(page);
    lyd_page_close(page);
}

void lyd_page_row(lyd_page *page)
{
    lyd_page_open(page, "th", NULL);
    lyd_page_attribute(page, "scope", "row");
}

void lyd_page_fold(lyd_page *page, const char *class, const char *id, bool open)
{
    lyd_page_open(page, "details", class);
    if (id != NULL) {
        lyd_page_attribute(page, "id", id);
    }
    if (open) {
        lyd_page_attribute(page, "open", "");
    }
    lyd_page_open(page, "summary", NULL);
}

void lyd_page_link(lyd_page *page, const char *href, const char *class, const char *text)
{
    lyd_page_open(page, "a", class);
    lyd_page_attribute(page, "href", href);
    lyd_page_text(page, text);
    lyd_page_close(page);
}

/* ---- words ---- */

void lyd_page_type(lyd_page *page, lyd_address_type type)
{
    const char *class = type == LYD_ADDRESS_UNKNOWN ? "tag open" : type == LYD_ADDRESS_NONE ? "tag" : "type";
    lyd_page_leaf(page, "span", class, lyd_row_name(lyd_address_types, (int)type));
}

/* The service record NAME, as the anchor of its row has it; LYD_NONE: it is none. */
static uint32_t service_of(const lyd_case *c, const char *name)
{
    uint32_t found = LYD_NONE;
    if (c->extra_index == NULL || !lyd_map_get(c->extra_index, name, &found)) {
        return LYD_NONE;
    }
    while (found != LYD_NONE && lyd_case_extra(c, found)->kind != LYD_EXTRA_WANTED) {
        found = lyd_case_extra(c, found)->next;
    }
    return found == LYD_NONE ? LYD_NONE : lyd_case_extra(c, found)->domain * LYD_WANTED_COUNT + lyd_case_extra(c, found)->row;
}

void lyd_page_name(lyd_page *page, const char *name)
{
    uint32_t endpoint = lyd_topology_find(page->topology, name);
    bool listed = endpoint < page->topology->endpoint_count; /* not one that this report leaves out */
    uint32_t service = listed ? LYD_NONE : service_of(&page->report.run->facts, name);
    if (!listed && service == LYD_NONE) {
        lyd_page_leaf(page, "bdi", NULL, name);
        return;
    }
    lyd_page_open(page, "a", NULL);
    lyd_page_attributef(page, "href", listed ? "#e%u" : "#s%u", (unsigned)(listed ? endpoint : service));
    lyd_page_text(page, name);
    lyd_page_close(page);
}
