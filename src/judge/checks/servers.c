/* DNS servers as a whole. */
#include "judge/judging.h"

static void server_dead(lyd_judging *j, uint32_t s)
{
    const lyd_server_facts *facts = &j->servers[s];
    const char *server = j->c->servers[s].text;
    if (!facts->dead) {
        return;
    }
    const char *views = lyd_view_list(j, facts->views);
    lyd_evidence(j, "%s %s: %zu of %zu lookups failed, %zu of them not asked since the server had been given up", views, server,
                 facts->failed, facts->lookups, facts->skipped);
    lyd_breach_found(j, &(lyd_breach){.subjects = {server}}, "The DNS server %s of %s %s.", server, views,
                     facts->heard ? "stopped answering and was given up" : "sent no reply at all");
}

const lyd_check lyd_checks_servers[] = {
    {"DNS003", LYD_SCOPE_SERVER, LYD_ANY_ROLE, LYD_FACT_ANY, 0, server_dead},
    {0},
};
