/* input.h: the text of a zone, entry by entry: its file, and the files that it includes ($INCLUDE, RFC 1035 section 5.1). */
#ifndef LYD_DNS_ZONE_INPUT_H
#define LYD_DNS_ZONE_INPUT_H

#include "text.h"

/* Reads a file that another one names; as lyd_file_read_regular. */
typedef lyd_status (*lyd_zone_load)(const char *path, size_t limit, char **content, size_t *length, lyd_diag *diag);

/* A file that is being read. The origin and the owner of the last record are its own: they are those of the file that included it when it
 * begins, and what it sets ends with it. */
typedef struct lyd_zone_part {
    struct lyd_zone_part *below; /* the file that included it */
    const char *path;
    char *content, *decoded; /* to be freed */
    lyd_zone_text text;
    char origin[LYD_NAME_TEXT], owner[LYD_NAME_TEXT];
    bool has_origin, has_owner;
} lyd_zone_part;

typedef struct lyd_zone_input {
    lyd_zone_part *top; /* NULL: the end of all */
    lyd_arena *arena;   /* of paths */
    lyd_diag *diag;
    lyd_zone_load load;           /* NULL: no file can be included */
    size_t depth, included, left; /* LEFT: bytes that may still be read */
} lyd_zone_input;

/* Begins with TEXT, which stays the caller's. lyd_zone_input_close is due after any status. */
lyd_status lyd_zone_input_open(lyd_zone_input *input, const char *path, const char *text, size_t length);
void lyd_zone_input_close(lyd_zone_input *input);

/* Reads NAME (relative to the folder of the file that names it, as its line LINE) from now on, with ORIGIN (NULL: that of the file), until
 * it ends. A file that can't be read, a loop, and more files than a zone could need are errors that end the input: TOP is NULL then. */
lyd_status lyd_zone_input_include(lyd_zone_input *input, size_t line, const lyd_token *name, const char *origin);

/* The next entry, of TOP; COUNT is 0 at the end of all. LYD_EINVAL: as lyd_zone_text_next. */
lyd_status lyd_zone_input_next(lyd_zone_input *input, lyd_zone_entry *entry, const char **why);

#endif
