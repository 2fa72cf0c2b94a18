/* type.h: one row for each record type: its name, and how its data is read, compared and written.
 *
 * A type whose records an audit looks into fills every column; the other rows have a name and the form of the data in zone files and
 * scripts. */
#ifndef LYD_DNS_TYPE_H
#define LYD_DNS_TYPE_H

#include "token.h"

#define LYD_MEMBERS_MAX 4

typedef struct lyd_type_row lyd_type_row;

struct lyd_type_row {
    uint16_t type; /* lyd_type */
    const char *name;
    const char *expected; /* "expected one IPv4 address": what its data has to be */
    const char *form;     /* of a type that isn't looked into, the form of its data: codes (form_code.h) */
    uint8_t family;       /* lyd_family of the address that it holds; 0: none */

    /* Reads the SIZE bytes of data at AT of a message (a name in them may point elsewhere in it) into *RECORD, texts in ARENA. RECORD NULL:
     * only checks them. LYD_EINVAL: they have another form. */
    lyd_status (*read)(const lyd_type_row *row, const uint8_t *message, size_t length, size_t at, size_t size, lyd_arena *arena,
                       lyd_record *record);

    /* The same from the words of a file; names in them are relative to ORIGIN (NULL: none). LYD_EINVAL: *WHY says what is wrong. */
    lyd_status (*parse)(const lyd_type_row *row, const lyd_token *words, size_t count, const char *origin, lyd_arena *arena,
                        lyd_record *record, const char **why);

    int (*compare)(const lyd_record *a, const lyd_record *b);
    void (*format)(const lyd_record *record, char text[LYD_RECORD_TEXT]);

    /* The members of JSON that hold its data, one for each word of it, # before a number's; none: answers keep no such records. */
    const char *members[LYD_MEMBERS_MAX + 1];
};

/* The row of a type; NULL: it has none. */
const lyd_type_row *lyd_type_find(unsigned type);

/* The number of a type by its name, in any case, or as TYPE123 (RFC 3597 section 5). False: no records can be of it. */
bool lyd_type_parse(const char *text, size_t length, uint16_t *type);

/* True when a change of such records can be judged: of those that answers keep, and of aliases. */
bool lyd_type_is_judged(unsigned type);

#endif
