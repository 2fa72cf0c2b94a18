/* csv.h: reads a list of names with a header row into a builder. */
#ifndef LYD_TOPOLOGY_CSV_H
#define LYD_TOPOLOGY_CSV_H

#include "topology/build/builder.h"

/* True when TEXT begins with a header row that has a column fqdn, or with the "#TYPE" line that Export-Csv writes before one. */
bool lyd_csv_recognise(const char *text, size_t length);

lyd_reader lyd_csv_read;

#endif
