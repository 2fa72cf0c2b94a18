/* Chains of aliases: the one walker, and the joining of two parts of a chain. */
#include "alias.h"

#include <string.h>

/* Puts the labels of NAME that are before OWNER in front of TARGET (RFC 6672 section 2.2). False: that is too long for a name. */
static bool substitute(const char *name, const char *owner, const char *target, char result[LYD_NAME_TEXT])
{
    uint8_t wire[LYD_NAME_WIRE];
    size_t prefix = strlen(name) - (strcmp(owner, ".") == 0 ? 0 : strlen(owner) + 1);
    /* Canonical text of two names that fit is under twice the room of one. */
    char joined[2 * LYD_NAME_TEXT];
    (void)snprintf(joined, sizeof(joined), strcmp(target, ".") == 0 ? "%.*s" : "%.*s.%s", (int)prefix, name, target);
    if (lyd_name_to_wire(joined, wire) == 0) {
        return false;
    }
    memcpy(result, joined, strlen(joined) + 1);
    return true;
}

static bool passed(const lyd_alias_chain *chain, const char *name)
{
    bool found = strcmp(name, chain->question) == 0;
    for (size_t i = 0; i < chain->count && !found; i++) {
        found = strcmp(name, chain->aliases[i]) == 0;
    }
    return found;
}

/* Of a chain that is too long to keep, the last alias takes the place of the one before it. */
static void keep(lyd_alias_chain *chain, const char *alias)
{
    chain->count = (uint8_t)(chain->count < LYD_ALIAS_MAX ? chain->count + 1 : LYD_ALIAS_MAX);
    chain->aliases[chain->count - 1] = alias;
}

#define GROWTH_MAX 32 /* a DNAME record that made a name longer so often would do so without end */

lyd_status lyd_alias_walk(lyd_alias_chain *chain, const char *question, lyd_alias_look *look, void *context, lyd_arena *arena)
{
    char renamed[LYD_NAME_TEXT];
    chain->question = chain->end = question;
    chain->count = 0;
    chain->steps = 0;
    chain->loops = chain->overlong = false;
    while (!chain->loops) {
        lyd_alias alias = {NULL, NULL};
        lyd_status status = look(context, chain->end, &alias);
        if (status != LYD_OK || alias.target == NULL) {
            return status;
        }
        if (alias.dname != NULL) {
            chain->overlong = !substitute(chain->end, alias.dname, alias.target, renamed);
            alias.target = renamed;
        }
        if (chain->overlong) {
            chain->loops = chain->steps >= GROWTH_MAX;
            chain->overlong = !chain->loops;
            break;
        }
        chain->loops = passed(chain, alias.target) || ++chain->steps == LYD_ALIAS_STEPS;
        chain->end = lyd_arena_text(arena, alias.target, strlen(alias.target));
        if (chain->end == NULL) {
            return LYD_ENOMEM;
        }
        keep(chain, chain->end);
    }
    return LYD_OK;
}

lyd_status lyd_alias_keep(const lyd_alias_chain *chain, lyd_arena *arena, lyd_answer *answer)
{
    answer->aliases = NULL;
    answer->alias_count = chain->count;
    if (chain->count > 0) {
        const char **aliases = lyd_arena_alloc(arena, chain->count * sizeof(*aliases));
        if (aliases == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(aliases, chain->aliases, chain->count * sizeof(*aliases));
        answer->aliases = aliases;
    }
    return LYD_OK;
}

/* ---- joining ---- */

/* The same order as for one message: a failure, then records, then a loop. */
static lyd_answer_status joined_status(const lyd_answer *target, bool loops)
{
    if (lyd_answer_failed((lyd_answer_status)target->status)) {
        return (lyd_answer_status)target->status;
    }
    if (loops && target->status != LYD_NOERROR) {
        return LYD_ALIAS_LOOP;
    }
    return target->status == LYD_NXDOMAIN ? LYD_ALIAS_DANGLING : (lyd_answer_status)target->status;
}

lyd_status lyd_answer_join(lyd_answer *answer, const char *name, const lyd_answer *target, lyd_arena *arena)
{
    lyd_alias_chain chain = {.question = name, .count = answer->alias_count};
    for (size_t i = 0; i < answer->alias_count; i++) {
        chain.aliases[i] = answer->aliases[i];
    }
    for (size_t i = 0; i < target->alias_count; i++) {
        chain.loops = chain.loops || passed(&chain, target->aliases[i]);
        keep(&chain, target->aliases[i]);
    }
    if (target->alias_count > 0 && lyd_alias_keep(&chain, arena, answer) != LYD_OK) {
        return LYD_ENOMEM;
    }
    answer->status = (uint8_t)joined_status(target, chain.loops);
    if (answer->status == LYD_NOERROR) {
        answer->records = target->records;
        answer->record_count = target->record_count;
    }
    answer->rcode = target->rcode;
    answer->cause = target->cause;
    answer->resent = (uint16_t)(answer->resent + target->resent < UINT16_MAX ? answer->resent + target->resent : UINT16_MAX);
    return LYD_OK;
}
