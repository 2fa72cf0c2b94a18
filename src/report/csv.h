/* csv.h: cells that a spreadsheet shows as they are. */
#ifndef LYD_REPORT_CSV_H
#define LYD_REPORT_CSV_H

#include <lyncdns/base.h>

/* Writes BEFORE (empty, or the separator) and a quoted cell of COUNT lines. */
void lyd_csv_cell(FILE *stream, const char *before, const char *const *lines, size_t count);

#endif
