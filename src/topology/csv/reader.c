/* Comma-separated values (RFC 4180), read row by row and without copying. */
#include "reader.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

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

/* ---- tables ---- */

typedef struct header {
    const char *text;
    size_t line;
    char separator; /* as a "sep=" line states it; NUL: none does */
} header;

/* The beginning of the header: after the "#TYPE" line of Export-Csv, or the "sep=" line that Excel reads and some programs write. */
static header header_at(const char *text, const char *end)
{
    header h = {text, 1, '\0'};
    size_t length = (size_t)(end - text);
    if (length >= 5 && (strncasecmp(text, "sep=", 4) == 0 || strncasecmp(text, "\"sep=", 5) == 0)) {
        const char *sign = text + (*text == '"' ? 5 : 4);
        h.separator = sign < end && *sign != '"' && (ispunct((unsigned char)*sign) || *sign == '\t') ? *sign : '\0';
    } else if (length < 5 || strncasecmp(text, "#TYPE", 5) != 0) {
        return h;
    }
    const char *newline = memchr(text, '\n', length);
    h.text = newline == NULL ? end : newline + 1;
    h.line = 2;
    return h;
}

/* The separator that is stated, else that of the header: Excel writes ';' where ',' is the decimal sign. */
static char separator_of(const header *h, const char *end)
{
    static const char candidates[] = ",;\t";
    const char *text = h->text;
    size_t most = 0;
    char separator = ',';
    if (h->separator != '\0') {
        return h->separator;
    }
    for (const char *c = candidates; *c != '\0'; c++) {
        size_t count = 0;
        for (const char *p = text; p < end && *p != '\n' && *p != '\r'; p++) {
            count += *p == *c;
        }
        if (count > most) {
            most = count;
            separator = *c;
        }
    }
    return separator;
}

bool lyd_csv_open_table(lyd_csv *csv, const char *text, size_t length)
{
    const char *end = text + length;
    header h = header_at(text, end);
    lyd_csv_open(csv, h.text, (size_t)(end - h.text), separator_of(&h, end));
    csv->next_line = h.line;
    return h.text != text;
}

bool lyd_csv_header(lyd_csv *csv)
{
    const char *end = csv->end;
    size_t left = (size_t)(end - csv->at);
    const char *line_end = csv->at, *most = csv->at + (left < LYD_CSV_HEADER_MAX ? left : LYD_CSV_HEADER_MAX);
    while (line_end < most && *line_end != '\r' && *line_end != '\n') {
        line_end++;
    }
    if (line_end == csv->at + LYD_CSV_HEADER_MAX) {
        return false;
    }
    csv->end = line_end;
    lyd_csv_row row = lyd_csv_next(csv);
    csv->end = end;
    return row == LYD_CSV_ROW;
}
