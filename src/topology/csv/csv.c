/* A list of names with a header row: its columns and its rows. */
#include "reader.h"

#include "topology/readers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FQDN, ROLE, POOL, VIEW, ADDRESS_TYPE, COLUMNS };

static const lyd_row column_names[] = {
    {FQDN, "fqdn"}, {ROLE, "role"}, {POOL, "pool"}, {VIEW, "view"}, {ADDRESS_TYPE, "address-type"}, {0, NULL},
};

typedef struct list {
    lyd_csv csv;
    lyd_builder *builder;
    size_t columns[COLUMNS]; /* the place of each in a row; SIZE_MAX: missing */
    size_t width;            /* columns of the header */
    bool noted_pool[LYD_ROLE_COUNT];
    bool second;  /* the second reading, for names that several kinds of pool may have: by then the kind of each pool is known */
    bool waiting; /* there are such names */
} list;

#define WORD_MAX 64 /* no word of the format is longer */

/* A field as a NUL-terminated word in lower case, because words may be written in any case. */
static const char *word(const lyd_csv_field *field, char text[WORD_MAX])
{
    size_t length = field->length < WORD_MAX ? field->length : WORD_MAX - 1;
    for (size_t i = 0; i < length; i++) {
        text[i] = (char)tolower((unsigned char)field->text[i]);
    }
    text[length] = '\0';
    return text;
}

/* The precision that quotes a field in a message. */
static int shown(const lyd_csv_field *field)
{
    return field->length < WORD_MAX ? (int)field->length : WORD_MAX;
}

/* ---- the header ---- */

/* The columns of a header row that are known, as a set of 1 << column. */
static unsigned columns_of(const lyd_csv *csv)
{
    unsigned set = 0;
    for (size_t i = 0; i < csv->count; i++) {
        char name[WORD_MAX];
        int column = COLUMNS;
        set |= lyd_row_id(column_names, word(&csv->fields[i], name), &column) ? 1u << column : 0;
    }
    return set;
}

bool lyd_csv_recognise_list(const char *text, size_t length)
{
    lyd_csv csv;
    const unsigned both = 1u << FQDN | 1u << ROLE;
    (void)lyd_csv_open_table(&csv, text, length);
    return lyd_csv_header(&csv) && (columns_of(&csv) & both) == both;
}

bool lyd_csv_recognise(const char *text, size_t length)
{
    lyd_csv csv;
    bool announced = lyd_csv_open_table(&csv, text, length);
    unsigned columns = lyd_csv_header(&csv) ? columns_of(&csv) : 0;
    /* Nothing else begins with "#TYPE" or "sep=". */
    return announced || (columns & 1u << FQDN) != 0 || ((columns & 1u << ROLE) != 0 && csv.count > 1);
}

static void header_column(list *l, size_t i)
{
    const lyd_csv_field *field = &l->csv.fields[i];
    char text[WORD_MAX], hint[LYD_HINT_TEXT];
    int column = 0;
    if (!lyd_row_id(column_names, word(field, text), &column)) {
        lyd_builder_note(l->builder, l->csv.line, "unknown column \"%.*s\" ignored%s", shown(field), field->text,
                         lyd_hint(hint, lyd_row_nearest(column_names, text)));
    } else if (l->columns[column] != SIZE_MAX) {
        (void)lyd_builder_error(l->builder, l->csv.line, "duplicate column \"%s\"", column_names[column].name);
    } else {
        l->columns[column] = i;
    }
}

static bool header_read(list *l)
{
    lyd_csv_row got = lyd_csv_next(&l->csv);
    for (size_t i = 0; i < COLUMNS; i++) {
        l->columns[i] = SIZE_MAX;
    }
    if (got != LYD_CSV_ROW) {
        (void)lyd_builder_error(l->builder, l->csv.line, "missing header row%s%s", got == LYD_CSV_WRONG ? ": " : "",
                                got == LYD_CSV_WRONG ? l->csv.why : "");
        return false;
    }
    l->width = l->csv.count;
    for (size_t i = 0; i < l->csv.count; i++) {
        header_column(l, i);
    }
    for (size_t i = FQDN; i <= ROLE; i++) {
        if (l->columns[i] == SIZE_MAX) {
            (void)lyd_builder_error(l->builder, l->csv.line, "missing column \"%s\"", column_names[i].name);
        }
    }
    return l->columns[FQDN] != SIZE_MAX && l->columns[ROLE] != SIZE_MAX;
}

/* ---- the rows ---- */

/* An empty field where the column is missing. */
static lyd_csv_field field_of(const list *l, int column)
{
    return l->columns[column] == SIZE_MAX ? (lyd_csv_field){"", 0} : l->csv.fields[l->columns[column]];
}

static uint32_t views_of(list *l)
{
    lyd_csv_field field = field_of(l, VIEW);
    uint32_t views = 0;
    const char *p = field.text, *end = p + field.length;
    while (p < end) {
        const char *from = p;
        while (p < end && *p != ' ' && *p != '|') {
            p++;
        }
        size_t length = (size_t)(p - from);
        uint32_t view = lyd_builder_view(l->builder, from, length);
        if (length > 0 && (view != LYD_NONE || lyd_builder_view_add(l->builder, from, length, l->csv.line, &view) == LYD_OK)) {
            views |= (uint32_t)1 << view;
        }
        p += p < end;
    }
    return views;
}

/* A pool's name on the row of a name that such pools link makes the link; on that of a Front End pool it is its Edge pool. */
static lyd_status row_add(list *l, const lyd_entry *entry, const lyd_csv_field *pool_name)
{
    const lyd_role_row *row = &lyd_role_rows[entry->role];
    lyd_entry pool_entry = {.fqdn = pool_name->text, .fqdn_length = pool_name->length, .key = "pool", .line = entry->line};
    uint32_t pool = LYD_NONE;
    lyd_status status;
    if (pool_name->length > 0 && row->link != LYD_LINK_NONE && row->link != LYD_LINK_SELF) {
        lyd_pool_kind kind = row->pool != LYD_POOL_COUNT                                        ? row->pool
                             : lyd_builder_has_pool(l->builder, LYD_POOL_DIRECTOR, &pool_entry) ? LYD_POOL_DIRECTOR
                                                                                                : LYD_POOL_FRONT_END;
        status = lyd_builder_pool(l->builder, kind, &pool_entry, LYD_REFERS, &pool);
        return status != LYD_OK ? status : lyd_builder_link(l->builder, pool, row->link, entry, LYD_ONCE | LYD_DECLARES);
    }
    if (pool_name->length > 0 && entry->role == LYD_ROLE_FRONT_END_POOL) {
        status = lyd_builder_pool(l->builder, LYD_POOL_FRONT_END, entry, LYD_ONCE, &pool);
        return status != LYD_OK ? status : lyd_builder_link(l->builder, pool, LYD_LINK_EDGE, &pool_entry, LYD_ONCE);
    }
    if (pool_name->length > 0 && !l->noted_pool[entry->role]) {
        l->noted_pool[entry->role] = true;
        lyd_builder_note(l->builder, l->csv.line, "pool: ignored, the role %s has none", row->name);
    }
    if (entry->role == LYD_ROLE_SIMPLE_URL) { /* a list has no column for what it is a URL of */
        lyd_entry url = *entry;
        url.urls = LYD_URL_MEET | LYD_URL_DIALIN;
        return lyd_builder_simple_url(l->builder, &url, NULL, 0, LYD_ONCE);
    }
    return lyd_builder_endpoint(l->builder, entry, LYD_ONCE);
}

/* Whether the row of ROLE is for the other reading. */
static bool other_reading(list *l, lyd_role role)
{
    bool waits = role < LYD_ROLE_COUNT && lyd_role_rows[role].pool == LYD_POOL_COUNT;
    l->waiting = l->waiting || waits;
    return waits != l->second;
}

static lyd_status row_read(list *l)
{
    char text[WORD_MAX], hint[LYD_HINT_TEXT];
    int type = LYD_ADDRESS_NONE;
    if (l->csv.count != l->width) {
        return l->second
                   ? LYD_OK
                   : lyd_builder_error(l->builder, l->csv.line, "%zu fields, expected %zu as in the header row", l->csv.count, l->width);
    }
    lyd_csv_field fqdn = field_of(l, FQDN), role_word = field_of(l, ROLE), pool = field_of(l, POOL), type_word = field_of(l, ADDRESS_TYPE);
    lyd_role role = lyd_role_find(word(&role_word, text));
    if (other_reading(l, role)) {
        return LYD_OK;
    }
    if (fqdn.length == 0) {
        return lyd_builder_error(l->builder, l->csv.line, "fqdn: empty value");
    }
    if (role == LYD_ROLE_COUNT) {
        const char *nearest = lyd_nearest(text, &lyd_role_rows->name, sizeof(*lyd_role_rows), LYD_ROLE_COUNT);
        return lyd_builder_error(l->builder, l->csv.line, "role: unknown role \"%.*s\"%s", shown(&role_word), role_word.text,
                                 lyd_hint(hint, nearest));
    }
    if (type_word.length > 0) {
        type = lyd_builder_word(l->builder, "address-type", word(&type_word, text), l->csv.line, lyd_declared_types, LYD_ADDRESS_NONE);
    }
    const lyd_entry entry = {.fqdn = fqdn.text,
                             .fqdn_length = fqdn.length,
                             .key = "fqdn",
                             .views = views_of(l),
                             .role = role,
                             .declared = (lyd_address_type)type,
                             .line = l->csv.line};
    return row_add(l, &entry, &pool);
}

static lyd_status rows_read(list *l)
{
    lyd_csv_row got;
    lyd_status status = LYD_OK;
    while (status != LYD_ENOMEM && (got = lyd_csv_next(&l->csv)) != LYD_CSV_END) {
        if (got == LYD_CSV_ROW) {
            status = row_read(l);
        } else if (!l->second) {
            status = lyd_builder_error(l->builder, l->csv.line, "invalid row: %s", l->csv.why);
        }
    }
    return status;
}

lyd_status lyd_csv_read(lyd_builder *builder, const char *text, size_t length, lyd_import *import)
{
    list *l = calloc(1, sizeof(*l));
    (void)import; /* a list names no other file */
    if (l == NULL) {
        return lyd_builder_nomem(builder);
    }
    l->builder = builder;
    (void)lyd_csv_open_table(&l->csv, text, length);
    if (header_read(l)) {
        lyd_csv rows = l->csv;
        lyd_status status = rows_read(l);
        if (status != LYD_ENOMEM && l->waiting) {
            l->csv = rows;
            l->second = true;
            (void)rows_read(l);
        }
    }
    free(l);
    return lyd_builder_status(builder);
}
