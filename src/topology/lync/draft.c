/* The Topology Builder form: clusters are inside their sites, and UniqueId attributes link everything. */
#include "model.h"

#include <string.h>

/* The name of the innermost site around NODE: a branch site rather than its central site. */
static const char *site_of(lync_reader *reader, const xmlNode *node)
{
    for (; node != NULL; node = node->parent) {
        if (lyd_xml_is(node, "CentralSite") || lyd_xml_is(node, "RemoteSite")) {
            return lync_site_find(reader->model, lync_id_attribute(reader, node, "SiteId"));
        }
    }
    return NULL;
}

static void read_cluster(lync_reader *reader, const xmlNode *node)
{
    lync_cluster *cluster = lync_cluster_add(reader, lync_id_attribute(reader, node, "UniqueId"));
    if (cluster == NULL) {
        return;
    }
    cluster->fqdn = lync_attribute(reader, node, "Fqdn");
    cluster->site = site_of(reader, node);
    cluster->line = lyd_xml_line(node);
    lync_read_machines(reader, node, cluster);
    LYD_XML_EACH(part, node)
    {
        if (lyd_xml_is(part, "SqlInstance")) {
            lync_cluster_alias(reader, lync_id_attribute(reader, part, "UniqueId"));
        }
    }
}

static void read_needs(lync_reader *reader, const xmlNode *node, lync_service *service)
{
    lync_dependency **end = &service->needs;
    LYD_XML_EACH(part, node)
    {
        const char *id = lync_id_attribute(reader, part, "ServiceUniqueId");
        lync_dependency *need = id == NULL ? NULL : lync_new(reader, sizeof(*need));
        if (need == NULL) {
            continue;
        }
        const char *usage = lync_id_attribute(reader, part, "Usage");
        need->service = id;
        need->usual = usage == NULL || strcmp(usage, "default") == 0;
        need->line = lyd_xml_line(part);
        *end = need;
        end = &need->next;
    }
}

static void read_service(lync_reader *reader, const xmlNode *node)
{
    lync_service *service = lync_service_add(reader, lync_id_attribute(reader, node, "UniqueId"));
    if (service == NULL) {
        return;
    }
    const char *installed = lync_id_attribute(reader, node, "InstalledOn");
    service->role = lync_attribute(reader, node, "RoleName");
    service->line = lyd_xml_line(node);
    if (installed != NULL) {
        (void)lyd_map_get(reader->model->cluster_ids, installed, &service->cluster);
    }
    read_needs(reader, node, service);
    lync_read_service(reader, node, service);
}

void lync_read_draft(lync_reader *reader, const xmlNode *root)
{
    const xmlNode *fresh = lyd_xml_child(root, "NewTopology"), *topology = fresh == NULL ? NULL : lyd_xml_child(fresh, "PartialTopology");
    if (topology == NULL) {
        reader->status = lyd_builder_error(reader->builder, lyd_xml_line(fresh == NULL ? root : fresh),
                                           "no topology in the file, expected NewTopology with a PartialTopology");
        return;
    }
    lync_read_topology(reader, topology, read_cluster, read_service);
}
