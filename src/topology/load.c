/* Reading a topology: a file or a text of any form, and what it imports. */
#include "readers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool xml_recognise(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n')) {
        i++;
    }
    return i < length && text[i] == '<';
}

/* The first form that recognises a text is its form. YAML and XML become trees in memory, hence the lower limit. */
static const struct form {
    const char *name;
    size_t limit; /* bytes */
    bool (*recognise)(const char *text, size_t length);
    lyd_reader *read;
    bool importable;
} forms[] = {
    {"XML", (size_t)64 << 20, xml_recognise, lyd_lync_read, true},
    {"CSV", LYD_TOPOLOGY_FILE_MAX, lyd_csv_recognise, lyd_csv_read, true},
    {"YAML", (size_t)64 << 20, NULL, lyd_yaml_read, false}, /* all else */
};

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

/* ---- forms ---- */

static const struct form *form_of(const char *text, size_t length)
{
    const struct form *form = forms;
    while (form->recognise != NULL && !form->recognise(text, length)) {
        form++;
    }
    return form;
}

static lyd_status too_large(const char *path, const struct form *form, lyd_diag *diag)
{
    return lyd_diag_error(diag, path, 0, "larger than %zu MiB, the limit of a %s file", form->limit >> 20, form->name);
}

#define HEAD 8192

/* The form by the beginning of a file; of UTF-16 every second byte is enough. */
static const struct form *form_of_head(char *head, size_t length)
{
    if (length >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0) {
        return form_of(head + 3, length - 3);
    }
    if (length < 2 || (memcmp(head, "\xFF\xFE", 2) != 0 && memcmp(head, "\xFE\xFF", 2) != 0)) {
        return form_of(head, length);
    }
    size_t low = (unsigned char)head[0] == 0xFF ? 0 : 1, used = 0;
    for (size_t i = 2 + low; i < length; i += 2) {
        head[used++] = head[i];
    }
    return form_of(head, used);
}

/* Refuses a ZIP file, by its first bytes: Export-CsConfiguration writes the topology into one, in a form that isn't read. */
static lyd_status check_zip(const char *text, size_t length, const char *path, lyd_diag *diag)
{
    if (length < 4 || memcmp(text, "PK\x03\x04", 4) != 0) {
        return LYD_OK;
    }
    return lyd_diag_error(diag, path, 0,
                          "a ZIP file, perhaps of Export-CsConfiguration; give the output of Get-CsTopology -AsXml, or Topology "
                          "Builder's .tbxml file");
}

/* Refuses a file that is too large for its form before it is read. What isn't a regular file is judged after reading. */
static lyd_status check_size(const char *path, lyd_diag *diag)
{
    struct stat about;
    char head[HEAD];
    if (strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISREG(about.st_mode)) {
        return LYD_OK;
    }
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return LYD_OK; /* reading it reports why */
    }
    size_t length = fread(head, 1, sizeof(head), stream);
    (void)fclose(stream);
    if (check_zip(head, length, path, diag) != LYD_OK) {
        return LYD_EINVAL;
    }
    bool wide = length >= 2 && (memcmp(head, "\xFF\xFE", 2) == 0 || memcmp(head, "\xFE\xFF", 2) == 0);
    const struct form *form = form_of_head(head, length);
    uintmax_t limit = wide ? (uintmax_t)form->limit * 2 : form->limit;
    return (uintmax_t)about.st_size > limit + 3 ? too_large(path, form, diag) : LYD_OK;
}

static lyd_status file_read(const char *path, input *in, lyd_diag *diag)
{
    lyd_status status = check_size(path, diag);
    status = status != LYD_OK ? status : lyd_file_read(path, LYD_TOPOLOGY_FILE_MAX * 2, &in->content, &in->length, diag);
    in->text = in->content;
    return status;
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

static lyd_status form_read(lyd_builder *builder, const input *in, const char *text, size_t length, bool top, lyd_diag *diag)
{
    const struct form *form = form_of(text, length);
    lyd_import import = {0};
    if (length == 0) {
        return lyd_diag_error(diag, in->path, 0, "the file is empty");
    }
    if (length > form->limit) {
        return too_large(in->path, form, diag);
    }
    if (!top && !form->importable) {
        return lyd_diag_error(diag, in->path, 0, "not importable, expected a Lync topology export or a CSV list");
    }
    lyd_status status = lyd_builder_begin(builder, in->path);
    if (status == LYD_OK) {
        status = form->read(builder, text, length, &import);
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
    lyd_status status = check_zip(in->text, in->length, in->path, diag);
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
    (void)read_text(builder, in, true, diag);
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
    lyd_status status = file_read(path, &in, diag);
    return status != LYD_OK ? status : top_read(&in, topology, diag);
}
