/* The commands, one row each, and the help made from these rows and those of the options. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUMMARY_COLUMN 13
#define TEXT_COLUMN 30
#define WORD_COLUMN 42 /* where a word is described */

static int run_help(lyd_cli *cli);

const lyd_command lyd_commands[] = {
    {
        .id = LYD_COMMAND_AUDIT,
        .name = "audit",
        .operands = "TOPOLOGY...",
        .operands_least = 1,
        .operands_most = SIZE_MAX,
        .summary = "Ask DNS about every name of the deployment and judge the answers",
        .start = "lyncdns audit contoso.yaml",
        .about =
            "TOPOLOGY is a YAML file, a Lync topology export or a CSV list; \"-\" is standard input. Every DNS server of every view is "
            "asked "
            "for the IPv4 and IPv6 addresses of each name, and the answers are compared with the support statements.\n\n"
            "If TOPOLOGY has no views and there is no --server, the system's resolvers are asked.\n\n"
            "Several files, or a folder (its *.yaml and *.yml), are judged together, and summed up: a row for each, also for a file that "
            "can't be read. The summary goes where --format and --output say; with --output '{name}.html' each deployment has a report of "
            "its own. The exit code is the worst of all by 2, 1, 3, 0.\n\n"
            "--format and --output may be repeated: the first format goes to the first file, and so on. With one more "
            "format than files, the last goes to standard output.\n\n"
            "Exit codes: 0 complete, no finding at or above --fail-on; 1 findings at or above --fail-on; 2 an error before anything was "
            "asked, or a report that couldn't be written; 3 incomplete: a lookup failed or the run was stopped. With --format nagios, "
            "those "
            "of a monitoring plugin: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.",
        .run = lyd_command_audit,
    },
    {
        .id = LYD_COMMAND_CHECK,
        .name = "check",
        .operands = "[NAME]...",
        .operands_most = SIZE_MAX,
        .summary = "Ask DNS about single names and judge the answers",
        .start = "lyncdns check um01.contoso.com --role exchange-um",
        .about =
            "Every DNS server of every view is asked for the IPv4 and IPv6 addresses of each NAME. The report begins with the verdict, "
            "then "
            "lists what each server answered and explains what that means for the roles given with --role and --topology, with the pool "
            "and "
            "the partners that the topology has for the name. Without either, it shows what the name would mean in every role.\n\n"
            "If NAME is \"-\", or missing and standard input is not a terminal, names are read from standard input, one per line, and "
            "answered "
            "as they come (a report other than text on standard output is written after the last name). Empty lines and lines that begin "
            "with \"#\" are skipped. Without NAME on a terminal there is a prompt; type \"help\" there.\n\n"
            "The name of an SRV record that clients or partners look up, such as _sip._tls.contoso.com, is asked for that record and for "
            "the "
            "addresses of its target, and judged by what the deployment wants in each view; so are names such as "
            "lyncdiscover.contoso.com if contoso.com is a SIP domain of the topology and no --role is given. Without a topology the record "
            "is judged by itself: whether it is there, its port, and its target.\n\n"
            "--sip-domain judges all service records of one domain, or those that are named, without a topology. Views named internal, "
            "external, edge and remote-client are of that kind, as in --server internal=ADDRESS; all others count as external. Users are "
            "expected to sign in, and to use web services, from outside.\n\n"
            "A name that is not in the topology is asked for in every view; a view that doesn't have it counts only if no view has it. "
            "Without --role such a name counts as \"other\": what depends on a role is shown, but not counted. Without --topology and "
            "--server, the system's resolvers are asked.\n\n"
            "Exit codes: 0 complete, no finding at or above --fail-on; 1 findings at or above --fail-on; 2 an error, such as an invalid "
            "name; "
            "3 incomplete: a lookup failed, or --view left out all views of a name. With --watch: 0 when --until is reached; 3 ended by "
            "--deadline or a signal.",
        .run = lyd_command_check,
    },
    {
        .id = LYD_COMMAND_PREVIEW,
        .name = "preview",
        .operands = "--change FILE TOPOLOGY",
        .operands_least = 1,
        .operands_most = 1,
        .summary = "Judge a DNS change before it is made",
        .start = "lyncdns preview contoso.yaml --change change.txt",
        .about =
            "--change FILE is the script that will make the change. It is read, not run: an nsupdate script, a dnscmd batch file, or "
            "PowerShell's Add- and Remove-DnsServerResourceRecord cmdlets with literal parameters. A line that can't be read is an "
            "error: a change is judged as a whole or not at all.\n\n"
            "The servers (or --zone, --answers) are asked once, the change is laid over their answers, and both are judged. The report "
            "lists the records added (+) and removed (-), and the findings that the change introduces, resolves and leaves as they "
            "are.\n\n"
            "With --confirm the servers are then asked again until all of them show the change. Start it before making the change, or "
            "after.\n\n"
            "Exit codes: 0 safe to apply (with --confirm: and shown by every server); 1 the change introduces a finding at or above "
            "--fail-on; 2 an error, nothing judged; 3 incomplete: a lookup failed, or a server doesn't show the change yet.",
        .run = lyd_command_preview,
    },
    {
        .id = LYD_COMMAND_VALIDATE,
        .name = "validate",
        .operands = "TOPOLOGY",
        .operands_least = 1,
        .operands_most = 1,
        .summary = "Read a topology and list what it holds, or its mistakes; asks no server",
        .about = "Reads TOPOLOGY as audit does, with everything it imports, and lists what would be audited. No DNS server is asked. Exit "
                 "codes: 0 it can be audited; 2 it has errors, each reported with file and line.",
        .run = lyd_command_validate,
    },
    {
        .id = LYD_COMMAND_IMPORT,
        .name = "import",
        .operands = "FILE",
        .operands_least = 1,
        .operands_most = 1,
        .summary = "Print Lync and Exchange exports or a CSV list as a YAML topology",
        .about =
            "FILE is the output of Get-CsTopology -AsXml, a Topology Builder file (.tbxml), a CSV list with the columns fqdn and role, "
            "or a folder: a topology beside the output of Lync and Exchange cmdlets by Export-Clixml or Export-Csv, recognised by "
            "content. Comments say where each fact comes from. What no export holds, such as the DNS servers to ask, is printed as "
            "commented lines to fill in.",
        .run = lyd_command_import,
    },
    {
        .id = LYD_COMMAND_RECORDS,
        .name = "records",
        .operands = "TOPOLOGY",
        .operands_most = 1,
        .summary = "List the DNS records that the deployment wants and must not have",
        .about =
            "A checklist by SIP domain, record and kind of view: whether the record is required, optional or must not be there, and its "
            "value where TOPOLOGY states it. A value that TOPOLOGY does not state is left open. Web services, simple URLs, Edge and "
            "Office Web Apps names follow.\n\n"
            "No server is asked unless --ask, --server, --zone or --answers is given; then the list shows what DNS has, too.\n\n"
            "The formats zone, powershell, nsupdate and dnscmd write what adds the required records, or those of them that are "
            "missing if DNS was asked. A record without a known value is named in a comment. If views of several kinds "
            "need commands, --view chooses one. Judge a script with \"lyncdns preview\" before running it.\n\n"
            "Exit codes: 0 done; 2 an error; 3 incomplete: a lookup failed.",
        .run = lyd_command_records,
    },
    {
        .id = LYD_COMMAND_REMEDY,
        .name = "remedy",
        .operands = "TOPOLOGY",
        .operands_least = 1,
        .operands_most = 1,
        .summary = "Write the change script that mends what DNS alone can mend",
        .start = "lyncdns remedy contoso.yaml",
        .about =
            "Audits TOPOLOGY, then prints the commands that mend the findings which DNS alone can mend: each with the keys of its findings "
            "as a comment. Nothing is changed. What is left follows as comments, by owner. A value that no input tells is never "
            "written.\n\n"
            "The commands have been judged as \"lyncdns preview\" would: they resolve the findings named at the top and introduce none. A "
            "command that would do otherwise, or that can't be judged or written safely, is left out, with the reason.\n\n"
            "One script changes one view. If several views need commands, --view chooses one.\n\n"
            "Exit codes: 0 nothing is left for DNS in the view after the script; 1 something is, or couldn't be written; 2 an error; 3 "
            "incomplete: a "
            "lookup failed, and the script holds only what is proven.",
        .run = lyd_command_remedy,
    },
    {
        .id = LYD_COMMAND_FLEET,
        .name = "fleet",
        .operands = "REPORT...",
        .operands_least = 1,
        .operands_most = SIZE_MAX,
        .summary = "Sum up the JSON reports of many deployments",
        .about =
            "REPORT is a file that \"lyncdns audit -f json\" has written, here or elsewhere, or a folder of such files (*.json, not "
            "below it). The summary has a row for each: verdict, errors, warnings, age; and the DNS servers that several have trouble "
            "with. A report that can't be read is a row that says so.\n\n"
            "Exit codes: the worst of all deployments, by 2, 1, 3, 0: 2 a report couldn't be read; 1 findings; 3 incomplete; 0 neither. "
            "With --format nagios, those of a monitoring plugin.",
        .run = lyd_command_fleet,
    },
    {
        .id = LYD_COMMAND_RULES,
        .name = "rules",
        .operands = "[RULE]",
        .operands_most = 1,
        .summary = "List the rules, or explain one",
        .about =
            "Without RULE: every rule with its severity. With a RULE such as UM001: what it checks, why, what a breach looks like, and "
            "what to do about it.",
        .run = lyd_command_rules,
    },
    {
        .id = LYD_COMMAND_HISTORY,
        .name = "history",
        .operands = "list [TOPOLOGY]|show RUN|diff RUN RUN|finding KEY|keys|prune",
        .operands_least = 1,
        .operands_most = 3,
        .summary = "Show the audits that --history has kept",
        .about =
            "list: the audits, one per line, or with --latest the last one of each topology. TOPOLOGY is a name or a pattern with * and ?: "
            "those only.\n"
            "show RUN: one audit, with its findings and the address types of its names.\n"
            "diff RUN RUN: what changed from the first to the second. If the second is incomplete, nothing counts as gone.\n"
            "finding KEY: when a finding such as UM001:um01.contoso.com was first and last seen, and how the address types of its names "
            "changed over time. For KEY also a rule such as UM001, a name, or a pattern of them: in which topologies such findings are "
            "now, "
            "and since when.\n"
            "keys: the key of every finding that a kept audit has had, one per line.\n"
            "prune --keep DURATION: remove older audits, but never the last complete one of a topology, nor those after it.\n\n"
            "Each needs --history FILE. RUN is a number from the list. Exit codes: 0 done; 2 an error.",
        .run = lyd_command_history,
    },
    {
        .id = LYD_COMMAND_HELP,
        .name = "help",
        .operands = "[COMMAND]",
        .operands_most = 1,
        .summary = "List the commands, or explain one",
        .about = "Without COMMAND: every command, one per line.",
        .run = run_help,
    },
    {.name = NULL},
};
_Static_assert(LYD_COUNT(lyd_commands) == LYD_COMMAND_COUNT + 1, "a row for each command");

const lyd_command *lyd_command_find(const char *name, lyd_diag *diag)
{
    for (const lyd_command *command = lyd_commands; command->name != NULL; command++) {
        if (strcmp(command->name, name) == 0) {
            return command;
        }
    }
    char hint[LYD_HINT_TEXT];
    const char *nearest = lyd_nearest(name, &lyd_commands->name, sizeof(*lyd_commands), LYD_COMMAND_COUNT);
    (void)lyd_diag_error(diag, NULL, 0, "unknown command \"%s\"%s", name,
                         nearest != NULL ? lyd_hint(hint, nearest) : "; \"lyncdns help\" lists them");
    return NULL;
}

/* ---- help ---- */

/* "  -s, --server [VIEW=]ADDRESS"; the columns taken are returned. */
static int print_name(const lyd_option *row)
{
    char letter[8] = "    ";
    if (row->letter != '\0') {
        (void)snprintf(letter, sizeof(letter), "-%c, ", row->letter);
    }
    return printf("  %s--%s%s%s", letter, row->name, row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
}

/* What follows the prose, in parentheses: the words to choose from, the default, whether it is repeatable. */
static void remarks(const lyd_option *row, bool repeats, FILE *stream)
{
    bool listed = row->type == LYD_OPTION_CHOICE && row->describe == NULL, any = false;
    for (size_t i = 0; listed && row->choice(i) != NULL; i++) {
        (void)fprintf(stream, "%s%s", i == 0 ? " (" : ", ", row->choice(i));
        any = true;
    }
    if (row->fallback != NULL) {
        (void)fprintf(stream, "%sdefault: %s", any ? "; " : " (", row->fallback);
        any = true;
    }
    if (repeats) {
        (void)fprintf(stream, "%srepeatable", any ? "; " : " (");
        any = true;
    }
    (void)fputs(any ? ")" : "", stream);
}

typedef struct remarked {
    const lyd_option *row;
    bool repeats;
} remarked;

static lyd_status put_text(void *context, FILE *stream)
{
    const remarked *r = context;
    (void)fputs(r->row->help, stream);
    remarks(r->row, r->repeats, stream);
    return LYD_OK;
}

/* If memory runs out, only the remarks are missing. */
static void print_text(const lyd_option *row, bool repeats, int width)
{
    remarked r = {row, repeats};
    char *text;
    size_t length;
    bool whole = lyd_text_capture(put_text, &r, &text, &length) == LYD_OK;
    lyd_wrap(stdout, whole ? text : row->help, TEXT_COLUMN, TEXT_COLUMN, width);
    free(text);
    for (size_t i = 0; row->describe != NULL && row->choice(i) != NULL; i++) {
        (void)printf("%*s%-*s", TEXT_COLUMN, "", WORD_COLUMN - TEXT_COLUMN, row->choice(i));
        lyd_wrap(stdout, row->describe(i), WORD_COLUMN, WORD_COLUMN, width);
    }
}

static void print_options(const lyd_command *command, int width)
{
    for (const lyd_option *row = lyd_option_rows; row->name != NULL; row++) {
        if ((row->commands & LYD_COMMAND_BIT(command->id)) == 0) {
            continue;
        }
        int column = print_name(row);
        if (column > TEXT_COLUMN - 2) {
            (void)fputc('\n', stdout);
            column = 0;
        }
        (void)printf("%*s", TEXT_COLUMN - column, "");
        print_text(row, (row->repeats & LYD_COMMAND_BIT(command->id)) != 0, width);
    }
}

static void print_command(const lyd_command *command, int width)
{
    int column = printf("usage: lyncdns %s [OPTION]...", command->name);
    (void)fputs(command->operands[0] != '\0' ? " " : "", stdout);
    lyd_wrap(stdout, command->operands, column + 1, (int)strlen("usage: "), width);
    (void)fputc('\n', stdout);
    lyd_wrap(stdout, command->summary, 0, 0, width);
    (void)fputs("\n", stdout);
    lyd_wrap(stdout, command->about, 0, 0, width);
    (void)fputs("\nOptions:\n", stdout);
    print_options(command, width);
}

static void print_commands(int width)
{
    (void)fputs("usage: lyncdns COMMAND [OPTION]... [OPERAND]...\n\n", stdout);
    lyd_wrap(
        stdout,
        "Checks whether DNS returns, for every name of a Lync Server 2013 or Skype for Business Server deployment, the IP address types "
        "that are supported.",
        0, 0, width);
    (void)fputs("\nCommands:\n", stdout);
    for (const lyd_command *command = lyd_commands; command->name != NULL; command++) {
        (void)printf("  %-*s", SUMMARY_COLUMN - 2, command->name);
        lyd_wrap(stdout, command->summary, SUMMARY_COLUMN, SUMMARY_COLUMN, width);
    }
    (void)fputs("\n\"lyncdns help COMMAND\" explains a command and its options.\n", stdout);
}

int lyd_help_print(const lyd_command *command)
{
    int width = lyd_terminal_width(STDOUT_FILENO);
    if (command != NULL) {
        print_command(command, width);
    } else {
        print_commands(width);
    }
    return LYD_EXIT_GOOD;
}

static int run_help(lyd_cli *cli)
{
    const lyd_options *options = cli->options;
    const lyd_command *command = options->operand_count > 0 ? lyd_command_find(options->operands[0], cli->diag) : NULL;
    return options->operand_count > 0 && command == NULL ? LYD_EXIT_ERROR : lyd_help_print(command);
}
