/* Files of saved answers joined into one source: from several places, each of which reaches some of the views. */
#include "saved.h"

#include <stdlib.h>
#include <string.h>

static bool same_vantage(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static const lyd_saved_view *view_of(const lyd_saved_part *part, const char *name)
{
    for (size_t v = 0; v < part->saved->view_count; v++) {
        if (strcmp(part->saved->views[v].name, name) == 0) {
            return &part->saved->views[v];
        }
    }
    return NULL;
}

/* ---- servers ---- */

static bool has_server(const lyd_saved_part *part, const char *text)
{
    for (size_t v = 0; v < part->saved->view_count; v++) {
        for (size_t s = 0; s < part->saved->views[v].server_count; s++) {
            if (strcmp(part->saved->views[v].servers[s].text, text) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Whether another vantage than that of PART has the view, or asked the same server: then a name alone doesn't tell the two apart. */
static bool is_ambiguous(const lyd_saved_part *parts, size_t count, const lyd_saved_part *part, const char *view, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (!same_vantage(parts[i].saved->vantage, part->saved->vantage) &&
            (view_of(&parts[i], view) != NULL || has_server(&parts[i], text))) {
            return true;
        }
    }
    return false;
}

/* The server TEXT of the view in PART as the joined source knows it. NULL: out of memory. */
static const char *name_of(const lyd_saved_part *parts, size_t count, const lyd_saved_part *part, const char *view, const char *text,
                           lyd_arena *arena)
{
    const char *vantage = part->saved->vantage;
    if (vantage == NULL || !is_ambiguous(parts, count, part, view, text)) {
        return text;
    }
    return lyd_arena_printf(arena, "%s at %s", text, vantage);
}

static lyd_status add_servers(const lyd_saved_part *parts, size_t count, const lyd_saved_part *part, const lyd_saved_view *view,
                              lyd_arena *arena, lyd_server *servers, size_t *used)
{
    for (size_t s = 0; s < view->server_count; s++) {
        lyd_server server = view->servers[s];
        server.text = name_of(parts, count, part, view->name, view->servers[s].text, arena);
        server.named = server.text != view->servers[s].text;
        server.vantage = part->saved->vantage;
        server.asked = part->saved->started;
        server.absent = part->unused;
        server.saved_in = part->path;
        servers[(*used)++] = server;
        if (server.text == NULL) {
            return LYD_ENOMEM;
        }
    }
    return LYD_OK;
}

/* Another part from the same vantage has VIEW, and answers in place of PARTS[I], which is too old: a newer one. */
static bool is_replaced(const lyd_saved_part *parts, size_t count, size_t i, const char *view)
{
    for (size_t k = 0; k < count && parts[i].unused; k++) {
        bool rivals = k != i && view_of(&parts[k], view) != NULL && same_vantage(parts[k].saved->vantage, parts[i].saved->vantage);
        int64_t other = parts[k].saved->started, own = parts[i].saved->started;
        if (rivals && (!parts[k].unused || other > own || (other == own && k < i))) {
            return true;
        }
    }
    return false;
}

/* A vantage whose answers are too old stays among the servers, without answers, also where another vantage has the view: what was seen from
 * there isn't known. */
lyd_status lyd_saved_servers(const lyd_saved_part *parts, size_t count, const char *view, lyd_arena *arena, lyd_server **servers,
                             size_t *server_count)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        const lyd_saved_view *found = view_of(&parts[i], view);
        most += found != NULL ? found->server_count : 0;
    }
    *servers = lyd_arena_zalloc(arena, most, sizeof(**servers));
    *server_count = 0;
    lyd_status status = *servers == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        const lyd_saved_view *found = view_of(&parts[i], view);
        if (found != NULL && !is_replaced(parts, count, i, view)) {
            status = add_servers(parts, count, &parts[i], found, arena, *servers, server_count);
        }
    }
    return status;
}

bool lyd_saved_lacks(const lyd_saved_part *part, const char *view, const char *name)
{
    const lyd_saved_view *found = view_of(part, view);
    for (size_t s = 0; found != NULL && s < found->server_count; s++) {
        for (size_t t = 0; t < LYD_KEPT_TYPES; t++) {
            const lyd_question question = {.name = name, .type = (uint16_t)lyd_kept_types[t]};
            if (lyd_saved_find(part->source, found->servers[s].text, &question) != NULL) {
                return false;
            }
        }
    }
    return found != NULL;
}

lyd_status lyd_saved_check(const lyd_saved_part *parts, size_t count, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            bool rivals = !parts[i].unused && !parts[k].unused && same_vantage(parts[i].saved->vantage, parts[k].saved->vantage);
            for (size_t v = 0; v < parts[i].saved->view_count && rivals; v++) {
                const char *view = parts[i].saved->views[v].name, *vantage = parts[i].saved->vantage;
                if (view_of(&parts[k], view) != NULL) {
                    status = lyd_diag_error(diag, parts[i].path, 0, "the view \"%.64s\"%s%s is in %s, too; leave one of them out%s", view,
                                            vantage != NULL ? " from " : "", vantage != NULL ? vantage : "", parts[k].path,
                                            vantage != NULL ? "" : ", or save them with --vantage");
                }
            }
        }
    }
    return status;
}

/* ---- the source ---- */

/* A server in one of the parts. */
typedef struct holder {
    const lyd_saved_part *part;
    const char *text; /* as the part has it */
    uint32_t next;    /* another of the same name, in an older part; LYD_NONE */
} holder;

typedef struct joined {
    lyd_source base;
    lyd_saved_part *parts; /* newest first */
    size_t count;
    holder *holders;
    size_t holder_count;
    lyd_map *index; /* name of a server to its first holder */
    lyd_arena *arena;
} joined;

static const lyd_answer *find(const joined *j, const lyd_server *server, const lyd_question *question, const lyd_saved_part **asked)
{
    const lyd_answer *answer = NULL;
    uint32_t at;
    *asked = NULL;
    for (bool more = lyd_map_get(j->index, server->text, &at); more && at != LYD_NONE && answer == NULL; at = j->holders[at].next) {
        *asked = j->holders[at].part;
        answer = lyd_saved_find((*asked)->source, j->holders[at].text, question);
    }
    return answer;
}

static lyd_status ask(lyd_source *base, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    const joined *j = (const joined *)base;
    lyd_status status = LYD_OK;
    bool stopped = false;
    (void)server_count;
    (void)arena; /* the texts and records are the parts' */
    for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
        const lyd_server *server = &servers[questions[i].server];
        const lyd_saved_part *part;
        const lyd_answer *answer = server->absent ? NULL : find(j, server, &questions[i], &part);
        if (answer != NULL) {
            answers[i] = *answer;
            stopped = stopped || answer->cause == LYD_STOPPED;
        } else if (server->absent) {
            answers[i] = (lyd_answer){.status = LYD_UNREACHABLE, .cause = LYD_NOT_SAVED};
        } else {
            const char *type = lyd_type_name(questions[i].type);
            answers[i] = (lyd_answer){.status = LYD_REFUSED};
            status = lyd_diag_error(diag, part != NULL ? part->path : j->parts[0].path, 0, "no answer of %s to %s %s was saved",
                                    server->text, questions[i].name, type != NULL ? type : "(another type)");
        }
    }
    return status == LYD_OK && stopped ? LYD_ESTOPPED : status;
}

static void free_joined(lyd_source *base)
{
    joined *j = (joined *)base;
    for (size_t i = 0; i < j->count; i++) {
        lyd_source_free(j->parts[i].source);
    }
    free(j->parts);
    free(j->holders);
    lyd_map_free(j->index);
    lyd_arena_free(j->arena);
    free(j);
}

static lyd_status add_holder(joined *j, const lyd_saved_part *part, const char *view, const char *text)
{
    uint32_t last = LYD_NONE, at, number = (uint32_t)j->holder_count;
    const char *name = name_of(j->parts, j->count, part, view, text, j->arena);
    if (name == NULL) {
        return LYD_ENOMEM;
    }
    for (bool more = lyd_map_get(j->index, name, &at); more && at != LYD_NONE; at = j->holders[at].next) {
        last = at;
    }
    j->holders[j->holder_count++] = (holder){part, text, LYD_NONE};
    if (last == LYD_NONE) {
        return lyd_map_put(j->index, name, number);
    }
    j->holders[last].next = number;
    return LYD_OK;
}

static lyd_status add_part(joined *j, const lyd_saved_part *part)
{
    lyd_status status = LYD_OK;
    for (size_t v = 0; v < part->saved->view_count && !part->unused; v++) {
        const lyd_saved_view *view = &part->saved->views[v];
        for (size_t s = 0; s < view->server_count && status == LYD_OK; s++) {
            status = add_holder(j, part, view->name, view->servers[s].text);
        }
    }
    return status;
}

static int newest_first(const void *a, const void *b)
{
    int64_t left = ((const lyd_saved_part *)a)->saved->started, right = ((const lyd_saved_part *)b)->saved->started;
    return (left < right) - (left > right);
}

lyd_status lyd_saved_join(const lyd_saved_part *parts, size_t count, lyd_source **source)
{
    static const lyd_source_functions functions = {"answers", ask, free_joined};
    size_t servers = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t v = 0; v < parts[i].saved->view_count; v++) {
            servers += parts[i].saved->views[v].server_count;
        }
    }
    joined *j = calloc(1, sizeof(*j));
    if (j == NULL) {
        return LYD_ENOMEM;
    }
    *j = (joined){.base = {&functions},
                  .parts = malloc((count + 1) * sizeof(*j->parts)),
                  .holders = calloc(servers + 1, sizeof(*j->holders)),
                  .index = lyd_map_new(),
                  .arena = lyd_arena_new()};
    lyd_status status = j->parts == NULL || j->holders == NULL || j->index == NULL || j->arena == NULL ? LYD_ENOMEM : LYD_OK;
    if (status == LYD_OK) {
        memcpy(j->parts, parts, count * sizeof(*parts));
        qsort(j->parts, count, sizeof(*parts), newest_first);
        j->count = count;
    }
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        status = add_part(j, &j->parts[i]);
    }
    if (status != LYD_OK) {
        j->count = 0; /* the parts stay the caller's */
        free_joined(&j->base);
        return status;
    }
    *source = &j->base;
    return LYD_OK;
}
