#include "state.h"

#include <stdlib.h>
#include <string.h>

lyd_builder *lyd_builder_new(lyd_diag *diag)
{
    lyd_builder *builder = calloc(1, sizeof(*builder));
    if (builder == NULL) {
        return NULL;
    }
    builder->diag = diag;
    builder->draft.arena = lyd_arena_new();
    builder->draft.index = lyd_map_new();
    builder->text_index = lyd_map_new();
    builder->network_index[0] = lyd_map_new();
    builder->network_index[1] = lyd_map_new();
    builder->domain_index = lyd_map_new();
    builder->severity_index = lyd_map_new();
    if (builder->draft.arena == NULL || builder->draft.index == NULL || builder->text_index == NULL || builder->network_index[0] == NULL ||
        builder->network_index[1] == NULL || builder->domain_index == NULL || builder->severity_index == NULL) {
        lyd_builder_free(builder);
        return NULL;
    }
    return builder;
}

void lyd_builder_free(lyd_builder *builder)
{
    if (builder == NULL) {
        return;
    }
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
    lyd_map_free(builder->text_index);
    lyd_map_free(builder->network_index[0]);
    lyd_map_free(builder->network_index[1]);
    lyd_map_free(builder->domain_index);
    lyd_map_free(builder->severity_index);
    free(builder);
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

const char *lyd_builder_path(const lyd_builder *builder)
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
    return lyd_diag_error(builder->diag, lyd_builder_path(builder), line, "%s", sentence);
}

const char *lyd_builder_text(lyd_builder *builder, const char *text)
{
    uint32_t i = 0;
    if (lyd_map_get(builder->text_index, text, &i)) {
        return builder->texts[i];
    }
    char *copy = lyd_arena_text(builder->draft.arena, text, strlen(text));
    if (copy == NULL || lyd_grow((void **)&builder->texts, &builder->text_capacity, builder->text_count, sizeof(char *)) != LYD_OK ||
        lyd_map_put(builder->text_index, copy, (uint32_t)builder->text_count) != LYD_OK) {
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
        if (lyd_pairs_at(&builder->linked, link->endpoint, LYD_LIST_SCOPE(link->pool, link->link)) == NULL) {
            return lyd_builder_nomem(builder);
        }
    }
    lyd_pairs_clear(&builder->seen); /* the same name in another file is no repetition: files are merged */
    return LYD_OK;
}

lyd_status lyd_builder_name(lyd_builder *builder, const char *name)
{
    if (builder->draft.name != NULL) {
        return LYD_OK;
    }
    builder->draft.name = lyd_arena_text(builder->draft.arena, name, strlen(name));
    return builder->draft.name == NULL ? lyd_builder_nomem(builder) : LYD_OK;
}

void lyd_builder_lab(lyd_builder *builder, bool lab)
{
    builder->draft.lab = lab;
}

void lyd_builder_features(lyd_builder *builder, unsigned features)
{
    builder->draft.features |= features;
}
