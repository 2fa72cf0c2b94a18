/* destinations.h: the reports of a run, and the file that each goes to: --format and --output in pairs. */
#ifndef LYD_CLI_DESTINATIONS_H
#define LYD_CLI_DESTINATIONS_H

#include "cli/cli.h"

#include <lyncdns/report.h>

typedef struct lyd_destination {
    const lyd_writer *writer;
    const char *path; /* NULL: standard output */
} lyd_destination;

typedef struct lyd_destinations {
    lyd_destination *items; /* freed by the caller */
    size_t count;
} lyd_destinations;

/* Pairs the formats with the files. The k-th format goes to the k-th file; one more format than
 * files goes to standard output; a file without any --format gets text. More of either is an error. */
lyd_status lyd_destinations_new(const lyd_options *options, lyd_destinations *destinations, lyd_diag *diag);

/* The first format of OPTIONS that is a monitoring plugin's: one that has exit codes of its own, which the program then has, else one whose
 * reader wants to be told of a failure in its format; NULL: there is none. */
const lyd_writer *lyd_destinations_plugin(const lyd_options *options);

/* Writes REPORT (only its changes, if it has them and the format, too) to every destination, even if one of them fails. Width and colour of
 * REPORT are set here. */
lyd_status lyd_destinations_write(const lyd_destinations *destinations, const lyd_options *options, lyd_report *report, lyd_diag *diag);

#endif
