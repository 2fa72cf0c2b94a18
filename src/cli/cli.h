/* cli.h: the program's commands and their options. A command is a row of lyd_commands, its options are rows of lyd_option_rows, and its
 * code is cmd_NAME.c, or a folder where it needs several files. */
#ifndef LYD_CLI_CLI_H
#define LYD_CLI_CLI_H

#include "options.h"

#include <lyncdns/audit.h>

enum { LYD_EXIT_GOOD = 0, LYD_EXIT_FINDINGS = 1, LYD_EXIT_ERROR = 2, LYD_EXIT_INCOMPLETE = 3 };

typedef enum lyd_command_id {
    LYD_COMMAND_AUDIT,
    LYD_COMMAND_CHECK,
    LYD_COMMAND_PREVIEW,
    LYD_COMMAND_VALIDATE,
    LYD_COMMAND_IMPORT,
    LYD_COMMAND_RECORDS,
    LYD_COMMAND_REMEDY,
    LYD_COMMAND_FLEET,
    LYD_COMMAND_RULES,
    LYD_COMMAND_HISTORY,
    LYD_COMMAND_HELP,
    LYD_COMMAND_COUNT,
} lyd_command_id;

#define LYD_COMMAND_BIT(command) (1u << (command))

/* Ids of the options. */
enum {
    LYD_OPT_ROLE,
    LYD_OPT_TOPOLOGY,
    LYD_OPT_SIP_DOMAIN,
    LYD_OPT_CLIENT,
    LYD_OPT_SERVICE,
    LYD_OPT_WATCH,
    LYD_OPT_UNTIL,
    LYD_OPT_SERVER,
    LYD_OPT_ZONE,
    LYD_OPT_ANSWERS,
    LYD_OPT_MAX_AGE,
    LYD_OPT_MAX_AGE_OF_REPORTS,
    LYD_OPT_SAVE_ANSWERS,
    LYD_OPT_VANTAGE,
    LYD_OPT_CHANGE,
    LYD_OPT_VIEW,
    LYD_OPT_VIEW_TO_JUDGE,
    LYD_OPT_VIEW_OF_RECORDS,
    LYD_OPT_VIEW_TO_MEND,
    LYD_OPT_ONLY,
    LYD_OPT_DOMAIN,
    LYD_OPT_EXPLAIN,
    LYD_OPT_ASK,
    LYD_OPT_CONFIRM,
    LYD_OPT_TIMEOUT,
    LYD_OPT_TRIES,
    LYD_OPT_MAX_QPS,
    LYD_OPT_DEADLINE,
    LYD_OPT_FORMAT,          /* of a report */
    LYD_OPT_PLAIN_FORMAT,    /* text or json */
    LYD_OPT_FINDINGS_FORMAT, /* text, json or brief */
    LYD_OPT_RECORDS_FORMAT,
    LYD_OPT_FLEET_FORMAT,
    LYD_OPT_CHANGE_FORMAT,
    LYD_OPT_OUTPUT,
    LYD_OPT_FAIL_ON,
    LYD_OPT_COMBINATIONS,
    LYD_OPT_HISTORY,
    LYD_OPT_CHANGES_ONLY,
    LYD_OPT_KEEP,
    LYD_OPT_LATEST,
    LYD_OPT_LIST,
    LYD_OPT_COLOR,
    LYD_OPT_QUIET,
    LYD_OPT_VERBOSE,
    LYD_OPT_VERSION,
    LYD_OPT_HELP,
    LYD_OPT_COUNT,
};
_Static_assert(LYD_OPT_COUNT <= LYD_OPTION_IDS, "options.h keeps settings for so many options");

extern const lyd_option lyd_option_rows[]; /* ended by a row without a name */

struct lyd_command;

/* The state of a command. */
typedef struct lyd_cli {
    const struct lyd_command *command;
    const lyd_options *options;
    lyd_diag *diag;   /* printed to standard error at the end */
    int64_t begin_ms; /* on CLOCK_MONOTONIC: when the program began */
    bool quiet;       /* no notes */
    bool reported;    /* a report has been written, even if something fails after it */
} lyd_cli;

typedef struct lyd_command {
    lyd_command_id id;
    const char *name;
    const char *operands;                 /* "TOPOLOGY"; empty: none */
    size_t operands_least, operands_most; /* how many */
    const char *summary;                  /* one line */
    const char *start;                    /* an example for the start screen; NULL: not shown there */
    const char *about;                    /* paragraphs for its --help */
    int (*run)(lyd_cli *cli);             /* the exit code; prints results on standard output */
} lyd_command;

extern const lyd_command lyd_commands[]; /* in the order of their ids, ended by a row without a name */

int lyd_command_audit(lyd_cli *cli);
int lyd_command_check(lyd_cli *cli);
int lyd_command_preview(lyd_cli *cli);
int lyd_command_validate(lyd_cli *cli);
int lyd_command_import(lyd_cli *cli);
int lyd_command_records(lyd_cli *cli);
int lyd_command_remedy(lyd_cli *cli);
int lyd_command_fleet(lyd_cli *cli);
int lyd_command_rules(lyd_cli *cli);
int lyd_command_history(lyd_cli *cli);

/* The command called NAME; NULL: there is none, and an error in DIAG names the nearest one. */
const lyd_command *lyd_command_find(const char *name, lyd_diag *diag);

/* Prints the help of COMMAND, or of the program for NULL, on standard output. The exit code. */
int lyd_help_print(const lyd_command *command);

/* The exit code for a failure; adds what STATUS means unless there is an error in the diag already, or the reader is gone. */
int lyd_cli_fail(lyd_cli *cli, lyd_status status);

/* The status to go on with: LYD_ENOMEM if either is, else the first failure. */
lyd_status lyd_cli_worse(lyd_status a, lyd_status b);

/* Whether standard output failed because its reader has closed it, as in "lyncdns audit T | head": no error to report. */
bool lyd_cli_reader_gone(void);

lyd_severity lyd_cli_fail_on(const lyd_cli *cli);        /* of --fail-on */
lyd_change_form lyd_cli_change_form(const lyd_cli *cli); /* of --format powershell|nsupdate|dnscmd */
bool lyd_cli_wants_json(const lyd_cli *cli);             /* of --format text|json */

/* What a topology has for a word of a command line: what --list prints, and what completion offers. */
typedef enum lyd_list { LYD_LIST_NAMES, LYD_LIST_VIEWS, LYD_LIST_DOMAINS } lyd_list;

extern const lyd_row lyd_list_names[]; /* "names", "views", "sip-domains", by lyd_list */

/* TAKEs each word of LIST: of the names the endpoints, then the names of service records that are none. Words are TOPOLOGY's or ARENA's. */
lyd_status lyd_list_each(const lyd_topology *topology, lyd_list list, lyd_arena *arena, lyd_status (*take)(void *context, const char *word),
                         void *context);

int64_t lyd_cli_clock_ms(void);               /* CLOCK_MONOTONIC */
lyd_clock lyd_cli_clock(void);                /* waits by the same clock, in slices, so that a signal is noticed soon */
int64_t lyd_cli_limit_ms(const lyd_cli *cli); /* by that clock, when --deadline ends the run; INT64_MAX: never */

/* From here on SIGINT and SIGTERM ask a run to stop, and the second one ends the program at once; with KEEP (for one run after another) a
 * SIGINT that came before is forgotten, and no number of signals ends the program. */
void lyd_stop_install(bool keep);
const volatile int *lyd_stop_flag(void); /* the signal that came; 0: none */
const char *lyd_stop_reason(void);       /* what stopped a run: "a signal" or "the deadline" */

#endif
