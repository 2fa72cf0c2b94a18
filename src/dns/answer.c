#include "message.h"
#include "type.h"

#include <stdlib.h>
#include <string.h>

const lyd_row lyd_answer_statuses[] = {
    {LYD_NOERROR, "NOERROR"},
    {LYD_NODATA, "NODATA"},
    {LYD_NXDOMAIN, "NXDOMAIN"},
    {LYD_SERVFAIL, "SERVFAIL"},
    {LYD_REFUSED, "REFUSED"},
    {LYD_FORMERR, "FORMERR"},
    {LYD_NOTIMP, "NOTIMP"},
    {LYD_TIMEOUT, "TIMEOUT"},
    {LYD_UNREACHABLE, "UNREACHABLE"},
    {LYD_MALFORMED, "MALFORMED"},
    {LYD_ALIAS_LOOP, "ALIAS_LOOP"},
    {LYD_ALIAS_DANGLING, "ALIAS_DANGLING"},
    {0, NULL},
};

bool lyd_answer_failed(lyd_answer_status status)
{
    return (LYD_FAILED_STATUSES & 1u << status) != 0;
}

/* ---- the alias chain ---- */

typedef struct chain {
    const char *question, *end; /* END is the question or the last alias */
    const char *aliases[LYD_ALIAS_MAX];
    uint8_t count;
    bool loops;  /* it comes back to one of its names, or is too long */
    bool unsure; /* two aliases of one name disagree, or one makes no name */
    size_t record_count;
} chain;

/* Puts PREFIX's labels that stand before OWNER in front of TARGET (RFC 6672 section 2.2). False: too long for a name. */
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

/* What the end of the chain is an alias of by CNAME: true and TARGET, or false. */
static bool find_cname(lyd_message *m, chain *c, uint32_t hash, char target[LYD_NAME_TEXT])
{
    bool found = false;
    for (size_t i = 0; i < m->answer_count; i++) {
        const lyd_rr *rr = &m->answers[i];
        if (rr->type != LYD_TYPE_CNAME || !lyd_message_owned_by(m, rr, c->end, hash)) {
            continue;
        }
        if (!found) {
            lyd_message_name(m, rr->data, target);
            found = true;
            continue;
        }
        /* The same record twice does no harm; two different ones leave open where the name leads. */
        lyd_message_name(m, rr->data, m->name);
        c->unsure = c->unsure || strcmp(m->name, target) != 0;
    }
    return found;
}

/* The same by DNAME, for a server that left the CNAME out. The topmost DNAME above the name is the one that a resolver meets first. */
static bool find_dname(lyd_message *m, chain *c, char target[LYD_NAME_TEXT])
{
    const lyd_rr *top = NULL;
    size_t length = SIZE_MAX;
    char owner[LYD_NAME_TEXT];
    for (size_t i = 0; i < m->answer_count; i++) {
        const lyd_rr *rr = &m->answers[i];
        if (rr->type != LYD_TYPE_DNAME) {
            continue;
        }
        lyd_message_name(m, rr->owner, m->name);
        if (strcmp(m->name, c->end) != 0 && lyd_name_within(c->end, m->name) && strlen(m->name) < length) {
            top = rr;
            length = strlen(m->name);
            memcpy(owner, m->name, length + 1);
        }
    }
    if (top == NULL) {
        return false;
    }
    lyd_message_name(m, top->data, m->name);
    c->unsure = c->unsure || !substitute(c->end, owner, m->name, target);
    return true;
}

/* Marks the records of the chain's end. */
static void mark_records(lyd_message *m, chain *c, uint32_t hash)
{
    for (size_t i = 0; i < m->answer_count; i++) {
        lyd_rr *rr = &m->answers[i];
        if (rr->type != LYD_TYPE_CNAME && rr->type != LYD_TYPE_DNAME && !rr->on_chain && lyd_message_owned_by(m, rr, c->end, hash)) {
            rr->on_chain = true;
            c->record_count++;
        }
    }
}

static bool passed(const chain *c, const char *name)
{
    bool found = strcmp(name, c->question) == 0;
    for (size_t i = 0; i < c->count && !found; i++) {
        found = strcmp(name, c->aliases[i]) == 0;
    }
    return found;
}

/* Follows the aliases from the question, in whatever order the records stand, and marks the records of every name on the way: one beside
 * an alias breaks RFC 1034 section 3.6.2, but a client may use it. */
static lyd_status follow(lyd_message *m, chain *c, lyd_arena *arena)
{
    char target[LYD_NAME_TEXT];
    for (;;) {
        uint32_t hash = lyd_message_hash(c->end);
        mark_records(m, c, hash);
        if (!find_cname(m, c, hash, target) && !find_dname(m, c, target)) {
            return LYD_OK;
        }
        c->loops = c->count == LYD_ALIAS_MAX;
        if (c->unsure || c->loops) {
            return LYD_OK;
        }
        c->loops = passed(c, target);
        c->end = lyd_arena_text(arena, target, strlen(target));
        if (c->end == NULL) {
            return LYD_ENOMEM;
        }
        c->aliases[c->count++] = c->end; /* the name that closes a loop is told, too */
        if (c->loops) {
            return LYD_OK;
        }
    }
}

/* ---- records ---- */

static int compare_records(const void *a, const void *b)
{
    const lyd_record *x = a, *y = b;
    int order = lyd_record_compare(x, y);
    return order != 0 ? order : (x->ttl > y->ttl) - (x->ttl < y->ttl);
}

/* Sorts, and keeps the lowest TTL of records of the same data; the count left. */
static size_t tidy(lyd_record *records, size_t count)
{
    size_t kept = 1;
    qsort(records, count, sizeof(*records), compare_records);
    for (size_t i = 1; i < count; i++) {
        if (lyd_record_compare(&records[i], &records[kept - 1]) != 0) {
            records[kept++] = records[i];
        }
    }
    return kept;
}

/* Takes what the chain's names hold, at most COUNT records, into memory of the arena of just that size. */
static lyd_status take_records(const lyd_message *m, const lyd_type_row *row, size_t count, lyd_arena *arena, lyd_answer *answer)
{
    lyd_record few[LYD_RR_INLINE], *records = few;
    lyd_status status = LYD_OK;
    size_t used = 0;
    if (count > LYD_RR_INLINE) {
        records = malloc(count * sizeof(*records));
        if (records == NULL) {
            return LYD_ENOMEM;
        }
    }
    for (size_t i = 0; i < m->answer_count && status == LYD_OK; i++) {
        const lyd_rr *rr = &m->answers[i];
        if (rr->on_chain) {
            status = row->read(row, m->bytes, m->length, rr->data, rr->length, arena, &records[used]);
            records[used++].ttl = rr->ttl > INT32_MAX ? 0 : rr->ttl;
        }
    }
    used = used > 1 && status == LYD_OK ? tidy(records, used) : used;
    lyd_record *kept = status == LYD_OK ? lyd_arena_alloc(arena, used * sizeof(*kept)) : NULL;
    if (kept != NULL) {
        memcpy(kept, records, used * sizeof(*kept));
        answer->records = kept;
        answer->record_count = (uint32_t)used;
    }
    if (records != few) {
        free(records);
    }
    return kept == NULL ? LYD_ENOMEM : LYD_OK;
}

/* ---- what it adds up to ---- */

/* The status of a response code that says that the server failed; LYD_NOERROR for the two that answer the question. */
static lyd_answer_status failure_of(unsigned rcode)
{
    switch (rcode) {
    case 0:
    case 3: /* NXDOMAIN */
        return LYD_NOERROR;
    case 1:
        return LYD_FORMERR;
    case 4:
        return LYD_NOTIMP;
    case 5:
        return LYD_REFUSED;
    default:
        return LYD_SERVFAIL;
    }
}

static lyd_answer_status status_of(const lyd_message *m, const chain *c, bool *open)
{
    lyd_answer_status failure = failure_of(m->rcode);
    if (failure != LYD_NOERROR) {
        return failure;
    }
    if (!m->has_question || m->truncated || c->unsure) {
        return LYD_MALFORMED;
    }
    /* A record that was handed out counts whatever else the response says. */
    if (c->record_count > 0) {
        return LYD_NOERROR;
    }
    if (c->loops) {
        return LYD_ALIAS_LOOP;
    }
    if (m->rcode == 3) { /* it speaks of the chain's last name: RFC 6604 section 2 */
        return c->count > 0 ? LYD_ALIAS_DANGLING : LYD_NXDOMAIN;
    }
    if (c->count > 0) {
        *open = !m->has_soa || !lyd_name_within(c->end, m->soa);
        return LYD_NODATA;
    }
    return !m->has_soa && m->has_ns && !m->authoritative ? LYD_REFUSED : LYD_NODATA;
}

static lyd_status fill(lyd_message *m, const char *name, lyd_type type, lyd_arena *arena, lyd_answer *answer, const char **chase)
{
    chain c = {.question = name, .end = name};
    bool open = false;
    lyd_status status = follow(m, &c, arena);
    if (status != LYD_OK) {
        return status;
    }
    answer->rcode = (uint8_t)(m->rcode > UINT8_MAX ? UINT8_MAX : m->rcode);
    answer->status = (uint8_t)status_of(m, &c, &open);
    if (c.count > 0) {
        const char **aliases = lyd_arena_alloc(arena, c.count * sizeof(*aliases));
        if (aliases == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(aliases, c.aliases, c.count * sizeof(*aliases));
        answer->aliases = aliases;
        answer->alias_count = c.count;
    }
    *chase = open ? c.end : NULL;
    const lyd_type_row *row = lyd_type_find(type);
    bool kept = answer->status == LYD_NOERROR && row != NULL && row->member != NULL;
    return kept ? take_records(m, row, c.record_count, arena, answer) : LYD_OK;
}

lyd_status lyd_answer_read(const uint8_t *message, size_t length, const char *name, lyd_type type, lyd_arena *arena, lyd_answer *answer,
                           const char **chase)
{
    lyd_message m;
    answer->aliases = NULL;
    answer->records = NULL;
    answer->record_count = 0;
    answer->alias_count = 0;
    answer->status = LYD_MALFORMED;
    answer->rcode = length > 3 ? message[3] & 0xF : 0;
    *chase = NULL;
    lyd_status status = lyd_message_read(&m, message, length, name, type);
    if (status == LYD_OK) {
        status = fill(&m, name, type, arena, answer, chase);
    } else if (status == LYD_EINVAL) {
        status = LYD_OK; /* MALFORMED is an answer, too */
    }
    lyd_message_clear(&m);
    return status;
}

/* ---- chasing ---- */

/* The same order as for one message: a failure, then addresses, then a loop. */
static lyd_answer_status joined_status(const lyd_answer *target, bool loops, bool too_long)
{
    if (lyd_answer_failed((lyd_answer_status)target->status)) {
        return (lyd_answer_status)target->status;
    }
    if (too_long || (loops && target->status != LYD_NOERROR)) {
        return LYD_ALIAS_LOOP;
    }
    return target->status == LYD_NXDOMAIN ? LYD_ALIAS_DANGLING : (lyd_answer_status)target->status;
}

lyd_status lyd_answer_join(lyd_answer *answer, const char *name, const lyd_answer *target, lyd_arena *arena)
{
    chain c = {.question = name, .count = answer->alias_count};
    bool too_long = false;
    for (size_t i = 0; i < answer->alias_count; i++) {
        c.aliases[i] = answer->aliases[i];
    }
    for (size_t i = 0; i < target->alias_count && !too_long; i++) {
        too_long = c.count == LYD_ALIAS_MAX;
        if (!too_long) {
            c.loops = c.loops || passed(&c, target->aliases[i]);
            c.aliases[c.count++] = target->aliases[i];
        }
    }
    if (c.count > answer->alias_count) {
        const char **aliases = lyd_arena_alloc(arena, c.count * sizeof(*aliases));
        if (aliases == NULL) {
            return LYD_ENOMEM;
        }
        memcpy(aliases, c.aliases, c.count * sizeof(*aliases));
        answer->aliases = aliases;
        answer->alias_count = c.count;
    }
    answer->status = (uint8_t)joined_status(target, c.loops, too_long);
    if (answer->status == LYD_NOERROR) {
        answer->records = target->records;
        answer->record_count = target->record_count;
    }
    answer->rcode = target->rcode;
    answer->cause = target->cause;
    answer->resent += target->resent;
    return LYD_OK;
}

bool lyd_answer_same_aliases(const lyd_answer *a, const lyd_answer *b)
{
    bool same = a->alias_count == b->alias_count;
    for (size_t i = 0; i < a->alias_count && same; i++) {
        same = strcmp(a->aliases[i], b->aliases[i]) == 0;
    }
    return same;
}

bool lyd_answer_same_records(const lyd_answer *a, const lyd_answer *b)
{
    bool same = a->record_count == b->record_count;
    for (uint32_t i = 0; i < a->record_count && same; i++) {
        same = lyd_record_compare(&a->records[i], &b->records[i]) == 0;
    }
    return same;
}
