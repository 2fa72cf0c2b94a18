/* schema.h: a YAML file as a tree that knows its lines, and the keys of its mappings as rows. */
#ifndef LYD_TOPOLOGY_YAML_SCHEMA_H
#define LYD_TOPOLOGY_YAML_SCHEMA_H

#include "topology/build/builder.h"

/* ---- node.c: the tree ---- */

typedef enum lyd_yaml_kind { LYD_YAML_TEXT, LYD_YAML_LIST, LYD_YAML_MAP, LYD_YAML_NULL, LYD_YAML_BAD } lyd_yaml_kind;

typedef struct lyd_yaml {
    struct lyd_yaml *next;  /* the next entry of the list or mapping that this one is in */
    struct lyd_yaml *first; /* of a list or mapping */
    const char *text;       /* of a scalar; without NUL bytes */
    const char *key;        /* in a mapping */
    uint32_t line;          /* of the key in a mapping, else of the value */
    uint8_t kind;           /* LYD_YAML_BAD: already reported, to be skipped */
} lyd_yaml;

/* Reads one document into a tree of ARENA. Aliases, anchors, tags, duplicate keys, a second document, excessive depth or size and invalid
 * YAML are errors in BUILDER. *ROOT is NULL if the text can't be read to its end, or with LYD_OK if it is empty. */
lyd_status lyd_yaml_parse(lyd_builder *builder, const char *text, size_t length, lyd_arena *arena, lyd_yaml **root);

/* ---- schema.c: keys ---- */

typedef enum lyd_yaml_type {
    LYD_YAML_WORD,   /* a scalar that isn't null */
    LYD_YAML_WORDS,  /* a list of them */
    LYD_YAML_EITHER, /* one, or a list of them: read with lyd_yaml_each */
    LYD_YAML_MAPS,   /* a list of mappings */
    LYD_YAML_NAME,   /* a word, or a mapping with fqdn */
    LYD_YAML_NAMES,  /* a list of them */
} lyd_yaml_type;

typedef struct lyd_yaml_key {
    const char *name; /* NULL ends the rows */
    lyd_yaml_type type;
    bool required;
} lyd_yaml_key;

#define LYD_YAML_END_KEYS                                                                                                                  \
    {                                                                                                                                      \
        NULL, LYD_YAML_WORD, false                                                                                                         \
    }

/* The value of each row's key in MAP goes to VALUES, parallel to ROWS; NULL where it is missing or of the wrong type. Unknown keys, wrong
 * types (also of list entries, which become LYD_YAML_BAD) and missing keys are errors. WHAT names the mapping in messages. At most 64 rows.
 */
void lyd_yaml_keys(lyd_builder *builder, lyd_yaml *map, const char *what, const lyd_yaml_key *rows, lyd_yaml **values);

/* The first of the words that VALUE, a word or a list, holds; the others follow by next, and none follows a word. */
const lyd_yaml *lyd_yaml_each(const lyd_yaml *value);
const lyd_yaml *lyd_yaml_after(const lyd_yaml *value, const lyd_yaml *word);

/* The next mapping of a list from NODE on, with its keys read as above; NULL at the end. */
lyd_yaml *lyd_yaml_mapping(lyd_builder *builder, lyd_yaml *node, const char *what, const lyd_yaml_key *rows, lyd_yaml **values);

/* ---- names.c: the section of ROLE ---- */

void lyd_yaml_role_read(lyd_builder *builder, lyd_role role, const lyd_yaml *value);

#endif
