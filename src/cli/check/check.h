/* check.h: asking about single names: once, or in one of four other ways, each in a file of its own (stream.c, watch.c, prompt.c,
 * domain.c). */
#ifndef LYD_CLI_CHECK_H
#define LYD_CLI_CHECK_H

#include "cli/session/session.h"

typedef struct lyd_checking {
    lyd_session session; /* its topology is the deployment; without --topology one that names nothing */
    lyd_roles roles;     /* of --role */
    int code;            /* the exit code so far */
} lyd_checking;

/* Reads a name as typed; *FQDN is put into ARENA. An address isn't a name. */
lyd_status lyd_check_name(const char *text, size_t length, const char *file, size_t line, lyd_arena *arena, const char **fqdn,
                          lyd_diag *diag);

/* Servers answer, not files. */
bool lyd_checking_is_live(const lyd_checking *c);

/* Asks and judges. *INQUIRY is freed by the caller. */
lyd_status lyd_checking_ask(lyd_checking *c, lyd_source *source, const char *const *fqdns, size_t count, lyd_inquiry **inquiry);

/* Writes the reports on RUN, name by name where INQUIRY isn't NULL; its exit code replaces C's if it outranks it. */
lyd_status lyd_checking_report(lyd_checking *c, lyd_run *run, const lyd_inquiry *inquiry);

/* Both, with a note if the run was stopped. */
lyd_status lyd_checking_once(lyd_checking *c, const char *const *fqdns, size_t count);

/* The exit code that outranks the other: an error, findings, incomplete, good. */
int lyd_check_worse(int a, int b);

/* The ways to ask: names from standard input, in order; the names given, again and again; names typed at a prompt. Each returns the exit
 * code. */
int lyd_check_stream(lyd_checking *c, const char *const *fqdns, size_t count);
int lyd_check_watch(lyd_checking *c, const char *const *fqdns, size_t count);
int lyd_check_prompt(lyd_checking *c, const char *const *fqdns, size_t count);

/* --sip-domain: all service records of the domain. */
int lyd_check_domain(lyd_checking *c, const char *const *fqdns, size_t count);

/* Reads --sip-domain, --client and --service into the session's topology, which names nothing; nothing to do without them. */
lyd_status lyd_check_domain_load(lyd_checking *c);

/* Views that the user gave no kind count as external. To be called when the servers are known. */
void lyd_check_domain_views(lyd_checking *c);

#endif
