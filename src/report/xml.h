/* xml.h: elements, attributes and text as XML 1.0 (or HTML), escaped. It takes no memory and so can't run out of any half-way: a file is
 * whole or its stream has failed. */
#ifndef LYD_REPORT_XML_H
#define LYD_REPORT_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define LYD_XML_DEPTH 32

typedef struct lyd_xml {
    FILE *stream;
    bool indent; /* each element on a line of its own, but for those beside text */
    struct {
        const char *element;
        bool text, children;
    } open[LYD_XML_DEPTH];
    size_t depth;
    bool in_tag; /* the last start tag still takes attributes */
} lyd_xml;

lyd_xml lyd_xml_begin(FILE *stream, bool indent);

/* ELEMENT is kept until it is closed; more than LYD_XML_DEPTH open at once is a mistake of the caller's. */
void lyd_xml_open(lyd_xml *xml, const char *element);
void lyd_xml_attribute(lyd_xml *xml, const char *name, const char *value);

/* Bytes that XML can't hold or that could reorder what people read become \xNN. */
void lyd_xml_text(lyd_xml *xml, const char *text);
void lyd_xml_raw(lyd_xml *xml, const char *text); /* as it is */

/* <element/> where it is empty; close_full: <element></element>. */
void lyd_xml_close(lyd_xml *xml);
void lyd_xml_close_full(lyd_xml *xml);

#endif
