/* lyncdns records: the records that a deployment wants, what DNS has of them, what adds those that are missing. */
#include "session/session.h"

#include <lyncdns/records.h>
#include <lyncdns/report.h>

#include <string.h>
#include <unistd.h>

typedef struct records_command {
    lyd_session session;
    lyd_arena *arena;
    const lyd_records_format *format;
    const char *domain; /* of --domain, or of the name to explain; NULL: all */
    lyd_wanted wanted;  /* to explain */
    unsigned kinds;
    uint32_t views; /* to ask and show */
    lyd_records records;
    lyd_run *run;
} records_command;

static bool given(const records_command *c, int id)
{
    return lyd_options_given(c->session.cli->options, id);
}

static const char *text_of(const records_command *c, int id)
{
    return lyd_options_value(c->session.cli->options, id)->text;
}

static bool asks(const records_command *c)
{
    return given(c, LYD_OPT_ASK) || given(c, LYD_OPT_SERVER) || given(c, LYD_OPT_ZONE) || given(c, LYD_OPT_ANSWERS);
}

/* ---- options ---- */

/* The canonical form of the domain TEXT. */
static lyd_status canonical(records_command *c, const char *text, const char **name)
{
    char parsed[LYD_NAME_TEXT];
    const char *why = NULL;
    if (!lyd_name_parse_askable(text, strlen(text), parsed, &why)) {
        return lyd_diag_error(c->session.cli->diag, NULL, 0, "--domain %s: invalid name: %s", text, why);
    }
    *name = lyd_arena_text(c->arena, parsed, strlen(parsed));
    return *name == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status check_options(const records_command *c)
{
    lyd_diag *diag = c->session.cli->diag;
    lyd_status status = LYD_OK;
    if (given(c, LYD_OPT_SAVE_ANSWERS) && !asks(c)) {
        status = lyd_diag_error(diag, NULL, 0, "--save-answers needs --ask or --server");
    }
    if (given(c, LYD_OPT_EXPLAIN) && strcmp(c->format->name, "text") != 0 && strcmp(c->format->name, "json") != 0) {
        status = lyd_diag_error(diag, NULL, 0, "--explain: not available as %s, only as text or json", c->format->name);
    }
    return status;
}

static lyd_status unknown_record(const records_command *c, const char *text)
{
    const char *nearest = lyd_nearest(text, &lyd_wanted_rows->owner, sizeof(*lyd_wanted_rows), LYD_WANTED_COUNT);
    char names[512] = "all", hint[LYD_HINT_TEXT];
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        size_t used = strlen(names);
        (void)snprintf(names + used, sizeof(names) - used, ", %s", lyd_wanted_rows[wanted].owner);
    }
    return nearest != NULL
               ? lyd_diag_error(c->session.cli->diag, NULL, 0, "--explain: unknown record \"%s\"%s", text, lyd_hint(hint, nearest))
               : lyd_diag_error(c->session.cli->diag, NULL, 0, "--explain: unknown record \"%s\", expected one of %s", text, names);
}

/* --explain RECORD: "_sip._tls", or with a domain after it. */
static lyd_status read_explained(records_command *c)
{
    const char *text = text_of(c, LYD_OPT_EXPLAIN), *why = NULL;
    char name[LYD_NAME_TEXT];
    if (strcmp(text, "all") == 0) {
        return LYD_OK;
    }
    if (!lyd_name_parse_askable(text, strlen(text), name, &why)) {
        return unknown_record(c, text);
    }
    for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
        if (strcmp(name, lyd_wanted_rows[wanted].owner) == 0) {
            c->wanted = (lyd_wanted)wanted;
            return LYD_OK;
        }
    }
    const char *domain = NULL;
    c->wanted = lyd_wanted_find(name, &domain);
    if (c->wanted == LYD_WANTED_COUNT) {
        return unknown_record(c, text);
    }
    c->domain = lyd_arena_text(c->arena, domain, strlen(domain));
    return c->domain == NULL ? LYD_ENOMEM : LYD_OK;
}

/* ---- the topology ---- */

static lyd_status choose_domain(records_command *c)
{
    const lyd_topology *t = c->session.topology;
    const char *option = given(c, LYD_OPT_EXPLAIN) ? "--explain" : "--domain";
    if (given(c, LYD_OPT_DOMAIN)) {
        lyd_status status = canonical(c, text_of(c, LYD_OPT_DOMAIN), &c->domain);
        if (status != LYD_OK) {
            return status;
        }
    }
    for (size_t d = 0; c->domain != NULL && d < t->sip_domain_count; d++) {
        if (strcmp(t->sip_domains[d], c->domain) == 0) {
            return LYD_OK;
        }
    }
    if (c->domain == NULL) {
        return LYD_OK;
    }
    char hint[LYD_HINT_TEXT];
    const char *nearest = lyd_nearest(c->domain, t->sip_domains, sizeof(*t->sip_domains), t->sip_domain_count);
    return lyd_diag_error(c->session.cli->diag, NULL, 0, "%s: %s is no SIP domain of the topology%s", option, c->domain,
                          lyd_hint(hint, nearest));
}

/* --view VIEW: a view of the topology, else a kind of view. */
static lyd_status choose_view(records_command *c)
{
    const lyd_topology *t = c->session.topology;
    const char *name = text_of(c, LYD_OPT_VIEW_OF_RECORDS);
    c->kinds = lyd_records_kinds(t);
    c->views = UINT32_MAX;
    if (name == NULL) {
        return LYD_OK;
    }
    for (uint32_t v = 0; v < t->view_count; v++) {
        if (strcmp(t->views[v].name, name) == 0) {
            c->views = (uint32_t)1 << v;
            c->kinds = t->views[v].kind;
            return c->kinds != 0 ? LYD_OK
                                 : lyd_diag_error(c->session.cli->diag, NULL, 0,
                                                  "--view %s: this view has no kind, so nothing says which records belong there", name);
        }
    }
    c->kinds = lyd_view_kind_named(name);
    c->views = lyd_views_of_kind(t, c->kinds);
    return c->kinds != 0 ? LYD_OK : lyd_diag_error(c->session.cli->diag, NULL, 0, "--view %s: there is no such view", name);
}

/* Takes the names out of the views that aren't asked. */
static void narrow(const records_command *c)
{
    lyd_topology *t = c->session.topology;
    for (size_t e = 0; e < t->endpoint_count; e++) {
        t->endpoints[e].views &= c->views;
    }
    for (size_t v = 0; v < t->view_count; v++) {
        t->views[v].kind = (c->views >> v & 1u) != 0 ? t->views[v].kind : 0;
    }
}

/* Only the records of WANTED. */
static void keep_explained(records_command *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->records.count; i++) {
        if (c->records.items[i].wanted == c->wanted) {
            c->records.items[kept++] = c->records.items[i];
        }
    }
    c->records.count = kept;
}

/* --server and --zone make views where the topology declares none, so the list is made after them. */
static lyd_status load(records_command *c)
{
    lyd_session *session = &c->session;
    const lyd_options *options = session->cli->options;
    lyd_status status = check_options(c);
    status = lyd_cli_worse(status, lyd_session_read(session, options->operands[0]));
    if (session->topology == NULL || status == LYD_ENOMEM) {
        return status;
    }
    status = lyd_cli_worse(status, choose_domain(c));
    if (session->topology->view_count > 0) {
        status = lyd_cli_worse(status, choose_view(c));
    }
    if (status == LYD_OK && session->topology->view_count > 0) {
        status = lyd_records_make(session->topology, c->kinds, c->domain, c->arena, &c->records);
        narrow(c);
    }
    status = lyd_cli_worse(status, lyd_session_apply(session));
    if (status == LYD_OK && c->records.items == NULL) {
        status = choose_view(c);
        status = status == LYD_OK ? lyd_records_make(session->topology, c->kinds, c->domain, c->arena, &c->records) : status;
        narrow(c);
    }
    return status;
}

/* ---- DNS ---- */

/* The judge knows which answers come from a wildcard. */
static lyd_status mark_wildcards(records_command *c)
{
    const lyd_judgement *judgement = &c->run->judgement;
    lyd_map *index = lyd_records_index(&c->records);
    for (size_t i = 0; index != NULL && i < judgement->service_count; i++) {
        const lyd_service *service = &judgement->services[i];
        if (service->wildcard) {
            lyd_records_mark_wildcard(&c->records, index, lyd_case_fqdn(&c->run->facts, service->name),
                                      c->session.topology->views[service->view].kind);
        }
    }
    lyd_map_free(index);
    return index == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status ask(records_command *c)
{
    lyd_session *session = &c->session;
    lyd_status status = lyd_session_open(session);
    if (status == LYD_OK && lyd_views_of_kind(session->topology, c->kinds) == 0) {
        status =
            lyd_diag_error(session->cli->diag, NULL, 0, "no view to ask has a kind: --server internal=ADDRESS or external=ADDRESS says it");
    }
    if (status == LYD_OK) {
        status = lyd_run_new(session->topology, lyd_session_source(session), session->started, &c->run, session->cli->diag);
    }
    status = lyd_session_asked(session, status, c->run != NULL && c->run->facts.stopped);
    if (status == LYD_OK) {
        status = lyd_records_find(&c->records, &c->run->facts, c->views);
    }
    return status == LYD_OK ? mark_wildcards(c) : status;
}

/* ---- output ---- */

/* A script changes one side only. */
static lyd_status check_kinds(const records_command *c)
{
    unsigned kinds = 0;
    const char *why = NULL;
    for (size_t i = 0; i < c->records.count; i++) {
        kinds |= lyd_records_adds(&c->records, &c->records.items[i], &why) ? c->records.items[i].kind : 0;
    }
    return !c->format->changes || (kinds & (kinds - 1)) == 0
               ? LYD_OK
               : lyd_diag_error(c->session.cli->diag, NULL, 0,
                                "views of several kinds need records, and one script changes one side only: add --view internal or "
                                "--view external");
}

static lyd_status write_to(records_command *c, FILE *stream, bool terminal)
{
    int width = terminal ? lyd_terminal_width(STDOUT_FILENO) : LYD_WIDTH_DEFAULT;
    bool color = terminal && lyd_terminal_color(c->session.cli->options);
    const lyd_records *records = c->session.topology != NULL ? &c->records : NULL;
    if (given(c, LYD_OPT_EXPLAIN)) {
        const lyd_explained explained = {.wanted = c->wanted, .records = records, .run = c->run, .width = width, .color = color};
        return (strcmp(c->format->name, "json") == 0 ? lyd_explain_json : lyd_explain_text)(&explained, stream);
    }
    const lyd_records_report report = {.records = records, .run = c->run, .width = width, .color = color};
    return c->format->write(&report, stream);
}

static lyd_status write_list(records_command *c)
{
    const char *path = text_of(c, LYD_OPT_OUTPUT);
    bool terminal = path == NULL || strcmp(path, "-") == 0;
    lyd_output output;
    lyd_status status = check_kinds(c);
    if (status == LYD_OK) {
        status = lyd_output_open(&output, terminal ? NULL : path, c->session.cli->diag);
    }
    return status == LYD_OK ? lyd_output_close(&output, write_to(c, output.stream, terminal)) : status;
}

static lyd_status run(records_command *c)
{
    const lyd_options *options = c->session.cli->options;
    lyd_status status = given(c, LYD_OPT_EXPLAIN) ? read_explained(c) : LYD_OK;
    if (options->operand_count == 0 && !given(c, LYD_OPT_EXPLAIN)) {
        return lyd_diag_error(c->session.cli->diag, NULL, 0, "missing operand: TOPOLOGY");
    }
    if (options->operand_count == 0 && (asks(c) || given(c, LYD_OPT_DOMAIN))) {
        return lyd_diag_error(c->session.cli->diag, NULL, 0, "missing operand: TOPOLOGY, whose records are to be asked about");
    }
    if (options->operand_count > 0) {
        status = lyd_cli_worse(status, load(c));
    } else {
        status = lyd_cli_worse(status, check_options(c));
    }
    if (status == LYD_OK && c->wanted != LYD_WANTED_COUNT && options->operand_count > 0) {
        keep_explained(c);
    }
    if (status == LYD_OK && asks(c)) {
        status = ask(c);
    }
    return status == LYD_OK ? write_list(c) : status;
}

int lyd_command_records(lyd_cli *cli)
{
    records_command c = {.arena = lyd_arena_new(), .wanted = LYD_WANTED_COUNT};
    c.format = &lyd_records_formats[lyd_options_value(cli->options, LYD_OPT_RECORDS_FORMAT)->choice];
    lyd_session_init(&c.session, cli);
    lyd_status status = c.arena == NULL ? LYD_ENOMEM : run(&c);
    int code = status != LYD_OK ? lyd_cli_fail(cli, status) : c.records.failed ? LYD_EXIT_INCOMPLETE : LYD_EXIT_GOOD;
    lyd_run_free(c.run);
    lyd_session_clear(&c.session);
    lyd_arena_free(c.arena);
    return code;
}
