/* The forms of a topology, recognised by content, and files as large as their form may be. */
#include "readers.h"

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
static const lyd_form forms[] = {
    {"CLIXML", (size_t)64 << 20, lyd_clixml_recognise, NULL, LYD_OBJECTS_CLIXML, true, LYD_IN_FOLDER_OBJECTS},
    {"XML", (size_t)64 << 20, lyd_lync_recognise, lyd_lync_read, LYD_OBJECTS_NONE, true, LYD_IN_FOLDER_TOPOLOGY},
    {"XML", (size_t)64 << 20, xml_recognise, lyd_lync_read, LYD_OBJECTS_NONE, true, LYD_IN_FOLDER_NOT},
    {"CSV", (size_t)64 << 20, lyd_rows_recognise, NULL, LYD_OBJECTS_ROWS, true, LYD_IN_FOLDER_OBJECTS},
    {"CSV", LYD_TOPOLOGY_FILE_MAX, lyd_csv_recognise_list, lyd_csv_read, LYD_OBJECTS_NONE, true, LYD_IN_FOLDER_LIST},
    {"CSV", LYD_TOPOLOGY_FILE_MAX, lyd_csv_recognise, lyd_csv_read, LYD_OBJECTS_NONE, true, LYD_IN_FOLDER_NOT},
    {"YAML", (size_t)64 << 20, NULL, lyd_yaml_read, LYD_OBJECTS_NONE, false, LYD_IN_FOLDER_NOT}, /* all else */
};

const lyd_form *lyd_form_of(const char *text, size_t length)
{
    const lyd_form *form = forms;
    while (form->recognise != NULL && !form->recognise(text, length)) {
        form++;
    }
    return form;
}

lyd_status lyd_form_too_large(const char *path, const lyd_form *form, lyd_diag *diag)
{
    return lyd_diag_error(diag, path, 0, "larger than %zu MiB, the limit of a %s file", form->limit >> 20, form->name);
}

#define HEAD 8192

/* The form by the beginning of a file; of UTF-16 every second byte is enough. */
static const lyd_form *form_of_head(char *head, size_t length)
{
    if (length >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0) {
        return lyd_form_of(head + 3, length - 3);
    }
    if (length < 2 || (memcmp(head, "\xFF\xFE", 2) != 0 && memcmp(head, "\xFE\xFF", 2) != 0)) {
        return lyd_form_of(head, length);
    }
    size_t low = (unsigned char)head[0] == 0xFF ? 0 : 1, used = 0;
    for (size_t i = 2 + low; i < length; i += 2) {
        head[used++] = head[i];
    }
    return lyd_form_of(head, used);
}

/* Refuses a ZIP file, by its first bytes: Export-CsConfiguration writes the topology into one, in a form that isn't read. */
lyd_status lyd_form_check_zip(const char *text, size_t length, const char *path, lyd_diag *diag)
{
    if (length < 4 || memcmp(text, "PK\x03\x04", 4) != 0) {
        return LYD_OK;
    }
    return lyd_diag_error(diag, path, 0,
                          "a ZIP file, perhaps of Export-CsConfiguration; give the output of Get-CsTopology -AsXml, or Topology "
                          "Builder's .tbxml file");
}

/* The beginning of the file at PATH; its length, 0 where it can't be read. */
static size_t head_read(const char *path, char head[HEAD])
{
    FILE *stream = fopen(path, "rb");
    size_t length = stream == NULL ? 0 : fread(head, 1, HEAD, stream);
    if (stream != NULL) {
        (void)fclose(stream);
    }
    return length;
}

const lyd_form *lyd_form_of_file(const char *path)
{
    char head[HEAD];
    size_t length = head_read(path, head);
    return length == 0 || lyd_form_check_zip(head, length, path, NULL) != LYD_OK ? NULL : form_of_head(head, length);
}

/* Refuses a file that is too large for its form before it is read. What isn't a regular file is judged after reading. */
static lyd_status check_size(const char *path, lyd_diag *diag)
{
    struct stat about;
    char head[HEAD];
    if (strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISREG(about.st_mode)) {
        return LYD_OK;
    }
    size_t length = head_read(path, head); /* of a file that can't be read, reading it reports why */
    if (lyd_form_check_zip(head, length, path, diag) != LYD_OK) {
        return LYD_EINVAL;
    }
    bool wide = length >= 2 && (memcmp(head, "\xFF\xFE", 2) == 0 || memcmp(head, "\xFE\xFF", 2) == 0);
    const lyd_form *form = form_of_head(head, length);
    uintmax_t limit = wide ? (uintmax_t)form->limit * 2 : form->limit;
    return (uintmax_t)about.st_size > limit + 3 ? lyd_form_too_large(path, form, diag) : LYD_OK;
}

lyd_status lyd_form_file_read(const char *path, char **content, size_t *length, lyd_diag *diag)
{
    lyd_status status = check_size(path, diag);
    return status != LYD_OK ? status : lyd_file_read(path, LYD_TOPOLOGY_FILE_MAX * 2, content, length, diag);
}
