/* Maps a model to the builder: clusters by the services installed on them, then the links between them, then the other names. */
#include "model.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What the mapping knows about a cluster. */
typedef struct cluster_facts {
    lyd_roles roles;                /* of the services on it */
    uint32_t pools[LYD_POOL_COUNT]; /* the builder's pools of its name; LYD_NONE */
    uint32_t first, last;           /* its services, a chain through service_facts.next; LYD_NONE */
    uint32_t edge;                  /* the cluster of its Edge pool; LYD_NONE */
    uint8_t edge_way;               /* how that is known: BY_… */
    size_t edge_line;
    unsigned sides; /* external names mapped so far */
    bool named;     /* its name can be looked up */
} cluster_facts;

typedef struct service_facts {
    lyd_role role;    /* LYD_ROLE_COUNT: not known */
    const char *text; /* what it is */
    uint32_t next;    /* the next on the same cluster; LYD_NONE */
} service_facts;

typedef struct mapper {
    const lync_model *model;
    lyd_builder *builder;
    cluster_facts *clusters;
    service_facts *services;
    lyd_map *names;    /* names of servers */
    lyd_map *sides;    /* external names mapped so far: an Edge pool has the same one on many ports */
    bool hinted;       /* at call admission control */
    lyd_status status; /* what stops the mapping: LYD_ENOMEM, a limit; the builder remembers other mistakes */
} mapper;

static void note_memory(mapper *m, lyd_status status)
{
    m->status = status == LYD_ENOMEM ? LYD_ENOMEM : m->status;
}

static const char *or_none(const char *text)
{
    return text == NULL ? "(none)" : text;
}

/* ---- names ---- */

/* True when FQDN can be looked up; otherwise a note says that WHAT is skipped. */
static bool usable(const mapper *m, const char *fqdn, const char *what, size_t line)
{
    lyd_address address;
    if (fqdn == NULL) {
        lyd_builder_note(m->builder, line, "%s has no Fqdn: skipped", what);
        return false;
    }
    if (lyd_address_parse(fqdn, &address)) {
        lyd_builder_note(m->builder, line, "%s is named by its address, %s: skipped, there is no name to look up", what, fqdn);
        return false;
    }
    return true;
}

/* Whether FQDN is the name of a server; TAKE makes it one. The builder reports what isn't a name. */
static bool server_name(mapper *m, const char *fqdn, bool take)
{
    char name[LYD_NAME_TEXT];
    const char *why;
    uint32_t before;
    if (!lyd_name_parse(fqdn, strlen(fqdn), name, &why)) {
        return false;
    }
    bool there = lyd_map_get(m->names, name, &before);
    if (take && !there) {
        const char *key = lyd_arena_text(m->model->arena, name, strlen(name));
        note_memory(m, key == NULL ? LYD_ENOMEM : lyd_map_put(m->names, key, 0));
    }
    return there;
}

static void add(mapper *m, const lyd_entry *entry)
{
    (void)server_name(m, entry->fqdn, true);
    note_memory(m, lyd_builder_endpoint(m->builder, entry, 0));
}

/* ---- services and their clusters ---- */

static bool is_registrar(const lync_service *service)
{
    return strcmp(service->role, "Registrar") == 0;
}

/* The role of SERVICE and what it is; LYD_ROLE_COUNT and its RoleName where the RoleName isn't known. */
static service_facts service_facts_of(const lync_service *service)
{
    service_facts facts = {LYD_ROLE_COUNT, service->role, LYD_NONE};
    for (int role = 0; role < LYD_ROLE_COUNT && service->role != NULL; role++) {
        for (const lyd_service_role *row = lyd_role_rows[role].services; row->name != NULL; row++) {
            if (lyd_glob_match(row->name, service->role)) {
                bool director = is_registrar(service) && service->director;
                facts.role = director ? LYD_ROLE_DIRECTOR_POOL : (lyd_role)role;
                facts.text = row->text;
                return facts;
            }
        }
    }
    return facts;
}

static void place_service(mapper *m, uint32_t index)
{
    const lync_service *service = &m->model->services[index];
    service_facts *s = &m->services[index];
    *s = service_facts_of(service);
    if (service->role == NULL) {
        lyd_builder_note(m->builder, service->line, "a Service has no RoleName: skipped");
        return;
    }
    if (service->cluster == LYD_NONE) {
        lyd_builder_note(m->builder, service->line, "%s is not installed on a cluster of the file: skipped", service->role);
        return;
    }
    cluster_facts *f = &m->clusters[service->cluster];
    if (s->role == LYD_ROLE_COUNT) {
        lyd_builder_note(m->builder, service->line, "unknown RoleName \"%s\": %s is taken as \"other\" unless another service has a role",
                         service->role, or_none(m->model->clusters[service->cluster].fqdn));
    }
    f->roles |= s->role == LYD_ROLE_COUNT ? 0 : LYD_ROLE_BIT(s->role);
    *(f->last == LYD_NONE ? &f->first : &m->services[f->last].next) = index;
    f->last = index;
}

/* What the services on a cluster are, as a note. */
static void describe(const mapper *m, const cluster_facts *f, char text[256])
{
    size_t used = 0;
    (void)snprintf(text, 256, "%s", f->first == LYD_NONE ? "no service of Lync is installed on it" : "");
    for (uint32_t s = f->first; s != LYD_NONE; s = m->services[s].next) {
        const char *words = m->services[s].text;
        if (strlen(words) < 256 - used - 2 && strstr(text, words) == NULL) {
            used += (size_t)snprintf(text + used, 256 - used, "%s%s", used == 0 ? "" : ", ", words);
        }
    }
}

/* ---- clusters ---- */

/* Says on the name FQDN that the type of WHAT isn't declared. The name has to be there. */
static void note_unsure(mapper *m, const char *fqdn, lync_type type, const char *what)
{
    if (type.unsure && fqdn != NULL) {
        note_memory(m, lyd_builder_remark_name(m->builder, fqdn,
                                               "%s: not declared, because an address is \"::\", and no document says what "
                                               "that means",
                                               what));
    }
}

/* Fills ENTRY from a machine; false: it has no name to look up. */
static bool machine_entry(const mapper *m, const lync_cluster *cluster, const lync_machine *machine, bool gateway, lyd_entry *entry,
                          lyd_address addresses[LYNC_NAME_ADDRESSES_MAX])
{
    bool single = machine->fqdn == NULL && machine == cluster->machines && machine->next == NULL;
    entry->fqdn = single ? cluster->fqdn : machine->fqdn; /* a single machine may go by its cluster's name */
    entry->key = "Machine@Fqdn";
    entry->site = cluster->site;
    entry->line = machine->line;
    if (!single && !usable(m, machine->fqdn, "a Machine", machine->line)) {
        return false;
    }
    entry->configured = addresses;
    entry->configured_count = lync_machine_addresses(machine, addresses);
    entry->declared = (gateway ? lync_gateway_type(machine) : lync_machine_type(machine)).type;
    return true;
}

static void map_pool(mapper *m, uint32_t index, lyd_pool_kind kind)
{
    const lync_cluster *cluster = &m->model->clusters[index];
    uint32_t *pool = &m->clusters[index].pools[kind];
    lync_type edge = kind == LYD_POOL_EDGE ? lync_edge_type(cluster) : (lync_type){LYD_ADDRESS_NONE, false};
    const lyd_entry name = {
        .fqdn = cluster->fqdn, .key = "Cluster@Fqdn", .site = cluster->site, .declared = edge.type, .line = cluster->line};

    (void)server_name(m, cluster->fqdn, true);
    lyd_status status = lyd_builder_pool(m->builder, kind, &name, 0, pool);
    note_memory(m, status);
    if (status != LYD_OK) {
        *pool = LYD_NONE;
        return;
    }
    for (const lync_machine *machine = cluster->machines; machine != NULL && m->status == LYD_OK; machine = machine->next) {
        lyd_address addresses[LYNC_NAME_ADDRESSES_MAX];
        lyd_entry member = {0};
        if (machine_entry(m, cluster, machine, false, &member, addresses)) {
            (void)server_name(m, member.fqdn, true);
            note_memory(m, lyd_builder_link(m->builder, *pool, LYD_LINK_MEMBER, &member, 0));
            note_unsure(m, member.fqdn, lync_machine_type(machine), "address-type");
        }
    }
    lync_type pstn = kind == LYD_POOL_MEDIATION ? lync_pstn_type(cluster) : (lync_type){LYD_ADDRESS_NONE, false};
    note_unsure(m, cluster->fqdn, pstn, "pstn-interface");
    if (pstn.type != LYD_ADDRESS_NONE) {
        lyd_builder_pstn_declared(m->builder, *pool, pstn.type, cluster->line);
    }
}

/* A cluster whose role has no pools: its name and its machines have the role. */
static void map_plain(mapper *m, const lync_cluster *cluster, lyd_role role, const char *note)
{
    lyd_entry entry = {
        .fqdn = cluster->fqdn, .key = "Cluster@Fqdn", .site = cluster->site, .note = note, .role = role, .line = cluster->line};
    bool gateway = role == LYD_ROLE_PSTN_GATEWAY;
    add(m, &entry);
    for (const lync_machine *machine = cluster->machines; machine != NULL && m->status == LYD_OK; machine = machine->next) {
        lyd_address addresses[LYNC_NAME_ADDRESSES_MAX];
        if (machine_entry(m, cluster, machine, gateway, &entry, addresses)) {
            add(m, &entry);
            note_unsure(m, entry.fqdn, gateway ? lync_gateway_type(machine) : lync_machine_type(machine), "address-type");
        }
    }
}

static void map_cluster(mapper *m, uint32_t index)
{
    const lync_cluster *cluster = &m->model->clusters[index];
    cluster_facts *f = &m->clusters[index];
    lyd_roles other = LYD_ROLE_BIT(LYD_ROLE_OTHER), roles = (f->roles & ~other) != 0 ? f->roles & ~other : other;
    char words[256];

    f->named = usable(m, cluster->fqdn, "a Cluster", cluster->line);
    describe(m, f, words);
    for (int role = 0; role < LYD_ROLE_COUNT && f->named; role++) {
        const lyd_role_row *row = &lyd_role_rows[role];
        if ((roles & LYD_ROLE_BIT(role)) != 0 && row->link == LYD_LINK_SELF) {
            map_pool(m, index, row->pool);
        } else if ((roles & LYD_ROLE_BIT(role)) != 0) {
            map_plain(m, cluster, (lyd_role)role, row->link != LYD_LINK_NONE ? NULL : words);
        }
    }
}

/* ---- links between clusters ---- */

/* The service that NEED names; LYD_NONE: it isn't in the file. */
static uint32_t needed(const mapper *m, const lync_dependency *need)
{
    uint32_t index = LYD_NONE;
    return need->service != NULL && lyd_map_get(m->model->service_ids, need->service, &index) ? index : LYD_NONE;
}

/* The cluster of the service that NEED names, if that has ROLE; LYD_NONE otherwise. */
static uint32_t target(const mapper *m, const lync_dependency *need, lyd_role role)
{
    uint32_t index = needed(m, need);
    return index != LYD_NONE && m->services[index].role == role ? m->model->services[index].cluster : LYD_NONE;
}

static void link_clusters(mapper *m, uint32_t from, lyd_pool_kind kind, lyd_link link, uint32_t to, size_t line)
{
    if (from == LYD_NONE || to == LYD_NONE || m->clusters[from].pools[kind] == LYD_NONE || !m->clusters[to].named) {
        return;
    }
    const lyd_entry entry = {.fqdn = m->model->clusters[to].fqdn, .key = "Dependency", .line = line};
    note_memory(m, lyd_builder_link(m->builder, m->clusters[from].pools[kind], link, &entry, 0));
}

/* True the first time that an Edge pool names FQDN on the interface NUMBER. */
static bool is_new_side(mapper *m, uint32_t pool, const lync_external *e)
{
    uint32_t before;
    const char *key = lyd_arena_printf(m->model->arena, "%u/%s/%s", (unsigned)pool, e->fqdn, or_none(e->number));
    if (key != NULL && lyd_map_get(m->sides, key, &before)) {
        return false;
    }
    note_memory(m, key == NULL ? LYD_ENOMEM : lyd_map_put(m->sides, key, 0));
    return m->status == LYD_OK;
}

/* What the ports of the external name FQDN are for. Of the Access Edge's, one is for clients and 5061 also for partners. */
static void name_services(const lync_service *service, const char *fqdn, lyd_entry *entry)
{
    enum { PARTNERS = 5061 };
    for (const lync_external *e = service->externals; e != NULL; e = e->next) {
        if (strcasecmp(e->fqdn, fqdn) == 0) {
            entry->edge_services |= e->service;
            if (e->service == LYD_EDGE_ACCESS && (entry->client_port == 0 || entry->client_port == PARTNERS)) {
                entry->client_port = e->port;
            }
        }
    }
}

static void link_externals(mapper *m, const lync_service *service)
{
    const lync_cluster *cluster = &m->model->clusters[service->cluster];
    uint32_t pool = m->clusters[service->cluster].pools[LYD_POOL_EDGE];
    for (const lync_external *e = service->externals; e != NULL && pool != LYD_NONE && m->status == LYD_OK; e = e->next) {
        lyd_address addresses[LYNC_NAME_ADDRESSES_MAX];
        lyd_entry entry = {.fqdn = e->fqdn, .key = "Port@ConfiguredFqdn", .site = cluster->site, .line = e->line};
        if (!is_new_side(m, pool, e) || !usable(m, e->fqdn, "an external side of an Edge pool", e->line)) {
            continue;
        }
        if (++m->clusters[service->cluster].sides > LYNC_EDGE_NAMES_MAX) {
            m->status =
                lyd_builder_error(m->builder, e->line, "refused: an Edge pool with more than %d external names", LYNC_EDGE_NAMES_MAX);
            return;
        }
        entry.configured = addresses;
        entry.configured_count = lync_external_addresses(cluster, e->number, addresses);
        lync_type type = lync_external_type(cluster, e->number);
        entry.declared = type.type;
        name_services(service, e->fqdn, &entry);
        (void)server_name(m, e->fqdn, true);
        note_memory(m, lyd_builder_link(m->builder, pool, LYD_LINK_EXTERNAL, &entry, 0));
        note_unsure(m, e->fqdn, type, "address-type");
    }
}

/* How the Edge pool of a Front End pool is known, best first. A Registrar may name a second one, for federation alone; its other services
 * count where the Registrar names none; and the next hop of the Edge pool where none of them does. */
enum { BY_REGISTRAR, BY_REGISTRAR_UNUSUAL, BY_OTHER_SERVICE, BY_EDGE };

static void propose_edge(mapper *m, uint32_t from, uint32_t to, uint8_t way, size_t line)
{
    cluster_facts *f = from == LYD_NONE ? NULL : &m->clusters[from];
    if (f == NULL || to == LYD_NONE) {
        return;
    }
    if (f->edge == LYD_NONE || way < f->edge_way) {
        f->edge = to;
        f->edge_way = way;
        f->edge_line = line;
    } else if (f->edge != to && way == BY_REGISTRAR && f->edge_way == BY_REGISTRAR) {
        lyd_builder_note(m->builder, line, "%s depends on more than one Edge pool: the first, %s, is used",
                         or_none(m->model->clusters[from].fqdn), or_none(m->model->clusters[f->edge].fqdn));
    }
}

static void map_dependency(mapper *m, const lync_service *service, lyd_role role, const lync_dependency *need)
{
    uint32_t index = needed(m, need);
    const lync_service *other = index == LYD_NONE ? NULL : &m->model->services[index];
    if (other == NULL) {
        lyd_builder_note(m->builder, need->line, "%s depends on a service that is not in the file (%s): link skipped", service->role,
                         or_none(need->service));
        return;
    }
    if (role == LYD_ROLE_PSTN_GATEWAY) {
        link_clusters(m, target(m, need, LYD_ROLE_MEDIATION_POOL), LYD_POOL_MEDIATION, LYD_LINK_GATEWAY, service->cluster, need->line);
    } else if (role == LYD_ROLE_MEDIATION_POOL) {
        link_clusters(m, service->cluster, LYD_POOL_MEDIATION, LYD_LINK_GATEWAY, target(m, need, LYD_ROLE_PSTN_GATEWAY), need->line);
    }
    if (role == LYD_ROLE_EDGE_INTERNAL) {
        bool registrar = other->role != NULL && is_registrar(other);
        propose_edge(m, registrar ? other->cluster : LYD_NONE, service->cluster, BY_EDGE, need->line);
    } else {
        uint8_t way = !is_registrar(service) ? BY_OTHER_SERVICE : need->usual ? BY_REGISTRAR : BY_REGISTRAR_UNUSUAL;
        propose_edge(m, service->cluster, target(m, need, LYD_ROLE_EDGE_INTERNAL), way, need->line);
    }
}

static void map_service(mapper *m, uint32_t index)
{
    const lync_service *service = &m->model->services[index];
    lyd_role role = m->services[index].role;
    if (service->cluster == LYD_NONE || service->role == NULL) {
        return; /* noted when it was placed */
    }
    if (service->decides && !m->hinted) {
        m->hinted = true;
        note_memory(
            m,
            lyd_builder_remark(
                m->builder, LYD_REMARK_FEATURES, LYD_FEATURE_CALL_ADMISSION_CONTROL,
                "perhaps call-admission-control: the topology has ports of the Policy Decision Point; Get-CsNetworkConfiguration tells"));
    }
    for (const lync_dependency *need = service->needs; need != NULL && m->status == LYD_OK; need = need->next) {
        map_dependency(m, service, role, need);
    }
    if (role == LYD_ROLE_EDGE_INTERNAL) {
        link_externals(m, service);
        if (service->xmpp) {
            lyd_builder_service(m->builder, LYD_SERVICE_XMPP);
        }
    }
}

/* ---- other names ---- */

/* The names of the web services of a Front End or Director pool; without one of its own, the internal one is the pool's. */
static void map_web(mapper *m, const lync_service *service)
{
    static const struct {
        lyd_pool_kind kind;
        lyd_link link;
    } links[] = {
        {LYD_POOL_FRONT_END, LYD_LINK_WEB_INTERNAL},
        {LYD_POOL_FRONT_END, LYD_LINK_WEB_EXTERNAL},
        {LYD_POOL_DIRECTOR, LYD_LINK_WEB_INTERNAL},
        {LYD_POOL_DIRECTOR, LYD_LINK_WEB_EXTERNAL},
    };
    const lync_cluster *cluster = &m->model->clusters[service->cluster];
    for (size_t i = 0; i < LYD_COUNT(links) && m->status == LYD_OK; i++) {
        bool inside = links[i].link == LYD_LINK_WEB_INTERNAL;
        const char *host = inside ? service->internal_web : service->external_web;
        uint32_t pool = m->clusters[service->cluster].pools[links[i].kind];
        lyd_entry entry = {.fqdn = host == NULL && inside ? cluster->fqdn : host,
                           .key = inside ? "InternalSettings@Host" : "ExternalSettings@Host",
                           .site = cluster->site,
                           .line = service->line};
        if (pool != LYD_NONE && entry.fqdn != NULL && usable(m, entry.fqdn, entry.key, service->line)) {
            note_memory(m, lyd_builder_link(m->builder, pool, links[i].link, &entry, 0));
        }
    }
}

/* A web site that belongs to no pool of the file, unless its host is a server. */
static void map_host(mapper *m, const char *host, const char *site, const char *what, lyd_role role, size_t line)
{
    if (host == NULL || m->status != LYD_OK || !usable(m, host, what, line) || server_name(m, host, false)) {
        return;
    }
    const lyd_entry entry = {.fqdn = host, .key = what, .site = site, .role = role, .line = line};
    note_memory(m, lyd_builder_endpoint(m->builder, &entry, 0));
}

static void map_sites(mapper *m)
{
    for (size_t i = 0; i < m->model->service_count; i++) {
        const lync_service *service = &m->model->services[i];
        if (service->cluster == LYD_NONE) {
            continue;
        }
        const cluster_facts *f = &m->clusters[service->cluster];
        const char *site = m->model->clusters[service->cluster].site;
        if (service->role != NULL && strcmp(service->role, "WebServices") == 0) {
            map_web(m, service);
        }
        if (f->pools[LYD_POOL_FRONT_END] == LYD_NONE && f->pools[LYD_POOL_DIRECTOR] == LYD_NONE) {
            map_host(m, service->external_web, site, "external web services", LYD_ROLE_WEB_EXTERNAL, service->line);
            map_host(m, service->internal_web, site, "internal web services", LYD_ROLE_WEB_INTERNAL, service->line);
        }
        map_host(m, service->discovery, site, "DiscoveryUrl", LYD_ROLE_OFFICE_WEB_APPS, service->line);
    }
}

static void map_urls(mapper *m)
{
    static const lyd_row components[] = {{LYD_URL_MEET, "Meet"}, {LYD_URL_DIALIN, "Dialin"}, {LYD_URL_ADMIN, "Cscp"}, {0, NULL}};
    for (const lync_url *url = m->model->urls; url != NULL && m->status == LYD_OK; url = url->next) {
        int component = 0;
        lyd_entry entry = {.fqdn = url->host, .key = "simple URL", .line = url->line};
        if (!usable(m, url->host, "a simple URL", url->line)) {
            continue;
        }
        if (url->component == NULL || !lyd_row_id(components, url->component, &component)) {
            lyd_builder_note(m->builder, url->line, "unknown component \"%.64s\" of a simple URL: %.80s is taken as \"other\"",
                             or_none(url->component), url->host);
            entry.role = LYD_ROLE_OTHER;
            note_memory(m, lyd_builder_endpoint(m->builder, &entry, 0));
            continue;
        }
        entry.urls = (uint8_t)component;
        note_memory(m, lyd_builder_simple_url(m->builder, &entry, url->domain, url->line, 0));
    }
}

/* ---- versions ---- */

/* The newest product of a Front End pool is the deployment's; other pools say where they differ. */
static void map_versions(mapper *m)
{
    int newest = 0;
    for (size_t i = 0; i < m->model->service_count; i++) {
        const lync_service *service = &m->model->services[i];
        const cluster_facts *f = service->cluster == LYD_NONE ? NULL : &m->clusters[service->cluster];
        if (f == NULL || service->version == 0) {
            continue;
        }
        for (int kind = 0; kind < LYD_POOL_COUNT; kind++) {
            bool own = m->services[i].role != LYD_ROLE_COUNT && lyd_role_rows[m->services[i].role].link == LYD_LINK_SELF &&
                       (int)lyd_role_rows[m->services[i].role].pool == kind;
            if (own) {
                lyd_builder_version(m->builder, f->pools[kind], lyd_product_of_version(service->version), service->line);
                newest = service->version > newest && kind == LYD_POOL_FRONT_END ? service->version : newest;
            }
        }
    }
    if (newest > 0) {
        lyd_builder_product(m->builder, lyd_product_of_version(newest));
    }
}

/* ---- the whole ---- */

static void map_all(mapper *m)
{
    const lync_model *model = m->model;
    for (uint32_t i = 0; i < model->cluster_count; i++) {
        m->clusters[i] = (cluster_facts){.first = LYD_NONE, .last = LYD_NONE, .edge = LYD_NONE};
        memset(m->clusters[i].pools, 0xFF, sizeof(m->clusters[i].pools)); /* LYD_NONE */
    }
    for (uint32_t i = 0; i < model->service_count; i++) {
        place_service(m, i);
    }
    for (uint32_t i = 0; i < model->cluster_count && m->status == LYD_OK; i++) {
        map_cluster(m, i);
    }
    for (uint32_t i = 0; i < model->service_count && m->status == LYD_OK; i++) {
        map_service(m, i);
    }
    for (uint32_t i = 0; i < model->cluster_count && m->status == LYD_OK; i++) {
        link_clusters(m, i, LYD_POOL_FRONT_END, LYD_LINK_EDGE, m->clusters[i].edge, m->clusters[i].edge_line);
    }
    map_sites(m); /* last, when the names of all servers are known */
    map_urls(m);
    map_versions(m);
    for (const lync_domain *domain = model->domains; domain != NULL && m->status == LYD_OK; domain = domain->next) {
        note_memory(m, lyd_builder_sip_domain(m->builder, domain->name, domain->line));
    }
}

lyd_status lync_map(const lync_model *model, lyd_builder *builder)
{
    mapper m = {.model = model, .builder = builder, .status = LYD_OK};
    m.clusters = calloc(model->cluster_count + 1, sizeof(*m.clusters));
    m.services = calloc(model->service_count + 1, sizeof(*m.services));
    m.names = lyd_map_new();
    m.sides = lyd_map_new();
    if (m.clusters == NULL || m.services == NULL || m.names == NULL || m.sides == NULL) {
        m.status = LYD_ENOMEM;
    } else {
        map_all(&m);
    }
    free(m.clusters);
    free(m.services);
    lyd_map_free(m.names);
    lyd_map_free(m.sides);
    return m.status;
}
