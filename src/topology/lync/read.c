#include "lync.h"
#include "model.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <string.h>

/* No network, no DTD, no entity substitution, libxml2's own limits in force (no XML_PARSE_HUGE). The text has been
 * decoded, so what its declaration says of the encoding ("utf-16", mostly) no longer holds; without a word of another one, and without the
 * bytes that hint at one (lync_guard), libxml2 takes it as UTF-8 and checks that. */
#define PARSE_OPTIONS (XML_PARSE_NONET | XML_PARSE_IGNORE_ENC)

#if LIBXML_VERSION >= 21200
typedef const xmlError *parse_error;
#else
typedef xmlErrorPtr parse_error;
#endif

/* The first thing that was wrong: what comes after it is often its consequence. */
typedef struct parse {
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
    if (error->level >= XML_ERR_FATAL) { /* less is a namespace that isn't declared, say: names are matched without it */
        refuse(p, error->line, error->message == NULL ? "it can't be parsed" : error->message);
    }
}

/* libxml2 2.9 finds a name the slower the more there are. */
static void bound_names(xmlParserCtxt *context)
{
    if (xmlDictSize(context->dict) > LYNC_NAMES_MAX) {
        refuse(context->_private, context->input == NULL ? 0 : context->input->line, "it has more than 10,000 different names");
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

/* The only text that means anything is the name of a site, and a short one at that. */
static void on_text(void *data, const xmlChar *text, int length)
{
    const xmlParserCtxt *context = data;
    const xmlNode *node = context->node, *before = node == NULL ? NULL : node->last;
    if (node != NULL && lync_is(node, "Name") && (before == NULL || xmlStrlen(before->content) <= LYNC_SITE_NAME_MAX)) {
        xmlSAX2Characters(data, text, length);
    }
}

static void on_instruction(void *data, const xmlChar *name, const xmlChar *content)
{
    (void)name, (void)content; /* of no interest */
    bound_names(data);
}

/* In pieces, since libxml2 refuses a text of more than some 10 MB that it is handed as a whole ("huge input lookup"). */
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

/* OPEN: the line of the text's end, if elements are open there, else 0. *DOC is freed by the caller. */
static lyd_status read_tree(lync_reader *reader, const char *text, size_t length, size_t open, xmlDoc **doc)
{
    parse p = {.refused = false};
    xmlParserCtxt *context = xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL);
    if (context == NULL || xmlCtxtUseOptions(context, PARSE_OPTIONS) != 0) {
        xmlFreeParserCtxt(context);
        return LYD_ENOMEM;
    }
    take_over(context, &p);
    push(context, text, length);
    if (open > 0) {
        refuse(&p, (long)open, "it ends in the middle: the file is cut off"); /* libxml2 calls this "extra content" when it is pushed */
    }
    (void)xmlParseChunk(context, NULL, 0, 1);
    *doc = context->myDoc;
    bool whole = context->wellFormed != 0;
    xmlFreeParserCtxt(context);

    if (p.no_memory) {
        return LYD_ENOMEM;
    }
    if (*doc == NULL || !whole || p.refused) {
        return lyd_diag_error(reader->diag, reader->path, p.line, "not read as a topology: %s",
                              p.refused ? p.wrong : "it isn't well-formed XML");
    }
    return LYD_OK;
}

/* Tells the forms apart by the root element. */
static void read_form(lync_reader *reader, const xmlNode *root)
{
    if (lync_is(root, "Topology")) {
        lync_read_published(reader, root);
    } else if (lync_is(root, "TopologyBuilder")) {
        const xmlNode *fresh = lync_child(root, "NewTopology"), *topology = fresh == NULL ? NULL : lync_child(fresh, "PartialTopology");
        if (topology == NULL) {
            reader->status = lyd_diag_error(reader->diag, reader->path, lync_line(fresh == NULL ? root : fresh),
                                            "the file has no NewTopology with a PartialTopology: nothing is deployed by it");
            return;
        }
        lync_read_draft(reader, topology);
    } else {
        reader->status =
            lyd_diag_error(reader->diag, reader->path, lync_line(root),
                           "not a Lync topology: its root element is <%s>, neither <Topology> (from Get-CsTopology -AsXml) nor "
                           "<TopologyBuilder> (a .tbxml file)",
                           (const char *)root->name);
        return;
    }
    if (reader->status == LYD_OK && reader->model->cluster_count == 0) {
        reader->status =
            lyd_diag_error(reader->diag, reader->path, lync_line(root), "the topology holds no Cluster: there is nothing to audit");
    }
}

lyd_status lyd_lync_read(lyd_builder *builder, const char *text, size_t length, const char *path, lyd_diag *diag)
{
    xmlDoc *doc = NULL;
    size_t open = 0;
    lync_reader reader = {.model = lync_model_new(), .path = path, .diag = diag, .status = LYD_OK};

    if (reader.model == NULL) {
        reader.status = LYD_ENOMEM;
        goto done;
    }
    reader.status = lync_guard(text, length, path, diag, &open);
    if (reader.status != LYD_OK) {
        goto done;
    }
    reader.status = read_tree(&reader, text, length, open, &doc);
    if (reader.status != LYD_OK) {
        goto done;
    }
    read_form(&reader, xmlDocGetRootElement(doc));
    if (reader.status == LYD_OK) {
        reader.status = lync_map(reader.model, builder, path, diag);
    }
done:
    if (reader.status != LYD_OK) {
        lyd_builder_fail(builder, reader.status);
    }
    xmlFreeDoc(doc);
    lync_model_free(reader.model);
    return reader.status;
}
