/* change.h: what the three readers of change scripts have in common. */
#ifndef LYD_DNS_CHANGE_H
#define LYD_DNS_CHANGE_H

#include "dns/zone/text.h"

typedef struct lyd_change_reader {
    lyd_change *change;
    lyd_change_step *steps; /* on the heap; moved to the arena at the end */
    size_t count, capacity;
    lyd_diag *diag;
    lyd_status status; /* the worst so far */
} lyd_change_reader;

/* Each form recognizes a line by its first word or the whole of it, and reads all lines of TEXT. Mistakes are gathered; only lack of memory
 * ends the reading early. */
bool lyd_nsupdate_recognize(const lyd_token *word, const lyd_token *line);
void lyd_nsupdate_read(lyd_change_reader *reader, const char *text, size_t length);
bool lyd_dnscmd_recognize(const lyd_token *word, const lyd_token *line);
void lyd_dnscmd_read(lyd_change_reader *reader, const char *text, size_t length);
bool lyd_powershell_recognize(const lyd_token *word, const lyd_token *line);
void lyd_powershell_read(lyd_change_reader *reader, const char *text, size_t length);

/* Records a mistake in LINE; TOKEN may be NULL. */
void lyd_change_wrong(lyd_change_reader *reader, size_t line, const lyd_token *token, const char *why);

/* The parts of a step. Each returns false after a mistake or lack of memory, which READER has then. */

/* A record type. Tools of Windows read no TYPE123 (RFC 3597). */
bool lyd_change_type(lyd_change_reader *reader, lyd_change_step *step, const lyd_token *token, bool windows);

/* The data of a record of the step's type; that of a type that isn't judged is only checked. */
bool lyd_change_data(lyd_change_reader *reader, lyd_change_step *step, const lyd_token *tokens, size_t count, bool windows);

/* A whole name, with or without a dot at its end. */
bool lyd_change_name(lyd_change_reader *reader, size_t line, const lyd_token *token, const char **name);

/* A name in a zone as the tools of Windows write it: "@", relative to the zone, or with a dot at its end. */
bool lyd_change_node(lyd_change_reader *reader, size_t line, const lyd_token *token, const char *zone, const char **name);

/* Adds the step to the change. */
bool lyd_change_add(lyd_change_reader *reader, const lyd_change_step *step);

/* Where the next line of a text ends (its newline, or END). */
const char *lyd_line_end(const char *at, const char *end);

#define LYD_CHANGE_TTL_WINDOWS 3600 /* where a script leaves it to the zone: what Windows gives new zones */

#endif
