/* The answers of a case as they would be once edits are made. */
#include "edited.h"

#include "judge/service.h"

#include <stdlib.h>
#include <string.h>

typedef struct editing {
    const lyd_judging *j;
    const lyd_edit *edits;
    size_t count;
    lyd_answer *answers;
    lyd_arena *arena;
    lyd_status status;
} editing;

static bool is_at(const editing *t, const lyd_edit *edit, uint16_t server)
{
    return (t->j->servers[server].views >> edit->view & 1u) != 0;
}

static const char *end_of(const lyd_question *question, const lyd_answer *answer)
{
    return answer->alias_count > 0 ? answer->aliases[answer->alias_count - 1] : question->name;
}

/* True if an edit changes NAME at SERVER; ADDS: adds a record to it. */
static bool is_changed(const editing *t, const char *name, uint16_t server, bool adds)
{
    bool changed = false;
    for (size_t i = 0; i < t->count && !changed; i++) {
        const lyd_edit *edit = &t->edits[i];
        changed = (edit->add || !adds) && is_at(t, edit, server) && strcmp(edit->name, name) == 0;
    }
    return changed;
}

static bool is_in_view_from_wildcard(const editing *t, uint32_t name, uint16_t server)
{
    uint32_t views = t->j->servers[server].views & lyd_case_views(t->j->c, name);
    bool is = false;
    for (uint32_t v = 0; v < t->j->topology->view_count && !is; v++) {
        is = (views >> v & 1u) != 0 && lyd_from_wildcard(t->j, name, v);
    }
    return is;
}

/* ---- aliases ---- */

/* How many aliases of ANSWER are left before the first that EDIT deletes. */
static uint8_t kept_aliases(const lyd_edit *edit, const lyd_question *question, const lyd_answer *answer)
{
    const char *from = question->name;
    for (uint8_t k = 0; k < answer->alias_count; k++) {
        if (strcmp(edit->name, from) == 0 && strcmp(edit->record.target, answer->aliases[k]) == 0) {
            return k;
        }
        from = answer->aliases[k];
    }
    return answer->alias_count;
}

/* Takes away the aliases behind one that is deleted, and what they lead to. */
static void cut(const editing *t, const lyd_question *question, lyd_answer *answer)
{
    for (size_t i = 0; i < t->count; i++) {
        const lyd_edit *edit = &t->edits[i];
        bool deletes = edit->record.type == LYD_TYPE_CNAME && !edit->add && is_at(t, edit, question->server);
        uint8_t kept = deletes ? kept_aliases(edit, question, answer) : answer->alias_count;
        if (kept < answer->alias_count) {
            answer->alias_count = kept;
            answer->record_count = 0;
            answer->status = LYD_NXDOMAIN;
        }
    }
}

/* Puts the alias to TARGET behind ANSWER, and what the answer SAID about the target. */
static void lead_on(editing *t, lyd_answer *answer, const char *target, const lyd_answer *said)
{
    size_t count = answer->alias_count + (said != NULL ? said->alias_count : 0u) + 1;
    const char **aliases = count < LYD_ALIAS_MAX ? lyd_arena_alloc(t->arena, count * sizeof(*aliases)) : NULL;
    if (aliases == NULL) {
        t->status = count < LYD_ALIAS_MAX ? LYD_ENOMEM : t->status;
        return;
    }
    for (size_t k = 0; k < count; k++) {
        aliases[k] = k < answer->alias_count    ? answer->aliases[k]
                     : k == answer->alias_count ? target
                                                : said->aliases[k - answer->alias_count - 1];
    }
    *answer = (lyd_answer){.aliases = aliases, .alias_count = (uint8_t)count, .status = LYD_SERVFAIL, .cause = answer->cause};
    if (said != NULL) {
        answer->records = said->records;
        answer->record_count = said->record_count;
        answer->status = said->status == LYD_NXDOMAIN ? LYD_ALIAS_DANGLING : said->status;
        answer->cause = said->cause;
    }
}

/* Follows an alias that is added; where its target wasn't asked about at the same server, the lookup counts as failed. */
static void follow(editing *t, const lyd_question *question, lyd_answer *answer)
{
    for (size_t i = 0; i < t->count; i++) {
        const lyd_edit *edit = &t->edits[i];
        if (edit->record.type == LYD_TYPE_CNAME && edit->add && is_at(t, edit, question->server) &&
            strcmp(edit->name, end_of(question, answer)) == 0) {
            const lyd_question target = {.name = edit->record.target, .server = question->server, .type = question->type};
            lead_on(t, answer, edit->record.target, lyd_case_said(t->j->c, &target));
            return;
        }
    }
}

/* ---- records ---- */

static int by_data(const void *a, const void *b)
{
    return lyd_record_compare(a, b);
}

/* True where an edit names RECORD of the name HOLDER at SERVER. */
static bool is_named(const editing *t, const char *holder, const lyd_record *record, uint16_t server)
{
    bool is = false;
    for (size_t i = 0; i < t->count && !is; i++) {
        const lyd_edit *edit = &t->edits[i];
        is = edit->record.type == record->type && is_at(t, edit, server) && strcmp(edit->name, holder) == 0 &&
             lyd_record_compare(&edit->record, record) == 0;
    }
    return is;
}

/* Deletes and adds records at the end of the chain. */
static void change_records(editing *t, const lyd_question *question, lyd_answer *answer)
{
    const char *holder = end_of(question, answer);
    lyd_record *records = lyd_arena_alloc(t->arena, (answer->record_count + t->count) * sizeof(*records));
    uint32_t count = 0;
    if (records == NULL) {
        t->status = LYD_ENOMEM;
        return;
    }
    for (uint32_t i = 0; i < answer->record_count; i++) {
        if (!is_named(t, holder, &answer->records[i], question->server)) {
            records[count++] = answer->records[i];
        }
    }
    for (size_t i = 0; i < t->count; i++) {
        const lyd_edit *edit = &t->edits[i];
        if (edit->add && edit->record.type == question->type && is_at(t, edit, question->server) && strcmp(edit->name, holder) == 0) {
            records[count++] = edit->record;
        }
    }
    if (count > 0) {
        qsort(records, count, sizeof(*records), by_data);
    }
    answer->records = records;
    answer->record_count = count;
}

/* ---- answers ---- */

/* A name of its own hides a wildcard, for every type (RFC 4592 section 2.2.1). */
static void hide_wildcard(const editing *t, uint32_t name, const lyd_question *question, lyd_answer *answer)
{
    if (is_changed(t, question->name, question->server, true) && is_in_view_from_wildcard(t, name, question->server)) {
        answer->alias_count = 0;
        answer->record_count = 0;
    }
}

/* True if an edit changes a name of the chain of ANSWER. */
static bool is_touched(const editing *t, const lyd_question *question, const lyd_answer *answer)
{
    bool touched = is_changed(t, question->name, question->server, false);
    for (uint8_t i = 0; i < answer->alias_count && !touched; i++) {
        touched = is_changed(t, answer->aliases[i], question->server, false);
    }
    return touched;
}

/* What an answer without a record says: the name is there while it has a record of any type. */
static void settle(lyd_answer *answer, bool there)
{
    if (answer->record_count > 0) {
        answer->status = LYD_NOERROR;
    } else if (there) {
        answer->status = LYD_NODATA;
    } else {
        answer->status = answer->alias_count > 0 ? LYD_ALIAS_DANGLING : LYD_NXDOMAIN;
    }
}

/* The answers for NAME at one server, from FIRST on, before END. */
static void change_answers(editing *t, uint32_t name, uint32_t first, uint32_t end)
{
    bool there = false, touched = false;
    for (uint32_t q = first; q < end && t->status == LYD_OK; q++) {
        const lyd_question *question = &t->j->c->questions[q];
        lyd_answer *answer = &t->answers[q];
        if ((lyd_answer_bit(answer) & LYD_BITS_FAILED) == 0 && is_touched(t, question, answer)) {
            cut(t, question, answer);
            hide_wildcard(t, name, question, answer);
            change_records(t, question, answer);
            follow(t, question, answer);
            there = there || is_changed(t, end_of(question, answer), question->server, true);
            touched = true;
        }
        there = there || answer->record_count > 0;
    }
    for (uint32_t q = first; q < end && touched; q++) {
        if ((lyd_answer_bit(&t->answers[q]) & LYD_BITS_FAILED) == 0 && t->answers[q].status != LYD_ALIAS_LOOP) {
            settle(&t->answers[q], there);
        }
    }
}

lyd_status lyd_edited_answers(const lyd_judging *j, const lyd_edit *edits, size_t count, lyd_answer *answers, lyd_arena *arena)
{
    editing t = {.j = j, .edits = edits, .count = count, .answers = answers, .arena = arena};
    for (uint32_t name = 0; name < lyd_case_names(j->c) && t.status == LYD_OK; name++) {
        uint32_t end = j->c->first[name + 1];
        for (uint32_t q = j->c->first[name], next; q < end; q = next) {
            for (next = q + 1; next < end && j->c->questions[next].server == j->c->questions[q].server; next++) {
            }
            change_answers(&t, name, q, next);
        }
    }
    return t.status;
}
