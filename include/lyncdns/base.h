/* base.h: what all rooms use: status, gathered messages, memory, tables of names, text.
 *
 * Nothing here knows DNS or Lync. No function keeps state outside the objects passed to it. */
#ifndef LYNCDNS_BASE_H
#define LYNCDNS_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#if defined(__GNUC__)
#define LYD_PRINTF(format_index, first_argument) __attribute__((format(printf, format_index, first_argument)))
#else
#define LYD_PRINTF(format_index, first_argument)
#endif

#define LYD_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* No index: an optional reference that isn't set. */
#define LYD_NONE UINT32_MAX

/* ---- status: what every fallible function returns ---- */

typedef enum lyd_status {
    LYD_OK = 0,
    LYD_ENOMEM,   /* out of memory: an ordinary status, everything made so far is freed */
    LYD_EINVAL,   /* the input is wrong; the sentences are in the lyd_diag */
    LYD_EIO,      /* the system refused to read or write; the sentence is in the lyd_diag */
    LYD_ESTOPPED, /* stopped by a signal or the deadline before the end */
    LYD_EBUSY,    /* in use by another process (the history database) */
} lyd_status;

const char *lyd_status_text(lyd_status status);

/* ---- diag: what is gathered while reading input: errors and notes, printed once by the program, and which files were read ----
 *
 * Sentences are stored with control bytes and bytes that aren't UTF-8 written as \xNN, so that printing them is safe on any terminal.
 * At most LYD_DIAG_MAX errors are kept; the rest are counted. */

#define LYD_DIAG_MAX 50

typedef struct lyd_diag lyd_diag;

lyd_diag *lyd_diag_new(void);              /* NULL: out of memory */
lyd_diag *lyd_diag_below(lyd_diag *above); /* with messages of its own; what was read is known to ABOVE, which must outlive it */
void lyd_diag_free(lyd_diag *diag);

/* Adds an error. FILE may be NULL; LINE counts from 1, 0 means none. Always returns LYD_EINVAL (lyd_diag_io: LYD_EIO), so that a caller
 * can return it. DIAG may be NULL: then nothing is kept. */
lyd_status lyd_diag_error(lyd_diag *diag, const char *file, size_t line, const char *format, ...) LYD_PRINTF(4, 5);
lyd_status lyd_diag_io(lyd_diag *diag, const char *file, int error_number, const char *doing);

/* Adds a note: worth reporting, but no error. */
void lyd_diag_note(lyd_diag *diag, const char *file, size_t line, const char *format, ...) LYD_PRINTF(4, 5);

/* Keeps that PATH was read from DESCRIPTOR, so that nothing is written over it; only regular files count. */
lyd_status lyd_diag_input(lyd_diag *diag, const char *path, int descriptor);
const char *lyd_diag_input_at(const lyd_diag *diag, const struct stat *about); /* the path that was read from this file; NULL: none was */

void lyd_diag_forget(lyd_diag *diag);                     /* all messages; what was read stays known */
lyd_status lyd_diag_move(lyd_diag *diag, lyd_diag *from); /* the messages of FROM; DIAG may be NULL */

size_t lyd_diag_errors(const lyd_diag *diag);
size_t lyd_diag_notes(const lyd_diag *diag);

/* The I-th message, errors and notes in the order in which they were added, as "file:line: sentence"; NULL past the end. */
const char *lyd_diag_message(const lyd_diag *diag, size_t i);
bool lyd_diag_is_note(const lyd_diag *diag, size_t i);
const char *lyd_diag_first_error(const lyd_diag *diag); /* NULL: there is none */

/* Prints every message as "PROGRAM: file:line: sentence" (notes with "note: " before the sentence). */
void lyd_diag_print(const lyd_diag *diag, FILE *stream, const char *program);

/* ---- arena: memory of one run, freed at once ---- */

typedef struct lyd_arena lyd_arena;

lyd_arena *lyd_arena_new(void); /* NULL: out of memory */
void lyd_arena_free(lyd_arena *arena);

/* Aligned for any object of that size; zeroed by lyd_arena_zalloc only. NULL: out of memory. SIZE 0 gives a unique pointer. */
void *lyd_arena_alloc(lyd_arena *arena, size_t size);
void *lyd_arena_zalloc(lyd_arena *arena, size_t count, size_t size);
char *lyd_arena_text(lyd_arena *arena, const char *text, size_t length); /* a copy, NUL-terminated */
char *lyd_arena_printf(lyd_arena *arena, const char *format, ...) LYD_PRINTF(2, 3);
char *lyd_arena_vprintf(lyd_arena *arena, const char *format, va_list arguments) LYD_PRINTF(2, 0);
size_t lyd_arena_size(const lyd_arena *arena); /* bytes taken from the system */

/* Makes room for one more element in an array that grows on the heap: doubles *CAPACITY when COUNT has reached it. */
lyd_status lyd_grow(void **array, size_t *capacity, size_t count, size_t element_size);

/* ---- map: text to a number, for names to indexes ---- */

typedef struct lyd_map lyd_map;

lyd_map *lyd_map_new(void); /* NULL: out of memory */
void lyd_map_free(lyd_map *map);

/* KEY stays the caller's and must outlive the map. Putting a key again replaces its value. */
lyd_status lyd_map_put(lyd_map *map, const char *key, uint32_t value);
bool lyd_map_get(const lyd_map *map, const char *key, uint32_t *value);
size_t lyd_map_count(const lyd_map *map);

/* ---- hash: FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/); no protection against forgery ---- */

#define LYD_HASH_START UINT64_C(14695981039346656037)
static inline uint64_t lyd_hash_byte(uint64_t hash, unsigned char byte)
{
    return (hash ^ byte) * UINT64_C(1099511628211);
}

/* ---- table: names of numbers (roles, statuses, severities, formats), ended by a row whose name is NULL ---- */

typedef struct lyd_row {
    int id;
    const char *name;
} lyd_row;

const char *lyd_row_name(const lyd_row *table, int id);           /* NULL: no such number */
bool lyd_row_id(const lyd_row *table, const char *name, int *id); /* exact, case-sensitive */

/* The nearest of COUNT names to a misspelling, or NULL if none is near. Each is STRIDE bytes after the one before, so that any array of
 * rows that hold a name will do. */
const char *lyd_nearest(const char *text, const char *const *names, size_t stride, size_t count);
const char *lyd_row_nearest(const lyd_row *table, const char *text);

/* The end of a sentence: "; did you mean "NEAREST"?", or nothing where NEAREST is NULL. Returns TEXT. */
#define LYD_HINT_TEXT 96
const char *lyd_hint(char text[LYD_HINT_TEXT], const char *nearest);

/* Edit distance (insert, delete, change, swap of neighbours), case-blind, texts cut at 63 bytes. */
size_t lyd_text_distance(const char *a, const char *b);

/* ---- text ---- */

/* Bytes of the UTF-8 sequence (RFC 3629) that TEXT begins with; 0: not UTF-8. */
size_t lyd_utf8_length(const unsigned char *text, size_t left);

/* Writes one code point at OUT, at most four bytes (RFC 3629); their number. */
size_t lyd_utf8_put(char *out, uint32_t c);

/* The same as lyd_utf8_length, but 0 also for control characters and bidirectional overrides. */
size_t lyd_text_safe_unit(const unsigned char *text, size_t left);

/* Writes TEXT so that a terminal can't be driven by it: control bytes and bytes that aren't valid UTF-8 as \xNN. */
void lyd_text_print_safe(FILE *stream, const char *text);
void lyd_text_print_part(FILE *stream, const char *text, size_t length); /* the same of LENGTH bytes */

/* What WRITE writes, NUL-terminated after LENGTH bytes, freed by the caller. WRITE is called again for a longer text and must write the
 * same; it doesn't return LYD_EIO. *TEXT is NULL unless LYD_OK is returned: memory that runs out loses nothing unnoticed. */
typedef lyd_status lyd_text_writer(void *context, FILE *stream);
lyd_status lyd_text_capture(lyd_text_writer *write, void *context, char **text, size_t *length);

/* Reads a whole file into memory (NUL-terminated after LENGTH bytes, freed by the caller). More than LIMIT bytes, a directory or anything
 * that isn't readable is an error in DIAG, which keeps what was read (lyd_diag_input). "-" is standard input. */
lyd_status lyd_file_read(const char *path, size_t limit, char **content, size_t *length, lyd_diag *diag);

/* The same of a regular file only: a pipe or a device, which may have no end, is an error. "-" is an ordinary name. */
lyd_status lyd_file_read_regular(const char *path, size_t limit, char **content, size_t *length, lyd_diag *diag);

/* The files in the folder PATH, not below, whose names end in one of ENDINGS (ended by NULL) and don't begin with a point: as "PATH/NAME",
 * by name, in ARENA. A folder that can't be read is an error in DIAG. */
lyd_status lyd_folder_list(const char *path, const char *const *endings, lyd_arena *arena, const char *const **files, size_t *count,
                           lyd_diag *diag);

/* The text of a file as UTF-8 without a byte-order mark: UTF-8 with or without one, UTF-16 with one. *DECODED lies in TEXT, or in *OWNED,
 * which the caller frees (NULL where nothing had to be converted). NUL bytes and invalid encodings are errors with their line. */
lyd_status lyd_decode(const char *text, size_t length, const char *path, const char **decoded, size_t *decoded_length, char **owned,
                      lyd_diag *diag);

/* The same by the byte-order mark alone: text without one is left as it is, and nothing is checked but UTF-16. */
lyd_status lyd_decode_marked(const char *text, size_t length, const char *path, const char **decoded, size_t *decoded_length, char **owned,
                             lyd_diag *diag);

/* Days since 1970-01-01 of a date "YYYY-MM-DD" that exists in the Gregorian calendar; false otherwise. */
bool lyd_date_parse(const char *text, int64_t *day);

/* "2s", "500ms", "15m", "90d", "1h", or a bare number of seconds, as milliseconds. False: not a duration, negative, or over 100 years. */
bool lyd_duration_parse(const char *text, int64_t *milliseconds);

/* A point in time (seconds since 1970, UTC) as "YYYY-MM-DDTHH:MM:SSZ" (ISO 8601). */
#define LYD_TIME_TEXT 48
void lyd_time_format(int64_t seconds, char text[LYD_TIME_TEXT]);

/* The same of such a text; false: it is none, or no time that a file may hold. */
bool lyd_time_parse(const char *text, int64_t *seconds);

/* The times that a file may hold: from 1970 to the last second of the year 9999. A clock that shows another is wrong. */
#define LYD_TIME_MAX INT64_C(253402300799)
bool lyd_time_valid(int64_t seconds);

/* Points in time from FROM to UNTIL, both included. */
typedef struct lyd_span {
    int64_t from, until;
} lyd_span;

/* The last MILLISECONDS before NOW, and a little after it: a clock elsewhere may be ahead. */
lyd_span lyd_span_before(int64_t now, double milliseconds);

/* Why SECONDS isn't in such a span, in words that follow the time: "older than --max-age allows"; NULL: it is. */
const char *lyd_span_fault(const lyd_span *span, int64_t seconds);

int64_t lyd_monotonic_us(void); /* microseconds on CLOCK_MONOTONIC */

/* Shell-style pattern (* and ?, nothing else special), case-blind. */
bool lyd_glob_match(const char *pattern, const char *text);

/* ---- JSON, streamed ----
 *
 * Writes commas, indentation and escapes; the caller balances open and close. Bytes that aren't UTF-8 become U+FFFD. */

typedef struct lyd_json lyd_json;

lyd_json *lyd_json_new(FILE *stream, bool pretty);                 /* NULL: out of memory */
lyd_status lyd_json_free(lyd_json *json);                          /* ends the text with a newline; LYD_EIO: the stream has failed */
void lyd_json_line(lyd_json *json);                                /* ends a text of one line; another may follow */
void lyd_json_open(lyd_json *json, const char *key, char bracket); /* BRACKET: '{' or '['; KEY NULL inside an array or at the top */
void lyd_json_close(lyd_json *json);
void lyd_json_text(lyd_json *json, const char *key, const char *text); /* NULL text: null */
void lyd_json_integer(lyd_json *json, const char *key, int64_t value);
void lyd_json_number(lyd_json *json, const char *key, double value, int decimals);
void lyd_json_bool(lyd_json *json, const char *key, bool value);

#endif
