/* The files of a zone: a stack of those that are being read. */
#include "input.h"

#include <stdlib.h>
#include <string.h>

/* A file that includes itself in a way that its path doesn't show, such as by a link, ends at the first; files that include others many
 * times end at the second. */
#define DEPTH_MAX 20
#define INCLUDED_MAX 10000

static void pop(lyd_zone_input *input)
{
    lyd_zone_part *part = input->top;
    input->top = part->below;
    input->depth--;
    free(part->content);
    free(part->decoded);
    free(part);
}

/* Takes CONTENT over, which may be NULL: TEXT is the caller's then. */
static lyd_status push(lyd_zone_input *input, const char *path, char *content, const char *text, size_t length)
{
    lyd_zone_part *part = calloc(1, sizeof(*part));
    if (part == NULL) {
        free(content);
        return LYD_ENOMEM;
    }
    part->content = content;
    part->path = path;
    part->below = input->top;
    input->top = part;
    input->depth++;
    lyd_status status = lyd_decode_marked(text, length, path, &text, &length, &part->decoded, input->diag);
    if (status == LYD_OK) {
        part->text = (lyd_zone_text){text, text + length, 1};
    } else {
        pop(input);
    }
    return status;
}

lyd_status lyd_zone_input_open(lyd_zone_input *input, const char *path, const char *text, size_t length)
{
    input->left = LYD_ZONE_FILE_MAX - (length < LYD_ZONE_FILE_MAX ? length : LYD_ZONE_FILE_MAX);
    return push(input, path, NULL, text, length);
}

void lyd_zone_input_close(lyd_zone_input *input)
{
    while (input->top != NULL) {
        pop(input);
    }
}

/* NAME in the folder of the file that is being read, or as it is if it is absolute. Escapes stand for characters. NULL: out of memory. */
static char *path_of(const lyd_zone_input *input, const lyd_token *name)
{
    const char *slash = name->text[0] != '/' ? strrchr(input->top->path, '/') : NULL;
    size_t folder = slash != NULL ? (size_t)(slash + 1 - input->top->path) : 0;
    char *path = lyd_arena_alloc(input->arena, folder + name->length + 1), *out = path;
    if (path == NULL) {
        return NULL;
    }
    memcpy(out, input->top->path, folder);
    out += folder;
    for (size_t i = 0; i < name->length; i++) {
        i += name->text[i] == '\\' && i + 1 < name->length ? 1 : 0;
        *out++ = name->text[i];
    }
    *out = '\0';
    return path;
}

static bool is_open(const lyd_zone_input *input, const char *path)
{
    const lyd_zone_part *part = input->top;
    while (part != NULL && strcmp(part->path, path) != 0) {
        part = part->below;
    }
    return part != NULL;
}

/* Why PATH can't be read now; NULL: it can. */
static const char *obstacle(const lyd_zone_input *input, const char *path)
{
    if (input->load == NULL) {
        return "can't be included: the zone isn't read from a file";
    }
    if (is_open(input, path)) {
        return "can't be included: the file includes itself";
    }
    if (input->depth > DEPTH_MAX) {
        return "can't be included: files include each other too deeply";
    }
    return input->included >= INCLUDED_MAX ? "can't be included: too many files" : NULL;
}

lyd_status lyd_zone_input_include(lyd_zone_input *input, size_t line, const lyd_token *name, const char *origin)
{
    const lyd_zone_part *from = input->top;
    char *path = path_of(input, name), *content = NULL;
    size_t length;
    if (path == NULL) {
        return LYD_ENOMEM;
    }
    const char *why = obstacle(input, path);
    lyd_status status = why == NULL ? input->load(path, input->left, &content, &length, input->diag) : LYD_EINVAL;
    if (status == LYD_ENOMEM) {
        return status;
    }
    if (status != LYD_OK) {
        status = lyd_diag_error(input->diag, from->path, line, "\"%s\" %s", path, why != NULL ? why : "can't be included");
        lyd_zone_input_close(input);
        return status;
    }
    input->left -= length;
    input->included++;
    status = push(input, path, content, content, length);
    if (status == LYD_OK) {
        lyd_zone_part *part = input->top;
        memcpy(part->owner, from->owner, sizeof(part->owner));
        part->has_owner = from->has_owner;
        (void)snprintf(part->origin, sizeof(part->origin), "%s", origin != NULL ? origin : from->origin);
        part->has_origin = origin != NULL || from->has_origin;
    }
    return status;
}

lyd_status lyd_zone_input_next(lyd_zone_input *input, lyd_zone_entry *entry, const char **why)
{
    lyd_status status = lyd_zone_text_next(&input->top->text, entry, why);
    while (status == LYD_OK && entry->count == 0 && input->top->below != NULL) {
        pop(input);
        status = lyd_zone_text_next(&input->top->text, entry, why);
    }
    return status;
}
