/* lyncdns check: reads the options, and asks about names once or in one of the ways of check.h. */
#include "cli/check/check.h"

#include <lyncdns/services.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int once(lyd_checking *c, const char *const *fqdns, size_t count)
{
    lyd_status status = lyd_checking_once(c, fqdns, count);
    return status == LYD_OK ? c->code : lyd_cli_fail(c->session.cli, status);
}

typedef enum way_id { ONCE, STREAM, WATCH, PROMPT, DOMAIN } way_id;

static int (*const ways[])(lyd_checking *c, const char *const *fqdns, size_t count) = {
    [ONCE] = once, [STREAM] = lyd_check_stream, [WATCH] = lyd_check_watch, [PROMPT] = lyd_check_prompt, [DOMAIN] = lyd_check_domain,
};

static bool reports_are_for_people(const lyd_options *options)
{
    for (size_t i = 0; i < lyd_options_count(options, LYD_OPT_FORMAT); i++) {
        if (!lyd_writers[lyd_options_at(options, LYD_OPT_FORMAT, i)->choice].for_people) {
            return false;
        }
    }
    return !lyd_options_given(options, LYD_OPT_OUTPUT);
}

/* Where the names come from, and how often they are asked. */
static way_id choose_way(const lyd_options *options)
{
    bool dash = false;
    for (size_t i = 0; i < options->operand_count; i++) {
        dash = dash || strcmp(options->operands[i], "-") == 0;
    }
    if (options->operand_count == 0 && lyd_options_given(options, LYD_OPT_SIP_DOMAIN)) {
        return DOMAIN;
    }
    if (dash || options->operand_count == 0) {
        return !dash && isatty(STDIN_FILENO) ? PROMPT : STREAM;
    }
    return lyd_options_given(options, LYD_OPT_WATCH) ? WATCH : ONCE;
}

/* Options about a SIP domain. */
static lyd_status check_domain(const lyd_options *options, lyd_diag *diag)
{
    bool domain = lyd_options_given(options, LYD_OPT_SIP_DOMAIN);
    if (domain && lyd_options_given(options, LYD_OPT_TOPOLOGY)) {
        return lyd_diag_error(diag, NULL, 0, "--sip-domain and --topology can't be combined: a topology has its own sip-domains");
    }
    if (!domain && (lyd_options_given(options, LYD_OPT_CLIENT) || lyd_options_given(options, LYD_OPT_SERVICE))) {
        return lyd_diag_error(diag, NULL, 0, "--client and --service need --sip-domain DOMAIN");
    }
    return LYD_OK;
}

/* Options that don't go with WAY, or with each other. */
static lyd_status check_options(const lyd_options *options, way_id way, lyd_diag *diag)
{
    bool watch = lyd_options_given(options, LYD_OPT_WATCH), saves = lyd_options_given(options, LYD_OPT_SAVE_ANSWERS);
    const char *topology = lyd_options_value(options, LYD_OPT_TOPOLOGY)->text;
    lyd_status status = check_domain(options, diag);
    if (lyd_options_given(options, LYD_OPT_UNTIL) && !watch) {
        status = lyd_diag_error(diag, NULL, 0, "--until needs --watch DURATION");
    }
    if (watch && way != WATCH) {
        status = lyd_diag_error(diag, NULL, 0, "--watch needs names on the command line");
    }
    if (watch && !reports_are_for_people(options)) {
        status = lyd_diag_error(diag, NULL, 0, "--watch writes text on standard output only: no other --format, no --output");
    }
    if (saves && (watch || way == PROMPT)) {
        status = lyd_diag_error(diag, NULL, 0, "--save-answers saves the answers of one run only: it needs names and no --watch");
    }
    if (way == STREAM && options->operand_count > 1) {
        status = lyd_diag_error(diag, NULL, 0, "extra operand beside \"-\": all names are read from standard input");
    }
    if (way == STREAM && topology != NULL && strcmp(topology, "-") == 0) {
        status = lyd_diag_error(diag, NULL, 0, "--topology -: standard input already holds the names");
    }
    return status;
}

/* Every operand as a name; all mistakes are reported. */
static lyd_status read_names(const lyd_options *options, lyd_arena *arena, const char **names, lyd_diag *diag)
{
    lyd_status worst = LYD_OK;
    for (size_t i = 0; i < options->operand_count && worst != LYD_ENOMEM; i++) {
        const char *text = options->operands[i];
        lyd_status status = lyd_check_name(text, strlen(text), NULL, 0, arena, &names[i], diag);
        worst = status != LYD_OK ? status : worst;
    }
    return worst;
}

static lyd_status check_until(const lyd_options *options, const char *const *names, size_t count, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count && lyd_options_given(options, LYD_OPT_UNTIL); i++) {
        const char *domain;
        lyd_wanted wanted = lyd_wanted_find(names[i], &domain);
        if (wanted < LYD_WANTED_COUNT && lyd_wanted_rows[wanted].type == LYD_TYPE_SRV) {
            status = lyd_diag_error(diag, NULL, 0, "--until: \"%s\" is asked for SRV records, which have no address type", names[i]);
        }
    }
    return status;
}

static lyd_status load(lyd_checking *c, way_id way, lyd_arena *arena, const char **names)
{
    const lyd_cli *cli = c->session.cli;
    const lyd_options *options = cli->options;
    lyd_status wrong = check_options(options, way, cli->diag);
    lyd_status named = way == ONCE || way == WATCH ? read_names(options, arena, names, cli->diag) : LYD_OK;
    if (way == WATCH && named == LYD_OK) {
        named = check_until(options, names, options->operand_count, cli->diag);
    }
    if (way == STREAM) {
        named = lyd_diag_input(cli->diag, "standard input", STDIN_FILENO);
    }
    lyd_status status = lyd_session_load(&c->session, lyd_options_value(options, LYD_OPT_TOPOLOGY)->text);
    if (c->session.topology != NULL && wrong == LYD_OK) {
        status = lyd_cli_worse(status, lyd_check_domain_load(c));
    }
    for (size_t i = 0; i < lyd_options_count(options, LYD_OPT_ROLE); i++) {
        c->roles |= LYD_ROLE_BIT(lyd_options_at(options, LYD_OPT_ROLE, i)->choice);
    }
    return lyd_cli_worse(lyd_cli_worse(wrong, named), status);
}

int lyd_command_check(lyd_cli *cli)
{
    const lyd_options *options = cli->options;
    way_id way = choose_way(options);
    lyd_checking c = {.code = LYD_EXIT_GOOD};
    lyd_arena *arena = lyd_arena_new();
    const char **names = calloc(options->operand_count + 1, sizeof(*names));
    lyd_session_init(&c.session, cli);
    lyd_status status = arena == NULL || names == NULL ? LYD_ENOMEM : load(&c, way, arena, names);
    if (status == LYD_OK) {
        status = lyd_session_open(&c.session);
    }
    if (status == LYD_OK) {
        lyd_check_domain_views(&c);
    }
    int code = status == LYD_OK ? ways[way](&c, names, options->operand_count) : lyd_cli_fail(cli, status);
    lyd_session_clear(&c.session);
    free((void *)names);
    lyd_arena_free(arena);
    return code;
}
