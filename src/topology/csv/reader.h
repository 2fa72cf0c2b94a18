/* reader.h: comma-separated values (RFC 4180), from untrusted files. */
#ifndef LYD_TOPOLOGY_CSV_READER_H
#define LYD_TOPOLOGY_CSV_READER_H

#include <lyncdns/base.h>

#define LYD_CSV_FIELDS 256      /* of a row */
#define LYD_CSV_QUOTED_MAX 8192 /* bytes of a row's fields that hold doubled quotes */

typedef struct lyd_csv_field {
    const char *text; /* not NUL-terminated */
    size_t length;
} lyd_csv_field;

typedef struct lyd_csv {
    const char *at, *end;
    char separator;
    size_t line; /* of the row read last, from 1 */
    size_t next_line;
    lyd_csv_field fields[LYD_CSV_FIELDS];
    size_t count;
    const char *why; /* why the row is invalid */
    size_t quoted_used;
    char quoted[LYD_CSV_QUOTED_MAX]; /* copies of fields that have doubled quotes */
} lyd_csv;

typedef enum lyd_csv_row { LYD_CSV_ROW, LYD_CSV_END, LYD_CSV_WRONG } lyd_csv_row;

void lyd_csv_open(lyd_csv *csv, const char *text, size_t length, char separator);

/* Reads the next row that isn't blank. Rows end with CRLF, LF or CR; blanks around an unquoted field are not part of it. After
 * LYD_CSV_WRONG the next call reads the next line. The fields are valid until the next call. */
lyd_csv_row lyd_csv_next(lyd_csv *csv);

/* Opens a text with a header row. The "#TYPE" line of Export-Csv before it, or the "sep=" line that Excel reads, is skipped: true then. The
 * separator is the one that is stated, else the one that the header has most of. */
bool lyd_csv_open_table(lyd_csv *csv, const char *text, size_t length);

/* Reads the header row, if it is one line of less than LYD_CSV_HEADER_MAX bytes; false otherwise. */
#define LYD_CSV_HEADER_MAX 8192
bool lyd_csv_header(lyd_csv *csv);

#endif
