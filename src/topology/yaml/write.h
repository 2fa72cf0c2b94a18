/* yaml_write.h: scalars as YAML that reads back as they are. */
#ifndef LYD_TOPOLOGY_YAML_WRITE_H
#define LYD_TOPOLOGY_YAML_WRITE_H

#include <lyncdns/base.h>

/* Any text, double-quoted (YAML 1.2 section 5.7): what a terminal shouldn't be sent is escaped, and what isn't a character to YAML. */
void lyd_yaml_put_quoted(FILE *stream, const char *text);

/* A canonical name: plain when it is an ordinary one; a single label could be a word of YAML's own. */
void lyd_yaml_put_name(FILE *stream, const char *name);

#endif
