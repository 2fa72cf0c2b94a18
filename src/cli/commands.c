#include "cli.h"

#include <string.h>

const lyd_command lyd_commands[] = {
    {
        LYD_COMMAND_AUDIT,
        "audit",
        "TOPOLOGY",
        1,
        1,
        "Ask DNS about every name of the deployment and judge the answers",
        "lyncdns audit contoso.yaml",
        "TOPOLOGY is a YAML file, a Lync topology export or a CSV list; \"-\" reads it from standard input. Every DNS server of every view "
        "is asked for the IPv4 and IPv6 addresses of each name, and what comes back is held against the support statements.\n\n"
        "Without views in TOPOLOGY and without --server the system's own resolvers are asked.\n\n"
        "--format and --output may be repeated: the first format goes to the first file, and so on; one more format than files goes to "
        "standard output.\n\n"
        "Exit codes: 0 nothing found and nothing missing; 1 findings at or above --fail-on; 2 an error before anything was asked, or a "
        "report that couldn't be written; 3 incomplete: a lookup failed or the run was ended. With --format nagios: those of a monitoring "
        "plugin (0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN).",
        lyd_command_audit,
    },
    {
        LYD_COMMAND_CHECK,
        "check",
        "[NAME]...",
        0,
        SIZE_MAX,
        "Ask DNS about single names and judge the answers",
        "lyncdns check um01.contoso.com --role exchange-um",
        "Every DNS server of every view is asked for the IPv4 and IPv6 addresses of each NAME. The verdict comes first, then what each "
        "server said, then what it means: by the roles of --role and of --topology, with the pool and partners that the topology knows for "
        "the name; without either, what the name would mean in every role.\n\n"
        "\"-\", or no NAME where standard input isn't a terminal: names from standard input, one a line, answered in order as they come "
        "(reports other than text on standard output are written when all have come). Empty lines and lines that begin with \"#\" are "
        "passed over. No NAME on a terminal: a prompt, where \"help\" tells more.\n\n"
        "A name that the topology doesn't know is asked for in every view; a view that doesn't know it isn't held against it where another "
        "one does. Without --role such a name counts as \"other\": what depends on a role is shown, but not counted. Without --topology "
        "and --server the system's own resolvers are asked.\n\n"
        "Exit codes: 0 nothing found and nothing missing; 1 findings at or above --fail-on; 2 an error, such as a name that is none; 3 "
        "incomplete: a lookup failed. With --watch: 0 once it is as --until wants it; 3 ended by --deadline or a signal.",
        lyd_command_check,
    },
    {
        LYD_COMMAND_PREVIEW,
        "preview",
        "TOPOLOGY",
        1,
        1,
        "Judge a DNS change before it is made",
        "lyncdns preview contoso.yaml --change change.txt",
        "--change FILE is the script that will make the change. It is read, not run: a script of nsupdate, of dnscmd, or of PowerShell's "
        "Add- and Remove-DnsServerResourceRecord cmdlets with literal parameters. A line that can't be read is an error: a change is "
        "judged "
        "whole or not at all.\n\n"
        "The servers (or --zone, --answers) are asked once; the change is laid over their answers, and both are judged. Told are the "
        "records "
        "added (+) and removed (-), and the findings that the change introduces, resolves and leaves as they are.\n\n"
        "With --confirm the servers are then asked again until all of them show the change: start it, make the change, and wait; or start "
        "it "
        "after the change was made.\n\n"
        "Exit codes: 0 safe to apply (and shown by all, with --confirm); 1 it introduces a finding at or above --fail-on; 2 an error, "
        "nothing judged; 3 incomplete: a lookup failed, or a server doesn't show the change yet.",
        lyd_command_preview,
    },
    {
        LYD_COMMAND_VALIDATE,
        "validate",
        "TOPOLOGY",
        1,
        1,
        "Read a topology and say what it holds or what is wrong; asks nobody",
        NULL,
        "Reads TOPOLOGY as audit would, with all that it imports, and tells what would be audited. No DNS server is asked. Exit codes: 0 "
        "it can be audited; 2 it has errors, each told with file and line.",
        lyd_command_validate,
    },
    {
        LYD_COMMAND_IMPORT,
        "import",
        "FILE",
        1,
        1,
        "Print a Lync topology export or a CSV list as a YAML topology",
        NULL,
        "FILE is what Get-CsTopology -AsXml printed, a file of Topology Builder (.tbxml), or a CSV list with the columns fqdn and role. "
        "What DNS is to be asked, and what no export knows, is left as comments to fill in.",
        lyd_command_import,
    },
    {
        LYD_COMMAND_RULES,
        "rules",
        "[RULE]",
        0,
        1,
        "List the rules, or explain one",
        NULL,
        "Without RULE: every rule with its severity. With one, such as UM001: what it checks, why, what a breach looks like and what to do "
        "about it.",
        lyd_command_rules,
    },
    {
        LYD_COMMAND_HISTORY,
        "history",
        "list|show RUN|diff RUN RUN|finding KEY|prune",
        1,
        3,
        "Look into the audits that --history has kept",
        NULL,
        "list: the audits kept, a line each.\n"
        "show RUN: one of them, with its findings and the address types of its names.\n"
        "diff RUN RUN: what the second has otherwise than the first. Where the second was incomplete, nothing counts as gone.\n"
        "finding KEY: when a finding such as UM001:um01.contoso.com first and last showed, and how the address types of its names went "
        "over time.\n"
        "prune --keep DURATION: remove older audits, but never the last complete one of a topology, nor those after it.\n\n"
        "All of them need --history FILE. RUN is a number that list shows. Exit codes: 0 done; 2 an error.",
        lyd_command_history,
    },
    {
        LYD_COMMAND_HELP,
        "help",
        "[COMMAND]",
        0,
        1,
        "Explain a command",
        NULL,
        "Without COMMAND: every command, in a line each.",
        lyd_command_help,
    },
    {.name = NULL},
};

const lyd_command *lyd_command_find(const char *name)
{
    for (const lyd_command *command = lyd_commands; command->name != NULL; command++) {
        if (strcmp(command->name, name) == 0) {
            return command;
        }
    }
    return NULL;
}

static const char *command_name(size_t i)
{
    return lyd_commands[i].name;
}

lyd_status lyd_command_unknown(const char *name, lyd_diag *diag)
{
    const char *nearest = lyd_words_nearest(command_name, name);
    if (nearest != NULL) {
        return lyd_diag_error(diag, NULL, 0, "unknown command \"%s\"; did you mean \"%s\"?", name, nearest);
    }
    return lyd_diag_error(diag, NULL, 0, "unknown command \"%s\"; \"lyncdns help\" lists them", name);
}
