/* Sources: freeing any of them, and a source that skips dead servers, for runs that ask a few questions at a time. */
#include <lyncdns/dns.h>

#include <stdlib.h>
#include <string.h>

void lyd_source_free(lyd_source *source)
{
    if (source != NULL) {
        source->functions->free(source);
    }
}

/* ---- a source that skips dead servers ---- */

typedef struct dead_server {
    char text[LYD_SERVER_TEXT];
    int64_t since;
} dead_server;

typedef struct skipping_source {
    lyd_source source;
    lyd_source *base;
    int64_t again_ms;
    dead_server *dead;
    size_t dead_count, dead_capacity;
} skipping_source;

static int64_t now_ms(void)
{
    return lyd_monotonic_us() / 1000;
}

static dead_server *find_dead(const skipping_source *s, const char *text)
{
    for (size_t i = 0; i < s->dead_count; i++) {
        if (strcmp(s->dead[i].text, text) == 0) {
            return &s->dead[i];
        }
    }
    return NULL;
}

static lyd_status note_dead(skipping_source *s, const char *text, int64_t now)
{
    dead_server *dead = find_dead(s, text);
    if (dead == NULL) {
        if (lyd_grow((void **)&s->dead, &s->dead_capacity, s->dead_count, sizeof(*s->dead)) != LYD_OK) {
            return LYD_ENOMEM;
        }
        dead = &s->dead[s->dead_count++];
        (void)snprintf(dead->text, sizeof(dead->text), "%s", text);
    }
    dead->since = now;
    return LYD_OK;
}

/* A server is dead if it was given up, or replied to no question. */
static lyd_status learn(skipping_source *s, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                        const lyd_answer *answers)
{
    enum { UNASKED, SILENT, GIVEN_UP, HEARD };
    uint8_t *state = calloc(server_count + 1, sizeof(*state));
    lyd_status status = state == NULL ? LYD_ENOMEM : LYD_OK;
    for (size_t i = 0; i < count && status == LYD_OK; i++) {
        const lyd_answer *answer = &answers[i];
        bool silent = answer->status == LYD_TIMEOUT || answer->status == LYD_UNREACHABLE;
        uint8_t *server = &state[questions[i].server];
        if (answer->cause == LYD_STOPPED || answer->cause == LYD_NOT_SAVED) {
            continue;
        }
        uint8_t said = answer->cause == LYD_GIVEN_UP ? GIVEN_UP : silent ? SILENT : HEARD;
        /* A server that was given up stays so, even if it had replied before. */
        *server = *server == GIVEN_UP || said == GIVEN_UP ? GIVEN_UP : said > *server ? said : *server;
    }
    for (size_t i = 0; i < server_count && status == LYD_OK; i++) {
        if (state[i] == SILENT || state[i] == GIVEN_UP) {
            status = note_dead(s, servers[i].text, now_ms());
        }
    }
    free(state);
    return status;
}

/* Marks the servers that are not asked now; true if there are any. */
static bool mark_skipped(const skipping_source *s, const lyd_server *servers, size_t server_count, bool *skipped)
{
    int64_t now = now_ms();
    bool any = false;
    for (size_t i = 0; i < server_count && s->dead_count > 0; i++) {
        const dead_server *dead = find_dead(s, servers[i].text);
        skipped[i] = dead != NULL && now - dead->since < s->again_ms;
        any = any || skipped[i];
    }
    return any;
}

static lyd_status ask_rest(skipping_source *s, const bool *skipped, const lyd_server *servers, size_t server_count,
                           const lyd_question *questions, size_t count, lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    lyd_question *rest = calloc(count + 1, sizeof(*rest));
    lyd_answer *said = calloc(count + 1, sizeof(*said));
    lyd_status status = rest == NULL || said == NULL ? LYD_ENOMEM : LYD_OK;
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        answers[i] = (lyd_answer){.status = LYD_TIMEOUT, .cause = LYD_GIVEN_UP};
        if (status == LYD_OK && !skipped[questions[i].server]) {
            rest[left++] = questions[i];
        }
    }
    if (status == LYD_OK && left > 0) {
        status = s->base->functions->ask(s->base, servers, server_count, rest, left, said, arena, diag);
    }
    if (status == LYD_OK && learn(s, servers, server_count, rest, left, said) != LYD_OK) {
        status = LYD_ENOMEM;
    }
    for (size_t i = 0, k = 0; i < count && k < left; i++) {
        if (!skipped[questions[i].server]) {
            answers[i] = said[k++];
        }
    }
    free(rest);
    free(said);
    return status;
}

static lyd_status ask(lyd_source *source, const lyd_server *servers, size_t server_count, const lyd_question *questions, size_t count,
                      lyd_answer *answers, lyd_arena *arena, lyd_diag *diag)
{
    skipping_source *s = (skipping_source *)source;
    bool *skipped = calloc(server_count + 1, sizeof(*skipped));
    lyd_status status;
    if (skipped == NULL) {
        return LYD_ENOMEM;
    }
    if (mark_skipped(s, servers, server_count, skipped)) {
        status = ask_rest(s, skipped, servers, server_count, questions, count, answers, arena, diag);
    } else {
        status = s->base->functions->ask(s->base, servers, server_count, questions, count, answers, arena, diag);
        if (status == LYD_OK && learn(s, servers, server_count, questions, count, answers) != LYD_OK) {
            status = LYD_ENOMEM;
        }
    }
    free(skipped);
    return status;
}

static void free_source(lyd_source *source)
{
    skipping_source *s = (skipping_source *)source;
    free(s->dead);
    free(s);
}

lyd_source *lyd_skip_dead_new(lyd_source *base, int64_t again_ms)
{
    static const lyd_source_functions functions = {"servers, except dead ones", ask, free_source};
    skipping_source *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return NULL;
    }
    s->source.functions = &functions;
    s->base = base;
    s->again_ms = again_ms;
    return &s->source;
}
