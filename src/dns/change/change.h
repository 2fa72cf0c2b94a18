/* change.h: what the three readers of change scripts have in common. */
#ifndef LYD_DNS_CHANGE_H
#define LYD_DNS_CHANGE_H

#include "dns/zone/text.h"

#include <lyncdns/dns.h>

typedef struct lyd_change_reader {
    lyd_change *change;
    lyd_change_step *steps; /* on the heap; moved to the arena at the end */
    size_t count, capacity;
    lyd_diag *diag;
    lyd_status status; /* the worst so far */
} lyd_change_reader;

/* Each reads all lines of TEXT. Mistakes are gathered; only being out of memory ends it early. */
void lyd_change_read_nsupdate(lyd_change_reader *reader, const char *text, size_t length);
void lyd_change_read_dnscmd(lyd_change_reader *reader, const char *text, size_t length);
void lyd_change_read_powershell(lyd_change_reader *reader, const char *text, size_t length);

/* Records a mistake in LINE; TOKEN may be NULL. */
void lyd_change_wrong(lyd_change_reader *reader, size_t line, const lyd_token *token, const char *why);

/* A copy in the change's arena; NULL: out of memory, which is recorded. */
const char *lyd_change_text(lyd_change_reader *reader, const char *text, size_t length);

/* Adds STEP with the data of TOKENS, by its type; names in them belong to ORIGIN ("." or a zone). For a type other than A, AAAA and CNAME
 * the data is only checked. False: a mistake was recorded. */
bool lyd_change_data(lyd_change_reader *reader, lyd_change_step *step, const lyd_token *tokens, size_t count, bool windows);

bool lyd_change_add(lyd_change_reader *reader, const lyd_change_step *step);

/* A node of a zone as the tools of Windows name it: "@", relative to the zone, or with a dot at its end. */
bool lyd_change_node(lyd_change_reader *reader, size_t line, const lyd_token *token, const char *zone, const char **name);
bool lyd_change_zone(lyd_change_reader *reader, size_t line, const lyd_token *token, const char **zone);

bool lyd_change_type(lyd_change_reader *reader, lyd_change_step *step, const lyd_token *token);

/* True when WORD runs dnscmd, with or without its path. */
bool lyd_change_is_dnscmd(const lyd_token *word);

/* Where the next line of a text ends (its newline, or END). */
const char *lyd_line_end(const char *at, const char *end);

#define LYD_CHANGE_TTL_WINDOWS 3600 /* where a script leaves it to the zone: what Windows gives new zones */

#endif
