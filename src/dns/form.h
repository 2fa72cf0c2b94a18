/* form.h: a record's data, read from the words of a zone file, a script or a saved answer. */
#ifndef LYD_DNS_FORM_H
#define LYD_DNS_FORM_H

#include "type.h"

/* Reads a record's data from words, also as RFC 3597 section 5 writes it (\# 4 0A000001); of a type that isn't looked into, checks it
 * against the form of its row. Names are relative to ORIGIN (NULL: none). LYD_EINVAL: *WHY says what is wrong. */
lyd_status lyd_data_parse(unsigned type, const lyd_token *words, size_t count, const char *origin, lyd_arena *arena, lyd_record *record,
                          const char **why);

#endif
