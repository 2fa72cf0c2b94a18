/* check.h: names asked about by hand. cmd_check.c chooses the way: once (check.c), line by line (check_stream.c), again and again
 * (check_watch.c), or at a prompt (prompt.h). */
#ifndef LYD_CLI_CHECK_H
#define LYD_CLI_CHECK_H

#include "cli/session.h"

typedef struct lyd_checking {
    lyd_session session; /* its topology is the deployment; without --topology one that names nothing */
    lyd_roles roles;     /* of --role */
    lyd_view *declared;  /* the views before any --server, and whether they were made then */
    size_t declared_count;
    int code; /* the exit code so far */
} lyd_checking;

/* Reads the options and files; all mistakes of all of them are gathered. */
lyd_status lyd_checking_load(lyd_checking *c, lyd_cli *cli);
void lyd_checking_clear(lyd_checking *c);

/* Takes the views back to what was declared, and lays the servers of TEXTS ("[VIEW=]ADDRESS") over them; none: the system's. */
lyd_status lyd_checking_serve(lyd_checking *c, const char *const *texts, size_t count);

/* Reads a name as typed; *FQDN is put into ARENA. An address isn't a name. */
lyd_status lyd_check_name(const char *text, size_t length, const char *file, size_t line, lyd_arena *arena, const char **fqdn,
                          lyd_diag *diag);

/* Asks and judges. *INQUIRY is freed by the caller. */
lyd_status lyd_checking_ask(lyd_checking *c, lyd_source *source, const char *const *fqdns, size_t count, lyd_inquiry **inquiry);

/* Writes the reports on INQUIRY and puts what it comes to into the exit code. */
lyd_status lyd_checking_report(lyd_checking *c, lyd_inquiry *inquiry);

/* The same for names at once; a note tells if it was stopped. */
lyd_status lyd_checking_once(lyd_checking *c, const char *const *fqdns, size_t count);

/* The exit code that outranks the other: an error, findings, incomplete, good. */
int lyd_check_worse(int a, int b);

/* Names from standard input, in order; each returns the exit code. */
int lyd_check_stream(lyd_checking *c);
int lyd_check_watch(lyd_checking *c, const char *const *fqdns, size_t count);
int lyd_check_prompt(lyd_checking *c);

#endif
