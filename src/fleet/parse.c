/* A JSON report as an object without its long lists. Their elements are parsed like all else, but one at a time: as a tree, a report takes
 * ten times the memory of its text. */
#include "parse.h"

#include <string.h>

typedef struct reader {
    const char *text;
    size_t length, at;
    json_error_t error; /* its line counts from AT; without a text: out of memory */
} reader;

static bool fail(reader *r, const char *words)
{
    r->error.line = 1;
    (void)snprintf(r->error.text, JSON_ERROR_TEXT_LENGTH - 1, "%s", words);
    return false;
}

static void skip_space(reader *r)
{
    while (r->at < r->length && (r->text[r->at] == ' ' || r->text[r->at] == '\n' || r->text[r->at] == '\t' || r->text[r->at] == '\r')) {
        r->at++;
    }
}

/* Skips white space, and SIGN if that follows. */
static bool take(reader *r, char sign)
{
    skip_space(r);
    bool there = r->at < r->length && r->text[r->at] == sign;
    r->at += there ? 1 : 0;
    return there;
}

/* NULL: there is no value. */
static json_t *next_value(reader *r)
{
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY;
    json_t *value = json_loadb(r->text + r->at, r->length - r->at, flags, &r->error);
    r->at += value != NULL ? (size_t)r->error.position : 0;
    return value;
}

static bool skip_list(reader *r)
{
    if (!take(r, '[')) {
        return fail(r, "'[' expected");
    }
    if (take(r, ']')) {
        return true;
    }
    do {
        json_t *element = next_value(r);
        if (element == NULL) {
            return false;
        }
        json_decref(element);
    } while (take(r, ','));
    return take(r, ']') || fail(r, "']' expected");
}

static bool is_long(const char *key)
{
    return strcmp(key, "endpoints") == 0 || strcmp(key, "services") == 0 || strcmp(key, "combinations") == 0;
}

static bool read_member(reader *r, json_t *report)
{
    json_t *key = next_value(r), *value = NULL;
    const char *name = json_string_value(key);
    bool good = name != NULL && json_object_get(report, name) == NULL;
    if (!good) {
        (void)(key == NULL || fail(r, name == NULL ? "string expected" : "duplicate object key"));
    } else if (!take(r, ':')) {
        good = fail(r, "':' expected");
    } else if (is_long(name)) {
        good = skip_list(r);
        value = good ? json_array() : NULL;
    } else {
        value = next_value(r);
        good = value != NULL;
    }
    good = good && json_object_set_new(report, name, value) == 0;
    json_decref(key);
    return good;
}

static bool read_object(reader *r, json_t *report)
{
    if (!take(r, '{')) {
        return fail(r, "'{' expected");
    }
    if (!take(r, '}')) {
        do {
            if (!read_member(r, report)) {
                return false;
            }
        } while (take(r, ','));
        if (!take(r, '}')) {
            return fail(r, "'}' expected");
        }
    }
    skip_space(r);
    return r->at == r->length || fail(r, "end of file expected");
}

static size_t line_at(const reader *r)
{
    size_t lines = 0;
    for (size_t i = 0; i < r->at; i++) {
        lines += r->text[i] == '\n' ? 1 : 0;
    }
    return lines + (size_t)(r->error.line > 0 ? r->error.line : 1);
}

lyd_status lyd_fleet_parse(const char *text, size_t length, json_t **report, char mistake[LYD_FLEET_MISTAKE])
{
    reader r = {.text = text, .length = length};
    lyd_status status = LYD_OK;
    *report = json_object();
    if (*report == NULL || !read_object(&r, *report)) {
        status = r.error.text[0] == '\0' || json_error_code(&r.error) == json_error_out_of_memory ? LYD_ENOMEM : LYD_EINVAL;
        (void)snprintf(mistake, LYD_FLEET_MISTAKE, "line %zu: %s", line_at(&r), r.error.text);
        json_decref(*report);
        *report = NULL;
    }
    return status;
}
