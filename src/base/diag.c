/* Status texts, and what is gathered while reading: errors, notes, and which files were read. */
#include <lyncdns/base.h>

#include <stdlib.h>
#include <string.h>

static const lyd_row status_texts[] = {
    {LYD_OK, "success"},
    {LYD_ENOMEM, "out of memory"},
    {LYD_EINVAL, "invalid input"},
    {LYD_EIO, "input or output failed"},
    {LYD_ESTOPPED, "stopped before the end"},
    {LYD_EBUSY, "in use by another process"},
    {0, NULL},
};

const char *lyd_status_text(lyd_status status)
{
    const char *text = lyd_row_name(status_texts, (int)status);
    return text != NULL ? text : "unknown status";
}

typedef struct message {
    char *text;   /* the whole line without the program's name */
    size_t place; /* bytes of "file:line: " at its start */
    bool note;
} message;

typedef struct input {
    dev_t device;
    ino_t inode;
    char *path;
} input;

struct lyd_diag {
    lyd_diag *above; /* which knows what was read; NULL: this one does */
    message *messages;
    size_t count, capacity, errors, notes, lost;
    input *inputs;
    size_t input_count, input_capacity;
};

lyd_diag *lyd_diag_new(void)
{
    return calloc(1, sizeof(lyd_diag));
}

lyd_diag *lyd_diag_below(lyd_diag *above)
{
    lyd_diag *diag = lyd_diag_new();
    if (diag != NULL) {
        diag->above = above;
    }
    return diag;
}

void lyd_diag_forget(lyd_diag *diag)
{
    for (size_t i = 0; i < diag->count; i++) {
        free(diag->messages[i].text);
    }
    diag->count = diag->errors = diag->notes = diag->lost = 0;
}

void lyd_diag_free(lyd_diag *diag)
{
    if (diag == NULL) {
        return;
    }
    lyd_diag_forget(diag);
    for (size_t i = 0; i < diag->input_count; i++) {
        free(diag->inputs[i].path);
    }
    free(diag->messages);
    free(diag->inputs);
    free(diag);
}

/* A copy of TEXT with what is unsafe for a terminal escaped; *PLACE, bytes of TEXT, becomes bytes of the copy. NULL: out of memory. */
static char *safe_copy(const char *text, size_t *place)
{
    size_t length = strlen(text), end = *place;
    char *copy = malloc(length * 4 + 1), *out = copy;
    for (size_t i = 0; copy != NULL && i < length;) {
        size_t unit = lyd_text_safe_unit((const unsigned char *)text + i, length - i);
        if (unit == 0) {
            out += snprintf(out, 5, "\\x%02X", (unsigned)(unsigned char)text[i]);
            unit = 1;
        } else {
            memcpy(out, text + i, unit);
            out += unit;
        }
        i += unit;
        *place = i <= end ? (size_t)(out - copy) : *place;
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
    m->text = safe_copy(raw, &place);
    if (m->text == NULL) {
        diag->lost++;
        return;
    }
    m->place = place;
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

lyd_status lyd_diag_move(lyd_diag *diag, lyd_diag *from)
{
    for (size_t i = 0; diag != NULL && i < from->count; i++) {
        if (lyd_grow((void **)&diag->messages, &diag->capacity, diag->count, sizeof(message)) != LYD_OK) {
            return LYD_ENOMEM;
        }
        diag->messages[diag->count++] = from->messages[i];
        from->messages[i].text = NULL;
    }
    if (diag != NULL) {
        diag->errors += from->errors;
        diag->notes += from->notes;
        diag->lost += from->lost;
    }
    lyd_diag_forget(from);
    return LYD_OK;
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

static lyd_status add_input(lyd_diag *diag, const struct stat *about, const char *path)
{
    if (lyd_diag_input_at(diag, about) != NULL) {
        return LYD_OK;
    }
    while (diag->above != NULL) {
        diag = diag->above;
    }
    char *copy = strdup(path);
    if (copy == NULL || lyd_grow((void **)&diag->inputs, &diag->input_capacity, diag->input_count, sizeof(input)) != LYD_OK) {
        free(copy);
        return LYD_ENOMEM;
    }
    diag->inputs[diag->input_count++] = (input){about->st_dev, about->st_ino, copy};
    return LYD_OK;
}

lyd_status lyd_diag_input(lyd_diag *diag, const char *path, int descriptor)
{
    struct stat about;
    return diag == NULL || fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode) ? LYD_OK : add_input(diag, &about, path);
}

const char *lyd_diag_input_at(const lyd_diag *diag, const struct stat *about)
{
    while (diag != NULL && diag->above != NULL) {
        diag = diag->above;
    }
    for (size_t i = 0; diag != NULL && i < diag->input_count; i++) {
        if (diag->inputs[i].device == about->st_dev && diag->inputs[i].inode == about->st_ino) {
            return diag->inputs[i].path;
        }
    }
    return NULL;
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

const char *lyd_diag_first_error(const lyd_diag *diag)
{
    size_t i = 0;
    while (lyd_diag_is_note(diag, i)) {
        i++;
    }
    return lyd_diag_message(diag, i);
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
