#include "model.h"

#include <string.h>

void lync_read_sites(lync_reader *reader, const xmlNode *scope)
{
    LYNC_EACH(site, scope)
    {
        const xmlNode *name = lync_is(site, "CentralSite") || lync_is(site, "RemoteSite") ? lync_child(site, "Name") : NULL;
        const char *text = name == NULL ? NULL : lync_content(reader, name);
        if (text == NULL) {
            continue;
        }
        if (strlen(text) > LYNC_SITE_NAME_MAX) {
            lyd_diag_note(reader->diag, reader->path, lync_line(name), "the name of a site is longer than %d bytes: left out",
                          LYNC_SITE_NAME_MAX);
        } else {
            lync_site_add(reader, lync_id_attribute(reader, site, "SiteId"), text);
        }
    }
}

static const lyd_row sides[] = {
    {LYNC_PRIMARY, "Primary"}, {LYNC_INTERNAL, "Internal"}, {LYNC_EXTERNAL, "External"}, {LYNC_PSTN, "Pstn"}, {0, NULL},
};

/* Reads an address attribute into LIST, unless it means any address. */
static void read_address(lync_reader *reader, const xmlNode *node, const char *name, lyd_address list[2], uint8_t *count)
{
    lyd_address address;
    const char *text = lync_attribute(reader, node, name);
    if (text == NULL) {
        return;
    }
    if (!lyd_address_parse(text, &address)) {
        lyd_diag_note(reader->diag, reader->path, lync_line(node), "%s \"%s\" isn't an IP address: not compared with DNS", name, text);
        return;
    }
    const lyd_block_row *block = lyd_address_block(&address);
    if (block == NULL || block->block != LYD_BLOCK_UNSPECIFIED) {
        list[(*count)++] = address;
    }
}

static lync_interface *read_interface(lync_reader *reader, const xmlNode *node)
{
    lync_interface *interface = lync_new(reader, sizeof(*interface));
    if (interface == NULL) {
        return NULL;
    }
    int side = LYNC_SIDE_OTHER;
    const char *text = lync_attribute(reader, node, "InterfaceSide");
    interface->side = text != NULL && lyd_row_id(sides, text, &side) ? (lync_side)side : LYNC_SIDE_OTHER;
    interface->number = lync_attribute(reader, node, "InterfaceNumber");
    read_address(reader, node, "IPAddress", interface->own, &interface->own_count);
    read_address(reader, node, "IPv6Address", interface->own, &interface->own_count);
    read_address(reader, node, "ConfiguredIPAddress", interface->public, &interface->public_count);
    read_address(reader, node, "ConfiguredIPv6Address", interface->public, &interface->public_count);
    return interface;
}

void lync_read_machines(lync_reader *reader, const xmlNode *node, lync_cluster *cluster)
{
    lync_machine **machines_end = &cluster->machines;
    lync_interface **interfaces_end = NULL;
    size_t interfaces = 0;

    LYNC_EACH(part, node)
    {
        if (lync_is(part, "Machine")) {
            lync_machine *machine = lync_new(reader, sizeof(*machine));
            if (machine == NULL) {
                return;
            }
            machine->fqdn = lync_attribute(reader, part, "Fqdn");
            machine->line = lync_line(part);
            *machines_end = machine;
            machines_end = &machine->next;
            interfaces_end = &machine->interfaces;
        } else if (lync_is(part, "NetInterface") && interfaces_end != NULL) {
            if (++interfaces > LYNC_CLUSTER_INTERFACES_MAX) {
                reader->status = lyd_diag_error(reader->diag, reader->path, lync_line(part),
                                                "not read as a topology: a Cluster has more than 1,024 NetInterface elements");
                return;
            }
            lync_interface *interface = read_interface(reader, part);
            if (interface == NULL) {
                return;
            }
            *interfaces_end = interface;
            interfaces_end = &interface->next;
        }
    }
}

/* A port of the external side that has a name of its own; NULL: it is none. */
static lync_external *read_port(lync_reader *reader, const xmlNode *node)
{
    const char *side = lync_attribute(reader, node, "InterfaceSide"), *fqdn = lync_attribute(reader, node, "ConfiguredFqdn");
    if (side == NULL || fqdn == NULL || strcmp(side, "External") != 0) {
        return NULL;
    }
    lync_external *external = lync_new(reader, sizeof(*external));
    if (external != NULL) {
        external->fqdn = fqdn;
        external->number = lync_attribute(reader, node, "InterfaceNumber");
        external->line = lync_line(node);
    }
    return external;
}

void lync_read_service(lync_reader *reader, const xmlNode *node, lync_service *service)
{
    lync_external **end = &service->externals;
    LYNC_EACH(part, node)
    {
        if (lync_is(part, "Port")) {
            *end = read_port(reader, part);
            end = *end == NULL ? end : &(*end)->next;
        } else if (lync_is(part, "RegistrarService")) {
            const char *director = lync_id_attribute(reader, part, "IsDirector");
            service->director = director != NULL && (strcmp(director, "true") == 0 || strcmp(director, "1") == 0);
        } else if (lync_is(part, "ExternalSettings")) {
            service->external_web = lync_attribute(reader, part, "Host");
        } else if (lync_is(part, "InternalSettings")) {
            service->internal_web = lync_attribute(reader, part, "Host");
        } else if (lync_is(part, "WacService")) {
            service->discovery = lync_host(reader, lync_attribute(reader, part, "DiscoveryUrl"));
        }
    }
}

static void add_domain(lync_reader *reader, const xmlNode *node, const char *attribute)
{
    const char *name = lync_attribute(reader, node, attribute);
    lync_domain *domain = name == NULL ? NULL : lync_new(reader, sizeof(*domain));
    if (domain != NULL) {
        domain->name = name;
        domain->line = lync_line(node);
        *reader->model->domains_end = domain;
        reader->model->domains_end = &domain->next;
    }
}

/* Every URL that a simple URL has or had is still in somebody's calendar, so all are taken, not only the active one. */
static void add_url(lync_reader *reader, const xmlNode *node, const char *attribute, const char *component)
{
    const char *text = lync_attribute(reader, node, attribute), *host = lync_host(reader, text);
    lync_url *url = host == NULL ? NULL : lync_new(reader, sizeof(*url));
    if (text != NULL && host == NULL) {
        lyd_diag_note(reader->diag, reader->path, lync_line(node), "%s \"%s\" names no host: left out", attribute, text);
    }
    if (url != NULL) {
        url->host = host;
        url->component = component;
        url->line = lync_line(node);
        *reader->model->urls_end = url;
        reader->model->urls_end = &url->next;
    }
}

void lync_read_globals(lync_reader *reader, const xmlNode *scope)
{
    const char *component = NULL;
    LYNC_EACH(part, scope)
    {
        if (lync_is(part, "InternalDomains")) {
            add_domain(reader, part, "DefaultDomain");
        } else if (lync_is(part, "InternalDomain")) {
            add_domain(reader, part, "Name");
        } else if (lync_is(part, "SimpleUrl")) {
            component = lync_attribute(reader, part, "Component");
            add_url(reader, part, "ActiveUrl", component);
        } else if (lync_is(part, "SimpleUrlEntry")) {
            add_url(reader, part, "Url", component);
        }
    }
}
