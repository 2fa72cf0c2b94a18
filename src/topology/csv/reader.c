/* Comma-separated values (RFC 4180), read row by row and without copying. */
#include "reader.h"

#include <string.h>

void lyd_csv_open(lyd_csv *csv, const char *text, size_t length, char separator)
{
    csv->at = text;
    csv->end = text + length;
    csv->separator = separator;
    csv->line = 0;
    csv->next_line = 1;
    csv->count = 0;
    csv->why = NULL;
}

/* Skips a line end, if one is here. */
static bool end_of_line(lyd_csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r') {
        csv->at++;
        if (csv->at < csv->end && *csv->at == '\n') {
            csv->at++;
        }
    } else if (csv->at < csv->end && *csv->at == '\n') {
        csv->at++;
    } else {
        return false;
    }
    csv->next_line++;
    return true;
}

static bool blank(const lyd_csv *csv, char c)
{
    return (c == ' ' || c == '\t') && c != csv->separator;
}

static void skip_blanks(lyd_csv *csv)
{
    while (csv->at < csv->end && blank(csv, *csv->at)) {
        csv->at++;
    }
}

/* A field without quotes: up to the separator or the line's end. */
static void plain(lyd_csv *csv, lyd_csv_field *field)
{
    const char *from = csv->at, *p = from;
    while (p < csv->end && *p != csv->separator && *p != '\r' && *p != '\n') {
        p++;
    }
    csv->at = p;
    while (p > from && blank(csv, p[-1])) {
        p--;
    }
    *field = (lyd_csv_field){from, (size_t)(p - from)};
}

/* Copies a quoted field with its doubled quotes undone. */
static bool undouble(lyd_csv *csv, const char *from, const char *to, lyd_csv_field *field)
{
    if ((size_t)(to - from) > sizeof(csv->quoted) - csv->quoted_used) {
        csv->why = "quoted fields longer than 8192 bytes";
        return false;
    }
    char *out = csv->quoted + csv->quoted_used, *p = out;
    while (from < to) {
        *p++ = *from;
        from += *from == '"' ? 2 : 1;
    }
    *field = (lyd_csv_field){out, (size_t)(p - out)};
    csv->quoted_used += field->length;
    return true;
}

static bool quoted(lyd_csv *csv, lyd_csv_field *field)
{
    const char *from = ++csv->at, *p = from;
    bool doubled = false;
    size_t lines = 0;
    for (;;) {
        p = p < csv->end ? memchr(p, '"', (size_t)(csv->end - p)) : NULL;
        if (p == NULL) {
            csv->why = "missing closing quote";
            return false;
        }
        if (p + 1 == csv->end || p[1] != '"') {
            break;
        }
        doubled = true;
        p += 2;
    }
    for (const char *q = from; (q = memchr(q, '\n', (size_t)(p - q))) != NULL; q++) {
        lines++;
    }
    csv->next_line += lines;
    csv->at = p + 1;
    *field = (lyd_csv_field){from, (size_t)(p - from)};
    if (doubled && !undouble(csv, from, p, field)) {
        return false;
    }
    skip_blanks(csv);
    if (csv->at < csv->end && *csv->at != csv->separator && *csv->at != '\r' && *csv->at != '\n') {
        csv->why = "text after a closing quote";
        return false;
    }
    return true;
}

static bool row(lyd_csv *csv)
{
    for (;;) {
        lyd_csv_field *field = &csv->fields[csv->count];
        if (csv->count == LYD_CSV_FIELDS) {
            csv->why = "more than 256 fields";
            return false;
        }
        skip_blanks(csv);
        if (csv->at < csv->end && *csv->at == '"') {
            if (!quoted(csv, field)) {
                return false;
            }
        } else {
            plain(csv, field);
        }
        csv->count++;
        if (csv->at == csv->end || end_of_line(csv)) {
            return true;
        }
        csv->at++; /* the separator */
    }
}

static void skip_line(lyd_csv *csv)
{
    while (csv->at < csv->end && *csv->at != '\r' && *csv->at != '\n') {
        csv->at++;
    }
    (void)end_of_line(csv);
}

lyd_csv_row lyd_csv_next(lyd_csv *csv)
{
    csv->why = NULL;
    while (csv->at < csv->end) {
        csv->count = 0;
        csv->quoted_used = 0;
        csv->line = csv->next_line;
        if (!row(csv)) {
            skip_line(csv);
            return LYD_CSV_WRONG;
        }
        for (size_t i = 0; i < csv->count; i++) {
            if (csv->fields[i].length > 0) {
                return LYD_CSV_ROW;
            }
        }
    }
    return LYD_CSV_END;
}
