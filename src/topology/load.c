/* Reading a topology: a file or a text of any form, and what it imports. */
#include "readers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A text to read. */
typedef struct input {
    const char *text;
    size_t length;
    char *content;        /* TEXT, if it is to be freed once it is read: a list of a million names is large */
    const char *path;     /* for messages, and the folder of an import */
    const char *imported; /* the text of an import, where there is no file system; NULL: an import is an error */
    size_t imported_length;
    bool files; /* an import is a file */
} input;

static lyd_status file_read(const char *path, input *in, lyd_diag *diag)
{
    lyd_status status = lyd_form_file_read(path, &in->content, &in->length, diag);
    in->text = in->content;
    return status;
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* ---- reading ---- */

/* The path of NAME in the file PATH: relative to that file's folder. */
static char *beside(lyd_arena *arena, const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    if (name[0] == '/') {
        return lyd_arena_text(arena, name, strlen(name));
    }
    if (slash == NULL) {
        return lyd_arena_printf(arena, "%s%s", strcmp(name, "-") == 0 ? "./" : "", name);
    }
    return lyd_arena_printf(arena, "%.*s%s", (int)(slash + 1 - path), path, name);
}

static lyd_status read_text(lyd_builder *builder, const input *in, bool top, lyd_diag *diag);

static lyd_status import_read(lyd_builder *builder, const input *in, const lyd_import *import, lyd_arena *arena, lyd_diag *diag)
{
    input other = {.text = in->imported, .length = in->imported_length, .path = beside(arena, in->path, import->name)};
    if (in->files && other.path != NULL && is_folder(other.path)) {
        lyd_builder_fail(builder, lyd_folder_read(builder, other.path, diag));
        return lyd_builder_status(builder);
    }
    lyd_status status = other.path == NULL ? LYD_ENOMEM : in->files ? file_read(other.path, &other, diag) : LYD_OK;
    if (status != LYD_OK) {
        (void)lyd_diag_error(diag, in->path, import->line, "import: can't read \"%.256s\"", import->name);
        return status;
    }
    if (other.text == NULL) {
        return lyd_diag_error(diag, in->path, import->line, "import: can't read \"%.256s\" from a text without a folder", import->name);
    }
    return read_text(builder, &other, false, diag);
}

/* The export of a cmdlet alone. */
static lyd_status objects_read(lyd_builder *builder, const char *path, const lyd_form *form, const char *text, size_t length)
{
    lyd_exports *x = lyd_exports_new(builder);
    lyd_status status = x == NULL ? LYD_ENOMEM : lyd_exports_add(x, path, form->objects, text, length);
    status = status == LYD_OK ? lyd_exports_finish(x, false) : status;
    lyd_exports_free(x);
    return status;
}

static lyd_status form_read(lyd_builder *builder, const input *in, const char *text, size_t length, bool top, lyd_diag *diag)
{
    const lyd_form *form = lyd_form_of(text, length);
    lyd_import import = {0};
    if (length == 0) {
        return lyd_diag_error(diag, in->path, 0, "the file is empty");
    }
    if (length > form->limit) {
        return lyd_form_too_large(in->path, form, diag);
    }
    if (!top && !form->importable) {
        return lyd_diag_error(diag, in->path, 0, "not importable, expected a Lync topology export, a folder of exports, or a CSV list");
    }
    lyd_status status = lyd_builder_begin(builder, in->path);
    if (status == LYD_OK) {
        status = form->read == NULL ? objects_read(builder, in->path, form, text, length) : form->read(builder, text, length, &import);
    }
    if (status != LYD_ENOMEM && import.name != NULL) {
        lyd_arena *arena = lyd_arena_new();
        lyd_status imported = arena == NULL ? LYD_ENOMEM : import_read(builder, in, &import, arena, diag);
        status = imported != LYD_OK ? imported : status;
        lyd_arena_free(arena);
    }
    return status;
}

/* TOP: the file itself, not its import. The builder remembers what is wrong. */
static lyd_status read_text(lyd_builder *builder, const input *in, bool top, lyd_diag *diag)
{
    const char *text = NULL;
    size_t length = 0;
    char *owned = NULL;
    lyd_status status = lyd_form_check_zip(in->text, in->length, in->path, diag);
    if (status == LYD_OK) {
        status = lyd_decode(in->text, in->length, in->path, &text, &length, &owned, diag);
    }
    if (status == LYD_OK) {
        status = form_read(builder, in, text, length, top, diag);
    }
    lyd_builder_fail(builder, status);
    free(owned);
    free(in->content);
    return status;
}

static lyd_status top_read(const input *in, lyd_topology **topology, lyd_diag *diag)
{
    lyd_builder *builder = lyd_builder_new(diag);
    if (builder == NULL) {
        free(in->content);
        return LYD_ENOMEM;
    }
    if (in->files && is_folder(in->path)) {
        lyd_builder_fail(builder, lyd_folder_read(builder, in->path, diag));
    } else {
        (void)read_text(builder, in, true, diag);
    }
    return lyd_builder_finish(builder, topology);
}

lyd_status lyd_topology_parse(const char *text, size_t length, const char *path, const char *imported, size_t imported_length,
                              lyd_topology **topology, lyd_diag *diag)
{
    input in = {.text = text, .length = length, .path = path, .imported = imported, .imported_length = imported_length};
    *topology = NULL;
    return top_read(&in, topology, diag);
}

lyd_status lyd_topology_load(const char *path, lyd_topology **topology, lyd_diag *diag)
{
    input in = {.path = strcmp(path, "-") == 0 ? "standard input" : path, .files = true};
    *topology = NULL;
    lyd_status status = is_folder(path) ? LYD_OK : file_read(path, &in, diag);
    return status != LYD_OK ? status : top_read(&in, topology, diag);
}
