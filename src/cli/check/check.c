#include "check.h"

#include "cli/servers.h"
#include "cli/sources.h"
#include "cli/stop.h"

#include <stdlib.h>
#include <string.h>

static lyd_status worse(lyd_status a, lyd_status b)
{
    return a == LYD_OK || b == LYD_ENOMEM ? b : a;
}

int lyd_check_worse(int a, int b)
{
    static const int order[] = {LYD_EXIT_ERROR, LYD_EXIT_FINDINGS, LYD_EXIT_INCOMPLETE};
    for (size_t i = 0; i < LYD_COUNT(order); i++) {
        if (a == order[i] || b == order[i]) {
            return order[i];
        }
    }
    return LYD_EXIT_GOOD;
}

/* ---- the deployment ---- */

static lyd_status keep_declared(lyd_checking *c)
{
    const lyd_topology *topology = c->session.topology;
    c->declared_count = topology->view_count;
    c->declared = lyd_arena_alloc(topology->arena, topology->view_count * sizeof(*c->declared));
    if (c->declared == NULL) {
        return LYD_ENOMEM;
    }
    if (topology->view_count > 0) {
        memcpy(c->declared, topology->views, topology->view_count * sizeof(*c->declared));
    }
    return LYD_OK;
}

lyd_status lyd_checking_load(lyd_checking *c, lyd_cli *cli)
{
    const lyd_options *options = cli->options;
    lyd_session *session = &c->session;
    *c = (lyd_checking){.code = LYD_EXIT_GOOD};
    lyd_session_init(session, cli);
    for (size_t i = 0; i < lyd_options_count(options, LYD_OPT_ROLE); i++) {
        c->roles |= LYD_ROLE_BIT(lyd_options_at(options, LYD_OPT_ROLE, i)->choice);
    }
    lyd_status status = lyd_destinations_new(options, &session->destinations, cli->diag);
    if (lyd_options_given(options, LYD_OPT_TOPOLOGY)) {
        const char *path = lyd_options_value(options, LYD_OPT_TOPOLOGY)->text;
        status = worse(status, lyd_topology_load(path, &session->topology, cli->diag));
    } else {
        status = worse(status, lyd_topology_of_names(NULL, 0, 0, &session->topology));
    }
    if (session->topology != NULL) {
        status = worse(status, lyd_judge_check_policy(session->topology, cli->diag));
        status = worse(status, keep_declared(c));
        status = worse(status, lyd_sources_apply(options, session->topology, &session->source, &session->started, cli->diag));
    }
    return status;
}

void lyd_checking_clear(lyd_checking *c)
{
    lyd_session_clear(&c->session);
}

lyd_status lyd_checking_serve(lyd_checking *c, const char *const *texts, size_t count)
{
    lyd_topology *topology = c->session.topology;
    lyd_diag *diag = c->session.cli->diag;
    lyd_view *views = lyd_arena_alloc(topology->arena, c->declared_count * sizeof(*views));
    if (views == NULL) {
        return LYD_ENOMEM;
    }
    if (c->declared_count > 0) {
        memcpy(views, c->declared, c->declared_count * sizeof(*views));
    }
    topology->views = views;
    topology->view_count = c->declared_count;
    topology->views_made = false;
    lyd_status status = lyd_servers_lay(texts, count, topology, diag);
    return status == LYD_OK ? lyd_servers_complete(topology, diag) : status;
}

/* ---- names ---- */

lyd_status lyd_check_name(const char *text, size_t length, const char *file, size_t line, lyd_arena *arena, const char **fqdn,
                          lyd_diag *diag)
{
    char name[LYD_NAME_TEXT];
    const char *why = NULL;
    int shown = length < 200 ? (int)length : 200;
    lyd_address address;
    char *copy = lyd_arena_text(arena, text, length);
    if (copy == NULL) {
        return LYD_ENOMEM;
    }
    if (strlen(copy) == length && lyd_address_parse(copy, &address)) {
        return lyd_diag_error(diag, file, line, "\"%s\" is an address; names are asked about", copy);
    }
    if (!lyd_name_parse(text, length, name, &why)) {
        return lyd_diag_error(diag, file, line, "\"%.*s\" isn't a name: %s", shown, text, why);
    }
    *fqdn = lyd_arena_text(arena, name, strlen(name));
    return *fqdn == NULL ? LYD_ENOMEM : LYD_OK;
}

/* ---- asking ---- */

lyd_status lyd_checking_ask(lyd_checking *c, lyd_source *source, const char *const *fqdns, size_t count, lyd_inquiry **inquiry)
{
    lyd_session *session = &c->session;
    lyd_status status = lyd_inquiry_new(session->topology, fqdns, count, c->roles, source, session->started, inquiry, session->cli->diag);
    lyd_progress_erase(&session->progress);
    return status;
}

lyd_status lyd_checking_report(lyd_checking *c, lyd_inquiry *inquiry)
{
    const lyd_options *options = c->session.cli->options;
    lyd_report report = {
        .run = inquiry->run,
        .inquiry = inquiry,
        .fail_on = (lyd_severity)lyd_fail_on_severities[lyd_options_value(options, LYD_OPT_FAIL_ON)->choice],
        .quiet = lyd_options_given(options, LYD_OPT_QUIET),
    };
    report.exit_code = lyd_judge_exit(&inquiry->run->judgement, report.fail_on);
    lyd_status status = lyd_destinations_write(&c->session.destinations, options, &report, c->session.cli->diag);
    const lyd_writer *plugin = lyd_destinations_plugin(options);
    c->code = plugin != NULL ? plugin->exit_code(&report) : lyd_check_worse(c->code, report.exit_code); /* a plugin reports once */
    return status;
}

lyd_status lyd_checking_once(lyd_checking *c, const char *const *fqdns, size_t count)
{
    lyd_inquiry *inquiry = NULL;
    lyd_status status = lyd_checking_ask(c, lyd_session_source(&c->session), fqdns, count, &inquiry);
    if (status == LYD_OK && inquiry->run->facts.stopped) {
        lyd_diag_note(c->session.cli->diag, NULL, 0, "stopped by %s; the report is incomplete",
                      *lyd_stop_flag() != 0 ? "a signal" : "the deadline");
    }
    if (status == LYD_OK) {
        status = lyd_session_save(&c->session);
    }
    if (status == LYD_OK) {
        status = lyd_checking_report(c, inquiry);
    }
    lyd_inquiry_free(inquiry);
    return status;
}
