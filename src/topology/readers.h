/* readers.h: a reader for each form of a topology; load.c recognizes the form by content. */
#ifndef LYD_TOPOLOGY_READERS_H
#define LYD_TOPOLOGY_READERS_H

#include "build/builder.h"

/* The file that a text names to be read after it. NAME lives as long as the builder; NULL: none. */
typedef struct lyd_import {
    const char *name;
    size_t line;
} lyd_import;

/* Reads a text of one form, UTF-8 without a byte-order mark, into BUILDER; *IMPORT is zeroed before. */
typedef lyd_status lyd_reader(lyd_builder *builder, const char *text, size_t length, lyd_import *import);

lyd_reader lyd_yaml_read; /* the file that people write */
lyd_reader lyd_lync_read; /* Lync's exports: the published form and Topology Builder's */
lyd_reader lyd_csv_read;  /* a list of names with a header row */

/* True when TEXT begins with a header row that has a column fqdn, or with the "#TYPE" line that Export-Csv writes before one. */
bool lyd_csv_recognise(const char *text, size_t length);

#endif
