/* Objects as Export-Csv writes them: a row of property names, then a row an object. */
#include "value.h"

#include "topology/csv/reader.h"

#include <stdlib.h>
#include <string.h>

#define VALUES_MAX 1000000 /* of a file: 48 bytes each, beside their texts */

typedef struct reading {
    lyd_csv csv;
    lyd_builder *builder;
    lyd_arena *arena;
    const char *names[LYD_CSV_FIELDS];
    size_t width, values;
} reading;

/* Export-Csv writes the type of a property that holds many values in their place. */
static bool is_lost(const lyd_csv_field *field)
{
    static const char *const beginnings[] = {"System.", "Microsoft."};
    for (size_t i = 0; i < LYD_COUNT(beginnings); i++) {
        size_t length = strlen(beginnings[i]);
        if (field->length > length && memcmp(field->text, beginnings[i], length) == 0) {
            return memchr(field->text, '`', field->length) != NULL || memchr(field->text, '[', field->length) != NULL;
        }
    }
    return false;
}

static lyd_value *value_of(reading *r, const char *name, const lyd_csv_field *field)
{
    lyd_value *value = lyd_arena_zalloc(r->arena, 1, sizeof(*value));
    if (value != NULL) {
        value->name = name;
        value->line = (uint32_t)r->csv.line;
        value->kind = name == NULL ? LYD_VALUE_OBJECT : LYD_VALUE_NIL;
    }
    if (value != NULL && field != NULL && field->length > 0 && !is_lost(field)) {
        value->text = lyd_arena_text(r->arena, field->text, field->length);
        value->kind = LYD_VALUE_TEXT;
        return value->text == NULL ? NULL : value;
    }
    return value;
}

/* The object of a row; NULL: out of memory. */
static lyd_value *object_of(reading *r)
{
    lyd_value *object = value_of(r, NULL, NULL), **end = object == NULL ? NULL : &object->first;
    for (size_t i = 0; i < r->csv.count && end != NULL; i++) {
        *end = value_of(r, r->names[i], &r->csv.fields[i]);
        end = *end == NULL ? NULL : &(*end)->next;
    }
    return end == NULL ? NULL : object;
}

static lyd_status header_read(reading *r)
{
    if (lyd_csv_next(&r->csv) != LYD_CSV_ROW) {
        return lyd_builder_error(r->builder, r->csv.line, "missing header row, expected the names of properties as Export-Csv writes them");
    }
    r->width = r->csv.count;
    for (size_t i = 0; i < r->width; i++) {
        r->names[i] = lyd_arena_text(r->arena, r->csv.fields[i].text, r->csv.fields[i].length);
        if (r->names[i] == NULL) {
            return LYD_ENOMEM;
        }
    }
    return LYD_OK;
}

/* One object, at *END; LYD_OK with nothing there: the row can't be read, which the builder remembers. */
static lyd_status row_read(reading *r, lyd_csv_row got, lyd_value **end)
{
    if (got == LYD_CSV_WRONG) {
        (void)lyd_builder_error(r->builder, r->csv.line, "invalid row: %s", r->csv.why);
        return LYD_OK;
    }
    if (r->csv.count != r->width) {
        (void)lyd_builder_error(r->builder, r->csv.line, "%zu fields, expected %zu as in the header row", r->csv.count, r->width);
        return LYD_OK;
    }
    r->values += r->width + 1;
    if (r->values > VALUES_MAX) {
        return lyd_builder_error(r->builder, r->csv.line, "refused: more than 1,000,000 values");
    }
    *end = object_of(r);
    return *end == NULL ? LYD_ENOMEM : LYD_OK;
}

lyd_status lyd_rows_read(lyd_builder *builder, const char *text, size_t length, lyd_arena *arena, lyd_value **objects)
{
    reading *r = calloc(1, sizeof(*r));
    lyd_value **end = objects;
    lyd_csv_row got;
    *objects = NULL;
    if (r == NULL) {
        return LYD_ENOMEM;
    }
    r->builder = builder;
    r->arena = arena;
    (void)lyd_csv_open_table(&r->csv, text, length);
    lyd_status status = header_read(r);
    while (status == LYD_OK && (got = lyd_csv_next(&r->csv)) != LYD_CSV_END) {
        status = row_read(r, got, end);
        end = *end == NULL ? end : &(*end)->next;
    }
    free(r);
    return status;
}
