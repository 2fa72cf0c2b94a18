/* The same names asked again and again: what is different, and is it as wanted. */
#include <lyncdns/audit.h>

#include <string.h>

/* The questions of a name stand server by server, A before AAAA. */
bool lyd_run_settled(const lyd_run *run, lyd_address_type type)
{
    const lyd_case *c = &run->facts;
    for (uint32_t e = 0; e < c->topology->endpoint_count; e++) {
        if (c->first[e] == c->first[e + 1]) {
            return false;
        }
        for (uint32_t q = c->first[e]; q + 1 < c->first[e + 1]; q += 2) {
            if (lyd_judge_type(&c->questions[q], &c->answers[q], 2) != type) {
                return false;
            }
        }
    }
    return !c->stopped;
}

static bool same_aliases(const lyd_answer *a, const lyd_answer *b)
{
    for (size_t i = 0; a->alias_count == b->alias_count && i < a->alias_count; i++) {
        if (strcmp(a->aliases[i], b->aliases[i]) != 0) {
            return false;
        }
    }
    return a->alias_count == b->alias_count;
}

static bool same_records(const lyd_answer *a, const lyd_answer *b)
{
    for (uint32_t i = 0; a->record_count == b->record_count && i < a->record_count; i++) {
        if (lyd_record_compare(&a->records[i], &b->records[i]) != 0) {
            return false;
        }
    }
    return a->record_count == b->record_count;
}

static bool same_answer(const lyd_answer *a, const lyd_answer *b)
{
    return a->status == b->status && same_aliases(a, b) && same_records(a, b);
}

void lyd_run_changes(const lyd_run *before, const lyd_run *after, void (*tell)(void *context, uint32_t endpoint, uint32_t question),
                     void *context)
{
    const lyd_case *c = &after->facts;
    for (uint32_t e = 0; e < c->topology->endpoint_count; e++) {
        for (uint32_t q = c->first[e]; q < c->first[e + 1]; q++) {
            if (!same_answer(&before->facts.answers[q], &c->answers[q])) {
                tell(context, e, q);
            }
        }
        if (before->judgement.types[e] != after->judgement.types[e]) {
            tell(context, e, LYD_NONE);
        }
    }
}
