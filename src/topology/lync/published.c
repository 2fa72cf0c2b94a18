/* The published form: clusters, SQL instances and services are flat lists, linked by ids, which are elements with several attributes. */
#include "model.h"

#include <string.h>

static const char *join(lync_reader *reader, const char *a, const char *b, const char *c)
{
    const char *id = NULL;
    if (a != NULL && b != NULL && c != NULL) {
        id = lyd_arena_printf(reader->model->arena, "%s/%s/%s", a, b, c);
        if (id == NULL) {
            reader->status = LYD_ENOMEM;
        }
    }
    return id;
}

static const char *cluster_id(lync_reader *reader, const xmlNode *node)
{
    return join(reader, "cluster", lync_id_attribute(reader, node, "SiteId"), lync_id_attribute(reader, node, "Number"));
}

static const char *service_id(lync_reader *reader, const xmlNode *node)
{
    return join(reader, lync_id_attribute(reader, node, "SiteId"), lync_id_attribute(reader, node, "RoleName"),
                lync_id_attribute(reader, node, "Instance"));
}

static void read_cluster(lync_reader *reader, const xmlNode *node)
{
    const xmlNode *id = lyd_xml_child(node, "ClusterId");
    lync_cluster *cluster = lync_cluster_add(reader, id == NULL ? NULL : cluster_id(reader, id));
    if (cluster != NULL) {
        cluster->fqdn = lync_attribute(reader, node, "Fqdn");
        cluster->site = id == NULL ? NULL : lync_site_find(reader->model, lync_id_attribute(reader, id, "SiteId"));
        cluster->line = lyd_xml_line(node);
        lync_read_machines(reader, node, cluster);
    }
}

static void read_installation(lync_reader *reader, const xmlNode *node, lync_service *service)
{
    LYD_XML_EACH(part, node)
    {
        const char *id = lyd_xml_is(part, "ClusterId") ? cluster_id(reader, part) : NULL;
        if (id != NULL && lyd_map_get(reader->model->cluster_ids, id, &service->cluster)) {
            return;
        }
    }
}

/* Services are named in DependsOn, but the trunks of a gateway name theirs elsewhere: any ServiceId but the service's own counts. */
static void read_needs(lync_reader *reader, const xmlNode *node, const xmlNode *own, lync_service *service)
{
    lync_dependency **end = &service->needs;
    LYD_XML_EACH(part, node)
    {
        if (part == own || !lyd_xml_is(part, "ServiceId")) {
            continue;
        }
        lync_dependency *need = lync_new(reader, sizeof(*need));
        if (need == NULL) {
            return;
        }
        const char *usage = lync_id_attribute(reader, part->parent, "Usage");
        need->service = service_id(reader, part);
        need->usual = usage == NULL || strcmp(usage, "default") == 0;
        need->line = lyd_xml_line(part);
        *end = need;
        end = &need->next;
    }
}

static void read_service(lync_reader *reader, const xmlNode *node)
{
    const xmlNode *own = lyd_xml_child(node, "ServiceId"), *installed = lyd_xml_child(node, "InstalledOn");
    lync_service *service = lync_service_add(reader, own == NULL ? NULL : service_id(reader, own));
    if (service != NULL) {
        service->role = own == NULL ? NULL : lync_attribute(reader, own, "RoleName");
        service->line = lyd_xml_line(node);
        if (installed != NULL) {
            read_installation(reader, installed, service);
        }
        read_needs(reader, node, own, service);
        lync_read_service(reader, node, service);
    }
}

void lync_read_published(lync_reader *reader, const xmlNode *root)
{
    lync_read_topology(reader, root, read_cluster, read_service);
}
