/* The text of an export as a tree that is safe to build, and walking that tree by local names. */
#include "xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <string.h>

/* ---- the guard ----
 *
 * Bounds what the parser is asked to do, in one pass over the text and without memory: the cost of an XML parser grows with what the text
 * makes it build (nodes, depth, attributes of one tag), not with its length. Declarations are refused before the parser sees them, so
 * there are no entities and nothing outside of the text can be named. Other malformed text is left to the parser, whose messages are
 * better, unless it would hide tags from this scan. */

typedef struct scan {
    const char *at, *end;
    lyd_builder *builder;
    size_t line, nodes, depth;
} scan;

static lyd_status guard_refuse(const scan *s, size_t line, const char *what)
{
    return lyd_builder_error(s->builder, line, "refused: %s", what);
}

/* True when the text goes on with OPENER; then moves past the CLOSER after it, or to the end where there is none. */
static bool skips(scan *s, const char *opener, const char *closer)
{
    size_t opening = strlen(opener), closing = strlen(closer);
    if ((size_t)(s->end - s->at) < opening || memcmp(s->at, opener, opening) != 0) {
        return false;
    }
    for (s->at += opening; (size_t)(s->end - s->at) >= closing; s->at++) {
        if (memcmp(s->at, closer, closing) == 0) {
            s->at += closing;
            return true;
        }
        s->line += *s->at == '\n';
    }
    s->at = s->end;
    return true;
}

/* A start or end tag, s->at behind its "<". Attributes are counted by their opening quotes. */
static lyd_status scan_tag(scan *s)
{
    const char *start = s->at;
    size_t line = s->line, attributes = 0;
    char quote = '\0';
    bool closing = s->at < s->end && *s->at == '/';

    for (; s->at < s->end; s->at++) {
        char c = *s->at;
        if (c == '<') {
            return guard_refuse(s, s->line, "\"<\" inside a tag");
        }
        if ((size_t)(s->at - start) > LYD_XML_TAG_MAX) {
            return guard_refuse(s, line, "a tag or attribute longer than 64 KiB");
        }
        s->line += c == '\n';
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
            if (++attributes > LYD_XML_ATTRIBUTES_MAX) {
                return guard_refuse(s, line, "a tag with more than 256 attributes");
            }
        } else if (c == '>') {
            break;
        }
    }
    s->nodes += attributes;
    if (closing) {
        s->depth -= s->depth > 0;
    } else if (s->at == s->end || s->at[-1] != '/') {
        s->depth++;
    }
    return s->depth > LYD_XML_DEPTH_MAX ? guard_refuse(s, line, "elements nested deeper than 64 levels") : LYD_OK;
}

/* What begins with the "<" at s->at. */
static lyd_status scan_markup(scan *s)
{
    if (++s->nodes > LYD_XML_NODES_MAX) {
        return guard_refuse(s, s->line, "more than 1,000,000 tags and attributes");
    }
    s->at++;
    if (skips(s, "!--", "-->") || skips(s, "![CDATA[", "]]>") || skips(s, "?", "?>")) {
        return LYD_OK;
    }
    if (s->at < s->end && *s->at == '!') {
        return guard_refuse(s, s->line, "a document type declaration (DTD), which no export has and which could name other files");
    }
    return scan_tag(s);
}

/* *OPEN is the line where the text ends, if it ends inside an element, else 0. */
static lyd_status guard(lyd_builder *builder, const char *text, size_t length, size_t *open)
{
    scan s = {.at = text, .end = text + length, .builder = builder, .line = 1};
    lyd_status status = LYD_OK;

    if (length > LYD_XML_BYTES_MAX) {
        return guard_refuse(&s, 0, "larger than 64 MiB");
    }
    /* Anywhere, tags included: "<" and a NUL would be taken for UTF-16. */
    const char *nul = memchr(text, '\0', length);
    if (nul != NULL) {
        size_t line = 1;
        for (const char *p = text; p < nul; p++) {
            line += *p == '\n';
        }
        return guard_refuse(&s, line, "NUL byte: the file is damaged, or neither UTF-8 nor UTF-16");
    }
    while (s.at < s.end && strchr(" \t\r\n", *s.at) != NULL) {
        s.line += *s.at++ == '\n';
    }
    if (s.at == s.end || *s.at != '<') {
        return guard_refuse(&s, s.line, "not XML, expected \"<\" at the beginning");
    }
    while (s.at < s.end && status == LYD_OK) {
        if (*s.at == '<') {
            status = scan_markup(&s);
        } else {
            s.line += *s.at == '\n';
            s.at++;
        }
    }
    *open = s.depth > 0 ? s.line : 0;
    return status;
}

/* ---- the root, without a parser ---- */

bool lyd_xml_root(const char *text, size_t length, char name[LYD_XML_ROOT_TEXT])
{
    scan s = {.at = text, .end = text + length};
    for (;;) {
        while (s.at < s.end && strchr(" \t\r\n", *s.at) != NULL) {
            s.at++;
        }
        if (s.at == s.end || *s.at++ != '<') {
            return false;
        }
        if (!skips(&s, "!--", "-->") && !skips(&s, "?", "?>")) {
            break;
        }
    }
    if (skips(&s, "!DOCTYPE", " ")) { /* names the root, too */
        while (s.at < s.end && *s.at == ' ') {
            s.at++;
        }
    }
    size_t used = 0;
    for (; s.at < s.end && strchr(" \t\r\n/>", *s.at) == NULL; s.at++) {
        used = *s.at == ':' ? 0 : used; /* names are matched without their prefix */
        if (*s.at != ':' && used < LYD_XML_ROOT_TEXT - 1) {
            name[used++] = *s.at;
        }
    }
    name[used] = '\0';
    return used > 0;
}

/* ---- walking ---- */

const xmlNode *lyd_xml_walk(const xmlNode *scope, const xmlNode *node)
{
    do {
        if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
            node = node->children;
            continue;
        }
        while (node != scope && node->next == NULL) {
            node = node->parent;
        }
        if (node == scope) {
            return NULL;
        }
        node = node->next;
    } while (node->type != XML_ELEMENT_NODE);
    return node;
}

bool lyd_xml_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

const xmlNode *lyd_xml_child(const xmlNode *node, const char *name)
{
    const xmlNode *child = node->children;
    while (child != NULL && !lyd_xml_is(child, name)) {
        child = child->next;
    }
    return child;
}

size_t lyd_xml_line(const xmlNode *node)
{
    return (uintptr_t)node->_private; /* put there while parsing */
}

/* ---- the parser ---- */

/* No network, no DTD, no entity substitution, and libxml2's own limits (no XML_PARSE_HUGE). The text has been decoded, so the encoding
 * that it declares (mostly "utf-16") no longer holds: libxml2 takes it as UTF-8 and checks that. */
#define PARSE_OPTIONS (XML_PARSE_NONET | XML_PARSE_IGNORE_ENC)

#if LIBXML_VERSION >= 21200
typedef const xmlError *parse_error;
#else
typedef xmlErrorPtr parse_error;
#endif

/* The first mistake: later ones are often its consequence. */
typedef struct parse {
    lyd_xml_keeper *keeps;
    char wrong[256];
    size_t line;
    bool refused, no_memory;
} parse;

static void refuse(parse *p, long line, const char *why)
{
    if (!p->refused) {
        p->refused = true;
        p->line = line > 0 ? (size_t)line : 0;
        (void)snprintf(p->wrong, sizeof(p->wrong), "%s", why);
        p->wrong[strcspn(p->wrong, "\r\n")] = '\0';
    }
}

static void on_error(void *data, parse_error error)
{
    parse *p = ((const xmlParserCtxt *)data)->_private;
    p->no_memory = p->no_memory || error->code == XML_ERR_NO_MEMORY;
    if (error->level >= XML_ERR_FATAL) { /* less is an undeclared namespace, for example: names are matched without */
        refuse(p, error->line, error->message == NULL ? "unreadable" : error->message);
    }
}

/* In libxml2 2.9 the time to find a name grows with their number. */
static void bound_names(xmlParserCtxt *context)
{
    if (xmlDictSize(context->dict) > LYD_XML_NAMES_MAX) {
        refuse(context->_private, context->input == NULL ? 0 : context->input->line, "more than 10,000 different names");
        xmlStopParser(context);
    }
}

/* The tree keeps sixteen bits of a line; exports of large deployments are longer. */
static void on_element(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                       const xmlChar **namespace, int attributes, int defaulted, const xmlChar **attribute)
{
    xmlParserCtxt *context = data;
    xmlSAX2StartElementNs(data, name, prefix, uri, namespaces, namespace, attributes, defaulted, attribute);
    if (context->node != NULL && context->input != NULL) {
        context->node->_private = (void *)(uintptr_t)context->input->line;
    }
    bound_names(context);
}

/* Most text isn't used, and what is used is short. */
static void on_text(void *data, const xmlChar *text, int length)
{
    const xmlParserCtxt *context = data;
    const parse *p = context->_private;
    const xmlNode *node = context->node, *before = node == NULL ? NULL : node->last;
    if (node != NULL && p->keeps(node) && (before == NULL || xmlStrlen(before->content) <= LYD_XML_TEXT_MAX)) {
        xmlSAX2Characters(data, text, length);
    }
}

static void on_instruction(void *data, const xmlChar *name, const xmlChar *content)
{
    (void)name, (void)content; /* not used */
    bound_names(data);
}

/* Passed in pieces, because libxml2 refuses a text of more than about 10 MB at once ("huge input lookup"). */
static void push(xmlParserCtxt *context, const char *text, size_t length)
{
    static const size_t piece = (size_t)64 << 10;
    const parse *p = context->_private;
    for (size_t at = 0; at < length && !p->refused && !p->no_memory; at += piece) {
        (void)xmlParseChunk(context, text + at, (int)(length - at < piece ? length - at : piece), 0);
    }
}

static void take_over(xmlParserCtxt *context, parse *p)
{
    context->_private = p;
    context->sax->serror = on_error;
    context->sax->startElementNs = on_element;
    context->sax->characters = on_text;
    context->sax->cdataBlock = on_text;
    context->sax->ignorableWhitespace = on_text;
    context->sax->processingInstruction = on_instruction;
    context->sax->comment = NULL;
}

static lyd_status parse_tree(lyd_builder *builder, const char *text, size_t length, size_t open, lyd_xml_keeper *keeps, xmlDoc **doc)
{
    parse p = {.keeps = keeps};
    xmlParserCtxt *context = xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL);
    if (context == NULL || xmlCtxtUseOptions(context, PARSE_OPTIONS) != 0) {
        xmlFreeParserCtxt(context);
        return LYD_ENOMEM;
    }
    take_over(context, &p);
    push(context, text, length);
    if (open > 0) {
        refuse(&p, (long)open, "the file is cut off in the middle of an element"); /* libxml2 says "extra content" for this */
    }
    (void)xmlParseChunk(context, NULL, 0, 1);
    *doc = context->myDoc;
    bool whole = context->wellFormed != 0;
    xmlFreeParserCtxt(context);

    if (p.no_memory) {
        return LYD_ENOMEM;
    }
    if (*doc == NULL || !whole || p.refused) {
        return lyd_builder_error(builder, p.line, "refused: %s", p.refused ? p.wrong : "not well-formed XML");
    }
    return LYD_OK;
}

lyd_status lyd_xml_parse(lyd_builder *builder, const char *text, size_t length, lyd_xml_keeper *keeps, xmlDoc **doc)
{
    size_t open = 0;
    lyd_status status = guard(builder, text, length, &open);
    return status != LYD_OK ? status : parse_tree(builder, text, length, open, keeps, doc);
}
