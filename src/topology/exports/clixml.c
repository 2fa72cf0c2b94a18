/* Objects as Export-Clixml writes them ([MS-PSRP] 2.2.5): elements that are named after types, and refer to objects before them. */
#include "value.h"

#include "topology/xml/xml.h"

#include <stdlib.h>
#include <string.h>

typedef struct reading {
    lyd_builder *builder;
    lyd_arena *arena;
    lyd_map *objects;   /* RefId of an object that is complete, to its place in VALUES: so no reference leads in a circle */
    lyd_value **values; /* on the heap */
    size_t count, capacity;
    lyd_status status; /* LYD_ENOMEM stops the reading */
} reading;

/* ---- the elements ([MS-PSRP] 2.2.5.1, 2.2.5.2) ---- */

typedef enum element { PRIMITIVE, NIL, OBJECT, REFERENCE, LIST, DICTIONARY, PROPERTIES, SHOWN, IGNORED } element;

/* All that isn't here is a primitive: S, I32, B, Db, Version and more than twenty others, each with its value as text. */
static const lyd_row elements[] = {
    {NIL, "Nil"},       {OBJECT, "Obj"},     {REFERENCE, "Ref"},    {LIST, "LST"},      {LIST, "IE"},        {LIST, "QUE"},
    {LIST, "STK"},      {DICTIONARY, "DCT"}, {PROPERTIES, "Props"}, {PROPERTIES, "MS"}, {SHOWN, "ToString"}, {IGNORED, "TN"},
    {IGNORED, "TNRef"}, {IGNORED, "Objs"},   {IGNORED, "En"},       {IGNORED, "T"},     {0, NULL},
};

static element element_of(const xmlNode *node)
{
    int id = PRIMITIVE;
    return lyd_row_id(elements, (const char *)node->name, &id) ? (element)id : PRIMITIVE;
}

static bool keeps(const xmlNode *node)
{
    element e = element_of(node);
    return e == PRIMITIVE || e == SHOWN;
}

/* ---- texts ---- */

/* The number of the escape "_xHHHH_" that TEXT begins with; -1: none. */
static long escape(const char *text)
{
    char digits[5] = "", *end = NULL;
    if (text[0] != '_' || (text[1] != 'x' && text[1] != 'X') || strspn(text + 2, "0123456789abcdefABCDEF") < 4 || text[6] != '_') {
        return -1;
    }
    memcpy(digits, text + 2, 4);
    return strtol(digits, &end, 16);
}

/* Undoes the escapes of TEXT, in place: each is longer than what it stands for. They are units of UTF-16; half a pair and NUL, which no
 * text can hold here, become U+FFFD. */
static void unescape(char *text)
{
    char *out = text;
    while (*text != '\0') {
        long unit = escape(text);
        if (unit < 0) {
            *out++ = *text++;
            continue;
        }
        text += 7;
        long low = unit >= 0xD800 && unit < 0xDC00 ? escape(text) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF);
            text += 7;
        } else if (unit == 0 || (unit & 0xF800) == 0xD800) {
            unit = 0xFFFD;
        }
        out += lyd_utf8_put(out, (uint32_t)unit);
    }
    *out = '\0';
}

/* Takes over CONTENT; NULL: too long, or memory ran out. */
static const char *text_taken(reading *r, xmlChar *content)
{
    size_t length = content == NULL ? 0 : strlen((const char *)content);
    char *text = content == NULL ? NULL : lyd_arena_text(r->arena, (const char *)content, length);
    xmlFree(content);
    if (text == NULL) {
        r->status = LYD_ENOMEM;
        return NULL;
    }
    unescape(text);
    return length > LYD_XML_TEXT_MAX ? NULL : text;
}

static const char *content_of(reading *r, const xmlNode *node)
{
    return node->children == NULL ? "" : text_taken(r, xmlNodeGetContent(node));
}

/* NULL: there is no such attribute. */
static const char *attribute_of(reading *r, const xmlNode *node, const char *name)
{
    const xmlAttr *a = node->properties;
    while (a != NULL && strcmp((const char *)a->name, name) != 0) {
        a = a->next;
    }
    return a == NULL || a->children == NULL ? NULL : text_taken(r, xmlNodeListGetString(node->doc, a->children, 1));
}

/* ---- values ---- */

static lyd_value *value_of(reading *r, const xmlNode *node);

static lyd_value *new_value(reading *r, const xmlNode *node)
{
    lyd_value *value = lyd_arena_zalloc(r->arena, 1, sizeof(*value));
    if (value == NULL) {
        r->status = LYD_ENOMEM;
        return NULL;
    }
    value->line = (uint32_t)lyd_xml_line(node);
    value->name = attribute_of(r, node, "N");
    return value;
}

/* Adds a value for each element in NODE that is one; END is where the next belongs. */
static lyd_value **children_read(reading *r, const xmlNode *node, lyd_value **end)
{
    for (const xmlNode *child = node->children; child != NULL && r->status == LYD_OK; child = child->next) {
        element e = child->type == XML_ELEMENT_NODE ? element_of(child) : IGNORED;
        if (e == PRIMITIVE || e == NIL || e == OBJECT || e == REFERENCE) {
            *end = value_of(r, child);
            end = *end == NULL ? end : &(*end)->next;
        }
    }
    return end;
}

/* An entry "En" holds a value called Key and one called Value: a property, if the key is a text. */
static void dictionary_read(reading *r, const xmlNode *node, lyd_value **end)
{
    for (const xmlNode *entry = node->children; entry != NULL && r->status == LYD_OK; entry = entry->next) {
        lyd_value *pair = NULL;
        if (entry->type != XML_ELEMENT_NODE || !lyd_xml_is(entry, "En")) {
            continue;
        }
        (void)children_read(r, entry, &pair);
        lyd_value *value = pair == NULL ? NULL : pair->next;
        if (value != NULL && pair->kind == LYD_VALUE_TEXT) {
            value->name = pair->text;
            value->next = NULL;
            *end = value;
            end = &value->next;
        }
    }
}

/* Remembers an object under its RefId, once it is complete. */
static void object_keep(reading *r, const xmlNode *node, lyd_value *value)
{
    const char *id = attribute_of(r, node, "RefId");
    if (id == NULL) {
        return;
    }
    if (lyd_grow((void **)&r->values, &r->capacity, r->count, sizeof(lyd_value *)) != LYD_OK ||
        lyd_map_put(r->objects, id, (uint32_t)r->count) != LYD_OK) {
        r->status = LYD_ENOMEM;
        return;
    }
    r->values[r->count++] = value;
}

/* An object holds properties, or is a list or a dictionary, or wraps a primitive (the number of an enumeration's word). */
static void object_read(reading *r, const xmlNode *node, lyd_value *value)
{
    lyd_value **end = &value->first;
    value->kind = LYD_VALUE_OBJECT;
    for (const xmlNode *part = node->children; part != NULL && r->status == LYD_OK; part = part->next) {
        switch (part->type == XML_ELEMENT_NODE ? element_of(part) : IGNORED) {
        case PROPERTIES:
            end = value->kind == LYD_VALUE_LIST ? end : children_read(r, part, end);
            break;
        case LIST: /* what a list has beside its values is its length and the like */
            value->kind = LYD_VALUE_LIST;
            value->first = NULL;
            (void)children_read(r, part, &value->first);
            break;
        case DICTIONARY:
            if (value->first == NULL) {
                dictionary_read(r, part, end);
            }
            break;
        case SHOWN:
            value->text = content_of(r, part);
            break;
        case PRIMITIVE:
            value->text = value->text == NULL ? content_of(r, part) : value->text;
            break;
        default:
            break;
        }
    }
    if (value->kind == LYD_VALUE_OBJECT && value->first == NULL && value->text != NULL) {
        value->kind = LYD_VALUE_TEXT;
    }
    object_keep(r, node, value);
}

/* A reference to an object that isn't complete leads in a circle, and one to another that isn't there nowhere: null. */
static void reference_read(reading *r, const xmlNode *node, lyd_value *value)
{
    const char *id = attribute_of(r, node, "RefId");
    uint32_t index = 0;
    if (id != NULL && lyd_map_get(r->objects, id, &index)) {
        const lyd_value *object = r->values[index];
        value->first = object->first;
        value->text = object->text;
        value->kind = object->kind;
    }
}

/* Recursive, as deep as the XML: LYD_XML_DEPTH_MAX. */
static lyd_value *value_of(reading *r, const xmlNode *node)
{
    lyd_value *value = new_value(r, node);
    if (value == NULL) {
        return NULL;
    }
    switch (element_of(node)) {
    case OBJECT:
        object_read(r, node, value);
        break;
    case REFERENCE:
        reference_read(r, node, value);
        break;
    case PRIMITIVE:
        value->text = content_of(r, node);
        value->kind = value->text == NULL ? LYD_VALUE_NIL : LYD_VALUE_TEXT;
        break;
    default:
        break; /* null */
    }
    return value;
}

lyd_status lyd_clixml_read(lyd_builder *builder, const char *text, size_t length, lyd_arena *arena, lyd_value **objects)
{
    reading r = {.builder = builder, .arena = arena, .objects = lyd_map_new(), .status = LYD_ENOMEM};
    xmlDoc *doc = NULL;
    *objects = NULL;
    if (r.objects != NULL) {
        r.status = lyd_xml_parse(builder, text, length, keeps, &doc);
    }
    if (r.status == LYD_OK) {
        (void)children_read(&r, xmlDocGetRootElement(doc), objects);
    }
    xmlFreeDoc(doc);
    lyd_map_free(r.objects);
    free(r.values);
    return r.status;
}
