/* terminal.h: what standard output and standard error are connected to; prose broken into lines; the line that shows how far a run is. */
#ifndef LYD_CLI_TERMINAL_H
#define LYD_CLI_TERMINAL_H

#include "cli.h"

#include <lyncdns/dns.h>

#define LYD_WIDTH_DEFAULT 80

/* Columns of the terminal that DESCRIPTOR is, by COLUMNS or by asking it; LYD_WIDTH_DEFAULT where unknown. */
int lyd_terminal_width(int descriptor);

/* True when escape sequences make sense on DESCRIPTOR: a terminal that isn't "dumb". */
bool lyd_terminal_capable(int descriptor);

/* Whether to colour standard output, by --color, NO_COLOR (no-color.org) and the terminal. */
bool lyd_terminal_color(const lyd_options *options);

/* Writes the words of TEXT from COLUMN on, breaking before WIDTH; later lines begin with INDENT spaces. A newline in TEXT breaks the line
 * there. Ends with a newline. */
void lyd_wrap(FILE *stream, const char *text, int column, int indent, int width);

/* A line on a terminal that is drawn over and over, and erased at the end. */
typedef struct lyd_line {
    FILE *stream; /* NULL: nothing is drawn */
    bool shown;
} lyd_line;

void lyd_line_draw(lyd_line *line, const char *text);
void lyd_line_erase(lyd_line *line);

/* For lyd_live_options: CONTEXT is a lyd_line. */
void lyd_line_progress(void *context, const lyd_progress *progress);

#endif
