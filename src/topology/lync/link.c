#include "map.h"

#include <string.h>

/* The cluster of the service that NEED names, if it is of KIND there; LYD_NONE otherwise. */
static uint32_t target(const lync_mapper *m, const lync_dependency *need, lync_kind kind)
{
    uint32_t index;
    if (need->service == NULL || !lyd_map_get(m->model->service_ids, need->service, &index)) {
        return LYD_NONE;
    }
    const lync_service *service = &m->model->services[index];
    const lync_role *role = service->role == NULL ? NULL : lync_role_find(service->role);
    return role != NULL && role->kind == kind ? service->cluster : LYD_NONE;
}

static void note_dangling(const lync_mapper *m, const lync_service *service)
{
    uint32_t index;
    for (const lync_dependency *need = service->needs; need != NULL; need = need->next) {
        if (need->service == NULL || !lyd_map_get(m->model->service_ids, need->service, &index)) {
            lyd_diag_note(m->diag, m->path, need->line, "%s depends on a service that isn't in the file (%s): the link is left out",
                          lync_or_none(service->role), lync_or_none(need->service));
        }
    }
}

static void link_clusters(lync_mapper *m, uint32_t from, lyd_pool_kind kind, lyd_link link, uint32_t to, size_t line)
{
    if (from == LYD_NONE || to == LYD_NONE || m->facts[from].pools[kind] == LYD_NONE || !m->facts[to].named) {
        return;
    }
    const lync_cluster *cluster = &m->model->clusters[to];
    const lyd_mention mention = {.fqdn = cluster->fqdn, .key = "Dependency", .line = line};
    lync_note_memory(m, lyd_builder_link_add(m->builder, m->facts[from].pools[kind], link, &mention));
}

static void link_gateways(lync_mapper *m, const lync_service *service, lync_kind kind)
{
    for (const lync_dependency *need = service->needs; need != NULL && m->status == LYD_OK; need = need->next) {
        if (kind == LYNC_GATEWAY) {
            link_clusters(m, target(m, need, LYNC_MEDIATION), LYD_POOL_MEDIATION, LYD_LINK_GATEWAY, service->cluster, need->line);
        } else if (kind == LYNC_MEDIATION) {
            link_clusters(m, service->cluster, LYD_POOL_MEDIATION, LYD_LINK_GATEWAY, target(m, need, LYNC_GATEWAY), need->line);
        }
    }
}

/* True the first time that an edge pool names FQDN on the interface NUMBER. */
static bool is_new_side(lync_mapper *m, uint32_t pool, const lync_external *e)
{
    uint32_t before;
    const char *key = lyd_arena_printf(m->model->arena, "%u/%s/%s", (unsigned)pool, e->fqdn, lync_or_none(e->number));
    if (key != NULL && lyd_map_get(m->sides, key, &before)) {
        return false;
    }
    if (key == NULL || lyd_map_put(m->sides, key, 0) != LYD_OK) {
        m->status = LYD_ENOMEM;
        return false;
    }
    return true;
}

static void link_externals(lync_mapper *m, const lync_service *service)
{
    const lync_cluster *cluster = &m->model->clusters[service->cluster];
    uint32_t pool = m->facts[service->cluster].pools[LYD_POOL_EDGE];
    for (const lync_external *e = service->externals; e != NULL && pool != LYD_NONE && m->status == LYD_OK; e = e->next) {
        lyd_address addresses[LYNC_NAME_ADDRESSES_MAX];
        lyd_mention mention = {.fqdn = e->fqdn, .key = "Port@ConfiguredFqdn", .site = cluster->site, .line = e->line};
        if (!is_new_side(m, pool, e) || !lync_usable(m, e->fqdn, "an external side of an Edge pool", e->line)) {
            continue;
        }
        if (++m->facts[service->cluster].sides > LYNC_EDGE_NAMES_MAX) {
            m->status = lyd_diag_error(m->diag, m->path, e->line, "not read as a topology: an Edge pool has more than %d external names",
                                       LYNC_EDGE_NAMES_MAX);
            return;
        }
        mention.configured = addresses;
        mention.configured_count = lync_external_addresses(cluster, e->number, addresses);
        lync_take_name(m, e->fqdn);
        lync_note_memory(m, lyd_builder_link_add(m->builder, pool, LYD_LINK_EXTERNAL, &mention));
    }
}

/* How the edge pool of a Front End pool is known, best first. A Registrar may name a second one, for federation alone; what its other
 * services name is used where the Registrar names none; and the edge pool's next hop where nobody does. */
enum { BY_REGISTRAR, BY_REGISTRAR_UNUSUAL, BY_OTHER_SERVICE, BY_EDGE };

static void propose_edge(lync_mapper *m, uint32_t from, uint32_t to, uint8_t way, size_t line)
{
    lync_facts *f = from == LYD_NONE ? NULL : &m->facts[from];
    if (f == NULL || to == LYD_NONE) {
        return;
    }
    if (f->edge == LYD_NONE || way < f->edge_way) {
        f->edge = to;
        f->edge_way = way;
        f->edge_line = line;
    } else if (f->edge != to && way == BY_REGISTRAR && f->edge_way == BY_REGISTRAR) {
        lyd_diag_note(m->diag, m->path, line, "%s depends on more than one Edge pool: %s is taken, which is named first",
                      lync_or_none(m->model->clusters[from].fqdn), lync_or_none(m->model->clusters[f->edge].fqdn));
    }
}

static void propose_edges(lync_mapper *m, const lync_service *service, lync_kind kind)
{
    for (const lync_dependency *need = service->needs; need != NULL; need = need->next) {
        if (kind == LYNC_EDGE) {
            propose_edge(m, target(m, need, LYNC_REGISTRAR), service->cluster, BY_EDGE, need->line);
        } else {
            uint8_t way = kind != LYNC_REGISTRAR ? BY_OTHER_SERVICE : need->usual ? BY_REGISTRAR : BY_REGISTRAR_UNUSUAL;
            propose_edge(m, service->cluster, target(m, need, LYNC_EDGE), way, need->line);
        }
    }
}

void lync_link_edge(lync_mapper *m, uint32_t cluster)
{
    link_clusters(m, cluster, LYD_POOL_FRONT_END, LYD_LINK_EDGE, m->facts[cluster].edge, m->facts[cluster].edge_line);
}

/* ---- names beside the clusters ---- */

/* A host of a web site; one that is a server's name too needs no word. */
static void map_host(lync_mapper *m, const char *host, const char *site, const char *what, const char *of, size_t line)
{
    char note[256];
    if (host == NULL || !lync_usable(m, host, what, line) || lync_is_server(m, host)) {
        return;
    }
    (void)snprintf(note, sizeof(note), "%s%s%s", what, of == NULL ? "" : " of ", of == NULL ? "" : of);
    const lyd_mention mention = {.fqdn = host, .key = what, .site = site, .note = note, .role = LYD_ROLE_OTHER, .line = line};
    lync_note_memory(m, lyd_builder_add(m->builder, &mention, NULL));
}

void lync_map_hosts(lync_mapper *m, const lync_service *service)
{
    const lync_cluster *cluster = &m->model->clusters[service->cluster];
    const char *of = cluster->fqdn;
    map_host(m, service->external_web, cluster->site, "external web services", of, service->line);
    map_host(m, service->internal_web, cluster->site, "internal web services", of, service->line);
    map_host(m, service->discovery, cluster->site, "Office Web Apps discovery", of, service->line);
}

void lync_map_service(lync_mapper *m, const lync_service *service)
{
    const lync_role *role = service->role == NULL ? NULL : lync_role_find(service->role);
    lync_kind kind = role == NULL ? LYNC_OTHER : role->kind;
    if (service->cluster == LYD_NONE || service->role == NULL) {
        return; /* noted when it was placed */
    }
    note_dangling(m, service);
    link_gateways(m, service, kind);
    propose_edges(m, service, kind);
    if (kind == LYNC_EDGE) {
        link_externals(m, service);
    }
}

void lync_map_globals(lync_mapper *m)
{
    for (const lync_url *url = m->model->urls; url != NULL && m->status == LYD_OK; url = url->next) {
        char what[128];
        (void)snprintf(what, sizeof(what), "simple URL%s%.64s", url->component == NULL ? "" : ": ",
                       url->component == NULL ? "" : url->component);
        map_host(m, url->host, NULL, what, NULL, url->line);
    }
    for (const lync_domain *domain = m->model->domains; domain != NULL && m->status == LYD_OK; domain = domain->next) {
        lync_note_memory(m, lyd_builder_sip_domain(m->builder, domain->name, domain->line));
    }
}
