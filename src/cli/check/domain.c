/* check --sip-domain: the service records of one domain, without a topology. */
#include "check.h"

#include <string.h>

/* The set of rows that were given for the option ID, whose words are those of NAMES. */
static unsigned set_of(const lyd_options *options, int id, const lyd_row *names)
{
    unsigned set = 0;
    for (size_t i = 0; i < lyd_options_count(options, id); i++) {
        set |= (unsigned)names[lyd_options_at(options, id, i)->choice].id;
    }
    return set;
}

static lyd_status read_domain(const char *text, lyd_arena *arena, const char **domain, lyd_diag *diag)
{
    lyd_status status = lyd_check_name(text, strlen(text), NULL, 0, arena, domain, diag);
    if (status == LYD_OK && !lyd_name_is_hostname(*domain)) {
        return lyd_diag_error(diag, NULL, 0, "--sip-domain: \"%s\" is not a domain, expected a name such as contoso.com", *domain);
    }
    return status;
}

lyd_status lyd_check_domain_load(lyd_checking *c)
{
    const lyd_options *options = c->session.cli->options;
    lyd_topology *topology = c->session.topology;
    if (!lyd_options_given(options, LYD_OPT_SIP_DOMAIN)) {
        return LYD_OK;
    }
    const char **domain = lyd_arena_zalloc(topology->arena, 1, sizeof(*domain));
    lyd_status status =
        domain == NULL ? LYD_ENOMEM
                       : read_domain(lyd_options_value(options, LYD_OPT_SIP_DOMAIN)->text, topology->arena, domain, c->session.cli->diag);
    if (status != LYD_OK) {
        return status;
    }
    unsigned clients = set_of(options, LYD_OPT_CLIENT, lyd_client_names);
    topology->name = *domain;
    topology->sip_domains = domain;
    topology->sip_domain_count = 1;
    topology->clients = clients != 0 ? clients : LYD_CLIENT_LYNC_2013;
    topology->services = set_of(options, LYD_OPT_SERVICE, lyd_service_names);
    topology->remote_access = LYD_REMOTE_SIP | LYD_REMOTE_WEB;
    return LYD_OK;
}

void lyd_check_domain_views(lyd_checking *c)
{
    lyd_topology *topology = c->session.topology;
    for (size_t v = 0; v < topology->view_count && lyd_options_given(c->session.cli->options, LYD_OPT_SIP_DOMAIN); v++) {
        if (topology->views[v].kind == 0) {
            topology->views[v].kind = LYD_VIEW_EXTERNAL;
        }
    }
}

int lyd_check_domain(lyd_checking *c, const char *const *fqdns, size_t count)
{
    lyd_session *session = &c->session;
    lyd_run *run = NULL;
    (void)fqdns;
    (void)count;
    lyd_status status = lyd_run_new(session->topology, lyd_session_source(session), session->started, &run, session->cli->diag);
    status = lyd_session_asked(session, status, run != NULL && run->facts.stopped);
    if (status == LYD_OK) {
        status = lyd_checking_report(c, run, NULL);
    }
    lyd_run_free(run);
    return status == LYD_OK ? c->code : lyd_cli_fail(session->cli, status);
}
