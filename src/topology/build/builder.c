/* The builder while files are read: mistakes, remarks, and what several readers add beside names: views, SIP domains, settings. */
#include "state.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void lyd_builder_free(lyd_builder *builder)
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
    free(builder->draft.remarks);
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
    builder->product_origin = builder->remote_origin = builder->services_layer = builder->features_layer = LYD_NO_FILE;
    builder->draft.arena = lyd_arena_new();
    builder->draft.index = lyd_map_new();
    bool made = builder->draft.arena != NULL && builder->draft.index != NULL;
    for (size_t i = 0; i < LYD_INDEXES; i++) {
        builder->indexes[i] = lyd_map_new();
        made = made && builder->indexes[i] != NULL;
    }
    if (!made) {
        lyd_builder_free(builder);
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

/* ---- files ---- */

bool lyd_builder_beside(const lyd_builder *builder, uint16_t file)
{
    return file != LYD_NO_FILE && file != builder->file && file >= builder->layer;
}

uint16_t lyd_builder_file(const lyd_builder *builder)
{
    return builder->file;
}

lyd_status lyd_builder_resume(lyd_builder *builder, uint16_t file)
{
    builder->file = file;
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

lyd_status lyd_builder_begin_beside(lyd_builder *builder, const char *path)
{
    lyd_topology *draft = &builder->draft;
    char *copy = lyd_arena_text(draft->arena, path, strlen(path));
    if (copy == NULL || lyd_grow((void **)&draft->files, &builder->file_capacity, draft->file_count, sizeof(char *)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->files[draft->file_count] = copy;
    return lyd_builder_resume(builder, (uint16_t)draft->file_count++);
}

lyd_status lyd_builder_begin(lyd_builder *builder, const char *path)
{
    builder->layer = (uint16_t)builder->draft.file_count;
    return lyd_builder_begin_beside(builder, path);
}

/* ---- remarks ---- */

LYD_PRINTF(4, 0)
static lyd_status remark_add(lyd_builder *builder, lyd_remark_about about, uint32_t subject, const char *format, va_list arguments)
{
    lyd_topology *draft = &builder->draft;
    char *text = lyd_arena_vprintf(draft->arena, format, arguments);
    if (text == NULL ||
        lyd_grow((void **)&draft->remarks, &builder->remark_capacity, draft->remark_count, sizeof(*draft->remarks)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->remarks[draft->remark_count++] = (lyd_remark){text, subject, (uint8_t)about};
    return LYD_OK;
}

lyd_status lyd_builder_remark(lyd_builder *builder, lyd_remark_about about, uint32_t subject, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    lyd_status status = remark_add(builder, about, subject, format, arguments);
    va_end(arguments);
    return status;
}

lyd_status lyd_builder_remark_name(lyd_builder *builder, const char *fqdn, const char *format, ...)
{
    char name[LYD_NAME_TEXT];
    const char *why = NULL;
    uint32_t endpoint = LYD_NONE;
    if (!lyd_name_parse_askable(fqdn, strlen(fqdn), name, &why) || !lyd_map_get(builder->draft.index, name, &endpoint)) {
        return LYD_OK;
    }
    va_list arguments;
    va_start(arguments, format);
    lyd_status status = remark_add(builder, LYD_REMARK_ENDPOINT, endpoint, format, arguments);
    va_end(arguments);
    return status;
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
    builder->domain_origin = draft->sip_domain_count == 0 ? builder->file : builder->domain_origin;
    draft->sip_domains[draft->sip_domain_count++] = copy;
    return LYD_OK;
}

lyd_status lyd_builder_sip_default(lyd_builder *builder, const char *name, size_t line)
{
    const lyd_topology *draft = &builder->draft;
    bool first = draft->sip_domain_count == 0;
    lyd_status status = lyd_builder_sip_domain(builder, name, line);
    if (status == LYD_OK && !first && lyd_builder_beside(builder, builder->domain_origin) && strcasecmp(draft->sip_domains[0], name) != 0) {
        lyd_builder_note(builder, line, "default SIP domain: %.80s here, %.80s in %s, which is used", name, draft->sip_domains[0],
                         draft->files[builder->domain_origin]);
    }
    return status;
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
    if (builder->services_layer == LYD_NO_FILE || builder->services_layer == builder->layer) {
        builder->draft.services |= service;
        builder->services_layer = builder->layer;
    }
}

void lyd_builder_feature(lyd_builder *builder, lyd_feature feature)
{
    if (builder->features_layer == LYD_NO_FILE || builder->features_layer == builder->layer) {
        builder->draft.features |= (unsigned)feature;
        builder->features_layer = builder->layer;
    }
}

lyd_product lyd_product_of_version(int version)
{
    enum { FIRST = 5 };
    int product = version - FIRST;
    return product < LYD_LYNC_2010 ? LYD_LYNC_2010 : product > LYD_SKYPE_2019 ? LYD_SKYPE_2019 : (lyd_product)product;
}
