#include "map.h"

#include <stdlib.h>
#include <string.h>

void lync_note_memory(lync_mapper *m, lyd_status status)
{
    if (status == LYD_ENOMEM) {
        m->status = LYD_ENOMEM;
    }
}

static bool lync_has(const lync_facts *f, lync_kind kind)
{
    return (f->kinds >> kind & 1u) != 0;
}

const char *lync_or_none(const char *text)
{
    return text == NULL ? "(none)" : text;
}

/* ---- names ---- */

bool lync_usable(const lync_mapper *m, const char *fqdn, const char *what, size_t line)
{
    lyd_address address;
    if (fqdn == NULL) {
        lyd_diag_note(m->diag, m->path, line, "%s has no Fqdn: left out", what);
        return false;
    }
    if (lyd_address_parse(fqdn, &address)) {
        lyd_diag_note(m->diag, m->path, line, "%s is named by its address, %s: left out, as there is no name to look up", what, fqdn);
        return false;
    }
    return true;
}

/* FQDN as DNS has it; false: it is no name, which the builder reports. */
static bool canonical(const char *fqdn, char name[LYD_NAME_TEXT])
{
    const char *why;
    return lyd_name_parse(fqdn, strlen(fqdn), name, &why);
}

void lync_take_name(lync_mapper *m, const char *fqdn)
{
    char name[LYD_NAME_TEXT];
    uint32_t before;
    if (!canonical(fqdn, name) || lyd_map_get(m->names, name, &before)) {
        return;
    }
    const char *key = lyd_arena_text(m->model->arena, name, strlen(name));
    if (key == NULL || lyd_map_put(m->names, key, 0) != LYD_OK) {
        m->status = LYD_ENOMEM;
    }
}

bool lync_is_server(const lync_mapper *m, const char *fqdn)
{
    char name[LYD_NAME_TEXT];
    uint32_t before;
    return canonical(fqdn, name) && lyd_map_get(m->names, name, &before);
}

static void add(lync_mapper *m, const lyd_mention *mention)
{
    lync_take_name(m, mention->fqdn);
    lync_note_memory(m, lyd_builder_add(m->builder, mention, NULL));
}

/* ---- services onto clusters ---- */

static void place_service(lync_mapper *m, uint32_t index)
{
    const lync_service *service = &m->model->services[index];
    if (service->role == NULL) {
        lyd_diag_note(m->diag, m->path, service->line, "a Service has no RoleName: left out");
        return;
    }
    const lync_role *role = lync_role_find(service->role);
    if (service->cluster == LYD_NONE) {
        lyd_diag_note(m->diag, m->path, service->line, "%s isn't installed on any cluster of the file: left out", service->role);
        return;
    }
    const lync_cluster *cluster = &m->model->clusters[service->cluster];
    lync_facts *f = &m->facts[service->cluster];
    if (role == NULL) {
        lyd_diag_note(m->diag, m->path, service->line,
                      "the RoleName \"%s\" isn't known: %s is taken as \"other\", unless another service on it tells more", service->role,
                      lync_or_none(cluster->fqdn));
    }
    lync_kind kind = role == NULL ? LYNC_OTHER : role->kind;
    f->kinds |= 1u << kind;
    f->director = f->director || (kind == LYNC_REGISTRAR && service->director);
    *(f->last == LYD_NONE ? &f->first : &m->next[f->last]) = index;
    f->last = index;
}

/* What a cluster without a role of its own is: the words for its services. */
static void describe(const lync_mapper *m, const lync_facts *f, char text[256])
{
    size_t used = 0;
    text[0] = '\0';
    for (uint32_t s = f->first; s != LYD_NONE; s = m->next[s]) {
        const lync_role *role = lync_role_find(m->model->services[s].role);
        const char *words = role == NULL ? m->model->services[s].role : role->text;
        if (strlen(words) < 256 - used - 2 && strstr(text, words) == NULL) {
            used += (size_t)snprintf(text + used, 256 - used, "%s%s", used == 0 ? "" : ", ", words);
        }
    }
}

/* ---- clusters ---- */

/* The name of a machine; NULL: it has none to look up. */
static const char *machine_name(const lync_mapper *m, const lync_cluster *cluster, const lync_machine *machine)
{
    if (machine->fqdn == NULL && machine == cluster->machines && machine->next == NULL) {
        return cluster->fqdn; /* a single machine goes by its cluster's name */
    }
    return lync_usable(m, machine->fqdn, "a Machine", machine->line) ? machine->fqdn : NULL;
}

static void map_pool(lync_mapper *m, uint32_t index, lyd_pool_kind kind)
{
    const lync_cluster *cluster = &m->model->clusters[index];
    uint32_t *pool = &m->facts[index].pools[kind];
    const lyd_mention name = {.fqdn = cluster->fqdn, .key = "Cluster@Fqdn", .site = cluster->site, .line = cluster->line};

    lync_take_name(m, cluster->fqdn);
    lyd_status status = lyd_builder_pool_add(m->builder, kind, &name, pool);
    lync_note_memory(m, status);
    if (status != LYD_OK) {
        *pool = LYD_NONE;
        return;
    }
    for (const lync_machine *machine = cluster->machines; machine != NULL && m->status == LYD_OK; machine = machine->next) {
        lyd_address addresses[LYNC_NAME_ADDRESSES_MAX];
        lyd_mention member = {
            .fqdn = machine_name(m, cluster, machine), .key = "Machine@Fqdn", .site = cluster->site, .line = machine->line};
        if (member.fqdn != NULL) {
            member.configured = addresses;
            member.configured_count = lync_machine_addresses(machine, addresses);
            lync_take_name(m, member.fqdn);
            lync_note_memory(m, lyd_builder_link_add(m->builder, *pool, LYD_LINK_MEMBER, &member));
        }
    }
}

/* A cluster whose role has no pools: its name and its machines have the role alike. */
static void map_plain(lync_mapper *m, const lync_cluster *cluster, lyd_role role, const char *note)
{
    lyd_mention mention = {
        .fqdn = cluster->fqdn, .key = "Cluster@Fqdn", .site = cluster->site, .note = note, .role = role, .line = cluster->line};
    add(m, &mention);
    for (const lync_machine *machine = cluster->machines; machine != NULL && m->status == LYD_OK; machine = machine->next) {
        lyd_address addresses[LYNC_NAME_ADDRESSES_MAX];
        mention.fqdn = machine_name(m, cluster, machine);
        if (mention.fqdn != NULL) {
            mention.key = "Machine@Fqdn";
            mention.line = machine->line;
            mention.configured = addresses;
            mention.configured_count = lync_machine_addresses(machine, addresses);
            add(m, &mention);
        }
    }
}

static void map_cluster(lync_mapper *m, uint32_t index)
{
    const lync_cluster *cluster = &m->model->clusters[index];
    lync_facts *f = &m->facts[index];
    char words[256];

    f->named = lync_usable(m, cluster->fqdn, "a Cluster", cluster->line);
    if (!f->named) {
        return;
    }
    if (f->director) {
        map_pool(m, index, LYD_POOL_DIRECTOR);
    }
    if (lync_has(f, LYNC_FRONT_END) || (lync_has(f, LYNC_REGISTRAR) && !f->director)) {
        map_pool(m, index, LYD_POOL_FRONT_END);
    }
    if (lync_has(f, LYNC_MEDIATION)) {
        map_pool(m, index, LYD_POOL_MEDIATION);
        lyd_address_type type = lync_pstn_type(cluster);
        if (type != LYD_ADDRESS_NONE && f->pools[LYD_POOL_MEDIATION] != LYD_NONE) {
            lyd_builder_pstn_declared(m->builder, f->pools[LYD_POOL_MEDIATION], type);
        }
    }
    if (lync_has(f, LYNC_EDGE)) {
        map_pool(m, index, LYD_POOL_EDGE);
    }
    if (lync_has(f, LYNC_GATEWAY)) {
        map_plain(m, cluster, LYD_ROLE_PSTN_GATEWAY, NULL);
    }
    describe(m, f, words);
    if (lync_has(f, LYNC_CHAT)) {
        map_plain(m, cluster, LYD_ROLE_PERSISTENT_CHAT, words);
    }
    if (lync_has(f, LYNC_MONITORING)) {
        map_plain(m, cluster, LYD_ROLE_MONITORING, words);
    }
    if ((f->kinds & ~(1u << LYNC_OTHER)) == 0) {
        map_plain(m, cluster, LYD_ROLE_OTHER, f->first == LYD_NONE ? "no service of Lync is installed on it" : words);
    }
}

/* ---- all of it ---- */

static void map_all(lync_mapper *m)
{
    const lync_model *model = m->model;
    for (uint32_t i = 0; i < model->cluster_count; i++) {
        m->facts[i] = (lync_facts){.first = LYD_NONE, .last = LYD_NONE, .edge = LYD_NONE};
        for (size_t kind = 0; kind < LYD_COUNT(m->facts[i].pools); kind++) {
            m->facts[i].pools[kind] = LYD_NONE;
        }
    }
    for (uint32_t i = 0; i < model->service_count; i++) {
        m->next[i] = LYD_NONE;
        place_service(m, i);
    }
    for (uint32_t i = 0; i < model->cluster_count && m->status == LYD_OK; i++) {
        map_cluster(m, i);
    }
    for (uint32_t i = 0; i < model->service_count && m->status == LYD_OK; i++) {
        lync_map_service(m, &model->services[i]);
    }
    for (uint32_t i = 0; i < model->cluster_count && m->status == LYD_OK; i++) {
        lync_link_edge(m, i);
    }
    /* Last, when every server's name is known. */
    for (uint32_t i = 0; i < model->service_count && m->status == LYD_OK; i++) {
        if (model->services[i].cluster != LYD_NONE) {
            lync_map_hosts(m, &model->services[i]);
        }
    }
    lync_map_globals(m);
}

lyd_status lync_map(const lync_model *model, lyd_builder *builder, const char *path, lyd_diag *diag)
{
    lync_mapper m = {.model = model, .builder = builder, .path = path, .diag = diag, .status = LYD_OK};
    m.facts = calloc(model->cluster_count + 1, sizeof(*m.facts));
    m.next = calloc(model->service_count + 1, sizeof(*m.next));
    m.names = lyd_map_new();
    m.sides = lyd_map_new();
    if (m.facts == NULL || m.next == NULL || m.names == NULL || m.sides == NULL) {
        m.status = LYD_ENOMEM;
    } else {
        map_all(&m);
    }
    free(m.facts);
    free(m.next);
    lyd_map_free(m.names);
    lyd_map_free(m.sides);
    return m.status;
}
