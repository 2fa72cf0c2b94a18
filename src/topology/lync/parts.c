/* Filling a model: what both forms of an export write alike. */
#include "model.h"

#include <stdlib.h>
#include <string.h>

/* ---- clusters, services and sites, found by their ids ---- */

void *lync_new(lync_reader *reader, size_t size)
{
    void *memory = lyd_arena_zalloc(reader->model->arena, 1, size);
    if (memory == NULL) {
        reader->status = LYD_ENOMEM;
    }
    return memory;
}

/* If an id occurs twice, the first one counts. */
static void id_add(lync_reader *reader, lyd_map *ids, const char *id, size_t index)
{
    uint32_t before;
    if (id != NULL && !lyd_map_get(ids, id, &before) && lyd_map_put(ids, id, (uint32_t)index) != LYD_OK) {
        reader->status = LYD_ENOMEM;
    }
}

lync_cluster *lync_cluster_add(lync_reader *reader, const char *id)
{
    lync_model *model = reader->model;
    if (lyd_grow((void **)&model->clusters, &model->cluster_capacity, model->cluster_count, sizeof(*model->clusters)) != LYD_OK) {
        reader->status = LYD_ENOMEM;
        return NULL;
    }
    lync_cluster *cluster = &model->clusters[model->cluster_count];
    *cluster = (lync_cluster){0};
    id_add(reader, model->cluster_ids, id, model->cluster_count++);
    return cluster;
}

void lync_cluster_alias(lync_reader *reader, const char *id)
{
    id_add(reader, reader->model->cluster_ids, id, reader->model->cluster_count - 1);
}

lync_service *lync_service_add(lync_reader *reader, const char *id)
{
    lync_model *model = reader->model;
    if (lyd_grow((void **)&model->services, &model->service_capacity, model->service_count, sizeof(*model->services)) != LYD_OK) {
        reader->status = LYD_ENOMEM;
        return NULL;
    }
    lync_service *service = &model->services[model->service_count];
    *service = (lync_service){.cluster = LYD_NONE};
    id_add(reader, model->service_ids, id, model->service_count++);
    return service;
}

static void site_add(lync_reader *reader, const char *id, const char *site)
{
    lync_model *model = reader->model;
    if (id == NULL || site == NULL) {
        return;
    }
    if (lyd_grow((void **)&model->site_names, &model->site_capacity, model->site_count, sizeof(*model->site_names)) != LYD_OK) {
        reader->status = LYD_ENOMEM;
        return;
    }
    model->site_names[model->site_count] = site;
    id_add(reader, model->sites, id, model->site_count++);
}

const char *lync_site_find(const lync_model *model, const char *id)
{
    uint32_t index;
    return id != NULL && lyd_map_get(model->sites, id, &index) ? model->site_names[index] : NULL;
}

/* ---- the elements ---- */

static void read_sites(lync_reader *reader, const xmlNode *scope)
{
    LYD_XML_EACH(site, scope)
    {
        const xmlNode *name = lyd_xml_is(site, "CentralSite") || lyd_xml_is(site, "RemoteSite") ? lyd_xml_child(site, "Name") : NULL;
        const char *text = name == NULL ? NULL : lync_content(reader, name);
        if (text == NULL) {
            continue;
        }
        if (strlen(text) > LYNC_SITE_NAME_MAX) {
            lyd_builder_note(reader->builder, lyd_xml_line(name), "site name longer than %d bytes: skipped", LYNC_SITE_NAME_MAX);
        } else {
            site_add(reader, lync_id_attribute(reader, site, "SiteId"), text);
        }
    }
}

static const lyd_row sides[] = {
    {LYNC_PRIMARY, "Primary"}, {LYNC_INTERNAL, "Internal"}, {LYNC_EXTERNAL, "External"}, {LYNC_PSTN, "Pstn"}, {0, NULL},
};

/* Reads an address attribute into LIST, unless it means any address, which only the interface remembers. */
static void read_address(lync_reader *reader, const xmlNode *node, const char *name, lync_interface *interface, lyd_address list[2],
                         uint8_t *count)
{
    lyd_address address;
    const char *text = lync_attribute(reader, node, name);
    if (text == NULL) {
        return;
    }
    if (!lyd_address_parse(text, &address)) {
        lyd_builder_note(reader->builder, lyd_xml_line(node), "%s \"%s\" is not an IP address: not compared with DNS", name, text);
        return;
    }
    const lyd_block_row *block = lyd_address_block(&address);
    if (block == NULL || block->block != LYD_BLOCK_UNSPECIFIED) {
        list[(*count)++] = address;
    } else if (address.family == LYD_IPV4) {
        interface->any |= LYD_ADDRESS_IPV4;
    } else {
        interface->unsure = true;
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
    read_address(reader, node, "IPAddress", interface, interface->own, &interface->own_count);
    read_address(reader, node, "IPv6Address", interface, interface->own, &interface->own_count);
    read_address(reader, node, "ConfiguredIPAddress", interface, interface->public, &interface->public_count);
    read_address(reader, node, "ConfiguredIPv6Address", interface, interface->public, &interface->public_count);
    return interface;
}

void lync_read_machines(lync_reader *reader, const xmlNode *node, lync_cluster *cluster)
{
    lync_machine **machines_end = &cluster->machines;
    lync_interface **interfaces_end = NULL;
    size_t interfaces = 0;

    LYD_XML_EACH(part, node)
    {
        if (lyd_xml_is(part, "Machine")) {
            lync_machine *machine = lync_new(reader, sizeof(*machine));
            if (machine == NULL) {
                return;
            }
            machine->fqdn = lync_attribute(reader, part, "Fqdn");
            machine->line = lyd_xml_line(part);
            *machines_end = machine;
            machines_end = &machine->next;
            interfaces_end = &machine->interfaces;
        } else if (lyd_xml_is(part, "NetInterface") && interfaces_end != NULL) {
            if (++interfaces > LYNC_CLUSTER_INTERFACES_MAX) {
                reader->status =
                    lyd_builder_error(reader->builder, lyd_xml_line(part), "refused: a Cluster with more than 1,024 NetInterface elements");
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

/* The owners of an Edge Server's ports. */
static const lyd_row port_owners[] = {
    {LYD_EDGE_ACCESS, "urn:component:accessedge"},
    {LYD_EDGE_WEB_CONFERENCING, "urn:component:dataedge"},
    {LYD_EDGE_AV, "urn:component:mediarelayedge"},
    {0, NULL},
};

/* A number of at most MOST; 0: none, or another text. */
static int number_of(const char *text, long most)
{
    char *end = NULL;
    long value = text == NULL ? 0 : strtol(text, &end, 10);
    return text == NULL || *end != '\0' || value < 0 || value > most ? 0 : (int)value;
}

/* A port of the external side that has a name; NULL otherwise. */
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
        external->port = (uint16_t)number_of(lync_attribute(reader, node, "Port"), UINT16_MAX);
        const char *owner = lync_id_attribute(reader, node, "Owner");
        int service = 0;
        external->service = owner != NULL && lyd_row_id(port_owners, owner, &service) ? (uint8_t)service : 0;
        external->line = lyd_xml_line(node);
    }
    return external;
}

void lync_read_service(lync_reader *reader, const xmlNode *node, lync_service *service)
{
    lync_external **end = &service->externals;
    service->version = number_of(lync_attribute(reader, node, "ServiceVersion"), 99);
    LYD_XML_EACH(part, node)
    {
        if (lyd_xml_is(part, "Port")) {
            const char *owner = lync_id_attribute(reader, part, "Owner");
            service->decides = service->decides || (owner != NULL && strcmp(owner, "urn:application:pdp") == 0);
            service->xmpp = service->xmpp || (owner != NULL && strcmp(owner, "urn:component:xmppfederationproxy") == 0);
            *end = read_port(reader, part);
            end = *end == NULL ? end : &(*end)->next;
        } else if (lyd_xml_is(part, "RegistrarService")) {
            const char *director = lync_id_attribute(reader, part, "IsDirector");
            service->director = director != NULL && (strcmp(director, "true") == 0 || strcmp(director, "1") == 0);
        } else if (lyd_xml_is(part, "ExternalSettings")) {
            service->external_web = lync_attribute(reader, part, "Host");
        } else if (lyd_xml_is(part, "InternalSettings")) {
            service->internal_web = lync_attribute(reader, part, "Host");
        } else if (lyd_xml_is(part, "WacService")) {
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
        domain->line = lyd_xml_line(node);
        *reader->model->domains_end = domain;
        reader->model->domains_end = &domain->next;
    }
}

/* Meetings in calendars still have old simple URLs, so all are read, not only the active one. */
static void add_url(lync_reader *reader, const xmlNode *node, const char *attribute, const char *component, const char *domain)
{
    const char *text = lync_attribute(reader, node, attribute), *host = lync_host(reader, text);
    lync_url *url = host == NULL ? NULL : lync_new(reader, sizeof(*url));
    if (text != NULL && host == NULL) {
        lyd_builder_note(reader->builder, lyd_xml_line(node), "%s \"%s\" has no host: skipped", attribute, text);
    }
    if (url != NULL) {
        url->host = host;
        url->component = component;
        url->domain = domain != NULL && strcmp(domain, "*") != 0 ? domain : NULL;
        url->line = lyd_xml_line(node);
        *reader->model->urls_end = url;
        reader->model->urls_end = &url->next;
    }
}

static void read_globals(lync_reader *reader, const xmlNode *scope)
{
    const char *component = NULL, *domain = NULL;
    LYD_XML_EACH(part, scope)
    {
        if (lyd_xml_is(part, "InternalDomains")) {
            add_domain(reader, part, "DefaultDomain");
        } else if (lyd_xml_is(part, "InternalDomain")) {
            add_domain(reader, part, "Name");
        } else if (lyd_xml_is(part, "SimpleUrl")) {
            component = lync_attribute(reader, part, "Component");
            domain = lync_attribute(reader, part, "Domain");
            add_url(reader, part, "ActiveUrl", component, domain);
        } else if (lyd_xml_is(part, "SimpleUrlEntry")) {
            add_url(reader, part, "Url", component, domain);
        }
    }
}

void lync_read_topology(lync_reader *reader, const xmlNode *topology, lync_element_reader *read_cluster, lync_element_reader *read_service)
{
    read_sites(reader, topology);
    LYD_XML_EACH(cluster, topology)
    {
        if (lyd_xml_is(cluster, "Cluster") && reader->status == LYD_OK) {
            read_cluster(reader, cluster);
        }
    }
    LYD_XML_EACH(service, topology)
    {
        if (lyd_xml_is(service, "Service") && reader->status == LYD_OK) {
            read_service(reader, service);
        }
    }
    read_globals(reader, topology);
}
