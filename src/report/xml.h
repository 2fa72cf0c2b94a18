/* xml.h: elements, attributes and text as XML 1.0 or HTML, escaped. It allocates no memory, so it can't fail halfway: a file is complete
 * or its stream has failed. */
#ifndef LYD_REPORT_XML_H
#define LYD_REPORT_XML_H

#include <lyncdns/base.h>

#define LYD_XML_DEPTH 32

typedef struct lyd_xml {
    FILE *stream;
    bool html; /* not indented, every element with an end tag except those that HTML leaves without */
    struct {
        const char *element;
        bool text, children;
    } open[LYD_XML_DEPTH];
    size_t depth;
    bool in_tag; /* the last start tag still takes attributes */
} lyd_xml;

lyd_xml lyd_xml_begin(FILE *stream, bool html);

/* ELEMENT is kept until it is closed; at most LYD_XML_DEPTH are open at once. */
void lyd_xml_open(lyd_xml *xml, const char *element);
void lyd_xml_attribute(lyd_xml *xml, const char *name, const char *value);
void lyd_xml_close(lyd_xml *xml);

/* Bytes that XML can't hold, or that could reorder what people read, become \xNN. */
void lyd_xml_text(lyd_xml *xml, const char *text);
void lyd_xml_raw(lyd_xml *xml, const char *text); /* unescaped */

#endif
