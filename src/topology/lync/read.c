/* Reads Lync's topology exports: the text into a model, by its form, and the model into the builder. */
#include "model.h"

#include "topology/readers.h"

#include <stdlib.h>
#include <string.h>

static void model_free(lync_model *model)
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

static lync_model *model_new(void)
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
        model_free(model);
        return NULL;
    }
    model->urls_end = &model->urls;
    model->domains_end = &model->domains;
    return model;
}

/* The forms, by their root element. */
static const struct {
    const char *root;
    lync_element_reader *read;
} forms[] = {
    {"Topology", lync_read_published},
    {"TopologyBuilder", lync_read_draft},
};

bool lyd_lync_recognise(const char *text, size_t length)
{
    char root[LYD_XML_ROOT_TEXT];
    bool found = false;
    for (size_t i = 0; i < LYD_COUNT(forms) && lyd_xml_root(text, length, root); i++) {
        found = found || strcmp(root, forms[i].root) == 0;
    }
    return found;
}

static void read_form(lync_reader *reader, const xmlNode *root)
{
    for (size_t i = 0; i < LYD_COUNT(forms); i++) {
        if (lyd_xml_is(root, forms[i].root)) {
            forms[i].read(reader, root);
            if (reader->status == LYD_OK && reader->model->cluster_count == 0) {
                reader->status =
                    lyd_builder_error(reader->builder, lyd_xml_line(root), "the topology is empty, expected at least one Cluster");
            }
            return;
        }
    }
    reader->status = lyd_builder_error(reader->builder, lyd_xml_line(root),
                                       "not a Lync topology: found <%s>, expected <Topology> (Get-CsTopology -AsXml) or <TopologyBuilder> "
                                       "(.tbxml)",
                                       (const char *)root->name);
}

/* The only text that is used is the name of a site. */
static bool keeps(const xmlNode *node)
{
    return lyd_xml_is(node, "Name");
}

lyd_status lyd_lync_read(lyd_builder *builder, const char *text, size_t length, lyd_import *import)
{
    xmlDoc *doc = NULL;
    lync_reader reader = {.builder = builder, .model = model_new(), .status = LYD_ENOMEM};
    (void)import; /* an export names no other file */
    if (reader.model != NULL) {
        reader.status = lyd_xml_parse(builder, text, length, keeps, &doc);
    }
    if (reader.status == LYD_OK) {
        read_form(&reader, xmlDocGetRootElement(doc));
    }
    if (reader.status == LYD_OK) {
        reader.status = lync_map(reader.model, builder);
    }
    lyd_builder_fail(builder, reader.status);
    xmlFreeDoc(doc);
    model_free(reader.model);
    return reader.status;
}
