/* yaml.h: reads the topology file that people write into a builder. */
#ifndef LYD_TOPOLOGY_YAML_H
#define LYD_TOPOLOGY_YAML_H

#include "topology/build/builder.h"

/* TEXT is UTF-8 without a byte-order mark; PATH is what lyd_builder_begin was told. *IMPORT is the file to read after it, a text in the
 * caller's ARENA with *IMPORT_LINE where it is named, or NULL. LYD_EINVAL: sentences in DIAG. */
lyd_status lyd_yaml_read(lyd_builder *builder, const char *text, size_t length, const char *path, lyd_arena *arena, const char **import,
                         size_t *import_line, lyd_diag *diag);

#endif
