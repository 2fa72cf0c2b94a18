/* yaml_node.h: the text of a YAML file as a small tree that knows its lines. */
#ifndef LYD_TOPOLOGY_YAML_NODE_H
#define LYD_TOPOLOGY_YAML_NODE_H

#include <lyncdns/base.h>

typedef enum lyd_yaml_kind { LYD_YAML_TEXT, LYD_YAML_LIST, LYD_YAML_MAP, LYD_YAML_NULL, LYD_YAML_BAD } lyd_yaml_kind;

typedef struct lyd_yaml {
    struct lyd_yaml *next;  /* the next entry of the list or mapping that this one is in */
    struct lyd_yaml *first; /* of a list or mapping */
    const char *text;       /* of a scalar; without NUL bytes */
    const char *key;        /* in a mapping */
    uint32_t line;          /* of the key in a mapping, else of the value */
    uint8_t kind;           /* LYD_YAML_BAD: already reported, to be passed over */
} lyd_yaml;

/* Reads one document into a tree of ARENA. Aliases, anchors, tags, keys that come twice, a second document, depth and size without measure
 * are errors in DIAG, as is what isn't YAML. With LYD_EINVAL *ROOT is the tree if it could be read to its end, so that its other mistakes
 * are found too, or NULL. *ROOT is NULL with LYD_OK for a file that holds nothing. */
lyd_status lyd_yaml_parse(const char *text, size_t length, const char *path, lyd_arena *arena, lyd_yaml **root, lyd_diag *diag);

#endif
