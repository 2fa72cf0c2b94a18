/* XML and HTML, written as a stream of elements, attributes and text. */
#include "xml.h"

#include "shared.h"

#include <assert.h>
#include <string.h>

lyd_xml lyd_xml_begin(FILE *stream, bool html)
{
    return (lyd_xml){.stream = stream, .html = html};
}

/* ---- text ---- */

static const char *entity(char c, bool attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return attribute ? "&quot;" : NULL;
    default:
        return NULL;
    }
}

/* Most text needs no escapes. */
static size_t plain_length(const char *text)
{
    size_t length = 0;
    while (text[length] >= ' ' && text[length] < 0x7F && entity(text[length], true) == NULL) {
        length++;
    }
    return length;
}

static void escape(FILE *stream, const char *text, bool attribute)
{
    char unit[LYD_SAFE_UNIT];
    do {
        size_t plain = plain_length(text);
        (void)fwrite(text, 1, plain, stream);
        text += plain;
        if (*text != '\0' && entity(*text, attribute) != NULL) {
            (void)fputs(entity(*text++, attribute), stream);
        } else if (lyd_safe_next(&text, unit)) {
            (void)fputs(unit, stream);
        }
    } while (*text != '\0');
}

/* ---- elements ---- */

static void end_tag(lyd_xml *xml)
{
    if (xml->in_tag) {
        (void)fputc('>', xml->stream);
        xml->in_tag = false;
    }
}

static void new_line(const lyd_xml *xml, size_t depth)
{
    (void)fprintf(xml->stream, "\n%*s", (int)depth, "");
}

void lyd_xml_open(lyd_xml *xml, const char *element)
{
    assert(xml->depth < LYD_XML_DEPTH);
    end_tag(xml);
    if (xml->depth > 0) {
        xml->open[xml->depth - 1].children = true;
        if (!xml->html && !xml->open[xml->depth - 1].text) {
            new_line(xml, xml->depth);
        }
    }
    (void)fprintf(xml->stream, "<%s", element);
    xml->open[xml->depth].element = element;
    xml->open[xml->depth].text = xml->open[xml->depth].children = false;
    xml->depth++;
    xml->in_tag = true;
}

void lyd_xml_attribute(lyd_xml *xml, const char *name, const char *value)
{
    assert(xml->in_tag);
    (void)fprintf(xml->stream, " %s=\"", name);
    escape(xml->stream, value, true);
    (void)fputc('"', xml->stream);
}

static void begin_text(lyd_xml *xml)
{
    end_tag(xml);
    if (xml->depth > 0) {
        xml->open[xml->depth - 1].text = true;
    }
}

void lyd_xml_text(lyd_xml *xml, const char *text)
{
    begin_text(xml);
    escape(xml->stream, text, false);
}

void lyd_xml_raw(lyd_xml *xml, const char *text)
{
    begin_text(xml);
    (void)fputs(text, xml->stream);
}

static bool is_void(const char *element)
{
    static const char *const elements[] = {"meta", "link", "input", "br"};
    for (size_t i = 0; i < LYD_COUNT(elements); i++) {
        if (strcmp(elements[i], element) == 0) {
            return true;
        }
    }
    return false;
}

/* In HTML <td/> is a start tag, and </meta> is an error. */
void lyd_xml_close(lyd_xml *xml)
{
    assert(xml->depth > 0);
    xml->depth--;
    if (xml->in_tag && (!xml->html || is_void(xml->open[xml->depth].element))) {
        (void)fputs("/>", xml->stream);
        xml->in_tag = false;
        return;
    }
    end_tag(xml);
    if (!xml->html && xml->open[xml->depth].children && !xml->open[xml->depth].text) {
        new_line(xml, xml->depth);
    }
    (void)fprintf(xml->stream, "</%s>", xml->open[xml->depth].element);
    if (xml->depth == 0) {
        (void)fputc('\n', xml->stream);
    }
}
