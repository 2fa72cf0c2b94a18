/* Lync's services: web services names, the external Edge, simple URLs. */
#include "exports.h"

#include <string.h>
#include <strings.h>

/* The pool of a service: PoolFqdn, else Identity ("WebServer:pool01.contoso.com"); NULL: not told. */
static const char *pool_of(const lyd_value *object)
{
    const char *pool = lyd_value_text(object, "PoolFqdn"), *identity = lyd_value_text(object, "Identity");
    if (pool != NULL || identity == NULL) {
        return pool;
    }
    const char *colon = strchr(identity, ':');
    return colon == NULL ? NULL : colon + 1;
}

/* ---- web services ---- */

static lyd_status web_link(lyd_exports *x, const lyd_value *object, uint32_t pool, lyd_link link, const char *fqdn)
{
    bool inside = link == LYD_LINK_WEB_INTERNAL;
    const lyd_entry entry = {.fqdn = fqdn,
                             .key = inside ? "InternalFqdn" : "ExternalFqdn",
                             .role = inside ? LYD_ROLE_WEB_INTERNAL : LYD_ROLE_WEB_EXTERNAL,
                             .line = object->line};
    if (fqdn == NULL) {
        return LYD_OK;
    }
    bool known = lyd_builder_roles(x->builder, fqdn) != 0;
    lyd_status status =
        pool == LYD_NONE ? lyd_builder_endpoint(x->builder, &entry, 0) : lyd_builder_link(x->builder, pool, link, &entry, 0);
    return status != LYD_OK || known ? status : lyd_export_source(x, fqdn, object, "");
}

static lyd_status web_server_read(lyd_exports *x, const lyd_value *object)
{
    const char *fqdn = pool_of(object), *inside = lyd_value_text(object, "InternalFqdn");
    const lyd_entry name = {.fqdn = fqdn == NULL ? "" : fqdn, .key = "PoolFqdn", .line = object->line};
    uint32_t pool = LYD_NONE;
    lyd_status status = LYD_OK;
    bool director = fqdn != NULL && lyd_builder_has_pool(x->builder, LYD_POOL_DIRECTOR, &name);
    if (director || (fqdn != NULL && lyd_builder_has_pool(x->builder, LYD_POOL_FRONT_END, &name))) {
        status = lyd_builder_pool(x->builder, director ? LYD_POOL_DIRECTOR : LYD_POOL_FRONT_END, &name, LYD_REFERS, &pool);
    } else {
        lyd_builder_note(x->builder, object->line, "web services of %.80s, which no file has as a Front End or Director pool",
                         fqdn == NULL ? "a pool without a name" : fqdn);
    }
    long version = lyd_value_number(object, "Version", 99);
    if (version > 0) {
        lyd_builder_version(x->builder, pool, lyd_product_of_version((int)version), object->line);
        x->newest = version > x->newest && !director ? (int)version : x->newest;
    }
    inside = inside == NULL && pool != LYD_NONE ? fqdn : inside; /* without one of its own it is the pool's */
    status = status != LYD_OK ? status : web_link(x, object, pool, LYD_LINK_WEB_INTERNAL, inside);
    return status != LYD_OK ? status : web_link(x, object, pool, LYD_LINK_WEB_EXTERNAL, lyd_value_text(object, "ExternalFqdn"));
}

lyd_status lyd_read_web_server(lyd_exports *x, const lyd_value *const *objects, size_t count)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
        status = web_server_read(x, objects[i]);
    }
    if (x->newest > 0) {
        lyd_builder_product(x->builder, lyd_product_of_version(x->newest));
    }
    return status;
}

/* ---- the external Edge ---- */

static lyd_status edge_server_read(lyd_exports *x, const lyd_value *object)
{
    static const struct {
        const char *property, *port;
        uint8_t service;
    } names[] = {
        {"AccessEdgeExternalFqdn", "AccessEdgeClientSipPort", LYD_EDGE_ACCESS},
        {"DataEdgeExternalFqdn", NULL, LYD_EDGE_WEB_CONFERENCING},
        {"AVEdgeExternalFqdn", NULL, LYD_EDGE_AV},
    };
    const char *fqdn = pool_of(object);
    const lyd_entry name = {.fqdn = fqdn, .key = "PoolFqdn", .line = object->line};
    uint32_t pool = LYD_NONE;
    if (fqdn == NULL) {
        return lyd_builder_error(x->builder, object->line, "an Edge Server without a pool, expected PoolFqdn or Identity");
    }
    lyd_status status = lyd_builder_pool(x->builder, LYD_POOL_EDGE, &name, 0, &pool);
    for (size_t i = 0; i < LYD_COUNT(names) && status == LYD_OK; i++) {
        lyd_entry entry = {.fqdn = lyd_value_text(object, names[i].property),
                           .key = names[i].property,
                           .edge_services = names[i].service,
                           .line = object->line};
        long port = names[i].port == NULL ? -1 : lyd_value_number(object, names[i].port, UINT16_MAX);
        if (entry.fqdn == NULL) {
            continue;
        }
        entry.client_port = port > 0 ? (uint16_t)port : 0;
        bool known = lyd_builder_roles(x->builder, entry.fqdn) != 0;
        status = lyd_builder_link(x->builder, pool, LYD_LINK_EXTERNAL, &entry, 0);
        status = status != LYD_OK || known ? status : lyd_export_source(x, entry.fqdn, object, "");
    }
    return status;
}

lyd_status lyd_read_edge_server(lyd_exports *x, const lyd_value *const *objects, size_t count)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
        status = edge_server_read(x, objects[i]);
    }
    return status;
}

/* ---- simple URLs ---- */

/* The host of "https://host[:port]/path"; false: none. */
static bool host_of(const char *url, char host[LYD_VALUE_PART_TEXT])
{
    const char *at = strstr(url, "://");
    if (at == NULL) {
        return false;
    }
    at += strlen("://");
    (void)snprintf(host, LYD_VALUE_PART_TEXT, "%.*s", (int)strcspn(at, "/:?#\\ "), at);
    return host[0] != '\0';
}

static lyd_status url_add(lyd_exports *x, const lyd_value *value, const char *url, int component, const char *domain)
{
    char host[LYD_VALUE_PART_TEXT];
    if (!host_of(url, host)) {
        lyd_builder_note(x->builder, value->line, "simple URL \"%.80s\" has no host: skipped", url);
        return LYD_OK;
    }
    const lyd_entry entry = {.fqdn = host, .key = "simple URL", .urls = (uint8_t)component, .line = value->line};
    bool known = lyd_builder_roles(x->builder, host) != 0;
    lyd_status status = lyd_builder_simple_url(x->builder, &entry, strcmp(domain, "*") == 0 ? NULL : domain, value->line, 0);
    return status != LYD_OK || known ? status : lyd_export_source(x, host, value, "");
}

/* A simple URL: its component, domain, active URL, and all the URLs that it has had, which meetings in calendars still use. */
static lyd_status url_read(lyd_exports *x, const lyd_value *value)
{
    static const lyd_row components[] = {{LYD_URL_MEET, "Meet"}, {LYD_URL_DIALIN, "Dialin"}, {LYD_URL_ADMIN, "Cscp"}, {0, NULL}};
    char name[LYD_VALUE_PART_TEXT], domain[LYD_VALUE_PART_TEXT] = "*", url[LYD_VALUE_PART_TEXT];
    int component = 0;
    if (!lyd_value_part(value, "Component", name) || !lyd_row_id(components, name, &component)) {
        lyd_builder_note(x->builder, value->line, "a simple URL of an unknown component: skipped");
        return LYD_OK;
    }
    (void)lyd_value_part(value, "Domain", domain);
    lyd_status status = lyd_value_part(value, "ActiveUrl", url) ? url_add(x, value, url, component, domain) : LYD_OK;
    if (value->kind != LYD_VALUE_OBJECT) {
        return status;
    }
    for (const lyd_value *entry = lyd_value_each(value, "SimpleUrlEntry", NULL); entry != NULL && status != LYD_ENOMEM;
         entry = lyd_value_each(value, "SimpleUrlEntry", entry)) {
        if (lyd_value_part(entry, "Url", url)) {
            status = url_add(x, entry, url, component, domain);
        }
    }
    return status;
}

lyd_status lyd_read_simple_urls(lyd_exports *x, const lyd_value *const *objects, size_t count)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count; i++) {
        const lyd_value *list = lyd_value_find(objects[i], "SimpleUrl");
        if (list == NULL || list->kind == LYD_VALUE_NIL) {
            lyd_builder_note(x->builder, objects[i]->line,
                             "the simple URLs are not in the file, since Export-Csv leaves out lists; use "
                             "Export-Clixml -Depth 4");
        }
        for (const lyd_value *url = lyd_value_each(objects[i], "SimpleUrl", NULL); url != NULL && status != LYD_ENOMEM;
             url = lyd_value_each(objects[i], "SimpleUrl", url)) {
            status = url_read(x, url);
        }
    }
    return status;
}
