/* token.h: a word of a zone file, a script or a saved answer. */
#ifndef LYD_DNS_TOKEN_H
#define LYD_DNS_TOKEN_H

#include <lyncdns/dns.h>

typedef struct lyd_token {
    const char *text; /* into the file's text; escapes as written, without quotation marks */
    size_t length;
    bool quoted;
} lyd_token;

/* True when TOKEN is WORD, in any case and without quotation marks. */
bool lyd_token_is(const lyd_token *token, const char *word);

/* The same of any of COUNT words. */
bool lyd_token_is_any(const lyd_token *token, const char *const *words, size_t count);

/* COUNT words (one at least) and what is between them. */
lyd_token lyd_token_span(const lyd_token *words, size_t count);

/* A decimal number of at most MOST. */
bool lyd_token_number(const lyd_token *token, uint32_t most, uint32_t *number);

/* A time in seconds, or with the units w, d, h, m, s (1h30m), up to 2^32-1 (RFC 1035 section 3.3.13). */
bool lyd_period_parse(const char *text, size_t length, uint32_t *seconds);

#endif
