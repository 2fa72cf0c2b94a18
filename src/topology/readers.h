/* readers.h: a reader for each form of a topology; load.c recognizes the form by content. */
#ifndef LYD_TOPOLOGY_READERS_H
#define LYD_TOPOLOGY_READERS_H

#include "build/builder.h"

/* The file that a text names to be read after it. NAME lives as long as the builder; NULL: none. */
typedef struct lyd_import {
    const char *name;
    size_t line;
} lyd_import;

/* Reads a text of one form, UTF-8 without a byte-order mark, into BUILDER; *IMPORT is zeroed before. */
typedef lyd_status lyd_reader(lyd_builder *builder, const char *text, size_t length, lyd_import *import);

lyd_reader lyd_yaml_read; /* the file that people write */
lyd_reader lyd_lync_read; /* Lync's exports: the published form and Topology Builder's */
lyd_reader lyd_csv_read;  /* a list of names with a header row */

/* ---- exports of cmdlets: objects that several files hold together ---- */

typedef struct lyd_exports lyd_exports;

typedef enum lyd_objects_form { LYD_OBJECTS_NONE, LYD_OBJECTS_CLIXML, LYD_OBJECTS_ROWS } lyd_objects_form;

/* What is about all of them is said of the file begun last, the folder. NULL: out of memory. */
lyd_exports *lyd_exports_new(lyd_builder *builder);
void lyd_exports_free(lyd_exports *x);

/* Reads the objects of the file begun last, whose name PATH ends with. The topologies that they belong to come before them. */
lyd_status lyd_exports_add(lyd_exports *x, const char *path, lyd_objects_form form, const char *text, size_t length);

/* Passes all that was added to the builder. WHOLE: no other file belongs to them, so that what none of them tells is missing. */
lyd_status lyd_exports_finish(lyd_exports *x, bool whole);

bool lyd_clixml_recognise(const char *text, size_t length); /* the root element is Objs */
bool lyd_rows_recognise(const char *text, size_t length);   /* a header row with the properties of a known cmdlet */

/* ---- form.c: the forms by content ---- */

/* How a file counts in a folder of exports, and in which order they are read. */
typedef enum lyd_in_folder { LYD_IN_FOLDER_NOT, LYD_IN_FOLDER_TOPOLOGY, LYD_IN_FOLDER_LIST, LYD_IN_FOLDER_OBJECTS } lyd_in_folder;

typedef struct lyd_form {
    const char *name;
    size_t limit; /* bytes */
    bool (*recognise)(const char *text, size_t length);
    lyd_reader *read;
    lyd_objects_form objects; /* exports of a cmdlet, in place of READ */
    bool importable;
    lyd_in_folder in_folder;
} lyd_form;

const lyd_form *lyd_form_of(const char *text, size_t length); /* never NULL: text of no other form is YAML */
lyd_status lyd_form_too_large(const char *path, const lyd_form *form, lyd_diag *diag);

/* Refuses a ZIP file, which none of the forms is. */
lyd_status lyd_form_check_zip(const char *text, size_t length, const char *path, lyd_diag *diag);

/* The content of the file at PATH, which is refused before it is read if it is too large for its form. */
lyd_status lyd_form_file_read(const char *path, char **content, size_t *length, lyd_diag *diag);

/* The form of the file at PATH by its beginning; NULL: it can't be read, or is a ZIP file. */
const lyd_form *lyd_form_of_file(const char *path);

/* ---- folder.c ---- */

/* Reads the exports in the folder PATH, which is begun as the first of their files. */
lyd_status lyd_folder_read(lyd_builder *builder, const char *path, lyd_diag *diag);

/* ---- csv ---- */

/* True when TEXT begins with a header row that has a column fqdn, or with the "#TYPE" line that Export-Csv writes before one. */
bool lyd_csv_recognise(const char *text, size_t length);
bool lyd_csv_recognise_list(const char *text, size_t length); /* the columns fqdn and role */

bool lyd_lync_recognise(const char *text, size_t length); /* the root element is that of a topology */

#endif
