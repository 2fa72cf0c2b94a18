/* script.h: scripts that change DNS, in the forms that administrators use. Each is read back by lyd_change_parse.
 *
 * A name goes into a script only if it needs no quoting in any of them, and only where the server will take it. */
#ifndef LYD_DNS_SCRIPT_H
#define LYD_DNS_SCRIPT_H

#include <lyncdns/dns.h>

#define LYD_SCRIPT_TTL 3600 /* seconds, where a form needs a TTL */

/* A record (A, AAAA, CNAME or SRV) to add to DNS, or to delete from it. */
typedef struct lyd_script_step {
    bool add;
    const char *server; /* an address: which server is to make the change; NULL: that on which the script runs */
    const char *zone;   /* NULL: not known */
    const char *name;
    const lyd_record *record;
} lyd_script_step;

typedef struct lyd_script_form {
    const char *name;    /* "powershell" */
    const char *comment; /* that begins a line */
    const char *end;     /* after the records of one zone; NULL: nothing */
    bool zoned;          /* each command names its zone, and may name its server */
    bool checked;        /* the server refuses hosts whose names aren't host names (RFC 952) unless told not to */
    /* NODE: the step's name in its zone. NULL: the form can't delete. */
    void (*add)(FILE *stream, const lyd_script_step *step, const char *node);
    void (*delete)(FILE *stream, const lyd_script_step *step, const char *node);
} lyd_script_form;

extern const lyd_script_form lyd_script_forms[]; /* ended by a row whose name is NULL */

const lyd_script_form *lyd_script_form_find(const char *name);

/* Whether a command for STEP can be written; else *WHY. */
bool lyd_script_takes(const lyd_script_form *form, const lyd_script_step *step, const char **why);

/* Writes the command for STEP; lyd_script_takes is true of it. */
void lyd_script_put(const lyd_script_form *form, FILE *stream, const lyd_script_step *step);

/* Writes a line of comment. Of TEXT, what could end a comment or mean something in a batch file becomes '?', and an arrow
 * "to". */
void lyd_script_comment(const lyd_script_form *form, FILE *stream, const char *text);

/* The same of COUNT texts, one after the other. */
void lyd_script_comment_parts(const lyd_script_form *form, FILE *stream, const char *const *texts, size_t count);

#endif
