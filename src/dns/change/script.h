/* script.h: scripts that change DNS, in the forms that administrators use. Each is read back by lyd_change_parse.
 *
 * A name goes into a script only if it needs no quoting in any of them, and only where the server will take it. */
#ifndef LYD_DNS_SCRIPT_H
#define LYD_DNS_SCRIPT_H

#include <lyncdns/dns.h>

#define LYD_SCRIPT_TTL 3600 /* seconds, where a form needs a TTL */

typedef struct lyd_script_form {
    const char *name;    /* "powershell" */
    const char *comment; /* that begins a line */
    const char *end;     /* after the records of one zone; NULL: nothing */
    bool zoned;          /* each command names its zone */
    bool checked;        /* the server refuses hosts whose names aren't host names (RFC 952) unless told not to */
    void (*add)(FILE *stream, const char *zone, const char *node, const char *name, const lyd_record *record);
} lyd_script_form;

extern const lyd_script_form lyd_script_forms[]; /* ended by a row whose name is NULL */

const lyd_script_form *lyd_script_form_find(const char *name);

/* Whether a command for RECORD (A, AAAA, CNAME or SRV) of NAME in ZONE (NULL: not known) can be written; else *WHY. */
bool lyd_script_takes(const lyd_script_form *form, const char *zone, const char *name, const lyd_record *record, const char **why);

/* Writes the command that adds RECORD; lyd_script_takes is true of it. */
void lyd_script_add(const lyd_script_form *form, FILE *stream, const char *zone, const char *name, const lyd_record *record);

/* Writes a line of comment. Of TEXT, what could end a comment or mean something in a batch file becomes '?'. */
void lyd_script_comment(const lyd_script_form *form, FILE *stream, const char *text);

#endif
