/* xml.h: the XML of untrusted exports as a tree of libxml2, walked by local names. */
#ifndef LYD_TOPOLOGY_XML_H
#define LYD_TOPOLOGY_XML_H

#include "topology/build/builder.h"

#include <libxml/tree.h>

/* Limits for hostile files. Lync's own stay far below: a pool with everything on it is some 1,500 nodes, the tree is 10 deep. A node costs
 * libxml2 and what is made of it some 300 bytes, so a file takes at most 400 MiB beside its text. */
#define LYD_XML_BYTES_MAX ((size_t)64 << 20)
#define LYD_XML_NODES_MAX 1000000 /* tags, attributes, comments, instructions */
#define LYD_XML_NAMES_MAX 10000   /* different names of elements, attributes and namespaces; Lync has some 200 */
#define LYD_XML_DEPTH_MAX 64
#define LYD_XML_TAG_MAX ((size_t)64 << 10) /* bytes of one tag */
#define LYD_XML_ATTRIBUTES_MAX 256         /* of one tag */
#define LYD_XML_TEXT_MAX 4096              /* bytes of one element's text: of a longer one only the beginning is kept, which is longer */

/* Whether the text of an element is kept in the tree. */
typedef bool lyd_xml_keeper(const xmlNode *node);

/* *DOC is the caller's; NULL unless LYD_OK. What a hostile text asks for is refused before a tree is built. */
lyd_status lyd_xml_parse(lyd_builder *builder, const char *text, size_t length, lyd_xml_keeper *keeps, xmlDoc **doc);

/* The local name of the root element, by the beginning of a text alone. False: not XML, or no element there. */
#define LYD_XML_ROOT_TEXT 64
bool lyd_xml_root(const char *text, size_t length, char name[LYD_XML_ROOT_TEXT]);

/* The element after NODE in the order of the file, within SCOPE; NODE equal to SCOPE begins the walk. */
const xmlNode *lyd_xml_walk(const xmlNode *scope, const xmlNode *node);
#define LYD_XML_EACH(node, scope) for (const xmlNode *node = lyd_xml_walk(scope, scope); node != NULL; node = lyd_xml_walk(scope, node))

bool lyd_xml_is(const xmlNode *node, const char *name);
const xmlNode *lyd_xml_child(const xmlNode *node, const char *name); /* the first one, or NULL */
size_t lyd_xml_line(const xmlNode *node);

#endif
