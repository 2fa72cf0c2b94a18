/* csv.h: reads a list of names with a header row into a builder. */
#ifndef LYD_TOPOLOGY_CSV_H
#define LYD_TOPOLOGY_CSV_H

#include "topology/build/builder.h"

/* True when TEXT begins as such a list does: a header row (a "#TYPE" line, as Export-Csv writes it, may come first) with a column fqdn. */
bool lyd_csv_recognise(const char *text, size_t length);

/* TEXT is UTF-8 without a byte-order mark; PATH is what lyd_builder_begin was told. LYD_EINVAL: sentences in DIAG. */
lyd_status lyd_csv_read(lyd_builder *builder, const char *text, size_t length, const char *path, lyd_diag *diag);

#endif
