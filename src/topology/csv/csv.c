#include "csv.h"

#include "reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FQDN, ROLE, POOL, VIEW, ADDRESS_TYPE, COLUMNS };

static const lyd_row column_names[] = {
    {FQDN, "fqdn"}, {ROLE, "role"}, {POOL, "pool"}, {VIEW, "view"}, {ADDRESS_TYPE, "address-type"}, {0, NULL},
};

static const lyd_row type_words[] = {
    {LYD_ADDRESS_IPV4, "ipv4"}, {LYD_ADDRESS_DUAL_STACK, "dual-stack"}, {LYD_ADDRESS_IPV6, "ipv6"}, {0, NULL}};

typedef struct list {
    lyd_csv csv;
    lyd_builder *builder;
    lyd_diag *diag;
    const char *path;
    size_t columns[COLUMNS]; /* where each stands in a row; SIZE_MAX: not there */
    size_t width;            /* columns of the header */
    bool noted_pool[LYD_ROLE_COUNT];
} list;

/* What a pool's name on a row of some role means. */
static const struct meaning {
    lyd_pool_kind kind; /* of the pool that is named */
    lyd_link link;      /* from it to the row's name */
    bool means;
} meanings[LYD_ROLE_COUNT] = {
    [LYD_ROLE_FRONT_END_SERVER] = {LYD_POOL_FRONT_END, LYD_LINK_MEMBER, true},
    [LYD_ROLE_DIRECTOR_SERVER] = {LYD_POOL_DIRECTOR, LYD_LINK_MEMBER, true},
    [LYD_ROLE_MEDIATION_SERVER] = {LYD_POOL_MEDIATION, LYD_LINK_MEMBER, true},
    [LYD_ROLE_EDGE_SERVER] = {LYD_POOL_EDGE, LYD_LINK_MEMBER, true},
    [LYD_ROLE_EDGE_EXTERNAL] = {LYD_POOL_EDGE, LYD_LINK_EXTERNAL, true},
    [LYD_ROLE_PSTN_GATEWAY] = {LYD_POOL_MEDIATION, LYD_LINK_GATEWAY, true},
};

#define WORD_MAX 64 /* no word of the format is longer */

/* A field as a NUL-terminated word, cut where it is longer than any. */
static const char *word(const lyd_csv_field *field, char text[WORD_MAX])
{
    (void)snprintf(text, WORD_MAX, "%.*s", (int)(field->length < WORD_MAX ? field->length : WORD_MAX), field->text);
    return text;
}

/* The row of TABLE whose name FIELD is, in any case. */
static bool word_id(const lyd_row *table, const lyd_csv_field *field, int *id)
{
    for (const lyd_row *row = table; row->name != NULL; row++) {
        if (strncasecmp(row->name, field->text, field->length) == 0 && row->name[field->length] == '\0') {
            *id = row->id;
            return true;
        }
    }
    return false;
}

static void wrong(list *l, const char *format, ...) LYD_PRINTF(2, 3);
static void wrong(list *l, const char *format, ...)
{
    char sentence[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    lyd_builder_fail(l->builder, lyd_diag_error(l->diag, l->path, l->csv.line, "%s", sentence));
}

/* ---- the header ---- */

#define HEADER_MAX 4096

/* Where the header begins: behind the line that Export-Csv writes before it. */
static const char *header_at(const char *text, const char *end, size_t *line)
{
    *line = 1;
    if (end - text < 5 || strncasecmp(text, "#TYPE", 5) != 0) {
        return text;
    }
    const char *newline = memchr(text, '\n', (size_t)(end - text));
    *line = 2;
    return newline == NULL ? end : newline + 1;
}

/* The separator is the one of the header: Excel writes ';' where ',' is the decimal sign. */
static char separator_of(const char *text, const char *end)
{
    static const char candidates[] = ",;\t";
    size_t most = 0;
    char separator = ',';
    for (const char *c = candidates; *c != '\0'; c++) {
        size_t count = 0;
        for (const char *p = text; p < end && *p != '\n' && *p != '\r'; p++) {
            count += *p == *c;
        }
        if (count > most) {
            most = count;
            separator = *c;
        }
    }
    return separator;
}

bool lyd_csv_recognise(const char *text, size_t length)
{
    lyd_csv csv;
    size_t line = 0;
    const char *end = text + length, *header = header_at(text, end, &line);
    size_t left = (size_t)(end - header);
    if (left > HEADER_MAX) {
        left = HEADER_MAX;
    }
    const char *line_end = header;
    while (line_end < header + left && *line_end != '\r' && *line_end != '\n') {
        line_end++;
    }
    if (line_end == header + HEADER_MAX) {
        return false;
    }
    lyd_csv_open(&csv, header, (size_t)(line_end - header), separator_of(header, line_end));
    if (lyd_csv_next(&csv) != LYD_CSV_ROW) {
        return header != text;
    }
    for (size_t i = 0; i < csv.count; i++) {
        int column = 0;
        if (word_id(column_names, &csv.fields[i], &column) && (column == FQDN || (column == ROLE && csv.count > 1))) {
            return true;
        }
    }
    return header != text; /* nothing else begins with "#TYPE" */
}

static void header_column(list *l, size_t i)
{
    const lyd_csv_field *field = &l->csv.fields[i];
    char text[WORD_MAX];
    int column = 0;
    if (!word_id(column_names, field, &column)) {
        const char *nearest = lyd_row_nearest(column_names, word(field, text));
        lyd_diag_note(l->diag, l->path, l->csv.line, "the column \"%s\" isn't known and is passed over%s%s%s", text,
                      nearest == NULL ? "" : "; is \"", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\" meant?");
    } else if (l->columns[column] != SIZE_MAX) {
        wrong(l, "the column \"%s\" stands twice in the header", column_names[column].name);
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
        wrong(l, "the header row is missing%s%s", got == LYD_CSV_WRONG ? ": " : "", got == LYD_CSV_WRONG ? l->csv.why : "");
        return false;
    }
    l->width = l->csv.count;
    for (size_t i = 0; i < l->csv.count; i++) {
        header_column(l, i);
    }
    for (size_t i = FQDN; i <= ROLE; i++) {
        if (l->columns[i] == SIZE_MAX) {
            wrong(l, "the header row has no column \"%s\"", column_names[i].name);
        }
    }
    return l->columns[FQDN] != SIZE_MAX && l->columns[ROLE] != SIZE_MAX;
}

/* ---- the rows ---- */

/* An empty field where the column isn't there. */
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
        uint32_t view = LYD_NONE;
        while (p < end && *p != ' ' && *p != '|') {
            p++;
        }
        if (p > from && lyd_builder_view_find(l->builder, from, (size_t)(p - from), l->csv.line, true, &view) == LYD_OK) {
            views |= (uint32_t)1 << view;
        }
        p += p < end;
    }
    return views;
}

static lyd_status row_add(list *l, lyd_mention *mention, lyd_role role, const lyd_csv_field *pool_name)
{
    const struct meaning *meaning = &meanings[role];
    lyd_mention pool_mention = {.fqdn = pool_name->text, .fqdn_length = pool_name->length, .key = "pool", .line = mention->line};
    uint32_t pool = LYD_NONE;
    lyd_status status;
    if (pool_name->length > 0 && meaning->means) {
        status = lyd_builder_pool_refer(l->builder, meaning->kind, &pool_mention, &pool);
        return status != LYD_OK ? status : lyd_builder_link(l->builder, pool, meaning->link, mention);
    }
    if (pool_name->length > 0 && role == LYD_ROLE_FRONT_END_POOL) {
        status = lyd_builder_pool(l->builder, LYD_POOL_FRONT_END, mention, &pool);
        return status != LYD_OK ? status : lyd_builder_link(l->builder, pool, LYD_LINK_EDGE, &pool_mention);
    }
    if (pool_name->length > 0 && !l->noted_pool[role]) {
        l->noted_pool[role] = true;
        lyd_diag_note(l->diag, l->path, l->csv.line, "pool: means nothing for the role %s and is passed over",
                      lyd_row_name(lyd_role_names, (int)role));
    }
    return lyd_builder_endpoint(l->builder, mention, NULL);
}

static lyd_status row_read(list *l)
{
    char text[WORD_MAX];
    int role = 0, type = LYD_ADDRESS_NONE;
    if (l->csv.count != l->width) {
        wrong(l, "has %zu fields, the header row has %zu", l->csv.count, l->width);
        return LYD_EINVAL;
    }
    lyd_csv_field fqdn = field_of(l, FQDN), role_word = field_of(l, ROLE), pool = field_of(l, POOL), type_word = field_of(l, ADDRESS_TYPE);
    if (fqdn.length == 0) {
        wrong(l, "fqdn: is empty");
        return LYD_EINVAL;
    }
    if (!word_id(lyd_role_names, &role_word, &role)) {
        const char *nearest = lyd_row_nearest(lyd_role_names, word(&role_word, text));
        wrong(l, "role: \"%s\" isn't a role%s%s%s", text, nearest == NULL ? "" : ", did you mean \"", nearest == NULL ? "" : nearest,
              nearest == NULL ? "" : "\"?");
        return LYD_EINVAL;
    }
    if (type_word.length > 0 && !word_id(type_words, &type_word, &type)) {
        wrong(l, "address-type: \"%s\" isn't known (ipv4, dual-stack or ipv6)", word(&type_word, text));
        return LYD_EINVAL;
    }
    lyd_mention mention = {.fqdn = fqdn.text,
                           .fqdn_length = fqdn.length,
                           .key = "fqdn",
                           .views = views_of(l),
                           .role = (lyd_role)role,
                           .declared = (lyd_address_type)type,
                           .line = l->csv.line};
    return row_add(l, &mention, (lyd_role)role, &pool);
}

lyd_status lyd_csv_read(lyd_builder *builder, const char *text, size_t length, const char *path, lyd_diag *diag)
{
    list *l = calloc(1, sizeof(*l));
    size_t line = 1;
    const char *end = text + length, *header = header_at(text, end, &line);
    if (l == NULL) {
        lyd_builder_fail(builder, LYD_ENOMEM);
        return LYD_ENOMEM;
    }
    l->builder = builder;
    l->diag = diag;
    l->path = path;
    lyd_csv_open(&l->csv, header, (size_t)(end - header), separator_of(header, end));
    l->csv.next_line = line;
    if (header_read(l)) {
        lyd_csv_row got;
        lyd_status status = LYD_OK;
        while (status != LYD_ENOMEM && (got = lyd_csv_next(&l->csv)) != LYD_CSV_END) {
            if (got == LYD_CSV_WRONG) {
                wrong(l, "the row can't be read: %s", l->csv.why);
            } else {
                status = row_read(l);
            }
        }
    }
    free(l);
    return lyd_builder_status(builder);
}
