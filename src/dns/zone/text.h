/* text.h: a zone file (RFC 1035 section 5.1) taken apart into entries of tokens, without regard to their meaning. */
#ifndef LYD_DNS_ZONE_TEXT_H
#define LYD_DNS_ZONE_TEXT_H

#include "dns/token.h"

/* One entry: a line, or the lines that parentheses join. */
typedef struct lyd_zone_entry {
    size_t line;         /* where it begins */
    bool begins_at_edge; /* no blank precedes its first token, which is an owner or a directive */
    lyd_token *tokens;
    size_t count, capacity;
} lyd_zone_entry;

typedef struct lyd_zone_text {
    const char *at, *end;
    size_t line; /* of AT, from 1 */
} lyd_zone_text;

/* Reads the next entry with a token; COUNT is 0 at the end of the text. LYD_EINVAL: *WHY says what is wrong in the entry that begins at
 * ENTRY's line, and reading goes on after it. ENTRY's tokens are reused; the caller frees them. */
lyd_status lyd_zone_text_next(lyd_zone_text *text, lyd_zone_entry *entry, const char **why);

#endif
