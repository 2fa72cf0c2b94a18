/* yaml_schema.h: the keys of a mapping as rows: what may stand there, of what type, and what must. */
#ifndef LYD_TOPOLOGY_YAML_SCHEMA_H
#define LYD_TOPOLOGY_YAML_SCHEMA_H

#include "topology/build/builder.h"
#include "node.h"

typedef enum lyd_yaml_type {
    LYD_YAML_WORD,  /* a scalar that isn't null */
    LYD_YAML_WORDS, /* a list of them */
    LYD_YAML_MAPS,  /* a list of mappings */
    LYD_YAML_NAME,  /* a word, or a mapping with fqdn */
    LYD_YAML_NAMES, /* a list of them */
} lyd_yaml_type;

typedef struct lyd_yaml_key {
    const char *name; /* NULL ends the rows */
    lyd_yaml_type type;
    bool required;
} lyd_yaml_key;

/* Where a mapping is read: for sentences, and so that mistakes are remembered. */
typedef struct lyd_yaml_reader {
    lyd_builder *builder;
    lyd_diag *diag;
    const char *path;
} lyd_yaml_reader;

void lyd_yaml_wrong(lyd_yaml_reader *reader, size_t line, const char *format, ...) LYD_PRINTF(3, 4);

/* The value of each row's key in MAP goes to VALUES, parallel to ROWS; NULL where it is missing or of the wrong type. Unknown keys, wrong
 * types (also of list entries, which are turned into LYD_YAML_BAD) and missing keys are errors. WHAT names the mapping in sentences. */
void lyd_yaml_keys(lyd_yaml_reader *reader, lyd_yaml *map, const char *what, const lyd_yaml_key *rows, lyd_yaml **values);

#endif
