#include "saved.h"

#include "dns/type.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct saved_source {
    lyd_source base;
    lyd_saved_reader reader;
} saved_source;

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    const lyd_saved_reader *r = &((const saved_source *)base)->reader;
    uint32_t *numbers = calloc(server_count + 1, sizeof(*numbers));
    lyd_status status = numbers == NULL ? LYD_ENOMEM : LYD_OK;
    bool stopped = false;
    size_t hint = 0;
    (void)arena; /* the texts and records are the source's */
    for (size_t i = 0; i < server_count && numbers != NULL; i++) {
        if (!lyd_map_get(r->server_index, servers[i].text, &numbers[i])) {
            numbers[i] = LYD_NONE;
        }
    }
    for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
        const lyd_question *q = &questions[i];
        uint32_t number = numbers[q->server];
        const lyd_saved_item *item = number != LYD_NONE ? lyd_saved_find(r, q->name, (uint16_t)number, q->type, &hint) : NULL;
        if (item == NULL) {
            answers[i] = (lyd_answer){.status = LYD_REFUSED};
            char type[LYD_TYPE_TEXT];
            lyd_type_format(q->type, type);
            status = lyd_diag_error(diag, r->path, 0, "no answer of %s to %s %s was saved", servers[q->server].text, q->name, type);
            continue;
        }
        answers[i] = item->answer;
        stopped = stopped || item->answer.cause == LYD_STOPPED;
    }
    free(numbers);
    return status == LYD_OK && stopped ? LYD_ESTOPPED : status;
}

static void free_saved(lyd_source *base)
{
    saved_source *source = (saved_source *)base;
    lyd_saved_clear(&source->reader);
    free(source);
}

static const lyd_source_functions functions = {"answers", ask, free_saved};

static saved_source *make(const char *path, lyd_diag *diag)
{
    saved_source *source = calloc(1, sizeof(*source));
    if (source != NULL) {
        source->base.functions = &functions;
        if (lyd_saved_start(&source->reader, path, diag) != LYD_OK) {
            free_saved(&source->base);
            source = NULL;
        }
    }
    return source;
}

/* Hands SOURCE on when all went well, else frees it. */
static lyd_status hand_over(saved_source *made, lyd_status status, lyd_source **source, const lyd_saved **saved)
{
    if (status == LYD_OK) {
        status = lyd_saved_end(&made->reader);
    }
    made->reader.diag = NULL;
    if (status != LYD_OK) {
        free_saved(&made->base);
        return status;
    }
    *source = &made->base;
    *saved = &made->reader.head;
    return LYD_OK;
}

lyd_status lyd_saved_parse(const char *text, size_t length, const char *path, lyd_source **source, const lyd_saved **saved, lyd_diag *diag)
{
    saved_source *made = make(path, diag);
    lyd_status status = made == NULL ? LYD_ENOMEM : LYD_OK;
    *source = NULL;
    *saved = NULL;
    for (size_t at = 0; at < length && status == LYD_OK;) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t line = newline != NULL ? (size_t)(newline - text) - at : length - at;
        status = lyd_saved_line(&made->reader, text + at, line);
        at += line + 1;
    }
    return made == NULL ? LYD_ENOMEM : hand_over(made, status, source, saved);
}

static lyd_status read_lines(saved_source *made, FILE *stream, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    char *line = NULL;
    size_t room = 0;
    ssize_t got;
    int first = getc(stream);
    if (first != EOF && first != '{') { /* no such file: it needn't be read for its lines */
        return lyd_saved_line(&made->reader, "", 0);
    }
    (void)ungetc(first, stream);
    errno = 0;
    while (status == LYD_OK && (got = getline(&line, &room, stream)) > 0) {
        size_t length = (size_t)got;
        length -= line[length - 1] == '\n' ? 1 : 0;
        status = lyd_saved_line(&made->reader, line, length);
    }
    if (status == LYD_OK && ferror(stream)) {
        status = lyd_diag_io(diag, made->reader.path, errno, "can't read");
    }
    free(line);
    return status;
}

lyd_status lyd_saved_load(const char *path, lyd_source **source, const lyd_saved **saved, lyd_diag *diag)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *stream = standard ? stdin : fopen(path, "rb");
    *source = NULL;
    *saved = NULL;
    if (stream == NULL) {
        return lyd_diag_io(diag, path, errno, "can't open");
    }
    saved_source *made = make(standard ? "standard input" : path, diag);
    lyd_status status = made == NULL ? LYD_ENOMEM : read_lines(made, stream, diag);
    if (!standard) {
        (void)fclose(stream);
    }
    return made == NULL ? LYD_ENOMEM : hand_over(made, status, source, saved);
}
