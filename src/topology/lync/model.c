#include "model.h"

#include <stdlib.h>

lync_model *lync_model_new(void)
{
    lync_model *model = calloc(1, sizeof(*model));
    if (model == NULL) {
        return NULL;
    }
    model->arena = lyd_arena_new();
    model->cluster_ids = lyd_map_new();
    model->service_ids = lyd_map_new();
    model->sites = lyd_map_new();
    if (model->arena == NULL || model->cluster_ids == NULL || model->service_ids == NULL || model->sites == NULL) {
        lync_model_free(model);
        return NULL;
    }
    model->urls_end = &model->urls;
    model->domains_end = &model->domains;
    return model;
}

void lync_model_free(lync_model *model)
{
    if (model == NULL) {
        return;
    }
    free(model->clusters);
    free(model->services);
    free(model->site_names);
    lyd_map_free(model->cluster_ids);
    lyd_map_free(model->service_ids);
    lyd_map_free(model->sites);
    lyd_arena_free(model->arena);
    free(model);
}

/* The first of two things with one id stands: a reference means it. */
static void name(lync_reader *reader, lyd_map *ids, const char *id, size_t index)
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
    name(reader, model->cluster_ids, id, model->cluster_count++);
    return cluster;
}

void lync_cluster_alias(lync_reader *reader, const char *id)
{
    name(reader, reader->model->cluster_ids, id, reader->model->cluster_count - 1);
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
    name(reader, model->service_ids, id, model->service_count++);
    return service;
}

void lync_site_add(lync_reader *reader, const char *id, const char *site)
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
    name(reader, model->sites, id, model->site_count++);
}

const char *lync_site_find(const lync_model *model, const char *id)
{
    uint32_t index;
    return id != NULL && lyd_map_get(model->sites, id, &index) ? model->site_names[index] : NULL;
}
