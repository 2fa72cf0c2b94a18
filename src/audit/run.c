#include "dns64.h"
#include "plan.h"

#include <lyncdns/audit.h>

#include <time.h>

static int64_t monotonic_ms(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Has SOURCE answer the plan in C. A run that was stopped goes on with what there is. */
static lyd_status ask(lyd_case *c, lyd_source *source, lyd_arena *arena, lyd_diag *diag)
{
    size_t count = c->first[c->topology->endpoint_count];
    lyd_answer *answers = lyd_arena_zalloc(arena, count, sizeof(*answers));
    if (answers == NULL) {
        return LYD_ENOMEM;
    }
    c->answers = answers;
    lyd_status status = source->functions->ask(source, c->servers, c->server_count, c->questions, count, answers, arena, diag);
    c->stopped = status == LYD_ESTOPPED;
    return c->stopped ? LYD_OK : status;
}

lyd_status lyd_run_new(const lyd_topology *topology, lyd_source *source, int64_t started, lyd_run **run, lyd_diag *diag)
{
    int64_t begin = monotonic_ms();
    lyd_arena *arena = lyd_arena_new();
    lyd_run *r = arena == NULL ? NULL : lyd_arena_zalloc(arena, 1, sizeof(*r));
    lyd_status status = LYD_ENOMEM;

    *run = NULL;
    if (r == NULL) {
        goto done;
    }
    r->arena = arena;
    r->started = started;
    r->facts.now = started;
    status = lyd_plan_make(topology, arena, &r->facts, diag);
    if (status == LYD_OK) {
        status = ask(&r->facts, source, arena, diag);
    }
    if (status == LYD_OK) {
        status = lyd_dns64_probe(source, arena, &r->facts);
    }
    if (status == LYD_OK) {
        status = lyd_judge(&r->facts, arena, &r->judgement);
    }
    if (status == LYD_OK) {
        r->duration_ms = monotonic_ms() - begin;
        *run = r;
        arena = NULL;
    }

done:
    lyd_arena_free(arena);
    return status;
}

void lyd_run_free(lyd_run *run)
{
    if (run != NULL) {
        lyd_arena_free(run->arena); /* which holds *RUN too */
    }
}
