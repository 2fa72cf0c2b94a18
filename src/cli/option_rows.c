/* The options, one row each. Two rows with one name are for different commands. */
#include "cli.h"

#include <lyncdns/judge.h>
#include <lyncdns/report.h>

#define AUDIT LYD_COMMAND_BIT(LYD_COMMAND_AUDIT)
#define CHECK LYD_COMMAND_BIT(LYD_COMMAND_CHECK)
#define PREVIEW LYD_COMMAND_BIT(LYD_COMMAND_PREVIEW)
#define VALIDATE LYD_COMMAND_BIT(LYD_COMMAND_VALIDATE)
#define IMPORT LYD_COMMAND_BIT(LYD_COMMAND_IMPORT)
#define RECORDS LYD_COMMAND_BIT(LYD_COMMAND_RECORDS)
#define REMEDY LYD_COMMAND_BIT(LYD_COMMAND_REMEDY)
#define FLEET LYD_COMMAND_BIT(LYD_COMMAND_FLEET)
#define RULES LYD_COMMAND_BIT(LYD_COMMAND_RULES)
#define HISTORY LYD_COMMAND_BIT(LYD_COMMAND_HISTORY)
/* Those that judge names, and those that look them up. */
#define JUDGING (AUDIT | CHECK | PREVIEW)
#define ASKING (JUDGING | RECORDS | REMEDY)
#define EVERY (~0u)

#define HOUR (3600 * 1000.0)
#define YEAR (8766 * HOUR)

#define DIGITS_OF(number) #number
#define DIGITS(constant) DIGITS_OF(constant)

static const char *report_format(size_t i)
{
    return lyd_writers[i].name;
}

static const char *report_summary(size_t i)
{
    return lyd_writers[i].summary;
}

static const char *records_format(size_t i)
{
    return lyd_records_formats[i].name;
}

static const char *records_summary(size_t i)
{
    return lyd_records_formats[i].summary;
}

static const char *fleet_format(size_t i)
{
    return lyd_fleet_writers[i].name;
}

static const char *fleet_summary(size_t i)
{
    return lyd_fleet_writers[i].summary;
}

static const char *plain_format(size_t i)
{
    static const char *const names[] = {"text", "json", NULL};
    return names[i];
}

static const char *findings_format(size_t i)
{
    static const char *const names[] = {"text", "json", "brief", NULL};
    return names[i];
}

static const lyd_row fail_on_rows[] = {
    {LYD_ERROR, "error"}, {LYD_WARNING, "warning"}, {LYD_INFO, "info"}, {LYD_OFF, "never"}, {0, NULL},
};

static const char *fail_on(size_t i)
{
    return fail_on_rows[i].name;
}

lyd_severity lyd_cli_fail_on(const lyd_cli *cli)
{
    return (lyd_severity)fail_on_rows[lyd_options_value(cli->options, LYD_OPT_FAIL_ON)->choice].id;
}

static const lyd_row change_rows[] = {
    {LYD_CHANGE_POWERSHELL, "powershell"},
    {LYD_CHANGE_NSUPDATE, "nsupdate"},
    {LYD_CHANGE_DNSCMD, "dnscmd"},
    {0, NULL},
};

static const char *change_format(size_t i)
{
    return change_rows[i].name;
}

lyd_change_form lyd_cli_change_form(const lyd_cli *cli)
{
    return (lyd_change_form)change_rows[lyd_options_value(cli->options, LYD_OPT_CHANGE_FORMAT)->choice].id;
}

static const char *role(size_t i)
{
    return i < LYD_ROLE_COUNT ? lyd_role_rows[i].name : NULL;
}

static const char *client(size_t i)
{
    return lyd_client_names[i].name;
}

static const char *service(size_t i)
{
    return lyd_service_names[i].name;
}

static const char *until(size_t i)
{
    static const char *const names[] = {"ipv4", "dual-stack", "ipv6", "none", NULL};
    return names[i];
}

static const char *list(size_t i)
{
    return lyd_list_names[i].name;
}

static const char *color(size_t i)
{
    static const char *const names[] = {"auto", "always", "never", NULL};
    return names[i];
}

/* Rows are in the order of --help: what to ask, how, what to write. */
const lyd_option lyd_option_rows[] = {
    {
        .id = LYD_OPT_ROLE,
        .name = "role",
        .letter = 'r',
        .type = LYD_OPTION_CHOICE,
        .commands = CHECK,
        .repeats = CHECK,
        .argument = "ROLE",
        .choice = role,
        .help = "What the names are used for",
    },
    {
        .id = LYD_OPT_TOPOLOGY,
        .name = "topology",
        .letter = 't',
        .type = LYD_OPTION_TEXT,
        .commands = CHECK,
        .argument = "FILE",
        .help = "The deployment that the names are part of, with their roles, pools, partners and views",
    },
    {
        .id = LYD_OPT_SIP_DOMAIN,
        .name = "sip-domain",
        .type = LYD_OPTION_TEXT,
        .commands = CHECK,
        .argument = "DOMAIN",
        .help = "Judge the service records of this SIP domain without a topology: those of NAME, or all of them",
    },
    {
        .id = LYD_OPT_CLIENT,
        .name = "client",
        .type = LYD_OPTION_CHOICE,
        .commands = CHECK,
        .repeats = CHECK,
        .argument = "CLIENT",
        .fallback = "lync-2013",
        .choice = client,
        .help = "With --sip-domain: a client in use",
    },
    {
        .id = LYD_OPT_SERVICE,
        .name = "service",
        .type = LYD_OPTION_CHOICE,
        .commands = CHECK,
        .repeats = CHECK,
        .argument = "SERVICE",
        .choice = service,
        .help = "With --sip-domain: a service in use",
    },
    {
        .id = LYD_OPT_WATCH,
        .name = "watch",
        .type = LYD_OPTION_DURATION,
        .commands = CHECK,
        .argument = "DURATION",
        .least = 10,
        .most = HOUR * 24,
        .help = "Ask again at this interval, and print what has changed and when",
    },
    {
        .id = LYD_OPT_UNTIL,
        .name = "until",
        .type = LYD_OPTION_CHOICE,
        .commands = CHECK,
        .argument = "TYPE",
        .choice = until,
        .help = "With --watch: exit with 0 when every server shows this address type for every name",
    },
    {
        .id = LYD_OPT_SERVER,
        .name = "server",
        .letter = 's',
        .type = LYD_OPTION_TEXT,
        .commands = ASKING,
        .repeats = ASKING,
        .argument = "[VIEW=]ADDRESS",
        .help = "Ask this DNS server (IP, IP:port, [IPv6]:port) instead of those of the view, or of every view",
    },
    {
        .id = LYD_OPT_ZONE,
        .name = "zone",
        .type = LYD_OPTION_TEXT,
        .commands = ASKING,
        .repeats = ASKING,
        .argument = "[VIEW=]FILE[@ZONE]",
        .help = "Answer from this zone file instead of asking servers, for the view or for every view; no network is used",
    },
    {
        .id = LYD_OPT_ANSWERS,
        .name = "answers",
        .type = LYD_OPTION_TEXT,
        .commands = ASKING,
        .repeats = ASKING,
        .argument = "FILE",
        .help =
            "Judge the answers that --save-answers wrote to FILE, as of the time they were saved; repeat it for answers saved at several "
            "places; no network is used",
    },
    {
        .id = LYD_OPT_MAX_AGE,
        .name = "max-age",
        .type = LYD_OPTION_DURATION,
        .commands = ASKING,
        .argument = "DURATION",
        .least = 1,
        .most = YEAR * 100,
        .help = "With --answers: use no file that was saved longer ago than this, such as 24h; its views count as not answered",
    },
    {
        .id = LYD_OPT_MAX_AGE_OF_REPORTS,
        .name = "max-age",
        .type = LYD_OPTION_DURATION,
        .commands = FLEET,
        .argument = "DURATION",
        .least = 1,
        .most = YEAR * 100,
        .help = "Count a deployment whose servers were asked longer ago than this, such as 24h, as incomplete",
    },
    {
        .id = LYD_OPT_SAVE_ANSWERS,
        .name = "save-answers",
        .type = LYD_OPTION_TEXT,
        .commands = ASKING,
        .argument = "FILE",
        .help = "Write every answer to FILE, for --answers",
    },
    {
        .id = LYD_OPT_VANTAGE,
        .name = "vantage",
        .type = LYD_OPTION_TEXT,
        .commands = ASKING,
        .argument = "NAME",
        .help = "The place that this machine asks from, such as hq, for reports and saved answers",
    },
    {
        .id = LYD_OPT_CHANGE,
        .name = "change",
        .type = LYD_OPTION_TEXT,
        .commands = PREVIEW,
        .argument = "FILE",
        .help = "The script that will make the change, for nsupdate, dnscmd, or PowerShell (DnsServer cmdlets)",
    },
    {
        .id = LYD_OPT_VIEW,
        .name = "view",
        .type = LYD_OPTION_TEXT,
        .commands = PREVIEW,
        .argument = "VIEW",
        .help = "The view to change (needed if several views have the zone)",
    },
    {
        .id = LYD_OPT_VIEW_TO_JUDGE,
        .name = "view",
        .type = LYD_OPTION_TEXT,
        .commands = AUDIT | CHECK,
        .repeats = AUDIT | CHECK,
        .argument = "VIEW",
        .help = "Ask and judge only this view; the report says which are left out",
    },
    {
        .id = LYD_OPT_VIEW_OF_RECORDS,
        .name = "view",
        .type = LYD_OPTION_TEXT,
        .commands = RECORDS,
        .argument = "VIEW",
        .help = "Only the records of this view, or of a kind of view such as external; other views are not asked",
    },
    {
        .id = LYD_OPT_VIEW_TO_MEND,
        .name = "view",
        .type = LYD_OPTION_TEXT,
        .commands = REMEDY,
        .argument = "VIEW",
        .help = "The view to change (needed if several views need commands)",
    },
    {
        .id = LYD_OPT_ONLY,
        .name = "only",
        .type = LYD_OPTION_TEXT,
        .commands = JUDGING | REMEDY,
        .repeats = JUDGING | REMEDY,
        .argument = "RULE|NAME|KEY",
        .help = "Keep only findings of this rule, about this name, or with this key; * and ? stand for other characters",
    },
    {
        .id = LYD_OPT_DOMAIN,
        .name = "domain",
        .type = LYD_OPTION_TEXT,
        .commands = RECORDS,
        .argument = "DOMAIN",
        .help = "Only the records of this SIP domain",
    },
    {
        .id = LYD_OPT_ASK,
        .name = "ask",
        .type = LYD_OPTION_FLAG,
        .commands = RECORDS,
        .help = "Ask the topology's servers and show what they have; --server, --zone and --answers imply it",
    },
    {
        .id = LYD_OPT_EXPLAIN,
        .name = "explain",
        .type = LYD_OPTION_TEXT,
        .commands = RECORDS,
        .argument = "RECORD",
        .help = "Explain one record, such as _sip._tls or lyncdiscover.contoso.com, or \"all\"; TOPOLOGY may be left out",
    },
    {
        .id = LYD_OPT_CONFIRM,
        .name = "confirm",
        .type = LYD_OPTION_DURATION,
        .commands = PREVIEW,
        .argument = "DURATION",
        .least = 1,
        .most = YEAR,
        .help = "Then ask every server again until all show the change, for at most this long, and list those that don't",
    },
    {
        .id = LYD_OPT_TIMEOUT,
        .name = "timeout",
        .type = LYD_OPTION_DURATION,
        .commands = ASKING,
        .argument = "DURATION",
        .fallback = "2s",
        .least = 1,
        .most = HOUR,
        .help = "Wait this long for an answer before sending the question again",
    },
    {
        .id = LYD_OPT_TRIES,
        .name = "tries",
        .type = LYD_OPTION_COUNT,
        .commands = ASKING,
        .argument = "N",
        .fallback = "2",
        .least = 1,
        .most = 10,
        .help = "Send each question at most N times",
    },
    {
        .id = LYD_OPT_MAX_QPS,
        .name = "max-qps",
        .type = LYD_OPTION_NUMBER,
        .commands = ASKING,
        .argument = "N",
        .least = 0.1,
        .most = 1e7,
        .help = "Send at most N questions a second to each server (default: as fast as the server answers)",
    },
    {
        .id = LYD_OPT_DEADLINE,
        .name = "deadline",
        .type = LYD_OPTION_DURATION,
        .commands = ASKING,
        .argument = "DURATION",
        .least = 1,
        .most = YEAR,
        .help = "Stop the whole run after this time and report it as incomplete",
    },
    {
        .id = LYD_OPT_FORMAT,
        .name = "format",
        .letter = 'f',
        .type = LYD_OPTION_CHOICE,
        .commands = AUDIT | CHECK,
        .repeats = AUDIT | CHECK,
        .argument = "FORMAT",
        .fallback = "text",
        .choice = report_format,
        .describe = report_summary,
        .help = "Format of the report",
    },
    {
        .id = LYD_OPT_PLAIN_FORMAT,
        .name = "format",
        .letter = 'f',
        .type = LYD_OPTION_CHOICE,
        .commands = VALIDATE | RULES,
        .argument = "FORMAT",
        .fallback = "text",
        .choice = plain_format,
        .help = "Output format",
    },
    {
        .id = LYD_OPT_FINDINGS_FORMAT,
        .name = "format",
        .letter = 'f',
        .type = LYD_OPTION_CHOICE,
        .commands = HISTORY | PREVIEW,
        .argument = "FORMAT",
        .fallback = "text",
        .choice = findings_format,
        .help = "Output format",
    },
    {
        .id = LYD_OPT_RECORDS_FORMAT,
        .name = "format",
        .letter = 'f',
        .type = LYD_OPTION_CHOICE,
        .commands = RECORDS,
        .argument = "FORMAT",
        .fallback = "text",
        .choice = records_format,
        .describe = records_summary,
        .help = "Format of the list",
    },
    {
        .id = LYD_OPT_FLEET_FORMAT,
        .name = "format",
        .letter = 'f',
        .type = LYD_OPTION_CHOICE,
        .commands = FLEET,
        .argument = "FORMAT",
        .fallback = "text",
        .choice = fleet_format,
        .describe = fleet_summary,
        .help = "Format of the summary",
    },
    {
        .id = LYD_OPT_CHANGE_FORMAT,
        .name = "format",
        .letter = 'f',
        .type = LYD_OPTION_CHOICE,
        .commands = REMEDY,
        .argument = "FORMAT",
        .fallback = "powershell",
        .choice = change_format,
        .help = "Form of the script",
    },
    {
        .id = LYD_OPT_OUTPUT,
        .name = "output",
        .letter = 'o',
        .type = LYD_OPTION_TEXT,
        .commands = AUDIT | CHECK | PREVIEW | IMPORT | RECORDS | REMEDY | FLEET,
        .repeats = AUDIT | CHECK,
        .argument = "FILE",
        .help = "Write to FILE, replaced only when the output is complete; \"-\" is standard output",
    },
    {
        .id = LYD_OPT_FAIL_ON,
        .name = "fail-on",
        .type = LYD_OPTION_CHOICE,
        .commands = JUDGING,
        .argument = "SEVERITY",
        .fallback = "error",
        .choice = fail_on,
        .help = "Exit with 1 for findings of this severity or above",
    },
    {
        .id = LYD_OPT_COMBINATIONS,
        .name = "combinations",
        .type = LYD_OPTION_COUNT,
        .commands = AUDIT | CHECK,
        .argument = "N|all",
        .fallback = DIGITS(LYD_COMBINATION_LIMIT),
        .all = "all",
        .least = 1,
        .most = 1e12,
        .help = "List at most N supported combinations of each support table; breaches are always listed",
    },
    {
        .id = LYD_OPT_HISTORY,
        .name = "history",
        .type = LYD_OPTION_TEXT,
        .commands = AUDIT | HISTORY,
        .argument = "FILE",
        .help = "SQLite file that holds the audits; audit creates it if it doesn't exist",
    },
    {
        .id = LYD_OPT_CHANGES_ONLY,
        .name = "changes-only",
        .type = LYD_OPTION_FLAG,
        .commands = AUDIT,
        .help = "In text, brief, json, jsonl and markdown, print only findings that are new, gone or of another severity since the last "
                "complete audit in the history, and nothing if there are none",
    },
    {
        .id = LYD_OPT_KEEP,
        .name = "keep",
        .type = LYD_OPTION_DURATION,
        .commands = HISTORY,
        .argument = "DURATION",
        .help = "With prune: remove audits older than this, such as 90d",
    },
    {
        .id = LYD_OPT_LATEST,
        .name = "latest",
        .type = LYD_OPTION_FLAG,
        .commands = HISTORY,
        .help = "With list: a line for each topology, with its last audit; the one longest without a complete audit comes first",
    },
    {
        .id = LYD_OPT_LIST,
        .name = "list",
        .type = LYD_OPTION_CHOICE,
        .commands = VALIDATE,
        .argument = "WHAT",
        .choice = list,
        .help = "Print only these, one per line, as text: the names that check can ask about, the views, or the SIP domains",
    },
    {
        .id = LYD_OPT_COLOR,
        .name = "color",
        .type = LYD_OPTION_CHOICE,
        .commands = JUDGING | RECORDS | FLEET | RULES | HISTORY,
        .argument = "WHEN",
        .fallback = "auto",
        .choice = color,
        .help = "Use colour in text; auto: on a terminal, unless NO_COLOR is set",
    },
    {
        .id = LYD_OPT_QUIET,
        .name = "quiet",
        .letter = 'q',
        .type = LYD_OPTION_FLAG,
        .commands = ASKING | VALIDATE,
        .help = "Print less: no notes, no progress; in text only the verdict and the findings",
    },
    {
        .id = LYD_OPT_VERBOSE,
        .name = "verbose",
        .letter = 'v',
        .type = LYD_OPTION_FLAG,
        .commands = JUDGING,
        .help = "Print every detail in text: reasons, sources and evidence of each finding, and every list",
    },
    {
        .id = LYD_OPT_VERSION,
        .name = "version",
        .letter = 'V',
        .type = LYD_OPTION_FLAG,
        .commands = EVERY,
        .help = "Print the version and exit",
    },
    {
        .id = LYD_OPT_HELP,
        .name = "help",
        .letter = 'h',
        .type = LYD_OPTION_FLAG,
        .commands = EVERY,
        .help = "Print this help and exit",
    },
    {.name = NULL},
};
