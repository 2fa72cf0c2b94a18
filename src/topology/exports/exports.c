/* The exports of a folder: their objects by cmdlet, read in the order of the cmdlets' table. */
#include "exports.h"

#include <stdlib.h>
#include <string.h>

lyd_exports *lyd_exports_new(lyd_builder *builder)
{
    lyd_exports *x = calloc(1, sizeof(*x));
    if (x == NULL) {
        return NULL;
    }
    x->builder = builder;
    x->first = lyd_builder_file(builder);
    x->arena = lyd_arena_new();
    if (x->arena == NULL) {
        free(x);
        return NULL;
    }
    return x;
}

void lyd_exports_free(lyd_exports *x)
{
    if (x != NULL) {
        free(x->files);
        lyd_arena_free(x->arena);
        free(x);
    }
}

/* ---- files ---- */

/* Export-Clixml -InputObject writes its objects as one list. */
static const lyd_value *members_of(const lyd_value *object)
{
    return object->kind == LYD_VALUE_LIST ? object->first : NULL;
}

static lyd_status file_fill(lyd_exports *x, lyd_export_file *file, const lyd_value *objects)
{
    size_t count = 0;
    for (const lyd_value *o = objects; o != NULL; o = o->next) {
        count++;
        for (const lyd_value *m = members_of(o); m != NULL; m = m->next) {
            count++;
        }
    }
    file->objects = lyd_arena_zalloc(x->arena, count + 1, sizeof(*file->objects));
    file->cmdlets = lyd_arena_zalloc(x->arena, count + 1, sizeof(*file->cmdlets));
    if (file->objects == NULL || file->cmdlets == NULL) {
        return LYD_ENOMEM;
    }
    for (const lyd_value *o = objects; o != NULL; o = o->next) {
        const lyd_value *m = members_of(o);
        if (o->kind != LYD_VALUE_LIST && o->kind != LYD_VALUE_NIL) {
            file->objects[file->count++] = o;
        }
        for (; m != NULL; m = m->next) {
            file->objects[file->count++] = m;
        }
    }
    for (size_t i = 0; i < file->count; i++) {
        file->cmdlets[i] = lyd_cmdlet_of(file->objects[i]);
    }
    return LYD_OK;
}

lyd_status lyd_exports_add(lyd_exports *x, const char *path, lyd_objects_form form, const char *text, size_t length)
{
    lyd_value_reader *read = form == LYD_OBJECTS_CLIXML ? lyd_clixml_read : lyd_rows_read;
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    lyd_value *objects = NULL;
    lyd_status status = read(x->builder, text, length, x->arena, &objects);
    if (status != LYD_OK) {
        return status;
    }
    lyd_export_file file = {.file = lyd_builder_file(x->builder), .name = lyd_arena_text(x->arena, name, strlen(name))};
    if (file.name == NULL || lyd_grow((void **)&x->files, &x->file_capacity, x->file_count, sizeof(file)) != LYD_OK) {
        return LYD_ENOMEM;
    }
    status = file_fill(x, &file, objects);
    x->files[x->file_count++] = file;
    return status;
}

/* ---- reading ---- */

static size_t count_of(const lyd_export_file *file, const lyd_cmdlet *cmdlet)
{
    size_t count = 0;
    for (size_t i = 0; i < file->count; i++) {
        count += file->cmdlets[i] == cmdlet;
    }
    return count;
}

static lyd_status file_read(lyd_exports *x, const lyd_export_file *file, const lyd_cmdlet *cmdlet)
{
    size_t count = count_of(file, cmdlet), used = 0;
    if (count == 0) {
        return LYD_OK;
    }
    lyd_status status = lyd_builder_resume(x->builder, file->file);
    status = status != LYD_OK ? status
                              : lyd_builder_remark(x->builder, LYD_REMARK_FILE, file->file, "%s: %s, %zu object%s%s", file->name,
                                                   cmdlet->name, count, count == 1 ? "" : "s", cmdlet->read == NULL ? ", not used" : "");
    if (status != LYD_OK || cmdlet->read == NULL) {
        return status;
    }
    const lyd_value **objects = lyd_arena_zalloc(x->arena, count, sizeof(*objects));
    for (size_t i = 0; i < file->count && objects != NULL; i++) {
        if (file->cmdlets[i] == cmdlet) {
            objects[used++] = file->objects[i];
        }
    }
    x->file = file->name;
    x->cmdlet = cmdlet->name;
    return objects == NULL ? LYD_ENOMEM : cmdlet->read(x, objects, count);
}

/* The names of the first properties, so that the reader can see what it is. */
static void describe(const lyd_value *object, char text[160])
{
    size_t used = 0;
    text[0] = '\0';
    for (const lyd_value *p = object->first; p != NULL && used < 100; p = p->next) {
        if (p->name != NULL) {
            used += (size_t)snprintf(text + used, 160 - used, "%s%.40s", used == 0 ? "" : ", ", p->name);
        }
    }
}

static lyd_status unknown_note(lyd_exports *x, const lyd_export_file *file)
{
    size_t count = count_of(file, NULL), i = 0;
    char words[160];
    if (count == 0 && file->count > 0) {
        return LYD_OK;
    }
    lyd_status status = lyd_builder_resume(x->builder, file->file);
    if (status != LYD_OK) {
        return status;
    }
    if (file->count == 0) {
        lyd_builder_note(x->builder, 0, "no objects in the file");
        return lyd_builder_remark(x->builder, LYD_REMARK_FILE, file->file, "%s: no objects", file->name);
    }
    while (file->cmdlets[i] != NULL) {
        i++;
    }
    describe(file->objects[i], words);
    lyd_builder_note(x->builder, file->objects[i]->line, "%zu object%s of an unknown cmdlet, not used%s%s", count, count == 1 ? "" : "s",
                     words[0] == '\0' ? "" : ": ", words);
    return lyd_builder_remark(x->builder, LYD_REMARK_FILE, file->file, "%s: unknown cmdlet, %zu object%s, not used", file->name, count,
                              count == 1 ? "" : "s");
}

lyd_status lyd_exports_finish(lyd_exports *x, bool whole)
{
    lyd_status status = LYD_OK;
    for (const lyd_cmdlet *cmdlet = lyd_cmdlets; cmdlet->name != NULL; cmdlet++) {
        for (size_t i = 0; i < x->file_count && status != LYD_ENOMEM; i++) {
            status = file_read(x, &x->files[i], cmdlet);
        }
    }
    for (size_t i = 0; i < x->file_count && status != LYD_ENOMEM; i++) {
        status = unknown_note(x, &x->files[i]);
    }
    status = status == LYD_ENOMEM ? status : lyd_builder_resume(x->builder, x->first);
    status = status != LYD_OK ? status : lyd_settings_finish(x, whole);
    return status != LYD_OK || !whole ? status : lyd_exchange_finish(x);
}
