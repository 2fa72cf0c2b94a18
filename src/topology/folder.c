/* A folder of exports: its files by what they hold, topologies first, and the objects of cmdlets together. */
#include "readers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MAX 250
#define BYTES_MAX ((uintmax_t)512 << 20) /* of all files that are read */

typedef struct folder {
    lyd_builder *builder;
    lyd_diag *diag;
    lyd_arena *arena;
    const char *path;       /* without a slash at its end */
    const char **files;     /* paths, sorted */
    const lyd_form **forms; /* of each; NULL: it isn't read */
    size_t count;
    lyd_exports *exports;
} folder;

/* Finds the regular files of the folder. */
static lyd_status names_read(folder *f)
{
    static const char *const endings[] = {"", NULL}; /* whatever their names are */
    const char *const *all = NULL;
    size_t count = 0;
    lyd_status status = lyd_folder_list(f->path, endings, f->arena, &all, &count, f->diag);
    f->files = status == LYD_OK ? lyd_arena_alloc(f->arena, count * sizeof(*f->files)) : NULL;
    if (f->files == NULL) {
        return status == LYD_OK ? LYD_ENOMEM : status;
    }
    for (size_t i = 0; i < count; i++) {
        struct stat about;
        if (stat(all[i], &about) == 0 && S_ISREG(about.st_mode)) {
            f->files[f->count++] = all[i];
        }
    }
    return f->count <= FILES_MAX ? LYD_OK
                                 : lyd_diag_error(f->diag, f->path, 0, "refused: more than %d files in a folder of exports", FILES_MAX);
}

/* ---- files ---- */

static lyd_status skip(folder *f, const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    lyd_diag_note(f->diag, path, 0, "not recognised, so not read");
    return lyd_builder_remark(f->builder, LYD_REMARK_FILE, lyd_builder_file(f->builder), "%s: not recognised", name);
}

/* Finds the form of each file and bounds what is to be read. */
static lyd_status forms_find(folder *f)
{
    uintmax_t bytes = 0;
    size_t readable = 0;
    lyd_status status = LYD_OK;
    f->forms = lyd_arena_zalloc(f->arena, f->count + 1, sizeof(*f->forms));
    if (f->forms == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < f->count && status == LYD_OK; i++) {
        struct stat about;
        const lyd_form *form = lyd_form_of_file(f->files[i]);
        if (form == NULL || form->in_folder == LYD_IN_FOLDER_NOT) {
            status = skip(f, f->files[i]);
            continue;
        }
        f->forms[i] = form;
        readable++;
        bytes += stat(f->files[i], &about) == 0 ? (uintmax_t)about.st_size : 0;
    }
    if (status == LYD_OK && readable == 0) {
        return lyd_diag_error(f->diag, f->path, 0,
                              "no export in the folder, expected the output of Get-CsTopology -AsXml and of cmdlets by "
                              "Export-Clixml or Export-Csv");
    }
    if (status == LYD_OK && bytes > BYTES_MAX) {
        return lyd_diag_error(f->diag, f->path, 0, "refused: exports of more than %u MiB", (unsigned)(BYTES_MAX >> 20));
    }
    return status;
}

static lyd_status text_read(folder *f, const char *path, const lyd_form *form, const char *text, size_t length)
{
    const char *name = strrchr(path, '/') + 1;
    lyd_import import = {0};
    lyd_status status = lyd_builder_begin_beside(f->builder, path);
    if (status != LYD_OK) {
        return status;
    }
    if (form->objects != LYD_OBJECTS_NONE) {
        return lyd_exports_add(f->exports, path, form->objects, text, length);
    }
    bool list = form->in_folder == LYD_IN_FOLDER_LIST;
    status = lyd_builder_remark(f->builder, LYD_REMARK_FILE, lyd_builder_file(f->builder), "%s: %s", name,
                                list ? "a list of names" : "a topology (Get-CsTopology -AsXml or Topology Builder)");
    return status != LYD_OK ? status : form->read(f->builder, text, length, &import);
}

static lyd_status file_read(folder *f, const char *path, const lyd_form *form)
{
    char *content = NULL, *owned = NULL;
    const char *text = NULL;
    size_t length = 0;
    lyd_status status = lyd_form_file_read(path, &content, &length, f->diag);
    status = status != LYD_OK ? status : lyd_decode(content, length, path, &text, &length, &owned, f->diag);
    if (status == LYD_OK && length > form->limit) {
        status = lyd_form_too_large(path, form, f->diag);
    }
    status = status != LYD_OK ? status : text_read(f, path, form, text, length);
    free(owned);
    free(content);
    lyd_builder_fail(f->builder, status);
    return status;
}

/* All mistakes of all files are found. */
static lyd_status files_read(folder *f)
{
    for (int order = LYD_IN_FOLDER_TOPOLOGY; order <= LYD_IN_FOLDER_OBJECTS; order++) {
        for (size_t i = 0; i < f->count; i++) {
            if (f->forms[i] != NULL && (int)f->forms[i]->in_folder == order && file_read(f, f->files[i], f->forms[i]) == LYD_ENOMEM) {
                return LYD_ENOMEM;
            }
        }
    }
    return lyd_exports_finish(f->exports, true);
}

lyd_status lyd_folder_read(lyd_builder *builder, const char *path, lyd_diag *diag)
{
    folder f = {.builder = builder, .diag = diag, .arena = lyd_arena_new()};
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    f.path = f.arena == NULL ? NULL : lyd_arena_text(f.arena, path, length);
    lyd_status status = f.path == NULL ? LYD_ENOMEM : lyd_builder_begin(builder, f.path);
    f.exports = status == LYD_OK ? lyd_exports_new(builder) : NULL;
    status = status == LYD_OK && f.exports == NULL ? LYD_ENOMEM : status;
    status = status != LYD_OK ? status : names_read(&f);
    status = status != LYD_OK ? status : forms_find(&f);
    status = status != LYD_OK ? status : files_read(&f);
    lyd_exports_free(f.exports);
    lyd_arena_free(f.arena);
    return status;
}
