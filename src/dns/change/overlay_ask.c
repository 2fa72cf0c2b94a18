/* What a change is laid over, asked for when it is wanted, and once. */
#include "overlay.h"

#include <string.h>

static bool is_wanted(const lyd_overlay *o, const lyd_question *q)
{
    for (size_t i = o->wanted_count > 16 ? o->wanted_count - 16 : 0; i < o->wanted_count; i++) {
        const lyd_question *other = &o->wanted[i];
        if (other->server == q->server && other->type == q->type && strcmp(other->name, q->name) == 0) {
            return true;
        }
    }
    return false;
}

const lyd_answer *lyd_overlay_base(lyd_overlay *o, uint16_t server, const char *name, uint16_t type, bool soft)
{
    const lyd_memo_item *item = lyd_memo_find(o->memo, name, server, type);
    if (item != NULL) {
        return &item->answer;
    }
    lyd_question question = {name, server, type};
    if (is_wanted(o, &question)) {
        return NULL; /* the memo sees to the rest of those wanted twice */
    }
    question.name = lyd_arena_text(o->stage.arena, name, strlen(name));
    if (question.name == NULL || lyd_grow((void **)&o->wanted, &o->wanted_capacity, o->wanted_count, sizeof(*o->wanted)) != LYD_OK) {
        o->status = LYD_ENOMEM;
        return NULL;
    }
    o->wanted[o->wanted_count++] = question;
    if (!soft) { /* those that the source has to know come first */
        lyd_question swap = o->wanted[o->hard_count];
        o->wanted[o->hard_count++] = question;
        o->wanted[o->wanted_count - 1] = swap;
    }
    return NULL;
}

lyd_status lyd_overlay_fetch(lyd_overlay *o, lyd_diag *diag)
{
    lyd_status status = o->status;
    if (status == LYD_OK) {
        status = lyd_memo_fill(o->memo, o->source, o->servers, o->server_count, o->wanted, o->hard_count, false, diag);
    }
    if (status == LYD_OK || status == LYD_ESTOPPED) {
        status = lyd_memo_fill(o->memo, o->source, o->servers, o->server_count, o->wanted + o->hard_count, o->wanted_count - o->hard_count,
                               true, diag);
    }
    o->wanted_count = o->hard_count = 0;
    return status == LYD_ESTOPPED ? LYD_OK : status; /* the answers say so themselves */
}
