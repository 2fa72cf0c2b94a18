/* JSON written as a stream. jansson builds a tree first, which costs 4 us for each lookup of a report, more than writing the whole
 * report. */
#include <lyncdns/base.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER 65536
#define DEPTH_MAX 32

/* Containers up to this depth have a line for each member; what lies deeper stays on its line, such as one answer of an endpoint. */
#define DEPTH_OF_LINES 4
#define LINE_SIZE (1 + DEPTH_OF_LINES)

struct lyd_json {
    FILE *stream;
    bool pretty;
    bool failed;
    bool begun; /* the innermost open container has a member */
    int depth;
    char closers[DEPTH_MAX];
    size_t used;
    char buffer[BUFFER];
};

lyd_json *lyd_json_new(FILE *stream, bool pretty)
{
    lyd_json *json = malloc(sizeof(*json));
    if (json != NULL) {
        json->stream = stream;
        json->pretty = pretty;
        json->failed = false;
        json->begun = false;
        json->depth = 0;
        json->used = 0;
    }
    return json;
}

static void flush(lyd_json *json)
{
    if (json->used > 0 && fwrite(json->buffer, 1, json->used, json->stream) != json->used) {
        json->failed = true;
    }
    json->used = 0;
}

/* A place where SIZE bytes (far fewer than the buffer) can be written. */
static inline char *room(lyd_json *json, size_t size)
{
    if (json->used + size > BUFFER) {
        flush(json);
    }
    return json->buffer + json->used;
}

/* Writes a few bytes; if their number is a constant, the call becomes a store or two. */
static inline void put_few(lyd_json *json, const char *bytes, size_t size)
{
    memcpy(room(json, size), bytes, size);
    json->used += size;
}

static void put(lyd_json *json, const char *bytes, size_t size)
{
    if (size <= BUFFER - json->used) {
        memcpy(json->buffer + json->used, bytes, size);
        json->used += size;
        return;
    }
    while (size > 0) {
        size_t part = size < BUFFER / 2 ? size : BUFFER / 2;
        memcpy(room(json, part), bytes, part);
        json->used += part;
        bytes += part;
        size -= part;
    }
}

/* A line and its indentation. All of the deepest is stored, since a constant size needs no call, and what is too much is written over. */
static inline char *line_at(char *out, int depth)
{
    static const char line[] = {'\n', ' ', ' ', ' ', ' '};
    _Static_assert(sizeof(line) == LINE_SIZE, "a space for each depth that has lines");
    memcpy(out, line, sizeof(line));
    return out + 1 + depth;
}

static bool by_lines(const lyd_json *json)
{
    return json->pretty && json->depth > 0 && json->depth <= DEPTH_OF_LINES;
}

/* What precedes a member: comma, line, key. Keys are words of this program, far shorter than the buffer. */
static void lead(lyd_json *json, const char *key)
{
    size_t length = key == NULL ? 0 : strlen(key);
    char *begin = room(json, 2 + LINE_SIZE + 1 + length + 3), *out = begin;
    bool lines = by_lines(json);
    if (json->begun) {
        memcpy(out, ", ", 2);
        out += lines ? 1 : 2;
    }
    out = lines ? line_at(out, json->depth) : out;
    if (key != NULL) {
        *out++ = '"';
        memcpy(out, key, length);
        memcpy(out + length, "\": ", 3);
        out += length + 3;
    }
    json->used += (size_t)(out - begin);
    json->begun = true;
}

lyd_status lyd_json_free(lyd_json *json)
{
    if (json == NULL) {
        return LYD_OK;
    }
    if (json->begun) {
        put_few(json, "\n", 1);
    }
    flush(json);
    lyd_status status = json->failed || ferror(json->stream) ? LYD_EIO : LYD_OK;
    free(json);
    return status;
}

void lyd_json_line(lyd_json *json)
{
    assert(json->depth == 0);
    put_few(json, "\n", 1);
    json->begun = false;
}

void lyd_json_open(lyd_json *json, const char *key, char bracket)
{
    assert(json->depth < DEPTH_MAX);
    lead(json, key);
    put_few(json, &bracket, 1);
    json->closers[json->depth++] = bracket == '{' ? '}' : ']';
    json->begun = false;
}

void lyd_json_close(lyd_json *json)
{
    assert(json->depth > 0);
    bool lines = by_lines(json) && json->begun;
    json->depth--;
    if (lines) {
        (void)line_at(room(json, LINE_SIZE), json->depth);
        json->used += 1 + (size_t)json->depth;
    }
    put_few(json, &json->closers[json->depth], 1);
    json->begun = true;
}

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Sets the high bit of each byte of WORD that is zero. Bytes above the first may be wrong, but whether there is any zero byte is exact. */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - ONES) & ~word & HIGHS;
}

static uint64_t word_at(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof(word));
    return word;
}

static inline bool is_plain(uint64_t word)
{
    uint64_t low = (word - ONES * 0x20) & ~word & HIGHS;
    return (low | zero_bytes(word ^ (ONES * '"')) | zero_bytes(word ^ (ONES * '\\')) | zero_bytes(word ^ (ONES * 0x7F)) | (word & HIGHS)) ==
           0;
}

/* How many bytes of TEXT need no escape in a JSON text: ASCII except controls, quote and backslash. Eight at a time, since nearly all text
 * of a report is of that kind. */
static size_t plain_run(const char *text, size_t length)
{
    size_t i = 0;
    while (i + 8 <= length && is_plain(word_at(text + i))) {
        i += 8;
    }
    if (length >= 8 && i > length - 8 && is_plain(word_at(text + length - 8))) {
        return length;
    }
    while (i < length && text[i] >= 0x20 && text[i] < 0x7F && text[i] != '"' && text[i] != '\\') {
        i++;
    }
    return i;
}

static void put_escape(lyd_json *json, unsigned code)
{
    json->used += (size_t)snprintf(room(json, 8), 8, "\\u%04X", code);
}

/* Writes what isn't plain at the start of TEXT; returns how many bytes that was. */
static size_t put_special(lyd_json *json, const unsigned char *text, size_t left)
{
    size_t length = lyd_utf8_length(text, left);
    if (length == 0) {
        put_few(json, "\xEF\xBF\xBD", 3);
        return 1;
    }
    if (length > 1 && lyd_text_safe_unit(text, left) > 0) {
        put(json, (const char *)text, length);
    } else if (length == 1 && (text[0] == '"' || text[0] == '\\')) {
        char pair[2] = {'\\', (char)text[0]};
        put_few(json, pair, 2);
    } else if (length == 1) {
        put_escape(json, text[0]);
    } else if (length == 2) { /* what drives terminals is legal in JSON, but people read reports with cat */
        put_escape(json, (text[0] & 0x1Fu) << 6 | (text[1] & 0x3Fu));
    } else {
        put_escape(json, (text[0] & 0x0Fu) << 12 | (text[1] & 0x3Fu) << 6 | (text[2] & 0x3Fu));
    }
    return length;
}

void lyd_json_text(lyd_json *json, const char *key, const char *text)
{
    lead(json, key);
    if (text == NULL) {
        put_few(json, "null", 4);
        return;
    }
    size_t left = strlen(text);
    put_few(json, "\"", 1);
    while (left > 0) {
        size_t done = plain_run(text, left);
        if (done > 0) {
            put(json, text, done);
        } else {
            done = put_special(json, (const unsigned char *)text, left);
        }
        text += done;
        left -= done;
    }
    put_few(json, "\"", 1);
}

/* At least DIGITS digits, padded with zeros. */
static void put_digits(lyd_json *json, uint64_t value, int digits)
{
    char text[24];
    char *p = text + sizeof(text);
    do {
        *--p = (char)('0' + value % 10);
        value /= 10;
        digits--;
    } while (value > 0 || digits > 0);
    put(json, p, (size_t)(text + sizeof(text) - p));
}

void lyd_json_integer(lyd_json *json, const char *key, int64_t value)
{
    lead(json, key);
    if (value < 0) {
        put_few(json, "-", 1);
    }
    put_digits(json, value < 0 ? ~(uint64_t)value + 1 : (uint64_t)value, 1);
}

/* Uses integers, because printf writes a comma in some locales. Infinity and NaN, which JSON can't express, become null. */
void lyd_json_number(lyd_json *json, const char *key, double value, int decimals)
{
    uint64_t scale = 1;
    for (int i = 0; i < decimals; i++) {
        scale *= 10;
    }
    double scaled = floor(fabs(value) * (double)scale + 0.5);
    lead(json, key);
    if (!(scaled < 9e15)) {
        put_few(json, "null", 4);
        return;
    }
    uint64_t number = (uint64_t)scaled;
    if (value < 0 && number > 0) {
        put_few(json, "-", 1);
    }
    put_digits(json, number / scale, 1);
    number %= scale;
    while (number > 0 && number % 10 == 0) {
        number /= 10;
        decimals--;
    }
    if (number > 0) {
        put_few(json, ".", 1);
        put_digits(json, number, decimals);
    }
}

void lyd_json_bool(lyd_json *json, const char *key, bool value)
{
    lead(json, key);
    put(json, value ? "true" : "false", value ? 4 : 5);
}
