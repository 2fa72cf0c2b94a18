#include "lync.h"
#include "lync_model.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <string.h>

/* No network, no DTD, no entity substitution, libxml2's own limits in force (no XML_PARSE_HUGE), no nodes for blank text. The text has been
 * decoded, so what its declaration says of the encoding ("utf-16", mostly) no longer holds; without a word of another one, and without the
 * bytes that hint at one (lync_guard), libxml2 takes it as UTF-8 and checks that. */
#define PARSE_OPTIONS (XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC)

#if LIBXML_VERSION >= 21200
typedef const xmlError *parse_error;
#else
typedef xmlErrorPtr parse_error;
#endif

/* The first thing that was wrong: what comes after it is often its consequence. */
typedef struct first_error {
    char text[256];
    size_t line;
    bool any, no_memory;
} first_error;

static void on_error(void *data, parse_error error)
{
    first_error *first = ((const xmlParserCtxt *)data)->_private;
    first->no_memory = first->no_memory || error->code == XML_ERR_NO_MEMORY;
    if (first->any || error->level < XML_ERR_FATAL) {
        return; /* less than fatal: a namespace that isn't declared, say; names are matched without it */
    }
    first->any = true;
    first->line = error->line > 0 ? (size_t)error->line : 0;
    (void)snprintf(first->text, sizeof(first->text), "%s", error->message == NULL ? "it can't be parsed" : error->message);
    first->text[strcspn(first->text, "\r\n")] = '\0';
}

/* The tree keeps sixteen bits of a line; exports of large deployments are longer. */
static void on_element(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                       const xmlChar **namespace, int attributes, int defaulted, const xmlChar **attribute)
{
    const xmlParserCtxt *context = data;
    xmlSAX2StartElementNs(data, name, prefix, uri, namespaces, namespace, attributes, defaulted, attribute);
    if (context->node != NULL && context->input != NULL) {
        context->node->_private = (void *)(uintptr_t)context->input->line;
    }
}

/* *DOC is freed by the caller. */
static lyd_status parse(const char *text, size_t length, const char *path, xmlDoc **doc, lyd_diag *diag)
{
    first_error first = {.any = false};
    xmlParserCtxt *context = xmlNewParserCtxt();
    if (context == NULL) {
        return LYD_ENOMEM;
    }
    context->_private = &first;
    context->sax->serror = on_error;
    context->sax->startElementNs = on_element;
    *doc = xmlCtxtReadMemory(context, text, (int)length, NULL, NULL, PARSE_OPTIONS);
    xmlFreeParserCtxt(context);

    if (first.no_memory) {
        return LYD_ENOMEM;
    }
    if (*doc == NULL || first.any) {
        return lyd_diag_error(diag, path, first.line, "not well-formed XML: %s", first.any ? first.text : "it holds nothing");
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
    lync_reader reader = {.model = lync_model_new(), .path = path, .diag = diag, .status = LYD_OK};

    if (reader.model == NULL) {
        reader.status = LYD_ENOMEM;
        goto done;
    }
    reader.status = lync_guard(text, length, path, diag);
    if (reader.status != LYD_OK) {
        goto done;
    }
    reader.status = parse(text, length, path, &doc, diag);
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
