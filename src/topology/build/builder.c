/* The builder: its life from the first file to the finished topology; views and SIP domains, which several readers add. */
#include "state.h"

#include <stdlib.h>
#include <string.h>

static void builder_free(lyd_builder *builder)
{
    for (size_t i = 0; i < builder->draft.view_count; i++) {
        free(builder->draft.views[i].servers);
    }
    free(builder->draft.files);
    free(builder->draft.sip_domains);
    free(builder->draft.views);
    free(builder->draft.endpoints);
    free(builder->draft.networks);
    free(builder->draft.severities);
    free(builder->draft.waivers);
    lyd_arena_free(builder->draft.arena);
    lyd_map_free(builder->draft.index);
    lyd_pairs_clear(&builder->seen);
    lyd_pairs_clear(&builder->pool_ids);
    lyd_pairs_clear(&builder->linked);
    free(builder->building);
    free(builder->pools);
    free(builder->links);
    free(builder->configured);
    free(builder->texts);
    free(builder->urls);
    for (size_t i = 0; i < LYD_INDEXES; i++) {
        lyd_map_free(builder->indexes[i]);
    }
    free(builder);
}

lyd_builder *lyd_builder_new(lyd_diag *diag)
{
    lyd_builder *builder = calloc(1, sizeof(*builder));
    if (builder == NULL) {
        return NULL;
    }
    builder->diag = diag;
    builder->draft.product = LYD_LYNC_2013;
    builder->draft.clients = LYD_CLIENT_LYNC_2013;
    builder->product_origin = builder->services_origin = builder->remote_origin = LYD_NO_FILE;
    builder->draft.arena = lyd_arena_new();
    builder->draft.index = lyd_map_new();
    bool made = builder->draft.arena != NULL && builder->draft.index != NULL;
    for (size_t i = 0; i < LYD_INDEXES; i++) {
        builder->indexes[i] = lyd_map_new();
        made = made && builder->indexes[i] != NULL;
    }
    if (!made) {
        builder_free(builder);
        return NULL;
    }
    return builder;
}

void lyd_builder_fail(lyd_builder *builder, lyd_status status)
{
    if (builder->status == LYD_OK || status == LYD_ENOMEM) {
        builder->status = status;
    }
}

lyd_status lyd_builder_status(const lyd_builder *builder)
{
    return builder->status;
}

lyd_status lyd_builder_nomem(lyd_builder *builder)
{
    lyd_builder_fail(builder, LYD_ENOMEM);
    return LYD_ENOMEM;
}

static const char *path_of(const lyd_builder *builder)
{
    return builder->draft.file_count == 0 ? NULL : builder->draft.files[builder->file];
}

lyd_status lyd_builder_error(lyd_builder *builder, size_t line, const char *format, ...)
{
    char sentence[768];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    lyd_builder_fail(builder, LYD_EINVAL);
    return lyd_diag_error(builder->diag, path_of(builder), line, "%s", sentence);
}

void lyd_builder_note(lyd_builder *builder, size_t line, const char *format, ...)
{
    char sentence[768];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    lyd_diag_note(builder->diag, path_of(builder), line, "%s", sentence);
}

int lyd_builder_word(lyd_builder *builder, const char *key, const char *text, size_t line, const lyd_row *table, int fallback)
{
    char all[256] = "", hint[LYD_HINT_TEXT];
    size_t used = 0;
    int id = fallback;
    if (lyd_row_id(table, text, &id)) {
        return id;
    }
    for (const lyd_row *row = table; row->name != NULL && used < sizeof(all); row++) {
        const char *before = row == table ? "" : row[1].name == NULL ? " or " : ", ";
        used += (size_t)snprintf(all + used, sizeof(all) - used, "%s%s", before, row->name);
    }
    (void)lyd_builder_error(builder, line, "%s: unknown value \"%.64s\", expected %s%s", key, text, all,
                            lyd_hint(hint, lyd_row_nearest(table, text)));
    return fallback;
}

const char *lyd_builder_text(lyd_builder *builder, const char *text)
{
    uint32_t i = 0;
    if (lyd_map_get(builder->indexes[LYD_BY_TEXT], text, &i)) {
        return builder->texts[i];
    }
    char *copy = lyd_arena_text(builder->draft.arena, text, strlen(text));
    if (copy == NULL || lyd_grow((void **)&builder->texts, &builder->text_capacity, builder->text_count, sizeof(char *)) != LYD_OK ||
        lyd_map_put(builder->indexes[LYD_BY_TEXT], copy, (uint32_t)builder->text_count) != LYD_OK) {
        return NULL;
    }
    builder->texts[builder->text_count++] = copy;
    return copy;
}

lyd_status lyd_builder_begin(lyd_builder *builder, const char *path)
{
    lyd_topology *draft = &builder->draft;
    char *copy = lyd_arena_text(draft->arena, path, strlen(path));
    if (copy == NULL || lyd_grow((void **)&draft->files, &builder->file_capacity, draft->file_count, sizeof(char *)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    builder->file = (uint16_t)draft->file_count;
    draft->files[draft->file_count++] = copy;
    lyd_pairs_clear(&builder->linked);
    for (size_t i = 0; i < builder->link_count; i++) {
        const lyd_linked *link = &builder->links[i];
        uint32_t *there = lyd_pairs_at(&builder->linked, link->endpoint, LYD_LIST_SCOPE(link->pool, link->link));
        if (there == NULL) {
            return lyd_builder_nomem(builder);
        }
        *there = 1;
    }
    lyd_pairs_clear(&builder->seen); /* the same name in another file is no duplicate: files are merged */
    return LYD_OK;
}

/* ---- views and SIP domains ---- */

uint32_t lyd_builder_view(const lyd_builder *builder, const char *name, size_t length)
{
    for (size_t i = 0; i < builder->draft.view_count; i++) {
        const char *known = builder->draft.views[i].name;
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            return (uint32_t)i;
        }
    }
    return LYD_NONE;
}

lyd_status lyd_builder_view_add(lyd_builder *builder, const char *name, size_t length, size_t line, uint32_t *view)
{
    lyd_topology *draft = &builder->draft;
    if (!lyd_view_name_fits(name, length)) {
        return lyd_builder_error(builder, line,
                                 "views: invalid view name \"%.*s\", expected 1 to %d bytes without '=' and control characters",
                                 (int)(length < LYD_VIEW_NAME_MAX ? length : LYD_VIEW_NAME_MAX), name, LYD_VIEW_NAME_MAX);
    }
    if (draft->view_count == LYD_VIEW_MAX) {
        return lyd_builder_error(builder, line, "views: more than %d views", LYD_VIEW_MAX);
    }
    char *copy = lyd_arena_text(draft->arena, name, length);
    if (copy == NULL || lyd_grow((void **)&draft->views, &builder->view_capacity, draft->view_count, sizeof(*draft->views)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    *view = (uint32_t)draft->view_count;
    draft->views[draft->view_count++] =
        (lyd_view){.name = copy, .like = LYD_NONE, .kind = (uint8_t)lyd_view_kind_named(copy), .line = (uint32_t)line};
    return LYD_OK;
}

lyd_status lyd_builder_sip_domain(lyd_builder *builder, const char *name, size_t line)
{
    lyd_topology *draft = &builder->draft;
    char canonical[LYD_NAME_TEXT];
    const char *why = NULL;
    uint32_t old = 0;
    if (!lyd_name_parse_askable(name, strlen(name), canonical, &why)) {
        return lyd_builder_error(builder, line, "sip-domains: \"%.64s\" is not a name: %s", name, why);
    }
    if (!lyd_name_is_hostname(canonical)) {
        return lyd_builder_error(builder, line, "sip-domains: \"%.64s\" is not a domain, expected a name such as contoso.com", name);
    }
    if (lyd_map_get(builder->indexes[LYD_BY_DOMAIN], canonical, &old)) {
        return LYD_OK;
    }
    char *copy = lyd_arena_text(draft->arena, canonical, strlen(canonical));
    if (copy == NULL ||
        lyd_grow((void **)&draft->sip_domains, &builder->domain_capacity, draft->sip_domain_count, sizeof(char *)) != LYD_OK ||
        lyd_map_put(builder->indexes[LYD_BY_DOMAIN], copy, (uint32_t)draft->sip_domain_count) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->sip_domains[draft->sip_domain_count++] = copy;
    return LYD_OK;
}

void lyd_builder_product(lyd_builder *builder, lyd_product product)
{
    if (builder->product_origin == LYD_NO_FILE || builder->product_origin == builder->file) {
        builder->draft.product = product;
        builder->product_origin = builder->file;
    }
}

void lyd_builder_service(lyd_builder *builder, unsigned service)
{
    if (builder->services_origin == LYD_NO_FILE || builder->services_origin == builder->file) {
        builder->draft.services |= service;
        builder->services_origin = builder->file;
    }
}

/* ---- the finished topology ---- */

static void views_resolve(lyd_builder *builder)
{
    lyd_topology *draft = &builder->draft;
    for (size_t i = 0; i < draft->endpoint_count; i++) {
        lyd_endpoint *endpoint = &draft->endpoints[i];
        lyd_roles default_roles = builder->building[i].default_roles;
        if (default_roles != 0 || endpoint->views == 0) {
            endpoint->views |= lyd_views_default(draft, default_roles, endpoint->urls);
        }
        endpoint->views = lyd_views_alike(draft, endpoint->views);
    }
}

/* Without a word about it, remote access is what an Edge pool is for. */
static void remote_resolve(lyd_builder *builder)
{
    lyd_topology *draft = &builder->draft;
    for (size_t i = 0; i < draft->pool_count && builder->remote_origin == LYD_NO_FILE; i++) {
        if (builder->pools[i].pool.kind == LYD_POOL_EDGE) {
            draft->remote_access = LYD_REMOTE_SIP | LYD_REMOTE_WEB;
        }
    }
}

/* Finds the SIP domains of simple URLs. */
static lyd_status urls_resolve(lyd_builder *builder)
{
    lyd_topology *draft = &builder->draft;
    draft->simple_urls = lyd_arena_alloc(draft->arena, builder->url_count * sizeof(*draft->simple_urls));
    if (draft->simple_urls == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < builder->url_count; i++) {
        const lyd_url_draft *url = &builder->urls[i];
        char name[LYD_NAME_TEXT];
        const char *why = NULL;
        uint32_t domain = LYD_NONE;
        bool found = url->domain != NULL && lyd_name_parse_askable(url->domain, strlen(url->domain), name, &why) &&
                     lyd_map_get(builder->indexes[LYD_BY_DOMAIN], name, &domain);
        if (url->domain != NULL && !found && url->strict) {
            builder->file = url->origin;
            (void)lyd_builder_error(builder, url->line, "sip-domain: \"%.64s\" is not one of the SIP domains", url->domain);
            continue;
        }
        draft->simple_urls[draft->simple_url_count++] = (lyd_simple_url){url->endpoint, domain, url->urls};
    }
    return builder->status;
}

static int compare_configured(const void *a, const void *b)
{
    const lyd_configured *x = a, *y = b;
    if (x->endpoint != y->endpoint) {
        return x->endpoint < y->endpoint ? -1 : 1;
    }
    return lyd_address_compare(&x->address, &y->address);
}

/* Gives each endpoint its addresses, sorted and without duplicates. */
static lyd_status configured_resolve(lyd_builder *builder)
{
    lyd_topology *draft = &builder->draft;
    lyd_address *addresses = lyd_arena_alloc(draft->arena, builder->configured_count * sizeof(*addresses));
    size_t used = 0;
    if (addresses == NULL) {
        return LYD_ENOMEM;
    }
    if (builder->configured_count > 0) {
        qsort(builder->configured, builder->configured_count, sizeof(*builder->configured), compare_configured);
    }
    for (size_t i = 0; i < builder->configured_count; i++) {
        const lyd_configured *c = &builder->configured[i];
        if (i > 0 && compare_configured(c, c - 1) == 0) {
            continue;
        }
        lyd_endpoint *endpoint = &draft->endpoints[c->endpoint];
        if (endpoint->configured_count++ == 0) {
            endpoint->configured = &addresses[used];
        }
        addresses[used++] = c->address;
    }
    return LYD_OK;
}

/* The list of POOL for links of one sort, and its count. */
static uint32_t **list_of(lyd_pool *pool, lyd_link link, size_t **count)
{
    switch (link) {
    case LYD_LINK_MEMBER:
        *count = &pool->member_count;
        return &pool->members;
    case LYD_LINK_GATEWAY:
        *count = &pool->gateway_count;
        return &pool->gateways;
    default:
        *count = &pool->external_count;
        return &pool->externals;
    }
}

/* A PSTN interface is declared, or has a name to resolve: the earlier file has precedence. */
static void pstn_resolve(const lyd_pooling *p, lyd_pool *pool)
{
    if (pool->pstn_endpoint == LYD_NONE || pool->pstn_declared == LYD_ADDRESS_NONE) {
        return;
    }
    if (p->pstn_origin <= p->given[LYD_LINK_PSTN]) {
        pool->pstn_endpoint = LYD_NONE;
    } else {
        pool->pstn_declared = LYD_ADDRESS_NONE;
    }
}

static lyd_status pools_resolve(const lyd_builder *builder, lyd_topology *topology)
{
    size_t count = builder->draft.pool_count, *used = NULL;
    lyd_pool *pools = lyd_arena_alloc(topology->arena, count * sizeof(*pools));
    if (pools == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const lyd_pooling *p = &builder->pools[i];
        pools[i] = p->pool;
        pools[i].product = p->versioned ? p->pool.product : (uint8_t)builder->draft.product;
        pstn_resolve(p, &pools[i]);
        for (lyd_link link = LYD_LINK_MEMBER; link <= LYD_LINK_EXTERNAL; link++) {
            uint32_t **list = list_of(&pools[i], link, &used);
            *list = p->counts[link] == 0 ? NULL : lyd_arena_alloc(topology->arena, p->counts[link] * sizeof(**list));
            if (p->counts[link] > 0 && *list == NULL) {
                return LYD_ENOMEM;
            }
        }
    }
    for (size_t i = 0; i < builder->link_count; i++) {
        const lyd_linked *link = &builder->links[i];
        uint32_t **list = list_of(&pools[link->pool], (lyd_link)link->link, &used);
        (*list)[(*used)++] = link->endpoint;
    }
    topology->pools = pools;
    return LYD_OK;
}

/* A copy in the arena of *ARRAY, which is on the heap; false: out of memory. */
static bool move(lyd_arena *arena, void *array, size_t count, size_t element_size)
{
    void *old, *copy = lyd_arena_alloc(arena, count * element_size);
    memcpy(&old, array, sizeof(old));
    if (copy != NULL && count > 0) {
        memcpy(copy, old, count * element_size);
    }
    memcpy(array, &copy, sizeof(copy));
    return copy != NULL;
}

static lyd_status arrays_move(lyd_topology *t)
{
    bool moved = move(t->arena, &t->files, t->file_count, sizeof(*t->files)) &&
                 move(t->arena, &t->sip_domains, t->sip_domain_count, sizeof(*t->sip_domains)) &&
                 move(t->arena, &t->views, t->view_count, sizeof(*t->views)) &&
                 move(t->arena, &t->endpoints, t->endpoint_count, sizeof(*t->endpoints)) &&
                 move(t->arena, &t->networks, t->network_count, sizeof(*t->networks)) &&
                 move(t->arena, &t->severities, t->severity_count, sizeof(*t->severities)) &&
                 move(t->arena, &t->waivers, t->waiver_count, sizeof(*t->waivers));
    for (size_t i = 0; moved && i < t->view_count; i++) {
        moved = move(t->arena, &t->views[i].servers, t->views[i].server_count, sizeof(*t->views[i].servers));
    }
    return moved ? LYD_OK : LYD_ENOMEM;
}

/* The default name: the file's, without folder and extension. */
static lyd_status name_default(lyd_builder *builder)
{
    if (builder->draft.name != NULL) {
        return LYD_OK;
    }
    const char *path = builder->draft.file_count == 0 ? "" : builder->draft.files[0];
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(base, '.');
    size_t length = dot == NULL || dot == base ? strlen(base) : (size_t)(dot - base);
    if (length == 0 || strcmp(path, "standard input") == 0) {
        base = "topology";
        length = strlen(base);
    }
    builder->draft.name = lyd_arena_text(builder->draft.arena, base, length);
    return builder->draft.name == NULL ? LYD_ENOMEM : LYD_OK;
}

static lyd_status resolve(lyd_builder *builder, lyd_topology **topology)
{
    lyd_topology *draft = &builder->draft;
    if (builder->status == LYD_OK && draft->endpoint_count == 0 && draft->network_count == 0) {
        (void)lyd_builder_error(builder, 0, "the topology is empty, expected at least one endpoint");
    }
    if (builder->status != LYD_OK) {
        return builder->status;
    }
    lyd_pairs_clear(&builder->seen); /* a large part of the memory */
    lyd_topology *finished = lyd_arena_alloc(draft->arena, sizeof(*finished));
    if (finished == NULL || name_default(builder) != LYD_OK || configured_resolve(builder) != LYD_OK) {
        return LYD_ENOMEM;
    }
    lyd_status status = urls_resolve(builder);
    if (status != LYD_OK) {
        return status;
    }
    remote_resolve(builder);
    views_resolve(builder);
    *finished = *draft;
    if (arrays_move(finished) != LYD_OK || pools_resolve(builder, finished) != LYD_OK) {
        return LYD_ENOMEM;
    }
    draft->arena = NULL; /* the topology's now */
    draft->index = NULL;
    *topology = finished;
    return LYD_OK;
}

lyd_status lyd_builder_finish(lyd_builder *builder, lyd_topology **topology)
{
    *topology = NULL;
    lyd_status status = resolve(builder, topology);
    builder_free(builder);
    return status;
}
