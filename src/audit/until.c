/* Asking again until the answers are as wanted: the loop behind every wait for a change, and the comparison of two runs. */
#include <lyncdns/audit.h>

static bool is_stopped(const lyd_until *u)
{
    return u->stop != NULL && *u->stop != 0;
}

/* When the round after ROUND, which began at STARTED, is due. */
static int64_t next_round(const lyd_until *u, size_t round, int64_t started)
{
    int64_t due = started + (round < u->rounds_soon ? u->pause_ms : u->pause_later_ms);
    int64_t soonest = started + u->pause_ms;
    if (!u->last_look) {
        return due < u->end_ms ? due : u->end_ms;
    }
    if (due + u->pause_ms <= u->end_ms) {
        return due;
    }
    return u->end_ms > soonest ? u->end_ms : soonest;
}

lyd_status lyd_ask_until(const lyd_until *u, bool *done)
{
    const lyd_clock *clock = &u->clock;
    lyd_status status = LYD_OK;
    *done = false;
    for (size_t round = 0;; round++) {
        int64_t started = clock->now_ms(clock->context), now;
        status = u->ask(u->context, done);
        if (status != LYD_OK || *done || started >= u->end_ms) {
            break;
        }
        int64_t due = next_round(u, round, started);
        while ((now = clock->now_ms(clock->context)) < due && !is_stopped(u)) {
            clock->sleep_ms(clock->context, due - now);
        }
        if (is_stopped(u) || (!u->last_look && now >= u->end_ms)) {
            break;
        }
    }
    return status == LYD_ESTOPPED ? LYD_OK : status;
}

/* ---- runs ---- */

static bool is_same(const lyd_answer *a, const lyd_answer *b)
{
    return a->status == b->status && lyd_answer_same_aliases(a, b) && lyd_answer_same_records(a, b);
}

/* Targets of SRV records, the last names of a case, may be others in each run. */
static bool is_in_every_run(const lyd_case *c, uint32_t name)
{
    const lyd_extra *extra = lyd_case_extra(c, name);
    return extra == NULL || extra->kind == LYD_EXTRA_WANTED;
}

void lyd_run_changes(const lyd_run *before, const lyd_run *after, void (*report)(void *context, uint32_t name, uint32_t question),
                     void *context)
{
    const lyd_case *c = &after->facts;
    for (uint32_t n = 0; n < lyd_case_names(c) && is_in_every_run(c, n); n++) {
        for (uint32_t q = c->first[n]; q < c->first[n + 1]; q++) {
            if (!is_same(&before->facts.answers[q], &c->answers[q])) {
                report(context, n, q);
            }
        }
        if (n < c->topology->endpoint_count && before->judgement.types[n] != after->judgement.types[n]) {
            report(context, n, LYD_NONE);
        }
    }
}
