/* value.h: what a PowerShell cmdlet gave, as a tree of values: the same for Export-Clixml and Export-Csv. Private to this folder.
 *
 * A file is a list of objects, an object a list of named properties. Texts live in the arena given to the reader. */
#ifndef LYD_TOPOLOGY_EXPORTS_VALUE_H
#define LYD_TOPOLOGY_EXPORTS_VALUE_H

#include "topology/build/builder.h"

typedef enum lyd_value_kind {
    LYD_VALUE_NIL,    /* null, or what isn't read: a text that is too long, a list that Export-Csv has lost */
    LYD_VALUE_TEXT,   /* a text, number, truth or word */
    LYD_VALUE_LIST,   /* values without names */
    LYD_VALUE_OBJECT, /* properties */
} lyd_value_kind;

typedef struct lyd_value {
    struct lyd_value *next;  /* in the list or object that this one is in */
    struct lyd_value *first; /* of a list or object */
    const char *name;        /* of a property; NULL in a list */
    const char *text;        /* of a text; how PowerShell shows an object, or NULL */
    uint32_t line;
    uint8_t kind;
} lyd_value;

/* Reads a text into the list *OBJECTS. What a hostile text asks for is refused before a tree is built: an error in BUILDER. */
typedef lyd_status lyd_value_reader(lyd_builder *builder, const char *text, size_t length, lyd_arena *arena, lyd_value **objects);

lyd_value_reader lyd_clixml_read; /* [MS-PSRP] 2.2.5: what Export-Clixml writes */
lyd_value_reader lyd_rows_read;   /* a row of property names, then a row an object: what Export-Csv writes */

/* ---- value.c: looking into objects; names of properties are compared without case, as PowerShell does ---- */

const lyd_value *lyd_value_find(const lyd_value *object, const char *name); /* NULL: there is no such property */

/* The text of a property, not empty; NULL: none. */
const char *lyd_value_text(const lyd_value *object, const char *name);

/* A part of a value: the text of an object's property, or of "Part=text;" in the text of a value that Export-Clixml or Export-Csv has cut
 * down to how PowerShell shows it. False: there is none. */
#define LYD_VALUE_PART_TEXT 512
bool lyd_value_part(const lyd_value *value, const char *part, char text[LYD_VALUE_PART_TEXT]);

/* What a property says; NAME is "Property" or "Property.Part". OTHER: neither true nor false. */
typedef enum lyd_truth { LYD_TRUTH_NONE, LYD_FALSE, LYD_TRUE, LYD_TRUTH_OTHER } lyd_truth;
lyd_truth lyd_value_truth(const lyd_value *object, const char *name);

/* The number of a property, 0 to MOST; -1: none that is understood. */
long lyd_value_number(const lyd_value *object, const char *name, long most);

/* The values of a property that is a list, or else the one value; in turn: NULL begins. Values that are null are left out. */
const lyd_value *lyd_value_each(const lyd_value *object, const char *name, const lyd_value *before);

#endif
