#include "model.h"

#include <string.h>

const xmlNode *lync_walk(const xmlNode *scope, const xmlNode *node)
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

bool lync_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

const xmlNode *lync_child(const xmlNode *node, const char *name)
{
    const xmlNode *child = node->children;
    while (child != NULL && !lync_is(child, name)) {
        child = child->next;
    }
    return child;
}

size_t lync_line(const xmlNode *node)
{
    return (uintptr_t)node->_private; /* put there while parsing */
}

void *lync_new(lync_reader *reader, size_t size)
{
    void *memory = lyd_arena_zalloc(reader->model->arena, 1, size);
    if (memory == NULL) {
        reader->status = LYD_ENOMEM;
    }
    return memory;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A copy without the space around it; NULL: nothing left. */
static char *trimmed(lync_reader *reader, const char *text, size_t length)
{
    while (length > 0 && is_space(text[length - 1])) {
        length--;
    }
    while (length > 0 && is_space(*text)) {
        text++;
        length--;
    }
    if (length == 0) {
        return NULL;
    }
    char *copy = lyd_arena_text(reader->model->arena, text, length);
    if (copy == NULL) {
        reader->status = LYD_ENOMEM;
    }
    return copy;
}

/* Takes over CONTENT, the text of children that are there: so NULL is want of memory. */
static char *taken(lync_reader *reader, xmlChar *content)
{
    if (content == NULL) {
        reader->status = LYD_ENOMEM;
        return NULL;
    }
    char *text = trimmed(reader, (const char *)content, strlen((const char *)content));
    xmlFree(content);
    return text;
}

static char *attribute(lync_reader *reader, const xmlNode *node, const char *name)
{
    const xmlAttr *a = node->properties;
    while (a != NULL && strcmp((const char *)a->name, name) != 0) {
        a = a->next;
    }
    return a == NULL || a->children == NULL ? NULL : taken(reader, xmlNodeListGetString(node->doc, a->children, 1));
}

const char *lync_attribute(lync_reader *reader, const xmlNode *node, const char *name)
{
    return attribute(reader, node, name);
}

const char *lync_id_attribute(lync_reader *reader, const xmlNode *node, const char *name)
{
    char *id = attribute(reader, node, name);
    for (char *p = id; p != NULL && *p != '\0'; p++) {
        if (*p >= 'A' && *p <= 'Z') {
            *p = (char)(*p - 'A' + 'a');
        }
    }
    return id;
}

const char *lync_content(lync_reader *reader, const xmlNode *node)
{
    return node->children == NULL ? NULL : taken(reader, xmlNodeGetContent(node));
}

const char *lync_host(lync_reader *reader, const char *url)
{
    const char *host = url == NULL ? NULL : strstr(url, "://");
    if (host == NULL) {
        return NULL;
    }
    host += strlen("://");
    return trimmed(reader, host, strcspn(host, "/:?#\\"));
}
