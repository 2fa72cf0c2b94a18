/* Texts of an export: values of attributes and elements, ids, hosts of URLs. */
#include "model.h"

#include <string.h>

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

/* Takes over CONTENT, the text of children that are there: so NULL means that memory ran out. */
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
