/* yaml_section.h: the sections of the top level, and what reads them. */
#ifndef LYD_TOPOLOGY_YAML_SECTION_H
#define LYD_TOPOLOGY_YAML_SECTION_H

#include "schema.h"

/* A section: its key, and what reads its value, which is of the key's type. */
typedef struct lyd_yaml_section {
    lyd_yaml_key key;
    void (*read)(lyd_yaml_reader *reader, const struct lyd_yaml_section *section, lyd_yaml *value);
    int number; /* a role or a kind of pool; for networks whether they are remote */
} lyd_yaml_section;

#define LYD_YAML_END_KEYS                                                                                                                  \
    {                                                                                                                                      \
        NULL, LYD_YAML_WORD, false                                                                                                         \
    }

/* yaml_names.c: the sections that hold names; NUMBER is a lyd_role, or a lyd_pool_kind. */
void lyd_yaml_endpoints_read(lyd_yaml_reader *reader, const lyd_yaml_section *section, lyd_yaml *value);
void lyd_yaml_pools_read(lyd_yaml_reader *reader, const lyd_yaml_section *section, lyd_yaml *value);

/* An address type that may be declared; LYD_ADDRESS_NONE where VALUE is NULL or wrong. */
lyd_address_type lyd_yaml_address_type(lyd_yaml_reader *reader, const char *key, const lyd_yaml *value);

/* Reports a word that isn't in TABLE; ALL lists those that are. */
void lyd_yaml_unknown_word(lyd_yaml_reader *reader, const char *key, const lyd_yaml *value, const lyd_row *table, const char *all);

#endif
