/* text.h: UTF-8 as untrusted input: what is whole, what a terminal may be shown. */
#ifndef LYD_BASE_TEXT_H
#define LYD_BASE_TEXT_H

#include <stddef.h>

/* Bytes of the UTF-8 sequence (RFC 3629) that TEXT begins with; 0: not UTF-8. */
size_t lyd_utf8_length(const unsigned char *text, size_t left);

/* The same, but 0 also for control characters and bidirectional overrides. */
size_t lyd_text_safe_unit(const unsigned char *text, size_t left);

#endif
