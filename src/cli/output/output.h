/* output.h: where results go. A file is replaced only when all of it is written. */
#ifndef LYD_CLI_OUTPUT_OUTPUT_H
#define LYD_CLI_OUTPUT_OUTPUT_H

#include "cli/options.h"

#include <lyncdns/report.h>

typedef struct lyd_output {
    FILE *stream;
    const char *path; /* as given; NULL: standard output */
    char *target;     /* the file to replace; NULL: STREAM is written in place (a device, a pipe) */
    char *temporary;  /* beside it */
    lyd_diag *diag;
} lyd_output;

/* Opens PATH (NULL or "-": standard output). Write to the stream, then call lyd_output_close with the STATUS of the writing: if that is
 * LYD_OK and closing succeeds, the file replaces what was at PATH; otherwise nothing is left of it and DIAG says why. */
lyd_status lyd_output_open(lyd_output *output, const char *path, lyd_diag *diag);
lyd_status lyd_output_close(lyd_output *output, lyd_status status);

/* ---- reports: --format and --output in pairs ---- */

typedef struct lyd_destination {
    const lyd_writer *writer;
    const char *path; /* NULL: standard output */
} lyd_destination;

typedef struct lyd_destinations {
    lyd_destination *items; /* freed by the caller */
    size_t count;
} lyd_destinations;

/* Pairs the formats with the files and checks that each file can be written. The k-th format goes to the k-th file; one more format than
 * files goes to standard output; a file without any --format gets text. More of either is an error, and so is a file given twice. */
lyd_status lyd_destinations_new(const lyd_options *options, lyd_destinations *destinations, lyd_diag *diag);

/* The first format of OPTIONS that is a monitoring plugin's, whose exit codes the program then has; NULL: there is none. */
const lyd_writer *lyd_destinations_plugin(const lyd_options *options);

/* Writes REPORT (only its changes, if it has them and the format, too) to every destination, even if one of them fails. Width and colour of
 * REPORT are set here. */
lyd_status lyd_destinations_write(const lyd_destinations *destinations, const lyd_options *options, lyd_report *report, lyd_diag *diag);

#endif
