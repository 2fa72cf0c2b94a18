#include "cli.h"

#include <lyncdns/judge.h>
#include <lyncdns/report.h>

#define AUDIT LYD_COMMAND_BIT(LYD_COMMAND_AUDIT)
#define CHECK LYD_COMMAND_BIT(LYD_COMMAND_CHECK)
#define PREVIEW LYD_COMMAND_BIT(LYD_COMMAND_PREVIEW)
#define VALIDATE LYD_COMMAND_BIT(LYD_COMMAND_VALIDATE)
#define IMPORT LYD_COMMAND_BIT(LYD_COMMAND_IMPORT)
#define RULES LYD_COMMAND_BIT(LYD_COMMAND_RULES)
#define HISTORY LYD_COMMAND_BIT(LYD_COMMAND_HISTORY)
/* Those that look names up. */
#define ASKING (AUDIT | CHECK | PREVIEW)
#define EVERY (~0u)

#define HOUR (3600 * 1000.0)
#define YEAR (8766 * HOUR)

static const char *report_format(size_t i)
{
    return lyd_writers[i].name;
}

static const char *report_summary(size_t i)
{
    return lyd_writers[i].summary;
}

static const char *plain_format(size_t i)
{
    static const char *const names[] = {"text", "json", NULL};
    return names[i];
}

static const char *fail_on(size_t i)
{
    static const char *const names[] = {"error", "warning", "info", "never", NULL};
    return names[i];
}

const int lyd_fail_on_severities[] = {LYD_ERROR, LYD_WARNING, LYD_INFO, LYD_OFF};

static const char *role(size_t i)
{
    return i < LYD_ROLE_COUNT ? lyd_role_names[i].name : NULL;
}

static const char *until(size_t i)
{
    static const char *const names[] = {"ipv4", "dual-stack", "ipv6", "none", NULL};
    return names[i];
}

static const char *color(size_t i)
{
    static const char *const names[] = {"auto", "always", "never", NULL};
    return names[i];
}

/* In the order of --help: what is asked, how, what comes out. */
const lyd_option lyd_option_rows[] = {
    {
        .id = LYD_OPT_ROLE,
        .name = "role",
        .letter = 'r',
        .type = LYD_OPTION_CHOICE,
        .repeats = true,
        .commands = CHECK,
        .argument = "ROLE",
        .choice = role,
        .help = "What the names are",
    },
    {
        .id = LYD_OPT_TOPOLOGY,
        .name = "topology",
        .letter = 't',
        .type = LYD_OPTION_TEXT,
        .commands = CHECK,
        .argument = "FILE",
        .help = "The deployment that the names belong to: their roles, pools, partners and views",
    },
    {
        .id = LYD_OPT_WATCH,
        .name = "watch",
        .type = LYD_OPTION_DURATION,
        .commands = CHECK,
        .argument = "DURATION",
        .least = 10,
        .most = HOUR * 24,
        .help = "Ask again and again, this long from one time to the next, and print what has changed and when",
    },
    {
        .id = LYD_OPT_UNTIL,
        .name = "until",
        .type = LYD_OPTION_CHOICE,
        .commands = CHECK,
        .argument = "TYPE",
        .choice = until,
        .help = "With --watch: end, with exit code 0, once every server shows this address type for every name",
    },
    {
        .id = LYD_OPT_SERVER,
        .name = "server",
        .letter = 's',
        .type = LYD_OPTION_TEXT,
        .repeats = true,
        .commands = ASKING,
        .argument = "[VIEW=]ADDRESS",
        .help = "Ask this DNS server (IP, IP:port, [IPv6]:port) instead of those of the view, or of every view",
    },
    {
        .id = LYD_OPT_ZONE,
        .name = "zone",
        .type = LYD_OPTION_TEXT,
        .repeats = true,
        .commands = ASKING,
        .argument = "[VIEW=]FILE",
        .help = "Answer from this zone file instead of asking servers, for the view or for every view; uses no network",
    },
    {
        .id = LYD_OPT_ANSWERS,
        .name = "answers",
        .type = LYD_OPTION_TEXT,
        .commands = ASKING,
        .argument = "FILE",
        .help = "Judge the answers that --save-answers wrote to FILE again, as of then; uses no network",
    },
    {
        .id = LYD_OPT_SAVE_ANSWERS,
        .name = "save-answers",
        .type = LYD_OPTION_TEXT,
        .commands = ASKING,
        .argument = "FILE",
        .help = "Write every answer to FILE, to be judged again with --answers",
    },
    {
        .id = LYD_OPT_CHANGE,
        .name = "change",
        .type = LYD_OPTION_TEXT,
        .commands = PREVIEW,
        .argument = "FILE",
        .help = "The script that will make the change: of nsupdate, of dnscmd, or of PowerShell's DnsServer cmdlets",
    },
    {
        .id = LYD_OPT_VIEW,
        .name = "view",
        .type = LYD_OPTION_TEXT,
        .commands = PREVIEW,
        .argument = "VIEW",
        .help = "The view that the change will be made in (without it: every view that holds the names)",
    },
    {
        .id = LYD_OPT_CONFIRM,
        .name = "confirm",
        .type = LYD_OPTION_DURATION,
        .commands = PREVIEW,
        .argument = "DURATION",
        .least = 1,
        .most = YEAR,
        .help = "Then ask every server again until all show the change, for this long at most, and say which don't",
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
        .help = "How long to wait for an answer before the question is sent again",
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
        .help = "How often a question is sent in all",
    },
    {
        .id = LYD_OPT_MAX_QPS,
        .name = "max-qps",
        .type = LYD_OPTION_NUMBER,
        .commands = ASKING,
        .argument = "N",
        .least = 0.1,
        .most = 1e7,
        .help = "Send at most N questions a second to each server (without it: what the server takes)",
    },
    {
        .id = LYD_OPT_DEADLINE,
        .name = "deadline",
        .type = LYD_OPTION_DURATION,
        .commands = ASKING,
        .argument = "DURATION",
        .least = 1,
        .most = YEAR,
        .help = "End the whole run after this time, and report it as incomplete",
    },
    {
        .id = LYD_OPT_FORMAT,
        .name = "format",
        .letter = 'f',
        .type = LYD_OPTION_CHOICE,
        .repeats = true,
        .commands = AUDIT | CHECK,
        .argument = "FORMAT",
        .fallback = "text",
        .choice = report_format,
        .describe = report_summary,
        .help = "What the report is written as",
    },
    {
        .id = LYD_OPT_PLAIN_FORMAT,
        .name = "format",
        .letter = 'f',
        .type = LYD_OPTION_CHOICE,
        .commands = VALIDATE | RULES | HISTORY | PREVIEW,
        .argument = "FORMAT",
        .fallback = "text",
        .choice = plain_format,
        .help = "What is printed",
    },
    {
        .id = LYD_OPT_OUTPUT,
        .name = "output",
        .letter = 'o',
        .type = LYD_OPTION_TEXT,
        .repeats = true,
        .commands = AUDIT | CHECK,
        .argument = "FILE",
        .help = "Write to FILE, which is replaced only when all is written; \"-\" is standard output",
    },
    {
        .id = LYD_OPT_OUTPUT,
        .name = "output",
        .letter = 'o',
        .type = LYD_OPTION_TEXT,
        .commands = PREVIEW | IMPORT,
        .argument = "FILE",
        .help = "Write to FILE, which is replaced only when all is written; \"-\" is standard output",
    },
    {
        .id = LYD_OPT_FAIL_ON,
        .name = "fail-on",
        .type = LYD_OPTION_CHOICE,
        .commands = ASKING,
        .argument = "SEVERITY",
        .fallback = "error",
        .choice = fail_on,
        .help = "Exit with 1 for a finding of this severity or above",
    },
    {
        .id = LYD_OPT_HISTORY,
        .name = "history",
        .type = LYD_OPTION_TEXT,
        .commands = AUDIT | HISTORY,
        .argument = "FILE",
        .help = "The history: an SQLite file that keeps every audit; an audit makes it where there is none",
    },
    {
        .id = LYD_OPT_CHANGES_ONLY,
        .name = "changes-only",
        .type = LYD_OPTION_FLAG,
        .commands = AUDIT,
        .help = "In text and JSON, print only what is new, gone or of another severity since the last complete audit in the history, and "
                "nothing at all if nothing is",
    },
    {
        .id = LYD_OPT_KEEP,
        .name = "keep",
        .type = LYD_OPTION_DURATION,
        .commands = HISTORY,
        .argument = "DURATION",
        .help = "With prune: how far back audits are kept, such as 90d",
    },
    {
        .id = LYD_OPT_COLOR,
        .name = "color",
        .type = LYD_OPTION_CHOICE,
        .commands = ASKING | RULES | HISTORY,
        .argument = "WHEN",
        .fallback = "auto",
        .choice = color,
        .help = "Colour in text; auto means on a terminal, unless NO_COLOR is set",
    },
    {
        .id = LYD_OPT_QUIET,
        .name = "quiet",
        .letter = 'q',
        .type = LYD_OPTION_FLAG,
        .commands = ASKING | VALIDATE,
        .help = "Print less: no notes, no progress, in text only findings and the verdict",
    },
    {
        .id = LYD_OPT_VERSION,
        .name = "version",
        .letter = 'V',
        .type = LYD_OPTION_FLAG,
        .commands = EVERY,
        .help = "Print the version and leave",
    },
    {
        .id = LYD_OPT_HELP,
        .name = "help",
        .letter = 'h',
        .type = LYD_OPTION_FLAG,
        .commands = EVERY,
        .help = "Print this help and leave",
    },
    {.name = NULL},
};
