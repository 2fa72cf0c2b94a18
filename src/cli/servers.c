#include "servers.h"

#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* One --server. */
typedef struct wish {
    const char *view; /* up to the '='; NULL: every view */
    lyd_server server;
    bool done;
} wish;

static lyd_status wish_parse(const char *text, lyd_arena *arena, wish *w, lyd_diag *diag)
{
    const char *equals = strchr(text, '='), *address = equals != NULL ? equals + 1 : text, *why = NULL;
    char written[LYD_SERVER_TEXT];
    *w = (wish){.view = NULL};
    if (equals == text) {
        return lyd_diag_error(diag, NULL, 0, "--server %s: which view? there is nothing before the \"=\"", text);
    }
    if (!lyd_server_parse(address, &w->server, &why)) {
        return lyd_diag_error(diag, NULL, 0, "--server %s: \"%s\" isn't the address of a DNS server: %s", text, address, why);
    }
    lyd_server_format(&w->server, written);
    w->server.text = lyd_arena_text(arena, written, strlen(written));
    if (equals != NULL) {
        w->view = lyd_arena_text(arena, text, (size_t)(equals - text));
    }
    return w->server.text == NULL || (equals != NULL && w->view == NULL) ? LYD_ENOMEM : LYD_OK;
}

static bool same_view(const wish *a, const wish *b)
{
    return a->view == NULL || b->view == NULL ? a->view == b->view : strcmp(a->view, b->view) == 0;
}

static bool holds(const lyd_server *servers, size_t count, const lyd_server *server)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(servers[i].text, server->text) == 0) {
            return true;
        }
    }
    return false;
}

/* Gives the view of WISHES[FIRST] all the servers wished for it. */
static lyd_status grant(wish *wishes, size_t count, size_t first, lyd_server *servers, lyd_topology *topology, lyd_diag *diag)
{
    size_t used = 0;
    for (size_t i = first; i < count; i++) {
        if (same_view(&wishes[i], &wishes[first])) {
            wishes[i].done = true;
            if (!holds(servers, used, &wishes[i].server)) {
                servers[used++] = wishes[i].server;
            }
        }
    }
    return lyd_topology_set_servers(topology, wishes[first].view, servers, used, diag);
}

lyd_status lyd_servers_lay(const char *const *texts, size_t count, lyd_topology *topology, lyd_diag *diag)
{
    wish *wishes = calloc(count + 1, sizeof(*wishes));
    lyd_server *servers = calloc(count + 1, sizeof(*servers));
    lyd_status worst = wishes == NULL || servers == NULL ? LYD_ENOMEM : LYD_OK;

    for (size_t i = 0; i < count && worst != LYD_ENOMEM; i++) {
        lyd_status status = wish_parse(texts[i], topology->arena, &wishes[i], diag);
        worst = status != LYD_OK ? status : worst;
    }
    /* Every view first, so that a server for one view counts wherever it stands on the command line. */
    for (int named = 0; named <= 1; named++) {
        for (size_t i = 0; i < count && worst == LYD_OK; i++) {
            if (!wishes[i].done && (wishes[i].view != NULL) == (named == 1)) {
                worst = grant(wishes, count, i, servers, topology, diag);
            }
        }
    }
    free(wishes);
    free(servers);
    return worst;
}

lyd_status lyd_servers_apply(const lyd_options *options, lyd_topology *topology, lyd_diag *diag)
{
    size_t count = lyd_options_count(options, LYD_OPT_SERVER);
    const char **texts = calloc(count + 1, sizeof(*texts));
    if (texts == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = lyd_options_at(options, LYD_OPT_SERVER, i)->text;
    }
    lyd_status status = lyd_servers_lay(texts, count, topology, diag);
    free((void *)texts);
    return status;
}

lyd_status lyd_servers_complete(lyd_topology *topology, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    uint32_t used = 0;
    if (topology->view_count == 0) {
        lyd_server *servers = NULL;
        size_t count = 0;
        status = lyd_live_system_servers(topology->arena, &servers, &count, diag);
        if (status == LYD_OK && count == 0) {
            status = lyd_diag_error(diag, NULL, 0, "no DNS server to ask: neither views, nor --server, nor one in resolv.conf");
        }
        if (status == LYD_OK) {
            status = lyd_topology_set_servers(topology, NULL, servers, count, diag);
        }
        return status;
    }
    for (size_t e = 0; e < topology->endpoint_count; e++) {
        used |= topology->endpoints[e].views;
    }
    for (size_t v = 0; v < topology->view_count; v++) {
        if ((used >> v & 1u) != 0 && topology->views[v].server_count == 0) {
            status = lyd_diag_error(diag, NULL, 0, "the view \"%s\" has no DNS servers: add them to the topology, or --server %s=ADDRESS",
                                    topology->views[v].name, topology->views[v].name);
        }
    }
    return status;
}
