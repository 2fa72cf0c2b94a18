#include "state.h"

#include <string.h>

/* The index of the view NAME, or LYD_NONE. */
static uint32_t view_index(const lyd_builder *builder, const char *name, size_t length)
{
    for (size_t i = 0; i < builder->draft.view_count; i++) {
        const char *known = builder->draft.views[i].name;
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            return (uint32_t)i;
        }
    }
    return LYD_NONE;
}

#define VIEW_NAME_MAX 64
#define VIEW_SERVERS_MAX 256

/* On the command line a view is VIEW=ADDRESS. */
static bool view_name_fits(const char *name, size_t length)
{
    if (length == 0 || length > VIEW_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)name[i];
        if (c == '=' || c < 0x20 || c == 0x7F) {
            return false;
        }
    }
    return true;
}

static lyd_status view_add(lyd_builder *builder, const char *name, size_t length, size_t line, uint32_t *view)
{
    lyd_topology *draft = &builder->draft;
    if (!view_name_fits(name, length)) {
        return lyd_builder_error(builder, line, "views: \"%.*s\" can't be the name of a view: 1 to %d bytes, no '=', no control characters",
                                 (int)(length < VIEW_NAME_MAX ? length : VIEW_NAME_MAX), name, VIEW_NAME_MAX);
    }
    if (draft->view_count == LYD_VIEW_MAX) {
        return lyd_builder_error(builder, line, "views: more than %d views", LYD_VIEW_MAX);
    }
    char *copy = lyd_arena_text(draft->arena, name, length);
    if (copy == NULL || lyd_grow((void **)&draft->views, &builder->view_capacity, draft->view_count, sizeof(*draft->views)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    *view = (uint32_t)draft->view_count;
    draft->views[draft->view_count++] = (lyd_view){.name = copy, .line = (uint32_t)line};
    return LYD_OK;
}

lyd_status lyd_builder_view(lyd_builder *builder, const char *name, size_t line, uint32_t *view)
{
    uint32_t old = view_index(builder, name, strlen(name));
    *view = old;
    if (old != LYD_NONE) {
        return lyd_builder_error(builder, line, "views: \"%s\" is already a view, in line %u", name,
                                 (unsigned)builder->draft.views[old].line);
    }
    return view_add(builder, name, strlen(name), line, view);
}

lyd_status lyd_builder_view_find(lyd_builder *builder, const char *name, size_t length, size_t line, bool create, uint32_t *view)
{
    lyd_row known[LYD_VIEW_MAX + 1] = {{0, NULL}};
    char wanted[VIEW_NAME_MAX + 1];
    *view = view_index(builder, name, length);
    if (*view != LYD_NONE) {
        return LYD_OK;
    }
    if (create) {
        return view_add(builder, name, length, line, view);
    }
    for (size_t i = 0; i < builder->draft.view_count; i++) {
        known[i] = (lyd_row){(int)i, builder->draft.views[i].name};
    }
    (void)snprintf(wanted, sizeof(wanted), "%.*s", (int)(length < VIEW_NAME_MAX ? length : VIEW_NAME_MAX), name);
    const char *nearest = lyd_row_nearest(known, wanted);
    if (builder->draft.view_count == 0) {
        return lyd_builder_error(builder, line, "views: there is no view \"%s\": the topology declares none", wanted);
    }
    return lyd_builder_error(builder, line, "views: there is no view \"%s\"%s%s%s", wanted, nearest == NULL ? "" : ", did you mean \"",
                             nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?");
}

lyd_status lyd_builder_view_server(lyd_builder *builder, uint32_t view, const char *text, size_t line)
{
    lyd_view *v = &builder->draft.views[view];
    lyd_server server = {0};
    char written[LYD_SERVER_TEXT];
    const char *why = NULL;
    if (!lyd_server_parse(text, &server, &why)) {
        return lyd_builder_error(builder, line, "servers: \"%.64s\" isn't the address of a DNS server: %s", text, why);
    }
    if (v->server_count == VIEW_SERVERS_MAX) {
        return lyd_builder_error(builder, line, "servers: more than %d in the view \"%s\"", VIEW_SERVERS_MAX, v->name);
    }
    for (size_t i = 0; i < v->server_count; i++) {
        if (lyd_address_compare(&v->servers[i].address, &server.address) == 0 && v->servers[i].port == server.port) {
            return lyd_builder_error(builder, line, "servers: \"%.64s\" stands twice in the view \"%s\"", text, v->name);
        }
    }
    lyd_server_format(&server, written);
    server.text = lyd_arena_text(builder->draft.arena, written, strlen(written));
    if (server.text == NULL ||
        lyd_grow((void **)&v->servers, &builder->server_capacity[view], v->server_count, sizeof(*v->servers)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    v->servers[v->server_count++] = server;
    return LYD_OK;
}
