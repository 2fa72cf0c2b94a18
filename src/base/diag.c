#include "text.h"

#include <lyncdns/base.h>

#include <stdlib.h>
#include <string.h>

typedef struct message {
    char *text;   /* the whole line without the program's name */
    size_t place; /* bytes of "file:line: " at its start */
    bool note;
} message;

struct lyd_diag {
    message *messages;
    size_t count, capacity, errors, notes, lost;
};

lyd_diag *lyd_diag_new(void)
{
    return calloc(1, sizeof(lyd_diag));
}

void lyd_diag_free(lyd_diag *diag)
{
    if (diag == NULL) {
        return;
    }
    for (size_t i = 0; i < diag->count; i++) {
        free(diag->messages[i].text);
    }
    free(diag->messages);
    free(diag);
}

/* TEXT with everything unsafe for a terminal escaped; NULL: out of memory. */
static char *safe_copy(const char *text)
{
    size_t left = strlen(text);
    char *copy = malloc(left * 4 + 1), *out = copy;
    for (const unsigned char *p = (const unsigned char *)text; copy != NULL && left > 0;) {
        size_t length = lyd_text_safe_unit(p, left);
        if (length == 0) {
            out += snprintf(out, 5, "\\x%02X", *p);
            length = 1;
        } else {
            memcpy(out, p, length);
            out += length;
        }
        p += length;
        left -= length;
    }
    if (copy != NULL) {
        *out = '\0';
    }
    return copy;
}

LYD_PRINTF(5, 0) static void add(lyd_diag *diag, bool note, const char *file, size_t line, const char *format, va_list arguments)
{
    char raw[1024]; /* longer sentences are cut: names in them may be of any length */
    size_t place = 0;

    if (diag == NULL) {
        return;
    }
    *(note ? &diag->notes : &diag->errors) += 1;
    if (file != NULL) {
        int n = line > 0 ? snprintf(raw, 512, "%s:%zu: ", file, line) : snprintf(raw, 512, "%s: ", file);
        place = n < 0 ? 0 : (n < 512 ? (size_t)n : 511);
    }
    (void)vsnprintf(raw + place, sizeof(raw) - place, format, arguments);

    if (diag->count >= LYD_DIAG_MAX || lyd_grow((void **)&diag->messages, &diag->capacity, diag->count, sizeof(message)) != LYD_OK) {
        diag->lost++;
        return;
    }
    message *m = &diag->messages[diag->count];
    m->text = safe_copy(raw);
    if (m->text == NULL) {
        diag->lost++;
        return;
    }
    char saved = raw[place];
    raw[place] = '\0';
    char *prefix = safe_copy(raw);
    raw[place] = saved;
    m->place = prefix == NULL ? 0 : strlen(prefix);
    free(prefix);
    m->note = note;
    diag->count++;
}

lyd_status lyd_diag_error(lyd_diag *diag, const char *file, size_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diag, false, file, line, format, arguments);
    va_end(arguments);
    return LYD_EINVAL;
}

lyd_status lyd_diag_io(lyd_diag *diag, const char *file, int error_number, const char *doing)
{
    (void)lyd_diag_error(diag, file, 0, "%s: %s", doing, strerror(error_number));
    return LYD_EIO;
}

void lyd_diag_note(lyd_diag *diag, const char *file, size_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diag, true, file, line, format, arguments);
    va_end(arguments);
}

size_t lyd_diag_errors(const lyd_diag *diag)
{
    return diag->errors;
}

size_t lyd_diag_notes(const lyd_diag *diag)
{
    return diag->notes;
}

const char *lyd_diag_message(const lyd_diag *diag, size_t i)
{
    return i < diag->count ? diag->messages[i].text : NULL;
}

bool lyd_diag_is_note(const lyd_diag *diag, size_t i)
{
    return i < diag->count && diag->messages[i].note;
}

void lyd_diag_print(const lyd_diag *diag, FILE *stream, const char *program)
{
    for (size_t i = 0; i < diag->count; i++) {
        const message *m = &diag->messages[i];
        (void)fprintf(stream, "%s: %.*s%s%s\n", program, (int)m->place, m->text, m->note ? "note: " : "", m->text + m->place);
    }
    if (diag->lost > 0) {
        (void)fprintf(stream, "%s: … and %zu more\n", program, diag->lost);
    }
}
