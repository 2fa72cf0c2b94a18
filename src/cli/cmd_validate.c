/* lyncdns validate: what a topology holds, or what is wrong with it. */
#include "terminal.h"

#include <lyncdns/judge.h>
#include <lyncdns/report.h>
#include <lyncdns/topology.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const lyd_row pool_kinds[] = {
    {LYD_POOL_FRONT_END, "front-end"},
    {LYD_POOL_DIRECTOR, "director"},
    {LYD_POOL_MEDIATION, "mediation"},
    {LYD_POOL_EDGE, "edge"},
    {0, NULL},
};

static size_t count_role(const lyd_topology *topology, lyd_role role)
{
    size_t count = 0;
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        count += (topology->endpoints[i].roles & LYD_ROLE_BIT(role)) != 0;
    }
    return count;
}

static size_t count_pools(const lyd_topology *topology, int kind)
{
    size_t count = 0;
    for (size_t i = 0; i < topology->pool_count; i++) {
        count += (int)topology->pools[i].kind == kind;
    }
    return count;
}

static size_t count_names(const lyd_topology *topology, size_t view)
{
    size_t count = 0;
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        count += topology->endpoints[i].views >> view & 1u;
    }
    return count;
}

/* ---- text ---- */

#define HEADING_COLUMN 15

/* Writes items, each with ", " or a newline after it. */
typedef void (*list_filler)(const lyd_topology *topology, FILE *stream);

typedef struct listing {
    const lyd_topology *topology;
    list_filler fill;
} listing;

static lyd_status fill_list(void *context, FILE *stream)
{
    const listing *l = context;
    l->fill(l->topology, stream);
    return LYD_OK;
}

/* A list is wrapped once it is complete. */
static lyd_status print_list(const char *heading, list_filler fill, const lyd_topology *topology, int width)
{
    listing l = {topology, fill};
    char *text;
    size_t size;
    lyd_status status = lyd_text_capture(fill_list, &l, &text, &size);
    if (status == LYD_OK) {
        while (size > 0 && strchr(", \n", text[size - 1]) != NULL) {
            text[--size] = '\0';
        }
        (void)printf("  %-*s", HEADING_COLUMN - 2, heading);
        lyd_wrap(stdout, size > 0 ? text : "none", HEADING_COLUMN, HEADING_COLUMN, width);
    }
    free(text);
    return status;
}

static void fill_files(const lyd_topology *topology, FILE *stream)
{
    for (size_t i = 0; i < topology->file_count; i++) {
        lyd_text_print_safe(stream, topology->files[i]);
        (void)fputs(", ", stream);
    }
}

static void fill_roles(const lyd_topology *topology, FILE *stream)
{
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        size_t count = count_role(topology, (lyd_role)role);
        if (count > 0) {
            (void)fprintf(stream, "%zu %s, ", count, lyd_role_rows[role].name);
        }
    }
}

static void fill_pools(const lyd_topology *topology, FILE *stream)
{
    for (const lyd_row *kind = pool_kinds; kind->name != NULL; kind++) {
        size_t count = count_pools(topology, kind->id);
        if (count > 0) {
            (void)fprintf(stream, "%zu %s, ", count, kind->name);
        }
    }
}

static void fill_views(const lyd_topology *topology, FILE *stream)
{
    for (size_t v = 0; v < topology->view_count; v++) {
        const lyd_view *view = &topology->views[v];
        lyd_text_print_safe(stream, view->name);
        (void)fprintf(stream, " (%s, ", view->kind == 0 ? "no kind" : lyd_row_name(lyd_view_kinds, view->kind));
        if (view->like != LYD_NONE) {
            (void)fputs("like ", stream);
            lyd_text_print_safe(stream, topology->views[view->like].name);
            (void)fputs(", ", stream);
        }
        (void)fprintf(stream, "%zu names):", count_names(topology, v));
        for (size_t i = 0; i < view->server_count; i++) {
            (void)fprintf(stream, " %s", view->servers[i].text);
        }
        (void)fputs(view->server_count == 0 ? " no servers: audit needs --server\n" : "\n", stream);
    }
    if (topology->view_count == 0) {
        (void)fputs("none: audit asks the system's resolvers, or those of --server", stream);
    }
}

static void fill_networks(const lyd_topology *topology, FILE *stream)
{
    for (size_t i = 0; i < topology->network_count; i++) {
        const lyd_network *network = &topology->networks[i];
        lyd_text_print_safe(stream, network->name);
        (void)fprintf(stream, " (%s, %s), ", network->remote ? "remote" : "client", lyd_row_name(lyd_address_types, (int)network->type));
    }
}

/* The words of SET. */
static void fill_set(FILE *stream, const lyd_row *words, unsigned set)
{
    for (; words->name != NULL; words++) {
        if ((set & (unsigned)words->id) != 0) {
            (void)fprintf(stream, "%s, ", words->name);
        }
    }
}

static void fill_features(const lyd_topology *topology, FILE *stream)
{
    fill_set(stream, lyd_feature_names, topology->features);
}

#define DOMAINS_SHOWN 10

static void fill_domains(const lyd_topology *topology, FILE *stream)
{
    size_t count = topology->sip_domain_count;
    for (size_t i = 0; i < count && i < DOMAINS_SHOWN; i++) {
        (void)fprintf(stream, "%s, ", topology->sip_domains[i]);
    }
    if (count > DOMAINS_SHOWN) {
        (void)fprintf(stream, "and %zu more", count - DOMAINS_SHOWN);
    }
    if (count == 0) {
        (void)fputs("none: audit doesn't judge service records", stream);
    }
}

static void fill_remote(const lyd_topology *topology, FILE *stream)
{
    fill_set(stream, lyd_remote_names, topology->remote_access);
}

static void fill_clients(const lyd_topology *topology, FILE *stream)
{
    fill_set(stream, lyd_client_names, topology->clients);
}

static void fill_services(const lyd_topology *topology, FILE *stream)
{
    fill_set(stream, lyd_service_names, topology->services);
}

static void fill_urls(const lyd_topology *topology, FILE *stream)
{
    for (const lyd_row *word = lyd_url_names; word->name != NULL; word++) {
        size_t count = 0;
        for (size_t i = 0; i < topology->simple_url_count; i++) {
            count += (topology->simple_urls[i].urls & word->id) != 0;
        }
        if (count > 0) {
            (void)fprintf(stream, "%zu %s, ", count, word->name);
        }
    }
}

static void fill_severities(const lyd_topology *topology, FILE *stream)
{
    for (size_t i = 0; i < topology->severity_count; i++) {
        (void)fprintf(stream, "%s is %s, ", topology->severities[i].rule, topology->severities[i].severity);
    }
}

static void fill_waivers(const lyd_topology *topology, FILE *stream)
{
    for (size_t i = 0; i < topology->waiver_count; i++) {
        (void)fprintf(stream, "%s for ", topology->waivers[i].rule);
        lyd_text_print_safe(stream, topology->waivers[i].fqdn);
        (void)fprintf(stream, " until %s, ", topology->waivers[i].expires);
    }
}

static lyd_status print_text(const lyd_topology *topology, int width)
{
    static const struct {
        const char *heading;
        list_filler fill;
    } rows[] = {
        {"files", fill_files},       {"roles", fill_roles},         {"pools", fill_pools},       {"views", fill_views},
        {"networks", fill_networks}, {"SIP domains", fill_domains}, {"remote", fill_remote},     {"clients", fill_clients},
        {"services", fill_services}, {"simple URLs", fill_urls},    {"features", fill_features}, {"severities", fill_severities},
        {"waivers", fill_waivers},
    };
    lyd_status status = LYD_OK;
    (void)fputs("valid: ", stdout);
    lyd_text_print_safe(stdout, topology->name);
    (void)printf(", %s, %s, %zu names\n", topology->lab ? "lab" : "production", lyd_row_name(lyd_product_names, (int)topology->product),
                 topology->endpoint_count);
    for (size_t i = 0; i < LYD_COUNT(rows) && status == LYD_OK; i++) {
        status = print_list(rows[i].heading, rows[i].fill, topology, width);
    }
    return status;
}

/* ---- lists ---- */

static lyd_status print_line(void *context, const char *text)
{
    (void)context;
    lyd_text_print_safe(stdout, text);
    (void)fputc('\n', stdout);
    return LYD_OK;
}

static lyd_status print_only(const lyd_topology *topology, lyd_list list)
{
    lyd_arena *arena = lyd_arena_new();
    lyd_status status = arena == NULL ? LYD_ENOMEM : lyd_list_each(topology, list, arena, print_line, NULL);
    lyd_arena_free(arena);
    return status;
}

/* ---- JSON ---- */

static void json_counts(lyd_json *json, const lyd_topology *topology)
{
    lyd_json_integer(json, "endpoints", (int64_t)topology->endpoint_count);
    lyd_json_open(json, "roles", '{');
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        lyd_json_integer(json, lyd_role_rows[role].name, (int64_t)count_role(topology, (lyd_role)role));
    }
    lyd_json_close(json);
    lyd_json_open(json, "pools", '{');
    for (const lyd_row *kind = pool_kinds; kind->name != NULL; kind++) {
        lyd_json_integer(json, kind->name, (int64_t)count_pools(topology, kind->id));
    }
    lyd_json_close(json);
}

static void json_views(lyd_json *json, const lyd_topology *topology)
{
    lyd_json_open(json, "views", '[');
    for (size_t v = 0; v < topology->view_count; v++) {
        lyd_json_open(json, NULL, '{');
        const lyd_view *view = &topology->views[v];
        lyd_json_text(json, "name", view->name);
        lyd_json_text(json, "kind", view->kind == 0 ? NULL : lyd_row_name(lyd_view_kinds, view->kind));
        lyd_json_text(json, "expect_like", view->like == LYD_NONE ? NULL : topology->views[view->like].name);
        lyd_json_integer(json, "endpoints", (int64_t)count_names(topology, v));
        lyd_json_open(json, "servers", '[');
        for (size_t i = 0; i < topology->views[v].server_count; i++) {
            lyd_json_text(json, NULL, topology->views[v].servers[i].text);
        }
        lyd_json_close(json);
        lyd_json_close(json);
    }
    lyd_json_close(json);
}

static void json_networks(lyd_json *json, const char *key, const lyd_topology *topology, bool remote)
{
    lyd_json_open(json, key, '[');
    for (size_t i = 0; i < topology->network_count; i++) {
        if (topology->networks[i].remote == remote) {
            lyd_json_open(json, NULL, '{');
            lyd_json_text(json, "name", topology->networks[i].name);
            lyd_json_text(json, "address_type", lyd_row_name(lyd_address_types, (int)topology->networks[i].type));
            lyd_json_close(json);
        }
    }
    lyd_json_close(json);
}

static void json_set(lyd_json *json, const char *key, const lyd_row *words, unsigned set)
{
    lyd_json_open(json, key, '[');
    for (; words->name != NULL; words++) {
        if ((set & (unsigned)words->id) != 0) {
            lyd_json_text(json, NULL, words->name);
        }
    }
    lyd_json_close(json);
}

static void json_services(lyd_json *json, const lyd_topology *topology)
{
    lyd_json_open(json, "sip_domains", '[');
    for (size_t i = 0; i < topology->sip_domain_count; i++) {
        lyd_json_text(json, NULL, topology->sip_domains[i]);
    }
    lyd_json_close(json);
    json_set(json, "remote_access", lyd_remote_names, topology->remote_access);
    json_set(json, "clients", lyd_client_names, topology->clients);
    json_set(json, "services", lyd_service_names, topology->services);
    lyd_json_open(json, "simple_urls", '[');
    for (size_t i = 0; i < topology->simple_url_count; i++) {
        const lyd_simple_url *url = &topology->simple_urls[i];
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "fqdn", topology->endpoints[url->endpoint].fqdn);
        json_set(json, "url", lyd_url_names, url->urls);
        lyd_json_text(json, "sip_domain", url->domain == LYD_NONE ? NULL : topology->sip_domains[url->domain]);
        lyd_json_close(json);
    }
    lyd_json_close(json);
}

static void json_policy(lyd_json *json, const lyd_topology *topology)
{
    json_set(json, "features", lyd_feature_names, topology->features);
    lyd_json_open(json, "severities", '{');
    for (size_t i = 0; i < topology->severity_count; i++) {
        lyd_json_text(json, topology->severities[i].rule, topology->severities[i].severity);
    }
    lyd_json_close(json);
    lyd_json_open(json, "waivers", '[');
    for (size_t i = 0; i < topology->waiver_count; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "rule", topology->waivers[i].rule);
        lyd_json_text(json, "fqdn", topology->waivers[i].fqdn);
        lyd_json_text(json, "reason", topology->waivers[i].reason);
        lyd_json_text(json, "expires", topology->waivers[i].expires);
        lyd_json_close(json);
    }
    lyd_json_close(json);
}

static void json_messages(lyd_json *json, const char *key, const lyd_diag *diag, bool notes)
{
    lyd_json_open(json, key, '[');
    for (size_t i = 0; lyd_diag_message(diag, i) != NULL; i++) {
        if (lyd_diag_is_note(diag, i) == notes) {
            lyd_json_text(json, NULL, lyd_diag_message(diag, i));
        }
    }
    lyd_json_close(json);
}

/* Errors come in the same form; without a valid topology TOPOLOGY may be NULL. */
static lyd_status print_json(const lyd_topology *topology, bool valid, const lyd_diag *diag)
{
    lyd_json *json = lyd_json_new(stdout, true);
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "format", "lyncdns-topology-1");
    lyd_json_bool(json, "valid", valid);
    json_messages(json, "errors", diag, false);
    json_messages(json, "notes", diag, true);
    if (valid) {
        lyd_json_text(json, "name", topology->name);
        lyd_json_text(json, "environment", topology->lab ? "lab" : "production");
        lyd_json_text(json, "product", lyd_row_name(lyd_product_names, (int)topology->product));
        lyd_json_open(json, "files", '[');
        for (size_t i = 0; i < topology->file_count; i++) {
            lyd_json_text(json, NULL, topology->files[i]);
        }
        lyd_json_close(json);
        json_counts(json, topology);
        json_views(json, topology);
        json_networks(json, "client_networks", topology, false);
        json_networks(json, "remote_networks", topology, true);
        json_services(json, topology);
        json_policy(json, topology);
    }
    lyd_json_close(json);
    return lyd_json_free(json);
}

/* The names that nothing but a link mentions: probably misspelled. */
static void note_undeclared(const lyd_topology *topology, lyd_diag *diag)
{
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        const lyd_endpoint *e = &topology->endpoints[i];
        if (e->undeclared) {
            lyd_diag_note(diag, topology->files[e->origin], e->line, "%s is named here only; declare it, or correct the name", e->fqdn);
        }
    }
}

int lyd_command_validate(lyd_cli *cli)
{
    if (lyd_cli_wants_json(cli) && lyd_options_given(cli->options, LYD_OPT_LIST)) {
        return lyd_cli_fail(cli, lyd_diag_error(cli->diag, NULL, 0, "--list writes text only: no --format json"));
    }
    lyd_topology *topology = NULL;
    lyd_status status = lyd_topology_load(cli->options->operands[0], &topology, cli->diag);
    if (status == LYD_OK) {
        note_undeclared(topology, cli->diag);
        status = lyd_judge_check_policy(topology, cli->diag);
    }
    int code = status == LYD_OK ? LYD_EXIT_GOOD : lyd_cli_fail(cli, status);
    lyd_status printed = LYD_OK;
    if (lyd_cli_wants_json(cli)) {
        printed = print_json(topology, status == LYD_OK, cli->diag);
    } else if (status == LYD_OK && lyd_options_given(cli->options, LYD_OPT_LIST)) {
        printed = print_only(topology, (lyd_list)lyd_options_value(cli->options, LYD_OPT_LIST)->choice);
    } else if (status == LYD_OK && !lyd_options_given(cli->options, LYD_OPT_QUIET)) {
        printed = print_text(topology, lyd_terminal_width(STDOUT_FILENO));
    }
    lyd_topology_free(topology);
    /* A stream that failed is reported once, at the end. */
    return printed == LYD_ENOMEM ? lyd_cli_fail(cli, printed) : code;
}
