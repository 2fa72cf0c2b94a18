/* output.h: a result written to standard output, or to a file that is replaced only when all of it is written. */
#ifndef LYD_CLI_OUTPUT_H
#define LYD_CLI_OUTPUT_H

#include <lyncdns/base.h>

typedef struct lyd_output {
    FILE *stream;
    const char *path; /* as given; NULL: standard output */
    char *target;     /* the file to replace; NULL: STREAM is written in place (a device, a pipe) */
    char *temporary;  /* beside it */
    lyd_diag *diag;
} lyd_output;

/* Tells whether PATH (NULL or "-": standard output) can be written, leaving nothing behind; a sentence in DIAG if not. */
lyd_status lyd_output_check(const char *path, lyd_diag *diag);

/* True when two paths (NULL or "-": standard output) mean one file, however they are written. */
bool lyd_output_same(const char *a, const char *b);

/* Opens it. Then write to the stream, and end with lyd_output_close: STATUS is what came of the writing; when that is LYD_OK and nothing
 * fails to the end, the file is there under its name, else nothing is left and DIAG says why. */
lyd_status lyd_output_open(lyd_output *output, const char *path, lyd_diag *diag);
lyd_status lyd_output_close(lyd_output *output, lyd_status status);

#endif
