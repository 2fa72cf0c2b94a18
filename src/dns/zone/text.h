/* zone_text.h: a zone file (RFC 1035 section 5.1) taken apart into entries of tokens. What they mean is not known here. */
#ifndef LYD_DNS_ZONE_TEXT_H
#define LYD_DNS_ZONE_TEXT_H

#include <lyncdns/base.h>

typedef struct lyd_zone_token {
    const char *text; /* into the file's text; escapes as they stand, quotes not included */
    size_t length;
    bool quoted;
} lyd_zone_token;

/* One entry: a line, or the lines that parentheses join. */
typedef struct lyd_zone_entry {
    size_t line;         /* where it begins */
    bool begins_at_edge; /* no blank before its first token: that one is an owner or a directive */
    lyd_zone_token *tokens;
    size_t count, capacity;
} lyd_zone_entry;

typedef struct lyd_zone_text {
    const char *at, *end;
    size_t line; /* of AT, from 1 */
} lyd_zone_text;

/* Reads the next entry that holds a token; COUNT is 0 at the end of the text. LYD_EINVAL: *WHY tells what is wrong in the entry that begins
 * at ENTRY's line, and the text is behind that entry's last line. ENTRY's tokens are reused and freed by the caller. */
lyd_status lyd_zone_text_next(lyd_zone_text *text, lyd_zone_entry *entry, const char **why);

/* True when TOKEN is WORD, whatever the case. */
bool lyd_zone_token_is(const lyd_zone_token *token, const char *word);

/* Reads a name relative to ORIGIN (canonical; NULL: none): "@" is the origin, a dot at the end makes it absolute; bytes beyond ASCII stand
 * for themselves, as servers take them. On failure *WHY tells why. */
bool lyd_zone_name(const lyd_zone_token *token, const char *origin, char *name, const char **why);

/* A TTL in seconds, or with the units w, d, h, m, s (1h30m); at most 2^31-1 (RFC 2181 section 8). */
bool lyd_ttl_parse(const char *text, size_t length, uint32_t *ttl);

#endif
