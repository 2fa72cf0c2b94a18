/* write.h: the words of the YAML that is printed. Private to this folder. */
#ifndef LYD_TOPOLOGY_PRINT_WRITE_H
#define LYD_TOPOLOGY_PRINT_WRITE_H

#include <lyncdns/topology.h>

void lyd_print_quoted(FILE *stream, const char *text);               /* any text, double-quoted */
void lyd_print_name(FILE *stream, const char *name);                 /* a canonical name, plain where that is safe */
void lyd_print_key(FILE *stream, const char *key, const char *text); /* "key: "text"" and a newline */

/* The names of SET: one, or a list. */
void lyd_print_set(FILE *stream, const lyd_row *table, unsigned set);

bool lyd_print_has_remarks(const lyd_topology *t, lyd_remark_about about, uint32_t subject);

/* Each remark on SUBJECT as a comment of its own line. */
void lyd_print_remarks(FILE *stream, const lyd_topology *t, lyd_remark_about about, uint32_t subject, int indent);

#endif
