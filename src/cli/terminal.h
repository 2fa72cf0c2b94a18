/* terminal.h: what standard output and standard error are connected to. */
#ifndef LYD_CLI_TERMINAL_H
#define LYD_CLI_TERMINAL_H

#include "options.h"

#define LYD_WIDTH_DEFAULT 80

/* Columns of the terminal that DESCRIPTOR is, by COLUMNS or by asking it; LYD_WIDTH_DEFAULT where unknown. */
int lyd_terminal_width(int descriptor);

/* True when escape sequences make sense on DESCRIPTOR: a terminal that isn't "dumb". */
bool lyd_terminal_capable(int descriptor);

/* Whether to colour standard output, by --color, NO_COLOR (no-color.org) and the terminal. */
bool lyd_terminal_color(const lyd_options *options);

#endif
