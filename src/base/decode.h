/* decode.h: the bytes of a file as UTF-8, whatever the program that wrote it thought of byte-order marks. */
#ifndef LYD_BASE_DECODE_H
#define LYD_BASE_DECODE_H

#include <lyncdns/base.h>

/* UTF-8 with or without byte-order mark, UTF-16 of either order with one. *DECODED lies in TEXT, or in *OWNED, which the caller frees (NULL
 * where nothing had to be made). It has no NUL byte and is valid UTF-8: anything else is an error with its line. */
lyd_status lyd_decode(const char *text, size_t length, const char *path, const char **decoded, size_t *decoded_length, char **owned,
                      lyd_diag *diag);

#endif
