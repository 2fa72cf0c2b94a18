/* output.h: where results go. A file is replaced only when all of it is written. */
#ifndef LYD_CLI_OUTPUT_H
#define LYD_CLI_OUTPUT_H

#include "place.h"

#include <stdio.h>

typedef struct lyd_output {
    FILE *stream;
    const char *path; /* as given; NULL: standard output */
    lyd_place place;
    char *temporary; /* beside the file to replace; NULL: STREAM is written in place (a device, a pipe) */
    lyd_diag *diag;
} lyd_output;

/* Opens PATH (NULL or "-": standard output). Write to the stream, then call lyd_output_close with the STATUS of the writing: if that is
 * LYD_OK and closing succeeds, the file replaces what was at PATH, with the same group and permissions; otherwise nothing is left of it and
 * DIAG says why. */
lyd_status lyd_output_open(lyd_output *output, const char *path, lyd_diag *diag);
lyd_status lyd_output_close(lyd_output *output, lyd_status status);

#endif
