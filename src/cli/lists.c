/* The words of a topology that a command line can use, for validate --list and the prompt of check. */
#include "cli.h"

#include <lyncdns/services.h>

#include <string.h>

const lyd_row lyd_list_names[] = {
    {LYD_LIST_NAMES, "names"},
    {LYD_LIST_VIEWS, "views"},
    {LYD_LIST_DOMAINS, "sip-domains"},
    {0, NULL},
};

typedef struct taker {
    const lyd_topology *topology;
    lyd_arena *arena;
    lyd_status (*take)(void *context, const char *word);
    void *context;
} taker;

static lyd_status each_service_name(const taker *t, const char *domain)
{
    lyd_status status = LYD_OK;
    for (int wanted = 0; wanted < LYD_WANTED_COUNT && status == LYD_OK; wanted++) {
        char name[LYD_NAME_TEXT];
        if (lyd_wanted_name(lyd_wanted_rows[wanted].owner, domain, name) && lyd_topology_find(t->topology, name) == LYD_NONE) {
            const char *copy = lyd_arena_text(t->arena, name, strlen(name));
            status = copy == NULL ? LYD_ENOMEM : t->take(t->context, copy);
        }
    }
    return status;
}

static lyd_status each_name(const taker *t)
{
    lyd_status status = LYD_OK;
    for (size_t e = 0; e < t->topology->endpoint_count && status == LYD_OK; e++) {
        status = t->take(t->context, t->topology->endpoints[e].fqdn);
    }
    for (size_t i = 0; i < t->topology->sip_domain_count && status == LYD_OK; i++) {
        status = each_service_name(t, t->topology->sip_domains[i]);
    }
    return status;
}

static lyd_status each_view(const taker *t)
{
    lyd_status status = LYD_OK;
    for (size_t v = 0; v < t->topology->view_count && status == LYD_OK; v++) {
        status = t->take(t->context, t->topology->views[v].name);
    }
    return status;
}

static lyd_status each_domain(const taker *t)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < t->topology->sip_domain_count && status == LYD_OK; i++) {
        status = t->take(t->context, t->topology->sip_domains[i]);
    }
    return status;
}

lyd_status lyd_list_each(const lyd_topology *topology, lyd_list list, lyd_arena *arena, lyd_status (*take)(void *context, const char *word),
                         void *context)
{
    static lyd_status (*const each[])(const taker *t) = {
        [LYD_LIST_NAMES] = each_name, [LYD_LIST_VIEWS] = each_view, [LYD_LIST_DOMAINS] = each_domain};
    const taker t = {topology, arena, take, context};
    return each[list](&t);
}
