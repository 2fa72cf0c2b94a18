#include "topology/build/builder.h"
#include "topology/csv/csv.h"
#include "base/decode.h"
#include "topology/lync/lync.h"
#include "topology/yaml/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef enum form { FORM_YAML, FORM_XML, FORM_CSV } form;

/* YAML and XML are held as trees; a list is read where it lies. */
static const struct {
    size_t limit;
    const char *name;
} forms[] = {
    [FORM_YAML] = {(size_t)64 << 20, "YAML"},
    [FORM_XML] = {(size_t)64 << 20, "XML"},
    [FORM_CSV] = {LYD_TOPOLOGY_FILE_MAX, "CSV"},
};

/* A text to read, and what stands in for the file system where there is none. */
typedef struct input {
    const char *text;
    size_t length;
    const char *path;     /* for messages, and the folder of an import */
    const char *imported; /* what an import in it is; NULL: an error, unless FILES */
    size_t imported_length;
    bool files; /* an import may be opened */
} input;

/* ---- forms ---- */

/* Told by content, never by the file's name. */
static form form_of(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n')) {
        i++;
    }
    if (i < length && text[i] == '<') {
        return FORM_XML;
    }
    return lyd_csv_recognise(text, length) ? FORM_CSV : FORM_YAML;
}

static lyd_status too_large(const char *path, form kind, lyd_diag *diag)
{
    return lyd_diag_error(diag, path, 0, "is larger than %zu MiB, the most that is read of %s", forms[kind].limit >> 20, forms[kind].name);
}

#define HEAD 8192

/* The form that the beginning of a file shows; of UTF-16 every second byte is enough for that. */
static form form_of_head(char *head, size_t length)
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

/* Refuses a file that is too large for its form before it is in memory. What isn't a regular file is judged when it has been read. */
static lyd_status check_size(const char *path, lyd_diag *diag)
{
    struct stat about;
    char head[HEAD];
    if (strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISREG(about.st_mode)) {
        return LYD_OK;
    }
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return LYD_OK; /* reading it says why */
    }
    size_t length = fread(head, 1, sizeof(head), stream);
    (void)fclose(stream);
    bool wide = length >= 2 && (memcmp(head, "\xFF\xFE", 2) == 0 || memcmp(head, "\xFE\xFF", 2) == 0);
    form kind = form_of_head(head, length);
    uintmax_t limit = wide ? (uintmax_t)forms[kind].limit * 2 : forms[kind].limit;
    return (uintmax_t)about.st_size > limit + 3 ? too_large(path, kind, diag) : LYD_OK;
}

static lyd_status file_read(const char *path, char **content, size_t *length, lyd_diag *diag)
{
    lyd_status status = check_size(path, diag);
    return status != LYD_OK ? status : lyd_file_read(path, LYD_TOPOLOGY_FILE_MAX * 2, content, length, diag);
}

/* ---- reading ---- */

/* Where NAME lies when the file PATH names it: beside that file unless it is absolute. */
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

static lyd_status import_read(lyd_builder *builder, const input *in, const char *name, size_t line, lyd_arena *arena, lyd_diag *diag)
{
    char *content = NULL;
    input other = {.text = in->imported, .length = in->imported_length, .path = beside(arena, in->path, name)};
    if (other.path == NULL) {
        return LYD_ENOMEM;
    }
    if (in->files) {
        lyd_status status = file_read(other.path, &content, &other.length, diag);
        if (status != LYD_OK) {
            (void)lyd_diag_error(diag, in->path, line, "import: \"%.256s\" can't be read", name);
            return status;
        }
        other.text = content;
    } else if (other.text == NULL) {
        return lyd_diag_error(diag, in->path, line, "import: \"%.256s\" can't be read here: this text has no folder", name);
    }
    lyd_status status = read_text(builder, &other, false, diag);
    free(content);
    return status;
}

static lyd_status yaml_read(lyd_builder *builder, const input *in, const char *text, size_t length, lyd_diag *diag)
{
    const char *name = NULL;
    size_t line = 0;
    lyd_arena *arena = lyd_arena_new();
    if (arena == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = lyd_yaml_read(builder, text, length, in->path, arena, &name, &line, diag);
    if (status != LYD_ENOMEM && name != NULL) {
        lyd_status imported = import_read(builder, in, name, line, arena, diag);
        status = imported != LYD_OK ? imported : status;
    }
    lyd_arena_free(arena);
    return status;
}

static lyd_status form_read(lyd_builder *builder, const input *in, const char *text, size_t length, bool top, lyd_diag *diag)
{
    form kind = form_of(text, length);
    if (length == 0) {
        return lyd_diag_error(diag, in->path, 0, "the file is empty");
    }
    if (length > forms[kind].limit) {
        return too_large(in->path, kind, diag);
    }
    if (kind == FORM_YAML && !top) {
        return lyd_diag_error(diag, in->path, 0, "is neither a Lync topology export nor a CSV list: nothing else is imported");
    }
    lyd_status status = lyd_builder_begin(builder, in->path);
    if (status != LYD_OK) {
        return status;
    }
    switch (kind) {
    case FORM_XML:
        return lyd_lync_read(builder, text, length, in->path, diag);
    case FORM_CSV:
        return lyd_csv_read(builder, text, length, in->path, diag);
    default:
        return yaml_read(builder, in, text, length, diag);
    }
}

/* TOP: the file that was asked for, not its import. Whatever is wrong, the builder knows it afterwards. */
static lyd_status read_text(lyd_builder *builder, const input *in, bool top, lyd_diag *diag)
{
    const char *text = NULL;
    size_t length = 0;
    char *owned = NULL;
    lyd_status status = lyd_decode(in->text, in->length, in->path, &text, &length, &owned, diag);
    if (status == LYD_OK) {
        status = form_read(builder, in, text, length, top, diag);
    }
    if (status != LYD_OK) {
        lyd_builder_fail(builder, status);
    }
    free(owned);
    return status;
}

lyd_status lyd_topology_parse(const char *text, size_t length, const char *path, const char *imported, size_t imported_length,
                              lyd_topology **topology, lyd_diag *diag)
{
    input in = {.text = text, .length = length, .path = path, .imported = imported, .imported_length = imported_length};
    lyd_builder *builder = lyd_builder_new(diag);
    *topology = NULL;
    if (builder == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = read_text(builder, &in, true, diag);
    if (status == LYD_OK) {
        status = lyd_builder_finish(builder, topology);
    }
    lyd_builder_free(builder);
    return status;
}

lyd_status lyd_topology_load(const char *path, lyd_topology **topology, lyd_diag *diag)
{
    char *content = NULL;
    input in = {.path = strcmp(path, "-") == 0 ? "standard input" : path, .files = true};
    *topology = NULL;
    lyd_status status = file_read(path, &content, &in.length, diag);
    lyd_builder *builder = status == LYD_OK ? lyd_builder_new(diag) : NULL;
    if (builder == NULL) {
        free(content);
        return status == LYD_OK ? LYD_ENOMEM : status;
    }
    in.text = content;
    status = read_text(builder, &in, true, diag);
    free(content); /* a list of a million names is large: not needed while the topology is put together */
    if (status == LYD_OK) {
        status = lyd_builder_finish(builder, topology);
    }
    lyd_builder_free(builder);
    return status;
}
