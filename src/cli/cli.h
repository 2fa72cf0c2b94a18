/* cli.h: the program's commands and their options. A command is a row of lyd_commands, its options rows of lyd_option_rows, and a file
 * cmd_NAME.c of its own. */
#ifndef LYD_CLI_CLI_H
#define LYD_CLI_CLI_H

#include "options.h"

#include <lyncdns/base.h>

/* Exit codes of the contract. */
enum { LYD_EXIT_GOOD = 0, LYD_EXIT_FINDINGS = 1, LYD_EXIT_ERROR = 2, LYD_EXIT_INCOMPLETE = 3 };

typedef enum lyd_command_id {
    LYD_COMMAND_AUDIT,
    LYD_COMMAND_CHECK,
    LYD_COMMAND_PREVIEW,
    LYD_COMMAND_VALIDATE,
    LYD_COMMAND_IMPORT,
    LYD_COMMAND_RULES,
    LYD_COMMAND_HISTORY,
    LYD_COMMAND_HELP,
} lyd_command_id;

#define LYD_COMMAND_BIT(command) (1u << (command))

/* Ids of the options. */
enum {
    LYD_OPT_ROLE,
    LYD_OPT_TOPOLOGY,
    LYD_OPT_WATCH,
    LYD_OPT_UNTIL,
    LYD_OPT_SERVER,
    LYD_OPT_ZONE,
    LYD_OPT_ANSWERS,
    LYD_OPT_SAVE_ANSWERS,
    LYD_OPT_CHANGE,
    LYD_OPT_VIEW,
    LYD_OPT_CONFIRM,
    LYD_OPT_FORMAT,       /* of a report */
    LYD_OPT_PLAIN_FORMAT, /* text or json */
    LYD_OPT_OUTPUT,
    LYD_OPT_TIMEOUT,
    LYD_OPT_TRIES,
    LYD_OPT_MAX_QPS,
    LYD_OPT_DEADLINE,
    LYD_OPT_FAIL_ON,
    LYD_OPT_HISTORY,
    LYD_OPT_CHANGES_ONLY,
    LYD_OPT_KEEP,
    LYD_OPT_COLOR,
    LYD_OPT_QUIET,
    LYD_OPT_VERSION,
    LYD_OPT_HELP,
};

extern const lyd_option lyd_option_rows[]; /* ended by a row without a name */

struct lyd_command;

/* What a command is handed. */
typedef struct lyd_cli {
    const struct lyd_command *command;
    const lyd_options *options;
    lyd_diag *diag;   /* printed to standard error at the end */
    int64_t begin_ms; /* on CLOCK_MONOTONIC: when the program began */
    bool quiet;       /* notes aren't wanted */
    bool reported;    /* a report came out, whatever failed then */
} lyd_cli;

typedef struct lyd_command {
    lyd_command_id id;
    const char *name;
    const char *operands;                 /* "TOPOLOGY"; empty: none */
    size_t operands_least, operands_most; /* how many */
    const char *summary;                  /* a line */
    const char *start;                    /* an example for those who start; NULL: not among the first things to know */
    const char *about;                    /* paragraphs for its --help */
    int (*run)(lyd_cli *cli);             /* the exit code; prints results on standard output */
} lyd_command;

extern const lyd_command lyd_commands[]; /* ended by a row without a name */

const lyd_command *lyd_command_find(const char *name);            /* NULL: no such command */
lyd_status lyd_command_unknown(const char *name, lyd_diag *diag); /* says so, naming the nearest one */

int lyd_command_audit(lyd_cli *cli);
int lyd_command_check(lyd_cli *cli);
int lyd_command_preview(lyd_cli *cli);
int lyd_command_validate(lyd_cli *cli);
int lyd_command_import(lyd_cli *cli);
int lyd_command_rules(lyd_cli *cli);
int lyd_command_history(lyd_cli *cli);
int lyd_command_help(lyd_cli *cli);

void lyd_help_command(const lyd_command *command, FILE *stream, int width);
void lyd_help_all(FILE *stream, int width);
void lyd_help_start(FILE *stream); /* for a program called without a command */
void lyd_help_version(FILE *stream);

/* Runs the program with its arguments (without its own name); CLI has its diag and begin_ms. The exit code. */
int lyd_cli_run(lyd_cli *cli, const char *const *arguments, size_t count);

/* The exit code for a failure; says what STATUS means unless a sentence is in the diag already. */
int lyd_cli_fail(lyd_cli *cli, lyd_status status);

int64_t lyd_cli_clock_ms(void);               /* CLOCK_MONOTONIC */
int64_t lyd_cli_limit_ms(const lyd_cli *cli); /* by that clock, when --deadline ends the run; INT64_MAX: never */

/* Severities by the index of the choice of --fail-on. */
extern const int lyd_fail_on_severities[];

#endif
