/* Looking into the objects of an export: a property's text, truth, number, or list. */
#include "value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const lyd_value *lyd_value_find(const lyd_value *object, const char *name)
{
    const lyd_value *property = object->first;
    while (property != NULL && (property->name == NULL || strcasecmp(property->name, name) != 0)) {
        property = property->next;
    }
    return property;
}

const char *lyd_value_text(const lyd_value *object, const char *name)
{
    const lyd_value *value = lyd_value_find(object, name);
    return value == NULL || value->text == NULL || value->text[0] == '\0' || value->kind == LYD_VALUE_LIST ? NULL : value->text;
}

bool lyd_value_part(const lyd_value *value, const char *part, char text[LYD_VALUE_PART_TEXT])
{
    size_t length = strlen(part);
    const char *found = value->kind == LYD_VALUE_OBJECT ? lyd_value_text(value, part) : NULL;
    if (found != NULL) {
        (void)snprintf(text, LYD_VALUE_PART_TEXT, "%s", found);
        return true;
    }
    for (const char *p = value->text; p != NULL; p = strchr(p, ';')) {
        p += strspn(p, "; {");
        if (strncasecmp(p, part, length) == 0 && p[length] == '=') {
            p += length + 1;
            (void)snprintf(text, LYD_VALUE_PART_TEXT, "%.*s", (int)strcspn(p, "; }"), p);
            return text[0] != '\0';
        }
    }
    return false;
}

lyd_truth lyd_value_truth(const lyd_value *object, const char *name)
{
    static const lyd_row words[] = {{LYD_TRUE, "true"}, {LYD_FALSE, "false"}, {0, NULL}};
    const char *dot = strchr(name, '.'), *text = dot == NULL ? lyd_value_text(object, name) : NULL;
    char part[LYD_VALUE_PART_TEXT];
    if (dot != NULL) {
        (void)snprintf(part, sizeof(part), "%.*s", (int)(dot - name), name);
        const lyd_value *value = lyd_value_find(object, part);
        text = value != NULL && lyd_value_part(value, dot + 1, part) ? part : NULL;
    }
    for (const lyd_row *row = words; text != NULL && row->name != NULL; row++) {
        if (strcasecmp(row->name, text) == 0) {
            return (lyd_truth)row->id;
        }
    }
    return text == NULL ? LYD_TRUTH_NONE : LYD_TRUTH_OTHER;
}

long lyd_value_number(const lyd_value *object, const char *name, long most)
{
    const char *text = lyd_value_text(object, name);
    char *end = NULL;
    if (text == NULL || text[0] < '0' || text[0] > '9') {
        return -1;
    }
    long number = strtol(text, &end, 10);
    return *end != '\0' || number > most ? -1 : number;
}

const lyd_value *lyd_value_each(const lyd_value *object, const char *name, const lyd_value *before)
{
    const lyd_value *value = NULL;
    if (before == NULL) {
        value = lyd_value_find(object, name);
        if (value != NULL && value->kind == LYD_VALUE_LIST) {
            value = value->first;
        }
    } else if (before->name == NULL || strcasecmp(before->name, name) != 0) {
        value = before->next; /* a value in a list has no name */
    }
    while (value != NULL && value->kind == LYD_VALUE_NIL) {
        value = value->name == NULL ? value->next : NULL;
    }
    return value;
}
