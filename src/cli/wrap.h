/* wrap.h: prose broken into lines. */
#ifndef LYD_CLI_WRAP_H
#define LYD_CLI_WRAP_H

#include <stdio.h>

/* Writes the words of TEXT from COLUMN on, breaking before WIDTH; later lines begin with INDENT spaces. A newline in TEXT breaks the line
 * there. Ends with a newline. */
void lyd_wrap(FILE *stream, const char *text, int column, int indent, int width);

#endif
